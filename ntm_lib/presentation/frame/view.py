"""What a page is about: one season's results with everything the page's parts look up, put together once."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import pandas as pd

from ntm_lib.analysis.comparison import Comparison
from ntm_lib.analysis.gaps import OpenCriterion, open_criteria, open_gaps
from ntm_lib.analysis.pace import Coded, target_year
from ntm_lib.analysis.proposals import Proposal
from ntm_lib.analysis.results import Results
from ntm_lib.intake.submissions import Submissions
from ntm_lib.presentation.frame.links import department_page
from ntm_lib.presentation.words.numbers import day
from ntm_lib.presentation.words.proposals import proposal_note, proposal_sentence
from ntm_lib.reference.criteria import CriteriaSet, Criterion, Level
from ntm_lib.reference.departments import Department, leads_of
from ntm_lib.reference.units import Unit, predecessors
from ntm_lib.schemas import CommuneSummary, ComponentResult, CriterionResult, Observation, Pace
from ntm_lib.season_data import SeasonData
from ntm_lib.tables import rows_of
from ntm_lib.terms import Terms
from ntm_lib.text import in_quotes, name_key
from ntm_lib.workbook import Period, Season, Workbook
from ntm_lib.workbook.reference import FundingSource, KeyMeasure, Measure

Figure = tuple[str, str]  # indicator and component


@dataclass(frozen=True)
class SeasonView:
    """One season of one workbook, as the district's page needs it."""

    workbook: Workbook
    season: Season
    data: SeasonData
    issued: str = field(default="", kw_only=True)  # day of issue as 2021-12-28; empty for a draft

    @property
    def place(self) -> Period:
        """What the place is in this season."""
        return self.workbook.place_in(self.season)

    @property
    def terms(self) -> Terms:
        """The words for it."""
        return self.place.terms

    @cached_property
    def units(self) -> dict[str, Unit]:
        """All units by id, those of the season by names that tell them apart."""
        return self.workbook.units | {unit.unit_id: unit for unit in self.workbook.communes(self.season)}

    def predecessors(self, unit_id: str) -> list[Unit]:
        """Return the units merged into one of the season, each named as what it was where that differs: "xã Hương Phú, huyện Nam Đông"."""
        successor, found = self.workbook.units[unit_id], []
        own = (successor.kind, self.workbook.nearest_above(successor, self.season.cut_off))
        for unit in predecessors(self.workbook.units, unit_id):
            days = [s.cut_off for s in self.workbook.seasons_until(self.season) if unit.valid_on(s.cut_off)]
            place = self.workbook.nearest_above(unit, max(days, default=unit.valid_to or self.season.cut_off))
            name = unit.name if (unit.kind, place) == own else f"{unit.full_name}, {place}"
            found.append(replace(unit, name=name))
        return found

    @property
    def issue_date(self) -> date | None:
        return date.fromisoformat(self.issued) if self.issued else None

    @property
    def submissions(self) -> Submissions:
        return self.data.submissions

    @property
    def results(self) -> Results:
        return self.data.results

    @cached_property
    def now(self) -> Results:
        return self.results.of(self.season.name)

    @cached_property
    def criteria_set(self) -> CriteriaSet:
        return self.workbook.criteria_set(self.season.criteria_set)

    @cached_property
    def criteria(self) -> list[Criterion]:
        """The set's criteria, in order."""
        return rows_of(self.criteria_set.criteria(), Criterion)

    @cached_property
    def levels(self) -> dict[Figure, Level]:
        """The season's levels; of figures whose communes have different ones none (criteria.SEVERAL)."""
        return {(r["indicator"], r["component"]): r for r in rows_of(self._levels_in(None), Level)}

    def _levels_in(self, year: int | None) -> pd.DataFrame:
        """Return the levels of the season, or those that are known for a year to come."""
        return self.workbook.common_levels(self.season, year)

    @cached_property
    def later_levels(self) -> dict[Figure, Level]:
        """The rows of the set for the year by whose end levels are to be reached, this year's where the set has none for it."""
        later = self._levels_in(max(target_year(self.season), self.season.year))
        return self.levels | {(r["indicator"], r["component"]): r for r in rows_of(later, Level)}

    @cached_property
    def measures(self) -> dict[str, Measure]:
        return {r["measure"]: r for r in rows_of(self.workbook.measures, Measure)}

    @property
    def pace(self) -> pd.DataFrame:
        return self.data.pace

    @property
    def comparison(self) -> Comparison:
        return self.data.comparison

    @property
    def households(self) -> dict[str, float]:
        return dict(self.data.households)

    @property
    def findings(self) -> pd.DataFrame:
        return self.data.findings

    @property
    def corrections(self) -> pd.DataFrame:
        return self.data.corrections

    @cached_property
    def promises(self) -> pd.DataFrame:
        """Rows of PROMISES, a dossier's state as it is said here."""
        table = self.data.promises
        return table.assign(dossier_state=table["dossier_state"].map(self.terms.dossier_state).astype("str"))

    @cached_property
    def proposed(self) -> pd.DataFrame:
        """The draft of the next conclusions: analysis.proposals with `summary` and `note` in words."""
        table = self.data.proposals
        rows = rows_of(table, Proposal)
        labels = {c["criterion_no"]: self.criterion_label(c["criterion_no"]) for c in self.criteria}
        names = {unit.unit_id: unit.full_name for unit in self.workbook.communes(self.season)}
        said = [proposal_sentence(row, labels, names, self.measures) for row in rows]
        notes = [proposal_note(row, self.season.name) for row in rows]
        return table.assign(summary=said, note=notes)

    @property
    def conclusions_day(self) -> str:
        """Day of the conference whose conclusions are followed up, "24/12/2020"; "" if none are."""
        return day(date.fromisoformat(self.season.conclusions)) if self.season.conclusions else ""

    @property
    def statuses(self) -> list[str]:
        """The status of each value that is given."""
        return list(self.now.components.loc[self.now.components["result"] != "unknown", "status"])

    def leads(self, indicators: list[str]) -> str:
        """Return the short names of those who lead `indicators`, or the words for nobody."""
        return (
            ", ".join(leads_of(self.workbook.leads_in(self.season), self.criteria_set.set_id, indicators))
            or "chưa phân công"
        )

    def assessor(self, name: str) -> str:
        """Return the assessor that a form names: one of the offices as it is, any other words in quotation marks."""
        offices = {name_key(text) for d in self.workbook.departments.values() for text in (d.name, d.short_name)}
        return name if not name or name_key(name) in offices else in_quotes(name)

    def criterion_label(self, number: str) -> str:
        """Return "9 Nhà ở dân cư"."""
        return next(
            (f"{c['criterion_no']} {c['criterion_name']}" for c in self.criteria if c["criterion_no"] == number), number
        )

    def indicator_label(self, row: Coded) -> str:
        """Return "9.1", or "17.1 (trong đó: nước sạch)" for a component."""
        name = self.levels[row["indicator"], row["component"]]["component_name"]
        return f"{row['indicator']} ({name[:1].lower() + name[1:]})" if name else row["indicator"]

    def figure_label(self, indicator: str, component: str = "") -> str:
        """Return an indicator's label or a measure's name; the code if the season knows neither, in quotation marks: a form may say anything."""
        if (indicator, component) in self.levels:
            return self.indicator_label({"indicator": indicator, "component": component})
        if indicator in self.measures:
            return self.measures[indicator]["name"]
        return in_quotes(" ".join(filter(None, [indicator, component])))

    def figure_name(self, indicator: str, component: str = "") -> str:
        """Return a figure's full name: "17.1 Tỷ lệ hộ … – Nước sạch", a measure's name; the code if the season knows neither."""
        level = self.levels.get((indicator, component))
        if level is None:
            return self.figure_label(indicator, component)
        return " – ".join(filter(None, [f"{indicator} {level['indicator_name']}", level["component_name"]]))

    def short_name(self, indicator: str, component: str = "") -> str:
        """Return "11.1 Tỷ lệ hộ nghèo": the code with the name by which communes are compared, else the criterion's."""
        level = self.levels[indicator, component]
        compared = self._key_measures.get((indicator, component))
        name = (compared["name"] if compared else "") or level["component_name"] or level["criterion_name"]
        return f"{indicator} {name}"

    def verb(self, indicator: str, component: str = "") -> str:
        """Return the verb for a figure ("xóa" temporary houses) where it is neither "tăng" nor "giảm"; else ""."""
        compared = self._key_measures.get((indicator, component))
        return compared["verb"] if compared else ""

    @cached_property
    def _key_measures(self) -> dict[Figure, KeyMeasure]:
        """The figures of the season's set in which communes are compared."""
        table = self.workbook.key_measures
        own = table[table["criteria_set"] == self.criteria_set.set_id]
        return {(r["indicator"], r["component"]): r for r in rows_of(own, KeyMeasure)}

    @cached_property
    def resource_names(self) -> dict[str, str]:
        return {r["resource"]: r["name"] for r in rows_of(self.workbook.resources, FundingSource)}

    def agency_page(self, department_id: str, base: str = "../", anchor: str = "") -> str:
        """Return the address of an agency's page; "" if it has none, or is none of this season."""
        found = self.workbook.departments_in(self.season).get(department_id)
        return department_page(self.terms.tier, department_id, base, anchor) if found and found.has_report else ""

    def respondent_name(self, respondent: str) -> str:
        """Return the name of a unit or department as it stands in a sentence; its id if it is neither."""
        if respondent in self.units:
            return self.units[respondent].full_name
        departments = self.workbook.departments
        return departments[respondent].name if respondent in departments else respondent

    @cached_property
    def years(self) -> dict[str, int]:
        return {name: season.year for name, season in self.workbook.seasons.items()}


