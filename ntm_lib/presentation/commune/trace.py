"""The trace: every figure of a commune's page with the file, sheet and cell it stands in; each row is where a figure's link leads."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from ntm_lib.intake.form import DEBT_TOTAL
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.links import figure_anchor, statement_anchor
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.words.criteria import ASSESSED_WORDS
from ntm_lib.presentation.words.forms import ORIGIN_WORDS, sheet_name
from ntm_lib.presentation.words.numbers import MISSING, beside, day, in_unit, number, share_of
from ntm_lib.reference.units import predecessors
from ntm_lib.tables import records
from ntm_lib.text import in_quotes, natural_key, sentence_case, spelling_key

Row = dict[str, Any]
Figure = tuple[str, str, str]  # season, indicator, component


def trace(view: CommuneView, earlier: Iterable[Figure] = ()) -> Part:
    """Return the table of sources: this season's figures and statements, and of earlier seasons those in `earlier`."""
    groups = [
        ("Chỉ tiêu và số liệu của mùa này", list(_figures(view, view.own(view.submissions.observations), ""))),
        ("Điều xã báo trong biểu", list(_statements(view))),
        ("Số của các mùa trước nêu trong trang", list(_earlier(view, set(earlier)))),
    ]
    shown = [{"name": name, "file": _only_file(rows), "rows": _unique(rows)} for name, rows in groups if rows]
    return render(
        "commune/trace.html.j2",
        groups=shown,
        folder=f"{view.workbook.data_name}/submissions",
        illustrative=view.compares_illustrative,
    )


def _only_file(rows: list[Row]) -> str:
    files = {row["file"] for row in rows}
    return files.pop() if len(files) == 1 else ""


def _unique(rows: list[Row]) -> list[Row]:
    """Return the rows with each anchor on the first row that has it: two villages may bear one name."""
    seen: set[str] = set()
    kept = []
    for row in rows:
        kept.append(row | {"anchor": "" if row["anchor"] in seen else row["anchor"]})
        seen.add(row["anchor"])
    return kept


def source_link(view: CommuneView, indicator: str, component: str = "") -> str:
    """Return where a figure of this season leads on the commune's own page: "#nguon-11-1"; "" if the form has no such row."""
    return f"#{figure_anchor(indicator, component)}" if (indicator, component) in view.entered else ""


def _figures(view: CommuneView, observations: pd.DataFrame, season: str) -> Iterator[Row]:
    for row in sorted(records(observations), key=lambda r: (natural_key(r["indicator"]), r["component"], r["unit_id"])):
        former = "" if row["unit_id"] == view.unit.unit_id else f" – {view.workbook.units[row['unit_id']].name}"
        year = f", mùa {season}" if season else ""
        yield {
            "anchor": "" if former else figure_anchor(row["indicator"], row["component"], season),
            "label": f"{_name(view, row)}{year}{former}",
            "value": _value(view, row),
            **_place(row),
        }


def _name(view: CommuneView, row: Row) -> str:
    key = (row["indicator"], row["component"])
    return view.short_name(*key) if key in view.levels else view.figure_label(*key)


def _value(view: CommuneView, row: Row) -> str:
    """Return the figure as it was entered: with its counts, or the verdict."""
    if pd.isna(row["value"]):
        return ASSESSED_WORDS[row["assessed"]] or sentence_case(MISSING)
    about = view.levels.get((row["indicator"], row["component"])) or view.measures.get(row["indicator"], {})
    kind, unit = about.get("value_type", "number"), about.get("unit", "")
    counts = share_of(row["numerator"], row["denominator"]) if kind != "number" else ""
    verdict = f"; {ASSESSED_WORDS[row['assessed']]}" if row["assessed"] else ""
    shown = in_unit(row["value"], kind, unit, 2)
    if about.get("rule") == "level":
        shown = beside(row["value"], kind, unit, about["comparator"], about["target"], least=2).value
    return f"{shown}{f' = {counts}' if counts else ''}{verdict}"


def _place(row: Row) -> Row:
    return {
        "file": row["source_file"],
        "cell": ", ".join(filter(None, [f"ô {row['cell']}" if row["cell"] else "", sheet_name(row["sheet"])])),
        "status": row.get("status", ""),
        "origin": ORIGIN_WORDS[row.get("origin", "")],
        "correction": row.get("correction", ""),
    }


