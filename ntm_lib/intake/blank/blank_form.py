"""The forms the office sends out: what is printed in them for a commune or a department, everything else left to fill in."""

from collections.abc import Mapping

import pandas as pd

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_content import BAND, BLOCKED, COMPUTED, PRINTED, Cell, FormContent, Row
from ntm_lib.intake.blank.form_instructions import commune_instructions, department_instructions
from ntm_lib.intake.printed_level import level_text
from ntm_lib.reference.conclusions import Conclusion, absent_communes, concerning_commune, led_by_department
from ntm_lib.reference.criteria import CriteriaSet, Criterion, partial_words
from ntm_lib.reference.departments import COMMUNES, Department
from ntm_lib.reference.indicators import CHECKED, SECONDARY, UNCHECKED, UNSOURCED, Level, source_kind
from ntm_lib.reference.units import Unit, ancestors, in_present_terms
from ntm_lib.schemas import Observation
from ntm_lib.tables import rows_of
from ntm_lib.terms import Terms
from ntm_lib.text import joined, season_text
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.reference import FundingSource, Measure

NOTE_ROWS = 2  # a heading, for so many points
_MONEY = "triệu đồng"
_REPORTED = next(word for word, value in layout.ORIGIN_WORDS.items() if value == "reported")
_SOURCES = {
    CHECKED: "đã đối chiếu",
    UNCHECKED: "chưa ghi người đối chiếu",
    SECONDARY: "nguồn thứ cấp, chưa đối chiếu",
    UNSOURCED: "chưa có nguồn",
}
_BY_VERDICT = "; hai năm không so được với nhau: ghi cả Đạt hoặc Chưa đạt"
_VERDICT = "assessed assessed_by"
_PARTS = "numerator denominator"
_ADDRESSEE = "criteria agencies"
_TIER_FIELDS = "criteria_met criteria_total dossier_state"


def commune_form(workbook: Workbook, season: Season, unit: Unit, last: pd.DataFrame) -> FormContent:
    """Return the blank form of a commune.

    `last` (OBSERVATIONS) holds the season compared with; its values are printed only where the same commune, within the same
    borders, stood under the same criteria set. No village, dossier or sentence of last season is carried over.
    """
    criteria_set = workbook.criteria_set(season.criteria_set)
    before = _last_values(workbook, season, unit, last)
    items = workbook.conclusions(season)
    measures, place = workbook.measures_of(season.criteria_set), workbook.place_in(season)
    asked = measures[measures["indicator"] == ""]
    return FormContent(
        title=f"Biểu báo cáo NTM {season_text(season.name)} – {unit.full_name}",
        office=place.office,
        terms=place.terms,
        identity=_identity(season, place.terms, layout.COMMUNE_FORM, unit.unit_id, unit.full_name, unit.code),
        sheets=layout.COMMUNE_SHEETS,
        instructions=commune_instructions(place, season.cut_off),
        set_name=_set_name(criteria_set),
        rows={
            layout.INDICATORS.title: _indicator_rows(
                criteria_set, workbook.levels(season, unit), before, workbook.place_in(season).terms.province
            ),
            layout.MEASURES.title: [_measure_row(measure, before) for measure in rows_of(asked, Measure)],
            layout.FOLLOW_UP.title: _commune_items(items, unit, measures, workbook.units),
            layout.RESOURCES.title: [
                _resource_row(source) for source in rows_of(workbook.resources_in(season), FundingSource)
            ],
            layout.DEBTS.title: [{"project": layout.DEBT_TOTAL, PRINTED: "project", "origin": _REPORTED}],
            layout.NOTES.title: [_note_row(heading) for heading in _note_headings()],
        },
        lists={
            (layout.NOTES.title, "criteria"): [
                f"{c['criterion_no']} {c['criterion_name']}" for c in rows_of(criteria_set.criteria(), Criterion)
            ],
            (layout.NOTES.title, "agencies"): [d.name for d in workbook.agencies_in(season).values()],
        },
    )


def department_form(workbook: Workbook, season: Season, department: Department) -> FormContent:
    """Return the blank follow-up form of a department; without rows if it leads no conclusion of the season."""
    items = workbook.conclusions(season)
    own = None if items is None else led_by_department(items, department.department_id)
    place = workbook.place_in(season)
    return FormContent(
        title=f"Biểu theo dõi kết luận {season_text(season.name)} – {department.name}",
        office=place.office,
        terms=place.terms,
        identity=_identity(
            season, place.terms, layout.DEPARTMENT_FORMS[place.tier], department.department_id, department.name, ""
        ),
        sheets=layout.DEPARTMENT_SHEETS,
        instructions=department_instructions(place.office, season.cut_off),
        set_name=_set_name(workbook.criteria_set(season.criteria_set)),
        rows={
            layout.FOLLOW_UP.title: []
            if own is None
            else _department_items(own, workbook.communes(season), workbook.units),
            layout.NOTES.title: [{"heading": heading} for heading in _note_headings()],
        },
    )


