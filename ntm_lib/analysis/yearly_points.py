"""A commune's figure over the years, one point a year: what pace is computed from and trajectories are drawn from.

A point is the figure of the season that closes a year. Points are comparable under one criteria set only, and from the last break
of their series on (breaks.csv). Points from before a merger are sums over the communes merged.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.assessment import combine_origins
from ntm_lib.intake.observations import computed_value
from ntm_lib.reference.breaks import Break, Breaks
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.units import summable
from ntm_lib.tables import field_names, rows_of
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.series import Series


class _Observed(TypedDict):
    """What a point is made from: some columns of OBSERVATIONS."""

    unit_id: str
    season: str
    indicator: str
    component: str
    value: float
    numerator: float
    denominator: float
    origin: str


@dataclass(frozen=True)
class YearlySeason:
    """A season as a point in time (Seasons.moment)."""

    name: str
    year: int
    moment: float
    cut_off: date = date.max


@dataclass(frozen=True)
class Point:
    """One commune's figure in one season; `value` in the indicator's unit."""

    season: YearlySeason
    value: float
    numerator: float | None
    denominator: float | None
    is_summed: bool
    origin: str


def yearly_seasons(workbook: Workbook, season: Season) -> list[YearlySeason]:
    """Return the seasons comparable with `season`, oldest first, itself last: one a year, back to the last change of set."""
    until = reversed(workbook.seasons_until(season))
    same_set = takewhile(lambda s: s.criteria_set == season.criteria_set, until)
    yearly = [s for s in same_set if workbook.closes_year(s) or s.name == season.name]
    return [YearlySeason(s.name, s.year, workbook.moment(s), s.cut_off) for s in reversed(yearly)]


def coming_set_change(workbook: Workbook, season: Season) -> Break | None:
    """Return the change of criteria set after the cut-off by the end of the target year; None if a season of that year is under this set."""
    year = workbook.target_year(season)
    if season.criteria_set in [other.criteria_set for other in workbook.seasons.values() if other.year == year]:
        return None
    return workbook.breaks.set_change(season.cut_off, date(year, 12, 31))


def promise_series(breaks: Breaks, measures: pd.DataFrame, season: Season, base: Season | None) -> Series:
    """Return the Series by which promises are judged: since the base season, or the day of the conference where that came before it."""
    return Series(breaks, measures, season, base, season.conclusions_date or (base or season).cut_off)


class Points:
    """Looks up the points of a figure over the seasons given."""

    def __init__(
        self,
        observations: pd.DataFrame,
        seasons: Sequence[YearlySeason],
        merged_into: Mapping[str, Sequence[str]],
        starts: Mapping[Figure, date] | None = None,
    ) -> None:
        """Take OBSERVATIONS of any seasons; `merged_into` names the units that a unit's figures may be summed from (units.summable).

        `starts` are Series.starts.
        """
        self._seasons = seasons
        self._starts = starts or {}
        self._merged_into = merged_into
        is_wanted = observations["season"].isin([season.name for season in seasons])
        rows = rows_of(observations.loc[is_wanted, field_names(_Observed)], _Observed)
        self._rows = {(r["unit_id"], r["season"], r["indicator"], r["component"]): r for r in rows}

    def of(self, unit_id: str, figure: Figure, value_type: str) -> list[Point]:
        """Return the commune's points, oldest first; seasons without a value are left out.

        A season in which the commune did not exist yet gives the sum over the communes merged into it, if each states its counts, or
        is itself such a sum.
        """
        start = self._starts.get(figure, date.min)
        seasons = [season for season in self._seasons if season.cut_off >= start]
        found = (self._point(unit_id, season, figure, value_type) for season in seasons)
        return [point for point in found if point is not None]

    def _point(self, unit_id: str, season: YearlySeason, figure: Figure, value_type: str) -> Point | None:
        own = self._rows.get((unit_id, season.name, *figure))
        if own is not None:
            if pd.isna(own["value"]):
                return None
            return Point(season, own["value"], own["numerator"], own["denominator"], False, own["origin"])
        former = [self._point(other, season, figure, value_type) for other in self._merged_into.get(unit_id, ())]
        if len(former) == 1:  # the same unit under another name or kind
            return former[0]
        return _summed(season, former, value_type)


def season_points(
    workbook: Workbook,
    season: Season,
    observations: pd.DataFrame,
    unit_ids: Collection[str],
    starts: Mapping[Figure, date],
) -> Points:
    """Return the Points of these communes of `season` over its yearly_seasons, from OBSERVATIONS of any units."""
    merged = summable(workbook.units, unit_ids)
    own = observations[observations["unit_id"].isin(list(merged))]
    return Points(own, yearly_seasons(workbook, season), merged, starts)


def _summed(season: YearlySeason, points: Sequence[Point | None], value_type: str) -> Point | None:
    """Return the sum over the points of all the communes merged; None if there are none, or one lacks a count."""
    if value_type == "growth":
        return None  # of the communes merged there is no common growth: their incomes are per head
    numerators = [None if point is None or pd.isna(point.numerator) else point.numerator for point in points]
    wholes = [None if point is None or pd.isna(point.denominator) else point.denominator for point in points]
    if not points or None in numerators or (value_type != "number" and None in wholes):
        return None
    numerator = sum(count for count in numerators if count is not None)
    denominator = None if value_type == "number" else sum(count for count in wholes if count is not None)
    value = computed_value(value_type, numerator, denominator)
    origin = combine_origins([point.origin for point in points if point is not None])
    return None if value is None else Point(season, value, numerator, denominator, True, origin)
