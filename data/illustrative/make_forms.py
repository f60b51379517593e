"""Writes the workbook's illustrative forms: numerators, denominators and answers from the CSV files beside this script.

    python data/illustrative/make_forms.py [folder for the forms, default data/submissions]

No count of criteria and no result is written anywhere here: they come out of the assessment. Values that no file states are
drawn from a generator seeded by unit, indicator and season, so running it again gives the same files to the byte.
"""

import random
import sys
from math import ceil
from pathlib import Path

import pandas as pd

from ntm_lib.analysis.assessment import meets
from ntm_lib.intake import form as layout
from ntm_lib.intake.form_writer import Cell, FormContent, write_form
from ntm_lib.intake.submissions import computed_value
from ntm_lib.reference.conclusions import concerning_commune, led_by_department
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.departments import leads_of
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import records
from ntm_lib.workbook import Season, Workbook

HERE = Path(__file__).resolve().parent
ORIGIN_SENTENCE = "SỐ LIỆU MINH HỌA – không phải số liệu thật của xã"
# Households and population against the 2019 census; 2019 and 2020 are the census itself (docs/assumptions.md).
GROWTH = {"2016": 0.976, "2017": 0.984, "2018": 0.992, "2019": 1.0, "2020": 1.0, "2021": 1.008}
SHARE_OF_POPULATION = {"people_able_to_work": 0.52, "workers": 0.48, "children": 0.09}
SHARE_OF_HOUSEHOLDS = {"livestock_households": 0.35, "food_makers": 0.2}
SMALL = 50  # below this denominator a share is rounded up: two thirds of three villages is not 80 %

Row = dict[str, Cell]


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(HERE / f"{name}.csv", dtype=str, keep_default_na=False)


class Illustration:
    """The values of one season's forms."""

    def __init__(self, workbook: Workbook, season: Season) -> None:
        self.workbook, self.season = workbook, season
        self.criteria_set: CriteriaSet = workbook.criteria_set(season.criteria_set)
        self.levels = self.criteria_set.levels(season.year)
        self.series = {
            (r["unit_id"], r["indicator"], r["component"], r["kind"]): r[season.name] for r in records(table("series"))
        }
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

    def indicator_row(self, unit: Unit, level: dict) -> Row:
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
        return {
            "criterion_no": level["criterion_no"],
            "indicator": level["indicator"],
            "component": level["component"],
            "indicator_name": level["component_name"] or level["indicator_name"],
            "level": f"{level['comparator']} {level['target_text']}".strip(),
            "unit": level["unit"],
            "numerator": numerator,
            "denominator": denominator,
            "assessed": assessed,
            "assessed_by": (leads[0] if leads else "UBND xã") if assessed else "",
            "self_assessment": own,
            "status": self.status(level, assessed) if has_value else "",
            "origin": "Minh họa" if has_value else "",
        }

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

    def measure_row(self, unit: Unit, measure: dict[str, str]) -> Row:
        name = measure["measure"]
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
        return {
            "indicator": name,
            "indicator_name": measure["name"],
            "unit": measure["unit"],
            "numerator": numerator,
            "denominator": denominator,
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

    def follow_up_rows(self, respondent: str, items: pd.DataFrame) -> list[Row]:
        stated = table("follow_up")
        rows: list[Row] = []
        for item in records(items):
            own = stated[(stated["item"] == item["item"]) & (stated["respondent"] == respondent)]
            if own.empty:
                own = stated[(stated["item"] == item["item"]) & (stated["respondent"] == "*")]
            answers = records(own.drop(columns="respondent")) or [{"item": item["item"]}]
            for answer in answers:
                answered = any(answer.get(name) for name in ("state", "criteria_met", "figure"))
                rows.append(_typed(answer) | {"summary": item["summary"], "origin": "Minh họa" if answered else ""})
        return rows


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


def identity(season: Season, form: str, respondent: str, name: str, code: str) -> dict[str, str]:
    return {
        "form": form,
        "form_version": layout.FORM_VERSION,
        "respondent": respondent,
        "unit_name": name,
        "unit_code": code,
        "season": season.name,
        "criteria_set": season.criteria_set,
        "cut_off": season.cut_off.isoformat(),
        "data_origin": ORIGIN_SENTENCE,
    }


def commune_form(illustration: Illustration, unit: Unit) -> FormContent:
    season, workbook = illustration.season, illustration.workbook
    items = workbook.conclusions(season)
    asked = records(workbook.measures[workbook.measures["indicator"] == ""])
    notes = illustration.own_rows("notes", unit.unit_id) or [{"heading": heading} for heading in layout.NOTE_HEADINGS]
    return FormContent(
        title=f"Biểu báo cáo NTM mùa {season.name} – {unit.full_name}",
        identity=identity(season, layout.COMMUNE_FORM, unit.unit_id, unit.full_name, unit.code),
        sheets=layout.COMMUNE_SHEETS,
        rows={
            layout.INDICATORS.title: [
                illustration.indicator_row(unit, level) for level in records(illustration.levels)
            ],
            layout.MEASURES.title: [illustration.measure_row(unit, measure) for measure in asked],
            layout.FOLLOW_UP.title: []
            if items is None
            else illustration.follow_up_rows(unit.unit_id, concerning_commune(items, unit.unit_id)),
            layout.DOSSIERS.title: illustration.own_rows("dossiers", unit.unit_id),
            layout.VILLAGES.title: illustration.own_rows("villages", unit.unit_id),
            layout.NOTES.title: notes,
        },
    )


def main(folder: Path) -> None:
    workbook = Workbook.open(HERE.parents[1])
    for season in workbook.seasons.values():
        illustration = Illustration(workbook, season)
        for unit in workbook.communes(season):
            write_form(folder / season.name / f"{unit.unit_id}.xlsx", commune_form(illustration, unit))
        items = workbook.conclusions(season)
        if items is None:
            continue
        for department in workbook.departments.values():
            own = led_by_department(items, department.department_id)
            if own.empty or department.department_id == "ubnd-xa":
                continue
            content = FormContent(
                title=f"Biểu theo dõi kết luận mùa {season.name} – {department.name}",
                identity=identity(season, layout.DEPARTMENT_FORM, department.department_id, department.name, ""),
                sheets=layout.DEPARTMENT_SHEETS,
                rows={layout.FOLLOW_UP.title: illustration.follow_up_rows(department.department_id, own)},
            )
            write_form(folder / season.name / "phong" / f"{department.department_id}.xlsx", content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "submissions")
