"""What each piece of a department's page has to say, section by section."""

import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property

from tests.recomputed import department_draft, pace
from tests.recomputed.commune_page import left_over
from tests.recomputed.commune_tables import promise_cell
from tests.recomputed.components import component_of
from tests.recomputed.department_gaps import brief_gaps, indicators, missing_of, more, short
from tests.recomputed.forms import Key, Season, table, units
from tests.recomputed.frame import Findings, code, everything, is_of_form, is_reliability, note, reliability
from tests.recomputed.money import DEBT_TOTAL, DISBURSED, TOTAL, added, debts, lines, of_source, resources, share, tenth
from tests.recomputed.pages import Block, Exact
from tests.recomputed.promises import (
    DONE,
    MISSED,
    NOT_BEGUN,
    OPEN,
    RUNNING,
    STATES,
    UNFINISHED,
    Promise,
    labels,
    promises,
    state_in,
)
from tests.recomputed.promises import MARKS as PROMISE_MARKS
from tests.recomputed.requests import requests
from tests.recomputed.standing import MET, NOT_MET, UNKNOWN, Component, all_of, by_code, district, standing_before
from tests.recomputed.totals import departments, in_state, of_kind, respondent_named, standing_sentence, totals
from tests.recomputed.written import MISSING, day, figures, joined, number

CUSTOM = "thông lệ"


class Department:
    """One department's page: what it leads in all communes, and what it answers for."""

    def __init__(self, season: Season, department: str, read: list[Block], findings: Findings) -> None:
        self.season, self.department, self.read, self.findings = season, department, read, findings
        self.about, self.communes = departments()[department], district(season)
        rows = table("reference/indicator-leads.csv")
        own = [r for r in rows if (r["criteria_set"], r["department_id"]) == ("xa-ntm-2016-2020", department)]
        self.bases = {r["indicator"]: r["basis"] for r in own}
        self.own = [p for p in promises(season.name) if p.respondent == department]
        self.helped = [p for p in promises(season.name) if department in p.item["supports"].split(";")]

    def expected(self, block: Block) -> str | None:
        if is_reliability(block):
            return reliability(self.chosen, [f for f in self.findings if not is_of_form(f) or self.rests_on(f)])
        rule = SECTIONS.get(block.section)
        return rule(self, block) if rule else None

    def rests_on(self, finding: dict[str, str]) -> bool:
        """Return whether a fault of a form touches what the page shows; one of a whole form, or of the sheet, does."""
        if not self.bases or finding["unit_id"] == self.department or finding["indicator"] in self.bases:
            return True
        return not finding["indicator"] and finding["sheet"] in ("", "Chỉ tiêu")

    @cached_property
    def keys(self) -> list[Key]:
        found = next(iter(self.communes.values())).components
        return [key for key in found if key[0] in self.bases]

    @property
    def chosen(self) -> list[Component]:
        """Return the figures the page speaks of."""
        return [c for u in self.communes for c in self.led(u)] if self.bases else everything(self.season)

    def led(self, unit: str) -> list[Component]:
        return [self.communes[unit].components[key] for key in self.keys]

    def result(self, unit: str) -> str:
        return all_of([c.result for c in self.led(unit)])

    @cached_property
    def gaps(self) -> list[tuple[str, Component]]:
        """Return (commune, component) of all it leads that is not met or not known."""
        return [(u, c) for u in self.communes for c in self.led(u) if c.result in (NOT_MET, UNKNOWN)]

    def gap(self, block: Block) -> tuple[str, Component]:
        """Return what a row of gaps is about: its commune, and the component that the row names."""
        unit = next(u for u in self.communes if units()[u]["name"] in block.row)
        cells = [" ".join(" ".join(cell.itertext()).split()) for cell in block.element.getparent().xpath("th|td")]
        text = next(c for c in cells if re.match(r"\d+\.\d", c)).partition(" mức")[0]
        return unit, component_of(text, self.communes[unit])

    def part_left(self, unit: str, component: Component) -> Fraction | None:
        found, level = component.figure, component.level
        if component.result == UNKNOWN or level.rule != "level":
            return None
        if level.kind == "money":
            return (level.target - found.value) / level.target
        return component.gap / (
            found.denominator if level.kind == "percent" else self.communes[unit].figures["households", ""].value
        )


