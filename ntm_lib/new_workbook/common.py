"""The files common to any workbook, kept in the package: an installed program has all that a new workbook needs.

They are copies of the project's own; `python -m ntm_lib.new_workbook.common ROOT` (make common) copies them again, and a test holds them equal.
"""

import csv
import io
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
FOLDER = HERE / "common"
REFERENCE = "data/reference"
_WHOLE = ("measures", "key-measures", "abbreviations", "resources", "relations", "request-words")
# What the assumptions say that hold for any place: how criteria are counted, promises judged, pace and draft made
_ANYWHERE = {"9", "12", "13", "14", "19", "20", *map(str, range(36, 51)), *map(str, range(52, 58))}


class YearsOfSet(NamedTuple):
    """The seasons, by year, that a criteria set holds for."""

    first: int
    last: int
    set_id: str


@cache
def years_of_sets() -> tuple[YearsOfSet, ...]:
    """Return which set a season of a year is assessed by, oldest first."""
    rows = rows_of((HERE / "season-sets.csv").read_bytes())
    return tuple(YearsOfSet(int(r["first_year"]), int(r["last_year"]), r["criteria_set"]) for r in rows)


def common_files(root: Path) -> dict[str, bytes]:
    """Return the common files of the workbook in `root` by their path in a workbook, cut down to what is true for any place."""
    reference = root / REFERENCE
    found = {f"notebooks/{path.name}": path.read_bytes() for path in sorted((root / "notebooks").glob("*.ipynb"))}
    for name in _WHOLE:
        found[f"{REFERENCE}/{name}.csv"] = (reference / f"{name}.csv").read_bytes()
    for path in sorted((reference / "criteria").iterdir()):  # all sets: next year's season may be under another one
        found[f"{REFERENCE}/criteria/{path.name}"] = path.read_bytes()
    assumptions = rows_of((reference / "assumptions.csv").read_bytes())
    found[f"{REFERENCE}/assumptions.csv"] = _csv(row for row in assumptions if row["id"] in _ANYWHERE)
    for name in ("levels", "breaks"):
        rows = rows_of((reference / f"{name}.csv").read_bytes())
        found[f"{REFERENCE}/{name}.csv"] = _csv(row for row in rows if _is_common(row))
    return found


def _is_common(row: dict[str, str]) -> bool:
    """A level of the decree, a break of the whole country: nothing of one province or of one place's borders."""
    return not row.get("province") and row.get("kind") != "boundary"


@cache
def shipped_files() -> dict[str, bytes]:
    """Return the common files of the package by their path in a workbook."""
    paths = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in paths}


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV of the project's own."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _csv(rows: Iterable[dict[str, str]]) -> bytes:
    kept, text = list(rows), io.StringIO()
    writer = csv.DictWriter(text, list(kept[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return text.getvalue().encode("utf-8")


def write_common(root: Path, folder: Path = FOLDER) -> None:
    """Make the package's copies those of the project in `root`; take away what it has no more."""
    files = common_files(root)
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    write_common(Path(sys.argv[1]))
