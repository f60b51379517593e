"""What the options of a command chose: workbook, season, communes, day of issue, folder."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from ntm_lib.errors import UnknownNameError
from ntm_lib.presentation.numbers import day
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


def issue_date(issued: datetime | None, season: Season) -> date | None:
    """Return the day of issue; raise UsageError if it lies before the season's cut-off, or centuries after."""
    if issued and issued.date() < season.cut_off:
        raise click.UsageError(
            f"ngày phát hành {day(issued.date())} trước ngày chốt số liệu {day(season.cut_off)} của mùa {season.name}."
        )
    if issued and issued.year > YEARS[1]:
        raise click.UsageError(f"ngày phát hành {day(issued.date())} sau năm {YEARS[1]}.")
    return issued.date() if issued else None


def reports_folder(workbook: Workbook, season: Season) -> Path:
    """Return where a season's reports go if no other folder is asked for."""
    return workbook.root / "reports" / season.name / workbook.district_id
