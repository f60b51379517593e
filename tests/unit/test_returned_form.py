"""The form that goes back: the commune's own values, the faulty cells marked, a list in front, and nothing that runs."""

import hashlib
import io
import os
import subprocess
import sys
import time
import zipfile
from datetime import date
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import FormContent, write_form
from ntm_lib.intake.findings import CHECKS
from ntm_lib.intake.reading.table_reader import commune_words
from ntm_lib.intake.returned.inert_copy import XML_BYTES
from ntm_lib.intake.returned.return_list import FILLS
from ntm_lib.intake.returned.returned_form import NEVER_OPENED, returned_form
from ntm_lib.schemas import FINDINGS
from tests.unit.builders import MAIN, identity, nfd

INDICATORS, VILLAGES = layout.INDICATORS.title, layout.VILLAGES.title
LIST = layout.RETURN_SHEET
HEADER = ["STT", "Mức độ", "Trang", "Ô", "Cần sửa gì", "Mã"]
TITLE = "xã An Bình, năm 2021"


def finding(severity="lỗi", check="O01", cell="H5", sheet=INDICATORS, message="Ghi số.", **more):
    place = {"sheet": sheet, "cell": cell, "source_file": "2021/an-binh.xlsx"}
    return (
        {"severity": severity, "check": check, "message": message, "unit_id": "an-binh", "season": "2021"}
        | place
        | more
    )


def returned(content, *findings, title=TITLE, advice=""):
    return returned_form(content, FINDINGS.frame(findings), title, advice)


@pytest.fixture
def form(tmp_path):
    """A filled form as the office writes it: numbers, a formula, a day, choices, and text that looks like a formula."""
    rows = {
        INDICATORS: [
            {"indicator": "1.1", "indicator_name": "Tỷ lệ\nTử số: số hộ", "numerator": 681, "denominator": 701.5, "computed": "percent", "note": "=1+1"},
            {"indicator": "1.2", "assessed": "Đạt", "note": "+84 54 387", "computed": "percent"},
            {"indicator": "2.1", "numerator": 0.1 + 0.2, "note": " hai  khoảng trắng\nhai dòng "},
        ],
        VILLAGES: [{"village": "3", "tier": "thôn NTM kiểu mẫu", "as_of": date(2021, 2, 1)}],
    }  # fmt: skip
    path = tmp_path / "an-binh.xlsx"
    write_form(path, FormContent("Biểu thử", identity(unit_name="xã An Bình"), layout.COMMUNE_SHEETS, rows))
    return path.read_bytes()


def made(fill):
    """Return the bytes of a workbook that `fill` writes with xlsxwriter."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        fill(book)
    return buffer.getvalue()


def one_sheet(cells, title=INDICATORS):
    def fill(book):
        page = book.add_worksheet(title)
        for cell, value in cells.items():
            page.write(cell, value)

    return made(fill)


def rebuilt(content, change):
    """Return the package with each part as `change(name, part)` gives it; None leaves the part out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in parts.namelist():
            part = change(name, parts.read(name))
            if part is not None:
                package.writestr(name, part)
    return buffer.getvalue()


@lru_cache(maxsize=4)
def opened(content):
    """Return the workbook in the content: to be looked at, not to be changed."""
    return openpyxl.load_workbook(io.BytesIO(content))


