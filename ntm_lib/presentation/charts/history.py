"""The chart of the criteria count over the years."""

from collections.abc import Sequence
from itertools import pairwise

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from ntm_lib.analysis.history import COUNTED, FROM_FORMS, CountOfYear
from ntm_lib.presentation.charts.theme import ACCENT, MUTED, RULE, THEME, WIDTH, picture, without_names
from ntm_lib.tables import rows_of


def criteria_history(history: pd.DataFrame, unit_id: str, criteria_total: int) -> str:
    """Return the chart of the criteria count over the years from analysis.history.count_history, as a picture.

    `unit_id` is the commune whose page it stands on, `criteria_total` the criteria of the largest set that is shown; a higher count of
    another set is shown all the same.
    Points of one `line` are joined; a dotted vertical line marks a change of criteria set or borders. Hollow points are
    published or derived counts, full ones are counted from forms, squares rest on a summary table; a triangle is a lower bound (a criterion unknown).
    """
    criteria_total = max(criteria_total, int(history["criteria_met"].max()))
    with mpl.rc_context(THEME):
        figure = Figure(figsize=(WIDTH, 2.6), layout="constrained")
        axes = figure.subplots()
        former = history[history["basis"].isin(COUNTED) & (history["unit_id"] != unit_id)]
        starts = former.groupby("unit_id")["criteria_met"].first()
        order = list(starts.sort_values(ascending=False).index)
        for _, points in history.groupby("line", sort=False):
            own = points["unit_id"].iloc[0]
            # Names of former communes are stacked in the order of their lines, however close these are.
            offset = -12 * order.index(own) if own in order else 0
            _draw_line(axes, points, is_main=own == unit_id, name_offset=offset + 6 * (len(order) - 1))
        for cut in _cuts(history):
            axes.axvline(cut, color=MUTED, linestyle=":", linewidth=1.2)
        axes.axhline(criteria_total, color=RULE, linewidth=1, zorder=0)
        axes.set_ylim(0, criteria_total + 2.5)
        axes.set_yticks([0, 5, 10, 15, criteria_total] if criteria_total > 15 else [0, criteria_total])
        years = sorted(history["year"].unique())
        names = {row["year"]: row["season"] or str(row["year"]) for row in rows_of(history, CountOfYear)}
        axes.set_xticks(years, [names[year] for year in years])
        axes.set_xlim(years[0] - 0.6, years[-1] + 0.9)
        axes.tick_params(length=0)
        without_names(axes)
        axes.grid(axis="y")
        axes.set_axisbelow(True)
        return picture(figure)


def _draw_line(axes: mpl.axes.Axes, points: pd.DataFrame, *, is_main: bool, name_offset: float) -> None:
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
            axes.annotate(
                str(point["criteria_met"]),
                (point["year"], point["criteria_met"]),
                xytext=(0, 7),
                textcoords="offset points",
                ha="center",
                fontweight="bold",
            )
    if not is_main and is_counted:
        first = points.iloc[0]
        axes.annotate(
            first["unit_name"],
            (first["year"], first["criteria_met"]),
            xytext=(-8, name_offset),
            textcoords="offset points",
            ha="right",
            va="center",
            color=MUTED,
            fontsize=9,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )


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
