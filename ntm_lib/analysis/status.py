"""Where a commune stands: the four counts, its band, the change since last season, and recognition, kept apart."""

from collections.abc import Mapping

import pandas as pd

from ntm_lib.analysis.assessment import combine_origins
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.recognition import recognition_on
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import COMMUNE_SUMMARY, RESULTS, CommuneSummary, CriterionResult, Dossier
from ntm_lib.tables import rows_of
from ntm_lib.workbook import Season


def counted_met(row: CommuneSummary) -> int:
    """Return the number of criteria that count as met for the standard, as it is shown and added up everywhere: those that do not apply, too."""
    return row["criteria_met"] + row["criteria_not_applicable"]


def commune_summary(
    observations: pd.DataFrame,
    criterion_results: pd.DataFrame,
    criteria_set: CriteriaSet,
    units: list[Unit],
    recognition: pd.DataFrame,
    dossiers: pd.DataFrame,
    season: Season,
) -> pd.DataFrame:
    """Return COMMUNE_SUMMARY, one row per unit, without the change since last season (add_change gives it).

    `observations` are OBSERVATIONS, `criterion_results` CRITERION_RESULTS of the season.
    Recognition is taken as of the season's cut-off; what is met now does not enter it, nor what a dossier
    asks for (DOSSIERS, as stated by the commune).
    """
    rows, results = [], rows_of(criterion_results, CriterionResult)
    has_figure = observations[["value", "numerator", "denominator"]].notna().any(axis=1)
    is_given = (has_figure | (observations["assessed"] != "")) & (observations["season"] == season.name)
    given = observations.loc[is_given, "unit_id"].value_counts()
    said = rows_of(dossiers[dossiers["season"] == season.name], Dossier)
    for unit in units:
        own = [row for row in results if row["unit_id"] == unit.unit_id]
        numbers = {name: [row["criterion_no"] for row in own if row["result"] == name] for name in RESULTS}
        counts = {name: len(found) for name, found in numbers.items()}
        held = counts["met"] + counts["not_applicable"]
        stated = [row for row in said if row["unit_id"] == unit.unit_id]
        state = recognition_on(recognition, unit.unit_id, season.cut_off)
        rows.append(
            {
                "unit_id": unit.unit_id,
                "unit_name": unit.name,
                "unit_code": unit.code,
                "season": season.name,
                "criteria_set": criteria_set.set_id,
                "cut_off": season.cut_off,
                **{f"criteria_{name}": count for name, count in counts.items()},
                "criteria_total": sum(counts.values()),
                "figures_given": int(given.get(unit.unit_id, 0)),
                "criteria_tabled": sum(row["table_id"] != "" for row in own),
                "missing_criteria": ";".join(numbers["not_met"]),
                "unknown_criteria": ";".join(numbers["unknown"]),
                "band": criteria_set.band_between(held, held + counts["unknown"]),
                "dossier_tier": ";".join(row["tier"].replace(";", ",") for row in stated),
                "dossier_state": ";".join(row["dossier_state"] for row in stated),
                "recognised_tier": state.tier,
                "recognised_standard_year": state.standard_year,
                "recognised_decision_no": state.decision_no,
                "recognised_decision_date": state.decision_date,
                "recognition_note": state.note,
                "recognition_uncertain": ";".join(state.uncertain),
                "origin": combine_origins([row["origin"] for row in own]),
            }
        )
    return COMMUNE_SUMMARY.frame(rows)


def add_change(summary: pd.DataFrame, seasons: Mapping[str, Season]) -> pd.DataFrame:
    """Return COMMUNE_SUMMARY of all seasons with criteria_met_change and change_origin; what does not apply counts as met.

    Empty where the season compared with is absent, used another criteria set, or had other borders (another unit), and
    where a criterion is unknown in either season: none of these is a rise or a fall.
    """
    compared = summary["season"].map(lambda name: seasons[name].compare_with or "")
    counted = summary.assign(compared=compared, standing=summary["criteria_met"] + summary["criteria_not_applicable"])
    complete = counted[counted["criteria_unknown"] == 0]
    before = complete[["unit_id", "season", "criteria_set", "standing", "origin"]].rename(
        columns={"season": "compared", "standing": "before", "origin": "origin_before"}
    )
    joined = counted.merge(before, on=["unit_id", "compared", "criteria_set"], how="left")
    change = (joined["standing"] - joined["before"]).where(joined["criteria_unknown"] == 0)
    origin = joined["origin_before"].where(change.notna(), "")
    return COMMUNE_SUMMARY.validate(
        summary.assign(criteria_met_change=change.to_numpy(), change_origin=origin.to_numpy())
    )
