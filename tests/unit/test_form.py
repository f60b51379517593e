"""Forms as real Excel files: what is written is read back, and what people do to a form is said cell by cell."""

import re
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest

from ntm_lib.errors import IntakeError
from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import FormContent, write_form
from ntm_lib.intake.reading.form_reader import read_form
from tests.unit.builders import identity, nfd, raw_form
from tests.unit.form_files import DATA, entries, form_of, grid, indicators, read_sheet, said, sheet_xml, xlsb, xlsx

INDICATORS, VILLAGES, FOLLOW_UP, NOTES = (
    s.title for s in (layout.INDICATORS, layout.VILLAGES, layout.FOLLOW_UP, layout.NOTES)
)


def written(path, rows, sheets=layout.COMMUNE_SHEETS):
    write_form(path, FormContent("Biểu thử", identity(season="2021"), sheets, rows))
    return path


# Written and read back


def test_a_form_reads_back_as_it_was_written(tmp_path):
    """Numbers, dates, texts and choices come back as they were entered, choices as the word the data use; of printed texts only names and levels are read."""
    printed = {"indicator_name": "Tỷ lệ hộ", "level": "≥ 60", "unit": "% hộ"}
    entered = {
        INDICATORS: [
            {"indicator": "17.10", "component": "nuoc-sach", "numerator": 1978.5, "denominator": 2785, "assessed": "Cơ bản đạt",
             "assessed_by": "Phòng KT-HT", "self_assessment": "Không áp dụng", "status": "Thẩm tra", "origin": "Báo cáo",
             "evidence": "BC 12", "note": "đã rà soát"},
            {"indicator": "1.1", "numerator": 0, "status": "Ước", "origin": "Minh họa"},
        ],
        layout.MEASURES.title: [{"indicator": "households", "value": 701, "status": "Chính thức", "origin": "Công bố"}],
        layout.DOSSIERS.title: [{"tier": "NTM", "dossier_state": "Cơ bản đạt"}],
        FOLLOW_UP: [{"item": "4.3", "state": "Đang thực hiện", "figure": 12.5, "dossier_state": "Huyện thẩm tra đạt", "as_of": date(2021, 12, 5)}],
        VILLAGES: [{"village": "3", "tier": "thôn NTM kiểu mẫu", "criteria_met": 7, "criteria_total": 10, "as_of": date(2021, 2, 1)}],
        layout.RESOURCES.title: [{"resource": "dan-gop", "planned": 1250, "mobilised": 990.5, "origin": "Báo cáo"}],
        layout.DEBTS.title: [{"project": "Đường thôn 9", "debt_start": 300, "debt_new": 0, "debt_paid": 120.5, "debt_now": 179.5}],
        NOTES: [{"heading": "Kiến nghị, đề xuất", "text": "Bố trí vốn sớm."}],
    }  # fmt: skip
    rows = entered | {INDICATORS: [row | printed for row in entered[INDICATORS]]}
    form = read_form(written(tmp_path / "a.xlsx", rows).read_bytes(), layout.COMMUNE_SHEETS)
    assert form.problems == []
    assert entries(form, INDICATORS) == [
        {"indicator_name": "Tỷ lệ hộ", "level": "≥ 60"} | entered[INDICATORS][0] | {"assessed": "basically_met", "self_assessment": "not_applicable", "status": "thẩm tra", "origin": "reported"},
        {"indicator": "1.1", "indicator_name": "Tỷ lệ hộ", "level": "≥ 60", "numerator": 0, "status": "ước", "origin": "illustrative"},
    ]  # fmt: skip
    assert entries(form, layout.MEASURES.title) == [
        {"indicator": "households", "value": 701, "status": "chính thức", "origin": "published"}
    ]
    assert entries(form, layout.DOSSIERS.title) == [{"tier": "NTM", "dossier_state": "cơ bản đạt"}]
    assert entries(form, FOLLOW_UP) == [
        entered[FOLLOW_UP][0] | {"state": "đang thực hiện", "dossier_state": "huyện thẩm tra đạt"}
    ]
    assert entries(form, layout.RESOURCES.title) == [entered[layout.RESOURCES.title][0] | {"origin": "reported"}]
    for title in (VILLAGES, layout.DEBTS.title, NOTES):
        assert entries(form, title) == entered[title]
    assert (form.identity["respondent"], form.identity["season"]) == ("an-binh", "2021")


