"""The log of all builds into one folder, a JSON line a change of state; only ever added to.

Times are for people: nothing is decided by them, so that a clock that was moved back does no harm.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from ntm_lib.errors import NtmError
from ntm_lib.files import MOST_HASHED, read_file, replace_file
from ntm_lib.places import inside

FILE = "run-log.jsonl"
_RUN_DIGITS = 12


class RunLog:
    """Adds the lines of one build, each with the build's id and its time."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.run = uuid4().hex[:_RUN_DIGITS]
        self._before = b"\n"  # ends a line that a killed build left unfinished

    def add(self, **entry: Any) -> None:
        """Add a line; where that can't be written (the disk is full) it is left out: a log stops no build."""
        line = json.dumps({"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "run": self.run} | entry)
        with suppress(OSError, NtmError):
            path = inside(self.output, FILE)
            if path.exists() and (not path.is_file() or path.stat().st_nlink > 1):
                replace_file(
                    path, read_file(path, MOST_HASHED)
                )  # its bytes are another file's, too: a backup keeps what it has
            with path.open("ab") as file:
                file.write(self._before + line.encode("ascii") + b"\n")
            self._before = b""


def log_entries(output: Path) -> Iterator[dict[str, Any]]:
    """Yield the log's lines, oldest first; a line cut off when a build was killed is left out."""
    try:
        lines = read_file(output / FILE, MOST_HASHED).splitlines()
    except (FileNotFoundError, NtmError):
        return
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in ("time", "run")):
            yield entry
