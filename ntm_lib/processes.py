"""Starts processes that end with their parent: forked from a warm parent where that is safe, else started afresh.

A fork costs milliseconds and has all imports and data of its parent. It is safe from a parent with one thread on Linux; a parent with
more (a Dask worker, JupyterLab) forks from a server process that was started for it; macOS and Windows start a new Python each time.
No process imports the caller's main module: a script needs no `if __name__ == "__main__"`, and what a process is to do has to lie elsewhere.
"""

import ctypes
import math
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, Literal, TypeVar

from ntm_lib.files import fill_standard_numbers

StartMethod = Literal["fork", "forkserver", "spawn"]
Task = TypeVar("Task")

_MOMENT = 0.005  # seconds
_PR_SET_PDEATHSIG = 1
_SAFE_PATH = "PYTHONSAFEPATH"
_MOST_NUMBERS = 1 << 16  # looked at where the system doesn't list them
_warm: list[str] = []  # what a fork server imports
_starting = threading.Lock()


def have_warm(module: str) -> None:
    """Have a fork server import `module`, so that a process forked from it need not; without effect once the server is there.

    For a package to say when it is imported itself: a server that is started for one purpose is then ready for all that may follow.
    """
    _warm.append(module)


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
        is_forked = context.get_start_method() == "fork"
        is_served = context.get_start_method() == "forkserver"
        if is_served:
            context.set_forkserver_preload(_warm)
        fill_standard_numbers()
        ours, theirs = context.Pipe()
        self.connection: Connection = ours
        # Ours are daemons: ended, and not waited for, when the caller ends without having done so. Daemons may have no children, lest
        # these outlive them. Ours don't, so they may, and a caller that is one (a worker of Dask's) as well
        multiprocessing.current_process().daemon = False
        try:
            with nullcontext(True) if is_forked else _without_main() as has_safe_path, _deaf_to_ctrl_c():
                self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]
                    target=_run,
                    args=(None if is_served else os.getpid(), has_safe_path, theirs, target, arguments),
                    daemon=True,
                )
                self.process.start()
        except KeyboardInterrupt:  # which has waited until the process was there
            if hasattr(self, "process") and self.process.pid is not None:
                self.kill()
            raise
        finally:
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
        """Return the end of a process in words: its exit status, or the signal that killed it."""
        code = self.process.exitcode or 0
        if code < 0:
            with suppress(ValueError):
                return f"tín hiệu {signal.Signals(-code).name}"
        return f"mã {code}"


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Have Ctrl-C wait, here and in what is started meanwhile, until that is deaf to it: it would die in the middle of its start, and say so."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _without_main() -> Iterator[bool]:
    """Have a new Python run nothing of the caller's: not its main module, nor what its current folder holds under the name of a module.

    multiprocessing.spawn looks in sys.modules for the main module to import: an empty one lies there meanwhile. The current folder comes
    first on a new Python's path unless PYTHONSAFEPATH is set; on the caller's path, which it takes over, it ("") is put last meanwhile.
    Yields whether PYTHONSAFEPATH is the caller's own.
    """
    with _starting:
        main, path, safe = sys.modules["__main__"], sys.path, os.environ.get(_SAFE_PATH)
        try:
            sys.modules["__main__"] = ModuleType("__main__")
            sys.path = sorted(path, key=lambda part: part == "")
            os.environ[_SAFE_PATH] = "1"
            if os.name == "posix":
                from multiprocessing import resource_tracker  # noqa: PLC0415

                resource_tracker.ensure_running()  # the first start of anything would start it, and undo the deafness to Ctrl-C
            yield safe is not None
        finally:
            sys.modules["__main__"], sys.path = main, path
            if safe is None:
                os.environ.pop(_SAFE_PATH, None)
            else:
                os.environ[_SAFE_PATH] = safe


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
    prepare: Callable[[Connection], None] | None = None,
) -> Generator[tuple[Task, Any], None, None]:
    """Yield each task with what `target(task, tell)` tells of it in another process, as it comes, and at last with its End.

    At most `workers` processes are at work; each calls `prepare` with its line to the caller, takes `tasks_a_process` tasks, one after
    another, and makes room for a new one. A task is taken from `tasks` only when a process is free for it; `tasks` is asked again after
    each End, so it may have a next one then, though it had none before. A task may take `seconds`; what a process has told by the time
    the caller listens is heard even if that is later. A process that dies or exceeds its time limit costs its task. All are killed when the caller
    stops listening.
    """
    waiting = iter(tasks)
    crew: dict[Any, _Member[Task]] = {}  # by connection
    try:
        while True:
            while len(crew) < workers and (task := next(waiting, _NONE)) is not _NONE:
                try:
                    child = Child(_serve, target, prepare, method=method)
                except (EOFError, ConnectionError):  # it, or the fork server, was killed before it knew what to do
                    yield task, End(words="khi khởi động")
                    continue
                crew[child.connection] = _Member(child, task, tasks_a_process)
            if not crew:
                return
            ends = {connection: member.started + seconds for connection, member in crew.items()}
            until = min(ends.values()) - time.monotonic()
            ready = wait(list(crew), timeout=None if until == math.inf else max(0.0, until))
            late = [connection for connection, end in ends.items() if end <= time.monotonic()]
            for connection in dict.fromkeys([*ready, *late]):
                member = crew[connection]
                task, message = member.task, member.heard(is_late=connection in late)
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

    def __init__(self, child: Child, task: Task, most: int) -> None:
        self.child, self.connection = child, child.connection
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

    def heard(self, is_late: bool) -> Any:
        """Return the next message; an End if the process is done with its task, or gone, or late and silent."""
        try:
            if is_late and not self.connection.poll():
                return End(is_overdue=True)
            message = self.connection.recv()
        except (EOFError, OSError):
            self.child.process.join()
            return End(words=self.child.end_in_words())
        self.is_free = isinstance(message, End) and self.left > 0
        return message


