"""The draft of the next conclusions: what is proposed to whom, and that a conclusions file can be made of it."""

import pandas as pd
import pytest

from ntm_lib.analysis.pace import prospect
from ntm_lib.analysis.proposals import (
    ANSWER,
    FORM,
    NEW_RULE,
    PART,
    TO_BE_SET,
    TOO_SLOW,
    UNDECIDED,
    ProposalData,
    proposed_conclusions,
)
from ntm_lib.csv_file import csv_bytes
from ntm_lib.presentation.words.proposals import proposal_sentence
from ntm_lib.reference.conclusions import COLUMNS, load_conclusions
from ntm_lib.schemas import (
    COMPONENT_RESULTS,
    DOSSIERS,
    PACE,
    PROMISES,
    VILLAGES,
    CommuneSummary,
    ComponentResult,
    CriterionResult,
    Dossier,
    Observation,
    Pace,
    Promise,
    Village,
)
from ntm_lib.tables import records, rows_of
from tests.unit.builders import SET_ID, criteria_table, criterion, observations, summary

MEASURES = pd.DataFrame(
    [
        ("poor", "11.1", "", "percent", "false", "Giảm tỷ lệ hộ nghèo"),
        ("income", "10.1", "", "money", "false", "Nâng cao thu nhập"),
        ("water", "", "", "percent", "false", "Tăng nước sạch"),
        ("removed", "", "", "number", "true", "Xóa {count} nhà tạm"),
        ("silent", "15.1", "", "percent", "false", ""),
    ],
    columns=["measure", "indicator", "component", "value_type", "is_yearly", "proposal"],
).assign(criteria_set="", comparator=["<=", "", "", "", ""])
RELATIONS = pd.DataFrame(
    [(SET_ID, "stock", "9.1", "", "added", "removed"), (SET_ID, "part", "17.1", "x", "", "")],
    columns=["criteria_set", "kind", "whole", "part", "plus", "minus"],
)
LEADS = pd.DataFrame(
    [(SET_ID, "9.1", "kt-ht"), ("khac", "11.1", "ld-tbxh")], columns=["criteria_set", "indicator", "department_id"]
)
USUAL = {"unit_id": "an-binh", "unit_name": "An Bình", "season": "2021"}


def component(indicator, result, **fields):
    return USUAL | {
        "criteria_set": SET_ID, "criterion_no": indicator.partition(".")[0], "indicator": indicator, "result": result,
        "rule": "level", "self_assessment_differs": False,
    } | fields  # fmt: skip


def pace(indicator, state, comparator="<=", **fields):
    row = {
        "indicator": indicator,
        "comparator": comparator,
        "target_year": 2022,
        "state": state,
        "went_back": False,
        "points": 4,
        "is_summed": False,
    }
    return USUAL | row | fields


def promise(item, kind, state="không đạt", **fields):
    return {
        "season": "2021", "item": item, "notice_point": item[0], "respondent": "an-binh", "respondent_kind": "commune",
        "unit_id": "an-binh", "kind": kind, "summary": f"Việc {item}", "is_deadline_stated": False, "is_due": True, "state": state,
        "rule": "r", "origin": "illustrative",
    } | fields  # fmt: skip


def proposed(
    *,
    communes=(),
    criteria=(),
    components=(),
    seen=(),
    paces=(),
    promises=(),
    villages=(),
    dossiers=(),
    requests=(),
    year=2022,
    departments=("kt-ht", "ld-tbxh"),
    reported=("kt-ht", "ld-tbxh"),
    breaking=(),
    tier="NTM",
):
    data = ProposalData(
        communes=rows_of(summary(*(communes or [{"criteria_met": 0, "criteria_total": 19}])), CommuneSummary),
        criteria=rows_of(criteria_table(*criteria), CriterionResult),
        components=rows_of(COMPONENT_RESULTS.frame(components), ComponentResult),
        observations=rows_of(observations(*seen), Observation),
        pace=rows_of(PACE.frame(paces), Pace),
        promises=rows_of(PROMISES.frame(promises), Promise),
        villages=rows_of(VILLAGES.frame([USUAL | {"tier": "thôn NTM kiểu mẫu"} | v for v in villages]), Village),
        dossiers=rows_of(DOSSIERS.frame([USUAL | d for d in dossiers]), Dossier),
        requests=requests,
        measures=records(MEASURES),
        relations=records(RELATIONS),
        leads=records(LEADS),
        departments=departments,
        reported=reported,
        breaking=breaking,
        tier=tier,
    )
    return proposed_conclusions(data, SET_ID, year)


