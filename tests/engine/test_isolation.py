"""Nothing of one report reaches the next: a report after a hostile one is, byte for byte, the one built alone."""

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from ntm_lib.publishing.limits import Limits
from tests.conftest import ROOT, without
from tests.engine.killing import NTM, SEASON, tree
from tests.engine.small import DRAWING, HEADING, ended, executed, notebook, outputs, report, run
from tests.second_district import built_second_district

HOSTILE = {
    "rcParams": "import matplotlib; matplotlib.rcParams['font.size'] = 99; matplotlib.rcParams['svg.hashsalt'] = 'khác'",
    "environment": "import os; os.environ['LEAK'] = '1'; os.environ['LANG'] = 'vi_VN'; os.environ['TZ'] = 'Asia/Ho_Chi_Minh'",
    "cwd": "import os; os.chdir('/')",
    "locale": "import locale; locale.setlocale(locale.LC_ALL, 'C')",
    "random": "import random, numpy as np; random.seed(7); np.random.seed(7); random.random()",
    "warnings": "import warnings; warnings.simplefilter('error'); warnings.filterwarnings('ignore', 'x')",
    "namespace": "leak = 1; commune = 'người khác'",
    "modules": "import sys, hashlib; hashlib.leak = 1; sys.modules['leak'] = hashlib",
    "builtins": "import builtins; builtins.display = None; builtins.len = lambda x: 7",
    "files": "opened = [open(__import__('os').devnull) for _ in range(200)]",
    "threads": "import threading, time; threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
    "children": "import subprocess; subprocess.Popen(['sleep', '1000'])",
    "signals": "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "locale-of-numbers": "from babel import numbers; numbers.format_decimal = None",
    "tables": "import pandas as pd; pd.set_option('display.max_rows', 1); pd.DataFrame.to_html = None",
    "templates": "from ntm_lib.presentation.frame import html; html._environment().globals.clear()",
    "umask": "import os; os.umask(0o777)",
}  # fmt: skip


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("alone")
    run([report(notebook(folder / "sound.ipynb", HEADING, DRAWING), "nam-hoa")], folder / "out")
    return (folder / "out" / "xa" / "nam-hoa.html").read_bytes()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_report_after_hostile_ones_is_as_if_built_alone(tmp_path: Path, alone: bytes, method: str) -> None:
    """One worker, hostile notebooks first, then the sound one: the same page to the byte, however processes are started."""
    chosen = HOSTILE if method == "fork" else dict(list(HOSTILE.items())[:4])
    plans = [report(notebook(tmp_path / f"{name}.ipynb", HEADING, cell), name) for name, cell in chosen.items()]
    plans.append(report(notebook(tmp_path / "sound.ipynb", HEADING, DRAWING), "nam-hoa"))
    events = run(plans, tmp_path / "out", limits=Limits(cell_seconds=30, start_method=method))
    assert ended(events)["nam-hoa"] == "published"
    assert (tmp_path / "out" / "xa" / "nam-hoa.html").read_bytes() == alone
    sound = set(chosen) - {"namespace", "builtins"}
    assert {name: ended(events)[name] for name in sound} == dict.fromkeys(sound, "published")


def test_a_notebook_finds_nothing_of_what_the_parent_rehearsed(tmp_path: Path) -> None:
    """No name, no figure, no count of cells, no way of drawing but its own."""
    cell = """
names = {name for name in globals() if not name.startswith("_")} - {"HTML", "display", "commune", "season", "names"}
import matplotlib as mpl, matplotlib.pyplot as plt
print(sorted(names), len(In), plt.get_fignums(), sorted(k for k in mpl.rcParams if k != 'backend' and mpl.rcParams[k] != mpl.rcParamsDefault[k]))
"""
    run([report(notebook(tmp_path / "looks.ipynb", HEADING, cell), "nam-hoa")], tmp_path / "out")
    (said,) = [
        output.text
        for c in nbformat.read(tmp_path / "out" / "xa" / "nam-hoa.ipynb", as_version=4).cells
        for output in c.get("outputs", [])
        if output.get("name") == "stdout"
    ]
    own = ["In", "Out", "exit", "get_ipython", "open", "quit"]
    assert said.startswith(f"{own} 5 []")
    assert said.endswith("['interactive']\n")  # as in a kernel


