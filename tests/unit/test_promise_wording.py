"""Promises in words: what was given, where it stood and stands, and why it is judged as it is, on every branch."""

import pytest

from ntm_lib.analysis.promise_rules import RULES
from ntm_lib.presentation.words import promises as wording
from ntm_lib.presentation.words.numbers import MISSING
from ntm_lib.presentation.words.promise_reasons import rule_sentence
from ntm_lib.schemas import PROMISE_STATES, PROMISES
from ntm_lib.tables import records

POOR = {"name": "Tỷ lệ hộ nghèo", "value_type": "percent", "unit": "% hộ", "count_unit": "hộ", "is_yearly": "false"}
INCOME = {"name": "Thu nhập bình quân đầu người", "value_type": "money", "unit": "triệu đồng/người/năm", "count_unit": "triệu đồng", "is_yearly": "false"}  # fmt: skip
HOUSES = {"name": "Nhà tạm, dột nát còn lại", "value_type": "number", "unit": "nhà", "count_unit": "nhà", "is_yearly": "false"}  # fmt: skip
REMOVED = {"name": "Nhà tạm đã xóa trong năm", "value_type": "number", "unit": "nhà", "count_unit": "nhà", "is_yearly": "true"}  # fmt: skip
PEOPLE = {"name": "Tổng số hộ", "value_type": "number", "unit": "hộ", "count_unit": "hộ", "is_yearly": "false"}


def promise(kind="task", rule="no_statement", **fields):
    """Return a row of PROMISES with what `fields` say and everything else empty."""
    usual = {
        "season": "2021", "item": "4.3", "notice_point": "4", "respondent": "an-binh", "respondent_kind": "commune",
        "unit_id": "an-binh", "kind": kind, "summary": "Việc đã giao", "deadline_year": 2021, "is_deadline_stated": False,
        "is_due": True, "state": RULES[rule], "rule": rule, "base_season": "2020",
    }  # fmt: skip
    return records(PROMISES.frame([usual | fields]))[0]


def number_promise(rule, value, comparator="<=", target="13", counts=(92, 667), **fields):
    numerator, denominator = counts or (None, None)
    row = {"value": value, "comparator": comparator, "target": target}
    return promise("measure", rule, **(row | {"numerator": numerator, "denominator": denominator} | fields))


def change(rule, value, base, comparator="decrease", **fields):
    return promise("measure", rule, value=value, base_value=base, comparator=comparator, **fields)


def says(row, measure=None, when="Hết năm 2021", who="xã"):
    return rule_sentence(row, measure, when, who, lambda number: f"{number} Tiêu chí {number}")


# States


def test_every_state_has_a_mark_and_a_word_of_its_own():
    """States are told apart by shape and word, not by colour alone."""
    assert set(wording.PROMISE_MARKS) == set(PROMISE_STATES)
    assert len(set(wording.PROMISE_MARKS.values())) == len(PROMISE_STATES)


@pytest.mark.parametrize(
    ("states", "phrase"),
    [
        (["không đạt", "hoàn thành", "đang thực hiện", "hoàn thành", "không đạt", "hoàn thành"], "3 hoàn thành · 1 đang thực hiện · 2 không đạt"),
        (["chưa có số liệu", "chưa hoàn thành"], "1 chưa hoàn thành · 1 chưa có số liệu"),
        (["hoàn thành"] * 1200, "1.200 hoàn thành"),
        ([], ""),
    ],
)  # fmt: skip
def test_states_are_counted_in_their_own_order(states, phrase):
    """From kept to unknown; a state that does not occur is left out."""
    assert wording.counts_phrase(states) == phrase


# Where the notice says it, and by when


@pytest.mark.parametrize(
    ("item", "point", "also", "phrase"),
    [
        ("4.3", "4", "", "điểm 4 (mục 4.3)"),
        ("3.4", "3", "7.7", "điểm 3 và 7 (mục 3.4, 7.7)"),
        ("3.4", "3", "3.6", "điểm 3 (mục 3.4, 3.6)"),
        ("3.4", "3", "7.7;10.2", "điểm 3, 7 và 10 (mục 3.4, 7.7, 10.2)"),
    ],
)
def test_a_promise_names_its_points_of_the_notice(item, point, also, phrase):
    """Point and item; both of an item named twice."""
    assert wording.reference_phrase(promise(item=item, notice_point=point, also_in=also)) == phrase