def test_an_agency_is_asked_to_answer_the_requests_that_are_for_it():
    """And nobody else is, also where it leads nothing and was given nothing; one that is no more is not asked."""
    asked = [
        ("an-binh", "kt-ht;tu-phap"),
        ("hoa-son", "kt-ht"),
        ("an-binh", "kt-ht"),
        ("hoa-son", ""),
        ("hoa-son", "da-het"),
    ]
    rows = proposed(
        requests=[{"unit_id": u, "agencies": a} for u, a in asked], departments=("kt-ht", "ld-tbxh", "tu-phap")
    )
    found = [
        (r["lead"], r["communes"], r["count"], r["kind"], r["target"]) for r in records(rows) if r["measure"] == ANSWER
    ]
    assert found == [("kt-ht", "an-binh;hoa-son", 3, "task", "yes"), ("tu-phap", "an-binh", 1, "task", "yes")]


def only(rows):
    assert len(rows) == 1
    return records(rows)[0]


def test_what_is_met_is_to_be_kept() -> None:
    """Criteria met and those that do not apply are counted together, as for the standard; a commune with none keeps none."""
    row = only(proposed(communes=[{"criteria_met": 14, "criteria_not_applicable": 1, "criteria_total": 19}]))
    assert (row["kind"], row["comparator"], row["target"], row["deadline_year"]) == ("maintain", "keep", "15", "2022")
    assert proposed().empty


def test_what_is_met_but_moves_too_slowly_for_next_years_level_is_named() -> None:
    """A criterion met now whose level of the next year is out of reach at the pace so far is named in what is to be kept."""
    rows = proposed(
        communes=[{"criteria_met": 2, "criteria_total": 3}],
        criteria=[criterion("10", "met"), criterion("11", "met"), criterion("9", "not_met")],
        components=[component("10.1", "met"), component("11.1", "met"), component("9.1", "not_met")],
        paces=[pace("10.1", "too_slow"), pace("11.1", "fast_enough"), pace("9.1", "too_slow")],
    )
    kept = records(rows)[0]
    assert (kept["kind"], kept["target"], kept["criterion_no"]) == ("maintain", "2", "10")


def test_every_missing_criterion_stands_in_the_draft_by_what_is_known_of_it() -> None:
    """One whose figure is fast enough is to be reached; a question of yes or no, and one that is too slow, also to a level to come, is left
    to the conference; of an unknown one the figures are asked for.
    """
    rows = proposed(
        criteria=[criterion("2", "not_met"), criterion("9", "not_met"), criterion("11", "not_met"), criterion("12", "not_met"), criterion("15", "unknown"), criterion("1", "met")],
        components=[component("2.1", "not_met", rule="answer"), component("9.1", "not_met"), component("11.1", "not_met"), component("9.2", "met"), component("12.1", "not_met", rule="answer"), component("12.2", "met"), component("15.1", "unknown")],
        paces=[pace("9.1", "fast_enough"), pace("11.1", "too_slow"), pace("9.2", "reached"), pace("12.2", "away")],
    )  # fmt: skip
    own = rows[rows["lead"] == "ubnd-xa"]
    assert list(zip(own["measure"], own["criterion_no"], strict=True)) == [
        ("criterion_met", "9"), (TO_BE_SET, "2"), (TOO_SLOW, "11;12"), ("figures_completed", "15"),
    ]  # fmt: skip
    labels, gaps = {"11": "11 Hộ nghèo", "12": "12 Lao động"}, {("an-binh", "11"): "còn 59 hộ"}
    assert proposal_sentence(records(own)[2], labels, {}, {}, gaps) == (
        "Phấn đấu các tiêu chí 11 Hộ nghèo (còn 59 hộ) và 12 Lao động; tiến độ hiện nay chưa đủ để đạt năm 2022; mức giao năm 2022 do hội nghị quyết định"
    )


