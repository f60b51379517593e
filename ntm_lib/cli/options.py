"""What the commands share: exit statuses, and the options that choose workbook, season, communes and output folder."""

from collections.abc import Callable
from pathlib import Path

import click

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
        "--output", type=click.Path(path_type=Path), metavar="THƯ_MỤC", help=f"Thư mục kết quả; mặc định {default}."
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


def draft_option() -> Decorator:
    return click.option("--draft", "is_draft", is_flag=True, help="Chuyển các trang đã phát hành về bản nháp.")
