"""What a department's communes lack of the figures it leads, and the matrix of all of them."""

import re
from typing import TYPE_CHECKING

from tests.recomputed import pace
from tests.recomputed.components import component_of, level_said, value_said
from tests.recomputed.forms import Key, table
from tests.recomputed.pages import Block, Exact
from tests.recomputed.standing import MARKS, MET, NOT_MET, Component
from tests.recomputed.totals import respondent_named
from tests.recomputed.written import MISSING, cut, number, percent

if TYPE_CHECKING:
    from tests.recomputed.department_page import Department


def brief_gaps(page: "Department", block: Block) -> str | None:
    """The short list of gaps: what is missing of which figure, in which commune."""
    if block.tag == "p":
        return more(page, block, len(page.gaps))
    if block.tag not in ("td", "th") or block.column in ("heading", "caption"):
        return None
    unit, component = page.gap(block)
    return gap_cell(page, block, unit, component)


def more(page: "Department", block: Block, whole: int) -> str | None:
    """Return how many more there are than the list above shows."""
    if not re.match(r"Còn \d", block.text) and not re.search(r"\d+ (chỗ|nội dung)", block.text):
        return None
    shown = {id(b.element.getparent()) for b in page.read if b.section == block.section and b.tag in ("td", "li")}
    return f"{whole - len(shown)}"


def gap_cell(page: "Department", block: Block, unit: str, component: Component) -> str | None:
    found, left = pace.pace(page.season.name, unit, component.level.key), page.part_left(unit, component)
    said = "" if found is None else found.so_far if found.change else found.sentence if found.state != "none" else ""
    word = found.word if found else ""
    merged = pace.merger_note(unit) if found and pace.is_summed(page.season.name, unit) else ""
    return {
        "Xã": MARKS[component.result].replace("–", MISSING) if block.table.startswith("brief") else "",
        "Còn thiếu": f"{component.gap_text} {percent(100 * left) + ' của tổng' if left is not None and not block.table.startswith('brief') else ''}",
        "Chỉ tiêu": f"{short(page, component.level.key)} {'' if block.table.startswith('brief') else level_said(component)}",
        "Hiện nay": value_said(component),
        "Tiến độ": f"{word} {said} {merged}" if said else "",
    }[block.column]


def indicators(page: "Department", block: Block) -> str | None:
    """The matrix of indicators by communes, and the levels with why the department leads them."""
    if block.tag not in ("td", "th") or block.column in ("heading", "caption"):
        return None
    if block.row.startswith("Tất cả"):
        return MARKS[page.result(respondent_named(block.column))].replace("–", MISSING) if block.tag == "td" else ""
    example = component_of(
        re.sub(r" \((nhà|triệu đồng/người/năm)\)$", "", block.row), next(iter(page.communes.values()))
    )
    if block.column == "Chỉ tiêu":
        unit = re.search(r" \((nhà|triệu đồng/người/năm)\)$|$", block.text).group()
        name = (
            f"{example.level.key[0]} {example.level.name}"
            if block.table.startswith(":")
            else short(page, example.level.key)
        )
        return Exact(f"{name}{unit}")
    if block.column == "Mức":
        return level_said(example)
    if block.column == "Căn cứ chủ trì":
        return page.bases[example.level.key[0]]
    component = page.communes[respondent_named(block.column)].components[example.level.key]
    level = component.level
    value = component.shown if level.rule == "level" and component.result in (MET, NOT_MET) else ""
    return f"{MARKS[component.result].replace('–', MISSING)} {value}"


def short(page: "Department", key: Key) -> str:
    named = [m["name"] for m in table("reference/key-measures.csv") if (m["indicator"], m["component"]) == key]
    level = next(iter(page.communes.values())).components[key].level
    return f"{key[0]} {named[0] if named else cut(level.row['indicator_name'])}"


def missing_of(page: "Department", key: Key) -> str:
    """Return "108 hộ ở 2 xã": what all communes lack of one figure."""
    failing = [c for _, c in page.gaps if c.level.key == key and c.result == NOT_MET]
    counted = [c.gap for c in failing if c.gap is not None]
    own = failing[0].gap_text if len(failing) == 1 else ""
    return f"{number(sum(counted)) if counted else own} {len(failing)} xã"
