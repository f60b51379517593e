"""The province's table by district: read with its faults named, its shares computed anew, the latest one not after the season."""

import pandas as pd
import pytest

from ntm_lib.analysis.province import districts_on_last_day
from ntm_lib.errors import WorkbookError
from ntm_lib.reference.province import COLUMNS, load_province_progress
from ntm_lib.tables import records
from tests.conftest import PUBLISHED
from tests.unit.builders import write_csv

PROVINCE = pd.read_csv(PUBLISHED / "province-2020-12-31.csv")


def row(name, as_of="2020-12-31", met="20", communes="2", standard="1"):
    return {
        "as_of": as_of,
        "unit_name": name,
        "criteria_met_total": met,
        "commune_count": communes,
        "standard_count": standard,
    }


def load(folder, *rows):
    return load_province_progress(write_csv(folder / "province-progress.csv", COLUMNS, rows))


def test_what_the_province_published_comes_out_of_its_own_counts(workbook):
    """Mean and share of every district and of the province, computed from the counts, round to those published."""
    rows = records(districts_on_last_day(workbook.province_progress, 2021))
    published = PROVINCE.set_index("unit_vi")
    assert {r["unit_name"] for r in rows} == set(published.index)
    for r in rows:
        assert r["criteria_mean"] == pytest.approx(published.loc[r["unit_name"], "bq_tieu_chi_per_xa"], abs=0.05)
        assert r["standard_pct"] == pytest.approx(published.loc[r["unit_name"], "ty_le_pct"], abs=0.05)


def test_the_whole_province_stands_last(tmp_path):
    """The districts keep the province's order; the row of totals comes after them wherever it stood."""
    found = districts_on_last_day(load(tmp_path, row("Toàn tỉnh"), row("B"), row("A")), 2020)
    assert [(r["unit_name"], r["is_whole"]) for r in records(found)] == [
        ("B", False),
        ("A", False),
        ("Toàn tỉnh", True),
    ]


@pytest.mark.parametrize(
    ("until", "day"), [(2020, "2020-12-31"), (2021, "2021-12-31"), (2030, "2021-12-31"), (2018, None)]
)
def test_the_latest_table_not_after_the_year_is_taken(tmp_path, until, day):
    """A table of a later year says nothing of an earlier season; with several of a year the last one counts."""
    table = load(tmp_path, row("A", "2020-06-30"), row("A", "2020-12-31"), row("A", "2021-12-31"))
    found = list(districts_on_last_day(table, until)["as_of"])
    assert found == ([day] if day else [])


def test_a_district_without_communes_has_no_mean(tmp_path):
    """Nothing is divided by nought, and a missing count stays missing."""
    found = districts_on_last_day(load(tmp_path, row("A", communes="0"), row("B", communes=""), row("C", met="")), 2020)
    assert found["criteria_mean"].isna().all()
    assert found["standard_pct"].isna().tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"as_of": ""}, "cột as_of: còn trống"),
        ({"as_of": "12/31/2020"}, "cột as_of: ngày “12/31/2020” không đúng dạng"),
        ({"met": "1.671.5"}, "cột criteria_met_total: “1.671.5” không phải là số"),
    ],
)
def test_a_bad_cell_is_named(tmp_path, bad, said):
    """The message says which district and which column."""
    with pytest.raises(WorkbookError) as refused:
        load(tmp_path, row("Quảng Điền", **bad))
    assert said in str(refused.value) and "Quảng Điền" in str(refused.value)
    assert "province-progress.csv, dòng 2 (" in str(refused.value)
