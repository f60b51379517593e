"""Sets known in part: a criterion is the office's verdict, but for a known indicator that binds and fails; said on every page and form."""

import re
from datetime import date

import pandas as pd
import pytest

from ntm_lib.analysis.assessment import assess_components, criterion_results, indicator_results
from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.district import summed
from ntm_lib.analysis.gaps import open_gaps
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.analysis.yearly_points import Points, YearlySeason
from ntm_lib.cli.status import warn_of_levels
from ntm_lib.errors import WorkbookError
from ntm_lib.intake.blank.blank_form import commune_form
from ntm_lib.intake.blank.form_content import BLOCKED, COMPUTED
from ntm_lib.intake.form import INDICATORS
from ntm_lib.intake.observations import Asked, computed_value, read_figure
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.presentation.agency.headline import brief, figures
from ntm_lib.presentation.agency.matrix import indicator_rows
from ntm_lib.presentation.commune.comparison import strip_part
from ntm_lib.presentation.commune.detail import criteria as criteria_part
from ntm_lib.presentation.commune.first_screen import _decisions, first_screen, headline
from ntm_lib.presentation.frame.header import page_header
from ntm_lib.presentation.method.page import levels as method_levels
from ntm_lib.presentation.shared.data_notes import commune_notes, season_notes
from ntm_lib.presentation.shared.lacking import lacking_lines
from ntm_lib.reference import levels as by_scope
from ntm_lib.reference.criteria import partial_words
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.tables import records
from ntm_lib.workbook import Workbook
from tests.unit.builders import (
    MAIN,
    SET_ID,
    UNITS,
    indicator,
    made_up_set,
    observations,
    send_form,
    write_csv,
    write_workbook,
    yes_no,
)
from tests.views import commune_view, department_view, season_view

GROWTH = indicator(
    "1.1", value_type="growth", unit="%/năm", target="9.5", count_unit="", numerator_name="Thu nhập năm nay",
    denominator_name="Thu nhập năm trước",
)  # fmt: skip
ROWS = (
    yes_no("1", rule="assessed", target_text="Theo đánh giá"),
    GROWTH,
    yes_no("1.2", binds="office", target_text="Đạt"),
    yes_no("2", rule="assessed", target_text="Theo đánh giá"),
)
PARTIAL = {"complete": "false", "indicators_total": "47"}
COMMUNE = pd.DataFrame([{"unit_id": "an-binh", "unit_name": "An Bình"}])
TOML = f"""
current_season = "2026"

[district]
name = "huyện Thử"
province = "tỉnh Mẫu"
office = "Văn phòng Điều phối huyện Thử"
communes = ["an-binh", "hoa-son"]

[[season]]
name = "2026"
year = 2026
criteria_set = "{SET_ID}"
cut_off = 2026-08-31
"""


def result_of(tmp_path, **entered):
    """Return the results of criterion 1 and what is open of it; `entered` are fields of the rows "1" (verdict), "1_1" and "1_2"."""
    set_ = made_up_set(tmp_path, ROWS, **PARTIAL)
    rows = [{"indicator": code.replace("_", "."), **fields} for code, fields in entered.items()]
    levels = set_.levels(2026).assign(is_binding=True) if "1_2" in entered else set_.levels(2026)
    components = assess_components(observations(*rows), levels, COMMUNE, "2021", SET_ID)
    criteria = criterion_results(indicator_results(components), set_.criteria(), True)
    gaps = open_gaps(components[components["criterion_no"] == "1"], levels, {})
    return criteria.set_index("criterion_no")["result"]["1"], list(gaps["indicator"])


MET, NOT_MET = {"assessed": "met"}, {"assessed": "not_met"}
GREW, SLOW = {"value": 9.5, "numerator": 43.8, "denominator": 40}, {"value": 9.4, "numerator": 43.76, "denominator": 40}


@pytest.mark.parametrize(
    ("verdict", "growth", "result", "open_rows"),
    [
        (MET, GREW, "met", []),
        (MET, {}, "unknown", ["1.1"]),  # one without a figure is not known to be met, nor is the whole
        (MET, SLOW, "not_met", ["1.1"]),  # one that fails decides
        (NOT_MET, GREW, "not_met", ["1"]),
        (NOT_MET, {}, "not_met", ["1", "1.1"]),
        ({}, GREW, "unknown", ["1"]),
        ({}, SLOW, "not_met", ["1.1", "1"]),
        ({"assessed": "basically_met"}, GREW, "not_met", ["1"]),
    ],
)
def test_a_criterion_is_the_verdict_unless_a_known_indicator_fails(tmp_path, verdict, growth, result, open_rows):
    found, gaps = result_of(tmp_path, **{"1": verdict, "1_1": growth})
    assert (found, sorted(gaps)) == (result, sorted(open_rows))


