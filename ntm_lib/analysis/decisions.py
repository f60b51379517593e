"""What a conference has to decide: for one commune, and for one department over all communes.

Facts with names; how they are said is in ntm_lib.presentation.words.decisions. Pure functions on the tables of one season.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ntm_lib.analysis.gaps import OpenCriterion
from ntm_lib.analysis.money import debts_by_commune
from ntm_lib.analysis.pace import LEAST_POINTS, Prospect, misses_level
from ntm_lib.intake.form import REQUESTS
from ntm_lib.reference.departments import COORDINATION
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.recognition import tier_rank
from ntm_lib.schemas import NOT_KEPT, Note, Pace, Village
from ntm_lib.tables import rows_of
from ntm_lib.terms import APPRAISED
from ntm_lib.text import spelling_key

CUSTOM = "thông lệ"  # how the basis of a lead begins that no document gives
_SLOW = ("too_slow", "away")


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
class DepartmentDecisions:
    """Figures with the names of the communes concerned, promises by their items in the notice."""

    too_slow: tuple[tuple[Figure, tuple[str, ...]], ...]
    to_answer: tuple[
        tuple[Figure, tuple[str, ...]], ...
    ]  # not met, a question of yes or no, of a commune without a pace
    to_set: tuple[
        tuple[Figure, tuple[str, ...]], ...
    ]  # not met otherwise, now or then, and too little is known for a pace
    new_rule: tuple[tuple[Figure, tuple[str, ...]], ...]  # not met, and judged by another rule in the target year
    broken: tuple[str, ...]
    without_figures: tuple[tuple[Figure, tuple[str, ...]], ...]
    without_level: tuple[tuple[Figure, tuple[str, ...]], ...]  # the figure is given
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
    pace: pd.DataFrame,
    gaps: pd.DataFrame,
    asking: Collection[str],
    breaking: Collection[Figure],
) -> DepartmentDecisions:
    """Return the decisions on one department, apart from those its topics bring (broken_promises, debts_left).

    `bases` say why it leads an indicator, by indicator; `promises` are its own; `pace` is PACE of all communes, `gaps` are
    gaps.open_gaps of the indicators it leads; `asking` are the communes of requests_to, `breaking` the figures whose series breaks
    before the end of the target year.
    """
    key = ["unit_id", "indicator", "component"]
    own = pace[pace["indicator"].isin(list(bases))].merge(gaps[[*key, "result"]], on=key, how="left")
    own = own[own["result"] != "unknown"]  # of these nobody knows whether they fail
    failing = gaps[gaps["result"] == "not_met"].merge(own[[*key, "state"]], on=key, how="left")
    is_new = pd.Series(
        [figure in breaking for figure in zip(failing["indicator"], failing["component"], strict=True)], dtype=bool
    )
    paced = pace.loc[pace["points"] >= LEAST_POINTS, "unit_id"]
    is_open = (failing["state"] == "none") | ~(
        failing["unit_id"].isin(paced) | (failing["state"] == "reached")
    )  # as pace.prospect has it
    is_missed = pd.Series([misses_level(row) for row in rows_of(own, Pace)], index=own.index, dtype=bool)
    to_come = own[is_missed & (own["state"] == "none") & own["result"].isna()]  # met now
    asked = failing[is_open & ~is_new]
    return DepartmentDecisions(
        too_slow=_by_figure(own[own["state"].isin(_SLOW)]),
        to_answer=_by_figure(asked[asked["is_yes_or_no"]]),
        to_set=_by_figure(pd.concat([asked[~asked["is_yes_or_no"]], to_come])),
        new_rule=_by_figure(failing[is_new]),
        broken=tuple(dict.fromkeys(promises.loc[promises["state"].isin(NOT_KEPT), "item"])),
        without_figures=_by_figure(gaps[gaps["lacks_value"]]),
        without_level=_by_figure(gaps[(gaps["result"] == "unknown") & ~gaps["lacks_value"]]),
        asking=tuple(asking),
        led_by_custom=sum(basis.startswith(CUSTOM) for basis in bases.values()),
    )


def _by_figure(rows: pd.DataFrame) -> tuple[tuple[Figure, tuple[str, ...]], ...]:
    groups = rows.groupby(["indicator", "component"], sort=False)["unit_id"]
    return tuple(((str(indicator), str(component)), tuple(own)) for (indicator, component), own in groups)


def broken_promises(promises: pd.DataFrame) -> tuple[int, int]:
    """Return the numbers of promises not kept by communes and by departments; `promises` are all of the season."""
    kinds = promises.loc[promises["state"].isin(NOT_KEPT), "respondent_kind"]
    return int((kinds == "commune").sum()), int((kinds != "commune").sum())


def debts_left(debts: pd.DataFrame) -> Debts:
    """Return the construction debt that the communes still owe; `debts` is DEBTS of the season."""
    owed = debts_by_commune(debts)["debt_now"]
    return Debts(float(owed.sum()), int((owed > 0).sum()))


def requests(notes: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of NOTES that stand under the form's heading of requests."""
    return notes[notes["heading"].map(spelling_key) == spelling_key(REQUESTS)]


def requests_to(topics: Collection[str], lacking: Collection[str], notes: pd.DataFrame) -> dict[str, list[str]]:
    """Return the communes' requests by unit_id that a department is shown, as they wrote them.

    A request names no addressee: it goes to the office that coordinates (COORDINATION in `topics`), and to a department that
    leads something the commune still lacks (`lacking`: unit_ids). `notes` is NOTES of the season's communes.
    """
    found: dict[str, list[str]] = {}
    for row in rows_of(requests(notes), Note):
        if COORDINATION in topics or row["unit_id"] in lacking:
            found.setdefault(row["unit_id"], []).append(row["text"])
    return found
