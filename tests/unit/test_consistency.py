"""Checks beyond one form: against last season, against the results, against what is published."""

from itertools import chain

import pandas as pd
import pytest

from ntm_lib.analysis import claims, consistency, last_season, level_findings, reference_findings
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.intake.findings import SEVERITIES, FindingList
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.reference import conclusions
from ntm_lib.schemas import COMPONENT_RESULTS, DOSSIERS, NOTES
from ntm_lib.tables import records
from ntm_lib.terms import terms_of
from ntm_lib.workbook import Workbook
from tests.unit.builders import (
    SET_ID,
    UNITS,
    criteria_table,
    criterion,
    indicator,
    made_up_set,
    observations,
    season,
    send_form,
    small_workbook,
    summary,
    write_csv,
    write_set,
)

SEASON = season("2021", compare_with="2020")
PLACE = {"source_file": "2021/an-binh.xlsx", "sheet": "Chỉ tiêu", "cell": "G7"}
WHOLE = {"denominator_cell": "H7"}


@pytest.fixture
def findings():
    return FindingList("2021")


@pytest.fixture
def small(tmp_path):
    return small_workbook(tmp_path)


def told(findings):
    return [row["check"] for row in findings.rows]


def both(before, now, code="1.1", unit_id="an-binh"):
    """Return one figure in seasons 2020 and 2021, each (numerator, denominator, value)."""
    names = ("numerator", "denominator", "value")
    given = {"indicator": code, "unit_id": unit_id, "unit_name": unit_id, **PLACE, **WHOLE}
    years = {"2020": before, "2021": now}
    return [given | {"season": year} | dict(zip(names, part, strict=True)) for year, part in years.items()]


def share(part, whole):
    return (part, whole, 100 * part / whole)


# Figures that jump, D01


@pytest.mark.parametrize(
    ("before", "now", "fires"),
    [
        (share(50, 100), share(70, 100), False),  # exactly 20 points
        (share(50, 100), share(71, 100), True),
        (share(71, 100), share(50, 100), True),
        (share(330, 1000), share(530, 1000), False),
        (
            share(561, 990),
            share(759, 990),
            False,
        ),  # 56,666… and 76,666…: 20 points by arithmetic, a little more in floats
        (share(3, 4), share(1, 4), False),  # two schools
        (share(30, 90), share(39, 60), False),  # nine households
        (share(30, 90), share(40, 60), True),  # ten
        ((None, None, 50), (None, None, 70), False),
        ((None, None, 50), (None, None, 70.1), True),
        (share(50, 100), share(100, 200), True),  # the whole is exactly double
        (share(50, 100), share(99, 198), False),
        (share(5, 9), share(10, 18), False),  # double, but nine more
        (share(5, 10), share(10, 20), True),  # double, and ten more
        (share(5, 10), share(5, 30), True),  # as many of three times the whole
        (share(50, 100), share(150, 200), True),  # both, told once
        ((None, None, None), share(5, 10), False),
        (share(5, 10), (None, None, None), False),
    ],
)
def test_a_share_jumps_beyond_twenty_points_or_with_its_whole(small, findings, before, now, fires):
    """More than 20 points with ten or more behind them, or a whole that doubled or halved by ten or more, is told at its cell."""
    pairs = last_season.paired(observations(*both(before, now)), SEASON, small)
    last_season.note_jumps(findings, pairs, {("1.1", ""): "percent"})
    assert told(findings) == (["D01"] if fires else [])
    is_of_whole = fires and findings.rows[0]["message"].startswith("Mẫu số")
    where = PLACE | ({"cell": WHOLE["denominator_cell"]} if is_of_whole else {})
    assert not fires or {name: findings.rows[0][name] for name in PLACE} == where


