"""Pace towards a level: what was done a year, what is needed a year, in counts; and where no pace may be said."""

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_lib.analysis.assessment import assess_components
from ntm_lib.analysis.pace import pace, prospect, season_pace
from ntm_lib.analysis.yearly_points import Points, YearlySeason, yearly_seasons
from ntm_lib.schemas import PACE
from ntm_lib.tables import records
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.seasons import Seasons
from tests.unit.builders import (
    SET_ID,
    WORKBOOK_TOML,
    criteria_table,
    criterion,
    indicator,
    made_up_set,
    observations,
    season,
    write_workbook,
    yes_no,
)  # fmt: skip

HOUSES = {"value_type": "number", "unit": "nhà", "comparator": "==", "target": "0", "count_unit": "nhà"}
POOR = {"comparator": "<=", "target": "5"}
INCOME = {"value_type": "money", "unit": "triệu đồng", "target": "36", "count_unit": "triệu đồng"}
SEASONS = [YearlySeason(str(year), year, float(year)) for year in range(2016, 2022)]
MERGED = {"an-binh": ["cu-tay", "cu-dong"]}


def share(year, part, whole, **more):
    return {
        "indicator": "1.1",
        "season": str(year),
        "numerator": part,
        "denominator": whole,
        "value": 100 * part / whole,
    } | more


def count(year, number, **more):
    return {"indicator": "1.1", "season": str(year), "numerator": number, "value": number} | more


def houses(*counts, first=2018):
    return [count(first + n, number) for n, number in enumerate(counts)]


@pytest.fixture
def pace_of(tmp_path):
    """Return a function that gives the one row of PACE of indicator 1.1 in season 2021."""

    def row(level, figures, seasons=SEASONS, merged=None, by_year=2022):
        levels = made_up_set(tmp_path, [indicator("1.1", **level)]).levels(2021)
        table = observations(*({"origin": "reported"} | figure for figure in figures))
        now = assess_components(table, levels, criteria_table(criterion("1", "met")), seasons[-1].name, SET_ID)
        found = records(pace(now, levels, Points(table, seasons, merged or {}), seasons[-1], by_year))
        assert len(found) == 1
        return found[0]

    return row


def test_houses_removed_a_year_and_the_years_still_needed(pace_of):
    """From 41 temporary houses to 14 in three years is 9 a year: 14 more take 2 years, and to be done next year all 14 are needed."""
    found = pace_of(HOUSES, houses(41, 32, 22, 14))
    assert (found["done_per_year"], found["gap_count"], found["needed_per_year"], found["years_needed"]) == (
        9,
        14,
        14,
        2,
    )
    assert found["ratio"] == pytest.approx(9 / 14)
    assert (found["state"], found["reason"]) == ("too_slow", "")
    assert (found["first_year"], found["last_year"], found["span_years"], found["points"]) == (2018, 2021, 3, 4)
    assert (found["first_value"], found["done_since_last"], found["steps"]) == (41, 8, "9;10;8")
    assert (found["origin"], found["target_year"]) == ("reported", 2022)


@pytest.mark.parametrize(
    ("level", "figures", "by_year", "value"),
    [
        (HOUSES, houses(41, 32, 22, 14), 2022, 5),  # 9 a year
        (HOUSES, houses(41, 32, 22, 14), 2023, 0),  # no fewer than none
        (POOR, [share(2019, 20, 100), share(2020, 18, 100), share(2021, 17, 100)], 2022, 15.5),
        ({}, [share(2019, 80, 100), share(2020, 90, 100), share(2021, 96, 100)], 2022, 100),  # no more than all
        (HOUSES, houses(41, 32, 22, 14), 2021, None),
        (HOUSES, houses(22, 14, first=2020), 2022, None),
    ],
    ids=["houses", "none left", "a share", "all", "the year is over", "two points"],
)
def test_the_present_pace_drawn_on_ends_at_a_value(pace_of, level, figures, by_year, value):
    """What the mean change a year of the points used leads to by the end of the year to come, in the figure's own unit."""
    found = pace_of(level, figures, by_year=by_year)["continued_value"]
    assert math.isnan(found) if value is None else found == pytest.approx(value)


