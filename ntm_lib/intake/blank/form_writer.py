"""Writes a form as a real xlsx file: what the office prints is locked and grey, what the respondent fills in is open."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ntm_lib.files import replace_file
from ntm_lib.intake.blank.form_cells import add_limits, computed_formula, computed_result, kind_of
from ntm_lib.intake.blank.form_content import BAND, Cell, FormContent, Row
from ntm_lib.intake.blank.form_identity import write_identity
from ntm_lib.intake.blank.form_print import page_breaks, set_up_page
from ntm_lib.intake.blank.form_style import FONT, SIZE, SMALL, Styles, height
from ntm_lib.intake.form import IDENTITY_SHEET, LISTS_SHEET, SUGGESTIONS, Field, Sheet

__all__ = ["FormContent", "form_bytes", "write_form"]

HEADER_ROW = 3  # zero-based: title, intro, a row for the warning, then the headings
_SPARE_HEIGHT, _LEAST_HEIGHT, _NOTE_HEIGHT, _BAND_HEIGHT = 24.0, 22.0, 34.0, 22.0
# Kept as properties of the file too, where no sheet can be renamed or cell overwritten
_PROPERTIES = ("form", "form_version", "respondent", "season", "criteria_set")


def write_form(path: Path, content: FormContent) -> None:
    """Put `content` at `path` as a whole file (folders are made); raise ReportError if the place can't be written."""
    replace_file(path, form_bytes(content))


