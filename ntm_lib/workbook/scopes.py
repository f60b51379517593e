"""The levels that bind each commune of a season: by its province, group and region, from the season's criteria set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from ntm_lib.errors import WorkbookError
from ntm_lib.reference.binding_indicators import FILE as BINDING
from ntm_lib.reference.binding_indicators import BindingIndicator, load_binding
from ntm_lib.reference.breaks import Break
from ntm_lib.reference.commune_groups import FILE as GROUPS
from ntm_lib.reference.commune_groups import CommuneGroup, group_in, load_groups
from ntm_lib.reference.gazetteer import province_in
from ntm_lib.reference.indicators import OFFICE, SEVERAL, Level, lacking_for
from ntm_lib.reference.levels import Figure, Scope, unknown_group
from ntm_lib.reference.units import Unit, names_of
from ntm_lib.tables import field_names, rows_of
from ntm_lib.workbook.reference import ReferenceData
from ntm_lib.workbook.series import Series
from ntm_lib.workbook.settings import Period, Season


@dataclass(frozen=True)
class LevelCase:
    """All that decides which levels bind a commune in a season: its scope, the indicators that the office says it must meet, those that
    it must meet if it is of these groups ("1;2"), while its own is not known, and the figures whose value rests on two years that can't be compared."""

    scope: Scope
    bound: tuple[str, ...] = ()
    maybe_bound: tuple[tuple[str, str], ...] = ()
    broken: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class LackingLevels:
    """Figures for which no level fits some communes, `whom` in words: their scope, or the year if there are levels of other years only; `units` are the communes' ids."""

    whom: str
    figures: tuple[Figure, ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class Lacking:
    """What a season's levels lack: for whom, and the communes whose group is not stated though the set has groups; indicators of which
    the office has not said whom they bind; and those with the decree's lowest level where the province is to set one for each group."""

    levels: tuple[LackingLevels, ...]
    without_group: tuple[str, ...]
    communes: int
    open: tuple[str, ...]
    at_floor: tuple[str, ...]


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
        if not criteria_set.groups:
            return
        for row in (row for rows in self.commune_groups.values() for row in rows):
            is_known = row["group"] in criteria_set.groups
            if not is_known and group_in([row], season.year):  # rows of other years are for the sets of these
                words = unknown_group(row["group"], criteria_set.groups)
                where = row["place"].in_column("group")
                raise WorkbookError(f"{where}, bộ {criteria_set.set_id}: {words}", where)

    @cached_property
    def commune_groups(self) -> dict[str, list[CommuneGroup]]:
        """The rows of commune-groups.csv by unit_id; {} if the file is absent."""
        return load_groups(self.reference_folder / GROUPS, self.units)

    def scope(self, season: Season, unit: Unit, year: int | None = None) -> Scope:
        """Return where a commune stands in `season`: its parent's province on the cut-off, its group in the season's year or in `year`, its region.

        What is not known of it, or does not matter (the group where the set has none), is empty.
        """
        place = self.place_in(season)
        province = province_in(unit.parent_on(season.cut_off)) or place.province
        names = names_of(self.units, unit.unit_id) if self.criteria_set(season.criteria_set).groups else []
        own = [row for name in names for row in self.commune_groups.get(name, [])]
        group = group_in(own, year or season.year)
        return Scope(province, group, unit.region or place.region)

    @cached_property
    def binding_indicators(self) -> list[BindingIndicator]:
        """The rows of binding-indicators.csv; none if the file is absent: then no indicator that the office decides on binds."""
        return load_binding(self.reference_folder / BINDING, self.units, self._set_ids, self._readable_set)

    def _named_binding(self, set_id: str) -> set[str]:
        """Return the indicators of which the office has said whom they bind."""
        return {row["indicator"] for row in self.binding_indicators if row["criteria_set"] == set_id}

    def level_case(self, season: Season, unit: Unit, year: int | None = None) -> LevelCase:
        """Return what decides which levels bind the commune, in its group of `year` if one is given; equal for communes whose levels are equal."""
        criteria_set, scope = self.criteria_set(season.criteria_set), self.scope(season, unit, year)
        own = [row for row in self.binding_indicators if row["criteria_set"] == criteria_set.set_id]
        rows = [row for row in own if not row["unit_id"] or row["unit_id"] in names_of(self.units, unit.unit_id)]
        bound = {row["indicator"] for row in rows if row["group"] in ("", scope.group)}
        maybe: dict[str, list[str]] = {}
        for row in rows:
            if not scope.group and row["indicator"] not in bound:
                maybe.setdefault(row["indicator"], []).append(row["group"])
        groups = sorted((indicator, ";".join(sorted(own))) for indicator, own in maybe.items())
        broken = [figure for figure in criteria_set.growths if self.growth_break(season, unit, figure)]
        return LevelCase(scope, tuple(sorted(bound)), tuple(groups), tuple(broken))

    def _series(self, season: Season, since: date) -> Series:
        """Return the Series of a season since that day; one for all its communes."""
        if (season.name, since) not in self._series_made:
            self._series_made[season.name, since] = Series(self.breaks, self.measures, season, since=since)
        return self._series_made[season.name, since]

    @cached_property
    def _series_made(self) -> dict[tuple[str, date], Series]:
        return {}

    def growth_break(self, season: Season, unit: Unit, figure: Figure) -> Break | None:
        """Return why this year's figure is not compared with last year's: a break of its series, or new borders; None if it is."""
        last_year = (pd.Timestamp(season.cut_off) - pd.DateOffset(years=1)).date()
        found = self._series(season, last_year).broken(figure)
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
        return self.levels_of(season, self.level_case(season, unit, year), year)

    def levels_of(self, season: Season, case: LevelCase, year: int | None = None) -> pd.DataFrame:
        """Return the same of communes of one case."""
        criteria_set = self.criteria_set(season.criteria_set)
        own = criteria_set.levels(season.year, case.scope) if year is None else criteria_set.holding(year, case.scope)
        figures = zip(own["indicator"], own["component"], strict=True)
        in_case = pd.Series([year is None and figure in case.broken for figure in figures], own.index, dtype=bool)
        is_broken = in_case & (own["rule"] == "level")
        groups = own["indicator"].map(dict(case.maybe_bound))
        is_maybe = groups.notna()
        return own.assign(
            is_binding=(own["binds"] != OFFICE) | own["indicator"].isin(case.bound) | is_maybe,
            may_not_bind=own["may_not_bind"] | is_maybe,
            groups=groups.where(is_maybe, own["groups"]),
            is_broken=is_broken,
            is_open=(own["binds"] == OFFICE) & ~own["indicator"].isin(self._named_binding(criteria_set.set_id)),
            rule=own["rule"].where(~is_broken, "assessed"),
        )

    def commune_levels(self, season: Season, year: int | None = None) -> pd.DataFrame:
        """Return the same of all communes, commune by commune, with a column unit_id."""
        case_of = {unit.unit_id: self.level_case(season, unit, year) for unit in self.communes(season)}
        levels = {case: self.levels_of(season, case, year) for case in dict.fromkeys(case_of.values())}
        own = [levels[case].assign(unit_id=unit_id) for unit_id, case in case_of.items()]
        columns = pd.Index([*field_names(Level), "unit_id"])
        return pd.concat(own, ignore_index=True) if own else pd.DataFrame(columns=columns)

    def common_levels(self, season: Season, year: int | None = None) -> pd.DataFrame:
        """Return one Level per figure for all communes of the season, in the set's order.

        A figure whose communes have different levels has the rule SEVERAL and no number: none of them stands for all.
        """
        by_figure: dict[Figure, list[Level]] = {}
        cases = dict.fromkeys(self.level_case(season, unit, year) for unit in self.communes(season))
        criteria_set = self.criteria_set(season.criteria_set)
        for case in cases:
            for level in rows_of(self.levels_of(season, case, year), Level):
                by_figure.setdefault((level["indicator"], level["component"]), []).append(level)
        figures = zip(criteria_set.rows["indicator"], criteria_set.rows["component"], strict=True)
        found = [_common(by_figure[figure]) for figure in dict.fromkeys(figures) if figure in by_figure]
        return pd.DataFrame(found, columns=pd.Index(field_names(Level)))

    def lacking(self, season: Season) -> Lacking:
        """Return which levels the season's communes lack: the one place that all who say so ask."""
        communes, has_groups = self.communes(season), bool(self.criteria_set(season.criteria_set).groups)
        by_case: dict[LevelCase, list[str]] = {}
        for unit in communes:
            by_case.setdefault(self.level_case(season, unit), []).append(unit.unit_id)
        found, unsaid, at_floor = [], dict[str, None](), dict[str, None]()
        for case, units in by_case.items():
            lacking: dict[str, list[Figure]] = {}
            for row in rows_of(self.levels_of(season, case), Level):
                unsaid |= {row["indicator"]: None} if row["is_open"] else {}
                is_decreed = has_groups and bool(row["comparator"]) and not row["is_provincial"]
                at_floor |= {row["indicator"]: None} if is_decreed else {}
                whom = lacking_for(row, season.year)
                if whom and row["is_binding"]:
                    lacking.setdefault(whom, []).append((row["indicator"], row["component"]))
            found += [LackingLevels(whom, tuple(figures), tuple(units)) for whom, figures in lacking.items()]
        without = [i for case, units in by_case.items() if has_groups and not case.scope.group for i in units]
        return Lacking(tuple(found), tuple(without), len(communes), tuple(unsaid), tuple(at_floor))


def _common(rows: Sequence[Level]) -> Level:
    """Return the one row for all communes: that of communes whose two years can be compared, if there are any."""
    whole = [row for row in rows if not row["is_broken"]]
    first = (whole or rows)[0]
    words = "; ".join(dict.fromkeys(row["scope"] for row in rows if row["scope"]))
    checked = "; ".join(dict.fromkeys(row["checked_by"] for row in rows if row["checked_by"]))
    one: Level = {
        **first,
        "scope": words,
        "decision": first["decision"] if len({row["decision"] for row in rows}) == 1 else "",
        "is_confirmed": all(row["is_confirmed"] for row in rows),
        "checked_by": checked if all(row["checked_by"] for row in rows) else "",
        "lacking_for": "; ".join(dict.fromkeys(row["lacking_for"] for row in rows if row["lacking_for"])),
        "is_binding": any(row["is_binding"] for row in rows),
        "may_not_bind": all(row["may_not_bind"] for row in rows),
        "is_provincial": all(row["is_provincial"] for row in rows),
        "is_below_floor": any(row["is_below_floor"] for row in rows),
    }
    levels = {("level" if row["is_broken"] else row["rule"], row["comparator"], str(row["target"])) for row in rows}
    if len(levels) == 1:
        return one
    return {**one, "rule": SEVERAL, "comparator": "", "target": float("nan"), "is_broken": False}
