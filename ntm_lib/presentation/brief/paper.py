"""What fits on a sheet: HTML can't measure, so heights are estimated here, on the safe side, and lists are cut to what is left.

Widths of letters are those of DejaVu Sans, at least as wide as the other fonts of frame/theme.css; sizes in points are those that
brief.css sets for paper. tests/browser/test_briefs.py holds both against the printed sheets.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH = 490.0  # of the text: A4 less the margins of 20 and 15 mm, and a little to spare
HEIGHT = 744.0  # of a sheet: A4 less the margins of 15 and 16 mm, and most of a line to spare
FOOTER = 31.0  # the office, the cut-off and the edition, in two lines below the second sheet

_EMS = {
    0.32: "' .,·/",
    0.3: "ijlIJ",
    0.36: ":;f-",
    0.42: "tr()",
    0.52: '"–sz“”',
    0.6: "aceokvxyFLPTY",
    0.95: "%□●○◐",
    1.0: "m—…W",
    0.87: "MwOQ≥≤→+▲▼△",
}
_WIDTHS = {letter: ems for ems, letters in _EMS.items() for letter in letters}
_SMALL, _CAPITAL = 0.65, 0.78
_BOLD = 1.15
_LONGEST_PART = 24  # letters after which frame.html.breakable lets a word break
_CUT = "…"
_BRACKETS = re.compile(r" \((?:[^()]|\([^()]*\))+\)")  # with brackets of their own in them


@dataclass(frozen=True)
class Type:
    """How a text is set, in points."""

    size: float
    leading: float
    is_bold: bool = False

    def width(self, text: str) -> float:
        return self.size * sum(map(_ems, text)) * (_BOLD if self.is_bold else 1.0)


BODY, TABLE, SMALL = Type(11, 14.3), Type(10, 12.5), Type(9, 11.7)
TITLE, COUNT, HEADING = Type(17, 20.4, is_bold=True), Type(15, 18, is_bold=True), Type(12.5, 16, is_bold=True)
# What stands around a text, above and below it together
AROUND_HEADING, AROUND_GROUP, AROUND_PARAGRAPH, AROUND_ROW, AROUND_BANNER, AROUND_BOX = 11.5, 4.5, 2.5, 4.0, 13.0, 13.0
MORE = TABLE.leading + 2 * AROUND_PARAGRAPH  # the line that says how many do not fit


def _ems(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[:1]
    return _WIDTHS.get(base, _CAPITAL if base.isupper() else 1.0 if ord(base) > 0x2FF else _SMALL)


def lines(text: str, width: float = WIDTH, type_: Type = BODY) -> int:
    """Return in how many lines of `width` points a text stands; an empty one in one."""
    return max(1, sum(1 for _ in _broken(text, width, type_)))


def _broken(text: str, width: float, type_: Type) -> Iterator[str]:
    line = ""
    for word in _parts(text):
        longer = f"{line} {word}" if line else word
        if line and type_.width(longer) > width:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def _parts(text: str) -> Iterator[str]:
    for word in text.split():
        for start in range(0, len(word), _LONGEST_PART):
            yield word[start : start + _LONGEST_PART]


def height(text: str, width: float = WIDTH, type_: Type = BODY, around: float = 0.0) -> float:
    """Return the height of a text, and of what stands around it; nothing of an empty one."""
    return lines(text, width, type_) * type_.leading + around if text else 0.0


def row_height(cells: Sequence[str], widths: Sequence[float], type_: Type = TABLE) -> float:
    """Return the height of a table's row; `widths` are those of its cells, in points."""
    return max(height(cell, width, type_) for cell, width in zip(cells, widths, strict=True)) + AROUND_ROW


def clipped(text: str, most: int, width: float = WIDTH, type_: Type = BODY) -> str:
    """Return a text cut to `most` lines, the end marked; whoever wrote it may have written a page."""
    found = list(_broken(text, width, type_))
    if len(found) <= most:
        return text
    kept = " ".join(found[:most]).split(" ")
    while len(kept) > 1 and lines(f"{' '.join(kept)} {_CUT}", width, type_) > most:
        kept.pop()
    return f"{' '.join(kept)} {_CUT}"


def clipped_before(end: str, text: str, most: int, width: float = WIDTH) -> str:
    """Return a text that ends with `end`, cut to `most` lines before that: first what stands in brackets, then the last words.

    Only an end that leaves no line for the rest is itself cut.
    """
    start, end = text.removesuffix(end), clipped(end, max(1, most - 1), width) if end else ""
    found = list(_BRACKETS.finditer(start))
    while found and lines(start + end, width) > most:
        last = found.pop()
        start = f"{start[: last.start()]} ({_CUT}){start[last.end() :]}"
    kept = start.split(" ")
    while len(kept) > 1 and lines(start + end, width) > most:
        kept.pop()
        start = f"{' '.join(kept)} {_CUT}"
    return start + end


@dataclass(frozen=True)
class Fill:
    """A list that is cut where its space ends: heights of its entries, of its heading, and the part of the space that it is sure of."""

    entries: Sequence[float]
    head: float
    share: float

    @property
    def whole(self) -> float:
        return self.head + sum(self.entries) if self.entries else 0.0

    def used(self, count: int) -> float:
        """Return the height of its first `count` entries; of those cut a line says how many they are."""
        if not self.entries:
            return 0.0
        return self.head + sum(self.entries[:count]) + (MORE if count < len(self.entries) else 0.0)

    def count(self, space: float) -> int:
        """Return how many entries fit."""
        return max(n for n in range(len(self.entries) + 1) if n == 0 or self.used(n) <= space)


def fitted(space: float, *lists: Fill) -> list[int]:
    """Return how many entries of each list fit into `space`.

    Each list is sure of its share (the shares sum to at most 1); what one leaves, the others take in their order.
    """
    counts = [own.count(min(own.whole, own.share * space)) for own in lists]
    for number, own in enumerate(lists):
        others = sum(other.used(n) for at, (other, n) in enumerate(zip(lists, counts, strict=True)) if at != number)
        counts[number] = max(counts[number], own.count(space - others))
    return counts


def heading_height(text: str) -> float:
    """Return the height of a section's heading."""
    return height(text, WIDTH, HEADING, AROUND_HEADING)
