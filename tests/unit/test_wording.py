"""Sentences and phrases in Vietnamese, made from the same results as the tables."""

from datetime import date

import pandas as pd
import pytest

from ntm_lib.presentation.commune.words import headline_sentence
from ntm_lib.presentation.words.criteria import (
    RESULT_MARKS,
    RESULT_WORDS,
    gap_phrase,
    level_phrase,
    threshold_source,
    value_phrase,
)
from ntm_lib.presentation.words.numbers import MISSING
from ntm_lib.presentation.words.season import figures_status, illustrative_banner, when_counted
from ntm_lib.presentation.words.standing import (
    change_phrase,
    count_of_criteria,
    dossier_phrase,
    recognition_phrase,
    rest_of_criteria,
    short_change,
)
from ntm_lib.terms import terms_of
from ntm_lib.text import joined, sentence_case
from tests.unit.builders import season

NAN = float("nan")
SEASON = season("2021", compare_with="2020")
FIRST = season("2016")
BEFORE = season("2020")


def counts(met, not_met=0, unknown=0, not_applicable=0, change=NAN):
    """Return the counts of a commune's summary; one of nothing but unknown criteria gave no figure."""
    return {
        "figures_given": met + not_met + not_applicable, "criteria_tabled": 0,
        "criteria_met": met, "criteria_not_met": not_met, "criteria_unknown": unknown,
        "criteria_not_applicable": not_applicable, "criteria_total": met + not_met + unknown + not_applicable,
        "criteria_met_change": change, "change_origin": "",
    }  # fmt: skip


# Small words


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["9"], "9"), (["9", "10"], "9 và 10"), (["9", "10", "11"], "9, 10 và 11")]
)
def test_a_list_is_joined_as_in_a_sentence(parts, text):
    """The last two parts are joined by "và", the others by commas."""
    assert joined(parts) == text


@pytest.mark.parametrize(
    ("is_now", "is_earlier", "banner"),
    [
        (True, True, "SỐ LIỆU MINH HỌA, không phải số liệu thật của xã"),
        (True, False, "SỐ LIỆU MINH HỌA, không phải số liệu thật của xã"),
        (False, True, "SỐ LIỆU MINH HỌA ở các kỳ trước, không phải số liệu thật của xã"),
        (False, False, ""),
    ],
)
def test_illustrative_figures_are_announced(is_now, is_earlier, banner):
    """Illustrative values of this season, or of the seasons before it only, are announced; real ones need no banner."""
    assert illustrative_banner(is_now, is_earlier) == banner


@pytest.mark.parametrize(("text", "cased"), [("ước đến", "Ước đến"), ("đạt", "Đạt"), ("NTM", "NTM"), ("", "")])
def test_a_sentence_begins_with_a_large_letter(text, cased):
    """Only the first letter changes, Vietnamese letters too."""
    assert sentence_case(text) == cased


@pytest.mark.parametrize(
    ("statuses", "text"),
    [
        (["ước", "chính thức"], "Số liệu ước đến 20/12/2021"),
        (["chính thức", "", "chính thức"], "Số liệu chính thức, một phần chưa ghi trạng thái, đến 20/12/2021"),
        (["ước", ""], "Số liệu ước đến 20/12/2021"),
        (["thẩm tra", "chính thức"], "Số liệu chính thức và thẩm tra đến 20/12/2021"),
        (["", ""], "Số liệu chưa ghi trạng thái, đến 20/12/2021"),
        ([], "Chưa có số liệu đến 20/12/2021"),
    ],
)
def test_figures_are_estimates_as_soon_as_one_is(statuses, text):
    """One estimate makes the season's figures estimates; values without a status are neither called none nor said to be final; the day is always said."""
    assert figures_status(statuses, SEASON) == text


@pytest.mark.parametrize(
    ("name", "when"), [("2021", "năm 2021"), ("", "năm 2021"), ("2021-06", "kỳ 2021-06")], ids=["year", "published", "mid-year"]
)  # fmt: skip
def test_a_count_of_mid_year_is_not_said_to_be_the_year_s(name, when):
    assert when_counted(2021, name) == when


