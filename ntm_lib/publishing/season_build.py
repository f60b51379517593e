"""Builds one season into one folder, under its lock and with its log: what `ntm build` does once it knows what is asked for."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from ntm_lib.files import UNFINISHED
from ntm_lib.places import is_link
from ntm_lib.publishing import warm_pages  # noqa: F401 - before anything is forked
from ntm_lib.publishing.batch import FOLDERS, BuildPlan, Runner, build, in_one_state
from ntm_lib.publishing.inputs import with_kept
from ntm_lib.publishing.limits import Limits
from ntm_lib.publishing.plan import kept_lines, plan_season
from ntm_lib.publishing.report import ReportEvent
from ntm_lib.publishing.run_log import RunLog
from ntm_lib.reference.units import Unit
from ntm_lib.workbook import Season, Workbook


def build_season(
    workbook: Workbook,
    season: Season,
    output: Path,
    communes: Sequence[Unit] | None,
    issued: date | None,
    workers: int,
    force: bool,
    planned: Callable[[BuildPlan, list[str]], Callable[[ReportEvent], None]],
    limits: Limits = Limits(),  # noqa: B008 - frozen
    runner: Runner | None = None,
) -> list[ReportEvent]:
    """Build what is not fresh; return how each report ended, the index last. The caller holds the lock of `output`.

    `planned` is called with the plan and what is to be said of the forms, and returns what is to be told of each event. Raises
    NtmError if the season can't be planned, or its tables can't be written.
    """
    remove_unfinished(output)
    plan = in_one_state(plan_season(workbook, season, communes, issued), output)
    tell = planned(plan, [*kept_lines(workbook, plan), *plan.findings])
    plan = replace(plan, key=with_kept(plan.key, workbook, season))
    log = RunLog(output)

    def told(event: ReportEvent) -> None:
        said = {"reason": event.reason, "error": event.error}
        log.add(report=event.key, state=event.state.value, **{name: text for name, text in said.items() if text})
        tell(event)

    try:
        return build(plan, output, workers, log.run, told, force, limits, runner)
    finally:
        remove_unfinished(output)  # of reports that were at work when something was raised, as by Ctrl-C


def remove_unfinished(output: Path, folders: Sequence[str] = FOLDERS) -> None:
    """Take away the temporary files of a build that was killed while it wrote, in `output` and in its own `folders` below it."""
    for folder in (output, *(output / name for name in folders if not is_link(output / name))):
        for path in (path for path in folder.glob(".*.tmp") if UNFINISHED.fullmatch(path.name)):
            with suppress(OSError):
                path.unlink()
