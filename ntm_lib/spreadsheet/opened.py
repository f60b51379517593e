"""A file as opened, whatever its kind: the cells of each sheet, and what is said of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ntm_lib.errors import IntakeError
from ntm_lib.spreadsheet.old_letters import OLD_FONT, in_font
from ntm_lib.spreadsheet.package import SAVE_AGAIN
from ntm_lib.spreadsheet.rich_text import Run
from ntm_lib.spreadsheet.styles import Format, Styles, format_for, moment, shown
from ntm_lib.text import clean, in_quotes

SOME_FORMULA = "=A1"  # of a cell with a formula that is not read: it computes from other cells
HIDDEN_COLUMNS = 1_000  # beyond, no table of ours can stand
ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!"}
_MERGED_CELLS = 200_000  # of all merged ranges of a sheet together; nobody merges more
AREA = 4_000_000  # cells between A1 and the furthest one with a value
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")

Place = tuple[int, int]  # row and column, from 0
Grid = Sequence[Sequence[object]]


@dataclass
class Marks:
    """What one sheet says of its cells besides their values."""

    formulas: dict[Place, str] = field(default_factory=dict)
    uncomputed: set[Place] = field(default_factory=set)  # formulas without a stored value
    errors: set[Place] = field(default_factory=set)
    damaged: set[Place] = field(default_factory=set)  # what is stored is not a value of its kind
    percents: set[Place] = field(default_factory=set)
    formats: dict[Place, Format] = field(
        default_factory=dict
    )  # of numbers and days: how they are shown, if the file says so
    shown: dict[Place, str] = field(default_factory=dict)  # of numbers and days: what is seen, if the file keeps that
    runs: dict[Place, list[Run]] = field(
        default_factory=dict
    )  # of texts: the pieces, where they say more than the text
    struck: set[Place] = field(default_factory=set)  # numbers and days with a line through them
    unseen: set[Place] = field(default_factory=set)  # what the format does not show
    comments: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)  # first and last cell
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False

    def seen(self, at: Place, value: object) -> str:
        """Return what a person sees of the number or day in a cell."""
        code = self.formats[at].code if at in self.formats else ""
        return clean(self.shown.get(at)) or shown(value, code)

    def in_unicode(self, at: Place, text: str) -> str:
        """Return the text of a cell as its fonts show it, without what is struck through."""
        runs = self.runs.get(at)
        return text if runs is None else "".join(in_font(run.text, run.font) for run in runs if not run.is_struck)


def covered(marks: Marks, height: int, width: int) -> dict[Place, Place]:
    """Return the first cell of the range that a cell is merged into, by each cell of it but the first, on a sheet of this size."""
    found: dict[Place, Place] = {}
    for (top, left), (bottom, right) in marks.merged:
        rows, columns = range(top, min(bottom + 1, height)), range(left, min(right + 1, width))
        if len(found) + len(rows) * len(columns) <= _MERGED_CELLS:
            found |= {(row, column): (top, left) for row in rows for column in columns if (row, column) != (top, left)}
    return found


def transposed(marks: Marks) -> Marks:
    """Return what is said of the cells once rows are columns."""
    found = replace(marks, hidden_rows=set(marks.hidden_columns), hidden_columns=set(marks.hidden_rows))
    found.merged = [((left, top), (right, bottom)) for (top, left), (bottom, right) in marks.merged]
    for name in ("uncomputed", "errors", "damaged", "percents", "struck", "unseen"):
        setattr(found, name, {(column, row) for row, column in getattr(marks, name)})
    for name in ("formulas", "formats", "shown", "runs", "comments"):
        setattr(found, name, {(column, row): said for (row, column), said in getattr(marks, name).items()})
    return found


@lru_cache(maxsize=10_000)
def place(reference: str) -> Place:
    """Return row and column, from 0, of a reference such as "G12"; raise ValueError if it is none."""
    match = _REFERENCE.fullmatch(reference.upper())
    if match is None or not int(match[2]):
        raise ValueError(reference)
    return int(match[2]) - 1, _column(match[1])


@lru_cache(maxsize=1_000)
def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = 26 * column + ord(letter) - 64
    return column - 1


@lru_cache(maxsize=50_000)
def address(row: int, column: int) -> str:
    """Return the cell's address, as "G12", from row and column counted from 0."""
    return f"{column_letters(column)}{row + 1}"


