"""A season more in workbook.toml: below the one before it, compared as it should be, all else to the byte."""

import tomllib
from datetime import date

import pytest

from ntm_lib.setup.new_season import settings_text, tried, with_season
from ntm_lib.workbook import Season, Workbook
from tests.unit.builders import small_workbook


def season(year: int) -> Season:
    return Season(name=str(year), year=year, criteria_set="xa-ntm-2016-2020", cut_off=date(year, 12, 31))


@pytest.mark.parametrize(("year", "compared", "place", "later"), [(2015, None, -1, ["2016"]), (2022, "2021", -1, [])])
def test_where_a_season_goes(year: int, compared: str | None, place: int, later: list[str], workbook: Workbook) -> None:
    """A season before all others makes the first one compared with it; one after all is compared with the last."""
    text = settings_text(workbook)
    new, changed = with_season(text, season(year))
    seasons = tomllib.loads(new)["season"]
    assert seasons[place]["name"] == str(year) and seasons[place].get("compare_with") == compared and changed == later
    lines = new.splitlines()
    assert all(line in lines for line in text.splitlines())


def test_a_season_between_two(workbook: Workbook) -> None:
    """It stands below the season before it; the next one goes on being compared with what it was."""
    text = settings_text(workbook)
    half = Season(name="2020-06", year=2020, criteria_set="xa-ntm-2016-2020", cut_off=date(2020, 6, 30))
    new, changed = with_season(text, half)
    names = [own["name"] for own in tomllib.loads(new)["season"]]
    assert names[names.index("2020-06") - 1] == "2019" and changed == []


def test_settings_are_tried_before_they_are_written(tmp_path) -> None:
    """The workbook as it would be has the season, with the reference data there is; nothing of the real one changes."""
    book = small_workbook(tmp_path / "one")
    (own,) = list(book.seasons.values())[:1]
    earlier = Season(name="2010", year=own.year - 1, criteria_set=own.criteria_set, cut_off=date(own.year - 1, 12, 31))
    text, _ = with_season(settings_text(book), earlier)
    found = tried(book, text, tmp_path / "trial")
    assert "2010" in found.seasons and "2010" not in Workbook.open(tmp_path / "one").seasons
