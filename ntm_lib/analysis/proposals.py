"""A draft of the next conference's conclusions, in the slots the notice of 24/12/2020 uses, from the season's data.

For each commune: what to keep, which missing criteria to reach, poverty, temporary houses, income, clean water, villages, the tier
asked for, and the tasks left over; for each department: the criteria it leads that some communes lack, and its tasks left over.
It is a draft to be edited: nothing here is decided. Pure functions; the words are made in ntm_lib.presentation.words.proposals.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ntm_lib.analysis.assessment import combine_origins
from ntm_lib.analysis.pace import feasible, moved_on
from ntm_lib.reference.conclusions import COLUMNS
from ntm_lib.schemas import NOT_KEPT, PromiseState
from ntm_lib.tables import records
from ntm_lib.text import natural_key

Row = dict[str, Any]
COMMUNES_LEAD = "ubnd-xa"
NOT_DONE = (*NOT_KEPT, PromiseState.ON_TIME)
# Beside COLUMNS: what the words need. `count` is how many things the target stands for, `value` the figure now, `about` the tier of
# a village's dossier or the old item that goes on.
EXTRA = ["unit_id", "count", "value", "about", "origin"]


@dataclass(frozen=True)
class ProposalData:
    """The tables a proposal is drawn from, all of one season."""

    communes: pd.DataFrame  # COMMUNE_SUMMARY
    criteria: pd.DataFrame  # CRITERION_RESULTS
    components: pd.DataFrame  # COMPONENT_RESULTS
    observations: pd.DataFrame  # OBSERVATIONS
    pace: pd.DataFrame  # PACE
    promises: pd.DataFrame  # PROMISES
    villages: pd.DataFrame  # VILLAGES
    dossiers: pd.DataFrame  # DOSSIERS
    measures: pd.DataFrame  # Workbook.measures
    relations: pd.DataFrame  # Workbook.relations
    leads: pd.DataFrame  # Workbook.leads

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """The rows of each table by its name here, taken out once: every commune and department looks through them."""
        return {field.name: records(getattr(self, field.name)) for field in fields(self)}

    def own(self, name: str, unit_id: str) -> list[Row]:
        """Return the rows of a table that are of one unit."""
        return [row for row in self.rows[name] if row["unit_id"] == unit_id]


def proposed_conclusions(data: ProposalData, criteria_set: str, year: int) -> pd.DataFrame:
    """Return the draft for `year`: the columns of a conclusions file (`summary` empty) and EXTRA, one row an item.

    Points are numbered as in the notice: first the communes, in the order of `data.communes`, then the departments, in that of
    the leads. Every item is due in `year` except progress to a tier, which has no deadline.
    """
    rows: list[Row] = []
    for point, commune in enumerate(data.rows["communes"], start=1):
        rows += _numbered(point, _of_commune(data, commune, criteria_set))
    for point, department in enumerate(_departments(data, criteria_set), start=len(data.communes) + 1):
        rows += _numbered(point, _of_department(data, department, criteria_set))
    usual = dict.fromkeys([*COLUMNS, *EXTRA], "") | {
        "deadline_year": str(year),
        "deadline_stated": "yes",
        "count": None,
        "value": None,
    }
    return pd.DataFrame([usual | row for row in rows], columns=pd.Index([*COLUMNS, *EXTRA]))


def _numbered(point: int, items: Iterable[Row]) -> list[Row]:
    return [
        {"item": f"{point}.{place}", "notice_point": str(point), **item} for place, item in enumerate(items, start=1)
    ]


def _of_commune(data: ProposalData, commune: Row, criteria_set: str) -> list[Row]:
    unit_id = commune["unit_id"]
    own = {"lead": COMMUNES_LEAD, "communes": unit_id, "unit_id": unit_id}
    items = [
        *_kept(data, commune, criteria_set),
        *_to_reach(data, unit_id, criteria_set),
        *_figures(data, unit_id, criteria_set),
        *_villages(data, unit_id),
        *_tiers(data, unit_id),
        *_left_over(data, unit_id),
    ]
    return [own | item for item in items]


def _kept(data: ProposalData, commune: Row, criteria_set: str) -> list[Row]:
    """Return the item that asks to keep what is met, naming those criteria whose level moves on too fast in `criterion_no`."""
    held = commune["criteria_met"] + commune["criteria_not_applicable"]
    if not held:
        return []
    criteria, components, pace = (data.own(name, commune["unit_id"]) for name in ("criteria", "components", "pace"))
    moved = moved_on(criteria, components, {(r["indicator"], r["component"]): r for r in pace})
    row = {
        "criterion_no": ";".join(moved),
        "kind": "maintain",
        "measure": "criteria_set_kept",
        "comparator": "keep",
        "target": str(held),
    }
    return [row | {"criteria_set": criteria_set, "count": held, "origin": commune["origin"]}]


def _to_reach(data: ProposalData, unit_id: str, criteria_set: str) -> list[Row]:
    """Return one item with the missing criteria that can be reached, and one that asks for the figures not known."""
    pace = {(r["indicator"], r["component"]): r for r in data.own("pace", unit_id)}
    not_met = [r for r in data.own("components", unit_id) if r["result"] == "not_met"]
    numbers, unknown, origins = [], [], []
    for criterion in data.own("criteria", unit_id):
        number = criterion["criterion_no"]
        failing = [r for r in not_met if r["criterion_no"] == number]
        if criterion["result"] == "unknown":
            unknown.append(number)
        elif criterion["result"] == "not_met" and feasible(failing, pace):
            numbers.append(number)
            origins.append(criterion["origin"])
    base = {"criteria_set": criteria_set}
    items = []
    if numbers:
        reach = {"kind": "criterion", "measure": "criterion_met", "comparator": "reach", "target": "met"}
        items.append(base | reach | {"criterion_no": ";".join(numbers), "origin": combine_origins(origins)})
    if unknown:
        ask = {"kind": "task", "measure": "figures_completed", "comparator": "done", "target": "yes"}
        items.append(base | ask | {"criterion_no": ";".join(unknown), "origin": ""})
    return items


def _figures(data: ProposalData, unit_id: str, criteria_set: str) -> list[Row]:
    """Return the items on the measures the conclusions speak of each year (those with a `proposal`), and on stocks such as temporary houses."""
    seen = {(r["indicator"], r["component"]): r for r in data.own("observations", unit_id)}
    pace = {(r["indicator"], r["component"]): r for r in data.own("pace", unit_id)}
    items: list[Row] = []
    for measure in [r for r in data.rows["measures"] if r["proposal"] != "" and r["is_yearly"] != "true"]:
        key = (measure["indicator"] or measure["measure"], measure["component"])
        if key in seen and pd.notna(seen[key]["value"]):
            items += _moved(measure, seen[key], pace.get(key))
    for stock in [r for r in data.rows["relations"] if r["criteria_set"] == criteria_set and r["kind"] == "stock"]:
        whole = seen.get((stock["whole"].partition("/")[0], stock["whole"].partition("/")[2]))
        if whole is not None and pd.notna(whole["numerator"]):
            items.append(_stock(stock, whole, pace.get((whole["indicator"], whole["component"]))))
    return [{"kind": "measure", "criteria_set": criteria_set, **item} for item in items]


def _moved(measure: Row, now: Row, pace: Row | None) -> list[Row]:
    """Return a share or an income to be moved: by a number where the level is a maximum not yet reached, else up or down."""
    base = {
        "measure": measure["measure"],
        "indicator": measure["indicator"],
        "value": now["value"],
        "origin": now["origin"],
    }
    is_share = measure["value_type"] == "percent"
    if pace is None or pace["comparator"] == ">=":
        return [] if is_share and now["value"] >= 100 else [base | {"comparator": "increase"}]
    if now["value"] <= 0:
        return []
    if pace["state"] == "reached" or not is_share or pd.isna(now["numerator"]) or pd.isna(now["denominator"]):
        return [base | {"comparator": "decrease"}]
    left, share = _next_share(now, pace)
    return [base | {"comparator": "<=", "target": f"{share:g}", "count": left}]


def _next_share(now: Row, pace: Row) -> tuple[float, float]:
    """Return how many may be left next year at the pace so far (one fewer at least), and the share that is, to a tenth upwards."""
    done = pace["done_per_year"]
    step: float = max(1.0, np.floor(done)) if pd.notna(done) else 1.0
    allowed: float = now["numerator"] - pace["gap_count"] if pd.notna(pace["gap_count"]) else 0.0
    left = max(now["numerator"] - step, allowed, 0.0)
    return left, float(np.ceil(round(1000 * left / now["denominator"], 6)) / 10)


def _stock(stock: Row, whole: Row, pace: Row | None) -> Row:
    """Return what is to be taken from a stock (houses to remove), or that nothing may be added to one that is empty."""
    base = {"indicator": whole["indicator"], "value": whole["numerator"], "origin": whole["origin"]}
    if not whole["numerator"]:
        return base | {"measure": stock["plus"], "comparator": "==", "target": "0", "count": 0.0}
    done = np.nan if pace is None else pace["done_per_year"]
    remove = whole["numerator"] if pd.isna(done) or done <= 0 else min(whole["numerator"], np.ceil(done))
    return base | {"measure": stock["minus"], "comparator": ">=", "target": f"{remove:g}", "count": remove}


def _villages(data: ProposalData, unit_id: str) -> list[Row]:
    items = []
    for village in data.own("villages", unit_id):
        if village["dossier_state"] == "tỉnh công nhận":
            continue
        named = {"target": village["tier"], "measure": village["village"], "origin": village["origin"]}
        if _is_complete(village) or village["dossier_state"] == "huyện thẩm tra đạt":
            items.append(named | {"kind": "task", "comparator": "done", "target": "yes", "about": village["tier"]})
        else:
            items.append(named | {"kind": "village", "comparator": "reach"})
    return items


def _tiers(data: ProposalData, unit_id: str) -> list[Row]:
    """Return the tier a commune's dossier asks for: to be reached if its criteria are complete or appraised, else progress."""
    stated = [r for r in data.own("promises", unit_id) if r["kind"] == "tier"]
    items = []
    for dossier in data.own("dossiers", unit_id):
        if dossier["dossier_state"] == "tỉnh công nhận":
            continue
        counts = [r for r in stated if r["target"] == dossier["tier"]]
        ready = dossier["dossier_state"] == "huyện thẩm tra đạt" or any(_is_complete(r) for r in counts)
        row = {"kind": "tier", "measure": "tier", "target": dossier["tier"], "origin": dossier["origin"]}
        items.append(
            row
            | (
                {"comparator": "reach"}
                if ready
                else {"comparator": "progress", "deadline_year": "", "deadline_stated": "no"}
            )
        )
    return items


