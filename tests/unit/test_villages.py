"""Villages by date: a name that has ended is told, a promise follows a village to its successor."""

from datetime import date

import pytest
from lxml import html

from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.errors import WorkbookError
from ntm_lib.intake.form import VILLAGES
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.presentation.commune.detail import villages as villages_part
from ntm_lib.reference.units import Unit
from ntm_lib.reference.villages import load_villages
from ntm_lib.schemas import VILLAGES as STATED
from ntm_lib.workbook import Workbook
from tests.unit.builders import send_form, write_csv, write_workbook
from tests.unit.test_follow_up import MODEL, model, village
from tests.views import commune_view

COLUMNS = ["unit_id", "village", "valid_from", "valid_to", "successor", "source"]
ROWS = (
    ("an-binh", "thôn 3", "", "2020-06-30", "thôn 5", ""),
    ("an-binh", "thôn 4", "", "2020-06-30", "thôn 5", ""),
    ("an-binh", "thôn 5", "2020-07-01", "2021-06-30", "Tân Lập", ""),
    ("an-binh", "Tân Lập", "2021-07-01", "", "", ""),
    ("an-binh", "thôn 9", "", "2020-06-30", "", ""),
    ("hoa-son", "thôn 3", "", "", "", ""),
)
UNITS = {
    name: Unit(name, "", name, "xã", None, None, "", None, None, None, None, ()) for name in ("an-binh", "hoa-son")
}


def loaded(tmp_path, *rows):
    given = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return load_villages(write_csv(tmp_path / "villages.csv", COLUMNS, given), UNITS)


@pytest.mark.parametrize(
    ("name", "day", "now"),
    [
        ("thôn 3", "2020-06-30", "thôn 3"),  # its last day
        ("thôn 3", "2020-07-01", "thôn 5"),
        ("03", "2021-12-20", "Tân Lập"),  # however it is typed, and from successor to successor
        ("thôn 5", "2021-12-20", "Tân Lập"),
        ("thôn 9", "2021-12-20", "thôn 9"),  # ended without one
        ("thôn 7", "2021-12-20", "thôn 7"),  # not named: there on every day
    ],
)
def test_a_village_is_followed_to_its_successor(tmp_path, name, day, now):
    assert loaded(tmp_path, *ROWS).name_on("an-binh", name, date.fromisoformat(day)) == now


def test_a_village_of_another_commune_is_another(tmp_path):
    found = loaded(tmp_path, *ROWS)
    day = date(2021, 12, 20)
    assert found.name_on("hoa-son", "thôn 3", day) == "thôn 3" and found.ended("hoa-son", "thôn 3", day) is None


def test_a_name_that_came_back_has_not_ended(tmp_path):
    found = loaded(
        tmp_path,
        ("an-binh", "thôn 3", "", "2019-12-31", "thôn 5", ""),
        ("an-binh", "thôn 5", "2020-01-01", "2020-12-31", "thôn 3", ""),
        ("an-binh", "thôn 3", "2021-01-01", "", "", ""),
    )
    assert found.name_on("an-binh", "thôn 3", date(2020, 6, 1)) == "thôn 5"
    assert found.ended("an-binh", "thôn 3", date(2021, 6, 1)) is None


def test_a_village_that_only_changed_its_name_is_told_from_one_that_was_merged(tmp_path):
    found = loaded(tmp_path, *ROWS, ("hoa-son", "thôn 1", "", "2020-06-30", "thôn 2", ""))
    is_renamed = {row["village"]: found.is_renamed(row) for row in found.rows if row["successor"]}
    # The last one's successor is not named in the file: whether it was there before is not known.
    assert is_renamed == {"thôn 3": False, "thôn 4": False, "thôn 5": True, "thôn 1": False}


