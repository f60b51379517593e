"""Plans a season's build: a report per commune and department, data quality, method, the district's page, the tables.

Faults known beforehand are named here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import PurePosixPath

import pandas as pd

from ntm_lib.analysis.chart_points import chart_points
from ntm_lib.errors import NtmError, ReportError, WorkbookError
from ntm_lib.files import file_hash, fingerprint
from ntm_lib.handed import hand
from ntm_lib.intake.findings import REMARK
from ntm_lib.intake.received import keep_forms
from ntm_lib.presentation import kinds
from ntm_lib.presentation.frame.links import AREA_INDEX, PROPOSED_FILE, QUALITY_PAGE, province_page
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.kinds import PageKind, Reads, Subject
from ntm_lib.presentation.shared.finding_list import finding_lines
from ntm_lib.presentation.words.forms import ORIGIN_WORDS
from ntm_lib.presentation.words.numbers import day
from ntm_lib.publishing.batch import BuildPlan
from ntm_lib.publishing.boundary_file import boundary_faults
from ntm_lib.publishing.commentary_files import commentary_faults
from ntm_lib.publishing.inputs import build_key, form_hashes, libraries_hash, library_hash, reference_hash
from ntm_lib.publishing.page import Frame
from ntm_lib.publishing.parameters import Value, checked_parameters
from ntm_lib.publishing.report import ReportPlan
from ntm_lib.reference.conclusions import COLUMNS as CONCLUSION_COLUMNS
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import (
    CHANGES,
    CHART_POINTS,
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
    TABLED_RESULTS,
    Finding,
    FormRecord,
)
from ntm_lib.season_data import SeasonData, load_season
from ntm_lib.tables import rows_of
from ntm_lib.terms import PROVINCE
from ntm_lib.text import season_text, sentence_case
from ntm_lib.workbook import Season, Workbook, as_it_is_now


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
    data = load_season(workbook, season)
    whole = data.fingerprint()
    own = workbook.place_in(season)
    frame = Frame(
        footer=f"{own.office} · {season_text(season.name)} · chốt số liệu {day(season.cut_off)}",
        abbreviations=workbook.abbreviations,
        home=f"Trang {own.terms.place}",
        above=pages_above(workbook, season),
    )
    planner = Planner(workbook, season, frame, issued, reference, own.terms.place, own.full_name)

    def planned(kind: PageKind, subject: Subject) -> ReportPlan:
        if kind.reads is not Reads.OWN:
            return planner.report(kind, subject, data, whole, _forms(workbook, data))
        own = data.of_commune(workbook, workbook.units[subject.id])
        refused = " ".join(data.submissions.unreadable(subject.id, season.name))
        return planner.report(kind, subject, own, own.fingerprint(), _forms(workbook, own), refused)

    of_kinds = {
        kind: [planned(kind, subject) for subject in kind.subjects(workbook, season)] for kind in kinds.IN_DISTRICT
    }
    reports = [report for own in of_kinds.values() for report in own]
    index = planned(kinds.DISTRICT_INDEX, *kinds.DISTRICT_INDEX.subjects(workbook, season))
    keys = Counter(report.key for report in (index, *reports))
    if twice := [key for key, times in keys.items() if times > 1]:
        raise WorkbookError(
            f"Hai báo cáo cùng mã: {', '.join(twice)}. Đặt mã khác cho xã ở {workbook.sheet_of('units.csv')}, hoặc cho cơ quan ở {workbook.sheet_of('departments.csv')}."
        )
    asked = {unit.unit_id for unit in communes or ()}
    left_out = {
        report.key
        for kind in of_kinds
        if kind.reads is Reads.OWN
        for report, subject in zip(of_kinds[kind], kind.subjects(workbook, season), strict=True)
        if subject.id not in asked
    }
    worded = [PurePosixPath(report.page).stem for report in (index, *reports) if "commentary" in report.inputs]
    return BuildPlan(
        season=season.name,
        frame=frame,
        index=index,
        reports=reports,
        chosen=frozenset({report.key for report in reports} - (set() if communes is None else left_out)),
        tables=season_tables(workbook, season, data),
        findings=[
            *boundary_faults(workbook),
            *commentary_faults(workbook, season, worded),
            *_finding_lines(workbook, data.findings),
        ],
        inputs=forms,
        key=key,
    )


def home_of_all(workbook: Workbook, season: Season) -> str:
    """Return what pages call the index above all places: "Trang các huyện" where they are of one province, "Trang các tỉnh"."""
    is_of_one = len(kinds.provinces_in(workbook, season)) == 1
    return f"Trang các {kinds.places_in(workbook, season) if is_of_one else PROVINCE}"


def pages_above(workbook: Workbook, season: Season) -> dict[str, str]:
    """Return the pages above a place's index, by their addresses as seen from it: none if the workbook has one place."""
    if not workbook.place_id:
        return {}
    above, province = {AREA_INDEX: home_of_all(workbook, season)}, workbook.place_in(season).province
    if province not in {subject.name for subject in kinds.PROVINCE.subjects(workbook, season)}:
        return above
    return above | {province_page(province): province}


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
        CHART_POINTS.name: chart_points(workbook, season, submissions.observations, data.comparison),
    }
    said = {name: table.assign(origin_vi=table["origin"].map(ORIGIN_WORDS)) for name, table in tables.items()}
    return said | {
        FORMS.name: own(submissions.forms),
        CHANGES.name: data.changes,
        FINDINGS.name: data.findings,
        CORRECTIONS.name: CORRECTIONS.validate(data.corrections),
        PROPOSED_FILE: proposed[CONCLUSION_COLUMNS],
        TABLED_RESULTS.name: own(submissions.tabled),
    }