def test_figures_not_known_are_asked_for_in_words() -> None:
    """A criterion without figures gives a sentence that names it, not a village or a tier, however many other items there are."""
    rows = proposed(
        criteria=[criterion("17", "unknown")],
        components=[component("17.1", "unknown")],
        villages=[{"village": "Thôn 1", "criteria_met": 10, "criteria_total": 10}],
    )
    asked = next(row for row in records(rows) if row["measure"] == "figures_completed")
    assert asked["about"] == ""
    sentence = proposal_sentence(asked, {"17": "17 Môi trường"}, {}, {})
    assert sentence == "Bổ sung số liệu còn thiếu của tiêu chí 17 Môi trường"


@pytest.mark.parametrize(
    ("states", "breaking", "found"),
    [
        (["reached"], [], "in_time"),
        (["fast_enough"], [], "in_time"),
        (["none"], [], "open"),
        ([], [], "open"),  # a summary table's word, or a question of yes or no
        (["too_slow"], [], "too_slow"),
        (["away"], [], "too_slow"),
        (["fast_enough", "none"], [], "open"),
        (["none", "away"], [], "too_slow"),
        (["fast_enough", "away"], [("9.1", "")], "new_rule"),
    ],
)
def test_the_worst_of_its_figures_decides_a_criterion(states, breaking, found) -> None:
    """Nothing is to be reached unless each figure that fails is known to be fast enough."""
    codes = [f"9.{n}" for n, _ in enumerate(states, start=1)]
    pace_of = {(code, ""): {"state": state, "went_back": False} for code, state in zip(codes, states, strict=True)}
    failing = [{"indicator": code, "component": ""} for code in codes]
    assert prospect(failing, pace_of, breaking) == found
    assert prospect([*failing, {"indicator": "9.9", "component": ""}], pace_of, []) in ("open", "too_slow")


@pytest.mark.parametrize(
    ("numerator", "done", "gap_count", "target", "count"),
    [
        (92, 8, 59, "12.6", 84),  # 84 of 667 households are 12,594 %: upwards to a tenth
        (92, 0.4, 59, "13.7", 91),  # less than one household a year: one at least; 91 / 667 = 13,643 %
        (35, 8, 2, "5", 33),  # never asked below the level: 33 households may stay, 4,948 %
    ],
)
def test_poverty_is_asked_down_at_the_pace_so_far(numerator, done, gap_count, target, count) -> None:
    """The share proposed is what the count left makes of today's households, to a tenth upwards, and one household fewer at least."""
    seen = {"indicator": "11.1", "numerator": numerator, "denominator": 667, "value": 100 * numerator / 667}
    row = only(proposed(seen=[seen], paces=[pace("11.1", "too_slow", done_per_year=done, gap_count=gap_count)]))
    assert (row["comparator"], row["target"], row["count"]) == ("<=", target, count)


@pytest.mark.parametrize(("state", "done"), [("none", None), ("away", -3), ("away", 0)])
def test_without_a_pace_no_share_is_proposed(state, done) -> None:
    """One point, or none that nears the level, makes no figure: the share is to fall, and the conference says how far."""
    seen = {"indicator": "11.1", "numerator": 148, "denominator": 495, "value": 29.9}
    row = only(proposed(seen=[seen], paces=[pace("11.1", state, done_per_year=done, gap_count=124, points=1)]))
    assert (row["comparator"], row["target"]) == ("decrease", "")


def test_a_year_further_off_gives_time_for_more() -> None:
    """By the end of the third year 3 x 8 households leave the list: 68 of 667 are 10,195 %."""
    seen = {"indicator": "11.1", "numerator": 92, "denominator": 667, "value": 13.8}
    row = only(
        proposed(seen=[seen], paces=[pace("11.1", "too_slow", done_per_year=8, gap_count=60, needed_per_year=20)])
    )
    assert (row["target"], row["count"]) == ("10.2", 68)


