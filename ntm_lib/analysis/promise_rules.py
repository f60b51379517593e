"""The rules a promise is judged by, each with the state it gives; and the time a promise has.

What a rule says, in general and of one promise, is in ntm_lib.presentation.words.promise_reasons.
"""

from dataclasses import dataclass
from datetime import date

from ntm_lib.schemas import WORST_FIRST, Promise, PromiseState

RULES: dict[str, PromiseState] = {
    # A measure compared with a number
    "measure_reached": PromiseState.DONE,
    "measure_missed": PromiseState.MISSED,
    "measure_on_path": PromiseState.RUNNING,
    "measure_behind": PromiseState.RUNNING,
    "measure_not_due": PromiseState.RUNNING,
    "measure_away": PromiseState.RUNNING,
    "ceiling_kept": PromiseState.RUNNING,
    "ceiling_exceeded": PromiseState.MISSED,
    "year_over": PromiseState.UNKNOWN,
    # An increase or a decrease since the base season
    "change_reached": PromiseState.DONE,
    "change_missed": PromiseState.MISSED,
    "change_right_way": PromiseState.RUNNING,
    "change_behind": PromiseState.RUNNING,
    "change_unchanged": PromiseState.RUNNING,
    "change_away": PromiseState.RUNNING,
    "change_nothing_left": PromiseState.DONE,
    "change_year_running": PromiseState.RUNNING,
    # Criteria to keep
    "criteria_kept": PromiseState.DONE,
    "criteria_kept_so_far": PromiseState.RUNNING,
    "criteria_lost": PromiseState.MISSED,
    "criteria_lost_so_far": PromiseState.RUNNING,
    "criteria_kept_unknown": PromiseState.UNKNOWN,
    "criteria_no_base": PromiseState.UNKNOWN,
    "criteria_other_set": PromiseState.UNKNOWN,
    # Criteria to reach
    "criteria_reached": PromiseState.DONE,
    "criteria_missed": PromiseState.MISSED,
    "criteria_not_due": PromiseState.RUNNING,
    "criteria_on_path": PromiseState.RUNNING,
    "criteria_behind": PromiseState.RUNNING,
    "criteria_unknown": PromiseState.UNKNOWN,
    "criteria_no_series": PromiseState.UNKNOWN,
    # A tier or a village
    "tier_recognised": PromiseState.DONE,
    "tier_counted": PromiseState.DONE,
    "tier_declared": PromiseState.DONE,
    "tier_missed": PromiseState.MISSED,
    "tier_unfinished": PromiseState.UNFINISHED,
    "tier_on_path": PromiseState.RUNNING,
    "tier_behind": PromiseState.RUNNING,
    "tier_not_due": PromiseState.RUNNING,
    "tier_waiting": PromiseState.NOT_BEGUN,
    "tier_unclear": PromiseState.UNKNOWN,
    "progress_made": PromiseState.RUNNING,
    "progress_made_in_time": PromiseState.DONE,
    "progress_waiting": PromiseState.NOT_BEGUN,
    "progress_none": PromiseState.UNFINISHED,
    # A task
    "task_done": PromiseState.DONE,
    "task_unfinished": PromiseState.UNFINISHED,
    "task_running": PromiseState.RUNNING,
    "task_waiting": PromiseState.NOT_BEGUN,
    # Nothing to judge by
    "no_figure": PromiseState.UNKNOWN,
    "no_base": PromiseState.UNKNOWN,
    "no_series": PromiseState.UNKNOWN,
    "no_same_borders": PromiseState.UNKNOWN,
    "no_statement": PromiseState.UNKNOWN,
    "no_commune": PromiseState.UNKNOWN,
}

# Rules of what goes on, but not as it should: farther from its level than it was, lost, or behind an even path to a stated deadline
BEHIND = (
    "measure_behind", "measure_away", "change_behind", "change_away", "criteria_lost_so_far", "criteria_behind", "tier_behind",
)  # fmt: skip


def worst_first(row: Promise) -> tuple[int, bool]:
    """Return a key that sorts promises by state, those not kept first, and of those that go on the ones behind first."""
    return WORST_FIRST.index(row["state"]), row["rule"] not in BEHIND


@dataclass(frozen=True)
class Term:
    """The time a promise has: from the base season to 31 December of its deadline year.

    `base` is the base season's year and cut-off. `closes_year`: the season is the one by which its year is judged (December
    figures are estimates for the whole year).
    """

    base: tuple[int, date] | None
    year: int
    cut_off: date
    closes_year: bool
    deadline_year: int | None
    is_stated: bool

    @property
    def is_due(self) -> bool:
        """Whether the season closes the deadline year or lies after it; never without a deadline."""
        if self.deadline_year is None:
            return False
        return self.is_over or (self.year == self.deadline_year and self.closes_year)

    @property
    def is_over(self) -> bool:
        """Whether the deadline year lies before the season's year."""
        return self.deadline_year is not None and self.year > self.deadline_year

    def elapsed(self, is_yearly: bool = False) -> float | None:
        """Return the part of the time to the deadline year's end that has passed, 0 to 1; None if it has no start or end.

        It starts at the base season's cut-off; for a figure counted anew each year on 1 January of the deadline year.
        """
        if self.deadline_year is None or (self.base is None and not is_yearly):
            return None
        end = date(self.deadline_year, 12, 31)
        start = date(self.deadline_year - 1, 12, 31) if is_yearly or self.base is None else self.base[1]
        share = (self.cut_off - start).days / max((end - start).days, 1)
        return min(max(share, 0.0), 1.0)
