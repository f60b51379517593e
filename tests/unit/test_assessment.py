"""Values held against levels, indicators against values, criteria against indicators."""

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ntm_lib.analysis.assessment import (
    assess_components,
    combine,
    combine_origins,
    criterion_results,
    gap,
    gap_count,
    indicator_results,
    meets,
)
from ntm_lib.reference.indicators import TENTHS
from ntm_lib.tables import records
from tests.unit.builders import SET_ID, indicator, made_up_set, observations, yes_no

COMMUNES = pd.DataFrame({"unit_id": ["an-binh"], "unit_name": ["An Bình"]})
TWO_COMPONENTS = (  # QĐ 1980, 17.1: hygienic water 98 per cent, of which clean water 60
    indicator("17.1", component="nuoc-hop-ve-sinh", target="98"),
    indicator("17.1", component="nuoc-sach", target="60"),
)


def components(folder, rows, *entered):
    """Return COMPONENT_RESULTS of one commune that entered `entered`."""
    levels = made_up_set(folder, rows).levels(2021)
    return assess_components(observations(*entered), levels, COMMUNES, "2021", SET_ID)


def decided(folder, row, **entered):
    """Return the one component result of an indicator for which `entered` was filled in."""
    return records(
        components(folder, [row], {"indicator": row["indicator"], "component": row.get("component", "")} | entered)
    )[0]


def share(code, part, whole, **more):
    return {"indicator": code, "numerator": part, "denominator": whole, "value": 100 * part / whole} | more


def whole_indicator(folder, *entered):
    """Return the INDICATOR_RESULTS row of indicator 17.1."""
    return records(indicator_results(components(folder, TWO_COMPONENTS, *entered)))[0]


def whole_criterion(folder, rows, *entered):
    """Return the one CRITERION_RESULTS row of the criterion that `rows` make up."""
    criteria = made_up_set(folder, rows).criteria()
    return records(criterion_results(indicator_results(components(folder, rows, *entered)), criteria))[0]


# A value against its level


@pytest.mark.parametrize(
    ("value", "comparator", "target", "is_met"),
    [
        (80, ">=", 80, True),
        (79.96, ">=", 80, False),
        (80.04, ">=", 80, True),
        (84 / 700 * 100, "<=", 12, True),  # 12.000000000000002 in the machine
        (85 / 700 * 100, "<=", 12, False),
        (0.07 * 100, "<=", 7, True),  # 7.000000000000001
        (0.29 * 100, ">=", 29, True),  # 28.999999999999996
        (24.2, "<=", 24.2, True),
        (0, "==", 0, True),
        (1, "==", 0, False),
        (36, ">=", 36, True),
        (35.4, ">=", 36, False),
    ],
)
def test_a_level_is_met_on_the_boundary(value, comparator, target, is_met):
    """Reaching the level exactly is enough, whatever the machine makes of the quotient; a hair's breadth short is not."""
    assert meets(value, comparator, target) is is_met


@pytest.mark.parametrize(
    ("value", "comparator", "target", "expected"),
    [
        (73.0, ">=", 80, 7.0),
        (90.0, ">=", 80, 0.0),
        (12.5, "<=", 5, 7.5),
        (4.0, "<=", 5, 0.0),
        (3, "==", 0, 3.0),
        (35.4, ">=", 36, 0.6),
        (84 / 700 * 100, "<=", 12, 0.0),
    ],
)
def test_a_gap_is_what_is_missing_and_never_negative(value, comparator, target, expected):
    """The gap is told in the indicator's unit and is 0 once the level is reached."""
    assert gap(value, comparator, target) == expected


