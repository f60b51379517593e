"""What each piece of the page on data quality has to say, section by section.

What is given is counted from the forms. The findings themselves are the checks' own (their tests are tests/unit/test_checks.py and
test_consistency.py): here the page has to agree with the table of findings that the build publishes.
"""

import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from tests.recomputed.forms import Figure, Season, levels, measures, units
from tests.recomputed.frame import Findings, code
from tests.recomputed.pages import Block, Exact
from tests.recomputed.promises import labels, promises, stated
from tests.recomputed.standing import UNKNOWN, Component, Standing, district
from tests.recomputed.totals import respondent_named
from tests.recomputed.written import MISSING, day, joined, number, percent

KINDS = {"Lỗi": "lỗi", "Cảnh báo": "cảnh báo", "Lưu ý": "lưu ý"}
COUNT = re.compile(r"^(Lỗi|Cảnh báo|Lưu ý): ")
WHOLE = "Cả huyện"
TOLD = ("task", "tier", "village")  # conclusions that go by the word of who answers


class Quality:
    """The page on data quality of a season."""

    def __init__(self, season: Season, read: list[Block], findings: Findings) -> None:
        self.season, self.read, self.findings = season, read, findings
        self.communes: dict[str, Standing] = district(season)

    def expected(self, block: Block) -> str | None:
        rule = SECTIONS.get(block.section)
        return rule(self, block) if rule else None

    def chosen(self, name: str) -> list[Standing]:
        return list(self.communes.values()) if name == WHOLE else [self.communes[respondent_named(name)]]

    def open(self, kind: str) -> Findings:
        return [f for f in self.findings if f["severity"] == kind and not f["accepted"]]

    @property
    def given(self) -> list[Figure]:
        return [f for s in self.communes.values() for f in figures_given(s)]

    @property
    def asked(self) -> int:
        return sum(len(s.components) + len(others()) for s in self.communes.values())


def others() -> list[str]:
    """Return the measures the form asks for beside the criteria set."""
    return [name for name, about in measures().items() if not about["indicator"]]


def has_value(component: Component) -> bool:
    return component.result != UNKNOWN


def figures_given(commune: Standing, column: str = "") -> list[Figure]:
    """Return what a commune's form gives: of one criterion, of what is beside the set ("Khác"), or of all."""
    set_ = [
        c.figure for c in commune.components.values() if has_value(c) and column in ("", "Tất cả", c.level.criterion)
    ]
    beside = [commune.figures[name, ""] for name in others()] if column in ("", "Tất cả", "Khác") else []
    return set_ + [f for f in beside if f.value is not None]


def asked_of(column: str) -> int:
    rows = [level for level in levels(2020).values() if column in ("Tất cả", level.criterion)]
    return len(rows) + (len(others()) if column in ("Tất cả", "Khác") else 0)


def kinds(given: list[Figure], heading: str) -> Counter[str]:
    return Counter(f.line.text(heading).lower() for f in given)


def illustrative(given: list[Figure]) -> str:
    return percent(Fraction(100 * kinds(given, "Nguồn gốc")["minh họa"], len(given)))


def heading(page: Quality, block: Block) -> str | None:
    if block.element.get("class") != "subtitle":
        return None
    return f"năm {page.season.name} {day(page.season.cut_off)} QĐ 1980/QĐ-TTg năm 2016"


def summary(page: Quality, block: Block) -> str | None:
    given, asked, count = page.given, page.asked, len(page.communes)
    opened = {kind: len(page.open(kind)) for kind in KINDS.values()}
    if block.tag == "dd":
        return {
            "Xã có biểu dùng được": f"{count}/{count}",
            "Giá trị có số": f"{len(given)}/{asked} {percent(Fraction(100 * len(given), asked))}",
            "Lỗi chưa xử lý": f"{opened['lỗi']}",
            "Cảnh báo chưa xử lý": f"{opened['cảnh báo']}",
            "Tỷ lệ số minh họa": f"{illustrative(given)} {kinds(given, 'Nguồn gốc')['minh họa']}/{len(given)}",
        }[block.row]
    if block.tag != "p":
        return None
    if block.element.get("class") == "lead":
        rest = f"{asked - len(given)}" if asked > len(given) else ""
        faults = " ".join(f"{opened[k]}" for k in ("lỗi", "cảnh báo") if opened[k])
        return f"Năm {page.season.name}, {day(page.season.cut_off)} {count}/{count} {rest} {faults}"
    return f"{opened['lưu ý'] or ''}"


def absent(page: Quality, block: Block) -> str | None:
    offices = {p.respondent for p in promises(page.season.name)} - set(units())
    return (
        {"Cả": f"{len(page.communes) if 'xã' in block.text else len(offices)}"}.get(block.text.partition(" ")[0], "")
        if block.tag == "p"
        else None
    )


