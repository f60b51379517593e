"""Several files of a workbook are changed all or none, and what they were before is kept in data/backup.

While it is done a journal lies there with all that is to be written. Whoever finds it (`Workbook.open` refuses to go on) knows that the
program was stopped meanwhile, and `finish_writing` does the rest.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from ntm_lib.errors import ReportError
from ntm_lib.files import file_hash, not_written, read_file, remove_file, replace_file, sha256
from ntm_lib.lock import locked
from ntm_lib.places import inside
from ntm_lib.workbook.settings import BACKUP, JOURNAL

_LOCK = ".lock"


class _Change(NamedTuple):
    """What is to become of the file at `name`; None is no file."""

    name: str
    old: str  # sha256, "" if there was none
    new: bytes | None

    @property
    def sha(self) -> str:
        return "" if self.new is None else sha256(self.new)


def write_all(root: Path, files: Mapping[str, bytes | None], expected: Mapping[str, str] | None = None) -> Path | None:
    """Write the files, by their paths below the workbook's folder; None takes one away. Return the folder that holds what they were before.

    None if they are so already. `expected` are the sha256 ("": none) of all that the caller has read for this. Raises ReportError, and
    nothing has changed then, if one of these is another by now, another program is writing, or a place can't be written.
    """
    if not _changes(root, files, expected or {}):
        return None
    with _alone(root):
        if inside(root, JOURNAL).exists():
            raise ReportError("Lần ghi trước bị ngắt giữa chừng. Chạy `ntm setup` để ghi nốt, rồi chạy lại.")
        changes = _changes(root, files, expected or {})
        backup = _new_backup(root)
        before = {change.name: read_file(inside(root, change.name)) for change in changes if change.old}
        for name, content in before.items():
            replace_file(inside(backup, name), content)
        replace_file(inside(root, JOURNAL), _journal(backup, changes))
        try:
            for change in changes:
                _put(root, change)
        except ReportError:
            _put_back(root, changes, before)
            raise
        _remove_journal(root)
    return backup


def finish_writing(root: Path) -> Path | None:
    """Do what is left of a writing that was stopped; return the folder that holds what the files were before, None if none was stopped.

    Raises ReportError that names a file which somebody has changed since, or which can't be written.
    """
    journal = inside(root, JOURNAL)
    if not journal.exists():
        return None
    with _alone(root):
        raw = json.loads(read_file(journal))
        backup = root / BACKUP / raw["backup"]
        changes = [
            _Change(name, old, None if new is None else base64.b64decode(new)) for name, old, new in raw["files"]
        ]
        for change in changes:
            path = inside(root, change.name)
            if file_hash(path) not in (change.old, change.sha):
                raise ReportError(
                    f"{path} đã bị sửa sau khi lần ghi trước bị ngắt. Chép tệp ấy ra chỗ khác, chép bản cũ trong {backup} về đó (không có bản cũ thì xóa tệp), rồi chạy lại."
                )
        for change in changes:
            if file_hash(inside(root, change.name)) != change.sha:
                _put(root, change)
        _remove_journal(root)
    return backup


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with locked(inside(root, BACKUP), _LOCK, "ghi", ""):
        yield


def _changes(root: Path, files: Mapping[str, bytes | None], expected: Mapping[str, str]) -> list[_Change]:
    """Return what differs from what is there now; raise ReportError if that is not what the caller has read."""
    for name, sha in expected.items():
        path = inside(root, name)
        if file_hash(path) != sha:
            raise ReportError(f"{path} đã bị sửa trong lúc chương trình làm việc. Chưa ghi gì; chạy lại.")
    found = [_Change(name, file_hash(inside(root, name)), content) for name, content in files.items()]
    return [change for change in found if change.old != change.sha]


def _new_backup(root: Path) -> Path:
    """Return a new folder for what the files are now, named after the time."""
    now = f"{datetime.now():%Y-%m-%d-%H%M%S}"
    for number in count(1):
        folder = inside(root, f"{BACKUP}/{now}{f'-{number}' if number > 1 else ''}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise not_written(folder, error) from error
        return folder
    raise AssertionError  # count has no end


def _journal(backup: Path, changes: list[_Change]) -> bytes:
    files = [(c.name, c.old, None if c.new is None else base64.b64encode(c.new).decode("ascii")) for c in changes]
    return json.dumps({"backup": backup.name, "files": files}).encode("ascii")


def _put(root: Path, change: _Change) -> None:
    path = inside(root, change.name)
    if change.new is not None:
        replace_file(path, change.new)
    elif not remove_file(path, change.old):
        raise ReportError(f"{path} đã bị sửa trong lúc chương trình làm việc. Chạy lại.")


def _put_back(root: Path, changes: list[_Change], before: Mapping[str, bytes]) -> None:
    """Have all as it was; where that can't be, the journal stays."""
    for change in changes:
        path = inside(root, change.name)
        if file_hash(path) == change.old:
            continue
        _put(root, _Change(change.name, change.sha, before.get(change.name)))
    _remove_journal(root)


def _remove_journal(root: Path) -> None:
    path = inside(root, JOURNAL)
    remove_file(path, file_hash(path))
