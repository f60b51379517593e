"""Administrative units. A unit has its own id; its code and its borders belong to it for a time only."""

from dataclasses import dataclass, fields
from datetime import date
from math import isnan
from pathlib import Path
from typing import TypedDict

from ntm_lib.errors import WorkbookError
from ntm_lib.reference.files import read_reference
from ntm_lib.reference.levels import REGIONS
from ntm_lib.tables import field_names, records, rows_of

_DAYS = {"valid_from": "date", "valid_to": "date"}
_FIGURES = ("population", "households", "lat", "lon")


@dataclass(frozen=True)
class Parent:
    """What a unit belonged to for a time."""

    name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Unit:
    """A commune or town within one set of borders. Population and households are those of the 2019 census."""

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
    region: str = ""  # a key of ntm_lib.reference.levels.REGIONS; that of its place if it is empty

    @property
    def full_name(self) -> str:
        """The name as it stands in a sentence: "xã Hương Hữu"."""
        return f"{self.kind} {self.name}"

    @property
    def title(self) -> str:
        """The name as a heading: "Xã Hương Hữu"."""
        return self.full_name[:1].upper() + self.full_name[1:]

    def valid_on(self, day: date) -> bool:
        return _covers(self.valid_from, self.valid_to, day)

    def parent_on(self, day: date) -> str:
        """Return the parent of the unit on `day`, "" if that is not known."""
        return next((p.name for p in self.parents if _covers(p.valid_from, p.valid_to, day)), "")


_COLUMNS = [f.name for f in fields(Unit) if f.name not in (*_FIGURES, "parents", "region")]


class _ParentRow(TypedDict):
    unit_id: str
    parent: str
    valid_from: date | None
    valid_to: date | None


def _covers(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def load_units(path: Path, parents_path: Path) -> dict[str, Unit]:
    """Return the units of `units.csv` by id, in the file's order, with their parents of `unit-parents.csv`; raise WorkbookError on a repeated id or a bad cell."""
    parents = _load_parents(parents_path)
    rows = read_reference(
        path,
        _COLUMNS,
        kinds=_DAYS | dict.fromkeys(_FIGURES, "number"),
        allowed={"region": REGIONS},
        required=("unit_id", "name", "kind"),
        key=("unit_id",),
    )
    units = {}
    for row in records(rows):
        own = {name: row[name] for name in _COLUMNS}
        own |= {name: None if isnan(row[name]) else row[name] for name in _FIGURES}
        units[row["unit_id"]] = Unit(**own, parents=parents.get(row["unit_id"], ()), region=row.get("region", ""))
    for unit in units.values():
        if unit.successor and unit.successor not in units:
            raise WorkbookError(
                f"{path.name}, đơn vị {unit.unit_id}: không có đơn vị kế thừa {unit.successor}. Sửa cột successor."
            )
    return units


def _load_parents(path: Path) -> dict[str, tuple[Parent, ...]]:
    parents: dict[str, tuple[Parent, ...]] = {}
    rows = read_reference(path, field_names(_ParentRow), kinds=_DAYS, required=("unit_id", "parent"))
    for row in rows_of(rows, _ParentRow):
        parent = Parent(row["parent"], row["valid_from"], row["valid_to"])
        parents[row["unit_id"]] = (*parents.get(row["unit_id"], ()), parent)
    return parents


def predecessors(units: dict[str, Unit], unit_id: str) -> list[Unit]:
    """Return the units that were merged into `unit_id`, in the file's order."""
    return [unit for unit in units.values() if unit.successor == unit_id]
