"""The count over the years, cut wherever the set or the borders change."""

import pandas as pd
import pytest

from ntm_lib.analysis.history import count_history
from ntm_lib.tables import records
from tests.unit.builders import summary

OLD, NEW = "xa-ntm-2009-2015-partial", "xa-ntm-2016-2020"
YEARS = {str(year): year for year in range(2016, 2022)}


@pytest.fixture
def units(workbook):
    return workbook.units


def counted(unit_id, season, met, unknown=0, criteria_set=NEW):
    return {
        "unit_id": unit_id, "unit_name": unit_id, "season": season, "criteria_set": criteria_set,
        "criteria_met": met, "criteria_unknown": unknown,
    }  # fmt: skip


def published(*rows):
    columns = ["unit_id", "year", "criteria_set", "criteria_met", "basis", "source", "note"]
    table = pd.DataFrame([(*row, "công bố", "báo", "") for row in rows], columns=columns)
    return table.astype({"year": "int64", "criteria_met": "int64"})


def test_lines_end_where_borders_change(units):
    """The two communes that became Hương Xuân have lines of their own; nothing joins them to it or to each other."""
    table = summary(
        counted("huong-hoa", "2018", 17), counted("huong-hoa", "2019", 18), counted("huong-giang", "2018", 16),
        counted("huong-xuan", "2020", 19), counted("huong-xuan", "2021", 19), counted("huong-loc", "2021", 19),
    )  # fmt: skip
    found = count_history(table, published(), units, "huong-xuan", YEARS)
    lines = found.groupby("line")[["unit_id", "season"]].agg(list)
    assert sorted(zip(lines["unit_id"].str[0], lines["season"], strict=True)) == [
        ("huong-giang", ["2018"]),
        ("huong-hoa", ["2018", "2019"]),
        ("huong-xuan", ["2020", "2021"]),
    ]
    assert dict(zip(found["unit_id"], found["unit_name"], strict=True))["huong-hoa"] == "Hương Hòa"


def test_lines_end_where_the_set_changes(units):
    """A count under the old set is never joined to one under the new: 19 gave way to 14-18 without a fall."""
    table = summary(counted("huong-phu", "2016", 19, criteria_set=OLD), counted("huong-phu", "2017", 15))
    found = count_history(table, published(), units, "huong-phu", YEARS)
    assert found["line"].nunique() == 2


def test_published_counts_fill_only_years_without_forms(units):
    """A published count of a year with forms, or of a year after the last form, is not drawn; what was unknown stays told."""
    table = summary(counted("huong-son", "2019", 17), counted("huong-son", "2020", 15, unknown=1))
    facts = published(("huong-son", 2014, OLD, 19), ("huong-son", 2020, NEW, 16), ("huong-son", 2024, NEW, 19), ("huong-phu", 2014, OLD, 19))  # fmt: skip
    found = count_history(table, facts, units, "huong-son", YEARS)
    kept = [(r["year"], r["season"], r["criteria_met"], r["criteria_unknown"], r["basis"]) for r in records(found)]
    assert kept == [
        (2014, "", 19, 0, "công bố"),
        (2019, "2019", 17, 0, "biểu của xã"),
        (2020, "2020", 15, 1, "biểu của xã"),
    ]


def test_a_criterion_that_does_not_apply_is_in_the_count(units):
    """As published counts have it, and the totals, means and bands."""
    table = summary(counted("huong-son", "2019", 17) | {"criteria_not_applicable": 1})
    assert [r["criteria_met"] for r in records(count_history(table, published(), units, "huong-son", YEARS))] == [18]


def test_a_published_count_is_not_joined_to_the_forms_own(units):
    """A count from a newspaper and one from a form are not one line, even for one unit and one set."""
    table = summary(counted("huong-son", "2019", 17))
    found = count_history(table, published(("huong-son", 2018, NEW, 16)), units, "huong-son", YEARS)
    assert found["line"].nunique() == 2


def test_published_counts_are_never_joined(units):
    """Only counts from forms may be joined: between two published points nothing is known."""
    facts = published(("huong-son", 2012, OLD, 10), ("huong-son", 2014, OLD, 19))
    found = count_history(summary(counted("huong-son", "2019", 17)), facts, units, "huong-son", YEARS)
    assert found["line"].nunique() == 3


def test_a_commune_without_any_count_has_an_empty_history(units):
    """Without forms up to now, later published counts don't appear, and nothing fails."""
    found = count_history(summary(), published(("huong-huu", 2024, NEW, 19)), units, "huong-huu", YEARS)
    assert found.empty and "line" in found.columns


def test_a_season_of_which_nothing_is_known_is_no_count(units):
    """A commune without a form did not count 0 criteria: that year has no point, and a published count may stand for it."""
    table = summary(counted("huong-loc", "2020", 16), counted("huong-loc", "2021", 0, unknown=19))
    found = count_history(table, published(), units, "huong-loc", YEARS)
    assert found["year"].tolist() == [2020]
    found = count_history(table, published(("huong-loc", 2021, NEW, 17)), units, "huong-loc", YEARS)
    assert found[["year", "criteria_met", "basis"]].to_numpy().tolist() == [
        [2020, 16, "biểu của xã"],
        [2021, 17, "công bố"],
    ]
    nothing = count_history(
        summary(counted("huong-loc", "2021", 0, unknown=19)), published(), units, "huong-loc", YEARS
    )
    assert nothing.empty
