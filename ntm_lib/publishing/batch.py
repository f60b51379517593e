"""The batch: runs a plan's reports in processes and publishes pages, tables, index and manifest."""

import json
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import nbformat
import pandas as pd

from ntm_lib import __version__
from ntm_lib.errors import NtmError
from ntm_lib.files import csv_bytes, replace_file, sha256
from ntm_lib.presentation.links import COMMUNE_FOLDER, DEPARTMENT_FOLDER
from ntm_lib.publishing.page import Frame, ListedReport, render_index, render_page
from ntm_lib.publishing.parameters import Value
from ntm_lib.publishing.run import run_notebook

LIBRARIES = ("pandas", "matplotlib", "papermill", "nbconvert", "python-calamine")


class ReportState(StrEnum):
    """What became of a report in a build. The value is what the index says."""

    PUBLISHED = "đã dựng"
    KEPT = "không dựng lần này, giữ bản trước"
    ABSENT = "chưa dựng"
    FAILED_KEPT = "lỗi, đang hiển thị bản trước"
    FAILED = "lỗi, chưa có bản nào"


@dataclass(frozen=True)
class ReportPlan:
    """One report to build: which notebook with which parameters, and where its page goes below the output folder."""

    key: str
    title: str
    page_title: str
    notebook: Path
    parameters: Mapping[str, Value]
    page: str  # relative, with forward slashes: xa/huong-huu.html
    is_index: bool = False  # rendered last, when all others have ended
    refused: str = ""  # why it can't be built, found before any kernel starts


@dataclass(frozen=True)
class ReportOutcome:
    """How a report of the plan ended."""

    plan: ReportPlan
    state: ReportState
    error: str = ""
    page_sha256: str = ""
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        return self.state in (ReportState.FAILED, ReportState.FAILED_KEPT)


@dataclass(frozen=True)
class BuildPlan:
    """All that one build makes: the index, the tables, and of the season's reports those that are chosen this time."""

    season: str
    frame: Frame
    index: ReportPlan
    reports: Sequence[ReportPlan]  # all of the season, in the order of the index's list
    chosen: frozenset[str]  # keys of those to build
    tables: Mapping[str, pd.DataFrame]
    findings: Sequence[str]  # one line each, worst first
    inputs: Mapping[str, str]  # form file, relative to the workbook: sha256


def build(
    plan: BuildPlan, output: Path, workers: int, on_outcome: Callable[[ReportOutcome], None]
) -> list[ReportOutcome]:
    """Build `plan` into `output`, calling `on_outcome` as each report ends; return all outcomes, the index last.

    A failing report never stops another and never replaces a page that is there. The index is rendered last.
    """
    for name, table in plan.tables.items():
        replace_file(output / "data" / f"{name}.csv", csv_bytes(table))
    outcomes = []
    chosen = [report for report in plan.reports if report.key in plan.chosen]
    for outcome in _run_all([*chosen, plan.index], plan.frame, output, workers):
        outcomes.append(outcome)
        if not outcome.plan.is_index:
            on_outcome(outcome)
    by_key = {o.plan.key: o for o in outcomes}
    listed = [by_key.get(r.key) or _left_out(r, output) for r in plan.reports]
    index = _publish_index(by_key[plan.index.key], listed, plan.frame, output)
    on_outcome(index)
    ended = [*[by_key[r.key] for r in chosen], index]
    replace_file(output / "manifest.json", _manifest(plan, ended, output))
    return ended


def _run_all(plans: Sequence[ReportPlan], frame: Frame, output: Path, workers: int) -> Iterator[ReportOutcome]:
    """Yield the outcome of every plan as it ends. Processes, never threads: papermill changes the working directory.

    A worker that dies takes the whole pool with it; what was left then runs one report a pool, so that only the report
    that kills its worker fails.
    """
    left = {plan.key: plan for plan in plans}
    for outcome in _run_pool(plans, frame, output, workers):
        del left[outcome.plan.key]
        yield outcome
    for plan in left.values():
        message = "Tiến trình dựng báo cáo bị dừng đột ngột (hết bộ nhớ hoặc bị tắt). Dựng lại báo cáo này."
        yield next(_run_pool([plan], frame, output, 1), _failed(plan, output, message, 0.0))


