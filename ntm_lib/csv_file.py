"""A table as a CSV file that spreadsheets open right."""

import pandas as pd

# In full width, too: some editions of Excel take them for the same
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return `table` as a CSV that Excel opens right: UTF-8 with BOM, comma, decimal point, dates as 2021-12-20.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    texts = table.select_dtypes(include=["str", "object"]).columns
    inert = table.assign(
        **{
            c: table[c].map(lambda v: f"'{v}" if isinstance(v, str) and v.startswith(_FORMULA_STARTS) else v)
            for c in texts
        }
    )
    text = inert.to_csv(index=False, float_format="%.10g", date_format="%Y-%m-%d", lineterminator="\r\n")
    return text.encode("utf-8-sig")
