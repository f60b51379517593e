"""The district as a whole: shares weighted, counts added, bands counted, and what is missing said."""

from dataclasses import replace

import pytest
from lxml import html

from ntm_lib.analysis.district import (
    change_of_total,
    communes_meeting,
    compared_standings,
    compared_units,
    district_measure,
    district_standing,
    is_same_ground,
    most_missed,
    recognition_beside_now,
    shown_states,
)
from ntm_lib.presentation.overview import headline as district_headline
from ntm_lib.presentation.shared.respondents import not_reported
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import PROMISES
from ntm_lib.tables import records
from tests.unit.builders import criteria_table, criterion, indicator, made_up_set, observations, season, summary
from tests.views import season_view

OTHER = {"unit_id": "hoa-son", "unit_name": "Hòa Sơn"}
NO_VALUE = {"indicator": "11.1", "denominator": 300}


def poor(part, whole, **more):
    return {"indicator": "11.1", "numerator": part, "denominator": whole, "value": 100 * part / whole} | more


@pytest.mark.parametrize(
    ("value_type", "factor", "value"),
    [("percent", 100, 12.0), ("money", 1, 0.12)],
)
def test_shares_and_money_are_weighted_by_their_denominators(value_type, factor, value):
    """The district's share is that of the sums, not the mean of the communes' shares."""
    table = observations(
        poor(10, 400, value=10 / 400 * factor), poor(50, 100, value=50 / 100 * factor) | OTHER, poor(9, 10, season="2020")
    )  # fmt: skip
    # (10 + 50) / (400 + 100) = 60 / 500 = 12 %; the mean of 2,5 % and 50 % would be 26,25 %
    found = district_measure(table, "2021", "11.1", "", value_type)
    assert (found.numerator, found.denominator) == (60, 500)
    assert found.value == pytest.approx(value)


def test_the_districts_poverty_of_2020():
    """258 poor households of 5.550 are the 4,65 per cent the district published for 2020."""
    table = observations(poor(200, 5000), poor(58, 550) | OTHER)
    assert round(district_measure(table, "2021", "11.1", "", "percent").value, 2) == 4.65


def test_a_commune_without_a_value_is_left_out_of_both_sums_and_said():
    """A missing numerator takes its denominator with it: 10 of 400 stays 2,5 per cent, from one commune of two."""
    found = district_measure(observations(poor(10, 400), NO_VALUE | OTHER), "2021", "11.1", "", "percent")
    assert (found.value, found.denominator) == (2.5, 400)
    assert found.communes_with_value == 1


def test_a_bare_rate_cant_be_weighted():
    """A commune that states its rate alone is left out of the district's: 10 of 400 stays 2,5 per cent, from one commune."""
    bare = {"indicator": "11.1", "value": 50} | OTHER
    found = district_measure(observations(poor(10, 400), bare), "2021", "11.1", "", "percent")
    assert (found.value, found.communes_with_value) == (2.5, 1)


def test_counts_are_added():
    """Numbers are summed and have no denominator."""
    houses = {"indicator": "9.1", "numerator": 14, "value": 14}
    found = district_measure(
        observations(houses, houses | OTHER | {"numerator": 16, "value": 16}), "2021", "9.1", "", "number"
    )
    assert (found.value, found.denominator) == (30, None)


def test_a_component_is_not_mixed_with_the_other():
    """Clean water is summed over clean water only."""
    table = observations(poor(98, 100, component="nuoc-hop-ve-sinh"), poor(60, 100, component="nuoc-sach"))
    assert district_measure(table, "2021", "11.1", "nuoc-sach", "percent").value == 60


@pytest.mark.parametrize("table", [observations(), observations(NO_VALUE)], ids=["no rows", "no value"])
def test_a_measure_nobody_states_has_no_value(table):
    """Without a single value the district's figure is missing, not 0."""
    found = district_measure(table, "2021", "11.1", "", "percent")
    assert (found.value, found.numerator, found.communes_with_value) == (None, None, 0)


def test_a_commune_that_sent_no_form_is_said_to_be_missing(workbook, submissions, results):
    """With eight forms of nine the district's page says that eight of nine communes have figures."""
    kept = submissions.observations[submissions.observations["unit_id"] != "huong-huu"]
    view = season_view(workbook, "2021", replace(submissions, observations=kept), results)
    assert "tính từ số của 8/9 xã" in str(district_headline.measures(view).markup)


def test_who_has_not_reported_is_said_first(workbook, submissions, results):
    """Hương Hữu's form and an agency's are not there: both are named before any count, and what nobody could judge is no better for it."""
    forms = submissions.forms[~submissions.forms["respondent"].isin(["huong-huu", "ld-tbxh"])]
    view = season_view(workbook, "2021", replace(submissions, forms=forms), results)
    page = html.fromstring(str(district_headline.headline(view).markup))
    assert page.xpath("string(//section/*[2])") == "Chưa nộp biểu: xã Hương Hữu; Phòng LĐ-TBXH."