@pytest.mark.parametrize(
    ("year", "stated", "phrase"),
    [
        (2021, True, "hạn 2021"),
        (2021, False, "hạn 2021 (thông báo không ghi hạn)"),
        (None, False, "thông báo không ghi hạn"),
    ],
)
def test_a_deadline_that_the_notice_does_not_state_is_said_to_be_read(year, stated, phrase):
    """A year that is read from what the notice is for is never shown as if it stood there."""
    row = promise(deadline_year=year, is_deadline_stated=stated)
    assert wording.deadline_phrase(row) == phrase


# What was given


@pytest.mark.parametrize(
    ("comparator", "target", "measure", "phrase"),
    [
        ("<=", "12", POOR, "không quá 12%"),
        ("<=", "12.5", POOR, "không quá 12,5%"),
        (">=", "14", REMOVED, "từ 14 nhà trở lên"),
        (">=", "36", INCOME, "từ 36 triệu đồng/người/năm trở lên"),
        ("==", "0", HOUSES, "không còn nhà nào"),
        ("==", "0", REMOVED, "không có nhà nào"),
        ("==", "2", HOUSES, "đúng 2 nhà"),
        ("==", "0", POOR, "đúng 0%"),
        (">=", "100", POOR, "100%"),
        ("==", "100", POOR, "100%"),
        (">=", "100", REMOVED, "từ 100 nhà trở lên"),
        ("increase", "", INCOME, "tăng"),
        ("decrease", "", POOR, "giảm"),
        ("<=", "12", None, MISSING),
    ],
)
def test_a_measures_target_in_words(comparator, target, measure, phrase):
    """The number with its unit and on which side of it; or the direction."""
    assert wording.target_phrase(promise("measure", comparator=comparator, target=target), measure) == phrase


@pytest.mark.parametrize(
    ("kind", "fields", "phrase"),
    [
        ("maintain", {"target": "14"}, "giữ 14 tiêu chí đã đạt"),
        ("maintain", {"target": "met"}, "giữ các tiêu chí đã đạt"),
        ("criterion", {"criterion_no": "13;14;10"}, "đạt tiêu chí 10, 13 và 14"),
        ("tier", {"target": "NTM nâng cao", "comparator": "reach"}, "đạt NTM nâng cao"),
        ("tier", {"target": "NTM nâng cao", "comparator": "progress"}, "có tiến triển tới NTM nâng cao"),
        ("village", {"measure": "thôn 3", "target": "thôn NTM kiểu mẫu"}, "thôn 3 đạt thôn NTM kiểu mẫu"),
        ("task", {"target": "yes"}, ""),
    ],
)
def test_other_targets_in_words(kind, fields, phrase):
    """Criteria, tiers and villages are named; a task has no target but itself."""
    assert wording.target_phrase(promise(kind, **fields), None) == phrase


# Then and now


@pytest.mark.parametrize(
    ("row", "measure", "phrase"),
    [
        (number_promise("measure_reached", 11.9, base_value=100 * 96 / 701), POOR, "13,7%"),
        (number_promise("measure_reached", 14, ">=", "14", None, base_value=9), REMOVED, "9 nhà"),
        (number_promise("measure_reached", 14, ">=", "14", None, base_value=0), REMOVED, "0 nhà"),
        (number_promise("measure_reached", 14, ">=", "14", None), REMOVED, MISSING),
        (change("change_missed", 100 * 4 / 339, 100 * 4 / 336), POOR, "1,19%"),
        (number_promise("measure_reached", 14, base_value=9), None, MISSING),
        (promise("village", "tier_missed", base_value=6), None, "6 tiêu chí"),
        (promise("tier", "tier_missed"), None, ""),
        (promise("maintain", "criteria_lost", kept="1;2", lost="9", unknown="17"), None, "4 tiêu chí"),
        (promise("maintain", "criteria_no_base"), None, ""),
        (promise("criterion", "criteria_missed", met="1"), None, ""),
        (promise("task", "task_done"), None, ""),
    ],
)
def test_where_a_promise_started(row, measure, phrase):
    """The figure of the base season where there is one to start from; where it is missing that is said."""
    assert wording.base_phrase(row, measure) == phrase


