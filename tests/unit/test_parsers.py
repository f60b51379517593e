"""Parser processes, real ones: a file that hangs, aborts or eats the memory costs one finding, and no process stays behind."""

import ctypes
import operator
import os
import signal
import struct
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psutil
import pytest

from ntm_lib import processes
from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import read_form
from ntm_lib.intake.reading.parsers import read_forms, read_kind
from ntm_lib.processes import run_tasks
from ntm_lib.spreadsheet import apart
from ntm_lib.spreadsheet.apart import AT_ONCE, _serve
from tests.conftest import ROOT
from tests.unit.form_files import DATA, form_of, grid, indicators, sheet_xml, xlsx

# Forked from a process with threads, as that of the tests often is: quick, and safe enough for what is done here
pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
METHODS = ("fork", "forkserver", "spawn")
FORM = indicators({"indicator": "1.1", "numerator": 5})


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return str(path), "commune"


@pytest.fixture
def good(tmp_path):
    """A request for a form that is read."""
    return write(tmp_path, "huong-huu.xlsx", FORM)


@pytest.fixture(autouse=True, params=METHODS[:2])
def method(request, monkeypatch):
    """Start workers in this way, whatever this process has of threads; a fork server is there before the test."""
    list(run_tasks(operator.is_, [0], 1, method=request.param))  # says nothing, and imports none of the tests
    monkeypatch.setattr(processes, "start_method", lambda: request.param)
    return request.param


@pytest.fixture(autouse=True)
def no_process_is_left(method):
    """Whatever a test does to the workers, none of them outlives it."""
    before = set(psutil.Process().children(recursive=True))
    yield
    assert set(psutil.Process().children(recursive=True)) <= before


def far_cell_xls():
    """Return an .xls with a number in row 65536, column 65536, where no .xls has a cell."""
    content = bytearray((DATA / "form.xls").read_bytes())
    at = content.index(b"\x7e\x02\x0a\x00")  # the record of a number, with row and column behind
    content[at + 4 : at + 8] = struct.pack("<HH", 65535, 65535)
    return bytes(content)


@cache
def many_rows():
    """Return a form of 200,000 rows, which takes seconds to parse."""
    cells = "".join(f'<c r="{column}{{0}}"><v>1</v></c>' for column in "ABCDEFGHIJKL")
    rows = "".join(f'<row r="{n}">{cells.format(n)}</row>' for n in range(1, 200_001))
    return xlsx(sheet_xml(rows), names=["Chỉ tiêu"])


def slow(folder):
    return write(folder, "dai.xlsx", many_rows())


@contextmanager
def first_worker(act):
    """Do `act` to the first worker process that is started in the block, before it is given a file."""
    take, found = processes._Member.take, []

    def act_and_take(member, task):
        if not found:
            found.append(psutil.Process(member.child.process.pid))
            act(found[0])
        return take(member, task)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processes._Member, "take", act_and_take)
        yield


def checks(readings):
    return [reading.check for reading in readings]


def test_a_reading_is_what_read_form_gives(good):
    """What comes back from the other process is the form as it is read here, and the hash of its bytes."""
    (reading,) = read_forms([good])
    assert reading.found == read_form(Path(good[0]).read_bytes(), layout.COMMUNE_SHEETS)
    # The hash by another program
    assert subprocess.run(["sha256sum", good[0]], capture_output=True, text=True, check=True).stdout.startswith(
        reading.sha256
    )
    assert len(reading.sha256) == 64


def test_no_files_start_no_process():
    """Without a request nothing is started."""
    assert list(read_forms([])) == []


def test_a_file_over_which_the_parser_gives_up_costs_one_finding(tmp_path, good):
    """An .xls with a cell where none can be is refused; those before and after it are read."""
    bad = write(tmp_path, "xa.xls", far_cell_xls())
    readings = list(read_forms([good, bad, good], workers=1))
    assert checks(readings) == ["", "T01", ""] and readings[1].found is None
    assert readings[0].found == readings[2].found is not None


def test_a_file_that_overstays_costs_one_finding(good):
    """A file that is not done in its time is given up and not tried again, and the next one is read by a new worker."""
    with first_worker(lambda worker: worker.suspend()):
        readings = list(read_forms([good, good], workers=1, seconds=4))
    assert checks(readings) == ["T08", ""] and "quá 4 giây" in readings[0].message


def test_a_large_file_that_overstays_is_given_up(tmp_path):
    """The limit holds in the middle of the parsing too, which no signal of Python would stop."""
    assert checks(read_forms([slow(tmp_path)], seconds=1.5)) == ["T08"]