# Counts and change


@pytest.mark.parametrize(
    ("row", "count", "rest"),
    [
        (counts(19), "19/19", ""),
        (counts(16, not_met=3), "16/19", "3 chưa đạt"),
        (counts(18, unknown=1), "ít nhất 18/19", "1 chưa có số liệu"),
        (counts(14, 3, 1, 1), "ít nhất 15/19", "gồm 1 không áp dụng; 3 chưa đạt, 1 chưa có số liệu"),
        (
            counts(18, not_applicable=1),
            "19/19",
            "gồm 1 không áp dụng",
        ),  # it counts as met, in totals, means and bands, too
        (counts(0, unknown=19), "chưa nộp biểu", "19 chưa có số liệu"),
    ],
)
def test_a_count_with_unknown_criteria_is_a_lower_bound(row, count, rest):
    """While a criterion is unknown the count says "ít nhất", and the other three counts stand beside it; of nothing known it is no count."""
    assert (count_of_criteria(row), rest_of_criteria(row)) == (count, rest)


@pytest.mark.parametrize(
    ("row", "of", "phrase", "short"),
    [
        (counts(16, 3, change=2), SEASON, "▲ tăng 2 so với năm 2020", "▲ 2"),
        (counts(15, 4, change=-1), SEASON, "▼ giảm 1 so với năm 2020", "▼ 1"),
        (counts(16, 3, change=0), SEASON, "không đổi so với năm 2020", "0"),
        (counts(16, 3), FIRST, "chưa có kỳ trước để so sánh", "–"),
        (counts(16, 3, change=2), FIRST, "chưa có kỳ trước để so sánh", "–"),
        (counts(15, 3, 1), SEASON, "chưa so sánh được với năm 2020 (còn tiêu chí chưa có số liệu)", "–"),
        (
            counts(16, 3, change=None),
            SEASON,
            "chưa so sánh được với năm 2020 (kỳ ấy còn tiêu chí chưa có kết quả)",
            "–",
        ),
    ],
)
def test_a_change_is_told_with_its_season_or_why_it_is_not(row, of, phrase, short):
    """Up, down and unchanged are told in words beside the sign; where there is no comparison the reason stands there."""
    earlier = BEFORE if of is SEASON else None
    assert (change_phrase(row, of, earlier, counts(15, 4)), short_change(row, of)) == (phrase, short)


@pytest.mark.parametrize(
    ("criteria_set", "before", "row", "reason"),
    [
        ("khac", counts(15, 4), counts(15, 3, 1), "kỳ ấy theo bộ tiêu chí khác"),
        ("khac", None, counts(15, 3, 1), "kỳ ấy theo bộ tiêu chí khác"),
        (SEASON.criteria_set, None, counts(15, 3, 1), "kỳ ấy không thuộc huyện Thử"),
        (SEASON.criteria_set, counts(0, unknown=19), counts(16, 1, 2), "kỳ ấy chưa nộp biểu"),
        (SEASON.criteria_set, counts(15, 4), counts(0, unknown=19), "kỳ này chưa nộp biểu"),
    ],
)  # fmt: skip
def test_the_one_reason_that_holds_is_named(criteria_set, before, row, reason):
    """Another set decides first, then why it was none of the communes, then a form that was not sent: a figure more would help with none."""
    earlier = BEFORE.model_copy(update={"criteria_set": criteria_set})
    said = change_phrase(row, SEASON, earlier, before, absent="kỳ ấy không thuộc huyện Thử")
    assert said == f"chưa so sánh được với năm 2020 ({reason})"


# The one sentence


