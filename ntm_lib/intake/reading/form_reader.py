"""Reads one form: opens the file, finds whose it is and where its tables are, and takes over what they hold.

Runs in a process of its own (ntm_lib.intake.reading.parsers): what it reads comes from outside. It imports no pandas, to start quickly.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TypeVar

from ntm_lib.errors import IntakeError
from ntm_lib.intake import form as layout
from ntm_lib.intake.form import Sheet
from ntm_lib.intake.reading.entries import plain_text, quoted, read_day
from ntm_lib.intake.reading.sheet_finder import HEADER_ROWS, LONGEST_HEADING, Table, find_tables
from ntm_lib.intake.reading.table_reader import FormRow, Problem, TableReader, TableRows, own_comment, repeated
from ntm_lib.spreadsheet.any_kind import open_file
from ntm_lib.spreadsheet.guard import Inspected, inspect
from ntm_lib.spreadsheet.old_letters import in_font, likely_meant
from ntm_lib.spreadsheet.opened import Grid, Marks, Opened, Place, address
from ntm_lib.spreadsheet.package import SAVE_AGAIN
from ntm_lib.text import spelling_key, word_key

__all__ = ["Form", "FormRow", "Problem", "address", "read_form", "read_tables"]

_LABELS = {word_key(label): key for key, label in layout.IDENTITY.items()}
_FEWEST_LABELS = 3  # by which a sheet is taken for the form's first one, whatever its name
_WHOSE = {"respondent": "T13", "unit_name": "T13", "unit_code": "T13", "season": "T15"}
_NOT_SEEN = ("xls", "xlsb")  # in these it is seen where formulas are, not what they say
_SHOWN = 10
T = TypeVar("T")


@dataclass
class Form:
    """A form as read: identity by key, rows by the layout's sheet title, the file's own title of each sheet, and the problems met."""

    identity: dict[str, str]
    identity_cells: dict[str, tuple[str, str]] = field(default_factory=dict)  # the file's sheet and cell, by key
    cut_off: date | None = None
    heads: dict[str, str] = field(default_factory=dict)  # what stands above each table, by the file's own title
    rows: dict[str, list[FormRow]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_form(content: bytes, sheets: Sequence[Sheet]) -> Form:
    """Return the form in a file's bytes; raise IntakeError (Vietnamese, with the check it fails) if it is none of ours."""
    inspected = inspect(content)
    opened = open_file(content, inspected)
    form = read_tables(opened, sheets)
    form.problems += _problems_of_file(inspected, opened)
    return form


def read_tables(opened: Opened, sheets: Sequence[Sheet]) -> Form:
    """Return the form in an opened file; raise IntakeError if it does not say whose it is, or says it in two ways."""
    return _FormReader(opened, sheets).read()


def _problems_of_file(inspected: Inspected, opened: Opened) -> list[Problem]:
    found = []
    if inspected.kind in _NOT_SEEN:
        message = f"Tệp là .{inspected.kind}: không xem được công thức viết gì, chỉ lấy giá trị lưu lần cuối. Lần sau lưu dạng .xlsx."
        found.append(Problem("T10", "", "", message))
    if inspected.has_macro:
        message = "Tệp chứa macro; số liệu vẫn đọc, macro không chạy. Lần sau gửi tệp .xlsx không có macro."
        found.append(Problem("T07", "", "", message))
    if opened.foreign:
        names = ", ".join(quoted(title) for title in opened.foreign[:_SHOWN])
        message = f"Trang {names} không phải trang tính (biểu đồ, hộp thoại, macro) nên không đọc. Lần sau bỏ đi."
        found.append(Problem("T07", "", "", message))
    if inspected.has_external:
        message = "Tệp lấy số từ tệp khác hoặc từ kết nối dữ liệu; số đang dùng là số lưu lần cuối. Thay các công thức ấy bằng số."
        found.append(Problem("T09", "", "", message))
    return found


