"""The CSV files that a build leaves for Excel."""

import pytest

from ntm_lib.csv_file import csv_bytes
from ntm_lib.intake.submissions import Submissions
from ntm_lib.schemas import (
    CHANGES,
    CHART_POINTS,
    COMMUNE_SUMMARY,
    CORRECTIONS,
    CRITERION_RESULTS,
    DEBTS,
    FINDINGS,
    FORMS,
    INDICATOR_RESULTS,
    NOTES,
    OBSERVATIONS,
    RESOURCES,
    TABLED_RESULTS,
)
from tests.conftest import Build

TABLES = (OBSERVATIONS, INDICATOR_RESULTS, CRITERION_RESULTS, COMMUNE_SUMMARY, RESOURCES, DEBTS, CHART_POINTS)
WITHOUT_ORIGIN = (FORMS, CHANGES, FINDINGS, CORRECTIONS, TABLED_RESULTS)
COUNTS = ["criteria_met", "criteria_not_met", "criteria_unknown", "criteria_not_applicable"]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_each_file_has_the_declared_columns_and_one_row_a_key(built: Build, table) -> None:
    """Columns are those of the data dictionary, in order; a key stands once."""
    rows = built.table(table.name)
    assert list(rows.columns) == [*table.column_names, "origin_vi"]
    assert not rows.duplicated(list(table.key)).any()


@pytest.mark.parametrize("table", WITHOUT_ORIGIN, ids=lambda t: t.name)
def test_a_table_without_an_origin_has_the_declared_columns_only(built: Build, table) -> None:
    """Forms, changes, findings, corrections and results of summary tables are as the data dictionary has them; a key stands once."""
    rows = built.table(table.name)
    assert list(rows.columns) == table.column_names
    assert not rows.duplicated(list(table.key)).any()


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_excel_opens_each_file_right(built: Build, table) -> None:
    """A byte order mark, commas, and numbers with a decimal point."""
    raw = (built.folder / "data" / f"{table.name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.split(b"\r\n")[0].count(b",") == len(table.columns)


def test_a_row_made_from_illustrative_values_says_so_in_vietnamese(built: Build) -> None:
    """Whoever opens a file in Excel reads “minh họa” in the row itself; every verdict of the shipped data rests on it."""
    for table in TABLES:
        rows = built.table(table.name)
        assert (rows["origin_vi"] == "minh họa").equals(rows["origin"] == "illustrative")
    assert set(built.table("commune-summary")["origin_vi"]) == {"minh họa"}


def test_there_are_as_many_rows_as_the_set_has_parts(built: Build) -> None:
    """QĐ 1980 has 49 indicators in 19 criteria; nine communes."""
    assert len(built.table("indicator-results")) == 9 * 49
    assert len(built.table("criterion-results")) == 9 * 19
    assert len(built.table("commune-summary")) == 9


def test_the_four_counts_add_up_to_the_total(built: Build) -> None:
    """Met, not met, unknown and not applicable are all there is."""
    rows = built.table("commune-summary").astype(dict.fromkeys([*COUNTS, "criteria_total"], int))
    assert (rows[COUNTS].sum(axis=1) == rows["criteria_total"]).all()


def test_names_are_bare_and_codes_are_whole(built: Build) -> None:
    """A unit's name stands without “xã”; its code keeps all five digits."""
    rows = built.table("commune-summary").set_index("unit_name")
    assert rows.loc["Hương Hữu", "unit_code"] == "20182"


def test_a_missing_value_is_unknown_in_indicator_criterion_and_count(build_of) -> None:
    """Hương Phú gives no figure for 17.2 in 2021: that makes nothing met and nothing not met."""
    built = build_of("2021")
    indicator = built.table("indicator-results").set_index(["unit_id", "indicator"]).loc[("huong-phu", "17.2")]
    criterion = built.table("criterion-results").set_index(["unit_id", "criterion_no"]).loc[("huong-phu", "17")]
    commune = built.table("commune-summary").set_index("unit_id").loc["huong-phu"]
    assert (indicator["result"], indicator["value"], criterion["result"]) == ("unknown", "", "unknown")
    assert (commune["criteria_met"], commune["criteria_unknown"], commune["criteria_met_change"]) == ("18", "1", "")


def test_a_formula_in_a_form_is_only_text_in_a_csv(submissions: Submissions) -> None:
    """Text that a spreadsheet would run gets an apostrophe in front; other text stays as it is."""
    notes = submissions.notes.iloc[[0]].assign(text="=HYPERLINK(A1)", heading="Bình thường")
    text = csv_bytes(NOTES.validate(notes)).decode("utf-8-sig")
    assert "'=HYPERLINK(A1)" in text
    assert ',"Bình thường",' in text
