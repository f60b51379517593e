"""Results, levels, values and gaps of criteria and indicators in words."""

import pandas as pd

from ntm_lib.analysis.assessment import Given, lacks_value
from ntm_lib.presentation.words.numbers import MISSING, Beside, beside, in_unit, level_in_unit, number, share_of
from ntm_lib.reference.indicators import (
    CHECKED,
    SECONDARY,
    SEVERAL,
    UNCHECKED,
    UNSOURCED,
    Level,
    condition,
    source_kind,
)
from ntm_lib.terms import PROVINCE
from ntm_lib.text import sentence_case

RESULT_WORDS = {"met": "đạt", "not_met": "chưa đạt", "unknown": MISSING, "not_applicable": "không áp dụng"}

# the same where an unknown criterion lacks no figure, but a level, a group or a verdict
WORDS_IF_UNJUDGED = RESULT_WORDS | {"unknown": "chưa xét được"}

RESULT_MARKS = {"met": "●", "not_met": "○", "unknown": "–", "not_applicable": "◇"}

ASSESSED_WORDS = {
    "met": "Đạt",
    "not_met": "Chưa đạt",
    "basically_met": "Cơ bản đạt",
    "not_applicable": "Không áp dụng",
    "": "",
}


class Valued(Given):
    """A result with its value and the counts behind it."""

    numerator: float
    denominator: float


class Missing(Given):
    """A result with its gap to the level."""

    gap_count: float


def level_phrase(level: Level, province: str = PROVINCE) -> str:
    """Return the level of a row of the criteria set, in words; of one that may not bind the commune also whom it binds, of a province's
    also that it asks for less than the decree. `province` is what the place's province is called: `Terms.province`."""
    return ", ".join(filter(None, [_level(level, province), condition(level)]))


def _level(level: Level, province: str) -> str:
    if level["rule"] == SEVERAL:
        below = ", có mức thấp hơn mức của quyết định" if level["is_below_floor"] else ""
        return f"Mỗi xã một mức, theo phạm vi áp dụng{below}"
    if level["is_verdict"] and level["rule"] == "assessed":
        return "Theo đánh giá của văn phòng, bộ tiêu chí mới biết một phần"
    if level["is_broken"]:
        return f"{_target(level)}; theo đánh giá, con số không xét với mức"
    if level["rule"] == "answer":
        return "Đạt"
    if level["lacking_for"]:
        return f"Chưa khai mức cho {level['lacking_for']}; theo đánh giá"
    if level["rule"] == "assessed":
        return (
            f"Theo đánh giá, chưa đối chiếu {whose_level(level['target_text'], province)}"
            if not level["has_other_years"]
            else "Theo đánh giá, chưa có mức của năm"
        )
    return _target(level)


def _target(level: Level) -> str:
    below = " (thấp hơn mức của quyết định)" if level["is_below_floor"] else ""
    return f"{target_phrase(level['comparator'], level['target'], level['value_type'], level['unit'])}{below}"


def whose_level(target_text: str, province: str) -> str:
    """Return whose level it is that an assessed indicator has, by what its set says of it: the province's unless it says otherwise."""
    said, named = target_text.casefold(), ("mức theo vùng", "mức của năm")
    return next((whose for whose in named if whose in said), f"mức của {province}")


def moved_phrase(
    level: Level, earlier: Level | None, then: int, later: Level | None, year: int, province: str = PROVINCE
) -> str:
    """Return the level with what it was in `then` and will be in `year`, where these are other numbers (None: they are not), and for whom
    where that is another scope: "Từ 30% trở lên, mức tăng từ 20% (2023); năm 2025 (tỉnh Lạng Sơn): từ 40% trở lên".
    """
    said = level_phrase(level, province)
    if earlier is not None:
        verb = "tăng" if level["target"] > earlier["target"] else "giảm"
        whose = f"{then}, {earlier['scope']}" if _has_other_scope(earlier, level) else f"{then}"
        said += f", mức {verb} từ {level_in_unit(earlier['target'], level['value_type'], level['unit'])} ({whose})"
    if later is not None:
        coming, whose = level_phrase(later, province), f" ({later['scope']})" if _has_other_scope(later, level) else ""
        said += f"; năm {year}{whose}: {coming[:1].lower()}{coming[1:]}"
    return said


def _has_other_scope(other: Level, level: Level) -> bool:
    return other["scope"] not in ("", level["scope"])


def is_all(comparator: str, target: float, value_type: str) -> bool:
    """Return whether a level asks for the whole: 100% is then neither "from 100% on" nor "exactly 100%"."""
    return value_type == "percent" and target == 100 and comparator in (">=", "==")


