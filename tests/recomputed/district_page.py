"""What each piece of the district's page has to say, section by section."""

import datetime as dt
import re
from collections.abc import Callable
from fractions import Fraction

from tests.recomputed.forms import Figure, Season, form, measures, settings, table, units
from tests.recomputed.frame import Findings, everything, note
from tests.recomputed.pace import point
from tests.recomputed.pages import Block
from tests.recomputed.promises import LATE, MISSED, STATES, Promise, labels, promises
from tests.recomputed.promises import MARKS as PROMISE_MARKS
from tests.recomputed.recognition import recognition_said
from tests.recomputed.standing import MARKS, NOT_MET, UNKNOWN, standing
from tests.recomputed.totals import UNDECIDED, Totals, band, in_state, of_kind, respondent_named, tenth, totals
from tests.recomputed.written import MISSING, day, in_unit, number, percent, rounded

HEADLINE = {"poor_households_pct": 2, "income_per_capita_mvnd": 1, "health_insurance_pct": 2, "temporary_houses": 0}
FULL = "19/19"


class District:
    """The district's page of a season."""

    def __init__(self, season: Season, read: list[Block], findings: Findings) -> None:
        self.season, self.read, self.findings = season, read, findings
        self.now: Totals = totals(season.name)

    def expected(self, block: Block) -> str | None:
        rule = SECTIONS.get(block.section)
        return rule(self, block) if rule else None


def heading(page: District, block: Block) -> str | None:
    if block.element.get("class") != "subtitle":
        return None
    return f"mùa {page.season.name} {day(page.season.cut_off)} {day(page.season.conference)}"


def summary(page: District, block: Block) -> str | None:
    if block.tag == "dd":
        return next(said for words, said in answers(page).items() if block.row.startswith(words))
    if block.tag == "dt":
        return FULL if block.text.startswith("Xã đạt đủ") else ""
    if block.tag == "p":
        return (
            standing_sentence(page.now, with_change=True)
            if block.element.get("class") == "lead"
            else f"mùa {page.season.before}"
        )
    if block.column in ("heading", "caption", ""):
        return None
    return bands(page, block) if block.table.startswith("bands") else measure(page, block)


def answers(page: District) -> dict[str, str]:
    """Return the answers to a leader's first questions by how each is asked."""
    now, past, season = page.now, page.now.before, page.season
    failing = [u for u in now.recognised if now.communes[u].count(NOT_MET)]
    maybe = f"{now.maybe_full} xã" if now.maybe_full else ""
    earlier = f"mùa {season.before}: {past.full}/{past.count}" if past else ""
    change = f"{now.change_size} so với mùa {season.before}" if past else ""
    fallen = "; ".join(labels(season, lost) for lost in now.fallen.values())
    lost = f"{len(now.fallen)} xã {fallen}" if now.fallen else f"so với mùa {season.before}"
    apart = f"{len(now.apart)} xã" if now.apart else ""
    top = [n for n, who in now.missed if len(who) == len(now.missed[0][1])]
    own = promises(season.name)
    late, unknown = (in_state(own, state) for state in (LATE, MISSING))
    told = f"{in_state(own, MISSED)}/{len(own)} {late or ''} {f'{unknown} {MISSING}' if unknown else ''}"
    return {
        "Xã đạt đủ": f"{now.full}/{now.count} {now.share(now.full)} {maybe} {earlier}",
        "Xã đã có quyết định": f"{len(now.recognised)}/{now.count} {now.share(len(now.recognised))} {FULL if failing else ''}",
        "Bình quân": f"{now.mean} {now.met} {change}",
        "Xã có tiêu chí nay": f"{lost} {apart}",
        "Tiêu chí nhiều xã": f"{labels(season, top)} {len(now.missed[0][1])}/{now.count}",
        "Nội dung kết luận": told if own else "",
    }


def standing_sentence(now: Totals, with_change: bool) -> str:
    bands_said = [f"{count} xã {label}" for label, count in by_band(now) if count and label != UNDECIDED]
    undecided = f"{now.bands[UNDECIDED]} xã" if now.bands[UNDECIDED] else ""
    change = f"{now.change_size} so với mùa {now.season.before}" if with_change and now.before else ""
    rest = f"Còn {now.unknown} tiêu chí {MISSING}" if now.unknown else ""
    head = f"{day(now.season.cut_off)} {now.count} xã {now.met} {now.mean} {change}"
    return f"{head} {' '.join(bands_said)} {undecided} {rest}"


