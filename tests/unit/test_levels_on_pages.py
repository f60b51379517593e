"""Pages of a season whose communes have different levels, or none: no level stands for all, and each commune's says for whom it is."""

import csv

import pytest

from ntm_lib.analysis.quality import asked_values
from ntm_lib.cli.check import summary
from ntm_lib.cli.forms import _warn_of_levels
from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.blank_form import commune_form
from ntm_lib.intake.blank.form_writer import write_form
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.presentation.agency import page as agency
from ntm_lib.presentation.agency.headline import brief
from ntm_lib.presentation.agency.matrix import _combined, gap_rows, indicator_rows, matrices
from ntm_lib.presentation.commune.comparison import peers_part, strip_part
from ntm_lib.presentation.commune.detail import criteria
from ntm_lib.presentation.commune.first_screen import _decisions, first_screen, headline
from ntm_lib.presentation.commune.pace import pace_part
from ntm_lib.presentation.commune.trajectories import trajectories_part
from ntm_lib.presentation.method import page as method
from ntm_lib.presentation.overview.headline import headline as place_headline
from ntm_lib.presentation.overview.matrix import matrix
from ntm_lib.presentation.quality import page as quality
from ntm_lib.presentation.shared.data_notes import commune_notes, department_notes, season_notes
from ntm_lib.publishing.checking import check_season
from ntm_lib.reference import levels as by_scope
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.workbook import Workbook
from tests.conftest import ntm
from tests.unit.builders import SET_ID, UNITS, WORKBOOK_TOML, indicator, send_form, write_csv, write_workbook
from tests.views import commune_view, department_view, season_view

CRITERIA = (indicator("1.1"), indicator("2.1"), indicator("2.2", groups="2"), indicator("3.1", rule="assessed"))
GROUPS = ({"unit_id": "an-binh", "group": "1"}, {"unit_id": "hoa-son", "group": "2"})
LEVELS = (
    {"indicator": "1.1", "region": "BTB", "target": "70"},
    {"indicator": "1.1", "group": "2", "target": "60"},
    {"indicator": "2.2", "target": "50"},
)
WATER = {"hop-ve-sinh": "Nước hợp vệ sinh", "nuoc-sach": "Nước sạch"}
LEAD = {"criteria_set": SET_ID, "department_id": "kinh-te", "basis": "thông lệ"}


def share(code, part, **cells):
    return {"indicator": code, "numerator": part, "denominator": 100, "origin": "Số liệu do xã báo cáo", **cells}


@pytest.fixture
def book(tmp_path):
    root = write_workbook(
        tmp_path,
        WORKBOOK_TOML.replace('name = "huyện Thử"', 'name = "huyện Thử"\nregion = "BTB"'),
        units=[unit | {"households": 100} for unit in UNITS],
        levels=CRITERIA,
        layout="",
        about={"groups": '["1", "2"]'},
        commune_groups=GROUPS,
        departments=[{"department_id": "kinh-te", "name": "Phòng Kinh tế", "short_name": "Phòng KT", "has_report": "true"}],
        indicator_leads=[LEAD | {"indicator": code} for code in ("1.1", "2.1", "2.2", "3.1")],
        key_measures=[
            {"criteria_set": SET_ID, "indicator": code, "name": f"Số liệu {code}", "is_trajectory": "true"} for code in ("1.1", "2.2")
        ],
    )  # fmt: skip
    rows = [{"criteria_set": SET_ID, "comparator": ">=", "confirmed": "true", "source": "QĐ 1"} | row for row in LEVELS]
    write_csv(root / "data/reference/levels.csv", by_scope.COLUMNS, rows)
    write_csv(
        root / "data/reference/commune-groups.csv", ["unit_id", "group", "from_year", "to_year", "source"], GROUPS
    )
    workbook = Workbook.open(root)
    for unit_id, parts in {"an-binh": (65, 40), "hoa-son": (65, 45)}.items():
        rows = [
            share("1.1", parts[0]),
            share("2.1", 10, assessed="Đạt"),
            share("2.2", parts[1]),
            share("3.1", 1, assessed="Chưa đạt"),
        ]
        send_form(workbook, unit_id, {layout.INDICATORS.title: rows})
    return workbook


@pytest.fixture
def sent(book):
    return read_submissions(book, book.seasons_until(book.season("2021")))


def text(part):
    return " ".join(str(part.markup).split())


def test_each_commune_is_judged_by_its_own_level(book, sent):
    """65 of 100 misses 70 and reaches 60; without a level the verdict stands; what binds group 2 only is nothing of group 1's."""
    rows = season_view(book, "2021", sent).now.components
    found = {(r.unit_id, r.indicator): (r.rule, r.result, r.scope) for r in rows.itertuples()}
    assert found == {
        ("an-binh", "1.1"): ("level", "not_met", "vùng Bắc Trung Bộ"),
        ("an-binh", "2.1"): ("assessed", "met", ""),
        ("an-binh", "3.1"): ("assessed", "not_met", ""),
        ("hoa-son", "1.1"): ("level", "met", "nhóm 2"),
        ("hoa-son", "2.1"): ("assessed", "met", ""),
        ("hoa-son", "2.2"): ("level", "not_met", "cả nước"),
        ("hoa-son", "3.1"): ("assessed", "not_met", ""),
    }


