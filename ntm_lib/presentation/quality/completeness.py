"""Rows of the tables that say which of the asked values the communes gave, and what kind these are."""

from collections.abc import Collection
from typing import Literal, TypedDict

import pandas as pd

from ntm_lib.analysis.quality import MEASURES_PART, value_kinds
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.forms import ORIGIN_WORDS
from ntm_lib.presentation.words.numbers import number, percent
from ntm_lib.schemas import STATUSES, Promise
from ntm_lib.tables import records, rows_of
from ntm_lib.text import sentence_case


class GivenCell(TypedDict):
    """How many of the asked values are given."""

    given: int
    asked: int
    state: Literal["full", "part", "none"]


class GivenRow(TypedDict):
    """A commune, or all: everything first, then one cell per criterion and, if measures are asked for, one for them."""

    name: str
    is_unanswered: bool  # no form of it counts
    cells: list[GivenCell]


class UnansweredRow(TypedDict):
    """Who handed in a form, and the conclusions it leaves without an answer."""

    name: str
    questions: list[str]


class KindRow(TypedDict):
    """The given values of a commune, or of all, by status and origin."""

    name: str
    given: int
    counts: list[int]
    share: str  # of illustrative ones


class KindTable(TypedDict):
    """The given values by status and origin, with what is said of all; empty columns left out."""

    sentence: str
    headings: list[str]
    rows: list[KindRow]


def total_of(view: SeasonView) -> str:
    """Return the name of the row of all communes: "Cả huyện"."""
    return f"Cả {view.terms.place}"


def share(part: int, whole: int) -> str:
    """Return a share as "99,8%"; "" of nothing."""
    return percent(100 * part / whole) if whole else ""


def matrix_rows(view: SeasonView, found: pd.DataFrame, used: Collection[str]) -> list[GivenRow]:
    """Return a row per commune and one for all, from analysis.quality.completeness; `used` are communes with a form that counts."""
    parts = [c["criterion_no"] for c in view.criteria]
    parts += [MEASURES_PART] if (found["part"] == MEASURES_PART).any() else []
    rows = [
        _matrix_row(str(name), own, parts, is_unanswered=unit_id not in used)
        for (unit_id, name), own in found.groupby(["unit_id", "unit_name"], sort=False)
    ]
    return [*rows, _matrix_row(total_of(view), found, parts, is_unanswered=False)]


def _matrix_row(name: str, own: pd.DataFrame, parts: list[str], *, is_unanswered: bool) -> GivenRow:
    counts = own.groupby("part")[["given", "asked"]].sum().reindex(parts)
    everything = (int(counts["given"].sum()), int(counts["asked"].sum()))
    pairs = [(int(given), int(asked)) for given, asked in zip(counts["given"], counts["asked"], strict=True)]
    return {"name": name, "is_unanswered": is_unanswered, "cells": [_cell(*pair) for pair in [everything, *pairs]]}


def _cell(given: int, asked: int) -> GivenCell:
    return {"given": given, "asked": asked, "state": "full" if given == asked else "part" if given else "none"}


def unanswered_rows(view: SeasonView, promises: pd.DataFrame) -> list[UnansweredRow]:
    """Return a row per respondent from analysis.quality.unanswered_promises: each item, its words, and the commune an agency was asked about."""
    rows: dict[str, UnansweredRow] = {}
    for row in rows_of(promises, Promise):
        name, unit = view.respondent_name(row["respondent"]), view.units.get(row["unit_id"])
        about = f" ({unit.full_name})" if unit and row["respondent"] != unit.unit_id else ""
        own = rows.setdefault(row["respondent"], {"name": sentence_case(name), "questions": []})
        own["questions"].append(f"mục {row['item']} {row['summary']}{about}")
    return list(rows.values())


def kind_table(values: pd.DataFrame, name_of_total: str) -> KindTable:
    table = value_kinds(values)
    headings = {s: s for s in STATUSES} | {"no_status": "chưa ghi trạng thái"}
    headings |= {o: ORIGIN_WORDS[o] for o in ("published", "reported", "illustrative")}
    headings |= {"no_origin": "chưa ghi nguồn gốc"}
    columns = [name for name in headings if table[name].sum() or name == "illustrative"]
    total = {name: int(table[name].sum()) for name in ("given", "illustrative", *columns)}
    rows: list[KindRow] = [
        {
            "name": row["unit_name"],
            "given": row["given"],
            "counts": [row[name] for name in columns],
            "share": share(row["illustrative"], row["given"]),
        }
        for row in [*records(table), total | {"unit_name": name_of_total}]
    ]
    said = {name: f"{number(total[name])} {headings[name]}" for name in columns}
    by_status = ", ".join(said[name] for name in columns if name in (*STATUSES, "no_status"))
    by_origin = ", ".join(said[name] for name in columns if name not in (*STATUSES, "no_status"))
    sentence = (
        f"Trong {number(total['given'])} giá trị đã có, theo trạng thái: {by_status}; theo nguồn gốc: {by_origin}."
    )
    return {
        "sentence": sentence if total["given"] else "Chưa có giá trị nào.",
        "headings": [sentence_case(headings[name]) for name in columns],
        "rows": rows,
    }
