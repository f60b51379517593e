"""One row of the strip: where a commune stands among the others in one figure. Right is better, whatever the figure.

It is drawn by commune/templates/strip_row.html.j2 with places in per cent of the width and all else in pixels: on a phone the row is
narrower, and its marks and letters as large.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_EDGE = 5.5  # per cent of the width kept free at either end
_WIDTH = 330  # pixels: about the width of a row on a phone, in the page's table and on paper
_HALF = 14  # pixels that dots may be spread above and below the line
_RADII = ((12, 4.0), (60, 3.0))  # of dots, up to so many communes
_LEAST_RADIUS = 2.2
_APART = 45  # per cent of the width between the worst and the best value, below which one label says both
_MIDDLE = (25, 75)  # per cent of the width within which such a label is centred


@dataclass(frozen=True)
class End:
    """A label beneath the row: the values it says, its place in per cent of the width, and which part of the text stands there."""

    values: tuple[float, ...]
    place: float
    anchor: str  # start, middle or end


@dataclass(frozen=True)
class Row:
    """What is drawn in a row: places in per cent of the width; None of what there is not."""

    others: list[tuple[float, float]]  # place, and pixels below the line: those that would overlap are spread
    radius: float  # of their dots, in pixels
    is_crowded: bool  # they are so many that a line around each would leave nothing of those on each other
    own: float | None
    last: float | None  # the commune in the season before
    whole: float | None  # the place as a whole
    level: float | None  # from here to the right the level is reached
    ends: list[End]  # the worst and the best value of all communes


def placed(
    value: float | None,
    last: float | None,
    others: Sequence[float],
    whole: float | None,
    level: float | None,
    comparator: str,
) -> Row | None:
    """Return where everything stands in one row; None if there is nothing to place in it.

    Values are in the indicator's unit; None is left out. `others` are the other communes, `last` this one in the season before.
    """
    now = [*others, *([] if value is None else [value])]
    if not now and whole is None:
        return None
    worth = _worth(comparator, level)
    worths = [worth(v) for v in (*now, *(v for v in (last, whole, level) if v is not None))]
    low, high = min(worths), max(worths)

    def at(v: float | None) -> float | None:
        return None if v is None else place_of(v)

    def place_of(v: float) -> float:
        return round(_EDGE + (100 - 2 * _EDGE) * (worth(v) - low) / (high - low), 1) if high > low else 50.0

    radius = next((radius for most, radius in _RADII if len(others) <= most), _LEAST_RADIUS)
    ordered = sorted(now, key=worth)
    ends = _ends([(v, place_of(v)) for v in (ordered[0], ordered[-1])]) if now else []
    dots = _spread([place_of(v) for v in others], radius)
    return Row(dots, radius, radius < _RADII[0][1], at(value), at(last), at(whole), at(level), ends)


def _ends(outer: list[tuple[float, float]]) -> list[End]:
    """Return the labels of the worst and the best value, each given with its place: side by side where there is room, else one."""
    (worst, left), (best, right) = outer
    if right - left >= _APART:
        return [End((worst,), left, "start"), End((best,), right, "end")]
    values, middle = ((worst,) if worst == best else (worst, best)), (left + right) / 2
    if middle < _MIDDLE[0]:
        return [End(values, left, "start")]
    return [End(values, right, "end") if middle > _MIDDLE[1] else End(values, round(middle, 1), "middle")]


def _worth(comparator: str, level: float | None) -> Callable[[float], float]:
    """Return a function of the value that grows as the value gets better."""
    if comparator == "<=":
        return lambda v: -v
    if comparator == "==" and level is not None:
        return lambda v: -abs(v - level)
    return lambda v: v


def _spread(places: Sequence[float], radius: float) -> list[tuple[float, float]]:
    """Return the (place, pixels below the line) of each dot: those that would overlap are spread evenly above and below the line."""
    near, step = 200 * radius / _WIDTH, 2 * radius + 0.5
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][0] < near:
            groups[-1].append(place)
        else:
            groups.append([place])
    dots = []
    for group in groups:
        own = min(step, 2 * _HALF / max(len(group) - 1, 1))
        dots += [(place, round((n - (len(group) - 1) / 2) * own, 1)) for n, place in enumerate(group)]
    return dots
