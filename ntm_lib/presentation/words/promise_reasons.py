"""Why a promise stands as it does: what each rule says in general, and beside it the sentence with a promise's own numbers."""

from collections.abc import Callable

import pandas as pd

from ntm_lib.analysis.assessment import DIGITS
from ntm_lib.presentation.words import promises as promise
from ntm_lib.presentation.words.fallen import CHANGED
from ntm_lib.presentation.words.numbers import MISSING, day, level_in_unit, number
from ntm_lib.presentation.words.promises import DIRECTIONS, listed
from ntm_lib.schemas import Promise
from ntm_lib.text import joined, season_text, sentence_case
from ntm_lib.workbook.reference import Measure

Label = Callable[[str], str]

_RUNNING = "; chưa hết hạn"


def rule_sentence(
    row: Promise, measure: Measure | None, when: str, who: str, label: Label, broken: str = "", unread: str = ""
) -> str:
    """Return the reason why the promise stands as it does.

    `when` begins the sentence where figures are spoken of ("Hết năm 2021", "Đến 30/6/2021"); `who` is what the respondent is
    called ("xã", "phòng"); `label` names a criterion by its number ("9 Nhà ở dân cư"); `broken` is why a broken series, or other borders,
    are not compared; `unread` what is wrong with an answer that can't be read.
    """
    base = season_text(row["base_season"]) if row["base_season"] else "kỳ gốc"
    nothing = _nothing_sentence(row, who, base, broken, unread)
    if nothing:
        return nothing
    match row["kind"]:
        case "measure" if measure:
            say = _change_sentence if row["comparator"] in DIRECTIONS else _number_sentence
            return say(row, measure, when, base)
        case "maintain":
            return _kept_sentence(row, when, base, label)
        case "criterion":
            return _criteria_sentence(row, when, label, broken)
        case "task":
            return _task_sentence(row, who)
    return _tier_sentence(row, when, who, base)


# Nothing to judge by


_NOTHING = {
    "no_figure": "Kỳ này không có số liệu.",
    "no_base": "Kỳ gốc không có số liệu để so sánh.",
    "no_series": "Từ kỳ gốc hoặc ngày kết luận đến kỳ này số liệu có mốc đứt chuỗi, ví dụ đổi chuẩn nghèo hay cách điều tra: hai số không so được, hoặc mức được giao theo cách khác với số liệu.",
    "no_same_borders": "Xã được giao đã nhập, tách hoặc lập lại sau ngày kết luận: số liệu của địa giới mới không cho biết kết quả của xã cũ. Nhiệm vụ và thôn thì vẫn theo dõi.",
    "no_statement": "Đơn vị chưa báo kết quả, hoặc ô ghi kết quả chưa đọc được.",
    "no_commune": "Kết luận không nêu xã nào của kỳ này nên không có số liệu để xét.",
}  # fmt: skip


def _nothing_sentence(row: Promise, who: str, base: str, broken: str, unread: str) -> str:
    """Return the reason why there is nothing to judge by; "" for the other rules."""
    return {
        "no_figure": "Kỳ này chưa có số liệu.",
        "no_base": f"Không so với {base} vì {broken}." if broken else f"Không có số liệu {base} để so sánh.",
        "no_series": f"Không so với {f'{base} và ' if row['base_season'] else ''}mức đã giao vì {broken}.",
        "no_same_borders": f"Không so với mức đã giao: {broken}, khác địa giới khi được giao.",
        "no_statement": f"{sentence_case(who)} có ghi mà chưa đọc được: {unread}"
        if unread
        else f"{sentence_case(who)} chưa báo kết quả.",
        "no_commune": "Kết luận không nêu xã nào của kỳ này nên không có số liệu để xét.",
        "criteria_no_base": f"Không có kết quả {base} để biết phải giữ tiêu chí nào.",
        "criteria_other_set": f"Kết luận, {base} và kỳ này không cùng một bộ tiêu chí: không so được từng tiêu chí.",
    }.get(row["rule"], "")


# Measures


