"""Runs a notebook's code cells in this process, which is a report's own and ends with it, and tells what a kernel would tell.

The process has the imports and the data that its parent held when it was forked; whatever the cells do to it, no other report sees.
"""

import gc
import importlib
import os
import random
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import TextIOBase
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

import numpy as np
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

SEED = 0  # cells that draw random numbers without a seed of their own draw the same ones each time
GARBAGE_THRESHOLD = 50_000  # objects between two looks for garbage; Python's own 700 costs a report some 13 ms
MATPLOTLIB_BACKEND = "module://matplotlib_inline.backend_inline"

Event = tuple[Literal["start", "message", "end"], int, Any]
_Tell = Callable[[str, dict[str, Any]], None]


class _Publisher(DisplayPublisher):
    """Tells of what a cell displays."""

    tell: _Tell

    def publish(  # type: ignore[override]
        self, data: Any, metadata: Any = None, *, transient: Any = None, update: bool = False, **_: Any
    ) -> None:
        kind = "update_display_data" if update else "display_data"
        _flush()
        self.tell(kind, {"data": data, "metadata": metadata or {}, "transient": transient or {}})

    def clear_output(self, wait: bool = False) -> None:
        _flush()
        self.tell("clear_output", {"wait": wait})


class _Hook(DisplayHook):
    """Tells of the value of a cell's last expression."""

    tell: _Tell

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        _flush()
        content = {"data": format_dict, "metadata": md_dict or {}, "execution_count": self.prompt_count}
        self.tell("execute_result", content)

    def finish_displayhook(self) -> None:
        pass


class _Shell(InteractiveShell):
    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    tell: _Tell
    backend = ""  # matplotlib's, once it draws for this shell

    def tell_to(self, tell: _Tell) -> None:
        """Have `tell` told of what cells show and of their errors."""
        for part in (self, self.display_pub, self.displayhook):
            part.tell = tell  # type: ignore[union-attr]

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        _flush()
        self.tell("error", {"ename": etype.__name__, "evalue": str(evalue), "traceback": stb})

    def enable_gui(self, gui: Any = None) -> None:
        pass


class _Stream(TextIOBase):
    """Tells of what a cell prints."""

    encoding = "utf-8"

    def __init__(self, name: str, tell: _Tell) -> None:
        self.name, self._tell = name, tell
        self._pending: list[str] = []

    def write(self, text: str) -> int:
        self._pending.append(text)
        return len(text)

    def writable(self) -> bool:
        return True

    def flush(self) -> None:
        text = "".join(self._pending)
        self._pending.clear()
        if text:
            self._tell("stream", {"name": self.name, "text": text})


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()


def warm_shell() -> _Shell:
    """Return the process's shell, made when first asked for; a parent that forks makes it before."""
    os.environ.setdefault("MPLBACKEND", MATPLOTLIB_BACKEND)
    # No history: it would be kept in a file, by a thread
    shell = _Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    matplotlib = sys.modules.get("matplotlib")
    # It asks for the backend once only, and whoever imported it may have had another
    if matplotlib is not None and matplotlib.get_backend(auto_select=False) != shell.backend:
        matplotlib.rcdefaults()  # a matplotlibrc that lies somewhere is nothing that a report's hash covers
        shell.enable_matplotlib("inline")
        shell.backend = matplotlib.get_backend()
    return shell


def run_cells(
    connection: Connection,
    cells: Sequence[tuple[int, str]],
    folder: str,
    memory: int,
    before: Callable[[], None] | None = None,
) -> None:
    """Run `cells`, (index, source) each, in `folder` and tell of each start, output and end; stop at the first that fails.

    `before` is called first. `memory` is the address space in bytes that the process may have, where the platform can limit it.
    """
    gc.freeze()  # what came from the parent stays: no collection need look at it, nor copy it
    gc.set_threshold(GARBAGE_THRESHOLD)
    _close_inherited(connection)
    _limit_memory(memory)
    os.chdir(folder)
    sys.path[0:0] = [""]
    _reset()
    if before is not None:
        before()
    shell = warm_shell()
    index = 0

    def tell(kind: str, content: dict[str, Any]) -> None:
        connection.send(("message", index, (kind, content)))

    shell.tell_to(tell)
    sys.stdout, sys.stderr = _Stream("stdout", tell), _Stream("stderr", tell)
    for index, source in cells:
        connection.send(("start", index, None))
        tell("execute_input", {"execution_count": shell.execution_count})
        result = shell.run_cell(source, store_history=True)
        _flush()
        connection.send(("end", index, bool(result.success)))
        if not result.success:
            return


def _reset() -> None:
    """Bring what may differ from one caller to another to what a Python that was just started has."""
    random.seed(SEED)
    np.random.seed(SEED)
    importlib.reload(warnings)  # a caller may have its own way to show them
    warnings.resetwarnings()
    for category in (ResourceWarning, ImportWarning, PendingDeprecationWarning, DeprecationWarning):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")


def _close_inherited(connection: Connection) -> None:
    """Close the files that the parent has open: they are no business of the cells."""
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        return
    for name in [entry.name for entry in folder.iterdir()]:
        if int(name) > 2 and int(name) != connection.fileno():
            with suppress(OSError):
                os.close(int(name))


def _limit_memory(memory: int) -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard))
