"""Parser processes: files from outside are read apart from the program: one that hangs, aborts or eats the memory costs one message.

A worker takes one file after the other. One that dies or exceeds its time limit is replaced, and its file is refused.
"""

import gc
import hashlib
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Generic, TypeVar

from ntm_lib.errors import IntakeError, UnreadableError
from ntm_lib.files import read_file
from ntm_lib.processes import address_space, have_warm, leave_files, limit_memory, run_tasks
from ntm_lib.spreadsheet.guard import FILE_BYTES

SECONDS = 30.0  # for one file
MEMORY_BYTES = 2_000_000_000  # for one worker, beyond what it starts with, where the platform can limit it
AT_ONCE = 256  # readings that may wait for the caller
FILES_A_WORKER = 32  # fewer files than this are not worth a second worker

T = TypeVar("T")
Request = tuple[str, str]  # the file's path, and the kind of file it is taken for
Read = Callable[
    [bytes, str], T
]  # a function of a module: gives what is in the bytes of a file of a kind, or raises IntakeError

have_warm(__name__)


@dataclass(frozen=True)
class Reading(Generic[T]):
    """What became of one file: what was found in it, or the check it failed and why; and the hash of its bytes ("" if unreadable)."""

    found: T | None
    check: str = ""
    message: str = ""
    sha256: str = ""


def read_apart(
    requests: Iterable[Request],
    read: Read[T],
    what_to_do: str,
    workers: int | None = None,
    seconds: float = SECONDS,
    memory: int = MEMORY_BYTES,
) -> Iterator[Reading[T]]:
    """Yield what `read` makes of each request, in order, at most a few ahead of the caller.

    `what_to_do` is told, in Vietnamese, of a file that ended its reader. `seconds` are what one file may take (the start of a worker included), `memory` the bytes of address space a worker may take up
    beyond those it starts with. A worker that dies is replaced, and its file given to the next one, once: it may have been killed for
    another's sake.
    """
    queue = _Queue(requests)
    size = len(queue.left)
    wanted = workers or min(os.cpu_count() or 1, 1 + size // FILES_A_WORKER)
    serve = partial(_serve, 2 * seconds, read, what_to_do)  # we end it sooner, if we are there
    prepare = partial(_prepare, memory)
    readings: dict[int, Reading[T]] = {}  # those that wait for an earlier one
    first = 0  # the number of the one to yield next
    given_back = set()
    with closing(
        run_tasks(serve, queue, min(wanted, size), seconds, tasks_a_process=2 * size, prepare=prepare)
    ) as said:
        for (number, request), message in said:
            if isinstance(message, Reading):
                readings[number] = message
            elif number >= first and number not in readings:
                if message.is_overdue or number in given_back:
                    readings[number] = _refused(seconds if message.is_overdue else None, what_to_do)
                else:
                    given_back.add(number)
                    queue.left.appendleft((number, request))
            while first in readings:
                yield readings.pop(first)
                first += 1
                queue.until = first + AT_ONCE


class _Queue:
    """The requests with their numbers, the next one at a time; none while it is far ahead of the caller, or until one is put back."""

    def __init__(self, requests: Iterable[Request]) -> None:
        self.left = deque(enumerate(requests))
        self.until = AT_ONCE

    def __iter__(self) -> Iterator[tuple[int, Request]]:
        return self

    def __next__(self) -> tuple[int, Request]:
        if not self.left or self.left[0][0] >= self.until:
            raise StopIteration
        return self.left.popleft()


def _refused(seconds: float | None, what_to_do: str) -> Reading[T]:
    """Return the reading of a file that took more than so many seconds, or (None) whose worker died."""
    reason = "trình đọc dừng đột ngột hoặc hết bộ nhớ" if seconds is None else f"quá {seconds:.0f} giây"
    return Reading(None, "T08", f"Không đọc được tệp: {reason}. {what_to_do}")


def _read_one(read: Read[T], what_to_do: str, request: Request) -> Reading[T]:
    path, kind = request
    sha256 = ""
    try:
        content = read_file(Path(path), FILE_BYTES)
        sha256 = hashlib.sha256(content).hexdigest()
        return Reading(read(content, kind), sha256=sha256)
    except IntakeError as error:
        return Reading(None, error.check, str(error), sha256)
    except UnreadableError as error:
        if error.is_too_large:
            return Reading(None, "T04", f"Tệp {error.why}. Bỏ ảnh, trang thừa, lưu lại.")
        return Reading(None, "T01", f"Không đọc được tệp: {error.why}. Kiểm tra quyền đọc, đóng tệp nếu đang mở.")
    except FileNotFoundError:
        return Reading(None, "T01", "Không đọc được tệp: tệp vừa bị chuyển đi hoặc xóa. Chạy lại.")
    except MemoryError:  # pragma: no cover - in a worker, which ends: what it holds is of no use to the next file
        raise
    except Exception as error:  # noqa: BLE001 - no file may end the run, whatever is in it
        message = f"Không đọc được tệp ({type(error).__name__}). {what_to_do}"
        return Reading(None, "T01", message, sha256)


def _end_after(seconds: float) -> None:
    """Have the system end this process in so many seconds, where it can; 0 calls that off."""
    with suppress(AttributeError):  # not on Windows
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _serve(
    seconds: float, read: Read[T], what_to_do: str, task: tuple[int, Request], tell: Callable[[Reading[T]], None]
) -> None:
    """Tell the reading of one file; end if that takes longer than `seconds`, should nobody be there any more who would end us."""
    _end_after(seconds)
    reading = _read_one(read, what_to_do, task[1])
    _end_after(0)
    tell(reading)


def _prepare(memory: int, line: Connection) -> None:  # pragma: no cover - in a worker
    """Be a worker: with no file of the caller's but the line to it, silent, and with a limit of memory."""
    leave_files(line.fileno())
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    with suppress(AttributeError):  # not on Windows
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the caller may have a use of its own for it
    limit_memory(address_space() + memory)
    gc.freeze()  # what is imported stays; of a form nothing is left in circles
    gc.set_threshold(20_000)
