"""The conclusions of the last conference, judged anew at the close of their year."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from tests.recomputed.forms import DATA, Figure, Line, Season, communes, form, measures, seasons, table, units
from tests.recomputed.pace import point
from tests.recomputed.standing import MET, NOT_APPLICABLE, NOT_MET, against, by_code, meets, short_of, standing
from tests.recomputed.tracing import stated_count, stated_dossier
from tests.recomputed.written import MISSING, day, exact, in_unit, joined, number, rounded

DONE, RUNNING, NOT_BEGUN = "hoàn thành", "đang thực hiện", "chưa thực hiện"
UNFINISHED, MISSED = "chưa hoàn thành", "không đạt"
MARKS = {DONE: "●", RUNNING: "◐", NOT_BEGUN: "□", UNFINISHED: "△", MISSED: "○", MISSING: "–"}
STATES = (DONE, RUNNING, NOT_BEGUN, UNFINISHED, MISSED, MISSING)
OPEN = (MISSED, UNFINISHED)
TIERS = ("NTM", "NTM nâng cao", "NTM kiểu mẫu")


@dataclass(frozen=True)
class Promise:
    """One conclusion and who answers for it: how it stands, and the figures each column of a page shows of it."""

    item: dict[str, str]
    season: Season
    respondent: str
    unit: str
    line: Line | None
    state: str = MISSING
    target: str = ""
    base: str = ""
    now: str = ""
    reason: str = ""
    as_of: dt.date | None = None

    @property
    def code(self) -> str:
        return self.item["item"]

    @property
    def name(self) -> str:
        """Return what stands in the column of contents: the notice's words, point and item, the year it is due."""
        return self.called(f"“{self.item['quote']}”")

    def called(self, words: str) -> str:
        also = [t["item"] for t in items(self.season) if self.code in t["same_as"].split(";")]
        points = dict.fromkeys([self.item["notice_point"], *(t.partition(".")[0] for t in also)])
        due = f"hạn {self.item['deadline_year']}" if self.item["deadline_year"] else ""
        return f"{words} Điểm {joined(list(points))} (mục {joined([self.code, *also])}) {due}"

    @property
    def note(self) -> str:
        computed = self.item["kind"] in ("measure", "maintain", "criterion")
        own = self.line and ", ".join(filter(None, [stated(self.line)])) if computed else ""
        said = [f"báo: {own}" if own else "", *(self.line.text(h) for h in ("Minh chứng", "Ghi chú") if self.line)]
        return " ".join(filter(None, said))


def state_in(text: str, otherwise: str = "") -> str:
    """Return the state a text names; "chưa hoàn thành" holds "hoàn thành"."""
    return max((s for s in STATES if s in text.lower()), key=len, default=otherwise)


@cache
def items(season: Season) -> tuple[dict[str, str], ...]:
    name = f"conclusions/{season.conclusions}.csv"
    return tuple(table(name)) if season.conclusions and (DATA / name).exists() else ()


def stated(line: Line) -> str:
    state = line.text("Kết quả").lower()
    figure = line.number("Số liệu")
    said = [state, stated_count(line), stated_dossier(line), "" if figure is None else f"số liệu {number(figure, 2)}"]
    return ", ".join(filter(None, said))


@cache
def promises(season_name: str) -> list[Promise]:
    """Return every promise of the season's conclusions; an item that repeats another is no promise of its own."""
    season = seasons()[season_name]
    return [
        judged(item, season, respondent, unit)
        for item in items(season)
        if not any(other and other < item["item"] for other in item["same_as"].split(";"))
        for respondent, unit in answering(item, communes(season))
    ]


def answering(item: dict[str, str], existing: list[str]) -> list[tuple[str, str]]:
    named = [u for u in existing if u in item["communes"].split(";")]
    if item["lead"] == "ubnd-xa":
        return [(u, u) for u in named]
    focus = [u for u in existing if u in item["focus_communes"].split(";")]
    if item["kind"] == "task":
        return [(item["lead"], u) for u in named] if 0 < len(named) < len(existing) else [(item["lead"], "")]
    return [(item["lead"], u) for u in focus or named or [""]]


def is_about(promise: Promise, unit: str) -> bool:
    """Return whether it speaks of a commune: judged for it, or for all with a focus on it."""
    return promise.unit == unit or (not promise.unit and unit in promise.item["focus_communes"].split(";"))


def statement(season: Season, respondent: str, item: str, unit: str) -> Line | None:
    file = f"{season.name}/{respondent}.xlsx"
    if respondent not in units():
        file = f"{season.name}/phong/{respondent}.xlsx"
    if not (DATA / "submissions" / file).exists():
        return None
    found = [line for line in form(file)["Thực hiện kết luận"] if line.text("Mục") == item]
    mine = [line for line in found if line.text("Mã xã") in (unit, "")]
    return mine[0] if mine else None