_MEASURES = {
    "measure_reached": "Số liệu đạt mức được giao.",
    "measure_missed": "Đã hết hạn mà số liệu chưa đạt mức được giao.",
    "measure_on_path": "Chưa hết hạn ghi trong thông báo; số liệu bằng hoặc hơn đường thẳng nối số liệu kỳ gốc với mức được giao vào ngày 31/12 của năm hạn.",
    "measure_behind": "Chưa hết hạn ghi trong thông báo; số liệu kém đường thẳng nói trên: tính đều thì đang chậm.",
    "measure_not_due": "Chưa hết hạn, thông báo không ghi hạn; số liệu chưa đạt mức, nhưng không xa mức hơn kỳ gốc.",
    "measure_away": "Chưa hết hạn, thông báo không ghi hạn; số liệu xa mức hơn kỳ gốc: đến nay ngược chiều.",
    "ceiling_kept": "Số đếm trong năm không được vượt mức được giao; năm hạn chưa hết, đến nay chưa vượt.",
    "ceiling_exceeded": "Số đếm trong năm đã vượt mức không được vượt: không đợi đến hạn.",
    "year_over": "Số đếm riêng từng năm; năm hạn đã qua, số của năm khác không cho biết kết quả của năm hạn.",
    "change_reached": "Đã hết hạn; số liệu tăng (hoặc giảm) đúng hướng được giao so với kỳ gốc.",
    "change_missed": "Đã hết hạn; so với kỳ gốc, số liệu không đổi hoặc đi ngược hướng được giao.",
    "change_right_way": "Chưa hết hạn; số liệu đang đi đúng hướng được giao so với kỳ gốc.",
    "change_behind": "Chưa hết hạn ghi trong thông báo; so với kỳ gốc, số liệu không đổi hoặc đi ngược hướng được giao.",
    "change_unchanged": "Chưa hết hạn, thông báo không ghi hạn; số liệu không đổi so với kỳ gốc.",
    "change_away": "Chưa hết hạn, thông báo không ghi hạn; số liệu đi ngược hướng được giao so với kỳ gốc: đến nay ngược chiều.",
    "change_nothing_left": "Kỳ gốc đã ở mức cuối cùng (0 khi phải giảm, 100% khi phải tăng) và nay vẫn vậy: không còn gì phải làm thêm.",
    "change_year_running": "Số đếm từ ngày 01/01, năm chưa hết nên chưa so với số của cả năm gốc.",
}  # fmt: skip


def _number_sentence(row: Promise, measure: Measure, when: str, base: str) -> str:
    """Return "Hết năm 2021, tỷ lệ hộ nghèo là 13,8% (92/667 hộ), cao hơn mức 13%: phải giảm thêm 6 hộ."."""
    if row["rule"] == "year_over":
        return _year_over(row)
    now = _subject(row, measure, when)
    level = level_in_unit(float(row["target"]), measure["value_type"], _unit(measure))
    missed, short = f"{_beside(row, measure)} mức {level}", promise.gap_phrase(row, measure)
    path = ""
    if not pd.isna(row["path_value"]):
        path = f"tính đều đến hạn thì lúc này cần {promise.figures(row, measure).others[1]}"
    given = promise.target_phrase(row, measure)
    end = {
        "measure_reached": f"đạt mức giao ({given})",
        "measure_missed": f"{missed}: {short}",
        "measure_on_path": f"{missed} ({short}) nhưng kịp tiến độ: {path}",
        "measure_behind": f"{missed} ({short}); {path}",
        "measure_not_due": f"{missed} ({short}){_RUNNING}",
        "measure_away": f"{missed} và xa mức hơn {base} ({promise.base_phrase(row, measure)}): đến nay ngược chiều",
        "ceiling_kept": f"chưa vượt mức giao ({given}); năm hạn chưa hết",
        "ceiling_exceeded": f"vượt mức giao ({given})",
    }[row["rule"]]
    return f"{now}, {end}."


