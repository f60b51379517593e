"""The first sheet: where the commune or agency stands, what changed, what is missing, and which conclusions were not kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from ntm_lib.presentation.brief import paper
from ntm_lib.presentation.brief.paper import BODY, COUNT, SMALL, TABLE, TITLE, WIDTH, Fill, height
from ntm_lib.presentation.brief.promises import Promised
from ntm_lib.presentation.brief.small_charts import Chart, charts_height
from ntm_lib.presentation.frame.header import page_header
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.season import illustrative_banner, status_banner
from ntm_lib.reference.criteria import partial_words

_LONGEST_CELL, _LONGEST_ENTRY, _LONGEST_SENTENCE = 4, 4, 5  # lines
_CELL_PADDING = 8.0
_BANNER_PADDING = 16.0
_SHARES = (0.6, 0.22, 0.18)  # of what is missing, of what was not reached, of what was not completed


@dataclass(frozen=True)
class Answer:
    """A figure on top; `value` stands large, "" where there is none."""

    label: str
    value: str
    note: str
    share: float = 1.0  # of the sheet's width, among the others


@dataclass(frozen=True)
class Row:
    """A row of the table of what is missing; `result` is that of a criterion, "" for none."""

    cells: Sequence[str]
    result: str = ""


@dataclass(frozen=True)
class Missing:
    """What is missing, nearest to done first, or the sentences that say that nothing is, or why nobody knows."""

    title: str
    heads: Sequence[str]
    widths: Sequence[float]  # of the columns, as parts of the whole
    rows: Sequence[Row]
    what: str  # they are called when some do not fit: "tiêu chí"
    anchor: str  # of the same on the full page
    sentences: Sequence[str] = ()


@dataclass(frozen=True)
class First:
    """All that the first sheet says."""

    name: str
    subtitle: Sequence[str]
    full: str  # address of the full page
    answers: Sequence[Answer]
    sentences: Sequence[str]
    missing: Missing
    promised: Promised


def first_sheet(view: SeasonView, first: First, charts: Sequence[Chart] = ()) -> tuple[Part, bool]:
    """Return the sheet, and whether it has room for the charts; lists end where it does, with the number of what is left out: what is
    missing takes most, then what was not reached.
    """
    sentences = [paper.clipped(said, _LONGEST_SENTENCE) for said in first.sentences if said]
    missing, rows = first.missing, [_cut_row(row, first.missing.widths) for row in first.missing.rows]
    groups = [group.cut(_LONGEST_ENTRY) for group in first.promised.groups]
    used = _head_height(view, first) + sum(height(said, around=paper.AROUND_PARAGRAPH) for said in sentences)
    used += sum(height(said, around=paper.AROUND_PARAGRAPH) for said in missing.sentences)
    used += paper.heading_height(missing.title) if missing.sentences and not rows else 0.0
    if first.promised.title:
        used += paper.heading_height(first.promised.title)
        used += height(first.promised.rest, around=paper.AROUND_PARAGRAPH)
    table = Fill(
        [paper.row_height(row.cells, _widths(missing.widths)) for row in rows],
        paper.heading_height(missing.title) + _head_of_table(missing),
        _SHARES[0],
    )
    lists = [Fill([height(entry.text, around=paper.AROUND_ROW) for entry in g.entries], height(g.title, WIDTH, BODY, paper.AROUND_GROUP), share) for g, share in zip(groups, _SHARES[1:], strict=True)]  # fmt: skip
    space = paper.HEIGHT - used
    count, *counts = paper.fitted(space, table, *lists)
    left = space - table.used(count) - sum(own.used(n) for own, n in zip(lists, counts, strict=True))
    has_room = charts_height(charts) <= left
    sheet = render(
        "brief/first_sheet.html.j2",
        view.results,
        header=page_header(view, _title(first), first.subtitle, full=first.full),
        first=first,
        sentences=sentences,
        missing=missing,
        rows=rows[:count],
        more_rows=len(rows) - count,
        groups=[(group, group.entries[:shown], group.left(shown)) for group, shown in zip(groups, counts, strict=True)],
        charts=charts if has_room else (),
        RESULT_WORDS=view.result_words,
    )
    return sheet, has_room


def _title(first: First) -> str:
    return f"Tóm tắt: {first.name}"


def _widths(shares: Sequence[float]) -> list[float]:
    return [share * WIDTH - _CELL_PADDING for share in shares]


def _cut_row(row: Row, shares: Sequence[float]) -> Row:
    cells = (f"○ {cell}" if row.result and n == 0 else cell for n, cell in enumerate(row.cells))
    cut = [paper.clipped(cell, _LONGEST_CELL, width, TABLE) for cell, width in zip(cells, _widths(shares), strict=True)]
    return Row([cut[0].removeprefix("○ ") if row.result else cut[0], *cut[1:]], row.result)


def _head_of_table(missing: Missing) -> float:
    return paper.row_height(missing.heads, _widths(missing.widths), paper.SMALL)


def _head_height(view: SeasonView, first: First) -> float:
    """Return the height of banner, title, subtitle and figures."""
    made_up = illustrative_banner(view.now.is_illustrative, view.results.is_illustrative)
    banners = [" · ".join(filter(None, [status_banner(view.issue_date), made_up])), partial_words(view.criteria_set)]
    banner = sum(height(text, WIDTH - _BANNER_PADDING, SMALL, paper.AROUND_BANNER) for text in banners)
    title = height(_title(first), WIDTH, TITLE) + height(" · ".join(first.subtitle), WIDTH, TABLE, 4)
    whole = sum(answer.share for answer in first.answers)
    answers = [_height_of(answer, answer.share / whole * WIDTH - _BANNER_PADDING) for answer in first.answers]
    return banner + title + max(answers, default=0.0) + 8


def _height_of(answer: Answer, width: float) -> float:
    return height(answer.label, width, SMALL) + height(answer.value, width, COUNT) + height(answer.note, width, TABLE)
