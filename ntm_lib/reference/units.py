"""Administrative units. A unit has its own id; its code and its borders belong to it for a time only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from functools import cached_property
from math import isnan
from pathlib import Path
from typing import TypedDict

import pandas as pd

from ntm_lib.errors import WorkbookError, fault, together
from ntm_lib.reference.files import read_reference
from ntm_lib.reference.validity import DAYS, covers
from ntm_lib.spot import Spot
from ntm_lib.tables import field_names, records, rows_of
from ntm_lib.text import did_you_mean, name_key, names_in, spelling_key

_FIGURES = ("population", "households", "lat", "lon")


@dataclass(frozen=True)
class Parent:
    """What a unit belonged to for a time."""

    name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Unit:
    """A commune or town within one set of borders. Population and households are those of the 2019 census.

    `successor` is the id of the unit that it became a part of; of one that was split, the ids of all, joined by ";".
    """

    unit_id: str
    code: str
    name: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    successor: str
    population: float | None
    households: float | None
    lat: float | None
    lon: float | None
    parents: tuple[Parent, ...]
    region: str = ""  # a key of ntm_lib.reference.regions.REGIONS; that of its place if it is empty
    note: str = ""  # of `ntm new`: that the unit waits to be confirmed (WAITING), and why
    row: Spot = field(default=Spot("units.csv", 0), compare=False)  # where it stands

    @property
    def full_name(self) -> str:
        """The name as it stands in a sentence: "xã Hương Hữu"."""
        return f"{self.kind} {self.name}".removesuffix(f" ({self.kind})")

    @property
    def title(self) -> str:
        """The name as a heading: "Xã Hương Hữu"."""
        return self.full_name[:1].upper() + self.full_name[1:]

    @property
    def successors(self) -> tuple[str, ...]:
        """The ids of the units that it went to; more than one if it was split."""
        return names_in(self.successor)

    def valid_on(self, day: date) -> bool:
        return covers(self.valid_from, self.valid_to, day)

    def parent_on(self, day: date) -> str:
        """Return the parent of the unit on `day`, "" if that is not known."""
        return next((p.name for p in self.parents if covers(p.valid_from, p.valid_to, day)), "")

    def nearest_on(self, day: date) -> str:
        """Return the nearest of what it belonged to on `day`: "huyện Nam Đông" of "huyện Nam Đông, tỉnh Thừa Thiên Huế"; "" if not known."""
        return self.parent_on(day).partition(",")[0].strip()


KINDS_OF_UNIT = ("xã", "thị trấn", "phường", "đặc khu")
_KINDS = {spelling_key(kind): kind for kind in KINDS_OF_UNIT}  # Excel capitalises
WAITING = "chờ xác nhận"  # how the note of a unit that waits to be confirmed begins
_COLUMNS = [f.name for f in fields(Unit) if f.name not in (*_FIGURES, "parents", "region", "note", "row")]


class _ParentRow(TypedDict):
    unit_id: str
    parent: str
    valid_from: date | None
    valid_to: date | None


class Units(dict[str, Unit]):
    """Units by id. Which were merged into which is looked up once: a country has ten thousand."""

    @cached_property
    def merged(self) -> dict[str, list[Unit]]:
        return _merged(self)


def load_units(path: Path, parents_path: Path) -> Units:
    """Return the units of `units.csv` by id, in the file's order, with their parents of `unit-parents.csv`.

    Raises WorkbookError that names row and column of a cell that can't be read, and of successors that are not there or lead round in
    a circle. What else can't be right is told: `unit_faults`.
    """
    parents = _load_parents(parents_path)
    rows = read_reference(
        path,
        _COLUMNS,
        kinds=DAYS | dict.fromkeys(_FIGURES, "number") | {"region": "region"},
        required=("unit_id", "name", "kind"),
        key=("unit_id",),
        placed=True,
    )
    units = Units()
    for where, row in zip(rows.index, records(rows), strict=True):
        own = {name: row[name] for name in _COLUMNS}
        own |= {name: None if isnan(row[name]) else row[name] for name in _FIGURES}
        own |= {"kind": _KINDS.get(spelling_key(row["kind"]), row["kind"])}
        own |= {"region": row["region"], "note": row.get("note", ""), "row": where}
        units[row["unit_id"]] = Unit(**own, parents=parents.get(row["unit_id"], ()))
    faults = [error for unit in units.values() for error in _faults_of_line(unit, units)]
    if faults:
        raise together(faults)
    return units


def _faults_of_line(unit: Unit, units: Mapping[str, Unit]) -> Iterator[WorkbookError]:
    """Yield why a unit can't be followed to what it became."""
    unknown, where = [i for i in unit.successors if i not in units], unit.row.in_column("successor")
    if unknown:
        yield fault(
            where,
            f"không có đơn vị kế thừa {', '.join(unknown)}. Ghi unit_id của một dòng trong tệp; tách thành nhiều đơn vị thì ghi cách nhau bằng “;”.",
        )
    elif unit.unit_id in unit.successors:
        yield fault(
            where,
            "dẫn về chính đơn vị ấy. Phần còn giữ tên là một đơn vị mới từ ngày tách, nhập: thêm dòng cùng tên với unit_id khác, ghi mã ấy vào successor.",
        )
    elif unit.unit_id in _became(units, unit.unit_id):
        yield fault(where, "dẫn vòng về chính đơn vị ấy. Sửa cột successor.")


