"""How the last conference's conclusions were carried out: how many in which state, by whom, and which were not."""

from collections.abc import Sequence
from typing import TypedDict

import pandas as pd
from markupsafe import Markup

from ntm_lib.analysis.district import promise_counts, shown_states
from ntm_lib.analysis.ended_leads import ended_leads
from ntm_lib.analysis.promise_rules import worst_first
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.shared.respondents import awaited
from ntm_lib.presentation.words.numbers import number
from ntm_lib.presentation.words.promises import now_phrase, promise_sentence, reference_phrase, target_phrase
from ntm_lib.schemas import NOT_KEPT, Promise, PromiseState
from ntm_lib.tables import rows_of
from ntm_lib.text import sentence_case

KINDS = ("commune", "department")
NOT_SENT = "chưa xét, chưa nộp biểu"  # what is said of a promise whose respondent has not reported


class StateRow(TypedDict):
    """A state and how many promises of each group are in it."""

    state: PromiseState
    counts: list[str]


class RespondentRow(TypedDict):
    """Who answers for promises, and how many are in each state, then how many wait for its form; `link` is "" if there is no page."""

    name: str
    link: str
    counts: list[str]
    total: str


class RespondentGroup(TypedDict):
    """The communes, or the departments."""

    name: str
    lines: list[RespondentRow]


class Who(TypedDict):
    """Who answers for a promise, and where its page shows it; `link` is "" if there is none."""

    name: str
    link: str


class ItemStanding(TypedDict):
    """What an item has come to, and with whom."""

    state: PromiseState
    now: str
    who: list[Who]


class EndedLeadRow(TypedDict):
    """An agency or a commune that is not there at the cut-off, when it is, and the conclusions it was to lead."""

    name: str
    validity: str
    conclusions: list[str]


class NotKeptRow(TypedDict):
    """An item that is not kept somewhere: what was given, and what it has come to, the worst first."""

    summary: str
    reference: str
    target: str
    standings: list[ItemStanding]


def _groups(view: SeasonView) -> dict[str, str]:
    """Return what those who answer are called, by the kinds of them that answer for promises."""
    words = dict(zip(KINDS, ("Xã", sentence_case(view.terms.agency)), strict=True))
    return {kind: words[kind] for kind in KINDS if kind in set(view.promises["respondent_kind"])}


def _of(promises: pd.DataFrame, kind: str) -> pd.DataFrame:
    return promises[promises["respondent_kind"] == kind]


def promise_summary(view: SeasonView) -> Part:
    """Return the counts by state, of communes, of departments and of all, for the first sheet."""
    waiting, groups = awaited(view), _groups(view)
    told = view.promises[~waiting]
    columns = [promise_counts(_of(told, kind)) for kind in groups]
    columns.append(promise_counts(told))
    rows: list[StateRow] = [
        {"state": state, "counts": [number(c[state]) for c in columns]} for state in shown_states(told)
    ]
    not_sent = [int(_of(view.promises[waiting], kind).shape[0]) for kind in groups]
    not_sent.append(sum(not_sent))
    return render(
        "overview/promise_summary.html.j2",
        view.results,
        conference=view.conclusions_day,
        groups=list(groups.values()),
        agency=view.terms.agency,
        rows=rows,
        not_sent=[number(count) for count in not_sent] if waiting.any() else [],
        NOT_SENT=NOT_SENT,
        total=[number(sum(c.values()) + n) for c, n in zip(columns, not_sent, strict=True)],
    )


def promise_board(view: SeasonView) -> Part:
    """Return respondents by states with the total last, and all that is not kept; nothing if there is no promise."""
    promises = view.promises
    if promises.empty:
        return Part(Markup(""))
    waiting = awaited(view)
    columns = [*shown_states(promises[~waiting]), *([NOT_SENT] if waiting.any() else [])]
    by_state = promises.assign(state=promises["state"].astype("object").mask(waiting, NOT_SENT))
    groups: list[RespondentGroup] = [
        {
            "name": f"Các {name.lower()}",
            "lines": [
                _respondent(view, str(name), [int((own["state"] == column).sum()) for column in columns])
                for name, own in _of(by_state, kind).groupby("respondent", sort=False)
            ],
        }
        for kind, name in _groups(view).items()
    ]
    return render(
        "overview/promise_board.html.j2",
        view.results,
        conference=view.conclusions_day,
        columns=columns,
        agency=view.terms.agency,
        groups=groups,
        total=_line("Cộng", "", [int((by_state["state"] == column).sum()) for column in columns]),
        sentence=promise_sentence(promise_counts(promises[~waiting]), view.terms.agencies, int(waiting.sum())),
        has_unknown=PromiseState.UNKNOWN in set(promises["state"]),
        ended_leads=_ended_leads(view),
        not_kept=_not_kept(view, promises[promises["state"].isin(NOT_KEPT)]),
    )


def _ended_leads(view: SeasonView) -> list[EndedLeadRow]:
    return [
        {
            "name": lead.name,
            "validity": lead.validity(view.season.cut_off),
            "conclusions": [f"mục {item['item']} {item['summary']}" for item in lead.items],
        }
        for lead in ended_leads(view.workbook, view.season)
    ]


def _line(name: str, link: str, counts: Sequence[int]) -> RespondentRow:
    return {"name": name, "link": link, "counts": [number(n) for n in counts], "total": number(sum(counts))}


def _respondent(view: SeasonView, respondent: str, counts: Sequence[int]) -> RespondentRow:
    unit = view.units.get(respondent)
    return _line(unit.name if unit else view.answering(respondent).short_name, _page(view, respondent), counts)


def _page(view: SeasonView, respondent: str) -> str:
    """Return the address of a respondent's promises; "" for a department without a page."""
    if respondent in view.units:
        return links.commune_page(respondent, base="", anchor=links.COMMUNE_PROMISES)
    return view.agency_page(respondent, base="", anchor=links.PROMISES)


def _not_kept(view: SeasonView, promises: pd.DataFrame) -> list[NotKeptRow]:
    """Return one row per item, in the notice's order."""
    found: list[NotKeptRow] = []
    for _, own in promises.groupby("item", sort=False):
        rows = rows_of(own, Promise)
        item, measure = rows[0], view.measures.get(rows[0]["measure"])
        standings: dict[tuple[PromiseState, str], list[Who]] = {}
        for row in sorted(rows, key=worst_first):
            standings.setdefault((row["state"], now_phrase(row, measure)), []).append(_who(view, row))
        found.append(
            {
                "summary": item["summary"],
                "reference": reference_phrase(item),
                "target": target_phrase(item, measure),
                "standings": [{"state": state, "now": now, "who": who} for (state, now), who in standings.items()],
            }
        )
    return found


def _who(view: SeasonView, row: Promise) -> Who:
    """Return the respondent of a promise, with the commune spoken of."""
    unit = view.units.get(row["unit_id"])
    if unit and row["respondent_kind"] == "commune":
        anchor = links.promise_anchor(row["item"])
        return {"name": unit.name, "link": links.commune_page(row["respondent"], base="", anchor=anchor)}
    department = view.answering(row["respondent"])
    name = f"{department.short_name} ({unit.full_name})" if unit else department.short_name
    anchor = links.promise_anchor(row["item"], row["unit_id"])
    return {"name": name, "link": view.agency_page(row["respondent"], "", anchor)}
