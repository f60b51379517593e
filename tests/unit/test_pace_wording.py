"""Sentences on pace: every state, in counts that say no more than they know."""

from datetime import date

import pandas as pd
import pytest

from ntm_lib.presentation.method.pace import method
from ntm_lib.presentation.words.pace import merger_note, pace_sentence, pace_word, rate, ratio_phrase
from ntm_lib.reference.indicators import TENTHS
from ntm_lib.reference.units import Unit
from tests.unit.builders import indicator

NAN = float("nan")
HOUSES = {"value_type": "number", "unit": "nhà", "comparator": "==", "target": 0.0, "count_unit": "nhà"}
POOR = {"value_type": "percent", "unit": "% hộ", "comparator": "<=", "target": 5.0, "count_unit": "hộ"}
WATER = POOR | {"comparator": ">=", "target": 60.0}
INCOME = {
    "value_type": "money",
    "unit": "triệu đồng/người/năm",
    "comparator": ">=",
    "target": 36.0,
    "count_unit": "triệu đồng",
}
LAND = WATER | {"unit": "% diện tích", "count_unit": "ha", "target": 80.0}


def level(kind):
    return indicator("1.1") | {"is_whole": kind["count_unit"] not in TENTHS} | kind


def row(state, kind, **fields):
    """Return a row of PACE of season 2021, for the end of 2022."""
    usual = {
        "state": state, "reason": "", "comparator": kind["comparator"], "target": kind["target"], "target_now": kind["target"], "target_year": 2022, "points": 4,
        "first_year": 2018.0, "last_year": 2021.0, "span_years": 3.0, "is_summed": False, "value": NAN, "gap_count": NAN,
        "done_per_year": NAN, "done_since_last": NAN, "needed_per_year": NAN, "years_needed": NAN, "ratio": NAN, "sdg_ratio": NAN, "steps": "",
        "went_back": False,
    }  # fmt: skip
    return usual | fields


SLOW = {"value": 14.0, "gap_count": 14.0, "done_per_year": 9.0, "done_since_last": 8.0, "needed_per_year": 14.0, "years_needed": 2.0, "ratio": 9 / 14}  # fmt: skip
FAST = SLOW | {"target_year": 2023, "needed_per_year": 7.0, "ratio": 9 / 7}
POOR_SLOW = {"value": 13.79, "gap_count": 59.0, "done_per_year": 11.3, "done_since_last": 6.7, "needed_per_year": 59.0, "years_needed": 6.0, "ratio": 0.19}  # fmt: skip
MERGED = "Trước năm 2020 cộng số của Hương Hòa và Hương Giang."


