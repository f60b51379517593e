"""One pass over a sheet's XML: the values of its cells and all that is said of them, so that the two can't disagree.

The pass stops at a sheet whose cells reach too far.
"""

import math
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from xml.parsers import expat

from ntm_lib.spreadsheet.opened import AREA, HIDDEN_COLUMNS, Marks, Place, is_too_far, note_format, note_style, place
from ntm_lib.spreadsheet.package import Attributes, local, run_parser
from ntm_lib.spreadsheet.rich_text import RichText, Run, SharedTexts, text_in
from ntm_lib.spreadsheet.styles import Styles

ROWS = 200_000  # rows written down, empty ones too
_LONGEST_NUMBER = 100  # letters; Excel writes 24
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def number_in(text: str) -> float | None:
    """Return the number that is stored as `text`; None if it is none."""
    text = text.strip()
    return _number_in(text) if len(text) <= _LONGEST_NUMBER else None


@lru_cache(maxsize=10_000)
def _number_in(text: str) -> float | None:
    """Remember numbers that recur."""
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number + 0.0 if math.isfinite(number) else None  # -0 becomes 0


@lru_cache(maxsize=10_000)
def whole_number(text: str) -> int:
    """Return a number of the file's own, such as that of a style or a row; -1 if `text` is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class SheetPass:
    """One pass over a sheet's XML; `texts` are those that the workbook's sheets share."""

    def __init__(self, title: str, styles: Styles, texts: SharedTexts, *, is_1904: bool = False) -> None:
        self.title, self.styles, self.texts, self.is_1904 = title, styles, texts, is_1904
        self.marks = Marks()
        self.values: dict[Place, object] = {}
        self.parser = expat.ParserCreate()
        self.prefix = ""  # of the sheet's own tags
        self.is_in_data = False
        self.row = self.column = -1
        self.rows = self.height = self.width = 0
        self.cell: Attributes | None = None
        self.place: Place = (-1, -1)
        self.value: list[str] | None = None
        self.inline: RichText | None = None
        self.formula: list[str] | None = None
        self.shared = ""  # the number by which cells share the formula
        self.shared_formulas: dict[str, str] = {}
        self.sharing: dict[Place, str] = {}  # cells that only name such a number
        self.taken: list[str] | None = None  # what is being read

    def run(self, xml: bytes) -> None:
        """Fill `values` and `marks`; raise IntakeError if the sheet reaches too far (T05) or is not well-formed (T01)."""
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start_root
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        run_parser(self.parser, xml)
        del self.parser  # which holds our handlers: the two would stay until Python looks for circles
        for at, number in self.sharing.items():
            self.marks.formulas[at] = self.shared_formulas.get(number, "")

    def _start_root(self, tag: str, attributes: Attributes) -> None:
        self.prefix = tag.rpartition(":")[0]
        self.parser.StartElementHandler = self._start_prefixed if self.prefix else self._start

    def _start_prefixed(self, tag: str, attributes: Attributes) -> None:
        """Take the sheet's own tags; others may be named alike (<xm:f> in a list of the newer Excel)."""
        prefix, _, name = tag.rpartition(":")
        if prefix == self.prefix:
            self._start(name, attributes)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if self.is_in_data:
            self._start_in_data(tag, attributes)
        elif tag == "sheetData":
            self.is_in_data = True
        elif tag == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            with suppress(ValueError):  # decoration that makes no sense costs nothing
                self.marks.merged.append((place(first), place(last)))
        elif tag == "col" and (is_true(attributes.get("hidden")) or number_in(attributes.get("width", "")) == 0):
            with suppress(ValueError, KeyError):
                start, end = max(int(attributes["min"]) - 1, 0), min(int(attributes["max"]), HIDDEN_COLUMNS)
                self.marks.hidden_columns.update(range(start, end))

    def _start_in_data(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self.cell, self.value, self.inline, self.formula = attributes, None, None, None
            self.place = place(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
            self.column = self.place[1]
        elif tag == "v":
            self.value = self.taken = []
        elif tag == "f":
            self.formula = self.taken = []
            self.shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif tag == "is":
            self.inline = RichText()
        elif tag == "row":
            self._start_row(attributes)
        elif self.inline is not None:
            self.inline.start(tag, attributes)

    def _text(self, text: str) -> None:
        if self.taken is not None:
            self.taken.append(text)
        elif self.inline is not None:
            self.inline.text(text)

    def _end(self, tag: str) -> None:
        name = local(tag)
        if name in ("v", "f"):
            self.taken = None
        elif self.inline is not None and name != "c":
            self.inline.end(name)
        elif name == "c" and self.cell is not None and self.is_in_data:
            self._end_cell(self.cell)
            self.cell = self.inline = None
        elif name == "sheetData":
            self.is_in_data = False

    def _end_cell(self, cell: Attributes) -> None:
        style, kind = cell.get("s", "0"), cell.get("t", "n")
        number = max(whole_number(style), 0)
        if self.formula is not None:
            self._end_formula("".join(self.formula), kind)
        if kind == "inlineStr" and self.inline is not None:
            self._store(self.place, number, "inlineStr", self.inline.whole, self.inline.runs)
        elif self.value is not None:
            self._store(self.place, number, kind, "".join(self.value))
        elif kind == "e":
            self.marks.errors.add(self.place)
        if number in self.styles.percents:
            self.marks.percents.add(self.place)

    def _end_formula(self, text: str, kind: str) -> None:
        if self.shared and not text:
            self.sharing[self.place] = self.shared
        else:
            self.marks.formulas[self.place] = text
            if self.shared:
                self.shared_formulas.setdefault(self.shared, text)
        # Excel stores an empty text as <v></v> too, and says then that it is a text
        if self.value is None or (kind != "str" and not "".join(self.value).strip()):
            self.marks.uncomputed.add(self.place)

    def _store(self, at: Place, style: int, kind: str, stored: str, runs: Sequence[Run] = ()) -> None:
        """Take what is stored in a cell; what is not a value of its kind is noted, and its cell alone is lost."""
        if kind == "s":
            index = whole_number(stored)
            value: object = self.texts.texts[index] if 0 <= index < len(self.texts.texts) else None
            runs = self.texts.runs.get(index, ())
        elif kind == "n":
            value = self._number(at, style, stored) if stored.strip() else ""
        else:
            value = self._other(at, kind, stored)
        if value is None:
            self.marks.damaged.add(at)
            value = stored
        if value == "":
            return
        if at[0] >= self.height or at[1] >= self.width:
            self._reach(at)
        if style in self.styles.percents:
            self.marks.percents.add(at)
        if runs or style in self.styles.telling:
            note_style(self.marks, at, value, self.styles, style, runs)
        self.values[at] = value

    def _other(self, at: Place, kind: str, stored: str) -> object:
        """Return a text of the cell's own, a yes or no, an error, or a day as the strict variant of the format has it."""
        match kind:
            case "str":
                return text_in(stored)
            case "inlineStr":
                return stored
            case "b":
                return {"1": True, "0": False, "true": True, "false": False}.get(stored.strip())
            case "e":
                self.marks.errors.add(at)
                return stored.strip()
            case "d":
                with suppress(ValueError):
                    return datetime.fromisoformat(stored.strip().removesuffix("Z")).replace(tzinfo=None)
        return None

    def _reach(self, at: Place) -> None:
        self.height, self.width = max(self.height, at[0] + 1), max(self.width, at[1] + 1)
        if self.height * self.width > AREA:
            raise is_too_far(self.title, self.height, self.width)

    def _number(self, at: Place, style: int, stored: str) -> object:
        number = number_in(stored)
        if number is None:
            return text_in(stored)  # what is not a number may be read as one that was typed: 12,5
        return note_format(self.marks, at, number, self.styles, style, is_1904=self.is_1904)

    def _start_row(self, attributes: Attributes) -> None:
        stated = whole_number(attributes.get("r", ""))
        self.row = stated - 1 if stated > 0 else self.row + 1
        self.column = -1
        self.rows += 1
        if is_true(attributes.get("hidden")) or number_in(attributes.get("ht", "")) == 0:
            self.marks.hidden_rows.add(self.row)
        if self.rows > ROWS:
            raise is_too_far(self.title, self.row + 1, self.width)


def is_true(flag: str | None) -> bool:
    return flag in ("1", "true")
