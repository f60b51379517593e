"""Numbers and dates as Vietnamese readers write them."""

import re
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_lib.analysis.assessment import meets
from ntm_lib.presentation.words.numbers import (
    MISSING,
    beside,
    day,
    fixed,
    fixed_percent,
    in_unit,
    number,
    percent,
    share_of,
    signed,
    told_apart,
)
from tests.examples import examples

NOTHING = [None, float("nan"), pd.NA]


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1978.5, 1, "1.978,5"),
        (1978.5, 0, "1.979"),
        (1234567, 0, "1.234.567"),
        (1000, 2, "1.000"),
        (0, 0, "0"),
        (0.0, 1, "0"),
        (12.5, 2, "12,5"),  # no zero at the end
        (4.65, 2, "4,65"),
        (41.2, 1, "41,2"),
        (999.96, 1, "1.000"),
    ],
)
def test_numbers_have_a_point_for_thousands_and_a_comma_for_decimals(value, decimals, written):
    """A number is written 1.978,5, with at most the decimals asked for and none that is a trailing zero."""
    assert number(value, decimals) == written


@pytest.mark.parametrize(
    ("value", "decimals", "written"), [(17, 1, "17,0"), (17.44, 1, "17,4"), (1978.5, 2, "1.978,50")]
)
def test_columns_of_numbers_keep_their_decimals(value, decimals, written):
    """Numbers that stand one below the other all have the same decimals."""
    assert fixed(value, decimals) == written


@pytest.mark.parametrize(("value", "written"), [(96.45, "96,5%"), (12, "12%"), (0, "0%"), (100.0, "100%")])
def test_a_share_has_its_sign_without_a_space(value, written):
    """A share is written 12%; at one decimal 96,45 lies half-way and goes up, as people round."""
    assert percent(value) == written


@pytest.mark.parametrize(
    ("value", "decimals", "written", "in_column"),
    [
        (100 * 20090 / 20100, 1, "99,95%", "99,95%"),
        (99.94, 1, "99,9%", "99,9%"),
        (99.6, 0, "99,6%", "99,6%"),
        (99.99996, 1, "99,99996%", "99,99996%"),
        (0.04, 1, "0,04%", "0,04%"),
        (0.0004, 0, "0,0004%", "0,0004%"),
        (100.02, 1, "100,02%", "100,02%"),  # more than was planned
        (100, 1, "100%", "100,0%"),
        (0, 1, "0%", "0,0%"),
        (100 - 1e-12, 1, "100%", "100,0%"),  # the arithmetic's own remainder
    ],
)
def test_a_share_looks_like_none_or_all_only_if_it_is(value, decimals, written, in_column):
    """20.090 of 20.100 households are 99,95%, not 100%; a few are not 0%."""
    assert (percent(value, decimals), fixed_percent(value, decimals)) == (written, in_column)
    assert in_unit(value, "percent", "%", decimals) == written


def test_a_share_that_is_not_whole_beside_a_level_it_misses():
    """The gap is the difference of the written numbers."""
    found = beside(99.96, "percent", "%", "<=", 20)
    assert (found.value, found.gap) == ("99,96%", "79,96")


@pytest.mark.parametrize("missing", NOTHING)
def test_a_missing_number_is_said_and_never_nought(missing):
    """None and NaN are written "chưa có số liệu" by every function that writes a number."""
    written = {
        number(missing), fixed(missing, 1), percent(missing), fixed_percent(missing, 1), in_unit(missing, "money", "triệu đồng"),
        beside(missing, "percent", "%", ">=", 80).value,
    }  # fmt: skip
    assert written == {MISSING}


