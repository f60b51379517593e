"""What .xls, .ods and .xlsb say of their cells is what the xlsx says: values, formats, errors, comments, what is merged or hidden, old fonts."""

import io
import struct
from datetime import datetime, time

import openpyxl
import pytest

from ntm_lib.errors import IntakeError
from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import read_form
from ntm_lib.intake.returned.returned_form import returned_form
from ntm_lib.schemas import FINDINGS
from ntm_lib.spreadsheet.any_kind import open_file
from ntm_lib.spreadsheet.guard import inspect
from ntm_lib.spreadsheet.opened import SOME_FORMULA, Opened
from ntm_lib.spreadsheet.rich_text import Run
from ntm_lib.spreadsheet.styles import shown
from tests.unit.form_files import DATA, _record, _text, package, parts_of, relations, xlsb
from tests.unit.test_cases import CASES, said

FORMULAS = {(0, 2), (0, 3), (3, 0), (3, 1), (3, 2)}


def opened(content: bytes) -> Opened:
    return open_file(content, inspect(content))


@pytest.fixture(scope="module", params=["xlsx", "xls", "ods"])
def kind(request) -> tuple[str, Opened]:
    return request.param, opened((DATA / f"marks.{request.param}").read_bytes())


def test_the_values_are_the_same(kind) -> None:
    _name, file = kind
    assert list(file.grids) == ["S1", "Ẩn"] and file.foreign == [] and list(file.grids["Ẩn"]) == [[7.0]]
    grid = file.grids["S1"]
    assert [row[0] for row in grid] == [
        "chữ",
        datetime(2021, 3, 26),
        0.125,
        11.0,
        "Th«n 3",
        "có",
        "gộp",
        "",
        "ẩn",
        "hai\ndòng",
    ]
    assert [row[1] for row in grid[:5]] == [5.5, datetime(2021, 12, 1), "", "#DIV/0!", "Thoân"]
    assert list(grid[0][2:4]) == [True, False] and grid[0][5] == "cột ẩn"  # TRUE() and FALSE() after LibreOffice
    assert (grid[1][2], grid[2][2], grid[2][3], grid[4][2]) == (datetime(2021, 12, 20), 1.1, 0.0, "Số: ®· xong")
    assert grid[9][2] == 'a&b<c>"d"' and str(grid[9][1]).strip() == "cách" and str(grid[2][3]) == "0.0"


def test_the_marks_are_the_same(kind) -> None:
    name, file = kind
    marks = file.marks["S1"]
    assert set(marks.formulas) == FORMULAS and (2, 0) in marks.percents and marks.errors == {(3, 1)}
    assert marks.uncomputed == marks.damaged == set()
    assert marks.formulas[3, 0].lstrip("=") == ("B1*2" if name != "xls" else SOME_FORMULA.lstrip("="))
    assert marks.comments == {(5, 0): "một chú thích\nhai dòng"} and marks.merged == [((6, 0), (7, 2))]
    assert (marks.hidden_rows, marks.hidden_columns, marks.is_hidden) == ({8}, {5}, False) and file.marks[
        "Ẩn"
    ].is_hidden


def test_days_and_times_are_shown_as_they_were_typed(kind) -> None:
    _, file = kind
    marks, grid = file.marks["S1"], file.grids["S1"]
    seen = [
        shown(grid[1][column], marks.formats[1, column].code if (1, column) in marks.formats else "")
        for column in range(4)
    ]
    assert seen == ["26/3", "12/2021", "20/12/2021", "10:30"]


def test_old_fonts_are_known_of_cells_and_of_pieces(kind) -> None:
    _, file = kind
    runs = file.marks["S1"].runs
    assert runs[4, 0] == [Run("Th«n 3", ".VnTime")] and runs[4, 1] == [Run("Thoân", "VNI-Times")]
    assert [piece for piece in runs[4, 2] if piece.text][-1] == Run("®· xong", ".VnTime") and set(runs) == {
        (4, 0),
        (4, 1),
        (4, 2),
    }


# Binary workbooks, written as [MS-XLSB] says


