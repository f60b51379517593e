"""One season's communes beside each other in the key measures: values, what the place has as a whole, and communes of a similar size. No ranks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.district import Counted, summed
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import Observation
from ntm_lib.tables import field_names, rows_of

HOUSEHOLDS = "households"  # the measure of data/reference/measures.csv


class _KeyFigure(TypedDict):
    """A figure of key-measures.csv; its level is each commune's own."""

    indicator: str
    component: str
    name: str
    value_type: str


class ComparedFigure(_KeyFigure):
    """A key measure with the value of the whole place, which is empty where no commune has one, and how many communes have no value.

    The place's value is weighted for shares and money (analysis.district); of a bare count it is the mean over the communes
    that state it, so that theirs can be compared with it. `communes_counted` are in it: a share stated without its counts is not.
    """

    place_value: float
    communes: int
    communes_missing: int
    communes_counted: int


class ComparedValue(TypedDict):
    """A key measure of one commune, in the indicator's unit; the value is empty where the commune has none."""

    indicator: str
    component: str
    unit_id: str
    unit_name: str
    value: float
    numerator: float
    denominator: float
    result: str
    origin: str


class _Stated(Counted):
    unit_id: str
    indicator: str
    component: str


@dataclass(frozen=True)
class Comparison:
    """Key measures of one season.

    `measures` has one ComparedFigure per row, in the order of key-measures.csv; `values` one ComparedValue for every measure
    and commune.
    """

    measures: pd.DataFrame
    values: pd.DataFrame

    @cached_property
    def text(self) -> str:
        """Both tables as CSV, written once: they are in the hash of every commune's data, and a province has a hundred communes."""
        return "\n".join(table.to_csv(index=False) for table in (self.measures, self.values))


def compare_communes(
    key_measures: pd.DataFrame,
    criteria_set: CriteriaSet,
    levels: pd.DataFrame,
    components: pd.DataFrame,
    observations: pd.DataFrame,
    season: str,
) -> Comparison:
    """Return the Comparison of `season` over all communes in `components` (COMPONENT_RESULTS of that season).

    `key_measures` are Workbook.key_measures, of which those of `criteria_set` are taken; one that binds none of the communes is left
    out. `levels` are Workbook.common_levels; `observations` are OBSERVATIONS.
    """
    figure = ["indicator", "component"]
    chosen = key_measures.loc[key_measures["criteria_set"] == criteria_set.set_id, [*figure, "name"]]
    measures = chosen.merge(levels, on=figure)
    values = chosen[figure].merge(components, on=figure)[field_names(ComparedValue)]
    now = observations["season"].eq(season) & observations["indicator"].isin(chosen["indicator"])
    stated = rows_of(observations.loc[now, field_names(_Stated)], _Stated)
    rows = [_compared(row, values, stated) for row in rows_of(measures[field_names(_KeyFigure)], _KeyFigure)]
    frame = pd.DataFrame(rows, columns=pd.Index(field_names(ComparedFigure)))
    return Comparison(frame.astype({"place_value": "float64"}), values)


def _compared(measure: _KeyFigure, values: pd.DataFrame, stated: Sequence[_Stated]) -> ComparedFigure:
    figure = measure["indicator"], measure["component"]
    own = values[values["indicator"].eq(figure[0]) & values["component"].eq(figure[1])]
    bound = set(own["unit_id"])
    of_bound = [r for r in stated if (r["indicator"], r["component"]) == figure and r["unit_id"] in bound]
    whole = summed(of_bound, measure["value_type"])
    mean = whole.value
    if measure["value_type"] == "number" and whole.value is not None:
        mean = whole.value / whole.communes_with_value
    return {
        **measure,
        "place_value": nan if mean is None else mean,
        "communes": len(own),
        "communes_missing": int(own["value"].isna().sum()),
        "communes_counted": whole.communes_with_value,
    }


def commune_households(observations: pd.DataFrame, season: str, units: Iterable[Unit]) -> dict[str, float]:
    """Return the number of households by unit_id: as the season's form states it, else that of the census; none where neither is known."""
    stated = observations[(observations["season"] == season) & (observations["indicator"] == HOUSEHOLDS)]
    known = {row["unit_id"]: row["value"] for row in rows_of(stated[stated["value"].notna()], Observation)}
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
