"""How a form looks: the few cell formats, and how high a row must be for its text. Times New Roman, as NĐ 30/2020 has it."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook as XlsxWorkbook

from ntm_lib.intake.form import CHOICES, DATE_FIELDS, NUMBER_FIELDS, Field

FONT: dict[str, object] = {
    "font_name": "Times New Roman",
    "font_size": 11,
    "theme_font_name": "Times New Roman",  # xlsxwriter adds it to what it is given: without it the first file of a process would differ
}  # of the file; widths are counted in its digits
SIZE, SMALL = 12, 10  # points, in the tables
# How much wider letters are than those of Times New Roman, and how high a line is. Liberation Serif and Tinos are as Times itself; Nimbus
# Roman and others have no Vietnamese: a Linux that has only such a one draws the text in the wide DejaVu Serif.
_FONTS = ((1.0, 1.32), (1.25, 1.2))
_UNIT = 5.25  # points that one unit of column width takes up
_SPACE, _CAPITAL, _USUAL = 0.25, 0.69, 0.5  # widths of letters of Times New Roman, as parts of their size
_LETTERS = {
    letter: width
    for letters, width in (("iljt.,;:/|'", 0.28), ("frI()-!", 0.34), ("acesz", 0.44), ("mwMW%@", 0.8))
    for letter in letters
}
_LONG = 60  # a column from here on is for sentences
_BORDER = {"border": 1, "border_color": "#8A96A3"}
_GREY, _BAND, _HEADER, _BLOCKED = "#F0F3F6", "#D9E5EF", "#C3D5E4", "#C2C8CE"
_TO_FILL, _WRONG = {"bg_color": "#FFF6CC"}, {"bg_color": "#F6BDB6", "font_color": "#8A1C12", "bold": True}


class Styles:
    """The formats of one file. Of the table's cells: header, band, and by what a cell is there for, `of`."""

    def __init__(self, book: XlsxWorkbook) -> None:
        base = {"font_size": SIZE, "valign": "vcenter"}
        cell = base | _BORDER
        entry = cell | {"locked": False}
        printed = cell | {"bg_color": _GREY, "text_wrap": True}
        small = {"font_size": SMALL}

        def make(*parts: Mapping[str, object]) -> Format:
            return book.add_format({name: value for part in parts for name, value in part.items()})

        self.plain = make(base, {"text_wrap": True, "valign": "top"})
        self.office = make(base, {"bold": True})
        self.title = make(base, {"bold": True, "font_size": 15})
        self.intro = make(base, {"italic": True, "text_wrap": True, "valign": "top"})
        self.warning = make(base, {"bold": True, "font_color": "#9A3412"})
        self.heading = make(base, {"bold": True, "font_size": 13})
        self.label = make(printed, {"bold": True, "indent": 1})
        self.value = make(printed, {"indent": 1})
        self.entry = make(entry, {"text_wrap": True, "indent": 1})
        self.hint = make(base, small, {"italic": True, "indent": 1})
        self.meaning = make(base, {"indent": 1})
        self.legend_to_fill, self.legend_wrong = make(cell, _TO_FILL), make(cell, _WRONG)
        self.header = make(
            cell, {"bold": True, "text_wrap": True, "align": "center", "bg_color": _HEADER, "font_size": 11}
        )
        self.band = make(base, {"bold": True, "bg_color": _BAND, "top": 1, "bottom": 1, "border_color": "#8A96A3"})
        self.second_line = make(small, {"italic": True})
        self.blocked = make(cell, {"bg_color": _BLOCKED})
        self.printed = make(printed)
        self.hidden = make(
            cell, {"bg_color": _GREY}
        )  # LibreOffice makes a row higher for what wraps in a hidden column
        self.printed_small = make(printed, small, {"align": "center"})
        self.printed_middle = make(printed, {"align": "center"})
        self.number = make(entry, {"align": "right"})
        self.computed = make(entry, {"align": "right", "italic": True})
        self.text = make(
            entry, {"text_wrap": True, "num_format": "@"}
        )  # else Excel makes a day of a village called 26/3
        self.long_text = make(
            entry, {"text_wrap": True}
        )  # as text, older programs show ##### for more than 255 letters
        self.choice = make(entry, {"text_wrap": True, "align": "center"})
        self.day = make(entry, {"num_format": "dd/mm/yyyy", "align": "center"})
        self.printed_day = make(printed, {"num_format": "dd/mm/yyyy", "align": "center"})
        self.to_fill = make(_TO_FILL)
        self.wrong = make(_WRONG)
        self.grouped = make({"num_format": "#,##0"})

    def of(self, column: Field, kind: str) -> Format:
        """Return the format of a cell of `column` that is printed, blocked, computed or open (ntm_lib.intake.blank.form_cells)."""
        if kind == "blocked":
            return self.blocked
        if column.is_hidden:
            return self.hidden
        if kind == "printed":
            if column.name in ("level", "level_source", "unit"):
                return self.printed_small
            return self.printed_middle if column.width < 12 else self.printed
        if kind == "computed":
            return self.computed
        if column.name in NUMBER_FIELDS:
            return self.number
        if column.name in DATE_FIELDS:
            return self.day
        if column.name in CHOICES:
            return self.choice
        return self.text if column.width < _LONG else self.long_text


@lru_cache(maxsize=20_000)
def height(text: str, width: float, size: int = SIZE) -> float:
    """Return the points of height `text` of `size` may need in a column `width` units wide, wrapped at spaces, in whatever font is there."""
    parts = [[sum(map(_letter, word)) * size for word in part.split()] for part in text.split("\n")]
    return max(sum(_lines(part, width * _UNIT / wider, size) for part in parts) * size * line for wider, line in _FONTS)


def _lines(words: Sequence[float], points: float, size: int) -> int:
    """Return how many lines words of these lengths take."""
    lines, used = 1, 0.0
    for length in words:
        if used and used + length > points:
            lines, used = lines + 1, 0.0
        lines += int(length // points)  # a word longer than the column is broken
        used += length % points + _SPACE * size
    return lines


@lru_cache(maxsize=5_000)
def _letter(letter: str) -> float:
    bare = unicodedata.normalize("NFD", letter)[0]
    return _LETTERS.get(bare, _CAPITAL if bare.isupper() else _USUAL)