def _serve(connection: Connection, target: Callable[..., None], prepare: Callable[[Connection], None] | None) -> None:
    """Do what is asked, one task after another, until nobody asks."""
    if prepare is not None:
        prepare(connection)
    with suppress(EOFError):
        while True:
            target(connection.recv(), connection.send)
            connection.send(End())


def _run(
    parent: int | None,
    has_safe_path: bool,
    connection: Connection,
    target: Callable[..., None],
    arguments: tuple[Any, ...],
) -> None:
    """Be the process: without a terminal, deaf to its Ctrl-C (the parent ends it), in a group of its own, gone when the parent is."""
    multiprocessing.current_process().daemon = False
    if not has_safe_path:  # it is in the environment for this Python alone, not for programs that are started from here
        os.environ.pop(_SAFE_PATH, None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    if hasattr(os, "setsid"):
        with suppress(OSError):
            os.setsid()
    end_with(parent)
    with suppress(BrokenPipeError, ConnectionResetError):  # nobody waits for the answer any more
        target(connection, *arguments)


def end_with(parent: int | None) -> None:
    """Have the system kill this process when the one it was started by ends, where it can.

    That is `parent`, or a server (None). If `parent` ended before the system knew, this process ends itself: forked, it holds both ends of its
    own pipe and would never hear of the end. A server lives as long as its children; they end when they next listen or tell, and find nobody.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def limit_memory(most: int) -> None:
    """Let this process have `most` bytes of address space, where the platform can limit it (not Windows); a lower limit of the user's stays."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415

        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        limits = [limit for limit in (most, soft, hard) if limit != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))


def address_space() -> int:
    """Return the bytes of address space that this process takes up; 0 where the system does not say."""
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def leave_files(*kept: int) -> None:
    """Have this process reach no file that is open, but for the numbers `kept`.

    A number stays open, on the null device: objects of the caller may still use it, and it must not be given to another file.
    """
    null = os.open(os.devnull, os.O_RDWR)
    for number in {0, 1, 2, *open_numbers()} - {null, *kept}:
        with suppress(OSError):
            os.dup2(null, number, inheritable=number <= 2)


def open_numbers() -> list[int]:
    """Return the numbers of the files that are open in this process; none where that can't be known (Windows)."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        with suppress(OSError):
            return [int(name) for name in os.listdir(folder)]  # noqa: PTH208
    with suppress(ImportError):
        import resource  # noqa: PLC0415

        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return [number for number in range(min(soft, _MOST_NUMBERS)) if which_file(number)]
    return []


def which_file(number: int) -> tuple[int, int] | None:
    """Return the device and the inode that `number` leads to, None if it is not open."""
    try:
        found = os.fstat(number)
    except OSError:
        return None
    return found.st_dev, found.st_ino
