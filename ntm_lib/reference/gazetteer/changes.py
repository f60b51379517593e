"""What can't be known of a place's units at a day: where the lists before and after the day differ. And where a unit of one list is in another."""

from datetime import date
from functools import cache
from typing import NamedTuple

from ntm_lib.reference.gazetteer.find import Place, places_of
from ntm_lib.reference.gazetteer.lists import (
    REFORM,
    SNAPSHOTS,
    Listed,
    around,
    by_code,
    in_sentence,
    merged_provinces,
    predecessors,
    province_codes,
    split_kind,
    successors,
    units_of_list,
)
from ntm_lib.text import name_key, slug

# What may differ between two lists
ONLY_HERE, ONLY_THERE, RENAMED, OTHER_KIND, MOVED = "only_here", "only_there", "renamed", "other_kind", "moved"


class Difference(NamedTuple):
    """A unit on which two lists differ: `here` in the list that is taken, `there` in the other one; None where a list lacks it."""

    what: str
    here: Listed | None
    there: Listed | None


def other_list(place: Place, day: date) -> str:
    """Return the list on the other side of `day`, to compare the place's own with; "" if there is none."""
    return next((name for name in around(day) if name and name != place.snapshot), "")


def same_place(place: Place, snapshot: str) -> Place | None:
    """Return the place in another list: by its name in its province, whatever its kind is there; None if it is not there."""
    found = _places(snapshot).get((name_in_list(place.name), place.province_code, place.is_province), ())
    return next((p for p in found if p.code == place.code), found[0] if len(found) == 1 else None)


@cache
def _places(snapshot: str) -> dict[tuple[str, str, bool], tuple[Place, ...]]:
    found: dict[tuple[str, str, bool], tuple[Place, ...]] = {}
    for place in places_of(snapshot):
        key = name_in_list(place.name), place.province_code, place.is_province
        found[key] = (*found.get(key, ()), place)
    return found


def differences(place: Place, snapshot: str) -> list[Difference]:
    """Return where the place's units differ from those of another list: its own order, then what only the other list has.

    A unit is the same if its name is, in the same district; its code may be another one. A code that bears another name in the same
    district is called renamed, though the unit may have been merged: the lists do not tell.
    """
    found: list[Difference] = []
    met: set[Listed] = set()
    for unit in place.units:
        same = unit_in(unit, snapshot)
        if same is None:
            of_code = _by_code(snapshot).get((unit.district_code, unit.code))
            is_renamed = (
                of_code is not None and unit_in(of_code, place.snapshot) is None
            )  # else it is another unit, there in both lists
            found.append(Difference(RENAMED, unit, of_code) if is_renamed else Difference(ONLY_HERE, unit, None))
            met |= {of_code} if is_renamed and of_code else set()
            continue
        met.add(same)
        if same.kind != unit.kind:
            found.append(Difference(OTHER_KIND, unit, same))
        elif same.district_code != unit.district_code:
            found.append(Difference(MOVED, unit, same))
    there = same_place(place, snapshot)
    found += [Difference(ONLY_THERE, None, unit) for unit in (there.units if there else ()) if unit not in met]
    return found


def unit_in(unit: Listed, snapshot: str) -> Listed | None:
    """Return the unit in another list of before the reform, looked for from list to list; None if it is not there.

    From one list to the next it is the unit of its name in its district, else the one of its name and code in its province, else the
    one of its code in its district whose name differs in marks and spaces only and is no other unit's: "Đắk Nên", "Đăk Nên"; "EaBar", "Ea Bar".
    """
    order = list(SNAPSHOTS)
    start, end = order.index(unit.snapshot), order.index(snapshot)
    found: Listed | None = unit
    for name in order[start + 1 : end + 1] if start < end else reversed(order[end:start]):
        found = _next(found, name) if found else None
    return found


def first_without(code: str, name: str, parent: str, until: str) -> tuple[str, Listed | None]:
    """Return the first list of before the reform, up to `until`, that no longer has the unit which an earlier one has by code and name, or,
    if it has no code, by name in its parent ("huyện Na Rì, tỉnh Bắc Kạn"); and what bears its code there; ("", None) if there is none.
    """
    order = [snapshot for snapshot, day in SNAPSHOTS.items() if day < REFORM]
    known = [_named_in(parent, name, s) if not code else _coded(code, name, s) for s in order]
    start = next((n for n, unit in enumerate(known) if unit), len(order))
    for number in range(start + 1, order.index(until) + 1):
        unit = known[start]
        if unit is not None and unit_in(unit, order[number]) is None:
            return order[number], by_code(order[number]).get(unit.code)
    return "", None


