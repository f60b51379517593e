"""Changes of thiet-lap.xlsx in data/workbook.toml and sets.toml."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from ntm_lib.errors import WorkbookError, fault
from ntm_lib.setup import toml_edit
from ntm_lib.setup.changes import SheetChanges
from ntm_lib.setup.encoding import edited
from ntm_lib.setup.sheets import COMMUNES, PLACES, SEASONS, SETS_SHEET, Column, SettingSheet
from ntm_lib.setup.toml_edit import Value
from ntm_lib.spot import Spot
from ntm_lib.text import names_in

NEW = "+"  # begins the key of a period that the file does not have yet
_BAND = re.compile(r"([0-9]{1,3})(?:\s*[–-]\s*([0-9]{1,3}))?")
_CURRENT, _PERIODS = "is_current", "periods"
_OLD_KEYS = {"parent": "province"}  # of [district], as a place was written before there were periods
_NOT_IN_OLD = ("from", "tier")
_INTEGERS = ("count", "year")


def edit_settings(content: bytes, changes: Mapping[str, SheetChanges]) -> tuple[bytes, list[WorkbookError]]:
    """Return data/workbook.toml with the changes of places, seasons and of which communes belong to which place, and the faults met."""
    found = _Settings(changes)
    with _noting(found.own_faults, SEASONS.path):
        content = edited(content, found.edit)
    return content, found.faults


def edit_sets(content: bytes, changes: Mapping[str, SheetChanges]) -> tuple[bytes, list[WorkbookError]]:
    """Return sets.toml with the changes of the sets, and the faults met."""
    found = _Table(SETS_SHEET, changes[SETS_SHEET.title])

    def edit(text: str) -> str:
        for set_id, cells in found.own.cells.items():
            text = found.with_cells(text, (set_id,), set_id, cells)
        for row in found.own.added:
            values = found.values(row.values, row.spot)
            text = toml_edit.add_table(text, str(values.pop("set_id", "")), values)
        for set_id in found.own.removed:
            text = toml_edit.remove_table(text, (set_id,))
        return text

    with _noting(found.faults, SETS_SHEET.path):
        content = edited(content, edit)
    return content, found.faults


@contextmanager
def _noting(faults: list[WorkbookError], file: str = "") -> Iterator[None]:
    """Note a WorkbookError, with the file that it is about if it has no place, and go on."""
    try:
        yield
    except WorkbookError as error:
        faults.append(error if error.at or not file else WorkbookError(f"{file}: {error}"))


class _Table:
    """Edits the tables of one sheet; what can't be stored is noted at its cell."""

    def __init__(self, sheet: SettingSheet, own: SheetChanges) -> None:
        self.sheet, self.own, self.faults = sheet, own, list[WorkbookError]()

    def with_cells(self, text: str, place: Sequence[str | int], row_id: str, cells: Mapping[str, str]) -> str:
        """Return the text with the changed cells of the row whose table is at `place`."""
        for name, value in cells.items():
            if name == _CURRENT:
                continue
            path, spot = (*place, name), self.own.spots[row_id].in_column(name)
            if name == "set_id":
                self.faults.append(fault(spot, "mã của bộ không đổi được. Thêm một bộ mới."))
            else:
                text = _with_value(text, path, self.sheet.column(name), value, spot, self.faults)
        return text

    def values(self, values: Mapping[str, str], spot: Spot) -> dict[str, Value]:
        """Return what a new table holds, without what is empty."""
        found: dict[str, Value] = {}
        for column in self.sheet.columns:
            if values.get(column.name) and column.name != _CURRENT:
                with _noting(self.faults):
                    found[column.name] = _value(column, values[column.name], spot.in_column(column.name))
        return found


def _with_value(
    text: str, path: Sequence[str | int], column: Column, stored: str, spot: Spot, faults: list[WorkbookError]
) -> str:
    """Return the text with what TOML holds for a stored text, without the line if that is ""; what it can't hold is noted."""
    if not stored:
        return toml_edit.remove_value(text, path)
    try:
        value = _value(column, stored, spot)
    except WorkbookError as error:
        faults.append(error)
        return text
    return toml_edit.set_value(text, path, value)


def _value(column: Column, text: str, spot: Spot) -> Value:
    """Return what TOML holds for a stored text; raise WorkbookError naming `spot` if it can't."""
    if column.kind in _INTEGERS:
        return int(text)
    if column.kind == "flag":
        return text == "true"
    if column.kind == "date":
        if len(text) == len("2021"):
            raise fault(spot, "cần đủ ngày, tháng, năm, ví dụ 20/12/2021.")
        return date.fromisoformat(text)
    if column.name == "bands":
        return [list(_band(part, spot)) for part in names_in(text)]
    return list(names_in(text)) if column.is_list else text