@pytest.mark.parametrize(
    ("before", "now", "fires"),
    [
        (10, 20, True),  # exactly double, and ten more
        (10, 19, False),
        (9, 18, False),  # double, but nine more
        (20, 10, True),
        (20, 11, False),
        (0, 10, True),
        (0, 9, False),
        (10, 0, True),
        (30, 59, False),
        (30, 60, True),
        (None, 60, False),
        (60, None, False),
    ],
)
@pytest.mark.parametrize("value_type", ["number", "money"])
def test_a_count_or_an_amount_jumps_when_it_doubles_or_halves(small, findings, before, now, fires, value_type):
    """A count twice as large or half as large as last season is told when ten or more lie between."""
    pairs = last_season.paired(observations(*both((before, None, before), (now, None, now))), SEASON, small)
    last_season.note_jumps(findings, pairs, {("1.1", ""): value_type})
    assert told(findings) == (["D01"] if fires else [])


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (both(share(1, 2), share(1, 2)), 1),
        (both(share(1, 2), share(1, 2), "9.9"), 1),
        ([both(share(1, 2), share(1, 2))[1]], 0),  # new this season
        ([both(share(1, 2), share(1, 2))[0]], 0),
        (
            [both(share(1, 2), share(1, 2))[0], both(share(1, 2), share(1, 2), unit_id="hoa-son")[1]],
            0,
        ),  # merged: another unit
    ],
)
def test_only_figures_of_the_same_unit_in_both_seasons_are_compared(small, rows, count):
    """A unit that is new, or made of others, has no figure of its own last season to be held against."""
    assert len(last_season.paired(observations(*rows), SEASON, small)) == count


def test_without_a_season_to_compare_with_nothing_is_compared(small):
    """The first season of a workbook has no jumps."""
    rows = observations(*both(share(1, 2), share(1, 2)))
    pairs = last_season.paired(rows, season("2021"), small)
    assert pairs.empty and "value_before" in pairs.columns


def test_across_a_change_of_set_only_measures_are_compared(small):
    """Indicator 1.1 of another set is another indicator; the number of cooperatives goes on."""
    rows = observations(*both(share(1, 2), share(1, 2)), *both((1, None, 1), (2, None, 2), "hop-tac-xa"))
    other = season("2021", compare_with="2020", criteria_set="bo-khac")
    assert last_season.paired(rows, other, small)["indicator"].tolist() == ["hop-tac-xa"]


# Forms that are copies, D02


@pytest.mark.parametrize(
    ("figures", "changed", "fires"), [(10, 0, True), (9, 0, False), (12, 1, False), (10, 1, False)]
)
def test_a_form_that_repeats_every_number_is_told(small, findings, figures, changed, fires):
    """Ten or more numbers, all as last season, are a copy; one that changed, or fewer than ten, are none."""
    rows = [both(share(n, 100), share(n + (n <= changed), 100), f"{n}.1") for n in range(1, figures + 1)]
    blank = both((None, None, None), (None, None, None), "99.1")  # of no weight
    last_season.note_copies(findings, last_season.paired(observations(*chain(blank, *rows)), SEASON, small))
    assert told(findings) == (["D02"] if fires else [])


def test_a_number_that_is_new_is_no_copy(small, findings):
    """Ten numbers as last season and an eleventh that was not given then: the form was worked on."""
    rows = [both(share(n, 100), share(n, 100), f"{n}.1") for n in range(1, 11)]
    new = both((None, None, None), share(1, 2), "11.1")
    last_season.note_copies(findings, last_season.paired(observations(*chain(new, *rows)), SEASON, small))
    assert findings.rows == []


@pytest.mark.parametrize(("now", "fires"), [(50, True), (51, False)])
def test_bare_rates_are_compared_too(small, findings, now, fires):
    """A form of rates alone is a copy when all rates are last season's."""
    rows = [both((None, None, 50), (None, None, now if n == 5 else 50), f"{n}.1") for n in range(10)]
    last_season.note_copies(findings, last_season.paired(observations(*chain(*rows)), SEASON, small))
    assert told(findings) == (["D02"] if fires else [])


# What is left of what was there, S06


