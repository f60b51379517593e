"""What cells print, show and leave open: nothing of it is lost, nothing garbled, and nothing is more than a notebook's file can hold."""

import gzip
import os
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.reader import NotJSONError

from tests import forked
from tests.engine.small import executed, notebook, outputs, until


def ran(folder: Path, *cells: str, **options: object) -> nbformat.NotebookNode:
    return executed(notebook(folder / "a.ipynb", *cells), folder / "b.ipynb", **options)


def printed(book: nbformat.NotebookNode, name: str = "stdout") -> str:
    return "".join(output.text for output in outputs(book) if output.get("name") == name)


def shown(book: nbformat.NotebookNode) -> list[dict]:
    return [dict(output.data) for output in outputs(book) if output.output_type == "display_data"]


def statuses(book: nbformat.NotebookNode) -> list[str]:
    return [cell.metadata.papermill["status"] for cell in book.cells if "papermill" in cell.metadata]


def errors(book: nbformat.NotebookNode) -> list[tuple[str, str]]:
    return [(output.ename, output.evalue) for output in outputs(book) if output.output_type == "error"]


# --- One line to the watching process, many who talk

TALKERS = {  # print() itself writes a line and its end apart
    "threads": r"""
import threading
def talk(number):
    for _ in range(20):
        display({"text/plain": chr(97 + number) * 30_000}, raw=True)
        print(str(number) * 30_000 + '\n', end='')
threads = [threading.Thread(target=talk, args=(number,)) for number in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
""",
    "a handler of signals": """
import signal
left = list(range(100))
def talk(*_):
    display({"text/plain": "s" * 30_000}, raw=True)
    if left.pop() and left: signal.setitimer(signal.ITIMER_REAL, 0.001)
signal.signal(signal.SIGALRM, talk)
signal.setitimer(signal.ITIMER_REAL, 0.001)
while left: display({"text/plain": "t" * 30_000}, raw=True)
""",
    "a handler that raises in the middle": """
import signal
class Alarm(Exception): pass
armed = False
def raise_alarm(*_):
    global armed
    if armed:
        armed = False
        raise Alarm
signal.signal(signal.SIGALRM, raise_alarm)
for count in range(60):
    signal.setitimer(signal.ITIMER_REAL, 0.0003 + count * 0.00003, 0.003)
    try:
        armed = True
        while armed: display({"text/plain": "x" * 300_000}, raw=True)
    except Alarm: pass
    signal.setitimer(signal.ITIMER_REAL, 0)
""",
    "finalizers": """
class Talks:
    def __del__(self): display({"text/plain": "d" * 30_000}, raw=True)
import gc
gc.set_threshold(10)
for _ in range(200):
    talks = Talks(); talks.itself = talks
    display({"text/plain": "t" * 30_000}, raw=True)
""",
    "a forked child": r"""
import os
child = os.fork()
for _ in range(200): print(("con" if child == 0 else "mẹ") * 300 + "\n", end="")
if child == 0:
    display("của con"); os._exit(0)
os.waitpid(child, 0)
""",
    "a forked child that goes on": "import os\nif os.fork(): os.wait()\nelse: 1 / 0",
    "processes of multiprocessing": r"""
from multiprocessing import get_context
children = [get_context("fork").Process(target=print, args=("con" * 300 + "\n",), kwargs={"end": ""}) for _ in range(3)]
for child in children: child.start()
for child in children: child.join()
""",
    "who writes to every open number": """
import os
for number in range(3, 300):
    try: os.write(number, b'\\n7 {"kind": 1}\\n9 ["end", {"success": false}, ')
    except OSError: pass
""",
}  # fmt: skip


FORGED = (
    '["closed", {}]',
    '["end", {"success": true}]',
    '["start", {"execution_count": 7}]',
    '["end", {"success": false}]',
)


