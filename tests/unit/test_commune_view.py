"""A commune's first screen and its sources, from the shipped forms; what is expected was read off the forms and the notice by hand."""

import re
from dataclasses import replace

import pytest
from lxml import html

from ntm_lib.analysis.decisions import commune_decisions
from ntm_lib.analysis.gaps import OpenCriterion
from ntm_lib.presentation.commune import page
from ntm_lib.presentation.commune.first_screen import _decisions, first_screen, missing_row
from ntm_lib.presentation.commune.trace import shown_earlier, source_link, trace, traced
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.shared.data_notes import commune_notes
from ntm_lib.presentation.words.decisions import of_commune
from ntm_lib.schemas import DOSSIERS, NOTES, PROMISES, VILLAGES
from ntm_lib.terms import APPRAISED, terms_of
from tests.views import commune_view


@pytest.fixture(scope="module")
def view_of(workbook, submissions, results):
    return lambda unit_id: commune_view(workbook, "2021", unit_id, submissions, results)


def parsed(part):
    return html.fragment_fromstring(str(part.markup), create_parent="div")


def test_missing_criteria_come_nearest_first(view_of) -> None:
    """Thượng Long: 7 houses of 667 households, then poverty, a school of four, and last what nobody can count (15.2)."""
    view = view_of("thuong-long")
    found = [missing_row(view, criterion) for criterion in view.open_criteria]
    assert [(o["label"].partition(" ")[0], o["gap"]) for o in found[:3]] == [
        ("9", "còn 7 nhà"),
        ("11", "phải giảm thêm 59 hộ"),  # 92 poor households; 5 % of 667 lets 33 stay
        ("5", "thiếu 1 trường"),  # 3 of 4; 80 % of 4 are 3,2: all four
    ]
    assert found[3]["label"].startswith("15 ") and "15.2 chưa đạt" in found[3]["gap"]


def test_an_unknown_criterion_is_shown_as_unknown(view_of) -> None:
    """Hương Phú left 17.2 open: the criterion has no value, and is not called unmet."""
    view = view_of("huong-phu")
    (only,) = [missing_row(view, criterion) for criterion in view.open_criteria]
    assert (only["result"], only["gap"]) == ("unknown", "chưa có số liệu")


def test_what_to_decide_names_gaps_promises_and_proposals(view_of) -> None:
    """Thượng Long: what can be reached, what a new poverty line decides, what is too slow, the promises not kept, and the commune's own words."""
    view = view_of("thuong-long")
    found = dict(_decisions(view))
    assert found["Giao đạt chuẩn năm 2022"] == "9 Nhà ở dân cư (còn 7 nhà)"
    assert found["Cho ý kiến mức giao năm 2022 theo quy định mới"].startswith("11 Hộ nghèo (")
    assert found["Cho ý kiến mức giao năm 2022 (khó đạt nếu giữ tốc độ hiện nay)"] == "5 Trường học (thiếu 1 trường)"
    left = found["Gia hạn hoặc giao lại nội dung không đạt, chưa hoàn thành"]
    assert left.startswith("Khoanh vùng, quy hoạch vùng sản xuất hàng hóa tập trung; ") and left.endswith(
        "và 4 nội dung khác"
    )
    assert found["Trả lời đề nghị của xã"] == "“Đề nghị bố trí vốn nâng cấp trạm y tế xã.”"


def test_an_appraised_dossier_is_put_to_the_conference(view_of) -> None:
    """Hương Lộc lacks nothing: its advanced tier and thôn 3, both appraised by the district, are what is left to decide."""
    view = view_of("huong-loc")
    found = dict(_decisions(view))
    assert found["Cho ý kiến hồ sơ huyện đã thẩm tra"] == "NTM nâng cao và “Thôn 3” (thôn NTM kiểu mẫu)"
    assert "Giao đạt chuẩn năm 2022" not in found


@pytest.mark.parametrize(
    ("result", "of_set", "said"),
    [
        ("not_met", "NTM", "NTM (hiện chưa đạt tiêu chí 17 Môi trường)"),
        ("not_met", "NTM nâng cao", "NTM"),  # the lower tier does not ask for the set's criteria
        ("unknown", "NTM", "NTM"),
    ],
)
def test_an_appraised_dossier_that_the_figures_speak_against_says_so(result, of_set, said) -> None:
    """The conference is not asked for an opinion on it as if nothing were missing."""
    opened = [OpenCriterion("17", result, (), (), False, (), False, "in_time")]
    dossiers = DOSSIERS.frame(
        [{"unit_id": "an", "unit_name": "An", "season": "2021", "tier": "NTM", "dossier_state": APPRAISED}]
    )
    tables = PROMISES.frame([]), dossiers, VILLAGES.frame([]), NOTES.frame([])
    facts = commune_decisions(opened, {}, *tables, tier=of_set)
    terms = terms_of("huyện", "thị xã Buôn Hồ")
    found = dict(of_commune(facts, lambda number: f"{number} Môi trường", 2022, terms, "xã"))
    assert found["Cho ý kiến hồ sơ thị xã đã thẩm tra"] == said


