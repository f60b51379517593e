"""Judged promises in short phrases: what was given, by when, where it stood in the base season and where it stands now."""

from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from ntm_lib.presentation.words.criteria import WORDS_IF_UNJUDGED, gap_verb, is_all
from ntm_lib.presentation.words.numbers import (
    MISSING,
    Beside,
    beside,
    day,
    in_unit,
    level_in_unit,
    number,
    share_of,
    told_apart,
)
from ntm_lib.schemas import PROMISE_STATES, WORST_FIRST, Promise, PromiseState
from ntm_lib.text import in_quotes, joined, natural_key, season_text, sentence_case
from ntm_lib.workbook.reference import Measure

PROMISE_MARKS = dict(zip(PROMISE_STATES, "●◐□△○–", strict=True))
DIRECTIONS = {"increase": "tăng", "decrease": "giảm"}
UNJUDGED = WORDS_IF_UNJUDGED["unknown"]


def reference_phrase(row: Promise) -> str:
    """Return the place in the notice: "điểm 4 (mục 4.3)", "điểm 3 và 7 (mục 3.4, 7.7)"."""
    items = [row["item"], *listed(row["also_in"])]
    points = [row["notice_point"], *(item.partition(".")[0] for item in items[1:])]
    return f"điểm {joined(list(dict.fromkeys(points)))} (mục {', '.join(items)})"


def told_in_full(row: Promise) -> str:
    """Return what was given in the notice's own words, as a quotation; in the office's short ones where the file has no others."""
    return in_quotes(row["quote"]) if row["quote"] else row["summary"]


def deadline_phrase(row: Promise) -> str:
    """Return "hạn 2021", and in words where the notice does not state it: it is read from what the notice is for."""
    if pd.isna(row["deadline_year"]):
        return "thông báo không ghi hạn"
    return f"hạn {int(row['deadline_year'])}{'' if row['is_deadline_stated'] else ' (thông báo không ghi hạn)'}"


def counts_phrase(states: Iterable[str]) -> str:
    """Return "3 hoàn thành · 1 đang thực hiện · 2 không đạt"; states that do not occur are left out, "" if none does."""
    counts = Counter(states)
    return " · ".join(f"{number(counts[state])} {state}" for state in PROMISE_STATES if counts[state])


def promise_sentence(counts: Mapping[str, int], agencies: str, awaited: int = 0) -> str:
    """Return the numbers of promises by state in words, those not kept first; `counts` by PROMISE_STATES, `agencies` as "các phòng",
    `awaited` those of nobody who has reported, which are not among them.
    """
    said = [f"{number(counts[state])} {state}" for state in WORST_FIRST if counts.get(state)]
    of_whom = f"nội dung giao cho các xã, {agencies}"
    if not awaited:
        return f"Trong {number(sum(counts.values()))} {of_whom}: {joined(said)}."
    if not said:
        return f"{number(awaited)} {of_whom} chưa xét được vì chưa nộp biểu."
    return f"Trong {number(sum(counts.values()))} {of_whom} đã báo cáo: {joined(said)}. {number(awaited)} nội dung nữa chưa xét được vì chưa nộp biểu."


def target_phrase(row: Promise, measure: Measure | None) -> str:
    """Return the target: "không quá 12%", "từ 14 nhà trở lên", "tăng", "giữ 14 tiêu chí đã đạt", "đạt NTM nâng cao".

    A task has no target besides what it says itself: "".
    """
    target = row["target"]
    match row["kind"]:
        case "measure":
            return _measure_target(row, measure) if measure else MISSING
        case "maintain":
            return f"giữ {target} tiêu chí đã đạt" if target.isdecimal() else "giữ các tiêu chí đã đạt"
        case "criterion":
            return f"đạt tiêu chí {joined(sorted(listed(row['criterion_no']), key=natural_key))}"
        case "village":
            return f"{row['measure']} đạt {target}"
        case "tier":
            return f"có tiến triển tới {target}" if row["comparator"] == "progress" else f"đạt {target}"
    return ""


