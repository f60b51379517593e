"""A sheet as a person sees it: merged cells, old letters, numbers as shown."""

from collections.abc import Sequence
from functools import cached_property
from itertools import zip_longest

from ntm_lib.spreadsheet.old_letters import likely_meant
from ntm_lib.spreadsheet.opened import Grid, Marks, Place, address, column_letters, covered, transposed
from ntm_lib.text import clean

_OWN_WORDS = "định dạng ô hiện chữ khác"


class Page:
    """The cells of one sheet, by row and column from 0."""

    def __init__(self, title: str, grid: Grid, marks: Marks, *, is_turned: bool = False) -> None:
        self.title, self.grid, self.marks, self.is_turned = title, grid, marks, is_turned
        self._texts: dict[Place, str] = {}
        self.by_row: dict[int, list[int]] = {}  # the columns in which something stands, by row; and the rows by column
        self.by_column: dict[int, list[int]] = {}
        for row, cells in enumerate(grid):
            for column, value in enumerate(cells):
                if value != "" or (row, column) in marks.uncomputed:
                    self.by_row.setdefault(row, []).append(column)
                    self.by_column.setdefault(column, []).append(row)
        self.height, self.width = 1 + max(self.by_row, default=-1), 1 + max(self.by_column, default=-1)

    def turned(self, first: int) -> "Page":
        """Return the sheet from a row on with its rows as columns, as a person would paste it transposed; addresses stay those of the file."""
        kept = [row if at >= first else [""] * len(row) for at, row in enumerate(self.grid)]
        rows = [list(row) for row in zip_longest(*kept, fillvalue="")]
        return Page(self.title, rows, transposed(self.marks), is_turned=True)

    def address(self, row: int, column: int) -> str:
        """Return the address that a cell has in the file."""
        return address(column, row) if self.is_turned else address(row, column)

    def span(self, columns: Sequence[int]) -> str:
        """Return what some columns are called in the file: "C–U", of a turned sheet "8–26"."""
        ends = [columns[0], columns[-1]] if len(columns) > 1 else columns
        return "–".join(str(end + 1) if self.is_turned else column_letters(end) for end in ends)

    @cached_property
    def merged(self) -> dict[Place, Place]:
        """The first cell of the range that a cell is merged into, by each cell of it but the first."""
        return covered(self.marks, self.height, self.width)

    @cached_property
    def across(self) -> dict[Place, int]:
        """The last column of each range that is merged over several columns, by its first cell."""
        return {first: last[1] for first, last in self.marks.merged if last[1] > first[1]}

    def first(self, row: int, column: int) -> Place:
        """Return the cell whose content stands in this one."""
        return self.merged.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """Return what is seen in a cell, that of the range it is merged into; what is struck through, or not shown, is not."""
        at = self.first(row, column)
        if at not in self._texts:
            self._texts[at] = self._seen(at, self.grid[at[0]][at[1]])
        return self._texts[at]

    def _seen(self, at: Place, value: object) -> str:
        if value == "" or at in self.marks.struck or at in self.marks.unseen:
            return ""
        if not isinstance(value, str):
            seen = self.marks.seen(at, value)
            return f"{seen} ({_OWN_WORDS})" if at not in self.marks.shown and self._has_words(at) else seen
        text = self.marks.in_unicode(at, value)
        return clean(likely_meant(text) or text)  # before cleaning: of an old encoding the soft hyphen is a letter

    def _has_words(self, at: Place) -> bool:
        return at in self.marks.formats and self.marks.formats[at].has_words

    def is_filled(self, row: int, column: int) -> bool:
        """Return whether something is seen in the cell itself, or a formula without a value stands there."""
        if (row, column) in self.merged:
            return False
        return bool(self.text(row, column)) or (row, column) in self.marks.uncomputed

    def filled(self, row: int) -> list[int]:
        """Return the columns of a row in which something is seen."""
        return [column for column in self.by_row.get(row, ()) if self.is_filled(row, column)]
