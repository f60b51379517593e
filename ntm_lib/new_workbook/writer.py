"""A new workbook on disk: all of it, or nothing."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ntm_lib.errors import WorkbookError
from ntm_lib.files import UNFINISHED, not_written, opened, reason
from ntm_lib.new_workbook.contents import Contents
from ntm_lib.places import is_link

_OF_THE_SYSTEM = {".ds_store", ".localized", "thumbs.db", "desktop.ini"}


def refuse_filled(folder: Path) -> None:
    """Raise WorkbookError if there is anything in `folder` but what a system puts into every folder; it need not be there."""
    if not os.path.lexists(folder):
        return
    if is_link(folder) or not folder.is_dir():
        raise WorkbookError(f"{folder} không phải là thư mục. Chọn tên khác cho thư mục của sổ mới.")
    try:
        inside = sorted(p.name for p in folder.iterdir())
    except OSError as error:
        raise WorkbookError(f"Không xem được {folder}: {reason(error)}. Chọn thư mục khác cho sổ mới.") from None
    kept = [name for name in inside if name.lower() not in _OF_THE_SYSTEM and not UNFINISHED.fullmatch(name)]
    if kept:
        more = f" và {len(kept) - 3} mục nữa" if len(kept) > 3 else ""
        raise WorkbookError(
            f"{folder} đã có {', '.join(kept[:3])}{more}. Sổ mới chỉ lập trong thư mục trống: chọn tên thư mục khác."
        )


def write(folder: Path, contents: Contents, check: Callable[[Path], object]) -> None:
    """Write the workbook into `folder`, which is absent or empty: made beside its place first, then moved there if `check` takes it.

    Raises WorkbookError if something is in it, ReportError if it can't be written, and what `check` raises: then nothing of it is left.
    """
    refuse_filled(folder)
    is_there = folder.exists()
    made = [] if is_there else [parent for parent in (folder.parent, *folder.parent.parents) if not parent.exists()]
    name = f".{folder.name[:100]}.ntm-{os.getpid()}.tmp"
    temporary = folder / name if is_there else folder.parent / name
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        _fill(temporary, contents)
        check(temporary)
        if is_there:
            _move_all(temporary, folder)
        else:
            temporary.rename(folder)
    except OSError as error:
        raise not_written(folder, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        for parent in made:  # those that hold nothing: the workbook was not written
            with suppress(OSError):
                parent.rmdir()


def _fill(folder: Path, contents: Contents) -> None:
    for name in contents.folders:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, content in contents.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            _copy(content, path)


def _copy(source: Path, target: Path) -> None:
    """Copy a file with its time, which people look at; raise UnreadableError if it can't be read."""
    with opened(source) as file, target.open("xb") as copy:
        shutil.copyfileobj(file, copy)
        time = os.fstat(file.fileno()).st_mtime_ns
    os.utime(target, ns=(time, time))


def _move_all(temporary: Path, folder: Path) -> None:
    """Move what `temporary` holds one level up; what was moved is taken back if one of it can't be."""
    moved: list[Path] = []
    try:
        for path in sorted(temporary.iterdir()):
            path.rename(folder / path.name)
            moved.append(folder / path.name)
    except OSError:
        for path in moved:
            shutil.rmtree(path, ignore_errors=True)
        raise
    temporary.rmdir()
