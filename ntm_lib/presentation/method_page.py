"""The page that says how every count is made and where the figures come from."""

from ntm_lib.presentation import wording
from ntm_lib.presentation.html import Part, render
from ntm_lib.presentation.view import SeasonView
from ntm_lib.schemas import records


def header(view: SeasonView) -> Part:
    """Banner and title."""
    subtitle = [f"mùa {view.season.name}", view.criteria_set.name, view.criteria_set.decision]
    return render(
        "header.html.j2",
        title=f"Cách tính và nguồn số liệu {view.workbook.district.name}",
        subtitle=subtitle,
        status=wording.status_banner(view.issue_date),
        illustrative=wording.illustrative_banner(view.is_illustrative, view.compares_illustrative),
    )


def counting(view: SeasonView) -> Part:
    """How criteria and indicators are counted."""
    return render("method_counting.html.j2", illustrative=view.compares_illustrative)


def levels(view: SeasonView) -> Part:
    """Every indicator with its level, what kind of source it has, and who leads it."""
    rows = [
        {
            "code": level["indicator"],
            "name": level["indicator_name"] + (f" – {level['component_name']}" if level["component_name"] else ""),
            "level": wording.level_phrase(level),
            "source": wording.sentence_case(
                wording.threshold_source(bool(level["is_confirmed"]), str(level["checked_by"]))
            ),
            "leads": view.leads([level["indicator"]]),
        }
        for level in view.levels.values()
    ]
    return render("method_levels.html.j2", rows=rows, decision=view.criteria_set.decision)


def assumptions(view: SeasonView) -> Part:
    """What is assumed where the sources are silent."""
    return render("method_assumptions.html.j2", rows=records(view.workbook.assumptions))
