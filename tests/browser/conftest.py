"""One Chromium for all tests of this folder; the pages are those of the real build and of a build of edge cases."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import Build, without

# Nothing leaves the computer, and nothing is asked of it that CI lacks: no sandbox as root, no graphics card.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")  # ends before tests that run an event loop of their own
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        without("Chromium is not installed (Debian: chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def season_build(build_of: Callable[[str], Build]) -> Build:
    return build_of("2021")


@pytest.fixture(scope="package", params=["season", "edge cases"])
def build(request: pytest.FixtureRequest) -> Build:
    """The build of season 2021, then the build of edge cases."""
    return request.getfixturevalue("season_build" if request.param == "season" else "edge_build")
