"""The units of a new workbook: its communes at the cut-off, what they were made of on 1/7/2025, and those that wait to be confirmed."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ntm_lib.new_workbook.ids import Named, unique_ids
from ntm_lib.reference.gazetteer.changes import (
    MOVED,
    ONLY_THERE,
    OTHER_KIND,
    RENAMED,
    Difference,
    differences,
    is_unchanged,
    other_list,
    unit_in,
)
from ntm_lib.reference.gazetteer.find import Place
from ntm_lib.reference.gazetteer.lists import (
    REFORM,
    Listed,
    by_code,
    in_sentence,
    list_name,
    predecessors,
    regions,
    split_kind,
    successors,
)
from ntm_lib.reference.units import WAITING

COMMUNE = "xã"
LAST_DAY = REFORM - timedelta(days=1)  # of districts, and of the communes that were merged
_BEFORE, SINCE = "2025-03", "2025-07"  # the lists on both sides of the reform
_NOT_IN_PLACE = "không phải xã của sổ: ghi ở đây vì nhận một phần của đơn vị cũ"
Key = tuple[str, str]  # list and code
NOTHING_KNOWN: Mapping[Key, str] = {}
Decide = Callable[[Place, Sequence[Difference]], Collection[Difference]]


@dataclass(frozen=True)
class NewUnit:
    """A unit of the workbook: `listed` is how the list of its time has it; `became` are the codes of the units of 7/2025 that it went to.

    `across` is how the list on the other side of the reform has a unit that the reform left as it was.
    """

    listed: Listed
    across: Listed | None = None
    unit_id: str = ""
    code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    became: tuple[str, ...] = ()  # more than one if it was split
    region: str = ""
    point: tuple[str, str] = ("", "")
    note: str = ""

    @property
    def key(self) -> Key:
        return self.listed.snapshot, self.listed.code


@dataclass(frozen=True)
class NewPlace:
    """A place of the workbook with the keys of its communes, in the list's order, and where lists differ on its units."""

    place: Place
    place_id: str
    communes: tuple[Key, ...]
    waiting: tuple[Difference, ...]
    other: str  # the list that its own was compared with

    @property
    def region(self) -> str:
        """The region of a place of before the reform; "" for a province of since then: its communes may be of several."""
        return regions()[self.place.province_code] if self.place.snapshot != SINCE else ""


@dataclass(frozen=True)
class Units:
    """All units of the workbook by key, in the order of their rows, and its places."""

    units: dict[Key, NewUnit] = field(default_factory=dict)
    places: tuple[NewPlace, ...] = ()

    def communes(self, place: NewPlace) -> list[NewUnit]:
        return [self.units[key] for key in place.communes]

    def region_of(self, place: NewPlace) -> str:
        """Return the one region of a place's communes, "" if they are of several."""
        found = {unit.region for unit in self.communes(place) if unit.region} or {place.region}
        return found.pop() if len(found) == 1 else ""


def collect(
    places: Sequence[Place], day: date, kinds: Collection[str], decide: Decide, taken_units: Collection[str], taken_places: Collection[str],
    known: Mapping[Key, str] = NOTHING_KNOWN,
) -> Units:  # fmt: skip
    """Return the units of `places` at `day`, of the kinds asked for.

    Where the lists around the day differ, the one before it is taken; `decide` returns the differences for which the other list is to
    stand. What either list has stays among the units, so that it can be made a commune by hand. `known` are the ids of units that an
    older workbook has: those that the reform ended are units of this one too, with all that they became.
    """
    units: dict[Key, NewUnit] = {}
    found: list[NewPlace] = []
    inside = {unit for place in places for unit in place.units}
    for place in places:
        other = other_list(place, day)
        differing = [d for d in differences(place, other) if _concerns(d, kinds, inside)] if other else []
        there = set(decide(place, [d for d in differing if d.what != MOVED])) if differing else set()
        waiting = {d.here or d.there: d for d in differing if d not in there}
        communes = []
        for unit, possible in _units_at(place, differing, there):
            if unit is not None and unit.kind in kinds:
                communes.append(unit)
            for one in (unit, possible):
                if one is not None and one.kind in kinds:
                    note = _doubt(waiting.get(unit or possible), place, other)
                    new = _unit(one, note)
                    units.setdefault(new.key, new)
        keys = tuple((unit.snapshot, unit.code) for unit in communes)
        found.append(NewPlace(place, "", keys, tuple(waiting.values()), other))
    units |= {unit.key: unit for unit in _made_of(tuple(units.values()))}
    if day >= REFORM:
        units = {unit.key: unit for unit in _ended_of(known)} | units
    others = {key: _named(unit) for key, unit in units.items() if key not in known}
    ids = {**known, **unique_ids(others, {*taken_units, *known.values()})}
    place_ids = unique_ids(dict(enumerate(_named_place(new.place) for new in found)), taken_places)
    return Units(
        {key: replace(unit, unit_id=ids[key]) for key, unit in units.items()},
        tuple(replace(new, place_id=place_ids[number]) for number, new in enumerate(found)),
    )


