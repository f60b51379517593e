"""Forms as real Excel files: what is written is read back, and what people do to a form is said cell by cell."""

import re
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest

from ntm_lib.errors import IntakeError
from ntm_lib.intake import form as layout
from ntm_lib.intake.form_reader import read_form
from ntm_lib.intake.form_writer import FormContent, write_form
from tests.unit.builders import identity, nfd, raw_form

INDICATORS, VILLAGES, FOLLOW_UP, NOTES = (
    s.title for s in (layout.INDICATORS, layout.VILLAGES, layout.FOLLOW_UP, layout.NOTES)
)


def written(path, rows, sheets=layout.COMMUNE_SHEETS):
    write_form(path, FormContent("Biểu thử", identity(season="2021"), sheets, rows))
    return path


def entries(form, title):
    """Return the rows of a sheet without their empty fields."""
    return [{name: value for name, value in row.values.items() if value is not None} for row in form.rows[title]]


def grid(sheet, *rows):
    """Return the sheet's headings with `rows` (by field name) below, as a grid."""
    return [[f.heading for f in sheet.fields], *([row.get(f.name) for f in sheet.fields] for row in rows)]


def read_one_sheet(path, sheet, cells):
    """Read a form of which only `sheet` is asked for."""
    return read_form(raw_form(path, {sheet.title: cells}), [sheet])


# Written and read back


def test_a_form_reads_back_as_it_was_written(tmp_path):
    """Numbers, dates, texts and choices come back as they were entered, choices as the word the data use."""
    rows = {
        INDICATORS: [
            {"criterion_no": "17", "indicator": "17.10", "component": "nuoc-sach", "indicator_name": "Tỷ lệ hộ", "level": "≥ 60%",
             "unit": "% hộ", "numerator": 1978.5, "denominator": 2785, "assessed": "Cơ bản đạt", "assessed_by": "Phòng KT-HT",
             "self_assessment": "Không áp dụng", "status": "Thẩm tra", "origin": "Báo cáo", "evidence": "BC 12", "note": "đã rà soát"},
            {"indicator": "1.1", "numerator": 0, "status": "Ước", "origin": "Minh họa"},
        ],
        layout.MEASURES.title: [{"indicator": "households", "numerator": 701, "status": "Chính thức", "origin": "Công bố"}],
        layout.DOSSIERS.title: [{"tier": "NTM", "dossier_state": "Cơ bản đạt"}],
        FOLLOW_UP: [{"item": "4.3", "state": "Đang thực hiện", "figure": 12.5, "dossier_state": "Huyện thẩm tra đạt", "as_of": date(2021, 12, 5)}],
        VILLAGES: [{"village": "3", "tier": "thôn NTM kiểu mẫu", "criteria_met": 7, "criteria_total": 10, "as_of": date(2021, 2, 1)}],
        NOTES: [{"heading": "Kiến nghị, đề xuất", "text": "Bố trí vốn sớm."}],
    }  # fmt: skip
    form = read_form(written(tmp_path / "a.xlsx", rows), layout.COMMUNE_SHEETS)
    assert form.problems == []
    assert entries(form, INDICATORS) == [
        rows[INDICATORS][0] | {"assessed": "basically_met", "self_assessment": "not_applicable", "status": "thẩm tra", "origin": "reported"},
        {"indicator": "1.1", "numerator": 0, "status": "ước", "origin": "illustrative"},
    ]  # fmt: skip
    assert entries(form, layout.MEASURES.title) == [
        {"indicator": "households", "numerator": 701, "status": "chính thức", "origin": "published"}
    ]
    assert entries(form, layout.DOSSIERS.title) == [{"tier": "NTM", "dossier_state": "cơ bản đạt"}]
    assert entries(form, FOLLOW_UP) == [
        rows[FOLLOW_UP][0] | {"state": "đang thực hiện", "dossier_state": "huyện thẩm tra đạt"}
    ]
    assert entries(form, VILLAGES) == rows[VILLAGES]
    assert entries(form, NOTES) == rows[NOTES]
    assert (form.identity["respondent"], form.identity["season"]) == ("an-binh", "2021")


