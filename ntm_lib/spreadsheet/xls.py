"""Opens an .xls (by xlrd): its sheets with their cells and all that is said of them but what formulas say."""

import io
import math
import struct
from collections.abc import Iterator
from typing import Any

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDoc

from ntm_lib.errors import IntakeError
from ntm_lib.spreadsheet.opened import SOME_FORMULA, Grid, Marks, Opened, Place, grid_of, note_style
from ntm_lib.spreadsheet.package import HAS_PASSWORD, SAVE_AGAIN
from ntm_lib.spreadsheet.rich_text import Run
from ntm_lib.spreadsheet.styles import format_for, format_of, has_condition, moment, styles_of

# [MS-XLS] 2.3.1: numbers of records
_FORMULA, _BEGIN, _SHEET = 0x0006, 0x0809, 0x0085
_CONDITIONS = (0x01B0, 0x01B1)  # over those that other programs wrote xlrd gives the file up
_UNKNOWN = 0x0FFF


def open_xls(content: bytes) -> Opened:
    """Return the sheets of an .xls; raise IntakeError if it has a password (T03) or is damaged (T01)."""
    try:
        return _open(content)
    except (IntakeError, MemoryError):
        raise
    except Exception as error:  # xlrd raises anything over a damaged file
        if isinstance(error, XLRDError) and "encrypted" in str(error):
            raise IntakeError("T03", HAS_PASSWORD) from error
        raise IntakeError("T01", f"Không mở được tệp: tệp hỏng. {SAVE_AGAIN}") from error


def _open(content: bytes) -> Opened:
    package = CompDoc(content, logfile=io.StringIO())
    stream = bytearray(package.get_named_stream("Workbook") or package.get_named_stream("Book") or b"")
    begins: dict[int, int] = {}  # of worksheets: where in the stream each begins, and its number
    formulas: list[tuple[int, Place]] = []
    opened, current = Opened(), -1
    for at, kind, size in _records(stream):
        if kind in _CONDITIONS:
            stream[at : at + 2] = struct.pack("<H", _UNKNOWN)
        elif kind == _SHEET:
            begin, _, of_kind = struct.unpack_from("<IBB", stream, at + 4)
            if of_kind:  # a macro, a chart, a module
                opened.foreign.append(_short_text(bytes(stream[at + 10 : at + 4 + size])))
            else:
                begins[begin] = len(begins)
        elif kind == _BEGIN:
            current = begins.get(at, current)
        elif kind == _FORMULA and current >= 0:
            formulas.append((current, struct.unpack_from("<HH", stream, at + 4)))
    book: Any = xlrd.open_workbook(
        file_contents=bytes(stream), formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
    )
    book._xf_index_to_xl_type_map = _CellTypes(book._xf_index_to_xl_type_map)
    sheets = book.sheets()
    for sheet in sheets:
        opened.add(sheet.name, *_Sheet(book, sheet).read())
    for number, place in formulas:
        opened.marks[sheets[number].name].formulas[place] = SOME_FORMULA
    return opened


class _CellTypes(dict[int, int]):
    """Of which type numbers are by their style; SheetJS writes cells with a style that it leaves out."""

    def __missing__(self, style: int) -> int:
        return int(xlrd.XL_CELL_NUMBER)


def _records(stream: bytearray) -> Iterator[tuple[int, int, int]]:
    """Yield where each record stands, its number and its size without the four bytes of its head."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind, size
        at += 4 + size


def _short_text(data: bytes) -> str:
    """Return a sheet's name: its length, whether its letters have two bytes, and the letters."""
    return data[2:].decode("utf-16-le" if data[1] & 1 else "latin-1", "replace") if len(data) > 2 else ""


class _Sheet:
    """Takes one sheet over."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self.book, self.sheet = book, sheet
        self.marks = Marks(is_hidden=bool(sheet.visibility))
        self.codes = {number: book.format_map[xf.format_key].format_str for number, xf in enumerate(book.xf_list)}
        fonts = [Run("", font.name, bool(font.struck_out), font.escapement > 0) for font in book.font_list]
        cells = [(str(number), str(xf.font_index)) for number, xf in enumerate(book.xf_list)]
        self.styles = styles_of({str(number): code for number, code in self.codes.items()}, fonts, cells)

    def read(self) -> tuple[Grid, Marks]:
        sheet, marks = self.sheet, self.marks
        values: dict[Place, object] = {}
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                value = self._value((row, column))
                if value != "":
                    values[row, column] = value
        marks.comments = {at: note.text for at, note in sheet.cell_note_map.items()}
        marks.merged = [((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells]
        marks.hidden_rows = {row for row, about in sheet.rowinfo_map.items() if about.hidden or about.height == 0}
        marks.hidden_columns = {
            column for column, about in sheet.colinfo_map.items() if about.hidden or about.width == 0
        }
        return grid_of(values, sheet.name), marks

    def _value(self, at: Place) -> object:
        cell = self.sheet.cell(*at)
        style = cell.xf_index or 0
        match cell.ctype:
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                return self._number(at, cell.value, style)
            case xlrd.XL_CELL_TEXT:
                note_style(self.marks, at, cell.value, self.styles, style, self._runs(at, cell.value))
                return cell.value
            case xlrd.XL_CELL_BOOLEAN:
                return bool(cell.value)
            case xlrd.XL_CELL_ERROR:
                self.marks.errors.add(at)
                return xlrd.error_text_from_code.get(cell.value, "#N/A")
        if format_of(self.codes.get(style, "")).is_percent:
            self.marks.percents.add(at)
        return ""

    def _number(self, at: Place, value: float, style: int) -> object:
        if not math.isfinite(value):
            self.marks.damaged.add(at)
            return str(value)
        note_style(self.marks, at, value, self.styles, style)
        code = self.codes.get(style, "")
        found = format_for(code, value) if has_condition(code) else format_of(code)
        if found.says_something:
            self.marks.formats[at] = found
        if found.is_percent:
            self.marks.percents.add(at)
        elif found.is_moment:
            return moment(value, is_1904=self.book.datemode == 1) or value
        return value + 0.0

    def _runs(self, at: Place, text: str) -> list[Run]:
        """Return the pieces of a text, none if they say nothing of their own."""
        starts = self.sheet.rich_text_runlist_map.get(at, ())
        ends = [start for start, _ in starts[1:]] + [len(text)]
        runs = [
            self.styles.fonts[font]._replace(text=text[start:end])
            for (start, font), end in zip(starts, ends, strict=False)
        ]
        return [Run(text[: starts[0][0]]), *runs] if starts else []