@pytest.mark.parametrize(
    ("state", "kind", "fields", "verb", "sentence"),
    [
        ("too_slow", HOUSES, SLOW, "xóa",
         "Còn 14 nhà; ba năm qua xóa bình quân 9 nhà/năm; nếu giữ tốc độ ấy thì cần khoảng 2 năm. Để đạt trong năm 2022 cần xóa 14 nhà trong một năm; hiện bằng khoảng hai phần ba mức cần."),
        ("fast_enough", HOUSES, FAST, "xóa",
         "Còn 14 nhà; ba năm qua xóa bình quân 9 nhà/năm; nếu giữ tốc độ ấy thì cần khoảng 2 năm, kịp đạt trong năm 2023."),
        ("too_slow", POOR, POOR_SLOW, "",
         "Phải giảm thêm 59 hộ; ba năm qua giảm bình quân khoảng 11 hộ/năm; nếu giữ tốc độ ấy thì cần khoảng 6 năm. Để đạt trong năm 2022 cần giảm 59 hộ trong một năm; hiện bằng khoảng một phần năm mức cần."),
        ("too_slow", WATER, {"value": 20.0, "gap_count": 200.0, "done_per_year": 10.0, "done_since_last": 10.0, "needed_per_year": 66.67, "years_needed": 20.0, "ratio": 0.15, "target_year": 2024, "span_years": 2.0},
         "", "Thiếu 200 hộ; hai năm qua tăng bình quân 10 hộ/năm; nếu giữ tốc độ ấy thì cần hơn 10 năm. Để đạt trong năm 2024 cần tăng 67 hộ/năm; hiện chưa đến một phần năm mức cần."),
        ("too_slow", WATER, {"value": 50.0, "gap_count": 3.0, "done_per_year": 0.4, "done_since_last": 0.2, "needed_per_year": 3.0, "years_needed": 8.0, "ratio": 0.13},
         "", "Thiếu 3 hộ; ba năm qua tăng bình quân chưa đến 1 hộ/năm; nếu giữ tốc độ ấy thì cần khoảng 8 năm. Để đạt trong năm 2022 cần tăng 3 hộ trong một năm."),
        ("too_slow", HOUSES, SLOW | {"needed_per_year": 168.0, "ratio": 9 / 168, "target_year": 2021}, "xóa",
         "Còn 14 nhà; ba năm qua xóa bình quân 9 nhà/năm; nếu giữ tốc độ ấy thì cần khoảng 2 năm. Để đạt trong năm 2021 cần xóa 14 nhà trong thời gian còn lại; hiện chưa đến một phần năm mức cần."),
        ("too_slow", HOUSES, SLOW | {"needed_per_year": NAN, "ratio": NAN, "target_year": 2021}, "xóa",
         "Còn 14 nhà; ba năm qua xóa bình quân 9 nhà/năm; nếu giữ tốc độ ấy thì cần khoảng 2 năm. Hạn đạt là năm 2021, nay đã hết."),
        ("too_slow", INCOME, {"value": 33.0, "done_per_year": 2.04, "done_since_last": 2.0, "needed_per_year": 3.0, "years_needed": 2.0, "ratio": 0.68},
         "", "Thiếu 3 triệu đồng/người/năm; ba năm qua tăng bình quân khoảng 2 triệu đồng/năm; nếu giữ tốc độ ấy thì cần khoảng 2 năm. Để đạt trong năm 2022 cần tăng 3 triệu đồng trong một năm; hiện bằng khoảng hai phần ba mức cần."),
        ("too_slow", LAND, {"value": 79.0, "gap_count": 2.5, "done_per_year": 0.55, "done_since_last": 0.5, "needed_per_year": 1.25, "years_needed": 5.0, "ratio": 0.44, "target_year": 2023},
         "", "Thiếu 2,5 ha; ba năm qua tăng bình quân khoảng 0,6 ha/năm; nếu giữ tốc độ ấy thì cần khoảng 5 năm. Để đạt trong năm 2023 cần tăng 1,3 ha/năm."),
        ("fast_enough", HOUSES, {"value": 3.0, "gap_count": 3.0, "done_per_year": 11 / 3, "done_since_last": -3.0, "went_back": True, "needed_per_year": 3.0, "years_needed": 1.0, "ratio": 11 / 9},
         "xóa", "Còn 3 nhà; ba năm qua xóa bình quân khoảng 4 nhà/năm; nếu giữ tốc độ ấy thì cần khoảng 1 năm, kịp đạt trong năm 2022. Riêng so với kỳ trước tăng 3 nhà, ngược chiều."),
        ("too_slow", WATER, {"value": 50.0, "gap_count": 30.0, "done_per_year": 3.0, "done_since_last": -2.6, "went_back": True, "needed_per_year": 30.0, "years_needed": 10.0, "ratio": 0.1},
         "", "Thiếu 30 hộ; ba năm qua tăng bình quân 3 hộ/năm; nếu giữ tốc độ ấy thì cần khoảng 10 năm. Để đạt trong năm 2022 cần tăng 30 hộ trong một năm; hiện chưa đến một phần năm mức cần. Riêng so với kỳ trước giảm khoảng 3 hộ, ngược chiều."),
        ("away", HOUSES, {"value": 14.0, "gap_count": 14.0, "done_per_year": -3.0, "done_since_last": -1.0, "needed_per_year": 14.0, "ratio": -0.2}, "xóa",
         "Còn 14 nhà; ba năm qua tăng bình quân 3 nhà/năm, ngược chiều. Để đạt trong năm 2022 cần xóa 14 nhà trong một năm."),
        ("away", WATER, {"value": 50.0, "gap_count": 30.0, "done_per_year": -0.5, "done_since_last": 0.0, "needed_per_year": 30.0, "ratio": -0.02}, "",
         "Thiếu 30 hộ; ba năm qua giảm bình quân chưa đến 1 hộ/năm, ngược chiều. Để đạt trong năm 2022 cần tăng 30 hộ trong một năm."),
        ("away", WATER | {"count_unit": "trường"}, {"value": 75.0, "gap_count": 1.0, "done_per_year": 0.0, "done_since_last": 0.0, "needed_per_year": NAN, "ratio": NAN}, "",
         "Thiếu 1 trường; ba năm qua không đổi."),
        ("away", HOUSES | {"target": 3.0}, {"value": 1.0, "gap_count": 2.0, "done_per_year": -1.0, "done_since_last": -1.0, "needed_per_year": 2.0, "ratio": -0.5}, "",
         "Còn 2 nhà; ba năm qua giảm bình quân 1 nhà/năm, ngược chiều. Để đạt trong năm 2022 cần tăng 2 nhà trong một năm."),
        ("reached", WATER, {"value": 80.0, "gap_count": 0.0, "done_per_year": 78.2, "needed_per_year": 0.0, "years_needed": 0.0}, "",
         "Đã đạt; ba năm qua tăng bình quân khoảng 78 hộ/năm."),
        ("reached", POOR, {"value": 1.0, "gap_count": 0.0, "done_per_year": -2.0, "needed_per_year": 0.0, "years_needed": 0.0}, "",
         "Đã đạt; ba năm qua tăng bình quân 2 hộ/năm, ngược chiều."),
        ("reached", HOUSES, {"value": 0.0, "gap_count": 0.0}, "xóa", "Đã đạt."),
        ("none", HOUSES, {"reason": "no_value"}, "xóa", "Chưa có số liệu kỳ này."),
        ("none", HOUSES, {"reason": "few_points", "points": 2, "value": 14.0, "gap_count": 14.0, "needed_per_year": 14.0}, "xóa",
         "Còn 14 nhà; chưa tính được tốc độ vì mới có 2 kỳ có số liệu cùng bộ tiêu chí, cần ít nhất 3. Để đạt trong năm 2022 cần xóa 14 nhà trong một năm."),
        ("none", WATER, {"reason": "no_counts", "value": 50.0}, "",
         "Thiếu 10%; chưa tính được tốc độ vì biểu chỉ ghi tỷ lệ, không ghi số đếm."),
        ("fast_enough", HOUSES, FAST | {"span_years": 2.5, "first_year": 2019.0}, "xóa",
         "Còn 14 nhà; từ cuối năm 2019 đến nay xóa bình quân 9 nhà/năm; nếu giữ tốc độ ấy thì cần khoảng 2 năm, kịp đạt trong năm 2023."),
        ("too_slow", INCOME | {"target": 42.0}, {"target_now": 39.0, "value": 36.3, "done_per_year": 2.0, "done_since_last": 2.0, "needed_per_year": 5.7, "years_needed": 3.0, "ratio": 0.35}, "",
         "Thiếu 5,7 triệu đồng/người/năm so với mức năm 2022; ba năm qua tăng bình quân 2 triệu đồng/năm; nếu giữ tốc độ ấy thì cần khoảng 3 năm. Để đạt trong năm 2022 cần tăng 5,7 triệu đồng trong một năm; hiện bằng khoảng một phần ba mức cần."),
        ("reached", INCOME | {"target": 42.0}, {"target_now": 39.0, "value": 42.0, "done_per_year": 2.0}, "",
         "Đã đạt mức năm 2022; ba năm qua tăng bình quân 2 triệu đồng/năm."),
        ("none", INCOME, {"reason": "no_level", "value": 42.0}, "",
         "Bộ tiêu chí chưa có mức bằng số của năm 2022: chưa biết còn phải làm bao nhiêu."),
        ("fast_enough", HOUSES, FAST | {"is_summed": True}, "xóa",
         f"Còn 14 nhà; ba năm qua xóa bình quân 9 nhà/năm; nếu giữ tốc độ ấy thì cần khoảng 2 năm, kịp đạt trong năm 2023. {MERGED}"),
    ],
)  # fmt: skip
def test_a_pace_is_one_sentence_in_counts(state, kind, fields, verb, sentence):
    """Each state says what is left, what was done a year and what that means for the year by which it is wanted."""
    assert pace_sentence(row(state, kind, **fields), level(kind), verb, MERGED) == sentence


