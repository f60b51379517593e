"""Several districts together: what is counted in each province or district, and how many of these have reached what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from ntm_lib.analysis.district import DistrictStanding, district_standing, recognition_beside_now
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.schemas import TABLED


@dataclass(frozen=True)
class PlaceStanding:
    """The counts over the communes of one place: a district, a province, or all of them."""

    counts: DistrictStanding
    recognised: int  # communes whose decision was certainly signed by the cut-off
    uncertain: int  # communes of which that is not known
    compared: int  # communes whose change since the season compared with is known
    change: int  # by how many criteria these rose or fell together
    is_illustrative: bool  # whether a figure of this season is
    compares_illustrative: bool  # whether one of this season or of the season compared with is
    compares_tabled: int = 0  # communes whose change counts from a summary table


@dataclass(frozen=True)
class Reached:
    """How many places have reached something: surely, and how many more may have, once what is unknown is known."""

    sure: int
    maybe: int


def place_standing(communes: pd.DataFrame, criteria_set: CriteriaSet) -> PlaceStanding:
    """Return the counts over `communes`, rows of COMMUNE_SUMMARY of one season and one criteria set."""
    recognition = recognition_beside_now(communes)
    change = communes["criteria_met_change"].dropna()
    is_made_up = communes[["origin", "change_origin"]] == "illustrative"
    return PlaceStanding(
        counts=district_standing(communes, criteria_set),
        recognised=len(recognition.recognised),
        uncertain=len(recognition.uncertain),
        compared=len(change),
        change=int(change.sum()),
        is_illustrative=bool(is_made_up["origin"].any()),
        compares_illustrative=bool(is_made_up.any(axis=None)),
        compares_tabled=int((communes["change_origin"] == TABLED).sum()),
    )


def standings(
    communes: pd.DataFrame, column: str, places: Collection[str], criteria_set: CriteriaSet
) -> dict[str, PlaceStanding]:
    """Return the counts of each of `places`, in their order; `column` says which place a commune is of. One may have no commune."""
    own = dict(list(communes.groupby(column, sort=False)))
    none = communes.iloc[:0]
    return {place: place_standing(own.get(place, none), criteria_set) for place in places}


def wholly_full(places: Mapping[str, PlaceStanding]) -> Reached:
    """Return the number of places where every commune meets all criteria, of those where any is known; one that has not reported may."""
    counts = [place.counts for place in places.values() if place.counts.commune_count]
    sure = sum(c.full_count == c.all_communes for c in counts)
    most = sum(c.full_count + c.maybe_full + c.silent == c.all_communes for c in counts)
    return Reached(sure, most - sure)


def half_full(places: Mapping[str, PlaceStanding]) -> Reached:
    """Return the number of places where half of the communes or more meet all criteria, of those where any is known; one that has not reported may."""
    counts = [place.counts for place in places.values() if place.counts.commune_count]
    sure = sum(2 * c.full_count >= c.all_communes for c in counts)
    most = sum(2 * (c.full_count + c.maybe_full + c.silent) >= c.all_communes for c in counts)
    return Reached(sure, most - sure)


def lowest_band(counts: DistrictStanding) -> str:
    """Return the label of the lowest band in which there is a commune; "" if none is in any."""
    return next((label for label, count in reversed(counts.bands) if count), "")


def places_in_band(places: Mapping[str, PlaceStanding], band: str) -> dict[str, int]:
    """Return the number of communes of each place in `band`; places without one are left out."""
    found = {place: dict(own.counts.bands)[band] for place, own in places.items()}
    return {place: count for place, count in found.items() if count}