def test_every_choice_of_a_list_is_read():
    """Each word the form offers is understood, so that no one who chooses from the list gets a finding."""
    for field, words in layout.CHOICES.items():
        sheet = next(s for s in layout.COMMUNE_SHEETS if any(f.name == field for f in s.fields))
        rows = [dict.fromkeys(sheet.needed, f"x{n}") | {field: word} for n, word in enumerate(words)]
        form = read_sheet(form_of({sheet.title: grid(sheet, *rows)}), sheet)
        assert ([row.values[field] for row in form.rows[sheet.title]], form.problems) == (list(words.values()), [])


def test_an_empty_cell_is_nothing_and_nought_is_nought(tmp_path):
    """A cell left blank has no value; a 0 that was entered is 0."""
    form = read_form(
        written(tmp_path / "a.xlsx", {INDICATORS: [{"indicator": "9.1", "numerator": 0}]}).read_bytes(),
        [layout.INDICATORS],
    )
    row = form.rows[INDICATORS][0]
    assert (row.number("numerator"), row.number("denominator"), row.text("assessed")) == (0.0, None, "")


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK('x')", "+84 54 387", "-", "@xã", "http://namdong.vn", "0012"])
def test_text_stays_text(tmp_path, text):
    """A note that looks like a formula, a link or a number is kept letter by letter and computes nothing."""
    path = written(tmp_path / "a.xlsx", {INDICATORS: [{"indicator": "1.1", "note": text}]})
    assert read_form(path.read_bytes(), [layout.INDICATORS]).rows[INDICATORS][0].values["note"] == text
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
    # The code in A; numerator, denominator, assessment and evidence in H, I, K and P
    assert [is_locked(path, 2, cell) for cell in ("A5", "H5", "I5", "K5", "P5")] == [True, False, False, False, False]


def test_spare_rows_can_be_filled(tmp_path):
    """A commune can add a village to a blank form: the rows below the headings are open."""
    path = written(tmp_path / "a.xlsx", {})
    sheet_number = 2 + layout.COMMUNE_SHEETS.index(layout.VILLAGES)  # sheet1 is the identity
    assert not is_locked(path, sheet_number, "A5")


# What people do to the layout


@pytest.mark.parametrize("above", [0, 1, 7, 500])
def test_the_header_row_is_found_where_it_was_moved(above):
    """Rows inserted above the headings move the addresses, not the values."""
    cells = [["Ghi chú của xã"]] * above + grid(layout.INDICATORS, {"indicator": "1.1", "numerator": 5})
    form = read_sheet(form_of({INDICATORS: cells}), layout.INDICATORS)
    row = form.rows[INDICATORS][0]
    # The value stands one row below the headings, in the eighth column
    assert (row.number("numerator"), row.cell("numerator"), form.problems) == (5, f"H{above + 2}", [])


def test_empty_rows_and_columns_in_front_do_not_shift_addresses():
    """With two empty rows above and an empty column before the table, the address is still that of the cell itself."""
    table = grid(layout.INDICATORS, {"indicator": "1.1", "numerator": 5})
    form = read_sheet(form_of({INDICATORS: [[], [], *([None, *row] for row in table)]}), layout.INDICATORS)
    # Headings in row 3, so the value is in row 4; the eighth column became the ninth
    assert form.rows[INDICATORS][0].cell("numerator") == "I4"


def test_columns_are_found_in_any_order():
    """Columns that were moved are read by their headings."""
    cells = [row[::-1] for row in grid(layout.INDICATORS, {"indicator": "1.1", "numerator": 5, "denominator": 8})]
    row = read_sheet(form_of({INDICATORS: cells}), layout.INDICATORS).rows[INDICATORS][0]
    # 17 columns: indicator, numerator and denominator stood in the 1st, 8th and 9th
    assert (row.number("numerator"), row.number("denominator")) == (5, 8)
    assert (row.cell("indicator"), row.cell("numerator"), row.cell("denominator")) == ("Q2", "J2", "I2")


