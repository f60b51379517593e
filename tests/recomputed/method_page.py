"""What the method page has to say: rules in words, and the levels, sources and assumptions as the reference files have them."""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import ceil

from tests.recomputed import pace
from tests.recomputed.components import component_of, level_said
from tests.recomputed.forms import Season, communes, seasons, table, units
from tests.recomputed.pages import Block, Exact
from tests.recomputed.promises import labels
from tests.recomputed.standing import standing
from tests.recomputed.totals import band_label, bands
from tests.recomputed.written import MISSING, day, number


class Method:
    """The method page of a season."""

    def __init__(self, season: Season, read: list[Block]) -> None:
        self.season, self.read = season, read
        self.example = standing(season.name, communes(season)[0])

    def expected(self, block: Block) -> str | None:
        rule = SECTIONS.get(block.section)
        return rule(self, block) if rule else None


def heading(page: Method, block: Block) -> str | None:
    if block.element.get("class") != "subtitle":
        return None
    return f"năm {page.season.name} {day(page.season.cut_off)} QĐ 1980/QĐ-TTg năm 2016"


def assumptions(page: Method, block: Block) -> str | None:
    texts = {row["text"] for row in table("reference/assumptions.csv")}
    return None if block.tag != "li" or block.text not in texts else block.text


def asked(page: Method, block: Block) -> str | None:
    """The table of indicators with their levels."""
    if block.tag == "caption":
        return Exact(_scopes())
    if block.tag not in ("td", "th") or block.column in ("heading", "caption"):
        return None
    if not re.match(r"\d+\.\d", block.row):
        return Exact(labels(page.season, [block.row.partition(" ")[0]]))
    component = component_of(block.row, page.example)
    said = {"Chỉ tiêu": Exact(f"{component.level.key[0]} {component.level.name}"), "Mức": level_said(component)}
    return said.get(block.column, "")


def _scopes() -> str:
    """The sentence for whom the numbers are: Bắc Trung Bộ's, and those that the decree sets for the whole country."""
    rows = [r for r in table("reference/levels.csv") if r["criteria_set"] == "xa-ntm-2016-2020" and not r["group"]]
    own = {(r["indicator"], r["component"]) for r in rows if r["region"] == "BTB"}
    for_all = [r["indicator"] for r in rows if not r["region"] and (r["indicator"], r["component"]) not in own]
    codes = sorted(dict.fromkeys(for_all), key=lambda code: [int(part) for part in code.split(".")])
    listed = f"{', '.join(codes[:-1])} và {codes[-1]}" if len(codes) > 1 else "".join(codes)
    return f"Mức quy định của từng chỉ tiêu theo QĐ 1980/QĐ-TTg năm 2016, mức bằng số của vùng Bắc Trung Bộ; cả nước: {listed}; nguồn của mức, đơn vị chủ trì"


# The constants of the rules, by how the text begins: they are rules, not figures of the data.
RULES = {
    "Chỉ tiêu không có số liệu": "0",
    "Xã được xếp theo nhóm": " ".join(band_label(low, high) for low, high in bands()) + f" {MISSING}",
    "Chưa hết hạn ghi trong thông báo; số liệu bằng hoặc hơn": "31/12",
    "Chưa hết hạn ghi trong thông báo; số tiêu chí đạt bằng hoặc hơn": "31/12",
    "Kỳ gốc đã ở mức cuối cùng": "0 100%",
    "Số đếm từ ngày": "01/01",
    "Mỗi năm lấy một số": "3 năm gần nhất, ít nhất 3 kỳ, 0",
    "R = tốc độ tăng trưởng": "(1 / n) − 1; (1 / n) − 1",
    "Theo phương pháp này: R từ": "95% 60% 95% 0 60% 0",
    "Không tính được khi mức": "0 0 0,001",
    "Dân số và số hộ theo điều tra": "2019",
}


EXAMPLE = re.compile(r"Xã [^:]+, [^:]+: \d|Theo số đếm|Theo Open SDG")


def in_words(page: Method, block: Block) -> str | None:
    """The rules in words: each with its own constants."""
    if block.section == "ket-luan" and block.column == "Kết quả":
        return re.sub("–", "", block.text) if not any(c.isdigit() for c in block.text) else ""
    if block.text.startswith("Số liệu hai bên một mốc"):
        rows = [r for r in table("reference/breaks.csv") if r["date"] <= f"{page.season.year + 1}-12-31"]
        return pace.changes_said([*{r["text"]: r for r in rows}.values()], with_source=True)
    return next((said for words, said in RULES.items() if block.text.startswith(words)), None)


def example(page: Method, block: Block) -> str | None:
    """The worked example: a share of the commune named, by counts and by Open SDG's growth rates."""
    if not EXAMPLE.match(block.text):
        return in_words(page, block)
    named = next(b.text for b in page.read if b.section == block.section and EXAMPLE.match(b.text))
    unit = next(u for u in communes(page.season) if f"Xã {units()[u]['name']}," in named)
    name = named.partition(", ")[2].partition(": ")[0].casefold()
    key = next(k for k, c in standing(page.season.name, unit).components.items() if c.level.name.casefold() == name)
    found = pace.pace(page.season.name, unit, key)
    level = number(found.component.level.target)
    points = [(seasons()[n].year, f.value) for n, f in pace.course(page.season.name, unit, key).items()]
    (year, first), (last_year, last) = points[-4], points[-1]
    start, end = number(first), number(last)
    if block.text == named:
        about = f"{found.component.level.name}: {start}% năm {year}, {end}% năm {last_year}"
        return f"{about}; {level}% năm {found.by_year}"
    if block.text.startswith("Theo số đếm"):
        done, left, ratio = number(found.done), number(found.left), number(found.done / found.left, 2)
        years = ceil(found.left / found.done)
        return f"{start} {end} {last_year - year} {done} {left} 1 {left} {left} / {done} {years} {done} / {left} {ratio} {found.word}"
    done = growth(first, last, last_year - year)
    needed = growth(first, found.component.level.target, found.by_year - year)
    shown = [f"{number(abs(Fraction(rate) * 100))}%" for rate in (done, needed)]
    score = f"{number(Fraction(done / needed * 100), 0)}%"
    return f"({end} / {start})^(1 / 3) − 1 = {shown[0]}; ({level} / {start})^(1 / 4) − 1 = {shown[1]}; R = {score}"


def growth(first: Fraction, last: Fraction, years: int) -> float:
    return float(last / first) ** (1 / years) - 1


def published(page: Method, block: Block) -> str | None:
    """The list of published sources: each stands in a reference file, and their number is that of the list."""
    listed = [b for b in page.read if b.section == block.section and b.tag == "li"]
    if block.tag == "summary":
        return f"{len(listed)}"
    if block.tag == "li":
        return block.text if block.text in all_sources() else "không có trong tệp nào 0"
    return in_words(page, block)


@cache
def all_sources() -> set[str]:
    files = ("recognition", "published-counts", "published-district", "province-progress", "units")
    return {" ".join(row["source"].split()) for name in files for row in table(f"reference/{name}.csv")}


SECTIONS: dict[str, Callable[[Method, Block], str | None]] = {
    "": heading,
    "cach-dem": in_words,
    "ket-luan": in_words,
    "toc-do": example,
    "nguon-so-lieu": published,
    "gia-dinh": assumptions,
    "muc-quy-dinh": asked,
}
