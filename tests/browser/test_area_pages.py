"""The pages above the districts in the browser: the index is searched and sorted as a district's is, a province's page has no script; both print."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.area_cases import LARGE_INDEX, LARGE_PROVINCE
from tests.browser.printing import table_faults
from tests.browser.survey import LAPTOP
from tests.browser.test_print import Printout, on_paper


def test_provinces_are_found_and_sorted(browser: Browser, area_pages: dict[str, Path]) -> None:
    """“mau 20” finds one of twenty; sorted by communes that meet all, the fewest and then the most stand first; the total stays last."""
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        page = context.new_page()
        page.goto(area_pages[LARGE_INDEX].as_uri())
        page.get_by_label("Tìm tỉnh").fill("mau 20")
        assert page.locator(".places tbody tr:visible th").all_inner_texts() == ["tỉnh Mẫu 20"]
        page.get_by_label("Tìm tỉnh").fill("")
        for direction in (1, -1):
            page.get_by_role("columnheader", name="Đạt đủ 19/19").click()
            cells = page.locator(".places tbody tr td:nth-child(4)").all()
            values = [int(cell.get_attribute("data-value") or 0) for cell in cells]
            assert len(values) == 20 and values == sorted(values, reverse=direction < 0)
        assert page.locator(".places tr").last.locator("th").inner_text() == "Cộng"


def test_a_province_is_reached_and_left(browser: Browser, area_pages: dict[str, Path]) -> None:
    """From the index to a province and back; its page is whole without a script."""
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        page = context.new_page()
        page.goto(area_pages[LARGE_INDEX].as_uri())
        page.locator(".places").get_by_role("link", name="tỉnh Mẫu 3", exact=True).click()
        assert page.url == area_pages[LARGE_PROVINCE].as_uri()
        assert page.locator("script").count() == page.locator("main select").count() == 0
        page.get_by_role("link", name="← Trang các tỉnh").click()
        assert page.url == area_pages[LARGE_INDEX].as_uri()


@pytest.fixture(scope="module")
def printouts(browser: Browser, area_pages: dict[str, Path]) -> dict[str, Printout]:
    return {address: on_paper(browser, path) for address, path in area_pages.items() if not address.startswith("la/")}


def test_they_print_on_a_few_sheets(printouts: dict[str, Printout]) -> None:
    """Nothing is wider than the paper, no row is torn, and twenty provinces or districts fill four sheets at most."""
    for address, printout in printouts.items():
        assert printout.sticks_out == [], address
        assert table_faults(printout.sheets) == [], address
        assert len(printout.sheets) <= 4, address
