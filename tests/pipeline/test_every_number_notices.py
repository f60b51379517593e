"""The test of every number would notice a wrong one: a digit changed anywhere in a page is found."""

import random
import re
from dataclasses import dataclass

import pytest
from lxml import html

from tests.conftest import Build
from tests.recomputed.checking import problems
from tests.recomputed.forms import Season, seasons
from tests.recomputed.pages import Block, Page, parsed
from tests.recomputed.site import rule_for

PAGES = (
    "xa/thuong-long.html",
    "xa/huong-xuan.html",
    "phong/ld-tbxh.html",
    "index.html",
    "chat-luong.html",
    "phuong-phap.html",
)
CHANGES, SEED = 30, 20211220


@dataclass(frozen=True)
class Place:
    """One digit in the text of a page: before a child (`text`) or behind it (`tail`)."""

    node: html.HtmlElement
    part: str
    at: int

    @property
    def is_traced(self) -> bool:
        return bool(self.node.xpath("ancestor-or-self::a[contains(@class, 'source')]")) or self.is_in_trace

    @property
    def is_in_trace(self) -> bool:
        return bool(self.node.xpath("ancestor-or-self::table[contains(@class, 'trace')]"))

    @property
    def is_figure(self) -> bool:
        """Whether the digit is one of the data: the edition of a report is the program's own mark."""
        return not self.node.xpath("ancestor-or-self::table[contains(@class, 'reports')]")

    def change(self, digit: str) -> str:
        """Write another digit at the place; return the text as it was."""
        before = getattr(self.node, self.part)
        setattr(self.node, self.part, before[: self.at] + digit + before[self.at + 1 :])
        return before


def places(tree: html.HtmlElement) -> list[Place]:
    texts = [(node, part) for node in tree.find("body").iter() for part in ("text", "tail") if getattr(node, part)]
    return [Place(node, part, m.start()) for node, part in texts for m in re.finditer(r"\d", getattr(node, part))]


def changed_digits(tree: html.HtmlElement, *, traced: bool) -> list[tuple[Place, str]]:
    """Return CHANGES digits of the page at random, each with another one to stand in its place."""
    draw = random.Random(SEED)
    found = [p for p in places(tree) if p.is_figure and p.is_traced == traced]
    chosen = draw.sample(found, min(CHANGES, len(found)))
    return [(p, draw.choice([d for d in "0123456789" if d != getattr(p.node, p.part)[p.at]])) for p in chosen]


@pytest.fixture(scope="module")
def season_2021(build_of) -> tuple[Build, Season]:
    return build_of("2021"), seasons()["2021"]


def unnoticed(build: Build, season: Season, name: str, *, traced: bool) -> tuple[list[str], int]:
    """Return what stood unnoticed of the changed digits, and how many were changed."""
    tree, findings = parsed(build.folder / name), build.table("findings").to_dict("records")
    right = [block.text for block in Page(tree).blocks]
    kept, changes = [], changed_digits(tree, traced=traced)
    for place, digit in changes:
        before = place.change(digit)
        page = Page(tree)
        touched = {row_of(block) for block, text in zip(page.blocks, right, strict=True) if block.text != text}
        other = [block for block in page.blocks if row_of(block) in touched]
        try:
            wrong = problems(season, other, rule_for(name, season, page.blocks, findings))
        except (LookupError, StopIteration, AttributeError, OSError):
            wrong = ["the table of sources names a form, sheet or cell that does not exist"]
        if not wrong:
            kept.append(f"{before!r} -> {getattr(place.node, place.part)!r}")
        setattr(place.node, place.part, before)
    return kept, len(changes)


def row_of(block: Block) -> tuple[str, ...]:
    """Return the row a block stands in, or itself where there is no table: what one digit may put out of order."""
    place = (block.section, block.table, block.anchor, block.row)
    return place if block.table else (*place, block.text)


@pytest.mark.parametrize("name", PAGES[:2])
def test_a_changed_digit_of_a_traced_figure_is_always_noticed(season_2021: tuple[Build, Season], name: str) -> None:
    """A wrong digit in a figure that leads to its cell, or in the table of sources, never passes."""
    kept, count = unnoticed(*season_2021, name, traced=True)
    assert (kept, count) == ([], CHANGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_changed_digit_elsewhere_is_noticed(season_2021: tuple[Build, Season], name: str) -> None:
    """Of the digits changed in the rest of a page, names and days included, at least nine of ten are noticed."""
    kept, count = unnoticed(*season_2021, name, traced=False)
    assert count == CHANGES
    assert len(kept) <= CHANGES // 10, kept