def stock(findings, small, *, before=5, now=3, new=0, removed=2, relation=()):
    rows = both((before, None, before), (now, None, now), "2.1")
    for code, value in (("new", new), ("removed", removed)):
        if value is not None:
            rows.append({"indicator": code, "value": value, "season": "2021"})
    given = {"criteria_set": SET_ID, "kind": "stock", "whole": "2.1", "plus": "new", "minus": "removed"} | dict(
        relation
    )
    table = observations(*rows)
    last_season.note_stocks(findings, last_season.paired(table, SEASON, small), table, [given], SEASON)
    return told(findings)


@pytest.mark.parametrize(
    ("numbers", "fires"),
    [
        ({}, False),  # 5 + 0 − 2 = 3
        ({"now": 4}, True),
        ({"new": 1, "now": 4}, False),
        ({"new": 1}, True),
        ({"before": None}, False),
        ({"now": None}, False),
        ({"new": None, "now": 9}, False),
        ({"removed": None, "now": 9}, False),
        ({"removed": float("nan"), "now": 9}, False),
        ({"now": 9, "relation": {"kind": "part"}}, False),
        ({"now": 9, "relation": {"criteria_set": "bo-khac"}}, False),
    ],
)
def test_what_is_left_follows_from_what_was_there(small, findings, numbers, fires):
    """Houses left are those of last season, and new ones, less those removed; where one number is missing nothing is said."""
    assert stock(findings, small, **numbers) == (["S06"] if fires else [])


def test_more_removed_than_there_was_is_said_in_words(small, findings):
    """No house can be left that is fewer than none: what is wrong is what was removed."""
    stock(findings, small, before=0, now=0, new=1, removed=3)
    assert findings.rows[0]["message"] == "Kỳ trước 0 + thêm 1, mà bớt 3: bớt nhiều hơn số đã có. Xem lại các số."


def test_a_stock_without_a_last_season_is_not_checked(small, findings):
    """A commune that is new this season has nothing to go on from."""
    table = observations(both((5, None, 5), (9, None, 9), "2.1")[1])
    relation = {"criteria_set": SET_ID, "kind": "stock", "whole": "2.1", "plus": "new", "minus": "removed"}
    last_season.note_stocks(findings, last_season.paired(table, SEASON, small), table, [relation], SEASON)
    assert findings.rows == []


# What communes claim, D03 to D05


@pytest.mark.parametrize(
    ("claim", "result", "fires"),
    [
        ("met", "met", False),
        ("met", "not_met", True),
        ("met", "not_applicable", True),
        ("met", "unknown", False),  # S01 tells
        ("not_met", "met", False),
        ("basically_met", "not_met", False),
        ("", "not_met", False),
    ],
)
def test_a_claim_that_the_figure_denies_is_told(findings, claim, result, fires):
    """Only Đạt claimed against a figure or answer that says otherwise is told; modesty is not."""
    row = {
        "unit_id": "an-binh", "unit_name": "An Bình", "season": "2021", "criteria_set": SET_ID, "criterion_no": "1", "indicator": "1.1",
        "result": result, "rule": "level", "self_assessment": claim, "self_assessment_differs": claim != result, **PLACE,
    }  # fmt: skip
    claims.note_claims(findings, COMPONENT_RESULTS.frame([row]))
    assert told(findings) == (["D03"] if fires else [])


HOUSES = pd.DataFrame([{"measure": "temporary_houses", "indicator": "9.1", "component": "", "none_left": "nhà tạm"}])


@pytest.mark.parametrize(
    ("claimed", "left", "measures", "fires"),
    [
        (["met", "met"], 2, HOUSES, True),
        (["met", "met"], 0, HOUSES, False),
        (["met", "met"], None, HOUSES, False),
        (["met", "not_met"], 2, HOUSES, False),
        (["met", ""], 2, HOUSES, False),
        (["met", "met"], 2, HOUSES.iloc[0:0], False),
    ],
)
def test_a_commune_that_claims_all_has_no_temporary_house(findings, claimed, left, measures, fires):
    """Claiming every criterion with houses left is told at the number of houses; a workbook that counts none is not checked."""
    criteria = criteria_table(*(criterion(str(n), "met", self_assessment=c) for n, c in enumerate(claimed)))
    houses = observations(
        {"indicator": "9.1", "value": left, **PLACE}, {"indicator": "9.1", "value": 5, "unit_id": "la"},
        {"indicator": "9.1", "value": 7, "season": "2020", **PLACE}, {"indicator": "9.2", "value": 90, **PLACE},
    )  # fmt: skip
    claims.note_left(findings, criteria, houses, measures, SEASON)
    assert told(findings) == (["D04"] if fires else [])


