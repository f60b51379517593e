"""The blank forms: what the office prints for a commune or a department, and that it prints nothing else."""

from dataclasses import replace

import pytest

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.blank_form import (
    commune_form,
    department_form,
    leading_departments,
    source_of_level,
)
from ntm_lib.intake.blank.form_writer import write_form
from ntm_lib.intake.printed_level import is_outdated, level_text
from ntm_lib.intake.reading.form_reader import read_form
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.tables import records
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT
from tests.unit.builders import observations, season, small_workbook

INDICATORS, MEASURES, FOLLOW_UP = layout.INDICATORS.title, layout.MEASURES.title, layout.FOLLOW_UP.title
NOTHING = OBSERVATIONS.frame([])
MAIN = Workbook.open(ROOT)


@pytest.fixture
def small(tmp_path) -> Workbook:
    return small_workbook(tmp_path)


def form_of(workbook, season_name="2021", unit="an-binh", last=NOTHING):
    chosen = workbook.season(season_name)
    return commune_form(workbook, chosen, workbook.commune(unit, chosen), last)


def row_of(content, title, key, value, component=""):
    return next(r for r in content.rows[title] if r.get(key) == value and (r.get("component") or "") == component)


def blocked(row):
    return set(str(row["blocked"]).split())


# Indicators


def test_every_indicator_of_the_set_stands_under_its_criterion(small):
    """The rows are the set's levels of the season's year in the set's order, each criterion below a band with its name."""
    rows = form_of(small).rows[INDICATORS]
    assert [r.get("band") or (r["indicator"], r["component"]) for r in rows] == [
        "Tiêu chí 1. Tiêu chí 1", ("1.1", ""), "Tiêu chí 2. Tiêu chí 2", ("2.1", ""), ("2.2", ""), "Tiêu chí 3. Tiêu chí 3", ("3.1", ""),
        "Tiêu chí 4. Tiêu chí 4", ("4.1", "hop-ve-sinh"), ("4.1", "nuoc-sach"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "computed", "expected"),
    [
        ("1.1", "percent", {"assessed", "assessed_by"}),  # a share held against a level
        ("2.1", None, {"numerator", "denominator", "assessed", "assessed_by"}),  # a count held against a level
        ("2.2", None, {"numerator", "denominator", "value"}),  # yes or no
        ("3.1", None, {"numerator", "denominator", "value"}),  # the same, may not apply
    ],
)
def test_a_row_asks_only_for_what_decides_it(small, code, computed, expected):
    """A number where a number decides, a verdict where a verdict does; a share computes itself."""
    row = row_of(form_of(small), INDICATORS, "indicator", code)
    assert (row["computed"], blocked(row)) == (computed, expected)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("2.1", set()), ("7.1", {"numerator", "denominator", "value"}), ("10.1", {"assessed", "assessed_by"})],
)
def test_a_share_whose_level_is_the_provinces_has_numbers_and_a_verdict(code, expected):
    """QĐ 1980: of roads (2.1) both are asked; of the market (7.1) a verdict; of income (10.1) in 2021 only the numbers."""
    assert blocked(row_of(form_of(MAIN, unit="huong-huu"), INDICATORS, "indicator", code)) == expected


def test_a_level_that_may_not_apply_leaves_room_to_say_so():
    """A number decides, but "Không áp dụng" must have a cell to stand in."""
    levels = MAIN.criteria_set("xa-ntm-2016-2020").rows.assign(may_not_apply=True)
    workbook = Workbook.open(ROOT)
    workbook._criteria_sets["xa-ntm-2016-2020"] = replace(MAIN.criteria_set("xa-ntm-2016-2020"), rows=levels)
    row = row_of(form_of(workbook, unit="huong-huu"), INDICATORS, "indicator", "11.1")
    assert blocked(row) == set()


