"""The second sheet: what the conference is to conclude, with room to decide and write; courses, money, requests, reliability."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ntm_lib.presentation.brief import paper
from ntm_lib.presentation.brief.paper import BODY, HEADING, WIDTH, Fill, height
from ntm_lib.presentation.brief.small_charts import Chart, charts_height
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.text import sentence_case

ITEM_WIDTH = 0.68  # of the column of items
_ITEM_LEAST = 27.0  # the height of the marks and the line to write on beside an item
_NOTE_PADDING = 12.0
_ITEM_MOST = 62.0  # as high it may be
_GIVEN = 0.8  # the part of the space left over that items are given to write in
_NUMBER = 22.0  # before an item
_LONGEST_ITEM, _LONGEST_REQUEST, _LONGEST_SENTENCE = 5, 3, 3  # lines
_SHARES = (0.8, 0.2)  # of what is drafted, of requests
# How words.proposals ends an item whose level it leaves to the conference: without it another decision would be ticked
_LEFT_OPEN = re.compile(r"; (?:tiến độ hiện nay |mức giao năm ).*", re.DOTALL)
RELIABILITY = "Mức độ tin cậy của số liệu"


@dataclass(frozen=True)
class Second:
    """All that the second sheet says."""

    full: str  # address of the full page
    items: Sequence[str]
    items_anchor: str
    deadline: str  # of the items, shared.drafted.deadline
    money: Sequence[str]
    requests: Sequence[str]
    requests_title: str
    reliability: Sequence[str]  # how far the figures can be relied on, a clause each


def second_sheet(view: SeasonView, second: Second, charts: Sequence[Chart] = ()) -> Part:
    """Return the sheet; the draft's items take what the rest leaves, in the draft's order."""
    item_width = ITEM_WIDTH * WIDTH - _NUMBER
    items = [cut_item(item, item_width) for item in second.items]
    requests = [paper.clipped(request, _LONGEST_REQUEST) for request in second.requests]
    money = [paper.clipped(said, _LONGEST_SENTENCE) for said in second.money if said]
    relied = sentence_case(f"{'; '.join(second.reliability)}.")
    used = charts_height(charts) + _height_of(money) + _height_of_box(relied)
    heights = [max(_ITEM_LEAST, height(item, item_width, BODY, paper.AROUND_ROW)) for item in items]
    intro = height(_intro(second), WIDTH, BODY, paper.AROUND_PARAGRAPH)
    used += 0.0 if items else paper.heading_height("x") + intro
    draft = Fill(heights, paper.heading_height("x") + intro, _SHARES[0])
    asked = Fill([height(request, around=paper.AROUND_ROW) for request in requests], paper.heading_height("x"), _SHARES[1])  # fmt: skip
    space = paper.HEIGHT - paper.FOOTER - used
    count, asked_count = paper.fitted(space, draft, asked)
    left = space - draft.used(count) - asked.used(asked_count)
    return render(
        "brief/second_sheet.html.j2",
        view.results,
        second=second,
        intro=_intro(second),
        items=items[:count],
        room=min(_ITEM_MOST, _ITEM_LEAST + _GIVEN * left / max(1, count)),
        more_items=len(items) - count,
        charts=charts,
        money=money,
        requests=requests[:asked_count],
        more_requests=len(requests) - asked_count,
        heading=RELIABILITY,
        reliability=relied,
    )


def cut_item(item: str, width: float) -> str:
    """Return a drafted item cut to what there is room for, with what it asks the conference to decide."""
    end = _LEFT_OPEN.search(item)
    return paper.clipped_before(end[0] if end else "", item, _LONGEST_ITEM, width)


def _intro(second: Second) -> str:
    if not second.items:
        return "Dự thảo không có nội dung nào riêng."
    return f"{', '.join(filter(None, ['Theo thứ tự của dự thảo', second.deadline]))}; hội nghị sửa và quyết định."


def _height_of(money: Sequence[str]) -> float:
    heads = paper.heading_height("x") if money else 0.0
    return heads + sum(height(said, around=paper.AROUND_PARAGRAPH) for said in money)


def _height_of_box(relied: str) -> float:
    return (
        paper.AROUND_BOX
        + height(RELIABILITY, WIDTH, HEADING)
        + height(relied, WIDTH - _NOTE_PADDING, BODY, paper.AROUND_PARAGRAPH)
    )
