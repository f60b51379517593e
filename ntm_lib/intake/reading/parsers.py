"""Parser processes: forms are read apart from the program, so that one that hangs, aborts or eats the memory costs one finding.

Each worker is a Python of its own that imports this module and not the caller's (a notebook's or the command's), and takes one
file after the other over its pipes. A worker that dies or overstays is replaced, and its file is refused.
"""

import gc
import hashlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Timer
from typing import IO, Any

from ntm_lib.errors import IntakeError, UnreadableError
from ntm_lib.files import read_file
from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import Form, read_form
from ntm_lib.intake.reading.guard import FILE_BYTES

SECONDS = 30.0  # for one file
MEMORY_BYTES = 2_000_000_000  # for one worker, where the platform can limit it
AT_ONCE = 256  # readings that may wait for the caller
FILES_A_WORKER = 32  # fewer files than this are not worth a second worker

SHEETS = {"commune": layout.COMMUNE_SHEETS, "department": layout.DEPARTMENT_SHEETS}
Request = tuple[str, str]  # the file's path, and a key of SHEETS


@dataclass(frozen=True)
class Reading:
    """What became of one file: the form, or the check it failed and why; and the hash of its bytes ("" if unreadable)."""

    form: Form | None
    check: str = ""
    message: str = ""
    sha256: str = ""


def read_forms(
    requests: Iterable[Request], workers: int | None = None, seconds: float = SECONDS, memory: int = MEMORY_BYTES
) -> Iterator[Reading]:
    """Yield the reading of each request, in order, at most a few ahead of the caller.

    `seconds` are what one file may take (the start of a worker included), `memory` the bytes of address space a worker may have.
    """
    requests = list(requests)
    if not requests:
        return
    wanted = workers or min(os.cpu_count() or 1, 1 + len(requests) // FILES_A_WORKER)
    idle: SimpleQueue[_Worker] = SimpleQueue()
    crew = [_Worker(seconds, memory) for _ in range(max(1, min(wanted, len(requests))))]
    for worker in crew:
        idle.put(worker)

    def read(request: Request) -> Reading:
        worker = idle.get()
        try:
            return worker.read(request)
        finally:
            idle.put(worker)

    with ThreadPoolExecutor(len(crew)) as threads:
        try:
            for start in range(0, len(requests), AT_ONCE):
                yield from threads.map(read, requests[start : start + AT_ONCE])
        finally:  # before the threads are waited for: on Ctrl+C they would read on
            for worker in crew:
                worker.close()


class _Worker:
    """One parser process, started when first needed and again after it died."""

    def __init__(self, seconds: float, memory: int) -> None:
        self.seconds, self.memory = seconds, memory
        self.process: subprocess.Popen[bytes] | None = None
        self.is_overdue = self.is_closed = False
        self.changing = Lock()  # held while a process comes or goes: the caller may close us while a thread reads

    def read(self, request: Request) -> Reading:
        """Return the reading; a worker that dies is given the file once more, afresh: it may have been killed for another's sake."""
        reading = self._try(request)
        if reading is None and not self.is_overdue:
            reading = self._try(request)
        if reading is None:
            reason = f"quá {self.seconds:.0f} giây" if self.is_overdue else "trình đọc dừng đột ngột hoặc hết bộ nhớ"
            message = f"Không đọc được tệp: {reason}. Chép các số vào biểu trắng rồi gửi lại."
            reading = Reading(None, "T08", message)
        return reading

    def _try(self, request: Request) -> Reading | None:
        """Return the reading, None if the worker died over it, was stopped for taking too long, or is not wanted any more."""
        with self.changing:
            if self.is_closed:
                return None
            process = self.process = self.process or self._start()
        assert process.stdin is not None and process.stdout is not None
        self.is_overdue = False
        timer = Timer(self.seconds, self._give_up, [process])
        timer.start()
        reading = None
        with suppress(OSError, EOFError, ValueError):  # ValueError: `close` has closed the pipes meanwhile
            _send(process.stdin, request)
            reading = _receive(process.stdout)
        timer.cancel()  # always: the program would wait for it before it ends
        timer.join()  # it may just be about to stop the worker
        if reading is None or self.is_overdue:
            self.stop()
        assert reading is None or isinstance(reading, Reading)
        return reading

    def _start(self) -> subprocess.Popen[bytes]:
        # -P: whatever lies in the folder the user stands in is not ours
        main = f"main({self.memory}, {2 * self.seconds})"  # we stop it sooner, if we are there
        command = [sys.executable, "-P", "-c", f"from ntm_lib.intake.reading.parsers import main; {main}"]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)

    def _give_up(self, process: "subprocess.Popen[bytes]") -> None:
        self.is_overdue = True
        process.kill()

    def close(self) -> None:
        """Read no more files."""
        self.is_closed = True
        self.stop()

    def stop(self) -> None:
        """End the process and close its pipes; whoever comes second, the reading thread or the closing caller, finds none."""
        with self.changing:
            process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.communicate()


