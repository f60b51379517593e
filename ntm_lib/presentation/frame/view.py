"""What a page is about: one season's results with everything the page's parts look up, put together once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import pandas as pd

from ntm_lib.analysis.assessment import is_given_unjudged, is_verdict, lacks_value
from ntm_lib.analysis.comparison import Comparison
from ntm_lib.analysis.fallen import FallenCriterion, fallen_criteria
from ntm_lib.analysis.gained import GainedCriterion, gained_criteria
from ntm_lib.analysis.gaps import OpenCriterion, open_criteria, open_gaps
from ntm_lib.analysis.pace import Coded, misses_level
from ntm_lib.analysis.proposals import NEW_RULE, Proposal
from ntm_lib.analysis.quality import given_statuses
from ntm_lib.analysis.results import Results
from ntm_lib.analysis.yearly_points import Point, Points, coming_set_change, season_points
from ntm_lib.intake.submissions import Submissions
from ntm_lib.presentation.frame.links import department_page
from ntm_lib.presentation.words.breaks import (
    break_reason,
    break_sentence,
    coming_change,
    coming_sentence,
    new_set_sentence,
)
from ntm_lib.presentation.words.criteria import RESULT_WORDS, WORDS_IF_UNJUDGED, gap_phrase, gap_verb, moved_phrase
from ntm_lib.presentation.words.numbers import day, number
from ntm_lib.presentation.words.pace import gap_to_come, is_new_level
from ntm_lib.presentation.words.proposals import proposal_note, proposal_sentence
from ntm_lib.presentation.words.standing import (
    NO_DECISION,
    NO_DECISIONS,
    NOT_MET_BY_TABLE,
    OTHER_BORDERS,
    has_results,
    is_silent,
    silent_communes,
)
from ntm_lib.reference.conclusions import Conclusion, absent_communes, focused_on
from ntm_lib.reference.criteria import CriteriaSet, Criterion
from ntm_lib.reference.departments import COMMUNES, NOBODY, Department, leads_of
from ntm_lib.reference.indicators import Level
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.units import Unit, ancestors, first_named, in_present_terms, is_redrawn, predecessors
from ntm_lib.schemas import (
    TABLED,
    CommuneSummary,
    ComponentResult,
    CriterionResult,
    Observation,
    Pace,
    Promise,
    TabledResult,
)
from ntm_lib.season_data import SeasonData, promises_about
from ntm_lib.tables import rows_of
from ntm_lib.terms import Terms
from ntm_lib.text import in_quotes, joined, name_key, shortened
from ntm_lib.workbook import Period, Season, Workbook
from ntm_lib.workbook.reference import FundingSource, KeyMeasure, Measure, measure_figure
from ntm_lib.workbook.scopes import LevelCase
from ntm_lib.workbook.series import Series


def _by_figure(levels: pd.DataFrame) -> dict[Figure, Level]:
    return {(r["indicator"], r["component"]): r for r in rows_of(levels, Level)}


@dataclass(frozen=True)
class SeasonView:
    """One season of one workbook, as the page of its place needs it."""

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
        """Return the units merged into one of the season, under any name of it, each named as what it was where that differs: "xã Hương Phú, huyện Nam Đông"."""
        units = self.workbook.units
        return self._named_then(unit_id, predecessors(units, first_named(units, unit_id).unit_id))

    def former_names(self, unit_id: str) -> dict[str, str]:
        """Return the names of all that one of the season was made of, through any number of mergers, by id; each named as `predecessors` are."""
        return {unit.unit_id: unit.name for unit in self._named_then(unit_id, ancestors(self.workbook.units, unit_id))}

    def absent_before(self, unit_id: str) -> str:
        """Return why one of the season can be none of the season compared with: its borders are of after it, or it was not of this place."""
        earlier = self.workbook.season(self.season.compare_with or self.season.name)
        if is_redrawn(self.workbook.units, unit_id, earlier.cut_off):
            return OTHER_BORDERS
        return f"kỳ ấy không thuộc {self.place.name}"

    @cached_property
    def absent_communes(self) -> dict[str, str]:
        """Return by item whom it was given to, if no commune of the season is among them (reference.conclusions)."""
        items, communes = self.workbook.conclusions(self.season), self.workbook.communes(self.season)
        rows = [] if items is None else rows_of(items, Conclusion)
        return {row["item"]: absent_communes(row, communes, self.workbook.units) for row in rows}

    def _named_then(self, unit_id: str, former: Sequence[Unit]) -> list[Unit]:
        successor, found = self.workbook.units[unit_id], []
        own = (successor.kind, self.workbook.nearest_above(successor, self.season.cut_off))
        for unit in former:
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
    def result_words(self) -> Mapping[str, str]:
        """The words of the criteria's results, true of all that are shown."""
        return WORDS_IF_UNJUDGED if is_given_unjudged(self.now.criteria, self.now.components) else RESULT_WORDS

    @cached_property
    def criteria_set(self) -> CriteriaSet:
        return self.workbook.criteria_set(self.season.criteria_set)

    @cached_property
    def criteria(self) -> list[Criterion]:
        """The set's criteria, in order."""
        return rows_of(self.criteria_set.criteria(), Criterion)

    @property
    def levels(self) -> dict[Figure, Level]:
        """The levels that the page is about; of figures whose communes have different ones none (criteria.SEVERAL)."""
        return self.common_levels

    @cached_property
    def common_levels(self) -> dict[Figure, Level]:
        """The levels of all communes of the season, by figure: Workbook.common_levels."""
        return _by_figure(self.level_table)

    @cached_property
    def level_table(self) -> pd.DataFrame:
        """The same as a table."""
        return self.workbook.common_levels(self.season)

    def level_of(self, unit_id: str, figure: Figure) -> Level:
        """Return the level that binds one commune of the season."""
        return self._levels_of(unit_id, None)[figure]

    def binds(self, unit_id: str, figure: Figure) -> bool:
        """Return whether the indicator binds the commune: some are for one group of communes only."""
        return figure in self._levels_of(unit_id, None)

    def later_level_of(self, unit_id: str, figure: Figure) -> Level:
        """Return the commune's level of the year by whose end levels are to be reached, this year's where the set has none for it."""
        later = self._levels_of(unit_id, self.target_year)
        return later[figure] if figure in later else self.level_of(unit_id, figure)

    def _levels_of(self, unit_id: str, year: int | None) -> dict[Figure, Level]:
        if (unit_id, year) not in self._level_cases:
            unit = self.workbook.units[unit_id]
            self._level_cases[unit_id, year] = self.workbook.level_case(self.season, unit, year)
        case = self._level_cases[unit_id, year]
        if (case, year) not in self._levels_by_case:
            self._levels_by_case[case, year] = _by_figure(self.workbook.levels_of(self.season, case, year))
        return self._levels_by_case[case, year]

    @cached_property
    def _level_cases(self) -> dict[tuple[str, int | None], LevelCase]:
        return {}

    @cached_property
    def _levels_by_case(self) -> dict[tuple[LevelCase, int | None], dict[Figure, Level]]:
        return {}

    @property
    def target_year(self) -> int:
        """The year by whose end missing levels are to be reached."""
        return self.workbook.target_year(self.season)

    @cached_property
    def series(self) -> Series:
        """Where the series of the season's figures break."""
        return Series(self.workbook.breaks, self.workbook.measures, self.season)

    @cached_property
    def compared(self) -> Season | None:
        """The season compared with."""
        return self.workbook.seasons.get(self.season.compare_with or "")

    @cached_property
    def _fallen(self) -> Mapping[str, list[FallenCriterion]]:
        return fallen_criteria(self.workbook, self.results, self.season, self.compared)

    def fallen(self, unit_id: str) -> list[FallenCriterion]:
        """Return the criteria that a commune met in the season compared with and does not meet now; shared/fallen.py has the words."""
        return self._fallen.get(unit_id, [])

    @cached_property
    def _gained(self) -> Mapping[str, list[GainedCriterion]]:
        return gained_criteria(self.workbook, self.results, self.season, self.compared)

    def gained(self, unit_id: str) -> list[GainedCriterion]:
        """Return the criteria that a commune meets now and did not in the season compared with; shared/fallen.py has the words."""
        return self._gained.get(unit_id, [])

    def of_commune(self, unit: Unit) -> "CommuneView":
        """Return the view of one commune's page, for what that and this page say alike."""
        return CommuneView(
            self.workbook, self.season, self.data.of_commune(self.workbook, unit), unit, issued=self.issued
        )

    @cached_property
    def new_set(self) -> str:
        """The sentence on the criteria set that replaces the season's before the end of the target year; "" if none does."""
        found = coming_set_change(self.workbook, self.season)
        return new_set_sentence(self.criteria_set.decision, found) if found else ""

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """The measures of the season's set, by name."""
        return self.measures_in(self.season.name)

    def measures_in(self, season: str) -> dict[str, Measure]:
        """Return the measures of a season's set, by name: under another set a measure may be another indicator."""
        criteria_set = self.workbook.season(season).criteria_set
        if criteria_set not in self._measures_of_sets:
            rows = rows_of(self.workbook.measures_of(criteria_set), Measure)
            self._measures_of_sets[criteria_set] = {r["measure"]: r for r in rows}
        return self._measures_of_sets[criteria_set]

    @cached_property
    def _measures_of_sets(self) -> dict[str, dict[str, Measure]]:
        return {}

    def base_figure(self, promise: Promise) -> Figure | None:
        """Return the figure of the base season that a promised measure starts from; None if that season's set has none."""
        if not promise["base_season"]:
            return None
        about = self.measures_in(promise["base_season"]).get(promise["measure"])
        return measure_figure(about) if about else None

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
        said = [
            proposal_sentence(
                row,
                labels,
                names,
                self.measures,
                self.missing,
                self._new_rules(row),
                self._other_set(row),
                self._lacking_together(row),
            )
            for row in rows
        ]
        notes = [proposal_note(row, self.season.name) for row in rows]
        return table.assign(summary=said, note=notes)

    def _lacking_together(self, row: Proposal) -> str:
        """Return what the communes of a department's drafted item lack together, by indicator: "9.1 còn 13 nhà"; "" where that is no count,
        of several communes."""
        codes, communes = row["indicator"].split(";"), row["communes"].split(";")
        if row["lead"] == COMMUNES or not row["indicator"] or row["measure"] == NEW_RULE:
            return ""
        own = self.now.components
        own = own[own["indicator"].isin(codes) & own["unit_id"].isin(communes)]
        keys = zip(own["unit_id"], own["indicator"], own["component"], own["result"], strict=True)
        misses = [
            result == "not_met" or bool(self._gap_to_come(unit, (code, part))) for unit, code, part, result in keys
        ]
        own = own.loc[misses]
        said, counted = [], False
        for (code, component), lacking in own.groupby(["indicator", "component"], sort=False):
            level = self.common_levels[str(code), str(component)]
            label, counts = self.figure_label(str(code), str(component)), lacking["gap_count"]
            if level["rule"] != "level":
                said.append(f"{label} {RESULT_WORDS['not_met']}")
                continue
            verb = gap_verb(level["comparator"], level["target"])
            amount = f"{verb} {number(counts.sum(), 1)} {level['count_unit']}"
            if counts.isna().any() or not level["count_unit"] or (lacking["result"] != "not_met").any():
                amount = self.gap_said(rows_of(lacking, ComponentResult)[0]) if len(lacking) == 1 else ""
            said += [f"{label} {amount}"] if amount else []
            counted |= bool(amount)
        return ", ".join(said) if counted else ""

    def _other_set(self, row: Proposal) -> str:
        """Return the name of the criteria set that a drafted item counts by, where that is not the season's and has a file; else ""."""
        set_id = row["criteria_set"]
        is_other = set_id not in ("", self.season.criteria_set) and self.workbook.can_read_sets([set_id])
        return self.workbook.criteria_set(row["criteria_set"]).name if is_other else ""

    def _new_rules(self, row: Proposal) -> list[str]:
        """Return which series break by the end of the target year of what a drafted item leaves to the conference for that; [] if none."""
        if row["measure"] != NEW_RULE:
            return []
        about = self.measures.get(row["about"])
        numbers = row["criterion_no"].split(";")
        figures = [f for f, level in self.common_levels.items() if level["criterion_no"] in numbers]
        found = [self.series.coming(f, self.target_year) for f in ([measure_figure(about)] if about else figures)]
        return list(dict.fromkeys(coming_change(broken) for broken in found if broken is not None))

    @cached_property
    def departments_with_page(self) -> frozenset[str]:
        """The ids of the departments that links may lead to."""
        return frozenset(d.department_id for d in self.workbook.departments_with_page(self.season))

    @cached_property
    def silent(self) -> list[Unit]:
        """The communes that gave nothing: no form of theirs can be used, or it is blank."""
        ids = silent_communes(self.results.of(self.season.name).communes)
        return [unit for unit in self.workbook.communes(self.season) if unit.unit_id in ids]

    @property
    def not_recognised(self) -> str:
        """The words for a commune of which no decision is known."""
        return NO_DECISION if len(self.workbook.recognition) else NO_DECISIONS

    @cached_property
    def missing(self) -> dict[tuple[str, str], str]:
        """What is missing of each criterion that is not met, now or at the level to come, by commune and criterion: "còn 7 nhà",
        "9.1 còn 7 nhà; 9.2 chưa đạt"."""
        found: dict[tuple[str, str], list[ComponentResult]] = defaultdict(list)
        for row in rows_of(self.now.components, ComponentResult):
            if row["result"] == "not_met" or self._gap_to_come(row["unit_id"], (row["indicator"], row["component"])):
                found[row["unit_id"], row["criterion_no"]].append(row)
        failing = self.now.criteria[self.now.criteria["result"] == "not_met"]
        tabled = {
            (row["unit_id"], row["criterion_no"]): NOT_MET_BY_TABLE
            for row in rows_of(failing, CriterionResult)
            if row["table_id"]
        }
        return tabled | {place: self.gaps_said(rows) for place, rows in found.items()}

    def gaps_said(self, rows: Sequence[ComponentResult], *, is_part: bool = False) -> str:
        """Return the gaps of components of one criterion, each once with its indicators where several fail, others are open too
        (`is_part`), or one of a set known in part does whatever the verdict on the criterion."""
        named: dict[str, dict[str, None]] = {}
        said = [(row, self.gap_said(row)) for row in rows]
        for row, gap in said:
            is_whole = len({other for r, other in said if r["indicator"] == row["indicator"]}) == 1
            named.setdefault(gap, {})[row["indicator"] if is_whole else self.indicator_label(row)] = None
        if len(rows) == 1 and not is_part and (self.criteria_set.complete or is_verdict(rows[0])):
            return next(iter(named))
        return "; ".join(f"{joined(list(codes))} {gap}" for gap, codes in named.items())

    def gap_said(self, row: ComponentResult) -> str:
        """Return a component's gap in words, to this year's level and to that of the year to come where it is another: "thiếu 6 hộ so với mức
        năm 2023, thiếu 49 hộ so với mức năm 2024"; "" if neither is missed.
        """
        unit_id, figure = row["unit_id"], (row["indicator"], row["component"])
        level = self.level_of(unit_id, figure)
        now, is_moved = gap_phrase(row, level), level["rule"] == "level" and any(self.moved_levels(unit_id, figure))
        if row["result"] == "not_met" and is_moved:
            now += f" so với mức năm {self.season.year}"
        return ", ".join(filter(None, [now, self._gap_to_come(unit_id, figure)]))

    def _gap_to_come(self, unit_id: str, figure: Figure) -> str:
        """Return what is missing to the level of the year to come, where that is another than this year's; "" if nothing is known to be."""
        pace = self.paces(unit_id).get(figure)
        if pace is None or not is_new_level(pace) or not misses_level(pace):
            return ""
        return gap_to_come(pace, self.later_level_of(unit_id, figure))

    def paces(self, unit_id: str) -> Mapping[Figure, Pace]:
        """Return the rows of `pace` of one commune, by figure."""
        return self._paces.get(unit_id, {})

    @cached_property
    def _paces(self) -> dict[str, dict[Figure, Pace]]:
        found: dict[str, dict[Figure, Pace]] = defaultdict(dict)
        for row in rows_of(self.pace, Pace):
            found[row["unit_id"]][row["indicator"], row["component"]] = row
        return found

    def level_said(self, unit_id: str, figure: Figure) -> str:
        """Return the commune's level in words, with what it was in the season compared with, and will be, where these are other numbers."""
        earlier, later = self.moved_levels(unit_id, figure)
        then = self.compared.year if self.compared else 0
        return moved_phrase(self.level_of(unit_id, figure), earlier, then, later, self.target_year, self.terms.province)

    def moved_levels(self, unit_id: str, figure: Figure) -> tuple[Level | None, Level | None]:
        """Return the commune's level of the season compared with, under the same set, and of the target year; None for what is the same,
        or is no number.
        """
        own, later, before = self.level_of(unit_id, figure), self.later_level_of(unit_id, figure), None
        if self.compared and self.compared.criteria_set == self.season.criteria_set and own["rule"] == "level":
            before = self._levels_of(unit_id, self.compared.year).get(figure)
        is_other = later["rule"] == "level" and not own["is_broken"] and _number_of(later) != _number_of(own)
        was_other = before is not None and before["rule"] == "level" and _number_of(before) != _number_of(own)
        return before if was_other else None, later if is_other else None

    @property
    def conclusions_day(self) -> str:
        """Day of the conference whose conclusions are followed up, "24/12/2020"; whose it was where the place was another then: "25/6/2025
        của thị xã Hương Trà". "" if none are.
        """
        held = self.season.conclusions_date
        then = self.workbook.place.on(held).name if held else self.place.name
        return f"{day(held)}{f' của {then}' if then != self.place.name else ''}"

    @property
    def statuses(self) -> list[str]:
        """quality.given_statuses of the season."""
        return given_statuses(rows_of(self.now.components, ComponentResult))

    @property
    def is_tabled(self) -> bool:
        """Whether results of the season rest on summary tables."""
        return bool(self.now.communes["criteria_tabled"].any())

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
        """Return "11.1 Tỷ lệ hộ nghèo": the code with the name by which communes are compared, else the indicator's own, shortened.

        Of a set known in part it is the figure's own: a criterion's name is that of the office's verdict on it.
        """
        level = self.levels[indicator, component]
        if not self.criteria_set.complete:
            return self.figure_name(indicator, component)
        compared = self._key_measures.get((indicator, component))
        name = (compared["name"] if compared else "") or level["component_name"] or shortened(level["indicator_name"])
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

    def broken(self, indicator: str, component: str = "", least_year: int = 0) -> str:
        """Return the sentence on a figure's seasons that lie before a break of its series and are not compared; "" if none of
        `least_year` or later does.
        """
        found = self.series.broken((indicator, component))
        if found is None:
            return ""
        before = [s for s in self.workbook.seasons_until(self.season) if s.cut_off < found["date"]]
        return break_sentence(found, before[-1].name) if before and before[-1].year >= least_year else ""

    @cached_property
    def breaking(self) -> frozenset[Figure]:
        """The figures whose series breaks before the end of the target year."""
        return self.series.breaking(self.common_levels, self.target_year)

    def coming(self, indicator: str, component: str = "") -> str:
        """Return the sentence on a figure whose series breaks before the end of the target year; "" if it does not."""
        found = self.series.coming((indicator, component), self.target_year)
        return coming_sentence(found, self.target_year) if found else ""

    @cached_property
    def resource_names(self) -> dict[str, str]:
        return {r["resource"]: r["name"] for r in rows_of(self.workbook.resources_in(self.season), FundingSource)}

    def agency_page(self, department_id: str, base: str = "../", anchor: str = "") -> str:
        """Return the address of an agency's page; "" if it has none, or is none of this season."""
        has_page = department_id in self.departments_with_page
        return department_page(self.terms.tier, department_id, base, anchor) if has_page else ""

    def answering(self, department_id: str) -> Department:
        """Return the department that answers for a promise; NOBODY where none does yet."""
        return self.workbook.departments.get(department_id, NOBODY)

    def respondent_name(self, respondent: str) -> str:
        """Return the name of a unit or department as it stands in a sentence; its id if it is neither."""
        if respondent in self.units:
            return self.units[respondent].full_name
        departments = self.workbook.departments
        return departments[respondent].name if respondent in departments else respondent

    @cached_property
    def years(self) -> dict[str, int]:
        return {name: season.year for name, season in self.workbook.seasons.items()}


