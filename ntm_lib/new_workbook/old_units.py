"""Which units of the gazetteer an older workbook has: each keeps the id that it was given there."""

from collections.abc import Iterator, Sequence

from ntm_lib.new_workbook.units import Key
from ntm_lib.reference.gazetteer.changes import is_unchanged, name_in_list, units_named
from ntm_lib.reference.gazetteer.find import places_of
from ntm_lib.reference.gazetteer.lists import (
    REFORM,
    SNAPSHOTS,
    Listed,
    by_code,
    predecessors,
    province_codes,
    split_kind,
    successors,
)
from ntm_lib.reference.units import Unit
from ntm_lib.terms import DISTRICT, PROVINCE
from ntm_lib.workbook import Workbook

_BEFORE, _SINCE = "2025-03", "2025-07"  # the lists on both sides of the reform


def known_ids(old: Workbook) -> dict[Key, str]:
    """Return the ids of the units that the lists know, by list and code. A unit is found by its name where it lay, with its code if the name repeats."""
    periods = [period for place in old.places for period in place.period]
    listed_in = {tier: {i for p in periods if p.tier == tier for i in p.communes} for tier in (DISTRICT, PROVINCE)}
    found: dict[Key, str] = {}
    for unit in old.units.values():
        own_periods = [period for period in periods if unit.unit_id in period.communes]
        above = [parent.name for parent in unit.parents] + [period.full_name for period in own_periods]
        above = above or [period.full_name for period in periods]
        is_listed_since = unit.unit_id in listed_in[PROVINCE] - listed_in[DISTRICT]
        is_new = unit.valid_from >= REFORM if unit.valid_from else is_listed_since
        for own in _in_lists(unit, above, is_new):
            found.setdefault((own.snapshot, own.code), unit.unit_id)
    return found


def _in_lists(unit: Unit, above: Sequence[str], is_new: bool) -> Iterator[Listed]:
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


def _in_list(unit: Unit, above: Sequence[str], snapshot: str) -> Listed | None:
    """Return the unit in a list: by name and code, else by name in its district, or in its province where the list has no such district."""
    codes = dict.fromkeys(code for name in above for code in province_codes(name.rpartition(",")[2]))
    same = [u for code in codes for u in units_named(unit.name, code, snapshot)]
    if own := [u for u in same if u.code == unit.code]:
        return own[0]
    districts = {name_in_list(split_kind(name.partition(",")[0].strip())[1]) for name in above if "," in name}
    listed = {name_in_list(p.name) for p in places_of(snapshot) if not p.is_province and p.province_code in codes}
    if districts & listed:
        same = [u for u in same if name_in_list(split_kind(u.district)[1]) in districts]
    own = [u for u in same if u.kind == unit.kind]
    return own[0] if len(own) == 1 else None
