"""Every number in a page's text is the data's: parsed, and recomputed from the forms without the program (tests/recomputed)."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import html

from tests.conftest import Build
from tests.recomputed.checking import problems
from tests.recomputed.commune_page import Commune
from tests.recomputed.forms import Season, communes, seasons
from tests.recomputed.pages import Block, blocks, parsed, unread
from tests.recomputed.standing import district


@dataclass(frozen=True)
class Page:
    """A page as built, and what is known of its season."""

    path: Path
    tree: html.HtmlElement
    read: list[Block]


@pytest.fixture(scope="session")
def season(built: Build) -> Season:
    return seasons()[built.season]


@pytest.fixture(scope="session")
def pages(built: Build) -> dict[str, Page]:
    found = {}
    for path in built.pages:
        tree = parsed(path)
        found[path.relative_to(built.folder).as_posix()] = Page(path, tree, blocks(tree))
    return found


@pytest.fixture(scope="session")
def commune_pages(built: Build, season: Season, pages: dict[str, Page]) -> dict[str, Commune]:
    findings = built.table("findings").to_dict("records")
    return {u: Commune(season, u, pages[f"xa/{u}.html"].read, findings) for u in communes(season)}


def test_no_figure_of_a_page_is_overlooked(pages: dict[str, Page]) -> None:
    """Every figure in the text of every page stands in a piece of text that the other tests look at."""
    for name, page in pages.items():
        assert not unread(page.tree, page.read), name


def test_the_table_of_sources_is_what_the_forms_say(commune_pages: dict[str, Commune]) -> None:
    """Each row of it names a file, sheet and cell of a real form, and says word for word what that cell's row gives."""
    for name, page in commune_pages.items():
        assert len(page.all_sources) > len(page.now.components)
        for source in page.all_sources:
            said = (source.shown, source.standing, source.column if source.is_figure else "")
            due = (source.expected, source.expected_standing, source.expected_column if source.is_figure else "")
            assert said == due, (name, source.anchor)


def test_every_traced_figure_leads_to_its_own_cell(commune_pages: dict[str, Commune]) -> None:
    """A figure with a link begins with the value of the cell it leads to; every indicator of the form has such a link."""
    for name, page in commune_pages.items():
        known = {source.anchor: source for source in page.all_sources if source.anchor}
        traced = [(text, anchor) for block in page.read for text, anchor in block.traced if anchor in known]
        assert {anchor for _, anchor in traced} >= {
            s.anchor for s in known.values() if s.level and s.season == page.season
        }
        for text, anchor in traced:
            assert known[anchor].is_said_by(text), (name, anchor, text)


def test_every_number_of_a_commune_page_is_recomputed(season: Season, commune_pages: dict[str, Commune]) -> None:
    """Headline, gaps, promises, pace, proposals, comparison, seasons, money, indicators and notes, of every commune."""
    assert set(commune_pages) == set(district(season))
    for name, page in commune_pages.items():
        found = problems(season, page.read, page.expected)
        assert not found, "\n".join([name, *found])
