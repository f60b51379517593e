"""One report: what is planned for it, and the process that makes it – runs the notebook, renders, checks and publishes the page."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from time import perf_counter

from nbformat import NotebookNode

from ntm_lib.errors import NtmError, ReportError, unforeseen
from ntm_lib.files import fingerprint, not_written, put_file, replace_file, sha256
from ntm_lib.places import inside
from ntm_lib.publishing.limits import Limits
from ntm_lib.publishing.manifest import (
    TRACE_DIGITS,
    Edition,
    ReportManifest,
    library_versions,
    page_hash,
    read_manifest,
    shown_edition,
    write_manifest,
)
from ntm_lib.publishing.page import Frame, render_page
from ntm_lib.publishing.page_check import page_fault
from ntm_lib.publishing.parameters import Value
from ntm_lib.publishing.run import NotebookError, run_notebook
from ntm_lib.publishing.states import ReportState


@dataclass(frozen=True)
class ReportPlan:
    """One report to build: which notebook with which parameters, and where its page goes below the output folder."""

    key: str
    title: str
    heading: str  # what the page's h1 must say: whose report it is
    page_title: str
    notebook: Path
    parameters: Mapping[str, Value]
    page: str  # relative, with forward slashes: xa/huong-huu.html
    inputs: Mapping[str, str] = field(default_factory=dict)  # hash by what it is of: all that the page rests on
    forms: Mapping[str, str] = field(default_factory=dict)  # forms among them, below the workbook: sha256
    place: str = ""  # whose reports these are: the district, "" for the pages above districts
    before: Callable[[], None] | None = None  # called in the cells' process: gives the notebook its data
    group: str = ""  # heading under which the index lists it
    styles: tuple[str, ...] = ()  # style sheets besides the theme
    is_index: bool = False  # rendered last, when all others have ended
    brief_of: str = ""  # key of the report that it shortens, in whose line the index lists it
    refused: str = ""  # why it can't be built, found before anything is run

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(dict(self.inputs))

    @property
    def trace(self) -> str:
        """The short form of the fingerprint that stands at the page's end."""
        return self.fingerprint[:TRACE_DIGITS]

    @property
    def index_link(self) -> str:
        return "../" * self.page.count("/") + "index.html"


@dataclass(frozen=True)
class ReportEvent:
    """A report has come into a state."""

    key: str
    state: ReportState
    error: str = ""
    reason: str = ""  # why it is built, with `planned`
    seconds: float = 0.0


class _FailedError(Exception):
    def __init__(self, state: ReportState, error: Exception | str) -> None:
        super().__init__(str(error) if isinstance(error, str | NtmError) else unforeseen(error))
        self.state = state


