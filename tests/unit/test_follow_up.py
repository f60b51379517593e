"""Last conference's conclusions with this season's figures beside them."""

import pandas as pd
import pytest

from ntm_lib.analysis.follow_up import COLUMNS, commune_conclusions
from ntm_lib.analysis.results import Results
from ntm_lib.schemas import COMMUNE_SUMMARY, COMPONENT_RESULTS, FOLLOW_UP, INDICATOR_RESULTS, VILLAGES, records
from tests.unit.builders import SET_ID, conclusion_items, criteria_table, criterion, observations, season

MEASURES = pd.DataFrame(
    [
        {"measure": "poor_households_pct", "indicator": "11.1", "component": ""},
        {"measure": "temporary_houses_removed", "indicator": "", "component": ""},
        {"measure": "clean_water_pct", "indicator": "17.1", "component": "nuoc-sach"},
    ]
)
SEASON = season("2021", compare_with="2020")
NO_RESULTS = (COMPONENT_RESULTS.frame([]), INDICATOR_RESULTS.frame([]), COMMUNE_SUMMARY.frame([]))
MODEL = "thôn NTM kiểu mẫu"


def followed(items, *, criteria=(), entered=(), stated=(), villages=()):
    """Return the rows of commune "an-binh" for `items`, from criterion results, observations and statements."""
    components, indicators, communes = NO_RESULTS
    results = Results(components, indicators, criteria_table(*criteria), communes)
    answered = [{"respondent": "an-binh", "unit_id": "an-binh", "season": "2021"} | row for row in stated]
    seen = [{"unit_id": "an-binh", "unit_name": "An Bình", "season": "2021", "tier": MODEL} | row for row in villages]
    table = commune_conclusions(
        items, "an-binh", SEASON, results, observations(*entered), MEASURES, FOLLOW_UP.frame(answered), VILLAGES.frame(seen)
    )  # fmt: skip
    assert list(table.columns) == COLUMNS
    return records(table)


def then_and_now(before, now, **past):
    """Return criterion results of two seasons: {number: result} each."""
    return [criterion(n, r, season="2020", **past) for n, r in before.items()] + [
        criterion(n, r) for n, r in now.items()
    ]


# Kept criteria


def maintained(before, now, **past):
    items = conclusion_items({"item": "4.1", "kind": "maintain", "target": "2", "criteria_set": SET_ID})
    row = followed(items, criteria=then_and_now(before, now, **past))[0]
    return row["kept"], row["lost"], row["unknown"]


@pytest.mark.parametrize(
    ("before", "now", "kept", "lost", "unknown"),
    [
        ({"1": "met", "2": "met", "3": "not_met"}, {"1": "met", "2": "met", "3": "not_met"}, ["1", "2"], [], []),
        # 2 is lost; 3, newly met, doesn't buy it back
        ({"1": "met", "2": "met", "3": "not_met"}, {"1": "met", "2": "not_met", "3": "met"}, ["1"], ["2"], []),
        ({"1": "met", "2": "met"}, {"1": "unknown", "2": "met"}, ["2"], [], ["1"]),
        ({"1": "not_applicable", "2": "met"}, {"1": "not_applicable", "2": "not_applicable"}, ["1", "2"], [], []),
        ({"1": "not_applicable"}, {"1": "not_met"}, [], ["1"], []),
        ({"1": "unknown", "2": "not_met"}, {"1": "met", "2": "met"}, [], [], []),
    ],
)
def test_the_criteria_to_keep_are_those_met_then(before, now, kept, lost, unknown):
    """ "Those 14 criteria, not any 14": each criterion met then is kept, lost or unknown now, and new ones don't count."""
    sides = maintained(before, now)
    assert sorted(sides[0]) == kept and sides[1:] == (lost, unknown)


def test_kept_criteria_are_not_judged_by_another_set():
    """Criterion 5 of the new set is not criterion 5 of the set the promise was made under: nothing is kept or lost."""
    kept, lost, _ = maintained({"5": "met", "6": "met"}, {"5": "met", "6": "not_met"}, criteria_set="bo-cu")
    assert (kept, lost) == ([], [])


# Promised criteria


def test_promised_criteria_are_told_by_what_they_are_now():
    """Each promised criterion is met, not met or unknown now; one that doesn't apply counts as met."""
    items = conclusion_items({"item": "4.2", "kind": "criterion", "criterion_no": "13;14;10;7", "criteria_set": SET_ID})
    now = {"13": "met", "14": "not_met", "10": "unknown", "7": "not_applicable", "1": "not_met"}
    row = followed(items, criteria=[criterion(n, r) for n, r in now.items()])[0]
    assert (row["met"], row["not_met"], row["unknown"]) == (["13", "7"], ["14"], ["10"])


def test_promised_criteria_are_not_judged_by_another_set():
    """Criterion 13 promised under the old set is not told met because the new set's criterion 13 is."""
    items = conclusion_items({"item": "4.2", "kind": "criterion", "criterion_no": "13", "criteria_set": "bo-cu"})
    row = followed(items, criteria=[criterion("13", "met")])[0]
    assert row["met"] == []


# Measures


def value(code, number, **more):
    return {"indicator": code, "numerator": number, "denominator": 100, "value": number} | more


