"""The parts of a department's report, in the order they are read: one department over all communes."""

import pandas as pd

from ntm_lib.presentation.agency import words as sentences
from ntm_lib.presentation.agency.awaited import (
    awaited_rows,
    awaited_title,
    drafted_rows,
    own_promises,
    supported_promises,
)
from ntm_lib.presentation.agency.headline import brief, figures, lead_sentences
from ntm_lib.presentation.agency.matrix import gap_rows, indicator_rows, matrices
from ntm_lib.presentation.agency.topics import coordination
from ntm_lib.presentation.frame.header import page_header
from ntm_lib.presentation.frame.html import NOTHING, Part, render, together
from ntm_lib.presentation.frame.links import METHOD_PAGE, department_brief
from ntm_lib.presentation.frame.view import DepartmentView
from ntm_lib.presentation.shared import drafted
from ntm_lib.presentation.shared.data_notes import department_notes
from ntm_lib.presentation.shared.money import ANCHOR, place_money_part
from ntm_lib.presentation.shared.promise_rows import base_label, display_rows, season_label
from ntm_lib.presentation.shared.reliability import reliability_part
from ntm_lib.presentation.words.forms import by_headings
from ntm_lib.presentation.words.season import figures_status
from ntm_lib.reference.departments import COORDINATION, MONEY
from ntm_lib.schemas import Note
from ntm_lib.tables import rows_of
from ntm_lib.text import season_text, sentence_case

# What stands in the page and is printed only if its box is ticked (theme.css)
_PRINTED_ON_REQUEST = {
    "dat": "chỉ tiêu mọi xã đều đạt, kết luận đã hoàn thành",
    "nguon": "mức quy định và căn cứ chủ trì",
}
_TOPIC_PARTS = {COORDINATION: coordination, MONEY: place_money_part}


def header(view: DepartmentView) -> Part:
    """Banner and title: the department, the district, the season and the state of the figures."""
    brief = department_brief(view.terms.tier, view.department.department_id)
    return page_header(view, view.department.name, subtitle(view), brief=brief)


def subtitle(view: DepartmentView) -> list[str]:
    """Return what stands below the department's name."""
    return [
        sentence_case(view.place.full_name),
        season_text(view.season.name),
        figures_status(view.statuses, view.season, is_tabled=view.is_tabled),
    ]


def headline(view: DepartmentView) -> Part:
    """What it leads and what is missing, how its conclusions stand; what is nearest, what was not kept, what to decide."""
    return render(
        "agency/headline.html.j2",
        view.results,
        RESULT_WORDS=view.led_words,
        figures=figures(view),
        sentences=lead_sentences(view),
        brief=brief(view),
        changes=_changes(view),
        reliability=reliability_part(view),
        contents=_contents(view),
        choices={name: label for name, label in _PRINTED_ON_REQUEST.items() if view.bases or name == "dat"},
    )


def _changes(view: DepartmentView) -> list[str]:
    """Return by which set it is judged, where another comes before the end of the target year, and why a figure it leads has no pace."""
    led = {figure: view.coming(*figure) for figure in view.levels if figure[0] in view.bases}
    broken = [f"{view.short_name(*figure)}: {said[:1].lower()}{said[1:]}" for figure, said in led.items() if said]
    return [*([view.new_set] if view.bases and view.new_set else []), *broken]


def _contents(view: DepartmentView) -> dict[str, str]:
    """Return the sections further down by anchor, in the order they stand."""
    topics = {COORDINATION: {"toan-huyen": f"Toàn {view.terms.place}"}, MONEY: {ANCHOR: "Nguồn lực và nợ đọng"}}
    found = {anchor: title for topic in view.department.topics for anchor, title in topics[topic].items()}
    has_figures = len(view.silent) < len(view.workbook.communes(view.season))
    if view.bases and has_figures:
        found |= {"tung-cho-thieu": "Chi tiết nội dung chưa đạt"}
    if view.bases:
        found |= {"chi-tieu": "Chỉ tiêu chủ trì ở các xã"}
    if _has_conclusions(view):
        found |= {"ket-luan": "Kết luận hội nghị"}
    if drafted_rows(view):
        found |= {drafted.ANCHOR: drafted.TITLE}
    if rows := awaited_rows(view):
        found |= {"cac-xa-cho": awaited_title(rows)}
    return found | {"ghi-chu": "Ghi chú dữ liệu"}


def _has_conclusions(view: DepartmentView) -> bool:
    """Return whether there is a conclusion that it answers for or helps with, or words of its own."""
    return any(len(table) for table in (own_promises(view), supported_promises(view), _own_words(view)))


def _own_words(view: DepartmentView) -> pd.DataFrame:
    notes = view.submissions.notes
    return notes[(notes["unit_id"] == view.department.department_id) & (notes["season"] == view.season.name)]


def topics(view: DepartmentView) -> Part:
    """What it looks after besides criteria: the coordination of the programme, its money; for most nothing."""
    return together(*(_TOPIC_PARTS[topic](view) for topic in view.department.topics))


def indicators(view: DepartmentView) -> Part:
    """The gaps, nearest to done first; the indicators over all communes; level and basis of each. Nothing if it leads none."""
    return render(
        "agency/indicators.html.j2",
        view.now,
        RESULT_WORDS=view.led_words,
        gaps=gap_rows(view),
        matrices=matrices(view),
        rows=indicator_rows(view),
        method=f"../{METHOD_PAGE}",
    )


def conclusions(view: DepartmentView) -> Part:
    """The last conference's conclusions, and what is drafted for it of the next ones."""
    return together(_conclusions(view), drafted.drafted_part(view, drafted_rows(view)))


def _conclusions(view: DepartmentView) -> Part:
    """The conclusions it answers for, judged; those it helps with; and its own words. Nothing if there are none."""
    if not _has_conclusions(view):
        return NOTHING
    own, helped = own_promises(view), supported_promises(view)
    here = view.department.department_id
    return render(
        "agency/conclusions.html.j2",
        view.results,
        sentence=sentences.conclusions_sentence(view.conclusions_day, list(own["state"])),
        own=display_rows(view, own, here),
        helped=display_rows(view, helped, here),
        words=by_headings(rows_of(_own_words(view), Note)),
        base=base_label(view),
        season=season_label(view),
        agency=view.terms.agency,
    )


def awaited(view: DepartmentView) -> Part:
    """What each commune awaits from it; nothing if none awaits anything."""
    rows = awaited_rows(view)
    if not rows:
        return NOTHING
    named = {row["name"] for row in rows} | {unit.name for unit in view.silent}
    others = [unit.name for unit in view.workbook.communes(view.season) if unit.name not in named]
    return render(
        "agency/awaited.html.j2",
        view.results,
        rows=rows,
        title=awaited_title(rows),
        columns={
            "gaps": any(row["gaps"] for row in rows),
            "promises": any(row["promises"] for row in rows),
            "proposals": any(row["proposals"] for row in rows),
        },
        others=sentences.nothing_awaited(others),
    )


def notes(view: DepartmentView) -> Part:
    """What a careful reader must know of the data."""
    return render("frame/notes.html.j2", notes=department_notes(view))
