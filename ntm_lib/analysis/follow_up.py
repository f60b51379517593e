"""The conclusions of the last conference as judged promises: one row per item and respondent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan

import pandas as pd

from ntm_lib.analysis.judgement import judge_task
from ntm_lib.analysis.promise_facts import NO_STATEMENT, Evidence, Facts, as_stated
from ntm_lib.analysis.promise_rules import RULES, Term
from ntm_lib.reference.conclusions import Conclusion
from ntm_lib.reference.departments import COMMUNES
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import PROMISES, Promise, Statement
from ntm_lib.tables import empty_row, rows_of
from ntm_lib.text import natural_key
from ntm_lib.workbook import Season

__all__ = ["Evidence", "judged_promises"]


@dataclass
class _Named:
    """A promise, and the other items that name it or depend on it."""

    promise: Promise
    also_in: list[str] = field(default_factory=list)
    related_to: set[str] = field(default_factory=set)


def judged_promises(
    items: pd.DataFrame,
    communes: Sequence[Unit],
    season: Season,
    base: Season | None,
    is_closing: bool,
    evidence: Evidence,
) -> pd.DataFrame:
    """Return PROMISES of `season`, in the notice's order: every item of `items` (Workbook.conclusions), judged.

    `communes` are the season's; `base` is the season whose conference gave the conclusions (Workbook.base_season);
    "keep", "increase" and "decrease" refer to it. `is_closing`: the season is the one by which its year is judged.
    """
    judge = _Judge(season, base, is_closing, evidence.of(season.name, base.name if base else ""))
    twins, related = _linked(items, "same_as"), _linked(items, "related_to")
    found: list[_Named] = []
    first_of: dict[tuple[str, str, str], _Named] = {}
    for item in sorted(rows_of(items, Conclusion), key=lambda i: natural_key(i["item"])):
        name = item["item"]
        for respondent, unit_id in _answering(item, communes):
            known = (first_of.get((twin, respondent, unit_id)) for twin in twins[name])
            named = next((first for first in known if first is not None), None)
            if named is None:
                named = _Named(judge.promise(item, respondent, unit_id))
                found.append(named)
            else:
                named.also_in.append(name)
            named.related_to |= set(related[name])
            first_of[name, respondent, unit_id] = named
    rows: list[Promise] = [
        {
            **named.promise,
            "also_in": ";".join(named.also_in),
            "related_to": ";".join(sorted(named.related_to, key=natural_key)),
        }
        for named in found
    ]
    return PROMISES.frame(rows)


def _linked(items: pd.DataFrame, column: str) -> dict[str, list[str]]:
    """Return, by item, the others that it names in `column` or that name it there, in the notice's order."""
    links: dict[str, set[str]] = {item: set() for item in items["item"]}
    for item, others in zip(items["item"], items[column], strict=True):
        for other in others.split(";"):
            if other in links and other != item:
                links[item].add(other)
                links[other].add(item)
    return {item: sorted(others, key=natural_key) for item, others in links.items()}


def _answering(item: Conclusion, communes: Sequence[Unit]) -> list[tuple[str, str]]:
    """Return the respondents of an item, each with the commune spoken of ("" for the whole district).

    A department's task has a row for each commune only where it names some of them, as its form asks (intake.blank.blank_form).
    """
    named = [unit.unit_id for unit in communes if unit.unit_id in item["communes"].split(";")]
    if item["lead"] == COMMUNES:
        return [(unit_id, unit_id) for unit_id in named]
    if item["kind"] != "task":
        focus = [unit.unit_id for unit in communes if unit.unit_id in item["focus_communes"].split(";")]
        return [(item["lead"], unit_id) for unit_id in focus or named or [""]]
    is_for_all = not named or len(named) == len(communes)
    return [(item["lead"], "")] if is_for_all else [(item["lead"], unit_id) for unit_id in named]


class _Judge:
    """Judges single promises of one season."""

    def __init__(self, season: Season, base: Season | None, is_closing: bool, evidence: Evidence) -> None:
        self.season, self.base, self.is_closing = season, base, is_closing
        self.statements = evidence.statements
        self.facts = Facts(season, base, evidence)

    def promise(self, item: Conclusion, respondent: str, unit_id: str) -> Promise:
        """Return one row of PROMISES, `also_in` and `related_to` left out."""
        term = self._term(item)
        stated = self._statement(item["item"], respondent, unit_id)
        row: Promise = {
            **empty_row(Promise),
            "season": self.season.name,
            "item": item["item"],
            "notice_point": item["notice_point"],
            "respondent": respondent,
            "respondent_kind": "commune" if item["lead"] == COMMUNES else "department",
            "unit_id": unit_id,
            "supports": item["supports"],
            "kind": item["kind"],
            "summary": item["summary"],
            "quote": item["quote"],
            "criteria_set": item["criteria_set"],
            "criterion_no": item["criterion_no"],
            "measure": item["measure"],
            "comparator": item["comparator"],
            "target": item["target"],
            "deadline_year": nan if term.deadline_year is None else term.deadline_year,
            "is_deadline_stated": term.is_stated,
            "is_due": term.is_due,
            "base_season": self.base.name if self.base else "",
            "stated_state": stated["state"],
            "figure": stated["figure"],
            "evidence": stated["evidence"],
            "note": stated["note"],
        }
        judged = self._judged(row, item, stated, term)
        return {**judged, "state": RULES[judged["rule"]]}

    def _term(self, item: Conclusion) -> Term:
        deadline = int(item["deadline_year"]) if item["deadline_year"] else None
        return Term(
            base=(self.base.year, self.base.cut_off) if self.base else None,
            year=self.season.year,
            cut_off=self.season.cut_off,
            closes_year=self.is_closing,
            deadline_year=deadline,
            is_stated=deadline is not None and item["deadline_stated"] == "yes",
        )

    def _statement(self, item: str, respondent: str, unit_id: str) -> Statement:
        """Return the respondent's statement on an item: on that commune, or else on all; empty if it makes none."""
        key = (self.season.name, respondent, item)
        return self.statements.get((*key, unit_id)) or self.statements.get((*key, "")) or NO_STATEMENT

    def _judged(self, row: Promise, item: Conclusion, stated: Statement, term: Term) -> Promise:
        """Return `row` with the fields of its kind and the rule that decides."""
        if item["kind"] == "task":
            return {**as_stated(row, stated), "rule": judge_task(stated["state"], term)}
        if not row["unit_id"]:
            return {**row, "rule": "no_commune"}
        if item["kind"] == "measure":
            return self.facts.measure(row, item, term)
        if item["kind"] == "village":  # a merger of communes leaves it as it is
            return self.facts.village(row, item, stated, term)
        if row["unit_id"] in self.facts.evidence.redrawn:
            return {**row, "rule": "no_same_borders"}
        match item["kind"]:
            case "maintain":
                return self.facts.maintain(row, item, term)
            case "criterion":
                return self.facts.criterion(row, item, term)
        return self.facts.tier(row, item, stated, term)
