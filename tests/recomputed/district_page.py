"""What each piece of the district's page has to say, section by section."""

from collections.abc import Callable

from tests.recomputed.district_decisions import how_many, place_decisions
from tests.recomputed.district_measures import HEADLINE, district_figure, measure, movement, province, short_of_level
from tests.recomputed.district_promises import board, states_table
from tests.recomputed.forms import Season, form, table, units
from tests.recomputed.frame import Findings, everything, is_reliability, note, reliability
from tests.recomputed.pace import prospect
from tests.recomputed.pages import Block, Exact
from tests.recomputed.promises import MISSED, OPEN, UNFINISHED, labels, promises
from tests.recomputed.recognition import recognition_said
from tests.recomputed.requests import requests
from tests.recomputed.standing import MARKS, NOT_MET, UNKNOWN, Standing, by_code
from tests.recomputed.standing import standing as page_standing
from tests.recomputed.totals import (
    UNDECIDED,
    Totals,
    band,
    by_band,
    departments,
    in_state,
    respondent_named,
    standing_sentence,
    totals,
)
from tests.recomputed.written import MISSING, day, in_unit, joined

FULL = "19/19"


class District:
    """The district's page of a season."""

    def __init__(self, season: Season, read: list[Block], findings: Findings) -> None:
        self.season, self.read, self.findings = season, read, findings
        self.now: Totals = totals(season.name)

    def expected(self, block: Block) -> str | None:
        if is_reliability(block):
            return reliability(everything(self.season), self.findings)
        rule = SECTIONS.get(block.section)
        return rule(self, block) if rule else None


def heading(page: District, block: Block) -> str | None:
    if block.element.get("class") != "subtitle":
        return None
    return f"năm {page.season.name} {day(page.season.cut_off)} {day(page.season.conference)}"


def summary(page: District, block: Block) -> str | None:
    if block.tag == "dd":
        return next(said for words, said in answers(page).items() if block.row.startswith(words))
    if block.tag == "dt":
        return FULL if block.text.startswith("Xã đạt đủ") else ""
    return changed(page) if block.element.get("class") == "lead" else None


def answers(page: District) -> dict[str, str]:
    """Return the answers to a leader's first questions by how each is asked."""
    now, past, season = page.now, page.now.before, page.season
    failing = [u for u in now.recognised if now.communes[u].count(NOT_MET)]
    maybe = f"{now.maybe_full} xã {MISSING}" if now.maybe_full else ""
    earlier = f"năm {season.before}: {past.full}/{past.count}" if past else ""
    new = [u for u in now.recognised if past and u not in (*past.recognised, *past.unclear)]
    fresh = f"mới có so với năm {season.before}: {joined([units()[u]['name'] for u in new])}" if new else ""
    change = f"{now.change_size} so với năm {season.before}" if past else ""
    own = promises(season.name)
    missed, unfinished, unknown = (in_state(own, state) for state in (MISSED, UNFINISHED, MISSING))
    told = f"{missed + unfinished}/{len(own)} {missed or ''} {unfinished or ''} {f'{unknown} {MISSING}' if unknown else ''}"
    return {
        "Xã đạt đủ": f"{now.full}/{now.count} {now.share(now.full)} {maybe} {earlier}",
        "Xã đã có quyết định": f"{len(now.recognised)}/{now.count} {now.share(len(now.recognised))} {fresh} {FULL if failing else ''}",
        "Bình quân": f"{now.mean} {now.met} {change}",
        "Nội dung kết luận": told if own else "",
        "Tỷ lệ hộ nghèo": poverty(page),
        "Trình hội nghị": how_many(season.name),
    }


def poverty(page: District) -> str:
    """Return the share of poor households of the place, how it moved, and the communes above the level."""
    name = "poor_households_pct"
    now = in_unit(district_figure(page.season.name, name).value, "percent", "", HEADLINE[name])
    return f"{now} {movement(page.season, name)} {short_of_level(page.season, name)}"


def changed(page: District) -> str | Exact:
    """Which communes newly meet which criteria, which lost some, and which can't be compared."""
    now, before = page.now, page.season.before
    if not before:
        return ""
    gained = {u: labels(page.season, c.gained) for u, c in now.communes.items() if c.gained}
    lost = {u: labels(page.season, numbers) for u, numbers in now.fallen.items()}
    said = [f"Mới đạt so với năm {before}: {named(gained)}." if gained else ""]
    said += [f"Không còn đạt: {named(lost)}." if lost else f"Không xã nào mất tiêu chí đã đạt năm {before}."]
    if now.apart:
        whole = f"Địa giới đã đổi sau năm {before}: số tiêu chí không cộng được qua sáp nhập, nên không so sánh."
        apart = joined(["xã " + units()[u]["name"] for u in now.apart])
        said = [whole, *said, f"Chưa so sánh được {apart} (kỳ ấy khác địa giới)."]
    return Exact(" ".join(filter(None, said)))


