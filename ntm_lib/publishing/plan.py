"""Plans a season's build: one report a commune, the district's page, the tables; faults known beforehand are named here."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from ntm_lib.analysis.results import Results, assess_seasons
from ntm_lib.errors import NtmError
from ntm_lib.intake.submissions import Submissions, form_files, read_submissions
from ntm_lib.presentation.numbers import day
from ntm_lib.presentation.wording import ORIGIN_WORDS
from ntm_lib.publishing.batch import BuildPlan, ReportPlan
from ntm_lib.publishing.files import sha256
from ntm_lib.publishing.parameters import checked_parameters
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import COMMUNE_SUMMARY, CRITERION_RESULTS, FINDINGS, INDICATOR_RESULTS, OBSERVATIONS, records
from ntm_lib.workbook import Season, Workbook

COMMUNE_NOTEBOOK = "commune_report.ipynb"
DISTRICT_NOTEBOOK = "district_overview.ipynb"


def plan_season(workbook: Workbook, season: Season, communes: Sequence[Unit] | None = None) -> BuildPlan:
    """Return the plan for `communes` of `season` (all of them if None), with the tables of the whole season.

    Raises NtmError if the season can't be planned at all (no criteria set, a broken reference file).
    """
    all_communes = workbook.communes(season)
    workbook.conclusions(season)  # a broken file is named here, once, and not by every notebook
    seasons = workbook.seasons_until(season)
    submissions = read_submissions(workbook, seasons)
    results = assess_seasons(workbook, submissions, seasons)
    reports = [_commune_report(workbook, season, unit, submissions) for unit in all_communes]
    return BuildPlan(
        season=season.name,
        footer=f"{workbook.district.office} · mùa {season.name} · chốt số liệu {day(season.cut_off)}",
        index=_checked(workbook, ReportPlan(
            key="huyen", title="Trang huyện", page_title=f"Nông thôn mới {workbook.district.name} – mùa {season.name}",
            notebook=workbook.notebooks_folder / DISTRICT_NOTEBOOK, parameters={"season": season.name}, page="index.html", is_index=True,
        )),
        reports=reports,
        chosen=frozenset(unit.unit_id for unit in (all_communes if communes is None else communes)),
        tables=season_tables(season, submissions, results),
        findings=_finding_lines(submissions.findings[submissions.findings["season"] == season.name]),
        inputs=_form_hashes(workbook, seasons),
    )  # fmt: skip


def season_tables(season: Season, submissions: Submissions, results: Results) -> dict[str, pd.DataFrame]:
    """Return the season's tables by file name, straight from the data, without any notebook.

    A last column `origin_vi` says the origin in Vietnamese, for whoever opens the file in Excel.
    """
    now = results.of(season.name)
    observations = submissions.observations
    findings = submissions.findings
    tables = {
        OBSERVATIONS.name: observations[observations["season"] == season.name],
        INDICATOR_RESULTS.name: now.indicators,
        CRITERION_RESULTS.name: now.criteria,
        COMMUNE_SUMMARY.name: now.communes,
    }
    said = {name: table.assign(origin_vi=table["origin"].map(ORIGIN_WORDS)) for name, table in tables.items()}
    return said | {
        FINDINGS.name: findings[findings["season"] == season.name],
    }


def _finding_lines(findings: pd.DataFrame) -> list[str]:
    worst_first = findings.assign(_rank=findings["severity"].map(("lỗi", "cảnh báo", "lưu ý").index))
    lines = []
    for row in records(worst_first.sort_values("_rank", kind="stable")):
        place = " ".join(part for part in (row["source_file"], row["sheet"], row["cell"]) if part)
        lines.append(f"{row['severity'].upper()} {place}: {row['message']}")
    return lines


def _commune_report(workbook: Workbook, season: Season, unit: Unit, submissions: Submissions) -> ReportPlan:
    plan = ReportPlan(
        key=unit.unit_id,
        title=unit.title,
        page_title=f"{unit.title} – nông thôn mới mùa {season.name}",
        notebook=workbook.notebooks_folder / COMMUNE_NOTEBOOK,
        parameters={"season": season.name, "commune": unit.unit_id},
        page=f"xa/{unit.unit_id}.html",
        refused=" ".join(submissions.unreadable(unit.unit_id, season.name)),
    )
    return _checked(workbook, plan)


def _checked(workbook: Workbook, plan: ReportPlan) -> ReportPlan:
    """Return the plan with its parameters checked; one that can't be run is marked as refused."""
    if plan.refused:
        return plan
    try:
        return replace(plan, parameters=checked_parameters(plan.notebook, plan.parameters, workbook))
    except NtmError as error:
        return replace(plan, refused=str(error))


def _form_hashes(workbook: Workbook, seasons: Sequence[Season]) -> dict[str, str]:
    files = [path for season in seasons for path in form_files(workbook, season)]
    return {path.relative_to(workbook.root).as_posix(): sha256(path.read_bytes()) for path in files}
