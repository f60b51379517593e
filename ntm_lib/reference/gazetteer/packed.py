"""The packed tables of places: how they are read, and made from a folder of CSV. The same tables give the same bytes."""

import csv
import io
import lzma
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
# Table: its file in a folder of CSV, and the columns that are kept
TABLES = {
    "places": (
        "places.csv",
        ("snapshot", "code", "name", "kind", "district_code", "district", "province_code", "province", "lat", "lon", "area_km2"),
    ),
    "successors": ("successors-2025-07.csv", ("old_code", "new_code", "share")),
    "provinces": ("provinces.csv", ("province_code", "province", "region", "successor_code_2025_07", "successor_2025_07")),
}  # fmt: skip
_DIGITS = {"lat": 4, "lon": 4}  # decimals: some ten metres, for a point within a commune


def table(name: str) -> Iterator[list[str]]:
    """Yield the rows of a packed table, without its headings: cells as texts, in the order of its columns in TABLES."""
    with lzma.open(FOLDER / f"{name}.tsv.xz", "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t")
        next(rows)
        yield from rows


def pack(source: Path, target: Path = FOLDER) -> None:
    """Pack the tables of the folder `source` into `target`."""
    for name, (file_name, columns) in TABLES.items():
        with (source / file_name).open(encoding="utf-8-sig", newline="") as file:
            rows = [[_cell(column, row[column]) for column in columns] for row in csv.DictReader(file)]
        text = io.StringIO()
        csv.writer(text, delimiter="\t", lineterminator="\n").writerows([columns, *rows])
        packed = lzma.compress(text.getvalue().encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
        (target / f"{name}.tsv.xz").write_bytes(packed)


def _cell(column: str, text: str) -> str:
    return f"{float(text):.{_DIGITS[column]}f}" if text and column in _DIGITS else text
