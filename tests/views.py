"""Views of a season as a report has them, from tables that a test has at hand; what follows from the same tables is worked out once."""

from ntm_lib.analysis.results import Results, assess_seasons
from ntm_lib.intake.submissions import Submissions
from ntm_lib.presentation.frame.view import CommuneView, DepartmentView, SeasonView
from ntm_lib.season_data import SeasonData, season_data
from ntm_lib.workbook import Workbook

KEPT = 4  # of the last data
_kept: list[tuple[tuple[Workbook, Submissions, Results | None], tuple[str, dict[str, str]], SeasonData]] = []


def data_of(book: Workbook, season: str, submissions: Submissions, results: Results | None = None) -> SeasonData:
    """Return the season's data, those of before if workbook, tables and all files that the season rests on are the same."""
    chosen = book.season(season)
    given, files = (book, submissions, results), (season, book.reference_hashes(chosen))
    for before, of_files, data in _kept:
        if files == of_files and all(one is other for one, other in zip(given, before, strict=True)):
            return data
    data = season_data(
        book, chosen, submissions, results or assess_seasons(book, submissions, book.seasons_until(chosen))
    )
    _kept.append((given, files, data))
    del _kept[:-KEPT]
    return data


def forget_data() -> None:
    """Work everything out anew from now on."""
    _kept.clear()


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