def cell(number: int, column: int, data: bytes = b"", style: int = 0) -> bytes:
    return _record(number, struct.pack("<II", column, style) + data)


def row(index: int, flags: int = 0) -> bytes:
    return _record(0, struct.pack("<IIHBBB", index, 0, 300, 0, flags, 0) + bytes(4))


def rk(raw: int) -> bytes:
    return struct.pack("<I", raw & 0xFFFFFFFF)


def binary(
    cells: bytes, *, after: bytes = b"", before: bytes = b"", more=None, links=(), is_1904=False, state=0
) -> bytes:
    """Return a workbook of one sheet with styles, shared texts, comments, and a chart sheet."""
    sheet = _record(129) + before + _record(145) + cells + _record(146) + after + _record(130)
    styles = (
        _record(44, struct.pack("<H", 164) + _text("d/m")) + _record(44, struct.pack("<H", 165) + _text("0.0%"))
        + _record(43, bytes(21) + _text("Arial")) + _record(43, bytes(21) + _text(".VnTime"))
        + _record(626) + _record(47, struct.pack("<HHH", 0xFFFF, 165, 1)) + _record(627)  # styles of styles are none of cells
        + _record(617) + b"".join(_record(47, struct.pack("<HHH", 0, number, font)) for number, font in ((0, 0), (164, 0), (165, 0), (0, 1))) + _record(618)
    )  # fmt: skip
    comments = (
        _record(635, struct.pack("<IIIII", 0, 2, 2, 1, 1) + bytes(16))
        + _record(637, b"\0" + _text("một chú thích"))
        + _record(636)
    )
    sheets = _record(156, struct.pack("<II", state, 1) + _text("r1") + _text("S1")) + _record(
        156, struct.pack("<II", 0, 2) + _text("r2") + _text("Biểu đồ")
    )
    parts = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": _record(131) + _record(153, bytes([is_1904]) + bytes(11)) + _record(143) + sheets + _record(144) + _record(132),
        "xl/_rels/workbook.bin.rels": relations(("r1", "worksheet", "worksheets/sheet1.bin"), ("r2", "chartsheet", "charts/c.bin"),
                                                ("r3", "styles", "styles.bin"), ("r4", "sharedStrings", "sharedStrings.bin")),
        "xl/worksheets/sheet1.bin": sheet, "xl/styles.bin": styles, "xl/comments1.bin": comments,
        "xl/worksheets/_rels/sheet1.bin.rels": relations(("r1", "comments", "../comments1.bin")),
        "xl/sharedStrings.bin": _record(19, b"\0" + _text("chung")),
    }  # fmt: skip
    return package(parts | (more or {}))


def test_every_kind_of_cell_of_a_binary_workbook_is_read() -> None:
    cells = (
        row(0)
        + cell(2, 0, rk(7 << 2 | 2))
        + cell(2, 1, rk(123 << 2 | 3))
        + cell(2, 2, struct.pack("<d", 0.5)[4:])
        + cell(5, 3, struct.pack("<d", -1.5))
    )
    cells += (
        row(1)
        + cell(4, 0, b"\1")
        + cell(3, 1, b"\x07")
        + cell(6, 2, _text("chữ"))
        + cell(7, 3, struct.pack("<I", 0))
        + cell(62, 4, b"\0" + _text("giàu"))
    )
    cells += (
        row(2)
        + cell(8, 0, _text("công thức"))
        + cell(9, 1, struct.pack("<d", 2.0))
        + cell(10, 2, b"\0")
        + cell(11, 3, b"\x63")
        + cell(1, 4)
    )
    cells += (
        row(3, flags=0x10)
        + cell(5, 0, struct.pack("<d", 44281.0), style=1)
        + cell(5, 1, struct.pack("<d", 0.125), style=2)
        + cell(6, 2, _text("Th«n"), style=3)
    )
    cells += (
        row(4)
        + _record(16, struct.pack("<I", 0) + struct.pack("<d", 4.0))
        + _record(18, struct.pack("<II", 0, 0))
        + cell(6, 5, struct.pack("<I", 0xFFFFFFFF))
    )
    before = _record(60, struct.pack("<IIII", 2, 3, 2560, 0) + struct.pack("<H", 1)) + _record(
        60, struct.pack("<IIII", 0, 0, 2560, 0) + struct.pack("<H", 0)
    )
    file = opened(binary(cells, before=before, after=_record(176, struct.pack("<IIII", 6, 7, 0, 2)), state=1))
    grid, marks = file.grids["S1"], file.marks["S1"]
    assert [list(line) for line in grid] == [
        [7.0, 1.23, 0.5, -1.5, ""],
        [True, "#DIV/0!", "chữ", "chung", "giàu"],
        ["công thức", 2.0, False, "#N/A", ""],
        [datetime(2021, 3, 26), 0.125, "Th«n", "", ""],
        [4.0, "chung", "", "", ""],
    ]
    assert set(marks.formulas) == {(2, 0), (2, 1), (2, 2), (2, 3)} and marks.errors == {(1, 1), (2, 3)}
    assert (
        marks.percents == {(3, 1)}
        and marks.runs == {(3, 2): [Run("Th«n", ".VnTime")]}
        and shown(grid[3][0], marks.formats[3, 0].code) == "26/3"
    )
    assert marks.comments == {(2, 1): "một chú thích"} and marks.merged == [((6, 0), (7, 2))]
    assert (marks.hidden_rows, marks.hidden_columns, marks.is_hidden, file.foreign) == ({3}, {2, 3}, True, ["Biểu đồ"])


