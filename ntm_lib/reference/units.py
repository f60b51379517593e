"""Administrative units. A unit has its own id; its code and its borders belong to it for a time only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from math import isnan
from pathlib import Path
from typing import TypedDict

from ntm_lib.errors import WorkbookError
from ntm_lib.reference.files import read_reference
from ntm_lib.reference.validity import DAYS, covers
from ntm_lib.tables import field_names, records, rows_of
from ntm_lib.text import name_key

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
        return tuple(part.strip() for part in self.successor.split(";") if part.strip())

    def valid_on(self, day: date) -> bool:
        return covers(self.valid_from, self.valid_to, day)

    def parent_on(self, day: date) -> str:
        """Return the parent of the unit on `day`, "" if that is not known."""
        return next((p.name for p in self.parents if covers(p.valid_from, p.valid_to, day)), "")

    def nearest_on(self, day: date) -> str:
        """Return the nearest of what it belonged to on `day`: "huyện Nam Đông" of "huyện Nam Đông, tỉnh Thừa Thiên Huế"; "" if not known."""
        return self.parent_on(day).partition(",")[0].strip()


WAITING = "chờ xác nhận"  # how the note of a unit that waits to be confirmed begins
_COLUMNS = [f.name for f in fields(Unit) if f.name not in (*_FIGURES, "parents", "region", "note")]


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
    """Return the units of `units.csv` by id, in the file's order, with their parents of `unit-parents.csv`; raise WorkbookError on a repeated id or a bad cell."""
    parents = _load_parents(parents_path)
    rows = read_reference(
        path,
        _COLUMNS,
        kinds=DAYS | dict.fromkeys(_FIGURES, "number") | {"region": "region"},
        required=("unit_id", "name", "kind"),
        key=("unit_id",),
    )
    units = Units()
    for row in records(rows):
        own = {name: row[name] for name in _COLUMNS}
        own |= {name: None if isnan(row[name]) else row[name] for name in _FIGURES}
        own |= {"region": row["region"], "note": row.get("note", "")}
        units[row["unit_id"]] = Unit(**own, parents=parents.get(row["unit_id"], ()))
    for unit in units.values():
        for successor in unit.successors:
            if successor not in units:
                raise WorkbookError(
                    f"{path.name}, đơn vị {unit.unit_id}: không có đơn vị kế thừa {successor}. Sửa cột successor; tách thành nhiều đơn vị thì ghi cách nhau bằng “;”."
                )
        if unit.unit_id in _line_of(units, unit.unit_id):
            raise WorkbookError(
                f"{path.name}, đơn vị {unit.unit_id}: cột successor dẫn vòng về chính đơn vị ấy. Sửa cột successor."
            )
    return units


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


def ancestors(units: dict[str, Unit], unit_id: str) -> list[Unit]:
    """Return the units that were merged into `unit_id` through any number of mergers, the latest merger's first."""
    found: dict[str, Unit] = {}
    latest = predecessors(units, unit_id)
    while latest:
        found |= {unit.unit_id: unit for unit in latest}
        latest = [unit for later in latest for unit in predecessors(units, later.unit_id)]
    return list(found.values())


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


def _line_of(units: dict[str, Unit], unit_id: str) -> set[str]:
    """Return the ids of all that a unit became, step by step."""
    found: set[str] = set()
    next_ones = list(units[unit_id].successors)
    while next_ones:
        name = next_ones.pop()
        if name not in found:
            found.add(name)
            next_ones += units[name].successors if name in units else ()
    return found