def test_a_form_left_blank_is_no_report(workbook, submissions):
    """Hương Hữu's form is there and says nothing: it is named, as it is counted, among those that have not reported."""
    blank = {
        name: (t := getattr(submissions, name))[t["unit_id"] != "huong-huu"] for name in ("observations", "follow_up")
    }
    view = season_view(workbook, "2021", replace(submissions, **blank))
    assert [unit.unit_id for unit in view.silent] == ["huong-huu"]
    assert not_reported(view) == "Chưa nộp biểu: xã Hương Hữu."


def test_the_standing_adds_what_counts_as_met(tmp_path):
    """What does not apply counts as met; unknown criteria are counted beside, and every band is listed from the top, undecided ones apart."""
    made_up = made_up_set(tmp_path, [indicator(f"{n}.1") for n in range(1, 5)], bands="[[4, 4], [2, 3], [0, 1]]")
    table = summary(
        {"criteria_met": 3, "criteria_not_applicable": 1, "band": "4"},
        OTHER | {"criteria_met": 2, "criteria_unknown": 2, "band": "chưa xác định"},
        {"unit_id": "tay-son", "criteria_met": 2, "criteria_not_met": 2, "band": "2–3"},
    )
    found = district_standing(table, made_up)
    # 3 + 1 + 2 + 2 = 8 over 3 communes
    assert (found.commune_count, found.met_total, found.unknown_total) == (3, 8, 2)
    assert found.mean == pytest.approx(8 / 3)
    assert found.bands == (("4", 1), ("2–3", 1), ("dưới 2", 0))
    assert found.undecided == 1
    # 3 + 1 of 4 is all; 2 with 2 unknown could be; 2 with 2 not met can't
    assert (found.criteria_total, found.full_count, found.maybe_full) == (4, 1, 1)


def test_a_commune_of_which_nothing_is_known_lowers_no_mean(tmp_path):
    """It is counted apart; one that only a summary table speaks of is known."""
    made_up = made_up_set(tmp_path, [indicator(f"{n}.1") for n in range(1, 5)], bands="[[4, 4], [2, 3], [0, 1]]")
    table = summary(
        {"criteria_met": 4, "band": "4"},
        OTHER | {"criteria_met": 2, "criteria_not_met": 2, "figures_given": 0, "criteria_tabled": 4, "band": "2–3"},
        {"unit_id": "tay-son", "criteria_unknown": 4, "figures_given": 0, "band": "chưa xác định"},
    )
    found = district_standing(table, made_up)
    assert (found.commune_count, found.silent, found.all_communes) == (2, 1, 3)
    assert (found.met_total, found.unknown_total, found.mean, found.undecided, found.maybe_full) == (6, 0, 3.0, 0, 0)


def test_only_communes_known_in_both_seasons_are_compared(tmp_path):
    """Hòa Sơn has sent nothing yet, Tây Sơn sent nothing then: neither is a rise or a fall."""
    made_up = made_up_set(tmp_path, [indicator(f"{n}.1") for n in range(1, 5)])
    silent = {"criteria_unknown": 4, "figures_given": 0}
    now = summary({"criteria_met": 3}, OTHER | silent, {"unit_id": "tay-son", "criteria_met": 1})
    then = summary({"criteria_met": 2}, OTHER | {"criteria_met": 4}, {"unit_id": "tay-son"} | silent)
    own, past = compared_standings(now, then, made_up)
    assert (own.commune_count, past.commune_count, change_of_total(own, past)) == (1, 1, (1, 1))


def test_a_district_without_communes_has_a_mean_of_nought(tmp_path):
    """An empty summary is no fault."""
    found = district_standing(summary(), made_up_set(tmp_path))
    assert (found.commune_count, found.met_total, found.mean) == (0, 0, 0.0)


def test_the_criteria_that_fail_most_come_first():
    """Failures are counted over the communes; what only lacks figures is no failure, ties keep the set's order."""
    table = criteria_table(
        criterion("5", "not_met"), criterion("9", "not_met"), criterion("11", "not_met"), criterion("13", "unknown"),
        criterion("5", "met", **OTHER), criterion("9", "met", **OTHER), criterion("11", "not_met", **OTHER),
        criterion("13", "unknown", **OTHER),
    )  # fmt: skip
    found = [(r["criterion_no"], r["communes"]) for r in records(most_missed(table))]
    assert found == [("11", 2), ("5", 1), ("9", 1)]


def test_a_criterion_that_does_not_apply_counts_as_met():
    """The number of communes that meet a criterion counts those it does not apply to; unknown ones are not counted."""
    table = criteria_table(
        criterion("7", "not_applicable"), criterion("9", "met"), criterion("17", "unknown"),
        criterion("7", "met", **OTHER), criterion("9", "not_met", **OTHER), criterion("17", "met", **OTHER),
    )  # fmt: skip
    assert communes_meeting(table) == {"7": 2, "9": 1, "17": 1}