def test_every_choice_of_a_list_is_read(tmp_path):
    """Each word the form offers is understood, so that no one who chooses from the list gets a finding."""
    for field, words in layout.CHOICES.items():
        sheet = next(s for s in layout.COMMUNE_SHEETS if any(f.name == field for f in s.fields))
        rows = [dict.fromkeys(sheet.needed, f"x{n}") | {field: word} for n, word in enumerate(words)]
        form = read_one_sheet(tmp_path / "a.xlsx", sheet, grid(sheet, *rows))
        assert ([row.values[field] for row in form.rows[sheet.title]], form.problems) == (list(words.values()), [])


def test_an_empty_cell_is_nothing_and_nought_is_nought(tmp_path):
    """A cell left blank has no value; a 0 that was entered is 0."""
    form = read_form(
        written(tmp_path / "a.xlsx", {INDICATORS: [{"indicator": "9.1", "numerator": 0}]}), [layout.INDICATORS]
    )
    row = form.rows[INDICATORS][0]
    assert (row.number("numerator"), row.number("denominator"), row.text("assessed")) == (0.0, None, "")


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK('x')", "+84 54 387", "-", "@xã", "http://namdong.vn", "0012"])
def test_text_stays_text(tmp_path, text):
    """A note that looks like a formula, a link or a number is kept letter by letter and computes nothing."""
    path = written(tmp_path / "a.xlsx", {INDICATORS: [{"indicator": "1.1", "note": text}]})
    assert read_form(path, [layout.INDICATORS]).rows[INDICATORS][0].values["note"] == text
    with zipfile.ZipFile(path) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets" in name)


def test_the_same_content_gives_the_same_bytes(tmp_path):
    """Writing a form twice gives one and the same file, on another day too: it doesn't say when it was written."""
    rows = {INDICATORS: [{"indicator": "1.1", "numerator": 5}]}
    with zipfile.ZipFile(written(tmp_path / "a.xlsx", rows)) as parts:
        assert b"2020-01-01T00:00:00Z</dcterms:created>" in parts.read("docProps/core.xml")
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
    assert written(tmp_path / "a.xlsx", rows).read_bytes() == written(tmp_path / "b" / "a.xlsx", rows).read_bytes()