def test_a_row_that_does_not_bind_the_commune_is_told_and_not_used(sent):
    """D14 at the cell that was filled; the figure is no observation of the commune, and not missing either."""
    findings = sent.findings
    told = findings[findings["check"] == "D14"]
    assert told[["unit_id", "indicator"]].to_numpy().tolist() == [["an-binh", "2.2"]]
    assert "2.2 không áp dụng cho xã nhóm 1; số ghi ở dòng này không được tính" in told["message"].item()
    assert told["cell"].item()
    assert sent.observations.loc[sent.observations["indicator"] == "2.2", "unit_id"].tolist() == ["hoa-son"]
    assert (
        "2.2" not in findings.loc[findings["unit_id"].eq("an-binh") & findings["check"].eq("S01"), "indicator"].tolist()
    )


def test_a_level_that_changed_after_the_forms_went_out_is_told(book):
    """B16 at the printed cell, with both levels; the result goes by the one that holds. Forms of the present level say nothing."""
    season = book.season("2021")
    unit = book.communes(season)[0]
    path = book.submissions_folder / "2021" / "an-binh.xlsx"
    write_form(path, commune_form(book, season, unit, OBSERVATIONS.frame([])))
    assert "B16" not in set(read_submissions(book, [season]).findings["check"])
    levels = [row | ({"target": "75"} if row["target"] == "70" else {}) for row in LEVELS]
    rows = [{"criteria_set": SET_ID, "comparator": ">=", "confirmed": "true", "source": "QĐ 1"} | row for row in levels]
    write_csv(book.reference_folder / "levels.csv", by_scope.COLUMNS, rows)
    later = Workbook.open(book.root)
    found = read_submissions(later, [season]).findings
    told = found[found["check"] == "B16"]
    assert told[["severity", "unit_id", "sheet", "indicator"]].to_numpy().tolist() == [
        ["lưu ý", "an-binh", "Chỉ tiêu", "1.1"]
    ]
    assert told["cell"].item().startswith("D")
    assert "biểu in mức “≥ 70”, mức đang áp dụng cho xã là “≥ 75”" in told["message"].item()


def test_an_empty_row_that_does_not_bind_the_commune_is_no_finding(book):
    """A form may print more than binds the commune, as long as nothing is filled in there."""
    send_form(book, "an-binh", {layout.INDICATORS.title: [share("1.1", 65), {"indicator": "2.2"}]})
    found = read_submissions(book, [book.season("2021")]).findings
    assert "D14" not in found["check"].tolist()


def test_a_communes_page_names_its_own_level_and_for_whom_it_is(book, sent):
    """The detail of indicators, the strip, the peers and the notes: its own level, never another scope's."""
    view = commune_view(book, "2021", "an-binh", sent)
    shown = text(criteria(view))
    assert "Từ 70% trở lên<br><small>vùng Bắc Trung Bộ</small>" in shown
    assert "Chưa khai mức cho tỉnh Mẫu, nhóm 1, vùng Bắc Trung Bộ; theo đánh giá" in shown
    assert "2.2" not in shown
    assert "mức: từ 70% trở lên" in text(strip_part(view))
    assert "Số liệu 2.2" not in text(strip_part(view)) + text(peers_part(view)) + text(trajectories_part(view))
    assert text(pace_part(view)) == ""  # a first season has no pace
    notes = dict(commune_notes(view))
    assert notes["Chưa khai mức"].startswith("Chưa khai mức cho tỉnh Mẫu, nhóm 1, vùng Bắc Trung Bộ: 2.1.")
    assert notes["Theo đánh giá, chưa đối chiếu mức của tỉnh"].startswith("3.1:")
    assert "2.1" not in notes["Nguồn của mức quy định"]


def test_a_pages_notes_count_a_provinces_levels_under_its_own_decision(book):
    """The decree sets the one, the province the other."""
    own = {"indicator": "2.1", "province": "Lào Cai", "target": "5", "source": "văn bản 12/2021 của tỉnh", "checked_by": "A 1/2/2021"}  # fmt: skip
    rows = [
        {"criteria_set": SET_ID, "comparator": ">=", "confirmed": "true", "source": "QĐ 1"} | row
        for row in (*LEVELS, own)
    ]
    write_csv(book.reference_folder / "levels.csv", by_scope.COLUMNS, rows)
    toml = book.root / "data" / "workbook.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("tỉnh Mẫu", "tỉnh Lào Cai"), encoding="utf-8")
    again = Workbook.open(book.root)
    sent = read_submissions(again, again.seasons_until(again.season("2021")))
    said = str(dict(commune_notes(commune_view(again, "2021", "an-binh", sent)))["Nguồn của mức quy định"])
    assert "QĐ thử: 1 mức" in said and ". Văn bản 12/2021 của tỉnh: 1 mức" in said


