"""The district as a whole: shares from summed numerators and denominators, counts added, bands counted."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np
import pandas as pd

from ntm_lib.intake.observations import computed_value
from ntm_lib.reference.criteria import UNDECIDED_BAND, CriteriaSet
from ntm_lib.reference.units import Unit, predecessors
from ntm_lib.schemas import PROMISE_STATES, PromiseState
from ntm_lib.tables import field_names, rows_of
from ntm_lib.workbook import Season


@dataclass(frozen=True)
class DistrictStanding:
    """The counts of one season over the communes of which results are known, from a form or a summary table: those of which nothing is
    known (`silent`) neither lower a mean nor count as better. With criteria unknown, met_total and mean are lower bounds.
    """

    commune_count: int
    silent: int
    met_total: int
    unknown_total: int
    mean: float
    bands: tuple[tuple[str, int], ...]  # label and number of communes, from the highest band down
    undecided: int  # communes whose band an unknown criterion could still change
    criteria_total: int  # criteria of the set
    full_count: int  # communes that meet all of them
    maybe_full: int  # communes that would, if their unknown criteria were met
    tabled_total: int = 0  # results of criteria that rest on summary tables
    tabled_communes: int = 0  # communes that have such results

    @property
    def all_communes(self) -> int:
        return self.commune_count + self.silent

    @property
    def is_unknown(self) -> bool:
        """Whether no criterion of any commune is known: then there is no bound either."""
        return self.all_communes > 0 and self.unknown_total == self.commune_count * self.criteria_total


@dataclass(frozen=True)
class DistrictMeasure:
    """One measure of the district in one season, None where no commune has a value."""

    value: float | None
    numerator: float | None
    denominator: float | None
    communes_with_value: int


class Counted(TypedDict):
    """The value of a figure and the counts it is made from."""

    value: float
    numerator: float
    denominator: float


class MissedCriterion(TypedDict):
    """A criterion and how many communes fail it."""

    criterion_no: str
    criterion_name: str
    communes: int


@dataclass(frozen=True)
class RecognitionBesideNow:
    """Names of communes by what was signed by the cut-off and what is met now: two different things."""

    recognised: tuple[str, ...]
    uncertain: tuple[str, ...]  # not certainly recognised: the day of signing is not known
    recognised_not_full: tuple[str, ...]  # recognised, and at least one criterion is not met now
    recognised_unknown: tuple[str, ...]  # recognised, none is known not to be met, and at least one is unknown
    full_not_recognised: tuple[str, ...]  # all criteria met, and no decision is known to be signed


def district_standing(summary: pd.DataFrame, criteria_set: CriteriaSet) -> DistrictStanding:
    """Return the counts over COMMUNE_SUMMARY of one season. What does not apply counts as met, as for the standard."""
    whole, summary = len(summary), summary[is_known(summary)]
    met = int((summary["criteria_met"] + summary["criteria_not_applicable"]).sum())
    count = len(summary)
    has_none_missing = summary["criteria_not_met"] == 0
    has_unknown = summary["criteria_unknown"] > 0
    return DistrictStanding(
        commune_count=count,
        silent=whole - count,
        met_total=met,
        unknown_total=int(summary["criteria_unknown"].sum()),
        mean=met / count if count else 0.0,
        bands=tuple((label, int((summary["band"] == label).sum())) for label in criteria_set.band_labels()),
        undecided=int((summary["band"] == UNDECIDED_BAND).sum()),
        criteria_total=criteria_set.criteria_total,
        full_count=int((has_none_missing & ~has_unknown).sum()),
        maybe_full=int((has_none_missing & has_unknown).sum()),
        tabled_total=int(summary["criteria_tabled"].sum()),
        tabled_communes=int((summary["criteria_tabled"] > 0).sum()),
    )


def is_known(summary: pd.DataFrame) -> pd.Series:
    """Return which rows of COMMUNE_SUMMARY are of communes that gave a figure or of which a summary table states results."""
    return (summary["figures_given"] > 0) | (summary["criteria_tabled"] > 0)


def compared_standings(
    now: pd.DataFrame, before: pd.DataFrame, criteria_set: CriteriaSet
) -> tuple[DistrictStanding, DistrictStanding]:
    """Return the counts of two seasons over the communes known in both; `now` and `before` are COMMUNE_SUMMARY of each, under the same ids."""
    both = set(now.loc[is_known(now), "unit_id"]) & set(before.loc[is_known(before), "unit_id"])
    first, second = (district_standing(s[s["unit_id"].isin(both)], criteria_set) for s in (now, before))
    return first, second


def change_of_total(now: DistrictStanding, before: DistrictStanding) -> tuple[int, int]:
    """Return the least and the most by which the number of criteria met may have changed; equal when nothing is unknown."""
    least = now.met_total - (before.met_total + before.unknown_total)
    most = now.met_total + now.unknown_total - before.met_total
    return least, most


def recognition_beside_now(summary: pd.DataFrame) -> RecognitionBesideNow:
    """Return the communes recognised by the cut-off and those with all criteria met now, from a season's summary."""
    recognised = summary["recognised_tier"] != ""
    none_missed = summary["criteria_not_met"] == 0
    full = none_missed & (summary["criteria_unknown"] == 0)
    names = summary["unit_name"]
    return RecognitionBesideNow(
        recognised=tuple(names[recognised]),
        uncertain=tuple(names[~recognised & (summary["recognition_uncertain"] != "")]),
        recognised_not_full=tuple(names[recognised & (summary["criteria_not_met"] > 0)]),
        recognised_unknown=tuple(names[recognised & none_missed & ~full]),
        full_not_recognised=tuple(names[full & ~recognised]),
    )


