"""Money by source and debts: only like is added to like, what is not stated stays empty, stated totals are held against their parts."""

import pandas as pd
import pytest

from ntm_lib.analysis.money import (
    debt_differences,
    debt_works,
    debts_by_commune,
    money_by_commune,
    money_by_source,
    total_differences,
)
from ntm_lib.intake.form import DEBT_TOTAL
from ntm_lib.schemas import DEBTS, RESOURCES
from ntm_lib.tables import records

SOURCES = pd.DataFrame(
    [("huyen", "Ngân sách huyện", "triệu đồng"), ("xa", "Ngân sách xã", "triệu đồng"), ("tong", "Tổng cộng bằng tiền", "triệu đồng"), ("cong", "Ngày công", "công")],
    columns=["resource", "name", "unit"],
)  # fmt: skip


def money(unit_id: str, resource: str, planned=None, mobilised=None, disbursed=None) -> dict[str, object]:
    return {
        "unit_id": unit_id, "unit_name": unit_id.title(), "season": "2021", "resource": resource,
        "planned": planned, "mobilised": mobilised, "disbursed": disbursed,
    }  # fmt: skip


def debt(unit_id: str, project: str, now=None, **more: float) -> dict[str, object]:
    return {
        "unit_id": unit_id,
        "unit_name": unit_id.title(),
        "season": "2021",
        "project": project,
        "debt_now": now,
    } | more


def by_source(*rows: dict[str, object]) -> dict[str, dict[str, object]]:
    return {row["resource"]: row for row in records(money_by_source(RESOURCES.frame(list(rows)), SOURCES))}


def test_a_source_is_added_over_the_communes_and_never_to_another() -> None:
    """100 + 60 planned and 90 + 66 mobilised are 160 and 156, or 97,5 %; days of work keep a row and a unit of their own."""
    found = by_source(
        money("an", "huyen", 100, 90, 80), money("binh", "huyen", 60, 66, 40), money("an", "cong", 500, 400)
    )
    assert list(found) == ["huyen", "xa", "tong", "cong"]
    row = found["huyen"]
    assert (row["planned"], row["mobilised"], row["disbursed"]) == (160, 156, 120)
    assert (row["mobilised_pct"], row["disbursed_pct"]) == (97.5, 75)
    assert (found["cong"]["planned"], found["cong"]["unit"]) == (500, "công")
    assert pd.isna(found["xa"]["planned"]) and found["xa"]["planned_communes"] == 0


def test_a_figure_not_stated_is_left_out_and_counted() -> None:
    """A commune without a plan does not enter the share; one without disbursement leaves the sum of the others."""
    row = by_source(money("an", "huyen", 100, 80), money("binh", "huyen", None, 50, 20))["huyen"]
    assert (row["planned"], row["planned_communes"]) == (100, 1)
    assert (row["mobilised"], row["mobilised_communes"], row["mobilised_pct"]) == (130, 2, 80)
    assert (row["mobilised_pct_communes"], row["disbursed_pct_communes"]) == (1, 0)
    assert (row["disbursed"], row["disbursed_communes"]) == (20, 1)
    assert pd.isna(row["disbursed_pct"])


def test_nothing_planned_gives_no_share() -> None:
    """A plan of 0 is stated as 0, and nothing is divided by it."""
    row = by_source(money("an", "huyen", 0, 5, 5))["huyen"]
    assert row["planned"] == 0 and pd.isna(row["mobilised_pct"])


def test_a_source_the_list_does_not_know_is_kept_without_a_unit() -> None:
    """It stands last under the name the form gives it."""
    found = by_source(money("an", "Quỹ bạn bè", 10))
    assert list(found)[-1] == "Quỹ bạn bè" and found["Quỹ bạn bè"]["unit"] == ""


def test_no_form_gives_every_source_without_figures() -> None:
    """The table has its rows, all empty."""
    assert all(pd.isna(row["mobilised"]) for row in by_source().values())


def test_a_commune_is_shown_by_the_total_it_states() -> None:
    """Its sources are not added in the total's place."""
    table = RESOURCES.frame([money("an", "huyen", 100), money("an", "tong", 120, 60), money("binh", "huyen", 5)])
    (row,) = records(money_by_commune(table))
    assert (row["unit_id"], row["planned"], row["mobilised_pct"]) == ("an", 120, 50)
    assert money_by_commune(RESOURCES.frame([])).empty


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("huyen", 100), ("xa", 50), ("tong", 150)], []),
        ([("huyen", 100), ("xa", 50.5), ("tong", 150)], []),  # half a million is rounding
        ([("huyen", 100), ("xa", 50), ("tong", 151)], [("planned", 151, 150)]),
        ([("huyen", 100), ("cong", 999), ("tong", 100)], []),  # days are no money
        ([("huyen", 100), ("xa", None), ("tong", 150)], [("planned", 150, 100)]),
        ([("tong", 150)], []),  # sources not known
        ([("huyen", 100)], []),  # no total stated
    ],
)
def test_a_stated_total_is_held_against_its_sources(rows, found) -> None:
    """A difference beyond rounding is told with both sums."""
    table = RESOURCES.frame([money("an", name, planned) for name, planned in rows])
    differences = records(total_differences(table, SOURCES))
    assert [(r["figure"], r["stated"], r["summed"]) for r in differences] == found


def test_a_total_is_held_against_the_same_communes_sources_only() -> None:
    """An's sources do not make up for Bình's."""
    table = RESOURCES.frame(
        [money("an", "huyen", 100), money("an", "tong", 100), money("binh", "huyen", 30), money("binh", "tong", 40)]
    )
    assert [r["unit_id"] for r in records(total_differences(table, SOURCES))] == ["binh"]


def test_debts_are_told_by_commune_and_work_the_largest_first() -> None:
    """The total's row is found however its name is typed; a total not stated comes last."""
    table = DEBTS.frame(
        [
            debt("an", DEBT_TOTAL), debt("binh", DEBT_TOTAL.upper(), 100), debt("cam", DEBT_TOTAL, 240),
            debt("binh", "Đường", 100), debt("cam", "Cầu", 120), debt("cam", "Kênh", 130),
        ]
    )  # fmt: skip
    assert list(debts_by_commune(table)["unit_id"]) == ["cam", "binh", "an"]
    assert list(debt_works(table)["project"]) == ["Kênh", "Cầu", "Đường"]
    differences = records(debt_differences(table))
    assert [(r["unit_id"], r["stated"], r["summed"]) for r in differences] == [("cam", 240, 250)]


def test_no_debts_are_no_rows() -> None:
    """Without a form there is nothing to show."""
    none = DEBTS.frame([])
    assert debts_by_commune(none).empty and debt_works(none).empty and debt_differences(none).empty
