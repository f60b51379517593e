"""The last conference's conclusions that were not kept, in the notice's own words where they are known; the others by count."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ntm_lib.analysis.promise_rules import worst_first
from ntm_lib.presentation.brief import paper
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.promises import counts_phrase, told_in_full, told_phrase
from ntm_lib.schemas import Promise, PromiseState
from ntm_lib.tables import rows_of
from ntm_lib.text import joined, sentence_case

SHOWN = (PromiseState.MISSED, PromiseState.UNFINISHED)


@dataclass(frozen=True)
class PromiseEntry:
    """A conclusion with what it has come to, and of how many communes that is: its promises, as the pages count them."""

    said: str  # in quotation marks where it is the notice's own words
    reference: str
    now: str
    promises: int = 1

    @property
    def text(self) -> str:
        return f"○ {self.said} ({self.reference}): {self.now}"


@dataclass(frozen=True)
class PromiseGroup:
    """Those of one state, in the notice's order."""

    state: PromiseState
    entries: Sequence[PromiseEntry]

    @property
    def title(self) -> str:
        return f"{sentence_case(self.state)}: {self.left(0)}" if self.entries else ""

    def left(self, shown: int) -> int:
        """Return how many promises are in the entries after the first `shown`."""
        return sum(entry.promises for entry in self.entries[shown:])

    def cut(self, most: int) -> "PromiseGroup":
        """Return the same with no entry longer than `most` lines: it is what is said that is cut, not what has come of it."""
        return replace(self, entries=[_cut(entry, most) for entry in self.entries])


@dataclass(frozen=True)
class Promised:
    """The conclusions of one respondent; no title where it was given none."""

    title: str
    groups: Sequence[PromiseGroup]
    rest: str  # the others, by count


def _cut(entry: PromiseEntry, most: int) -> PromiseEntry:
    now = paper.clipped(entry.now, max(1, most - 2))
    left = most - paper.lines(now)
    return replace(entry, said=paper.clipped(entry.said, max(1, left)), now=now)


def promised(view: SeasonView, promises: pd.DataFrame, here: str) -> Promised:
    """Return what the rows of PROMISES say of the respondent `here`; an item given for several communes is one entry."""
    rows = sorted(rows_of(promises, Promise), key=worst_first)
    groups = [PromiseGroup(state, _entries(view, [r for r in rows if r["state"] == state], here)) for state in SHOWN]  # fmt: skip
    rest = counts_phrase(row["state"] for row in rows if row["state"] not in SHOWN)
    shown = any(group.entries for group in groups)
    return Promised(
        title=f"Kết luận hội nghị {view.conclusions_day}" if rows else "",
        groups=groups,
        rest=f"{'Còn lại: ' if shown else ''}{rest}." if rest else "",
    )


def _entries(view: SeasonView, rows: Sequence[Promise], here: str) -> list[PromiseEntry]:
    by_item: dict[str, list[Promise]] = defaultdict(list)
    for row in rows:
        by_item[row["item"]].append(row)
    return [PromiseEntry(told_in_full(own[0]), f"mục {item}", _now(view, own, here), len(own)) for item, own in by_item.items()]  # fmt: skip


def _now(view: SeasonView, rows: Sequence[Promise], here: str) -> str:
    """Return what an item has come to, with the communes it is about where these are not the respondent itself."""
    said: dict[str, list[str]] = defaultdict(list)
    of_each = {told_phrase(row, view.measures.get(row["measure"])) for row in rows if row["kind"] == "measure"}
    for row in rows:
        unit = view.units.get(row["unit_id"])
        named = [unit.name] if unit and row["unit_id"] != here else []
        said[told_phrase(row, view.measures.get(row["measure"]))] += named
    return "; ".join(
        f"{joined(names)}{' mỗi xã' if len(names) > 1 and now in of_each else ''} {now}" if names else now
        for now, names in said.items()
    )
