"""The cells of a pasted table: what is seen in each, and which of them a merged cell covers."""

from collections.abc import Collection
from datetime import date, time

from ntm_lib.intake.reading.entries import as_typed
from ntm_lib.setup.annex.wording import UnclearError, Written, of_number, written
from ntm_lib.spreadsheet.old_letters import in_font
from ntm_lib.spreadsheet.opened import Grid, Marks, Place, covered
from ntm_lib.spreadsheet.styles import shown
from ntm_lib.text import clean, figure_text

_RAISED = {"2": "²", "3": "³"}  # of m²; behind a number it is the mark of a note, and the number is asked about


class Cells:
    """A sheet's cells by place; a place that a merged cell covers has that cell as its origin."""

    def __init__(self, grid: Grid, marks: Marks) -> None:
        self.grid, self.marks = grid, marks
        self.height, self.width = len(grid), max(map(len, grid), default=0)
        self._origins = covered(marks, self.height, self.width)

    def origin(self, row: int, column: int) -> Place:
        """Return the place whose value stands at another: of a merged cell its first, else itself."""
        return self._origins.get((row, column), (row, column))

    def is_covered(self, row: int, column: int) -> bool:
        """Return whether a merged cell reaches here that begins elsewhere."""
        return self.origin(row, column) != (row, column)

    def span(self, row: int, column: int) -> int:
        """Return over how many columns of its row a cell reaches."""
        first = self.origin(row, column)
        return sum(self.origin(row, other) == first for other in range(column, self.width))

    def text(self, row: int, column: int) -> str:
        """Return what is seen in a cell, as one line; "" where a merged cell covers it."""
        if (row, column) in self.marks.runs:
            return clean(self._seen((row, column)))
        value = self.grid[row][column]
        found = self.marks.formats.get((row, column))
        if isinstance(value, int | float) and (row, column) in self.marks.percents:
            return f"{figure_text(as_typed(value * 100))}%"
        if isinstance(value, float) and not found:
            return figure_text(as_typed(value))
        return clean(shown(value, found.code if found else ""))

    def filled(self, row: int, column: int) -> str:
        """Return the same, of a covered cell what is seen there: the text of the merged one."""
        return self.text(*self.origin(row, column))

    def own_columns(self, row: int) -> list[int]:
        """Return the columns of a row with something of its own in them."""
        return [column for column in range(self.width) if self.text(row, column)]

    def is_number(self, row: int, column: int) -> bool:
        """Return whether the cell holds a number, of which Excel does not keep the zeros at the end."""
        return isinstance(self.grid[row][column], int | float)

    def fault(self, row: int, column: int) -> str:
        """Return why what is seen in a cell may not be what was meant; "" if nothing speaks against it."""
        at, value = (row, column), self.grid[row][column]
        if at in self.marks.uncomputed or at in self.marks.errors or at in self.marks.damaged:
            return "Ô này có công thức hay giá trị hỏng, không đọc được. Ghi thẳng nội dung vào ô."
        if isinstance(value, date | time):
            return "Excel đã đổi nội dung ô này thành ngày. Định dạng ô là Văn bản (Text) rồi ghi lại."
        if at in self.marks.struck or any(run.is_struck for run in self.marks.runs.get(at, ())):
            return "Ô này có chữ gạch ngang. Xóa hẳn chữ gạch ngang, hoặc bỏ gạch ngang."
        if at in self.marks.formats and self.marks.formats[at].is_altering:
            return "Định dạng ô này làm hiện ra số khác với số lưu trong ô. Định dạng ô là Văn bản (Text) rồi ghi lại."
        return ""

    def level(self, row: int, column: int, notes: Collection[str] = ()) -> Written:
        """Return what a level's cell says, without the marks of notes below the table; raise UnclearError where that is not certain."""
        if fault := self.fault(row, column):
            raise UnclearError(fault)
        at, value = (row, column), self.grid[row][column]
        if isinstance(value, int | float) and not isinstance(value, bool):
            is_percent = at in self.marks.percents
            return of_number(as_typed(value * 100 if is_percent else value), is_percent=is_percent)
        text = self._seen(at) if at in self.marks.runs else str(value)
        for mark in notes:
            text = text.replace(f"({mark})", " ")
        return written(text)

    def _seen(self, at: Place) -> str:
        """Return what is seen of a text in pieces: letters and signs of old fonts (³ of Symbol is ≥), what is struck through left out."""
        runs = [run for run in self.marks.runs[at] if not run.is_struck]
        return "".join(
            _RAISED.get(run.text, run.text) if run.is_raised else in_font(run.text, run.font) for run in runs
        )