def is_locked(path, sheet_number, cell):
    """Return whether Excel refuses to change a cell of the protected sheet (the style of the cell, else of its column)."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as parts:
        page = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{sheet_number}.xml"))
        styles = ElementTree.fromstring(parts.read("xl/styles.xml")).find(f"{space}cellXfs")
    assert page.find(f"{space}sheetProtection") is not None
    column = ord(re.match("[A-Z]", cell)[0]) - ord("A") + 1
    widths = [c for c in page.iter(f"{space}col") if int(c.get("min")) <= column <= int(c.get("max"))]
    found = [c for c in page.iter(f"{space}c") if c.get("r") == cell]
    number = found[0].get("s", "0") if found else widths[0].get("style", "0")
    protection = styles[int(number)].find(f"{space}protection")
    return protection is None or protection.get("locked") != "0"


def test_what_the_office_prints_is_locked_and_what_the_commune_fills_is_open(tmp_path):
    """In a protected form the code cannot be overwritten by accident, the figures beside it can be entered."""
    path = written(tmp_path / "a.xlsx", {INDICATORS: [{"indicator": "1.1"}]})
    assert [is_locked(path, 2, cell) for cell in ("B5", "G5", "H5", "I5", "O5")] == [True, False, False, False, False]


def test_spare_rows_can_be_filled(tmp_path):
    """A commune can add a village to a blank form: the rows below the headings are open."""
    path = written(tmp_path / "a.xlsx", {})
    sheet_number = 2 + layout.COMMUNE_SHEETS.index(layout.VILLAGES)  # sheet1 is the identity
    assert not is_locked(path, sheet_number, "A5")


# What people do to the layout


@pytest.mark.parametrize("above", [0, 1, 7])
def test_the_header_row_is_found_where_it_was_moved(tmp_path, above):
    """Rows inserted above the headings move the addresses, not the values."""
    cells = [["Ghi chú của xã"]] * above + grid(layout.INDICATORS, {"indicator": "1.1", "numerator": 5})
    form = read_one_sheet(tmp_path / "a.xlsx", layout.INDICATORS, cells)
    row = form.rows[INDICATORS][0]
    # The value stands one row below the headings, in the seventh column
    assert (row.number("numerator"), row.cells["numerator"], form.problems) == (5, f"G{above + 2}", [])


def test_empty_rows_and_columns_in_front_do_not_shift_addresses(tmp_path):
    """With two empty rows above and an empty column before the table, the address is still that of the cell itself."""
    table = grid(layout.INDICATORS, {"indicator": "1.1", "numerator": 5})
    form = read_one_sheet(tmp_path / "a.xlsx", layout.INDICATORS, [[], [], *([None, *row] for row in table)])
    # Headings in row 3, so the value is in row 4; the seventh column became the eighth
    assert form.rows[INDICATORS][0].cells["numerator"] == "H4"


def test_columns_are_found_in_any_order(tmp_path):
    """Columns that were moved are read by their headings."""
    cells = [row[::-1] for row in grid(layout.INDICATORS, {"indicator": "1.1", "numerator": 5, "denominator": 8})]
    row = read_one_sheet(tmp_path / "a.xlsx", layout.INDICATORS, cells).rows[INDICATORS][0]
    # 15 columns: indicator, numerator and denominator stood in the 2nd, 7th and 8th
    assert (row.number("numerator"), row.number("denominator")) == (5, 8)
    assert (row.cells["indicator"], row.cells["numerator"], row.cells["denominator"]) == ("N2", "I2", "H2")


@pytest.mark.parametrize(
    "typed", [nfd, str.upper, lambda text: f"  {text.replace(' ', '  ')} "], ids=["NFD", "capitals", "spaces"]
)
def test_headings_are_found_however_they_are_typed(tmp_path, typed):
    """Sheet names are as in the form; headings in another Unicode form, in capitals or with more spaces are the same headings."""
    headings, *rows = grid(layout.VILLAGES, {"village": "thôn 3", "tier": "kiểu mẫu", "criteria_met": 7})
    form = read_one_sheet(tmp_path / "a.xlsx", layout.VILLAGES, [[typed(h) for h in headings], *rows])
    assert (entries(form, VILLAGES), form.problems) == (
        [{"village": "thôn 3", "tier": "kiểu mẫu", "criteria_met": 7}],
        [],
    )


def test_names_come_out_composed_with_single_spaces(tmp_path):
    """A village, a choice or a sheet's name in the Unicode form of another keyboard is read as the usual one."""
    cells = grid(
        layout.VILLAGES,
        {"village": nfd("thôn  Phú Nam"), "tier": "kiểu mẫu", "dossier_state": nfd("Huyện thẩm tra đạt")},
    )
    path = raw_form(tmp_path / "a.xlsx", {nfd(VILLAGES): cells})
    assert entries(read_form(path, [layout.VILLAGES]), VILLAGES) == [
        {"village": "thôn Phú Nam", "tier": "kiểu mẫu", "dossier_state": "huyện thẩm tra đạt"}
    ]


def test_a_number_typed_as_a_name_is_a_name(tmp_path):
    """Thôn 3 entered as the number 3 is the village "3", not "3.0"."""
    form = read_one_sheet(
        tmp_path / "a.xlsx", layout.VILLAGES, grid(layout.VILLAGES, {"village": 3, "tier": "kiểu mẫu"})
    )
    assert form.rows[VILLAGES][0].values["village"] == "3"


# What can't be taken over


