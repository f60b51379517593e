"""The conclusions of the last conference as judged promises: who answers for each, by what it is judged, and how it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from ntm_lib.analysis import judgement
from ntm_lib.analysis.assessment import combine_origins, gap_count
from ntm_lib.analysis.judgement import Standing
from ntm_lib.analysis.promise_rules import RULES, Term
from ntm_lib.reference.recognition import TIERS, recognition_on
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import PROMISES, records
from ntm_lib.text import natural_key, spelling_key, village_key
from ntm_lib.workbook import Season

COMMUNES = "ubnd-xa"  # the lead of an item that each of its communes answers for
_BY_COMMUNE = ("measure", "criterion", "maintain", "tier", "village")
_SOURCE = ("source_file", "sheet", "cell")
_STATED = ("figure", "criteria_met", "criteria_total", "dossier_state", "as_of", "evidence", "note", "origin", *_SOURCE)

Row = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """What promises are judged by: tables of ntm_lib.schemas with the season's and the base season's rows, and reference files."""

    criteria: pd.DataFrame  # CRITERION_RESULTS
    observations: pd.DataFrame  # OBSERVATIONS
    follow_up: pd.DataFrame  # FOLLOW_UP
    villages: pd.DataFrame  # VILLAGES
    measures: pd.DataFrame  # Workbook.measures
    recognition: pd.DataFrame  # Workbook.recognition

    @cached_property
    def measure(self) -> dict[str, Row]:
        return {row["measure"]: row for row in records(self.measures)}

    @cached_property
    def figures(self) -> dict[tuple[str, ...], Row]:
        """Observations by season, unit, indicator and component."""
        return _by(self.observations, "season", "unit_id", "indicator", "component")

    @cached_property
    def statements(self) -> dict[tuple[str, ...], Row]:
        """Answers by season, respondent, item and the commune spoken of."""
        return _by(self.follow_up, "season", "respondent", "item", "unit_id")

    @cached_property
    def results(self) -> dict[tuple[str, ...], list[Row]]:
        """Results of the criteria by season and unit."""
        return _groups(self.criteria)

    @cached_property
    def village_rows(self) -> dict[tuple[str, ...], list[Row]]:
        return _groups(self.villages)


def _by(table: pd.DataFrame, *key: str) -> dict[tuple[str, ...], Row]:
    return {tuple(row[name] for name in key): row for row in records(table)}


def _groups(table: pd.DataFrame) -> dict[tuple[str, ...], list[Row]]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in records(table):
        groups.setdefault((row["season"], row["unit_id"]), []).append(row)
    return groups


def judged_promises(
    items: pd.DataFrame,
    communes: Sequence[Unit],
    season: Season,
    base: Season | None,
    is_closing: bool,
    evidence: Evidence,
) -> pd.DataFrame:
    """Return PROMISES of `season`, in the notice's order: every item of `items` (Workbook.conclusions), judged.

    `communes` are the season's; `base` is the season whose conference gave the conclusions (Workbook.base_season), and what
    is promised is held against its figures. `is_closing`: the season is the one by which its year is judged.
    """
    judge = _Judge(season, base, is_closing, evidence)
    twins, related = _linked(items, "same_as"), _linked(items, "related_to")
    rows: list[Row] = []
    first_of: dict[tuple[str, str, str], Row] = {}
    for item in sorted(records(items), key=lambda i: natural_key(i["item"])):
        for respondent, unit_id in _answering(item, communes):
            known = (first_of.get((twin, respondent, unit_id)) for twin in twins[item["item"]])
            row = next((found for found in known if found is not None), None)
            if row is None:
                row = judge.promise(item, respondent, unit_id) | {"also_in": [], "related_to": related[item["item"]]}
                rows.append(row)
            else:
                row["also_in"] = [*row["also_in"], item["item"]]
                row["related_to"] = [*row["related_to"], *related[item["item"]]]
            first_of[item["item"], respondent, unit_id] = row
    for row in rows:
        row["also_in"] = ";".join(row["also_in"])
        row["related_to"] = ";".join(sorted(set(row["related_to"]), key=natural_key))
    return PROMISES.frame(rows)


def _linked(items: pd.DataFrame, column: str) -> dict[str, list[str]]:
    """Return for each item the others that it names in `column` or that name it there, in the notice's order."""
    links: dict[str, set[str]] = {item: set() for item in items["item"]}
    for item, others in zip(items["item"], items[column], strict=True):
        for other in others.split(";"):
            if other in links and other != item:
                links[item].add(other)
                links[other].add(item)
    return {item: sorted(others, key=natural_key) for item, others in links.items()}


def _answering(item: Row, communes: Sequence[Unit]) -> list[tuple[str, str]]:
    """Return who answers for an item and the commune spoken of, as the forms ask for it (intake.blank.blank_form)."""
    named = [unit.unit_id for unit in communes if unit.unit_id in item["communes"].split(";")]
    if item["lead"] == COMMUNES:
        return [(unit_id, unit_id) for unit_id in named]
    if item["kind"] in _BY_COMMUNE:
        focus = [unit.unit_id for unit in communes if unit.unit_id in item["focus_communes"].split(";")]
        return [(item["lead"], unit_id) for unit_id in focus or named or [""]]
    is_for_all = not named or len(named) == len(communes)
    return [(item["lead"], "")] if is_for_all else [(item["lead"], unit_id) for unit_id in named]


