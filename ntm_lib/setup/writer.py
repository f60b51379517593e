"""Writes thiet-lap.xlsx: a sheet for each of ntm_lib.setup.sheets in the look of the forms, with lists to choose from and marks on what is missing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ntm_lib.intake.blank.form_style import FONT, Styles, height
from ntm_lib.setup import annex_sheet
from ntm_lib.setup.changes import mark_of, marks_of, text_of
from ntm_lib.setup.contents import SettingRow, SetupContents, lasting_keys
from ntm_lib.setup.sheets import (
    INDICATORS,
    LEADS,
    LEVELS,
    NAMES_OF,
    PERIODS,
    PLACES,
    SETS,
    SETS_SHEET,
    SHEET_GROUPS,
    SHEETS,
    VERSION,
    Column,
    SettingSheet,
)
from ntm_lib.setup.values import NUMBERS, Names, shown

INFO, LISTS, FILES = "Hướng dẫn", "Danh mục", "Tệp nguồn"
ROW_ID, DROP = "Mã dòng", "Bỏ dòng"
SOURCES, NAMES = "Nguồn của các mức (để xem)", "Tên chỉ tiêu (để xem)"
HEADER_ROW = 3  # zero-based, as in the forms: title, intro, what is missing, then the headings
VERSION_LABEL, PLACES_LABEL = "Phiên bản", "Sổ dữ liệu"
_FIRST_ROW, _HEADER_HEIGHT, _LEAST_HEIGHT, _MOST_HEIGHT = HEADER_ROW + 1, 48, 20.0, 110.0
_CELL = 32_000  # characters, of the 32.767 that a cell of Excel takes
_DROP_WIDTH, _BESIDE_WIDTH = 6, 60
_CHOICES_IN_CELL = 250  # characters that Excel takes for a list written into the cell's own rule
_TABS = dict(zip(SHEET_GROUPS, ("#1F4E79", "#9DC3E6", "#BFBFBF"), strict=True))  # colours of the tabs
_STEPS = (
    "Sổ mới: làm lần lượt các trang của nhóm “Làm trước”; các trang khác để đến khi có văn bản, hay khi muốn sửa.",
    "Mỗi trang là một tệp của sổ. Ô trắng thì sửa được; mã ở dòng đã có thì khóa, vì biểu đã gửi dùng mã ấy.",
    "Thêm: ghi vào các dòng trống ở cuối bảng. Bỏ một dòng: ghi x vào cột “Bỏ dòng”. Không cần sắp xếp lại.",
    "Ô vàng là còn thiếu: sổ vẫn chạy, nhưng trang sẽ nói là chưa có nguồn, chưa đối chiếu. Ô đỏ thì phải điền.",
    "Xong thì lưu, đóng tệp, rồi chạy: ntm setup thiet-lap.xlsx",
    "Lệnh in ra mọi chỗ sẽ đổi và hỏi trước khi ghi. Có chỗ sai thì không ghi gì: sửa theo tệp đã đánh dấu rồi chạy lại.",
)


def setup_bytes(contents: SetupContents, rows: Mapping[str, Sequence[SettingRow]]) -> bytes:
    """Return thiet-lap.xlsx with `rows` by sheet title, in the order in which they are shown. The same contents give the same bytes."""
    buffer = BytesIO()
    options = {
        "in_memory": True, "default_format_properties": FONT, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": f"Thiết lập sổ báo cáo – {contents.places}", "created": datetime(2000, 1, 1)})
        styles = Styles(book)
        info = book.add_worksheet(INFO)
        pages = {}
        for group, sheets in SHEET_GROUPS.items():
            for sheet in sheets:
                pages[sheet.title] = book.add_worksheet(sheet.title)
                pages[sheet.title].set_tab_color(_TABS[group])
                if sheet is LEVELS:
                    annex = book.add_worksheet(annex_sheet.TITLE)
                    annex.set_tab_color(_TABS[group])
        lists, files = book.add_worksheet(LISTS), book.add_worksheet(FILES)
        places = _write_lists(lists, contents, styles)
        for sheet in SHEETS:
            page = _Sheet(pages[sheet.title], sheet, rows[sheet.title], contents.names, places, styles)
            page.write(contents.lacking if sheet is LEVELS else "")
        sources = [contents.sources[row.row_id] for row in rows[SETS_SHEET.title]]
        _write_beside(pages[SETS_SHEET.title], SETS_SHEET, SOURCES, sources, styles)
        names = {(r.values["criteria_set"], r.values["indicator"]): r.values for r in rows[INDICATORS.title]}
        for sheet in (LEVELS, LEADS):
            own = [names.get((r.values["criteria_set"], r.values["indicator"]), {}) for r in rows[sheet.title]]
            _write_beside(
                pages[sheet.title], sheet, NAMES, [values.get("indicator_name", "") for values in own], styles
            )
        annex_sheet.write_annex_sheet(annex, styles, places[SETS])
        _write_info(info, contents, rows, styles)
        _write_files(files, contents, styles)
        for page in (lists, files):
            page.hide()
        info.activate()
    return buffer.getvalue()


def _write_info(
    page: Worksheet, contents: SetupContents, rows: Mapping[str, Sequence[SettingRow]], styles: Styles
) -> None:
    page.hide_gridlines(2)
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 12)
    page.set_column(2, 2, 90)
    page.write(0, 0, "Thiết lập sổ báo cáo", styles.title)
    for row, (label, text) in enumerate(((PLACES_LABEL, contents.places), (VERSION_LABEL, VERSION)), start=1):
        page.write(row, 0, label, styles.label)
        page.merge_range(row, 1, row, 2, text, styles.value)
    for row, step in enumerate(_STEPS, start=4):
        page.merge_range(row, 0, row, 2, f"{row - 3}. {step}", styles.plain)
        page.set_row(row, height(step, 120) + 4)
    row = 5 + len(_STEPS)
    for column, heading in enumerate(("Trang", "Số dòng", "Để làm gì; còn thiếu")):
        page.write(row, column, heading, styles.header)
    for group, sheets in SHEET_GROUPS.items():
        row += 1
        page.merge_range(row, 0, row, 2, group, styles.band)
        for title, count, text in _listed(sheets, rows, contents.lacking):
            row += 1
            page.write_url(row, 0, f"internal:'{title}'!A1", styles.printed, title)
            page.write(row, 1, count, styles.printed_middle)
            page.write_string(row, 2, text, styles.printed)
            page.set_row(row, height(text, 90) + 4)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.protect("", {"format_columns": True, "format_rows": True})


def _listed(
    sheets: Sequence[SettingSheet], rows: Mapping[str, Sequence[SettingRow]], lacking: str
) -> Iterator[tuple[str, int | None, str]]:
    """Yield title, number of rows and purpose of each sheet with what it lacks; after the levels the sheet to paste an annex into."""
    for sheet in sheets:
        missing = "; ".join(missing_words(sheet, rows[sheet.title]))
        told = [sheet.intro, f"Còn trống: {missing}." if missing else "", lacking if sheet is LEVELS else ""]
        yield sheet.title, len(rows[sheet.title]), " ".join(filter(None, told))
        if sheet is LEVELS:
            yield annex_sheet.TITLE, None, annex_sheet.INTRO


def missing_words(sheet: SettingSheet, rows: Sequence[SettingRow]) -> Iterator[str]:
    """Yield what a sheet lacks, column by column: "Nguồn 3, Ai đối chiếu 120"."""
    for column in sheet.columns:
        empty = sum(not row.values.get(column.name) for row in rows)
        if empty and (column.is_wanted or column.is_needed):
            yield f"{column.heading} {empty}"


def _write_files(page: Worksheet, contents: SetupContents, styles: Styles) -> None:
    """Write from which files the sheets were made, and the marks of the rows that each sheet had."""
    marks = [
        (sheet.title, *_in_cells("".join(marks_of(sheet, contents.rows[sheet.title], contents.names))))
        for sheet in SHEETS
    ]
    for row, texts in enumerate([*contents.hashes.items(), *marks]):
        for column, text in enumerate(texts):
            page.write_string(row, column, text, styles.printed)
    page.protect()


def _in_cells(text: str) -> list[str]:
    return [text[at : at + _CELL] for at in range(0, len(text), _CELL)]


def _write_beside(page: Worksheet, sheet: SettingSheet, heading: str, texts: Sequence[str], styles: Styles) -> None:
    """Write a column to be read only to the right of a sheet's own: a text for each row."""
    column = 2 + len(sheet.columns)
    page.set_column(column, column, _BESIDE_WIDTH)
    page.write(HEADER_ROW, column, heading, styles.header)
    for row, text in enumerate(texts, start=_FIRST_ROW):
        page.write_string(row, column, text, styles.printed)


