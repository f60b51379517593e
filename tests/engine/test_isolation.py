"""Nothing of one report reaches the next: a report after a hostile one is, byte for byte, the one built alone."""

from pathlib import Path

import nbformat
import pytest

from ntm_lib.publishing.limits import Limits
from tests.engine.small import DRAWING, HEADING, ended, notebook, report, run

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
    "templates": "from ntm_lib.presentation import html; html._environment().globals.clear()",
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
