"""Conclusions as judged promises: who answers for each, what it is judged by, and the state it gets."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from ntm_lib.analysis.follow_up import Evidence, judged_promises
from ntm_lib.reference.breaks import Breaks
from ntm_lib.reference.units import Unit
from ntm_lib.reference.villages import Villages
from ntm_lib.schemas import COMPONENT_RESULTS, FOLLOW_UP, VILLAGES
from ntm_lib.tables import records
from tests.unit.builders import SET_ID, conclusion_items, criteria_table, criterion, observations, season
from tests.views import commune_view, season_view

MODEL = "thôn NTM kiểu mẫu"
MEASURES = pd.DataFrame(
    [
        ("poor", "11.1", "", "percent", "hộ", "false"),
        ("houses", "9.1", "", "number", "nhà", "false"),
        ("removed", "", "", "number", "nhà", "true"),
        ("income", "10.1", "", "money", "triệu đồng", "false"),
        ("clean_water", "17.1", "nuoc-sach", "percent", "hộ", "false"),
    ],
    columns=["measure", "indicator", "component", "value_type", "count_unit", "is_yearly"],
).assign(criteria_set="", comparator="")
NO_DECISIONS = pd.DataFrame(
    columns=["unit_id", "tier", "standard_year", "decision_no", "decision_date", "signed_after", "signed_by", "note", "source"]
)  # fmt: skip
BASE = season("2020")
SEASON = season("2021", compare_with="2020")
MID_YEAR = season("2021").model_copy(update={"name": "2021-06", "cut_off": date(2021, 6, 30)})


def unit(unit_id):
    return Unit(unit_id, "", unit_id, "xã", None, None, "", None, None, None, None, ())


def judged(items, *, units=("an-binh",), criteria=(), entered=(), stated=(), villages=(), decisions=NO_DECISIONS,
           now=SEASON, base=BASE, is_closing=True, measures=MEASURES, breaks=(), dated=(), whole=None, redrawn=(), components=()):  # fmt: skip
    """Return the promises of `items` as rows, from criterion results, observations, statements and decisions."""
    answered = [{"respondent": "an-binh", "unit_id": "an-binh", "season": now.name} | row for row in stated]
    seen = [{"unit_id": "an-binh", "unit_name": "An Bình", "season": now.name, "tier": MODEL} | row for row in villages]
    evidence = Evidence(
        criteria_table(*criteria),
        observations(*entered),
        FOLLOW_UP.frame(answered),
        VILLAGES.frame(seen),
        pd.DataFrame(measures),
        decisions,
        Breaks(breaks),
        Villages(dated),
        whole or {},
        redrawn=redrawn,
        components=COMPONENT_RESULTS.frame(list(components)),
    )
    communes = [unit(unit_id) for unit_id in units]
    given = conclusion_items(*({"notice_point": "4", "summary": "Việc đã giao"} | item for item in items))
    return records(judged_promises(given, communes, now, base, is_closing, evidence))


def promise(item, **evidence):
    """Return the one promise of `item`, due at the end of 2021 unless it says otherwise."""
    (row,) = judged([{"item": "4.1", "deadline_year": "2021", "deadline_stated": "no"} | item], **evidence)
    return row


# Other borders


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        ({"kind": "measure", "measure": "poor", "comparator": "<=", "target": "7"}, "no_same_borders"),
        ({"kind": "measure", "measure": "poor", "comparator": "decrease"}, "no_same_borders"),
        ({"kind": "measure", "measure": "houses", "comparator": "decrease"}, "no_figure"),
        ({"kind": "maintain", "comparator": "keep", "target": "1"}, "no_same_borders"),
        ({"kind": "criterion", "criterion_no": "9", "comparator": "reach"}, "no_same_borders"),
        ({"kind": "criterion", "criterion_no": "9", "comparator": "reach", "lead": "kinh-te", "communes": "an-binh"}, "no_same_borders"),
        ({"kind": "tier", "comparator": "reach", "target": "NTM"}, "no_same_borders"),
        ({"kind": "village", "comparator": "reach", "measure": "thôn 3", "target": MODEL}, "no_statement"),
        ({"kind": "task"}, "no_statement"),
    ],
)  # fmt: skip
def test_a_promise_is_not_judged_by_what_was_merged_since(item, rule):
    """The figures of the new borders say nothing of the old ones'; a task and a village are what they were."""
    entered, criteria = [value("11.1", 6)], [criterion("9", "not_met")]
    row = promise(item, units=("an-binh", "hoa-son"), entered=entered, criteria=criteria, redrawn=["an-binh"])
    assert (row["rule"], row["state"], row["unit_id"]) == (rule, "chưa có số liệu", "an-binh")
    assert pd.isna(row["base_value"])


# Who answers for an item


