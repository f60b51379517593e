"""The forms of one season as rows of the declared tables: told form by form whose each is."""

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from ntm_lib.intake import form as layout
from ntm_lib.intake.addressees import Addressees
from ntm_lib.intake.corrections import Corrections
from ntm_lib.intake.findings import FindingList
from ntm_lib.intake.form_figures import Expected, FormFigures
from ntm_lib.intake.form_report import FormReport
from ntm_lib.intake.form_rows import Entries, Known, check_rows, take_rows
from ntm_lib.intake.observations import Asked, Key, TakenFigure
from ntm_lib.intake.printed_level import level_text
from ntm_lib.intake.reading.form_reader import Form
from ntm_lib.reference.conclusions import concerning_commune, led_by_department
from ntm_lib.reference.indicators import Level
from ntm_lib.reference.levels import Scope
from ntm_lib.reference.recognition import TIERS
from ntm_lib.reference.units import Unit
from ntm_lib.tables import rows_of
from ntm_lib.text import spelling_key
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.reference import FundingSource, Measure, Relation
from ntm_lib.workbook.scopes import LevelCase

# Tables filled row by row from a sheet, by the sheet and the fields that name a row besides the unit
_PLAIN_TABLES = {
    "dossiers": (layout.DOSSIERS, ("tier",)),
    "villages": (layout.VILLAGES, ("village", "tier")),
    "follow_up": (layout.FOLLOW_UP, ("item",)),
    "resources": (layout.RESOURCES, ("resource",)),
    "debts": (layout.DEBTS, ("project",)),
    "notes": (layout.NOTES, ()),
}


class UnitFigure(TakenFigure):
    """A figure of a unit."""

    unit_id: str
    unit_name: str
    season: str


class FormTables:
    """Collects the rows of a season's forms: observations, and those of the other tables by name."""

    def __init__(self, workbook: Workbook, season: Season, corrections: Corrections, findings: FindingList) -> None:
        self.season, self.corrections, self.findings = season, corrections, findings
        self.workbook = workbook
        self.relations = rows_of(workbook.relations, Relation)
        self.all_levels = _asked_by_levels(workbook.common_levels(season))
        self.by_case: dict[LevelCase, Expected] = {}
        self.resources = rows_of(workbook.resources_in(season), FundingSource)
        self.resource_units = {r["resource"]: r["unit"] for r in self.resources}
        self.items = workbook.conclusions(season)
        own = workbook.criteria_set(season.criteria_set).tier
        self.words = {
            "dossiers": {"tier": self._tiers("tier", TIERS)},
            "villages": {"tier": self._tiers("village", (*layout.VILLAGE_TIERS, *({own} - {*TIERS})))},
        }
        self.departments = workbook.departments
        self.addressees = Addressees.of(workbook, season)
        self.communes = {unit.unit_id for unit in workbook.communes(season)}
        self.observations: list[UnitFigure] = []
        self.rows: dict[str, list[Entries]] = {name: [] for name in _PLAIN_TABLES}

    def take_commune(self, form: Form, source_file: str, unit: Unit) -> bool:
        """Add what a commune's form says; return False if nothing of it can be used."""
        report = FormReport(form, source_file, unit.unit_id, self.findings)
        expected, main = self._expected(self.workbook.level_case(self.season, unit)), layout.INDICATORS.title
        figures = FormFigures(report, expected, self.corrections)
        problems = (problem for problem in form.problems if problem.lost_sheet != main)
        figures.note_problems(problems, layout.COMMUNE_SHEETS)
        for problem in form.problems:
            if problem.lost_sheet == main:
                report.finding("T12", f"Không dùng được biểu: {problem.message}", problem.sheet)
                return False
        known: dict[str, Known] = {"follow_up": {"item": self._items_of_commune(unit)}}
        if self.resource_units:
            known["resources"] = {"resource": {r["resource"]: r["name"] for r in self.resources}}
        self.observations += [
            {**row, "unit_id": unit.unit_id, "unit_name": unit.name, "season": self.season.name}
            for row in figures.take(unit)
        ]
        own = {"unit_id": unit.unit_id, "unit_name": unit.name, "respondent": unit.unit_id, "season": self.season.name}
        taken = {
            n: take_rows(report, sheet, key, known.get(n, {}), self.words.get(n, {}))
            for n, (sheet, key) in _PLAIN_TABLES.items()
        }
        self.addressees.settle(report, taken["notes"])
        for name, rows in taken.items():
            self.rows[name] += [row | own for row in rows]
        check_rows(report, taken, self.season.cut_off, self.resource_units)
        return True

    def take_department(self, form: Form, source_file: str, department_id: str) -> None:
        """Add what a department's form says."""
        report = FormReport(form, source_file, department_id, self.findings)
        FormFigures(report, self._expected(None), self.corrections).note_problems(
            form.problems, layout.DEPARTMENT_SHEETS
        )
        known = {"item": self._items_of_department(department_id), "unit_id": {"", *self.communes}}
        rows = take_rows(report, layout.FOLLOW_UP, ("item", "unit_id"), known)
        self.rows["follow_up"] += [row | {"respondent": department_id, "season": self.season.name} for row in rows]
        name = self.departments[department_id].short_name
        own = {"unit_id": department_id, "unit_name": name, "season": self.season.name}
        self.rows["notes"] += [row | own for row in take_rows(report, layout.OWN_NOTES, (), {})]
        check_rows(report, {"follow_up": rows}, self.season.cut_off, self.resource_units)

    def _expected(self, case: LevelCase | None) -> Expected:
        """Return what the season expects of the forms of communes of one case; None for those of departments, which have no figures."""
        case = case or LevelCase(Scope())
        if case not in self.by_case:
            asked = {
                layout.INDICATORS: _asked_by_levels(self.workbook.levels_of(self.season, case)),
                layout.MEASURES: _asked_by_measures(self.workbook, self.season),
            }
            others = {k: v for k, v in self.all_levels.items() if k not in asked[layout.INDICATORS]}
            own = self.season
            self.by_case[case] = Expected(asked, others, case.scope, self.relations, own.criteria_set, own.cut_off)
        return self.by_case[case]

    def _tiers(self, kind: str, known: Collection[str]) -> list[str]:
        """Return the tiers that a form may name: those known, and those that the season's conclusions ask for."""
        asked: Collection[str] = [] if self.items is None else self.items.loc[self.items["kind"] == kind, "target"]
        return list({spelling_key(tier): tier for tier in (*asked, *known)}.values())

    def _items_of_commune(self, unit: Unit) -> dict[str, str]:
        return {} if self.items is None else _summaries(concerning_commune(self.items, unit.unit_id))

    def _items_of_department(self, department_id: str) -> dict[str, str]:
        return {} if self.items is None else _summaries(led_by_department(self.items, department_id))