def _statements(view: CommuneView) -> Iterator[Row]:
    """Yield what the commune states of itself: conclusions, villages, dossiers, money, debts."""
    tables = view.submissions
    told = tables.follow_up[
        (tables.follow_up["respondent"] == view.unit.unit_id) & (tables.follow_up["season"] == view.season.name)
    ]
    for kind, table, name, label, value in (
        ("ket-luan", told, "item", "Kết luận, mục {}", _stated),
        ("thon", view.own(tables.villages), "village", "{}", _stated),
        ("ho-so", view.own(tables.dossiers), "tier", "Hồ sơ {}", _stated),
        ("von", view.own(tables.resources), "resource", "{}", _money),
        ("no", view.own(tables.debts), "project", "Nợ: {}", _debt),
    ):
        for row in records(table):
            shown = view.resource_names.get(row[name], row[name])
            if name in ("village", "project"):
                is_total = spelling_key(row[name]) == spelling_key(DEBT_TOTAL)
                shown = "tổng số" if is_total else in_quotes(row[name])
            text = value(row)
            if text:
                yield {
                    "anchor": statement_anchor(kind, row[name]),
                    "label": sentence_case(label.format(shown)),
                    "value": text,
                    **_place(row),
                }


def _stated(row: Row) -> str:
    """Return a statement in words: "đang thực hiện, 9/10 tiêu chí, hồ sơ cơ bản đạt (10/12/2021)"; "" if the row says nothing."""
    parts = [row.get("state", "")]
    if not pd.isna(row.get("figure")):
        parts.append(number(row["figure"], 2))
    if not pd.isna(row.get("criteria_met")):
        total = row.get("criteria_total")
        parts.append(f"{number(row['criteria_met'])}{'' if pd.isna(total) else f'/{number(total)}'} tiêu chí")
    parts.append(f"hồ sơ {row['dossier_state']}" if row["dossier_state"] else "")
    text = ", ".join(filter(None, parts))
    return f"{text} ({day(row['as_of'])})" if text and not pd.isna(row["as_of"]) else text


def _money(row: Row) -> str:
    parts = (("kế hoạch", row["planned"]), ("huy động", row["mobilised"]), ("giải ngân", row["disbursed"]))
    return ", ".join(f"{word} {number(value, 1)}" for word, value in parts if not pd.isna(value))


def _debt(row: Row) -> str:
    parts = (
        ("đầu năm", row["debt_start"]),
        ("phát sinh", row["debt_new"]),
        ("đã trả", row["debt_paid"]),
        ("còn", row["debt_now"]),
    )
    return ", ".join(f"{word} {number(value, 1)}" for word, value in parts if not pd.isna(value))


def _earlier(view: CommuneView, wanted: set[Figure]) -> Iterator[Row]:
    units = [view.unit.unit_id, *(u.unit_id for u in predecessors(view.workbook.units, view.unit.unit_id))]
    table = view.submissions.observations
    table = table[table["unit_id"].isin(units)]
    keys = zip(table["season"], table["indicator"], table["component"], strict=True)
    chosen = table[np.fromiter((key in wanted for key in keys), dtype=bool)]  # an empty list would choose columns
    for season in sorted(set(chosen["season"]), reverse=True):
        yield from _figures(view, chosen[chosen["season"] == season], season)


def shown_earlier(view: CommuneView) -> set[Figure]:
    """Return the figures of earlier seasons that the page names: those of the trajectories, and what promises start from."""
    keys = view.workbook.key_measures
    drawn = keys[(keys["criteria_set"] == view.season.criteria_set) & (keys["is_trajectory"] == "true")]
    past = [s.name for s in view.workbook.seasons_until(view.season) if s.name != view.season.name]
    rows = records(drawn)
    figures = {(season, row["indicator"], row["component"]) for season in past for row in rows}
    measured = view.own_promises[view.own_promises["kind"] == "measure"]
    return figures | {(row["base_season"], row["indicator"], row["component"]) for row in records(measured)}
