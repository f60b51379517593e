"""Departments of the places, each valid for a time, and which of them lead an indicator."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypedDict

import pandas as pd

from ntm_lib.errors import fault
from ntm_lib.reference.files import check_id, read_reference
from ntm_lib.reference.validity import DAYS, covers
from ntm_lib.tables import field_names, rows_of
from ntm_lib.text import spelling_key

COORDINATION, MONEY = "dieu-phoi", "nguon-luc"  # of the whole programme; money and debts
TOPICS = (COORDINATION, MONEY)
COMMUNES = "ubnd-xa"  # leads what each commune answers for itself


@dataclass(frozen=True)
class Department:
    """A department or office that leads indicators or answers for conclusions."""

    department_id: str
    name: str
    short_name: str
    has_report: bool = False  # a page of its own in every build
    topics: tuple[str, ...] = ()  # what it looks after besides criteria: TOPICS
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""  # the agency that goes on with its tasks, once it has ended

    def valid_on(self, day: date) -> bool:
        return covers(self.valid_from, self.valid_to, day)


NOBODY = Department("", "Chưa phân công chủ trì", "Chưa phân công")  # of a conclusion that nobody leads yet


class Lead(TypedDict):
    """A department's lead of an indicator: `basis` is the point of the notice that assigns it, or "thông lệ, chờ xác nhận"."""

    criteria_set: str
    indicator: str
    department_id: str
    basis: str
    short_name: str  # of the department


_LEAD_COLUMNS = [name for name in field_names(Lead) if name != "short_name"]


class _DepartmentRow(TypedDict):
    department_id: str
    name: str
    short_name: str
    topics: str
    has_report: str


class _Validity(TypedDict):
    """Columns that the file may have."""

    valid_from: date | None
    valid_to: date | None
    successor: str


class _DatedRow(_DepartmentRow, _Validity):
    """A row with them."""


def department_key(name: str) -> str:
    """Return the key by which two spellings of a department's name are equal: as spelling_key, whatever the dash and the spaces around it."""
    return spelling_key(re.sub(r"\s*[-–—]\s*", "-", name))


def load_departments(path: Path) -> dict[str, Department]:
    """Return the departments of `departments.csv` by id, in the file's order; raise WorkbookError on a repeated or unfit id, or an unknown topic."""
    departments: dict[str, Department] = {}
    columns = field_names(_DepartmentRow)
    rows = read_reference(
        path,
        columns,
        kinds={"has_report": "flag", "successor": "text", **DAYS},
        required=("department_id", "name", "short_name"),
        key=("department_id",),
        placed=True,
    )
    for where, row in zip(rows.index, rows_of(rows, _DatedRow), strict=True):
        check_id(row["department_id"], where.in_column("department_id"))
        topics = tuple(filter(None, row["topics"].split(";")))
        for topic in topics:
            if topic not in TOPICS:
                raise fault(where.in_column("topics"), f"việc “{topic}” không có; chỉ nhận {', '.join(TOPICS)}.")
        departments[row["department_id"]] = Department(
            row["department_id"],
            row["name"],
            row["short_name"],
            row["has_report"] == "true",
            topics,
            row["valid_from"],
            row["valid_to"],
            row["successor"],
        )
    return departments


def load_leads(path: Path, departments: dict[str, Department]) -> pd.DataFrame:
    """Return the table at `path`, one Lead per row, the first named first; its index has the Spot of each row."""
    required = ("criteria_set", "indicator", "department_id")
    allowed = {"department_id": departments}
    leads = read_reference(path, _LEAD_COLUMNS, allowed=allowed, required=required, placed=True)
    return leads.assign(short_name=leads["department_id"].map(lambda i: departments[i].short_name).astype("str"))


def leads_of(leads: pd.DataFrame, criteria_set: str, indicators: list[str]) -> list[str]:
    """Return the short names of those who lead any of `indicators`, in the file's order, each once."""
    columns = (leads[name].tolist() for name in ("criteria_set", "indicator", "short_name"))
    found = (name for set_id, code, name in zip(*columns, strict=True) if set_id == criteria_set and code in indicators)
    return list(dict.fromkeys(found))