def test_a_later_year_asks_for_less_a_year(pace_of):
    """The same 14 houses by the end of 2023 need 7 a year, and 9 a year is fast enough."""
    found = pace_of(HOUSES, houses(41, 32, 22, 14), by_year=2023)
    assert (found["needed_per_year"], found["state"]) == (7, "fast_enough")


def test_just_as_fast_as_needed_is_fast_enough(pace_of):
    """Seven houses left at 7 a year are done within the year."""
    found = pace_of(HOUSES, houses(28, 21, 14, 7))
    assert (found["ratio"], found["years_needed"], found["state"]) == (1, 1, "fast_enough")


def test_only_the_last_three_years_count(pace_of):
    """What was removed in 2017 does not speed up the mean of 2018 to 2021."""
    found = pace_of(HOUSES, [count(2016, 400), count(2017, 200), *houses(41, 32, 22, 14)])
    assert (found["done_per_year"], found["points"], found["first_year"]) == (9, 4, 2018)


def test_a_year_without_a_value_is_skipped_not_taken_as_nought(pace_of):
    """With 2019 missing the mean is still over the three years from 2018."""
    found = pace_of(HOUSES, [count(2018, 41), {"indicator": "1.1", "season": "2019"}, count(2020, 22), count(2021, 14)])
    assert (found["done_per_year"], found["points"], found["span_years"]) == (9, 3, 3)


def test_three_points_over_two_years_are_enough(pace_of):
    """From 32 in 2019 to 14 in 2021 is 9 a year over two years."""
    found = pace_of(HOUSES, houses(32, 22, 14, first=2019))
    assert (found["done_per_year"], found["points"], found["span_years"]) == (9, 3, 2)


def test_two_points_are_no_pace(pace_of):
    """Two seasons give no pace, but what is needed is known."""
    found = pace_of(HOUSES, houses(22, 14, first=2020))
    assert (found["state"], found["reason"], found["points"], found["needed_per_year"]) == ("none", "few_points", 2, 14)
    assert all(pd.isna(found[name]) for name in ("done_per_year", "years_needed", "ratio", "sdg_ratio", "first_year"))


def test_no_value_now_is_no_pace(pace_of):
    """A missing value this season is said as such; earlier values do not stand in for it."""
    found = pace_of(HOUSES, houses(41, 32, 22))
    assert (found["state"], found["reason"]) == ("none", "no_value")
    assert pd.isna(found["value"])
    assert pd.isna(found["needed_per_year"])


@pytest.mark.parametrize("value", [70, 85], ids=["not met", "met"])
def test_a_bare_share_has_no_count_to_say(pace_of, value):
    """Where this season's form gives the rate alone no pace in counts is said; a level that is reached is still reached."""
    found = pace_of(
        {}, [share(2019, 300, 500), share(2020, 320, 500), {"indicator": "1.1", "season": "2021", "value": value}]
    )
    assert (found["state"], found["reason"]) == (("reached", "") if value == 85 else ("none", "no_counts"))
    assert pd.isna(found["done_per_year"])


def test_moving_away_from_the_level_is_said(pace_of):
    """Five houses more than three years ago is 5 / 3 a year the wrong way, and no number of years would do."""
    found = pace_of(HOUSES, houses(9, 9, 12, 14))
    assert found["done_per_year"] == pytest.approx(-5 / 3)
    assert (found["state"], found["ratio"] < 0) == ("away", True)
    assert pd.isna(found["years_needed"])


def test_standing_still_is_not_progress(pace_of):
    """Three of four schools for three years: nothing done, no years to say."""
    found = pace_of({}, [share(year, 3, 4) for year in range(2018, 2022)])
    assert (found["done_per_year"], found["state"], found["gap_count"]) == (0, "away", 1)
    assert pd.isna(found["years_needed"])


