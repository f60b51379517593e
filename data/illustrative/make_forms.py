"""Writes the workbook's illustrative forms: blank forms, filled in from the CSV files beside this script.

    python data/illustrative/make_forms.py [folder for the forms, default data/submissions]

No count of criteria and no result is written anywhere here: they come out of the assessment. Values that no file states are
drawn from a generator seeded by unit, indicator and season, so running it again gives the same files to the byte. Seasons are
written in order: what a form says of last season is read from the forms just written.
"""

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import cast

import pandas as pd

from ntm_lib.analysis.assessment import meets
from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.blank_form import commune_form, department_form, leading_departments
from ntm_lib.intake.blank.form_content import BAND, Cell, FormContent
from ntm_lib.intake.blank.form_writer import write_form
from ntm_lib.intake.observations import computed_value
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.departments import leads_of
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.tables import records
from ntm_lib.workbook import Season, Workbook

HERE = Path(__file__).resolve().parent
ORIGIN_SENTENCE = "SỐ LIỆU MINH HỌA – không phải số liệu thật của xã"
# Households and population against the 2019 census; 2019 and 2020 are the census itself (docs/assumptions.md).
GROWTH = {"2016": 0.976, "2017": 0.984, "2018": 0.992, "2019": 1.0, "2020": 1.0, "2021": 1.008}
SHARE_OF_POPULATION = {"people_able_to_work": 0.52, "workers": 0.48, "children": 0.09}
SHARE_OF_HOUSEHOLDS = {"livestock_households": 0.35, "food_makers": 0.2}
DEBT_SIGNS = {"debt_start": 1, "debt_new": 1, "debt_paid": -1}
SMALL = 50  # below this denominator a share is rounded up: two thirds of three villages is not 80 %

Row = dict[str, Cell]


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(HERE / f"{name}.csv", dtype=str, keep_default_na=False)


