"""Conclusions that are still open when a workbook goes on from an older one: which they are, to whom they go, which wait for somebody."""

from datetime import date

import pandas as pd

from ntm_lib.analysis.open_conclusions import Change, carried_conclusions, open_items
from ntm_lib.reference.conclusions import load_conclusions
from ntm_lib.reference.departments import Department
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import PROMISES, PromiseState
from tests.unit.builders import conclusion_items, write_csv

DAY = date(2026, 12, 31)
LAST = date(2025, 6, 30)


def unit(unit_id: str, name: str, successor: str = "", ended: bool = False) -> Unit:
    return Unit(unit_id, "", name, "xã", None, LAST if ended else None, successor, None, None, None, None, ())


UNITS = {
    u.unit_id: u
    for u in (
        unit("giu", "Giữ"),
        unit("gop-1", "Gộp Một", "moi", ended=True),
        unit("gop-2", "Gộp Hai", "moi", ended=True),
        unit("tach", "Tách", "moi;ngoai", ended=True),
        unit("mat", "Mất", ended=True),
        unit("moi", "Mới"),
        unit("ngoai", "Ngoài"),
    )
}
AGENCIES = {
    d.department_id: d
    for d in (
        Department("ubnd-xa", "UBND xã", "UBND xã"),
        Department("so", "Sở Mới", "Sở Mới", valid_from=date(2025, 7, 1)),
        Department("phong", "Phòng Cũ", "Phòng Cũ", valid_to=LAST),
        Department("phong-co", "Phòng Có", "Phòng Có", valid_to=LAST, successor="so"),
        Department("vong-1", "Vòng Một", "Vòng Một", valid_to=LAST, successor="vong-2"),
        Department("vong-2", "Vòng Hai", "Vòng Hai", valid_to=LAST, successor="vong-1"),
    )
}
CHANGE = Change(DAY, UNITS, {"giu", "moi"}, AGENCIES)


def promise(item: str, respondent: str, state: PromiseState, unit_id: str = "", **more: str) -> dict[str, object]:
    kind = "commune" if respondent in UNITS else "department"
    usual = {
        "season": "2024",
        "kind": "task",
        "notice_point": "1",
        "summary": "x",
        "rule": "task_done",
        "is_deadline_stated": False,
        "is_due": True,
    }
    return {
        **usual,
        "item": item,
        "respondent": respondent,
        "respondent_kind": kind,
        "unit_id": unit_id,
        "state": state,
    } | more


def judged(*rows: dict[str, object]) -> pd.DataFrame:
    return PROMISES.frame(list(rows))


def task(item: str, **cells: str) -> dict[str, str]:
    return {"item": item, "kind": "task", "comparator": "done", "target": "yes", "summary": f"Việc {item}"} | cells


def rows(*items: dict[str, str], promises: pd.DataFrame | None = None, year: int = 2026) -> tuple[dict, dict]:
    """Return what the items become, by item, and what waits."""
    found = open_items(conclusion_items(*items), judged() if promises is None else promises, year)
    carried = carried_conclusions(found, CHANGE, "kết luận 25/12/2024")
    return {row["item"]: row for row in carried.items.to_dict("records")}, dict(carried.waiting)


def test_what_the_last_forms_call_done_is_not_carried() -> None:
    """Commune by commune; an item that the notice gives twice is judged once."""
    promises = judged(
        promise("1.1", "gop-1", PromiseState.DONE, "gop-1"),
        promise("1.1", "gop-2", PromiseState.UNFINISHED, "gop-2"),
        promise("1.2", "gop-1", PromiseState.DONE, "gop-1", also_in="7.1"),
        promise("2.1", "so", PromiseState.DONE),
        promise("2.2", "so", PromiseState.UNKNOWN),
    )
    items = (
        task("1.1", communes="gop-1;gop-2"),
        task("1.2", communes="gop-1", same_as="7.1"),
        task("7.1", communes="gop-1", same_as="1.2"),
        task("2.1", lead="so", communes="giu"),
        task("2.2", lead="so", communes="giu"),
    )
    found, waiting = rows(*items, promises=promises)
    assert list(found) == ["1.1", "2.2"] and waiting == {}
    assert found["1.1"]["summary"] == "Việc 1.1 (mục 1.1, kết luận 25/12/2024; khi ấy: xã Gộp Hai)"
    assert (found["2.2"]["lead"], found["2.2"]["communes"]) == ("so", "giu")


def test_what_is_due_in_the_new_year_or_later_goes_on_though_done() -> None:
    """A promise to keep something until 2026 is followed up in 2026."""
    promises = judged(promise("1.1", "giu", PromiseState.DONE, "giu"), promise("1.2", "giu", PromiseState.DONE, "giu"))
    found, _ = rows(
        task("1.1", communes="giu", deadline_year="2026"),
        task("1.2", communes="giu", deadline_year="2025"),
        promises=promises,
    )
    assert list(found) == ["1.1"] and found["1.1"]["deadline_year"] == "2026"