@pytest.mark.parametrize(
    ("item", "answering"),
    [
        ({"communes": "an-binh;hoa-son"}, [("an-binh", "an-binh"), ("hoa-son", "hoa-son")]),
        ({"communes": "hoa-son"}, [("hoa-son", "hoa-son")]),
        ({"communes": "hoa-son;xa-cu"}, [("hoa-son", "hoa-son")]),  # no commune of this season
        ({"lead": "kinh-te", "communes": ""}, [("kinh-te", "")]),
        ({"lead": "kinh-te", "communes": "an-binh;hoa-son"}, [("kinh-te", "")]),  # all: one answer for the district
        ({"lead": "kinh-te", "communes": "hoa-son"}, [("kinh-te", "hoa-son")]),
        ({"lead": "kinh-te", "communes": "an-binh;hoa-son", "focus_communes": "hoa-son"}, [("kinh-te", "")]),
    ],
)
def test_who_answers_for_a_task(item, answering):
    """Each of its communes of this season, or the department: for the whole district unless the item names some communes only."""
    rows = judged([{"item": "1.1", "kind": "task"} | item], units=("an-binh", "hoa-son"))
    assert [(row["respondent"], row["unit_id"]) for row in rows] == answering
    assert {row["respondent_kind"] for row in rows} == {"department" if "lead" in item else "commune"}


@pytest.mark.parametrize("kind", ["measure", "criterion", "maintain", "tier", "village"])
@pytest.mark.parametrize(
    ("communes", "focus", "units"),
    [
        ("an-binh;hoa-son", "", ["an-binh", "hoa-son"]),
        ("an-binh;hoa-son", "hoa-son", ["hoa-son"]),
        ("an-binh", "", ["an-binh"]),
        ("", "", [""]),
    ],
)
def test_a_department_answers_for_figures_commune_by_commune(kind, communes, focus, units):
    """A department's item that communes' data judge is a row for each commune it stresses, or else names."""
    item = {"item": "12.1", "kind": kind, "lead": "kinh-te", "communes": communes, "focus_communes": focus}
    rows = judged([item | {"measure": "poor", "comparator": "decrease"}], units=("an-binh", "hoa-son"))
    assert [row["unit_id"] for row in rows] == units
    assert units != [""] or (rows[0]["state"], rows[0]["rule"]) == ("chưa có số liệu", "no_commune")


def test_an_item_that_nobody_leads_is_nobodys_promise():
    """It stands in the table without a respondent: before, the whole build failed on it."""
    (row,) = judged([{"item": "1.1", "kind": "task", "lead": "", "communes": "", "summary": "x", "notice_point": "1"}])
    assert (row["respondent"], row["respondent_kind"], row["rule"]) == ("", "department", "no_statement")


def test_items_come_in_the_notices_order():
    """Item 2.1 stands before 10.1, and 4.2 before 4.10."""
    rows = judged([{"item": item, "kind": "task"} for item in ("10.1", "4.10", "4.2", "2.1")])
    assert [row["item"] for row in rows] == ["2.1", "4.2", "4.10", "10.1"]


# Items that are one promise, and items that hang together


@pytest.mark.parametrize("back", ["", "3.4"])
def test_an_item_named_twice_is_one_promise_with_two_references(back):
    """Whether one names the other or both do (3.4 and 7.7 in the notice), one row is left, with what either is related to."""
    items = [
        {"item": "3.4", "kind": "task", "same_as": "7.7"},
        {"item": "7.7", "kind": "task", "same_as": back, "related_to": "8.2"},
        {"item": "8.2", "kind": "task", "lead": "kinh-te", "communes": ""},
    ]
    rows = judged(items)
    assert [(r["item"], r["also_in"], r["related_to"]) for r in rows] == [("3.4", "7.7", "8.2"), ("8.2", "", "7.7")]


def test_an_item_repeated_for_others_stays():
    """A double that another commune or a department answers for is a promise of its own."""
    items = [
        {"item": "3.4", "kind": "task", "communes": "hoa-son"},
        {"item": "7.7", "kind": "task", "same_as": "3.4"},
        {"item": "9.9", "kind": "task", "same_as": "3.4", "lead": "kinh-te", "communes": ""},
    ]
    rows = judged(items, units=("an-binh", "hoa-son"))
    assert [(row["item"], row["respondent"], row["also_in"]) for row in rows] == [
        ("3.4", "hoa-son", ""),
        ("7.7", "an-binh", ""),
        ("9.9", "kinh-te", ""),
    ]


def test_related_items_name_each_other():
    """A relation holds in both directions, in the notice's order; what the file does not hold is no relation."""
    items = [
        {"item": "4.3", "kind": "task", "related_to": "9.2;99.1"},
        {"item": "5.3", "kind": "task", "related_to": ""},
        {"item": "9.2", "kind": "task", "related_to": "5.3;4.3;9.2"},
    ]
    assert [(row["item"], row["related_to"]) for row in judged(items)] == [("4.3", "9.2"), ("5.3", "9.2"), ("9.2", "4.3;5.3")]  # fmt: skip


# Deadlines


@pytest.mark.parametrize(
    ("deadline", "stated", "now", "is_closing", "shown"),
    [
        ("2021", "yes", SEASON, True, (2021, True, True)),
        ("2021", "no", SEASON, True, (2021, False, True)),
        ("2021", "", MID_YEAR, False, (2021, False, False)),
        ("2022", "yes", SEASON, True, (2022, True, False)),
        ("2021", "yes", season("2023"), False, (2021, True, True)),
        ("", "yes", SEASON, True, (None, False, False)),
    ],
)
def test_a_promise_shows_its_deadline(deadline, stated, now, is_closing, shown):
    """The year, whether the notice states it, and whether it has passed."""
    item = {"kind": "task", "deadline_year": deadline, "deadline_stated": stated}
    row = promise(item, now=now, is_closing=is_closing)
    year = None if pd.isna(row["deadline_year"]) else row["deadline_year"]
    assert (year, row["is_deadline_stated"], row["is_due"]) == shown


