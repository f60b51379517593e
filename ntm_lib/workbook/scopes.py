"""The levels that bind each commune of a season: by its province, group and region, from the season's criteria set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TypedDict

import pandas as pd

from ntm_lib.errors import WorkbookError
from ntm_lib.reference.breaks import Break
from ntm_lib.reference.criteria import OFFICE, SEVERAL, Level
from ntm_lib.reference.files import read_reference
from ntm_lib.reference.gazetteer import province_in
from ntm_lib.reference.levels import Scope
from ntm_lib.reference.units import Unit
from ntm_lib.tables import field_names, rows_of
from ntm_lib.workbook.reference import ReferenceData
from ntm_lib.workbook.settings import Period, Season

GROUPS = "commune-groups.csv"
BINDING = "binding-indicators.csv"
_YEAR = 365


class CommuneGroup(TypedDict):
    """The group of communes that one is in for some years, as the province decided; empty years are NaN."""

    unit_id: str
    group: str
    from_year: float
    to_year: float
    source: str


class BindingIndicator(TypedDict):
    """An indicator that the office says communes must meet: one commune, those of a group, or all where neither is named."""

    criteria_set: str
    indicator: str
    group: str
    unit_id: str
    source: str


@dataclass(frozen=True)
class LevelCase:
    """All that decides which levels bind a commune in a season: its scope, the indicators that the office says it must meet, and those
    whose value rests on two years that can't be compared."""

    scope: Scope
    bound: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


