"""Settings in Excel: thiet-lap.xlsx written from a workbook's files, and taken back into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ntm_lib.errors import WorkbookError
from ntm_lib.files import visible
from ntm_lib.setup.annex_sheet import new_sets, take_annexes
from ntm_lib.setup.candidate import faults_of
from ntm_lib.setup.changes import ReadRow, SheetChanges, compare, text_of
from ntm_lib.setup.contents import SettingRow, SetupContents, own_levels_first, own_workbooks, read_contents
from ntm_lib.setup.new_files import NewFiles, new_files
from ntm_lib.setup.reader import ReadSetup, read_setup
from ntm_lib.setup.sheets import (
    AGENCIES,
    AGENCIES_SHEET,
    COMMUNES,
    INDICATORS,
    LEVELS,
    PERIODS,
    PLACES,
    SEASONS,
    SETS,
    SETS_SHEET,
    SHEETS,
    UNITS,
    SettingSheet,
)  # fmt: skip
from ntm_lib.setup.toml_files import NEW
from ntm_lib.setup.values import Names
from ntm_lib.setup.writer import setup_bytes
from ntm_lib.workbook import Workbook

_NAMED = {COMMUNES.title: (UNITS, "unit_id", "name"), AGENCIES_SHEET.title: (AGENCIES, "department_id", "short_name"), SETS_SHEET.title: (SETS, "set_id", "")}  # fmt: skip
_FEW = 8


@dataclass(frozen=True)
class Taken:
    """What taking thiet-lap.xlsx back would do: the changes by sheet title, the new files; `faults` are open findings, `remarks` are told."""

    changes: Mapping[str, SheetChanges]
    new: NewFiles
    contents: SetupContents
    faults: Sequence[WorkbookError]
    remarks: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return not any(self.changes.values())


def setup_file(workbook: Workbook) -> bytes:
    """Return thiet-lap.xlsx of `workbook`."""
    contents = read_contents(workbook)
    rows = dict(contents.rows)
    rows[LEVELS.title] = own_levels_first(workbook, rows[LEVELS.title])
    return setup_bytes(contents, rows)


def take_back(workbook: Workbook, path: Path) -> Taken:
    """Return what the file of settings at `path` changes in `workbook`; raise WorkbookError if it is none of its."""
    contents, read = read_contents(workbook), read_setup(path)
    if read.places != contents.places and not _hashes_known(read, contents):
        raise WorkbookError(
            f"{path.name} là thiết lập của sổ khác ({read.places}); sổ này là của {contents.places}. Lấy tệp của sổ này bằng `ntm setup`."
        )
    changes, faults = dict[str, SheetChanges](), list(read.faults)
    made = new_sets(read.annexes, contents.names)
    names = Names({**contents.names.of, SETS: {**contents.names.of[SETS], **made}})
    used = _used(workbook, contents)
    for sheet in _names_first():
        own = _compare(sheet, contents, read, names, used.get(sheet.title, frozenset()))
        changes[sheet.title] = own
        names = _with_new(names, own)
        faults += own.faults
    annexes = take_annexes(workbook, read.annexes, path.name, changes, contents.names)
    remarks, faults = [*read.remarks, *annexes.remarks], [*faults, *annexes.faults]
    ordered = {sheet.title: changes[sheet.title] for sheet in SHEETS}
    if faults:
        return Taken(ordered, NewFiles(), contents, faults, remarks)
    new = new_files(workbook, ordered)
    faults = new.faults or (faults_of(workbook, new) if new.files else [])
    return Taken(ordered, new, contents, faults, remarks)


def _names_first() -> list[SettingSheet]:
    """Return the sheets, those first whose new rows others may name."""
    first = (SETS_SHEET, PLACES, COMMUNES, AGENCIES_SHEET)
    return [*first, *(sheet for sheet in SHEETS if sheet not in first)]


def _hashes_known(read: ReadSetup, contents: SetupContents) -> bool:
    return any(sha and contents.hashes.get(path) == sha for path, sha in read.hashes.items())


def _compare(
    sheet: SettingSheet, contents: SetupContents, read: ReadSetup, names: Names, used: frozenset[str]
) -> SheetChanges:
    written, found = contents.rows[sheet.title], read.sheets.get(sheet.title)
    if found is None:
        return SheetChanges(sheet, {row.row_id: row.values for row in written})
    stale = [path for path in contents.files[sheet.title] if contents.hashes[path] != read.hashes.get(path, "")]
    rows = _by_key(sheet, written, found.rows, names) if stale else found.rows
    own = compare(sheet, written, rows, found.columns, names, used)
    if stale and own:
        own.faults.append(WorkbookError(_stale_words(sheet, own, stale)))
    return own


def _by_key(sheet: SettingSheet, written: Sequence[SettingRow], read: Sequence[ReadRow], names: Names) -> list[ReadRow]:
    """Return the rows of a file of settings that is older than the workbook's file: each with the id of the row that has its key now."""
    keys = [column for column in sheet.columns if column.is_key]
    now = {tuple(text_of(c, row.values[c.name], names) for c in keys): row.row_id for row in reversed(written)}
    return [replace(row, row_id=now.get(tuple(row.texts.get(c.name, "") for c in keys), "")) for row in read]


