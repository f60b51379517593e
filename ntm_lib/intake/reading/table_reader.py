"""Reads the rows below a header: every cell on its own, what can't be taken over as it is said with its address."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.entries import Doubtful, EntryError, Value, asked_about, plain_text, quoted, read_entry
from ntm_lib.intake.reading.sheet_finder import Table
from ntm_lib.spreadsheet.formulas import is_derived, leaves_file
from ntm_lib.spreadsheet.old_letters import in_font, likely_meant
from ntm_lib.spreadsheet.opened import ERRORS, Grid, Marks, Place, address
from ntm_lib.text import clean

_MERGED_ROWS = 100_000  # of all merged cells together; nobody merges more
_OUTSIDE = 10  # cells of a sheet, outside its table, that are repeated
_PROBLEMS = 1_000  # of one sheet; nobody reads more
_SHOWN_HIDDEN = 10
_LABELS = ("status", "origin")  # say of which kind a figure is, and are printed where none was entered yet
_PICTURE = re.compile(r"\b(?:DISPIMG|IMAGE)\s*\(", re.IGNORECASE)  # what is stored is no text
_LINES = re.compile(r"[\n\r\t\v\f]")
_FIGURES = layout.NUMBER_FIELDS | layout.DATE_FIELDS
_TEXT_FIELDS = frozenset(
    f.name for sheet in (*layout.COMMUNE_SHEETS, *layout.DEPARTMENT_SHEETS) for f in sheet.fields
).difference(layout.NUMBER_FIELDS, layout.DATE_FIELDS, layout.CHOICES)
_RETURN_PREFIXES = tuple(clean(prefix) for prefix in layout.RETURN_PREFIXES)
# What we wrote in a comment, to the code at its end or, where that was cut off, to the end of the line
_OUR_LINE = re.compile(rf"^({'|'.join(map(re.escape, _RETURN_PREFIXES))}).*?(\([A-Z]\d\d\)|$)|^Còn \d+ điều nữa.*$")
_OWN_LABEL = layout.COMMUNE_COMMENT.strip()
_NUMBERED = re.compile(r"\(\d{1,2}\)")


@dataclass(frozen=True)
class FormRow:
    """One row of a sheet: the values that are not empty by field name, the row's number from 0, the columns of each field."""

    values: dict[str, Value]
    index: int
    columns: dict[str, list[int]]

    def cell(self, name: str) -> str:
        """Return the address of a field's cell, "" if the sheet lacks its column."""
        return address(self.index, self.columns[name][0]) if name in self.columns else ""

    def cells(self, name: str) -> list[str]:
        """Return the addresses of a field's cells: more than one where two columns have its heading."""
        return [address(self.index, column) for column in self.columns.get(name, [])]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> float | None:
        value = self.values.get(name)
        return value if isinstance(value, float) else None


@dataclass(frozen=True)
class Problem:
    """Something of the form that could not be taken over as it is.

    `lost_sheet` is the layout's title of a sheet of which no row could be; `entry` what stands in a cell that can't be read.
    """

    check: str
    sheet: str
    cell: str
    message: str
    lost_sheet: str = ""
    entry: str = ""


