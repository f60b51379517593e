"""The tables that cross a stage's edge: a row type each, with columns, types, units and keys, stated once.

`docs/data-dictionary.md` is rendered from here (`python -m ntm_lib.schemas docs/data-dictionary.md`).
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypedDict

import pandas as pd

from ntm_lib.tables import Column, Table
from ntm_lib.terms import APPRAISED


class PromiseState(StrEnum):
    """How a promise stands. While it runs it is under way or not begun; past its deadline a figure or a result has missed it, or its
    respondent reports it as not completed.
    """

    DONE = "hoàn thành"
    RUNNING = "đang thực hiện"
    NOT_BEGUN = "chưa thực hiện"
    UNFINISHED = "chưa hoàn thành"
    MISSED = "không đạt"
    UNKNOWN = "chưa có số liệu"


STATUSES = ("ước", "chính thức", "thẩm tra")
ORIGINS = ("published", "illustrative", "reported")  # of values
TABLED = "tabled"  # of a result that a summary table (bảng tổng hợp) states; never of a value
RESULT_ORIGINS = (*ORIGINS, TABLED)
RESULTS = ("met", "not_met", "unknown", "not_applicable")
ASSESSED = ("met", "not_met", "basically_met", "not_applicable")
DOSSIER_STATES = ("chưa đạt", "cơ bản đạt", "xã tự đánh giá đạt", APPRAISED, "tỉnh công nhận")
TASK_STATES = ("hoàn thành", "đang thực hiện", "chưa thực hiện")
PROMISE_STATES = tuple(PromiseState)
NOT_KEPT = (PromiseState.MISSED, PromiseState.UNFINISHED)
WORST_FIRST = (*NOT_KEPT, PromiseState.UNKNOWN, PromiseState.NOT_BEGUN, PromiseState.RUNNING, PromiseState.DONE)
CONCLUSION_KINDS = ("task", "maintain", "tier", "village", "criterion", "measure")

UnitId = Annotated[
    str, Column("the unit's own id in data/reference/units.csv; a code belongs to it for a time only", required=True)
]
UnitName = Annotated[str, Column("bare NFC name of the unit, without “xã”", required=True)]
SeasonName = Annotated[str, Column("the season's name in data/workbook.toml", required=True)]
SetId = Annotated[str, Column("criteria set the season is assessed under", required=True)]
CriterionNo = Annotated[str, Column("number of the criterion, as text", required=True)]
IndicatorCode = Annotated[
    str,
    Column(
        "code of the indicator as text: 17.1 is not 17.10; or a measure of data/reference/measures.csv", required=True
    ),
]
ComponentCode = Annotated[
    str, Column("part of an indicator with several levels (17.1: nuoc-hop-ve-sinh, nuoc-sach); else empty")
]
Origin = Annotated[str, Column("where the value comes from", ORIGINS)]
ResultOrigin = Annotated[
    str,
    Column("where the result comes from: illustrative as soon as one value under it is, then tabled", RESULT_ORIGINS),
]
Status = Annotated[str, Column("status of the value: ước, chính thức, thẩm tra", STATUSES)]
ResultWord = Annotated[str, Column("met, not_met, unknown (no value) or not_applicable", RESULTS, required=True)]
SourceFile = Annotated[str, Column("form file, relative to data/submissions")]
Sheet = Annotated[str, Column("sheet in the form")]
Cell = Annotated[str, Column("cell of the value that was entered, e.g. G12")]


class Observation(TypedDict):
    """What the forms say, one row per value; nothing is computed from a threshold here."""

    unit_id: UnitId
    unit_name: UnitName
    season: SeasonName
    indicator: IndicatorCode
    component: ComponentCode
    numerator: Annotated[float, Column("numerator as entered, in the indicator's count unit")]
    denominator: Annotated[float, Column("denominator as entered")]
    value: Annotated[
        float,
        Column(
            "per cent = 100 x numerator / denominator; money = numerator / denominator; number = numerator; as stated where the form gives only the value"
        ),
    ]
    assessed: Annotated[
        str, Column("Đạt or Chưa đạt as the form states it, for yes/no and assessed indicators", ASSESSED)
    ]
    assessed_by: Annotated[str, Column("who assessed it")]
    self_assessment: Annotated[str, Column("the commune's own verdict on the indicator", ASSESSED)]
    status: Status
    cut_off: Annotated[pd.Timestamp, Column("day the value stands for")]
    origin: Origin
    evidence: Annotated[str, Column("evidence named in the form")]
    note: Annotated[str, Column("note in the form")]
    correction: Annotated[str, Column("what was overruled in data/corrections, why, by whom and when; else empty")]
    source_file: SourceFile
    sheet: Sheet
    cell: Cell
    denominator_cell: Annotated[str, Column("cell of the denominator")]


OBSERVATIONS = Table(Observation, "observations", ("unit_id", "season", "indicator", "component"))


class ComponentResult(TypedDict):
    """Every value compared with its level."""

    unit_id: UnitId
    unit_name: UnitName
    season: SeasonName
    criteria_set: SetId
    criterion_no: CriterionNo
    indicator: IndicatorCode
    component: ComponentCode
    result: ResultWord
    rule: Annotated[
        str,
        Column(
            "level: compared with a number; answer: yes or no; assessed: the level is unknown, the form's verdict stands",
            ("level", "answer", "assessed"),
            required=True,
        ),
    ]
    numerator: Annotated[float, Column("as in observations")]
    denominator: Annotated[float, Column("as in observations")]
    value: Annotated[float, Column("as in observations")]
    comparator: Annotated[str, Column("how the value is compared with the target", (">=", "<=", "=="))]
    target: Annotated[float, Column("level to reach, in the indicator's unit")]
    scope: Annotated[
        str,
        Column(
            "for whom that level is, in words: the parts of the commune's province, group and region that it names; empty if there is no level, or its file names no scope"
        ),
    ]
    gap: Annotated[
        float, Column("how far the value is from the target in the indicator's unit; 0 when met; empty when unknown")
    ]
    gap_count: Annotated[float, Column("the same as a count, in the indicator's count unit")]
    assessed: Annotated[str, Column("as in observations", ASSESSED)]
    assessed_by: Annotated[str, Column("as in observations")]
    self_assessment: Annotated[str, Column("as in observations", ASSESSED)]
    self_assessment_differs: Annotated[
        bool, Column("the commune's verdict and the computed result are not the same", required=True)
    ]
    status: Status
    origin: ResultOrigin
    source_file: SourceFile
    sheet: Sheet
    cell: Cell


COMPONENT_RESULTS = Table(ComponentResult, "component-results", ("unit_id", "season", "indicator", "component"))


INDICATOR_RESULTS = Table(
    ComponentResult, "indicator-results", ("unit_id", "season", "indicator"),
    meaning="One row an indicator. With several components, the values are those of the one that decides (the farthest from its level).",
    component=Column("the component that decides, if the indicator has several"),
    origin=Column("as in component-results; tabled: the form gives nothing, and a summary table states the result", RESULT_ORIGINS),
    source_file=Column("form file, relative to data/submissions; of a summary table too"),
)  # fmt: skip


class CriterionResult(TypedDict):
    """A criterion is met when all its indicators are; one failed indicator decides, even if another has no value."""

    unit_id: UnitId
    unit_name: UnitName
    season: SeasonName
    criteria_set: SetId
    criterion_no: CriterionNo
    criterion_name: Annotated[str, Column("name of the criterion", required=True)]
    result: ResultWord
    self_assessment: Annotated[
        str, Column("the commune's own verdict, from its verdicts on the indicators", ("met", "not_met"))
    ]
    self_assessment_differs: Annotated[
        bool, Column("the commune's verdict and the computed result are not the same", required=True)
    ]
    origin: ResultOrigin
    table_id: Annotated[
        str, Column("summary table without which the forms decide nothing, as in tabled-results; several joined by ;")
    ]


CRITERION_RESULTS = Table(CriterionResult, "criterion-results", ("unit_id", "season", "criterion_no"))


class CommuneSummary(TypedDict):
    """One row per commune. The four counts add up to the total. Recognition is what was signed by the cut-off, apart from what is met now."""

    unit_id: UnitId
    unit_name: UnitName
    unit_code: Annotated[str, Column("code of the unit in that season, as text")]
    season: SeasonName
    criteria_set: SetId
    cut_off: Annotated[pd.Timestamp, Column("cut-off of the season's figures")]
    criteria_met: Annotated[
        int, Column("criteria met, without those that do not apply; counts on pages are the sum of both", required=True)
    ]
    criteria_not_met: Annotated[int, Column("criteria not met", required=True)]
    criteria_unknown: Annotated[int, Column("criteria without enough values", required=True)]
    criteria_not_applicable: Annotated[
        int, Column("criteria that do not apply; they count as met for the standard", required=True)
    ]
    criteria_total: Annotated[int, Column("criteria of the set", required=True)]
    figures_given: Annotated[
        int,
        Column(
            "figures and answers that the commune's form gives, judged or not; 0 without a form that can be used",
            required=True,
        ),
    ]
    criteria_tabled: Annotated[
        int, Column("of all criteria, those whose result rests on a summary table, no form deciding it", required=True)
    ]
    missing_criteria: Annotated[str, Column("numbers of the criteria not met, joined by ;")]
    unknown_criteria: Annotated[str, Column("numbers of the criteria unknown, joined by ;")]
    band: Annotated[
        str,
        Column(
            "band of the set by criteria met and not applicable, e.g. 15–18; chưa xác định while an unknown criterion could change it",
            required=True,
        ),
    ]
    criteria_met_change: Annotated[
        float,
        Column(
            "change of criteria_met + criteria_not_applicable on the season compared with; empty across a change of set or of boundary, or while a criterion is unknown"
        ),
    ]
    change_origin: Annotated[
        str, Column("where the figures of the season compared with come from, if there is a change", RESULT_ORIGINS)
    ]
    dossier_tier: Annotated[
        str, Column("tier the commune's dossier asks for, as stated in the form; several joined by ;")
    ]
    dossier_state: Annotated[str, Column("state of that dossier; several joined by ;")]
    recognised_tier: Annotated[str, Column("highest tier whose decision was certainly signed by the cut-off")]
    recognised_standard_year: Annotated[str, Column("year of the standard in that decision")]
    recognised_decision_no: Annotated[str, Column("number of the decision")]
    recognised_decision_date: Annotated[pd.Timestamp, Column("day it was signed, if known")]
    recognition_note: Annotated[str, Column("what the source says of that decision")]
    recognition_uncertain: Annotated[
        str, Column("tiers that may or may not have been signed by the cut-off, joined by ;")
    ]
    origin: ResultOrigin


COMMUNE_SUMMARY = Table(CommuneSummary, "commune-summary", ("unit_id", "season"))


class TabledResult(TypedDict):
    """A result that a summary table (bảng tổng hợp, a row a commune) states of a season; used only where no form decides."""

    unit_id: UnitId
    unit_name: UnitName
    season: SeasonName
    criterion_no: CriterionNo
    indicator: Annotated[str, Column("code of the indicator; empty if the criterion as a whole is meant")]
    result: Annotated[
        str, Column("met, not_met or not_applicable", ("met", "not_met", "not_applicable"), required=True)
    ]
    as_written: Annotated[str, Column("what stands in the cell: x, Đ, Chưa đạt")]
    year: Annotated[float, Column("year in which it was reached, if the table states one")]
    table_id: Annotated[str, Column("id of the import: the folder data/imports/<season>/<table_id>", required=True)]
    source_file: Annotated[str, Column("the table as it was kept, relative to the place's data folder", required=True)]
    sheet: Annotated[str, Column("sheet in the table")]
    cell: Annotated[str, Column("cell that states the result")]


TABLED_RESULTS = Table(TabledResult, "tabled-results", ("unit_id", "season", "criterion_no", "indicator", "table_id"))


class Dossier(TypedDict):
    """The tier a commune asks to be recognised for and how far its dossier is, as the commune states it."""

    unit_id: UnitId
    unit_name: UnitName
    season: SeasonName
    tier: Annotated[str, Column("tier asked for, e.g. NTM nâng cao", required=True)]
    dossier_state: Annotated[str, Column("state of the dossier", DOSSIER_STATES)]
    as_of: Annotated[pd.Timestamp, Column("day the statement stands for")]
    origin: Origin
    note: Annotated[str, Column("note in the form")]
    source_file: SourceFile
    sheet: Sheet
    cell: Cell


DOSSIERS = Table(Dossier, "dossiers", ("unit_id", "season", "tier"))


class Village(TypedDict):
    """Villages on the way to a tier, as the commune states it. Keyed by commune and village: many names are only numbers."""

    unit_id: UnitId
    unit_name: UnitName
    season: SeasonName
    village: Annotated[str, Column("name of the village", required=True)]
    tier: Annotated[str, Column("tier aimed at, e.g. thôn NTM kiểu mẫu", required=True)]
    criteria_met: Annotated[float, Column("criteria met, as stated")]
    criteria_total: Annotated[float, Column("criteria in all, as stated")]
    dossier_state: Annotated[str, Column("state of the dossier", DOSSIER_STATES)]
    as_of: Annotated[pd.Timestamp, Column("day the statement stands for")]
    origin: Origin
    note: Annotated[str, Column("note in the form")]
    source_file: SourceFile
    sheet: Sheet
    cell: Cell


VILLAGES = Table(Village, "villages", ("unit_id", "season", "village", "tier"))


class Statement(TypedDict):
    """What a commune or department states of a conclusion it was given."""

    respondent: Annotated[str, Column("unit_id or department_id that answers", required=True)]
    unit_id: Annotated[str, Column("the commune spoken of; empty when a department speaks of all")]
    season: SeasonName
    item: Annotated[str, Column("item of the conclusions file, e.g. 4.3", required=True)]
    state: Annotated[str, Column("state of the task", TASK_STATES)]
    figure: Annotated[float, Column("figure stated, in the item's own unit")]
    criteria_met: Annotated[float, Column("for a tier: criteria met, as stated")]
    criteria_total: Annotated[float, Column("for a tier: criteria in all, as stated")]
    dossier_state: Annotated[str, Column("for a tier: state of the dossier", DOSSIER_STATES)]
    as_of: Annotated[pd.Timestamp, Column("day the statement stands for")]
    evidence: Annotated[str, Column("evidence named in the form")]
    note: Annotated[str, Column("note in the form")]
    origin: Origin
    source_file: SourceFile
    sheet: Sheet
    cell: Cell


FOLLOW_UP = Table(Statement, "follow_up", ("respondent", "season", "item", "unit_id"))


class Resource(TypedDict):
    """What was planned, mobilised and disbursed for the programme in the season's year, by source."""

    unit_id: UnitId
    unit_name: UnitName
    season: SeasonName
    resource: Annotated[str, Column("source, as in data/reference/resources.csv", required=True)]
    planned: Annotated[
        float, Column("planned for the year, in the source's own unit (million VND, days, square metres)")
    ]
    mobilised: Annotated[float, Column("mobilised by the cut-off")]
    disbursed: Annotated[float, Column("disbursed by the cut-off")]
    origin: Origin
    note: Annotated[str, Column("note in the form")]
    source_file: SourceFile
    sheet: Sheet
    cell: Cell


