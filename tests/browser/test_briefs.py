"""Briefs on paper: two sheets of A4 whatever a commune or agency has to say, in a wide face and in a narrow one; and on a phone."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from ntm_lib.presentation.brief import paper
from tests import fonts
from tests.browser.brief_cases import AGENCY, COMMUNE, COORDINATION, brief_cases
from tests.browser.conftest import ARGUMENTS
from tests.browser.edge_cases import EDGE_COMMUNES, HOSTILE_DEPARTMENT, SEASON
from tests.browser.printing import A4
from tests.browser.survey import PHONE

NARROW = "Liberation Serif"  # as wide as Times New Roman
TEXT_WIDTH = 661  # CSS pixels: the 175 mm between the margins
POINT = 0.75  # of a CSS pixel
USUAL = (*tuple(f"xa/{name}" for name in ("thuong-long", "huong-loc", "huong-phu")), "phong/tn-mt", "phong/tc-kh")
EDGE = (*(f"xa/{name}" for name in EDGE_COMMUNES), f"phong/{HOSTILE_DEPARTMENT}")
STRAINED = (f"xa/{COMMUNE}", f"phong/{AGENCY}", f"phong/{COORDINATION}")
SMALLEST = """() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = {};
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const own = text.parentElement;
    if (!text.data.trim() || own.closest("style, .unseen, .banner, .subtitle, thead, dt, .on-screen")) continue;
    if (getComputedStyle(own.closest("section, header") || own).display === "none" || own.closest(".other-length")) continue;
    const place = own.closest("table, figcaption, dd, .more, .decision") ? "table" : "body";
    found[place] = Math.min(found[place] || 99, parseFloat(getComputedStyle(own).fontSize));
  }
  return found;
}"""


@pytest.fixture(scope="module")
def briefs(season_pages: dict[str, Path], edge_pages: dict[str, Path]) -> dict[str, Path]:
    """The briefs by what they are cases of."""
    strained = brief_cases() / "reports" / SEASON
    found = {f"usual {name}": season_pages[f"{name}.tom-tat.html"] for name in USUAL}
    found |= {f"edge {name}": edge_pages[f"{name}.tom-tat.html"] for name in EDGE}
    return found | {f"strained {name}": strained / f"{name}.tom-tat.html" for name in STRAINED}


@pytest.fixture(scope="module", params=["DejaVu Sans", NARROW])
def printer(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Browser, str]]:
    """A browser that finds DejaVu and one narrow face, and the face that pages are to be set in."""
    files = [] if request.param != NARROW else fonts.files_of(NARROW, "fonts-liberation")
    named = fonts.only(tmp_path_factory.mktemp("fonts"), files=files)
    own = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS), env=named)
    yield own, request.param
    own.close()


def test_a_brief_is_two_sheets(printer: tuple[Browser, str], briefs: dict[str, Path]) -> None:
    """Usual, without a form, half a form, no history, hostile words, nothing met, the longest names; A4, and what is cut is counted."""
    browser, face = printer
    sheets = {}
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        for name, path in briefs.items():
            page.goto(path.as_uri())
            page.add_style_tag(content=f"html {{ font-family: '{face}' !important; }}")
            pdf = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
            sheets[name] = len(pdf.pages)
            size = (float(pdf.pages[0].mediabox.width), float(pdf.pages[0].mediabox.height))
            assert all(abs(side - wanted) < 1 for side, wanted in zip(size, A4, strict=True)), name
    assert {name: count for name, count in sheets.items() if count != 2} == {}


def test_heights_are_estimated_on_the_safe_side(browser: Browser, briefs: dict[str, Path]) -> None:
    """No sheet is higher than what paper.py counts with, and a full one leaves less than a tenth of it empty."""
    heights = {}
    with browser.new_context(viewport={"width": TEXT_WIDTH, "height": 900}, offline=True) as context:
        page = context.new_page()
        page.emulate_media(media="print")
        for name, path in briefs.items():
            page.goto(path.as_uri())
            found = page.evaluate("[...document.querySelectorAll('.sheet')].map(s => s.getBoundingClientRect().height)")
            heights[name] = [POINT * height for height in found]
    assert {name: own for name, own in heights.items() if own[0] > paper.HEIGHT or own[1] > paper.HEIGHT - paper.FOOTER} == {}  # fmt: skip
    assert max(own[0] for own in heights.values()) > 0.9 * paper.HEIGHT


def test_text_on_paper_can_be_read(browser: Browser, briefs: dict[str, Path]) -> None:
    """Text is set in 11 points at least, tables and captions in 10."""
    with browser.new_context(viewport={"width": TEXT_WIDTH, "height": 900}, offline=True) as context:
        page = context.new_page()
        page.emulate_media(media="print")
        for name, path in briefs.items():
            page.goto(path.as_uri())
            smallest = {place: POINT * size for place, size in page.evaluate(SMALLEST).items()}
            assert smallest["body"] > 10.99 and smallest.get("table", 10) > 9.99, (name, smallest)


def test_a_brief_reads_on_a_phone(browser: Browser, briefs: dict[str, Path]) -> None:
    """Body text is 16 pixels at least, and nothing is set in the widths of the paper."""
    with browser.new_context(viewport=PHONE, offline=True) as context:
        page = context.new_page()
        for name, path in briefs.items():
            page.goto(path.as_uri())
            assert page.evaluate(SMALLEST)["body"] >= 13, name
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name


def test_what_is_left_out_is_counted(briefs: dict[str, Path]) -> None:
    """Where not all fits a line says how many more there are, and leads to the full page."""
    text = briefs[f"strained xa/{COMMUNE}"].read_text(encoding="utf-8")
    assert "tiêu chí khác: xem <a" in text and "nội dung khác: xem <a" in text
    assert f'href="../xa/{COMMUNE}.html' in text
