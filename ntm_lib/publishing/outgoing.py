"""Folders of spreadsheets that go out to offices: blank forms, marked copies. What people put or changed there is never replaced or deleted."""

import json
from collections.abc import Collection
from pathlib import Path

from ntm_lib.errors import NtmError, ReportError, UnreadableError
from ntm_lib.files import file_hash, read_file, remove_file, replace_file, sha256
from ntm_lib.places import inside

LIST = ".ntm-written.json"  # in the folder: by file below it, the hashes of what was written there


class OutgoingFolder:
    """The folder `below` another ("" for that one itself), and the list of what the program wrote in it."""

    def __init__(self, folder: Path, below: str = "") -> None:
        self.folder, self._below = folder, f"{below}/" if below else ""
        self.written = _listed(folder / below)

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
        self.written[name] = own
        self._keep()  # before: whatever happens in between, the file is known again
        replace_file(path, content)
        self.written[name] = own[-1:]
        return path

    def remove_all_but(self, names: Collection[str]) -> list[str]:
        """Take away what was written under other names; return what had to stay, and why, in words."""
        left = []
        due = {name.casefold() for name in names}  # on some disks that is one file
        for name in sorted(set(self.written) - set(names)):
            try:
                if name.casefold() not in due and not any(remove_file(self._path(name), s) for s in self.written[name]):
                    left.append(f"Để lại {self._path(name)}: đã có người sửa. Xóa bằng tay nếu không cần nữa.")
                del self.written[name]
            except NtmError as error:
                left.append(str(error))
        try:
            self._keep()
        except ReportError as error:
            left.append(str(error))
        return left

    def _path(self, name: str) -> Path:
        return inside(self.folder, f"{self._below}{name}")

    def _hashes(self, name: str) -> list[str]:
        return [sha for other, own in self.written.items() if other.casefold() == name.casefold() for sha in own]

    def _keep(self) -> None:
        path = self._path(LIST)
        if self.written or path.exists():
            replace_file(path, json.dumps(self.written, indent=1, sort_keys=True).encode("ascii"))


def _listed(folder: Path) -> dict[str, list[str]]:
    """Return the list of a folder; empty if there is none or it was damaged: then nothing there is the program's."""
    try:
        found = json.loads(read_file(folder / LIST))
        return {str(name): [str(sha) for sha in own] for name, own in found.items()}
    except (FileNotFoundError, UnreadableError, ValueError, AttributeError, TypeError, RecursionError):
        return {}
