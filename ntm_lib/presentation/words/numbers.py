"""Numbers and dates as Vietnamese readers write them: 1.978,5 and 24/12/2020. The only place where a number is formatted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pandas as pd
from babel import Locale
from babel.numbers import format_decimal

from ntm_lib.analysis.assessment import DIGITS, OPERATORS, meets

MISSING = "chưa có số liệu"
LOCALE = "vi"
_VIETNAMESE = Locale(LOCALE)

Comparison = tuple[float, str, float]  # value, comparator, what it is compared with


def number(value: float | None, decimals: int = 0) -> str:
    """Return `value` with at most `decimals` decimals and no trailing zeros, more where it would look like 0; MISSING for None or NaN."""
    if value is None or pd.isna(value):
        return MISSING
    while decimals < DIGITS and value and not _written(value, decimals):
        decimals += 1
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


def at_most(value: float, decimals: int) -> float:
    """Return `value` rounded down: of what is "ít nhất" so much, no more may be said than there is."""
    exact = Decimal(repr(round(float(value), DIGITS)))
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_FLOOR))


def percent(value: float | None, decimals: int = 1) -> str:
    """Return a share as "11,9%", with more decimals where it would look like none or all and is not: "99,95%"; MISSING for None or NaN."""
    text = number(value, _share_decimals(value, decimals))
    return text if text == MISSING else f"{text}%"


def fixed_percent(value: float | None, decimals: int) -> str:
    """Return the same with at least `decimals` decimals, for columns of shares: "75,0%"."""
    text = fixed(value, _share_decimals(value, decimals))
    return text if text == MISSING else f"{text}%"


def _share_decimals(value: float | None, decimals: int) -> int:
    """Return the decimals, from `decimals` on, at which a share is written as 0 or 100 only if it is that."""
    if value is None or pd.isna(value):
        return decimals
    while decimals < DIGITS and _written(value, decimals) in (0, 100) and _written(value, DIGITS) not in (0, 100):
        decimals += 1
    return decimals


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
    return f"{number(value, decimals)}{'' if unit.startswith('%') else ' '}{unit}".strip()


@dataclass(frozen=True)
class Beside:
    """A value, its level, what it lacks ("" if nothing, else without a unit), and other figures named with it, as texts."""

    value: str
    level: str
    gap: str
    others: tuple[str, ...] = ()


def beside(
    value: float | None,
    value_type: str,
    unit: str,
    comparator: str,
    level: float,
    *others: float | None,
    least: int = 1,
) -> Beside:
    """Return a value, its level and its gap with the digits a reader needs to reach the same verdict.

    84.99999% compared with 85% lacks 0.00001: never "85%" that misses 85%, nor a gap of 0. The gap is the difference of the
    written numbers. Compared with the `others` (an earlier value, where a path stands), the written value is higher, lower or
    the same, as the true one is; so are the others compared with the level. The level itself is written as it was set.
    """
    shown = level_in_unit(level, value_type, unit)
    if value is None or pd.isna(value):
        return Beside(MISSING, shown, MISSING, tuple(in_unit(other, value_type, unit) for other in others))
    known = [other for other in others if other is not None and not pd.isna(other)]
    held = [(own, comparator, level) for own in (value, *known)]
    whole = (0.0, 100.0) if value_type == "percent" else (0.0,)
    decimals = _decimals([*held, *_compared(value, *whole, *known)], max(least, _decimals_of(level)))
    short = abs(_written(level, decimals) - _written(value, decimals))
    return Beside(
        in_unit(value, value_type, unit, decimals),
        shown,
        "" if meets(value, comparator, level) else number(float(short), decimals),
        tuple(in_unit(other, value_type, unit, decimals) for other in others),
    )


def told_apart(value: float, other: float, value_type: str, unit: str) -> tuple[str, str]:
    """Return two values with as many decimals as it takes not to look alike when they differ: "1,18%" and "1,19%"."""
    decimals = _decimals(_compared(value, other))
    return in_unit(value, value_type, unit, decimals), in_unit(other, value_type, unit, decimals)


def level_in_unit(level: float, value_type: str, unit: str) -> str:
    """Return a level with its unit and all its decimals: "24,225%"."""
    return in_unit(level, value_type, unit, _decimals_of(level))


def _compared(value: float, *others: float) -> list[Comparison]:
    """Return the comparisons that say whether `value` is more or less than each of the others, or the same."""
    return [(value, comparator, other) for other in others for comparator in (">=", "<=")]


def _decimals(comparisons: Iterable[Comparison], least: int = 1) -> int:
    """Return the fewest decimals, `least` or more, at which what is written compares as what is meant does."""
    meant = [
        (value, other, OPERATORS[comparator], meets(value, comparator, other))
        for value, comparator, other in comparisons
    ]
    for decimals in range(least, DIGITS):
        if all(
            holds(_written(value, decimals), _written(other, decimals)) == is_so for value, other, holds, is_so in meant
        ):
            return decimals
    return DIGITS


def _decimals_of(level: float) -> int:
    """Return the number of decimals a level was set with, at least 1."""
    exponent = Decimal(repr(round(float(level), DIGITS))).normalize().as_tuple().exponent
    return max(1, -int(exponent))


def _written(value: float, decimals: int) -> Decimal:
    """Return `value` as people round it: the digits of its shortest form, half up; never a negative zero."""
    exact = Decimal(repr(round(float(value), DIGITS)))  # beyond these digits nothing is compared
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def share_of(numerator: float | None, denominator: float | None) -> str:
    """Return "84/707" for the counts behind a share, with all their decimals: rounded they would give another share; "" if either is missing."""
    if numerator is None or denominator is None or pd.isna(numerator) or pd.isna(denominator):
        return ""
    return f"{number(numerator, DIGITS)}/{number(denominator, DIGITS)}"
