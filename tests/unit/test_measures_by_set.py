"""Measures by criteria set: which indicator a measure is, is told set by set, and nothing else of the same code stands for it."""

import pytest

from ntm_lib.errors import WorkbookError
from ntm_lib.intake.blank.blank_form import commune_form
from ntm_lib.intake.form import FOLLOW_UP, MEASURES
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.presentation.shared.lacking import lacking_lines
from ntm_lib.presentation.shared.promise_rows import display_rows
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.tables import records
from ntm_lib.workbook import Workbook
from tests.unit.builders import (
    DEPARTMENTS,
    MAIN,
    SET_ID,
    WORKBOOK_TOML,
    conclusion_items,
    observations,
    season,
    write_csv,
    write_workbook,
)
from tests.unit.test_follow_up import judged
from tests.views import season_view

HOUSES = {"measure": "nha-tam", "name": "Nhà tạm", "value_type": "number", "unit": "nhà", "count_unit": "nhà"}


def opened(root, *measures):
    return Workbook.open(write_workbook(root, measures=measures))


def test_a_row_of_the_set_goes_before_the_one_for_any(tmp_path):
    book = opened(
        tmp_path, HOUSES | {"numerator_name": "Số nhà"}, {**HOUSES, "criteria_set": SET_ID, "indicator": "2.1"}
    )
    assert records(book.measures_of(SET_ID)[["measure", "indicator"]]) == [{"measure": "nha-tam", "indicator": "2.1"}]
    assert records(book.measures_of("bo-khac")[["measure", "indicator"]]) == [{"measure": "nha-tam", "indicator": ""}]


def test_the_measures_of_a_set_keep_the_order_of_the_file(tmp_path):
    """However their rows lie: a form asks for them in that order."""
    book = opened(
        tmp_path,
        {**HOUSES, "measure": "mot", "criteria_set": SET_ID},
        {**HOUSES, "measure": "hai"},
        {**HOUSES, "measure": "mot"},
    )
    assert list(book.measures_of(SET_ID)["measure"]) == ["mot", "hai"]
    assert list(book.measures_of("bo-khac")["measure"]) == ["mot", "hai"]


def test_a_measure_of_an_indicator_that_the_set_lacks_is_none_of_it(tmp_path):
    """A row for any set points at 2.1: under a set without 2.1 nothing stands for it."""
    book = opened(tmp_path, {**HOUSES, "indicator": "2.1"})
    other = tmp_path / "data" / "reference" / "criteria" / "bo-khac.csv"
    made = tmp_path / "data" / "reference" / "criteria" / f"{SET_ID}.csv"
    other.write_text(
        "\n".join(line for line in made.read_text(encoding="utf-8").splitlines() if ",2.1," not in line),
        encoding="utf-8",
    )
    sets = made.with_name("sets.toml")
    text = sets.read_text(encoding="utf-8")
    sets.write_text(text + text.replace(f"[{SET_ID}]", "[bo-khac]"), encoding="utf-8")
    book = Workbook.open(tmp_path)
    assert list(book.measures_of(SET_ID)["measure"]) == ["nha-tam"]
    assert book.measures_of("bo-khac").empty


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"criteria_set": SET_ID, "indicator": "9.9"}, f"dòng 2 (nha-tam, bộ {SET_ID}), cột indicator: bộ này không có chỉ tiêu “9.9”"),
        ({"criteria_set": SET_ID, "indicator": "4.1", "component": "x"}, "không có chỉ tiêu “4.1/x”"),
        ({"criteria_set": "bo-la", "indicator": "2.1"}, "cột criteria_set: không có bộ “bo-la” trong sets.toml"),
    ],
)  # fmt: skip
def test_a_measure_that_points_at_nothing_is_refused(tmp_path, row, said):
    with pytest.raises(WorkbookError) as error:
        opened(tmp_path, HOUSES | row)
    assert said in str(error.value) and "measures.csv" in str(error.value)


