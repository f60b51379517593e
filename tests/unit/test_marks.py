"""What an xlsx says of its cells beside their values, however the program that wrote it puts it."""

import time
import tracemalloc
from datetime import datetime

import pytest

from ntm_lib.errors import IntakeError
from ntm_lib.spreadsheet.guard import inspect
from ntm_lib.spreadsheet.opened import AREA, place
from ntm_lib.spreadsheet.package import parse
from ntm_lib.spreadsheet.xlsx import open_xlsx
from tests.unit.form_files import MAIN, RELATIONS, package, parts_of, relations, sheet_xml, with_part, xlsx

STYLES = "xl/styles.xml"


def marks_of(content):
    return open_xlsx(inspect(content).parts).marks


def marks(rows, below="", columns="", **more):
    """Return the marks of a workbook's only sheet."""
    return marks_of(xlsx(sheet_xml(rows, below, columns), **more))["S1"]


def refused(content):
    with pytest.raises(IntakeError) as error:
        marks_of(content)
    return error.value.check, str(error.value)


def row(*cells, number=1, attributes=""):
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


# Addresses


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("A1", (0, 0)),
        ("G12", (11, 6)),
        ("Z1", (0, 25)),
        ("AA1", (0, 26)),
        ("$C$7", (6, 2)),
        ("xfd1048576", (1048575, 16383)),
    ],
)
def test_a_reference_is_a_row_and_a_column(reference, expected):
    """A1 is the first cell; columns count on after Z; dollar signs and small letters do not matter."""
    assert place(reference) == expected


@pytest.mark.parametrize("reference", ["", "12", "G", "G12:H13", "ABCD1", "Á1", "A1 "])
def test_what_is_no_reference_is_refused(reference):
    """Half an address, a range or more letters than Excel has columns is no cell."""
    with pytest.raises(ValueError, match="^" + reference):
        place(reference)


# Formulas and errors


@pytest.mark.parametrize(
    ("cell", "is_uncomputed"),
    [
        ('<c r="B1"><f>1+1</f><v>2</v></c>', False),
        ('<c r="B1" t="str"><f>1+1</f><v>hai</v></c>', False),
        ('<c r="B1" t="str"><f>1+1</f><v></v></c>', False),  # an empty text, as Excel and LibreOffice write it
        ('<c r="B1" t="b"><f>1+1</f><v>0</v></c>', False),
        ('<c r="B1" t="e"><f>1+1</f><v>#DIV/0!</v></c>', False),
        ('<c r="B1"><f>1+1</f></c>', True),
        ('<c r="B1"><f>1+1</f><v></v></c>', True),  # as openpyxl and some phones write it
        ('<c r="B1"><f>1+1</f><v/></c>', True),
        ('<c r="B1"><f>1+1</f><v> </v></c>', True),
        ('<c r="B1" t="str"><f>1+1</f></c>', True),
    ],
)
@pytest.mark.parametrize("after", ["", '<c r="C1"><v>7</v></c>', '<c r="C1" t="inlineStr"><is><t>chữ</t></is></c>'])
def test_a_formula_is_known_with_or_without_its_value(cell, is_uncomputed, after):
    """Whether a value is stored is seen from the formula's own cell, not from what stands behind it."""
    found = marks(row('<c r="A1"><v>1</v></c>', cell, after))
    assert found.formulas == {(0, 1): "1+1"}
    assert found.uncomputed == ({(0, 1)} if is_uncomputed else set())


def test_what_stands_below_the_cells_is_no_value_of_the_last_one():
    """A list of words to choose from, or a formula of the newer Excel's lists, is not taken for the last cell's."""
    below = (
        '<dataValidations><dataValidation sqref="A1"><formula1>"Đạt,Chưa đạt"</formula1></dataValidation></dataValidations>'
        '<extLst><ext xmlns:x14="x14" xmlns:xm="xm"><x14:dataValidations><xm:f>Danh!$A$1</xm:f><xm:v>5</xm:v></x14:dataValidations></ext></extLst>'
    )
    found = marks(row('<c r="A1"><f>B1</f><v></v></c>'), below)
    assert (found.formulas, found.uncomputed) == ({(0, 0): "B1"}, {(0, 0)})
    assert marks(row('<c r="A1"><v>5</v></c>'), below).formulas == {}


