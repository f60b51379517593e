"""Pages look as they did when somebody looked at them and accepted them: on a phone, on one set to dark, on a laptop, on paper, printed grey."""

import os
from itertools import product
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import pictures
from tests.browser.looked_at import looked_at
from tests.browser.survey import LAPTOP, PHONE

PAGES = ("index.html", "xa/thuong-long.html", "phong/ld-tbxh.html", "chat-luong.html")
BRIEFS = ("xa/thuong-long.tom-tat.html", "phong/ld-tbxh.tom-tat.html")
MEDIA = ("phone", "dark", "laptop", "paper", "grey")
LOOKS = [*product(PAGES, MEDIA), *product(BRIEFS, ("paper",))]
PAPER = {"width": 794, "height": 1123}  # an A4 sheet at 96 pixels an inch
PRINTED_MARGINS = "document.body.style.margin = '76px 57px 0 113px'"  # 20, 15 and 30 mm: a screen has no @page
IS_ACCEPTING = "NTM_ACCEPT_PICTURES" in os.environ  # set by `make pictures`


@pytest.mark.parametrize(("address", "medium"), LOOKS)
def test_a_page_looks_as_accepted(
    browser: Browser, season_pages: dict[str, Path], tmp_path: Path, address: str, medium: str
) -> None:
    """No place differs from the accepted picture by more than letters that are drawn a little differently; the page is as long."""
    path = season_pages[address]
    if IS_ACCEPTING:
        picture = take(browser, path, medium)
    else:
        picture = looked_at(browser, path, lambda: take(browser, path, medium), "picture", medium)
    name = name_of(address, medium)
    if IS_ACCEPTING:
        pictures.accept(picture, pictures.ACCEPTED / name)
    compare(picture, pictures.ACCEPTED / name, tmp_path / name)


def name_of(address: str, medium: str) -> str:
    return f"{address.removesuffix('.html').replace('/', '-')}-{medium}.png"


def take(browser: Browser, path: Path, medium: str) -> Image.Image:
    size = {"phone": PHONE, "dark": PHONE, "laptop": LAPTOP}.get(medium, PAPER)
    scheme = "dark" if medium == "dark" else "light"
    with browser.new_context(viewport=size, offline=True, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(path.as_uri())
        if size is not PAPER:
            return pictures.take(page)
        sheet = take_on_paper(page)
        return sheet.convert("L").convert("RGB") if medium == "grey" else sheet


def take_on_paper(page: Page) -> Image.Image:
    """Return a picture of what stands on the first sheet."""
    page.emulate_media(media="print")
    page.evaluate(PRINTED_MARGINS)
    return pictures.take(page).crop((0, 0, PAPER["width"] // pictures.SCALE, PAPER["height"] // pictures.SCALE))


def compare(picture: Image.Image, accepted: Path, diff: Path) -> None:
    assert accepted.exists(), f"Look at the page, then accept its picture: make pictures ({accepted.name} is missing)"
    with Image.open(accepted) as before:
        share, beside = pictures.difference(picture, before)
        sizes = [abs(now - then) for now, then in zip(picture.size, before.size, strict=True)]
    beside.save(diff)
    told = f"accepted, new and difference: {diff}; if it is meant to look like this: make pictures"
    assert max(sizes) <= pictures.TOLERATED_SIZE, f"the size differs by {sizes} pixels; {told}"
    assert share <= pictures.TOLERATED_SHARE, f"{share:.0%} of the pixels differ in one place; {told}"


LINES = "<p>Xã Thượng Long đạt <b>15/19</b> tiêu chí, còn <i>chưa đạt</i> 4 tiêu chí.</p>" * 9


def test_a_change_that_a_person_sees_is_found(browser: Browser) -> None:
    """A word that is gone and a part that is shaded are found; the same page moved by one pixel is the same."""
    changes = (
        "document.body.style.paddingTop = '1px'",
        "document.querySelector('b').textContent = ''",
        "document.querySelector('i').style.background = '#ffe9b0'",
    )
    with browser.new_context(viewport=PHONE, offline=True) as context:
        page = context.new_page()
        page.set_content(LINES)
        before = pictures.take(page)
        shares = []
        for change in changes:
            page.set_content(LINES)
            page.evaluate(change)
            shares.append(pictures.difference(pictures.take(page), before)[0])
    moved, gone, shaded = shares
    assert moved <= pictures.TOLERATED_SHARE < min(gone, shaded), shares


def test_accepted_pictures_are_small_and_each_is_compared() -> None:
    """All pictures together weigh less than 2 MB, and none is left of a page that is no longer compared."""
    files = list(pictures.ACCEPTED.glob("*.png"))
    assert {file.name for file in files} <= {name_of(*look) for look in LOOKS}
    assert sum(file.stat().st_size for file in files) < 2_000_000
