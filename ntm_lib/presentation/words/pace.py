"""Sentences on pace, in counts, from rows of PACE; a rate is as whole as what it counts."""

import math
from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from ntm_lib.analysis.pace import LEAST_POINTS, distance
from ntm_lib.presentation.words.criteria import Missing, gap_phrase
from ntm_lib.presentation.words.numbers import day, number
from ntm_lib.reference.indicators import Level
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import Pace
from ntm_lib.text import joined, sentence_case

_NEW_RULE = "theo quy định mới"  # the word where a series breaks before: what it says now holds this year only
_MOST_YEARS = 10  # beyond this the years are not listed one by one
_FEW = 5  # for fewer than these no part of a pace is stated: one household more or less would change it
_SPANS = {1.0: "năm qua", 2.0: "hai năm qua", 3.0: "ba năm qua"}
# What a ratio is nearest to, in words. Between two of them the nearer one is said.
_PARTS = (
    (3.0, "gấp khoảng ba lần mức cần"),
    (2.0, "gấp khoảng hai lần mức cần"),
    (1.5, "gấp rưỡi mức cần"),
    (1.0, "xấp xỉ mức cần"),
    (3 / 4, "bằng khoảng ba phần tư mức cần"),
    (2 / 3, "bằng khoảng hai phần ba mức cần"),
    (1 / 2, "bằng khoảng một nửa mức cần"),
    (1 / 3, "bằng khoảng một phần ba mức cần"),
    (1 / 4, "bằng khoảng một phần tư mức cần"),
    (1 / 5, "bằng khoảng một phần năm mức cần"),
)
_LEAST_PART, _MOST_PART = 1 / 6, 3.5


def pace_word(row: Pace) -> str:
    """Return a pace in a few words, without a verdict on years to come: "kịp đạt năm 2022" if it goes on as it did, unless the last year
    went the other way.
    """
    if row["reason"] == "new_series":
        return _NEW_RULE
    return {
        "reached": "đã đạt",
        "fast_enough": "năm qua ngược chiều" if row["went_back"] else f"kịp đạt năm {row['target_year']}",
        "too_slow": f"chưa kịp năm {row['target_year']}",
        "away": "ngược chiều" if row["done_per_year"] < 0 else "chưa chuyển biến",
        "none": "chưa tính được",
    }[row["state"]]


def pace_sentence(row: Pace, level: Level, verb: str = "", merged: str = "") -> str:
    """Return a row of PACE in words: "Còn 14 nhà; ba năm qua xóa bình quân 9 nhà/năm; nếu giữ tốc độ ấy thì cần khoảng 2 năm. …".

    `level` is the figure's row of the criteria set, `verb` what is done to the figure where it is neither "tăng" nor "giảm",
    `merged` a sentence for a pace from sums of former communes (merger_note). What is left is counted to the level of the year by
    which it is to be reached; where that is not this year's level, the sentence says so.
    """
    sentence = {
        "none": _none,
        "reached": _reached,
        "away": _away,
        "too_slow": _too_slow,
        "fast_enough": _fast_enough,
    }[row["state"]](row, level, verb)
    return " ".join(filter(None, [sentence, merged if row["is_summed"] else ""]))


def _none(row: Pace, level: Level, verb: str) -> str:
    if row["reason"] == "no_value":
        return "Chưa có số liệu kỳ này."
    if row["reason"] == "new_series":
        return _so_far(row, level, verb)  # what is said no further is told by coming_sentence
    if row["reason"] == "no_level":
        return f"Bộ tiêu chí chưa có mức bằng số của năm {row['target_year']}: chưa biết còn phải làm bao nhiêu."
    why = {
        "few_points": f"mới có {row['points']} kỳ có số liệu cùng bộ tiêu chí, cần ít nhất {LEAST_POINTS}",
        "no_counts": "biểu chỉ ghi tỷ lệ, không ghi số đếm",
    }[row["reason"]]
    return f"{_gap(row, level)}; chưa tính được tốc độ vì {why}.{_needed(row, level, verb)}"


