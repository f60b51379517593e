"""A figure held against its level, found by the heading a page gives it and said as pages say it."""

from functools import cache

from tests.recomputed.forms import Key, table
from tests.recomputed.standing import NOT_APPLICABLE, Component, Standing, against
from tests.recomputed.written import MISSING, in_unit


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


def key_measures_name(key: Key) -> str:
    return next(name for name, m in key_measures().items() if (m["indicator"], m["component"]) == key)
