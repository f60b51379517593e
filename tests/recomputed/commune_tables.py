"""What each table and chart of a commune's page has to say."""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from tests.recomputed import pace
from tests.recomputed.forms import Key, Line, Season, communes, form, former, seasons, settings, table, units
from tests.recomputed.money import debts, resources
from tests.recomputed.pages import Block
from tests.recomputed.promises import MARKS as PROMISE_MARKS
from tests.recomputed.standing import (
    MARKS,
    MET,
    NOT_APPLICABLE,
    UNKNOWN,
    Component,
    Standing,
    against,
    district,
    standing,
)
from tests.recomputed.tracing import stated_count
from tests.recomputed.written import MISSING, day, in_unit, joined, number

if TYPE_CHECKING:
    from tests.recomputed.commune_page import Commune

RELATED = re.compile(r" ?Liên quan:.*")
SET_NAME = "QĐ 1980/QĐ-TTg năm 2016"
DECISIONS = {"xa-ntm-2016-2020": SET_NAME, "xa-ntm-2009-2015-partial": "QĐ 491/QĐ-TTg năm 2009"}


def component_of(text: str, own: Standing) -> Component:
    """Return the component that a heading names: "17.1 … – Nước hợp vệ sinh", "17.1 Hộ dùng nước sạch"."""
    code, _, name = text.partition(" · ")[0].casefold().partition(" ")
    found = [c for key, c in own.components.items() if key[0] == code]
    return found[0] if len(found) == 1 else next(c for c in found if is_named(c, name))


def is_named(component: Component, name: str) -> bool:
    short_names = [
        n.casefold() for n, m in key_measures().items() if (m["indicator"], m["component"]) == component.level.key
    ]
    return name in short_names or name.endswith(component.level.row["component_name"].casefold())


def level_said(component: Component, unit: bool = True) -> str:
    level = component.level
    if level.rule != "level" or (level.comparator == "==" and not level.target):
        return ""
    return in_unit(level.target, level.kind, level.unit if unit else "", 2)


def value_said(component: Component) -> str:
    """Return "11,9% (84/707 hộ)", "3 nhà", "98,2% (5,5/5,6 km); đạt – Phòng KT-HT đánh giá", "Đạt"."""
    level, found = component.level, component.figure
    if level.rule == "answer" or component.result == NOT_APPLICABLE:
        return component.result.capitalize()
    if level.rule == "assessed":
        by = found.line.text("Cơ quan đánh giá") if found.line else ""
        value = f"{in_unit(found.value, level.kind, level.unit)}{component.counts}; " if found.value is not None else ""
        text = f"{value}{component.result}{f' – {by} đánh giá' if by else ''}"
        return text[:1].upper() + text[1:]
    return MISSING.capitalize() if found.value is None else f"{component.shown}{component.counts}"


def follow_up(page: "Commune", block: Block) -> str | None:
    if not block.anchor.startswith("cam-ket-") or block.tag not in ("td", "th"):
        return None
    code = block.anchor.removeprefix("cam-ket-").replace("-", ".")
    return promise_cell(next(p for p in page.promises if p.code == code), block, page)


def promise_cell(promise: object, block: Block, page: object) -> str:
    """Return what a cell of a table of promises has to say."""
    related = RELATED.search(block.text)
    return {
        "Kết quả": PROMISE_MARKS[promise.state].replace("–", MISSING),
        "Nội dung": promise.name,
        "Giao": promise.target,
        f"Mùa {promise.season.before}": promise.base,
        f"Mùa {promise.season.name}": f"{promise.now} {day(promise.as_of)}",
        "Căn cứ": f"{promise.reason} {promise.note} {related_said(promise, related.group()) if related else ''}",
    }.get(block.column, block.text if block.column in ("Xã", "Xã, phòng", "Chủ trì") else "")


def related_said(promise: object, text: str) -> str:
    """Return the numbers of related items: each must name this one, or be named by it, in the conclusions."""
    from tests.recomputed.promises import items  # noqa: PLC0415

    rows = {item["item"]: item for item in items(promise.season)}
    mine = set(promise.item["related_to"].split(";")) | {
        i for i, r in rows.items() if promise.code in r["related_to"].split(";")
    }
    return " ".join(code for code in re.findall(r"\d+\.\d+", text) if code in mine)


def speed(page: "Commune", block: Block) -> str | None:
    """The tables of pace: what each figure is, its level, its pace, and the caption's years."""
    names = page.season.name, page.unit
    if block.column == "caption":
        merged = pace.merger_note(page.unit) if pace.is_summed(*names) else ""
        return merged if "đã đạt" in block.text else f"năm {page.season.year + 1} {merged}"
    if block.tag == "summary":
        return f"{sum(p.state == 'reached' for p in pace.paces(*names).values())} chỉ tiêu đã đạt"
    if block.tag not in ("td", "th") or block.column == "heading":
        without = [c.level.key[0] for n in page.open_ones for c in page.now.open(n) if c.level.rule != "level"]
        return joined(without) if block.tag == "p" and "không có tốc độ" in block.text else None
    component = component_of(block.row, page.now)
    found = pace.pace(*names, component.level.key)
    return {
        "Chỉ tiêu": f"{component.level.key[0]} {component.level.row['component_name'] or component.level.name}",
        "Hiện nay": value_said(component),
        "Mức": level_said(component),
        "Tốc độ": pace.MARKS[found.state].replace("–", ""),
        "Đã làm và cần làm": found.sentence,
    }[block.column]