@pytest.mark.parametrize(
    ("per_year", "kind", "text"),
    [
        (9.0, HOUSES, "9 nhà/năm"), (9.4, HOUSES, "khoảng 9 nhà/năm"), (-9.6, HOUSES, "khoảng 10 nhà/năm"), (0.96, HOUSES, "chưa đến 1 nhà/năm"),
        (4.47, INCOME, "khoảng 4,5 triệu đồng/năm"), (4.5, INCOME, "4,5 triệu đồng/năm"), (0.04, INCOME, "chưa đến 0,1 triệu đồng/năm"),
        (1978.0, POOR, "1.978 hộ/năm"), (3.4, LAND, "3,4 ha/năm"),
    ],
)  # fmt: skip
def test_a_rate_is_as_whole_as_what_it_counts(per_year, kind, text):
    """Households come whole, money, km and ha to a tenth; less than one is said as such, never as 0."""
    assert rate(per_year, level(kind)) == text


@pytest.mark.parametrize(
    ("ratio", "gap", "phrase"),
    [
        (7.4, 50, "gấp nhiều lần mức cần"), (3.2, 50, "gấp khoảng ba lần mức cần"), (2.1, 50, "gấp khoảng hai lần mức cần"),
        (1.4, 50, "gấp rưỡi mức cần"), (1.05, 50, "xấp xỉ mức cần"), (0.9, 50, "xấp xỉ mức cần"), (0.76, 50, "bằng khoảng ba phần tư mức cần"),
        (0.65, 50, "bằng khoảng hai phần ba mức cần"), (0.5, 50, "bằng khoảng một nửa mức cần"), (0.3, 50, "bằng khoảng một phần ba mức cần"),
        (0.25, 50, "bằng khoảng một phần tư mức cần"), (0.19, 50, "bằng khoảng một phần năm mức cần"), (0.1, 50, "chưa đến một phần năm mức cần"),
        (0.5, NAN, "bằng khoảng một nửa mức cần"), (0.5, 4, ""), (0.0, 50, ""), (-1.0, 50, ""), (NAN, 50, ""),
    ],
)  # fmt: skip
def test_a_ratio_is_told_in_words(ratio, gap, phrase):
    """No decimals; of fewer than five things, and of a pace that does not lead there, no part is told."""
    assert ratio_phrase(row("too_slow", POOR, ratio=ratio, gap_count=gap)) == phrase


