"""What was found on a page is kept by the page's content: a page that is the same to the byte is looked at once a machine."""

import re
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser

from tests.made import ROOT, content, found

EDITION = re.compile(rb'(class="edition">)[0-9a-f]+')  # changes with every line of the library
LIBRARIES = (
    "axe-playwright-python",
    "lxml",
    "matplotlib",
    "pillow",
    "playwright",
    "pypdf",
)  # matplotlib brings the fonts

Found = TypeVar("Found")


def looked_at(browser: Browser, page: Path, look: Callable[[], Found], what: str, *options: object) -> Found:
    """Return what `look` finds on `page`, now or in an earlier run: of the same page, browser, libraries, tests and `options`.

    `what` names the look: no two looks at a page may share it.
    """
    told = [browser.version, tests(), *(version(name) for name in LIBRARIES), repr((what, *options))]
    return found([*(part.encode("utf-8") for part in told), EDITION.sub(rb"\1", page.read_bytes())], look)


@lru_cache(maxsize=1)
def tests() -> str:
    """Return the hash of all that looks."""
    folder = Path(__file__).parent
    return content(
        ROOT,
        iter(
            [
                *sorted(folder.glob("*.py")),
                *sorted(folder.glob("*.js")),
                ROOT / "tests" / "fonts.py",
                ROOT / "tests" / "conftest.py",
            ]
        ),
    )