def with_season_2022(book, levels):
    """Return the workbook with these levels and a season that is compared with 2021."""
    usual = {"criteria_set": SET_ID, "comparator": ">=", "confirmed": "true", "source": "QĐ 1"}
    write_csv(book.reference_folder / "levels.csv", by_scope.COLUMNS, [usual | row for row in levels])
    toml = book.root / "data" / "workbook.toml"
    later = f'[[season]]\nname = "2022"\nyear = 2022\ncriteria_set = "{SET_ID}"\ncut_off = 2022-12-20\ncompare_with = "2021"\n'
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n{later}", encoding="utf-8")
    return Workbook.open(book.root)


def test_a_level_that_rises_is_named_wherever_next_year_is_decided(book):
    """65 of 100 meet 60 until 2021 and miss 80 from 2022; nobody knows a pace. In 2022 the pages say from where the level rose."""
    years = (
        {"indicator": "1.1", "target": "60", "to_year": "2021"},
        {"indicator": "1.1", "target": "80", "from_year": "2022"},
    )
    again = with_season_2022(book, years)
    sent = read_submissions(again, again.seasons_until(again.season("2021")))
    view, agency_view = commune_view(again, "2021", "an-binh", sent), department_view(again, "2021", "kinh-te", sent)
    gap, level = "thiếu 15 hộ so với mức năm 2022", "Từ 60% trở lên; năm 2022: từ 80% trở lên"
    to_set = dict(_decisions(view))[
        "Cho ý kiến mức giao năm 2022 (chưa đủ căn cứ về tiến độ, hoặc năm qua ngược chiều)"
    ]
    assert gap in to_set and level in text(criteria(view))
    drafted = season_view(again, "2021", sent).proposed
    assert drafted.loc[drafted["kind"] == "maintain", "criterion_no"].tolist() == ["1", "1"]
    assert "an-binh;hoa-son" in drafted.loc[drafted["lead"] == "kinh-te", "communes"].tolist()
    assert text(agency.awaited(agency_view)).count(gap) == 2 and "Không chờ" not in text(agency.awaited(agency_view))
    assert {row["name"][:3]: row["level"] for row in indicator_rows(agency_view)}["1.1"] == level
    assert "1.1 Số liệu 1.1 ở 2 xã" in text(agency.headline(agency_view))
    assert level in text(method.levels(season_view(again, "2021", sent)))

    send_form(again, "an-binh", {layout.INDICATORS.title: [share("1.1", 65)]}, season="2022")
    sent = read_submissions(again, again.seasons_until(again.season("2022")))
    view, agency_view = commune_view(again, "2022", "an-binh", sent), department_view(again, "2022", "kinh-te", sent)
    level = "Từ 80% trở lên, mức tăng từ 60% (2021)"
    assert level in text(criteria(view)) and level in text(method.levels(season_view(again, "2022", sent)))
    assert {row["name"][:3]: row["level"] for row in indicator_rows(agency_view)}["1.1"] == level
    assert view.gap_said(view.component("1.1")) == gap


def test_what_one_commune_lacks_now_is_no_sum_of_two_of_which_the_other_lacks_only_the_level_to_come(book):
    """55 of 100 miss 60, 65 miss the 80 of 2022 alone: neither page nor draft says 5 households of both."""
    years = (
        {"indicator": "1.1", "target": "60", "to_year": "2021"},
        {"indicator": "1.1", "target": "80", "from_year": "2022"},
    )
    again = with_season_2022(book, years)
    send_form(again, "an-binh", {layout.INDICATORS.title: [share("1.1", 55)]}, season="2021")
    sent = read_submissions(again, again.seasons_until(again.season("2021")))
    drafted = season_view(again, "2021", sent).proposed
    (said,) = drafted.loc[(drafted["lead"] == "kinh-te") & (drafted["criterion_no"] == "1"), "summary"]
    assert said.startswith("Chỉ đạo, hướng dẫn xã An Bình và xã Hòa Sơn phấn đấu tiêu chí 1 Tiêu chí 1;")
    assert "1.1 Số liệu 1.1 ở 2 xã" in text(agency.headline(department_view(again, "2021", "kinh-te", sent)))


def test_no_level_to_come_is_to_be_set_for_what_nobody_can_judge_now(book):
    """1.1 has a level from 2022 only, and no verdict: what is asked for is the level of now, on the commune's page as on the agency's."""
    again = with_season_2022(book, ({"indicator": "1.1", "target": "80", "from_year": "2022"},))
    sent = read_submissions(again, again.seasons_until(again.season("2021")))
    own, led = commune_view(again, "2021", "an-binh", sent), department_view(again, "2021", "kinh-te", sent)
    for decided in (dict(_decisions(own)), dict(brief(led)["decisions"])):
        (named,) = (what for what, about in decided.items() if "1 Tiêu chí 1" in about or "1.1 Số liệu 1.1" in about)
        assert named.startswith("Khai điều còn thiếu để xét số liệu")


