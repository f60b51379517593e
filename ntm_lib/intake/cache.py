"""Keeps a season's forms as read and checked, in Parquet, so that they are read again only when something they rest on has changed.

data/cache/<season>/<key>/<table>.parquet: the key is the hash of the forms, of what is corrected in them, of the reference files and of
the code that reads them. Deleting the folder loses nothing but time.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pyarrow
from pyarrow import parquet

import ntm_lib
from ntm_lib.files import file_hashes, fingerprint
from ntm_lib.intake.corrections import corrections_file
from ntm_lib.intake.season_folder import form_files, other_files, same_names, shown_name
from ntm_lib.intake.submissions import TABLES, Submissions, read_submissions
from ntm_lib.workbook import Season, Workbook

_KEY_DIGITS = 16
_CODE = ("intake", "reference", "schemas.py", "text.py", "workbook.py", "files.py", "errors.py")
_LIBRARIES = ("pandas", "pyarrow", "python-calamine")


def _code_hashes() -> dict[str, str]:
    package = Path(ntm_lib.__file__).parent
    code = [path for name in _CODE for path in ([package / name] if "." in name else (package / name).rglob("*.py"))]
    return file_hashes(code, package)


_CODE_HASHES = _code_hashes()  # of the code that was just imported: who asks later may find other files on the disk


def cached_submissions(workbook: Workbook, seasons: Sequence[Season]) -> Submissions:
    """Return what `read_submissions` returns: from the cache where nothing has changed, else read, and kept for the next time."""
    keys = {season.name: _key(workbook, season) for season in seasons}
    kept = {season.name: _load(_folder(workbook, season.name, keys[season.name])) for season in seasons}
    missing = [season for season in seasons if kept[season.name] is None]
    if len(missing) == len(seasons):
        submissions = read_submissions(workbook, seasons)
    else:
        parts = [read_submissions(workbook, missing)] if missing else []
        parts += [part for part in kept.values() if part is not None]
        submissions = _joined(parts, [season.name for season in seasons])
    for season in missing:
        # No form was replaced while it was read, nor reference data since the workbook was opened
        if _key(workbook, season) == keys[season.name] and workbook.is_as_opened():
            _store(workbook, season.name, keys[season.name], _of(submissions, season.name))
    return submissions


def _key(workbook: Workbook, season: Season) -> str:
    """Return the hash of all that a season's tables rest on."""
    files = [
        *form_files(workbook, season),
        *(path for twins in same_names(workbook, season).values() for path in twins),
        corrections_file(workbook, season),
    ]
    return fingerprint(
        {
            "files": file_hashes(files, workbook.root),
            "reference": workbook.reference_hashes(season),
            "others": [f"{shown_name(workbook, path)} {path.is_dir()}" for path in other_files(workbook, season)],
            "code": _CODE_HASHES,
            "libraries": {name: version(name) for name in _LIBRARIES},
        }
    )[:_KEY_DIGITS]


def _folder(workbook: Workbook, season: str, key: str) -> Path:
    return workbook.cache_folder / season / key


def _load(folder: Path) -> Submissions | None:
    """Return the tables kept in `folder`; None if it is not there, or a file of it was damaged."""
    if not folder.is_dir():
        return None
    try:
        return Submissions(**{name: _read(folder / f"{name}.parquet") for name in TABLES})
    except (OSError, pyarrow.ArrowException):
        return None


def _read(path: Path) -> pd.DataFrame:
    # pre_buffer would start a thread, and a process that has more than one can't be forked safely
    table = parquet.ParquetFile(path, pre_buffer=False).read(use_threads=False)
    return table.to_pandas(use_threads=False)


def _write(table: pd.DataFrame, path: Path) -> None:
    parquet.write_table(pyarrow.Table.from_pandas(table, preserve_index=False, nthreads=1), path)


def _store(workbook: Workbook, season: str, key: str, submissions: Submissions) -> None:
    """Keep the tables, whole or not at all; a place that can't be written costs the next build its time and nothing else."""
    folder = _folder(workbook, season, key)
    unfinished = folder.with_name(f".{key}.{os.getpid()}.tmp")
    with suppress(OSError):
        unfinished.mkdir(parents=True)
        for name in TABLES:
            _write(getattr(submissions, name), unfinished / f"{name}.parquet")
        for stale in folder.parent.iterdir():
            if stale != unfinished:
                shutil.rmtree(stale, ignore_errors=True)
        unfinished.rename(folder)
    shutil.rmtree(unfinished, ignore_errors=True)


def _of(submissions: Submissions, season: str) -> Submissions:
    def own(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["season"] == season].reset_index(drop=True)

    return Submissions(**{f.name: own(getattr(submissions, f.name)) for f in fields(Submissions)})


def _joined(parts: Sequence[Submissions], seasons: Sequence[str]) -> Submissions:
    """Return the parts as one, their rows in the order of `seasons`."""
    place: Mapping[str, int] = {name: number for number, name in enumerate(seasons)}

    def table(name: str) -> pd.DataFrame:
        rows = pd.concat([getattr(part, name) for part in parts], ignore_index=True)
        return rows.sort_values("season", key=lambda names: names.map(place), kind="stable", ignore_index=True)

    return Submissions(**{name: table(name) for name in TABLES})
