"""Starts processes that end with their parent: forked from a warm parent where that is safe, else started afresh.

A fork costs milliseconds and has all imports and data of its parent. It is safe from a parent with one thread on Linux; a parent with
more (a Dask worker, JupyterLab) forks from a server process that was started for it; macOS and Windows start a new Python each time.
"""

import math
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
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


@dataclass(frozen=True)
class Job:
    """What a process of its own is to do: `target(connection, *arguments)`, within `seconds`."""

    key: str
    target: Callable[..., None]
    arguments: tuple[Any, ...]
    seconds: float = math.inf
    method: StartMethod | None = None


@dataclass(frozen=True)
class End:
    """A job's process has ended: by itself, or stopped because it took too long; `words` say how."""

    is_overdue: bool
    words: str


def run_jobs(jobs: Iterable[Job], workers: int) -> Iterator[tuple[Job, Any]]:
    """Yield each job with what its process sends, as it comes, and at last with its End; at most `workers` are at work at a time.

    A job is taken from `jobs` only when a process is free for it. Whatever is at work is killed when the caller stops listening.
    """
    waiting = iter(jobs)
    at_work: dict[Any, tuple[Job, Child, float]] = {}  # by connection
    try:
        while True:
            while len(at_work) < workers and (job := next(waiting, None)) is not None:
                child = Child(job.target, *job.arguments, method=job.method)
                at_work[child.connection] = job, child, time.monotonic() + job.seconds
            if not at_work:
                return
            until = min(ends for _, _, ends in at_work.values()) - time.monotonic()
            ready = wait(list(at_work), timeout=None if until == math.inf else max(0.0, until))
            overdue = [connection for connection, (_, _, ends) in at_work.items() if ends <= time.monotonic()]
            for connection in {*ready, *overdue}:
                job, child, _ = at_work[connection]
                if connection not in overdue:
                    with suppress(EOFError, OSError):
                        message = child.connection.recv()
                        yield job, message
                        continue
                del at_work[connection]
                child.kill()
                yield job, End(connection in overdue, child.end_in_words())
    finally:
        for _, child, _ in at_work.values():
            child.kill()


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
    """Have the system kill this process when the one that started it ends, where it can; a server's child has the server for that."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # noqa: PLC0415

    is_direct = os.getppid() == parent
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if is_direct and os.getppid() != parent:  # it ended before the system knew
        os._exit(1)
