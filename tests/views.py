"""Views of a season as a report has them, from tables that a test has at hand."""

from ntm_lib.analysis.results import Results, assess_seasons
from ntm_lib.intake.submissions import Submissions
from ntm_lib.presentation.frame.view import CommuneView, DepartmentView, SeasonView
from ntm_lib.season_data import SeasonData, season_data
from ntm_lib.workbook import Workbook


def data_of(book: Workbook, season: str, submissions: Submissions, results: Results | None = None) -> SeasonData:
    chosen = book.season(season)
    return season_data(
        book, chosen, submissions, results or assess_seasons(book, submissions, book.seasons_until(chosen))
    )


def season_view(book: Workbook, season: str, submissions: Submissions, results: Results | None = None) -> SeasonView:
    return SeasonView(book, book.season(season), data_of(book, season, submissions, results))


def commune_view(
    book: Workbook, season: str, unit_id: str, submissions: Submissions, results: Results | None = None
) -> CommuneView:
    """Return the view of a commune over its own cut of the data."""
    unit = book.units[unit_id]
    data = data_of(book, season, submissions, results).of_commune(book, unit)
    return CommuneView(book, book.season(season), data, unit)


def department_view(book: Workbook, season: str, department: str, submissions: Submissions) -> DepartmentView:
    data = data_of(book, season, submissions)
    return DepartmentView(book, book.season(season), data, book.department(department))