def test_a_shared_formula_is_known_in_every_cell_that_shares_it():
    """Excel writes a formula dragged down once; each cell that shares it has it, and not another one's."""
    cells = [
        '<c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c>',
        '<c r="C1"><f t="shared" ref="C1:C3" si="1">HYPERLINK(D1)</f><v>2</v></c>',
    ]
    more = ['<c r="A2"><f t="shared" si="0"/><v>2</v></c>', '<c r="C2"><f t="shared" si="1"/><v>2</v></c>']
    found = marks(row(*cells) + row(*more, number=2) + row('<c r="A3"><f t="shared" si="7"/></c>', number=3))
    assert found.formulas == {
        (0, 0): "B1*2",
        (1, 0): "B1*2",
        (0, 2): "HYPERLINK(D1)",
        (1, 2): "HYPERLINK(D1)",
        (2, 0): "",
    }
    assert found.uncomputed == {(2, 0)}


def test_an_array_formula_is_known_in_its_first_cell():
    """An array formula stands in one cell; in the others of its range only values are stored."""
    cells = '<c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>2</v></c>'
    found = marks(row(cells) + row('<c r="A2"><v>4</v></c>', number=2))
    assert found.formulas == {(0, 0): "B1:B2*2"}


def test_a_formula_is_read_with_its_signs():
    """Quotes, ampersands and comparisons come out of the XML as they stand in Excel."""
    assert marks(row('<c r="A1"><f>IF(B1&lt;&gt;"a&amp;b",<![CDATA[1<2]]>)</f></c>')).formulas == {
        (0, 0): 'IF(B1<>"a&b",1<2)'
    }


def test_error_values_are_known():
    """Error values, with or without a formula, are told from empty cells, which the parser does not."""
    found = marks(
        row('<c r="A1" t="e"><v>#DIV/0!</v></c>', '<c r="B1" t="e" s="1"><f>1/0</f><v>#REF!</v></c>', '<c r="C1"/>')
    )
    assert found.errors == {(0, 0), (0, 1)}


# Percent formats


def styled(*codes, cells=None):
    """Return the part of styles: number formats 164, 165, ... and for each a cell style after the first, plain one."""
    formats = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(codes))
    numbers = cells or [164 + n for n in range(len(codes))]
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in [0, *numbers])
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="9"/><xf numFmtId="9"/></cellStyleXfs>'
        f'<cellXfs>{styles}</cellXfs><cellStyles><cellStyle xfId="0"/></cellStyles>'
        '<dxfs><dxf><numFmt numFmtId="164" formatCode="0%"/></dxf></dxfs></styleSheet>'
    )


@pytest.mark.parametrize(
    ("code", "is_percent"),
    [
        ("0%", True),
        ("0.00%", True),
        ("0.0%;[Red]-0.0%", True),
        ("[$-42A]0,0 %", True),
        ("General", False),
        ("0.0&quot; %&quot;", False),  # 12.5 is shown as "12.5 %": the number itself is not a share
        ("0\\%", False),
        ("0_%", False),
        ("0;-0;0%", False),
        ("[$%-42A]0", False),
    ],
)
def test_a_custom_format_shows_a_percentage_if_it_multiplies(code, is_percent):
    """Only a % that Excel multiplies by 100 for makes 0.125 into 12.5 %; one that is merely shown does not."""
    found = marks(row('<c r="A1" s="1"><v>0.125</v></c>', '<c r="B1"><v>1</v></c>'), more={STYLES: styled(code)})
    assert found.percents == ({(0, 0)} if is_percent else set())


