"""Groups of communes by year, as the province decided: data/reference/commune-groups.csv. The file is optional."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from ntm_lib.errors import fault
from ntm_lib.reference.files import read_rows
from ntm_lib.reference.units import Unit
from ntm_lib.reference.validity import years_of
from ntm_lib.spot import Spot

FILE = "commune-groups.csv"


class _Row(TypedDict):
    """A row of the file; empty years are NaN."""

    unit_id: str
    group: str
    from_year: float
    to_year: float
    source: str


class CommuneGroup(_Row):
    """The group that a commune is in for some years; `place` says where it stands, for messages."""

    place: Spot


def group_in(rows: Sequence[CommuneGroup], year: int) -> str:
    """Return the group of a commune in `year`, "" if none of its rows says."""
    return next((row["group"] for row in rows if _years(row)[0] <= year <= _years(row)[1]), "")


def load_groups(path: Path, units: dict[str, Unit]) -> dict[str, list[CommuneGroup]]:
    """Return the rows of each commune by unit_id, {} if the file is absent.

    Raises WorkbookError that names file and row for an unknown commune, years the wrong way round and two groups in one year.
    """
    rows = read_rows(
        path,
        _Row,
        named=("unit_id",),
        kinds={"from_year": "year", "to_year": "year"},
        allowed={"unit_id": units},
        required=("unit_id", "group"),
        optional=True,
    )
    found: dict[str, list[CommuneGroup]] = {}
    for where, row in rows:
        (first, last), own = _years(row), found.setdefault(row["unit_id"], [])
        if first > last:
            raise fault(where, "from_year sau to_year. Đổi lại hai năm.")
        if any(first <= _years(other)[1] and _years(other)[0] <= last for other in own):
            raise fault(where, "đơn vị có hai nhóm cho cùng một năm. Sửa from_year, to_year, hoặc bỏ một dòng.")
        own.append({**row, "place": where})
    return found


def _years(row: _Row) -> tuple[int, int]:
    return years_of(row["from_year"], row["to_year"])