def _so_far(row: Pace, level: Level, verb: str) -> str:
    """Return what is left to the level of now, and what was done a year; "" where neither is known."""
    left = pd.notna(row["target_now"]) and distance(row["value"], row["comparator"], row["target_now"]) > 0
    parts = [_gap(row, level) if left else "", _done(row, level, verb) if pd.notna(row["done_per_year"]) else ""]
    said = sentence_case("; ".join(filter(None, parts)))
    return f"{said}." if said else ""


def _reached(row: Pace, level: Level, verb: str) -> str:
    reached = f"Đã đạt mức năm {row['target_year']}" if is_new_level(row) else "Đã đạt"
    if pd.isna(row["done_per_year"]):
        return f"{reached}."
    return f"{reached}; {_done(row, level, verb)}."


def _away(row: Pace, level: Level, verb: str) -> str:
    return f"{_gap(row, level)}; {_done(row, level, verb)}.{_needed(row, level, verb)}"


def _too_slow(row: Pace, level: Level, verb: str) -> str:
    start = f"{_gap(row, level)}; {_done(row, level, verb)}; {_years(row)}."
    if pd.isna(row["needed_per_year"]):
        return f"{start} Hạn đạt là năm {row['target_year']}, nay đã hết.{_relapse(row, level, verb)}"
    return f"{start}{_needed(row, level, verb)}{_relapse(row, level, verb)}"


def _fast_enough(row: Pace, level: Level, verb: str) -> str:
    start = f"{_gap(row, level)}; {_done(row, level, verb)}; {_years(row)}"
    return f"{start}, kịp đạt trong năm {row['target_year']}.{_relapse(row, level, verb)}"


def _gap(row: Pace, level: Level) -> str:
    return sentence_case(gap_to_come(row, level))


def gap_to_come(row: Pace, level: Level) -> str:
    """Return what a value lacks to the level of the year to come, which is named where it differs: "thiếu 49 hộ so với mức năm 2024"."""
    missing: Missing = {
        "result": "not_met", "rule": "level", "assessed": "", "gap_count": row["gap_count"], "value": row["value"],
    }  # fmt: skip
    gap = gap_phrase(missing, level)
    return f"{gap} so với mức năm {row['target_year']}" if is_new_level(row) else gap


def is_new_level(row: Pace) -> bool:
    """Return whether the level of the year to come differs from today's, so that it has to be named."""
    return bool(pd.notna(row["target"]) and row["target"] != row["target_now"])


def _done(row: Pace, level: Level, verb: str) -> str:
    span = _SPANS.get(row["span_years"], f"từ cuối năm {int(row['first_year'])} đến nay")
    done = row["done_per_year"]
    if done == 0:
        return f"{span} không đổi"
    wrong = ", ngược chiều" if done < 0 else _trend(row, level)
    return f"{span} {_verb(row, verb, done)} bình quân {rate(done, level)}{wrong}"


def trend_phrase(row: Pace, level: Level) -> str:
    """Return "giảm chậm dần (15, 11 rồi 6 hộ)"; "" where a figure moves neither slower nor faster year after year. What was done to houses
    is no part of it: some may have come up meanwhile."""
    trend = _trend(row, level)
    return f"{_verb(row, '', 1)} {trend.removeprefix(', ')}" if trend else ""


def _trend(row: Pace, level: Level) -> str:
    """Return ", chậm dần (15, 11 rồi 6 hộ)" where each year did less than the one before, ", nhanh dần (…)" where more; else "".

    A difference that does not show in whole things is none.
    """
    step = _step(level)
    sizes = [round(float(size) / step) * step for size in row["steps"].split(";") if size]
    if row["state"] == "reached" or len(sizes) < 2 or min(sizes) <= 0:
        return ""
    falls, rises = (all(way * (b - a) > 0 for a, b in pairwise(sizes)) for way in (-1, 1))
    if not (falls or rises):
        return ""
    *first, last = (number(size, 0 if step == 1 else 1) for size in sizes)
    return f", {'nhanh' if rises else 'chậm'} dần ({', '.join(first)} rồi {last} {level['count_unit']})"