def _run_pool(plans: Sequence[ReportPlan], frame: Frame, output: Path, workers: int) -> Iterator[ReportOutcome]:
    """Yield outcomes until all plans have ended or a worker has died."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=max(1, min(workers, len(plans))), mp_context=context) as pool:
        futures = []
        with suppress(BrokenProcessPool):  # a worker may die while the rest is still handed out
            for plan in plans:
                futures.append(pool.submit(build_report, plan, frame, output))
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool:
                continue


def build_report(plan: ReportPlan, frame: Frame, output: Path) -> ReportOutcome:
    """Run, render and publish one report; its failure is its outcome. The index is only run here: it is rendered last."""
    started = perf_counter()
    page = output / plan.page
    executed = page.with_suffix(".ipynb")
    attempt = page.with_suffix(".failed.ipynb")
    try:
        if plan.refused:
            raise NtmError(plan.refused)
        notebook = run_notebook(plan.notebook, plan.parameters, attempt)
        edition = ""
        if not plan.is_index:
            content = render_page(notebook, plan.page_title, frame, _index_link(plan.page))
            replace_file(page, content)
            edition = sha256(content)
        attempt.replace(executed)
        return ReportOutcome(plan, ReportState.PUBLISHED, "", edition, perf_counter() - started)
    except NtmError as error:
        return _failed(plan, output, str(error), perf_counter() - started)
    except Exception as error:  # noqa: BLE001 - whatever happens to one report must not stop the others
        return _failed(
            plan, output, f"Lỗi không lường trước: {type(error).__name__}: {error}", perf_counter() - started
        )


def _index_link(page: str) -> str:
    return "../" * page.count("/") + "index.html"


def _failed(plan: ReportPlan, output: Path, message: str, seconds: float) -> ReportOutcome:
    page = output / plan.page
    state = ReportState.FAILED_KEPT if page.exists() else ReportState.FAILED
    return ReportOutcome(plan, state, message, sha256(page.read_bytes()) if page.exists() else "", seconds)


def _left_out(plan: ReportPlan, output: Path) -> ReportOutcome:
    page = output / plan.page
    if page.exists():
        return ReportOutcome(plan, ReportState.KEPT, page_sha256=sha256(page.read_bytes()))
    return ReportOutcome(plan, ReportState.ABSENT)


def _publish_index(
    outcome: ReportOutcome, listed: Sequence[ReportOutcome], frame: Frame, output: Path
) -> ReportOutcome:
    if outcome.failed:
        return outcome
    lines = [
        ListedReport(
            key=o.plan.key,
            title=o.plan.title,
            link=o.plan.page if o.page_sha256 else "",
            state=o.state.value,
            edition=o.page_sha256[:8],
            error=o.error,
            group=_group(o.plan.page),
        )
        for o in listed
    ]
    page = output / outcome.plan.page
    try:
        notebook = nbformat.read(page.with_suffix(".ipynb"), as_version=4)
        content = render_index(notebook, outcome.plan.page_title, frame, lines)
        replace_file(page, content)
    except NtmError as error:
        return _failed(outcome.plan, output, str(error), outcome.seconds)
    return ReportOutcome(outcome.plan, outcome.state, "", sha256(content), outcome.seconds)


def _group(page: str) -> str:
    """Return the heading a page stands under in the index's list."""
    folder = page.rpartition("/")[0]
    return {COMMUNE_FOLDER: "Các xã", DEPARTMENT_FOLDER: "Các phòng"}.get(folder, "Số liệu và cách tính")


def _earlier_entries(path: Path) -> dict[str, Any]:
    """Return the reports of the manifest that is there; none if it is absent or was damaged by hand."""
    try:
        return dict(json.loads(path.read_bytes())["reports"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _manifest(plan: BuildPlan, outcomes: Sequence[ReportOutcome], output: Path) -> bytes:
    """Return manifest.json: what came from what. Reports not built this time keep their earlier entry."""
    earlier = _earlier_entries(output / "manifest.json")
    entries = {
        o.plan.key: {
            "title": o.plan.title,
            "state": o.state.name.lower(),
            "error": o.error,
            "notebook": o.plan.notebook.name,
            "parameters": dict(o.plan.parameters),
            "page": o.plan.page,
            "page_sha256": o.page_sha256,
            "seconds": round(o.seconds, 2),
        }
        for o in outcomes
    }
    document = {
        "season": plan.season,
        "ntm_lib": __version__,
        "python": sys.version.split()[0],
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": dict(plan.inputs),
        "tables": {f"data/{name}.csv": sha256(csv_bytes(table)) for name, table in plan.tables.items()},
        "reports": earlier | entries,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8")
