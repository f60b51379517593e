"""Builds a workbook of several districts: every district, then a page a province and the index of all."""

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ntm_lib.area_data import AreaData, area_data
from ntm_lib.files import file_hash, fingerprint
from ntm_lib.handed import hand
from ntm_lib.presentation.frame.links import district_page, province_page
from ntm_lib.presentation.words.numbers import day
from ntm_lib.publishing import warm_pages  # noqa: F401 - before anything is forked
from ntm_lib.publishing.batch import BuildPlan, build
from ntm_lib.publishing.districts import DistrictEvent, Request, build_districts
from ntm_lib.publishing.inputs import libraries_hash, library_hash, reference_hash
from ntm_lib.publishing.limits import Limits
from ntm_lib.publishing.manifest import AREA_KEY, page_hash, read_build
from ntm_lib.publishing.page import Frame
from ntm_lib.publishing.parameters import Value, checked_parameters
from ntm_lib.publishing.plan import HOME_OF_SEVERAL
from ntm_lib.publishing.report import ReportEvent, ReportPlan
from ntm_lib.publishing.run_log import RunLog
from ntm_lib.publishing.season_build import remove_unfinished
from ntm_lib.text import sentence_case
from ntm_lib.workbook import Season, Workbook, as_it_is_now

if TYPE_CHECKING:
    from ntm_lib.publishing.cluster import Cluster

NOTEBOOK = "area_overview.ipynb"


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
    for event in run_all(workbook, [district.id for district in workbook.districts], request, workers):
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
        footer=f"Mùa {season.name} · chốt số liệu {day(season.cut_off)}",
        abbreviations=workbook.abbreviations,
        home=HOME_OF_SEVERAL,
        styles=("overview/district.css", "overview/area.css"),
    )
    given: dict[str, Value] = {"season": season.name}
    if issued:
        given["issued"] = issued.isoformat()
    plan = partial(_plan, workbook, season, frame, given, reference)
    apart = workbook.provinces if len(workbook.provinces) > 1 else []
    reports = [plan(province, data.of_province(province, workbook.districts)) for province in apart]
    return BuildPlan(
        season=season.name, frame=frame, index=plan("", data), reports=reports,
        chosen=frozenset(report.key for report in reports), tables={"communes": data.communes}, findings=[], inputs={}, key="",
        linked=frozenset(p for d in workbook.districts if (output / (p := district_page(d.id, base=""))).exists()),
    )  # fmt: skip


def _has_its_tables(reports: Path) -> bool:
    """Return whether a district's tables are as its last build wrote them: it was not built this time, which would have renewed them."""
    build = read_build(reports)
    tables = {} if build is None else {name: sha for name, sha in build.written.items() if name.endswith(".csv")}
    return bool(tables) and all(page_hash(reports / name) == sha for name, sha in tables.items())


def _plan(
    workbook: Workbook,
    season: Season,
    frame: Frame,
    given: dict[str, Value],
    reference: str,
    province: str,
    data: AreaData,
) -> ReportPlan:
    """Return the plan of a province's page, or of the index if `province` is empty."""
    notebook = workbook.notebooks_folder / NOTEBOOK
    own: dict[str, Value] = given | ({"province": province} if province else {})
    parameters = checked_parameters(notebook, own, workbook)
    page = province_page(province, base="") if province else "index.html"
    whole = f"các huyện của {workbook.provinces[0]}" if len(workbook.provinces) == 1 else "các huyện, các tỉnh"
    title = sentence_case(province) if province else "Trang chung"
    inputs = {
        "parameters": fingerprint(parameters),
        "data": data.fingerprint(),
        "notebook": file_hash(notebook),
        "reference": reference,
        "code": library_hash(),
        "libraries": libraries_hash(),
        "frame": frame.fingerprint,
    }
    return ReportPlan(
        key=Path(page).stem if province else AREA_KEY, title=title, heading=province or whole,
        page_title=f"Nông thôn mới {province or 'các huyện'} – mùa {season.name}", notebook=notebook, parameters=parameters, page=page,
        inputs=inputs, before=partial(hand, workbook, data), is_index=not province,
    )  # fmt: skip
