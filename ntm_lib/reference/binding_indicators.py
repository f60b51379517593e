"""Indicators that communes must meet because the office says so: data/reference/binding-indicators.csv. The file is optional."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypedDict

from ntm_lib.errors import fault
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.files import read_rows
from ntm_lib.reference.indicators import OFFICE
from ntm_lib.reference.levels import unknown_group
from ntm_lib.reference.units import Unit
from ntm_lib.spot import Spot

FILE = "binding-indicators.csv"


class _Row(TypedDict):
    """A row of the file."""

    criteria_set: str
    indicator: str
    group: str
    unit_id: str
    source: str


class BindingIndicator(_Row):
    """An indicator that the office says communes must meet: one commune, those of a group, or all where neither is named.

    `place` says where it stands, for messages.
    """

    place: Spot


def load_binding(
    path: Path, units: dict[str, Unit], sets: Collection[str], criteria_set: Callable[[str], CriteriaSet | None]
) -> list[BindingIndicator]:
    """Return the rows, none if the file is absent: then no indicator that the office decides on binds.

    `sets` are the sets that there are, () if that can't be told; `criteria_set` returns one of them, None if it can't be read. Raises
    WorkbookError that names file, row and column for what is not known: such a row would silently bind nobody.
    """
    rows = read_rows(
        path,
        _Row,
        named=("indicator",),
        allowed={"unit_id": units} | ({"criteria_set": sets} if sets else {}),
        required=("criteria_set", "indicator"),
        key=("criteria_set", "indicator", "group", "unit_id"),
        optional=True,
    )
    for where, row in rows:
        found = criteria_set(row["criteria_set"])
        if found is not None:
            _check(row, found, where)
    return [{**row, "place": where} for where, row in rows]


def _check(row: _Row, criteria_set: CriteriaSet, where: Spot) -> None:
    decided = set(criteria_set.rows.loc[criteria_set.rows["binds"] == OFFICE, "indicator"])
    if row["indicator"] not in decided:
        raise fault(
            where.in_column("indicator"),
            f"bộ {criteria_set.set_id} không có chỉ tiêu “{row['indicator']}” do văn phòng quyết định (binds là {OFFICE}). Sửa mã, hoặc bỏ dòng.",
        )
    if row["group"] and row["group"] not in criteria_set.groups:
        raise fault(where.in_column("group"), unknown_group(row["group"], criteria_set.groups))
