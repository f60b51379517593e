"""What a promise is judged by: the figures, results and statements of its own season and of the base season, by kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from ntm_lib.analysis import judgement
from ntm_lib.analysis.assessment import combine_origins, gap_count
from ntm_lib.analysis.judgement import Standing
from ntm_lib.analysis.promise_rules import Term
from ntm_lib.reference.recognition import TIERS, recognition_on
from ntm_lib.tables import records
from ntm_lib.text import natural_key, spelling_key, village_key
from ntm_lib.workbook import Season

_SOURCE = ("source_file", "sheet", "cell")
STATED = ("figure", "criteria_met", "criteria_total", "dossier_state", "as_of", "evidence", "note", "origin", *_SOURCE)

Row = dict[str, Any]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """Tables of ntm_lib.schemas with the rows of the season and of the base season at least, and reference tables of Workbook."""

    criteria: pd.DataFrame  # CRITERION_RESULTS
    observations: pd.DataFrame  # OBSERVATIONS
    follow_up: pd.DataFrame  # FOLLOW_UP
    villages: pd.DataFrame  # VILLAGES
    measures: pd.DataFrame  # Workbook.measures
    recognition: pd.DataFrame  # Workbook.recognition

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
        )

    @cached_property
    def measure(self) -> dict[str, Row]:
        return {row["measure"]: row for row in records(self.measures)}

    @cached_property
    def figures(self) -> dict[Key, Row]:
        """Observations by season, unit, indicator and component."""
        return _by(self.observations, "season", "unit_id", "indicator", "component")

    @cached_property
    def statements(self) -> dict[Key, Row]:
        """Answers by season, respondent, item and the commune spoken of."""
        return _by(self.follow_up, "season", "respondent", "item", "unit_id")

    @cached_property
    def results(self) -> dict[Key, list[Row]]:
        """Results of the criteria by season and unit."""
        return _groups(self.criteria)

    @cached_property
    def village_rows(self) -> dict[Key, list[Row]]:
        """Villages by season and unit."""
        return _groups(self.villages)


def _by(table: pd.DataFrame, *key: str) -> dict[Key, Row]:
    return {tuple(row[name] for name in key): row for row in records(table)}


def _groups(table: pd.DataFrame) -> dict[Key, list[Row]]:
    groups: dict[Key, list[Row]] = {}
    for row in records(table):
        groups.setdefault((row["season"], row["unit_id"]), []).append(row)
    return groups


class Facts:
    """The facts of one season's promises. Each method returns fields of PROMISES about one commune, with the `rule`."""

    def __init__(self, season: Season, base: Season | None, evidence: Evidence) -> None:
        self.season, self.evidence = season, evidence
        self.base_name = base.name if base else ""

    def measure(self, item: Row, unit_id: str, term: Term) -> Row:
        """A figure against a number, or against itself in the base season."""
        about = self.evidence.measure[item["measure"]]
        place = (about["indicator"] or item["measure"], about["component"])
        now = self.evidence.figures.get((self.season.name, unit_id, *place), {})
        before = self.evidence.figures.get((self.base_name, unit_id, *place), {})
        row = {name: now.get(name) for name in ("numerator", "denominator", *_SOURCE)}
        row |= {
            "indicator": place[0],
            "component": place[1],
            "value": _number(now.get("value")),
            "base_value": _number(before.get("value")),
            "base_numerator": before.get("numerator"),
            "as_of": now.get("cut_off"),
            "origin": combine_origins([now.get("origin", ""), before.get("origin", "")]),
        }
        judge = _judge_change if item["comparator"] in ("increase", "decrease") else _judge_number
        return row | judge(item, row, about, term)

    def maintain(self, item: Row, unit_id: str, term: Term) -> Row:
        """Criteria met in the base season, by what they are now: "those 14 criteria, not any 14"."""
        before, now = self._results(self.base_name, unit_id), self._results(self.season.name, unit_id)
        sets = {row["criteria_set"] for row in (*before, *now)} | {item["criteria_set"] or self.season.criteria_set}
        if len(sets) > 1:
            return {"rule": "criteria_other_set"}
        held = _numbers(before, "met", "not_applicable")
        kept, lost = _among(held, now, "met", "not_applicable"), _among(held, now, "not_met")
        unknown = [number for number in held if number not in (*kept, *lost)]
        looked_at = [row for row in (*before, *now) if row["criterion_no"] in held]
        row = {"kept": ";".join(kept), "lost": ";".join(lost), "unknown": ";".join(unknown)}
        return row | self._computed(looked_at) | {"rule": judgement.judge_kept(kept, lost, unknown, term)}

    def criterion(self, item: Row, unit_id: str, term: Term) -> Row:
        """Criteria promised, by what they are now."""
        if item["criteria_set"] not in ("", self.season.criteria_set):
            return {"rule": "criteria_other_set"}
        promised = sorted(filter(None, item["criterion_no"].split(";")), key=natural_key)
        now = self._results(self.season.name, unit_id)
        met, not_met = _among(promised, now, "met", "not_applicable"), _among(promised, now, "not_met")
        unknown = [number for number in promised if number not in (*met, *not_met)]
        before = [r for r in self._results(self.base_name, unit_id) if r["criteria_set"] == self.season.criteria_set]
        base_met = float(len(_among(promised, before, "met", "not_applicable"))) if before else None
        needed = judgement.count_path(base_met, len(promised), term)
        row = {"met": ";".join(met), "not_met": ";".join(not_met), "unknown": ";".join(unknown), "path_value": needed}
        rule = judgement.judge_criteria(met, not_met, unknown, needed, term)
        return row | self._computed(row for row in now if row["criterion_no"] in promised) | {"rule": rule}

    def _results(self, season: str, unit_id: str) -> list[Row]:
        return self.evidence.results.get((season, unit_id), [])

    def _computed(self, looked_at: Iterable[Row]) -> Row:
        return {"as_of": self.season.cut_off, "origin": combine_origins([row["origin"] for row in looked_at])}

    def tier(self, item: Row, unit_id: str, stated: Row, term: Term) -> Row:
        """A tier of the commune: what is signed by the cut-off, or else what is stated."""
        row = {name: stated[name] for name in STATED if name in stated}
        signed = recognition_on(self.evidence.recognition, unit_id, self.season.cut_off)
        is_recognised = signed.tier != "" and TIERS.index(signed.tier) >= _rank(item["target"])
        if is_recognised:
            row |= {"as_of": signed.decision_date, "origin": "published"} | dict.fromkeys(_SOURCE, "")
        return row | _judge_standing(item, row, stated.get("state", ""), None, is_recognised, term)

    def village(self, item: Row, unit_id: str, stated: Row, term: Term) -> Row:
        """A village of the commune, as its own sheet states it; the answer to the conclusion fills what that leaves open."""
        now = self._village_row(self.season.name, unit_id, item)
        before = self._village_row(self.base_name, unit_id, item)
        row = {name: stated[name] for name in STATED if name in stated}
        row |= {name: now[name] for name in STATED if name in now}
        row["note"] = ". ".join(filter(None, [now.get("note", ""), stated.get("note", "")]))
        base_met = _number(before.get("criteria_met"))
        return row | _judge_standing(item, row, stated.get("state", ""), base_met, False, term)

    def _village_row(self, season: str, unit_id: str, item: Row) -> Row:
        """Return the row of the promised village and tier; none if it is absent, or if several contradict each other."""
        found = [
            row
            for row in self.evidence.village_rows.get((season, unit_id), [])
            if village_key(row["village"]) == village_key(item["measure"])
            and spelling_key(row["tier"]) == spelling_key(item["target"])
        ]
        return found[0] if len(found) == 1 else {}