def test_a_binary_workbook_may_count_days_from_1904() -> None:
    assert opened(binary(row(0) + cell(5, 0, struct.pack("<d", 0.0), style=1), is_1904=True)).grids["S1"] == [
        [datetime(1904, 1, 1)]
    ]


@pytest.mark.parametrize(
    ("cells", "check"),
    [
        (row(0) + cell(6, 0, struct.pack("<I", 50)), "T01"),  # a text longer than its record
        (row(0) + cell(5, 0, b"\0"), "T01"),
        (row(1_048_575) + cell(5, 16_383, struct.pack("<d", 1.0)), "T05"),
        (b"".join(row(0) for _ in range(200_001)), "T05"),
    ],
)
def test_a_binary_sheet_that_makes_no_sense_is_refused(cells: bytes, check: str) -> None:
    with pytest.raises(IntakeError) as refused:
        opened(binary(cells))
    assert refused.value.check == check


def test_a_binary_sheet_whose_part_is_gone_is_damage() -> None:
    with pytest.raises(IntakeError) as refused:
        opened(binary(b"", more={"xl/_rels/workbook.bin.rels": relations(("r1", "worksheet", "nowhere.bin"))}))
    assert refused.value.check == "T01"
    assert opened(xlsb({"S1": [["a", 1.5]]})).grids == {"S1": [["a", 1.5]]}


def test_a_binary_workbook_in_unusual_places_is_read() -> None:
    """Where its relations say it is."""
    parts = parts_of(binary(row(0) + cell(5, 0, struct.pack("<d", 3.0))))
    moved = {name.replace("xl/", "dữ liệu/"): content for name, content in parts.items()}
    moved["_rels/.rels"] = relations(("r1", "officeDocument", "/dữ liệu/workbook.bin"))
    assert opened(package(moved)).grids["S1"] == [[3.0]]


# OpenDocument

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def document(tables: str, styles: str = "") -> bytes:
    names = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text", "style", "number", "fo", "svg")
    )
    content = f'<office:document-content{names} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    content += f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    return package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def table(rows: str, name: str = "S1", more: str = "") -> str:
    return f'<table:table table:name="{name}"{more}>{rows}</table:table>'


