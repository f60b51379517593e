"""What a page is about: one season's results with everything the page's parts look up, put together once."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.follow_up import Evidence, judged_promises
from ntm_lib.analysis.quality import settled_corrections
from ntm_lib.analysis.results import Results
from ntm_lib.intake.submissions import Submissions
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.departments import leads_of
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import PROMISES, records
from ntm_lib.workbook import Season, Workbook


@dataclass(frozen=True)
class SeasonView:
    """One season of one workbook, as the district's page needs it."""

    workbook: Workbook
    season: Season
    submissions: Submissions
    results: Results
    issued: str = field(default="", kw_only=True)  # day of issue as 2021-12-28; empty for a draft

    @property
    def issue_date(self) -> date | None:
        return date.fromisoformat(self.issued) if self.issued else None

    @cached_property
    def now(self) -> Results:
        return self.results.of(self.season.name)

    @cached_property
    def criteria_set(self) -> CriteriaSet:
        return self.workbook.criteria_set(self.season.criteria_set)

    @cached_property
    def criteria(self) -> list[dict[str, Any]]:
        """The set's criteria as {criterion_no, criterion_name}, in order."""
        return records(self.criteria_set.criteria())

    @cached_property
    def levels(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The season's levels by (indicator, component)."""
        return {(r["indicator"], r["component"]): r for r in records(self.criteria_set.levels(self.season.year))}

    @cached_property
    def measures(self) -> dict[str, dict[str, Any]]:
        return {r["measure"]: r for r in records(self.workbook.measures)}

    @cached_property
    def findings(self) -> pd.DataFrame:
        """FINDINGS of the whole season, worst first."""
        return season_findings(self.workbook, self.season, self.submissions, self.results)

    @cached_property
    def corrections(self) -> pd.DataFrame:
        """CORRECTIONS of the whole season with their final state, and `refusal`."""
        table = self.submissions.corrections
        return settled_corrections(table[table["season"] == self.season.name], self.findings)

    @cached_property
    def promises(self) -> pd.DataFrame:
        """PROMISES of the whole season; without rows if it follows up no conclusions."""
        items = self.workbook.conclusions(self.season)
        if items is None:
            return PROMISES.frame([])
        tables, book = self.submissions, self.workbook
        evidence = Evidence(
            self.results.criteria,
            tables.observations,
            tables.follow_up,
            tables.villages,
            book.measures,
            book.recognition,
        )
        communes, base = book.communes(self.season), book.base_season(self.season)
        return judged_promises(items, communes, self.season, base, book.judges_year(self.season), evidence)

    @property
    def is_illustrative(self) -> bool:
        return "illustrative" in set(self.now.components["origin"])

    @property
    def compares_illustrative(self) -> bool:
        """Whether anything shown beside the season's own figures, of this or an earlier season, is illustrative."""
        return "illustrative" in set(self.results.components["origin"])

    @property
    def statuses(self) -> list[str]:
        """The status of each value that is given."""
        return list(self.now.components.loc[self.now.components["result"] != "unknown", "status"])

    def leads(self, indicators: list[str]) -> str:
        """Return the short names of those who lead `indicators`, or that nobody is named."""
        return ", ".join(leads_of(self.workbook.leads, self.criteria_set.set_id, indicators)) or "chưa phân công"

    def criterion_label(self, number: str) -> str:
        """Return "9 Nhà ở dân cư"."""
        return next(
            (f"{c['criterion_no']} {c['criterion_name']}" for c in self.criteria if c["criterion_no"] == number), number
        )

    def indicator_label(self, row: dict[str, Any]) -> str:
        """Return "9.1", or "17.1 (trong đó: nước sạch)" for a component."""
        name = self.levels[row["indicator"], row["component"]]["component_name"]
        return f"{row['indicator']} ({name[:1].lower() + name[1:]})" if name else str(row["indicator"])

    def figure_label(self, indicator: str, component: str = "") -> str:
        """Return an indicator's label or a measure's name; the code itself if the season knows neither."""
        if (indicator, component) in self.levels:
            return self.indicator_label({"indicator": indicator, "component": component})
        if indicator in self.measures:
            return str(self.measures[indicator]["name"])
        return " ".join(filter(None, [indicator, component]))

    def figure_name(self, indicator: str, component: str = "") -> str:
        """Return what a figure is, whole: "17.1 Tỷ lệ hộ … – Nước sạch", a measure's name; the code if the season knows neither."""
        level = self.levels.get((indicator, component))
        if level is None:
            return self.figure_label(indicator, component)
        return " – ".join(filter(None, [f"{indicator} {level['indicator_name']}", level["component_name"]]))

    @cached_property
    def resource_names(self) -> dict[str, str]:
        return {r["resource"]: r["name"] for r in records(self.workbook.resources)}

    def respondent_name(self, respondent: str) -> str:
        """Return the name of a unit or department as it stands in a sentence; its id if it is neither."""
        if respondent in self.workbook.units:
            return self.workbook.units[respondent].full_name
        departments = self.workbook.departments
        return departments[respondent].name if respondent in departments else respondent

    @cached_property
    def years(self) -> dict[str, int]:
        return {name: season.year for name, season in self.workbook.seasons.items()}


@dataclass(frozen=True)
class CommuneView(SeasonView):
    """One commune in one season; `now` holds this commune's rows only."""

    unit: Unit

    @cached_property
    def now(self) -> Results:
        return self.results.of(self.season.name, self.unit.unit_id)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The commune's row of COMMUNE_SUMMARY."""
        return records(self.now.communes)[0]

    @cached_property
    def components(self) -> list[dict[str, Any]]:
        return records(self.now.components)

    @cached_property
    def criterion_rows(self) -> list[dict[str, Any]]:
        return records(self.now.criteria)

    @cached_property
    def entered(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The commune's own observations of this season by (indicator or measure, component)."""
        table = self.submissions.observations
        own = table[(table["unit_id"] == self.unit.unit_id) & (table["season"] == self.season.name)]
        return {(r["indicator"], r["component"]): r for r in records(own)}

    @property
    def own_promises(self) -> pd.DataFrame:
        """The rows of `promises` that the commune itself answers for."""
        table = self.promises
        return table[table["respondent"] == self.unit.unit_id].reset_index(drop=True)

    def measure(self, name: str) -> dict[str, Any] | None:
        """Return the commune's own observation of a measure this season, or None."""
        return self.entered.get((name, ""))