def _write_lists(page: Worksheet, contents: SetupContents, styles: Styles) -> dict[str, str]:
    """Write what lists offer, with whose names these are; return, by kind of name, the range that a rule of a cell takes them from."""
    names, places = contents.names, {}
    lasting = lasting_keys(contents.rows[PLACES.title])
    for column, kind in enumerate(NAMES_OF):
        offered = [names.shown(kind, name) for name in names.of[kind]]
        for row, (name, text) in enumerate(zip(names.of[kind], offered, strict=True)):
            page.write_string(row, column, text, styles.printed)
            page.write_string(row, column + len(NAMES_OF), lasting.get(name, name), styles.printed)
        letter = xl_col_to_name(column)
        places[kind] = f"='{LISTS}'!${letter}$1:${letter}${max(1, len(offered))}"
    page.protect()
    return places


class _Sheet:
    """Writes one sheet of settings."""

    def __init__(
        self, page: Worksheet, sheet: SettingSheet, rows: Sequence[SettingRow], names: Names, lists: Mapping[str, str],
        styles: Styles,
    ) -> None:  # fmt: skip
        self.page, self.sheet, self.rows, self.names, self.lists, self.styles = page, sheet, rows, names, lists, styles
        self.last = _FIRST_ROW + len(rows) + sheet.spare - 1

    def write(self, remark: str) -> None:
        page, sheet = self.page, self.sheet
        page.hide_gridlines(2)
        page.set_column(0, 0, None, None, {"hidden": True})
        page.set_column(1, 1, _DROP_WIDTH)
        page.write(0, 1, sheet.title, self.styles.title)
        page.write(1, 1, sheet.intro, self.styles.hint)
        missing = "; ".join(missing_words(sheet, self.rows))
        told = [f"{len(self.rows)} dòng.", f"Còn trống: {missing}." if missing else "", remark]
        page.write(2, 1, " ".join(filter(None, told)), self.styles.second_line)
        needed = max(height(column.heading, column.width - 1) + 4 for column in sheet.columns)
        page.set_row(HEADER_ROW, max(_HEADER_HEIGHT, needed))
        page.write(HEADER_ROW, 0, ROW_ID, self.styles.header)
        page.write(HEADER_ROW, 1, DROP, self.styles.header)
        page.write_comment(HEADER_ROW, 1, "Ghi x để bỏ dòng ấy khỏi sổ.", {"x_scale": 2, "author": ""})
        for at, column in enumerate(sheet.columns, start=2):
            page.set_column(at, at, column.width)
            page.write(HEADER_ROW, at, column.heading, self.styles.header)
            if column.hint:
                page.write_comment(HEADER_ROW, at, column.hint, {"x_scale": 2, "author": ""})
            self._add_rules(at, column)
        for row, written in enumerate(self.rows, start=_FIRST_ROW):
            self._write_row(row, written)
        for row in range(_FIRST_ROW + len(self.rows), self.last + 1):
            self._write_row(row, None)
        page.freeze_panes(_FIRST_ROW, 3)
        page.autofilter(HEADER_ROW, 0, self.last, 1 + len(sheet.columns))
        self._set_up_page()

    def _set_up_page(self) -> None:
        page = self.page
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADER_ROW)
        page.ignore_errors({"number_stored_as_text": f"A1:ZZ{self.last + 100}"})
        allowed = ("format_columns", "format_rows", "format_cells", "insert_rows", "sort", "autofilter")
        page.protect("", dict.fromkeys(allowed, True))

    def _write_row(self, row: int, written: SettingRow | None) -> None:
        page = self.page
        page.write_string(row, 0, self._id(written) if written and written.row_id else "", self.styles.printed)
        page.write_blank(row, 1, None, self.styles.choice)
        tallest = _LEAST_HEIGHT
        for at, column in enumerate(self.sheet.columns, start=2):
            is_locked = written is not None and column.is_key and bool(written.values[column.name])
            style = self.styles.printed if is_locked else self._style(column)
            value = shown(column, written.values[column.name], self.names) if written else ""
            if isinstance(value, date):
                page.write_datetime(
                    row,
                    at,
                    datetime(value.year, value.month, value.day),
                    style if not is_locked else self.styles.printed_day,
                )
            elif isinstance(value, float):
                page.write_number(row, at, value, style)
            elif value:
                page.write_string(row, at, value, style)
                tallest = max(tallest, height(value, column.width) + 4)
            else:
                page.write_blank(row, at, None, style)
        page.set_row(row, min(tallest, _MOST_HEIGHT))

    def _id(self, row: SettingRow) -> str:
        texts = {c.name: text_of(c, row.values[c.name], self.names) for c in self.sheet.columns}
        return f"{row.row_id} {mark_of(self.sheet.columns, texts)}"

    def _style(self, column: Column) -> Format:
        styles = self.styles
        if column.kind in NUMBERS:
            return styles.number
        if column.kind == "date":
            return styles.day
        return styles.choice if column.words else styles.text

    def _add_rules(self, at: int, column: Column) -> None:
        """Add the list or limit of a column's cells, and the marks of what is empty in a row that says something."""
        rule = _limit(column, self.lists) or ({"validate": "any"} if column.hint else {})
        if rule:
            shown_too = {"input_title": column.heading[:32], "input_message": column.hint[:255]} if column.hint else {}
            self.page.data_validation(_FIRST_ROW, at, self.last, at, rule | shown_too)
        if column.is_needed or column.is_wanted:
            row = _FIRST_ROW + 1
            last = xl_col_to_name(1 + len(self.sheet.columns))
            empty = f'=AND({xl_col_to_name(at)}{row}="",COUNTA($C{row}:${last}{row})>0)'
            mark = self.styles.wrong if column.is_needed and not self.sheet.offered else self.styles.to_fill
            self.page.conditional_format(
                _FIRST_ROW, at, self.last, at, {"type": "formula", "criteria": empty, "format": mark}
            )


def _limit(column: Column, lists: Mapping[str, str]) -> dict[str, Any]:
    words = [*column.words.values()]
    refusal = {"error_type": "warning", "error_title": "Không có trong danh sách"}
    if words and sum(map(len, words)) + len(words) < _CHOICES_IN_CELL:
        return refusal | {"validate": "list", "source": words, "error_message": f"Chọn: {', '.join(words)}."[:255]}
    if column.names_of and not (column.is_list and column.names_of != PERIODS):
        return (refusal if not column.is_free else {"error_type": "information"}) | {
            "validate": "list",
            "source": lists[column.names_of],
            "error_message": "Chọn trong danh sách.",
        }
    if column.kind in NUMBERS:
        message = "Ghi một số, không kèm chữ."
        return {
            "validate": "decimal",
            "criteria": ">=",
            "value": -1000,
            "error_type": "warning",
            "error_title": "Cần một số",
            "error_message": message,
        }
    return {}
