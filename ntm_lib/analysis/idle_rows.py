"""Rows of reference files that hold for no commune, neither in a season of the workbook nor, as far as can be told, in a later year (check D21).

Levels of no province are the decree's: those for other regions and groups stand in every workbook. One place of several is told of rows
that may be its own, by province or commune; the workbook of all of them of every row.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from ntm_lib.reference.binding_indicators import FILE as BINDING
from ntm_lib.reference.commune_groups import FILE as GROUPS
from ntm_lib.reference.commune_groups import group_in
from ntm_lib.reference.gazetteer import province_in, province_key
from ntm_lib.reference.gazetteer.lists import REFORM, merged_provinces, province_codes
from ntm_lib.reference.levels import Scope, ScopedLevel
from ntm_lib.reference.sheet_titles import row_of
from ntm_lib.reference.validity import years_of, years_said
from ntm_lib.spot import Spot
from ntm_lib.text import sentence_case
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.settings import Place

_ALWAYS = (0, 9999)
_NAMED = 3
Years = tuple[int, int]
Row = tuple[Spot, str]  # where it stands, and how messages name it


@dataclass(frozen=True)
class _Commune:
    """A commune in a season of `set_id`; or in the years after the last season, with "" for the set: any that has not ended."""

    unit_id: str
    scope: Scope
    years: Years
    set_id: str = ""

    def may_have(self, set_id: str, years: Years, group: str = "") -> bool:
        """Return whether a row for this set, years and group may hold for it; a group that is not known may be any."""
        is_of_set = set_id in ("", self.set_id) if self.set_id else _overlap(years, self.years, _years_of(set_id))
        is_of_group = not group or self.scope.group in ("", group)
        return is_of_set and is_of_group and _overlap(years, self.years)

    def may_have_level(self, set_id: str, level: ScopedLevel) -> bool:
        """Return the same of a level, whatever its group, and of a season's commune for whichever year before: a province decides for all
        groups at once, an annex has levels year by year, and their rows are entered together."""
        first, last = zip(level.years, _years_of(set_id), strict=True)
        provinces = self._provinces((max(first), min(last)))
        scopes = [Scope(province, level.group, self.scope.region) for province in provinces]
        years = (level.years[0], max(level.years[1], self.years[0])) if self.set_id else level.years
        return self.may_have(set_id, years) and any(level.fits(scope) for scope in scopes)

    def _provinces(self, years: Years) -> list[str]:
        """Return the provinces that it may lie in: after the last season also the one that its own became part of."""
        own, later = [self.scope.province], _merged_into(self.scope.province)
        if self.set_id or not later:
            return own
        return [*(own if years[0] <= REFORM.year else []), *(later if years[1] >= REFORM.year else [])]


def _merged_into(province: str) -> list[str]:
    return [merged_provinces()[code] for code in province_codes(province) if code in merged_provinces()]


@cache
def _keys(province: str) -> frozenset[str]:
    """Return the keys of a province and of what it became part of: a row of the one may be meant for the other."""
    return frozenset(map(province_key, (province, *_merged_into(province))))


def _overlap(*spans: Years) -> bool:
    return max(first for first, _ in spans) <= min(last for _, last in spans)


def _years_of(set_id: str) -> Years:
    """Return the years that a set's id names ("xa-ntm-2021-2025"); any if it names none."""
    found = re.search(r"([0-9]{4})-([0-9]{4})", set_id)
    return (int(found[1]), int(found[2])) if found else _ALWAYS