def _send(pipe: IO[bytes], message: object) -> None:
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(len(content).to_bytes(8, "big") + content)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> object:
    """Return the next message; raise EOFError if the other side is gone."""
    size = pipe.read(8)
    if len(size) < 8:
        raise EOFError
    content = pipe.read(int.from_bytes(size, "big"))
    if len(content) < int.from_bytes(size, "big"):
        raise EOFError
    return pickle.loads(content)  # from our own worker only


def _read_one(request: Request) -> Reading:
    path, kind = request
    sha256 = ""
    try:
        content = read_file(Path(path), FILE_BYTES)
        sha256 = hashlib.sha256(content).hexdigest()
        return Reading(read_form(content, SHEETS[kind]), sha256=sha256)
    except IntakeError as error:
        return Reading(None, error.check, str(error), sha256)
    except UnreadableError as error:
        if error.is_too_large:
            return Reading(None, "T04", f"Tệp {error.why}. Bỏ ảnh, trang thừa rồi gửi lại.")
        return Reading(None, "T01", f"Không đọc được tệp: {error.why}. Kiểm tra quyền đọc, đóng tệp nếu đang mở.")
    except FileNotFoundError:
        return Reading(None, "T01", "Không đọc được tệp: tệp vừa bị chuyển đi hoặc xóa. Chạy lại.")
    except MemoryError:  # pragma: no cover - in a worker, which ends: what it holds is of no use to the next file
        raise
    except Exception as error:  # noqa: BLE001 - no file may end the run, whatever is in it
        message = f"Không đọc được tệp ({type(error).__name__}). Chép các số vào biểu trắng rồi gửi lại."
        return Reading(None, "T01", message, sha256)


def _limit_memory(memory: int) -> None:  # pragma: no cover - in a worker
    """Limit what this process may take, where the platform can: not on Windows; a lower limit of the user's own stays."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _end_after(seconds: float) -> None:
    """Have the system end this process in so many seconds, where it can; 0 calls that off."""
    with suppress(AttributeError):  # not on Windows
        signal.setitimer(signal.ITIMER_REAL, seconds)


def serve(requests: IO[bytes], replies: IO[bytes], seconds: float = 0) -> None:
    """Answer requests until the pipe is closed; end if one takes longer than `seconds`, should nobody be there any more who would end us."""
    while True:
        try:
            request: Any = _receive(requests)
        except EOFError:
            return
        _end_after(seconds)
        reading = _read_one(request)
        _end_after(0)
        _send(replies, reading)


def main(memory: int, seconds: float) -> None:  # pragma: no cover - in a worker
    """Be a worker that may have so many bytes of memory, and so many seconds for a file."""
    _limit_memory(memory)
    gc.freeze()  # what is imported stays; of a form nothing is left in circles
    gc.set_threshold(20_000)
    serve(sys.stdin.buffer, sys.stdout.buffer, seconds)
