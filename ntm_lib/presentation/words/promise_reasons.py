"""Why a promise stands as it does: the rule that judged it, as one sentence with the promise's own numbers."""

from collections.abc import Callable

import pandas as pd

from ntm_lib.analysis.assessment import DIGITS
from ntm_lib.presentation.words import promises as wording
from ntm_lib.presentation.words.numbers import day, level_in_unit, number
from ntm_lib.presentation.words.promises import DIRECTIONS, Row, listed
from ntm_lib.text import joined, sentence_case

Label = Callable[[str], str]

_RUNNING = "; chưa hết hạn"


def rule_sentence(row: Row, measure: Row | None, when: str, who: str, label: Label) -> str:
    """Return why the promise stands as it does.

    `when` begins the sentence where figures are spoken of ("Hết năm 2021", "Đến 30/6/2021"); `who` is what the respondent is
    called ("xã", "phòng"); `label` names a criterion by its number ("9 Nhà ở dân cư").
    """
    base = f"mùa {row['base_season']}" if row["base_season"] else "mùa gốc"
    nothing = _nothing_sentence(row, who, base)
    if nothing:
        return nothing
    match row["kind"]:
        case "measure" if measure:
            say = _change_sentence if row["comparator"] in DIRECTIONS else _number_sentence
            return say(row, measure, when, base)
        case "maintain":
            return _kept_sentence(row, when, base, label)
        case "criterion":
            return _criteria_sentence(row, when, label)
        case "task":
            return _task_sentence(row, when, who)
    return _tier_sentence(row, when, who, base)


def _nothing_sentence(row: Row, who: str, base: str) -> str:
    """Return why there is nothing to judge by; "" for the other rules."""
    return {
        "no_figure": "Mùa này chưa có số liệu.",
        "no_base": f"Không có số liệu {base} để so sánh.",
        "no_statement": f"{sentence_case(who)} chưa báo kết quả.",
        "no_commune": "Kết luận không nêu xã nào nên không có số liệu để xét.",
        "criteria_no_base": f"Không có kết quả {base} để biết phải giữ tiêu chí nào.",
        "criteria_other_set": f"Kết luận, {base} và mùa này không cùng một bộ tiêu chí: không so được từng tiêu chí.",
    }.get(row["rule"], "")


# Measures


def _number_sentence(row: Row, measure: Row, when: str, base: str) -> str:
    """Return "Hết năm 2021, tỷ lệ hộ nghèo là 13,8% (92/667 hộ), cao hơn mức 13%: còn 6 hộ."."""
    if row["rule"] == "year_over":
        return _year_over(row)
    now = _subject(row, measure, when)
    level = level_in_unit(float(row["target"]), measure["value_type"], _unit(measure))
    missed, short = f"{_beside(row, measure)} mức {level}", wording.gap_phrase(row, measure)
    path = ""
    if not pd.isna(row["path_value"]):
        path = f"tính đều đến hạn thì lúc này cần {wording.figures(row, measure).others[1]}"
    given = wording.target_phrase(row, measure)
    end = {
        "measure_reached": f"đạt mức giao ({given})",
        "measure_missed": f"{missed}: {short}",
        "measure_on_path": f"{missed} ({short}) nhưng kịp tiến độ: {path}",
        "measure_behind": f"{missed} ({short}); {path}",
        "measure_not_due": f"{missed} ({short}){_RUNNING}",
        "measure_away": f"{missed} và xa mức hơn {base} ({wording.base_phrase(row, measure)}): đến nay ngược chiều",
        "ceiling_kept": f"chưa vượt mức giao ({given}); năm hạn chưa hết",
        "ceiling_exceeded": f"vượt mức giao ({given})",
    }[row["rule"]]
    return f"{now}, {end}."


