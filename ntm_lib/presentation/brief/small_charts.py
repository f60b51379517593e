"""The row of small charts of a brief: on the first sheet where it leaves room for them, so that the second has more for what is to be
decided; else on the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ntm_lib.presentation.brief import paper
from ntm_lib.presentation.brief.paper import TABLE, WIDTH, height
from ntm_lib.presentation.charts.theme import SMALL

CHARTS = 3  # in a row
_GAP = 12.0
_LONGEST_CAPTION = 4  # lines


@dataclass(frozen=True)
class Chart:
    """A small chart: its caption says what it shows."""

    caption: str
    source: str
    alt: str


def cut_captions(charts: Sequence[Chart]) -> list[Chart]:
    """Return the charts with captions no longer than there is room for."""
    return [Chart(paper.clipped(c.caption, _LONGEST_CAPTION, _width(), TABLE), c.source, c.alt) for c in charts]


def charts_height(charts: Sequence[Chart]) -> float:
    """Return the height of the row in points; each chart is as wide as a third of the sheet."""
    if not charts:
        return 0.0
    captions = max(height(chart.caption, _width(), TABLE) for chart in charts)
    return captions + SMALL[1] / SMALL[0] * _width() + 12


def _width() -> float:
    return WIDTH / CHARTS - _GAP
