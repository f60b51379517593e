"""The parts of a department's report, in the order they are read: one department over all communes."""

from typing import Any

from markupsafe import Markup

from ntm_lib.presentation import department_sentences as sentences
from ntm_lib.presentation import wording
from ntm_lib.presentation.data_notes import department_notes
from ntm_lib.presentation.department_awaited import awaited_rows, own_promises, supported_promises
from ntm_lib.presentation.department_headline import figures, lead_sentences, short_lists
from ntm_lib.presentation.department_matrix import gap_rows, indicator_rows, matrices
from ntm_lib.presentation.department_topics import coordination
from ntm_lib.presentation.html import Part, render
from ntm_lib.presentation.money import district_money_part
from ntm_lib.presentation.promise_rows import base_label, conference_day, display_rows, season_label
from ntm_lib.presentation.view import DepartmentView
from ntm_lib.schemas import records

Row = dict[str, Any]
_TOPIC_PARTS = {"dieu-phoi": coordination, "nguon-luc": district_money_part}


def header(view: DepartmentView) -> Part:
    """Banner and title: the department, the district, the season and the state of the figures."""
    district = view.workbook.district
    subtitle = [
        wording.sentence_case(f"{district.name}, {district.province}"),
        f"mùa {view.season.name}",
        wording.figures_status(view.statuses, view.season),
    ]
    return render(
        "header.html.j2",
        title=view.department.name,
        subtitle=subtitle,
        status=wording.status_banner(view.issue_date),
        illustrative=wording.illustrative_banner(view.is_illustrative, view.compares_illustrative),
    )


def headline(view: DepartmentView) -> Part:
    """What it leads and what is missing, how its conclusions stand, and three short lists: nearest, not kept, to be decided."""
    return render(
        "department_headline.html.j2",
        figures=figures(view),
        sentences=lead_sentences(view),
        lists=short_lists(view),
        illustrative=view.compares_illustrative,
    )


def topics(view: DepartmentView) -> Part:
    """What it looks after beside criteria: the coordination of the programme, its money; nothing for most departments."""
    return Part(Markup("").join(_TOPIC_PARTS[topic](view) for topic in view.department.topics))


def indicators(view: DepartmentView) -> Part:
    """The gaps, nearest to done first; the indicators over all communes; level and basis of each indicator."""
    department = view.department
    return render(
        "department_indicators.html.j2",
        gaps=gap_rows(view),
        matrices=matrices(view),
        rows=indicator_rows(view),
        absence=sentences.leads_none(department.name, view.criteria_set.decision, department.topics),
        illustrative=view.is_illustrative,
    )


def conclusions(view: DepartmentView) -> Part:
    """The last conference's conclusions it answers for, judged; those it helps with; and its own words."""
    own, helped = own_promises(view), supported_promises(view)
    notes = view.submissions.notes
    words = notes[(notes["unit_id"] == view.department.department_id) & (notes["season"] == view.season.name)]
    here = view.department.department_id
    return render(
        "department_conclusions.html.j2",
        sentence=sentences.conclusions_sentence(conference_day(view), list(own["state"])),
        own=display_rows(view, own, here),
        helped=display_rows(view, helped, here),
        words=records(words),
        base=base_label(view),
        season=season_label(view),
        illustrative=view.compares_illustrative,
    )


def awaited(view: DepartmentView) -> Part:
    """What each commune awaits from it."""
    rows = awaited_rows(view)
    named = {row["name"] for row in rows}
    others = [unit.name for unit in view.workbook.communes(view.season) if unit.name not in named]
    return render(
        "department_awaited.html.j2",
        rows=rows,
        others=sentences.nothing_awaited(others),
        illustrative=view.compares_illustrative,
    )


def notes(view: DepartmentView) -> Part:
    """What a careful reader must know of the data."""
    return render("notes.html.j2", notes=department_notes(view), texts=[])
