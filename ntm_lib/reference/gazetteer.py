"""The commune-level units of Vietnam by province, at four dates: facts of the General Statistics Office's list (docs/data-log.md).

Kept as a packed table beside this module; made anew from a folder of CSV by `python -m ntm_lib.reference.gazetteer FOLDER`.
"""

import csv
import io
import lzma
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from ntm_lib.text import name_key, slug

_PACKED = Path(__file__).with_name("places.tsv.xz")
_COLUMNS = ("snapshot", "code", "name", "kind", "district_code", "province_code", "province")
_SINCE = (
    ("2020", date.min),
    ("2023-05", date(2023, 5, 1)),
    ("2025-03", date(2025, 3, 1)),
    ("2025-07", date(2025, 7, 1)),
)


@cache
def unit_names(province: str, day: date) -> frozenset[str]:
    """Return the keys (ntm_lib.text.name_key) of the names of all units of a province, at the date of the list that is nearest before `day`.

    Empty for a province that the list does not know by that name. Lists are of 2020, 5/2023, 3/2025 and 7/2025: between two of them a
    unit may have been merged or renamed.
    """
    snapshot = [name for name, since in _SINCE if since <= day][-1]
    wanted = province_key(province)
    return frozenset(
        name_key(place["name"])
        for place in _places()
        if place["snapshot"] == snapshot and province_key(place["province"]) == wanted
    )


@cache
def province_keys() -> frozenset[str]:
    """Return the keys of all provinces that any of the lists knows."""
    return frozenset(province_key(place["province"]) for place in _places())


@cache
def province_key(province: str) -> str:
    """Return the key by which two spellings of a province's name are equal, with or without "tỉnh" or "thành phố" before it."""
    return slug(name_key(province)).removeprefix("thanh-pho-").removeprefix("tp-")


def _places() -> Iterator[dict[str, str]]:
    with lzma.open(_PACKED, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def pack(folder: Path) -> None:
    """Pack `places.csv` of `folder`; the same table gives the same bytes."""
    with (folder / "places.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [[row[name] for name in _COLUMNS] for row in csv.DictReader(file)]
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows([_COLUMNS, *rows])
    _PACKED.write_bytes(lzma.compress(text.getvalue().encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    pack(Path(sys.argv[1]))