@pytest.mark.parametrize(("answer", "result"), [(MET, "met"), (NOT_MET, "not_met"), ({}, "unknown")])
def test_what_the_office_binds_decides_too(tmp_path, answer, result):
    assert result_of(tmp_path, **{"1": MET, "1_1": GREW, "1_2": answer})[0] == result


def test_what_does_not_bind_is_not_applicable_whatever_is_answered(tmp_path):
    set_ = made_up_set(tmp_path, ROWS, **PARTIAL)
    given = observations({"indicator": "1.2", "assessed": "not_met", "self_assessment": "met"})
    table = assess_components(given, set_.levels(2026), COMMUNE, "2021", SET_ID).set_index("indicator")
    assert table.loc["1.2", ["result", "self_assessment", "self_assessment_differs"]].tolist() == [
        "not_applicable",
        "",
        False,
    ]


def test_a_self_assessment_is_that_of_the_criterions_own_row(tmp_path):
    set_ = made_up_set(tmp_path, ROWS, **PARTIAL)
    given = observations({"indicator": "1", "assessed": "met", "self_assessment": "met"}, {"indicator": "1.1", **GREW})
    components = assess_components(given, set_.levels(2026), COMMUNE, "2021", SET_ID)
    first = records(criterion_results(indicator_results(components), set_.criteria(), True))[0]
    assert (first["self_assessment"], first["self_assessment_differs"]) == ("met", False)


def test_a_set_is_not_whole_because_a_file_says_so(tmp_path):
    """With fewer indicators than its decree has, what is missing would count as met."""
    with pytest.raises(WorkbookError, match=r"complete = true mà .* mới có \d/47 chỉ tiêu"):
        made_up_set(tmp_path, ROWS, **PARTIAL | {"complete": "true"})


def test_a_set_known_in_part_needs_a_row_for_each_criterion(tmp_path):
    set_ = made_up_set(tmp_path, (*ROWS[1:3], ROWS[3]), **PARTIAL)
    with pytest.raises(WorkbookError, match="một dòng cho cả tiêu chí 1"):
        set_.levels(2026)


def test_what_is_known_is_counted(tmp_path):
    set_ = made_up_set(tmp_path, ROWS, **PARTIAL)
    assert partial_words(set_).startswith("Bộ thử mới biết một phần: 2/47 chỉ tiêu.")
    assert "một phần: 2 chỉ tiêu." in partial_words(made_up_set(tmp_path, ROWS, complete="false"))
    assert partial_words(made_up_set(tmp_path)) == ""


# Growth


@pytest.mark.parametrize(
    ("entries", "value", "checks"),
    [
        ({"numerator": 43.8, "denominator": 40.0}, 9.5, []),
        ({"numerator": 36.0, "denominator": 40.0}, -10, []),
        ({"numerator": 43.8, "denominator": 40.0, "value": 9.5}, 9.5, []),
        ({"numerator": 43.8, "denominator": 40.0, "value": 12.0}, 9.5, ["S08"]),
        ({"value": 9.6}, 9.6, ["S09"]),
        ({"value": -2.0, "numerator": 39.0}, -2, ["S09"]),
        ({"numerator": 43.8}, None, []),
        ({"numerator": 43_800_000.0, "denominator": 40.0}, None, ["S18"]),
        ({"numerator": 43.8, "denominator": 0.0}, None, ["S18"]),
        ({"numerator": -1.0, "denominator": 40.0}, None, ["S02"]),
    ],
)
def test_growth_is_read_from_two_years(entries, value, checks):
    figure = read_figure(entries, Asked("growth", unit="%/năm"))
    assert [check for check, _, _ in figure.faults] == checks
    assert figure.value == (None if value is None else pytest.approx(value))


def test_of_growth_there_is_no_sum():
    assert computed_value("growth", 43.8, 40) == pytest.approx(9.5)
    rows = [
        {"value": 9.5, "numerator": 43.8, "denominator": 40.0},
        {"value": float("nan"), "numerator": 1.0, "denominator": 1.0},
    ]
    whole = summed(rows, "growth")
    assert (whole.value, whole.communes_with_value) == (None, 1)