def named(found: dict[str, str]) -> str:
    return joined([f"xã {units()[u]['name']} ({own})" for u, own in found.items()])


def waited_for(page: District, block: Block) -> str | None:
    """Who leads what fails, in how many communes, and of which criteria."""
    if block.tag == "p":
        return changed(page)
    if block.column in ("heading", "caption", "") or block.tag not in ("td", "th"):
        return None
    rows = table("reference/indicator-leads.csv")
    who = next(d for d, row in departments().items() if block.row.startswith(row["short_name"]))
    led = {r["indicator"] for r in rows if (r["criteria_set"], r["department_id"]) == ("xa-ntm-2016-2020", who)}
    failing = [
        (u, c)
        for u, own in page.now.communes.items()
        for c in own.components.values()
        if c.result == NOT_MET and c.level.key[0] in led
    ]
    asking = {u for u in page.now.communes if any(who in request.agencies for request in requests(page.season, u))}
    return {
        "Phòng": "",
        "Xã chờ": f"{len({u for u, _ in failing} | asking) or ''}",
        "Tiêu chí": " ".join(by_code(list({c.level.criterion for _, c in failing}))),
        "Xã đề nghị": f"{len(asking) or ''}",
        "Kết luận chưa xong": f"{sum(p.respondent == who and p.state in OPEN for p in promises(page.season.name)) or ''}",
    }[block.column]


def communes_at_issue(page: District, block: Block) -> str | None:
    """The communes that lack something: by how much, what was not carried out, and what is to be decided."""
    now, season = page.now, page.season
    if block.tag == "h2":
        return f"{now.size}"
    if block.element.get("class") == "legend":
        return f"▲▼ {season.before}" if season.before else ""
    if block.tag == "p":
        full = [u for u, c in now.communes.items() if c.held == now.size]
        return f"{FULL} " + "; ".join(
            f"{units()[u]['name']} {not_kept_of(season, u)} {brief_of(season, u)}" for u in full
        )
    if block.tag != "td":
        return None
    unit = respondent_named(block.row)
    own = now.communes[unit]
    change = "" if not own.change else f"{'▲' if own.change > 0 else '▼'} {abs(own.change)}" if own.change else ""
    if own.change == 0:
        change = "0"
    lacking = [
        f"{labels(season, [n])} {'▼' if n in own.fallen else ''} ({gaps(own, n)})"
        for n in by_code(own.numbers(NOT_MET) + own.numbers(UNKNOWN))
    ]
    return {
        "Đạt": f"{own.counted} {change}",
        "Còn thiếu": " ".join(lacking),
        "Kết luận": not_kept_of(season, unit),
        "Trình hội nghị": brief_of(season, unit),
    }[block.column]


def gaps(commune: Standing, criterion: str) -> str:
    """Return what a commune lacks of a criterion, in the order of the set."""
    if commune.criteria[criterion] == UNKNOWN:
        return MISSING
    failing = [c for c in commune.open(criterion) if c.result == NOT_MET]
    order = by_code([c.level.key[0] for c in failing])
    found = sorted(failing, key=lambda c: order.index(c.level.key[0]))
    return "; ".join(f"{c.level.key[0]} {c.gap_text}" if len(found) > 1 else c.gap_text for c in found)


def not_kept_of(season: Season, unit: str) -> str:
    own = [p for p in promises(season.name) if p.respondent == unit]
    return " ".join(f"{in_state(own, state)}" for state in (MISSED, UNFINISHED) if in_state(own, state))


def brief_of(season: Season, unit: str) -> str:
    """Return the numbers of what is to be decided on a commune: criteria to assign, levels to set, figures, dossiers, requests."""
    now, sheets = page_standing(season.name, unit), form(f"{season.name}/{unit}.xlsx")
    failing = {n: prospect(season.name, unit, n) for n in by_code(now.numbers(NOT_MET))}
    ready = sum(r.text("Trạng thái hồ sơ") == "Huyện thẩm tra đạt" for name in ("Hồ sơ", "Thôn") for r in sheets[name])
    asked = sum(r.text("Đề mục") == "Kiến nghị, đề xuất" and bool(r.text("Nội dung")) for r in sheets["Ý kiến"])
    parts = [n for n, which in failing.items() if which == "in time"]
    parts += [n for n, which in failing.items() if which != "in time"]
    parts += [*by_code(now.numbers(UNKNOWN)), str(ready or ""), str(asked or "")]
    return " ".join(filter(None, parts))


