"""What each piece of a commune's page has to say, section by section."""

import re
from collections.abc import Callable

from tests.recomputed import pace
from tests.recomputed.commune_tables import SECTIONS as TABLES
from tests.recomputed.forms import Season, form, table, units
from tests.recomputed.frame import Findings, code, is_reliability, note, reliability
from tests.recomputed.money import owed
from tests.recomputed.pages import Block, Exact
from tests.recomputed.promises import DONE, OPEN, STATES, Promise, is_about, labels, promises
from tests.recomputed.promises import MARKS as PROMISE_MARKS
from tests.recomputed.recognition import recognition_said
from tests.recomputed.requests import requests
from tests.recomputed.standing import MARKS, NOT_MET, UNKNOWN, Standing, by_code, standing
from tests.recomputed.totals import departments
from tests.recomputed.tracing import sources
from tests.recomputed.written import MISSING, day, in_unit, joined, number

RESULTS = ("không áp dụng", NOT_MET, UNKNOWN)  # in the order in which a count names them


class Commune:
    """One commune's page: `expected` returns the words whose figures a block has to have, None where no rule is written."""

    def __init__(self, season: Season, unit: str, read: list[Block], findings: Findings) -> None:
        self.season, self.unit, self.name = season, unit, units()[unit]["name"]
        self.now: Standing = standing(season.name, unit)
        self.sheets = form(f"{season.name}/{unit}.xlsx")
        self.promises: list[Promise] = [p for p in promises(season.name) if p.respondent == unit]
        self.of_agencies = [p for p in promises(season.name) if p.respondent not in units() and is_about(p, unit)]
        self.read, self.all_sources = read, sources(read)
        self.findings = [f for f in findings if f["unit_id"] == unit]

    def expected(self, block: Block) -> str | None:
        if is_reliability(block):
            return reliability(list(self.now.components.values()), self.findings)
        rule = SECTIONS.get(block.section) or TABLES.get(block.section)
        return rule(self, block) if rule else None

    @property
    def cut_off(self) -> str:
        return day(self.season.cut_off)

    def label(self, criterion: str) -> str:
        return labels(self.season, [criterion])

    @property
    def open_ones(self) -> list[str]:
        """Return the criteria not met, nearest to done first, then the unknown ones."""
        return sorted(self.now.numbers(NOT_MET), key=self.effort) + self.now.numbers(UNKNOWN)

    def effort(self, criterion: str) -> tuple[bool, float]:
        """Return how much of the whole is still to be done where it is most; what has no number comes last."""
        parts = [self.part_left(c) for c in self.now.open(criterion)]
        return (True, 0.0) if None in parts else (False, max(parts))

    def part_left(self, component: pace.Component) -> float | None:
        found, level = component.figure, component.level
        if level.rule != "level" or found.value is None or level.target is None:
            return None
        if level.kind == "money":
            return float((level.target - found.value) / level.target)
        whole = found.denominator if level.kind == "percent" else self.now.figures["households", ""].value
        return float(component.gap / whole)


def heading(page: Commune, block: Block) -> str | None:
    if block.element.get("class") == "subtitle":
        return f"năm {page.season.name} {page.cut_off} mã hành chính {units()[page.unit]['code']}"
    return None


def change_said(page: Commune, with_mark: bool = True) -> str:
    change, before = page.now.change, page.season.before
    if change is None:
        return f"năm {before} {MISSING if not page.now.is_known else ''}"
    mark = ("▲" if change > 0 else "▼") if change and with_mark else ""
    return f"{mark} {abs(change)} so với năm {before}" if change else f"không đổi so với năm {before}"


def summary(page: Commune, block: Block) -> str | None:
    now = page.now
    if block.tag == "li":
        if not block.links:  # the list of names
            return page.label([*now.criteria][[*block.element.getparent()].index(block.element)])
        criterion = block.links[0].removeprefix("#tieu-chi-")
        result = now.criteria[criterion]
        mark, word = "", ""
        if criterion in now.gained or criterion in now.fallen:
            mark, word = (" ▲", ", mới đạt") if criterion in now.gained else (" ▼", ", kỳ trước đạt")
        return Exact(page.label(criterion).replace(" ", f" {MARKS[result]}{mark} ", 1) + f": {result}{word}")
    if block.tag == "dd":
        rest = " ".join(f"{now.count(r)} {r}" for r in RESULTS if now.count(r))
        return {
            "Tiêu chí đạt": f"{now.counted} {rest}",
            "So với kỳ trước": change_said(page).replace(MISSING, f"({MISSING})"),
            "Hồ sơ (xã báo)": ", ".join(d.text("Danh hiệu") for d in page.sheets["Hồ sơ"]) or MISSING,
            "Công nhận đến ngày chốt": recognition_said(page.season, page.unit),
        }[block.row]
    return lead(page) if block.element.get("class") == "lead" else None


