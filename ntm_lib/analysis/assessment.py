"""Values compared with levels; from them the results of indicators, and from these the results of criteria.

The rules are those of the decree as the workbook's owners read it (docs/assumptions.md): a criterion is met only if all its
indicators are; one failed indicator decides even if another has no value; a missing value makes nothing met or not met;
an indicator that does not apply counts as met for the standard but is shown as such; "cơ bản đạt" is not met.
"""

from collections.abc import Iterable
from operator import eq, ge, le
from typing import TypedDict

import numpy as np
import pandas as pd

from ntm_lib.intake.observations import computed_value
from ntm_lib.schemas import (
    COMPONENT_RESULTS,
    CRITERION_RESULTS,
    INDICATOR_RESULTS,
    TABLED,
    ComponentResult,
    CriterionResult,
)
from ntm_lib.tables import rows_of

# Percentages are quotients: 84 of 700 must count as 12 per cent, not as 12.000000000000002.
DIGITS = 9
OPERATORS = {">=": ge, "<=": le, "==": eq}
_VERDICTS = {"met": "met", "not_met": "not_met", "basically_met": "not_met"}
_SEVERITY = ("not_met", "unknown", "met", "not_applicable")  # the result that decides over others first


class Compared(TypedDict):
    """A value and the level it is compared with."""

    value: float
    numerator: float
    denominator: float
    value_type: str
    is_whole: bool
    comparator: str
    target: float


class Given(TypedDict):
    """A result, and what the form gave for it."""

    result: str
    rule: str
    value: float
    assessed: str


class Decidable(Compared):
    """What the form says of a figure, by value or by verdict, and the row of the criteria set that says how it is decided."""

    assessed: str
    rule: str
    may_not_apply: bool
    is_binding: bool
    may_not_bind: bool


def meets(value: float, comparator: str, target: float) -> bool:
    """Return whether `value` reaches `target`, both in the indicator's own unit."""
    return bool(OPERATORS[comparator](round(value, DIGITS), round(target, DIGITS)))


def gap(value: float, comparator: str, target: float) -> float:
    """Return the gap from `value` to `target` in the indicator's unit, never negative; 0 when it is reached."""
    if meets(value, comparator, target):
        return 0.0
    return round(abs(target - value), DIGITS)


def gap_count(
    value_type: str, is_whole: bool, numerator: float | None, denominator: float | None, comparator: str, target: float
) -> float | None:
    """Return the gap as a count (households, people, houses; what is not counted in whole ones, as km and ha, to a tenth), None where a count says nothing.

    For a share the denominator is fixed: how many more (or fewer) of the same households would reach the level. Nothing is left
    once the level is reached, and until then at least one is.
    """
    if pd.isna(numerator) or (pd.isna(denominator) and value_type != "number"):
        return None  # the form gives the share only
    value = computed_value(value_type, numerator, denominator)
    if value_type not in ("number", "percent") or value is None:
        return None
    if meets(value, comparator, target):
        return 0.0
    needed = target / 100 * denominator if denominator and value_type == "percent" else target
    step = 1.0 if is_whole else 0.1
    short = abs(needed - numerator)
    if comparator == "<=":
        # Only whole households leave the list: 12 % of 707 is 84.84, so 84 may stay.
        short = numerator - np.floor(round(needed / step, DIGITS)) * step
    return max(step, round(float(np.ceil(round(short / step, 6))) * step, 1))


def key_of(levels: pd.DataFrame) -> list[str]:
    """Return the columns that name a row of `levels`: with unit_id where each commune has its own."""
    return [name for name in ("unit_id", "indicator", "component") if name in levels]


