"""Numbers and dates as Vietnamese readers write them: 1.978,5 and 24/12/2020. The only place where a number is formatted."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from babel import Locale
from babel.numbers import format_decimal

from ntm_lib.analysis.assessment import meets

MISSING = "chưa có số liệu"
LOCALE = "vi"
_VIETNAMESE = Locale(LOCALE)


def number(value: float | None, decimals: int = 0) -> str:
    """Return `value` with at most `decimals` decimals and no trailing zeros; MISSING for None or NaN."""
    if value is None or pd.isna(value):
        return MISSING
    return str(
        format_decimal(
            _written(value, decimals), format=f"#,##0.{'#' * decimals}" if decimals else "#,##0", locale=_VIETNAMESE
        )
    )


def fixed(value: float | None, decimals: int) -> str:
    """Return `value` with exactly `decimals` decimals, for columns of numbers that are read one below the other."""
    if value is None or pd.isna(value):
        return MISSING
    return str(format_decimal(_written(value, decimals), format=f"#,##0.{'0' * decimals}", locale=_VIETNAMESE))


def percent(value: float | None, decimals: int = 1) -> str:
    """Return a share as "11,9%"; MISSING for None or NaN."""
    text = number(value, decimals)
    return text if text == MISSING else f"{text}%"


def signed(value: float, decimals: int = 0) -> str:
    """Return a change with its sign: "+2", "−1", "0"."""
    text = number(abs(value), decimals)
    return text if value == 0 else f"{'+' if value > 0 else '−'}{text}"


def day(value: date | pd.Timestamp | None) -> str:
    """Return a date as "05/02/2021": NĐ 30/2020 writes days under 10 and months 1 and 2 with a zero."""
    if value is None or pd.isna(value):
        return ""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"{value.day:02d}/{month}/{value.year}"


def in_unit(value: float | None, value_type: str, unit: str, decimals: int = 1) -> str:
    """Return a value with its unit: "11,9%", "35,4 triệu đồng/người/năm", "3 nhà"."""
    if value is None or pd.isna(value):
        return MISSING
    if value_type == "percent":
        return percent(value, decimals)
    return f"{number(value, decimals)} {unit}".strip()


def against_level(value: float | None, value_type: str, unit: str, comparator: str, target: float) -> str:
    """Return a value with as many decimals as it takes not to look like its level when it misses it: 79,96% against 80%."""
    if value is None or pd.isna(value):
        return MISSING
    decimals = 1
    while decimals < 4 and meets(float(_written(value, decimals)), comparator, target) != meets(
        value, comparator, target
    ):
        decimals += 1
    return in_unit(value, value_type, unit, decimals)


def told_apart(value: float, other: float, value_type: str, unit: str) -> tuple[str, str]:
    """Return two values with as many decimals as it takes not to look alike when they differ: "1,18%" and "1,19%"."""
    decimals = 1
    while decimals < 4 and value != other and _written(value, decimals) == _written(other, decimals):
        decimals += 1
    return in_unit(value, value_type, unit, decimals), in_unit(other, value_type, unit, decimals)


def _written(value: float, decimals: int) -> Decimal:
    """Return `value` as people round it: the digits of its shortest form, half up; never a negative zero."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def share_of(numerator: float | None, denominator: float | None) -> str:
    """Return "84/707" for the counts behind a share; "" if either is missing."""
    if numerator is None or denominator is None or pd.isna(numerator) or pd.isna(denominator):
        return ""
    return f"{number(numerator, 1)}/{number(denominator, 1)}"