# Measures


def value(code, number, **more):
    return {"indicator": code, "numerator": number, "value": number} | more


def share(numerator, denominator, code="11.1", **more):
    counts = {"numerator": numerator, "denominator": denominator}
    return {"indicator": code, "value": 100 * numerator / denominator} | counts | more


def poor(target, *entered, **more):
    comparator = "<=" if target else "decrease"
    item = {"kind": "measure", "measure": "poor", "comparator": comparator, "target": target}
    return promise(item, entered=entered, **more)


def test_a_measure_is_shown_then_and_now_with_its_cell():
    """84 of 707 households are 11.88 %, 12 % are reached; the row says from what, to what, as of when and where it stands."""
    place = {"source_file": "2021/an-binh.xlsx", "sheet": "Chỉ tiêu", "cell": "H38", "cut_off": "2021-12-20"}
    row = poor("12", share(96, 701, season="2020"), share(84, 707, origin="reported", **place))
    assert (row["state"], row["rule"], row["gap_count"]) == ("hoàn thành", "measure_reached", 0)
    assert (round(row["base_value"], 2), row["base_numerator"], row["base_season"]) == (13.69, 96, "2020")
    assert (round(row["value"], 2), row["numerator"], row["denominator"]) == (11.88, 84, 707)
    assert (row["indicator"], row["component"], row["as_of"]) == ("11.1", "", pd.Timestamp("2021-12-20"))
    assert (row["source_file"], row["sheet"], row["cell"]) == ("2021/an-binh.xlsx", "Chỉ tiêu", "H38")
    assert row["origin"] == "reported"


def test_a_gap_is_said_in_households():
    """Thượng Long's 92 of 667: 13 % of 667 is 86.7, so 86 may stay and 6 are left."""
    row = poor("13", share(98, 662, season="2020"), share(92, 667))
    assert (row["state"], row["gap_count"]) == ("không đạt", 6)


@pytest.mark.parametrize(
    ("entered", "state", "rule"),
    [
        ([], "chưa có số liệu", "no_figure"),
        ([share(96, 701, season="2020")], "chưa có số liệu", "no_figure"),
        ([share(96, 701, season="2019"), share(84, 707, unit_id="hoa-son")], "chưa có số liệu", "no_figure"),
        ([share(84, 707)], "chưa có số liệu", "no_base"),  # new by merger
        ([share(7, 794, season="2020"), share(6, 800)], "hoàn thành", "change_reached"),
        ([share(7, 794, season="2020"), share(8, 800)], "không đạt", "change_missed"),
        # the same four households of more: the share fell, their number did not
        ([share(4, 336, season="2020"), share(4, 339)], "không đạt", "change_missed"),
        ([value("11.1", 1.2, numerator=None, season="2020"), value("11.1", 1.1, numerator=None)], "hoàn thành", "change_reached"),
        ([share(0, 336, season="2020"), share(0, 339)], "hoàn thành", "change_nothing_left"),
    ],
)  # fmt: skip
def test_a_decrease_is_held_against_the_base_season(entered, state, rule):
    """Fewer than in the base season is kept; what is not known in one of the two seasons can't be judged."""
    row = poor("", *entered)
    assert (row["state"], row["rule"]) == (state, rule) and pd.isna(row["gap_count"])


@pytest.mark.parametrize(
    ("measure", "before", "now", "rule"),
    [
        ("clean_water", share(60, 100, "17.1", component="nuoc-sach"), share(61, 100, "17.1", component="nuoc-sach"), "change_reached"),
        ("clean_water", share(60, 100, "17.1", component="nuoc-sach"), share(61, 100, "17.1", component="hop-ve-sinh"), "no_figure"),
        ("clean_water", share(100, 100, "17.1", component="nuoc-sach"), share(101, 101, "17.1", component="nuoc-sach"), "change_nothing_left"),
        ("income", share(93019, 2785, "10.1"), share(99368, 2807, "10.1"), "change_reached"),
        ("income", share(93019, 2785, "10.1"), share(93019, 2807, "10.1"), "change_missed"),
        ("removed", value("removed", 9), value("removed", 10), "change_reached"),
    ],
)  # fmt: skip
def test_an_increase_is_held_against_the_base_season(measure, before, now, rule):
    """Each measure is that of its own indicator and component; only a share is unchanged when its count is."""
    item = {"kind": "measure", "measure": measure, "comparator": "increase"}
    assert promise(item, entered=[before | {"season": "2020"}, now])["rule"] == rule


def test_a_year_count_starts_from_nothing():
    """Half a year on, 6 of 14 houses are removed; last year's 9 are shown, and nothing is counted from them."""
    item = {"kind": "measure", "measure": "removed", "comparator": ">=", "target": "14", "deadline_stated": "yes"}
    entered = [value("removed", 9, season="2020"), value("removed", 6, season="2021-06")]
    row = promise(item, entered=entered, now=MID_YEAR, is_closing=False)
    # On 30/6 181 of the year's 365 days are over: 14 x 181 / 365 = 6.94 houses are asked for
    assert (row["rule"], row["gap_count"], row["base_value"]) == ("measure_behind", 8, 9)
    assert row["path_value"] == pytest.approx(14 * 181 / 365)


