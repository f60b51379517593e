"""Edits of a reference file that leave every byte of it as it was but those of the cells and rows concerned.

Cells are written as they are asked for: no reader of reference data takes out the apostrophe that makes a text inert in what builds write (`csv_file`).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ntm_lib.csv_file import csv_bytes
from ntm_lib.reference.cells import MARKS, heading
from ntm_lib.reference.files import separator
from ntm_lib.setup.encoding import edited
from ntm_lib.text import clean


@dataclass(frozen=True)
class CsvEdits:
    """What is to change: lines as the Spots of `read_reference` count them, columns as `heading` calls them, numbers with a decimal point."""

    cells: Mapping[tuple[int, str], str] = field(default_factory=dict)
    added: Sequence[tuple[int, Mapping[str, str]]] = ()  # each below a line; 0: below all that say something
    removed: Collection[int] = ()


@dataclass
class _Row:
    """The cells as the file writes them, and how the line ends."""

    cells: list[str]
    end: str

    @property
    def is_filled(self) -> bool:
        return any(clean(_said(cell)) for cell in self.cells)


def edit_csv(content: bytes, edits: CsvEdits, columns: Sequence[str], numbers: Collection[str] = ()) -> bytes:
    """Return the changed content of a CSV that can be read with these columns; of a new file that has them as its heading if `content` is empty.

    A column that it lacks is put at the right if it gets a text. In the columns `numbers` decimals are written as the file writes them.
    """
    if not content:
        content = csv_bytes(pd.DataFrame(columns=list(columns)))
    return edited(content, lambda text: _edited(text, edits, columns, numbers))


def _edited(text: str, edits: CsvEdits, columns: Sequence[str], numbers: Collection[str]) -> str:
    comma = separator(text, columns)
    rows = list(_rows(text, comma))
    filled = [line for line, row in enumerate(rows, start=1) if row.is_filled]
    top = rows[filled[0] - 1]
    file = _File(comma, _headings(top, edits, comma), numbers, top.end or "\r\n")
    for (line, name), said in edits.cells.items():
        file.put(rows[line - 1], name, said, rows[line - 1])
    added: dict[int, list[Mapping[str, str]]] = {}
    for after, cells in edits.added:
        added.setdefault(after or filled[-1], []).append(cells)
    kept: list[_Row] = []
    for line, row in enumerate(rows, start=1):
        kept += [row] if line not in edits.removed else []
        for cells in added.get(line, []):
            kept.append(file.new_row(cells, kept[-1]))
    return "".join(comma.join(row.cells) + row.end for row in kept)


def _rows(text: str, comma: str) -> Iterator[_Row]:
    """Yield what `csv.reader` takes for rows, and one without anything below the last newline; an empty line has one cell."""
    pattern = re.compile(rf'("[^"]*(?:""[^"]*)*"|[^{comma}\r\n]*)({comma}|\r\n|\r|\n|\Z)')
    cells: list[str] = []
    for found in pattern.finditer(text):
        cells.append(found[1])
        if found[2] != comma:
            yield _Row(cells, found[2])
            cells = []


def _headings(top: _Row, edits: CsvEdits, comma: str) -> list[str]:
    """Return the names of the columns; those that a text needs and the row lacks are written into it."""
    names = [heading(_said(cell)) for cell in top.cells]
    asked = [(name, said) for (_, name), said in edits.cells.items()]
    asked += [own for _, cells in edits.added for own in cells.items()]
    new = dict.fromkeys(name for name, said in asked if said and name not in names)
    top.cells += [_written(name, top.cells[-1], comma) for name in new]
    return [*names, *new]


@dataclass(frozen=True)
class _File:
    """How a file writes its rows."""

    comma: str
    names: Sequence[str]
    numbers: Collection[str]
    end: str

    def put(self, row: _Row, name: str, said: str, like: _Row) -> None:
        """Write a cell unless it says this already, in quotes if that of the row `like` is."""
        own = _in_file(said, MARKS[self.comma]) if name in self.numbers else said
        at = self.names.index(name) if name in self.names else len(row.cells)
        if clean(own) != clean(_said(_cell(row, at))):
            row.cells += [""] * (at + 1 - len(row.cells))
            row.cells[at] = _written(own, _cell(like, at), self.comma)

    def new_row(self, cells: Mapping[str, str], above: _Row) -> _Row:
        """Return a row that goes below another; if that is the last one and ends without a newline, the new one does."""
        row = _Row([""] * len(self.names), above.end)
        above.end = above.end or self.end
        for name, said in cells.items():
            self.put(row, name, said, above)
        return row


def _cell(row: _Row, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def _said(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _written(said: str, like: str, comma: str) -> str:
    """Return a text as a cell, in quotes where it needs them or the cell `like` has them."""
    needs = said.startswith('"') or any(mark in said for mark in (comma, '"', "\r", "\n"))
    escaped = said.replace('"', '""')
    return f'"{escaped}"' if needs or (said and like.startswith('"')) else said


def _in_file(number: str, mark: str) -> str:
    """Return a number with the file's decimal mark; where it has none, three decimals could be thousands, four can't."""
    is_unclear = not mark and re.fullmatch(r".*\.[0-9]{3}", number)
    return f"{number}0" if is_unclear else number.replace(".", mark or ".")
