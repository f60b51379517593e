"""What each commune is waiting for from a department: open gaps, conclusions that are not done, and what the commune asks it for."""

from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.proposals import Proposal
from ntm_lib.analysis.requests import AddressedRequest, requests_to
from ntm_lib.presentation.agency.matrix import GapRow, coming_rows, gap_rows
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.view import DepartmentView
from ntm_lib.presentation.shared.promise_rows import ShownPromise, display_rows
from ntm_lib.presentation.words.requests import as_shown
from ntm_lib.schemas import PromiseState
from ntm_lib.tables import rows_of


class AwaitedRow(TypedDict):
    """A commune and what it awaits from the department."""

    name: str
    link: str
    gaps: list[GapRow]
    promises: list[ShownPromise]
    proposals: list[str]  # its requests, in quotes


def own_promises(view: DepartmentView) -> pd.DataFrame:
    """Return the promises the department answers for."""
    return view.promises[view.promises["respondent"] == view.department.department_id].reset_index(drop=True)


def supported_promises(view: DepartmentView) -> pd.DataFrame:
    """Return the promises of others that it helps with."""
    helps = view.promises["supports"].str.split(";").map(lambda names: view.department.department_id in names)
    return view.promises[helps.astype(bool)].reset_index(drop=True)


def drafted_rows(view: DepartmentView) -> list[Proposal]:
    """Return the items of the draft of conclusions that are for the department."""
    return [row for row in rows_of(view.proposed, Proposal) if row["lead"] == view.department.department_id]


def awaited_rows(view: DepartmentView) -> list[AwaitedRow]:
    """Return the communes that await something."""
    gaps = [*gap_rows(view), *coming_rows(view)]
    promises = pd.concat([own_promises(view), supported_promises(view)], ignore_index=True)
    promises = promises[promises["state"] != PromiseState.DONE]
    said, here = proposals(view), view.department.department_id
    rows: list[AwaitedRow] = [
        {
            "name": unit.name,
            "link": links.commune_page(unit.unit_id),
            "gaps": [gap for gap in gaps if gap["unit_id"] == unit.unit_id],
            "promises": display_rows(view, promises[promises["unit_id"] == unit.unit_id], here),
            "proposals": said.get(unit.unit_id, []),
        }
        for unit in view.workbook.communes(view.season)
    ]
    return [row for row in rows if row["gaps"] or row["promises"] or row["proposals"]]


def awaited_title(rows: list[AwaitedRow]) -> str:
    """Return the heading of what the communes await."""
    return (
        "Đề nghị của các xã và nội dung chờ giải quyết"
        if any(row["proposals"] for row in rows)
        else "Nội dung các xã chờ giải quyết"
    )


def proposals(view: DepartmentView) -> dict[str, list[str]]:
    """Return the communes' requests to the department, by unit_id, as they wrote them and with how it is known whom they ask."""
    found: dict[str, list[str]] = {}
    for row in rows_of(requests_to(view.department.department_id, view.data.requests), AddressedRequest):
        found.setdefault(row["unit_id"], []).append(as_shown(row))
    return found
