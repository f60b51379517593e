"""What a sheet of an xlsx says of its cells beside their values, in one pass over its XML.

The pass stops at a sheet whose cells reach too far: the parser makes room for every cell between A1 and the furthest one.
"""

import re
from dataclasses import dataclass, field
from itertools import compress
from xml.parsers import expat

from ntm_lib.errors import IntakeError
from ntm_lib.text import in_quotes

AREA = 4_000_000  # cells between A1 and the furthest one; beyond, the parser needs gigabytes
ROWS = 200_000  # rows written down, empty ones too
_REFERENCES = 20_000  # so many are gathered before they are measured
_HIDDEN_COLUMNS = 1_000  # beyond, no table of ours can stand
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_WITHOUT_DIGITS = str.maketrans("", "", "0123456789$")
_WITHOUT_LETTERS = str.maketrans("", "", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz$")
# A cell that says nothing but a value, or nothing, as every office program writes it
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?: t="[sn]")?(?:/>|(><v>)[^<]*</v></c>)')
_PLAIN_BYTES = 1_000_000  # in a larger sheet the plain cells alone would fill the memory

Place = tuple[int, int]  # row and column, from 0
Attributes = dict[str, str]


@dataclass
class Marks:
    """What one sheet says of its cells."""

    formulas: dict[Place, str] = field(default_factory=dict)
    uncomputed: set[Place] = field(default_factory=set)  # formulas without a stored value
    errors: set[Place] = field(default_factory=set)
    percents: set[Place] = field(default_factory=set)
    comments: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)  # first and last cell
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False


def place(reference: str) -> Place:
    """Return row and column, from 0, of a reference such as "G12"; raise ValueError if it is none."""
    match = _REFERENCE.fullmatch(reference.upper())
    if match is None:
        raise ValueError(reference)
    return int(match[2]) - 1, _column(match[1])


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = 26 * column + ord(letter) - 64
    return column - 1


