"""The measures of the district from the sums over its communes, and the district beside the others of its province."""

import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.recomputed.forms import Figure, Season, communes, measures, place, seasons, table
from tests.recomputed.pace import pace, point
from tests.recomputed.pages import Block
from tests.recomputed.standing import NOT_MET, standing
from tests.recomputed.totals import tenth
from tests.recomputed.written import day, in_unit, number, percent, rounded

if TYPE_CHECKING:
    from tests.recomputed.district_page import District

HEADLINE = {"poor_households_pct": 2, "income_per_capita_mvnd": 1, "health_insurance_pct": 2, "temporary_houses": 0}


def district_figure(season: str, name: str) -> Figure:
    about = measures()[name]
    key = (about["indicator"] or name, about["component"])
    found = [point(season, unit, key) for unit in communes(seasons()[season])]
    numerator = sum((f.numerator for f in found), Fraction(0))
    if about["value_type"] == "number":
        return Figure(None, numerator, None, numerator)
    denominator = sum((f.denominator for f in found), Fraction(0))
    return Figure(
        None, numerator, denominator, numerator / denominator * (100 if about["value_type"] == "percent" else 1)
    )


def measure(page: "District", block: Block) -> str | None:
    """The measures that the province and the district quote."""
    if block.column in ("heading", "caption", ""):
        return page.season.before if block.text.startswith("So với") else ""
    name = next(n for n in HEADLINE if measures()[n]["name"] == block.row)
    about, decimals = measures()[name], HEADLINE[name]
    kind, unit = about["value_type"], about["unit"]
    now = district_figure(page.season.name, name)
    counts = f"{number(now.numerator)}/{number(now.denominator)}" if kind == "percent" else ""
    published = [
        r for r in table("reference/published-district.csv") if (r["year"], r["measure"]) == (page.season.name, name)
    ]
    return {
        "Chỉ tiêu": about["name"],
        "Hiện nay": f"{in_unit(now.value, kind, unit, decimals)} {counts}",
        f"So với năm {page.season.before}": movement(page.season, name),
        "Xã chưa đạt mức": short_of_level(page.season, name),
        "Đã công bố": published_said(published, now.value, kind, unit),
    }[block.column]


def moved(season: Season, name: str) -> Fraction | None:
    """Return the movement of a measure of the place since the season before, as far as it is shown."""
    if not season.before:
        return None
    values = [district_figure(s, name).value for s in (season.name, season.before)]
    return rounded(values[0] - values[1], HEADLINE[name])


def movement(season: Season, name: str) -> str:
    """Return a movement and that of the year before, with the year."""
    own, decimals = moved(season, name), HEADLINE[name]
    before = moved(seasons()[season.before], name) if season.before else None
    if own is None:
        return ""
    then = (
        ""
        if before is None
        else season.before
        if own == before or not before
        else f"{season.before} {number(abs(before), decimals)}"
    )
    return f"{number(abs(own), decimals) if own else ''} {then}"


def short_of_level(season: Season, name: str) -> str:
    """Return how many communes miss the measure's level, and how many have which pace, with the year that the pace names."""
    about = measures()[name]
    key = about["indicator"] or name, about["component"]
    failing = [
        u for u in communes(season) if (c := standing(season.name, u).components.get(key)) and c.result == NOT_MET
    ]
    if not failing:
        return ""
    found = [pace(season.name, unit, key) for unit in failing]
    words = Counter((p.change, p.state, p.since_last < 0, p.word) for p in found)
    each = [f"{count if len(words) > 1 else ''} {word}" for (*_, word), count in words.items()]
    return f"{len(failing)} {' '.join(each)}"


def published_said(rows: list[dict[str, str]], value: Fraction, kind: str, unit: str) -> str:
    if not rows:
        return ""
    decimals = len(rows[0]["value"].partition(".")[2])
    stated = Fraction(rows[0]["value"])
    return f"{in_unit(stated, kind, unit, decimals)} {'' if rounded(value, decimals) == stated else 'khác 0'}"


def province(page: "District", block: Block) -> str | None:
    rows = {r["unit_name"]: r for r in table("reference/province-progress.csv")}
    own, whole = rows[place()["province_row"]], rows["Toàn tỉnh"]
    as_of = dt.date.fromisoformat(own["as_of"])
    if block.tag == "p":
        if block.text.startswith("Nguồn"):
            return own["source"]
        if "bình quân" in block.text:
            means, shares = ([shown(r, c) for r in (own, whole)] for c in ("Bình quân/xã", "Tỷ lệ"))
            return " ".join([means[0], means[1], shares[0], shares[1]])
        return f"{day(as_of)} {page.season.name if 'kỳ' in block.text and as_of.year != page.season.year else ''}"
    if block.column in ("heading", "caption"):
        return day(as_of) if block.column == "caption" else None
    return shown(rows[block.row], block.column) if block.tag == "td" else ""


def shown(row: dict[str, str], column: str) -> str:
    """Return a cell of the province's table: means and shares from its own counts."""
    met, count, full = (Fraction(row[c]) for c in ("criteria_met_total", "commune_count", "standard_count"))
    return {
        "Số xã": number(count),
        "Tổng tiêu chí đạt": number(met),
        "Bình quân/xã": tenth(met / count),
        "Xã đạt chuẩn": number(full),
        "Tỷ lệ": percent(full / count * 100),
    }[column]
