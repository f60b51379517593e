"""Money by source and construction debts, of one commune and of all, each table with the sentence that says what it shows."""

from collections.abc import Sequence
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis import money
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.html import NOTHING, Part, render
from ntm_lib.presentation.frame.view import CommuneView, SeasonView
from ntm_lib.presentation.words import money as sentences
from ntm_lib.presentation.words.numbers import MISSING, fixed_percent, number
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import Debt
from ntm_lib.tables import rows_of
from ntm_lib.text import in_quotes

ANCHOR = "nguon-luc"  # id of the section on either page
_ONE = sentences.Speaker("xã", 1)  # a commune in a row of its own
NOT_DISBURSED = "không áp dụng"  # days of work and land are given, not disbursed


class _Shares(TypedDict):
    mobilised_pct: str
    disbursed_pct: str


class _ShownSums(_Shares):
    """Sums of money in words."""

    planned: str
    mobilised: str
    disbursed: str


class _ShownSource(_ShownSums):
    name: str
    is_total: bool
    link: str


class _SourceGroup(TypedDict):
    name: str
    rows: list[_ShownSource]


class _ShownCommune(_ShownSums):
    name: str
    link: str


class _ShownDebts(TypedDict):
    """Debts in words."""

    debt_start: str
    debt_new: str
    debt_paid: str
    debt_now: str


class _ShownWork(_ShownDebts):
    name: str


class _DebtGroup(TypedDict):
    """A commune's debts: its stated total, if it states one, and its works."""

    name: str
    link: str
    total: _ShownDebts | None
    works: list[_ShownWork]


def money_part(view: CommuneView) -> Part:
    """Return a commune's own section: money by source, debts by work, each figure linked to its cell in the table of sources.

    Nothing of a commune of which nothing is known.
    """
    if not has_money(view):
        return NOTHING
    return _part(view, [view.unit], sentences.Speaker(view.unit.full_name, 1))


def has_money(view: CommuneView) -> bool:
    """Return whether the section is there: figures of money, or a form that was asked for them and gives none."""
    own = (view.submissions.resources, view.submissions.debts)
    is_asked = len(view.workbook.resources_in(view.season)) > 0
    return (view.has_figures and is_asked) or any(len(view.own(table)) for table in own)


def money_sentences(view: SeasonView, unit: Unit | None = None) -> list[str]:
    """Return what the section says in sentences, of one commune, or of all: money, then debts."""
    units = [unit] if unit else view.workbook.communes(view.season)
    speaker = sentences.Speaker(unit.full_name, 1) if unit else sentences.Speaker("các xã", len(units))
    resources, debts = _own(view, view.submissions.resources, units), _own(view, view.submissions.debts, units)
    by_source = money.money_by_source(resources, view.workbook.resources_in(view.season))
    return [
        sentences.money_sentence(speaker, view.season, by_source),
        sentences.debt_sentence(speaker, money.debts_by_commune(debts)),
    ]


def place_money_part(view: SeasonView) -> Part:
    """Return the section over all communes: money by source, by commune, and debts by commune and work."""
    units = view.workbook.communes(view.season)
    return _part(view, units, sentences.Speaker("các xã", len(units)))


def _part(view: SeasonView, units: Sequence[Unit], speaker: sentences.Speaker) -> Part:
    resources, debts = _own(view, view.submissions.resources, units), _own(view, view.submissions.debts, units)
    by_source = money.money_by_source(resources, view.workbook.resources_in(view.season))
    totals = money.debts_by_commune(debts)
    differences = money.total_differences(resources, view.workbook.resources_in(view.season))
    is_one = speaker.communes == 1
    return render(
        "shared/money.html.j2",
        resources,
        debts,
        anchor=ANCHOR,
        is_one=is_one,
        kind=units[0].kind if is_one else "xã",
        has_sources=not by_source.empty,
        sentences=[
            sentences.money_sentence(speaker, view.season, by_source),
            sentences.debt_sentence(speaker, totals),
        ],
        groups=_groups(by_source, speaker),
        communes=[] if is_one else _commune_rows(units, money.money_by_commune(resources)),
        debts=_debt_rows(view, units, totals, money.debt_works(debts)),
        debt_total=_debt_total(totals, speaker),
        differences=[
            *(sentences.total_difference(row, is_one) for row in rows_of(differences, money.TotalDifference)),
            *(
                sentences.debt_difference(row, is_one)
                for row in rows_of(money.debt_differences(debts), money.DebtDifference)
            ),
        ],
    )


def _own(view: SeasonView, table: pd.DataFrame, units: Sequence[Unit]) -> pd.DataFrame:
    chosen = table["unit_id"].isin([unit.unit_id for unit in units]) & table["season"].eq(view.season.name)
    return table[chosen].reset_index(drop=True)