def values(content):
    """Return every sheet's grid as the reader sees it, without the list."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    grids = {title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in book.sheet_names}
    grids.pop(LIST, None)
    return {title: [without_empty_end(row) for row in grid] for title, grid in grids.items()}


def without_empty_end(row):
    while row and row[-1] == "":
        row.pop()
    return row


def listed(content):
    """Return the rows of the list below its headings."""
    rows = [[cell.value for cell in row] for row in opened(content)[LIST].iter_rows()]
    return rows[rows.index(HEADER) + 1 :]


def sentences(content):
    rows = [row[0].value for row in opened(content)[LIST].iter_rows()]
    return " ".join(str(text) for text in rows[: rows.index("STT")] if text)


def colour(cell):
    return cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None


def marks(content):
    """Return colour and comment of every cell that has one of the three colours or a comment, by "sheet!cell"."""
    found = {}
    for page in opened(content).worksheets[1:]:
        for row in page.iter_rows():
            for cell in row:
                if colour(cell) in FILLS.values() or cell.comment:
                    text = cell.comment.text if cell.comment else None
                    found[f"{page.title}!{cell.coordinate}"] = (colour(cell), text)
    return found


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def formulas(content):
    return {
        f"{page.title}!{cell.coordinate}": cell.value
        for page in opened(content).worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def is_list_only(content):
    return opened(content).sheetnames == [LIST]


# The commune's own values


def test_every_value_comes_back_as_it_was(form):
    """Numbers to the last digit, days, choices, text letter by letter and the results of formulas are those of the original."""
    assert values(returned(form, finding())) == values(form)
    assert values(form)[INDICATORS][4][9] == pytest.approx(100 * 681 / 701.5, abs=0.005)


def test_every_shipped_form_comes_back_with_its_values():
    """A copy of each form in data/submissions holds exactly the values of the form."""
    paths = sorted((MAIN / "data" / "submissions").glob("*/*.xlsx"))
    assert len(paths) > 9
    for path in paths[::6]:
        assert values(returned(path.read_bytes(), finding())) == values(path.read_bytes()), path.name


def test_a_number_shown_as_a_day_that_is_none_is_kept():
    """A number far too large for a day stays that number, though its cell is formatted as a day."""
    content = made(
        lambda book: book.add_worksheet(INDICATORS).write_number(
            "A1", 35e7, book.add_format({"num_format": "dd/mm/yyyy"})
        )
    )
    assert "<v>350000000</v>" in parts_of(returned(content))["xl/worksheets/sheet2.xml"].decode()


def test_formatted_text_keeps_its_letters_and_its_look():
    """Text in several fonts keeps them; where openpyxl would lose a space between two of them, the letters come first."""

    def fill(book):
        bold, page = book.add_format({"bold": True}), book.add_worksheet(INDICATORS)
        page.write_rich_string("A1", "Tên\n", bold, "Tử số: số hộ")
        page.write_rich_string("A2", bold, "một", " ", bold, "hai")

    content = made(fill)
    copy = returned(content)
    assert values(copy) == values(content) == {INDICATORS: [["Tên\nTử số: số hộ"], ["một hai"]]}
    assert "<b" in parts_of(copy)["xl/worksheets/sheet2.xml"].decode()


def test_an_error_and_a_truth_value_stay_what_they_are():
    """#DIV/0! and TRUE come back with their kinds, also as the result of a formula."""

    def fill(book):
        page = book.add_worksheet(INDICATORS)
        page.write_boolean("A1", True)
        page.write_formula("A2", "=A5/A6", None, "#DIV/0!")
        page.write_formula("A3", '=IF(A5="","a<b","")', None, "a<b")
        page.write_formula("A4", '=IF(A5="","","x")', None, "")

    content = made(fill)
    assert values(returned(content)) == values(content)
    assert set(formulas(returned(content))) == {f"{INDICATORS}!A{row}" for row in (2, 3, 4)}


def test_the_form_keeps_its_layout_limits_and_protection(form):
    """Column widths, row heights, frozen rows, print set-up, lists, formats, locks and the form's properties survive."""
    before, after = opened(form), opened(returned(form, finding()))
    assert after.sheetnames == [LIST, *before.sheetnames]
    for old in before.worksheets:
        new = after[old.title]
        assert {k: (d.width, d.hidden) for k, d in new.column_dimensions.items()} == {k: (d.width, d.hidden) for k, d in old.column_dimensions.items()}  # fmt: skip
        assert {k: d.height for k, d in new.row_dimensions.items()} == {
            k: d.height for k, d in old.row_dimensions.items()
        }
        assert (new.freeze_panes, new.print_title_rows, new.page_setup.paperSize) == (old.freeze_panes, old.print_title_rows, old.page_setup.paperSize)  # fmt: skip
        assert (new.page_setup.orientation, new.oddFooter.right.text) == (
            old.page_setup.orientation,
            old.oddFooter.right.text,
        )
        assert new.protection.sheet and new.protection.insertRows == old.protection.insertRows
        assert [(str(r.sqref), r.type, r.formula1, r.prompt) for r in new.data_validations.dataValidation] == [(str(r.sqref), r.type, r.formula1, r.prompt) for r in old.data_validations.dataValidation]  # fmt: skip
        locks = {cell.coordinate: cell.protection.locked for row in old.iter_rows() for cell in row}
        assert {cell.coordinate: cell.protection.locked for row in new.iter_rows() for cell in row} == locks
    assert before[INDICATORS].data_validations.dataValidation
    assert [(p.name, p.value) for p in after.custom_doc_props.props] == [
        (p.name, p.value) for p in before.custom_doc_props.props
    ]


# Marks


@pytest.mark.parametrize(
    ("severity", "start"), [("lỗi", "CẦN SỬA – "), ("cảnh báo", "CẦN SỬA – "), ("lưu ý", "LƯU Ý – ")]
)
def test_a_faulty_cell_has_the_colour_of_its_severity_and_a_comment(form, severity, start):
    """The one cell of a finding is coloured, and its comment says what to do and which check asks for it."""
    copy = returned(form, finding(severity, "S03"))
    assert marks(copy) == {f"{INDICATORS}!H5": (FILLS[severity], f"{start}Ghi số. (S03)")}