@pytest.mark.parametrize(
    ("row", "measure", "phrase"),
    [
        (number_promise("measure_missed", 100 * 92 / 667, gap_count=6), POOR, "13,8% (92/667 hộ), phải giảm thêm 6 hộ"),
        (number_promise("measure_reached", 100 * 84 / 707, target="12", counts=(84, 707), gap_count=0), POOR, "11,9% (84/707 hộ)"),
        (number_promise("measure_missed", 12, ">=", "16", (12, None), gap_count=4), REMOVED, "12 nhà, thiếu 4 nhà"),
        (number_promise("measure_missed", 35.4, ">=", "36", (99368, 2807)), INCOME, "35,4 triệu đồng/người/năm, thiếu 0,6 triệu đồng/người/năm"),
        (number_promise("measure_missed", 13.04, counts=None), POOR, "13,04%, phải giảm thêm 0,04 điểm phần trăm"),
        (number_promise("ceiling_exceeded", 3, "==", "0", None, gap_count=3), REMOVED, "phát sinh 3 nhà (giao: không phát sinh)"),
        (number_promise("ceiling_kept", 0, "==", "0", None, gap_count=0), REMOVED, "0 nhà"),
        (number_promise("year_over", 9, ">=", "14", None), REMOVED, "9 nhà"),
        (number_promise("no_figure", None), POOR, MISSING),
        (number_promise("measure_missed", 12.0), None, MISSING),
        (change("change_reached", 100 * 6 / 800, 100 * 7 / 794, numerator=6, denominator=800), POOR, "0,8% (6/800 hộ)"),
        # why a change is missed: the count did not move, or moved the other way
        (change("change_missed", 100 * 4 / 339, 100 * 4 / 336, numerator=4, denominator=339, base_numerator=4), POOR, "1,18% (4/339 hộ), vẫn như năm 2020"),
        (change("change_missed", 100 * 8 / 800, 100 * 7 / 794, numerator=8, denominator=800, base_numerator=7), POOR, "1% (8/800 hộ), không giảm so với năm 2020"),
        # what is done by its criteria is not called under way beside that
        (promise("tier", "tier_counted", criteria_met=19, criteria_total=19, stated_state="đang thực hiện"), None, "19/19 tiêu chí"),
        (promise("maintain", "criteria_lost", kept="1;2", lost="9"), None, "giữ 2/3 tiêu chí"),
        (promise("maintain", "criteria_lost", lost="9"), None, "giữ 0/1 tiêu chí"),
        # what is known is a lower bound; of nothing known no count is said, but what is lacking
        (promise("maintain", "criteria_lost", kept="1;2", lost="9", unknown="17"), None, "giữ ít nhất 2/4 tiêu chí"),
        (promise("maintain", "criteria_kept_unknown", kept="1;2", ruled="9"), None, "giữ ít nhất 2/3 tiêu chí"),
        (promise("maintain", "criteria_lost", lost="9", unknown="17"), None, "1/2 tiêu chí chưa đạt"),
        (promise("maintain", "criteria_kept_unknown", unknown="1;2", unjudged="2"), None, MISSING),
        (promise("maintain", "criteria_kept_unknown", unknown="10", unjudged="10"), None, "chưa xét được"),
        (promise("maintain", "criteria_kept_unknown", ruled="10"), None, "chưa xét được"),
        (promise("maintain", "criteria_no_base"), None, "chưa xét được"),
        (promise("maintain", "no_same_borders"), None, "chưa xét được"),
        (promise("criterion", "no_same_borders"), None, "chưa xét được"),
        (promise("tier", "no_same_borders"), None, "chưa xét được"),
        (promise("tier", "no_statement"), None, MISSING),
        (promise("criterion", "criteria_missed", met="13", not_met="10", unknown="14"), None, "đạt ít nhất 1/3 tiêu chí"),
        (promise("criterion", "criteria_unknown", unknown="10", unjudged="10"), None, "chưa xét được"),
        (promise("criterion", "criteria_other_set"), None, "chưa xét được"),
        (promise("task", "task_unfinished", stated_state="đang thực hiện"), None, "đang thực hiện"),
        (promise("task", "task_done", stated_state="hoàn thành", figure=2.5), None, "hoàn thành, số liệu 2,5"),
        (promise("task", "no_statement"), None, MISSING),
        (promise("tier", "tier_missed", criteria_met=17, criteria_total=19, dossier_state="chưa đạt"), None, "17/19 tiêu chí, hồ sơ chưa đạt"),
        (promise("tier", "tier_not_due", criteria_met=0), None, "0 tiêu chí"),
        (promise("tier", "tier_recognised", criteria_met=17), None, "đã có quyết định công nhận"),
        (promise("village", "no_statement"), None, MISSING),
    ],
)  # fmt: skip
def test_where_a_promise_stands(row, measure, phrase):
    """The figure with its counts and what is missing, or what is stated; where nothing is known that is said."""
    assert wording.now_phrase(row, measure) == phrase


