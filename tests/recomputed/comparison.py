"""A commune beside the others: the strips, the table under them, and those with a similar number of households."""

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.recomputed.components import key_measures, key_measures_name, key_of, level_said, short
from tests.recomputed.forms import Key, Season, communes, figures_of, place, seasons, units
from tests.recomputed.pages import Block, Exact
from tests.recomputed.standing import MARKS, MET, NOT_APPLICABLE, UNKNOWN, Component, against, district, standing
from tests.recomputed.written import MISSING, number

if TYPE_CHECKING:
    from tests.recomputed.commune_page import Commune


def compared(page: "Commune", block: Block) -> str | None:
    """The strips and the table beneath them."""
    if block.column == "caption":
        return strip_title(page) if block.table.startswith("strips") else f"năm {page.season.name}"
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
            "← kém hơn tốt hơn →": f"{ends(page, key)} {without_value(page, key)}",
        }
        return strip_alt(page, key) if block.tag == "svg" else cells.get(block.column, "")
    if block.column == "Xã":
        return Exact(f"{page.name}, năm {season_before(page)}") if ", năm " in block.row else ""
    key = key_of(block.column)
    if block.row == "Mức phải đạt":
        return level_said(page.now.components[key], unit=False)
    if block.row == "Huyện":
        return district_value(page.season, key)
    if ", năm " in block.row:
        return last_value(page, key)
    return short(standing(page.season.name, unit_named(block.row)).components[key])


def strip_alt(page: "Commune", key: Key) -> str:
    """Return what a strip shows: the commune, the level, the district, and how far the others reach."""
    own = page.now.components[key]
    others = [s.components[key] for u, s in district(page.season).items() if u != page.unit]
    known = sorted((c for c in others if c.figure.value is not None), key=lambda c: c.figure.value)
    least, most = short(known[0]), short(known[-1])
    reach = f"từ {least} đến {most}" if least != most else least
    then = last_value(page, key)
    before = f"(năm {season_before(page)}: {then})" if then else ""
    parts = [
        f"{short(own)} {before}",
        level_said(own, unit=False),
        district_value(page.season, key),
        f"{len(known)} xã khác {reach}",
    ]
    return f"{key_measures_name(key)}: {'; '.join(parts)}"


def season_before(page: "Commune") -> str:
    """Return the name of the last season before this one."""
    return [name for name, season in seasons().items() if season.cut_off < page.season.cut_off][-1:][0]


def last_value(page: "Commune", key: Key) -> str:
    """Return the commune's own value in the season before, as it is written beside this one's level; "" if it has none."""
    past = [season for season in seasons().values() if season.cut_off < page.season.cut_off]
    if not past or page.unit not in communes(past[-1]):
        return ""
    figure, level = figures_of(past[-1].name, page.unit)[key], page.now.components[key].level
    return "" if figure.value is None else against(figure.value, level.kind, "", level.comparator, level.target)


def ends(page: "Commune", key: Key) -> str:
    """Return the worst and the best value among all communes, once where they are the same."""
    found = [s.components[key] for s in district(page.season).values() if s.components[key].figure.value is not None]
    level = page.now.components[key].level

    def worth(component: Component) -> Fraction:
        value = component.figure.value
        return {">=": value, "<=": -value, "==": -abs(value - (level.target or 0))}[level.comparator]

    ordered = sorted(found, key=worth)
    return " ".join(dict.fromkeys((short(ordered[0]), short(ordered[-1]))))


def without_value(page: "Commune", key: Key) -> str:
    """Return how many communes have no value; "" if all have one."""
    count = sum(s.components[key].figure.value is None for s in district(page.season).values())
    return str(count) if count else ""


def strip_title(page: "Commune") -> str:
    results = [page.now.components[m["indicator"], m["component"]].result for m in key_measures().values()]
    reached, unknown = sum(r in (MET, NOT_APPLICABLE) for r in results), results.count(UNKNOWN)
    count = f"cả {len(results)}" if reached == len(results) else f"{reached} trên {len(results)}"
    last = any(last_value(page, (m["indicator"], m["component"])) for m in key_measures().values())
    return f"{count} {f'{unknown} số liệu chưa có' if unknown else ''} {f'năm {season_before(page)}' if last else ''}"


def peers(page: "Commune", block: Block) -> str | None:
    """The commune beside the three nearest by households: who they are, how many criteria they meet, the key measures."""
    if block.column == "heading":
        place = list(block.element.getparent()).index(block.element)
        return Exact(["Số liệu", *nearest_by_households(page)][place])
    if block.tag != "td":
        if block.tag != "th":
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


def district_value(season: Season, key: Key) -> str:
    """Return the district's figure: from the sums of numerators and denominators; of a bare count the mean of the communes; of how many, if not of all."""
    found = [s.components[key] for s in district(season).values() if s.components[key].figure.value is not None]
    kind = found[0].level.kind
    if kind != "number":  # a share without its counts is in no sum
        found = [c for c in found if c.figure.numerator is not None and c.figure.denominator is not None]
    whole = sum(c.figure.denominator or 0 for c in found) if kind != "number" else len(found)
    total = sum((c.figure.numerator or Fraction(0)) for c in found)
    level, all_of_them = found[0].level, len(district(season))
    counted = f" {len(found)}/{all_of_them}" if len(found) < all_of_them else ""
    value = against(total / whole * (100 if kind == "percent" else 1), kind, "", level.comparator, level.target)
    return f"{value}{counted}"


def unit_named(name: str) -> str:
    return next(u for u in place()["communes"] if units()[u]["name"] == name.removeprefix("Xã "))
