"""One Chromium for all tests of this folder; the pages are those of the real build and of a build of edge cases."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import fonts
from tests.browser.area_cases import make_area_pages
from tests.browser.edge_cases import EDGE_COMMUNES, EDGE_PAGES, SEASON, make_edge_cases
from tests.conftest import Build, ntm, without
from tests.made import made

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
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        without("Chromium is not installed (Debian: chromium)")
    with sync_playwright() as playwright:
        named = fonts.only(tmp_path_factory.mktemp("fonts"))
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS), env=named)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def season_build(build_of: Callable[[str], Build]) -> Build:
    return build_of(SEASON)


@pytest.fixture(scope="package")
def season_pages(season_build: Build) -> dict[str, Path]:
    """Every page of the season by its address below the build's folder."""
    return {path.relative_to(season_build.folder).as_posix(): path for path in season_build.pages}


@pytest.fixture(scope="package")
def edge_pages() -> dict[str, Path]:
    """The pages of the edge cases, and those of the same build that show them beside others."""
    folder = made("edge-cases", build_edge_cases) / "reports" / SEASON
    return {address: folder / address for address in EDGE_PAGES if (folder / address).exists()}


def build_edge_cases(root: Path) -> None:
    chosen = [part for unit_id in EDGE_COMMUNES for part in ("--commune", unit_id)]
    run = ntm("build", "--season", SEASON, "--workers", "2", *chosen, cwd=make_edge_cases(root))
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture(scope="package")
def area_pages() -> dict[str, Path]:
    """Pages above the districts, of a workbook of several."""
    folder = made("area", make_area_pages)
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.html"))}


@pytest.fixture(scope="package", params=["season", "edge", "area"])
def pages(request: pytest.FixtureRequest) -> dict[str, Path]:
    """The pages of season 2021, then those of the edge cases, then those above the districts."""
    return request.getfixturevalue(f"{request.param}_pages")
