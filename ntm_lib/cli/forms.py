"""`ntm forms`: the blank forms that the office sends out."""

from collections.abc import Sequence
from pathlib import Path

import click
import pandas as pd

from ntm_lib.analysis.ended_leads import ended_lead_faults
from ntm_lib.analysis.level_findings import unsourced_levels
from ntm_lib.cli.chosen import chosen_communes, open_season, output_folder, owner_there
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
from ntm_lib.presentation.shared.lacking import unconfirmed_lines
from ntm_lib.publishing.outgoing import OutgoingFolder
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.terms import AGENCY_FOLDERS
from ntm_lib.text import season_text
from ntm_lib.workbook import Season, Workbook


@click.command("forms", cls=VietnameseCommand, help="Xuất biểu trắng của một kỳ để gửi các xã, các cơ quan.")
@season_option()
@commune_option("Chỉ xuất biểu của xã này, không xuất biểu của cơ quan")
@output_option("reports/<kỳ>/bieu")
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
    for line in unconfirmed_lines(workbook, season):
        click.echo(f"CẢNH BÁO: {line}")
    out = OutgoingFolder(target, owner=owner_there(workbook, season, output))
    failed = _write(out, contents)
    if not communes:
        _take_away_others(out, contents)
    click.echo(f"Xong {len(contents) - failed}/{len(contents)} biểu trắng {season_text(season.name)}: {target}")
    context.exit(FAILED if failed else OK)


def _last_season(workbook: Workbook, season: Season) -> pd.DataFrame:
    if season.compare_with is None:
        return OBSERVATIONS.frame([])
    return read_submissions(workbook, [workbook.season(season.compare_with)]).observations


def _warn_of_levels(workbook: Workbook, season: Season) -> None:
    criteria_set = workbook.criteria_set(season.criteria_set)
    warn_of_levels([workbook], season)
    if unsourced := unsourced_levels(workbook.common_levels(season)):
        click.echo(
            f"CẢNH BÁO: {criteria_set.decision}: {unsourced} in trong biểu chưa có nguồn. "
            f"Đối chiếu với văn bản rồi ghi nguồn ở {criteria_set.sheets} trước khi gửi biểu."
        )


def _take_away_others(folder: OutgoingFolder, contents: dict[str, FormContent]) -> None:
    """Take away blank forms that the season no longer sends (a unit that is gone, an agency without an item); name those, and what had to stay."""
    gone, left = folder.remove_all_but(contents)
    for line in left:
        click.echo(line)
    if gone:
        click.echo(f"Đã bỏ biểu trắng cũ mà kỳ này không gửi nữa: {', '.join(gone)}")


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
