"""The files of a workbook with the changes of thiet-lap.xlsx in them: only what changed is written, all else stays byte for byte."""

import codecs
import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from ntm_lib.errors import WorkbookError, fault
from ntm_lib.files import read_file
from ntm_lib.reference.files import EXCEL, raw_rows, table_file
from ntm_lib.setup.changes import SheetChanges
from ntm_lib.setup.contents import files_of
from ntm_lib.setup.csv_edit import CsvEdits, edit_csv
from ntm_lib.setup.sheets import COMMUNES, CONCLUSIONS, PLACES, SEASONS, SETS_SHEET, SettingSheet
from ntm_lib.setup.toml_files import edit_sets, edit_settings
from ntm_lib.setup.values import NUMBERS
from ntm_lib.spot import Spot
from ntm_lib.workbook import Workbook

_TOML = (PLACES, SEASONS, SETS_SHEET)
_ELSEWHERE = {COMMUNES.title: ("periods",)}  # columns that another file stores


@dataclass
class NewFiles:
    """New contents by path, None of a file that goes; where in thiet-lap.xlsx the rows of the tables stand, by path and line, as they are then; and the faults met."""

    files: dict[str, bytes | None] = field(default_factory=dict)
    spots: dict[tuple[str, int], Spot] = field(default_factory=dict)
    faults: list[WorkbookError] = field(default_factory=list)


@dataclass
class _FileEdits:
    cells: dict[tuple[int, str], str] = field(default_factory=dict)
    added: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)
    kept: dict[int, Spot] = field(default_factory=dict)
    new: list[Spot] = field(default_factory=list)

    def lines(self, before: Sequence[int]) -> Iterator[tuple[int, Spot]]:
        """Yield the lines of the edited file, of which `before` are those below the heading, and where their rows stand in the sheet."""
        after = defaultdict[int, list[Spot]](list)
        for (above, _), spot in zip(self.added, self.new, strict=True):
            after[above].append(spot)
        order: list[Spot | None] = []
        for line in before:
            order += [] if line in self.removed else [self.kept.get(line)]
            order += after[line]
        first = before[0] if before else 2
        yield from ((line, spot) for line, spot in enumerate([*order, *after[0]], start=first) if spot)


def new_files(workbook: Workbook, changes: Mapping[str, SheetChanges]) -> NewFiles:
    """Return the files that `changes` (by sheet title) make. One that they leave as it is, is none of them."""
    found = NewFiles()
    for own in changes.values():
        if own.sheet not in _TOML:
            _edit_tables(found, workbook, own)
    for edit, path in ((edit_settings, SEASONS.path), (edit_sets, SETS_SHEET.path)):
        before = read_file(workbook.root / path)
        after, faults = edit(before, changes)
        found.faults += faults
        if after != before:
            found.files[path] = after
    return found


def _edit_tables(found: NewFiles, workbook: Workbook, own: SheetChanges) -> None:
    sheet, by_file = own.sheet, defaultdict[str, _FileEdits](_FileEdits)
    stored = [c.name for c in sheet.columns if c.name not in (sheet.file_column, *_ELSEWHERE.get(sheet.title, ()))]
    for row_id, spot in own.spots.items():
        path, line = _place(sheet, workbook, row_id)
        cells = own.cells.get(row_id, {})
        if sheet.file_column in cells:
            what = "dòng này không chuyển sang chỗ khác được. Bỏ nó (ghi x ở “Bỏ dòng”), thêm một dòng mới."
            found.faults.append(fault(spot.in_column(sheet.file_column), what))
        by_file[path].kept[line] = spot
        by_file[path].cells |= {(line, name): cells[name] for name in stored if name in cells}
    for row_id in own.removed:
        path, line = _place(sheet, workbook, row_id)
        by_file[path].removed.add(line)
    for row in own.added:
        try:
            path = path_of(sheet, workbook, row.values.get(sheet.file_column, ""))
        except WorkbookError as error:
            found.faults.append(fault(row.spot.in_column(sheet.file_column), str(error)))
            continue
        above, line = _place(sheet, workbook, row.after) if row.after else ("", 0)
        by_file[path].added.append((line if above == path else 0, {name: row.values.get(name, "") for name in stored}))
        by_file[path].new.append(row.spot)
    kinds = {column.name: column.kind for column in sheet.columns}
    for path, edits in by_file.items():
        if edits.cells or edits.added or edits.removed:
            _edit_table(found, workbook.root, path, edits, stored, kinds)
        else:
            file = table_file(workbook.root / path).relative_to(workbook.root).as_posix()
            found.spots |= {(file, line): spot for line, spot in edits.kept.items()}


def _edit_table(
    found: NewFiles, root: Path, path: str, edits: "_FileEdits", columns: Sequence[str], kinds: Mapping[str, str]
) -> None:
    file = table_file(root / path)
    rows = raw_rows(root / path, columns, kinds).rows
    before = b"" if not file.exists() else _as_csv(rows, columns) if file.suffix == EXCEL else read_file(file)
    if file.suffix == EXCEL:  # the CSV takes its place
        found.files[file.relative_to(root).as_posix()] = None
    numbers = [name for name, kind in kinds.items() if kind in NUMBERS]
    found.files[path] = edit_csv(before, CsvEdits(edits.cells, edits.added, edits.removed), columns, numbers)
    found.spots |= {(path, line): spot for line, spot in edits.lines([*rows])}


def _as_csv(rows: Mapping[int, Mapping[str, str]], columns: Sequence[str]) -> bytes:
    """Return a table kept in Excel as a CSV with the same lines, each cell as it is typed."""
    names = list(dict.fromkeys(name for row in rows.values() for name in row if name)) or [*columns]
    text = StringIO(newline="")
    text.write("\r\n" * (min(rows, default=2) - 2))
    csv.writer(text).writerows([names, *([row[name] for name in names] for row in rows.values())])
    return codecs.BOM_UTF8 + text.getvalue().encode()


def path_of(sheet: SettingSheet, workbook: Workbook, part: str) -> str:
    """Return the path of the file in which a row of a sheet stands; `part` is what stands in the sheet's `file_column`.

    Raises WorkbookError if that is a notice of no place of the workbook.
    """
    if sheet is not CONCLUSIONS:
        return sheet.path.format(part)
    if there := dict(files_of(sheet, workbook)).get(part):
        return there
    place_id, _, day = part.rpartition("/")
    folders = {own.place_id: own.data_name for own in workbook.of_each_place()}
    if place_id not in folders:
        known = " hoặc ".join(f"{own}/{day}" if own else day for own in folders)
        raise WorkbookError(f"không có nơi “{place_id}” trong sổ. Ghi {known}.")
    return f"{folders[place_id]}/conclusions/{day}.csv"


def _place(sheet: SettingSheet, workbook: Workbook, row_id: str) -> tuple[str, int]:
    part, _, line = row_id.rpartition(":")
    return path_of(sheet, workbook, part), int(line)
