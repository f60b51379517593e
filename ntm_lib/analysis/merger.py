"""What a commune was before a merger: how each unit it was made of stood season by season, and which of their figures may be summed.

Counts of criteria are never added: two communes that meet 14 and 16 make none that meets 30. A figure is summed only if every unit
went to the commune whole and states its counts for the same season; else the units that are missing are named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ntm_lib.analysis.yearly_points import Point, Points, YearlySeason
from ntm_lib.reference.recognition import RecognitionState, recognition_on
from ntm_lib.reference.units import Unit, ancestors, first_named, in_present_terms, made_of, predecessors, summable
from ntm_lib.schemas import CommuneSummary
from ntm_lib.tables import rows_of
from ntm_lib.workbook import Season
from ntm_lib.workbook.reference import Measure, measure_figure


@dataclass(frozen=True)
class Former:
    """A unit that a commune was made of, through any number of mergers."""

    unit: Unit
    is_whole: bool  # it went to one unit only
    standings: Mapping[str, CommuneSummary]  # by season, those in which something is known of it
    recognition: RecognitionState  # on its last day


@dataclass(frozen=True)
class Sum:
    """A figure of the units merged in one season: their sum, or those of the latest merger for want of which there is none."""

    measure: Measure
    point: Point | None
    parts: Mapping[str, Point]  # by unit_id, of those that state its counts
    missing: tuple[str, ...]  # unit_ids of the others


def former_units(
    units: dict[str, Unit], unit_id: str, summary: pd.DataFrame, recognition: pd.DataFrame
) -> list[Former]:
    """Return the units that `unit_id` was made of, the latest merger's first, each under its last name; `summary` is COMMUNE_SUMMARY of all seasons."""
    found = made_of(units, unit_id)
    summary, recognition = (in_present_terms(table, units, found) for table in (summary, recognition))
    known = rows_of(summary[summary["criteria_unknown"] < summary["criteria_total"]], CommuneSummary)
    return [
        Former(
            unit,
            len(unit.successors) == 1,
            {row["season"]: row for row in known if row["unit_id"] == unit.unit_id},
            recognition_on(recognition, unit.unit_id, unit.valid_to or date.max),
        )
        for unit in found
    ]


def last_season_before(
    units: dict[str, Unit], unit_id: str, seasons: Sequence[Season], observations: pd.DataFrame
) -> Season | None:
    """Return the last of `seasons` (by cut-off) before `unit_id` was founded in which a unit that it was made of states a count.

    None if none does, or the founding is not known. `observations` are OBSERVATIONS.
    """
    founded, former = first_named(units, unit_id).valid_from, [unit.unit_id for unit in ancestors(units, unit_id)]
    stated = observations[observations["unit_id"].isin(former) & observations["numerator"].notna()]
    told = set(stated["season"])
    before = [s for s in seasons if founded is not None and s.cut_off < founded and s.name in told]
    return before[-1] if before else None


def sums_before(
    units: dict[str, Unit], unit_id: str, season: Season, observations: pd.DataFrame, measures: Sequence[Measure]
) -> list[Sum]:
    """Return the sums of `measures` over the units merged into `unit_id` in `season`; one of which none states the counts has no row.

    Figures counted anew each year are left out. `observations` are OBSERVATIONS.
    """
    unit_id = first_named(units, unit_id).unit_id
    merged = summable(units, [unit_id])
    own = observations[observations["unit_id"].isin(list(merged))]
    moment = YearlySeason(season.name, season.year, float(season.year))
    points = Points(own, [moment], merged)
    latest = [unit.unit_id for unit in predecessors(units, unit_id)]
    found = []
    for measure in (row for row in measures if row["is_yearly"] != "true"):
        figure, kind = measure_figure(measure), measure["value_type"]
        of_units = {
            name: point for name in latest for point in points.of(name, figure, kind) if _is_counted(point, kind)
        }
        if of_units:
            point = next(iter(points.of(unit_id, figure, kind)), None)
            found.append(Sum(measure, point, of_units, tuple(name for name in latest if name not in of_units)))
    return found


def _is_counted(point: Point, value_type: str) -> bool:
    return pd.notna(point.numerator) and (value_type == "number" or pd.notna(point.denominator))
