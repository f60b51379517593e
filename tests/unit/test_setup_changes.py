"""Changes of settings, from rows as read to the bytes of the files, without Excel in between: every kind of edit, in every kind of workbook."""

import csv
import io
import shutil
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ntm_lib.cli.setup import _command
from ntm_lib.errors import WorkbookError
from ntm_lib.reference.files import separator
from ntm_lib.schemas import TABLED_RESULTS
from ntm_lib.setup.annex_levels import AnnexFindings, AnnexLevels
from ntm_lib.setup.candidate import _at_cell
from ntm_lib.setup.changes import ReadRow, SheetChanges, compare, mark_of, marks_of, text_of
from ntm_lib.setup.contents import SettingRow, SetupContents, read_contents
from ntm_lib.setup.new_files import NewFiles, new_files, path_of
from ntm_lib.setup.reader import ReadSetup
from ntm_lib.setup.setup import Taken, _dropped_places
from ntm_lib.setup.sheets import (
    ABBREVIATIONS,
    AGENCIES,
    COMMUNES,
    CONCLUSIONS,
    LEADS,
    LEVELS,
    PERIODS,
    PLACES,
    SEASONS,
    SETS_SHEET,
    SHEETS,
    Column,
    SettingSheet,
)
from ntm_lib.setup.stale import changed_rows, stale_files
from ntm_lib.setup.used import used_by_forms
from ntm_lib.setup.values import Names, shown, stored
from ntm_lib.setup.words import change_lines
from ntm_lib.spot import Spot
from ntm_lib.workbook import Workbook
from tests.carried import run
from tests.conftest import ROOT
from tests.examples import examples
from tests.second_district import make_second_district
from tests.several_districts import make_several_districts
from tests.two_tiers import make_two_tiers

SETTINGS, SETS = "data/workbook.toml", "data/reference/criteria/sets.toml"
Edits = Mapping[str, Mapping[str, str]]  # by row id: texts by column; the id "+" is a new row, a text "-" drops


def read_rows(sheet: SettingSheet, contents: SetupContents) -> list[ReadRow]:
    """Return the rows of a sheet as they would be read if nobody had changed it."""
    return [
        ReadRow(
            row.row_id,
            "",
            {c.name: text_of(c, row.values[c.name], contents.names) for c in sheet.columns},
            Spot("thiet-lap.xlsx", 5 + number, sheet=sheet.title),
        )
        for number, row in enumerate(contents.rows[sheet.title])
    ]


def changed(
    workbook: Workbook, edits: Mapping[str, Edits], names: Mapping[str, Mapping[str, str]] | None = None
) -> NewFiles:
    """Return the new files for edits by sheet title; `names` are more names by kind."""
    contents = read_contents(workbook)
    known = Names({kind: {**own, **(names or {}).get(kind, {})} for kind, own in contents.names.of.items()})
    changes = dict[str, SheetChanges]()
    for sheet in SHEETS:
        rows = read_rows(sheet, contents)
        own = edits.get(sheet.title, {})
        for at, row in enumerate(rows):
            texts = own.get(row.row_id, {})
            is_gone = "-" in texts
            rows[at] = replace(row, drop="x" if is_gone else "", texts={**row.texts, **({} if is_gone else texts)})
        for number, (row_id, texts) in enumerate(own.items()):
            if row_id.startswith("+"):
                rows.append(ReadRow("", "", texts, Spot("thiet-lap.xlsx", 900 + number, sheet=sheet.title)))
        changes[sheet.title] = compare(
            sheet, contents.rows[sheet.title], rows, [c.name for c in sheet.columns], known, frozenset()
        )
        assert not changes[sheet.title].faults, [str(fault) for fault in changes[sheet.title].faults]
    return new_files(workbook, changes)