def test_in_a_first_year_the_conference_is_asked_to_set_the_level() -> None:
    """With one point a figure nothing is to be reached "next year": the draft names what is open and by how much."""
    rows = proposed(
        criteria=[criterion("2", "not_met"), criterion("9", "not_met"), criterion("11", "not_met")],
        components=[component("2.1", "not_met", rule="answer"), component("9.1", "not_met"), component("11.1", "not_met")],
        seen=[{"indicator": "11.1", "numerator": 148, "denominator": 495, "value": 29.9}, {"indicator": "9.1", "numerator": 7, "value": 7}],
        paces=[pace("9.1", "none", "==", points=1, reason="few_points"), pace("11.1", "none", points=1, reason="few_points")],
    )  # fmt: skip
    of_commune, of_office = rows[rows["lead"] == "ubnd-xa"], rows[rows["lead"] == "kt-ht"]
    assert list(zip(of_commune["kind"], of_commune["measure"], of_commune["target"], strict=True)) == [
        ("task", TO_BE_SET, "yes"),
        ("measure", "poor", ""),
    ]
    asked = records(of_commune)[0]
    labels, gaps = {"2": "2 Giao thông", "9": "9 Nhà ở", "11": "11 Hộ nghèo"}, {("an-binh", "9"): "còn 7 nhà"}
    assert proposal_sentence(asked, labels, {}, {}, gaps) == (
        "Phấn đấu các tiêu chí 2 Giao thông, 9 Nhà ở (còn 7 nhà) và 11 Hộ nghèo; mức giao năm 2022 do hội nghị quyết định"
    )
    one = {**asked, "criterion_no": "9"}
    assert (
        proposal_sentence(one, labels, {}, {}) == "Phấn đấu tiêu chí 9 Nhà ở; mức giao năm 2022 do hội nghị quyết định"
    )
    assert proposal_sentence(only(of_office), labels, {"an-binh": "xã An Bình"}, {}) == (
        "Chỉ đạo, hướng dẫn xã An Bình phấn đấu tiêu chí 9 Nhà ở; mức giao năm 2022 do hội nghị quyết định"
    )


def test_a_figure_that_is_new_is_left_open_beside_those_with_a_pace() -> None:
    """Criterion 9 has its years, criterion 11 one only."""
    rows = proposed(
        criteria=[criterion("9", "not_met"), criterion("11", "not_met")],
        components=[component("9.1", "not_met"), component("11.1", "not_met")],
        paces=[pace("9.1", "fast_enough", "=="), pace("11.1", "none", points=1, reason="few_points")],
    )
    own = rows[rows["lead"] == "ubnd-xa"]
    assert list(zip(own["criterion_no"], own["measure"], strict=True)) == [("9", "criterion_met"), ("11", TO_BE_SET)]


def test_a_department_is_asked_for_no_more_than_its_communes() -> None:
    """What is asked of a commune on a criterion is asked of its lead, and nothing else."""
    fast, new = {"unit_id": "hoa-son", "unit_name": "Hòa Sơn"}, {"unit_id": "tay-son", "unit_name": "Tây Sơn"}
    everyone = ({}, fast, new)
    rows = proposed(
        communes=[{"criteria_met": 0, "criteria_total": 1} | unit for unit in everyone],
        criteria=[criterion("9", "not_met", **unit) for unit in everyone],
        components=[component("9.1", "not_met", **unit) for unit in everyone],
        paces=[
            pace("9.1", "too_slow", "=="),
            pace("9.1", "fast_enough", "==", **fast),
            pace("9.1", "none", "==", **new),
        ],
    )
    asked = {
        lead: list(zip(own["communes"], own["measure"], strict=True)) for lead, own in rows.groupby("lead", sort=False)
    }
    assert asked["ubnd-xa"] == [("an-binh", TOO_SLOW), ("hoa-son", "criterion_met"), ("tay-son", TO_BE_SET)]
    assert sorted(asked["kt-ht"]) == asked["ubnd-xa"]


def test_a_department_answers_for_its_part_of_a_criterion_only() -> None:
    """It leads 9.1, which is fast enough; 9.2, of another, is not known: the commune's criterion is left open, its own part is not."""
    rows = proposed(
        criteria=[criterion("9", "not_met")],
        components=[component("9.1", "not_met"), component("9.2", "not_met", rule="answer")],
        paces=[pace("9.1", "fast_enough", "==")],
    )
    of_commune, of_office = rows[rows["lead"] == "ubnd-xa"], rows[rows["lead"] == "kt-ht"]
    assert only(of_commune)["measure"] == TO_BE_SET
    assert (only(of_office)["measure"], only(of_office)["indicator"]) == (PART, "9.1")
    names, labels = {"an-binh": "xã An Bình"}, {"9": "9 Nhà ở"}
    assert proposal_sentence(only(of_office), labels, names, {}, lacking="9.1 còn 13 nhà") == (
        "Chỉ đạo, hướng dẫn xã An Bình đạt chỉ tiêu 9.1 của tiêu chí 9 Nhà ở (9.1 còn 13 nhà)"
    )


