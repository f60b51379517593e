"""The `ntm` command. Exit status: 0 all well, 1 something failed (and is named), 2 wrong usage or nothing could be started."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from tqdm import tqdm

from ntm_lib import __version__
from ntm_lib.errors import NtmError, ReportError, UnknownNameError
from ntm_lib.publishing.batch import ReportOutcome, build
from ntm_lib.publishing.plan import plan_season
from ntm_lib.workbook import Workbook

OK, FAILED, USAGE = 0, 1, 2

# click's own headings in help texts
_HEADINGS = {
    "Usage:": "Cách dùng:",
    "[OPTIONS]": "[TÙY CHỌN]",
    "COMMAND [ARGS]...": "LỆNH ...",
    "Options:": "Tùy chọn:",
    "Commands:": "Lệnh:",
    "Show this message and exit.": "In hướng dẫn này rồi thoát.",
}


class _VietnameseCommand(click.Command):
    """A command whose help is Vietnamese throughout."""

    def get_help(self, ctx: click.Context) -> str:
        text = super().get_help(ctx)
        for english, vietnamese in _HEADINGS.items():
            text = text.replace(english, vietnamese)
        return text


class _VietnameseGroup(_VietnameseCommand, click.Group):
    """A group of such commands."""

    command_class = _VietnameseCommand


@click.group(
    cls=_VietnameseGroup,
    help="Sổ báo cáo nông thôn mới: từ biểu Excel của xã đến báo cáo HTML.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="ntm", help="In phiên bản rồi thoát.")
def ntm() -> None:
    """Group of all commands."""


@ntm.command("build", help="Dựng báo cáo từng xã và trang huyện của một mùa.")
@click.option(
    "--season", "season_name", metavar="MÙA", help="Tên mùa trong data/workbook.toml; mặc định là mùa hiện tại."
)
@click.option(
    "--commune",
    "commune_names",
    metavar="XÃ",
    multiple=True,
    help="Chỉ dựng xã này (tên, mã đơn vị hoặc mã hành chính); có thể lặp lại.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    default=None,
    help="Số tiến trình chạy cùng lúc; mặc định bằng số lõi máy.",
)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="THƯ_MỤC", help="Nơi ghi kết quả; mặc định reports/<mùa>."
)
@click.option(
    "--workbook",
    "folder",
    type=click.Path(path_type=Path),
    metavar="THƯ_MỤC",
    default=Path(),
    help="Thư mục của sổ dữ liệu; mặc định là thư mục hiện tại.",
)
@click.pass_context
def build_command(
    context: click.Context,
    season_name: str | None,
    commune_names: Sequence[str],
    workers: int | None,
    output: Path | None,
    folder: Path,
) -> None:
    """Build a season's reports; name each that fails."""
    try:
        workbook = Workbook.open(folder)
        season = workbook.season(season_name or workbook.current_season)
        communes = [workbook.commune(name, season) for name in commune_names] or None
    except UnknownNameError as error:
        raise click.UsageError(str(error)) from None
    target = (output or workbook.root / "reports" / season.name).resolve()
    plan = plan_season(workbook, season, communes)
    click.echo(f"Mùa {season.name}, {workbook.district.name}: dựng {len(plan.chosen)} báo cáo xã và trang huyện.")
    for line in plan.findings:
        click.echo(line)
    progress = _progress(len(plan.chosen) + 1, target)
    outcomes = build(plan, target, workers or os.cpu_count() or 1, progress)
    failed = [outcome for outcome in outcomes if outcome.failed]
    click.echo(f"Xong {len(outcomes) - len(failed)}/{len(outcomes)}. Trang huyện: {target / 'index.html'}")
    if failed:
        click.echo(f"Có {len(failed)} báo cáo lỗi: {', '.join(o.plan.title for o in failed)}.")
    context.exit(FAILED if failed else OK)


def _progress(total: int, target: Path) -> Callable[[ReportOutcome], None]:
    """Return what to call as each report ends: a bar on a terminal, one whole line a report elsewhere."""
    bar = tqdm(total=total, unit="trang", disable=not sys.stderr.isatty(), leave=False)
    done = 0

    def ended(outcome: ReportOutcome) -> None:
        nonlocal done
        done += 1
        bar.update()
        if outcome.failed:
            tqdm.write(f"[{done}/{total}] LỖI {outcome.plan.title}: {outcome.error}", file=sys.stdout)
        elif bar.disable:
            click.echo(f"[{done}/{total}] {outcome.plan.title}: {target / outcome.plan.page}")
        if done == total:
            bar.close()

    return ended


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; faults people can mend are shown as a sentence, without a traceback."""
    try:
        status = ntm.main(
            args=list(arguments) if arguments is not None else None, prog_name="ntm", standalone_mode=False
        )
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        status = USAGE
    except click.UsageError as error:
        click.echo(f"Sai cách dùng: {_in_vietnamese(error)}\nXem: ntm --help", err=True)
        status = USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Đã dừng theo yêu cầu; báo cáo đã dựng xong vẫn giữ nguyên.", err=True)
        status = FAILED
    except NtmError as error:
        click.echo(str(error), err=True)
        status = FAILED if isinstance(error, ReportError) else USAGE
    sys.exit(status if isinstance(status, int) else OK)


def _in_vietnamese(error: click.UsageError) -> str:
    """Return what click has to say, in Vietnamese; our own messages are Vietnamese already."""
    match error:
        case click.NoSuchOption():
            near = f" Có phải là {', '.join(error.possibilities)}?" if error.possibilities else ""
            return f"không có tùy chọn {error.option_name}.{near}"
        case click.BadOptionUsage():
            return f"tùy chọn {error.option_name} cần một giá trị đi kèm."
        case click.BadParameter(param=click.Option(type=click.IntRange(), opts=options)):
            return f"giá trị của {'/'.join(options)} phải là số nguyên từ 1 trở lên."
        case click.BadParameter(param=click.Parameter(opts=options)):
            return f"giá trị của {'/'.join(options)} không hợp lệ: {error.message}"
    if error.message.startswith("No such command"):
        return f"không có lệnh này. Các lệnh: {', '.join(ntm.commands)}."
    if "unexpected extra argument" in error.message:
        return f'thừa chữ sau lệnh; tên có dấu cách phải đặt trong ngoặc kép, ví dụ --commune "Hương Hữu". ({error.message})'
    return error.message


if __name__ == "__main__":
    main()