def heading(page: Department, block: Block) -> str | None:
    return f"năm {page.season.name} {day(page.season.cut_off)}" if block.element.get("class") == "subtitle" else None


def summary(page: Department, block: Block) -> str | None:
    met = [u for u in page.communes if page.keys and page.result(u) == MET]
    if block.tag == "dt" and block.text.startswith("Còn thiếu"):
        return short(page, component_of(block.text.partition(": ")[2], next(iter(page.communes.values()))).level.key)
    if block.tag == "dt" and block.text.startswith("Đạt cả"):
        return str(len(page.bases))
    if block.tag == "dd":
        return figure_said(page, block, met)
    return lead(page, met) if block.tag == "p" and block.element.get("class") == "lead" else None


def figure_said(page: Department, block: Block, met: list[str]) -> str:
    season, everyone = page.season, list(page.communes)
    if block.row.startswith("Còn thiếu"):
        named = component_of(block.row.partition(": ")[2], next(iter(page.communes.values())))
        return missing_of(page, named.level.key)
    now = totals(season.name)
    owed = [
        line.number("Còn nợ")
        for u in everyone
        for line in lines(season, u, "Nợ đọng")
        if line.text("Công trình") == DEBT_TOTAL
    ]
    total = of_source(season, everyone, TOTAL)
    states = " ".join(f"{in_state(page.own, s)} {s}" for s in STATES[1:] if in_state(page.own, s))
    return {
        f"Đạt cả {len(page.bases)} chỉ tiêu phòng chủ trì": f"{len(met)}/{len(everyone)} xã",
        "Kết luận hội nghị giao": f"{in_state(page.own, STATES[0])}/{len(page.own)} {states}",
        "Đạt đủ tiêu chí": f"{now.full}/{now.count}",
        "Đã giải ngân so với kế hoạch": f"{tenth(share(total, DISBURSED))} {number(added(total, DISBURSED))}",
        "Nợ đọng xây dựng cơ bản": f"{number(sum(owed))} triệu đồng ở {sum(o > 0 for o in owed)} xã",
    }[block.row]


def lead(page: Department, met: list[str]) -> str:
    """Return the sentence on what it leads and where all of it is met, and the one on what the conference gave it."""
    parts = ["QĐ 1980/QĐ-TTg năm 2016"]
    if page.bases:
        criteria = {key[0].partition(".")[0] for key in page.keys}
        parts = [f"{len(page.bases)} chỉ tiêu thuộc {len(criteria)} tiêu chí"]
        count = len(page.communes)
        groups = [[u for u in page.communes if page.result(u) == r] for r in (NOT_MET, UNKNOWN)]
        if len(met) == count:
            parts.append(f"cả {count} xã")
        else:
            parts += [f"{len(met)}/{count}" if met else "", *(counted_communes(group) for group in groups if group)]
            parts.append(MISSING if groups[1] else "")
    return " ".join([*parts, changed(page), conference(page) if page.own else ""])


def changed(page: Department) -> str:
    """Return the criteria, of those it leads something in, that communes newly meet or meet no longer, in the order of the sentence."""
    own = by_code(list({c.level.criterion for u in page.communes for c in page.led(u)}))
    said = []
    for which in ("gained", "fallen"):
        found = {
            n: [u for u, c in page.communes.items() if n in getattr(c, which) and n in failed_by(page, u, which)]
            for n in own
        }
        named = [f"{labels(page.season, [n])} {counted_communes(who)}" for n, who in found.items() if who]
        said += [f"{page.season.before if which == 'gained' else ''} {' '.join(named)}"] if named else []
    return " ".join(said)