def line(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def value(number: object, shown_as: str = "", kind: str = "float", more: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" office:value="{number}"{more}><text:p>{shown_as}</text:p></table:table-cell>'


def words(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}>{text}</table:table-cell>'


def test_what_is_said_once_for_many_cells_holds_for_each() -> None:
    rows = line(
        value(5, more=' table:number-columns-repeated="2"'),
        value("0.5", "50%", "percentage"),
        more=' table:number-rows-repeated="2"',
    )
    rows += line(
        '<table:table-cell table:number-columns-repeated="16384"/>', more=' table:number-rows-repeated="1048570"'
    )
    file = opened(document(table(rows)))
    assert file.grids["S1"] == [[5.0, 5.0, 0.5]] * 2 and file.marks["S1"].percents == {(0, 2), (1, 2)}


def test_text_is_read_with_its_spaces_lines_and_pieces() -> None:
    text = '<text:p>hai<text:s text:c="2"/>cách<text:tab/>và<text:line-break/><text:bookmark/>dòng</text:p><text:p>ba <text:span text:style-name="x">đoạn</text:span></text:p>'
    assert opened(document(table(line(words(text), words("", ' office:string-value="nêu rõ"'))))).grids["S1"] == [
        ["hai cách\tvà\ndòng\nba đoạn", "nêu rõ"]
    ]


def test_values_of_every_kind_are_read() -> None:
    cells = (
        '<table:table-cell office:value-type="date" office:date-value="2021-12-20"/>', '<table:table-cell office:value-type="time" office:time-value="PT10H30M00S"/>',
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', value(44550, "20/12/2021"), value(44550, "2021-12-20"), value(44550, "44550"),
        value("7", "7 đ", "currency"), '<table:table-cell office:value-type="string" calcext:value-type="error" table:formula="of:=1/0"><text:p>#DIV/0!</text:p></table:table-cell>',
        value(0, "Err:502"),
    )  # fmt: skip
    file = opened(document(table(line(*cells))))
    assert list(file.grids["S1"][0]) == [
        datetime(2021, 12, 20), time(10, 30), True, datetime(2021, 12, 20), datetime(2021, 12, 20), 44550.0, 7.0, "#DIV/0!", "Err:502",
    ]  # fmt: skip
    assert file.marks["S1"].errors == {(0, 7), (0, 8)}


def test_what_is_no_value_of_its_kind_costs_its_cell() -> None:
    cells = (
        value("x", "chữ"),
        '<table:table-cell office:value-type="date" office:date-value="mai"><text:p>mai</text:p></table:table-cell>',
    )
    late = '<table:table-cell office:value-type="time" office:time-value="sớm"><text:p>sớm</text:p></table:table-cell>'
    file = opened(document(table(line(*cells, late, value(5)))))
    assert list(file.grids["S1"][0]) == ["chữ", "mai", "sớm", 5.0] and file.marks["S1"].damaged == {
        (0, 0),
        (0, 1),
        (0, 2),
    }


def test_formulas_of_an_open_document_are_known() -> None:
    cells = (
        value(4, more=' table:formula="of:=[.A1]*2"'),
        '<table:table-cell table:formula="of:=[.B2]+1"/>',
        value(1, more=""" table:formula="of:=['file:///x.ods'#$S.A1]" """),
    )
    marks = opened(document(table(line(*cells, words("", ' table:formula="of:=&quot;&quot;"'))))).marks["S1"]
    assert marks.formulas == {(0, 0): "=A1*2", (0, 1): "=B2+1", (0, 2): "=['file:///x.ods'#$S.A1]!A1", (0, 3): '=""'}
    assert marks.uncomputed == {(0, 1)}


def test_hidden_tables_columns_and_tables_within_cells() -> None:
    styles = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse" table:number-columns-repeated="99999999"/><table:table-column table:visibility="filter"/>'
    inner = words(f"<text:p>ngoài</text:p>{table(line(words('<text:p>trong</text:p>')), 'trong')}")
    file = opened(
        document(
            table(columns + line(inner, more=' table:visibility="filter"'), more=' table:style-name="ta1"'), styles
        )
    )
    marks = file.marks["S1"]
    assert list(file.grids) == ["S1"] and file.grids["S1"] == [["ngoài"]]
    assert (marks.is_hidden, marks.hidden_columns, marks.hidden_rows) == (True, {2, 3}, {0})


def test_a_font_may_come_from_a_parent_or_from_its_face() -> None:
    styles = (
        '<style:font-face style:name="Cũ" svg:font-family="\'.VnTime\'"/><style:style style:name="a" style:family="table-cell"><style:text-properties style:font-name="Cũ"/></style:style>'
        '<style:style style:name="b" style:family="table-cell" style:parent-style-name="a"/><style:style style:name="c" style:parent-style-name="d"/><style:style style:name="d" style:parent-style-name="c"/>'
        '<style:style style:name="e"><style:text-properties fo:font-family="VNI-Times"/></style:style>'
    ).replace("svg:font-family", "fo:font-family")
    cells = [words("<text:p>Th«n</text:p>", f' table:style-name="{name}"') for name in "abcez"] + [
        words("", ' office:string-value="Th«n" table:style-name="a"')
    ]
    cells += [words('<text:p>Số <text:span text:style-name="a">®·</text:span></text:p>')]
    runs = opened(document(table(line(*cells)), styles)).marks["S1"].runs
    assert {at[1]: pieces for at, pieces in runs.items()} == {
        0: [Run("Th«n", ".VnTime")], 1: [Run("Th«n", ".VnTime")], 3: [Run("Th«n", "VNI-Times")], 5: [Run("Th«n", ".VnTime")], 6: [Run("Số "), Run("®·", ".VnTime")],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "check"),
    [
        (
            line(value(1, more=' table:number-columns-repeated="16384"'), more=' table:number-rows-repeated="1048576"'),
            "T05",
        ),
        (line('<table:table-cell table:number-columns-repeated="9000000"/>', value(1)), "T05"),
        (line("<table:not-closed>"), "T01"),
    ],
)
def test_an_open_document_that_reaches_too_far_or_makes_no_sense_is_refused(rows: str, check: str) -> None:
    with pytest.raises(IntakeError) as refused:
        opened(document(table(rows)))
    assert refused.value.check == check


def test_an_open_document_without_its_content_is_damage() -> None:
    with pytest.raises(IntakeError) as refused:
        opened(package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}))
    assert refused.value.check == "T01"


