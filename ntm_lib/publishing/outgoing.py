"""Folders of spreadsheets that go out to offices: blank forms, marked copies. What people put or changed there is never replaced or deleted."""

import json
import os
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from ntm_lib.errors import NtmError, ReportError, UnreadableError
from ntm_lib.files import file_hash, read_file, remove_file, replace_file, sha256
from ntm_lib.places import inside

LIST = ".ntm-written.json"  # in the folder: by file below it, what was written there


class Written(NamedTuple):
    """A file that the program wrote: the hashes it may have, and whose it is ("" in lists that did not say so)."""

    hashes: list[str]
    owner: str


class OutgoingFolder:
    """The folder `below` another ("" for that one itself), and the list of what the program wrote in it.

    `owner` names the place and season of what is written where others may write, too; "" if the folder is theirs alone.
    """

    def __init__(self, folder: Path, below: str = "", owner: str = "") -> None:
        self.folder, self._below, self._owner = folder, f"{below}/" if below else "", owner
        self._written = _listed(folder / below)

    def put(self, name: str, content: bytes) -> Path:
        """Write `content` as file `name` below the folder and return its path.

        Raises ReportError if that can't be, or if something lies there that the program did not write or that was changed since.
        """
        path = self._path(name)
        own = [*self._hashes(name), sha256(content)]
        try:
            found = file_hash(path)
        except UnreadableError as error:
            raise ReportError(f"Không ghi được {path}: {error.why}. Chuyển nó đi rồi chạy lại.") from error
        if found not in ("", *own):
            raise ReportError(
                f"Không ghi đè {path}: tệp này không phải do chương trình ghi, hoặc đã có người sửa. Chuyển nó đi, hoặc chọn thư mục khác bằng --output."
            )
        self._written[name] = Written(own, self._owner)
        self._keep()  # before: whatever happens in between, the file is known again
        replace_file(path, content)
        self._written[name] = Written(own[-1:], self._owner)
        return path

    def remove_all_but(self, names: Collection[str]) -> tuple[list[str], list[str]]:
        """Take away what the same owner wrote under other names; return the names of what was deleted, and what had to stay, and why, in words.

        What an older list names without an owner, where others may write, too, stays: it may be theirs.
        """
        gone, left = [], []
        due = {name.casefold() for name in names}  # on some disks that is one file
        for name in sorted(set(self._written) - set(names)):
            owner = self._written[name].owner
            if self._owner and owner not in ("", self._owner):
                continue
            try:
                path = self._path(name)
                is_there = os.path.lexists(path) and name.casefold() not in due
                if is_there and owner != self._owner and self._owner:
                    left.append(f"Để lại {path}: không rõ của nơi, kỳ nào. Xóa bằng tay nếu không cần nữa.")
                    continue
                if is_there and not any(remove_file(path, sha) for sha in self._written[name].hashes):
                    left.append(f"Để lại {path}: đã có người sửa. Xóa bằng tay nếu không cần nữa.")
                    continue
                gone += [name] if is_there else []
                del self._written[name]
            except NtmError as error:
                left.append(str(error))
        try:
            self._keep()
        except ReportError as error:
            left.append(str(error))
        return gone, left

    def _path(self, name: str) -> Path:
        return inside(self.folder, f"{self._below}{name}")

    def _hashes(self, name: str) -> list[str]:
        return [
            sha for other, own in self._written.items() if other.casefold() == name.casefold() for sha in own.hashes
        ]

    def _keep(self) -> None:
        path = self._path(LIST)
        if self._written or path.exists():
            table = {name: own._asdict() for name, own in self._written.items()}
            replace_file(path, json.dumps(table, indent=1, sort_keys=True).encode("ascii"))


def _listed(folder: Path) -> dict[str, Written]:
    """Return the list of a folder; empty if there is none or it was damaged: then nothing there is the program's."""
    try:
        found = json.loads(read_file(folder / LIST))
        named = [(name, own if isinstance(own, dict) else {"hashes": own, "owner": ""}) for name, own in found.items()]
        return {str(name): Written([str(sha) for sha in own["hashes"]], str(own["owner"])) for name, own in named}
    except (FileNotFoundError, UnreadableError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return {}