def failed_by(page: Department, unit: str, which: str) -> set[str]:
    """Return the criteria of which a figure that it leads failed in a commune: then if `which` is gained, else now."""
    now = page.communes[unit]
    held = now if which == "fallen" else standing_before(now)
    assert held is not None
    led = [c.level.key for c in page.led(unit)]
    return {c.level.criterion for key, c in held.components.items() if key in led and c.result == NOT_MET}


def counted_communes(group: list[str]) -> str:
    return f"{len(group)} xã" if len(group) > 1 else ""


def conference(page: Department) -> str:
    """Return what the last conference gave it: how many, and how many in each state."""
    own, when = page.own, day_of_conclusions(page.season)
    if not page.season.conclusions or not own:
        return when
    states = [s for s in STATES if in_state(own, s)]
    if len(states) == 1:
        return f"{when} {len(own)} {states[0]}"
    return f"{when} {len(own)}: {' '.join(f'{in_state(own, s)} {s}' for s in states)}"


def day_of_conclusions(season: Season) -> str:
    year, month, date = season.conclusions.split("-") if season.conclusions else ("", "", "")
    return f"{date}/{month}/{year}"


def brief_promises(page: Department, block: Block) -> str | None:
    if block.tag == "p":
        own = page.helped if block.text.startswith("Phối hợp") else page.own
        if block.element.get("class") == "counts-line" or block.text.startswith("Phối hợp"):
            return " · ".join(f"{in_state(own, s)} {s}" for s in STATES if in_state(own, s))
        return more(page, block, sum(in_state(page.own, state) for state in OPEN))
    if block.tag != "li":
        return None
    anchor = next(link for link in block.links if "cam-ket" in link)
    promise = by_anchor(page.own, anchor.partition("#")[2])
    return f"{PROMISE_MARKS[promise.state]} {promise.item['summary']}: {promise.now}"


def by_anchor(found: list[Promise], anchor: str) -> Promise:
    """Return the promise whose row has the id `anchor`: the item, then the commune if it speaks of one."""
    return next(p for p in found if anchor == "-".join(filter(None, ["cam-ket", p.code.replace(".", "-"), p.unit])))


def decisions(page: Department, block: Block) -> str | None:
    if block.tag == "p":
        return changes_said(page, block)
    if block.tag != "li":
        return None
    year, custom = page.season.year + 1, sum(basis.startswith(CUSTOM) for basis in page.bases.values())
    asked: dict[str, dict[Key, list[str]]] = {which: {} for which in pace.PROSPECTS}
    for unit, key in ((u, k) for u in page.communes for k in page.keys):
        if which := prospect(page, unit, key):
            asked[which].setdefault(key, []).append(unit)
    owed = [
        line.number("Còn nợ")
        for u in page.communes
        for line in lines(page.season, u, "Nợ đọng")
        if line.text("Công trình") == DEBT_TOTAL
    ]
    broken = [sum(in_state(of_kind(page.season, kind), state) for state in OPEN) for kind in ("Xã", "Phòng")]
    unknown = [(key, [u for u, c in page.gaps if c.level.key == key and c.result == UNKNOWN]) for key in page.keys]
    said = {
        "Giao đạt trong năm": f"{year} {figures_said(page, block, asked['in time'])}",
        f"Cho ý kiến mức giao năm {year} theo quy định mới": f"{year} {figures_said(page, block, asked['new rule'])}",
        f"Cho ý kiến mức giao năm {year} (chưa đủ": f"{year} {figures_said(page, block, asked['open'], answers=False)}",
        "Cho ý kiến có giao đạt": f"{year} {figures_said(page, block, asked['open'], answers=True)}",
        f"Cho ý kiến mức giao năm {year} (khó đạt": f"{year} {figures_said(page, block, asked['too slow'])}",
        "Gia hạn hoặc giao lại nội dung không đạt, chưa hoàn thành trong": " ".join(
            str(count) for count in broken if count
        ),
        "Gia hạn hoặc giao lại": left_over([*{p.code: p for p in page.own if p.state in OPEN}.values()]),
        "Yêu cầu bổ sung": "; ".join(f"{short(page, k)} {counted_communes(who)}" for k, who in unknown if who),
        "Nguồn và thời hạn": f"{number(sum(owed))} triệu đồng ở {sum(o > 0 for o in owed)} xã",
        "Trả lời đề nghị": counted_communes([u for u in page.communes if asks(page, u)]),
        "Xác nhận phân công": f"{custom} chỉ tiêu",
    }
    return next(text for words, text in said.items() if block.text.startswith(words))


