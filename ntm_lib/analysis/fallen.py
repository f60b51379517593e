"""Criteria that were met in an earlier season and are not met now: those a commune lost, and those that only another rule fails."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ntm_lib.analysis.assessment import meets
from ntm_lib.analysis.results import Results
from ntm_lib.reference.breaks import Break
from ntm_lib.reference.indicators import Level
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.units import in_present_terms
from ntm_lib.schemas import ComponentResult
from ntm_lib.tables import rows_of
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.series import Series

_HELD = ("met", "not_applicable")


@dataclass(frozen=True)
class FallenFigure:
    """A figure that fails now and did not then: its result now, and then; None where nothing asked for it.

    `broken` is the break of its series in between; `groups` the commune's groups of then and now, where that alone changed the rule.
    """

    now: ComponentResult
    before: ComponentResult | None
    broken: Break | None
    groups: tuple[str, str] | None

    @property
    def compared(self) -> ComponentResult | None:
        """The result of then that today's is compared with; None where the series broke, or nothing was judged then."""
        # "Không áp dụng" is the commune's own word, yet no loss: nothing had been reached, and that a market came into the plan breaks no promise.
        is_judged = self.before is not None and self.before["result"] != "not_applicable"
        return self.before if is_judged and not self.broken else None

    @property
    def is_by_rule(self) -> bool:
        """Whether the rule of then would not fail it now, as far as it can be asked."""
        if self.compared is None:
            return True
        is_verdict = self.compared["rule"] == self.now["rule"] != "level"
        return not is_verdict and _reaches(self.now, self.compared) is not False

    @property
    def is_lost(self) -> bool:
        """Whether the commune lost it: the rule of then fails it too, or its value of then would reach the level of now."""
        return not self.is_by_rule or (self.compared is not None and _reaches(self.compared, self.now) is True)


@dataclass(frozen=True)
class FallenCriterion:
    """A criterion of one commune, and the figures that fail it; none where only a summary table says that it is not met."""

    criterion_no: str
    figures: tuple[FallenFigure, ...]
    was_tabled: bool = False  # that it was met rests on a summary table

    @property
    def is_lost(self) -> bool:
        """Whether the commune lost it; else only another rule fails it."""
        return not self.figures or any(figure.is_lost for figure in self.figures)


def _reaches(row: ComponentResult, rule: ComponentResult) -> bool | None:
    """Return whether the value of one season reaches the level of the other; None where one of the two is not there."""
    if rule["rule"] != "level" or pd.isna(row["value"]):
        return None
    return meets(row["value"], rule["comparator"], rule["target"])


def fallen_criteria(
    workbook: Workbook, results: Results, season: Season, earlier: Season | None
) -> Mapping[str, list[FallenCriterion]]:
    """Return what each unit held in `earlier` under the same criteria set (met, or not applicable) and fails now; by unit_id.

    What counts as lost: docs/assumptions.md, 40.
    """
    found: dict[str, list[FallenCriterion]] = defaultdict(list)
    if earlier is None or earlier.criteria_set != season.criteria_set:
        return found
    units, communes = workbook.units, workbook.communes(season)
    own, components = (in_present_terms(t, units, communes) for t in (results.criteria, results.components))
    held = own[(own["season"] == earlier.name) & own["result"].isin(_HELD)]
    was_held = dict(zip(zip(held["unit_id"], held["criterion_no"], strict=True), held["table_id"].ne(""), strict=True))
    before = {(row["unit_id"], *_figure(row)): row for row in _of_season(components, earlier)}
    failing: dict[tuple[str, str], list[ComponentResult]] = defaultdict(list)
    for row in _of_season(components, season):
        if row["result"] == "not_met" and (row["unit_id"], row["criterion_no"]) in was_held:
            failing[row["unit_id"], row["criterion_no"]].append(row)
    series = Series(workbook.breaks, workbook.measures, season, earlier)
    moves = {unit_id: _Move.of(workbook, season, earlier, unit_id) for unit_id, _ in failing}
    for (unit_id, criterion_no), rows in failing.items():
        figures = []
        for now in rows:
            then, move = before.get((unit_id, *_figure(now))), moves[unit_id]
            groups = move.groups if move and move.explains(_figure(now), then) else None
            figures.append(FallenFigure(now, then, series.broken(_figure(now)), groups))
        found[unit_id].append(FallenCriterion(criterion_no, tuple(figures), was_held[unit_id, criterion_no]))
    not_met = own[(own["season"] == season.name) & (own["result"] == "not_met")]
    for place in zip(not_met["unit_id"], not_met["criterion_no"], strict=True):
        if place in was_held and place not in failing:
            found[place[0]].append(FallenCriterion(place[1], (), was_held[place]))
    return found


def _of_season(components: pd.DataFrame, season: Season) -> list[ComponentResult]:
    return rows_of(components[components["season"] == season.name], ComponentResult)


def _figure(row: ComponentResult | Level) -> Figure:
    return row["indicator"], row["component"]


@dataclass(frozen=True)
class _Move:
    """A commune's move from one group to another, and what the season would ask of it in the group of then."""

    groups: tuple[str, str]
    levels: Mapping[Figure, Level]

    @classmethod
    def of(cls, workbook: Workbook, season: Season, earlier: Season, unit_id: str) -> "_Move | None":
        """Return the move between two seasons; None if there was none, or one of the groups is not stated."""
        unit = workbook.units[unit_id]
        groups = workbook.scope(earlier, unit).group, workbook.scope(season, unit).group
        if not all(groups) or groups[0] == groups[1]:
            return None
        levels = workbook.levels_of(season, workbook.level_case(season, unit, earlier.year))
        return cls(groups, {_figure(level): level for level in rows_of(levels, Level)})

    def explains(self, figure: Figure, before: ComponentResult | None) -> bool:
        """Return whether the commune, had it stayed, would be judged as then: no level or set of rules changed but by the move."""
        level = self.levels.get(figure)
        stayed = _rule(level) if level and level["is_binding"] else ()
        return stayed == (_rule(before) if before and before["result"] != "not_applicable" else ())


def _rule(row: ComponentResult | Level) -> tuple[str | float, ...]:
    return (row["rule"], row["comparator"], row["target"]) if row["rule"] == "level" else (row["rule"],)