class Illustration:
    """The values of one season's forms."""

    def __init__(self, workbook: Workbook, season: Season) -> None:
        self.workbook, self.season = workbook, season
        self.criteria_set: CriteriaSet = workbook.criteria_set(season.criteria_set)
        self.levels = workbook.common_levels(season)
        self.series = {
            (r["unit_id"], r["indicator"], r["component"], r["kind"]): r[season.name] for r in records(table("series"))
        }
        self.by_code = {(r["indicator"], r["component"]): r for r in records(self.levels)}
        self.measures = {r["measure"]: r for r in records(workbook.measures)}
        self.resources = {r["resource"]: r for r in records(table("resources"))}
        self.defaults = {(r["indicator"], r["component"]): r for r in records(table("defaults"))}
        self.sizes = {r["unit_id"]: r for r in records(table("sizes"))}
        claims = table("self_assessments")
        claims = claims[claims["season"] == season.name]
        self.claims = {(r["unit_id"], r["indicator"], r["component"]): r["self_assessment"] for r in records(claims)}

    def stated(self, unit: Unit, indicator: str, component: str, kind: str) -> str:
        return self.series.get((unit.unit_id, indicator, component, kind)) or self.series.get(
            ("*", indicator, component, kind), ""
        )

    def dice(self, unit: Unit, *what: str) -> random.Random:
        return random.Random("|".join([unit.unit_id, *what]))

    def size(self, unit: Unit, what: str) -> float:
        """Return the denominator called `what`: households, people, villages, km..."""
        households = round((unit.households or 0) * GROWTH[self.season.name])
        population = round((unit.population or 0) * GROWTH[self.season.name])
        if what in ("households", "population"):
            return households if what == "households" else population
        if what in SHARE_OF_POPULATION:
            return round(population * SHARE_OF_POPULATION[what])
        if what in SHARE_OF_HOUSEHOLDS:
            return round(households * SHARE_OF_HOUSEHOLDS[what])
        return 5 if what == "organisations" else float(self.sizes[unit.unit_id][what])

    def denominator_of(self, unit: Unit, row: dict[str, str]) -> float | None:
        default = self.defaults.get((row["indicator"], row["component"]))
        if default is not None:
            return self.size(unit, default["denominator"])
        if row["value_type"] == "percent":
            return self.size(unit, "population" if row["count_unit"] == "người" else "households")
        return self.size(unit, "population") if row["value_type"] == "money" else None

    def share(self, unit: Unit, indicator: str, component: str) -> float | None:
        """Return a share in per cent: the stated one, a little varied where it is stated for all, or one between the bounds."""
        own = self.series.get((unit.unit_id, indicator, component, "pct"), "")
        if own:
            return None if own == "-" else float(own)
        common = self.stated(unit, indicator, component, "pct")
        if common:
            return float(common) + self.dice(unit, indicator, component).uniform(0, 0.4)
        bounds = self.defaults.get((indicator, component))
        if bounds is None or not bounds["low_2016"]:
            return None
        place = self.dice(unit, indicator, component).random()
        passed = (self.season.year - 2016) / 5
        low = float(bounds["low_2016"]) + place * (float(bounds["high_2016"]) - float(bounds["low_2016"]))
        high = float(bounds["low_2021"]) + place * (float(bounds["high_2021"]) - float(bounds["low_2021"]))
        return low + passed * (high - low)

    def numerator_of(self, unit: Unit, row: dict[str, str], denominator: float | None) -> float | None:
        count = self.stated(unit, row["indicator"], row["component"], "count")
        if count:
            return None if count == "-" else float(count)
        per_head = self.stated(unit, row["indicator"], row["component"], "per_head")
        if per_head and denominator:
            return round(float(per_head) * denominator)
        share = self.share(unit, row["indicator"], row["component"])
        if share is None or denominator is None:
            return None
        if row["count_unit"] in ("km", "ha"):
            return round(share / 100 * denominator, 1)
        amount = share / 100 * denominator
        return ceil(round(amount, 6)) if denominator < SMALL else round(amount)

    def indicator_entries(self, unit: Unit, indicator: str, component: str) -> Row:
        level = self.by_code[indicator, component]
        denominator = self.denominator_of(unit, level)
        numerator = self.numerator_of(unit, level, denominator)
        assessed = ""
        if level["rule"] != "level":
            assessed = self.stated(unit, level["indicator"], level["component"], "answer") or "Đạt"
        own = self.claims.get((unit.unit_id, level["indicator"], level["component"])) or self.reading(
            level, numerator, denominator, assessed
        )
        leads = leads_of(self.workbook.leads, self.criteria_set.set_id, [level["indicator"]])
        has_value = numerator is not None or bool(assessed)
        return self.numbers(level["value_type"], numerator, denominator) | {
            "assessed": assessed,
            "assessed_by": (leads[0] if leads else "UBND xã") if assessed else "",
            "self_assessment": own,
            "status": self.status(level, assessed) if has_value else "",
            "origin": "Minh họa" if has_value else "",
        }

    def numbers(self, value_type: str, numerator: float | None, denominator: float | None) -> Row:
        """Return the cells a value is entered in: a count in its own, a share in two."""
        if value_type == "number":
            return {"value": numerator}
        return {"numerator": numerator, "denominator": denominator}

    def reading(self, level: dict, numerator: float | None, denominator: float | None, assessed: str) -> str:
        """Return how the commune reads its own value: as it is, by the level printed in the form."""
        if assessed:
            return assessed
        value = computed_value(level["value_type"], numerator, denominator)
        if value is None:
            return ""
        return "Đạt" if meets(value, level["comparator"], level["target"]) else "Chưa đạt"

    def status(self, level: dict, assessed: str) -> str:
        if self.season.year < 2020:
            return "Chính thức"
        return "Thẩm tra" if assessed and level["rule"] == "assessed" else "Ước"

    def measure_entries(self, unit: Unit, name: str) -> Row:
        measure = self.measures[name]
        denominator = self.size(unit, "population") if measure["value_type"] == "percent" else None
        if name in ("households", "population"):
            numerator: float | None = self.size(unit, name)
        elif name == "clean_water_population_pct":
            numerator = round(
                float(self.stated(unit, "17.1", "nuoc-sach", "pct")) / 100 * self.size(unit, "population")
            )
        elif name == "temporary_houses_removed":
            numerator = self.houses_removed(unit)
        else:
            numerator = float(self.stated(unit, name, "", "count") or (1 if name == "cooperatives" else 0))
        published = name in ("households", "population") and GROWTH[self.season.name] == 1.0
        return self.numbers(measure["value_type"], numerator, denominator) | {
            "status": "" if numerator is None else ("Chính thức" if self.season.year < 2020 or published else "Ước"),
            "origin": "" if numerator is None else ("Công bố" if published else "Minh họa"),
            "note": self.measure_note(name, published, numerator),
        }

    def measure_note(self, name: str, published: bool, numerator: float | None) -> str:
        if published:
            return "Theo Tổng điều tra 01/4/2019"
        if name == "schools_below_national_standard" and self.season.name == "2020" and numerator:
            return "Thông báo 24/12/2020, điểm 12, nêu xã có trường chưa đạt, không nêu số trường"
        return ""

    def houses_removed(self, unit: Unit) -> float | None:
        """Return last season's houses, plus the new ones, less those left; None in the first season."""
        row = next(r for r in records(table("series")) if (r["unit_id"], r["indicator"]) == (unit.unit_id, "9.1"))
        before = row.get(self.season.compare_with or "", "")
        if not before:
            return None
        new = float(self.stated(unit, "temporary_houses_new", "", "count") or 0)
        return float(before) + new - float(row[self.season.name])

    def own_rows(self, name: str, unit_id: str) -> list[Row]:
        rows = table(name)
        chosen = rows[(rows["season"] == self.season.name) & (rows["unit_id"] == unit_id)]
        return [_typed(r) for r in records(chosen.drop(columns=["season", "unit_id"]))]

    def item_entries(self, respondent: str, item: str, unit_id: str) -> Row:
        stated = table("follow_up")
        stated = stated[(stated["item"] == item) & (stated["unit_id"] == unit_id)]
        own = stated[stated["respondent"] == respondent]
        answers = records(own if len(own) else stated[stated["respondent"] == "*"])
        answer = _typed({k: v for k, v in answers[0].items() if k not in ("respondent", "unit_id")}) if answers else {}
        answered = any(answer.get(name) for name in ("state", "criteria_met", "figure"))
        return answer | {"origin": "Minh họa" if answered else ""}

    def resource_entries(self, unit: Unit, resource: str) -> Row:
        """Return what was planned, mobilised and disbursed; whole millions, days or square metres; the total is their sum."""
        if resource == "tong":
            money = self.workbook.resources[self.workbook.resources["unit"] == "triệu đồng"]["resource"]
            parts = [self.resource_entries(unit, name) for name in money if name != "tong"]
            names = ("planned", "mobilised", "disbursed")
            return {n: sum(float(str(p[n])) for p in parts) for n in names} | {"origin": "Minh họa"}
        dice = self.dice(unit, "resources", resource, self.season.name)
        bounds = self.resources[resource]
        share = dice.uniform(float(bounds["low_per_household"]), float(bounds["high_per_household"]))
        planned = round(share * self.size(unit, "households"), -1)
        mobilised = round(planned * dice.uniform(0.86, 1.06))
        row: Row = {"planned": planned, "mobilised": mobilised, "origin": "Minh họa"}
        if resource not in ("ngay-cong", "hien-dat"):
            row["disbursed"] = mobilised if resource == "tin-dung" else round(mobilised * dice.uniform(0.88, 1.0))
        return row

    def debt_rows(self, unit: Unit) -> list[Row]:
        """Return the commune's total and then its works; 0 where there is no debt."""
        works = [row | {"origin": "Minh họa"} for row in self.own_rows("debts", unit.unit_id)]
        for work in works:
            work["debt_now"] = sum(float(str(work[n])) * sign for n, sign in DEBT_SIGNS.items())
        names = [*DEBT_SIGNS, "debt_now"]
        total: Row = {n: sum(float(str(work[n])) for work in works) for n in names}
        return [total | {"origin": "Minh họa"}, *works]


