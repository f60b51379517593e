"""Runs a notebook's code cells in this process, which is a report's own and ends with it, and tells what a kernel would tell.

The process has the imports and the data that its parent held when it was forked; whatever the cells do to it, no other report sees.
"""

import atexit
import gc
import importlib
import logging
import os
import random
import sys
import warnings
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import numpy as np
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from ntm_lib.processes import limit_memory
from ntm_lib.publishing.messages import Teller
from ntm_lib.publishing.streams import close_files, files_written, own_streams

SEED = 0  # cells that draw random numbers without a seed of their own draw the same ones each time
GARBAGE_THRESHOLD = 50_000  # objects between two looks for garbage; Python's own 700 costs a report some 13 ms
MATPLOTLIB_BACKEND = "module://matplotlib_inline.backend_inline"

_Tell = Callable[[str, dict[str, Any]], None]


class _Publisher(DisplayPublisher):
    """Reports what a cell displays."""

    tell: _Tell

    def publish(  # type: ignore[override]
        self, data: Any, metadata: Any = None, *, transient: Any = None, update: bool = False, **_: Any
    ) -> None:
        kind = "update_display_data" if update else "display_data"
        self._validate_data(data, metadata or {})
        self.tell(kind, {"data": data, "metadata": metadata or {}, "transient": transient or {}})

    def clear_output(self, wait: bool = False) -> None:
        self.tell("clear_output", {"wait": wait})


class _Hook(DisplayHook):
    """Reports the value of a cell's last expression."""

    tell: _Tell

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
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
        """Have `tell` called with what cells show and with their errors."""
        for part in (self, self.display_pub, self.displayhook):
            part.tell = tell  # type: ignore[union-attr]

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.tell("error", {"ename": etype.__name__, "evalue": _words(evalue), "traceback": stb})

    def enable_gui(self, gui: Any = None) -> None:
        pass


def warm_shell() -> _Shell:
    """Return the process's shell, made when first asked for; a parent that forks makes it before."""
    os.environ.setdefault("MPLBACKEND", MATPLOTLIB_BACKEND)
    # No history: it would be kept in a file, by a thread
    shell = _Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    matplotlib = sys.modules.get("matplotlib")
    # It asks for the backend once only, and whoever imported it may have had another
    if matplotlib is not None and matplotlib.get_backend(auto_select=False) != shell.backend:
        matplotlib.rcdefaults()  # a matplotlibrc that lies somewhere is not covered by a report's hash
        shell.enable_matplotlib("inline")
        shell.backend = matplotlib.get_backend()
    return shell


class Cell(NamedTuple):
    """A code cell to run; one that `may_fail` (tagged raises-exception) does not end the notebook."""

    source: str
    may_fail: bool


def run_cells(
    connection: Connection,
    cells: Sequence[Cell],
    folder: str,
    memory: int,
    texts: Sequence[Connection],
    before: Callable[[], None] | None = None,
) -> None:
    """Run `cells` in `folder`, tell of each start, output and end, and at last that files are closed; stop at the first that fails.

    What is printed goes into the two `texts`. `before` is called first. `memory` is the address space in bytes that the process
    may have, where the platform can limit it.
    """
    gc.freeze()  # what came from the parent stays: no collection need look at it, nor copy it
    gc.set_threshold(GARBAGE_THRESHOLD)
    teller = Teller(connection, own_streams(connection, texts))
    limit_memory(memory)
    os.chdir(folder)
    sys.path[0:0] = [""]
    _reset()
    if before is not None:
        before()
    shell = warm_shell()
    shell.tell_to(teller.tell)
    before_cells = files_written()
    for source, may_fail in cells:
        teller.tell("start", {"execution_count": shell.execution_count})
        succeeded = bool(shell.run_cell(source, store_history=True).success)
        if not teller.is_ours:  # the cell has forked and not ended the child: the notebook is not its business
            os._exit(not succeeded)
        teller.tell("end", {"success": succeeded})
        if not (succeeded or may_fail):
            break
    atexit._run_exitfuncs()
    close_files(shell.user_ns, before_cells)
    teller.tell("closed")


def _reset() -> None:
    """Bring what may differ from one caller to another to what a Python that was just started has."""
    random.seed(SEED)
    np.random.seed(SEED)
    atexit._clear()
    importlib.reload(warnings)  # a caller may have its own way to show them
    warnings.resetwarnings()
    for category in (ResourceWarning, ImportWarning, PendingDeprecationWarning, DeprecationWarning):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
    _reset_logs()


def _reset_logs() -> None:
    """Have no logger write where the caller's logs go."""
    logging.disable(logging.NOTSET)
    logging.root.setLevel(logging.WARNING)
    logging.root.handlers.clear()
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):  # libraries have handlers that do nothing, a caller those that write
            logger.handlers[:] = [handler for handler in logger.handlers if isinstance(handler, logging.NullHandler)]


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - a cell's own class of errors
        return repr(error)
