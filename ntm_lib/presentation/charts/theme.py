"""One theme for the charts that matplotlib draws, and a figure as a picture in the page: small, with no text in the reader's fonts, the same bytes every time.

Charts are drawn about 3.8 inches wide, as a phone shows them: their text is as large there as on a laptop, and 9 points where two stand
side by side on paper.
"""

import base64
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from ntm_lib.presentation.frame import colours

INK, RULE, ACCENT, MUTED = colours.INK, colours.RULE, colours.ACCENT, colours.CHART_MUTED
WIDTH = 3.8  # inches
Size = tuple[float, float]
SMALL: Size = (2.4, 1.4)  # inches, of a chart that is one of three in a row on paper

# The same data give the same bytes: no date, no random ids, outlines instead of the reader's fonts.
THEME: Any = {
    "svg.hashsalt": "ntm",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.titley": 1.0,  # titles are in the page: no room is sought above the axes
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
}
_NOT_DRAWN = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>| id=\"(?:figure|axes|patch|line2d|text|matplotlib\.axis|xtick|ytick|PathCollection)_\d+\"", re.DOTALL)  # fmt: skip
_PATH = re.compile(r' d="[^"]*"')
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")


@contextmanager
def lent_axes(figure: Figure) -> Iterator[Axes]:
    """Lend the only axes of a figure that is kept, and clear whatever is drawn on them.

    matplotlib takes longer to make axes and their ticks than to draw on them.
    """
    axes = figure.axes[0]
    try:
        yield axes
    finally:
        for mark in (*axes.lines, *axes.texts):
            mark.remove()


def without_names(axes: Axes) -> None:
    """Fix the place of axis labels, though no chart has any: else matplotlib searches all ticks for one at each drawing."""
    axes.xaxis.set_label_coords(0.5, 0)
    axes.yaxis.set_label_coords(0, 0.5)


def drop_overlapping(figure: Figure, names: Sequence[Annotation]) -> None:
    """Take away each name that would lie over one before it: `names` in the order of what they are worth. Axes have their limits by then."""
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    kept: list[Any] = []
    for name in names:
        box = name.get_window_extent(renderer)
        if any(box.overlaps(other) for other in kept):
            name.remove()
        else:
            kept.append(box)


def picture(figure: Figure) -> str:
    """Return the figure as a data URI."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    drawing = _lightened(buffer.getvalue())
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode("utf-8")).decode("ascii")


def _lightened(drawing: str) -> str:
    """Return the drawing without its invisible parts, with five digits per number: a commune's page has to stay small."""
    drawn = _NOT_DRAWN.sub("", drawing)
    short = _LONG_NUMBER.sub(lambda found: f"{float(found.group()):.5g}", drawn)
    plain = re.sub(r">\s+<", "><", re.sub(r"\s+", " ", short)).strip()
    return _PATH.sub(lambda path: re.sub(r" ?\b([A-Zz])\b ?", r"\1", path.group()), plain)