@pytest.mark.parametrize("kind", ["pipe", "device", "link to a device", "loop", "too large"])
def test_what_is_no_plain_file_is_neither_waited_for_nor_read(tmp_path, good, kind):
    """A named pipe, a device, a link that leads to itself, four sparse gigabytes: one finding each, at once."""
    path = tmp_path / "x.xlsx"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "too large":
        with path.open("wb") as file:
            file.truncate(4_000_000_000)
    else:
        path = Path("/dev/zero") if kind == "device" else path
        if kind != "device":
            path.symlink_to({"link to a device": "/dev/zero", "loop": path}[kind])
    readings = list(read_forms([(str(path), "commune"), good], workers=1))
    assert checks(readings) == ["T04" if kind == "too large" else "T01", ""]
    assert readings[0].sha256 == "" and ("4000 MB, quá 20 MB" in readings[0].message) == (kind == "too large")


def test_a_worker_killed_from_outside_costs_nothing(good):
    """Somebody kills the worker before it has answered: the file is read again by a new one, and the next as well."""
    with first_worker(lambda worker: worker.kill()):
        readings = list(read_forms([good, good], workers=1))
    assert checks(readings) == ["", ""] and readings[0] == readings[1]


def test_a_damaged_old_file_is_damage_and_not_a_crash(tmp_path, good):
    """A panic of the parser, which derives from no Exception, is a finding like any damage, and the worker lives on."""
    content = (DATA / "form.xls").read_bytes()
    cut = [write(tmp_path, f"{n}.xls", content[:n]) for n in range(520, len(content), 700)]
    readings = list(read_forms([*cut, good], workers=1))
    assert set(checks(readings[:-1])) <= {"T01", "T02", "T12"} and readings[-1].found is not None


def test_results_come_in_order_from_two_workers(tmp_path):
    """300 forms, large and small among each other, come back in the order they were asked for."""
    requests = []
    for number in range(300):
        rows = [{"indicator": f"{number}.{n}"} for n in range(200 if number % 7 == 0 else 1)]
        content = form_of({"Chỉ tiêu": grid(layout.INDICATORS, *rows)}) if number < 30 else None
        name = f"xa-{number % 30}.xlsx"
        requests.append(write(tmp_path, name, content) if content else (str(tmp_path / name), "commune"))
    assert len(requests) > AT_ONCE
    readings = read_forms(requests, workers=2)
    assert [r.found.rows["Chỉ tiêu"][0].text("indicator") for r in readings] == [f"{n % 30}.0" for n in range(300)]


def test_a_reader_that_is_left_early_stops_its_workers(good):
    """Who takes only the first readings leaves no process behind (the fixture looks)."""
    readings = read_forms([good] * 40, workers=2)
    assert next(readings).found is not None
    readings.close()


def test_a_reader_that_is_left_while_files_hang_ends_at_once(tmp_path, good):
    """As on Ctrl+C: the files that are still being read, or wait, are not waited for."""
    before = psutil.Process().children(recursive=True)
    readings = read_forms([good, *[slow(tmp_path)] * 4], workers=2)
    next(readings)
    for worker in psutil.Process().children(recursive=True):
        if worker not in before:
            worker.suspend()
    started = time.monotonic()
    readings.close()
    assert time.monotonic() - started < 5


def program(folder, method, code, *arguments, **options):
    """Start a script of somebody's, who has never heard of a main guard."""
    script = folder / "script.py"
    head = "import sys, psutil\nfrom ntm_lib import processes\nfrom ntm_lib.intake.reading.parsers import read_forms\n"
    script.write_text(f"{head}processes.start_method = lambda: {method!r}\n{code}", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"} | {
        "PYTHONPATH": str(ROOT)
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, str(script), *arguments], env=environment, text=True, **pipes, **options)


def test_workers_end_with_the_program_that_started_them(tmp_path, method, good):
    """A program that is killed takes its workers along: nothing reads on for nobody."""
    code = (
        "readings = read_forms([(sys.argv[1], 'commune')] * 300); next(readings)\n"
        "print(*[child.pid for child in psutil.Process().children(recursive=True)], flush=True); sys.stdin.read()"
    )
    with program(tmp_path, method, code, good[0]) as started:
        workers = [psutil.Process(int(pid)) for pid in started.stdout.readline().split()]
        started.kill()
    assert workers
    gone, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == [] and len(gone) == len(workers)


