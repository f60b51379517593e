"""How fast figures have moved, and what is proposed from that: counted from the forms of all seasons."""

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil, floor

from tests.recomputed.forms import (
    Figure,
    Key,
    Level,
    communes,
    figures_of,
    former,
    levels,
    measures,
    seasons,
    table,
    units,
)
from tests.recomputed.standing import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Component, result, standing
from tests.recomputed.written import day, joined, number, rounded

SPANS = {1: "năm qua", 2: "hai năm qua", 3: "ba năm qua"}
VERBS = {("9.1", ""): "xóa"}
PROSPECTS = ("in time", "open", "new rule", "too slow")


@cache
def point(season: str, unit: str, key: Key) -> Figure | None:
    """Return a commune's figure; from before a merger the sums over the communes that were merged."""
    if unit in communes(seasons()[season]):
        found = figures_of(season, unit)[key]
        return found if found.value is not None else None
    parts = [figures_of(season, other)[key] for other in former(unit) if other in communes(seasons()[season])]
    if not parts or any(part.numerator is None for part in parts):
        return None
    kind, numerator = figures_of(season, former(unit)[0]).kind(key), sum(part.numerator or 0 for part in parts)
    denominator = None if kind == "number" else sum(part.denominator or 0 for part in parts)
    value = numerator / (denominator or 1) * (100 if kind == "percent" else 1)
    return Figure(None, Fraction(numerator), denominator and Fraction(denominator), Fraction(value))


def course(season: str, unit: str, key: Key) -> dict[str, Figure]:
    """Return the figure in each season up to `season` that has one."""
    past = [name for name, other in seasons().items() if other.year <= seasons()[season].year]
    return {name: found for name in past if (found := point(name, unit, key)) is not None}


def is_summed(season: str, unit: str) -> bool:
    """Return whether the last three years reach back before the commune was made of others."""
    return bool(former(unit)) and seasons()[season].year - 3 < int(units()[unit]["valid_from"][:4])


@dataclass(frozen=True)
class Pace:
    """The pace of one figure: counts a year at today's denominator, money in its own unit."""

    component: Component
    state: str
    left: Fraction = Fraction(0)
    done: Fraction | None = None
    since_last: Fraction = Fraction(0)
    steps: tuple[Fraction, ...] = ()
    span: int = 0
    by_year: int = 0
    change: str = ""  # what breaks the series before the end of that year

    @property
    def level(self) -> Level:
        return self.component.level

    @property
    def step(self) -> Fraction:
        return Fraction(1, 10) if self.level.kind == "money" or self.level.count_unit in ("km", "ha") else Fraction(1)

    def amount(self, value: Fraction) -> str:
        size = abs(value)
        if size < self.step:
            return f"chưa đến {number(self.step)} {self.level.count_unit}"
        return f"{number(size, 0 if self.step == 1 else 1)} {self.level.count_unit}"

    @property
    def word(self) -> str:
        """Return the year in the column of the pace, if it names one."""
        named = self.state == "too_slow" or (self.state == "fast_enough" and self.since_last >= 0)
        return str(self.by_year) if named and not self.change else ""

    @property
    def rate(self) -> str:
        if self.done is None:
            return ""
        return (
            f"{SPANS[self.span]} {self.amount(self.done)}/năm {self.trend}"
            if self.done
            else f"{SPANS[self.span]} không đổi"
        )

    @property
    def trend(self) -> str:
        """Return what was done in each year, where each did less, or more, than the one before."""
        sizes = [rounded(step / self.step, 0) * self.step for step in self.steps]
        pairs = list(pairwise(sizes))
        if self.state == "reached" or len(pairs) < 1 or min(sizes) <= 0 or (self.done or 0) < 0:
            return ""
        if all(b < a for a, b in pairs) or all(b > a for a, b in pairs):
            return " ".join(number(size, 0 if self.step == 1 else 1) for size in sizes)
        return ""

    @property
    def so_far(self) -> str:
        """Return what is said of a figure of another series to come: what is left by the level of now, and what was done."""
        return f"{self.component.gap_text if self.component.result == NOT_MET else ''}; {self.rate}"

    @property
    def sentence(self) -> str:
        """Return the figures of the sentence, in its order."""
        if self.change:
            return f"{self.so_far} năm {self.by_year} {self.change}"
        if self.state == "none" or self.done is None:
            return self.component.result if self.state == "none" else ""
        rate = self.rate
        if self.state == "reached":
            return rate
        years = ceil(self.left / self.done) if self.done > 0 else 0
        parts = [self.component.gap_text, rate]
        parts += [f"cần {'hơn 10' if years > 10 else years} năm"] if years else []
        if self.state == "fast_enough":
            parts.append(f"đạt trong năm {self.by_year}")
        else:
            parts.append(f"Để đạt trong năm {self.by_year} cần {self.amount(ceil(self.left / self.step) * self.step)}")
        if self.state != "away" and self.since_last <= -self.step:
            parts.append(f"Riêng so với kỳ trước {self.amount(self.since_last)}")
        return "; ".join(parts)