def test_growth_has_no_point_before_a_merger() -> None:
    """The incomes of the former communes are per head: they add up to nothing."""
    rows = observations(
        *(
            {"unit_id": u, "season": "2020", "indicator": "1.1", "value": 5, "numerator": 42, "denominator": 40}
            for u in ("a", "b")
        ),
        {"unit_id": "an-binh", "indicator": "1.1", "value": 6, "numerator": 45, "denominator": 42},
    )
    seasons = [YearlySeason("2020", 2020, 2020.0), YearlySeason("2021", 2021, 2021.0)]
    points = Points(rows, seasons, {"an-binh": ["a", "b"]})
    assert [p.season.name for p in points.of("an-binh", ("1.1", ""), "growth")] == ["2021"]
    assert [p.season.name for p in points.of("an-binh", ("1.1", ""), "money")] == ["2020", "2021"]


# A season of 2026


@pytest.fixture
def root(tmp_path):
    write_workbook(tmp_path, TOML, levels=ROWS, about=PARTIAL, breaks=())
    (tmp_path / "data" / "reference" / "breaks.csv").unlink()
    return tmp_path


def with_breaks(root, day="2026-06-01"):
    columns = ["date", "indicator_or_measure", "kind", "text", "source"]
    row = (day, f"{SET_ID}/1.1", "method", "đổi cách điều tra", "QĐ thử")
    write_csv(root / "data" / "reference" / "breaks.csv", columns, [dict(zip(columns, row, strict=True))])
    return Workbook.open(root)


def bind(root, **row):
    columns = ["criteria_set", "indicator", "group", "unit_id", "source"]
    write_csv(
        root / "data" / "reference" / "binding-indicators.csv",
        columns,
        [{"criteria_set": SET_ID, "indicator": "1.2"} | row],
    )
    return Workbook.open(root)


def filled(book, **answers):
    """Send the form of An Bình and return the submissions; growth of 8 % and met criteria unless `answers` say otherwise."""
    usual = {"1": {"assessed": "Đạt"}, "1.1": {"numerator": 43.2, "denominator": 40}, "2": {"assessed": "Đạt"}}
    rows = [{"indicator": code, "status": "Ước", "origin": "Báo cáo"} | row for code, row in (usual | answers).items()]
    send_form(book, "an-binh", {INDICATORS.title: rows}, season="2026")
    return read_submissions(book, [book.season("2026")])


def results(book, sent):
    return assess_seasons(book, sent, [book.season("2026")]).of("2026", "an-binh")


def checks(book, sent):
    season = book.season("2026")
    found = season_findings(book, season, sent, assess_seasons(book, sent, [season]))
    return [row["message"] for row in records(found) if row["check"] == "D16"]


def test_a_verdict_against_a_known_indicator_is_a_finding(root):
    book = Workbook.open(root)
    sent = filled(book)
    assert list(results(book, sent).criteria["result"]) == ["not_met", "met"]
    assert checks(book, sent) == [
        "Tiêu chí 1 ghi Đạt, nhưng chỉ tiêu 1.1 chưa đạt nên tính là chưa đạt. Xem lại số hoặc đánh giá."
    ]
    grown = filled(book, **{"1.1": {"numerator": 44, "denominator": 40}})
    assert checks(book, grown) == [] and list(results(book, grown).criteria["result"]) == ["met", "met"]


def test_a_gap_of_growth_is_said_in_points(root):
    book = Workbook.open(root)
    sent = filled(book)
    (row,) = (r for r in records(results(book, sent).components) if r["indicator"] == "1.1")
    assert (round(row["value"], 6), round(row["gap"], 6), pd.isna(row["gap_count"])) == (8, 1.5, True)
    shown = criteria_part(commune_view(book, "2026", "an-binh", sent))._repr_html_()
    for words in ("8%/năm", "thiếu 1,5 điểm phần trăm", "Từ 9,5%/năm trở lên", "Đạt, nếu văn phòng quy định phải đạt"):
        assert words in shown


