"""Sentences and short phrases in official Vietnamese, made from the same results as the tables."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ntm_lib.intake.form import COMMUNE_SHEETS, IDENTITY_SHEET, NOTE_HEADINGS
from ntm_lib.presentation.words.numbers import MISSING, Beside, beside, day, in_unit, level_in_unit, number, share_of
from ntm_lib.text import in_quotes, spelling_key
from ntm_lib.workbook import Season

Row = Mapping[str, Any]

RESULT_WORDS = {"met": "đạt", "not_met": "chưa đạt", "unknown": MISSING, "not_applicable": "không áp dụng"}
RESULT_MARKS = {"met": "●", "not_met": "○", "unknown": "–", "not_applicable": "◇"}
ASSESSED_WORDS = {
    "met": "Đạt",
    "not_met": "Chưa đạt",
    "basically_met": "Cơ bản đạt",
    "not_applicable": "Không áp dụng",
    "": "",
}
_SHEETS = {spelling_key(sheet.title) for sheet in COMMUNE_SHEETS} | {spelling_key(IDENTITY_SHEET)}
_OTHER_NOTES = "Ý kiến khác"
_MOST_NAMED = 2  # missing criteria that one sentence can name
ORIGIN_WORDS = {"published": "công bố", "illustrative": "minh họa", "reported": "báo cáo", "": ""}


def joined(parts: Sequence[str]) -> str:
    """Return "9, 10 và 11"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} và {parts[-1]}"


def status_banner(issued: date | None) -> str:
    """Return what a page is: a draft until it is issued with a date, and no official report either way."""
    status = f"PHÁT HÀNH NGÀY {day(issued)}" if issued else "BẢN NHÁP – CHƯA PHÁT HÀNH"
    return f"{status} · Tài liệu phục vụ hội nghị – không thay thế báo cáo chính thức"


def illustrative_banner(is_now: bool, is_earlier: bool) -> str:
    """Return what the banner says of illustrative values: of this season, of the earlier ones only, or nothing."""
    if is_now:
        return "SỐ LIỆU MINH HỌA, không phải số liệu thật của xã"
    return "SỐ LIỆU MINH HỌA ở các mùa trước, không phải số liệu thật của xã" if is_earlier else ""


def sentence_case(text: str) -> str:
    """Return `text` with its first letter large and the others as they are."""
    return text[:1].upper() + text[1:]


def figures_status(statuses: Sequence[str], season: Season) -> str:
    """Return what kind of figures the season's are by the status of each value that is given, "" if it bears none, and as of which day."""
    present = [s for s in ("ước", "chính thức", "thẩm tra") if s in set(statuses)]
    kind = f"Số liệu {'ước' if 'ước' in present else joined(present)}" if present else "Chưa có số liệu"
    if statuses and not present:
        kind = "Số liệu chưa ghi trạng thái,"
    return f"{kind} đến {day(season.cut_off)}"


def count_of_criteria(row: Row) -> str:
    """Return "16/19", or "ít nhất 18/19" while a criterion is unknown."""
    least = "ít nhất " if row["criteria_unknown"] else ""
    return f"{least}{row['criteria_met']}/{row['criteria_total']}"


def rest_of_criteria(row: Row) -> str:
    """Return the other three counts that are not zero: "3 chưa đạt, 1 chưa có số liệu"; "" if all are zero."""
    parts = [
        (row["criteria_not_met"], "not_met"),
        (row["criteria_unknown"], "unknown"),
        (row["criteria_not_applicable"], "not_applicable"),
    ]
    return ", ".join(f"{count} {RESULT_WORDS[result]}" for count, result in parts if count)


def change_phrase(row: Row, season: Season) -> str:
    """Return how the count changed on the season compared with, or why that is not said."""
    change = row["criteria_met_change"]
    if not season.compare_with:
        return "chưa có mùa trước để so sánh"
    if pd.isna(change):
        reason = (
            "còn tiêu chí chưa có số liệu"
            if row["criteria_unknown"]
            else "mùa trước khác bộ tiêu chí, khác địa giới hoặc thiếu số liệu"
        )
        return f"chưa so sánh được với mùa {season.compare_with} ({reason})"
    if change == 0:
        return f"không đổi so với mùa {season.compare_with}"
    return f"{'▲' if change > 0 else '▼'} {'tăng' if change > 0 else 'giảm'} {number(abs(change))} so với mùa {season.compare_with}"


