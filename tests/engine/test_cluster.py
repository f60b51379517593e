"""The same plan on a Dask cluster: a real scheduler and real workers on this computer; same bytes, and a lost worker loses nothing."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from ntm_lib.publishing.batch import run_reports
from ntm_lib.publishing.cluster import RUN_FILE, _is_wanted
from tests.conftest import ROOT
from tests.engine.killing import SEASON, TwoStates, build, building, tree
from tests.engine.small import FRAME, HEADING, SHORT, notebook, report, until
from tests.forked import Command
from tests.several_districts import SEASON as AREA_SEASON
from tests.several_districts import built_several_districts


class RunningCluster:
    """A scheduler and workers of one thread each."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.processes: list[Command] = []
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        until(lambda: self.file.exists() and self.file.read_text("utf-8").endswith("}"), 60)
        self.address = json.loads(self.file.read_text("utf-8"))["address"]
        self.scheduler = self.processes.pop()

    def add_worker(self) -> None:
        self._start(
            "worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--preload", "ntm_lib.publishing.warm_pages"
        )

    def add_documented_workers(self) -> None:
        """Start workers by the command of docs/architecture.md, two of them."""
        text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
        (command,) = re.findall(r"^dask worker (\S+) (.*?) +#", text, re.MULTILINE)
        options = re.sub(r"--nworkers \d+", "--nworkers 2", command[1])
        assert "--nworkers 2" in options
        self._start("worker", *options.split(), "--no-dashboard")

    def _start(self, kind: str, *options: str) -> None:
        command = [kind, "--scheduler-file", str(self.file), *options]
        self.processes.append(Command(command, self.file.parent, "dask", self.file.with_name("dask.log")))

    def close(self) -> None:
        for process in [*self.processes, self.scheduler]:
            children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
            for own in (process, *children):
                with suppress(psutil.NoSuchProcess, ProcessLookupError):
                    own.kill()
            process.wait()


@pytest.fixture(scope="module")
def states(tmp_path_factory) -> TwoStates:
    return TwoStates(tmp_path_factory.mktemp("states"))


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[RunningCluster]:
    running = RunningCluster(tmp_path)
    for _ in range(2):
        running.add_worker()
    until(lambda: (tmp_path / "dask.log").read_bytes().count(b"Register worker") == 2, 120)
    yield running
    running.close()


def test_a_cluster_builds_the_same_bytes_though_a_worker_is_killed(
    states: TwoStates, cluster: RunningCluster, tmp_path: Path
) -> None:
    """One of two workers is killed when the first report is published: every report is there, as built on this computer alone."""
    workbook = states.copy(tmp_path / "workbook")
    log = workbook / "reports" / SEASON / "run-log.jsonl"
    before = log.read_text("utf-8").count('"published"')
    with building(workbook, "--force", "--scheduler", cluster.address) as process:
        until(lambda: log.read_text("utf-8").count('"published"') > before, 120)
        os.kill(cluster.processes[0].pid, signal.SIGKILL)
        output, _ = process.communicate(timeout=240)
    assert process.returncode == 0, output
    assert tree(workbook / "reports" / SEASON) == tree(states.after / "reports" / SEASON)
    assert "không có gì thay đổi" in build(workbook).stdout


def test_workers_are_started_as_documented(states: TwoStates, tmp_path: Path) -> None:
    """Dask starts them below a nanny, as processes that may have no children of their own; ours start some all the same."""
    workbook = states.copy(tmp_path / "workbook")
    running = RunningCluster(tmp_path)
    try:
        running.add_documented_workers()
        until(lambda: (tmp_path / "dask.log").read_bytes().count(b"Register worker") == 2, 120)
        build(workbook, "--force", "--scheduler", running.address)
    finally:
        running.close()
    assert tree(workbook / "reports" / SEASON) == tree(states.after / "reports" / SEASON)


def test_districts_are_built_on_the_cluster_though_a_worker_is_killed(cluster: RunningCluster, tmp_path: Path) -> None:
    """Each district is a task, that of the lost worker another's: the lock it held in the district's folder goes with it.

    The pages above the districts are made here; all as without a cluster.
    """
    workbook = built_several_districts(tmp_path / "workbook")
    reports = workbook / "reports" / AREA_SEASON
    alone = reports.rename(tmp_path / "alone")
    with building(workbook, "--scheduler", cluster.address) as process:
        until(lambda: any(reports.glob("*/xa/*.html")), 120)
        os.kill(cluster.processes[0].pid, signal.SIGKILL)
        output, _ = process.communicate(timeout=240)
    assert process.returncode == 0 and "Xong 30 trang của 3 huyện, 0 lỗi" in output, output
    assert tree(reports) == tree(alone)


def test_nobody_at_the_address_is_said_soon(states: TwoStates) -> None:
    """In words, with status 1."""
    started = time.monotonic()
    done = build(states.after, "--force", "--scheduler", "tcp://127.0.0.1:9", status=1)
    assert "Không nối được tới tcp://127.0.0.1:9" in done.stderr and "Traceback" not in done.stderr
    assert time.monotonic() - started < 60


def test_a_cluster_without_workers_is_said(states: TwoStates, tmp_path: Path) -> None:
    running = RunningCluster(tmp_path)
    try:
        done = build(states.after, "--force", "--scheduler", running.address, status=1)
    finally:
        running.close()
    assert "chưa có máy trạm nào" in done.stderr
    assert not [p for p in psutil.Process().children(recursive=True) if "worker" in " ".join(p.cmdline())]


def test_a_worker_begins_no_report_of_a_build_that_has_ended(tmp_path: Path) -> None:
    """Its command was stopped, or another build has begun in the folder; a file that is not seen yet stops nothing."""
    assert _is_wanted(tmp_path, "a")
    for text, wanted in (("a", True), ("b", False), ("", False)):
        (tmp_path / RUN_FILE).write_text(text, encoding="utf-8")
        assert _is_wanted(tmp_path, "a") is wanted
    book = notebook(tmp_path / "a.ipynb", HEADING)
    plans = [report(book, commune) for commune in ("nam-hoa", "tay-son", "dong-lam")]
    answers = iter([True, False])
    events = run_reports(plans, FRAME, tmp_path, 1, "a", SHORT, goes_on=lambda: next(answers))
    assert {event.key for event in events} == {"nam-hoa"}
