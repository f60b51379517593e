"""Money for the programme and construction debts: sums by source, by commune and over all, and whether stated totals agree.

Sources differ in unit (million VND, days of work, square metres): only sources of one unit are ever added. Sums leave out what is
not stated, and each says how many communes it rests on. Pure functions on RESOURCES and DEBTS of one season, of the communes meant.
"""

import numpy as np
import pandas as pd

from ntm_lib.intake.form import DEBT_TOTAL
from ntm_lib.tables import records
from ntm_lib.text import spelling_key

TOTAL = "tong"  # the row of data/reference/resources.csv that states the sum of those in its own unit
FIGURES = ("planned", "mobilised", "disbursed")
DEBT_FIGURES = ("debt_start", "debt_new", "debt_paid", "debt_now")
TOLERANCE = 0.5  # million VND between a stated total and its parts: the communes round (check S06)


def money_by_source(resources: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return one row a source: resource, name, unit, and for each of FIGURES its sum, `<figure>_communes` and `<figure>_pct`.

    `sources` is Workbook.resources; its order is kept, sources it does not know follow with an empty unit. A sum is empty where no
    commune states the figure. `mobilised_pct` and `disbursed_pct` are shares of what was planned, over the communes that state
    both; empty where nothing was planned.
    """
    strange = [name for name in resources["resource"].unique() if name not in set(sources["resource"])]
    named = [
        *records(sources[["resource", "name", "unit"]]),
        *({"resource": s, "name": s, "unit": ""} for s in strange),
    ]
    figures = resources[["resource", *FIGURES]]
    rows = [source | _sums(figures[figures["resource"] == source["resource"]]) for source in named]
    columns = ["resource", "name", "unit", *_sums(resources.iloc[:0])]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def money_by_commune(resources: pd.DataFrame) -> pd.DataFrame:
    """Return unit_id, unit_name and the figures of money_by_source from each commune's stated total in money (TOTAL)."""
    totals = resources[resources["resource"] == TOTAL]
    rows = [
        {"unit_id": unit_id, "unit_name": unit_name} | _sums(own)
        for (unit_id, unit_name), own in totals.groupby(["unit_id", "unit_name"], sort=False)
    ]
    return pd.DataFrame(rows, columns=pd.Index(["unit_id", "unit_name", *_sums(totals.iloc[:0])]))


def _sums(own: pd.DataFrame) -> dict[str, float | None]:
    # A table of a few rows for each source: numpy adds it up in a tenth of the time pandas takes.
    values = {name: own[name].to_numpy() for name in FIGURES}
    stated = {name: ~np.isnan(values[name]) for name in FIGURES}
    sums: dict[str, float | None] = {n: np.nansum(values[n]) if stated[n].any() else np.nan for n in FIGURES}
    sums |= {f"{name}_communes": int(stated[name].sum()) for name in FIGURES}
    for name in FIGURES[1:]:
        both = stated[name] & stated["planned"]
        planned = values["planned"][both].sum()
        sums[f"{name}_pct"] = 100 * values[name][both].sum() / planned if planned else None
    return sums


def total_differences(resources: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return unit_id, unit_name, figure, stated, summed where a commune's stated total in money is not the sum of its sources.

    Sources without a value are left out of the sum, as in check S06; where no source has a value there is nothing to hold against.
    """
    unit = dict(zip(sources["resource"], sources["unit"], strict=True))
    same_unit = resources["resource"].map(unit).eq(unit.get(TOTAL, "")) & resources["resource"].ne(TOTAL)
    rows = []
    for total in records(resources[resources["resource"] == TOTAL]):
        parts = resources[same_unit & (resources["unit_id"] == total["unit_id"])]
        for figure in FIGURES:
            summed = parts[figure].sum(min_count=1)
            if abs(summed - total[figure]) > TOLERANCE:
                named = {"unit_id": total["unit_id"], "unit_name": total["unit_name"], "figure": figure}
                rows.append(named | {"stated": total[figure], "summed": summed})
    return pd.DataFrame(rows, columns=pd.Index(["unit_id", "unit_name", "figure", "stated", "summed"]))


def debts_by_commune(debts: pd.DataFrame) -> pd.DataFrame:
    """Return each commune's stated total of construction debt (DEBTS of its total row), most owed first; the unstated last."""
    totals = debts[_is_total(debts)]
    return totals.sort_values("debt_now", ascending=False, kind="stable").reset_index(drop=True)


def debt_works(debts: pd.DataFrame) -> pd.DataFrame:
    """Return DEBTS of the single works, most owed first."""
    works = debts[~_is_total(debts)]
    return works.sort_values("debt_now", ascending=False, kind="stable").reset_index(drop=True)


def debt_differences(debts: pd.DataFrame) -> pd.DataFrame:
    """Return unit_id, unit_name, stated, summed where a commune's total left to pay is not the sum of its works, if it names any."""
    is_total = _is_total(debts)
    rows = []
    for total in records(debts[is_total]):
        summed = debts.loc[~is_total & (debts["unit_id"] == total["unit_id"]), "debt_now"].sum(min_count=1)
        if abs(summed - total["debt_now"]) > TOLERANCE:
            named = {"unit_id": total["unit_id"], "unit_name": total["unit_name"]}
            rows.append(named | {"stated": total["debt_now"], "summed": summed})
    return pd.DataFrame(rows, columns=pd.Index(["unit_id", "unit_name", "stated", "summed"]))


def _is_total(debts: pd.DataFrame) -> pd.Series:
    return debts["project"].map(spelling_key).eq(spelling_key(DEBT_TOTAL)).astype(bool)