def changes_said(page: Department, block: Block) -> str | None:
    """The set of the season and the one that replaces it; why a figure has no pace."""
    if block.text.startswith("Mức, tốc độ và dự thảo"):
        return pace.set_said(page.season.name)
    named = [
        key for key in page.keys if block.text.startswith(f"{short(page, key)}: chưa tính được còn phải làm bao nhiêu")
    ]
    broken = [pace.changes_said(pace.new_series(page.season.name, key), with_source=True) for key in named]
    return f"{short(page, named[0])} năm {page.season.year + 1} {broken[0]}" if named else None


def prospect(page: Department, unit: str, key: Key) -> str:
    """Return what is to be decided on a figure of a commune that fails: the worst of what it leads of the criterion; "" if it does not fail."""
    season, components = page.season.name, page.communes[unit].components
    if components[key].result != NOT_MET:
        return ""
    criterion = components[key].level.criterion
    own = [k for k in page.keys if components[k].level.criterion == criterion and components[k].result == NOT_MET]
    found = [pace.single_prospect(season, unit, k) for k in own]
    return next(which for which in ("new rule", "too slow", "open", "in time") if which in found)


def figures_said(page: Department, block: Block, found: dict[Key, list[str]], answers: bool | None = None) -> str:
    """Return the figures with the communes concerned and what they lack together, in the order in which the page names them."""
    found = found if answers is None else answered(page, found, is_answer=answers)
    order = sorted(found, key=lambda key: block.text.find(short(page, key)))
    return "; ".join(
        f"{short(page, key)} {together(page, key, found[key])} {counted_communes(found[key])}" for key in order
    )


def answered(page: Department, found: dict[Key, list[str]], *, is_answer: bool) -> dict[Key, list[str]]:
    """Return the communes by figure in which nothing but answers in words stands in the way of the criterion, or the others."""
    chosen = {key: [u for u in own if rests_on_answers(page, u, key) == is_answer] for key, own in found.items()}
    return {key: own for key, own in chosen.items() if own}


def rests_on_answers(page: Department, unit: str, key: Key) -> bool:
    components = page.communes[unit].components
    of_criterion = [k for k in page.keys if components[k].level.criterion == components[key].level.criterion]
    return pace.rests_on_answers(page.season.name, unit, [k for k in of_criterion if components[k].result == NOT_MET])


def together(page: Department, key: Key, communes: list[str]) -> str:
    own = [page.communes[unit].components[key] for unit in communes]
    if any(c.level.rule != "level" for c in own):
        return ""
    if any(c.gap is None or c.level.kind == "money" for c in own):
        return own[0].gap_text if len(own) == 1 else ""
    return f"{number(sum(c.gap for c in own))} {own[0].level.count_unit}"


def asks(page: Department, unit: str) -> bool:
    """Return whether a commune asks this department for something."""
    return any(page.department in request.agencies for request in requests(page.season, unit))


def conclusions(page: Department, block: Block) -> str | None:
    if block.tag == "p":
        return conference(page) if block.text.startswith("Hội nghị") else None
    if not block.anchor.startswith("cam-ket-") or block.tag not in ("td", "th"):
        return None
    return promise_cell(by_anchor([*page.own, *page.helped], block.anchor), block)


def drafted(page: Department, block: Block) -> str | None:
    """The draft of the next conclusions, as far as it is for the department."""
    if block.tag == "p":
        return f"hạn năm {page.season.year + 1} {pace.set_said(page.season.name)}"
    return department_draft.item(page, block, prospect, together) if block.tag == "li" else None


