"""What a summary table is read for: a season, its criteria set, the place's communes of then."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ntm_lib.reference.criteria import Criterion
from ntm_lib.reference.gazetteer.lists import SNAPSHOTS, around, province_key, units_of_list
from ntm_lib.reference.indicators import IndicatorRow
from ntm_lib.reference.units import KINDS_OF_UNIT, line_of
from ntm_lib.tables import rows_of
from ntm_lib.terms import DISTRICT
from ntm_lib.text import clean, name_key, spelling_key
from ntm_lib.workbook import Season, Workbook

_KIND = re.compile(rf"({'|'.join(KINDS_OF_UNIT)})\s")
_YEARS = re.compile(r"(20\d\d)\s*[-–—]\s*(20\d\d)")


@dataclass(frozen=True)
class Wanted:
    """A season as a table is read for it. Codes are those of criteria (4) and of indicators (4.1), names as people compare them."""

    season: Season
    set_name: str
    tier: str
    programme: tuple[str, str]  # first and last year that the set's name has; "" where it has none
    criterion_of: Mapping[str, str]  # of each code, a criterion's own too
    by_name: Mapping[str, str]  # code by the spelling key of its name
    communes: Mapping[str, str]  # name by unit id
    kinds: Mapping[str, str]  # xã, thị trấn, by unit id
    titles: Mapping[str, str]  # the same, told apart where names repeat
    place: str
    province: str
    parents: Mapping[str, str]  # key of the district or province above, by unit id
    former: Mapping[str, tuple[str, ...]]  # ids that a former name may stand for, by its key
    elsewhere: frozenset[str]  # keys of the names that units of other districts of the province have
    is_half_year: bool
    has_districts: bool  # the place is one; else a heading of a district says nothing of whose a commune is

    def label(self, code: str) -> str:
        """Return "tiêu chí 4" or "chỉ tiêu 4.1"."""
        return f"tiêu chí {code}" if self.criterion_of[code] == code else f"chỉ tiêu {code}"

    def named(self, name: str) -> list[str]:
        """Return the ids of the communes of this name; where a kind stands before it, of that kind."""
        found = self._by_key.get(name_key(name), [])
        kind = _KIND.match(clean(name).casefold()) if found else None
        return [i for i in found if not kind or kind[1] == self.kinds[i]]

    @cached_property
    def _by_key(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for unit_id, name in self.communes.items():
            found.setdefault(name_key(name), []).append(unit_id)
        return found


def wanted_of(workbook: Workbook, season: Season) -> Wanted:
    """Return what a table is read for in `season` of a workbook of one place."""
    criteria_set, day, place = workbook.criteria_set(season.criteria_set), season.cut_off, workbook.place_in(season)
    rows = rows_of(criteria_set.rows, IndicatorRow)
    indicators = [row for row in rows if not row["is_verdict"]]
    criteria = rows_of(criteria_set.criteria(), Criterion)
    criterion_of = {row["indicator"]: row["criterion_no"] for row in indicators}
    names = {spelling_key(row["indicator_name"]): row["indicator"] for row in indicators}
    names |= {spelling_key(row["criterion_name"]): row["criterion_no"] for row in criteria}
    years = _YEARS.search(criteria_set.name)
    communes = {unit.unit_id: workbook.units[unit.unit_id] for unit in workbook.communes(season)}
    former: dict[str, list[str]] = {}
    for unit in workbook.units.values():
        if unit.valid_to is not None and unit.valid_to < day:
            became = line_of(workbook.units, unit.unit_id)
            former.setdefault(name_key(unit.name), []).extend(i for i in communes if i in became)
    return Wanted(
        season=season,
        set_name=criteria_set.name,
        tier=criteria_set.tier,
        programme=(years[1], years[2]) if years else ("", ""),
        criterion_of=criterion_of | {row["criterion_no"]: row["criterion_no"] for row in criteria},
        by_name=names,
        communes={unit_id: unit.name for unit_id, unit in communes.items()},
        kinds={unit_id: unit.kind for unit_id, unit in communes.items()},
        titles={unit.unit_id: unit.name for unit in workbook.communes(season)},
        place=place.name,
        province=place.province,
        parents={unit_id: name_key(workbook.nearest_above(unit, day)) for unit_id, unit in communes.items()},
        former={key: tuple(ids) for key, ids in former.items()},
        elsewhere=_names_elsewhere(place.province, name_key(place.name), day),
        has_districts=place.tier == DISTRICT,
        is_half_year=not workbook.judges_year(season) and day.month < 10,
    )


def _names_elsewhere(province: str, place: str, day: date) -> frozenset[str]:
    snapshot, own = around(day)[0] or next(iter(SNAPSHOTS)), province_key(province)
    listed = (unit for unit in units_of_list(snapshot) if unit.district and province_key(unit.province) == own)
    return frozenset(name_key(unit.name) for unit in listed if name_key(unit.district) != place)
