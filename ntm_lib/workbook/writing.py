"""Several files of a workbook are changed all or none, and what they were before is kept in data/backup.

Meanwhile a journal lies there with all that is to be written. Where it is found (`Workbook.open` refuses to go on) the program was stopped,
and `finish_writing` does the rest. Nothing here deletes a backup.
"""

import base64
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from ntm_lib.errors import NtmError, ReportError
from ntm_lib.files import UNFINISHED, file_hash, not_written, read_file, remove_file, replace_file, sha256
from ntm_lib.lock import locked
from ntm_lib.places import inside

BACKUP = "data/backup"
JOURNAL = f"{BACKUP}/.unfinished.json"
STOPPED = "Một lần ghi thiết lập chưa xong: đang chạy ở cửa sổ khác thì đợi rồi chạy lại; bị ngắt giữa chừng thì chạy `ntm setup` để ghi nốt."
_HALF_DONE = "Việc ghi dừng giữa chừng: xử lý xong thì chạy `ntm setup` để ghi nốt."
_LOCK = ".lock"


class _Change(NamedTuple):
    """What is to become of the file at `name`, below the workbook's folder."""

    name: str
    old: str  # sha256 of what was there, "" if nothing
    new: bytes | None  # None: no file

    @property
    def sha(self) -> str:
        return "" if self.new is None else sha256(self.new)


def write_all(root: Path, files: Mapping[str, bytes | None], expected: Mapping[str, str] | None = None) -> Path | None:
    """Write the files, named by their paths below `root`, None taking one away; return the folder that keeps what they were before.

    None if they are so already. `expected` has the sha256 ("" for no file) of all that the caller has read for this. Raises ReportError if one
    of these is another by now, a place can't be written or another program is writing; all is as it was then, or the error says that it is not.
    """
    if not _changes(root, files, expected or {}):
        return None
    with locked(inside(root, BACKUP), _LOCK, "ghi", ""):
        if os.path.lexists(root / JOURNAL):
            raise ReportError(STOPPED)
        changes = _changes(root, files, expected or {})
        before = {change.name: read_file(inside(root, change.name)) for change in changes if change.old}
        backup = _new_backup(root)
        for name, content in before.items():
            replace_file(inside(backup, name), content)
        replace_file(inside(root, JOURNAL), _journal(backup, changes))
        try:
            for change in changes:
                _put(root, change)
        except NtmError as error:
            if not _put_back(root, changes, before):
                raise ReportError(f"{error} {_HALF_DONE}") from error
            _remove_journal(root)
            raise
        _remove_journal(root)
    return backup


def finish_writing(root: Path) -> Path | None:
    """Do what is left of a writing that was stopped; return the folder that keeps what the files were before, None if none was stopped.

    Raises ReportError if a file is neither what it was before nor what it is to be, and nothing is written then; or if one can't be written.
    """
    if not os.path.lexists(root / JOURNAL):
        return None
    with locked(inside(root, BACKUP), _LOCK, "ghi", ""):
        if not os.path.lexists(root / JOURNAL):  # another program was writing, and is done
            return None
        backup, changes = _read_journal(root)
        for change in changes:
            path = inside(root, change.name)
            if file_hash(path) not in (change.old, change.sha):
                raise ReportError(
                    f"{path} đã bị sửa sau khi lần ghi trước bị ngắt. Chép tệp ấy ra chỗ khác, chép bản cũ trong {backup} vào chỗ nó (không có bản cũ thì xóa nó), rồi chạy lại."
                )
        for change in changes:
            _put(root, change)
            _remove_half_written(inside(root, change.name).parent)
        _remove_journal(root)
    return backup


def _changes(root: Path, files: Mapping[str, bytes | None], expected: Mapping[str, str]) -> list[_Change]:
    """Return what differs from what is there now; raise ReportError if that is not what the caller has read."""
    for name, sha in expected.items():
        if file_hash(inside(root, name)) != sha:
            raise _edited(root / name)
    found = [_Change(name, file_hash(inside(root, name)), content) for name, content in files.items()]
    return [change for change in found if change.old != change.sha]


def _edited(path: Path) -> ReportError:
    return ReportError(f"{path} vừa bị sửa trong lúc chương trình làm việc nên chưa ghi gì. Chạy lại.")


def _new_backup(root: Path) -> Path:
    """Make a folder named after the time, and return it."""
    now = f"{datetime.now():%Y-%m-%d-%H%M%S}"
    names = (f"{BACKUP}/{now}{f'-{n}' if n > 1 else ''}" for n in count(1))
    folder = next(path for name in names if not os.path.lexists(path := inside(root, name)))
    try:
        folder.mkdir()
    except OSError as error:
        raise not_written(folder, error) from error
    return folder


def _journal(backup: Path, changes: Sequence[_Change]) -> bytes:
    files = [(c.name, c.old, c.sha, base64.b64encode(c.new or b"").decode("ascii")) for c in changes]
    return json.dumps({"backup": backup.name, "files": files}).encode("ascii")


def _read_journal(root: Path) -> tuple[Path, list[_Change]]:
    path = inside(root, JOURNAL)
    try:
        said = json.loads(read_file(path))
        backup = inside(root, f"{BACKUP}/{said['backup']}")
        changes = [_Change(name, old, base64.b64decode(new) if sha else None) for name, old, sha, new in said["files"]]
        if [change.sha for change in changes] != [sha for _, _, sha, _ in said["files"]]:
            raise ValueError
    except (ValueError, TypeError, KeyError):
        raise ReportError(
            f"{path} đã hỏng nên không ghi nốt được. Chép các tệp trong thư mục mới nhất của {path.parent} về chỗ cũ, xóa {path.name}, rồi làm lại từ đầu."
        ) from None
    return backup, changes


def _put(root: Path, change: _Change) -> None:
    """Have the file as it is to be."""
    path = inside(root, change.name)
    found = file_hash(path)
    if found == change.sha:
        return
    if found != change.old:
        raise _edited(path)
    if change.new is None:
        remove_file(path, found)
    else:
        replace_file(path, change.new)


def _put_back(root: Path, changes: Sequence[_Change], before: Mapping[str, bytes]) -> bool:
    """Have what was written as it was before, as far as that can be; return whether nothing written is left.

    The last first: on a full disk there is always room for that.
    """
    is_whole = True
    for change in reversed(changes):
        try:
            if file_hash(inside(root, change.name)) == change.sha:
                _put(root, _Change(change.name, change.sha, before.get(change.name)))
        except NtmError:
            is_whole = False
    return is_whole


def _remove_half_written(folder: Path) -> None:
    for path in (path for path in folder.glob(".*.tmp") if UNFINISHED.fullmatch(path.name)):
        with suppress(OSError):
            path.unlink()


def _remove_journal(root: Path) -> None:
    path = inside(root, JOURNAL)
    remove_file(path, file_hash(path))