@pytest.mark.parametrize("message", FORGED)
def test_a_message_that_a_cell_forges_ends_at_most_its_own_run(tmp_path: Path, message: str) -> None:
    """With a number of its own choosing: the run is over in its time, its notebook is whole, and the next run knows nothing of it."""
    forge = f"""
import os
for number in range(3, 300):
    try: os.write(number, b'\\n999999 {message}\\n')
    except OSError: pass
print("sau")
"""
    book = ran(tmp_path, forge, "print('ô sau')", execution_timeout=2)
    nbformat.validate(book)
    assert "running" not in statuses(book)
    assert printed(ran(tmp_path, "print('lần sau')")) == "lần sau\n"


@pytest.mark.parametrize("name", TALKERS)
def test_whoever_talks_garbles_no_message(tmp_path: Path, name: str) -> None:
    """Whatever threads, handlers, finalizers and forked children say at once, each thing shown and each line is whole, and the next cell runs."""
    book = ran(tmp_path, TALKERS[name], "print('ô sau')", output_bytes=10**9)
    assert printed(book).endswith("ô sau\n") and set(statuses(book)) == {"completed"} and not errors(book)
    for data in shown(book):
        assert set(data) == {"text/plain"} and len(set(data["text/plain"])) == 1
    lines = printed(book).splitlines()
    if name == "threads":
        assert len(shown(book)) == 120 and sorted(lines[:-1]) == sorted(
            [str(number) * 30_000 for number in range(6)] * 20
        )
    if name == "finalizers":
        assert len(shown(book)) > 380
    if name == "a forked child":
        assert [lines.count(line) for line in ("con" * 300, "mẹ" * 300, "'của con'")] == [200, 200, 1]
    if name == "a forked child that goes on":
        assert "ZeroDivisionError" in printed(book, "stderr")


ODD = {
    "a numpy integer as text": ("{'text/plain': np.int64(3)}", {"text/plain": "3"}),
    "numpy numbers in JSON": ("{'application/json': {np.int64(1): [np.float32(0.5), np.bool_(True)]}}", {"application/json": {"1": [0.5, "np.True_"]}}),
    "no number": ("{'application/json': [float('nan'), float('-inf')]}", {"application/json": ["nan", "-inf"]}),
    "half a letter": (r"{'text/plain': 'a\ud800b', 'text/\udfff': 'c'}", {"text/plain": "a\\ud800b", "text/\\udfff": "c"}),
    "a class of text of its own": ("{'text/plain': Own('x')}", {"text/plain": "x"}),
    "bytes": ("{'image/png': b'\\x89PNG'}", {"image/png": "iVBORw=="}),
    "an object": ("{'text/plain': Silent(), 'application/json': Silent()}", {"text/plain": "<Silent>", "application/json": "<Silent>"}),
    "nothing": ("{'text/plain': None}", {"text/plain": "None"}),
    "parts": ("{'text/html': ['a\\n', 'b']}", {"text/html": "a\nb"}),
    "days and sets": ("{'application/json': [date(2021, 12, 20), {1}]}", {"application/json": ["2021-12-20", [1]]}),
    "what contains itself": ("{'application/json': around}", {"application/json": ["[[...]]"]}),
}  # fmt: skip
OWN = """
import numpy as np
from datetime import date
class Own(str): pass
class Silent:
    def __repr__(self): raise ValueError
around = []; around.append(around)
"""


def test_what_no_file_can_hold_is_made_into_what_it_can(tmp_path: Path) -> None:
    """As a kernel does it, or as its repr: no odd value shown fails the run, and the notebook is one that nbformat finds valid."""
    show = [f"display({data}, raw=True, metadata={{'a': Own('b'), 'c': b'd'}})" for data, _ in ODD.values()]
    book = ran(tmp_path, OWN, *show, r"print('a\ud800b')")
    assert shown(book) == [kept for _, kept in ODD.values()]
    assert printed(book) == "a\\ud800b\n" and set(statuses(book)) == {"completed"}
    nbformat.validate(book)


@pytest.mark.parametrize(
    "cell", [r"raise ValueError('\ud800')", "class E(Exception):\n    def __str__(self): raise E\nraise E"]
)
def test_an_error_that_can_not_be_written_down_is_kept_all_the_same(tmp_path: Path, cell: str) -> None:
    """Half a letter in its words, or no words at all."""
    book = ran(tmp_path, cell)
    assert statuses(book)[-1] == "failed" and errors(book)