def standing_of(folder, met, unknown=0, not_met=0):
    """Return the standing of one commune with these counts."""
    made_up = made_up_set(folder, [indicator(f"{n}.1") for n in range(1, 20)])
    row = {"criteria_met": met, "criteria_unknown": unknown, "criteria_not_met": not_met}
    return district_standing(summary(row), made_up)


@pytest.mark.parametrize(
    ("now", "before", "bounds"),
    [
        ((17, 0), (15, 0), (2, 2)),
        ((15, 0), (17, 0), (-2, -2)),
        ((17, 2), (15, 0), (2, 4)),  # 17 to 19 against 15
        ((15, 1), (15, 2), (-2, 1)),  # 15 to 16 against 15 to 17
    ],
)
def test_the_change_lies_between_bounds_while_criteria_are_unknown(tmp_path, now, before, bounds):
    """The least change supposes what is unknown now as not met and what was unknown before as met; the most, the reverse."""
    assert change_of_total(standing_of(tmp_path, *now), standing_of(tmp_path, *before)) == bounds


def test_recognised_and_met_are_told_apart():
    """Who is recognised and misses a criterion, and who meets all without a decision, are named; where one is unknown, that is said."""
    signed, unsigned = {"recognised_tier": "NTM"}, {"recognised_tier": ""}
    found = recognition_beside_now(
        summary(
            signed | {"unit_name": "Đủ", "criteria_met": 19},
            signed | {"unit_id": "b", "unit_name": "Thiếu", "criteria_met": 16, "criteria_not_met": 3},
            signed | {"unit_id": "c", "unit_name": "Chưa rõ", "criteria_met": 18, "criteria_unknown": 1},
            unsigned | {"unit_id": "d", "unit_name": "Chờ", "criteria_met": 19},
            unsigned | {"unit_id": "e", "unit_name": "Ngày", "criteria_met": 19, "recognition_uncertain": "NTM"},
            unsigned | {"unit_id": "f", "unit_name": "Chưa", "criteria_met": 12, "criteria_not_met": 7},
        )
    )
    assert found.recognised == ("Đủ", "Thiếu", "Chưa rõ")
    assert found.uncertain == ("Ngày",)
    assert found.recognised_not_full == ("Thiếu",)
    assert found.recognised_unknown == ("Chưa rõ",)
    assert found.full_not_recognised == ("Chờ", "Ngày")


@pytest.mark.parametrize("compared", ["2020", None])
def test_communes_are_compared_where_both_seasons_have_figures(compared):
    """Without a season before, under another set, or with nothing but unknown criteria there is nothing to compare."""
    table = criteria_table(
        criterion("1", "met"), criterion("2", "unknown"), criterion("1", "not_met", season="2020"),
        criterion("1", "met", **OTHER), criterion("1", "unknown", season="2020", **OTHER),
        criterion("1", "met", unit_id="c"), criterion("1", "met", unit_id="c", season="2020", criteria_set="khac"),
        criterion("1", "met", unit_id="moi"),
    )  # fmt: skip
    assert compared_units(table, season("2021", compare_with=compared)) == ({"an-binh"} if compared else set())


def promise(respondent, state, item="1.1", **more):
    return {
        "season": "2021", "item": item, "notice_point": "1", "respondent": respondent, "respondent_kind": "commune", "unit_id": respondent,
        "kind": "task", "summary": "Việc", "is_deadline_stated": True, "is_due": True, "rule": "thu", "state": state,
    } | more  # fmt: skip


def test_a_state_that_does_not_occur_has_no_empty_column():
    """The states that occur, in their order."""
    some = PROMISES.frame([promise("an-binh", "không đạt"), promise("hoa-son", "hoàn thành")])
    assert shown_states(some) == ("hoàn thành", "không đạt")


def units(**successors):
    """Return units by id; each is named with what it became, ids joined by ";"."""
    return {i: Unit(i, "", i, "xã", None, None, into, None, None, None, None, ()) for i, into in successors.items()}


@pytest.mark.parametrize(
    ("became", "earlier", "now", "is_same"),
    [
        ({"a": "", "b": ""}, "ab", "ab", True),
        ({"a": "c", "b": "c", "c": ""}, "ab", "c", True),
        ({"a": "b", "b": "c", "c": "", "d": "c"}, "ad", "c", True),  # a became b, and b with d became c
        ({"a": "c;d", "c": "", "d": ""}, "a", "cd", True),
        ({"a": "c;d", "c": "", "d": ""}, "a", "c", False),  # a part of it went elsewhere
        ({"a": "c", "b": "c", "c": ""}, "a", "c", False),  # b came from elsewhere
        ({"a": "", "b": ""}, "a", "ab", False),
        ({"a": "", "b": ""}, "ab", "a", False),
        ({"a": "", "c": ""}, "a", "c", False),  # nobody knows what became of it
    ],
)
def test_only_what_became_exactly_these_communes_is_the_same_ground(became, earlier, now, is_same):
    """Sums over two seasons are compared over one ground only, through any number of mergers."""
    assert is_same_ground(units(**became), [*earlier], [*now]) is is_same
