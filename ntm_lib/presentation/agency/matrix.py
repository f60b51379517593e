"""The tables of what a department leads: gaps, the indicators over all communes, and on what basis it leads them."""

from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.assessment import combine
from ntm_lib.analysis.gaps import OpenGap
from ntm_lib.analysis.pace import WINDOW_YEARS, misses_level
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.view import DepartmentView
from ntm_lib.presentation.words.criteria import level_phrase, value_phrase
from ntm_lib.presentation.words.numbers import beside, percent
from ntm_lib.presentation.words.pace import merger_note, pace_sentence, pace_word
from ntm_lib.reference.departments import leads_of
from ntm_lib.reference.indicators import SEVERAL, Level
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.units import first_named
from ntm_lib.schemas import ComponentResult, Observation, Pace
from ntm_lib.tables import rows_of
from ntm_lib.text import sentence_case

_WHOLES = {"number": "số hộ", "money": "của mức"}  # what a gap is a part of, where it is not the indicator's own whole
WIDEST = 10  # communes per table, so that it fits a page; more make a further table


class GapRow(TypedDict):
    """An indicator that a commune does not meet or has no value for, with its pace."""

    unit_id: str
    commune: str
    link: str
    indicator: str
    gap: str
    gap_inline: str  # the same within a sentence
    share: str
    value: str
    level: str
    result: str
    pace: str  # "" where none can be said
    pace_word: str


class CommuneHead(TypedDict):
    """A commune at the head of a column."""

    name: str
    link: str


class LedCell(TypedDict):
    """A commune's result in an indicator; `value` is "" if it is not a number, `link` if the form has no such row."""

    result: str
    value: str
    link: str


class LedRow(TypedDict):
    """An indicator in all communes of a table."""

    label: str
    unit: str
    cells: list[LedCell]


class Matrix(TypedDict):
    """A table of indicators by communes; `totals` are the results of all its indicators together."""

    communes: list[CommuneHead]
    rows: list[LedRow]
    totals: list[str]


class LedIndicator(TypedDict):
    """An indicator with its level, why the department leads it, and who else does."""

    name: str
    level: str
    basis: str
    others: str


def gap_rows(view: DepartmentView) -> list[GapRow]:
    """Return one row per commune and indicator that is not met or has no value, nearest to done first."""
    results = {_key(row): row for row in rows_of(view.led, ComponentResult)}
    paces = {
        _key(row): row for row in rows_of(view.pace, Pace) if row["state"] != "none" or row["reason"] == "new_series"
    }
    return [_gap(view, results[_key(gap)], gap["effort"], paces.get(_key(gap))) for gap in rows_of(view.gaps, OpenGap)]


def coming_rows(view: DepartmentView) -> list[GapRow]:
    """Return one row per commune and indicator that is met now and is known to miss the level of the year to come."""
    missed = {_key(row) for row in rows_of(view.pace, Pace) if misses_level(row)}
    met = [row for row in rows_of(view.led, ComponentResult) if row["result"] == "met" and _key(row) in missed]
    return [_gap(view, row, None, None) for row in met]


def _key(row: Observation | ComponentResult | Pace | OpenGap) -> tuple[str, str, str]:
    return row["unit_id"], row["indicator"], row["component"]


def _gap(view: DepartmentView, row: ComponentResult, effort: float | None, pace: Pace | None) -> GapRow:
    level = view.level_of(row["unit_id"], (row["indicator"], row["component"]))
    gap, said = view.gap_said(row), view.level_said(row["unit_id"], (row["indicator"], row["component"]))
    return {
        "unit_id": row["unit_id"],
        "commune": row["unit_name"],
        "link": links.commune_page(row["unit_id"], anchor=links.criterion_anchor(row["criterion_no"])),
        "indicator": view.short_name(row["indicator"], row["component"]),
        "gap": sentence_case(gap),
        "gap_inline": gap,
        "share": "" if pd.isna(effort) else f"{percent(100 * effort)} {_WHOLES.get(level['value_type'], 'của tổng')}",
        "value": value_phrase(row, level, view.assessor(row["assessed_by"])),
        "level": said[:1].lower() + said[1:],
        "result": row["result"],
        "pace": _pace(view, pace) if pace else "",
        "pace_word": pace_word(pace) if pace else "",
    }