@pytest.mark.parametrize(
    ("answer", "income", "said"),
    [
        ("Đạt", 43.2, "Đánh giá Đạt, mà con số 8 chưa đạt mức 9,5."),
        ("Chưa đạt", 44, "Đánh giá Chưa đạt, mà con số 10 đạt mức 9,5."),
        ("Đạt", 44, ""),
        ("Chưa đạt", 43.2, ""),
        (None, 43.2, ""),
    ],
)
def test_a_verdict_against_its_number_is_a_finding_across_a_change_of_method(root, answer, income, said):
    """The verdict decides, the number is shown beside it with its level, and no page says that the level is reached."""
    columns = ["criteria_set", "indicator", "component", "name", "is_trajectory", "verb"]
    key = dict(zip(columns, (SET_ID, "1.1", "", "Tốc độ tăng thu nhập", "false", ""), strict=True))
    write_csv(root / "data" / "reference" / "key-measures.csv", columns, [key])
    book = with_breaks(root)
    growth = {"numerator": income, "denominator": 40} | ({"assessed": answer} if answer else {})
    sent = filled(book, **{"1.1": growth})
    told = [message for message in checks(book, sent) if message.startswith("Đánh giá")]
    assert [message[: len(said)] for message in told] == ([said] if said else [])
    shown = " ".join(strip_part(commune_view(book, "2026", "an-binh", sent))._repr_html_().split())
    assert "đạt mức" not in shown
    if answer:
        verdict, value = answer.lower(), "8" if income == 43.2 else "10"
        assert f"Xã An Bình: tốc độ tăng thu nhập {verdict} theo đánh giá, con số không xét với mức vì đổi cách điều tra từ ngày 01/6/2026" in shown  # fmt: skip
        assert f"{value}; theo đánh giá: {verdict}" in shown and "Từ 9,5 trở lên; theo đánh giá" in shown


@pytest.mark.parametrize(("answer", "result"), [("Đạt", "met"), ("Chưa đạt", "not_met"), (None, "unknown")])
def test_across_a_change_of_method_growth_is_shown_and_the_verdict_decides(root, answer, result):
    book = with_breaks(root)
    growth = {"numerator": 43.2, "denominator": 40} | ({"assessed": answer} if answer else {})
    sent = filled(book, **{"1.1": growth})
    (row,) = (r for r in records(results(book, sent).components) if r["indicator"] == "1.1")
    assert (row["result"], row["rule"], round(row["value"], 6)) == (result, "assessed", 8)
    shown = criteria_part(commune_view(book, "2026", "an-binh", sent))._repr_html_()
    assert "8%/năm" in shown and "đổi cách điều tra từ ngày 01/6/2026 (nguồn: QĐ thử)" in shown
    unit, season = book.communes(book.season("2026"))[0], book.season("2026")
    rows = {
        str(r.get("indicator")): r
        for r in commune_form(book, season, unit, OBSERVATIONS.frame([])).rows[INDICATORS.title]
    }
    assert rows["1.1"][BLOCKED] == ""  # numbers and a verdict


def test_growth_across_new_borders_is_the_verdicts_too(root):
    units = [UNITS[0] | {"valid_from": "2026-01-01"}, UNITS[1] | {"valid_from": "2020-01-01"}]
    columns = ["unit_id", "code", "name", "kind", "valid_from", "valid_to", "successor"]
    write_csv(root / "data" / "reference" / "units.csv", columns, units)
    book = Workbook.open(root)
    season = book.season("2026")
    rules = [
        dict(zip(*(book.levels(season, u)[c] for c in ("indicator", "rule")), strict=True))["1.1"]
        for u in book.communes(season)
    ]
    assert rules == ["assessed", "level"]
    found = book.growth_break(season, book.units["an-binh"], ("1.1", ""))
    assert found is not None and found["kind"] == "boundary" and found["date"] == date(2026, 1, 1)


def with_a_new_commune(root, other=None):
    """Make An Bình new in 2026, its figures of two years not to be compared; Hòa Sơn stays, with a level of its own if `other` is given."""
    units = [UNITS[0] | {"valid_from": "2026-01-01"}, UNITS[1] | {"valid_from": "2020-01-01"}]
    groups = [{"unit_id": "an-binh", "group": "1"}, {"unit_id": "hoa-son", "group": "2"}] if other else []
    leads = [
        {"criteria_set": SET_ID, "department_id": "kinh-te", "basis": "thông lệ", "indicator": code}
        for code in ("1.1", "1.2")
    ]
    levels = [
        {
            "criteria_set": SET_ID,
            "indicator": "1.1",
            "comparator": ">=",
            "target": "9.5",
            "confirmed": "true",
            "source": "QĐ 1",
        }
    ]
    levels += [levels[0] | {"group": "2", "target": other}] if other else []
    about = PARTIAL | ({"groups": '["1", "2"]'} if other else {})
    write_workbook(root, TOML, units, levels=ROWS, layout="", about=about, indicator_leads=leads)
    reference = root / "data" / "reference"
    write_csv(reference / "levels.csv", by_scope.COLUMNS, levels)
    write_csv(reference / "commune-groups.csv", ["unit_id", "group", "from_year", "to_year", "source"], groups)
    return Workbook.open(root)