def kept_lines(workbook: Workbook, plan: BuildPlan) -> list[str]:
    """Keep the forms that count in data/received; return a line that says so if they can't be kept or compared: no report fails for that."""
    try:
        keep_forms(workbook, plan.tables[FORMS.name])
    except ReportError as error:
        return [f"CẢNH BÁO Chưa giữ hoặc chưa so được bản biểu đã đọc: {error}"]
    return []


def _finding_lines(workbook: Workbook, findings: pd.DataFrame) -> list[str]:
    """Return one line per open error or warning, worst first; remarks and what was accepted are only counted."""
    is_open = findings["accepted"] == ""
    is_remark = findings["severity"] == REMARK
    lines = finding_lines(rows_of(findings[is_open & ~is_remark], Finding), workbook.units)
    remarks, accepted = int((is_open & is_remark).sum()), int((~is_open).sum())
    counted = [
        f"{count} {word}" for count, word in ((remarks, "lưu ý"), (accepted, "điều đã chấp nhận hoặc đã sửa")) if count
    ]
    if counted:
        lines.append(f"Ngoài ra có {', '.join(counted)}: xem {QUALITY_PAGE} hoặc data/findings.csv.")
    return lines


def _forms(workbook: Workbook, data: SeasonData) -> dict[str, str]:
    """Return the forms whose figures are in `data`, by their path below the workbook, with their hash."""
    used = data.submissions.forms[data.submissions.forms["is_used"]]
    folder = f"{workbook.data_name}/submissions"
    return {f"{folder}/{row['source_file']}": row["sha256"] for row in rows_of(used, FormRecord)}


class Planner:
    """Plans the reports of one build, each with the data it is given and the hashes of all it rests on."""

    def __init__(
        self,
        workbook: Workbook,
        season: Season,
        frame: Frame,
        issued: date | None,
        reference: str,
        word: str,
        place: str = "",
    ) -> None:
        """Plan reports of the place called `place`; `word` is what it is ("huyện"), or the places are that the pages are above."""
        self.workbook, self.season, self.word, self.place = workbook, season, word, place
        given = {"season": season.name, "district": workbook.place_id, "issued": _text(issued)}
        self.given: dict[str, Value] = {name: value for name, value in given.items() if value}
        self.shared_inputs = {
            "reference": reference,
            "code": library_hash(),
            "libraries": libraries_hash(),
            "frame": frame.fingerprint,
        }

    def report(
        self,
        kind: PageKind,
        subject: Subject,
        data: object,
        data_hash: str,
        forms: Mapping[str, str] | None = None,
        refused: str = "",
    ) -> ReportPlan:
        """Return the plan, its parameters checked; one that can't be run is marked as refused."""
        notebook = self.workbook.notebooks_folder / kind.notebook
        own: dict[str, Value] = {kind.parameter: subject.value or subject.id} if kind.parameter else {}
        parameters = self.given | own
        if not refused:
            try:
                parameters = checked_parameters(notebook, parameters, self.workbook)
            except NtmError as error:
                refused = str(error)
        page = kind.page(subject.id)
        words = self.workbook.commentary_folder(self.season) / f"{PurePosixPath(page).stem}.md"
        inputs = {
            "parameters": fingerprint(parameters),
            "data": data_hash,
            **({"commentary": file_hash(words)} if kind.has_words else {}),
            "notebook": file_hash(notebook),
            **self.shared_inputs,
        }
        named = {"name": subject.name, "id": subject.id, "season": season_text(self.season.name), "place": self.word}
        return ReportPlan(
            key=kind.key.format(**named), title=sentence_case(kind.title.format(**named)), heading=kind.heading.format(**named),
            page_title=kind.page_title.format(**named), notebook=notebook, parameters=parameters, page=page, inputs=inputs,
            forms=forms or {}, place=self.place, before=partial(hand, self.workbook, data), group=kind.group, styles=kind.styles,
            is_index=kind.file == "index", brief_of=kind.brief_of.key.format(**named) if kind.brief_of else "", refused=refused,
        )  # fmt: skip