RESOURCES = Table(Resource, "resources", ("unit_id", "season", "resource"))


class Debt(TypedDict):
    """Outstanding construction debt (nợ đọng xây dựng cơ bản), million VND: the commune's total, then single works."""

    unit_id: UnitId
    unit_name: UnitName
    season: SeasonName
    project: Annotated[str, Column("the work; or ntm_lib.intake.form.DEBT_TOTAL", required=True)]
    debt_start: Annotated[float, Column("debt at the start of the year")]
    debt_new: Annotated[float, Column("added in the year")]
    debt_paid: Annotated[float, Column("paid in the year")]
    debt_now: Annotated[float, Column("left at the cut-off")]
    origin: Origin
    note: Annotated[str, Column("note in the form")]
    source_file: SourceFile
    sheet: Sheet
    cell: Cell


DEBTS = Table(Debt, "debts", ("unit_id", "season", "project"))


class Note(TypedDict):
    """Text of the commune or department: results, difficulties, proposals."""

    unit_id: Annotated[str, Column("unit_id or department_id that wrote it", required=True)]
    unit_name: Annotated[str, Column("bare name of the unit, or short name of the department", required=True)]
    season: SeasonName
    heading: Annotated[str, Column("heading in the form", required=True)]
    text: Annotated[str, Column("what the commune or department wrote", required=True)]
    criteria: Annotated[str, Column("numbers of the criteria that the form names for a request, joined by “;”")]
    agencies: Annotated[str, Column("department_ids of those that it asks, joined by “;”")]
    source_file: SourceFile
    sheet: Sheet
    cell: Cell


