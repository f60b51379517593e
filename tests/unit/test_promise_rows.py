"""Judged promises as rows of a table: their order, their links, and how the table shows them."""

from dataclasses import replace

import pytest
from lxml import html

from ntm_lib.presentation.frame.html import render
from ntm_lib.presentation.shared.promise_rows import base_label, display_rows, season_label, when_phrase
from ntm_lib.schemas import FINDINGS, PROMISE_STATES, WORST_FIRST
from ntm_lib.tables import records
from ntm_lib.text import natural_key
from ntm_lib.workbook import Workbook
from tests.conftest import copied_workbook
from tests.views import season_view


@pytest.fixture(scope="module")
def view(workbook, submissions, results):
    return season_view(workbook, "2021", submissions, results)


def shown(view, respondent, here=None, base="../", items=None):
    """Return the rows of one respondent, on its own page unless `here` says otherwise, by item and commune."""
    own = view.promises[view.promises["respondent"] == respondent]
    own = own if items is None else own[own["item"].isin(items)]
    rows = display_rows(view, own, respondent if here is None else here, base)
    return {row["anchor"]: row for row in rows}


# Order


def test_what_was_not_kept_stands_first(view):
    """By state, the worst first, and within one state in the notice's order."""
    rows = display_rows(view, view.promises)
    ranks = [WORST_FIRST.index(row["state"]) for row in rows]
    assert ranks == sorted(ranks) and len(rows) == len(view.promises)
    for state in WORST_FIRST:
        items = [row["reference"].split("mục ")[1] for row in rows if row["state"] == state]
        assert items == sorted(items, key=natural_key)


def test_every_state_has_a_place():
    """No state is forgotten in the order."""
    assert sorted(WORST_FIRST) == sorted(PROMISE_STATES)


# Other borders


def test_a_promise_to_a_commune_merged_since_is_not_judged(tmp_path, submissions, results):
    """Hương Xuân as if it had been made after the conference of 24/12/2020: what it was made of is named, and nothing fails."""
    book = copied_workbook(tmp_path)
    path = book / "data" / "reference" / "units.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2019-12-31", "2020-12-31").replace("2020-01-01", "2021-01-01"), encoding="utf-8")
    seen = season_view(Workbook.open(book), "2021", submissions, results)
    own = seen.promises[seen.promises["unit_id"] == "huong-xuan"]
    figures = own[~own["kind"].isin(["task", "village"])]
    assert len(figures) and set(figures["rule"]) == {"no_same_borders"}
    said = {row["sentence"] for row in display_rows(seen, figures, "huong-xuan")}
    reason = "xã lập trên cơ sở Hương Hòa và Hương Giang từ ngày 01/01/2021"
    assert said == {f"Không so với mức đã giao: {reason}, khác địa giới khi được giao."}


# Where a row leads


def test_a_commune_page_leads_to_its_own_rows(view):
    """On the page of Hương Hữu figures lead down the page, to this season's row and the base season's."""
    row = shown(view, "huong-huu")["cam-ket-4-3"]
    assert (row["now_href"], row["base_href"], row["who_href"]) == ("#nguon-11-1", "#nguon-2020-11-1", "")
    assert row["related"] == [{"text": "mục 9.2, Phòng LĐ-TBXH", "href": "../phong/ld-tbxh.html#cam-ket-9-2-huong-huu"}]


@pytest.mark.parametrize(
    ("commune", "anchor", "href"),
    [
        ("huong-huu", "cam-ket-1-1", "#nguon-ket-luan-1-1"),
        ("huong-huu", "cam-ket-4-2", "#tieu-chi-10"),  # the criterion that is not met
        ("thuong-quang", "cam-ket-7-1", "#tieu-chi-9"),  # the one that was lost
        ("huong-loc", "cam-ket-3-4", "#nguon-thon-thon-3"),  # as the form names the village
        ("huong-loc", "cam-ket-3-3", "#nguon-ket-luan-3-3"),
        ("thuong-quang", "cam-ket-7-5", ""),  # nothing was stated
        ("huong-phu", "cam-ket-7-1", ""),  # not known
    ],
)
def test_a_figure_leads_to_what_decided(view, commune, anchor, href):
    """A statement leads to its source, criteria to the one that decides; what is not known leads nowhere."""
    assert shown(view, commune)[anchor]["now_href"] == href


def test_a_department_page_leads_to_the_communes(view):
    """On its own page a department's promise is named by the commune; figures and related promises lie on the commune's page."""
    row = shown(view, "ld-tbxh")["cam-ket-9-2-huong-huu"]
    assert (row["who"], row["who_href"]) == ("xã Hương Hữu", "../xa/huong-huu.html")
    assert row["now_href"] == "../xa/huong-huu.html#nguon-11-1" and row["base_href"] == ""
    assert row["related"] == [{"text": "mục 4.3, xã Hương Hữu", "href": "../xa/huong-huu.html#cam-ket-4-3"}]