@pytest.mark.parametrize(
    ("row", "missing", "unknown", "fallen", "sentence"),
    [
        (
            counts(19, change=0), [], [], ([], []),
            "Đến 20/12/2021, xã An Bình đạt 19/19 tiêu chí, không đổi so với năm 2020; không còn tiêu chí nào chưa đạt.",
        ),
        (
            counts(17, 2, change=2), [("9 Nhà ở", ""), ("11 Hộ nghèo", "")], [], ([], []),
            "Đến 20/12/2021, xã An Bình đạt 17/19 tiêu chí, tăng 2 so với năm 2020; "
            "còn 2 tiêu chí chưa đạt: 9 Nhà ở và 11 Hộ nghèo.",
        ),
        (
            counts(18, 1, change=-1), [("9 Nhà ở", "")], [], (["9 Nhà ở"], []),
            "Đến 20/12/2021, xã An Bình đạt 18/19 tiêu chí, giảm 1 so với năm 2020; còn 1 tiêu chí chưa đạt: 9 Nhà ở. "
            "Kỳ trước đạt, nay chưa đạt: 9 Nhà ở.",
        ),
        (
            counts(18, 1, change=-1), [("9 Nhà ở", "")], [], ([], ["9 Nhà ở (mức 9.1 tăng từ 95% lên 98%)"]),
            "Đến 20/12/2021, xã An Bình đạt 18/19 tiêu chí, giảm 1 so với năm 2020; còn 1 tiêu chí chưa đạt: 9 Nhà ở. "
            "Nay chưa đạt, không tính là mất vì mức, nhóm, cách tính hoặc diện áp dụng đổi: 9 Nhà ở (mức 9.1 tăng từ 95% lên 98%).",
        ),
        (
            counts(16, 3, change=1), [("9 Nhà ở", "còn 7 nhà"), ("11 Hộ nghèo", ""), ("5 Trường học", "")], [], ([], []),
            "Đến 20/12/2021, xã An Bình đạt 16/19 tiêu chí, tăng 1 so với năm 2020; còn 3 tiêu chí chưa đạt, "
            "gần đạt nhất là 9 Nhà ở (còn 7 nhà).",
        ),
        (
            counts(18, unknown=1), [], ["10 Thu nhập"], ([], []),
            "Đến 20/12/2021, xã An Bình đạt ít nhất 18/19 tiêu chí; 1 tiêu chí chưa có số liệu: 10 Thu nhập.",
        ),
        (
            counts(16, 1, 1, 1), [("9 Nhà ở", "")], ["10 Thu nhập"], ([], []),
            "Đến 20/12/2021, xã An Bình đạt ít nhất 17/19 tiêu chí, trong đó 1 tiêu chí không áp dụng được tính là đạt; "
            "còn 1 tiêu chí chưa đạt: 9 Nhà ở; 1 tiêu chí chưa có số liệu: 10 Thu nhập.",
        ),
        (
            counts(0, unknown=3), [], ["1 Quy hoạch", "2 Giao thông", "3 Thủy lợi"], ([], []),
            "Đến 20/12/2021, xã An Bình chưa nộp biểu dùng được (hoặc biểu còn để trống): chưa biết tiêu chí nào đạt.",
        ),
        (
            counts(0, 2), [("1 Quy hoạch", ""), ("2 Giao thông", "")], [], ([], []),
            "Đến 20/12/2021, xã An Bình đạt 0/2 tiêu chí; còn 2 tiêu chí chưa đạt: 1 Quy hoạch và 2 Giao thông.",
        ),
    ],
    ids=["all met", "missing", "fallen", "by rule", "many missing", "unknown", "all four", "nothing known", "nothing met"],
)  # fmt: skip
def test_one_sentence_says_where_a_commune_stands(row, missing, unknown, fallen, sentence):
    """The headline tells the count, the change if there is one to tell, what is missing, what is unknown, and what fell."""
    assert (
        headline_sentence(
            "xã An Bình", row, SEASON, missing, {"chưa có số liệu": unknown} if unknown else {}, [], *fallen
        )
        == sentence
    )


