"""`ntm check`: what is wrong with a season's forms, and the copies that go back to their offices."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pandas as pd

from ntm_lib.cli.chosen import open_season, output_folder, owner_there
from ntm_lib.cli.options import FAILED, OK, district_option, output_option, season_option, workbook_option
from ntm_lib.cli.vietnamese import VietnameseCommand
from ntm_lib.csv_file import csv_bytes
from ntm_lib.files import read_file
from ntm_lib.intake.findings import ERROR, NOT_SENT, SEVERITIES
from ntm_lib.presentation.shared.finding_list import FEW, finding_lines
from ntm_lib.presentation.shared.lacking import lacking_lines
from ntm_lib.presentation.words.standing import some_names
from ntm_lib.publishing.checking import Checked, check_season
from ntm_lib.schemas import FINDINGS, Finding
from ntm_lib.tables import rows_of
from ntm_lib.text import season_text, sentence_case
from ntm_lib.workbook import Season, Workbook

# Rows of corrections without effect; a form that seems to be another commune's; levels and groups that nobody stated, or below the
# decree's; a tier, or who leads a conclusion, that there is not any more; communes off the map; rows of reference files without effect
_TOLD_TOO = ("C01", "C02", "D11", "D12", "D13", "D18", "D19", "D20", "D21", "D22", "D23", "D24")


@click.command("check", cls=VietnameseCommand, help="Kiểm tra biểu đã nhận của một kỳ, làm bản trả lại cho xã sửa.")
@season_option()
@output_option("reports/<kỳ>/kiem-tra")
@district_option()
@workbook_option()
@click.pass_context
def check_command(
    context: click.Context, season_name: str | None, output: Path | None, district: str | None, folder: Path
) -> None:
    """Check a season's forms; the status is 1 if an error is open, 0 if only warnings are."""
    workbook, season = open_season(folder, district, season_name)
    target = output_folder(workbook, season, output, "kiem-tra")
    if output:
        _refuse_others_list(target)
    checked = check_season(workbook, season, target, owner_there(workbook, season, output))
    for line in summary(workbook, season, checked):
        click.echo(line)
    for failure in checked.failures:
        click.echo(f"LỖI: {failure}")
    if checked.list_path:
        click.echo(f"Danh sách đầy đủ: {checked.list_path}")
    if checked.returned:
        click.echo(f"Bản trả lại ({len(checked.returned)} biểu): {target / 'tra-lai'}")
    context.exit(FAILED if checked.has_errors or checked.failures else OK)


def _refuse_others_list(target: Path) -> None:
    """Raise UsageError if a findings.csv lies in `target` that no check has written."""
    path, own = target / "findings.csv", csv_bytes(FINDINGS.frame([]))
    if path.exists() and not read_file(path).startswith(own.rstrip()):
        raise click.UsageError(f"{path} không phải do ntm check ghi. Chọn thư mục khác cho --output.")


def summary(workbook: Workbook, season: Season, checked: Checked) -> Iterator[str]:
    """Yield the lines of the summary: one per commune or department, then each error, and what can't wait, in full on its own line."""
    is_blank = checked.forms["respondent"].isin(checked.silent)
    used = checked.forms[checked.forms["is_used"] & ~is_blank]
    communes, place = workbook.communes(season), workbook.place_in(season)
    sent = int((used["kind"] == "commune").sum())
    departments = int((used["kind"] == "department").sum())
    yield f"{sentence_case(season_text(season.name))}, {place.name}: dùng được biểu của {sent}/{len(communes)} xã, {departments} {place.terms.agency}."
    names = {unit.unit_id: unit.title for unit in communes}
    names |= {i: workbook.departments[i].name for i in used.loc[used["kind"] == "department", "respondent"]}
    silent = _silent(checked, [unit.unit_id for unit in communes])
    for unit_id, name in names.items():
        own = checked.open[checked.open["unit_id"] == unit_id]
        state = "" if unit_id in set(used["respondent"]) else " – chưa có biểu dùng được"
        if unit_id not in silent:
            yield f"  {name}: {_counts(own)}{state}"
    if silent:
        yield f"  Chưa có biểu: {len(silent)}/{len(communes)} xã ({some_names([workbook.units[i].name for i in silent])})"
    rest = checked.open[~checked.open["unit_id"].isin(names)]
    if len(rest):
        yield f"  Chung, hoặc chưa rõ của đơn vị nào: {_counts(rest)}"
    accepted = len(checked.findings) - len(checked.open)
    yield f"Cộng: {_counts(checked.open)}" + (f"; đã chấp nhận hoặc sửa {accepted}" if accepted else "") + "."
    told = (checked.open["severity"] == ERROR) | checked.open["check"].isin(_TOLD_TOO)
    for line in lacking_lines(workbook, season):
        yield f"Còn thiếu: {line}"
    yield from finding_lines(rows_of(checked.open[told], Finding), workbook.units)


def _silent(checked: Checked, communes: Sequence[str]) -> list[str]:
    """Return the communes of which nothing came in, if they are more than FEW: they are told on one line."""
    sent = set(checked.forms["respondent"]) | set(checked.open.loc[checked.open["check"] != NOT_SENT, "unit_id"])
    found = [unit_id for unit_id in communes if unit_id not in sent]
    return found if len(found) > FEW else []


def _counts(findings: pd.DataFrame) -> str:
    numbers = findings["severity"].value_counts()
    return (
        ", ".join(f"{numbers.get(severity, 0)} {severity}" for severity in SEVERITIES)
        if len(findings)
        else "không có gì phải sửa"
    )