def leading_departments(workbook: Workbook, season: Season) -> list[Department]:
    """Return the departments that lead at least one conclusion of the season, in departments.csv's order; no commune is one."""
    items = workbook.conclusions(season)
    leads = set() if items is None else set(items["lead"]) - {COMMUNES}
    return [d for d in workbook.departments_in(season).values() if d.department_id in leads]


def _identity(season: Season, terms: Terms, form: str, respondent: str, name: str, code: str) -> dict[str, str]:
    return {
        "form": form,
        "form_version": layout.FORM_VERSION,
        "respondent": respondent,
        "unit_name": name,
        "unit_code": code,
        "season": season.name,
        "criteria_set": season.criteria_set,
        "cut_off": f"{season.cut_off:%d/%m/%Y}",
        "data_origin": "Số liệu do xã báo cáo"
        if form == layout.COMMUNE_FORM
        else terms.said("Kết quả do {agency} báo cáo"),
    }


def _set_name(criteria_set: CriteriaSet) -> str:
    name = f"{criteria_set.name} ({criteria_set.decision})"
    partial = partial_words(criteria_set)
    return f"{name}. {partial}" if partial else name


def _last_values(workbook: Workbook, season: Season, unit: Unit, last: pd.DataFrame) -> dict[tuple[str, str], Cell]:
    """Return last season's value, or else its verdict in words, by indicator and component.

    A unit's id stands for one set of borders, so a merged commune has no values of its own there; one that got a new name has.
    """
    if season.compare_with is None or workbook.season(season.compare_with).criteria_set != season.criteria_set:
        return {}
    words = {value: word for word, value in layout.ASSESSED_WORDS.items()}
    last = in_present_terms(last, workbook.units, [unit])
    own = last[(last["unit_id"] == unit.unit_id) & (last["season"] == season.compare_with)]
    return {
        (r["indicator"], r["component"]): round(r["value"], 2) if pd.notna(r["value"]) else words.get(r["assessed"])
        for r in rows_of(own, Observation)
    }


def _indicator_rows(
    criteria_set: CriteriaSet, levels: pd.DataFrame, before: Mapping[tuple[str, str], Cell], province: str
) -> list[dict[str, Cell]]:
    rows: list[dict[str, Cell]] = []
    criterion = ""
    for level in rows_of(levels, Level):
        if level["criterion_no"] != criterion:
            criterion = level["criterion_no"]
            rows.append({BAND: f"Tiêu chí {criterion}. {level['criterion_name']}"})
        rows.append(
            {
                "indicator": level["indicator"],
                "component": level["component"],
                "indicator_name": _name(level),
                "level": level_text(level, province),
                "level_source": f"{', '.join(filter(None, [level['decision'] or criteria_set.decision, level['scope']]))}: {source_of_level(level)}",
                "unit": level["unit"],
                "last_value": before.get((level["indicator"], level["component"])),
                "origin": _REPORTED,
                COMPUTED: level["value_type"] if level["value_type"] in ("percent", "money", "growth") else None,
                BLOCKED: _blocked(level),
            }
        )
    return rows


def _name(level: Level) -> str:
    """Return the indicator's name with its component's, and on a second line what numerator and denominator are."""
    name = " – ".join(filter(None, [level["indicator_name"], level["component_name"]]))
    if level["numerator_name"] and level["denominator_name"]:
        return f"{name}\nTử số: {level['numerator_name']}; mẫu số: {level['denominator_name']}"
    return name


def _blocked(level: Level) -> str:
    """Return the fields that do not apply: no number to a yes or no, no verdict where a number decides."""
    match level["value_type"]:
        case "percent" | "money" | "growth":
            blocked = ""
        case "number":
            blocked = _PARTS
        case _:
            blocked = f"{_PARTS} value"
    is_decided_by_number = level["rule"] == "level" and not level["may_not_apply"]
    return f"{blocked} {_VERDICT}" if is_decided_by_number else blocked


