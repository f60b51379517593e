"""A commune over the seasons: its criteria, its count, and the course of single figures."""

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.recomputed import pace
from tests.recomputed.components import key_of, level_said
from tests.recomputed.forms import communes, figures_of, former, measures, seasons, table, units
from tests.recomputed.pages import Block, Exact
from tests.recomputed.recognition import decisions
from tests.recomputed.standing import MARKS, NOT_MET, Component, against, standing
from tests.recomputed.written import MISSING, day, in_unit, number

if TYPE_CHECKING:
    from tests.recomputed.commune_page import Commune

DECISIONS = {"xa-ntm-2016-2020": "QĐ 1980/QĐ-TTg năm 2016", "xa-ntm-2009-2015-partial": "QĐ 491/QĐ-TTg năm 2009"}


def over_seasons(page: "Commune", block: Block) -> str | None:
    if block.column == "heading":
        own = [name for name, s in seasons().items() if s.year <= page.season.year and page.unit in communes(s)]
        return ["Tiêu chí", *own][list(block.element.getparent()).index(block.element)]
    if block.tag != "td":
        return Exact(page.label(block.row.split()[0])) if block.tag == "th" and block.row[0].isdigit() else None
    own = standing(block.column, page.unit)
    if block.row == "Số tiêu chí đạt":
        return own.counted
    return MARKS[own.criteria[block.row.split()[0]]].replace("–", MISSING)


def history(page: "Commune", block: Block) -> str | None:
    points = history_points(page)
    if block.tag == "figcaption":
        change = page.now.change
        moved = f"{abs(change)} so với năm {page.season.before}" if change else f"năm {page.season.before}"
        return f"{page.now.counted} năm {page.season.year} {moved if change is not None else ''}"
    if block.tag == "img":
        return "; ".join(
            f"{units()[u]['name']} năm {year}: {count} ({DECISIONS[s]})" for u, year, s, count, _ in points
        )
    if block.tag != "td" and block.column != "Năm":
        return None
    row = next(
        p
        for p in points
        if f"{p[1]}" == block.row.split()[0] and (unit_of_row(page, block) in ("", units()[p[0]]["name"]))
    )
    return {
        "Năm": str(row[1]),
        "Xã": "",
        "Bộ tiêu chí": DECISIONS[row[2]],
        "Số tiêu chí đạt": row[3],
        "Căn cứ": row[4],
    }[block.column]


def unit_of_row(page: "Commune", block: Block) -> str:
    cells = block.element.getparent().xpath("td")
    names = {units()[u]["name"] for u in (page.unit, *former(page.unit))}
    return next((c.text_content().strip() for c in cells if c.text_content().strip() in names), "")


def history_points(page: "Commune") -> list[tuple[str, int, str, str, str]]:
    """Return (unit, year, set, count, source) of the forms' counts, and of what was published of years without forms."""
    ids = [page.unit, *former(page.unit)]
    past = [s for s in seasons().values() if s.year <= page.season.year]
    counted = [
        (u, s.year, "xa-ntm-2016-2020", standing(s.name, u).counted.partition("/")[0], f"mùa {s.name}")
        for s in past
        for u in ids
        if u in communes(s)
    ]
    years = {s.year for s in past}
    published = [
        (r["unit_id"], int(r["year"]), r["criteria_set"], r["criteria_met"], r["source"])
        for r in table("reference/published-counts.csv")
        if r["unit_id"] in ids and int(r["year"]) not in years and int(r["year"]) <= page.season.year
    ]
    return sorted([*published, *counted], key=lambda p: (p[1], p[0]))