@pytest.mark.parametrize(("number", "is_percent"), [(9, True), (10, True), (0, False), (2, False), (11, False)])
def test_the_built_in_percent_formats_are_known(number, is_percent):
    """Formats 9 and 10 are 0% and 0.00% without being written down."""
    found = marks(row('<c r="A1" s="1"><v>0.125</v></c>'), more={STYLES: styled(cells=[number])})
    assert found.percents == ({(0, 0)} if is_percent else set())


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C3" s="1"><v>0.1</v></c>',
        '<c r="C3" s="1" t="n"><v>0.1</v></c>',
        '<c r="C3" s="1"/>',
        '<c s="1" r="C3"><v>0.1</v></c>',
        "<c r='C3' s='1'><v>0.1</v></c>",
        '<c r="C3" s="1" ><v>0.1</v></c>',
        '<c r="C3" s="1"><f>0.1</f><v>0.1</v></c>',
    ],
)
def test_a_percent_cell_is_known_however_it_is_written(cell):
    """The order of a cell's attributes, their quotes and its formula do not matter."""
    found = marks(row(cell, number=3), more={STYLES: styled("0%")})
    assert found.percents == {(2, 2)}


def test_the_first_style_may_be_the_percentage():
    """A cell that names no style has the workbook's first one."""
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="9"/></cellXfs></styleSheet>'
    cells = row('<c r="A1"><v>1</v></c>', '<c r="B1"><f>1</f><v>1</v></c>')
    assert marks(cells, more={STYLES: styles}).percents == {(0, 0), (0, 1)}


# Hidden, merged, commented


@pytest.mark.parametrize("yes", ["1", "true"])
def test_hidden_rows_and_columns_are_known(yes):
    """Rows and columns that nobody sees are named, those that say "not hidden" are not."""
    rows = row('<c r="A1"><v>1</v></c>') + row('<c r="A4"><v>1</v></c>', number=4, attributes=f' hidden="{yes}"')
    rows += row(number=5, attributes=' hidden="0"')
    columns = (
        f'<cols><col min="2" max="3" hidden="{yes}"/><col min="5" max="5" hidden="false"/><col min="7" max="7"/></cols>'
    )
    found = marks(rows, columns=columns)
    assert (found.hidden_rows, found.hidden_columns) == ({3}, {1, 2})


def test_all_columns_hidden_to_the_end_cost_no_memory():
    """Who hides everything right of the table hides 16,384 columns; only those that a table may have are noted."""
    assert marks("", columns='<cols><col min="18" max="16384" hidden="1"/></cols>').hidden_columns == set(
        range(17, 1000)
    )


@pytest.mark.parametrize(
    ("state", "is_hidden"), [("", False), ("visible", False), ("hidden", True), ("veryHidden", True)]
)
def test_hidden_sheets_are_known(state, is_hidden):
    """A sheet that is hidden, also from Excel's own list of hidden sheets, is known as such."""
    content = with_part(
        xlsx(sheet_xml("")),
        "xl/workbook.xml",
        lambda xml: xml.replace('sheetId="1"', f'sheetId="1" state="{state or "visible"}"'),
    )
    assert marks_of(content)["S1"].is_hidden is is_hidden


def test_merged_ranges_are_known():
    """A merged range has a first and a last cell; one cell alone is not merged with anything."""
    below = '<mergeCells><mergeCell ref="B2:C4"/><mergeCell ref="E1"/><mergeCell/></mergeCells>'
    assert marks("", below).merged == [((1, 1), (3, 2))]


COMMENTS = (
    f'<comments xmlns="{MAIN}"><authors><author>Tác giả</author></authors><commentList>'
    '<comment ref="C3" authorId="0"><text><r><rPr><b/></rPr><t>Xã:</t></r><r><t xml:space="preserve">\nsố của tháng 11 </t></r></text></comment>'
    '<comment ref="D3"><text><t>một</t></text></comment></commentList></comments>'
)  # fmt: skip