NOTES = Table(Note, "notes", ("unit_id", "season", "heading", "cell"))


class FormRecord(TypedDict):
    """Every spreadsheet in a season's folder: whose it is, and whether it counts."""

    season: SeasonName
    source_file: Annotated[str, Column("form file, relative to data/submissions", required=True)]
    kind: Annotated[str, Column("who fills in such a form", ("commune", "department"), required=True)]
    respondent: Annotated[str, Column("unit_id or department_id that answers; empty if that is not certain")]
    is_used: Annotated[bool, Column("its figures count", required=True)]
    attempt: Annotated[int, Column("“Lần nộp” as the form states it; 0 if it states none", required=True)]
    compiled_by: Annotated[str, Column("“Người lập biểu” as the form states it")]
    sha256: Annotated[str, Column("hash of its bytes; empty if the file can't be opened")]


FORMS = Table(FormRecord, "forms", ("season", "source_file"))


class Change(TypedDict):
    """How a form differs from the edition of it that was read before."""

    respondent: Annotated[str, Column("unit_id or department_id that answers", required=True)]
    season: SeasonName
    sheet: Annotated[str, Column("sheet of the form's layout", required=True)]
    row: Annotated[str, Column("what names the row: a code, a village, an item", required=True)]
    field: Annotated[str, Column("heading of the column", required=True)]
    cell: Annotated[str, Column("cell in the new form; empty if the row is gone")]
    before: Annotated[str, Column("value in the earlier edition; empty if it had none")]
    after: Annotated[str, Column("value now; empty if there is none")]