@pytest.mark.parametrize(
    "typed", [nfd, str.upper, lambda text: f"  {text.replace(' ', '  ')} "], ids=["NFD", "capitals", "spaces"]
)
def test_headings_are_found_however_they_are_typed(typed):
    """Sheet names are as in the form; headings in another Unicode form, in capitals or with more spaces are the same headings."""
    headings, *rows = grid(layout.VILLAGES, {"village": "thôn 3", "tier": "kiểu mẫu", "criteria_met": 7})
    form = read_sheet(form_of({VILLAGES: [[typed(h) for h in headings], *rows]}), layout.VILLAGES)
    assert (entries(form, VILLAGES), form.problems) == (
        [{"village": "thôn 3", "tier": "kiểu mẫu", "criteria_met": 7}],
        [],
    )


def test_names_come_out_composed_with_single_spaces():
    """A village, a choice or a sheet's name in the Unicode form of another keyboard is read as the usual one."""
    row = {"village": nfd("thôn  Phú Nam"), "tier": "kiểu mẫu", "dossier_state": nfd("Huyện thẩm tra đạt")}
    form = read_sheet(form_of({nfd(VILLAGES): grid(layout.VILLAGES, row)}), layout.VILLAGES)
    assert entries(form, VILLAGES) == [
        {"village": "thôn Phú Nam", "tier": "kiểu mẫu", "dossier_state": "huyện thẩm tra đạt"}
    ]
    assert form.problems == []


def test_a_number_typed_as_a_name_is_a_name():
    """Thôn 3 entered as the number 3 is the village "3", not "3.0"."""
    form = read_sheet(form_of({VILLAGES: grid(layout.VILLAGES, {"village": 3, "tier": "kiểu mẫu"})}), layout.VILLAGES)
    assert form.rows[VILLAGES][0].values["village"] == "3"


def test_a_long_text_is_read_whole():
    """A sentence that fills a cell to Excel's limit of 32,767 characters is read to its last letter."""
    text = "đã rà soát " * 2978 + "xong lúc"
    assert len(text) == 32_766
    form = read_sheet(indicators({"indicator": "1.1", "note": text}), layout.INDICATORS)
    assert form.rows[INDICATORS][0].values["note"] == text


# What can't be taken over


@pytest.mark.parametrize(
    ("sheet", "field", "entered", "check", "cell", "words"),
    [
        (layout.INDICATORS, "numerator", "không có", "O01", "H2", ["“không có”", "không phải là số"]),
        (layout.INDICATORS, "denominator", "1,234", "O02", "I2", ["“1,234”"]),  # 1,234 or 1.234? Not guessed
        (layout.INDICATORS, "numerator", "12,5%", "O03", "H2", ["phần trăm (12,5 %)"]),
        (layout.INDICATORS, "numerator", date(2021, 5, 1), "O01", "H2", ["2021-05-01", "không phải là số"]),
        (layout.INDICATORS, "numerator", True, "O01", "H2", ["“True”", "không phải là số"]),
        (layout.INDICATORS, "assessed", "Có", "O05", "K2", ["“Có”", "Đạt, Chưa đạt, Cơ bản đạt, Không áp dụng"]),
        (layout.INDICATORS, "origin", "Ước", "O05", "O2", ["“Ước”", "Công bố, Minh họa, Báo cáo"]),
        (layout.INDICATORS, "status", 1, "O05", "N2", ["“1”", "Ước, Chính thức, Thẩm tra"]),
        (layout.INDICATORS, "value", "#DIV/0!", "O07", "J2", ["#DIV/0!"]),
        (layout.VILLAGES, "as_of", "tháng 12", "O04", "F2", ["“tháng 12”", "không phải là ngày"]),
        (layout.VILLAGES, "as_of", 2021, "O04", "F2", ["“2021”", "không phải là ngày"]),
        (layout.VILLAGES, "criteria_total", "mười", "O01", "D2", ["“mười”"]),
    ],
)
def test_a_cell_that_does_not_fit_is_a_problem_with_its_address(sheet, field, entered, check, cell, words):
    """Text for a number, a word not in the list or no date: the cell is named with what to do, and counts as empty; the row stays."""
    row = dict.fromkeys(sheet.needed, "x") | {field: entered}
    form = read_sheet(form_of({sheet.title: grid(sheet, row)}), sheet)
    (problem,) = form.problems
    assert (problem.check, problem.sheet, problem.cell, problem.lost_sheet) == (check, sheet.title, cell, "")
    assert all(word in problem.message for word in words)
    assert entries(form, sheet.title) == [dict.fromkeys(sheet.needed, "x")]


