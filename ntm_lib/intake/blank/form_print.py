"""How a form is printed and protected: A4 on its side, as wide as the page, no criterion torn apart between two pages."""

from collections.abc import Sequence
from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

_A4 = (841.9, 595.3)  # points, on its side
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.4, 0.3, 0.45, 0.6  # inches
_FONT = '&"Times New Roman"&10'


def set_up_page(page: Worksheet, unit_name: str, title: str) -> None:
    """Set paper, margins and footer, and protect the sheet: no password; rows may be added, rows and columns resized."""
    page.set_paper(9)  # A4
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM)
    unit, sheet = (text.replace("&", "&&") for text in (unit_name[:1].upper() + unit_name[1:], title))
    page.set_footer(f"&L{_FONT}{unit}&C{_FONT}{sheet}&R{_FONT}Trang &P/&N")
    page.hide_gridlines(2)
    page.ignore_errors({"number_stored_as_text": "A1:Z1000"})  # codes are text: 17.1 is not 17.10
    page.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True})


def page_breaks(widths: Sequence[float], heights: Sequence[float], bands: Sequence[int], header_row: int) -> list[int]:
    """Return the rows, of `bands`, before which a new page begins, so that a band stays with the rows below it.

    `widths` are those of the printed columns, in units of the file's font; `heights` are all rows', in points. The row `header_row` is
    repeated on each page. A program that fits the width may ignore the breaks; then pages end where they are full.
    """
    width = sum(7 * w + 5 for w in widths) * 0.75
    scale = min(1.0, (_A4[0] - 72 * (_LEFT + _RIGHT)) / width)
    room = (_A4[1] - 72 * (_TOP + _BOTTOM)) / scale
    breaks = []
    used = sum(heights[: header_row + 1])
    for first, end in pairwise([*bands, len(heights)]):
        needed = sum(heights[first:end])
        if used + needed > room:
            breaks.append(first)
            used = heights[header_row]
        used += needed
    return breaks
