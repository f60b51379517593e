"""Results of summary tables: kept in a folder each, used where no form decides, never over one; a contradiction is a finding."""

import json
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from ntm_lib.analysis.area import place_standing
from ntm_lib.analysis.assessment import assess_components, criterion_results, indicator_results
from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.district import district_standing
from ntm_lib.analysis.history import FROM_BOTH, FROM_FORMS, FROM_TABLES
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.analysis.tabled import agreed, with_tabled_criteria, with_tabled_indicators
from ntm_lib.errors import ReportError, UnknownNameError
from ntm_lib.intake.cache import cached_submissions
from ntm_lib.intake.form import INDICATORS
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.intake.summary.store import read_tabled, tables_of, undo_table, write_table
from ntm_lib.presentation.commune.detail import counts_of_years, criteria
from ntm_lib.presentation.commune.first_screen import first_screen, headline, kept_before
from ntm_lib.presentation.commune.page import header
from ntm_lib.presentation.commune.trace import trace
from ntm_lib.presentation.commune.words import headline_sentence
from ntm_lib.presentation.overview.decisions import decided as overview_decided
from ntm_lib.presentation.overview.waited_for import waited_for
from ntm_lib.presentation.shared.fallen import lost
from ntm_lib.presentation.shared.promise_rows import display_rows
from ntm_lib.presentation.shared.reliability import reliability
from ntm_lib.presentation.words.standing import (
    NOT_MET_BY_TABLE,
    count_of_criteria,
    short_change,
    tabled_total,
    why_apart,
    with_gaps,
)
from ntm_lib.reference.conclusions import COLUMNS as CONCLUSION_COLUMNS
from ntm_lib.schemas import TABLED_RESULTS, Promise
from ntm_lib.tables import records, rows_of
from ntm_lib.text import clean
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.settings import SETTINGS
from tests.examples import examples
from tests.recomputed.forms import seasons
from tests.recomputed.standing import MET, UNKNOWN, WORDS, Standing
from tests.unit.builders import (
    DEPARTMENTS,
    MADE_UP_SET,
    WORKBOOK_TOML,
    made_up_set,
    observations,
    send_form,
    small_workbook,
    summary,
    write_csv,
    write_workbook,
    yes_no,
)
from tests.unit.builders import season as book_season
from tests.views import commune_view, season_view

SHARE = {"criterion_no": "1", "indicator": "1.1", "numerator": 90, "denominator": 100, "status": "Ước"}
HOUSES = {"criterion_no": "2", "indicator": "2.1", "value": 0, "status": "Ước"}
MARKET = {"criterion_no": "3", "indicator": "3.1", "assessed": "Đạt", "status": "Ước"}


def stated(number, result="met", indicator="", unit_id="an-binh", cell="D9", as_written="x"):
    """Return what a summary table states in a cell, as the reader of tables hands it over."""
    return {
        "unit_id": unit_id, "unit_name": "An Bình", "season": "", "criterion_no": number, "indicator": indicator, "result": result,
        "as_written": as_written, "year": float("nan"), "table_id": "", "source_file": "", "sheet": "TH", "cell": cell,
    }  # fmt: skip


def keep(
    book, *rows, table_id="thang-12", season="2021", name="Tổng hợp.xlsx", answers=None, more_files=None, as_read=None
):
    return write_table(
        book, book.season(season), table_id, rows, name, b"PK table", answers, more_files or {}, as_read or {}
    )


def standing(book, season="2021", unit_id="an-binh"):
    """Return what follows: the criteria by number, the commune's summary, and the findings on tables by check."""
    seasons = book.seasons_until(book.season(season))
    submissions = read_submissions(book, seasons)
    results = assess_seasons(book, submissions, seasons)
    found = season_findings(book, book.season(season), submissions, results)
    own = results.of(season, unit_id)
    checks = found[found["check"].isin(["D22", "D23", "D24"])]
    return {r["criterion_no"]: r for r in records(own.criteria)}, records(own.communes)[0], records(checks), own


def book_with(tmp_path, *rows):
    book = small_workbook(tmp_path)
    if rows:
        send_form(book, "an-binh", {INDICATORS.title: list(rows)})
    return book


# Who decides


@pytest.fixture(scope="module")
def known_set(tmp_path_factory):
    return made_up_set(tmp_path_factory.mktemp("bo"))


