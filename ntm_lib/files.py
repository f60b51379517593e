"""Files: only plain files of a sensible size are read, any other is named; a file is replaced whole: a reader sees the old one or the new one."""

import errno
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from ntm_lib.errors import ReportError, UnreadableError

MOST_BYTES = 100_000_000  # of a file that is read whole
MOST_HASHED = 2_000_000_000  # of a file that is only looked at for changes
_AT_A_TIME = 1_000_000
UNFINISHED = re.compile(r"\..+\.ntm-[0-9]+\.tmp")  # what a file that is being written is called, beside its place
PATIENCE = 2.0  # seconds that a file may be held by another program before it can't be replaced
_OF_THE_SYSTEM = ("thumbs.db", "desktop.ini")  # Windows puts them there

_REASONS = {
    "EACCES": "không có quyền", "EPERM": "không có quyền", "EROFS": "ổ đĩa chỉ cho đọc",
    "ENOENT": "không có tệp hoặc thư mục ấy", "ENOTDIR": "ở đó là một tệp, không phải thư mục",
    "EISDIR": "ở đó là một thư mục", "EEXIST": "ở đó đã có tệp hoặc thư mục", "ENOTEMPTY": "thư mục không trống",
    "ENAMETOOLONG": "tên quá dài", "ELOOP": "các liên kết dẫn vòng về nhau",
    "ENOSPC": "đĩa đã đầy", "EDQUOT": "đã hết phần đĩa được cấp", "EFBIG": "tệp lớn quá mức cho phép",
    "EBUSY": "chương trình khác đang dùng", "ETXTBSY": "chương trình khác đang dùng", "EIO": "ổ đĩa không đọc ghi được",
    "EMFILE": "máy mở quá nhiều tệp", "ENFILE": "máy mở quá nhiều tệp",
}  # fmt: skip
_DO_READ = "Kiểm tra quyền đọc, đóng tệp nếu đang mở, rồi chạy lại."
_DO_MOVE = "Chuyển nó ra khỏi đây hoặc thay bằng tệp thật, rồi chạy lại."


def visible(folder: Path) -> list[Path]:
    """Return the entries of `folder` by name, without hidden and system files and the lock files of an open Excel or LibreOffice.

    Nothing if there is no such folder; raises UnreadableError if it is there and can't be looked into.
    """
    try:
        found = sorted(folder.iterdir())
    except FileNotFoundError:
        _refuse_broken_link(folder)
        return []
    except OSError as error:
        raise UnreadableError(folder, reason(error), "Kiểm tra quyền đọc; ở chỗ này phải là một thư mục.") from error
    return [p for p in found if not p.name.startswith(("~$", ".")) and p.name.lower() not in _OF_THE_SYSTEM]


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a plain file for reading. Raises FileNotFoundError if there is none, UnreadableError if what is there can't be read.

    A pipe or a device is not waited for: it could keep the program for ever.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        _refuse_broken_link(path)
        raise
    except (OSError, ValueError) as error:
        raise UnreadableError(_in_the_way(path), reason(error), _DO_READ) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableError(path, "ở đó là thư mục, thiết bị hoặc ống dẫn, không phải tệp", _DO_MOVE)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - of a descriptor
        try:
            yield file
        except OSError as error:
            raise UnreadableError(path, reason(error), _DO_READ) from error


def _in_the_way(path: Path) -> Path:
    """Return the first part of `path` that can't be entered: not a folder, or one without permission; else `path`."""
    for part in reversed(path.parents):
        with suppress(OSError):
            if os.path.lexists(part) and not (
                part.is_dir() and os.access(part, os.X_OK, effective_ids=os.access in os.supports_effective_ids)
            ):
                return part
    return path


def fill_standard_numbers() -> None:
    """Have the numbers 0 to 2 open, if on nothing: a pipe or file that got one of them would be taken for what is read or printed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # gets the lowest number that is free


def is_file(path: Path) -> bool:
    """Return whether `path` is a plain file, or a link to one; raise UnreadableError if that can't be known."""
    try:
        return path.is_file()
    except OSError as error:
        raise UnreadableError(path, reason(error), _DO_READ) from error


def _refuse_broken_link(path: Path) -> None:
    """Raise UnreadableError if what seems absent is a link that leads nowhere, or lies behind one: a share that is not there now."""
    for part in (path, *path.parents):
        if part.is_symlink() and not part.exists():
            raise UnreadableError(part, "liên kết tới nơi không có", _DO_MOVE) from None