def unit(name, began):
    return Unit(name, "", name, "xã", began, None, "", None, None, None, None, ())


OLD = [unit("Hương Hòa", None), unit("Hương Giang", None)]


@pytest.mark.parametrize(
    ("began", "former", "note"),
    [
        (date(2020, 1, 1), OLD, MERGED),
        (date(2025, 7, 1), OLD, "Trước ngày 01/7/2025 cộng số của Hương Hòa và Hương Giang."),
        (None, OLD, ""),
        (date(2020, 1, 1), [], ""),
    ],
)
def test_a_merger_is_named(began, former, note):
    """The day the commune began and the communes it was made of; nothing for one that was always there."""
    assert merger_note(unit("Hương Xuân", began), former) == note


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("15.2;11.4;6.1", "11 hộ/năm, chậm dần (15, 11 rồi 6 hộ)"),
        ("6;11.4;15.2", "11 hộ/năm, nhanh dần (6, 11 rồi 15 hộ)"),
        ("12;8", "11 hộ/năm, chậm dần (12 rồi 8 hộ)"),
        ("15;6;11", "11 hộ/năm"),
        ("11.4;11.1;10.9", "11 hộ/năm"),  # the same in whole households
        ("20;11;0", "11 hộ/năm"),  # a standstill is told by itself
        ("", "11 hộ/năm"),
    ],
)
def test_whether_a_pace_rises_or_falls_is_said(steps, said):
    """One mean hides a slowdown: where each year did less than the one before, or more, the years are named."""
    found = pace_sentence(row("too_slow", POOR, **POOR_SLOW | {"done_per_year": 11.0}, steps=steps), level(POOR))
    assert found.startswith(
        f"Phải giảm thêm 59 hộ; ba năm qua giảm bình quân {said}; nếu giữ tốc độ ấy thì cần khoảng 6 năm."
    )


