"""Cells that are more than a value: formulas, errors, percent formats, hidden and merged ones, comments."""

from xml.sax.saxutils import escape

import pytest

from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import read_form, read_tables
from ntm_lib.intake.reading.table_reader import commune_words
from ntm_lib.spreadsheet.opened import Marks, Opened
from tests.unit.builders import identity
from tests.unit.form_files import MAIN, entries, grid, read_sheet, relations, said, sheet_xml, with_part, xlsx
from tests.unit.test_marks import styled

INDICATORS, FOLLOW_UP = layout.INDICATORS, layout.FOLLOW_UP
OWN = 'IFERROR(IF(OR(H2="",I2=""),"",ROUND(100*H2/I2,2)),"")'  # the form's formula for a rate
COLUMNS = {f.name: chr(ord("A") + n) for n, f in enumerate(INDICATORS.fields)}


def cell(reference, value, attributes=""):
    """Return a cell of a text or a number; a text that begins with < is the cell's inside as it stands."""
    if isinstance(value, str) and value.startswith("<"):
        return f'<c r="{reference}"{attributes}>{value}</c>'
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{reference}"{attributes}><v>{value}</v></c>'


def form(*rows, attributes=None, hidden=(), **options):
    """Return a form whose sheet of indicators has `rows` (field name: value) from row 2 on.

    `attributes` are those of cells by address, `hidden` row numbers; `options` go to the package.
    """
    lines = [{f.name: f.heading for f in INDICATORS.fields}, *rows]
    below, columns = options.pop("below", ""), options.pop("columns", "")
    xml = ""
    for number, line in enumerate(lines, start=1):
        cells = ""
        for name in sorted(line, key=COLUMNS.get):
            reference = f"{COLUMNS[name]}{number}"
            cells += cell(reference, line[name], (attributes or {}).get(reference, ""))
        xml += f'<row r="{number}"{" hidden=" + chr(34) + "1" + chr(34) if number in hidden else ""}>{cells}</row>'
    own = "".join(
        f'<row r="{n}">{cell(f"A{n}", layout.IDENTITY[key])}{cell(f"B{n}", value)}</row>'
        for n, (key, value) in enumerate(identity().items(), start=1)
    )
    names = [layout.IDENTITY_SHEET, INDICATORS.title, *options.pop("names", ())]
    return xlsx(sheet_xml(own), sheet_xml(xml, below, columns), *options.pop("sheets", ()), names=names, **options)


def read(*rows, **options):
    return read_sheet(form(*rows, **options), INDICATORS)


def only(found):
    """Return the values of the only row."""
    (row,) = entries(found, INDICATORS.title)
    return row


# Formulas


@pytest.mark.parametrize("field", ["numerator", "value", "note"])
def test_a_formula_with_its_value_is_read_as_the_value(field):
    """=80+4 with 84 stored is 84."""
    found = read({"indicator": "1.1", field: "<f>80+4</f><v>84</v>"})
    assert (only(found)[field], found.problems) == (84 if field != "note" else "84", [])


def test_a_formula_without_a_stored_value_is_a_problem():
    """A formula that was never computed is not an empty cell: the cell is named with what to do."""
    found = read({"indicator": "1.1", "numerator": "<f>80+4</f><v></v>", "denominator": 90})
    assert only(found) == {"indicator": "1.1", "denominator": 90}
    assert said(found) == [("O06", "H2")]


@pytest.mark.parametrize(
    ("parts", "stored", "value"),
    [
        ({"numerator": 681, "denominator": 701}, "<v>97.15</v>", None),
        ({"numerator": 681, "denominator": 701}, "", None),
        ({"numerator": 681}, "<v>97.15</v>", None),
        ({"numerator": "?"}, "<v>97.15</v>", None),
        ({}, "", None),
        ({}, "<v>97.15</v>", 97.15),  # its parts were deleted after it was computed
    ],
)
def test_the_forms_own_formula_is_not_an_entry(parts, stored, value):
    """A rate that the form works out is computed again from its parts; only where these are gone the stored rate is one."""
    found = read({"indicator": "1.1", "value": f"<f>{escape(OWN)}</f>{stored}"} | parts)
    assert only(found).get("value") == value
    assert [check for check, _ in said(found)] == (["O01"] if "?" in parts.values() else [])


def test_an_empty_text_from_a_formula_is_nothing():
    """The form's own formula gives an empty text while a part is missing: no entry, and no problem."""
    found = read({"indicator": "1.1", "value": f"<f>{escape(OWN)}</f><v></v>"}, attributes={"J2": ' t="str"'})
    assert (only(found), found.problems) == ({"indicator": "1.1"}, [])