def _change_sentence(row: Row, measure: Row, when: str, base: str) -> str:
    """Return "Hết năm 2021, tỷ lệ hộ nghèo là 2,5% (9/362 hộ), giảm so với 2,8% của mùa 2020."."""
    if row["rule"] == "year_over":
        return _year_over(row)
    goal = DIRECTIONS[row["comparator"]]
    before = wording.value_pair(row, measure, with_unit=measure["value_type"] != "number")[1]
    if row["rule"] == "change_nothing_left":
        return f"{sentence_case(_quantity(measure))} {base} đã là {before} và nay vẫn vậy: không còn gì phải {goal}."
    if row["rule"] == "change_year_running":
        return f"{_subject(row, measure, when)}; đếm từ 01/01, năm chưa hết nên chưa so với {before} của cả {base}."
    end = {
        "change_right_way": _RUNNING,
        "change_unchanged": _RUNNING,
        "change_behind": f": chưa {goal}, {wording.deadline_phrase(row)}",
        "change_away": ": đến nay ngược chiều",
    }.get(row["rule"], "")
    return f"{_subject(row, measure, when)}, {_moved(row, measure, before, base)}{end}."


def _moved(row: Row, measure: Row, before: str, base: str) -> str:
    """Return how a measure moved: "giảm so với 13,8% của mùa 2020"; a share that moved by its denominator only did not."""
    rise = round(row["value"] - row["base_value"], DIGITS)
    if rise == 0:
        return f"không đổi so với {base}"
    if measure["value_type"] == "percent" and row["numerator"] == row["base_numerator"]:
        count = f"{number(row['numerator'])} {measure['count_unit']}"
        return f"vẫn {count} như {base}, tỷ lệ chỉ đổi do mẫu số đổi"
    return f"{'tăng' if rise > 0 else 'giảm'} so với {before} của {base}"


def _year_over(row: Row) -> str:
    return (
        f"Số này đếm riêng từng năm; số của mùa {row['season']} không cho biết kết quả năm {int(row['deadline_year'])}."
    )


def _subject(row: Row, measure: Row, when: str) -> str:
    """Return "Hết năm 2021, tỷ lệ hộ nghèo là 13,8% (92/667 hộ)"."""
    value = wording.value_phrase(row, measure, with_unit=measure["value_type"] != "number")
    return f"{when}, {_quantity(measure)} là {value}{wording.counts_of(row, measure)}"


def _quantity(measure: Row) -> str:
    """Return a measure's name inside a sentence: "tỷ lệ hộ nghèo", "số nhà tạm đã xóa trong năm"."""
    name = measure["name"][:1].lower() + measure["name"][1:]
    return name if measure["value_type"] != "number" or name.startswith("tổng số") else f"số {name}"


def _unit(measure: Row) -> str:
    return "" if measure["value_type"] == "number" else measure["unit"]


def _beside(row: Row, measure: Row) -> str:
    is_above = row["value"] > float(row["target"])
    if measure["value_type"] == "number":
        return "nhiều hơn" if is_above else "ít hơn"
    return "cao hơn" if is_above else "thấp hơn"


# Criteria


def _kept_sentence(row: Row, when: str, base: str, label: Label) -> str:
    """Return "Giữ đủ 13/13 tiêu chí đã đạt mùa 2020."."""
    kept, lost, unknown = (listed(row[name]) for name in ("kept", "lost", "unknown"))
    held = len(kept) + len(lost) + len(unknown)
    count = f"{len(kept)}/{held} tiêu chí đã đạt {base}"
    text = {
        "criteria_kept": f"Giữ đủ {count}",
        "criteria_kept_so_far": f"{when} còn giữ đủ {count}{_RUNNING}",
    }.get(row["rule"], f"Giữ {count}{_named('nay chưa đạt', lost, label)}{_named('chưa có số liệu', unknown, label)}")
    if row["target"].isdecimal() and row["target"] != str(held):
        text += f". Thông báo nêu {row['target']}, biểu {base} cho {held}"
    return f"{text}."


