"""Pace: how fast a figure has moved towards its level a year, and how fast it has to move from now on.

Two rules stand side by side, and the method page shows both:

- the count rule, ours: counts a year, as an office plans ("còn 14 nhà; bình quân 9 nhà một năm");
- Open SDG's ratio of the observed to the required compound annual growth (its progress methodology, by Statistics Canada after
  Eurostat: https://github.com/open-sdg/open-sdg/blob/master/docs/progress-methodology.md).
"""

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from math import nan
from typing import Literal, TypedDict

import pandas as pd

from ntm_lib.analysis.assessment import Compared, combine_origins, compare, key_of
from ntm_lib.analysis.yearly_points import Point, Points, YearlySeason, season_points, yearly_seasons
from ntm_lib.reference.levels import Figure
from ntm_lib.schemas import PACE, ComponentResult, CriterionResult, Pace
from ntm_lib.tables import empty_row, rows_of
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.series import Series

LEAST_POINTS = 3
WINDOW_YEARS = 3  # “ba năm qua”
_DIGITS = 9
_LEVEL = ["rule", "comparator", "target", "value_type", "is_whole", "may_not_bind"]


Prospect = Literal["in_time", "too_slow", "open", "new_rule"]
PROSPECTS: tuple[Prospect, ...] = (
    "new_rule",
    "too_slow",
    "open",
    "in_time",
)  # the worst of a criterion's figures decides


class Coded(TypedDict):
    """What names a figure of the criteria set."""

    indicator: str
    component: str


class _Now(Compared):
    """A row of COMPONENT_RESULTS with the level of the year to come; the fields of the latter are empty if there is none."""

    unit_id: str
    unit_name: str
    season: str
    indicator: str
    component: str
    result: str
    rule: str
    rule_now: str
    comparator_now: str
    target_now: float


def season_pace(
    workbook: Workbook, season: Season, observations: pd.DataFrame, components: pd.DataFrame
) -> pd.DataFrame:
    """Return PACE of `season` for the communes in `components` (COMPONENT_RESULTS of that season), from all its earlier seasons."""
    by_year = workbook.target_year(season)
    levels = workbook.commune_levels(season, by_year)
    figures = set(zip(components["indicator"], components["component"], strict=True))
    series = Series(workbook.breaks, workbook.measures, season)
    points = season_points(workbook, season, observations, components["unit_id"].unique(), series.starts(figures))
    now = yearly_seasons(workbook, season)[-1]
    return pace(components, levels, points, now, by_year, series.breaking(figures, by_year))


def pace(
    components: pd.DataFrame,
    levels: pd.DataFrame,
    points: Points,
    season: YearlySeason,
    by_year: int,
    breaking: Collection[Figure] = (),
) -> pd.DataFrame:
    """Return PACE: a row per commune and level that is a number, now or in `by_year`, in the order of `components`.

    `components` are COMPONENT_RESULTS of `season`, judged by the levels of its year; `levels` are Workbook.commune_levels of
    `by_year`: what is to be reached is the level of the year by which it is to be. Where the set has none for that year, no
    other year's stands in for it. Of figures whose series breaks before the end of `by_year` (`breaking`) only what was done
    so far is said, by the level of now. An indicator that does not apply has no row.

    The count rule. What is done a year is the fall of the distance to the level between the first and the last point of the
    last three years, over the years between them. For a share the distance is taken in points and turned into a count at
    today's denominator, as gap_count is: a share whose whole shrinks or grows moves without anybody having done anything to
    its numerator (3 of 4 schools, then 3 of 3), so the change of the numerator would not agree with the gap that is left. For
    a bare count it is the change of the count, for money the change in the indicator's own unit. What is needed a year is
    gap_count (money: the gap) over the years to the end of `by_year`.
    """
    figure = key_of(levels)
    later = levels[[*figure, *_LEVEL]].drop_duplicates(figure, keep=False)
    both = components.rename(columns={"target": "target_now"}).merge(
        later, on=figure, how="left", suffixes=("_now", "")
    )
    rows = rows_of(both[~both["may_not_bind"].eq(True)], _Now)  # nobody knows whether the others are to be reached
    numbered = [row for row in rows if row["value_type"] != "growth"]  # a growth has to be reached anew each year
    applying = [
        row for row in numbered if row["result"] != "not_applicable" and "level" in (row["rule_now"], row["rule"])
    ]
    is_new = [(row["indicator"], row["component"]) in breaking for row in applying]
    return PACE.frame(
        [
            _until_break(row, points, season, by_year) if new else _row(row, points, season, by_year)
            for new, row in zip(is_new, applying, strict=True)
        ]
    )


def distance(value: float, comparator: str, target: float) -> float:
    """Return the distance of `value` from its level, in its own unit; negative beyond the level."""
    return {">=": target - value, "<=": value - target, "==": abs(value - target)}[comparator]


