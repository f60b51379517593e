"""A map of communes drawn by matplotlib from boundaries the user provides."""

from collections.abc import Iterable
from itertools import pairwise
from math import cos, radians
from typing import TypedDict

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from ntm_lib.presentation.charts.theme import INK, THEME, picture
from ntm_lib.reference.boundaries import Ring, ring_area

WIDTH, TALLEST = 6.0, 8.0  # inches


class Drawn(TypedDict):
    """A commune to be drawn: what is written in it, its shade, and its borders in degrees."""

    name: str
    least: str
    count: str
    shade: str
    is_undecided: bool
    rings: tuple[Ring, ...]


def draw_communes(communes: Iterable[Drawn]) -> str:
    """Return the map as a data URI.

    Large communes are drawn first, so that one that lies inside another is seen.
    """
    shapes = sorted(
        ((ring, commune) for commune in communes for ring in commune["rings"]),
        key=lambda shape: ring_area(shape[0]),
        reverse=True,
    )
    points = [point for ring, _ in shapes for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    aspect = 1 / cos(radians((south + north) / 2))  # a degree of latitude is longer than one of longitude
    height = min(WIDTH * (north - south) * aspect / (east - west), TALLEST)
    with mpl.rc_context(THEME):
        figure = Figure(figsize=(WIDTH, max(height, 1.0)), layout="constrained")
        axes = figure.subplots()
        for ring, commune in shapes:
            style = "--" if commune["is_undecided"] else "-"
            axes.add_patch(Polygon(ring, facecolor=commune["shade"], edgecolor=INK, linewidth=0.8, linestyle=style))
        for commune in {id(c): c for _, c in shapes}.values():
            _name(axes, commune)
        axes.set_xlim(west, east)
        axes.set_ylim(south, north)
        axes.set_aspect(aspect)
        axes.axis("off")
        return picture(figure)


def _name(axes: Axes, commune: Drawn) -> None:
    """Write name and count in the middle of the commune's largest part."""
    ring = max(commune["rings"], key=ring_area)
    lon, lat = _middle(ring)
    axes.annotate(
        f"{commune['name']}\n{commune['least']} {commune['count']}",
        (lon, lat),
        ha="center",
        va="center",
        fontsize=8,
        color=INK,
    )


def _middle(ring: Ring) -> tuple[float, float]:
    """Return the centre of area, calculated from the first corner: far from zero, small areas are lost in rounding."""
    lon_0, lat_0 = ring[0]
    near = [(lon - lon_0, lat - lat_0) for lon, lat in ring]
    crosses = [(a[0] * b[1] - b[0] * a[1], a, b) for a, b in pairwise(near)]
    double = sum(cross for cross, _, _ in crosses)
    lon = sum(cross * (a[0] + b[0]) for cross, a, b in crosses) / (3 * double)
    lat = sum(cross * (a[1] + b[1]) for cross, a, b in crosses) / (3 * double)
    return lon_0 + lon, lat_0 + lat
