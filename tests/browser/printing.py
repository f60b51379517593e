"""A page as it is printed: Chromium's own PDF, read sheet by sheet."""

import re
from dataclasses import dataclass
from io import BytesIO

from playwright.sync_api import Page
from pypdf import PageObject, PdfReader

from tests.browser.survey import run_checks

MM = 72 / 25.4  # points
A4 = (210 * MM, 297 * MM)
MARGIN = 20 * MM  # above and below, in theme.css
LEFT, RIGHT = 30 * MM, 15 * MM
TEXT_WIDTH = 623  # CSS pixels: the 165 mm between the margins
MARKS = re.compile(r"\[(t\d+h|t\d+[gr]\d+|d\d+|sheet|next)\]")  # set by markForPrint of checks.js


@dataclass(frozen=True)
class Sheet:
    """One printed sheet: its size in points, what stands in the margins above and below, and the rest."""

    size: tuple[float, float]
    above: str
    above_starts: float  # points from the left edge to where what stands above begins
    below: str
    body: str

    @property
    def marks(self) -> set[str]:
        return set(MARKS.findall(self.body))


def printed(page: Page, sheets: str = "") -> list[Sheet]:
    """Print an open page, all of it or some sheets ("1-3"), as a leader would from the browser's menu, with marks to find its parts by."""
    run_checks(page, "markForPrint()")
    pdf = page.pdf(prefer_css_page_size=True, page_ranges=sheets)
    return [_sheet(sheet) for sheet in PdfReader(BytesIO(pdf)).pages]


def _sheet(page: PageObject) -> Sheet:
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    above, below, body, lefts = [], [], [], []

    def read(text: str, matrix: list[float], text_matrix: list[float], *_: object) -> None:
        from_bottom = text_matrix[5] * matrix[3] + matrix[5]
        if text.strip() and from_bottom > height - MARGIN:
            above.append(text.strip())
            lefts.append(text_matrix[4] * matrix[0] + matrix[4])
        elif text.strip() and from_bottom < MARGIN:
            below.append(text.strip())
        else:
            body.append(text)

    page.extract_text(visitor_text=read)
    return Sheet((width, height), " ".join(above), min(lefts, default=0.0), " ".join(below), "".join(body))


def letters(text: str) -> str:
    """Return the text without its spaces: where lines break says nothing."""
    return "".join(text.split())


def sheets_of(sheets: list[Sheet], mark: str) -> set[int]:
    """Return the numbers of the sheets, from 1, on which a mark stands."""
    return {number for number, sheet in enumerate(sheets, start=1) if mark in sheet.marks}


def table_faults(sheets: list[Sheet]) -> list[str]:
    """Return rows that are split, headers that are not repeated, and groups' own rows left alone at a sheet's end."""
    faults = []
    marks = {mark for sheet in sheets for mark in sheet.marks if mark.startswith("t")}
    tables = {mark[1:].rstrip("h") for mark in marks if mark.endswith("h")}
    for table in sorted(tables, key=int):
        rows = {int(m[2]): m for mark in marks if (m := re.fullmatch(rf"t{table}([gr])(\d+)", mark))}
        stands = {number: sheets_of(sheets, m[0]) for number, m in rows.items()}
        faults += [f"table {table}: row {n} lies on sheets {sorted(on)}" for n, on in stands.items() if len(on) > 1]
        rows_on, header_on = set().union(*stands.values()), sheets_of(sheets, f"t{table}h")
        faults += [f"table {table}: no header on sheet {number}" for number in sorted(rows_on - header_on)]
        faults += [f"table {table}: header without a row on sheet {number}" for number in sorted(header_on - rows_on)]
        faults += [
            f"table {table}: row {n} heads rows of the next sheet"
            for n, m in rows.items()
            if m[1] == "g" and n + 1 in stands and max(stands[n]) < min(stands[n + 1])
        ]
    return faults
