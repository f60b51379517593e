"""A witness: the real LibreOffice opens the same files, and every cell of every sheet holds there what we read."""

import random
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

import pytest

from ntm_lib.spreadsheet.any_kind import open_file
from ntm_lib.spreadsheet.guard import inspect
from ntm_lib.spreadsheet.opened import Opened
from tests import fonts
from tests.conftest import ROOT
from tests.libreoffice import office, work
from tests.unit.form_files import package, parts_of
from tests.unit.test_rewritten import REWRITES, in_a_conventional_disguise, renamed, rewritten

__all__ = ["office"]  # a fixture

CASES = ROOT / "tests" / "cases"
SUBMISSIONS = ROOT / "data" / "submissions"
KINDS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
NOT_BOTH = ("filepass-later.xls",)  # nobody opens it without its password
AT_ONCE = 40  # files that one start of LibreOffice opens
THERE = [rewrite for rewrite in REWRITES if rewrite not in (renamed, in_a_conventional_disguise)]  # those it opens


def committed() -> list[Path]:
    """Return the forms that were read wrongly once, and those saved again by other programs."""
    return [
        path
        for folder in ("forms", "saved_again")
        for path in sorted((CASES / folder).iterdir())
        if path.suffix in KINDS and path.name not in NOT_BOTH
    ]


def shipped() -> list[Path]:
    return sorted(path for path in SUBMISSIONS.rglob("*") if path.suffix in KINDS)


def written(folder: Path, seeds: range) -> list[Path]:
    """Write shipped forms whose packages say the same in other ways."""
    forms = shipped()
    paths = []
    for seed in seeds:
        chance = random.Random(seed)
        parts, _ = rewritten(parts_of(chance.choice(forms).read_bytes()), chance, THERE)
        paths.append(folder / f"{seed}.xlsx")
        paths[-1].write_bytes(package(parts))
    return paths


def ours(path: Path) -> Opened:
    content = path.read_bytes()
    return open_file(content, inspect(content))


def differences(opened: Opened, there: dict) -> Iterator[tuple[str, int, int, object, object]]:
    """Yield the cells that do not hold the same: title, row, column, ours, theirs."""
    for title, grid in opened.grids.items():
        marks = opened.marks[title]
        is_visible, other = there["sheets"][title]
        if is_visible == marks.is_hidden:
            yield title, -1, -1, marks.is_hidden, not is_visible
        for row in range(max(len(grid), len(other))):
            for column in range(max(len(rows[0]) if rows else 0 for rows in (grid, other))):
                own, theirs = (
                    rows[row][column] if row < len(rows) and column < len(rows[row]) else "" for rows in (grid, other)
                )
                at = row, column
                if at in marks.errors or at in marks.uncomputed or (at in marks.formulas and theirs is None):
                    continue  # what it computes anew is not what is stored
                if not is_same(own, theirs, datetime(*there["null_date"])):
                    yield title, row, column, own, theirs


def is_same(own: object, theirs: object, start: datetime) -> bool:
    match own:
        case datetime():
            return isinstance(theirs, float) and abs((own - start).total_seconds() / 86_400 - theirs) < 1e-5
        case time():
            return (
                isinstance(theirs, float)
                and abs((own.hour * 60 + own.minute) / 1440 + own.second / 86_400 - theirs % 1) < 1e-5
            )
        case bool() | int() | float():
            return isinstance(theirs, float) and abs(float(own) - theirs) <= 1e-12 * abs(theirs)
    # of what Gnumeric wrote into an .ods it shows a text up to the first line's end
    return own == theirs or (isinstance(own, str) and bool(theirs) and own.startswith(f"{theirs}\n"))


def compare(paths: list[Path], office: tuple[str, str], folder: Path) -> tuple[int, list[object]]:
    """Return how many cells both see, and where they differ."""
    results: list[dict | None] = []
    for start in range(0, len(paths), AT_ONCE):
        jobs = [{"open": str(path), "type": []} for path in paths[start : start + AT_ONCE]]
        (folder / str(start)).mkdir()
        results += work(office, folder / str(start), jobs, fonts.only(folder / str(start)))
    cells, found = 0, list[object]()
    for path, there in zip(paths, results, strict=True):
        if there is None:
            found.append((path.name, "not opened there"))
            continue
        opened = ours(path)
        cells += sum(value != "" for grid in opened.grids.values() for row in grid for value in row)
        found += [(path.name, *where) for where in differences(opened, there)]
        found += [(path.name, t) for t in there["sheets"] if t not in opened.grids and t not in opened.foreign]
    return cells, found


def test_libreoffice_sees_in_every_cell_what_we_read(office: tuple[str, str], tmp_path: Path) -> None:
    """The cases, the forms saved again by other programs, and some whose packages were rewritten."""
    cells, found = compare([*committed(), *written(tmp_path, range(12))], office, tmp_path)
    assert found == [] and cells > 20_000


@pytest.mark.slow
def test_libreoffice_sees_the_same_in_all_shipped_forms(office: tuple[str, str], tmp_path: Path) -> None:
    cells, found = compare([*shipped(), *written(tmp_path, range(12, 92))], office, tmp_path)
    assert found == [] and cells > 60_000