def test_houses_may_be_a_measure_of_their_own(findings):
    """Where the set has no indicator for them, the measure itself is looked at."""
    criteria = criteria_table(criterion("1", "met", self_assessment="met"))
    measures = pd.DataFrame([{"measure": "temporary_houses", "indicator": "", "component": "", "none_left": "nhà tạm"}])
    houses = observations({"indicator": "temporary_houses", "value": 1, **PLACE})
    claims.note_left(findings, criteria, houses, measures, SEASON)
    assert told(findings) == ["D04"]


@pytest.mark.parametrize(
    ("row", "fires"),
    [
        ({"criteria_met": 19}, False),
        ({"criteria_met": 18, "criteria_not_applicable": 1}, False),
        ({"criteria_met": 18, "criteria_unknown": 1}, False),  # nobody knows yet
        ({"criteria_met": 18, "criteria_not_met": 1, "missing_criteria": "9"}, True),
        ({"criteria_met": 17, "criteria_unknown": 1, "criteria_not_met": 1, "missing_criteria": "9"}, True),
        ({"criteria_met": 16, "criteria_not_met": 3, "missing_criteria": "6;9;13", "recognised_tier": ""}, False),
    ],
)
def test_a_recognised_commune_that_fell_is_told(findings, row, fires):
    """A recognised commune that certainly misses a criterion now is named with the criteria and the standard's year."""
    usual = {"recognised_tier": "NTM", "recognised_standard_year": "2015"}
    claims.note_fallen(findings, summary(usual | row), observations({"indicator": "1.1", **PLACE}))
    assert told(findings) == (["D05"] if fires else [])
    if fires:
        (finding,) = findings.rows
        assert (finding["figure"], finding["source_file"]) == ("9", "2021/an-binh.xlsx")
        assert "chuẩn năm 2015" in finding["message"] and "tiêu chí 9" in finding["message"]


def test_a_fallen_commune_is_told_without_a_year_that_is_not_known(findings):
    """Where the standard's year is not recorded, the sentence does without."""
    row = {"recognised_tier": "NTM", "criteria_met": 18, "criteria_not_met": 1, "missing_criteria": "9"}
    claims.note_fallen(findings, summary(row), observations())
    assert findings.rows[0]["message"].startswith("Đã được công nhận NTM, nay")  # a phường is no xã


# Counts in the text, D06


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Xã đạt 17/19 tiêu chí nông thôn mới.", [(17, 19)]),
        ("Đạt chuẩn 19/19 tiêu chí", [(19, 19)]),
        ("đạt được 15 tiêu chí, tăng 2", [(15, None)]),
        ("17 / 19 tiêu chí; còn 2/19 tiêu chí chưa đạt", [(17, 19)]),
        ("ĐẠT 17/19 TIÊU CHÍ", [(17, 19)]),
        ("Đạt 16/19 tiêu chí. Sau đó đạt 17/19 tiêu chí", [(16, 19), (17, 19)]),
        ("Năm 2021 đạt 17/19 tiêu chí", [(17, 19)]),
        ("Năm 2020 đạt 16/19 tiêu chí", []),
        ("Thôn 3 đạt 8/10 tiêu chí", []),
        ("xã đạt 12/19 tiêu chí NTM nâng cao", []),
        ("Phấn đấu xã đạt 19/19 tiêu chí", []),
        ("Dự kiến đến năm 2022 đạt 19/19 tiêu chí", []),
        ("còn thiếu 2/19 tiêu chí", []),
        ("chưa đạt 2 tiêu chí", []),
        ("12/19 tiêu chí chưa đạt", []),
        ("đạt chuẩn 19/19", []),
        ("117/19 tiêu chí 5/2021", [(117, 19)]),
        ("QĐ 12/34/19 tiêu chí", []),
        ("", []),
    ],
)
def test_counts_are_read_from_a_text_where_they_speak_of_the_commune_now(text, counts):
    """What is said of a village, another tier, a plan, another year, or of what is missing, is no claim."""
    assert claims.counts_in_text(text, 2021) == counts