def _measure_target(row: Promise, measure: Measure) -> str:
    if row["comparator"] in DIRECTIONS:
        return DIRECTIONS[row["comparator"]]
    level = level_phrase(row, measure)
    if is_all(row["comparator"], float(row["target"]), measure["value_type"]):
        return level
    if row["comparator"] == "==":
        if measure["value_type"] != "number" or float(row["target"]) != 0:
            return f"đúng {level}"
        return f"không {'có' if measure['is_yearly'] == 'true' else 'còn'} {measure['count_unit']} nào"
    return f"không quá {level}" if row["comparator"] == "<=" else f"từ {level} trở lên"


def base_phrase(row: Promise, measure: Measure | None) -> str:
    """Return the figure in the base season; "" where the promise starts from no figure, MISSING where that is missing."""
    value = row["base_value"]
    match row["kind"]:
        case "measure" if measure and not pd.isna(value):
            return value_pair(row, measure)[1] if row["comparator"] in DIRECTIONS else figures(row, measure).others[0]
        case "measure":
            return MISSING
        case "tier" | "village" if not pd.isna(value):
            return f"{number(value)} tiêu chí"
        case "maintain" if held(row):
            return f"{number(len(held(row)))} tiêu chí"
    return ""


def now_phrase(row: Promise, measure: Measure | None) -> str:
    """Return the figure or statement now, with its counts and what is missing: "13,8% (92/667 hộ), phải giảm thêm 6 hộ"."""
    match row["kind"]:
        case "measure":
            if measure is None or pd.isna(row["value"]):
                return MISSING
            shown = f"{value_phrase(row, measure)}{counts_of(row, measure)}"
            if row["rule"] == "ceiling_exceeded" and float(row["target"]) == 0:
                return f"phát sinh {shown} (giao: không phát sinh)"
            return ", ".join(filter(None, [shown, gap_phrase(row, measure), _not_moved(row)]))
        case "maintain":
            return _count_now(row, "giữ", listed(row["kept"]), listed(row["lost"]), len(held(row)))
        case "criterion":
            return _count_now(row, "đạt", listed(row["met"]), listed(row["not_met"]), promised(row))
    if row["rule"] == "tier_recognised":
        return "đã có quyết định công nhận"
    # what is done by its criteria or its dossier is not called under way beside that
    is_counted = row["state"] == PromiseState.DONE and pd.notna(row["criteria_met"])
    is_said = not (is_counted and row["stated_state"] == PromiseState.RUNNING)
    said_of_it = statement(row if is_said else {**row, "stated_state": ""})
    return said_of_it or (UNJUDGED if row["rule"] == "no_same_borders" else MISSING)


def told_phrase(row: Promise, measure: Measure | None) -> str:
    """Return the same, with the day of what a respondent reports: "đang thực hiện, báo ngày 10/12/2021"."""
    now = now_phrase(row, measure)
    is_reported = row["kind"] in ("task", "village", "tier") and row["rule"] != "tier_recognised"
    return f"{now}, báo ngày {day(row['as_of'])}" if is_reported and not pd.isna(row["as_of"]) else now


def _count_now(row: Promise, verb: str, good: list[str], bad: list[str], total: int) -> str:
    """Return "giữ 13/14 tiêu chí", with "ít nhất" while one is open; without any that is kept those lost, of none that is known what is lacking."""
    if good or (bad and not has_open(row)):
        return f"{verb} {at_least(row)}{len(good)}/{total} tiêu chí"
    if bad:
        return f"{len(bad)}/{total} tiêu chí chưa đạt"
    return UNJUDGED if row["ruled"] or not lacking(row) else MISSING


def _not_moved(row: Promise) -> str:
    """Return why a change that was asked for is missed: "vẫn như năm 2020", "không giảm so với năm 2020"; "" of any other."""
    if row["rule"] != "change_missed":
        return ""
    base, is_count = season_text(row["base_season"]), pd.notna(row["numerator"])
    now, then = (row["numerator"], row["base_numerator"]) if is_count else (row["value"], row["base_value"])
    return f"vẫn như {base}" if now == then else f"không {DIRECTIONS[row['comparator']]} so với {base}"


def statement(row: Promise) -> str:
    """Return the statement on a conclusion: "đang thực hiện, 9/19 tiêu chí, hồ sơ chưa đạt"; "" if nothing is."""
    figure: str = "" if pd.isna(row["figure"]) else f"số liệu {number(row['figure'], 2)}"
    return ", ".join(filter(None, [row["stated_state"], criteria_stated(row), dossier_stated(row), figure]))