@pytest.mark.parametrize(
    ("value", "decimals", "written"), [(2, 0, "+2"), (-1, 0, "−1"), (0, 0, "0"), (-1978.5, 1, "−1.978,5")]
)
def test_a_change_has_a_sign(value, decimals, written):
    """A rise has a plus, a fall a true minus, and no change neither."""
    assert signed(value, decimals) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2020, 12, 24), "24/12/2020"),
        (date(2021, 2, 5), "05/02/2021"),
        (date(2021, 1, 31), "31/01/2021"),
        (date(2021, 11, 5), "05/11/2021"),
        (date(2021, 3, 15), "15/3/2021"),
        (date(2021, 4, 8), "08/4/2021"),
        (pd.Timestamp("2021-12-20"), "20/12/2021"),
        (None, ""),
        (pd.NaT, ""),
    ],
)
def test_a_day_is_written_as_the_decree_asks(value, written):
    """NĐ 30/2020: days under 10 and the months 1 and 2 have a zero before them, other months don't; no day is nothing."""
    assert day(value) == written


@pytest.mark.parametrize(
    ("value", "value_type", "unit", "written"),
    [
        (11.9, "percent", "% hộ", "11,9%"),
        (35.4, "money", "triệu đồng/người/năm", "35,4 triệu đồng/người/năm"),
        (3, "number", "nhà", "3 nhà"),
        (3, "number", "", "3"),
    ],
)
def test_a_value_stands_with_its_unit(value, value_type, unit, written):
    """A share has its sign, everything else its unit after a space, and no space is left where there is no unit."""
    assert in_unit(value, value_type, unit) == written


@pytest.mark.parametrize(
    ("value", "comparator", "target", "written"),
    [
        (79.96, ">=", 80, "79,96%"),  # not 80%
        (79.996, ">=", 80, "79,996%"),
        (79.9, ">=", 80, "79,9%"),
        (80.04, ">=", 80, "80%"),
        (5.04, "<=", 5, "5,04%"),  # not 5%
        (4.96, "<=", 5, "5%"),
        (24.24, "<=", 24.2, "24,24%"),
        (24.25, "<=", 24.25, "24,25%"),  # not 24,3%
        (84.99999, ">=", 85, "84,99999%"),
        (0.04, "==", 0, "0,04%"),
        (84 / 700 * 100, "<=", 12, "12%"),
        (11.949, ">=", 12, "11,9%"),
    ],
)
def test_a_missed_level_never_looks_reached(value, comparator, target, written):
    """A value gets as many decimals as it takes to differ from the level it misses, and no more."""
    assert beside(value, "percent", "% hộ", comparator, target).value == written


@pytest.mark.parametrize(
    ("value", "comparator", "target", "written"),
    [
        (261 / 2000 * 100, "<=", 13, "13,1%"),  # 261 of 2.000 households: 13,05, half up
        (299 / 2000 * 100, ">=", 15, "14,95%"),
    ],
)
def test_a_missed_level_never_looks_reached_half_way(value, comparator, target, written):
    """Also where the last digit is a five: 13,05 against "at most 13" isn't written 13%."""
    assert beside(value, "percent", "% hộ", comparator, target).value == written


@pytest.mark.parametrize(
    ("numerator", "denominator", "written"),
    [
        (84, 707, "84/707"),
        (1978, 2785, "1.978/2.785"),
        (10.5, 14.2, "10,5/14,2"),
        (0, 707, "0/707"),
        (5.55, 5.6, "5,55/5,6"),
        (84.95, 100, "84,95/100"),
        (169.99, 200, "169,99/200"),
        (0.1 + 0.2, 1, "0,3/1"),
    ],
)
def test_the_counts_behind_a_share_are_shown(numerator, denominator, written):
    """The reader sees the households behind the per cent, as they were entered: rounded they might be the level's."""
    assert share_of(numerator, denominator) == written


@pytest.mark.parametrize("missing", NOTHING)
def test_half_a_share_is_not_shown(missing):
    """With one of the two counts missing, nothing is shown."""
    assert (share_of(missing, 707), share_of(84, missing)) == ("", "")


@pytest.mark.parametrize(
    ("value", "other", "written"),
    [
        (13.8, 14.8, ("13,8%", "14,8%")),
        (100 * 4 / 339, 100 * 4 / 336, ("1,18%", "1,19%")),
        (12.3401, 12.3402, ("12,3401%", "12,3402%")),
        (12.0, 12.0, ("12%", "12%")),
        (12.000001, 12.0, ("12,000001%", "12%")),
        (84 / 700 * 100, 12.0, ("12%", "12%")),  # a quotient: the same
    ],
)
def test_two_values_that_differ_look_different(value, other, written):
    """Decimals are added to both until they do."""
    assert told_apart(value, other, "percent", "% hộ") == written