def short_change(row: Row, season: Season) -> str:
    """Return the change for a narrow column: "▲ 2", "▼ 1", "0"; "–" where it can't be said."""
    change = row["criteria_met_change"]
    if not season.compare_with or pd.isna(change):
        return "–"
    return "0" if change == 0 else f"{'▲' if change > 0 else '▼'} {number(abs(change))}"


def headline_sentence(
    unit: str, row: Row, season: Season, missing: Sequence[str], unknown: Sequence[str], fallen: Sequence[str]
) -> str:
    """Return the one sentence that says where a commune stands.

    `missing` are "9 Nhà ở dân cư (còn 7 nhà)", nearest to done first; of more than two only the nearest is named. `unknown` and
    `fallen` are "9 Nhà ở dân cư".
    """
    if row["criteria_unknown"] == row["criteria_total"]:
        return f"Đến {day(season.cut_off)}, {unit} chưa có số liệu của tiêu chí nào: chưa có biểu dùng được, hoặc biểu còn để trống."
    parts = [f"Đến {day(season.cut_off)}, {unit} đạt {count_of_criteria(row)} tiêu chí"]
    change = row["criteria_met_change"]
    if not pd.isna(change):
        parts.append(f"{change_phrase(row, season).lstrip('▲▼ ')}")
    sentence = ", ".join(parts)
    if row["criteria_not_applicable"]:
        sentence += f", thêm {row['criteria_not_applicable']} tiêu chí không áp dụng được tính là đạt"
    if missing:
        named = f": {joined(missing)}" if len(missing) <= _MOST_NAMED else f", gần đạt nhất là {missing[0]}"
        sentence += f"; còn {len(missing)} tiêu chí chưa đạt{named}"
    elif not unknown:
        sentence += "; không còn tiêu chí nào chưa đạt"
    if unknown:
        sentence += f"; {len(unknown)} tiêu chí chưa có số liệu: {joined(unknown)}"
    sentence += "."
    if fallen:
        sentence += f" Mùa trước đạt, nay chưa đạt: {joined(fallen)}."
    return sentence


def level_phrase(level: Row) -> str:
    """Return what a row of the criteria set asks for, in words."""
    if level["rule"] == "answer":
        return "Đạt"
    if level["rule"] == "assessed":
        return (
            "Theo đánh giá, chưa đối chiếu mức của tỉnh"
            if pd.isna(level["level_to_year"])
            else "Theo đánh giá, chưa có mức của năm"
        )
    target = level["target"]
    if level["comparator"] == "==" and target == 0:
        return "Không còn"
    text = level_in_unit(target, level["value_type"], level["unit"])
    return {">=": f"Từ {text} trở lên", "<=": f"Không quá {text}", "==": f"Đúng {text}"}[level["comparator"]]


def value_phrase(row: Row, level: Row, assessor: str, later: float | None = None) -> str:
    """Return a component's value in words, with the counts behind a share: "11,9% (84/707 hộ)".

    `assessor` is who assessed it, "" if nobody is named (SeasonView.assessor); `later` is a level to come that is named beside it.
    """
    if level["rule"] == "answer" or row["result"] == "not_applicable":
        return sentence_case(RESULT_WORDS[row["result"]])
    value = row["value"]
    has_value = not pd.isna(value)
    if level["rule"] == "assessed":
        verdict = RESULT_WORDS[row["result"]]
        by = f" – {assessor} đánh giá" if assessor else ""
        figure = f"{in_unit(value, level['value_type'], level['unit'])}{_counts(row, level)}; " if has_value else ""
        return f"{figure}{verdict}{by}"[:1].upper() + f"{figure}{verdict}{by}"[1:]
    if not has_value:
        return sentence_case(MISSING)
    return f"{_beside(value, level, later).value}{_counts(row, level)}"


