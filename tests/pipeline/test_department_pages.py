"""The pages of the departments, as built: their numbers are those of the build's tables, recomputed here."""

import csv
import re
from collections import Counter

import pytest
from lxml import html

from tests.conftest import ROOT, Build

SET_ID = "xa-ntm-2016-2020"


def rows_of(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DEPARTMENTS = {row["department_id"]: row for row in rows_of("data/reference/departments.csv")}
COMMUNES = {row["unit_id"] for row in rows_of("data/reference/units.csv")}
WITH_PAGE = [i for i, row in DEPARTMENTS.items() if row["has_report"] == "true"]


def led(department: str) -> set[str]:
    rows = rows_of("data/reference/indicator-leads.csv")
    return {r["indicator"] for r in rows if (r["criteria_set"], r["department_id"]) == (SET_ID, department)}


def text(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def records(built: Build, name: str) -> list[dict[str, str]]:
    return built.table(name).to_dict("records")


def table(page: html.HtmlElement, name: str) -> list[list[str]]:
    """Return the cells of the body rows of the tables of class `name`."""
    rows = page.xpath(f"//table[contains(concat(' ', @class, ' '), ' {name} ')]/tbody/tr")
    return [[text(cell) for cell in row.xpath("th|td")] for row in rows]


@pytest.fixture(scope="session")
def built(build_of) -> Build:
    return build_of("2021")


def page_of(built: Build, department: str) -> html.HtmlElement:
    return html.document_fromstring((built.folder / "phong" / f"{department}.html").read_bytes().decode("utf-8"))


def test_who_has_a_page_is_what_the_file_says(built: Build) -> None:
    """has_report in departments.csv decides; the index lists each by its name."""
    assert {path.stem for path in (built.folder / "phong").glob("*.html")} == {
        f"{name}{kind}" for name in WITH_PAGE for kind in ("", ".tom-tat")
    }
    index = html.document_fromstring((built.folder / "index.html").read_bytes().decode("utf-8"))
    for department in WITH_PAGE:
        (line,) = index.xpath("//tr[@id=$id]", id=f"bao-cao-phong-{department}")
        assert text(line.xpath("th/a")[0]) == DEPARTMENTS[department]["name"]
        assert line.xpath("th//a/@href") == [f"phong/{department}.html", f"phong/{department}.tom-tat.html"]


def test_poor_households_are_those_of_two_communes(built: Build) -> None:
    """84 of 707 and 92 of 667 with 5 % allowed (35 and 33) leave 49 and 59 too many: 108 in all; seven communes lack nothing."""
    page = page_of(built, "ld-tbxh")
    figures = {text(f.xpath("dt")[0]): text(f.xpath("dd")[0]) for f in page.xpath("//dl[@class='figures']/div")}
    assert figures["Đạt cả 4 chỉ tiêu phòng chủ trì"] == "7/9 xã"
    assert figures["Còn thiếu: 11.1 Tỷ lệ hộ nghèo"] == "phải giảm thêm 108 hộ ở 2 xã"
    gaps = [row[:2] for row in table(page, "gaps")]
    assert gaps == [
        ["Hương Hữu", "Phải giảm thêm 49 hộ 6,9% của tổng"],
        ["Thượng Long", "Phải giảm thêm 59 hộ 8,8% của tổng"],
    ]


@pytest.mark.parametrize("department", [i for i in WITH_PAGE if led(i)])
def test_the_figures_are_those_of_the_results(built: Build, department: str) -> None:
    """Communes with everything met, each gap, and each mark of the matrix follow from indicator-results.csv."""
    own = [r for r in records(built, "indicator-results") if r["indicator"] in led(department)]
    page = page_of(built, department)
    missing = {r["unit_name"] for r in own if r["result"] not in ("met", "not_applicable")}
    communes = {r["unit_name"] for r in own}
    main = text(page.xpath("//div[@class='figure-main']/dd")[0])
    assert main == f"{len(communes - missing)}/{len(communes)} xã"
    open_ones = Counter(r["unit_name"] for r in own if r["result"] in ("not_met", "unknown"))
    assert Counter(row[0] for row in table(page, "gaps")) == open_ones
    words = {"met": "đạt", "not_met": "chưa đạt", "unknown": "chưa có số liệu", "not_applicable": "không áp dụng"}
    results = {(r["indicator"], r["unit_name"]): words[r["result"]] for r in own if not r["component"]}
    heads = [text(h) for h in page.xpath("//table[contains(@class, 'values')]/thead//th")][1:]
    shown = {}
    for row in page.xpath(
        "//table[contains(@class, 'values')]/tbody/tr[not(contains(@class, 'criterion') or contains(@class, 'total'))]"
    ):
        code = text(row.xpath("th")[0]).partition(" ")[0]
        for name, cell in zip(heads, row.xpath("td"), strict=True):
            shown[code, name] = text(cell.xpath(".//span[@class='unseen']")[0])
    assert set(heads) == communes
    assert {key: shown[key] for key in results} == results


def test_money_is_the_sum_of_the_communes(built: Build) -> None:
    """Each source and the total, in million VND, as resources.csv adds up; days and land stay apart."""
    sums: dict[str, list[float]] = {}
    for row in records(built, "resources"):
        figures = [float(row[name] or 0) for name in ("planned", "mobilised", "disbursed")]
        sums[row["resource"]] = [a + b for a, b in zip(sums.get(row["resource"], [0, 0, 0]), figures, strict=True)]
    shown = {row[0]: row[1:] for row in table(page_of(built, "tc-kh"), "money") if len(row) > 1}

    def told(cell: str) -> float:
        return float(cell.replace(".", "").replace(",", "."))

    for source in rows_of("data/reference/resources.csv"):
        name = source["name"] if source["unit"] == "triệu đồng" else f"{source['name']} ({source['unit']})"
        planned, mobilised, share, disbursed, rate = shown[name]
        expected = sums[source["resource"]]
        assert [told(planned), told(mobilised)] == expected[:2]
        assert told(share.rstrip("%")) == pytest.approx(100 * expected[1] / expected[0], abs=0.05)
        if source["unit"] == "triệu đồng":
            assert told(disbursed) == expected[2]
            assert told(rate.rstrip("%")) == pytest.approx(100 * expected[2] / expected[0], abs=0.05)
        else:
            assert (disbursed, rate) == ("không áp dụng", "")


def test_debts_are_told_by_commune_and_work_with_the_sum_last(built: Build) -> None:
    """Hương Sơn 240, Thượng Quảng 160, Thượng Long 100, as data/illustrative/debts.csv has them: 500 in all."""
    shown = [(row[0], row[-1]) for row in table(page_of(built, "tc-kh"), "debts")]
    assert [row for row in shown if row[0] in ("Hương Sơn", "Thượng Quảng", "Thượng Long", "Cộng các xã")] == [
        ("Hương Sơn", "240"), ("Thượng Quảng", "160"), ("Thượng Long", "100"), ("Cộng các xã", "500"),
    ]  # fmt: skip
    assert len(shown) == 8  # four works beside them


def test_promises_stand_where_they_were_given(built: Build) -> None:
    """Each item of the notice a department leads is on its page; what it supports is in a table of its own."""
    for department in WITH_PAGE:
        page = page_of(built, department)
        items = rows_of("data/conclusions/2020-12-24.csv")
        told = {
            item
            for small in page.xpath("//table[contains(@class, 'promises')]//th/small")
            for item in re.search(r"mục ([\d., ]+)\)", text(small)).group(1).split(", ")
        }
        assert told == {i["item"] for i in items if department in [i["lead"], *i["supports"].split(";")]}


def test_the_coordinating_office_counts_every_promise_of_a_commune(built: Build) -> None:
    """A commune's line adds up to the rows of its own page; the last line to all of them."""
    page = page_of(built, "van-phong-dieu-phoi")
    lines = page.xpath("//section[@aria-labelledby='toan-huyen']//table")[0].xpath("tbody/tr")
    totals = []
    for line in lines[:-1]:
        counts = [int(text(cell)) for cell in line.xpath("td")[2:]]
        own = html.document_fromstring(
            (built.folder / "phong" / line.xpath("th/a/@href")[0]).resolve().read_bytes().decode("utf-8")
        )
        assert sum(counts) == len(own.xpath("//table[contains(concat(' ', @class, ' '), ' promises ')]/tbody/tr"))
        totals.append(counts)
    assert [int(text(cell)) for cell in lines[-1].xpath("td")[2:]] == [
        sum(column) for column in zip(*totals, strict=True)
    ]


def test_a_request_is_shown_to_whom_it_asks_and_nobody_else(built: Build) -> None:
    """The cooperative on the page of who leads criterion 13; the health station on none, for who leads 15 has no page, and on its commune's with his name."""
    wishes = {
        "Đề nghị phòng chuyên môn hướng dẫn thủ tục thành lập hợp tác xã.": (
            ["nn-ptnt"],
            "huong-loc",
            "gửi Phòng NN&PTNT",
        ),
        "Đề nghị bố trí vốn nâng cấp trạm y tế xã.": ([], "thuong-long", "gửi Trung tâm Y tế"),
        "Đề nghị huyện hỗ trợ xóa số nhà tạm còn lại trong năm 2022.": (["kt-ht"], "huong-huu", "gửi Phòng KT-HT"),
        "Đề nghị hỗ trợ khẩn cấp sửa chữa nhà ở trước mùa mưa.": (
            ["kt-ht"],
            "thuong-quang",
            "gửi Phòng KT-HT (tiêu chí 9; theo nội dung)",
        ),
    }
    pages = {department: text(page_of(built, department)) for department in WITH_PAGE}
    for wish, (departments, commune, to) in wishes.items():
        assert [d for d, page in pages.items() if wish in page] == departments
        own = text(html.document_fromstring((built.folder / "xa" / f"{commune}.html").read_text(encoding="utf-8")))
        assert f"“{wish}” – {to}" in own
    assert "“Đề nghị hỗ trợ khẩn cấp sửa chữa nhà ở trước mùa mưa.” (tiêu chí 9; theo nội dung)" in pages["kt-ht"]
    drafted = built.table("proposed-conclusions")
    answers = drafted.loc[drafted["measure"] == "requests_answered", ["lead", "summary"]].to_numpy().tolist()
    assert answers == [
        ["kt-ht", "Trả lời 2 đề nghị của xã Hương Hữu và xã Thượng Quảng"],
        ["nn-ptnt", "Trả lời 1 đề nghị của xã Hương Lộc"],
        ["y-te", "Trả lời 1 đề nghị của xã Thượng Long"],
    ]


def test_nothing_that_is_done_is_awaited(built: Build) -> None:
    """Of the conclusions a department answers for or helps with, those not done stand among what communes await, each once a commune."""
    for department in WITH_PAGE:
        page = page_of(built, department)
        marks = [text(mark) for mark in page.xpath("//table[contains(@class, 'awaited')]//li/span")]
        own = [
            promise
            for promise in records(built, "promises")
            if department in [promise["respondent"], *promise["supports"].split(";")]
            and promise["unit_id"] in COMMUNES
            and promise["state"] != "hoàn thành"
        ]
        assert Counter(mark.partition(" ")[2] for mark in marks) == Counter(promise["state"] for promise in own)