def test_a_level_to_come_of_another_scope_is_named_with_it_and_leaves_nothing_open_once_reached(book):
    """65 of 100 miss the region's 70 and meet the group's 60 of 2022: named with scope and source, asked for, no level left to be set."""
    rows = (
        {"indicator": "1.1", "region": "BTB", "target": "70", "to_year": "2021"},
        {"indicator": "1.1", "group": "1", "target": "60", "from_year": "2022", "source": ""},
    )
    again = with_season_2022(book, rows)
    sent = read_submissions(again, again.seasons_until(again.season("2021")))
    view, agency_view = commune_view(again, "2021", "an-binh", sent), department_view(again, "2021", "kinh-te", sent)
    level = "Từ 70% trở lên; năm 2022 (nhóm 1): từ 60% trở lên"
    assert f"{level}<br><small>vùng Bắc Trung Bộ</small>" in text(criteria(view))
    listed = text(method.levels(season_view(again, "2021", sent)))
    assert f">{level}<" in listed and ">Từ 70% trở lên<" in listed  # that of the commune of group 2 ends
    assert "Theo nguồn thứ cấp, chưa đối chiếu; năm 2022: chưa có nguồn xác nhận, chưa đối chiếu" in listed
    decided = dict(_decisions(view))
    assert decided["Giao đạt chuẩn năm 2022"].startswith("1 Tiêu chí 1 (")
    assert (
        "Tiêu chí 1"
        not in decided["Cho ý kiến mức giao năm 2022 (chưa đủ căn cứ về tiến độ, hoặc năm qua ngược chiều)"]
    )
    drafted = season_view(again, "2021", sent).proposed
    of_agency = drafted[(drafted["lead"] == "kinh-te") & (drafted["criterion_no"] == "1")]
    assert of_agency[["communes", "kind"]].to_numpy().tolist() == [["an-binh", "criterion"], ["hoa-son", "task"]]
    assert "1.1 Số liệu 1.1: 5 hộ ở xã Hòa Sơn" in text(agency.headline(agency_view))
    send_form(again, "an-binh", {layout.INDICATORS.title: [share("1.1", 65)]}, season="2022")
    sent = read_submissions(again, again.seasons_until(again.season("2022")))
    said = "Từ 60% trở lên, mức giảm từ 70% (2021, vùng Bắc Trung Bộ)"
    assert said in text(criteria(commune_view(again, "2022", "an-binh", sent)))


def test_no_line_stands_for_levels_that_differ(book, sent):
    """Each commune's page compares with its own level, in words and by the mark in the picture: 70 % and 60 % of 1.1."""
    for unit_id, place in (("an-binh", 94.5), ("hoa-son", 5.5)):  # both at 65 %: to the right of them, and to the left
        shown = text(strip_part(commune_view(book, "2021", unit_id, sent)))
        assert f'<use href="#dau-muc" x="{place}%"' in shown
        assert f'<use href="#dau-xa" x="{100 - place}%"' in shown
    view = commune_view(book, "2021", "hoa-son", sent)
    shown = text(strip_part(view))
    assert "mức: từ 60% trở lên" in shown
    assert "–" in shown  # the commune that 2.2 does not bind


def test_peers_with_other_levels_say_whose_level_is_named(book, sent):
    """The column of the level is the commune's own."""
    data = commune_view(book, "2021", "hoa-son", sent)
    assert "từ 60% trở lên (xã này)" in text(peers_part(data))
    assert "từ 50% trở lên (xã này)" not in text(peers_part(data))


def test_an_agencys_page_says_each_level_by_commune(book, sent):
    """A gap is to the commune's own level; the list of indicators says that levels differ; a cell that binds nobody is no gap."""
    view = department_view(book, "2021", "kinh-te", sent)
    gaps = {(row["unit_id"], row["indicator"][:3]): row["level"] for row in gap_rows(view)}
    assert gaps[("an-binh", "1.1")] == "từ 70% trở lên"
    assert gaps[("hoa-son", "2.2")] == "từ 50% trở lên"
    assert ("hoa-son", "1.1") not in gaps
    levels = {row["name"][:3]: row["level"] for row in indicator_rows(view)}
    assert levels["1.1"] == "Mỗi xã một mức, theo phạm vi áp dụng"
    [table] = matrices(view)
    cells = {row["label"][:3]: [cell["result"] for cell in row["cells"]] for row in table["rows"]}
    assert cells == {"1.1": ["not_met", "met"], "2.1": ["met", "met"], "2.2": ["not_applicable", "not_met"], "3.1": ["not_met", "not_met"]}  # fmt: skip
    lacking = dict(department_notes(view))["Chưa khai mức"]
    assert lacking.startswith(
        "Chưa khai mức cho tỉnh Mẫu, nhóm 1, vùng Bắc Trung Bộ; tỉnh Mẫu, nhóm 2, vùng Bắc Trung Bộ: 2.1."
    )
    assert text(agency.headline(view))