@cache
def key_measures() -> dict[str, dict[str, str]]:
    return {m["name"]: m for m in table("reference/key-measures.csv")}


def key_of(text: str) -> Key:
    """Return the figure that a heading names: "Nhà tạm, dột nát còn lại (nhà) · không còn"."""
    name = max((n for n in key_measures() if text.startswith(n)), key=len)
    return key_measures()[name]["indicator"], key_measures()[name]["component"]


def short(component: Component) -> str:
    level = component.level
    return against(component.figure.value, level.kind, "", level.comparator, level.target)


def district_value(season: Season, key: Key) -> str:
    """Return the district's figure: from the sums of numerators and denominators; of a bare count the mean of the communes."""
    found = [s.components[key] for s in district(season).values() if s.components[key].figure.value is not None]
    kind = found[0].level.kind
    whole = sum(c.figure.denominator or 0 for c in found) if kind != "number" else len(found)
    total = sum((c.figure.numerator or Fraction(0)) for c in found)
    return in_unit(total / whole * (100 if kind == "percent" else 1), kind, "")


def compared(page: "Commune", block: Block) -> str | None:
    """The strips and the table beneath them."""
    if block.column == "caption":
        return strip_title(page) if block.table.startswith("strips") else f"mùa {page.season.name}"
    if block.tag in ("summary", "h2") or block.column == "heading":
        return None
    if block.table.startswith("strips"):
        key = key_of(block.row)
        component = page.now.components[key]
        cells = {page.name: f"{short(component)} {MARKS[component.result].replace('–', MISSING)}"}
        cells |= {
            "Số liệu": block.row,
            "Mức phải đạt": level_said(component, unit=False),
            "Huyện": district_value(page.season, key),
        }
        return strip_alt(page, key) if block.tag == "img" else cells.get(block.column, "")
    if block.column == "Xã":
        return ""
    key = key_of(block.column)
    if block.row == "Mức phải đạt":
        return level_said(page.now.components[key], unit=False)
    if block.row == "Huyện":
        return district_value(page.season, key)
    return short(standing(page.season.name, unit_named(block.row)).components[key])


def strip_alt(page: "Commune", key: Key) -> str:
    """Return what a strip shows: the commune, the level, the district, and how far the others reach."""
    own = page.now.components[key]
    others = [s.components[key] for u, s in district(page.season).items() if u != page.unit]
    known = sorted((c for c in others if c.figure.value is not None), key=lambda c: c.figure.value)
    least, most = short(known[0]), short(known[-1])
    reach = f"từ {least} đến {most}" if least != most else least
    parts = [short(own), level_said(own, unit=False), district_value(page.season, key), f"{len(known)} xã khác {reach}"]
    return f"{key_measures_name(key)}: {'; '.join(parts)}"


def key_measures_name(key: Key) -> str:
    return next(name for name, m in key_measures().items() if (m["indicator"], m["component"]) == key)


def strip_title(page: "Commune") -> str:
    results = [page.now.components[m["indicator"], m["component"]].result for m in key_measures().values()]
    reached, unknown = sum(r in (MET, NOT_APPLICABLE) for r in results), results.count(UNKNOWN)
    marks = "● ▼"
    if reached == len(results):
        return f"cả {len(results)} số liệu {marks}"
    return f"{reached} trên {len(results)} {f'{unknown} số liệu chưa có' if unknown else ''} {marks}"


def unit_named(name: str) -> str:
    return next(u for u in settings()["district"]["communes"] if units()[u]["name"] == name.removeprefix("Xã "))


def peers(page: "Commune", block: Block) -> str | None:
    if block.tag != "td":
        if block.tag != "th" or block.column == "heading":
            return None
        known = [m for m in key_measures() if block.text.startswith(m)]
        return f"{known[0]} {level_said(page.now.components[key_of(block.text)], unit=False)}" if known else ""
    own = standing(page.season.name, unit_named(block.column))
    if block.row == "Số hộ":
        return number(own.figures["households", ""].value)
    if block.row == "Tiêu chí đạt":
        return own.counted
    component = own.components[key_of(block.row)]
    return f"{short(component)} {MARKS[component.result].replace('–', MISSING)}"


def nearest_by_households(page: "Commune") -> list[str]:
    """Return the commune's own name and those of the three whose number of households is nearest."""
    sizes = {u: s.figures["households", ""].value for u, s in district(page.season).items()}
    others = sorted((u for u in sizes if u != page.unit), key=lambda u: abs(sizes[u] - sizes[page.unit]))
    return [units()[u]["name"] for u in (page.unit, *others[:3])]