# Why nothing can be judged


@pytest.mark.parametrize(
    ("rule", "kind", "sentence"),
    [
        ("no_figure", "measure", "Kỳ này chưa có số liệu."),
        ("no_base", "measure", "Không có số liệu năm 2020 để so sánh."),
        ("no_statement", "task", "Xã chưa báo kết quả."),
        ("no_commune", "measure", "Kết luận không nêu xã nào của kỳ này nên không có số liệu để xét."),
        ("criteria_no_base", "maintain", "Không có kết quả năm 2020 để biết phải giữ tiêu chí nào."),
        ("criteria_other_set", "criterion", "Kết luận, năm 2020 và kỳ này không cùng một bộ tiêu chí: không so được từng tiêu chí."),
    ],
)  # fmt: skip
def test_why_nothing_can_be_judged(rule, kind, sentence):
    """What is missing is named."""
    assert says(promise(kind, rule), POOR) == sentence


def test_a_missing_base_season_has_no_name():
    """Without a base season the sentence speaks of “kỳ gốc”; a department is called as it is."""
    assert says(promise("measure", "no_base", base_season=""), POOR) == "Không có số liệu kỳ gốc để so sánh."
    assert says(promise("task", "no_statement"), who="phòng") == "Phòng chưa báo kết quả."


# Why a number


@pytest.mark.parametrize(
    ("row", "measure", "sentence"),
    [
        (
            number_promise("measure_reached", 100 * 84 / 707, target="12", counts=(84, 707), gap_count=0), POOR,
            "Hết năm 2021, tỷ lệ hộ nghèo là 11,9% (84/707 hộ), đạt mức giao (không quá 12%).",
        ),
        (
            number_promise("measure_missed", 100 * 92 / 667, gap_count=6), POOR,
            "Hết năm 2021, tỷ lệ hộ nghèo là 13,8% (92/667 hộ), cao hơn mức 13%: phải giảm thêm 6 hộ.",
        ),
        (
            number_promise("measure_missed", 12, ">=", "16", (12, None), gap_count=4), REMOVED,
            "Hết năm 2021, số nhà tạm đã xóa trong năm là 12, ít hơn mức 16: thiếu 4 nhà.",
        ),
        (
            number_promise("measure_missed", 2, "==", "0", (2, None), gap_count=2), HOUSES,
            "Hết năm 2021, số nhà tạm, dột nát còn lại là 2, nhiều hơn mức 0: còn 2 nhà.",
        ),
        (
            number_promise("measure_missed", 35.4, ">=", "36", (99368, 2807)), INCOME,
            "Hết năm 2021, thu nhập bình quân đầu người là 35,4 triệu đồng/người/năm, thấp hơn mức 36 triệu đồng/người/năm: thiếu 0,6 triệu đồng/người/năm.",
        ),
        (
            number_promise("measure_missed", 700, ">=", "800", None, gap_count=100), PEOPLE,
            "Hết năm 2021, tổng số hộ là 700, ít hơn mức 800: thiếu 100 hộ.",
        ),
        (
            number_promise("measure_on_path", 14.0, target="13", counts=(98, 700), gap_count=7, path_value=14.5), POOR,
            "Hết năm 2021, tỷ lệ hộ nghèo là 14% (98/700 hộ), cao hơn mức 13% (phải giảm thêm 7 hộ) nhưng kịp tiến độ: tính đều đến hạn thì lúc này cần 14,5%.",
        ),
        (
            number_promise("measure_behind", 6, ">=", "14", None, gap_count=8, path_value=6.94), REMOVED,
            "Hết năm 2021, số nhà tạm đã xóa trong năm là 6, ít hơn mức 14 (thiếu 8 nhà); tính đều đến hạn thì lúc này cần 6,9 nhà.",
        ),
        (
            number_promise("measure_not_due", 14.0, target="13", counts=(98, 700), gap_count=7), POOR,
            "Hết năm 2021, tỷ lệ hộ nghèo là 14% (98/700 hộ), cao hơn mức 13% (phải giảm thêm 7 hộ); chưa hết hạn.",
        ),
        (
            number_promise("measure_away", 16.0, target="13", counts=(112, 700), base_value=15.0), POOR,
            "Hết năm 2021, tỷ lệ hộ nghèo là 16% (112/700 hộ), cao hơn mức 13% và xa mức hơn năm 2020 (15%): đến nay ngược chiều.",
        ),
        (
            number_promise("ceiling_kept", 0, "==", "0", None), REMOVED,
            "Hết năm 2021, số nhà tạm đã xóa trong năm là 0, chưa vượt mức giao (không có nhà nào); năm hạn chưa hết.",
        ),
        (
            number_promise("ceiling_exceeded", 3, "==", "0", None, gap_count=3), REMOVED,
            "Hết năm 2021, số nhà tạm đã xóa trong năm là 3, vượt mức giao (không có nhà nào).",
        ),
        (
            number_promise("year_over", 9, ">=", "14", None, season="2022"), REMOVED,
            "Số này đếm riêng từng năm; số của năm 2022 không cho biết kết quả năm 2021.",
        ),
    ],
)  # fmt: skip
def test_why_a_number_is_kept_or_not(row, measure, sentence):
    """The sentence has the promise's own figure, counts, level and gap."""
    assert says(row, measure) == sentence