@dataclass(frozen=True)
class LackingLevels:
    """Figures for which no level fits some communes; `figures` are (indicator, component), `units` the communes' ids."""

    scope: Scope
    figures: tuple[tuple[str, str], ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class Lacking:
    """What a season's levels lack: by scope, and the communes whose group is not stated though the set has groups."""

    levels: tuple[LackingLevels, ...]
    without_group: tuple[str, ...]
    communes: int


class Scopes(ReferenceData):
    """What a workbook can say of the levels that bind its communes."""

    def place_in(self, season: Season) -> Period:
        raise NotImplementedError

    def communes(self, season: Season) -> list[Unit]:
        raise NotImplementedError

    def check_levels(self, season: Season) -> None:
        """Read the levels of `season` and its communes' groups; raise WorkbookError or UnknownNameError for what can't be used."""
        super().check_levels(season)
        criteria_set = self.criteria_set(season.criteria_set)
        decided = set(criteria_set.rows.loc[criteria_set.rows["binds"] == OFFICE, "indicator"])
        for row in self.binding_indicators:
            if row["criteria_set"] == criteria_set.set_id and row["indicator"] not in decided:
                raise WorkbookError(
                    f"{BINDING}: bộ {criteria_set.set_id} không có chỉ tiêu “{row['indicator']}” do văn phòng quyết định (binds là {OFFICE}). Sửa mã."
                )
        if not criteria_set.groups:
            return
        for unit_id, rows in self.commune_groups.items():
            unknown = sorted({row["group"] for row in rows} - set(criteria_set.groups))
            if unknown:
                raise WorkbookError(
                    f"{GROUPS} ({unit_id}): bộ {criteria_set.set_id} không có nhóm “{unknown[0]}”; các nhóm là {', '.join(criteria_set.groups)}. Sửa lại."
                )

    @cached_property
    def commune_groups(self) -> dict[str, list[CommuneGroup]]:
        """The rows of commune-groups.csv by unit_id; {} if the file is absent."""
        return _load_groups(self.reference_folder / GROUPS, self.units)

    def scope(self, season: Season, unit: Unit) -> Scope:
        """Return where a commune stands in `season`: its parent's province on the cut-off, its group in the year, its region.

        What is not known of it, or does not matter (the group where the set has none), is empty.
        """
        place = self.place_in(season)
        province = province_in(unit.parent_on(season.cut_off)) or place.province
        group = self._group(unit, season.year) if self.criteria_set(season.criteria_set).groups else ""
        return Scope(province, group, unit.region or place.region)

    def _group(self, unit: Unit, year: int) -> str:
        rows = self.commune_groups.get(unit.unit_id, [])
        return next((row["group"] for row in rows if _first(row) <= year <= _last(row)), "")

    @cached_property
    def binding_indicators(self) -> list[BindingIndicator]:
        """The rows of binding-indicators.csv; none if the file is absent: then no indicator that the office decides on binds."""
        return _load_binding(self.reference_folder / BINDING, self.units)

    def level_case(self, season: Season, unit: Unit) -> LevelCase:
        """Return what decides which levels bind the commune; equal for communes whose levels are equal."""
        criteria_set, scope = self.criteria_set(season.criteria_set), self.scope(season, unit)
        rows = [row for row in self.binding_indicators if row["criteria_set"] == criteria_set.set_id]
        bound = [
            row["indicator"]
            for row in rows
            if row["group"] in ("", scope.group) and row["unit_id"] in ("", unit.unit_id)
        ]
        growth = criteria_set.rows[criteria_set.rows["value_type"] == "growth"]
        figures = zip(growth["indicator"], growth["component"], strict=True)
        broken = [figure[0] for figure in figures if self.growth_break(season, unit, figure)]
        return LevelCase(scope, tuple(sorted(bound)), tuple(broken))

    def growth_break(self, season: Season, unit: Unit, figure: tuple[str, str]) -> Break | None:
        """Return why this year's figure is not compared with last year's: a break of its series, or new borders; None if it is."""
        last_year = season.cut_off - timedelta(days=_YEAR)
        found = self.breaks.between(self.figure_names(season.criteria_set, *figure), last_year, season.cut_off)
        if found is None and unit.valid_from is not None and unit.valid_from > last_year:
            borders: Break = {
                "date": unit.valid_from,
                "indicator_or_measure": "",
                "kind": "boundary",
                "text": f"{unit.full_name} được lập",
                "source": "units.csv",
            }
            return borders
        return found

    def levels(self, season: Season, unit: Unit, year: int | None = None) -> pd.DataFrame:
        """Return CriteriaSet.levels as they bind the commune in the season; if `year` is given, CriteriaSet.holding of that year."""
        return self.levels_of(season, self.level_case(season, unit), year)

    def levels_of(self, season: Season, case: LevelCase, year: int | None = None) -> pd.DataFrame:
        """Return the same of communes of one case."""
        criteria_set = self.criteria_set(season.criteria_set)
        own = criteria_set.levels(season.year, case.scope) if year is None else criteria_set.holding(year, case.scope)
        is_broken = own["indicator"].isin(case.broken) & (own["rule"] == "level") & (year is None)
        return own.assign(
            is_binding=(own["binds"] != OFFICE) | own["indicator"].isin(case.bound),
            is_broken=is_broken,
            rule=own["rule"].where(~is_broken, "assessed"),
        )

    def commune_levels(self, season: Season, year: int | None = None) -> pd.DataFrame:
        """Return the same of all communes, commune by commune, with a column unit_id."""
        own = [self.levels(season, u, year).assign(unit_id=u.unit_id) for u in self.communes(season)]
        columns = pd.Index([*field_names(Level), "unit_id"])
        return pd.concat(own, ignore_index=True) if own else pd.DataFrame(columns=columns)

    def common_levels(self, season: Season, year: int | None = None) -> pd.DataFrame:
        """Return one Level per figure for all communes of the season, in the set's order.

        A figure whose communes have different levels has the rule SEVERAL and no number: none of them stands for all.
        """
        by_figure: dict[tuple[str, str], list[Level]] = {}
        cases = dict.fromkeys(self.level_case(season, unit) for unit in self.communes(season))
        criteria_set = self.criteria_set(season.criteria_set)
        for case in cases:
            for level in rows_of(self.levels_of(season, case, year), Level):
                by_figure.setdefault((level["indicator"], level["component"]), []).append(level)
        figures = zip(criteria_set.rows["indicator"], criteria_set.rows["component"], strict=True)
        found = [_common(by_figure[figure]) for figure in dict.fromkeys(figures) if figure in by_figure]
        return pd.DataFrame(found, columns=pd.Index(field_names(Level)))

    def lacking(self, season: Season) -> Lacking:
        """Return which levels the season's communes lack: the one place that all who say so ask."""
        communes, criteria_set = self.communes(season), self.criteria_set(season.criteria_set)
        by_scope: dict[Scope, list[str]] = {}
        for unit in communes:
            by_scope.setdefault(self.scope(season, unit), []).append(unit.unit_id)
        found = []
        for scope, units in by_scope.items():
            rows = rows_of(criteria_set.levels(season.year, scope), Level)
            figures = tuple((row["indicator"], row["component"]) for row in rows if row["lacking_for"])
            if figures:
                found.append(LackingLevels(scope, figures, tuple(units)))
        without = [i for scope, units in by_scope.items() if criteria_set.groups and not scope.group for i in units]
        return Lacking(tuple(found), tuple(without), len(communes))


def _common(rows: Sequence[Level]) -> Level:
    first = rows[0]
    words = "; ".join(dict.fromkeys(row["scope"] for row in rows if row["scope"]))
    checked = "; ".join(dict.fromkeys(row["checked_by"] for row in rows if row["checked_by"]))
    one: Level = {
        **first,
        "scope": words,
        "is_confirmed": all(row["is_confirmed"] for row in rows),
        "checked_by": checked if all(row["checked_by"] for row in rows) else "",
        "lacking_for": "; ".join(dict.fromkeys(row["lacking_for"] for row in rows if row["lacking_for"])),
        "is_binding": any(row["is_binding"] for row in rows),
        "is_broken": any(row["is_broken"] for row in rows),
    }
    if len({(row["rule"], row["comparator"], str(row["target"])) for row in rows}) == 1:
        return one
    return {**one, "rule": SEVERAL, "comparator": "", "target": float("nan")}


def _first(row: CommuneGroup) -> float:
    return 0 if pd.isna(row["from_year"]) else row["from_year"]


def _last(row: CommuneGroup) -> float:
    return 9999 if pd.isna(row["to_year"]) else row["to_year"]


def _load_binding(path: Path, units: dict[str, Unit]) -> list[BindingIndicator]:
    table = read_reference(
        path,
        field_names(BindingIndicator),
        allowed={"unit_id": units},
        required=("criteria_set", "indicator"),
        key=("criteria_set", "indicator", "group", "unit_id"),
        optional=True,
    )
    return rows_of(table, BindingIndicator)


def _load_groups(path: Path, units: dict[str, Unit]) -> dict[str, list[CommuneGroup]]:
    table = read_reference(
        path,
        field_names(CommuneGroup),
        kinds={"from_year": "year", "to_year": "year"},
        allowed={"unit_id": units},
        required=("unit_id", "group"),
        optional=True,
        numbered=True,
    )
    found: dict[str, list[CommuneGroup]] = {}
    for line, row in zip(table.index, rows_of(table, CommuneGroup), strict=True):
        where, own = f"{path.name}, dòng {line} ({row['unit_id']})", found.setdefault(row["unit_id"], [])
        if _first(row) > _last(row):
            raise WorkbookError(f"{where}: from_year sau to_year. Đổi lại hai năm.")
        if any(_first(row) <= _last(other) and _first(other) <= _last(row) for other in own):
            raise WorkbookError(f"{where}: xã có hai nhóm cho cùng một năm. Sửa from_year, to_year, hoặc bỏ một dòng.")
        own.append(row)
    return found