def test_a_program_that_forgets_its_readings_ends_all_the_same(tmp_path, method, good):
    """Who keeps the readings and takes no more of them is not held up at the end, nor leaves a process."""
    code = (
        "readings = read_forms([(sys.argv[1], 'commune')] * 300, workers=2); next(readings)\n"
        "print(*[child.pid for child in psutil.Process().children(recursive=True)], flush=True)"
    )
    with program(tmp_path, method, code, good[0]) as started:
        said, errors = started.communicate(timeout=20)
    assert (started.returncode, errors) == (0, "")
    assert not [
        pid
        for pid in said.split()
        if psutil.pid_exists(int(pid)) and not psutil.wait_procs([psutil.Process(int(pid))], 10)[0]
    ]


@pytest.mark.parametrize("wait", [0, 0.02, 0.1, 0.3, 1])
def test_ctrl_c_ends_all_at_any_moment(tmp_path, method, wait):
    """While workers start or read: the program ends at once, by KeyboardInterrupt and nothing else, and no process is left."""
    code = "print('now', flush=True)\nlist(read_forms([(sys.argv[1], 'commune')] * 4, workers=2))"
    with program(tmp_path, method, code, slow(tmp_path)[0], start_new_session=True) as started:
        assert started.stdout.readline() == "now\n"
        time.sleep(wait)
        below = psutil.Process(started.pid).children(recursive=True)
        os.killpg(started.pid, signal.SIGINT)  # as a terminal does, to all of them
        _, errors = started.communicate(timeout=10)
    assert started.returncode == -signal.SIGINT and errors.count("Traceback") == 1, errors
    assert psutil.wait_procs(below, timeout=10)[1] == []


@pytest.mark.parametrize("is_last", [False, True])
def test_a_file_that_eats_the_memory_costs_one_finding(tmp_path, method, good, is_last):
    """A file that needs more memory than a worker may have is refused, and the next one is read; the worker says nothing of its end.

    In a program of its own: a worker forked from this process would have all that the tests have freed, besides.
    """
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="200000"><c r="T200000"><v>1</v></c></row>'
    files = [write(tmp_path, "lon.xlsx", xlsx(*[sheet_xml(far)] * 5))[0], good[0]]
    code = """
requests = [(path, 'commune') for path in sys.argv[1:]]
for reading in read_forms(requests, workers=1, memory=150_000_000):
    print(reading.check, 'bộ nhớ' in reading.message)
"""
    with program(tmp_path, method, code, *files[: 1 if is_last else 2]) as started:
        assert started.communicate(timeout=60) == ("T08 True\n" + " False\n" * (not is_last), "")


@pytest.mark.parametrize("started_as", METHODS)
def test_a_worker_takes_nothing_of_the_callers(tmp_path, good, started_as):
    """Files that lie where the user stands, named like Python's own, are not run; nor is the user's script again, which has no main guard."""
    (tmp_path / "here").mkdir()
    for name in ("hashlib", "zipfile", "socket", "ntm_lib", "xlrd"):
        (tmp_path / "here" / f"{name}.py").write_text("raise SystemExit(3)", encoding="utf-8")
    code = (
        "print('run')\n"
        "sys.path.insert(0, '')\n"  # as in JupyterLab
        "main, path = sys.modules['__main__'], sys.path\n"
        "print([r.check for r in read_forms([(sys.argv[1], 'commune')])])\n"
        "import os\n"
        "print(sys.modules['__main__'] is main, sys.path is path, 'PYTHONSAFEPATH' in os.environ)\n"
    )
    with program(tmp_path, started_as, code, good[0], cwd=tmp_path / "here") as started:
        assert started.communicate(timeout=60) == ("run\n['']\nTrue True False\n", "")


def test_a_relative_path_is_one_from_where_the_caller_stands(tmp_path, good, monkeypatch):
    """Also if the caller has gone elsewhere since the first worker was started."""
    monkeypatch.chdir(tmp_path)
    assert checks(read_forms([("huong-huu.xlsx", "commune")])) == [""]


def test_a_process_that_may_have_no_children_reads_all_the_same(tmp_path, method, good):
    """Such as a worker of a pool of multiprocessing's, or of Dask's."""
    code = (
        "import multiprocessing\n"
        "def read(): print([r.check for r in read_forms([(sys.argv[1], 'commune')])], flush=True)\n"
        "process = multiprocessing.get_context('fork').Process(target=read, daemon=True)\n"
        "process.start(); process.join()"
    )
    with program(tmp_path, method, code, good[0]) as started:
        assert started.communicate(timeout=60) == ("['']\n", "")


def test_a_caller_that_takes_its_time_costs_no_file(good):
    """What was read in time counts, though the caller asks for it much later."""
    readings = read_forms([good] * 6, workers=2, seconds=1)
    found = [next(readings)]
    time.sleep(1.5)
    assert checks([*found, *readings]) == [""] * 6


