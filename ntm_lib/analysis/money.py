"""Money for the programme and construction debts: sums by source, by commune and over all, and whether stated totals agree.

Sources differ in unit (million VND, days of work, square metres): only sources of one unit are ever added. Sums leave out what is
not stated, and each says how many communes it rests on. Pure functions on RESOURCES and DEBTS of one season, of the communes meant.
"""

from math import nan
from typing import Literal, TypedDict

import numpy as np
import pandas as pd

from ntm_lib.intake.form import DEBT_TOTAL
from ntm_lib.schemas import Debt, Resource
from ntm_lib.tables import field_names, rows_of
from ntm_lib.text import spelling_key
from ntm_lib.workbook.reference import FundingSource

TOTAL = "tong"  # the row of data/reference/resources.csv that states the sum of those in its own unit
MoneyFigure = Literal["planned", "mobilised", "disbursed"]
DebtFigure = Literal["debt_start", "debt_new", "debt_paid", "debt_now"]
FIGURES: tuple[MoneyFigure, ...] = ("planned", "mobilised", "disbursed")
DEBT_FIGURES: tuple[DebtFigure, ...] = ("debt_start", "debt_new", "debt_paid", "debt_now")
TOLERANCE = 0.5  # million VND between a stated total and its parts: the communes round (check S06)


class Sums(TypedDict):
    """Sums over the communes that state a figure, empty where none does, and how many these are.

    The shares are of what was planned, over the communes that state both, and how many these are; empty where nothing was planned.
    """

    planned: float
    mobilised: float
    disbursed: float
    planned_communes: int
    mobilised_communes: int
    disbursed_communes: int
    mobilised_pct: float
    disbursed_pct: float
    mobilised_pct_communes: int
    disbursed_pct_communes: int


class SourceMoney(FundingSource, Sums):
    """The sums of one source, all communes."""


class CommuneMoney(Sums):
    """The sums of one commune, all sources."""

    unit_id: str
    unit_name: str


class DebtDifference(TypedDict):
    """A commune's stated total that is not the sum of its parts."""

    unit_id: str
    unit_name: str
    stated: float
    summed: float


class TotalDifference(DebtDifference):
    """The same of money: which of FIGURES it is."""

    figure: str


def money_by_source(resources: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return one SourceMoney per row.

    `sources` is Workbook.resources_in the season; its order is kept, sources it does not know follow with an empty unit.
    """
    strange = [name for name in resources["resource"].unique() if name not in set(sources["resource"])]
    named = rows_of(sources[field_names(FundingSource)], FundingSource)
    named += [{"resource": name, "name": name, "unit": ""} for name in strange]
    figures = resources[["resource", *FIGURES]]
    rows: list[SourceMoney] = [
        {**source, **_sums(figures[figures["resource"] == source["resource"]])} for source in named
    ]
    return pd.DataFrame(rows, columns=pd.Index(field_names(SourceMoney)))


def money_by_commune(resources: pd.DataFrame) -> pd.DataFrame:
    """Return one CommuneMoney per row, from each commune's stated total in money (TOTAL)."""
    totals = resources[resources["resource"] == TOTAL]
    rows: list[CommuneMoney] = [
        {"unit_id": str(unit_id), "unit_name": str(unit_name), **_sums(own)}
        for (unit_id, unit_name), own in totals.groupby(["unit_id", "unit_name"], sort=False)
    ]
    return pd.DataFrame(rows, columns=pd.Index(field_names(CommuneMoney)))


def _sums(own: pd.DataFrame) -> Sums:
    # A table of a few rows for each source: numpy adds it up in a tenth of the time pandas takes.
    values = {name: own[name].to_numpy() for name in FIGURES}
    stated = {name: ~np.isnan(values[name]) for name in FIGURES}

    def total(name: MoneyFigure) -> float:
        return np.nansum(values[name]) if stated[name].any() else nan

    both = {name: stated[name] & stated["planned"] for name in FIGURES}

    def share(name: MoneyFigure) -> float:
        planned = values["planned"][both[name]].sum()
        return 100 * values[name][both[name]].sum() / planned if planned else nan

    return {
        "planned": total("planned"),
        "mobilised": total("mobilised"),
        "disbursed": total("disbursed"),
        "planned_communes": int(stated["planned"].sum()),
        "mobilised_communes": int(stated["mobilised"].sum()),
        "disbursed_communes": int(stated["disbursed"].sum()),
        "mobilised_pct": share("mobilised"),
        "disbursed_pct": share("disbursed"),
        "mobilised_pct_communes": int(both["mobilised"].sum()),
        "disbursed_pct_communes": int(both["disbursed"].sum()),
    }


def total_differences(resources: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return one TotalDifference per row: where a commune's stated total in money is not the sum of its sources.

    Sources without a value are left out of the sum, as in check S06; where no source has a value there is nothing to compare with.
    """
    unit = dict(zip(sources["resource"], sources["unit"], strict=True))
    same_unit = resources["resource"].map(unit).eq(unit.get(TOTAL, "")) & resources["resource"].ne(TOTAL)
    rows: list[TotalDifference] = []
    for total in rows_of(resources[resources["resource"] == TOTAL], Resource):
        parts = resources[same_unit & (resources["unit_id"] == total["unit_id"])]
        for figure in FIGURES:
            summed = parts[figure].sum(min_count=1)
            if abs(summed - total[figure]) > TOLERANCE:
                rows.append({**_difference(total, total[figure], summed), "figure": figure})
    return pd.DataFrame(rows, columns=pd.Index(field_names(TotalDifference)))


def debts_by_commune(debts: pd.DataFrame) -> pd.DataFrame:
    """Return each commune's stated total of construction debt (DEBTS of its total row), most owed first; the unstated last."""
    totals = debts[_is_total(debts)]
    return totals.sort_values("debt_now", ascending=False, kind="stable").reset_index(drop=True)


def debt_works(debts: pd.DataFrame) -> pd.DataFrame:
    """Return DEBTS of the single works, most owed first."""
    works = debts[~_is_total(debts)]
    return works.sort_values("debt_now", ascending=False, kind="stable").reset_index(drop=True)


def debt_differences(debts: pd.DataFrame) -> pd.DataFrame:
    """Return one DebtDifference per row: where a commune's total left to pay is not the sum of its works, if it names any."""
    is_total = _is_total(debts)
    rows: list[DebtDifference] = []
    for total in rows_of(debts[is_total], Debt):
        summed = debts.loc[~is_total & (debts["unit_id"] == total["unit_id"]), "debt_now"].sum(min_count=1)
        if abs(summed - total["debt_now"]) > TOLERANCE:
            rows.append(_difference(total, total["debt_now"], summed))
    return pd.DataFrame(rows, columns=pd.Index(field_names(DebtDifference)))


def _difference(total: Resource | Debt, stated: float, summed: float) -> DebtDifference:
    return {"unit_id": total["unit_id"], "unit_name": total["unit_name"], "stated": stated, "summed": summed}


def _is_total(debts: pd.DataFrame) -> pd.Series:
    return debts["project"].map(spelling_key).eq(spelling_key(DEBT_TOTAL)).astype(bool)
