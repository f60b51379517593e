"""The trace: every figure of a commune's page with the file, sheet and cell it stands in; each row is where a figure's link leads."""

from collections.abc import Iterable, Iterator
from typing import Literal, TypedDict

import numpy as np
import pandas as pd

from ntm_lib.intake.form import DEBT_TOTAL
from ntm_lib.presentation.frame.html import NOTHING, Part, render
from ntm_lib.presentation.frame.links import figure_anchor, statement_anchor, tabled_anchor
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.words.criteria import ASSESSED_WORDS, RESULT_WORDS
from ntm_lib.presentation.words.forms import ORIGIN_WORDS, sheet_name
from ntm_lib.presentation.words.numbers import MISSING, beside, day, in_unit, number, share_of
from ntm_lib.reference.units import in_present_terms, made_of
from ntm_lib.schemas import (
    TABLED,
    CommuneSummary,
    Debt,
    Dossier,
    Observation,
    Promise,
    Resource,
    Statement,
    TabledResult,
    Village,
)
from ntm_lib.tables import rows_of
from ntm_lib.text import in_quotes, natural_key, season_text, sentence_case, spelling_key
from ntm_lib.workbook.reference import KeyMeasure, measure_figure

_TABLED = "Kết quả theo bảng tổng hợp"
Figure = tuple[str, str, str]  # season, indicator, component


class _Stated(TabledResult):
    """A summary table's result as a source."""

    origin: str


class TraceRow(TypedDict):
    """A value with where it stands and of what kind it is; `anchor` is "" where nothing leads to it."""

    anchor: str
    label: str
    value: str
    correction: str
    file: str
    cell: str
    status: str
    origin: str


class TraceGroup(TypedDict):
    """Values of one kind; `file` and `origin` are "" where they are of several."""

    name: str
    file: str
    origin: str
    rows: list[TraceRow]


def trace(view: CommuneView, earlier: Iterable[Figure] = ()) -> Part:
    """Return the table of sources: this season's figures and statements, and of earlier seasons those in `earlier`.

    Nothing if there is none: a commune that has never sent a form.
    """
    groups = _groups(view, earlier)
    if not any(rows for _, rows in groups):
        return NOTHING
    shown: list[TraceGroup] = [
        {
            "name": name,
            "file": _only("file", rows),
            "origin": _only("origin", rows),
            "rows": _unique(rows),
        }
        for name, rows in groups
        if rows
    ]
    return render("commune/trace.html.j2", view.results, groups=shown)


def has_sources(view: CommuneView) -> bool:
    """Return whether the page names the source of anything."""
    return any(rows for _, rows in _groups(view, shown_earlier(view)))


def _groups(view: CommuneView, earlier: Iterable[Figure]) -> list[tuple[str, list[TraceRow]]]:
    return [*traced(view), ("Số của các kỳ trước nêu trong trang", list(_earlier(view, set(earlier))))]


def traced(view: CommuneView) -> list[tuple[str, list[TraceRow]]]:
    """Return this season's figures and statements of the commune, by kind; [] if there are none."""
    groups = [
        ("Chỉ tiêu và số liệu của kỳ này", list(_figures(view, view.own(view.submissions.observations), ""))),
        (f"Điều {view.unit.kind} báo trong biểu", _statements(view)),
        (_TABLED, _tabled(view)),
    ]
    return [(name, rows) for name, rows in groups if rows]


def _tabled(view: CommuneView) -> list[TraceRow]:
    """Return the results that summary tables state of this season and that are used; of an earlier season how many, and the table."""
    rows = [_tabled_row(view, place, row) for place, row in view.tabled.items()]
    table = view.submissions.tabled
    for former in rows_of(view.results.communes, CommuneSummary):
        is_own = former["unit_id"] == view.unit.unit_id or former["unit_id"] in view.former_names(view.unit.unit_id)
        if is_own and former["season"] != view.season.name and former["criteria_tabled"]:
            own = table[(table["unit_id"] == former["unit_id"]) & (table["season"] == former["season"])]
            label, value = (
                f"{former['unit_name']}, {season_text(former['season'])}",
                f"{former['criteria_tabled']} tiêu chí",
            )
            for row in rows_of(own.drop_duplicates("source_file"), TabledResult):
                rows.append(_row("", label, value, {**row, "origin": TABLED, "cell": ""}))
    return rows


def _tabled_row(view: CommuneView, place: tuple[str, str], row: TabledResult) -> TraceRow:
    label = f"Chỉ tiêu {row['indicator']}" if row["indicator"] else view.criterion_label(row["criterion_no"])
    value = f"{sentence_case(RESULT_WORDS[row['result']])} (ghi {in_quotes(row['as_written'])})"
    return _row(tabled_anchor(*place), label, value, {**row, "origin": TABLED})