def test_a_relapse_of_the_last_year_shows_beside_the_mean(pace_of):
    """From 14 to 3 houses is 11 / 3 a year, but the last year went from 0 to 3: nothing is assigned on that."""
    found = pace_of(HOUSES, houses(14, 7, 0, 3))
    assert found["went_back"] and prospect([found], {("1.1", ""): found}, ()) == "open"
    assert prospect([found], {("1.1", ""): found | {"went_back": False}}, ()) == "in_time"
    assert found["done_per_year"] == pytest.approx(11 / 3)
    assert (found["done_since_last"], found["state"]) == (-3, "fast_enough")


@pytest.mark.parametrize(
    ("states", "found"),
    [
        (["reached"], "in_time"),
        (["reached", None], "open"),
        (["reached", "none"], "open"),
        (["reached", "away"], "too_slow"),
    ],
)
def test_a_level_to_come_that_is_reached_leaves_nothing_open(states, found):
    """A level that eases: the figure misses this year's and meets that of the next. Without any pace it is to be reached; what else fails is open."""
    failing = [{"indicator": f"2.{n}", "component": ""} for n in range(len(states))]
    known = zip(failing, states, strict=True)
    paces = {(row["indicator"], ""): {"state": state, "points": 2, "went_back": False} for row, state in known if state}
    assert prospect(failing, paces, ()) == found


def test_a_reached_level_needs_nothing(pace_of):
    """With no house left nothing is needed, and no ratio is said."""
    found = pace_of(HOUSES, houses(9, 5, 2, 0))
    assert (found["state"], found["needed_per_year"], found["years_needed"], found["done_per_year"]) == (
        "reached",
        0,
        0,
        3,
    )
    assert pd.isna(found["ratio"])
    assert pd.isna(found["sdg_ratio"])


def test_a_level_reached_without_history_is_reached(pace_of):
    """One season is enough to say that the level is reached."""
    assert pace_of(HOUSES, houses(0, first=2021))["state"] == "reached"


def test_a_share_moves_at_todays_denominator(pace_of):
    """10 per cent of 600 down to 7 per cent of 700: the share fell by 3 points, which of 700 households is 21 in three years.

    The register itself fell from 60 to 49 only, because the commune grew; 5 per cent of 700 are 35, so 14 are left: 2 years.
    """
    found = pace_of(POOR, [share(2018, 60, 600), share(2019, 58, 640), share(2020, 52, 680), share(2021, 49, 700)])
    assert (found["done_per_year"], found["gap_count"], found["years_needed"], found["needed_per_year"]) == (
        7,
        14,
        2,
        14,
    )


def test_a_whole_that_shrinks_is_progress_of_the_share(pace_of):
    """3 of 5 schools, then 3 of 4 after one was closed: 15 points of today's 4 schools are 0,6 of a school in three years."""
    found = pace_of({}, [share(2018, 3, 5), share(2019, 3, 5), share(2021, 3, 4)])
    assert found["done_per_year"] == pytest.approx(0.2)
    assert found["years_needed"] == 5  # one school at 0,2 a year


def test_money_is_said_in_its_own_unit(pace_of):
    """Income from 27 to 33 in three years is 2 million a year; 3 more to 36 take 2 years."""
    incomes = [
        {"indicator": "1.1", "season": str(year), "numerator": 1000 * value, "denominator": 1000, "value": value}
        for year, value in ((2018, 27), (2019, 29), (2020, 31), (2021, 33))
    ]
    found = pace_of(INCOME, incomes)
    assert (found["done_per_year"], found["needed_per_year"], found["years_needed"], found["ratio"]) == (
        2,
        3,
        2,
        pytest.approx(2 / 3),
    )
    assert pd.isna(found["gap_count"])


