"""Several districts together: each place is counted from its communes, and what is unknown is a bound, never a no."""

import pandas as pd
import pytest

from ntm_lib.analysis.area import (
    Reached,
    half_full,
    lowest_band,
    place_standing,
    places_in_band,
    standings,
    wholly_full,
)
from tests.unit.builders import made_up_set, summary, yes_no

BANDS = "[[3, 3], [2, 2], [0, 1]]"
MET, TWO, ONE = (
    {"criteria_met": 3, "band": "3"},
    {"criteria_met": 2, "band": "2"},
    {"criteria_met": 1, "band": "dưới 2"},
)
OPEN = {"criteria_met": 2, "criteria_unknown": 1, "band": "chưa xác định"}  # meets all three, or two


@pytest.fixture
def criteria_set(tmp_path):
    return made_up_set(tmp_path, [yes_no(f"{n}.1") for n in (1, 2, 3)], bands=BANDS)


def communes(**districts):
    """Return the communes of districts, each a list of rows of three criteria."""
    rows, of = [], []
    for district, own in districts.items():
        for number, row in enumerate(own):
            missed = 3 - row["criteria_met"] - row.get("criteria_unknown", 0)
            rows.append({"unit_id": f"{district}-{number}", "criteria_total": 3, "criteria_not_met": missed} | row)
            of.append(district)
    return summary(*rows).assign(district_id=pd.Series(of, dtype="str"))


def test_each_place_is_counted_from_its_own_communes(criteria_set):
    """By hand: a has 3 + 2 + 1 = 6 of three communes, mean 2,0; b has 3 + 3, mean 3,0; c has no commune and stays in its place."""
    found = standings(communes(b=[MET, MET], a=[MET, TWO, ONE]), "district_id", ["a", "c", "b"], criteria_set)
    assert list(found) == ["a", "c", "b"]
    a, b, c = (found[key].counts for key in "abc")
    assert (a.commune_count, a.met_total, a.mean, a.full_count) == (3, 6, 2.0, 1)
    assert a.bands == (("3", 1), ("2", 1), ("dưới 2", 1))
    assert (b.commune_count, b.met_total, b.mean, b.full_count) == (2, 6, 3.0, 2)
    assert (c.commune_count, c.met_total, c.full_count) == (0, 0, 0)


def test_the_mean_of_all_is_weighted_by_communes(criteria_set):
    """6 + 3 criteria of 3 + 1 communes are 2,25, not the mean of 2,0 and 3,0."""
    whole = place_standing(communes(a=[MET, TWO, ONE], b=[MET]), criteria_set)
    assert whole.counts.mean == 2.25


def test_change_and_recognition_are_counted_where_they_are_known(criteria_set):
    """+2 and −1 are +1 in two communes of three; one is recognised, of one it is not known."""
    rows = [
        MET | {"criteria_met_change": 2, "recognised_tier": "NTM"},
        TWO | {"criteria_met_change": -1, "recognition_uncertain": "NTM"},
        OPEN,
    ]
    found = place_standing(communes(a=rows), criteria_set)
    assert (found.compared, found.change) == (2, 1)
    assert (found.recognised, found.uncertain) == (1, 1)


@pytest.mark.parametrize(
    ("row", "is_illustrative", "compares"),
    [
        ({"origin": "reported"}, False, False),
        ({"origin": "illustrative"}, True, True),
        ({"origin": "reported", "change_origin": "illustrative"}, False, True),
    ],
)
def test_one_illustrative_commune_makes_the_place_so(criteria_set, row, is_illustrative, compares):
    """Also where only the season compared with is illustrative; then this season's figures are not said to be."""
    found = place_standing(communes(a=[MET | {"origin": "reported"}, TWO | row]), criteria_set)
    assert (found.is_illustrative, found.compares_illustrative) == (is_illustrative, compares)


def test_places_are_full_surely_or_maybe(criteria_set):
    """a surely, b if its open criterion is met, c not, d has no commune and counts nowhere."""
    table = communes(a=[MET, MET], b=[MET, OPEN], c=[MET, TWO])
    found = standings(table, "district_id", ["a", "b", "c", "d"], criteria_set)
    assert wholly_full(found) == Reached(sure=1, maybe=1)


def test_half_of_the_communes_is_a_bound_too(criteria_set):
    """a: one of two; b: none, or one of two; c: one of three; d: no commune."""
    table = communes(a=[MET, ONE], b=[OPEN, ONE], c=[MET, ONE, ONE])
    found = standings(table, "district_id", ["a", "b", "c", "d"], criteria_set)
    assert half_full(found) == Reached(sure=1, maybe=1)


def test_a_commune_that_has_not_reported_keeps_its_place_from_being_sure(criteria_set):
    """a: one full, one silent; b: all full; c: nobody has reported, so that it is no place of which anything is known."""
    silent = {"criteria_met": 0, "criteria_unknown": 3, "figures_given": 0, "band": "chưa xác định"}
    found = standings(communes(a=[MET, silent], b=[MET], c=[silent]), "district_id", "abc", criteria_set)
    assert wholly_full(found) == Reached(1, 1)
    assert half_full(found) == Reached(2, 0)
    assert (found["a"].counts.mean, found["a"].counts.silent) == (3.0, 1)


def test_the_lowest_band_with_communes_is_found(criteria_set):
    """Nobody is below 2: the lowest is 2, in a once and in b twice; with all undecided there is none."""
    found = standings(communes(a=[MET, TWO], b=[TWO, TWO], c=[MET]), "district_id", ["a", "b", "c"], criteria_set)
    whole = place_standing(communes(a=[MET, TWO], b=[TWO, TWO], c=[MET]), criteria_set)
    assert lowest_band(whole.counts) == "2"
    assert places_in_band(found, "2") == {"a": 1, "b": 2}
    assert lowest_band(place_standing(communes(a=[OPEN]), criteria_set).counts) == ""