def coming(season: str) -> list[dict[str, str]]:
    """Return what breaks after the cut-off and by the end of the next year, in the order of days."""
    own = seasons()[season]
    rows = [r for r in table("reference/breaks.csv") if own.cut_off.isoformat() < r["date"] <= f"{own.year + 1}-12-31"]
    return sorted(rows, key=lambda r: r["date"])


def new_set(season: str) -> list[dict[str, str]]:
    """Return the change of criteria set in that time, if there is one."""
    return [r for r in coming(season) if r["kind"] == "set"][-1:]


def new_series(season: str, key: Key) -> list[dict[str, str]]:
    """Return the break of a figure in that time, if there is one."""
    names = {m["measure"] for m in measures().values() if (m["indicator"] or m["measure"], m["component"]) == key}
    names |= {f"xa-ntm-2016-2020/{key[0]}", "/".join(("xa-ntm-2016-2020", *key)), ""}
    return [r for r in coming(season) if r["kind"] != "set" and r["indicator_or_measure"] in names][-1:]


def changes_said(rows: list[dict[str, str]], with_source: bool = False) -> str:
    parts = [f"{r['text']} {day(dt.date.fromisoformat(r['date']))}" for r in rows]
    return "; ".join(f"{part} {r['source']}" if with_source else part for part, r in zip(parts, rows, strict=True))


def set_said(season: str) -> str:
    """Return the figures of the sentence on the set of the season and the one that replaces it by the end of the next year."""
    return f"QĐ 1980/QĐ-TTg năm 2016; {changes_said(new_set(season), with_source=True)}" if new_set(season) else ""


def distance(level: Level, value: Fraction) -> Fraction:
    target = level.target or Fraction(0)
    return {">=": target - value, "<=": value - target, "==": abs(value - target)}[level.comparator]


@cache
def pace(season: str, unit: str, key: Key) -> Pace | None:
    """Return the pace of a figure with a level that is a number; None for any other."""
    now, year = standing(season, unit).components[key], seasons()[season].year
    change = changes_said(new_series(season, key), with_source=True)
    later = now.level if change else levels(year + 1)[key]  # of another series nobody knows what it needs
    if now.result == NOT_APPLICABLE or "level" not in (now.level.rule, later.rule):
        return None
    # What is to be reached next year is next year's level.
    component = replace(now, level=later, result=result(later, now.figure))
    if component.result == UNKNOWN:
        return Pace(component, "none", change=change)
    used = [
        (seasons()[name].year, f) for name, f in course(season, unit, key).items() if seasons()[name].year >= year - 3
    ]
    left = distance(component.level, component.figure.value) if component.level.kind == "money" else component.gap
    if len(used) < 3:
        return Pace(component, "reached" if component.result == MET else "none")
    scale = (component.figure.denominator or 0) / 100 if component.level.kind == "percent" else 1
    ways = [distance(component.level, f.value) * scale for _, f in used]
    span = used[-1][0] - used[0][0]
    done, since = (ways[0] - ways[-1]) / span, ways[-2] - ways[-1]
    years = [year for year, _ in used]
    counts = [f.numerator for _, f in used]
    if component.level.kind == "percent" and component.level.comparator == "<=" and None not in counts:
        ways = [Fraction(count) for count in counts if count is not None]  # a stock that falls is counted itself
    steps = tuple(
        (a - b) / (then - before) for (a, b), (before, then) in zip(pairwise(ways), pairwise(years), strict=True)
    )
    if change:
        return Pace(component, "none", left, done, since, steps, span, year + 1, change)
    if component.result == MET:
        return Pace(component, "reached", Fraction(0), done, since, steps, span)
    state = "away" if done <= 0 else "fast_enough" if done >= left else "too_slow"
    return Pace(component, state, left, done, since, steps, span, year + 1)


