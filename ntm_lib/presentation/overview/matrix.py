"""The communes of the district: the matrix of communes by criteria, and what is met, filed and recognised side by side."""

from collections.abc import Collection, Sequence
from typing import TypedDict

from ntm_lib.analysis.district import communes_meeting, district_standing, recognition_beside_now
from ntm_lib.analysis.status import counted_met
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.html import NOTHING, Part, render, sort_value
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.overview import words as said
from ntm_lib.presentation.overview.headline import comparison
from ntm_lib.presentation.words.numbers import number
from ntm_lib.presentation.words.standing import (
    NO_DECISION,
    NO_DECISIONS,
    TABLE_MARK,
    at_least,
    count_of_criteria,
    dossier_phrase,
    has_results,
    recognition_phrase,
    short_change,
    short_count,
    standing_sentence,
)
from ntm_lib.schemas import CommuneSummary, CriterionResult
from ntm_lib.tables import rows_of
from ntm_lib.text import sentence_case


class MatrixCell(TypedDict):
    """A commune's result in a criterion."""

    result: str
    is_tabled: bool  # it rests on a summary table
    fell: bool  # the commune lost it since the season compared with
    link: str


class MatrixRow(TypedDict):
    """A commune over all criteria."""

    name: str
    link: str
    count: str
    sort_count: int
    change: str
    sort_change: float | str
    lacking: str  # the numbers of what is open, where cells have no room
    cells: list[MatrixCell]


class StandingRow(TypedDict):
    """What a commune meets now, how far its dossier is, and what is recognised."""

    name: str
    link: str
    count: str
    sort_count: int
    dossier: str
    recognition: str


def matrix(view: SeasonView) -> Part:
    """Return the matrix of communes by criteria with count and change; the last row says how many communes meet each.

    Communes without figures have no row of dashes: the first line of the page names them. Nothing if there are no others.
    """
    rows = _rows(view)
    if not rows:
        return NOTHING
    standing = district_standing(view.now.communes, view.criteria_set)
    compared, meeting = comparison(view, standing), communes_meeting(view.now.criteria)
    met = view.now.criteria[view.now.criteria["result"].isin(["met", "not_applicable"])]
    tabled = set(met.loc[met["table_id"] != "", "criterion_no"])
    return render(
        "overview/matrix.html.j2",
        view.results,
        criteria=view.criteria,
        rows=rows,
        RESULT_WORDS=view.result_words,
        season=view.season,
        sentence=standing_sentence(
            view.place.name, view.season.cut_off, standing, compared.change, view.result_words["unknown"]
        ),
        total=f"{at_least(standing)}{number(standing.met_total)}{TABLE_MARK if standing.tabled_total else ''}",
        is_tabled=any(TABLE_MARK in row["count"] + row["change"] for row in rows),
        counts_not_applicable=any(cell["result"] == "not_applicable" for row in rows for cell in row["cells"]),
        change=compared.short_change,
        meeting=[
            f"{number(meeting[c['criterion_no']])}{TABLE_MARK if c['criterion_no'] in tabled else ''}"
            for c in view.criteria
        ],
    )


def _rows(view: SeasonView) -> list[MatrixRow]:
    results = {(r["unit_id"], r["criterion_no"]): r for r in rows_of(view.now.criteria, CriterionResult)}
    rows: list[MatrixRow] = []
    for commune in rows_of(view.now.communes, CommuneSummary):
        unit_id = commune["unit_id"]
        if not has_results(commune):
            continue
        fallen = [found.criterion_no for found in view.fallen(unit_id) if found.is_lost]
        rows.append(
            {
                "name": commune["unit_name"],
                "link": links.commune_page(unit_id, base=""),
                "count": short_count(commune),
                "sort_count": counted_met(commune),
                "change": short_change(commune, view.season),
                "sort_change": sort_value(commune["criteria_met_change"]),
                "lacking": _lacking([results[unit_id, c["criterion_no"]] for c in view.criteria], fallen),
                "cells": [
                    {
                        "result": results[unit_id, n]["result"],
                        "is_tabled": bool(results[unit_id, n]["table_id"]),
                        "fell": n in fallen,
                        "link": links.commune_page(unit_id, base="", anchor=links.criterion_anchor(n)),
                    }
                    for n in (c["criterion_no"] for c in view.criteria)
                ],
            }
        )
    return rows


def _lacking(rows: Sequence[CriterionResult], fallen: Collection[str]) -> str:
    """Return "5, 9▼, 11; chưa rõ 17": what is not met, and what is not known."""
    not_met, unknown = (
        ", ".join(
            f"{row['criterion_no']}{'▼' if row['criterion_no'] in fallen else ''}"
            for row in rows
            if row["result"] == result
        )
        for result in ("not_met", "unknown")
    )
    return "; ".join(filter(None, [not_met, f"chưa rõ {unknown}" if unknown else ""]))


def standing_table(view: SeasonView) -> Part:
    """Return the table of what is met now, the dossier's state, and what is recognised: three things, side by side.

    That recognition.csv has no decision yet is said once above it, not of each commune.
    """
    has_decisions = len(view.workbook.recognition) > 0
    none = NO_DECISION if has_decisions else "–"
    rows: list[StandingRow] = [
        {
            "name": commune["unit_name"],
            "link": links.commune_page(commune["unit_id"], base=""),
            "count": count_of_criteria(commune),
            "sort_count": counted_met(commune),
            "dossier": sentence_case(dossier_phrase(commune, view.terms)),
            "recognition": sentence_case(recognition_phrase(commune, none)),
        }
        for commune in rows_of(view.now.communes, CommuneSummary)
    ]
    recognition = f"{sentence_case(NO_DECISIONS)}."
    if has_decisions:
        beside = recognition_beside_now(view.now.communes)
        recognition = said.recognition_sentence(
            beside, len(rows), view.criteria_set.criteria_total, view.season.cut_off
        )
    return render(
        "overview/standing.html.j2",
        view.results,
        recognition=recognition,
        rows=rows,
        is_tabled=bool(view.now.communes["criteria_tabled"].any()),
    )
