"""Criteria that were met in an earlier season and are not met now: those a commune lost, and those that only another rule fails."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ntm_lib.analysis.assessment import meets
from ntm_lib.analysis.results import Results
from ntm_lib.reference.levels import Figure
from ntm_lib.schemas import ComponentResult, CriterionResult
from ntm_lib.tables import rows_of
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.series import Series

_Failing = dict[tuple[str, str], list[ComponentResult]]  # by unit and criterion
_HELD = ("met", "not_applicable")


@dataclass(frozen=True)
class Ruled:
    """A figure that fails by another rule than that of then: its result now, and then; None where it was not asked for."""

    now: ComponentResult
    before: ComponentResult | None


@dataclass(frozen=True)
class Fallen:
    """A criterion, and all that fails it where only another rule does; () where the commune itself lost it."""

    criterion_no: str
    by_rule: tuple[Ruled, ...] = ()


def fallen_criteria(
    workbook: Workbook, results: Results, season: Season, earlier: Season | None
) -> Mapping[str, list[Fallen]]:
    """Return what each unit held in `earlier` under the same criteria set (met, or not applicable) and fails now; by unit_id.

    Another rule alone fails a figure that would still reach the level of then, was judged otherwise or not at all then, or whose
    series breaks in between: the level rose, or the commune is of another group, and nothing was lost.
    """
    found: dict[str, list[Fallen]] = defaultdict(list)
    if earlier is None or earlier.criteria_set != season.criteria_set:
        return found
    own = results.criteria
    held = own[(own["season"] == earlier.name) & own["result"].isin(_HELD)]
    was_held = set(zip(held["unit_id"], held["criterion_no"], strict=True))
    failing, before = _failing(results, season), _before(results, earlier)
    series = Series(workbook.breaks, workbook.measures, season, earlier)
    for row in rows_of(own[(own["season"] == season.name) & (own["result"] == "not_met")], CriterionResult):
        key = row["unit_id"], row["criterion_no"]
        if key in was_held:
            ruled = [Ruled(now, before.get((now["unit_id"], *_figure(now)))) for now in failing[key]]
            is_ruled = bool(ruled) and all(_is_ruled(figure, series) for figure in ruled)
            found[row["unit_id"]].append(Fallen(row["criterion_no"], tuple(ruled) if is_ruled else ()))
    return found


def _failing(results: Results, season: Season) -> _Failing:
    own, found = results.components, defaultdict[tuple[str, str], list[ComponentResult]](list)
    for row in rows_of(own[(own["season"] == season.name) & (own["result"] == "not_met")], ComponentResult):
        found[row["unit_id"], row["criterion_no"]].append(row)
    return found


def _before(results: Results, earlier: Season) -> dict[tuple[str, str, str], ComponentResult]:
    own = results.components
    rows = rows_of(own[(own["season"] == earlier.name) & (own["result"] != "not_applicable")], ComponentResult)
    return {(row["unit_id"], *_figure(row)): row for row in rows}


def _figure(row: ComponentResult) -> Figure:
    return row["indicator"], row["component"]


def _is_ruled(figure: Ruled, series: Series) -> bool:
    now, before = figure.now, figure.before
    if before is None or before["rule"] != now["rule"] or series.broken(_figure(now)):
        return True
    return now["rule"] == "level" and meets(now["value"], before["comparator"], before["target"])
