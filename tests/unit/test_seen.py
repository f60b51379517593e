"""What a person sees in a cell is what is read: where a line, small letters, a format, a merge or a height of nothing make it another thing, it is asked."""

import io

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from ntm_lib.errors import IntakeError
from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import Form, read_form
from ntm_lib.intake.returned.returned_form import returned_form
from ntm_lib.schemas import FINDINGS
from ntm_lib.spreadsheet.any_kind import open_file
from ntm_lib.spreadsheet.guard import inspect
from ntm_lib.spreadsheet.ods import _is_another
from ntm_lib.spreadsheet.styles import format_of, styles_of
from tests.unit.form_files import (
    DATA,
    MAIN,
    entries,
    form_of,
    grid,
    indicators,
    package,
    parts_of,
    read_sheet,
    relations,
    said,
    sheet_xml,
    with_part,
    xlsx,
)
from tests.unit.test_other_kinds import document, opened, table
from tests.unit.test_other_kinds import line as line_of

INDICATORS, NOTES = layout.INDICATORS, layout.NOTES
NUMERATORS = {1: None, 2: None, 3: None, 4: None, 5: None, 6: 704.0, 7: 704.0, 8: 704.0, 9: None, 10: None}
SHEET = "xl/worksheets/sheet2.xml"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
WORDS = "http://schemas.openxmlformats.org/drawingml/2006/main"


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_number_of_which_another_is_seen_is_asked_about(kind: str) -> None:
    """700 struck through and 704, 704 with a raised 1, two numbers in one cell, formats that leave out or add digits, or show nothing."""
    form = read_form((DATA / f"seen.{kind}").read_bytes(), [INDICATORS, NOTES])
    found = [problem for problem in said(form) if problem[0] != "T10"]
    assert found == [
        *[("O12", f"H{row}") for row in (2, 3, 4, 5, 6, 10, 11)], ("B09", ""), ("B10", "H9"),
        ("O13", "B2"), ("O13", "B4"), ("B05", "B4"), ("B09", ""),
    ]  # fmt: skip
    rows = form.rows[INDICATORS.title]
    assert {row.index: row.number("numerator") for row in rows[:10]} == NUMERATORS
    assert [row.text("text") for row in form.rows[NOTES.title]] == ["đã xong", "ẩn", "300 m2 đường"]
    words = " ".join(problem.message for problem in form.problems)
    assert "ô coi như trống" in words and "ô H7" in words and "ô B3" in words


@pytest.mark.parametrize(
    ("code", "is_altering"),
    [
        ("#,##0,", True), ('0.0,,"tr"', True), ('0"00"', True), ("0\\0", True), ('"1"0', True), ("\\10", True),
        ("#,##0", False), ("0.00", False), ('#,##0".000"', True), ('General"00"', True), ('"704"', True), ('"1."000', True), ('0"."0', True), ("0\\.0", True), ('"-"', False), ('0" hộ"', False), ('0" (2021)"', False), ("#,##0;(#,##0,)", False), ("0%", False), ("dd/mm/'yy", False), ('0"."000', False), ('#\\ ##0', False),
        ('_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', False), ('#,##0\\ "₫"', False), ('"ngày "dd.mm.yyyy', False), ('"20"00', True), ("#,##0.00 [$VND2]", False),
    ],
)  # fmt: skip
def test_a_format_that_alters_the_number_is_known(code: str, is_altering: bool) -> None:
    """A comma behind the last digit leaves three digits out; digits in quotes are added. Words and units are neither."""
    assert format_of(code).is_altering is is_altering


def test_days_of_other_lands_are_days_and_hidden_formats_are_known() -> None:
    """An apostrophe before the year; numbers of formats that Thai programs use; a format that shows numbers, texts or neither."""
    assert format_of("dd/mm/'yy").is_moment
    styles = styles_of(
        {"164": ";;;", "165": '0;-0;;@"x;"', "166": "0;0;0;"}, [], [(n, "0") for n in ("67", "71", "164", "165", "166")]
    )
    assert (styles.percents, styles.moments) == ({0}, {1})
    assert (styles.unseen, styles.unseen_texts) == ({2: "+-0", 3: "0"}, {2, 4})


