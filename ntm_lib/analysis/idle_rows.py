"""Rows of reference files that hold for no commune, neither in a season of the workbook nor, as far as can be told, in a later year (check D21).

Levels of no province are the decree's: those for other regions and groups stand in every workbook.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ntm_lib.reference.binding_indicators import FILE as BINDING
from ntm_lib.reference.commune_groups import FILE as GROUPS
from ntm_lib.reference.commune_groups import group_in
from ntm_lib.reference.gazetteer import province_in
from ntm_lib.reference.gazetteer.lists import REFORM, merged_provinces, province_codes
from ntm_lib.reference.levels import FILE as LEVELS
from ntm_lib.reference.levels import Scope, ScopedLevel
from ntm_lib.reference.validity import years_of
from ntm_lib.workbook import Season, Workbook

_ALWAYS = (0, 9999)
_NAMED = 3
Years = tuple[int, int]


@dataclass(frozen=True)
class _Commune:
    """A commune in a season of `set_id`; or in the years after the last season, with "" for the set: any that has not ended."""

    unit_id: str
    scope: Scope
    years: Years
    set_id: str = ""

    def may_have(self, set_id: str, years: Years, group: str = "", unit_id: str = "") -> bool:
        """Return whether a row for this set, years, group and commune may hold for it; a group that is not known may be any."""
        is_of_set = set_id in ("", self.set_id) if self.set_id else _overlap(years, self.years, _years_of(set_id))
        is_of_group = not group or self.scope.group in ("", group)
        return is_of_set and is_of_group and _overlap(years, self.years) and unit_id in ("", self.unit_id)

    def may_have_level(self, set_id: str, level: ScopedLevel) -> bool:
        """Return the same of a level, whatever its group: a province decides for all groups at once, and its rows are entered together."""
        first, last = zip(level.years, _years_of(set_id), strict=True)
        provinces = self._provinces((max(first), min(last)))
        scopes = [Scope(province, level.group, self.scope.region) for province in provinces]
        return self.may_have(set_id, level.years) and any(level.fits(scope) for scope in scopes)

    def _provinces(self, years: Years) -> list[str]:
        """Return the provinces that it may lie in: after the last season also the one that its own became part of."""
        own, became = [self.scope.province], merged_provinces()
        later = [became[code] for code in province_codes(self.scope.province) if code in became]
        if self.set_id or not later:
            return own
        return [*(own if years[0] <= REFORM.year else []), *(later if years[1] >= REFORM.year else [])]


def _overlap(*spans: Years) -> bool:
    return max(first for first, _ in spans) <= min(last for _, last in spans)


def _years_of(set_id: str) -> Years:
    """Return the years that a set's id names ("xa-ntm-2021-2025"); any if it names none."""
    found = re.search(r"([0-9]{4})-([0-9]{4})", set_id)
    return (int(found[1]), int(found[2])) if found else _ALWAYS


@dataclass(frozen=True)
class _Rows:
    """The rows of one workbook, compared with all its communes."""

    workbook: Workbook

    @cached_property
    def communes(self) -> list[_Commune]:
        places = self.workbook.places
        own = [self.workbook.of_place(place.id) if place.id else self.workbook for place in places]
        seasons = sorted(self.workbook.seasons.values(), key=lambda season: season.cut_off)
        now = [self._in_season(book, season) for book in own for season in seasons]
        return [*(commune for found in now for commune in found), *self._later(seasons[-1])]

    def _in_season(self, book: Workbook, season: Season) -> Iterator[_Commune]:
        for unit in book.communes(season):
            yield _Commune(unit.unit_id, book.scope(season, unit), (season.year, season.year), season.criteria_set)

    def _later(self, last: Season) -> Iterator[_Commune]:
        first = max(last.year, last.cut_off.year) + 1
        day, groups = date(first, 1, 1), self.workbook.commune_groups
        for period in (place.last for place in self.workbook.places):
            for unit in (self.workbook.units[unit_id] for unit_id in period.communes):
                if unit.valid_to is None or unit.valid_to >= day:
                    province = province_in(unit.parent_on(day)) or period.province
                    group = group_in(groups.get(unit.unit_id, []), first)
                    yield _Commune(unit.unit_id, Scope(province, group, unit.region or period.region), (first, 9999))

    def levels(self) -> Iterator[str]:
        seasons = self.workbook.seasons.values()
        for set_id, levels in self.workbook.numbered_levels.items():
            years = [(s.year, s.year) for s in seasons if s.criteria_set == set_id]
            for level in levels:
                in_time = any(_overlap(level.years, own) for own in [*years, _years_of(set_id)])
                is_of_province = bool(level.scope and level.scope.province)
                held = not is_of_province or any(c.may_have_level(set_id, level) for c in self.communes)
                if not (in_time and held):
                    yield level.place

    def groups(self) -> Iterator[str]:
        for unit_id, rows in self.workbook.commune_groups.items():
            for row in rows:
                years = years_of(row["from_year"], row["to_year"])
                if not any(c.may_have("", years, unit_id=unit_id) and self._has_groups(c) for c in self.communes):
                    yield row["place"]

    def _has_groups(self, commune: _Commune) -> bool:
        return not commune.set_id or bool(self.workbook.criteria_set(commune.set_id).groups)

    def binding(self) -> Iterator[str]:
        for row in self.workbook.binding_indicators:
            about = row["criteria_set"], _ALWAYS, row["group"], row["unit_id"]
            if not any(c.may_have(*about) for c in self.communes):
                yield row["place"]


def idle_rows(workbook: Workbook) -> list[tuple[str, str]]:
    """Return (file below the workbook's data, sentence) for each file with such rows; none while a season's criteria set can't be read."""
    if not workbook.can_read_sets([season.criteria_set for season in workbook.seasons.values()]):
        return []
    rows = _Rows(workbook)
    found: Sequence[tuple[str, Iterable[str]]] = [(LEVELS, rows.levels()), (GROUPS, rows.groups()), (BINDING, rows.binding())]  # fmt: skip
    return [(f"reference/{file}", _sentence(places)) for file, own in found if (places := list(own))]


def _sentence(places: Sequence[str]) -> str:
    more = f" và {len(places) - _NAMED} dòng nữa" if len(places) > _NAMED else ""
    return (
        f"{'; '.join(places[:_NAMED])}{more}: không áp dụng cho đơn vị nào của sổ, ở mùa nào hay năm sau. "
        "Đối chiếu bộ tiêu chí, tỉnh (tên tại các năm của dòng), nhóm, mã đơn vị, năm; sửa, hoặc bỏ dòng."
    )