def settings_of(found: NewFiles) -> dict[str, Any]:
    assert not found.faults, [str(fault) for fault in found.faults]
    return tomllib.loads((found.files[SETTINGS] or b"").decode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The settings and reference data of the shipped workbook in a folder of their own."""
    shutil.copytree(ROOT / "data/reference", tmp_path / "data/reference")
    shutil.copytree(ROOT / "data/conclusions", tmp_path / "data/conclusions")
    shutil.copy(ROOT / SETTINGS, tmp_path / SETTINGS)
    return tmp_path


def kept_in_excel(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Put a table as Excel's own file in the place of a CSV; days are shown as people write them."""
    path.unlink()
    with xlsxwriter.Workbook(path.with_suffix(".xlsx"), {"strings_to_formulas": False}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for row, cells in enumerate(rows):
            for at, value in enumerate(cells):
                page.write(row, at, value, *([day] if isinstance(value, datetime) else []))


@pytest.fixture(scope="module")
def shipped() -> Workbook:
    return Workbook.open(ROOT)


# Every cell of every sheet

TABLES = [sheet for sheet in SHEETS if sheet not in (PLACES, SEASONS, SETS_SHEET)]


@lru_cache(maxsize=1)
def shipped_contents() -> tuple[Workbook, SetupContents]:
    workbook = Workbook.open(ROOT)
    return workbook, read_contents(workbook)


def other(column: Column, text: str, names: Names, data: st.DataObject) -> str:
    """Return another text that the cell may have."""
    if column.words:
        options = [*column.words.values()]
    elif column.names_of:
        options = [names.shown(column.names_of, name) for name in list(names.of[column.names_of])[:6]]
    elif column.kind == "date":
        options = ["2019-05-06", "2030-01-31"]
    elif column.kind in ("number", "count", "year"):
        options = ["2011", "2044"]
    else:
        options = ["chữ, có phẩy", '“chữ” khác; "ngoặc"', "17.10"]
    return data.draw(st.sampled_from([option for option in options if option != text]))


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_edit_of_any_cell_changes_that_cell_and_no_other(data: st.DataObject) -> None:
    """Whatever the sheet, row and column: one file, one cell of it; all other cells, and the lines of all other rows, are as they were."""
    workbook, contents = shipped_contents()
    sheet = data.draw(st.sampled_from([s for s in TABLES if contents.rows[s.title]]))
    row = data.draw(st.sampled_from(contents.rows[sheet.title]))
    column = data.draw(
        st.sampled_from([c for c in sheet.columns if not c.is_key and c.name not in ("periods", sheet.file_column)])
    )
    text = other(column, text_of(column, row.values[column.name], contents.names), contents.names, data)
    found = changed(workbook, {sheet.title: {row.row_id: {column.name: text}}})
    if not found.files:  # the same in another word
        return
    ((path, content),) = found.files.items()
    before, after = (ROOT / path).read_bytes(), content or b""
    old, new = (list(csv.reader(io.StringIO(part.decode("utf-8-sig"), newline=""))) for part in (before, after))
    line = int(row.row_id.rpartition(":")[2])
    assert len(old) == len(new)
    for number, (was, now) in enumerate(zip(old, new, strict=True), start=1):
        if number not in (1, line):
            assert now[: len(was)] == was and not any(now[len(was) :])
    at = new[0].index(column.name)
    was = [*old[line - 1], *[""] * (len(new[0]) - len(old[line - 1]))]
    assert [cell for n, cell in enumerate(new[line - 1]) if n != at] == [cell for n, cell in enumerate(was) if n != at]
    assert new[line - 1][at] != was[at]


# Places and seasons


def test_a_cell_of_the_settings(shipped: Workbook) -> None:
    """A word, a day and an empty cell of places and seasons: each on its line, the others as they were."""
    found = changed(
        shipped,
        {
            "Nơi": {"0.0": {"office": "Văn phòng", "province_row": ""}},
            "Kỳ": {"5": {"conference": "2021-12-30", "target_year": "2023"}},
        },
    )
    own = settings_of(found)
    assert own["place"][0]["period"][0]["office"] == "Văn phòng" and "province_row" not in own["place"][0]["period"][0]
    assert (own["season"][5]["conference"].isoformat(), own["season"][5]["target_year"]) == ("2021-12-30", 2023)
    before = (ROOT / SETTINGS).read_text("utf-8").splitlines()
    lost = [line for line in before if line not in (found.files[SETTINGS] or b"").decode().splitlines()]
    assert [line.partition(" ")[0] for line in lost] == ["office", "province_row", "conference"]


def test_a_season_goes_and_another_is_current(shipped: Workbook) -> None:
    """The last season is dropped, the one before becomes the current one."""
    own = settings_of(changed(shipped, {"Kỳ": {"5": {"-": ""}, "4": {"is_current": "có"}}}))
    assert own["current_season"] == "2020" and [season["name"] for season in own["season"]] == [
        "2016",
        "2017",
        "2018",
        "2019",
        "2020",
    ]


@pytest.mark.parametrize("edit", [{"5": {"is_current": ""}}, {"4": {"is_current": "có"}}], ids=["none", "two"])
def test_one_season_is_the_current_one(edit: Edits, shipped: Workbook) -> None:
    """None, or two: nobody knows which."""
    (fault,) = changed(shipped, {"Kỳ": edit}).faults
    assert "đúng một kỳ phải ghi “có”" in str(fault)


def test_a_period_goes_with_its_communes(tmp_path: Path) -> None:
    """Of two periods the first goes; the communes that were only in it are in none."""
    make_two_tiers(tmp_path)
    workbook = Workbook.open(tmp_path)
    own = settings_of(changed(workbook, {"Nơi": {"0.0": {"-": ""}}}))
    assert [period["name"] for period in own["place"][0]["period"]] == [workbook.places[0].period[1].name]


@pytest.mark.parametrize("name", ["huyện Ba Bể", "huyện Ba Bể mới"])
def test_the_only_period_of_a_place_is_replaced(name: str, tmp_path: Path) -> None:
    """A row dropped and written anew: the place stays, with the new row's words; its communes stay in the period of that name, or go where their sheet says."""
    run("new", "so", "--place", "Na Rì, Bắc Kạn", "--place", "Ba Bể, Bắc Kạn", "--season", "2023", cwd=tmp_path)
    workbook = Workbook.open(tmp_path / "so")
    at, was = next((n, place) for n, place in enumerate(workbook.places) if place.last.name == "huyện Ba Bể")
    new = {"id": was.id, "name": name, "tier": "huyện", "parent": was.last.parent, "office": "Văn phòng mới"}
    rows = read_contents(workbook).rows["Xã"]
    own = [row for row in rows if row.values["periods"] == f"{at}.0"]
    moved = {row.row_id: {"periods": name} for row in own} if name != was.last.name else {}
    found = changed(workbook, {"Nơi": {f"{at}.0": {"-": ""}, "+": new}, "Xã": moved}, {"periods": {"+0": name}})
    (place,) = [place for place in settings_of(found)["place"] if place["id"] == was.id]
    (period,) = place["period"]
    assert (period["name"], period["office"]) == (name, "Văn phòng mới")
    assert own and sorted(period["communes"]) == sorted(row.values["unit_id"] for row in own)


@pytest.mark.parametrize("form", ["apart", "inline"])
def test_settings_that_can_not_be_edited_are_a_fault_only_where_they_change(form: str, folder: Path) -> None:
    """Parts of one table that lie apart, a season in one line: another file's change is taken, one of theirs is a fault like others."""
    text = (ROOT / SETTINGS).read_text("utf-8")
    place = text[text.index("[[place]]") : text.index("[[season]]")]
    seasons = text[text.index("[[season]]") :]
    head = text[: text.index("[[place]]")]
    if form == "apart":
        top, period = place.split("[[place.period]]", 1)
        text = f"{head}{top}{seasons}\n[[place.period]]{period}"
    else:
        last = tomllib.loads(text)["season"][-1]
        one = f'{{name = "{last["name"]}", year = 2021, criteria_set = "{last["criteria_set"]}", cut_off = 2021-12-20}}'
        text = f"{head}season = [{one}]\n{place}"
    (folder / SETTINGS).write_text(text, "utf-8")
    workbook = Workbook.open(folder)
    assert [*changed(workbook, {"Chữ viết tắt": {"2": {"full": "khác"}}}).files] == ["data/reference/abbreviations.csv"]
    (fault,) = changed(workbook, {"Kỳ": {"0": {"conference": "2021-12-30"}}}).faults
    assert str(fault).startswith(f"{SETTINGS}: ") and "không sửa giúp được" in str(fault)


def test_a_year_for_the_day_of_a_place_is_a_fault_at_its_cell(shipped: Workbook) -> None:
    """As of a season: it is noted beside all others, it does not end the reading."""
    found = changed(shipped, {"Nơi": {"0.0": {"from": "2016", "office": "Khác"}}, "Kỳ": {"5": {"conference": "2021"}}})
    assert sorted(fault.at.columns for fault in found.faults if fault.at) == [("conference",), ("from",)]


def test_places_come_and_go(tmp_path: Path) -> None:
    """Of several places one goes whole, one comes with its period, to which units of the same file belong."""
    run("new", "so", "--place", "Na Rì, Bắc Kạn", "--place", "Ba Bể, Bắc Kạn", "--season", "2023", cwd=tmp_path)
    workbook = Workbook.open(tmp_path / "so")
    first = workbook.places[0]
    new = {"id": "noi-moi", "name": "huyện Mới", "tier": "huyện", "parent": first.last.parent, "office": "Văn phòng"}
    unit = {"unit_id": "xa-moi", "name": "Xã Mới", "kind": "xã", "periods": "huyện Mới"}
    found = changed(
        workbook, {"Nơi": {"0.0": {"-": ""}, "+": new}, "Xã": {"+": unit}}, {"periods": {"+0": "huyện Mới"}}
    )
    own = settings_of(found)
    assert [place["id"] for place in own["place"]] == [*[p.id for p in workbook.places[1:]], "noi-moi"]
    assert own["place"][-1]["period"][0]["communes"] == ["xa-moi"]


def test_the_older_form_of_the_settings(tmp_path: Path) -> None:
    """[district] is edited as it is; what it can't hold is told."""
    make_second_district(tmp_path)
    workbook = Workbook.open(tmp_path)
    own = settings_of(
        changed(workbook, {"Nơi": {"0.0": {"parent": "tỉnh Khác", "name": "huyện Khác"}}, "Xã": {"2": {"periods": ""}}})
    )
    assert (own["district"]["name"], own["district"]["province"]) == ("huyện Khác", "tỉnh Khác")
    assert len(own["district"]["communes"]) == 2
    period = {"from": "2031-01-01", "name": "tỉnh Thử", "tier": "tỉnh", "office": "Văn phòng"}
    for edit in ({"0.0": {"from": "2020-01-01"}}, {"+": period}):
        (fault,) = changed(workbook, {"Nơi": edit}).faults
        assert "[district]" in str(fault)


def test_the_older_form_of_several_places(tmp_path: Path) -> None:
    """[[district]]: one of them is edited, one goes."""
    make_several_districts(tmp_path)
    workbook = Workbook.open(tmp_path)
    own = settings_of(changed(workbook, {"Nơi": {"0.0": {"office": "Văn phòng khác"}, "1.0": {"-": ""}}}))
    assert own["district"][0]["office"] == "Văn phòng khác" and len(own["district"]) == len(workbook.places) - 1


# Criteria sets


def test_sets_are_edited_added_and_dropped(shipped: Workbook) -> None:
    """A name and the bands of one, a new one, one that goes; what people write for bands is understood."""
    new = {
        "set_id": "bo-moi",
        "name": "Bộ mới",
        "decision": "QĐ",
        "tier": "NTM",
        "criteria_total": "3",
        "complete": "có",
        "bands": "3; 1-2; 0",
        "groups": "1; 2",
    }
    edits = {
        "xa-ntm-2016-2020": {"name": "Tên khác", "bands": "19; 10–18; 0–9"},
        "xa-ntm-kieu-mau-2018-2020": {"-": ""},
        "+": new,
    }
    found = changed(shipped, {"Bộ tiêu chí": edits}, {"sets": {"bo-moi": ""}})
    own = tomllib.loads((found.files[SETS] or b"").decode())
    assert own["xa-ntm-2016-2020"]["name"] == "Tên khác" and own["xa-ntm-2016-2020"]["bands"] == [
        [19, 19],
        [10, 18],
        [0, 9],
    ]
    assert own["bo-moi"] == {
        "name": "Bộ mới",
        "decision": "QĐ",
        "tier": "NTM",
        "criteria_total": 3,
        "complete": True,
        "bands": [[3, 3], [1, 2], [0, 0]],
        "groups": ["1", "2"],
    }
    assert "xa-ntm-kieu-mau-2018-2020" not in own


@pytest.mark.parametrize(
    ("edit", "told"),
    [({"bands": "nhiều"}, "không phải là một khoảng số tiêu chí"), ({"set_id": "ma-khac"}, "mã của bộ không đổi được")],
)
def test_what_a_set_can_not_have(edit: Mapping[str, str], told: str, shipped: Workbook) -> None:
    """Said at the cell."""
    (fault,) = changed(shipped, {"Bộ tiêu chí": {"xa-ntm-2016-2020": edit}}, {"sets": {"ma-khac": ""}}).faults
    assert told in str(fault)


# Which file


def test_conclusions_of_several_places(tmp_path: Path) -> None:
    """A notice is named with its place: the file lies in that place's folder."""
    make_several_districts(tmp_path)
    workbook = Workbook.open(tmp_path)
    place = workbook.places[1].id
    item: Sequence[tuple[str, str]] = (
        ("conclusions", f"{place}/2021-12-25"),
        ("item", "1"),
        ("kind", "nhiệm vụ"),
        ("summary", "Làm"),
        ("comparator", "xong"),
    )
    found = changed(workbook, {"Kết luận": {"+": dict(item)}})
    assert [*found.files] == [f"data/districts/{place}/conclusions/2021-12-25.csv"]


def test_a_draft_made_inert_is_shown_as_it_is_meant(tmp_path: Path) -> None:
    """A build writes “'==” lest a spreadsheet runs it: the sheet shows the comparison, an edit beside it leaves the cell as it was."""
    shutil.copytree(ROOT / "data/reference", tmp_path / "data/reference")
    shutil.copy(ROOT / SETTINGS, tmp_path / SETTINGS)
    path = tmp_path / "data/conclusions/2020-12-24.csv"
    path.parent.mkdir()
    path.write_bytes((ROOT / "data/conclusions/2020-12-24.csv").read_bytes().replace(b",==,", b",'==,"))
    workbook = Workbook.open(tmp_path)
    rows = {row.row_id: row.values for row in read_contents(workbook).rows["Kết luận"]}
    row_id = next(row_id for row_id, values in rows.items() if values["item"] == "6.4")
    assert rows[row_id]["comparator"] == "=="
    found = changed(workbook, {"Kết luận": {row_id: {"note": "đã sửa"}}})
    (content,) = found.files.values()
    was = path.read_text("utf-8").splitlines()
    now = (content or b"").decode("utf-8").splitlines()
    assert [line for line in now if line not in was] == [f"{next(w for w in was if w.startswith('6.4,'))}đã sửa"]


def test_a_semicolon_file_keeps_its_decimal_comma(tmp_path: Path) -> None:
    """A file saved by Vietnamese Excel stays one: separator, decimal mark, and all else."""
    shutil.copytree(ROOT / "data/reference", tmp_path / "data/reference")
    shutil.copy(ROOT / SETTINGS, tmp_path / SETTINGS)
    (tmp_path / "data/conclusions").mkdir()
    shutil.copy(ROOT / "data/conclusions/2020-12-24.csv", tmp_path / "data/conclusions")
    path = tmp_path / "data/reference/published-district.csv"
    path.write_bytes("year;measure;value;source\r\n2020;income_per_capita_mvnd;41,2;nguồn\r\n".encode())
    found = changed(Workbook.open(tmp_path), {"Số công bố của nơi": {"2": {"value": "42.5"}}})
    assert found.files == {
        "data/reference/published-district.csv": "year;measure;value;source\r\n2020;income_per_capita_mvnd;42,5;nguồn\r\n".encode()
    }


def test_communes_are_listed_where_the_sheet_says(shipped: Workbook) -> None:
    """Only the list of the settings changes, not units.csv, for a commune that leaves its place."""
    found = changed(shipped, {COMMUNES.title: {"2": {"periods": "huyện Nam Đông"}}})
    assert [*found.files] == [SETTINGS] and settings_of(found)["place"][0]["period"][0]["communes"][-1] == "khe-tre"


# Tables kept in Excel, and how a table may be written


def test_days_of_a_table_kept_in_excel(folder: Path) -> None:
    """True days of Excel stay days when another cell changes and the CSV takes the table's place."""
    path = folder / "data/reference/recognition.csv"
    names = path.read_text("utf-8-sig").splitlines()[0].split(",")
    own = {"unit_id": "huong-huu", "tier": "NTM", "decision_no": "1/QĐ", "decision_date": datetime(2021, 4, 8)}
    kept_in_excel(path, [names, [own.get(name, "") for name in names]])
    found = changed(Workbook.open(folder), {"Công nhận": {"2": {"decision_no": "2/QĐ"}}})
    assert found.files["data/reference/recognition.xlsx"] is None
    ((_, *cells),) = [
        *csv.reader(io.StringIO((found.files[f"data/reference/{path.name}"] or b"").decode("utf-8-sig")))
    ][1:]
    assert "2/QĐ" in cells and "2021-04-08" in cells


def test_a_table_kept_in_excel_is_written_as_it_is_typed(folder: Path) -> None:
    """A comparison, a dash, a plus: no apostrophe comes before them in the CSV, which would be read with it."""
    path = folder / "data/reference/levels.csv"
    rows = [*csv.reader(io.StringIO(path.read_text("utf-8-sig")))]
    at = {name: number for number, name in enumerate(rows[0])}
    rows[1][at["comparator"]], rows[1][at["note"]], rows[2][at["source"]] = "==", "- chờ xác nhận", '+ QĐ "491", 2009'
    kept_in_excel(path, rows)
    found = changed(Workbook.open(folder), {"Mức": {"2": {"checked_by": "A"}}})
    after = [*csv.reader(io.StringIO((found.files["data/reference/levels.csv"] or b"").decode("utf-8-sig")))]
    rows[1][at["checked_by"]] = "A"
    assert after[:3] == rows[:3] and len(after) == len(rows)


@pytest.mark.parametrize("comma", [",", ";", "\t"])
@pytest.mark.parametrize("above", ["", "\n", "{0}{0}{0}\n", '"" {0}\n'])
def test_empty_rows_above_the_heading_tell_no_separator(comma: str, above: str) -> None:
    """A row of nothing but separators, as Excel saves it, is no heading."""
    text = above.format(comma) + comma.join(("date", "kind", "text")) + "\n"
    assert separator(text, ("date", "kind", "text")) == comma


@pytest.mark.parametrize("text", ["202²", "２０２１", "20211"])
def test_what_only_looks_like_a_year_is_no_day(text: str) -> None:
    """Digits of other kinds are named at their cell."""
    with pytest.raises(WorkbookError, match="không phải là ngày"):
        stored(COMMUNES.column("valid_from"), text, Spot("x.xlsx", 5), Names({}))


@pytest.mark.parametrize("slash", ["/", "\\"])
def test_a_file_that_is_not_there_is_said_in_words(slash: str) -> None:
    """On Windows, too: a path is written with other slashes there."""
    for path, told in (
        (("data", "reference", "criteria", "bo-moi.csv"), "Bộ bo-moi chưa có chỉ tiêu nào."),
        (("data", "conclusions", "2022-12-20.csv"), "Chưa có kết luận nào của thông báo 2022-12-20."),
    ):
        root = slash.join(("C:", "Temp", "ntm-x"))
        error = WorkbookError(f"Không có tệp {slash.join((root, *path))}. Chép lại tệp này.")
        assert str(_at_cell(error, {}, root)).startswith(told)


# Names that changed, files that are older than the workbook


def test_a_name_of_before_is_understood() -> None:
    """“Tên (id)” is whose id it has, whatever the name; a period, shown without its key, is known by the name the file was written with."""
    names = Names({AGENCIES: {"ld-tbxh": "Phòng mới"}, PERIODS: {"0.0": "huyện Mới"}}, {PERIODS: {"0.0": "huyện Cũ"}})
    at = Spot("x.xlsx", 5)
    assert stored(LEADS.column("department_id"), "Phòng cũ (ld-tbxh)", at, names) == "ld-tbxh"
    assert [stored(COMMUNES.column("periods"), text, at, names) for text in ("huyện Mới", "huyện Cũ")] == ["0.0"] * 2
    with pytest.raises(WorkbookError, match="không có “Phòng cũ"):
        stored(LEADS.column("department_id"), "Phòng cũ (khac)", at, names)


def test_no_in_a_flag_of_a_season_is_empty() -> None:
    """Both are no: chosen, it does not make the file differ from the workbook for ever."""
    for name in ("is_current", "cut_off_illustrative", "conference_illustrative"):
        column = SEASONS.column(name)
        assert stored(column, "không", Spot("x.xlsx", 5), Names({})) == "" and shown(column, "", Names({})) == ""


SHORT = [
    SettingRow(str(n), {"short": short, "full": full})
    for n, (short, full) in enumerate((("A", "a"), ("B", "b"), ("C", "c")), 2)
]


def older(*rows: tuple[str, str, str], had: Sequence[SettingRow] = SHORT, now: Sequence[SettingRow] = SHORT) -> Any:
    """Return what an older sheet of abbreviations changes in `now`: rows of "x" or "", short and full, the first ones with the marks of `had`."""
    marks = [*marks_of(ABBREVIATIONS, had, Names({}))]
    read = [
        ReadRow("", drop, {"short": short, "full": full} if short else {"full": full}, Spot("x.xlsx", 5 + n), mark)
        for n, ((drop, short, full), mark) in enumerate(zip(rows, [*marks, *[""] * len(rows)], strict=False))
    ]
    return changed_rows(ABBREVIATIONS, now, read, marks, Names({}))


def test_a_row_deleted_in_an_older_file_goes_if_nobody_changed_it() -> None:
    """As in one that is not older; what the workbook has otherwise, or no more, is counted and kept."""
    found = older(("", "A", "a"), ("", "B", "b"))
    assert (found.rows, found.deleted, found.lost, found.lost_deleted) == ([], ["4"], [], 0)
    other = [*SHORT[:2], SettingRow("4", {"short": "C", "full": "của người khác"})]
    found = older(("", "A", "a"), ("", "B", "b"), now=other)
    assert (found.rows, found.deleted, found.lost, found.lost_deleted) == ([], [], [], 1)


def test_an_x_in_an_older_file_is_never_lost() -> None:
    """The row goes, with the column of its key gone too; one that somebody changed is named; one that is gone already is no change."""
    assert [row.row_id for row in older(("x", "A", "a"), ("", "B", "b"), ("", "C", "c")).rows] == ["2"]
    assert [row.row_id for row in older(("x", "", "a"), ("", "B", "b"), ("", "C", "c")).rows] == ["2"]
    other = [SettingRow("2", {"short": "A", "full": "của người khác"}), *SHORT[1:]]
    assert len(older(("x", "A", "a"), ("", "B", "b"), ("", "C", "c"), now=other).lost) == 1
    assert len(older(("x", "", "a"), ("", "B", "b"), ("", "C", "c"), now=other).lost) == 1
    found = older(("x", "A", "a"), ("", "B", "b"), ("", "C", "c"), now=SHORT[1:])
    assert (found.rows, found.lost) == ([], [])


def test_a_row_is_known_by_its_mark_under_the_names_of_then() -> None:
    """An agency was renamed since, and the file of leads changed: an edit of one row is still that row's."""
    values = {"criteria_set": "s", "indicator": "1.1", "department_id": "p", "basis": "cũ"}
    row, then = SettingRow("2", values), Names({"sets": {"s": ""}, AGENCIES: {"p": "Phòng cũ"}})
    texts = {c.name: text_of(c, values[c.name], then) for c in LEADS.columns}
    mark = mark_of(LEADS.columns, texts)
    now = Names({"sets": {"s": ""}, AGENCIES: {"p": "Phòng mới"}}, {AGENCIES: {"p": "Phòng cũ"}})
    read = [ReadRow("2", "", {**texts, "basis": "mới"}, Spot("x.xlsx", 5), mark)]
    found = changed_rows(LEADS, [row], read, [mark], now)
    assert [own.row_id for own in found.rows] == ["2"] and not found.lost


def test_files_that_came_or_went_make_a_sheet_older(folder: Path) -> None:
    """A file of conclusions that somebody took away does not come back with its rows; the settings are a file of the sheet of communes, too."""
    contents = read_contents(Workbook.open(folder))
    read = ReadSetup(contents.places, {**contents.hashes, "data/conclusions/2019-12-20.csv": "0"})
    assert stale_files(CONCLUSIONS, contents, read) == ["data/conclusions/2019-12-20.csv"]
    assert stale_files(LEVELS, contents, read) == stale_files(COMMUNES, contents, read) == []
    read = ReadSetup(contents.places, {**contents.hashes, SETTINGS: "0"})
    assert stale_files(COMMUNES, contents, read) == stale_files(PLACES, contents, read) == [SETTINGS]


@pytest.mark.parametrize(
    "name", ["2022-12-20-nháp", unicodedata.normalize("NFD", "2022-12-20-nháp"), "2022-12-20  nháp"]
)
def test_a_file_of_conclusions_of_any_name(name: str, folder: Path) -> None:
    """Whatever the form of its letters and its spaces: its rows are found again, and its file."""
    path = folder / f"data/conclusions/{name}.csv"
    shutil.copy(folder / "data/conclusions/2020-12-24.csv", path)
    workbook = Workbook.open(folder)
    rows = [
        row
        for row in read_contents(workbook).rows["Kết luận"]
        if row.values["conclusions"] == "2022-12-20 nháp".replace(" ", "-" if "-nh" in name else " ")
    ]
    assert rows and (folder / path_of(CONCLUSIONS, workbook, rows[0].values["conclusions"])).samefile(path)
    found = changed(workbook, {"Kết luận": {rows[0].row_id: {"summary": "Làm lại"}}})
    assert [folder / file for file in found.files] == [path]


# What has to stay


def test_what_imported_tables_and_forms_yet_to_be_read_use_stays(folder: Path) -> None:
    """A season with a table or a form keeps its name and set; communes of a table keep their codes."""
    table = folder / "data/imports/2019/bang-2019-012345"
    table.mkdir(parents=True)
    rows = [column.name for column in TABLED_RESULTS.columns]
    with (table / "results.csv").open("w", encoding="utf-8-sig", newline="") as file:
        said = {"unit_id": "huong-huu", "season": "2019", "criterion_no": "1", "result": "met", "table_id": table.name}
        csv.writer(file).writerows([rows, [said.get(name, "") for name in rows]])
    form = folder / "data/submissions/2018/xa/bieu.xlsx"
    form.parent.mkdir(parents=True)
    form.write_bytes(b"")
    (folder / "data/submissions/2017").mkdir()
    workbook = Workbook.open(folder)
    contents = read_contents(workbook)
    used = used_by_forms(workbook, contents).rows
    values = {title: {row.row_id: row.values for row in own} for title, own in contents.rows.items()}
    assert {values["Kỳ"][i]["name"] for i in used["Kỳ"]} == {"2018", "2019"}
    assert {values["Xã"][i]["unit_id"] for i in used["Xã"]} == {"huong-huu"}
    own = read_rows(SEASONS, contents)
    at = next(n for n, row in enumerate(own) if row.texts["name"] == "2018")
    sets = [name for name in contents.names.of["sets"] if name != own[at].texts["criteria_set"]]
    own[at] = replace(own[at], texts={**own[at].texts, "criteria_set": sets[0]})
    found = compare(SEASONS, contents.rows["Kỳ"], own, [c.name for c in SEASONS.columns], contents.names, used["Kỳ"])
    assert ["“Bộ tiêu chí” của 2018 không đổi được" in str(fault) for fault in found.faults] == [True]


def test_a_place_that_forms_came_from_stays(tmp_path: Path) -> None:
    """It may get another period in the place of its only one; its row can't just go."""
    make_several_districts(tmp_path)
    workbook = Workbook.open(tmp_path)
    contents = read_contents(workbook)
    used = used_by_forms(workbook, contents).places
    row = contents.rows["Nơi"][0]
    assert row.values["id"] in used
    own = SheetChanges(PLACES, {row.row_id: row.values}, removed=[row.row_id])
    (fault,) = _dropped_places(own, used)
    assert f"nơi {row.values['id']} không bỏ được" in str(fault) and not [*_dropped_places(own, frozenset())]


# Levels of annexes


OLD = {**dict.fromkeys((c.name for c in LEVELS.columns), ""), "criteria_set": "s", "indicator": "2.1", "comparator": ">=", "target": "80"}  # fmt: skip


def annex_of(
    years: Sequence[tuple[str, str]], *old: tuple[str, str]
) -> tuple[list[tuple[str, str, str]], list[str], list[str]]:
    """Return the levels (first and last year, target) after annexes of these years over old levels, the faults, and what is told."""
    own = SheetChanges(LEVELS, {str(n): {**OLD, "from_year": a, "to_year": z} for n, (a, z) in enumerate(old)})
    found = AnnexFindings()
    levels = AnnexLevels(own, found)
    letters = {"target": "D"}
    for n, (first, last) in enumerate(years):
        row = {**OLD, "from_year": first, "to_year": last, "target": str(90 + n)}
        levels.put(row, Spot("x.xlsx", 15 + n, sheet="Dán phụ lục", letters=letters))
    levels.finish()
    rows = [{**values, **own.cells.get(i, {})} for i, values in own.before.items()] + [row.values for row in own.added]
    after = sorted((row["from_year"], row["to_year"], row["target"]) for row in rows)
    return after, [str(fault) for fault in found.faults], found.remarks


@pytest.mark.parametrize(
    ("years", "old", "after"),
    [
        ([("2023", "2023")], ("2021", ""), [("2021", "2022", "80"), ("2023", "2023", "90"), ("2024", "", "80")]),
        ([("2023", "2023")], ("2023", "2025"), [("2023", "2023", "90"), ("2024", "2025", "80")]),
        ([("2023", "")], ("2021", ""), [("2021", "2022", "80"), ("2023", "", "90")]),
        ([("2021", "")], ("2021", "2022"), [("2021", "2022", "90")]),
        ([("", "2022")], ("", ""), [("", "2022", "90"), ("2023", "", "80")]),
        ([("2023", "2023"), ("2024", "2024")], ("2021", "2025"), [("2021", "2022", "80"), ("2023", "2023", "90"), ("2024", "2024", "91"), ("2025", "2025", "80")]),
        ([("2024", "2024"), ("2022", "2022")], ("2021", ""), [("2021", "2021", "80"), ("2022", "2022", "91"), ("2023", "2023", "80"), ("2024", "2024", "90"), ("2025", "", "80")]),
    ],
)  # fmt: skip
def test_an_annex_takes_its_years_from_an_old_level_and_no_others(
    years: Sequence[tuple[str, str]], old: tuple[str, str], after: Sequence[tuple[str, str, str]]
) -> None:
    """Every year that an annex does not speak of keeps its level, and it is said where this needs a row more."""
    found, faults, told = annex_of(years, old)
    assert found == sorted(after) and faults == []
    more = [first for first, _, target in after if target == "80" and first != old[0]]
    assert len(told) == len(more) and all("vẫn là mức cũ (≥ 80)" in line for line in told)


def test_an_annex_taken_again_leaves_a_later_level_as_it_is() -> None:
    """An annex without a last year, whose level a later one has cut since."""
    assert annex_of([("2021", "")], ("2021", "2022"), ("2023", ""))[:2] == (
        [("2021", "2022", "90"), ("2023", "", "80")],
        [],
    )


def test_where_a_level_stands_twice_is_said() -> None:
    """With sheet and cell."""
    _, (fault,), _ = annex_of([("2023", "2023"), ("2023", "2024")], ("2021", ""))
    assert "ô D16: mức này đã ghi hay sửa ở trang “Dán phụ lục”, ô D15. Bỏ một chỗ." in fault


def test_the_command_that_is_told_runs_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the workbook's folder its name is enough, elsewhere it has the whole path and the workbook."""
    monkeypatch.chdir(tmp_path)
    assert _command(tmp_path / "thiet-lap.xlsx") == "ntm setup thiet-lap.xlsx"
    assert _command(tmp_path / "thiet-lap (cũ).xlsx") == 'ntm setup "thiet-lap (cũ).xlsx"'
    path = tmp_path / "so cua toi" / "thiet-lap.xlsx"
    assert _command(path) == f'ntm setup "{path}" --workbook "{path.parent}"'


def test_changes_are_told_with_names_and_where_they_stand() -> None:
    """A period that the file adds by its name, no key of the program's; a level that an annex changes by the annex's sheet and cell."""
    _, contents = shipped_contents()
    row, level = contents.rows["Xã"][0], contents.rows["Mức"][0]
    names = contents.names.with_names(PERIODS, {"+0": "huyện Mới"})
    xa = Spot("x.xlsx", 5, sheet="Xã", letters={"periods": "F"})
    annex = Spot("x.xlsx", 15, sheet="Dán phụ lục", letters={"target": "D"})
    changes = {
        "Xã": SheetChanges(COMMUNES, {"2": row.values}, {"2": {"periods": "0.0;+0"}}, spots={"2": xa}),
        "Mức": SheetChanges(LEVELS, {"2": level.values}, {"2": {"target": "1"}}, spots={"2": annex}),
    }
    told = "\n".join(change_lines(Taken(changes, NewFiles(), contents, names, [])))
    assert "  - ô F5, " in told and "→ “huyện Nam Đông; huyện Mới”" in told
    assert "  - trang “Dán phụ lục”, ô D15, " in told