def test_what_no_form_has_followed_up_yet_is_open() -> None:
    assert list(rows(task("1.1", communes="giu"), task("2.1", lead="so", communes=""))[0]) == ["1.1", "2.1"]


def test_a_commune_that_lives_on_keeps_its_promise_as_it_is() -> None:
    measure = {"kind": "measure", "measure": "poor", "comparator": "<=", "target": "12"}
    found, _ = rows(task("4.3", communes="giu", **measure))
    row = found["4.3"]
    assert (row["kind"], row["comparator"], row["target"], row["communes"]) == ("measure", "<=", "12", "giu")
    assert row["summary"] == "Việc 4.3 (mục 4.3, kết luận 25/12/2024)"


def test_a_promise_of_a_part_is_not_judged_by_a_figure_of_the_whole() -> None:
    """It is a task of the commune that the unit became a part of; what it was to be judged by stands in its note."""
    measure = {"kind": "measure", "measure": "poor", "comparator": "<=", "target": "12", "note": "ghi thêm"}
    found, _ = rows(task("4.3", communes="giu;gop-1", focus_communes="gop-1;mat", related_to="9.9", **measure))
    assert found["4.3"]["kind"] == "measure" and found["4.3"]["communes"] == "giu"
    moved = found["4.3b"]
    assert (moved["kind"], moved["measure"], moved["comparator"], moved["communes"]) == ("task", "", "done", "moi")
    assert moved["note"] == "ghi thêm; khi ấy xét theo: measure poor <= 12"
    assert moved["focus_communes"] == "moi" and moved["related_to"] == ""
    assert moved["summary"].endswith("khi ấy: xã Gộp Một)")


def test_a_unit_that_went_to_no_single_commune_waits_for_a_decision() -> None:
    """Split, gone, or outside of the workbook: nobody leads the item, and it is said why."""
    items = (task("1.1", communes="giu;gop-1;tach"), task("1.2", communes="mat"), task("1.3", communes="ngoai"))
    found, waiting = rows(*items, task("1.4", communes=""))
    assert [(i, r["lead"], r["communes"]) for i, r in found.items()] == [
        ("1.1", "ubnd-xa", "giu"),
        ("1.1b", "ubnd-xa", "moi"),
        ("1.1c", "", ""),
        ("1.2", "", ""),
        ("1.3", "", ""),
        ("1.4", "", ""),
    ]
    assert waiting == {
        "xã Tách nay là xã Mới, xã Ngoài": ["1.1c"],
        "xã Mất không có trong sổ kỳ này": ["1.2"],
        "xã Ngoài không có trong sổ kỳ này": ["1.3"],
        "chưa ghi xã nào": ["1.4"],
    }


def test_what_a_split_unit_had_of_an_agencys_item_waits_too() -> None:
    """The others' goes on; with nobody to go to, its own has no lead, and is named. So it is where the agency has ended."""
    found, waiting = rows(
        task("2.1", lead="so", communes="giu;tach", kind="measure", measure="poor"),
        task("2.2", lead="phong", communes="giu;tach"),
    )
    assert [(i, r["lead"], r["communes"], r["kind"]) for i, r in found.items()] == [
        ("2.1", "so", "giu", "task"), ("2.1b", "", "", "task"), ("2.2", "", "giu", "task"), ("2.2b", "", "", "task"),
    ]  # fmt: skip
    assert found["2.1b"]["summary"].endswith("khi ấy: xã Tách)") and "khi ấy" not in found["2.1"]["summary"]
    assert waiting["xã Tách nay là xã Mới, xã Ngoài"] == ["2.1b", "2.2b"]


def test_a_part_of_an_item_takes_no_name_that_another_has() -> None:
    """Item 1b of the notice stays what it was; the parts of item 1 are 1, 1c and 1d."""
    found, waiting = rows(task("1", communes="giu;gop-1;mat"), task("1b", communes="giu"))
    assert {item: row["summary"].partition(" (")[0] for item, row in found.items()} == {
        "1": "Việc 1", "1c": "Việc 1", "1d": "Việc 1", "1b": "Việc 1b",
    }  # fmt: skip
    assert waiting == {"xã Mất không có trong sổ kỳ này": ["1d"]}


