"""The first screen of a department's page: its figures, its sentences, what is nearest, what was not kept, what to decide."""

from collections import Counter
from collections.abc import Iterator
from typing import TypedDict

from ntm_lib.analysis.decisions import DepartmentDecisions, department_decisions
from ntm_lib.analysis.department import LedStanding, MissingTotal, led_standing, missing_totals
from ntm_lib.analysis.district import district_standing
from ntm_lib.analysis.money import TOTAL, SourceMoney, debts_by_commune, money_by_source
from ntm_lib.presentation.agency import words as sentences
from ntm_lib.presentation.agency.awaited import own_promises, proposals, supported_promises
from ntm_lib.presentation.agency.matrix import GapRow, gap_rows
from ntm_lib.presentation.frame.view import DepartmentView
from ntm_lib.presentation.shared import of_place
from ntm_lib.presentation.shared.failed_by_table import communes_by_criterion, failed_by_table
from ntm_lib.presentation.shared.promise_rows import ShownPromise, display_rows
from ntm_lib.presentation.shared.respondents import without_form
from ntm_lib.presentation.words import decisions
from ntm_lib.presentation.words import money as of_money
from ntm_lib.presentation.words.criteria import together
from ntm_lib.presentation.words.numbers import fixed_percent, number
from ntm_lib.presentation.words.promises import counts_phrase
from ntm_lib.presentation.words.standing import full_communes, silent_sentence, tabled_total
from ntm_lib.reference.departments import COORDINATION, MONEY
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import NOT_KEPT, PROMISE_STATES, ComponentResult, PromiseState
from ntm_lib.tables import rows_of
from ntm_lib.text import natural_key

SHORT = 5  # rows of a short list; all of them are further down the page
# What is said of a department that was asked for a form and sent none
NOT_REPORTED = (
    "Chưa nộp biểu theo dõi kết luận",
    "nội dung không xét được bằng số liệu của xã thì chưa biết kết quả",
)
MOST_FIGURES = 3  # totals of what is missing, those of most communes first


class Figure(TypedDict):
    """A figure on top of the page."""

    label: str
    value: str
    note: str


class Brief(TypedDict):
    """The lists below the figures, at most SHORT rows each, and how many more there are."""

    leads: bool  # whether it leads an indicator
    gaps: list[GapRow]
    more_gaps: int
    silent: str  # the one line on communes without figures
    stands_beside: bool  # of gaps and conclusions one only is there, beside which the decisions stand
    conference: str
    counts: str  # of the promises it answers for, by state
    helped: str  # of those it helps with
    has_unknown: bool
    not_reported: tuple[str, str] | None  # NOT_REPORTED, of one that was asked for a form and sent none
    broken: list[ShownPromise]
    more_broken: int
    decisions: list[decisions.Decision]


def figures(view: DepartmentView) -> list[Figure]:
    """Return the figures on top; the first is the main one."""
    shown = [*_led_figures(view), *_topic_figures(view)]
    counts = Counter(own_promises(view)["state"])
    if counts:
        kept = f"{counts[PromiseState.DONE]}/{counts.total()} {PromiseState.DONE}"
        rest = [f"{counts[state]} {state}" for state in PROMISE_STATES[1:] if counts[state]]
        shown.append({"label": "Kết luận hội nghị giao", "value": kept, "note": ", ".join(rest)})
    return shown


def _standing(view: DepartmentView) -> LedStanding:
    return led_standing(view.led, [unit.unit_id for unit in view.silent])


def _led_figures(view: DepartmentView) -> Iterator[Figure]:
    standing = _standing(view)
    if not standing.communes:
        return
    bound = standing.communes + len(standing.silent)
    which = "xã" if bound == len(view.workbook.communes(view.season)) else "xã phải đạt"
    which += " đã nộp biểu" if standing.silent else ""
    every = f"cả {standing.indicators} " if standing.indicators > 1 else ""
    label = f"Đạt {every}chỉ tiêu {view.terms.agency} chủ trì"
    yield {"label": label, "value": f"{len(standing.met)}/{standing.communes}", "note": which}
    totals = missing_totals(view.led).sort_values("communes", ascending=False, kind="stable")
    for row in rows_of(totals.head(MOST_FIGURES), MissingTotal):
        level = view.levels[row["indicator"], row["component"]]
        name = view.short_name(row["indicator"], row["component"])
        amount = sentences.missing_amount(row, level)
        if not row["counted"] and row["communes"] == 1:
            is_it = view.led[["indicator", "component", "result"]] == [row["indicator"], row["component"], "not_met"]
            (failing,) = rows_of(view.led[is_it.all(axis=1)], ComponentResult)
            amount = view.gap_said(failing)
        yield {"label": f"Còn thiếu: {name}", "value": amount, "note": f"ở {number(row['communes'])} xã"}


def _topic_figures(view: DepartmentView) -> Iterator[Figure]:
    season = view.season.name
    if COORDINATION in view.department.topics:
        standing = district_standing(view.now.communes, view.criteria_set)
        yield {"label": "Đạt đủ tiêu chí", "value": full_communes(standing), "note": tabled_total(standing)}
    if MONEY in view.department.topics:
        table, debts = view.submissions.resources, view.submissions.debts
        money = money_by_source(table[table["season"] == season], view.workbook.resources_in(view.season))
        everybody = of_money.Speaker("các xã", len(view.workbook.communes(view.season)))
        for row in rows_of(money[(money["resource"] == TOTAL) & money["disbursed_pct"].notna()], SourceMoney):
            share = fixed_percent(row["disbursed_pct"], 1)
            yield {
                "label": "Đã giải ngân so với kế hoạch",
                "value": share,
                "note": of_money.disbursed_note(everybody, row),
            }
        owed = debts_by_commune(debts[debts["season"] == season])
        if owed["debt_now"].notna().any():
            value = f"{number(owed['debt_now'].sum(), 1)} triệu đồng"
            yield {"label": "Nợ đọng xây dựng cơ bản", "value": value, "note": of_money.debt_note(everybody, owed)}