@pytest.mark.parametrize("target", ["../comments1.xml", "/xl/comments1.xml", "../Comments1.xml", "/XL/comments1.xml"])
def test_comments_are_read_with_their_formatting_left_out(target):
    """A comment in several styles is one text, wherever and however the sheet says it is kept."""
    more = {"xl/worksheets/_rels/sheet1.xml.rels": relations(("r1", "comments", target)), "xl/comments1.xml": COMMENTS}
    assert marks("", more=more).comments == {(2, 2): "Xã:\nsố của tháng 11", (2, 3): "một"}


def test_a_conversation_is_read_and_not_the_note_about_it():
    """The newer Excel keeps conversations apart and puts a note for older ones in the cell: the conversation counts."""
    links = relations(("r1", "comments", "../comments1.xml"), ("r2", "threadedComment", "../threadedComments/t1.xml"))
    talk = '<ThreadedComments><threadedComment ref="C3"><text>Chưa rõ</text></threadedComment><threadedComment ref="C3"><text>Đã hỏi</text></threadedComment></ThreadedComments>'
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": links,
        "xl/comments1.xml": COMMENTS,
        "xl/threadedComments/t1.xml": talk,
    }
    assert marks("", more=more).comments == {(2, 2): "Chưa rõ\nĐã hỏi", (2, 3): "một"}


def test_comments_that_are_gone_are_none():
    """A link to a part that is not there, or to something else than comments, gives no comments."""
    links = relations(("r1", "comments", "../comments9.xml"), ("r2", "drawing", "../drawing1.xml"))
    more = {"xl/worksheets/_rels/sheet1.xml.rels": links, "xl/drawing1.xml": "<d/>"}
    assert marks("", more=more).comments == {}


# How programs write


def test_tags_with_a_prefix_are_the_same_tags():
    """A program that writes <x:c> for <c> is understood, formulas, rows and all."""
    rows = '<x:row r="2" hidden="1"><x:c r="A2" t="e"><x:v>#N/A</x:v></x:c><x:c r="B2"><x:f>A2</x:f><x:v>1</x:v></x:c><x:c r="C2"><y:f>9</y:f></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{MAIN}" xmlns:y="y"><x:sheetData>{rows}</x:sheetData><x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'
    found = marks_of(xlsx(sheet))["S1"]
    assert (found.formulas, found.uncomputed, found.errors) == ({(1, 1): "A2"}, set(), {(1, 0)})
    assert (found.hidden_rows, found.merged) == ({1}, [((0, 0), (0, 1))])


def test_cells_that_do_not_say_where_they_stand_follow_those_before():
    """Rows and cells without an address come after the one before, as Excel counts them, also after one with an address."""
    rows = '<row><c t="e"><v>#N/A</v></c><c r="D1"><v>2</v></c><c t="e"><v>#N/A</v></c><c s="1"/><c t="e"/></row>'
    rows += '<row r="4"><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row><c><f>1</f><v>1</v></c></row>'
    found = marks(rows)
    assert found.errors == {(0, 0), (0, 4), (0, 6), (3, 1)}
    assert found.formulas == {(4, 0): "1"}


@pytest.mark.parametrize(
    "target",
    ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "/XL/Worksheets/Sheet1.xml", "./worksheets/sheet1.xml"],
)
def test_a_sheet_is_found_by_any_way_of_naming_its_part(target):
    """Absolute, relative and upper-case targets name the same part."""
    content = with_part(
        xlsx(sheet_xml(row('<c r="A1" t="e"/>'))), "xl/_rels/workbook.xml.rels", relations(("r1", "worksheet", target))
    )
    assert marks_of(content)["S1"].errors == {(0, 0)}


def test_a_name_in_quotes_or_signs_is_the_sheets_name():
    """A sheet's name may have any sign of XML."""
    content = xlsx(sheet_xml(""), names=["Chỉ tiêu &quot;xã&quot; &amp; 'thôn' &lt;1&gt;"])
    assert list(marks_of(content)) == ["Chỉ tiêu \"xã\" & 'thôn' <1>"]