def test_the_sentence_names_what_is_newly_met_and_how_what_fails_moves():
    """Criteria by number and name behind the change; what moves slower or faster at the end."""
    gained, trends = (
        ["13 Sản xuất", "14 Giáo dục"],
        ["9.1 Nhà tạm xóa nhanh dần (8 rồi 12 nhà)", "11.1 Hộ nghèo giảm chậm dần (16 rồi 7 hộ)"],
    )
    said = headline_sentence(
        "xã An Bình", counts(18, 1, change=2), SEASON, [("9 Nhà ở", "còn 7 nhà")], {}, gained, [], [], trends
    )
    assert said == (
        "Đến 20/12/2021, xã An Bình đạt 18/19 tiêu chí, tăng 2 so với năm 2020 (mới đạt 13 Sản xuất và 14 Giáo dục); "
        "còn 1 tiêu chí chưa đạt: 9 Nhà ở (còn 7 nhà). "
        "9.1 Nhà tạm xóa nhanh dần (8 rồi 12 nhà); 11.1 Hộ nghèo giảm chậm dần (16 rồi 7 hộ)."
    )
    uncompared = headline_sentence("xã An Bình", counts(18, 1, change=None), SEASON, [], {"lạ": ["9"]}, gained, [], [])
    assert "tiêu chí, mới đạt 13 Sản xuất và 14 Giáo dục; 1 tiêu chí lạ: 9." in uncompared


# Levels, values, gaps


def level(
    rule="level",
    comparator=">=",
    target=80.0,
    value_type="percent",
    unit="% hộ",
    count_unit="hộ",
    has_other_years=False,
):
    """Return the part of a criteria row that words are made of."""
    return {
        "rule": rule, "comparator": comparator, "target": target, "value_type": value_type, "unit": unit,
        "count_unit": count_unit, "has_other_years": has_other_years, "lacking_for": "", "is_binding": True, "may_not_bind": False, "is_verdict": False, "is_broken": False, "is_open": False, "is_below_floor": False,
        "target_text": "",
    }  # fmt: skip


INCOME = level(target=36.0, value_type="money", unit="triệu đồng/người/năm", count_unit="triệu đồng")
HOUSES = level(comparator="==", target=0.0, value_type="number", unit="nhà", count_unit="nhà")
ROADS = level("assessed", target=NAN, unit="% km", count_unit="km")
YES_NO = level("answer", "", NAN, "boolean", "", "")
OF_A_GROUP = {"may_not_bind": True, "groups": "3"}
BELOW = {"is_below_floor": True}


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        (level(), "Từ 80% trở lên"),
        (level(comparator="<=", target=24.2), "Không quá 24,2%"),
        (level(target=100.0), "100%"),  # there is no more
        (level(comparator="==", target=100.0), "100%"),
        (INCOME, "Từ 36 triệu đồng/người/năm trở lên"),
        (INCOME | {"target": 100.0}, "Từ 100 triệu đồng/người/năm trở lên"),
        (HOUSES, "Không còn"),
        (HOUSES | {"target": 3.0}, "Đúng 3 nhà"),
        (YES_NO, "Đạt"),
        (YES_NO | OF_A_GROUP, "Đạt, nếu thuộc nhóm 3"),
        (level() | BELOW, "Từ 80% trở lên (thấp hơn mức của quyết định)"),
        (level("several") | BELOW, "Mỗi xã một mức, theo phạm vi áp dụng, có mức thấp hơn mức của quyết định"),
        (ROADS, "Theo đánh giá, chưa đối chiếu mức của tỉnh"),
        (ROADS | {"target_text": "UBND cấp tỉnh quy định cụ thể"}, "Theo đánh giá, chưa đối chiếu mức của tỉnh"),
        (ROADS | {"target_text": "Mức theo vùng; theo đánh giá"}, "Theo đánh giá, chưa đối chiếu mức theo vùng"),
        (ROADS | {"target_text": "Có vùng nguyên liệu tập trung"}, "Theo đánh giá, chưa đối chiếu mức của tỉnh"),
        (ROADS | {"target_text": "Mức của năm chưa có nguồn"}, "Theo đánh giá, chưa đối chiếu mức của năm"),
        (ROADS | {"has_other_years": True}, "Theo đánh giá, chưa có mức của năm"),
    ],
)
def test_a_level_is_told_in_words(row, phrase):
    """Each kind of level has its phrase; where the province's level or the year's is unknown, that is said."""
    assert level_phrase(row) == phrase


