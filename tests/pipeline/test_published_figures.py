"""The forms give every figure that was published about the district, by computation alone.

The published figures stand in tests/published with their sources; none is written in the code that is tested.
"""

from collections.abc import Callable

import pandas as pd
import pytest
from lxml import html

from ntm_lib.analysis.district import district_measure, district_standing
from ntm_lib.analysis.results import Results
from ntm_lib.intake.submissions import Submissions
from ntm_lib.workbook import Workbook
from tests.conftest import PUBLISHED, Build

FACTS = pd.read_csv(PUBLISHED / "facts.csv", dtype=str, keep_default_na=False)
PROVINCE = pd.read_csv(PUBLISHED / "province-2020-12-31.csv").set_index("unit_vi")
FIGURES = pd.read_csv(PUBLISHED / "season-figures.csv", dtype=str, keep_default_na=False)
NOTICE = FACTS[FACTS["source"] == "notice-2020-12-24"]


def fact(unit: str, year: str, measure: str) -> float:
    rows = FACTS[(FACTS["unit_name"] == unit) & (FACTS["year"] == year) & (FACTS["measure"] == measure)]
    return float(rows["value"].iloc[0])


def figures(name: str) -> list[tuple[str, str, str]]:
    rows = FIGURES[FIGURES["figure"] == name]
    return list(rows[["season", "unit_id", "value"]].itertuples(index=False, name=None))


def summary_of(build: Build) -> pd.DataFrame:
    return build.table("commune-summary").set_index("unit_name")


@pytest.fixture(scope="module")
def season_2020(build_of: Callable[[str], Build]) -> Build:
    return build_of("2020")


COUNTED = NOTICE[NOTICE["measure"] == "criteria_met"]


@pytest.mark.parametrize(("unit", "count"), list(zip(COUNTED["unit_name"], COUNTED["value"], strict=True)))
def test_the_counts_of_the_notice_come_out(season_2020: Build, unit: str, count: str) -> None:
    """Each commune whose count the notice of 24/12/2020 states has that count."""
    assert summary_of(season_2020).loc[unit, "criteria_met"] == count


def test_the_six_others_share_what_the_province_leaves(season_2020: Build) -> None:
    """The province's total less the notice's three counts is shared equally by the six communes the notice does not count."""
    summary = summary_of(season_2020)
    stated = NOTICE[NOTICE["measure"] == "criteria_met"]
    others = summary.loc[~summary.index.isin(stated["unit_name"]), "criteria_met"].astype(int)
    left = PROVINCE.loc["Nam Đông", "tieu_chi_dat_total"] - stated["value"].astype(int).sum()
    assert (len(others), set(others)) == (6, {left / 6})


@pytest.mark.parametrize(("season", "unit_id", "numbers"), figures("missing_criteria"))
def test_exactly_the_criteria_of_the_notice_are_missing(
    results: Results, season: str, unit_id: str, numbers: str
) -> None:
    """The three communes lack exactly the criteria the notice tells them to reach."""
    assert results.of(season, unit_id).communes["missing_criteria"].iloc[0] == numbers


def test_the_districts_total_mean_and_bands_are_the_provinces(workbook: Workbook, results: Results) -> None:
    """Total, number of communes and mean are those of the province's table; 14 and 13 fall in one band, 16 in the next."""
    standing = district_standing(results.of("2020").communes, workbook.criteria_set("xa-ntm-2016-2020"))
    row = PROVINCE.loc["Nam Đông"]
    assert (standing.met_total, standing.commune_count) == (row["tieu_chi_dat_total"], row["so_xa"])
    assert round(standing.mean, 1) == row["bq_tieu_chi_per_xa"]
    assert dict(standing.bands) == {"19": 6, "15–18": 1, "10–14": 2, "5–9": 0, "dưới 5": 0}


