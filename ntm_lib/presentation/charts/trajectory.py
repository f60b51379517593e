"""The trajectory of one figure over the years: its points, its level, and the path still needed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ntm_lib.analysis.yearly_points import Point
from ntm_lib.presentation.charts.theme import ACCENT, INK, MUTED, RULE, THEME, WIDTH, lent_axes, picture, without_names

_HEIGHT = 2.2  # inches
_MOST_YEARS = 8  # labels that fit under the axis


@dataclass(frozen=True)
class Course:
    """What is drawn of one figure; values in the indicator's unit, moments in years (ntm_lib.analysis.yearly_points)."""

    points: Sequence[Point]  # oldest first, at least one
    target: float | None
    by_year: int
    later: (
        float | None
    )  # the level of by_year, if the last point is this season's and misses it: the needed path is drawn


def trajectory(course: Course, told: Callable[[float], str], level: str) -> str:
    """Return the chart: points joined within one criteria set, sums of former communes hollow and cut off by dots.

    `told` writes a value, `level` names the level's line. The path needed from now to the level of by_year is dashed; that level
    is named at its end where it is another.
    """
    last = course.points[-1]
    top = max([point.value for point in course.points] + [course.target or 0, course.later or 0]) or 1.0
    with mpl.rc_context(THEME), lent_axes(_empty_chart()) as axes:
        if course.target is not None:
            axes.axhline(course.target, color=INK, linewidth=1.2, clip_on=False)
            _name_level(axes, course, level)
        if course.later is not None and course.by_year > last.season.moment:
            axes.plot(
                [last.season.moment, course.by_year], [last.value, course.later], "--", color=ACCENT, linewidth=1.4
            )
            axes.plot([course.by_year], [course.later], marker=">", markersize=6, color=ACCENT, clip_on=False)
            if course.later != course.target:
                place = (course.by_year, course.later)
                axes.annotate(
                    told(course.later), place, xytext=(0, 7), textcoords="offset points", ha="right", color=INK
                )
        _draw_points(axes, course.points)
        for point in dict.fromkeys((course.points[0], last)):
            _name_point(axes, point, told, below=_lies_under_level(point.value, course.target, top))
        axes.set_ylim(0, top * 1.2)
        first = course.points[0].season.moment
        room = 0.07 * (_end(course) - first) + 0.1  # for half a label at either end
        axes.set_xlim(first - room, _end(course) + room)
        return picture(_empty_chart())


@lru_cache(maxsize=1)
def _empty_chart() -> Figure:
    """Return the figure that all trajectories are drawn on: years under it, no other axis."""
    figure = Figure(figsize=(WIDTH, _HEIGHT))
    axes = figure.add_axes((0, 0.13, 1, 0.87))
    axes.set_yticks([])
    without_names(axes)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=_MOST_YEARS, integer=True))
    axes.tick_params(length=0)
    axes.spines["bottom"].set(color=RULE, zorder=0)
    return figure


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


def _lies_under_level(value: float, target: float | None, top: float) -> bool:
    """Return whether the level's line would run through a label above the point; one near the bottom has no room below."""
    return target is not None and 0 <= target - value < 0.2 * top and value > 0.15 * top


def _name_point(axes: Axes, point: Point, told: Callable[[float], str], *, below: bool) -> None:
    axes.annotate(
        told(point.value), (point.season.moment, point.value), xytext=(0, -8 if below else 7), textcoords="offset points",
        ha="center", va="top" if below else "bottom", fontweight="bold",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    )  # fmt: skip


def _name_level(axes: Axes, course: Course, level: str) -> None:
    """Write the level at the end where the figure is farther from it, above its line."""
    first, last = course.points[0], course.points[-1]
    target = course.target or 0.0
    at_start = abs(first.value - target) >= abs(last.value - target)
    place = first.season.moment if at_start else _end(course)
    axes.annotate(
        level, (place, target), xytext=(0, 3), textcoords="offset points", ha="left" if at_start else "right", va="bottom", color=INK
    )  # fmt: skip


def _end(course: Course) -> float:
    return max(course.by_year, course.points[-1].season.moment)
