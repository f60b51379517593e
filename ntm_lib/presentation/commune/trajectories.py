"""The trajectories of a commune's main figures over the seasons, with the level and the path still needed."""

from collections.abc import Sequence
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.yearly_points import Point, yearly_seasons
from ntm_lib.presentation.charts.theme import Size
from ntm_lib.presentation.charts.trajectory import USUAL, Course, trajectory
from ntm_lib.presentation.commune.comparison import short_level, short_unit, short_value
from ntm_lib.presentation.commune.pace import merged_sentence
from ntm_lib.presentation.frame.html import NOTHING, Part, render
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.words.breaks import break_reason
from ntm_lib.presentation.words.criteria import gap_phrase
from ntm_lib.presentation.words.numbers import MISSING, beside, level_in_unit, share_of, told_apart
from ntm_lib.presentation.words.pace import is_new_level
from ntm_lib.reference.indicators import Level
from ntm_lib.schemas import ComponentResult, Pace
from ntm_lib.tables import rows_of
from ntm_lib.text import season_text
from ntm_lib.workbook import Season
from ntm_lib.workbook.reference import KeyMeasure


class CourseShown(TypedDict):
    """The trajectory of a figure: a picture with its sentence, and the numbers by season."""

    name: str
    unit: str
    sentence: str
    source: str
    alt: str
    cells: dict[str, str]
    continued: (
        str  # the value by the target year if the present pace goes on; "" where no path is needed or no pace is known
    )
    is_summed: bool
    origins: set[str]


class SeasonRow(TypedDict):
    """A season's numbers of all figures."""

    season: str
    cells: list[str]


def trajectories_part(view: CommuneView) -> Part:
    """The trajectory of each figure that key-measures.csv marks for one: a picture, a sentence, and one table of numbers.

    Nothing while no figure has a second point.
    """
    seasons = yearly_seasons(view.workbook, view.season)
    measures = courses_known(view)
    courses = [course_shown(view, measure) for measure in measures]
    if not any(len(course["cells"]) > 1 for course in courses):
        return NOTHING
    rows: list[SeasonRow] = [
        {"season": season.name, "cells": [course["cells"].get(season.name, MISSING) for course in courses]}
        for season in seasons
    ]
    earlier = [s for s in view.workbook.seasons_until(view.season) if s.criteria_set != view.season.criteria_set]
    return render(
        "commune/trajectories.html.j2",
        [origin for course in courses for origin in course["origins"]],
        kind=view.unit.kind,
        courses=courses,
        rows=rows,
        continued=[course["continued"] for course in courses],
        merged=merged_sentence(view) if any(course["is_summed"] for course in courses) else "",
        has_other_sets=bool(earlier),
        set_change=_set_change(view, earlier),
        by_year=view.target_year,
    )


def courses_known(view: CommuneView) -> list[KeyMeasure]:
    """Return the figures that key-measures.csv marks for a trajectory and that bind the commune."""
    measures = view.workbook.key_measures
    drawn = measures[(measures["criteria_set"] == view.criteria_set.set_id) & (measures["is_trajectory"] == "true")]
    return [row for row in rows_of(drawn, KeyMeasure) if (row["indicator"], row["component"]) in view.levels]


def _set_change(view: CommuneView, earlier: Sequence[Season]) -> str:
    """Return what breaks.csv says of the change of set after the last season of `earlier`; "" if it names none."""
    found = view.workbook.breaks.set_change(earlier[-1].cut_off, view.season.cut_off) if earlier else None
    return break_reason(found) if found else ""


