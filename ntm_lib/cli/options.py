"""What the commands share: exit statuses, and the options that choose workbook, season, communes and output folder."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from ntm_lib.errors import UnknownNameError
from ntm_lib.presentation.numbers import day
from ntm_lib.reference.units import Unit
from ntm_lib.workbook import Season, Workbook

OK, FAILED, USAGE = 0, 1, 2

Decorator = Callable[[click.decorators.FC], click.decorators.FC]


def season_option() -> Decorator:
    return click.option(
        "--season", "season_name", metavar="MÙA", help="Tên mùa trong data/workbook.toml; mặc định là mùa hiện tại."
    )


def commune_option(what: str) -> Decorator:
    """Return the option that narrows a command to some communes; `what` begins its help: "Chỉ dựng xã này"."""
    return click.option(
        "--commune",
        "commune_names",
        metavar="XÃ",
        multiple=True,
        help=f"{what} (tên, mã đơn vị hoặc mã hành chính); có thể lặp lại.",
    )


def output_option(default: str) -> Decorator:
    """Return the option of the folder to write to; `default` says which it is otherwise."""
    return click.option(
        "--output", type=click.Path(path_type=Path), metavar="THƯ_MỤC", help=f"Nơi ghi kết quả; mặc định {default}."
    )


def workbook_option() -> Decorator:
    return click.option(
        "--workbook",
        "folder",
        type=click.Path(path_type=Path),
        metavar="THƯ_MỤC",
        default=Path(),
        help="Thư mục của sổ dữ liệu; mặc định là thư mục hiện tại.",
    )


def district_option() -> Decorator:
    return click.option(
        "--district",
        metavar="HUYỆN",
        default="",
        help="Chỉ huyện này (mã hoặc tên), khi sổ dữ liệu có nhiều huyện.",
    )


def force_option() -> Decorator:
    return click.option("--force", is_flag=True, help="Dựng lại cả những báo cáo không có gì thay đổi.")


def issue_option() -> Decorator:
    return click.option(
        "--issue",
        "issued",
        type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]),
        metavar="NGÀY",
        default=None,
        help="Ngày phát hành, ví dụ 28/12/2021; không ghi thì các trang là bản nháp.",
    )


def open_season(folder: Path, district: str, season_name: str | None) -> tuple[Workbook, Season]:
    """Return the workbook in `folder` (that of `district`, if one is named) and its season; raise UsageError for an unknown name."""
    try:
        workbook = Workbook.open(folder)
        workbook = workbook.of_district(district) if district else workbook
        return workbook, workbook.season(season_name or workbook.current_season)
    except UnknownNameError as error:
        raise click.UsageError(str(error)) from None


def chosen_communes(workbook: Workbook, season: Season, names: Sequence[str]) -> list[Unit] | None:
    """Return the communes of these names, None for all; raise UsageError for an unknown name."""
    try:
        return [workbook.commune(name, season) for name in names] or None
    except UnknownNameError as error:
        raise click.UsageError(str(error)) from None


def issue_date(issued: datetime | None, season: Season) -> date | None:
    """Return the day of issue; raise UsageError if it lies before the season's cut-off."""
    if issued and issued.date() < season.cut_off:
        raise click.UsageError(
            f"ngày phát hành {day(issued.date())} trước ngày chốt số liệu {day(season.cut_off)} của mùa {season.name}."
        )
    return issued.date() if issued else None


def reports_folder(workbook: Workbook, season: Season) -> Path:
    """Return where a season's reports go if no other folder is asked for."""
    return workbook.root / "reports" / season.name / workbook.district_id