@pytest.mark.parametrize(
    ("value_type", "unit", "numerator", "denominator", "comparator", "target", "expected"),
    [
        # At most 5 % of 667 is 33,35: 33 may stay, 59 − 33 = 26 must leave
        ("percent", "hộ", 59, 667, "<=", 5, 26),
        # At most 12 % of 707 is 84,84: 84 may stay
        ("percent", "hộ", 90, 707, "<=", 12, 6),
        ("percent", "hộ", 85, 707, "<=", 12, 1),
        ("percent", "hộ", 84, 707, "<=", 12, 0),
        # At most 12 % of 700 is 84 exactly, although 0.12 × 700 is 84.00000000000001 or less in a machine
        ("percent", "hộ", 84, 700, "<=", 12, 0),
        ("percent", "hộ", 85, 700, "<=", 12, 1),
        # At least 80 % of 700 is 560: 560 − 511 = 49
        ("percent", "hộ", 511, 700, ">=", 80, 49),
        # At least 80 % of 667 is 533,6: 534 are needed, 534 − 533 = 1
        ("percent", "hộ", 533, 667, ">=", 80, 1),
        ("percent", "hộ", 534, 667, ">=", 80, 0),
        # At least 98 % of 350 is 343 exactly
        ("percent", "hộ", 343, 350, ">=", 98, 0),
        ("percent", "thôn", 5, 6, ">=", 100, 1),
        # At least 80 % of 14,2 km is 11,36: 11,36 − 10,5 = 0,86, said as 0,9
        ("percent", "km", 10.5, 14.2, ">=", 80, 0.9),
        # At least 80 % of 205 ha is 164: 164 − 163,7 = 0,3
        ("percent", "ha", 163.7, 205, ">=", 80, 0.3),
        # At most 10 % of 14,2 km is 1,42: 1,4 may stay, 2,0 − 1,4 = 0,6
        ("percent", "km", 2.0, 14.2, "<=", 10, 0.6),
        ("number", "nhà", 16, None, "==", 0, 16),
        ("number", "nhà", 0, None, "==", 0, 0),
        ("number", "hợp tác xã", 1, None, ">=", 3, 2),
        ("number", "cầu", 4, None, "<=", 1, 3),
    ],
)
def test_a_gap_is_said_as_a_count(value_type, unit, numerator, denominator, comparator, target, expected):
    """The count is whole (a tenth for km and ha), and just enough to reach the level with the denominator held."""
    assert gap_count(value_type, unit not in TENTHS, numerator, denominator, comparator, target) == expected


@pytest.mark.parametrize("comparator", [">=", "<="])
def test_a_count_closes_the_gap_and_one_less_does_not(comparator):
    """Whatever the numbers, moving that many households reaches the level, and one household fewer leaves it missed."""
    for whole in (7, 336, 667, 700, 707):
        for part in range(0, whole + 1, 13):
            count = gap_count("percent", True, part, whole, comparator, 12)
            sign = 1 if comparator == ">=" else -1
            assert meets(100 * (part + sign * count) / whole, comparator, 12), (part, whole)
            assert count == 0 or not meets(100 * (part + sign * (count - 1)) / whole, comparator, 12), (part, whole)


@given(
    st.floats(0, 3000), st.one_of(st.integers(1, 3000), st.floats(0.5, 3000)), st.sampled_from([">=", "<=", "=="]),
    st.sampled_from([0.0, 5.0, 24.2, 85.0, 100.0]), st.sampled_from([("percent", "hộ"), ("percent", "km"), ("number", "nhà")]),
)  # fmt: skip
@example(84.9999999, 100, ">=", 85.0, ("percent", "hộ"))
@example(84.5, 707, "<=", 12.0, ("percent", "hộ"))
def test_something_is_left_exactly_until_the_level_is_reached(numerator, denominator, comparator, target, kind):
    """Whatever was entered, halves and hundred-millionths too: a missed level never lacks 0 households, a reached one lacks none."""
    value = numerator if kind[0] == "number" else 100 * numerator / denominator
    count = gap_count(kind[0], kind[1] not in TENTHS, numerator, denominator, comparator, target)
    assert (count == 0) == meets(value, comparator, target)
    assert count >= 0


@pytest.mark.parametrize(
    ("value_type", "numerator", "denominator"),
    [("money", 90000, 2785), ("percent", 90000, None), ("percent", 90000, 0), ("percent", None, 2785), ("percent", None, None),
     ("percent", float("nan"), float("nan")), ("number", None, None)],
)  # fmt: skip
def test_no_count_is_made_up(value_type, numerator, denominator):
    """Money has no count, nor has a share of nothing, nor one of which the form states only the rate."""
    assert gap_count(value_type, True, numerator, denominator, ">=", 36) is None


def test_a_bare_rate_is_held_against_its_level_without_a_count(tmp_path):
    """A form that states 75 per cent alone misses 80 by 5 points; how many households that is, nobody knows."""
    row = decided(tmp_path, indicator("1.1"), value=75)
    assert (row["result"], row["gap"]) == ("not_met", 5.0) and pd.isna(row["gap_count"])


# One component


