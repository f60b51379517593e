"""The district as a whole: shares weighted, counts added, bands counted, and what is missing said."""

from dataclasses import replace

import pytest

from ntm_lib.analysis.district import district_measure, district_standing, most_missed
from ntm_lib.presentation import district_page
from ntm_lib.presentation.view import SeasonView
from ntm_lib.schemas import records
from tests.unit.builders import criteria_table, criterion, indicator, made_up_set, observations, summary

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
    season = workbook.season("2021")
    kept = submissions.observations[submissions.observations["unit_id"] != "huong-huu"]
    view = SeasonView(workbook, season, replace(submissions, observations=kept), results)
    assert "8/9 xã có số liệu" in str(district_page.headline(view).markup)


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
