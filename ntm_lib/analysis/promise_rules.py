"""The rules a promise is judged by, each with the state it gives; and the time a promise has.

What a rule says, in general and of one promise, is in ntm_lib.presentation.words.promise_reasons.
"""

from dataclasses import dataclass
from datetime import date

from ntm_lib.schemas import PromiseState

RULES: dict[str, PromiseState] = {
    # A measure compared with a number
    "measure_reached": PromiseState.DONE,
    "measure_missed": PromiseState.MISSED,
    "measure_on_path": PromiseState.ON_TIME,
    "measure_behind": PromiseState.LATE,
    "measure_not_due": PromiseState.ON_TIME,
    "measure_away": PromiseState.MISSED,
    "ceiling_kept": PromiseState.ON_TIME,
    "ceiling_exceeded": PromiseState.MISSED,
    "year_over": PromiseState.UNKNOWN,
    # An increase or a decrease since the base season
    "change_reached": PromiseState.DONE,
    "change_missed": PromiseState.MISSED,
    "change_right_way": PromiseState.ON_TIME,
    "change_behind": PromiseState.LATE,
    "change_unchanged": PromiseState.ON_TIME,
    "change_away": PromiseState.MISSED,
    "change_nothing_left": PromiseState.DONE,
    "change_year_running": PromiseState.ON_TIME,
    # Criteria to keep
    "criteria_kept": PromiseState.DONE,
    "criteria_kept_so_far": PromiseState.ON_TIME,
    "criteria_lost": PromiseState.MISSED,
    "criteria_kept_unknown": PromiseState.UNKNOWN,
    "criteria_no_base": PromiseState.UNKNOWN,
    "criteria_other_set": PromiseState.UNKNOWN,
    # Criteria to reach
    "criteria_reached": PromiseState.DONE,
    "criteria_missed": PromiseState.MISSED,
    "criteria_not_due": PromiseState.ON_TIME,
    "criteria_on_path": PromiseState.ON_TIME,
    "criteria_behind": PromiseState.LATE,
    "criteria_unknown": PromiseState.UNKNOWN,
    "criteria_no_series": PromiseState.UNKNOWN,
    # A tier or a village
    "tier_recognised": PromiseState.DONE,
    "tier_counted": PromiseState.DONE,
    "tier_declared": PromiseState.DONE,
    "tier_missed": PromiseState.MISSED,
    "tier_on_path": PromiseState.ON_TIME,
    "tier_behind": PromiseState.LATE,
    "tier_not_due": PromiseState.ON_TIME,
    "tier_waiting": PromiseState.NOT_BEGUN,
    "tier_unclear": PromiseState.UNKNOWN,
    "progress_made": PromiseState.ON_TIME,
    "progress_made_in_time": PromiseState.DONE,
    "progress_waiting": PromiseState.NOT_BEGUN,
    "progress_none": PromiseState.MISSED,
    # A task
    "task_done": PromiseState.DONE,
    "task_missed": PromiseState.MISSED,
    "task_running": PromiseState.ON_TIME,
    "task_waiting": PromiseState.NOT_BEGUN,
    "task_late": PromiseState.LATE,
    # Nothing to judge by
    "no_figure": PromiseState.UNKNOWN,
    "no_base": PromiseState.UNKNOWN,
    "no_series": PromiseState.UNKNOWN,
    "no_same_borders": PromiseState.UNKNOWN,
    "no_statement": PromiseState.UNKNOWN,
    "no_commune": PromiseState.UNKNOWN,
}


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

    @property
    def is_year_on(self) -> bool:
        """Whether a whole year has been closed since the base season's."""
        if self.base is None:
            return False
        years = self.year - self.base[0]
        return years > 1 or (years == 1 and self.closes_year)

    @property
    def states(self) -> frozenset[PromiseState]:
        """The states a promise may come into: it runs only until its deadline, and is late only before one that is stated."""
        found = {state for state in PromiseState if not (self.is_due and state.runs)}
        return frozenset(found if self.is_stated else found - {PromiseState.LATE})

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
