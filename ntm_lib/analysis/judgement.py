"""Which rule decides a promise, by kind. Pure functions on plain values; each returns the id of one of RULES.

Until its deadline a promise goes on (đang thực hiện, chưa thực hiện) unless it is done; past it, it is hoàn thành, không đạt by a
figure, a count or a result, chưa hoàn thành as its respondent reports, or chưa có số liệu. One without a deadline goes on.
"""

from dataclasses import dataclass
from math import floor

from ntm_lib.analysis.assessment import gap, meets
from ntm_lib.analysis.promise_rules import Term
from ntm_lib.terms import APPRAISED

_DIGITS = 9  # percentages are quotients
_CLAIMED = ("xã tự đánh giá đạt", APPRAISED)


@dataclass(frozen=True)
class Path:
    """Where the straight path from the base to the target stands at the cut-off, and whether what is now is on it."""

    value: float
    is_kept: bool


@dataclass(frozen=True)
class Standing:
    """What is known of a tier or a village; `base_met` are the criteria stated as met in the base season."""

    is_recognised: bool = False
    met: float | None = None
    total: float | None = None
    dossier: str = ""
    state: str = ""
    base_met: float | None = None

    @property
    def is_counted(self) -> bool:
        return self.met is not None and self.total is not None

    @property
    def is_stated(self) -> bool:
        return bool(self.met is not None or self.dossier or self.state)


def number_path(
    value: float, base: float | None, comparator: str, target: float, is_yearly: bool, term: Term
) -> Path | None:
    """Return the path of a measure with a number; None without a stated deadline ahead, or without a base.

    A yearly count starts from 0 on 1 January of the deadline year.
    """
    elapsed, first = term.elapsed(is_yearly), 0.0 if is_yearly else base
    if term.is_due or not term.is_stated or elapsed is None or first is None:
        return None
    left = gap(first, comparator, target) * (1 - elapsed)
    is_above = first > target if comparator == "==" else comparator == "<="
    needed = round(target + left if is_above else target - left, _DIGITS)
    return Path(needed, round(gap(value, comparator, target) - left, _DIGITS) <= 0)


def judge_number(
    value: float | None, base: float | None, comparator: str, target: float, is_yearly: bool, term: Term
) -> str:
    """Return the rule for a measure that is to reach `target`; `base` is the measure in the base season."""
    if value is None:
        return "no_figure"
    if is_yearly and term.is_over:
        return "year_over"
    is_ceiling = is_yearly and comparator != ">="
    if is_ceiling and round(value - target, _DIGITS) > 0:
        return "ceiling_exceeded"
    if meets(value, comparator, target):
        return "ceiling_kept" if is_ceiling and not term.is_due else "measure_reached"
    if term.is_due:
        return "measure_missed"
    first = 0.0 if is_yearly else base
    if first is None:
        return "no_base"
    path = number_path(value, base, comparator, target, is_yearly, term)
    if path is not None:
        return "measure_on_path" if path.is_kept else "measure_behind"
    is_farther = gap(value, comparator, target) > gap(first, comparator, target)
    return "measure_away" if is_farther else "measure_not_due"


def judge_change(
    value: float | None, base: float | None, comparator: str, last: float | None, is_yearly: bool, term: Term
) -> str:
    """Return the rule for "increase" or "decrease"; `last` is the value beyond which nothing is left (0, or 100 per cent)."""
    if value is None:
        return "no_figure"
    if is_yearly and term.is_over:
        return "year_over"
    if base is None:
        return "no_base"
    rise = round(value - base, _DIGITS)
    moved = rise if comparator == "increase" else -rise
    if is_yearly and not term.closes_year and rise <= 0:
        return "change_year_running"  # the rest of the year is still to be counted
    if moved == 0 and value == last:
        return "change_nothing_left"
    if term.is_due:
        return "change_reached" if moved > 0 else "change_missed"
    if moved > 0:
        return "change_right_way"
    if term.is_stated:
        return "change_behind"
    return "change_away" if moved < 0 else "change_unchanged"


