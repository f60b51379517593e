"""Where a summary table begins: its heading by TT or the name's column, up to four rows of merged levels, and the texts above it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ntm_lib.intake.summary.page import Page
from ntm_lib.text import slug

_LOOKED_AT = 60  # rows in which a heading is looked for
_LEVELS = 5  # rows that a heading has at most
_NUMBERS = {"tt", "stt", "so-tt", "so-thu-tu", "s-tt", "t-t"}
_NAME_WORDS = {
    "ten", "danh", "sach", "cac", "xa", "phuong", "thi", "tran", "don", "vi", "hanh", "chinh", "dia", "huyen", "quan", "cap", "va",
    "thanh", "pho",
}  # fmt: skip
_COLUMN_NUMBER = re.compile(r"\(?([A-Z]|\d{1,3}|\d{1,3}\s*=[\d\s+=:/*()-]+)\)?")
_TITLE_YEAR = re.compile(r"\b(?:nam|den|31 12|30 6|thang \d+) (20\d\d)\b(?! 20\d\d)")
_NOTE = re.compile(r"\b(don vi tinh|dvt|ngay)\b")


def words(text: str) -> str:
    """Return the words of a heading without marks: "Lũy kế đến hết năm" becomes "luy ke den het nam"."""
    return slug(text).replace("-", " ")


def is_number_heading(text: str) -> bool:
    return slug(text) in _NUMBERS


def is_name_heading(text: str) -> bool:
    """Return whether a heading is that of the communes' names: "Tên xã", "Đơn vị", "Huyện, xã"."""
    found = words(text).replace("thi xa", "huyen")
    return set(found.split()) <= _NAME_WORDS and bool(re.search(r"\b(xa|phuong|don vi|thi tran)\b", found))


def is_district_heading(text: str) -> bool:
    found = words(text).replace("thi xa", "huyen")
    return set(found.split()) <= _NAME_WORDS and "huyen" in found and not is_name_heading(text)


def title_years(above: Sequence[str]) -> set[int]:
    """Return the years that the lines above a table say its figures are of; programmes are none."""
    return {int(year) for line in above for year in _TITLE_YEAR.findall(words(line))}


@dataclass(frozen=True)
class Heading:
    """The heading of a table: its rows, the first row below, the headings above each column from the top down, and what stands above all."""

    top: int
    bottom: int
    body: int
    paths: tuple[tuple[str, ...], ...]
    above: tuple[str, ...]

    def heading(self, column: int) -> str:
        return " / ".join(self.paths[column])


def find_heading(page: Page) -> Heading | None:
    """Return the heading of the table on a sheet, None if there is none."""
    start = next(_starts(page), None)
    if start is None:
        return None
    top, first = start
    bottom = _bottom(page, top, first)
    names = [c for c in range(page.width) if any(is_name_heading(page.text(r, c)) for r in range(top, bottom + 1))]
    left = max([first, *names[:1]])
    while top and bottom - top < _LEVELS and _is_level(page, top - 1, left):
        top -= 1
    paths = tuple(_path(page, column, top, bottom, left) for column in range(page.width))
    body = bottom + 1
    while body < page.height and _numbers_columns(page, body):
        body += 1
    above = dict.fromkeys(page.text(row, column) for row in range(top) for column in range(page.width))
    return Heading(top, bottom, body, paths, tuple(filter(None, above)))


def _starts(page: Page) -> Iterator[tuple[int, int]]:
    """Yield where a heading may begin: cells with TT, then those of the communes' names beside another heading."""
    cells = [(row, column) for row in range(min(page.height, _LOOKED_AT)) for column in page.filled(row)]
    yield from (at for at in cells if is_number_heading(page.text(*at)))
    yield from (at for at in cells if at[1] < page.filled(at[0])[-1] and is_name_heading(page.text(*at)))


def _bottom(page: Page, top: int, first: int) -> int:
    """Return the last row of the heading: as far down as its cells are merged, and on while nothing stands in the columns of numbers and names."""
    merged = [last[0] for start, last in page.marks.merged if start[0] == top and last[0] < top + _LEVELS]
    bottom = min(max([top, *merged]), page.height - 1)
    names = first if is_name_heading(page.text(top, first)) else first + 1
    while bottom + 1 < min(page.height, top + _LEVELS):
        row = bottom + 1
        filled = page.filled(row)
        if not filled or filled[0] <= names:
            break
        bottom = row
    return bottom


def _is_level(page: Page, row: int, left: int) -> bool:
    """Return whether a row is an upper level of the heading below it: right of the names, over several columns, no note such as a day."""
    filled = page.filled(row)
    is_wide = len(filled) > 1 or any((row, column) in page.across for column in filled)
    return is_wide and filled[0] > left and not any(_NOTE.search(words(page.text(row, column))) for column in filled)


def _path(page: Page, column: int, top: int, bottom: int, left: int) -> tuple[str, ...]:
    found = []
    for row in range(top, bottom + 1):
        text = page.text(row, column)
        if not text and left < column and any(page.text(r, column) for r in range(row + 1, bottom + 1)):
            text = _spread(page, row, column, bottom)
        if text and text not in found:
            found.append(text)
    return tuple(found)


def _spread(page: Page, row: int, column: int, bottom: int) -> str:
    """Return the heading to the left that holds for this column too, where the row's levels were not merged; "" if there is none."""
    if any(start[0] == row for start in page.across):
        return ""
    other = max((c for c in page.filled(row) if c < column), default=0)
    has_levels = any(page.is_filled(r, other) for r in range(row + 1, bottom + 1))
    return page.text(row, other) if has_levels else ""


def _numbers_columns(page: Page, row: int) -> bool:
    """Return whether a row only numbers the columns: A, B, 1, 2, (3)."""
    filled = [page.text(row, column) for column in page.filled(row)]
    return (
        len(filled) > 2 and all(_COLUMN_NUMBER.fullmatch(text) for text in filled) and len(set(filled)) == len(filled)
    )