def criteria_stated(row: Promise) -> str:
    if pd.isna(row["criteria_met"]):
        return ""
    total = "" if pd.isna(row["criteria_total"]) else f"/{number(row['criteria_total'])}"
    return f"{number(row['criteria_met'])}{total} tiêu chí"


def dossier_stated(row: Promise) -> str:
    return f"hồ sơ {row['dossier_state']}" if row["dossier_state"] else ""


def said(row: Promise, who: str) -> str:
    """Return the author and day of a statement: "Xã báo ngày 10/12/2021", "Phòng báo"."""
    on: str = "" if pd.isna(row["as_of"]) else f" ngày {day(row['as_of'])}"
    return f"{sentence_case(who)} báo{on}"


# Measures


def value_phrase(row: Promise, measure: Measure, *, with_unit: bool = True) -> str:
    """Return the value now, so that it doesn't look like the level or the base value it differs from."""
    unit = measure["unit"] if with_unit else ""
    if row["comparator"] in DIRECTIONS:
        return value_pair(row, measure, with_unit=with_unit)[0]
    return figures(row, {**measure, "unit": unit}).value


def figures(row: Promise, measure: Measure) -> Beside:
    """Return a measure beside the number given; `others` are its base value, and where the path to the number stands now."""
    base, path = row["base_value"], row["path_value"]
    return beside(row["value"], *_type(measure), row["comparator"], float(row["target"]), base, path)


def value_pair(row: Promise, measure: Measure, *, with_unit: bool = True) -> tuple[str, str]:
    """Return the value now and in the base season, told apart."""
    kind = (measure["value_type"], measure["unit"] if with_unit else "")
    if pd.isna(row["value"]) or pd.isna(row["base_value"]):
        return in_unit(row["value"], *kind), in_unit(row["base_value"], *kind)
    return told_apart(row["value"], row["base_value"], *kind)


def counts_of(row: Promise, measure: Measure) -> str:
    """Return " (92/667 hộ)" behind a share."""
    counts = share_of(row["numerator"], row["denominator"]) if measure["value_type"] == "percent" else ""
    return f" ({counts} {measure['count_unit']})" if counts else ""


def gap_phrase(row: Promise, measure: Measure) -> str:
    """Return the gap to a number: "phải giảm thêm 6 hộ", "thiếu 2 nhà", "vượt 3 nhà"; "" if nothing is or no number was given."""
    if row["comparator"] in DIRECTIONS or row["rule"] in (
        "year_over",
        "measure_reached",
        "ceiling_kept",
        "no_series",
        "no_same_borders",
    ):
        return ""
    verb = "vượt" if row["rule"] == "ceiling_exceeded" else gap_verb(row["comparator"], float(row["target"]))
    if not pd.isna(row["gap_count"]):
        return f"{verb} {number(row['gap_count'], 1)} {measure['count_unit']}"
    return f"{verb} {figures(row, measure).gap} {'điểm phần trăm' if measure['value_type'] == 'percent' else measure['unit']}"


def level_phrase(row: Promise, measure: Measure) -> str:
    """Return the number given, with its unit: "13%", "14 nhà"."""
    return level_in_unit(float(row["target"]), *_type(measure))


def _type(measure: Measure) -> tuple[str, str]:
    return measure["value_type"], measure["unit"]


# Lists of criteria


def listed(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def held(row: Promise) -> list[str]:
    """Return the criteria to keep: those met in the base season."""
    return [number for name in ("kept", "lost", "ruled", "unknown") for number in listed(row[name])]


def lacking(row: Promise) -> list[str]:
    """Return the unknown criteria that lack a figure."""
    return [number for number in listed(row["unknown"]) if number not in listed(row["unjudged"])]


def has_open(row: Promise) -> bool:
    """Return whether it is not known of a criterion how it stands, or stands by the rule of then."""
    return bool(row["unknown"] or row["ruled"])


def at_least(row: Promise) -> str:
    """Return "ít nhất " while that is so: a count of those known is a lower bound."""
    return "ít nhất " if has_open(row) else ""


def promised(row: Promise) -> int:
    """Return the number of criteria that were to be reached."""
    return sum(len(listed(row[name])) for name in ("met", "not_met", "ruled", "unknown"))