@pytest.mark.parametrize(
    ("part", "whole", "result", "missing", "count"),
    [(640, 800, "met", 0.0, 0), (600, 800, "not_met", 5.0, 40)],  # 80 % of 800 is 640
)
def test_a_share_is_held_against_its_level(tmp_path, part, whole, result, missing, count):
    """A value gives met or not met, with the gap in per cent and in households."""
    row = decided(tmp_path, indicator("1.1"), numerator=part, denominator=whole, value=100 * part / whole)
    assert (row["result"], row["gap"], row["gap_count"]) == (result, missing, count)


def test_an_upper_bound_is_kept_by_staying_under_it(tmp_path):
    """QĐ 1980, 15.3: at most 24,2 per cent of children under five stunted; 24 of 100 passes, 25 does not."""
    row = indicator("15.3", comparator="<=", target="24.2", count_unit="trẻ em")
    results = [decided(tmp_path, row, numerator=n, denominator=100, value=n)["result"] for n in (24, 25)]
    assert results == ["met", "not_met"]


def test_money_is_told_without_a_count(tmp_path):
    """Income of 35,4 million against 36 is 0,6 million short, and that is no number of people."""
    row = indicator("10.1", value_type="money", target="36")
    found = decided(tmp_path, row, numerator=35.4 * 1000, denominator=1000, value=35.4)
    assert (found["result"], found["gap"]) == ("not_met", 0.6) and pd.isna(found["gap_count"])


@pytest.mark.parametrize(
    "row", [indicator("1.1"), yes_no("1.1"), yes_no("1.1", rule="assessed"), yes_no("1.1", rule="assessed", may_not_apply="true")]
)  # fmt: skip
@pytest.mark.parametrize("entered", [[], [{"indicator": "1.1"}]])
def test_a_missing_value_is_unknown_and_never_not_met(tmp_path, row, entered):
    """No row in the form and an empty row are both "no figures yet": neither met nor failed, and without a gap."""
    found = records(components(tmp_path, [row], *entered))[0]
    assert found["result"] == "unknown"
    assert pd.isna(found["gap"]) and pd.isna(found["gap_count"]) and pd.isna(found["value"])


def test_zero_is_a_value(tmp_path):
    """A nought that was entered is a figure: no temporary house left is met, no house of standard is not."""
    houses = indicator("9.1", value_type="number", comparator="==", target="0", count_unit="nhà")
    assert decided(tmp_path, houses, numerator=0, value=0)["result"] == "met"
    assert decided(tmp_path, indicator("9.2"), numerator=0, denominator=100, value=0)["result"] == "not_met"


@pytest.mark.parametrize(
    ("assessed", "result"),
    [("met", "met"), ("not_met", "not_met"), ("basically_met", "not_met"), ("", "unknown")],
)
@pytest.mark.parametrize("rule", ["answer", "assessed"])
def test_yes_or_no_follows_the_form(tmp_path, rule, assessed, result):
    """For a yes-or-no indicator, and where the province's level is unknown, the form's verdict stands; "cơ bản đạt" is not met."""
    assert decided(tmp_path, yes_no("2.1", rule=rule), assessed=assessed)["result"] == result


def test_an_assessed_share_is_not_compared_with_an_unknown_level(tmp_path):
    """Roads at 60 per cent assessed as Đạt are met: no level is invented, and no gap."""
    row = indicator("2.1", rule="assessed", target="")
    found = decided(tmp_path, row, numerator=6, denominator=10, value=60, assessed="met", assessed_by="Phòng KT-HT")
    assert (found["result"], found["assessed_by"]) == ("met", "Phòng KT-HT") and pd.isna(found["gap"])


def test_a_verdict_does_not_outweigh_a_value(tmp_path):
    """Where the level is a number, the number decides, whatever the form says beside it."""
    found = decided(tmp_path, indicator("1.1"), numerator=70, denominator=100, value=70, assessed="met")
    assert found["result"] == "not_met"


@pytest.mark.parametrize(("allowed", "result"), [("true", "not_applicable"), ("false", "unknown")])
def test_not_applicable_is_taken_only_where_the_set_allows_it(tmp_path, allowed, result):
    """A market that is not planned (7.1) doesn't apply; elsewhere "không áp dụng" is no answer."""
    row = yes_no("7.1", rule="assessed", may_not_apply=allowed)
    assert decided(tmp_path, row, assessed="not_applicable")["result"] == result