def test_a_sheet_whose_part_is_gone_is_damage():
    """A sheet that has no part of cells is no sheet of ours; one whose part is not there is said to be damaged."""
    content = with_part(xlsx(sheet_xml("")), "xl/_rels/workbook.xml.rels", relations())
    assert open_xlsx(inspect(content).parts).foreign == ["S1"]
    parts = parts_of(xlsx(sheet_xml("")))
    del parts["xl/worksheets/sheet1.xml"]
    check, message = refused(package(parts))
    assert check == "T01" and "“S1”" in message


def test_a_large_sheet_gives_the_same_marks_as_a_small_one():
    """Above a megabyte each cell is asked for by itself: the marks are the same."""
    cells = row(
        '<c r="A1" s="1"><v>0.5</v></c>', '<c r="B1" s="1"/>', '<c r="C1"><f>1</f><v>1</v></c>', '<c r="D1" t="e"/>'
    )
    small = marks(cells, more={STYLES: styled("0%")})
    large = marks(cells + f"<!--{'x' * 1_100_000}-->", more={STYLES: styled("0%")})
    assert small == large
    assert (large.percents, large.errors, large.formulas) == ({(0, 0), (0, 1)}, {(0, 3)}, {(0, 2): "1"})


@pytest.mark.parametrize(
    "sheet",
    [
        sheet_xml('<row r="1"><c r="A1"><v>1</v></row>'),
        sheet_xml('<row r="1"><c r="1A" t="e"><v>1</v></c></row>'),
        sheet_xml('<row r="1"><c r="Á1"><v>1</v> </c></row>'),
        '<?xml version="1.0" encoding="không-có"?><worksheet/>',
        '<?xml version="1.0" encoding="utf-7"?><worksheet/>',
        "",
    ],
)
def test_a_sheet_that_is_no_sheet_is_damage(sheet):
    """XML that does not close, addresses that are none, an encoding nobody knows: a damaged file, not a stack trace."""
    assert refused(xlsx(sheet))[0] == "T01"


@pytest.mark.parametrize(
    "sheet",
    [
        sheet_xml("<row/>", '<mergeCells><mergeCell ref="A1:?"/><mergeCell/></mergeCells>'),
        sheet_xml("<row/>", columns='<cols><col hidden="1"/><col hidden="1" min="x" max="2"/></cols>'),
        sheet_xml("<row/>").replace("<sheetData", '<dimension ref="none"/><sheetData'),
    ],
)
def test_decoration_that_makes_no_sense_costs_nothing(sheet):
    """A merged range, a column's record or a dimension that says nothing is passed over."""
    found = marks_of(xlsx(sheet))["S1"]
    assert found.merged == [] and found.hidden_columns == set()


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ('<comment ref="B2:C3"><text><t>gộp</t></text></comment>', {(1, 1): "gộp"}),
        ("<comment><text><t>ở đâu?</t></text></comment>", {(0, 0): "ở đâu?"}),
        ('<comment ref="?"><text><t>ở đâu?</t></text></comment>', {(0, 0): "ở đâu?"}),
        ("<not-closed>", {}),
    ],
)
def test_a_comment_without_a_sound_address_is_told_all_the_same(comment, expected):
    """It stands at the first cell of its range, or at the first of the sheet; a part that is damaged says nothing."""
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("r1", "comments", "../comments1.xml")),
        "xl/comments1.xml": f'<comments xmlns="{MAIN}" xmlns:r="{RELATIONS}">{comment}</comments>',
    }
    assert marks_of(xlsx(sheet_xml(""), more=more))["S1"].comments == expected


# How far a sheet reaches