def test_another_years_count_tells_nothing_of_a_year_that_is_over():
    """Houses removed in 2022 are no answer to a promise for 2021."""
    item = {"kind": "measure", "measure": "removed", "comparator": ">=", "target": "14"}
    row = promise(item, entered=[value("removed", 20, season="2022")], now=season("2022"))
    assert (row["state"], row["rule"], row["value"]) == ("chưa có số liệu", "year_over", 20)
    assert pd.isna(row["gap_count"])


def test_money_has_no_gap_as_a_count():
    """Income per head falls short by money, not by households."""
    item = {"kind": "measure", "measure": "income", "comparator": ">=", "target": "36"}
    row = promise(item, entered=[share(99368, 2807, "10.1", value=35.4)])
    assert row["state"] == "không đạt" and pd.isna(row["gap_count"])


def test_an_illustrative_figure_beside_a_real_one_is_said():
    """A judgement that rests on an illustrative base is illustrative."""
    row = poor("", share(7, 794, season="2020", origin="illustrative"), share(6, 800, origin="reported"))
    assert row["origin"] == "illustrative"


# Criteria to keep


def then_and_now(before, now, **past):
    """Return criterion results of two seasons: {number: result} each."""
    return [criterion(n, r, season="2020", **past) for n, r in before.items()] + [
        criterion(n, r, origin="reported") for n, r in now.items()
    ]


def kept(before, now, target="2", set_id=SET_ID, past=None, **more):
    item = {"kind": "maintain", "target": target, "criteria_set": set_id}
    return promise(item, criteria=then_and_now(before, now, **(past or {})), **more)


@pytest.mark.parametrize(
    ("before", "now", "lists", "state"),
    [
        ({"1": "met", "2": "met", "3": "not_met"}, {"1": "met", "2": "met", "3": "not_met"}, ("1;2", "", ""), "hoàn thành"),
        # 2 is lost; 3, newly met, doesn't buy it back
        ({"1": "met", "2": "met", "3": "not_met"}, {"1": "met", "2": "not_met", "3": "met"}, ("1", "2", ""), "không đạt"),
        ({"1": "met", "2": "met"}, {"1": "unknown", "2": "met"}, ("2", "", "1"), "chưa có số liệu"),
        ({"1": "met", "2": "met"}, {"1": "unknown", "2": "not_met"}, ("", "2", "1"), "không đạt"),
        ({"1": "met", "2": "met"}, {"2": "met"}, ("2", "", "1"), "chưa có số liệu"),
        ({"1": "not_applicable", "2": "met"}, {"1": "not_applicable", "2": "not_applicable"}, ("1;2", "", ""), "hoàn thành"),
        ({"1": "not_applicable"}, {"1": "not_met"}, ("", "1", ""), "không đạt"),
        ({"1": "unknown", "2": "not_met"}, {"1": "met", "2": "met"}, ("", "", ""), "chưa có số liệu"),
        ({}, {"1": "met"}, ("", "", ""), "chưa có số liệu"),
    ],
)  # fmt: skip
def test_the_criteria_to_keep_are_those_met_then(before, now, lists, state):
    """ "Those 14 criteria, not any 14": each criterion met then is kept, lost or unknown now, and new ones don't count."""
    row = kept(before, now)
    assert (row["kept"], row["lost"], row["unknown"]) == lists
    assert row["state"] == state


def test_the_computed_criteria_are_kept_whatever_count_the_notice_names():
    """The notice says 14, last season's form gave 2: these two are judged, and the row shows both numbers."""
    row = kept({"1": "met", "2": "met"}, {"1": "met", "2": "met"}, target="14")
    assert (row["state"], row["target"], row["kept"]) == ("hoàn thành", "14", "1;2")


@pytest.mark.parametrize(("set_id", "past"), [(SET_ID, {"criteria_set": "bo-cu"}), ("nang-cao", {})])
def test_kept_criteria_are_not_judged_by_another_set(set_id, past):
    """Criterion 5 of one set is not criterion 5 of another: nothing is kept or lost."""
    row = kept({"5": "met"}, {"5": "not_met"}, set_id=set_id, past=past)
    assert (row["rule"], row["state"], row["lost"]) == ("criteria_other_set", "chưa có số liệu", "")


def test_kept_criteria_are_a_computation_as_of_the_cut_off():
    """What is computed has the season's day and no cell; its origin is that of the criteria it looks at."""
    row = kept({"1": "met"}, {"1": "met", "2": "not_met"})
    assert (row["as_of"], row["origin"], row["cell"]) == (pd.Timestamp("2021-12-20"), "reported", "")
    mid_year = [criterion("1", "met", season="2020"), criterion("1", "met", season="2021-06")]
    row = promise({"kind": "maintain", "target": "1"}, criteria=mid_year, now=MID_YEAR, is_closing=False)
    assert (row["state"], row["as_of"]) == ("đang thực hiện", pd.Timestamp("2021-06-30"))


# Criteria to reach


def test_promised_criteria_are_told_by_what_they_are_now():
    """Each promised criterion is met, not met or unknown now; one that doesn't apply counts as met; one failed decides."""
    now = {"13": "met", "14": "not_met", "10": "unknown", "7": "not_applicable", "1": "not_met"}
    item = {"kind": "criterion", "criterion_no": "13;14;10;7;99", "criteria_set": SET_ID}
    row = promise(item, criteria=[criterion(n, r) for n, r in now.items()])
    assert (row["met"], row["not_met"], row["unknown"]) == ("7;13", "14", "10;99")
    assert (row["state"], row["rule"]) == ("không đạt", "criteria_missed")


