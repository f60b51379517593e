"""Plans a season's build: a report a commune and a department, data quality, method, the district's page, the tables.

Faults known beforehand are named here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

import pandas as pd

from ntm_lib.analysis.results import Results, assess_seasons
from ntm_lib.errors import NtmError, ReportError
from ntm_lib.files import sha256
from ntm_lib.intake.findings import REMARK
from ntm_lib.intake.received import form_changes, keep_forms
from ntm_lib.intake.submissions import Submissions, form_files, read_submissions
from ntm_lib.presentation.finding_list import finding_line
from ntm_lib.presentation.links import METHOD_PAGE, PROPOSED_FILE, QUALITY_PAGE, commune_page, department_page
from ntm_lib.presentation.numbers import day
from ntm_lib.presentation.view import SeasonView
from ntm_lib.presentation.wording import ORIGIN_WORDS
from ntm_lib.publishing.batch import BuildPlan, ReportPlan
from ntm_lib.publishing.boundary_file import boundary_faults
from ntm_lib.publishing.commentary_files import commentary_faults
from ntm_lib.publishing.page import Frame
from ntm_lib.publishing.parameters import checked_parameters
from ntm_lib.reference.conclusions import COLUMNS as CONCLUSION_COLUMNS
from ntm_lib.reference.departments import Department
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import (
    CHANGES,
    COMMUNE_SUMMARY,
    CORRECTIONS,
    CRITERION_RESULTS,
    DEBTS,
    FINDINGS,
    FORMS,
    INDICATOR_RESULTS,
    OBSERVATIONS,
    PACE,
    PROMISES,
    RESOURCES,
    records,
)
from ntm_lib.workbook import Season, Workbook

COMMUNE_NOTEBOOK = "commune_report.ipynb"
DEPARTMENT_NOTEBOOK = "department_report.ipynb"
QUALITY_NOTEBOOK = "data_quality.ipynb"
DISTRICT_NOTEBOOK = "district_overview.ipynb"
METHOD_NOTEBOOK = "method.ipynb"
QUALITY_KEY = "chat-luong"
METHOD_KEY = "phuong-phap"
WORDLESS = (QUALITY_KEY, METHOD_KEY)  # pages in which the office has no words of its own


def plan_season(
    workbook: Workbook, season: Season, communes: Sequence[Unit] | None = None, issued: date | None = None
) -> BuildPlan:
    """Return the plan for `communes` of `season` (all of them if None), with the tables of the whole season.

    The pages are drafts, and say so, unless `issued` is given: the day they are issued.

    The pages on departments, data quality and method are built every time: they rest on the forms of all communes, and any
    form that changed changes them. Every form that counts is kept in data/received first. Raises NtmError if the season can't be planned at all (no criteria set, a broken reference file).
    """
    all_communes = workbook.communes(season)
    workbook.conclusions(season)  # a broken file is named here, once, and not by every notebook
    seasons = workbook.seasons_until(season)
    submissions = read_submissions(workbook, seasons)
    results = assess_seasons(workbook, submissions, seasons)
    tables = season_tables(workbook, season, submissions, results)
    shared = [
        *(_department_report(workbook, season, d) for d in workbook.departments.values() if d.has_report),
        _quality_report(workbook, season),
        _method_page(workbook, season),
    ]
    reports = [*(_commune_report(workbook, season, unit, submissions) for unit in all_communes), *shared]
    index = _district_report(workbook, season)
    chosen = {unit.unit_id for unit in (all_communes if communes is None else communes)}
    return BuildPlan(
        season=season.name,
        frame=Frame(
            footer=f"{workbook.district.office} · mùa {season.name} · chốt số liệu {day(season.cut_off)}",
            abbreviations=workbook.abbreviations,
        ),
        index=_issued(workbook, issued, index),
        reports=[_issued(workbook, issued, report) for report in reports],
        chosen=frozenset({*chosen, *(report.key for report in shared)}),
        tables=tables,
        findings=[
            *_kept(workbook, tables[FORMS.name]),
            *boundary_faults(workbook),
            *commentary_faults(workbook, season, [PurePosixPath(r.page).stem for r in (index, *reports) if r.key not in WORDLESS]),
            *_finding_lines(tables[FINDINGS.name]),
        ],
        inputs=_form_hashes(workbook, seasons),
    )  # fmt: skip


def season_tables(
    workbook: Workbook, season: Season, submissions: Submissions, results: Results
) -> dict[str, pd.DataFrame]:
    """Return the season's tables by file name, straight from the data, without any notebook.

    Where a table has an origin, a last column `origin_vi` says it in Vietnamese, for whoever opens the file in Excel.
    """
    now = results.of(season.name)
    view = SeasonView(workbook, season, submissions, results)
    findings = view.findings

    def own(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["season"] == season.name]

    tables = {
        OBSERVATIONS.name: own(submissions.observations),
        INDICATOR_RESULTS.name: now.indicators,
        CRITERION_RESULTS.name: now.criteria,
        COMMUNE_SUMMARY.name: now.communes,
        RESOURCES.name: own(submissions.resources),
        DEBTS.name: own(submissions.debts),
        PROMISES.name: view.promises,
        PACE.name: view.pace,
    }
    said = {name: table.assign(origin_vi=table["origin"].map(ORIGIN_WORDS)) for name, table in tables.items()}
    return said | {
        FORMS.name: own(submissions.forms),
        CHANGES.name: form_changes(workbook, season, submissions.forms),
        FINDINGS.name: findings,
        CORRECTIONS.name: CORRECTIONS.validate(view.corrections),
        PROPOSED_FILE: view.proposed[CONCLUSION_COLUMNS],
    }


def _kept(workbook: Workbook, forms: pd.DataFrame) -> list[str]:
    """Keep the forms that count; return a line that says so if they can't be kept: no report fails for that."""
    try:
        keep_forms(workbook, forms)
    except ReportError as error:
        return [f"CẢNH BÁO Chưa giữ được bản biểu đã đọc để so với lần nộp sau: {error}"]
    return []


