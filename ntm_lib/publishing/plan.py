"""Plans a season's build: a report a commune and a department, data quality, method, the district's page, the tables.

Faults known beforehand are named here.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import PurePosixPath

import pandas as pd

from ntm_lib.errors import NtmError, ReportError, WorkbookError
from ntm_lib.files import file_hash, fingerprint
from ntm_lib.handed import hand
from ntm_lib.intake.findings import REMARK
from ntm_lib.intake.received import keep_forms
from ntm_lib.presentation.frame.links import (
    AREA_INDEX,
    METHOD_PAGE,
    PROPOSED_FILE,
    QUALITY_PAGE,
    commune_page,
    department_page,
    province_page,
)
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.shared.finding_list import finding_line
from ntm_lib.presentation.words.forms import ORIGIN_WORDS
from ntm_lib.presentation.words.numbers import day
from ntm_lib.publishing.batch import BuildPlan
from ntm_lib.publishing.boundary_file import boundary_faults
from ntm_lib.publishing.commentary_files import commentary_faults
from ntm_lib.publishing.inputs import build_key, form_hashes, libraries_hash, library_hash, reference_hash
from ntm_lib.publishing.manifest import DISTRICT_KEY
from ntm_lib.publishing.page import Frame
from ntm_lib.publishing.parameters import Value, checked_parameters
from ntm_lib.publishing.report import ReportPlan
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
    Finding,
    FormRecord,
)
from ntm_lib.season_data import SeasonData, load_season
from ntm_lib.tables import rows_of
from ntm_lib.workbook import Season, Workbook, as_it_is_now

COMMUNE_NOTEBOOK = "commune_report.ipynb"
DEPARTMENT_NOTEBOOK = "department_report.ipynb"
QUALITY_NOTEBOOK = "data_quality.ipynb"
DISTRICT_NOTEBOOK = "district_overview.ipynb"
METHOD_NOTEBOOK = "method.ipynb"
QUALITY_KEY = "chat-luong"
METHOD_KEY = "phuong-phap"
HOME_OF_ONE, HOME_OF_SEVERAL = (
    "Trang các huyện",
    "Trang các tỉnh",
)  # the index above districts of one province, of several
WORDLESS = (QUALITY_KEY, METHOD_KEY)  # pages in which the office has no words of its own


def plan_season(
    workbook: Workbook, season: Season, communes: Sequence[Unit] | None = None, issued: date | None = None
) -> BuildPlan:
    """Return the plan for `communes` of `season` (all of them if None), with the tables of the whole season.

    The pages are drafts, and say so, unless `issued` is given: the day they are issued. The pages on departments, data quality
    and method are always among the chosen: they rest on the forms of all communes. Nothing is written but the cache of forms.
    Raises NtmError if the season can't be planned at all (no criteria set, a broken reference file).
    """
    workbook = as_it_is_now(workbook)
    season = workbook.season(season.name)
    # Hashes first: what changes while it is read is newer than its hash, and is built the next time
    key = build_key(workbook, season, _text(issued))
    forms = form_hashes(workbook, season)
    reference = reference_hash(workbook, season)
    all_communes = workbook.communes(season)
    data = load_season(workbook, season)
    plan = _Planner(workbook, season, data, issued, reference)
    shared = [
        *(plan.department(d) for d in workbook.departments.values() if d.has_report),
        plan.quality(),
        plan.method(),
    ]
    reports = [*(plan.commune(unit) for unit in all_communes), *shared]
    index = plan.district()
    keys = Counter(report.key for report in (index, *reports))
    if twice := [key for key, times in keys.items() if times > 1]:
        raise WorkbookError(
            f"Hai báo cáo cùng mã: {', '.join(twice)}. Đặt mã khác cho xã trong units.csv, hoặc cho phòng trong departments.csv."
        )
    chosen = {unit.unit_id for unit in (all_communes if communes is None else communes)}
    return BuildPlan(
        season=season.name,
        frame=plan.frame,
        index=index,
        reports=reports,
        chosen=frozenset({*chosen, *(report.key for report in shared)}),
        tables=season_tables(workbook, season, data),
        findings=[
            *boundary_faults(workbook),
            *commentary_faults(workbook, season, [PurePosixPath(r.page).stem for r in (index, *reports) if r.key not in WORDLESS]),
            *_finding_lines(data.findings),
        ],
        inputs=forms,
        key=key,
    )  # fmt: skip


def pages_above(workbook: Workbook) -> dict[str, str]:
    """Return the pages above a district's index, by their addresses as seen from it: none if the workbook has one district."""
    if not workbook.district_id:
        return {}
    if len(workbook.provinces) == 1:
        return {AREA_INDEX: HOME_OF_ONE}
    return {AREA_INDEX: HOME_OF_SEVERAL, province_page(workbook.district.province): workbook.district.province}