def test_the_tasks_of_an_agency_go_to_the_one_named_as_its_successor() -> None:
    found, waiting = rows(
        task("9.1", lead="phong-co", communes="gop-1;gop-2", supports="phong;phong-co;ubnd-xa"),
        task("9.2", lead="phong", communes="giu"),
        task("9.3", lead="", communes=""),
        task("9.4", lead="vong-1", communes=""),
        task("9.5", lead="so", communes="mat;tach"),
        task("9.6", lead="so", communes="giu;mat", kind="measure", comparator="decrease"),
    )
    assert {item: row["lead"] for item, row in found.items()} == {
        "9.1": "so", "9.2": "", "9.3": "", "9.4": "", "9.5": "", "9.6": "so", "9.6b": "",
    }  # fmt: skip
    assert found["9.1"]["supports"] == "so;ubnd-xa" and found["9.1"]["communes"] == "moi"
    assert found["9.6"]["communes"] == "giu" and found["9.6"]["kind"] == "task"
    assert waiting == {
        "Phòng Cũ không còn từ 01/07/2025, chưa ghi cơ quan kế tục": ["9.2"],
        "chưa ghi cơ quan chủ trì": ["9.3"],
        "Vòng Một không còn từ 01/07/2025, chưa ghi cơ quan kế tục": ["9.4"],
        "xã Mất không có trong sổ kỳ này; xã Tách nay là xã Mới, xã Ngoài": ["9.5"],
        "xã Mất không có trong sổ kỳ này": ["9.6b"],
    }


def test_who_led_and_who_helped_then_stands_in_the_note() -> None:
    """Nobody is left out unsaid: neither the lead that an item has lost, nor a helper that ended; carried once more, they are said once."""
    items = (
        task("9.1", lead="phong", communes="giu", supports="phong-co;vong-1", note="ghi thêm"),
        task("9.2", lead="so", communes="giu", supports="phong;so"),
        task("9.3", lead="ubnd-xa", communes="mat", kind="measure", measure="poor", comparator="<=", target="12"),
        task("9.4", lead="", communes=""),
    )
    carried = carried_conclusions(open_items(conclusion_items(*items), judged(), 2026), CHANGE, "x").items
    assert [tuple(row) for row in carried[["lead", "supports", "note"]].to_numpy()] == [
        ("", "so", "ghi thêm; khi ấy phối hợp: Vòng Một; khi ấy chủ trì: Phòng Cũ"),
        ("so", "so", "khi ấy phối hợp: Phòng Cũ"),
        ("", "", "khi ấy xét theo: measure poor <= 12; khi ấy chủ trì: UBND xã"),
        ("", "", ""),
    ]
    again = carried_conclusions(open_items(carried, judged(), 2027), CHANGE, "x").items
    assert again["note"].tolist() == carried["note"].tolist()


def test_an_agency_that_has_not_begun_yet_leads_nothing() -> None:
    agencies = AGENCIES | {"sau": Department("sau", "Sau", "Sau", valid_from=date(2027, 1, 1))}
    change = Change(DAY, UNITS, {"giu"}, agencies)
    carried = carried_conclusions(
        open_items(conclusion_items(task("1.1", lead="sau", communes="")), judged(), 2026), change, "x"
    )
    assert list(carried.waiting) == ["Sau không còn, chưa ghi cơ quan kế tục"]


def test_units_of_one_fate_are_told_together() -> None:
    found = open_items(conclusion_items(task("1.1", communes="mat;tach;ngoai")), judged(), 2026)
    assert list(carried_conclusions(found, CHANGE, "x").waiting) == [
        "xã Mất, xã Ngoài không có trong sổ kỳ này; xã Tách nay là xã Mới, xã Ngoài"
    ]


def test_many_units_of_then_are_counted() -> None:
    units = UNITS | {f"u{n}": unit(f"u{n}", f"U{n}", "moi", ended=True) for n in range(5)}
    change = Change(DAY, units, {"moi"}, AGENCIES)
    found = open_items(conclusion_items(task("1.1", communes=";".join(f"u{n}" for n in range(5)))), judged(), 2026)
    assert carried_conclusions(found, change, "x").items["summary"].tolist() == ["Việc 1.1 (mục 1.1, x; khi ấy: 5 xã)"]


def test_what_is_carried_twice_says_once_where_it_comes_from() -> None:
    first = carried_conclusions(
        open_items(conclusion_items(task("1.1", communes="gop-1")), judged(), 2026), CHANGE, "x"
    )
    again = carried_conclusions(open_items(first.items, judged(), 2027), CHANGE, "x")
    assert again.items.equals(first.items)


def test_links_stay_among_what_is_carried(tmp_path) -> None:
    """What is written is read again by the rules of any file of conclusions."""
    items = conclusion_items(
        task("1.1", communes="giu", related_to="1.2;8.8", same_as="1.3"),
        task("1.2", communes="mat"),
        task("1.3", communes="giu"),
    )
    carried = carried_conclusions(open_items(items, judged(), 2026), CHANGE, "x").items
    path = write_csv(tmp_path / "k.csv", list(carried.columns), carried.to_dict("records"))
    again = load_conclusions(path, UNITS, AGENCIES, ()).set_index("item")
    assert again.loc["1.1", ["related_to", "same_as"]].tolist() == ["1.2", "1.3"]