@pytest.mark.parametrize("typed", ["Huyện công nhận", "Xã thẩm tra đạt", "Tỉnh tự đánh giá đạt"])
def test_who_decided_is_not_guessed(typed):
    """ "Huyện công nhận" is not "Tỉnh công nhận": a state that names another authority is a problem, not the nearest state."""
    row = {"village": "thôn 3", "tier": "kiểu mẫu", "dossier_state": typed}
    form = read_sheet(form_of({VILLAGES: grid(layout.VILLAGES, row)}), layout.VILLAGES)
    assert "dossier_state" not in form.rows[VILLAGES][0].values and said(form) == [("O05", "E2")]


def test_one_bad_cell_costs_one_problem():
    """The rows around a bad cell are read as if nothing had happened."""
    rows = [
        {"indicator": "1.1", "numerator": 1},
        {"indicator": "1.2", "numerator": "?"},
        {"indicator": "1.3", "numerator": 3},
    ]
    form = read_sheet(indicators(*rows), layout.INDICATORS)
    assert [row.number("numerator") for row in form.rows[INDICATORS]] == [1, None, 3]
    assert [problem.cell for problem in form.problems] == ["H3"]


def test_a_sheet_full_of_faults_names_a_thousand_of_them_and_how_many_more():
    """A sheet of rubbish does not bury the reader: the first thousand cells are named, the rest is counted."""
    rows = [{"indicator": f"1.{n}", "numerator": "?", "denominator": "?"} for n in range(600)]
    form = read_sheet(indicators(*rows), layout.INDICATORS)
    assert len(form.problems) == 1001
    assert "còn 200 chỗ" in form.problems[-1].message


def test_a_row_with_entries_but_without_its_name_is_a_problem():
    """Figures for a village without a name are not counted for anybody, and said; an empty row is only empty."""
    rows = [{"tier": "kiểu mẫu", "criteria_met": 7}, {}, {"village": "thôn 3", "tier": "kiểu mẫu"}]
    form = read_sheet(form_of({VILLAGES: grid(layout.VILLAGES, *rows)}), layout.VILLAGES)
    assert [row.values["village"] for row in form.rows[VILLAGES]] == ["thôn 3"]
    (problem,) = form.problems
    assert problem.check == "B05" and problem.cell == "A2"
    assert "Dòng 2" in problem.message and "“Tên thôn”" in problem.message


def test_a_row_without_its_name_is_a_problem_also_where_its_only_cell_is_one():
    """A word in place of a number, in a row that names no indicator: both are said."""
    assert said(read_sheet(indicators({"numerator": "?"}), layout.INDICATORS)) == [("O01", "H2"), ("B05", "A2")]


def test_a_row_that_holds_only_printed_labels_is_no_entry():
    """A spare row in which somebody dragged down "Báo cáo" says nothing, and nothing is said of it."""
    rows = [{"origin": "Báo cáo", "status": "Ước"}, {"indicator": "1.1", "numerator": 1}]
    form = read_sheet(indicators(*rows), layout.INDICATORS)
    assert (len(form.rows[INDICATORS]), form.problems) == (1, [])


@pytest.mark.parametrize(("field", "is_lost"), [("denominator", True), ("note", False)])
def test_a_missing_column_is_named_and_the_others_are_read(field, is_lost):
    """A form without a column still gives the others and says what is gone; without the denominators the sheet can't be used."""
    names = [f.name for f in layout.INDICATORS.fields]
    gone = names.index(field)
    row = {"indicator": "1.1", "numerator": 5, "assessed": "Đạt"}
    cells = [line[:gone] + line[gone + 1 :] for line in grid(layout.INDICATORS, row)]
    form = read_sheet(form_of({INDICATORS: cells}), layout.INDICATORS)
    assert entries(form, INDICATORS) == [{"indicator": "1.1", "numerator": 5, "assessed": "met"}]
    (problem,) = form.problems
    assert (problem.check, problem.cell, bool(problem.lost_sheet)) == ("B03", "", is_lost)
    assert f"Thiếu cột: “{layout.INDICATORS.field(field).heading}”." in problem.message
    assert form.rows[INDICATORS][0].cell(field) == ""