@pytest.mark.parametrize(
    ("other", "said"),
    [(None, "Từ 9,5%/năm trở lên"), ("12", "Mỗi xã một mức, theo phạm vi áp dụng")],
)
def test_a_new_commune_beside_an_old_one_leaves_their_common_level_as_it_is(tmp_path, other, said):
    """That its two years can't be compared is no other level; nor does it keep levels that differ from being said so."""
    book = with_a_new_commune(tmp_path, other)
    sent = filled(book, **{"1.1": {"numerator": 43.2, "denominator": 40, "assessed": "Đạt"}})
    rows = {row["name"][:3]: row["level"] for row in indicator_rows(department_view(book, "2026", "kinh-te", sent))}
    assert rows["1.1"] == said
    blank = commune_form(book, book.season("2026"), book.units["an-binh"], OBSERVATIONS.frame([]))
    printed = next(r for r in blank.rows[INDICATORS.title] if r.get("indicator") == "1.1")
    assert printed["level"] == "≥ 9,5"  # the level, though the two years are not compared with it
    assert printed["level_source"].endswith("hai năm không so được với nhau: ghi cả Đạt hoặc Chưa đạt")
    own = criteria_part(commune_view(book, "2026", "an-binh", sent))._repr_html_()
    assert "Từ 9,5%/năm trở lên; theo đánh giá, con số không xét với mức" in own


def test_the_offices_verdict_and_the_indicators_beside_it_bear_names_of_their_own(root):
    """A criterion's name on one of its indicators would make them look alike."""
    book = bind(root, unit_id="hoa-son")
    names = [season_view(book, "2026", filled(book)).short_name(code) for code in ("1", "1.1")]
    assert len({name.partition(" ")[2] for name in names}) == 2


def test_a_page_of_all_communes_shows_each_ones_own_level(root):
    """Of communes of one scope one may be new, or have to meet what another need not."""
    with_a_new_commune(root)
    book = bind(root, unit_id="hoa-son")
    view = season_view(book, "2026", filled(book))
    assert "Theo đánh giá, chưa đối chiếu mức của tỉnh" not in dict(
        commune_notes(commune_view(book, "2026", "an-binh", filled(book)))
    )  # neither the office's verdict on a criterion, nor that on a growth that can't be computed
    found = {
        unit_id: [view.level_of(unit_id, ("1.1", ""))["is_broken"], view.level_of(unit_id, ("1.2", ""))["is_binding"]]
        for unit_id in ("an-binh", "hoa-son")
    }
    assert found == {"an-binh": [True, False], "hoa-son": [False, True]}


def test_a_break_of_one_component_is_not_one_of_the_other(tmp_path):
    growths = [GROWTH | {"component": name} for name in ("nong-thon", "ca-xa")]
    named = [{"date": "2026-06-01", "indicator_or_measure": f"{SET_ID}/1.1/ca-xa", "kind": "method", "text": "đổi cách điều tra", "source": "QĐ thử"}]  # fmt: skip
    write_workbook(tmp_path, TOML, levels=(ROWS[0], *growths, ROWS[3]), about=PARTIAL, breaks=named)
    book = Workbook.open(tmp_path)
    levels = book.levels(book.season("2026"), book.units["an-binh"]).set_index("component")
    assert levels["is_broken"][["nong-thon", "ca-xa"]].tolist() == [False, True]


@pytest.mark.parametrize(
    ("day", "cut_off", "is_broken"),
    [
        ("2024-01-01", "2024-12-31", True),  # a year of 366 days
        ("2023-12-31", "2024-12-31", False),
        ("2024-01-01", "2024-02-29", True),
        ("2023-02-28", "2024-02-29", False),
    ],
)
def test_last_year_is_the_same_day_a_year_before(root, day, cut_off, is_broken):
    toml = (root / "data" / "workbook.toml").read_text(encoding="utf-8")
    (root / "data" / "workbook.toml").write_text(toml.replace("2026-08-31", cut_off), encoding="utf-8")
    book = with_breaks(root, day)
    found = book.growth_break(book.season("2026"), book.units["an-binh"], ("1.1", ""))
    assert (found is not None) == is_broken