def tabled_place(row: TabledResult) -> str:
    """Return where a summary table states a result: "Tổng hợp.xlsx, trang “TH”, ô D9"."""
    sheet = f"trang {in_quotes(row['sheet'])}" if row["sheet"] else ""
    return ", ".join(
        filter(None, [row["source_file"].rpartition("/")[2], sheet, f"ô {row['cell']}" if row["cell"] else ""])
    )


def _only(what: Literal["file", "origin"], rows: list[TraceRow]) -> str:
    found = {row[what] for row in rows}
    return found.pop() if len(found) == 1 else ""


def _unique(rows: list[TraceRow]) -> list[TraceRow]:
    """Return the rows with each anchor on the first row that has it: two villages may have one name."""
    seen: set[str] = set()
    kept: list[TraceRow] = []
    for row in rows:
        kept.append({**row, "anchor": "" if row["anchor"] in seen else row["anchor"]})
        seen.add(row["anchor"])
    return kept


def source_link(view: CommuneView, indicator: str, component: str = "") -> str:
    """Return the link of a figure of this season on the commune's own page: "#nguon-11-1"; "" if the form has no such row."""
    return f"#{figure_anchor(indicator, component)}" if (indicator, component) in view.entered else ""


def _figures(view: CommuneView, observations: pd.DataFrame, season: str) -> Iterator[TraceRow]:
    rows = rows_of(observations, Observation)
    formers = view.former_names(view.unit.unit_id)
    for row in sorted(rows, key=lambda r: (natural_key(r["indicator"]), r["component"], r["unit_id"])):
        former = "" if row["unit_id"] == view.unit.unit_id else f" – {formers[row['unit_id']]}"
        year = f", {season_text(season)}" if season else ""
        anchor = "" if former else figure_anchor(row["indicator"], row["component"], season)
        label = f"{_name(view, row, season or view.season.name)}{year}{former}"
        yield _row(anchor, label, _value(view, row, season or view.season.name), row, row["status"], row["correction"])


def _row(
    anchor: str,
    label: str,
    value: str,
    row: "Observation | Statement | Village | Dossier | Resource | Debt | _Stated",
    status: str = "",
    correction: str = "",
) -> TraceRow:
    return {
        "anchor": anchor,
        "label": label,
        "value": value,
        "correction": correction,
        "file": row["source_file"],
        "cell": ", ".join(
            filter(None, [f"ô {row['cell']}" if row["cell"] else "", row["sheet"] and sheet_name(row["sheet"])])
        ),
        "status": status,
        "origin": ORIGIN_WORDS[row["origin"]],
    }


def _name(view: CommuneView, row: Observation, season: str) -> str:
    key = (row["indicator"], row["component"])
    if (
        view.workbook.season(season).criteria_set != view.season.criteria_set
    ):  # the same code may be another indicator there
        names = [about["name"] for about in view.measures_in(season).values() if measure_figure(about) == key]
        return names[0] if names else in_quotes(row["indicator"])
    return view.short_name(*key) if key in view.levels else view.figure_label(*key)


def _value(view: CommuneView, row: Observation, season: str) -> str:
    """Return the figure as it was entered: with its counts, or the verdict."""
    if pd.isna(row["value"]):
        return ASSESSED_WORDS[row["assessed"]] or sentence_case(MISSING)
    key = (row["indicator"], row["component"])
    is_same_set = view.workbook.season(season).criteria_set == view.season.criteria_set
    level = view.levels.get(key) if is_same_set else None
    about = level or next((m for m in view.measures_in(season).values() if measure_figure(m) == key), None)
    kind, unit = (about["value_type"], about["unit"]) if about else ("number", "")
    counts = share_of(row["numerator"], row["denominator"]) if kind != "number" else ""
    verdict = f"; {ASSESSED_WORDS[row['assessed']]}" if row["assessed"] else ""
    shown = in_unit(row["value"], kind, unit, 2)
    if level and level["rule"] == "level":
        shown = beside(row["value"], kind, unit, level["comparator"], level["target"], least=2).value
    return f"{shown}{f' = {counts}' if counts else ''}{verdict}"


