"""What a commune meets and what it lacks: the rules of the decree as docs/assumptions.md has them, written a second time."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from math import ceil, floor

from tests.recomputed.forms import Figure, Key, Level, Season, communes, figures_of, levels, seasons, stated
from tests.recomputed.written import MISSING, in_unit, natural, number, rounded

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = "đạt", "chưa đạt", MISSING, "không áp dụng"
WORDS = {"met": MET, "not_met": NOT_MET, "not_applicable": NOT_APPLICABLE}
MARKS = {MET: "●", NOT_MET: "○", UNKNOWN: "–", NOT_APPLICABLE: "◇"}


def meets(value: Fraction, comparator: str, target: Fraction) -> bool:
    return {">=": value >= target, "<=": value <= target, "==": value == target}[comparator]


def result(level: Level, found: Figure) -> str:
    if found.verdict == "Không áp dụng" and level.may_not_apply:
        return NOT_APPLICABLE
    if level.rule != "level":
        return {"Đạt": MET, "Chưa đạt": NOT_MET, "Cơ bản đạt": NOT_MET}.get(found.verdict, UNKNOWN)
    if found.value is None or level.target is None:
        return UNKNOWN
    return MET if meets(found.value, level.comparator, level.target) else NOT_MET


def short_of(found: Figure, kind: str, count_unit: str, comparator: str, target: Fraction) -> Fraction | None:
    """Return how many are missing to `target` at today's denominator, whole (km and ha to a tenth); None for money."""
    if kind == "money" or found.numerator is None:
        return None
    step = Fraction(1, 10) if count_unit in ("km", "ha") else Fraction(1)
    needed = target if kind == "number" else target / 100 * (found.denominator or 0)
    if comparator == "<=":
        return max(found.numerator - floor(needed / step) * step, Fraction(0))
    left = abs(needed - found.numerator) if comparator == "==" else needed - found.numerator
    return max(ceil(left / step) * step, Fraction(0))


def all_of(results: list[str]) -> str:
    """Return the result of a whole: one failed part decides, then one unknown part."""
    return next((r for r in (NOT_MET, UNKNOWN, MET) if r in results), NOT_APPLICABLE)


@dataclass(frozen=True)
class Component:
    """One figure held against its level."""

    level: Level
    figure: Figure
    result: str

    @property
    def gap(self) -> Fraction | None:
        f, level = self.figure, self.level
        if self.result != NOT_MET or level.rule != "level" or level.target is None:
            return None
        return short_of(f, level.kind, level.count_unit, level.comparator, level.target)

    @property
    def gap_text(self) -> str:
        """Return "phải giảm thêm 49 hộ", "thiếu 0,6 triệu đồng/người/năm"; what no level is known for is only "chưa đạt"."""
        level, gap = self.level, self.gap
        if self.result != NOT_MET or level.rule != "level" or level.target is None or self.figure.value is None:
            return {MET: "", NOT_APPLICABLE: ""}.get(self.result, self.result)
        if gap is not None:
            few_may_stay = level.comparator == "<=" and level.target > 0
            verb = "thiếu" if level.comparator == ">=" else "phải giảm thêm" if few_may_stay else "còn"
            return f"{verb} {number(gap)} {level.count_unit}"
        decimals = decimals_against(self.figure.value, level.comparator, level.target)
        short = abs(level.target - rounded(self.figure.value, decimals))
        return f"thiếu {in_unit(short, level.kind, level.unit, decimals)}"

    @property
    def shown(self) -> str:
        """Return the value with as many decimals as keep it from looking like a level it misses."""
        return against(self.figure.value, self.level.kind, self.level.unit, self.level.comparator, self.level.target)

    @property
    def counts(self) -> str:
        f = self.figure
        if self.level.kind != "percent" or f.numerator is None or f.denominator is None:
            return ""
        return f" ({number(f.numerator)}/{number(f.denominator)} {self.level.count_unit})"


def against(value: Fraction | None, kind: str, unit: str, comparator: str, target: Fraction | None) -> str:
    if value is None or target is None:
        return in_unit(value, kind, unit)
    return in_unit(value, kind, unit, decimals_against(value, comparator, target))


def decimals_against(value: Fraction, comparator: str, target: Fraction) -> int:
    """Return the fewest decimals, those of the level at least, at which the value meets it or misses it as it does in truth."""
    own = next(d for d in range(1, 10) if rounded(target, d) == target)
    return next(
        d for d in range(own, 10) if meets(rounded(value, d), comparator, target) == meets(value, comparator, target)
    )


