"""One build at a time into a folder: the second stops with a message. The system gives the lock back however a build ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ntm_lib.errors import ReportError
from ntm_lib.files import reason
from ntm_lib.places import inside

FILE = ".build.lock"
_PATIENCE = 2.0  # seconds: a build that was just killed may still be ending


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Hold the lock of `output` while the block runs; raise ReportError if another build has it, or if the folder can't be written."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        lock = FileLock(inside(output, FILE), timeout=_PATIENCE)
        lock.acquire()
    except Timeout:
        raise ReportError(
            f"Đang có một lần dựng khác vào {output}. Đợi lần đó xong rồi chạy lại, hoặc chọn thư mục khác bằng --output."
        ) from None
    except OSError as error:
        raise ReportError(
            f"Không ghi được vào {output} ({FILE}): {reason(error)}. Kiểm tra quyền ghi và dung lượng đĩa, hoặc chọn thư mục khác bằng --output."
        ) from error
    try:
        yield
    finally:
        lock.release()