def decided(known_set, form, said):
    """Return criteria by forms alone, and by forms and tables, of a commune whose form gives `form` and of whom tables say `said`."""
    levels = known_set.levels(2021).assign(unit_id="an-binh")
    named = pd.DataFrame({"unit_id": ["an-binh"], "unit_name": ["An Bình"]})
    components = assess_components(observations(*form), levels, named, "2021", known_set.set_id)
    by_forms = criterion_results(indicator_results(components), known_set.criteria())
    found = agreed(TABLED_RESULTS.frame(said))
    indicators = with_tabled_indicators(indicator_results(components), components, levels, found)
    by_both = criterion_results(indicators, known_set.criteria())
    return by_forms, with_tabled_criteria(by_forms, by_both, indicators, levels, found)


def kept(row, table_id="thang-12"):
    return row | {"season": "2021", "table_id": table_id, "source_file": f"imports/2021/{table_id}/b.xlsx"}


SHARE_MET, NO_HOUSE = {"indicator": "1.1", "value": 90.0}, {"indicator": "2.1", "value": 0.0}


@pytest.mark.parametrize(
    ("form", "table", "results", "tabled"),
    [
        ([], [stated("1"), stated("2", "not_met")], {"1": "met", "2": "not_met", "3": "unknown", "4": "unknown"}, "12"),
        ([SHARE_MET], [stated("1", "not_met")], {"1": "met", "2": "unknown"}, ""),
        ([SHARE_MET | {"value": 10.0}], [stated("1")], {"1": "not_met"}, ""),
        ([NO_HOUSE], [stated("2")], {"2": "met"}, "2"),  # half a form: it decides nothing
        ([NO_HOUSE | {"value": 3.0}], [stated("2")], {"2": "not_met"}, ""),  # one that fails decides
        ([], [stated("3", "not_applicable"), stated("1", "not_applicable")], {"3": "not_applicable", "1": "unknown"}, "3"),
        ([NO_HOUSE], [stated("2", indicator="2.2")], {"2": "met"}, "2"),
        ([NO_HOUSE], [stated("2", "not_met", "2.2")], {"2": "not_met"}, "2"),
        ([NO_HOUSE], [stated("2", "not_met", "2.1"), stated("2", "met", "2.2")], {"2": "met"}, "2"),  # 2.1 is the form's
        ([NO_HOUSE], [stated("2", "not_applicable", "2.2")], {"2": "unknown"}, ""),  # the set does not allow it
        ([], [stated("2", "met", "2.1")], {"2": "unknown"}, ""),
        ([], [stated("4", "not_met", "4.1")], {"4": "not_met"}, "4"),
        ([{"indicator": "4.1", "component": "hop-ve-sinh", "value": 99.0}], [stated("4", "met", "4.1")], {"4": "unknown"}, ""),  # the form gives a part
        ([{"indicator": "3.1", "assessed": "not_applicable"}], [stated("3")], {"3": "not_applicable"}, ""),
    ],
)  # fmt: skip
def test_a_form_decides_and_a_table_fills_what_it_leaves_open(known_set, form, table, results, tabled) -> None:
    """A form's own result stays, met or not; of a criterion half answered the table may state the rest, or the whole."""
    _, both = decided(known_set, form, [kept(row) for row in table])
    criteria = {row["criterion_no"]: row for row in records(both)}
    assert {number: criteria[number]["result"] for number in results} == results
    assert "".join(n for n, row in criteria.items() if row["table_id"] == "thang-12") == tabled
    assert {criteria[n]["origin"] for n in tabled} <= {"tabled"}


def test_an_indicator_of_a_table_says_where_it_stands(tmp_path) -> None:
    book = book_with(tmp_path, HOUSES)
    keep(book, stated("2", indicator="2.2", cell="F12"))
    row = records(standing(book)[3].indicators.query("indicator == '2.2'"))[0]
    assert (row["result"], row["origin"], row["sheet"], row["cell"]) == ("met", "tabled", "TH", "F12")
    assert row["source_file"] == "../imports/2021/thang-12/Tổng hợp.xlsx" and pd.isna(row["value"])


def test_what_may_not_bind_is_not_failed_by_a_table(tmp_path) -> None:
    """Of an indicator for one group, and a commune whose group nobody has stated, "chưa đạt" decides nothing."""
    levels = [*MADE_UP_SET, yes_no("1.2", groups="1")]
    book = Workbook.open(write_workbook(tmp_path, levels=levels, layout="scoped", about={"groups": '["1", "2"]'}))
    keep(book, stated("1", "met", "1.1"), stated("1", "not_met", "1.2"))
    assert standing(book)[0]["1"]["result"] == "unknown"


