"""The criteria that fail, how many communes fail each and who leads them; and which communes can be compared with the season before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ntm_lib.analysis.district import MissedCriterion, compared_units, district_standing, most_missed
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.overview import words as said
from ntm_lib.presentation.words.standing import TABLE_MARK, why_apart
from ntm_lib.reference.units import Unit, in_present_terms
from ntm_lib.schemas import CommuneSummary, CriterionResult
from ntm_lib.tables import rows_of


@dataclass(frozen=True)
class Lead:
    """A department that leads, and the address of its page; "" if it has none."""

    name: str
    link: str


@dataclass(frozen=True)
class Missed:
    """A criterion, how many communes fail it, which, and who leads the indicators that fail."""

    number: str
    label: str
    communes: int
    units: tuple[tuple[str, str], ...]  # (name, address of the criterion on the commune's page)
    leads: tuple[Lead, ...]
    is_tabled: bool = False  # of some of them a summary table says so


def by_commune(view: SeasonView, which: Callable[[SeasonView, str], list[str]]) -> list[tuple[Unit, list[str]]]:
    """Return the communes with what shared.fallen.gained, lost or by_rule names of each, in the workbook's order."""
    found = [(unit, which(view, unit.unit_id)) for unit in view.workbook.communes(view.season)]
    return [(unit, labels) for unit, labels in found if labels]


def not_compared(view: SeasonView) -> list[Unit]:
    """Return the communes that can't be compared with the earlier season."""
    units = view.workbook.communes(view.season)
    compared = compared_units(in_present_terms(view.results.criteria, view.workbook.units, units), view.season)
    return [unit for unit in units if unit.unit_id not in compared]


def apart(view: SeasonView) -> dict[str, list[str]]:
    """Return the names of the communes that can't be compared, by the reason; none where the season is compared with no other."""
    units = view.workbook.communes(view.season)
    tables = (view.results.of(name).communes for name in (view.season.name, view.season.compare_with or ""))
    now, before = (
        {row["unit_id"]: row for row in rows_of(in_present_terms(table, view.workbook.units, units), CommuneSummary)}
        for table in tables
    )
    found: dict[str, list[str]] = {}
    for unit in not_compared(view):
        reason = why_apart(now[unit.unit_id], before.get(unit.unit_id), view.absent_before(unit.unit_id))
        found.setdefault(reason or "một trong hai kỳ chưa tiêu chí nào có kết quả", []).append(unit.full_name)
    return found


def leads(view: SeasonView, indicators: Sequence[str]) -> tuple[Lead, ...]:
    """Return the leads of `indicators`, each once, with the page of those that have one."""
    rows = view.workbook.leads_in(view.season)
    chosen = rows[(rows["criteria_set"] == view.criteria_set.set_id) & rows["indicator"].isin(indicators)]
    found = []
    for department_id in dict.fromkeys(chosen["department_id"]):
        department = view.workbook.departments[department_id]
        found.append(Lead(department.short_name, view.agency_page(department_id, base="")))
    return tuple(found)


def most_missed_criteria(view: SeasonView) -> list[Missed]:
    """Return the criteria that fail somewhere, most often failed first."""
    failed = view.now.criteria[view.now.criteria["result"] == "not_met"]
    components = view.now.components[view.now.components["result"] == "not_met"]
    found = []
    for row in rows_of(most_missed(view.now.criteria), MissedCriterion):
        criterion = row["criterion_no"]
        own = rows_of(failed[failed["criterion_no"] == criterion], CriterionResult)
        of_criterion = (
            view.now.components if any(r["table_id"] for r in own) else components
        )  # a table names no indicator
        indicators = list(of_criterion.loc[of_criterion["criterion_no"] == criterion, "indicator"].unique())
        anchor = links.criterion_anchor(criterion)
        units = tuple(
            (
                f"{r['unit_name']}{TABLE_MARK if r['table_id'] else ''}",
                links.commune_page(r["unit_id"], base="", anchor=anchor),
            )
            for r in own
        )
        found.append(
            Missed(
                criterion,
                view.criterion_label(criterion),
                row["communes"],
                units,
                leads(view, indicators),
                is_tabled=any(r["table_id"] for r in own),
            )
        )
    return found


def missed_criteria(view: SeasonView) -> Part:
    """Return every criterion that fails somewhere, with the communes and who leads, and the names of all criteria."""
    missed = most_missed_criteria(view)
    return render(
        "overview/missed.html.j2",
        view.results,
        sentence=_missed_sentence(view, missed),
        missed=missed,
        criteria=view.criteria,
    )


def _missed_sentence(view: SeasonView, missed: Sequence[Missed]) -> str:
    communes = view.now.communes
    if not missed:
        standing = district_standing(communes, view.criteria_set)
        return said.none_missed_sentence(standing, view.result_words["unknown"])
    top = [m for m in missed if m.communes == missed[0].communes]
    return said.most_missed_sentence(
        [m.label for m in top],
        missed[0].communes,
        len(communes),
        lead_names(top),
        is_tabled=any(m.is_tabled for m in top),
    )


def lead_names(missed: Sequence[Missed]) -> dict[str, list[str]]:
    """Return the names of those who lead each criterion, by its number."""
    return {m.number: [lead.name for lead in m.leads] for m in missed}
