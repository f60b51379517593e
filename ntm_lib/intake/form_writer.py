"""Writes a form as a real xlsx file: what the office prints is locked and grey, what the commune fills is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook as XlsxWorkbook
from xlsxwriter.worksheet import Worksheet

from ntm_lib.intake.form import CHOICES, DATE_FIELDS, IDENTITY, IDENTITY_SHEET, NUMBER_FIELDS, Field, Sheet

HEADER_ROW = 3  # zero-based: title, intro, an empty row, then the headings

Cell = str | float | int | date | None


@dataclass(frozen=True)
class FormContent:
    """What one form holds: its identity, and the rows of each sheet by field name (words as people choose them)."""

    title: str
    identity: Mapping[str, str]
    sheets: Sequence[Sheet]
    rows: Mapping[str, Sequence[Mapping[str, Cell]]] = field(default_factory=dict)


def write_form(path: Path, content: FormContent) -> None:
    """Write `content` to `path` (folders are made). The same content gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": content.title, "created": datetime(2020, 1, 1)})
        book.set_calc_mode("auto")
        styles = _Styles(book)
        _write_identity(book.add_worksheet(IDENTITY_SHEET), content, styles)
        for sheet in content.sheets:
            _write_sheet(book.add_worksheet(sheet.title), sheet, content, styles)


class _Styles:
    """The few cell formats of a form."""

    def __init__(self, book: XlsxWorkbook) -> None:
        base = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
        cell = base | {"border": 1, "border_color": "#9AA5B1"}
        self.title = book.add_format(base | {"bold": True, "font_size": 14})
        self.intro = book.add_format(base | {"italic": True, "font_color": "#44505C", "text_wrap": True})
        self.warning = book.add_format(base | {"bold": True, "font_color": "#9A3412"})
        self.header = book.add_format(
            cell | {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#DCE6EE"}
        )
        self.printed = book.add_format(cell | {"text_wrap": True, "bg_color": "#F3F5F7", "num_format": "@"})
        self.text = book.add_format(cell | {"text_wrap": True, "locked": False})
        self.number = book.add_format(cell | {"num_format": "General", "locked": False})
        self.day = book.add_format(cell | {"num_format": "dd/mm/yyyy", "locked": False, "align": "center"})

    def of(self, column: Field) -> Format:
        if not column.is_entry:
            return self.printed
        if column.name in NUMBER_FIELDS:
            return self.number
        return self.day if column.name in DATE_FIELDS else self.text


def _write_identity(page: Worksheet, content: FormContent, styles: _Styles) -> None:
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 56)
    page.write_string(0, 0, content.title, styles.title)
    page.write_string(1, 0, content.identity.get("data_origin", ""), styles.warning)
    for row, (key, label) in enumerate(IDENTITY.items(), start=HEADER_ROW):
        page.write_string(row, 0, label, styles.header)
        page.write_string(row, 1, content.identity.get(key, ""), styles.printed)
    _set_up_page(page, repeat_header=False)


def _write_sheet(page: Worksheet, sheet: Sheet, content: FormContent, styles: _Styles) -> None:
    page.write_string(0, 0, f"{content.title} – {sheet.title}", styles.title)
    page.write_string(1, 0, sheet.intro, styles.intro)
    page.set_row(HEADER_ROW, 32)
    rows = content.rows.get(sheet.title, ())
    for column, column_field in enumerate(sheet.fields):
        page.set_column(column, column, column_field.width)
        page.write_string(HEADER_ROW, column, column_field.heading, styles.header)
        for offset, row in enumerate(rows, start=1):
            _write_cell(page, HEADER_ROW + offset, column, row.get(column_field.name), styles.of(column_field))
        last_row = HEADER_ROW + len(rows) + sheet.spare_rows
        for row_number in range(HEADER_ROW + len(rows) + 1, last_row + 1):
            page.write_blank(
                row_number, column, None, styles.of(column_field) if column_field.is_entry else styles.text
            )
        if last_row > HEADER_ROW:
            _limit_entries(page, column, column_field, last_row)
    page.freeze_panes(HEADER_ROW + 1, 0)
    _set_up_page(page, repeat_header=True)


def _write_cell(page: Worksheet, row: int, column: int, value: Cell, style: Format) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, style)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
    elif isinstance(value, str):
        page.write_string(row, column, value, style)
    else:
        page.write_number(row, column, value, style)


def _limit_entries(page: Worksheet, column: int, column_field: Field, last_row: int) -> None:
    first_row = HEADER_ROW + 1
    if column_field.name in CHOICES and column_field.is_entry:
        words = list(CHOICES[column_field.name])
        page.data_validation(
            first_row, column, last_row, column,
            {"validate": "list", "source": words, "error_title": "Chọn trong danh sách", "error_message": f"Chỉ chọn: {', '.join(words)}."},
        )  # fmt: skip
    elif column_field.name in NUMBER_FIELDS:
        page.data_validation(
            first_row, column, last_row, column,
            {"validate": "decimal", "criteria": ">=", "value": 0, "error_title": "Cần một số", "error_message": "Ghi số từ 0 trở lên; chưa có số liệu thì để trống."},
        )  # fmt: skip


def _set_up_page(page: Worksheet, *, repeat_header: bool) -> None:
    page.set_paper(9)  # A4
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    page.set_footer("&C&P/&N")
    page.hide_gridlines(2)
    if repeat_header:
        page.repeat_rows(HEADER_ROW)
    page.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "sort": True})