def compound_growth(first: float, last: float, years: float) -> float:
    """Return the growth a year that leads from `first` to `last` in `years`, as a fraction; both must be above 0."""
    return float((last / first) ** (1 / years) - 1)


def _until_break(row: _Now, points: Points, season: YearlySeason, by_year: int) -> Pace:
    """Return what was done so far, by the level of now: what the years to come need of another series nobody knows."""
    now: _Now = {**row, "rule": row["rule_now"], "comparator": row["comparator_now"], "target": row["target_now"]}
    found = _row(now, points, season, by_year)
    if found["reason"] == "no_value":
        return found
    found |= {"state": "none", "reason": "new_series", "target": nan, "needed_per_year": nan}
    return {**found, "years_needed": nan, "continued_value": nan, "ratio": nan, "sdg_ratio": nan}


def _row(row: _Now, points: Points, season: YearlySeason, by_year: int) -> Pace:
    figure = row["indicator"], row["component"]
    found: Pace = {
        **empty_row(Pace),
        "unit_id": row["unit_id"],
        "unit_name": row["unit_name"],
        "season": row["season"],
        "indicator": row["indicator"],
        "component": row["component"],
        "comparator": row["comparator_now"],
        "target_year": by_year,
        "target_now": row["target_now"],
        "state": "none",
        "value": row["value"],
    }
    if row["rule"] != "level":
        return {**found, "reason": "no_level"}
    result, gap, gap_count = compare(row)
    series = points.of(row["unit_id"], figure, row["value_type"])
    used = [point for point in series if point.season.year >= season.year - WINDOW_YEARS]
    found["comparator"], found["target"] = row["comparator"], row["target"]
    found["gap_count"] = nan if gap_count is None else gap_count
    found["points"] = len(used)
    found["is_summed"] = any(point.is_summed for point in used)
    found["origin"] = combine_origins([point.origin for point in used])
    if result == "unknown":
        return {**found, "reason": "no_value"}
    is_met = result == "met"
    if is_met:
        found["state"] = "reached"
    left = gap if row["value_type"] == "money" else gap_count
    if left is None:
        return found if is_met else {**found, "reason": "no_counts"}
    found["needed_per_year"] = _over(left, by_year - season.moment)
    if len(used) < LEAST_POINTS:
        return found if is_met else {**found, "reason": "few_points"}
    return _moved(found, row, used, left)


def _moved(found: Pace, row: _Now, used: Sequence[Point], left: float) -> Pace:
    """Return `found` with what was done a year over the points used, and how that compares with what is needed."""
    first, before, last = used[0], used[-2], used[-1]
    scale = row["denominator"] / 100 if row["value_type"] == "percent" else 1.0

    def moved(start: Point, end: Point) -> float:
        ways = [distance(point.value, row["comparator"], row["target"]) for point in (start, end)]
        return round((ways[0] - ways[1]) * scale, _DIGITS)

    def rate(start: Point, end: Point) -> float:
        return round(moved(start, end) / (end.season.moment - start.season.moment), _DIGITS)

    span = last.season.moment - first.season.moment
    done, needed = rate(first, last), found["needed_per_year"]
    ratio = round(done / needed, _DIGITS) if needed > 0 else nan
    is_met = found["state"] == "reached"
    return {
        **found,
        "first_year": first.season.year,
        "last_year": last.season.year,
        "span_years": span,
        "first_value": first.value,
        "done_per_year": done,
        "done_since_last": moved(before, last),
        "went_back": moved(before, last) <= -(1.0 if row["is_whole"] and row["value_type"] != "money" else 0.1),
        "steps": ";".join(f"{step:g}" for step in _steps(row, used, [rate(*pair) for pair in pairwise(used)])),
        "years_needed": _years_needed(left, done),
        "continued_value": _continued(used, found["target_year"], row["value_type"]),
        "ratio": ratio,
        "state": "reached" if is_met else _state(done, ratio),
        "sdg_ratio": nan if is_met else _ratio_of_growth(row, used, found["target_year"]),
    }


def _steps(row: _Now, used: Sequence[Point], rates: list[float]) -> list[float]:
    """Return the change a year from each point to the next: of a share that has to fall, of what is counted, as the table shows it."""
    counts = [point.numerator for point in used if point.numerator is not None and pd.notna(point.numerator)]
    if row["value_type"] != "percent" or row["comparator"] != "<=" or len(counts) < len(used):
        return rates
    moments = [point.season.moment for point in used]
    return [
        round((before - after) / (end - start), _DIGITS)
        for (before, after), (start, end) in zip(pairwise(counts), pairwise(moments), strict=True)
    ]