@pytest.mark.parametrize("kind", ["maintain", "criterion"])
def test_criteria_that_nothing_judges_are_told_from_those_without_figures(kind):
    """Of 10 only the level is missing, of 15 one figure of two, of 17 all: 10 alone lacks no figure; 99 is in no result."""
    given, none = {"rule": "level", "value": 62.0}, {"rule": "level"}
    parts = [("10.1", given), ("15.1", given), ("15.2", none), ("17.1", none)]
    components = [criterion(i.split(".")[0], "unknown") | {"indicator": i} | more for i, more in parts]
    asked = {"criterion_no": "10;15;17;99"} if kind == "criterion" else {"target": "met", "criteria_set": SET_ID}
    numbers = ("10", "15", "17")
    both = then_and_now(dict.fromkeys(numbers, "met"), dict.fromkeys(numbers, "unknown"))
    row = promise({"kind": kind, **asked}, criteria=both, components=components)
    assert (row["unknown"], row["unjudged"]) == ("10;15;17" + ";99" * (kind == "criterion"), "10")


def test_promised_criteria_are_not_judged_by_another_set():
    """Criterion 13 promised under the old set is not told met because the new set's criterion 13 is."""
    item = {"kind": "criterion", "criterion_no": "13", "criteria_set": "bo-cu"}
    row = promise(item, criteria=[criterion("13", "met")])
    assert (row["met"], row["state"], row["rule"]) == ("", "chưa có số liệu", "criteria_other_set")


@pytest.mark.parametrize(
    ("before", "met", "rule", "needed"),
    [
        ({"1": "not_met", "2": "not_met", "3": "not_met", "4": "not_met"}, 1, "criteria_on_path", 1),
        ({"1": "not_met", "2": "not_met", "3": "not_met", "4": "not_met"}, 0, "criteria_behind", 1),
        ({"1": "met", "2": "met", "3": "not_met", "4": "not_met"}, 2, "criteria_on_path", 2),
        ({}, 1, "no_base", None),
    ],
)
def test_criteria_are_compared_with_the_path(before, met, rule, needed):
    """365 of 741 days are over: of four criteria 1.97 are asked for, that is 1; of two already met, 2.98, that is 2."""
    now = [criterion(n, "met" if int(n) <= met else "not_met") for n in "1234"]
    item = {"kind": "criterion", "criterion_no": "1;2;3;4", "deadline_year": "2022", "deadline_stated": "yes"}
    row = promise(item, criteria=[*(criterion(n, r, season="2020") for n, r in before.items()), *now])
    assert row["rule"] == rule
    assert pd.isna(row["path_value"]) if needed is None else row["path_value"] == needed


def test_a_base_under_another_set_starts_no_path():
    """Criteria met under another set say nothing of where the promise started."""
    item = {"kind": "criterion", "criterion_no": "1;2", "deadline_year": "2022", "deadline_stated": "yes"}
    past = criterion("1", "met", season="2020", criteria_set="bo-cu")
    row = promise(item, criteria=[past, criterion("1", "met"), criterion("2", "not_met")])
    assert (row["state"], row["rule"]) == ("chưa có số liệu", "no_base")


# Tiers


def decision(tier, day="2021-12-20", **bounds):
    signed = date.fromisoformat(day) if day else None
    row = {"unit_id": "an-binh", "tier": tier, "decision_date": signed, "signed_after": signed, "signed_by": signed}
    return pd.DataFrame([dict.fromkeys(NO_DECISIONS.columns, "") | row | bounds])


def tier(*, target="NTM nâng cao", comparator="reach", stated=None, **more):
    item = {"kind": "tier", "comparator": comparator, "target": target}
    return promise(item, stated=[{"item": "4.1"} | stated] if stated else (), **more)


@pytest.mark.parametrize(
    ("decisions", "rule"),
    [
        (decision("NTM nâng cao"), "tier_recognised"),
        (decision("NTM kiểu mẫu"), "tier_recognised"),  # a higher one
        (decision("NTM"), "tier_missed"),
        (decision("NTM nâng cao", "2021-12-21"), "tier_missed"),  # the day after the cut-off
        (decision("NTM nâng cao", "", signed_after=date(2021, 1, 1), signed_by=date(2022, 3, 23)), "tier_missed"),
        (decision("NTM nâng cao", unit_id="hoa-son"), "tier_missed"),
    ],
)
def test_a_tier_is_reached_by_a_decision_signed_by_the_cut_off(decisions, rule):
    """A decision for that tier or a higher one, certainly signed by then; else what the commune states decides."""
    stated = {"criteria_met": 17, "criteria_total": 19, "source_file": "2021/an-binh.xlsx", "cell": "A9"}
    row = tier(decisions=decisions, stated=stated)
    assert row["rule"] == rule
    published = ("published", "", pd.Timestamp("2021-12-20"))
    assert rule != "tier_recognised" or (row["origin"], row["cell"], row["as_of"]) == published


def test_a_tier_that_is_none_of_the_communes_is_never_recognised():
    """A tier the list of tiers does not hold is judged by what is stated, however highly the commune is recognised."""
    assert tier(target="xã thông minh", decisions=decision("NTM kiểu mẫu"))["rule"] == "no_statement"