CHANGES = Table(Change, "changes", ("respondent", "season", "sheet", "row", "field"))


class Finding(TypedDict):
    """What is wrong with a form, where, and what to do."""

    severity: Annotated[str, Column("lỗi stops that commune's figure", ("lỗi", "cảnh báo", "lưu ý"), required=True)]
    check: Annotated[str, Column("id of the check, as in docs/kiem-tra.md", required=True)]
    unit_id: Annotated[str, Column("unit the finding is about, if known")]
    season: Annotated[str, Column("season the file is filed under")]
    source_file: SourceFile
    sheet: Sheet
    cell: Annotated[str, Column("cell that was entered or is empty, e.g. G12; of several: K9, K12")]
    indicator: Annotated[str, Column("indicator or measure the finding is about, if one")]
    component: Annotated[str, Column("its component, if it has several")]
    figure: Annotated[
        str,
        Column("what the form says of that figure, e.g. 681/701: the `old` by which a correction accepts the finding"),
    ]
    message: Annotated[str, Column("what is wrong and what to do, in Vietnamese", required=True)]
    accepted: Annotated[str, Column("why it was accepted, by whom and when, as in data/corrections; empty while open")]


FINDINGS = Table(Finding, "findings", ("source_file", "sheet", "cell", "check", "message"))