# Why a change


@pytest.mark.parametrize(
    ("row", "measure", "sentence"),
    [
        (
            change("change_reached", 100 * 9 / 362, 100 * 10 / 359, numerator=9, denominator=362, base_numerator=10), POOR,
            "Hết năm 2021, tỷ lệ hộ nghèo là 2,5% (9/362 hộ), giảm so với 2,8% của năm 2020.",
        ),
        (
            change("change_reached", 40.1, 37.8, "increase"), INCOME,
            "Hết năm 2021, thu nhập bình quân đầu người là 40,1 triệu đồng/người/năm, tăng so với 37,8 triệu đồng/người/năm của năm 2020.",
        ),
        (
            change("change_reached", 0, 1), HOUSES,
            "Hết năm 2021, số nhà tạm, dột nát còn lại là 0, giảm so với 1 của năm 2020.",
        ),
        (change("change_missed", 1, 1), HOUSES, "Hết năm 2021, số nhà tạm, dột nát còn lại là 1, không đổi so với năm 2020."),
        (change("change_missed", 2, 1), HOUSES, "Hết năm 2021, số nhà tạm, dột nát còn lại là 2, tăng so với 1 của năm 2020."),
        (
            change("change_missed", 100 * 4 / 339, 100 * 4 / 336, numerator=4, denominator=339, base_numerator=4), POOR,
            "Hết năm 2021, tỷ lệ hộ nghèo là 1,18% (4/339 hộ), vẫn 4 hộ như năm 2020, tỷ lệ chỉ đổi do mẫu số đổi.",
        ),
        (
            change("change_right_way", 14.0, 15.0, numerator=98, denominator=700, base_numerator=105), POOR,
            "Hết năm 2021, tỷ lệ hộ nghèo là 14% (98/700 hộ), giảm so với 15% của năm 2020; chưa hết hạn.",
        ),
        (change("change_unchanged", 1, 1), HOUSES, "Hết năm 2021, số nhà tạm, dột nát còn lại là 1, không đổi so với năm 2020; chưa hết hạn."),
        (
            change("change_behind", 1, 1, deadline_year=2022, is_deadline_stated=True), HOUSES,
            "Hết năm 2021, số nhà tạm, dột nát còn lại là 1, không đổi so với năm 2020: chưa giảm, hạn 2022.",
        ),
        (change("change_away", 2, 1), HOUSES, "Hết năm 2021, số nhà tạm, dột nát còn lại là 2, tăng so với 1 của năm 2020: đến nay ngược chiều."),
        (change("change_nothing_left", 0, 0), HOUSES, "Số nhà tạm, dột nát còn lại năm 2020 đã là 0 và nay vẫn vậy: không còn gì phải giảm."),
        (
            change("change_nothing_left", 100.0, 100.0, "increase"), POOR,
            "Tỷ lệ hộ nghèo năm 2020 đã là 100% và nay vẫn vậy: không còn gì phải tăng.",
        ),
        (
            change("change_year_running", 3, 9, "increase"), REMOVED,
            "Hết năm 2021, số nhà tạm đã xóa trong năm là 3; đếm từ 01/01, năm chưa hết nên chưa so với 9 của cả năm 2020.",
        ),
        (change("year_over", 3, 9, "increase", season="2022"), REMOVED, "Số này đếm riêng từng năm; số của năm 2022 không cho biết kết quả năm 2021."),
    ],
)  # fmt: skip
def test_why_a_change_is_kept_or_not(row, measure, sentence):
    """The sentence has both figures, told apart; unchanged, and changed by the denominator only, are said as such."""
    assert says(row, measure) == sentence


