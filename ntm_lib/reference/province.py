"""The province's own table of progress by district."""

from pathlib import Path
from typing import TypedDict

import pandas as pd

from ntm_lib.reference.files import read_reference
from ntm_lib.tables import field_names

WHOLE_PROVINCE = "Toàn tỉnh"  # unit_name of the row of totals


class DistrictProgress(TypedDict):
    """What the province publishes of a district; numbers are empty where the file gives none.

    `as_of` is the day as text (2020-12-31), `standard_count` the province's own number of communes that meet the standard.
    """

    as_of: str
    unit_name: str
    criteria_met_total: float
    commune_count: float
    standard_count: float
    standard_pct: float
    criteria_mean: float
    source: str


COLUMNS = field_names(DistrictProgress)
_NUMBERS = [name for name, kind in DistrictProgress.__annotations__.items() if kind is float]


def load_province_progress(path: Path) -> pd.DataFrame:
    """Return the table at `path`, one DistrictProgress per row, in the file's order; no rows if there is no file.

    Raises WorkbookError naming row and column of what is neither a day nor a number.
    """
    kinds = {"as_of": "date", **dict.fromkeys(_NUMBERS, "number")}
    key = ("as_of", "unit_name")
    table = read_reference(path, COLUMNS, kinds=kinds, required=key, key=key, optional=True)
    return table.assign(as_of=table["as_of"].map(str).astype("str"))
