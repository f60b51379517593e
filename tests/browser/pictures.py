"""Accepted pictures of pages: taken small, in few colours, and compared with a tolerance for fonts drawn a little differently."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page

ACCEPTED = Path(__file__).parent / "pictures"
SCALE = 2  # pixels of the page to one of the picture
COLOURS = 48
MOST_PIXELS_HIGH = 5000  # of the page; what follows is more of the same tables
BLUR = 1.5  # pixels of the picture: letters may move by about as much
DIFFERS = 20  # of 255, after the blur
TILE = 64  # pixels of the picture: a word that is gone fills a good part of one
TOLERATED_SHARE = 0.01  # of the pixels of the tile that differs most
TOLERATED_SIZE = 8  # pixels of the picture, in width or height


def take(page: Page) -> Image.Image:
    """Return a picture of the open page in the font that every computer of the tests has."""
    page.evaluate("document.documentElement.style.fontFamily = 'DejaVu Sans'")
    # The ids of editions change with every line of the library
    page.evaluate("document.querySelectorAll('.edition').forEach(e => { e.textContent = '0a0a0a0a' })")
    width = page.viewport_size["width"]
    height = min(page.evaluate("document.documentElement.scrollHeight"), MOST_PIXELS_HIGH)
    shot = page.screenshot(
        full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}, animations="disabled"
    )
    return Image.open(BytesIO(shot)).convert("RGB").reduce(SCALE)


def accept(picture: Image.Image, path: Path) -> None:
    """Keep the picture as the accepted one."""
    path.parent.mkdir(exist_ok=True)
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


def difference(picture: Image.Image, accepted: Image.Image) -> tuple[float, Image.Image]:
    """Return the share of pixels that differ where most do, and a picture to look at: accepted, new, what differs in black."""
    width, height = (max(sides) for sides in zip(picture.size, accepted.size, strict=True))
    old, new = (on_paper(image, width, height) for image in (accepted, few_colours(picture)))
    blurred = [image.filter(ImageFilter.GaussianBlur(BLUR)) for image in (old, new)]
    differs = np.asarray(ImageChops.difference(*blurred)).max(axis=2) > DIFFERS
    beside = Image.new("RGB", (3 * width, height), "white")
    for column, image in enumerate((old, new, Image.fromarray(~differs).convert("RGB"))):
        beside.paste(image, (column * width, 0))
    tiles = [
        float(differs[top : top + TILE, left : left + TILE].mean())
        for top in range(0, height, TILE)
        for left in range(0, width, TILE)
    ]
    return max(tiles), beside


def few_colours(picture: Image.Image) -> Image.Image:
    return picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).convert("RGB")


def on_paper(image: Image.Image, width: int, height: int) -> Image.Image:
    """Return the picture in the upper left corner of a white one of the size given."""
    paper = Image.new("RGB", (width, height), "white")
    paper.paste(image.convert("RGB"), (0, 0))
    return paper
