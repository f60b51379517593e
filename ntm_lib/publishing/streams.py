"""The files a report's process has open: none of its caller's; what it and all it starts print, told as it is written; all closed at the end.

What is printed goes into a pipe that the watching process reads. Nothing is lost, however the process ends, and it does not matter who
wrote it: Python, a library in C, a program that a cell has started (these two are not heard on Windows; nor does a kernel hear them).
"""

import builtins
import codecs
import ctypes
import gc
import getpass
import io
import os
import re
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from IPython.core.error import StdinNotImplementedError

from ntm_lib.processes import leave_files, open_numbers, which_file
from ntm_lib.publishing.messages import read_some, write_all

NAMES = ("stdout", "stderr")
_MARK = b"\0ntm %d\0"  # in what is printed: message %d was told here. Short, so that no other text comes in between
_ANY_MARK = re.compile(rb"\0ntm [0-9]+\0")
_INNERMOST_FIRST = (io.RawIOBase, (io.BufferedWriter, io.BufferedRandom), io.BufferedIOBase)  # text lies around all
_LIBC = ctypes.CDLL(None) if os.name == "posix" else None


class Text:
    """What a process prints to one of its streams, on the side of who reads it."""

    def __init__(self, name: str, connection: Connection) -> None:
        self.name, self.connection = name, connection
        self.is_open = True  # whether there is still somebody to print
        self.size = 0  # bytes heard
        self._waiting = bytearray()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def hear(self) -> bool:
        """Take what has been printed; return whether there was anything."""
        try:
            if not self.connection.poll():
                return False
            chunk = read_some(self.connection)
        except (EOFError, OSError):
            chunk = b""
        self._waiting += chunk
        self.size += len(chunk)
        self.is_open = bool(chunk)
        return self.is_open

    def until(self, number: int, limit: int, is_all: bool = False) -> str:
        """Return what was printed since the last call and before message `number` was told; if that `is_all`, no letter may be unfinished.

        Nothing yet where more than `limit` bytes were heard: whoever prints without end may have closed what is marked.
        """
        mark, start = _MARK % number, 0
        while (at := self._waiting.find(mark, start)) < 0:
            start = max(0, len(self._waiting) - len(mark))
            if self.size > limit or not self.hear():
                return ""
        said = self._waiting[:at]
        del self._waiting[: at + len(mark)]
        return self._decode(said, is_all)

    def rest(self, limit: int) -> str:
        """Return all that was printed and not yet returned, of more than `limit` bytes what was heard first."""
        while self.size < limit and self.hear():
            pass
        said, self._waiting = self._waiting, bytearray()
        return self._decode(said, is_all=True)

    def _decode(self, said: bytearray, is_all: bool) -> str:
        return self._decoder.decode(_ANY_MARK.sub(b"", said), is_all)


def own_streams(line: Connection, texts: Sequence[Connection]) -> Callable[[int], None]:
    """Have this process print into `texts`, read nothing, and reach no open file except `texts` and `line`.

    Returns the function that marks in both texts that the message of a number was told.
    """
    leave_files(line.fileno(), *(text.fileno() for text in texts))
    for stream in (sys.__stdout__, sys.__stderr__):  # what the caller has written and not yet sent
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()  # type: ignore[union-attr]
    flush_c()
    if os.name == "posix":
        for number, text in enumerate(texts, start=1):
            os.dup2(text.fileno(), number)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc] # noqa: SIM115
    raws = [_Raw(text, number) for number, text in enumerate(texts, start=1)]
    sys.stdout, sys.stderr = (_writer(raw) for raw in raws)
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[misc]
    builtins.input = getpass.getpass = _nobody_answers

    def mark(number: int) -> None:
        flush_c()
        for raw in raws:
            with suppress(OSError, ValueError):  # a cell has closed it
                raw.write(_MARK % number)

    return mark


class _Raw(io.RawIOBase):
    """Sends at once, and in one piece, what is written."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection, self._number = connection, number
        self.name = f"<{NAMES[number - 1]}>"
        self._renew_lock()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._renew_lock)  # a thread that isn't there any more may hold it

    def _renew_lock(self) -> None:
        self._lock = threading.RLock()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        """Return the number that programs started by a cell print to."""
        return self._number

    def write(self, data: Any) -> int:
        content = bytes(data)
        with self._lock:
            write_all(self._connection, content)
        return len(content)


def _writer(raw: Any) -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, "utf-8", "backslashreplace", newline="\n", write_through=True)


def _nobody_answers(*_: Any, **__: Any) -> NoReturn:
    """Say what a kernel says where nobody can be asked."""
    raise StdinNotImplementedError(
        "Khi dựng báo cáo không có ai trả lời input(). Đặt giá trị đó làm tham số của sổ tay."
    )


def files_written() -> set[tuple[int, int, int]]:
    """Return the numbers open for writing, each with its file; none where that can't be known (Windows)."""
    return {(number, *file) for number in open_numbers() if (file := which_file(number)) and _is_written(number)}


def _is_written(number: int) -> bool:
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        return fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY
    except OSError:  # a thread has closed it
        return False


def close_files(names: dict[str, Any], before: set[tuple[int, int, int]]) -> None:
    """Flush and close the files that are being written, but were not `before`, as the end of a Python does; `names` are those of the cells."""
    if before and files_written() <= before:
        return
    for file in _files_outermost_first():
        with suppress(Exception):
            file.flush()
    names.clear()  # not a file, but it closes one when it goes, such as an archive
    gc.collect()
    for file in _files_outermost_first():
        with suppress(Exception):
            file.close()


def _files_outermost_first() -> list[io.IOBase]:
    """Return the file objects of the cells; those of the caller are frozen, and not found."""
    found = [thing for thing in gc.get_objects() if issubclass(type(thing), io.IOBase)]
    return sorted(found, key=lambda file: [isinstance(file, kind) for kind in _INNERMOST_FIRST])


def flush_c() -> None:
    """Write out what libraries in C have printed and hold back."""
    if _LIBC is not None:
        _LIBC.fflush(None)