def test_a_number_to_be_met_exactly_counts_from_either_side(pace_of):
    """For “exactly 3”, going from 9 down to 5 is 4 nearer."""
    found = pace_of(HOUSES | {"target": "3"}, houses(9, 7, 6, 5))
    assert found["done_per_year"] == pytest.approx(4 / 3)
    assert found["years_needed"] == 2  # 2 left at 4/3 a year


def former(unit_id, figures):
    return [figure | {"unit_id": unit_id, "unit_name": unit_id} for figure in figures]


def test_before_a_merger_numerators_and_denominators_are_summed(pace_of):
    """Two communes with 30 of 300 and 30 of 100 households are 60 of 400, 15 per cent, not the mean of 10 and 30 per cent.

    15 per cent in 2018 to 9 per cent of 400 in 2021 are 6 points, 24 households: 8 a year.
    """
    figures = [
        *former("cu-tay", [share(2018, 30, 300), share(2019, 27, 300)]),
        *former("cu-dong", [share(2018, 30, 100), share(2019, 25, 100)]),
        share(2020, 44, 400), share(2021, 36, 400),
    ]  # fmt: skip
    found = pace_of(POOR, figures, merged=MERGED)
    assert (found["first_value"], found["done_per_year"], found["points"], found["is_summed"]) == (15, 8, 4, True)


def test_a_sum_that_lacks_one_commune_is_no_point(pace_of):
    """If one of the merged communes stated its rate alone, that season is left out; two own points give no pace."""
    figures = [
        *former("cu-tay", [share(2018, 30, 300), share(2019, 27, 300)]),
        *former("cu-dong", [{"indicator": "1.1", "season": "2018", "value": 30}]),
        share(2020, 44, 400), share(2021, 36, 400),
    ]  # fmt: skip
    found = pace_of(POOR, figures, merged=MERGED)
    assert (found["state"], found["reason"], found["points"], found["is_summed"]) == ("none", "few_points", 2, False)


def test_bare_counts_are_summed_without_a_denominator(pace_of):
    """12 and 8 houses are 20; to 5 in three years is 5 a year."""
    figures = [
        *former("cu-tay", [count(2018, 12)]),
        *former("cu-dong", [count(2018, 8)]),
        count(2020, 9),
        count(2021, 5),
    ]
    found = pace_of(HOUSES, figures, merged=MERGED)
    assert (found["first_value"], found["done_per_year"], found["is_summed"]) == (20, 5, True)


def test_a_sum_over_nobody_has_no_share(pace_of):
    """Two communes that state 0 of 0 households give no point: there is nothing to take a share of."""
    nobody = {"indicator": "1.1", "season": "2019", "numerator": 0, "denominator": 0}
    figures = [*former("cu-tay", [nobody]), *former("cu-dong", [nobody]), share(2020, 44, 400), share(2021, 36, 400)]
    assert pace_of(POOR, figures, merged=MERGED)["points"] == 2


def test_a_sum_is_illustrative_as_soon_as_one_part_is(pace_of):
    """An illustrative figure of one former commune makes the pace illustrative."""
    figures = [
        *former("cu-tay", [count(2019, 12, origin="illustrative")]), *former("cu-dong", [count(2019, 8)]), count(2020, 9), count(2021, 5),
    ]  # fmt: skip
    assert pace_of(HOUSES, figures, merged=MERGED)["origin"] == "illustrative"


def test_half_a_year_is_half_a_year(pace_of):
    """In mid-2022, 10 houses after 30 at the end of 2019 were done in two and a half years: 8 a year; to the end of 2023 is a year and a half."""
    seasons = [*SEASONS[3:], YearlySeason("2022-06", 2022, 2021.5)]
    figures = [count(2019, 30), count(2020, 21), count(2021, 15), count("2022-06", 10)]
    found = pace_of(HOUSES, figures, seasons=seasons, by_year=2023)
    assert (found["span_years"], found["done_per_year"], found["done_since_last"]) == (2.5, 8, 5)
    assert found["steps"] == "9;6;10"  # 5 in half a year are 10 a year
    assert found["needed_per_year"] == pytest.approx(10 / 1.5)


