"""Criteria that a commune meets now and did not meet in an earlier season under the same set."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ntm_lib.analysis.assessment import meets
from ntm_lib.analysis.results import Results
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.units import in_present_terms
from ntm_lib.schemas import ComponentResult
from ntm_lib.tables import rows_of
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.series import Series


@dataclass(frozen=True)
class GainedCriterion:
    """A criterion met now that was not met then."""

    criterion_no: str
    is_by_rule: bool  # each figure that failed then is not judged now, is counted another way, or would have reached the level of now
    is_tabled: bool  # one of the two results rests on a summary table
    figures: tuple[Figure, ...]  # that failed then; none where only a table said so


def gained_criteria(
    workbook: Workbook, results: Results, season: Season, earlier: Season | None
) -> Mapping[str, list[GainedCriterion]]:
    """Return what each unit failed in `earlier` under the same criteria set and meets now, by unit_id, in the order of the set.

    What nothing was known of then is not gained, nor is what does not apply now. A unit of other borders then has none.
    """
    found: dict[str, list[GainedCriterion]] = defaultdict(list)
    if earlier is None or earlier.criteria_set != season.criteria_set:
        return found
    communes = workbook.communes(season)
    criteria, components = (
        in_present_terms(t, workbook.units, communes) for t in (results.criteria, results.components)
    )
    failed = criteria[(criteria["season"] == earlier.name) & (criteria["result"] == "not_met")]
    was_tabled = dict(
        zip(zip(failed["unit_id"], failed["criterion_no"], strict=True), failed["table_id"].ne(""), strict=True)
    )
    held = criteria[(criteria["season"] == season.name) & (criteria["result"] == "met")]
    now = {_key(row): row for row in _rows(components, season)}
    failing = [row for row in _rows(components, earlier) if row["result"] == "not_met"]
    series = Series(workbook.breaks, workbook.measures, season, earlier)
    for unit_id, number, table_id in zip(held["unit_id"], held["criterion_no"], held["table_id"], strict=True):
        if (unit_id, number) in was_tabled:
            own = [row for row in failing if (row["unit_id"], row["criterion_no"]) == (unit_id, number)]
            figures = tuple((row["indicator"], row["component"]) for row in own)
            moved = [
                _would_meet(row, now.get(_key(row))) or series.broken(f) for f, row in zip(figures, own, strict=True)
            ]
            by_rule = bool(own) and all(moved)
            is_tabled = bool(table_id) or was_tabled[unit_id, number]
            found[unit_id].append(GainedCriterion(number, by_rule, is_tabled, figures))
    return found


def _rows(components: pd.DataFrame, season: Season) -> list[ComponentResult]:
    return rows_of(components[components["season"] == season.name], ComponentResult)


def _key(row: ComponentResult) -> tuple[str, str, str]:
    return row["unit_id"], row["indicator"], row["component"]


def _would_meet(before: ComponentResult, now: ComponentResult | None) -> bool:
    """Return whether what failed then fails by no rule of now: it is asked no more, does not apply, or its value reaches the level of now."""
    if now is None or now["result"] == "not_applicable":
        return True
    has_both = now["rule"] == "level" and not pd.isna(before["value"])
    return has_both and meets(before["value"], now["comparator"], now["target"])
