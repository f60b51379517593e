"""What `ntm new` was asked for: places by the words typed, kinds of units, the season and its criteria set."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from ntm_lib.errors import UnknownNameError
from ntm_lib.new_workbook.common import years_of_sets
from ntm_lib.new_workbook.contents import FirstSeason
from ntm_lib.new_workbook.units import COMMUNE
from ntm_lib.reference.gazetteer.changes import became
from ntm_lib.reference.gazetteer.find import (
    COUNTRY,
    Place,
    communes_named,
    districts_of,
    find_places,
    former_places,
    near_names,
    places_of,
    special_zone,
)
from ntm_lib.reference.gazetteer.lists import REFORM, Listed, around, in_sentence
from ntm_lib.reference.units import KINDS_OF_UNIT
from ntm_lib.text import clean, season_text, slug

MORE_KINDS = tuple(kind for kind in KINDS_OF_UNIT if kind != COMMUNE)
_SHOWN = 30  # successors or candidates of a message
Choose = Callable[[str, Sequence[Place]], Place]


def first_season(name: str, cut_off: date | None) -> FirstSeason:
    """Return the season of that name, a year or a month of it ("2023-06"): without a cut-off it ends with that.

    Raises UnknownNameError for a year without a criteria set, or a cut-off outside of it.
    """
    sets = years_of_sets()
    found = re.fullmatch(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?", name)
    year, month = (int(found[1]), int(found[2] or 12)) if found else (0, 12)
    own = next((s for s in sets if s.first <= year <= s.last), None)
    if own is None:
        raise UnknownNameError(
            f"Không lập được kỳ “{name}”: ghi một năm từ {sets[0].first} đến {sets[-1].last}, ví dụ --season 2023; kỳ giữa năm: --season 2023-06."
        )
    day = cut_off or date(year, month, monthrange(year, month)[1])
    if day.year != year:
        raise UnknownNameError(f"Ngày chốt số liệu {day:%d/%m/%Y} không thuộc năm {year} của kỳ. Sửa --cut-off.")
    if found and found[2] and day.month != month:
        raise UnknownNameError(
            f"Ngày chốt số liệu {day:%d/%m/%Y} không thuộc tháng {month:02}/{year} của {season_text(name)}. Sửa --cut-off, hoặc ghi --season {year}-{day.month:02}; cả năm: --season {year}."
        )
    return FirstSeason(name, year, own.set_id, day, cut_off is not None)


def chosen_kinds(words: str) -> set[str]:
    """Return the kinds of units: communes, and those that `words` names, separated by commas ("thị-trấn,phường")."""
    known = {slug(kind): kind for kind in (COMMUNE, *MORE_KINDS)}
    kinds = {COMMUNE}
    for word in filter(None, map(clean, re.split("[,;]", words))):
        if slug(word) not in known:
            raise UnknownNameError(
                f"Không có loại đơn vị “{word}”. Các loại thêm được bằng --with: {', '.join(k.replace(' ', '-') for k in MORE_KINDS)}."
            )
        kinds.add(known[slug(word)])
    return kinds


def chosen_places(words: Iterable[str], day: date, choose: Choose) -> list[Place]:
    """Return the places that `words` name at `day`, each once; a province of before the reform stands for its districts, “cả nước” for all provinces.

    `choose` picks one where several fit. Raises UnknownNameError for words that name none: what became of a place that has ended, or
    the nearest names.
    """
    found: dict[tuple[str, str, bool], Place] = {}
    for asked in words:
        for place in _named(clean(asked), day, choose):
            found[place.snapshot, place.code, place.is_province] = place
    return list(found.values())


def _named(words: str, day: date, choose: Choose) -> list[Place]:
    if words.casefold() in COUNTRY:
        places = [p for p in places_of(next(filter(None, around(day)))) if p.is_province]
    else:
        places = find_places(words, day)
        if not places:
            raise UnknownNameError(_not_found(words, day))
        places = [places[0] if len(places) == 1 else choose(words, places)]
    return [own for p in places for own in (districts_of(p) if p.is_province and day < REFORM else [p])]


def several(words: str, places: Sequence[Place]) -> str:
    """Return the message that lists the places that `words` fit."""
    titles = [place.title for place in places]
    return f"“{words}” là tên của {len(titles)} nơi:\n" + "".join(f"  {title}\n" for title in titles[:_SHOWN]) + f'Ghi rõ một nơi, ví dụ: --place "{titles[0]}".'  # fmt: skip


def _not_found(words: str, day: date) -> str:
    zone = special_zone(words)
    if zone and (day >= REFORM or not communes_named(words, day)):
        return _zone(zone, day)
    if ended := former_places(words, day):
        return "\n".join(_ended(place, day) for place in ended)
    if communes := communes_named(words, day):
        above = Counter(in_sentence(u.district or u.province) + (f", {in_sentence(u.province)}" if u.district else "") for u in communes)  # fmt: skip
        kind = f"{communes[0].kind} {communes[0].name}"
        return (
            f"“{words}” không phải là huyện hay tỉnh. Có {kind} thuộc {'; '.join(list(above)[:_SHOWN])}: "
            f'lập sổ cho nơi ấy, ví dụ --place "{next(iter(above))}".'
        )
    near = near_names(words, day)
    hint = f" Có phải là: {'; '.join(near)}?" if near else " Ghi tên huyện và tỉnh, ví dụ “Na Rì, Bắc Kạn”."
    return f"Không có nơi nào tên “{words}” ngày {day:%d/%m/%Y}.{hint}"


def _zone(zone: Listed, day: date) -> str:
    """Return what to ask for in place of an island: it has no communes, and since the reform is itself a commune-level unit of its province."""
    now = f"{zone.kind} {zone.name} thuộc {in_sentence(zone.province)}"
    ask = f'--place "{in_sentence(zone.province)}" --with {zone.kind.replace(" ", "-")}'
    if day >= REFORM:
        return f"Từ 01/07/2025 là {now}, không còn cấp huyện. Lập sổ cho cả tỉnh, thành phố, lấy cả đặc khu: {ask}."
    return f"{zone.name}: danh sách đơn vị hành chính ngày {day:%d/%m/%Y} không có xã, thị trấn nào ở đó nên không có biểu để lập sổ. Từ 01/07/2025 là {now}: {ask} --season 2025."


def _ended(place: Place, day: date) -> str:
    """Return what became of a place that had ended before `day`, and what to ask for."""
    since = "từ 01/07/2025" if day >= REFORM else f"ngày {day:%d/%m/%Y}"
    names = became(place, day)
    more = f" và {len(names) - _SHOWN} đơn vị nữa" if len(names) > _SHOWN else ""
    shown = "; ".join(names[:_SHOWN]) + more
    if place.is_province:
        return f'{place.title}: {since} thuộc {shown}. Lập sổ cho nơi ấy: --place "{names[0]}".'
    if day >= REFORM:
        province = names[0].rpartition(", ")[2]
        return (
            f"{place.title}: {since} không còn cấp huyện; các xã, thị trấn của nơi ấy nay thuộc: {shown}. "
            f'Lập sổ cho cả tỉnh, thành phố: --place "{province}".'
        )
    return f'{place.title}: {since} không còn; các xã, thị trấn của nơi ấy thuộc {shown}. Lập sổ cho nơi ấy: --place "{names[0]}".'


def without_communes(places: Sequence[Place], kinds: Collection[str]) -> tuple[list[Place], list[Place]]:
    """Return the places that have units of these kinds, and those that have none."""
    having = [place for place in places if any(unit.kind in kinds for unit in place.units)]
    return having, [place for place in places if place not in having]


def no_communes(places: Sequence[Place], kinds: Collection[str]) -> str:
    """Return the message that refuses places none of which has a unit of these kinds."""
    there = Counter(unit.kind for place in places for unit in place.units)
    counts = ", ".join(f"{count} {kind}" for kind, count in there.items())
    names = "; ".join(place.title for place in places[:3])
    more = ",".join(kind.replace(" ", "-") for kind in there)
    return f"{names}: không có {', '.join(sorted(kinds))} nào, chỉ có {counts}. Muốn lập sổ cho các đơn vị ấy: thêm --with {more}."
