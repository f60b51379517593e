"""One Chromium for all tests of this folder; the pages are those of the real build and of a build of edge cases."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.edge_cases import FIRST_SEASON, HALF, HOSTILE, NO_FORM, SEASON, make_edge_cases
from tests.conftest import Build, ntm, without

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


@pytest.fixture(scope="package")
def edge_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Only the communes of the edge cases, with the pages that every build has."""
    workbook = make_edge_cases(tmp_path_factory.mktemp("edge-cases"))
    chosen = [part for unit in (NO_FORM, HALF, FIRST_SEASON, HOSTILE) for part in ("--commune", unit)]
    run = ntm("build", "--season", SEASON, "--workers", "2", *chosen, cwd=workbook)
    assert run.returncode == 0, run.stdout + run.stderr
    return Build(workbook / "reports" / SEASON, SEASON, run.stdout)