@pytest.mark.parametrize(
    ("text", "row", "fires"),
    [
        ("đạt 17/19 tiêu chí", {"criteria_met": 17, "criteria_not_met": 2}, False),
        ("đạt 17/19 tiêu chí", {"criteria_met": 15, "criteria_not_met": 4}, True),
        ("đạt 17/19 tiêu chí", {"criteria_met": 16, "criteria_not_applicable": 1, "criteria_not_met": 2}, False),
        ("đạt 17/19 tiêu chí", {"criteria_met": 16, "criteria_unknown": 1}, False),
        ("đạt 18/19 tiêu chí", {"criteria_met": 16, "criteria_unknown": 1}, True),
        ("đạt 8/10 tiêu chí", {"criteria_met": 15}, False),  # of another set
        ("đạt 17 tiêu chí", {"criteria_met": 15}, True),
        ("đạt 17/19 tiêu chí", {"criteria_met": 15, "unit_id": "hoa-son"}, False),  # nobody's now
    ],
)
def test_a_count_in_the_text_is_held_against_the_computed(findings, text, row, fires):
    """A claim that the form's own figures do not give is told at the text; unknown criteria may make up the difference."""
    given = {"unit_id": "an-binh", "unit_name": "An Bình", "season": "2021", "heading": "Kết quả", **PLACE}
    notes = NOTES.frame([given | {"text": text}, given | {"text": "đạt 1/19 tiêu chí", "season": "2020"}])
    claims.note_counts_in_text(findings, notes, summary(row), SEASON)
    assert told(findings) == (["D06"] if fires else [])
    assert not fires or findings.rows[0]["cell"] == "G7"


def test_a_departments_words_claim_nothing_for_a_commune(findings):
    """“đạt 1/19 tiêu chí” written by a department is held against no commune's count."""
    note = {"unit_id": "kinh-te", "unit_name": "Phòng KT", "season": "2021", "heading": "Kết quả", **PLACE}
    notes = NOTES.frame([note | {"text": "Xã An Bình đạt 1/19 tiêu chí."}])
    claims.note_counts_in_text(findings, notes, summary({"criteria_met": 15}), SEASON)
    assert findings.rows == []


# What reference files say, D07 to D10


@pytest.mark.parametrize(
    ("stated", "recognised", "fires"),
    [
        ("NTM", "", True),
        ("NTM", "NTM", False),
        ("ntm  nâng cao", "NTM nâng cao", False),
        ("NTM nâng cao", "NTM", True),
        ("NTM", "NTM nâng cao", False),
        ("xã thông minh", "NTM kiểu mẫu", True),  # a tier that recognition.csv can't have
    ],
)
def test_a_tier_the_commune_calls_recognised_has_its_decision(findings, stated, recognised, fires):
    """A higher tier than recognition.csv knows is told at the dossier; one that it covers is not."""
    given = {"unit_id": "an-binh", "unit_name": "An Bình", "season": "2021", **PLACE}
    dossiers = DOSSIERS.frame([
        given | {"tier": stated, "dossier_state": "tỉnh công nhận"},
        given | {"tier": "khác", "dossier_state": "huyện thẩm tra đạt"},
        given | {"tier": "NTM kiểu mẫu", "dossier_state": "tỉnh công nhận", "season": "2020"},
    ])  # fmt: skip
    claims.note_recognition(findings, summary({"recognised_tier": recognised}), dossiers, SEASON)
    assert told(findings) == (["D09"] if fires else [])