def test_days_and_percentages_may_be_told_by_their_style_or_by_what_is_shown() -> None:
    """Calligra and Gnumeric keep them as numbers with a style, SheetJS only shows them."""
    styles = (
        '<number:date-style style:name="D"><number:day/><number:text>/</number:text><number:month/></number:date-style>'
        '<number:percentage-style style:name="P"><number:number/></number:percentage-style>'
        '<number:time-style style:name="T"><number:hours/><number:minutes/></number:time-style>'
        + "".join(
            f'<style:style style:name="{n.lower()}" style:family="table-cell" style:data-style-name="{n}"/>'
            for n in "DPT"
        )
    )
    cells = line(
        value(44281, "26/03", more=' table:style-name="d"'),
        value("0.5", "50 %", more=' table:style-name="p"'),
        value("0.125", "12,50%"),
        '<table:table-cell office:value-type="time" office:time-value="PT10H30M00S" table:style-name="t"/>',
        '<table:table-cell office:value-type="time" office:time-value="PT26H30M00S"><text:p>26:30</text:p></table:table-cell>',
        '<table:table-cell office:value-type="time" office:time-value="PT10H75M00S"><text:p>11:15</text:p></table:table-cell>',
    )
    file = opened(document(table(cells), styles))
    marks = file.marks["S1"]
    assert list(file.grids["S1"][0]) == [datetime(2021, 3, 26), 0.5, 0.125, time(10, 30), "26:30", "11:15"]
    assert marks.percents == {(0, 1), (0, 2)} and marks.damaged == {(0, 4), (0, 5)}
    assert (marks.formats[0, 0].code, marks.shown[0, 0], marks.formats[0, 3].code) == ("d/m", "26/03", "h:mm")


def test_what_is_drawn_over_a_cell_is_no_value() -> None:
    """A shape anchored to a cell, with words in it and in a piece of them."""
    shape = '<draw:custom-shape xmlns:draw="d"><text:p>Ký tên <text:span>12</text:span></text:p></draw:custom-shape>'
    cells = line(words(f"{shape}<text:p>lời</text:p>"), f"<table:table-cell>{shape}</table:table-cell>")
    assert opened(document(table(cells))).grids["S1"] == [["lời"]]


