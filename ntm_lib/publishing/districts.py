"""Builds the places (once all districts) of a workbook of several, each in a process of its own, a few at a time; then the pages above them.

A district is the unit of work: it has its own forms, cache, folder of reports and manifest. Its process reads, plans and builds it as a
workbook of that district alone would be built, and what it held is gone when it ends.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from ntm_lib.errors import NtmError, unforeseen
from ntm_lib.lock import locked
from ntm_lib.places import inside
from ntm_lib.processes import End, run_tasks
from ntm_lib.publishing.batch import BuildPlan
from ntm_lib.publishing.inputs import unchanged
from ntm_lib.publishing.limits import Limits
from ntm_lib.publishing.report import ReportEvent
from ntm_lib.publishing.season_build import build_season
from ntm_lib.workbook import Season, Workbook


@dataclass(frozen=True)
class Request:
    """What is asked of every district alike."""

    season: str
    issued: date | None
    output: Path  # the folder of all districts; each has its own below it
    force: bool
    workers: int  # processes that one district may use for its reports
    limits: Limits


@dataclass(frozen=True)
class DistrictEvent:
    """A report of a district has come into a state, or (`ended`) the district has: with how many reports of each kind, or an error."""

    district: str
    report: ReportEvent | None = None
    ended: bool = False
    built: int = 0
    skipped: int = 0
    failed: int = 0
    error: str = ""


def build_districts(
    workbook: Workbook, districts: Sequence[str], request: Request, workers: int
) -> Iterator[DistrictEvent]:
    """Build the districts, `workers` processes in all, and yield what happens, of each district its end at last.

    A district that can't be planned, or whose process dies, is one event with an error; the others go on.
    """
    at_once = max(1, min(workers, len(districts)))
    own = Request(**{**vars(request), "workers": max(1, workers // at_once)})
    build = partial(build_district, workbook, own)
    ended = set()
    for district, message in run_tasks(build, districts, at_once, method=request.limits.start_method):
        if isinstance(message, DistrictEvent):
            if message.ended:
                ended.add(district)
            yield message
        elif isinstance(message, End) and district not in ended:
            error = (
                f"Tiến trình dựng một nơi dừng đột ngột ({message.words}): hết bộ nhớ hoặc bị tắt. Chạy lại lệnh này."
            )
            yield DistrictEvent(district, ended=True, error=error)


def build_district(workbook: Workbook, request: Request, district: str, tell: Callable[[DistrictEvent], None]) -> None:
    """Build one district in this process and tell of it."""
    tell(built_district(workbook.of_place(district), request, tell))


def built_district(workbook: Workbook, request: Request, tell: Callable[[DistrictEvent], None]) -> DistrictEvent:
    """Build one district, telling of its reports; return its end."""
    district = workbook.place_id
    season = workbook.season(request.season)
    try:
        output = inside(request.output, district)
        with locked(output):  # `ntm build --district` may be at work in it
            made = None if request.force else unchanged(output, workbook, season, _text(request.issued))
            if made:
                pages = sum(path.endswith(".html") for path in made.written)
                return DistrictEvent(district, ended=True, skipped=pages)
            ended = _build(workbook, season, output, request, lambda event: tell(DistrictEvent(district, event)))
    except NtmError as error:
        return DistrictEvent(district, ended=True, error=str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, the other districts go on
        return DistrictEvent(district, ended=True, error=unforeseen(error))
    failed = sum(event.state.failed for event in ended)
    skipped = sum(event.state.value == "skipped" for event in ended)
    return DistrictEvent(district, ended=True, built=len(ended) - failed - skipped, skipped=skipped, failed=failed)


def _build(
    workbook: Workbook, season: Season, output: Path, request: Request, tell: Callable[[ReportEvent], None]
) -> list[ReportEvent]:
    def planned(_plan: BuildPlan, _lines: list[str]) -> Callable[[ReportEvent], None]:
        return tell

    return build_season(
        workbook, season, output, None, request.issued, request.workers, request.force, planned, request.limits
    )


def _text(issued: date | None) -> str:
    return issued.isoformat() if issued else ""
