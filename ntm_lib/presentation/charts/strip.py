"""One row of the strip: where a commune stands among the others in one figure. Right is better, whatever the figure."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ntm_lib.presentation.charts.theme import ACCENT, INK, OTHERS, SOFT, THEME, lent_axes, picture

_SIZE = (3.6, 0.42)  # inches
_EDGE = 0.055  # part of the width kept free at either end
_NEAR = 0.028  # dots nearer than this overlap: they are spread above and below the line
_STEP, _HALF = 0.4, 0.55  # from one spread dot to the next, and as far as they go; the row is 2 high


def strip(
    value: float | None, others: Sequence[float], place: float | None, target: float | None, comparator: str
) -> str:
    """Return one row as a picture, "" if there is nothing to place in it.

    Grey dots are the other communes, the large diamond this commune, the short vertical line the place as a whole; the band from the tick
    with a triangle on is where the level is reached. Values are in the indicator's unit; None is left out.
    """
    given = [*others, *(v for v in (value, place) if v is not None)]
    if not given:
        return ""
    worth = _worth(comparator, target)
    places = [worth(v) for v in (*given, *([target] if target is not None else []))]
    low, high = min(places), max(places)
    width = high - low or 1.0

    def at(v: float) -> float:
        return _EDGE + (1 - 2 * _EDGE) * ((worth(v) - low) / width if high > low else 0.5)

    with mpl.rc_context(THEME), lent_axes(_empty_row()) as axes:
        if target is not None:
            axes.fill_between([at(target), 1], -1, 1, color=SOFT, linewidth=0, clip_on=False)
            axes.plot([at(target)] * 2, [-1, 1], color=INK, linewidth=1.2, clip_on=False)
            axes.plot([at(target)], [0.82], marker="v", markersize=7, color=INK, clip_on=False)
        axes.plot([0, 1], [0, 0], color=OTHERS, linewidth=0.6, clip_on=False)
        dots = _spread([at(v) for v in others])
        _dots(axes, dots, "o", OTHERS, 6)
        if place is not None:
            axes.plot([at(place)] * 2, [-0.62, 0.62], color=INK, linewidth=3, solid_capstyle="butt", clip_on=False)
        if value is not None:
            _dots(axes, [(at(value), 0)], "D", ACCENT, 10)
        return picture(_empty_row())


@lru_cache(maxsize=1)
def _empty_row() -> Figure:
    """Return the figure that all rows are drawn on: 0 to 1 wide, -1 to 1 high."""
    figure = Figure(figsize=_SIZE)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(-1, 1)
    return figure


def _dots(axes: Axes, places: Sequence[tuple[float, float]], marker: str, color: str, size: float) -> None:
    axes.plot(
        [x for x, _ in places],
        [y for _, y in places],
        color=color,
        marker=marker,
        markersize=size,
        markeredgecolor="white",
        linestyle="none",
        clip_on=False,
    )


def _worth(comparator: str, target: float | None) -> Callable[[float], float]:
    """Return a function of the value that grows as the value gets better."""
    if comparator == "<=":
        return lambda v: -v
    if comparator == "==" and target is not None:
        return lambda v: -abs(v - target)
    return lambda v: v


def _spread(places: Sequence[float]) -> list[tuple[float, float]]:
    """Return the (place, height) of each dot: those that would overlap are spread evenly above and below the line."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][0] < _NEAR:
            groups[-1].append(place)
        else:
            groups.append([place])
    dots = []
    for group in groups:
        step = min(_STEP, 2 * _HALF / max(len(group) - 1, 1))
        dots += [(place, (n - (len(group) - 1) / 2) * step) for n, place in enumerate(group)]
    return dots
