"""What the charts of the communes' pages draw, as one table to take away: key measures by commune and season, and the place's now."""

from math import nan

import pandas as pd

from ntm_lib.analysis.assessment import combine_origins
from ntm_lib.analysis.comparison import ComparedFigure, ComparedValue, Comparison
from ntm_lib.analysis.yearly_points import Point, season_points
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import CHART_POINTS, ChartPoint
from ntm_lib.tables import rows_of
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.series import Series


def chart_points(
    workbook: Workbook, season: Season, observations: pd.DataFrame, comparison: Comparison
) -> pd.DataFrame:
    """Return CHART_POINTS of `season`: for each key measure of `comparison` the points of each commune that it binds, then the place's.

    `observations` are OBSERVATIONS of the season and those before it.
    """
    measures, communes = rows_of(comparison.measures, ComparedFigure), workbook.communes(season)
    starts = Series(workbook.breaks, workbook.measures, season).starts(
        [(measure["indicator"], measure["component"]) for measure in measures]
    )
    points = season_points(workbook, season, observations, [unit.unit_id for unit in communes], starts)
    values = rows_of(comparison.values, ComparedValue)
    found: list[ChartPoint] = []
    for measure in measures:
        figure = measure["indicator"], measure["component"]
        own = {row["unit_id"]: row for row in values if (row["indicator"], row["component"]) == figure}
        for unit in (unit for unit in communes if unit.unit_id in own):
            found += [_row(measure, unit, p) for p in points.of(unit.unit_id, figure, measure["value_type"])]
        origin = combine_origins([row["origin"] for row in own.values()])
        whole = _of_place(measure, workbook.place_in(season).name, season, origin)
        found += [] if pd.isna(whole["value"]) else [whole]
    return CHART_POINTS.frame(found)


def _row(measure: ComparedFigure, unit: Unit, point: Point) -> ChartPoint:
    return {
        "unit_id": unit.unit_id,
        "unit_name": unit.name,
        "season": point.season.name,
        "indicator": measure["indicator"],
        "component": measure["component"],
        "figure_name": measure["name"],
        "value": point.value,
        "numerator": nan if point.numerator is None else point.numerator,
        "denominator": nan if point.denominator is None else point.denominator,
        "is_summed": point.is_summed,
        "origin": point.origin,
    }


def _of_place(measure: ComparedFigure, name: str, season: Season, origin: str) -> ChartPoint:
    return {
        "unit_id": "",
        "unit_name": name,
        "season": season.name,
        "indicator": measure["indicator"],
        "component": measure["component"],
        "figure_name": measure["name"],
        "value": measure["place_value"],
        "numerator": nan,
        "denominator": nan,
        "is_summed": False,
        "origin": origin,
    }