@pytest.mark.parametrize(
    ("row", "bound"),
    [({}, ["an-binh", "hoa-son"]), ({"unit_id": "an-binh"}, ["an-binh"]), ({"group": "2"}, ["hoa-son"])],
)
def test_an_indicator_binds_only_where_the_office_says_so(root, row, bound):
    write_set = (root / "data" / "reference" / "criteria" / "sets.toml").read_text(encoding="utf-8")
    (root / "data" / "reference" / "criteria" / "sets.toml").write_text(
        write_set + 'groups = ["1", "2"]\n', encoding="utf-8"
    )
    groups = [{"unit_id": "an-binh", "group": "1"}, {"unit_id": "hoa-son", "group": "2"}]
    write_csv(
        root / "data" / "reference" / "commune-groups.csv",
        ["unit_id", "group", "from_year", "to_year", "source"],
        groups,
    )
    book = bind(root, **row)
    season = book.season("2026")
    found = {
        u.unit_id: book.levels(season, u).set_index("indicator")["is_binding"]["1.2"] for u in book.communes(season)
    }
    assert [unit_id for unit_id, is_binding in found.items() if is_binding] == bound
    sent = filled(book, **{"1.1": {"numerator": 44, "denominator": 40}, "1.2": {"assessed": "Chưa đạt"}})
    expected = "not_met" if "an-binh" in bound else "met"
    assert results(book, sent).criteria["result"].iloc[0] == expected


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"indicator": "1.1"}, "không có chỉ tiêu “1.1” do văn phòng quyết định"),
        ({"criteria_set": "bo-khac"}, "cột criteria_set: “bo-khac” không có. Có phải là: bo-thu?"),
        ({"group": "2"}, "cột group: không có nhóm “2”"),
        ({"unit_id": "la"}, "cột unit_id: “la” không có"),
    ],
)
def test_what_the_office_can_not_decide_is_refused_on_opening(root, row, said):
    with pytest.raises(WorkbookError, match=r"binding-indicators\.csv, dòng 2") as error:
        bind(root, **row)
    assert said in str(error.value)


def test_what_binds_under_a_set_without_a_file_is_told_where_the_set_is_used(root):
    """No season is of that set: the workbook opens."""
    sets = root / "data" / "reference" / "criteria" / "sets.toml"
    sets.write_text(f"{sets.read_text(encoding='utf-8')}\n[bo-khac]\n", encoding="utf-8")
    assert bind(root, criteria_set="bo-khac").binding_indicators[0]["indicator"] == "1.2"


def test_an_unanswered_indicator_that_does_not_bind_is_not_missed(root):
    book = Workbook.open(root)
    missing = [
        r["message"]
        for r in records(filled(book, **{"2": {}}).findings)
        if r["check"] == "S01" and r["unit_id"] == "an-binh"
    ]
    assert "Tiêu chí 2 chưa có đánh giá. Chọn Đạt hay Chưa đạt." in missing and not any(
        "1.2" in message for message in missing
    )
    bound = bind(root)
    missing = [
        r["message"] for r in records(filled(bound).findings) if r["check"] == "S01" and r["unit_id"] == "an-binh"
    ]
    assert any("1.2" in message for message in missing)


def test_every_page_and_form_says_that_the_set_is_known_in_part(root):
    book = Workbook.open(root)
    view = season_view(book, "2026", filled(book))
    said = "Bộ thử mới biết một phần: 2/47 chỉ tiêu."
    assert page_header(view, "Trang", [])._repr_html_().count(said) == 1
    form = commune_form(book, book.season("2026"), book.communes(book.season("2026"))[0], OBSERVATIONS.frame([]))
    assert said in form.set_name
    rows = {str(row.get("indicator")): row for row in form.rows[INDICATORS.title]}
    assert rows["1.1"][COMPUTED] == "growth" and rows["1.2"]["level"].startswith(
        "Đạt, nếu văn phòng quy định phải đạt (văn phòng chưa ghi"
    )
    assert "numerator" in str(rows["1"][BLOCKED]) and "assessed" not in str(rows["1"][BLOCKED])


# What nobody has said, and what the commune wrote


def with_groups(root):
    sets = root / "data" / "reference" / "criteria" / "sets.toml"
    sets.write_text(sets.read_text(encoding="utf-8") + 'groups = ["1", "2"]\n', encoding="utf-8")
    leads = [{"criteria_set": SET_ID, "department_id": "kinh-te", "basis": "thông lệ", "indicator": "1.2"}]
    write_csv(root / "data" / "reference" / "indicator-leads.csv", list(leads[0]), leads)
    return root


def seen(part):
    """Return a part's text."""
    return " ".join(re.sub(r"<[^>]+>", " ", part._repr_html_()).split())


