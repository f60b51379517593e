"""One visit to a page in the browser, and everything that can be wrong with it there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.looked_at import looked_at

CHECKS = (Path(__file__).parent / "checks.js").read_text(encoding="utf-8")
PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
NARROW = (360, 320)  # the narrowest phone in use; WCAG 1.4.10: 1,280 px at 400 %
AXE_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}


@dataclass(frozen=True)
class Faults:
    """What is wrong with one page, each a sentence."""

    messages: list[str] = field(default_factory=list)  # in the console, and errors of scripts
    requests: list[str] = field(default_factory=list)  # for anything but the page itself
    axe: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)  # what makes the page scroll sideways
    crowded: list[str] = field(default_factory=list)  # text cut off or over other text


def longest(pages: Mapping[str, Path], most: int) -> dict[str, Path]:
    """Return of the pages of each folder the `most` that have the most in them."""
    folders = {str(Path(address).parent) for address in pages}
    by_size = sorted(pages, key=lambda address: -pages[address].stat().st_size)
    own = {folder: [address for address in by_size if str(Path(address).parent) == folder] for folder in folders}
    alone = own.pop(".", [])  # each of a kind of its own
    return {address: pages[address] for address in [*alone, *(a for group in own.values() for a in group[:most])]}


def run_checks(page: Page, call: str) -> Any:
    """Return what a function of checks.js finds on the page."""
    if not page.evaluate("'checks' in window"):
        page.evaluate(CHECKS)
    return page.evaluate(f"checks.{call}")


def survey(browser: Browser, path: Path, axe_on: Collection[dict[str, int]] = (LAPTOP,)) -> Faults:
    """Open a page from disk, without a network and under its own policy, on a phone and on a laptop, and return its faults.

    axe-core takes most of the time, and looks where `axe_on` says.
    """
    return looked_at(browser, path, lambda: _survey(browser, path, axe_on), "survey", axe_on)


def _survey(browser: Browser, path: Path, axe_on: Collection[dict[str, int]]) -> Faults:
    faults = Faults()
    for size in (PHONE, LAPTOP):
        with browser.new_context(viewport=size, offline=True) as context:
            page = context.new_page()
            listen(page, path, faults, f"at {size['width']}")
            page.goto(path.as_uri())
            look(page, faults, size["width"], zoom=100)
            if size in axe_on:
                faults.axe.extend(f"at {size['width']}: {violation}" for violation in violations(page))
            look(page, faults, size["width"], zoom=200)
            if size is PHONE:
                for width in NARROW:
                    look(page, faults, width, zoom=100)
    return faults


def listen(page: Page, path: Path, faults: Faults, where: str) -> None:
    """Note all that the page says in the console or asks for, from now on."""

    def on_message(message: ConsoleMessage) -> None:
        faults.messages.append(f"{where}: {message.type}: {message.text}")

    page.on("console", on_message)
    page.on("pageerror", lambda error: faults.messages.append(f"{where}: {error}"))
    page.on("request", lambda r: None if is_own(r.url, path) else faults.requests.append(f"{where}: {r.url}"))


def is_own(url: str, path: Path) -> bool:
    return url.startswith("data:") or url.partition("#")[0] == path.as_uri()


def look(page: Page, faults: Faults, width: int, zoom: int) -> None:
    """Look for a page that scrolls sideways and for crowded text, at a width in pixels and a size of text in per cent."""
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate(f"document.documentElement.style.fontSize = '{zoom}%'")
    where = f"at {width} px, text {zoom} %"
    faults.sideways.extend(f"{where}: {fault}" for fault in run_checks(page, "sideways()"))
    faults.crowded.extend(f"{where}: cut off: {fault}" for fault in run_checks(page, "cutOff()"))
    faults.crowded.extend(f"{where}: {fault}" for fault in run_checks(page, "overlaps()"))


@lru_cache(maxsize=1)
def axe() -> Axe:
    return Axe()


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, whatever its impact: the rule, the element, what is wrong."""
    found = axe().run(page, options=AXE_RULES).response
    assert found["passes"], "axe-core ran no rule"
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
