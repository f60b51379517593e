"""The conclusions a commune was given, with the figures of the base season and of this season beside them."""

import pandas as pd

from ntm_lib.analysis.results import Results
from ntm_lib.reference.conclusions import concerning_commune
from ntm_lib.schemas import records
from ntm_lib.text import natural_key, spelling_key
from ntm_lib.workbook import Season

COLUMNS = [
    "item", "notice_point", "summary", "kind", "measure", "comparator", "target", "base_value", "value", "numerator", "denominator",
    "kept", "lost", "unknown", "met", "not_met", "state", "figure", "criteria_met", "criteria_total", "dossier_state", "as_of", "note", "also_in",
]  # fmt: skip


def commune_conclusions(
    items: pd.DataFrame, unit_id: str, season: Season, results: Results, observations: pd.DataFrame, measures: pd.DataFrame,
    follow_up: pd.DataFrame, villages: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    """Return one row an item of `items` (CONCLUSIONS) the commune answers for, with the columns COLUMNS.

    - measure: base_value (season compared with) and value, numerator, denominator (this season), in the measure's own unit;
    - maintain: `kept`, `lost`, `unknown`: criteria met in the base season, as lists of numbers by what they are now;
    - criterion: `met`, `not_met`, `unknown`: the criteria promised, by what they are now;
    - tier, village, task: what the commune states in its form.

    Items named twice in the notice (`same_as`) are one row; `also_in` has the other item. Nothing is judged here.
    """
    own = concerning_commune(items, unit_id)
    also_in = _named_twice(own)
    rows = []
    for item in records(own[~own["item"].isin(set(also_in.values()))]):
        stated = _stated(item, unit_id, season, follow_up, villages)
        computed = _computed(item, unit_id, season, results, observations, measures)
        rows.append(
            {c: item[c] for c in COLUMNS if c in item} | stated | computed | {"also_in": also_in.get(item["item"], "")}
        )
    rows.sort(key=lambda row: natural_key(str(row["item"])))
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS))


def _named_twice(own: pd.DataFrame) -> dict[str, str]:
    """Return the later item by the earlier one, for items that name each other (or one the other) in `same_as`."""
    order = list(own["item"])
    twice = {}
    for item, other in zip(own["item"], own["same_as"], strict=True):
        if other in order:
            first, second = sorted((item, other), key=order.index)
            twice[first] = second
    return twice


def _stated(
    item: dict, unit_id: str, season: Season, follow_up: pd.DataFrame, villages: pd.DataFrame
) -> dict[str, object]:
    if item["kind"] == "village":
        rows = villages[(villages["unit_id"] == unit_id) & (villages["season"] == season.name)]
        same = rows["village"].map(spelling_key).eq(spelling_key(item["measure"]))
        rows = rows[same & rows["tier"].map(spelling_key).eq(spelling_key(item["target"]))]
    else:
        rows = follow_up[
            (follow_up["respondent"] == unit_id)
            & (follow_up["season"] == season.name)
            & (follow_up["item"] == item["item"])
        ]
    if rows.empty:
        return {}
    row = rows.iloc[0]
    return {
        name: row[name]
        for name in ("state", "figure", "criteria_met", "criteria_total", "dossier_state", "as_of", "note")
        if name in rows.columns
    }


def _computed(
    item: dict, unit_id: str, season: Season, results: Results, observations: pd.DataFrame, measures: pd.DataFrame
) -> dict[str, object]:
    if item["kind"] == "measure":
        return _measured(item["measure"], unit_id, season, observations, measures)
    if item["kind"] == "maintain":
        earlier = results.of(season.compare_with or "", unit_id).criteria
        # Criterion 9 of one set is not criterion 9 of another: across a change of set nothing can be said to be kept.
        base = _by_result(earlier[earlier["criteria_set"] == season.criteria_set])
        now = _by_result(results.of(season.name, unit_id).criteria)
        held = base["met"] + base["not_applicable"]
        fine = now["met"] + now["not_applicable"]
        return {
            "kept": [n for n in held if n in fine],
            "lost": [n for n in held if n in now["not_met"]],
            "unknown": [n for n in held if n in now["unknown"]],
        }
    if item["kind"] == "criterion":
        now = _by_result(results.of(season.name, unit_id).criteria)
        promised = item["criterion_no"].split(";") if item["criteria_set"] == season.criteria_set else []
        return {
            "met": [n for n in promised if n in now["met"] + now["not_applicable"]],
            "not_met": [n for n in promised if n in now["not_met"]],
            "unknown": [n for n in promised if n in now["unknown"]],
        }
    return {}


def _by_result(criteria: pd.DataFrame) -> dict[str, list[str]]:
    return {
        result: list(criteria.loc[criteria["result"] == result, "criterion_no"])
        for result in ("met", "not_met", "unknown", "not_applicable")
    }


def _measured(
    measure: str, unit_id: str, season: Season, observations: pd.DataFrame, measures: pd.DataFrame
) -> dict[str, object]:
    known = measures[measures["measure"] == measure]
    if known.empty:
        return {}
    indicator, component = known.iloc[0]["indicator"] or measure, known.iloc[0]["component"]
    own = observations[
        (observations["unit_id"] == unit_id)
        & (observations["indicator"] == indicator)
        & (observations["component"] == component)
    ]
    now = own[own["season"] == season.name]
    base = own[own["season"] == (season.compare_with or "")]
    return {
        "base_value": base["value"].iloc[0] if len(base) else None,
        "value": now["value"].iloc[0] if len(now) else None,
        "numerator": now["numerator"].iloc[0] if len(now) else None,
        "denominator": now["denominator"].iloc[0] if len(now) else None,
    }