def test_a_measure_of_any_set_that_points_at_nothing_is_told_and_not_asked_for(tmp_path):
    """As an older workbook may have one: it opens, `ntm check` and `ntm status` name the row, and a conclusion on it has no figure."""
    toml = WORKBOOK_TOML + 'conclusions = "2020-12-24"\n'
    leads = [*DEPARTMENTS, {"department_id": "ubnd-xa", "name": "UBND xã", "short_name": "UBND xã"}]
    rows = [
        HOUSES | {"indicator": "9.9"},
        HOUSES | {"measure": "nha-moi", "indicator": "4.1", "component": "x"},
        HOUSES | {"measure": "nha-cu"},
    ]
    book = Workbook.open(write_workbook(tmp_path, toml, measures=rows, departments=leads))
    items = conclusion_items({"item": "1.1", "notice_point": "1", "summary": "Còn 3 nhà tạm", "lead": "ubnd-xa", "kind": "measure", "measure": "nha-tam", "comparator": "<=", "target": "3", "communes": "an-binh"})  # fmt: skip
    write_csv(book.data_folder / "conclusions" / "2020-12-24.csv", list(items.columns), items.to_dict("records"))
    said = [line for line in lacking_lines(book, book.season("2021")) if line.startswith("measures.csv")]
    assert [line.partition(" nên")[0] for line in said] == [
        "measures.csv, dòng 2 (nha-tam), “Là chỉ tiêu”: không bộ nào có chỉ tiêu “9.9”",
        "measures.csv, dòng 3 (nha-moi), “Là chỉ tiêu”: không bộ nào có chỉ tiêu “4.1/x”",
    ]
    assert list(book.measures_of(SET_ID)["measure"]) == ["nha-cu"]
    view = season_view(book, "2021", read_submissions(book, [book.season("2021")]))
    (shown,) = display_rows(view, view.promises)
    assert shown["state"] == "chưa có số liệu"


def test_a_component_and_a_set_that_can_not_be_read_refuse_nothing(tmp_path):
    """The set's own fault is told where the set is used."""
    book = opened(tmp_path, {**HOUSES, "criteria_set": SET_ID, "indicator": "4.1", "component": "nuoc-sach"})
    assert len(book.measures) == 1
    (tmp_path / "data" / "reference" / "criteria" / f"{SET_ID}.csv").write_text("hỏng", encoding="utf-8")
    assert len(Workbook.open(tmp_path).measures_of(SET_ID)) == 1
    (tmp_path / "data" / "reference" / "criteria" / "sets.toml").unlink()
    assert len(Workbook.open(tmp_path).measures_of(SET_ID)) == 1


def test_every_measure_of_the_project_is_known_or_asked_for():
    """Under each set a measure is an indicator of that set, or the form asks for it by what its numerator is."""
    book = Workbook.open(MAIN)
    for set_id in ("xa-ntm-2016-2020", "xa-ntm-2021-2025", "xa-ntm-nang-cao-2021-2025", "xa-ntm-2026-2030-partial"):
        measures = records(book.measures_of(set_id))
        assert {"income_per_capita_mvnd", "health_insurance_pct", "poor_households_pct"} <= {
            row["measure"] for row in measures
        }
        for row in measures:
            assert row["indicator"] or row["numerator_name"], (set_id, row["measure"])
    assert dict(zip(*(book.measures_of("xa-ntm-nang-cao-2021-2025")[c] for c in ("measure", "indicator")), strict=True))[
        "health_insurance_pct"
    ] == "14.1"  # fmt: skip


def test_key_measures_and_relations_name_figures_of_their_sets():
    book = Workbook.open(MAIN)
    for set_id in ("xa-ntm-2021-2025", "xa-ntm-nang-cao-2021-2025"):
        rows = book.criteria_set(set_id).rows
        own = book.key_measures[book.key_measures["criteria_set"] == set_id]
        assert len(own) == 12 and set(own["indicator"]) <= set(rows["indicator"])
    for relation in records(book.relations):
        known = set(book.criteria_set(relation["criteria_set"]).rows["indicator"]) | set(book.measures["measure"])
        assert {relation["whole"].partition("/")[0], relation["part"].partition("/")[0]} - {""} <= known


