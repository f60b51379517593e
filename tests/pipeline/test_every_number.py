"""Every number in a page's text is the data's: parsed, and recomputed from the forms without the program (tests/recomputed)."""

import re

import pytest

from ntm_lib.presentation import kinds
from tests.conftest import Build
from tests.recomputed.checking import problems
from tests.recomputed.forms import Season, communes, seasons
from tests.recomputed.pages import Page, read_page
from tests.recomputed.site import rule_for
from tests.recomputed.tracing import Source, sources
from tests.recomputed.written import figures


@pytest.fixture(scope="session")
def season(built: Build) -> Season:
    return seasons()[built.season]


@pytest.fixture(scope="session")
def pages(built: Build) -> dict[str, Page]:
    return {path.relative_to(built.folder).as_posix(): read_page(path) for path in built.pages}


@pytest.fixture(scope="session")
def traced(pages: dict[str, Page], season: Season) -> dict[str, list[Source]]:
    """The tables of sources of the communes' pages, each row with the line of the real form it names."""
    return {unit: sources(pages[f"xa/{unit}.html"].blocks) for unit in communes(season)}


def test_no_figure_of_a_page_is_overlooked(pages: dict[str, Page]) -> None:
    """Every figure in the text of every page stands in a piece of text that the other tests look at."""
    for name, page in pages.items():
        assert not page.unread(), name


def test_the_table_of_sources_is_what_the_forms_say(traced: dict[str, list[Source]]) -> None:
    """Each row of it names a file, sheet and cell of a real form, and says word for word what that cell's row gives."""
    for unit, rows in traced.items():
        assert len(rows) > 50
        for source in rows:
            said = (source.shown, source.standing, source.column if source.is_figure else "")
            due = (source.expected, source.expected_standing, source.expected_column if source.is_figure else "")
            assert said == due, (unit, source.anchor)
            assert not source.is_figure or source.anchor in ("", source.own_anchor)


def test_every_traced_figure_leads_to_its_own_cell(
    pages: dict[str, Page], traced: dict[str, list[Source]], season: Season
) -> None:
    """A figure with a link begins with the value of the cell it leads to; every indicator of the form has such a link."""
    for unit, rows in traced.items():
        known = {source.anchor: source for source in rows if source.anchor}
        links = [
            (text, anchor) for b in pages[f"xa/{unit}.html"].blocks for text, anchor in b.traced if anchor in known
        ]
        assert {anchor for _, anchor in links} >= {s.anchor for s in known.values() if s.level and s.season == season}
        for text, anchor in links:
            assert known[anchor].is_said_by(text), (unit, anchor, text)


BRIEF = ".tom-tat."
OF_DISTRICTS = [
    kind
    for kind in (*kinds.IN_DISTRICT, kinds.DISTRICT_INDEX)
    if kind is not kinds.AGENCIES["tỉnh"] and not kind.brief_of
]


@pytest.mark.parametrize("kind", OF_DISTRICTS, ids=lambda kind: kind.folder or kind.file)
def test_every_number_is_recomputed(kind: kinds.PageKind, built: Build, pages: dict[str, Page], season: Season) -> None:
    """Headlines, gaps, promises, pace, proposals, comparisons, money, matrices, counts and notes come out of the forms again.

    Where no rule says what a piece of text has to hold, it holds no figure but those of names, days and the season itself.
    """
    findings = built.table("findings").to_dict("records")
    own = f"{kind.folder}/" if kind.folder else kind.page()
    chosen = {name: page for name, page in pages.items() if name.startswith(own) and BRIEF not in name}
    assert chosen
    for name, page in chosen.items():
        found = problems(season, page.blocks, rule_for(name, season, page.blocks, findings))
        assert not found, "\n".join([name, *found])


OF_A_BRIEF = re.compile(r"^(và \d+ .* khác: xem báo cáo đầy đủ|(Không đạt|Chưa hoàn thành): \d+|Còn lại: .*)$")


def test_a_brief_says_what_its_page_says(built: Build, pages: dict[str, Page]) -> None:
    """Every figure of a brief stands on its full page, all of whose figures are recomputed above, or in the draft of conclusions; but for
    counts of what is left out.
    """
    draft = built.table("proposed-conclusions")
    drafted = {figure for text in (*draft["summary"], *draft["deadline_year"]) for figure in figures(text)}
    briefs = {name: page for name, page in pages.items() if BRIEF in name}
    assert briefs
    for name, page in briefs.items():
        full = {figure for block in pages[name.replace(BRIEF, ".")].blocks for figure in figures(block.text)}
        for block in page.blocks:
            known = full | drafted if block.section == "de-xuat" else full
            if not OF_A_BRIEF.match(block.text):
                assert not [f for f in figures(block.text) if f not in known], (name, str(block), block.text)
