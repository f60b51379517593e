"""The trajectory of one figure over the years: its points, its level, the path still needed, and where the present pace leads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from ntm_lib.analysis.yearly_points import Point
from ntm_lib.presentation.charts.theme import (
    ACCENT,
    INK,
    MUTED,
    RULE,
    THEME,
    WIDTH,
    Size,
    drop_overlapping,
    lent_axes,
    picture,
    without_names,
)

USUAL: Size = (WIDTH, 1.9)  # inches
_YEARS, _LABEL = 0.25, 0.25  # inches: for the years below the axis, for a value above its point
_MOST_YEARS = 8  # labels that fit under the axis of a chart of the usual width


@dataclass(frozen=True)
class Course:
    """What is drawn of one figure; values in the indicator's unit, moments in years (ntm_lib.analysis.yearly_points)."""

    points: Sequence[Point]  # oldest first, at least one
    target: float | None
    by_year: int
    later: (
        float | None
    )  # the level of by_year, if the last point is this season's and misses it: the needed path is drawn
    forecast: tuple[float, float] | None = (
        None  # moment and value to which the present pace leads, beside the needed path
    )


def trajectory(course: Course, told: Callable[[float], str], level: str, size: Size = USUAL) -> str:
    """Return the chart, `size` wide and high in inches: points joined within one criteria set, sums of former communes hollow and cut off by dots.

    `told` writes a value, `level` names the level's line. The path needed from now to the level of by_year is dashed; that level
    is named at its end where it is another. Where the present pace leads is dotted, and named at its end. The first and the last two
    points are named, the first and the last but one only where no other name is.
    """
    last = course.points[-1]
    values = [point.value for point in course.points] + [course.target or 0, course.later or 0]
    top = max([*values, course.forecast[1] if course.forecast else 0]) or 1.0
    with mpl.rc_context(THEME), lent_axes(_empty_chart(size)) as axes:
        levels: list[Annotation] = []
        if course.target is not None:
            axes.axhline(course.target, color=INK, linewidth=1.2, clip_on=False)
            levels.append(_name_level(axes, course, level))
        if course.later is not None and course.by_year > last.season.moment:
            levels += _draw_ways(axes, course, told)
        _draw_points(axes, course.points)
        first = course.points[0].season.moment
        length = _end(course) - first
        named = dict.fromkeys((last, course.points[0], *course.points[-2:]))
        names = [_name_point(axes, p, told, below=_is_named_below(p, course, top), is_last=p is last) for p in named]
        axes.set_ylim(0, top * _room_above(size))
        room = (0.07 * length + 0.1) * WIDTH / size[0]  # for half a label at either end
        axes.set_xlim(first - room, _end(course) + (room if course.forecast is None else 2 * room))
        years = range(ceil(first), floor(_end(course)) + 1)
        shown = years[:: ceil(len(years) / max(2, int(_MOST_YEARS * size[0] / WIDTH)))]
        axes.set_xticks(shown, [str(year) for year in shown])
        drop_overlapping(_empty_chart(size), [names[0], *levels, *names[1:]])
        return picture(_empty_chart(size))


def _draw_ways(axes: Axes, course: Course, told: Callable[[float], str]) -> list[Annotation]:
    """Draw the path that is needed, and where the present pace leads; return what names their ends."""
    names = []
    last, later = course.points[-1], course.later or 0.0
    axes.plot([last.season.moment, course.by_year], [last.value, later], "--", color=ACCENT, linewidth=1.4)
    axes.plot([course.by_year], [later], marker=">", markersize=6, color=ACCENT, clip_on=False)
    if later != course.target:
        place = (course.by_year, later)
        names.append(
            axes.annotate(told(later), place, xytext=(0, 7), textcoords="offset points", ha="right", color=INK)
        )
    if course.forecast is None:
        return names
    moment, value = course.forecast
    axes.plot([last.season.moment, moment], [last.value, value], ":", color=MUTED, linewidth=1.8, clip_on=False)
    end = axes.annotate(
        told(value), (course.by_year, value), xytext=(6, 0), textcoords="offset points", va="center" if value else "bottom",
        color=MUTED, annotation_clip=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    )  # fmt: skip
    return [*names, end]


@lru_cache(maxsize=2)
def _empty_chart(size: Size) -> Figure:
    """Return the figure that all trajectories are drawn on: years under it, no other axis."""
    figure = Figure(figsize=size)
    below = _YEARS / size[1]
    axes = figure.add_axes((0, below, 1, 1 - below))
    axes.set_yticks([])
    without_names(axes)
    axes.tick_params(length=0)
    axes.spines["bottom"].set(color=RULE, zorder=0)
    return figure


def _room_above(size: Size) -> float:
    """Return how much higher than the highest value the axes go, as a factor: a low chart needs more for the value's label."""
    whole = size[1] - _YEARS
    return max(1.2, whole / (whole - _LABEL))


def _draw_points(axes: Axes, points: Sequence[Point]) -> None:
    summed = [point for point in points if point.is_summed]
    own = [point for point in points if not point.is_summed]
    for part, colour, face in ((summed, MUTED, "white"), (own, ACCENT, ACCENT)):
        places = [[point.season.moment for point in part], [point.value for point in part]]
        axes.plot(
            *places,
            color=colour,
            linewidth=2 if part is own else 1.2,
            marker="o",
            markersize=6.5,
            markerfacecolor=face,
            clip_on=False,
        )
    if summed and own:
        axes.axvline((summed[-1].season.moment + own[0].season.moment) / 2, color=MUTED, linestyle=":", linewidth=1.4)


def _is_named_below(point: Point, course: Course, top: float) -> bool:
    """Return whether something is in the way above the point: the level's line, or above the last but one the line that rises from it or
    the last one's name. A point near the bottom, or near above the level's line, has no room below.
    """
    above_level = point.value - (top if course.target is None else course.target)
    last = course.points[-1]
    is_crowded = point is course.points[-2:][0] and point is not last and last.value > point.value - 0.1 * top
    has_room = point.value > 0.2 * top and not 0 < above_level < 0.25 * top
    return has_room and (-0.2 * top < above_level <= 0 or is_crowded)


def _name_point(axes: Axes, point: Point, told: Callable[[float], str], *, below: bool, is_last: bool) -> Annotation:
    return axes.annotate(
        told(point.value), (point.season.moment, point.value), xytext=(0, -8 if below else 7), textcoords="offset points",
        ha="center", va="top" if below else "bottom", fontweight="bold" if is_last else "normal",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    )  # fmt: skip


def _name_level(axes: Axes, course: Course, level: str) -> Annotation:
    """Write the level at the end where the figure is farther from it, above its line."""
    first, last = course.points[0], course.points[-1]
    target = course.target or 0.0
    at_start = abs(first.value - target) >= abs(last.value - target)
    place = first.season.moment if at_start else _end(course)
    return axes.annotate(
        level, (place, target), xytext=(0, 3), textcoords="offset points", ha="left" if at_start else "right", va="bottom", color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    )  # fmt: skip


def _end(course: Course) -> float:
    return max(course.by_year, course.points[-1].season.moment)