@pytest.mark.parametrize("by_year", [2021, 2020])
def test_a_year_that_is_over_asks_for_no_pace(pace_of, by_year):
    """What was to be done by the end of a year that has passed is not done in time at any pace."""
    found = pace_of(HOUSES, houses(41, 32, 22, 14), by_year=by_year)
    assert (found["state"], found["years_needed"]) == ("too_slow", 2)
    assert pd.isna(found["needed_per_year"])
    assert pd.isna(found["ratio"])


# Open SDG's ratio, computed by hand: poverty 20 -> 14 per cent in three years, 5 per cent wanted in the fourth:
# observed (14/20)^(1/3) - 1 = -0,112096; required (5/20)^(1/4) - 1 = -0,292893; R = 0,112096 / 0,292893 = 0,382720
def test_the_ratio_of_growth_of_a_share_that_is_to_fall(pace_of):
    """A fall of 20 to 14 per cent in three years is 38 per cent of the growth that 5 per cent in the fourth asks for."""
    found = pace_of(
        POOR, [share(year, part, 1000) for year, part in ((2018, 200), (2019, 180), (2020, 160), (2021, 140))]
    )
    assert found["sdg_ratio"] == pytest.approx(0.38272, abs=1e-5)


# Income 27 -> 33 in three years, 36 in the fourth: (33/27)^(1/3) - 1 = 0,069178; (36/27)^(1/4) - 1 = 0,074570; R = 0,92769
def test_the_ratio_of_growth_of_money_that_is_to_rise(pace_of):
    """A rise from 27 to 33 million in three years is 93 per cent of the growth that 36 in the fourth asks for."""
    incomes = [
        {"indicator": "1.1", "season": str(year), "numerator": 1000 * value, "denominator": 1000, "value": value}
        for year, value in ((2018, 27), (2020, 31), (2021, 33))
    ]
    assert pace_of(INCOME, incomes)["sdg_ratio"] == pytest.approx(0.92769, abs=2e-5)


def test_the_ratio_of_growth_is_negative_when_it_moves_away(pace_of):
    """Poverty that rises has a negative ratio."""
    found = pace_of(POOR, [share(2018, 60, 1000), share(2019, 65, 1000), share(2021, 70, 1000)])
    assert found["sdg_ratio"] < 0


def test_the_ratio_of_growth_falls_for_a_level_that_was_lost(pace_of):
    """A share that had reached 80 per cent and fell under it moves the wrong way, although 80 lies below where it began."""
    found = pace_of({}, [share(2018, 900, 1000), share(2019, 850, 1000), share(2021, 700, 1000)])
    # observed (70/90)^(1/3) - 1 = -0,080356; required (80/90)^(1/4) - 1 = -0,029016; more is better: R = -0,080356 / 0,029016
    assert found["sdg_ratio"] == pytest.approx(-2.7694, abs=1e-3)


@pytest.mark.parametrize(
    ("level", "figures"),
    [
        (HOUSES, houses(41, 32, 22, 14)),
        ({}, [share(2018, 0, 500), share(2019, 10, 500), share(2021, 50, 500)]),
        ({}, [share(2018, 50, 500), share(2019, 10, 500), share(2021, 0, 500)]),
        ({}, [share(2018, 400, 500), share(2019, 410, 500), share(2021, 350, 500)]),
    ],
    ids=["level 0", "first value 0", "value 0", "first value at its level"],
)
def test_growth_from_or_to_nought_has_no_ratio(pace_of, level, figures):
    """Where compound growth is not defined the ratio is empty, and the count rule stands alone."""
    found = pace_of(level, figures)
    assert pd.isna(found["sdg_ratio"])
    assert not pd.isna(found["done_per_year"])