@pytest.mark.parametrize("formula", ['HYPERLINK("http://vi-du.vn",5)', "[1]Sheet1!B2", "cmd|'/c calc'!A1"])
def test_a_formula_that_reaches_outside_is_named_and_its_value_kept(formula):
    """A link or a call of a program never runs here; what it last gave is read, and the cell is named."""
    found = read({"indicator": "1.1", "numerator": f"<f>{escape(formula)}</f><v>5</v>"})
    assert (only(found)["numerator"], said(found)) == (5, [("O08", "H2")])


@pytest.mark.parametrize("formula", ['_xlfn.DISPIMG("ID_0A1B",1)', '_xlfn.IMAGE("http://vi-du.vn/a.png")'])
def test_a_picture_in_a_cell_is_no_text(formula):
    """What a program keeps in place of a picture is read by nobody."""
    found = read(
        {"indicator": "1.1", "note": f"<f>{escape(formula)}</f><v>=DISPIMG()</v>"}, attributes={"Q2": ' t="str"'}
    )
    assert (only(found), said(found)) == ({"indicator": "1.1"}, [("O08", "Q2")])


@pytest.mark.parametrize(
    ("comment", "own"),
    [
        ("CẦN SỬA – sai (O01)\nXã trả lời: đã sửa", "Xã trả lời: đã sửa"),
        ("LƯU Ý – a\nCòn 3 điều nữa ở trang", ""),
        ("CẦN SỬA – sai (O01) Xã: đúng là 9 km\nLƯU Ý – xem (B11)", "Xã: đúng là 9 km"),
    ],
)
def test_an_answer_below_or_behind_our_comment_is_theirs(comment, own):
    """Whatever stands there that we did not write."""
    assert commune_words(comment) == own


def test_a_formula_over_another_sheet_of_the_file_is_harmless():
    """A figure taken over from the commune's own sheet in the same file is a figure like others."""
    more = {"names": ["Bảng của xã"], "sheets": [sheet_xml("")]}
    found = read({"indicator": "1.1", "numerator": "<f>'Bảng của xã'!B2</f><v>5</v>"}, **more)
    assert (only(found)["numerator"], found.problems) == (5, [])


def test_shared_formulas_are_judged_in_every_cell():
    """A link dragged down is named in each cell, not only where Excel wrote it out."""
    first = '<f t="shared" ref="H2:H3" si="0">HYPERLINK("x")</f><v>1</v>'
    found = read(
        {"indicator": "1.1", "numerator": first}, {"indicator": "1.2", "numerator": '<f t="shared" si="0"/><v>2</v>'}
    )
    assert said(found) == [("O08", "H2"), ("O08", "H3")]


# Errors, formats, dates


def test_an_error_value_is_a_problem_and_no_empty_cell():
    """#DIV/0! is named where it stands; the rest of the row is read."""
    row = {"indicator": "1.1", "numerator": "<f>1/0</f><v>#DIV/0!</v>", "denominator": 9, "note": "<v>#REF!</v>"}
    found = read(row, attributes={"H2": ' t="e"', "Q2": ' t="e"'})
    assert only(found) == {"indicator": "1.1", "denominator": 9}
    assert said(found) == [("O07", "H2"), ("O07", "Q2")]


def test_an_error_in_the_forms_own_formula_is_no_problem_beside_its_parts():
    """Where numerator and denominator stand, an error in the cell that shows the rate harms nobody."""
    row = {"indicator": "1.1", "numerator": 5, "denominator": 0, "value": "<f>H2/I2</f><v>#DIV/0!</v>"}
    assert read(row, attributes={"J2": ' t="e"'}).problems == []


@pytest.mark.parametrize("error", ["#ERROR!", "#SPILL!", "#CALC!", "Lỗi"])
def test_an_error_value_that_excel_does_not_have_costs_its_cell(error):
    """Programs leave errors of their own kind: the cell is named, and all others are read."""
    rows = [
        {"indicator": "1.1", "numerator": f"<v>{error}</v>", "denominator": 5},
        {"indicator": "1.2", "numerator": 7},
    ]
    found = read(*rows, attributes={"H2": ' t="e"'})
    assert entries(found, INDICATORS.title) == [
        {"indicator": "1.1", "denominator": 5},
        {"indicator": "1.2", "numerator": 7},
    ]
    assert said(found) == [("O07", "H2")] and error in found.problems[0].message