@pytest.mark.parametrize(
    ("measure", "entered", "base", "now"),
    [
        ("poor_households_pct", [value("11.1", 14, season="2020"), value("11.1", 12)], 14, 12),
        ("poor_households_pct", [value("11.1", 12)], None, 12),
        ("poor_households_pct", [value("11.1", 14, season="2020")], 14, None),
        ("poor_households_pct", [value("11.1", 14, season="2019"), value("11.1", 12, unit_id="hoa-son")], None, None),
        ("temporary_houses_removed", [value("temporary_houses_removed", 16)], None, 16),
        ("clean_water_pct", [value("17.1", 98, component="nuoc-hop-ve-sinh"), value("17.1", 60, component="nuoc-sach")], None, 60),
        ("unheard_of", [value("11.1", 12)], None, None),
    ],
)  # fmt: skip
def test_a_measure_has_its_value_then_and_now(measure, entered, base, now):
    """The figure is the commune's own of this season, beside that of the season compared with; what is not there stays empty."""
    row = followed(conclusion_items({"item": "4.3", "kind": "measure", "measure": measure}), entered=entered)[0]
    for found, expected in ((row["base_value"], base), (row["value"], now), (row["numerator"], now)):
        assert pd.isna(found) if expected is None else found == expected


# What the commune states


def test_a_task_shows_what_the_commune_states_of_it():
    """The state, day and note of the commune's own answer for that item and season are shown."""
    items = conclusion_items({"item": "1.1", "kind": "task"}, {"item": "1.2", "kind": "task"})
    answer = {"item": "1.1", "state": "hoàn thành", "as_of": "2021-03-15", "note": "QĐ 12"}
    late = [
        answer | {"season": "2020", "state": "chưa thực hiện"},
        answer | {"respondent": "hoa-son", "state": "đang thực hiện"},
    ]
    told, silent = followed(items, stated=[*late, answer])
    assert (told["state"], told["as_of"], told["note"]) == ("hoàn thành", pd.Timestamp("2021-03-15"), "QĐ 12")
    assert pd.isna(silent["state"])


def test_a_tier_shows_the_counts_the_commune_states():
    """Progress towards nâng cao is what the commune says, as it says it."""
    answer = {"item": "3.3", "criteria_met": 17, "criteria_total": 19, "dossier_state": "huyện thẩm tra đạt"}
    row = followed(conclusion_items({"item": "3.3", "kind": "tier"}), stated=[answer])[0]
    assert (row["criteria_met"], row["criteria_total"], row["dossier_state"]) == (17, 19, "huyện thẩm tra đạt")


def village(name, met, **more):
    return {"village": name, "criteria_met": met} | more


def test_a_village_is_looked_up_in_its_own_commune():
    """Thôn 3 of another commune, or of another season, is another village."""
    items = conclusion_items({"item": "3.4", "kind": "village", "measure": "thôn 3", "target": MODEL})
    rows = [
        village("Thôn 3", 9, unit_id="hoa-son"),
        village("Thôn 3", 5, season="2020"),
        village("Thôn 30", 4),
        village("Thôn 3", 7),
    ]
    assert followed(items, villages=rows)[0]["criteria_met"] == 7


@pytest.mark.parametrize(
    ("promised", "typed"),
    [
        ("thôn 3", "Thôn 3"),
        ("thôn Thuỷ Yên", "Thôn Thủy Yên"),
    ],
)
def test_a_village_is_found_as_people_type_it(promised, typed):
    """Case and the place of the tone mark don't part a village from its promise."""
    items = conclusion_items({"item": "7.6", "kind": "village", "measure": promised, "target": MODEL})
    assert followed(items, villages=[village(typed, 7)])[0]["criteria_met"] == 7


def test_a_village_is_looked_up_for_the_tier_promised():
    """A village on the way to two tiers shows the progress towards the promised one."""
    items = conclusion_items({"item": "3.4", "kind": "village", "measure": "thôn 3", "target": MODEL})
    rows = [village("thôn 3", 9, tier="thôn thông minh"), village("thôn 3", 7)]
    assert followed(items, villages=rows)[0]["criteria_met"] == 7


# Items named twice


def test_an_item_named_twice_is_one_row():
    """The later item points to the earlier, which is shown with the other's number."""
    items = conclusion_items({"item": "3.4", "kind": "task"}, {"item": "7.7", "kind": "task", "same_as": "3.4"})
    assert [(r["item"], r["also_in"]) for r in followed(items)] == [("3.4", "7.7")]


def test_two_items_that_name_each_other_are_one_row():
    """As in the conclusions file (3.4 and 7.7 name each other): one row is left, not none."""
    items = conclusion_items(
        {"item": "3.4", "kind": "task", "same_as": "7.7"}, {"item": "7.7", "kind": "task", "same_as": "3.4"}
    )
    assert [(r["item"], r["also_in"]) for r in followed(items)] == [("3.4", "7.7")]


def test_huong_locs_village_is_followed_up(workbook):
    """Of the notice's ten items for Hương Lộc nine rows remain, with thôn 3 among them."""
    real = workbook.conclusions(workbook.season("2021"))
    own = real[real["communes"].str.contains("huong-loc")].assign(
        communes=lambda t: t["communes"].str.replace("huong-loc", "an-binh")
    )
    rows = followed(own)
    assert len(rows) == 9 and ("3.4", "7.7") in [(r["item"], r["also_in"]) for r in rows]


def test_an_item_repeated_for_other_communes_only_stays():
    """An item whose double doesn't concern this commune is not dropped."""
    items = conclusion_items(
        {"item": "3.4", "kind": "task", "communes": "hoa-son"}, {"item": "7.7", "kind": "task", "same_as": "3.4"}
    )
    assert [(r["item"], r["also_in"]) for r in followed(items)] == [("7.7", "")]


def test_items_come_in_the_notices_order():
    """Item 2.1 stands before 10.1, and 4.2 before 4.10."""
    items = conclusion_items(*({"item": item, "kind": "task"} for item in ("10.1", "4.10", "4.2", "2.1")))
    assert [row["item"] for row in followed(items)] == ["2.1", "4.2", "4.10", "10.1"]
