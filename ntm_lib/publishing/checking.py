"""Checks a season's forms: findings as a table, and for each form with findings the copy that goes back to its office."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.csv_file import csv_bytes
from ntm_lib.errors import ReportError, UnreadableError
from ntm_lib.files import read_file, replace_file
from ntm_lib.intake.findings import ERROR
from ntm_lib.intake.received import keep_forms
from ntm_lib.intake.returned.returned_form import returned_form
from ntm_lib.intake.season_folder import form_path
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.places import inside, safe_name
from ntm_lib.presentation.words.standing import silent_communes
from ntm_lib.publishing.outgoing import OutgoingFolder
from ntm_lib.spreadsheet.guard import FILE_BYTES
from ntm_lib.tables import records
from ntm_lib.text import season_text
from ntm_lib.workbook import Season, Workbook

RETURNED_FOLDER = "tra-lai"


@dataclass(frozen=True)
class Checked:
    """What a check found and wrote."""

    findings: pd.DataFrame  # FINDINGS of the season, worst first
    forms: pd.DataFrame  # FORMS of the season
    returned: dict[str, Path] = field(default_factory=dict)  # by the form's source_file
    failures: tuple[str, ...] = ()  # what could not be written, in words
    silent: frozenset[str] = (
        frozenset()
    )  # communes that gave nothing: no form of theirs can be used, or it says no figure
    list_path: Path | None = None  # of findings.csv; None if it could not be written, and an older one may lie there

    @property
    def open(self) -> pd.DataFrame:
        return self.findings[self.findings["accepted"] == ""]

    @property
    def has_errors(self) -> bool:
        return bool((self.open["severity"] == ERROR).any())


def check_season(workbook: Workbook, season: Season, output: Path, owner: str) -> Checked:
    """Check the forms of `season` and write findings.csv and the returned forms below `output`, these as `owner`'s (OutgoingFolder).

    A file that can't be written is told in `failures` and stops nothing. Raises NtmError if the season can't be checked at all.
    """
    earlier = workbook.seasons.get(season.compare_with or "")
    seasons = [earlier, season] if earlier else [season]
    submissions = read_submissions(workbook, seasons)
    results = assess_seasons(workbook, submissions, seasons)
    findings = season_findings(workbook, season, submissions, results)
    forms = submissions.forms[submissions.forms["season"] == season.name]
    failures = []
    list_path: Path | None = output / "findings.csv"
    try:
        replace_file(inside(output, "findings.csv"), csv_bytes(findings))
    except ReportError as error:
        list_path = None
        failures.append(str(error))
    try:
        keep_forms(workbook, forms)
    except ReportError as error:
        failures.append(str(error))
    returned: dict[str, Path] = {}
    folder = OutgoingFolder(output, RETURNED_FOLDER, owner)
    due = set[str]()
    checked = Checked(findings, forms, silent=silent_communes(results.of(season.name).communes))
    for source_file, own in checked.open.groupby("source_file", sort=False):
        name = _copy_name(str(source_file), forms)
        if not name:
            continue
        due.add(name)
        try:
            original = read_file(form_path(workbook, season, str(source_file)), FILE_BYTES)
            copy = returned_form(original, own, _title(workbook, season, str(source_file), forms))
            returned[str(source_file)] = folder.put(name, copy)
        except UnreadableError:  # its finding says so, and nothing can be marked in it
            due.discard(name)
        except FileNotFoundError:
            failures.append(f"{source_file} vừa bị chuyển đi hoặc xóa trong lúc kiểm tra. Chạy lại.")
        except ReportError as error:
            failures.append(str(error))
    # A form that is in order now must not be sent back with old findings
    failures += folder.remove_all_but(due)[1]
    return replace(checked, returned=returned, failures=tuple(failures), list_path=list_path)


def _copy_name(source_file: str, forms: pd.DataFrame) -> str:
    """Return the path of a form's copy below its folder; "" for what is not a form (a missing file, a folder, a correction)."""
    if source_file not in set(forms["source_file"]):
        return ""
    _season, *below, name = source_file.split("/")
    return "/".join([*below, safe_name(name if name.endswith(".xlsx") else f"{name}.xlsx")])


def _title(workbook: Workbook, season: Season, source_file: str, forms: pd.DataFrame) -> str:
    """Return the copy's heading: the unit if it is known, else the file's name."""
    row = next(r for r in records(forms) if r["source_file"] == source_file)
    names = {i: u.title for i, u in workbook.units.items()} | {i: d.name for i, d in workbook.departments.items()}
    return f"{names.get(row['respondent'], Path(source_file).name)} – {season_text(season.name)}"
