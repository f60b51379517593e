"""Check D11 of figures: a form with the figures of another commune, filled in or copied under the wrong name.

Told by households, people and villages, which are no other commune's: against last season, and where there is none against the census
of the sheet “Xã”; and by two forms of one season with nearly all figures alike. Rule and bounds in words: ntm_lib.intake.findings.
"""

from collections.abc import Mapping

import pandas as pd

from ntm_lib.intake.findings import (
    ALIKE_PCT,
    CENSUS_ALIKE_PCT,
    DEMOGRAPHY_PCT,
    FEWEST_ALIKE,
    MOVED_PCT,
    SAME_FIGURES_PCT,
    FindingList,
)
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.sheet_titles import sheet_of
from ntm_lib.workbook import Season, Workbook

_STOCK_UNITS = ("hộ", "người", "thôn", "bản", "ấp", "tổ dân phố")  # of measures that say how large a commune is
_FEWEST_STOCKS = 2  # one alone may be like another commune's by chance
_CENSUS = ("households", "population")


def note_exchanged(findings: FindingList, pairs: pd.DataFrame, workbook: Workbook, season: Season) -> None:
    """D11: a form whose households, people, villages differ from its own last season and are those of another commune."""
    measures = workbook.measures_of(season.criteria_set)
    is_stock = (
        measures["count_unit"].isin(_STOCK_UNITS)
        & (measures["value_type"] == "number")
        & (measures["is_yearly"] != "true")
    )
    codes = set(measures.loc[is_stock & (measures["indicator"] == ""), "measure"])
    stocks = pairs[pairs["indicator"].isin(codes) & (pairs["value"] > 0) & (pairs["value_before"] > 0)]
    now, before = (
        stocks.pivot(index="unit_id", columns="indicator", values=name) for name in ("value", "value_before")
    )
    for unit_id, near in _strangers(now, before, MOVED_PCT, ALIKE_PCT).items():
        names = ", ".join(workbook.units[other].full_name for other in near)
        message = f"Số hộ, số dân trong biểu khác hẳn kỳ trước của đơn vị mà gần như của {names}: có thể hai biểu bị đổi trang “Thông tin”. Hỏi cả hai đơn vị."
        _note(findings, message, stocks, unit_id)


def note_beside_census(
    findings: FindingList, observations: pd.DataFrame, pairs: pd.DataFrame, workbook: Workbook, season: Season
) -> None:
    """D11: the same of a form without a last season, by the census figures of the communes; only where one other commune has them."""
    own = observations[(observations["season"] == season.name) & observations["indicator"].isin(_CENSUS)]
    known = set(pairs.loc[pairs["value_before"].notna() & pairs["indicator"].isin(_CENSUS), "unit_id"])
    stated = own[~own["unit_id"].isin(known) & (own["value"] > 0)]
    census = pd.DataFrame(
        {unit.unit_id: [unit.households, unit.population] for unit in workbook.communes(season)},
        index=pd.Index(_CENSUS),
        dtype="float64",
    ).T
    now = stated.pivot(index="unit_id", columns="indicator", values="value").reindex(columns=pd.Index(_CENSUS))
    strangers = _strangers(now, census.where(census > 0), DEMOGRAPHY_PCT, CENSUS_ALIKE_PCT)
    for unit_id, other in {unit_id: near[0] for unit_id, near in strangers.items() if len(near) == 1}.items():
        name, sheet = workbook.units[other].full_name, sheet_of("units.csv")
        message = f"Số hộ, số dân trong biểu khác hẳn số của đơn vị ở {sheet}, mà gần như của {name}: có thể biểu là của đơn vị ấy, ghi nhầm trang “Thông tin”. Hỏi cả hai đơn vị."
        _note(findings, message, stated, unit_id)


def _strangers(now: pd.DataFrame, before: pd.DataFrame, moved_pct: float, alike_pct: float) -> Mapping[str, list[str]]:
    """Return, for each unit with a figure farther than `moved_pct` from its own of before, the others all whose figures are within
    `alike_pct`. Both tables have a row a unit, a column a figure."""
    found: dict[str, list[str]] = {}
    for unit_id, own in ((str(unit), row.dropna()) for unit, row in now.iterrows()):
        is_known = unit_id in before.index and len(own) >= _FEWEST_STOCKS
        if is_known and (own / before.loc[unit_id] - 1).abs().gt(moved_pct / 100).any():
            far = (before.drop(index=unit_id) / own - 1).abs()[own.index]
            near = far.index[far.notna().all(axis=1) & (far <= alike_pct / 100).all(axis=1)]
            found |= {unit_id: [str(other) for other in near]} if len(near) else {}
    return found


def note_same_figures(
    findings: FindingList,
    observations: pd.DataFrame,
    value_types: Mapping[Figure, str],
    workbook: Workbook,
    season: Season,
) -> None:
    """D11: two forms of one season, of different communes, with nearly all figures alike. A count of 0, and a share without its counts
    (100 %), many have in common: these are not compared."""
    own = observations[observations["season"] == season.name]
    figures = zip(own["indicator"], own["component"], strict=True)
    is_share = pd.Series(
        [value_types.get(figure) in ("percent", "growth") for figure in figures], own.index, dtype=bool
    )
    has_counts = (own["numerator"] > 0) & (own["denominator"] > 0)
    own = own[has_counts | (~is_share & (own["value"] > 0))]
    alike = own.assign(
        figure=own["indicator"] + "/" + own["component"],
        said=own.groupby(["numerator", "denominator", "value"], dropna=False).ngroup(),
    )
    table = alike.pivot(index="unit_id", columns="figure", values="said")
    for unit_id, row in table.iterrows():
        others = table.drop(index=unit_id)
        both, same = others.notna() & row.notna(), others.eq(row)
        compared, equal = both.sum(axis=1), same.sum(axis=1)
        for other in others.index[(compared >= FEWEST_ALIKE) & (100 * equal >= SAME_FIGURES_PCT * compared)]:
            name = workbook.units[str(other)].full_name
            message = f"{equal[other]}/{compared[other]} số khác 0 trong biểu giống hệt biểu của {name} cùng kỳ: có thể một trong hai biểu là của đơn vị kia, ghi nhầm trang “Thông tin”, hoặc chép lại. Hỏi cả hai đơn vị trước khi dùng số."
            _note(findings, message, own, str(unit_id))


def _note(findings: FindingList, message: str, figures: pd.DataFrame, unit_id: str) -> None:
    """Note D11 at the first of the unit's `figures`."""
    first = figures[figures["unit_id"] == unit_id].iloc[0]
    findings.add("D11", message, first["source_file"], first["sheet"], first["cell"], unit_id)