def test_a_tier_shows_what_the_commune_states():
    """Counts, dossier, day, evidence and cell are those of the commune's answer."""
    stated = {
        "state": "đang thực hiện",
        "criteria_met": 19,
        "criteria_total": 19,
        "dossier_state": "huyện thẩm tra đạt",
    }
    where = {"as_of": "2021-12-08", "evidence": "Báo cáo", "source_file": "2021/an-binh.xlsx", "cell": "A13"}
    row = tier(stated=stated | where)
    assert (row["state"], row["rule"]) == ("hoàn thành", "tier_counted")
    assert (row["criteria_met"], row["criteria_total"], row["dossier_state"]) == (19, 19, "huyện thẩm tra đạt")
    assert (row["stated_state"], row["evidence"], row["cell"]) == ("đang thực hiện", "Báo cáo", "A13")


@pytest.mark.parametrize(
    ("stated", "state"),
    [
        ({"state": "đang thực hiện", "criteria_met": 9, "criteria_total": 19}, "đang thực hiện"),
        ({"state": "chưa thực hiện"}, "chưa thực hiện"),
        (None, "chưa có số liệu"),
    ],
)
def test_progress_without_a_deadline(stated, state):
    """Without a deadline nothing is overdue: work goes on, or has not begun, as the commune states."""
    item = {"kind": "tier", "comparator": "progress", "target": "NTM nâng cao", "deadline_year": ""}
    assert promise(item, stated=[{"item": "4.1"} | stated] if stated else ())["state"] == state


# Villages


def village(name, met, total=10, **more):
    return {"village": name, "criteria_met": met, "criteria_total": total} | more


def model(name="thôn 3", **evidence):
    return promise({"kind": "village", "measure": name, "target": MODEL, "comparator": "reach"}, **evidence)


@pytest.mark.parametrize(
    ("indicator", "unit", "whole", "gap"),
    [
        ("2.1", "m2", {("2.1", ""): False}, 0.5),  # the criteria file says that its counts have decimals
        ("2.1", "km", {("2.1", ""): True}, 1),
        ("2.1", "km", {}, 0.5),  # a set of before, whose file says nothing
        ("", "km", {("2.1", ""): True}, 0.5),  # no indicator: by its own unit
        ("", "hộ", {}, 1),
    ],
)
def test_a_gap_is_whole_where_the_level_says_so(indicator, unit, whole, gap):
    """9,5 of 20 where half is promised: half a square metre is missing, but one whole household."""
    about = {"measure": "duong", "criteria_set": "", "indicator": indicator, "component": "", "value_type": "percent", "count_unit": unit, "is_yearly": "false", "comparator": ">="}  # fmt: skip
    item = {"kind": "measure", "measure": "duong", "comparator": ">=", "target": "50"}
    entered = [
        {"indicator": indicator or "duong", "season": "2021", "value": 47.5, "numerator": 9.5, "denominator": 20}
    ]
    assert promise(item, entered=entered, measures=[about], whole=whole)["gap_count"] == gap


def test_a_village_is_looked_up_in_its_own_commune():
    """Thôn 3 of another commune, another season or another tier is another village, and so is thôn 30."""
    rows = [
        village("Thôn 3", 9, unit_id="hoa-son"),
        village("Thôn 3", 5, season="2020"),
        village("Thôn 3", 8, tier="thôn thông minh"),
        village("Thôn 30", 4),
        village("Thôn 3", 7),
    ]
    row = model(villages=rows)
    assert (row["criteria_met"], row["base_value"], row["state"]) == (7, 5, "không đạt")


@pytest.mark.parametrize(
    ("promised", "typed"),
    [("thôn 3", "Thôn 3"), ("thôn 3", "3"), ("3", "thôn  3"), ("thôn Thuỷ Yên", "Thôn Thủy Yên"), ("bản Ka Nôn", "Ka Nôn")],
)  # fmt: skip
def test_a_village_is_found_as_people_type_it(promised, typed):
    """Case, spaces, the place of the tone mark and a leading “thôn” don't part a village from its promise."""
    assert model(promised, villages=[village(typed, 10)])["rule"] == "tier_counted"


@pytest.mark.parametrize("typed", ["thôn 30", "thôn 13", "thôn A3", "thôn Thúy Yên"])
def test_a_village_is_not_taken_for_another(typed):
    """A longer number or another tone is another village."""
    promised = "thôn Thủy Yên" if "Yên" in typed else "thôn 3"
    assert model(promised, villages=[village(typed, 10)])["rule"] == "no_statement"


def test_two_rows_of_one_village_are_none():
    """“3” and “thôn 3” with other counts contradict each other: neither is taken."""
    assert model(villages=[village("3", 10), village("thôn 3", 6)])["state"] == "chưa có số liệu"


def test_a_tier_is_compared_as_it_is_spelled():
    """The village sheet's “Thôn NTM kiểu mẫu” is the promised tier."""
    assert model(villages=[village("thôn 3", 10, tier="Thôn  NTM Kiểu Mẫu")])["state"] == "hoàn thành"


@pytest.mark.parametrize(
    ("villages", "stated", "rule", "cell"),
    [
        ([village("thôn 3", None, None, cell="B5")], {"state": "hoàn thành", "cell": "A9"}, "tier_declared", "B5"),
        ([village("thôn 3", 9, cell="B5")], {"state": "hoàn thành", "cell": "A9"}, "tier_missed", "B5"),
        ([], {"state": "hoàn thành", "cell": "A9"}, "tier_declared", "A9"),
        ([], {"cell": "A9"}, "no_statement", "A9"),
        ([], None, "no_statement", ""),
    ],
)
def test_a_villages_own_sheet_goes_before_the_answer(villages, stated, rule, cell):
    """Counts in the sheet of villages decide; the answer to the conclusion fills what is open."""
    row = model(villages=villages, stated=[{"item": "4.1"} | stated] if stated else ())
    assert (row["rule"], row["cell"]) == (rule, cell)