def matrix(page: District, block: Block) -> str | None:
    """Communes by criteria: the sign of each, what fell, and how many communes meet each criterion."""
    if block.tag == "p":
        is_note = block.element.get("class") == "legend"  # why the total of changes is no sum of the rows
        return MISSING if is_note else standing_sentence(page.now, with_change=True)
    if block.column == "caption":
        return "● ○ chưa có số liệu ◇ ○▼"
    place = list(block.element.getparent()).index(block.element)
    if block.column == "heading":
        return ["", "", page.season.before, ""][place] if place < 4 else str(place - 3)
    if block.tag != "td":
        return ""
    if block.row == "Cộng":
        change = page.now.change
        sign = "" if not change or change[0] <= 0 <= change[1] else "▲" if change[0] > 0 else "▼"
        total = [f"{page.now.met}", f"{sign} {page.now.change_size}" if sign else "0" if change == (0, 0) else ""]
        return [*total, ""][place - 1] if place < 4 else f"{page.now.meeting(str(place - 3))}"
    own = page.now.communes[respondent_named(block.row)]
    if place == 1:
        return own.counted
    if place == 2:
        return (
            ""
            if own.change is None
            else "0"
            if own.change == 0
            else f"{'▲' if own.change > 0 else '▼'} {abs(own.change)}"
        )
    if place == 3:
        failing = [f"{n}{'▼' if n in own.fallen else ''}" for n in by_code(own.numbers(NOT_MET))]
        return " ".join([*failing, *by_code(own.numbers(UNKNOWN))])
    criterion = str(place - 3)
    mark = MARKS[own.criteria[criterion]].replace("–", MISSING)
    return f"{mark}{'▼' if criterion in own.fallen else ''}"


def missed(page: District, block: Block) -> str | None:
    """The criteria that fail somewhere, in order, with how many communes and which."""
    now = page.now
    if block.tag == "p":
        top = [n for n, who in now.missed if len(who) == len(now.missed[0][1])]
        return f"{labels(page.season, top)} {len(now.missed[0][1])}/{now.count}"
    if block.tag not in ("td", "th") or block.column in ("heading", "caption"):
        return None
    rows = [b for b in page.read if b.section == block.section and b.column == "Tiêu chí"]
    criterion, who = now.missed[[b.row for b in rows].index(block.row)]
    return {"Tiêu chí": labels(page.season, [criterion]), "Số xã": str(len(who))}.get(block.column, "")


def tiles(page: District, block: Block) -> str | None:
    if block.tag == "li":
        name = next(u for u in page.now.communes if block.text.startswith(units()[u]["name"]))
        label = band(page.now.communes[name])
        return f"{page.now.communes[name].counted} nhóm {'' if label == UNDECIDED else label}"
    if block.tag == "p" and ":" in block.text:
        return " ".join(f"{'' if label == UNDECIDED else label} {count}" for label, count in by_band(page.now) if count)
    return None


def three_things(page: District, block: Block) -> str | None:
    now = page.now
    if block.tag == "p":
        if "Đã ký" not in block.text:
            return ""
        signed = len(now.recognised)
        failing = [u for u in now.recognised if now.communes[u].count(NOT_MET)]
        unsigned = [u for u, c in now.communes.items() if c.counted == FULL and u not in now.recognised]
        return f"{day(page.season.cut_off)} {signed}/{now.count} {now.share(signed)} " + " ".join(
            [FULL for w in (failing, unsigned) if w]
        )
    if block.tag != "td":
        return None
    unit = respondent_named(block.row)
    dossiers = form(f"{page.season.name}/{unit}.xlsx")["Hồ sơ"]
    return {
        "Đạt": now.communes[unit].counted,
        "Hồ sơ": "" if dossiers else MISSING,
        "Công nhận": recognition_said(page.season, unit),
    }[block.column]


def notes(page: District, block: Block) -> str | None:
    chosen = everything(page.season)
    return note(page.season, block, chosen)


SECTIONS: dict[str, Callable[[District, Block], str | None]] = {
    "": heading,
    "tom-tat": summary,
    "cac-xa": matrix,
    "xa-dang-cho": waited_for,
    "xa-can-quyet": communes_at_issue,
    "can-quyet": place_decisions,
    "chi-tieu-chung": measure,
    "ban-do": tiles,
    "ket-luan-tom-tat": states_table,
    "ket-luan": board,
    "chua-dat": missed,
    "ba-viec": three_things,
    "toan-tinh": province,
    "ghi-chu": notes,
}