# --- Nothing printed is lost

ENDS = {
    "leaves": ("os._exit(3)", "ProcessEnded"),
    "is killed": ("os.kill(os.getpid(), 9)", "ProcessEnded"),
    "crashes": ("os.abort()", "ProcessEnded"),
    "hangs": ("while True: pass", "CellOverdue"),
    "leaves a child behind": ("child = os.fork()\nif child == 0: os.execlp('sleep', 'sleep', '30')\nos._exit(0)", "ProcessEnded"),
    "closes every file": ("os.closerange(3, 4096)\nwhile True: pass", "ProcessEnded"),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDS)
def test_what_was_printed_and_shown_before_the_end_is_kept(tmp_path: Path, name: str) -> None:
    """However a cell ends its process, and whoever printed: Python, C, a program. The cell is marked as failed."""
    end, ename = ENDS[name]
    cell = f"import os, sys\ndisplay(1)\nprint('một', end='')\nos.write(1, b' hai')\nos.system('echo -n \" ba\"')\nprint('bốn', file=sys.stderr, end='')\n{end}"
    book = ran(tmp_path, cell, execution_timeout=1)
    assert (printed(book), printed(book, "stderr"), shown(book)) == ("một hai ba", "bốn", [{"text/plain": "1"}])
    assert statuses(book)[-1] == "failed" and errors(book)[-1][0] == ename


def test_order_is_kept_whoever_prints(tmp_path: Path) -> None:
    """Python, C, a program, one that opens /dev/stdout itself, and what is shown in between."""
    cell = """
import ctypes, os, subprocess, sys
print("1"); os.write(1, b"2\\n"); ctypes.CDLL(None).puts(b"3"); display(4)
os.system("echo 5 > /dev/stdout; echo 6"); sys.stdout.buffer.write(b"7\\n")
subprocess.run(["echo", "8"], stdout=sys.stdout); display(9)
"""
    said = "".join(o.get("text") or o.data["text/plain"] for o in outputs(ran(tmp_path, cell)))
    assert said.split() == ["1", "2", "3", "45", "6", "7", "8", "9"]


def last_status(path: Path) -> str:
    """Return papermill's status of the last cell; "" while the file is not there, or is being written."""
    try:
        return str(nbformat.read(path, 4).cells[-1].metadata.papermill["status"])
    except (FileNotFoundError, NotJSONError):
        return ""


def test_a_stopped_papermill_keeps_what_was_printed(tmp_path: Path) -> None:
    """On Ctrl-C no cell stays "running", and no process of the cells is left."""
    book = notebook(tmp_path / "a.ipynb", "import os, time\nprint(os.getpid())\ntime.sleep(60)")
    command = [sys.executable, "-m", "papermill", "--engine", "ntm", str(book), str(tmp_path / "b.ipynb")]
    heard = signal.signal(signal.SIGINT, signal.SIG_DFL)  # a child of who ignores it would be deaf to it
    try:
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    finally:
        signal.signal(signal.SIGINT, heard)
    until(lambda: last_status(tmp_path / "b.ipynb") == "running", 60)
    process.send_signal(signal.SIGINT)
    process.wait(30)
    ended = nbformat.read(tmp_path / "b.ipynb", 4)
    assert statuses(ended) == ["completed", "failed"] and errors(ended) == [("KeyboardInterrupt", "")]
    assert process.returncode != 0 and not Path("/proc", printed(ended).strip() or "-").exists()


def test_a_flood_is_stopped(tmp_path: Path) -> None:
    """More than a notebook can hold is a failure that is named, and does not fill the memory of the watching process."""
    book = ran(tmp_path, "import os\nos.system('yes')", output_bytes=2_000_000)
    assert errors(book) == [("TooMuchOutput", "Sổ tay in ra hơn 2 MB nên bị dừng ở ô này.")]
    assert 0 < len(printed(book)) <= 100_000