def test_the_notes_of_both_sheets_are_kept():
    """What the commune adds in either sheet is shown."""
    row = model(villages=[village("thôn 3", 9, note="Còn vườn hộ")], stated=[{"item": "4.1", "note": "Chờ vốn"}])
    assert row["note"] == "Còn vườn hộ. Chờ vốn"


def test_a_village_is_compared_with_its_path():
    """From 6 of 10 towards 10 by the end of 2022, 365 of 741 days over: 7.97, that is 7 criteria are asked for."""
    item = {"kind": "village", "measure": "thôn 3", "target": MODEL, "deadline_year": "2022", "deadline_stated": "yes"}
    before = village("3", 6, season="2020")
    rules = [promise(item, villages=[before, village("3", met)])["rule"] for met in (6, 7, 10)]
    assert rules == ["tier_behind", "tier_on_path", "tier_counted"]


# Tasks


def test_a_task_is_judged_by_its_own_answer():
    """The state, day, evidence and cell of the answer for that item, season and respondent; another's is none."""
    answer = {"item": "4.1", "state": "hoàn thành", "as_of": "2021-03-15", "note": "QĐ 12", "origin": "reported"}
    others = [
        answer | {"season": "2020", "state": "chưa thực hiện"},
        answer | {"respondent": "hoa-son", "unit_id": "hoa-son", "state": "đang thực hiện"},
        answer | {"item": "4.2", "state": "chưa thực hiện"},
    ]
    row = promise({"kind": "task"}, stated=[*others, answer | {"cell": "A5"}])
    assert (row["state"], row["stated_state"], row["as_of"]) == ("hoàn thành", "hoàn thành", pd.Timestamp("2021-03-15"))
    assert (row["note"], row["origin"], row["cell"]) == ("QĐ 12", "reported", "A5")
    assert promise({"kind": "task"}, stated=others)["state"] == "chưa có số liệu"


@pytest.mark.parametrize(
    ("answers", "states"),
    [
        ([("", "hoàn thành")], ["hoàn thành", "hoàn thành"]),
        ([("", "hoàn thành"), ("an-binh", "đang thực hiện")], ["chưa hoàn thành", "hoàn thành"]),
        ([("an-binh", "hoàn thành")], ["hoàn thành", "chưa có số liệu"]),
    ],
)
def test_a_department_answers_for_one_commune_or_for_all(answers, states):
    """Its answer about a commune goes before its answer about all."""
    stated = [{"respondent": "kinh-te", "item": "11.1", "unit_id": u, "state": s} for u, s in answers]
    item = {"item": "11.1", "kind": "task", "lead": "kinh-te", "communes": "an-binh;hoa-son", "deadline_year": "2021"}
    rows = judged([item], units=("an-binh", "hoa-son", "xa-ba"), stated=stated)
    assert [row["state"] for row in rows] == states


def test_a_figures_promise_keeps_the_respondents_word_beside_it():
    """The figure decides; what the department states, and its note, stand beside it."""
    stated = [{"respondent": "kinh-te", "item": "9.2", "unit_id": "", "state": "hoàn thành", "note": "Đã tập huấn"}]
    item = {"item": "9.2", "kind": "measure", "measure": "poor", "comparator": "decrease", "lead": "kinh-te"}
    entered = [share(7, 794, season="2020", cell="H1"), share(8, 800, cell="H2")]
    (row,) = judged([item | {"deadline_year": "2021"}], stated=stated, entered=entered)
    assert (row["state"], row["stated_state"]) == ("không đạt", "hoàn thành")
    assert (row["note"], row["cell"]) == ("Đã tập huấn", "H2")


# Without a base season


def test_without_a_base_season_only_what_needs_none_is_judged():
    """The workbook's first season: a number reached is reached; keeping, rising and falling can't be judged."""
    entered = [share(84, 707)]
    assert poor("12", *entered, base=None)["state"] == "hoàn thành"
    assert poor("", *entered, base=None)["rule"] == "no_base"
    assert kept({}, {"1": "met"}, base=None)["rule"] == "criteria_no_base"
    assert model(villages=[village("3", 8)], base=None)["state"] == "không đạt"
    assert tier(comparator="progress", stated={"state": "chưa thực hiện"}, base=None)["state"] == "chưa hoàn thành"


# The project's own conclusions of 24/12/2020, followed up in 2021


@pytest.fixture(scope="module")
def view(workbook, submissions, results):
    return season_view(workbook, "2021", submissions, results)


@pytest.fixture(scope="module")
def found(view):
    return {(row["item"], row["respondent"], row["unit_id"]): row for row in records(view.promises)}


def test_no_item_of_the_notice_is_lost(view):
    """Each of the 52 is a row of its own, or named in the row of the same promise (thôn 3 Hương Lộc, points 3 and 7)."""
    items = set(view.promises["item"]) | {i for text in view.promises["also_in"] for i in text.split(";") if i}
    assert items == set(view.workbook.conclusions(view.season)["item"]) and len(items) == 52
    assert {(r["item"], r["also_in"]) for r in records(view.promises) if r["also_in"]} == {("3.4", "7.7")}