def test_the_method_page_lists_levels_by_scope(book, sent):
    """With several scopes there is a column; a figure with several levels has a row for each."""
    view = season_view(book, "2021", sent)
    shown = text(method.levels(view))
    assert '<th scope="col">Phạm vi áp dụng</th>' in shown
    assert shown.index("Từ 70% trở lên") < shown.index("Từ 60% trở lên")
    for scope in ("vùng Bắc Trung Bộ", "nhóm 2", "cả nước"):
        assert f'<td data-label="Phạm vi">{scope}</td>' in shown
    assert "trang “Mức”" in text(method.sources(view))
    assert dict(season_notes(view))["Chưa khai mức"].startswith("Chưa khai mức cho tỉnh Mẫu, nhóm 1")


def test_one_scope_is_a_sentence_and_no_column(book):
    """If all levels are of one scope the page says it once."""
    rows = [
        {
            "criteria_set": SET_ID,
            "comparator": ">=",
            "confirmed": "true",
            "source": "QĐ 1",
            "indicator": "1.1",
            "region": "BTB",
            "target": "70",
        }
    ]
    write_csv(book.root / "data/reference/levels.csv", by_scope.COLUMNS, rows)
    again = Workbook.open(book.root)
    shown = text(
        method.levels(season_view(again, "2021", read_submissions(again, again.seasons_until(again.season("2021")))))
    )
    assert "mức bằng số của vùng Bắc Trung Bộ;" in shown
    assert "Phạm vi áp dụng" not in shown


def test_levels_in_the_criteria_file_name_nobody(tmp_path):
    """A workbook of the first layout looks as it did: no scope is said anywhere."""
    workbook = Workbook.open(write_workbook(tmp_path, levels=(indicator("1.1"),)))
    send_form(workbook, "an-binh", {layout.INDICATORS.title: [share("1.1", 65)]})
    sent = read_submissions(workbook, workbook.seasons_until(workbook.season("2021")))
    view = commune_view(workbook, "2021", "an-binh", sent)
    assert set(view.now.components["scope"]) == {""}
    assert "<small>" not in text(criteria(view)).partition("<tbody")[2].partition('data-label="Hiện nay"')[0]
    shown = text(method.levels(season_view(workbook, "2021", sent)))
    assert "Phạm vi áp dụng" not in shown
    assert "mức bằng số của" not in shown
    assert "levels.cs" not in text(method.sources(season_view(workbook, "2021", sent)))
    with (workbook.root / "data/reference/criteria" / f"{SET_ID}.csv").open(encoding="utf-8") as file:
        assert next(csv.DictReader(file))["target"] == "80"


def test_a_districts_page_says_whose_group_is_not_known(book):
    """Of one of two communes the group is not stated."""
    write_csv(
        book.root / "data/reference/commune-groups.csv",
        ["unit_id", "group", "from_year", "to_year", "source"],
        GROUPS[:1],
    )
    again = Workbook.open(book.root)
    sent = read_submissions(again, again.seasons_until(again.season("2021")))
    assert dict(season_notes(season_view(again, "2021", sent)))["Nhóm xã"].startswith("Chưa khai nhóm của 1/2 xã.")
    own = dict(commune_notes(commune_view(again, "2021", "hoa-son", sent)))
    assert own["Chưa khai mức"].startswith("Chưa khai mức cho tỉnh Mẫu, chưa khai nhóm, vùng Bắc Trung Bộ: 2.1.")


def test_a_row_of_one_group_does_not_fail_a_commune_whose_group_is_not_known(book):
    """Hòa Sơn misses what group 2 must reach; whether it is of that group nobody has said. What it reaches, it has reached."""
    write_csv(
        book.root / "data/reference/commune-groups.csv",
        ["unit_id", "group", "from_year", "to_year", "source"],
        GROUPS[:1],
    )
    again = Workbook.open(book.root)
    found = {}
    for part in (45, 55):
        rows = [share("1.1", 75), share("2.1", 10, assessed="Đạt"), share("2.2", part), share("3.1", 1, assessed="Đạt")]
        send_form(again, "hoa-son", {layout.INDICATORS.title: rows})
        view = commune_view(
            again, "2021", "hoa-son", read_submissions(again, again.seasons_until(again.season("2021")))
        )
        found[part] = [row["result"] for row in view.criterion_rows]
        shown = text(criteria(view))
        assert "Từ 50% trở lên, nếu thuộc nhóm 2" in shown and f"{part}% ({part}/100 hộ)" in shown
        assert view.gap_said(view.component("2.2")) == ("chưa khai nhóm xã" if part == 45 else "")
        assert ("2.2", "") not in view.pace_of
    assert found == {45: ["met", "unknown", "met"], 55: ["met", "met", "met"]}