@pytest.mark.parametrize("typed", [84, "84", " 84 ", "<f>84</f><v>84</v>"])
def test_a_number_kept_as_text_is_the_number(typed):
    """A number behind an apostrophe, or in a cell of text format, is the number."""
    assert only(read({"indicator": "1.1", "numerator": typed}))["numerator"] == 84


@pytest.mark.parametrize("stored", ["1e400", "-1e400", "NaN", "inf", "1e16"])
def test_a_number_that_is_none_is_a_problem(stored):
    """What a broken program may store for a number, endless or not a number at all, is named and counts as empty."""
    found = read({"indicator": "1.1", "numerator": f"<v>{stored}</v>"})
    assert (only(found), said(found)) == ({"indicator": "1.1"}, [("O01", "H2")])


@pytest.mark.parametrize("number", [20, 46])  # h:mm and [h]:mm:ss
def test_an_hour_is_no_number(number):
    """A cell that shows hours is not taken for a part of a day."""
    row, styles = {"indicator": "1.1", "numerator": 1.3125}, styled(cells=[number])
    found = read(row, attributes={"H2": ' s="1"'}, more={"xl/styles.xml": styles})
    assert (only(found), said(found)) == ({"indicator": "1.1"}, [("O01", "H2")])


@pytest.mark.parametrize("format_code", ["0%", "0.0%;-0.0%"])
def test_a_percent_format_makes_a_share_into_points(format_code):
    """12,5 % as Excel keeps it, 0.125 with a percent format, is 12.5; a number typed as text in that cell is not multiplied."""
    rows = {"indicator": "1.1", "value": 0.125}, {"indicator": "1.2", "value": "12,5"}
    found = read(*rows, attributes={"J2": ' s="1"', "J3": ' s="1"'}, more={"xl/styles.xml": styled(format_code)})
    assert [row.number("value") for row in found.rows[INDICATORS.title]] == [12.5, 12.5]


def test_a_percent_sign_that_is_only_shown_does_not_multiply():
    """A format that puts "%" behind 12.5 leaves it 12.5: read otherwise it would be off by a hundred."""
    row = {"indicator": "1.1", "value": 12.5}
    found = read(row, attributes={"J2": ' s="1"'}, more={"xl/styles.xml": styled('0.0" %"'.replace('"', "&quot;"))})
    assert only(found)["value"] == 12.5


def test_a_count_in_a_percent_cell_is_a_problem():
    """A numerator in a cell of percent format may be 5 or 500: it is asked about."""
    found = read(
        {"indicator": "1.1", "numerator": 5}, attributes={"H2": ' s="1"'}, more={"xl/styles.xml": styled("0%")}
    )
    assert (only(found), said(found)) == ({"indicator": "1.1"}, [("O03", "H2")])


@pytest.mark.parametrize(("before", "serial"), [("", 44535), ('<workbookPr date1904="1"/>', 44535 - 1462)])
def test_a_day_is_the_same_in_both_calendars_of_excel(before, serial):
    """5/12/2021 is that day also in a workbook of an old Mac, which counts from 1904."""
    head = "".join(cell(f"{chr(65 + n)}1", f.heading) for n, f in enumerate(FOLLOW_UP.fields))
    at = chr(65 + [f.name for f in FOLLOW_UP.fields].index("as_of"))
    rows = f'<row r="1">{head}</row><row r="2">{cell("A2", "1.1")}{cell(f"{at}2", serial, chr(32) + "s=" + chr(34) + "1" + chr(34))}</row>'
    label = sheet_xml(f'<row r="1">{cell("A1", "Kỳ báo cáo")}{cell("B1", "2021")}</row>')
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    content = xlsx(
        label, sheet_xml(rows), names=["Thông tin", FOLLOW_UP.title], more={"xl/styles.xml": styles}, before=before
    )
    assert read_form(content, [FOLLOW_UP]).rows[FOLLOW_UP.title][0].text("as_of") == "2021-12-05"


# Hidden, merged, commented


def test_hidden_rows_are_read_and_said():
    """Figures in hidden rows count, and one remark names the rows; hidden rows without figures are nobody's business."""
    rows = [{"indicator": f"1.{n}", "numerator": n} for n in range(1, 15)] + [{"indicator": "2.1", "origin": "Báo cáo"}]
    found = read(*rows, hidden=range(2, 17))
    assert len(found.rows[INDICATORS.title]) == 15
    (problem,) = found.problems
    assert (problem.check, problem.cell) == ("B09", "")
    assert "dòng 2, dòng 3," in problem.message and "dòng 11 và 4 chỗ khác" in problem.message


