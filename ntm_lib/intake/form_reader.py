"""Reads one form: finds each sheet's header row by its headings and returns the rows below it, with their cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from ntm_lib.errors import IntakeError
from ntm_lib.intake.form import CHOICES, DATE_FIELDS, IDENTITY, IDENTITY_SHEET, NUMBER_FIELDS, Sheet
from ntm_lib.text import clean, name_key

Value = str | float | date | None


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
    """A cell that could not be taken over, and why; the cell counts as empty."""

    sheet: str
    cell: str
    message: str


@dataclass(frozen=True)
class Form:
    """A form as read: its identity by key, rows by sheet title, and the problems met."""

    identity: dict[str, str]
    rows: dict[str, list[FormRow]]
    problems: list[Problem]


def read_form(path: Path, sheets: Sequence[Sheet]) -> Form:
    """Return the form at `path`; raise IntakeError (Vietnamese, naming the file) if it is no workbook or not our form."""
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise IntakeError(
            f"Không mở được tệp {path.name}: tệp hỏng hoặc không phải Excel (.xlsx). Mở lại bằng Excel, lưu thành .xlsx rồi gửi lại."
        ) from error
    titles = {name_key(title): title for title in book.sheet_names}
    if name_key(IDENTITY_SHEET) not in titles:
        raise IntakeError(
            f"Tệp {path.name} không có trang “{IDENTITY_SHEET}”: đây không phải biểu của sổ báo cáo. Gửi lại đúng biểu đã nhận."
        )
    form = Form(_read_identity(_grid(book, titles[name_key(IDENTITY_SHEET)])), {}, [])
    for sheet in sheets:
        title = titles.get(name_key(sheet.title))
        if title is None:
            form.problems.append(
                Problem(sheet.title, "", f"Thiếu trang “{sheet.title}”. Chép lại trang này từ biểu đã nhận.")
            )
            continue
        form.rows[sheet.title] = _read_sheet(_grid(book, title), sheet, form.problems)
    return form


def _grid(book: CalamineWorkbook, title: str) -> Sequence[Sequence[object]]:
    """Return the sheet's cells from A1 on, so that positions are cell addresses."""
    return book.get_sheet_by_name(title).to_python(skip_empty_area=False)


def _read_identity(grid: Sequence[Sequence[object]]) -> dict[str, str]:
    labels = {name_key(label): key for key, label in IDENTITY.items()}
    found = {}
    for row in grid:
        for column, value in enumerate(row[:-1]):
            key = labels.get(name_key(clean(value)))
            if key is not None:
                found[key] = _plain(row[column + 1])
    return found


def _plain(value: object) -> str:
    """Return a cell as text; a whole number without ".0", a day as ISO."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return clean(value)


def _read_sheet(grid: Sequence[Sequence[object]], sheet: Sheet, problems: list[Problem]) -> list[FormRow]:
    header_row, columns = _find_header(grid, sheet)
    absent = [f.heading for f in sheet.fields if f.name not in columns]
    if header_row is None or any(name not in columns for name in sheet.needed):
        problems.append(
            Problem(
                sheet.title,
                "",
                f"Không thấy dòng tiêu đề có cột {', '.join(f'“{sheet.field(n).heading}”' for n in sheet.needed)}. Khôi phục dòng tiêu đề của biểu.",
            )
        )
        return []
    if absent:
        problems.append(
            Problem(
                sheet.title,
                "",
                f"Thiếu cột: {', '.join(f'“{h}”' for h in absent)}. Khôi phục các cột này như trong biểu.",
            )
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
    headings = {name_key(f.heading): f.name for f in sheet.fields}
    best_row, best = None, dict[str, int]()
    for index, row in enumerate(grid):
        found: dict[str, int] = {}
        for column, value in enumerate(row):
            name = headings.get(name_key(clean(value)))
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
            values[name] = _value(name, row[column] if column < len(row) else None)
        except ValueError as error:
            values[name] = None
            problems.append(Problem(sheet.title, cells[name], str(error)))
    return FormRow(values, cells)


def _value(name: str, raw: object) -> Value:
    """Return a cell's value as its field's type; raise ValueError with a sentence for the commune."""
    if isinstance(raw, str):
        raw = clean(raw)
    if raw is None or raw == "":
        return None
    if name in NUMBER_FIELDS:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return float(raw)
        raise ValueError(f"“{_plain(raw)}” không phải là số. Ghi số; chưa có số liệu thì để trống.")
    if name in DATE_FIELDS:
        if isinstance(raw, datetime):
            return raw.date()
        if isinstance(raw, date):
            return raw
        raise ValueError(f"“{_plain(raw)}” không phải là ngày. Ghi ngày/tháng/năm, ví dụ 20/12/2021.")
    if name in CHOICES:
        return _choice(name, _plain(raw))
    return _plain(raw)


def _choice(name: str, text: str) -> str:
    words = {name_key(word): value for word, value in CHOICES[name].items()}
    if name_key(text) not in words:
        raise ValueError(f"“{text}” không có trong danh sách. Chọn một trong: {', '.join(CHOICES[name])}.")
    return words[name_key(text)]
