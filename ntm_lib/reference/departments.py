"""Departments of the district, and which of them lead an indicator."""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ntm_lib.errors import WorkbookError
from ntm_lib.reference.files import check_id, read_reference
from ntm_lib.tables import records
from ntm_lib.text import spelling_key

COORDINATION, MONEY = "dieu-phoi", "nguon-luc"  # of the whole programme; money and debts
TOPICS = (COORDINATION, MONEY)


@dataclass(frozen=True)
class Department:
    """A department or office that leads indicators or answers for conclusions."""

    department_id: str
    name: str
    short_name: str
    has_report: bool = False  # a page of its own in every build
    topics: tuple[str, ...] = ()  # what it looks after beside criteria: TOPICS


def department_key(name: str) -> str:
    """Return the key by which two spellings of a department's name are equal: as spelling_key, whatever the dash and the spaces around it."""
    return spelling_key(re.sub(r"\s*[-–—]\s*", "-", name))


def load_departments(path: Path) -> dict[str, Department]:
    """Return the departments of `departments.csv` by id, in the file's order; raise WorkbookError on a repeated or unfit id, or an unknown topic."""
    departments: dict[str, Department] = {}
    columns = ["department_id", "name", "short_name", "topics", "has_report"]
    rows = read_reference(
        path, columns, kinds={"has_report": "flag"}, required=("name", "short_name"), key=("department_id",)
    )
    for row in records(rows):
        check_id(row["department_id"], path.name)
        topics = tuple(filter(None, row["topics"].split(";")))
        for topic in topics:
            if topic not in TOPICS:
                raise WorkbookError(
                    f"{path.name}, đơn vị {row['department_id']}: việc “{topic}” không có; chỉ nhận {', '.join(TOPICS)}."
                )
        departments[row["department_id"]] = Department(
            row["department_id"], row["name"], row["short_name"], row["has_report"] == "true", topics
        )
    return departments


def load_leads(path: Path, departments: dict[str, Department]) -> pd.DataFrame:
    """Return criteria_set, indicator, department_id, basis, short_name: one row a lead, the first named first.

    `basis` is the point of the notice that assigns it, or "thông lệ, chờ xác nhận" (custom, to be confirmed).
    """
    columns = ["criteria_set", "indicator", "department_id", "basis"]
    leads = read_reference(path, columns, allowed={"department_id": departments}, required=columns[:3])
    return leads.assign(short_name=leads["department_id"].map(lambda i: departments[i].short_name).astype("str"))


def leads_of(leads: pd.DataFrame, criteria_set: str, indicators: list[str]) -> list[str]:
    """Return the short names of those who lead any of `indicators`, in the file's order, each once."""
    chosen = leads[(leads["criteria_set"] == criteria_set) & leads["indicator"].isin(indicators)]
    return list(dict.fromkeys(chosen["short_name"]))