@pytest.mark.parametrize(
    "rows",
    [
        row('<c r="A1"><v>1</v></c>') + row('<c r="XFD1048576"><v>1</v></c>', number=1048576),
        row('<c r="XFD1"><v>1</v></c>') + row('<c r="A1048576"><v>1</v></c>', number=1048576),
        row('<c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c>'),
        row("<c r='XFD1048576'><v>1</v></c>"),
        row('<c r="xfd1048576"><v>1</v></c>'),
        '<row r="1048576">' + "<c><v>1</v></c>" * 5 + "</row>",
    ],
)
def test_a_cell_too_far_away_is_refused(rows):
    """One lost cell would make the parser take gigabytes: the sheet and its reach are named instead."""
    check, message = refused(xlsx(sheet_xml(rows), names=["Chỉ tiêu"]))
    assert check == "T05" and "Trang “Chỉ tiêu” kéo tới dòng 1048576" in message


@pytest.mark.parametrize(
    "rows",
    [
        row('<c r="A1"><v>1</v></c>') + row('<c r="XFD1048576" s="1"/>', number=1048576),  # a format alone
        row('<c r="Q60"><v>1</v></c>') + row(number=1048576, attributes=' ht="12.8"'),  # as LibreOffice ends a sheet
        row('<c r="A1"><v>1</v></c>') + row('<c r="XFD1048576" s="1"></c>', number=1048576),
        row('<c r="XFD1" s="1"/>') + row('<c r="A1048576"><v>1</v></c>', number=1048576),
        row('<c r="Z1"><v>1</v></c>') + row('<c r="A1048576" s="1"/>', number=1048576),
        row('<c r="A200000"><v>1</v></c>', number=200000),
    ],
)
def test_empty_cells_may_lie_anywhere(rows):
    """Formats down to the last row cost the parser nothing and are no reason to refuse a form."""
    assert marks(rows).formulas == {}


def test_the_limit_is_the_area_up_to_the_last_filled_cell():
    """4 million cells are the limit, not one more."""
    assert AREA == 4_000 * 1_000
    assert marks(row('<c r="ALL4000"><v>1</v></c>', number=4000)).formulas == {}  # ALL is column 1000
    assert refused(xlsx(sheet_xml(row('<c r="ALM4000"><v>1</v></c>', number=4000))))[0] == "T05"


def test_a_far_cell_is_refused_early():
    """A sheet that reaches too far in its first rows is not read to its end: little time, little memory."""
    rows = row('<c r="A1"><v>1</v></c>', '<c r="XFD2"><v>1</v></c>')
    rows += "".join(row(f'<c r="A{n}" t="s"><v>1</v></c>', number=n) for n in range(3, 60_000))
    content = xlsx(sheet_xml(rows) + "<not-closed>")  # would be damage, were it read to the end
    tracemalloc.start()
    assert refused(content)[0] == "T05"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40_000_000


def test_too_many_empty_rows_are_refused():
    """Rows by the hundred thousand, all empty, keep a parser busy for nothing: they are not read to their end."""
    check, message = refused(xlsx(sheet_xml("<row/>" * 200_001) + "<not-closed>"))
    assert check == "T05" and "dòng 200001" in message


def seconds_of(count):
    """Return the processor's seconds for reading so many rows, each with a formula."""
    rows = "".join(
        row(f'<c r="A{n}" s="1"><v>{n}</v></c>', f'<c r="B{n}"><f>A{n}</f><v>1</v></c>', number=n)
        for n in range(1, count + 1)
    )
    begun = time.process_time()
    assert len(marks(rows).formulas) == count
    return time.process_time() - begun


