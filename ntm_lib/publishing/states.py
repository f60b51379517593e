"""The states of a report in a build, and which may follow which (drawn in docs/architecture.md)."""

from enum import StrEnum


class ReportState(StrEnum):
    """How far a report is. A failure says of which kind, that is, whose fault it may be and what to do."""

    PLANNED = "planned"
    SKIPPED = "skipped"  # nothing it rests on has changed
    WITHDRAWN = "withdrawn"  # no longer one of the season's: what lay there of it is taken away
    RUNNING = "running"  # its notebook runs
    EXECUTED = "executed"
    RENDERED = "rendered"
    CHECKED = "checked"
    PUBLISHED = "published"
    FAILED_INPUT = "failed-input"  # what it needs can't be used: a form, a parameter, a file
    FAILED_NOTEBOOK = "failed-notebook"  # a cell raised an error or ended the notebook
    FAILED_TIME = "failed-time"  # a cell or the report took too long
    FAILED_MEMORY = "failed-memory"  # a cell wanted more memory than a report may have
    FAILED_PROCESS = "failed-process"  # the process was killed or crashed
    FAILED_RENDER = "failed-render"  # no page could be made of the executed notebook
    FAILED_CHECK = "failed-check"  # the page is not what was asked for
    FAILED_WRITE = "failed-write"  # it could not be put in its place

    @property
    def failed(self) -> bool:
        return self.value.startswith("failed")

    @property
    def is_last(self) -> bool:
        """Whether no other state follows."""
        return not NEXT[self]

    @property
    def words(self) -> str:
        """The state in Vietnamese."""
        return _WORDS[self]


_WORDS = {
    ReportState.PLANNED: "chờ lập",
    ReportState.SKIPPED: "không đổi",
    ReportState.WITHDRAWN: "đã bỏ",
    ReportState.RUNNING: "đang chạy",
    ReportState.EXECUTED: "đã chạy sổ tay",
    ReportState.RENDERED: "đã thành trang",
    ReportState.CHECKED: "đã kiểm tra trang",
    ReportState.PUBLISHED: "đã lập",
    ReportState.FAILED_INPUT: "lỗi số liệu vào",
    ReportState.FAILED_NOTEBOOK: "lỗi trong sổ tay",
    ReportState.FAILED_TIME: "quá thời gian",
    ReportState.FAILED_MEMORY: "hết bộ nhớ",
    ReportState.FAILED_PROCESS: "tiến trình dừng đột ngột",
    ReportState.FAILED_RENDER: "lỗi lập trang",
    ReportState.FAILED_CHECK: "trang không đúng yêu cầu",
    ReportState.FAILED_WRITE: "không ghi được tệp",
}

_FAILS_AT_ANY_TIME = (ReportState.FAILED_PROCESS, ReportState.FAILED_TIME, ReportState.FAILED_WRITE)
_LIVE = {
    ReportState.PLANNED: (ReportState.RUNNING, ReportState.FAILED_INPUT),
    ReportState.RUNNING: (ReportState.EXECUTED, ReportState.FAILED_NOTEBOOK, ReportState.FAILED_MEMORY),
    ReportState.EXECUTED: (ReportState.RENDERED, ReportState.FAILED_RENDER),
    ReportState.RENDERED: (ReportState.CHECKED, ReportState.FAILED_CHECK),
    ReportState.CHECKED: (ReportState.PUBLISHED,),
}
FIRST = (ReportState.PLANNED, ReportState.SKIPPED, ReportState.WITHDRAWN)
NEXT = {
    state: (*_LIVE[state], *_FAILS_AT_ANY_TIME) if state in _LIVE else () for state in ReportState
}  # an ended report has no next state; only a cell of another that wrote over its page is found out afterwards
