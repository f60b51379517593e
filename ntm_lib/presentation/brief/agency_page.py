"""An agency's brief; each sheet is one cell of notebooks/department_brief.ipynb."""

from ntm_lib.analysis.district import shown_states
from ntm_lib.presentation.agency.awaited import drafted_rows, own_promises, proposals
from ntm_lib.presentation.agency.headline import NOT_REPORTED, figures, is_awaited, lead_sentences, of_topics
from ntm_lib.presentation.agency.matrix import GapRow, gap_rows
from ntm_lib.presentation.agency.page import subtitle
from ntm_lib.presentation.agency.topics import commune_rows, coordination_sentences
from ntm_lib.presentation.brief.first_sheet import Answer, First, Missing, Row
from ntm_lib.presentation.brief.promises import SHOWN, promised
from ntm_lib.presentation.brief.second_sheet import Second
from ntm_lib.presentation.brief.sheets import sheets as both_sheets
from ntm_lib.presentation.frame.html import Part
from ntm_lib.presentation.frame.links import department_page
from ntm_lib.presentation.frame.view import DepartmentView
from ntm_lib.presentation.shared.drafted import ANCHOR, deadline, item_said
from ntm_lib.presentation.shared.money import money_sentences
from ntm_lib.presentation.shared.reliability import reliability
from ntm_lib.presentation.words.standing import nearest_first, silent_sentence
from ntm_lib.reference.departments import COORDINATION, MONEY
from ntm_lib.text import sentence_case

_MOST_ANSWERS = 4
_GAPS = ("Chỉ tiêu", "Xã", "Hiện nay → mức", "Còn phải làm", "Tiến độ")
_GAP_WIDTHS = (0.24, 0.14, 0.27, 0.19, 0.16)
_COMMUNES = ("Xã", "Đạt", "Tiêu chí chưa đạt")
_COMMUNE_WIDTHS = (0.24, 0.18)  # of the first two; the third takes what counts of conclusions leave
_COUNT_WIDTH = 0.16


def sheets(view: DepartmentView) -> tuple[Part, Part]:
    """Return both sheets."""
    return both_sheets(view, _first(view), _second(view))


def _first(view: DepartmentView) -> First:
    """Return the first sheet: what it leads, what is missing where, its conclusions not kept."""
    is_coordination = COORDINATION in view.department.topics
    return First(
        name=view.department.name,
        subtitle=subtitle(view),
        full=_full(view),
        answers=[Answer(f["label"], f["value"], f["note"]) for f in figures(view)[:_MOST_ANSWERS]],
        sentences=[
            *([f"{': '.join(NOT_REPORTED)}."] if is_awaited(view) else []),
            *lead_sentences(view),
            *(coordination_sentences(view) if is_coordination else []),
        ],
        missing=_communes(view) if is_coordination and not view.bases else _missing(view),
        promised=promised(view, own_promises(view), view.department.department_id),
    )


def _full(view: DepartmentView) -> str:
    return department_page(view.terms.tier, view.department.department_id)


def _missing(view: DepartmentView) -> Missing:
    gaps = gap_rows(view)
    silent = silent_sentence([unit.name for unit in view.silent]) if view.bases else ""
    none = "" if gaps or silent or not view.bases else "Không còn chỉ tiêu chủ trì nào chưa đạt."
    return Missing(
        title=nearest_first("Chỉ tiêu còn thiếu", len(gaps)),
        heads=_GAPS,
        widths=_GAP_WIDTHS,
        rows=[_row(gap) for gap in gaps],
        what="chỗ còn thiếu",
        anchor="tung-cho-thieu",
        sentences=list(filter(None, [silent, none])),
    )


def _row(gap: GapRow) -> Row:
    level = f" → {gap['level']}" if gap["level"] else ""
    cells = [gap["indicator"], gap["commune"], f"{gap['value']}{level}", gap["gap_inline"], gap["pace_word"] or "–"]
    return Row(cells, gap["result"])


def _communes(view: DepartmentView) -> Missing:
    """Return the communes of the place, those first that lack criteria or are not known to meet them, with their conclusions not kept."""
    shown = [state for state in SHOWN if state in shown_states(view.promises)]
    places = [shown_states(view.promises).index(state) for state in shown]
    heads = [*_COMMUNES, *(sentence_case(state) for state in shown)]
    left = 1.0 - sum(_COMMUNE_WIDTHS) - _COUNT_WIDTH * len(shown)
    widths = [*_COMMUNE_WIDTHS, left, *(_COUNT_WIDTH for _ in shown)]
    rows = [
        Row([c["name"], c["count"], c["missing"] or "–", *(c["states"][n] for n in places)])
        for c in sorted(commune_rows(view), key=lambda row: not row["missing"])
    ]
    return Missing(
        title="Từng xã, xã còn thiếu hoặc chưa rõ tiêu chí xếp trước",
        heads=heads,
        widths=widths,
        rows=rows,
        what="xã",
        anchor="toan-huyen",
    )


def _second(view: DepartmentView) -> Second:
    """Return the second sheet: what is drafted for it and what its topics bring, money, requests, reliability."""
    drafted = drafted_rows(view)
    items = [item_said(row) for row in drafted] + [f"{what}: {about}" for what, about in of_topics(view) if about]
    asked = proposals(view)
    return Second(
        full=_full(view),
        items=[f"{item}." for item in items],
        items_anchor=ANCHOR if drafted else "",
        deadline=deadline(drafted, view.target_year),
        money=money_sentences(view) if MONEY in view.department.topics else [],
        requests=[
            f"{sentence_case(view.units[unit_id].full_name)}: {' '.join(texts)}" for unit_id, texts in asked.items()
        ],
        requests_title="Đề nghị của các xã",
        reliability=reliability(view)["clauses"],
    )
