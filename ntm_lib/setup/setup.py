"""Settings in Excel: thiet-lap.xlsx written from a workbook's files, and taken back into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ntm_lib.errors import WorkbookError
from ntm_lib.files import visible
from ntm_lib.setup.annex_sheet import new_sets, take_annexes
from ntm_lib.setup.candidate import faults_of
from ntm_lib.setup.changes import ReadRow, SheetChanges, compare, mark_of, text_of
from ntm_lib.setup.contents import (
    SettingRow,
    SetupContents,
    own_levels_first,
    own_sets_first,
    own_workbooks,
    read_contents,
)
from ntm_lib.setup.new_files import NewFiles, new_files
from ntm_lib.setup.reader import ReadSetup, read_setup
from ntm_lib.setup.sheets import (
    AGENCIES,
    AGENCIES_SHEET,
    COMMUNES,
    INDICATORS,
    LEADS,
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
    for sheet, column in ((SETS_SHEET, "set_id"), (INDICATORS, "criteria_set"), (LEADS, "criteria_set")):
        rows[sheet.title] = own_sets_first(workbook, rows[sheet.title], column)
    return setup_bytes(contents, rows)


def take_back(workbook: Workbook, path: Path) -> Taken:
    """Return what the file of settings at `path` changes in `workbook`; raise WorkbookError if it is none of its."""
    contents, read = read_contents(workbook), read_setup(path)
    if not _is_of(read, contents):
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


def _is_of(read: ReadSetup, contents: SetupContents) -> bool:
    """Return whether a file of settings is this workbook's: it names its places, or was made of a file that it has."""
    return read.places == contents.places or any(
        sha and contents.hashes.get(path) == sha for path, sha in read.made_of.items()
    )


def _compare(
    sheet: SettingSheet, contents: SetupContents, read: ReadSetup, names: Names, used: frozenset[str]
) -> SheetChanges:
    written, found = contents.rows[sheet.title], read.sheets.get(sheet.title)
    unchanged = SheetChanges(sheet, {row.row_id: row.values for row in written})
    if found is None:
        return unchanged
    stale = [path for path in contents.files[sheet.title] if contents.hashes[path] != read.made_of.get(path, "")]
    if not stale:
        return compare(sheet, written, found.rows, found.columns, names, used)
    changed = [row for row in found.rows if row.drop or row.mark != mark_of(sheet.columns, row.texts)]
    changed = [row for row in changed if any(row.texts.values())]
    if changed and not _is_as_written(sheet, written, changed, names):
        unchanged.faults.append(_stale(sheet, changed, stale))
    return unchanged


def _is_as_written(sheet: SettingSheet, written: Sequence[SettingRow], rows: Sequence[ReadRow], names: Names) -> bool:
    """Return whether the workbook has every one of these rows by now: what was changed in them has been taken back before."""
    own = {
        mark_of(sheet.columns, {c.name: text_of(c, row.values[c.name], names) for c in sheet.columns})
        for row in written
    }
    return all(not row.drop and mark_of(sheet.columns, row.texts) in own for row in rows)


def _stale(sheet: SettingSheet, changed: Sequence[ReadRow], stale: Sequence[str]) -> WorkbookError:
    lines = [str(row.spot.line) for row in changed]
    more = f" và {len(lines) - _FEW} dòng nữa" if len(lines) > _FEW else ""
    return WorkbookError(
        f"{', '.join(stale)} đã đổi từ khi lập tệp thiết lập này, mà trang “{sheet.title}” có chỗ sửa ở dòng {', '.join(lines[:_FEW])}{more}. "
        "Lấy tệp mới bằng `ntm setup`, ghi lại các chỗ ấy vào đó."
    )


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
