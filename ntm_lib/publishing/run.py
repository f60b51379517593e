"""Runs one notebook for one report. The only call of papermill in the project."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

import ntm_lib.errors
from ntm_lib.errors import NtmError
from ntm_lib.publishing.limits import CELL_OVERDUE, PROCESS_ENDED, REPORT_OVERDUE, Limits
from ntm_lib.publishing.parameters import Value
from ntm_lib.publishing.states import ReportState

_STATES = {
    CELL_OVERDUE: ReportState.FAILED_TIME,
    REPORT_OVERDUE: ReportState.FAILED_TIME,
    PROCESS_ENDED: ReportState.FAILED_PROCESS,
    "MemoryError": ReportState.FAILED_MEMORY,
}


class NotebookError(NtmError):
    """A notebook did not run to its end; `state` says in what way."""

    def __init__(self, state: ReportState, message: str) -> None:
        super().__init__(message)
        self.state = state


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, Value],
    executed: Path,
    before: Callable[[], None] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> nbformat.NotebookNode:
    """Run `notebook` with checked `parameters` in its own folder; keep the executed notebook at `executed` and return it.

    `before` is called in the cells' process before the first of them. Raises NotebookError with the cell and the cause; an
    NtmError raised inside the notebook keeps its own message. Raises OSError if `executed` can't be written.
    """
    executed.parent.mkdir(parents=True, exist_ok=True)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        ran = execute_notebook(
            str(notebook), str(executed), parameters=dict(parameters), cwd=str(notebook.parent), kernel_name="python3", language="python",
            engine_name="ntm", progress_bar=False, request_save_on_cell_execute=False, before=before,
            execution_timeout=limits.cell_seconds, report_timeout=limits.report_seconds, memory=limits.memory,
            start_method=limits.start_method,
        )  # fmt: skip
    except PapermillExecutionError as error:
        raise NotebookError(
            _STATES.get(str(error.ename), ReportState.FAILED_NOTEBOOK), _message(error, executed)
        ) from error
    for number, cell in enumerate(ran.cells, start=1):  # papermill takes sys.exit() for a good end
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            message = (
                f"Ô {number} của sổ tay {notebook.name} tự kết thúc chương trình (sys.exit). Bỏ lệnh đó khỏi sổ tay."
            )
            raise NotebookError(ReportState.FAILED_NOTEBOOK, message)
    return ran


def _message(error: PapermillExecutionError, executed: Path) -> str:
    known = getattr(ntm_lib.errors, str(error.ename), None)
    if isinstance(known, type) and issubclass(known, NtmError):
        return str(error.evalue)
    code = str(error.source).strip().splitlines()
    what = error.evalue if error.ename in _STATES and error.evalue else f"{error.ename}: {error.evalue}"
    return f"Sổ tay dừng ở ô “{code[0] if code else ''}” vì {what}. Mở {executed} để xem chỗ sai."