def lead(page: Commune) -> str:
    """Return the one sentence: count, change, what is missing (named if at most two, else the nearest), what is unknown, what fell."""
    now, failing = page.now, [c for c in page.open_ones if page.now.criteria[c] == NOT_MET]
    parts = [page.cut_off, now.counted, change_said(page, with_mark=False) if now.change is not None else ""]
    parts += [labels(page.season, now.gained)]
    if failing:
        named = failing if len(failing) <= 2 else failing[:1]
        parts += [f"còn {len(failing)}", *(f"{page.label(c)} ({gap_said(page, c)})" for c in named)]
    unknown = now.numbers(UNKNOWN)
    parts += [f"{len(unknown)} {MISSING}: {labels(page.season, unknown)}"] if unknown else []
    return " ".join([*parts, labels(page.season, now.fallen), *trends(page, failing)])


def trends(page: Commune, failing: list[str]) -> list[str]:
    """Return of each figure that fails its code and what was done in each year, where it moves slower or faster year after year."""
    found = []
    for criterion in failing:
        own = sorted(
            (c for c in page.now.open(criterion)), key=lambda c: (page.part_left(c) is None, page.part_left(c) or 0.0)
        )
        for component in own:
            moved = pace.pace(page.season.name, page.unit, component.level.key)
            found += [f"{component.level.key[0]} {moved.trend}"] if moved and moved.trend else []
    return found


def gap_said(page: Commune, criterion: str) -> str:
    """Return what is missing to a criterion, a part a component, the nearest first."""
    found = page.now.open(criterion)
    ordered = sorted(found, key=lambda c: (page.part_left(c) is None, page.part_left(c) or 0.0))
    return "; ".join(f"{c.level.key[0]} {c.gap_text}" if len(found) > 1 else c.gap_text for c in ordered)


def missing(page: Commune, block: Block) -> str | None:
    """Check the table of what is missing: its rows in order, and the gap of each."""
    if block.tag == "th" and block.column == "Tiêu chí":
        place = [b.row for b in page.read if b.section == block.section and b.column == "Còn thiếu"].index(block.row)
        criterion = page.open_ones[place]
        result = page.now.criteria[criterion]
        return f"{MARKS[result].replace('–', '')} {result}: {page.label(criterion)}"
    if block.column == "Còn thiếu":
        return gap_said(page, re.search(r"\d+", block.row).group())
    return "" if block.tag in ("td", "p") else None


def conclusions(page: Commune, block: Block) -> str | None:
    """The promises in brief: how many of each state, each with what it has come to, and how many tasks are done."""
    if block.tag == "p" and block.element.get("class") == "counts-line":
        counts = {state: sum(p.state == state for p in page.promises) for state in STATES}
        return " · ".join(f"{count} {state}" for state, count in counts.items() if count)
    if block.tag != "li":
        return None
    done = [p for p in page.promises if p.item["kind"] == "task" and p.state == DONE]
    if list(block.links) == ["#theo-doi"]:
        return f"{PROMISE_MARKS[DONE]} {len(done)}"
    code = block.links[0].removeprefix("#cam-ket-").replace("-", ".")
    (own,) = [p for p in page.promises if p.code == code and p not in done]
    mark = PROMISE_MARKS[own.state].replace("–", MISSING)
    if own.state == MISSING:
        return f"{mark} {own.item['summary']}"
    is_told = own.item["kind"] in ("task", "tier", "village") and own.as_of
    return f"{mark} {own.item['summary']}: {own.now} {f'báo ngày {day(own.as_of)}' if is_told else ''}"