def test_whom_an_indicator_binds_is_said_to_be_open_until_the_office_says_so(root):
    """It is neither "Đạt nếu" nor "không áp dụng"; what was answered stands; once said of one commune it waits no more."""
    waits = "Chưa ghi chỉ tiêu 1.2 buộc nhóm xã nào, hoặc xã nào (trang “Chỉ tiêu buộc xã”, binding-indicators.csv)"
    book = Workbook.open(root)
    shown = seen(criteria_part(commune_view(book, "2026", "an-binh", filled(book))))
    open_words = "Đạt, nếu văn phòng quy định phải đạt (văn phòng chưa ghi đơn vị nào phải đạt)"
    assert f"{open_words} Chưa rõ có phải đạt ◇ chưa quy định" in shown
    sent = filled(book, **{"1.2": {"assessed": "Chưa đạt"}})
    assert f"{open_words} Chưa đạt ◇ chưa quy định" in seen(criteria_part(commune_view(book, "2026", "an-binh", sent)))
    assert any(line.startswith(waits) for line in lacking_lines(book, book.season("2026")))
    bound = bind(root, unit_id="hoa-son")
    shown = seen(criteria_part(commune_view(bound, "2026", "an-binh", sent)))
    assert "Đạt, nếu văn phòng quy định phải đạt Chưa đạt ◇ không áp dụng" in shown
    assert not any(line.startswith(waits) for line in lacking_lines(bound, bound.season("2026")))


def test_an_answer_without_a_group_is_shown_and_the_office_is_asked_for_the_group(root):
    """Form and page say the same of it; the commune is not asked for what it wrote."""
    book = bind(with_groups(root), group="2")
    season = book.season("2026")
    blank = commune_form(book, season, book.units["an-binh"], OBSERVATIONS.frame([])).rows[INDICATORS.title]
    level = next(row["level"] for row in blank if row.get("indicator") == "1.2")
    sent = filled(book, **{"1.1": {"numerator": 44, "denominator": 40}, "1.2": {"assessed": "Chưa đạt"}})
    own = commune_view(book, "2026", "an-binh", sent)
    assert level == "Đạt, nếu thuộc nhóm 2"
    assert f"{level} Chưa đạt – chưa khai nhóm xã" in seen(criteria_part(own))
    asked = "Khai điều còn thiếu để xét số liệu, trả lời đã có (văn phòng, cơ quan chủ trì)"
    assert "1.2 chưa khai nhóm xã" in dict(_decisions(own))[asked]
    of_agency = dict(brief(department_view(book, "2026", "kinh-te", sent))["decisions"])
    assert of_agency[asked].endswith("của xã An Bình: chưa khai nhóm xã")
    assert "Yêu cầu bổ sung số liệu" not in of_agency
    at_floor = [line for line in lacking_lines(book, season) if "theo nhóm xã cho chỉ tiêu" in line]
    assert len(at_floor) == 1 and "cho chỉ tiêu 1.1 (trang “Mức”, levels.csv)" in at_floor[0]


def test_a_known_indicator_that_fails_is_named_and_put_as_a_question(root):
    """The criterion's own verdict is Đạt; a yes or no has no level to set and no pace."""
    book = bind(with_groups(root), unit_id="an-binh")
    sent = filled(book, **{"1.1": {"numerator": 44, "denominator": 40}, "1.2": {"assessed": "Chưa đạt"}})
    own = commune_view(book, "2026", "an-binh", sent)
    assert "(1.2 chưa đạt)" in seen(headline(own)) and "1.2 chưa đạt" in seen(first_screen(own))
    question = "Cho ý kiến có giao đạt trong năm 2026 hay không"
    assert "1.2 chưa đạt" in dict(_decisions(own))[question]
    agency = department_view(book, "2026", "kinh-te", sent)
    of_agency = dict(brief(agency)["decisions"])
    assert of_agency[question].endswith("ở xã An Bình")
    assert not any(what.startswith("Cho ý kiến mức giao") for what in (*of_agency, *dict(_decisions(own))))
    assert next((f["value"], f["note"]) for f in figures(agency)) == ("0/1", "xã phải đạt")
    slow = commune_view(book, "2026", "an-binh", filled(book, **{"1.2": {"assessed": "Đạt"}}))
    assert "1.1 thiếu 1,5 điểm phần trăm" in seen(first_screen(slow))