def target_phrase(comparator: str, target: float, value_type: str, unit: str) -> str:
    """Return a level that is a number, in words: "Từ 36 triệu đồng trở lên", "Không còn", of a share that can't be more "100%"."""
    if comparator == "==" and target == 0:
        return "Không còn"
    text = level_in_unit(target, value_type, unit)
    if is_all(comparator, target, value_type):
        return text
    return {">=": f"Từ {text} trở lên", "<=": f"Không quá {text}", "==": f"Đúng {text}"}[comparator]


def value_phrase(row: Valued, level: Level, assessor: str, later: float | None = None) -> str:
    """Return a component's value in words, with the counts behind a share: "11,9% (84/707 hộ)".

    `assessor` is who assessed it, "" if nobody is named (SeasonView.assessor); `later` is a level to come that is named beside it.
    """
    decides = level["is_binding"] and row["result"] != "unknown"
    # What the commune answered stands as it was written where it decides nothing.
    answer = ASSESSED_WORDS[row["assessed"]] if level["rule"] != "level" and not decides else ""
    if level["rule"] == "answer" and answer:
        return answer
    if level["is_open"]:
        return "Chưa rõ có phải đạt"
    if level["rule"] == "answer" or row["result"] == "not_applicable":
        return sentence_case(RESULT_WORDS[row["result"]])
    value = row["value"]
    has_value = not pd.isna(value)
    if level["rule"] == "assessed":
        none = "chưa có đánh giá" if has_value else MISSING
        verdict = answer.lower() or (none if row["result"] == "unknown" else RESULT_WORDS[row["result"]])
        by = f" – {assessor} đánh giá" if assessor else ""
        figure = f"{in_unit(value, level['value_type'], level['unit'])}{_counts(row, level)}; " if has_value else ""
        return f"{figure}{verdict}{by}"[:1].upper() + f"{figure}{verdict}{by}"[1:]
    if not has_value:
        return sentence_case(MISSING)
    return f"{_beside(value, level, later).value}{_counts(row, level)}"


def _beside(value: float, level: Level, later: float | None = None) -> Beside:
    return beside(value, level["value_type"], level["unit"], level["comparator"], level["target"], later)


def _counts(row: Valued, level: Level) -> str:
    if level["value_type"] != "percent":
        return ""
    counts = share_of(row["numerator"], row["denominator"])
    return f" ({counts} {level['count_unit']})" if counts else ""


def gap_phrase(row: Missing, level: Level) -> str:
    """Return the gap in words, as a count where there is one: "phải giảm thêm 49 hộ", "còn 7 nhà", "thiếu 0,6 triệu đồng/người/năm"."""
    if row["result"] in ("met", "not_applicable"):
        return ""
    if row["result"] == "unknown":
        return ", ".join(filter(None, [MISSING if lacks_value(row) else "", _undecided(row, level)]))
    if level["rule"] != "level":
        return RESULT_WORDS["not_met"]
    if not pd.isna(row["gap_count"]):
        return f"{gap_verb(level['comparator'], level['target'])} {number(row['gap_count'], 1)} {level['count_unit']}"
    unit = {"percent": "%", "growth": " điểm phần trăm"}.get(level["value_type"], f" {level['unit']}")
    return f"thiếu {_beside(row['value'], level).gap}{unit}"


def gap_verb(comparator: str, target: float) -> str:
    """Return the verb before a count that is missing: where some may remain, "còn 49 hộ" would be read as all there are."""
    if comparator == ">=":
        return "thiếu"
    return "phải giảm thêm" if comparator == "<=" and target > 0 else "còn"


def together(count: float, level: Level) -> str:
    """Return what several communes lack together, behind the figure's name: "13 nhà", "phải giảm thêm 108 hộ"; "" where that is no count."""
    if not level["count_unit"] or pd.isna(count) or not count:
        return ""
    verb = gap_verb(level["comparator"], level["target"])
    return f"{f'{verb} ' if verb == 'phải giảm thêm' else ''}{number(count, 1)} {level['count_unit']}"


def _undecided(row: Missing, level: Level) -> str:
    """Return what the office or an agency has not said, so that a figure or an answer decides nothing; "" where it is the figure alone."""
    if level["may_not_bind"]:
        return "chưa khai nhóm xã"
    if lacks_value(row):
        return ""
    return "chưa có đánh giá" if level["is_broken"] else "chưa có mức, cũng chưa có đánh giá"


def threshold_source(level: Level) -> str:
    """Return the words on how far a level was checked, and by whom it was compared with the decree's annex."""
    return {
        CHECKED: f"đã đối chiếu ({level['checked_by']})",
        UNCHECKED: "theo văn bản của tỉnh, chưa ghi người đối chiếu",
        SECONDARY: "theo nguồn thứ cấp, chưa đối chiếu",
        UNSOURCED: "chưa có nguồn xác nhận, chưa đối chiếu",
    }[source_kind(level)]
