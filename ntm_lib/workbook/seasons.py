"""The seasons of a workbook: which come before one, which closes its year, and from which its promises start."""

from collections.abc import Mapping
from datetime import date

from ntm_lib.errors import UnknownNameError
from ntm_lib.text import did_you_mean
from ntm_lib.workbook.settings import Season


class Seasons:
    """What a workbook can say of its seasons; `seasons` are by name, in workbook.toml's order."""

    seasons: Mapping[str, Season]

    def season(self, name: str) -> Season:
        """Return the season called `name`; raise UnknownNameError with the names there are."""
        name = str(name)  # `papermill -p season 2020` gives a number
        if name not in self.seasons:
            raise UnknownNameError(
                f"Không có kỳ báo cáo “{name}” trong data/workbook.toml. {did_you_mean(name, self.seasons)}"
            )
        return self.seasons[name]

    def seasons_until(self, season: Season) -> list[Season]:
        """Return the seasons up to and with `season`, oldest first, by cut-off."""
        return sorted((s for s in self.seasons.values() if s.cut_off <= season.cut_off), key=lambda s: s.cut_off)

    def closes_year(self, season: Season) -> bool:
        """Return whether `season` is the last of its year: a year's published figures are compared with this one only."""
        return all(s.cut_off <= season.cut_off for s in self.seasons.values() if s.year == season.year)

    def judges_year(self, season: Season) -> bool:
        """Return whether promises of the season's year are judged by it: it closes the year, and not before the last quarter.

        A mid-year season is the last of its year, too, until the season of the year's end is declared.
        """
        return self.closes_year(season) and season.cut_off >= date(season.year, 10, 1)

    def moment(self, season: Season) -> float:
        """Return the point in time that the season's figures stand for: 2021.0 for the end of 2021, 2020.5 for the middle of 2021.

        A season that judges its year stands for the whole of it: its figures are estimates of the year's end. Any other stands for
        the month of its cut-off.
        """
        is_within = season.cut_off.year == season.year and not self.judges_year(season)
        return season.year - 1 + season.cut_off.month / 12 if is_within else float(season.year)

    def target_year(self, season: Season) -> int:
        """Return the year by whose end missing levels are to be reached: the season's `target_year`, if workbook.toml has one.

        Else the first year that ends after the season's moment: a mid-year season looks at the rest of its own year, whose promises
        it can still help to keep; one that stands for the year's end looks at the next.
        """
        return season.target_year or int(self.moment(season)) + 1

    def base_season(self, season: Season) -> Season | None:
        """Return the season whose conference gave the conclusions that `season` follows up; else the season compared with."""
        for other in self.seasons.values():
            if other.conference and other.conference == season.conclusions_date:
                return other
        return self.seasons.get(season.compare_with or "")
