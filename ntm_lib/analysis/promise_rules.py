"""The rules a promise is judged by, each with its state and its sentence for the method page; and the time a promise has."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rule:
    """One rule: the state it gives (of PROMISE_STATES) and what it says in general, in Vietnamese."""

    state: str
    sentence: str


DONE, ON_TIME, LATE, MISSED, UNKNOWN = "hoàn thành", "đúng tiến độ", "chậm", "không đạt", "chưa có số liệu"
NOT_KEPT = (MISSED, LATE)

RULES: dict[str, Rule] = {
    # A measure against a number
    "measure_reached": Rule(DONE, "Số liệu đạt mức được giao."),
    "measure_missed": Rule(MISSED, "Đã hết hạn mà số liệu chưa đạt mức được giao."),
    "measure_on_path": Rule(
        ON_TIME,
        "Chưa hết hạn ghi trong thông báo; số liệu bằng hoặc hơn đường thẳng nối số liệu mùa gốc với mức được giao vào ngày 31/12 của năm hạn.",
    ),
    "measure_behind": Rule(LATE, "Chưa hết hạn ghi trong thông báo; số liệu kém đường thẳng nói trên."),
    "measure_not_due": Rule(
        ON_TIME, "Chưa hết hạn, thông báo không ghi hạn; số liệu chưa đạt mức, nhưng không xa mức hơn mùa gốc."
    ),
    "measure_away": Rule(MISSED, "Chưa hết hạn, thông báo không ghi hạn; số liệu xa mức hơn mùa gốc: đến nay ngược chiều."),
    "ceiling_kept": Rule(
        ON_TIME, "Số đếm trong năm không được vượt mức được giao; năm hạn chưa hết, đến nay chưa vượt."
    ),
    "ceiling_exceeded": Rule(MISSED, "Số đếm trong năm đã vượt mức không được vượt: không đợi đến hạn."),
    "year_over": Rule(UNKNOWN, "Số đếm riêng từng năm; năm hạn đã qua, số của năm khác không cho biết kết quả của năm hạn."),
    # An increase or a decrease against the base season
    "change_reached": Rule(DONE, "Đã hết hạn; số liệu tăng (hoặc giảm) đúng hướng được giao so với mùa gốc."),
    "change_missed": Rule(MISSED, "Đã hết hạn; so với mùa gốc, số liệu không đổi hoặc đi ngược hướng được giao."),
    "change_right_way": Rule(ON_TIME, "Chưa hết hạn; số liệu đang đi đúng hướng được giao so với mùa gốc."),
    "change_behind": Rule(
        LATE, "Chưa hết hạn ghi trong thông báo; so với mùa gốc, số liệu không đổi hoặc đi ngược hướng được giao."
    ),
    "change_unchanged": Rule(ON_TIME, "Chưa hết hạn, thông báo không ghi hạn; số liệu không đổi so với mùa gốc."),
    "change_away": Rule(
        MISSED, "Chưa hết hạn, thông báo không ghi hạn; số liệu đi ngược hướng được giao so với mùa gốc: đến nay ngược chiều."
    ),
    "change_nothing_left": Rule(
        DONE, "Mùa gốc đã ở mức cuối cùng (0 khi phải giảm, 100% khi phải tăng) và nay vẫn vậy: không còn gì phải làm thêm."
    ),
    "change_year_running": Rule(
        ON_TIME, "Số đếm từ ngày 01/01, năm chưa hết nên chưa so với số của cả năm gốc."
    ),
    # Criteria to keep
    "criteria_kept": Rule(DONE, "Đã hết hạn; mọi tiêu chí đạt ở mùa gốc nay vẫn đạt."),
    "criteria_kept_so_far": Rule(ON_TIME, "Chưa hết hạn; mọi tiêu chí đạt ở mùa gốc đến nay vẫn đạt."),
    "criteria_lost": Rule(
        MISSED, "Có tiêu chí đạt ở mùa gốc mà nay chưa đạt; tiêu chí mới đạt thêm không bù cho tiêu chí bị mất."
    ),
    "criteria_kept_unknown": Rule(UNKNOWN, "Không mất tiêu chí nào, nhưng có tiêu chí đạt ở mùa gốc mà nay chưa có số liệu."),
    "criteria_no_base": Rule(UNKNOWN, "Mùa gốc không có kết quả để biết phải giữ tiêu chí nào."),
    "criteria_other_set": Rule(
        UNKNOWN, "Kết luận, mùa gốc và mùa này không cùng một bộ tiêu chí: không so được từng tiêu chí."
    ),
    # Criteria to reach
    "criteria_reached": Rule(DONE, "Mọi tiêu chí được giao đều đạt hoặc không áp dụng."),
    "criteria_missed": Rule(MISSED, "Đã hết hạn mà còn tiêu chí được giao chưa đạt."),
    "criteria_not_due": Rule(ON_TIME, "Chưa hết hạn, thông báo không ghi hạn; còn tiêu chí được giao chưa đạt."),
    "criteria_on_path": Rule(
        ON_TIME,
        "Chưa hết hạn ghi trong thông báo; số tiêu chí đạt bằng hoặc hơn phần phải đạt đến nay, tính đều từ mùa gốc đến ngày 31/12 của năm hạn.",
    ),
    "criteria_behind": Rule(LATE, "Chưa hết hạn ghi trong thông báo; số tiêu chí đạt kém phần phải đạt đến nay nói trên."),
    "criteria_unknown": Rule(UNKNOWN, "Có tiêu chí được giao chưa có số liệu nên chưa kết luận được."),
    # A tier or a village
    "tier_recognised": Rule(DONE, "Đến ngày chốt số liệu đã có quyết định công nhận danh hiệu được giao hoặc danh hiệu cao hơn."),
    "tier_counted": Rule(DONE, "Đơn vị báo đạt đủ số tiêu chí của danh hiệu."),
    "tier_declared": Rule(DONE, "Đơn vị báo hồ sơ đã được tỉnh công nhận, hoặc báo hoàn thành mà không kèm số tiêu chí."),
    "tier_missed": Rule(
        MISSED, "Đã hết hạn mà chưa đủ số tiêu chí của danh hiệu; “cơ bản đạt” không tính là đạt, số tiêu chí quyết định khi trái với lời báo."
    ),
    "tier_on_path": Rule(
        ON_TIME,
        "Chưa hết hạn ghi trong thông báo; số tiêu chí báo đạt bằng hoặc hơn phần phải đạt đến nay, hoặc mùa gốc chưa báo số tiêu chí và việc đang được làm.",
    ),
    "tier_behind": Rule(LATE, "Chưa hết hạn ghi trong thông báo; số tiêu chí báo đạt kém phần phải đạt đến nay, hoặc chưa thực hiện."),
    "tier_not_due": Rule(ON_TIME, "Chưa hết hạn, thông báo không ghi hạn; chưa đủ số tiêu chí của danh hiệu."),
    "tier_unclear": Rule(
        UNKNOWN, "Đã hết hạn; chỉ có trạng thái hồ sơ (xã tự đánh giá hoặc huyện thẩm tra đạt), không có số tiêu chí và kết quả thực hiện."
    ),
    "progress_made": Rule(ON_TIME, "Việc không có hạn: đang thực hiện, hoặc số tiêu chí đạt nhiều hơn mùa gốc."),
    "progress_made_in_time": Rule(DONE, "Đã hết hạn; việc được giao là tạo tiến triển, và đã có tiến triển."),
    "progress_waiting": Rule(ON_TIME, "Chưa thực hiện hoặc chưa có tiến triển, và từ mùa gốc đến nay chưa trọn một năm."),
    "progress_none": Rule(MISSED, "Chưa thực hiện hoặc chưa có tiến triển, dù từ mùa gốc đến nay đã trọn một năm hoặc đã hết hạn."),
    # A task
    "task_done": Rule(DONE, "Đơn vị báo hoàn thành."),
    "task_missed": Rule(MISSED, "Đã hết hạn mà đơn vị báo chưa hoàn thành."),
    "task_running": Rule(ON_TIME, "Chưa hết hạn; đơn vị báo đang thực hiện."),
    "task_waiting": Rule(ON_TIME, "Chưa hết hạn, thông báo không ghi hạn; đơn vị báo chưa thực hiện."),
    "task_late": Rule(LATE, "Chưa hết hạn ghi trong thông báo; đơn vị báo chưa thực hiện."),
    # Nothing to judge by
    "no_figure": Rule(UNKNOWN, "Mùa này không có số liệu."),
    "no_base": Rule(UNKNOWN, "Mùa gốc không có số liệu để so sánh."),
    "no_statement": Rule(UNKNOWN, "Đơn vị chưa báo kết quả."),
    "no_commune": Rule(UNKNOWN, "Kết luận không nêu xã nào nên không có số liệu để xét."),
}  # fmt: skip


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

    def elapsed(self, is_yearly: bool = False) -> float | None:
        """Return how much of the time to the end of the deadline year has passed, 0 to 1; None if it has no start or end.

        It starts at the base season's cut-off; for a figure counted anew each year on 1 January of the deadline year.
        """
        if self.deadline_year is None or (self.base is None and not is_yearly):
            return None
        end = date(self.deadline_year, 12, 31)
        start = date(self.deadline_year - 1, 12, 31) if is_yearly or self.base is None else self.base[1]
        share = (self.cut_off - start).days / max((end - start).days, 1)
        return min(max(share, 0.0), 1.0)