def _change_sentence(row: Promise, measure: Measure, when: str, base: str) -> str:
    """Return "Hết năm 2021, tỷ lệ hộ nghèo là 2,5% (9/362 hộ), giảm so với 2,8% của năm 2020."."""
    if row["rule"] == "year_over":
        return _year_over(row)
    goal = DIRECTIONS[row["comparator"]]
    before = promise.value_pair(row, measure, with_unit=measure["value_type"] != "number")[1]
    if row["rule"] == "change_nothing_left":
        return f"{sentence_case(_quantity(measure))} {base} đã là {before} và nay vẫn vậy: không còn gì phải {goal}."
    if row["rule"] == "change_year_running":
        return f"{_subject(row, measure, when)}; đếm từ 01/01, năm chưa hết nên chưa so với {before} của cả {base}."
    end = {
        "change_right_way": _RUNNING,
        "change_unchanged": _RUNNING,
        "change_behind": f": chưa {goal}, {promise.deadline_phrase(row)}",
        "change_away": ": đến nay ngược chiều",
    }.get(row["rule"], "")
    return f"{_subject(row, measure, when)}, {_moved(row, measure, before, base)}{end}."


def _moved(row: Promise, measure: Measure, before: str, base: str) -> str:
    """Return the movement of a measure: "giảm so với 13,8% của năm 2020"; a share changed only by its denominator did not."""
    rise = round(row["value"] - row["base_value"], DIGITS)
    if rise == 0:
        return f"không đổi so với {base}"
    if measure["value_type"] == "percent" and row["numerator"] == row["base_numerator"]:
        count = f"{number(row['numerator'])} {measure['count_unit']}"
        return f"vẫn {count} như {base}, tỷ lệ chỉ đổi do mẫu số đổi"
    return f"{'tăng' if rise > 0 else 'giảm'} so với {before} của {base}"


def _year_over(row: Promise) -> str:
    return f"Số này đếm riêng từng năm; số của {season_text(row['season'])} không cho biết kết quả năm {int(row['deadline_year'])}."


def _subject(row: Promise, measure: Measure, when: str) -> str:
    """Return "Hết năm 2021, tỷ lệ hộ nghèo là 13,8% (92/667 hộ)"."""
    value = promise.value_phrase(row, measure, with_unit=measure["value_type"] != "number")
    return f"{when}, {_quantity(measure)} là {value}{promise.counts_of(row, measure)}"


def _quantity(measure: Measure) -> str:
    """Return a measure's name inside a sentence: "tỷ lệ hộ nghèo", "số nhà tạm đã xóa trong năm"."""
    name = measure["name"][:1].lower() + measure["name"][1:]
    return name if measure["value_type"] != "number" or name.startswith("tổng số") else f"số {name}"


def _unit(measure: Measure) -> str:
    return "" if measure["value_type"] == "number" else measure["unit"]


def _beside(row: Promise, measure: Measure) -> str:
    is_above = row["value"] > float(row["target"])
    if measure["value_type"] == "number":
        return "nhiều hơn" if is_above else "ít hơn"
    return "cao hơn" if is_above else "thấp hơn"


# Criteria


_CRITERIA = {
    "criteria_kept": "Đã hết hạn; mọi tiêu chí đạt ở kỳ gốc nay vẫn đạt.",
    "criteria_kept_so_far": "Chưa hết hạn; mọi tiêu chí đạt ở kỳ gốc đến nay vẫn đạt.",
    "criteria_lost": f"Có tiêu chí đạt ở kỳ gốc mà nay chưa đạt, không chỉ vì {CHANGED}; tiêu chí mới đạt thêm không bù cho tiêu chí bị mất.",
    "criteria_lost_so_far": f"Chưa hết hạn; có tiêu chí đạt ở kỳ gốc mà nay chưa đạt, không chỉ vì {CHANGED}: đến hạn phải đạt lại.",
    "criteria_kept_unknown": f"Không mất tiêu chí nào, nhưng có tiêu chí đạt ở kỳ gốc mà nay chưa có số liệu, chưa xét được, hoặc chưa đạt chỉ vì {CHANGED}.",
    "criteria_no_base": "Kỳ gốc không có kết quả để biết phải giữ tiêu chí nào.",
    "criteria_other_set": "Kết luận, kỳ gốc và kỳ này không cùng một bộ tiêu chí: không so được từng tiêu chí.",
    "criteria_reached": "Mọi tiêu chí được giao đều đạt hoặc không áp dụng.",
    "criteria_missed": "Đã hết hạn mà còn tiêu chí được giao chưa đạt.",
    "criteria_not_due": "Chưa hết hạn, thông báo không ghi hạn; còn tiêu chí được giao chưa đạt.",
    "criteria_on_path": "Chưa hết hạn ghi trong thông báo; số tiêu chí đạt bằng hoặc hơn phần phải đạt đến nay, tính đều từ kỳ gốc đến ngày 31/12 của năm hạn.",
    "criteria_behind": "Chưa hết hạn ghi trong thông báo; số tiêu chí đạt kém phần phải đạt đến nay nói trên.",
    "criteria_unknown": "Có tiêu chí được giao chưa có số liệu hoặc chưa xét được nên chưa kết luận được.",
    "criteria_no_series": "Từ kỳ gốc hoặc ngày kết luận đến kỳ này, số liệu của tiêu chí được giao có mốc đứt chuỗi: kết quả nay theo cách khác với khi giao. Chỉ tiêu khác của tiêu chí ấy chưa đạt thì tiêu chí vẫn là chưa đạt.",
}  # fmt: skip