@pytest.mark.parametrize(
    ("form", "result", "tabled"),
    [
        ([], "met", "a"),
        ([{"indicator": "1", "assessed": "met"}], "met", "a"),  # an indicator that is known has no figure yet
        ([{"indicator": "1.2", "assessed": "not_met"}], "not_met", ""),
        ([{"indicator": "1", "assessed": "not_met"}], "not_met", ""),
    ],
)
def test_of_a_set_known_in_part_a_known_indicator_that_fails_decides(tmp_path, form, result, tabled) -> None:
    """The office's verdict and the known indicators are the form's; a table's word on the criterion stands where these leave it open."""
    rows = (yes_no("1", rule="assessed"), yes_no("1.2"))
    _, both = decided(made_up_set(tmp_path, rows, complete="false"), form, [kept(stated("1"), "a")])
    (found,) = records(both)
    assert (found["result"], found["table_id"]) == (result, tabled)


# Disagreement


def test_a_form_and_a_table_that_disagree_are_a_finding_and_the_form_counts(tmp_path) -> None:
    book = book_with(tmp_path, SHARE | {"numerator": 10}, MARKET | {"assessed": "Không áp dụng"})
    keep(book, stated("1", as_written="Đạt"), stated("1", "met", "1.1"), stated("3"))
    criteria, _, found, _ = standing(book)
    assert criteria["1"]["result"] == "not_met"
    assert [(f["check"], f["sheet"], f["cell"], f["indicator"]) for f in found] == [
        ("D22", "TH", "D9", ""),
        ("D22", "TH", "D9", "1.1"),
    ]  # what does not apply counts as met
    assert found[0]["source_file"] == "../imports/2021/thang-12/Tổng hợp.xlsx" and found[0]["figure"] == "1"
    assert "Tiêu chí 1: tính theo biểu thì chưa đạt, bảng tổng hợp ghi “Đạt” (đạt)" in found[0]["message"]


def test_two_tables_that_disagree_are_a_finding_and_neither_counts(tmp_path) -> None:
    book = book_with(tmp_path)
    keep(book, stated("1"), stated("2", cell="E9"))
    keep(
        book, stated("1", "not_met", cell="K4", as_written="KĐ"), stated("2"), table_id="gui-tinh", name="Gửi tỉnh.xls"
    )
    criteria, commune, found, _ = standing(book)
    assert (criteria["1"]["result"], criteria["2"]["result"], commune["criteria_tabled"]) == ("unknown", "met", 1)
    assert [f["check"] for f in found] == ["D23"]
    assert "Tổng hợp.xlsx, TH, ô D9 ghi “x” (đạt)" in found[0]["message"]
    assert "Gửi tỉnh.xls, TH, ô K4 ghi “KĐ” (chưa đạt)" in found[0]["message"]


# Last season by table


def test_last_seasons_table_gives_the_change(tmp_path) -> None:
    """An office's first season by forms, and last year's table of all criteria."""
    answer = {"criterion_no": "2", "indicator": "2.2", "assessed": "Đạt", "status": "Ước"}
    water = [
        {"criterion_no": "4", "indicator": "4.1", "component": c, "numerator": 99, "denominator": 100}
        for c in ("hop-ve-sinh", "nuoc-sach")
    ]
    book = book_with(tmp_path, SHARE, HOUSES, answer, MARKET, *water)
    keep(book, stated("1"), stated("2", "not_met"), stated("3", "not_applicable"), stated("4"), season="2020")
    _, commune, found, _ = standing(book)
    assert (commune["criteria_met"], commune["criteria_met_change"], commune["change_origin"]) == (4, 1, "tabled")
    assert commune["criteria_tabled"] == 0 and not found
    assert standing(book, "2020")[1]["criteria_tabled"] == 4


# The folder of an import


def test_an_import_is_listed_and_taken_out_again(tmp_path) -> None:
    book = book_with(tmp_path)
    keep(book, stated("1"), stated("2", "not_met"), answers=b"PK answers")
    folder = book.data_folder / "imports" / "2021" / "thang-12"
    assert sorted(p.name for p in folder.iterdir()) == ["Tổng hợp.xlsx", "about.json", "cach-hieu.xlsx", "results.csv"]
    (kept,) = tables_of(book)
    assert (kept.table_id, kept.season, kept.original_name, kept.fault) == ("thang-12", "2021", "Tổng hợp.xlsx", "")
    assert kept.counts == {"met": 1, "not_met": 1, "not_applicable": 0} and kept.day is not None
    undo_table(book, "thang-12")
    assert not folder.exists() and not tables_of(book) and not read_tabled(book, book.season("2021")).rows
    moved = {p.name: p.read_bytes() for p in (book.root / "data" / "backup").rglob("*") if p.is_file() and p.suffix}
    assert moved["Tổng hợp.xlsx"] == b"PK table" and len(moved) == 4


