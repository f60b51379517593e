"""What a person changed in thiet-lap.xlsx: its rows compared with those of the workbook's files, cell by cell."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from ntm_lib.errors import WorkbookError, fault
from ntm_lib.files import fingerprint
from ntm_lib.setup.contents import SettingRow
from ntm_lib.setup.sheets import Column, SettingSheet
from ntm_lib.setup.values import NUMBERS, Names, shown, stored
from ntm_lib.spot import Spot
from ntm_lib.text import spelling_key

MARK = 8  # digits
DROPPED = ("x", "v", "bo", "bỏ", "co", "có", "1", "true")


@dataclass(frozen=True)
class ReadRow:
    """A row of a sheet as read: the id that stands in it, whether it is to be dropped, the texts of the cells that can be read, and where it is."""

    row_id: str
    drop: str
    texts: Mapping[str, str]
    spot: Spot
    mark: str = ""  # of the texts that the row was written with


@dataclass(frozen=True)
class NewRow:
    """A row that no file has yet: its stored values, the id of the row above it ("" if it is the first), and where it is."""

    values: Mapping[str, str]
    after: str
    spot: Spot


@dataclass
class SheetChanges:
    """What changes in one sheet: stored texts by row id and column, new rows, and ids of rows that go.

    `before` are the stored texts of the file's rows, `spots` say where these stand in the sheet.
    """

    sheet: SettingSheet
    before: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    added: list[NewRow] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    spots: dict[str, Spot] = field(default_factory=dict)
    faults: list[WorkbookError] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.cells or self.added or self.removed)


def compare(
    sheet: SettingSheet,
    written: Sequence[SettingRow],
    read: Sequence[ReadRow],
    columns: Sequence[str],
    names: Names,
    used: frozenset[str],
    gone: Collection[str] | None = None,
) -> SheetChanges:
    """Return what the rows `read` from a sheet change in those `written` in the files.

    `columns` are those that the sheet still has: the others keep what is stored. `used` are the ids, of rows whose key received forms
    or imported tables
    use: it can't be changed, nor the row dropped. Every fault is noted with its cell; what has one changes nothing.
    A row of the file that is not read is dropped; if `read` is not the whole sheet, only those of `gone`.
    """
    known = {row.row_id: row for row in written}
    found = SheetChanges(sheet, {row_id: row.values for row_id, row in known.items()})
    wanted = [column for column in sheet.columns if column.name in columns]
    kept, above = _owners(read, known, wanted, names), ""
    ids = {place: row_id for row_id, place in kept.items()}
    for place, row in enumerate(read):
        row_id = ids.get(place, "")
        if row_id:
            found.spots[row_id] = row.spot
        if row.drop and spelling_key(row.drop) not in DROPPED:
            found.faults.append(
                fault(
                    row.spot.in_column("drop"),
                    f"cột “Bỏ dòng” ghi “{row.drop[:60]}”. Ghi x nếu bỏ dòng này, hoặc để trống.",
                )
            )
        elif row.drop:
            if row_id:
                found.removed.append(row_id)
        elif row_id:
            _compare_row(found, known[row_id], row, wanted, names)
        elif any(row.texts.values()):
            values = _values(found, row, wanted, names)
            found.added.append(NewRow(values, above, row.spot))
        above = row_id or above
    found.removed += [row_id for row_id in known if row_id not in kept and (gone is None or row_id in gone)]
    _check_used(found, known, used)
    _check_needed(found)
    _check_keys(found, known)
    return found


def _owners(
    read: Sequence[ReadRow], known: Mapping[str, SettingRow], columns: Sequence[Column], names: Names
) -> dict[str, int]:
    """Return, by row id, the place of the row that is the one of the file.

    Of several copies it is the one whose key is still the file's. The id stands in a hidden column, which stays behind where people sort
    or paste without it: the row with the key, which only one row of the file has, comes before one with the id alone.
    """
    keys = [column for column in columns if column.is_key]
    own = {i: tuple(text_of(c, row.values[c.name], names) for c in keys) for i, row in known.items()}
    times = Counter(own.values())
    by_key = {key: row_id for row_id, key in own.items() if times[key] == 1 and any(key)}
    key_of = [tuple(row.texts.get(c.name, "") for c in keys) for row in read]
    ids = [row.row_id for row in read]
    whole = [row_id if own.get(row_id) == key else "" for row_id, key in zip(ids, key_of, strict=True)]
    found, taken = dict[str, int](), set[int]()
    for owners in (whole, [by_key.get(key, "") for key in key_of], ids):
        for place, row_id in enumerate(owners):
            if row_id in known and row_id not in found and place not in taken:
                found[row_id] = place
                taken.add(place)
    return found


def mark_of(columns: Sequence[Column], texts: Mapping[str, str]) -> str:
    """Return a short mark of the texts of a row: another one once a cell of it has changed."""
    return fingerprint([_plain(column, texts.get(column.name, "")) for column in columns])[:MARK]


def marks_of(sheet: SettingSheet, rows: Sequence[SettingRow], names: Names) -> dict[str, str]:
    """Return the ids of rows by the marks that they are written with under these names."""
    return {
        mark_of(sheet.columns, {c.name: text_of(c, row.values[c.name], names) for c in sheet.columns}): row.row_id
        for row in rows
    }


def _plain(column: Column, text: str) -> str:
    with suppress(ValueError):
        return f"{float(text):.15g}" if column.kind in NUMBERS else text
    return text


def text_of(column: Column, value: str, names: Names) -> str:
    """Return the text that is read again from a cell that shows a stored value."""
    cell = shown(column, value, names)
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return cell if isinstance(cell, str) else cell.isoformat()


def _compare_row(
    found: SheetChanges, before: SettingRow, row: ReadRow, columns: Sequence[Column], names: Names
) -> None:
    changed = {}
    for column in columns:
        text, was = row.texts.get(column.name), before.values[column.name]
        if text is None or text == text_of(column, was, names):
            continue
        try:
            now = stored(column, text, row.spot.in_column(column.name), names)
        except WorkbookError as error:
            found.faults.append(error)
            continue
        if now != was:
            changed[column.name] = now
    if changed:
        found.cells[before.row_id] = changed


def _values(found: SheetChanges, row: ReadRow, columns: Sequence[Column], names: Names) -> dict[str, str]:
    """Return the stored values of a new row, without those of cells that have a fault."""
    values = {}
    for column in columns:
        try:
            if column.name in row.texts:
                values[column.name] = stored(column, row.texts[column.name], row.spot.in_column(column.name), names)
        except WorkbookError as error:
            found.faults.append(error)
    return values


def _check_used(found: SheetChanges, known: Mapping[str, SettingRow], used: frozenset[str]) -> None:
    may_end = any(column.name == "valid_to" for column in found.sheet.columns)
    ending = "; không dùng nữa thì ghi ngày kết thúc" if may_end else ""
    for row_id in used & {*found.cells, *found.removed}:
        at = found.spots.get(row_id)
        named = " / ".join(filter(None, (known[row_id].values[name] for name in found.sheet.key)))
        lasting = [column.name for column in found.sheet.columns if column.is_key or column.is_lasting]
        changed = [name for name in lasting if name in found.cells.get(row_id, {})]
        if row_id in found.removed:
            what = f"dòng {named} không bỏ được: biểu hoặc bảng tổng hợp đã nhận dùng mã này. Để lại dòng{ending}."
            found.faults.append(fault(at, what) if at else WorkbookError(f"Trang “{found.sheet.title}”: {what}"))
        elif changed and at:
            headings = ", ".join(f"“{found.sheet.column(name).heading}”" for name in changed)
            what = f"{headings} của {named} không đổi được: biểu hoặc bảng tổng hợp đã nhận dùng mã này. Ghi lại như cũ; cần mã khác thì thêm dòng mới."
            found.faults.append(fault(at.in_column(*changed), what))


def _check_needed(found: SheetChanges) -> None:
    needed = [column for column in found.sheet.columns if column.is_needed]
    for row_id, cells in found.cells.items():
        for column in needed:
            if column.name in cells and not cells[column.name]:
                found.faults.append(fault(found.spots[row_id].in_column(column.name), "còn trống. Điền ô này."))
    for row in found.added:
        for column in needed:
            if row.values.get(column.name) == "":
                found.faults.append(fault(row.spot.in_column(column.name), "còn trống. Điền ô này."))


def _check_keys(found: SheetChanges, known: Mapping[str, SettingRow]) -> None:
    """Note new rows, and rows whose key changed, that have the key of another."""
    key = found.sheet.key
    now = {
        row_id: {**row.values, **found.cells.get(row_id, {})}
        for row_id, row in known.items()
        if row_id not in found.removed
    }
    own = [
        (tuple(values[name] for name in key), found.spots[row_id])
        for row_id, values in now.items()
        if row_id in found.spots
    ]
    own += [(tuple(row.values.get(name, "") for name in key), row.spot) for row in found.added]
    before = Counter(tuple(row.values[name] for name in key) for row in known.values())
    times = Counter(named for named, _ in own)
    told = set()
    for named, spot in reversed(own):
        if times[named] > max(1, before[named]) and named not in told:
            told.add(named)
            what = f"“{' / '.join(filter(None, named))[:60]}” đã có ở dòng khác. Bỏ hoặc sửa một dòng."
            found.faults.append(fault(spot.in_column(*key), what))
