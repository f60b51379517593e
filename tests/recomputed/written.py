"""Figures and days as Vietnamese readers write them: 1.978,5, 11,9%, 05/02/2021; and the figures in a text."""

import datetime as dt
import re
from fractions import Fraction
from math import floor

MISSING = "chưa có số liệu"
FIGURE = re.compile(rf"\d+(?:[.,]\d+)*%?|[●○◐△▽◇▲▼½✓✕]|{MISSING}", re.IGNORECASE)


def exact(value: object) -> Fraction | None:
    """Return a cell's number without the rounding of binary fractions; None for an empty cell."""
    return None if value is None or value == "" else Fraction(str(value))


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Return `value` rounded as people round: half up, away from zero."""
    size = Fraction(floor(abs(value) * 10**decimals + Fraction(1, 2)), 10**decimals)
    return size if value >= 0 else -size


def number(value: Fraction | int | None, decimals: int = 1) -> str:
    if value is None:
        return MISSING
    fixed = f"{float(rounded(Fraction(value), decimals)):,.{decimals}f}"
    whole, _, rest = fixed.replace(",", " ").partition(".")
    rest = rest.rstrip("0")
    return whole.replace(" ", ".") + (f",{rest}" if rest else "")


def percent(value: Fraction | None, decimals: int = 1) -> str:
    """Return a share, with as many decimals as keep what is not none or all from looking so."""
    if value is None:
        return MISSING
    shown = next(d for d in range(decimals, 10) if value in (0, 100) or rounded(Fraction(value), d) not in (0, 100))
    return f"{number(value, shown)}%"


def in_unit(value: Fraction | None, kind: str, unit: str, decimals: int = 1) -> str:
    if value is None:
        return MISSING
    return percent(value, decimals) if kind == "percent" else f"{number(value, decimals)} {unit}".strip()


def day(value: dt.date | None) -> str:
    """Return 05/02/2021: days under 10 and the months 1 and 2 with a zero."""
    return (
        ""
        if value is None
        else f"{value.day:02d}/{value.month:02d}/{value.year}"
        if value.month < 3
        else f"{value.day:02d}/{value.month}/{value.year}"
    )


def joined(parts: list[str]) -> str:
    return " và ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def natural(code: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"[.;]", code)]


def figures(text: str) -> list[str]:
    """Return every figure, sign of a result and "chưa có số liệu" in `text`, in order."""
    return [found.lower() for found in FIGURE.findall(text)]


def cut(name: str) -> str:
    """Return a name of at most sixty letters: a longer one ends before its last comma, "và" or "hoặc" after the thirtieth, else after a word."""
    if len(name) <= 60:
        return name
    ends = [name.rfind(between, 30, 60) for between in (", ", " và ", " hoặc ")]
    return f"{name[: max(ends) if max(ends) > 0 else name.rindex(' ', 0, 60)].removesuffix(',')}…"
