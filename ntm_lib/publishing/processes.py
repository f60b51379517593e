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
from typing import Any, Generic, Literal, TypeVar

from ntm_lib.files import fill_standard_numbers

StartMethod = Literal["fork", "forkserver", "spawn"]
Task = TypeVar("Task")

_MOMENT = 0.005  # seconds
_PR_SET_PDEATHSIG = 1
WARM = ["ntm_lib.publishing.warm_pages"]


def start_method() -> StartMethod:
    """Return the cheapest way to start a process that is safe from here."""
    if not sys.platform.startswith("linux"):
        return "spawn"
    try:
        return "fork" if len(list(Path("/proc/self/task").iterdir())) == 1 else "forkserver"
    except OSError:  # a system without /proc
        return "forkserver"


class Child:
    """A process with a pipe to it: it runs `target(connection, *arguments)`."""

    def __init__(self, target: Callable[..., None], *arguments: Any, method: StartMethod | None = None) -> None:
        context: BaseContext = multiprocessing.get_context(method or start_method())
        if context.get_start_method() == "forkserver":
            context.set_forkserver_preload(WARM)
        fill_standard_numbers()
        ours, theirs = context.Pipe()
        self.connection: Connection = ours
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=_run, args=(os.getpid(), theirs, target, arguments)
        )
        self.process.start()
        theirs.close()  # so that its end is seen when the process ends

    def kill(self) -> None:
        """End the process and all it started, now; return when it is gone."""
        self.stop()
        self.close()

    def stop(self) -> None:
        """End the process and all it started, and leave what it has said to be heard."""
        if self.process.pid is not None and hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()

    def close(self) -> None:
        """Wait for the process and give back what it held."""
        self.process.join()
        self.connection.close()

    def wait_for_end(self, seconds: float) -> bool:
        """Return whether the process has ended, after so many seconds at the most."""
        ends = time.monotonic() + seconds
        while self.process.exitcode is None and time.monotonic() < ends:
            time.sleep(_MOMENT)
        return self.process.exitcode is not None

    def end_in_words(self) -> str:
        """Return how an ended process ended: its exit status, or the signal that killed it."""
        code = self.process.exitcode or 0
        if code < 0:
            with suppress(ValueError):
                return f"tín hiệu {signal.Signals(-code).name}"
        return f"mã {code}"


@dataclass(frozen=True)
class End:
    """A task has ended: by itself (`words` is empty), or its process did, or it was stopped because it took too long."""

    is_overdue: bool = False
    words: str = ""


def run_tasks(
    target: Callable[..., None],
    tasks: Iterable[Task],
    workers: int,
    seconds: float = math.inf,
    tasks_a_process: int = 1,
    method: StartMethod | None = None,
) -> Iterator[tuple[Task, Any]]:
    """Yield each task with what `target(task, tell)` tells of it in another process, as it comes, and at last with its End.

    At most `workers` processes are at work; each takes `tasks_a_process` tasks, one after another, and makes room for a new one.
    A task is taken from `tasks` only when a process is free for it, and may take `seconds`. A process that dies or overstays costs
    its task. All are killed when the caller stops listening.
    """
    waiting = iter(tasks)
    crew: dict[Any, _Member[Task]] = {}  # by connection
    try:
        while True:
            while len(crew) < workers and (task := next(waiting, _NONE)) is not _NONE:
                member = _Member(target, task, tasks_a_process, method)
                crew[member.connection] = member
            if not crew:
                return
            ends = {connection: member.started + seconds for connection, member in crew.items()}
            until = min(ends.values()) - time.monotonic()
            ready = wait(list(crew), timeout=None if until == math.inf else max(0.0, until))
            for connection in ready or [c for c, end in ends.items() if end <= time.monotonic()]:
                member = crew[connection]
                task, message = member.task, member.heard(is_overdue=ends[connection] <= time.monotonic())
                yield task, message
                if isinstance(message, End) and not (member.is_free and member.take(next(waiting, _NONE))):
                    del crew[connection]
                    member.child.kill()
    finally:
        for member in crew.values():
            member.child.kill()


_NONE: Any = object()


class _Member(Generic[Task]):
    """A process that takes one task after another."""

    def __init__(self, target: Callable[..., None], task: Task, most: int, method: StartMethod | None) -> None:
        self.child = Child(_serve, target, method=method)
        self.connection = self.child.connection
        self.left = most
        self.take(task)

    def take(self, task: Task) -> bool:
        """Have the process do `task`; return whether there is a task and the process may take it."""
        if task is _NONE:
            return False
        self.left -= 1
        self.task, self.started, self.is_free = task, time.monotonic(), False
        with suppress(OSError):  # it is dead: its end is heard next
            self.connection.send(task)
        return True

    def heard(self, is_overdue: bool) -> Any:
        """Return what the process says; an End if it is done with its task, or gone, or has to be."""
        if is_overdue:
            return End(is_overdue=True)
        try:
            message = self.connection.recv()
        except (EOFError, OSError):
            self.child.process.join()
            return End(words=self.child.end_in_words())
        self.is_free = isinstance(message, End) and self.left > 0
        return message


def _serve(connection: Connection, target: Callable[..., None]) -> None:
    """Do what is asked, one task after another, until nobody asks."""
    with suppress(EOFError):
        while True:
            target(connection.recv(), connection.send)
            connection.send(End())


def _run(parent: int, connection: Connection, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Be the process: without a terminal, deaf to its Ctrl-C (the parent ends it), in a group of its own, gone when the parent is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(os, "setsid"):
        with suppress(OSError):
            os.setsid()
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
