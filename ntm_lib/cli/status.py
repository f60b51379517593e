"""`ntm status`: which edition of each report is shown, how its last attempt ended, and what a trace id in a footer stands for."""

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import click

from ntm_lib.analysis.ended_leads import ended_lead_faults
from ntm_lib.analysis.idle_rows import idle_rows
from ntm_lib.analysis.level_findings import below_floor, lacking_levels, missing_groups
from ntm_lib.analysis.reference_findings import faults_of_unit, tier_faults, unit_row
from ntm_lib.cli.chosen import open_season, output_folder
from ntm_lib.cli.options import FAILED, OK, Text, district_option, output_option, season_option, workbook_option
from ntm_lib.cli.vietnamese import VietnameseCommand
from ntm_lib.presentation.kinds import kind_in
from ntm_lib.presentation.shared.lacking import lacking_lines
from ntm_lib.presentation.words.numbers import number
from ntm_lib.publishing.manifest import TRACE_DIGITS, ReportManifest, manifests, shown_edition
from ntm_lib.publishing.run_log import log_entries
from ntm_lib.workbook import Season, Workbook


@click.command(
    "status", cls=VietnameseCommand, help="Cho biết bản đang hiển thị của từng báo cáo, hoặc tra một mã bản."
)
@click.argument("trace", type=Text(), metavar="[MÃ BẢN]", required=False)
@season_option()
@output_option("reports/<kỳ>")
@district_option()
@workbook_option()
@click.pass_context
def status_command(
    context: click.Context,
    trace: str | None,
    season_name: str | None,
    output: Path | None,
    district: str | None,
    folder: Path,
) -> None:
    """List the reports of a season, or tell all of the one whose trace id is given; the status is 1 if one failed or none fits."""
    workbook, season = open_season(folder, district, season_name)
    target = output_folder(workbook, season, output)
    found = list(manifests(target, [place.id for place in workbook.places] if workbook.is_of_several else []))
    if trace:
        wanted = trace.strip().lower()
        chosen = [(p, r) for p, r in found if r.edition and r.edition.fingerprint.startswith(wanted)]
        for place, record in chosen:
            for line in described(place, record, trace):
                click.echo(line)
        if not chosen:
            click.echo(
                f"Không có báo cáo nào trong {target} mang mã bản “{trace}”. Mã đứng ở cuối trang, gồm {TRACE_DIGITS} ký tự."
            )
        context.exit(OK if chosen else FAILED)
    own_places = workbook.of_each_place()
    _warn_of_rows(workbook, own_places, season)
    warn_of_levels(own_places, season)
    if not found:
        _tell_lacking(own_places, season)
        click.echo(f"Chưa có báo cáo nào trong {target}. Chạy ntm build.")
        context.exit(FAILED)
    names = {i: period.full_name for i, period in workbook.periods(season).items()}
    for place, own in groupby(found, key=itemgetter(0)):
        times, records = _times(place), [record for _, record in own]
        if place != target:
            click.echo(f"{names[place.name]}:")
        for record in records:
            click.echo(listed(place, record, times))
    _tell_lacking(own_places, season)
    context.exit(FAILED if any(record.state.failed for _, record in found) else OK)


def _warn_of_rows(workbook: Workbook, places: Sequence[Workbook], season: Season) -> None:
    """Print what is not there at the cut-off though rows speak of it, and rows that are wrong or without effect."""
    for check, faults in (("D18", tier_faults), ("D19", ended_lead_faults)):
        for fault in dict.fromkeys(said for own in places for _, said in faults(own, season)):
            click.echo(f"CẢNH BÁO {check}: {fault}")
    for unit in workbook.own_units:
        for where, what in faults_of_unit(unit, workbook.units):
            click.echo(f"CẢNH BÁO D20: {unit_row(unit, where)}: {what}")
    for _, fault in idle_rows(workbook):
        click.echo(f"CẢNH BÁO D21: {fault}")


def _tell_lacking(places: Sequence[Workbook], season: Season) -> None:
    """Print what the workbook has not been told yet, of several places with the place's name."""
    for book in places:
        where = f"{book.place_in(season).full_name}: " if len(places) > 1 else ""
        for line in lacking_lines(book, season):
            click.echo(f"Còn thiếu: {where}{line}")


def warn_of_levels(places: Sequence[Workbook], season: Season) -> None:
    """Print which levels and groups nobody has stated for the season's communes, and levels below the decree's; equal warnings of many places are one line."""
    found = [place.lacking(season) for place in places]
    for sentence in filter(None, [*lacking_levels(found), missing_groups(found)]):
        click.echo(f"CẢNH BÁO: {sentence}")
    for told in dict.fromkeys(sentence for place in places for _, sentence in below_floor(place, season)):
        click.echo(f"CẢNH BÁO D13: {told}")


def listed(place: Path, record: ReportManifest, times: dict[tuple[str, str], str]) -> str:
    """Return a report's line: its state, the edition that is shown, and when that was built."""
    edition = shown_edition(place, record)
    shown = (
        f"bản {edition.trace}"
        if edition
        else "không có bản nào"
        if record.edition is None
        else "trang đã bị sửa hoặc xóa"
    )
    when = times.get((record.run, record.key), "")
    failed = f" – {record.error}" if record.state.failed else ""
    return f"{record.title}: {record.state.words}, {shown}{f', {when}' if when else ''}{failed}{_weight(place, record)}"


def _weight(place: Path, record: ReportManifest) -> str:
    """Return the warning on a page that opens slowly on a phone; empty for others, and where there is no page."""
    kind = kind_in(record.page.rpartition("/")[0])
    with suppress(OSError):
        size = (place / record.page).stat().st_size
        if kind and 0 < kind.phone_bytes < size:
            most, has = number(kind.phone_bytes / 1000), number(math.ceil(size / 1000))
            return f" – CẢNH BÁO: trang nặng {has} KB, quá {most} KB nên mở chậm trên điện thoại"
    return ""


def described(place: Path, record: ReportManifest, trace: str) -> Iterator[str]:
    """Yield all that is known of the edition a trace id stands for."""
    edition = record.edition
    assert edition is not None
    yield f"{record.title} – mã bản {edition.fingerprint[: max(TRACE_DIGITS, len(trace))]}"
    yield f"Trang: {place / record.page}" + ("" if shown_edition(place, record) else " (đã bị sửa hoặc xóa)")
    yield f"Sổ tay: {record.notebook}; tham số: {', '.join(f'{k} = {v}' for k, v in edition.parameters.items())}"
    yield f"Lần chạy: {edition.run}, {number(edition.seconds, 1)} giây; ntm_lib {edition.ntm_lib}, Python {edition.python}"
    yield "Dựa trên (mã sha256):"
    for name, sha in edition.inputs.items():
        yield f"  {name}: {sha or 'không có'}"
    yield f"Biểu ({len(edition.forms)}):"
    for path, sha in edition.forms.items():
        yield f"  {path}: {sha}"
    for name, version in edition.libraries.items():
        yield f"  {name} {version}"
    for line in edition.warnings:
        yield f"Cảnh báo của sổ tay: {line}"


def _times(target: Path) -> dict[tuple[str, str], str]:
    """Return the time at which each build ended each report, from the run log: by build and report."""
    entries: list[dict[str, Any]] = [e for e in log_entries(target) if isinstance(e.get("report"), str)]
    return {(e["run"], e["report"]): _local(e["time"]) for e in entries}


def _local(time: str) -> str:
    """Return the log's time as the clock on the wall shows it; "" if it was damaged."""
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(time).astimezone().strftime("%d/%m/%Y %H:%M")
    return ""
