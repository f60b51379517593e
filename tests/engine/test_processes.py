"""How processes are started and ended: forked where that is safe, gone with their parent, taken from a list only when one is free."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path

import psutil
import pytest

from ntm_lib import processes
from ntm_lib.processes import Child, End, run_tasks
from tests import forked
from tests.conftest import ROOT
from tests.engine.small import until
from tests.engine.tasks import leaves, leaves_half_a_message, limits_itself, says, tells_of_safe_path, tells_who, waits


def test_a_builds_parent_has_one_thread_when_it_forks() -> None:
    """With everything imported and the cache of forms read, `ntm` may fork: the cheapest way to start a report."""
    script = (
        "import ntm_lib.cli\n"  # sets how libraries use threads
        "from ntm_lib.publishing import warm\n"
        "from ntm_lib.publishing.plan import plan_season\n"
        "from ntm_lib.processes import start_method\n"
        "from ntm_lib.workbook import Workbook\n"
        "book = Workbook.open()\n"
        "for _ in range(2): plan_season(book, book.season('2021'))\n"
        "print(start_method())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["fork"]


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


KILLED_AT_ONCE = """
import os, time
from ntm_lib.processes import Child
from tests.engine.tasks import listens
caller, setsid = os.getpid(), os.setsid
def after_the_caller():
    while os.getppid() == caller:
        time.sleep(0.01)
    setsid()
os.setsid = after_the_caller
print(Child(listens, method="fork").process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the system ends no process with its parent")
def test_a_process_whose_caller_was_killed_before_it_was_at_work_ends() -> None:
    """It was forked with both ends of its own pipe: it would listen for ever."""
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", KILLED_AT_ONCE], stdout=subprocess.PIPE, text=True, env=env) as caller:
        assert caller.stdout
        child = psutil.Process(int(caller.stdout.readline()))
        caller.kill()
    assert psutil.wait_procs([child], timeout=10)[1] == []


def test_there_may_be_a_task_again_after_there_was_none() -> None:
    """A list that is filled while its last task runs, as by who gives a task back, is done to its end."""
    left = deque([3])

    class Tasks:
        def __iter__(self):
            return self

        def __next__(self):
            if not left:
                raise StopIteration
            return left.popleft()

    ends = []
    for task, message in run_tasks(leaves, Tasks(), 2):
        ends.append((task, message.words))
        if task < 5:
            left.append(task + 1)
    assert ends == [(3, "mã 3"), (4, "mã 4"), (5, "mã 5")]


def test_half_a_message_is_the_end() -> None:
    """A process that dies while it tells has not told."""
    assert list(run_tasks(leaves_half_a_message, [4], 1)) == [(4, End(words="mã 4"))]


def test_a_process_killed_before_it_knew_what_to_do_costs_its_task_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pipe is broken already when its caller wants to say it: so it is for the caller of a fork server that is killed, too."""
    calls = []

    def child(*arguments: object, **options: object) -> Child:
        calls.append(arguments)
        if len(calls) == 2:
            raise BrokenPipeError
        return Child(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(processes, "Child", child)
    heard = list(run_tasks(says, [["a"], ["b"], ["c"]], 1))
    assert [task[0] for task, message in heard if message == End()] == ["a", "c"]
    assert [task for task, message in heard if isinstance(message, End) and message.words] == [["b"]]


@pytest.mark.parametrize("own", [None, "1"])
def test_the_safe_path_is_for_the_new_python_only(monkeypatch: pytest.MonkeyPatch, own: str | None) -> None:
    """Programs that a report starts have it only if its caller has."""
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    if own:
        monkeypatch.setenv("PYTHONSAFEPATH", own)
    for method in ("fork", "forkserver", "spawn"):
        assert next(run_tasks(tells_of_safe_path, [0], 1, method=method))[1] == own  # type: ignore[arg-type]
    assert os.environ.get("PYTHONSAFEPATH") == own


def test_threads_that_start_processes_at_once_leave_the_main_module_alone() -> None:
    """Each puts an empty one in its place for a moment."""
    main, path = sys.modules["__main__"], sys.path
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.extend(run_tasks(says, [["x"]] * 3, 2))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 24 and sys.modules["__main__"] is main and sys.path is path


def test_a_lower_limit_of_memory_stays() -> None:
    """What the user has set is not lifted, and ours is one."""
    messages = [message for _, message in run_tasks(limits_itself, [400_000_000], 1, method="fork")]
    assert messages == [400_000_000, 200_000_000, "hết bộ nhớ", End()]


READS_THEN_BUILDS = """
import sys, threading, time
from pathlib import Path
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
from ntm_lib import processes
from ntm_lib.intake.reading.parsers import read_forms
print(processes.start_method(), [r.check for r in read_forms([(sys.argv[1], "commune")])])
from tests.engine.small import HEADING, notebook, report, run
cell = "import sys; print('ntm_lib.publishing.warm_pages' in sys.modules)"
run([report(notebook(Path("a.ipynb"), HEADING, cell), "an-binh")], Path("out"))
print(Path("out/xa/an-binh.ipynb").read_text("utf-8").count("True"))
"""


def test_who_has_read_forms_builds_from_warm_processes(tmp_path: Path) -> None:
    """The fork server of a program with threads (JupyterLab) was started to read forms, and knows nothing of reports: their process does."""
    form = next((ROOT / "data" / "submissions" / "2021").glob("*.xlsx"))
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", READS_THEN_BUILDS, str(form)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=env)
    assert done.stdout.split("\n")[:2] == ["forkserver ['']", "1"]


STARTER = """
import signal, subprocess, sys
code = "import socket; from tests import forked; forked.WARM = (); forked.PROGRAMS = {'wait': ('signal', 'pause', ())}; forked.serve(socket.socket(fileno=NUMBER))"
subprocess.Popen([sys.executable, "-c", code], pass_fds=[NUMBER])
signal.pause()
"""


def test_commands_of_tests_end_with_the_tests_that_were_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that they are forked from, too, though somebody else still holds the line on which it is asked."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        number = theirs.fileno()
        starter = subprocess.Popen(
            [sys.executable, "-c", STARTER.replace("NUMBER", str(number))], cwd=ROOT, pass_fds=[number]
        )
        monkeypatch.setattr(forked, "server", lambda: ours)
        command = forked.Command([], tmp_path, "wait")
        below = psutil.Process(starter.pid).children(recursive=True)
        assert command.pid in [process.pid for process in below] and len(below) == 2
        os.kill(starter.pid, signal.SIGKILL)
        starter.wait()
        with pytest.raises(RuntimeError, match="has ended"):
            command.wait(20)
        assert psutil.wait_procs(below, timeout=20)[1] == []
