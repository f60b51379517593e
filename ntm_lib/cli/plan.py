"""`ntm plan`: which reports `ntm build` would build, and why. Builds nothing."""

from collections.abc import Sequence
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
from ntm_lib.text import season_text, sentence_case
from ntm_lib.workbook import Season, Workbook


@click.command("plan", cls=VietnameseCommand, help="Cho biết ntm build sẽ dựng báo cáo nào và vì sao; không dựng gì.")
@season_option()
@commune_option("Chỉ xét xã này")
@issue_option()
@draft_option()
@force_option()
@output_option("reports/<kỳ>")
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
    """Say what would be built and why, one report per line."""
    workbook, season = open_season(folder, district, season_name)
    communes = chosen_communes(workbook, season, commune_names)
    target = output_folder(workbook, season, output)
    day_of_issue = issue_date(issued, is_draft, workbook, season, target)
    if not workbook.is_of_several:
        lines, refused = planned_lines(workbook, season, communes, day_of_issue, target, force)
        click.echo(f"{sentence_case(season_text(season.name))}, {workbook.place_in(season).name}:")
        for line in lines:
            click.echo(f"  {line}")
        context.exit(FAILED if refused else OK)
    failed = False
    for own in workbook.of_each_place():
        click.echo(f"{sentence_case(season_text(season.name))}, {own.place_in(season).name}:")
        try:
            lines, refused = planned_lines(own, season, None, day_of_issue, target / own.place_id, force)
            for line in lines:
                click.echo(f"  {line}")
            failed = failed or refused > 0
        except NtmError as error:
            click.echo(f"  LỖI: {error}")
            failed = True
    click.echo("Trang tỉnh và trang chung: dựng sau cùng, nếu có gì đổi; trang của tỉnh không còn trong sổ thì bỏ.")
    context.exit(FAILED if failed else OK)


def planned_lines(
    workbook: Workbook, season: Season, communes: Sequence[Unit] | None, issued: date | None, target: Path, force: bool
) -> tuple[list[str], int]:
    """Return a line per report of one district to be built, with how many would be kept; and the number of those that can't be."""
    if not force and (made := unchanged(target, workbook, season, issued.isoformat() if issued else "")):
        return [f"không có gì thay đổi, giữ nguyên {sum(path.endswith('.html') for path in made.written)} trang"], 0
    from ntm_lib.presentation.shared.lacking import lead_lines  # noqa: PLC0415
    from ntm_lib.publishing.batch import in_one_state, reasons, superseded  # noqa: PLC0415 - takes a second
    from ntm_lib.publishing.plan import plan_season  # noqa: PLC0415

    plan = in_one_state(plan_season(workbook, season, communes, issued), target)
    due = reasons(plan, target, force)
    refused = {report.key for report in plan.reports if report.refused and report.key in plan.chosen}
    lines = []
    for report in plan.reports:
        if report.key in refused:
            lines.append(f"{report.title}: không dựng được – {report.refused}")
        elif report.key in due:
            lines.append(f"{report.title}: dựng, vì {due[report.key]}")
    for record in superseded(plan, target):
        lines.append(f"{record.title} ({record.page}): bỏ, vì không còn trong {season_text(season.name)}")
    lines += lead_lines(workbook, season)
    kept = len(plan.chosen) - len(due.keys() | refused)
    lines.append(f"{plan.index.title}: dựng sau cùng{', nếu có gì đổi' if not due else ''}")
    fails = f", không dựng được {len(refused)}" if refused else ""
    return [*lines, f"Dựng {len(due.keys() - refused)} báo cáo, giữ nguyên {kept}{fails}."], len(refused)