@dataclass
class TableRows:
    """The rows of one table, what was entered in them to compare it with another sheet's, and the problems met."""

    rows: list[FormRow] = field(default_factory=list)
    entries: list[dict[str, Value]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def commune_words(comment: str) -> str:
    """Return the commune's words in a comment: all but what we had written there, and the label before its own."""
    text = unicodedata.normalize("NFC", comment)
    if not clean(text).startswith(_RETURN_PREFIXES):
        return text
    lines = (_OUR_LINE.sub("", clean(line)) if _OUR_LINE.match(clean(line)) else line for line in text.splitlines())
    own = "\n".join(line for line in lines if line.strip()).strip()
    return own.replace(_OWN_LABEL, "", 1).strip() if own.startswith(_OWN_LABEL) or f"\n{_OWN_LABEL}" in own else own


def own_comment(comment: str) -> str:
    """Return the commune's words in a comment as a finding repeats them, "" if there are none."""
    own = commune_words(comment)
    return f"Chú thích của xã: {repeated(own)}" if own.strip() else ""


def repeated(words: object) -> str:
    """Return words of the commune as a finding repeats them: in quotes; if they are in old letters, what they probably say."""
    meant = likely_meant(words) if isinstance(words, str) else ""
    return quoted(meant or words) + (" (đọc từ bảng mã cũ, có thể chưa đúng)" if meant else "")


def _struck(left: str) -> str:
    read_as = f"đọc là {quoted(left)}" if left.strip() else "ô coi như trống"
    return f"Chữ gạch ngang ở ô này không đọc; {read_as}. Xóa hẳn chữ gạch ngang."


class TableReader:
    """Reads one table."""

    def __init__(self, table: Table, grid: Grid, marks: Marks, version: str = "") -> None:
        """Prepare to read `table`; `version` is what the form states of itself."""
        self.table, self.grid, self.marks, self.sheet = table, grid, marks, table.sheet
        self.version, self.found = version, TableRows()
        self.entry_fields = [f.name for f in self.sheet.fields if f.is_entry]
        self.codes = frozenset(f.name for f in self.sheet.fields if not f.is_entry)
        self.figure_fields = frozenset(self.entry_fields).difference(_LABELS)
        # Of what the office printed for people's eyes only names and levels are read, to be compared with the codes
        wanted = {*self.entry_fields, *self.sheet.needed, *self.sheet.essential, "unit_id", *layout.PRINTED_TEXTS}
        self.columns = [(name, columns) for name, columns in table.columns.items() if name in wanted]
        self.marked_rows = {row for row, _ in marks.formulas.keys() | marks.errors | marks.damaged}
        self.told = marks.formulas.keys() | marks.damaged | marks.unseen
        self.merged_rows = self._merged_rows()
        self.hidden: list[str] = []
        self.problem_count = 0

    def read(self) -> TableRows:
        """Return the table's rows in order, without those in which nothing of ours stands."""
        if self._has_needed_columns():
            for index in range(self.table.header_row + 1, len(self.grid)):
                self._read_row(index)
            self._report_comments()
            self._report_outside()
            self._report_hidden()
            self._report_merged()
        if self.problem_count > len(self.found.problems):
            more = self.problem_count - len(self.found.problems)
            last = self.found.problems[-1]
            message = f"Trang này còn {more} chỗ phải xem lại. Sửa các chỗ đã nêu rồi gửi lại."
            self.found.problems.append(Problem(last.check, self.table.title, "", message))
        return self.found

    def _problem(self, check: str, cell: str, message: str, *, is_lost: bool = False, entry: object = "") -> None:
        self.problem_count += 1
        if len(self.found.problems) < _PROBLEMS:
            lost = self.sheet.title if is_lost else ""
            self.found.problems.append(Problem(check, self.table.title, cell, message, lost, plain_text(entry)))

    def _has_needed_columns(self) -> bool:
        asked = (f for f in self.sheet.fields if f.is_in(self.version))
        absent = [f for f in asked if f.name not in self.table.columns]
        if any(f.name in self.sheet.needed for f in absent):
            headings = ", ".join(f"“{self.sheet.field(name).heading}”" for name in self.sheet.needed)
            message = f"Không thấy dòng tiêu đề có cột {headings}. Khôi phục dòng tiêu đề của biểu."
            self._problem("B02", "", message, is_lost=True)
            return False
        if absent:
            headings = ", ".join(f"“{f.heading}”" for f in absent)
            is_lost = any(f.name in self.sheet.essential for f in absent)
            message = f"Thiếu cột: {headings}. Khôi phục các cột này như trong biểu."
            self._problem("B03", "", message, is_lost=is_lost)
        return True

    def _read_row(self, index: int) -> None:
        values: dict[str, Value] = {}
        cells, columns_used, before = self.grid[index], self.table.columns, self.problem_count
        if self._is_heading_again(cells):
            return
        is_marked = index in self.marked_rows  # an empty cell may then hold an error or a formula
        for name, columns in self.columns:
            if len(columns) > 1:
                value, columns_used = self._read_twins(name, index, columns, columns_used)
            else:
                raw = cells[columns[0]]
                if raw == "" and not is_marked:
                    continue
                if index in self.merged_rows and self._is_covered(name, index, columns[0]):
                    continue
                value = self._read_cell(name, index, columns[0], raw)
            if value is not None:
                values[name] = value
        if values or self.problem_count > before:
            has_problem = self.problem_count > before
            self._take(FormRow(values, index, columns_used), has_problem=has_problem)

    def _is_heading_again(self, cells: Sequence[object]) -> bool:
        """Return whether a row only repeats the headings, as at the top of a page, or numbers the columns: (1), (2), (3).

        No code is like these; where the first cell is somebody's own word, the whole row must be.
        """
        name = self.sheet.needed[0]
        headings, first = self.grid[self.table.header_row], self.table.columns[name][0]
        if cells[first] == headings[first]:
            return name in self.codes or [*cells] == [*headings]
        if not isinstance(cells[first], str) or not _NUMBERED.fullmatch(str(cells[first])):
            return False
        written = (str(value) for value in cells if value != "")
        return name in self.codes or all(_NUMBERED.fullmatch(value) for value in written)

    def _take(self, row: FormRow, *, has_problem: bool) -> None:
        filled = self.figure_fields.intersection(row.values)
        has_figure = not all(row.values[name] == layout.DEBT_TOTAL for name in filled)  # that name is printed
        lacking = [name for name in self.sheet.needed if name not in row.values]
        if not lacking:
            self.found.rows.append(row)
            if has_figure and row.index in self.marks.hidden_rows:
                self.hidden.append(f"dòng {row.index + 1}")
        elif has_figure or has_problem:
            headings = ", ".join(f"“{self.sheet.field(name).heading}”" for name in lacking)
            message = f"Dòng {row.index + 1} có ghi số liệu nhưng thiếu {headings}; dòng này không được tính. Điền ô còn thiếu."
            self._problem("B05", row.cell(lacking[0]), message)
        if has_figure:
            self.found.entries.append(row.values)

    def _read_twins(
        self, name: str, index: int, columns: list[int], all_columns: dict[str, list[int]]
    ) -> tuple[Value, dict[str, list[int]]]:
        """Return the value of a field whose heading stands twice, none if both are filled and differ; and the columns,
        the one that is filled first."""
        read = ((column, self._read_cell(name, index, column, self.grid[index][column])) for column in columns)
        found = {column: value for column, value in read if value is not None}
        if len(set(found.values())) > 1:
            heading = self.sheet.field(name).heading
            message = (
                f"Có {len(columns)} cột “{heading}” và dòng này ghi khác nhau; chưa dùng ô nào. Chỉ để lại một cột."
            )
            self._problem("B12", address(index, list(found)[1]), message)
            return None, all_columns
        ordered = sorted(columns, key=lambda column: column not in found)
        return next(iter(found.values()), None), all_columns | {name: ordered}

    def _read_cell(self, name: str, index: int, column: int, raw: object) -> Value:
        at = (index, column)
        if at in self.told:
            if at in self.marks.formulas and self._is_refused_formula(name, at):
                return None
            if at in self.marks.damaged:
                message = "Ô này trong tệp bị hỏng, không rõ ghi gì. Ghi lại số hoặc chữ."
                self._problem("O07", address(*at), message, entry=raw)
                return None
            if at in self.marks.unseen:
                self.hidden.append(f"ô {address(*at)}")
        if at in self.marks.errors or (isinstance(raw, str) and raw in ERRORS):
            said = raw or "như #DIV/0!, #REF!"
            message = f"Ô mang giá trị lỗi của Excel ({said}). Sửa công thức hoặc ghi số; chưa có thì để trống."
            self._problem("O07", address(*at), message, entry=raw)
            return None
        if name in _FIGURES:
            if why := self._altered(at, raw):
                what = "một ngày, ví dụ 20/12/2021" if name in layout.DATE_FIELDS else "một số, định dạng ô General"
                message = f"{why}; chưa dùng. Ghi lại đúng {what}."
                self._problem("O12", address(*at), message, entry=raw)
                return None
        elif at in self.marks.struck:
            self._problem("O13", address(*at), _struck(""), entry=raw)
            return None
        elif not isinstance(raw, str):
            raw = self._shown(name, at, raw) if name in _TEXT_FIELDS else raw
        elif not raw.isascii() or "?" in raw or at in self.marks.runs:
            raw = self._meant(at, raw)
            if isinstance(raw, Doubtful):
                return raw
        try:
            return read_entry(name, raw, is_percent=at in self.marks.percents)
        except EntryError as error:
            self._problem(error.check, address(*at), str(error), entry=raw)
            return None

    def _altered(self, at: Place, raw: object) -> str:
        """Return the reason why the number seen in a cell may differ from the one stored, "" if it does not."""
        runs = [run for run in self.marks.runs.get(at, ()) if run.text.strip()]
        if at in self.marks.struck or any(run.is_struck for run in runs):
            return f"Ô có số gạch ngang ({quoted(raw)})"
        if any(run.is_raised for run in runs):
            return f"Ô có chữ viết nhỏ ở trên hoặc dưới ({quoted(raw)})"
        if isinstance(raw, str) and _LINES.search(raw.strip()):
            return f"Ô có nhiều dòng, hoặc nhiều phần cách nhau bằng tab ({quoted(raw)})"
        if isinstance(raw, int | float) and at in self.marks.formats and self.marks.formats[at].is_altering:
            return f"Ô lưu {quoted(raw)} nhưng định dạng làm hiện ra số khác"
        return ""

    def _meant(self, at: tuple[int, int], raw: str) -> str:
        """Return the text of a cell in Unicode: for certain if its font says so, else as a text that is Doubtful."""
        if at in self.marks.runs:
            runs = self.marks.runs[at]
            if any(run.is_struck and run.text.strip() for run in runs):
                runs = [run for run in runs if not run.is_struck]
                raw = "".join(run.text for run in runs)
                self._problem("O13", address(*at), _struck(raw), entry=raw)
            seen = "".join(in_font(run.text, run.font) for run in runs)
            if seen != raw:
                message = f"Chữ gõ bằng phông cũ (.Vn…, VNI-…), phông ký hiệu được đọc là {quoted(seen)}. Lần sau gõ Unicode (Times New Roman)."
                self._problem("O10", address(*at), message)
                return seen
        meant = likely_meant(raw)
        if not meant:
            return raw
        message = f"Chữ ở ô này gõ bằng bảng mã cũ hoặc bị hỏng, có lẽ là {asked_about(meant)}; chưa dùng. Gõ lại bằng Unicode (phông Times New Roman) rồi gửi lại.{layout.FOR_OFFICE}đã hỏi xã thì xác nhận được bằng dòng O11 trong data/corrections."
        self._problem("O11", address(*at), message, entry=meant)
        return Doubtful(meant)

    def _shown(self, name: str, at: tuple[int, int], raw: object) -> str:
        """Return the text seen in a cell that holds something else: Excel makes a day of 26/3, and 1.1 of 1.10.

        A whole number is nothing strange, many villages are one; nor are codes that a program took for numbers: the name beside them tells.
        """
        text = self.marks.seen(at, raw)
        if name in self.codes:
            text = text.replace("/", ".")  # 2.1, of which Excel made a day
        is_usual = (
            isinstance(raw, int | float)
            and not isinstance(raw, bool)
            and (name in self.codes or (float(raw).is_integer() and plain_text(raw) == text))
        )
        if not is_usual:
            what = "ngày, giờ" if isinstance(raw, datetime | time) else "số"
            heading = self.sheet.field(name).heading
            message = f"Excel đã đổi chữ ở cột “{heading}” thành {what}; đọc là {quoted(text)}. Đúng thì thôi; chưa đúng thì định dạng ô là Text (Văn bản) rồi ghi lại."
            self._problem("O09", address(*at), message, entry=text)
        return text

    def _is_refused_formula(self, name: str, at: tuple[int, int]) -> bool:
        """Return whether the cell's formula gives no value to take; say why where the commune must act."""
        formula = self.marks.formulas[at]
        if leaves_file(formula):
            message = "Ô chứa liên kết hoặc công thức lấy dữ liệu ngoài; chỉ giá trị lưu lần cuối được đọc. Thay bằng số hoặc chữ."
            self._problem("O08", address(*at), message)
            if _PICTURE.search(formula):
                return True
        if name == "value" and is_derived(formula):
            # The form's own formula, which shows the rate; the rate is computed again from its parts.
            return any(self._is_filled(at[0], part) for part in ("numerator", "denominator"))
        if at in self.marks.uncomputed:
            message = "Ô có công thức nhưng chưa có giá trị đã tính. Mở bằng Excel, lưu lại, hoặc ghi thẳng số."
            self._problem("O06", address(*at), message)
            return True
        return False

    def _is_filled(self, index: int, name: str) -> bool:
        return any(self.grid[index][column] != "" for column in self.table.columns.get(name, []))

    def _report_comments(self) -> None:
        """Repeat every comment of the sheet but those the office wrote; in these, what the commune wrote below."""
        for at, comment in sorted(self.marks.comments.items()):
            if own := own_comment(comment):
                self._problem("B11", address(*at), own)

    def _report_outside(self) -> None:
        """Repeat what is written beside the table, and name columns that were added: no figures of the form, but somebody wrote them to be read."""
        used = {column for columns in self.table.columns.values() for column in columns}
        top, rows = self.table.header_row, range(self.table.header_row + 1, len(self.grid))
        beside: list[Place] = []
        for column in (column for column in range(len(self.grid[0])) if column not in used):
            filled = [(row, column) for row in rows if plain_text(self.grid[row][column])]
            heading = plain_text(self.grid[top][column])
            if filled and heading:
                message = f"Cột {quoted(heading)} không thuộc biểu nên không đọc. Mở tệp để xem."
                self._problem("B11", address(top, column), message)
            elif filled:
                beside += [at for at in filled if at not in self.marks.formulas]
        for row, column in beside[:_OUTSIDE]:
            self._problem("B11", address(row, column), f"Xã ghi ngoài bảng: {repeated(self.grid[row][column])}")
        if len(beside) > _OUTSIDE:
            message = f"Xã còn ghi ngoài bảng {len(beside) - _OUTSIDE} chỗ. Mở tệp để xem."
            self._problem("B11", address(*beside[_OUTSIDE]), message)

    def _report_hidden(self) -> None:
        hidden = list(self.hidden)
        for name, columns in self.table.columns.items():
            if name in self.entry_fields and not self.marks.hidden_columns.isdisjoint(columns):
                hidden.append(f"cột “{self.sheet.field(name).heading}”")
        if self.marks.is_hidden and self.found.entries:
            hidden.append("cả trang")
        if hidden:
            more = f" và {len(hidden) - _SHOWN_HIDDEN} chỗ khác" if len(hidden) > _SHOWN_HIDDEN else ""
            shown = ", ".join(hidden[:_SHOWN_HIDDEN]) + more
            self._problem("B09", "", f"Phần bị ẩn vẫn được đọc: {shown}. Bỏ ẩn để người xem thấy hết.")

    def _merged_rows(self) -> dict[int, list[tuple[int, int, int]]]:
        """Return, by row, the cells that are merged across it: the first row, the first and the last column."""
        found: dict[int, list[tuple[int, int, int]]] = {}
        left_over = _MERGED_ROWS
        for (top, left), (bottom, right) in self.marks.merged:
            rows = range(max(top, self.table.header_row + 1), min(bottom + 1, len(self.grid)))[:left_over]
            for row in rows:
                found.setdefault(row, []).append((top, left, right))
            left_over -= len(rows)
        return found

    def _is_covered(self, name: str, row: int, column: int) -> bool:
        """Return whether a cell of an entry is merged into another: what it may still hold nobody sees."""
        return name not in self.codes and any(
            left <= column <= right and (top, left) != (row, column) for top, left, right in self.merged_rows[row]
        )

    def _report_merged(self) -> None:
        kept = [row.index for row in self.found.rows]
        used = {column for name in self.entry_fields for column in self.table.columns.get(name, [])}
        for (top, left), (bottom, right) in self.marks.merged:
            first = bisect_left(kept, top)
            if first < len(kept) and kept[first] <= bottom and any(left <= column <= right for column in used):
                message = f"Các ô {address(top, left)}:{address(bottom, right)} bị gộp: chỉ ô đầu có giá trị, các ô sau coi như trống. Bỏ gộp, ghi từng ô."
                self._problem("B10", address(top, left), message)
