"""Parser processes, real ones: a file that hangs, aborts or eats the memory costs one finding, and no process stays behind."""

import ctypes
import io
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psutil
import pytest

from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import read_form
from ntm_lib.intake.reading.parsers import AT_ONCE, MEMORY_BYTES, _receive, _send, _Worker, read_forms, serve
from tests.unit.form_files import DATA, form_of, grid, indicators, sheet_xml, xlsx

FORM = indicators({"indicator": "1.1", "numerator": 5})


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return str(path), "commune"


@pytest.fixture
def good(tmp_path):
    """A request for a form that is read."""
    return write(tmp_path, "huong-huu.xlsx", FORM)


@pytest.fixture(autouse=True)
def no_process_is_left():
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


def our_workers():
    """Return the parser processes of this one; other tests may have left it others."""
    return [child for child in psutil.Process().children() if "parsers" in " ".join(child.cmdline())]


@contextmanager
def first_worker(act):
    """Do `act` to the first worker process that is started in the block, as soon as it is there."""
    found = []

    def watch():
        while not found:
            found.extend(our_workers())
        act(found[0])

    other = threading.Thread(target=watch)
    other.start()
    yield
    other.join()


def checks(readings):
    return [reading.check for reading in readings]


def test_a_reading_is_what_read_form_gives(good):
    """What comes back from the other process is the form as it is read here, and the hash of its bytes."""
    (reading,) = read_forms([good])
    assert reading.form == read_form(Path(good[0]).read_bytes(), layout.COMMUNE_SHEETS)
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
    assert checks(readings) == ["", "T01", ""] and readings[1].form is None
    assert readings[0].form == readings[2].form is not None


def test_the_last_file_may_be_the_bad_one(tmp_path):
    """After a file that ended its worker nothing is left to stop."""
    assert checks(read_forms([slow(tmp_path)], memory=250_000_000)) == ["T08"]


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


def test_a_file_that_eats_the_memory_costs_one_finding(tmp_path, good):
    """A file that needs more memory than a worker may have is refused, and the next one is read."""
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="200000"><c r="T200000"><v>1</v></c></row>'
    large = write(tmp_path, "lon.xlsx", xlsx(*[sheet_xml(far)] * 5))
    readings = list(read_forms([large, good], workers=1, memory=250_000_000))
    assert checks(readings) == ["T08", ""] and "bộ nhớ" in readings[0].message


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
    assert set(checks(readings[:-1])) <= {"T01", "T02", "T12"} and readings[-1].form is not None


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
    assert [r.form.rows["Chỉ tiêu"][0].text("indicator") for r in readings] == [f"{n % 30}.0" for n in range(300)]


def test_a_reader_that_is_left_early_stops_its_workers(good):
    """Who takes only the first readings leaves no process behind (the fixture looks)."""
    readings = read_forms([good] * 40, workers=2)
    assert next(readings).form is not None
    readings.close()


def test_a_reader_that_is_left_while_files_hang_ends_at_once(tmp_path, good):
    """As on Ctrl+C: the files that are still being read, or wait, are not waited for."""
    readings = read_forms([good, *[slow(tmp_path)] * 4], workers=2)
    next(readings)
    for worker in our_workers():
        worker.suspend()
    started = time.monotonic()
    readings.close()
    assert time.monotonic() - started < 5


