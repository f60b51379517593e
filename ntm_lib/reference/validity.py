"""What is valid for a time: from a day to a day, or from a year to a year, both included; None or NaN where it has no end."""

from datetime import date

import pandas as pd

DAYS = {"valid_from": "first_day", "valid_to": "last_day"}  # kinds of the columns of a reference file


def covers(first: date | None, last: date | None, day: date) -> bool:
    """Return whether `day` lies within."""
    return (first is None or first <= day) and (last is None or day <= last)


def years_of(first: float, last: float) -> tuple[int, int]:
    """Return the first and the last year of two cells, 0 and 9999 for empty ones."""
    return 0 if pd.isna(first) else int(first), 9999 if pd.isna(last) else int(last)


def years_said(first: int, last: int) -> str:
    """Return years of `years_of` in words: "năm 2021", "năm 2016–2020", "từ năm 2021", "đến năm 2020"; "" for all."""
    if first and last != 9999:
        return f"năm {first}" if first == last else f"năm {first}–{last}"
    return f"từ năm {first}" if first else f"đến năm {last}" if last != 9999 else ""
