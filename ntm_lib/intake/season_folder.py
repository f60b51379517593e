"""A season's folder of forms: which files in it are forms, what tables call them, and what else lies there."""

from collections import Counter
from pathlib import Path

from ntm_lib.files import visible
from ntm_lib.text import clean
from ntm_lib.workbook import Season, Workbook

DEPARTMENT_FOLDER = "phong"
SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def form_files(workbook: Workbook, season: Season) -> list[Path]:
    """Return the spreadsheets of `season`, communes first, by name; lock files of an open Excel ("~$...") are no forms.

    Left out are files whose names can't be told apart when shown (`same_names`).
    """
    twins = {path for paths in same_names(workbook, season).values() for path in paths}
    return [path for path in _spreadsheets(workbook, season) if path not in twins]


def same_names(workbook: Workbook, season: Season) -> dict[str, list[Path]]:
    """Return by shown name the spreadsheets that have one name but for spaces, hidden marks or the Unicode form (NFC, NFD)."""
    found = _spreadsheets(workbook, season)
    times = Counter(shown_name(workbook, path) for path in found)
    return {name: [path for path in found if shown_name(workbook, path) == name] for name, n in times.items() if n > 1}


def other_files(workbook: Workbook, season: Season) -> list[Path]:
    """Return what lies in the season's folders and is no spreadsheet: other files, folders, links to nowhere."""
    folder = workbook.submissions_folder / season.name
    return [
        path
        for path in [*visible(folder), *visible(folder / DEPARTMENT_FOLDER)]
        if path != folder / DEPARTMENT_FOLDER and not (path.is_file() and path.suffix.lower() in SUFFIXES)
    ]


def is_departments(path: Path) -> bool:
    """Return whether a form lies where departments' forms do."""
    return path.parent.name == DEPARTMENT_FOLDER


def shown_name(workbook: Workbook, path: Path) -> str:
    """Return a form's path as tables and messages have it: below the submissions, NFC, what is no text as "?"."""
    relative = path.relative_to(workbook.submissions_folder).as_posix()
    return clean(relative.encode("utf-8", "replace").decode("utf-8"))


def form_path(workbook: Workbook, season: Season, source_file: str) -> Path:
    """Return where the form that tables call `source_file` lies; its name on disk may be spelled otherwise (NFD)."""
    usual = workbook.submissions_folder / source_file
    if usual.exists():
        return usual
    return next((path for path in form_files(workbook, season) if shown_name(workbook, path) == source_file), usual)


def _spreadsheets(workbook: Workbook, season: Season) -> list[Path]:
    folder = workbook.submissions_folder / season.name
    entries = [*visible(folder), *visible(folder / DEPARTMENT_FOLDER)]
    return [path for path in entries if path.suffix.lower() in SUFFIXES and path.is_file()]
