"""A department's page from small workbooks: nothing sent, hostile text, many communes."""

from dataclasses import fields
from pathlib import Path

import pytest
from lxml import html

from ntm_lib.intake import form as layout
from ntm_lib.intake.submissions import TABLES, Submissions, read_submissions
from ntm_lib.presentation.agency import page
from ntm_lib.presentation.agency.matrix import matrices
from ntm_lib.presentation.frame.html import together
from ntm_lib.presentation.frame.view import DepartmentView
from ntm_lib.workbook import Workbook
from tests.unit.builders import (
    SET_ID,
    UNIT_COLUMNS,
    WORKBOOK_TOML,
    observations,
    send_form,
    write_csv,
    write_workbook,
)
from tests.views import department_view

HOSTILE = "<script>alert(1)</script>"
DEPARTMENT = {"department_id": "kinh-te", "name": "Phòng Kinh tế", "short_name": "Phòng KT", "has_report": "true"}


def department_workbook(
    root: Path, leads: tuple[str, ...] = ("1.1", "2.2"), topics: str = "dieu-phoi;nguon-luc"
) -> Workbook:
    """Return the small workbook with a department that leads `leads` and looks after `topics`."""
    lead = {"criteria_set": SET_ID, "department_id": "kinh-te", "basis": "thông lệ, chờ xác nhận"}
    money = {"xa": "Ngân sách xã", "tong": "Tổng cộng"}
    write_workbook(
        root,
        departments=[DEPARTMENT | {"topics": topics}],
        indicator_leads=[lead | {"indicator": code} for code in leads],
        resources=[{"resource": name, "name": said, "unit": "triệu đồng"} for name, said in money.items()],
    )
    return Workbook.open(root)


def view_of(workbook: Workbook, season: str = "2021") -> DepartmentView:
    seasons = workbook.seasons_until(workbook.season(season))
    submissions = read_submissions(workbook, seasons)
    return department_view(workbook, season, "kinh-te", submissions)


def whole(view: DepartmentView) -> html.HtmlElement:
    """Return the page's parts in one element."""
    parts = [page.header, page.headline, page.topics, page.indicators, page.conclusions, page.awaited, page.notes]
    return html.fragment_fromstring(str(together(*(part(view) for part in parts)).markup), create_parent="main")


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_without_any_form_nothing_is_met_and_nothing_failed(tmp_path) -> None:
    """Every figure is missing, is said to be, and leads nowhere; no 0 is put in its place."""
    main = whole(view_of(department_workbook(tmp_path)))
    text = said(main)
    assert "Phòng Kinh tế chủ trì 2 chỉ tiêu thuộc 2 tiêu chí; 2 xã (An Bình và Hòa Sơn) chưa nộp biểu." in text
    assert "Các xã chưa có số tổng cộng nguồn lực bằng tiền." in text
    assert "Các xã chưa có số liệu về nợ đọng xây dựng cơ bản." in text
    assert "Chưa có biểu dùng được của 2/2 xã: xã An Bình và xã Hòa Sơn." in text
    assert (
        text.count("2 xã chưa nộp biểu dùng được: An Bình và Hòa Sơn.") == 2
    )  # beside what is missing, and in the notes
    assert not main.xpath("//table[contains(@class, 'values')]") and "Kết luận hội nghị" not in text
    assert [link for link in main.xpath("//nav//@href") if not main.xpath("//*[@id=$id]", id=link[1:])] == []


def test_a_commune_without_a_form_is_one_line(tmp_path) -> None:
    """Hòa Sơn has sent nothing: it is named once, and has no row, no column and no figure asked for."""
    workbook = department_workbook(tmp_path, topics="")
    send_form(
        workbook,
        "an-binh",
        {layout.INDICATORS.title: [{"indicator": "1.1", "numerator": 5, "denominator": 10}]},
        season="2021",
    )
    main = whole(view_of(workbook))
    heads = main.xpath("//table[contains(@class, 'values')]/thead//a/text()")
    assert heads == ["An Bình"] and "Chưa nộp biểu dùng được: Hòa Sơn." in said(main)
    assert all("Hòa Sơn" not in said(row) for row in main.xpath("//tbody/tr"))
    asked = main.xpath("//section[contains(@class, 'decide')]")[0]
    assert "Hòa Sơn" not in said(asked)


def test_hostile_text_of_a_form_stays_text(tmp_path) -> None:
    """A proposal and a work are shown as they were typed and run nothing; totals that are not their sums are told."""
    workbook = department_workbook(tmp_path)
    rows = {
        layout.NOTES.title: [{"heading": "Kiến nghị, đề xuất", "text": HOSTILE}],
        layout.DEBTS.title: [{"project": HOSTILE, "debt_now": 5}, {"project": layout.DEBT_TOTAL, "debt_now": 7}],
        layout.RESOURCES.title: [{"resource": "xa", "planned": 10}, {"resource": "tong", "planned": 12}],
    }
    send_form(workbook, "an-binh", rows)
    main = whole(view_of(workbook))
    assert not main.xpath("//script")
    text = said(main)
    assert f"“{HOSTILE}”" in text
    assert f"“{HOSTILE}”" in [said(head) for head in main.xpath("//table[contains(@class, 'debts')]//th")]
    assert "Xã An Bình: dòng “Tổng cộng bằng tiền”, kế hoạch, ghi 12; các nguồn cộng lại 10." in text
    assert "Xã An Bình: dòng tổng nợ đọng ghi 7; các công trình cộng lại 5." in text


