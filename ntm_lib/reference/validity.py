"""What is valid for a time: from a day to a day, both included; None where it has no end."""

from datetime import date

DAYS = {"valid_from": "date", "valid_to": "date"}  # kinds of the columns of a reference file


def covers(first: date | None, last: date | None, day: date) -> bool:
    """Return whether `day` lies within."""
    return (first is None or first <= day) and (last is None or day <= last)