def test_workers_end_with_the_program_that_started_them(good):
    """A program that is killed takes its workers along: nothing reads on for nobody."""
    script = (
        "import sys, psutil; from ntm_lib.intake.reading.parsers import read_forms\n"
        f"readings = read_forms([({good[0]!r}, 'commune')] * 300); next(readings)\n"
        "print(*[child.pid for child in psutil.Process().children()], flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        workers = [psutil.Process(int(pid)) for pid in program.stdout.readline().split()]
        program.kill()
    assert workers
    gone, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == [] and len(gone) == len(workers)


def test_a_worker_takes_nothing_from_the_folder_it_is_started_in(tmp_path, good, monkeypatch):
    """Files that lie where the user stands, named like Python's own, are not run."""
    for name in ("hashlib", "zipfile", "ntm_lib", "python_calamine"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert checks(read_forms([good])) == [""]


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
    assert (reading.form, reading.check, len(reading.sha256)) == (None, "T02", 64)


def test_a_department_is_asked_for_its_own_sheets(tmp_path):
    """A department's form has the follow-up and the notes; no sheet of a commune is missed in it."""
    path, _ = write(tmp_path, "kt-ht.xlsx", form_of({s.title: grid(s) for s in layout.DEPARTMENT_SHEETS}))
    commune, department = read_forms([(path, "commune"), (path, "department")])
    assert department.form.problems == [] and {p.check for p in commune.form.problems} == {"B01"}


def test_a_worker_answers_until_nobody_asks(tmp_path, good):
    """The worker's loop, run here: each request gets its reading, and the end of the requests is the end."""
    requests, replies = io.BytesIO(), io.BytesIO()
    with (tmp_path / "lớn.xlsx").open("wb") as file:
        file.truncate(20_000_001)
    paths = ("không/có.xlsx", "a\0b", str(DATA / "README.md"), str(tmp_path / "lớn.xlsx"))
    for request in (good, *((path, "commune") for path in paths), (good[0], "no such kind")):
        _send(requests, request)
    requests.seek(0)
    serve(requests, replies)
    replies.seek(0)
    assert checks([_receive(replies) for _ in range(6)]) == ["", "T01", "T01", "T02", "T04", "T01"]
    with pytest.raises(EOFError):
        _receive(replies)


@pytest.mark.parametrize("length", [3, 8, 20])
def test_half_a_message_is_the_end(length):
    """A worker that dies while it answers has not answered."""
    message = io.BytesIO()
    _send(message, ("a", "commune"))
    with pytest.raises(EOFError):
        _receive(io.BytesIO(message.getvalue()[:length]))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs to become the parent of orphans")
def test_a_worker_whose_program_was_killed_ends_by_itself(tmp_path):
    """Nobody is there to stop it: it is given twice the time, and then the system ends it in the middle of the file."""
    code = f"from ntm_lib.intake.reading.parsers import read_forms; list(read_forms([{slow(tmp_path)!r}], workers=1, seconds=1))"
    libc, set_child_subreaper = ctypes.CDLL(None), 36
    libc.prctl(set_child_subreaper, 1)
    try:
        with subprocess.Popen([sys.executable, "-c", code]) as program:
            own = psutil.Process(program.pid)
            while not own.children():
                time.sleep(0.01)
            (worker,) = own.children()
            time.sleep(0.3)  # until the request is in its pipe
            program.kill()
        _, status = os.waitpid(worker.pid, 0)
    finally:
        libc.prctl(set_child_subreaper, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM


def test_a_closed_worker_starts_no_process_again(good):
    """After Ctrl+C a thread may still ask it: it reads nothing more."""
    worker = _Worker(seconds=5, memory=MEMORY_BYTES)
    worker.close()
    assert worker.read(good).check == "T08" and worker.process is None


def test_a_worker_closed_while_it_reads_leaves_no_timer(tmp_path: Path) -> None:
    """On Ctrl+C its pipes are closed under the reading thread; a timer left behind would hold the program up for half a minute."""
    worker = _Worker(30, MEMORY_BYTES)
    worker.process = worker._start()
    assert worker.process.stdout is not None
    worker.process.stdout.close()
    assert worker._try((str(tmp_path / "x.xlsx"), "commune")) is None
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


@pytest.mark.parametrize("wait", [0, 0.02, 0.1, 0.3])
def test_a_worker_may_be_closed_at_any_moment_of_its_reading(good, wait):
    """Caller and reading thread both end it: neither fails, no process comes after, no pipe stays open (warnings are errors)."""
    worker = _Worker(30, MEMORY_BYTES)
    failed = []

    def read():
        try:
            worker.read(good)
        except Exception as error:  # noqa: BLE001 - told to the test
            failed.append(error)

    reading = threading.Thread(target=read)
    reading.start()
    time.sleep(wait)
    worker.close()
    reading.join()
    assert (failed, worker.process) == ([], None)