@pytest.mark.parametrize(
    ("measure", "indicator", "value_type", "decimals"),
    [
        ("poverty_rate", "11.1", "percent", 2),
        ("income_per_capita", "10.1", "money", 1),
        ("health_insurance_rate", "15.1", "percent", 2),
    ],
)
def test_the_districts_measures_round_to_the_published_ones(
    submissions: Submissions, measure: str, indicator: str, value_type: str, decimals: int
) -> None:
    """Poverty, income and health insurance of 2020, summed over the communes, round to what was published."""
    computed = district_measure(submissions.observations, "2020", indicator, "", value_type).value
    assert computed is not None
    assert round(computed, decimals) == fact("(huyện Nam Đông)", "2020", measure)


@pytest.mark.parametrize(("season", "unit_id", "houses"), figures("temporary_houses_at_least"))
def test_there_are_enough_temporary_houses_to_remove(
    submissions: Submissions, season: str, unit_id: str, houses: str
) -> None:
    """A commune told to remove N temporary houses has at least N."""
    rows = submissions.observations
    own = rows[(rows["season"] == season) & (rows["unit_id"] == unit_id) & (rows["indicator"] == "9.1")]
    assert own["value"].iloc[0] >= float(houses)


def test_schools_below_the_national_standard_stand_where_the_notice_names_them(submissions: Submissions) -> None:
    """Exactly the communes named in point 12 of the notice have such a school in 2020."""
    rows = submissions.observations
    own = rows[(rows["season"] == "2020") & (rows["indicator"] == "schools_below_national_standard")]
    named = NOTICE[NOTICE["measure"] == "has_school_below_national_standard"]["unit_name"]
    assert set(own.loc[own["value"] > 0, "unit_name"]) == set(named)


def test_the_review_of_april_2019_comes_out(results: Results) -> None:
    """In season 2018 the five recognised communes and the five others span exactly the published ranges."""
    communes = results.of("2018").communes
    recognised = communes["recognised_tier"] == "NTM"
    for chosen, group in ((recognised, "(5 xã đã công nhận)"), (~recognised, "(5 xã chưa công nhận)")):
        counts = communes.loc[chosen, "criteria_met"]
        assert len(counts) == 5
        assert counts.min() == fact(group, "2019", "criteria_met_min")
        assert counts.max() == fact(group, "2019", "criteria_met_max")


@pytest.mark.parametrize(("season", "unit_id", "count"), figures("criteria_met"))
def test_single_counts_of_other_seasons_come_out(results: Results, season: str, unit_id: str, count: str) -> None:
    """Thượng Lộ stands at 19 for 2019, the year of its standard."""
    assert results.of(season, unit_id).communes["criteria_met"].iloc[0] == int(count)


def test_the_provinces_seven_stand_beside_what_was_signed(season_2020: Build) -> None:
    """The page gives the province's own number of communes as the province's, apart from the decisions signed by the cut-off."""
    page = html.document_fromstring((season_2020.folder / "index.html").read_text(encoding="utf-8"))
    (row,) = page.xpath("//section[@aria-labelledby='toan-tinh']//tr[starts-with(normalize-space(th), 'Nam Đông')]")
    shown = [cell.text_content() for cell in row.xpath("td")]
    assert shown == ["9", "157", "17,4", str(PROVINCE.loc["Nam Đông", "so_xa_dat_chuan"]), "77,8%"]
    text = " ".join(page.text_content().split())
    assert "Đã ký quyết định công nhận đến 15/12/2020: 5/9 xã; chưa rõ ngày ký: Thượng Quảng." in text


def test_recognition_is_not_what_is_met(season_2020: Build) -> None:
    """Hương Sơn stays recognised while it misses three criteria; Thượng Nhật meets all before its decision is signed."""
    summary = summary_of(season_2020)
    assert summary.loc["Hương Sơn", ["recognised_tier", "criteria_not_met"]].tolist() == ["NTM", "3"]
    assert summary.loc["Thượng Nhật", ["recognised_tier", "criteria_not_met"]].tolist() == ["", "0"]
