"""Where a commune stands: four counts, a band, the change on last season, and recognition apart from all of them."""

from datetime import date

import pandas as pd
import pytest

from ntm_lib.analysis.status import add_change, commune_summary
from ntm_lib.presentation.words.standing import count_of_criteria, dossier_phrase, is_silent
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import DOSSIERS, CommuneSummary
from ntm_lib.tables import records, rows_of
from ntm_lib.terms import terms_of
from tests.unit.builders import SET_ID, criteria_table, criterion, indicator, made_up_set, observations, season, summary

UNIT = Unit("an-binh", "90001", "An Bình", "xã", None, None, "", None, None, None, None, ())
NO_DECISIONS = pd.DataFrame(columns=["unit_id", "tier", "signed_after", "signed_by"])
SEASONS = {"2020": season("2020"), "2021": season("2021", compare_with="2020")}


def standing(
    folder, results, units=(UNIT,), of=SEASONS["2021"], dossiers=(), recognition=NO_DECISIONS, given=(), **fields
):
    """Return COMMUNE_SUMMARY of a commune whose criteria 1, 2, 3... have these results."""
    stated = DOSSIERS.frame(
        [{"unit_id": "an-binh", "unit_name": "An Bình", "season": "2021"} | row for row in dossiers]
    )
    made_up = made_up_set(folder, [indicator(f"{n}.1") for n in range(1, 5)])
    table = criteria_table(*(criterion(str(n), result, **fields) for n, result in enumerate(results, start=1)))
    return commune_summary(observations(*given), table, made_up, list(units), recognition, stated, of)


@pytest.mark.parametrize(
    ("results", "counts", "band"),
    [
        (["met"] * 4, (4, 0, 0, 0), "4"),
        (["met", "not_met", "unknown", "not_applicable"], (1, 1, 1, 1), "dưới 4"),
        (["met", "met", "met", "not_applicable"], (3, 0, 0, 1), "4"),  # counts as met for the standard: 3 + 1 = 4
        (["met", "met", "met", "unknown"], (3, 0, 1, 0), "chưa xác định"),  # 3 or 4
        (["met", "met", "not_met", "unknown"], (2, 1, 1, 0), "dưới 4"),  # 2 or 3: one band
        (["unknown"] * 4, (0, 0, 4, 0), "chưa xác định"),
    ],
)
def test_four_counts_sum_to_the_total(tmp_path, results, counts, band):
    """Met, not met, unknown and not applicable are counted apart and add up to the set's criteria."""
    row = records(standing(tmp_path, results))[0]
    found = tuple(row[f"criteria_{name}"] for name in ("met", "not_met", "unknown", "not_applicable"))
    assert (found, sum(found), row["criteria_total"], row["band"]) == (counts, 4, 4, band)


def test_what_a_form_gives_is_counted_whether_judged_or_not(tmp_path):
    """A value without a level, a kept answer and half a share count, a blank indicator does not, nor what was given by another commune or before: sent is not silent."""
    given = [
        {"indicator": "1.1", "value": 12.0},
        {"indicator": "2.1", "assessed": "met"},
        {"indicator": "2.2", "numerator": 7},
        {"indicator": "3.1"},
        {"indicator": "1.1", "value": 12.0, "unit_id": "tay-son"},
        {"indicator": "1.1", "value": 12.0, "season": "2020"},
    ]
    row = rows_of(standing(tmp_path, ["unknown"] * 4, given=given), CommuneSummary)[0]
    assert (row["figures_given"], is_silent(row), count_of_criteria(row)) == (3, False, "ít nhất 0/4")
    blank = rows_of(standing(tmp_path, ["unknown"] * 4, given=given[3:]), CommuneSummary)[0]
    assert (blank["figures_given"], is_silent(blank), count_of_criteria(blank)) == (0, True, "chưa nộp biểu")


def test_missing_and_unknown_criteria_are_listed_apart(tmp_path):
    """What failed and what has no figures are two lists."""
    row = records(standing(tmp_path, ["not_met", "met", "unknown", "not_met"]))[0]
    assert (row["missing_criteria"], row["unknown_criteria"]) == ("1;4", "3")


def test_a_summary_is_illustrative_as_soon_as_one_criterion_is(tmp_path):
    """The origin of the whole count is that of its least certain part."""
    assert records(standing(tmp_path, ["met"] * 4, origin="illustrative"))[0]["origin"] == "illustrative"


