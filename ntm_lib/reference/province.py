"""The province's own table of progress by district."""

from pathlib import Path

import pandas as pd

from ntm_lib.reference.files import read_reference

WHOLE_PROVINCE = "Toàn tỉnh"  # unit_name of the row of totals
COLUMNS = [
    "as_of", "unit_name", "criteria_met_total", "commune_count", "standard_count", "standard_pct", "criteria_mean", "source",
]  # fmt: skip
NUMBERS = COLUMNS[2:7]


def load_province_progress(path: Path) -> pd.DataFrame:
    """Return the table at `path`, in the file's order; no rows if there is no file.

    `as_of` is the day as text (2020-12-31). criteria_met_total, commune_count and standard_count (the province's own number of
    communes that meet the standard), standard_pct and criteria_mean are numbers, empty where the file gives none. Raises
    WorkbookError naming row and column of what is neither.
    """
    kinds = {"as_of": "date", **dict.fromkeys(NUMBERS, "number")}
    key = ("as_of", "unit_name")
    table = read_reference(path, COLUMNS, kinds=kinds, required=key, key=key, optional=True)
    return table.assign(as_of=table["as_of"].map(str).astype("str"))
