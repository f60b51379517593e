"""Starts processes that end with their parent: forked from a warm parent where that is safe, else started afresh.

A fork costs milliseconds and has all imports and data of its parent. It is safe from a parent with one thread on Linux; a parent with
more (a Dask worker, JupyterLab) forks from a server process that was started for it; macOS and Windows start a new Python each time.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal

StartMethod = Literal["fork", "forkserver", "spawn"]

_PR_SET_PDEATHSIG = 1
WARM = "ntm_lib.publishing.warm"


def start_method() -> StartMethod:
    """Return the cheapest way to start a process that is safe from here."""
    if not sys.platform.startswith("linux"):
        return "spawn"
    return "fork" if len(list(Path("/proc/self/task").iterdir())) == 1 else "forkserver"


class Child:
    """A process with a pipe to it: it runs `target(connection, *arguments)`."""

    def __init__(self, target: Callable[..., None], *arguments: Any, method: StartMethod | None = None) -> None:
        context: BaseContext = multiprocessing.get_context(method or start_method())
        if context.get_start_method() == "forkserver":
            context.set_forkserver_preload([WARM])
        ours, theirs = context.Pipe()
        self.connection: Connection = ours
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=_run, args=(os.getpid(), theirs, target, arguments)
        )
        self.process.start()
        theirs.close()  # so that its end is seen when the process ends

    def kill(self) -> None:
        """End the process and all it started, now; return when it is gone."""
        if self.process.pid is not None and hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.close()

    def close(self) -> None:
        """Wait for the process and give back what it held."""
        self.process.join()
        self.connection.close()

    def end_in_words(self) -> str:
        """Return how an ended process ended: its exit status, or the signal that killed it."""
        code = self.process.exitcode or 0
        if code < 0:
            with suppress(ValueError):
                return f"tín hiệu {signal.Signals(-code).name}"
        return f"mã {code}"


def _run(parent: int, connection: Connection, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Be the process: in a group of its own, deaf to the terminal's Ctrl-C (the parent ends it), gone when the parent is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(os, "setpgid"):
        with suppress(OSError):
            os.setpgid(0, 0)
    _end_with(parent)
    with suppress(BrokenPipeError, ConnectionResetError):  # nobody waits for the answer any more
        target(connection, *arguments)


def _end_with(parent: int) -> None:
    """Have the system kill this process when its parent ends, where it can."""
    if not sys.platform.startswith("linux") or os.getppid() != parent:  # a server's child has another parent
        return
    import ctypes  # noqa: PLC0415

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the system knew
        os._exit(1)
