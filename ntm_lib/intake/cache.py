"""Keeps a season's forms as read and checked, so that they are read again only when something they rest on has changed.

data/cache/<season>/<key>-<sha256 of the file>.zip, a Parquet file a table: the key is the hash of the forms, of what is corrected in them,
of the reference files and of the code that reads them. A file that is not what its own name says is not read, nor ever deleted. Deleting
the folder loses nothing but time.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pandas as pd
import pyarrow
from pyarrow import parquet

import ntm_lib
from ntm_lib.errors import NtmError
from ntm_lib.files import file_hashes, fingerprint, read_file, remove_file, replace_file, sha256
from ntm_lib.intake.corrections import corrections_file
from ntm_lib.intake.season_folder import form_files, form_hash, other_files, same_names, told_apart
from ntm_lib.intake.submissions import TABLES, Submissions, read_submissions
from ntm_lib.intake.summary.store import table_files
from ntm_lib.places import inside
from ntm_lib.workbook import Season, Workbook

_KEY_DIGITS = 16
_NAME = re.compile(r"([0-9a-f]{16})-([0-9a-f]{64})\.zip")
# Of the library, what reading forms never imports (the contract of stages sees to that): all else may change what is read
_ABOVE = ("analysis", "presentation", "publishing", "cli", "season_data.py", "area_data.py")
_LIBRARIES = ("pandas", "pyarrow", "xlrd")


def _code_hashes() -> dict[str, str]:
    package = Path(ntm_lib.__file__).parent
    code = [path for path in package.rglob("*") if path.suffix in (".py", ".xz")]
    code = [path for path in code if path.relative_to(package).parts[0] not in _ABOVE]
    return file_hashes(code, package)


_CODE_HASHES = _code_hashes()  # of the code that was just imported: who asks later may find other files on the disk


def cached_submissions(workbook: Workbook, seasons: Sequence[Season]) -> Submissions:
    """Return the same as `read_submissions`: from the cache where nothing has changed, else read, and kept for the next time."""
    keys = {season.name: _key(workbook, season) for season in seasons}
    kept = {season.name: _load(workbook, season.name, keys[season.name]) for season in seasons}
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
    forms = [
        *form_files(workbook, season),
        *(path for twins in same_names(workbook, season).values() for path in twins),
    ]
    return fingerprint(
        {
            "forms": {path.relative_to(workbook.root).as_posix(): form_hash(path) for path in forms},
            "corrections": file_hashes([corrections_file(workbook, season)], workbook.root),
            "tables": {
                path.relative_to(workbook.root).as_posix(): form_hash(path) for path in table_files(workbook, season)
            },
            "reference": workbook.reference_hashes(season),
            "others": [told_apart(workbook, path) for path in other_files(workbook, season)],
            "code": _CODE_HASHES,
            "libraries": {name: version(name) for name in _LIBRARIES},
        }
    )[:_KEY_DIGITS]


def _kept(workbook: Workbook, season: str) -> dict[Path, re.Match[str]]:
    """Return the cache's own files of a season, by their names; none if a link leads there."""
    folder = inside(workbook.root, f"{workbook.data_name}/cache/{season}")
    found = {path: _NAME.fullmatch(path.name) for path in sorted(folder.iterdir())}
    return {path: match for path, match in found.items() if match}


def _load(workbook: Workbook, season: str, key: str) -> Submissions | None:
    """Return the tables kept under `key`; None if there are none, or if they are not to the last bit and type what was put there."""
    try:
        names = {match.group(2): path for path, match in _kept(workbook, season).items() if match.group(1) == key}
        for expected, path in names.items():
            content = read_file(path)
            if sha256(content) == expected:
                return _unpacked(content, key)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the forms are there
        return None
    return None


def _unpacked(content: bytes, key: str) -> Submissions:
    with ZipFile(BytesIO(content)) as package:
        if (package.comment.decode(), package.namelist()) != (key, list(TABLES)):  # another season's, renamed
            raise ValueError(key)
        tables = {name: _read(package.read(name)) for name in TABLES}
    for name, table in tables.items():
        if table.dtypes.to_dict() != TABLES[name].frame([]).dtypes.to_dict():
            raise ValueError(name)
    return Submissions(**tables)


def _read(content: bytes) -> pd.DataFrame:
    # pre_buffer would start a thread, and a process that has more than one can't be forked safely
    table = parquet.ParquetFile(pyarrow.BufferReader(content), pre_buffer=False).read(use_threads=False)
    return table.to_pandas(use_threads=False)


def _packed(submissions: Submissions, key: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        package.comment = key.encode()
        for name in TABLES:
            table = pyarrow.Table.from_pandas(getattr(submissions, name), preserve_index=False, nthreads=1)
            with package.open(ZipInfo(name), "w") as part:
                parquet.write_table(table, part)
    return buffer.getvalue()


def _store(workbook: Workbook, season: str, key: str, submissions: Submissions) -> None:
    """Keep the tables in place of those kept before; a place that can't be written costs the next build its time and nothing else."""
    content = _packed(submissions, key)
    name = f"{key}-{sha256(content)}.zip"
    with suppress(NtmError, OSError):
        replace_file(inside(workbook.root, f"{workbook.data_name}/cache/{season}/{name}"), content)
        for path, match in _kept(workbook, season).items():
            if path.name != name:
                remove_file(path, match.group(2))


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
