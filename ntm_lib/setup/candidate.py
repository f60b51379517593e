"""The workbook as it would be with new files: opened and checked in a folder of its own before anything is written."""

import re
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
from ntm_lib.reference.sheet_titles import SHEET_TITLES
from ntm_lib.reference.units import unit_faults
from ntm_lib.setup.annex_sheet import TITLE as ANNEX
from ntm_lib.setup.new_files import NewFiles
from ntm_lib.setup.sheets import COMPARATORS, CONCLUSIONS, FLAG, INDICATORS, PLACES, SEASONS, SETS_SHEET, SHEETS
from ntm_lib.spot import Spot
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.settings import SETTINGS

_COLUMNS = {Path(sheet.path).name: sheet.columns for sheet in SHEETS}
_HEADINGS = {c.name: f"“{c.heading}”" for sheet in reversed(SHEETS) for c in sheet.columns} | FLAG | COMPARATORS
_FILES = {name: f"trang “{title}”" for name, title in (SHEET_TITLES | {"sets.toml": SETS_SHEET.title}).items()}
_FILES |= {SETTINGS: f"trang “{PLACES.title}”, “{SEASONS.title}”"}
_ROWS = re.compile(r"([\w.-]+\.(?:csv|xlsx)), dòng ([0-9]+)")
_NO_FILE = re.compile(r"Không có tệp data/\S*(criteria|conclusions)/(.+?)\.csv\.")
_NO_SET = f"Bộ {{}} chưa có chỉ tiêu nào. Ghi ở trang “{INDICATORS.title}”, hoặc dán phụ lục vào trang “{ANNEX}”."
_NO_NOTICE = f"Chưa có kết luận nào của thông báo {{}}. Ghi ở trang “{CONCLUSIONS.title}”, hoặc sửa cột “Kết luận theo dõi” của trang “{SEASONS.title}”."
_TWICE = re.compile(r"(trang “[^”]*”), \1(?!\w)")  # of a message that names the sheet, and the file
_NAMES = re.compile(r"“[^”]*”|'[^']*'|[\w./-]*[\w]")  # what is quoted stays as it is


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
        found = [_at_cell(part, spots, str(root)) for part in _faults(root) if str(part) not in before]
        return [*{str(part): part for part in found}.values()]


def _copy(workbook: Workbook, root: Path) -> None:
    for name in ("data/reference", *(f"{own.data_name}/conclusions" for own in workbook.of_each_place())):
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
    for unit in workbook.units.values():
        told = [fault(*said) for said in unit_faults(unit, workbook.units)]
        found |= {str(part): part for part in told}
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
    for own in workbook.of_each_place():
        for season in own.seasons.values():
            yield partial(own.check_season, season)
        for path in visible(own.data_folder / "conclusions"):
            if path.suffix == ".csv":
                yield partial(load_conclusions, path, own.units, own.departments, measures)


def _parts(error: NtmError) -> tuple[WorkbookError, ...]:
    return error.parts if isinstance(error, WorkbookError) else (WorkbookError(str(error)),)


def _spots(new: NewFiles) -> Mapping[tuple[str, int], Spot]:
    """Return where rows of the tables stand in the sheets, by file name and line, of names that only one file has."""
    paths = defaultdict[str, set[str]](set)
    for path, _ in new.spots:
        paths[Path(path).name].add(path)
    return {
        (Path(path).name, line): spot for (path, line), spot in new.spots.items() if len(paths[Path(path).name]) == 1
    }


def _at_cell(error: WorkbookError, spots: Mapping[tuple[str, int], Spot], root: str) -> WorkbookError:
    spot = spots.get((error.at.file, error.at.line)) if error.at else None
    if spot is None or error.at is None:
        return WorkbookError(_in_words(_below(root, str(error)), spots))
    what = str(error).removeprefix(str(error.at)).lstrip(":, ")
    return fault(spot.in_column(*error.at.columns), _in_words(what, spots, error.at.file))


def _below(root: str, text: str) -> str:
    """Return a message with the paths of what is in the folder `root` as paths below it, written with “/” on Windows, too."""
    return re.sub(re.escape(root) + r"[/\\](\S*)", lambda found: found[1].replace("\\", "/"), text)


def _in_words(text: str, spots: Mapping[tuple[str, int], Spot], file: str = "") -> str:
    """Return a message on tables as people see them in Excel: rows, files and columns, those of `file` first, by sheet and heading."""

    def row(found: re.Match[str]) -> str:
        spot = spots.get((found[1], int(found[2])))
        return f"trang “{spot.sheet}”, dòng {spot.line}" if spot else found[0]

    if missing := _NO_FILE.match(text):
        return _NO_SET.format(missing[2]) if missing[1] == "criteria" else _NO_NOTICE.format(missing[2])
    names = _FILES | _HEADINGS | {c.name: f"“{c.heading}”" for c in _COLUMNS.get(file, ())}
    told = _NAMES.sub(lambda found: names.get(found[0], found[0]), _ROWS.sub(row, text))
    return _TWICE.sub(r"\1", told)