def read_file(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a plain file; raises as `opened` does, UnreadableError also for one over `most` bytes, which is not read."""
    with opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        content = b"" if size > most else file.read(size + 1)  # as much memory as is asked for is taken
        if len(content) > size:  # it grows, or does not tell its size
            content += file.read(most + 1 - len(content))
    if max(size, len(content)) > most:
        why = f"lớn {max(size, len(content)) / 1e6:.0f} MB, quá {most / 1e6:.0f} MB"
        raise UnreadableError(path, why, _DO_MOVE, is_too_large=True)
    return content


def reason(error: Exception) -> str:
    """Return the reason why the system would not read or write something, in Vietnamese; in its own words where they are not known."""
    match error:
        case PermissionError(filename=str(name)) if os.name == "nt" and Path(name).is_dir():  # so it says of a folder
            return "ở đó là một thư mục"
        case OSError(errno=int(number)) if errno.errorcode.get(number) in _REASONS:
            return _REASONS[errno.errorcode[number]]
        case ValueError():
            return "tên có ký tự không dùng được"
    return f"hệ thống báo “{getattr(error, 'strerror', None) or error}”"


def put_file(source: Path, target: Path) -> None:
    """Flush `source`, a file that was written in the same folder, to disk and put it in place of `target`; raise ReportError if that can't be."""
    try:
        with source.open("rb+") as file:
            os.fsync(file.fileno())
        _patiently(lambda: source.replace(target))
    except OSError as error:
        raise not_written(target, error) from error


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, flush it to disk, and put it in place; raise ReportError if the place can't be written."""
    temporary = path.with_name(f".{path.name[:100]}.ntm-{os.getpid()}.tmp")

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)  # a link may lie there: it is never written through
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _patiently(lambda: temporary.replace(path))
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise not_written(path, error) from error


def remove_file(path: Path, expected: str) -> bool:
    """Delete a file that the program wrote, if it still is what was written (its sha256); return whether it is gone, or was not there.

    Raises ReportError if the system won't.
    """
    if not expected:
        return not os.path.lexists(path)
    try:
        found = file_hash(path)
        if found == expected:
            _patiently(path.unlink)
        return found in ("", expected)
    except UnreadableError:
        return False
    except OSError as error:
        raise ReportError(
            f"Không xóa được {path}: {reason(error)}. Đóng tệp nếu đang mở rồi chạy lại, hoặc xóa bằng tay."
        ) from error


def _patiently(act: Any) -> None:
    """Do it, again for a while if the system refuses for now: on Windows a file that is open elsewhere can't be replaced."""
    ends = time.monotonic() + PATIENCE
    wait = 0.01
    while True:
        try:
            return act()
        except PermissionError:
            if time.monotonic() + wait > ends:
                raise
            time.sleep(wait)
            wait = min(2 * wait, 0.2)


def not_written(path: Path, error: OSError) -> ReportError:
    """Return the error that says why a file could not be written, and what to do."""
    return ReportError(
        f"Không ghi được {path}: {reason(error)}. Đóng tệp nếu đang mở, kiểm tra quyền ghi và dung lượng đĩa."
    )


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def fingerprint(content: Any) -> str:
    """Return the sha256 of `content` (texts, numbers, lists and dicts of them), the same on every computer."""
    return sha256(json.dumps(content, sort_keys=True).encode("ascii"))


def file_hash(path: Path, most: int = MOST_HASHED) -> str:
    """Return the sha256 of a plain file, "" if there is none, its size in words if it has more than `most` bytes; raise as `opened` does."""
    digest, left = hashlib.sha256(), most
    try:
        with opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            while size <= most and left >= 0 and (part := file.read(_AT_A_TIME)):
                digest.update(part)
                left -= len(part)
    except FileNotFoundError:
        return ""
    return digest.hexdigest() if size <= most and left >= 0 else f"{size} byte"


def file_hashes(paths: Iterable[Path], root: Path) -> dict[str, str]:
    """Return the sha256 of each file by its path below `root`, in that order; "" for one that is not there. Times play no part.

    Raises UnreadableError for one that is there and can't be read.
    """
    return {path.relative_to(root).as_posix(): file_hash(path) for path in sorted(paths)}