def test_money_and_debts_say_of_how_many_communes_they_are(tmp_path) -> None:
    """Both communes have received money, An Bình alone has a plan and states its debts: the share and the 0 are An Bình's."""
    workbook = department_workbook(tmp_path, leads=())
    an = {"resource": "tong", "planned": 100, "mobilised": 97, "disbursed": 50}
    debts = {"project": layout.DEBT_TOTAL, "debt_start": 0, "debt_now": 0}
    send_form(workbook, "an-binh", {layout.RESOURCES.title: [an], layout.DEBTS.title: [debts]})
    hoa = {"resource": "tong", "mobilised": 200, "disbursed": 20}
    send_form(workbook, "hoa-son", {layout.RESOURCES.title: [hoa]})
    main = whole(view_of(workbook))
    (total,) = main.xpath("//table[contains(@class, 'money')]//tr[@class='total']")
    assert [said(cell) for cell in total.xpath("td")] == [
        "100 (1/2 xã)",
        "297",
        "97,0% (1/2 xã)",
        "70",
        "50,0% (1/2 xã)",
    ]
    assert "đã huy động 297 triệu đồng; ở 1 xã có cả hai số, bằng 97% kế hoạch năm" in said(main)
    top = [said(figure) for figure in main.xpath("//dl[contains(@class, 'figures')]/div")]
    assert "Đã giải ngân so với kế hoạch50,0% ở 1 xã có cả hai số; đã giải ngân 70 triệu đồng" in top
    assert "Nợ đọng xây dựng cơ bản0 triệu đồng 1/2 xã có số liệu, không còn nợ" in top


def test_a_figure_leads_to_its_row_on_the_communes_page(tmp_path) -> None:
    """Only where the commune's form has that row; the gap is told as a count."""
    workbook = department_workbook(tmp_path)
    rows = {layout.INDICATORS.title: [{"indicator": "1.1", "numerator": 7, "denominator": 10, "status": "Ước"}]}
    send_form(workbook, "hoa-son", rows)
    main = whole(view_of(workbook))
    links = main.xpath("//table[contains(@class, 'values')]/tbody//a/@href")
    assert links == ["../xa/hoa-son.html#nguon-1-1"]
    (gap,) = main.xpath("//table[contains(@class, 'gaps')]//tr[contains(., 'Thiếu')]")
    assert "Hòa Sơn" in said(gap) and "Thiếu 1 km" in said(gap)


def test_who_leads_nothing_has_no_table_of_indicators(tmp_path) -> None:
    """The page says so in a sentence; without topics it has no further section of its own."""
    main = whole(view_of(department_workbook(tmp_path, leads=(), topics="")))
    assert "Phòng Kinh tế không chủ trì chỉ tiêu nào của bộ tiêu chí QĐ thử." in said(main)
    assert not main.xpath(
        "//section[@aria-labelledby='chi-tieu' or @aria-labelledby='nguon-luc' or @aria-labelledby='toan-huyen']"
    )


@pytest.mark.parametrize(("communes", "widths"), [(1, [1]), (10, [10]), (11, [6, 5]), (21, [7, 7, 7])])
def test_many_communes_stand_in_several_tables(tmp_path, communes, widths) -> None:
    """Side by side at the most ten, in tables of like width; every commune once, in the workbook's order."""
    units = [
        {"unit_id": f"xa-{n}", "code": f"{10000 + n}", "name": f"Xã số {n}", "kind": "xã"} for n in range(communes)
    ]
    workbook = department_workbook(tmp_path)
    write_csv(workbook.reference_folder / "units.csv", UNIT_COLUMNS, units)
    listed = ", ".join(f'"{unit["unit_id"]}"' for unit in units)
    toml = WORKBOOK_TOML.replace('"an-binh", "hoa-son"', listed)
    (tmp_path / "data" / "workbook.toml").write_text(toml, encoding="utf-8")
    rows = [
        {
            "unit_id": u["unit_id"],
            "unit_name": u["name"],
            "indicator": "1.1",
            "numerator": 5,
            "denominator": 10,
            "value": 50,
        }
        for u in units
    ]
    tables = {f.name: TABLES[f.name].frame([]) for f in fields(Submissions)} | {"observations": observations(*rows)}
    blocks = matrices(department_view(Workbook.open(tmp_path), "2021", "kinh-te", Submissions(**tables)))
    assert [len(block["communes"]) for block in blocks] == widths
    assert [c["name"] for block in blocks for c in block["communes"]] == [unit["name"] for unit in units]
    assert all(len(row["cells"]) == width for block, width in zip(blocks, widths, strict=True) for row in block["rows"])