def test_a_style_may_be_that_of_the_column_or_row() -> None:
    styles = '<style:style style:name="o" style:family="table-cell"><style:text-properties fo:font-family=".VnTime"/></style:style>'
    columns = '<table:table-column table:default-cell-style-name="o"/><table:table-column/>'
    rows = line(words("<text:p>Th«n</text:p>"), words("<text:p>Th«n</text:p>"))
    rows += line(words("<text:p>a</text:p>"), words("<text:p>Th«n</text:p>"), more=' table:default-cell-style-name="o"')
    marks = opened(document(table(columns + rows), styles)).marks["S1"]
    assert {at for at, runs in marks.runs.items() if runs[0].font == ".VnTime"} == {(0, 0), (1, 0), (1, 1)}


def test_tables_of_other_files_are_none_of_this_one() -> None:
    link = f"<table:dde-link>{table(line(value(1)), '')}</table:dde-link>"
    content = document(f"{table(line(value(5)))}<table:dde-links>{link}{link}</table:dde-links>")
    assert opened(content).grids == {"S1": [[5.0]]}
    parts = parts_of(content) | {"META-INF/manifest.xml": b'<m t="application/vnd.oasis.opendocument.spreadsheet"/>'}
    assert opened(package({n: part for n, part in parts.items() if n != "mimetype"})).grids == {"S1": [[5.0]]}


def test_texts_and_numbers_of_a_binary_workbook_that_are_none_cost_their_cell() -> None:
    """A shared text that is not there, no number; a piece in a font of its own; damaged comments."""
    rich = b"\1" + _text("Số Th«n") + struct.pack("<IHHHH", 2, 3, 1, 7, 9)
    cells = (
        row(0)
        + cell(7, 0, struct.pack("<I", 9))
        + cell(5, 1, struct.pack("<d", float("nan")))
        + cell(62, 2, rich)
        + cell(7, 3, struct.pack("<I", 0))
    )
    more = {"xl/sharedStrings.bin": _record(19, rich), "xl/worksheets/_rels/sheet1.bin.rels": "<Relation"}
    file = opened(binary(cells, more=more))
    assert list(file.grids["S1"][0]) == ["9", "nan", "Số Th«n", "Số Th«n"] and file.marks["S1"].damaged == {
        (0, 0),
        (0, 1),
    }
    assert file.marks["S1"].runs[0, 2] == file.marks["S1"].runs[0, 3] == [Run("Số "), Run("Th«n", ".VnTime"), Run("")]


def test_a_format_of_a_binary_workbook_may_depend_on_the_number() -> None:
    styles = _record(44, struct.pack("<H", 164) + _text("[<=1]0%;0")) + _record(43, bytes(21) + _text("Arial"))
    styles += _record(617) + _record(47, struct.pack("<HHH", 0, 164, 0)) + _record(618)
    cells = row(0) + cell(5, 0, struct.pack("<d", 0.5)) + cell(5, 1, struct.pack("<d", 3.0))
    assert opened(binary(cells, more={"xl/styles.bin": styles})).marks["S1"].percents == {(0, 0)}


def test_an_xls_may_name_styles_that_it_leaves_out_and_hold_no_number() -> None:
    """SheetJS does the first."""
    content = (DATA / "marks.xls").read_bytes()
    at = content.index(struct.pack("<HHHH", 0x0203, 14, 2, 2))  # the record of a number, in row 3 and column 3
    file = opened(content[: at + 8] + struct.pack("<H", 900) + content[at + 10 :])
    assert file.grids["S1"][2][2] == 1.1
    file = opened(content[: at + 10] + struct.pack("<d", float("inf")) + content[at + 18 :])
    assert file.marks["S1"].damaged == {(2, 2)}
    with pytest.raises(IntakeError) as refused:
        opened(content[: at + 4] + struct.pack("<HH", 65_535, 255) + content[at + 8 :])
    assert refused.value.check == "T05"


FINDING = {
    "severity": "lỗi",
    "check": "O01",
    "unit_id": "huong-huu",
    "season": "2021",
    "message": "Ghi số.",
    "sheet": "Chỉ tiêu",
}


