"""Without a mouse: the Tab key reaches everything in its order, the focus is seen, closed parts open with Enter."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looked_at import looked_at
from tests.browser.survey import LAPTOP, run_checks


@dataclass(frozen=True)
class Walk:
    """What the keyboard did on one page."""

    first: str  # the class of what the first Tab reaches
    skip_link_is_seen: bool
    then_in_content: bool  # is what the next Tab reaches, after Enter on the skip link
    tab_faults: list[str]
    opened_and_closed: list[list[bool]]  # a closed part: whether it was open after one Enter, and after another


def one_of_each_kind(pages: dict[str, Path]) -> dict[str, Path]:
    """Return the largest page of each folder, and every page beside the index."""
    chosen: dict[str, str] = {}
    for address, path in pages.items():
        kind = address.partition("/")[0]
        if kind not in chosen or path.stat().st_size > pages[chosen[kind]].stat().st_size:
            chosen[kind] = address
    return {address: pages[address] for address in chosen.values()}


@pytest.fixture(scope="module")
def walks(browser: Browser, season_pages: dict[str, Path]) -> dict[str, Walk]:
    """One page of each kind, on a laptop."""
    chosen = one_of_each_kind(season_pages)
    return {
        address: looked_at(browser, path, lambda path=path: walk(browser, path), "keyboard")
        for address, path in chosen.items()
    }


def walk(browser: Browser, path: Path) -> Walk:
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        page = context.new_page()
        page.goto(path.as_uri())
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.className")
        box = page.locator(".skip").bounding_box()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        then_in_content = page.evaluate("document.activeElement.closest('main') !== null")
        page.goto(path.as_uri())
        return Walk(first, box is not None and box["x"] >= 0, then_in_content, tab_faults(page), parts_opened(page))


def tab_faults(page: Page) -> list[str]:
    """Press Tab from the top of a page to its end, and return what was not as it should be."""
    controls = run_checks(page, "controls()")
    if len(controls) < 3:
        return [f"only {controls} to be reached"]
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


def parts_opened(page: Page) -> list[list[bool]]:
    """Press Enter twice on the summary of each closed part, and return whether it was open after each."""
    found = []
    for details in page.locator("details:not([open]):visible").all():
        details.locator("summary").first.focus()
        states = []
        for _ in range(2):
            page.keyboard.press("Enter")
            states.append(page.evaluate("document.activeElement.parentElement.open"))
        found.append(states)
    return found


def test_the_skip_link_comes_first_and_leads_to_the_content(walks: dict[str, Walk]) -> None:
    """The first Tab shows “Đến nội dung”, Enter goes there, and the next Tab reaches the first control of the content."""
    found = {address: (walk.first, walk.skip_link_is_seen, walk.then_in_content) for address, walk in walks.items()}
    assert found == dict.fromkeys(walks, ("skip", True, True)) and len(walks) >= 5


def test_tab_reaches_every_control_in_order_and_the_focus_is_seen(walks: dict[str, Walk]) -> None:
    """Each link, summary and control is reached once, in the order of the page, in view, with a ring round it."""
    assert {address: walk.tab_faults for address, walk in walks.items() if walk.tab_faults} == {}


def test_a_closed_part_opens_with_enter(walks: dict[str, Walk]) -> None:
    """Enter on the focused summary opens what it holds, and closes it again."""
    assert any(walk.opened_and_closed for walk in walks.values())
    for address, walk in walks.items():
        assert walk.opened_and_closed == [[True, False]] * len(walk.opened_and_closed), address
