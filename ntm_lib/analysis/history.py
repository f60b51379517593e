"""The count of criteria over the seasons, cut wherever the criteria set or the borders change: no line crosses a cut."""

from typing import TypedDict

import pandas as pd

from ntm_lib.reference.units import Unit, in_present_terms, made_of
from ntm_lib.tables import field_names, rows_of
from ntm_lib.text import season_text

FROM_FORMS, FROM_BOTH, FROM_TABLES = "biểu của xã", "biểu của xã và bảng tổng hợp", "bảng tổng hợp"
COUNTED = (FROM_FORMS, FROM_BOTH, FROM_TABLES)  # else it is published


class CountOfYear(TypedDict):
    """How many criteria a unit met at the end of a year; rows with the same `line` may be joined: same unit, same set, from forms."""

    unit_id: str
    year: int
    season: str  # "" for a published count of a year without forms
    criteria_set: str
    criteria_met: int
    criteria_unknown: int  # 0 for a published count
    basis: str  # one of COUNTED, or as published: "công bố", "suy ra"
    source: str
    unit_name: str
    line: str


class _Counted(TypedDict):
    criteria_total: int
    criteria_unknown: int
    criteria_tabled: int


def _basis(row: _Counted) -> str:
    if not row["criteria_tabled"]:
        return FROM_FORMS
    return FROM_BOTH if row["criteria_tabled"] < row["criteria_total"] - row["criteria_unknown"] else FROM_TABLES


def count_history(
    summary: pd.DataFrame, published_counts: pd.DataFrame, units: dict[str, Unit], unit_id: str, years: dict[str, int]
) -> pd.DataFrame:
    """Return the counts of a commune and of the communes it was made of, each under any name, one CountOfYear per row, oldest first.

    A season in which nothing is known of a commune has no row: no count was made.
    """
    chain = [units[unit_id], *made_of(units, unit_id)]
    summary, published_counts = (in_present_terms(t, units, chain) for t in (summary, published_counts))
    ids = [unit.unit_id for unit in chain]
    of_these = summary[summary["unit_id"].isin(ids)]
    own = of_these[of_these["criteria_unknown"] < of_these["criteria_total"]]
    counted = own[["unit_id", "season", "criteria_set", "criteria_unknown"]].assign(
        criteria_met=own["criteria_met"] + own["criteria_not_applicable"],  # as published counts have it
        year=own["season"].map(years),
        basis=[_basis(row) for row in rows_of(own, _Counted)],
        source=own["season"].map(season_text).astype("str"),
    )
    # A published count stands beside the forms' own count of that year; here it fills only the years without forms.
    without_forms = published_counts[
        published_counts["unit_id"].isin(ids) & ~published_counts["year"].isin(counted["year"])
    ]
    until = max([*of_these["season"].map(years), 0])
    published = without_forms[without_forms["year"] <= until].assign(season="", criteria_unknown=0)
    rows = pd.concat([published, counted], ignore_index=True)[
        [name for name in field_names(CountOfYear) if name not in ("unit_name", "line")]
    ]
    rows["unit_name"] = rows["unit_id"].map(lambda i: units[i].name)
    alone = rows["year"].astype(str).where(~rows["basis"].isin(COUNTED), "")  # a published point is joined to nothing
    rows["line"] = rows["unit_id"] + "|" + rows["criteria_set"] + "|" + alone
    return rows.sort_values(["year", "unit_id"], kind="stable").reset_index(drop=True)