@pytest.mark.parametrize("name", ["libreoffice.xls", "sheetjs.xlsb", "libreoffice.ods", "gnumeric.ods"])
def test_a_form_of_another_kind_goes_back_as_xlsx_with_its_cells_marked(name: str) -> None:
    """The figures are those that were sent, rates with a formula apart; the list is in front; read again it says the same."""
    content = (CASES / "saved_again" / name).read_bytes()
    back = returned_form(
        content, FINDINGS.frame([{**FINDING, "cell": "H9", "source_file": "a"}]), "xã Hương Hữu, năm 2021"
    )
    book = openpyxl.load_workbook(io.BytesIO(back))
    page = book["Chỉ tiêu"]
    assert page["H9"].comment.text.startswith(layout.RETURN_PREFIXES) and page.page_setup.orientation == "landscape"
    before, after = (read_form(form, layout.COMMUNE_SHEETS) for form in (content, back))
    assert (after.identity, after.cut_off) == (before.identity, before.cut_off)
    assert {key: v for key, v in said(before).items() if key[2] != "value"} == {
        key: v for key, v in said(after).items() if key[2] != "value"
    }


def test_what_a_copy_shows_is_what_the_form_showed() -> None:
    """26/3, 12/2021, 10:30 are shown so again; what is hidden or merged stays so; a formula became its number."""
    for kind in ("xls", "ods"):
        content = (DATA / f"marks.{kind}").read_bytes()
        back = opened(returned_form(content, FINDINGS.frame([]), "x"))
        sent = opened(content)
        for file in (sent, back):
            marks, grid = file.marks["S1"], file.grids["S1"]
            codes = [marks.formats[1, column].code if (1, column) in marks.formats else "" for column in range(4)]
            assert [shown(grid[1][column], code) for column, code in enumerate(codes)] == [
                "26/3",
                "12/2021",
                "20/12/2021",
                "10:30",
            ]
        assert back.grids["S1"][3][0] == 11.0 and back.marks["S1"].merged == sent.marks["S1"].merged
        assert (back.marks["S1"].hidden_rows, back.marks["S1"].hidden_columns) == ({8}, {5}) and back.marks[
            "Ẩn"
        ].is_hidden


def test_a_copy_of_a_sheet_that_is_mostly_empty_is_made_quickly() -> None:
    """A word far down and to the right, ranges without end: cells that hold nothing are not written."""
    rows = line(words("<text:p>a</text:p>", ' table:number-columns-spanned="16384" table:number-rows-spanned="500"'))
    rows += line("<table:table-cell/>", more=' table:number-rows-repeated="60000"')
    rows += line('<table:table-cell table:number-columns-repeated="16"/>', words("<text:p>x</text:p>"))
    back = openpyxl.load_workbook(io.BytesIO(returned_form(document(table(rows)), FINDINGS.frame([]), "x")))
    assert back["S1"].cell(60_002, 17).value == "x" and len(back["S1"]._cells) == 2


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (7.0, "000", "007"),
        (905123456.0, "0000000000", "0905123456"),
        (1.1, "0.00", "1.10"),
        (1234.5, "#,##0.0", "1234.5"),
        (0.125, "0.0%", "12.5%"),
        (12000.0, "0.00e+00", "1.20E+04"),
        (0.5, "# ?/?", "1/2"),
        (-3.25, "# ??/??", "-3 1/4"),
        (0.75, "# ?/8", "6/8"),
        (2.0, "# ?/?", "2"),
        (0.0001, "# ?/?", "0"),
        (2.5, "[x]", "2.5"),
        (datetime(1900, 1, 1, 9, 45), "[h]:mm", "57:45"),
        (datetime(1899, 12, 30, 7, 30), "h:mm am/pm", "07:30"),
        (datetime(2021, 3, 26, 7, 30), "d/m h:mm", "26/3 07:30"),
        (time(10, 30), "", "10:30"),
        (True, "", "TRUE"),
        ("Thôn 3", "", "Thôn 3"),
    ],
)
def test_what_a_person_sees_is_told_by_the_format(value, code, seen) -> None:
    assert shown(value, code) == seen
