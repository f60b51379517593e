"""What a workbook that goes on from an older one takes over byte for byte: forms, corrections, the office's words, reference data; and what it leaves."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ntm_lib.files import is_file, visible
from ntm_lib.new_workbook.common import REFERENCE
from ntm_lib.places import is_link
from ntm_lib.reference.files import EXCEL
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.settings import SETTINGS

_REBUILT = ("reports", "cache")  # made again from what is carried
_OF_SEASONS = ("submissions", "received", "imports", "commentary")  # with a folder for each season
_TABLES = ("conclusions", "corrections")


class Found(NamedTuple):
    """Files by their path in the new workbook; and what is left, by its path in the older one."""

    kept: dict[str, Path]
    left: list[str]


class _Source(NamedTuple):
    """A folder, its name in the new workbook, how names in it end, and whether folders in it belong to it."""

    folder: Path
    name: str
    suffix: str | tuple[str, ...] = ""
    is_deep: bool = False


def found_files(old: Workbook, data_names: Mapping[str, str]) -> Found:
    """Return all of the older workbook; `data_names` say where in the new one a place's own data lies, by the place's id."""
    sources = list(_sources(old, data_names))
    kept = {name: path for source in sources for name, path in _inside(source)}
    entered = {folder for path in (*kept.values(), *(s.folder / "x" for s in sources)) for folder in path.parents}
    return Found(kept, list(_left(old.root, old.root, {*kept.values(), old.root / SETTINGS}, entered)))


def _sources(old: Workbook, data_names: Mapping[str, str]) -> Iterator[_Source]:
    yield _Source(old.reference_folder, REFERENCE)
    yield _Source(old.reference_folder / "criteria", f"{REFERENCE}/criteria")
    yield _Source(old.notebooks_folder, "notebooks", ".ipynb")
    for place in old.of_each_place():
        own, new = place.data_folder, data_names[place.place.id]
        yield from (_Source(own / table, f"{new}/{table}", (".csv", EXCEL)) for table in _TABLES)
        for name in _OF_SEASONS:
            yield from (_Source(own / name / s, f"{new}/{name}/{s}", is_deep=True) for s in old.seasons)


def _inside(source: _Source) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder, without links, hidden files and those of the system."""
    for path in visible(source.folder) if not is_link(source.folder) else []:
        name = f"{source.name}/{path.name}"
        if is_link(path):
            continue
        if is_file(path) and path.name.endswith(source.suffix):
            yield name, path
        elif path.is_dir() and source.is_deep:
            yield from _inside(_Source(path, name, is_deep=True))


def _left(root: Path, folder: Path, kept: Collection[Path], entered: Collection[Path]) -> Iterator[str]:
    """Yield what is not carried, a folder of which nothing is as one."""
    for path in sorted(folder.iterdir()):
        if path in kept or path.name in _REBUILT:
            continue
        if path in entered and not is_link(path):
            yield from _left(root, path, kept, entered)
        else:
            yield path.relative_to(root).as_posix() + ("/" if path.is_dir() else "")
