"""Finds the form's tables in a workbook that people have worked on: by title first, by their headings where the title is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ntm_lib.intake.form import Field, Sheet
from ntm_lib.spreadsheet.opened import Grid
from ntm_lib.text import slug, word_key

HEADER_ROWS = 1_000  # a header, and the identity, stand above this row
_LIKENESS = 0.6  # share of headings that a sheet without its title must have in common with the layout
LONGEST_HEADING = 60


@dataclass(frozen=True)
class Table:
    """A sheet of the file taken for a sheet of the layout: its header row and the columns of each field, from 0."""

    sheet: Sheet
    title: str
    header_row: int
    columns: dict[str, list[int]]
    likeness: float


def find_tables(grids: dict[str, Grid], sheets: Sequence[Sheet]) -> dict[str, list[Table]]:
    """Return, by layout title, the sheets with its table: the one of that title first, then others with its headings."""
    by_title = {word_key(sheet.title): sheet for sheet in sheets}
    found: dict[str, list[Table]] = {sheet.title: [] for sheet in sheets}
    others = []
    for title, grid in grids.items():
        sheet = by_title.get(word_key(title))
        if sheet is None:
            others.append(title)
            continue
        table = _table(sheet, title, grid)
        if not table.likeness and _likest(sheets, title, grid):
            others.append(title)  # its title is another sheet's
        else:
            found[sheet.title].append(table)
    for title in others:
        likest = _likest(sheets, title, grids[title])
        if likest is not None:
            found[likest.sheet.title].append(likest)
    return found


def _likest(sheets: Sequence[Sheet], title: str, grid: Grid) -> Table | None:
    """Return the table that a sheet's headings are most like; None if they are like none."""
    tables = [table for sheet in sheets if (table := _table(sheet, title, grid)).likeness >= _LIKENESS]
    return max(tables, key=lambda table: table.likeness, default=None)


def _table(sheet: Sheet, title: str, grid: Grid) -> Table:
    """Return the table whose header row has the most of the sheet's headings."""
    headings = _headings(sheet.fields)
    best_row, best = 0, dict[str, list[int]]()
    for index, row in enumerate(grid[:HEADER_ROWS]):
        found = _columns(row, headings)
        if len(found) > len(best):
            best_row, best = index, found
            if len(found) == len(sheet.fields):
                break
    written = sum(1 for value in grid[best_row] if isinstance(value, str) and value) if best else 0
    expected = sum(1 for f in sheet.fields if f.since == 1 or f.name in best)  # an older form lacks the others
    likeness = len(best) / max(expected, written) if all(name in best for name in sheet.needed) else 0.0
    return Table(sheet, title, best_row, best, likeness)


def _columns(row: Sequence[object], headings: dict[str, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for column, value in enumerate(row):
        if isinstance(value, str) and 0 < len(value) <= LONGEST_HEADING:
            name = headings.get(word_key(value)) or headings.get(_bare(value))
            if name is not None:
                found.setdefault(name, []).append(column)
    return found


@lru_cache(maxsize=10_000)
def _bare(heading: str) -> str:
    return slug(heading)


@lru_cache(maxsize=100)
def _headings(fields: tuple[Field, ...]) -> dict[str, str]:
    """Return field names by heading as typed, and without marks ("tu-so"); no two of a sheet are alike in this."""
    return {slug(f.heading): f.name for f in fields} | {word_key(f.heading): f.name for f in fields}
