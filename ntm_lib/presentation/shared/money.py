"""Money by source and construction debts, of one commune and of all, each table with the sentence that says what it shows."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ntm_lib.analysis import money
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import CommuneView, SeasonView
from ntm_lib.presentation.words import money as sentences
from ntm_lib.presentation.words.numbers import MISSING, fixed, number
from ntm_lib.reference.units import Unit
from ntm_lib.tables import records
from ntm_lib.text import in_quotes

Row = dict[str, Any]
ANCHOR = "nguon-luc"  # id of the section on either page
NOT_DISBURSED = "không áp dụng"  # days of work and land are given, not disbursed


def money_part(view: CommuneView) -> Part:
    """Return a commune's own section: money by source, debts by work, each figure leading to its cell in the table of sources."""
    return _part(view, [view.unit], sentences.Speaker(view.unit.full_name, 1))


def district_money_part(view: SeasonView) -> Part:
    """Return the section over all communes: money by source, by commune, and debts by commune and work."""
    units = view.workbook.communes(view.season)
    return _part(view, units, sentences.Speaker("các xã", len(units)))


def _part(view: SeasonView, units: Sequence[Unit], speaker: sentences.Speaker) -> Part:
    resources, debts = _own(view, view.submissions.resources, units), _own(view, view.submissions.debts, units)
    by_source = money.money_by_source(resources, view.workbook.resources)
    totals = money.debts_by_commune(debts)
    is_one = speaker.communes == 1
    return render(
        "shared/money.html.j2",
        anchor=ANCHOR,
        is_one=is_one,
        has_sources=not by_source.empty,
        sentences=[
            sentences.money_sentence(speaker, view.season, by_source),
            sentences.debt_sentence(speaker, totals),
        ],
        groups=_groups(by_source, speaker),
        communes=[] if is_one else _commune_rows(units, money.money_by_commune(resources)),
        debts=_debt_rows(view, units, totals, money.debt_works(debts)),
        debt_total=_debt_total(totals),
        differences=[
            *(sentences.total_difference(row, is_one) for row in records(_differences(resources, view))),
            *(sentences.debt_difference(row, is_one) for row in records(money.debt_differences(debts))),
        ],
        illustrative="illustrative" in {*resources["origin"], *debts["origin"]},
    )


def _own(view: SeasonView, table: pd.DataFrame, units: Sequence[Unit]) -> pd.DataFrame:
    chosen = table["unit_id"].isin([unit.unit_id for unit in units]) & table["season"].eq(view.season.name)
    return table[chosen].reset_index(drop=True)


def _differences(resources: pd.DataFrame, view: SeasonView) -> pd.DataFrame:
    return money.total_differences(resources, view.workbook.resources)


def _groups(by_source: pd.DataFrame, speaker: sentences.Speaker) -> list[Row]:
    """Return the sources in groups of one unit: those counted in money with their total last, then the others."""
    rows = records(by_source)
    unit = next((row["unit"] for row in rows if row["resource"] == money.TOTAL), "")
    in_money = [row for row in rows if row["unit"] == unit and row["resource"] != money.TOTAL]
    total = [row for row in rows if row["resource"] == money.TOTAL]
    others = [row for row in rows if row["unit"] != unit]
    groups = [("", [*in_money, *total], True), ("Không tính bằng tiền", others, False)]
    return [
        {"name": name, "rows": [_source_row(row, speaker, is_money) for row in own]}
        for name, own, is_money in groups
        if own
    ]


def _source_row(row: Row, speaker: sentences.Speaker, in_money: bool) -> Row:
    is_one = speaker.communes == 1
    shown = {name: _amount(row, name, speaker) for name in money.FIGURES}
    if not in_money and not row["disbursed_communes"]:
        shown["disbursed"] = NOT_DISBURSED
    return {
        "name": row["name"] if in_money else f"{row['name']} ({row['unit'] or 'chưa rõ đơn vị'})",
        "is_total": row["resource"] == money.TOTAL,
        "link": f"#{links.statement_anchor('von', row['resource'])}" if is_one and _has_figure(row) else "",
        **shown,
        "mobilised_pct": _share(row["mobilised_pct"]),
        "disbursed_pct": _share(row["disbursed_pct"]),
    }


def _has_figure(row: Row) -> bool:
    return any(row[f"{name}_communes"] for name in money.FIGURES)


def _amount(row: Row, name: str, speaker: sentences.Speaker) -> str:
    """Return a sum; beside it on how many communes it rests, if not on all."""
    stated = row[f"{name}_communes"]
    partial = f" ({stated}/{speaker.communes} xã)" if 0 < stated < speaker.communes else ""
    return f"{number(row[name], 1)}{partial}"


def _share(value: float | None) -> str:
    return "" if value is None or pd.isna(value) else f"{fixed(value, 1)}%"


def _commune_rows(units: Sequence[Unit], by_commune: pd.DataFrame) -> list[Row]:
    stated = {row["unit_id"]: row for row in records(by_commune)}
    rows = []
    for unit in units:
        row = stated.get(unit.unit_id)
        shown = {name: number(row[name], 1) if row else MISSING for name in money.FIGURES}
        shares = {f"{name}_pct": _share(row[f"{name}_pct"]) if row else "" for name in money.FIGURES[1:]}
        rows.append({"name": unit.name, "link": links.commune_page(unit.unit_id), **shown, **shares})
    return rows


def _debt_rows(view: SeasonView, units: Sequence[Unit], totals: pd.DataFrame, works: pd.DataFrame) -> list[Row]:
    """Return a commune's total, then its works; communes that owe nothing and paid nothing are in the sentence only."""
    is_one = len(units) == 1
    groups: list[Row] = []
    stated = {row["unit_id"]: row for row in records(totals)}
    for unit_id in dict.fromkeys([*totals["unit_id"], *works["unit_id"]]):
        own = records(works[works["unit_id"] == unit_id])
        total = stated.get(unit_id)
        if not own and (total is None or not any(total[name] > 0 for name in money.DEBT_FIGURES)):
            continue
        groups.append(
            {
                "name": view.workbook.units[unit_id].name,
                "link": "" if is_one else links.commune_page(unit_id),
                "total": _debt_figures(total) if total else None,
                "works": [{"name": in_quotes(row["project"]), **_debt_figures(row)} for row in own],
            }
        )
    return groups


def _debt_figures(row: Row) -> Row:
    return {name: number(row[name], 1) for name in money.DEBT_FIGURES}


def _debt_total(totals: pd.DataFrame) -> Row:
    return {name: number(totals[name].sum(min_count=1), 1) for name in money.DEBT_FIGURES}
