"""What a process takes: seconds from its start to its end, and the memory of it and of its children. And what machine that was on."""

import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

LIBRARIES = ("papermill", "nbconvert", "nbclient", "ploomber-engine", "ipykernel", "matplotlib", "pandas", "numpy")


@dataclass
class Memory:
    """Largest resident memory seen, in MB; pages that a fork shares with its parent count in both."""

    whole: float = 0.0  # the parent and all below it
    parent: float = 0.0
    worker: float = 0.0  # one report's process with the one its cells run in


@contextmanager
def sampled(parent: int, every: float = 0.2) -> Iterator[Memory]:
    """Look at process `parent` and those below it, again and again while the block runs."""
    peak, stop = Memory(), threading.Event()

    def sample() -> None:
        process = psutil.Process(parent)
        while not stop.wait(every):
            with suppress(psutil.NoSuchProcess):
                _look(process, peak)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def _look(parent: psutil.Process, peak: Memory) -> None:
    own = _resident(parent)
    below = {process.pid: (_parent_of(process), _resident(process)) for process in parent.children(recursive=True)}
    peak.parent = max(peak.parent, own)
    peak.whole = max(peak.whole, own + sum(resident for _, resident in below.values()))
    for pid, (_, resident) in below.items():
        children = [of_child for of_parent, of_child in below.values() if of_parent == pid]
        if len(children) <= 1:  # more has only a server that others are forked from
            peak.worker = max(peak.worker, resident + sum(children))


def _parent_of(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.NoSuchProcess:
        return 0


def _resident(process: psutil.Process) -> float:
    try:
        return process.memory_info().rss / 1e6
    except psutil.NoSuchProcess:
        return 0.0


def seconds_of(command: Sequence[object], cwd: Path | None = None) -> float:
    """Return the seconds from the start of a process to its end; raise SystemExit with what it said if it fails."""
    started = time.perf_counter()
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{command[1:]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return seconds


def repeated(measure: Callable[[], float], times: int = 3) -> list[float]:
    return [measure() for _ in range(times)]


def median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds)


def spread(seconds: Sequence[float]) -> str:
    """Return median, smallest and largest: "4,2 (4,1–4,5)"-like, with points."""
    return f"{median(seconds):.3g} ({min(seconds):.3g}–{max(seconds):.3g})"


def machine() -> dict[str, str]:
    """Return what the figures were taken on: cores, memory, versions. No name and no place of the machine."""
    versions = {name: _version(name) for name in LIBRARIES}
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "load before": f"{os.getloadavg()[0]:.1f}",  # others at work make every figure worse, and ratios uncertain
        "system": f"{platform.system()} {platform.machine()}",
        "Python": sys.version.split()[0],
        **{name: found for name, found in versions.items() if found},
    }


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