class _Judge:
    """Judges single promises of one season."""

    def __init__(self, season: Season, base: Season | None, is_closing: bool, evidence: Evidence) -> None:
        self.season, self.base, self.is_closing, self.evidence = season, base, is_closing, evidence
        self.base_name = base.name if base else ""

    def promise(self, item: Row, respondent: str, unit_id: str) -> Row:
        """Return one row of PROMISES, `also_in` and `related_to` left out."""
        term = self._term(item)
        stated = self._statement(item, respondent, unit_id)
        row: Row = {
            "season": self.season.name,
            "respondent": respondent,
            "respondent_kind": "commune" if item["lead"] == COMMUNES else "department",
            "unit_id": unit_id,
            "deadline_year": term.deadline_year,
            "is_deadline_stated": term.is_stated,
            "is_due": term.is_due,
            "base_season": self.base_name,
            "stated_state": stated.get("state", ""),
            "figure": stated.get("figure"),
            "evidence": stated.get("evidence", ""),
            "note": stated.get("note", ""),
            **{name: item[name] for name in _OF_ITEM},
        }
        row |= self._judged(item, unit_id, stated, term)
        row["state"] = RULES[row["rule"]].state
        return row

    def _term(self, item: Row) -> Term:
        deadline = int(item["deadline_year"]) if item["deadline_year"] else None
        return Term(
            start=self.base.cut_off if self.base else None,
            cut_off=self.season.cut_off,
            year=self.season.year,
            closes_year=self.is_closing,
            deadline_year=deadline,
            is_stated=deadline is not None and item["deadline_stated"] == "yes",
        )

    def _statement(self, item: Row, respondent: str, unit_id: str) -> Row:
        """Return what the respondent states of an item: of that commune, or else of all."""
        known = self.evidence.statements
        key = (self.season.name, respondent, item["item"])
        return known.get((*key, unit_id)) or known.get((*key, "")) or {}

    def _judged(self, item: Row, unit_id: str, stated: Row, term: Term) -> Row:
        if item["kind"] == "task":
            own = {name: stated[name] for name in _STATED if name in stated}
            return own | {"rule": judgement.judge_task(stated.get("state", ""), term)}
        if not unit_id:
            return {"rule": "no_commune"}
        match item["kind"]:
            case "measure":
                return self._measured(item, unit_id, term)
            case "maintain":
                return self._kept(item, unit_id, term)
            case "criterion":
                return self._reached(item, unit_id, term)
            case "tier":
                return self._tier(item, unit_id, stated, term)
        return self._village(item, unit_id, stated, term)

    # Measures

    def _measured(self, item: Row, unit_id: str, term: Term) -> Row:
        about = self.evidence.measure[item["measure"]]
        place = (about["indicator"] or item["measure"], about["component"])
        figures = self.evidence.figures
        now = figures.get((self.season.name, unit_id, *place), {})
        before = figures.get((self.base_name, unit_id, *place), {})
        value, base = _number(now.get("value")), _number(before.get("value"))
        is_yearly = about["is_yearly"] == "true"
        row: Row = {"indicator": place[0], "component": place[1], "base_value": base, "value": value}
        row["base_numerator"] = before.get("numerator")
        row |= {name: now.get(name) for name in ("numerator", "denominator", *_SOURCE)} | {"as_of": now.get("cut_off")}
        row["origin"] = combine_origins([now.get("origin", ""), before.get("origin", "")])
        if item["comparator"] in ("increase", "decrease"):
            is_share = about["value_type"] == "percent"
            if is_share and base is not None and _same_count(now, before):
                base = value
            last = 0.0 if item["comparator"] == "decrease" else 100.0 if is_share else None
            rule = judgement.judge_change(value, base, item["comparator"], last, is_yearly, term)
            return row | {"rule": rule}
        target = float(item["target"])
        row["rule"] = judgement.judge_number(value, base, item["comparator"], target, is_yearly, term)
        if value is not None and row["rule"] != "year_over":
            counts = (row["numerator"], row["denominator"])
            row["gap_count"] = gap_count(about["value_type"], about["count_unit"], *counts, item["comparator"], target)
            path = judgement.number_path(value, base, item["comparator"], target, is_yearly, term)
            row["path_value"] = path.value if path else None
        return row

    # Criteria

    def _kept(self, item: Row, unit_id: str, term: Term) -> Row:
        before, now = self._results(self.base_name, unit_id), self._results(self.season.name, unit_id)
        sets = {row["criteria_set"] for row in (*before, *now)} | {item["criteria_set"] or self.season.criteria_set}
        if len(sets) > 1:
            return {"rule": "criteria_other_set", "as_of": self.season.cut_off}
        held = _numbers(before, "met", "not_applicable")
        kept, lost = _among(held, now, "met", "not_applicable"), _among(held, now, "not_met")
        unknown = [number for number in held if number not in (*kept, *lost)]
        looked_at = [row for row in (*before, *now) if row["criterion_no"] in held]
        row = {"kept": ";".join(kept), "lost": ";".join(lost), "unknown": ";".join(unknown)}
        return row | self._computed(looked_at) | {"rule": judgement.judge_kept(kept, lost, unknown, term)}

    def _reached(self, item: Row, unit_id: str, term: Term) -> Row:
        promised = sorted(filter(None, item["criterion_no"].split(";")), key=natural_key)
        now = self._results(self.season.name, unit_id)
        if item["criteria_set"] not in ("", self.season.criteria_set):
            return {"rule": "criteria_other_set", "as_of": self.season.cut_off}
        met, not_met = _among(promised, now, "met", "not_applicable"), _among(promised, now, "not_met")
        unknown = [number for number in promised if number not in (*met, *not_met)]
        before = [r for r in self._results(self.base_name, unit_id) if r["criteria_set"] == self.season.criteria_set]
        base_met = float(len(_among(promised, before, "met", "not_applicable"))) if before else None
        needed = judgement.count_path(base_met, len(promised), term)
        looked_at = [row for row in now if row["criterion_no"] in promised]
        row = {"met": ";".join(met), "not_met": ";".join(not_met), "unknown": ";".join(unknown), "path_value": needed}
        rule = judgement.judge_criteria(met, not_met, unknown, needed, term)
        return row | self._computed(looked_at) | {"rule": rule}

    def _results(self, season: str, unit_id: str) -> list[Row]:
        return self.evidence.results.get((season, unit_id), [])

    def _computed(self, looked_at: Iterable[Row]) -> Row:
        return {"as_of": self.season.cut_off, "origin": combine_origins([row["origin"] for row in looked_at])}

    # Tiers and villages

    def _tier(self, item: Row, unit_id: str, stated: Row, term: Term) -> Row:
        signed = recognition_on(self.evidence.recognition, unit_id, self.season.cut_off)
        is_recognised = bool(signed.tier) and TIERS.index(signed.tier) >= _rank(item["target"])
        row = {name: stated[name] for name in _STATED if name in stated}
        if is_recognised:
            row |= {"as_of": signed.decision_date, "origin": "published"} | dict.fromkeys(_SOURCE, "")
        return row | self._standing(item, row, stated.get("state", ""), None, is_recognised, term)

    def _village(self, item: Row, unit_id: str, stated: Row, term: Term) -> Row:
        now = self._village_row(self.season.name, unit_id, item) or {}
        before = self._village_row(self.base_name, unit_id, item) or {}
        own = {name: stated[name] for name in _STATED if name in stated}
        row = own | {name: now[name] for name in _STATED if name in now}
        row["note"] = row.get("note") or own.get("note", "")
        base_met = _number(before.get("criteria_met"))
        return row | self._standing(item, row, stated.get("state", ""), base_met, False, term)

    def _village_row(self, season: str, unit_id: str, item: Row) -> Row | None:
        """Return the row of the promised village and tier; None if there is none, or several that contradict each other."""
        found = [
            row
            for row in self.evidence.village_rows.get((season, unit_id), [])
            if village_key(row["village"]) == village_key(item["measure"])
            and spelling_key(row["tier"]) == spelling_key(item["target"])
        ]
        return found[0] if len(found) == 1 else None

    def _standing(
        self, item: Row, row: Row, state: str, base_met: float | None, is_recognised: bool, term: Term
    ) -> Row:
        total = _number(row.get("criteria_total"))
        standing = Standing(
            is_recognised, _number(row.get("criteria_met")), total, row.get("dossier_state", ""), state, base_met
        )
        if item["comparator"] == "progress":
            is_year_on = self.is_closing and self.base is not None and self.season.year > self.base.year
            return {"base_value": base_met, "rule": judgement.judge_progress(standing, is_year_on, term)}
        needed = judgement.count_path(base_met, total, term) if total is not None else None
        rule = judgement.judge_tier(standing, needed, term)
        return {"base_value": base_met, "path_value": needed, "rule": rule}


_OF_ITEM = (
    "item", "notice_point", "supports", "kind", "summary", "criteria_set", "criterion_no", "measure", "comparator", "target",
)  # fmt: skip


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _same_count(now: Row, before: Row) -> bool:
    """Return whether a share moved by its denominator only: 4 of 336 and 4 of 339 are the same four households."""
    counts = {_number(row.get("numerator")) for row in (now, before)}
    return len(counts) == 1 and None not in counts


def _numbers(results: Iterable[Mapping[str, Any]], *which: str) -> list[str]:
    return [row["criterion_no"] for row in results if row["result"] in which]


def _among(numbers: Iterable[str], results: Iterable[Mapping[str, Any]], *which: str) -> list[str]:
    found = set(_numbers(results, *which))
    return [number for number in numbers if number in found]


def _rank(tier: str) -> int:
    """Return the place of a promised tier among TIERS; beyond them all if it is none of them."""
    ranks = {spelling_key(name): rank for rank, name in enumerate(TIERS)}
    return ranks.get(spelling_key(tier), len(TIERS))
