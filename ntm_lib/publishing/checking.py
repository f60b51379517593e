"""Checks a season's forms: findings as a table, and for each form with findings the copy that goes back to its office."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.errors import ReportError
from ntm_lib.files import csv_bytes, replace_file
from ntm_lib.intake.findings import ERROR
from ntm_lib.intake.received import keep_forms
from ntm_lib.intake.returned.returned_form import returned_form
from ntm_lib.intake.season_folder import form_path
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.schemas import records
from ntm_lib.workbook import Season, Workbook

RETURNED_FOLDER = "tra-lai"


@dataclass(frozen=True)
class Checked:
    """What a check found and wrote."""

    findings: pd.DataFrame  # FINDINGS of the season, worst first
    forms: pd.DataFrame  # FORMS of the season
    returned: dict[str, Path] = field(default_factory=dict)  # by the form's source_file
    failures: tuple[str, ...] = ()  # what could not be written, in words

    @property
    def open(self) -> pd.DataFrame:
        return self.findings[self.findings["accepted"] == ""]

    @property
    def has_errors(self) -> bool:
        return bool((self.open["severity"] == ERROR).any())


def check_season(workbook: Workbook, season: Season, output: Path) -> Checked:
    """Check the forms of `season` and write findings.csv and the returned forms below `output`.

    A file that can't be written is told in `failures` and stops nothing. Raises NtmError if the season can't be checked at all.
    """
    earlier = workbook.seasons.get(season.compare_with or "")
    seasons = [earlier, season] if earlier else [season]
    submissions = read_submissions(workbook, seasons)
    results = assess_seasons(workbook, submissions, seasons)
    findings = season_findings(workbook, season, submissions, results)
    forms = submissions.forms[submissions.forms["season"] == season.name]
    failures = []
    for write in (
        lambda: replace_file(output / "findings.csv", csv_bytes(findings)),
        lambda: keep_forms(workbook, forms),
    ):
        try:
            write()
        except ReportError as error:
            failures.append(str(error))
    returned: dict[str, Path] = {}
    due = set[Path]()
    checked = Checked(findings, forms)
    for source_file, own in checked.open.groupby("source_file", sort=False):
        target = _target(output, str(source_file), forms)
        if target is None:
            continue
        due.add(target)
        try:
            original = form_path(workbook, season, str(source_file)).read_bytes()
            replace_file(target, returned_form(original, own, _title(workbook, season, str(source_file), forms)))
            returned[str(source_file)] = target
        except (ReportError, OSError) as error:
            failures.append(str(error))
    try:
        _remove_stale(output / RETURNED_FOLDER, due)
    except OSError as error:
        failures.append(f"Không xóa được bản trả lại cũ {error.filename}: {error.strerror}. Đóng tệp rồi chạy lại.")
    return Checked(findings, forms, returned, tuple(failures))


def _target(output: Path, source_file: str, forms: pd.DataFrame) -> Path | None:
    """Return where the copy of a form goes; None for what is no form (a missing file, a folder, a correction)."""
    if source_file not in set(forms["source_file"]):
        return None
    path = Path(source_file)
    below = Path(*path.parts[1:-1])  # without the season
    name = path.name if path.suffix == ".xlsx" else f"{path.name}.xlsx"
    return output / RETURNED_FOLDER / below / name


def _title(workbook: Workbook, season: Season, source_file: str, forms: pd.DataFrame) -> str:
    """Return the copy's heading: the unit if it is known, else the file's name."""
    row = next(r for r in records(forms) if r["source_file"] == source_file)
    names = {i: u.title for i, u in workbook.units.items()} | {i: d.name for i, d in workbook.departments.items()}
    return f"{names.get(row['respondent'], Path(source_file).name)} – mùa {season.name}"


def _remove_stale(folder: Path, due: set[Path]) -> None:
    """Take away copies of an earlier check: a form that is in order now must not be sent back with old findings."""
    for path in folder.rglob("*.xlsx") if folder.is_dir() else []:
        if path not in due:
            path.unlink()