class Correction(TypedDict):
    """What an analyst overruled or accepted in data/corrections/<season>.csv, and whether it took effect."""

    season: SeasonName
    line: Annotated[int, Column("line of the file, the headings being line 1", required=True)]
    unit_id: Annotated[str, Column("unit whose form is meant; empty for a finding of the whole season")]
    indicator: Annotated[str, Column("indicator or measure, if one is meant")]
    component: Annotated[str, Column("its component, if it has several")]
    field: Annotated[str, Column("what is overruled", ("numerator", "denominator", "value", "assessed"))]
    old: Annotated[
        str, Column("what the form says, as the analyst saw it; when it says something else, the row takes no effect")
    ]
    new: Annotated[str, Column("what is to hold instead")]
    check: Annotated[str, Column("id of the check that is accepted")]
    reason: Annotated[str, Column("why")]
    who: Annotated[str, Column("who decided")]
    date: Annotated[str, Column("when, as written")]
    state: Annotated[str, Column("whether it took effect", ("áp dụng", "từ chối"), required=True)]


CORRECTIONS = Table(Correction, "corrections", ("season", "line"))


class Promise(TypedDict):
    """Every conclusion of the last conference, judged: one row per item and respondent. An item named twice in the notice is one row."""

    season: SeasonName
    item: Annotated[str, Column("item of the conclusions file, e.g. 4.3", required=True)]
    notice_point: Annotated[str, Column("point of the notice it stands in", required=True)]
    also_in: Annotated[str, Column("other items that name the same promise, joined by ;")]
    related_to: Annotated[str, Column("items of others that depend on it, in either direction, joined by ;")]
    respondent: Annotated[str, Column("unit_id or department_id that answers for it; empty if nobody does yet")]
    respondent_kind: Annotated[str, Column("who that is", ("commune", "department"), required=True)]
    unit_id: Annotated[str, Column("the commune spoken of; empty when an agency answers for the whole place")]
    supports: Annotated[str, Column("departments that help, joined by ;")]
    kind: Annotated[str, Column("kind of the conclusion", CONCLUSION_KINDS, required=True)]
    summary: Annotated[str, Column("what was promised", required=True)]
    quote: Annotated[str, Column("the notice's own words for it; empty if the conclusions file does not have them")]
    criteria_set: Annotated[str, Column("criteria set the item speaks of")]
    criterion_no: Annotated[str, Column("criteria the item speaks of, joined by ;")]
    indicator: Annotated[str, Column("indicator or measure whose observation holds the figure; empty if none does")]
    component: Annotated[str, Column("its component")]
    measure: Annotated[str, Column("measure of data/reference/measures.csv, village, or name of the task")]
    comparator: Annotated[
        str, Column("as in the conclusions file: <=, >=, ==, increase, decrease, reach, build, progress, keep, done")
    ]
    target: Annotated[str, Column("as in the conclusions file")]
    deadline_year: Annotated[float, Column("year by whose end it is due; empty if it has none")]
    is_deadline_stated: Annotated[
        bool, Column("the notice states that year; else it is read from what the notice is for", required=True)
    ]
    is_due: Annotated[
        bool, Column("the deadline has passed: the season closes that year, or a later one", required=True)
    ]
    state: Annotated[
        PromiseState,
        Column(
            "judgement; past its deadline a promise is never đang thực hiện or chưa thực hiện, and only then chưa hoàn thành",
            PROMISE_STATES,
            required=True,
        ),
    ]
    rule: Annotated[str, Column("id of the rule that judged it, as on the method page", required=True)]
    base_season: Annotated[str, Column("season whose figures the promise starts from")]
    base_value: Annotated[
        float, Column("the measure in the base season, or the criteria of the tier then stated as met")
    ]
    base_numerator: Annotated[float, Column("numerator of the measure in the base season")]
    value: Annotated[float, Column("the measure now, in its own unit")]
    path_value: Annotated[
        float,
        Column(
            "before a stated deadline: what the straight path from the base season to the target asks for at the cut-off; criteria for a criterion, tier or village"
        ),
    ]
    numerator: Annotated[float, Column("as in observations")]
    denominator: Annotated[float, Column("as in observations")]
    gap_count: Annotated[
        float, Column("how many are missing to the target, in the measure's count unit; 0 when reached")
    ]
    kept: Annotated[str, Column("maintain: criteria met in the base season and now, joined by ;")]
    lost: Annotated[str, Column("maintain: criteria met in the base season and not met now, joined by ;")]
    ruled: Annotated[
        str,
        Column(
            "maintain: the same, where only another level or group, a break of the series or that it applies now fails them; criterion: promised criteria that a figure of after a break decides; joined by ;"
        ),
    ]
    met: Annotated[str, Column("criterion: promised criteria that are met, joined by ;")]
    not_met: Annotated[str, Column("criterion: promised criteria that are not met, joined by ;")]
    unknown: Annotated[str, Column("maintain, criterion: criteria that are neither met nor not met, joined by ;")]
    unjudged: Annotated[
        str, Column("of these, those that lack no figure, but a level, a group or a verdict, joined by ;")
    ]
    stated_state: Annotated[str, Column("state of the task as the respondent states it", TASK_STATES)]
    figure: Annotated[float, Column("figure stated in the follow-up sheet")]
    criteria_met: Annotated[float, Column("tier, village: criteria met, as stated")]
    criteria_total: Annotated[float, Column("tier, village: criteria in all, as stated")]
    dossier_state: Annotated[str, Column("tier, village: state of the dossier, as stated", DOSSIER_STATES)]
    as_of: Annotated[pd.Timestamp, Column("day the figure or statement stands for")]
    evidence: Annotated[str, Column("evidence named in the form")]
    note: Annotated[str, Column("note in the form")]
    origin: ResultOrigin
    source_file: SourceFile
    sheet: Sheet
    cell: Cell