class ReportMaker:
    """Makes one report, telling of each state it comes into; its failure is its last state."""

    def __init__(
        self,
        plan: ReportPlan,
        frame: Frame,
        output: Path,
        run: str,
        limits: Limits,
        tell: Callable[[ReportEvent], None],
    ) -> None:
        self.plan, self.frame, self.output, self.run, self.limits, self._tell = plan, frame, output, run, limits, tell
        self.page = output / plan.page
        self.attempt = self.page.with_suffix(".failed.ipynb")
        self.started = perf_counter()
        self.warnings: list[str] = []

    def make(self) -> None:
        """Run, render, check and publish. The index is only run: its page is made when all others have ended."""
        try:
            notebook = self._run()
            if self.plan.is_index:
                self._keep_notebook()
                self._reached(ReportState.EXECUTED)
                return
            self._reached(ReportState.EXECUTED)
            content = self._render(notebook)
            self._check(notebook, content)
            self._publish(content)
        except _FailedError as failure:
            event = ReportEvent(self.plan.key, failure.state, str(failure), seconds=self._seconds())
            record_failure(self.plan, self.output, self.run, event, self.warnings)
            self._tell(event)

    def _run(self) -> NotebookNode:
        self._reached(ReportState.RUNNING)
        try:
            for path in (self.page, self.attempt, self.page.with_suffix(".ipynb")):
                inside(self.output, path.relative_to(self.output).as_posix())
        except NtmError as error:
            raise _FailedError(ReportState.FAILED_WRITE, error) from error
        try:
            notebook = run_notebook(
                self.plan.notebook, self.plan.parameters, self.attempt, self.plan.before, self.limits
            )
        except NotebookError as failure:
            raise _FailedError(failure.state, failure) from failure
        except OSError as error:
            raise _FailedError(ReportState.FAILED_WRITE, not_written(self.attempt, error)) from error
        except ReportError as error:  # it can't be kept
            raise _FailedError(ReportState.FAILED_WRITE, error) from error
        except Exception as error:  # papermill can't make anything of the notebook
            raise _FailedError(ReportState.FAILED_NOTEBOOK, error) from error
        self.warnings = _warnings(notebook)
        return notebook

    def _render(self, notebook: NotebookNode) -> bytes:
        try:
            content = render_page(
                notebook, self.plan.page_title, self.frame, self.plan.index_link, self.plan.trace, self.plan.styles
            )
        except Exception as error:
            raise _FailedError(ReportState.FAILED_RENDER, error) from error
        self._reached(ReportState.RENDERED)
        return content

    def _check(self, notebook: NotebookNode, content: bytes) -> None:
        ran = dict(notebook.metadata.get("papermill", {}).get("parameters", {}))
        fault = page_fault(content.decode("utf-8"), self.plan.heading)
        if ran != dict(self.plan.parameters):
            fault = f"Sổ tay đã chạy với tham số {ran}, không phải {dict(self.plan.parameters)}. Dựng lại."
        if fault:
            raise _FailedError(ReportState.FAILED_CHECK, fault)
        self._reached(ReportState.CHECKED)

    def _publish(self, content: bytes) -> None:
        """Put executed notebook, page and manifest in their places, in this order: what has no manifest is not fresh.

        The page comes late: as long as it is the old one, so is the edition that is shown, whatever fails.
        """
        try:
            executed = self._keep_notebook()
            replace_file(self.page, content)
            record_published(self.plan, self.output, self.run, content, executed, self._seconds(), self.warnings)
        except (NtmError, OSError) as error:
            raise _FailedError(ReportState.FAILED_WRITE, error) from error
        self._reached(ReportState.PUBLISHED)

    def _keep_notebook(self) -> str:
        """Put the executed notebook in its place, flushed to the disk as every file; return its hash."""
        try:
            content = self.attempt.read_bytes()
            put_file(
                self.attempt, self.page.with_suffix(".ipynb")
            )  # not copied: a disk that is nearly full has no room for two
        except (NtmError, OSError) as error:
            raise _FailedError(ReportState.FAILED_WRITE, error) from error
        return sha256(content)

    def _reached(self, state: ReportState) -> None:
        self._tell(ReportEvent(self.plan.key, state, seconds=self._seconds()))

    def _seconds(self) -> float:
        return perf_counter() - self.started


def record_published(
    plan: ReportPlan, output: Path, run: str, page: bytes, notebook_sha256: str, seconds: float, warnings: list[str]
) -> None:
    """Write the manifest of a report that was published; raise ReportError if that can't be written."""
    edition = Edition(
        inputs=dict(plan.inputs), parameters=dict(plan.parameters), forms=dict(plan.forms), run=run, seconds=round(seconds, 3),
        warnings=warnings, libraries=library_versions(), page_sha256=sha256(page), notebook_sha256=notebook_sha256,
    )  # fmt: skip
    _record(plan, output, run, ReportEvent(plan.key, ReportState.PUBLISHED, seconds=seconds), warnings, edition)


def record_failure(plan: ReportPlan, output: Path, run: str, event: ReportEvent, warnings: list[str]) -> None:
    """Write the manifest of a failed attempt beside the edition that is still shown, if the disk lets us."""
    with suppress(NtmError):
        _record(plan, output, run, event, warnings, shown_edition(output, read_manifest(output, plan.key)))


def _record(
    plan: ReportPlan, output: Path, run: str, event: ReportEvent, warnings: list[str], edition: Edition | None
) -> None:
    """Write the manifest of an attempt that ended with `event`, and the edition that is shown after it."""
    manifest = ReportManifest(
        key=plan.key, title=plan.title, page=plan.page, notebook=plan.notebook.name, parameters=dict(plan.parameters), state=event.state,
        error=event.error, inputs=dict(plan.inputs), place=plan.place, run=run, seconds=round(event.seconds, 3), warnings=warnings,
        attempt_sha256=page_hash((output / plan.page).with_suffix(".failed.ipynb")) if event.state.failed else "", edition=edition,
    )  # fmt: skip
    write_manifest(output, manifest)


def _warnings(notebook: NotebookNode) -> list[str]:
    """Return the lines that the cells wrote to the error stream."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [line for o in outputs if o.get("name") == "stderr" for line in o.text.splitlines() if line.strip()]