@pytest.mark.parametrize(
    ("is_failing", "asked"),
    [
        (True, [("task", NEW_RULE, "11", ""), ("measure", "income", "", "")]),
        (False, [("task", NEW_RULE, "", "poor"), ("measure", "income", "", "")]),
    ],
)
def test_no_number_is_drafted_across_a_break(is_failing, asked) -> None:
    """Next year's poverty is counted by another line: the level under it is the conference's to set, once, and by no number of today's."""
    result = "not_met" if is_failing else "met"
    rows = proposed(
        criteria=[criterion("11", result)],
        components=[component("11.1", result)],
        seen=[{"indicator": "11.1", "numerator": 84, "denominator": 707, "value": 11.9}, {"indicator": "10.1", "value": 35.4}],
        paces=[pace("11.1", "none", reason="new_series")],
        breaking=[("11.1", "")],
    )  # fmt: skip
    assert list(zip(rows["kind"], rows["measure"], rows["criterion_no"], rows["about"], strict=True)) == asked
    assert set(rows["target"]) <= {"yes", ""}
    assert rows["new_rule"].tolist() == ["yes", ""]  # for whoever writes the level into the row


def test_a_break_in_a_criterion_that_comes_too_late_anyway_still_asks_for_the_level() -> None:
    """11.1 has no pace to be told, 11.2 is too slow for the criterion: poverty is not left out for that."""
    rows = proposed(
        criteria=[criterion("11", "not_met")],
        components=[component("11.1", "not_met"), component("11.2", "not_met")],
        seen=[{"indicator": "11.1", "numerator": 84, "denominator": 707, "value": 11.9}],
        paces=[pace("11.2", "too_slow")],
        breaking=[("11.1", "")],
    )
    assert list(zip(rows["measure"], rows["criterion_no"], strict=True)) == [(NEW_RULE, "11")]


def test_a_figure_that_is_met_is_asked_for_where_its_indicator_fails_by_another() -> None:
    """Of 11.1 the part "nuoc-sach" is missed, and may be reached; poverty, the other part, is counted by another line."""
    rows = proposed(
        criteria=[criterion("11", "not_met")],
        components=[component("11.1", "met"), component("11.1", "not_met", component="nuoc-sach")],
        seen=[{"indicator": "11.1", "numerator": 84, "denominator": 707, "value": 11.9}],
        paces=[pace("11.1", "fast_enough", component="nuoc-sach")],
        breaking=[("11.1", "")],
    )
    own = rows[rows["lead"] == "ubnd-xa"]
    assert list(zip(own["measure"], own["about"], strict=True)) == [("criterion_met", ""), (NEW_RULE, "poor")]


def test_houses_that_another_rule_counts_next_year_are_given_no_number() -> None:
    """Fourteen houses, or none: the level under the rule to come is the conference's to set, once for the commune, once for its lead."""
    usual = {"paces": [pace("9.1", "none", "==", reason="new_series", done_per_year=9.0)], "breaking": [("9.1", "")]}
    failing = {"criteria": [criterion("9", "not_met")], "components": [component("9.1", "not_met")]}
    rows = proposed(seen=[{"indicator": "9.1", "numerator": 14, "value": 14}], **failing, **usual)
    assert set(zip(rows["measure"], rows["criterion_no"], strict=True)) == {(NEW_RULE, "9")}
    assert proposed(seen=[{"indicator": "9.1", "numerator": 0, "value": 0}], **usual).empty


def test_an_agency_that_was_given_something_is_asked_for_its_form() -> None:
    """With how many of its old items wait for its word; one that was given nothing has no form to send."""
    given = [promise("10.1", "task", "chưa có số liệu", respondent="kt-ht", respondent_kind="department", unit_id="")]
    row = only(proposed(promises=given, reported=("ld-tbxh",)))
    assert (row["lead"], row["measure"], row["count"]) == ("kt-ht", FORM, 1)
    assert proposal_sentence(row, {}, {}, {}) == "Nộp biểu theo dõi kết luận và báo kết quả 1 nội dung đã giao"
    assert not len(proposed(promises=given)) and not len(proposed(reported=()))