# Why of criteria


@pytest.mark.parametrize(
    ("rule", "fields", "sentence"),
    [
        ("criteria_kept", {"kept": "1;2;3", "target": "3"}, "Giữ đủ 3/3 tiêu chí đã đạt năm 2020."),
        ("criteria_kept", {"kept": "1;2;3", "target": "met"}, "Giữ đủ 3/3 tiêu chí đã đạt năm 2020."),
        ("criteria_kept", {"kept": "1;2", "target": "14"}, "Giữ đủ 2/2 tiêu chí đã đạt năm 2020. Thông báo nêu 14, biểu năm 2020 cho 2."),
        ("criteria_kept_so_far", {"kept": "1;2", "target": "2"}, "Hết năm 2021 còn giữ đủ 2/2 tiêu chí đã đạt năm 2020; chưa hết hạn."),
        ("criteria_lost", {"kept": "1", "lost": "9", "target": "2"}, "Giữ 1/2 tiêu chí đã đạt năm 2020; nay chưa đạt: 9 Tiêu chí 9."),
        (
            "criteria_lost", {"kept": "1", "lost": "9;11", "unknown": "17", "target": "4"},
            "Giữ ít nhất 1/4 tiêu chí đã đạt năm 2020; nay chưa đạt: 9 Tiêu chí 9 và 11 Tiêu chí 11; chưa có số liệu: 17 Tiêu chí 17.",
        ),
        ("criteria_lost", {"lost": "9", "target": "1"}, "Giữ 0/1 tiêu chí đã đạt năm 2020; nay chưa đạt: 9 Tiêu chí 9."),
        ("criteria_lost", {"lost": "9", "unknown": "17", "target": "2"}, "Trong 2 tiêu chí đã đạt năm 2020, nay chưa đạt: 9 Tiêu chí 9; chưa có số liệu: 17 Tiêu chí 17."),
        ("criteria_kept_unknown", {"unknown": "1;17", "target": "met"}, "Kỳ này chưa có số liệu của 2/2 tiêu chí đã đạt năm 2020."),
        ("criteria_kept_unknown", {"unknown": "10;17", "unjudged": "10", "target": "2"}, "Trong 2 tiêu chí đã đạt năm 2020, chưa có số liệu: 17 Tiêu chí 17; chưa xét được: 10 Tiêu chí 10."),
        ("criteria_kept_unknown", {"kept": "1", "unknown": "10", "unjudged": "10", "target": "2"}, "Giữ ít nhất 1/2 tiêu chí đã đạt năm 2020; chưa xét được: 10 Tiêu chí 10."),
    ],
)  # fmt: skip
def test_why_criteria_are_kept_or_not(rule, fields, sentence):
    """How many of which, those that fell by name, and where the notice's count is not the form's."""
    assert says(promise("maintain", rule, **fields)) == sentence