@dataclass(frozen=True)
class _Rows:
    """The rows of a workbook, those that may be its own if it is of one place of several, compared with the communes for which they may hold."""

    workbook: Workbook

    @cached_property
    def _units(self) -> set[str]:
        return {unit.unit_id for unit in self.workbook.own_units}

    @cached_property
    def _provinces(self) -> frozenset[str] | None:
        """The keys of the place's provinces; None if the workbook is of all places, or of the only one."""
        return _provinces_of(self.workbook.place) if self.workbook.place_id else None

    @cached_property
    def _places(self) -> list[Place]:
        """The places with whose communes rows are compared: those in the same provinces, or with the same communes."""
        own = self._provinces
        return [
            place
            for place in self.workbook.places
            if own is None
            or own & _provinces_of(place)
            or any(unit_id in self._units for period in place.period for unit_id in period.communes)
        ]

    @cached_property
    def _by_unit(self) -> dict[str, list[_Commune]]:
        found: dict[str, list[_Commune]] = {}
        for commune in self._communes():
            found.setdefault(commune.unit_id, []).append(commune)
        return found

    @cached_property
    def _cases(self) -> list[_Commune]:
        """The communes that differ in more than their id."""
        return list(dict.fromkeys(replace(own, unit_id="") for found in self._by_unit.values() for own in found))

    def _communes(self) -> list[_Commune]:
        own = [self.workbook.of_place(place.id) if place.id else self.workbook for place in self._places]
        seasons = sorted(self.workbook.seasons.values(), key=lambda season: season.cut_off)
        now = [self._in_season(book, season) for book in own for season in seasons]
        return [*(commune for found in now for commune in found), *self._later(seasons[-1])]

    def _in_season(self, book: Workbook, season: Season) -> Iterator[_Commune]:
        for unit in book.communes(season):
            yield _Commune(unit.unit_id, book.scope(season, unit), (season.year, season.year), season.criteria_set)

    def _later(self, last: Season) -> Iterator[_Commune]:
        first = max(last.year, last.cut_off.year) + 1
        day, groups = date(first, 1, 1), self.workbook.commune_groups
        for period in (place.last for place in self._places):
            units = [self.workbook.units[unit_id] for unit_id in period.communes]
            for unit in [unit for unit in units if unit.valid_to is None or unit.valid_to >= day]:
                province = province_in(unit.parent_on(day)) or period.province
                group = group_in(groups.get(unit.unit_id, []), first)
                yield _Commune(
                    unit.unit_id, Scope(province, group, unit.region or period.region), (last.year + 1, 9999)
                )

    def levels(self) -> Iterator[Row]:
        seasons = self.workbook.seasons.values()
        for set_id, levels in self.workbook.numbered_levels.items():
            years = [(s.year, s.year) for s in seasons if s.criteria_set == set_id]
            for level in levels:
                in_time = any(_overlap(level.years, own) for own in [*years, _years_of(set_id)])
                province = level.scope.province if level.scope else ""
                held = not province or any(case.may_have_level(set_id, level) for case in self._cases)
                if self._is_own(province) and not (in_time and held):
                    yield level.place, level.told

    def _is_own(self, province: str) -> bool:
        return self._provinces is None or bool(province and _keys(province) & self._provinces)

    def groups(self) -> Iterator[Row]:
        for unit_id, rows in self.workbook.commune_groups.items():
            for row in rows:
                years = years_of(row["from_year"], row["to_year"])
                held = any(c.may_have("", years) and self._has_groups(c) for c in self._by_unit.get(unit_id, ()))
                if unit_id in self._units and not held:
                    what = f"{self._name(unit_id)}, nhóm {row['group']}"
                    yield (
                        row["place"],
                        row_of(GROUPS, ", ".join(filter(None, [what, years_said(*years)])), row["place"]),
                    )

    def _name(self, unit_id: str) -> str:
        return self.workbook.units[unit_id].full_name

    def _has_groups(self, commune: _Commune) -> bool:
        return not commune.set_id or bool(self.workbook.criteria_set(commune.set_id).groups)

    def binding(self) -> Iterator[Row]:
        for row in self.workbook.binding_indicators:
            unit_id, about = row["unit_id"], (row["criteria_set"], _ALWAYS, row["group"])
            is_own = unit_id in self._units or (not unit_id and self._provinces is None)
            communes = self._by_unit.get(unit_id, ()) if unit_id else self._cases
            if is_own and not any(commune.may_have(*about) for commune in communes):
                about_whom = [f"nhóm {row['group']}" if row["group"] else "", self._name(unit_id) if unit_id else ""]
                yield (
                    row["place"],
                    row_of(BINDING, ", ".join(filter(None, [row["indicator"], *about_whom])), row["place"]),
                )


def _provinces_of(place: Place) -> frozenset[str]:
    return frozenset(key for period in place.period for key in _keys(period.province))


def idle_rows(workbook: Workbook) -> list[tuple[str, str]]:
    """Return (file below the workbook's data, sentence) for each file with such rows; none while a season's criteria set can't be read."""
    if not workbook.can_read_sets([season.criteria_set for season in workbook.seasons.values()]):
        return []
    rows = _Rows(workbook)
    found = [list(rows.levels()), list(rows.groups()), list(rows.binding())]
    return [(f"reference/{own[0][0].file}", _sentence([said for _, said in own])) for own in found if own]


def _sentence(rows: Sequence[str]) -> str:
    more = f" và {len(rows) - _NAMED} dòng nữa" if len(rows) > _NAMED else ""
    return (
        f"{sentence_case('; '.join(rows[:_NAMED]))}{more}: không áp dụng cho đơn vị nào của sổ, ở kỳ nào hay năm sau. "
        "Đối chiếu bộ tiêu chí, tỉnh (tên tại các năm của dòng), nhóm, mã đơn vị, năm; sửa, hoặc bỏ dòng."
    )
