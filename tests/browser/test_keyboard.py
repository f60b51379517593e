"""Without a mouse: the Tab key reaches everything in its order, the focus is seen, closed parts open with Enter."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.survey import LAPTOP, run_checks


def one_of_each_kind(pages: dict[str, Path]) -> dict[str, Path]:
    """Return the largest page of each folder, and every page beside the index."""
    chosen: dict[str, str] = {}
    for address, path in pages.items():
        kind = address.partition("/")[0]
        if kind not in chosen or path.stat().st_size > pages[chosen[kind]].stat().st_size:
            chosen[kind] = address
    return {address: pages[address] for address in chosen.values()}


@pytest.fixture(scope="module")
def opened(browser: Browser, season_pages: dict[str, Path]) -> Iterator[dict[str, Page]]:
    """One page of each kind, open on a laptop."""
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        pages = {}
        for address, path in one_of_each_kind(season_pages).items():
            pages[address] = context.new_page()
            pages[address].goto(path.as_uri())
        yield pages


def test_the_skip_link_comes_first_and_leads_to_the_content(opened: dict[str, Page]) -> None:
    """The first Tab shows “Đến nội dung”, Enter goes there, and the next Tab reaches the first control of the content."""
    for address, page in opened.items():
        page.bring_to_front()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", address
        assert page.locator(".skip").bounding_box()["x"] >= 0, address
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null"), address
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


def test_tab_reaches_every_control_in_order_and_the_focus_is_seen(opened: dict[str, Page]) -> None:
    """Each link, summary and control is reached once, in the order of the page, in view, with a ring round it."""
    for address, page in opened.items():
        assert tab_faults(page) == [], address


def tab_faults(page: Page) -> list[str]:
    """Press Tab from the top of a page to its end, and return what was not as it should be."""
    page.bring_to_front()
    page.goto(page.url.partition("#")[0])
    controls = run_checks(page, "controls()")
    assert len(controls) >= 3
    reached, faults = [], []
    for _ in range(2 * len(controls) + 20):  # boxes that scroll are stops besides
        page.keyboard.press("Tab")
        focused = run_checks(page, "focused()")
        if focused is None:
            break
        if not focused["isVisible"]:
            faults.append(f"{focused['name']} has the focus out of sight")
        if not focused["hasRing"]:
            faults.append(f"{focused['name']} has the focus without a ring")
        if focused["number"] >= 0:
            reached.append(controls[focused["number"]])
    return faults if reached == controls else [*faults, f"reached {reached} of {controls}"]


def test_a_closed_part_opens_with_enter(opened: dict[str, Page]) -> None:
    """Enter on the focused summary opens what it holds, and closes it again."""
    found = 0
    for address, page in opened.items():
        page.bring_to_front()
        for details in page.locator("details:not([open]):visible").all():
            details.locator("summary").first.focus()
            states = []
            for _ in range(2):
                page.keyboard.press("Enter")
                states.append(page.evaluate("document.activeElement.parentElement.open"))
            assert states == [True, False], address
            found += 1
    assert found > 0