def _state(done: float, ratio: float) -> str:
    if done <= 0:
        return "away"
    return "fast_enough" if ratio >= 1 else "too_slow"


def _years_needed(left: float, done: float) -> float:
    if left == 0:
        return 0.0
    return float(math.ceil(round(left / done, 6))) if done > 0 else nan


def _continued(used: Sequence[Point], by_year: int, value_type: str) -> float:
    """Return the value at the end of `by_year` if it goes on changing as between the first and the last point; NaN if that is over."""
    first, last = used[0], used[-1]
    years = by_year - last.season.moment
    if years <= 0:
        return nan
    change = (last.value - first.value) / (last.season.moment - first.season.moment)
    most = 100.0 if value_type == "percent" else math.inf
    return round(min(max(last.value + change * years, 0.0), most), _DIGITS)


def _over(left: float, years: float) -> float:
    """Return the amount needed a year; NaN when the year by which it was to be reached is over."""
    return round(left / years, _DIGITS) if years > 0 else nan


def _ratio_of_growth(row: Compared, used: Sequence[Point], by_year: int) -> float:
    """Return Open SDG's ratio R = d x observed growth / |required growth|, both compound and a year from the first point on.

    d is +1 where more is better, -1 where less is. It is for figures that have not reached their level (once one has, the
    methodology says so instead of giving a ratio). NaN where growth is not defined: a level, a first value or a value of 0. The
    methodology puts 0.001 for such a 0 and warns that the number chosen moves the result; here nothing is put in its place.
    """
    first, last, target = used[0], used[-1], row["target"]
    years, in_all = last.season.moment - first.season.moment, by_year - first.season.moment
    if min(first.value, last.value, target) <= 0 or first.value == target or in_all <= 0:
        return nan
    observed = compound_growth(first.value, last.value, years)
    required = compound_growth(first.value, target, in_all)
    upwards = row["comparator"] == ">=" or (row["comparator"] == "==" and target > first.value)
    return (observed if upwards else -observed) / abs(required)


def figure_prospect(row: Coded, pace: Mapping[Figure, Pace], breaking: Collection[Figure]) -> Prospect:
    """Return what the commune's pace says of one figure that misses its level, to be reached in time.

    "new_rule": its series breaks before (`breaking`), so that another rule judges it then. "too_slow": it moves away, or too slowly.
    "open": no pace can be said of it: too few points, a question of yes or no, or a last year that went the other way. Of all three the
    level for the year is the conference's to set. One that has reached the level to come leaves nothing open.
    """
    figure = row["indicator"], row["component"]
    if figure in breaking:
        return "new_rule"
    own = pace.get(figure)
    if own is not None and own["state"] in ("too_slow", "away"):
        return "too_slow"
    is_open = own is None or own["state"] == "none" or (own["state"] == "fast_enough" and own["went_back"])
    return "open" if is_open else "in_time"


def prospect(failing: Sequence[Coded], pace: Mapping[Figure, Pace], breaking: Collection[Figure]) -> Prospect:
    """Return the same of a criterion, of which the figures `failing` miss their level: the first of PROSPECTS that is one of theirs.

    Of one of which nothing is known but that it is not met (a summary table's word) it is "open".
    """
    found = {figure_prospect(row, pace, breaking) for row in failing}
    return next((which for which in PROSPECTS if which in found), "open")


def has_pace(pace: Collection[Pace]) -> bool:
    """Return whether a pace can be said of any of these figures."""
    return any(row["points"] >= LEAST_POINTS for row in pace)


def misses_level(row: Pace) -> bool:
    """Return whether the figure is known to miss the level of the year by which it is to be reached."""
    return row["state"] != "reached" and row["reason"] not in ("no_value", "no_level", "new_series")


def missing(components: Sequence[ComponentResult], pace: Mapping[Figure, Pace]) -> list[ComponentResult]:
    """Return those of one commune's `components` that miss their level now, or are known to miss that of the year to come."""

    def misses(row: ComponentResult) -> bool:
        own = pace.get((row["indicator"], row["component"]))
        return row["result"] == "not_met" or (row["result"] == "met" and own is not None and misses_level(own))

    return [row for row in components if misses(row)]


def moved_on(
    criteria: Sequence[CriterionResult],
    components: Sequence[ComponentResult],
    pace: Mapping[Figure, Pace],
) -> dict[str, Prospect]:
    """Return the criteria met now of which a figure misses the level of the year to come and is not known to move there fast enough:
    "too_slow", or "open" where its pace says nothing.
    """
    found: dict[str, Prospect] = {}
    for number in (row["criterion_no"] for row in criteria if row["result"] == "met"):
        own = missing([c for c in components if c["criterion_no"] == number], pace)
        ahead = prospect(own, pace, ()) if own else "in_time"
        if ahead != "in_time":
            found[number] = ahead
    return found
