"""Which place is meant by the words somebody typed: a district before 1/7/2025, a province at any date."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache

from ntm_lib.reference.gazetteer.lists import (
    SNAPSHOTS,
    Listed,
    around,
    by_code,
    in_sentence,
    merged_provinces,
    split_kind,
    units_of_list,
)
from ntm_lib.reference.gazetteer.packed import table
from ntm_lib.reference.units import KINDS_OF_UNIT
from ntm_lib.text import slug, spelling_key

_APOSTROPHES = re.compile(r"\s*['’‘ʼ`´′]\s*")
_BETWEEN = re.compile(r"[\s,;./–—‐‑-]+")
_SHORT = ((re.compile(r"\bt\.?p(?:\b|(?=hcm))\.?\s*", re.I), "thành phố "), (re.compile(r"\bt\.?x\b\.?\s*", re.I), "thị xã "),
          (re.compile(r"\bh\.\s*|^h\s+", re.I), "huyện "), (re.compile(r"\bq\.\s*|^q(?:\s+|(?=[0-9]))", re.I), "quận "), (re.compile(r"\bt\.\s*", re.I), "tỉnh "))  # fmt: skip
_ISLAND = re.compile(r"^(?:(huyện|huyen|h\.?)\s*)?(?:đảo|dao)\s+", re.I)
_ZONES, _ZONE = "2025-07", "đặc khu"  # the list that has them
_KINDS_OF_ZONES = (*KINDS_OF_UNIT, "huyện", "thành phố")  # what an island was before, and is called
_ALSO = {"thành phố Hồ Chí Minh": ("HCM", "thành phố HCM")}
_Places = Callable[[str], tuple["Place", ...]]
COUNTRY = frozenset({"cả nước", "toàn quốc", "việt nam", "ca nuoc", "toan quoc", "viet nam"})


@dataclass(frozen=True)
class Place:
    """A district, or a province, in one list; names as in a sentence: "huyện Na Rì", "tỉnh Bắc Kạn"."""

    snapshot: str
    code: str
    full_name: str
    province_code: str
    province: str
    is_province: bool

    @property
    def kind(self) -> str:
        return split_kind(self.full_name)[0]

    @property
    def name(self) -> str:
        return split_kind(self.full_name)[1]

    @property
    def title(self) -> str:
        """The name that tells it from all others: "huyện Na Rì, tỉnh Bắc Kạn"."""
        return self.full_name if self.is_province else f"{self.full_name}, {self.province}"

    @property
    def units(self) -> tuple[Listed, ...]:
        """Its commune-level units, in the list's order."""
        return _inside(self.snapshot, self.is_province).get(self.code, ())


@cache
def _inside(snapshot: str, is_province: bool) -> dict[str, tuple[Listed, ...]]:
    """Return the units of a list by the code of their province, or of their district."""
    found: dict[str, list[Listed]] = {}
    for unit in units_of_list(snapshot):
        found.setdefault(unit.province_code if is_province else unit.district_code, []).append(unit)
    return {code: tuple(units) for code, units in found.items()}


@cache
def places_of(snapshot: str) -> tuple[Place, ...]:
    """Return the provinces of a list, then its districts."""
    units = units_of_list(snapshot)
    provinces = {u.province_code: Place(snapshot, u.province_code, in_sentence(u.province), u.province_code, in_sentence(u.province), True) for u in units}  # fmt: skip
    districts = {u.district_code: Place(snapshot, u.district_code, in_sentence(u.district), u.province_code, in_sentence(u.province), False) for u in units if u.district}  # fmt: skip
    return (*provinces.values(), *districts.values())


def districts_of(province: Place) -> list[Place]:
    """Return the districts of a province in its own list; none after the reform."""
    return [p for p in places_of(province.snapshot) if not p.is_province and p.province_code == province.code]


def find_places(words: str, day: date) -> list[Place]:
    """Return the places that `words` name in the list before `day`, else in the one after it; several if they fit several, provinces first.

    Kind, province and marks may be left out: "Na Rì, Bắc Kạn", "huyện Na Rì", "na ri bac kan". Words without marks count as such only
    where no name is spelled so.
    """
    for snapshot in filter(None, around(day)):
        if found := _named(words, snapshot):
            return found
    return []


