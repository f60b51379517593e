"""The batch: runs those of a plan's reports that are not fresh, and publishes tables, index and manifest."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import takewhile
from pathlib import Path
from time import perf_counter
from typing import Any

import nbformat
import pandas as pd

from ntm_lib.csv_file import csv_bytes
from ntm_lib.errors import NtmError
from ntm_lib.files import fingerprint, read_file, remove_file, replace_file, sha256
from ntm_lib.places import inside
from ntm_lib.presentation import kinds
from ntm_lib.processes import End, run_tasks, start_method
from ntm_lib.publishing.freshness import FORCED, reason_to_build
from ntm_lib.publishing.limits import Limits
from ntm_lib.publishing.manifest import (
    FOLDER,
    BuildManifest,
    Edition,
    ReportManifest,
    library_versions,
    manifest_path,
    manifests,
    page_hash,
    read_manifest,
    shown_edition,
    write_build,
)
from ntm_lib.publishing.page import Frame, ListedReport, index_script, render_index
from ntm_lib.publishing.page_check import page_fault
from ntm_lib.publishing.report import ReportEvent, ReportMaker, ReportPlan, record_failure, record_published
from ntm_lib.publishing.states import ReportState
from ntm_lib.text import season_text

END_SECONDS = 60  # what rendering and writing may take after the notebook's own limit
REPORTS_A_PROCESS = 100  # then it makes room for a new one, whatever papermill or nbconvert have kept

FOLDERS = ("data", FOLDER, *kinds.FOLDERS)  # all that a build writes in below its own

Tell = Callable[[ReportEvent], None]
Runner = Callable[[Iterable[ReportPlan], Frame, Path, int, str, Limits], Iterator[ReportEvent]]


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
    key: str  # hash of all files a build reads; "" if that is not known
    linked: frozenset[str] = frozenset()  # pages of other builds that the index may link to


def reasons(plan: BuildPlan, output: Path, force: bool = False) -> dict[str, str]:
    """Return the reason why each chosen report has to be built, by its key; those that are fresh are left out."""
    chosen = [report for report in plan.reports if report.key in plan.chosen]
    found = {report.key: FORCED if force else reason_to_build(report, output) for report in chosen}
    return {key: reason for key, reason in found.items() if reason}


def in_one_state(plan: BuildPlan, output: Path) -> BuildPlan:
    """Return `plan` with every report among the chosen whose page is a draft where this build issues, or was issued on another day."""
    issued = plan.index.parameters.get("issued", "")
    lying = {r.key: e for r in plan.reports if r.key not in plan.chosen and (e := _lying_edition(r, output))}
    return replace(plan, chosen=plan.chosen | {k for k, e in lying.items() if e.parameters.get("issued", "") != issued})


def _lying_edition(report: ReportPlan, output: Path) -> Edition | None:
    """Return the edition of the page that lies there, also of one that somebody has edited; None if there is no page of ours."""
    record = read_manifest(output, report.key)
    return record.edition if record and (output / record.page).exists() else None


def out_of_date(reports: Iterable[ReportPlan], output: Path) -> dict[str, list[str]]:
    """Return the titles of those of `reports` whose page rests on something older than it would now, by what has changed, in words."""
    found: dict[str, list[str]] = {}
    for report in reports:
        why = reason_to_build(report, output)
        if why and _lying_edition(report, output):
            found.setdefault(why, []).append(report.title)
    return found


def build(
    plan: BuildPlan,
    output: Path,
    workers: int,
    run: str,
    tell: Tell,
    force: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    runner: Runner | None = None,
) -> list[ReportEvent]:
    """Build what is not fresh of `plan` into `output`, telling of each state a report comes into; return how each ended, the index last.

    A failing report never stops another and never replaces a page that is there. `run` is the build's id;
    `runner` runs the reports in place of run_reports (a cluster's). Raises ReportError if
    the tables can't be written; processes that are still at work are ended if anything is raised, as by Ctrl-C.
    """
    for name, table in plan.tables.items():
        replace_file(inside(output, f"data/{name}.csv"), csv_bytes(table))
    due = reasons(plan, output, force)
    ended: dict[str, ReportEvent] = {}

    def told(event: ReportEvent) -> None:
        ended[event.key] = event
        tell(event)

    for report in plan.reports:
        if report.key in due:
            told(ReportEvent(report.key, ReportState.PLANNED, reason=due[report.key]))
        elif report.key in plan.chosen:
            told(ReportEvent(report.key, ReportState.SKIPPED))
    index = _Index(plan, output, run)
    todo = [report for report in plan.reports if report.key in due]
    if force or not index.has_run():
        todo.insert(0, plan.index)
    for event in (runner or run_reports)(todo, plan.frame, output, workers, run, limits):
        told(event)
    for report in plan.reports:
        is_there = report.key in plan.chosen and not ended[report.key].state.failed
        if is_there and reason_to_build(report, output):
            message = f"Trang {output / report.page} đã bị thứ khác ghi đè ngay trong lần dựng này. Dựng lại."
            event = ReportEvent(report.key, ReportState.FAILED_CHECK, message)
            record_failure(report, output, run, event, [])
            told(event)
    ran = ended.get(plan.index.key)
    if ran is None or not ran.state.failed:
        told(index.publish(ran))
    if not ended[plan.index.key].state.failed:  # no page leads to them any more
        for record in superseded(plan, output):
            tell(_withdrawn(record, output))
    _write_build(plan, output)
    return [*(ended[r.key] for r in plan.reports if r.key in plan.chosen), ended[plan.index.key]]


def run_reports(
    plans: Iterable[ReportPlan],
    frame: Frame,
    output: Path,
    workers: int,
    run: str,
    limits: Limits,
    goes_on: Callable[[], bool] = lambda: True,
) -> Iterator[ReportEvent]:
    """Yield the states of each report as they come, at most `workers` at a time; begin none once `goes_on` says no.

    A process makes one report after another, but the cells of each run in a process of their own, forked from it: no cell has ever
    run in what they start from.
    """
    todo = list(plans)
    for plan in todo:
        if plan.refused:
            event = ReportEvent(plan.key, ReportState.FAILED_INPUT, plan.refused)
            record_failure(plan, output, run, event, [])
            yield event
    todo = [plan for plan in todo if not plan.refused]
    method = limits.start_method or start_method()
    # A forked process already has the plans, with all their data; any other is sent each one
    make = partial(_make, todo if method == "fork" else None, frame, output, run, limits)
    tasks: Iterable[Any] = range(len(todo)) if method == "fork" else todo
    last: dict[str, ReportState] = {}
    seconds = limits.report_seconds + END_SECONDS
    asked = takewhile(lambda _: goes_on(), tasks)
    for task, message in run_tasks(make, asked, workers, seconds, REPORTS_A_PROCESS, method):
        plan = todo[task] if method == "fork" else task
        if isinstance(message, ReportEvent):
            last[plan.key] = message.state
            yield message
        elif isinstance(message, End) and not is_end(plan, last.pop(plan.key, None)):
            yield _broken_off(plan, message, output, run, seconds)


def _make(
    plans: Sequence[ReportPlan] | None, frame: Frame, output: Path, run: str, limits: Limits, task: Any, tell: Tell
) -> None:
    """Make a report in this process: the plan that is sent, or the one of that number among those that are here."""
    if plans is None and (limits.start_method or start_method()) == "fork":  # cells are forked from here
        # Here already, unless the fork server was started before anything was to be built: to read forms
        from ntm_lib.publishing import warm_pages  # noqa: F401, PLC0415
    ReportMaker(task if plans is None else plans[task], frame, output, run, limits, tell).make()


def is_end(plan: ReportPlan, state: ReportState | None) -> bool:
    """Return whether a report's process told of its end. The index's is only to run the notebook."""
    return state is not None and (state.is_last or (plan.is_index and state is ReportState.EXECUTED))


def _broken_off(plan: ReportPlan, end: End, output: Path, run: str, seconds: float) -> ReportEvent:
    """Return, and write down, the failure that a report's process could not report itself."""
    state = ReportState.FAILED_TIME if end.is_overdue else ReportState.FAILED_PROCESS
    how = f"quá {seconds:g} giây" if end.is_overdue else f"dừng đột ngột ({end.words}): hết bộ nhớ hoặc bị tắt"
    event = ReportEvent(plan.key, state, f"Tiến trình dựng báo cáo {how}. Dựng lại báo cáo này.")
    record_failure(plan, output, run, event, [])
    return event


def superseded(plan: BuildPlan, output: Path) -> list[ReportManifest]:
    """Return the manifests an earlier build left of reports that the season no longer has: `build` takes these reports away.

    For example, of a commune that was merged or got another id. Those of another season's or another place's build are left out.
    """
    reports = (*plan.reports, plan.index)
    keys, pages = {report.key for report in reports}, {report.page for report in reports}
    district = plan.index.parameters.get("district")

    def is_page(page: str) -> bool:
        return page.endswith(".html") and page.rpartition("/")[0] in ("", *FOLDERS)

    def is_own(record: ReportManifest) -> bool:
        same_season = record.parameters.get("season") == plan.season
        # A district among several is known by its id; a workbook's only one by its name
        same_place = record.parameters.get("district") == district and (
            district or record.place in ("", plan.index.place)
        )
        return same_season and bool(same_place)

    found = [record for _, record in manifests(output) if is_own(record) and is_page(record.page)]
    return [record for record in found if record.key not in keys and record.page not in pages]


def _withdrawn(record: ReportManifest, output: Path) -> ReportEvent:
    """Take away a report's page, notebooks and manifest, as far as they are what a build wrote; what is not stays and is named."""
    edition, stem = record.edition, record.page.removesuffix(".html")
    written = {f"{stem}.failed.ipynb": record.attempt_sha256}
    if edition is not None:
        written |= {record.page: edition.page_sha256, f"{stem}.ipynb": edition.notebook_sha256}
    error = ""
    try:
        left = [name for name, sha in written.items() if not remove_file(inside(output, name), sha)]
        path = manifest_path(output, record.key)
        if left:  # so does the manifest: it is said again until somebody has seen to it
            error = f"Để lại {', '.join(left)}: không còn đúng như chương trình đã ghi. Xóa bằng tay nếu không cần."
        else:
            remove_file(path, page_hash(path))
    except NtmError as fault:
        error = str(fault)
    reason = f"{record.title} ({record.page}) không còn trong {season_text(str(record.parameters['season']))}"
    return ReportEvent(record.key, ReportState.WITHDRAWN, error, reason)


class _Index:
    """The index: its notebook is run like any other, its page is made when all others have ended, since it lists them."""

    def __init__(self, plan: BuildPlan, output: Path, run: str) -> None:
        self.plan, self.output, self.run = plan, output, run
        self.page = inside(output, plan.index.page)
        self.executed = self.page.with_suffix(".ipynb")
        self.before = read_manifest(output, plan.index.key)

    def has_run(self) -> bool:
        """Return whether the executed notebook that lies there rests on what it rests on now, and its page could be made."""
        edition = self.before.edition if self.before and not self.before.state.failed else None
        if edition is None or not page_hash(self.executed):
            return False
        same = {name: value for name, value in edition.inputs.items() if name != "reports"} == dict(
            self.plan.index.inputs
        )
        return same and edition.notebook_sha256 == page_hash(self.executed)

    def publish(self, ran: ReportEvent | None) -> ReportEvent:
        """Make and publish the page of the notebook, which has run now (`ran`) or before; return how the index ended."""
        started = perf_counter()
        lines = _lines(self.plan, self.output)
        index = replace(
            self.plan.index, inputs={**self.plan.index.inputs, "reports": fingerprint([asdict(line) for line in lines])}
        )
        shown = shown_edition(self.output, self.before)
        if ran is None and shown is not None and shown.inputs == dict(index.inputs):
            return ReportEvent(index.key, ReportState.SKIPPED)
        try:
            notebook = nbformat.reads(read_file(self.executed).decode("utf-8"), as_version=4)
            content = render_index(
                notebook, index.page_title, self.plan.frame, lines, index.trace, self.plan.linked, index.styles
            )
            fault = page_fault(content.decode("utf-8"), index.heading, index_script())
            if fault:
                raise NtmError(fault)
            replace_file(self.page, content)
            seconds = perf_counter() - started + (ran.seconds if ran else 0)
            record_published(index, self.output, self.run, content, page_hash(self.executed), seconds, [])
        except Exception as error:  # noqa: BLE001 - whatever it is, the reports are there and stay
            event = ReportEvent(index.key, ReportState.FAILED_RENDER, str(error))
            record_failure(index, self.output, self.run, event, [])
            return event
        return ReportEvent(index.key, ReportState.PUBLISHED, seconds=seconds)


def _lines(plan: BuildPlan, output: Path) -> list[ListedReport]:
    """Return the lines of the index's list: one for each report, its brief in the same."""
    briefs = {report.brief_of: _listed(plan, report, output) for report in plan.reports if report.brief_of}
    return [
        replace(_listed(plan, report, output), brief=briefs.get(report.key))
        for report in plan.reports
        if not report.brief_of
    ]


def _listed(plan: BuildPlan, report: ReportPlan, output: Path) -> ListedReport:
    """Return a report's line in the index: which edition is shown and how it stands to what it rests on now."""
    record = read_manifest(output, report.key)
    edition = shown_edition(output, record)
    failed = record is not None and record.state.failed and report.key in plan.chosen
    if edition is not None and not reason_to_build(report, output):
        state = "đã lập"
    elif failed:
        state = "lỗi, đang hiển thị bản trước" if edition else "lỗi, chưa có bản nào"
    else:
        is_old = edition or _lying_edition(report, output)
        state = f"đã cũ: {reason_to_build(report, output)}" if is_old else "chưa lập"
    return ListedReport(
        key=report.key,
        title=report.title,
        link=report.page if edition else "",  # a page that is not what was published may be anybody's
        state=state,
        edition=edition.trace if edition else "",
        error=record.error if failed and record else "",
        group=report.group,
    )


def _write_build(plan: BuildPlan, output: Path) -> None:
    """Write the build's manifest: with its key if everything of the season is there and fresh."""
    records: list[ReportManifest | None] = [read_manifest(output, r.key) for r in [*plan.reports, plan.index]]
    is_whole = not any(reason_to_build(report, output) for report in plan.reports) and records[-1] is not None
    pages = {r.page: r.edition.page_sha256 for r in records if r is not None and r.edition is not None}
    kept = {f"{FOLDER}/{r.key}.json": page_hash(manifest_path(output, r.key)) for r in records if r is not None}
    tables = {f"data/{name}.csv": sha256(csv_bytes(table)) for name, table in plan.tables.items()}
    write_build(
        output,
        BuildManifest(
            season=plan.season,
            key=plan.key if is_whole and not records[-1].state.failed else "",  # type: ignore[union-attr]
            inputs=dict(plan.inputs),
            written=pages | tables | kept,
            libraries=library_versions(),
        ),
    )