def test_hidden_columns_are_read_and_said():
    """A hidden column of entries is read and named by its heading; the code's column, hidden by the office, is not."""
    columns = '<cols><col min="2" max="2" hidden="1"/><col min="8" max="8" hidden="1"/></cols>'
    found = read({"indicator": "1.1", "numerator": 5}, columns=columns)
    assert only(found)["numerator"] == 5
    assert [(p.check, "cột “Tử số”." in p.message) for p in found.problems] == [("B09", True)]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_said(state):
    """A sheet that nobody sees is read, and that it is hidden is said if it holds entries."""
    for row, checks in (({"indicator": "1.1", "numerator": 5}, ["B09"]), ({"indicator": "1.1"}, [])):
        content = with_part(
            form(row), "xl/workbook.xml", lambda xml: xml.replace('sheetId="2"', f'sheetId="2" state="{state}"')
        )
        found = read_sheet(content, INDICATORS)
        assert (only(found), [p.check for p in found.problems]) == (row, checks)


@pytest.mark.parametrize(
    ("merged", "cells", "read_as"),
    [
        ("H2:H3", ["H2"], 5),
        ("G2:H2", ["G2"], None),
        ("A1:Q1", [], 5),  # above the rows
        ("C2:D3", [], 5),  # printed texts only
        ("H9:H10", [], 5),  # below the rows
        ("S2:T3", [], 5),  # beside the table
        ("H1:H1048576", ["H1"], None),
    ],
)
def test_merged_entry_cells_are_named(merged, cells, read_as):
    """Of merged cells only the first has a value: said where entries are concerned, and nowhere else."""
    rows = [{"indicator": "1.1", "numerator": 5}, {"indicator": "1.2"}]
    found = read(*rows, below=f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>')
    assert [row.number("numerator") for row in found.rows[INDICATORS.title]] == [read_as, None]
    assert said(found) == [("B10", cell) for cell in cells]


def test_very_many_merged_ranges_are_looked_through():
    """A hundred thousand merged ranges over all rows do not hang the reader."""
    title = INDICATORS.title
    marks = Marks(merged=[((0, 0), (1_048_575, 16_383))] * 100_000)
    cells = grid(INDICATORS, *({"indicator": f"1.{n}", "numerator": 5} for n in range(1000)))
    filled = [["" if value is None else value for value in line] for line in cells]
    own = [[layout.IDENTITY[key], value] for key, value in identity().items()]
    found = read_tables(Opened({"Thông tin": own, title: filled}, {"Thông tin": Marks(), title: marks}), [INDICATORS])
    assert len(found.rows[title]) == 1000 and {check for check, _ in said(found)} == {"B10"}


def commented(*comments):
    inside = "".join(f'<comment ref="{at}"><text><t>{escape(text)}</t></text></comment>' for at, text in comments)
    more = {
        "xl/worksheets/_rels/sheet2.xml.rels": relations(("r1", "comments", "../comments1.xml")),
        "xl/comments1.xml": f'<comments xmlns="{MAIN}"><commentList>{inside}</commentList></comments>',
    }
    return read({"indicator": "1.1", "numerator": 5}, more=more)


@pytest.mark.parametrize("at", ["H2", "C2", "H1", "J7", "Z99"])
def test_a_comment_is_repeated_wherever_it_stands(at):
    """What a commune writes beside a cell is passed on with its place, also beside a printed or an empty cell."""
    found = commented((at, "Xã:\nsố của tháng 11"))
    (problem,) = found.problems
    assert (problem.check, problem.cell) == ("B11", at)
    assert problem.message == "Chú thích của xã: “Xã: số của tháng 11”"
    assert only(found)["numerator"] == 5


def test_our_own_comments_are_not_theirs():
    """A finding written into the form that went back is not passed on; what the commune had written in that cell is."""
    found = commented(
        ("H2", "CẦN SỬA – Tử số lớn hơn mẫu số. (S03)"),
        ("I2", f"LƯU Ý – Xem lại. (S08){layout.COMMUNE_COMMENT}số của tháng 11"),
        ("J2", f"CẦN SỬA – Xem lại.{layout.COMMUNE_COMMENT} "),
        ("K2", " \n "),
    )
    assert [(p.cell, p.message) for p in found.problems] == [("I2", "Chú thích của xã: “số của tháng 11”")]
