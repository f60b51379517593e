"""What the command writes on, and its last words.

To a terminal in the terminal's own encoding, anywhere else (a file, a pipe) in UTF-8; what can't be written so is written as \\x.. or \\u.....
"""

import errno
import io
import os
import re
import sys
import traceback
from contextlib import suppress

import click

from ntm_lib.errors import unforeseen
from ntm_lib.files import fill_standard_numbers, reason

_TRACEBACK = "NTM_TRACEBACK"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def open_streams() -> None:
    """Make the three standard streams usable: one that was closed leads nowhere, so that no file of the program gets its number."""
    fill_standard_numbers()
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: PTH123, SIM115 - for as long as the command runs
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def has_terminal() -> bool:
    """Return whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def is_confirmed() -> bool:
    """Ask whether to write; without a terminal nobody can say so, and the way to say it beforehand is told."""
    if not has_terminal():
        click.echo("Không hỏi được vì không có cửa sổ lệnh: thêm --yes để ghi.")
        return False
    typed: str = click.prompt("Ghi vào sổ? (c = có, k = không)", default="k", show_default=False)
    return typed.strip().casefold() in ("c", "có", "co", "y", "yes")


def say(text: str) -> None:
    """Write a last word where errors go, if it can be written at all."""
    with suppress(OSError):
        click.echo(_CONTROL.sub("?", text), err=True)  # what was typed may hold what a terminal obeys


def close_streams() -> bool:
    """Write out what was said; return whether it could be. What could not is dropped: Python would try again as it ends."""
    written = True
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            written = False
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return written


def last_words(error: Exception) -> str:
    """Return the words for an error that no command foresaw; with its traceback if NTM_TRACEBACK is set, for an engineer."""
    trace = "".join(traceback.format_exception(error)) if os.environ.get(_TRACEBACK) else ""
    match error:
        case MemoryError() | OSError(errno=errno.ENOMEM):
            return f"{trace}Máy không đủ bộ nhớ cho lệnh này. Đóng bớt chương trình, hoặc bỏ giới hạn bộ nhớ (ulimit -v), rồi chạy lại."
        case ImportError() | SystemError():  # the latter from a library whose memory was refused
            return (
                f"{trace}Không nạp được thư viện ({type(error).__name__}: {error}). Máy có thể thiếu bộ nhớ: đóng bớt chương trình, bỏ giới hạn bộ nhớ (ulimit -v) "
                "rồi chạy lại. Nếu vẫn lỗi, cài lại: xóa thư mục .venv rồi chạy make reports."
            )
        case OSError(strerror=str()):
            what = error.filename or "màn hình, hoặc tệp nhận chữ in ra"
            return f"{trace}Không đọc hoặc ghi được {what}: {reason(error)}. Kiểm tra quyền và dung lượng đĩa rồi chạy lại."
    return (
        f"{trace}{unforeseen(error)}\nNhững gì đã ghi vẫn nguyên vẹn, không có tệp nào ghi dở. Chạy lại; nếu vẫn lỗi, chạy với biến môi "
        f"trường {_TRACEBACK}=1 rồi gửi toàn bộ chữ hiện ra cho người phụ trách kỹ thuật."
    )