def judged(item: dict[str, str], season: Season, respondent: str, unit: str) -> Promise:
    line = statement(season, respondent, item["item"], unit)
    told = {
        "measure": measure,
        "maintain": maintain,
        "criterion": criterion,
        "tier": tier,
        "village": village,
        "task": task,
    }
    facts = told[item["kind"]](item, season, unit, line)
    return Promise(item, season, respondent, unit, line, **facts)


def closing(season: Season) -> str:
    return f"Hết năm {season.year}"


def measure(item: dict[str, str], season: Season, unit: str, _: Line | None) -> dict:
    about = measures()[item["measure"]]
    key = (about["indicator"] or item["measure"], about["component"])
    now, before = (point(name, unit, key) for name in (season.name, season.before))
    if now is None:
        return {"reason": MISSING, "now": MISSING, "base": amount(before, about), "target": target(item, about)}
    change = item["comparator"] in ("increase", "decrease")
    return (changed if change else reached)(item, season, about, now, before) | {"as_of": season.cut_off}


def target(item: dict[str, str], about: dict[str, str]) -> str:
    """Return "12%", "14 nhà"; nothing is named for none at all, nor for a mere direction."""
    level = exact(item["target"]) if item["comparator"] in ("<=", ">=", "==") else None
    return "" if not level else in_unit(level, about["value_type"], about["unit"], 2)


def amount(found: Figure | None, about: dict[str, str]) -> str:
    return in_unit(found.value if found else None, about["value_type"], about["unit"])


def counts(found: Figure, about: dict[str, str]) -> str:
    if about["value_type"] != "percent":
        return ""
    return f" ({number(found.numerator)}/{number(found.denominator)} {about['count_unit']})"


def reached(item: dict[str, str], season: Season, about: dict[str, str], now: Figure, before: Figure | None) -> dict:
    kind, level, given = about["value_type"], exact(item["target"]), target(item, about)
    value = against(now.value, kind, about["unit"], item["comparator"], level) + counts(now, about)
    short = short_of(now, kind, about["count_unit"], item["comparator"], level)
    is_met = meets(now.value, item["comparator"], level)
    missing = "" if is_met else f"{number(short)} {about['count_unit']}"
    ceiling = about["is_yearly"] == "true" and item["comparator"] != ">="
    end = given if is_met or ceiling else f"mức {in_unit(level, kind, '', 2)}: {missing}"
    return {
        "state": DONE if is_met else MISSED,
        "target": given,
        "base": amount(before, about),
        "now": value if ceiling and level == 0 else f"{value} {missing}",
        "reason": f"{closing(season)} {value}, {end}",
    }


def changed(item: dict[str, str], season: Season, about: dict[str, str], now: Figure, before: Figure | None) -> dict:
    kind, base = about["value_type"], before.value if before else None
    if base is None:
        return {"reason": season.before, "base": MISSING, "now": amount(now, about) + counts(now, about)}
    decimals = next(d for d in range(1, 10) if now.value == base or rounded(now.value, d) != rounded(base, d))
    shown, was = (in_unit(value, kind, about["unit"], decimals) for value in (now.value, base))
    same_count = kind == "percent" and now.numerator == before.numerator
    moved = 0 if same_count else now.value - base if item["comparator"] == "increase" else base - now.value
    last = {"increase": 100 if kind == "percent" else None, "decrease": 0}[item["comparator"]]
    value = shown + counts(now, about)
    facts = {"base": was, "now": value}
    if moved == 0 and now.value == last:
        return facts | {"state": DONE, "reason": f"năm {season.before} đã là {was}"}
    how = f"so với {was} của năm {season.before}"
    if now.value == base:
        how = f"không đổi so với năm {season.before}"
    elif same_count:
        how = f"vẫn {number(now.numerator)} như năm {season.before}"
    kept_still = f"vẫn như năm {season.before}" if same_count or now.value == base else ""
    still = kept_still or (f"không tăng so với năm {season.before}" if moved < 0 else "")
    missed = {"now": f"{value}, {still}", "state": MISSED}
    facts |= {"state": DONE} if moved > 0 else missed
    return facts | {"reason": f"{closing(season)} {value}, {how}"}


def labels(season: Season, numbers: list[str]) -> str:
    names = {r["criterion_no"]: r["criterion_name"] for r in table("reference/criteria/xa-ntm-2016-2020.csv")}
    return joined([f"{n} {names[n]}" for n in numbers])


