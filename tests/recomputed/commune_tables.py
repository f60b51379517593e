"""What each table and chart of a commune's page has to say."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.recomputed import pace
from tests.recomputed.comparison import compared, peers
from tests.recomputed.components import component_of, level_said, value_said
from tests.recomputed.forms import Line, communes, form, seasons
from tests.recomputed.money import debts, resources
from tests.recomputed.over_time import before_merger, history, over_seasons, trajectories
from tests.recomputed.pages import Block, Exact
from tests.recomputed.promises import MARKS as PROMISE_MARKS
from tests.recomputed.promises import Promise, items
from tests.recomputed.standing import MARKS
from tests.recomputed.tracing import stated_count
from tests.recomputed.written import MISSING, day, joined

if TYPE_CHECKING:
    from tests.recomputed.commune_page import Commune

RELATED = re.compile(r" ?Liên quan:.*")


def follow_up(page: "Commune", block: Block) -> str | None:
    if not block.anchor.startswith("cam-ket-") or block.tag not in ("td", "th"):
        return None
    code = block.anchor.removeprefix("cam-ket-").replace("-", ".")
    return promise_cell(next(p for p in (*page.promises, *page.of_agencies) if p.code == code), block)


def promise_cell(promise: Promise, block: Block) -> str:
    """Return what a cell of a table of promises has to say."""
    related = RELATED.search(block.text)
    return {
        "Kết quả": PROMISE_MARKS[promise.state].replace("–", MISSING),
        "Nội dung": promise.name,
        "Giao": promise.target,
        f"Năm {promise.season.before}": promise.base,
        f"Năm {promise.season.name}": f"{promise.now} {day(promise.as_of)}",
        "Căn cứ": f"{promise.reason} {promise.note} {related_said(promise, related.group()) if related else ''}",
    }.get(block.column, block.text if block.column in ("Xã", "Xã, phòng", "Chủ trì", "Cơ quan") else "")


def related_said(promise: Promise, text: str) -> str:
    """Return the numbers of related items: each must name this one, or be named by it, in the conclusions."""
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
        if block.tag == "p" and block.text.startswith("Mức, tốc độ và dự thảo"):
            return pace.set_said(page.season.name)
        without = [c.level.key[0] for n in page.open_ones for c in page.now.open(n) if c.level.rule != "level"]
        return joined(without) if block.tag == "p" and "không có tốc độ" in block.text else None
    component = component_of(block.row, page.now)
    found = pace.pace(*names, component.level.key)
    return {
        "Chỉ tiêu": f"{component.level.key[0]} {component.level.row['component_name'] or component.level.name}",
        "Hiện nay": value_said(component),
        "Mức": level_said(component),
        "Tiến độ": found.word,
        "Đã làm và cần làm": found.sentence,
    }[block.column]


def villages(page: "Commune", block: Block) -> str | None:
    if block.tag != "td":
        named = {f"“{v.text('Tên thôn')}”" for v in page.sheets["Thôn"]}
        return block.text if block.text in named else None
    name = block.row.strip("“”")
    line = next(v for v in page.sheets["Thôn"] if v.text("Tên thôn") == name)
    before = next((v for v in sheet_before(page) if v.text("Tên thôn").casefold() == name.casefold()), None)
    return {
        "Danh hiệu": line.text("Danh hiệu phấn đấu"),
        f"Năm {page.season.before}": (stated_count(before) or MISSING) if before else "",
        f"Năm {page.season.name}": stated_count(line) or MISSING,
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
        return Exact(page.label(number_)) if block.tag == "th" else MARKS[result].replace("–", MISSING)
    component = component_of(block.row, page.now)
    gap = component.gap_text if component.level.rule == "level" and component.gap_text != MISSING else ""
    return {
        "Chỉ tiêu": Exact(f"{component.level.key[0]} {component.level.name}"),
        "Mức": level_said(component),
        "Hiện nay": Exact(value_said(component)),
        "Kết quả": f"{MARKS[component.result].replace('–', MISSING)} {gap}",
        "Xã tự đánh giá": "",
    }[block.column]


SECTIONS: dict[str, Callable[["Commune", Block], str | None]] = {
    "truoc-sap-nhap": before_merger,
    "theo-doi": follow_up,
    "toc-do": speed,
    "so-voi-cac-xa": compared,
    "xa-gan-so-ho": peers,
    "qua-cac-ky": over_seasons,
    "qua-cac-nam": history,
    "duong-di": trajectories,
    "cac-thon": villages,
    "nguon-luc": lambda page, block: (
        resources(page.season, [page.unit], block) or debts(page.season, [page.unit], block)
    ),
    "cac-tieu-chi": criteria,
}