@pytest.mark.parametrize(
    ("code", "component", "text"),
    [
        ("16.1", "", "≥ 70"), ("11.1", "", "≤ 5"), ("9.1", "", "0"), ("15.3", "", "≤ 24,2"), ("1.1", "", "Đạt"),
        ("2.1", "", "Tỉnh quy định"), ("17.1", "nuoc-sach", "≥ 60"),
    ],
)  # fmt: skip
def test_levels_are_written_as_people_write_them(code, component, text):
    """QĐ 1980 at its levels of 2020: at least, at most, none, met, or the province's to set."""
    assert row_of(form_of(MAIN, unit="huong-huu"), INDICATORS, "indicator", code, component)["level"] == text


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ({"checked_by": "Ông A", "is_confirmed": False}, "đã đối chiếu"),
        ({"checked_by": "", "is_confirmed": True}, "nguồn thứ cấp, chưa đối chiếu"),
        ({"checked_by": "", "is_confirmed": True, "is_provincial": True}, "chưa ghi người đối chiếu"),
        ({"checked_by": "", "is_confirmed": False}, "chưa có nguồn"),
    ],
)
def test_a_level_says_what_it_rests_on(level, said):
    """Checked against the decree, a secondary source, or none: the form says which."""
    usual = {"lacking_for": "", "is_binding": True, "is_verdict": False, "is_broken": False, "is_provincial": False}
    assert source_of_level(usual | level) == said


def test_the_source_names_the_decision():
    """The level of 1.1 has a secondary source, that of 4.2 none; both name QĐ 1980, and the level that is a number for whom it is."""
    content = form_of(MAIN, unit="huong-huu")
    sources = [row_of(content, INDICATORS, "indicator", code)["level_source"] for code in ("1.1", "4.2")]
    decision = "QĐ 1980/QĐ-TTg năm 2016"
    assert sources == [f"{decision}: nguồn thứ cấp, chưa đối chiếu", f"{decision}, vùng Bắc Trung Bộ: chưa có nguồn"]


def test_an_unknown_level_is_said_to_be_unknown():
    """A "?" in a criteria file is no level to print for a commune."""
    assert (
        level_text(
            {
                "rule": "assessed",
                "target_text": "?",
                "lacking_for": "",
                "is_binding": True,
                "is_verdict": False,
                "is_broken": False,
                "may_not_bind": False,
                "is_open": False,
            }
        )
        == "Chưa rõ mức"
    )


@pytest.mark.parametrize(
    ("printed", "now", "is_other"),
    [
        ("≥ 70", "≥ 75", True), ("≥ 70", "≤ 70", True), ("≥ 70", "Chưa khai mức", True), ("Tỉnh quy định", "0", True),
        ("≥70", "≥ 70", False), ("24.2", "24,2", False), ("≥ 70%", "≥ 70", False), ("Chưa rõ mức", "Tỉnh quy định", False),
        ("", "≥ 70", False),
    ],
)  # fmt: skip
def test_only_another_number_is_another_level(printed, now, is_other):
    """Spaces and the decimal sign are no change, nor are other words; a form without the column says nothing."""
    assert is_outdated(printed, now) is is_other


def test_numerator_and_denominator_are_named_below_the_indicator():
    """The official reads which two counts make the share, and which component of the indicator the row is."""
    name = row_of(form_of(MAIN, unit="huong-huu"), INDICATORS, "indicator", "17.1", "nuoc-sach")["indicator_name"]
    assert name.endswith(" – Trong đó: nước sạch\nTử số: Số hộ dùng nước sạch; mẫu số: Tổng số hộ")


@pytest.mark.parametrize(
    "set_id",
    [
        "xa-ntm-2016-2020",
        "xa-ntm-2021-2025",
        "xa-ntm-nang-cao-2021-2025",
        "xa-ntm-kieu-mau-2018-2020",
        "xa-ntm-kieu-mau-2021-2025",
    ],
)
def test_a_blank_form_of_any_whole_set_is_read_as_empty(tmp_path, set_id):
    """Sent back untouched, it has every indicator once, no problem, and no value but the origin the office printed."""
    of_set = MAIN.season("2021").model_copy(update={"criteria_set": set_id, "conclusions": None})
    content = commune_form(MAIN, of_set, MAIN.commune("huong-huu", of_set), NOTHING)
    write_form(tmp_path / "a.xlsx", content)
    form = read_form((tmp_path / "a.xlsx").read_bytes(), layout.COMMUNE_SHEETS)
    assert form.problems == []
    levels = records(MAIN.criteria_set(set_id).levels(2021))
    rows = form.rows[INDICATORS]
    assert [(r.text("indicator"), r.text("component")) for r in rows] == [
        (v["indicator"], v["component"]) for v in levels
    ]
    entered = {f.name for s in layout.COMMUNE_SHEETS for f in s.fields if f.is_entry} - {"origin"}
    left = [(s, r.index, n) for s, found in form.rows.items() for r in found for n in r.values if n in entered]
    assert left == [(layout.DEBTS.title, 4, "project")]  # the printed name of the total


