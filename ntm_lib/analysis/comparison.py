"""One season's communes beside each other in the key measures: values, level, district, and communes of a similar size. No ranks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ntm_lib.analysis.district import summed
from ntm_lib.errors import WorkbookError
from ntm_lib.reference.units import Unit
from ntm_lib.tables import records

HOUSEHOLDS = "households"  # the measure of data/reference/measures.csv
MEASURE_COLUMNS = [
    "indicator", "component", "name", "value_type", "unit", "count_unit", "rule", "comparator", "target",
    "district_value", "communes", "communes_missing",
]  # fmt: skip
VALUE_COLUMNS = ["indicator", "component", "unit_id", "unit_name", "value", "numerator", "denominator", "result", "origin"]  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """Key measures of one season.

    `measures` (MEASURE_COLUMNS) has a row a measure, in the order of key-measures.csv: its level, the district's value
    (empty where no commune has one) and how many of the communes have no value. The district's value is weighted for shares and
    money (analysis.district); of a bare count it is the mean over the communes that state it, to be comparable with theirs. `values` (VALUE_COLUMNS) has a row a measure
    and commune, in the indicator's unit; a commune without a value has its row, with an empty value.
    """

    measures: pd.DataFrame
    values: pd.DataFrame


def compare_communes(
    key_measures: pd.DataFrame,
    criteria_set: str,
    levels: pd.DataFrame,
    components: pd.DataFrame,
    observations: pd.DataFrame,
    season: str,
) -> Comparison:
    """Return the Comparison of `season` over all communes in `components` (COMPONENT_RESULTS of that season).

    `key_measures` are Workbook.key_measures, of which those of `criteria_set` are taken; `levels` are CriteriaSet.levels of the
    season's year; `observations` are OBSERVATIONS. Raises WorkbookError on a key measure that the set does not have.
    """
    figure = ["indicator", "component"]
    chosen = key_measures.loc[key_measures["criteria_set"] == criteria_set, [*figure, "name"]]
    measures = chosen.merge(levels, on=figure, how="left")
    unknown = measures[measures["rule"].isna()]
    if not unknown.empty:
        row = unknown.iloc[0]
        named = f"{row['indicator']} {row['component']}".rstrip()
        raise WorkbookError(f"key-measures.csv: bộ {criteria_set} không có chỉ tiêu {named}. Sửa mã.")
    values = chosen[figure].merge(components, on=figure)[VALUE_COLUMNS]
    now = observations["season"].eq(season) & observations["indicator"].isin(chosen["indicator"])
    stated = records(observations.loc[now, [*figure, "value", "numerator", "denominator"]])
    rows = [row | _district(row, values, stated) for row in records(measures)]
    frame = pd.DataFrame(rows, columns=pd.Index(MEASURE_COLUMNS))
    return Comparison(frame.astype({"target": "float64", "district_value": "float64"}), values)


def _district(measure: dict, values: pd.DataFrame, stated: Sequence[Mapping]) -> dict:
    figure = measure["indicator"], measure["component"]
    own = values.loc[values["indicator"].eq(figure[0]) & values["component"].eq(figure[1]), "value"]
    whole = summed([row for row in stated if (row["indicator"], row["component"]) == figure], measure["value_type"])
    mean = whole.value
    if measure["value_type"] == "number" and whole.value is not None:
        mean = whole.value / whole.communes_with_value
    return {
        "district_value": mean,
        "communes": len(own),
        "communes_missing": int(own.isna().sum()),
    }


def commune_households(observations: pd.DataFrame, season: str, units: Iterable[Unit]) -> dict[str, float]:
    """Return the number of households by unit_id: as the season's form states it, else that of the census; none where neither is known."""
    stated = observations[(observations["season"] == season) & (observations["indicator"] == HOUSEHOLDS)]
    known = {row["unit_id"]: row["value"] for row in records(stated[stated["value"].notna()])}
    counts = {unit.unit_id: known.get(unit.unit_id, unit.households) for unit in units}
    return {unit_id: float(count) for unit_id, count in counts.items() if count is not None}


def similar_communes(households: Mapping[str, float], unit_id: str, count: int = 3) -> list[str]:
    """Return the ids of the `count` communes whose number of households is nearest to that of `unit_id`, nearest first.

    Communes whose number is not known are left out; [] if it is not known for `unit_id` itself.
    """
    if unit_id not in households:
        return []
    others = [other for other in households if other != unit_id]
    return sorted(others, key=lambda other: abs(households[other] - households[unit_id]))[:count]