def _beside(value: float, level: Row, later: float | None = None) -> Beside:
    return beside(value, level["value_type"], level["unit"], level["comparator"], level["target"], later)


def _counts(row: Row, level: Row) -> str:
    if level["value_type"] != "percent":
        return ""
    counts = share_of(row["numerator"], row["denominator"])
    return f" ({counts} {level['count_unit']})" if counts else ""


def gap_phrase(row: Row, level: Row) -> str:
    """Return how much is missing, as a count where there is one: "còn 49 hộ", "thiếu 0,6 triệu đồng/người/năm"."""
    if row["result"] in ("met", "not_applicable"):
        return ""
    if row["result"] == "unknown":
        return MISSING
    if level["rule"] != "level":
        return RESULT_WORDS["not_met"]
    if not pd.isna(row["gap_count"]):
        verb = "còn" if level["comparator"] in ("<=", "==") else "thiếu"
        return f"{verb} {number(row['gap_count'], 1)} {level['count_unit']}"
    unit = "%" if level["value_type"] == "percent" else f" {level['unit']}"
    return f"thiếu {_beside(row['value'], level).gap}{unit}"


def sheet_name(title: str) -> str:
    """Return what a sheet of a form is called: as the form has it; in quotation marks if the commune gave it a name of its own."""
    return title if spelling_key(title) in _SHEETS else in_quotes(title)


def by_headings(notes: Sequence[Row]) -> list[dict[str, Any]]:
    """Return what a form's sheet of opinions says, by its printed headings: {heading, texts}, in quotation marks.

    What stands under a heading of the respondent's own is told with that heading, as its words.
    """
    printed = {spelling_key(heading): heading for heading in NOTE_HEADINGS}
    groups: dict[str, list[str]] = {heading: [] for heading in (*NOTE_HEADINGS, _OTHER_NOTES)}
    for note in notes:
        heading = printed.get(spelling_key(note["heading"]))
        own = "" if heading else f"{note['heading']}: "
        groups[heading or _OTHER_NOTES].append(in_quotes(f"{own}{note['text']}"))
    return [{"heading": heading, "texts": texts} for heading, texts in groups.items() if texts]


def recognition_phrase(row: Row) -> str:
    """Return what is recognised by the cut-off: tier, year of the standard and decision apart."""
    tier = row["recognised_tier"]
    if not tier:
        text = "chưa có quyết định công nhận"
    else:
        standard = f", chuẩn năm {row['recognised_standard_year']}" if row["recognised_standard_year"] else ""
        decision = f", {row['recognised_decision_no']}" if row["recognised_decision_no"] else ""
        signed_on: str = (
            "" if pd.isna(row["recognised_decision_date"]) else f", ngày {day(row['recognised_decision_date'])}"
        )
        note = f"; {row['recognition_note']}" if row["recognition_note"] else ""
        text = f"{tier}{standard}{decision}{signed_on}{note}"
    if row["recognition_uncertain"]:
        text += f". {row['recognition_uncertain'].replace(';', ', ')}: chưa rõ đã ký trước ngày chốt số liệu hay chưa"
    return text


def dossier_phrase(row: Row) -> str:
    """Return how far the commune's dossier is, as it states it: "NTM nâng cao: huyện thẩm tra đạt"."""
    pairs = zip(row["dossier_tier"].split(";"), row["dossier_state"].split(";"), strict=True)
    parts = [f"{tier}: {state or MISSING}" for tier, state in pairs if tier]
    return "; ".join(parts) or MISSING


def threshold_source(is_confirmed: bool, checked_by: str) -> str:
    """Return how far a level was checked, in words; `checked_by` is who held it against the decree's annex."""
    if checked_by:
        return f"đã đối chiếu ({checked_by})"
    return "theo nguồn thứ cấp, chưa đối chiếu" if is_confirmed else "chưa có nguồn xác nhận, chưa đối chiếu"