def test_a_departments_word_has_no_source_on_a_commune_page(view):
    """What a department states stands in its own form: no commune's page holds it."""
    rows = shown(view, "kt-ht")
    assert rows["cam-ket-10-2-huong-son"]["now_href"] == ""
    assert (rows["cam-ket-10-1"]["who"], rows["cam-ket-10-1"]["who_href"]) == ("Toàn huyện", "")


def test_the_district_page_leads_to_everybody(view):
    """On the district's page each row has an id of its own and leads to whoever answers, if that has a page."""
    rows = shown(view, "huong-huu", here="", base="")
    assert rows["cam-ket-4-3-huong-huu"]["who_href"] == "xa/huong-huu.html"
    assert rows["cam-ket-4-3-huong-huu"]["now_href"] == "xa/huong-huu.html#nguon-11-1"
    office = shown(view, "tn-mt", here="", base="")["cam-ket-11-1-huong-loc"]
    assert (office["who"], office["who_href"]) == ("Phòng TN&MT – xã Hương Lộc", "phong/tn-mt.html")
    assert shown(view, "co-quan-huyen", here="", base="")["cam-ket-13-1"]["who_href"] == ""
    anchors = [row["anchor"] for row in display_rows(view, view.promises, "", "")]
    assert len(set(anchors)) == len(anchors)


def test_related_promises_are_those_of_the_same_commune(view):
    """9.2 speaks of two communes: Thượng Long's row names 5.3, not Hương Hữu's 4.3."""
    row = shown(view, "ld-tbxh")["cam-ket-9-2-thuong-long"]
    assert [other["text"] for other in row["related"]] == ["mục 5.3, xã Thượng Long"]


# Words


def test_a_row_says_what_was_given_and_why_it_stands_so(view):
    """By hand: 13 % of 667 households leave 86 poor; 92 are 6 too many."""
    row = shown(view, "thuong-long")["cam-ket-5-3"]
    assert (row["state"], row["target"], row["base"], row["as_of"]) == ("không đạt", "không quá 13%", "14,8%", "20/12/2021")  # fmt: skip
    assert row["now"] == "13,8% (92/667 hộ), phải giảm thêm 6 hộ"
    assert (
        row["sentence"]
        == "Ước hết năm 2021, tỷ lệ hộ nghèo là 13,8% (92/667 hộ), cao hơn mức 13%: phải giảm thêm 6 hộ."
    )
    assert (row["reference"], row["deadline"]) == ("Điểm 5 (mục 5.3)", "hạn 2021 (thông báo không ghi hạn)")


@pytest.mark.parametrize(
    ("respondent", "anchor", "begins"),
    [
        ("huong-huu", "cam-ket-1-1", "Xã báo ngày 15/3/2021"),
        ("tn-mt", "cam-ket-11-2", "Phòng báo ngày 10/12/2021"),
        ("van-phong-dieu-phoi", "cam-ket-8-1", "Đơn vị báo ngày 05/02/2021"),
        ("co-quan-huyen", "cam-ket-13-1", "Đơn vị chưa báo kết quả."),
    ],
)
def test_whoever_states_it_is_named_by_kind(view, respondent, anchor, begins):
    """Commune, department or another office: each is called what it is."""
    assert shown(view, respondent)[anchor]["sentence"].startswith(begins)


def test_of_a_deadline_that_is_over_year_and_day_are_told_apart(view):
    """The year is that of the deadline, the day that of the figures: what was missed by 2020 is not said of the end of 2021."""
    own = view.promises[(view.promises["respondent"] == "thuong-long") & (view.promises["item"] == "5.3")]
    (row,) = display_rows(view, own.assign(deadline_year=2020.0), "thuong-long")
    assert row["sentence"].startswith("Hạn 2020 đã qua; đến 20/12/2021, tỷ lệ hộ nghèo là 13,8%")
    assert when_phrase(view, 2021.0) == "Ước hết năm 2021"


def test_a_task_left_over_says_when_that_was_reported(view):
    """What a commune reported on 10/12 is not said of the end of the year."""
    row = shown(view, "thuong-long")["cam-ket-1-4"]
    assert (row["state"], row["sentence"]) == (
        "chưa hoàn thành",
        "Xã báo ngày 10/12/2021: đang thực hiện, chưa hoàn thành.",
    )