def _pace(view: DepartmentView, pace: Pace) -> str:
    unit_id, figure = pace["unit_id"], (pace["indicator"], pace["component"])
    merged = merger_note(first_named(view.workbook.units, unit_id), view.predecessors(unit_id))
    said = pace_sentence(pace, view.later_level_of(unit_id, figure), view.verb(*figure), merged)
    broken = view.broken(*figure, least_year=view.season.year - WINDOW_YEARS)
    return " ".join(filter(None, [said, broken]))


def matrices(view: DepartmentView) -> list[Matrix]:
    """Return the tables of indicators by communes that have figures, at most WIDEST communes each."""
    silent = {unit.unit_id for unit in view.silent}
    spoken = [unit for unit in view.workbook.communes(view.season) if unit.unit_id not in silent]
    units = spoken if view.bases else []
    count = -(-len(units) // WIDEST)
    width = -(-len(units) // count) if count else 0
    blocks = [units[start : start + width] for start in range(0, len(units), width)] if count else []
    results = {_key(row): row for row in rows_of(view.led, ComponentResult)}
    table = view.submissions.observations
    entered = {_key(row) for row in rows_of(table[table["season"] == view.season.name], Observation)}
    return [
        {
            "communes": [{"name": u.name, "link": links.commune_page(u.unit_id)} for u in block],
            "rows": [
                {
                    "label": view.short_name(*figure),
                    "unit": _unit(view.levels[figure]),
                    "cells": [
                        _cell(view, results.get((u.unit_id, *figure)), (u.unit_id, *figure) in entered) for u in block
                    ],
                }
                for figure in _led_levels(view)
            ],
            "totals": [_combined(view.led, u.unit_id) for u in block],
        }
        for block in blocks
    ]


def _led_levels(view: DepartmentView) -> list[Figure]:
    return [key for key in view.levels if key[0] in view.bases]


def _unit(level: Level) -> str:
    """Return the unit of a row of figures; a share carries its own sign."""
    return level["unit"] if level["rule"] in ("level", SEVERAL) and level["value_type"] != "percent" else ""


def _cell(view: DepartmentView, row: ComponentResult | None, is_entered: bool) -> LedCell:
    """Return a commune's cell; `row` is None where the indicator does not bind the commune."""
    if row is None:
        return {"result": "not_applicable", "value": "", "link": ""}
    level = view.level_of(row["unit_id"], (row["indicator"], row["component"]))
    is_figure = level["rule"] == "level" and row["result"] in ("met", "not_met")
    unit = "" if level["value_type"] != "percent" else level["unit"]
    anchor = links.figure_anchor(row["indicator"], row["component"])
    return {
        "result": row["result"],
        "value": beside(row["value"], level["value_type"], unit, level["comparator"], level["target"]).value
        if is_figure
        else "",
        "link": links.commune_page(row["unit_id"], anchor=anchor) if is_entered else "",
    }


def _combined(led: pd.DataFrame, unit_id: str) -> str:
    own = led.loc[led["unit_id"] == unit_id, "result"]
    return combine(list(own)) if len(own) else "not_applicable"


def _level_said(view: DepartmentView, figure: Figure) -> str:
    """Return the level of all communes in words, with what it was and will be where that is one for all of them, too."""
    units = [unit.unit_id for unit in view.workbook.communes(view.season) if view.binds(unit.unit_id, figure)]
    said = {view.level_said(unit_id, figure) for unit_id in units}
    return said.pop() if len(said) == 1 else level_phrase(view.levels[figure], view.terms.province)


def indicator_rows(view: DepartmentView) -> list[LedIndicator]:
    """Return each indicator it leads, by its full name."""
    rows: list[LedIndicator] = []
    for indicator, component in _led_levels(view):
        leading = leads_of(view.workbook.leads_in(view.season), view.criteria_set.set_id, [indicator])
        others = [name for name in leading if name != view.department.short_name]
        rows.append(
            {
                "name": view.figure_name(indicator, component),
                "level": _level_said(view, (indicator, component)),
                "basis": sentence_case(view.bases[indicator]),
                "others": ", ".join(others),
            }
        )
    return rows