def _coded(code: str, name: str, snapshot: str) -> Listed | None:
    unit = by_code(snapshot).get(code)
    return unit if unit and name_in_list(unit.name) == name_in_list(name) else None


def _named_in(parent: str, name: str, snapshot: str) -> Listed | None:
    """Return the only unit of its name in a district, or in a province; None if there is none, or several."""
    district, _, province = parent.rpartition(",")
    found = [unit for code in province_codes(province) for unit in units_named(name, code, snapshot)]
    own = [u for u in found if not district or _bare(u.district) == _bare(district)]
    return own[0] if len(own) == 1 else None


def _bare(district: str) -> str:
    return name_in_list(split_kind(district)[1])


def units_named(name: str, province_code: str, snapshot: str) -> tuple[Listed, ...]:
    """Return the units of a province that bear a name in a list."""
    return _by_name(snapshot).get((province_code, name_in_list(name)), ())


def _next(unit: Listed, snapshot: str) -> Listed | None:
    same_name = units_named(unit.name, unit.province_code, snapshot)
    if own := [u for u in same_name if u.district_code == unit.district_code]:
        return next((u for u in own if u.kind == unit.kind), own[0])
    return next((u for u in same_name if u.code == unit.code), None) or _misspelt(unit, snapshot)


def _misspelt(unit: Listed, snapshot: str) -> Listed | None:
    """Return the unit of the same code and letters in its district; a name with other letters ("Đồng Phú", "Hồng Phú") may be that of a merged one."""
    there = _by_code(snapshot).get((unit.district_code, unit.code))
    if there is None or _letters(there.name) != _letters(unit.name):
        return None
    same = units_named(there.name, unit.province_code, unit.snapshot)
    return None if any(u.district_code == unit.district_code for u in same) else there


def _letters(name: str) -> str:
    return slug(name).replace("-", "")


def is_unchanged(old: Listed, new: Listed) -> bool:
    """Return whether a unit of 3/2025 is that of 7/2025: the whole of it went there, nothing else did, and name and kind are the same."""
    return (
        predecessors().get(new.code) == (old.code,)
        and [share.is_whole for share in successors()[old.code]] == [True]
        and (name_in_list(old.name), old.kind) == (name_in_list(new.name), new.kind)
    )


def became(place: Place, day: date) -> list[str]:
    """Return the titles of what a place that had ended before `day` became: the districts or communes that have its units, or the province it is part of."""
    if place.is_province and day >= REFORM:
        return [in_sentence(merged_provinces()[place.code])]
    last = around(day)[0]
    units = [unit_in(unit, "2025-03" if day >= REFORM else last) for unit in place.units]
    since = [unit for unit in units if unit is not None]
    if day < REFORM:
        return list(dict.fromkeys(f"{in_sentence(u.district)}, {in_sentence(u.province)}" for u in since))
    new = by_code("2025-07")
    codes = dict.fromkeys(share.code for unit in since for share in successors().get(unit.code, ()))
    return [f"{new[code].kind} {new[code].name}, {in_sentence(new[code].province)}" for code in codes]


@cache
def name_in_list(name: str) -> str:
    """Return the key by which the names of two lists are equal: they differ in the place of the tone and in i and y ("Sĩ Bình", "Sỹ Bình")."""
    return name_key(name).replace("y", "i")


@cache
def _by_name(snapshot: str) -> dict[tuple[str, str], tuple[Listed, ...]]:
    found: dict[tuple[str, str], tuple[Listed, ...]] = {}
    for unit in units_of_list(snapshot):
        key = unit.province_code, name_in_list(unit.name)
        found[key] = (*found.get(key, ()), unit)
    return found


@cache
def _by_code(snapshot: str) -> dict[tuple[str, str], Listed]:
    return {(unit.district_code, unit.code): unit for unit in units_of_list(snapshot)}
