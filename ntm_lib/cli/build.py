"""`ntm build`: the season's reports."""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from ntm_lib.cli.options import FAILED, OK, commune_option, output_option, season_option, workbook_option
from ntm_lib.cli.vietnamese import VietnameseCommand
from ntm_lib.errors import UnknownNameError
from ntm_lib.presentation.numbers import day
from ntm_lib.publishing.inputs import build_key, unchanged
from ntm_lib.publishing.lock import locked
from ntm_lib.workbook import Season, Workbook

if TYPE_CHECKING:
    from ntm_lib.publishing.batch import BuildPlan
    from ntm_lib.publishing.report import ReportEvent


@click.command("build", cls=VietnameseCommand, help="Dựng báo cáo từng xã và trang huyện của một mùa.")
@season_option()
@commune_option("Chỉ dựng xã này")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    default=None,
    help="Số tiến trình chạy cùng lúc; mặc định bằng số lõi máy.",
)
@click.option(
    "--issue",
    "issued",
    type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]),
    metavar="NGÀY",
    default=None,
    help="Ngày phát hành, ví dụ 28/12/2021; không ghi thì các trang là bản nháp.",
)
@click.option("--force", is_flag=True, help="Dựng lại cả những báo cáo không có gì thay đổi.")
@output_option("reports/<mùa>")
@workbook_option()
@click.pass_context
def build_command(
    context: click.Context,
    season_name: str | None,
    commune_names: Sequence[str],
    workers: int | None,
    issued: datetime | None,
    force: bool,
    output: Path | None,
    folder: Path,
) -> None:
    """Build those of a season's reports that are not fresh; name each that fails."""
    try:
        workbook = Workbook.open(folder)
        season = workbook.season(season_name or workbook.current_season)
        communes = [workbook.commune(name, season) for name in commune_names] or None
    except UnknownNameError as error:
        raise click.UsageError(str(error)) from None
    target = (output or workbook.root / "reports" / season.name).resolve()
    issue_date = issued.date() if issued else None
    if issue_date and issue_date < season.cut_off:
        raise click.UsageError(
            f"ngày phát hành {day(issue_date)} trước ngày chốt số liệu {day(season.cut_off)} của mùa {season.name}."
        )
    with locked(target):
        issue_text = issue_date.isoformat() if issue_date else ""
        if not force and (made := unchanged(target, build_key(workbook, season, issue_text))):
            count = sum(path.endswith(".html") for path in made.written)
            click.echo(f"Mùa {season.name}, {workbook.district.name}: không có gì thay đổi, giữ nguyên {count} trang.")
            click.echo(f"Trang huyện: {target / 'index.html'}")
            context.exit(OK)
        # Imported only when there is something to build: it takes a second
        from ntm_lib.publishing.season_build import build_season  # noqa: PLC0415

        progress = _Progress(workbook, season, target, issue_date)
        ended = build_season(
            workbook, season, target, communes, issue_date, workers or os.cpu_count() or 1, force, progress.planned
        )
        progress.close(ended)
        context.exit(FAILED if any(event.state.failed for event in ended) else OK)


class _Progress:
    """Says what is done: a bar on a terminal, one whole line a report elsewhere."""

    def __init__(self, workbook: Workbook, season: Season, target: Path, issued: date | None) -> None:
        self.named = f"Mùa {season.name}, {workbook.district.name}"
        self.status = f"phát hành ngày {day(issued)}" if issued else "bản nháp"
        self.target = target
        self.done = 0
        tqdm.monitor_interval = 0  # it would be a second thread, and then nothing may be forked
        self.bar: tqdm = tqdm(unit="trang", disable=not sys.stderr.isatty(), leave=False)

    def planned(self, plan: "BuildPlan", lines: Sequence[str]) -> "Callable[[ReportEvent], None]":
        self.reports = {report.key: report for report in [*plan.reports, plan.index]}
        self.total = self.bar.total = len(plan.chosen) + 1
        click.echo(f"{self.named}: {len(plan.chosen)} báo cáo và trang huyện, {self.status}.")
        for line in lines:
            click.echo(line)
        return self.tell

    def tell(self, event: "ReportEvent") -> None:
        if not event.state.is_last:
            return
        self.done += 1
        self.bar.update()
        report, counted = self.reports[event.key], f"[{self.done}/{self.total}]"
        if event.state.failed:
            tqdm.write(f"{counted} LỖI {report.title}: {event.error}", file=sys.stdout)
        elif self.bar.disable and event.state.value == "skipped":
            click.echo(f"{counted} {report.title}: không đổi")
        elif self.bar.disable:
            click.echo(f"{counted} {report.title}: {self.target / report.page}")

    def close(self, ended: "Sequence[ReportEvent]") -> None:
        self.bar.close()
        failed = [event for event in ended if event.state.failed]
        skipped = sum(event.state.value == "skipped" for event in ended)
        kept = f", trong đó {skipped} không đổi nên giữ nguyên" if skipped else ""
        click.echo(f"Xong {len(ended) - len(failed)}/{len(ended)}{kept}. Trang huyện: {self.target / 'index.html'}")
        if failed:
            click.echo(f"Có {len(failed)} báo cáo lỗi: {', '.join(self.reports[e.key].title for e in failed)}.")
