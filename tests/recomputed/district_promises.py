"""The board of promises on the district's page: by state, by who answers for them, and what was not kept."""

import re
from typing import TYPE_CHECKING

from tests.recomputed.pages import Block
from tests.recomputed.promises import DONE, MISSED, NOT_BEGUN, OPEN, RUNNING, UNFINISHED, Promise, promises, state_in
from tests.recomputed.promises import MARKS as PROMISE_MARKS
from tests.recomputed.totals import in_state, of_kind, respondent_named
from tests.recomputed.written import MISSING, number

if TYPE_CHECKING:
    from tests.recomputed.district_page import District


def states_table(page: "District", block: Block) -> str | None:
    """The promises by state: of communes, of departments and of all."""
    if block.tag != "td":
        return PROMISE_MARKS.get(state_in(block.text, "Cộng"), "").replace("–", MISSING) if block.tag == "th" else None
    return number(in_state(of_kind(page.season, block.column), state_in(block.row, "Cộng")))


def board(page: "District", block: Block) -> str | None:
    """Who answers for promises by state; what was not kept, and with whom."""
    own = promises(page.season.name)
    if block.tag == "p":
        order = (MISSED, UNFINISHED, MISSING, NOT_BEGUN, RUNNING, DONE)
        return f"{len(own)} " + " ".join(f"{in_state(own, s)} {s}" for s in order if in_state(own, s))
    if block.table.startswith("not-kept"):
        return not_kept(page, block)
    if block.tag != "td":
        return (
            PROMISE_MARKS.get(state_in(block.text, "Cộng"), "").replace("–", MISSING)
            if block.column == "heading"
            else None
        )
    found = own if block.row == "Cộng" else [p for p in own if p.respondent == respondent_named(block.row)]
    state = state_in(block.column, "Cộng")
    count = in_state(found, state)
    return f"{count} {MISSING if state == MISSING and MISSING in block.text else ''}"


def not_kept(page: "District", block: Block) -> str | None:
    if block.column in ("heading", "caption"):
        return None
    code = re.search(r"mục (\d+\.\d+)", block.row).group(1)
    own = [p for p in promises(page.season.name) if p.code == code and p.state in OPEN]
    if block.column == "Nội dung":
        return without_due(own[0])
    if block.column == "Giao":
        return own[0].target
    alike = dict.fromkeys((p.state, p.now) for p in sorted(own, key=lambda p: p.state == UNFINISHED))
    return " ".join(f"{PROMISE_MARKS[state]} {now}" for state, now in alike)


def without_due(promise: Promise) -> str:
    return re.sub(r"hạn \d+$", "", promise.called(promise.item["summary"]))
