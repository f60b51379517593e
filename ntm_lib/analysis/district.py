"""The district as a whole: shares from summed numerators and denominators, counts added, bands counted."""

from dataclasses import dataclass

import pandas as pd

from ntm_lib.intake.observations import computed_value
from ntm_lib.reference.criteria import UNDECIDED_BAND, CriteriaSet


@dataclass(frozen=True)
class DistrictStanding:
    """The district's counts of one season. With criteria unknown, met_total and mean are lower bounds."""

    commune_count: int
    met_total: int
    unknown_total: int
    mean: float
    bands: tuple[tuple[str, int], ...]  # label and number of communes, from the highest band down
    undecided: int  # communes whose band an unknown criterion could still change


@dataclass(frozen=True)
class DistrictMeasure:
    """One measure of the district in one season, None where no commune has a value."""

    value: float | None
    numerator: float | None
    denominator: float | None
    communes_with_value: int


def district_standing(summary: pd.DataFrame, criteria_set: CriteriaSet) -> DistrictStanding:
    """Return the counts over COMMUNE_SUMMARY of one season. What does not apply counts as met, as for the standard."""
    met = int((summary["criteria_met"] + summary["criteria_not_applicable"]).sum())
    count = len(summary)
    bands = tuple((label, int((summary["band"] == label).sum())) for label in criteria_set.band_labels())
    undecided = int((summary["band"] == UNDECIDED_BAND).sum())
    unknown = int(summary["criteria_unknown"].sum())
    return DistrictStanding(count, met, unknown, met / count if count else 0.0, bands, undecided)


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
    known = rows[rows["value"].notna()]
    if value_type != "number":
        known = known[known["numerator"].notna() & known["denominator"].notna()]  # a bare share can't be weighted
    numerator = float(known["numerator"].sum()) if len(known) else None
    denominator = float(known["denominator"].sum()) if len(known) and value_type != "number" else None
    return DistrictMeasure(computed_value(value_type, numerator, denominator), numerator, denominator, len(known))


def most_missed(criterion_results: pd.DataFrame) -> pd.DataFrame:
    """Return criterion_no, criterion_name and communes (number that fail it), most often failed first; never failed left out."""
    failed = criterion_results[criterion_results["result"] == "not_met"]
    counts = failed.groupby(["criterion_no", "criterion_name"], sort=False).size().rename("communes").reset_index()
    return counts.sort_values("communes", ascending=False, kind="stable").reset_index(drop=True)
