"""The points of the charts as one table: each value once, sums of former communes marked, the place as a whole."""

import pytest

from ntm_lib.analysis.chart_points import chart_points
from tests.views import data_of


@pytest.fixture(scope="module")
def points(workbook, submissions, results):
    data = data_of(workbook, "2021", submissions, results)
    return chart_points(workbook, workbook.season("2021"), data.submissions.observations, data.comparison)


def of(points, unit_id, indicator):
    rows = points[(points["unit_id"] == unit_id) & (points["indicator"] == indicator)]
    return [(row["season"], row["value"], row["is_summed"]) for row in rows.to_dict("records")]


def test_each_commune_has_its_points_by_season(points):
    """Thượng Long's temporary houses of six seasons, as its forms state them."""
    counts = [48, 42, 36, 28, 19, 7]
    assert of(points, "thuong-long", "9.1") == [(str(2016 + n), count, False) for n, count in enumerate(counts)]


def test_sums_from_before_a_merger_say_so(points):
    """Hương Xuân is of 2020: what stands before is the sum over the two communes."""
    assert [is_summed for _, _, is_summed in of(points, "huong-xuan", "9.1")] == [True] * 4 + [False] * 2


def test_the_place_has_one_row_a_figure_without_an_id(points):
    """Of the season itself only: its share of poor households is that of all households the nine communes state."""
    place = points[points["unit_id"] == ""]
    assert list(place["season"].unique()) == ["2021"]
    assert len(place) == place["indicator"].add(place["component"]).nunique() == 12
    poor = points[(points["indicator"] == "11.1") & (points["season"] == "2021") & (points["unit_id"] != "")]
    share = 100 * poor["numerator"].sum() / poor["denominator"].sum()
    assert place.loc[place["indicator"] == "11.1", "value"].item() == pytest.approx(share)
    assert set(place["origin"]) == {"illustrative"}
