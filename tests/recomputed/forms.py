"""The shipped forms and reference files, read cell by cell."""

import csv
import datetime as dt
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tests.recomputed.written import exact

DATA = Path(__file__).resolve().parents[2] / "data"
IMPORTS = DATA / "imports"
HEADINGS_ROW = 4
NUMERATOR, DENOMINATOR, VALUE, VERDICT = "Tử số", "Mẫu số", "Giá trị", "Đạt / Chưa đạt"
Key = tuple[str, str]  # code of an indicator or measure, component


@cache
def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if name not in ("reference/measures.csv", "reference/key-measures.csv"):
        return rows
    # Those of the set of the seasons that are looked at; what holds for any set only where that one says nothing
    own = [row for row in rows if row["criteria_set"] == "xa-ntm-2016-2020"]
    said = {row.get("measure") for row in own}
    return [row for row in rows if row in own or (row["criteria_set"] == "" and row["measure"] not in said)]


@dataclass(frozen=True)
class Line:
    """One row of a sheet by its headings, with where it stands."""

    file: str
    sheet: str
    row: int
    columns: dict[str, int]
    cells: tuple[Any, ...]

    def __getitem__(self, heading: str) -> Any:
        return self.cells[self.columns[heading]] if heading in self.columns else ""

    def number(self, heading: str) -> Fraction | None:
        return exact(self[heading])

    def text(self, heading: str) -> str:
        return " ".join(str(self[heading]).split())

    def day(self, heading: str = "Ngày") -> dt.date | None:
        return self[heading] if isinstance(self[heading], dt.date) else None

    def address(self, heading: str) -> str:
        return f"{chr(ord('A') + self.columns[heading])}{self.row}"


