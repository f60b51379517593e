"""The chart of the criteria count over the years."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from ntm_lib.analysis.history import COUNTED, FROM_FORMS, CountOfYear
from ntm_lib.presentation.charts.theme import (
    ACCENT,
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
from ntm_lib.tables import rows_of

USUAL: Size = (WIDTH, 1.7)  # inches
_LABEL = 0.63  # inches, of a year below the axis; of more years than fit every second or third is named
_LEFT, _BELOW, _ABOVE = 0.3, 0.26, 0.2  # inches beside the axes


def criteria_history(history: pd.DataFrame, unit_id: str, criteria_total: int, size: Size = USUAL) -> str:
    """Return the chart of the criteria count over the years from analysis.history.count_history, as a picture.

    `unit_id` is the commune whose page it stands on, `criteria_total` the criteria of the largest set that is shown; a higher count of
    another set is shown all the same; `size` is the chart's width and height in inches. A chart smaller than usual names no former communes.
    Each of its counts is written at its point, the last first and others where no count is: there is no scale beside. Points of one `line` are joined; a dotted vertical line marks a change of criteria set or borders. Hollow points are
    published or derived counts, full ones are counted from forms, squares rest on a summary table; a triangle is a lower bound (a criterion unknown).
    """
    criteria_total = max(criteria_total, int(history["criteria_met"].max()))
    with mpl.rc_context(THEME), lent_axes(_empty_chart(size)) as axes:
        former = history[history["basis"].isin(COUNTED) & (history["unit_id"] != unit_id)]
        starts = former.groupby("unit_id")["criteria_met"].first()
        order = list(starts.sort_values(ascending=False).index)
        counts: list[Annotation] = []
        for _, points in history.groupby("line", sort=False):
            own = points["unit_id"].iloc[0]
            # The highest line is named above it, the others below, in their order, however close they are.
            place = order.index(own) if own in order else 0
            offset = 7 - 13 * place - (8 if place else 0) if size == USUAL else None
            counts += _draw_line(axes, points, is_main=own == unit_id, name_offset=offset)
        for cut in _cuts(history):
            axes.axvline(cut, color=MUTED, linestyle=":", linewidth=1.2)
        axes.axhline(criteria_total, color=RULE, linewidth=1, zorder=0)
        axes.set_ylim(0, criteria_total + 2.5)
        axes.set_yticks([0, criteria_total])
        years = sorted(history["year"].unique())
        names = {row["year"]: row["season"] or str(row["year"]) for row in rows_of(history, CountOfYear)}
        shown = years[:: -ceil(len(years) / max(1, int(size[0] / _LABEL)))]  # the last one always
        axes.set_xticks(shown, [names[year] for year in shown])
        axes.set_xlim(years[0] - 0.6, years[-1] + 0.9)
        drop_overlapping(_empty_chart(size), sorted(counts, key=lambda name: -name.xy[0]))
        return picture(_empty_chart(size))


@lru_cache(maxsize=2)
def _empty_chart(size: Size) -> Figure:
    """Return the figure that all these charts are drawn on."""
    figure = Figure(figsize=size)
    left, below = _LEFT / size[0], _BELOW / size[1]
    axes = figure.add_axes((left, below, 1 - left, 1 - below - _ABOVE / size[1]))
    without_names(axes)
    axes.tick_params(length=0)
    return figure


def _draw_line(
    axes: mpl.axes.Axes, points: pd.DataFrame, *, is_main: bool, name_offset: float | None
) -> list[Annotation]:
    """Draw a line, and return the counts written at it."""
    counts = []
    colour = ACCENT if is_main else MUTED
    is_counted = points["basis"].iloc[0] in COUNTED
    axes.plot(
        points["year"],
        points["criteria_met"],
        color=colour,
        linewidth=2 if is_main else 1.2,
        linestyle="-" if is_counted else "none",
    )
    for point in rows_of(points, CountOfYear):
        is_tabled = is_counted and point["basis"] != FROM_FORMS
        marker = "^" if point["criteria_unknown"] else "s" if is_tabled else "o"
        axes.plot(
            [point["year"]],
            [point["criteria_met"]],
            marker=marker,
            markersize=7,
            color=colour,
            markerfacecolor=colour if is_counted else "white",
        )
        if is_main:
            place = point["year"], point["criteria_met"]
            counts.append(
                axes.annotate(
                    str(point["criteria_met"]),
                    place,
                    xytext=(0, 7),
                    textcoords="offset points",
                    ha="center",
                    fontweight="bold",
                )
            )
    if not is_main and is_counted and name_offset is not None:
        first = points.iloc[0]
        axes.annotate(
            first["unit_name"],
            (first["year"], first["criteria_met"]),
            xytext=(-3, name_offset),
            textcoords="offset points",
            color=MUTED,
            zorder=1.5,  # over the uppermost level, under the lines
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )
    return counts


def _cuts(history: pd.DataFrame) -> Sequence[float]:
    """Return the years (as positions between two points) where the criteria set or the set of units changes."""
    sets: dict[int, set[str]] = {}
    units: dict[int, set[str]] = {}
    for row in rows_of(history, CountOfYear):
        sets.setdefault(row["year"], set()).add(row["criteria_set"])
        units.setdefault(row["year"], set()).add(row["unit_id"])
    return [
        (before + after) / 2
        for before, after in pairwise(sorted(sets))
        if sets[before] != sets[after] or (units[before] - units[after] and units[after] - units[before])
    ]
