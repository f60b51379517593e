"""The tables that cross a stage's edge: columns, types, units and keys, stated once.

`docs/data-dictionary.md` is rendered from here (`python -m ntm_lib.schemas docs/data-dictionary.md`).
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ntm_lib.errors import NtmError

# Tables are small and read row by row: texts kept as Python's own are read faster than Arrow's, and may hold any character.
pd.set_option("mode.string_storage", "python")


STATUSES = ("ước", "chính thức", "thẩm tra")
ORIGINS = ("published", "illustrative", "reported")
RESULTS = ("met", "not_met", "unknown", "not_applicable")
ASSESSED = ("met", "not_met", "basically_met", "not_applicable")
DOSSIER_STATES = ("chưa đạt", "cơ bản đạt", "xã tự đánh giá đạt", "huyện thẩm tra đạt", "tỉnh công nhận")
TASK_STATES = ("hoàn thành", "đang thực hiện", "chưa thực hiện")
PROMISE_STATES = ("hoàn thành", "đúng tiến độ", "chậm", "không đạt", "chưa có số liệu")
CONCLUSION_KINDS = ("task", "maintain", "tier", "village", "criterion", "measure")

_TYPES = {"text": "str", "number": "float64", "count": "int64", "flag": "bool", "date": "datetime64[us]"}


@dataclass(frozen=True)
class Column:
    """One column: its name, what it holds, and which values it may have."""

    name: str
    kind: str  # a key of _TYPES
    meaning: str
    allowed: tuple[str, ...] = ()
    required: bool = False  # an empty value is refused


@dataclass(frozen=True)
class Table:
    """A declared table; `validate` is run wherever the table leaves a stage."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]

    def frame(self, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
        """Return `rows` as a validated DataFrame with this table's columns, in order; absent fields are empty."""
        return self.validate(pd.DataFrame(list(rows), columns=pd.Index(self.column_names)))

    def validate(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` with declared columns and types; raise NtmError naming table, column and row if it can't be."""
        try:
            typed = pd.DataFrame({c.name: _typed(frame[c.name], c) for c in self.columns}, index=frame.index)
            self._refuse_repeated(typed)
            return typed
        except KeyError as error:
            raise NtmError(f"Bảng {self.name} thiếu cột: {error}.") from error
        except (ValueError, TypeError) as error:
            raise NtmError(f"Bảng {self.name} không đúng khai báo: {error}.") from error

    def _refuse_repeated(self, typed: pd.DataFrame) -> None:
        key = typed[list(self.key)]
        repeated = key[key.duplicated()]
        if len(repeated):
            values = ", ".join(repr(value) for value in repeated.iloc[0])
            raise ValueError(f"cột {', '.join(self.key)}, dòng {repeated.index[0]}, giá trị {values} (khóa bị lặp)")


def _typed(values: pd.Series, column: Column) -> pd.Series:
    try:
        typed = _converted(values, column)
    except (ValueError, TypeError) as error:
        raise ValueError(f"cột {column.name}: {error}") from error
    if not (column.allowed or column.required):
        return typed
    refused = _is_refused(typed, column)
    if refused.any():
        wrong = typed[refused]
        allowed = f"chỉ nhận {', '.join(column.allowed)}" if column.allowed else "có ô trống"
        raise ValueError(f"cột {column.name}, dòng {wrong.index[0]}, giá trị {wrong.iloc[0]!r} ({allowed})")
    return typed


def _converted(values: pd.Series, column: Column) -> pd.Series:
    if column.kind == "text":
        return values.astype("str").fillna("")
    if column.kind == "date":
        return pd.to_datetime(values).astype("datetime64[us]")
    dtype: Any = _TYPES[column.kind]
    return values.astype(dtype)


def _is_refused(typed: pd.Series, column: Column) -> pd.Series:
    """Return which values are not allowed, or empty though the column requires one."""
    if column.allowed:
        return ~typed.isin(column.allowed if column.required else (*column.allowed, ""))
    return typed == "" if column.kind == "text" else typed.isna()


_UNIT = Column(
    "unit_id",
    "text",
    "the unit's own id in data/reference/units.csv; a code belongs to it for a time only",
    required=True,
)
_UNIT_NAME = Column("unit_name", "text", "bare NFC name of the unit, without “xã”", required=True)
_SEASON = Column("season", "text", "the season's name in data/workbook.toml", required=True)
_SET = Column("criteria_set", "text", "criteria set the season is assessed under", required=True)
_CRITERION = Column("criterion_no", "text", "number of the criterion, as text", required=True)
_INDICATOR = Column(
    "indicator",
    "text",
    "code of the indicator as text: 17.1 is not 17.10; or a measure of data/reference/measures.csv",
    required=True,
)
_COMPONENT = Column(
    "component", "text", "part of an indicator with several levels (17.1: nuoc-hop-ve-sinh, nuoc-sach); else empty"
)
_ORIGIN = Column("origin", "text", "where the value comes from", ORIGINS)
_STATUS = Column("status", "text", "status of the value: ước, chính thức, thẩm tra", STATUSES)
_SOURCE = (
    Column("source_file", "text", "form file, relative to data/submissions"),
    Column("sheet", "text", "sheet in the form"),
    Column("cell", "text", "cell of the value that was entered, e.g. G12"),
)

OBSERVATIONS = Table(
    "observations",
    "What the forms say, one row a value; nothing is computed from a threshold here.",
    ("unit_id", "season", "indicator", "component"),
    (
        _UNIT,
        _UNIT_NAME,
        _SEASON,
        _INDICATOR,
        _COMPONENT,
        Column("numerator", "number", "numerator as entered, in the indicator's count unit"),
        Column("denominator", "number", "denominator as entered"),
        Column(
            "value",
            "number",
            "per cent = 100 x numerator / denominator; money = numerator / denominator; number = numerator; as stated where the form gives only the value",
        ),
        Column(
            "assessed", "text", "Đạt or Chưa đạt as the form states it, for yes/no and assessed indicators", ASSESSED
        ),
        Column("assessed_by", "text", "who assessed it"),
        Column("self_assessment", "text", "the commune's own verdict on the indicator", ASSESSED),
        _STATUS,
        Column("cut_off", "date", "day the value stands for"),
        _ORIGIN,
        Column("evidence", "text", "evidence named in the form"),
        Column("note", "text", "note in the form"),
        Column("correction", "text", "what was overruled in data/corrections, why, by whom and when; else empty"),
        *_SOURCE,
    ),
)

VILLAGES = Table(
    "villages",
    "Villages on the way to a tier, as the commune states it. Keyed by commune and village: many names are only numbers.",
    ("unit_id", "season", "village", "tier"),
    (
        _UNIT,
        _UNIT_NAME,
        _SEASON,
        Column("village", "text", "name of the village", required=True),
        Column("tier", "text", "tier aimed at, e.g. thôn NTM kiểu mẫu", required=True),
        Column("criteria_met", "number", "criteria met, as stated"),
        Column("criteria_total", "number", "criteria in all, as stated"),
        Column("dossier_state", "text", "state of the dossier", DOSSIER_STATES),
        Column("as_of", "date", "day the statement stands for"),
        _ORIGIN,
        Column("note", "text", "note in the form"),
        *_SOURCE,
    ),
)

DOSSIERS = Table(
    "dossiers",
    "The tier a commune asks to be recognised for and how far its dossier is, as the commune states it.",
    ("unit_id", "season", "tier"),
    (
        _UNIT,
        _UNIT_NAME,
        _SEASON,
        Column("tier", "text", "tier asked for, e.g. NTM nâng cao", required=True),
        Column("dossier_state", "text", "state of the dossier", DOSSIER_STATES),
        Column("as_of", "date", "day the statement stands for"),
        _ORIGIN,
        Column("note", "text", "note in the form"),
        *_SOURCE,
    ),
)

FOLLOW_UP = Table(
    "follow_up",
    "What a commune or department states of a conclusion it was given.",
    ("respondent", "season", "item", "unit_id"),
    (
        Column("respondent", "text", "unit_id or department_id that answers", required=True),
        Column("unit_id", "text", "the commune spoken of; empty when a department speaks of all"),
        _SEASON,
        Column("item", "text", "item of the conclusions file, e.g. 4.3", required=True),
        Column("state", "text", "state of the task", TASK_STATES),
        Column("figure", "number", "figure stated, in the item's own unit"),
        Column("criteria_met", "number", "for a tier: criteria met, as stated"),
        Column("criteria_total", "number", "for a tier: criteria in all, as stated"),
        Column("dossier_state", "text", "for a tier: state of the dossier", DOSSIER_STATES),
        Column("as_of", "date", "day the statement stands for"),
        Column("evidence", "text", "evidence named in the form"),
        Column("note", "text", "note in the form"),
        _ORIGIN,
        *_SOURCE,
    ),
)

NOTES = Table(
    "notes",
    "Text of the commune or department: results, difficulties, proposals.",
    ("unit_id", "season", "heading", "cell"),
    (
        Column("unit_id", "text", "unit_id or department_id that wrote it", required=True),
        Column("unit_name", "text", "bare name of the unit, or short name of the department", required=True),
        _SEASON,
        Column("heading", "text", "heading in the form", required=True),
        Column("text", "text", "what the commune or department wrote", required=True),
        *_SOURCE,
    ),
)

RESOURCES = Table(
    "resources",
    "What was planned, mobilised and disbursed for the programme in the season's year, by source.",
    ("unit_id", "season", "resource"),
    (
        _UNIT,
        _UNIT_NAME,
        _SEASON,
        Column("resource", "text", "source, as in data/reference/resources.csv", required=True),
        Column(
            "planned", "number", "planned for the year, in the source's own unit (million VND, days, square metres)"
        ),
        Column("mobilised", "number", "mobilised by the cut-off"),
        Column("disbursed", "number", "disbursed by the cut-off"),
        _ORIGIN,
        Column("note", "text", "note in the form"),
        *_SOURCE,
    ),
)

DEBTS = Table(
    "debts",
    "Outstanding construction debt (nợ đọng xây dựng cơ bản), million VND: the commune's total, then single works.",
    ("unit_id", "season", "project"),
    (
        _UNIT,
        _UNIT_NAME,
        _SEASON,
        Column("project", "text", "the work; or ntm_lib.intake.form.DEBT_TOTAL", required=True),
        Column("debt_start", "number", "debt at the start of the year"),
        Column("debt_new", "number", "added in the year"),
        Column("debt_paid", "number", "paid in the year"),
        Column("debt_now", "number", "left at the cut-off"),
        _ORIGIN,
        Column("note", "text", "note in the form"),
        *_SOURCE,
    ),
)

FORMS = Table(
    "forms",
    "Every spreadsheet in a season's folder: whose it is, and whether it counts.",
    ("season", "source_file"),
    (
        _SEASON,
        Column("source_file", "text", "form file, relative to data/submissions", required=True),
        Column("kind", "text", "who fills in such a form", ("commune", "department"), required=True),
        Column("respondent", "text", "unit_id or department_id that answers; empty if that is not certain"),
        Column("is_used", "flag", "its figures count", required=True),
        Column("attempt", "count", "“Lần nộp” as the form states it; 0 if it states none", required=True),
        Column("compiled_by", "text", "“Người lập biểu” as the form states it"),
        Column("sha256", "text", "hash of its bytes; empty if the file can't be opened"),
    ),
)

CHANGES = Table(
    "changes",
    "What a form says otherwise than the edition of it that was read before.",
    ("respondent", "season", "sheet", "row", "field"),
    (
        Column("respondent", "text", "unit_id or department_id that answers", required=True),
        _SEASON,
        Column("sheet", "text", "sheet of the form's layout", required=True),
        Column("row", "text", "what names the row: a code, a village, an item", required=True),
        Column("field", "text", "heading of the column", required=True),
        Column("cell", "text", "cell in the new form; empty if the row is gone"),
        Column("before", "text", "value in the earlier edition; empty if it had none"),
        Column("after", "text", "value now; empty if there is none"),
    ),
)

FINDINGS = Table(
    "findings",
    "What is wrong with a form, where, and what to do.",
    ("source_file", "sheet", "cell", "check", "message"),
    (
        Column("severity", "text", "lỗi stops that commune's figure", ("lỗi", "cảnh báo", "lưu ý"), required=True),
        Column("check", "text", "id of the check, as in docs/kiem-tra.md", required=True),
        Column("unit_id", "text", "unit the finding is about, if known"),
        Column("season", "text", "season the file is filed under"),
        *_SOURCE,
        Column("indicator", "text", "indicator or measure the finding is about, if one"),
        Column("component", "text", "its component, if it has several"),
        Column(
            "figure",
            "text",
            "what the form says of that figure, e.g. 681/701: the `old` by which a correction accepts the finding",
        ),
        Column("message", "text", "what is wrong and what to do, in Vietnamese", required=True),
        Column("accepted", "text", "why it was accepted, by whom and when, as in data/corrections; empty while open"),
    ),
)

CORRECTIONS = Table(
    "corrections",
    "What an analyst overruled or accepted in data/corrections/<season>.csv, and whether it took effect.",
    ("season", "line"),
    (
        _SEASON,
        Column("line", "count", "line of the file, the headings being line 1", required=True),
        Column("unit_id", "text", "unit whose form is meant; empty for a finding of the whole season"),
        Column("indicator", "text", "indicator or measure, if one is meant"),
        Column("component", "text", "its component, if it has several"),
        Column("field", "text", "what is overruled", ("numerator", "denominator", "value", "assessed")),
        Column(
            "old",
            "text",
            "what the form says, as the analyst saw it; when it says something else, the row takes no effect",
        ),
        Column("new", "text", "what is to hold instead"),
        Column("check", "text", "id of the check that is accepted"),
        Column("reason", "text", "why"),
        Column("who", "text", "who decided"),
        Column("date", "text", "when, as written"),
        Column("state", "text", "whether it took effect", ("áp dụng", "từ chối"), required=True),
    ),
)

_RESULT = Column("result", "text", "met, not_met, unknown (no value) or not_applicable", RESULTS, required=True)

COMPONENT_RESULTS = Table(
    "component-results",
    "Every value held against its level.",
    ("unit_id", "season", "indicator", "component"),
    (
        _UNIT,
        _UNIT_NAME,
        _SEASON,
        _SET,
        _CRITERION,
        _INDICATOR,
        _COMPONENT,
        _RESULT,
        Column(
            "rule",
            "text",
            "level: compared with a number; answer: yes or no; assessed: the level is unknown, the form's verdict stands",
            ("level", "answer", "assessed"),
            required=True,
        ),
        Column("numerator", "number", "as in observations"),
        Column("denominator", "number", "as in observations"),
        Column("value", "number", "as in observations"),
        Column("comparator", "text", "how the value is held against the target", (">=", "<=", "==")),
        Column("target", "number", "level to reach, in the indicator's unit"),
        Column(
            "gap",
            "number",
            "how far the value is from the target in the indicator's unit; 0 when met; empty when unknown",
        ),
        Column("gap_count", "number", "the same as a count, in the indicator's count unit"),
        Column("assessed_by", "text", "as in observations"),
        Column("self_assessment", "text", "as in observations", ASSESSED),
        Column(
            "self_assessment_differs",
            "flag",
            "the commune's verdict and the computed result are not the same",
            required=True,
        ),
        _STATUS,
        _ORIGIN,
        *_SOURCE,
    ),
)

INDICATOR_RESULTS = Table(
    "indicator-results",
    "One row an indicator. With several components, the values are those of the one that decides (the farthest from its level).",
    ("unit_id", "season", "indicator"),
    tuple(
        Column("component", "text", "the component that decides, if the indicator has several")
        if c.name == "component"
        else c
        for c in COMPONENT_RESULTS.columns
    ),
)

CRITERION_RESULTS = Table(
    "criterion-results",
    "A criterion is met when all its indicators are; one failed indicator decides, even if another has no value.",
    ("unit_id", "season", "criterion_no"),
    (
        _UNIT,
        _UNIT_NAME,
        _SEASON,
        _SET,
        _CRITERION,
        Column("criterion_name", "text", "name of the criterion", required=True),
        _RESULT,
        Column(
            "self_assessment",
            "text",
            "the commune's own verdict, from its verdicts on the indicators",
            ("met", "not_met"),
        ),
        Column(
            "self_assessment_differs",
            "flag",
            "the commune's verdict and the computed result are not the same",
            required=True,
        ),
        Column("origin", "text", "illustrative as soon as one value under it is", ORIGINS),
    ),
)

COMMUNE_SUMMARY = Table(
    "commune-summary",
    "One row a commune. The four counts add up to the total. Recognition is what was signed by the cut-off, apart from what is met now.",
    ("unit_id", "season"),
    (
        _UNIT,
        _UNIT_NAME,
        Column("unit_code", "text", "code of the unit in that season, as text"),
        _SEASON,
        _SET,
        Column("cut_off", "date", "cut-off of the season's figures"),
        Column("criteria_met", "count", "criteria met", required=True),
        Column("criteria_not_met", "count", "criteria not met", required=True),
        Column("criteria_unknown", "count", "criteria without enough values", required=True),
        Column(
            "criteria_not_applicable",
            "count",
            "criteria that do not apply; they count as met for the standard",
            required=True,
        ),
        Column("criteria_total", "count", "criteria of the set", required=True),
        Column("missing_criteria", "text", "numbers of the criteria not met, joined by ;"),
        Column("unknown_criteria", "text", "numbers of the criteria unknown, joined by ;"),
        Column(
            "band",
            "text",
            "band of the set by criteria met and not applicable, e.g. 15–18; chưa xác định while an unknown criterion could change it",
            required=True,
        ),
        Column(
            "criteria_met_change",
            "number",
            "change of criteria_met + criteria_not_applicable on the season compared with; empty across a change of set or of boundary, or while a criterion is unknown",
        ),
        Column(
            "change_origin",
            "text",
            "where the figures of the season compared with come from, if there is a change",
            ORIGINS,
        ),
        Column(
            "dossier_tier", "text", "tier the commune's dossier asks for, as stated in the form; several joined by ;"
        ),
        Column("dossier_state", "text", "state of that dossier; several joined by ;"),
        Column("recognised_tier", "text", "highest tier whose decision was certainly signed by the cut-off"),
        Column("recognised_standard_year", "text", "year of the standard in that decision"),
        Column("recognised_decision_no", "text", "number of the decision"),
        Column("recognised_decision_date", "date", "day it was signed, if known"),
        Column("recognition_note", "text", "what the source says of that decision"),
        Column(
            "recognition_uncertain", "text", "tiers that may or may not have been signed by the cut-off, joined by ;"
        ),
        Column("origin", "text", "illustrative as soon as one value under it is", ORIGINS),
    ),
)

PROMISES = Table(
    "promises",
    "Every conclusion of the last conference, judged: one row an item and who answers for it. An item named twice in the notice is one row.",
    ("season", "item", "respondent", "unit_id"),
    (
        _SEASON,
        Column("item", "text", "item of the conclusions file, e.g. 4.3", required=True),
        Column("notice_point", "text", "point of the notice it stands in", required=True),
        Column("also_in", "text", "other items that name the same promise, joined by ;"),
        Column("related_to", "text", "items of others that depend on it, in either direction, joined by ;"),
        Column("respondent", "text", "unit_id or department_id that answers for it", required=True),
        Column("respondent_kind", "text", "who that is", ("commune", "department"), required=True),
        Column("unit_id", "text", "the commune spoken of; empty when a department answers for the whole district"),
        Column("supports", "text", "departments that help, joined by ;"),
        Column("kind", "text", "kind of the conclusion", CONCLUSION_KINDS, required=True),
        Column("summary", "text", "what was promised", required=True),
        Column("criteria_set", "text", "criteria set the item speaks of"),
        Column("criterion_no", "text", "criteria the item speaks of, joined by ;"),
        Column("indicator", "text", "indicator or measure whose observation holds the figure; empty if none does"),
        Column("component", "text", "its component"),
        Column("measure", "text", "measure of data/reference/measures.csv, village, or name of the task"),
        Column(
            "comparator",
            "text",
            "as in the conclusions file: <=, >=, ==, increase, decrease, reach, build, progress, keep, done",
        ),
        Column("target", "text", "as in the conclusions file"),
        Column("deadline_year", "number", "year by whose end it is due; empty if it has none"),
        Column(
            "is_deadline_stated",
            "flag",
            "the notice states that year; else it is read from what the notice is for",
            required=True,
        ),
        Column("is_due", "flag", "the deadline has passed: the season closes that year, or a later one", required=True),
        Column(
            "state",
            "text",
            "judgement; past its deadline a promise is never đúng tiến độ or chậm",
            PROMISE_STATES,
            required=True,
        ),
        Column("rule", "text", "id of the rule that judged it, as on the method page", required=True),
        Column("base_season", "text", "season whose figures the promise starts from"),
        Column(
            "base_value", "number", "the measure in the base season, or the criteria of the tier then stated as met"
        ),
        Column("base_numerator", "number", "numerator of the measure in the base season"),
        Column("value", "number", "the measure now, in its own unit"),
        Column(
            "path_value",
            "number",
            "before a stated deadline: what the straight path from the base season to the target asks for at the cut-off; criteria for a criterion, tier or village",
        ),
        Column("numerator", "number", "as in observations"),
        Column("denominator", "number", "as in observations"),
        Column(
            "gap_count", "number", "how many are missing to the target, in the measure's count unit; 0 when reached"
        ),
        Column("kept", "text", "maintain: criteria met in the base season and now, joined by ;"),
        Column("lost", "text", "maintain: criteria met in the base season and not met now, joined by ;"),
        Column("met", "text", "criterion: promised criteria that are met, joined by ;"),
        Column("not_met", "text", "criterion: promised criteria that are not met, joined by ;"),
        Column("unknown", "text", "maintain, criterion: criteria without enough values, joined by ;"),
        Column("stated_state", "text", "state of the task as the respondent states it", TASK_STATES),
        Column("figure", "number", "figure stated in the follow-up sheet"),
        Column("criteria_met", "number", "tier, village: criteria met, as stated"),
        Column("criteria_total", "number", "tier, village: criteria in all, as stated"),
        Column("dossier_state", "text", "tier, village: state of the dossier, as stated", DOSSIER_STATES),
        Column("as_of", "date", "day the figure or statement stands for"),
        Column("evidence", "text", "evidence named in the form"),
        Column("note", "text", "note in the form"),
        _ORIGIN,
        *_SOURCE,
    ),
)

PACE = Table(
    "pace",
    "How fast each figure with a level has moved a year, and how fast it has to move from now on.",
    ("unit_id", "season", "indicator", "component"),
    (
        _UNIT,
        _UNIT_NAME,
        _SEASON,
        _INDICATOR,
        _COMPONENT,
        Column("comparator", "text", "how the value is held against the target", (">=", "<=", "=="), required=True),
        Column(
            "target", "number", "level of target_year, in the indicator's unit; empty if the set has none for that year"
        ),
        Column("target_year", "count", "year by whose end the level is to be reached", required=True),
        Column("target_now", "number", "level of the season's own year, by which it is judged now; empty if assessed"),
        Column(
            "state",
            "text",
            "reached the level of target_year; no pace can be said (none); moves away or not at all (away); fast enough or not",
            ("reached", "fast_enough", "too_slow", "away", "none"),
            required=True,
        ),
        Column("reason", "text", "why no pace is said", ("no_value", "no_level", "few_points", "no_counts")),
        Column("first_year", "number", "year of the first point used"),
        Column("last_year", "number", "year of the last point used"),
        Column("span_years", "number", "years from the first point to the last; half a year to a mid-year season"),
        Column("first_value", "number", "value at the first point, in the indicator's unit"),
        Column(
            "points", "count", "comparable points of the last three years: same criteria set, one a year", required=True
        ),
        Column("is_summed", "flag", "points before a merger are sums over the communes merged", required=True),
        Column("value", "number", "value now, in the indicator's unit"),
        Column("gap_count", "number", "what is missing to target, counted as in component-results"),
        Column(
            "done_per_year",
            "number",
            "mean change a year towards the level over the points used, in count units (in the indicator's unit for money); negative when it moves away",
        ),
        Column(
            "done_since_last",
            "number",
            "change towards the level since the point before the last, same unit, not a rate; negative when it moved away",
        ),
        Column(
            "needed_per_year",
            "number",
            "change a year needed from now to the end of target_year, same unit; empty when that is over",
        ),
        Column("years_needed", "number", "whole years to reach the level at done_per_year; empty when it moves away"),
        Column("ratio", "number", "done_per_year / needed_per_year"),
        Column(
            "sdg_ratio",
            "number",
            "Open SDG's ratio: observed over required compound annual growth; empty where it is not defined",
        ),
        _ORIGIN,
    ),
)

TABLES = (
    OBSERVATIONS,
    COMPONENT_RESULTS,
    INDICATOR_RESULTS,
    CRITERION_RESULTS,
    COMMUNE_SUMMARY,
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
)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of `frame` as dicts by column name, with plain Python values."""
    names = [str(column) for column in frame.columns]
    # to_dict("records") takes texts out one by one: eight times as long for a table of observations.
    return [dict(zip(names, row, strict=True)) for row in frame.astype(object).to_numpy().tolist()]


def data_dictionary() -> str:
    """Return docs/data-dictionary.md."""
    lines = ["# Data dictionary", "", "Rendered from `ntm_lib/schemas.py` by `make docs`; do not edit here.", ""]
    lines += [
        "The CSV files of a build carry one more column, `origin_vi`: the origin in Vietnamese (công bố, minh họa, báo cáo).",
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
