"""`ntm plan`: which reports `ntm build` would build, and why. Builds nothing."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from ntm_lib.cli.chosen import chosen_communes, issue_date, open_season, output_folder
from ntm_lib.cli.options import (
    FAILED,
    OK,
    commune_option,
    district_option,
    draft_option,
    force_option,
    issue_option,
    output_option,
    season_option,
    workbook_option,
)
from ntm_lib.cli.vietnamese import VietnameseCommand
from ntm_lib.errors import NtmError
from ntm_lib.publishing.inputs import unchanged
from ntm_lib.reference.units import Unit
from ntm_lib.workbook import Season, Workbook


@click.command("plan", cls=VietnameseCommand, help="Cho biết ntm build sẽ dựng báo cáo nào và vì sao; không dựng gì.")
@season_option()
@commune_option("Chỉ xét xã này")
@issue_option()
@draft_option()
@force_option()
@output_option("reports/<mùa>")
@district_option()
@workbook_option()
@click.pass_context
def plan_command(
    context: click.Context,
    season_name: str | None,
    commune_names: Sequence[str],
    issued: datetime | None,
    is_draft: bool,
    force: bool,
    output: Path | None,
    district: str | None,
    folder: Path,
) -> None:
    """Say what would be built and why, a report a line."""
    workbook, season = open_season(folder, district, season_name)
    communes = chosen_communes(workbook, season, commune_names)
    target = output_folder(workbook, season, output)
    day_of_issue = issue_date(issued, is_draft, workbook, season, target)
    if not workbook.is_of_several:
        lines = planned_lines(workbook, season, communes, day_of_issue, target, force)
        click.echo(f"Mùa {season.name}, {workbook.district.name}:")
        for line in lines:
            click.echo(f"  {line}")
        return
    failed = False
    for own in (workbook.of_district(d.id) for d in workbook.districts):
        click.echo(f"Mùa {season.name}, {own.district.name}:")
        try:
            for line in planned_lines(own, season, None, day_of_issue, target / own.district_id, force):
                click.echo(f"  {line}")
        except NtmError as error:
            click.echo(f"  LỖI: {error}")
            failed = True
    click.echo("Trang tỉnh và trang chung: dựng sau cùng, nếu có gì đổi; trang của tỉnh không còn trong sổ thì bỏ.")
    context.exit(FAILED if failed else OK)


def planned_lines(
    workbook: Workbook, season: Season, communes: Sequence[Unit] | None, issued: date | None, target: Path, force: bool
) -> Iterator[str]:
    """Yield a line a report of one district that would be built, and how many would be kept."""
    if not force and (made := unchanged(target, workbook, season, issued.isoformat() if issued else "")):
        yield f"không có gì thay đổi, giữ nguyên {sum(path.endswith('.html') for path in made.written)} trang"
        return
    from ntm_lib.publishing.batch import in_one_state, reasons, superseded  # noqa: PLC0415 - takes a second
    from ntm_lib.publishing.plan import plan_season  # noqa: PLC0415

    plan = in_one_state(plan_season(workbook, season, communes, issued), target)
    due = reasons(plan, target, force)
    for report in plan.reports:
        if report.refused and report.key in plan.chosen:
            yield f"{report.title}: không dựng được – {report.refused}"
        elif report.key in due:
            yield f"{report.title}: dựng, vì {due[report.key]}"
    for record in superseded(plan, target):
        yield f"{record.title} ({record.page}): bỏ, vì không còn trong mùa {season.name}"
    kept = len(plan.chosen) - len(due)
    yield f"{plan.index.title}: dựng sau cùng{', nếu có gì đổi' if not due else ''}"
    yield f"Dựng {len(due)} báo cáo, giữ nguyên {kept}."
