"""What a promise is judged by: the figures, results and statements of its own season and of the base season, by kind."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from math import nan
from typing import TypedDict, TypeVar

import pandas as pd

from ntm_lib.analysis import judgement
from ntm_lib.analysis.assessment import combine_origins, gap_count, lacks_value
from ntm_lib.analysis.judgement import Standing
from ntm_lib.analysis.promise_rules import Term
from ntm_lib.analysis.yearly_points import promise_series
from ntm_lib.reference.breaks import Break, Breaks
from ntm_lib.reference.conclusions import Conclusion
from ntm_lib.reference.indicators import TENTHS
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.recognition import recognition_on, tier_rank
from ntm_lib.reference.villages import Villages as DatedVillages
from ntm_lib.schemas import (
    COMPONENT_RESULTS,
    ComponentResult,
    CriterionResult,
    Observation,
    Promise,
    Statement,
    Village,
)
from ntm_lib.tables import empty_row, rows_of
from ntm_lib.text import natural_key
from ntm_lib.workbook import Season
from ntm_lib.workbook.reference import Measure, measure_figure, measures_of

NO_OBSERVATION, NO_STATEMENT = empty_row(Observation), empty_row(Statement)
_NO_DAY = NO_STATEMENT["as_of"]

UnitSeason = tuple[str, str]
FigureKey = tuple[str, str, str, str]  # season, unit, indicator and component
StatementKey = tuple[str, str, str, str]  # season, respondent, item and the commune spoken of


class _OfUnitSeason(TypedDict):
    season: str
    unit_id: str


_Row = TypeVar("_Row", bound=_OfUnitSeason)


@dataclass(frozen=True)
class Evidence:
    """Tables of ntm_lib.schemas with the rows of the season and of the base season at least, and reference tables of Workbook."""

    criteria: pd.DataFrame  # CRITERION_RESULTS
    observations: pd.DataFrame  # OBSERVATIONS
    follow_up: pd.DataFrame  # FOLLOW_UP
    villages: pd.DataFrame  # VILLAGES
    measures: pd.DataFrame  # Workbook.measures
    recognition: pd.DataFrame  # Workbook.recognition
    breaks: Breaks = field(default_factory=Breaks)  # Workbook.breaks
    dated_villages: DatedVillages = field(default_factory=DatedVillages)  # Workbook.villages
    whole: Mapping[Figure, bool] = field(
        default_factory=dict
    )  # by figure of the season's levels, whether its counts are whole
    ruled: Mapping[str, Collection[str]] = field(
        default_factory=dict
    )  # by unit, what only another rule fails (analysis.fallen)
    redrawn: Collection[str] = ()  # units whose borders are of after the conclusions (units.is_redrawn)
    components: pd.DataFrame = field(default_factory=lambda: COMPONENT_RESULTS.frame([]))

    def of(self, *seasons: str) -> "Evidence":
        """Return the same tables with the rows of `seasons` only."""

        def cut(table: pd.DataFrame) -> pd.DataFrame:
            return table[table["season"].isin(seasons)]

        return replace(
            self,
            criteria=cut(self.criteria),
            observations=cut(self.observations),
            follow_up=cut(self.follow_up),
            villages=cut(self.villages),
            components=cut(self.components),
        )

    @cached_property
    def figures(self) -> dict[FigureKey, Observation]:
        rows = rows_of(self.observations, Observation)
        return {(row["season"], row["unit_id"], row["indicator"], row["component"]): row for row in rows}

    @cached_property
    def statements(self) -> dict[StatementKey, Statement]:
        rows = rows_of(self.follow_up, Statement)
        return {(row["season"], row["respondent"], row["item"], row["unit_id"]): row for row in rows}

    @cached_property
    def results(self) -> dict[UnitSeason, list[CriterionResult]]:
        """Results of the criteria by season and unit."""
        return _groups(rows_of(self.criteria, CriterionResult))

    @cached_property
    def judged(self) -> dict[UnitSeason, list[ComponentResult]]:
        """Figures that a criterion is judged by, met or not met, by season and unit."""
        return _groups(row for row in rows_of(self.components, ComponentResult) if row["result"] in ("met", "not_met"))

    @cached_property
    def unjudged(self) -> dict[UnitSeason, set[str]]:
        """Criteria with unknown figures of which none is missing: a level, a group or a verdict is; by season and unit."""
        groups = _groups(row for row in rows_of(self.components, ComponentResult) if row["result"] == "unknown")
        lacking = {key: {row["criterion_no"] for row in rows if lacks_value(row)} for key, rows in groups.items()}
        return {key: {row["criterion_no"] for row in rows} - lacking[key] for key, rows in groups.items()}

    @cached_property
    def village_rows(self) -> dict[UnitSeason, list[Village]]:
        """Villages by season and unit."""
        return _groups(rows_of(self.villages, Village))


def _figure(row: ComponentResult) -> Figure:
    return row["indicator"], row["component"]


def _groups(rows: Iterable[_Row]) -> dict[UnitSeason, list[_Row]]:
    groups: dict[UnitSeason, list[_Row]] = {}
    for row in rows:
        groups.setdefault((row["season"], row["unit_id"]), []).append(row)
    return groups


class Facts:
    """The facts of one season's promises.

    Each method returns `row`, a promise about one commune, with what is known of it and the `rule` that decides.
    """

    def __init__(self, season: Season, base: Season | None, evidence: Evidence) -> None:
        self.season, self.base, self.evidence = season, base, evidence
        self.base_name = base.name if base else ""
        self.measures = _by_name(evidence.measures, season)
        self.base_measures = _by_name(evidence.measures, base) if base else {}
        self.series = promise_series(evidence.breaks, evidence.measures, season, base)

    def measure(self, row: Promise, item: Conclusion, term: Term) -> Promise:
        """A figure compared with a number, or with itself in the base season."""
        about, earlier = self.measures.get(item["measure"]), self.base_measures.get(item["measure"])
        if about is None:
            return {**row, "rule": "no_figure"}  # the season's set has no such figure, and its form does not ask for it
        place = measure_figure(about)
        now = self.evidence.figures.get((self.season.name, row["unit_id"], *place), NO_OBSERVATION)
        before = NO_OBSERVATION
        if earlier is not None and earlier["value_type"] == about["value_type"]:
            key = (self.base_name, row["unit_id"], *measure_figure(earlier))
            before = self.evidence.figures.get(key, NO_OBSERVATION)
        seen: Promise = {
            **row,
            "indicator": place[0],
            "component": place[1],
            "value": now["value"],
            "numerator": now["numerator"],
            "denominator": now["denominator"],
            "base_value": before["value"],
            "base_numerator": before["numerator"],
            "as_of": now["cut_off"],
            "origin": combine_origins([now["origin"], before["origin"]]),
            "source_file": now["source_file"],
            "sheet": now["sheet"],
            "cell": now["cell"],
        }
        is_change = item["comparator"] in ("increase", "decrease")
        is_redrawn, broken = row["unit_id"] in self.evidence.redrawn, self.series.broken(place)
        if is_redrawn or broken is not None:
            seen = {**seen, "base_value": nan, "base_numerator": nan, "origin": now["origin"]}
        if is_redrawn or self._is_of_other_series(place, item, broken, term) or (is_change and broken is not None):
            rule = "no_same_borders" if is_redrawn else "no_series"
            return {**seen, "rule": "no_figure" if pd.isna(now["value"]) else rule}
        if is_change:
            return _judge_change(seen, item, about, term)
        is_whole = self.evidence.whole.get(place, about["count_unit"] not in TENTHS)
        return _judge_number(seen, item, about, is_whole, term)

    def _is_of_other_series(self, figure: Figure, item: Conclusion, broken: Break | None, term: Term) -> bool:
        """Return whether the number given is of another series than the season's figure; `broken` is the series' last break.

        A number is of the series of the day of the conference; one of a new rule is of that of its deadline.
        """
        is_new, year = item["new_rule"] == "yes", term.deadline_year or self.season.year
        if is_new and self.series.coming(figure, year) is not None:
            return True
        given = date(year, 12, 31) if is_new else self.season.conclusions_date
        return broken is not None and (given is None or broken["date"] > given)

    def maintain(self, row: Promise, item: Conclusion, term: Term) -> Promise:
        """Criteria met in the base season, by what they are now: "those 14 criteria, not any 14"."""
        before, now = self._results(self.base_name, row), self._results(self.season.name, row)
        sets = {result["criteria_set"] for result in (*before, *now)} | {
            item["criteria_set"] or self.season.criteria_set
        }
        if len(sets) > 1:
            return {**row, "rule": "criteria_other_set"}
        held = _numbers(before, "met", "not_applicable")
        kept, failing = _among(held, now, "met", "not_applicable"), _among(held, now, "not_met")
        unknown = [number for number in held if number not in (*kept, *failing)]
        promised = item["criterion_no"].split(";")  # by the level to come
        others = self.evidence.ruled.get(row["unit_id"], ())
        ruled = [number for number in failing if number in others and number not in promised]
        lost = [number for number in failing if number not in ruled]
        looked_at = [result for result in (*before, *now) if result["criterion_no"] in held]
        return {
            **self._computed(row, looked_at),
            "kept": ";".join(kept),
            "lost": ";".join(lost),
            "ruled": ";".join(ruled),
            "unknown": ";".join(unknown),
            "unjudged": self._unjudged(row, unknown),
            "rule": judgement.judge_kept(kept, lost, [*unknown, *ruled], term),
        }

    def criterion(self, row: Promise, item: Conclusion, term: Term) -> Promise:
        """Criteria promised, by what they are now."""
        if item["criteria_set"] not in ("", self.season.criteria_set):
            return {**row, "rule": "criteria_other_set"}
        promised = sorted(filter(None, item["criterion_no"].split(";")), key=natural_key)
        now = self._results(self.season.name, row)
        across = self._across(row["unit_id"])
        ruled = [number for number in promised if number in across]
        own = [result for result in now if result["criterion_no"] not in ruled]
        met, not_met = _among(promised, own, "met", "not_applicable"), _among(promised, own, "not_met")
        unknown = [number for number in promised if number not in (*met, *not_met, *ruled)]
        before = [r for r in self._results(self.base_name, row) if r["criteria_set"] == self.season.criteria_set]
        base_met = float(len(_among(promised, before, "met", "not_applicable"))) if before else None
        needed = judgement.count_path(base_met, len(promised), term)
        rule = judgement.judge_criteria(met, not_met, [*unknown, *ruled], needed, term)
        indicator, component = across[ruled[0]] if ruled else ("", "")
        return {
            **self._computed(row, [result for result in now if result["criterion_no"] in promised]),
            "indicator": indicator,
            "component": component,
            "met": ";".join(met),
            "not_met": ";".join(not_met),
            "ruled": ";".join(ruled),
            "unknown": ";".join(unknown),
            "unjudged": self._unjudged(row, unknown),
            "path_value": _or_nan(needed),
            "rule": "criteria_no_series" if ruled and rule == "criteria_unknown" else rule,
        }

    def _across(self, unit_id: str) -> dict[str, Figure]:
        """Return the criteria that are met or fail now by figures whose series broke since the promise, each with the first of these.

        Such a result is of another rule than was promised, met or not; a criterion that fails by a figure of its own series is not met by any.
        """
        own = self.evidence.judged.get((self.season.name, unit_id), [])
        is_broken = {figure: self.series.broken(figure) is not None for figure in map(_figure, own)}
        failed = {row["criterion_no"] for row in own if row["result"] == "not_met" and not is_broken[_figure(row)]}
        crossed = [row for row in own if is_broken[_figure(row)] and row["criterion_no"] not in failed]
        return {row["criterion_no"]: _figure(row) for row in reversed(crossed)}

    def _results(self, season: str, row: Promise) -> list[CriterionResult]:
        return self.evidence.results.get((season, row["unit_id"]), [])

    def _unjudged(self, row: Promise, unknown: Iterable[str]) -> str:
        own = self.evidence.unjudged.get((self.season.name, row["unit_id"]), ())
        return ";".join(number for number in unknown if number in own)

    def _computed(self, row: Promise, looked_at: Iterable[CriterionResult]) -> Promise:
        origin = combine_origins([result["origin"] for result in looked_at])
        return {**row, "as_of": pd.Timestamp(self.season.cut_off), "origin": origin}

    def tier(self, row: Promise, item: Conclusion, stated: Statement, term: Term) -> Promise:
        """A tier of the commune: what is signed by the cut-off, or else what is stated."""
        row = as_stated(row, stated)
        signed = recognition_on(self.evidence.recognition, row["unit_id"], self.season.cut_off)
        is_recognised = tier_rank(signed.tier) >= tier_rank(item["target"])
        if is_recognised:
            day = pd.Timestamp(signed.decision_date) if signed.decision_date else _NO_DAY
            row = {**row, "as_of": day, "origin": "published", "source_file": "", "sheet": "", "cell": ""}
        return _judge_standing(row, item, stated["state"], None, is_recognised, term)

    def village(self, row: Promise, item: Conclusion, stated: Statement, term: Term) -> Promise:
        """A village of the commune, as its own sheet states it; the answer to the conclusion fills what that leaves open."""
        now = self._village_row(self.season, row, item)
        before = self._village_row(self.base, row, item) if self.base else None
        row = as_stated(row, stated)
        if now:
            row = {
                **row,
                "criteria_met": now["criteria_met"],
                "criteria_total": now["criteria_total"],
                "dossier_state": now["dossier_state"],
                "as_of": now["as_of"],
                "note": ". ".join(filter(None, [now["note"], stated["note"]])),
                "origin": now["origin"],
                "source_file": now["source_file"],
                "sheet": now["sheet"],
                "cell": now["cell"],
            }
        base_met = _number(before["criteria_met"]) if before else None
        return _judge_standing(row, item, stated["state"], base_met, False, term)

    def _village_row(self, season: Season, row: Promise, item: Conclusion) -> Village | None:
        """Return the row of the promised village, or of its successor, and tier; None if it is absent, or if several contradict each other."""
        unit_id, rows = row["unit_id"], self.evidence.village_rows.get((season.name, row["unit_id"]), [])
        told, day = season.cut_off, self.season.cut_off
        return self.evidence.dated_villages.stated(rows, unit_id, item["measure"], item["target"], told, day)


def _by_name(measures: pd.DataFrame, season: Season) -> dict[str, Measure]:
    return {row["measure"]: row for row in rows_of(measures_of(measures, season.criteria_set), Measure)}


def as_stated(row: Promise, stated: Statement) -> Promise:
    """Return `row` with what its respondent states."""
    return {
        **row,
        "figure": stated["figure"],
        "criteria_met": stated["criteria_met"],
        "criteria_total": stated["criteria_total"],
        "dossier_state": stated["dossier_state"],
        "as_of": stated["as_of"],
        "evidence": stated["evidence"],
        "note": stated["note"],
        "origin": stated["origin"],
        "source_file": stated["source_file"],
        "sheet": stated["sheet"],
        "cell": stated["cell"],
    }


def _judge_number(row: Promise, item: Conclusion, about: Measure, is_whole: bool, term: Term) -> Promise:
    target, is_yearly = float(item["target"]), about["is_yearly"] == "true"
    value, base = _number(row["value"]), _number(row["base_value"])
    rule = judgement.judge_number(value, base, item["comparator"], target, is_yearly, term)
    if value is None or rule == "year_over":
        return {**row, "rule": rule}
    path = judgement.number_path(value, base, item["comparator"], target, is_yearly, term)
    counts = (row["numerator"], row["denominator"])
    short = gap_count(about["value_type"], is_whole, *counts, item["comparator"], target)
    return {**row, "rule": rule, "gap_count": _or_nan(short), "path_value": path.value if path else nan}


def _judge_change(row: Promise, item: Conclusion, about: Measure, term: Term) -> Promise:
    value, base, is_share = _number(row["value"]), _number(row["base_value"]), about["value_type"] == "percent"
    if is_share and base is not None and _same_count(row):
        base = value
    last = 0.0 if item["comparator"] == "decrease" else 100.0 if is_share else None
    is_yearly = about["is_yearly"] == "true"
    return {**row, "rule": judgement.judge_change(value, base, item["comparator"], last, is_yearly, term)}


def _same_count(row: Promise) -> bool:
    """Return whether a share moved by its denominator only: 4 of 336 and 4 of 339 are the same four households."""
    return row["numerator"] == row["base_numerator"]


def _judge_standing(
    row: Promise, item: Conclusion, state: str, base_met: float | None, is_recognised: bool, term: Term
) -> Promise:
    met, total = _number(row["criteria_met"]), _number(row["criteria_total"])
    standing = Standing(is_recognised, met, total, row["dossier_state"], state, base_met)
    judged: Promise = {**row, "base_value": _or_nan(base_met)}
    if item["comparator"] == "progress":
        return {**judged, "rule": judgement.judge_progress(standing, term)}
    needed = None if total is None else judgement.count_path(base_met, total, term)
    return {**judged, "path_value": _or_nan(needed), "rule": judgement.judge_tier(standing, needed, term)}


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _or_nan(value: float | None) -> float:
    return nan if value is None else value


def _numbers(results: Iterable[CriterionResult], *which: str) -> list[str]:
    return [result["criterion_no"] for result in results if result["result"] in which]


def _among(numbers: Iterable[str], results: Iterable[CriterionResult], *which: str) -> list[str]:
    found = set(_numbers(results, *which))
    return [number for number in numbers if number in found]
