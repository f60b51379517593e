"""Which units of the gazetteer an older workbook has: each keeps the id that it was given there."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import cache

from ntm_lib.errors import WorkbookError
from ntm_lib.new_workbook.units import Decide, Key, Units
from ntm_lib.reference.gazetteer.changes import Difference, is_unchanged, name_in_list, units_named
from ntm_lib.reference.gazetteer.find import Place, places_of
from ntm_lib.reference.gazetteer.lists import (
    REFORM,
    SNAPSHOTS,
    Listed,
    by_code,
    in_sentence,
    list_name,
    predecessors,
    province_codes,
    split_kind,
    successors,
)
from ntm_lib.reference.units import Unit
from ntm_lib.terms import DISTRICT, PROVINCE
from ntm_lib.text import name_key, slug
from ntm_lib.workbook import Period, Workbook

_BEFORE, _SINCE = "2025-03", "2025-07"  # the lists on both sides of the reform
_NEAR = 0.85  # of 1: one letter of seven


def known_ids(old: Workbook) -> dict[Key, str]:
    """Return the ids of the units that the lists know, by list and code.

    A unit is found by its name where it lay, with its code if the name repeats; or by its code there and a name that is nearly the same.
    """
    periods = _periods(old)
    listed_in = {tier: {i for p in periods if p.tier == tier for i in p.communes} for tier in (DISTRICT, PROVINCE)}
    found: dict[Key, str] = {}
    for unit in old.units.values():
        is_listed_since = unit.unit_id in listed_in[PROVINCE] - listed_in[DISTRICT]
        is_new = unit.valid_from >= REFORM if unit.valid_from else is_listed_since
        for own in _in_lists(unit, _above(unit, periods), is_new):
            found.setdefault((own.snapshot, own.code), unit.unit_id)
    return found


def _periods(old: Workbook) -> list[Period]:
    return [period for place in old.places for period in place.period]


def _above(unit: Unit, periods: Sequence[Period]) -> frozenset[str]:
    """Return what the unit lay in: its parents, the places that list it; those of the workbook where none does."""
    own = [parent.name for parent in unit.parents] + [p.full_name for p in periods if unit.unit_id in p.communes]
    return frozenset(own or [period.full_name for period in periods])


def settled_first(old: Workbook, known: Mapping[Key, str], day: date, decide: Decide) -> Decide:
    """Return `decide` that is not asked what the older workbook has settled: a unit that ended in it before `day`, or began in it by then."""

    def is_settled(difference: Difference) -> bool:
        here, there = (
            old.units.get(known.get((unit.snapshot, unit.code), "")) if unit else None
            for unit in (difference.here, difference.there)
        )
        has_ended = here is not None and here.valid_to is not None and here.valid_to < day
        return has_ended or (there is not None and there.valid_from is not None and there.valid_on(day))

    def decided(place: Place, differing: Sequence[Difference]) -> list[Difference]:
        settled = [difference for difference in differing if is_settled(difference)]
        return [*settled, *decide(place, [difference for difference in differing if difference not in settled])]

    return decided


def refuse_second_units(old: Workbook, units: Units, found: Collection[str]) -> None:
    """Raise WorkbookError if a unit of the older workbook would be there twice: no list has it, and a new one has its code or nearly its name.

    `found` are the ids of those that a list has.
    """
    faults = []
    for unit in (unit for unit in old.units.values() if unit.unit_id not in found):
        above = _above(unit, _periods(old))
        for listed in (new.listed for new in units.units.values() if new.unit_id not in old.units):
            is_there = unit.valid_on(SNAPSHOTS[listed.snapshot]) and listed in _there(above, listed.snapshot)
            if is_there and (listed.code == unit.code or is_near(listed.name, unit.name)):
                where = in_sentence(listed.district or listed.province)
                faults.append(
                    f"{unit.row} của sổ cũ: {unit.full_name}{unit.code and f', mã {unit.code}'}; danh sách {list_name(listed.snapshot)} của {where} không có, chỉ có {listed.kind} {listed.name}, mã {listed.code}. "
                    "Nếu là một: sửa tên, loại, mã của dòng ấy theo danh sách; nếu là hai đơn vị: ghi “Từ ngày”, “Đến hết ngày” của dòng ấy, rồi lập lại."
                )
    if faults:
        raise WorkbookError("\n".join(faults))


def is_near(name: str, other: str) -> bool:
    """Return whether two names may be one with a slip in it: "Thượng Quãng", "Thượng Quảng"."""
    return slug(name) == slug(other) or SequenceMatcher(None, name_key(name), name_key(other)).ratio() >= _NEAR


def _in_lists(unit: Unit, above: frozenset[str], is_new: bool) -> Iterator[Listed]:
    """Yield the unit in each list of its time; one that the reform left as it was is in the lists on both sides."""
    if is_new:
        new = _in_list(unit, above, _SINCE)
        if new is not None:
            yield new
            old = [by_code(_BEFORE)[code] for code in predecessors().get(new.code, ())]
            yield from (own for own in old if is_unchanged(own, new) and unit.valid_from is None)
        return
    for snapshot, day in SNAPSHOTS.items():
        own = _in_list(unit, above, snapshot) if snapshot != _SINCE and unit.valid_on(day) else None
        if own is not None:
            yield own
            since = (
                [by_code(_SINCE)[share.code] for share in successors().get(own.code, ())] if snapshot == _BEFORE else []
            )
            yield from (new for new in since if is_unchanged(own, new))


def _in_list(unit: Unit, above: frozenset[str], snapshot: str) -> Listed | None:
    """Return the unit in a list: by name and code, else by name in its district, or in its province where the list has no such district."""
    same = [u for code in _province_codes(above) for u in units_named(unit.name, code, snapshot)]
    there = _there(above, snapshot)
    of_code = [u for u in there if u.code == unit.code and is_near(u.name, unit.name)]
    if own := [u for u in same if u.code == unit.code] or of_code:
        return own[0]
    own = [u for u in same if u.kind == unit.kind and u in there]
    return own[0] if len(own) == 1 else None


def _province_codes(above: Iterable[str]) -> set[str]:
    return {code for name in above for code in province_codes(name.rpartition(",")[2])}


@cache
def _there(above: frozenset[str], snapshot: str) -> frozenset[Listed]:
    """Return the units of a list in these districts, or in their provinces where the list has no such district."""
    codes = _province_codes(above)
    districts = {name_in_list(split_kind(name.partition(",")[0].strip())[1]) for name in above if "," in name}
    found = [p for p in places_of(snapshot) if not p.is_province and p.province_code in codes]
    found = [p for p in found if name_in_list(p.name) in districts]
    whole = [p for p in places_of(snapshot) if p.is_province and p.code in codes]
    return frozenset(unit for place in found or whole for unit in place.units)