@pytest.mark.parametrize(
    "cells",
    [[], [["Biểu thử"], ["1.1", 5]], [row[1:] for row in grid(layout.INDICATORS, {"indicator": "1.1"})]],
    ids=["empty sheet", "no headings", "without the code's column"],
)
def test_a_sheet_without_its_headings_is_a_problem(cells):
    """Without the headings that give a row its meaning, the sheet gives no rows and one problem that says what to restore."""
    form = read_sheet(form_of({INDICATORS: cells}), layout.INDICATORS)
    (problem,) = form.problems
    assert (problem.check, problem.lost_sheet, form.rows[INDICATORS]) == ("B02", INDICATORS, [])
    assert "Không thấy dòng tiêu đề có cột “Mã chỉ tiêu”" in problem.message


def test_a_missing_sheet_is_a_problem_and_the_others_are_read():
    """A form whose sheet was deleted names the sheet and keeps the rest."""
    cells = grid(layout.VILLAGES, {"village": "thôn 3", "tier": "kiểu mẫu"})
    form = read_form(form_of({VILLAGES: cells}), [layout.INDICATORS, layout.VILLAGES])
    assert [(p.check, p.sheet, f"Thiếu trang “{INDICATORS}”" in p.message) for p in form.problems] == [
        ("B01", INDICATORS, True)
    ]
    assert len(form.rows[VILLAGES]) == 1


# Whose form it is


def identity_grid(**named):
    return [[layout.IDENTITY[key], value] for key, value in identity(**named).items()]


def test_the_identity_is_found_on_a_sheet_of_another_name():
    """A first sheet that was renamed still says whose form it is: it is known by its labels."""
    assert len(identity_grid()) == 3  # as few labels as may be left of it
    assert read_form(xlsb({"Trang 1": identity_grid()}), []).identity == dict(identity())
    form = read_form(xlsb({"Trang 1": identity_grid(compiled_by="Trần Văn A")}), [])
    assert form.identity == {
        "form": "Biểu của xã",
        "respondent": "an-binh",
        "season": "2021",
        "compiled_by": "Trần Văn A",
    }
    assert form.identity_cells["season"] == ("Trang 1", "B3")


def test_an_empty_sheet_of_the_right_name_does_not_hide_the_identity():
    """Of an empty sheet "Thông tin" and a filled copy of it, the filled one says whose form it is."""
    form = read_form(xlsb({layout.IDENTITY_SHEET: [["", "x"]], "Thông tin (2)": identity_grid()}), [])
    assert form.identity["respondent"] == "an-binh"


def test_an_inserted_column_moves_all_values_of_the_identity():
    """With a column put between labels and values the form still says whose it is."""
    form = read_form(xlsb({layout.IDENTITY_SHEET: [[label, "", value] for label, value in identity_grid()]}), [])
    assert form.identity["respondent"] == "an-binh" and form.identity_cells["respondent"][1] == "C2"


def test_a_remark_beside_an_empty_cell_is_not_its_value():
    """Nobody compiled the form if the cell is empty, whatever stands behind it."""
    cells = [
        *([label, value, "điều này đã in"] for label, value in identity_grid()),
        ["Người lập biểu", "", "Ghi họ tên"],
    ]
    form = read_form(xlsb({layout.IDENTITY_SHEET: cells}), [])
    assert "compiled_by" not in form.identity
    assert form.identity_cells["compiled_by"][1] == "B4"


@pytest.mark.parametrize(("key", "check"), [("respondent", "T13"), ("season", "T15")])
@pytest.mark.parametrize("is_copied_sheet", [True, False])
def test_a_form_that_says_two_things_of_itself_is_refused(key, check, is_copied_sheet):
    """Two first sheets, or two labels on one, that name different units or seasons are not a choice for the reader."""
    label = layout.IDENTITY[key]
    other = [[name, "khác" if name == label else value] for name, value in identity_grid()]
    if is_copied_sheet:
        sheets = {layout.IDENTITY_SHEET: identity_grid(), "Bản sao": other}
    else:
        sheets = {layout.IDENTITY_SHEET: identity_grid() + other}
    with pytest.raises(IntakeError, match=f"“{label}” khác nhau") as refused:
        read_form(xlsb(sheets), [])
    assert refused.value.check == check