def assess_components(
    observations: pd.DataFrame, levels: pd.DataFrame, communes: pd.DataFrame, season: str, criteria_set: str
) -> pd.DataFrame:
    """Return COMPONENT_RESULTS: every commune (unit_id, unit_name) x every level, with or without an observation.

    `observations` is OBSERVATIONS; rows of other seasons or of no level are left out. `levels` are Workbook.commune_levels, each
    commune's own, or CriteriaSet.levels for them all.
    """
    own = observations[observations["season"] == season].drop(columns=["unit_name", "season"])
    named = communes[["unit_id", "unit_name"]]
    wanted = named.merge(levels, on="unit_id") if "unit_id" in levels else named.merge(levels, how="cross")
    rows = wanted.merge(own, on=["unit_id", "indicator", "component"], how="left", suffixes=("_level", ""))
    text = ["assessed", "assessed_by", "self_assessment", "status", "origin", "source_file", "sheet", "cell"]
    rows[text] = rows[text].fillna("")
    rows = rows.assign(season=season, criteria_set=criteria_set)
    rows["self_assessment"] = rows["self_assessment"].where(
        rows["is_binding"], ""
    )  # it is no claim: nothing asks for it
    decided = [decide(row) for row in rows_of(rows, Decidable)]
    rows[["result", "gap", "gap_count"]] = pd.DataFrame(
        decided, columns=["result", "gap", "gap_count"], index=rows.index
    )
    rows["self_assessment_differs"] = [
        differs(s, r) for s, r in zip(rows["self_assessment"], rows["result"], strict=True)
    ]
    return COMPONENT_RESULTS.validate(rows)


def decide(row: Decidable) -> tuple[str, float | None, float | None]:
    """Return result, gap and gap_count of a figure."""
    # Only where the set says an indicator may not apply (QĐ 4800/QĐ-BCT for 7.1); elsewhere it is no answer, and a value
    # that stands beside it decides.
    # What the commune need not meet, of a set known in part, does not apply either, whatever the form says of it.
    if not row["is_binding"] or (row["assessed"] == "not_applicable" and row["may_not_apply"]):
        return "not_applicable", None, None
    found = compare(row) if row["rule"] == "level" else (_VERDICTS.get(row["assessed"], "unknown"), None, None)
    # What may not bind the commune at all decides nothing by failing.
    return ("unknown", None, None) if row["may_not_bind"] and found[0] == "not_met" else found


def compare(row: Compared) -> tuple[str, float | None, float | None]:
    """Return result, gap and gap_count of a value compared with its level."""
    if pd.isna(row["value"]):
        return "unknown", None, None
    result = "met" if meets(row["value"], row["comparator"], row["target"]) else "not_met"
    count = gap_count(
        row["value_type"], row["is_whole"], row["numerator"], row["denominator"], row["comparator"], row["target"]
    )
    return result, gap(row["value"], row["comparator"], row["target"]), count


def lacks_value(row: Given) -> bool:
    """Return whether a result is unknown for want of the commune's figure or answer: where that is given, a level, a group or a verdict is missing."""
    is_given = pd.notna(row["value"]) or (row["rule"] != "level" and row["assessed"] in _VERDICTS)
    return row["result"] == "unknown" and not is_given


def is_given_unjudged(criteria: pd.DataFrame, components: pd.DataFrame) -> bool:
    """Return whether a criterion is unknown of which no figure is missing: a level, a group or a verdict is. Takes results of one season."""
    unknown = components[components["result"] == "unknown"]
    lacking = {(r["unit_id"], r["criterion_no"]) for r in rows_of(unknown, ComponentResult) if lacks_value(r)}
    named = criteria.loc[criteria["result"] == "unknown", ["unit_id", "criterion_no"]]
    return not lacking.issuperset(named.itertuples(index=False, name=None))


def differs(self_assessment: str, result: str) -> bool:
    """Return whether a commune's verdict contradicts the computed result; a claim without a value does."""
    if not self_assessment:
        return False
    if self_assessment == "not_applicable":
        return result != "not_applicable"
    return (self_assessment == "met") != (result == "met") if result != "unknown" else self_assessment == "met"


def verdict_differs(verdict: str, result: str) -> bool:
    """Return the same of a commune's verdict on a criterion, in which what does not apply counts as met."""
    return bool(verdict) and (verdict == "met") != (result in ("met", "not_applicable"))


def combine(results: list[str]) -> str:
    """Return the result of a whole from the results of its parts: one failed part decides, then one unknown part."""
    if "not_met" in results:
        return "not_met"
    if "unknown" in results or not results:
        return "unknown"
    return "met" if "met" in results else "not_applicable"


