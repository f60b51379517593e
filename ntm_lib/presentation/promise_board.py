"""The promises of the last conference on the district's page: how many are in which state, by who answers for them, and which are not kept."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from ntm_lib.analysis.district import state_counts
from ntm_lib.presentation import district_wording as said
from ntm_lib.presentation import links
from ntm_lib.presentation.html import Part, render
from ntm_lib.presentation.numbers import number
from ntm_lib.presentation.view import SeasonView
from ntm_lib.presentation.wording import sentence_case
from ntm_lib.schemas import PROMISE_STATES, records

Row = dict[str, Any]

PROMISE_MARKS = dict(zip(PROMISE_STATES, "●◐△○–", strict=True))
NOT_KEPT = ("không đạt", "chậm")
GROUPS = {"commune": "Các xã", "department": "Các phòng"}


def promise_counts(promises: pd.DataFrame) -> dict[str, int]:
    """Return the number of promises by state, all states in their order."""
    return {state: int((promises["state"] == state).sum()) for state in PROMISE_STATES}


def promise_summary(view: SeasonView) -> Part:
    """Return the counts by state, of communes, of departments and of all, for the first sheet."""
    promises = view.promises
    kinds = [kind for kind in GROUPS if kind in set(promises["respondent_kind"])]
    columns = [promise_counts(promises[promises["respondent_kind"] == kind]) for kind in kinds]
    columns.append(promise_counts(promises))
    rows = [
        {"mark": PROMISE_MARKS[state], "word": state, "counts": [number(c[state]) for c in columns]}
        for state in PROMISE_STATES
    ]
    rows.append({"mark": "", "word": "Cộng", "counts": [number(sum(c.values())) for c in columns]})
    return render(
        "promise_summary.html.j2",
        groups=[GROUPS[kind] for kind in kinds],
        rows=rows,
        illustrative=view.compares_illustrative,
    )


def promise_board(view: SeasonView) -> Part:
    """Return respondents by states with the totals last, and the promises that are not kept or late; nothing if there are none."""
    promises = view.promises
    if promises.empty:
        return Part(Markup(""))
    rows = [
        {"kind": name, "lines": [_respondent(view, r) for r in records(state_counts(own, "respondent"))]}
        for kind, name in GROUPS.items()
        if len(own := promises[promises["respondent_kind"] == kind])
    ]
    late = promises[promises["state"].isin(NOT_KEPT)].sort_values(
        "state", key=lambda s: s.map(NOT_KEPT.index), kind="stable"
    )
    return render(
        "promise_board.html.j2",
        states=_states(),
        groups=rows,
        total=_line("Cộng", promise_counts(promises)),
        sentence=said.promise_sentence(promise_counts(promises)),
        late=[_late(view, r) for r in records(late)],
        illustrative=view.compares_illustrative,
    )


def _states() -> list[Row]:
    return [{"mark": PROMISE_MARKS[state], "word": state} for state in PROMISE_STATES]


def _line(name: str, counts: Mapping[str, Any], link: str = "") -> Row:
    numbers = [int(counts[state]) for state in PROMISE_STATES]
    return {"name": name, "link": link, "counts": [number(n) for n in numbers], "total": number(sum(numbers))}


def _respondent(view: SeasonView, row: Row) -> Row:
    respondent = row["respondent"]
    return _line(sentence_case(view.respondent_name(respondent)), row, _page(view, respondent, links.PROMISES))


def _page(view: SeasonView, respondent: str, anchor: str) -> str:
    """Return the address of a respondent's page; "" for a department without one."""
    if respondent in view.workbook.units:
        return links.commune_page(respondent, base="", anchor=anchor)
    department = view.workbook.departments.get(respondent)
    has_page = department is not None and department.has_report
    return links.department_page(respondent, base="", anchor=anchor) if has_page else ""


def _late(view: SeasonView, row: Row) -> Row:
    is_commune = row["respondent_kind"] == "commune"
    anchor = links.promise_anchor(row["item"], "" if is_commune else row["unit_id"])
    return {
        "item": row["item"],
        "link": _page(view, row["respondent"], anchor),
        "who": sentence_case(view.respondent_name(row["respondent"])),
        "summary": row["summary"],
        "mark": PROMISE_MARKS[row["state"]],
        "state": row["state"],
    }
