"""The papermill engine `ntm`: runs a notebook's cells in a process of their own and watches over it.

papermill finds it by its entry point (`papermill --engine ntm`, or engine_name="ntm") and imports this module itself; so no other module
imports it: papermill would find it half imported. papermill keeps doing parameters, recording and saving; nbclient puts the outputs together, as it does for a kernel.
"""

import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager

from ntm_lib.publishing.cells import run_cells
from ntm_lib.publishing.limits import CELL_OVERDUE, PROCESS_ENDED, REPORT_OVERDUE, Limits
from ntm_lib.publishing.processes import Child, StartMethod

_USUAL = Limits()


class NtmEngine(Engine):
    """Runs each notebook in a fresh process, forked from the calling one where that is safe."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        execution_timeout: float | None = None,
        report_timeout: float = _USUAL.report_seconds,
        memory: int = _USUAL.memory,
        start_method: StartMethod | None = None,
        before: Callable[[], None] | None = None,
        **_: Any,
    ) -> None:
        """Run the cells of `nb_man.nb`; a cell that fails, hangs or ends the process gets an error output that names it.

        `before` is called in the cells' process before the first of them.

        `execution_timeout` are the seconds one cell may take, `report_timeout` those of the whole notebook, `memory` the address
        space in bytes that the cells' process may have.
        """
        run = _Run(nb_man, execution_timeout or _USUAL.cell_seconds, report_timeout)
        cells = [(i, cell.source) for i, cell in enumerate(nb_man.nb.cells) if cell.cell_type == "code"]
        child = Child(run_cells, cells, str(Path.cwd()), memory, before, method=start_method)
        try:
            run.follow(child)
        finally:
            child.kill()
        nb_man.nb.metadata["language_info"] = _language_info()


class _Run:
    """One notebook being run, as its events come in."""

    def __init__(self, nb_man: NotebookExecutionManager, cell_seconds: float, report_seconds: float) -> None:
        self.nb_man = nb_man
        self.client = PapermillNotebookClient(nb_man, record_timing=False)  # papermill records the times
        self.client.reset_execution_trackers()
        self.cell_seconds, self.report_seconds = cell_seconds, report_seconds
        self.left = [i for i, cell in enumerate(nb_man.nb.cells) if cell.cell_type == "code"]
        self.report_ends = time.monotonic() + report_seconds
        self.cell_ends = self.report_ends

    def follow(self, child: Child) -> None:
        """Take over what the cells' process tells until all cells have run, one has failed, or the process is gone."""
        for index, cell in enumerate(self.nb_man.nb.cells):
            if cell.cell_type != "code":
                self.nb_man.cell_start(cell, index)
                self.nb_man.cell_complete(cell, index)
        while self.left:
            left = min(self.cell_ends, self.report_ends) - time.monotonic()
            if left <= 0 or not child.connection.poll(left):  # a cell that never stops talking is overdue, too
                self._overdue()
                return
            try:
                kind, index, content = child.connection.recv()
            except (EOFError, OSError):
                child.process.join()
                message = f"Tiến trình chạy ô này kết thúc đột ngột ({child.end_in_words()}): hết bộ nhớ, bị tắt, hoặc mã tự thoát."
                self._fail(PROCESS_ENDED, message)
                return
            if not self._take(kind, index, content):
                return

    def _take(self, kind: str, index: int, content: Any) -> bool:
        """Take over one event; return whether the notebook goes on."""
        cell = self.nb_man.nb.cells[index]
        if kind == "start":
            self.cell_ends = time.monotonic() + self.cell_seconds
            self.client.clear_before_next_output = False
            self.nb_man.cell_start(cell, index)
        elif kind == "message":
            self.client.process_message(_message(*content), cell, index)
        else:
            self.left.remove(index)
            if not content:
                self.nb_man.cell_exception(cell, cell_index=index)
            self.nb_man.cell_complete(cell, index)
            return bool(content)
        return True

    def _overdue(self) -> None:
        if time.monotonic() >= self.report_ends:
            self._fail(REPORT_OVERDUE, f"Sổ tay chạy quá {self.report_seconds:g} giây nên bị dừng ở ô này.")
        else:
            self._fail(CELL_OVERDUE, f"Ô này chạy quá {self.cell_seconds:g} giây nên bị dừng.")

    def _fail(self, ename: str, evalue: str) -> None:
        """Mark the cell that was running as failed."""
        index = self.left[0]
        cell = self.nb_man.nb.cells[index]
        error = {"ename": ename, "evalue": evalue, "traceback": [f"{ename}: {evalue}"]}
        self.client.process_message(_message("error", error), cell, index)
        self.nb_man.cell_exception(cell, cell_index=index)
        self.nb_man.cell_complete(cell, index)


def _message(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return what a kernel would have sent."""
    return {"header": {"msg_type": kind}, "msg_type": kind, "parent_header": {}, "content": content}


def _language_info() -> dict[str, Any]:
    """Return what a kernel says of its language."""
    return {
        "name": "python",
        "version": platform.python_version(),
        "mimetype": "text/x-python",
        "file_extension": ".py",
        "codemirror_mode": {"name": "ipython", "version": 3},
        "pygments_lexer": "ipython3",
        "nbconvert_exporter": "python",
    }
