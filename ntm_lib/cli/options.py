"""What the commands share: exit statuses, and the options that choose workbook, season, communes and output folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

OK, FAILED, USAGE = 0, 1, 2

Decorator = Callable[[click.decorators.FC], click.decorators.FC]


class Text(click.ParamType):
    """A text that is not empty: an empty one is a script's variable that was never set, not a choice."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value).strip():
            self.fail("đang để trống.", param, ctx)
        return value


class Folder(Text):
    """A folder that is there, or could be made: its absolute path."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from ntm_lib.reference.files import resolved_folder  # noqa: PLC0415 - takes a second

        return resolved_folder(Path(super().convert(value, param, ctx)))


def season_option() -> Decorator:
    return click.option(
        "--season",
        "season_name",
        type=Text(),
        metavar="KỲ",
        help="Tên kỳ trong data/workbook.toml; mặc định là kỳ hiện tại.",
    )


def commune_option(what: str) -> Decorator:
    """Return the option that narrows a command to some communes; `what` begins its help: "Chỉ dựng xã này"."""
    return click.option(
        "--commune",
        "commune_names",
        type=Text(),
        metavar="XÃ",
        multiple=True,
        help=f"{what} (tên, mã đơn vị hoặc mã hành chính); có thể lặp lại.",
    )


def output_option(default: str) -> Decorator:
    """Return the option of the folder to write to; `default` says which it is otherwise."""
    return click.option("--output", type=Folder(), metavar="THƯ_MỤC", help=f"Thư mục kết quả; mặc định {default}.")


def workbook_option() -> Decorator:
    return click.option(
        "--workbook",
        "folder",
        type=Folder(),
        metavar="THƯ_MỤC",
        default=".",
        help="Thư mục của sổ dữ liệu; mặc định là thư mục hiện tại.",
    )


def district_option() -> Decorator:
    return click.option(
        "--district",
        "--place",
        "district",
        type=Text(),
        metavar="NƠI",
        help="Chỉ nơi này (mã hoặc tên), khi sổ dữ liệu có nhiều nơi.",
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
