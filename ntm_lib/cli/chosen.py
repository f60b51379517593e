"""What the options of a command chose: workbook, season, communes, day of issue, folder."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from ntm_lib.errors import PlaceError, UnknownNameError
from ntm_lib.places import inside
from ntm_lib.presentation.numbers import day
from ntm_lib.publishing.manifest import day_of_issue
from ntm_lib.reference.cells import YEARS
from ntm_lib.reference.units import Unit
from ntm_lib.workbook import Season, Workbook


def open_season(folder: Path, district: str | None, season_name: str | None) -> tuple[Workbook, Season]:
    """Return the workbook in `folder` (that of `district`, if one is named) and its season; raise UsageError for an unknown name."""
    try:
        workbook = Workbook.open(folder)
        workbook = workbook.of_district(district) if district else workbook
        season = workbook.season(workbook.current_season if season_name is None else season_name)
        workbook.check_season(season)
        return workbook, season
    except UnknownNameError as error:
        raise click.UsageError(str(error)) from None


def chosen_communes(workbook: Workbook, season: Season, names: Sequence[str]) -> list[Unit] | None:
    """Return the communes of these names, None for all; raise UsageError for an unknown name, or names among several districts."""
    if names and workbook.is_of_several:
        raise click.UsageError(
            f"sổ dữ liệu này có {len(workbook.districts)} huyện: dùng --commune cùng với --district."
        )
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
            f"ngày phát hành {day(issued.date())} trước ngày chốt số liệu {day(season.cut_off)} của mùa {season.name}."
        )
    if issued and issued.year > YEARS[1]:
        raise click.UsageError(f"ngày phát hành {day(issued.date())} sau năm {YEARS[1]}.")
    if not issued and not is_draft:
        folders = [target, *(target / d.id for d in workbook.districts if workbook.is_of_several)]
        days = {shown_day for folder in folders if (shown_day := day_of_issue(folder, season.name))}
        if days:
            shown = min(days)
            raise click.UsageError(
                f"{target} đang có bản phát hành ngày {day(date.fromisoformat(shown))}. Dựng lại bản phát hành: --issue {shown} "
                "(hoặc ngày mới); chuyển mọi trang về bản nháp: --draft."
            )
    return issued.date() if issued else None


def output_folder(workbook: Workbook, season: Season, output: Path | None, below: str = "") -> Path:
    """Return the folder to write to: `output`, else the season's own of reports, or `below` that.

    Raises UsageError where what is written would mix with the workbook's own files, or if the default is a link that leads elsewhere.
    """
    if output is None:
        names = ["reports", season.name, workbook.district_id, below]
        try:
            return inside(workbook.root, "/".join(filter(None, names)))
        except PlaceError as error:
            raise click.UsageError(str(error)) from None
    target = output.resolve()
    own = [workbook.root / name for name in ("data", "notebooks")]
    if workbook.root.is_relative_to(target) or any(target.is_relative_to(folder) for folder in own):
        raise click.UsageError(
            f"không ghi kết quả vào {target}: ở đó có dữ liệu của sổ. Chọn thư mục khác cho --output, ví dụ một thư mục mới."
        )
    return target