def test_without_a_file_no_village_has_ended(tmp_path):
    assert load_villages(tmp_path / "villages.csv", UNITS).rows == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("la", "thôn 3", "", "", "", "")], "cột unit_id"),
        ([("an-binh", "", "", "", "", "")], "cột village"),
        ([("an-binh", "thôn 3", "2021-01-02", "2021-01-01", "", "")], "valid_to trước valid_from"),
        ([("an-binh", "thôn 3", "", "", "thôn 5", "")], "chưa có valid_to"),
        (
            [
                ("an-binh", "thôn 3", "", "2020-01-01", "thôn 5", ""),
                ("an-binh", "thôn 5", "", "2021-01-01", "thôn 3", ""),
            ],
            r"dòng 3 (an-binh / thôn 5): ngày 02/01/2021 các thôn kế thừa nhau thành vòng (thôn 5 → thôn 3 → thôn 5)",
        ),
        (
            [
                ("an-binh", "thôn 3", "", "2019-12-31", "thôn 5", ""),
                ("an-binh", "thôn 5", "2020-01-01", "2020-06-30", "thôn 3", ""),
                ("an-binh", "thôn 3", "2021-01-01", "", "", ""),
            ],
            "dòng 3 (an-binh / thôn 5): ngày 01/07/2020 các thôn kế thừa nhau thành vòng",  # for half a year there is neither
        ),
        ([("an-binh", "thôn 3", "", "2020-01-01", "thôn 03", "")], "thành vòng"),
    ],
)
def test_a_file_that_can_not_be_right_is_refused(tmp_path, rows, said):
    with pytest.raises(WorkbookError, match=r"villages\.csv") as error:
        loaded(tmp_path, *rows)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("promised", "typed", "rule"),
    [
        ("thôn 3", "Tân Lập", "tier_missed"),
        ("thôn 3", "thôn 5", "tier_missed"),  # a form with the name of before
        ("Tân Lập", "thôn 4", "tier_missed"),
        ("thôn 3", "thôn 9", "no_statement"),
        ("thôn 9", "thôn 9", "tier_missed"),
    ],
)
def test_a_promise_follows_its_village(tmp_path, promised, typed, rule):
    dated = loaded(tmp_path, *ROWS).rows
    assert model(promised, villages=[village(typed, 7)], dated=dated)["rule"] == rule


def test_a_form_that_names_an_ended_village_is_told_its_successor(tmp_path):
    """Not one that only took another name, nor one of which the file says nothing."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    book = Workbook.open(write_workbook(tmp_path, villages=rows))
    names = ("thôn 3", "thôn 5", "thôn 9", "Tân Lập", "thôn 12")
    send_form(book, "an-binh", {VILLAGES.title: [{"village": name, "tier": "Thôn NTM kiểu mẫu"} for name in names]})
    sent, season = read_submissions(book, book.seasons_until(book.season("2021"))), book.season("2021")
    found = season_findings(book, season, sent, assess_seasons(book, sent, [season]))
    said = [row["message"] for row in found.to_dict("records") if row["check"] == "D17"]
    cells = [row["cell"] for row in found.to_dict("records") if row["check"] == "D17"]
    assert {cell[:1] for cell in cells} == {"A"}  # the village's name, not its tier
    assert said == [
        "“thôn 3” chỉ có đến hết ngày 30/06/2020 (trang “Thôn”, villages.csv), nay thuộc Tân Lập. Ghi thôn ấy thay cho dòng này.",
        "“thôn 9” chỉ có đến hết ngày 30/06/2020 (trang “Thôn”, villages.csv), không có thôn kế thừa. Bỏ dòng này, hoặc sửa tên.",
    ]


def test_last_seasons_statement_stands_beside_a_village_under_its_new_name(tmp_path):
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    book = Workbook.open(write_workbook(tmp_path, villages=rows))
    for season, name, met in (("2020", "thôn 5", 4), ("2021", "Tân Lập", 6)):
        row = {"village": name, "tier": "Thôn NTM kiểu mẫu", "criteria_met": met, "criteria_total": 10}
        send_form(book, "an-binh", {VILLAGES.title: [row]}, season=season)
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    assert len(STATED.validate(sent.villages)) == 2 and MODEL
    shown = villages_part(commune_view(book, "2021", "an-binh", sent))._repr_html_()
    assert "4/10" in shown and "6/10" in shown


def test_of_villages_merged_into_one_each_is_named_and_none_stands_for_it(tmp_path):
    """9/10 and 3/10 make neither for the village they became; each that goes on alone keeps its own, typed as it may be."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    merged = [
        {"unit_id": "an-binh", "village": name, "valid_to": "2021-01-31", "successor": "thôn 20"}
        for name in ("thôn 6", "thôn 8")
    ]
    book = Workbook.open(write_workbook(tmp_path, villages=[*rows, *merged]))
    usual = {"tier": "Thôn NTM kiểu mẫu", "criteria_total": 10}
    before = (("thôn 6", 9), ("thôn 8", 3), ("thôn 5", 2), ("thôn 12", 4))
    now = (("Tân Lập", 8), ("thôn 20", 7), ("12", 6))
    for season, stated in (("2020", before), ("2021", now)):
        given = [{"village": name, "criteria_met": met, **usual} for name, met in stated]
        send_form(book, "an-binh", {VILLAGES.title: given}, season=season)
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    shown = html.fragment_fromstring(str(villages_part(commune_view(book, "2021", "an-binh", sent)).markup))
    cells = [[" ".join(cell.text_content().split()) for cell in row.iter("td")] for row in shown.iter("tr")]
    assert [own[1:3] for own in cells if own] == [
        ["2/10", "8/10"],
        ["“thôn 6” 9/10; “thôn 8” 3/10", "7/10"],
        ["4/10", "6/10"],
    ]


