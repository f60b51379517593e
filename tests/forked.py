"""`ntm` and other commands in processes of their own, forked from one that has imported everything: all but the seconds of a start.

    python -m tests.forked NUMBER   is that process: takes requests from the socket of this number until it is closed

A command has its own folder, environment, streams, session and end, and may be killed; it ends with the run of tests that asked for it,
however that ends. What is read before or while a Python starts
(PYTHONHASHSEED, limits of memory, an odd home folder) is the business of tests that start one: `fresh_ntm` in tests/conftest.py.
"""

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import import_module, reload
from pathlib import Path

from ntm_lib.cli import environment
from ntm_lib.processes import end_with

ROOT = Path(__file__).resolve().parents[1]
# The module and the function of a program, and what it imports later; who needs one that is not the project's own waits for its import
PROGRAMS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "ntm": ("ntm_lib.cli", "main", ()),
    "papermill": ("papermill.__main__", "papermill", ()),
    "dask": ("dask.__main__", "main", ("distributed.cli.dask_scheduler", "distributed.cli.dask_worker")),
}
READ = "NTM_TESTS_READ"  # the variable that names a file: into it goes what a command opens
WARM = ("ntm_lib.cli.build", "ntm_lib.cli.check", "ntm_lib.cli.forms", "ntm_lib.cli.plan", "ntm_lib.cli.status",
        "ntm_lib.publishing.season_build", "ntm_lib.publishing.area_build", "ntm_lib.publishing.warm_pages")  # fmt: skip


class Command:
    """A command at work, with what of subprocess.Popen tests use."""

    def __init__(self, arguments: Sequence[str], cwd: Path, program: str = "ntm", log: Path | None = None) -> None:
        """Start `program` in the folder `cwd`; all it says goes to the end of `log`, if that is given."""
        self.returncode: int | None = None
        self.said: list[str] = []
        files = [log.open("a+b")] if log else [tempfile.TemporaryFile(), tempfile.TemporaryFile()]  # noqa: SIM115 - until it ends
        request = json.dumps([program, arguments, str(cwd), dict(os.environ)]).encode("utf-8")
        answers, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(server(), [request], [theirs.fileno(), files[0].fileno(), files[-1].fileno()])
        self.pid = told(answers)
        self._answers, self._files = answers, files

    def poll(self) -> int | None:
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Return its exit status or -signal; None if it is still at work after so many seconds."""
        if self.returncode is None and select.select([self._answers], [], [], timeout)[0]:
            try:
                with self._answers:
                    self.returncode = told(self._answers)
            finally:
                for file in self._files:
                    with file:
                        file.seek(0)
                        self.said.append(file.read().decode("utf-8"))
        return self.returncode

    def communicate(self, timeout: float) -> tuple[str, str]:
        """Return what it printed and what it said of errors; it ends by itself, or fails the test."""
        if self.wait(timeout) is None:
            self.kill()
            self.wait()
            raise AssertionError(f"still at work after {timeout} s: {self.said}")
        return self.said[0], "".join(self.said[1:])

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def run(
    arguments: Sequence[str], cwd: Path, timeout: float = 600, program: str = "ntm"
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    command = Command(arguments, cwd, program=program)
    out, err = command.communicate(timeout)
    return subprocess.CompletedProcess([program, *arguments], command.wait() or 0, out, err)


def told(answers: socket.socket) -> int:
    """Return the number that the server sends; raise RuntimeError if it has ended over the request: silence is no success."""
    answer = answers.recv(4)
    if len(answer) < 4:
        raise RuntimeError("The process that commands are forked from has ended; what it printed is above")
    return int.from_bytes(answer, "big", signed=True)


@lru_cache(maxsize=1)
def server() -> socket.socket:
    """Start the process that commands are forked from; it ends when this one does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", "tests.forked", str(theirs.fileno())]
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def serve(requests: socket.socket) -> None:
    """Start a process a request and tell when it has ended, until nobody asks any more; end with who started this one."""
    end_with(os.getppid())
    own = os.getpid()
    for name in WARM:
        import_module(name)
    gc.freeze()  # else a command, looking for garbage, would copy every page of memory that it shares with this process
    running: dict[int, tuple[int, socket.socket]] = {}  # by the file number of a process: its id, who is told
    while True:
        for ready in select.select([requests, *running], [], [])[0]:
            if ready is not requests:
                pid, asker = running.pop(ready)
                status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                os.close(ready)
                with asker:
                    asker.send(status.to_bytes(4, "big", signed=True))
                continue
            request, numbers, _, _ = socket.recv_fds(requests, 1 << 20, 3)
            if not request:
                for pid, _ in running.values():  # what a test that was ended has left at work
                    with suppress(ProcessLookupError):
                        os.killpg(pid, signal.SIGKILL)
                return
            asker = socket.socket(fileno=numbers[0])
            program, *given = json.loads(request)
            module, name, later = PROGRAMS[program]
            main = getattr(import_module(module), name)
            for needed in later:
                import_module(needed)
            pid = os.fork()
            if not pid:
                end_with(own)
                for number in (*running, *(other.fileno() for _, other in running.values())):
                    os.close(number)
                requests.close()
                asker.close()
                sys.argv = [program, *given[0]]
                be_command(main, *given[1:], numbers[1], numbers[2])
            for number in numbers[1:]:
                os.close(number)
            asker.send(pid.to_bytes(4, "big"))
            running[os.pidfd_open(pid)] = pid, asker


def be_command(main: Callable[[], object], cwd: str, variables: dict[str, str], out: int, err: int) -> None:
    """Be a command: its own session, streams, folder and environment, and no other file open; never returns."""
    os.setsid()
    for number, target in ((out, 1), (err, 2)):
        os.dup2(number, target)
    for number in {out, err}:
        os.close(number)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()
    if name := os.environ.pop(READ, ""):
        tell_what_is_read(name)
    reload(environment)
    status: object = 1
    try:
        main()
    except SystemExit as ended:
        status = ended.code
    except BaseException:  # noqa: BLE001 - as Python does at its end
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        os._exit(status if isinstance(status, int) else 1)


def tell_what_is_read(name: str) -> None:
    """Write into a file which files this process opens from now on, and those that are forked from it."""
    log = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def hear(event: str, arguments: tuple) -> None:
        if event == "open" and isinstance(arguments[0], str):
            with suppress(OSError):  # who closes every file is not heard any more
                os.write(log, f"{os.path.abspath(arguments[0])}\n".encode())  # noqa: PTH100 - pathlib would be slow

    sys.addaudithook(hear)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as opened:
        serve(opened)
