"""What the options of a command chose: workbook, season, communes, day of issue, folder."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from ntm_lib.errors import PlaceError, UnknownNameError
from ntm_lib.files import visible
from ntm_lib.lock import FILE as LOCK
from ntm_lib.places import inside
from ntm_lib.presentation.words.numbers import day
from ntm_lib.publishing.manifest import days_of_issue, manifests
from ntm_lib.publishing.run_log import log_entries
from ntm_lib.reference.cells import YEARS
from ntm_lib.reference.units import Unit
from ntm_lib.text import season_text
from ntm_lib.workbook import Season, Workbook


def open_season(folder: Path, district: str | None, season_name: str | None) -> tuple[Workbook, Season]:
    """Return the workbook in `folder` (that of `district`, if one is named) and its season; raise UsageError for an unknown name."""
    try:
        workbook = Workbook.open(folder)
        workbook = workbook.of_place(district) if district else workbook
        season = workbook.season(workbook.current_season if season_name is None else season_name)
        workbook.check_season(season)
        return workbook, season
    except UnknownNameError as error:
        raise click.UsageError(str(error)) from None


def chosen_communes(workbook: Workbook, season: Season, names: Sequence[str]) -> list[Unit] | None:
    """Return the communes of these names, None for all; raise UsageError for an unknown name, or names among several districts."""
    if names and workbook.is_of_several:
        raise click.UsageError(f"sổ dữ liệu này có {len(workbook.places)} nơi: dùng --commune cùng với --place.")
    try:
        return [workbook.commune(name, season) for name in names] or None
    except UnknownNameError as error:
        raise click.UsageError(str(error)) from None


def issue_date(
    issued: datetime | None, is_draft: bool, workbook: Workbook, season: Season, target: Path
) -> date | None:
    """Return the day of issue, None for drafts.

    Raises UsageError if the day lies before the season's cut-off, and if neither is said though what lies in `target` is issued: a
    build without a word would make drafts of it.
    """
    if issued and is_draft:
        raise click.UsageError("--issue và --draft trái nhau; chọn một.")
    if issued and issued.date() < season.cut_off:
        raise click.UsageError(
            f"ngày phát hành {day(issued.date())} trước ngày chốt số liệu {day(season.cut_off)} của {season_text(season.name)}."
        )
    if issued and issued.year > YEARS[1]:
        raise click.UsageError(f"ngày phát hành {day(issued.date())} sau năm {YEARS[1]}.")
    if not issued and not is_draft:
        folders = [target, *(target / d.id for d in workbook.places if workbook.is_of_several)]
        days = set().union(*(days_of_issue(folder, season.name) for folder in folders))
        if days:
            shown = min(days)
            raise click.UsageError(
                f"{target} đang có bản phát hành ngày {day(date.fromisoformat(shown))}. Dựng lại bản phát hành: --issue {day(date.fromisoformat(shown))} "
                "(hoặc ngày mới); chuyển mọi trang về bản nháp: --draft."
            )
    return issued.date() if issued else None


def refuse_others_files(target: Path, season: Season) -> None:
    """Raise UsageError if `target` holds files, but no build of `season`: a build would replace what is not its own."""
    if not [path for path in visible(target) if path.name not in ("bieu", "kiem-tra")]:
        return
    seasons = {record.parameters.get("season") for _, record in manifests(target)}
    is_build = (
        any(log_entries(target)) or (target / LOCK).exists()
    )  # one that ended before its first report has its lock alone
    if season.name not in seasons and (seasons or not is_build):
        raise click.UsageError(
            f"{target} đã có tệp, không phải báo cáo của {season_text(season.name)}. Chọn thư mục mới hoặc trống cho --output."
        )


def owner_there(workbook: Workbook, season: Season, output: Path | None) -> str:
    """Return whose the spreadsheets are that a command writes to `output`, where other places and seasons may have theirs; "" for the
    default folder, which is the season's alone.
    """
    return f"{season.name}, {workbook.place_in(season).full_name}" if output else ""


def output_folder(workbook: Workbook, season: Season, output: Path | None, below: str = "") -> Path:
    """Return the folder to write to: `output`, else the season's own of reports, or `below` that.

    Raises UsageError where what is written would mix with the workbook's own files, or if the default is a link that leads elsewhere.
    """
    if output is None:
        names = ["reports", season.name, workbook.place_id, below]
        try:
            return inside(workbook.root, "/".join(filter(None, names)))
        except PlaceError as error:
            raise click.UsageError(str(error)) from None
    target = output.resolve()
    above = [place for place in (target, *target.parents) if place.exists()]
    roots = [
        workbook.root,
        *(place for place in above if (place / "data" / "workbook.toml").exists()),
    ]  # another's, too
    kept = [folder for root in roots for name in ("data", "notebooks") if (folder := root / name).exists()]
    is_inside = any(
        place.samefile(folder) for place in above for folder in kept
    )  # however typed, whatever links lead there
    if is_inside or any(
        target.exists() and target.samefile(place) for root in roots for place in (root, *root.parents)
    ):
        raise click.UsageError(
            f"không ghi kết quả vào {target}: ở đó có dữ liệu của sổ. Chọn thư mục khác cho --output, ví dụ một thư mục mới."
        )
    return target