PROMISES = Table(Promise, "promises", ("season", "item", "respondent", "unit_id"))


class Pace(TypedDict):
    """How fast each figure with a level has moved a year, and how fast it has to move from now on."""

    unit_id: UnitId
    unit_name: UnitName
    season: SeasonName
    indicator: IndicatorCode
    component: ComponentCode
    comparator: Annotated[str, Column("how the value is compared with the target", (">=", "<=", "=="), required=True)]
    target: Annotated[
        float, Column("level of target_year, in the indicator's unit; empty if the set has none for that year")
    ]
    target_year: Annotated[int, Column("year by whose end the level is to be reached", required=True)]
    target_now: Annotated[float, Column("level of the season's own year, by which it is judged now; empty if assessed")]
    state: Annotated[
        str,
        Column(
            "reached the level of target_year; no pace can be said (none); moves away or not at all (away); fast enough or not",
            ("reached", "fast_enough", "too_slow", "away", "none"),
            required=True,
        ),
    ]
    reason: Annotated[
        str, Column("why no pace is said", ("no_value", "no_level", "new_series", "few_points", "no_counts"))
    ]
    first_year: Annotated[float, Column("year of the first point used")]
    last_year: Annotated[float, Column("year of the last point used")]
    span_years: Annotated[float, Column("years from the first point to the last; half a year to a mid-year season")]
    first_value: Annotated[float, Column("value at the first point, in the indicator's unit")]
    points: Annotated[
        int, Column("comparable points of the last three years: same criteria set, one a year", required=True)
    ]
    is_summed: Annotated[bool, Column("points before a merger are sums over the communes merged", required=True)]
    value: Annotated[float, Column("value now, in the indicator's unit")]
    gap_count: Annotated[float, Column("what is missing to target, counted as in component-results")]
    done_per_year: Annotated[
        float,
        Column(
            "mean change a year towards the level over the points used, in count units (in the indicator's unit for money); negative when it moves away"
        ),
    ]
    done_since_last: Annotated[
        float,
        Column(
            "change towards the level since the point before the last, same unit, not a rate; negative when it moved away"
        ),
    ]
    went_back: Annotated[
        bool, Column("whether that was away from the level by one whole thing at least (of money, km, ha by a tenth)")
    ]
    steps: Annotated[
        str,
        Column(
            "change a year towards the level from each point used to the next, same unit (of a share that has to fall, of its numerator), joined by “;”: 15;11;6"
        ),
    ]
    needed_per_year: Annotated[
        float, Column("change a year needed from now to the end of target_year, same unit; empty when that is over")
    ]
    years_needed: Annotated[float, Column("whole years to reach the level at done_per_year; empty when it moves away")]
    continued_value: Annotated[
        float,
        Column(
            "value at the end of target_year if the mean change a year of the points used goes on, in the indicator's unit, no less than 0 and no share above 100; empty when that is over"
        ),
    ]
    ratio: Annotated[float, Column("done_per_year / needed_per_year")]
    sdg_ratio: Annotated[
        float, Column("Open SDG's ratio: observed over required compound annual growth; empty where it is not defined")
    ]
    origin: Origin