def complete(page: Quality, block: Block) -> str | None:
    """How much is given of what the form asks for, and what status and origin it has."""
    if block.table.startswith("matrix"):
        return share_given(page, block)
    if block.table.startswith("counts") and block.tag == "td":
        given = [f for s in page.chosen(block.row) for f in figures_given(s)]
        return {
            "Giá trị có": f"{len(given)}",
            "Ước": f"{kinds(given, 'Trạng thái số liệu')['ước']}",
            "Chính thức": f"{kinds(given, 'Trạng thái số liệu')['chính thức']}",
            "Thẩm tra": f"{kinds(given, 'Trạng thái số liệu')['thẩm tra']}",
            "Công bố": f"{kinds(given, 'Nguồn gốc')['công bố']}",
            "Báo cáo": f"{kinds(given, 'Nguồn gốc')['báo cáo']}",
            "Minh họa": f"{kinds(given, 'Nguồn gốc')['minh họa']}",
            "Tỷ lệ minh họa": illustrative(given),
        }[block.column]
    if block.tag == "p" and block.text.startswith("Trong"):
        given = page.given
        counts = {k: n for h in ("Trạng thái số liệu", "Nguồn gốc") for k, n in kinds(given, h).items()}
        named = sorted(counts, key=block.text.find)
        return f"{len(given)} {' '.join(f'{counts[kind]} {kind}' for kind in named)}"
    if block.tag == "li" and " chưa trả lời " in block.text:
        return unanswered(page, respondent_named(block.text.partition(" chưa trả lời ")[0]))
    if block.tag == "li" and " thiếu " in block.text:
        own = page.communes[respondent_named(block.text.partition(" thiếu ")[0])]
        unknown = [code(c) for c in own.components.values() if not has_value(c)]
        unknown += [measures()[name]["name"] for name in others() if own.figures[name, ""].value is None]
        return f"{len(unknown)}: {joined(unknown)}"
    return "✓ ½ ✕" if block.element.get("class") == "legend" else None


def unanswered(page: Quality, respondent: str) -> str:
    """Return the conclusions that go by a respondent's word and of which its form says nothing."""
    asked = [p for p in promises(page.season.name) if p.respondent == respondent and p.item["kind"] in TOLD]
    blank = [p for p in asked if p.state == MISSING and not (p.line and stated(p.line))]
    return f"{len(blank)}: {'; '.join(' '.join((p.code, p.item['summary'])) for p in blank)}"


def share_given(page: Quality, block: Block) -> str | None:
    if block.column == "heading":
        place = list(block.element.getparent()).index(block.element)
        return block.text if not block.text.isdigit() else str(place - 1)
    if block.tag != "td":
        return ""
    communes = page.chosen(block.row)
    given = sum(len(figures_given(s, block.column)) for s in communes)
    asked = asked_of(block.column) * len(communes)
    mark = "✓" if given == asked else "✕" if not given else "½"
    return f"{mark} {number(given)}/{number(asked)}"


def who(name: str) -> str:
    """Return the id that the table of findings has for a unit by the name the page gives it."""
    return "" if name.startswith("Chung") else respondent_named(name)


def checks(page: Quality, block: Block) -> str | None:
    """The findings: how many of each kind for whom, and each with its place, its words and its check."""
    if block.table.startswith("counts") and block.tag == "td":
        mine = [f for f in page.findings if block.row == "Cộng" or f["unit_id"] == who(block.row)]
        if block.column not in KINDS:
            return f"{sum(bool(f['accepted']) for f in mine)}"
        return f"{sum(f['severity'] == KINDS[block.column] and not f['accepted'] for f in mine)}"
    if block.tag == "h3":
        kind = COUNT.match(block.text)
        return f"{len(page.open(KINDS[kind.group(1)])) or ''}" if kind else None
    if not block.table.startswith("findings") or block.column in ("heading", "caption"):
        return None
    kind = KINDS[re.match(r".*?(Lỗi|Cảnh báo|Lưu ý)", block.table).group(1)]
    if len(block.element.getparent()) == 1:
        name, _, _ = block.text.rpartition(": ")
        return f"{name} {sum(f['unit_id'] == who(name) for f in page.open(kind))}"
    found = [
        f
        for f in page.open(kind)
        if said_of(f) == [" ".join(c.text_content().split()) for c in block.element.getparent()]
    ]
    return block.text if found else "không có trong bảng phát hiện 0"


def said_of(finding: dict[str, str]) -> list[str]:
    """Return a finding's row: its place, what is to be done, the check."""
    place = (
        f"{finding['sheet']}, ô {finding['cell']}"
        if finding["cell"]
        else f"tệp {finding['source_file'].rpartition('/')[2]}"
    )
    if finding["source_file"].startswith("../"):
        place = f"data/{finding['source_file'].removeprefix('../')}"
    name = (
        finding["indicator"]
        if finding["sheet"] == "Chỉ tiêu"
        else measures().get(finding["indicator"], {}).get("name", "")
    )
    return [" · ".join(filter(None, [name, place])), finding["message"], finding["check"]]


def changes(page: Quality, block: Block) -> str | None:
    return f"data/corrections/{page.season.name}.csv" if ".csv" in block.text else None


def sources(page: Quality, block: Block) -> str | None:
    """Where the levels come from: how many of each kind, and which, by criterion."""
    rows = [level.row for level in levels(page.season.year).values()]
    checked = [r for r in rows if r["checked_by"]]
    second = [r for r in rows if r["confirmed"] == "true" and not r["checked_by"]]
    without = [r for r in rows if r not in checked and r not in second]
    if block.tag == "p":
        counts = f"{len(rows)} mức: {len(checked)} {len(second)} {len(without)}"
        return f"QĐ 1980/QĐ-TTg năm 2016, {counts} xa-ntm-2016-2020.csv"
    if block.tag not in ("td", "th") or block.column in ("heading", "caption"):
        return None
    criterion = block.row.partition(" ")[0]
    if block.tag == "th":
        return Exact(labels(page.season, [criterion]))
    chosen = {"Chưa có nguồn xác nhận": without, "Có nguồn, chưa đối chiếu": second, "Đã đối chiếu": checked}[
        block.column
    ]
    return joined([r["indicator"] for r in chosen if r["criterion_no"] == criterion])


SECTIONS: dict[str, Callable[[Quality, Block], str | None]] = {
    "": heading,
    "tom-tat": summary,
    "chua-nop": absent,
    "day-du": complete,
    "kiem-tra": checks,
    "da-doi": changes,
    "muc": sources,
}
