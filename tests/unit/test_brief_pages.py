"""What the briefs of communes and agencies say of the shipped forms, and where forms are missing."""

from dataclasses import fields, replace

import pytest
from lxml import html

from ntm_lib.intake.submissions import Submissions
from ntm_lib.presentation.agency import page as agency_pages
from ntm_lib.presentation.brief import agency_page, commune_page
from ntm_lib.presentation.brief.first_sheet import First, Missing, Row
from ntm_lib.presentation.brief.promises import PromiseEntry, PromiseGroup, promised
from ntm_lib.presentation.brief.second_sheet import Second
from ntm_lib.presentation.brief.sheets import sheets
from ntm_lib.presentation.brief.small_charts import Chart
from ntm_lib.presentation.commune.detail import proposals
from ntm_lib.presentation.commune.first_screen import first_screen
from ntm_lib.presentation.frame.view import DepartmentView
from ntm_lib.presentation.overview.promise_board import NOT_SENT, promise_board, promise_summary
from ntm_lib.presentation.overview.waited_for import waited_for
from ntm_lib.presentation.shared.drafted import deadline
from ntm_lib.schemas import TABLED_RESULTS, PromiseState
from tests.views import commune_view, department_view, season_view

SEASON, OFFICE = "2021", "van-phong-dieu-phoi"


def without_forms(submissions: Submissions, *respondents: str) -> Submissions:
    """Return what was sent in, less this season's forms of `respondents`."""
    kept = {}
    for field in fields(Submissions):
        table = getattr(submissions, field.name)
        whose = next((name for name in ("respondent", "unit_id") if name in table), None)
        is_theirs = table[whose].isin(respondents) & (table["season"] == SEASON) if whose else None
        kept[field.name] = table if is_theirs is None else table[~is_theirs]
    return replace(submissions, **kept)


def read(part) -> html.HtmlElement:
    return html.fragment_fromstring(str(part.markup), create_parent="main")


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows(element: html.HtmlElement) -> list[list[str]]:
    return [[said(cell) for cell in row.xpath("th|td")] for row in element.xpath("//tbody/tr")]


@pytest.fixture(scope="module")
def agency_of(workbook, submissions):
    def view(department: str, *absent: str) -> DepartmentView:
        return department_view(workbook, SEASON, department, without_forms(submissions, *absent))

    return view


def test_what_is_not_known_of_a_commune_is_no_nought_on_the_coordinating_offices_brief(agency_of) -> None:
    """Hương Phú left 17.2 open; without a form of Thượng Long nothing is known of it, and none of its conclusions is judged."""
    table = rows(read(agency_page.sheets(agency_of(OFFICE, "thuong-long"))[0]))
    found = {name: cells for name, *cells in table}
    assert found["Thượng Long"] == ["chưa nộp biểu", "chưa rõ", "–", "–"]
    assert found["Hương Phú"][:2] == ["ít nhất 18/19", "chưa có số liệu (17)"]
    complete = [name for name, *cells in table if cells[1] == "–"]
    assert complete and [name for name, *_ in table][-len(complete) :] == complete


def test_an_agency_without_a_form_is_told_so_on_its_brief_and_asked_for_it(agency_of) -> None:
    """First of all sentences, and among what the conference is to decide, as on its full page; the office that coordinates asks for all."""
    view = agency_of("kt-ht", "kt-ht")
    form = "Ấn định ngày nộp biểu: biểu theo dõi kết luận của Phòng Kinh tế và Hạ tầng chưa có hoặc chưa dùng được."
    assert said(read(agency_page.sheets(view)[0]).xpath("//section[1]/p")[0]).startswith(
        "Chưa nộp biểu theo dõi kết luận: "
    )
    assert "Nộp biểu theo dõi kết luận và báo kết quả 2 nội dung đã giao." in said(read(agency_page.sheets(view)[1]))
    full = read(agency_pages.headline(view))
    assert form in [said(item) for item in full.xpath("//section[@aria-labelledby='can-quyet']//li")]
    assert "Chưa nộp biểu theo dõi" not in said(read(agency_page.sheets(agency_of("kt-ht"))[0]))
    everybodys = said(read(agency_page.sheets(agency_of(OFFICE, OFFICE))[1]))
    assert everybodys.count("Ấn định ngày nộp biểu") == 1