def awaited(page: Department, block: Block) -> str | None:
    if block.tag != "td":
        return None
    unit = respondent_named(block.row)
    if block.column == "Chỉ tiêu còn thiếu":
        said = [f"{short(page, c.level.key)}: {c.gap_text}" for u, c in page.gaps if u == unit]
        return block.text if same_figures(block.text, said) else " ".join(said)
    if block.column == "Kết luận hội nghị":
        own = [p for p in (*page.own, *page.helped) if p.unit == unit and p.state != DONE]
        said = [f"{PROMISE_MARKS[p.state]} {p.item['summary']}".replace("–", MISSING) for p in own]
        return block.text if same_figures(block.text, said) else " ".join(said)
    asked = [r for r in requests(page.season, unit) if page.department in r.agencies]
    return " ".join(f"“{r.text}” {r.remark}".strip() for r in asked)


def same_figures(text: str, said: list[str]) -> bool:
    """Return whether a text has the figures of all that is to be said in it, in any order of its parts."""
    return Counter(figures(text)) == Counter(f for part in said for f in figures(part))


def whole(page: Department, block: Block) -> str | None:
    """The district in a few lines, on the page of the office that coordinates."""
    own, now = promises(page.season.name), totals(page.season.name)
    if block.tag == "p":
        order = (MISSED, UNFINISHED, MISSING, NOT_BEGUN, RUNNING, DONE)
        counts = f"{len(own)} " + " ".join(f"{in_state(own, s)} {s}" for s in order if in_state(own, s)) if own else ""
        offices = len({p.respondent for p in own} - set(units()))
        forms = f"cả {now.count} xã {offices or ''}"
        return f"{standing_sentence(now, with_change=False)} {counts} {forms}" if block.text.startswith("Đến") else None
    if block.tag != "td":
        return None
    state = state_in(block.column)
    if block.row == "Cộng các xã":
        return (
            f"{now.met}"
            if block.column == "Tiêu chí đạt"
            else number(in_state(of_kind(page.season, "Xã"), state))
            if state
            else ""
        )
    who = respondent_named(block.row)
    if state:
        given = [p for p in own if p.respondent == who]
        return (
            number(in_state(given, state))
            if state == MISSING or in_state(given, MISSING) < len(given) or not given
            else Exact("–")
        )
    commune = now.communes[who]
    if block.column == "Tiêu chí đạt":
        return commune.counted
    unknown = f"{MISSING} ({', '.join(commune.numbers(UNKNOWN))})" if commune.numbers(UNKNOWN) else ""
    return "; ".join(filter(None, [", ".join(commune.numbers(NOT_MET)), unknown]))


def money(page: Department, block: Block) -> str | None:
    everyone = list(page.communes)
    return resources(page.season, everyone, block) or debts(page.season, everyone, block)


def notes(page: Department, block: Block) -> str | None:
    chosen = page.chosen
    if block.text.startswith("Chưa có số liệu"):
        unknown = [code(c) for c in chosen if c.result == UNKNOWN]
        return f"{MISSING} {' '.join(unknown)} {MISSING}"
    if block.text.startswith("Căn cứ chủ trì"):
        return "; ".join(f"{count} {basis}" for basis, count in Counter(page.bases.values()).items())
    if block.text.startswith("Mức quy định"):
        rows = [c.level for c in page.led(next(iter(page.communes)))]
        without = [level.key[0] for level in rows if level.row["confirmed"] != "true" and not level.row["checked_by"]]
        return joined(without)
    return note(page.season, block, chosen)


SECTIONS: dict[str, Callable[[Department, Block], str | None]] = {
    "": heading,
    "tom-tat": summary,
    "con-thieu": brief_gaps,
    "loi-hua": brief_promises,
    "can-quyet": decisions,
    "tung-cho-thieu": brief_gaps,
    "chi-tieu": indicators,
    "ket-luan": conclusions,
    "de-xuat": drafted,
    "cac-xa-cho": awaited,
    "toan-huyen": whole,
    "nguon-luc": money,
    "ghi-chu": notes,
}
