"""Builds a workbook of several districts: every district, then a page per province and the index of all."""

from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ntm_lib.area_data import area_data
from ntm_lib.presentation import kinds
from ntm_lib.presentation.frame.links import district_page
from ntm_lib.presentation.kinds import PageKind, Subject
from ntm_lib.presentation.words.numbers import day
from ntm_lib.publishing import warm_pages  # noqa: F401 - before anything is forked
from ntm_lib.publishing.batch import BuildPlan, build
from ntm_lib.publishing.districts import DistrictEvent, Request, build_districts
from ntm_lib.publishing.inputs import reference_hash
from ntm_lib.publishing.limits import Limits
from ntm_lib.publishing.manifest import page_hash, read_build
from ntm_lib.publishing.page import Frame
from ntm_lib.publishing.plan import Planner, home_of_all
from ntm_lib.publishing.report import ReportEvent, ReportPlan
from ntm_lib.publishing.run_log import RunLog
from ntm_lib.publishing.season_build import remove_unfinished
from ntm_lib.text import season_text, sentence_case
from ntm_lib.workbook import Season, Workbook, as_it_is_now

if TYPE_CHECKING:
    from ntm_lib.publishing.cluster import Cluster


def build_area(
    workbook: Workbook,
    season: Season,
    output: Path,
    issued: date | None,
    workers: int,
    force: bool,
    tell: Callable[[DistrictEvent], None],
    limits: Limits = Limits(),  # noqa: B008 - frozen
    cluster: "Cluster | None" = None,
) -> None:
    """Build what is not fresh of all districts and of the pages above them. The caller holds the lock of `output`.

    With a cluster the districts are built there, the few pages above them here.
    """
    remove_unfinished(output)  # a district's folder is its own build's
    log = RunLog(output)
    request = Request(season.name, issued, output, force, workers, limits)
    broken = set()
    run_all = cluster.build_districts if cluster else build_districts
    for event in run_all(workbook, [place.id for place in workbook.places], request, workers):
        if event.ended:
            counts = {"built": event.built, "skipped": event.skipped, "failed": event.failed}
            log.add(district=event.district, **counts, **({"error": event.error} if event.error else {}))
            broken |= {event.district} if event.error else set()
        tell(event)
    plan = plan_area(workbook, season, output, issued, broken)
    ended = build(plan, output, workers, log.run, lambda event: _tell_of_page(event, log, tell), force, limits)
    failed = sum(event.state.failed for event in ended)
    skipped = sum(event.state.value == "skipped" for event in ended)
    tell(DistrictEvent("", ended=True, built=len(ended) - failed - skipped, skipped=skipped, failed=failed))


def _tell_of_page(event: ReportEvent, log: RunLog, tell: Callable[[DistrictEvent], None]) -> None:
    log.add(report=event.key, state=event.state.value, **({"error": event.error} if event.error else {}))
    tell(DistrictEvent("", event))


def plan_area(
    workbook: Workbook, season: Season, output: Path, issued: date | None, broken: Collection[str] = ()
) -> BuildPlan:
    """Return the plan of the pages above the districts, from the tables that these have published into `output`.

    Where all districts are of one province, its page is the index. `broken` are the districts that could not be built this time.
    """
    workbook = as_it_is_now(workbook)
    season = workbook.season(season.name)
    reference = reference_hash(workbook, season)  # first, as in plan.plan_season
    data = area_data(workbook, season, output, broken, [i for i in broken if not _has_its_tables(output / i)])
    frame = Frame(
        footer=f"{sentence_case(season_text(season.name))} · chốt số liệu {day(season.cut_off)}",
        abbreviations=workbook.abbreviations,
        home=home_of_all(workbook, season),
    )
    planner = Planner(workbook, season, frame, issued, reference, kinds.places_in(workbook, season))

    def planned(kind: PageKind, subject: Subject) -> ReportPlan:
        own = data.of_province(subject.value, workbook.periods(season)) if subject.value else data
        return planner.report(kind, subject, own, own.fingerprint())

    reports = [planned(kind, subject) for kind in kinds.ABOVE_DISTRICTS for subject in kind.subjects(workbook, season)]
    index = planned(kinds.AREA_INDEX, *kinds.AREA_INDEX.subjects(workbook, season))
    return BuildPlan(
        season=season.name, frame=frame, index=index, reports=reports,
        chosen=frozenset(report.key for report in reports), tables={"communes": data.communes}, findings=[], inputs={}, key="",
        linked=frozenset(p for d in workbook.places if (output / (p := district_page(d.id, base=""))).exists()),
    )  # fmt: skip


def _has_its_tables(reports: Path) -> bool:
    """Return whether a district's tables are as its last build wrote them: it was not built this time, which would have renewed them."""
    build = read_build(reports)
    tables = {} if build is None else {name: sha for name, sha in build.written.items() if name.endswith(".csv")}
    return bool(tables) and all(page_hash(reports / name) == sha for name, sha in tables.items())
