"""What the conference has to decide on a whole place: all communes' and agencies' decisions together, in the words of their pages."""

import pandas as pd

from ntm_lib.analysis.decisions import (
    DepartmentDecisions,
    department_decisions,
)
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.shared import of_place
from ntm_lib.presentation.shared.failed_by_table import communes_by_criterion, failed_by_table
from ntm_lib.presentation.words import decisions
from ntm_lib.presentation.words.criteria import together
from ntm_lib.reference.departments import Lead
from ntm_lib.schemas import ComponentResult
from ntm_lib.tables import rows_of
from ntm_lib.terms import APPRAISED

MOST_FIGURES = 3  # named in one decision; more are counted


def decisions_of(view: SeasonView) -> DepartmentDecisions:
    """Return what the conference has to decide on the figures of all communes together, and on who leads."""
    rows, own_set = rows_of(_spoken(view), ComponentResult), view.criteria_set.set_id
    leads = rows_of(view.workbook.leads_in(view.season), Lead)
    bases = {lead["indicator"]: lead["basis"] for lead in leads if lead["criteria_set"] == own_set}
    asking = view.data.requests["unit_id"].unique()
    return department_decisions(bases, view.promises.head(0), rows, view.paces, asking, view.breaking)


def _spoken(view: SeasonView) -> pd.DataFrame:
    """Return the results of the communes that gave something, but for those of a criterion that only a table fails: it is decided on whole."""
    components, silent = view.now.components, {unit.unit_id for unit in view.silent}
    tabled = failed_by_table(view)
    keys = zip(components["unit_id"], components["criterion_no"], strict=True)
    return components[[key[0] not in silent and key not in tabled for key in keys]]


def decided(view: SeasonView) -> list[decisions.Decision]:
    """Return what the conference has to decide in words: figures with the communes concerned and what they lack together, then the rest by count."""
    by_table = decisions.by_table(view.target_year, communes_by_criterion(view))
    topics = [of_place.broken(view), _appraised(view), of_place.debts(view), by_table, of_place.forms(view)]
    rows = rows_of(_spoken(view), ComponentResult)
    by_figure = {(row["unit_id"], (row["indicator"], row["component"])): row for row in rows}
    return decisions.of_department(
        decisions_of(view),
        topics,
        view.short_name,
        view.units,
        view.target_year,
        lambda unit_id, figure: view.gap_said(by_figure[unit_id, figure]),
        lambda figure, count: together(count, view.common_levels[figure]),
        most=MOST_FIGURES,
    )


def _appraised(view: SeasonView) -> decisions.Decision:
    """Return the decision on the dossiers of the place's communes and villages that were appraised and wait."""
    waiting = [
        unit_id
        for table in (view.submissions.dossiers, view.submissions.villages)
        for unit_id in table.loc[
            (table["season"] == view.season.name) & (table["dossier_state"] == APPRAISED), "unit_id"
        ]
    ]
    units = [unit for unit in view.workbook.communes(view.season) if unit.unit_id in waiting]
    return decisions.appraised(sum(waiting.count(unit.unit_id) for unit in units), units, view.terms)


def place_decisions(view: SeasonView) -> Part:
    """Return the decisions of the conference on the whole place."""
    return render("overview/decisions.html.j2", view.results, decisions=decided(view))