class Standing:
    """One commune in one season."""

    def __init__(self, season: Season, unit: str) -> None:
        self.season, self.unit, self.figures = season, unit, figures_of(season.name, unit)
        self.components = {key: self._component(key, level) for key, level in levels(season.year).items()}

    def _component(self, key: Key, level: Level) -> Component:
        found = self.figures[key]
        return Component(level, found, result(level, found))

    @cached_property
    def criteria(self) -> dict[str, str]:
        """Return the result of each criterion by its number: by the form, and where that leaves it open by a summary table."""
        return {n: r if r != UNKNOWN else self._stated(n) for n, r in self.by_form.items()}

    @cached_property
    def by_form(self) -> dict[str, str]:
        numbers = dict.fromkeys(c.level.criterion for c in self.components.values())
        return {n: all_of([c.result for c in self.components.values() if c.level.criterion == n]) for n in numbers}

    def _stated(self, criterion: str) -> str:
        """Return the result of a criterion whose figures lack: from what tables state of its indicators, else of the whole."""
        said, own = (
            stated(self.season.name, self.unit),
            [c for c in self.components.values() if c.level.criterion == criterion],
        )
        parts = []
        for code in dict.fromkeys(c.level.key[0] for c in own):
            found = [c for c in own if c.level.key[0] == code]
            result, may_not = all_of([c.result for c in found]), all(c.level.may_not_apply for c in found)
            word = said.get((criterion, code), "")
            is_taken = result == UNKNOWN and word and (may_not or word != "not_applicable")
            parts.append(WORDS[word] if is_taken else result)
        whole = said.get((criterion, ""), "")
        may_not = all(c.level.may_not_apply for c in own)
        if all_of(parts) != UNKNOWN or not whole or (whole == "not_applicable" and not may_not):
            return all_of(parts)
        return WORDS[whole]

    @property
    def tabled(self) -> list[str]:
        """Return the numbers of the criteria that a table decides."""
        return [n for n, r in self.criteria.items() if r != self.by_form[n]]

    def numbers(self, *which: str) -> list[str]:
        return [n for n, r in self.criteria.items() if r in which]

    def count(self, which: str) -> int:
        return len(self.numbers(which))

    @property
    def is_known(self) -> bool:
        return not self.count(UNKNOWN)

    @property
    def counted(self) -> str:
        if self.count(UNKNOWN) == len(self.criteria):
            return "chưa nộp biểu"
        return f"{'' if self.is_known else 'ít nhất '}{self.held}/{len(self.criteria)}"

    @property
    def held(self) -> int:
        return self.count(MET) + self.count(NOT_APPLICABLE)

    @property
    def change(self) -> int | None:
        """Return the change on the season before; None across a merger or while a criterion is unknown."""
        before = standing_before(self)
        return self.held - before.held if before and self.is_known and before.is_known else None

    @property
    def fallen(self) -> list[str]:
        before = standing_before(self)
        return [n for n in self.numbers(NOT_MET) if before and before.criteria[n] in (MET, NOT_APPLICABLE)]

    @property
    def gained(self) -> list[str]:
        before = standing_before(self)
        return [n for n in self.numbers(MET) if before and before.criteria[n] == NOT_MET]

    def open(self, criterion: str) -> list[Component]:
        """Return what keeps a criterion from being met: its failing components, else those without a value."""
        own = [c for c in self.components.values() if c.level.criterion == criterion]
        return [c for c in own if c.result == NOT_MET] or [c for c in own if c.result == UNKNOWN]

    def lacking(self, criterion: str) -> set[str]:
        """Return what may be said to be missing to a criterion, one phrase a component."""
        found = self.open(criterion)
        return {f"{c.level.key[0]} {c.gap_text}" if len(found) > 1 else c.gap_text for c in found}


@cache
def standing(season: str, unit: str) -> Standing:
    return Standing(seasons()[season], unit)


def standing_before(now: Standing) -> Standing | None:
    before = seasons().get(now.season.before)
    return standing(before.name, now.unit) if before and now.unit in communes(before) else None


def district(season: Season) -> dict[str, Standing]:
    return {unit: standing(season.name, unit) for unit in communes(season)}


def by_code(codes: list[str]) -> list[str]:
    return sorted(codes, key=natural)