def former_places(words: str, day: date) -> list[Place]:
    """Return the places of this name that had ended before `day`, each as the last list that has it."""
    earlier = [name for name, since in SNAPSHOTS.items() if since <= day]
    found: dict[tuple[str, str], Place] = {}
    for snapshot in earlier:
        for place in _named(words, snapshot):
            found[place.code, _key(place.full_name)] = place
    return list(found.values())


def near_names(words: str, day: date, most: int = 5) -> list[str]:
    """Return the titles of the places whose names look most like `words`, nearest first."""
    known = _index(next(filter(None, around(day))), _slug, places_of)
    near = get_close_matches(_slug(words), known, n=3 * most, cutoff=0.75)
    return list(dict.fromkeys(place.title for name in near for place in known[name]))[:most]


def communes_named(words: str, day: date) -> list[Listed]:
    """Return the commune-level units of this name at `day`: what somebody may have typed in place of a district or province."""
    key = _key(words)
    return [
        u for u in units_of_list(next(filter(None, around(day)))) if key in (_key(u.name), _key(f"{u.kind} {u.name}"))
    ]


def special_zone(words: str) -> Listed | None:
    """Return the đặc khu of 7/2025 that `words` name, by any kind, as the district or commune it was; None if there is none.

    Its province may be that of then or of now; behind a comma anything may stand.
    """
    found = _named(words, _ZONES, _zones_of) or _named(words.partition(",")[0], _ZONES, _zones_of)
    return by_code(_ZONES)[found[0].code] if found else None


@cache
def _zones_of(snapshot: str) -> tuple[Place, ...]:
    """Return the đặc khu of a list, each by every kind and every province of before the reform that people may name it with."""
    return tuple(
        Place(snapshot, unit.code, f"{kind} {unit.name}", code, in_sentence(province), False)
        for unit in units_of_list(snapshot)
        if unit.kind == _ZONE
        for code, province, _, _, new in table("provinces")
        if new == unit.province
        for kind in _KINDS_OF_ZONES
    )


def _named(words: str, snapshot: str, places: _Places = places_of) -> list[Place]:
    """Return the places of a list that `words` name: by their marks, or typed without any."""
    exact = _index(snapshot, _key, places).get(_key(words), [])
    if exact or not words.isascii():
        return exact
    return _index(snapshot, _slug, places).get(_slug(words), [])


def _slug(words: str) -> str:
    return slug(_plain(words)).replace("y", "i")


@cache
def _index(snapshot: str, key: Callable[[str], str], places: _Places) -> dict[str, list[Place]]:
    """Return the places of a list by each of the ways to name them, in the list's order."""
    found: dict[str, list[Place]] = {}
    for place in places(snapshot):
        for name in dict.fromkeys(map(key, _variants(place))):
            found.setdefault(name, []).append(place)
    return found


def _variants(place: Place) -> Iterator[str]:
    """Yield the ways to name a place: with or without its kind, and its province or the one that is part of since."""
    if place.is_province:
        yield from _ways(place.full_name)
        return
    own = [place.name, place.full_name]
    yield from (way for way in own if not way.isdigit())
    later = in_sentence(merged_provinces().get(place.province_code, ""))
    for province in dict.fromkeys((*_ways(place.province), *_ways(later))):
        yield from (f"{way}, {province}" for way in own)


def _ways(province: str) -> list[str]:
    return [way for way in (split_kind(province)[1], province, *_ALSO.get(province, ())) if way]


@cache
def _key(words: str) -> str:
    """Return the key by which two ways to write a name are equal, with i for y: "Lí Sơn", "Qui Nhơn"."""
    return spelling_key(_plain(words)).replace("y", "i")


def _plain(words: str) -> str:
    """Return `words` without the signs that people write in several ways, abbreviated kinds written out."""
    words = _ISLAND.sub(lambda found: "huyện " if found[1] else "", words)
    for short, full in _SHORT:
        words = short.sub(full, words)
    return _BETWEEN.sub(" ", _APOSTROPHES.sub("", words)).strip()
