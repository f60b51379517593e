"""The papermill engine `ntm`: runs a notebook's cells in a process of their own and watches over it.

papermill finds it by its entry point (`papermill --engine ntm`, or engine_name="ntm") and imports this module itself; so no other module
imports it: papermill would find it half imported. papermill keeps doing parameters, recording and saving; nbclient puts the outputs together, as it does for a kernel.
"""

import platform
import time
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager

from ntm_lib.errors import UnknownNameError
from ntm_lib.files import fill_standard_numbers
from ntm_lib.processes import Child, StartMethod
from ntm_lib.publishing.cells import Cell, run_cells
from ntm_lib.publishing.limits import CELL_OVERDUE, PROCESS_ENDED, REPORT_OVERDUE, TOO_MUCH_OUTPUT, Limits
from ntm_lib.publishing.messages import Listener, Message
from ntm_lib.publishing.streams import NAMES, Text

_USUAL = Limits()
_GRACE = 2.0  # seconds in which a process that tells nothing more must have ended
_KEPT = 100_000  # letters that are kept of a flood
_KERNELS = ("python3", "python")
_SKIPPED = "skip-execution"
_MAY_FAIL = "raises-exception"


class NtmEngine(Engine):
    """Runs each notebook in a fresh process, forked from the calling one where that is safe."""

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Return the kernel's name; raise UnknownNameError if it, or the notebook's language, is not the one that can be run here."""
        kernel = super().nb_kernel_name(nb, name)
        stated = (
            nb.metadata.get(part, {}).get(key) for part, key in (("kernelspec", "language"), ("language_info", "name"))
        )
        others = [language for language in stated if language and language.lower() != "python"]
        if kernel not in _KERNELS or others:
            raise UnknownNameError(
                f"Sổ tay dùng kernel “{kernel}”{' của ngôn ngữ ' + others[0] if others else ''}; ở đây chỉ chạy được kernel Python “python3”. "
                "Mở sổ tay trong JupyterLab, chọn Kernel > Change Kernel > Python 3 (ipykernel) rồi lưu lại."
            )
        return kernel

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        execution_timeout: float | None = None,
        report_timeout: float = _USUAL.report_seconds,
        memory: int = _USUAL.memory,
        output_bytes: int = _USUAL.output_bytes,
        start_method: StartMethod | None = None,
        before: Callable[[], None] | None = None,
        **_: Any,
    ) -> None:
        """Run the cells of `nb_man.nb`; a cell that fails, hangs or ends the process gets an error output that names it.

        `before` is called in the cells' process before the first of them.

        `execution_timeout` are the seconds one cell may take, `report_timeout` those of the whole notebook, `memory` the address
        space in bytes that the cells' process may have, `output_bytes` those that all cells together may print and show.
        """
        run = _Run(
            nb_man, Limits(execution_timeout or _USUAL.cell_seconds, report_timeout, memory, output_bytes, start_method)
        )
        run.run(before)
        nb_man.nb.metadata["language_info"] = _language_info()


class _Run:
    """One notebook being run, as its messages come in."""

    def __init__(self, nb_man: NotebookExecutionManager, limits: Limits) -> None:
        self.nb_man, self.limits = nb_man, limits
        self.client = PapermillNotebookClient(nb_man, record_timing=False)  # papermill records the times
        self.client.reset_execution_trackers()
        self.client.clear_before_next_output = False
        self.left = [i for i, cell in enumerate(nb_man.nb.cells) if _is_to_run(cell)]
        self.texts: list[Text] = []
        self.index = self.left[0] if self.left else 0  # of the cell that was begun last
        self.is_running = self.is_over = False
        self.report_ends = self.cell_ends = time.monotonic() + limits.report_seconds

    def run(self, before: Callable[[], None] | None) -> None:
        """Start the cells' process, follow it to its end, and leave nothing of it."""
        for index, cell in enumerate(self.nb_man.nb.cells):
            if index not in self.left:
                self.nb_man.cell_start(cell, index)
                self.nb_man.cell_complete(cell, index)
        found = [self.nb_man.nb.cells[index] for index in self.left]
        cells = [Cell(cell.source, _has_tag(cell, _MAY_FAIL)) for cell in found]
        if not cells:
            return
        fill_standard_numbers()
        pipes = [Pipe(duplex=False) for _ in NAMES]
        self.texts = [Text(name, ours) for name, (ours, _) in zip(NAMES, pipes, strict=True)]
        theirs, limits = [theirs for _, theirs in pipes], self.limits
        child = Child(run_cells, cells, str(Path.cwd()), limits.memory, theirs, before, method=limits.start_method)
        try:
            for connection in theirs:
                connection.close()
            self._follow(child, Listener(child.connection))
        finally:
            child.kill()
            for text in self.texts:
                text.connection.close()

    @property
    def cell(self) -> NotebookNode:
        return self.nb_man.nb.cells[self.index]

    def _follow(self, child: Child, listener: Listener) -> None:
        """Take what the cells' process tells until all cells have run, one has failed, or the process is gone."""
        try:
            while not self.is_over:
                left = min(self.cell_ends, self.report_ends) - time.monotonic()
                if left <= 0:  # a cell that never stops talking is overdue, too
                    self._stop(child, listener, *self._overdue())
                elif listener.size + sum(text.size for text in self.texts) > self.limits.output_bytes:
                    words = f"Sổ tay in ra hơn {self.limits.output_bytes / 1e6:g} MB nên bị dừng ở ô này."
                    self._stop(child, listener, TOO_MUCH_OUTPUT, words)
                else:
                    self._hear(listener, left)
        except EOFError:
            self._ended(child)
        except BaseException as error:  # Ctrl-C, above all
            self._stop(child, listener, type(error).__name__, str(error))
            raise

    def _hear(self, listener: Listener, seconds: float) -> None:
        """Take what comes first, a message or what is printed, within so many seconds."""
        ready = wait([listener.connection, *(text.connection for text in self.texts if text.is_open)], seconds)
        if listener.connection in ready:
            for message in listener.hear():
                self._take(message)
        for text in self.texts:
            if text.connection in ready:
                text.hear()

    def _take(self, message: Message) -> None:
        """Take over one message: what was printed before it, then what it says."""
        if message.kind == "start":
            self._begin(message.content["execution_count"])
            return
        for text in self.texts:
            limit = self.limits.output_bytes
            self._print(text, text.until(message.number, limit, is_all=message.kind == "end"))
        if message.kind == "closed":
            if self.is_running or self.left:  # a cell has said so, or a part of the process that is not a cell
                raise EOFError
            self.is_over = True
        elif message.kind != "end":
            self._output(message.kind, message.content)
        elif self.is_running:
            goes_on = message.content["success"] or _has_tag(self.cell, _MAY_FAIL)
            self.left = self.left if goes_on else []
            self._complete(is_failed=not goes_on)

    def _begin(self, execution_count: int) -> None:
        if self.left and not self.is_running:
            self.index, self.is_running = self.left.pop(0), True
            self.cell_ends = time.monotonic() + self.limits.cell_seconds
            self.client.clear_before_next_output = False
            self.nb_man.cell_start(self.cell, self.index)
            self.cell["execution_count"] = execution_count

    def _complete(self, is_failed: bool) -> None:
        if is_failed:
            self.nb_man.cell_exception(self.cell, cell_index=self.index)
        self.nb_man.cell_complete(self.cell, self.index)
        self.is_running = False
        self.cell_ends = time.monotonic() + self.limits.cell_seconds  # for what is to be closed

    def _print(self, text: Text, said: str) -> None:
        if said:
            self._output("stream", {"name": text.name, "text": said})

    def _output(self, kind: str, content: dict[str, Any]) -> None:
        """Add to the cell what a kernel would have sent."""
        message = {"header": {"msg_type": kind}, "msg_type": kind, "parent_header": {}, "content": content}
        self.client.process_message(message, self.cell, self.index)

    def _overdue(self) -> tuple[str, str]:
        if time.monotonic() >= self.report_ends:
            return REPORT_OVERDUE, f"Sổ tay chạy quá {self.limits.report_seconds:g} giây nên bị dừng ở ô này."
        what = "Ô này chạy" if self.is_running else "Việc đóng những tệp mà các ô để mở kéo dài"
        return CELL_OVERDUE, f"{what} quá {self.limits.cell_seconds:g} giây nên bị dừng."

    def _stop(self, child: Child, listener: Listener, ename: str, evalue: str) -> None:
        """End the process, take over what it has shown until then, and mark the cell as failed."""
        child.stop()
        for message in listener.hear_rest():
            if message.kind not in ("start", "end", "closed"):
                self._take(message)
        self._fail(ename, evalue)

    def _ended(self, child: Child) -> None:
        """Mark as failed the cell during which, or before which, the process has ended."""
        if not child.wait_for_end(_GRACE):
            child.stop()
        how = child.end_in_words()
        if self.is_running:
            words = f"Tiến trình chạy ô này kết thúc đột ngột ({how}): hết bộ nhớ, bị tắt, hoặc mã tự thoát."
        elif self.left:
            self.index = self.left[0]
            said = self.texts[-1].rest(self.limits.output_bytes)  # a traceback, if Python has ended it
            self._print(self.texts[-1], said)
            last = "".join(f": {line}" for line in said.strip().splitlines()[-1:])
            words = f"Tiến trình chạy sổ tay kết thúc đột ngột ({how}) trước khi ô này bắt đầu{last}."
        else:
            words = f"Tiến trình chạy sổ tay kết thúc đột ngột ({how}) khi đóng những tệp mà các ô để mở."
        self._fail(PROCESS_ENDED, words)

    def _fail(self, ename: str, evalue: str) -> None:
        for text in self.texts:
            said = text.rest(self.limits.output_bytes)
            self._print(text, said[:_KEPT] if ename == TOO_MUCH_OUTPUT else said)
        self._output("error", {"ename": ename, "evalue": evalue, "traceback": [f"{ename}: {evalue}"]})
        self._complete(is_failed=True)
        self.is_over = True


def _is_to_run(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip()) and not _has_tag(cell, _SKIPPED)


def _has_tag(cell: NotebookNode, tag: str) -> bool:
    return tag in cell.metadata.get("tags", [])


def _language_info() -> dict[str, Any]:
    """Return the language's description as a kernel gives it."""
    return {
        "name": "python",
        "version": platform.python_version(),
        "mimetype": "text/x-python",
        "file_extension": ".py",
        "codemirror_mode": {"name": "ipython", "version": 3},
        "pygments_lexer": "ipython3",
        "nbconvert_exporter": "python",
    }