def _statements(view: CommuneView) -> list[TraceRow]:
    """Return the rows of the commune's own statements: conclusions, villages, dossiers, money, debts."""
    tables, told = view.submissions, view.submissions.follow_up
    told = told[(told["respondent"] == view.unit.unit_id) & (told["season"] == view.season.name)]
    rows = [
        *(_statement("ket-luan", r["item"], f"Kết luận, mục {r['item']}", _stated(view, r, r["state"], _figure(r), _criteria(r)), r) for r in rows_of(told, Statement)),
        *(_statement("thon", r["village"], in_quotes(r["village"]), _stated(view, r, _criteria(r)), r) for r in rows_of(view.own(tables.villages), Village)),
        *(_statement("ho-so", r["tier"], f"Hồ sơ {r['tier']}", _stated(view, r), r) for r in rows_of(view.own(tables.dossiers), Dossier)),
        *(_statement("von", r["resource"], view.resource_names.get(r["resource"], r["resource"]), _money(r), r) for r in rows_of(view.own(tables.resources), Resource)),
        *(_statement("no", r["project"], f"Nợ: {_work_name(r['project'])}", _debt(r), r) for r in rows_of(view.own(tables.debts), Debt)),
    ]  # fmt: skip
    return [row for row in rows if row["value"]]


def _statement(
    kind: str, name: str, label: str, value: str, row: Statement | Village | Dossier | Resource | Debt
) -> TraceRow:
    return _row(statement_anchor(kind, name), sentence_case(label), value, row)


def _work_name(name: str) -> str:
    """Return the commune's name for a work, in quotation marks; that of the total of works without."""
    return "tổng số" if spelling_key(name) == spelling_key(DEBT_TOTAL) else in_quotes(name)


def _figure(row: Statement) -> str:
    return "" if pd.isna(row["figure"]) else number(row["figure"], 2)


def _criteria(row: Statement | Village) -> str:
    """Return the count of criteria met, as stated: "9/10 tiêu chí"; empty if that is not stated."""
    if pd.isna(row["criteria_met"]):
        return ""
    total = "" if pd.isna(row["criteria_total"]) else f"/{number(row['criteria_total'])}"
    return f"{number(row['criteria_met'])}{total} tiêu chí"


def _stated(view: CommuneView, row: Statement | Village | Dossier, *said: str) -> str:
    """Return a statement in words: "đang thực hiện, 9/10 tiêu chí, hồ sơ cơ bản đạt (10/12/2021)"; "" if the row says nothing."""
    state = view.terms.dossier_state(row["dossier_state"])
    text = ", ".join(filter(None, [*said, f"hồ sơ {state}" if state else ""]))
    return f"{text} ({day(row['as_of'])})" if text and not pd.isna(row["as_of"]) else text


def _money(row: Resource) -> str:
    parts = (("kế hoạch", row["planned"]), ("huy động", row["mobilised"]), ("giải ngân", row["disbursed"]))
    return ", ".join(f"{word} {number(value, 1)}" for word, value in parts if not pd.isna(value))


def _debt(row: Debt) -> str:
    parts = (
        ("đầu năm", row["debt_start"]),
        ("phát sinh", row["debt_new"]),
        ("đã trả", row["debt_paid"]),
        ("còn", row["debt_now"]),
    )
    return ", ".join(f"{word} {number(value, 1)}" for word, value in parts if not pd.isna(value))


def _earlier(view: CommuneView, wanted: set[Figure]) -> Iterator[TraceRow]:
    units = view.workbook.units
    chain = [view.unit, *made_of(units, view.unit.unit_id)]
    table = in_present_terms(view.submissions.observations, units, chain)
    table = table[table["unit_id"].isin([unit.unit_id for unit in chain])]
    keys = zip(table["season"], table["indicator"], table["component"], strict=True)
    chosen = table[np.fromiter((key in wanted for key in keys), dtype=bool)]  # an empty list would choose columns
    for season in sorted(set(chosen["season"]), reverse=True):
        yield from _figures(view, chosen[chosen["season"] == season], season)


def shown_earlier(view: CommuneView) -> set[Figure]:
    """Return the figures of earlier seasons that the page names: those of the trajectories, and what promises start from."""
    keys = view.workbook.key_measures
    drawn = keys[(keys["criteria_set"] == view.season.criteria_set) & (keys["is_trajectory"] == "true")]
    earlier = [s for s in view.workbook.seasons_until(view.season) if s.criteria_set == view.season.criteria_set]
    past = [s.name for s in earlier if s.name != view.season.name]
    rows = rows_of(drawn, KeyMeasure)
    figures = {(season, row["indicator"], row["component"]) for season in past for row in rows}
    measured = view.own_promises[view.own_promises["kind"] == "measure"]
    based = [(row["base_season"], view.base_figure(row)) for row in rows_of(measured, Promise)]
    return figures | {(season, *figure) for season, figure in based if figure is not None}