def test_several_findings_of_a_cell_share_its_comment(form):
    """The worst colours the cell and is said first; of very many the comment says the first and how many there are."""
    found = [finding("lưu ý", "S13", message="Để biết."), finding("lỗi", "O02", message="Ghi lại.")]
    assert marks(returned(form, *found)) == {
        f"{INDICATORS}!H5": (FILLS["lỗi"], "CẦN SỬA – Ghi lại. (O02)\nLƯU Ý – Để biết. (S13)")
    }
    many = [finding(message=f"Điều {number}.") for number in range(12)]
    assert "Còn 7 điều nữa ở trang “Cần sửa”." in marks(returned(form, *many))[f"{INDICATORS}!H5"][1]


def test_a_comment_of_the_commune_is_kept_below_ours():
    """What the commune noted in the cell stays readable, and in other cells stays as it is."""

    def fill(book):
        page = book.add_worksheet(INDICATORS)
        for row, text in ((4, "số của tháng 11\nchưa chốt"), (5, "của xã")):
            page.write_number(row, 7, 5)
            page.write_comment(row, 7, text)

    assert marks(returned(made(fill), finding())) == {
        f"{INDICATORS}!H5": (FILLS["lỗi"], "CẦN SỬA – Ghi số. (O01)\nChú thích của xã: số của tháng 11\nchưa chốt"),
        f"{INDICATORS}!H6": (None, "của xã"),
    }


def test_a_long_comment_has_a_larger_box(form):
    """The box grows with the text, so that it can be read without pulling it open."""
    short, long = (
        opened(returned(form, finding(message=text)))[INDICATORS]["H5"].comment for text in ("Ghi số.", "Ghi số. " * 60)
    )
    vml = [
        parts_of(returned(form, finding(message=text)))["xl/drawings/commentsDrawing1.vml"]
        for text in ("a", "a " * 300)
    ]
    assert len(long.text) > len(short.text) and b"height:42px" in vml[0] and b"height:42px" not in vml[1]


def test_the_colour_is_above_the_tint_of_cells_that_wait():
    """A conditional format of the form does not hide the colour of a marked cell, and stays for all others."""

    def fill(book):
        page = book.add_worksheet(INDICATORS)
        page.write("A1", "x")
        page.write_blank("H5", None, book.add_format({"border": 1}))
        page.conditional_format("H1:H9", {"type": "blanks", "format": book.add_format({"bg_color": "#FFF7D6"})})

    rules = {
        str(cells.sqref): [(rule.priority, rule.formula, rule.dxf.fill.bgColor.rgb) for rule in cells.rules]
        for cells in opened(returned(made(fill), finding()))[INDICATORS].conditional_formatting
    }
    (ours,), (tint,) = rules["H5"], rules["H1:H9"]
    assert ours[1:] == (["1=1"], FILLS["lỗi"]) and tint[1:] == (["LEN(TRIM(H1))=0"], "FFFFF7D6")
    assert ours[0] < tint[0]


def test_of_merged_cells_the_first_is_marked():
    """A finding anywhere in a merged range marks the cell that shows, and the range with what is under it stays."""

    def fill(book):
        page = book.add_worksheet(INDICATORS)
        page.merge_range("G5:H7", 12)
        page.write("H7", 99)
        page.write("J9", 1)

    content = made(fill)
    copy = returned(content, finding(cell="H6"))
    assert list(marks(copy)) == [f"{INDICATORS}!G5"]
    assert parts_of(copy)["xl/worksheets/sheet2.xml"].count(b'<mergeCell ref="G5:H7"') == 1
    assert values(copy) == values(content) and values(copy)[INDICATORS][6][7] == 99


@pytest.mark.parametrize(
    "cell", ["", "G12:G14", "A0", "XFD1048576", "A1048577", "ô 5", "AAAA1", "H5 ", "-1", "R1C1", "H5\n=1+1"]
)
def test_a_place_that_is_no_cell_of_the_sheet_is_only_listed(form, cell):
    """Nonsense in the column "cell" marks nothing (but spaces around it do no harm), and the finding is listed all the same."""
    copy = returned(form, finding(cell=cell))
    assert len(listed(copy)) == 1 and not is_list_only(copy)
    assert list(marks(copy)) == ([f"{INDICATORS}!H5"] if cell.strip() == "H5" else [])