def maintain(item: dict[str, str], season: Season, unit: str, _: Line | None) -> dict:
    before, now = standing(season.before, unit).criteria, standing(season.name, unit).criteria
    held = [n for n, r in before.items() if r in (MET, NOT_APPLICABLE)]
    kept = [n for n in held if now[n] in (MET, NOT_APPLICABLE)]
    lost = [n for n in held if now[n] == NOT_MET]
    rest = [n for n in held if n not in (*kept, *lost)]
    share = f"{len(kept)}/{len(held)}"
    named = f"nay chưa đạt: {labels(season, lost)}" if lost else ""
    named += f" {MISSING}: {labels(season, rest)}" if rest else ""
    told = (
        ""
        if not item["target"].isdigit() or int(item["target"]) == len(held)
        else f"nêu {item['target']}, biểu năm {season.before} cho {len(held)}"
    )
    return {
        "state": MISSED if lost else MISSING if rest else DONE,
        "target": item["target"] if item["target"].isdigit() else "",
        "base": f"{len(held)} tiêu chí",
        "now": share,
        "reason": f"Giữ {share} năm {season.before} {named} {told}",
        "as_of": season.cut_off,
    }


def criterion(item: dict[str, str], season: Season, unit: str, _: Line | None) -> dict:
    now, promised = standing(season.name, unit).criteria, by_code(item["criterion_no"].split(";"))
    met = [n for n in promised if now[n] in (MET, NOT_APPLICABLE)]
    failed = [n for n in promised if now[n] == NOT_MET]
    rest = [n for n in promised if n not in (*met, *failed)]
    share = f"{len(met)}/{len(promised)}"
    named = (f"chưa đạt: {labels(season, failed)}" if failed else "") + (
        f" {MISSING}: {labels(season, rest)}" if rest else ""
    )
    return {
        "state": MISSED if failed else MISSING if rest else DONE,
        "target": joined(promised),
        "now": share,
        "reason": f"{closing(season)} {share} {named}",
        "as_of": season.cut_off,
    }


def task(item: dict[str, str], season: Season, unit: str, line: Line | None) -> dict:
    said = line.text("Kết quả").lower() if line else ""
    if not said:
        return {"now": MISSING}
    as_of = line.day()
    return {
        "state": DONE if said == DONE else UNFINISHED,
        "now": stated(line),
        "reason": f"báo ngày {day(as_of)}: {stated(line)}",
        "as_of": as_of,
    }


def tier(item: dict[str, str], season: Season, unit: str, line: Line | None) -> dict:
    """Return what is stated of a tier; none of the tiers promised was recognised by a cut-off of the shipped data."""
    if line is None or not stated(line):
        return {"now": MISSING}
    met, total = line.number("Số tiêu chí đạt"), line.number("Trên tổng số")
    said, begun = stated(line), line.text("Kết quả") in ("Đang thực hiện", "Hoàn thành")
    head = f"báo ngày {day(line.day())}: {said}"
    facts = {"now": said, "as_of": line.day(), "reason": head}
    if total and met is not None and met >= total:
        return facts | {"state": DONE}
    if item["comparator"] == "progress":
        none = f"{head}; từ năm {season.before} đến nay chưa có tiến triển"
        return facts | ({"state": RUNNING} if begun else {"state": NOT_BEGUN, "reason": none})
    return facts | {"state": MISSED, "reason": f"{head}; {closing(season)} chưa đạt{still(met, total)}"}


def still(met: Fraction | None, total: Fraction | None) -> str:
    return "" if met is None or total is None else f", còn {number(total - met)} tiêu chí"


def village(item: dict[str, str], season: Season, unit: str, line: Line | None) -> dict:
    """Return what the sheet of villages says of the village promised, now and in the base season."""
    now, before = (village_line(name, unit, item["measure"]) for name in (season.name, season.before))
    base = before.number("Số tiêu chí đạt") if before else None
    if now is None:
        return {"now": MISSING, "base": "" if base is None else f"{number(base)} tiêu chí"}
    met, total = now.number("Số tiêu chí đạt"), now.number("Trên tổng số")
    said = ", ".join(
        filter(None, [line.text("Kết quả").lower() if line else "", stated_count(now), stated_dossier(now)])
    )
    is_met = met is not None and total and met >= total
    head = f"báo ngày {day(now.day())}: {said}"
    return {
        "state": DONE if is_met else MISSED,
        "target": item["measure"],
        "base": "" if base is None else f"{number(base)} tiêu chí",
        "now": said,
        "reason": head if is_met else f"{head}; {closing(season)} chưa đạt{still(met, total)}",
        "as_of": now.day(),
    }


def village_line(season: str, unit: str, name: str) -> Line | None:
    lines = form(f"{season}/{unit}.xlsx")["Thôn"]
    return next((v for v in lines if v.text("Tên thôn").casefold() == name.casefold()), None)
