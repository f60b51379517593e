"""The draft of what the conference may conclude, as the pages of communes and agencies and their briefs show it."""

from collections.abc import Sequence

from ntm_lib.analysis.proposals import Proposal
from ntm_lib.presentation.frame.html import NOTHING, Part, render
from ntm_lib.presentation.frame.view import SeasonView

ANCHOR, TITLE = "de-xuat", "Đề xuất kết luận"
_NO_DEADLINE = "không ghi hạn"


def drafted_part(view: SeasonView, rows: Sequence[Proposal]) -> Part:
    """Return the items of the draft that `rows` are, marked as a draft, and where its file is; nothing if there are none."""
    if not rows:
        return NOTHING
    return render(
        "shared/drafted.html.j2",
        view.results,
        anchor=ANCHOR,
        sentences=[item_said(row) for row in rows],
        deadline=deadline(rows, view.target_year),
        agency=view.terms.agency,
        new_set=view.new_set,
    )


def item_said(row: Proposal) -> str:
    """Return an item; of one without a deadline that is said, for `deadline` speaks of all the others."""
    return row["summary"] if row["deadline_year"] else f"{row['summary']} ({_NO_DEADLINE})"


def deadline(rows: Sequence[Proposal], year: int) -> str:
    """Return the deadline of drafted items: "hạn năm 2022", "hạn năm 2022, trừ nội dung không ghi hạn"; "" where none has one."""
    without = sum(not row["deadline_year"] for row in rows)
    if without == len(rows):
        return ""
    return f"hạn năm {year}{f', trừ nội dung {_NO_DEADLINE}' if without else ''}"