def by_band(now: Totals) -> list[tuple[str, int]]:
    from tests.recomputed.totals import band_label  # noqa: PLC0415
    from tests.recomputed.totals import bands as all_bands  # noqa: PLC0415

    named = [band_label(low, high) for low, high in all_bands()]
    return [(label, now.bands[label]) for label in (*named, UNDECIDED)]


def bands(page: District, block: Block) -> str | None:
    """The table of bands: the label of each row in its order, the number, the share, the number before."""
    now, past = page.now, page.now.before
    rows = [(label, count, past.bands[label] if past else 0) for label, count in by_band(now)]
    rows.append(("Tổng số xã", now.count, past.count if past else 0))
    label, count, before = next(row for row in rows if row[0] == block.row)
    return {"Nhóm": label, "Số xã": number(count), "Tỷ lệ": now.share(count)}.get(block.column, number(before))


def district_figure(season: str, name: str) -> Figure:
    about = measures()[name]
    key = (about["indicator"] or name, about["component"])
    from tests.recomputed.forms import communes, seasons  # noqa: PLC0415

    found = [point(season, unit, key) for unit in communes(seasons()[season])]
    numerator = sum((f.numerator for f in found), Fraction(0))
    if about["value_type"] == "number":
        return Figure(None, numerator, None, numerator)
    denominator = sum((f.denominator for f in found), Fraction(0))
    return Figure(
        None, numerator, denominator, numerator / denominator * (100 if about["value_type"] == "percent" else 1)
    )


def measure(page: District, block: Block) -> str | None:
    """The measures that the province and the district quote."""
    name = next(n for n in HEADLINE if measures()[n]["name"] == block.row)
    about, decimals = measures()[name], HEADLINE[name]
    kind, unit = about["value_type"], about["unit"]
    now, past = district_figure(page.season.name, name), district_figure(page.season.before, name)
    counts = f"{number(now.numerator)}/{number(now.denominator)}" if kind == "percent" else ""
    change = rounded(abs(now.value - past.value), decimals)
    published = [
        r for r in table("reference/published-district.csv") if (r["year"], r["measure"]) == (page.season.name, name)
    ]
    return {
        "Chỉ tiêu": about["name"],
        "Hiện nay": f"{in_unit(now.value, kind, unit, decimals)} {counts}",
        f"So với mùa {page.season.before}": number(change, decimals) if change else "",
        "Đã công bố": published_said(published, now.value, kind, unit),
    }[block.column]


def published_said(rows: list[dict[str, str]], value: Fraction, kind: str, unit: str) -> str:
    if not rows:
        return ""
    decimals = len(rows[0]["value"].partition(".")[2])
    stated = Fraction(rows[0]["value"])
    return f"{in_unit(stated, kind, unit, decimals)} {'' if rounded(value, decimals) == stated else 'khác 0'}"


def matrix(page: District, block: Block) -> str | None:
    """Communes by criteria: the sign of each, what fell, and how many communes meet each criterion."""
    if block.column == "caption":
        return "● ○ chưa có số liệu ◇ ○▼"
    place = list(block.element.getparent()).index(block.element)
    if block.column == "heading":
        return ["", "", page.season.before][place] if place < 3 else str(place - 2)
    if block.tag != "td":
        return ""
    if block.row == "Số xã đạt":
        change = page.now.change
        sign = "" if not change or change[0] <= 0 <= change[1] else "▲" if change[0] > 0 else "▼"
        total = [f"{page.now.met}", f"{sign} {page.now.change_size}" if sign else "0" if change == (0, 0) else ""]
        return total[place - 1] if place < 3 else f"{page.now.meeting(str(place - 2))}"
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
    criterion = str(place - 2)
    mark = MARKS[own.criteria[criterion]].replace("–", MISSING)
    return f"{mark}{'▼' if criterion in own.fallen else ''}"


def attention(page: District, block: Block) -> str | None:
    now, season = page.now, page.season
    if block.tag == "p" and block.text.startswith("Còn "):
        shown = len({b.row for b in page.read if b.section == block.section and b.tag == "td"})
        return f"Còn {len(now.missed) - shown} tiêu chí khác"
    if block.tag == "p":
        lost = " ".join(labels(season, numbers) for numbers in now.fallen.values())
        apart = MISSING if now.apart else ""
        return f"{len(now.fallen) or ''} mùa {season.before} {lost} {apart}"
    return missed(page, block)


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


