"""The district's page with many communes, in a real browser: its search and its sort, and the one sheet for the meeting table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.large_index import index_of
from tests.browser.looked_at import looked_at
from tests.browser.printing import A4, Sheet, printed, sheets_of
from tests.browser.survey import LAPTOP, survey, violations
from tests.large_district import NAMES

MATRIX = "table.matrix"
FOLLOWS = 4  # Node.DOCUMENT_POSITION_FOLLOWING
# The first words of the made-up names, in the order of the Vietnamese alphabet: đ after d, hòa before hương.
IN_ORDER = ["An", "Bình", "Đông", "Hòa", "Hương", "Lộc", "Phú", "Quảng", "Tân", "Thượng"]


@contextmanager
def opened(browser: Browser, communes: int, **options: Any) -> Iterator[Page]:
    """Yield the page of so many communes, open on a laptop."""
    with browser.new_context(viewport=LAPTOP, offline=True, **options) as context:
        page = context.new_page()
        page.goto(index_of(communes).as_uri())
        yield page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The page of 200 communes, open on a laptop."""
    with opened(browser, 200) as page:
        yield page


def names(page: Page) -> list[str]:
    """Return the communes whose rows are seen, in their order."""
    rows = page.locator(f"{MATRIX} tbody tr:visible")
    return [name.strip() for name in rows.locator("th").all_inner_texts()]


def column(page: Page, heading: str) -> list[str]:
    """Return the cells of a column of the matrix, from the first row to the last."""
    number = page.locator(f"{MATRIX} thead th").all_inner_texts().index(heading)
    cells = page.locator(f"{MATRIX} tbody tr td:nth-child({number + 1})")
    return [text.split("\n")[0].strip() for text in cells.all_text_contents()]


def sort_by(page: Page, heading: str) -> str | None:
    """Press a heading and return what its aria-sort says then."""
    cell = page.locator(f"{MATRIX} thead").get_by_role("columnheader", name=heading, exact=True)
    cell.click()
    return cell.get_attribute("aria-sort")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("huong huu", ["Hương Hữu"]),
        ("HƯƠNG HỮU", ["Hương Hữu"]),
        ("Hương  Hữu", ["Hương Hữu"]),
        ("dong l", ["Đông Lộc", "Đông Long", "Đông Lâm"]),
        ("huu", [name for name in NAMES if name.endswith(" Hữu")]),
        ("uong", []),
        ("không có xã này", []),
    ],
)
def test_the_search_ignores_marks_and_case(page: Page, typed: str, found: list[str]) -> None:
    """A name is found by the beginnings of its words, however it is typed, and the count is told as it changes."""
    assert len(names(page)) == len(NAMES) == 200
    page.get_by_label("Tìm xã").press_sequentially(typed)
    assert names(page) == found
    assert page.get_by_role("status").inner_text() == f"{len(found)}/200 xã"
    page.get_by_label("Tìm xã").fill("")
    assert len(names(page)) == 200


def test_a_search_hides_nothing_from_paper(page: Page) -> None:
    """Who prints while searching gets every commune, and no search box."""
    page.get_by_label("Tìm xã").fill("huong huu")
    page.emulate_media(media="print")
    assert len(names(page)) == 200
    assert not page.get_by_label("Tìm xã").is_visible()


def test_names_are_sorted_as_in_vietnamese(page: Page) -> None:
    """Đ comes after D and before E, and a second press turns the order round; the row of totals stays last."""
    assert sort_by(page, "Xã") == "ascending"
    assert list(dict.fromkeys(name.split()[0] for name in names(page))) == IN_ORDER
    assert sort_by(page, "Xã") == "descending"
    assert list(dict.fromkeys(name.split()[0] for name in names(page))) == IN_ORDER[::-1]
    assert page.locator(f"{MATRIX} tr").last.locator("th").inner_text() == "Cộng"