def test_each_answerer_has_its_promises(view):
    """Counted in the notice by hand: 5 for each commune in point 1 and its own, six offices with 15 more."""
    counts = view.promises.groupby("respondent").size().to_dict()
    own = {"huong-xuan": 7, "huong-loc": 4, "huong-huu": 5, "thuong-long": 5, "huong-son": 7, "huong-phu": 7}
    own |= {"thuong-lo": 6, "thuong-nhat": 6, "thuong-quang": 6}
    offices = {"van-phong-dieu-phoi": 2, "ld-tbxh": 3, "kt-ht": 2, "tn-mt": 4, "gd-dt": 3, "co-quan-huyen": 1}
    assert counts == {name: 5 + count for name, count in own.items()} | offices


@pytest.mark.parametrize(
    ("item", "commune", "state", "figures"),
    [
        ("4.1", "huong-huu", "hoàn thành", {"lost": "", "target": "14"}),
        ("5.1", "thuong-long", "hoàn thành", {"lost": "", "target": "13"}),
        ("6.1", "huong-son", "hoàn thành", {"lost": "", "target": "16"}),
        ("4.3", "huong-huu", "hoàn thành", {"numerator": 84, "denominator": 707, "gap_count": 0}),
        # 12 houses of 16; 92 of 667 households, of whom 86 could stay
        ("5.4", "thuong-long", "không đạt", {"value": 12, "gap_count": 4}),
        ("5.3", "thuong-long", "không đạt", {"numerator": 92, "denominator": 667, "gap_count": 6}),
        ("7.2", "thuong-quang", "không đạt", {"value": 3}),
        ("7.1", "thuong-quang", "không đạt", {"lost": "9"}),
        ("7.3", "thuong-lo", "không đạt", {"numerator": 4, "base_numerator": 4}),
        ("4.2", "huong-huu", "không đạt", {"met": "13;14", "not_met": "10"}),
        ("6.4", "huong-son", "hoàn thành", {"value": 0, "base_value": 5}),
        ("3.4", "huong-loc", "hoàn thành", {"criteria_met": 10, "also_in": "7.7"}),
        ("2.7", "huong-xuan", "không đạt", {"criteria_met": 9, "criteria_total": 10}),
        ("7.8", "thuong-quang", "chưa thực hiện", {"stated_state": "chưa thực hiện"}),
        ("7.5", "thuong-quang", "chưa có số liệu", {"stated_state": ""}),
    ],
)
def test_the_communes_promises_are_judged(found, item, commune, state, figures):
    """As read by hand in the forms of 2021 and the notice."""
    row = found[item, commune, commune]
    assert row["state"] == state
    assert {name: row[name] for name in figures} == figures


@pytest.mark.parametrize(("commune", "count"), [("huong-huu", 14), ("thuong-long", 13), ("huong-son", 16)])
def test_the_criteria_kept_are_as_many_as_the_notice_says(view, commune, count):
    """The notice names 14, 13 and 16 criteria; the forms of 2020 give the same, and all are met in 2021."""
    (row,) = [r for r in records(view.promises) if r["kind"] == "maintain" and r["respondent"] == commune]
    assert len(row["kept"].split(";")) == int(row["target"]) == count


@pytest.mark.parametrize(
    ("item", "lead", "commune", "state"),
    [
        ("9.2", "ld-tbxh", "huong-huu", "hoàn thành"),
        ("12.1", "gd-dt", "thuong-nhat", "hoàn thành"),
        ("12.1", "gd-dt", "huong-phu", "không đạt"),
        ("11.1", "tn-mt", "huong-loc", "chưa hoàn thành"),
        ("8.2", "van-phong-dieu-phoi", "", "hoàn thành"),
        ("13.1", "co-quan-huyen", "", "chưa có số liệu"),
    ],
)
def test_the_departments_promises_are_judged(found, item, lead, commune, state):
    """By the communes' figures where there are some, by their own answer elsewhere."""
    assert found[item, lead, commune]["state"] == state


def test_promises_hang_together_in_both_directions(found):
    """Poverty in Hương Hữu (4.3) and what the department was told of it (9.2) name each other."""
    assert found["4.3", "huong-huu", "huong-huu"]["related_to"] == "9.2"
    assert found["9.2", "ld-tbxh", "huong-huu"]["related_to"] == "4.3;5.3"


def test_a_commune_has_its_own_promises_only(workbook, submissions, results):
    """Hương Hữu's page shows the ten items it leads; 9.2, led by a department, is not its own."""
    view = commune_view(workbook, "2021", "huong-huu", submissions, results)
    assert list(view.own_promises["item"]) == ["1.1", "1.2", "1.3", "1.4", "1.5", "4.1", "4.2", "4.3", "4.4", "4.5"]


def test_a_season_that_follows_up_nothing_has_no_promises(workbook, submissions, results):
    """2019 follows up no conference: its table is empty, with all columns."""
    table = season_view(workbook, "2019", submissions, results).promises
    assert table.empty and "state" in table.columns


def test_promises_stand_in_the_notices_order(view):
    """Items never go back, and within an item the communes follow the workbook's order."""
    keys = [tuple(int(part) for part in item.split(".")) for item in view.promises["item"]]
    assert all(before <= after for before, after in pairwise(keys))
