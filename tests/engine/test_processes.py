"""How processes are started and ended: forked where that is safe, gone with their parent, taken from a list only when one is free."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

import psutil

from ntm_lib.publishing.processes import End, run_tasks
from tests.conftest import ROOT
from tests.engine.small import until

Tell = Callable[[object], None]


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


def says(words: list[object], tell: Tell) -> None:
    for word in words:
        tell(word)


def waits(seconds: float, tell: Tell) -> None:
    tell("bắt đầu")
    time.sleep(seconds)
    tell("xong")


def leaves(status: int, tell: Tell) -> None:
    os._exit(status)


def tells_who(number: int, tell: Tell) -> None:
    tell(os.getpid())


def test_what_tasks_say_comes_in_their_order_and_then_their_end() -> None:
    """Each task's messages, then one End, in one process for all or in one for each."""
    for most in (1, 100):
        heard: dict[int, list[object]] = {}
        for task, message in run_tasks(says, [[n, n + 1] for n in range(5)], 2, tasks_a_process=most):
            heard.setdefault(task[0], []).append(message)
        assert {k: v[:-1] for k, v in heard.items()} == {n: [n, n + 1] for n in range(5)}
        assert all(v[-1] == End() for v in heard.values())


def test_a_process_takes_so_many_tasks_and_makes_room() -> None:
    """Ten tasks, three a process, one after another: four processes."""
    pids = [m for _, m in run_tasks(tells_who, range(10), 1, tasks_a_process=3) if not isinstance(m, End)]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 3, 1]


def test_a_task_is_taken_only_when_a_process_is_free() -> None:
    """Of a thousand tasks never more than two more than have ended are taken: nothing grows with their number."""
    taken = ended = 0

    def tasks():
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield []

    for _, message in run_tasks(says, tasks(), 2, tasks_a_process=10):
        ended += isinstance(message, End)
        assert taken <= ended + 2
        if ended == 40:
            break
    assert taken <= 43


def test_a_task_that_takes_too_long_is_stopped() -> None:
    """It says so, and the next is taken, by a new process."""
    started = time.monotonic()
    heard = list(run_tasks(waits, [60, 0], 1, seconds=4, tasks_a_process=10))
    assert [(task, m.is_overdue) for task, m in heard if isinstance(m, End)] == [(60, True), (0, False)]
    assert time.monotonic() - started < 20


def test_a_process_that_ends_costs_its_task_only() -> None:
    """How it ended is told: by exit status or by signal."""
    heard = [(task, m.words) for task, m in run_tasks(leaves, [3, 0, 7], 1, tasks_a_process=10) if isinstance(m, End)]
    assert heard == [(3, "mã 3"), (0, "mã 0"), (7, "mã 7")]


def test_every_way_to_start_does_the_same() -> None:
    """Forked, from a server, or a new Python."""
    for method in ("fork", "forkserver", "spawn"):
        assert list(run_tasks(says, [["một"]], 1, method=method)) == [(["một"], "một"), (["một"], End())]


def test_who_stops_listening_leaves_no_process() -> None:
    """As on Ctrl-C."""
    before = set(psutil.Process().children(recursive=True))
    running = run_tasks(waits, [60, 60, 60], 3)
    next(running)
    running.close()
    left = [
        p for p in set(psutil.Process().children(recursive=True)) - before if "forkserver" not in " ".join(p.cmdline())
    ]
    until(lambda: not [p for p in left if p.is_running() and "resource_tracker" not in " ".join(p.cmdline())])
