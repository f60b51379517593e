"""A mid-year season stands beside the season that closes its year, and never takes its place."""

import pytest
from lxml import html

from ntm_lib.intake.submissions import read_submissions
from ntm_lib.presentation.commune import page as commune_page
from ntm_lib.workbook import Workbook
from tests.second_district import make_second_district, write_all_forms, write_commune_form
from tests.views import commune_view

YEAR_END = """
[[season]]
name = "2030"
year = 2030
criteria_set = "thu-2030"
cut_off = 2030-12-15
compare_with = "2029"
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    folder = make_second_district(tmp_path_factory.mktemp("mid-year") / "workbook")
    write_all_forms(folder)
    settings = folder / "data" / "workbook.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + YEAR_END, encoding="utf-8")
    write_commune_form(folder, "2030-06", "dong-lam", (150, 200), "Đạt", 5)
    write_commune_form(folder, "2030", "dong-lam", (190, 200), "Đạt", 0)
    return Workbook.open(folder)


def history_rows(book: Workbook, season_name: str) -> list[tuple[str, str]]:
    """Return year and count of the history table of Đồng Lâm's report."""
    season = book.season(season_name)
    view = commune_view(book, season_name, "dong-lam", read_submissions(book, book.seasons_until(season)))
    page = html.fragment_fromstring(str(commune_page.history(view).markup))
    return [(r.xpath("string(th)"), r.xpath("string(td[2])")) for r in page.xpath("//figure//tbody/tr")]


def test_only_the_last_season_closes_a_year(book: Workbook) -> None:
    """2030 closes 2030; 2030-06 does not."""
    assert {name: book.closes_year(season) for name, season in book.seasons.items()} == {
        "2029": True,
        "2030-06": False,
        "2030": True,
    }


def test_the_history_has_one_point_a_year(book: Workbook) -> None:
    """By hand: 170/200 = 85 % misses 90, so 2 of 3 in 2029; 190/200 and no bridge, so 3 of 3 at the end of 2030."""
    assert history_rows(book, "2030") == [("2029", "2"), ("2030", "3")]


def test_at_mid_year_the_season_itself_is_the_last_point(book: Workbook) -> None:
    """In June the year's end is not there yet, and the point is called by the season: 150/200 = 75 % and five bridges leave the market only, 1 of 3."""
    assert history_rows(book, "2030-06") == [("2029", "2"), ("2030-06", "1")]


def test_what_is_missing_at_mid_year_is_to_be_reached_in_the_year_itself(book: Workbook) -> None:
    """June 2030 has half a year left; what December 2030 finds missing is for 2031."""
    assert [book.target_year(book.season(name)) for name in ("2029", "2030-06", "2030")] == [2030, 2030, 2031]