def unit_faults(unit: Unit, units: Mapping[str, Unit]) -> Iterator[tuple[Spot, str]]:
    """Yield what can't be right in the row of a unit: in which of its cells, and what to do."""
    where = unit.row.in_column
    if unit.kind not in KINDS_OF_UNIT:
        yield where("kind"), f"“{unit.kind[:60]}” không có. {did_you_mean(unit.kind, KINDS_OF_UNIT)}"
    for name in ("population", "households"):
        if (getattr(unit, name) or 0) < 0:
            yield where(name), "số âm. Ghi số từ 0 trở lên, chưa biết thì để trống."
    if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
        yield where("valid_to"), f"{unit.valid_to} trước “Từ ngày” {unit.valid_from}. Sửa một ngày."
    elif unit.successors and unit.valid_to is None:
        what = f"còn trống mà đã có “Nhập vào” {unit.successor}. Ghi ngày cuối của đơn vị, hoặc để trống “Nhập vào”."
        yield where("valid_to"), what
    elif unit.valid_to:
        day = unit.valid_to + timedelta(days=1)
        for own in (units[i] for i in unit.successors):
            if not own.valid_on(day):
                what = f"ngày {day:%d/%m/%Y}, sau ngày cuối của đơn vị, không có {own.unit_id} ({_days(own)}). Sửa “Nhập vào”, hoặc “Từ ngày”, “Đến hết ngày” của một trong hai."
                yield where("successor"), what


def _days(unit: Unit) -> str:
    since = f"từ {unit.valid_from:%d/%m/%Y}" if unit.valid_from else ""
    until = f"đến hết {unit.valid_to:%d/%m/%Y}" if unit.valid_to else ""
    return f"đơn vị ấy chỉ có {' '.join(filter(None, (since, until)))}"


def _load_parents(path: Path) -> dict[str, tuple[Parent, ...]]:
    parents: dict[str, tuple[Parent, ...]] = {}
    rows = read_reference(path, field_names(_ParentRow), kinds=DAYS, required=("unit_id", "parent"))
    for row in rows_of(rows, _ParentRow):
        parent = Parent(row["parent"], row["valid_from"], row["valid_to"])
        parents[row["unit_id"]] = (*parents.get(row["unit_id"], ()), parent)
    return parents


def told_apart(units: Sequence[Unit], day: date) -> list[Unit]:
    """Return `units`; where a name repeats among them it is followed by what tells them apart on `day`: the parent, else the kind.

    "xã Minh Quán (huyện A)" and "xã Minh Quán (huyện B)"; "Khe Tre (thị trấn)" beside "Khe Tre (xã)", in full still "thị trấn Khe Tre".
    """
    times = Counter(name_key(unit.name) for unit in units)
    if len(times) == len(units):
        return list(units)
    found = []
    for unit in units:
        same = [other for other in units if name_key(other.name) == name_key(unit.name)]
        parent, kinds = unit.nearest_on(day), {other.kind for other in same}
        is_alone = parent and sum(other.nearest_on(day) == parent for other in same) == 1
        by = "" if len(same) == 1 else parent if is_alone else unit.kind if len(kinds) > 1 else ""
        found.append(replace(unit, name=f"{unit.name} ({by})") if by else unit)
    return found


