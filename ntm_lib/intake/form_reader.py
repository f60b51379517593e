"""Reads one form: finds each sheet's header row by its headings and returns the rows below it, with their cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from ntm_lib.errors import IntakeError
from ntm_lib.intake.entries import Value, plain_text, read_entry
from ntm_lib.intake.form import IDENTITY, IDENTITY_SHEET, Sheet
from ntm_lib.text import clean, spelling_key


@dataclass(frozen=True)
class FormRow:
    """One row of a sheet: values by field name (empty is None), and the cell each field stands in."""

    values: dict[str, Value]
    cells: dict[str, str]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> float | None:
        value = self.values.get(name)
        return value if isinstance(value, float) else None


@dataclass(frozen=True)
class Problem:
    """A cell that could not be taken over, and why; the cell counts as empty. With `is_whole_sheet`, no row of it could."""

    sheet: str
    cell: str
    message: str
    is_whole_sheet: bool = False


@dataclass(frozen=True)
class Form:
    """A form as read: its identity by key, rows by sheet title, and the problems met."""

    identity: dict[str, str]
    rows: dict[str, list[FormRow]]
    problems: list[Problem]


def read_form(path: Path, sheets: Sequence[Sheet]) -> Form:
    """Return the form at `path`; raise IntakeError (Vietnamese, naming the file) if it is no workbook or not our form."""
    try:
        return _read_book(CalamineWorkbook.from_path(str(path)), path, sheets)
    except (CalamineError, OSError, ValueError) as error:
        raise IntakeError(
            f"Không mở được tệp {path.name}: tệp hỏng hoặc không phải Excel (.xlsx). Mở lại bằng Excel, lưu thành .xlsx rồi gửi lại."
        ) from error


def _read_book(book: CalamineWorkbook, path: Path, sheets: Sequence[Sheet]) -> Form:
    titles = {spelling_key(title): title for title in book.sheet_names}
    if spelling_key(IDENTITY_SHEET) not in titles:
        raise IntakeError(
            f"Tệp {path.name} không có trang “{IDENTITY_SHEET}”: đây không phải biểu của sổ báo cáo. Gửi lại đúng biểu đã nhận."
        )
    form = Form(_read_identity(_grid(book, titles[spelling_key(IDENTITY_SHEET)])), {}, [])
    for sheet in sheets:
        title = titles.get(spelling_key(sheet.title))
        if title is None:
            message = f"Thiếu trang “{sheet.title}”. Chép lại trang này từ biểu đã nhận."
            form.problems.append(Problem(sheet.title, "", message, is_whole_sheet=True))
            continue
        form.rows[sheet.title] = _read_sheet(_grid(book, title), sheet, form.problems)
    return form


def _grid(book: CalamineWorkbook, title: str) -> Sequence[Sequence[object]]:
    """Return the sheet's cells from A1 on, so that positions are cell addresses."""
    return book.get_sheet_by_name(title).to_python(skip_empty_area=False)


def _read_identity(grid: Sequence[Sequence[object]]) -> dict[str, str]:
    labels = {spelling_key(label): key for key, label in IDENTITY.items()}
    found = {}
    for row in grid:
        for column, value in enumerate(row[:-1]):
            key = labels.get(spelling_key(clean(value)))
            if key is not None:
                found[key] = plain_text(row[column + 1])
    return found


def _read_sheet(grid: Sequence[Sequence[object]], sheet: Sheet, problems: list[Problem]) -> list[FormRow]:
    header_row, columns = _find_header(grid, sheet)
    absent = [f for f in sheet.fields if f.name not in columns]
    if header_row is None or any(f.name in sheet.needed for f in absent):
        headings = ", ".join(f"“{sheet.field(name).heading}”" for name in sheet.needed)
        message = f"Không thấy dòng tiêu đề có cột {headings}. Khôi phục dòng tiêu đề của biểu."
        problems.append(Problem(sheet.title, "", message, is_whole_sheet=True))
        return []
    if absent:
        headings = ", ".join(f"“{f.heading}”" for f in absent)
        is_lost = any(f.name in sheet.essential for f in absent)
        problems.append(
            Problem(sheet.title, "", f"Thiếu cột: {headings}. Khôi phục các cột này như trong biểu.", is_lost)
        )
    rows = []
    for index in range(header_row + 1, len(grid)):
        row = _read_row(grid[index], index, columns, sheet, problems)
        lacking = [name for name in sheet.needed if row.values.get(name) is None]
        if not lacking:
            rows.append(row)
        elif any(row.values.get(f.name) is not None for f in sheet.fields if f.is_entry):
            headings = ", ".join(f"“{sheet.field(name).heading}”" for name in lacking)
            message = (
                f"Dòng {index + 1} có ghi số liệu nhưng thiếu {headings}; dòng này không được tính. Điền ô còn thiếu."
            )
            problems.append(Problem(sheet.title, row.cells[lacking[0]], message))
    return rows


def _find_header(grid: Sequence[Sequence[object]], sheet: Sheet) -> tuple[int | None, dict[str, int]]:
    """Return the row that holds the most of the sheet's headings, and the column of each field found in it."""
    headings = {spelling_key(f.heading): f.name for f in sheet.fields}
    best_row, best = None, dict[str, int]()
    for index, row in enumerate(grid):
        found: dict[str, int] = {}
        for column, value in enumerate(row):
            name = headings.get(spelling_key(clean(value)))
            if name is not None:
                found.setdefault(name, column)
        if len(found) > len(best):
            best_row, best = index, found
    return best_row, best


def _read_row(
    row: Sequence[object], index: int, columns: dict[str, int], sheet: Sheet, problems: list[Problem]
) -> FormRow:
    values: dict[str, Value] = {}
    cells: dict[str, str] = {}
    for name, column in columns.items():
        cells[name] = xl_rowcol_to_cell(index, column)
        try:
            values[name] = read_entry(name, row[column] if column < len(row) else None)
        except ValueError as error:
            values[name] = None
            problems.append(Problem(sheet.title, cells[name], str(error)))
    return FormRow(values, cells)