@pytest.mark.parametrize(
    ("own", "numerator", "differs"),
    [
        ("met", 90, False),
        ("met", 70, True),
        ("not_met", 70, False),
        ("not_met", 90, True),
        ("basically_met", 70, False),
        ("basically_met", 90, True),
        ("", 70, False),
        ("not_applicable", 70, True),
        ("met", None, True),  # a claim without a value
        ("not_met", None, False),
        ("", None, False),
    ],
)
def test_a_self_assessment_that_differs_is_marked(tmp_path, own, numerator, differs):
    """The commune's verdict is held beside the computed result; claiming Đạt without a figure differs too."""
    value = {} if numerator is None else {"numerator": numerator, "denominator": 100, "value": numerator}
    found = decided(tmp_path, indicator("1.1"), self_assessment=own, **value)
    assert found["self_assessment_differs"] is differs


def test_every_commune_has_every_level_once(tmp_path):
    """A commune that sent nothing still has all its rows, and rows of other seasons or of no level stay out."""
    two = pd.DataFrame({"unit_id": ["an-binh", "hoa-son"], "unit_name": ["An Bình", "Hòa Sơn"]})
    levels = made_up_set(tmp_path, [indicator("1.1"), indicator("1.2")]).levels(2021)
    entered = [share("1.1", 90, 100), share("1.2", 90, 100, season="2020"), share("9.9", 1, 2)]
    found = assess_components(observations(*entered), levels, two, "2021", SET_ID)
    assert list(zip(found["unit_id"], found["indicator"], found["result"], strict=True)) == [
        ("an-binh", "1.1", "met"),
        ("an-binh", "1.2", "unknown"),
        ("hoa-son", "1.1", "unknown"),
        ("hoa-son", "1.2", "unknown"),
    ]


def test_communes_and_seasons_are_assessed_apart(tmp_path):
    """One commune meets a criterion, the other fails it, and the season before is a result of its own."""
    two = pd.DataFrame({"unit_id": ["an-binh", "hoa-son"], "unit_name": ["An Bình", "Hòa Sơn"]})
    made_up = made_up_set(tmp_path, [indicator("1.1"), indicator("1.2")])
    entered = [
        share(code, part, 100, unit_id=unit, season=season)
        for unit, season, part in (("an-binh", "2021", 99), ("hoa-son", "2021", 1), ("an-binh", "2020", 1))
        for code in ("1.1", "1.2")
    ]
    parts = [assess_components(observations(*entered), made_up.levels(2021), two, s, SET_ID) for s in ("2020", "2021")]
    found = criterion_results(indicator_results(pd.concat(parts, ignore_index=True)), made_up.criteria())
    assert set(zip(found["unit_id"], found["unit_name"], found["season"], found["result"], strict=True)) == {
        ("an-binh", "An Bình", "2020", "not_met"),
        ("hoa-son", "Hòa Sơn", "2020", "unknown"),
        ("an-binh", "An Bình", "2021", "met"),
        ("hoa-son", "Hòa Sơn", "2021", "not_met"),
    }


# Parts and wholes


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["met", "met"], "met"),
        (["met", "not_met"], "not_met"),
        (["not_met", "unknown"], "not_met"),
        (["unknown", "met"], "unknown"),
        (["unknown", "not_applicable"], "unknown"),
        (["met", "not_applicable"], "met"),
        (["not_met", "not_applicable"], "not_met"),
        (["not_applicable", "not_applicable"], "not_applicable"),
        (["unknown", "unknown"], "unknown"),
        ([], "unknown"),
    ],
)
def test_one_failed_part_decides_then_one_unknown(parts, whole):
    """A whole is met only if all its parts are; one failure decides even if another part is unknown, in either order."""
    assert (combine(parts), combine(parts[::-1])) == (whole, whole)


@pytest.mark.parametrize(
    ("hygienic", "clean", "result", "shown"),
    [
        (98, 60, "met", "nuoc-hop-ve-sinh"),
        (98, 59, "not_met", "nuoc-sach"),
        (97, 60, "not_met", "nuoc-hop-ve-sinh"),
        (None, 59, "not_met", "nuoc-sach"),
        (None, 60, "unknown", "nuoc-hop-ve-sinh"),
        (98, None, "unknown", "nuoc-sach"),
        # 4 of 98 short is 4,1 % of the level, 3 of 60 is 5 %: clean water is the farther
        (94, 57, "not_met", "nuoc-sach"),
        # 49 of 98 short is 50 %, 3 of 60 is 5 %
        (49, 57, "not_met", "nuoc-hop-ve-sinh"),
    ],
)
def test_an_indicator_with_two_components_needs_both(tmp_path, hygienic, clean, result, shown):
    """17.1 is met only with hygienic water at 98 and clean water at 60; the row shows the component that decides."""
    entered = [
        share("17.1", value, 100, component=name)
        for name, value in (("nuoc-hop-ve-sinh", hygienic), ("nuoc-sach", clean))
        if value is not None
    ]
    found = whole_indicator(tmp_path, *entered)
    assert (found["result"], found["component"]) == (result, shown)