def over_seasons(page: "Commune", block: Block) -> str | None:
    if block.column == "heading":
        own = [name for name, s in seasons().items() if s.year <= page.season.year and page.unit in communes(s)]
        return ["Tiêu chí", *own][list(block.element.getparent()).index(block.element)]
    if block.tag != "td":
        return page.label(block.row.split()[0]) if block.tag == "th" and block.row[0].isdigit() else None
    own = standing(block.column, page.unit)
    if block.row == "Số tiêu chí đạt":
        return own.counted
    return MARKS[own.criteria[block.row.split()[0]]].replace("–", MISSING)


def history(page: "Commune", block: Block) -> str | None:
    points = history_points(page)
    if block.tag == "figcaption":
        change = page.now.change
        moved = f"{abs(change)} so với mùa {page.season.before}" if change else f"mùa {page.season.before}"
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
        (u, s.year, "xa-ntm-2016-2020", standing(s.name, u).counted.partition("/")[0], f"data/submissions/{s.name}")
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


def trajectories(page: "Commune", block: Block) -> str | None:
    """The charts' sentences, their alternatives and the table under them."""
    if block.tag == "p":
        return f"năm {page.season.year + 1} {pace.merger_note(page.unit)}"
    if block.tag in ("figcaption", "img"):
        component = page.now.components[key_of(block.text.partition(":")[0])]
        return trajectory_said(page, component, block.tag == "img")
    if block.tag != "td":
        return block.row if block.column == "Mùa" and block.row in seasons() else None
    component = page.now.components[key_of(block.column)]
    found = pace.course(page.season.name, page.unit, component.level.key).get(block.row)
    if found is None:
        return MISSING
    counts = f"({number(found.numerator)}/{number(found.denominator)})" if component.level.kind == "percent" else ""
    return f"{shown_of(component, found.value)} {counts}"


def shown_of(component: Component, value: Fraction) -> str:
    level = component.level
    return against(value, level.kind, "", level.comparator, level.target)


def trajectory_said(page: "Commune", component: Component, with_points: bool) -> str:
    points = pace.course(page.season.name, page.unit, component.level.key)
    shown = {name: shown_of(component, found.value) for name, found in points.items()}
    (first, start), (last, end) = next(iter(shown.items())), list(shown.items())[-1]
    moved = f"{start} ({first}) {end} ({last})"
    if points[first].value == points[last].value:
        moved = f"{end} ở cả hai mùa {first} và {last}"
    text = f"{moved} {component.gap_text} {level_said(component, unit=False)}"
    return f"{text} {' '.join(f'{name}: {value}' for name, value in shown.items())}" if with_points else text


def villages(page: "Commune", block: Block) -> str | None:
    if block.tag != "td":
        named = {v.text("Tên thôn") for v in page.sheets["Thôn"]}
        return block.text if block.text in named else None
    line = next(v for v in page.sheets["Thôn"] if v.text("Tên thôn") == block.row)
    before = next((v for v in sheet_before(page) if v.text("Tên thôn").casefold() == block.row.casefold()), None)
    return {
        "Danh hiệu": line.text("Danh hiệu phấn đấu"),
        f"Mùa {page.season.before}": (stated_count(before) or MISSING) if before else "",
        f"Mùa {page.season.name}": stated_count(line) or MISSING,
        "Hồ sơ": f"{line.text('Trạng thái hồ sơ') or MISSING} {line.text('Ghi chú')}",
        "Ngày": day(line.day()),
    }[block.column]


def sheet_before(page: "Commune") -> list[Line]:
    known = page.unit in communes(seasons()[page.season.before])
    return form(f"{page.season.before}/{page.unit}.xlsx")["Thôn"] if known else []


def criteria(page: "Commune", block: Block) -> str | None:
    """The table of all indicators; a criterion's own row has its result only."""
    if block.tag not in ("td", "th") or block.column == "heading":
        return None
    if not re.match(r"\d+\.\d", block.row):
        number_ = block.row.split()[0]
        result = page.now.criteria[number_]
        return page.label(number_) if block.tag == "th" else MARKS[result].replace("–", MISSING)
    component = component_of(block.row, page.now)
    gap = component.gap_text if component.level.rule == "level" and component.gap_text != MISSING else ""
    return {
        "Chỉ tiêu": f"{component.level.key[0]} {component.level.name}",
        "Mức": level_said(component),
        "Hiện nay": value_said(component),
        "Kết quả": f"{MARKS[component.result].replace('–', MISSING)} {gap}",
        "Xã tự đánh giá": "",
    }[block.column]


SECTIONS: dict[str, Callable[["Commune", Block], str | None]] = {
    "theo-doi": follow_up,
    "toc-do": speed,
    "so-voi-cac-xa": compared,
    "xa-gan-so-ho": peers,
    "qua-cac-mua": over_seasons,
    "qua-cac-nam": history,
    "duong-di": trajectories,
    "cac-thon": villages,
    "nguon-luc": lambda page, block: (
        resources(page.season, [page.unit], block) or debts(page.season, [page.unit], block)
    ),
    "cac-tieu-chi": criteria,
}