def test_a_commune_without_a_form_is_not_asked_for_each_figure() -> None:
    """Nothing is known of it: it is its form that is missing, with its word on what it was given."""
    unknown, silent = (
        [criterion("1", "unknown"), criterion("2", "unknown")],
        {"figures_given": 0, "criteria_unknown": 2, "criteria_total": 2},
    )
    promises = [promise("1.3", "task", "chưa có số liệu"), promise("4.3", "measure", "chưa có số liệu")]
    row = only(
        proposed(communes=[silent], criteria=unknown, components=[component("1.1", "unknown")], promises=promises)
    )
    assert (row["measure"], row["count"]) == (FORM, 2)
    assert proposal_sentence(row, {}, {}, {}) == "Nộp biểu số liệu và báo kết quả 2 nội dung đã giao"
    assert proposal_sentence(row | {"count": 0.0}, {}, {}, {}) == "Nộp biểu số liệu"
    some = [{"criteria_met": 1, "criteria_unknown": 1, "criteria_total": 2}]
    asked = only(proposed(communes=some, criteria=unknown[:1], components=[component("1.1", "unknown")])[1:])
    assert asked["measure"] == "figures_completed"


def test_a_commune_is_not_asked_for_a_figure_that_it_gave() -> None:
    """Of 2.1 the figure is there, and a level or a verdict is not: that is the office's or the agency's to give, and stands in an item of its own."""
    rows = [component("1.1", "unknown"), component("2.1", "unknown", value=55.0)]
    asked = records(proposed(criteria=[criterion("1", "unknown"), criterion("2", "unknown")], components=rows))
    assert [(row["measure"], row["criterion_no"]) for row in asked] == [("figures_completed", "1"), (UNDECIDED, "2")]
    said = proposal_sentence(asked[1], {"2": "2 Giao thông"}, {}, {})
    assert said == "Khai điều còn thiếu để xét tiêu chí 2 Giao thông (văn phòng, cơ quan chủ trì)"


@pytest.mark.parametrize(
    ("seen", "paces", "comparator"),
    [
        ({"indicator": "11.1", "numerator": 9, "denominator": 667, "value": 1.3}, [("11.1", "reached", "<=")], "decrease"),
        ({"indicator": "11.1", "value": 9.0}, [("11.1", "none", "<=")], "decrease"),  # the share alone
        ({"indicator": "10.1", "numerator": 90, "denominator": 2, "value": 45}, [("10.1", "reached", ">=")], "increase"),
        ({"indicator": "10.1", "value": 45}, [], "increase"),
        ({"indicator": "water", "value": 71}, [], "increase"),
        ({"indicator": "water", "value": 100}, [], None),  # nothing left to raise
        ({"indicator": "11.1", "numerator": 0, "denominator": 9, "value": 0}, [("11.1", "reached", "<=")], None),
        ({"indicator": "water"}, [], None),  # no value, no proposal
        ({"indicator": "15.1", "value": 71}, [], None),  # a measure no conclusion speaks of
    ],
)  # fmt: skip
def test_a_figure_is_asked_up_or_down_while_it_can_move(seen, paces, comparator) -> None:
    """A figure at its level is still to improve; one at its end, unknown, or never spoken of, is not proposed."""
    rows = proposed(seen=[seen], paces=[pace(*p) for p in paces])
    assert rows["comparator"].tolist() == ([comparator] if comparator else [])


@pytest.mark.parametrize(
    ("left", "paces", "measure", "comparator", "target"),
    [
        (7, [pace("9.1", "fast_enough", "==", done_per_year=9.67)], "removed", ">=", "7"),
        (30, [pace("9.1", "too_slow", "==", done_per_year=9.67)], "removed", ">=", "10"),  # ten a year, rounded up
        (0, [], "added", "==", "0"),
    ],
)
def test_temporary_houses_are_to_be_removed_or_none_to_be_added(left, paces, measure, comparator, target) -> None:
    """As many as the pace so far allows; with none left none may be added."""
    row = only(proposed(seen=[{"indicator": "9.1", "numerator": left, "value": left}], paces=paces))
    assert (row["measure"], row["comparator"], row["target"]) == (measure, comparator, target)