def _typed(row: dict[str, str]) -> Row:
    typed: Row = {}
    for name, text in row.items():
        if not text:
            continue
        if name in layout.NUMBER_FIELDS:
            typed[name] = float(text)
        elif name in layout.DATE_FIELDS:
            typed[name] = pd.Timestamp(text).date()
        else:
            typed[name] = text
    if "tier" in typed:
        typed["origin"] = "Minh họa"
    return typed


def filled(blank: FormContent, rows: Mapping[str, Sequence[Mapping[str, Cell]]]) -> FormContent:
    """Return the blank form with `rows` in place of its own, marked as illustrative."""
    identity = {**blank.identity, "data_origin": ORIGIN_SENTENCE}
    return replace(blank, identity=identity, warning=ORIGIN_SENTENCE, rows=rows)


def note_rows(blank: Sequence[Mapping[str, Cell]], notes: list[Row]) -> list[Row]:
    """Return the printed rows of the headings with the notes written into them."""
    waiting = list(notes)
    rows: list[Row] = []
    for row in blank:
        own = next((note for note in waiting if note["heading"] == row["heading"]), {})
        if own:
            waiting.remove(own)
        rows.append({**row, **own})
    return rows + waiting


def filled_commune_form(illustration: Illustration, unit: Unit, last: pd.DataFrame) -> FormContent:
    blank = commune_form(illustration.workbook, illustration.season, unit, last)
    printed = {title: [dict(row) for row in rows] for title, rows in blank.rows.items()}
    i, unit_id = illustration, unit.unit_id
    entries: dict[str, Callable[[Row], Row]] = {
        layout.INDICATORS.title: lambda r: i.indicator_entries(unit, str(r["indicator"]), str(r["component"])),
        layout.MEASURES.title: lambda r: i.measure_entries(unit, str(r["indicator"])),
        layout.FOLLOW_UP.title: lambda r: i.item_entries(unit_id, str(r["item"]), ""),
        layout.RESOURCES.title: lambda r: i.resource_entries(unit, str(r["resource"])),
    }
    rows = {
        title: [row if BAND in row else row | entry(row) for row in printed[title]] for title, entry in entries.items()
    }
    total, *works = illustration.debt_rows(unit)
    rows[layout.DEBTS.title] = [printed[layout.DEBTS.title][0] | total, *works]
    rows[layout.DOSSIERS.title] = illustration.own_rows("dossiers", unit_id)
    rows[layout.VILLAGES.title] = illustration.own_rows("villages", unit_id)
    rows[layout.NOTES.title] = note_rows(blank.rows[layout.NOTES.title], illustration.own_rows("notes", unit_id))
    return filled(blank, rows)


class Written(Workbook):
    """The workbook with its forms in the folder they are written to."""

    folder: Path

    @property
    def submissions_folder(self) -> Path:
        return self.folder


def main(folder: Path) -> None:
    workbook = cast(Written, Written.open(HERE.parents[1]))
    workbook.folder = folder
    for season in workbook.seasons.values():
        illustration = Illustration(workbook, season)
        last = OBSERVATIONS.frame([])
        if season.compare_with:
            last = read_submissions(workbook, [workbook.season(season.compare_with)]).observations
        for unit in workbook.communes(season):
            write_form(folder / season.name / f"{unit.unit_id}.xlsx", filled_commune_form(illustration, unit, last))
        for department in leading_departments(workbook, season):
            blank = department_form(workbook, season, department)
            name = department.department_id
            items = [
                {**row, **illustration.item_entries(name, str(row["item"]), str(row.get("unit_id") or ""))}
                for row in blank.rows[layout.FOLLOW_UP.title]
            ]
            rows = {**blank.rows, layout.FOLLOW_UP.title: items}
            write_form(folder / season.name / "phong" / f"{name}.xlsx", filled(blank, rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "submissions")
