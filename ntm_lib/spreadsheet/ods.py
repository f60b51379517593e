"""Opens an .ods: its sheets with their cells and all that is said of them, in one pass over content.xml (OpenDocument 1.3 part 3)."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from ntm_lib.errors import IntakeError
from ntm_lib.spreadsheet.opened import AREA, HIDDEN_COLUMNS, Marks, Opened, Place, grid_of, is_too_far, note_runs
from ntm_lib.spreadsheet.package import SAVE_AGAIN, Attributes, Parts, local, parse
from ntm_lib.spreadsheet.rich_text import Run
from ntm_lib.spreadsheet.sheet_pass import number_in
from ntm_lib.spreadsheet.styles import Format, moment

_CONTENT, _STYLES = "content.xml", "styles.xml"
_CELLS = ("table-cell", "covered-table-cell")
_DATE_PARTS = {"day": "d", "month": "m", "year": "yyyy"}
_NUMBERS = ("float", "currency", "percentage", "date", "time")
_NUMBER_STYLES = ("date-style", "time-style", "percentage-style")
_TIME_PARTS = ("hours", "minutes", "seconds")
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)")
_DAY_SHOWN = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}")
_ERROR = re.compile(r"#[A-Z/0!?]+|Err:\d+")
_SHARE = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*%\s*")
_DIGITS = re.compile(r"\d[\d.,\xa0\u202f]*(?: \d{3}(?!\d))*")  # a number with its separators
_POWER_OF_TEN = re.compile(r"\dE[+-]?\d")
_HIDDEN_ROWS = 200_000
_NOTHING = re.compile(r"0*\.?0+(cm|mm|in|pt)?")  # of a row's height
_OPEN_FORMULA = re.compile(r"^(of|oooc|msoxl):")  # in which language a formula is written
_REFERENCE = re.compile(r"\[([^\]]*)\]")  # [.A1], [$'Chỉ tiêu'.A1], ['file:///x.ods'#$A.A1]


def open_ods(parts: Parts) -> Opened:
    """Return the sheets of an .ods; raise IntakeError if one reaches too far or the package is damaged."""
    if _CONTENT not in parts:
        raise IntakeError("T01", f"Tệp hỏng: thiếu phần {_CONTENT}. {SAVE_AGAIN}")
    styles = _Styles()
    for name in (_STYLES, _CONTENT):
        if name in parts:
            parse(parts[name], styles.start, None, styles.end, is_mixed=True)
    sheets = _Sheets(styles)
    parse(parts[_CONTENT], sheets.start, sheets.text, sheets.end, is_mixed=True)
    return sheets.opened


@dataclass
class _Style:
    parent: str = ""
    data: str = ""  # the name of its number format
    font: str = ""
    is_struck: bool | None = None  # None where it says nothing, and its parent counts
    is_raised: bool | None = None
    is_hidden: bool = False  # of a table, or of a row or column without height or width


class _Styles:
    """Collects what styles say: fonts, formats of days, tables that are not shown."""

    def __init__(self) -> None:
        self.styles: dict[str, _Style] = {}
        self.formats: dict[str, list[str]] = {}
        self.faces: dict[str, str] = {}
        self.current = _Style()
        self.format: list[str] | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        own = {local(name): value for name, value in attributes.items()}
        if tag == "font-face":
            self.faces[own.get("name", "")] = own.get("font-family", "").strip("'")
        elif tag in ("style", "default-style"):
            name = own.get("name", own.get("family", ""))
            self.current = self.styles[name] = _Style(own.get("parent-style-name", ""), own.get("data-style-name", ""))
        elif tag == "text-properties":
            face = own.get("font-name", "")
            self.current.font = self.faces.get(face, face) or own.get("font-family", "").strip("'")
            if line := own.get("text-line-through-style", own.get("text-line-through-type", "")):
                self.current.is_struck = line != "none"
            if position := own.get("text-position", ""):
                self.current.is_raised = not position.startswith("0")
        elif tag in ("table-row-properties", "table-column-properties"):
            size = own.get("row-height", own.get("column-width", ""))
            self.current.is_hidden = _NOTHING.fullmatch(size) is not None
        elif tag == "table-properties":
            self.current.is_hidden = own.get("display") == "false"
        elif tag in _NUMBER_STYLES:
            self.format = self.formats[own.get("name", "")] = []
        elif self.format is not None and tag in _DATE_PARTS:
            self.format += ["/"] * bool(self.format) + [_DATE_PARTS[tag]]
        elif self.format is not None and tag in _TIME_PARTS and " h:mm" not in self.format:
            self.format.append(" h:mm")

    def end(self, tag: str) -> None:
        if tag == "percentage-style" and self.format is not None:
            self.format.append("%")
        if tag in _NUMBER_STYLES:
            self.format = None

    def format_of(self, name: str) -> Format:
        return Format("".join(self.formats.get(str(self._find(name, "data")), ())).strip())

    def is_hidden(self, name: str) -> bool:
        return name in self.styles and self.styles[name].is_hidden

    def run_of(self, name: str, text: str = "") -> Run:
        """Return a piece of text with what a style says of it."""
        is_struck, is_raised = bool(self._find(name, "is_struck")), bool(self._find(name, "is_raised"))
        return Run(text, self._find(name, "font"), is_struck, is_raised)

    def run_within(self, names: Sequence[str], text: str) -> Run:
        """Return a piece of text within several styles, the innermost last: a line through an outer one goes through it, too."""
        own = [self.run_of(name, text) for name in names]
        font = next((run.font for run in reversed(own) if run.font), "")
        return Run(text, font, any(run.is_struck for run in own), any(run.is_raised for run in own))

    def _find(self, name: str, what: str) -> Any:
        for _ in range(10):  # a style may be its own ancestor
            style = self.styles.get(name)
            if style is None:
                return ""
            if getattr(style, what) not in (None, ""):
                return getattr(style, what)
            name = style.parent
        return ""


@dataclass
class _Cell:
    """A cell while it is read."""

    own: Attributes
    style: str  # its own, or that of its row or column
    kind: str
    is_error: bool
    is_computed: bool  # a formula's value is stored, be it an empty text
    paragraphs: list[list[tuple[str, tuple[str, ...]]]] = field(default_factory=list)  # of runs: text, styles around it


class _Sheets:
    """Takes all sheets over, one cell after the other; what is said once for many cells is taken for each."""

    def __init__(self, styles: _Styles) -> None:
        self.styles, self.opened = styles, Opened()
        self.title = ""
        self.marks = Marks()
        self.values: dict[Place, object] = {}
        self.row = self.column = self.rows = self.of_column = self.depth = 0
        self.row_style = ""
        self.column_styles: list[tuple[int, str]] = []  # the first column of those that have it
        self.cell: _Cell | None = None
        self.comment: list[str] | None = None
        self.is_comment = self.is_paragraph = self.is_hidden_row = False
        self.drawn = 0  # how deep in a picture or shape
        self.spans: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "dde-links":
            self.depth += 1  # the tables in it are none of this file
        elif tag == "table":
            self._start_table(attributes)
        elif self.depth != 1:
            return
        elif tag in ("table-column", "table-row", *_CELLS):
            own = {local(name): value for name, value in attributes.items() if not name.startswith("calcext:")}
            if tag == "table-column":
                self._take_column(own)
            elif tag == "table-row":
                self.column, self.rows = 0, _times(own, "number-rows-repeated")
                self.row_style = own.get("default-cell-style-name", "")
                is_hidden = self.styles.is_hidden(own.get("style-name", ""))
                self.is_hidden_row = is_hidden or own.get("visibility", "visible") != "visible"
            else:
                also = attributes.get("calcext:value-type", "")
                style = own.get("style-name", "") or self.row_style or self._column_style()
                self.cell = _Cell(
                    own, style, own.get("value-type", ""), also == "error", bool(own.get("value-type") or also)
                )
        elif self.cell is not None:
            self._start_in_cell(self.cell, tag, attributes)

    def _start_table(self, attributes: Attributes) -> None:
        self.depth += 1
        if self.depth > 1:  # a table within a cell
            return
        own = {local(name): value for name, value in attributes.items()}
        is_hidden = self.styles.is_hidden(own.get("style-name", ""))
        self.title, self.marks, self.values = own.get("name", ""), Marks(is_hidden=is_hidden), {}
        self.row = self.of_column = 0
        self.column_styles = []

    def _column_style(self) -> str:
        at = bisect_right(self.column_styles, (self.column, "\U0010ffff")) - 1
        return self.column_styles[at][1] if at >= 0 else ""

    def _take_column(self, own: Attributes) -> None:
        times = _times(own, "number-columns-repeated")
        self.column_styles.append((self.of_column, own.get("default-cell-style-name", "")))
        if own.get("visibility", "visible") != "visible" or self.styles.is_hidden(own.get("style-name", "")):
            self.marks.hidden_columns.update(range(self.of_column, self.of_column + min(times, HIDDEN_COLUMNS)))
        self.of_column += times

    def _start_in_cell(self, cell: _Cell, tag: str, attributes: Attributes) -> None:
        if self.drawn or (self.comment is None and not self.is_paragraph and tag not in ("p", "annotation")):
            self.drawn += 1  # a picture or a shape; what is written in it is not a value
        elif tag == "annotation":
            self.comment = []
        elif self.comment is not None:
            if tag == "p":
                self.is_comment, self.comment = True, [*self.comment, "\n"]
        elif tag == "p":
            cell.paragraphs.append([])
            self.spans = [_style_name(attributes)]
            self.is_paragraph = True
        elif tag == "span":
            self.spans.append(_style_name(attributes))
        elif tag in ("s", "tab", "line-break"):
            self.text({"line-break": "\n", "tab": "\t"}.get(tag, " "))

    def text(self, data: str) -> None:
        if self.comment is not None:
            self.comment += [data] * self.is_comment  # who wrote it, and when, stands there too
        elif self.cell is not None and self.is_paragraph and not self.drawn and self.depth == 1:
            self.cell.paragraphs[-1].append((data, tuple(self.spans)))

    def end(self, tag: str) -> None:
        if tag in ("table", "dde-links"):
            self.depth -= 1
            if tag == "table" and self.depth == 0:
                self.opened.add(self.title, grid_of(self.values, self.title), self.marks)
        elif self.depth != 1:
            return
        elif self.drawn:
            self.drawn -= 1
        elif tag == "span" and self.spans:
            self.spans.pop()
        elif tag == "p":
            self.is_comment = self.is_paragraph = False
        elif tag == "annotation":
            self.marks.comments[self.row, self.column] = "".join(self.comment or ()).strip()
            self.comment = None
        elif tag in _CELLS and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif tag == "table-row":
            if self.is_hidden_row:
                self.marks.hidden_rows.update(range(self.row, self.row + min(self.rows, _HIDDEN_ROWS)))
            self.row += self.rows

    def _end_cell(self, cell: _Cell) -> None:
        times, at = _times(cell.own, "number-columns-repeated"), (self.row, self.column)
        across, down = _times(cell.own, "number-columns-spanned"), _times(cell.own, "number-rows-spanned")
        if across * down > 1:
            self.marks.merged.append((at, (self.row + down - 1, self.column + across - 1)))
        value = self._value(cell, at)
        formula = cell.own.get("formula", "")
        if value != "" or formula:
            if (self.row + self.rows) * (self.column + times) > AREA:
                raise is_too_far(self.title, self.row + self.rows, self.column + times)
            for place in ((self.row + i, self.column + j) for i in range(self.rows) for j in range(times)):
                self._put(place, at, value, formula)
        self.column += times

    def _put(self, place: Place, first: Place, value: object, formula: str) -> None:
        """Put the value at one place; what is said of the first of its places holds for all."""
        if value != "":
            self.values[place] = value
        if formula:
            self.marks.formulas[place] = _plain_formula(formula)
            if value == "" and self.cell is not None and not (self.cell.is_computed or self.cell.paragraphs):
                self.marks.uncomputed.add(place)
        for marked in (
            self.marks.errors,
            self.marks.damaged,
            self.marks.percents,
            self.marks.struck,
            self.marks.unseen,
        ):
            if first in marked:
                marked.add(place)
        for said in (self.marks.formats, self.marks.runs, self.marks.shown):
            if first in said:
                said[place] = said[first]  # type: ignore[assignment]

    def _value(self, cell: _Cell, at: Place) -> object:
        own, kind = cell.own, cell.kind
        text = "\n".join("".join(piece for piece, _ in runs) for runs in cell.paragraphs)
        if cell.is_error or (kind != "string" and _ERROR.fullmatch(text)):
            self.marks.errors.add(at)
            return text or "#N/A"
        if cell.paragraphs and not text.strip() and (own.get("value") or own.get("string-value")):
            self.marks.unseen.add(at)
        value: object = None
        match kind:
            case "float" | "currency" | "percentage":
                number = number_in(own.get("value", ""))
                value = self._day(cell, number, text) or number
            case "date":
                with suppress(ValueError):
                    value = datetime.fromisoformat(own.get("date-value", "")).replace(tzinfo=None)
            case "time":
                found = _TIME.match(own.get("time-value", ""))
                with suppress(ValueError):  # 26 hours, 75 minutes
                    value = time(int(found[1]), int(found[2]), int(found[3])) if found else None
            case "boolean":
                value = own.get("boolean-value") == "true"
            case _:
                value = own.get("string-value", text)
                self._note_runs(cell, at, str(value))
        if value is None:
            self.marks.damaged.add(at)
            return text
        if kind in _NUMBERS:
            self._note_number(cell, at, text, value)
        return value

    def _note_number(self, cell: _Cell, at: Place, text: str, value: object) -> None:
        """Note how a number or moment is shown: SheetJS keeps a percentage as a number, and only what is shown says so."""
        shown_as = self.styles.format_of(cell.style)
        if self.styles.run_of(cell.style).is_struck:
            self.marks.struck.add(at)
        if cell.kind == "percentage" or shown_as.is_percent or _is_share(cell.own.get("value", ""), text):
            self.marks.percents.add(at)
        is_altering = isinstance(value, float) and _is_another(cell.own.get("value", ""), text)
        shown_as = replace(shown_as, is_altering=is_altering)
        if shown_as.says_something:
            self.marks.formats[at] = shown_as
        if text:
            self.marks.shown[at] = text

    def _day(self, cell: _Cell, number: float | None, text: str) -> datetime | None:
        """Return the day that a number stands for, None if it is only a number: Calligra keeps days as numbers with a style of days."""
        if number is not None and cell.kind == "float" and self.styles.format_of(cell.style).is_moment:
            return moment(number)
        return _day_shown(number, text)

    def _note_runs(self, cell: _Cell, at: Place, whole: str) -> None:
        lines = [[self.styles.run_within(spans, text) for text, spans in part] for part in cell.paragraphs]
        runs = [run for n, line in enumerate(lines) for run in ([Run("\n")] if n else []) + line]
        own = self.styles.run_of(cell.style)
        note_runs(self.marks, at, [Run(whole)] if "string-value" in cell.own else runs, own)


def _day_shown(number: float | None, text: str) -> datetime | None:
    """Return the day as which a number is shown, None if it is not: some programs store days as numbers and say so nowhere else."""
    day = moment(number) if number is not None and _DAY_SHOWN.fullmatch(text) else None
    parts = [int(part) for part in re.findall(r"\d+", text)] if day else []
    return day if day and sorted(parts) == sorted([day.day, day.month, day.year]) else None


def _style_name(attributes: Attributes) -> str:
    return next((value for name, value in attributes.items() if local(name) == "style-name"), "")


def _is_share(value: str, text: str) -> bool:
    """Return whether a number is shown as a percentage, a hundred times as large; not so 97.1 that is shown as 97.1%."""
    seen = _SHARE.fullmatch(text)
    number = number_in(value)
    if seen is None or number is None:
        return False
    percent = float(seen[1].replace(",", "."))
    return abs(percent - 100 * number) < abs(percent - number)


def _is_another(value: str, text: str) -> bool:
    """Return whether another number is shown than is stored: 1.080 of 1080000, but not 704,00 of 704, 12,5 of 12.46, nor 704 m2."""
    number = abs(number_in(value) or 0.0)
    is_fraction = "/" in text and not number.is_integer()
    if is_fraction or _POWER_OF_TEN.search(text):
        return False
    stored = (number, 100 * number) if "%" in text else (number,)
    shown = [reading for found in _DIGITS.findall(text) for reading in _readings(found.rstrip(".,"))]
    return bool(shown) and not any(abs(seen - own) <= step * 0.51 for seen, step in shown for own in stored)


def _readings(shown: str) -> list[tuple[float, float]]:
    """Return the numbers that digits with separators may be, each with the step it was rounded to: 1.080 is 1080, or 1.08."""
    end = max(shown.rfind("."), shown.rfind(",")) + 1
    whole, decimals = re.sub(r"\D", "", shown[:end]), re.sub(r"\D", "", shown[end:])
    readings = [(float(whole + decimals), 1.0)]
    return [*readings, (float(f"{whole}.{decimals}"), 10.0 ** -len(decimals))] if whole else readings


def _times(own: Attributes, name: str) -> int:
    """Return the number of times something is repeated."""
    stated = own.get(name, "1")
    return max(1, int(stated)) if stated.isdecimal() and len(stated) < 8 else 1


def _plain_formula(formula: str) -> str:
    """Return a formula as Excel writes it, as far as it matters here: references without brackets, those to other files within them."""
    plain = _OPEN_FORMULA.sub("", formula)
    return _REFERENCE.sub(lambda found: f"[{found[1]}]!A1" if "#" in found[1] else found[1].replace(".", "", 1), plain)
