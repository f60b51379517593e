"""A draft of the next conference's conclusions, in the slots the notice of 24/12/2020 uses, from the season's data.

For each commune: what to keep, which missing criteria to reach, poverty, temporary houses, income, clean water, villages, the tier
asked for, and the tasks left over; for each department: the indicators it leads that some communes lack, what communes ask it for,
and its tasks left over.
Every open criterion stands in it. Where no pace is known (a first year, a question of yes or no), where the pace is too slow, or
where a figure's series breaks before the end of the target year no figure is proposed: the item names the criteria with the reason,
and leaves the level to the conference. A commune without a form is asked for it.
It is a draft to be edited: nothing here is decided. Pure functions; the words are made in ntm_lib.presentation.words.proposals.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypedDict, TypeVar

import numpy as np
import pandas as pd

from ntm_lib.analysis.assessment import combine_origins, lacks_value
from ntm_lib.analysis.gaps import by_prospect, misses
from ntm_lib.analysis.pace import Prospect, missing, moved_on, prospect
from ntm_lib.analysis.requests import AddressedRequest
from ntm_lib.analysis.status import counted_met
from ntm_lib.reference.conclusions import Conclusion
from ntm_lib.reference.departments import COMMUNES, Lead
from ntm_lib.reference.recognition import tier_rank
from ntm_lib.schemas import (
    NOT_KEPT,
    CommuneSummary,
    ComponentResult,
    CriterionResult,
    Dossier,
    Observation,
    Pace,
    Promise,
    PromiseState,
    Village,
)
from ntm_lib.tables import empty_row, field_names
from ntm_lib.terms import APPRAISED
from ntm_lib.text import names_in, natural_key
from ntm_lib.workbook.reference import Measure, Relation

PART = "indicators_met"  # `measure` of an item on a part of a criterion: the indicators that a department leads
TO_BE_SET = "level_to_be_set"  # `measure` of an item whose level the conference has to decide
NEW_RULE = "level_of_new_rule"  # the same, where a series breaks before
TOO_SLOW = "level_beyond_pace"  # the same, where the pace so far does not lead there
UNDECIDED = "level_completed"  # the figures are there, and what decides on them is not: a level, the group of the commune, a verdict
FORM = "form_sent"  # of a commune, or an agency that was given something, that has sent none
ANSWER = "requests_answered"  # of an agency that communes ask for something
NOT_DONE = (*NOT_KEPT, PromiseState.NOT_BEGUN, PromiseState.RUNNING)


class Proposal(Conclusion):
    """An item of the draft: as it will stand in the file, `summary` empty, and what the words need."""

    unit_id: str
    count: (
        float  # how many things the target stands for; of a commune without a form how many old items wait for its word
    )
    value: float  # the figure now
    # The tier of a village's dossier, the old item that goes on, the measure whose level the conference has to decide, or the criteria
    # that a commune still fails whose dossier asks for recognition
    about: str
    origin: str


class _OfUnit(TypedDict):
    unit_id: str


class _OfCriterion(_OfUnit):
    criterion_no: str
    origin: str


class _Terms(TypedDict):
    kind: str
    measure: str
    comparator: str
    target: str
    new_rule: str


# What is asked of a criterion by its prospect; a level that is left to the conference is a task until it is given one.
_LEFT_OPEN: _Terms = {"kind": "task", "measure": TO_BE_SET, "comparator": "done", "target": "yes", "new_rule": ""}
_OF_NEW_RULE: _Terms = {**_LEFT_OPEN, "measure": NEW_RULE, "new_rule": "yes"}
_BEYOND_PACE: _Terms = {**_LEFT_OPEN, "measure": TOO_SLOW}
_TERMS: dict[Prospect, _Terms] = {
    "in_time": {
        "kind": "criterion",
        "measure": "criterion_met",
        "comparator": "reach",
        "target": "met",
        "new_rule": "",
    },
    "open": _LEFT_OPEN,
    "too_slow": _BEYOND_PACE,
    "new_rule": _OF_NEW_RULE,
}
_UnitRow = TypeVar("_UnitRow", bound=_OfUnit)
_Figure = tuple[str, str]  # indicator and component


@dataclass(frozen=True)
class ProposalData:
    """The rows a proposal is drawn from, all of one season, and the reference data."""

    communes: Sequence[CommuneSummary]
    criteria: Sequence[CriterionResult]
    components: Sequence[ComponentResult]
    observations: Sequence[Observation]
    pace: Sequence[Pace]
    promises: Sequence[Promise]
    villages: Sequence[Village]
    dossiers: Sequence[Dossier]
    requests: Sequence[AddressedRequest]
    measures: Sequence[Measure]
    relations: Sequence[Relation]
    leads: Sequence[Lead]
    departments: Collection[str]  # ids of those that there are at the cut-off
    reported: Collection[str]  # ids of those of whom a form is used
    breaking: Collection[_Figure]  # figures whose series breaks before the end of the target year
    tier: str  # that the criteria set is for

    def prospect(self, row: _OfCriterion) -> Prospect:
        """Return the prospect of a criterion that the commune does not meet."""
        unit_id = row["unit_id"]
        return prospect(self.failing[unit_id, row["criterion_no"]], self.pace_of(unit_id), self.breaking)

    def pace_of(self, unit_id: str) -> dict[_Figure, Pace]:
        return self._paces[unit_id]

    @cached_property
    def failing(self) -> dict[tuple[str, str], list[ComponentResult]]:
        """The components that are not met, now or at the level to come, by commune and criterion."""
        found: dict[tuple[str, str], list[ComponentResult]] = defaultdict(list)
        for row in self.components:
            found[row["unit_id"], row["criterion_no"]] += missing([row], self.pace_of(row["unit_id"]))
        return found

    @cached_property
    def _paces(self) -> dict[str, dict[_Figure, Pace]]:
        found: dict[str, dict[_Figure, Pace]] = defaultdict(dict)
        for row in self.pace:
            found[row["unit_id"]][row["indicator"], row["component"]] = row
        return found


def _own(rows: Sequence[_UnitRow], unit_id: str) -> list[_UnitRow]:
    """Return the rows that are of one unit."""
    return [row for row in rows if row["unit_id"] == unit_id]


def proposed_conclusions(data: ProposalData, criteria_set: str, year: int) -> pd.DataFrame:
    """Return the draft for `year`, one Proposal per row.

    Points are numbered as in the notice: first the communes, in the order of `data.communes`, then the departments, in that of
    the leads. Every item is due in `year` except progress to a tier, which has no deadline.
    """
    usual: Proposal = {**empty_row(Proposal), "deadline_year": str(year), "deadline_stated": "yes"}
    rows: list[Proposal] = []
    for point, commune in enumerate(data.communes, start=1):
        rows += _numbered(point, _of_commune(usual, data, commune, criteria_set))
    for point, department in enumerate(_departments(data, criteria_set), start=len(data.communes) + 1):
        rows += _numbered(point, _of_department(usual, data, department, criteria_set))
    table = pd.DataFrame(rows, columns=pd.Index(field_names(Proposal)))
    return table.astype({"count": "float64", "value": "float64"})  # whatever other communes' rows hold


def _numbered(point: int, items: Iterable[Proposal]) -> list[Proposal]:
    return [
        {**item, "item": f"{point}.{place}", "notice_point": str(point)} for place, item in enumerate(items, start=1)
    ]


def _of_commune(usual: Proposal, data: ProposalData, commune: CommuneSummary, criteria_set: str) -> list[Proposal]:
    unit_id = commune["unit_id"]
    own: Proposal = {**usual, "lead": COMMUNES, "communes": unit_id, "unit_id": unit_id}
    of_set: Proposal = {**own, "criteria_set": criteria_set}
    items = [
        *_kept(of_set, data, commune),
        *_to_reach(of_set, data, has_figures=commune["figures_given"] > 0),
        *([] if commune["figures_given"] else [_form(own, data, unit_id)]),
        *_figures(of_set, data),
        *_villages(own, data),
        *_tiers(own, data),
    ]
    return [*items, *_left_over(own, data, unit_id, items)]


def _kept(own: Proposal, data: ProposalData, commune: CommuneSummary) -> list[Proposal]:
    """Return the item that asks to keep what is met, naming in `criterion_no` those whose level to come is not reached, nor fast enough."""
    count = counted_met(commune)
    if not count:
        return []
    unit_id = commune["unit_id"]
    moved = moved_on(_own(data.criteria, unit_id), _own(data.components, unit_id), data.pace_of(unit_id))
    return [
        {
            **own,
            "criterion_no": ";".join(moved),
            "kind": "maintain",
            "measure": "criteria_set_kept",
            "comparator": "keep",
            "target": str(count),
            "count": count,
            "origin": commune["origin"],
        }
    ]


def _form(own: Proposal, data: ProposalData, respondent: str) -> Proposal:
    """Return the item that asks a commune or an agency for its form, counting in `count` the old items on which its word is missing."""
    promises = [r for r in data.promises if r["respondent"] == respondent]
    waiting = sum(r["state"] == PromiseState.UNKNOWN for r in promises)
    return {**own, "kind": "task", "measure": FORM, "comparator": "done", "target": "yes", "count": float(waiting)}


def _to_reach(own: Proposal, data: ProposalData, *, has_figures: bool) -> list[Proposal]:
    """Return the items on the missing criteria, one that asks for the figures not known, and one on those whose figures are there and
    a level or a verdict is not; a commune without any figure is asked for its form, not for its figures one by one.
    """
    criteria = _own(data.criteria, own["unit_id"])
    items = _asked(own, data, [row for row in criteria if row["result"] == "not_met"])
    lacking = {row["criterion_no"] for row in _own(data.components, own["unit_id"]) if lacks_value(row)}
    unknown = [row["criterion_no"] for row in criteria if row["result"] == "unknown"]
    for measure, is_missing in (("figures_completed", True), (UNDECIDED, False)):
        numbers = [number for number in unknown if (number in lacking) == is_missing]
        if numbers and has_figures:
            ask: Proposal = {**own, "kind": "task", "measure": measure, "comparator": "done", "target": "yes"}
            items.append({**ask, "criterion_no": ";".join(numbers)})
    return items


def _asked(own: Proposal, data: ProposalData, missing: Sequence[_OfCriterion]) -> list[Proposal]:
    """Return one item with the criteria that can be reached in time, and one each with those whose level the conference has to set: no
    pace is known, the pace is too slow, another rule decides by then.
    """
    items: list[Proposal] = []
    for which, terms in _TERMS.items():
        rows = [row for row in missing if data.prospect(row) == which]
        if rows:
            numbers = dict.fromkeys(row["criterion_no"] for row in rows)
            asked: Proposal = {**own, **terms, "criterion_no": ";".join(numbers)}
            items.append({**asked, "origin": combine_origins([row["origin"] for row in rows])})
    return items


def _figures(own: Proposal, data: ProposalData) -> list[Proposal]:
    """Return the items on the measures the conclusions speak of each year (those with a `proposal`), and on stocks such as temporary houses."""
    seen = {(r["indicator"], r["component"]): r for r in _own(data.observations, own["unit_id"])}
    pace = data.pace_of(own["unit_id"])
    base: Proposal = {**own, "kind": "measure"}
    items: list[Proposal] = []
    for measure in [r for r in data.measures if r["proposal"] != "" and r["is_yearly"] != "true"]:
        key = (measure["indicator"] or measure["measure"], measure["component"])
        if key in seen and pd.notna(seen[key]["value"]):
            items += _moved(base, data, measure, seen[key], pace.get(key))
    for stock in [r for r in data.relations if r["criteria_set"] == own["criteria_set"] and r["kind"] == "stock"]:
        whole = seen.get((stock["whole"].partition("/")[0], stock["whole"].partition("/")[2]))
        if whole is None or pd.isna(whole["numerator"]):
            continue
        key = whole["indicator"], whole["component"]
        if key not in data.breaking:  # else it is not counted in the target year as it is now
            items += _stock(base, stock, whole, pace.get(key))
    return items


def _moved(own: Proposal, data: ProposalData, measure: Measure, now: Observation, pace: Pace | None) -> list[Proposal]:
    """Return a share or an income to be moved: by a number where it nears a maximum not yet reached at a known pace, else up or down.

    One whose series breaks before is left to the conference, unless an item on its criterion does so already.
    """
    base: Proposal = {
        **own,
        "measure": measure["measure"],
        "indicator": measure["indicator"],
        "value": now["value"],
        "origin": now["origin"],
    }
    if (now["indicator"], now["component"]) in data.breaking:
        failing = [r for r in _own(data.components, own["unit_id"]) if r["result"] == "not_met"]
        is_asked = any(r["indicator"] == now["indicator"] and data.prospect(r) == "new_rule" for r in failing)
        return [] if is_asked else [{**base, **_OF_NEW_RULE, "about": measure["measure"]}]
    is_share = measure["value_type"] == "percent"
    comparator = pace["comparator"] if pace is not None else measure["comparator"]
    if comparator in (">=", ""):
        return [] if is_share and now["value"] >= 100 else [{**base, "comparator": "increase"}]
    if now["value"] <= 0:
        return []
    if pace is None or pace["state"] not in ("fast_enough", "too_slow") or not is_share:
        return [{**base, "comparator": "decrease"}]
    left, share = _next_share(now, pace)
    return [{**base, "comparator": "<=", "target": f"{share:g}", "count": left}]


def _next_share(now: Observation, pace: Pace) -> tuple[float, float]:
    """Return the number that may be left by the target year at the pace so far (at least one fewer), and its share, up to a tenth.

    It is never fewer than the level allows, and as few as that where the pace is fast enough.
    """
    needed = pace["needed_per_year"]
    years = pace["gap_count"] / needed if needed > 0 else 1.0
    step: float = max(1.0, np.floor(round(pace["done_per_year"] * years, 6)))
    left = max(now["numerator"] - step, now["numerator"] - pace["gap_count"])
    return left, float(np.ceil(round(1000 * left / now["denominator"], 6)) / 10)


def _stock(own: Proposal, stock: Relation, whole: Observation, pace: Pace | None) -> list[Proposal]:
    """Return the item that reduces a stock (houses to remove) at its pace, or that allows nothing to be added to an empty one.

    Nothing is proposed for a stock whose pace is not known, or that does not fall: its criterion is open.
    """
    base: Proposal = {
        **own,
        "indicator": whole["indicator"],
        "value": whole["numerator"],
        "origin": whole["origin"],
    }
    if not whole["numerator"]:
        return [{**base, "measure": stock["plus"], "comparator": "==", "target": "0", "count": 0.0}]
    if pace is None or not pace["done_per_year"] > 0:
        return []
    remove = min(whole["numerator"], np.ceil(pace["done_per_year"]))
    return [{**base, "measure": stock["minus"], "comparator": ">=", "target": f"{remove:g}", "count": remove}]


def _villages(own: Proposal, data: ProposalData) -> list[Proposal]:
    items: list[Proposal] = []
    for village in _own(data.villages, own["unit_id"]):
        if village["dossier_state"] == "tỉnh công nhận":
            continue
        named: Proposal = {**own, "measure": village["village"], "origin": village["origin"]}
        if _is_complete(village) or village["dossier_state"] == APPRAISED:
            items.append({**named, "kind": "task", "comparator": "done", "target": "yes", "about": village["tier"]})
        else:
            items.append({**named, "kind": "village", "comparator": "reach", "target": village["tier"]})
    return items


def _tiers(own: Proposal, data: ProposalData) -> list[Proposal]:
    """Return the tier a commune's dossier asks for: to be reached if its criteria are complete or appraised, else progress.

    A criterion of the season's set that the commune's own figures fail is named with it; a lower tier does not need the set's criteria.
    """
    failing = ";".join(r["criterion_no"] for r in _own(data.criteria, own["unit_id"]) if r["result"] == "not_met")
    stated = [r for r in _own(data.promises, own["unit_id"]) if r["kind"] == "tier"]
    items = []
    for dossier in _own(data.dossiers, own["unit_id"]):
        if dossier["dossier_state"] == "tỉnh công nhận":
            continue
        counts = [r for r in stated if r["target"] == dossier["tier"]]
        ready = dossier["dossier_state"] == APPRAISED or any(_is_complete(r) for r in counts)
        row: Proposal = {
            **own,
            "kind": "tier",
            "measure": "tier",
            "comparator": "reach",
            "target": dossier["tier"],
            "origin": dossier["origin"],
            "about": failing if ready and tier_rank(dossier["tier"]) >= tier_rank(data.tier) else "",
        }
        progress: Proposal = {**row, "comparator": "progress", "deadline_year": "", "deadline_stated": "no"}
        items.append(row if ready else progress)
    return items


def _is_complete(row: Village | Promise) -> bool:
    return bool(pd.notna(row["criteria_met"]) and row["criteria_met"] == row["criteria_total"])


def _speaks_of(item: Proposal, promise: Promise) -> bool:
    """Return whether a drafted item is about the measure of an old one, or about its criterion in the same commune."""
    if promise["measure"] in (item["measure"], item["about"]):
        return True
    is_there = promise["unit_id"] in item["communes"].split(";")
    return is_there and promise["criterion_no"] != "" and promise["criterion_no"] in item["criterion_no"].split(";")


def _left_over(own: Proposal, data: ProposalData, respondent: str, drafted: Sequence[Proposal]) -> list[Proposal]:
    """Return the tasks of the last conclusions that are not done, and the numbers not reached of which none of the items `drafted` speaks:
    they go on, with the old item in `about`.
    """
    promised = [r for r in data.promises if r["respondent"] == respondent]
    going_on = [
        r
        for r in promised
        if (r["kind"] == "task" and r["state"] in NOT_DONE)
        or (r["kind"] == "measure" and r["state"] in NOT_KEPT and not any(_speaks_of(item, r) for item in drafted))
    ]
    return [
        {
            **own,
            "criteria_set": r["criteria_set"],
            "criterion_no": r["criterion_no"],
            "indicator": r["indicator"],
            "measure": r["measure"],
            "summary": r["summary"],
            "origin": r["origin"],
            "kind": r["kind"],
            "comparator": r["comparator"],
            "target": r["target"],
            "about": r["item"],
            "communes": r["unit_id"],
            "unit_id": r["unit_id"],
        }
        for r in going_on
    ]


def _departments(data: ProposalData, criteria_set: str) -> list[str]:
    """Return the ids of those to whom something may be proposed or whom a commune asks; what one that has ended left open is told apart
    (check D19)."""
    answering = [row["respondent"] for row in data.promises if row["respondent_kind"] == "department"]
    leading = [lead["department_id"] for lead in data.leads if lead["criteria_set"] == criteria_set]
    asked = [name for request in data.requests for name in names_in(request["agencies"])]
    return [name for name in dict.fromkeys([*answering, *leading, *asked]) if name in data.departments]


def _of_department(usual: Proposal, data: ProposalData, department: str, criteria_set: str) -> list[Proposal]:
    """Return the items on each criterion that communes lack for want of an indicator this department leads, on its form if that is
    awaited, on what communes ask it for, and its tasks left over."""
    led = {r["indicator"] for r in data.leads if r["department_id"] == department and r["criteria_set"] == criteria_set}
    lacking = [
        row
        for row in data.components
        if row["indicator"] in led and misses(row, data.pace_of(row["unit_id"]), data.breaking)
    ]
    own: Proposal = {**usual, "lead": department}
    of_set: Proposal = {**own, "criteria_set": criteria_set}
    numbers = sorted({r["criterion_no"] for r in lacking}, key=natural_key)
    asked = [_led(of_set, data, [r for r in lacking if r["criterion_no"] == number], led) for number in numbers]
    is_awaited = department not in data.reported and any(r["respondent"] == department for r in data.promises)
    form = [_form(own, data, department)] if is_awaited else []
    items = [*chain(*asked), *form, *_answers(own, data, department)]
    return [*items, *_left_over(own, data, department, items)]


def _answers(own: Proposal, data: ProposalData, department: str) -> list[Proposal]:
    """Return the item that asks a department to answer the communes whose requests are for it, with how many these are."""
    asking = [r["unit_id"] for r in data.requests if department in names_in(r["agencies"])]
    if not asking:
        return []
    task: Proposal = {**own, "kind": "task", "measure": ANSWER, "comparator": "done", "target": "yes"}
    return [{**task, "communes": ";".join(dict.fromkeys(asking)), "count": float(len(asking))}]


def _led(own: Proposal, data: ProposalData, lacking: Sequence[ComponentResult], led: Collection[str]) -> list[Proposal]:
    """Return the items on one criterion for who leads the indicators `led`: one for each prospect of its own figures, with their codes and
    the communes. The criterion is to be reached only where nobody else leads a figure that fails there.
    """
    items: list[Proposal] = []
    found = by_prospect(lacking, data.pace_of, data.breaking)
    for which, terms in _TERMS.items():
        if which not in found:
            continue
        rows = found[which]
        communes = dict.fromkeys(row["unit_id"] for row in rows)
        number = rows[0]["criterion_no"]
        is_part = any(r["indicator"] not in led for unit_id in communes for r in data.failing[unit_id, number])
        part: _Terms = {**_LEFT_OPEN, "measure": PART}
        item: Proposal = {
            **own,
            **(part if is_part and which == "in_time" else terms),
            "criterion_no": number,
            "indicator": ";".join(dict.fromkeys(row["indicator"] for row in rows)),
            "communes": ";".join(communes),
            "origin": combine_origins([row["origin"] for row in rows]),
        }
        items.append(item)
    return items
