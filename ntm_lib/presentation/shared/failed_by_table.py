"""What only a summary table says is not met: no figure of the commune fails, so nobody knows by how much."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import ComponentResult, CriterionResult
from ntm_lib.tables import rows_of


def failed_by_table(view: SeasonView) -> set[tuple[str, str]]:
    """Return (unit_id, criterion_no) of the criteria that a summary table fails and no figure does."""
    criteria, components = view.now.criteria, view.now.components
    tabled = criteria[(criteria["result"] == "not_met") & (criteria["table_id"] != "")]
    failing = components[components["result"] == "not_met"]
    return {*_keys(rows_of(tabled, CriterionResult))} - {*_keys(rows_of(failing, ComponentResult))}


def open_by_table(view: SeasonView, indicators: Collection[str] | None = None) -> list[ComponentResult]:
    """Return of those criteria the results that are unknown, where none is all of them: what may be what fails; `indicators` chooses among them."""
    own: dict[tuple[str, str], list[ComponentResult]] = defaultdict(list)
    tabled = failed_by_table(view)
    for row in rows_of(view.now.components, ComponentResult):
        if (row["unit_id"], row["criterion_no"]) in tabled:
            own[row["unit_id"], row["criterion_no"]].append(row)
    found = [[row for row in rows if row["result"] == "unknown"] or rows for rows in own.values()]
    return [row for rows in found for row in rows if indicators is None or row["indicator"] in indicators]


def communes_by_criterion(view: SeasonView, indicators: Collection[str] | None = None) -> Mapping[str, list[Unit]]:
    """Return the communes that a table fails, by the label of the criterion, in the order of the set; `indicators` as in open_by_table."""
    rows = open_by_table(view, indicators)
    places = {(row["unit_id"], row["criterion_no"]) for row in rows}
    numbers = dict.fromkeys(row["criterion_no"] for row in rows)
    communes = view.workbook.communes(view.season)
    return {view.criterion_label(n): [u for u in communes if (u.unit_id, n) in places] for n in numbers}


def _keys(rows: Collection[ComponentResult] | Collection[CriterionResult]) -> list[tuple[str, str]]:
    return [(row["unit_id"], row["criterion_no"]) for row in rows]
