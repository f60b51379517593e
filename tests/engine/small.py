"""Small notebooks, one behaviour each, and a plan that runs them as a build does."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import nbformat
from papermill.execute import execute_notebook

from ntm_lib.processes import StartMethod
from ntm_lib.publishing.batch import run_reports
from ntm_lib.publishing.limits import Limits
from ntm_lib.publishing.page import Frame
from ntm_lib.publishing.report import ReportEvent, ReportPlan

FRAME = Frame(footer="Văn phòng Thử", abbreviations={})
SHORT = Limits(cell_seconds=3, report_seconds=20, output_bytes=10**9)
HEADING = "from IPython.display import HTML, display\ndisplay(HTML(f'<h1>Xã {commune}</h1>'))"
DRAWING = """import io
import random
import warnings
import numpy as np
import matplotlib
from matplotlib.figure import Figure
figure = Figure(figsize=(2, 1))
figure.subplots().plot([1, 3, 2], label="số liệu")
drawn = io.StringIO()
figure.savefig(drawn, format="svg", metadata={"Date": None})
import hashlib, locale, os
state = [matplotlib.rcParams["font.size"], os.environ.get("LEAK", "không"), os.path.exists("sound.ipynb"), random.random(),
         np.random.rand(), str(locale.getlocale(locale.LC_NUMERIC)), warnings.warn("thử"), "leak" in globals(), hasattr(hashlib, "leak")]
HTML(f"<p>{state}</p>")"""


def notebook(path: Path, *cells: str) -> Path:
    """Write a notebook with a parameters cell, `cells`, and no outputs."""
    book = nbformat.v4.new_notebook()
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    parameters = nbformat.v4.new_code_cell('commune: str = "mẫu"', metadata={"tags": ["parameters"]})
    book.cells = [parameters, *(nbformat.v4.new_code_cell(cell) for cell in cells)]
    for number, cell in enumerate(book.cells):
        cell["id"] = f"cell-{number:02d}"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, path)
    return path


def report(book: Path, commune: str, before: Callable[[], None] | None = None) -> ReportPlan:
    return ReportPlan(
        key=commune,
        title=f"Xã {commune}",
        heading=f"Xã {commune}",
        page_title=f"Xã {commune}",
        notebook=book,
        parameters={"commune": commune},
        page=f"xa/{commune}.html",
        inputs={"parameters": commune},
        before=before,
    )


def run(
    plans: Sequence[ReportPlan], output: Path, workers: int = 1, limits: Limits = SHORT
) -> dict[str, list[ReportEvent]]:
    """Run the reports as a build does; return the states of each, in order."""
    events: dict[str, list[ReportEvent]] = {}
    for event in run_reports(plans, FRAME, output, workers, "lần-thử", limits):
        events.setdefault(event.key, []).append(event)
    return events


def ended(events: dict[str, list[ReportEvent]]) -> dict[str, str]:
    return {key: own[-1].state.value for key, own in events.items()}


def executed(
    book: Path, output: Path, start_method: StartMethod | None = None, **options: object
) -> nbformat.NotebookNode:
    """Run a notebook through papermill's own door with our engine; return it whether it failed or not."""
    with suppress(Exception):  # what is of interest is what was kept
        execute_notebook(
            str(book), str(output), engine_name="ntm", progress_bar=False, kernel_name="python3", language="python", cwd=str(book.parent),
            start_method=start_method, **options,
        )  # fmt: skip
    return nbformat.read(output, as_version=4)


def outputs(book: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    for cell in book.cells:
        yield from cell.get("outputs", [])


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until the condition holds; fail if it does not in time."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)