@pytest.mark.parametrize(
    ("tier", "state", "counts", "fires"),
    [
        ("ntm", "chưa đạt", {"criteria_met": 18, "criteria_not_applicable": 1}, True),  # all of it computed
        ("NTM", "chưa đạt", {"criteria_met": 18, "criteria_not_met": 1}, False),
        ("NTM", "chưa đạt", {"criteria_met": 18, "criteria_unknown": 1}, False),
        ("NTM", "xã tự đánh giá đạt", {"criteria_met": 18, "criteria_not_met": 1, "missing_criteria": "9"}, True),
        ("NTM", "xã tự đánh giá đạt", {"criteria_met": 18, "criteria_unknown": 1}, False),
        ("NTM", "xã tự đánh giá đạt", {"criteria_met": 19}, False),
        ("NTM", "huyện thẩm tra đạt", {"criteria_met": 18, "criteria_not_met": 1, "missing_criteria": "17"}, True),
        ("NTM", "huyện thẩm tra đạt", {"criteria_met": 18, "criteria_unknown": 1}, False),
        ("NTM", "tỉnh công nhận", {"criteria_met": 18, "criteria_not_met": 1, "missing_criteria": "17"}, True),
        (
            "NTM",
            "tỉnh công nhận",
            {"criteria_met": 18, "criteria_not_met": 1, "missing_criteria": "17", "recognised_tier": "NTM"},
            False,  # it was decided when it may have met all; that it fails now is D05's
        ),
        (
            "NTM nâng cao",
            "huyện thẩm tra đạt",
            {"criteria_met": 18, "criteria_not_met": 1, "missing_criteria": "17"},
            True,
        ),  # a higher tier asks for the lower one's
        ("NTM", "cơ bản đạt", {"criteria_met": 19}, False),
        ("NTM nâng cao", "chưa đạt", {"criteria_met": 19}, False),  # another tier than the set's
    ],
)
def test_what_a_commune_says_of_itself_agrees_with_its_figures(findings, tmp_path, tier, state, counts, fires):
    """Who says that the tier is reached, or not, does not matter: against what the form gives it is told at the dossier."""
    given = {
        "unit_id": "an-binh",
        "unit_name": "An Bình",
        "season": "2021",
        **PLACE,
        "tier": tier,
        "dossier_state": state,
    }
    dossiers = DOSSIERS.frame([given, given | {"unit_id": "khac"}, given | {"season": "2020"}])
    communes = summary({"criteria_total": 19} | counts)
    terms = terms_of("huyện", "thị xã Buôn Hồ")
    claims.note_own_words(findings, communes, dossiers, made_up_set(tmp_path), SEASON, terms)
    assert told(findings) == (["D15"] if fires else [])
    assert not fires or f"“{terms.dossier_state(state)}”" in findings.rows[0]["message"]
    assert not fires or findings.rows[0]["cell"] == PLACE["cell"]