@pytest.mark.parametrize(
    ("change", "is_back"), [("", True), ("settings", False), ("import", False), ("form", False), ("correction", False)]
)
def test_what_was_written_for_the_season_is_taken_back(tmp_path, change, is_back) -> None:
    """The settings are as before the import, unless somebody changed them since, or something else is of the season."""
    book = book_with(tmp_path)
    settings = book.root / SETTINGS
    before, written = settings.read_bytes(), settings.read_bytes() + b"# 2021\n"
    keep(book, stated("1"), more_files={SETTINGS: written}, as_read={SETTINGS: before})
    assert settings.read_bytes() == written
    if change == "settings":
        settings.write_bytes(written := written + b"# more\n")
    if change == "import":
        keep(book, stated("1"), table_id="thang-11")
    if change == "form":
        send_form(book, "an-binh", {})
    if change == "correction":
        write_csv(book.data_folder / "corrections/2021.csv", ["unit_id"], [])
    undo_table(book, "thang-12")
    assert settings.read_bytes() == (before if is_back else written)


def test_settings_that_somebody_changed_meanwhile_are_not_written_over(tmp_path) -> None:
    """What the import read of them is not what lies there: nothing is written."""
    book = book_with(tmp_path)
    settings = book.root / SETTINGS
    before = settings.read_bytes()
    settings.write_bytes(other := before + b"# ngay chot moi\n")
    with pytest.raises(ReportError, match="vừa bị sửa"):
        keep(book, stated("1"), more_files={SETTINGS: before + b"# 2021\n"}, as_read={SETTINGS: before})
    assert settings.read_bytes() == other and not tables_of(book)


def test_an_import_that_was_changed_by_hand_is_used_and_not_taken_out(tmp_path) -> None:
    book = book_with(tmp_path)
    keep(book, stated("1"))
    path = book.data_folder / "imports" / "2021" / "thang-12" / "results.csv"
    path.write_bytes(path.read_bytes().replace(b'"met"', b'"not_met"'))
    assert standing(book)[0]["1"]["result"] == "not_met"
    with pytest.raises(ReportError, match=r"results\.csv không còn như lúc nhập"):
        undo_table(book, "thang-12")
    assert path.exists()


@pytest.mark.parametrize(
    ("table_id", "name", "message"),
    [("thang-12", "b.xlsx", "Đã có bảng mã thang-12"), ("../ngoai", "b.xlsx", "không dùng được")],
)
def test_an_id_that_is_taken_or_leads_elsewhere_is_refused(tmp_path, table_id, name, message) -> None:
    book = book_with(tmp_path)
    keep(book, stated("1"))
    with pytest.raises(ReportError, match=message):
        keep(book, stated("2"), table_id=table_id, name=name)
    with pytest.raises(UnknownNameError, match="Có phải là: thang-12"):
        undo_table(book, "thang-11")


@pytest.mark.parametrize("name", ["results.csv", "Results.xlsx", "about.json", "cach-hieu.xlsx"])
def test_a_table_called_as_the_programs_files_are_is_kept_beside_them(tmp_path, name) -> None:
    book = book_with(tmp_path)
    keep(book, stated("1"), name=name, answers=b"PK answers")
    assert standing(book)[0]["1"]["table_id"] == "thang-12"
    assert (book.data_folder / "imports" / "2021" / "thang-12" / f"bang-{name}").read_bytes() == b"PK table"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"an-binh"', '"an-bin"', "Dòng 2 không được dùng: kỳ này không có xã “an-bin”. Có phải là: an-binh"),
        ('"1",,"met"', '"9",,"met"', "không có tiêu chí “9”"),
        ('"1",,"met"', '"1","2.1","met"', "tiêu chí 1 không có chỉ tiêu “2.1”"),
        ('"2021"', '"2020"', "ghi năm 2020"),
        ('"met"', '"dat"', "Không dùng kết quả nào của bảng này: results.csv, dòng 2"),
        ("criterion_no", "number", "thiếu cột"),
        ('"an-binh"', '"an-binh\0"', "NUL"),
    ],
)
def test_what_a_season_does_not_have_is_told_with_its_line(tmp_path, old, new, message) -> None:
    """The row is left out, the others and all else go on."""
    book = book_with(tmp_path)
    keep(book, stated("1"), stated("2"))
    path = book.data_folder / "imports" / "2021" / "thang-12" / "results.csv"
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))
    keep(book, stated("3"), table_id="khac")
    criteria, _, found, _ = standing(book)
    assert [f["check"] for f in found] == ["D24"] and message in found[0]["message"]
    assert found[0]["source_file"] == "../imports/2021/thang-12/results.csv"
    assert (criteria["1"]["result"], criteria["3"]["result"]) == ("unknown", "met")


