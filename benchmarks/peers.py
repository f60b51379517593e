"""The peers, each as an ordinary user would write it: a loop that runs the fixed notebook and makes an HTML page of it.

    python benchmarks/peers.py api|embedded <folder of tables> <output folder> <code> ...

runs papermill's and nbconvert's Python API in a loop in this one process, with papermill's own engine (a kernel a report) or with
ploomber-engine's embedded one, and prints the seconds of each report as JSON.
"""

import json
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).with_name("fixed_report.ipynb")
BIN = Path(sys.executable).parent
ENGINES = {"api": None, "embedded": "embedded"}


def has_embedded() -> bool:
    """Return whether ploomber-engine is installed: it is an extra."""
    return find_spec("ploomber_engine") is not None


def run_commands(tables: Path, output: Path, codes: list[str]) -> list[float]:
    """Run `papermill` and `jupyter nbconvert` for one commune after another; return the seconds of each."""
    output.mkdir(parents=True, exist_ok=True)
    seconds = []
    for code in codes:
        started = time.perf_counter()
        executed = output / f"{code}.ipynb"
        given = ["-r", "data_folder", str(tables), "-r", "commune_code", code]  # -p would read 00012 as a number
        _command(BIN / "papermill", NOTEBOOK, executed, *given)
        _command(BIN / "jupyter", "nbconvert", "--to", "html", executed)
        seconds.append(time.perf_counter() - started)
    return seconds


def _command(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


def json_of(script: Path, *words: object, copies: int = 1) -> list[Any]:
    """Run a script of this folder in as many new processes at once as `copies`; return what each printed last, as JSON."""
    command = [sys.executable, str(script), *map(str, words)]
    environment = os.environ | {"PLOOMBER_STATS_ENABLED": "false"}  # it would call home
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        for _ in range(copies)
    ]
    said = [process.communicate() for process in running]
    if any(process.returncode for process in running):
        raise SystemExit(f"{script.name} failed:\n{said[0][1][-2000:]}")
    return [json.loads(out.splitlines()[-1]) for out, _ in said]


def run_loop(kind: str, tables: Path, output: Path, codes: list[str]) -> tuple[list[float], float]:
    """Run the loop of `kind` in a new process; return the seconds of each report, and of the whole process."""
    started = time.perf_counter()
    (seconds,) = json_of(Path(__file__), kind, tables, output, *codes)
    return seconds, time.perf_counter() - started


def loop(engine: str | None, tables: Path, output: Path, codes: list[str]) -> list[float]:
    """Run and convert one commune's notebook after another in this process; return the seconds of each."""
    from nbconvert import HTMLExporter  # noqa: PLC0415 - their imports are part of their cold start
    from papermill import execute_notebook  # noqa: PLC0415

    output.mkdir(parents=True, exist_ok=True)
    exporter = HTMLExporter()
    seconds = []
    for code in codes:
        started = time.perf_counter()
        executed = output / f"{code}.ipynb"
        given = {"data_folder": str(tables), "commune_code": code}
        notebook = execute_notebook(NOTEBOOK, executed, given, engine_name=engine, progress_bar=False)
        page, _ = exporter.from_notebook_node(notebook)
        executed.with_suffix(".html").write_text(page, encoding="utf-8")
        seconds.append(time.perf_counter() - started)
    return seconds


if __name__ == "__main__":
    sys.stdout.write(json.dumps(loop(ENGINES[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])) + "\n")