def _judge_number(item: Row, row: Row, about: Row, term: Term) -> Row:
    target, is_yearly = float(item["target"]), about["is_yearly"] == "true"
    value, base = row["value"], row["base_value"]
    rule = judgement.judge_number(value, base, item["comparator"], target, is_yearly, term)
    if value is None or rule == "year_over":
        return {"rule": rule}
    path = judgement.number_path(value, base, item["comparator"], target, is_yearly, term)
    counts = (row["numerator"], row["denominator"])
    short = gap_count(about["value_type"], about["count_unit"], *counts, item["comparator"], target)
    return {"rule": rule, "gap_count": short, "path_value": path.value if path else None}


def _judge_change(item: Row, row: Row, about: Row, term: Term) -> Row:
    value, base, is_share = row["value"], row["base_value"], about["value_type"] == "percent"
    if is_share and base is not None and _same_count(row):
        base = value
    last = 0.0 if item["comparator"] == "decrease" else 100.0 if is_share else None
    is_yearly = about["is_yearly"] == "true"
    return {"rule": judgement.judge_change(value, base, item["comparator"], last, is_yearly, term)}


def _same_count(row: Row) -> bool:
    """Return whether a share moved by its denominator only: 4 of 336 and 4 of 339 are the same four households."""
    counts = {_number(row["numerator"]), _number(row["base_numerator"])}
    return len(counts) == 1 and None not in counts


def _judge_standing(item: Row, row: Row, state: str, base_met: float | None, is_recognised: bool, term: Term) -> Row:
    met, total = _number(row.get("criteria_met")), _number(row.get("criteria_total"))
    standing = Standing(is_recognised, met, total, row.get("dossier_state", ""), state, base_met)
    if item["comparator"] == "progress":
        return {"base_value": base_met, "rule": judgement.judge_progress(standing, term)}
    needed = None if total is None else judgement.count_path(base_met, total, term)
    return {"base_value": base_met, "path_value": needed, "rule": judgement.judge_tier(standing, needed, term)}


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _numbers(results: Iterable[Mapping[str, Any]], *which: str) -> list[str]:
    return [row["criterion_no"] for row in results if row["result"] in which]


def _among(numbers: Iterable[str], results: Iterable[Mapping[str, Any]], *which: str) -> list[str]:
    found = set(_numbers(results, *which))
    return [number for number in numbers if number in found]


def _rank(tier: str) -> int:
    """Return the place of a promised tier among TIERS; beyond them all if it is none of them."""
    ranks = {spelling_key(name): rank for rank, name in enumerate(TIERS)}
    return ranks.get(spelling_key(tier), len(TIERS))
