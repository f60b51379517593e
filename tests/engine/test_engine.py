"""The papermill engine: a notebook runs in a process of its own, is recorded as a kernel would, and its failures are named."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests import forked
from tests.engine.small import DRAWING, HEADING, ended, executed, notebook, outputs, report, run

FAILURES = {
    "hangs": ("import time; time.sleep(60)", "failed-time", "chạy quá 3 giây"),
    "loops": ("while True: pass", "failed-time", "chạy quá 3 giây"),
    "floods": ("while True: display(1)", "failed-time", "chạy quá 3 giây"),
    "raises": ("1 / 0", "failed-notebook", "ZeroDivisionError: division by zero"),
    "exits": ("import sys; sys.exit(0)", "failed-notebook", "sys.exit"),
    "exits-3": ("import sys; sys.exit(3)", "failed-notebook", "SystemExit: 3"),
    "quits": ("import os; os._exit(5)", "failed-process", "mã 5"),
    "quits-well": ("import os; os._exit(0)", "failed-process", "mã 0"),
    "aborts": ("import os; os.abort()", "failed-process", "SIGABRT"),
    "is-killed": ("import os; os.kill(os.getpid(), 9)", "failed-process", "SIGKILL"),
    "eats-memory": ("eaten = bytearray(6 * 10**9)", "failed-memory", "MemoryError"),
    "is-no-python": ("xã Hương Hữu", "failed-notebook", "SyntaxError"),
    "says-another": ("display(HTML('<h1>Xã khác</h1>'))", "failed-check", "phải có đúng một tiêu đề"),
    "fetches": ("display(HTML('<img src=\"https://example.org/a.png\">'))", "failed-check", "phải tải từ nơi khác"),
    "scripts": ("display(HTML('<script>alert(1)</script>'))", "failed-check", "mã chạy"),
}  # fmt: skip


@pytest.fixture(scope="module")
def mixed(tmp_path_factory) -> tuple[Path, dict]:
    """One build of a sound notebook, every kind of failure, and the sound one again under another name."""
    folder = tmp_path_factory.mktemp("mixed")
    plans = [report(notebook(folder / "sound.ipynb", HEADING, DRAWING), "dau")]
    for name, (cell, _, _) in FAILURES.items():
        plans.append(report(notebook(folder / f"{name}.ipynb", HEADING, cell, DRAWING), name))
    plans.append(report(folder / "sound.ipynb", "cuoi"))
    return folder / "out", run(plans, folder / "out", workers=2)


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_named_and_stops_no_other(mixed: tuple[Path, dict], name: str) -> None:
    """Each hangs, exits, crashes or lies in its own way: its state says so, its message tells what and where, no page is there."""
    output, events = mixed
    _, state, words = FAILURES[name]
    assert (events[name][-1].state.value, words in events[name][-1].error) == (state, True), events[name][-1]
    assert not (output / "xa" / f"{name}.html").exists()
    assert {"dau": "published", "cuoi": "published"}.items() <= ended(events).items()


def test_a_report_goes_through_its_states_in_order(mixed: tuple[Path, dict]) -> None:
    """running, executed, rendered, checked, published."""
    _, events = mixed
    states = [event.state.value for event in events["cuoi"]]
    assert states == ["running", "executed", "rendered", "checked", "published"]


def test_what_ran_before_the_failure_is_kept(mixed: tuple[Path, dict]) -> None:
    """The failed notebook lies beside where the page would be: cells before with outputs, the failing one with its error, none after."""
    output, _ = mixed
    for name in ("hangs", "quits", "eats-memory"):
        book = nbformat.read(output / "xa" / f"{name}.failed.ipynb", as_version=4)
        code = [cell for cell in book.cells if cell.cell_type == "code"]
        assert "<h1>Xã" in code[-3].outputs[0].data["text/html"]
        assert code[-2].outputs[-1].output_type == "error"
        assert code[-1].execution_count is None and not code[-1].outputs
        assert code[-2].metadata.papermill["status"] == "failed"


KINDS_OF_OUTPUT = (
    'print("ra")\nimport sys\nprint("lỗi", file=sys.stderr)\n21 * 2',
    "from IPython.display import display, clear_output, update_display\nprint('bị xóa')\nclear_output()\nprint('còn lại')",
    "shown = display('cũ', display_id='một')\nupdate_display('mới', display_id='một')",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()",
    "import asyncio\nawait asyncio.sleep(0)\n_, In[1][:7], Out[2]",
    "%%time\nx = 1\n",
    "1 +",
)


def test_the_executed_notebook_is_what_a_kernel_gives(tmp_path: Path) -> None:
    """Outputs, counts and errors are those that papermill with an ordinary kernel records, but for times, addresses and picture bytes."""
    book = notebook(tmp_path / "kinds.ipynb", *KINDS_OF_OUTPUT)
    ours = executed(book, tmp_path / "ours.ipynb")
    command = [str(book), str(tmp_path / "theirs.ipynb"), "--cwd", str(tmp_path), "--no-progress-bar"]
    forked.run(command, tmp_path, program="papermill")
    theirs = nbformat.read(tmp_path / "theirs.ipynb", as_version=4)
    assert [shape(cell) for cell in ours.cells] == [shape(cell) for cell in theirs.cells]
    assert ours.metadata.language_info.name == theirs.metadata.language_info.name == "python"
    assert set(ours.metadata.papermill) == set(theirs.metadata.papermill)


def shape(cell: nbformat.NotebookNode) -> tuple:
    """Return what of a cell must be the same in every run."""
    shown = []
    for output in cell.get("outputs", []):
        data = {k: ("picture" if k.startswith("image/") else v) for k, v in output.get("data", {}).items()}
        text = "" if "%%time" in cell.source else output.get("text", "")
        shown.append((output.output_type, output.get("name"), data, text, output.get("execution_count"), output.get("ename"), re.sub(r"\([^,]*,", "(…,", output.get("evalue", ""))))  # fmt: skip
    status = cell.metadata.get("papermill", {}).get("status")
    return cell.cell_type, cell.source, cell.get("execution_count"), shown, status, cell.metadata.get("tags")


def test_times_and_traceback_are_recorded(tmp_path: Path) -> None:
    """Each cell has its start, end and duration; an error its traceback, down to the line."""
    book = notebook(tmp_path / "a.ipynb", "import time; time.sleep(0.3)", "def f():\n    return 1 / 0\nf()")
    ran = executed(book, tmp_path / "b.ipynb")
    cells = [cell for cell in ran.cells if cell.cell_type == "code"]
    assert 0.25 <= cells[1].metadata.papermill["duration"] < 3
    error = cells[2].outputs[0]
    assert (error.ename, error.evalue) == ("ZeroDivisionError", "division by zero")
    assert any("return" in line for line in error.traceback)


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_every_way_to_start_gives_the_same_bytes(tmp_path: Path, method: str) -> None:
    """Forked, from a server, or a Python of its own: same outputs."""
    book = notebook(tmp_path / "sound.ipynb", HEADING, DRAWING)
    ran = executed(book, tmp_path / f"{method}.ipynb", start_method=method, parameters={"commune": "00123"})
    assert "Xã 00123" in next(outputs(ran)).data["text/html"]
    reference = executed(book, tmp_path / "again.ipynb", parameters={"commune": "00123"})
    assert [dict(o) for o in outputs(ran)] == [dict(o) for o in outputs(reference)]


def test_papermills_own_command_takes_the_engine(tmp_path: Path) -> None:
    """`papermill --engine ntm` works as the entry point promises, with its time limit."""
    book = notebook(tmp_path / "a.ipynb", HEADING, "import time; time.sleep(300)")
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--engine",
        "ntm",
        "--execution-timeout",
        "1",
        str(book),
        str(tmp_path / "b.ipynb"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)
    assert done.returncode == 1 and "CellOverdue" in done.stderr
    assert "Xã mẫu" in next(outputs(nbformat.read(tmp_path / "b.ipynb", as_version=4))).data["text/html"]


def test_the_whole_notebook_has_a_limit_too(tmp_path: Path) -> None:
    """Cells that are each quick enough may still take too long together."""
    book = notebook(tmp_path / "a.ipynb", *["import time; time.sleep(1)"] * 5)
    ran = executed(book, tmp_path / "b.ipynb", report_timeout=2.5)
    errors = [o.ename for o in outputs(ran) if o.output_type == "error"]
    assert errors == ["ReportOverdue"]


OTHERS = {
    "R": {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}},
    "Julia": {"kernelspec": {"name": "julia-1.10", "display_name": "Julia", "language": "julia"}},
    "unknown": {"kernelspec": {"name": "khong-co", "display_name": "?"}},
    "another Python": {"kernelspec": {"name": "may-khac", "display_name": "Python", "language": "python"}},
    "of another language": {"kernelspec": {"name": "python3", "display_name": "?"}, "language_info": {"name": "scala"}},
}  # fmt: skip


OURS = {"none": {}, "empty": {"kernelspec": {"name": "", "display_name": ""}}}


@pytest.mark.parametrize("name", [*OTHERS, *OURS])
def test_another_kernel_is_refused(tmp_path: Path, name: str) -> None:
    """A notebook of another kernel or language is not run as if it were ours; the message names it, and what to do. One that names none is ours."""
    book = nbformat.read(notebook(tmp_path / "khac.ipynb", HEADING, "open('ran', 'w')"), as_version=4)
    book.metadata = (OTHERS | OURS)[name]
    nbformat.write(book, tmp_path / "khac.ipynb")
    (event,) = [own[-1] for own in run([report(tmp_path / "khac.ipynb", "mau")], tmp_path / "out").values()]
    assert (tmp_path / "ran").exists() == (name in OURS)
    if name in OURS:
        assert event.state.value == "published"
        return
    kernel = OTHERS[name]["kernelspec"]["name"]
    assert event.state.value == "failed-notebook" and "khac.ipynb" in event.error and f"“{kernel}”" in event.error
    assert "Change Kernel" in event.error
    command = ["--engine", "ntm", str(tmp_path / "khac.ipynb"), str(tmp_path / "b.ipynb")]
    done = forked.run(command, tmp_path, program="papermill")
    assert done.returncode == 1 and "Change Kernel" in done.stderr and not (tmp_path / "b.ipynb").exists()


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    """papermill takes a path with braces for a pattern; ours is what it is."""
    folder = tmp_path / "{xã} {0} 100%"
    events = run([report(notebook(folder / "a.ipynb", HEADING), "mau")], folder / "out")
    assert ended(events) == {"mau": "published"}
