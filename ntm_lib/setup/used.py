"""What forms and tables that came in make use of: seasons, their sets, communes, agencies and places that have to stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ntm_lib.files import visible
from ntm_lib.intake.summary.store import read_tabled, table_files
from ntm_lib.setup.contents import SetupContents
from ntm_lib.setup.sheets import AGENCIES_SHEET, COMMUNES, INDICATORS, SEASONS, SETS_SHEET
from ntm_lib.workbook import Season, Workbook


@dataclass(frozen=True)
class Used:
    """Ids of rows, by sheet title, that can't go nor get another code; and ids of places that can't go."""

    rows: Mapping[str, frozenset[str]]
    places: frozenset[str]


def used_by_forms(workbook: Workbook, contents: SetupContents) -> Used:
    """Return what forms (read, or lying there to be read) and imported tables use."""
    seasons, ids, places = dict[str, str](), set[str](), set[str]()
    for own in workbook.of_each_place():
        for season in own.seasons.values():
            respondents = _respondents(own, season)
            if respondents or _has_file(own.submissions_folder / season.name) or table_files(own, season):
                seasons[season.name] = season.criteria_set
                places.add(own.place_id)
            ids |= respondents | {row["unit_id"] for row in read_tabled(own, season).rows}
    uses = {
        SEASONS.title: ("name", {*seasons}),
        SETS_SHEET.title: ("set_id", {*seasons.values()}),
        INDICATORS.title: ("criteria_set", {*seasons.values()}),
        COMMUNES.title: ("unit_id", ids),
        AGENCIES_SHEET.title: ("department_id", ids),
    }
    rows = {
        title: frozenset(row.row_id for row in contents.rows[title] if row.values[column] in used)
        for title, (column, used) in uses.items()
    }
    return Used(rows, frozenset(places))


def _respondents(own: Workbook, season: Season) -> set[str]:
    """Return who has sent a form of the season that was kept."""
    return {path.name for path in visible(own.received_folder / season.name) if path.is_dir() and visible(path)}


def _has_file(folder: Path) -> bool:
    return any(path.is_file() or (path.is_dir() and _has_file(path)) for path in visible(folder))