def test_a_commune_that_no_led_indicator_is_for_has_nothing_missing(book, sent):
    """An agency that leads 2.2 alone, which is for group 2: of An Bình its table says "không áp dụng", not "chưa có số liệu"."""
    led = season_view(book, "2021", sent).now.components.query("indicator == '2.2'")
    assert [_combined(led, unit_id) for unit_id in ("an-binh", "hoa-son")] == ["not_applicable", "not_met"]


def test_one_level_without_a_source_is_told_before_forms_are_sent(book, capsys):
    """One of four levels that the forms print has none: the command says so, however many have one."""
    rows = [{"criteria_set": SET_ID, "comparator": ">=", "confirmed": "true", "source": "QĐ 1"} | row for row in LEVELS]
    more = [rows[0] | {"indicator": code, "region": "", "target": "1"} for code in ("2.1", "3.1")]
    write_csv(book.reference_folder / "levels.csv", by_scope.COLUMNS, [*rows, more[0], more[1] | {"source": ""}])
    again = Workbook.open(book.root)
    _warn_of_levels(again, again.season("2021"))
    assert "CẢNH BÁO: QĐ thử: 1/4 mức (chỉ tiêu 3.1) in trong biểu chưa có nguồn." in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "status", "forms"])
def test_commands_say_what_is_lacking(book, command):
    """One line a scope, with the number of communes."""
    said = ntm(command, "--season", "2021", "--workbook", str(book.root)).stdout
    for group in ("1", "2"):
        line = f"Chưa khai mức cho tỉnh Mẫu, nhóm {group}, vùng Bắc Trung Bộ (1 xã): 1 chỉ tiêu (2.1)."
        assert said.count(line) == 1


def test_where_a_level_is_missing_the_commune_is_not_asked_for_the_figure_it_gave(book):
    """An Bình states 10 of 100 for 2.1, of which nobody has declared a level and nobody gave a verdict."""
    rows = [share("1.1", 75), share("2.1", 10), share("3.1", 1, assessed="Đạt")]
    send_form(book, "an-binh", {layout.INDICATORS.title: rows})
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    own, led = commune_view(book, "2021", "an-binh", sent), department_view(book, "2021", "kinh-te", sent)
    asked = "Khai điều còn thiếu để xét số liệu, trả lời đã có (văn phòng, cơ quan chủ trì)"
    assert dict(_decisions(own)) == {asked: "2 Tiêu chí 2 (chưa có mức, cũng chưa có đánh giá)"}
    of_agency = dict(brief(led)["decisions"])
    assert of_agency[asked] == "2.1 Chỉ tiêu 2.1 của xã An Bình: chưa có mức, cũng chưa có đánh giá"
    assert "Yêu cầu bổ sung số liệu" not in of_agency
    assert "chưa có mức, cũng chưa có đánh giá" in text(first_screen(own))
    assert dict(commune_notes(own))["Chỉ tiêu chưa có số liệu"] == "Không có."
    assert "figures_completed" not in set(own.proposed["measure"])
    whole = season_view(book, "2021", sent)
    for part in (headline(own), first_screen(own), place_headline(whole), matrix(whole)):
        assert "chưa xét được" in text(part)
    assert "số liệu" not in text(headline(own)).partition("Hồ sơ")[0]
    assert "1 tiêu chí chưa xét được: 2 Tiêu chí 2." in text(headline(own))
    assert all(asked_values(own.now.components, sent.observations, book.measures)["is_given"][:3])


def test_a_figure_that_nobody_judged_is_nowhere_said_to_be_missing(book):
    """2.1 has a figure and neither level nor verdict: table, comparison and agency say it is not judged; 3.1 has no figure, and is missing."""
    columns = ["criteria_set", "indicator", "component", "name", "is_trajectory", "verb"]
    keys = [
        {"criteria_set": SET_ID, "indicator": code, "name": f"Số liệu {code}", "is_trajectory": "false"}
        for code in ("1.1", "2.1", "3.1")
    ]
    write_csv(book.root / "data/reference/key-measures.csv", columns, keys)
    book = Workbook.open(book.root)
    send_form(book, "an-binh", {layout.INDICATORS.title: [share("1.1", 75), share("2.1", 10)]})
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    own, led = commune_view(book, "2021", "an-binh", sent), department_view(book, "2021", "kinh-te", sent)
    rows = [said.partition("</td>")[0] for said in text(criteria(own)).split('<tr class="criterion">')[1:]]
    assert ["chưa xét được" in row for row in rows] == [False, True, False]
    assert ["chưa có số liệu" in row for row in rows] == [False, False, True]
    compared = text(strip_part(own))
    assert (
        "đạt mức ở 1 trên 2 số liệu; 1 số liệu chưa có: số liệu 3.1; 1 số liệu chưa xét được: số liệu 2.1." in compared
    )
    assert "chưa có số liệu nào" not in compared
    for part in (agency.headline(led), agency.indicators(led)):
        assert "chưa xét được" in text(part)
    assert "còn chỉ tiêu chưa xét được" in text(agency.headline(led))