def _finding_lines(findings: pd.DataFrame) -> list[str]:
    """Return an open error or warning a line, worst first; remarks and what was accepted are only counted."""
    is_open = findings["accepted"] == ""
    is_remark = findings["severity"] == REMARK
    lines = [finding_line(row) for row in records(findings[is_open & ~is_remark])]
    remarks, accepted = int((is_open & is_remark).sum()), int((~is_open).sum())
    counted = [
        f"{count} {word}" for count, word in ((remarks, "lưu ý"), (accepted, "điều đã chấp nhận hoặc đã sửa")) if count
    ]
    if counted:
        lines.append(f"Ngoài ra có {', '.join(counted)}: xem {QUALITY_PAGE} hoặc data/findings.csv.")
    return lines


def _district_report(workbook: Workbook, season: Season) -> ReportPlan:
    return ReportPlan(
        key="huyen", title="Trang huyện", page_title=f"Nông thôn mới {workbook.district.name} – mùa {season.name}",
        notebook=workbook.notebooks_folder / DISTRICT_NOTEBOOK, parameters={"season": season.name}, page="index.html", is_index=True,
    )  # fmt: skip


def _quality_report(workbook: Workbook, season: Season) -> ReportPlan:
    return ReportPlan(
        key=QUALITY_KEY, title="Chất lượng số liệu",
        page_title=f"Chất lượng số liệu {workbook.district.name} – nông thôn mới mùa {season.name}",
        notebook=workbook.notebooks_folder / QUALITY_NOTEBOOK, parameters={"season": season.name}, page=QUALITY_PAGE,
    )  # fmt: skip


def _method_page(workbook: Workbook, season: Season) -> ReportPlan:
    return ReportPlan(
        key=METHOD_KEY, title="Phương pháp",
        page_title=f"Phương pháp: cách tính và nguồn số liệu – nông thôn mới mùa {season.name}",
        notebook=workbook.notebooks_folder / METHOD_NOTEBOOK, parameters={"season": season.name}, page=METHOD_PAGE,
    )  # fmt: skip


def _department_report(workbook: Workbook, season: Season, department: Department) -> ReportPlan:
    return ReportPlan(
        key=f"phong-{department.department_id}",
        title=department.name,
        page_title=f"{department.name} – nông thôn mới mùa {season.name}",
        notebook=workbook.notebooks_folder / DEPARTMENT_NOTEBOOK,
        parameters={"season": season.name, "department": department.department_id},
        page=department_page(department.department_id, base=""),
    )


def _commune_report(workbook: Workbook, season: Season, unit: Unit, submissions: Submissions) -> ReportPlan:
    return ReportPlan(
        key=unit.unit_id,
        title=unit.title,
        page_title=f"{unit.title} – nông thôn mới mùa {season.name}",
        notebook=workbook.notebooks_folder / COMMUNE_NOTEBOOK,
        parameters={"season": season.name, "commune": unit.unit_id},
        page=commune_page(unit.unit_id, base=""),
        refused=" ".join(submissions.unreadable(unit.unit_id, season.name)),
    )


def _issued(workbook: Workbook, issued: date | None, plan: ReportPlan) -> ReportPlan:
    """Return the plan, checked, for pages issued on that day; for drafts if there is none."""
    given = {"issued": issued.isoformat()} if issued else {}
    return _checked(workbook, replace(plan, parameters={**plan.parameters, **given}))


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