def predecessors(units: dict[str, Unit], unit_id: str) -> list[Unit]:
    """Return the units that were merged into `unit_id`, whole or in part, in the file's order."""
    merged = units.merged if isinstance(units, Units) else _merged(units)
    return merged.get(unit_id, [])


def _merged(units: dict[str, Unit]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in units.values():
        for successor in unit.successors:
            found.setdefault(successor, []).append(unit)
    return found


def is_redrawn(units: dict[str, Unit], unit_id: str, day: date) -> bool:
    """Return whether the unit's borders are of after `day`; a new name or kind alone leaves them as they were."""
    began = first_named(units, unit_id).valid_from
    return began is not None and began > day


def same_borders_before(units: dict[str, Unit], unit_id: str) -> str:
    """Return the unit of which this one is only a new name or kind: all of it went here, nothing else did; "" if there is none."""
    former, since = predecessors(units, unit_id), units[unit_id].valid_from
    if len(former) != 1 or len(former[0].successors) != 1:
        return ""
    until = former[0].valid_to
    return former[0].unit_id if until and since and until < since else ""  # never both in one season


def names_of(units: dict[str, Unit], unit_id: str) -> list[str]:
    """Return the ids of a unit and of its former names and kinds within the same borders, the latest first."""
    found = [unit_id]
    while former := same_borders_before(units, found[-1]):
        found.append(former)
    return found


def first_named(units: dict[str, Unit], unit_id: str) -> Unit:
    """Return the unit under the first name within its borders: when these were drawn, and from which units."""
    return units[names_of(units, unit_id)[-1]]


def present_names(units: dict[str, Unit], now: Iterable[Unit]) -> dict[str, str]:
    """Return which of the units `now` each of their former names and kinds within the same borders is, by id."""
    found: dict[str, str] = {}
    for names in sorted((names_of(units, unit.unit_id) for unit in now), key=len):  # of two names of one unit the later
        found |= dict.fromkeys(names[1:], names[0])
    return found


def in_present_terms(table: pd.DataFrame, units: dict[str, Unit], now: Iterable[Unit]) -> pd.DataFrame:
    """Return a table with a column unit_id, where rows of the former names and kinds of the units `now`, within the same borders, are these units'.

    Those of units that were merged or split stay what they were.
    """
    present = present_names(units, now)
    return table.assign(unit_id=table["unit_id"].replace(present)) if present else table


def ancestors(units: dict[str, Unit], unit_id: str) -> list[Unit]:
    """Return the units that were merged into `unit_id` through any number of mergers, the latest merger's first."""
    found: dict[str, Unit] = {}
    latest = predecessors(units, unit_id)
    while latest:
        found |= {unit.unit_id: unit for unit in latest}
        latest = [unit for later in latest for unit in predecessors(units, later.unit_id)]
    return list(found.values())


def made_of(units: dict[str, Unit], unit_id: str) -> list[Unit]:
    """Return the `ancestors` of a unit, each under its last name only, without the unit's own former names."""
    found = ancestors(units, unit_id)
    former = present_names(units, [units[unit_id], *found])
    return [unit for unit in found if unit.unit_id not in former]


def summable(units: dict[str, Unit], unit_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return of which units a figure of a unit may be summed from before it was founded, by unit, those of earlier mergers too.

    A unit to which only a part of another went has none: nobody knows which part of the other's figure is its own.
    """
    wanted = [unit for unit_id in unit_ids for unit in (unit_id, *(u.unit_id for u in ancestors(units, unit_id)))]
    found = {unit_id: predecessors(units, unit_id) for unit_id in dict.fromkeys(wanted)}
    return {
        unit_id: [unit.unit_id for unit in own] if all(len(unit.successors) == 1 for unit in own) else []
        for unit_id, own in found.items()
    }


def line_of(units: dict[str, Unit], unit_id: str) -> set[str]:
    """Return the ids of all that a unit was made of and of all that it became, through any number of mergers."""
    return {unit.unit_id for unit in ancestors(units, unit_id)} | _became(units, unit_id)


def _became(units: Mapping[str, Unit], unit_id: str) -> set[str]:
    """Return the ids of all that a unit became, step by step."""
    found: set[str] = set()
    next_ones = list(units[unit_id].successors)
    while next_ones:
        name = next_ones.pop()
        if name not in found:
            found.add(name)
            next_ones += units[name].successors if name in units else ()
    return found