def combine_origins(origins: list[str]) -> str:
    """Return the origin of a whole: illustrative as soon as one part is, then tabled; published only if all that are known are; "" if none is."""
    known = {origin for origin in origins if origin}
    for origin in ("illustrative", TABLED):
        if origin in known:
            return origin
    return "reported" if len(known) > 1 else next(iter(known), "")


def indicator_results(components: pd.DataFrame) -> pd.DataFrame:
    """Return INDICATOR_RESULTS from COMPONENT_RESULTS. An indicator with several components shows the deciding one."""
    rows: list[ComponentResult] = [
        {
            **min(parts, key=_decides_first),
            "result": combine([part["result"] for part in parts]),
            "origin": combine_origins([part["origin"] for part in parts]),
            "self_assessment": _own_verdict([part["self_assessment"] for part in parts]),
            "self_assessment_differs": any(part["self_assessment_differs"] for part in parts),
        }
        for parts in _grouped(components, "unit_id", "season", "indicator")
    ]
    return INDICATOR_RESULTS.frame(rows)


def _decides_first(part: ComponentResult) -> tuple[int, float]:
    """Return the sort key of an indicator's parts: the worst result first, then what is farthest from its level."""
    farthest: float = 0.0 if pd.isna(part["gap"]) else part["gap"] / max(abs(part["target"]), 1)
    return _SEVERITY.index(part["result"]), -farthest


def criterion_results(indicators: pd.DataFrame, criteria: pd.DataFrame, is_partial: bool = False) -> pd.DataFrame:
    """Return CRITERION_RESULTS from INDICATOR_RESULTS; `criteria` is CriteriaSet.criteria().

    `is_partial`: the set is known in part. The office's verdict on the criterion, in the row of its own, is then one of its parts beside
    the indicators that are known and bind; the commune's own verdict is that on the whole.
    """
    names = dict(zip(criteria["criterion_no"], criteria["criterion_name"], strict=True))
    rows: list[CriterionResult] = []
    for parts in _grouped(indicators, "unit_id", "unit_name", "season", "criteria_set", "criterion_no"):
        first = parts[0]
        judged = [part for part in parts if is_verdict(part)] if is_partial else parts
        result = combine([part["result"] for part in parts])
        verdict = _criterion_verdict([part["self_assessment"] for part in judged])
        rows.append(
            {
                "unit_id": first["unit_id"],
                "unit_name": first["unit_name"],
                "season": first["season"],
                "criteria_set": first["criteria_set"],
                "criterion_no": first["criterion_no"],
                "criterion_name": names[first["criterion_no"]],
                "result": result,
                "self_assessment": verdict,
                "self_assessment_differs": verdict_differs(verdict, result),
                "origin": combine_origins([part["origin"] for part in parts]),
                "table_id": "",
            }
        )
    return CRITERION_RESULTS.frame(rows)


def is_verdict(row: ComponentResult) -> bool:
    """Return whether a row of a set known in part is a criterion as the office judges it."""
    return row["indicator"] == row["criterion_no"]


def _grouped(table: pd.DataFrame, *key: str) -> Iterable[list[ComponentResult]]:
    """Return the rows of `table` in groups of one key, each group where its first row stands."""
    # Aggregating a thousand groups of two rows each in pandas takes ten times as long.
    groups: dict[tuple[str, ...], list[ComponentResult]] = {}
    keys = zip(*(table[name] for name in key), strict=True)
    for values, row in zip(keys, rows_of(table, ComponentResult), strict=True):
        groups.setdefault(values, []).append(row)
    return groups.values()


def _own_verdict(verdicts: list[str]) -> str:
    """Return the commune's verdict on a whole from those on its parts; one part keeps its own word."""
    if len(set(verdicts)) == 1:
        return verdicts[0]
    if any(v in ("not_met", "basically_met") for v in verdicts):
        return "not_met"
    return "" if "" in verdicts else "met"


def _criterion_verdict(verdicts: list[str]) -> str:
    """Return met or not_met for a criterion, "" where the commune did not say; what does not apply counts as met."""
    verdict = _own_verdict(verdicts)
    return {"basically_met": "not_met", "not_applicable": "met"}.get(verdict, verdict)
