"""The province's own table of progress by district."""

from pathlib import Path

import pandas as pd

from ntm_lib.errors import WorkbookError
from ntm_lib.reference.files import parse_date, parse_number, read_reference
from ntm_lib.schemas import records

WHOLE_PROVINCE = "Toàn tỉnh"  # unit_name of the row of totals
COLUMNS = [
    "as_of", "unit_name", "criteria_met_total", "commune_count", "standard_count", "standard_pct", "criteria_mean", "source",
]  # fmt: skip
NUMBERS = ["criteria_met_total", "commune_count", "standard_count", "standard_pct", "criteria_mean"]


def load_province_progress(path: Path) -> pd.DataFrame:
    """Return the table at `path`, in the file's order; no rows if there is no file.

    `as_of` is the day as text (2020-12-31). criteria_met_total, commune_count and standard_count (the province's own number of
    communes that meet the standard), standard_pct and criteria_mean are numbers, empty where the file gives none. Raises
    WorkbookError naming row and column of what is neither.
    """
    table = read_reference(path, COLUMNS, optional=True)
    for row in records(table):
        if not parse_date(row["as_of"], f"{path.name}, {row['unit_name']}, cột as_of"):
            raise WorkbookError(f"{path.name}, {row['unit_name']}: thiếu ngày ở cột as_of, ví dụ 2020-12-31.")
    for column in NUMBERS:
        places = [f"{path.name}, {name}, cột {column}" for name in table["unit_name"]]
        values = [parse_number(text, place) for text, place in zip(table[column], places, strict=True)]
        table[column] = pd.Series(values, index=table.index, dtype="float64")
    return table