def _is_complete(row: Row) -> bool:
    return bool(pd.notna(row["criteria_met"]) and row["criteria_met"] == row["criteria_total"])


def _left_over(data: ProposalData, respondent: str) -> list[Row]:
    """Return the tasks of the last conclusions that are not done: they go on, with the old item in `about`."""
    tasks = [r for r in data.rows["promises"] if r["respondent"] == respondent and r["kind"] == "task"]
    return [
        {
            **{name: r[name] for name in ("criteria_set", "criterion_no", "indicator", "measure", "summary", "origin")},
            "kind": "task",
            "comparator": "done",
            "target": "yes",
            "about": r["item"],
            "communes": r["unit_id"],
            "unit_id": r["unit_id"],
        }
        for r in tasks
        if r["state"] in NOT_DONE
    ]


def _departments(data: ProposalData, criteria_set: str) -> list[str]:
    answering = data.promises.loc[data.promises["respondent_kind"] == "department", "respondent"]
    leading = data.leads.loc[data.leads["criteria_set"] == criteria_set, "department_id"]
    return list(dict.fromkeys([*answering, *leading]))


def _of_department(data: ProposalData, department: str, criteria_set: str) -> list[Row]:
    """Return a criterion an item, with the communes that lack it for want of an indicator this department leads."""
    led = {
        r["indicator"]
        for r in data.rows["leads"]
        if r["department_id"] == department and r["criteria_set"] == criteria_set
    }
    lacking = [r for r in data.rows["components"] if r["result"] == "not_met" and r["indicator"] in led]
    items = []
    for number in sorted(dict.fromkeys(r["criterion_no"] for r in lacking), key=natural_key):
        rows = [r for r in lacking if r["criterion_no"] == number]
        reach = {"kind": "criterion", "measure": "criterion_met", "comparator": "reach", "target": "met"}
        own = {
            "criteria_set": criteria_set,
            "criterion_no": number,
            "origin": combine_origins([r["origin"] for r in rows]),
        }
        items.append(reach | own | {"communes": ";".join(dict.fromkeys(r["unit_id"] for r in rows))})
    return [{"unit_id": "", **item, "lead": department} for item in [*items, *_left_over(data, department)]]