def _groups(by_source: pd.DataFrame, speaker: sentences.Speaker) -> list[_SourceGroup]:
    """Return the sources in groups of one unit: those counted in money with their total last, then the others."""
    rows = rows_of(by_source, money.SourceMoney)
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


def _source_row(row: money.SourceMoney, speaker: sentences.Speaker, in_money: bool) -> _ShownSource:
    is_one = speaker.communes == 1
    has_figure = row["planned_communes"] or row["mobilised_communes"] or row["disbursed_communes"]
    is_given = not in_money and not row["disbursed_communes"]
    return {
        "name": row["name"] if in_money else f"{row['name']} ({row['unit'] or 'chưa rõ đơn vị'})",
        "is_total": row["resource"] == money.TOTAL,
        "link": f"#{links.statement_anchor('von', row['resource'])}" if is_one and has_figure else "",
        "planned": _amount(row["planned"], row["planned_communes"], speaker),
        "mobilised": _amount(row["mobilised"], row["mobilised_communes"], speaker),
        "disbursed": NOT_DISBURSED if is_given else _amount(row["disbursed"], row["disbursed_communes"], speaker),
        **_shares(row, speaker),
    }


def _amount(amount: float, stated: int, speaker: sentences.Speaker) -> str:
    """Return a sum, with the number of communes it rests on if not all."""
    return f"{number(amount, 1)}{_partial(stated, speaker)}"


def _partial(stated: int, speaker: sentences.Speaker) -> str:
    return f" ({stated}/{speaker.communes} xã)" if 0 < stated < speaker.communes else ""


def _shares(row: money.Sums, speaker: sentences.Speaker) -> _Shares:
    return {
        "mobilised_pct": _share(row["mobilised_pct"], row["mobilised_pct_communes"], speaker),
        "disbursed_pct": _share(row["disbursed_pct"], row["disbursed_pct_communes"], speaker),
    }


def _share(value: float, stated: int, speaker: sentences.Speaker) -> str:
    return "" if pd.isna(value) else f"{fixed_percent(value, 1)}{_partial(stated, speaker)}"


def _commune_rows(units: Sequence[Unit], by_commune: pd.DataFrame) -> list[_ShownCommune]:
    stated = {row["unit_id"]: row for row in rows_of(by_commune, money.CommuneMoney)}
    return [
        {"name": unit.name, "link": links.commune_page(unit.unit_id), **_commune_sums(stated.get(unit.unit_id))}
        for unit in units
    ]


def _commune_sums(row: money.CommuneMoney | None) -> _ShownSums:
    if row is None:
        return {
            "planned": MISSING, "mobilised": MISSING, "disbursed": MISSING, "mobilised_pct": "", "disbursed_pct": "",
        }  # fmt: skip
    return {
        "planned": number(row["planned"], 1),
        "mobilised": number(row["mobilised"], 1),
        "disbursed": number(row["disbursed"], 1),
        **_shares(row, _ONE),
    }


def _debt_rows(view: SeasonView, units: Sequence[Unit], totals: pd.DataFrame, works: pd.DataFrame) -> list[_DebtGroup]:
    """Return a commune's total, then its works; communes that owe nothing and paid nothing are in the sentence only."""
    is_one = len(units) == 1
    groups: list[_DebtGroup] = []
    stated = {row["unit_id"]: row for row in rows_of(totals, Debt)}
    for unit_id in dict.fromkeys([*totals["unit_id"], *works["unit_id"]]):
        own = rows_of(works[works["unit_id"] == unit_id], Debt)
        total = stated.get(unit_id)
        if not own and (total is None or not any(total[name] > 0 for name in money.DEBT_FIGURES)):
            continue
        groups.append(
            {
                "name": view.units[unit_id].name,
                "link": "" if is_one else links.commune_page(unit_id),
                "total": _debt_figures(total) if total else None,
                "works": [{"name": in_quotes(row["project"]), **_debt_figures(row)} for row in own],
            }
        )
    return groups


def _debt_figures(row: Debt) -> _ShownDebts:
    return {
        "debt_start": number(row["debt_start"], 1),
        "debt_new": number(row["debt_new"], 1),
        "debt_paid": number(row["debt_paid"], 1),
        "debt_now": number(row["debt_now"], 1),
    }


def _debt_total(totals: pd.DataFrame, speaker: sentences.Speaker) -> _ShownDebts:
    def total(name: money.DebtFigure) -> str:
        return _amount(totals[name].sum(min_count=1), int(totals[name].notna().sum()), speaker)

    return {
        "debt_start": total("debt_start"),
        "debt_new": total("debt_new"),
        "debt_paid": total("debt_paid"),
        "debt_now": total("debt_now"),
    }