def test_a_folder_that_is_no_import_is_told(tmp_path) -> None:
    book = book_with(tmp_path)
    folder = book.data_folder / "imports" / "2021" / "la"
    folder.mkdir(parents=True)
    (kept,) = tables_of(book)
    assert "about.json thiếu hoặc hỏng" in kept.fault
    assert [f["check"] for f in standing(book)[2]] == ["D24"]
    (folder / "about.json").write_text(json.dumps({"day": "hôm qua"}), encoding="utf-8")
    with pytest.raises(ReportError, match="không biết đã ghi gì"):
        undo_table(book, "la")


def test_a_changed_row_is_read_again(tmp_path) -> None:
    """The cache of forms knows the tables, too."""
    book = book_with(tmp_path)
    keep(book, stated("1"))
    seasons = book.seasons_until(book.season("2021"))
    assert list(cached_submissions(book, seasons).tabled["result"]) == ["met"]
    path = book.data_folder / "imports" / "2021" / "thang-12" / "results.csv"
    path.write_bytes(path.read_bytes().replace(b'"met"', b'"not_met"'))
    assert list(cached_submissions(book, seasons).tabled["result"]) == ["not_met"]


# Whatever a form and a table hold

GIVEN = {
    "1.1": ({"value": 90.0}, {"value": 10.0}),
    "2.1": ({"value": 0.0}, {"value": 3.0}),
    "2.2": ({"assessed": "met"}, {"assessed": "not_met"}, {"assessed": "not_applicable"}),
    "3.1": ({"assessed": "met"}, {"assessed": "basically_met"}, {"assessed": "not_applicable"}),
    "4.1/hop-ve-sinh": ({"value": 99.0}, {"value": 20.0}),
    "4.1/nuoc-sach": ({"value": 99.0}, {"value": 20.0}),
}
forms = st.fixed_dictionaries({}, optional={code: st.sampled_from(own) for code, own in GIVEN.items()})
places = st.sampled_from(
    [("1", ""), ("2", ""), ("3", ""), ("4", ""), ("1", "1.1"), ("2", "2.1"), ("2", "2.2"), ("4", "4.1")]
)
tables = st.dictionaries(
    st.tuples(places, st.sampled_from("ab")), st.sampled_from(["met", "not_met", "not_applicable"])
)


@settings(deadline=None, max_examples=examples(30))  # frames are made anew each time
@given(form=forms, table=tables)
def test_whatever_they_hold_forms_decide_first(known_set, form, table) -> None:
    """What forms decide stays to the letter; what changes was unknown, names its table, and is what that table states or follows from it."""
    rows = [
        dict(zip(("indicator", "component"), code.partition("/")[::2], strict=True)) | own for code, own in form.items()
    ]
    said = [kept(stated(n, result, indicator), t) for ((n, indicator), t), result in table.items()]
    by_forms, both = decided(known_set, rows, said)
    results = {
        (n, indicator): {r for (place, _), r in table.items() if place == (n, indicator)} for (n, indicator), _ in table
    }
    for own, joint in zip(records(by_forms), records(both), strict=True):
        number = own["criterion_no"]
        if own["result"] != "unknown" or joint["result"] == "unknown":
            assert joint == own
            continue
        parts = {i: r for (n, i), r in results.items() if n == number and len(r) == 1}
        assert joint["table_id"] and joint["origin"] == "tabled"
        assert parts.get("") == {joint["result"]} or any(i and r & {joint["result"], "met"} for i, r in parts.items())
    if not table:
        pd.testing.assert_frame_equal(both, by_forms)


