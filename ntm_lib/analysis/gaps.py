"""What is still open, and how near each gap is to being closed: nearest to done first."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.assessment import is_verdict, lacks_value
from ntm_lib.analysis.pace import Prospect, figure_prospect, missing, prospect
from ntm_lib.reference.levels import Figure
from ntm_lib.schemas import ComponentResult, CriterionResult, Pace
from ntm_lib.tables import field_names, rows_of

OPEN = ("not_met", "unknown")
_HELD = ("met", "not_applicable")
_COUNTED, _WITHOUT_NUMBER, _UNKNOWN = 0, 1, 2  # the order in which open components are shown


class OpenGap(TypedDict):
    """A failing or unknown component of one commune, and how near it is to its level.

    `place` numbers the criteria of each commune from 1, nearest to done first. `effort` is the part of the whole that is still to
    be moved:

    - a share: gap_count / denominator; where the form gives the share alone, its gap in points / 100;
    - a bare count (temporary houses): gap_count / households of the commune;
    - money: gap / target.

    It is empty for what is answered or assessed, for what has no value, and where the whole is not known.
    """

    unit_id: str
    unit_name: str
    criterion_no: str
    place: int
    indicator: str
    component: str
    rule: str
    is_yes_or_no: bool  # no number is behind it
    result: str
    lacks_value: bool  # assessment.lacks_value
    gap: float
    gap_count: float
    effort: float


COLUMNS = field_names(OpenGap)


class _Open(ComponentResult):
    value_type: str


def open_gaps(components: pd.DataFrame, levels: pd.DataFrame, households: Mapping[str, float]) -> pd.DataFrame:
    """Return the failing and unknown components of one season, one OpenGap per row, nearest to done first.

    `components` are COMPONENT_RESULTS of one season, `levels` are Workbook.common_levels of it, `households` is the number
    of households by unit_id. Communes stay apart, in the order of `components`. A criterion stands where its hardest failing
    component does; those with an effort come first, then failing ones without, then those of which nothing is known. Ties
    keep the order of the set.
    """
    kinds = levels[["indicator", "component", "value_type"]]  # the same for all communes
    known = rows_of(components.merge(kinds, on=["indicator", "component"], how="left"), _Open)
    rows = [_gap(row, households) for row in known if row["result"] in OPEN]
    units = list(dict.fromkeys(row["unit_id"] for row in rows))
    placed = [row for unit_id in units for row in _placed([r for r in rows if r["unit_id"] == unit_id])]
    frame = pd.DataFrame(placed, columns=pd.Index(COLUMNS))
    return frame.astype(
        {
            "gap": "float64",
            "gap_count": "float64",
            "effort": "float64",
            "place": "int64",
            "lacks_value": "bool",
            "is_yes_or_no": "bool",
        }
    )


def _gap(row: _Open, households: Mapping[str, float]) -> OpenGap:
    return {
        "unit_id": row["unit_id"],
        "unit_name": row["unit_name"],
        "criterion_no": row["criterion_no"],
        "place": 0,  # until the commune's gaps are put in order
        "indicator": row["indicator"],
        "component": row["component"],
        "rule": row["rule"],
        "is_yes_or_no": is_yes_or_no(row),
        "result": row["result"],
        "lacks_value": lacks_value(row),
        "gap": row["gap"],
        "gap_count": row["gap_count"],
        "effort": _effort(row, households),
    }


def _effort(row: _Open, households: Mapping[str, float]) -> float:
    if row["result"] == "unknown" or row["rule"] != "level":
        return nan
    if row["value_type"] == "percent" and pd.isna(row["gap_count"]):
        return row["gap"] / 100
    left, whole = {
        "percent": (row["gap_count"], row["denominator"]),
        "number": (row["gap_count"], households.get(row["unit_id"])),
        "money": (row["gap"], row["target"]),
        "growth": (nan, nan),
    }[row["value_type"]]
    return left / whole if whole and not pd.isna(whole) else nan


def _placed(rows: list[OpenGap]) -> list[OpenGap]:
    """Return one commune's rows in their order, each with the place of its criterion."""
    criteria: dict[str, list[OpenGap]] = {}
    for row in rows:
        criteria.setdefault(row["criterion_no"], []).append(row)
    ordered = sorted(criteria.values(), key=_hardest)
    return [{**row, "place": n} for n, own in enumerate(ordered, start=1) for row in sorted(own, key=_hardness)]


def _hardest(rows: list[OpenGap]) -> tuple[int, float]:
    """Return the hardness of a criterion: an unknown component beside a failing one does not push it back."""
    failing = [_hardness(row) for row in rows if row["result"] == "not_met"]
    return max(failing, default=(_UNKNOWN, 0.0))


