"""`ntm build`: the season's reports."""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import click
from tqdm import tqdm

from ntm_lib.cli.options import FAILED, OK, commune_option, output_option, season_option, workbook_option
from ntm_lib.cli.vietnamese import VietnameseCommand
from ntm_lib.errors import UnknownNameError
from ntm_lib.presentation.numbers import day
from ntm_lib.publishing.batch import ReportOutcome, build
from ntm_lib.publishing.plan import plan_season
from ntm_lib.workbook import Workbook


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
@output_option("reports/<mùa>")
@workbook_option()
@click.pass_context
def build_command(
    context: click.Context,
    season_name: str | None,
    commune_names: Sequence[str],
    workers: int | None,
    issued: datetime | None,
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
    issue_date = issued.date() if issued else None
    if issue_date and issue_date < season.cut_off:
        raise click.UsageError(
            f"ngày phát hành {day(issue_date)} trước ngày chốt số liệu {day(season.cut_off)} của mùa {season.name}."
        )
    plan = plan_season(workbook, season, communes, issue_date)
    status = f"phát hành ngày {day(issue_date)}" if issue_date else "bản nháp"
    click.echo(
        f"Mùa {season.name}, {workbook.district.name}: dựng {len(plan.chosen)} báo cáo và trang huyện, {status}."
    )
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