@pytest.mark.parametrize("count", [20_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_long_sheet_is_read(count):
    """A long but honest sheet takes as much longer as it has more rows, and not the square of it (which would be 100 times)."""
    assert seconds_of(count) < 30 * seconds_of(count // 10)


# What is stored


def grid_of_sheet(rows, before="", **more):
    return open_xlsx(inspect(xlsx(sheet_xml(rows), before=before, **more)).parts).grids["S1"]


def test_a_number_without_a_day_stays_a_number():
    """Excel's last day, counted from 1904 or with a fraction that rounds up: no date, no stack trace."""
    part = {STYLES: styled("d/m/yyyy")}
    cells = row(
        '<c r="A1" s="1"><v>2957600</v></c><c r="B1" s="1"><v>2958465.9999999</v></c><c r="C1" s="1"><v>1</v></c>'
        '<c r="D1" s="1"><v>-1</v></c>'
    )
    assert grid_of_sheet(cells, more=part)[0][:2] == [datetime(9997, 8, 18), 2958465.9999999]
    assert grid_of_sheet(cells, '<workbookPr date1904="1"/>', more=part)[0] == [
        2957600.0,
        2958465.9999999,
        datetime(1904, 1, 2),
        -1.0,
    ]


def test_a_tag_of_another_kind_with_the_same_name_says_nothing():
    """The newer Excel writes x15:workbookPr besides, and lists of extensions."""
    cells, part = row('<c r="A1" s="1"><v>1</v></c>'), {STYLES: styled("d/m/yyyy")}
    before = (
        '<workbookPr date1904="1"/><extLst><ext xmlns:y="y"><workbookPr/></ext></extLst><x15:workbookPr xmlns:x15="x"/>'
    )
    assert grid_of_sheet(cells, before, more=part) == [[datetime(1904, 1, 2)]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="s"><v>640</v></c>', "640"),  # a shared text that is not there
        ('<c r="A1" t="b"><v>2</v></c>', "2"),
        (f'<c r="A1" t="s"><v>{"1" * 5_000}</v></c>', "1" * 5_000),
        ('<c r="A1" t="d"><v>mai</v></c>', "mai"),
        ('<c r="A1" t="lạ"><v>1</v><extLst><ext/></extLst></c>', "1"),
    ],
)
def test_what_is_no_value_of_its_kind_is_noted(cell, value):
    content = xlsx(sheet_xml(row(cell)))
    assert marks_of(content)["S1"].damaged == {(0, 0)} and grid_of_sheet(row(cell)) == [[value]]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (row('<c r="A1" t="d"><v>2021-12-10Z</v></c>'), [[datetime(2021, 12, 10)]]),
        (row('<c r="A1" t="inlineStr"><is><t>_x005F_x000D_</t><rPh><t>đọc</t></rPh></is></c>'), [["_x000D_"]]),
        (row('<c r="A1" t="str"><v>_xD83D__xDE00_ _xD83D_</v></c>'), [["😀 �"]]),
        (row('<c r="A1"><v>12,5</v></c>'), [["12,5"]]),
        (
            '<row r="0"><c><v>1</v></c></row><row r="-9"><c><v>2</v></c></row><row r="x"><c><v>3</v></c></row>',
            [[1.0], [2.0], [3.0]],
        ),
        (row('<c r="A1"><v>1</v></c>', '<c\nt="str"><v>x</v></c>'), [[1.0, "x"]]),
        (row('<?x <c r="A1"><v>77</v></c> ?>', '<c r="B1"><v>2</v></c>'), [["", 2.0]]),
    ],
)
def test_a_cell_is_read_as_it_is_written(cells, expected):
    """Days with a Z, what is escaped once, halves of a character, a comma, rows of no number, cells without a place, instructions."""
    assert [list(line) for line in grid_of_sheet(cells)] == expected


def test_a_sheet_in_letters_of_another_code_is_read_by_its_declaration():
    """No byte beyond ASCII is taken for UTF-8 where the sheet says otherwise; one that is none is damage."""
    cells = sheet_xml(row('<c r="A1" t="str"><v>caf\xe9</v></c>', '<c r="B1"><v>1</v></c>')).encode("latin-1")
    declared = b'<?xml version="1.0" encoding="ISO-8859-1"?>' + cells
    path = "xl/worksheets/sheet1.xml"
    assert open_xlsx(inspect(with_part(xlsx(sheet_xml("")), path, declared)).parts).grids["S1"] == [["café", 1.0]]
    assert refused(with_part(xlsx(sheet_xml("")), path, cells))[0] == "T01"


