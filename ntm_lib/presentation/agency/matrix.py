"""The tables of what a department leads: gaps, the indicators over all communes, and on what basis it leads them."""

from typing import Any

import pandas as pd

from ntm_lib.analysis.assessment import combine
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.view import DepartmentView
from ntm_lib.presentation.words.criteria import gap_phrase, level_phrase, value_phrase
from ntm_lib.presentation.words.numbers import beside, percent
from ntm_lib.presentation.words.pace import PACE_MARKS, PACE_WORDS, merger_note, pace_sentence
from ntm_lib.reference.units import predecessors
from ntm_lib.tables import records
from ntm_lib.text import sentence_case

Row = Any
_WHOLES = {"number": "số hộ", "money": "của mức"}  # what a gap is a part of, where it is not the indicator's own whole
WIDEST = 10  # communes side by side, so that a table fits a page; more make a further table


def gap_rows(view: DepartmentView) -> list[Row]:
    """Return one row a commune and indicator that is not met or has no value, nearest to done first, with its pace in words."""
    results = {_key(row): row for row in records(view.led)}
    pace = {_key(row): row for row in records(view.pace)}
    return [_gap(view, results[_key(gap)], gap["effort"], pace.get(_key(gap))) for gap in records(view.gaps)]


def _key(row: Row) -> tuple[str, str, str]:
    return row["unit_id"], row["indicator"], row["component"]


def _gap(view: DepartmentView, row: Row, effort: float | None, pace: Row | None) -> Row:
    level = view.levels[row["indicator"], row["component"]]
    gap = gap_phrase(row, level)
    return {
        "unit_id": row["unit_id"],
        "commune": row["unit_name"],
        "link": links.commune_page(row["unit_id"], anchor=links.criterion_anchor(row["criterion_no"])),
        "indicator": view.short_name(row["indicator"], row["component"]),
        "gap": sentence_case(gap),
        "gap_inline": gap,
        "share": "" if pd.isna(effort) else f"{percent(100 * effort)} {_WHOLES.get(level['value_type'], 'của tổng')}",
        "value": value_phrase(row, level, view.assessor(row["assessed_by"])),
        "level": level_phrase(level)[:1].lower() + level_phrase(level)[1:],
        "result": row["result"],
        **_pace(view, pace),
    }


def _pace(view: DepartmentView, pace: Row | None) -> Row:
    """Return how fast a gap closes, in words; empty for what is no number."""
    if pace is None or pace["reason"] == "no_value":
        return {"pace": "", "pace_mark": "", "pace_word": ""}
    units, figure = view.workbook.units, (pace["indicator"], pace["component"])
    merged = merger_note(units[pace["unit_id"]], predecessors(units, pace["unit_id"]))
    return {
        "pace": pace_sentence(pace, view.later_levels[figure], view.verb(*figure), merged),
        "pace_mark": PACE_MARKS[pace["state"]],
        "pace_word": PACE_WORDS[pace["state"]],
    }


def matrices(view: DepartmentView) -> list[Row]:
    """Return the tables of indicators x communes: `communes` (heads) and `rows`, at most WIDEST communes each."""
    units = view.workbook.communes(view.season) if view.bases else []
    count = -(-len(units) // WIDEST)
    width = -(-len(units) // count) if count else 0
    blocks = [units[start : start + width] for start in range(0, len(units), width)] if count else []
    cells = {(r["indicator"], r["component"], r["unit_id"]): r for r in records(view.led)}
    table = view.submissions.observations
    entered = {_key(r) for r in records(table[table["season"] == view.season.name])}
    return [
        {
            "communes": [{"name": u.name, "link": links.commune_page(u.unit_id)} for u in block],
            "rows": [
                {
                    "label": view.short_name(indicator, component),
                    "unit": _unit(view.levels[indicator, component]),
                    "cells": [
                        _cell(
                            view, cells[indicator, component, u.unit_id], (u.unit_id, indicator, component) in entered
                        )
                        for u in block
                    ],
                }
                for indicator, component in _led_levels(view)
            ],
            "totals": [_combined(view.led, u.unit_id) for u in block],
        }
        for block in blocks
    ]


def _led_levels(view: DepartmentView) -> list[tuple[str, str]]:
    return [key for key in view.levels if key[0] in view.bases]


def _unit(level: Row) -> str:
    """Return the unit of a row of figures; a share carries its own sign."""
    return str(level["unit"]) if level["rule"] == "level" and level["value_type"] != "percent" else ""


def _cell(view: DepartmentView, row: Row, is_entered: bool) -> Row:
    level = view.levels[row["indicator"], row["component"]]
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
    return combine(list(led.loc[led["unit_id"] == unit_id, "result"]))


def indicator_rows(view: DepartmentView) -> list[Row]:
    """Return each indicator it leads with its full name, level, why it leads it, and who leads it too."""
    rows = []
    for indicator, component in _led_levels(view):
        level = view.levels[indicator, component]
        others = [name for name in view.leads([indicator]).split(", ") if name != view.department.short_name]
        rows.append(
            {
                "name": view.figure_name(indicator, component),
                "level": level_phrase(level),
                "basis": sentence_case(view.bases[indicator]),
                "others": ", ".join(others),
            }
        )
    return rows
