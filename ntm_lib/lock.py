"""One build, or one change of settings, at a time in a folder: the second stops with a message. The system gives the lock back however the first ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ntm_lib.errors import ReportError
from ntm_lib.files import reason
from ntm_lib.places import inside

FILE = ".build.lock"
_PATIENCE = 2.0  # seconds: a build that was just killed may still be ending
_ELSEWHERE = ", hoặc chọn thư mục khác bằng --output"


@contextmanager
def locked(output: Path, file: str = FILE, doing: str = "dựng", elsewhere: str = _ELSEWHERE) -> Iterator[None]:
    """Hold the lock of `output` while the block runs; raise ReportError if another program has it, or if the folder can't be written.

    The words say what the program is doing there, and what else a person could do than wait.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        lock = FileLock(inside(output, file), timeout=_PATIENCE)
        lock.acquire()
    except Timeout:
        raise ReportError(
            f"Đang có một lần {doing} khác vào {output}. Đợi lần đó xong rồi chạy lại{elsewhere}."
        ) from None
    except OSError as error:
        raise ReportError(
            f"Không ghi được vào {output} ({file}): {reason(error)}. Kiểm tra quyền ghi và dung lượng đĩa{elsewhere}."
        ) from error
    try:
        yield
    finally:
        lock.release()