def test_the_same_identity_twice_is_one():
    """A copied first sheet that says the same, however it is typed, harms nothing."""
    copied = [[label.upper(), nfd(value)] for label, value in identity_grid()]
    form = read_form(xlsb({layout.IDENTITY_SHEET: identity_grid(), "Thông tin (2)": copied}), [])
    assert form.identity == dict(identity())


def test_of_two_labels_the_one_that_says_something_counts():
    """A label repeated without a value, as in a space for signatures, takes nothing away."""
    season = layout.IDENTITY["season"]
    form = read_form(xlsb({layout.IDENTITY_SHEET: [[season, ""], *identity_grid(), [season, ""]]}), [])
    assert form.identity["season"] == "2021" and form.identity_cells["season"][1] == "B4"


@pytest.mark.parametrize(
    ("stated", "cut_off", "problems"),
    [
        ("20/12/2021", date(2021, 12, 20), []),
        ("2021-12-20", date(2021, 12, 20), []),
        (date(2021, 12, 20), date(2021, 12, 20), []),
        ("cuối năm", None, [("B13", "B4")]),
        ("2021-13-20", None, [("B13", "B4")]),
        (44550, None, [("B13", "B4")]),
        ("", None, []),
    ],
)
def test_the_cut_off_is_a_day_or_a_problem(tmp_path, stated, cut_off, problems):
    """The day is read as a date of Excel or as people write it; anything else is named, and the season's own day stands."""
    form = read_form(raw_form(tmp_path / "a.xlsx", {}, cut_off=stated).read_bytes(), [])
    assert (form.cut_off, said(form)) == (cut_off, problems)


def test_another_workbook_is_not_taken_for_a_form():
    """An Excel file without the identity sheet is refused with what to send instead."""
    with pytest.raises(IntakeError, match="không có trang “Thông tin”") as refused:
        own = [["Tên đơn vị", "xã Hương Phú"], ["Kỳ báo cáo", "2021"], ["Tên thôn", "Số hộ"], ["thôn 3", 82]]
        read_form(xlsb({"Danh sách": own}), layout.COMMUNE_SHEETS)
    assert refused.value.check == "T12"


# Files of other kinds


def test_two_sheets_of_one_name_are_damage():
    """No Excel writes two sheets of one name: of which the figures are is not known."""
    with pytest.raises(IntakeError, match="hai trang cùng tên") as refused:
        read_form(xlsx(sheet_xml(""), sheet_xml(""), names=["Chỉ tiêu", "Chỉ tiêu"]), layout.COMMUNE_SHEETS)
    assert refused.value.check == "T01"


@pytest.mark.parametrize("length", [600, 6200, 7000])  # over the last the parser panics
def test_an_old_file_cut_short_is_damage(length):
    """An .xls of which the end did not arrive is refused as damaged, also where the parser gives up without an exception."""
    with pytest.raises(IntakeError) as refused:
        read_form((DATA / "form.xls").read_bytes()[:length], layout.COMMUNE_SHEETS)
    assert refused.value.check == "T01"


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_the_old_and_the_open_format_are_read_with_a_remark(suffix):
    """The values of a form saved as .xls or .ods are taken; of an .xls a remark says what can't be seen there."""
    form = read_form((DATA / f"form.{suffix}").read_bytes(), [layout.INDICATORS, layout.VILLAGES])
    assert entries(form, INDICATORS) == [
        {"indicator": "1.1", "numerator": 681, "denominator": 701, "status": "ước", "note": "xã Hương Phú"},
        {"indicator": "17.10", "value": 12.5},
    ]
    assert entries(form, VILLAGES) == [
        {"village": "thôn 3", "tier": "kiểu mẫu", "criteria_met": 7, "as_of": date(2021, 12, 5)}
    ]
    assert [(p.check, "Tệp là .xls" in p.message) for p in form.problems] == [("T10", True)] * (suffix == "xls")


def test_a_binary_workbook_is_read_with_a_remark():
    """The values of a form saved as .xlsb are taken, and the remark says what can't be seen there."""
    cells = grid(layout.INDICATORS, {"indicator": "1.1", "numerator": 5})
    form = read_form(xlsb({layout.IDENTITY_SHEET: identity_grid(), INDICATORS: cells}), [layout.INDICATORS])
    assert (entries(form, INDICATORS), said(form)) == ([{"indicator": "1.1", "numerator": 5}], [("T10", "")])
