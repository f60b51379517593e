"""The first table of a place's page: the communes that lack something, by how much, what was not carried out, what is to be decided."""

from collections import Counter
from collections.abc import Sequence
from typing import TypedDict

from ntm_lib.analysis.status import counted_met
from ntm_lib.presentation.commune.first_screen import kept_before, to_decide
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.decisions import in_brief
from ntm_lib.presentation.words.numbers import number
from ntm_lib.presentation.words.standing import ALL_NAMED, NO_FORM, has_results, short_change, short_count
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import NOT_KEPT, CommuneSummary, CriterionResult
from ntm_lib.tables import rows_of

MOST_SHOWN = 10  # rows, of more than ALL_NAMED communes


class LackingCriterion(TypedDict):
    """A criterion that a commune does not meet, what it lacks, and where its page tells more."""

    number: str
    name: str
    gap: str
    fell: bool
    link: str


class CommuneRow(TypedDict):
    """A commune that lacks something; texts are "" where there is nothing to say."""

    name: str
    link: str
    count: str
    change: str
    lacking: list[LackingCriterion]
    note: str  # instead of what is lacking, where no form was sent
    not_kept: str
    to_decide: str


class FullCommune(TypedDict):
    """A commune that meets all criteria, and what stands open all the same."""

    name: str
    link: str
    note: str


def communes_at_issue(view: SeasonView) -> Part:
    """Return the table: communes that lack something, most criteria first, then in one row those that lack nothing.

    Of up to ALL_NAMED communes all are named; of more, MOST_SHOWN, and how many others there are.
    """
    summaries = {row["unit_id"]: row for row in rows_of(view.now.communes, CommuneSummary)}
    units = view.workbook.communes(view.season)
    total = view.criteria_set.criteria_total
    full = [unit for unit in units if counted_met(summaries[unit.unit_id]) == total]
    few = len(units) <= ALL_NAMED
    others = sorted((u for u in units if u not in full), key=lambda u: _order(summaries[u.unit_id], silent_first=few))
    shown = others if few else others[:MOST_SHOWN]
    named = full if few else []
    return render(
        "overview/communes_at_issue.html.j2",
        view.results,
        rows=[_row(view, unit, summaries[unit.unit_id]) for unit in shown],
        what=_what([summaries[unit.unit_id] for unit in others], total),
        has_matrix=any(has_results(summary) for summary in summaries.values()),
        rest=len(others) - len(shown),
        rest_silent=sum(not has_results(summaries[unit.unit_id]) for unit in others[len(shown) :]),
        full=[_full(view, unit) for unit in named],
        full_count=len(full),
        count=len(units),
        total=total,
        compared=view.season.compare_with or "",
        has_promises=len(view.promises) > 0,
        NO_FORM=NO_FORM,
        is_tabled=any(summaries[unit.unit_id]["criteria_tabled"] for unit in shown),
    )


def _order(row: CommuneSummary, *, silent_first: bool) -> tuple[bool, int, int]:
    """Return the place of a commune: by criteria not met, then unknown; those of which nothing is known first, or, where not all have a
    row, last: the page's first line names them."""
    return has_results(row) == silent_first, -row["criteria_not_met"], -row["criteria_unknown"]


def _what(rows: Sequence[CommuneSummary], total: int) -> str:
    """Return what is known of the communes that are not known to meet all: "chưa đạt đủ 19 tiêu chí, chưa rõ hoặc chưa nộp biểu"."""
    known = [row for row in rows if has_results(row)]
    said = [
        (f"chưa đạt đủ {total} tiêu chí", not rows or any(row["criteria_not_met"] for row in known)),
        ("chưa rõ", any(not row["criteria_not_met"] for row in known)),
        (NO_FORM, len(known) < len(rows)),
    ]
    *first, last = [words for words, is_so in said if is_so]
    return f"{', '.join(first)} hoặc {last}" if first else last


def _row(view: SeasonView, unit: Unit, summary: CommuneSummary) -> CommuneRow:
    own = view.of_commune(unit)
    is_known, total = has_results(summary), summary["criteria_total"]
    none_judged = is_known and summary["criteria_unknown"] == total
    return {
        "name": unit.name,
        "link": links.commune_page(unit.unit_id, base=""),
        "count": short_count(summary),
        "change": change if (change := short_change(summary, view.season)) != "–" else "",
        "lacking": _lacking(view, unit) if is_known and not none_judged else [],
        "note": f"Cả {total} tiêu chí {view.result_words['unknown']}."
        if none_judged
        else ""
        if is_known
        else kept_before(own),
        "not_kept": _not_kept(view, unit),
        "to_decide": in_brief(to_decide(own)),
    }


def _lacking(view: SeasonView, unit: Unit) -> list[LackingCriterion]:
    table = view.now.criteria
    fell = {found.criterion_no for found in view.fallen(unit.unit_id) if found.is_lost}
    rows = rows_of(
        table[(table["unit_id"] == unit.unit_id) & table["result"].isin(["not_met", "unknown"])], CriterionResult
    )
    return [
        {
            "number": row["criterion_no"],
            "name": row["criterion_name"],
            "gap": view.missing.get((unit.unit_id, row["criterion_no"]), "")
            if row["result"] == "not_met"
            else view.result_words["unknown"],
            "fell": row["criterion_no"] in fell,
            "link": links.commune_page(unit.unit_id, base="", anchor=links.criterion_anchor(row["criterion_no"])),
        }
        for row in rows
    ]


def _not_kept(view: SeasonView, unit: Unit) -> str:
    """Return "3 không đạt, 2 chưa hoàn thành" of the promises that the commune answers for."""
    promises = view.promises
    counts = Counter(promises.loc[promises["respondent"] == unit.unit_id, "state"])
    return ", ".join(f"{number(counts[state])} {state}" for state in NOT_KEPT if counts[state])


def _full(view: SeasonView, unit: Unit) -> FullCommune:
    return {
        "name": unit.name,
        "link": links.commune_page(unit.unit_id, base=""),
        "note": "; ".join(filter(None, [_not_kept(view, unit), in_brief(to_decide(view.of_commune(unit)))])),
    }