def _criteria_sentence(row: Row, when: str, label: Label) -> str:
    """Return "Hết năm 2021 đạt 2/3 tiêu chí được giao; chưa đạt: 10 Thu nhập."."""
    met, not_met, unknown = (listed(row[name]) for name in ("met", "not_met", "unknown"))
    if row["rule"] == "criteria_reached":
        return f"{when} đạt đủ {len(met)}/{len(met)} tiêu chí được giao."
    text = f"{when} đạt {len(met)}/{wording.promised(row)} tiêu chí được giao"
    text += _named("chưa đạt", not_met, label) + _named("chưa có số liệu", unknown, label)
    return f"{text}{_needed(row)}{_RUNNING if row['rule'] == 'criteria_not_due' else ''}."


def _named(words: str, numbers: list[str], label: Label) -> str:
    return f"; {words}: {joined([label(n) for n in numbers])}" if numbers else ""


def _needed(row: Row) -> str:
    if pd.isna(row["path_value"]):
        return ""
    return f"; tính đều đến hạn thì lúc này cần {number(row['path_value'])} tiêu chí"


# What is stated of a task, tier or village


def _task_sentence(row: Row, when: str, who: str) -> str:
    """Return "Xã báo ngày 10/12/2021: đang thực hiện; hết năm 2021 chưa hoàn thành."."""
    end = {
        "task_missed": f"; {when[:1].lower()}{when[1:]} chưa hoàn thành",
        "task_running": _RUNNING,
        "task_waiting": _RUNNING,
        "task_late": f"; {wording.deadline_phrase(row)}",
    }.get(row["rule"], "")
    return f"{wording.said(row, who)}: {wording.statement(row)}{end}."


def _tier_sentence(row: Row, when: str, who: str, base: str) -> str:
    """Return "Xã báo ngày 10/12/2021: 9/10 tiêu chí, hồ sơ cơ bản đạt; hết năm 2021 chưa đạt, còn 1 tiêu chí."."""
    if row["rule"] == "tier_recognised":
        on: str = "" if pd.isna(row["as_of"]) else f" ngày {day(row['as_of'])}"
        return f"Đã có quyết định công nhận {row['target']} hoặc danh hiệu cao hơn{on}."
    before: str = "" if pd.isna(row["base_value"]) else f"; {base} là {number(row['base_value'])} tiêu chí"
    has_deadline = not pd.isna(row["deadline_year"])
    end = {
        "tier_counted": "; đã đủ số tiêu chí",
        "tier_missed": f"; {when[:1].lower()}{when[1:]} chưa đạt{_short(row)}{_basically(row)}",
        "tier_not_due": f"{_short(row)}{_RUNNING}",
        "tier_on_path": f"{_short(row)}{_needed(row)}{_RUNNING}",
        "tier_behind": f"{_short(row)}{_needed(row)}; {wording.deadline_phrase(row)}",
        "tier_unclear": "; không báo số tiêu chí nên chưa kết luận được",
        "progress_made": f"{before}{_RUNNING if has_deadline else '; việc không ghi hạn'}",
        "progress_made_in_time": f"{before}; đã có tiến triển như được giao",
        "progress_waiting": f"{before}; từ {base} đến nay chưa trọn một năm",
        "progress_none": f"{before}; từ {base} đến nay chưa có tiến triển",
    }.get(row["rule"], "")
    return f"{wording.said(row, who)}: {wording.statement(row)}{end}."


def _short(row: Row) -> str:
    """Return ", còn 1 tiêu chí" where counts are stated; that they contradict a stated "hoàn thành" is said."""
    if pd.isna(row["criteria_met"]) or pd.isna(row["criteria_total"]):
        return ""
    left = f"còn {number(row['criteria_total'] - row['criteria_met'])} tiêu chí"
    return f", số tiêu chí trái với “hoàn thành”: {left}" if row["stated_state"] == "hoàn thành" else f", {left}"


def _basically(row: Row) -> str:
    return " (“cơ bản đạt” không tính là đạt)" if row["dossier_state"] == "cơ bản đạt" else ""