def test_no_ratio_of_growth_after_the_year_is_over(pace_of):
    """A level that was due when the points begin asks for no growth that could be compared."""
    assert pd.isna(
        pace_of(POOR, [share(2018, 60, 1000), share(2019, 65, 1000), share(2021, 70, 1000)], by_year=2018)["sdg_ratio"]
    )


@pytest.mark.parametrize(("target", "ratio"), [("60", True), ("20", False)])
def test_an_exact_level_has_the_direction_it_lies_in(pace_of, target, ratio):
    """For “exactly 60”, rising from 40 is the right way; for “exactly 20” it is the wrong one."""
    figures = [share(2018, 400, 1000), share(2019, 450, 1000), share(2021, 500, 1000)]
    assert (pace_of({"comparator": "==", "target": target}, figures)["sdg_ratio"] > 0) is ratio


def test_only_levels_that_are_numbers_have_a_pace(tmp_path):
    """An answer, an assessed indicator and one that does not apply have no row; no row at all is an empty table."""
    rows = [yes_no("1.1"), yes_no("2.1", rule="assessed"), indicator("3.1", may_not_apply="true")]
    levels = made_up_set(tmp_path, rows).levels(2021)
    table = observations({"indicator": "1.1", "assessed": "met"}, {"indicator": "3.1", "assessed": "not_applicable"})
    now = assess_components(table, levels, criteria_table(criterion("1", "met")), "2021", SET_ID)
    found = pace(now, levels, Points(table, SEASONS, {}), SEASONS[-1], 2022)
    assert list(found.columns) == PACE.column_names
    assert found.empty


YEARLY = [
    indicator("1.1", **INCOME | {"target": str(target)}, level_from_year=str(year), level_to_year=str(year))
    for year, target in ((2021, 39), (2022, 42))
]


def yearly_pace(tmp_path, value, by_year, rows=YEARLY):
    """Return the row of PACE of an income of `value` million at the end of 2021, 2 million more than a year before, and so on."""
    own = made_up_set(tmp_path, rows)
    table = observations(
        *({"indicator": "1.1", "season": str(y), "value": value - 2 * (2021 - y)} for y in (2019, 2020, 2021))
    )
    now = assess_components(table, own.levels(2021), criteria_table(criterion("1", "met")), "2021", SET_ID)
    found = pace(now, own.holding(by_year), Points(table, SEASONS, {}), SEASONS[-1], by_year)
    return now["result"].iloc[0], records(found)[0]


def test_what_is_needed_is_needed_for_the_level_of_the_year_it_is_to_be_reached_in(tmp_path):
    """36,3 million misses 39 of 2021 by 2,7, but by the end of 2022 the level is 42: 5,7 are needed."""
    result, found = yearly_pace(tmp_path, 36.3, 2022)
    assert (result, found["target_now"], found["target"]) == ("not_met", 39, 42)
    assert found["needed_per_year"] == pytest.approx(5.7)
    assert (found["state"], found["years_needed"]) == ("too_slow", 3)


@pytest.mark.parametrize(("value", "state"), [(39.5, "too_slow"), (40.0, "fast_enough"), (42.0, "reached")])
def test_a_level_met_this_year_is_not_reached_for_next_year(tmp_path, value, state):
    """39 is met in 2021; to keep the criterion in 2022 takes 42, and only 42 is "reached"."""
    result, found = yearly_pace(tmp_path, value, 2022)
    assert (result, found["state"], found["target"]) == ("met", state, 42)


@pytest.mark.parametrize("value", [36.3, 41.0])
@pytest.mark.parametrize("rows", [YEARLY, [*YEARLY, indicator("1.1", **INCOME | {"rule": "assessed", "target": ""}, level_from_year="2023")],
                                  [*YEARLY, *(indicator("1.1", **INCOME, level_from_year="2023", level_to_year=last) for last in ("2024", "2025"))]], ids=["ends", "assessed", "twice"])  # fmt: skip
