"""A commune's brief; each sheet is one cell of notebooks/commune_brief.ipynb."""

from collections.abc import Sequence

import pandas as pd

from ntm_lib.analysis.gaps import OpenCriterion, OpenGap
from ntm_lib.analysis.requests import AddressedRequest
from ntm_lib.presentation.brief.first_sheet import Answer, First, Missing, Row
from ntm_lib.presentation.brief.promises import promised
from ntm_lib.presentation.brief.second_sheet import Second
from ntm_lib.presentation.brief.sheets import sheets as both_sheets
from ntm_lib.presentation.brief.small_charts import Chart
from ntm_lib.presentation.charts.theme import SMALL
from ntm_lib.presentation.commune.detail import counts_of_years, history_chart, history_said, proposed_rows
from ntm_lib.presentation.commune.first_screen import (
    MissingCriterion,
    kept_before,
    missing_criteria,
    missing_row,
    missing_title,
    nothing_missing,
    standing,
)
from ntm_lib.presentation.commune.page import subtitle
from ntm_lib.presentation.commune.trajectories import course_shown, courses_known
from ntm_lib.presentation.frame.html import Part
from ntm_lib.presentation.frame.links import commune_page
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.shared.drafted import ANCHOR, deadline, item_said
from ntm_lib.presentation.shared.fallen import by_rule, gained, lost
from ntm_lib.presentation.shared.money import has_money, money_sentences
from ntm_lib.presentation.shared.reliability import reliability
from ntm_lib.presentation.words.criteria import value_phrase
from ntm_lib.presentation.words.fallen import BY_RULE
from ntm_lib.presentation.words.pace import pace_word
from ntm_lib.presentation.words.requests import addressee
from ntm_lib.reference.levels import Figure
from ntm_lib.tables import rows_of
from ntm_lib.text import in_quotes, joined

_HEADS = ("Tiêu chí", "Hiện nay → mức", "Còn phải làm", "Chủ trì", "Tiến độ")
_WIDTHS = (0.22, 0.27, 0.19, 0.14, 0.18)
_FEW = 8  # criteria, of each of which several figures are shown with value and level; of more only one
_MOST_COURSES = 2


def sheets(view: CommuneView) -> tuple[Part, Part]:
    """Return both sheets; courses stand where there is room for them."""
    return both_sheets(view, _first(view), _second(view), [*_history(view), *_courses(view)])


def _first(view: CommuneView) -> First:
    """Return the first sheet: standing, what changed, what is missing, conclusions not kept."""
    own = view.unit.unit_id
    return First(
        name=view.unit.title,
        subtitle=subtitle(view),
        full=commune_page(own),
        answers=_answers(view),
        sentences=_changes(view),
        missing=_missing(view),
        promised=promised(view, view.own_promises, own),
    )


def _answers(view: CommuneView) -> list[Answer]:
    found = standing(view)
    note = "; ".join(filter(None, [found["rest"], found["tabled"]]))
    return [
        Answer("Tiêu chí đạt", found["count"], note, 0.8),
        Answer("So với kỳ trước", "", found["change"]),
        Answer(f"Hồ sơ ({view.unit.kind} báo)", "", found["dossier"]),
        Answer("Công nhận đến ngày chốt", "", found["recognition"], 1.3),
    ]


def _changes(view: CommuneView) -> list[str]:
    own = view.unit.unit_id
    found = (
        ("Mới đạt", gained(view, own)),
        ("Kỳ trước đạt, nay chưa đạt", lost(view, own)),
        (BY_RULE, by_rule(view, own)),
    )
    return [f"{what}: {joined(labels)}." for what, labels in found if labels]


def _missing(view: CommuneView) -> Missing:
    shown = missing_criteria(view)
    rows = [missing_row(view, found) for found in shown]
    most = 2 if len(shown) <= _FEW else 1
    return Missing(
        title=missing_title(rows),
        heads=_HEADS,
        widths=_WIDTHS,
        rows=[_row(view, found, row, most) for found, row in zip(shown, rows, strict=True)],
        what="tiêu chí",
        anchor="con-thieu",
        sentences=[] if rows else list(filter(None, [nothing_missing(view), kept_before(view)])),
    )