@pytest.mark.parametrize("season", ["2016", "2021"])
@pytest.mark.parametrize("turn", range(4))
def test_the_count_is_the_same_without_the_program(workbook, submissions, tmp_path, monkeypatch, season, turn) -> None:
    """Matrices of the shipped district, one of which contradicts the other here and there: counted by the program, and once more by tests/recomputed."""
    units, numbers = workbook.communes(workbook.season(season)), [str(n) for n in range(1, 20)]
    words = ["met", "not_met", "met", "not_applicable"]
    rows = [
        kept(stated(n, words[(turn + at) % 4], indicator, unit.unit_id), table) | {"season": season}
        for at, unit in enumerate(units)
        for table in ("a", "b")
        for n, indicator in [*((n, "") for n in numbers), ("15", "15.3"), ("17", "17.2")]
        if table == "a" or (at + len(n) + turn) % 3 == 0
    ]
    rows = [row | {"result": "met"} if row["table_id"] == "b" else row for row in rows]
    for table in ("a", "b"):
        own = [row for row in rows if row["table_id"] == table]
        write_csv(tmp_path / season / table / "results.csv", list(own[0]), own)
    monkeypatch.setattr("tests.recomputed.forms.IMPORTS", tmp_path)
    tabled = replace(submissions, tabled=TABLED_RESULTS.frame(rows))
    results = assess_seasons(workbook, tabled, [workbook.season(season)]).of(season)
    mine = {(row["unit_id"], row["criterion_no"]): row for row in records(results.criteria)}
    for summary_row in records(results.communes):
        again = Standing(seasons()[season], summary_row["unit_id"])
        assert {n: WORDS.get(mine[again.unit, n]["result"], UNKNOWN) for n in numbers} == again.criteria
        assert [n for n in numbers if mine[again.unit, n]["table_id"]] == again.tabled
        assert summary_row["criteria_tabled"] == len(again.tabled) and summary_row["criteria_met"] == again.count(MET)


# What follows for the commune's page, in one process


WATER = [
    {"criterion_no": "4", "indicator": "4.1", "component": c, "numerator": 99, "denominator": 100, "status": "Ước"}
    for c in ("hop-ve-sinh", "nuoc-sach")
]


def view_of(book, season="2021"):
    return commune_view(book, season, "an-binh", read_submissions(book, book.seasons_until(book.season(season))))


def text_of(part) -> str:
    return clean(html.fromstring(str(part.markup)).text_content())


def test_an_open_criterion_of_a_table_stands_before_those_nobody_knows(tmp_path) -> None:
    """Not met by the table and without a figure: no gap, no pace; one that it calls met is not open, whatever figures lack."""
    book = book_with(tmp_path, SHARE | {"numerator": 10})
    keep(book, stated("2"), stated("4", "not_met"))
    view = view_of(book)
    assert [(o.criterion_no, o.result, o.prospect) for o in view.open_criteria] == [
        ("1", "not_met", "open"),
        ("4", "not_met", "open"),
        ("3", "unknown", "open"),
    ]
    said = text_of(first_screen(view))
    assert "4 Tiêu chí 4chưa rõ*" in said and "* Chưa đạt theo bảng tổng hợp; bảng không cho biết còn thiếu" in said
    assert view.missing["an-binh", "4"] == "chưa đạt theo bảng tổng hợp"


def test_what_only_a_table_fails_is_decided_on_and_waited_for(tmp_path) -> None:
    """The conference is asked about the whole criterion, not for the figure that may be what fails; who leads it is not known here."""
    book = book_with(tmp_path, SHARE | {"numerator": None, "denominator": 100}, HOUSES, MARKET)
    keep(book, stated("1", "not_met"), stated("4", "not_met", unit_id="hoa-son"))
    submissions = read_submissions(book, book.seasons_until(book.season("2021")))
    view = season_view(book, "2021", submissions)
    found = dict(overview_decided(view))
    tabled = "Cho ý kiến mức giao năm 2022, chưa đạt theo bảng tổng hợp, chưa rõ còn thiếu bao nhiêu"
    assert found[tabled] == "1 Tiêu chí 1 ở xã An Bình; 4 Tiêu chí 4 ở xã Hòa Sơn"
    assert not [what for what, about in found.items() if what.startswith("Yêu cầu bổ sung") and "1.1" in about]
    assert "chưa phân công chủ trì" in text_of(waited_for(view))


def test_what_a_table_calls_not_met_now_was_lost(tmp_path) -> None:
    """Held by last season's form or table, not met by this season's: lost, and which of the two a table says is told."""
    book = book_with(tmp_path, HOUSES | {"value": 2})
    send_form(book, "an-binh", {INDICATORS.title: [SHARE]}, season="2020")
    keep(book, stated("2"), stated("4"), table_id="nam-truoc", season="2020")
    keep(book, stated("1", "not_met"), stated("4", "not_met"))
    view = view_of(book)
    fallen = {f.criterion_no: (len(f.figures), f.is_lost) for f in view.fallen("an-binh")}
    assert fallen == {"1": (0, True), "2": (1, True), "4": (0, True)}
    assert sorted(lost(view, "an-binh")) == [
        "1 Tiêu chí 1 (nay theo bảng tổng hợp)",
        "2 Tiêu chí 2 (kỳ trước theo bảng tổng hợp)",
        "4 Tiêu chí 4 (cả hai kỳ theo bảng tổng hợp)",
    ]