@dataclass(frozen=True)
class _Stated:
    """What a sheet says under one label of the identity, and where."""

    key: str
    row: int
    column: int
    raw: object

    is_struck: bool = False  # a line goes through all of it

    @property
    def text(self) -> str:
        return "" if self.is_struck else plain_text(self.meant or self.raw)

    @property
    def meant(self) -> str:
        """What a text of an old encoding probably says; "" if it is none."""
        return likely_meant(self.raw) if isinstance(self.raw, str) else ""


class _FormReader:
    """Collects the rows and problems of one form."""

    def __init__(self, opened: Opened, sheets: Sequence[Sheet]) -> None:
        own_list = spelling_key(layout.RETURN_SHEET)  # the list that we sent back
        self.grids = {title: grid for title, grid in opened.grids.items() if spelling_key(title) != own_list}
        self.answers = {title: grid for title, grid in opened.grids.items() if spelling_key(title) == own_list}
        self.seen = {title: _as_seen(grid, opened.marks[title]) for title, grid in self.grids.items()}
        self.marks, self.sheets = opened.marks, sheets
        self.form = Form({})
        self.own_sheets: set[str] = set()  # that say whose the form is

    def read(self) -> Form:
        own = self._read_identity()
        tables = find_tables({title: grid for title, grid in self.seen.items() if title != own}, self.sheets)
        for sheet in self.sheets:
            self._read_sheet(sheet, tables[sheet.title])
        lists = {title for title in self.grids if spelling_key(title) == spelling_key(layout.LISTS_SHEET)}
        self._report_other_sheets(self.own_sheets | lists | {t.title for found in tables.values() for t in found})
        self._report_answers()
        return self.form

    def _report_answers(self) -> None:
        """Repeat what the commune wrote beside the list that we sent back, and below it."""
        for title, grid in self.answers.items():
            ends = max((row for row, line in enumerate(grid) if isinstance(line[0], float)), default=len(grid))
            own = [
                (row, column, value)
                for row, line in enumerate(grid)
                for column, value in enumerate(line)
                if value != "" and (column >= layout.RETURN_COLUMNS or row > ends)
            ]
            for row, column, value in own[:_SHOWN]:
                self._problem("B11", title, address(row, column), f"Xã ghi ở trang trả lại: {repeated(value)}")

    def _report_other_sheets(self, known: set[str]) -> None:
        """Name the sheets that are none of the form: somebody wrote them to be read."""
        for title in [
            title
            for title, grid in self.grids.items()
            if title not in known and any(value != "" for row in grid for value in row)
        ][:_SHOWN]:
            self._problem("B11", title, "", f"Trang {quoted(title)} không thuộc biểu nên không đọc. Mở tệp để xem.")

    def _problem(self, check: str, sheet: str, cell: str, message: str, *, lost: str = "") -> None:
        self.form.problems.append(Problem(check, sheet, cell, message, lost))

    def _read_identity(self) -> str:
        """Take over what the form says of itself, and return the title of the sheet that says it."""
        tables = {spelling_key(sheet.title) for sheet in self.sheets}
        found = {
            title: _stated(grid, self.marks[title])
            for title, grid in self.seen.items()
            if spelling_key(title) not in tables
        }
        titled = spelling_key(layout.IDENTITY_SHEET)
        found = {
            t: said for t, said in found.items() if len(said) >= (1 if spelling_key(t) == titled else _FEWEST_LABELS)
        }
        self.own_sheets = set(found)
        found = self._in_view(found, lambda said: any(stated.text for stated in said))
        if not any(stated.text for said in found.values() for stated in said):
            if any(marks.damaged for marks in self.marks.values()):
                raise IntakeError("T01", f"Tệp hỏng: mất chữ của các ô. {SAVE_AGAIN}")
            message = f"Tệp không có trang “{layout.IDENTITY_SHEET}” của biểu: đây không phải biểu của sổ báo cáo. Gửi lại đúng biểu đã nhận."
            raise IntakeError("T12", message)
        self._refuse_two_owners([stated for said in found.values() for stated in said])
        title = max(found, key=lambda t: (spelling_key(t) == titled, len(found[t])))
        for stated in sorted(
            found[title], key=lambda stated: not stated.text
        ):  # of two labels the one that says something
            if stated.key not in self.form.identity_cells:
                self.form.identity_cells[stated.key] = title, address(stated.row, stated.column)
                self._take_stated(title, stated)
                if stated.key == "cut_off" and stated.text:
                    self._read_cut_off(title, stated)
        for at, comment in sorted(self.marks[title].comments.items()):
            if own := own_comment(comment):
                self._problem("B11", title, address(*at), own)
        return title

    def _take_stated(self, title: str, stated: _Stated) -> None:
        """Take what is stated; a name in old letters serves to find the unit, by which it is then called, and nothing else is said with it.

        Raises IntakeError if somebody has struck out whose form it is.
        """
        label, cell = layout.IDENTITY[stated.key], address(stated.row, stated.column)
        if stated.is_struck and stated.key in _WHOSE:
            message = f"“{label}” (ô {cell}) bị gạch ngang nên không rõ biểu của ai. Ghi lại, hoặc bỏ gạch ngang."
            raise IntakeError(_WHOSE[stated.key], message)
        if stated.is_struck:
            self._problem("O13", title, cell, f"“{label}” bị gạch ngang nên không đọc. Ghi lại, hoặc bỏ gạch ngang.")
        if stated.meant:
            unused = "; tên này chưa dùng" if stated.key == "compiled_by" else ""
            message = f"“{layout.IDENTITY[stated.key]}” gõ bằng bảng mã cũ, có lẽ là {quoted(stated.meant)}{unused}. Gõ lại bằng Unicode."
            self._problem("O10", title, address(stated.row, stated.column), message)
        if stated.text and not (stated.meant and stated.key == "compiled_by"):
            self.form.identity[stated.key] = stated.text

    def _in_view(self, found: dict[str, T], is_filled: Callable[[T], bool]) -> dict[str, T]:
        """Return the sheets to choose from: where one in view will do, none that is hidden, and say so of one that is filled in."""
        in_view = {title: what for title, what in found.items() if not self._is_hidden(title)}
        for title in (title for title, what in found.items() if in_view and title not in in_view and is_filled(what)):
            message = f"Trang {quoted(title)} bị ẩn nên không đọc: đã đọc trang đang hiện {quoted(next(iter(in_view)))}. Trang ẩn mới đúng thì cho hiện lên và xóa trang kia; không thì xóa trang ẩn. Rồi gửi lại."
            self._problem("B14", title, "", message)
        return in_view or found

    def _is_hidden(self, title: str) -> bool:
        return self.marks[title].is_hidden

    def _refuse_two_owners(self, stated: Sequence[_Stated]) -> None:
        for key, check in _WHOSE.items():
            texts = {spelling_key(s.text): s.text for s in stated if s.key == key and s.text}
            if len(texts) > 1:
                both = ", ".join(quoted(text) for text in texts.values())
                message = f"Biểu ghi “{layout.IDENTITY[key]}” khác nhau ở hai chỗ: {both}. Chỉ để lại một trang “{layout.IDENTITY_SHEET}”."
                raise IntakeError(check, message)

    def _read_cut_off(self, title: str, stated: _Stated) -> None:
        text = stated.text
        try:
            is_iso = isinstance(stated.raw, str) and len(text) == 10 and text[4] == "-"
            self.form.cut_off = date.fromisoformat(text) if is_iso else read_day(stated.raw)
        except ValueError:
            message = f"Ngày chốt số liệu {quoted(text)} không phải là ngày; lấy ngày chốt của kỳ. Ghi ngày/tháng/năm."
            self._problem("B13", title, address(stated.row, stated.column), message)

    def _read_sheet(self, sheet: Sheet, tables: list[Table]) -> None:
        if not tables:
            message = f"Thiếu trang “{sheet.title}”. Chép lại trang này từ biểu đã nhận."
            self._problem("B01", sheet.title, "", message, lost=sheet.title)
            return
        readings = [self._read_table(table) for table in tables]
        chosen = self._choose(sheet, tables, readings)
        if chosen is None:
            return
        table, found = chosen
        self.form.titles[sheet.title] = table.title
        self.form.problems += found.problems
        if spelling_key(table.title) != spelling_key(sheet.title):
            message = f"Trang {quoted(table.title)} nhận ra theo tiêu đề cột là trang “{sheet.title}”. Đặt lại tên trang như biểu đã nhận."
            self._problem("B08", table.title, "", message)
        self.form.rows[sheet.title] = found.rows
        above = (value for row in self.grids[table.title][: table.header_row] for value in row)
        self.form.heads[table.title] = next((value for value in above if isinstance(value, str) and value), "")

    def _read_table(self, table: Table) -> TableRows:
        version = self.form.identity.get("form_version", "")
        return TableReader(table, self.grids[table.title], self.marks[table.title], version).read()

    def _choose(self, sheet: Sheet, tables: list[Table], readings: list[TableRows]) -> tuple[Table, TableRows] | None:
        """Return the sheet to take of several with the same headings: the one in view with entries; None if two differ."""
        both = {table.title: (table, found) for table, found in zip(tables, readings, strict=True)}
        both = self._in_view(both, lambda pair: bool(pair[1].entries))
        filled = [(table, found) for table, found in both.values() if found.entries]
        if any(found.entries != filled[0][1].entries for _, found in filled):
            names = ", ".join(quoted(title) for title in both)
            message = f"Có {len(both)} trang “{sheet.title}” ghi số khác nhau: {names}; chưa dùng trang nào. Chỉ để lại một trang."
            self._problem("B04", next(iter(both)), "", message, lost=sheet.title)
            return None
        return filled[0] if filled else next(iter(both.values()))


