"""Runs one notebook for one report. The only call of papermill in the project."""

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import nbformat
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from papermill.iorw import papermill_io

import ntm_lib.errors
from ntm_lib.errors import NtmError, UnknownNameError
from ntm_lib.files import read_file, replace_file
from ntm_lib.publishing.limits import CELL_OVERDUE, PROCESS_ENDED, REPORT_OVERDUE, TOO_MUCH_OUTPUT, Limits
from ntm_lib.publishing.parameters import Value
from ntm_lib.publishing.states import ReportState

_WHOLE = "file://"
_STATES = {
    CELL_OVERDUE: ReportState.FAILED_TIME,
    REPORT_OVERDUE: ReportState.FAILED_TIME,
    PROCESS_ENDED: ReportState.FAILED_PROCESS,
    TOO_MUCH_OUTPUT: ReportState.FAILED_NOTEBOOK,
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
    NtmError raised inside the notebook keeps its own message. Raises ReportError if `executed` can't be written.
    """
    executed.parent.mkdir(parents=True, exist_ok=True)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        ran = execute_notebook(
            _pattern(notebook), _WHOLE + _pattern(executed), parameters=dict(parameters), cwd=str(notebook.parent),
            kernel_name=_stated_kernel(notebook), language="python", engine_name="ntm", progress_bar=False,
            request_save_on_cell_execute=False, before=before, execution_timeout=limits.cell_seconds,
            report_timeout=limits.report_seconds, memory=limits.memory, output_bytes=limits.output_bytes, start_method=limits.start_method,
        )  # fmt: skip
    except PapermillExecutionError as error:
        raise NotebookError(
            _STATES.get(str(error.ename), ReportState.FAILED_NOTEBOOK), _message(error, executed)
        ) from error
    except UnknownNameError as error:  # a kernel that the engine can't run
        raise NotebookError(ReportState.FAILED_NOTEBOOK, f"{notebook.name}: {error}") from error
    for number, cell in enumerate(ran.cells, start=1):  # papermill takes sys.exit() for a good end
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            message = (
                f"Ô {number} của sổ tay {notebook.name} tự kết thúc chương trình (sys.exit). Bỏ lệnh đó khỏi sổ tay."
            )
            raise NotebookError(ReportState.FAILED_NOTEBOOK, message)
    return ran


class _WholeFiles:
    """Writes a notebook for papermill as all files here are written: whole, or not at all."""

    @staticmethod
    def write(content: str, address: str) -> None:
        replace_file(Path(address.removeprefix(_WHOLE)), content.encode("utf-8", "backslashreplace"))

    @staticmethod
    def pretty_path(address: str) -> str:
        return address


papermill_io.register(_WHOLE, _WholeFiles)


def _pattern(path: Path) -> str:
    """Return `path` as papermill, which puts parameters into paths, takes it literally."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _stated_kernel(notebook: Path) -> str:
    """Return the name of the kernel that the notebook asks for, or else ours."""
    with suppress(ValueError, LookupError, TypeError):  # it is not a notebook: papermill says so
        return json.loads(read_file(notebook))["metadata"]["kernelspec"]["name"] or "python3"
    return "python3"


def _message(error: PapermillExecutionError, executed: Path) -> str:
    known = getattr(ntm_lib.errors, str(error.ename), None)
    if isinstance(known, type) and issubclass(known, NtmError):
        return str(error.evalue)
    code = str(error.source).strip().splitlines()
    what = error.evalue if error.ename in _STATES and error.evalue else f"{error.ename}: {error.evalue}"
    return f"Sổ tay dừng ở ô “{code[0] if code else ''}” vì {what.removesuffix('.')}. Mở {executed} để xem chỗ sai."