def test_order_and_number_of_workers_change_no_byte(tmp_path: Path) -> None:
    """Twelve communes forwards on one worker, backwards on three."""
    book = notebook(tmp_path / "sound.ipynb", HEADING, DRAWING)
    plans = [report(book, f"xa-{number:03d}") for number in range(12)]
    run(plans, tmp_path / "one")
    run(plans[::-1], tmp_path / "three", workers=3)
    pages = sorted((tmp_path / "one" / "xa").glob("*.html"))
    assert len(pages) == 12
    for page in pages:
        assert page.read_bytes() == (tmp_path / "three" / "xa" / page.name).read_bytes()
        assert page.stem in page.read_text(encoding="utf-8")


def test_a_cell_that_writes_over_another_communes_page_is_found_out(tmp_path: Path) -> None:
    """The other's page is not fresh any more, so nobody is led to it, and the next build makes it again."""
    from ntm_lib.publishing.freshness import DAMAGED, reason_to_build  # noqa: PLC0415

    output = tmp_path / "out"
    sound = report(notebook(tmp_path / "sound.ipynb", HEADING, DRAWING), "nam-hoa")
    run([sound], output)
    good = (output / "xa" / "nam-hoa.html").read_bytes()
    cell = f"open({str(output / 'xa' / 'nam-hoa.html')!r}, 'w').write('<h1>Xã ke-gian</h1>')"
    run([report(notebook(tmp_path / "hostile.ipynb", HEADING, cell), "ke-gian")], output)
    assert reason_to_build(sound, output) == DAMAGED
    run([sound], output)
    assert (output / "xa" / "nam-hoa.html").read_bytes() == good
    assert reason_to_build(sound, output) == ""


# What a cell does to reach what its caller has open; "own.csv" is the report's own
REACHES = """
import logging, os, subprocess, sys
own = open("own.csv", "w+")
own.write("một")
for number in {*range(3, 400)} - {own.fileno()}:
    try: os.write(number, b"HOSTILE")
    except OSError: pass
for name in [None, *logging.root.manager.loggerDict]: logging.getLogger(name).critical("HOSTILE")
for read in (input, sys.stdin.readline, sys.__stdin__.readline, lambda: os.read(0, 99).decode()):
    try: said = read()
    except Exception as error: said = type(error).__name__
    own.write(f";{said}")
script = "echo HOSTILE; echo HOSTILE >&2; cat; echo HOSTILE >/dev/tty; for n in 3 4 5 6 7 8 9; do echo HOSTILE >&$n; done"
subprocess.run(script, shell=True, close_fds=False)
sys.__stdout__.write("HOSTILE")
sys.__stderr__.write("HOSTILE")
if os.fork() == 0: os.write(1, b"HOSTILE"); os._exit(0)
os.wait()
"""


def test_a_report_reaches_no_file_of_the_build(tmp_path: Path) -> None:
    """In a real build one notebook writes to every open file, logs, asks and reads: pages, tables, log and terminal are as without it."""
    sound = built_second_district(tmp_path / "sound")
    hostile = tmp_path / "hostile"
    shutil.copytree(sound, hostile, ignore=shutil.ignore_patterns("reports", "cache", "received"))
    book = nbformat.read(hostile / "notebooks" / "method.ipynb", as_version=4)
    book.cells.insert(-1, nbformat.v4.new_code_cell(REACHES))
    nbformat.write(book, hostile / "notebooks" / "method.ipynb")
    command = [*NTM, "build", "--workbook", str(hostile), "--workers", "1"]
    done = subprocess.run(command, input="HOSTILE\n" * 9, capture_output=True, text=True, check=False, cwd=hostile)
    assert done.returncode == 0 and "HOSTILE" not in done.stdout + done.stderr, done.stdout + done.stderr
    assert (hostile / "notebooks" / "own.csv").read_text("utf-8") == "một;StdinNotImplementedError;;;"
    theirs = tree(sound / "reports" / SEASON)
    pages = {name: page for name, page in tree(hostile / "reports" / SEASON).items() if name in theirs}
    changed = {name for name, page in pages.items() if page != theirs[name]}
    assert (
        set(pages) == set(theirs)
        and changed <= {"cach-tinh.html", "phuong-phap.html", "method.html", "index.html"}
        and len(changed) <= 2
    )
    stained = {path.name for path in hostile.rglob("*") if path.is_file() and b"HOSTILE" in path.read_bytes()}
    assert {name.split(".")[0] for name in stained} == {
        "method",
        *(name.split(".")[0] for name in changed - {"index.html"}),
    }


