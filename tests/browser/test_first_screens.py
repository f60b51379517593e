"""Ten questions that a leader asks, answered on the first screens: where the answer stands on a laptop and on a phone, and what it says."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.edge_cases import NO_FORM
from tests.browser.looked_at import looked_at
from tests.browser.survey import LAPTOP, PHONE
from tests.conftest import Build
from tests.recomputed.forms import seasons, units
from tests.recomputed.standing import NOT_MET, district, standing


@dataclass(frozen=True)
class Answer:
    """An answer: the page, the part that holds it, its words, and how many screens down it begins at most."""

    question: str
    page: str
    part: str
    words: str
    laptop: float = 1.0
    phone: float = 3.0


ANSWERS = (
    Answer("who misses the standard, by how much", "index.html", ".at-issue tbody tr", "Thượng Long 15/19 ▲ 2 5 Trường học (thiếu 1 trường); 9 Nhà ở dân cư (còn 7 nhà)"),
    Answer("which promises Hương Hữu broke", "xa/huong-huu.html", ".promises-brief li", "không đạt Đạt thêm các tiêu chí"),
    Answer("what to decide on Thượng Long", "xa/thuong-long.html", ".decide", "Giao đạt chuẩn năm 2022: 9 Nhà ở dân cư (còn 7 nhà)."),
    Answer("what to decide in the place", "index.html", ".decide", "Giao đạt trong năm 2022: 9.1 Nhà tạm, dột nát còn lại: 10 nhà ở 2 xã", 1.4),
    Answer("which agency communes wait for most", "index.html", ".waited-for tbody tr:first-child", "Phòng KT-HT 4 6, 9"),
    Answer("is poverty falling fast enough", "index.html", ".answers > div", "Tỷ lệ hộ nghèo 4,13% giảm 0,52 điểm phần trăm, chậm hơn năm 2020 (1,71)"),
    Answer("is it where it falls slower and slower", "xa/thuong-long.html", ".lead", "11.1 Tỷ lệ hộ nghèo giảm chậm dần"),
    Answer("what is new", "index.html", ".lead", "Mới đạt so với năm 2020: xã Hương Hữu (13 Tổ chức sản xuất và 14 Giáo dục và đào tạo)"),
    Answer("what was lost", "index.html", ".lead", "Không còn đạt: xã Thượng Quảng (9 Nhà ở dân cư)"),
    Answer("what is not known", "index.html", ".at-issue tbody tr", "17 Môi trường và an toàn thực phẩm (chưa có số liệu)"),
    Answer("how reliable it is", "index.html", ".reliability", "Độ tin cậy: các biểu còn 7 cảnh báo, dữ liệu nền còn 1 cảnh báo chưa xử lý", 1.2),
    Answer("how reliable a commune's figures are", "xa/thuong-long.html", ".reliability", "số liệu minh họa", 1.4),
    Answer("where Thượng Nhật stands", "xa/thuong-nhat.html", ".figures > div", "739/QĐ-UBND, ngày 08/4/2021"),
    Answer("what an agency is behind with", "phong/kt-ht.html", ".figures > div", "Còn thiếu: 9.1 Nhà tạm, dột nát còn lại 13 nhà"),
    Answer("what an agency's communes lack", "phong/ld-tbxh.html", ".figures > div", "Còn thiếu: 11.1 Tỷ lệ hộ nghèo phải giảm thêm 108 hộ"),
)  # fmt: skip


def said(text: str) -> str:
    return " ".join(text.split())


def places(page: Page, answers: list[Answer]) -> dict[str, float | None]:
    """Return how many pixels down each answer begins; None where it is not on the page."""
    found: dict[str, float | None] = {}
    for answer in answers:
        parts = [p for p in page.locator(answer.part).all() if said(answer.words) in said(p.inner_text())]
        box = parts[0].bounding_box() if parts else None
        found[answer.question] = box["y"] if box else None
    return found


def seen(browser: Browser, pages: dict[str, Path], address: str, screen: dict[str, int]) -> dict[str, float | None]:
    answers = [a for a in ANSWERS if a.page == address]

    def look() -> dict[str, float | None]:
        with browser.new_context(viewport=screen, offline=True) as context:
            page = context.new_page()
            page.goto(pages[address].as_uri())
            return places(page, answers)

    return looked_at(browser, pages[address], look, "ten questions", screen["width"])


@pytest.mark.parametrize("address", sorted({a.page for a in ANSWERS}))
@pytest.mark.parametrize(("screen", "which"), [(LAPTOP, "laptop"), (PHONE, "phone")])
def test_a_question_is_answered_on_the_first_screens(
    browser: Browser, season_pages: dict[str, Path], address: str, screen: dict[str, int], which: str
) -> None:
    """On a laptop the answer begins on the first screen, a few just below it; on a phone on the first three."""
    found = seen(browser, season_pages, address, screen)
    for answer in (a for a in ANSWERS if a.page == address):
        where = found[answer.question]
        assert where is not None, f"{answer.question}: the words are not there"
        assert where < getattr(answer, which) * screen["height"], (answer.question, where)


@pytest.mark.parametrize("season", ["2020", "2021"])
def test_every_commune_that_misses_something_is_named_with_it_on_the_first_screen(
    browser: Browser, build_of: Callable[[str], Build], season: str
) -> None:
    """Each has a row with each criterion that it fails; the last row begins within the first screen of a laptop."""
    index = build_of(season).folder / "index.html"

    def look() -> list[tuple[str, str, float]]:
        with browser.new_context(viewport=LAPTOP, offline=True) as context:
            page = context.new_page()
            page.goto(index.as_uri())
            rows = page.locator(".at-issue tbody tr").all()
            return [
                (r.locator("th").inner_text(), r.locator("td").nth(1).inner_text(), r.bounding_box()["y"]) for r in rows
            ]  # type: ignore[index]

    rows = looked_at(browser, index, look, "communes at issue")
    lacking = {units()[u]["name"]: now.numbers(NOT_MET) for u, now in district(seasons()[season]).items()}
    shown = {name: re.findall(r"(?:^|; )(\d+) ", said(text)) for name, text, _ in rows}
    assert {name: numbers for name, numbers in lacking.items() if numbers} == {
        name: numbers for name, numbers in shown.items() if lacking[name]
    }
    assert max(y for _, _, y in rows) < LAPTOP["height"]


def test_who_has_not_reported_stands_first(browser: Browser, edge_pages: dict[str, Path]) -> None:
    """Of a place in which a commune sent no form: the first line of the page, on a laptop and on a phone."""
    index = edge_pages["index.html"]

    def look() -> list[tuple[str, float]]:
        found = []
        for screen in (LAPTOP, PHONE):
            with browser.new_context(viewport=screen, offline=True) as context:
                page = context.new_page()
                page.goto(index.as_uri())
                line = page.get_by_text("Chưa nộp biểu:").first
                found.append((line.inner_text(), line.bounding_box()["y"] / screen["height"]))  # type: ignore[index]
        return found

    for text, screens in looked_at(browser, index, look, "not reported"):
        assert units()[NO_FORM]["name"] in text and screens < 0.5


def test_the_amounts_are_those_of_the_forms() -> None:
    """What the answers above say of two communes comes of the forms without the program."""
    assert standing("2021", "thuong-long").lacking("9") == {"còn 7 nhà"}
    assert standing("2021", "thuong-long").lacking("11") == {"phải giảm thêm 59 hộ"}
    assert standing("2021", "huong-huu").lacking("11") == {"phải giảm thêm 49 hộ"}
