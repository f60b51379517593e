"""The district among the districts of the province, from the province's own table."""

from datetime import date
from typing import TypedDict

import pandas as pd
from markupsafe import Markup

from ntm_lib.analysis.province import ComparedDistrict, districts_on_last_day
from ntm_lib.presentation.frame.html import Part, render, sort_value
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.overview import words as said
from ntm_lib.presentation.words.numbers import day, fixed, number, percent
from ntm_lib.tables import rows_of
from ntm_lib.terms import DISTRICT, KINDS
from ntm_lib.text import sentence_case


class ProvinceRow(TypedDict):
    """A district in the province's table; a cell is (value to sort by, text)."""

    name: str
    is_own: bool
    cells: list[tuple[float | str, str]]


def province_rows(view: SeasonView) -> list[ComparedDistrict]:
    """Return the rows of the province's latest table up to the season; empty if there is none, or the place is no district.

    A season in the middle of a year is not compared with the table of that year's end.
    """
    if view.terms.tier != DISTRICT:
        return []
    year = view.season.year if view.workbook.closes_year(view.season) else view.season.year - 1
    return rows_of(districts_on_last_day(view.workbook.province_progress, year), ComparedDistrict)


def province(view: SeasonView) -> Part:
    """Return the section with the province's table, the own row marked; nothing if the province published none."""
    rows = province_rows(view)
    if not rows:
        return Part(Markup(""))
    as_of = date.fromisoformat(rows[0]["as_of"])
    own = next((r for r in rows if r["unit_name"] == view.place.province_row), None)
    whole = next((r for r in rows if r["is_whole"]), None)
    district = sentence_case(view.place.name)
    return render(
        "overview/province.html.j2",
        heading=f"{district} trong {view.place.province}",
        about=said.province_day(as_of, view.season.year, view.season.name),
        sentence=_sentence(district, own, whole),
        note=f"“Đạt chuẩn” là số xã do tỉnh công bố đến {day(as_of)}, không phải số quyết định đã ký đến ngày chốt số liệu.",
        caption=f"Tiến độ các {DISTRICT} của {view.place.province} đến {day(as_of)}, số liệu tỉnh công bố",
        kinds=sentence_case(", ".join(KINDS[DISTRICT][:2])),
        rows=[_row(r, is_own=r is own) for r in rows if not r["is_whole"]],
        whole=_row(whole) if whole else None,
        sources=list(dict.fromkeys(r["source"] for r in rows if r["source"])),
    )


def _sentence(district: str, own: ComparedDistrict | None, whole: ComparedDistrict | None) -> str:
    figures = [r[name] for r in (own, whole) if r for name in ("criteria_mean", "standard_pct")]
    if own is None or whole is None or any(pd.isna(figure) for figure in figures):
        return ""
    return said.province_sentence(district, *figures)


def _row(row: ComparedDistrict, *, is_own: bool = False) -> ProvinceRow:
    shown = [
        (row["commune_count"], number(row["commune_count"])),
        (row["criteria_met_total"], number(row["criteria_met_total"])),
        (row["criteria_mean"], fixed(row["criteria_mean"], 1)),
        (row["standard_count"], number(row["standard_count"])),
        (row["standard_pct"], percent(row["standard_pct"])),
    ]
    return {"name": row["unit_name"], "is_own": is_own, "cells": [(sort_value(value), text) for value, text in shown]}
