"""Breaks of series (mốc đứt chuỗi): days from which a figure no longer says what it said before, data/reference/breaks.csv.

Two figures are compared only if no break that concerns them lies between the days they stand for. A break of the kind `set` names
the day and the source of a change of criteria set; what may be compared across it is told by the seasons' sets, not by its day.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypedDict

from ntm_lib.errors import fault
from ntm_lib.reference.files import LISTED, read_rows
from ntm_lib.reference.sheet_titles import CRITERIA_TITLE, sheet_of
from ntm_lib.spot import Spot
from ntm_lib.text import did_you_mean

SET_CHANGE = "set"
KINDS = ("poverty-line", "boundary", SET_CHANGE, "method")


class Break(TypedDict):
    """A break. `indicator_or_measure` names what it concerns: a measure, or an indicator of a set as "xa-ntm-2021-2025/11.1"
    ("…/17.1/nuoc-sach" for one component); empty for every figure. `text` says in Vietnamese what changed, without a capital.
    """

    date: date
    indicator_or_measure: str
    kind: str
    text: str
    source: str


@dataclass(frozen=True)
class Breaks:
    """The breaks of a workbook, oldest first."""

    rows: Sequence[Break] = ()

    def between(self, names: Collection[str], after: date, until: date) -> Break | None:
        """Return the last break later than `after` and not later than `until` that concerns a figure; None if there is none.

        `names` are all names of the figure: see `figure_names`. A change of set is none of a figure's own.
        """
        found = [row for row in self.rows if row["kind"] != SET_CHANGE and after < row["date"] <= until]
        return next((row for row in reversed(found) if row["indicator_or_measure"] in ("", *names)), None)

    def set_change(self, after: date, until: date) -> Break | None:
        """Return the last change of criteria set in that time, as the file dates it; None if it names none."""
        found = [row for row in self.rows if row["kind"] == SET_CHANGE and after < row["date"] <= until]
        return found[-1] if found else None


def figure_names(criteria_set: str, indicator: str, component: str, measures: Iterable[str]) -> set[str]:
    """Return the names under which breaks.csv may speak of a figure of a set; `measures` are those that are the same figure."""
    of_set = f"{criteria_set}/{indicator}"
    return {of_set, f"{of_set}/{component}", *measures} if component else {of_set, *measures}


def load_breaks(
    path: Path, measures: Collection[str], figures_of_set: Callable[[str], Collection[str] | None]
) -> Breaks:
    """Return the breaks of the file, none if it is absent.

    `figures_of_set` returns the figures of a set by its id, as "17.1" and "17.1/nuoc-sach"; None if the set can't be read. Raises
    WorkbookError that names file, row and column for a row that names nothing known: it would silently concern nothing.
    """
    rows = read_rows(
        path,
        Break,
        named=("text",),
        kinds={"date": "date"},
        allowed={"kind": KINDS},
        required=("kind", "text", "source"),
        key=("date", "indicator_or_measure", "kind"),
        optional=True,
    )
    for where, row in rows:
        if row["date"] is None:
            raise fault(where.in_column("date"), "còn trống. Ghi ngày, ví dụ 2022-01-01.")
        _check_named(row["indicator_or_measure"], where, measures, figures_of_set)
    return Breaks(sorted((row for _, row in rows), key=lambda row: row["date"]))


def _check_named(
    name: str, where: Spot, measures: Collection[str], figures_of_set: Callable[[str], Collection[str] | None]
) -> None:
    if not name or name in measures:
        return
    set_id, _, figure = name.partition("/")
    known = figures_of_set(set_id) if figure else ()
    if known is not None and figure not in known:
        near = (
            did_you_mean(figure, known, f"Xem mã chỉ tiêu của bộ {set_id} ở trang “{CRITERIA_TITLE}”.")
            if known
            else did_you_mean(name, measures, LISTED["measure"])
        )
        raise fault(
            where.in_column("indicator_or_measure"),
            f"không có “{name}”. Ghi mã ở {sheet_of('measures.csv')}, hoặc bộ tiêu chí/chỉ tiêu như “xa-ntm-2021-2025/11.1”. {near}",
        )