def paces(season: str, unit: str) -> dict[Key, Pace]:
    return {key: found for key in levels(seasons()[season].year) if (found := pace(season, unit, key)) is not None}


def prospect(season: str, unit: str, criterion: str) -> str:
    """Return what is to be asked for a criterion that fails: the same of the commune and of whoever leads it.

    A series that breaks by the end of the next year, a failing figure that is too slow, and one without a pace, such as what is answered
    in words, or with a last year that went the other way, leave it to the conference, in this order.
    """
    failing = [c.level.key for c in standing(season, unit).open(criterion) if c.result == NOT_MET]
    if any(new_series(season, key) for key in failing):
        return "new rule"
    found = [pace(season, unit, key) for key in failing]
    if any(p is not None and p.state in ("too_slow", "away") for p in found):
        return "too slow"
    return "open" if any(is_open(p) for p in found) else "in time"


def single_prospect(season: str, unit: str, key: Key) -> str:
    """Return what is to be asked for one figure that fails."""
    if new_series(season, key):
        return "new rule"
    found = pace(season, unit, key)
    if found is None or is_open(found):
        return "open"
    return "too slow" if found.state in ("too_slow", "away") else "in time"


def rests_on_answers(season: str, unit: str, failing: list[Key]) -> bool:
    """Return whether all that is not reached in time is answered in words."""
    hindering = [key for key in failing if single_prospect(season, unit, key) != "in time"]
    return bool(hindering) and all(levels(seasons()[season].year)[key].rule != "level" for key in hindering)


def is_open(found: Pace | None) -> bool:
    """Return whether a pace speaks for nothing: there is none, or the last year went the other way."""
    return found is None or found.state == "none" or (found.state == "fast_enough" and found.since_last <= -found.step)


def rule_changes(season: str, unit: str, criteria: list[str]) -> str:
    """Return in words what a new rule for these criteria is."""
    keys = [key for key, c in standing(season, unit).components.items() if c.level.criterion in criteria]
    series = [row for key in keys for row in new_series(season, key)]
    return changes_said([*{r["text"]: r for r in series}.values()])


def merger_note(unit: str) -> str:
    began = units()[unit]["valid_from"]
    return (
        f"Trước năm {began[:4]} cộng số của {joined([units()[u]['name'] for u in former(unit)])}."
        if former(unit)
        else ""
    )


def poverty_target(season: str, unit: str) -> str | None:
    """Return "10% (70 hộ)": what the pace so far leaves next year, one household fewer at least; None at the level."""
    found = pace(season, unit, ("11.1", ""))
    if found is None or found.state == "reached" or found.done is None:
        return None
    numerator, denominator = found.component.figure.numerator, found.component.figure.denominator
    left = max(numerator - max(1, floor(found.done)), numerator - found.left, 0)
    return f"{number(Fraction(ceil(left / denominator * 1000), 10))}% ({number(left)} hộ)"


def houses_to_remove(season: str, unit: str) -> Fraction:
    """Return how many temporary houses are to go: what the pace so far removes in a year, all of them where there is none."""
    found = pace(season, unit, ("9.1", ""))
    houses = found.component.figure.numerator
    return houses if not found.done or found.done <= 0 else min(houses, Fraction(ceil(found.done)))