def _concerns(difference: Difference, kinds: Collection[str], inside: Collection[Listed]) -> bool:
    """Return whether a unit of these kinds is meant, and not one that came here from another place of the same workbook."""
    here, there = difference.here, difference.there
    moved_in = here is None and there is not None and unit_in(there, next(iter(inside)).snapshot) in inside
    return any(unit is not None and unit.kind in kinds for unit in (here, there)) and not moved_in


def _units_at(
    place: Place, differing: Sequence[Difference], there: Collection[Difference]
) -> Iterator[tuple[Listed | None, Listed | None]]:
    """Yield each unit as the list that stands has it (None if it lacks it), and what else it may have been."""
    by_here = {d.here: d for d in differing if d.here is not None}
    for unit in place.units:
        difference = by_here.get(unit)
        if difference is None or difference.what == MOVED:
            yield unit, None
        elif difference in there:
            yield difference.there, None
        else:
            yield unit, difference.there
    for difference in differing:
        if difference.what == ONLY_THERE:
            yield (difference.there, None) if difference in there else (None, difference.there)


def _unit(listed: Listed, note: str) -> NewUnit:
    """Return what is known of a unit in the list of its time."""
    if listed.snapshot == SINCE:
        old = [by_code(_BEFORE)[code] for code in predecessors().get(listed.code, ())]
        own_regions = {regions()[unit.province_code] for unit in old}
        across = next((unit for unit in old if is_unchanged(unit, listed)), None)
        return NewUnit(
            listed, across, code=listed.code, valid_from=None if across else REFORM, region=own_regions.pop() if len(own_regions) == 1 else "",
            point=(listed.lat, listed.lon), note=note,
        )  # fmt: skip
    last = listed if listed.snapshot == _BEFORE else unit_in(listed, _BEFORE)
    if last is None:
        return NewUnit(listed, code=listed.code, region=regions()[listed.province_code], note=note)
    shares = successors().get(last.code, ())
    across = next((new for share in shares if is_unchanged(last, new := by_code(SINCE)[share.code])), None)
    return NewUnit(
        listed, across, code=listed.code, valid_to=None if across else LAST_DAY, region=regions()[listed.province_code],
        point=(last.lat, last.lon), became=() if across else tuple(share.code for share in shares), note=note,
    )  # fmt: skip


def _made_of(units: Collection[NewUnit]) -> Iterator[NewUnit]:
    """Yield what the units of 7/2025 were made of, each once: the communes and towns of before that ended on 30/6/2025.

    Of one that was split, the other units that have a part of it come after it: without them it would look as if it had gone whole.
    """
    seen = {unit.key for unit in units}
    for unit in units:
        if unit.listed.snapshot == SINCE and unit.valid_from is not None:
            for code in predecessors().get(unit.code, ()):
                old = _unit(by_code(_BEFORE)[code], "")
                others = [_unit(by_code(SINCE)[other], _NOT_IN_PLACE) for other in old.became]
                for new in (old, *others):
                    if new.key not in seen:
                        seen.add(new.key)
                        yield new


def _ended_of(known: Collection[Key]) -> Iterator[NewUnit]:
    """Yield those of these units that the reform ended, and what they became."""
    for snapshot, code in known:
        old = _unit(by_code(snapshot)[code], "") if snapshot == _BEFORE else None
        if old is not None and old.valid_to is not None:
            yield old
            yield from (_unit(by_code(SINCE)[other], _NOT_IN_PLACE) for other in old.became)


def _named(unit: NewUnit) -> Named:
    district, province = (split_kind(in_sentence(text))[1] for text in (unit.listed.district, unit.listed.province))
    since = REFORM.year if unit.valid_from == REFORM else 0
    return Named(unit.listed.name, unit.listed.kind, tuple(filter(None, (district, province))), since)


def _named_place(place: Place) -> Named:
    return Named(place.name, place.kind, () if place.is_province else (split_kind(place.province)[1],))


def _doubt(difference: Difference | None, place: Place, other: str) -> str:
    return f"{WAITING}: {why(difference, place, other)}" if difference else ""


def why(difference: Difference, place: Place, other: str) -> str:
    """Return why a unit waits to be confirmed, in Vietnamese; `other` is the list that the place's own was compared with."""
    here, there = difference.here, difference.there
    its_list, other_name = list_name(place.snapshot), list_name(other)
    if there is None:
        return f"có trong danh sách {its_list}, không có trong danh sách {other_name}"
    if here is None:
        return f"chỉ có trong danh sách {other_name}, không có trong danh sách {its_list}"
    if difference.what == RENAMED:
        return (
            f"mã {there.code} trong danh sách {other_name} mang tên {there.kind} {there.name} (đổi tên hoặc sáp nhập)"
        )
    if difference.what == OTHER_KIND:
        return f"là {here.kind} trong danh sách {its_list}, là {there.kind} trong danh sách {other_name}"
    return f"trong danh sách {other_name} thuộc {in_sentence(there.district)}"