def lead_sentences(view: DepartmentView) -> list[str]:
    """Return the sentences on what it leads and on the last conference's conclusions for it."""
    department, standing = view.department, _standing(view)
    first = (
        sentences.led_sentence(
            department.name,
            standing,
            view.units,
            len(view.workbook.communes(view.season)),
            view.led_words["unknown"],
        )
        if standing.indicators
        else sentences.leads_none(department.name, view.criteria_set.decision, department.topics)
    )
    states = list(own_promises(view)["state"])
    conclusions = sentences.conclusions_sentence(view.conclusions_day, states) if states else ""
    return [first, _changed(view), conclusions]


def _changed(view: DepartmentView) -> str:
    """Return which criteria communes newly meet, and meet no longer, by what it leads: a figure of its own failed then, or fails now."""
    led = {(row["indicator"], row["component"]) for row in rows_of(view.led, ComponentResult)}
    gained: dict[str, list[Unit]] = {}
    lost: dict[str, list[Unit]] = {}
    for unit in view.workbook.communes(view.season):
        for found in view.gained(unit.unit_id):
            if led.intersection(found.figures):
                gained.setdefault(found.criterion_no, []).append(unit)
        for fell in view.fallen(unit.unit_id):
            if fell.is_lost and led.intersection((f.now["indicator"], f.now["component"]) for f in fell.figures):
                lost.setdefault(fell.criterion_no, []).append(unit)
    named_gained, named_lost = (
        [(view.criterion_label(n), found[n]) for n in sorted(found, key=natural_key)] for found in (gained, lost)
    )
    return sentences.changed_sentence(named_gained, named_lost, view.season.compare_with or "")


def brief(view: DepartmentView) -> Brief:
    """Return the nearest gaps, the promises not kept and what to decide."""
    gaps, promises = gap_rows(view), own_promises(view)
    counts, helped = counts_phrase(promises["state"]), counts_phrase(supported_promises(view)["state"])
    broken = display_rows(view, promises[promises["state"].isin(NOT_KEPT)], view.department.department_id)
    return {
        "leads": bool(view.bases),
        "gaps": gaps[:SHORT],
        "more_gaps": max(0, len(gaps) - SHORT),
        "silent": silent_sentence([unit.name for unit in view.silent]),
        "conference": view.conclusions_day,
        "stands_beside": bool(view.bases) != bool(counts or helped),
        "counts": counts,
        "helped": helped,
        "not_reported": NOT_REPORTED if is_awaited(view) else None,
        "has_unknown": PromiseState.UNKNOWN in set(promises["state"]),
        "broken": broken[:SHORT],
        "more_broken": max(0, len(broken) - SHORT),
        "decisions": _decisions(view),
    }


def to_decide(view: DepartmentView) -> DepartmentDecisions:
    """Return what the conference has to decide on what the department leads and was given."""
    silent = {unit.unit_id for unit in view.silent}
    tabled = failed_by_table(view)
    led = [
        row
        for row in rows_of(view.led, ComponentResult)
        if row["unit_id"] not in silent and (row["unit_id"], row["criterion_no"]) not in tabled
    ]
    own = own_promises(view)
    return department_decisions(view.bases, own, led, view.paces, proposals(view), view.breaking)


def _decisions(view: DepartmentView) -> list[decisions.Decision]:
    own = own_promises(view)
    rows = {(r["unit_id"], (r["indicator"], r["component"])): r for r in rows_of(view.led, ComponentResult)}
    summaries = dict(zip(own["item"], own["summary"], strict=True))
    return decisions.of_department(
        to_decide(view), (*own_form(view), _by_table(view), *of_topics(view)), view.short_name, view.units, view.target_year,
        lambda unit_id, figure: view.gap_said(rows[unit_id, figure]),
        lambda figure, count: together(count, view.levels[figure]),
        lambda item: summaries[item],
    )  # fmt: skip


def _by_table(view: DepartmentView) -> decisions.Decision:
    led = {row["indicator"] for row in rows_of(view.led, ComponentResult)}
    return decisions.by_table(view.target_year, communes_by_criterion(view, led))


def is_awaited(view: DepartmentView) -> bool:
    """Return whether it was asked for a form and sent none that can be used."""
    return view.department.department_id in without_form(view, "department")


def own_form(view: DepartmentView) -> Iterator[decisions.Decision]:
    """Yield the decision that its own form brings; who coordinates has it among those of all."""
    if is_awaited(view) and COORDINATION not in view.department.topics:
        yield decisions.own_form(view.department.name)


def of_topics(view: DepartmentView) -> Iterator[decisions.Decision]:
    """Yield the decisions that its topics bring, those about nothing too."""
    if MONEY in view.department.topics:
        yield of_place.debts(view)
    if COORDINATION in view.department.topics:
        yield of_place.broken(view)
        yield of_place.forms(view)
