"""What each piece of the district's page has to say, section by section."""

import re
from collections.abc import Callable

from tests.recomputed.district_measures import measure, province
from tests.recomputed.district_promises import board, states_table
from tests.recomputed.forms import Season, form, units
from tests.recomputed.frame import Findings, everything, note
from tests.recomputed.pages import Block, Exact
from tests.recomputed.promises import MISSED, UNFINISHED, labels, promises
from tests.recomputed.recognition import recognition_said
from tests.recomputed.standing import MARKS, NOT_MET, UNKNOWN
from tests.recomputed.totals import UNDECIDED, Totals, band, band_label, in_state, respondent_named, totals
from tests.recomputed.totals import bands as band_limits
from tests.recomputed.written import MISSING, day, joined, number

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
    maybe = f"{now.maybe_full} xã {MISSING}" if now.maybe_full else ""
    earlier = f"mùa {season.before}: {past.full}/{past.count}" if past else ""
    change = f"{now.change_size} so với mùa {season.before}" if past else ""
    fallen = "; ".join(labels(season, lost) for lost in now.fallen.values())
    lost = f"{len(now.fallen)} xã {fallen}" if now.fallen else f"so với mùa {season.before}"
    apart = f"{len(now.apart)} xã" if now.apart else ""
    top = [n for n, who in now.missed if len(who) == len(now.missed[0][1])]
    own = promises(season.name)
    missed, unfinished, unknown = (in_state(own, state) for state in (MISSED, UNFINISHED, MISSING))
    told = f"{missed + unfinished}/{len(own)} {missed or ''} {unfinished or ''} {f'{unknown} {MISSING}' if unknown else ''}"
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
    named = [band_label(low, high) for low, high in band_limits()]
    return [(label, now.bands[label]) for label in (*named, UNDECIDED)]


def bands(page: District, block: Block) -> str | None:
    """The table of bands: the label of each row in its order, the number, the share, the number before."""
    now, past = page.now, page.now.before
    rows = [(label, count, past.bands[label] if past else 0) for label, count in by_band(now)]
    rows.append(("Tổng số xã", now.count, past.count if past else 0))
    label, count, before = next(row for row in rows if row[0] == block.row)
    return {"Nhóm": label, "Số xã": number(count), "Tỷ lệ": now.share(count)}.get(block.column, number(before))


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
        apart = joined(["xã " + units()[u]["name"] for u in now.apart]) + " (mùa ấy khác địa giới)"
        if now.apart and apart not in block.text:
            return Exact(apart)
        return f"{len(now.fallen) or ''} mùa {season.before} {lost}"
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