def test_workers_do_not_run_far_ahead(good, monkeypatch):
    """While the first file hangs, others are read, but no more than may wait for it."""
    taken = []

    class Queue(apart._Queue):
        def __next__(self):
            task = super().__next__()
            taken.append(task[0])
            return task

    monkeypatch.setattr(apart, "_Queue", Queue)
    monkeypatch.setattr(apart, "AT_ONCE", 5)
    with first_worker(lambda worker: worker.suspend()):
        readings = read_forms([good] * 12, workers=2, seconds=4)
        assert next(readings).check == "T08"
    assert taken == [0, 1, 2, 3, 4]
    assert checks(readings) == [""] * 11


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("khong-co.xlsx", "Không đọc được tệp"),
        (".", "Không đọc được tệp"),  # a folder
        ("huong-huu.xlsx/trong-tep.xlsx", "Không đọc được tệp"),
        ("a\0b.xlsx", "Không đọc được tệp"),
    ],
)
def test_a_path_that_cant_be_read_is_a_finding(tmp_path, good, name, words):
    """A file that is gone, a folder or a path that is none is one finding without a hash, and the next file is read.

    A file without the right to read it is the same case; the tests may run as root, who reads everything.
    """
    bad = (f"{tmp_path}/{name}", "commune")
    readings = list(read_forms([bad, good], workers=1))
    assert checks(readings) == ["T01", ""]
    assert readings[0].message.startswith(words) and readings[0].sha256 == ""


def test_a_refused_file_has_its_hash(tmp_path):
    """A file that was read and refused is known by its bytes all the same."""
    (reading,) = read_forms([write(tmp_path, "a.xlsx", b"%PDF-1.7")])
    assert (reading.found, reading.check, len(reading.sha256)) == (None, "T02", 64)


def test_a_department_is_asked_for_its_own_sheets(tmp_path):
    """A department's form has the follow-up and the notes; no sheet of a commune is missed in it."""
    path, _ = write(tmp_path, "kt-ht.xlsx", form_of({s.title: grid(s) for s in layout.DEPARTMENT_SHEETS}))
    commune, department = read_forms([(path, "commune"), (path, "department")])
    assert department.found.problems == [] and {p.check for p in commune.found.problems} == {"B01"}


def test_a_worker_tells_of_each_file(tmp_path, good):
    """What a worker does, done here: each request gets its reading."""
    with (tmp_path / "lớn.xlsx").open("wb") as file:
        file.truncate(20_000_001)
    paths = ("không/có.xlsx", "a\0b", str(DATA / "README.md"), str(tmp_path / "lớn.xlsx"))
    told = []
    for number, request in enumerate((good, *((path, "commune") for path in paths), (good[0], "no such kind"))):
        _serve(60, read_kind, "", (number, request), told.append)
    assert checks(told) == ["", "T01", "T01", "T02", "T04", "T01"]


LONG = """
if {is_deaf}: processes.end_with = lambda parent: None
print("now", flush=True)
list(read_forms([(sys.argv[1], "commune")], workers=1, seconds=1))
"""


def program_at_work(folder, method, is_deaf=False):
    """Start a program that reads a long file; return it and its worker, once that is at it."""
    started = program(folder, method, LONG.format(is_deaf=is_deaf), slow(folder)[0])
    started.stdout.readline()
    own, found = psutil.Process(started.pid), []
    while not found:
        time.sleep(0.01)
        found = own.children() if method == "fork" else [c for server in own.children() for c in server.children()]
    time.sleep(0.3)  # until the request is in its pipe
    return started, found[0]


def test_a_worker_in_the_middle_of_a_file_ends_with_its_program(tmp_path, method):
    """The system ends it when its parent is gone, or a fork server's when twice the time for a file is over."""
    started, worker = program_at_work(tmp_path, method)
    with started:
        started.kill()
    assert psutil.wait_procs([worker], timeout=10)[1] == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs to become the parent of orphans")
@pytest.mark.parametrize("method", ["fork"], indirect=True)  # a fork server takes the status of its own
@pytest.mark.parametrize(("is_deaf", "ends_by"), [(False, signal.SIGKILL), (True, signal.SIGALRM)])
def test_how_a_worker_ends_whose_program_was_killed(tmp_path, is_deaf, ends_by, method):
    """With its parent, or, where the system does not tell of that, when twice the time for a file is over."""
    libc, set_child_subreaper = ctypes.CDLL(None), 36
    libc.prctl(set_child_subreaper, 1)
    try:
        started, worker = program_at_work(tmp_path, method, is_deaf)
        with started:
            started.kill()
        _, status = os.waitpid(worker.pid, 0)
    finally:
        libc.prctl(set_child_subreaper, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == ends_by
