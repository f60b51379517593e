"""Where the series of a season's figures break, by data/reference/breaks.csv."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from ntm_lib.reference.breaks import Break, Breaks, figure_names
from ntm_lib.reference.levels import Figure
from ntm_lib.tables import rows_of
from ntm_lib.workbook.reference import Measure, measure_figure, measures_of
from ntm_lib.workbook.settings import Season


class Series:
    """Tells where the series of a season's figures break, under whichever names its set, or that of an earlier season, has them."""

    def __init__(
        self,
        breaks: Breaks,
        measures: pd.DataFrame,
        season: Season,
        earlier: Season | None = None,
        since: date | None = None,
    ) -> None:
        """Take Workbook.breaks and Workbook.measures. What is compared began with `earlier`, or on the day `since` if that came before."""
        self._breaks, self._season = breaks, season
        self._since = min((day for day in (since, earlier and earlier.cut_off) if day), default=date.min)
        self._figures = {
            own: {r["measure"]: measure_figure(r) for r in rows_of(measures_of(measures, own), Measure)}
            for own in [season.criteria_set, *([earlier.criteria_set] if earlier else [])]
        }

    def broken(self, figure: Figure) -> Break | None:
        """Return the last break by the season's cut-off, after the start; None if there is none. What lies before it is not compared."""
        return self._breaks.between(self._names(figure), self._since, self._season.cut_off)

    def coming(self, figure: Figure, year: int) -> Break | None:
        """Return the break after the season's cut-off by the end of `year`; None if there is none.

        What the figure says then is not what it says now: no pace leads there, and no number of today's is promised for it.
        """
        return self._breaks.between(self._names(figure), self._season.cut_off, date(year, 12, 31))

    def breaking(self, figures: Iterable[Figure], year: int) -> frozenset[Figure]:
        """Return those of which `coming` finds a break."""
        return frozenset(figure for figure in figures if self.coming(figure, year) is not None)

    def starts(self, figures: Iterable[Figure]) -> dict[Figure, date]:
        """Return the day from which on each figure's series is one, for those that are broken."""
        return {figure: found["date"] for figure in figures if (found := self.broken(figure))}

    def _names(self, figure: Figure) -> set[str]:
        own = self._season.criteria_set
        measures = [name for name, place in self._figures[own].items() if place == figure]
        names = figure_names(own, *figure, measures)
        for set_id, places in self._figures.items():
            names = names.union(*(figure_names(set_id, *places[name], ()) for name in measures if name in places))
        return names