PACE = Table(Pace, "pace", ("unit_id", "season", "indicator", "component"))


class ChartPoint(TypedDict):
    """What the charts of the communes' pages draw: each commune's value of a key measure, by season of one comparable series, and the place's."""

    unit_id: Annotated[str, Column("the commune's own id in data/reference/units.csv; empty for the place as a whole")]
    unit_name: Annotated[str, Column("name of the commune, without “xã”, or of the place", required=True)]
    season: SeasonName
    indicator: IndicatorCode
    component: ComponentCode
    figure_name: Annotated[str, Column("name of the figure in data/reference/key-measures.csv", required=True)]
    value: Annotated[
        float, Column("in the indicator's unit; of the place weighted, of a bare count the mean of its communes")
    ]
    numerator: Annotated[float, Column("count behind the value; empty for the place, and where only a share is stated")]
    denominator: Annotated[float, Column("whole behind the value; empty likewise")]
    is_summed: Annotated[
        bool,
        Column("from before a merger: the sum over the communes merged, never joined with the rest", required=True),
    ]
    origin: Origin


CHART_POINTS = Table(ChartPoint, "chart-points", ("unit_id", "season", "indicator", "component"))


TABLES = (
    OBSERVATIONS,
    COMPONENT_RESULTS,
    INDICATOR_RESULTS,
    CRITERION_RESULTS,
    COMMUNE_SUMMARY,
    TABLED_RESULTS,
    DOSSIERS,
    VILLAGES,
    FOLLOW_UP,
    RESOURCES,
    DEBTS,
    NOTES,
    FORMS,
    CHANGES,
    FINDINGS,
    CORRECTIONS,
    PROMISES,
    PACE,
    CHART_POINTS,
)


def data_dictionary() -> str:
    """Return docs/data-dictionary.md."""
    lines = ["# Data dictionary", "", "Rendered from `ntm_lib/schemas.py` by `make docs`; do not edit here.", ""]
    lines += [
        "The CSV files of a build carry one more column, `origin_vi`: the origin in Vietnamese (công bố, minh họa, báo cáo, bảng tổng hợp).",
        "",
    ]
    for table in TABLES:
        lines += [f"## {table.name}", "", table.meaning, "", f"Key: {', '.join(f'`{k}`' for k in table.key)}.", ""]
        lines += ["| column | type | meaning | values |", "|---|---|---|---|"]
        for c in table.columns:
            values = ", ".join(c.allowed) + ("" if c.required or not c.allowed else ", or empty")
            lines.append(f"| `{c.name}` | {c.kind} | {c.meaning} | {values} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(data_dictionary(), encoding="utf-8")
