"""Breaks of series: what is compared across one is nothing, and why is said."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.proposals import Proposal
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.errors import WorkbookError
from ntm_lib.intake.form import INDICATORS
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.presentation.agency import page as agency_page
from ntm_lib.presentation.agency.headline import brief
from ntm_lib.presentation.commune.detail import proposals
from ntm_lib.presentation.commune.first_screen import _decisions
from ntm_lib.presentation.commune.pace import pace_part
from ntm_lib.presentation.commune.trajectories import trajectories_part
from ntm_lib.presentation.overview.headline import measures
from ntm_lib.presentation.shared.promise_rows import display_rows
from ntm_lib.reference.breaks import Breaks, figure_names, load_breaks
from ntm_lib.tables import rows_of
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.series import Series
from tests.unit.builders import SET_ID, conclusion_items, criterion, indicator, send_form, write_csv, write_workbook
from tests.unit.test_follow_up import MID_YEAR, SEASON, promise, value
from tests.views import commune_view, department_view, season_view

COLUMNS = ["date", "indicator_or_measure", "kind", "text", "source"]


def broken(day, name="", kind="poverty-line", text="đổi chuẩn nghèo", source="NĐ thử"):
    return dict(zip(COLUMNS, (day, name, kind, text, source), strict=True))


def loaded(tmp_path, *rows, measures=("poor",), figures=frozenset({"1.1", "4.1/nuoc-sach"})):
    path = write_csv(tmp_path / "breaks.csv", COLUMNS, rows)
    return load_breaks(path, measures, lambda set_id: figures if set_id == SET_ID else set())


# The file


def test_a_break_concerns_what_it_names(tmp_path):
    breaks = loaded(
        tmp_path,
        broken("2023-01-01", f"{SET_ID}/1.1"),
        broken("2022-01-01", "poor"),
        broken("2024-01-01", f"{SET_ID}/4.1/nuoc-sach", "method"),
        broken("2021-06-01", kind="boundary"),
        broken("2023-06-01", kind="set"),
    )
    poor, water = figure_names(SET_ID, "1.1", "", ["poor"]), figure_names(SET_ID, "4.1", "nuoc-sach", ())
    day = [date(year, 12, 20) for year in range(2020, 2025)]
    assert [row["date"].year for row in breaks.rows] == [2021, 2022, 2023, 2023, 2024]  # oldest first

    def years(names):
        found = [breaks.between(names, start, end) for start, end in pairwise(day)]
        return [row["date"].isoformat() if row else "" for row in found]

    assert years(poor) == ["2021-06-01", "2022-01-01", "2023-01-01", ""]
    assert years(water) == ["2021-06-01", "", "", "2024-01-01"]
    assert breaks.between(poor, day[0], day[-1])["date"].year == 2023  # the last one
    assert breaks.between(poor, date(2022, 1, 1), date(2022, 12, 31)) is None  # that very day is after it
    assert breaks.set_change(day[0], day[-1])["kind"] == "set" and breaks.set_change(day[0], day[1]) is None


def test_without_a_file_nothing_breaks(tmp_path):
    assert load_breaks(tmp_path / "breaks.csv", (), lambda _: set()) == Breaks([])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (broken("2022-01-01", "pooor"), "không có “pooor”"),
        (broken("2022-01-01", f"{SET_ID}/9.9"), f"không có “{SET_ID}/9.9”"),
        (broken("2022-01-01", "bo-la/1.1"), "không có “bo-la/1.1”"),
        (broken(""), "cột date: còn trống"),
        (broken("2022-01-01", kind="khac"), "cột kind"),
        (broken("2022-01-01", source=""), "cột source"),
    ],
)
def test_a_break_that_names_nothing_known_is_refused(tmp_path, row, said):
    with pytest.raises(WorkbookError, match=r"breaks\.csv") as error:
        loaded(tmp_path, row)
    assert said in str(error.value)


def test_the_figure_of_a_set_that_can_not_be_read_is_taken(tmp_path):
    assert len(loaded(tmp_path, broken("2022-01-01", f"{SET_ID}/9.9"), figures=None).rows) == 1


# A promise


@pytest.mark.parametrize(
    ("day", "rule"),
    [("2021-01-01", "no_series"), ("2020-12-20", "change_reached"), ("2021-12-20", "no_series"), ("2021-12-21", "change_reached")],
)  # fmt: skip
def test_a_promise_is_not_judged_across_a_break(day, rule):
    """The base season was cut off on 20/12/2020, this one on 20/12/2021."""
    breaks = [{**broken(day, "poor"), "date": date.fromisoformat(day)}]
    item = {"kind": "measure", "measure": "poor", "comparator": "decrease"}
    entered = [value("11.1", 9, season="2020"), value("11.1", 6)]
    row = promise(item, entered=entered, breaks=breaks)
    assert row["rule"] == rule and row["value"] == 6
    assert pd.isna(row["base_value"]) == (rule == "no_series")
    assert row["state"] == ("chưa có số liệu" if rule == "no_series" else "hoàn thành")


def test_a_level_promised_before_a_break_is_not_reached_after_it():
    breaks = [{**broken("2021-01-01", f"{SET_ID}/11.1"), "date": date(2021, 1, 1)}]
    item = {"kind": "measure", "measure": "poor", "comparator": "<=", "target": "7"}
    assert promise(item, entered=[value("11.1", 6)], breaks=breaks)["rule"] == "no_series"
    assert promise(item, entered=[], breaks=breaks)["rule"] == "no_figure"
    assert promise(item, entered=[value("11.1", 6)], breaks=breaks, base=None)["rule"] == "measure_reached"


@pytest.mark.parametrize(
    ("day", "poor", "other", "rule", "lists"),
    [
        ("2021-01-01", "met", "met", "criteria_no_series", ("", "", "11")),
        ("2021-01-01", "not_met", "met", "criteria_no_series", ("", "", "11")),
        ("2021-01-01", "met", "not_met", "criteria_missed", ("", "11", "")),  # fails by a figure of its own series
        ("2021-01-01", "not_met", "not_met", "criteria_missed", ("", "11", "")),
        ("2021-01-01", "unknown", "met", "criteria_unknown", ("", "", "")),
        ("2020-12-20", "met", "met", "criteria_reached", ("11", "", "")),
        ("2020-12-20", "not_met", "met", "criteria_missed", ("", "11", "")),
    ],
)  # fmt: skip
def test_a_criterion_promised_before_a_break_is_not_judged_by_a_figure_of_after_it(day, poor, other, rule, lists):
    """Criterion 11 has two figures, the first of which breaks: as with a measure, met and failed are by another rule than was promised."""
    breaks = [{**broken(day, f"{SET_ID}/11.1"), "date": date.fromisoformat(day)}]
    results = {"11.1": poor, "11.2": other}
    whole = next(word for word in ("not_met", "unknown", "met") if word in results.values())
    components = [criterion("11", found) | {"indicator": name, "rule": "level"} for name, found in results.items()]
    row = promise({"kind": "criterion", "criterion_no": "11"}, criteria=[criterion("11", whole)], components=components, breaks=breaks)  # fmt: skip
    assert (row["rule"], (row["met"], row["not_met"], row["ruled"])) == (rule, lists)
    assert row["indicator"] == ("11.1" if row["ruled"] else "")


def test_another_criterion_that_fails_decides_beside_one_of_a_broken_series():
    breaks = [{**broken("2021-01-01", f"{SET_ID}/11.1"), "date": date(2021, 1, 1)}]
    components = [criterion("11", "met") | {"indicator": "11.1", "rule": "level"}]
    row = promise(
        {"kind": "criterion", "criterion_no": "10;11"},
        criteria=[criterion("10", "not_met"), criterion("11", "met")],
        components=components,
        breaks=breaks,
    )
    assert (row["rule"], row["not_met"], row["ruled"]) == ("criteria_missed", "10", "11")


# A workbook of five years, with a new poverty line on 1/1/2021

POOR = indicator("1.1", comparator="<=", target="5", numerator_name="Số hộ nghèo", denominator_name="Tổng số hộ")
SEASONS = "\n".join(
    f'[[season]]\nname = "{year}"\nyear = {year}\ncriteria_set = "{SET_ID}"\ncut_off = {year}-12-20\n'
    + (f'compare_with = "{year - 1}"\n' if year > 2018 else "")
    for year in range(2018, 2023)
)
TOML = f"""
current_season = "2022"
[district]
name = "huyện Thử"
province = "tỉnh Mẫu"
office = "Văn phòng"
communes = ["an-binh"]
{SEASONS}
"""
MEASURE = {
    "measure": "poor", "name": "Tỷ lệ hộ nghèo", "indicator": "1.1", "value_type": "percent", "unit": "% hộ",
    "count_unit": "hộ", "quoted_decimals": "2", "comparator": "<=",
}  # fmt: skip
KEY = {"criteria_set": SET_ID, "indicator": "1.1", "name": "Tỷ lệ hộ nghèo", "is_trajectory": "true"}


LEAD = {"department_id": "kinh-te", "name": "Phòng Kinh tế", "short_name": "Phòng KT", "has_report": "true"}
LEADS = [{"criteria_set": SET_ID, "indicator": "1.1", "department_id": "kinh-te", "basis": "thông lệ"}]


@pytest.fixture(params=[True, False], ids=["broken", "whole"])
def book(tmp_path, request):
    rows = [broken("2021-01-01", "poor"), broken("2015-01-01", "poor")]
    breaks = {"breaks": rows} if request.param else {}
    write_workbook(
        tmp_path, TOML, levels=[POOR], measures=[MEASURE], key_measures=[KEY], departments=[LEAD], indicator_leads=LEADS, **breaks
    )  # fmt: skip
    made = Workbook.open(tmp_path)
    for year, poor in zip(range(2018, 2023), (60, 50, 40, 70, 65), strict=True):
        row = {"indicator": "1.1", "numerator": poor, "denominator": 500, "status": "Ước", "origin": "Báo cáo"}
        send_form(made, "an-binh", {INDICATORS.title: [row]}, season=str(year))
    return made


SAID = "đổi chuẩn nghèo từ ngày 01/01/2021 (nguồn: NĐ thử)"


def submissions(book, year):
    return read_submissions(book, book.seasons_until(book.season(year)))


def test_points_before_a_break_are_left_out_and_why_is_said(book):
    is_broken = bool(book.breaks.rows)
    said = f"Không so với năm 2020 trở về trước vì {SAID}."
    seen = commune_view(book, "2022", "an-binh", submissions(book, "2022"))
    pace = seen.pace_of["1.1", ""]
    assert (pace["points"], pace["reason"]) == ((2, "few_points") if is_broken else (4, ""))
    for part in (pace_part(seen), trajectories_part(seen)):
        assert (said in part._repr_html_()) == is_broken
    table = trajectories_part(seen)._repr_html_()
    assert ("12% (60/500)" in table) != is_broken and "13% (65/500)" in table
    assert seen.broken("1.1", least_year=2021) == "" and seen.broken("1.2") == ""
    assert (seen.broken("1.1") == said) == is_broken


def test_no_pace_leads_across_a_break_to_come(book):
    """At the end of 2020, 40 of 500 are poor after 60 in 2018: by the line of then. What 2021 counts is another thing."""
    is_broken = bool(book.breaks.rows)
    seen = commune_view(book, "2020", "an-binh", submissions(book, "2020"))
    pace = seen.pace_of["1.1", ""]
    assert (pace["state"], pace["reason"]) == (("none", "new_series") if is_broken else ("too_slow", ""))
    assert pace["done_per_year"] == 10 and pace["gap_count"] == 15
    assert pd.isna([pace["target"], pace["needed_per_year"], pace["years_needed"]]).all() == is_broken
    said = f"Chưa tính được còn phải làm bao nhiêu đến năm 2021 vì {SAID}."
    assert (said in pace_part(seen)._repr_html_()) == is_broken == (seen.coming("1.1") == said)
    what = dict(_decisions(seen))
    new, slow = (
        "Cho ý kiến mức giao năm 2021 theo quy định mới",
        "Cho ý kiến mức giao năm 2021 (khó đạt nếu giữ tốc độ hiện nay)",
    )
    assert what == (
        {new: "1 Tiêu chí 1 (phải giảm thêm 15 hộ)"} if is_broken else {slow: "1 Tiêu chí 1 (phải giảm thêm 15 hộ)"}
    )
    led = agency_page.headline(department_view(book, "2020", "kinh-te", submissions(book, "2020")))._repr_html_()
    assert (f"1.1 Tỷ lệ hộ nghèo: c{said[1:]}" in led) == is_broken and (new in led) == is_broken
    later = commune_view(book, "2022", "an-binh", submissions(book, "2022"))
    assert later.coming("1.1") == ""  # the break lies behind it


@pytest.mark.parametrize(
    ("poor", "rule", "verdict"), [(20, "level", ""), (40, "assessed", "Chưa đạt")], ids=["met by this year's line", "by verdict"]
)  # fmt: skip
def test_what_a_new_line_counts_next_year_is_met_or_missed_this_year_only(tmp_path, poor, rule, verdict):
    """Of a figure that a verdict decides there is no pace; commune, agency and draft leave its level to the conference all the same."""
    level = POOR if rule == "level" else POOR | {"rule": rule, "comparator": "", "target": ""}
    write_workbook(
        tmp_path, TOML, levels=[level], measures=[MEASURE | {"proposal": "Giảm hộ nghèo"}], departments=[LEAD], indicator_leads=LEADS,
        breaks=[broken("2021-01-01", "poor")],
    )  # fmt: skip
    made = Workbook.open(tmp_path)
    form = {"indicator": "1.1", "numerator": poor, "denominator": 500, "status": "Ước", "origin": "Báo cáo"}
    for year in ("2018", "2019", "2020"):
        send_form(made, "an-binh", {INDICATORS.title: [form | {"assessed": verdict}]}, season=year)
    sent = submissions(made, "2020")
    seen = commune_view(made, "2020", "an-binh", sent)
    drafted = rows_of(seen.proposed, Proposal)
    new = "Cho ý kiến mức giao năm 2021 theo quy định mới"
    led = dict(brief(department_view(made, "2020", "kinh-te", sent))["decisions"])
    if verdict:
        assert dict(_decisions(seen)) == {new: "1 Tiêu chí 1 (chưa đạt)"} and new in led
        assert [row["criterion_no"] for row in drafted if row["measure"] == "level_of_new_rule"] == ["1"]
        return
    assert new not in led and [row["about"] for row in drafted if row["measure"] == "level_of_new_rule"] == ["poor"]
    said = pace_part(seen)._repr_html_()
    assert "Chỉ tiêu đạt theo quy định hiện nay; năm 2021 xét theo quy định mới, chưa biết mức" in said
    assert "<strong>theo quy định mới</strong>" in said and "chưa tính được" not in said and "đều đã đạt" not in said


SET_CHANGE = broken("2021-03-08", kind="set", text="bộ mới thay bộ cũ", source="QĐ mới")


@pytest.mark.parametrize(
    ("seasons", "is_new"),
    [
        ("", True),
        ('[[season]]\nname = "2021"\nyear = 2021\ncriteria_set = "bo-moi"\ncut_off = 2021-12-20\n', True),
        (f'[[season]]\nname = "2021"\nyear = 2021\ncriteria_set = "{SET_ID}"\ncut_off = 2021-12-20\n', False),
    ],
    ids=["no season yet", "under another set", "under the same"],
)
def test_a_pace_towards_another_set_says_so(tmp_path, seasons, is_new):
    """The set changes in March 2021; which set the season of that year is under, if there is one, decides whether it matters."""
    toml = TOML[: TOML.index('[[season]]\nname = "2021"')] + seasons
    toml = toml.replace('current_season = "2022"', 'current_season = "2020"')
    write_workbook(
        tmp_path, toml, levels=[POOR], measures=[MEASURE | {"proposal": "Giảm hộ nghèo"}], breaks=[SET_CHANGE], departments=[LEAD],
        indicator_leads=LEADS,
    )  # fmt: skip
    made = Workbook.open(tmp_path)
    for year, poor in ((2018, 60), (2019, 50), (2020, 40)):
        row = {"indicator": "1.1", "numerator": poor, "denominator": 500, "status": "Ước", "origin": "Báo cáo"}
        send_form(made, "an-binh", {INDICATORS.title: [row]}, season=str(year))
    seen = commune_view(made, "2020", "an-binh", submissions(made, "2020"))
    agency = department_view(made, "2020", "kinh-te", submissions(made, "2020"))
    said = "Mức, tốc độ và dự thảo theo bộ tiêu chí của QĐ thử; bộ mới thay bộ cũ từ ngày 08/3/2021 (nguồn: QĐ mới)."
    for part in (pace_part(seen), proposals(seen), agency_page.headline(agency)):
        assert (said in part._repr_html_()) == is_new
    assert seen.pace_of["1.1", ""]["state"] == "too_slow"
    slow = "Cho ý kiến mức giao năm 2021 (khó đạt nếu giữ tốc độ hiện nay)"
    assert slow in dict(_decisions(seen)) and slow in dict(brief(agency)["decisions"])
    assert "Giảm hộ nghèo còn 6% (30 hộ)" in [row["summary"] for row in rows_of(seen.proposed, Proposal)]


def test_of_two_seasons_of_a_year_that_before_the_break_is_named(tmp_path):
    middle = f'[[season]]\nname = "2021-06"\nyear = 2021\ncriteria_set = "{SET_ID}"\ncut_off = 2021-06-20\n'
    rows = [broken("2021-07-01", "poor")]
    write_workbook(tmp_path, TOML + middle, levels=[POOR], measures=[MEASURE], key_measures=[KEY], breaks=rows)
    book = Workbook.open(tmp_path)
    seen = commune_view(book, "2022", "an-binh", submissions(book, "2022"))
    assert seen.broken("1.1").startswith("Không so với kỳ 2021-06 trở về trước vì")


def test_the_district_is_not_compared_across_a_break(book):
    """Nor does a rate that a new line moved count as a jump."""
    is_broken = bool(book.breaks.rows)
    seen = season_view(book, "2021", submissions(book, "2021"))
    assert (f"không so vì {SAID}" in measures(seen)._repr_html_()) == is_broken
    assert ("tăng 6 điểm phần trăm" in measures(seen)._repr_html_()) != is_broken
    later = season_view(book, "2022", submissions(book, "2022"))
    assert "giảm 1 điểm phần trăm" in measures(later)._repr_html_()  # both after it


def test_half_a_year_is_not_held_beside_a_whole_one(tmp_path):
    """10 and 8 % are two points a year, the same as the year before; 7 % in June is one point, and no slower."""
    middle = f'[[season]]\nname = "2021-06"\nyear = 2021\ncriteria_set = "{SET_ID}"\ncut_off = 2021-06-20\ncompare_with = "2020"\n'
    write_workbook(tmp_path, TOML + middle, levels=[POOR], measures=[MEASURE], key_measures=[KEY])
    made = Workbook.open(tmp_path)
    for season, poor in (("2018", 60), ("2019", 50), ("2020", 40), ("2021-06", 35)):
        row = {"indicator": "1.1", "numerator": poor, "denominator": 500, "status": "Ước", "origin": "Báo cáo"}
        send_form(made, "an-binh", {INDICATORS.title: [row]}, season=season)
    year, half = (measures(season_view(made, s, submissions(made, s)))._repr_html_() for s in ("2020", "2021-06"))
    assert "giảm 2 điểm phần trăm, bằng năm 2019" in year
    assert "giảm 1 điểm phần trăm</td>" in half and "chậm hơn" not in half


def test_a_rate_that_a_break_moved_is_no_jump(book):
    form = {"indicator": "1.1", "numerator": 240, "denominator": 500, "status": "Ước", "origin": "Báo cáo"}
    for year in ("2018", "2021"):
        send_form(book, "an-binh", {INDICATORS.title: [form]}, season=year)
    found = {}
    for year in ("2018", "2019", "2021", "2022"):
        sent, season = submissions(book, year), book.season(year)
        rows = season_findings(book, season, sent, assess_seasons(book, sent, book.seasons_until(season)))
        found[year] = "D01" in set(rows["check"])
    assert found == {"2018": False, "2019": True, "2021": not book.breaks.rows, "2022": True}


def test_the_last_break_by_the_cut_off_starts_the_series(book):
    if not book.breaks.rows:
        assert Series(book.breaks, book.measures, book.season("2022")).broken(("1.1", "")) is None
        return
    starts = {
        year: Series(book.breaks, book.measures, book.season(year)).starts([("1.1", ""), ("1.2", "")])
        for year in ("2022", "2020")
    }
    assert starts == {"2022": {("1.1", ""): date(2021, 1, 1)}, "2020": {("1.1", ""): date(2015, 1, 1)}}
    found = [
        Series(book.breaks, book.measures, *map(book.season, pair)).broken(("1.1", ""))
        for pair in (("2021", "2020"), ("2022", "2021"))
    ]
    assert [row and row["date"] for row in found] == [date(2021, 1, 1), None]


@pytest.mark.parametrize("base", [None, MID_YEAR], ids=["no base season", "a base season after the break"])
@pytest.mark.parametrize(
    ("comparator", "target"), [("<=", "7"), (">=", "5"), ("==", "6"), ("increase", ""), ("decrease", "")]
)
def test_a_promise_made_before_a_break_is_not_judged_after_it(base, comparator, target):
    """The conference was on 24/12/2020, the poverty line changed on 1/1/2021: 6 % by the new line is no "down to 7 %" of the old."""
    breaks = [{**broken("2021-01-01", "poor"), "date": date(2021, 1, 1)}]
    entered = [value("11.1", 9, season="2021-06"), value("11.1", 6)]
    item = {"kind": "measure", "measure": "poor", "comparator": comparator, "target": target}
    now = SEASON.model_copy(update={"conclusions": "2020-12-24"})
    row = promise(item, entered=entered, breaks=breaks, base=base, now=now)
    assert (row["rule"], row["state"]) == ("no_series", "chưa có số liệu")


@pytest.mark.parametrize(
    ("item", "day", "conference", "rule"),
    [
        ({"new_rule": "yes"}, "2021-01-01", "2020-12-24", "measure_reached"),
        ({"new_rule": "yes", "target": "5"}, "2021-01-01", "2020-12-24", "measure_missed"),
        ({"new_rule": "yes", "target": "5", "deadline_year": "2022"}, "2021-01-01", "2020-12-24", "no_base"),
        ({"new_rule": "yes", "comparator": "decrease", "target": ""}, "2021-01-01", "2020-12-24", "no_series"),
        ({"new_rule": "yes", "deadline_year": "2022"}, "2022-01-01", "2020-12-24", "no_series"),
        ({"new_rule": "yes", "deadline_year": "2020"}, "2021-01-01", "2020-12-24", "no_series"),
        ({"new_rule": "no"}, "2021-01-01", "2020-12-24", "no_series"),
        ({}, "2021-01-01", "2021-01-10", "measure_reached"),
        ({"new_rule": "yes"}, "2021-01-01", "2021-01-10", "measure_reached"),
        ({"comparator": "decrease", "target": ""}, "2021-01-01", "2021-01-10", "no_series"),
        ({}, "2021-02-01", "2021-01-10", "no_series"),
    ],
    ids=["reached", "missed", "not due", "no number", "not yet in force", "for before it", "of the old rule",
         "given in the new year", "given so and said so", "no number either", "given in the new year, before it"],
)  # fmt: skip
def test_a_level_of_the_new_rule_is_judged_by_the_figures_of_the_new_rule(item, day, conference, rule):
    """The level is 7 %, due in 2021; the figure fell from 9 to 6 %, and what it was before the break is no base."""
    breaks = [{**broken(day, "poor"), "date": date.fromisoformat(day)}]
    usual = {
        "kind": "measure",
        "measure": "poor",
        "comparator": "<=",
        "target": "7",
        "deadline_year": "2021",
        "deadline_stated": "yes",
    }
    now = SEASON.model_copy(update={"conclusions": conference})
    row = promise(usual | item, entered=[value("11.1", 9, season="2020"), value("11.1", 6)], breaks=breaks, now=now)
    assert row["rule"] == rule
    assert pd.isna(row["base_value"]) == (day < "2022-01-01")


@pytest.mark.parametrize("has_base", [True, False])
def test_a_promise_says_why_it_is_not_judged(tmp_path, has_base):
    compared = 'compare_with = "2020"\n'
    toml = TOML.replace(compared, f'{compared * has_base}conclusions = "2020-12-24"\n')
    leads = [{"department_id": "ubnd-xa", "name": "UBND xã", "short_name": "UBND xã"}]
    rows = [broken("2021-01-01", "poor"), broken("2022-01-01", "other", text="đổi lần nữa")]
    other = MEASURE | {"measure": "other", "indicator": "1.2"}
    levels = [POOR, POOR | {"indicator": "1.2"}]
    write_workbook(tmp_path, toml, levels=levels, measures=[MEASURE, other], departments=leads, breaks=rows)
    item = {
        "item": "1.1",
        "notice_point": "1",
        "kind": "measure",
        "measure": "poor",
        "comparator": "<=",
        "target": "7",
        "deadline_year": "2021",
    }
    reach = {"item": "1.2", "kind": "criterion", "criterion_no": "1", "measure": "criterion_met", "comparator": "reach", "target": "met"}  # fmt: skip
    (tmp_path / "data" / "conclusions").mkdir()
    item |= {"summary": "Giảm hộ nghèo", "deadline_stated": "yes"}
    later = {"item": "1.3", "measure": "other", "summary": "theo mức sau", "new_rule": "yes", "deadline_year": "2022"}
    undated = {
        "item": "1.4",
        "summary": "không hạn",
        "new_rule": "yes",
        "target": "5",
        "deadline_year": "",
        "deadline_stated": "no",
    }
    conclusion_items(item, item | reach, item | later, item | undated).to_csv(
        tmp_path / "data" / "conclusions" / "2020-12-24.csv", index=False
    )
    made = Workbook.open(tmp_path)
    form = {"indicator": "1.1", "numerator": 30, "denominator": 500, "status": "Ước", "origin": "Báo cáo"}
    for year in ("2020", "2021"):
        send_form(
            made, "an-binh", {INDICATORS.title: [form, form | {"indicator": "1.2", "numerator": 20}]}, season=year
        )
    seen = season_view(made, "2021", submissions(made, "2021"))
    row, other, of_later, of_undated = sorted(display_rows(seen, seen.promises), key=lambda row: row["anchor"])
    assert other["sentence"] == f"Ước hết năm 2021, trong 1 tiêu chí được giao, không xét được vì {SAID}: 1 Tiêu chí 1."
    assert (other["state"], other["now"]) == ("chưa có số liệu", "chưa xét được")
    assert row["sentence"] == f"Không so với {'năm 2020 và ' * has_base}mức đã giao vì {SAID}."
    to_come = "đổi lần nữa từ ngày 01/01/2022 (nguồn: NĐ thử)"
    assert of_later["sentence"] == f"Không so với {'năm 2020 và ' * has_base}mức đã giao vì {to_come}."
    assert of_undated["sentence"] == f"Không so với {'năm 2020' if has_base else 'kỳ gốc'} vì {SAID}."
    assert (row["state"], row["base"], row["now"]) == ("chưa có số liệu", "chưa có số liệu", "6% (30/500 hộ)")
