"""What a department looks after besides criteria: the coordination of the whole programme, or its money."""

from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.district import district_standing, promise_counts, shown_states
from ntm_lib.presentation.agency import words as sentences
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.shared.respondents import asked, awaited, without_form
from ntm_lib.presentation.words.numbers import number
from ntm_lib.presentation.words.promises import promise_sentence
from ntm_lib.presentation.words.standing import (
    at_least,
    count_of_criteria,
    has_results,
    standing_sentence,
    tabled_share,
)
from ntm_lib.schemas import CommuneSummary, PromiseState
from ntm_lib.tables import rows_of


class CommuneRow(TypedDict):
    """A commune: criteria met, criteria not met and not known, "" for none of either, and its promises by state."""

    name: str
    link: str
    count: str
    missing: str
    states: list[str]


class OfficeRow(TypedDict):
    """A department and its promises by state; `link` is "" if it has no page."""

    name: str
    link: str
    states: list[str]


def coordination(view: SeasonView) -> Part:
    """Return the district's standing in a few lines: communes by count, promises by commune and office, forms not sent."""
    standing = district_standing(view.now.communes, view.criteria_set)
    return render(
        "agency/coordination.html.j2",
        view.results,
        sentences=coordination_sentences(view),
        terms=view.terms,
        quality=f"../{links.QUALITY_PAGE}",
        index="../index.html",
        states=shown_states(view.promises),
        communes=commune_rows(view),
        has_promises=len(view.promises) > 0,
        offices=[_office(view, name) for name in dict.fromkeys(_answering(view, "department")["respondent"])],
        total={
            "count": f"{at_least(standing)}{number(standing.met_total)}{f' ({tabled_share(standing)})' if standing.tabled_total else ''}",
            "states": _by_state(view, _answering(view, "commune")),
        },
    )


def coordination_sentences(view: SeasonView) -> list[str]:
    """Return the standing of the place, its promises, and who has sent no form; "" for what there is nothing of."""
    standing = district_standing(view.now.communes, view.criteria_set)
    return [
        standing_sentence(view.place.name, view.season.cut_off, standing, "", view.result_words["unknown"]),
        _promises_said(view),
        *(
            sentences.forms_sentence(
                who, [view.respondent_name(name) for name in without_form(view, kind)], len(asked(view, kind))
            )
            for who, kind in (("xã", "commune"), ("cơ quan chủ trì kết luận", "department"))
        ),
    ]


def commune_rows(view: SeasonView) -> list[CommuneRow]:
    """Return the communes with what they meet, what they miss and their promises by state (analysis.district.shown_states)."""
    return [_commune(view, row) for row in rows_of(view.now.communes, CommuneSummary)]


def _promises_said(view: SeasonView) -> str:
    waiting = awaited(view)
    counts = promise_counts(view.promises[~waiting])
    return "" if view.promises.empty else promise_sentence(counts, view.terms.agencies, int(waiting.sum()))


def _answering(view: SeasonView, kind: str) -> pd.DataFrame:
    return view.promises[view.promises["respondent_kind"] == kind]


def _commune(view: SeasonView, row: CommuneSummary) -> CommuneRow:
    own, unknown = _answering(view, "commune"), _listed(row["unknown_criteria"])
    if unknown:
        # of a commune that nothing is known of all are: it is not told which
        unknown = f"{view.result_words['unknown']} ({unknown})" if has_results(row) else "chưa rõ"
    return {
        "name": row["unit_name"],
        "link": links.commune_page(row["unit_id"]),
        "count": count_of_criteria(row),
        "missing": "; ".join(filter(None, [_listed(row["missing_criteria"]), unknown])),
        "states": _by_state(view, own[own["respondent"] == row["unit_id"]]),
    }


def _listed(numbers: str) -> str:
    return ", ".join(filter(None, numbers.split(";")))


def _office(view: SeasonView, department_id: str) -> OfficeRow:
    own = _answering(view, "department")
    department = view.answering(department_id)
    return {
        "name": department.short_name,
        "link": view.agency_page(department_id),
        "states": _by_state(view, own[own["respondent"] == department_id]),
    }


def _by_state(view: SeasonView, promises: pd.DataFrame) -> list[str]:
    """Return how many promises are in each state; where none can be judged yet "–" instead of 0."""
    counts = promise_counts(promises)
    is_judged = promises.empty or counts[PromiseState.UNKNOWN] < len(promises)
    return [number(counts[state]) if counts[state] or is_judged else "–" for state in shown_states(view.promises)]
