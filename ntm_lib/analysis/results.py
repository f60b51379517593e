"""All results of all seasons from all forms and summary tables: the one place where the steps of the assessment are put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ntm_lib.analysis.assessment import assess_components, criterion_results, indicator_results
from ntm_lib.analysis.status import add_change, commune_summary
from ntm_lib.analysis.tabled import agreed, with_tabled_criteria, with_tabled_indicators
from ntm_lib.errors import WorkbookError
from ntm_lib.intake.submissions import Submissions
from ntm_lib.reference.units import in_present_terms
from ntm_lib.text import season_text, sentence_case
from ntm_lib.workbook import Season, Workbook


@dataclass(frozen=True)
class Results:
    """Tables of ntm_lib.schemas: components, indicators, criteria and communes, all seasons one below the other."""

    components: pd.DataFrame
    indicators: pd.DataFrame
    criteria: pd.DataFrame
    communes: pd.DataFrame

    @cached_property
    def is_illustrative(self) -> bool:
        """Whether any value that they rest on is."""
        return "illustrative" in set(self.components["origin"])

    def of(self, season: str, unit_id: str | None = None) -> "Results":
        """Return the same tables for one season, and for one commune if `unit_id` is given."""

        def cut(table: pd.DataFrame) -> pd.DataFrame:
            chosen = table["season"] == season
            if unit_id is not None:
                chosen &= table["unit_id"] == unit_id
            return table[chosen].reset_index(drop=True)

        return Results(cut(self.components), cut(self.indicators), cut(self.criteria), cut(self.communes))


def assess_seasons(workbook: Workbook, submissions: Submissions, seasons: Sequence[Season]) -> Results:
    """Return the results of `seasons`, each under its own criteria set and the borders of its own cut-off.

    Raises WorkbookError if the last of them has no commune; an earlier one without any has no rows.
    """
    if not workbook.communes(seasons[-1]):
        raise WorkbookError(
            f"{sentence_case(season_text(seasons[-1].name))}: không có xã nào còn hiệu lực tại ngày chốt số liệu. Ghi cột “Thuộc nơi” "
            f"và xem “Từ ngày”, “Đến hết ngày” ở {workbook.sheet_of('units.csv')}."
        )
    components, indicators, criteria, communes = [], [], [], []
    for season in seasons:
        criteria_set = workbook.criteria_set(season.criteria_set)
        units = workbook.communes(season)
        if not units:
            continue
        recognition = in_present_terms(workbook.recognition, workbook.units, units)
        named = pd.DataFrame({"unit_id": [u.unit_id for u in units], "unit_name": [u.name for u in units]})
        components.append(
            assess_components(
                submissions.observations, workbook.commune_levels(season), named, season.name, criteria_set.set_id
            )
        )
        indicators.append(indicator_results(components[-1]))
        criteria.append(criterion_results(indicators[-1], criteria_set.criteria(), not criteria_set.complete))
        stated = agreed(submissions.tabled[submissions.tabled["season"] == season.name])
        if stated:
            levels, by_forms = workbook.commune_levels(season), criteria[-1]
            indicators[-1] = with_tabled_indicators(indicators[-1], components[-1], levels, stated)
            by_both = criterion_results(indicators[-1], criteria_set.criteria(), not criteria_set.complete)
            criteria[-1] = with_tabled_criteria(by_forms, by_both, indicators[-1], levels, stated)
        communes.append(
            commune_summary(
                submissions.observations,
                criteria[-1],
                criteria_set,
                units,
                recognition,
                submissions.dossiers,
                season,
            )
        )
    tables = [pd.concat(parts, ignore_index=True) for parts in (components, indicators, criteria, communes)]
    same_borders = in_present_terms(tables[3], workbook.units, workbook.units.values())
    changes = add_change(same_borders, workbook.seasons).assign(unit_id=tables[3]["unit_id"])
    return Results(tables[0], tables[1], tables[2], changes)
