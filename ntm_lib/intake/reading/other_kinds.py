"""Opens the spreadsheets that are no xlsx: .xls with all that is said of its cells but formulas (xlrd); .xlsb and .ods for their values (calamine)."""

import io
from datetime import date, datetime
from typing import Any

import xlrd
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from ntm_lib.errors import IntakeError
from ntm_lib.intake.reading.old_letters import OLD_FONT
from ntm_lib.intake.reading.opened import SEND_AGAIN, Grid, Marks, Opened, Place, grid_of
from ntm_lib.intake.reading.rich_text import Run
from ntm_lib.intake.reading.styles import format_of, moment

_DAMAGED = f"Không mở được tệp: tệp hỏng. {SEND_AGAIN}"


def open_xls(content: bytes) -> Opened:
    """Return the sheets of an .xls; raise IntakeError if it has a password (T03) or is damaged (T01)."""
    opened = Opened()
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
        for sheet in book.sheets():
            opened.add(sheet.name, *_XlsSheet(book, sheet).read())
    except (IntakeError, MemoryError):
        raise
    except Exception as error:  # xlrd raises anything over a damaged file
        if isinstance(error, xlrd.XLRDError) and "encrypted" in str(error):
            what = "Tệp đặt mật khẩu mở. Bỏ mật khẩu (File → Info → Protect Workbook) rồi gửi lại."
            raise IntakeError("T03", what) from error
        raise IntakeError("T01", _DAMAGED) from error
    return opened


class _XlsSheet:
    """Takes one sheet of an .xls over."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self.book, self.sheet = book, sheet
        self.marks = Marks(is_hidden=bool(sheet.visibility))
        self.formats = [format_of(book.format_map[xf.format_key].format_str) for xf in book.xf_list]
        self.fonts = [book.font_list[xf.font_index].name for xf in book.xf_list]

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
        marks.hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
        marks.hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
        return grid_of(values, sheet.name), marks

    def _value(self, at: Place) -> object:
        cell = self.sheet.cell(*at)
        style = cell.xf_index or 0
        match cell.ctype:
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                return self._number(at, cell.value, style)
            case xlrd.XL_CELL_TEXT:
                self._note_fonts(at, cell.value, self.fonts[style])
                return cell.value
            case xlrd.XL_CELL_BOOLEAN:
                return bool(cell.value)
            case xlrd.XL_CELL_ERROR:
                self.marks.errors.add(at)
                return xlrd.error_text_from_code.get(cell.value, "#N/A")
        if self.formats[style].is_percent:
            self.marks.percents.add(at)
        return ""

    def _number(self, at: Place, value: float, style: int) -> object:
        found = self.formats[style]
        if found.code not in ("", "general"):
            self.marks.formats[at] = found
        if found.is_percent:
            self.marks.percents.add(at)
        elif found.is_moment:
            return moment(value, is_1904=self.book.datemode == 1) or value
        return value + 0.0

    def _note_fonts(self, at: Place, text: str, font: str) -> None:
        starts = [
            (0, font),
            *((at, self.book.font_list[n].name) for at, n in self.sheet.rich_text_runlist_map.get(at, ())),
        ]
        if any(OLD_FONT.match(name) for _, name in starts):
            ends = [start for start, _ in starts[1:]] + [len(text)]
            runs: list[Run] = [(text[start:end], name) for (start, name), end in zip(starts, ends, strict=True)]
            self.marks.runs[at] = runs


def open_other(content: bytes) -> Opened:
    """Return the cells of an .xlsb or .ods; raise IntakeError (T01) if the parser does not get through."""
    opened = Opened()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                opened.foreign.append(about.name)
                continue
            rows = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
            marks = Marks(is_hidden=about.visible != SheetVisibleEnum.Visible)
            opened.add(about.name, [[_plain(value) for value in row] for row in rows], marks)
    except (CalamineError, OSError, ValueError) as error:
        raise IntakeError("T01", _DAMAGED) from error
    except BaseException as error:
        # A panic of the parser is no Exception, and its class can't be imported
        if type(error).__name__ != "PanicException":  # pragma: no cover - the user's own interrupt
            raise
        if "pointer is null" in str(error):  # pragma: no cover - in a worker, whose memory is limited
            raise MemoryError from error
        raise IntakeError("T01", _DAMAGED) from error
    return opened


def _plain(value: object) -> object:
    """Return a value of calamine's as the other readers give it: a moment for a day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) + 0.0
    return value