def test_no_other_years_level_stands_in_for_one_that_is_not_set(tmp_path, rows, value):
    """Where the set has no level for the year, one without a number, or two, nothing is said of what is needed."""
    _, found = yearly_pace(tmp_path, value, 2023, rows)
    assert (found["state"], found["reason"], found["target_now"]) == ("none", "no_level", 39)
    assert pd.isna([found["target"], found["needed_per_year"], found["gap_count"], found["years_needed"]]).all()


def test_a_level_to_come_gives_a_pace_to_what_is_assessed_now(tmp_path):
    """An indicator without a number this year and with one next year has a pace towards that one."""
    rows = [indicator("1.1", **INCOME | {"rule": "assessed", "target": ""}, level_to_year="2021"), YEARLY[1]]
    _, found = yearly_pace(tmp_path, 36.3, 2022, rows)
    assert found["needed_per_year"] == pytest.approx(5.7)
    assert pd.isna(found["target_now"])


@pytest.fixture(scope="module")
def poverty_level(tmp_path_factory):
    return made_up_set(tmp_path_factory.mktemp("set"), [indicator("1.1", **POOR)]).levels(2021)


counts = st.integers(min_value=0, max_value=400)


@settings(deadline=None)  # pandas is slow on a busy machine
@given(
    first=counts, middle=counts, now=counts, whole=st.integers(min_value=400, max_value=1200), years=st.integers(1, 4)
)
def test_years_ratio_and_gap_agree(poverty_level, first, middle, now, whole, years):
    """Whatever the counts: at the pace said, the years said close the gap and one year less does not; fast enough is in time."""
    table = observations(share(2018, first, 400), share(2019, middle, 700), share(2021, now, whole))
    components = assess_components(table, poverty_level, criteria_table(criterion("1", "met")), "2021", SET_ID)
    found = records(pace(components, poverty_level, Points(table, SEASONS, {}), SEASONS[-1], 2021 + years))[0]
    if found["state"] == "reached":
        assert found["gap_count"] == 0
        return
    gap, done = found["gap_count"], found["done_per_year"]
    assert gap >= 1
    assert found["ratio"] == pytest.approx(done / (gap / years), abs=1e-8)
    if found["state"] == "away":
        assert done <= 0
        assert pd.isna(found["years_needed"])
        return
    assert done * found["years_needed"] >= gap - 1e-3
    assert done * (found["years_needed"] - 1) < gap
    assert (found["state"] == "fast_enough") == (found["years_needed"] <= years)
    # In the direction of its own count: whole households, never more than there are
    assert math.isclose(gap, round(gap))
    assert gap <= now


MANY_SEASONS = """
[[season]]
name = "{name}"
year = {year}
criteria_set = "{set_id}"
cut_off = {cut_off}
"""


def book_with(root, *seasons):
    """Return a workbook with more seasons: (name, year, cut-off, criteria set)."""
    toml = WORKBOOK_TOML + "".join(
        MANY_SEASONS.format(name=name, year=year, cut_off=cut_off, set_id=set_id)
        for name, year, cut_off, set_id in seasons
    )
    return Workbook.open(write_workbook(root, toml))


def test_points_are_the_seasons_that_close_a_year(tmp_path):
    """A mid-year season gives way to the season that closes its year, but counts when it is the season itself, as half a year."""
    book = book_with(tmp_path, ("2021-06", 2021, "2021-06-30", SET_ID), ("2022-06", 2022, "2022-06-30", SET_ID), ("2022", 2022, "2022-12-31", SET_ID))  # fmt: skip
    assert [s.name for s in yearly_seasons(book, book.season("2022"))] == ["2020", "2021", "2022"]
    found = yearly_seasons(book, book.season("2022-06"))
    assert [(s.name, s.year, s.moment) for s in found] == [
        ("2020", 2020, 2020),
        ("2021", 2021, 2021),
        ("2022-06", 2022, 2021.5),
    ]