LEFT = """
import gzip, zipfile
text = open("text.txt", "w"); text.write("chữ" * 100)
raw = open("raw.bin", "wb"); raw.write(b"byte")
around = [open("around.txt", "w")]; around.append(around); around[0].write("vòng")
archive = zipfile.ZipFile("archive.zip", "w"); archive.writestr("a", "trong")
packed = gzip.open("packed.gz", "wt"); packed.write("nén")
import builtins; builtins.elsewhere = open("elsewhere.txt", "w"); builtins.elsewhere.write("nơi khác")
import atexit; atexit.register(lambda: text.write("!"))
"""


@pytest.mark.parametrize("last", ["", "1 / 0"])
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_files_left_open_are_whole(tmp_path: Path, last: str, method: str) -> None:
    """What cells wrote and did not close is on the disk when the run has ended, well or not; what they want done at the end is done."""
    import zipfile  # noqa: PLC0415

    ran(tmp_path, LEFT, last, start_method=method)
    assert (tmp_path / "text.txt").read_text("utf-8") == "chữ" * 100 + "!"
    assert (tmp_path / "raw.bin").read_bytes() == b"byte"
    assert (tmp_path / "around.txt").read_text("utf-8") == "vòng"
    assert (tmp_path / "elsewhere.txt").read_text("utf-8") == "nơi khác"
    assert gzip.decompress((tmp_path / "packed.gz").read_bytes()).decode("utf-8") == "nén"
    assert zipfile.ZipFile(tmp_path / "archive.zip").read("a") == b"trong"


@pytest.mark.parametrize(("end", "ename"), [("time.sleep(60)", "CellOverdue"), ("os._exit(4)", "ProcessEnded")])
def test_an_end_that_fails_is_said(tmp_path: Path, end: str, ename: str) -> None:
    """Where files can't be closed in time, or the process dies over it, the run fails, and says at what."""
    book = ran(tmp_path, f"import atexit, os, time\natexit.register(lambda: {end})", execution_timeout=1)
    (said,) = errors(book)
    assert said[0] == ename and "đóng những tệp" in said[1] and statuses(book)[-1] == "failed"


# --- Which cells run


def test_tags_are_followed_as_a_kernels_client_follows_them(tmp_path: Path) -> None:
    """Cells tagged skip-execution and empty ones don't run; after one tagged raises-exception the run goes on: as papermill with a kernel."""
    book = nbformat.read(notebook(tmp_path / "a.ipynb", "1 / 0", "", "open('ran', 'w')", "print(In)", "2 / 0", "3"), 4)
    for number, tag in ((1, "raises-exception"), (3, "skip-execution")):
        book.cells[number].metadata["tags"] = [tag]
    nbformat.write(book, tmp_path / "a.ipynb")
    ours = executed(tmp_path / "a.ipynb", tmp_path / "ours.ipynb")
    assert not (tmp_path / "ran").exists()
    command = ["--cwd", str(tmp_path), str(tmp_path / "a.ipynb"), str(tmp_path / "theirs.ipynb")]
    forked.run(command, tmp_path, program="papermill")
    theirs = nbformat.read(tmp_path / "theirs.ipynb", 4)

    def seen(ran: nbformat.NotebookNode) -> list[tuple]:
        cells = [cell for cell in ran.cells if cell.cell_type == "code"]
        return [
            (c.execution_count, c.metadata.papermill["status"], [o.get("evalue") or o.get("text") for o in c.outputs])
            for c in cells
        ]

    assert seen(ours) == seen(theirs)
    assert [status for _, status, _ in seen(ours)] == ["completed"] * 5 + ["failed", "pending"]


def test_a_process_that_ends_before_the_first_cell_is_named(tmp_path: Path) -> None:
    """No cell is blamed for it: how it ended and with which words is said."""
    book = ran(tmp_path, "print(1)", before=fails_at_once)
    (said,) = errors(book)
    assert said[0] == "ProcessEnded" and "(mã 1) trước khi ô này bắt đầu: KeyError: 'kỳ'" in said[1]
    book = ran(tmp_path, "print(1)", before=leaves_at_once)
    assert "(mã 7) trước khi ô này bắt đầu" in errors(book)[0][1] and statuses(book) == ["failed", "pending"]


def fails_at_once() -> None:
    raise KeyError("kỳ")


def leaves_at_once() -> None:
    os._exit(7)