def test_figures_not_known_are_asked_for(view_of) -> None:
    """Hương Phú is asked for the figure it left open."""
    view = view_of("huong-phu")
    assert dict(_decisions(view))["Yêu cầu xã bổ sung số liệu"].startswith("17 ")


def test_the_first_screen_counts_every_promise_once(view_of) -> None:
    """Thôn 3 of Hương Lộc stands in two points of the notice and is one promise: nine in all, each named but the tasks done, which are counted."""
    page = parsed(first_screen(view_of("huong-loc")))
    counts = [int(n) for n in re.findall(r"(\d+) [^\d·]+", page.xpath("string(//p[@class='counts-line'])"))]
    assert sum(counts) == 9
    lines = [line.text_content().split() for line in page.xpath("//ul[@class='promises-brief']/li")]
    done = [line for line in lines if line[-2:] == ["nhiệm", "vụ"]]
    assert len(lines) - 1 + int(done[0][-3]) == 9 and len(done) == 1


def test_each_figure_of_the_form_has_a_row_of_its_own(view_of, submissions) -> None:
    """Every observation of the season has one row with its cell, and no id stands twice."""
    view = view_of("thuong-long")
    page = parsed(trace(view, shown_earlier(view)))
    ids = page.xpath("//tr/@id")
    assert len(ids) == len(set(ids))
    own = submissions.observations
    own = own[(own["unit_id"] == "thuong-long") & (own["season"] == "2021")]
    rows = {r.get("id"): r.text_content() for r in page.xpath("//tr[@id]")}
    for _, o in own.iterrows():
        text = rows[source_link(view, o["indicator"], o["component"])[1:]]
        assert f"ô {o['cell']}, {o['sheet']}" in text
    assert "92/667" in rows["nguon-11-1"] and "98/662" in rows["nguon-2020-11-1"]


def test_sums_before_a_merger_are_traced_to_both_forms(view_of) -> None:
    """Hương Xuân's poverty of 2019 is a sum: the rows name Hương Hòa and Hương Giang with their own files."""
    view = view_of("huong-xuan")
    page = parsed(trace(view, shown_earlier(view)))
    rows = [
        r.text_content() for r in page.xpath("//tr") if "11.1" in r.text_content() and "năm 2019" in r.text_content()
    ]
    assert len(rows) == 2
    assert any("Hương Hòa" in r and "2019/huong-hoa.xlsx" in r and "9/661" in r for r in rows)
    assert any("Hương Giang" in r and "2019/huong-giang.xlsx" in r and "6/372" in r for r in rows)


def test_a_figure_that_is_not_in_the_form_leads_nowhere(view_of) -> None:
    """A link is made only to a row that is there."""
    assert source_link(view_of("thuong-long"), "99.9") == ""


def test_a_code_that_only_a_form_knows_is_quoted(view_of) -> None:
    """What the season has is named; what it has not may be any words, which are never shown as if the page said them."""
    view = view_of("thuong-long")
    assert [view.figure_label(*code) for code in (("11.1",), ("17.1", "nuoc-sach"), ("99.9", "ĐÃ ĐẠT"))] == [
        "11.1",
        "17.1 (trong đó: nước sạch)",
        "“99.9 ĐÃ ĐẠT”",
    ]


def test_a_commune_that_is_no_xa_is_called_what_it_is(view_of) -> None:
    """Of a phường the page says phường, of its own figures, dossier, forms and promises."""
    view = view_of("thuong-long")
    town = CommuneView(view.workbook, view.season, view.data, replace(view.unit, kind="phường"))
    parts = (
        page.headline,
        page.first_screen,
        page.promises,
        page.trajectories_part,
        page.money_part,
        page.villages,
        page.comparison,
    )
    said = " ".join(parsed(part(town)).text_content() for part in parts)
    assert not re.search(r"((số|nợ|biểu) của|giao cho|riêng cho|, theo|Hồ sơ \(|do|^) ?[Xx]ã\b( này)?", said)
    assert "Hồ sơ (phường báo)" in said and "Số của phường qua các kỳ" in said
    assert {"Trả lời đề nghị của phường", "Giao đạt chuẩn năm 2022"} <= set(dict(_decisions(town)))
    assert any(heading == "Phường tự đánh giá khác kết quả tính" for heading, _ in commune_notes(town))
    assert [name for name, _ in traced(town)][-1] == "Điều phường báo trong biểu"