def decisions(page: Commune, block: Block) -> str | None:
    if block.tag != "li":
        return None
    year, failing = page.season.year + 1, [c for c in page.open_ones if page.now.criteria[c] == NOT_MET]
    by_prospect = {which: [c for c in failing if prospect(page, c) == which] for which in pace.PROSPECTS}
    ready = [
        line.text("Danh hiệu") for line in page.sheets["Hồ sơ"] if line.text("Trạng thái hồ sơ") == "Huyện thẩm tra đạt"
    ]
    ready += [
        f"{v.text('Tên thôn')} ({v.text('Danh hiệu phấn đấu')})"
        for v in page.sheets["Thôn"]
        if v.text("Trạng thái hồ sơ") == "Huyện thẩm tra đạt"
    ]
    asked = " ".join(
        line.text("Nội dung") for line in page.sheets["Ý kiến"] if line.text("Đề mục") == "Kiến nghị, đề xuất"
    )
    said = {
        "Giao đạt chuẩn": f"{year} {open_said(page, by_prospect['in time'])}",
        f"Cho ý kiến mức giao năm {year} theo quy định mới": f"{year} {open_said(page, by_prospect['new rule'])}",
        f"Cho ý kiến mức giao năm {year} (chưa đủ": f"{year} {open_said(page, [c for c in by_prospect['open'] if not is_answer(page, c)])}",
        "Cho ý kiến có giao đạt": f"{year} {open_said(page, [c for c in by_prospect['open'] if is_answer(page, c)])}",
        f"Cho ý kiến mức giao năm {year} (khó đạt": f"{year} {open_said(page, by_prospect['too slow'])}",
        "Yêu cầu xã bổ sung": labels(page.season, page.now.numbers(UNKNOWN)),
        "Gia hạn hoặc giao lại": left_over([p for p in page.promises if p.state in OPEN]),
        "Cho ý kiến hồ sơ": joined(ready),
        "Nguồn và thời hạn": f"{number(sum(owed(page.season, [page.unit])))} triệu đồng",
        "Trả lời đề nghị": asked,
    }
    return next(text for words, text in said.items() if block.text.startswith(words))


def prospect(page: Commune, criterion: str) -> str:
    return pace.prospect(page.season.name, page.unit, criterion)


def is_answer(page: Commune, criterion: str) -> bool:
    """Return whether nothing but answers in words stands in the way of a criterion."""
    failing = [c.level.key for c in page.now.open(criterion) if c.result == NOT_MET]
    return pace.rests_on_answers(page.season.name, page.unit, failing)


def left_over(found: list[Promise]) -> str:
    """Return the contents of up to three conclusions not kept; of more, two and how many others there are."""
    shown = found if len(found) <= 3 else found[:2]
    rest = len(found) - len(shown)
    return f"{' '.join(p.item['summary'] for p in shown)} {rest or ''}"


def open_said(page: Commune, criteria: list[str]) -> str:
    return ", ".join(f"{page.label(c)} ({gap_in_order(page, c)})" for c in criteria)


def gap_in_order(page: Commune, criterion: str) -> str:
    """Return what is missing to a criterion, a part a component, in the order of the set."""
    codes = by_code([c.level.key[0] for c in page.now.open(criterion)])
    found = sorted(page.now.open(criterion), key=lambda c: codes.index(c.level.key[0]))
    return "; ".join(f"{c.level.key[0]} {c.gap_text}" if len(found) > 1 else c.gap_text for c in found)


def left_open(page: Commune, block: Block) -> str:
    """Return what an item says that leaves the level to the conference: with what is missing, unless a new rule decides."""
    year = page.season.year + 1
    failing = {c: prospect(page, c) for c in page.now.numbers(NOT_MET)}
    if "theo quy định mới" not in block.text:
        which, years = ("too slow", f"{year} {year}") if "tiến độ hiện nay" in block.text else ("open", f"{year}")
        return f"{open_said(page, [c for c, own in failing.items() if own == which])} {years}"
    chosen = [c for c, which in failing.items() if which == "new rule"]
    return f"{labels(page.season, chosen)} {year} {pace.rule_changes(page.season.name, page.unit, chosen)}"


def poverty_said(page: Commune) -> str:
    """Return what the item on poverty says: a share at the pace so far, else the share now; at a new rule none but its day."""
    names, now = (page.season.name, page.unit), page.now.figures["11.1", ""].value
    new = pace.new_series(page.season.name, ("11.1", ""))
    if not new:
        return pace.poverty_target(*names) or in_unit(now, "percent", "")
    is_asked = page.now.criteria["11"] == NOT_MET
    return "đã có mục về tiêu chí 11 0" if is_asked else f"{page.season.year + 1} {pace.changes_said(new)}"