@pytest.mark.parametrize(
    ("form", "table", "count", "basis"),
    [
        ([SHARE], [], "ít nhất 1/4", FROM_FORMS),
        ([SHARE], [stated("2"), stated("3", "not_met")], "ít nhất 2/4 (2 tiêu chí theo bảng tổng hợp)", FROM_BOTH),
        ([], [stated("1"), stated("2", "not_met")], "chưa nộp biểu; theo bảng tổng hợp: ít nhất 1/4", FROM_TABLES),
        ([MARKET | {"assessed": ""}, SHARE | {"numerator": None, "value": None, "denominator": 100}], [stated("1")], "ít nhất 1/4 (theo bảng tổng hợp)", FROM_TABLES),
    ],
)  # fmt: skip
def test_a_count_says_what_of_it_rests_on_a_table(tmp_path, form, table, count, basis) -> None:
    book = book_with(tmp_path, *form)
    if table:
        keep(book, *table)
    view = view_of(book)
    assert count_of_criteria(view.summary) == count
    (row,) = records(counts_of_years(view))
    assert (row["basis"], row["source"]) == (
        basis,
        "năm 2021",
    )


def test_an_indicator_of_a_table_is_told_beside_its_missing_figure(tmp_path) -> None:
    book = book_with(tmp_path, HOUSES, SHARE)
    keep(book, stated("2", indicator="2.2", cell="F12"))
    view = view_of(book)
    shown = text_of(criteria(view))
    assert "theo bảng tổng hợp: đạt, Tổng hợp.xlsx, trang “TH”, ô F12" in shown
    assert "Chỉ tiêu 2.2 Đạt (ghi “x”)" in text_of(trace(view)).replace("2.2Đạt", "2.2 Đạt")


def test_a_season_known_in_part_by_a_table_is_not_said_to_be_without_a_form(tmp_path) -> None:
    """Why nothing is compared: criteria that nobody knows, not the form that a table stands in for."""
    book = book_with(tmp_path, SHARE)
    keep(book, stated("1"), season="2020")
    view = view_of(book)
    assert why_apart(view.summary, view.summary_before, "") == ""
    assert "còn tiêu chí chưa có số liệu" in text_of(headline(view))


def test_a_silent_commune_without_a_failing_criterion_by_table_says_so(tmp_path) -> None:
    book = book_with(tmp_path)
    keep(book, stated("1"))
    view = view_of(book)
    assert "theo bảng tổng hợp chưa thấy tiêu chí nào chưa đạt" in text_of(first_screen(view))
    assert "ít nhất 1/4 tiêu chí" in text_of(headline(view))
    assert "xã mới có kết quả theo bảng tổng hợp" in text_of(first_screen(view))
    assert "Kết quả theo bảng tổng hợp đến" in text_of(header(view))


def test_reported_figures_are_not_warned_of_as_illustrative(tmp_path) -> None:
    said = reliability(view_of(book_with(tmp_path, SHARE | {"origin": "Báo cáo"})))
    assert len(said["clauses"]) == 3 and "minh họa" not in "; ".join(said["clauses"])


def test_a_silent_commune_is_told_what_last_seasons_table_says_it_holds(tmp_path) -> None:
    """Nothing is known of this season; under another criteria set nothing would be the same."""
    book = book_with(tmp_path)
    keep(book, stated("1"), stated("2"), stated("4", "not_met"), season="2020")
    view = view_of(book)
    said = text_of(headline(view))
    assert "Năm 2020 xã đạt ít nhất 2/4 tiêu chí (theo bảng tổng hợp), phải giữ; khi ấy chưa đạt 4 Tiêu chí 4." in said
    other = replace(view, season=view.season.model_copy(update={"criteria_set": "bo-khac"}))
    assert kept_before(other) == ""