def _text(issued: date | None) -> str:
    return issued.isoformat() if issued else ""


def season_tables(workbook: Workbook, season: Season, data: SeasonData) -> dict[str, pd.DataFrame]:
    """Return the season's tables by file name, straight from the data, without any notebook.

    Where a table has an origin, a last column `origin_vi` says it in Vietnamese, for whoever opens the file in Excel.
    """
    now = data.results.of(season.name)
    submissions = data.submissions
    proposed = SeasonView(workbook, season, data).proposed

    def own(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["season"] == season.name]

    tables = {
        OBSERVATIONS.name: own(submissions.observations),
        INDICATOR_RESULTS.name: now.indicators,
        CRITERION_RESULTS.name: now.criteria,
        COMMUNE_SUMMARY.name: now.communes,
        RESOURCES.name: own(submissions.resources),
        DEBTS.name: own(submissions.debts),
        PROMISES.name: data.promises,
        PACE.name: data.pace,
    }
    said = {name: table.assign(origin_vi=table["origin"].map(ORIGIN_WORDS)) for name, table in tables.items()}
    return said | {
        FORMS.name: own(submissions.forms),
        CHANGES.name: data.changes,
        FINDINGS.name: data.findings,
        CORRECTIONS.name: CORRECTIONS.validate(data.corrections),
        PROPOSED_FILE: proposed[CONCLUSION_COLUMNS],
    }


def kept_lines(workbook: Workbook, plan: BuildPlan) -> list[str]:
    """Keep the forms that count in data/received; return a line that says so if they can't be kept or compared: no report fails for that."""
    try:
        keep_forms(workbook, plan.tables[FORMS.name])
    except ReportError as error:
        return [f"CẢNH BÁO Chưa giữ hoặc chưa so được bản biểu đã đọc: {error}"]
    return []


def _finding_lines(findings: pd.DataFrame) -> list[str]:
    """Return an open error or warning a line, worst first; remarks and what was accepted are only counted."""
    is_open = findings["accepted"] == ""
    is_remark = findings["severity"] == REMARK
    lines = [finding_line(row) for row in rows_of(findings[is_open & ~is_remark], Finding)]
    remarks, accepted = int((is_open & is_remark).sum()), int((~is_open).sum())
    counted = [
        f"{count} {word}" for count, word in ((remarks, "lưu ý"), (accepted, "điều đã chấp nhận hoặc đã sửa")) if count
    ]
    if counted:
        lines.append(f"Ngoài ra có {', '.join(counted)}: xem {QUALITY_PAGE} hoặc data/findings.csv.")
    return lines