def test_an_answer_that_cannot_be_read_is_not_an_answer_that_is_missing(view):
    """The commune has written something: it is said what, and what is wrong with it; a finding of another row or sheet says nothing."""
    own = view.promises[(view.promises["respondent"] == "huong-huu") & (view.promises["item"] == "1.1")]
    silent = own.assign(rule="no_statement", stated_state="")
    (promise,) = records(silent)
    number = promise["cell"][1:]
    refused = {
        "season": "2021", "check": "O05", "severity": "lỗi", "unit_id": "huong-huu", "source_file": promise["source_file"],
        "sheet": promise["sheet"], "cell": f"D{number}", "message": "“Xong rồi” không có trong danh sách. Chọn một trong: Hoàn thành.",
    }  # fmt: skip
    for finding, said in (
        (refused, "Xã có ghi mà chưa đọc được: “Xong rồi” không có trong danh sách. Chọn một trong: Hoàn thành."),
        (refused | {"cell": f"D{number}0"}, "Xã chưa báo kết quả."),
        (refused | {"check": "S15"}, "Xã chưa báo kết quả."),
    ):
        seen = replace(view, data=replace(view.data, findings=FINDINGS.frame([finding])))
        assert display_rows(seen, silent, "huong-huu")[0]["sentence"] == said


def test_evidence_and_notes_stand_below_the_reason(view):
    """What the respondent adds is shown, with the name of the evidence."""
    assert shown(view, "huong-huu")["cam-ket-1-1"]["note"] == "Minh chứng: “Quyết định kiện toàn ban chỉ đạo xã”"
    assert shown(view, "tn-mt")["cam-ket-11-2"]["note"] == "Phòng ghi: “Bảy xã đã có kế hoạch”"


def test_a_word_beside_a_figure_is_shown_as_the_respondents(view):
    """A department that states “hoàn thành” of a figure that decides otherwise is quoted, and does not decide."""
    own = view.promises[(view.promises["item"] == "12.1") & (view.promises["unit_id"] == "huong-phu")]
    (row,) = display_rows(view, own.assign(stated_state="hoàn thành", evidence="Tờ trình"), "gd-dt")
    assert (row["state"], row["note"]) == ("không đạt", "Phòng báo: hoàn thành. Minh chứng: “Tờ trình”")


def test_the_columns_are_headed_by_the_seasons(view, workbook, submissions, results):
    """This season, the season the promises start from, and since when the figures are."""
    assert (season_label(view), base_label(view), when_phrase(view)) == ("Năm 2021", "Năm 2020", "Ước hết năm 2021")
    first = season_view(workbook, "2016", submissions, results)
    assert base_label(first) == "Kỳ gốc"


# The table


def table(rows, *, illustrative=True):
    """Return the section of a commune's page that holds the table of `rows`."""
    part = render(
        "commune/promises.html.j2",
        kind="xã",
        conclusions="24/12/2020",
        rows=rows,
        others=[],
        base="Năm 2020",
        season="Năm 2021",
        illustrative=illustrative,
    )
    return html.fragment_fromstring(str(part.markup))


def test_a_promise_is_a_row_that_can_be_linked_to(view):
    """Mark and word of the state, what was promised as the row's heading, the figures as links, each under its column."""
    page = table(list(shown(view, "thuong-long").values()))
    (row,) = page.xpath("//tr[@id='cam-ket-5-3']")
    cells = [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
    assert cells[:4] == ["○ không đạt", "không quá 13%", "14,8%", "13,8% (92/667 hộ), phải giảm thêm 6 hộ 20/12/2021"]
    assert row.xpath("th[@scope='row']/text()") == ["“giảm tỷ lệ hộ nghèo còn 13%”"]
    assert len(row.xpath("td|th")) == len(page.xpath("//thead//th[@scope='col']"))
    assert row.xpath(".//a/@href") == ["#nguon-2020-11-1", "#nguon-11-1", "../phong/ld-tbxh.html#cam-ket-9-2-thuong-long"]  # fmt: skip


@pytest.mark.parametrize("illustrative", [True, False])
def test_illustrative_figures_are_marked(view, illustrative):
    """The table says that its figures are illustrative, and only then."""
    (caption,) = table(list(shown(view, "huong-loc").values()), illustrative=illustrative).xpath("//caption")
    assert ("minh họa" in caption.text_content()) is illustrative


def test_without_the_notices_words_the_summary_stands_alone(view):
    """An older file of conclusions, or a row of the draft: nothing marks it."""
    promises = view.promises[view.promises["item"].eq("5.3")]
    (quoted,), (plain,) = (display_rows(view, table) for table in (promises, promises.assign(quote="")))
    assert (quoted["words"], plain["words"]) == ("“giảm tỷ lệ hộ nghèo còn 13%”", "Giảm tỷ lệ hộ nghèo còn 13%")


def test_hostile_text_stays_text(view):
    """Whatever a form or the conclusions hold is shown as typed, in every cell."""
    hostile = "<script>alert(1)</script>&\"'"
    row = next(iter(shown(view, "huong-loc").values()))
    texts = ("words", "reference", "deadline", "target", "base", "now", "as_of", "sentence", "note")
    page = table([row | dict.fromkeys(texts, hostile) | {"related": [{"text": hostile, "href": "#a"}]}])
    assert not page.xpath("//script") and page.text_content().count(hostile) == len(texts) + 1
