"""`ntm forms`: the blank forms that the office sends out."""

from collections.abc import Sequence
from pathlib import Path

import click
import pandas as pd

from ntm_lib.analysis.ended_leads import ended_lead_faults
from ntm_lib.cli.chosen import chosen_communes, open_season, output_folder
from ntm_lib.cli.options import (
    FAILED,
    OK,
    commune_option,
    district_option,
    output_option,
    season_option,
    workbook_option,
)
from ntm_lib.cli.status import warn_of_levels
from ntm_lib.cli.vietnamese import VietnameseCommand
from ntm_lib.errors import ReportError
from ntm_lib.intake.blank.blank_form import commune_form, department_form, leading_departments
from ntm_lib.intake.blank.form_content import FormContent
from ntm_lib.intake.blank.form_writer import form_bytes
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.presentation.shared.lacking import unlisted_lines
from ntm_lib.publishing.outgoing import OutgoingFolder
from ntm_lib.reference.indicators import UNSOURCED, Level, not_lacking, source_kind
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.tables import rows_of
from ntm_lib.terms import AGENCY_FOLDERS
from ntm_lib.workbook import Season, Workbook


@click.command("forms", cls=VietnameseCommand, help="Xuất biểu trắng của một mùa để gửi các xã, các cơ quan.")
@season_option()
@commune_option("Chỉ xuất biểu của xã này, không xuất biểu của cơ quan")
@output_option("reports/<mùa>/bieu")
@district_option()
@workbook_option()
@click.pass_context
def forms_command(
    context: click.Context,
    season_name: str | None,
    commune_names: Sequence[str],
    output: Path | None,
    district: str | None,
    folder: Path,
) -> None:
    """Write a season's blank forms; name each that could not be written."""
    workbook, season = open_season(folder, district, season_name)
    communes = chosen_communes(workbook, season, commune_names)
    target = output_folder(workbook, season, output, "bieu")
    last = _last_season(workbook, season)
    contents = {
        f"{unit.unit_id}.xlsx": commune_form(workbook, season, unit, last)
        for unit in communes or workbook.communes(season)
    }
    if not communes:
        for department in leading_departments(workbook, season):
            name = f"{AGENCY_FOLDERS[workbook.place_in(season).tier]}/{department.department_id}.xlsx"
            contents[name] = department_form(workbook, season, department)
    _warn_of_levels(workbook, season)
    for _, fault in ended_lead_faults(workbook, season):
        click.echo(f"CẢNH BÁO D19: {fault}")
    for line in unlisted_lines(workbook, season):
        click.echo(f"CẢNH BÁO: {line}")
    out = OutgoingFolder(target)
    failed = _write(out, contents)
    if not communes:
        _take_away_others(out, contents)
    click.echo(f"Xong {len(contents) - failed}/{len(contents)} biểu trắng mùa {season.name}: {target}")
    context.exit(FAILED if failed else OK)


def _last_season(workbook: Workbook, season: Season) -> pd.DataFrame:
    if season.compare_with is None:
        return OBSERVATIONS.frame([])
    return read_submissions(workbook, [workbook.season(season.compare_with)]).observations


def _warn_of_levels(workbook: Workbook, season: Season) -> None:
    criteria_set = workbook.criteria_set(season.criteria_set)
    warn_of_levels([workbook], season)
    levels = not_lacking(rows_of(workbook.common_levels(season), Level))
    unsourced = sum(source_kind(level) == UNSOURCED for level in levels)
    if unsourced:
        click.echo(
            f"CẢNH BÁO: {unsourced}/{len(levels)} mức quy định in trong biểu ({criteria_set.decision}) chưa có nguồn. "
            f"Đối chiếu với văn bản và ghi vào {' hoặc '.join(criteria_set.files)} trước khi gửi biểu."
        )


def _take_away_others(folder: OutgoingFolder, contents: dict[str, FormContent]) -> None:
    """Take away blank forms of units and agencies that the season no longer has; name those, and what had to stay."""
    others = sorted(set(folder.written) - set(contents))
    for line in folder.remove_all_but(contents):
        click.echo(line)
    if gone := [name for name in others if not (folder.folder / name).exists()]:
        click.echo(f"Đã bỏ biểu trắng cũ, mùa này không có đơn vị ấy: {', '.join(gone)}")


def _write(folder: OutgoingFolder, contents: dict[str, FormContent]) -> int:
    """Write each form and print a line for it; return the number that could not be written."""
    failed = 0
    for number, (file, content) in enumerate(contents.items(), start=1):
        name = content.identity["unit_name"]
        try:
            path = folder.put(file, form_bytes(content))
            click.echo(f"[{number}/{len(contents)}] {name}: {path}")
        except ReportError as error:
            failed += 1
            click.echo(f"[{number}/{len(contents)}] LỖI {name}: {error}")
    return failed
