"""The workbook as it would be with new files: opened and checked in a folder of its own before anything is written."""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from ntm_lib.errors import NtmError, WorkbookError, fault
from ntm_lib.files import visible
from ntm_lib.reference.conclusions import load_conclusions
from ntm_lib.reference.criteria_files import described_sets
from ntm_lib.setup.contents import own_workbooks
from ntm_lib.setup.new_files import NewFiles
from ntm_lib.spot import Spot
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.settings import SETTINGS


def faults_of(workbook: Workbook, new: NewFiles) -> list[WorkbookError]:
    """Return what is wrong with the workbook once it has the new files, and was not wrong before; each at its cell of thiet-lap.xlsx, if it has one."""
    spots = _spots(new)
    with tempfile.TemporaryDirectory(prefix="ntm-") as name:
        root = Path(name).resolve()
        _copy(workbook, root)
        before = {*map(str, _faults(root))}
        for path, content in new.files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                target.unlink()
            else:
                target.write_bytes(content)
        found = [part for part in _faults(root) if str(part) not in before]
        return [_at_cell(part, spots, f"{root}/") for part in found]


def _copy(workbook: Workbook, root: Path) -> None:
    for name in ("data/reference", *(f"{own.data_name}/conclusions" for own in own_workbooks(workbook))):
        if (workbook.root / name).is_dir():
            shutil.copytree(workbook.root / name, root / name)
    shutil.copyfile(workbook.root / SETTINGS, root / SETTINGS)


def _faults(root: Path) -> list[WorkbookError]:
    """Return all that a workbook can't be used with, each once."""
    try:
        workbook = Workbook.open(root)
    except NtmError as error:
        return [*_parts(error)]
    found: dict[str, WorkbookError] = {}
    for check in _checks(workbook):
        try:
            check()
        except NtmError as error:
            found |= {str(part): part for part in _parts(error)}
    return [*found.values()]


def _checks(workbook: Workbook) -> Iterator[Callable[[], object]]:
    """Yield what reads the rest of a workbook: each season, each criteria set, each file of conclusions, in use or not."""
    for set_id in described_sets(workbook.root / "data/reference/criteria"):
        yield partial(workbook.criteria_set, set_id)
    measures = set(workbook.measures["measure"])
    for own in own_workbooks(workbook):
        for season in own.seasons.values():
            yield partial(own.check_season, season)
        for path in visible(own.data_folder / "conclusions"):
            if path.suffix == ".csv":
                yield partial(load_conclusions, path, own.units, own.departments, measures)


def _parts(error: NtmError) -> tuple[WorkbookError, ...]:
    return error.parts if isinstance(error, WorkbookError) else (WorkbookError(str(error)),)


def _spots(new: NewFiles) -> Mapping[tuple[str, int], Spot]:
    """Return where rows of new files stand in the sheets, by file name and line, of names that only one file has."""
    paths = defaultdict[str, set[str]](set)
    for path, _ in new.spots:
        paths[Path(path).name].add(path)
    return {
        (Path(path).name, line): spot for (path, line), spot in new.spots.items() if len(paths[Path(path).name]) == 1
    }


def _at_cell(error: WorkbookError, spots: Mapping[tuple[str, int], Spot], root: str) -> WorkbookError:
    spot = spots.get((error.at.file, error.at.line)) if error.at else None
    if spot is None or error.at is None:
        return WorkbookError(str(error).replace(root, ""))
    what = str(error).removeprefix(str(error.at)).lstrip(":, ")
    return fault(spot.in_column(*error.at.columns), what)