@pytest.mark.parametrize(
    ("sheet", "field", "entered", "cell", "said"),
    [
        (layout.INDICATORS, "numerator", "không có", "G2", ["“không có”", "không phải là số"]),
        (layout.INDICATORS, "denominator", "1,234", "H2", ["“1,234”"]),  # 1,234 or 1.234? Not guessed
        (layout.INDICATORS, "numerator", date(2021, 5, 1), "G2", ["2021-05-01", "không phải là số"]),
        (layout.INDICATORS, "assessed", "Có", "I2", ["“Có”", "Đạt, Chưa đạt, Cơ bản đạt, Không áp dụng"]),
        (layout.INDICATORS, "origin", "Ước", "M2", ["“Ước”", "Công bố, Minh họa, Báo cáo"]),
        (layout.INDICATORS, "status", 1, "L2", ["“1”", "Ước, Chính thức, Thẩm tra"]),
        (layout.VILLAGES, "as_of", "tháng 12", "F2", ["“tháng 12”", "không phải là ngày"]),
        (layout.VILLAGES, "as_of", 2021, "F2", ["“2021”", "không phải là ngày"]),
        (layout.VILLAGES, "criteria_total", "mười", "D2", ["“mười”"]),
    ],
)
def test_a_cell_that_does_not_fit_is_a_problem_with_its_address(tmp_path, sheet, field, entered, cell, said):
    """Text for a number, a word not in the list or no date: the cell is named with what to do, and counts as empty; the row stays."""
    row = dict.fromkeys(sheet.needed, "x") | {field: entered}
    form = read_one_sheet(tmp_path / "a.xlsx", sheet, grid(sheet, row))
    (problem,) = form.problems
    assert (problem.sheet, problem.cell) == (sheet.title, cell)
    assert all(words in problem.message for words in said)
    assert entries(form, sheet.title) == [dict.fromkeys(sheet.needed, "x")]


@pytest.mark.parametrize("typed", ["Huyện công nhận", "Xã thẩm tra đạt", "Tỉnh tự đánh giá đạt"])
def test_who_decided_is_not_guessed(tmp_path, typed):
    """ "Huyện công nhận" is not "Tỉnh công nhận": a state that names another authority is a problem, not the nearest state."""
    row = {"village": "thôn 3", "tier": "kiểu mẫu", "dossier_state": typed}
    form = read_one_sheet(tmp_path / "a.xlsx", layout.VILLAGES, grid(layout.VILLAGES, row))
    assert form.rows[VILLAGES][0].values["dossier_state"] is None and len(form.problems) == 1


def test_one_bad_cell_costs_one_problem(tmp_path):
    """The rows around a bad cell are read as if nothing had happened."""
    rows = [
        {"indicator": "1.1", "numerator": 1},
        {"indicator": "1.2", "numerator": "?"},
        {"indicator": "1.3", "numerator": 3},
    ]
    form = read_one_sheet(tmp_path / "a.xlsx", layout.INDICATORS, grid(layout.INDICATORS, *rows))
    assert [row.number("numerator") for row in form.rows[INDICATORS]] == [1, None, 3]
    assert [problem.cell for problem in form.problems] == ["G3"]


def test_a_row_with_entries_but_without_its_name_is_a_problem(tmp_path):
    """Figures for a village without a name are not counted for anybody, and said; an empty row is only empty."""
    rows = [{"tier": "kiểu mẫu", "criteria_met": 7}, {}, {"village": "thôn 3", "tier": "kiểu mẫu"}]
    form = read_one_sheet(tmp_path / "a.xlsx", layout.VILLAGES, grid(layout.VILLAGES, *rows))
    assert [row.values["village"] for row in form.rows[VILLAGES]] == ["thôn 3"]
    (problem,) = form.problems
    assert problem.cell == "A2" and "Dòng 2" in problem.message and "“Tên thôn”" in problem.message