def test_an_agencys_drafted_items_stand_on_its_full_page_too(agency_of) -> None:
    """All that its brief counts as left out; an agency with none has no such section."""
    view = agency_of("kt-ht")
    (section,) = read(agency_pages.conclusions(view)).xpath("//section[@id='de-xuat' or @aria-labelledby='de-xuat']")
    items = [said(item) for item in section.xpath(".//li")]
    assert "Trả lời 2 đề nghị của xã Hương Hữu và xã Thượng Quảng." in items
    assert items == [said(item) for item in read(agency_page.sheets(view)[1]).xpath("//li/span[@class='item']")]
    assert not read(agency_pages.conclusions(agency_of("tc-kh"))).xpath("//*[@id='de-xuat']")


def test_headings_of_conclusions_count_as_the_figures_on_top_do(agency_of) -> None:
    """GD&ĐT was given schools in two communes by one item: two promises not reached, of one school in each."""
    page = read(agency_page.sheets(agency_of("gd-dt"))[0])
    assert "1/3 hoàn thành 2 không đạt" in said(page.xpath("//dl")[0])
    (section,) = page.xpath("//section[@aria-labelledby='ket-luan']")
    assert [said(title) for title in section.xpath("h3")] == ["Không đạt: 2"]
    assert said(section.xpath("ul/li")[0]).endswith("Thượng Long và Hương Phú mỗi xã 1 trường, vẫn như năm 2020")


def test_of_an_entry_left_out_every_promise_is_counted() -> None:
    group = PromiseGroup(PromiseState.MISSED, [PromiseEntry("A", "mục 1", "x", 3), PromiseEntry("B", "mục 2", "y", 2)])
    assert (group.title, group.left(1), group.left(2)) == ("Không đạt: 5", 2, 0)


def test_items_without_a_deadline_are_told_apart_from_those_of_the_year(workbook, submissions) -> None:
    """On the commune's page and on its brief; what is to be done about a tier has none."""
    view = commune_view(workbook, SEASON, "thuong-long", submissions)
    full, brief = said(read(proposals(view))), said(read(commune_page.sheets(view)[1]))
    for text in (full, brief):
        assert "hạn năm 2022, trừ nội dung không ghi hạn; hội nghị sửa và quyết định." in text
    assert "Triển khai các giải pháp xây dựng xã đạt chuẩn NTM (không ghi hạn)." in full
    assert full.count("không ghi hạn") == 2


def test_a_draft_of_which_nothing_has_a_deadline_names_no_year() -> None:
    row = {"summary": "A", "deadline_year": ""}
    assert (deadline([row], 2022), deadline([], 2022)) == ("", "")
    assert deadline([{**row, "deadline_year": "2022"}], 2022) == "hạn năm 2022"


@pytest.mark.parametrize(
    ("unit_id", "absent", "title"),
    [
        ("thuong-long", (), "Tiêu chí còn thiếu, xếp theo mức gần đạt"),
        ("huong-loc", (), "Tiêu chí còn thiếu"),
        ("huong-phu", (), "Tiêu chí còn thiếu"),
        ("thuong-long", ("thuong-long",), "Tiêu chí còn thiếu"),
    ],
)
def test_a_list_of_what_is_missing_is_in_an_order_only_where_it_has_two(
    workbook, submissions, unit_id, absent, title
) -> None:
    """Nothing missing, one criterion open, no form: the brief's heading claims no order, and neither does the page's."""
    view = commune_view(workbook, SEASON, unit_id, without_forms(submissions, *absent))
    brief, full = read(commune_page.sheets(view)[0]), read(first_screen(view))
    assert [said(page.xpath("//h2[@id='con-thieu']")[0]) for page in (brief, full)] == [title] * 2
    nothing = [said(text) for text in full.xpath("//section[@aria-labelledby='con-thieu']/p")]
    assert all(text in said(brief) for text in nothing) and (nothing == []) == bool(full.xpath("//table"))


