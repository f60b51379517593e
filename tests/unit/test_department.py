"""What a department leads, over all communes."""

import pandas as pd

from ntm_lib.analysis.department import LedStanding, led_standing, missing_totals
from ntm_lib.schemas import COMPONENT_RESULTS
from ntm_lib.tables import records
from tests.unit.builders import SET_ID


def component(
    unit_id: str, code: str, result: str, gap_count: float | None = None, part: str = ""
) -> dict[str, object]:
    return {
        "unit_id": unit_id, "unit_name": unit_id.title(), "season": "2021", "criteria_set": SET_ID, "indicator": code,
        "criterion_no": code.partition(".")[0], "component": part, "result": result, "rule": "level",
        "self_assessment_differs": False, "gap_count": gap_count,
    }  # fmt: skip


def led(*rows: dict[str, object]) -> pd.DataFrame:
    return COMPONENT_RESULTS.frame(list(rows))


def test_a_commune_counts_as_met_when_each_indicator_that_applies_is_met() -> None:
    """One failed indicator decides even beside a missing one; a missing one alone leaves the commune unknown."""
    table = led(
        component("an", "1.1", "met"), component("an", "2.1", "not_applicable"),
        component("binh", "1.1", "not_met"), component("binh", "2.1", "unknown"),
        component("cam", "1.1", "met"), component("cam", "2.1", "unknown"),
    )  # fmt: skip
    standing = led_standing(table)
    assert standing == LedStanding(2, 2, met=("an",), not_met=("binh",), unknown=("cam",))
    assert standing.communes == 3


def test_a_commune_that_has_not_reported_is_counted_apart() -> None:
    """It is none of those with an open figure, and none of those the share is of."""
    table = led(component("an", "1.1", "met"), component("binh", "1.1", "unknown"), component("cam", "1.1", "unknown"))
    found = led_standing(table, ["binh"])
    assert found == LedStanding(1, 1, met=("an",), not_met=(), unknown=("cam",), silent=("binh",))
    assert found.communes == 2


def test_a_commune_where_nothing_applies_has_not_met_it_either() -> None:
    """3.10 may bind one commune of 42: the others are not "đạt". Two components of one indicator are one indicator."""
    table = led(component("an", "1.1", "not_applicable", part="a"), component("an", "1.1", "not_applicable", part="b"))
    assert led_standing(table) == LedStanding(1, 1, met=(), not_met=(), unknown=())


def test_who_leads_nothing_has_no_standing() -> None:
    """No indicator, no commune, nothing missing."""
    assert led_standing(led()) == LedStanding(0, 0, (), (), ())
    assert missing_totals(led()).empty


def test_gaps_are_added_over_the_communes_that_fail() -> None:
    """49 and 59 households are 108; a surplus elsewhere takes nothing off; the order is that of the set."""
    table = led(
        component("an", "1.1", "met", 0), component("an", "2.1", "not_met", 49),
        component("binh", "1.1", "not_met", 3), component("binh", "2.1", "not_met", 59),
        component("cam", "1.1", "unknown"), component("cam", "2.1", "met", 0),
    )  # fmt: skip
    assert records(missing_totals(table)) == [
        {"indicator": "1.1", "component": "", "communes": 1, "counted": 1, "gap_count": 3},
        {"indicator": "2.1", "component": "", "communes": 2, "counted": 2, "gap_count": 108},
    ]


def test_a_gap_that_is_no_count_is_not_taken_for_0() -> None:
    """Where no failing commune has a count the sum is empty; where one has, it says on how many it rests."""
    table = led(
        component("an", "1.1", "not_met"), component("an", "2.1", "not_met", 7),
        component("binh", "1.1", "met", 0), component("binh", "2.1", "not_met"),
    )  # fmt: skip
    first, second = records(missing_totals(table))
    assert (first["communes"], first["counted"]) == (1, 0) and pd.isna(first["gap_count"])
    assert (second["communes"], second["counted"], second["gap_count"]) == (2, 1, 7)
