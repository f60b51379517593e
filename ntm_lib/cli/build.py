"""`ntm build`: the season's reports."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ntm_lib.cli.chosen import chosen_communes, issue_date, open_season, output_folder, refuse_others_files
from ntm_lib.cli.options import (
    FAILED,
    OK,
    Text,
    commune_option,
    district_option,
    draft_option,
    force_option,
    issue_option,
    output_option,
    season_option,
    workbook_option,
)
from ntm_lib.cli.progress import DistrictProgress, ReportProgress
from ntm_lib.cli.vietnamese import VietnameseCommand
from ntm_lib.lock import locked
from ntm_lib.publishing.boundary_file import boundary_faults
from ntm_lib.publishing.inputs import unchanged

if TYPE_CHECKING:
    from ntm_lib.publishing.cluster import Cluster


@click.command("build", cls=VietnameseCommand, help="Dựng báo cáo của một kỳ: các xã, các cơ quan và trang chung.")
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
    "--scheduler",
    type=Text(),
    metavar="ĐỊA_CHỈ",
    help="Dựng trên cụm Dask đang chạy, ví dụ tcp://10.0.0.1:8786; thư mục sổ dữ liệu dùng chung cho mọi máy.",
)
@issue_option()
@draft_option()
@force_option()
@output_option("reports/<kỳ>")
@district_option()
@workbook_option()
@click.pass_context
def build_command(
    context: click.Context,
    season_name: str | None,
    commune_names: Sequence[str],
    workers: int | None,
    scheduler: str | None,
    issued: datetime | None,
    is_draft: bool,
    force: bool,
    output: Path | None,
    district: str | None,
    folder: Path,
) -> None:
    """Build those of a season's reports that are not fresh; name each that fails."""
    workbook, season = open_season(folder, district, season_name)
    communes = chosen_communes(workbook, season, commune_names)
    target = output_folder(workbook, season, output)
    if output:
        refuse_others_files(target, season)
    day_of_issue = issue_date(issued, is_draft, workbook, season, target)
    processes = workers or os.cpu_count() or 1
    with locked(target), ExitStack() as stack:
        # The builder is imported only when there is something to build: it takes a second
        if workbook.is_of_several:
            from ntm_lib.publishing.area_build import build_area  # noqa: PLC0415

            districts = DistrictProgress(workbook, season, target)
            cluster = _cluster(scheduler, stack)
            build_area(workbook, season, target, day_of_issue, processes, force, districts.tell, cluster=cluster)
            context.exit(FAILED if districts.close() else OK)
        issue_text = day_of_issue.isoformat() if day_of_issue else ""
        progress = ReportProgress(workbook, season, target, day_of_issue)
        if not force and (made := unchanged(target, workbook, season, issue_text)):
            for fault in boundary_faults(workbook):
                click.echo(fault)
            progress.unchanged(made)
            context.exit(OK)
        from ntm_lib.publishing.season_build import build_season  # noqa: PLC0415

        cluster = _cluster(scheduler, stack)
        runner = cluster.run_reports if cluster else None
        build_season(
            workbook, season, target, communes, day_of_issue, processes, force, progress.planned, runner=runner
        )
        if workbook.place_id:
            click.echo("Trang tỉnh và trang chung chưa tính lại: chạy ntm build, không kèm --place.")
        context.exit(FAILED if progress.close() else OK)


def _cluster(scheduler: str | None, stack: ExitStack) -> "Cluster | None":
    """Return the cluster at this address, to be left when `stack` ends; None if no address is given."""
    if not scheduler:
        return None
    from ntm_lib.publishing.cluster import connected  # noqa: PLC0415

    return stack.enter_context(connected(scheduler))