# Last season


def last_row(**fields):
    return {"season": "2020", "indicator": "1.1"} | fields


def test_last_seasons_value_is_printed_with_two_decimals(small):
    """97.1469 becomes 97,15 beside the cells to fill in."""
    row = row_of(form_of(small, last=observations(last_row(value=97.1469))), INDICATORS, "indicator", "1.1")
    assert row["last_value"] == 97.15


def test_last_seasons_verdict_is_printed_in_words(small):
    """Where there was no number, the form shows Đạt or Chưa đạt; of two components each its own."""
    last = observations(
        last_row(indicator="2.2", assessed="not_met"), last_row(indicator="4.1", component="nuoc-sach", value=60.0)
    )
    content = form_of(small, last=last)
    shown = [row.get("last_value") for row in content.rows[INDICATORS] if "band" not in row]
    assert shown == [None, None, "Chưa đạt", None, None, 60.0]


def test_a_measure_shows_its_last_value(small):
    """The figures asked beside the indicators have last season's value too."""
    content = form_of(small, last=observations(last_row(indicator="hop-tac-xa", value=2.0)))
    assert row_of(content, MEASURES, "indicator", "hop-tac-xa")["last_value"] == 2.0


@pytest.mark.parametrize(
    "row",
    [{"unit_id": "hoa-son", "unit_name": "Hòa Sơn"}, {"season": "2019"}],
    ids=["another commune", "an older season"],
)
def test_nothing_is_taken_from_another_commune_or_season(small, row):
    """Only the same commune in the season compared with."""
    content = form_of(small, last=observations(last_row(value=90.0) | row))
    assert [r.get("last_value") for r in content.rows[INDICATORS]] == [None] * len(content.rows[INDICATORS])


def test_nothing_is_carried_over_a_change_of_the_criteria_set(small):
    """Where the season compared with stood under another set, its values say nothing about this one's indicators."""
    small.seasons["2020"] = season("2020", criteria_set="bo-cu")
    content = form_of(small, last=observations(last_row(value=90.0)))
    assert not any(row.get("last_value") for row in content.rows[INDICATORS])


def test_a_merged_commune_has_no_last_value(submissions, workbook):
    """Hương Xuân was made of two communes on 1/1/2020: its form of 2020 shows nothing of 2019; Hương Hữu's shows its own."""
    forms = {unit: form_of(workbook, "2020", unit, submissions.observations) for unit in ("huong-xuan", "huong-huu")}
    printed = {unit: sum(row.get("last_value") is not None for row in f.rows[INDICATORS]) for unit, f in forms.items()}
    assert printed == {"huong-xuan": 0, "huong-huu": 50}


# Conclusions, resources, debts, texts


def test_a_commune_answers_for_its_own_conclusions():
    """Hương Hữu is given five items of all communes and its own five, in the notice's order."""
    items = [row["item"] for row in form_of(MAIN, unit="huong-huu").rows[FOLLOW_UP]]
    assert items == ["1.1", "1.2", "1.3", "1.4", "1.5", "4.1", "4.2", "4.3", "4.4", "4.5"]