@pytest.mark.parametrize("paces", [[], [pace("9.1", "none", "==")], [pace("9.1", "away", "==", done_per_year=-1)]])
def test_a_stock_without_a_pace_is_not_proposed(paces) -> None:
    """Houses that nobody counted are neither to be removed nor said to be none; where none was ever removed no number is made up."""
    assert proposed(seen=[{"indicator": "9.1"}], paces=paces).empty
    assert proposed(seen=[{"indicator": "9.1", "numerator": 7, "value": 7}], paces=paces).empty


@pytest.mark.parametrize(
    ("village", "kind"),
    [
        ({"criteria_met": 8, "criteria_total": 10, "dossier_state": "chưa đạt"}, "village"),
        ({"dossier_state": "chưa đạt"}, "village"),
        ({"criteria_met": 10, "criteria_total": 10, "dossier_state": "cơ bản đạt"}, "task"),
        ({"criteria_met": 9, "criteria_total": 10, "dossier_state": "huyện thẩm tra đạt"}, "task"),
        ({"criteria_met": 10, "criteria_total": 10, "dossier_state": "tỉnh công nhận"}, None),
    ],
)
def test_a_village_goes_on_until_it_is_recognised(village, kind) -> None:
    """A village that lacks criteria is to reach its tier; a complete one is to hand in its dossier; a recognised one is done."""
    assert proposed(villages=[{"village": "Thôn 9"} | village])["kind"].tolist() == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("dossier", "stated", "comparator"),
    [
        ("huyện thẩm tra đạt", [], "reach"),
        ("chưa đạt", [promise("3.3", "tier", "hoàn thành", target="NTM nâng cao", criteria_met=19, criteria_total=19)], "reach"),
        ("chưa đạt", [promise("6.7", "tier", "đang thực hiện", target="NTM nâng cao", criteria_met=9, criteria_total=19)], "progress"),
        ("chưa đạt", [promise("2.5", "tier", "đang thực hiện", target="NTM kiểu mẫu", criteria_met=5, criteria_total=5)], "progress"),
        ("tỉnh công nhận", [], None),
    ],
)  # fmt: skip
def test_the_tier_asked_for_is_to_be_reached_or_approached(dossier, stated, comparator) -> None:
    """An appraised or complete dossier is to be recognised; others make progress, without a deadline; a recognised tier is done."""
    rows = proposed(dossiers=[{"tier": "NTM nâng cao", "dossier_state": dossier}], promises=stated)
    assert rows["comparator"].tolist() == ([comparator] if comparator else [])
    if comparator == "progress":
        assert (only(rows)["deadline_year"], only(rows)["deadline_stated"]) == ("", "no")


@pytest.mark.parametrize(
    ("tier", "of_set", "result", "about"),
    [
        ("NTM", "NTM", "not_met", "17"),
        ("NTM nâng cao", "NTM", "not_met", "17"),  # it asks for all of the lower tier
        ("NTM", "NTM nâng cao", "not_met", ""),  # the lower tier does not ask for the set's
        ("NTM", "NTM", "unknown", ""),
        ("NTM", "NTM", "met", ""),
    ],
)
def test_recognition_is_not_asked_for_without_what_is_failed(tier, of_set, result, about) -> None:
    """A dossier that the district appraised, of a commune that fails criterion 17: the item carries it, and its sentence says it."""
    dossiers = [{"tier": tier, "dossier_state": "huyện thẩm tra đạt"}]
    rows = proposed(dossiers=dossiers, criteria=[criterion("17", result)], tier=of_set)
    (asked,) = [row for row in records(rows) if row["kind"] == "tier"]
    assert (asked["comparator"], asked["about"]) == ("reach", about)
    said = " sau khi đạt tiêu chí 17 Môi trường (hiện chưa đạt)" if about else ""
    assert proposal_sentence(asked, {"17": "17 Môi trường"}, {}, {}) == (
        f"Hoàn thiện hồ sơ, đề nghị công nhận xã đạt chuẩn {tier}{said}"
    )


def test_tasks_left_over_go_on() -> None:
    """What was not done, and a number not reached that no other item speaks of, is proposed again with the old item; what is done or not
    reported is not."""
    rows = proposed(
        promises=[
            promise("1.3", "task"),
            promise("1.4", "task", "đang thực hiện"),
            promise("1.5", "task", "hoàn thành"),
            promise("1.6", "task", "chưa có số liệu"),
            promise("4.3", "measure"),
            promise("4.4", "measure", "hoàn thành"),
            promise("4.5", "maintain"),
        ]
    )
    assert list(rows["about"]) == ["1.3", "1.4", "4.3"] and list(rows["summary"])[-1] == "Việc 4.3"