def test_a_sheet_is_found_by_its_spelling():
    """A title in NFD or in other case is the same sheet; of two that differ in that alone, only the exact one is taken."""
    once = one_sheet({"H5": 1}, nfd("chỉ tiêu"))
    assert list(marks(returned(once, finding()))) == [f"{nfd('chỉ tiêu')}!H5"]

    def twice(book):
        for title in (nfd(INDICATORS), INDICATORS + " "):
            book.add_worksheet(title).write("H5", 1)

    assert marks(returned(made(twice), finding())) == {}
    assert list(marks(returned(made(twice), finding(sheet=nfd(INDICATORS))))) == [f"{nfd(INDICATORS)}!H5"]


# The list


def test_a_list_without_a_marked_cell_does_not_speak_of_marks(form):
    """What concerns the whole file has no cell: the commune is told to go by the list."""
    copy = returned(form, finding("lỗi", "T14", "", sheet=""))
    assert "Không có ô nào được tô màu: làm theo danh sách dưới đây rồi gửi lại." in sentences(copy)
    assert "được tô màu và có chú thích" not in sentences(copy)


def test_the_list_is_the_first_sheet_and_says_what_to_do(form):
    """It names the unit, counts the findings, says how to send the form back, and has the advice of the office."""
    copy = returned(form, finding(), finding("cảnh báo", "S01", "I5"), advice="Gửi lại trước ngày 25/12/2021.")
    book = opened(copy)
    assert (book.sheetnames[0], book.active.title) == (LIST, LIST)
    assert [page.title for page in book.worksheets if page.sheet_view.tabSelected] == [LIST]
    for part in (TITLE, "1 lỗi, 1 cảnh báo", "rồi lưu và gửi lại", "không cần xóa", "Gửi lại trước ngày 25/12/2021."):
        assert part in sentences(copy)
    page = book[LIST]
    assert (page.page_setup.paperSize, page.page_setup.orientation, page.page_setup.fitToWidth) == (9, "landscape", 1)
    assert {cell.font.name for row in page.iter_rows() for cell in row if cell.value} == {"Times New Roman"}


def test_errors_come_first_then_the_order_of_the_file(form):
    """The worst is read first; within a severity the whole file, then sheet by sheet, row by row; a lost sheet last."""
    found = [
        finding("lưu ý", "S13", "A1"),
        finding("lỗi", "O01", "B9", sheet="Nguồn lực xa"),
        finding("lỗi", "O01", "A5", sheet=VILLAGES),
        finding("cảnh báo", "S01", "H5"),
        finding("lỗi", "O02", "I5"),
        finding("lỗi", "O03", "H6"),
        finding("lỗi", "B01", "", sheet=VILLAGES),
        finding("lỗi", "T14", "", sheet=""),
    ]
    assert [row[1:4] + row[5:] for row in listed(returned(form, *found))] == [
        ["lỗi", "cả tệp", None, "T14"],
        ["lỗi", INDICATORS, "I5", "O02"],
        ["lỗi", INDICATORS, "H6", "O03"],
        ["lỗi", VILLAGES, None, "B01"],
        ["lỗi", VILLAGES, "A5", "O01"],
        ["lỗi", "Nguồn lực xa", "B9", "O01"],
        ["cảnh báo", INDICATORS, "H5", "S01"],
        ["lưu ý", INDICATORS, "A1", "S13"],
    ]
    assert [row[0] for row in listed(returned(form, *found))] == list(range(1, 9))


def test_each_cell_named_is_a_link_to_it(form):
    """A click in the list leads to the marked cell, also on a sheet whose title has an apostrophe, and never out of the file."""
    assert links(returned(form, finding(), finding(cell="", message="cả trang"))) == {"H5": f"'{INDICATORS}'!H5"}
    copy = returned(one_sheet({"H5": 1}, "O'Neil"), finding(sheet="O'Neil"))
    assert links(copy) == {"H5": "'O''Neil'!H5"}


def test_each_cell_of_a_finding_is_marked(form):
    """The list names three and counts the others; what is no cell of the sheet is left out; a link leads to the first."""
    copy = returned(form, finding(cell="H5, K6, ô 5, I5, H6", message="Chọn Đạt hay Chưa đạt."))
    assert [*marks(copy)] == [f"{INDICATORS}!{cell}" for cell in ("H5", "I5", "H6", "K6")]
    assert links(copy) == {"H5, K6, ô 5 và 2 ô khác": f"'{INDICATORS}'!H5"}