def _kept_sentence(row: Promise, when: str, base: str, label: Label) -> str:
    """Return "Giữ đủ 13/13 tiêu chí đã đạt năm 2020."."""
    kept, held = listed(row["kept"]), len(promise.held(row))
    those = f"{held} tiêu chí đã đạt {base}"
    others = _others(row, "nay chưa đạt", listed(row["lost"]), f"không so được vì {CHANGED}", label)
    if row["rule"] == "criteria_kept":
        text = f"Giữ đủ {len(kept)}/{those}"
    elif row["rule"] == "criteria_kept_so_far":
        text = f"{when} còn giữ đủ {len(kept)}/{those}{_RUNNING}"
    elif len(promise.lacking(row)) == held:
        text = f"Kỳ này chưa có số liệu của {held}/{those}"
    elif kept or not promise.has_open(row):
        text = f"Giữ {promise.at_least(row)}{len(kept)}/{'; '.join([those, *others])}"
    else:
        text = f"Trong {those}, {'; '.join(others)}"
    if row["target"].isdecimal() and row["target"] != str(held):
        text += f". Thông báo nêu {row['target']}, biểu {base} cho {held}"
    return f"{text}."


def _criteria_sentence(row: Promise, when: str, label: Label, broken: str) -> str:
    """Return "Hết năm 2021 đạt 2/3 tiêu chí được giao; chưa đạt: 10 Thu nhập."."""
    met, those = listed(row["met"]), f"{promise.promised(row)} tiêu chí được giao"
    if row["rule"] == "criteria_reached":
        return f"{when} đạt đủ {len(met)}/{those}."
    others = _others(row, "chưa đạt", listed(row["not_met"]), f"không xét được vì {broken}", label)
    if met or not promise.has_open(row):
        text = f"{when} đạt {promise.at_least(row)}{len(met)}/{'; '.join([those, *others])}"
    else:
        text = f"{when}, trong {those}, {'; '.join(others)}"
    return f"{text}{_needed(row)}{_RUNNING if row['rule'] == 'criteria_not_due' else ''}."


def _others(row: Promise, failing: str, numbers: list[str], ruled: str, label: Label) -> list[str]:
    """Return the criteria that are not met, are so by another rule only, or are unknown, and for want of what: "chưa có số liệu: 10 Thu nhập"."""
    named = {
        failing: numbers,
        ruled: listed(row["ruled"]),
        MISSING: promise.lacking(row),
        promise.UNJUDGED: listed(row["unjudged"]),
    }
    return [f"{words}: {joined([label(n) for n in own])}" for words, own in named.items() if own]


def _needed(row: Promise) -> str:
    if pd.isna(row["path_value"]):
        return ""
    return f"; tính đều đến hạn thì lúc này cần {number(row['path_value'])} tiêu chí"


# What is stated of a task, tier or village