def _hardness(row: OpenGap) -> tuple[int, float]:
    if row["result"] == "unknown":
        return _UNKNOWN, 0.0
    return (_WITHOUT_NUMBER, 0.0) if pd.isna(row["effort"]) else (_COUNTED, row["effort"])


@dataclass(frozen=True)
class OpenCriterion:
    """A criterion that one commune does not meet or has no figures for; figures are (indicator, component)."""

    criterion_no: str
    result: str  # not_met or unknown
    figures: tuple[Figure, ...]
    failing: tuple[Figure, ...]
    lacks_value: bool  # whether a figure of the commune is missing
    undecided: tuple[Figure, ...]  # given by the commune: a level, the group or a verdict is missing
    is_yes_or_no: bool  # nothing of it stands in the way, now or at the level to come, but answers of yes or no
    prospect: Prospect  # of a criterion that is not met: whether it may be reached in time


def open_criteria(
    gaps: pd.DataFrame,
    components: Sequence[ComponentResult],
    pace: Mapping[Figure, Pace],
    breaking: Collection[Figure],
    criteria: Sequence[CriterionResult] = (),
) -> list[OpenCriterion]:
    """Return the open criteria of one commune, nearest to done first; of those that only a summary table decides, the ones not met.

    `gaps` are its open_gaps, `components` its COMPONENT_RESULTS, `pace` its rows of PACE by figure, `breaking` the figures whose series
    breaks before the end of the target year, `criteria` its CRITERION_RESULTS.
    """
    rows = rows_of(gaps, OpenGap)
    tabled = {row["criterion_no"]: row["result"] for row in criteria if row["table_id"]}
    found = []
    for number in dict.fromkeys(row["criterion_no"] for row in rows if tabled.get(row["criterion_no"]) not in _HELD):
        own = [row for row in rows if row["criterion_no"] == number]
        failing = [row for row in own if row["result"] == "not_met"]
        result = tabled.get(number, "not_met" if failing else "unknown")
        is_missing = any(row["lacks_value"] for row in own)
        undecided = _figures([row for row in own if row["result"] == "unknown" and not row["lacks_value"]])
        to_reach = missing([row for row in components if row["criterion_no"] == number], pace)
        is_answer = bool(failing) and rests_on_answers(to_reach, pace, breaking)
        ahead = prospect(to_reach, pace, breaking)
        figures = _figures(own), _figures(failing)
        found.append(OpenCriterion(number, result, *figures, is_missing, undecided, is_answer, ahead))
    return sorted(found, key=lambda criterion: criterion.result == "unknown")  # as they are, but for tabled ones


def rests_on_answers(
    failing: Sequence[ComponentResult], pace: Mapping[Figure, Pace], breaking: Collection[Figure]
) -> bool:
    """Return whether only answers of yes or no stand in the way of a criterion whose figures `failing` miss their level: all others are fast
    enough.
    """
    hindering = [row for row in failing if figure_prospect(row, pace, breaking) != "in_time"]
    return bool(hindering) and all(is_yes_or_no(row) for row in hindering)


def is_yes_or_no(row: ComponentResult) -> bool:
    """Return whether no number is behind a result."""
    return row["rule"] == "answer" or is_verdict(row)


def _figures(rows: Sequence[OpenGap]) -> tuple[Figure, ...]:
    return tuple((row["indicator"], row["component"]) for row in rows)


def by_prospect(
    lacking: Iterable[ComponentResult], pace: Callable[[str], Mapping[Figure, Pace]], breaking: Collection[Figure]
) -> dict[Prospect, list[ComponentResult]]:
    """Return figures that miss their level by the prospect of their criterion in their commune, as far as it rests on these figures.

    `pace` returns the rows of PACE of a commune, by figure. Page and draft of whoever leads the figures go by this.
    """
    groups: dict[tuple[str, str], list[ComponentResult]] = defaultdict(list)
    for row in lacking:
        groups[row["unit_id"], row["criterion_no"]].append(row)
    found: dict[Prospect, list[ComponentResult]] = defaultdict(list)
    for (unit_id, _), rows in groups.items():
        found[prospect(rows, pace(unit_id), breaking)] += rows
    return found


def misses(row: ComponentResult, pace: Mapping[Figure, Pace], breaking: Collection[Figure]) -> bool:
    """Return whether a figure misses its level now, or misses that of the year to come and is not known to move there fast enough."""
    if row["result"] == "not_met":
        return True
    return bool(missing([row], pace)) and prospect([row], pace, breaking) in ("open", "too_slow")