def _number_of(level: Level) -> tuple[str, float]:
    return level["comparator"], level["target"]


@dataclass(frozen=True)
class CommuneView(SeasonView):
    """One commune in one season: `data` is its own cut, `now` holds this commune's rows only."""

    unit: Unit

    @property
    def levels(self) -> dict[Figure, Level]:
        """The levels that bind the commune."""
        return self._levels_of(self.unit.unit_id, None)

    @cached_property
    def now(self) -> Results:
        return self.results.of(self.season.name, self.unit.unit_id)

    @cached_property
    def summary(self) -> CommuneSummary:
        return rows_of(self.now.communes, CommuneSummary)[0]

    @cached_property
    def unknown_words(self) -> dict[str, str]:
        """Of each criterion without a result: whether it is a figure of the commune that lacks, or what judges those it gave."""
        lacking = {row["criterion_no"] for row in self.components if lacks_value(row)}
        unknown = [row["criterion_no"] for row in self.criterion_rows if row["result"] == "unknown"]
        return {number: (RESULT_WORDS if number in lacking else WORDS_IF_UNJUDGED)["unknown"] for number in unknown}

    @property
    def summary_before(self) -> CommuneSummary | None:
        """The commune's row of the season compared with; None where it was none of its communes as it is, or there is no such season."""
        earlier = self.results.of(self.season.compare_with or "").communes
        own = in_present_terms(earlier, self.workbook.units, [self.unit])
        return next(iter(rows_of(own[own["unit_id"] == self.unit.unit_id], CommuneSummary)), None)

    @property
    def has_figures(self) -> bool:
        """Whether the commune gave any figure or answer."""
        return not is_silent(self.summary)

    @property
    def has_results(self) -> bool:
        """Whether it did, or a summary table states results of it."""
        return has_results(self.summary)

    @cached_property
    def tabled(self) -> dict[tuple[str, str], TabledResult]:
        """What summary tables state of the commune and is used, by criterion and indicator, "" for the criterion as a whole."""
        taken = self.now.indicators[self.now.indicators["origin"] == TABLED]
        ids = {(row["criterion_no"], ""): row["table_id"].split(";") for row in self.criterion_rows}
        named = set(zip(taken["criterion_no"], taken["indicator"], strict=True))
        found: dict[tuple[str, str], TabledResult] = {}
        for row in rows_of(self.own(self.submissions.tabled), TabledResult):
            place = row["criterion_no"], row["indicator"]
            if place in named or row["table_id"] in ids.get(place, ()):
                found.setdefault(place, row)
        return found

    @cached_property
    def components(self) -> list[ComponentResult]:
        return rows_of(self.now.components, ComponentResult)

    def not_compared(self, figure: Figure) -> str:
        """Return why the commune's figure is not compared with its level, this year's and last year's being none of one series; "" if it is."""
        found = self.workbook.growth_break(self.season, self.unit, figure) if self.levels[figure]["is_broken"] else None
        return break_reason(found) if found else ""

    @cached_property
    def criterion_rows(self) -> list[CriterionResult]:
        return rows_of(self.now.criteria, CriterionResult)

    def own(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the commune's rows of this season in a table keyed by unit_id and season."""
        return table[(table["unit_id"] == self.unit.unit_id) & (table["season"] == self.season.name)]

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """analysis.gaps.open_gaps of the commune."""
        return open_gaps(self.now.components, self.level_table, self.households)

    @cached_property
    def open_criteria(self) -> list[OpenCriterion]:
        return open_criteria(self.gaps, self.components, self.pace_of, self.breaking, self.criterion_rows)

    def component(self, indicator: str, component: str = "") -> ComponentResult:
        """Return the commune's result of one level."""
        return next(c for c in self.components if (c["indicator"], c["component"]) == (indicator, component))

    @cached_property
    def pace_of(self) -> dict[Figure, Pace]:
        """The commune's pace by figure."""
        return {(r["indicator"], r["component"]): r for r in rows_of(self.pace, Pace)}

    def points_of(self, figure: Figure) -> list[Point]:
        """Return the commune's points in a key measure, oldest first (analysis.yearly_points)."""
        return self._points.of(self.unit.unit_id, figure, self.levels[figure]["value_type"])

    @cached_property
    def _points(self) -> Points:
        starts = self.series.starts(self._key_measures)
        return season_points(self.workbook, self.season, self.submissions.observations, [self.unit.unit_id], starts)

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

    @property
    def agencies_promises(self) -> pd.DataFrame:
        """The rows of `promises` that agencies answer for and that are about this commune; none of them is its own."""
        focused = focused_on(self.workbook.conclusions(self.season), self.unit.unit_id)
        return self.promises[promises_about(self.promises, self.unit.unit_id, focused)].reset_index(drop=True)


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
    def led_words(self) -> Mapping[str, str]:
        """The words of the results of what it leads, as result_words are of all criteria."""
        unknown = rows_of(self.led[self.led["result"] == "unknown"], ComponentResult)
        return RESULT_WORDS if all(map(lacks_value, unknown)) else WORDS_IF_UNJUDGED

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """analysis.gaps.open_gaps of its indicators, nearest to done first over all communes that have figures: the others are one line."""
        silent = [unit.unit_id for unit in self.silent]
        spoken = self.led[~self.led["unit_id"].isin(silent)]
        gaps = open_gaps(spoken, self.level_table, self.households)
        order = gaps.assign(is_unknown=gaps["result"].eq("unknown"))
        return order.sort_values(["is_unknown", "effort"], kind="stable", ignore_index=True)[gaps.columns]
