"""What is still open stands nearest to done first."""

import pandas as pd
import pytest

from ntm_lib.analysis.assessment import assess_components
from ntm_lib.analysis.gaps import COLUMNS, open_criteria, open_gaps
from ntm_lib.schemas import ComponentResult
from ntm_lib.tables import records, rows_of
from tests.unit.builders import SET_ID, criteria_table, criterion, indicator, made_up_set, observations, yes_no

POOR = {"comparator": "<=", "target": "5"}
HOUSES = {"value_type": "number", "unit": "nhà", "comparator": "==", "target": "0", "count_unit": "nhà"}
INCOME = {"value_type": "money", "unit": "triệu đồng", "target": "36", "count_unit": "triệu đồng"}
OTHER = {"unit_id": "hoa-son", "unit_name": "Hòa Sơn"}


def share(code, part, whole, **more):
    return {"indicator": code, "numerator": part, "denominator": whole, "value": 100 * part / whole} | more


def answer(code, verdict, **more):
    return {"indicator": code, "assessed": verdict} | more


@pytest.fixture
def gaps_of(tmp_path):
    def gaps(rows, *figures, households=None, communes=("an-binh",)):
        levels = made_up_set(tmp_path, rows).levels(2021)
        units = criteria_table(*(criterion("1", "met", unit_id=i, unit_name=i) for i in communes))
        components = assess_components(observations(*figures), levels, units, "2021", SET_ID)
        return records(open_gaps(components, levels, {"an-binh": 500} if households is None else households))

    return gaps


def test_each_kind_of_gap_is_a_part_of_its_own_whole(gaps_of):
    """Households over households, houses over the commune's households, money over its level; what is met is not listed."""
    rows = [
        indicator("1.1"),
        indicator("2.1", **POOR),
        indicator("3.1", **HOUSES),
        indicator("4.1", **INCOME),
        indicator("5.1"),
    ]
    figures = [
        share("1.1", 350, 500),  # 80 % of 500 is 400: 50 short, 50 / 500
        share("2.1", 40, 500),  # 5 % of 500 is 25: 15 too many, 15 / 500
        {"indicator": "3.1", "numerator": 10, "value": 10},  # 10 / 500
        {"indicator": "4.1", "numerator": 17700, "denominator": 500, "value": 35.4},  # 0,6 of 36
        share("5.1", 400, 500),
    ]
    found = gaps_of(rows, *figures)
    assert [(r["indicator"], round(r["effort"], 4), r["place"]) for r in found] == [
        ("4.1", 0.0167, 1), ("3.1", 0.02, 2), ("2.1", 0.03, 3), ("1.1", 0.1, 4),
    ]  # fmt: skip


def test_a_bare_share_goes_by_its_points(gaps_of):
    """Where the form gives 70 per cent alone, the gap to 80 is a tenth of the whole."""
    found = gaps_of([indicator("1.1")], {"indicator": "1.1", "value": 70})
    assert [r["effort"] for r in found] == [pytest.approx(0.1)]


def test_a_criterion_stands_where_its_hardest_failing_indicator_does(gaps_of):
    """Criterion 1 has a small gap and a large one: it comes after criterion 2 with a middling one, its own rows nearest first."""
    rows = [indicator("1.1"), indicator("1.2"), indicator("2.1")]
    found = gaps_of(rows, share("1.1", 200, 500), share("1.2", 390, 500), share("2.1", 350, 500))
    assert [(r["indicator"], r["place"]) for r in found] == [("2.1", 1), ("1.2", 2), ("1.1", 2)]


def test_what_has_no_number_comes_after_and_what_is_unknown_last(gaps_of):
    """A failed answer has no size; what nobody knows comes last, even after a gap of four fifths."""
    rows = [indicator("1.1"), yes_no("2.1"), indicator("3.1"), yes_no("4.1", rule="assessed")]
    found = gaps_of(rows, answer("2.1", "not_met"), share("3.1", 0, 500), answer("4.1", "basically_met"))
    assert [(r["indicator"], r["result"], r["place"]) for r in found] == [
        ("3.1", "not_met", 1), ("2.1", "not_met", 2), ("4.1", "not_met", 3), ("1.1", "unknown", 4),
    ]  # fmt: skip


