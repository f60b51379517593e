"""Settings in Excel: thiet-lap.xlsx written from a workbook's files, and taken back into them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ntm_lib.errors import WorkbookError, fault
from ntm_lib.setup.annex_sheet import new_sets, take_annexes
from ntm_lib.setup.candidate import faults_of
from ntm_lib.setup.changes import SheetChanges, compare
from ntm_lib.setup.contents import (
    SettingRow,
    SetupContents,
    lasting_keys,
    own_levels_first,
    own_sets_first,
    read_contents,
)
from ntm_lib.setup.new_files import NewFiles, new_files
from ntm_lib.setup.reader import ReadSetup, ReadSheet, read_setup
from ntm_lib.setup.sheets import (
    AGENCIES,
    AGENCIES_SHEET,
    COMMUNES,
    FIGURES,
    INDICATORS,
    LEADS,
    LEVELS,
    MEASURES,
    PERIODS,
    PLACES,
    SETS,
    SETS_SHEET,
    SHEETS,
    UNITS,
    SettingSheet,
)  # fmt: skip
from ntm_lib.setup.stale import changed_rows, lost_rows, stale_files
from ntm_lib.setup.toml_files import NEW
from ntm_lib.setup.used import used_by_forms
from ntm_lib.setup.values import Names
from ntm_lib.setup.writer import setup_bytes
from ntm_lib.workbook import Workbook

_NAMED = {COMMUNES.title: (UNITS, "unit_id", "name"), AGENCIES_SHEET.title: (AGENCIES, "department_id", "short_name"), SETS_SHEET.title: (SETS, "set_id", ""), MEASURES.title: (FIGURES, "measure", "name")}  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """What taking thiet-lap.xlsx back would do: the changes by sheet title, the new files; `faults` are open findings, `remarks` are told.

    `names` are those of the workbook and of what the file adds.
    """

    changes: Mapping[str, SheetChanges]
    new: NewFiles
    contents: SetupContents
    names: Names
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
    rows[LEADS.title] = [*rows[LEADS.title], *_without_lead(workbook, contents)]
    return setup_bytes(contents, rows)


def _without_lead(workbook: Workbook, contents: SetupContents) -> list[SettingRow]:
    """Return the rows offered for indicators of the current season's set that no agency leads yet."""
    set_id = workbook.of_each_place()[0].season(workbook.current_season).criteria_set
    led = {row.values["indicator"] for row in contents.rows[LEADS.title] if row.values["criteria_set"] == set_id}
    codes = [row.values["indicator"] for row in contents.rows[INDICATORS.title] if row.values["criteria_set"] == set_id]
    blank = dict.fromkeys((column.name for column in LEADS.columns), "")
    return [
        SettingRow("", {**blank, "criteria_set": set_id, "indicator": code})
        for code in dict.fromkeys(codes)
        if code not in led
    ]


def take_back(workbook: Workbook, path: Path) -> Taken:
    """Return what the file of settings at `path` changes in `workbook`; raise WorkbookError if it is none of its."""
    contents, read = read_contents(workbook), read_setup(path)
    if not _is_of(read, contents):
        raise WorkbookError(
            f"{path.name} là thiết lập của sổ khác ({read.places}); sổ này là của {contents.places}. Lấy tệp của sổ này bằng `ntm setup`."
        )
    changes, faults, remarks = dict[str, SheetChanges](), list(read.faults), list(read.remarks)
    own_names = replace(contents.names, earlier=_names_then(read, contents))
    names = own_names.with_names(SETS, new_sets(read.annexes, own_names))
    used = used_by_forms(workbook, contents)
    for sheet in _names_first():
        names = _with_named(names, sheet, read.sheets.get(sheet.title))
        own = _compare(sheet, contents, read, names, used.rows.get(sheet.title, frozenset()), remarks)
        changes[sheet.title] = own
        names = _with_periods(names, own)
        faults += own.faults
    faults += _dropped_places(changes[PLACES.title], used.places)
    annexes = take_annexes(workbook, read.annexes, path.name, changes, own_names)
    remarks, faults = [*remarks, *annexes.remarks], [*faults, *annexes.faults]
    ordered = {sheet.title: changes[sheet.title] for sheet in SHEETS}
    if faults:
        return Taken(ordered, NewFiles(), contents, names, faults, remarks)
    new = new_files(workbook, ordered)
    faults = new.faults or (faults_of(workbook, new) if new.files else [])
    return Taken(ordered, new, contents, names, faults, remarks)


