"""Opens an .xlsb: its sheets with their cells and what is said of them, from the records of [MS-XLSB]."""

import math
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import IntEnum

from ntm_lib.errors import IntakeError
from ntm_lib.spreadsheet.opened import (
    HIDDEN_COLUMNS,
    SOME_FORMULA,
    Grid,
    Marks,
    Opened,
    Place,
    grid_of,
    is_too_far,
    note_format,
    note_style,
)
from ntm_lib.spreadsheet.package import SAVE_AGAIN, Parts, first_of_kind, main_part, of_kind, related
from ntm_lib.spreadsheet.rich_text import Run, text_in
from ntm_lib.spreadsheet.sheet_pass import ROWS
from ntm_lib.spreadsheet.styles import Styles, styles_of

_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
    43: "#GETTING_DATA",
}


# [MS-XLSB] 2.3.1: numbers of records
class _Cell(IntEnum):
    """Records of cells."""

    BLANK, RK, ERROR, BOOL, REAL, TEXT, SHARED = 1, 2, 3, 4, 5, 6, 7
    FORMULA_TEXT, FORMULA_REAL, FORMULA_BOOL, FORMULA_ERROR = 8, 9, 10, 11
    RICH = 62


_ROW = 0
_CELLS = frozenset(_Cell)
_SHORT = range(12, 19)  # of the same kinds, behind the cell before
_SHARED_TEXT, _FONT, _FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 19, 43, 44, 47, 617, 618
_COLUMN, _SETTINGS, _SHEET, _MERGED, _COMMENT, _COMMENT_TEXT = 60, 153, 156, 176, 635, 637


def open_xlsb(parts: Parts) -> Opened:
    """Return the contents of a binary package; raise IntakeError if a sheet reaches too far or it is damaged."""
    try:
        return _open(parts)
    except (struct.error, IndexError, UnicodeDecodeError, KeyError) as error:
        raise IntakeError("T01", f"Không mở được tệp: tệp hỏng. {SAVE_AGAIN}") from error


def _open(parts: Parts) -> Opened:
    workbook = main_part(parts)
    links = related(parts, workbook)
    styles = _styles(parts.get(first_of_kind(parts, links, "styles"), b""))
    texts = [
        _rich_text(data, 0, styles.fonts)
        for kind, data in _records(parts.get(first_of_kind(parts, links, "sharedStrings"), b""))
        if kind == _SHARED_TEXT
    ]
    opened, is_1904 = Opened(), False
    for kind, data in _records(parts[workbook]):
        if kind == _SETTINGS:
            is_1904 = bool(data[0] & 1)
        elif kind == _SHEET:
            link, at = _wide_text(data, 8)
            title = _wide_text(data, at)[0]
            relation = links.get(link)
            if relation is None or relation.kind != "worksheet":
                opened.foreign.append(title)
                continue
            sheet = _Sheet(title, styles, texts, is_1904=is_1904)
            grid = sheet.read(parts[relation.target])
            sheet.marks.is_hidden = bool(struct.unpack_from("<I", data)[0])
            with suppress(
                IntakeError, struct.error, IndexError, UnicodeDecodeError
            ):  # damaged ones cost nothing but themselves
                for part in of_kind(related(parts, relation.target), "comments"):
                    sheet.marks.comments |= _comments(parts.get(part, b""))
            opened.add(title, grid, sheet.marks)
    return opened


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(part):
        kind, at = part[at], at + 1
        if kind & 0x80:
            kind, at = kind & 0x7F | part[at] << 7, at + 1
        size = shift = 0
        while True:
            byte, at = part[at], at + 1
            size, shift = size | (byte & 0x7F) << shift, shift + 7
            if not byte & 0x80 or shift == 28:
                break
        yield kind, part[at : at + size]
        at += size


def _wide_text(data: bytes, at: int) -> tuple[str, int]:
    """Return the text at a place of a record, and the place behind it."""
    length = struct.unpack_from("<I", data, at)[0]
    end = at + 4
    if length == 0xFFFFFFFF:
        return "", end
    if end + 2 * length > len(data):
        raise IndexError(length)
    return text_in(data[end : end + 2 * length].decode("utf-16-le", "surrogatepass")), end + 2 * length