CALLER = """
import logging, os, sys
from pathlib import Path
from tests.engine.small import executed
logging.basicConfig(filename="caller.log"); logging.error("của mình")
logging.getLogger("caller").addHandler(logging.StreamHandler())
sys.stdin.readline()  # the rest of what was sent is held here
pending = open("pending.txt", "w"); pending.write("chưa ghi")
print("chưa in", end="")
os.chdir(sys.argv[1])
executed(Path("a.ipynb"), Path("b.ipynb"), start_method="fork")
"""


@pytest.mark.parametrize(
    "shell", ['"$@"', '"$@" 3>three', 'exec "$@" <&- >&- 2>&-', 'umount -l /proc && exec "$@" 3>three']
)
def test_nothing_of_the_caller_reaches_a_report(tmp_path: Path, shell: str) -> None:
    """Its logs, what it has read and not yet written: not into the report's files, nor the report's words into its own; also without /proc, or
    without standard streams."""
    notebook(tmp_path / "a.ipynb", REACHES)
    command = ["sh", "-c", shell, "sh", sys.executable, "-c", CALLER, str(tmp_path)]
    if "umount" in shell:
        command = ["unshare", "--mount", *command]
        if subprocess.run(["unshare", "--mount", "umount", "-l", "/proc"], capture_output=True, check=False).returncode:
            without("no file system can be taken away here")
    if "<&-" in shell:
        command[-2] = CALLER.replace("sys.stdin.readline()", "pass").replace('print("chưa in", end="")', "")
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, input="HOSTILE\n" * 9, capture_output=True, text=True, check=True, cwd=tmp_path, env=env
    )
    assert done.stdout == ("" if "<&-" in shell else "chưa in") and "HOSTILE" not in done.stderr
    own = (tmp_path / "own.csv").read_text("utf-8")
    assert own == "một;StdinNotImplementedError;;;"
    assert (tmp_path / "caller.log").read_text("utf-8") == "ERROR:root:của mình\n"
    assert (tmp_path / "pending.txt").read_text("utf-8") == "chưa ghi"
    assert not (tmp_path / "three").exists() or not (tmp_path / "three").read_bytes()
    text = "".join(o.get("text", "") for o in outputs(nbformat.read(tmp_path / "b.ipynb", 4)))
    assert "HOSTILE" in text and "chưa" not in text and "của mình" not in text


def test_logs_of_a_report_are_those_of_a_fresh_python(tmp_path: Path) -> None:
    """What a cell logs is told as a kernel's, whatever way to log its caller has."""
    cell = "import logging\nlogging.getLogger('nhà').warning('a'); logging.warning('b'); logging.info('c')"
    handler = logging.FileHandler(tmp_path / "caller.log")
    loggers = (logging.getLogger(), logging.getLogger("nhà"))
    level = logging.getLogger().level
    try:
        for logger in loggers:
            logger.addHandler(handler)
        logging.getLogger().setLevel(logging.DEBUG)
        logging.disable(logging.WARNING)
        ran = executed(notebook(tmp_path / "a.ipynb", cell), tmp_path / "b.ipynb", start_method="fork")
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
        handler.close()
        logging.getLogger().setLevel(level)
        logging.disable(logging.NOTSET)
    assert "".join(o.text for o in outputs(ran)) == "a\nWARNING:root:b\n"
    assert not (tmp_path / "caller.log").read_text("utf-8")