class SheetPass:
    """One pass over a sheet's XML. Cells are many: the handler does little for each and nothing it need not."""

    def __init__(self, marks: Marks, percents: set[str], title: str) -> None:
        self.marks, self.percents, self.title = marks, percents, title
        self.parser = expat.ParserCreate()
        self.prefix = ""  # of the sheet's own tags
        self.row = self.column = -1  # the column only of cells that do not say where they stand
        self.cell: Attributes = {}
        self.references: set[str] = set()  # of cells with a value: empty ones cost the parser nothing
        self.rows = self.last_row = self.last_column = 0
        self.formula: list[str] = []
        self.formula_place = (0, 0)
        self.shared = ""  # the number by which cells share the formula
        self.shared_formulas: dict[str, str] = {}

    def run(self, xml: bytes) -> None:
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start_root
        run_parser(self.parser, self._take_plain_cells(xml))
        self._end_formula()
        self._check_area()

    def _take_plain_cells(self, xml: bytes) -> bytes:
        """Take the plain cells, nine in ten, and return the rest: to ask the XML parser for each would be most of the reading."""
        if len(xml) > _PLAIN_BYTES:
            return xml
        pieces = _PLAIN_CELL.split(xml)
        rest, columns, rows, styles, values = (pieces[start::5] for start in range(5))
        others = b"".join(rest)
        if b"<c>" in others or others.count(b"<c ") != others.count(b'<c r="'):
            return xml  # a cell that does not say where it stands follows the one before
        for number in set(compress(rows, values)):
            self._reach(int(number) - 1, 0)
        for letters in set(compress(columns, values)):
            self._reach(0, _column(letters.decode()))
        if self.percents:
            for column, row, style in zip(columns, rows, styles, strict=True):
                if (style or b"0").decode() in self.percents:
                    self.marks.percents.add((int(row) - 1, _column(column.decode())))
        return others

    def _start_root(self, tag: str, attributes: Attributes) -> None:
        self.prefix = tag.rpartition(":")[0]
        self.parser.StartElementHandler = self._start_prefixed if self.prefix else self._start

    def _start_prefixed(self, tag: str, attributes: Attributes) -> None:
        """Take the sheet's own tags; others may be named alike (<xm:f> in a list of the newer Excel)."""
        prefix, _, name = tag.rpartition(":")
        if prefix == self.prefix:
            self._start(name, attributes)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            if self.formula:
                self._end_formula()
            before, self.cell = self.cell, attributes
            if "r" not in attributes:
                self.column = 1 + (place(before["r"])[1] if "r" in before else self.column)
            if attributes.get("t") == "e":
                self.marks.errors.add(self._place())
            if self.percents and attributes.get("s", "0") in self.percents:
                self.marks.percents.add(self._place())
        elif tag == "v" or tag == "is":  # noqa: PLR1714 - quicker, and asked for every cell
            if "r" in self.cell:
                self.references.add(self.cell["r"])
            else:
                self._reach(self.row, self.column)
            if self.formula:
                self._start_stored()
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "f":
            self._start_formula(attributes)
        else:
            self._start_other(tag, attributes)

    def _start_other(self, tag: str, attributes: Attributes) -> None:
        if tag == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            if first and last:
                self.marks.merged.append((place(first), place(last)))
        elif tag == "col" and is_true(attributes.get("hidden")):
            self.marks.hidden_columns.update(
                range(int(attributes["min"]) - 1, min(int(attributes["max"]), _HIDDEN_COLUMNS))
            )

    def _start_row(self, attributes: Attributes) -> None:
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.column, self.cell = -1, {}
        self.rows += 1
        if is_true(attributes.get("hidden")):
            self.marks.hidden_rows.add(self.row)
        if len(self.references) > _REFERENCES or self.rows > ROWS:
            self._check_area()

    def _place(self) -> Place:
        return place(self.cell["r"]) if "r" in self.cell else (self.row, self.column)

    def _start_stored(self) -> None:
        """Note the value of a formula. Excel stores an empty text as <v></v> too, and says then that it is a text."""
        if self.cell.get("t") == "str":
            self.marks.uncomputed.discard(self.formula_place)
        else:
            self.parser.CharacterDataHandler = self._stored
            self.parser.EndElementHandler = self._end_text

    def _start_formula(self, attributes: Attributes) -> None:
        self.formula_place = self._place()
        self.marks.uncomputed.add(self.formula_place)
        self.formula = [""]
        self.shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        self.parser.CharacterDataHandler = self.formula.append
        self.parser.EndElementHandler = self._end_text

    def _end_text(self, tag: str) -> None:
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None

    def _stored(self, text: str) -> None:
        if text.strip():
            self.marks.uncomputed.discard(self.formula_place)

    def _end_formula(self) -> None:
        if self.formula:
            text = "".join(self.formula)
            if self.shared:  # the first cell that shares it has its text
                text = self.shared_formulas.setdefault(self.shared, text)
            self.marks.formulas[self.formula_place] = text
            self.formula = []

    def _reach(self, row: int, column: int) -> None:
        self.last_row, self.last_column = max(self.last_row, row + 1), max(self.last_column, column + 1)

    def _check_area(self) -> None:
        """Refuse a sheet that reaches too far; the parser makes room for every cell between A1 and the furthest one."""
        references = " ".join(self.references)
        self.references.clear()
        for number in set(references.translate(_WITHOUT_LETTERS).split()):
            self._reach(int(number) - 1, 0)
        for letters in set(references.translate(_WITHOUT_DIGITS).split()):
            self._reach(0, _column(letters))
        if self.last_row * self.last_column > AREA or self.rows > ROWS:
            last_row = max(self.last_row, self.row + 1)
            raise IntakeError(
                "T05",
                f"Trang {in_quotes(self.title)} kéo tới dòng {last_row}, cột thứ {self.last_column}, quá xa để đọc. Xóa các dòng, cột thừa ngoài bảng rồi lưu lại.",
            )


def is_true(flag: str | None) -> bool:
    return flag in ("1", "true")


def run_parser(parser: expat.XMLParserType, xml: bytes) -> None:
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        message = "Tệp hỏng bên trong, không đọc được. Mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại."
        raise IntakeError("T01", message) from error