@pytest.mark.parametrize(
    ("state", "fields", "word"),
    [
        ("reached", {}, "đã đạt"),
        ("fast_enough", {"done_since_last": 2.0}, "kịp đạt năm 2022"),
        ("fast_enough", {"done_since_last": -3.0, "went_back": True}, "năm qua ngược chiều"),
        ("too_slow", {"done_since_last": -3.0, "went_back": True}, "chưa kịp năm 2022"),
        ("away", {"done_per_year": 0.0}, "chưa chuyển biến"),
        ("fast_enough", {"done_since_last": -0.2}, "kịp đạt năm 2022"),  # the whole moved, no house
        ("away", {"done_per_year": -1.0}, "ngược chiều"),
        ("none", {"reason": "few_points"}, "chưa tính được"),
        ("none", {"reason": "new_series"}, "theo quy định mới"),
    ],
)
def test_a_pace_in_a_word_is_no_forecast(state, fields, word):
    """It is named after the year it is to be reached by, and is never good after a year that went the other way."""
    assert pace_word(row(state, HOUSES, **fields)) == word


# Poverty 20 -> 14 % in three years, 5 % by the end of the fourth, 1.000 households: 20 a year done, 90 left, 5 years;
# growth -11,2 % a year where -29,3 % are required: R = 38 %.
EXAMPLE = {
    "value": 14.0, "first_value": 20.0, "gap_count": 90.0, "done_per_year": 20.0, "needed_per_year": 90.0, "years_needed": 5.0,
    "ratio": 20 / 90, "sdg_ratio": 0.38272,
}  # fmt: skip


def test_the_method_shows_both_rules_with_one_worked_example():
    """The example's figures are those of the row, by counts and by growth; the source is named."""
    sections = method(row("too_slow", POOR, **EXAMPLE), level(POOR), "tỷ lệ hộ nghèo", "Xã Thử")
    assert [heading for heading, _ in sections][-1] == "Ví dụ"
    start, counts, growth = sections[-1][1]
    assert start == "Xã Thử, tỷ lệ hộ nghèo: 20% năm 2018, 14% năm 2021; mức phải đạt 5% vào cuối năm 2022."
    assert "giữa 20 và 14 × mẫu số hiện nay, chia cho 3 năm = 20 hộ/năm" in counts
    assert (
        "90 hộ, chia cho 1 năm = 90 hộ/năm. Số năm cần = 90 / 20, làm tròn lên là 5. Tỷ số = 20 / 90 = 0,22: chưa kịp năm 2022."
        in counts
    )
    assert "(14 / 20)^(1 / 3) − 1 = −11,2% một năm" in growth
    assert "(5 / 20)^(1 / 4) − 1 = −29,3% một năm; R = 38%" in growth
    assert "Open SDG" in str(sections[2])


def test_the_example_says_where_growth_is_not_defined():
    """For “no house left” the growth rule gives nothing, and a pace that leads away has no number of years."""
    away = {
        "first_value": 9.0,
        "value": 12.0,
        "gap_count": 12.0,
        "done_per_year": -1.0,
        "needed_per_year": 12.0,
        "ratio": -1 / 12,
    }
    _, counts, growth = method(row("away", HOUSES, **away), level(HOUSES), "nhà tạm", "Xã Thử")[-1][1]
    assert "Số năm cần" not in counts
    assert "không tính được R" in growth


def test_money_is_worked_out_in_its_own_unit():
    """The gap of money is its distance to the level: 33 to 36 is 3."""
    fields = {
        "first_value": 27.0,
        "value": 33.0,
        "done_per_year": 2.0,
        "needed_per_year": 3.0,
        "years_needed": 2.0,
        "ratio": 2 / 3,
        "sdg_ratio": 0.92769,
    }
    counts = method(row("too_slow", INCOME, **fields), level(INCOME), "thu nhập", "Xã Thử")[-1][1][1]
    assert "Cần = 3 triệu đồng, chia cho 1 năm = 3 triệu đồng/năm" in counts


@pytest.mark.parametrize(
    "fields", [None, {"done_per_year": NAN}, {"done_per_year": 3.0, "needed_per_year": 0.0}, {"done_per_year": 3.0}]
)
def test_without_a_pace_to_show_there_is_no_example(fields):
    """The rules stand alone where there is no row, no pace, nothing left to do or no time left."""
    found = method() if fields is None else method(row("none", POOR, **fields), level(POOR), "hộ nghèo", "Xã Thử")
    assert "Ví dụ" not in [heading for heading, _ in found]


def test_missing_numbers_never_show():
    """A row without anything but its state never prints “nan”."""
    for state, reason in (("none", "no_value"), ("reached", "")):
        assert "nan" not in pace_sentence(row(state, POOR, reason=reason, value=pd.NA), level(POOR))