def form_bytes(content: FormContent) -> bytes:
    """Return `content` as an xlsx. The same content gives the same bytes."""
    buffer = BytesIO()
    options = {
        "in_memory": True,
        "default_format_properties": FONT,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": content.title, "company": content.office, "created": datetime(2020, 1, 1)})
        for key in _PROPERTIES:
            if content.identity.get(key):
                book.set_custom_property(f"ntm_{key}", content.identity[key], "text")
        book.set_calc_mode("auto")
        styles = Styles(book)
        write_identity(book.add_worksheet(IDENTITY_SHEET), content, styles)
        lists = _lists(content)
        for sheet in content.sheets:
            page = book.add_worksheet(sheet.title, worksheet_class=_Page)
            _write_sheet(page, sheet, content, styles, _ranges(lists))
        if lists:
            _write_lists(book.add_worksheet(LISTS_SHEET), lists, content)
    return buffer.getvalue()


def _lists(content: FormContent) -> dict[tuple[str, str], Sequence[str]]:
    """Return what the lists of the form's sheets offer, by sheet title and field."""
    known = {**SUGGESTIONS, **content.lists}
    fields = ((sheet.title, f.name) for sheet in content.sheets for f in sheet.fields)
    return {key: known[key] for key in fields if known.get(key)}


def _ranges(lists: Mapping[tuple[str, str], Sequence[str]]) -> dict[tuple[str, str], str]:
    """Return where each of them stands on the sheet of lists, a column each."""
    names = [xl_col_to_name(column, col_abs=True) for column in range(len(lists))]
    return {
        key: f"='{LISTS_SHEET}'!{name}$1:{name}${len(words)}"
        for name, (key, words) in zip(names, lists.items(), strict=True)
    }


def _write_lists(page: Worksheet, lists: Mapping[tuple[str, str], Sequence[str]], content: FormContent) -> None:
    for column, words in enumerate(lists.values()):
        page.write_column(0, column, words)
    set_up_page(page, content.identity.get("unit_name", ""), LISTS_SHEET)
    page.hide()


class _Page(Worksheet):
    """A sheet written as Excel itself does in two places where xlsxwriter does not.

    A formula that gives an empty text has the type of a text: only so is it told from a formula that was never computed. The
    rows of the table have their height, but not as one set by hand: so they grow with what is entered.
    """

    def _xml_formula_element(self, formula: str, result: object, attributes: Sequence[tuple[str, object]] = ()) -> None:
        typed = [("t", "str")] if result == "" else []
        super()._xml_formula_element(formula, result, [*attributes, *typed])

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        is_table_row = tag == "row" and dict(attributes)["r"] not in range(HEADER_ROW + 2)
        kept = [(name, value) for name, value in attributes if not (is_table_row and name == "customHeight")]
        super()._xml_start_tag_unencoded(tag, kept)


def _write_sheet(
    page: Worksheet, sheet: Sheet, content: FormContent, styles: Styles, lists: Mapping[tuple[str, str], str]
) -> None:
    rows: list[Row | None] = [*content.rows.get(sheet.title, ()), *[None] * sheet.spare_rows]
    heights = [*_write_head(page, sheet, content, styles), *(_row_height(sheet, row) for row in rows)]
    for number, (row, row_height) in enumerate(zip(rows, heights[HEADER_ROW + 1 :], strict=True), start=HEADER_ROW + 1):
        page.set_row(number, row_height)
        if row is not None and BAND in row:
            _write_band(page, number, sheet, str(row[BAND]), styles)
            continue
        for column in range(len(sheet.fields)):
            _write_cell(page, number, column, sheet, row, styles)
    add_limits(page, sheet, rows, HEADER_ROW + 1, styles, content.terms, content.identity.get("cut_off", ""), lists)
    page.freeze_panes(HEADER_ROW + 1, sheet.frozen)
    page.repeat_rows(HEADER_ROW)
    bands = [HEADER_ROW + 1 + i for i, row in enumerate(rows) if row is not None and BAND in row]
    set_up_page(page, content.identity.get("unit_name", ""), sheet.title)
    page.set_h_pagebreaks(page_breaks([f.width for f in sheet.fields if not f.is_hidden], heights, bands, HEADER_ROW))


def _write_head(page: Worksheet, sheet: Sheet, content: FormContent, styles: Styles) -> list[float]:
    """Write what stands above the rows, from the first column in view; return the heights of these lines."""
    shown = [column for column in sheet.fields if not column.is_hidden]
    left = sheet.fields.index(shown[0])
    page.write_string(0, left, f"{content.title} – {sheet.title}", styles.title)
    page.merge_range(1, left, 1, len(sheet.fields) - 1, sheet.intro, styles.intro)
    page.write_string(2, left, content.warning, styles.warning)
    for column, of_column in enumerate(sheet.fields):
        page.set_column(column, column, of_column.width, None, {"hidden": of_column.is_hidden})
        page.write_string(HEADER_ROW, column, of_column.heading, styles.header)
    heights = [
        24.0,
        height(sheet.intro, sum(column.width for column in shown)) + 3,
        18.0 if content.warning else 6.0,
        max(height(column.heading, column.width - 1, 11) for column in shown) + 8,
    ]
    for number, row_height in enumerate(heights):
        page.set_row(number, row_height)
    return heights


def _write_band(page: Worksheet, row: int, sheet: Sheet, text: str, styles: Styles) -> None:
    """Write a heading across the table, beside the column of the codes: a row with a code would be read as an indicator."""
    for column in range(len(sheet.fields)):
        page.write_blank(row, column, None, styles.band)
    page.write_string(row, sheet.frozen - 1, text, styles.band)


def _write_cell(page: Worksheet, row_number: int, column: int, sheet: Sheet, row: Row | None, styles: Styles) -> None:
    of_column = sheet.fields[column]
    kind = kind_of(of_column, row)
    value = row.get(of_column.name) if row is not None else None
    style = styles.of(of_column, kind)
    if kind == "computed" and row is not None and value is None:
        names = [f.name for f in sheet.fields]
        parts = [xl_rowcol_to_cell(row_number, names.index(name)) for name in ("numerator", "denominator")]
        page.write_formula(row_number, column, computed_formula(row, *parts), style, computed_result(row))
    else:
        _write_value(page, row_number, column, value, style, styles.second_line)


def _write_value(page: Worksheet, row: int, column: int, value: Cell, style: Format, second_line: Format) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, style)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, style)
    elif style.locked and all(value.partition("\n")):
        first, _, rest = value.partition("\n")
        page.write_rich_string(row, column, f"{first}\n", second_line, rest, style)
    else:
        page.write_string(row, column, value, style)


def _row_height(sheet: Sheet, row: Row | None) -> float:
    least = _NOTE_HEIGHT if any(f.width > 60 and f.wrap for f in sheet.fields) else _LEAST_HEIGHT
    if row is None:
        return max(least, _SPARE_HEIGHT)
    if BAND in row:
        return _BAND_HEIGHT
    return max(least, *(_text_height(f, row.get(f.name)) for f in sheet.fields if not f.is_hidden))


def _text_height(of_column: Field, value: Cell) -> float:
    if not isinstance(value, str):
        return 0.0
    if of_column.name in ("level", "level_source", "unit"):
        return height(value, of_column.width, SMALL) + 4
    first, _, rest = value.partition("\n")
    return height(first, of_column.width, SIZE) + (height(rest, of_column.width, SMALL) if rest else 0) + 5