def judge_kept(kept: list[str], lost: list[str], unknown: list[str], term: Term) -> str:
    """Return the rule for criteria to keep: those met in the base season, by what they are now."""
    if lost:
        return "criteria_lost" if term.is_due else "criteria_lost_so_far"
    if unknown:
        return "criteria_kept_unknown"
    if not kept:
        return "criteria_no_base"
    return "criteria_kept" if term.is_due else "criteria_kept_so_far"


def count_path(base: float | None, total: float, term: Term) -> float | None:
    """Return the whole number of criteria the straight path from `base` to `total` asks for now; None without a path."""
    elapsed = term.elapsed()
    if base is None or elapsed is None or term.is_due or not term.is_stated:
        return None
    return float(floor(round(base + (total - base) * elapsed, _DIGITS)))


def judge_criteria(met: list[str], not_met: list[str], unknown: list[str], needed: float | None, term: Term) -> str:
    """Return the rule for criteria to reach; `needed` is their count_path. One that failed decides even if another is unknown."""
    if not not_met:
        return "criteria_unknown" if unknown or not met else "criteria_reached"
    if term.is_due:
        return "criteria_missed"
    if not term.is_stated:
        return "criteria_not_due"
    if needed is None:
        return "no_base"
    if len(met) >= needed:
        return "criteria_on_path"
    return "criteria_unknown" if len(met) + len(unknown) >= needed else "criteria_behind"


def reached_tier(standing: Standing) -> str | None:
    """Return the rule by which a tier is reached, None if it is not. Counts that fall short contradict a stated "hoàn thành"."""
    if standing.is_recognised:
        return "tier_recognised"
    if standing.met is not None and standing.total and standing.met >= standing.total:
        return "tier_counted"
    if standing.dossier == "tỉnh công nhận" or (standing.state == "hoàn thành" and not standing.is_counted):
        return "tier_declared"
    return None


def judge_tier(standing: Standing, needed: float | None, term: Term) -> str:
    """Return the rule for a tier or village to reach; `needed` is the count_path of its criteria."""
    reached = reached_tier(standing)
    if reached:
        return reached
    if not standing.is_stated:
        return "no_statement"
    if term.is_due:
        is_claim_only = standing.dossier in _CLAIMED and not standing.state and standing.met is None
        if is_claim_only:
            return "tier_unclear"
        return "tier_missed" if standing.is_counted else "tier_unfinished"
    if standing.state == "chưa thực hiện" and not has_begun(standing):
        return "tier_waiting"
    if not term.is_stated or needed is None or standing.met is None:
        return "tier_not_due"
    return "tier_on_path" if standing.met >= needed else "tier_behind"


def judge_progress(standing: Standing, term: Term) -> str:
    """Return the rule for progress towards a tier."""
    reached = reached_tier(standing)
    if reached:
        return reached
    if has_begun(standing):
        return "progress_made_in_time" if term.is_due else "progress_made"
    if standing.state != "chưa thực hiện" and standing.base_met is None:
        return "no_statement"
    return "progress_none" if term.is_due else "progress_waiting"


def has_begun(standing: Standing) -> bool:
    """Return whether work towards a tier has begun: so stated, or more criteria met than stated in the base season."""
    if standing.state in ("đang thực hiện", "hoàn thành"):
        return True
    if standing.met is not None and standing.base_met is not None:
        return standing.met > standing.base_met
    is_silent = standing.state == ""
    return is_silent and (bool(standing.met) or standing.dossier not in ("", "chưa đạt"))


def judge_task(state: str, term: Term) -> str:
    """Return the rule for a task, from what its respondent states."""
    if not state:
        return "no_statement"
    if state == "hoàn thành":
        return "task_done"
    if term.is_due:
        return "task_unfinished"
    return "task_running" if state == "đang thực hiện" else "task_waiting"