@pytest.mark.parametrize(
    ("comparator", "target", "before", "fires"),
    [
        ("<=", "13", 11.0, True),
        ("<=", "13", 13.0, True),
        ("<=", "13", 13.1, False),
        (">=", "80", 80.0, True),
        (">=", "80", 79.9, False),
        ("==", "0", 0.0, False),  # to be kept
        ("<=", "13", None, False),
        ("decrease", "", 11.0, False),
        ("increase", "13", 11.0, False),
    ],
)
def test_a_target_that_was_reached_before_is_told(small, findings, comparator, target, before, fires):
    """A number promised that last season's form already had is a remark at the conclusion; a number to be kept is not."""
    item = {"item": "4.1", "notice_point": "4", "kind": "measure", "lead": "kinh-te", "communes": "an-binh;hoa-son;xa-la", "measure": "hop-tac-xa",
            "comparator": comparator, "target": target, "summary": "hộ nghèo còn 13 %"}  # fmt: skip
    write_csv(small.root / "data" / "reference" / "units.csv", ["unit_id", "code", "name", "kind", "valid_from", "valid_to", "successor"],
              [*UNITS, {"unit_id": "xa-la", "name": "Lạ", "kind": "xã"}])  # fmt: skip
    write_csv(
        small.root / "data" / "conclusions" / "2020-12-24.csv",
        conclusions.COLUMNS,
        [item, item | {"item": "4.2", "kind": "task"}],
    )
    workbook = Workbook.open(small.root)
    base = [
        {"indicator": "hop-tac-xa", "season": "2020", "value": before},
        {"indicator": "hop-tac-xa", "season": "2020", "value": 0, "unit_id": "xa-la"},
    ]
    own = season("2021", compare_with="2020", conclusions="2020-12-24")
    reference_findings.note_easy_targets(findings, workbook, own, observations(*base))
    assert told(findings) == (["D10"] if fires else [])
    assert not fires or (findings.rows[0]["unit_id"], findings.rows[0]["cell"]) == ("an-binh", "4.1")


@pytest.mark.parametrize(("day", "fires"), [("2021-01-01", False), ("2020-12-15", True)])
def test_a_target_set_across_a_break_was_not_reached_before(small, findings, day, fires):
    """The base season's figure and the number promised are not of one series."""
    item = {"item": "4.1", "notice_point": "4", "kind": "measure", "lead": "kinh-te", "communes": "an-binh", "measure": "hop-tac-xa",
            "comparator": ">=", "target": "3", "summary": "3 hợp tác xã"}  # fmt: skip
    write_csv(small.root / "data" / "conclusions" / "2020-12-24.csv", conclusions.COLUMNS, [item])
    columns = ["date", "indicator_or_measure", "kind", "text", "source"]
    broken = dict(zip(columns, (day, "hop-tac-xa", "method", "đổi cách đếm", "QĐ thử"), strict=True))
    write_csv(small.root / "data" / "reference" / "breaks.csv", columns, [broken])
    workbook = Workbook.open(small.root)
    own = season("2021", compare_with="2020", conclusions="2020-12-24")
    base = observations({"indicator": "hop-tac-xa", "season": "2020", "value": 3})
    reference_findings.note_easy_targets(findings, workbook, own, base)
    assert told(findings) == (["D10"] if fires else [])


def test_a_season_that_follows_up_nothing_has_no_targets(small, findings):
    """Without conclusions nothing was promised."""
    reference_findings.note_easy_targets(findings, small, SEASON, observations())
    assert findings.rows == []


PROGRESS = [
    "as_of",
    "unit_name",
    "criteria_met_total",
    "commune_count",
    "standard_count",
    "standard_pct",
    "criteria_mean",
    "source",
]


@pytest.mark.parametrize(
    ("published", "row", "fires"),
    [
        ([("2021-12-31", "Thử", "30")], {}, False),  # 13 + 1 + 16
        ([("2021-12-31", "Thử", "31")], {}, True),
        ([("2021-06-30", "Thử", "29"), ("2021-12-31", "Thử", "30")], {}, False),  # the year's last table counts
        ([("2021-12-31", "Thử", "30"), ("2021-06-30", "Thử", "29")], {}, False),
        ([("2020-12-31", "Thử", "31")], {}, False),
        ([("2021-12-31", "Thử", "")], {}, False),  # the province gave no total
        ([("2021-12-31", "Khác", "31")], {}, False),
        ([("2021-12-31", "Thử", "31")], {"criteria_unknown": 1}, False),
    ],
)
def test_the_districts_total_is_that_of_the_province(small, findings, published, row, fires):
    """The sum over the communes is held against the province's table of the year, unless a criterion is unknown."""
    rows = [dict(zip(PROGRESS, line, strict=False)) for line in published]
    write_csv(small.reference_folder / "province-progress.csv", PROGRESS, rows)
    path = small.root / "data" / "workbook.toml"
    path.write_text(path.read_text("utf-8").replace("[district]", '[district]\nprovince_row = "Thử"'), "utf-8")
    communes = summary(
        {"criteria_met": 13, "criteria_not_applicable": 1}, {"unit_id": "hoa-son", "criteria_met": 16} | row
    )
    workbook = Workbook.open(small.root)
    reference_findings.note_province(findings, communes, workbook.criteria_set(SET_ID), workbook, SEASON)
    assert told(findings) == (["D07"] if fires else [])


