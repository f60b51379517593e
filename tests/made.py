"""What takes long to make and many tests look at is made once a machine, in a folder named by the content of all it is made from.

Whoever changes what lies there works on a copy. What was changed all the same is made again when it is next asked for.
What a browser or LibreOffice finds on files is found once a machine, too, as long as these are the same to the byte.
"""

import hashlib
import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path
from typing import TypeVar

import coverage
from filelock import FileLock

from ntm_lib.files import replace_file

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".pytest_cache" / "made"
MOST_KEPT = 3  # states of the project
FOUND = ROOT / ".pytest_cache" / "found"
MOST_FOUND = 600  # a run has about a hundred
# Read by what makes: the code and what comes with it, the workbook, the tests' own makers. data/received and data/cache are results
READ = ("ntm_lib", "notebooks", "data", "tests", "pyproject.toml", "requirements-dev.lock")
RESULTS = ("data/received/", "data/cache/", "data/backup/")

Found = TypeVar("Found")
_used: list[Path] = []  # findings, by tests of this process


def is_input(below: str) -> bool:
    """Return whether what is made may depend on this file of the project; a module of tests makes nothing for others."""
    parts = below.split("/")
    if below.startswith(RESULTS) or "__pycache__" in parts or ".ipynb_checkpoints" in parts:
        return False
    return parts[0] in READ and (parts[0] != "tests" or (below.endswith(".py") and not parts[-1].startswith("test_")))


def inputs(root: Path) -> Iterator[Path]:
    """Return the files of the project that what is made may depend on."""
    for name in READ:
        for path in sorted((root / name).rglob("*")) if (root / name).is_dir() else [root / name]:
            if path.is_file() and is_input(path.relative_to(root).as_posix()):
                yield path


def content(root: Path, files: Iterator[Path]) -> str:
    """Return the hash of the names and the bytes of files below `root`."""
    whole = hashlib.sha256()
    for path in files:
        own = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(root).as_posix()} {own}\n".encode(errors="surrogateescape"))
    return whole.hexdigest()


@lru_cache(maxsize=1)
def key() -> str:
    """Return a name for all that is read here: files, where they lie, this Python and the installed libraries."""
    libraries = sorted(f"{d.metadata['Name']} {d.version}" for d in distributions())
    told = "\n".join([str(ROOT), sys.version, sys.platform, *libraries, content(ROOT, inputs(ROOT))])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def made(name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder that `make` has filled, now or in an earlier run on the same state of everything."""
    state = KEPT / key()
    state.mkdir(parents=True, exist_ok=True)
    folder, mark = state / name, state / f"{name}.sha256"
    with FileLock(state / f"{name}.lock"):
        if not mark.exists() or mark.read_text("utf-8") != content(folder, files(folder)):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            with _uncounted():
                make(folder)
            mark.write_text(content(folder, files(folder)), "utf-8")
    return folder


def found(looked_at: Iterable[bytes], find: Callable[[], Found]) -> Found:
    """Return what `find` finds, now or in an earlier run; `looked_at` is all that it depends on."""
    whole = hashlib.sha256()
    for part in looked_at:
        whole.update(hashlib.sha256(part).digest())
    kept = FOUND / whole.hexdigest()
    _used.append(kept)
    with suppress(FileNotFoundError):  # it may be removed meanwhile, by tests that run beside these
        finding = pickle.loads(kept.read_bytes())
        os.utime(kept)
        return finding
    new = find()
    replace_file(kept, pickle.dumps(new))
    return new


def forget_findings() -> None:
    """Remove what tests of this process have used: one of them has failed, and the next run is to look afresh."""
    while _used:
        _used.pop().unlink(missing_ok=True)


@contextmanager
def _uncounted() -> Iterator[None]:
    """Count no branches: what is made is made in one run and not in the next, and each is to count the same."""
    counting = coverage.Coverage.current()
    if counting is None or sys.gettrace() is None:
        yield
        return
    counting.stop()
    yield
    counting.start()


def files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def forget_old_states() -> None:
    """Remove all but the states that were last begun, and the findings that were last asked for."""
    for state in _latest_first(KEPT)[MOST_KEPT:]:
        shutil.rmtree(state, ignore_errors=True)
    for finding in _latest_first(FOUND)[MOST_FOUND:]:
        finding.unlink(missing_ok=True)


def _latest_first(folder: Path) -> list[Path]:
    times = {}
    for path in folder.glob("[!.]*"):
        with suppress(FileNotFoundError):  # by tests that run beside these
            times[path] = path.stat().st_mtime
    return sorted(times, key=lambda path: -times[path])
