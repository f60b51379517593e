"""A season's folder of forms: which files in it are forms, what tables call them, and what else lies there."""

from collections import Counter
from pathlib import Path

from ntm_lib.errors import UnreadableError
from ntm_lib.files import file_hash, is_file, visible
from ntm_lib.places import is_link
from ntm_lib.spreadsheet.guard import FILE_BYTES
from ntm_lib.terms import AGENCY_FOLDERS
from ntm_lib.text import clean
from ntm_lib.workbook import Season, Workbook

DEPARTMENT_FOLDERS = tuple(AGENCY_FOLDERS.values())  # each is read in any season
SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def form_files(workbook: Workbook, season: Season) -> list[Path]:
    """Return the spreadsheets of `season`, communes first, by name; lock files of an open Excel ("~$...") are no forms.

    Left out are files whose names can't be told apart when shown (`same_names`).
    """
    twins = {path for paths in same_names(workbook, season).values() for path in paths}
    return [path for path in _spreadsheets(workbook, season) if path not in twins]


def same_names(workbook: Workbook, season: Season) -> dict[str, list[Path]]:
    """Return, by shown name, the spreadsheets whose names differ only in spaces, hidden marks or Unicode form (NFC, NFD)."""
    found = _spreadsheets(workbook, season)
    times = Counter(shown_name(workbook, path) for path in found)
    return {name: [path for path in found if shown_name(workbook, path) == name] for name, n in times.items() if n > 1}


def other_files(workbook: Workbook, season: Season) -> list[Path]:
    """Return what is not a spreadsheet in the season's folders: other files, folders, links wherever they lead.

    A link is not followed: the copy that is mailed back would hold what another file says.
    """
    return [path for path in _entries(workbook, season) if not _is_spreadsheet(path)]


def told_apart(workbook: Workbook, path: Path) -> str:
    """Return the words for what is not a spreadsheet: its name, and whether it is a link, a folder or a file."""
    kind = "link" if is_link(path) else "folder" if path.is_dir() else "file"
    return f"{shown_name(workbook, path)} {kind}"


def form_hash(path: Path) -> str:
    """Return the sha256 of a form; words in its place for one that can't be read or is too large to be: a finding says so."""
    try:
        return file_hash(path, FILE_BYTES)
    except UnreadableError as error:
        return error.why


def is_departments(path: Path) -> bool:
    """Return whether a form lies where departments' forms do."""
    return path.parent.name in DEPARTMENT_FOLDERS


def shown_name(workbook: Workbook, path: Path) -> str:
    """Return a form's path as tables and messages have it: below the submissions, NFC, what is not text as "?"."""
    relative = path.relative_to(workbook.submissions_folder).as_posix()
    return clean(relative.encode("utf-8", "replace").decode("utf-8"))


def form_path(workbook: Workbook, season: Season, source_file: str) -> Path:
    """Return the path of the form that tables call `source_file`; its name on disk may be spelled otherwise (NFD)."""
    usual = workbook.submissions_folder / source_file
    if usual.exists():
        return usual
    return next((path for path in form_files(workbook, season) if shown_name(workbook, path) == source_file), usual)


def _spreadsheets(workbook: Workbook, season: Season) -> list[Path]:
    return [path for path in _entries(workbook, season) if _is_spreadsheet(path)]


def _is_spreadsheet(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not is_link(path) and is_file(path)


def _entries(workbook: Workbook, season: Season) -> list[Path]:
    """Return the entries of the season's folder and of the departments' in it; the folder itself where it is a link."""
    folder = workbook.submissions_folder / season.name
    if is_link(folder):
        return [folder]
    opened = [path for name in DEPARTMENT_FOLDERS if not is_link(path := folder / name)]
    entries = [path for path in visible(folder) if path not in opened]
    return [*entries, *(path for departments in opened for path in visible(departments))]