@pytest.mark.parametrize(
    ("cells", "fires"),
    [({"confirmed": "true"}, False), ({"confirmed": "false"}, True), ({"confirmed": "false", "checked_by": "Ông A"}, False)],
)  # fmt: skip
def test_levels_without_a_source_are_told_once_a_season(tmp_path, findings, cells, fires):
    """A set with levels that nobody confirmed or checked is one warning that says how many of how many, and where to write."""
    made_up = made_up_set(tmp_path, [indicator("1.1", confirmed="true"), indicator("2.1", **cells)])
    level_findings.note_sources(findings, made_up, made_up.levels(2021))
    assert told(findings) == (["D08"] if fires else [])
    assert not fires or "1/2 mức" in findings.rows[0]["message"]
    assert not fires or findings.rows[0]["message"].endswith(f"ghi nguồn ở trang “Chỉ tiêu” ({SET_ID}.csv).")


# All together


def test_the_shipped_forms_have_no_error(workbook, submissions, results):
    """The forms that come with the project give warnings and remarks only, worst first, in both seasons of the reports."""
    for name in ("2020", "2021"):
        rows = consistency.season_findings(workbook, workbook.season(name), submissions, results)
        ranks = [SEVERITIES.index(severity) for severity in rows["severity"]]
        assert ranks == sorted(ranks) and ranks[0] == 1 and set(rows["season"]) == {name}
        jumps = records(rows[rows["check"] == "D01"])
        assert [row["figure"] for row in jumps if row["unit_id"] == "huong-huu"] == (["3"] if name == "2021" else [])


def test_what_the_sources_say_of_the_communes_is_found(workbook, submissions, results):
    """Hương Sơn, recognised in 2015, missed three criteria in 12/2020; the district's 157 criteria are the province's: no D07."""
    rows = consistency.season_findings(workbook, workbook.season("2020"), submissions, results)
    fallen = records(rows[rows["check"] == "D05"])
    assert [(row["unit_id"], row["figure"]) for row in fallen] == [("huong-son", "6;9;13")]
    assert "D07" not in set(rows["check"])


def test_a_season_in_the_middle_of_the_year_is_not_held_against_the_years_table(small):
    """Only the last season of a year is compared with the province's table of that year."""
    path = small.root / "data" / "workbook.toml"
    text = path.read_text("utf-8").replace("[district]", '[district]\nprovince_row = "Thử"')
    middle = f'\n[[season]]\nname = "2021-06"\nyear = 2021\ncriteria_set = "{SET_ID}"\ncut_off = 2021-06-30\n'
    path.write_text(text + middle, "utf-8")
    write_csv(
        small.reference_folder / "province-progress.csv",
        PROGRESS,
        [dict(zip(PROGRESS, ("2021-12-31", "Thử", "99"), strict=False))],
    )
    write_set(small.reference_folder / "criteria", [indicator("1.1", confirmed="true")])
    workbook = Workbook.open(small.root)
    given = {"indicator": "1.1", "numerator": 9, "denominator": 10, "status": "Ước", "origin": "Báo cáo"}
    for unit_id in ("an-binh", "hoa-son"):
        for name in ("2021", "2021-06"):
            send_form(workbook, unit_id, {"Chỉ tiêu": [given]}, season=name)
    seasons = [workbook.season("2021-06"), workbook.season("2021")]
    submissions = read_submissions(workbook, seasons)
    results = assess_seasons(workbook, submissions, seasons)
    found = [set(consistency.season_findings(workbook, s, submissions, results)["check"]) for s in seasons]
    assert ["D07" in checks for checks in found] == [False, True]