def test_a_department_is_asked_for_what_it_leads() -> None:
    """Communes that lack a criterion are named to its lead, under the season's set only; the department's own tasks go on."""
    other = component("9.1", "not_met", unit_id="hoa-son", unit_name="Hòa Sơn")
    rows = proposed(
        components=[component("9.1", "not_met", origin="illustrative"), other, component("11.1", "not_met")],
        promises=[promise("10.1", "task", respondent="kt-ht", respondent_kind="department", unit_id="")],
    )
    assert rows["lead"].tolist() == ["kt-ht", "kt-ht"] and rows["item"].tolist() == ["2.1", "2.2"]
    assert rows["communes"].tolist() == ["an-binh;hoa-son", ""] and rows["origin"].tolist() == [
        "illustrative",
        "illustrative",
    ]


def test_nothing_is_proposed_to_an_agency_that_has_ended() -> None:
    """Neither what it left open nor what it would lead: who follows it has to be named first (check D19)."""
    task = promise("10.1", "task", respondent="phong-cu", respondent_kind="department", unit_id="")
    left = {"components": [component("9.1", "not_met")], "promises": [task]}
    assert proposed(**left)["lead"].tolist() == ["kt-ht"]
    assert proposed(**left, departments=("ld-tbxh",)).empty


def test_points_are_numbered_as_in_the_notice() -> None:
    """First a point a commune, then a point a department; items run within a point."""
    met = {"criteria_met": 3, "criteria_total": 19}
    rows = proposed(
        communes=[met, met | {"unit_id": "hoa-son", "unit_name": "Hòa Sơn"}],
        seen=[{"indicator": "water", "value": 70}],
        components=[component("9.1", "not_met")],
    )
    assert rows["item"].tolist() == ["1.1", "1.2", "2.1", "3.1"]


def test_the_draft_is_a_conclusions_file(tmp_path) -> None:
    """Written as a build writes it, it loads as a conclusions file, "== 0" with its sign: the next conference edits it."""
    rows = proposed(
        communes=[{"criteria_met": 3, "criteria_total": 19}],
        seen=[
            {"indicator": "11.1", "numerator": 92, "denominator": 667, "value": 13.8},
            {"indicator": "9.1", "numerator": 0, "value": 0},
        ],
        paces=[pace("11.1", "too_slow", done_per_year=8, gap_count=59)],
        dossiers=[{"tier": "NTM nâng cao", "dossier_state": "chưa đạt"}],
    )
    path = tmp_path / "2021-12-28.csv"
    path.write_bytes(csv_bytes(rows[COLUMNS].assign(summary="lời của trang")))  # in words: presentation.words.proposals
    loaded = load_conclusions(path, {"an-binh"}, {"ubnd-xa", "kt-ht"}, {*MEASURES["measure"], "added"})
    assert loaded["kind"].tolist() == ["maintain", "measure", "measure", "tier"]
    assert loaded["comparator"].tolist() == ["keep", "<=", "==", "progress"]


def test_figures_that_are_missing_are_asked_for_in_words() -> None:
    """The item names the criteria whose figures are to be completed, and no village or dossier."""
    row = only(proposed(criteria=[criterion("15", "unknown")], components=[component("15.1", "unknown")]))
    assert proposal_sentence(row, {"15": "15 Y tế"}, {}, {}) == "Bổ sung số liệu còn thiếu của tiêu chí 15 Y tế"


@pytest.mark.parametrize(("measure", "way"), [("poor", "decrease"), ("income", "increase")])
def test_a_measure_without_a_level_is_moved_the_way_it_says(measure: str, way: str) -> None:
    """Where no level says which way is better, measures.csv does: fewer poor households, more income."""
    code = {"poor": "11.1", "income": "10.1"}[measure]
    row = only(proposed(seen=[{"indicator": code, "value": 6.0, "numerator": 6, "denominator": 100}]))
    assert (row["measure"], row["comparator"], row["target"]) == (measure, way, "")
