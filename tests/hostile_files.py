"""Cases of tests/hostile_forms.py: whole files, whose they are, their sheets, rows and columns."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime

from openpyxl import Workbook as Book
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from tests.hostile_forms import ALL, IDENTITY, Cases, Files, observed, patched, share
from tests.sound_form import (
    DEBTS,
    DOSSIERS,
    FOLLOW_UP,
    INDICATORS,
    MEASURES,
    NOTES,
    RESOURCES,
    VILLAGES,
    SoundForm,
)
from tests.unit.builders import nfd

CASES = Cases()
case, typed, edited = CASES.case, CASES.typed, CASES.edited


# --- Files that are no workbook, or not this one

case("0 bytes", ("T01", "", ""), lost=ALL)(lambda form: b"")
case("truncated", ("T01", "", ""), lost=ALL)(lambda form: form.written()[:3000])
case("tail cut off", ("T01", "", ""), lost=ALL)(lambda form: form.written()[:-200])
case("pdf renamed", ("T02", "", ""), lost=ALL)(lambda form: b"%PDF-1.7 x")
case("csv renamed", ("T02", "", ""), lost=ALL)(lambda form: "Mã chỉ tiêu;Tử số\n1.1;9\n".encode())
case("web page renamed", ("T02", "", ""), lost=ALL)(lambda form: b"<html><table><tr><td>1.1</td></tr></table></html>")
case("picture renamed", ("T02", "", ""), lost=ALL)(lambda form: b"\x89PNG\r\n\x1a\n")
case("old word document renamed", ("T02", "", ""), lost=ALL)(lambda form: _compound("Root Entry", "WordDocument"))
case("password", ("T03", "", ""), lost=ALL)(lambda form: _compound("Root Entry", "EncryptionInfo", "EncryptedPackage"))
case("damaged xls under the name of an xlsx", ("T01", "", ""), lost=ALL)(
    lambda form: _compound("Root Entry", "Workbook")
)


@case("docx renamed", ("T02", "", ""), lost=ALL)
def _(form: SoundForm) -> bytes:
    return _package({"word/document.xml": b"<w/>"})


@case("zip of forms renamed", ("T02", "", ""), lost=ALL)
def _(form: SoundForm) -> bytes:
    return _package({"a.xlsx": form.written()})


@case("zip with a password", ("T03", "", ""), lost=ALL)
def _(form: SoundForm) -> bytes:
    content = bytearray(form.written())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for match in re.finditer(re.escape(mark), bytes(content)):
            content[match.start() + offset] |= 1
    return bytes(content)


@case("zip bomb", ("T04", "", ""), lost=ALL)
def _(form: SoundForm) -> bytes:
    return patched(form.written(), "", str, **{"xl/media/image1.png": b"\0" * 110_000_000})


@case("3.000 parts", ("T04", "", ""), lost=ALL)
def _(form: SoundForm) -> bytes:
    return patched(form.written(), "", str, **{f"xl/media/{n}.png": b"" for n in range(3000)})


case("21 MB", ("T04", "", ""), lost=ALL)(lambda form: form.written() + b"\0" * 21_000_000)


@case("far cell", ("T05", "", ""), lost=ALL)
def _(form: SoundForm) -> bytes:
    def change(xml: str) -> str:
        return xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')

    return patched(form.written(), "xl/worksheets/sheet2.xml", change)


@case("300.000 rows", ("T05", "", ""), lost=ALL)
def _(form: SoundForm) -> bytes:
    rows = "".join(f'<row r="{n}"><c r="A{n}"/></row>' for n in range(100, 300_100))
    return patched(
        form.written(), "xl/worksheets/sheet2.xml", lambda xml: xml.replace("</sheetData>", rows + "</sheetData>")
    )


@case("100.000 empty rows with a format")
def _(form: SoundForm) -> bytes:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(100, 100_100))
    return patched(
        form.written(), "xl/worksheets/sheet2.xml", lambda xml: xml.replace("</sheetData>", rows + "</sheetData>")
    )


@case(
    "20.000 rows of codes nobody asked for",
    *(("B07", INDICATORS, f"A{n}") for n in range(100, 200)),
    ("B07", INDICATORS, ""),
)
def _(form: SoundForm) -> bytes:
    cells = '<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>9.{n}</t></is></c><c r="H{n}"><v>5</v></c></row>'
    rows = "".join(cells.replace("{n}", str(n)) for n in range(100, 20_100))
    return patched(
        form.written(), "xl/worksheets/sheet2.xml", lambda xml: xml.replace("</sheetData>", rows + "</sheetData>")
    )


@case("billion laughs", ("T06", "", ""), lost=ALL)
def _(form: SoundForm) -> bytes:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return patched(form.written(), "xl/workbook.xml", lambda xml: xml.replace("<workbook", bomb + "<workbook", 1))


@case("file of the machine drawn in by DTD", ("T06", "", ""), lost=ALL)
def _(form: SoundForm) -> bytes:
    drawn = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    return patched(form.written(), "xl/sharedStrings.xml", lambda xml: xml.replace("<sst", drawn + "<sst", 1))


@case("macro", ("T07", "", ""))
def _(form: SoundForm) -> bytes:
    return patched(form.written(), "", str, **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Auto_Open"})


@case("link to another workbook", ("T09", "", ""))
def _(form: SoundForm) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = f'<Relationship Id="x" Type="{kind}" Target="externalLinks/externalLink1.xml"/></Relationships>'
    added = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    return patched(
        form.written(), "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("</Relationships>", link), **added
    )


case("xlsx under the name of an xls", file="{unit}.xls")(lambda form: form.written())
case("name in capitals", file="{unit}.XLSX")(lambda form: form.written())
case("copy's name", ("T11", "", ""), file="{unit} (1).xlsx")(lambda form: form.written())
case("name of the downloads", ("T11", "", ""), file="Biểu\xa0NTM  {unit} cuối cùng.xlsx")(lambda form: form.written())
case("name in NFD", ("T11", "", ""), file=nfd("Biểu đã sửa {unit}.xlsx"))(lambda form: form.written())
case("markup in the name", ("T11", "", ""), file="<img src=x onerror=alert(1)>{unit}.xlsx")(lambda form: form.written())
case("formula in the name", ("T11", "", ""), file="=cmd|' {unit}'!A1.xlsx")(lambda form: form.written())
case("marks of direction in the name", ("T11", "", ""), file="{unit}\u202exslx.xlsx")(lambda form: form.written())
case("name that is no text", ("T11", "", ""), file="{unit}\udcff.xlsx")(lambda form: form.written())
case("lock file beside")(lambda form: {"{unit}.xlsx": form.written(), "~$ {unit}.xlsx": b"\x05office"})
case("other files beside", ("T20", "", ""), ("T20", "", ""), ("T20", "", ""))(
    lambda form: {"{unit}.xlsx": form.written(), "{unit}.docx": b"x", "{unit} (1).csv": b"x", "{unit}.pdf": b"%PDF"}
)
case("a csv instead of the form", ("T20", "", ""), ("T18", "", ""), lost=ALL)(lambda form: {"{unit}.csv": b"1.1;9"})
case("a folder instead of the form", ("T20", "", ""), ("T18", "", ""), lost=ALL)(
    lambda form: {"{unit}.xlsx/form.xlsx": form.written()}
)
case("a link to nowhere", ("T20", "", ""), ("T18", "", ""), lost=ALL)(lambda form: {"{unit}.xlsx -> nowhere": b""})
case("nothing", ("T18", "", ""), lost=ALL)(lambda form: {})


# --- Whose form, and which of several


@case("two different files", ("T16", "", ""), ("T16", "", ""), lost=ALL)
def _(form: SoundForm) -> Files:
    first = form.written()
    form.put(INDICATORS, "1.2", numerator=650)
    return {"{unit}.xlsx": first, "{unit} (1).xlsx": form.written()}


@case("two names that look the same", ("T16", "", ""), lost=ALL)
def _(form: SoundForm) -> Files:
    first = form.written()
    form.put(INDICATORS, "1.2", numerator=650)
    return {"{unit}.xlsx": first, "{unit}\u200b.xlsx": form.written()}


@case(
    "a second file that says so",
    ("T17", "", ""),
    ("T11", "", ""),
    changed=share("1.2", 651, 700, 93, "Số của điện lực"),
)
def _(form: SoundForm) -> Files:
    first = form.written()
    form.put(INDICATORS, "1.2", numerator=651)
    form.identity["attempt"] = "Lần 2"
    return {"{unit}.xlsx": first, "{unit} (1).xlsx": form.written()}


@case("a second file whose turn can't be read", ("T16", "", ""), ("T16", "", ""), lost=ALL)
def _(form: SoundForm) -> Files:
    first = form.written()
    form.identity["attempt"] = "bổ sung"
    return {"{unit}.xlsx": first, "{unit} (1).xlsx": form.written()}


@case("the same file twice", ("T17", "", ""))
def _(form: SoundForm) -> Files:
    return {"{unit}.xlsx": form.written(), "{unit} - Copy.xlsx": form.written()}


@case("a broken copy beside", ("T01", "", ""))
def _(form: SoundForm) -> Files:
    return {"{unit}.xlsx": form.written(), "{unit} (1).xlsx": form.written()[:2000]}


def _with_identity(**identity: str) -> Callable[[SoundForm], bytes]:
    def build(form: SoundForm) -> bytes:
        form.identity.update(identity)
        return form.written()

    return build


case("another commune's form", ("T14", "", ""), ("T18", "", ""), lost=ALL)(
    _with_identity(respondent="xa-khac", unit_name="xã Mẫu khác", unit_code="")
)
case("unknown unit", ("T13", "", ""), lost=ALL)(_with_identity(respondent="xa-la", unit_name="xã Lạ", unit_code=""))
case("unknown unit with the code of one", ("T13", "", ""), lost=ALL)(
    _with_identity(respondent="xa-cu", unit_name="xã Cũ")
)
case("name that fits two units", ("T13", "", ""), lost=ALL)(
    _with_identity(respondent="", unit_name="xã Hoa Binh", unit_code="")
)
case("id and name of two units", ("T13", "", ""), lost=ALL)(_with_identity(unit_name="xã Mẫu khác"))
case("no unit", ("T13", "", ""), lost=ALL)(_with_identity(respondent="", unit_name="", unit_code=""))
case("name typed otherwise", ("T21", "", ""))(_with_identity(unit_name="Mãu ấy"))
case("name in NFD with spaces")(
    lambda form: _with_identity(unit_name=nfd(f"  Xã   {form.identity['unit_name'][3:]} "))(form)
)
case("last year's form", ("T15", "", ""), lost=ALL)(_with_identity(season="2020"))
case("no season", ("T15", "", ""), lost=ALL)(_with_identity(season=""))
case("another criteria set", ("T15", "", ""), lost=ALL)(_with_identity(criteria_set="xa-ntm-2009-2015"))
case("an older version of the form", ("T19", "", ""))(_with_identity(form_version="1"))
case("markup for a name of the compiler")(_with_identity(compiled_by="<script>alert(1)</script>"))


# --- Sheets, headings, rows, columns


def _remove(title: str) -> Callable[[Book, SoundForm], object]:
    return lambda book, form: book.remove(book[title])


def _page(book: Book, title: str) -> Worksheet:
    return book[title]


edited("no identity", _remove(IDENTITY), ("T12", "", ""), lost=ALL)
edited("no sheet of indicators", _remove(INDICATORS), ("T12", INDICATORS, ""), lost=ALL)
edited(
    "no sheet of villages", _remove(VILLAGES), ("B01", VILLAGES, ""), lost=(("villages", "thôn 3"), ("villages", "9"))
)
edited("no heading row of the measures", lambda book, form: _page(book, MEASURES).delete_rows(4), ("B02", MEASURES, ""),
       lost=observed("households", "population", "clean_water_pct", "temporary_houses_new", "temporary_houses_removed"))  # fmt: skip
edited(
    "no heading row of the indicators",
    lambda book, form: _page(book, INDICATORS).delete_rows(4),
    ("T12", INDICATORS, ""),
    lost=ALL,
)
edited(
    "no column of the numerators",
    lambda book, form: _page(book, INDICATORS).delete_cols(8),
    ("T12", INDICATORS, ""),
    lost=ALL,
)
edited("English headings", lambda book, form: _english(book), ("T12", INDICATORS, ""), ("B02", MEASURES, ""), ("B02", FOLLOW_UP, ""), ("B02", VILLAGES, ""),
       ("B02", DOSSIERS, ""), ("B02", RESOURCES, ""), ("B02", DEBTS, ""), ("B02", NOTES, ""), lost=ALL)  # fmt: skip
edited("no column of notes", lambda book, form: _page(book, INDICATORS).delete_cols(17), ("B03", INDICATORS, ""),
       changed=share("1.2", 665, 700, 95))  # fmt: skip
edited("no column of the status", lambda book, form: _page(book, MEASURES).delete_cols(8), ("B03", MEASURES, ""),
       changed={("observations", code): (n, d, v, "", "", "") for code, n, d, v in (
           ("households", 700, None, 700), ("population", 2800, None, 2800), ("clean_water_pct", 2500, 2800, 89.285714),
           ("temporary_houses_new", 0, None, 0), ("temporary_houses_removed", 2, None, 2))})  # fmt: skip


@case("a sheet twice, alike", file="{unit}.xlsx")
def _(form: SoundForm) -> bytes:
    return form.edited(lambda book: book.copy_worksheet(book[INDICATORS]))


@case("a sheet twice, filled in differently", ("T12", INDICATORS, ""), lost=ALL)
def _(form: SoundForm) -> bytes:
    def edit(book: Book) -> None:
        copy = book.copy_worksheet(book[INDICATORS])
        copy[form.cell(INDICATORS, "1.2", "numerator")] = 1

    return form.edited(edit)


@case("two sheets of indicators under other names", ("T12", "A", ""), lost=ALL)
def _(form: SoundForm) -> bytes:
    def edit(book: Book) -> None:
        copy = book.copy_worksheet(book[INDICATORS])
        copy[form.cell(INDICATORS, "1.2", "numerator")] = 1
        book[INDICATORS].title, copy.title = "A", "B"

    return form.edited(edit)


def _rename(book: Book, form: SoundForm) -> None:
    book[INDICATORS].title = "Sheet3"
    book[form.content.sheets[1].title].title = nfd(MEASURES).upper()


edited("sheets under other names", _rename, ("B08", "Sheet3", ""))
edited("sheets in another order", lambda book, form: book.move_sheet(INDICATORS, 6))
edited("rows and columns put in", lambda book, form: _insert(book))
edited("columns in another order", lambda book, form: _swap(_page(book, INDICATORS), "H", "I"))
edited("headings typed anew", lambda book, form: _retype(book))
edited(
    "a row of figures without a code",
    lambda book, form: _put(book, INDICATORS, {"H30": 5, "I30": 9}),
    ("B05", INDICATORS, "A30"),
)
edited("a row too many", lambda book, form: _put(book, INDICATORS, {"A30": "1.2", "H30": 5, "I30": 9}),
       ("B06", INDICATORS, "1.2", "indicator"), lost=observed("1.2"))  # fmt: skip
edited("a code typed as a number", lambda book, form: _put(book, INDICATORS, {form.cell(INDICATORS, "1.10", "indicator"): 1.10}),
       ("B06", INDICATORS, "1.1", "indicator"), ("S01", INDICATORS, ""), lost=observed("1.1", "1.10"))  # fmt: skip
typed(
    "an unknown code",
    {(INDICATORS, "2.2"): {"indicator": "2.9"}},
    ("B07", INDICATORS, "2.9", "indicator"),
    ("S01", INDICATORS, ""),
    lost=observed("2.2"),
)
typed("an unknown component", {(INDICATORS, "5.1/nuoc-sach"): {"component": "nuoc-la"}}, ("B07", INDICATORS, "5.1/nuoc-la", "indicator"), ("S01", INDICATORS, ""),
      lost=observed("5.1/nuoc-sach"))  # fmt: skip
typed("an unknown source of money", {(RESOURCES, "xa"): {"resource": "xa-la"}}, ("B07", RESOURCES, "xa-la", "resource"), ("S06", RESOURCES, "tong", "planned"),
      ("S06", RESOURCES, "tong", "mobilised"), ("S06", RESOURCES, "tong", "disbursed"), lost=(("resources", "xa"),))  # fmt: skip
typed(
    "an unknown item",
    {(FOLLOW_UP, "1.1"): {"item": "9.9"}},
    ("B07", FOLLOW_UP, "9.9", "item"),
    lost=(("follow_up", "1.1"),),
)
typed(
    "a village twice",
    {(VILLAGES, "9"): {"village": "Thôn  3"}},
    ("B06", VILLAGES, 0, "village"),
    lost=(("villages", "thôn 3"), ("villages", "9")),
)
typed("a village once with and once without the word", {(VILLAGES, "9"): {"village": 3}}, ("B06", VILLAGES, 0, "village"),
      lost=(("villages", "thôn 3"), ("villages", "9")))  # fmt: skip


def _hide(book: Book, form: SoundForm) -> None:
    page = book[INDICATORS]
    page.row_dimensions[5 + form.place(INDICATORS, "1.2")].hidden = True
    page.column_dimensions["I"].hidden = True


edited("hidden row and column", _hide, ("B09", INDICATORS, ""))
edited("hidden sheet", lambda book, form: setattr(book[VILLAGES], "sheet_state", "veryHidden"), ("B09", VILLAGES, ""))


def _merge(book: Book, form: SoundForm) -> None:
    first, last = (form.cell(INDICATORS, code, "numerator") for code in ("5.1/hop-ve-sinh", "5.1/nuoc-sach"))
    book[INDICATORS].merge_cells(f"{first}:{last}")


edited("merged cells", _merge, ("B10", INDICATORS, "5.1/hop-ve-sinh", "numerator"), ("S01", INDICATORS, "5.1/nuoc-sach", "numerator"),
       lost=observed("5.1/nuoc-sach"))  # fmt: skip


def _comment(book: Book, form: SoundForm) -> None:
    book[INDICATORS][form.cell(INDICATORS, "1.2", "numerator")].comment = Comment("số tháng 11", "xã")


edited("a comment", _comment, ("B11", INDICATORS, "1.2", "numerator"))


def _second_column(book: Book, form: SoundForm, value: object) -> None:
    page = book[INDICATORS]
    page["R4"] = "Tử số"
    page[f"R{form.cell(INDICATORS, '1.2', 'numerator')[1:]}"] = value


edited(
    "two columns with one heading that differ",
    lambda book, form: _second_column(book, form, 600),
    ("B12", INDICATORS, "R7"),
    lost=observed("1.2"),
)
edited("two columns with one heading that agree", lambda book, form: _second_column(book, form, 665))
case(
    "cut-off of another day",
    ("B13", IDENTITY, "B11"),
    ("S14", INDICATORS, "1.2", "status"),
    changed={("observations", "1.2"): (665, 700, 95, "", "chính thức", "Số của điện lực")},
)(
    lambda form: (
        form.put(INDICATORS, "1.2", status="Chính thức"),
        form.identity.update(cut_off="30/11/2021"),
        form.written(),
    )[-1]
)
case("cut-off that is no day", ("B13", IDENTITY, "B11"))(_with_identity(cut_off="cuối năm"))


def _package(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def _compound(*streams: str) -> bytes:
    """Return an OLE file, as old Office has them, down to its directory: a header, then an entry of 128 bytes a stream."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory


