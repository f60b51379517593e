"""The first screen of a commune's report: where it stands, what is missing, which promises were kept, what to decide."""

from collections.abc import Sequence
from typing import TypedDict

from ntm_lib.analysis.decisions import CommuneDecisions, commune_decisions, debts_left
from ntm_lib.analysis.gaps import OpenCriterion
from ntm_lib.analysis.pace import moved_on
from ntm_lib.analysis.promise_rules import worst_first
from ntm_lib.presentation.commune.words import headline_sentence
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.links import COMMUNE_PROMISES, criterion_anchor, promise_anchor
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.shared.fallen import by_rule, gained, lost
from ntm_lib.presentation.words import decisions
from ntm_lib.presentation.words.numbers import MISSING
from ntm_lib.presentation.words.pace import trend_phrase
from ntm_lib.presentation.words.promises import counts_phrase, told_phrase
from ntm_lib.presentation.words.standing import (
    BY_TABLE,
    NO_FORM,
    NOT_MET_BY_TABLE,
    bare_count,
    by_table,
    change_phrase,
    dossier_phrase,
    has_results,
    nearest_first,
    recognition_phrase,
    rest_of_criteria,
    table_note,
)
from ntm_lib.schemas import Promise, PromiseState
from ntm_lib.tables import rows_of
from ntm_lib.text import joined, season_text, sentence_case


class MissingCriterion(TypedDict):
    """An open criterion in words, and who leads it."""

    label: str
    anchor: str
    result: str
    gap: str
    is_tabled: bool  # only a summary table says that it is not met: nobody knows by how much
    leads: str


class Standing(TypedDict):
    """Count, change, dossier and recognition in words."""

    count: str
    rest: str
    tabled: str
    change: str
    dossier: str
    recognition: str


class CriterionMark(TypedDict):
    """A criterion in the strip of all criteria."""

    number: str
    name: str
    result: str
    word: str
    is_tabled: bool  # it rests on a summary table
    moved: str  # "▲" newly met, "▼" met no longer; "" if neither, or if only a rule changed
    anchor: str


class PromiseLine(TypedDict):
    """A promise with what it has come to; "" if nothing is known of it."""

    state: PromiseState
    summary: str
    anchor: str
    now: str


def headline(view: CommuneView) -> Part:
    """Count, change, dossier, recognition, the strip of all criteria, and one sentence."""
    row, words, unit_id = view.summary, view.result_words, view.unit.unit_id
    moved = {g.criterion_no: "▲" for g in view.gained(unit_id) if not g.is_by_rule}
    moved |= {f.criterion_no: "▼" for f in view.fallen(unit_id) if f.is_lost}
    open_ones = [missing_row(view, found) for found in view.open_criteria]
    marks: list[CriterionMark] = [
        {
            "number": c["criterion_no"],
            "name": c["criterion_name"],
            "result": c["result"],
            "word": f"{view.unknown_words.get(c['criterion_no'], words[c['result']])}{f', {BY_TABLE}' if c['table_id'] else ''}",
            "is_tabled": bool(c["table_id"]),
            "moved": moved.get(c["criterion_no"], ""),
            "anchor": criterion_anchor(c["criterion_no"]),
        }
        for c in view.criterion_rows
    ]
    unknown: dict[str, list[str]] = {}
    for found in view.open_criteria:
        if found.result == "unknown":
            unknown.setdefault(view.unknown_words[found.criterion_no], []).append(
                view.criterion_label(found.criterion_no)
            )
    return render(
        "commune/headline.html.j2",
        view.results,
        kind=view.unit.kind,
        **standing(view),
        sentence=headline_sentence(
            view.unit.full_name,
            row,
            view.season,
            [(o["label"], o["gap"]) for o in open_ones if o["result"] == "not_met"],
            unknown,
            gained(view, unit_id),
            lost(view, unit_id),
            by_rule(view, unit_id),
            _trends(view),
        )
        + (f" {kept}" if (kept := kept_before(view)) else ""),
        RESULT_WORDS=words,
        criteria=marks if view.has_results else [],
    )


def _trends(view: CommuneView) -> list[str]:
    """Return of the figures that fail those that move slower, or faster, year after year: "11.1 Tỷ lệ hộ nghèo giảm chậm dần (16, 11 rồi 7 hộ)"."""
    found = []
    for figure in (figure for criterion in view.open_criteria for figure in criterion.failing):
        row = view.pace_of.get(figure)
        said = trend_phrase(row, view.level_of(view.unit.unit_id, figure)) if row else ""
        found += [f"{view.short_name(*figure)} {said}"] if said else []
    return found


def standing(view: CommuneView) -> Standing:
    """Return the figures on top of the page."""
    row, words = view.summary, view.result_words
    change = change_phrase(
        row, view.season, view.compared, view.summary_before, words["unknown"], view.absent_before(view.unit.unit_id)
    )
    return {
        "count": bare_count(row) if view.has_results else sentence_case(NO_FORM),
        "rest": rest_of_criteria(row, words) if view.has_results else "",
        "tabled": table_note(row),
        "change": sentence_case(change),
        "dossier": sentence_case(dossier_phrase(row, view.terms)),
        "recognition": sentence_case(recognition_phrase(row, view.not_recognised)),
    }