@lru_cache(maxsize=1_000)
def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: "A", "AB"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def note_style(marks: Marks, at: Place, value: object, styles: Styles, style: int, runs: Sequence[Run] = ()) -> None:
    """Note what the style of a cell, and the pieces of a text, say of the value: old fonts, a line through it, that it is not shown."""
    is_struck = style in styles.struck
    if isinstance(value, str):
        note_runs(marks, at, runs or [Run(value)], Run("", styles.old_fonts.get(style, ""), is_struck))
    elif is_struck:
        marks.struck.add(at)
    is_negative = isinstance(value, int | float) and value < 0
    sign = "0" if value == 0 else "-" if is_negative else "+"
    if style in styles.unseen_texts if isinstance(value, str) else sign in styles.unseen.get(style, ""):
        marks.unseen.add(at)


def note_format(marks: Marks, at: Place, number: float, styles: Styles, style: int, *, is_1904: bool) -> object:
    """Note how the style of a cell shows its number; return the number, or the moment that it stands for."""
    if style in styles.formats:
        marks.formats[at] = styles.formats[style]
        if style in styles.moments:
            return moment(number, is_1904=is_1904) or number
    elif style in styles.conditional:
        marks.formats[at] = shown_as = format_for(styles.conditional[style], number)
        if shown_as.is_percent:
            marks.percents.add(at)
    return number


def note_runs(marks: Marks, at: Place, runs: Sequence[Run], cell: Run) -> None:
    """Note the pieces of a text, if any is in an old font, struck through or raised; `cell` says what holds where they say nothing."""
    # a piece that has a font has all of its own
    runs = [
        run if run.font else run._replace(font=cell.font, is_struck=run.is_struck or cell.is_struck) for run in runs
    ]
    if any(run.is_struck or run.is_raised or OLD_FONT.match(run.font) for run in runs):
        marks.runs[at] = runs


def grid_of(values: Mapping[Place, object], title: str) -> Grid:
    """Return cells by place as rows of equal length from A1 on, with "" where there is none; raise IntakeError if they reach too far."""
    height = 1 + max((row for row, _ in values), default=-1)
    width = 1 + max((column for _, column in values), default=-1)
    if height * width > AREA:
        raise is_too_far(title, height, width)
    grid: list[list[object]] = [[""] * width for _ in range(height)]
    for (row, column), value in values.items():
        grid[row][column] = value
    return grid


def is_too_far(title: str, last_row: int, last_column: int) -> IntakeError:
    """Return the error that refuses a sheet of which the cells would fill the memory."""
    message = f"Trang {in_quotes(title)} kéo tới dòng {last_row}, cột thứ {last_column}, quá xa để đọc. Xóa các dòng, cột thừa ngoài bảng rồi lưu lại."
    return IntakeError("T05", message)


@dataclass
class Opened:
    """A file's sheets by title: the cells from A1 on, in rows of equal length with "" for an empty cell; and their marks.

    `foreign` are the titles of sheets that hold no cells: charts, dialogs, macros of Excel 4.
    """

    grids: dict[str, Grid] = field(default_factory=dict)
    marks: dict[str, Marks] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)

    def add(self, title: str, grid: Grid, marks: Marks) -> None:
        """Add a sheet; raise IntakeError if there is one of that title."""
        if title in self.grids:
            raise IntakeError("T01", f"Không mở được tệp: có hai trang cùng tên. {SAVE_AGAIN}")
        self.grids[title], self.marks[title] = grid, marks