@pytest.mark.parametrize(
    ("unit", "item", "where", "is_open"),
    [
        ("huong-huu", "1.1", "", {"state", "figure", "as_of"}),
        ("huong-huu", "4.2", "Kết quả tính từ trang “Chỉ tiêu”.", {"state", "as_of"}),
        ("huong-huu", "4.3", "Số liệu lấy ở trang “Chỉ tiêu”, chỉ tiêu 11.1.", {"state", "as_of"}),
        ("huong-huu", "4.4", "Số liệu lấy ở trang “Số liệu khác”.", {"state", "as_of"}),
        ("huong-xuan", "2.4", "", {"state", "as_of", "criteria_met", "criteria_total", "dossier_state"}),
        ("huong-xuan", "2.7", "Ghi ở trang “Thôn”: thôn 9, thôn NTM kiểu mẫu.", set()),
    ],
)
def test_an_item_says_where_its_figure_comes_from(unit, item, where, is_open):
    """What another sheet holds is not asked twice; of a tier the criteria and the dossier are asked."""
    row = row_of(form_of(MAIN, unit=unit), FOLLOW_UP, "item", item)
    asked = {"state", "figure", "as_of", "criteria_met", "criteria_total", "dossier_state"}
    assert asked - blocked(row) == is_open
    assert str(row["summary"]).partition("\n")[2] == where


def test_a_season_without_conclusions_says_so(small):
    """The sheet of the conclusions is not just bare: it says that there is nothing to answer."""
    (row,) = form_of(small).rows[FOLLOW_UP]
    assert "không có nội dung kết luận" in row["band"]


def test_only_money_can_be_disbursed():
    """Days of work and given land have no cell for what was paid out; all money has."""
    rows = form_of(MAIN, unit="huong-huu").rows[layout.RESOURCES.title]
    assert {row["resource"] for row in rows if row["blocked"] == "disbursed"} == {"ngay-cong", "hien-dat"}
    assert [row["resource"] for row in rows] == list(MAIN.resources["resource"])


def test_villages_and_dossiers_are_left_to_the_commune():
    """Nothing of last season's villages and dossiers is filled in beforehand."""
    content = form_of(MAIN, unit="huong-xuan")
    assert not content.rows.get(layout.VILLAGES.title) and not content.rows.get(layout.DOSSIERS.title)
    assert layout.VILLAGES.spare_rows and layout.DOSSIERS.spare_rows


def test_the_first_sheet_says_until_when_and_to_whom():
    """The cut-off of the season and the office's name, not those of another district."""
    content = form_of(MAIN, unit="huong-huu")
    text = " ".join(content.instructions)
    assert "20/12/2021" in text and "Văn phòng Điều phối Nông thôn mới huyện Nam Đông" in text
    assert content.identity["cut_off"] == "20/12/2021" and content.warning == ""
    assert "Ngày viết như 20/12/2021." in text
    assert "Ngày viết như 15/12/2020." in " ".join(form_of(MAIN, "2020", "huong-huu").instructions)


# Departments


def test_the_departments_that_lead_an_item_get_a_form():
    """Six offices lead something in the notice of 24/12/2020; the communes' own items are not a department's."""
    leading = [d.department_id for d in leading_departments(MAIN, MAIN.season("2021"))]
    assert leading == ["van-phong-dieu-phoi", "ld-tbxh", "kt-ht", "tn-mt", "gd-dt", "co-quan-huyen"]
    assert leading_departments(MAIN, MAIN.season("2020")) == []


def test_a_department_answers_once_for_all_or_for_each_commune_named():
    """11.1 names two communes and has a row for each, with its name; 11.2 concerns all and has one."""
    rows = department_form(MAIN, MAIN.season("2021"), MAIN.departments["tn-mt"]).rows[FOLLOW_UP]
    assert [(r["item"], r.get("unit_id")) for r in rows] == [
        ("11.1", "huong-xuan"), ("11.1", "huong-loc"), ("11.2", None), ("11.3", None),
    ]  # fmt: skip
    assert str(rows[0]["summary"]).endswith(" – xã Hương Xuân")


def test_a_departments_form_is_read_as_a_departments(tmp_path):
    """It has the two sheets of a department, names it, and comes back without a problem."""
    content = department_form(MAIN, MAIN.season("2021"), MAIN.departments["tn-mt"])
    write_form(tmp_path / "a.xlsx", content)
    form = read_form((tmp_path / "a.xlsx").read_bytes(), layout.DEPARTMENT_SHEETS)
    assert (form.problems, form.identity["respondent"], form.identity["form"]) == ([], "tn-mt", "Biểu của phòng")
    assert [row.text("unit_id") for row in form.rows[FOLLOW_UP]] == ["huong-xuan", "huong-loc", "", ""]