def test_a_provinces_level_below_the_decrees_is_marked_counted_and_told(root, capsys):
    """On the commune's page, the method page, in the notes on sources, and by `ntm forms` (D13). Each label names the level's own document."""
    toml = TOML.replace("tỉnh Mẫu", "thành phố Huế")
    write_workbook(root, toml, levels=ROWS, layout="", about=PARTIAL | {"groups": '["1", "2"]'})
    rows = [
        {"target": "9.5", "source": "https://congbao.vn/a.htm (TT 52/2026/TT-BTC, 14/5/2026, điều 4)"},
        {"target": "9", "province": "Huế", "group": "1", "source": "QĐ 1/QĐ-UBND"},
    ]
    usual = {"criteria_set": SET_ID, "indicator": "1.1", "comparator": ">=", "confirmed": "true"}
    reference = root / "data" / "reference"
    write_csv(reference / "levels.csv", by_scope.COLUMNS, [usual | row for row in rows])
    groups = [{"unit_id": "an-binh", "group": "1"}]
    write_csv(reference / "commune-groups.csv", ["unit_id", "group", "from_year", "to_year", "source"], groups)
    book = Workbook.open(root)
    season, sent = book.season("2026"), filled(book)
    below = "Từ 9%/năm trở lên (thấp hơn mức của quyết định)"
    assert below in seen(criteria_part(commune_view(book, "2026", "an-binh", sent)))
    view = season_view(book, "2026", sent)
    assert below in seen(method_levels(view))
    sources = dict(season_notes(view))["Nguồn của mức quy định"]
    assert "TT 52/2026/TT-BTC, 14/5/2026, điều 4: 1 mức theo nguồn thứ cấp, chưa đối chiếu." in sources
    assert "QĐ 1/QĐ-UBND: 1 mức theo văn bản của tỉnh, chưa ghi người đối chiếu." in sources
    labels = {}
    for unit in book.communes(season):
        blank = commune_form(book, season, unit, OBSERVATIONS.frame([])).rows[INDICATORS.title]
        labels[unit.unit_id] = next(row["level_source"] for row in blank if row.get("indicator") == "1.1")
    assert labels == {
        "an-binh": "QĐ 1/QĐ-UBND, thành phố Huế, nhóm 1: chưa ghi người đối chiếu",
        "hoa-son": "TT 52/2026/TT-BTC, 14/5/2026, điều 4, cả nước, chưa khai nhóm xã: nguồn thứ cấp, chưa đối chiếu",
    }
    warn_of_levels([book, book], season)
    assert (
        capsys.readouterr().out.count(
            "CẢNH BÁO D13: Trang “Mức”: 1.1, Huế, nhóm 1 (levels.csv, dòng 3): mức từ 9 thấp hơn mức từ 9,5"
        )
        == 1
    )


# The project's own files


def test_the_set_of_2026_has_its_ten_criteria_and_what_is_known():
    book = Workbook.open(MAIN)
    set_ = book.criteria_set("xa-ntm-2026-2030-partial")
    rows = set_.levels(2026).set_index("indicator")
    assert len(set_.criteria()) == 10 and set_.known_indicators == 4 and set_.indicators_total == 47
    assert rows.loc["3.1", ["rule", "comparator", "target", "value_type"]].tolist() == ["level", ">=", 9.5, "growth"]
    assert rows.loc[["3.6", "3.9", "3.10"], "is_binding"].tolist() == [False, False, False]
    assert set(rows.loc[[str(n) for n in range(1, 11)], "rule"]) == {"assessed"}


@pytest.mark.parametrize(
    ("set_id", "indicators"),
    [
        ("xa-ntm-2021-2025", 57), ("xa-ntm-nang-cao-2021-2025", 75), ("xa-ntm-kieu-mau-2018-2020", 23),
        ("xa-ntm-kieu-mau-2021-2025", 4), ("xa-ntm-2009-2015-partial", 5),
    ],
)  # fmt: skip
def test_every_figure_of_a_set_has_names_and_units(set_id, indicators):
    """What is divided by what, and what a gap is counted in: "còn 23 nhà", never "còn 23 "."""
    set_ = Workbook.open(MAIN).criteria_set(set_id)
    assert set_.known_indicators == indicators and len(set_.levels(2022)) >= indicators
    for row in records(set_.rows):
        if row["value_type"] in ("percent", "number", "money"):
            assert row["numerator_name"] and row["count_unit"], row["indicator"]
            assert bool(row["denominator_name"]) == (row["value_type"] != "number"), row["indicator"]
            assert row["is_whole"] == (row["count_unit"] not in NOT_WHOLE), row["indicator"]


NOT_WHOLE = (
    "% mức NTM nâng cao",
    "km",
    "ha",
    "tấn",
    "kg",
    "triệu đồng",
    "m²/người",
    "lít/người/ngày đêm",
    "lần",
    "CLB/thôn",
)
