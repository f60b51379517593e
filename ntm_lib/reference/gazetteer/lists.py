"""The four lists of commune-level units, what became of those of 3/2025, and the provinces with their regions.

A list is a snapshot, not a date: between two of them a unit may have been merged or renamed. Only the change of 1/7/2025 is known by its day.
"""

from collections import defaultdict
from datetime import date
from functools import cache
from typing import NamedTuple

from ntm_lib.reference.gazetteer.packed import table
from ntm_lib.terms import DISTRICTS_ENDED, KINDS, PROVINCE
from ntm_lib.text import name_key, slug

REFORM = DISTRICTS_ENDED
SNAPSHOTS = {  # the lists by name, with the day from which each counts
    "2020": date(2020, 1, 1),
    "2023-05": date(2023, 5, 1),
    "2025-03": date(2025, 3, 1),
    "2025-07": REFORM,
}
_KINDS = tuple(dict.fromkeys(kind for kinds in KINDS.values() for kind in kinds))


class Listed(NamedTuple):
    """A commune-level unit in one list: `district` and `province` as the list writes them ("Huyện Na Rì"); "" where nothing is known."""

    snapshot: str
    code: str
    name: str
    kind: str
    district_code: str
    district: str
    province_code: str
    province: str
    lat: str
    lon: str
    area_km2: str


class Share(NamedTuple):
    """What a unit of 3/2025 became: the code of a unit of 7/2025, and whether the whole unit went there."""

    code: str
    is_whole: bool


@cache
def units_of_list(snapshot: str) -> tuple[Listed, ...]:
    """Return the units of a list, in its order."""
    return tuple(Listed(*row) for row in table("places") if row[0] == snapshot)


@cache
def by_code(snapshot: str) -> dict[str, Listed]:
    """Return the units of a list by code: codes are unique within a list, and reused in later ones."""
    return {unit.code: unit for unit in units_of_list(snapshot)}


@cache
def successors() -> dict[str, tuple[Share, ...]]:
    """Return what each unit of 3/2025 became, by its code."""
    found: dict[str, list[Share]] = defaultdict(list)
    for old, new, share in table("successors"):
        found[old].append(Share(new, share == "whole"))
    return {code: tuple(shares) for code, shares in found.items()}


@cache
def predecessors() -> dict[str, tuple[str, ...]]:
    """Return the codes of the units of 3/2025 that a unit of 7/2025 was made of, whole or in part, by its code."""
    found: dict[str, list[str]] = defaultdict(list)
    for old, shares in successors().items():
        for share in shares:
            found[share.code].append(old)
    return {code: tuple(codes) for code, codes in found.items()}


@cache
def regions() -> dict[str, str]:
    """Return the region of each province before 1/7/2025, by its code."""
    return {code: region for code, _, region, *_ in table("provinces")}


@cache
def merged_provinces() -> dict[str, str]:
    """Return what each province of before 1/7/2025 is part of since, as the list writes it, by its code of before."""
    return {code: successor for code, _, _, _, successor in table("provinces")}


def around(day: date) -> tuple[str, str]:
    """Return the last list before `day` and the first after it; "" where there is none, or where it can't differ.

    The list of 3/2025 stands until the day before the reform; nothing is known of changes after the last one.
    """
    before = [name for name, since in SNAPSHOTS.items() if since <= day]
    after = [name for name, since in SNAPSHOTS.items() if since > day and since != REFORM]
    return before[-1] if before else "", after[0] if after else ""


def list_name(snapshot: str) -> str:
    """Return a list's name as people read it: "5/2023"."""
    year, _, month = snapshot.partition("-")
    return f"{int(month)}/{year}" if month else year


def split_kind(name: str) -> tuple[str, str]:
    """Return kind and name of a district or province: "Huyện Na Rì" is "huyện" and "Na Rì"."""
    for kind in _KINDS:
        if name.casefold().startswith(f"{kind} "):
            return kind, name[len(kind) + 1 :]
    return "", name


def in_sentence(name: str) -> str:
    """Return a district's or province's name as it stands in a sentence: "huyện Na Rì"."""
    kind, own = split_kind(name)
    return f"{kind} {own}".strip()


@cache
def unit_names(province: str, day: date) -> frozenset[str]:
    """Return the keys (ntm_lib.text.name_key) of the names of all units of a province, at the date of the list that is nearest before `day`.

    Before the first list, that one counts. Empty for a province that the list does not know by that name.
    """
    snapshot = around(day)[0] or next(iter(SNAPSHOTS))
    wanted = province_key(province)
    return frozenset(name_key(u.name) for u in units_of_list(snapshot) if province_key(u.province) == wanted)


@cache
def official_names() -> frozenset[str]:
    """Return all names of units, as the lists write them: "Phường Đúc" is the name of a phường."""
    return frozenset(unit.name for snapshot in SNAPSHOTS for unit in units_of_list(snapshot))


@cache
def province_names() -> dict[str, str]:
    """Return the names without kind of all provinces that any of the lists knows, by their keys."""
    old_and_new = [(province, successor) for _, province, _, _, successor in table("provinces")]
    return {province_key(name): split_kind(name)[1] for names in old_and_new for name in names}


@cache
def province_in(parent: str) -> str:
    """Return the province that the parent of a unit names ("huyện Na Rì, tỉnh Bắc Kạn"); "" if it names none.

    A parent of one part is a province only if it says so: "huyện Phù Yên" is no tỉnh Phú Yên, nor need "Phù Yên" be.
    """
    last = parent.rpartition(",")[2].strip()
    kind = split_kind(last)[0]
    names_one = kind in KINDS[PROVINCE] or ("," in parent and not kind)
    return last if names_one and province_key(last) in province_names() else ""


@cache
def province_codes(province: str) -> frozenset[str]:
    """Return the codes that a province of this name has in any of the lists."""
    return _codes_of_provinces().get(province_key(province), frozenset())


@cache
def _codes_of_provinces() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for snapshot in SNAPSHOTS:
        for unit in units_of_list(snapshot):
            found[province_key(unit.province)].add(unit.province_code)
    return {key: frozenset(codes) for key, codes in found.items()}


@cache
def province_key(province: str) -> str:
    """Return the key by which two spellings of a province's name are equal, with or without "tỉnh" or "thành phố" before it."""
    return slug(name_key(province)).removeprefix("thanh-pho-").removeprefix("tp-")