def test_the_chart_of_a_commune_known_by_a_table_says_what_it_draws(workbook, submissions) -> None:
    """Hương Hữu has sent no form; a summary table states 16 of 19 met: that is the last point, and none of its values is made up."""
    states = ["met"] * 16 + ["not_met"] * 3
    place = {
        "unit_id": "huong-huu",
        "unit_name": "Hương Hữu",
        "season": SEASON,
        "indicator": "",
        "table_id": "thang-12",
    }
    found = TABLED_RESULTS.frame(
        [{**place, "criterion_no": str(n), "result": state, "as_written": "x", "source_file": "bang.xlsx", "sheet": "TH", "cell": f"D{n}"} for n, state in enumerate(states, 1)]
    )  # fmt: skip
    view = commune_view(workbook, SEASON, "huong-huu", replace(without_forms(submissions, "huong-huu"), tabled=found))
    captions = [said(caption) for sheet in commune_page.sheets(view) for caption in read(sheet).xpath("//figcaption")]
    assert captions[0].startswith("Xã Hương Hữu chưa nộp biểu; theo bảng tổng hợp đạt 16/19 tiêu chí")
    assert "minh họa" not in captions[0]
    drawn = commune_view(workbook, SEASON, "thuong-long", submissions)
    (first, *_) = read(commune_page.sheets(drawn)[0]).xpath("//figcaption")
    assert said(first).startswith("Xã Thượng Long đạt 15/19 tiêu chí") and said(first).endswith(" (minh họa)")


@pytest.mark.parametrize(("lacking", "charts"), [(3, [1, 0]), (40, [0, 1])], ids=["short", "full"])
def test_the_charts_stand_where_there_is_room_for_them(workbook, submissions, lacking, charts):
    """On the first sheet after all it says; where that is full, on the second, which then holds fewer items."""
    view = commune_view(workbook, SEASON, "thuong-long", submissions)
    missing = Missing("Còn thiếu", ["Tiêu chí"], [1.0], [Row(["9 Nhà ở dân cư"])] * lacking, "tiêu chí", "con-thieu")
    first = First("Xã", [], "", [], [], missing, promised(view, view.own_promises[:0], "thuong-long"))
    second = Second("", ["Đạt chuẩn."] * 60, "", "", [], [], "Đề nghị của xã", ["số liệu minh họa"])
    pages = [read(sheet) for sheet in sheets(view, first, second, [Chart("Diễn biến", "data:,", "")])]
    assert [len(page.xpath("//figure")) for page in pages] == charts
    items = len(pages[1].xpath("//span[@class='item']"))
    assert (items < 20) == bool(charts[1])


def test_what_waits_for_a_form_is_counted_alike_in_both_tables_of_conclusions(workbook, submissions) -> None:
    """By those who have reported in their states, and apart from them what nobody can judge yet, commune by commune too."""
    view = season_view(workbook, SEASON, without_forms(submissions, "thuong-quang", "kt-ht"))
    summary, board = read(promise_summary(view)), read(promise_board(view))
    heads = [said(head) for head in board.xpath("(//table)[1]/thead//th")]
    total = [said(cell) for cell in board.xpath("(//table)[1]/tfoot/tr/*")]
    assert {row[0]: row[-1] for row in rows(summary)} == dict(zip(heads[1:-1], total[1:-1], strict=True))
    assert said(summary.xpath("//tfoot//td[last()]")[0]) == total[-1]
    (own,) = [row for row in rows(board) if row[0] == "Thượng Quảng"]
    assert own[-2].startswith(own[-1]) and set(own[1:-2]) == {"0"} and heads[-2] == NOT_SENT


def test_an_agency_that_nobody_waits_for_is_named_for_what_it_did_not_carry_out(workbook, submissions) -> None:
    """Last, with how many of its own conclusions; the others have theirs beside what communes wait for."""
    found = {row[0]: row[1:] for row in rows(read(waited_for(season_view(workbook, SEASON, submissions))))}
    assert found["Phòng TN&MT"] == ["–", "–", "–", "3"] and list(found)[-1] == "Phòng TN&MT"
    assert found["Phòng KT-HT"][0] == "4" and found["Phòng KT-HT"][-1] == "–" and found["Phòng GD&ĐT"][-1] == "2"


def test_what_a_single_commune_lacks_of_a_figure_without_a_count_stands_on_top(agency_of) -> None:
    """Money of several communes has no sum; of one its gap is told."""
    answers = read(agency_pages.headline(agency_of("nn-ptnt"))).xpath("//dl/div")
    on_top = [" ".join(map(said, answer)) for answer in answers]
    assert "Còn thiếu: 10.1 Thu nhập bình quân đầu người thiếu 0,6 triệu đồng/người/năm ở 1 xã" in on_top