def test_a_form_without_any_figure_is_one_that_is_still_waited_for(book):
    """It is read, and gives nothing: overview and quality page say alike that the commune's figures are still to come, and why."""
    send_form(book, "an-binh", {layout.INDICATORS.title: [{"indicator": "1.1"}]})
    view = season_view(book, "2021", read_submissions(book, book.seasons_until(book.season("2021"))))
    assert [unit.unit_id for unit in view.silent] == ["an-binh"]
    assert "1/2 xã đã có biểu dùng được, còn thiếu An Bình" in text(quality.headline(view))
    assert "Biểu chưa ghi số liệu nào." in text(quality.absent(view))


def test_a_form_of_which_nothing_can_be_read_is_told_with_its_errors(book, tmp_path):
    """What was typed is no number: the letter names the first cells, not that nothing stands there; the command counts as the page does."""
    typed = [{"indicator": code, "numerator": "không rõ", "denominator": "nhiều"} for code in ("1.1", "2.1", "3.1")]
    send_form(book, "an-binh", {layout.INDICATORS.title: typed})
    season = book.season("2021")
    view = season_view(book, "2021", read_submissions(book, book.seasons_until(season)))
    absent = text(quality.absent(view))
    assert "Biểu chưa ghi số liệu nào." not in absent
    assert "Chỉ tiêu, ô " in absent and "“không rõ”" in absent and "Còn 3 lỗi khác." in absent
    said = list(summary(book, season, check_season(book, season, tmp_path / "kiem-tra", "")))
    assert "dùng được biểu của 1/2 xã" in said[0]
    assert said[1].startswith("  Xã An Bình: ") and said[1].endswith(" – chưa có biểu dùng được")


def test_values_that_nobody_can_judge_are_values_all_the_same(book):
    """No level, no verdict: how the figure was found and by whom stands in title and notes as for the others."""
    (book.root / "data/reference/levels.csv").unlink()
    given = share("1.1", 65) | {"status": "Ước", "origin": "Báo cáo"}
    for unit_id in ("an-binh", "hoa-son"):
        send_form(book, unit_id, {layout.INDICATORS.title: [given]})
    again = Workbook.open(book.root)
    sent = read_submissions(again, again.seasons_until(again.season("2021")))
    view, own = season_view(again, "2021", sent), commune_view(again, "2021", "an-binh", sent)
    assert set(own.now.components["result"]) == {"unknown"}
    assert (own.statuses, view.statuses) == (["ước"], ["ước", "ước"])
    for notes, count in ((dict(commune_notes(own)), 1), (dict(season_notes(view)), 2)):
        assert notes["Trạng thái số liệu"].startswith(f"{count} giá trị ước; ")


def test_what_several_indicators_lack_is_said_once(book, sent):
    """The indicators of one criterion that lack the same are named together, each once, beside what fails."""
    own = commune_view(book, "2021", "an-binh", sent)
    unjudged = [own.component(code) | {"result": "unknown", "assessed": ""} for code in ("2.1", "3.1")]
    assert (
        own.gaps_said([*unjudged, unjudged[0], own.component("1.1")])
        == "2.1 và 3.1 chưa có mức, cũng chưa có đánh giá; 1.1 thiếu 5 hộ"
    )


def test_the_year_without_a_level_is_named_on_the_page(book, sent):
    """3.1 has a level of other years only: the note says for which year none is declared, as the commands do, and no other reason."""
    path = book.root / "data/reference/levels.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    write_csv(path, by_scope.COLUMNS, [*rows, rows[-1] | {"indicator": "3.1", "to_year": "2020"}])
    later = Workbook.open(book.root)
    notes = dict(commune_notes(commune_view(later, "2021", "an-binh", sent)))
    assert "cho năm 2021: 3.1" in notes["Chưa khai mức"]
    assert not any("3.1" in text for title, text in notes.items() if title.startswith("Theo đánh giá"))