@pytest.mark.parametrize(("cut_off", "moment"), [("2021-11-15", 2020 + 11 / 12), ("2021-10-15", 2020 + 10 / 12)])
def test_a_season_before_the_one_that_closes_its_year_has_time_left(tmp_path, cut_off, moment):
    """Of two seasons in the last quarter the first looks at what is left of its own year, and stands within it: one rule for both."""
    book = book_with(tmp_path, ("2021-som", 2021, cut_off, SET_ID))
    early = book.season("2021-som")
    assert (book.target_year(early), yearly_seasons(book, early)[-1].moment) == (2021, pytest.approx(moment))
    assert (book.target_year(book.season("2021")), yearly_seasons(book, book.season("2021"))[-1].moment) == (2022, 2021)


@pytest.mark.parametrize("cut_off", ["2021-10-15", "2021-11-15", "2022-01-15"])
def test_the_season_that_judges_its_year_stands_for_the_years_end(tmp_path, cut_off):
    """October is the first month in which a year is judged: its figures are estimates of the end, what is missing is for the next year."""
    book = Workbook.open(write_workbook(tmp_path, WORKBOOK_TOML.replace("2021-12-20", cut_off)))
    season = book.season("2021")
    assert (book.target_year(season), yearly_seasons(book, season)[-1].moment) == (2022, 2021)


def test_december_leaves_no_time_in_its_year(tmp_path):
    """A first season of December, before the one that closes the year, looks at the next year, too: nothing more is done in its own."""
    book = book_with(tmp_path, ("2021-12", 2021, "2021-12-05", SET_ID))
    early = book.season("2021-12")
    assert (book.target_year(early), yearly_seasons(book, early)[-1].moment) == (2022, 2021)


def test_points_end_at_a_change_of_set(tmp_path):
    """Seasons before another set are not comparable, not even those under the same set before it."""
    book = book_with(tmp_path, ("2018", 2018, "2018-12-31", SET_ID), ("2019", 2019, "2019-12-31", "bo-khac"))
    assert [s.name for s in yearly_seasons(book, book.season("2021"))] == ["2020", "2021"]


def test_a_cut_off_after_the_year_stands_for_the_year(tmp_path):
    """Figures of 2022 cut off in January 2023 are those of the whole of 2022."""
    book = book_with(tmp_path, ("2022", 2022, "2023-01-15", SET_ID))
    assert yearly_seasons(book, book.season("2022"))[-1].moment == 2022


@pytest.mark.parametrize(
    ("setting", "year"),
    [
        ({}, 2022),
        ({"target_year": 2025}, 2025),
        ({"cut_off": date(2021, 6, 30)}, 2021),  # mid-year
        ({"cut_off": date(2021, 6, 30), "target_year": 2022}, 2022),
    ],
)
def test_levels_are_to_be_reached_by_next_year_unless_time_is_left_in_this_one(setting, year):
    """Without a year in workbook.toml the next one is meant; by a mid-year season its own."""
    book = Seasons()
    book.seasons = {"2021": season("2021", **setting)}
    assert book.target_year(book.season("2021")) == year


def test_the_pace_of_a_commune_made_by_a_merger(workbook, submissions, results):
    """Hương Xuân's poverty of 2017 is that of Hương Hòa and Hương Giang together: 15 of 650 and 10 of 366 are 25 of 1.016."""
    season = workbook.season("2020")
    found = season_pace(workbook, season, submissions.observations, results.of("2020", "huong-xuan").components)
    poverty = next(r for r in records(found) if r["indicator"] == "11.1")
    assert (poverty["first_value"], poverty["points"], poverty["is_summed"]) == (
        pytest.approx(100 * 25 / 1016),
        4,
        True,
    )
    assert poverty["origin"] == "illustrative"


def test_the_pace_of_a_whole_season(workbook, submissions, results):
    """All nine communes and every level of the set that is a number: 21 rows each in 2021."""
    season = workbook.season("2021")
    found = season_pace(workbook, season, submissions.observations, results.of("2021").components)
    levels = workbook.common_levels(season)
    assert len(found) == 9 * int((levels["rule"] == "level").sum())
