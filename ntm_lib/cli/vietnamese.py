"""click in Vietnamese: headings of help texts, and what it says of wrong usage."""

from collections.abc import Iterable

import click

_HEADINGS = {
    "Usage:": "Cách dùng:",
    "[OPTIONS]": "[TÙY CHỌN]",
    "COMMAND [ARGS]...": "LỆNH ...",
    "Options:": "Tùy chọn:",
    "Commands:": "Lệnh:",
    "Show this message and exit.": "In hướng dẫn này rồi thoát.",
    "[required]": "[bắt buộc]",
}


class VietnameseCommand(click.Command):
    """A command whose help is Vietnamese throughout."""

    def get_help(self, ctx: click.Context) -> str:
        text = super().get_help(ctx)
        for english, vietnamese in _HEADINGS.items():
            text = text.replace(english, vietnamese)
        return text


class VietnameseGroup(VietnameseCommand, click.Group):
    """A group of such commands."""

    command_class = VietnameseCommand


def in_vietnamese(error: click.UsageError, commands: Iterable[str]) -> str:
    """Return click's message in Vietnamese; our own messages are Vietnamese already."""
    match error:
        case click.NoSuchOption():
            near = f" Có phải là {', '.join(error.possibilities)}?" if error.possibilities else ""
            return f"không có tùy chọn {error.option_name}.{near}"
        case click.BadOptionUsage():
            return f"tùy chọn {error.option_name} cần một giá trị đi kèm."
        case click.MissingParameter(param=click.Option(opts=options)):
            return f"thiếu tùy chọn {'/'.join(options)}."
        case click.MissingParameter(param=click.Parameter(metavar=str(name))):
            return f"thiếu {name}."
        case click.BadParameter(param=click.Option(type=click.IntRange(), opts=options)):
            return f"giá trị của {'/'.join(options)} phải là số nguyên từ 1 trở lên."
        case click.BadParameter(param=click.Option(type=click.DateTime(), opts=options)):
            return f"giá trị của {'/'.join(options)} phải là một ngày, ví dụ 28/12/2021."
        case click.BadParameter(param=click.Parameter(opts=options, metavar=name) as given):
            return f"giá trị của {'/'.join(options) if isinstance(given, click.Option) else name} không hợp lệ: {error.message}"
    if error.message.startswith("No such command"):
        return f"không có lệnh này. Các lệnh: {', '.join(commands)}."
    if "unexpected extra argument" in error.message:
        return 'thừa chữ sau lệnh; tên có dấu cách phải đặt trong ngoặc kép, ví dụ --commune "Hương Hữu".'
    return error.message