def result(
    result="not_met", value=NAN, numerator=NAN, denominator=NAN, assessed_by="", gap=NAN, gap_count=NAN, assessed=""
):
    """Return the part of a component result that words are made of."""
    return {
        "result": result, "value": value, "numerator": numerator, "denominator": denominator, "assessed_by": assessed_by, "rule": "level", "assessed": assessed,
        "gap": gap, "gap_count": gap_count,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "of", "phrase"),
    [
        # 84 of 707 is 11,88 %
        (result("met", 84 / 707 * 100, 84, 707), level(comparator="<=", target=12.0), "11,9% (84/707 hộ)"),
        (result("not_met", 79.96, 1999, 2500), level(), "79,96% (1.999/2.500 hộ)"),
        (result("not_met", 35.4, 98589, 2785), INCOME, "35,4 triệu đồng/người/năm"),
        (result("not_met", 3, 3), HOUSES, "3 nhà"),
        (result("met", 0, 0), HOUSES, "0 nhà"),
        (result("met", 80.0), level(), "80%"),  # the counts are not known
        (result("unknown"), level(), "Chưa có số liệu"),
        (result("met"), YES_NO, "Đạt"),
        (result("not_met"), YES_NO, "Chưa đạt"),
        (result("unknown"), YES_NO, "Chưa có số liệu"),
        (result("not_applicable", assessed_by="Phòng KT-HT"), ROADS, "Không áp dụng"),
        (result("met", assessed_by="Phòng KT-HT"), ROADS, "Đạt – Phòng KT-HT đánh giá"),
        (result("not_met"), ROADS, "Chưa đạt"),
        (result("met", 95.0, 9.5, 10, "Phòng KT-HT"), ROADS, "95% (9,5/10 km); đạt – Phòng KT-HT đánh giá"),
        (result("unknown"), ROADS, "Chưa có số liệu"),
        (result("unknown", 95.0, 9.5, 10), ROADS, "95% (9,5/10 km); chưa có đánh giá"),
        (result("unknown", assessed="not_met"), YES_NO | OF_A_GROUP, "Chưa đạt"),  # its group is not known
        (result("unknown", assessed="not_met"), ROADS | OF_A_GROUP, "Chưa đạt"),
        (result("not_applicable", assessed="not_met"), YES_NO | {"is_binding": False}, "Chưa đạt"),
        (result("not_applicable"), YES_NO | {"is_binding": False, "is_open": True}, "Chưa rõ có phải đạt"),
        (result("not_applicable"), YES_NO | {"is_binding": False}, "Không áp dụng"),
    ],
)
def test_a_value_is_told_with_what_is_behind_it(row, of, phrase):
    """A share shows its counts, an assessed indicator who assessed it, and what is missing is said, never 0."""
    assert value_phrase(row, of, row["assessed_by"]) == phrase


@pytest.mark.parametrize(
    ("row", "of", "phrase"),
    [
        (result("met", gap=0.0, gap_count=0), level(), ""),
        (result("unknown"), level(), MISSING),
        (result(gap=7.0, gap_count=49), level(), "thiếu 49 hộ"),
        (result(gap=0.1, gap_count=6), level(comparator="<="), "phải giảm thêm 6 hộ"),
        (result(gap=6.1, gap_count=0.9), level(count_unit="km"), "thiếu 0,9 km"),
        (result(gap=3, gap_count=3), HOUSES, "còn 3 nhà"),
        (result(gap=0.6, value=35.4), INCOME, "thiếu 0,6 triệu đồng/người/năm"),
        (result(), YES_NO, "chưa đạt"),
        (result(), ROADS, "chưa đạt"),
        (result(gap=0.04, value=35.96), INCOME, "thiếu 0,04 triệu đồng/người/năm"),
        (result("not_applicable"), ROADS, ""),
        (result("unknown", assessed="not_met") | {"rule": "answer"}, YES_NO | OF_A_GROUP, "chưa khai nhóm xã"),
        (result("unknown") | {"rule": "answer"}, YES_NO | OF_A_GROUP, "chưa có số liệu, chưa khai nhóm xã"),
        (result("unknown", 95.0), ROADS, "chưa có mức, cũng chưa có đánh giá"),
        (result("unknown", 9.4), ROADS | {"is_broken": True}, "chưa có đánh giá"),
    ],
)  # fmt: skip
def test_a_gap_is_told_as_a_count_where_there_is_one(row, of, phrase):
    """What is missing is told in households, km or money; a level that is missed never lacks nought."""
    assert gap_phrase(row, of) == phrase