_STATED = {
    "tier_recognised": "Đến ngày chốt số liệu đã có quyết định công nhận danh hiệu được giao hoặc danh hiệu cao hơn.",
    "tier_counted": "Đơn vị báo đạt đủ số tiêu chí của danh hiệu.",
    "tier_declared": "Đơn vị báo hồ sơ đã được tỉnh công nhận, hoặc báo hoàn thành mà không kèm số tiêu chí.",
    "tier_missed": "Đã hết hạn mà số tiêu chí báo đạt chưa đủ của danh hiệu; “cơ bản đạt” không tính là đạt, số tiêu chí quyết định khi trái với lời báo.",
    "tier_unfinished": "Đã hết hạn, đơn vị báo chưa xong và không kèm đủ số tiêu chí.",
    "tier_on_path": "Chưa hết hạn ghi trong thông báo; số tiêu chí báo đạt bằng hoặc hơn phần phải đạt đến nay.",
    "tier_behind": "Chưa hết hạn ghi trong thông báo; số tiêu chí báo đạt kém phần phải đạt đến nay.",
    "tier_not_due": "Chưa hết hạn; chưa đủ số tiêu chí của danh hiệu, và thông báo không ghi hạn hoặc kỳ gốc chưa báo số tiêu chí.",
    "tier_waiting": "Chưa hết hạn; đơn vị báo chưa thực hiện và số tiêu chí chưa hơn kỳ gốc.",
    "tier_unclear": "Đã hết hạn; chỉ có trạng thái hồ sơ (xã tự đánh giá hoặc {appraiser} thẩm tra đạt), không có số tiêu chí và kết quả thực hiện.",
    "progress_made": "Việc không có hạn: đang thực hiện, hoặc số tiêu chí đạt nhiều hơn kỳ gốc.",
    "progress_made_in_time": "Đã hết hạn; việc được giao là tạo tiến triển, và đã có tiến triển.",
    "progress_waiting": "Chưa hết hạn hoặc không có hạn; chưa thực hiện hoặc chưa có tiến triển từ kỳ gốc đến nay.",
    "progress_none": "Đã hết hạn mà chưa thực hiện hoặc chưa có tiến triển từ kỳ gốc đến nay.",
    "task_done": "Đơn vị báo hoàn thành.",
    "task_unfinished": "Đã hết hạn mà lần báo gần nhất của đơn vị là chưa hoàn thành.",
    "task_running": "Chưa hết hạn; đơn vị báo đang thực hiện.",
    "task_waiting": "Chưa hết hạn; đơn vị báo chưa thực hiện.",
}  # fmt: skip


def _task_sentence(row: Promise, who: str) -> str:
    """Return "Xã báo ngày 10/12/2021: đang thực hiện, chưa hoàn thành."."""
    end = {
        "task_unfinished": ", chưa hoàn thành",
        "task_running": _RUNNING,
        "task_waiting": _RUNNING,
    }.get(row["rule"], "")
    return f"{promise.said(row, who)}: {promise.statement(row)}{end}."


def _tier_sentence(row: Promise, when: str, who: str, base: str) -> str:
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
        "tier_waiting": f"{_short(row)}{_RUNNING}",
        "tier_unfinished": f", chưa hoàn thành{_basically(row)}",
        "tier_on_path": f"{_short(row)}{_needed(row)}{_RUNNING}",
        "tier_behind": f"{_short(row)}{_needed(row)}; {promise.deadline_phrase(row)}",
        "tier_unclear": "; không báo số tiêu chí nên chưa kết luận được",
        "progress_made": f"{before}{_RUNNING if has_deadline else '; việc không ghi hạn'}",
        "progress_made_in_time": f"{before}; đã có tiến triển như được giao",
        "progress_waiting": f"{before}; từ {base} đến nay chưa có tiến triển{_RUNNING if has_deadline else '; việc không ghi hạn'}",
        "progress_none": f"{before}; từ {base} đến nay chưa có tiến triển",
    }.get(row["rule"], "")
    return f"{promise.said(row, who)}: {promise.statement(row)}{end}."


def _short(row: Promise) -> str:
    """Return ", còn 1 tiêu chí" where counts are stated; that they contradict a stated "hoàn thành" is said."""
    if pd.isna(row["criteria_met"]) or pd.isna(row["criteria_total"]):
        return ""
    left = f"còn {number(row['criteria_total'] - row['criteria_met'])} tiêu chí"
    return f", số tiêu chí trái với “hoàn thành”: {left}" if row["stated_state"] == "hoàn thành" else f", {left}"


def _basically(row: Promise) -> str:
    return " (“cơ bản đạt” không tính là đạt)" if row["dossier_state"] == "cơ bản đạt" else ""


# Every rule of ntm_lib.analysis.promise_rules in general, for the method page; filled in by Terms.said
RULE_SENTENCES = _MEASURES | _CRITERIA | _STATED | _NOTHING