def proposals(page: Commune, block: Block) -> str | None:
    """The draft of the next conclusions, told by how each sentence begins."""
    if block.tag == "p":
        return f"hạn năm {page.season.year + 1} {pace.set_said(page.season.name)}"
    if block.tag != "li":
        return None
    names = page.season.name, page.unit
    in_time = [c for c in page.now.numbers(NOT_MET) if prospect(page, c) == "in time"]
    income, water = (page.now.figures[key, ""].value for key in ("10.1", "clean_water_population_pct"))
    said: dict[str, Callable[[], str]] = {
        "Duy trì, nâng cao chất lượng": lambda: f"{page.now.held}",
        "Tập trung đạt chuẩn": lambda: open_said(page, in_time),
        "Phấn đấu": lambda: left_open(page, block),
        "Bổ sung số liệu còn thiếu": lambda: labels(page.season, page.now.numbers(UNKNOWN)),
        "Giảm tỷ lệ hộ nghèo": lambda: poverty_said(page),
        "Nâng cao thu nhập": lambda: f"hiện {number(income)}",
        "Tăng tỷ lệ dân số dùng nước sạch": lambda: f"hiện {in_unit(water, 'percent', '')}",
        "Xóa ": lambda: number(pace.houses_to_remove(*names)),
        "Không để phát sinh": lambda: "" if not page.now.figures["9.1", ""].value else "còn nhà tạm",
        "Tiếp tục thực hiện": lambda: next(p.item["summary"] for p in page.promises if p.item["summary"] in block.text),
        "Triển khai các giải pháp": lambda: "",
        "Hoàn thiện hồ sơ, đề nghị công nhận xã": lambda: "",
        "Hoàn thiện hồ sơ đề nghị công nhận": lambda: village_in(page, block, "Huyện thẩm tra đạt"),
        "Chỉ đạo": lambda: village_in(page, block),
    }
    found = next((text for words, text in said.items() if block.text.startswith(words)), None)
    return found() if found else "một câu không có quy tắc 0"


def village_in(page: Commune, block: Block, dossier: str = "") -> str:
    names = [v.text("Tên thôn") for v in page.sheets["Thôn"] if not dossier or v.text("Trạng thái hồ sơ") == dossier]
    return next((name for name in names if name.casefold() in block.text.casefold()), "không có thôn này 0")


def own_words(page: Commune, block: Block) -> str | None:
    said = {
        f"“{line.text('Nội dung')}”" for line in page.sheets["Ý kiến"] if line.text("Đề mục") != "Kiến nghị, đề xuất"
    }
    for request in requests(page.season, page.unit):
        named = joined([departments()[agency]["short_name"] for agency in request.agencies])
        said.add(f"“{request.text}” – gửi {named} {request.remark}".strip())
    return block.text if block.tag != "dd" or block.text in said else "không có trong biểu 0"


def notes(page: Commune, block: Block) -> str | None:
    """The notes on the data: those of every page, and what was published of the commune and counted beside the set."""
    chosen = list(page.now.components.values())
    if block.text.startswith("Chỉ tiêu chưa có số liệu"):
        unknown = [code(c) for c in chosen if c.result == UNKNOWN]
        return f"{MISSING} {joined(unknown)} {MISSING if unknown else ''}"
    if block.text.startswith("Số tiêu chí năm"):
        year = re.search(r"\d{4}", block.text).group()
        row = next(r for r in table("reference/published-counts.csv") if (r["unit_id"], r["year"]) == (page.unit, year))
        counted = standing(year, page.unit).held
        found = f"khác {counted}" if counted != int(row["criteria_met"]) else "khớp"
        return f"{year} {row['criteria_met']} {found} {row['source']} {row['note']}"
    if block.text.startswith("Trường chưa đạt chuẩn quốc gia"):
        return f"{number(page.now.figures['schools_below_national_standard', ''].value)} trường, khác chỉ tiêu 5.1"
    return note(page.season, block, chosen)


def trace(page: Commune, block: Block) -> str | None:
    """The table of sources: each row from the cell of the form it names, word for word."""
    if block.tag not in ("td", "th") or block.column in ("heading", "caption"):
        return f"{page.season.name}/{page.unit}.xlsx" if ".xlsx" in block.text else None
    source = next(s for s in page.all_sources if (s.anchor, s.label) == (block.anchor, block.row))
    season = "" if source.season == page.season else f" năm {source.season.name}"
    return {
        "Số liệu": f"{source.name}{season}" if source.is_named else f"tên khác: {source.name} 0",
        "Giá trị": Exact(source.expected),
        "Tệp": source.line.file,
        "Ô, trang": Exact(f"ô {source.line.address(source.column)}, {source.line.sheet}"),
        "Trạng thái, nguồn gốc": source.expected_standing,
        "Trạng thái": source.line.text("Trạng thái số liệu").lower(),
    }[block.column]


SECTIONS: dict[str, Callable[[Commune, Block], str | None]] = {
    "": heading,
    "tom-tat": summary,
    "con-thieu": missing,
    "loi-hua": conclusions,
    "can-quyet": decisions,
    "de-xuat": proposals,
    "xa-viet": own_words,
    "ghi-chu": notes,
    "nguon": trace,
}