def test_a_missing_column_is_named_and_the_others_are_read(tmp_path):
    """A form without its denominators still gives its numerators, and says what is gone."""
    cells = [
        row[:7] + row[8:] for row in grid(layout.INDICATORS, {"indicator": "1.1", "numerator": 5, "assessed": "Đạt"})
    ]
    form = read_one_sheet(tmp_path / "a.xlsx", layout.INDICATORS, cells)
    assert entries(form, INDICATORS) == [{"indicator": "1.1", "numerator": 5, "assessed": "met"}]
    (problem,) = form.problems
    assert (problem.cell, "Thiếu cột: “Mẫu số”." in problem.message) == ("", True)


@pytest.mark.parametrize(
    "cells",
    [[], [["Biểu thử"], ["1.1", 5]], [row[:1] + row[2:] for row in grid(layout.INDICATORS, {"indicator": "1.1"})]],
    ids=["empty sheet", "no headings", "without the code's column"],
)
def test_a_sheet_without_its_headings_is_a_problem(tmp_path, cells):
    """Without the headings that give a row its meaning, the sheet gives no rows and one problem that says what to restore."""
    form = read_one_sheet(tmp_path / "a.xlsx", layout.INDICATORS, cells)
    (problem,) = form.problems
    assert form.rows[INDICATORS] == []
    assert "Không thấy dòng tiêu đề có cột “Mã chỉ tiêu”" in problem.message


def test_a_missing_sheet_is_a_problem_and_the_others_are_read(tmp_path):
    """A form whose sheet was deleted names the sheet and keeps the rest."""
    path = raw_form(tmp_path / "a.xlsx", {VILLAGES: grid(layout.VILLAGES, {"village": "thôn 3", "tier": "kiểu mẫu"})})
    form = read_form(path, [layout.INDICATORS, layout.VILLAGES])
    assert [(p.sheet, f"Thiếu trang “{INDICATORS}”" in p.message) for p in form.problems] == [(INDICATORS, True)]
    assert len(form.rows[VILLAGES]) == 1


# Files that are no forms


def no_bytes(path):
    path.write_bytes(b"")


def plain_text(path):
    path.write_text("Kính gửi Văn phòng Điều phối", encoding="utf-8")


def cut_off_half_way(path):
    written(path, {})
    path.write_bytes(path.read_bytes()[:2000])


def other_archive(path):
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("a.txt", "không phải Excel")


def folder(path):
    path.mkdir()


def broken_sheet(path):
    written(path.with_name("whole.xlsx"), {})
    with zipfile.ZipFile(path.with_name("whole.xlsx")) as whole, zipfile.ZipFile(path, "w") as parts:
        for name in whole.namelist():
            content = whole.read(name)
            parts.writestr(name, content[:300] if name.endswith("sheet2.xml") else content)


@pytest.mark.parametrize(
    "spoil",
    [
        no_bytes,
        plain_text,
        cut_off_half_way,
        other_archive,
        folder,
        broken_sheet,
    ],
    ids=lambda spoil: spoil.__name__,
)  # fmt: skip
def test_a_file_that_cant_be_opened_is_named(tmp_path, spoil):
    """A corrupt, empty or foreign file is one sentence with the file's name and what to do, not a stack trace."""
    path = tmp_path / "huong-huu.xlsx"
    spoil(path)
    with pytest.raises(IntakeError, match=r"Không mở được tệp huong-huu\.xlsx.*lưu thành \.xlsx"):
        read_form(path, layout.COMMUNE_SHEETS)


def test_another_workbook_is_not_taken_for_a_form(tmp_path):
    """An Excel file without the identity sheet is refused by name."""
    path = raw_form(tmp_path / "danh-sach.xlsx", {})
    renamed = tmp_path / "khac.xlsx"
    with zipfile.ZipFile(path) as form, zipfile.ZipFile(renamed, "w") as parts:
        for name in form.namelist():
            parts.writestr(name, form.read(name).replace(layout.IDENTITY_SHEET.encode(), "Danh sách".encode()))
    with pytest.raises(IntakeError, match=r"khac\.xlsx không có trang “Thông tin”"):
        read_form(renamed, layout.COMMUNE_SHEETS)
