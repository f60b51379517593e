"""Results of summary tables: kept in a folder each, used where no form decides, never over one; a contradiction is a finding."""

import json

import pandas as pd
import pytest

from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.errors import ReportError, UnknownNameError
from ntm_lib.intake.cache import cached_submissions
from ntm_lib.intake.form import INDICATORS
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.intake.summary.store import read_tabled, tables_of, undo_table, write_table
from ntm_lib.setup.writing import write_all
from ntm_lib.tables import records
from ntm_lib.workbook import Workbook
from tests.unit.builders import MADE_UP_SET, send_form, small_workbook, write_workbook, yes_no

SHARE = {"criterion_no": "1", "indicator": "1.1", "numerator": 90, "denominator": 100, "status": "Ước"}
HOUSES = {"criterion_no": "2", "indicator": "2.1", "value": 0, "status": "Ước"}
MARKET = {"criterion_no": "3", "indicator": "3.1", "assessed": "Đạt", "status": "Ước"}


def stated(number, result="met", indicator="", unit_id="an-binh", cell="D9", as_written="x"):
    """Return what a summary table states in a cell, as the reader of tables hands it over."""
    return {
        "unit_id": unit_id, "unit_name": "An Bình", "season": "", "criterion_no": number, "indicator": indicator, "result": result,
        "as_written": as_written, "year": float("nan"), "table_id": "", "source_file": "", "sheet": "TH", "cell": cell,
    }  # fmt: skip


def keep(book, *rows, table_id="thang-12", season="2021", name="Tổng hợp.xlsx", answers=None):
    return write_table(book, book.season(season), table_id, rows, name, b"PK table", answers, {}, write_all)


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


@pytest.mark.parametrize(
    ("form", "table", "results", "tabled"),
    [
        ([], [stated("1"), stated("2", "not_met")], {"1": "met", "2": "not_met", "3": "unknown", "4": "unknown"}, "12"),
        ([SHARE], [stated("1", "not_met")], {"1": "met", "2": "unknown"}, ""),
        ([SHARE | {"numerator": 10}], [stated("1")], {"1": "not_met"}, ""),
        ([HOUSES], [stated("2")], {"2": "met"}, "2"),  # half a form: it decides nothing
        ([HOUSES | {"value": 3}], [stated("2")], {"2": "not_met"}, ""),  # one that fails decides
        ([], [stated("3", "not_applicable"), stated("1", "not_applicable")], {"3": "not_applicable", "1": "unknown"}, "3"),
        ([HOUSES], [stated("2", indicator="2.2")], {"2": "met"}, "2"),
        ([HOUSES], [stated("2", "not_met", "2.2")], {"2": "not_met"}, "2"),
        ([HOUSES], [stated("2", "not_met", "2.1"), stated("2", "met", "2.2")], {"2": "met"}, "2"),  # 2.1 is the form's
        ([HOUSES], [stated("2", "not_applicable", "2.2")], {"2": "unknown"}, ""),  # the set does not allow it
        ([], [stated("2", "met", "2.1")], {"2": "unknown"}, ""),
        ([], [stated("4", "not_met", "4.1")], {"4": "not_met"}, "4"),
        ([MARKET | {"assessed": "Không áp dụng"}], [stated("3")], {"3": "not_applicable"}, ""),
    ],
)  # fmt: skip
def test_a_form_decides_and_a_table_fills_what_it_leaves_open(tmp_path, form, table, results, tabled) -> None:
    """A form's own result stays, met or not; of a criterion half answered the table may state the rest, or the whole."""
    book = book_with(tmp_path, *form)
    keep(book, *table)
    criteria, commune, _, own = standing(book)
    assert {number: criteria[number]["result"] for number in results} == results
    assert "".join(n for n, row in criteria.items() if row["table_id"] == "thang-12") == tabled
    assert commune["criteria_tabled"] == len(tabled)
    assert {criteria[n]["origin"] for n in tabled} <= {"tabled"}
    assert own.components["value"].notna().sum() == len(
        [row for row in form if row is not MARKET and "assessed" not in row]
    )
    counts = [commune[f"criteria_{name}"] for name in ("met", "not_met", "unknown", "not_applicable")]
    assert sum(counts) == commune["criteria_total"]


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
    undo_table(book, "thang-12", write_all)
    assert not folder.exists() and not tables_of(book) and not read_tabled(book, book.season("2021")).rows
    moved = {p.name: p.read_bytes() for p in (book.root / "data" / "backup").rglob("*") if p.is_file() and p.suffix}
    assert moved["Tổng hợp.xlsx"] == b"PK table" and len(moved) == 4


def test_an_import_that_was_changed_by_hand_is_used_and_not_taken_out(tmp_path) -> None:
    book = book_with(tmp_path)
    keep(book, stated("1"))
    path = book.data_folder / "imports" / "2021" / "thang-12" / "results.csv"
    path.write_bytes(path.read_bytes().replace(b'"met"', b'"not_met"'))
    assert standing(book)[0]["1"]["result"] == "not_met"
    with pytest.raises(ReportError, match=r"results\.csv không còn như lúc nhập"):
        undo_table(book, "thang-12", write_all)
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
        undo_table(book, "thang-11", write_all)


def test_a_table_called_as_the_results_are_is_kept_beside_them(tmp_path) -> None:
    book = book_with(tmp_path)
    keep(book, stated("1"), name="results.csv")
    assert standing(book)[0]["1"]["table_id"] == "thang-12"
    assert (book.data_folder / "imports" / "2021" / "thang-12" / "bang-results.csv").read_bytes() == b"PK table"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"an-binh"', '"an-bin"', "Dòng 2 không được dùng: mùa này không có xã “an-bin”. Có phải là: an-binh"),
        ('"1",,"met"', '"9",,"met"', "không có tiêu chí “9”"),
        ('"1",,"met"', '"1","2.1","met"', "tiêu chí 1 không có chỉ tiêu “2.1”"),
        ('"2021"', '"2020"', "ghi mùa 2020"),
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
        undo_table(book, "la", write_all)


def test_a_changed_row_is_read_again(tmp_path) -> None:
    """The cache of forms knows the tables, too."""
    book = book_with(tmp_path)
    keep(book, stated("1"))
    seasons = book.seasons_until(book.season("2021"))
    assert list(cached_submissions(book, seasons).tabled["result"]) == ["met"]
    path = book.data_folder / "imports" / "2021" / "thang-12" / "results.csv"
    path.write_bytes(path.read_bytes().replace(b'"met"', b'"not_met"'))
    assert list(cached_submissions(book, seasons).tabled["result"]) == ["not_met"]