MERGED = (
    ("an-binh", "thôn 6", "", "2021-01-31", "thôn 20", ""),
    ("an-binh", "thôn 8", "", "2021-01-31", "thôn 20", ""),
)


def test_the_only_village_of_a_merger_that_was_stated_is_not_the_whole(tmp_path):
    """9/10 of thôn 6 is no base for thôn 20, of which thôn 8 is a part as well; twice in one form, nobody knows which row counts."""
    found = loaded(tmp_path, *MERGED)
    told, day = date(2020, 12, 20), date(2021, 12, 20)
    (row,) = [village("thôn 6", 9) | {"unit_id": "an-binh", "tier": MODEL}]
    asked = ("an-binh", "thôn 20", MODEL, told, day)
    assert found.all_stated([row], *asked) == [("thôn 6", row), ("thôn 8", None)]
    assert (
        found.stated([row], *asked) is None and found.stated([row, row], "an-binh", "thôn 6", MODEL, told, told) is None
    )
    assert (
        found.stated([row], "an-binh", "thôn 6", MODEL, told, told) == found.stated([row], *asked[:3], day, day) == row
    )


LIVED_ON = (("an-binh", "thôn 9", "", "2021-01-31", "thôn 10", ""), ("an-binh", "thôn 10", "", "", "", ""))
RENAMED = (("an-binh", "thôn 3", "", "2020-12-31", "Tân Lập", ""), ("an-binh", "Tân Lập", "2021-01-01", "", "", ""))


@pytest.mark.parametrize(
    ("rows", "spoken", "now", "before"),
    [
        (RENAMED, ["Tân Lập"], "Tân Lập", ["Tân Lập"]),  # the form of 20/12 writes the name of the new year
        (RENAMED, ["thôn 3"], "Tân Lập", ["thôn 3"]),
        (LIVED_ON, ["thôn 10"], "thôn 10", ["thôn 10"]),  # thôn 9, which it took in, never worked for the tier
        (LIVED_ON, ["thôn 9"], "thôn 10", ["thôn 9", "thôn 10"]),
        (LIVED_ON, ["thôn 9", "thôn 10"], "thôn 10", ["thôn 9", "thôn 10"]),
    ],
)
def test_a_village_spoken_of_under_its_next_name_is_not_silent(tmp_path, rows, spoken, now, before):
    """What was told of it before stays the base of its promise; of two that worked for the tier none stands for both."""
    given = [village(name, 7) | {"unit_id": "an-binh", "tier": MODEL} for name in spoken]
    asked = ("an-binh", now, MODEL, date(2020, 12, 20), date(2021, 12, 20))
    found = loaded(tmp_path, *rows)
    assert [name for name, _ in found.all_stated(given, *asked)] == before
    assert found.stated(given, *asked) == (given[0] if len(before) == 1 else None)


def test_a_village_that_was_split_goes_on_in_none(tmp_path):
    """As a commune that was split: its name stays what it was, and a form that has it is told both."""
    rows = [dict(zip(COLUMNS, ("an-binh", "thôn 3", "", "2020-06-30", "thôn 5; thôn 6", ""), strict=True))]
    book = Workbook.open(write_workbook(tmp_path, villages=rows))
    season = book.season("2021")
    assert book.villages.name_on("an-binh", "thôn 3", season.cut_off) == "thôn 3"
    assert not book.villages.is_renamed(book.villages.rows[0])
    part = loaded(tmp_path, ("an-binh", "thôn 3", "", "2020-06-30", "thôn 5; thôn 6", ""), ("an-binh", "thôn 4", "", "2020-06-30", "thôn 5", ""), ("an-binh", "thôn 5", "2020-07-01", "", "", ""))  # fmt: skip
    assert not part.is_renamed(part.rows[1])  # thôn 5 has a part of thôn 3, too
    send_form(book, "an-binh", {VILLAGES.title: [{"village": "thôn 3", "tier": MODEL}]})
    sent = read_submissions(book, book.seasons_until(season))
    found = season_findings(book, season, sent, assess_seasons(book, sent, [season]))
    (said,) = [row["message"] for row in found.to_dict("records") if row["check"] == "D17"]
    assert said.endswith("nay là thôn 5 và thôn 6. Ghi thôn ấy thay cho dòng này.")