def _row(view: CommuneView, found: OpenCriterion, row: MissingCriterion, most: int) -> Row:
    """Return a criterion's row, with value and level of the first `most` of its figures."""
    figures = found.failing or found.figures
    is_several = len(figures) > 1
    now = [_now(view, figure, is_several=is_several) for figure in figures[:most]]
    now += [f"và {len(figures) - most} chỉ tiêu khác"] if len(figures) > most else []
    gap = "chưa rõ" if row["is_tabled"] else row["gap"]
    return Row([row["label"], "; ".join(now), gap, row["leads"], _pace(view, figures)], found.result)


def _now(view: CommuneView, figure: Figure, *, is_several: bool) -> str:
    component, level = view.component(*figure), view.levels[figure]
    value = value_phrase(component, level, view.assessor(component["assessed_by"]))
    said = view.level_said(view.unit.unit_id, figure) if level["rule"] == "level" else ""
    code = f"{view.figure_label(*figure)}: " if is_several else ""
    return f"{code}{value}{f' → {said[:1].lower()}{said[1:]}' if said else ''}"


def _pace(view: CommuneView, figures: Sequence[Figure]) -> str:
    """Return the pace of a criterion's figures in a word; each with its figure where they differ."""
    words = {view.figure_label(*f): pace_word(view.pace_of[f]) if f in view.pace_of else "chưa tính được" for f in figures}  # fmt: skip
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return "; ".join(f"{label} {word}" for label, word in words.items())


def _second(view: CommuneView) -> Second:
    """Return the second sheet: the draft of conclusions, money, requests, reliability."""
    drafted = proposed_rows(view)
    return Second(
        full=commune_page(view.unit.unit_id),
        items=[f"{item_said(row)}." for row in drafted],
        items_anchor=ANCHOR,
        deadline=deadline(drafted, view.target_year),
        money=money_sentences(view, view.unit) if has_money(view) else [],
        requests=[
            f"{in_quotes(row['text'])} – {addressee(row, view.workbook.departments)}"
            for row in rows_of(view.data.requests, AddressedRequest)
        ],
        requests_title=f"Đề nghị của {view.unit.kind}",
        reliability=reliability(view)["clauses"],
    )


def _history(view: CommuneView) -> list[Chart]:
    if len(counts_of_years(view)) < 2:
        return []
    chart = history_chart(view, SMALL)
    return [_chart(history_said(view), chart["source"], chart["alt"], is_made_up=view.now.is_illustrative)]


def _courses(view: CommuneView) -> list[Chart]:
    """Return the courses of the figures that are farthest from their level, then of others, as far as they have one."""
    efforts = {(g["indicator"], g["component"]): g["effort"] for g in rows_of(view.gaps, OpenGap)}
    measures = courses_known(view)

    def far(figure: Figure) -> float:
        effort = efforts.get(figure, -1.0)
        return 0.0 if pd.isna(effort) else -effort

    figures = {(m["indicator"], m["component"]): m for m in measures}
    with_course = [f for f in figures if len(view.points_of(f)) > 1]
    chosen = sorted(with_course, key=far)[:_MOST_COURSES]
    shown = [course_shown(view, figures[figure], SMALL) for figure in chosen]
    # the first part of its sentence: gap and level stand on the first sheet
    return [
        _chart(c["sentence"].partition(";")[0], c["source"], c["alt"], is_made_up="illustrative" in c["origins"])
        for c in shown
    ]


def _chart(sentence: str, source: str, alt: str, *, is_made_up: bool) -> Chart:
    return Chart(f"{sentence.rstrip('.')}{' (minh họa)' if is_made_up else ''}", source, alt)