def test_counts_are_sorted_as_numbers_and_missing_ones_stand_last(page: Page) -> None:
    """“ít nhất 15/19” is 15, “▲ 3” is 3, and what can't be said comes after all others in both directions."""
    sort_by(page, "Đạt")
    counts = [int(text.removeprefix("ít nhất ").split("/")[0]) for text in column(page, "Đạt")]
    assert counts == sorted(counts) and counts[0] < counts[-1]
    for direction in ("ascending", "descending"):
        assert sort_by(page, "± 2030") == direction
        changes = column(page, "± 2030")
        known = [text for text in changes if text != "–"]
        assert changes == known + ["–"] * (200 - len(known)) and 0 < len(known) < 200
        numbers = [int(text.removeprefix("▲ ")) for text in known]
        assert numbers == sorted(numbers, reverse=direction == "descending")


def test_communes_that_miss_a_criterion_come_together(page: Page) -> None:
    """Sorting by a criterion puts those that fail it first or last, in one block; only one column says it is sorted."""
    sort_by(page, "Xã")
    sort_by(page, "9")
    signs = [text[0] for text in column(page, "9")]
    assert signs.count("○") > 1
    first = signs.index("○")
    assert set(signs[first : first + signs.count("○")]) == {"○"}
    assert page.locator(f"{MATRIX} th[aria-sort]").count() == 1


def test_sorting_works_from_the_keyboard(page: Page) -> None:
    """The list after the matrix sorts by what is chosen, its button turns the order round, and its first line gives back the page's own."""
    as_given = names(page)
    choice, turn = page.get_by_label("Xếp theo").first, page.get_by_role("button", name="Đảo thứ tự").first
    assert choice.evaluate(f"e => document.querySelector('{MATRIX}').compareDocumentPosition(e)") == FOLLOWS
    assert turn.is_disabled()
    choice.select_option("Xã")
    assert names(page)[0].startswith("An ")
    turn.focus()
    page.keyboard.press("Enter")
    assert names(page)[0].startswith("Thượng ")
    assert turn.evaluate("e => e === document.activeElement")
    choice.select_option("thứ tự của trang")
    assert names(page) == as_given and page.locator(f"{MATRIX} th[aria-sort]").count() == 0
    assert "9 Tiêu chí 9" in choice.locator("option").all_inner_texts()


def test_a_page_with_a_filter_and_a_sort_has_no_fault(browser: Browser) -> None:
    """axe-core finds nothing on what the script has made, either."""

    def look() -> list[str]:
        with opened(browser, 200) as page:
            page.get_by_label("Tìm xã").fill("huong")
            sort_by(page, "Đạt")
            return violations(page)

    assert looked_at(browser, index_of(200), look, "filter and sort") == []


def test_a_page_of_two_hundred_communes_has_no_fault(browser: Browser) -> None:
    """Its own policy lets the script run, nothing is asked for, and the page itself never scrolls sideways."""
    faults = survey(browser, index_of(200))
    assert (faults.messages, faults.requests, faults.sideways) == ([], [], [])


def test_few_communes_need_no_search(browser: Browser) -> None:
    """Twelve communes are seen at a glance; sorting is there all the same."""
    with opened(browser, 12) as page:
        assert page.get_by_role("searchbox").count() == 0
        assert sort_by(page, "Xã") == "ascending"


def test_without_script_everything_is_there(browser: Browser) -> None:
    """A browser that runs no script shows all rows, and no control that would do nothing."""
    with opened(browser, 200, java_script_enabled=False) as page:
        assert page.locator(f"{MATRIX} tbody tr:visible").count() == 200
        assert page.locator("main input, main button, main select").count() == 0


@pytest.mark.parametrize("communes", [12, 25, 200])
def test_the_summary_is_two_sheets_at_most_whatever_the_district(browser: Browser, communes: int) -> None:
    """What to decide is sheet one of A4, the matrix of up to 25 communes sheet two; then the details begin on a sheet of their own."""

    def look() -> list[Sheet]:
        with opened(browser, communes) as page:
            return printed(page, "1-3")

    sheets = looked_at(browser, index_of(communes), look, "first sheets")
    assert all(abs(side - wanted) < 1 for side, wanted in zip(sheets[0].size, A4, strict=True))
    last = 2 if communes <= 25 else 1
    assert sheets_of(sheets, "sheet") == {1, last}
    assert sheets_of(sheets, "next") == {last + 1}
    assert ("Kết quả từng tiêu chí của từng xã" in sheets[last - 1].body) == (communes <= 25)