def links(content):
    page = opened(content)[LIST]
    cells = [cell for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert all(cell.hyperlink.target is None for cell in cells)
    return {cell.value: cell.hyperlink.location for cell in cells}


def test_what_is_hidden_stays_hidden_and_is_said():
    """Hidden sheets, rows and columns are not shown by us; the list says that the cell is hidden."""

    def fill(book):
        page = book.add_worksheet(INDICATORS)
        page.write("H5", 1)
        page.write("J9", 1)
        page.set_row(4, None, None, {"hidden": True})
        page.set_column("I:J", None, None, {"hidden": True})
        book.add_worksheet(VILLAGES).write("A1", 1)
        book.worksheets()[1].hide()

    copy = returned(made(fill), finding(), finding(cell="J9"), finding(cell="H9"), finding(sheet=VILLAGES, cell="A1"))
    assert [row[3] for row in listed(copy)] == ["H5 (đang ẩn)", "H9", "J9 (đang ẩn)", "A1 (đang ẩn)"]
    assert f"'{VILLAGES}'!A1" not in links(copy).values()
    book = opened(copy)
    assert book[VILLAGES].sheet_state == "hidden" and book[INDICATORS].row_dimensions[5].hidden


def test_an_accepted_finding_is_not_sent_back(form):
    """What the office has accepted asks nothing of the commune."""
    copy = returned(form, finding(accepted="đã rà soát, Nguyễn A, 20/12/2021"), finding(cell="I5"))
    assert [row[3] for row in listed(copy)] == ["I5"]


def test_three_hundred_findings_are_all_marked_and_of_thousands_the_worst_are_listed(form):
    """Many findings make a long list, not a failure; beyond 1.000 the list says how many more there are."""
    many = [finding(cell=f"{column}{row}") for row in range(1, 7) for column in "ABCDEFGHIJKLMNO"]
    copy = returned(form, *many, *[finding(cell="", message=f"{n}") for n in range(210)])
    assert (len(listed(copy)), len(marks(copy))) == (300, 90 - merged_away(form, many))
    copy = returned(form, *[finding("lưu ý", message=f"{n}") for n in range(1500)], finding(message="quan trọng"))
    assert len(listed(copy)) == 1000 and listed(copy)[0][4] == "quan trọng" and "Còn 501 điều nữa" in sentences(copy)


def merged_away(form, findings):
    """Return how many of the findings are on a cell of a merged range that is not its first."""
    ranges = opened(form)[INDICATORS].merged_cells.ranges
    return sum(f["cell"] in r and f["cell"] != r.coord.partition(":")[0] for f in findings for r in ranges)


@pytest.mark.parametrize("message", ["=1+1", "@SUM(A1)", "-2", "+3", "<b>đậm</b> & <script>alert(1)</script>", "=HYPERLINK(\"http://x\")", "]]>&#0;", "a\x00b\ud800\ufffec", "\u202eabc", "x" * 40_000])  # fmt: skip
def test_a_message_is_text_whatever_it_quotes(form, message):
    """Text from a form that a message repeats is never a formula or markup, and can't break the file."""
    copy = returned(form, finding(message=message, sheet=INDICATORS), title=message, advice=message)
    page = opened(copy)[LIST]
    cell = page.cell(page.max_row, HEADER.index("Cần sửa gì") + 1)
    shown = "".join(letter for letter in message if letter.isprintable())
    assert cell.data_type == "s" and cell.value.rstrip("…") == shown[:2000]
    assert cell.quotePrefix == message.startswith(("=", "+", "-", "@"))
    assert marks(copy)[f"{INDICATORS}!H5"][1] == f"CẦN SỬA – {cell.value} (O01)"
    assert formulas(copy).keys() == formulas(form).keys()


# The same form sent back again


def test_a_form_that_comes_again_has_no_mark_of_the_last_time(form):
    """After the commune has corrected the first copy, only the new findings are marked: colours, comments and list are new."""
    first = returned(form, finding(), finding("cảnh báo", "S01", "A6"), finding("lưu ý", "S13", "A5", sheet=VILLAGES))
    second = returned(first, finding(cell="I5"))
    assert list(marks(second)) == [f"{INDICATORS}!I5"]
    assert [row[3] for row in listed(second)] == ["I5"]
    assert opened(second).sheetnames == opened(first).sheetnames
    assert values(second) == values(form)
    assert fills(returned(second)) == fills(returned(form))
    assert conditional(returned(second)) == conditional(returned(form))


def fills(content):
    return {
        (page.title, cell.coordinate): (cell.fill.fill_type, cell.fill.fgColor.rgb)
        for page in opened(content).worksheets[1:]
        for row in page.iter_rows()
        for cell in row
    }


def conditional(content):
    return {
        (page.title, str(cells.sqref), str(rule.formula))
        for page in opened(content).worksheets
        for cells in page.conditional_formatting
        for rule in cells.rules
    }


def test_the_communes_own_comment_outlives_two_returns():
    """A note of the commune is there after any number of returns, once, and without our words when nothing is wrong any more."""

    def fill(book):
        page = book.add_worksheet(INDICATORS)
        page.write_number("H5", 5)
        page.write_comment("H5", "CẦN: xem lại")

    twice = returned(returned(made(fill), finding()), finding(message="Vẫn sai."))
    assert marks(twice)[f"{INDICATORS}!H5"][1] == "CẦN SỬA – Vẫn sai. (O01)\nChú thích của xã: CẦN: xem lại"
    assert marks(returned(twice)) == {f"{INDICATORS}!H5": (None, "CẦN: xem lại")}


def test_a_list_renamed_to_nfd_is_replaced_too(form):
    """The list of an earlier return is taken out though a computer wrote its name in another Unicode form."""
    first = rebuilt(returned(form, finding()), lambda name, part: part.replace(LIST.encode(), nfd(LIST).encode()))
    assert opened(returned(first, finding())).sheetnames == opened(returned(form, finding())).sheetnames


# Nothing in the copy runs, links or fetches

HOSTILE = (
    '=HYPERLINK("http://x","y")', '=WEBSERVICE("http://x")', "=cmd|'/C calc'!A0", "=[1]Sheet1!A1", "='[so.xlsx]Trang'!A1",
    "=-2+3+cmd|' /C calc'!A0", '="\'"&WEBSERVICE(A1)&"\'!"', "=RTD(1)", "=CALL(1)",
)  # fmt: skip


@pytest.mark.parametrize("formula", HOSTILE)
def test_a_formula_that_reaches_out_becomes_text(formula):
    """It is shown as it is written, computes nothing, and stays text when somebody edits the cell."""
    content = made(lambda book: book.add_worksheet(INDICATORS).write_formula("A1", formula, None, 5))
    copy = returned(content, finding(cell="A1"))
    assert formulas(copy) == {}
    cell = opened(copy)[INDICATORS]["A1"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", formula, True)
    assert b"<f" not in parts_of(copy)["xl/worksheets/sheet2.xml"]


@pytest.mark.parametrize("given", [5, "năm"])
@pytest.mark.parametrize(
    "formula",
    [
        "=Khac!A1",
        "=ten_dat",
        "=INDIRECT(A1)",
        "=_xlfn.FOO(1)",
        "=@A1",
        "=_xlfn.LET(_xlpm.x,704,_xlpm.x)",
        "=B[[#This Row],[x]]",
    ],
)
def test_a_formula_that_is_not_known_is_replaced_by_what_it_gave(formula, given):
    """The copy holds the figure that was read: a text in its place would lose it when the form comes back."""
    content = made(lambda book: book.add_worksheet(INDICATORS).write_formula("A1", formula, None, given))
    cell = opened(returned(content, finding(cell="A1")))[INDICATORS]["A1"]
    assert cell.value == given and cell.data_type == ("n" if given == 5 else "s")


@pytest.mark.parametrize(
    "formula",
    ['=IFERROR(IF(OR(A5="",B5=""),"",ROUND(100*A5/B5,2)),"")', "=SUM(A5:B9)/2", f"='{INDICATORS}'!B5+1", "=-A5%"],
)
def test_a_formula_that_only_reckons_stays_alive_with_its_result(formula):
    """Arithmetic with cells of the file goes on working, and programs that don't compute still see the last result."""
    content = made(lambda book: book.add_worksheet(INDICATORS).write_formula("A1", formula, None, 97.15))
    copy = returned(content)
    assert formulas(copy) == {f"{INDICATORS}!A1": formula}
    assert values(copy) == {INDICATORS: [[97.15]]}


def test_a_formula_never_computed_stays_so():
    """No result is invented for a formula that had none."""
    content = rebuilt(one_sheet({"A1": "=B1+1", "A2": 1}), lambda name, part: part.replace(b"<v>0</v>", b""))
    copy = returned(content)
    assert values(copy) == values(content) and formulas(copy) == {f"{INDICATORS}!A1": "=B1+1"}


def test_an_array_formula_over_many_cells_becomes_text():
    """Only a formula of one cell stays alive: a range of a million cells would be computed again on opening."""
    content = made(lambda book: book.add_worksheet(INDICATORS).write_array_formula("A1:B999", "{=SUM(C1:C9)}", None, 1))
    assert formulas(returned(content)) == {}


def test_links_names_tables_charts_and_foreign_parts_are_left_behind():
    """The copy has no link out of the file, no name, macro, table, drawing or connection; a linked cell keeps its text."""

    def fill(book):
        page = book.add_worksheet(INDICATORS)
        page.write_url("A1", "https://namdong.vn", string="trang của xã")
        page.write_url("A2", "external:c:\\so.xlsx#A1", string="tệp khác")
        book.define_name("Auto_Open", f"='{INDICATORS}'!$A$1")
        book.define_name("ten", '=WEBSERVICE("http://x")')
        page.add_table("C1:D3")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": f"='{INDICATORS}'!$C$2:$C$3"})
        page.insert_chart("F1", chart)
        page.add_sparkline("B9", {"range": "C2:C3"})
        page.data_validation("A9", {"validate": "list", "source": "=INDIRECT(A1)"})
        page.conditional_format(
            "A9", {"type": "formula", "criteria": '=WEBSERVICE("http://x")', "format": book.add_format({"bold": 1})}
        )
        page.conditional_format("A10", {"type": "data_bar"})

    copy = returned(made(fill), finding(cell="A1"))
    parts = parts_of(copy)
    assert {name.split("/")[1] for name in parts if name.startswith("xl/") and "/" in name[3:]} == {"worksheets", "_rels", "theme", "comments", "drawings"}  # fmt: skip
    assert [name for name in parts if "drawings/" in name] == ["xl/drawings/commentsDrawing1.vml"]
    everything = b"".join(parts.values())
    for word in (b"External", b"namdong.vn", b"WEBSERVICE", b"INDIRECT", b"Auto_Open", b"dataBar", b"so.xlsx"):
        assert word not in everything
    assert values(copy)[INDICATORS][0][0] == "trang của xã"


def test_a_sheet_that_is_only_a_chart_is_left_behind():
    """A chart sheet has no cell to correct and may fetch its numbers from elsewhere; the other sheets come back."""

    def fill(book):
        book.add_worksheet(INDICATORS).write("H5", 1)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": f"='{INDICATORS}'!$H$5:$H$6"})
        book.add_chartsheet("Biểu đồ").set_chart(chart)

    copy = returned(made(fill), finding())
    assert opened(copy).sheetnames == [LIST, INDICATORS] and list(marks(copy)) == [f"{INDICATORS}!H5"]


def test_a_macro_and_an_external_part_are_left_behind(form):
    """A form saved with macros, or with numbers from another file, comes back without them."""
    content = io.BytesIO(rebuilt(form, lambda name, part: part.replace(b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml").replace(b"openxmlformats-officedocument.ms-excel", b"ms-excel")))  # fmt: skip
    with zipfile.ZipFile(content, "a") as package:
        for name in (
            "xl/vbaProject.bin",
            "xl/externalLinks/externalLink1.xml",
            "xl/embeddings/oleObject1.bin",
            "xl/connections.xml",
        ):
            package.writestr(name, b"<x/>")
    copy = returned(content.getvalue(), finding())
    assert list(marks(copy)) == [f"{INDICATORS}!H5"]
    assert not [
        name for name in parts_of(copy) if "vba" in name or "external" in name or "ole" in name or "connections" in name
    ]
    assert b"macroEnabled" not in parts_of(copy)["[Content_Types].xml"]


def test_a_huge_range_costs_nothing():
    """A merged range, link or comment over the whole sheet does not make the copy go through billions of cells."""

    def change(name, part):
        if name == "xl/worksheets/sheet1.xml":
            links = b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'
            return part.replace(b"<pageMargins", b'<mergeCells count="1"><mergeCell ref="A3:XFD1048576"/></mergeCells>' + links + b"<pageMargins", 1)  # fmt: skip
        return part.replace(b'ref="A1"', b'ref="XFD1048576"') if "comments" in name else part

    def fill(book):
        page = book.add_worksheet(INDICATORS)
        page.write("A1", 1)
        page.write_comment("A1", "xa")

    start = time.monotonic()
    copy = returned(rebuilt(made(fill), change), finding(cell="A1"))
    assert time.monotonic() - start < 10
    assert b'<c r="A1" s="' in parts_of(copy)["xl/worksheets/sheet2.xml"] and len(copy) < 100_000


# Files that can't be marked


def _docx():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, b"abc,1,2", _docx(), b"\xff" * 5000],
    ids=["empty", "cut", "xls", "csv", "docx", "garbage"],
)
def test_a_file_that_cannot_be_opened_gives_the_list_alone(content):
    """The commune still gets a file that says what is wrong, and that the marks could not be put into its own."""
    copy = returned(content, finding("lỗi", "O01", "H5"))
    assert is_list_only(copy) and "Không đánh dấu được" in sentences(copy) and TITLE in sentences(copy)
    assert [row[2:5] for row in listed(copy)] == [[INDICATORS, "H5", "Ghi số."]] and links(copy) == {}


def test_a_damaged_form_gives_the_list_alone(form):
    """A form cut short, with a broken part, or in a variant that openpyxl reads as empty, is not sent back half."""
    assert is_list_only(returned(form[: len(form) // 2], finding()))
    assert is_list_only(returned(rebuilt(form, lambda n, part: part[:-20] if "sheet2" in n else part), finding()))
    strict = rebuilt(form, lambda n, part: part.replace(b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main") if "worksheets/sheet" in n else part)  # fmt: skip
    assert is_list_only(returned(strict, finding()))


def test_a_file_too_large_to_mark_gives_the_list_alone(form):
    """More XML than openpyxl takes in some seconds is not opened at all."""
    buffer = io.BytesIO(form)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as package:  # packed it would be a bomb
        package.writestr("xl/worksheets/sheet99.xml", b" " * XML_BYTES)
    assert is_list_only(returned(buffer.getvalue(), finding()))


@pytest.mark.parametrize("check", NEVER_OPENED)
def test_a_file_with_a_finding_of_the_guard_is_never_opened(form, check):
    """What the guard refused may be hostile: the copy holds the list alone, even of a file that could be opened."""
    assert CHECKS[check].stops_form
    copy = returned(form, finding(check=check, sheet="", cell=""), finding())
    assert is_list_only(copy) and len(listed(copy)) == 2


# The file itself


def test_the_same_input_gives_the_same_bytes(form, tmp_path):
    """Neither the day, nor the process, nor the order of a set can be seen in the copy."""
    (tmp_path / "a.xlsx").write_bytes(form)
    code = (
        "import sys, pathlib, hashlib; from tests.unit import test_returned_form as t; "
        "f = pathlib.Path(sys.argv[1]).read_bytes(); "
        "print(hashlib.sha256(t.returned(f, t.finding(), t.finding(cell='I5'))).hexdigest())"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.xlsx")],
        env=os.environ | {"PYTHONHASHSEED": "2"}, cwd=MAIN, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert elsewhere.strip() == hashlib.sha256(returned(form, finding(), finding(cell="I5"))).hexdigest()
    with zipfile.ZipFile(io.BytesIO(returned(form, finding()))) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.read("docProps/core.xml").count(b"2020-01-01T00:00:00Z") == 2


def test_a_form_without_findings_comes_back_unmarked(form):
    """No finding gives an empty list and a form without a mark."""
    copy = returned(form)
    assert (listed(copy), marks(copy)) == ([], {})


def test_the_original_is_not_changed(form, tmp_path):
    """The form in the folder of submissions keeps every byte."""
    path = Path(tmp_path / "an-binh.xlsx")
    returned(path.read_bytes(), finding())
    assert path.read_bytes() == form


def test_the_list_has_as_many_columns_as_the_reader_takes_for_ours(form):
    """What stands to the right of them is the commune's."""
    assert opened(returned(form, finding()))[LIST].max_column == layout.RETURN_COLUMNS


@pytest.mark.parametrize(
    ("check", "left"),
    [
        *((check, "Gõ lại.") for check in ("O11", "T13", "T14", "B16", "D14")),
        ("B11", "Xã ghi: Văn phòng: xem lại. Văn phòng: x"),
    ],
)
def test_what_is_for_the_office_is_not_sent_to_the_commune(form, check, left):
    """Messages that tell the office what it may do besides end with that; a commune may write these words, too."""
    message = left if check == "B11" else "Gõ lại. Văn phòng: xác nhận được."
    listed = opened(returned(form, finding(check=check, message=message)))[LIST]
    assert left in [cell.value for row in listed.iter_rows() for cell in row]


def test_a_comment_that_goes_to_and_fro_stays_as_it_was():
    """Each time the finding that repeats it is written above it; what the commune wrote does not grow."""

    def fill(book):
        page = book.add_worksheet(INDICATORS)
        page.write_number("H5", 5)
        page.write_comment("H5", "số của tháng 11")

    copy = made(fill)
    for _ in range(3):
        copy = returned(copy, finding(severity="lưu ý", check="B11", message="Chú thích của xã: “số của tháng 11”"))
        written = marks(copy)[f"{INDICATORS}!H5"][1]
        assert written == "LƯU Ý – Chú thích của xã: “số của tháng 11” (B11)\nChú thích của xã: số của tháng 11"
    assert commune_words(written) == "số của tháng 11"


def test_yes_and_no_of_a_formula_stay_yes_and_no():
    """TRUE is no 1: the cell is asked about again."""
    content = made(lambda book: book.add_worksheet(INDICATORS).write_formula("A1", "=INDIRECT(A2)>1", None, True))
    cell = opened(returned(content, finding(cell="A1")))[INDICATORS]["A1"]
    assert (cell.data_type, cell.value) == ("b", True)