def _summaries(items: pd.DataFrame) -> dict[str, str]:
    """Return the summary of each promise, by item."""
    return dict(zip(items["item"], items["summary"], strict=True))


def _asked_by_levels(levels: pd.DataFrame) -> dict[Key, Asked]:
    """Return the indicators of CriteriaSet.levels that a form asks for."""
    return {(r["indicator"], r["component"]): _asked_by_level(r) for r in rows_of(levels, Level)}


def _asked_by_measures(workbook: Workbook, season: Season) -> dict[Key, Asked]:
    measures = workbook.measures_of(season.criteria_set)
    measures = measures[measures["indicator"] == ""]
    return {(r["measure"], r["component"]): _asked(r, r["name"]) for r in rows_of(measures, Measure)}


def _asked_by_level(level: Level) -> Asked:
    name = level["component_name"]
    return replace(
        _asked(level, " – ".join(filter(None, [level["indicator_name"], name]))),
        label=f"Tiêu chí {level['indicator']}"
        if level["is_verdict"]
        else f"{level['indicator']} ({name})"
        if name
        else level["indicator"],
        rule=level["rule"],
        may_not_apply=level["may_not_apply"],
        target=None if pd.isna(level["target"]) else level["target"],
        is_whole=level["is_whole"],
        is_binding=level["is_binding"],
        level=level_text(level),
    )


def _asked(about: Level | Measure, name: str) -> Asked:
    """Return what is asked for under `name`: all that is said of a measure, and of a level what it has in common with one."""
    return Asked(
        value_type=about["value_type"],
        name=name,
        label=name,
        count_unit=about["count_unit"],
        unit=about["unit"],
        numerator_name=about["numerator_name"],
        denominator_name=about["denominator_name"],
    )