def before_merger(page: "Commune", block: Block) -> str | None:
    """The units of then: their counts by season, what they lacked in the last one, their recognition; and the sums over them."""
    past = [s for s in seasons().values() if s.year <= page.season.year and set(former(page.unit)) & set(communes(s))]
    last = past[-1]
    if block.column == "heading":
        return Exact(block.text) if block.text in {f"Năm {s.name}" for s in past} else ""
    if block.column == "caption":
        return last.name if "Số liệu năm" in block.text else ""
    if block.tag not in ("td", "th"):
        return ""
    if block.table.startswith("former"):
        unit = next(u for u in former(page.unit) if block.row.startswith(f"Xã {units()[u]['name']} "))
        end = dt.date.fromisoformat(units()[unit]["valid_to"])
        if block.column.startswith("Năm "):
            return standing(block.column.removeprefix("Năm "), unit).counted
        signed = [r for r in decisions(unit) if (r["signed_by"] or r["decision_date"]) <= end.isoformat()]
        return {
            "Đơn vị cũ": day(end),
            "Còn thiếu ở kỳ cuối": f"{last.name} {', '.join(standing(last.name, unit).numbers(NOT_MET))}",
            "Công nhận": signed[-1]["standard_year"] if signed else "",
        }[block.column]
    measure = next(m for m in measures().values() if m["name"].casefold() == block.row.casefold())
    key, kind = (measure["indicator"] or measure["measure"], measure["component"]), measure["value_type"]
    found = [figures_of(last.name, unit)[key] for unit in former(page.unit)]
    parts = [(f.value, f.numerator, f.denominator) for f in found]
    count = sum(f.numerator for f in found)
    whole = sum(f.denominator for f in found) if kind != "number" else None
    value = count if whole is None else count / whole * (100 if kind == "percent" else 1)
    return {
        "Số liệu": "",
        "Cộng lại": said_with_counts(kind, value, count, whole),
        "Từng đơn vị": " ".join(said_with_counts(kind, *part) for part in parts),
    }[block.column]


def said_with_counts(kind: str, value: Fraction, numerator: Fraction, denominator: Fraction | None) -> str:
    counts = f"({number(numerator)}/{number(denominator)})" if kind == "percent" else ""
    return f"{in_unit(value, kind, '')} {counts}"


def trajectories(page: "Commune", block: Block) -> str | None:
    """The charts' sentences, their alternatives and the table under them."""
    if block.tag == "p":
        return f"năm {page.season.year + 1} {pace.merger_note(page.unit)}"
    if block.tag in ("figcaption", "img"):
        component = page.now.components[key_of(block.text.partition(":")[0])]
        return trajectory_said(page, component, block.tag == "img")
    if block.tag != "td":
        told = block.row in seasons() or block.row == f"Cuối năm {page.season.year + 1}, nếu giữ tốc độ hiện nay"
        return block.row if block.column == "Kỳ" and told else None
    component = page.now.components[key_of(block.column)]
    if block.row.startswith("Cuối năm"):
        return continued(page, component)
    found = pace.course(page.season.name, page.unit, component.level.key).get(block.row)
    if found is None:
        return MISSING
    counts = f"({number(found.numerator)}/{number(found.denominator)})" if component.level.kind == "percent" else ""
    return f"{shown_of(component, found.value)} {counts}"


def trajectory_said(page: "Commune", component: Component, with_points: bool) -> str:
    points = pace.course(page.season.name, page.unit, component.level.key)
    shown = {name: shown_of(component, found.value) for name, found in points.items()}
    (first, start), (last, end) = next(iter(shown.items())), list(shown.items())[-1]
    moved = f"{start} ({first}) {end} ({last})"
    if points[first].value == points[last].value:
        moved = f"{end} ở cả năm {first} và năm {last}"
    text = f"{moved} {component.gap_text} {level_said(component, unit=False)}"
    if not with_points:
        return text
    path = continued(page, component)
    points_said = " ".join(f"{name}: {value}" for name, value in shown.items())
    return f"{text} {points_said} {f'cuối năm {page.season.year + 1}: {path}' if path else ''}"


def continued(page: "Commune", component: Component) -> str:
    """Return the value at the end of next year, if it changes on as in the last three years; "" where it needs no path or has no pace."""
    found = pace.pace(page.season.name, page.unit, component.level.key)
    if found is None or found.state not in ("away", "fast_enough", "too_slow"):
        return ""
    course = pace.course(page.season.name, page.unit, component.level.key)
    used = {seasons()[name].year: f.value for name, f in course.items() if seasons()[name].year >= page.season.year - 3}
    first, last = min(used), max(used)
    value = used[last] + (used[last] - used[first]) / (last - first)
    most = Fraction(100) if component.level.kind == "percent" else value
    return shown_of(component, max(min(value, most), Fraction(0)))


def shown_of(component: Component, value: Fraction) -> str:
    level = component.level
    return against(value, level.kind, "", level.comparator, level.target)
