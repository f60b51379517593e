"""Checks of a season's figures against those of the season compared with. Pure functions that add to a FindingList.

Their rules in words and their bounds are in ntm_lib.intake.findings.
"""

from collections.abc import Iterable

import pandas as pd

from ntm_lib.intake.findings import JUMP_FACTOR, JUMP_LEAST, JUMP_POINTS, FindingList
from ntm_lib.reference.indicators import Level
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.units import in_present_terms
from ntm_lib.schemas import Observation
from ntm_lib.tables import rows_of
from ntm_lib.text import figure_text
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.reference import Measure, Relation
from ntm_lib.workbook.series import Series

_KEY = ["unit_id", "indicator", "component"]
_COMPARED = ["numerator", "denominator", "value", "assessed"]
_SMALLEST = 1e-6  # below, two sums are equal
_DIGITS = 6  # percentages are quotients: 70 less 50 must not be more than 20
_FEWEST_FIGURES = 10  # below, equal figures prove no copy


class PairedObservation(Observation):
    """An observation with what the same figure was in the season compared with."""

    numerator_before: float
    denominator_before: float
    value_before: float
    assessed_before: str


def paired(observations: pd.DataFrame, season: Season, workbook: Workbook) -> pd.DataFrame:
    """Return one PairedObservation per row.

    Only figures that both seasons have: not those of a unit that is new (a new name alone makes none), nor the indicators of another criteria set.
    """
    earlier = workbook.seasons.get(season.compare_with or "")
    now = observations[observations["season"] == season.name]
    if earlier is None:
        return now.iloc[0:0].assign(**{f"{name}_before": now[name].iloc[0:0] for name in _COMPARED})
    before = observations[observations["season"] == earlier.name]
    if earlier.criteria_set != season.criteria_set:
        before = before[before["indicator"].isin(set(workbook.measures["measure"]))]
    before = in_present_terms(before, workbook.units, workbook.communes(season))
    return now.merge(before[[*_KEY, *_COMPARED]], on=_KEY, suffixes=("", "_before"))


def unbroken(pairs: pd.DataFrame, workbook: Workbook, season: Season) -> pd.DataFrame:
    """Return the pairs whose series does not break between the two seasons: a new poverty line makes a rate jump."""
    earlier = workbook.seasons.get(season.compare_with or "")
    if earlier is None:
        return pairs
    series = Series(workbook.breaks, workbook.measures, season, earlier)
    whole = {figure for figure in set(_figures(pairs)) if series.broken(figure) is None}
    return pairs[pd.Series([figure in whole for figure in _figures(pairs)], pairs.index, dtype=bool)]


def value_types(workbook: Workbook, season: Season) -> dict[Figure, str]:
    levels = workbook.common_levels(season)
    types = {(r["indicator"], r["component"]): r["value_type"] for r in rows_of(levels, Level)}
    measures = workbook.measures_of(season.criteria_set)
    measures = measures[measures["indicator"] == ""]
    return types | {(r["measure"], r["component"]): r["value_type"] for r in rows_of(measures, Measure)}


def note_jumps(findings: FindingList, pairs: pd.DataFrame, value_types: dict[Figure, str]) -> None:
    """D01: a figure that jumps between two seasons beyond the stated bound."""
    kinds = pd.Series(
        [value_types.get(figure, "") for figure in _figures(pairs)],
        index=pairs.index,
        dtype="str",
    )
    is_share = kinds == "percent"
    points = (pairs["value"] - pairs["value_before"]).abs().round(_DIGITS)
    is_large = (pairs["numerator"] - pairs["numerator_before"]).abs().fillna(JUMP_LEAST) >= JUMP_LEAST
    share_jumps = is_share & is_large & (points > JUMP_POINTS)
    ask = "Xem lại số; nếu đúng, ghi lý do vào Ghi chú."
    for r in rows_of(pairs[share_jumps], PairedObservation):
        before, now = figure_text(r["value_before"], 4), figure_text(r["value"], 4)
        findings.add_at("D01", f"Từ {before} % kỳ trước thành {now} %. {ask}", r)
    count = pairs[~is_share & _is_jump(pairs["value"], pairs["value_before"])]
    for r in rows_of(count, PairedObservation):
        before, now = figure_text(r["value_before"]), figure_text(r["value"])
        findings.add_at("D01", f"Từ {before} kỳ trước thành {now}. {ask}", r)
    total = pairs[is_share & ~share_jumps & _is_jump(pairs["denominator"], pairs["denominator_before"])]
    for r in rows_of(total, PairedObservation):
        before, now = figure_text(r["denominator_before"]), figure_text(r["denominator"])
        where = {**r, "cell": r["denominator_cell"] or r["cell"]}
        findings.add_at("D01", f"Mẫu số từ {before} kỳ trước thành {now}. {ask}", where)


def _is_jump(now: pd.Series, before: pd.Series) -> pd.Series:
    large, small = now.combine(before, max), now.combine(before, min)
    return (large - small >= JUMP_LEAST) & (large >= JUMP_FACTOR * small)


def note_copies(findings: FindingList, pairs: pd.DataFrame) -> None:
    """D02: a form whose every number is that of last season."""
    numbers = pairs[pairs["value"].notna() | pairs["value_before"].notna()]
    for unit_id, own in numbers.groupby("unit_id", sort=False):
        same = all(
            own[name].fillna(-1).eq(own[f"{name}_before"].fillna(-1)).all()
            for name in ("numerator", "denominator", "value")
        )
        if same and len(own) >= _FEWEST_FIGURES:
            message = f"Cả {len(own)} số trong biểu giống hệt kỳ trước: có thể là biểu chép lại. Hỏi đơn vị, cập nhật số năm nay."
            findings.add("D02", message, own["source_file"].iloc[0], unit_id=str(unit_id))


def note_stocks(
    findings: FindingList,
    pairs: pd.DataFrame,
    observations: pd.DataFrame,
    relations: Iterable[Relation],
    season: Season,
) -> None:
    """S06: stock left = stock of last season + new - done, by relations.csv (temporary houses)."""
    now = observations.loc[observations["season"] == season.name, [*_KEY, "value"]]
    values = dict(zip(zip(now["unit_id"], _codes(now), strict=True), now["value"], strict=True))
    for relation in relations:
        if relation["kind"] != "stock" or relation["criteria_set"] != season.criteria_set:
            continue
        for row in rows_of(pairs[_codes(pairs) == relation["whole"]], PairedObservation):
            plus, minus = (values.get((row["unit_id"], code)) for code in (relation["plus"], relation["minus"]))
            if plus is None or minus is None or pd.isna([row["value"], row["value_before"], plus, minus]).any():
                continue
            expected = row["value_before"] + plus - minus
            if abs(expected - row["value"]) > _SMALLEST:
                said = f"Kỳ trước {figure_text(row['value_before'])} + thêm {figure_text(plus)}"
                if expected < 0:
                    said += f", mà bớt {figure_text(minus)}: bớt nhiều hơn số đã có"
                else:
                    said += f" − bớt {figure_text(minus)} = {figure_text(expected)}, biểu ghi còn {figure_text(row['value'])}"
                findings.add_at("S06", f"{said}. Xem lại các số.", row)


def _figures(observations: pd.DataFrame) -> list[Figure]:
    return list(zip(observations["indicator"], observations["component"], strict=True))


def _codes(observations: pd.DataFrame) -> pd.Series:
    """Return each row's figure as relations.csv writes it: "9.1", "17.1/nuoc-sach"."""
    return observations["indicator"].where(
        observations["component"] == "", observations["indicator"] + "/" + observations["component"]
    )