def test_a_number_beside_a_failed_answer_does_not_bring_the_criterion_forward(gaps_of):
    """Two children short and a failed answer: the criterion stands with those without a number, the children first in it."""
    rows = [yes_no("1.1"), indicator("1.2"), indicator("2.1")]
    found = gaps_of(rows, answer("1.1", "not_met"), share("1.2", 398, 500), share("2.1", 100, 500))
    assert [(r["indicator"], r["place"]) for r in found] == [("2.1", 1), ("1.2", 2), ("1.1", 2)]


def test_an_unknown_indicator_does_not_push_a_failing_criterion_back(gaps_of):
    """A criterion that fails by a known gap stands by that gap; its unknown indicator is listed behind it."""
    rows = [indicator("1.1"), indicator("1.2"), indicator("2.1")]
    found = gaps_of(rows, share("1.2", 390, 500), share("2.1", 350, 500))
    assert [(r["indicator"], r["place"]) for r in found] == [("1.2", 1), ("1.1", 1), ("2.1", 2)]


@pytest.mark.parametrize("households", [{}, {"an-binh": float("nan")}, {"an-binh": 0}], ids=["none", "missing", "zero"])
def test_houses_of_a_commune_of_unknown_size_have_no_effort(gaps_of, households):
    """Ten houses are no share of an unknown number of households: they come after what can be sized."""
    rows = [indicator("1.1", **HOUSES), indicator("2.1")]
    found = gaps_of(
        rows, {"indicator": "1.1", "numerator": 10, "value": 10}, share("2.1", 100, 500), households=households
    )
    assert [r["indicator"] for r in found] == ["2.1", "1.1"]
    assert pd.isna(found[1]["effort"])


def test_equal_gaps_keep_the_order_of_the_set(gaps_of):
    """Two criteria with the same gap stay as the decree lists them."""
    found = gaps_of([indicator("1.1"), indicator("2.1")], share("1.1", 350, 500), share("2.1", 350, 500))
    assert [r["indicator"] for r in found] == ["1.1", "2.1"]


def test_communes_stay_apart(gaps_of):
    """Each commune's criteria are numbered from 1, however near the other's are."""
    rows = [indicator("1.1"), indicator("2.1")]
    figures = [
        share("1.1", 100, 500),
        share("2.1", 200, 500),
        share("1.1", 390, 500, **OTHER),
        share("2.1", 380, 500, **OTHER),
    ]
    found = gaps_of(rows, *figures, communes=("an-binh", "hoa-son"))
    assert [(r["unit_id"], r["indicator"], r["place"]) for r in found] == [
        ("an-binh", "2.1", 1), ("an-binh", "1.1", 2), ("hoa-son", "1.1", 1), ("hoa-son", "2.1", 2),
    ]  # fmt: skip


def test_nothing_open_is_an_empty_table(tmp_path):
    """With everything met there is no row, and the columns are there."""
    levels = made_up_set(tmp_path, [indicator("1.1")]).levels(2021)
    units = criteria_table(criterion("1", "met"))
    components = assess_components(observations(share("1.1", 450, 500)), levels, units, "2021", SET_ID)
    found = open_gaps(components, levels, {})
    assert list(found.columns) == COLUMNS
    assert found.empty


@pytest.mark.parametrize(("state", "is_answer"), [("reached", True), ("none", False)])
def test_a_number_of_a_level_to_come_is_no_question_of_yes_or_no(tmp_path, state, is_answer):
    """What fails is an answer: a figure beside it that is met now and misses the coming level is decided as a level, not by yes or no."""
    levels = made_up_set(tmp_path, [yes_no("1.1"), indicator("1.2")]).levels(2021)
    seen = observations(answer("1.1", "not_met"), share("1.2", 420, 500))
    components = assess_components(seen, levels, criteria_table(criterion("1", "not_met")), "2021", SET_ID)
    gaps, rows = open_gaps(components, levels, {}), rows_of(components, ComponentResult)
    reason = "few_points" if state == "none" else ""
    pace = {("1.2", ""): {"state": state, "reason": reason, "points": 1}}
    (found,) = open_criteria(gaps, rows, pace, ())
    assert found.prospect == "open" and found.is_yes_or_no is is_answer