def _relapse(row: Pace, level: Level, verb: str) -> str:
    """Return a sentence on a last season that went the other way, however good the mean is; "" if it did not."""
    moved = row["done_since_last"]
    if not row["went_back"]:
        return ""
    return f" Riêng so với kỳ trước {_verb(row, verb, moved)} {_amount(moved, level)}, ngược chiều."


def _needed(row: Pace, level: Level, verb: str) -> str:
    needed = row["needed_per_year"]
    if pd.isna(needed):
        return ""
    step = _step(level)
    left = abs(row["target"] - row["value"]) if pd.isna(row["gap_count"]) else row["gap_count"]
    whole = math.ceil(round(min(needed, left) / step, 6)) * step  # less than this would not do
    pace = " trong một năm" if math.isclose(needed, left) else "/năm" if needed < left else " trong thời gian còn lại"
    part = ratio_phrase(row)
    now = f"; hiện {part}" if part else ""
    return f" Để đạt trong năm {row['target_year']} cần {_verb(row, verb, 1)} {_amount(whole, level)}{pace}{now}."


def _years(row: Pace) -> str:
    years = row["years_needed"]
    needed = f"hơn {_MOST_YEARS}" if years > _MOST_YEARS else f"khoảng {number(years)}"
    return f"nếu giữ tốc độ ấy thì cần {needed} năm"


def _verb(row: Pace, verb: str, moved: float) -> str:
    """Return the verb for the figure's movement: `moved` above 0 is towards the level."""
    rises = row["comparator"] == ">=" or (row["comparator"] == "==" and row["target"] > row["value"])
    if moved > 0:
        return verb or ("tăng" if rises else "giảm")
    return "giảm" if rises else "tăng"


def rate(per_year: float, level: Level) -> str:
    """Return a rate in whole counts: "9 nhà/năm", "khoảng 9 nhà/năm", "chưa đến 1 hộ/năm"; money, km and ha to a tenth."""
    return f"{_amount(per_year, level)}/năm"


def _amount(value: float, level: Level) -> str:
    size, step = abs(value), _step(level)
    if size < step:
        return f"chưa đến {number(step, 1)} {level['count_unit']}"
    about = "" if math.isclose(round(size / step), size / step, abs_tol=1e-6) else "khoảng "
    return f"{about}{number(size, 0 if step == 1 else 1)} {level['count_unit']}"


def _step(level: Level) -> float:
    return 0.1 if level["value_type"] == "money" or not level["is_whole"] else 1.0


def ratio_phrase(row: Pace) -> str:
    """Return the pace compared with the one needed, in words; "" where it is not known, not forward, or of too few things."""
    if pd.isna(row["ratio"]) or row["ratio"] <= 0 or row["gap_count"] < _FEW:
        return ""
    if row["ratio"] < _LEAST_PART:
        return "chưa đến một phần năm mức cần"
    if row["ratio"] > _MOST_PART:
        return "gấp nhiều lần mức cần"
    return min(_PARTS, key=lambda part: abs(part[0] - row["ratio"]))[1]


def merger_note(unit: Unit, former: Sequence[Unit]) -> str:
    """Return the origin of points from before a merger: "Trước năm 2020 cộng số của Hương Hòa và Hương Giang."."""
    began = unit.valid_from
    if began is None or not former:
        return ""
    when = f"năm {began.year}" if (began.month, began.day) == (1, 1) else f"ngày {day(began)}"
    return f"Trước {when} cộng số của {joined([other.name for other in former])}."