def test_a_difference_in_one_component_marks_the_indicator(tmp_path):
    """A wrong claim on clean water is not hidden by a right one on hygienic water."""
    entered = [
        share("17.1", 50, 100, component="nuoc-hop-ve-sinh", self_assessment="not_met"),
        share("17.1", 59, 100, component="nuoc-sach", self_assessment="met"),
    ]
    found = whole_indicator(tmp_path, *entered)
    assert (found["component"], found["self_assessment_differs"]) == ("nuoc-hop-ve-sinh", True)


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        ("met", "met", "met"),
        ("met", "basically_met", "not_met"),
        ("not_met", "", "not_met"),
        ("met", "", "unknown"),
        ("", "", "unknown"),
        ("met", "not_applicable", "met"),
        ("not_applicable", "not_applicable", "not_applicable"),
        ("not_applicable", "", "unknown"),
    ],
)
def test_a_criterion_needs_all_its_indicators(tmp_path, first, second, result):
    """One failed indicator decides even if another has no value; a missing one leaves the criterion unknown."""
    rows = [yes_no("7.1", may_not_apply="true"), yes_no("7.2", may_not_apply="true")]
    entered = [{"indicator": "7.1", "assessed": first}, {"indicator": "7.2", "assessed": second}]
    found = whole_criterion(tmp_path, rows, *entered)
    assert (found["result"], found["criterion_name"]) == (result, "Tiêu chí 7")


@pytest.mark.parametrize(
    ("claims", "own", "differs"),
    [
        (["met", "met"], "met", True),  # the values fail: see below
        (["met", ""], "", False),
        (["met", "not_met"], "not_met", False),
        (["basically_met", ""], "not_met", False),
    ],
)
def test_a_communes_verdict_on_a_criterion_follows_from_its_indicators(tmp_path, claims, own, differs):
    """The commune claims a criterion only if it claims every indicator; the computed result here is not met."""
    entered = [share(code, 70, 100, self_assessment=claim) for code, claim in zip(("1.1", "1.2"), claims, strict=True)]
    found = whole_criterion(tmp_path, [indicator("1.1"), indicator("1.2")], *entered)
    assert (found["result"], found["self_assessment"], found["self_assessment_differs"]) == ("not_met", own, differs)


# Where a result comes from


@pytest.mark.parametrize(
    ("origins", "whole"),
    [
        (["reported", "illustrative"], "illustrative"),
        (["published", "illustrative", ""], "illustrative"),
        (["published", "published"], "published"),
        (["published", "reported"], "reported"),
        (["reported", ""], "reported"),
        (["", ""], ""),
        ([], ""),
    ],
)
def test_one_illustrative_value_makes_the_whole_illustrative(origins, whole):
    """A whole is published only if all its values are, and illustrative as soon as one is."""
    assert combine_origins(origins) == whole


def test_a_criterion_with_one_illustrative_indicator_is_illustrative(tmp_path):
    """A real value beside an illustrative one doesn't make the criterion's result real."""
    entered = [share("1.1", 90, 100, origin="reported"), share("1.2", 90, 100, origin="illustrative")]
    found = whole_criterion(tmp_path, [indicator("1.1"), indicator("1.2")], *entered)
    assert found["origin"] == "illustrative"


def test_an_indicator_with_one_illustrative_component_is_illustrative(tmp_path):
    """An illustrative component makes its indicator illustrative, also where the other component decides."""
    entered = [
        share("17.1", 50, 100, component="nuoc-hop-ve-sinh", origin="reported"),
        share("17.1", 70, 100, component="nuoc-sach", origin="illustrative"),
    ]
    assert whole_indicator(tmp_path, *entered)["origin"] == "illustrative"


def test_a_communes_verdict_on_two_components_counts_both(tmp_path):
    """A commune that calls one component Chưa đạt doesn't claim the indicator, nor the criterion."""
    entered = [
        share("17.1", 50, 100, component="nuoc-hop-ve-sinh", self_assessment="met"),
        share("17.1", 70, 100, component="nuoc-sach", self_assessment="not_met"),
    ]
    assert whole_criterion(tmp_path, TWO_COMPONENTS, *entered)["self_assessment"] == "not_met"
