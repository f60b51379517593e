"""The same workbook built by two workers here, and by two Dask workers on loopback: seconds, and whether all bytes are the same."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from made_up_workbook import districts_of, write_workbook
from measuring import seconds_of
from scale import build_command

_START_SECONDS = 120


def cluster_figures(folder: Path, count: int, workers: int, times: int) -> dict[str, Any]:
    """Build a made-up workbook of `count` communes here and on a cluster, by turns; raise SystemExit if a byte differs."""
    districts = districts_of(count)
    root = write_workbook(folder / "cluster-workbook", districts, workers=workers)
    here, there = folder / "cluster-here", folder / "cluster-there"
    local = [*build_command(root, here, workers), "--force"]
    seconds_of(local)  # fills the cache of forms, for both alike
    seconds: dict[str, list[float]] = {"local": [], "dask": []}
    with running_cluster(folder, workers) as address:
        # The workers' first task loads the library, as a command's start does; a cluster is there before it is used
        cluster = ["--scheduler", address]
        seconds_of([*build_command(root, there, workers), "--district", districts[0].district_id, *cluster])
        shutil.rmtree(there)
        for _ in range(times):
            seconds["local"].append(seconds_of(local))
            seconds["dask"].append(seconds_of([*build_command(root, there, workers), "--force", *cluster]))
    differing = [name for name, content in pages(here).items() if pages(there).get(name) != content]
    if differing:
        raise SystemExit(f"Other bytes on the cluster: {differing[:5]}")
    return {"communes": count, **seconds, "files": len(pages(here))}


def pages(output: Path) -> dict[str, bytes]:
    files = [path for path in output.rglob("*") if path.suffix in (".html", ".csv")]
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


@contextmanager
def running_cluster(folder: Path, workers: int) -> Iterator[str]:
    """Start a scheduler and workers of one thread each on this computer; yield the scheduler's address."""
    file, log = folder / "scheduler.json", (folder / "dask.log").open("wb")
    options = ["--scheduler-file", str(file), "--no-dashboard"]
    started = [_start(log, "scheduler", "--host", "127.0.0.1", "--port", "0", *options)]
    try:
        _until(lambda: file.exists() and file.read_text("utf-8").endswith("}"))
        preload = ["--preload", "ntm_lib.publishing.warm_pages"]
        started += [_start(log, "worker", "--nthreads", "1", "--no-nanny", *options, *preload) for _ in range(workers)]
        _until(lambda: (folder / "dask.log").read_bytes().count(b"Register worker") == workers)
        yield str(json.loads(file.read_text("utf-8"))["address"])
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()
        log.close()


def _start(log: Any, kind: str, *options: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "dask", kind, *options], stdout=log, stderr=log)


def _until(condition: Any) -> None:
    ends = time.monotonic() + _START_SECONDS
    while not condition():
        if time.monotonic() > ends:
            raise SystemExit("The cluster did not start.")
        time.sleep(0.1)