def test_a_provinces_level_that_has_ended_is_lacking_wherever_levels_are_told(book):
    """65 would fail the decree's 70 and reach the province's old 60: neither is said. Form, note, commands, pace and draft name what is lacking."""
    path = book.root / "data/reference/levels.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    write_csv(path, by_scope.COLUMNS, [*rows, rows[0] | {"province": "Bắc Kạn", "target": "60", "to_year": "2020"}])
    toml = book.root / "data/workbook.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("tỉnh Mẫu", "tỉnh Bắc Kạn"), encoding="utf-8")
    later = Workbook.open(book.root)
    season = later.season("2021")
    own = commune_view(later, "2021", "an-binh", read_submissions(later, later.seasons_until(season)))
    whom = "tỉnh Bắc Kạn, nhóm 1, vùng Bắc Trung Bộ, năm 2021"
    assert (own.component("1.1")["rule"], own.component("1.1")["result"]) == ("assessed", "unknown")
    assert f"cho {whom}: 1.1" in dict(commune_notes(own))["Chưa khai mức"]
    form = commune_form(later, season, own.unit, OBSERVATIONS.frame([]))
    (printed,) = [line for line in form.rows[layout.INDICATORS.title] if line.get("indicator") == "1.1"]
    assert printed["level"] == "Chưa khai mức" and f"chưa khai mức cho {whom}" in str(printed["level_source"])
    said = ntm("status", "--season", "2021", "--workbook", str(book.root)).stdout
    assert f"Chưa khai mức cho {whom} (1 xã): 1 chỉ tiêu (1.1)." in said
    of_criterion = own.proposed.set_index("criterion_no")["measure"]
    assert of_criterion["1"] == "level_completed" and "1.1" not in set(of_criterion)


def test_a_criterion_that_lacks_a_figure_and_a_level_is_in_both_decisions(tmp_path):
    """4.1 is left empty, 4.2 and the count 4.3 are given without level or verdict; an agency that leads nothing names components too."""
    levels = [
        *(indicator("4.1", component=key, component_name=name) for key, name in WATER.items()),
        indicator("4.2", rule="assessed"),
        indicator("4.3", rule="assessed", value_type="number", unit="nhà", count_unit="nhà"),
    ]
    leading = [{"department_id": "kinh-te", "name": "Phòng Kinh tế", "short_name": "Phòng KT", "has_report": "true"}]
    book = Workbook.open(write_workbook(tmp_path, levels=levels, departments=leading))
    rows = [{"indicator": "4.1", "component": key} for key in WATER]
    rows += [share("4.2", 10), {"indicator": "4.3", "value": 7}]
    send_form(book, "an-binh", {layout.INDICATORS.title: rows})
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    own = commune_view(book, "2021", "an-binh", sent)
    neither = "chưa có mức, cũng chưa có đánh giá"
    assert dict(_decisions(own)) == {
        "Yêu cầu xã bổ sung số liệu": "4 Tiêu chí 4",
        "Khai điều còn thiếu để xét số liệu, trả lời đã có (văn phòng, cơ quan chủ trì)": f"4 Tiêu chí 4 (4.2 và 4.3 {neither})",
    }
    assert f"4.1 chưa có số liệu; 4.2 và 4.3 {neither}" in text(first_screen(own))
    said = str(dict(department_notes(department_view(book, "2021", "kinh-te", sent)))["Chưa có số liệu"])
    assert said.startswith("4.1 (nước hợp vệ sinh) của xã An Bình và 4.1 (nước sạch) của xã An Bình. ")
    counted = sent.observations.set_index("indicator").loc["4.3"]
    asked = sent.findings[(sent.findings["check"] == "S01") & (sent.findings["indicator"] == "4.3")]
    # where the number stands, and where the verdict is missing
    assert (counted["cell"][:1], asked["cell"].item()[:1]) == ("J", "K")


def test_each_criterion_and_each_agency_says_what_it_lacks_itself(book):
    """1.1 has no figure, 2.1 one that nobody judged: sentence, marks and table say it of each; an agency speaks of what it leads alone."""
    leads = [LEAD | {"indicator": "1.1"}, LEAD | {"indicator": "2.1", "department_id": "nong-nghiep"}]
    names = [{"department_id": i, "name": n, "short_name": n, "has_report": "true"} for i, n in (("kinh-te", "Phòng KT"), ("nong-nghiep", "Phòng NN"))]  # fmt: skip
    for file, rows in (("departments", names), ("indicator-leads", leads)):
        path = book.root / f"data/reference/{file}.csv"
        with path.open(encoding="utf-8-sig", newline="") as old:
            columns = csv.DictReader(old).fieldnames
        write_csv(path, columns, rows)
    book = Workbook.open(book.root)
    send_form(book, "an-binh", {layout.INDICATORS.title: [share("2.1", 10), share("3.1", 1, assessed="Đạt")]})
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    own = text(headline(commune_view(book, "2021", "an-binh", sent)))
    assert "1 tiêu chí chưa có số liệu: 1 Tiêu chí 1; 1 tiêu chí chưa xét được: 2 Tiêu chí 2." in own
    assert 'title="1 Tiêu chí 1: chưa có số liệu"' in own and 'title="2 Tiêu chí 2: chưa xét được"' in own
    for agency_id, word in (("kinh-te", "chưa có số liệu"), ("nong-nghiep", "chưa xét được")):
        led = department_view(book, "2021", agency_id, sent)
        assert f"còn chỉ tiêu {word}" in text(agency.headline(led)) and f"chưa đạt hoặc {word}" in text(
            agency.headline(led)
        )
        other = {"chưa có số liệu", "chưa xét được"} - {word}
        assert not any(said in text(agency.indicators(led)) for said in other)
