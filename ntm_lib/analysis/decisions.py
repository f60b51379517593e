"""What a conference has to decide: for one commune, and for one department over all communes.

Facts with names; how they are said is in ntm_lib.presentation.words.decisions. Pure functions on the tables of one season.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import nan

import pandas as pd

from ntm_lib.analysis.assessment import lacks_value
from ntm_lib.analysis.gaps import OpenCriterion, by_prospect, misses, rests_on_answers
from ntm_lib.analysis.money import debts_by_commune
from ntm_lib.analysis.pace import Prospect
from ntm_lib.analysis.requests import requests
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.recognition import tier_rank
from ntm_lib.schemas import NOT_KEPT, ComponentResult, Pace, Village
from ntm_lib.tables import rows_of
from ntm_lib.terms import APPRAISED
from ntm_lib.text import natural_key

CUSTOM = "thông lệ"  # how the basis of a lead begins that no document gives


@dataclass(frozen=True)
class CommuneDecisions:
    """Criteria by their numbers, promises by their items in the notice, requests as the commune wrote them."""

    to_reach: tuple[str, ...]  # not met, and nothing known speaks against reaching them in time
    to_answer: tuple[str, ...]  # not met, a question of yes or no, and too little is known for a proposal
    to_set: tuple[str, ...]  # not met otherwise, or not at the level to come, and too little is known for a proposal
    new_rule: tuple[str, ...]  # not met, and judged by another rule in the target year
    too_slow: tuple[str, ...]  # at today's pace not reached, or not kept at the level to come
    without_figures: tuple[str, ...]
    without_level: tuple[str, ...]  # figures are given, if not all: a level, the group or a verdict is missing
    lacks_form: bool  # nothing was given
    broken: tuple[str, ...]
    appraised_tiers: tuple[tuple[str, tuple[str, ...]], ...]  # tier, and the criteria that speak against it: not met
    appraised_villages: tuple[tuple[str, str], ...]  # village and tier
    requests: tuple[str, ...]


@dataclass(frozen=True)
class FigureGap:
    """A figure that misses its level in some communes, and what it lacks there together."""

    figure: Figure
    communes: tuple[str, ...]  # unit_ids
    gap_counts: tuple[
        float, ...
    ]  # of each commune, to the level of now, in the figure's count unit; NaN where there is no count, or only a level to come is missed


@dataclass(frozen=True)
class DepartmentDecisions:
    """Figures with the communes concerned, promises by their items in the notice."""

    to_reach: tuple[FigureGap, ...]  # not met, and nothing known speaks against reaching them in time
    too_slow: tuple[FigureGap, ...]
    to_answer: tuple[FigureGap, ...]  # not met, a question of yes or no
    to_set: tuple[FigureGap, ...]  # not met otherwise, now or then, and too little is known for a pace
    new_rule: tuple[FigureGap, ...]  # not met, and judged by another rule in the target year
    broken: tuple[str, ...]
    without_figures: tuple[FigureGap, ...]
    without_level: tuple[FigureGap, ...]  # the figure is given
    asking: tuple[str, ...]  # unit_ids of the communes with requests to it
    led_by_custom: int  # indicators that it leads by custom only


@dataclass(frozen=True)
class Debts:
    """Construction debt left in million VND, and how many communes owe."""

    amount: float
    communes: int


def commune_decisions(
    opened: Sequence[OpenCriterion],
    moved_on: Mapping[str, Prospect],
    promises: pd.DataFrame,
    dossiers: pd.DataFrame,
    villages: pd.DataFrame,
    notes: pd.DataFrame,
    *,
    tier: str,
    has_figures: bool = True,
) -> CommuneDecisions:
    """Return the decisions on the commune whose rows these are.

    `opened` are gaps.open_criteria, `moved_on` pace.moved_on; the tables are PROMISES, DOSSIERS, VILLAGES and NOTES of the season;
    `tier` is that of its criteria set.
    Without figures (`has_figures`) it is the form that is asked for, not each criterion's.
    """
    failing, unknown = ([o for o in opened if o.result == result] for result in ("not_met", "unknown"))
    against = tuple(o.criterion_no for o in failing)
    tiers = dossiers.loc[dossiers["dossier_state"] == APPRAISED, "tier"]
    ready = [r for r in rows_of(villages, Village) if r["dossier_state"] == APPRAISED]
    return CommuneDecisions(
        to_reach=tuple(o.criterion_no for o in failing if o.prospect == "in_time"),
        to_answer=tuple(o.criterion_no for o in failing if o.prospect == "open" and o.is_yes_or_no),
        to_set=(
            *(o.criterion_no for o in failing if o.prospect == "open" and not o.is_yes_or_no),
            *_moved(moved_on, "open"),
        ),
        new_rule=tuple(o.criterion_no for o in failing if o.prospect == "new_rule"),
        too_slow=(*(o.criterion_no for o in failing if o.prospect == "too_slow"), *_moved(moved_on, "too_slow")),
        without_figures=tuple(o.criterion_no for o in unknown if o.lacks_value) if has_figures else (),
        without_level=tuple(o.criterion_no for o in unknown if o.undecided),
        lacks_form=not has_figures,
        broken=tuple(promises.loc[promises["state"].isin(NOT_KEPT), "item"]),
        appraised_tiers=tuple((name, against if tier_rank(name) >= tier_rank(tier) else ()) for name in tiers),
        appraised_villages=tuple((r["village"], r["tier"]) for r in ready),
        requests=tuple(requests(notes)["text"]),
    )


def _moved(moved_on: Mapping[str, Prospect], prospect: Prospect) -> list[str]:
    return [number for number, found in moved_on.items() if found == prospect]


def department_decisions(
    bases: Mapping[str, str],
    promises: pd.DataFrame,
    led: Sequence[ComponentResult],
    pace: Callable[[str], Mapping[Figure, Pace]],
    asking: Collection[str],
    breaking: Collection[Figure],
) -> DepartmentDecisions:
    """Return the decisions on one department, apart from those its topics bring (broken_promises, debts_left).

    `bases` say why it leads an indicator, by indicator; `promises` are its own; `led` are COMPONENT_RESULTS of the indicators it leads,
    of the communes that have reported; `pace` returns the rows of PACE of a commune, by figure; `asking` are the communes of requests.requests_to, `breaking` the figures whose series breaks before the end of the target year.
    """
    lacking = [row for row in led if misses(row, pace(row["unit_id"]), breaking)]
    found = by_prospect(lacking, pace, breaking)
    criteria: dict[tuple[str, str], list[ComponentResult]] = defaultdict(list)
    for row in found["open"]:
        criteria[row["unit_id"], row["criterion_no"]].append(row)
    own = [rows for rows in criteria.values() if rests_on_answers(rows, pace(rows[0]["unit_id"]), breaking)]
    asked = list(chain(*own))
    unknown = [row for row in led if row["result"] == "unknown"]
    without = [row for row in unknown if lacks_value(row)]
    return DepartmentDecisions(
        to_reach=_by_figure(found["in_time"]),
        too_slow=_by_figure(found["too_slow"]),
        to_answer=_by_figure(asked),
        to_set=_by_figure([row for row in found["open"] if row not in asked]),
        new_rule=_by_figure(found["new_rule"]),
        broken=tuple(dict.fromkeys(promises.loc[promises["state"].isin(NOT_KEPT), "item"])),
        without_figures=_by_figure(without),
        without_level=_by_figure([row for row in unknown if row not in without]),
        asking=tuple(asking),
        led_by_custom=sum(basis.startswith(CUSTOM) for basis in bases.values()),
    )


def _by_figure(rows: Sequence[ComponentResult]) -> tuple[FigureGap, ...]:
    groups: dict[Figure, list[ComponentResult]] = defaultdict(list)
    for row in rows:
        groups[row["indicator"], row["component"]].append(row)
    return tuple(
        FigureGap(
            figure,
            tuple(row["unit_id"] for row in own),
            tuple(row["gap_count"] if row["result"] == "not_met" else nan for row in own),
        )
        for figure, own in sorted(groups.items(), key=lambda group: natural_key(group[0][0]))
    )


def broken_promises(promises: pd.DataFrame) -> tuple[int, int]:
    """Return the numbers of promises not kept by communes and by departments; `promises` are all of the season."""
    kinds = promises.loc[promises["state"].isin(NOT_KEPT), "respondent_kind"]
    return int((kinds == "commune").sum()), int((kinds != "commune").sum())


def debts_left(debts: pd.DataFrame) -> Debts:
    """Return the construction debt that the communes still owe; `debts` is DEBTS of the season."""
    owed = debts_by_commune(debts)["debt_now"]
    return Debts(float(owed.sum()), int((owed > 0).sum()))