def test_shared_texts_may_have_a_prefix_and_readings():
    """As the Open XML SDK writes them; how a word is spoken is no part of it; a relation may have outlived its part."""
    texts = f'<x:sst xmlns:x="{MAIN}"><x:si><x:r><x:t>Thôn </x:t></x:r><x:r><x:t>3</x:t></x:r><x:rPh><x:t>ba</x:t></x:rPh></x:si></x:sst>'
    content = xlsx(sheet_xml(row('<c r="A1" t="s"><v>0</v></c>')), more={"xl/sharedStrings.xml": texts})
    links = relations(
        ("r1", "worksheet", "worksheets/sheet1.xml"),
        ("a", "sharedStrings", "gone.xml"),
        ("b", "sharedStrings", "sharedStrings.xml"),
    )
    for file in (content, with_part(content, "xl/_rels/workbook.xml.rels", links)):
        assert open_xlsx(inspect(file).parts).grids["S1"] == [["Thôn 3"]]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_shared_texts_keep_their_numbers(prefix):
    """Plain ones, empty ones, ones in pieces and ones with a reference stand among each other; those of another prefix than the first tag are passed over."""
    rich = f"<{prefix}si><{prefix}r><{prefix}t>b</{prefix}t></{prefix}r><{prefix}r><{prefix}t>c</{prefix}t></{prefix}r></{prefix}si>"
    others = "<si/><si><t>&lt;d</t></si>" if not prefix else ""
    texts = f'<sst xmlns="{MAIN}" xmlns:x="{MAIN}"><si><t>a</t></si>{rich}{others}<si><t xml:space="preserve"> e</t></si></sst>'
    cells = row("".join(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABCDE")))
    content = xlsx(sheet_xml(cells), more={"xl/sharedStrings.xml": texts})
    (read,) = open_xlsx(inspect(content).parts).grids["S1"]
    assert read[: 2 if prefix else 5] == (["a", " e"] if prefix else ["a", "bc", "", "<d", " e"])


def test_a_format_may_depend_on_the_number():
    """[<=1]0%;0 shows 0,5 as 50% and 3 as 3; a format in German words is none of days."""
    part = {STYLES: styled("[&lt;=1]0%;0", "Standard", "[&gt;5]0;[&lt;1]0%")}
    cells = '<c r="A1" s="1"><v>0.5</v></c><c r="B1" s="1"><v>3</v></c><c r="C1" s="2"><v>3</v></c><c r="D1" s="3"><v>2</v></c>'
    content = xlsx(sheet_xml(row(cells)), more=part)
    assert marks_of(content)["S1"].percents == {(0, 0), (0, 3)} and open_xlsx(inspect(content).parts).grids["S1"] == [
        [0.5, 3.0, 3.0, 2.0]
    ]


def test_damaged_relations_of_a_sheet_cost_its_comments_only():
    content = with_part(
        xlsx(sheet_xml(row('<c r="A1"><v>1</v></c>'))), "xl/worksheets/_rels/sheet1.xml.rels", "<Relationships"
    )
    assert open_xlsx(inspect(content).parts).grids["S1"] == [[1.0]]


def test_a_declaration_of_entities_is_refused_in_a_part_of_any_name():
    parts = parts_of(xlsx(sheet_xml(row('<c r="A1"><v>&a;</v></c>'))))
    parts["xl/worksheets/sheet1.dat"] = b'<!DOCTYPE w [<!ENTITY a "42">]>' + parts.pop("xl/worksheets/sheet1.xml")
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"sheet1.xml", b"sheet1.dat")
    assert refused(package(parts))[0] == "T06"
    with pytest.raises(IntakeError) as error:
        parse(b'<!DOCTYPE w [<!ENTITY a "42">]><w/>', lambda tag, attributes: None)
    assert error.value.check == "T06"


def test_large_styles_are_read_and_not_remembered():
    part = {STYLES: styled("0%").replace("</styleSheet>", " " * 1_100_000 + "</styleSheet>")}
    content = xlsx(sheet_xml(row('<c r="A1" s="1"><v>0.5</v></c>')), more=part)
    assert open_xlsx({**parts_of(content)}).marks["S1"].percents == {(0, 0)}