# Recognition and dossier


def recognised(tier="", year="", number="", signed=pd.NaT, note="", uncertain=""):
    return {
        "recognised_tier": tier, "recognised_standard_year": year, "recognised_decision_no": number,
        "recognised_decision_date": signed, "recognition_note": note, "recognition_uncertain": uncertain,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        (
            recognised("NTM", "2020", "739/QĐ-UBND", pd.Timestamp("2021-04-08")),
            "NTM, chuẩn năm 2020, 739/QĐ-UBND, ngày 08/4/2021",
        ),
        (recognised("NTM", "2015", signed=date(2015, 11, 20)), "NTM, chuẩn năm 2015, ngày 20/11/2015"),
        (recognised("NTM", note="kế thừa Hương Hòa"), "NTM; kế thừa Hương Hòa"),
        (recognised(), "chưa có quyết định công nhận"),
        (
            recognised(uncertain="NTM"),
            "chưa có quyết định công nhận. NTM: chưa rõ đã ký trước ngày chốt số liệu hay chưa",
        ),
        (
            recognised("NTM", uncertain="NTM nâng cao;NTM kiểu mẫu"),
            "NTM. NTM nâng cao, NTM kiểu mẫu: chưa rõ đã ký trước ngày chốt số liệu hay chưa",
        ),
    ],
)
def test_recognition_tells_standard_and_decision_apart(row, phrase):
    """The year of the standard, the number and the day of the decision stand apart; what may have been signed is said to be uncertain."""
    assert recognition_phrase(row) == phrase


@pytest.mark.parametrize(
    ("tier", "state", "phrase"),
    [
        ("NTM nâng cao", "huyện thẩm tra đạt", "NTM nâng cao: huyện thẩm tra đạt"),
        ("NTM;NTM nâng cao", "tỉnh công nhận;chưa đạt", "NTM: tỉnh công nhận; NTM nâng cao: chưa đạt"),
        ("NTM", "", "NTM: chưa có số liệu"),
        ("", "", MISSING),
    ],
)
def test_a_dossier_is_told_as_stated(tier, state, phrase):
    """Each tier asked for stands with the state of its dossier; a state that is missing is said."""
    assert dossier_phrase({"dossier_tier": tier, "dossier_state": state}, terms_of("huyện", "")) == phrase


# District measures and sources


@pytest.mark.parametrize(
    ("confirmed", "checked_by", "provincial", "phrase"),
    [
        (True, "", False, "theo nguồn thứ cấp, chưa đối chiếu"),
        (True, "", True, "theo văn bản của tỉnh, chưa ghi người đối chiếu"),
        (False, "", True, "chưa có nguồn xác nhận, chưa đối chiếu"),
        (False, "Sở NN&PTNT", False, "đã đối chiếu (Sở NN&PTNT)"),
        (True, "Sở NN&PTNT", True, "đã đối chiếu (Sở NN&PTNT)"),
    ],
)
def test_a_threshold_tells_how_far_it_was_checked(confirmed, checked_by, provincial, phrase):
    """Only a row somebody held against the decree's annex is called checked."""
    level = {"is_confirmed": confirmed, "checked_by": checked_by, "is_provincial": provincial}
    assert threshold_source(level) == phrase


# Marks


def test_every_result_has_a_word_and_a_mark_of_its_own():
    """Results are told apart by shape and word, not by colour alone."""
    results = {"met", "not_met", "unknown", "not_applicable"}
    assert set(RESULT_WORDS) == set(RESULT_MARKS) == results
    assert len(set(RESULT_WORDS.values())) == len(set(RESULT_MARKS.values())) == 4