def test_recognition_is_as_of_the_cut_off_and_apart_from_the_count(tmp_path, workbook):
    """Hương Sơn stays recognised by its decision of 2015 while a criterion fails; Thượng Nhật's of 8/4/2021 isn't shown in 2020."""
    units = [Unit(i, "", name, "xã", None, None, "", None, None, None, None, ()) for i, name in
             (("huong-son", "Hương Sơn"), ("thuong-nhat", "Thượng Nhật"), ("thuong-quang", "Thượng Quảng"))]  # fmt: skip
    found = standing(tmp_path, [], units, season("2020"), recognition=workbook.recognition)
    tiers = list(
        zip(found["recognised_tier"], found["recognised_standard_year"], found["recognition_uncertain"], strict=True)
    )
    assert tiers == [("NTM", "2015", ""), ("", "", ""), ("", "", "NTM")]
    assert found["recognised_decision_date"].tolist()[0] == pd.Timestamp(date(2015, 11, 20))


def test_the_dossier_is_a_column_of_its_own(tmp_path):
    """What the commune's dossier asks for stands apart from what is met and what is recognised; other seasons stay out."""
    asked = {"tier": "NTM", "dossier_state": "huyện thẩm tra đạt"}
    older = {"tier": "NTM", "dossier_state": "chưa đạt", "season": "2020"}
    row = records(standing(tmp_path, ["not_met"] * 4, dossiers=[older, asked]))[0]
    assert (row["dossier_tier"], row["dossier_state"]) == ("NTM", "huyện thẩm tra đạt")
    assert (row["criteria_met"], row["recognised_tier"]) == (0, "")


def test_a_semicolon_in_a_tiers_name_does_not_make_two_tiers(tmp_path):
    """What the commune types as a tier can't break the list of tiers: its dossier is still told."""
    typed = {"tier": "NTM; NTM nâng cao", "dossier_state": "chưa đạt"}
    row = records(standing(tmp_path, ["met"] * 4, dossiers=[typed]))[0]
    assert dossier_phrase(row, terms_of("huyện", "")) == "NTM, NTM nâng cao: chưa đạt"


# Change on the season compared with


def change(*rows, seasons=None):
    """Return the change of the last of `rows`."""
    return add_change(summary(*rows), seasons or SEASONS)["criteria_met_change"].iloc[-1]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({"criteria_met": 14}, {"criteria_met": 16}, 2),
        ({"criteria_met": 16}, {"criteria_met": 15}, -1),
        ({"criteria_met": 16}, {"criteria_met": 16}, 0),
        # A criterion that came not to apply is no fall: 17 + 1 against 18 + 0
        ({"criteria_met": 18}, {"criteria_met": 17, "criteria_not_applicable": 1}, 0),
        ({"criteria_met": 17, "criteria_not_applicable": 1}, {"criteria_met": 17}, -1),
    ],
)
def test_the_change_is_the_difference_of_what_counts_as_met(before, now, expected):
    """Criteria met and not applicable together are compared with the season before."""
    assert change({"season": "2020"} | before, now) == expected


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({"criteria_set": "bo-cu"}, {}),  # another criteria set
        ({"unit_id": "xa-cu"}, {}),  # another unit: the borders changed
        ({"criteria_unknown": 1}, {}),
        ({}, {"criteria_unknown": 1}),
        ({"season": "2019"}, {}),  # not the season compared with
    ],
)
def test_no_change_is_said_across_a_cut_or_a_gap(before, now):
    """Across a change of set or borders, while a criterion is unknown, or without the season before, there is no change to tell."""
    seasons = SEASONS | {"2019": season("2019")}
    found = change({"season": "2020", "criteria_met": 14} | before, {"criteria_met": 16} | now, seasons=seasons)
    assert pd.isna(found)


def test_the_first_season_has_no_change():
    """A season that is compared with none says no change."""
    assert pd.isna(change({"season": "2020", "criteria_met": 14}))


def test_each_commune_is_compared_with_itself():
    """The rows of two communes over two seasons are not mixed up, and keep their order."""
    other = {"unit_id": "hoa-son", "unit_name": "Hòa Sơn"}
    table = summary(
        {"season": "2020", "criteria_met": 10}, other | {"season": "2020", "criteria_met": 15},
        {"criteria_met": 13}, other | {"criteria_met": 14},
    )  # fmt: skip
    found = add_change(table, SEASONS)
    assert list(found["unit_id"]) == ["an-binh", "hoa-son"] * 2
    assert found["criteria_met_change"].tolist()[2:] == [3, -1]  # 13 − 10, 14 − 15


@pytest.mark.parametrize(("unknown", "origin"), [(0, "illustrative"), (1, "")])
def test_a_change_tells_what_it_rests_on(unknown, origin):
    """A change on illustrative figures says so though this season's are reported; no change rests on nothing."""
    before, now = {"season": "2020", "origin": "illustrative"}, {"origin": "reported", "criteria_unknown": unknown}
    assert add_change(summary(before, now), SEASONS)["change_origin"].tolist() == ["", origin]


def test_the_set_in_these_tests_is_the_seasons_own():
    """The seasons above are assessed under the made-up set, or the cases across sets would test nothing."""
    assert {s.criteria_set for s in SEASONS.values()} == {SET_ID}
