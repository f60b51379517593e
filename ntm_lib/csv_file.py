"""A table as a CSV file that spreadsheets open right, with no text in it that one would run."""

import re
from datetime import date
from functools import lru_cache
from math import isnan
from typing import Any

import pandas as pd

# Where a cell begins: at the start of a text, and where a spreadsheet splits that is told another separator than ours
_CELL = r"""(^|[;\t\r\n][\s"]*+)"""
# What begins a formula, in full width, too: some editions of Excel take that for the same
_FORMULA = r"(?='*[=+@＝＋－＠\t\r-])"
_RUNS, _MADE_INERT = re.compile(_CELL + _FORMULA), re.compile(f"{_CELL}'{_FORMULA}")


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return `table` as a CSV that Excel opens right: UTF-8 with BOM, comma, decimal point, dates as 2021-12-20.

    Text is always in quotes, and inert: no part of it is a formula where a spreadsheet splits at semicolons, tabs or lines.
    """
    columns = [map(_csv_cell, [name, *table[name].tolist()]) for name in table.columns]
    return "".join(",".join(row) + "\r\n" for row in zip(*columns, strict=True)).encode("utf-8-sig")


def _csv_cell(value: Any) -> str:
    if isinstance(value, str):
        return _csv_text(value)
    if isinstance(value, float):
        return "" if isnan(value) else f"{value:.10g}"
    if value is None or pd.isna(value):
        return ""
    return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)


@lru_cache(maxsize=10_000)
def _csv_text(text: str) -> str:
    """Remember texts that recur in a column: names, seasons, files."""
    quoted = inert(text).replace('"', '""')
    return f'"{quoted}"' if text else ""


def inert(text: str) -> str:
    """Return `text` with an apostrophe before whatever a spreadsheet would run as a formula; as_typed takes it out again."""
    return _RUNS.sub(r"\1'", text)


def as_typed(text: str) -> str:
    """Return the text that `inert` was given."""
    return _MADE_INERT.sub(r"\1", text)