@dataclass(frozen=True)
class CommuneView(SeasonView):
    """One commune in one season: `data` is its own cut, `now` holds this commune's rows only."""

    unit: Unit

    def _levels_in(self, year: int | None) -> pd.DataFrame:
        return self.workbook.levels(self.season, self.unit, year)

    @cached_property
    def now(self) -> Results:
        return self.results.of(self.season.name, self.unit.unit_id)

    @cached_property
    def summary(self) -> CommuneSummary:
        return rows_of(self.now.communes, CommuneSummary)[0]

    @property
    def has_figures(self) -> bool:
        """Whether the result of any criterion is known."""
        return self.summary["criteria_unknown"] < self.summary["criteria_total"]

    @cached_property
    def components(self) -> list[ComponentResult]:
        return rows_of(self.now.components, ComponentResult)

    @cached_property
    def criterion_rows(self) -> list[CriterionResult]:
        return rows_of(self.now.criteria, CriterionResult)

    def own(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the commune's rows of this season in a table keyed by unit_id and season."""
        return table[(table["unit_id"] == self.unit.unit_id) & (table["season"] == self.season.name)]

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """analysis.gaps.open_gaps of the commune."""
        stated = self.measure("households")
        households = stated["numerator"] if stated else self.unit.households
        known = {} if households is None else {self.unit.unit_id: float(households)}
        return open_gaps(self.now.components, self._levels_in(None), known)

    @cached_property
    def open_criteria(self) -> list[OpenCriterion]:
        return open_criteria(self.gaps, self.pace_of)

    def component(self, indicator: str, component: str = "") -> ComponentResult:
        """Return the commune's result of one level."""
        return next(c for c in self.components if (c["indicator"], c["component"]) == (indicator, component))

    @cached_property
    def pace_of(self) -> dict[Figure, Pace]:
        """The commune's pace by figure."""
        return {(r["indicator"], r["component"]): r for r in rows_of(self.pace, Pace)}

    @cached_property
    def entered(self) -> dict[Figure, Observation]:
        """The commune's own observations of this season by figure: an indicator or measure, and its component."""
        table = self.submissions.observations
        own = table[(table["unit_id"] == self.unit.unit_id) & (table["season"] == self.season.name)]
        return {(r["indicator"], r["component"]): r for r in rows_of(own, Observation)}

    @property
    def own_promises(self) -> pd.DataFrame:
        """The rows of `promises` that the commune itself answers for."""
        table = self.promises
        return table[table["respondent"] == self.unit.unit_id].reset_index(drop=True)

    def measure(self, name: str) -> Observation | None:
        """Return the commune's own observation of a measure this season, or None."""
        return self.entered.get((name, ""))


@dataclass(frozen=True)
class DepartmentView(SeasonView):
    """One department over all communes of one season."""

    department: Department

    @cached_property
    def bases(self) -> dict[str, str]:
        """Why the department leads an indicator, by indicator, in the order of the criteria set."""
        rows = self.workbook.leads_in(self.season)
        own = rows[
            (rows["department_id"] == self.department.department_id)
            & (rows["criteria_set"] == self.criteria_set.set_id)
        ]
        basis = dict(zip(own["indicator"], own["basis"], strict=True))
        return {indicator: basis[indicator] for indicator, _ in self.levels if indicator in basis}

    @cached_property
    def led(self) -> pd.DataFrame:
        """COMPONENT_RESULTS of the season for the indicators it leads, all communes."""
        components = self.now.components
        return components[components["indicator"].isin(list(self.bases))].reset_index(drop=True)

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """analysis.gaps.open_gaps of its indicators, nearest to done first over all communes."""
        table = self.submissions.observations
        counted = table[(table["season"] == self.season.name) & (table["indicator"] == "households")]
        households = dict(zip(counted["unit_id"], counted["value"], strict=True))
        gaps = open_gaps(self.led, self._levels_in(None), households)
        order = gaps.assign(is_unknown=gaps["result"].eq("unknown"))
        return order.sort_values(["is_unknown", "effort"], kind="stable", ignore_index=True)[gaps.columns]