def state_of(text: str) -> str:
    return next((state for state in STATES if state in text), "Cộng")


def states_table(page: District, block: Block) -> str | None:
    """The promises by state: of communes, of departments and of all."""
    if block.tag != "td":
        return PROMISE_MARKS.get(state_of(block.text), "").replace("–", MISSING) if block.tag == "th" else None
    return number(in_state(of_kind(page.season, block.column), state_of(block.row)))


def board(page: District, block: Block) -> str | None:
    """Who answers for promises by state; what was not kept, and with whom."""
    own = promises(page.season.name)
    if block.tag == "p":
        order = (MISSED, LATE, MISSING, "đúng tiến độ", "hoàn thành")
        return f"{len(own)} " + " ".join(f"{in_state(own, s)} {s}" for s in order if in_state(own, s))
    if block.table.startswith("not-kept"):
        return not_kept(page, block)
    if block.tag != "td":
        return PROMISE_MARKS.get(state_of(block.text), "").replace("–", MISSING) if block.column == "heading" else None
    found = own if block.row == "Cộng" else [p for p in own if p.respondent == respondent_named(block.row)]
    state = state_of(block.column)
    count = in_state(found, state)
    return f"{count} {MISSING if state == MISSING and MISSING in block.text else ''}"


def not_kept(page: District, block: Block) -> str | None:
    if block.column in ("heading", "caption"):
        return None
    code = re.search(r"mục (\d+\.\d+)", block.row).group(1)
    own = [p for p in promises(page.season.name) if p.code == code and p.state in (MISSED, LATE)]
    if block.column == "Nội dung":
        return without_due(own[0])
    if block.column == "Giao":
        return own[0].target
    alike = dict.fromkeys((p.state, p.now) for p in sorted(own, key=lambda p: p.state == LATE))
    return " ".join(f"{PROMISE_MARKS[state]} {now}" for state, now in alike)


def without_due(promise: Promise) -> str:
    return re.sub(r"hạn \d+$", "", promise.name)


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


def province(page: District, block: Block) -> str | None:
    rows = {r["unit_name"]: r for r in table("reference/province-progress.csv")}
    own, whole = rows[settings()["district"]["province_row"]], rows["Toàn tỉnh"]
    as_of = dt.date.fromisoformat(own["as_of"])
    if block.tag == "p":
        if block.text.startswith("Nguồn"):
            return own["source"]
        if "bình quân" in block.text:
            means, shares = ([shown(r, c) for r in (own, whole)] for c in ("Bình quân/xã", "Tỷ lệ"))
            return " ".join([means[0], means[1], shares[0], shares[1]])
        return f"{day(as_of)} {page.season.name if 'mùa' in block.text and as_of.year != page.season.year else ''}"
    if block.column in ("heading", "caption"):
        return day(as_of) if block.column == "caption" else None
    return shown(rows[block.row], block.column) if block.tag == "td" else ""


def shown(row: dict[str, str], column: str) -> str:
    """Return a cell of the province's table: means and shares from its own counts."""
    met, count, full = (Fraction(row[c]) for c in ("criteria_met_total", "commune_count", "standard_count"))
    return {
        "Số xã": number(count),
        "Tổng tiêu chí đạt": number(met),
        "Bình quân/xã": tenth(met / count),
        "Xã đạt chuẩn": number(full),
        "Tỷ lệ": percent(full / count * 100),
    }[column]


def reports(page: District, block: Block) -> str | None:
    """The edition of a report is the program's own mark, not a figure of the data."""
    return block.text if block.column == "Bản" and re.fullmatch(r"[0-9a-f]{8}", block.text) else None


def notes(page: District, block: Block) -> str | None:
    chosen = everything(page.season)
    if block.text.startswith("Chưa có số liệu"):
        return f"{MISSING} {sum(c.result == UNKNOWN for c in chosen)} {len(chosen)} {MISSING}"
    return note(page.season, block, chosen, page.findings)


SECTIONS: dict[str, Callable[[District, Block], str | None]] = {
    "": heading,
    "tom-tat": summary,
    "cac-xa": matrix,
    "can-quan-tam": attention,
    "ban-do": tiles,
    "ket-luan-tom-tat": states_table,
    "ket-luan": board,
    "chua-dat": missed,
    "ba-viec": three_things,
    "toan-tinh": province,
    "bao-cao": reports,
    "ghi-chu": notes,
}

__all__ = ["District", "standing"]