def _stated(grid: Grid, marks: Marks) -> list[_Stated]:
    """Return the values beside the labels of the identity.

    All values stand equally far from their labels, so that a remark beside an empty cell is not taken for its value.
    """
    labels = [
        (index, column, _LABELS[_label(value)])
        for index, row in enumerate(grid[:HEADER_ROWS])
        for column, value in enumerate(row[:-1])
        if isinstance(value, str) and 0 < len(value) <= LONGEST_HEADING and _label(value) in _LABELS
    ]
    steps = Counter(
        step
        for index, column, _ in labels
        for step, value in islice(((s, v) for s, v in enumerate(grid[index][column:]) if s and v != ""), 1)
    )
    step = next((step for step, _ in steps.most_common(1)), 1)
    places = [(key, index, column + step) for index, column, key in labels]
    return [
        _Stated(key, row, column, _seen(grid, marks, (row, column)), _is_struck(marks, (row, column)))
        if column < len(grid[row])
        else _Stated(key, row, column, "")
        for key, row, column in places
    ]


def _is_struck(marks: Marks, at: Place) -> bool:
    runs = [run for run in marks.runs.get(at, ()) if run.text.strip()]
    return at in marks.struck or (bool(runs) and all(run.is_struck for run in runs))


def _as_seen(grid: Grid, marks: Marks) -> Grid:
    """Return the cells with texts in old fonts as a person sees them, for headings and labels."""
    rows = {row for row, _ in marks.runs if row < HEADER_ROWS}
    return (
        [
            [_in_letters(grid, marks, (n, column)) for column in range(len(line))] if n in rows else line
            for n, line in enumerate(grid)
        ]
        if rows
        else grid
    )


def _in_letters(grid: Grid, marks: Marks, at: Place) -> object:
    """Return a cell's content, a text in an old font in Unicode; a heading counts even if struck through."""
    return "".join(in_font(run.text, run.font) for run in marks.runs[at]) if at in marks.runs else grid[at[0]][at[1]]


def _label(text: str) -> str:
    return word_key(text.rstrip(" :\xa0"))


def _seen(grid: Grid, marks: Marks, at: Place) -> object:
    """Return a cell's content; a text in an old font as a person sees it."""
    runs = marks.runs.get(at)
    return "".join(in_font(run.text, run.font) for run in runs if not run.is_struck) if runs else grid[at[0]][at[1]]
