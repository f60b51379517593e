"""A commune's pace towards the levels, what is missing first."""

from typing import TypedDict

from ntm_lib.analysis.gaps import OpenGap
from ntm_lib.analysis.pace import WINDOW_YEARS, has_pace
from ntm_lib.presentation.frame.html import NOTHING, Part, render
from ntm_lib.presentation.frame.links import criterion_anchor
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.words.criteria import value_phrase
from ntm_lib.presentation.words.pace import is_new_level, merger_note, pace_sentence, pace_word
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.units import first_named
from ntm_lib.schemas import Pace
from ntm_lib.tables import rows_of
from ntm_lib.text import joined


class PaceRow(TypedDict):
    """A figure's pace towards its level."""

    number: str
    anchor: str
    name: str
    value: str
    level: str
    word: str
    sentence: str


def pace_part(view: CommuneView) -> Part:
    """The pace towards each level: open ones nearest to done first, then those whose level moves on or whose series breaks, reached
    ones folded away.

    What has no number is named. In a first year, when no pace can be said of any figure, only
    those whose level moves on are told; nothing if there are none.
    """
    if not is_pace_known(view):
        return NOTHING
    opened = [(g["indicator"], g["component"]) for g in rows_of(view.gaps, OpenGap)]
    is_known = has_pace(view.pace_of.values())
    told = {figure for figure, row in view.pace_of.items() if is_known or _is_told(view, row)}
    reached = [figure for figure, row in view.pace_of.items() if row["state"] == "reached" and figure in told]
    met_now = [figure for figure in view.pace_of if figure in told and figure not in (*reached, *opened)]
    return render(
        "commune/pace.html.j2", view.pace, view.now,
        by_year=view.target_year,
        open_rows=[_pace_row(view, figure) for figure in opened if figure in told],
        rising_rows=[_pace_row(view, figure) for figure in met_now if figure not in view.breaking],
        breaking_rows=[_pace_row(view, figure) for figure in met_now if figure in view.breaking],
        reached_rows=[_pace_row(view, figure) for figure in reached],
        without_number=joined([view.figure_label(*figure) for figure in opened if figure not in view.pace_of]) if is_known else "",
        merged=merged_sentence(view) if view.pace["is_summed"].any() else "",
        new_set=view.new_set,
    )  # fmt: skip


def is_pace_known(view: CommuneView) -> bool:
    """Return whether a pace can be said of any figure of the commune, a level to come that differs from today's, or why there is none.

    Of a commune without a figure this season nothing is said.
    """
    rows = view.pace_of.values()
    return view.has_figures and (has_pace(rows) or any(_is_told(view, row) for row in rows))


def _is_told(view: CommuneView, row: Pace) -> bool:
    """Return whether a row says something without a pace: how far it is to another level than today's, or that a break took its points."""
    if row["state"] == "reached":
        return False
    return is_new_level(row) or (
        row["reason"] == "few_points" and bool(_broken(view, (row["indicator"], row["component"])))
    )


def _pace_row(view: CommuneView, figure: Figure) -> PaceRow:
    row, level, component = view.pace_of[figure], view.levels[figure], view.component(*figure)
    return {
        "number": row["indicator"],
        "anchor": criterion_anchor(level["criterion_no"]),
        "name": level["component_name"] or level["indicator_name"],
        "value": value_phrase(component, level, view.assessor(component["assessed_by"]), row["target"]),
        "level": view.level_said(view.unit.unit_id, figure),
        "word": pace_word(row),
        "sentence": " ".join(
            filter(
                None,
                [
                    pace_sentence(row, view.later_level_of(view.unit.unit_id, figure), view.verb(*figure)),
                    _broken(view, figure),
                    view.coming(*figure),
                ],
            )
        ),
    }


def _broken(view: CommuneView, figure: Figure) -> str:
    """Return why the pace leaves out seasons of its years; "" if no break does."""
    return view.broken(*figure, least_year=view.season.year - WINDOW_YEARS)


def merged_sentence(view: CommuneView) -> str:
    """Return the sentence on the commune's points from before its founding; "" if it was always there."""
    return merger_note(first_named(view.workbook.units, view.unit.unit_id), view.predecessors(view.unit.unit_id))