def course_shown(view: CommuneView, measure: KeyMeasure, size: Size = USUAL) -> CourseShown:
    """Return a figure's trajectory, its picture `size` inches wide and high."""
    figure = measure["indicator"], measure["component"]
    level = view.levels[figure]
    found = view.points_of(figure)
    target = level["target"] if level["rule"] == "level" else None
    pace = view.pace_of.get(figure)
    said = _sentence(view, measure["name"], level, view.component(*figure), found, pace)
    sentence = " ".join(filter(None, [said, view.broken(*figure)]))
    forecast = _forecast(pace, view.workbook.moment(view.season))
    course = Course(found, target, view.target_year, _needed(pace), forecast)
    continued = f"khoảng {short_value(forecast[1], level)} {short_unit(level)}".strip() if forecast else ""
    named = f"mức {level_in_unit(target, level['value_type'], '')}" if target is not None else ""
    return {
        "name": measure["name"],
        "unit": short_unit(level),
        "sentence": sentence,
        "source": trajectory(course, lambda value: short_value(value, level), named, size) if found else "",
        "alt": " ".join(
            [
                sentence,
                *(f"{p.season.name}: {short_value(p.value, level)}." for p in found),
                *([f"Nếu giữ tốc độ hiện nay, cuối năm {view.target_year}: {continued}."] if continued else []),
            ]
        ),
        "cells": {p.season.name: _cell(p, level) for p in found},
        "continued": continued,
        "is_summed": any(p.is_summed for p in found),
        "origins": {p.origin for p in found},
    }


def _cell(point: Point, level: Level) -> str:
    counts = share_of(point.numerator, point.denominator) if level["value_type"] == "percent" else ""
    value = short_value(point.value, level)
    return f"{value} ({counts})" if counts else value


def _needed(pace: Pace | None) -> float | None:
    """Return the level that is still to be reached by its target year; None if it is reached, or nothing is known."""
    if pace is None or pace["state"] == "reached" or pd.isna(pace["target"]) or pd.isna(pace["value"]):
        return None
    return float(pace["target"])


def _forecast(pace: Pace | None, now: float) -> tuple[float, float] | None:
    """Return when and where the present pace leads, beside the path needed: by the target year, or before, where the figure can go no
    further than that; None if no path is needed, or no pace is known. `now` is the last point's moment.
    """
    if pace is None or _needed(pace) is None or pd.isna(pace["continued_value"]):
        return None
    change = (pace["value"] - pace["first_value"]) / pace["span_years"]
    moved = pace["continued_value"] - pace["value"]
    return now + moved / change if moved else float(pace["target_year"]), pace["continued_value"]


def _sentence(
    view: CommuneView, name: str, level: Level, component: ComponentResult, points: list[Point], pace: Pace | None
) -> str:
    """Return the sentence on a picture: from which value to which, and how that compares with the level."""
    is_new = pace is not None and is_new_level(pace)
    parts = [
        f"{name}: {_moved(points, level, pace['target'] if pace and is_new else None)}"
        if points
        else f"{name}: {MISSING}"
    ]
    if points and component["result"] == "unknown":
        parts.append(f"{season_text(view.season.name)} {MISSING}")
    if level["rule"] == "level" and component["result"] in ("met", "not_met"):
        gap = f"chưa đạt, {gap_phrase(component, level)}" if component["result"] == "not_met" else "đã đạt"
        later = ""
        if pace and is_new:
            coming: Level = {**level, "comparator": pace["comparator"], "target": pace["target"]}
            later = f"; năm {pace['target_year']}: {short_level(coming).lower()}"
        parts.append(f"{gap} (mức: {short_level(level).lower()}{later})")
    return "; ".join(parts) + "."


def _moved(points: list[Point], level: Level, later: float | None) -> str:
    first, last = points[0], points[-1]
    start, end = _told_apart(first.value, last.value, level, later)
    is_same = start == end
    end = " ".join(filter(None, [end, short_unit(level)]))
    if first is last:
        return f"{end} ({last.season.name})"
    if is_same:
        return f"{end} ở cả {season_text(first.season.name)} và {season_text(last.season.name)}"
    return (
        f"từ {start} ({first.season.name}) {'lên' if last.value > first.value else 'xuống'} {end} ({last.season.name})"
    )


def _told_apart(first: float, last: float, level: Level, later: float | None) -> tuple[str, str]:
    if level["rule"] != "level":
        return told_apart(first, last, level["value_type"], "")
    found = beside(last, level["value_type"], "", level["comparator"], level["target"], first, later)
    return found.others[0], found.value
