"""Runs one notebook for one report. The only call of papermill in the project."""

import logging
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import nbformat
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from traitlets.config import Config

import ntm_lib.errors
from ntm_lib.errors import NtmError, ReportError
from ntm_lib.publishing.parameters import Value

START_TIMEOUT = 60  # seconds for a kernel to answer
QUIET = ["--log-level=50"]  # a kernel's own notices (how it was shut down) are no news for the analyst
START_TRIES = 2  # where kernels talk over TCP, two started at once may be given one port; the second try settles it


def run_notebook(notebook: Path, parameters: Mapping[str, Value], executed: Path) -> nbformat.NotebookNode:
    """Run `notebook` with checked `parameters` in its own folder; keep the executed notebook at `executed` and return it.

    Raises ReportError with the cell and the cause; an NtmError raised inside the notebook keeps its own message.
    """
    executed.parent.mkdir(parents=True, exist_ok=True)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    for attempt in range(1, START_TRIES + 1):
        try:
            with warnings.catch_warnings(), _transport() as config:
                warnings.simplefilter("ignore")  # jupyter's own notices; the notebook's warnings are in its kernel
                return execute_notebook(
                    str(notebook), str(executed), parameters=dict(parameters), cwd=str(notebook.parent),
                    progress_bar=False, kernel_name="python3", start_timeout=START_TIMEOUT, config=config, extra_arguments=QUIET,
                )  # fmt: skip
        except PapermillExecutionError as error:
            raise ReportError(_message(error, executed)) from error
        except RuntimeError as error:  # the kernel did not start, or died
            if attempt == START_TRIES or "respond" not in str(error):
                raise ReportError(f"Không chạy được sổ tay {notebook.name}: {error}") from error
    raise AssertionError("unreachable")


@contextmanager
def _transport() -> Iterator[Config]:
    """Give a kernel sockets of its own in a private folder; TCP where the platform has no such sockets (Windows)."""
    if sys.platform == "win32":
        yield Config()
        return
    with tempfile.TemporaryDirectory(prefix="ntm-") as folder:  # short: macOS allows 104 bytes
        yield Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/k"}})


def _message(error: PapermillExecutionError, executed: Path) -> str:
    known = getattr(ntm_lib.errors, str(error.ename), None)
    if isinstance(known, type) and issubclass(known, NtmError):
        return str(error.evalue)
    code = str(error.source).strip().splitlines()
    return (
        f"Sổ tay dừng ở ô “{code[0] if code else ''}” vì {error.ename}: {error.evalue}. Mở {executed} để xem chỗ sai."
    )
