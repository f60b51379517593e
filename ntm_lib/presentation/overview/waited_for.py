"""Which agencies communes wait for: in how many something that they lead fails, of which criteria, and how many ask them for something."""

from collections import defaultdict
from typing import TypedDict

from ntm_lib.analysis.requests import asking_communes
from ntm_lib.presentation.frame.html import NOTHING, Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.overview.missed import Lead
from ntm_lib.presentation.shared.failed_by_table import open_by_table
from ntm_lib.presentation.shared.respondents import without_form
from ntm_lib.presentation.words.requests import UNADDRESSED
from ntm_lib.schemas import NOT_KEPT, ComponentResult
from ntm_lib.tables import rows_of
from ntm_lib.text import natural_key

_NOBODY = "–"  # in place of an agency's id: nobody leads the indicator


class WaitedForRow(TypedDict):
    """An agency, how many communes wait for it, the criteria that fail by what it leads, how many communes ask it for something, and what of
    its own conclusions was not carried out."""

    agency: Lead
    communes: int
    criteria: list[str]
    asking: int
    not_kept: int  # of its own conclusions
    lacks_form: bool


def waited_for(view: SeasonView) -> Part:
    """Return the agencies by communes waiting, then by criteria; nothing if nobody is waited for."""
    asking = asking_communes(view.data.requests)
    communes: dict[str, set[str]] = defaultdict(set, {agency: set(units) for agency, units in asking.items()})
    criteria: dict[str, set[str]] = defaultdict(set)
    led = _leads(view)
    for row in _failing(view):
        for agency in led.get(row["indicator"], (_NOBODY,)):
            communes[agency].add(row["unit_id"])
            criteria[agency].add(row["criterion_no"])
    not_kept = _not_kept(view)
    agencies = [*communes, *(agency for agency in not_kept if agency not in communes)]
    if not agencies:
        return NOTHING
    absent = set(without_form(view, "department"))
    rows: list[WaitedForRow] = [
        {
            "agency": _agency(view, agency),
            "communes": len(communes[agency]),
            "criteria": sorted(criteria[agency], key=natural_key),
            "asking": len(asking.get(agency, ())),
            "not_kept": not_kept.get(agency, 0),
            "lacks_form": agency in absent,
        }
        for agency in sorted(agencies, key=lambda a: (-len(communes[a]), -len(criteria[a]), -not_kept.get(a, 0)))
    ]
    return render(
        "overview/waited_for.html.j2",
        view.results,
        rows=rows,
        agency=view.terms.agency,
        has_requests=any(row["asking"] for row in rows),
        has_not_kept=bool(not_kept),
    )


def _not_kept(view: SeasonView) -> dict[str, int]:
    """Return how many conclusions each agency did not carry out, of those with any."""
    own = view.promises[(view.promises["respondent_kind"] == "department") & view.promises["state"].isin(NOT_KEPT)]
    return {str(agency): int(count) for agency, count in own["respondent"].value_counts(sort=False).items()}


def _agency(view: SeasonView, agency: str) -> Lead:
    if agency == _NOBODY:
        return Lead("chưa phân công chủ trì", "")
    return (
        Lead(view.answering(agency).short_name, view.agency_page(agency, base="")) if agency else Lead(UNADDRESSED, "")
    )


def _leads(view: SeasonView) -> dict[str, list[str]]:
    """Return the ids of those who lead each indicator of the set."""
    rows = view.workbook.leads_in(view.season)
    own = rows[rows["criteria_set"] == view.criteria_set.set_id]
    found: dict[str, list[str]] = defaultdict(list)
    for indicator, agency in zip(own["indicator"], own["department_id"], strict=True):
        if agency not in found[indicator]:
            found[indicator].append(agency)
    return found


def _failing(view: SeasonView) -> list[ComponentResult]:
    """Return what fails, and what may be it of a criterion that only a summary table fails, which names no indicator."""
    components = view.now.components
    return [*rows_of(components[components["result"] == "not_met"], ComponentResult), *open_by_table(view)]