def test_a_form_asks_by_itself_for_what_is_no_indicator_of_its_set(tmp_path):
    other = {**HOUSES, "numerator_name": "Số nhà"}
    rows = [other, {**HOUSES, "criteria_set": SET_ID, "indicator": "2.1"}]
    leads = [*DEPARTMENTS, {"department_id": "ubnd-xa", "name": "UBND xã", "short_name": "UBND xã"}]
    book = Workbook.open(write_workbook(tmp_path, measures=rows, departments=leads))
    unit, now = book.communes(book.season("2021"))[0], book.season("2021")
    assert commune_form(book, now, unit, OBSERVATIONS.frame([])).rows[MEASURES.title] == []
    asked = now.model_copy(update={"criteria_set": SET_ID})
    (tmp_path / "data" / "conclusions").mkdir()
    items = conclusion_items(*({"item": f"1.{n}", "kind": "measure", "measure": name, "comparator": "<=", "target": "3"}
                               for n, name in enumerate(("nha-tam",), 1)))  # fmt: skip
    items.to_csv(tmp_path / "data" / "conclusions" / "2020-12-24.csv", index=False)
    with_items = asked.model_copy(update={"conclusions": "2020-12-24"})
    rows = commune_form(book, with_items, unit, OBSERVATIONS.frame([])).rows[FOLLOW_UP.title]
    assert "chỉ tiêu 2.1" in str(rows[0]["summary"])


def test_a_promise_follows_its_measure_from_one_set_to_the_next():
    """Houses were 9.1 in the base season; the new set has no such indicator, and the form asks for the count by itself."""
    rows = [
        {"measure": "houses", "criteria_set": SET_ID, "indicator": "9.1"},
        {"measure": "houses", "criteria_set": "", "indicator": ""},
    ]
    usual = {"component": "", "value_type": "number", "count_unit": "nhà", "is_yearly": "false", "comparator": "<="}
    now = season("2021", compare_with="2020", criteria_set="bo-moi")
    entered = [
        {"indicator": "9.1", "season": "2020", "value": 9, "numerator": 9},
        {"indicator": "9.1", "season": "2021", "value": 1, "numerator": 1},  # another indicator of the same code
        {"indicator": "houses", "season": "2021", "value": 4, "numerator": 4},
    ]
    item = {"item": "1.1", "kind": "measure", "measure": "houses", "comparator": "decrease", "deadline_year": "2021"}
    (row,) = judged([item], entered=entered, now=now, measures=[usual | row for row in rows])
    assert (row["indicator"], row["base_value"], row["value"], row["rule"]) == ("houses", 9, 4, "change_reached")


def test_a_measure_of_another_kind_then_starts_nothing():
    """A share then and a count now: there is no base. A measure that the set does not have has no figure."""
    usual = {"component": "", "count_unit": "nhà", "is_yearly": "false", "comparator": "<=", "measure": "houses"}
    rows = [
        usual | {"criteria_set": SET_ID, "indicator": "9.1", "value_type": "percent"},
        usual | {"criteria_set": "bo-moi", "indicator": "9.1", "value_type": "number"},
    ]
    item = {"item": "1.1", "kind": "measure", "measure": "houses", "comparator": "decrease", "deadline_year": "2021"}
    entered = [{"indicator": "9.1", "season": s, "value": 4, "numerator": 4} for s in ("2020", "2021")]
    for set_id, rule in (("bo-moi", "no_base"), ("bo-nua", "no_figure")):
        now = season("2021", compare_with="2020", criteria_set=set_id)
        (row,) = judged([item], entered=entered, now=now, measures=rows)
        assert row["rule"] == rule
    assert observations(*entered)["value"].tolist() == [4, 4]


def test_a_measure_that_the_base_seasons_set_did_not_have_starts_nothing():
    usual = {"component": "", "count_unit": "nhà", "is_yearly": "false", "comparator": "<=", "measure": "houses"}
    rows = [usual | {"criteria_set": "bo-moi", "indicator": "9.1", "value_type": "number"}]
    item = {"item": "1.1", "kind": "measure", "measure": "houses", "comparator": "decrease", "deadline_year": "2021"}
    now = season("2021", compare_with="2020", criteria_set="bo-moi")
    entered = [{"indicator": "9.1", "season": s, "value": 4, "numerator": 4} for s in ("2020", "2021")]
    (row,) = judged([item], entered=entered, now=now, measures=rows)
    assert row["rule"] == "no_base" and row["value"] == 4