@pytest.mark.parametrize(
    ("rule", "fields", "sentence"),
    [
        ("criteria_reached", {"met": "13;14"}, "Hết năm 2021 đạt đủ 2/2 tiêu chí được giao."),
        ("criteria_missed", {"met": "13;14", "not_met": "10"}, "Hết năm 2021 đạt 2/3 tiêu chí được giao; chưa đạt: 10 Tiêu chí 10."),
        ("criteria_missed", {"not_met": "10", "unknown": "13"}, "Hết năm 2021, trong 2 tiêu chí được giao, chưa đạt: 10 Tiêu chí 10; chưa có số liệu: 13 Tiêu chí 13."),
        ("criteria_unknown", {"met": "13", "unknown": "10"}, "Hết năm 2021 đạt ít nhất 1/2 tiêu chí được giao; chưa có số liệu: 10 Tiêu chí 10."),
        ("criteria_not_due", {"met": "13", "not_met": "10"}, "Hết năm 2021 đạt 1/2 tiêu chí được giao; chưa đạt: 10 Tiêu chí 10; chưa hết hạn."),
        ("criteria_on_path", {"met": "13", "not_met": "10", "path_value": 1}, "Hết năm 2021 đạt 1/2 tiêu chí được giao; chưa đạt: 10 Tiêu chí 10; tính đều đến hạn thì lúc này cần 1 tiêu chí."),
        ("criteria_behind", {"not_met": "10;13", "path_value": 1}, "Hết năm 2021 đạt 0/2 tiêu chí được giao; chưa đạt: 10 Tiêu chí 10 và 13 Tiêu chí 13; tính đều đến hạn thì lúc này cần 1 tiêu chí."),
    ],
)  # fmt: skip
def test_why_criteria_are_reached_or_not(rule, fields, sentence):
    """How many of those promised, the others by name, and what the path asks for."""
    assert says(promise("criterion", rule, **fields)) == sentence


# Why a tier, a village or a task

DAY = {"as_of": "2021-12-10"}


@pytest.mark.parametrize(
    ("rule", "fields", "sentence"),
    [
        ("tier_recognised", {"target": "NTM nâng cao", "as_of": "2021-11-20"}, "Đã có quyết định công nhận NTM nâng cao hoặc danh hiệu cao hơn ngày 20/11/2021."),
        ("tier_recognised", {"target": "NTM"}, "Đã có quyết định công nhận NTM hoặc danh hiệu cao hơn."),
        (
            "tier_counted", {"stated_state": "đang thực hiện", "criteria_met": 19, "criteria_total": 19, "dossier_state": "huyện thẩm tra đạt", **DAY},
            "Xã báo ngày 10/12/2021: đang thực hiện, 19/19 tiêu chí, hồ sơ huyện thẩm tra đạt; đã đủ số tiêu chí.",
        ),
        ("tier_declared", {"dossier_state": "tỉnh công nhận"}, "Xã báo: hồ sơ tỉnh công nhận."),
        ("tier_declared", {"stated_state": "hoàn thành", **DAY}, "Xã báo ngày 10/12/2021: hoàn thành."),
        (
            "tier_missed", {"criteria_met": 9, "criteria_total": 10, "dossier_state": "cơ bản đạt", **DAY},
            "Xã báo ngày 10/12/2021: 9/10 tiêu chí, hồ sơ cơ bản đạt; hết năm 2021 chưa đạt, còn 1 tiêu chí (“cơ bản đạt” không tính là đạt).",
        ),
        (
            "tier_missed", {"stated_state": "hoàn thành", "criteria_met": 8, "criteria_total": 10},
            "Xã báo: hoàn thành, 8/10 tiêu chí; hết năm 2021 chưa đạt, số tiêu chí trái với “hoàn thành”: còn 2 tiêu chí.",
        ),
        ("tier_unfinished", {"stated_state": "chưa thực hiện"}, "Xã báo: chưa thực hiện, chưa hoàn thành."),
        ("tier_unfinished", {"criteria_met": 8, "dossier_state": "cơ bản đạt"}, "Xã báo: 8 tiêu chí, hồ sơ cơ bản đạt, chưa hoàn thành (“cơ bản đạt” không tính là đạt)."),
        ("tier_unclear", {"dossier_state": "huyện thẩm tra đạt"}, "Xã báo: hồ sơ huyện thẩm tra đạt; không báo số tiêu chí nên chưa kết luận được."),
        ("tier_not_due", {"criteria_met": 8, "criteria_total": 10}, "Xã báo: 8/10 tiêu chí, còn 2 tiêu chí; chưa hết hạn."),
        ("tier_waiting", {"stated_state": "chưa thực hiện"}, "Xã báo: chưa thực hiện; chưa hết hạn."),
        ("tier_on_path", {"criteria_met": 8, "criteria_total": 10, "path_value": 8}, "Xã báo: 8/10 tiêu chí, còn 2 tiêu chí; tính đều đến hạn thì lúc này cần 8 tiêu chí; chưa hết hạn."),
        ("tier_not_due", {"stated_state": "đang thực hiện"}, "Xã báo: đang thực hiện; chưa hết hạn."),
        (
            "tier_behind", {"criteria_met": 6, "criteria_total": 10, "path_value": 8, "deadline_year": 2022, "is_deadline_stated": True},
            "Xã báo: 6/10 tiêu chí, còn 4 tiêu chí; tính đều đến hạn thì lúc này cần 8 tiêu chí; hạn 2022.",
        ),
        ("progress_made", {"stated_state": "đang thực hiện", "deadline_year": None}, "Xã báo: đang thực hiện; việc không ghi hạn."),
        ("progress_made", {"criteria_met": 8, "criteria_total": 10, "base_value": 6}, "Xã báo: 8/10 tiêu chí; năm 2020 là 6 tiêu chí; chưa hết hạn."),
        ("progress_made_in_time", {"stated_state": "đang thực hiện"}, "Xã báo: đang thực hiện; đã có tiến triển như được giao."),
        ("progress_waiting", {"stated_state": "chưa thực hiện"}, "Xã báo: chưa thực hiện; từ năm 2020 đến nay chưa có tiến triển; chưa hết hạn."),
        ("progress_none", {"stated_state": "chưa thực hiện", **DAY}, "Xã báo ngày 10/12/2021: chưa thực hiện; từ năm 2020 đến nay chưa có tiến triển."),
    ],
)  # fmt: skip
def test_why_a_tier_is_kept_or_not(rule, fields, sentence):
    """What is stated, when and by whom; how much is missing; and that “cơ bản đạt” and a word against counts don't count."""
    assert says(promise("tier", rule, **fields)) == sentence
    assert says(promise("village", rule, **fields)) == sentence


