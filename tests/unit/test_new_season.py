"""A season more in workbook.toml: below the one before it, compared as it should be, all else to the byte."""

import tomllib
from datetime import date

import pytest

from ntm_lib.setup.new_season import tried, with_season
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.settings import SETTINGS
from tests.unit.builders import small_workbook


def season(year: int) -> Season:
    return Season(name=str(year), year=year, criteria_set="xa-ntm-2016-2020", cut_off=date(year, 12, 31))


@pytest.mark.parametrize(("year", "compared", "place", "later"), [(2015, None, -1, ["2016"]), (2022, "2021", -1, [])])
def test_where_a_season_goes(year: int, compared: str | None, place: int, later: list[str], workbook: Workbook) -> None:
    """A season before all others makes the first one compared with it; one after all is compared with the last."""
    content = (workbook.root / SETTINGS).read_bytes()
    new, changed = with_season(content, season(year))
    seasons = tomllib.loads(new.decode())["season"]
    assert seasons[place]["name"] == str(year) and seasons[place].get("compare_with") == compared and changed == later
    lines = new.splitlines()
    assert all(line in lines for line in content.splitlines())


def test_a_season_between_two(workbook: Workbook) -> None:
    """It stands below the season before it; the next one goes on being compared with what it was."""
    content = (workbook.root / SETTINGS).read_bytes()
    half = Season(name="2020-06", year=2020, criteria_set="xa-ntm-2016-2020", cut_off=date(2020, 6, 30))
    new, changed = with_season(content, half)
    names = [own["name"] for own in tomllib.loads(new.decode())["season"]]
    assert names[names.index("2020-06") - 1] == "2019" and changed == []


def test_settings_are_tried_before_they_are_written(tmp_path) -> None:
    """The workbook as it would be has the season, with the reference data there is; nothing of the real one changes."""
    book = small_workbook(tmp_path / "one")
    (own,) = list(book.seasons.values())[:1]
    earlier = Season(name="2010", year=own.year - 1, criteria_set=own.criteria_set, cut_off=date(own.year - 1, 12, 31))
    new, _ = with_season((book.root / SETTINGS).read_bytes(), earlier)
    found = tried(book, new, tmp_path / "trial")
    assert "2010" in found.seasons and "2010" not in Workbook.open(tmp_path / "one").seasons


def test_only_the_next_season_is_compared_with_it_in_the_files_own_encoding() -> None:
    """A later season without one does not skip the next; a file of UTF-16 stays one."""
    rows = "".join(
        f'[[season]]\nname = "{year}"\ncut_off = {year}-12-31\n' + (f'compare_with = "{with_}"\n' if with_ else "")
        for year, with_ in ((2021, ""), (2023, "2021"), (2024, ""))
    )
    content = rows.encode("utf-16")
    new, changed = with_season(content, season(2022))
    assert changed == [] and new[:2] == content[:2]
    assert [own.get("compare_with") for own in tomllib.loads(new.decode("utf-16"))["season"]] == [
        None,
        "2021",
        "2021",
        None,
    ]