def test_what_only_a_table_fails_is_said_once() -> None:
    """And of it nobody knows which is nearest to done."""
    found = [("4 Điện", "còn 7 hộ"), ("8 Thông tin", NOT_MET_BY_TABLE), ("9 Nhà ở", NOT_MET_BY_TABLE)]
    assert with_gaps(found) == "4 Điện (còn 7 hộ); 8 Thông tin và 9 Nhà ở (đều chưa đạt theo bảng tổng hợp)"
    assert with_gaps(found[1:]) == "8 Thông tin và 9 Nhà ở (đều chưa đạt theo bảng tổng hợp)"
    assert with_gaps(found[:2]) == "4 Điện (còn 7 hộ) và 8 Thông tin (chưa đạt theo bảng tổng hợp)"
    own = {"unit_id": "a", "criteria_met": 16, "criteria_not_met": 3}
    tabled = [("4 Điện", NOT_MET_BY_TABLE), *found[1:]]
    named = ": 4 Điện, 8 Thông tin và 9 Nhà ở."
    for count, said in ((19, f"còn 3 tiêu chí chưa đạt{named}"), (5, f"chưa đạt theo bảng tổng hợp{named}")):
        (row,) = records(summary(own | {"criteria_tabled": count}))
        assert said in headline_sentence("xã An Bình", row, book_season("2021"), tabled, {}, [], [], [])
    (row,) = records(summary(own | {"criteria_tabled": 2}))
    assert "gần đạt nhất là 4 Điện (còn 7 hộ)." in headline_sentence(
        "xã", row, book_season("2021"), found, {}, [], [], []
    )


def test_a_promise_to_keep_starts_from_last_seasons_table(tmp_path) -> None:
    """Three criteria held by last year's matrix: one is kept, one is lost, one nobody knows; the row says that a table has part in it."""
    items = [{"item": "1.1", "notice_point": "1", "lead": "ubnd-xa", "communes": "an-binh", "kind": "maintain", "measure": "criteria_set_kept", "comparator": "keep", "criteria_set": "bo-thu", "summary": "Giữ vững", "deadline_year": "2021", "deadline_stated": "yes"}]  # fmt: skip
    toml = WORKBOOK_TOML.replace('compare_with = "2020"', 'compare_with = "2020"\nconclusions = "2020-12-24"')
    root = write_workbook(
        tmp_path,
        toml,
        departments=[*DEPARTMENTS, {"department_id": "ubnd-xa", "name": "UBND các xã", "short_name": "UBND xã"}],
    )
    write_csv(root / "data" / "conclusions" / "2020-12-24.csv", CONCLUSION_COLUMNS, items)
    book = Workbook.open(root)
    send_form(book, "an-binh", {INDICATORS.title: [SHARE, HOUSES | {"value": 2}]})
    keep(book, stated("1"), stated("2"), stated("4"), season="2020")
    view = view_of(book)
    (row,) = rows_of(view.own_promises, Promise)
    assert (row["kept"], row["lost"], row["unknown"], row["origin"]) == ("1", "2", "4", "tabled")
    assert display_rows(view, view.own_promises, "an-binh")[0]["note"] == "Có kết quả theo bảng tổng hợp"


def test_a_dossier_and_own_words_are_held_against_both(tmp_path) -> None:
    """A finding on what the commune says of itself names the table beside the form where both were counted."""
    book = small_workbook(tmp_path)
    note = {"heading": "Kết quả nổi bật", "text": "Xã đạt 1/4 tiêu chí."}
    send_form(book, "an-binh", {INDICATORS.title: [SHARE], "Ý kiến": [note]})
    keep(book, stated("2"), stated("3"), stated("4"))
    submissions = read_submissions(book, book.seasons_until(book.season("2021")))
    results = assess_seasons(book, submissions, book.seasons_until(book.season("2021")))
    found = season_findings(book, book.season("2021"), submissions, results)
    assert "số liệu của biểu và bảng tổng hợp tính được 4" in " ".join(found.loc[found["check"] == "D06", "message"])


def test_a_place_and_an_area_say_how_much_rests_on_tables(tmp_path) -> None:
    rows = [
        {
            "unit_id": "a",
            "criteria_met": 19,
            "criteria_tabled": 5,
            "criteria_met_change": 1.0,
            "change_origin": "tabled",
        },
        {"unit_id": "b", "criteria_met": 18, "criteria_not_met": 1},
    ]
    table = summary(*rows)
    bound = made_up_set(tmp_path)
    place = place_standing(table, bound)
    assert (place.counts.tabled_total, place.counts.tabled_communes, place.compares_tabled) == (5, 1, 1)
    assert tabled_total(place.counts) == "5/8 kết quả theo bảng tổng hợp, của 1 xã"
    assert tabled_total(district_standing(table.assign(criteria_tabled=4), bound)) == "Mọi kết quả theo bảng tổng hợp"
    assert tabled_total(district_standing(table.assign(criteria_tabled=0), bound)) == ""
    assert short_change(records(table)[0], book_season("2021", compare_with="2020")) == "▲ 1*"