def _rich_text(data: bytes, at: int, fonts: Sequence[Run]) -> tuple[str, list[Run]]:
    """Return a text, and its pieces with their fonts if it has any of its own: behind the text where each begins, from 0, and its font."""
    text, end = _wide_text(data, at + 1)
    if not data[at] & 1:
        return text, []
    count = min(struct.unpack_from("<I", data, end)[0], (len(data) - end) // 4)
    starts = [struct.unpack_from("<HH", data, end + 4 + 4 * n) for n in range(count) if end + 8 + 4 * n <= len(data)]
    pieces = [(0, Run("")), *((begin, fonts[font] if font < len(fonts) else Run("")) for begin, font in starts)]
    ends = [begin for begin, _ in pieces[1:]] + [len(text)]
    return text, [run._replace(text=text[begin:stop]) for (begin, run), stop in zip(pieces, ends, strict=True)]


def _styles(part: bytes) -> Styles:
    codes: dict[str, str] = {}
    fonts: list[Run] = []
    cells: list[tuple[str, str]] = []
    is_cells = False
    for kind, data in _records(part):
        if kind == _FORMAT:
            codes[str(struct.unpack_from("<H", data)[0])] = _wide_text(data, 2)[0]
        elif kind == _FONT:
            flags, _, raised = struct.unpack_from("<HHH", data, 2)
            fonts.append(Run("", _wide_text(data, 21)[0], bool(flags & 8), raised > 0))
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            is_cells = kind == _STYLES_BEGIN
        elif kind == _STYLE and is_cells:
            _, number, font = struct.unpack_from("<HHH", data)
            cells.append((str(number), str(font)))
    return styles_of(codes, fonts, cells)


def _comments(part: bytes) -> dict[Place, str]:
    found: dict[Place, str] = {}
    at = (0, 0)
    for kind, data in _records(part):
        if kind == _COMMENT:
            row, _, column = struct.unpack_from("<III", data, 4)
            at = row, column
        elif kind == _COMMENT_TEXT:
            found[at] = _wide_text(data, 1)[0]
    return found


class _Sheet:
    """Takes one sheet over."""

    def __init__(self, title: str, styles: Styles, texts: list[tuple[str, list[Run]]], *, is_1904: bool) -> None:
        self.title, self.styles, self.texts, self.is_1904 = title, styles, texts, is_1904
        self.marks = Marks()
        self.values: dict[Place, object] = {}
        self.row = self.column = self.rows = 0

    def read(self, part: bytes) -> Grid:
        for kind, data in _records(part):
            if kind == _ROW:
                self._start_row(data)
            elif kind in _CELLS:
                self.column = struct.unpack_from("<I", data)[0]
                self._take(kind, data, 4)
            elif kind in _SHORT:
                self.column += 1
                self._take(kind - 11, data, 0)
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<IIII", data)
                self.marks.merged.append(((top, left), (bottom, right)))
            elif kind == _COLUMN:
                first, last = struct.unpack_from("<II", data)
                if struct.unpack_from("<H", data, 16)[0] & 1:
                    self.marks.hidden_columns.update(range(first, min(last + 1, HIDDEN_COLUMNS)))
        return grid_of(self.values, self.title)

    def _start_row(self, data: bytes) -> None:
        self.row, self.column, self.rows = struct.unpack_from("<I", data)[0], -1, self.rows + 1
        if len(data) > 11 and data[11] & 0x10:
            self.marks.hidden_rows.add(self.row)
        if self.rows > ROWS:
            raise is_too_far(self.title, self.row + 1, self.column + 1)

    def _take(self, kind: int, data: bytes, at: int) -> None:
        place = self.row, self.column
        style = int.from_bytes(data[at : at + 3], "little")
        at += 4
        if style in self.styles.percents:
            self.marks.percents.add(place)
        if _Cell.FORMULA_TEXT <= kind <= _Cell.FORMULA_ERROR:
            self.marks.formulas[place] = SOME_FORMULA
        value = self._value(kind, data, at, place, style)
        value, runs = value if isinstance(value, tuple) else (value, [])
        if value not in (None, ""):
            self.values[place] = value
            note_style(self.marks, place, value, self.styles, style, runs)

    def _value(self, kind: int, data: bytes, at: int, place: Place, style: int) -> object:
        match kind:
            case _Cell.RK:
                return self._number(_rk(data, at), place, style)
            case _Cell.REAL | _Cell.FORMULA_REAL:
                return self._number(struct.unpack_from("<d", data, at)[0], place, style)
            case _Cell.ERROR | _Cell.FORMULA_ERROR:
                self.marks.errors.add(place)
                return _ERRORS.get(data[at], "#N/A")
            case _Cell.BOOL | _Cell.FORMULA_BOOL:
                return bool(data[at])
            case _Cell.TEXT | _Cell.FORMULA_TEXT:
                return _wide_text(data, at)[0]
            case _Cell.RICH:
                return _rich_text(data, at, self.styles.fonts)
            case _Cell.SHARED:
                index = struct.unpack_from("<I", data, at)[0]
                if index < len(self.texts):
                    return self.texts[index]
                self.marks.damaged.add(place)
                return str(index)
        return None

    def _number(self, number: float, place: Place, style: int) -> object:
        if not math.isfinite(number):
            self.marks.damaged.add(place)
            return str(number)
        return note_format(self.marks, place, number + 0.0, self.styles, style, is_1904=self.is_1904)


def _rk(data: bytes, at: int) -> float:
    """Return a number that is kept in four bytes: thirty bits of a whole number or of a float, perhaps times 100."""
    raw = struct.unpack_from("<I", data, at)[0]
    if raw & 2:
        number = float(struct.unpack("<i", struct.pack("<I", raw))[0] >> 2)
    else:
        number = struct.unpack("<d", struct.pack("<Q", (raw & 0xFFFFFFFC) << 32))[0]
    return number / 100 if raw & 1 else number