@pytest.mark.parametrize(
    ("value", "text", "is_another"),
    [
        ("1080000", "1.080", True), ("7", "700", True), ("704", "704,00", False), ("1000", "1.000", False), ("12", "12 hộ", False), ("0", "0", False),
        ("1000", "1E+03", False), ("1080", "1.080 m2", False), ("1080", "31/12: 1080", False), ("1080", "1080/4 quý", False), ("1080", "###", False),
        ("1080", "1 080", False), ("704707", "704 707", False), ("1", "100%", False), ("1080", "(1.080 đ)", False), ("1.5", "2", False), ("704", "", False), ("1080500.5", "1.081", True), ("1080000.0", "1.080", True), ("-1080000", "-1.080", True), ("1080000", "1,080 TRIEU", True),
        ("1080", "1 %", True), ("12.46", "12,5", False), ("0.75", "3/4", False), ("0.97146", "97,146%", False), ("1080500.5", "1.080.500,5", False),
    ],
)  # fmt: skip
def test_what_an_ods_shows_is_compared_with_what_it_holds(value: str, text: str, is_another: bool) -> None:
    """Of whole numbers only: others are rounded where they are shown."""
    assert _is_another(value, text) is is_another


def edited(content: bytes, change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book[INDICATORS.title])
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def two_rows() -> bytes:
    return indicators({"indicator": "1.1", "numerator": 5, "denominator": 6}, {"indicator": "1.2", "numerator": 7})


def told(form: Form, check: str) -> list[str]:
    return [problem.message for problem in form.problems if problem.check == check]


def test_what_is_merged_away_is_not_read() -> None:
    """Programs may keep what a covered cell held: nobody sees it."""

    def keep(xml: str) -> str:
        return xml.replace(
            "</sheetData>", '</sheetData><mergeCells><mergeCell ref="H2:I2"/><mergeCell ref="H3:H4"/></mergeCells>'
        )

    form = read_sheet(with_part(two_rows(), SHEET, keep), INDICATORS)
    assert [(row.get("numerator"), row.get("denominator")) for row in entries(form, INDICATORS.title)] == [
        (5.0, None),
        (7.0, None),
    ]
    assert said(form) == [("B10", "H2"), ("B10", "H3")]


def test_rows_and_columns_without_size_are_hidden() -> None:
    """As if they said so."""

    def shrink(xml: str) -> str:
        return xml.replace('<row r="2"', '<row ht="0.0" customHeight="1" r="2"').replace(
            "<sheetData>", '<cols><col min="9" max="9" width="0"/></cols><sheetData>'
        )

    (message,) = told(read_sheet(with_part(two_rows(), SHEET, shrink), INDICATORS), "B09")
    assert "dòng 2" in message and "cột “Mẫu số”" in message


def test_what_is_written_outside_the_form_is_repeated() -> None:
    """Beside the table, on a sheet of its own: no figure, but somebody wrote it to be read. Ten of a sheet are enough, and how many more."""

    def write(sheet) -> None:
        sheet["Z2"] = "số của tháng 11"
        sheet["Z3"] = "=1+1"
        sheet["Y2"] = " \u200b"
        sheet["X1"], sheet["X2"], sheet["X3"] = "STT", 1, 2
        sheet.parent.create_sheet("Giải trình")["B2"] = 0
        sheet.parent.create_sheet("Trống")

    form = read_sheet(edited(two_rows(), write), INDICATORS)
    assert said(form) == [("B11", "X1"), ("B11", "Z2"), ("B11", "")]
    assert [
        word in message for word, message in zip(("“STT”", "tháng 11", "Giải trình"), told(form, "B11"), strict=True)
    ] == [True] * 3

    def write_much(sheet) -> None:
        for row in range(2, 40):
            sheet[f"Z{row}"] = "x"

    messages = told(read_sheet(edited(two_rows(), write_much), INDICATORS), "B11")
    assert len(messages) == 11 and "28 chỗ" in messages[-1]


def test_a_text_box_is_repeated() -> None:
    """Once, though it is kept twice for older programs; a damaged drawing costs nothing else."""
    words = "<a:p><a:r><a:t>Xã xin lùi</a:t></a:r></a:p><a:p><a:r><a:t>đến 25/12</a:t></a:r></a:p>"
    box = f"<xdr:twoCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:row>4</xdr:row></xdr:from><xdr:sp><xdr:txBody>{words}</xdr:txBody></xdr:sp></xdr:twoCellAnchor>"
    older = box.replace("<xdr:sp>", "<mc:Fallback><xdr:sp>").replace("</xdr:sp>", "</xdr:sp></mc:Fallback>")
    drawing = f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{WORDS}" xmlns:mc="m">{box}{older}</xdr:wsDr>'
    parts = parts_of(two_rows())
    parts["xl/worksheets/_rels/sheet2.xml.rels"] = relations(("d", "drawing", "/xl/d.xml")).encode()
    for part, expected in ((drawing, [("B11", "C5")]), (drawing[:200], [])):
        form = read_sheet(package({**parts, "xl/d.xml": part}), INDICATORS)
        assert said(form) == expected
        assert [row["numerator"] for row in entries(form, INDICATORS.title)] == [5.0, 7.0]
        assert told(form, "B11") == ["Chú thích của xã: “Xã xin lùi đến 25/12”"] * len(expected)