def district_measure(
    observations: pd.DataFrame, season: str, indicator: str, component: str, value_type: str
) -> DistrictMeasure:
    """Return the district's value of one measure in one season.

    Shares and money a head are weighted (sum of numerators over sum of denominators); a commune without a value is left
    out of both sums, and `communes_with_value` says so.
    """
    rows = observations[
        (observations["season"] == season)
        & (observations["indicator"] == indicator)
        & (observations["component"] == component)
    ]
    return summed(rows_of(rows[field_names(Counted)], Counted), value_type)


def summed(rows: Sequence[Counted], value_type: str) -> DistrictMeasure:
    """Return district_measure of the rows of one figure in one season."""
    if value_type == "growth":  # of incomes per head there is no sum
        return DistrictMeasure(None, None, None, sum(not pd.isna(row["value"]) for row in rows))
    # A bare share can't be weighted.
    needed: list[Literal["value", "numerator", "denominator"]] = ["value"]
    if value_type != "number":
        needed += ["numerator", "denominator"]
    known = [row for row in rows if not any(pd.isna(row[name]) for name in needed)]
    numerator = float(np.nansum([row["numerator"] for row in known])) if known else None
    has_whole = bool(known) and value_type != "number"
    denominator = float(np.sum([row["denominator"] for row in known])) if has_whole else None
    return DistrictMeasure(computed_value(value_type, numerator, denominator), numerator, denominator, len(known))


def is_same_ground(units: dict[str, Unit], earlier: Collection[str], now: Collection[str]) -> bool:
    """Return whether the communes `earlier` became exactly the communes `now`, by ids: nothing of them went elsewhere, and nothing of the
    present ones came from elsewhere. Sums over the two are then sums over the same ground.
    """
    became = _followed(earlier, now, lambda unit_id: units[unit_id].successors)
    came_from = _followed(now, earlier, lambda unit_id: [unit.unit_id for unit in predecessors(units, unit_id)])
    return became <= set(now) and came_from <= set(earlier)


def _followed(unit_ids: Iterable[str], until: Collection[str], step: Callable[[str], Collection[str]]) -> set[str]:
    """Return what `step` leads to from each unit, merger by merger, to one of `until` or to where nothing more is known."""
    found: set[str] = set()
    for unit_id in unit_ids:
        others = () if unit_id in until else step(unit_id)
        found |= _followed(others, until, step) if others else {unit_id}
    return found


def most_missed(criterion_results: pd.DataFrame) -> pd.DataFrame:
    """Return one MissedCriterion per row, most often failed first; those never failed are left out."""
    failed = criterion_results[criterion_results["result"] == "not_met"]
    counts = failed.groupby(["criterion_no", "criterion_name"], sort=False).size().rename("communes").reset_index()
    return counts.sort_values("communes", ascending=False, kind="stable").reset_index(drop=True)


def compared_units(criterion_results: pd.DataFrame, season: Season) -> set[str]:
    """Return the units with figures both in `season` and, under the same criteria set, in the season compared with."""
    known = criterion_results[
        (criterion_results["result"] != "unknown") & (criterion_results["criteria_set"] == season.criteria_set)
    ]
    now, before = (set(known.loc[known["season"] == name, "unit_id"]) for name in (season.name, season.compare_with))
    return now & before


def communes_meeting(criterion_results: pd.DataFrame) -> dict[str, int]:
    """Return the number of communes that meet each criterion, by its number; one that does not apply counts as met."""
    holds = criterion_results["result"].isin(["met", "not_applicable"])
    return {str(number): int(count) for number, count in holds.groupby(criterion_results["criterion_no"]).sum().items()}


def shown_states(promises: pd.DataFrame) -> tuple[PromiseState, ...]:
    """Return the states that occur in `promises`, in their order."""
    return tuple(state for state in PROMISE_STATES if state in set(promises["state"]))


def promise_counts(promises: pd.DataFrame) -> dict[str, int]:
    """Return the number of promises by state, all states in their order."""
    return {state: int((promises["state"] == state).sum()) for state in PROMISE_STATES}
