"""The parts of a department's report, in the order they are read: one department over all communes."""

from typing import Any

from markupsafe import Markup

from ntm_lib.analysis.department import led_standing, missing_totals
from ntm_lib.presentation import department_sentences as sentences
from ntm_lib.presentation import wording
from ntm_lib.presentation.data_notes import season_notes
from ntm_lib.presentation.department_matrix import gap_rows, indicator_rows, matrices
from ntm_lib.presentation.html import Part, render
from ntm_lib.presentation.money import district_money_part
from ntm_lib.presentation.view import DepartmentView
from ntm_lib.schemas import records

Row = dict[str, Any]


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
    """What it leads, where all of it is met, and what is missing as counts."""
    standing = led_standing(view.led)
    names = {unit.unit_id: unit.name for unit in view.workbook.communes(view.season)}
    return render(
        "department_headline.html.j2",
        standing=standing,
        sentence=sentences.led_sentence(view.department.name, view.criteria_set.decision, standing, names),
        missing=[_missing(view, row) for row in records(missing_totals(view.led))],
        illustrative=view.compares_illustrative,
    )


def _missing(view: DepartmentView, row: Row) -> Row:
    level = view.levels[row["indicator"], row["component"]]
    return {
        "name": view.short_name(row["indicator"], row["component"]),
        "amount": sentences.missing_amount(row, level["count_unit"]),
    }


def indicators(view: DepartmentView) -> Part:
    """The gaps, nearest to done first; the indicators over all communes; level and basis of each indicator."""
    return render(
        "department_indicators.html.j2",
        gaps=gap_rows(view),
        matrices=matrices(view),
        rows=indicator_rows(view),
        absence=sentences.leads_none(view.department.name, view.criteria_set.decision),
        illustrative=view.is_illustrative,
    )


def topics(view: DepartmentView) -> Part:
    """What it looks after beside criteria: the money of the programme."""
    parts = [district_money_part(view)] if "nguon-luc" in view.department.topics else []
    return Part(Markup("").join(parts))


def notes(view: DepartmentView) -> Part:
    """What a careful reader must know of the data."""
    return render("notes.html.j2", notes=season_notes(view), texts=[])