def _stale_words(sheet: SettingSheet, own: SheetChanges, stale: Sequence[str]) -> str:
    changed = [spot.in_column(*cells) for row_id, cells in own.cells.items() if (spot := own.spots.get(row_id))]
    cells = [cell for spot in changed for cell in spot.cells] + [f"dòng {row.spot.line}" for row in own.added]
    more = f" và {len(cells) - _FEW} chỗ nữa" if len(cells) > _FEW else ""
    shown = f" Trang “{sheet.title}” khác sổ ở: {', '.join(cells[:_FEW])}{more}." if cells else ""
    return f"{', '.join(stale)} đã đổi từ khi lập tệp thiết lập này.{shown} Lấy tệp mới bằng `ntm setup`, ghi lại các chỗ ấy vào đó."


def _used(workbook: Workbook, contents: SetupContents) -> dict[str, frozenset[str]]:
    """Return the ids of rows, by sheet title, whose key received forms use: seasons, their sets and figures, communes and agencies."""
    respondents = _respondents(workbook)
    seasons = {name: workbook.seasons[name].criteria_set for name in respondents if name in workbook.seasons}
    ids = {unit_id for own in respondents.values() for unit_id in own}
    uses = {
        SEASONS.title: ("name", {*seasons}),
        SETS_SHEET.title: ("set_id", {*seasons.values()}),
        INDICATORS.title: ("criteria_set", {*seasons.values()}),
        COMMUNES.title: ("unit_id", ids),
        AGENCIES_SHEET.title: ("department_id", ids),
    }
    return {
        title: frozenset(row.row_id for row in contents.rows[title] if row.values[column] in used)
        for title, (column, used) in uses.items()
    }


def _respondents(workbook: Workbook) -> dict[str, set[str]]:
    """Return who has sent a form that was kept, by season."""
    found: dict[str, set[str]] = {}
    for own in own_workbooks(workbook):
        for season in visible(own.received_folder):
            if season.is_dir():
                found.setdefault(season.name, set()).update(path.name for path in visible(season) if visible(path))
    return found


def _with_new(names: Names, own: SheetChanges) -> Names:
    """Return the names with those of the rows that a sheet adds, for the sheets that name them."""
    if own.sheet is PLACES:
        new = {f"{NEW}{number}": row.values.get("name", "") for number, row in enumerate(own.added)}
        return Names({**names.of, PERIODS: {**names.of[PERIODS], **new}})
    if own.sheet.title not in _NAMED:
        return names
    kind, key, name = _NAMED[own.sheet.title]
    new = {row.values[key]: row.values.get(name, "") for row in own.added if row.values.get(key)}
    return Names({**names.of, kind: {**names.of[kind], **new}})
