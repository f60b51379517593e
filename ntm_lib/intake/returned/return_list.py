"""The first sheet of a returned form: what to fix, where, worst first; each cell named is a link to it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ntm_lib.intake.blank.form_style import height
from ntm_lib.intake.findings import ERROR, REMARK, SEVERITIES, WARNING
from ntm_lib.intake.form import RETURN_SHEET
from ntm_lib.intake.returned.inert_copy import AnyCell, set_text
from ntm_lib.text import shown_cells

FILLS = {ERROR: "FFFFC9C4", WARNING: "FFFFDD99", REMARK: "FFCFE4F7"}
_SIZE = 12
_HEADINGS = (("STT", 6), ("Mức độ", 11), ("Trang", 20), ("Ô", 11), ("Cần sửa gì", 84), ("Mã", 7))
_WIDTH = sum(width for _, width in _HEADINGS)
_HEADER_FILL, _LINK = "FFC3D3E0", "FF1D4ED8"
_LINE = Side("thin", color="FF8A96A3")


@dataclass(frozen=True)
class Listed:
    """One finding of the list. `page`, and rows and columns from 1, say which cells are marked; without `page`, none is."""

    severity: str
    check: str
    sheet: str
    cell: str
    message: str
    page: Worksheet | None = None
    places: tuple[tuple[int, int], ...] = ()

    @property
    def first(self) -> tuple[int, int]:
        """The first cell that is marked; (0, 0) if none is."""
        return self.places[0] if self.places else (0, 0)


def write_list(book: Workbook, findings: Sequence[Listed], title: str, lines: Sequence[str]) -> None:
    """Put the list before the other sheets of `book` and show it: title, how many findings, `lines`, then the table."""
    page = book.create_sheet(RETURN_SHEET, 0)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is page  # of several selected sheets all are typed into
    counts = {severity: sum(f.severity == severity for f in findings) for severity in SEVERITIES}
    summary = ", ".join(f"{count} {severity}" for severity, count in counts.items() if count)
    texts = [f"Cần sửa – {title}", summary, *lines]
    for row, text in enumerate((text for text in texts if text), start=1):
        _write_line(page, row, text, Font("Times New Roman", 15 if row == 1 else _SIZE, bold=row <= 2))
    header = page.max_row + 2
    for column, (text, width) in enumerate(_HEADINGS, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
        _write_cell(page.cell(header, column), text, _HEADER_FILL, is_bold=True, is_centred=True)
    page.row_dimensions[header].height = 24
    for number, finding in enumerate(findings, start=1):
        _write_finding(page, header + number, number, finding)
    _set_up_page(page, header)


def _write_line(page: Worksheet, row: int, text: str, font: Font) -> None:
    page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_HEADINGS))
    cell = page.cell(row, 1)
    set_text(cell, text)
    cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="center")
    page.row_dimensions[row].height = math.ceil(height(text, _WIDTH, int(font.size or _SIZE))) + 3


def _write_finding(page: Worksheet, row: int, number: int, finding: Listed) -> None:
    where = shown_cells(finding.cell) + (" (đang ẩn)" if _is_hidden(finding) else "")
    texts = (str(number), finding.severity, finding.sheet or "cả tệp", where, finding.message, finding.check)
    for column, text in enumerate(texts, start=1):
        fill = FILLS[finding.severity] if column == 2 else None
        _write_cell(page.cell(row, column), text, fill, is_centred=column not in (3, 5))
    page.cell(row, 1).value = number
    lines = max(height(text, width - 2) for text, (_, width) in zip(texts, _HEADINGS, strict=True))
    page.row_dimensions[row].height = min(math.ceil(lines) + 5, 409)  # Excel's limit
    if finding.page is not None and finding.page.sheet_state == "visible":
        link = page.cell(row, 4)
        first_row, first_column = finding.first
        target = f"{quote_sheetname(finding.page.title)}!{get_column_letter(first_column)}{first_row}"
        link.hyperlink = Hyperlink(ref=link.coordinate, location=target)
        link.font = Font("Times New Roman", _SIZE, color=_LINK, underline="single")


def _is_hidden(finding: Listed) -> bool:
    page = finding.page
    if page is None:
        return False
    number, column = finding.first
    row = page.row_dimensions.get(number)
    hidden = (columns for columns in page.column_dimensions.values() if columns.hidden)
    return (
        page.sheet_state != "visible"
        or (row is not None and bool(row.hidden))
        or any((columns.min or 0) <= column <= (columns.max or 0) for columns in hidden)
    )


def _write_cell(
    cell: AnyCell, text: str, fill: str | None = None, *, is_bold: bool = False, is_centred: bool = False
) -> None:
    set_text(cell, text)
    cell.font, cell.border = Font("Times New Roman", _SIZE, bold=is_bold), Border(_LINE, _LINE, _LINE, _LINE)
    side = {"horizontal": "center"} if is_centred else {"horizontal": "left", "indent": 1}
    cell.alignment = Alignment(wrap_text=True, vertical="center", **side)
    if fill is not None:
        cell.fill = PatternFill("solid", fgColor=fill)


def _set_up_page(page: Worksheet, header: int) -> None:
    page.page_setup.paperSize, page.page_setup.orientation = "9", "landscape"  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{header}:{header}"
    footer: Any = page.oddFooter
    footer.right.text, footer.right.font, footer.right.size = "Trang &P/&N", "Times New Roman", 10
    page.freeze_panes = f"A{header + 1}"
    page.sheet_view.showGridLines = False
    margins = page.page_margins
    margins.left, margins.right, margins.top, margins.bottom, margins.footer = 0.6, 0.4, 0.6, 0.7, 0.3
