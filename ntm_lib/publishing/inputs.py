"""What a build reads, by content: the files of a season, the library's own code, the libraries it stands on."""

import platform
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import ntm_lib
from ntm_lib.errors import UnreadableError
from ntm_lib.files import file_hashes, fingerprint, visible
from ntm_lib.intake.corrections import corrections_file
from ntm_lib.intake.season_folder import form_files, form_hash, other_files, same_names, told_apart
from ntm_lib.intake.summary.store import table_files
from ntm_lib.presentation.words.numbers import LOCALE
from ntm_lib.publishing.manifest import BuildManifest, library_versions, page_hash, read_build
from ntm_lib.workbook import Season, Workbook

_NOT_IN_PAGES = "cli"  # the one part of the library that no page goes through


@cache
def library_hash() -> str:
    """Return the hash of the library's code, templates and styles."""
    package = Path(ntm_lib.__file__).parent
    files = [path for path in package.rglob("*") if path.suffix in (".py", ".j2", ".css", ".js", ".json", ".xz")]
    return fingerprint(file_hashes([p for p in files if p.relative_to(package).parts[0] != _NOT_IN_PAGES], package))


@cache
def libraries_hash() -> str:
    """Return the hash of the versions of what draws and writes a page, and of the language its numbers are written in."""
    return fingerprint([library_versions(), platform.python_version(), LOCALE])


def reference_hash(workbook: Workbook, season: Season) -> str:
    return fingerprint(workbook.reference_hashes(season))


def form_hashes(workbook: Workbook, season: Season) -> dict[str, str]:
    """Return the forms and summary tables that `season` rests on, its own and those of earlier seasons: path below the workbook, and sha256."""
    seasons = workbook.seasons_until(season)
    files = [p for s in seasons for p in (*sorted(form_files(workbook, s)), *table_files(workbook, s))]
    return {path.relative_to(workbook.root).as_posix(): form_hash(path) for path in files}


def build_key(workbook: Workbook, season: Season, issued: str) -> str:
    """Return the hash of everything that a build of `season` reads: while it and the kept forms stay, every page stays as it is."""
    seasons = workbook.seasons_until(season)
    others = [told_apart(workbook, p) for s in seasons for p in other_files(workbook, s)]
    twins = [p for s in seasons for paths in same_names(workbook, s).values() for p in paths]
    words = [path for path in visible(workbook.commentary_folder(season)) if path.suffix == ".md"]
    files = [*workbook.notebooks_folder.glob("*.ipynb"), *words, *(corrections_file(workbook, s) for s in seasons)]
    content: dict[str, Any] = {
        "forms": form_hashes(workbook, season),
        "others": [*others, *(path.name for path in visible(workbook.commentary_folder(season)))],
        "reference": workbook.reference_hashes(season),
        "twins": sorted(form_hash(path) for path in twins),
        "files": file_hashes(files, workbook.root),
    }
    return fingerprint([workbook.place_id, season.name, issued, content, library_hash(), libraries_hash()])


def with_kept(key: str, workbook: Workbook, season: Season) -> str:
    """Return `key` with the forms that are kept: a build adds to these itself, so they are looked at when it has."""
    folder = workbook.received_folder / season.name
    with suppress(OSError, UnreadableError):  # it is named when forms are kept
        return fingerprint([key, sorted(path.name for respondent in visible(folder) for path in respondent.glob("*"))])
    return ""


def unchanged(output: Path, workbook: Workbook, season: Season, issued: str) -> BuildManifest | None:
    """Return the build that lies in `output` if it is whole and everything it was made from is as it was; else None."""
    key = with_kept(build_key(workbook, season, issued), workbook, season)
    build = read_build(output)
    if build is None or not build.key or build.key != key:
        return None
    return build if all(page_hash(output / path) == sha for path, sha in build.written.items()) else None