def test_a_text_box_and_a_note_in_its_corner_are_both_told() -> None:
    """Neither takes the other's place; a box that is anchored nowhere is told of at the first cell."""
    parts = parts_of(two_rows())
    words = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    at_c5 = f"<xdr:oneCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:row>4</xdr:row></xdr:from>{words.format('hộp')}</xdr:oneCellAnchor>"
    nowhere = f"<xdr:absoluteAnchor>{words.format('hộp hai')}</xdr:absoluteAnchor>"
    note = f'<comments xmlns="{MAIN}"><commentList><comment ref="C5"><text><t>ghi chú</t></text></comment></commentList></comments>'
    parts["xl/worksheets/_rels/sheet2.xml.rels"] = relations(
        ("d", "drawing", "/xl/d.xml"), ("c", "comments", "/xl/c.xml")
    ).encode()
    drawing = f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{WORDS}">{at_c5}{nowhere}</xdr:wsDr>'
    form = read_sheet(package({**parts, "xl/d.xml": drawing, "xl/c.xml": note}), INDICATORS)
    assert [(p.cell, p.message) for p in form.problems] == [
        ("A1", "Chú thích của xã: “hộp hai”"),
        ("C5", "Chú thích của xã: “ghi chú hộp”"),
    ]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_the_copy_that_goes_back_asks_again(kind: str) -> None:
    """Sent back as it is, it settles nothing: struck, raised and doubled figures stay in doubt, or are empty where a format hid them."""
    content = (DATA / f"seen.{kind}").read_bytes()
    copy = returned_form(content, FINDINGS.frame([]), "Biểu thử")
    again = read_form(copy, [INDICATORS, NOTES])
    numerators = {row.index: row.number("numerator") for row in again.rows[INDICATORS.title]}
    assert {n: numerators[n] for n in NUMERATORS if n in numerators} == {
        n: NUMERATORS[n] for n in NUMERATORS if n in numerators
    }
    assert {cell for check, cell in said(again) if check == "O12"} >= {"H2", "H3", "H4", "H5", "H10"}
    assert [row.text("text") for row in again.rows[NOTES.title]] == ["đã xong", "ẩn", "300 m2 đường"]


@pytest.mark.parametrize(("piece", "expected"), [({"strike": True}, 704.0), ({"vertAlign": "superscript"}, 704.0)])
def test_a_blank_piece_says_nothing(piece: dict[str, object], expected: float) -> None:
    """A space that is struck through or raised nobody sees."""

    def write(sheet) -> None:
        sheet["H2"] = CellRichText("704", TextBlock(InlineFont(**piece), " "))

    form = read_sheet(edited(two_rows(), write), INDICATORS)
    assert (entries(form, INDICATORS.title)[0]["numerator"], said(form)) == (expected, [])


def test_a_struck_heading_is_a_heading() -> None:
    """Struck through or not, its column is read."""

    def write(sheet) -> None:
        sheet["H1"].font = openpyxl.styles.Font(strike=True)

    form = read_sheet(edited(two_rows(), write), INDICATORS)
    assert ([row["numerator"] for row in entries(form, INDICATORS.title)], said(form)) == ([5.0, 7.0], [])


def test_pictures_and_macros_of_other_programs_may_declare_a_dtd() -> None:
    """A vector picture of Excel, Basic of LibreOffice: nothing of these is parsed; in a part that is read it is refused."""
    svg = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd"><svg/>'
    assert said(read_sheet(with_part(two_rows(), "xl/media/image1.svg", svg), INDICATORS)) == []
    basic = with_part((DATA / "seen.ods").read_bytes(), "Basic/script-lc.xml", svg.replace(b"svg", b"library"))
    assert inspect(basic).has_macro and not inspect((DATA / "seen.ods").read_bytes()).has_macro
    assert next(iter(open_file(basic, inspect(basic)).grids)) == layout.IDENTITY_SHEET