def source_of_level(level: Level) -> str:
    """Return the basis of a level: checked against the decree, a secondary source, or none; or for whom there is no level; of a province's
    own also that nobody is named to have compared it."""
    if level["lacking_for"]:
        return f"chưa khai mức cho {level['lacking_for']}"
    return _SOURCES[source_kind(level)] + (_BY_VERDICT if level["is_broken"] else "")


def _measure_row(measure: Measure, before: Mapping[tuple[str, str], Cell]) -> Row:
    is_count = measure["value_type"] == "number"
    parts = ""
    if not is_count and measure["numerator_name"]:
        parts = f"\nTử số: {measure['numerator_name']}; mẫu số: {measure['denominator_name']}"
    return {
        "indicator": measure["measure"],
        "indicator_name": measure["name"] + parts,
        "unit": measure["unit"],
        "last_value": before.get((measure["measure"], measure["component"])),
        "origin": _REPORTED,
        COMPUTED: None if is_count else measure["value_type"],
        BLOCKED: _PARTS if is_count else "",
    }


def _commune_items(items: pd.DataFrame | None, unit: Unit, measures: pd.DataFrame, units: dict[str, Unit]) -> list[Row]:
    own = [] if items is None else rows_of(concerning_commune(items, unit.unit_id), Conclusion)
    if not own:
        former = [
            other.full_name
            for other in ancestors(units, unit.unit_id)
            if items is not None and len(concerning_commune(items, other.unit_id))
        ]
        waiting = f" Nội dung đã giao cho {joined(former)} chờ văn phòng giao lại." if former else ""
        return [{BAND: f"Kỳ này {unit.kind} không có nội dung kết luận nào phải báo cáo.{waiting}"}]
    place = {r["measure"]: r["indicator"] for r in rows_of(measures, Measure)}
    return [
        {"item": item["item"], "summary": item["summary"] + _where(item, place), "origin": _REPORTED}
        | {BLOCKED: _blocked_in_item(item["kind"])}
        for item in own
    ]


def _where(item: Conclusion, place: Mapping[str, str]) -> str:
    """Return, on a second line, the place a conclusion's figure is taken from if the row itself does not state it."""
    match item["kind"]:
        case "village":
            return f"\nGhi ở trang “{layout.VILLAGES.title}”: {item['measure']}, {item['target']}."
        case "measure" if place.get(item["measure"], ""):
            return f"\nSố liệu lấy ở trang “{layout.INDICATORS.title}”, chỉ tiêu {place[item['measure']]}."
        case "measure" if item["measure"] in place:
            return f"\nSố liệu lấy ở trang “{layout.MEASURES.title}”."
        case "maintain" | "criterion":
            return f"\nKết quả tính từ trang “{layout.INDICATORS.title}”."
    return ""


def _blocked_in_item(kind: str) -> str:
    match kind:
        case "tier":
            return "figure"
        case "village":
            return f"state figure as_of {_TIER_FIELDS}"
        case "task":
            return _TIER_FIELDS
    return f"figure {_TIER_FIELDS}"


def _department_items(items: pd.DataFrame, communes: list[Unit], units: dict[str, Unit]) -> list[Row]:
    """Return one row per item; an item for some communes only has a row for each of these, or names them if none is there any more."""
    rows: list[Row] = []
    for item in rows_of(items, Conclusion):
        named = [unit for unit in communes if unit.unit_id in item["communes"].split(";")]
        fields: Row = {"item": item["item"], "origin": _REPORTED, BLOCKED: _TIER_FIELDS}
        if not named or len(named) == len(communes):
            about = filter(None, [item["summary"], absent_communes(item, communes, units)])
            rows.append({**fields, "summary": " – ".join(about)})
        else:
            rows += [
                {**fields, "summary": f"{item['summary']} – {unit.full_name}", "unit_id": unit.unit_id}
                for unit in named
            ]
    return rows


def _resource_row(resource: FundingSource) -> Row:
    """Return a row of the sheet of resources; only money can be disbursed."""
    return {
        "resource": resource["resource"],
        "resource_name": resource["name"],
        "unit": resource["unit"],
        "origin": _REPORTED,
        BLOCKED: "" if resource["unit"] == _MONEY else "disbursed",
    }


def _note_headings() -> list[str]:
    return [heading for heading in layout.NOTE_HEADINGS for _ in range(NOTE_ROWS)]


def _note_row(heading: str) -> Row:
    """Return a row of a commune's opinions; only a request is for somebody."""
    return {"heading": heading} if heading == layout.REQUESTS else {"heading": heading, BLOCKED: _ADDRESSEE}