@pytest.mark.parametrize(
    ("value", "decimals", "written"), [(0.04, 1, "0,04"), (-0.0004, 0, "-0,0004"), (1e-12, 1, "0")]
)
def test_what_is_not_nought_is_never_written_so(value, decimals, written):
    """A debt of 0,04 isn't "0"; what differs from 0 by less than any figure can is."""
    assert number(value, decimals) == written


def read(text: str) -> Decimal:
    """Return a written number as a reader takes it: "1.978,5%" is 1978.5."""
    return Decimal(re.match(r"-?[\d.,]+", text)[0].replace(".", "").replace(",", "."))


def holds(value: Decimal, comparator: str, level: Decimal) -> bool:
    return {">=": value >= level, "<=": value <= level, "==": value == level}[comparator]


LEVELS = st.one_of(
    st.integers(0, 100).map(float),
    st.decimals(0, 120, places=1).map(float),
    st.decimals(0, 120, places=3).map(float),
    st.floats(0, 500, allow_nan=False),
)
NEAR = st.one_of(
    st.just(0.0),
    st.floats(-60, 60),
    st.builds(lambda digit, power, sign: sign * digit * 10.0**-power, st.integers(1, 9), st.integers(0, 12), st.sampled_from([-1, 1])),
)  # fmt: skip
TYPES = st.sampled_from([("percent", "% hộ"), ("number", "nhà"), ("number", "km"), ("money", "triệu đồng/người/năm")])


@settings(max_examples=examples(500), deadline=None)
@given(LEVELS, NEAR, st.sampled_from([">=", "<=", "=="]), TYPES)
def test_a_reader_comes_to_the_same_verdict(level, apart, comparator, kind):
    """Value, level and gap read back from the page give the verdict; the gap is none when met, else above 0 and what is between the two."""
    value = max(level + apart, 0.0)
    shown = beside(value, *kind, comparator, level)
    is_met = meets(value, comparator, level)
    assert holds(read(shown.value), comparator, read(shown.level)) == is_met
    assert (shown.gap == "") == is_met
    if not is_met:
        assert read(shown.gap) == abs(read(shown.level) - read(shown.value)) > 0
    assert abs(read(shown.value) - Decimal(value)) <= Decimal("0.0500000001")  # 1.45 is kept as a little less


@settings(max_examples=examples(500), deadline=None)
@given(LEVELS, NEAR, NEAR, st.sampled_from([">=", "<=", "=="]), TYPES)
def test_what_stands_beside_a_value_reads_as_it_is(level, apart, further, comparator, kind):
    """An earlier value, or where a path stands, reads as more or less than the value or the same, and stands to the level as in truth."""
    value = max(level + apart, 0.0)
    other = max(value + further, 0.0)
    shown = beside(value, *kind, comparator, level, other)
    rise = round(value, 9) - round(other, 9)
    read_rise = read(shown.value) - read(shown.others[0])
    assert (read_rise > 0, read_rise < 0) == (rise > 0, rise < 0)
    assert holds(read(shown.value), comparator, read(shown.level)) == meets(value, comparator, level)
    assert holds(read(shown.others[0]), comparator, read(shown.level)) == meets(other, comparator, level)
    now, before = (read(text) for text in told_apart(value, other, *kind))
    assert (now > before, now < before) == (rise > 0, rise < 0)


@settings(max_examples=examples(500), deadline=None)
@given(st.integers(0, 3000), st.integers(1, 3000), st.sampled_from([1, 10, 100]))
def test_counts_are_alike_only_where_they_are(part, whole, scale):
    """The counts behind a share, whole or of some decimals, read as the same only if they are."""
    numerator, denominator = min(part, whole) / scale, whole / scale
    first, second = (read(text) for text in share_of(numerator, denominator).split("/"))
    assert (first == second, first < second) == (numerator == denominator, numerator < denominator)