def missing_row(view: CommuneView, found: OpenCriterion) -> MissingCriterion:
    """Return an open criterion in words, with what is missing of it and who leads it."""
    gap = _gap(view, found)
    return {
        "label": view.criterion_label(found.criterion_no),
        "anchor": criterion_anchor(found.criterion_no),
        "result": found.result,
        "gap": gap,
        "is_tabled": gap == NOT_MET_BY_TABLE,
        "leads": view.leads([indicator for indicator, _ in found.figures]),
    }


def missing_criteria(view: CommuneView) -> list[OpenCriterion]:
    """Return the criteria that a list of what is missing shows; of a commune without a form those that a summary table fails."""
    return [found for found in view.open_criteria if view.has_figures or found.result == "not_met"]


def missing_title(rows: Sequence[MissingCriterion]) -> str:
    """Return the heading of that list: a summary table does not tell which criterion is nearest."""
    return nearest_first("Tiêu chí còn thiếu", 0 if all(row["is_tabled"] for row in rows) else len(rows))


def nothing_missing(view: CommuneView) -> str:
    """Return what is said where the list is empty."""
    if view.has_figures:
        return "Không còn tiêu chí nào chưa đạt."
    said = f"{view.unit.kind.capitalize()} chưa nộp biểu dùng được của kỳ này"
    if view.has_results:
        return f"{said}; {BY_TABLE} chưa thấy tiêu chí nào chưa đạt."
    return f"{said}: chưa biết tiêu chí nào đạt, tiêu chí nào chưa."


def _gap(view: CommuneView, found: OpenCriterion) -> str:
    if found.result == "not_met" and not found.failing:
        return NOT_MET_BY_TABLE
    if not (found.failing or found.undecided):
        return MISSING
    return view.gaps_said([view.component(*figure) for figure in found.failing or found.figures])


def to_decide(view: CommuneView) -> CommuneDecisions:
    """Return what the conference has to decide on the commune."""
    moved = moved_on(view.criterion_rows, view.components, view.pace_of)
    tables = view.submissions
    own = (view.own(table) for table in (tables.dossiers, tables.villages, tables.notes))
    return commune_decisions(
        view.open_criteria, moved, view.own_promises, *own, tier=view.criteria_set.tier, has_figures=view.has_figures
    )


def _decisions(view: CommuneView) -> list[tuple[str, str]]:
    undecided = {
        o.criterion_no: view.gaps_said([view.component(*f) for f in o.undecided], is_part=len(o.figures) > 1)
        for o in view.open_criteria
        if o.result == "unknown"
    }
    gaps = {number: gap for (_, number), gap in view.missing.items()} | undecided
    label, year = view.criterion_label, view.target_year
    summaries = dict(zip(view.own_promises["item"], view.own_promises["summary"], strict=True))
    return decisions.of_commune(
        to_decide(view), label, year, view.terms, view.unit.kind,
        lambda number: gaps.get(number, ""), lambda item: summaries[item], is_tabled=view.has_results,
        debt=debts_left(view.own(view.submissions.debts)).amount,
    )  # fmt: skip


def first_screen(view: CommuneView) -> Part:
    """What is missing beside what was promised, and below both what the conference is to decide."""
    own = sorted(rows_of(view.own_promises, Promise), key=worst_first)
    missing = [missing_row(view, found) for found in missing_criteria(view)]
    is_waiting = not view.has_figures and all(row["state"] == PromiseState.UNKNOWN for row in own)
    done = [row for row in own if row["state"] == PromiseState.DONE and row["kind"] == "task"]
    return render(
        "commune/first_screen.html.j2",
        view.results,
        kind=view.unit.kind,
        RESULT_WORDS=view.result_words,
        title=missing_title(missing),
        missing=missing,
        nothing_missing=nothing_missing(view),
        conclusions=view.conclusions_day,
        counts=f"{len(own)} nội dung đã giao, chưa xét được vì {NO_FORM}"
        if own and is_waiting
        else counts_phrase(row["state"] for row in own),
        is_waiting=is_waiting,
        promises=[_promise(view, row) for row in own if row not in done],
        done=len(done),
        more=COMMUNE_PROMISES,
        decisions=_decisions(view),
    )


def kept_before(view: CommuneView) -> str:
    """Return what a commune of which nothing is known yet met in the season compared with, and has to keep; "" if that is not known."""
    before, earlier = view.summary_before, view.compared
    is_same_set = earlier is not None and earlier.criteria_set == view.season.criteria_set
    if view.has_results or not is_same_set or not before or not has_results(before):
        return ""
    lacking = [view.criterion_label(number) for number in before["missing_criteria"].split(";") if number]
    still = f"; khi ấy chưa đạt {joined(lacking)}" if lacking else ""
    whence = f" ({by_table(before)})" if by_table(before) else ""
    return f"{sentence_case(season_text(view.season.compare_with))} {view.unit.kind} đạt {bare_count(before)} tiêu chí{whence}, phải giữ{still}."


def _promise(view: CommuneView, row: Promise) -> PromiseLine:
    return {
        "state": row["state"],
        "summary": row["summary"],
        "anchor": promise_anchor(row["item"]),
        "now": "" if row["state"] == PromiseState.UNKNOWN else told_phrase(row, view.measures.get(row["measure"])),
    }