@cache
def form(file: str) -> dict[str, list[Line]]:
    """Return the lines of each sheet of data/submissions/`file` that has a table; empty ones and headings left out."""
    book = CalamineWorkbook.from_path(DATA / "submissions" / file)
    return {
        name: _lines(file, name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        for name in book.sheet_names
    }


def _lines(file: str, sheet: str, grid: list[list[Any]]) -> list[Line]:
    if len(grid) < HEADINGS_ROW or sheet == "Thông tin":
        return []
    columns = {str(heading): place for place, heading in enumerate(grid[HEADINGS_ROW - 1]) if heading}
    numbered = enumerate(grid[HEADINGS_ROW:], start=HEADINGS_ROW + 1)
    return [Line(file, sheet, row, columns, tuple(cells)) for row, cells in numbered if cells[0] != ""]


@dataclass(frozen=True)
class Season:
    name: str
    year: int
    cut_off: dt.date
    before: str
    conference: dt.date | None
    conclusions: str


@cache
def settings() -> dict[str, Any]:
    return tomllib.loads((DATA / "workbook.toml").read_text(encoding="utf-8"))


@cache
def place() -> dict[str, Any]:
    """Return what the place is: it has one period."""
    (place,) = settings()["place"]
    (period,) = place["period"]
    return dict(period)


@cache
def seasons() -> dict[str, Season]:
    return {
        s["name"]: Season(
            s["name"], s["year"], s["cut_off"], s.get("compare_with", ""), s.get("conference"), s.get("conclusions", "")
        )
        for s in settings()["season"]
    }


@cache
def units() -> dict[str, dict[str, str]]:
    return {unit["unit_id"]: unit for unit in table("reference/units.csv")}


@cache
def communes(season: Season) -> list[str]:
    """Return the communes that exist on the season's cut-off, in the workbook's order."""
    now = season.cut_off.isoformat()
    return [u for u in place()["communes"] if units()[u]["valid_from"] <= now <= (units()[u]["valid_to"] or "9")]


def former(unit: str) -> list[str]:
    """Return the communes that were merged into `unit`, in the order of the file of units."""
    return [u["unit_id"] for u in units().values() if u["successor"] == unit]


def stated(season: str, unit: str) -> dict[tuple[str, str], str]:
    """Return what summary tables state of a commune, by criterion and indicator ("" for the whole): "met", …; nothing where two contradict."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in sorted(IMPORTS.glob(f"{season}/*/results.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["unit_id"] == unit:
                    found.setdefault((row["criterion_no"], row["indicator"]), set()).add(row["result"])
    return {place: next(iter(results)) for place, results in found.items() if len(results) == 1}


@dataclass(frozen=True)
class Level:
    """What one row of a criteria set, or of the measures, asks for."""

    key: Key
    criterion: str
    name: str
    kind: str
    unit: str
    count_unit: str
    rule: str
    comparator: str
    target: Fraction | None
    may_not_apply: bool
    row: dict[str, str]


@cache
def levels(year: int) -> dict[Key, Level]:
    """Return the rows of the set of 2016-2020 with the levels that hold in `year` for Bắc Trung Bộ, in the order of the file."""
    rows = table("reference/criteria/xa-ntm-2016-2020.csv")
    return {key: _level(r, _number(key, year)) for r in rows if (key := (r["indicator"], r["component"]))}


def _number(key: Key, year: int) -> dict[str, str] | None:
    """Return the row of levels.csv for the district's region, else the one for the whole country; None if there is neither."""
    held = {
        r["region"]: r
        for r in table("reference/levels.csv")
        if (r["criteria_set"], r["indicator"], r["component"]) == ("xa-ntm-2016-2020", *key)
        and int(r["from_year"] or 0) <= year <= int(r["to_year"] or 9999)
    }
    return held.get("BTB", held.get(""))


def _level(r: dict[str, str], found: dict[str, str] | None) -> Level:
    key = (r["indicator"], r["component"])
    number = {name: found[name] if found else "" for name in ("comparator", "target")}
    r = (
        r
        | number
        | ({"rule": "level", "confirmed": found["confirmed"], "checked_by": found["checked_by"]} if found else {})
    )
    name = r["indicator_name"] + (f" – {r['component_name']}" if r["component_name"] else "")
    target, may = exact(r["target"]), r["may_not_apply"] == "true"
    return Level(
        key,
        r["criterion_no"],
        name,
        r["value_type"],
        r["unit"],
        r["count_unit"],
        r["rule"],
        r["comparator"],
        target,
        may,
        r,
    )


@cache
def measures() -> dict[str, dict[str, str]]:
    return {m["measure"]: m for m in table("reference/measures.csv")}


@dataclass(frozen=True)
class Figure:
    """What one line of a form states."""

    line: Line | None
    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    verdict: str = ""


class Figures:
    """The figures of one unit in one season, computed from numerators and denominators."""

    def __init__(self, season: Season, unit: str) -> None:
        self.season, self.unit, self.file = season, unit, f"{season.name}/{unit}.xlsx"

    @cached_property
    def sheets(self) -> dict[str, list[Line]]:
        return form(self.file)

    @cached_property
    def lines(self) -> dict[Key, Line]:
        found = {(line.text("Mã chỉ tiêu"), line.text("Thành phần")): line for line in self.sheets["Chỉ tiêu"]}
        return found | {(line.text("Mã số liệu"), ""): line for line in self.sheets["Số liệu khác"]}

    def kind(self, key: Key) -> str:
        level = levels(self.season.year).get(key)
        return level.kind if level else measures()[key[0]]["value_type"]

    def __getitem__(self, key: Key) -> Figure:
        line = self.lines.get(key)
        return figure(line, self.kind(key)) if line else Figure(None, None, None, None)


def figure(line: Line, kind: str) -> Figure:
    numerator, denominator, value = (line.number(h) for h in (NUMERATOR, DENOMINATOR, VALUE))
    if kind == "number":
        numerator = value
    elif kind in ("percent", "money"):
        scale = 100 if kind == "percent" else 1
        value = numerator / denominator * scale if numerator is not None and denominator else None
    else:
        value = None
    return Figure(line, numerator, denominator, value, line.text(VERDICT))


@cache
def figures_of(season: str, unit: str) -> Figures:
    return Figures(seasons()[season], unit)
