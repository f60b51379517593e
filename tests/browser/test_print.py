"""Pages on paper, the longest of each kind: A4 as NĐ 30/2020 asks, nothing hidden, nothing clipped, the banner on each sheet."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.browser.looked_at import looked_at
from tests.browser.printing import A4, LEFT, RIGHT, TEXT_WIDTH, Sheet, letters, printed, sheets_of, table_faults
from tests.browser.survey import LAPTOP, longest, run_checks

# Sheets at most, by folder or name, as a page prints if nobody ticks a box; and with everything: the table of sources alone fills four.
MOST_SHEETS = {"xa": 8, "phong": 8, "index": 8, "chat-luong": 6, "phuong-phap": 12}
MOST_OF_OTHERS = 8
MOST_OF_ALL = 22
SMALLEST = 9.0  # points, of a commune's and an agency's page
# Between a line's start and its centre: half the width of a number of two digits in 13 points, and then some.
TOLERANCE = 12.0


SMALLEST_TEXT = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), sizes = [];
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const own = text.parentElement;
    if (text.data.trim() && own.getClientRects().length && !own.closest("style, script, .unseen"))
      sizes.push(0.75 * parseFloat(getComputedStyle(own).fontSize));
  }
  return Math.min(...sizes);
}"""


@dataclass(frozen=True)
class Printout:
    """A page's sheets, and what was found while it was laid out for paper."""

    sheets: list[Sheet]  # with everything: all boxes are ticked
    usual: int  # sheets if no box is
    smallest: float  # size of text, in points, if no box is
    banner: str
    closed_details: int
    sticks_out: list[str]


@pytest.fixture(scope="module")
def printouts(browser: Browser, season_pages: dict[str, Path]) -> dict[str, Printout]:
    chosen = longest(season_pages, 3).items()
    return {address: on_paper(browser, path) for address, path in chosen}


def on_paper(browser: Browser, path: Path) -> Printout:
    return looked_at(browser, path, lambda: print_page(browser, path), "print")


def print_page(browser: Browser, path: Path) -> Printout:
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        page = context.new_page()
        page.goto(path.as_uri())
        usual = len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages)
        closed = page.locator("details:not([open]):not(.about, .on-screen)").count()
        page.emulate_media(media="print")
        smallest = page.evaluate(SMALLEST_TEXT)
        page.evaluate("document.querySelectorAll('.print-choice input').forEach(box => { box.checked = true })")
        page.set_viewport_size({"width": TEXT_WIDTH, "height": 900})
        sticks_out = run_checks(page, f"sticksOut({TEXT_WIDTH}, true)")
        sheets = printed(page)
    banner = html.document_fromstring(path.read_bytes().decode("utf-8")).xpath("string(//*[@class='banner'])")
    return Printout(sheets, usual, smallest, banner, closed, sticks_out)


def test_every_sheet_is_a4(printouts: dict[str, Printout]) -> None:
    """A printer with A4 paper scales nothing."""
    sizes = {sheet.size for printout in printouts.values() for sheet in printout.sheets}
    assert all(abs(side - wanted) < 1 for size in sizes for side, wanted in zip(size, A4, strict=True))


def test_sheets_are_numbered_from_the_second_on(printouts: dict[str, Printout]) -> None:
    """The number stands in the middle of the top margin, in Arabic figures; the first sheet has none (NĐ 30/2020)."""
    middle = (LEFT + A4[0] - RIGHT) / 2
    for address, printout in printouts.items():
        numbers = [sheet.above for sheet in printout.sheets]
        assert numbers == ["", *map(str, range(2, len(numbers) + 1))], address
        for sheet in printout.sheets[1:]:
            assert 0 < middle - sheet.above_starts < TOLERANCE, address


def test_the_banner_and_the_title_are_on_every_sheet(printouts: dict[str, Printout]) -> None:
    """A sheet that was separated from the others still says what it is, that it is a draft, and that figures are illustrative."""
    for address, printout in printouts.items():
        assert printout.banner, address
        for sheet in printout.sheets:
            assert letters(printout.banner) in letters(sheet.below), address
            assert "·" in sheet.below.removesuffix(printout.banner), address


def test_what_lies_in_closed_details_is_printed(printouts: dict[str, Printout]) -> None:
    """Paper can't be tapped: every closed part of the page is open on it, but for what an engineer needs of the file itself."""
    assert sum(printout.closed_details for printout in printouts.values()) > 0
    for address, printout in printouts.items():
        hidden = [n for n in range(printout.closed_details) if not sheets_of(printout.sheets, f"d{n}")]
        assert hidden == [], address


def test_tables_go_on_as_they_began(printouts: dict[str, Printout]) -> None:
    """No row is split, each sheet repeats the table's header, and a group's own row stays with the rows below it."""
    tables = {mark for printout in printouts.values() for sheet in printout.sheets for mark in sheet.marks}
    assert {"t0h", "t0r0"} <= tables
    faults = [f"{address} {fault}" for address, p in printouts.items() for fault in table_faults(p.sheets)]
    assert faults == []


def test_nothing_is_clipped(printouts: dict[str, Printout]) -> None:
    """Nothing is wider than the 165 mm between the margins, so that nothing is cut off and nothing is shrunk."""
    assert [f"{address} {fault}" for address, p in printouts.items() for fault in p.sticks_out] == []


def test_a_report_is_short_enough_to_carry(printouts: dict[str, Printout]) -> None:
    """What a leader carries to the meeting stays within its bound: eight sheets for a commune, without what is met and sources."""
    counts = {address: printout.usual for address, printout in printouts.items()}
    most = {
        address: MOST_SHEETS.get(Path(address).parts[0].removesuffix(".html"), MOST_OF_OTHERS) for address in counts
    }
    assert {address: count for address, count in counts.items() if count > most[address]} == {}


def test_boxes_choose_what_is_printed(printouts: dict[str, Printout]) -> None:
    """With every box ticked a commune's page prints all it has, indicators met and sources included."""
    for address, printout in printouts.items():
        is_longer = len(printout.sheets) > printout.usual
        assert is_longer is (Path(address).parts[0] == "xa" and ".tom-tat" not in address) or address.startswith(
            "phong/"
        )
        assert len(printout.sheets) <= MOST_OF_ALL, address


def test_no_text_on_paper_is_too_small_to_read(printouts: dict[str, Printout]) -> None:
    """Nothing on a commune's or an agency's sheet is set in less than nine points."""
    small = {a: p.smallest for a, p in printouts.items() if Path(a).parts[0] in ("xa", "phong")}
    assert {address: size for address, size in small.items() if size < SMALLEST - 0.01} == {}


def test_the_districts_summary_is_two_sheets(printouts: dict[str, Printout]) -> None:
    """What lies on the meeting table: who lacks what and what to decide on sheet one, the communes' matrix on two; details begin on three."""
    sheets = printouts["index.html"].sheets
    assert sheets_of(sheets, "sheet") == {1, 2}
    assert sheets_of(sheets, "next") == {3}
    assert "Nội dung trình hội nghị cho ý kiến" in sheets[0].body and "Các xã và các tiêu chí" in sheets[1].body