def _names_first() -> list[SettingSheet]:
    """Return the sheets, those first whose new rows others may name."""
    first = (SETS_SHEET, PLACES, COMMUNES, AGENCIES_SHEET, MEASURES)
    return [*first, *(sheet for sheet in SHEETS if sheet not in first)]


def _is_of(read: ReadSetup, contents: SetupContents) -> bool:
    """Return whether a file of settings is this workbook's: it names its places, or was made of its units."""
    units = contents.files[COMMUNES.title]
    return read.places == contents.places or any(contents.hashes[p] == read.made_of.get(p) for p in units)


def _names_then(read: ReadSetup, contents: SetupContents) -> dict[str, Mapping[str, str]]:
    """Return the names that the file of settings was written with; a period's key may be another one since."""
    periods = read.names.get(PERIODS, {})
    lasting = lasting_keys(contents.rows[PLACES.title])
    return {**read.names, PERIODS: {key: periods[i] for key, i in lasting.items() if i in periods}}


def _compare(
    sheet: SettingSheet,
    contents: SetupContents,
    read: ReadSetup,
    names: Names,
    used: frozenset[str],
    remarks: list[str],
) -> SheetChanges:
    written, found = contents.rows[sheet.title], read.sheets.get(sheet.title)
    if found is None:
        return SheetChanges(sheet, {row.row_id: row.values for row in written})
    stale = stale_files(sheet, contents, read)
    if not stale:
        return compare(sheet, written, found.rows, found.columns, names, used)
    changed = changed_rows(sheet, written, found.rows, read.marks.get(sheet.title, ()), names)
    own = compare(sheet, written, changed.rows, found.columns, names, used, gone=changed.deleted)
    own.faults += [lost_rows(changed.lost, stale)] if changed.lost else []
    if changed.lost_deleted:
        remarks.append(
            f"Trang “{sheet.title}”: {changed.lost_deleted} dòng đã xóa trong tệp này thì sổ đã đổi hoặc đã bỏ từ khi lập tệp. Giữ như sổ đang có."
        )
    return own


def _dropped_places(own: SheetChanges, used: frozenset[str]) -> Iterator[WorkbookError]:
    """Yield a fault for each place that goes with all its periods though forms or tables of it are there."""
    kept = {values["id"] for row_id, values in own.before.items() if row_id not in own.removed}
    kept |= {row.values.get("id", "") for row in own.added}
    gone = {own.before[row_id]["id"]: row_id for row_id in own.removed if own.before[row_id]["id"] not in kept}
    for place_id, row_id in gone.items():
        if place_id in used:
            what = f"nơi {place_id} không bỏ được: đã nhận biểu hoặc bảng tổng hợp của nơi này. Để lại dòng."
            at = own.spots.get(row_id)
            yield fault(at, what) if at else WorkbookError(f"Trang “{own.sheet.title}”: {what}")


def _with_named(names: Names, sheet: SettingSheet, read: ReadSheet | None) -> Names:
    """Return the names with those that a sheet gives ids to, its new rows among them: rows of it, and of sheets after it, may name these."""
    if read is None or sheet.title not in _NAMED:
        return names
    kind, key, name = _NAMED[sheet.title]
    new = {row.texts[key]: row.texts.get(name, "") for row in read.rows if row.texts.get(key) and not row.drop}
    return names.with_names(kind, new)


def _with_periods(names: Names, own: SheetChanges) -> Names:
    """Return the names with those of the periods that the sheet of places adds."""
    if own.sheet is not PLACES:
        return names
    new = {f"{NEW}{number}": row.values.get("name", "") for number, row in enumerate(own.added)}
    return names.with_names(PERIODS, new)