def _open_document(form: SoundForm) -> bytes:
    """Return the form as an .ods, each cell with the value it has."""
    sheets: list[str] = []
    form.edited(lambda book: sheets.extend(_ods_table(page) for page in book.worksheets))
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = f"<office:document-content{names}><office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body></office:document-content>"
    return _package(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<m/>",
        }
    )


case("OpenDocument", file="{unit}.ods")(_open_document)
case("OpenDocument under the name of an xlsx")(_open_document)


def _ods_table(page: Worksheet) -> str:
    rows = "".join(
        f"<table:table-row>{''.join(_ods_cell(cell.value) for cell in row)}</table:table-row>"
        for row in page.iter_rows()
    )
    return f'<table:table table:name="{page.title}">{rows}</table:table>'


def _ods_cell(value: object) -> str:
    if value is None or (isinstance(value, str) and value.startswith("=")):
        return "<table:table-cell/>"
    if isinstance(value, datetime):
        return f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%d}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = str(value).replace("&", "&amp;").replace("<", "&lt;")
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def _put(book: Book, sheet: str, cells: Mapping[str, object]) -> None:
    for cell, value in cells.items():
        book[sheet][cell] = value


def _english(book: Book) -> None:
    words = {"Mã chỉ tiêu": "Code", "Tử số": "Numerator", "Mã số liệu": "Code", "Mục": "Item", "Tên thôn": "Village", "Danh hiệu": "Title",
             "Mã nguồn": "Code", "Công trình": "Work", "Nội dung": "Text"}  # fmt: skip
    for page in book.worksheets[1:]:
        for cell in page[4]:
            cell.value = words.get(cell.value, cell.value)


def _insert(book: Book) -> None:
    for page in book.worksheets[1:]:
        for merged in list(page.merged_cells.ranges):
            page.unmerge_cells(str(merged))
        page.insert_rows(2, 3)
        page.insert_cols(2, 2)


def _swap(page: Worksheet, left: str, right: str) -> None:
    for row in range(4, page.max_row + 1):
        first, second = page[f"{left}{row}"], page[f"{right}{row}"]
        first.value, second.value = second.value, first.value


def _retype(book: Book) -> None:
    for page in book.worksheets[1:]:
        for cell in page[4]:
            if isinstance(cell.value, str):
                cell.value = f"  {nfd(cell.value).upper()} "