def test_a_struck_day_or_number_in_a_cell_of_text_is_not_read() -> None:
    """A village's number struck through is no village."""
    villages = layout.VILLAGES
    content = form_of(
        {
            villages.title: grid(
                villages, *({"village": n, "tier": "thôn NTM kiểu mẫu", "criteria_met": 5} for n in (3, 4))
            )
        }
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book[villages.title]["A2"]
    cell.font = openpyxl.styles.Font(strike=True)
    whole = io.BytesIO()
    book.save(whole)
    form = read_sheet(whole.getvalue(), villages)
    assert [row["village"] for row in entries(form, villages.title)] == ["4"] and said(form)[0] == (
        "O13",
        cell.coordinate,
    )


@pytest.mark.parametrize(("label", "check"), [("respondent", "T13"), ("season", "T15")])
def test_a_struck_name_asks_whose_the_form_is(label: str, check: str) -> None:
    """Whoever struck it out did not fill in the form of that commune, or season."""
    with pytest.raises(IntakeError, match="bị gạch ngang") as refused:
        read_sheet(with_struck(label), INDICATORS)
    assert refused.value.check == check


def test_a_struck_attempt_is_none() -> None:
    """It is told, and the form counts as one without."""
    form = read_sheet(with_struck("attempt"), INDICATORS)
    assert ("attempt" not in form.identity, said(form)) == (True, [("O13", "B4")])


def with_struck(label: str) -> bytes:
    """Return a form in which what it says of itself under a label is struck through."""
    book = openpyxl.load_workbook(io.BytesIO(form_of({INDICATORS.title: grid(INDICATORS)}, attempt="3")))
    page = book[layout.IDENTITY_SHEET]
    row = next(row for row in page.iter_rows() if row[0].value == layout.IDENTITY[label])
    row[1].font = openpyxl.styles.Font(strike=True)
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def test_a_line_through_an_outer_span_goes_through_the_inner_one() -> None:
    """In an .ods letters lie in spans, and these in a paragraph: each may have a style."""
    styles = (
        '<style:style style:name="s"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="b"><style:text-properties fo:font-weight="bold"/></style:style>'
    )
    inside = (
        '<text:p>7<text:span text:style-name="s">00<text:span text:style-name="b">1</text:span></text:span>4</text:p>'
    )
    paragraph = '<text:p text:style-name="s">7<text:span text:style-name="b">1</text:span></text:p>'
    cells = [f'<table:table-cell office:value-type="string">{text}</table:table-cell>' for text in (inside, paragraph)]
    runs = opened(document(table(line_of(*cells)), styles)).marks["S1"].runs
    assert [[(run.text, run.is_struck) for run in runs[0, column]] for column in (0, 1)] == [
        [("7", False), ("00", True), ("1", True), ("4", False)],
        [("7", True), ("1", True)],
    ]


def test_a_style_may_take_off_what_its_parent_puts_on() -> None:
    """In an .ods "none" is said, nothing is not: a line of the parent's holds where the cell's own style says nothing of it."""
    line = 'style:text-line-through-style="{0}" style:text-line-through-type="{0}"'
    styles = (
        f'<style:style style:name="p" style:family="table-cell"><style:text-properties {line.format("solid")}/></style:style>'
        f'<style:style style:name="off" style:parent-style-name="p"><style:text-properties {line.format("none")} style:text-position="0% 100%"/></style:style>'
        '<style:style style:name="same" style:parent-style-name="p"><style:text-properties/></style:style>'
    )
    cells = [
        f'<table:table-cell office:value-type="string" table:style-name="{name}"><text:p>a</text:p></table:table-cell>'
        for name in ("p", "off", "same")
    ]
    runs = opened(document(table(line_of(*cells)), styles)).marks["S1"].runs
    assert {at[1]: (run.is_struck, run.is_raised) for at, (run,) in runs.items()} == {
        0: (True, False),
        2: (True, False),
    }


def test_texts_in_an_extension_are_none_of_the_workbooks() -> None:
    """Whatever they are like: the numbers of the others hold."""
    extra = "<extLst><ext><si><t>a</t><x/></si></ext></extLst>"
    texts = f'<sst xmlns="{MAIN}"><si><t>một</t></si>{extra}<si><t>hai</t></si></sst>'
    content = xlsx(
        sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'),
        more={"xl/sharedStrings.xml": texts},
    )
    assert open_file(content, inspect(content)).grids["S1"] == [["một", "hai"]]