@pytest.mark.parametrize(
    ("rule", "fields", "sentence"),
    [
        ("task_done", {"stated_state": "hoàn thành", **DAY}, "Xã báo ngày 10/12/2021: hoàn thành."),
        ("task_unfinished", {"stated_state": "đang thực hiện", **DAY}, "Xã báo ngày 10/12/2021: đang thực hiện, chưa hoàn thành."),
        ("task_running", {"stated_state": "đang thực hiện"}, "Xã báo: đang thực hiện; chưa hết hạn."),
        ("task_waiting", {"stated_state": "chưa thực hiện"}, "Xã báo: chưa thực hiện; chưa hết hạn."),
    ],
)  # fmt: skip
def test_why_a_task_is_kept_or_not(rule, fields, sentence):
    """What the respondent states, and whether the deadline has passed."""
    assert says(promise("task", rule, **fields)) == sentence


def test_whoever_states_it_is_called_by_what_it_is():
    """A department's word is not a commune's."""
    row = promise("task", "task_unfinished", respondent_kind="department", stated_state="đang thực hiện")
    assert says(row, who="phòng") == "Phòng báo: đang thực hiện, chưa hoàn thành."


def test_what_the_path_asks_for_never_looks_like_what_is_there():
    """14,54 % against 14,51 % is behind, and is not shown as 14,5 % against 14,5 %."""
    row = number_promise("measure_behind", 14.54, counts=None, path_value=14.51)
    assert says(row, POOR).endswith("lúc này cần 14,51%.")


KIND_OF_RULE = {
    "measure": "measure", "ceiling": "measure", "year": "measure", "change": "measure",
    "criteria_kept": "maintain", "criteria_lost": "maintain", "criteria": "criterion",
    "tier": "tier", "progress": "tier", "task": "task", "no": "task",
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_sentence(rule):
    """Whatever judged a promise, one finished sentence says why."""
    kind = next(kind for prefix, kind in KIND_OF_RULE.items() if rule.startswith(prefix))
    fields = {
        "value": 5,
        "base_value": 4,
        "criteria_met": 5,
        "stated_state": "đang thực hiện",
        "kept": "1",
        "not_met": "2",
    }
    fields |= {"comparator": "increase" if rule.startswith("change") else "<=", "target": "3"}
    sentence = says(promise(kind, rule, **fields), HOUSES)
    assert sentence[0].isupper() and sentence.endswith(".") and "nan" not in sentence.lower()