def _band(part: str, spot: Spot) -> tuple[int, int]:
    found = _BAND.fullmatch(part)
    if found is None:
        raise fault(spot, f"“{part[:60]}” không phải là một khoảng số tiêu chí. Ghi như 19; 15–18; 10–14; 5–9; 0–4.")
    return int(found[1]), int(found[2] or found[1])


class _Settings:
    """Edits data/workbook.toml."""

    def __init__(self, changes: Mapping[str, SheetChanges]) -> None:
        self.places = _Table(PLACES, changes[PLACES.title])
        self.seasons = _Table(SEASONS, changes[SEASONS.title])
        self.communes = changes[COMMUNES.title]
        self.own_faults = list[WorkbookError]()
        self.raw: dict[str, Any] = {}
        self.counts: list[int] = []  # of the periods of each place, with those that are new
        self.heirs: dict[str, str] = {}  # by the key of a period that goes: the new one of that place and name

    @property
    def faults(self) -> list[WorkbookError]:
        return [*self.places.faults, *self.seasons.faults, *self.own_faults]

    def edit(self, text: str) -> str:
        """Return the file's text with all changes: what is there first, then what is added, then, from the end, what goes."""
        self.raw = tomllib.loads(text)
        self.counts = [len(place["period"]) for place in self.raw.get("place", ())]
        self._check_places()
        for row_id, cells in self.places.own.cells.items():
            for name, value in cells.items():
                text = self._with_place_cell(text, row_id, name, value)
        for number, cells in self.seasons.own.cells.items():
            text = self.seasons.with_cells(text, ("season", int(number)), number, cells)
        text, periods = self._with_periods(text)
        text = self._with_communes(text, periods)
        for row in self.seasons.own.added:
            text = toml_edit.add_entry(text, ("season",), self.seasons.values(row.values, row.spot))
        text = self._with_current(text)
        for place in sorted(map(int, self.seasons.own.removed), reverse=True):
            text = toml_edit.remove_table(text, ("season", place))
        return self._without_periods(text)

    def _check_places(self) -> None:
        """Note changes that would lead the files of a place into another folder: its id names it, where there are several places."""
        own = self.places.own
        before = list(dict.fromkeys(values["id"] for values in own.before.values()))
        now = {values["id"] for row_id, values in own.before.items() if row_id not in own.removed}
        now |= {row.values.get("id") or before[0] for row in own.added}
        if not now:
            self.own_faults.append(WorkbookError(f"Trang “{PLACES.title}”: phải còn ít nhất một nơi. Để lại một dòng."))
        elif (len(before) == 1) != (len(now) == 1):
            at = [row.spot for row in own.added] + [own.spots[i] for i in own.removed if i in own.spots]
            what = "sổ của một nơi và sổ của nhiều nơi để tệp ở thư mục khác nhau, không chuyển ở đây được. Lập sổ mới bằng `ntm new`."
            self.own_faults.append(
                fault(at[0].in_column("id"), what) if at else WorkbookError(f"Trang “{PLACES.title}”: {what}")
            )
        if len(before) > 1:
            what = "còn trống. Ghi mã của nơi có thời kỳ này."
            self.own_faults += [fault(row.spot.in_column("id"), what) for row in own.added if not row.values.get("id")]
        for row_id, cells in own.cells.items():
            if "id" in cells and len(before) > 1:
                what = "mã nơi đặt tên cho thư mục của nơi ấy nên không đổi được. Ghi lại như cũ."
                self.own_faults.append(fault(own.spots[row_id].in_column("id"), what))

    def _period(self, key: str) -> list[str | int]:
        """Return the path of a period's table by its key: "0.1" is the second of the first place."""
        place, period = map(int, key.split("."))
        if "place" in self.raw:
            return ["place", place, "period", period]
        return ["district", place] if isinstance(self.raw["district"], list) else ["district"]

    def _with_place_cell(self, text: str, row_id: str, name: str, value: str) -> str:
        path, is_old, spot = self._period(row_id), "place" not in self.raw, self.places.own.spots[row_id]
        if is_old and name in _NOT_IN_OLD:
            what = "tệp data/workbook.toml viết theo kiểu [district] nên không có mục này. Chuyển sang [[place]] và [[place.period]] trước."
            self.own_faults.append(fault(spot.in_column(name), what))
            return text
        place = (path[:2] if not is_old and name == "id" else path) + [_OLD_KEYS.get(name, name) if is_old else name]
        return _with_value(text, place, PLACES.column(name), value, spot.in_column(name), self.own_faults)

    def _with_periods(self, text: str) -> tuple[str, dict[str, list[str | int]]]:
        """Add the new periods, each to the place of its id, or to the only one; return their paths by key, too."""
        paths: dict[str, list[str | int]] = {}
        ids = [place.get("id", "") for place in self.raw.get("place", ())]
        for number, row in enumerate(self.places.own.added):
            values = self.places.values(row.values, row.spot) | {"communes": []}
            own = str(values.pop("id", ""))
            if not ids:
                self.own_faults.append(
                    fault(
                        row.spot,
                        "tệp data/workbook.toml viết theo kiểu [district] nên không thêm thời kỳ được. Chuyển sang [[place]] và [[place.period]] trước.",
                    )
                )
                continue
            if own not in ids and own:
                text = toml_edit.add_entry(text, ("place",), {"id": own})
                ids, self.counts = [*ids, own], [*self.counts, 0]
            place = ids.index(own) if own else 0
            text = toml_edit.add_entry(text, ("place", place, "period"), values)
            paths[f"{NEW}{number}"] = ["place", place, "period", self.counts[place]]
            for key in self.places.own.removed:
                if key.startswith(f"{place}.") and self.places.own.before[key]["name"] == values.get("name"):
                    self.heirs[key] = f"{NEW}{number}"
            self.counts[place] += 1
        return text, paths

    def _with_communes(self, text: str, new: Mapping[str, list[str | int]]) -> str:
        """Add units to the lists of their periods, and take them out, as the sheet of communes says."""
        for unit_id, before, after in self._moves():
            for key in before:
                if key not in after:
                    text = toml_edit.remove_item(text, [*self._period(key), "communes"], unit_id)
            for key in after:
                path = new.get(key) if key.startswith(NEW) else self._period(key)
                if key not in before and path:
                    text = toml_edit.add_item(text, [*path, "communes"], unit_id)
        return text

    def _moves(self) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
        """Yield each unit whose periods change: its id, the keys before and after."""
        own = self.communes
        for row_id, values in own.before.items():
            now = "" if row_id in own.removed else {**values, **own.cells.get(row_id, {})}[_PERIODS]
            before, after = names_in(values[_PERIODS]), [self.heirs.get(key, key) for key in names_in(now)]
            if after != [*before]:
                yield values["unit_id"], before, after
        for row in own.added:
            yield row.values.get("unit_id", ""), (), names_in(row.values.get(_PERIODS, ""))

    def _with_current(self, text: str) -> str:
        """Set the current season to the one that the sheet marks."""
        own = self.seasons.own
        marked = []
        for row_id, before in own.before.items():
            now = {**before, **own.cells.get(row_id, {})}
            if now[_CURRENT] == "true" and row_id not in own.removed:
                marked.append((now["name"], own.spots.get(row_id)))
        marked += [(row.values.get("name", ""), row.spot) for row in own.added if row.values.get(_CURRENT) == "true"]
        if [name for name, _ in marked] == [self.raw["current_season"]]:
            return text
        if len(marked) == 1:
            return toml_edit.set_value(text, ("current_season",), marked[0][0])
        at = next((spot for _, spot in marked[1:] if spot), None)
        what = "đúng một kỳ phải ghi “có” ở cột “Kỳ đang làm”"
        self.own_faults.append(
            fault(at.in_column(_CURRENT), f"{what}. Xóa ở các dòng khác.")
            if at
            else WorkbookError(f"Trang “{SEASONS.title}”: {what}. Ghi vào một dòng.")
        )
        return text

    def _without_periods(self, text: str) -> str:
        """Take out the periods that are dropped, with a place that has none left."""
        gone: dict[int, list[int]] = {}
        for key in self.places.own.removed:
            place, period = map(int, key.split("."))
            gone.setdefault(place, []).append(period)
        for place in sorted(gone, reverse=True):
            if "place" not in self.raw:
                text = toml_edit.remove_table(text, self._period(f"{place}.0"))
            elif len(gone[place]) == self.counts[place]:
                text = toml_edit.remove_table(text, ("place", place))
            else:
                for period in sorted(gone[place], reverse=True):
                    text = toml_edit.remove_table(text, ("place", place, "period", period))
        return text
