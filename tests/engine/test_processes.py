"""How processes are started and ended: forked where that is safe, gone with their parent, taken from a list only when one is free."""

import os
import subprocess
import sys
import time
from multiprocessing.connection import Connection

import psutil

from ntm_lib.publishing.processes import End, Job, run_jobs
from tests.conftest import ROOT
from tests.engine.small import until


def test_a_builds_parent_has_one_thread_when_it_forks() -> None:
    """With everything imported and the cache of forms read, `ntm` may fork: the cheapest way to start a report."""
    script = (
        "import ntm_lib.cli\n"  # sets how libraries use threads
        "from ntm_lib.publishing import warm\n"
        "from ntm_lib.publishing.plan import plan_season\n"
        "from ntm_lib.publishing.processes import start_method\n"
        "from ntm_lib.workbook import Workbook\n"
        "book = Workbook.open()\n"
        "for _ in range(2): plan_season(book, book.season('2021'))\n"
        "print(start_method())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["fork"]


def says(connection: Connection, words: list[object]) -> None:
    for word in words:
        connection.send(word)


def waits(connection: Connection, seconds: float) -> None:
    connection.send("bắt đầu")
    time.sleep(seconds)
    connection.send("xong")


def leaves(connection: Connection, status: int) -> None:
    os._exit(status)


def test_what_jobs_say_comes_in_their_order_and_then_their_end() -> None:
    """Each job's messages, then one End."""
    jobs = [Job(str(n), says, ([n, n + 1],)) for n in range(5)]
    heard: dict[str, list[object]] = {}
    for job, message in run_jobs(jobs, 2):
        heard.setdefault(job.key, []).append(message)
    assert {k: v[:-1] for k, v in heard.items()} == {str(n): [n, n + 1] for n in range(5)}
    assert all(isinstance(v[-1], End) and not v[-1].is_overdue for v in heard.values())


def test_a_job_is_taken_only_when_a_process_is_free() -> None:
    """Of a thousand jobs never more than two more than have ended are taken: nothing grows with their number."""
    taken = ended = 0

    def jobs():
        nonlocal taken
        for n in range(1000):
            taken += 1
            yield Job(str(n), says, ([],))

    for _, message in run_jobs(jobs(), 2):
        ended += isinstance(message, End)
        assert taken <= ended + 2
        if ended == 40:
            break
    assert taken <= 43


def test_a_job_that_takes_too_long_is_stopped() -> None:
    """It says so, and the next is taken."""
    jobs = [Job("lâu", waits, (60,), seconds=1), Job("nhanh", says, (["được"],))]
    started = time.monotonic()
    heard = list(run_jobs(jobs, 1))
    assert [(job.key, m.is_overdue) for job, m in heard if isinstance(m, End)] == [("lâu", True), ("nhanh", False)]
    assert time.monotonic() - started < 20


def test_an_end_is_told_in_words() -> None:
    """By exit status or by signal."""
    jobs = [Job("3", leaves, (3,)), Job("0", leaves, (0,))]
    assert {job.key: m.words for job, m in run_jobs(jobs, 1) if isinstance(m, End)} == {"3": "mã 3", "0": "mã 0"}


def test_who_stops_listening_leaves_no_process() -> None:
    """As on Ctrl-C."""
    before = set(psutil.Process().children(recursive=True))
    running = run_jobs([Job(str(n), waits, (60,)) for n in range(3)], 3)
    next(running)
    running.close()
    left = [
        p for p in set(psutil.Process().children(recursive=True)) - before if "forkserver" not in " ".join(p.cmdline())
    ]
    until(lambda: not [p for p in left if p.is_running() and "resource_tracker" not in " ".join(p.cmdline())])