class _Planner:
    """Plans one season's reports, each with the data it is given and the hashes of all it rests on."""

    def __init__(
        self, workbook: Workbook, season: Season, data: SeasonData, issued: date | None, reference: str
    ) -> None:
        self.workbook, self.season, self.data = workbook, season, data
        self.given: dict[str, Value] = {"season": season.name}
        if workbook.district_id:
            self.given["district"] = workbook.district_id
        if issued:
            self.given["issued"] = _text(issued)
        self.frame = Frame(
            footer=f"{workbook.district.office} · mùa {season.name} · chốt số liệu {day(season.cut_off)}",
            abbreviations=workbook.abbreviations,
            above=pages_above(workbook),
        )
        self.shared_inputs = {
            "reference": reference,
            "code": library_hash(),
            "libraries": libraries_hash(),
            "frame": self.frame.fingerprint,
        }
        self.whole = data.fingerprint()

    def commune(self, unit: Unit) -> ReportPlan:
        own = self.data.of_commune(self.workbook, unit)
        return self._plan(
            unit.unit_id, COMMUNE_NOTEBOOK, commune_page(unit.unit_id, base=""), own, title=unit.title, heading=unit.title,
            page_title=f"{unit.title} – nông thôn mới mùa {self.season.name}", given={"commune": unit.unit_id},
            refused=" ".join(self.data.submissions.unreadable(unit.unit_id, self.season.name)),
        )  # fmt: skip

    def department(self, department: Department) -> ReportPlan:
        return self._plan(
            f"phong-{department.department_id}", DEPARTMENT_NOTEBOOK, department_page(department.department_id, base=""), self.data,
            title=department.name, heading=department.name,
            page_title=f"{department.name} – nông thôn mới mùa {self.season.name}", given={"department": department.department_id},
        )  # fmt: skip

    def quality(self) -> ReportPlan:
        name = self.workbook.district.name
        return self._plan(
            QUALITY_KEY, QUALITY_NOTEBOOK, QUALITY_PAGE, self.data, title="Chất lượng số liệu", heading=name,
            page_title=f"Chất lượng số liệu {name} – nông thôn mới mùa {self.season.name}",
        )  # fmt: skip

    def method(self) -> ReportPlan:
        return self._plan(
            METHOD_KEY, METHOD_NOTEBOOK, METHOD_PAGE, self.data, title="Phương pháp", heading="Phương pháp",
            page_title=f"Phương pháp: cách tính và nguồn số liệu – nông thôn mới mùa {self.season.name}",
        )  # fmt: skip

    def district(self) -> ReportPlan:
        name = self.workbook.district.name
        return self._plan(
            DISTRICT_KEY, DISTRICT_NOTEBOOK, "index.html", self.data, title="Trang huyện", heading=name,
            page_title=f"Nông thôn mới {name} – mùa {self.season.name}", is_index=True,
        )  # fmt: skip

    def _forms(self, data: SeasonData) -> dict[str, str]:
        """Return the forms whose figures are in `data`, by their path below the workbook."""
        used = data.submissions.forms[data.submissions.forms["is_used"]]
        folder = f"{self.workbook.data_name}/submissions"
        return {f"{folder}/{row['source_file']}": row["sha256"] for row in rows_of(used, FormRecord)}

    def _plan(
        self,
        key: str,
        notebook_name: str,
        page: str,
        data: SeasonData,
        title: str,
        heading: str,
        page_title: str,
        given: dict[str, Value] | None = None,
        refused: str = "",
        is_index: bool = False,
    ) -> ReportPlan:
        """Return the plan, its parameters checked; one that can't be run is marked as refused."""
        notebook = self.workbook.notebooks_folder / notebook_name
        parameters = self.given | (given or {})
        if not refused:
            try:
                parameters = checked_parameters(notebook, parameters, self.workbook)
            except NtmError as error:
                refused = str(error)
        words = self.workbook.commentary_folder(self.season) / f"{PurePosixPath(page).stem}.md"
        inputs = {
            "parameters": fingerprint(parameters),
            "data": self.whole if data is self.data else data.fingerprint(),
            "commentary": file_hash(words),
            "notebook": file_hash(notebook),
            **self.shared_inputs,
        }
        return ReportPlan(
            key=key, title=title, heading=heading, page_title=page_title, notebook=notebook, parameters=parameters, page=page,
            inputs=inputs, forms=self._forms(data), place=f"{self.workbook.district.name}, {self.workbook.district.province}", before=partial(hand, self.workbook, data), is_index=is_index, refused=refused,
        )  # fmt: skip
