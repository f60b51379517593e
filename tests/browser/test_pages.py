"""Pages of every kind in a real browser, opened from disk without a network: on a phone, on a laptop, and with large text."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.looked_at import looked_at
from tests.browser.survey import LAPTOP, PHONE, Faults, longest, survey, violations

WIDE = {"width": 1440, "height": 900}
WITH_CONTENTS = ("index.html", "xa/thuong-long.html", "phong/ld-tbxh.html", "phuong-phap.html")


@pytest.fixture(scope="package")
def surveyed(browser: Browser, pages: dict[str, Path], season_pages: dict[str, Path]) -> dict[str, Faults]:
    """Of the season's pages, of which many are of one kind, the longest ones; of the others all."""
    chosen = longest(pages, 2) if pages is season_pages else pages
    on_both = longest(pages, 1)
    return {
        address: survey(browser, path, (PHONE, LAPTOP) if address in on_both else (LAPTOP,))
        for address, path in chosen.items()
    }


def found(surveyed: dict[str, Faults], kind: str) -> list[str]:
    assert len(surveyed) >= 6
    return [f"{address} {fault}" for address, faults in surveyed.items() for fault in getattr(faults, kind)]


def test_the_console_stays_empty(surveyed: dict[str, Faults]) -> None:
    """Neither a page nor its policy has anything to complain of."""
    assert found(surveyed, "messages") == []


def test_a_page_asks_for_nothing_but_itself(surveyed: dict[str, Faults]) -> None:
    """No request goes anywhere: what a page needs is in its file."""
    assert found(surveyed, "requests") == []


def test_axe_finds_nothing(surveyed: dict[str, Faults]) -> None:
    """No rule of WCAG 2.2 A and AA or of good practice is broken, contrast included, on a laptop; the longest page of a kind on a phone, too."""
    assert found(surveyed, "axe") == []


@pytest.mark.parametrize("address", WITH_CONTENTS)
def test_axe_finds_nothing_in_the_dark_or_beside_the_text(
    browser: Browser, season_pages: dict[str, Path], address: str
) -> None:
    """On a wide screen, where the contents stand beside the text, set to dark: contrast, sizes of targets and all other rules."""

    def look() -> list[str]:
        with browser.new_context(viewport=WIDE, offline=True, color_scheme="dark") as context:
            page = context.new_page()
            page.goto(season_pages[address].as_uri())
            assert page.locator(".contents").evaluate("e => getComputedStyle(e).position") == "fixed"
            return violations(page)

    assert looked_at(browser, season_pages[address], look, "axe, wide and dark") == []


def test_no_page_scrolls_sideways(surveyed: dict[str, Faults]) -> None:
    """Down to 320 px, and with text twice as large on a phone, only wide tables scroll, each in its own box."""
    assert found(surveyed, "sideways") == []


def test_no_text_is_cut_off_or_covered(surveyed: dict[str, Faults]) -> None:
    """At every width and with text twice as large, each line can be read: none is clipped, none lies over another."""
    assert found(surveyed, "crowded") == []
