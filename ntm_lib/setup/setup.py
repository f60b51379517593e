"""Settings in Excel: thiet-lap.xlsx written from a workbook's files, and taken back into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ntm_lib.errors import WorkbookError, fault
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
from ntm_lib.setup.reader import ReadSetup, ReadSheet, read_setup
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
from ntm_lib.setup.values import Names, stored
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
    rows[LEADS.title] = [*rows[LEADS.title], *_without_lead(workbook, contents)]
    return setup_bytes(contents, rows)


def _without_lead(workbook: Workbook, contents: SetupContents) -> list[SettingRow]:
    """Return the rows offered for indicators of the current season's set that no agency leads yet."""
    set_id = own_workbooks(workbook)[0].season(workbook.current_season).criteria_set
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
    changes, faults = dict[str, SheetChanges](), list(read.faults)
    made = new_sets(read.annexes, contents.names)
    names = Names({**contents.names.of, SETS: {**contents.names.of[SETS], **made}})
    used = _used(workbook, contents)
    for sheet in _names_first():
        names = _with_named(names, sheet, read.sheets.get(sheet.title))
        own = _compare(sheet, contents, read, names, used.get(sheet.title, frozenset()))
        changes[sheet.title] = own
        names = _with_periods(names, own)
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
    """Return whether a file of settings is this workbook's: it names its places, or was made of its units."""
    units = contents.files[COMMUNES.title]
    return read.places == contents.places or any(contents.hashes[p] == read.made_of.get(p) for p in units)


def _compare(
    sheet: SettingSheet, contents: SetupContents, read: ReadSetup, names: Names, used: frozenset[str]
) -> SheetChanges:
    written, found = contents.rows[sheet.title], read.sheets.get(sheet.title)
    if found is None:
        return SheetChanges(sheet, {row.row_id: row.values for row in written})
    stale = [path for path in contents.files[sheet.title] if contents.hashes[path] != read.made_of.get(path, "")]
    if not stale:
        return compare(sheet, written, found.rows, found.columns, names, used)
    rows, lost = _onto(sheet, written, found.rows, names)
    own = compare(sheet, written, rows, found.columns, names, used, is_whole=False)
    own.faults += [_stale(sheet, lost, stale)] if lost else []
    return own


def _onto(
    sheet: SettingSheet, written: Sequence[SettingRow], read: Sequence[ReadRow], names: Names
) -> tuple[list[ReadRow], list[ReadRow]]:
    """Return the rows that a person changed in a sheet older than the file, each with the id that its row has now; and those that can't be.

    A row that nobody has changed in the file since is found by its mark. What is in the file by now needs no change.
    """
    marks = {mark_of(sheet.columns, {c.name: text_of(c, row.values[c.name], names) for c in sheet.columns}): row.row_id for row in written}  # fmt: skip
    rows, lost = list[ReadRow](), list[ReadRow]()
    for row in read:
        is_as_given = row.mark == mark_of(sheet.columns, row.texts) and not row.drop
        if is_as_given or not any(row.texts.values()) or _has(sheet, written, row, names):
            continue
        if row.mark and row.mark not in marks:
            lost.append(row)
        else:
            rows.append(replace(row, row_id=marks.get(row.mark, "")))
    return rows, lost


def _has(sheet: SettingSheet, written: Sequence[SettingRow], row: ReadRow, names: Names) -> bool:
    """Return whether the workbook is as a row asks for: it was taken back before."""
    columns = [column for column in sheet.columns if column.name in row.texts]
    try:
        values = {c.name: stored(c, row.texts[c.name], row.spot.in_column(c.name), names) for c in columns}
    except WorkbookError:
        return False
    if row.drop:
        return not any(all(own.values[name] == values.get(name) for name in sheet.key) for own in written)
    return any(all(own.values[name] == value for name, value in values.items()) for own in written)


def _stale(sheet: SettingSheet, lost: Sequence[ReadRow], stale: Sequence[str]) -> WorkbookError:
    lines = [str(row.spot.line) for row in lost]
    more = f" và {len(lines) - _FEW} dòng nữa" if len(lines) > _FEW else ""
    what = f"{', '.join(stale)} đã đổi từ khi lập tệp thiết lập này, ở cả dòng {', '.join(lines[:_FEW])}{more} của trang này"
    return fault(lost[0].spot, f"{what}. Lấy tệp mới bằng `ntm setup`, ghi lại các dòng ấy vào đó.")


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


def _with_named(names: Names, sheet: SettingSheet, read: ReadSheet | None) -> Names:
    """Return the names with those that a sheet gives ids to, its new rows among them: rows of it, and of sheets after it, may name these."""
    if read is None or sheet.title not in _NAMED:
        return names
    kind, key, name = _NAMED[sheet.title]
    new = {row.texts[key]: row.texts.get(name, "") for row in read.rows if row.texts.get(key) and not row.drop}
    return Names({**names.of, kind: {**new, **names.of[kind]}})


def _with_periods(names: Names, own: SheetChanges) -> Names:
    """Return the names with those of the periods that the sheet of places adds."""
    if own.sheet is not PLACES:
        return names
    new = {f"{NEW}{number}": row.values.get("name", "") for number, row in enumerate(own.added)}
    return Names({**names.of, PERIODS: {**names.of[PERIODS], **new}})
