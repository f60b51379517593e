"""Sentences of a department's page, branch by branch."""

from dataclasses import replace

import pytest

from ntm_lib.analysis.department import LedStanding
from ntm_lib.presentation.agency import words as sentences
from ntm_lib.presentation.words.decisions import communes
from ntm_lib.reference.units import Unit

NAMES = {"a": "An", "b": "Bình", "c": "Cam", "d": "Đông", "e": "Én", "f": "Gia"}
UNITS = {i: Unit(i, "", name, "xã", None, None, "", None, None, None, None, ()) for i, name in NAMES.items()}


@pytest.mark.parametrize(
    ("met", "not_met", "unknown", "said"),
    [
        ("abc", "", "", "cả 3 xã đã đạt tất cả."),
        ("a", "", "", "xã duy nhất đã đạt tất cả."),
        ("ab", "c", "", "2/3 xã đã đạt tất cả, xã Cam còn chỉ tiêu chưa đạt."),
        ("a", "bc", "", "1/3 xã đã đạt tất cả, 2 xã (Bình và Cam) còn chỉ tiêu chưa đạt."),
        ("a", "bcdef", "", "1/6 xã đã đạt tất cả, 5 xã còn chỉ tiêu chưa đạt."),
        ("", "abc", "", "chưa xã nào đạt tất cả, 3 xã (An, Bình và Cam) còn chỉ tiêu chưa đạt."),
        ("ab", "", "c", "2/3 xã đã đạt tất cả, xã Cam còn chỉ tiêu chưa có số liệu."),
        ("a", "b", "c", "1/3 xã đã đạt tất cả, xã Bình còn chỉ tiêu chưa đạt, xã Cam còn chỉ tiêu chưa có số liệu."),
    ],
)
def test_where_all_of_it_is_met_is_one_sentence(met, not_met, unknown, said) -> None:
    """All, some, none; a missing value is told as missing; up to four communes by name."""
    standing = LedStanding(4, 2, tuple(met), tuple(not_met), tuple(unknown))
    found = sentences.led_sentence("Phòng Thử", standing, UNITS, standing.communes)
    assert found == f"Phòng Thử chủ trì 4 chỉ tiêu thuộc 2 tiêu chí; {said}"


@pytest.mark.parametrize(
    ("met", "not_met", "silent", "said"),
    [
        ("ab", "", "c", "; xã Cam chưa nộp biểu; 2 xã đã nộp: cả 2 xã đã đạt tất cả."),
        ("a", "b", "c", "; xã Cam chưa nộp biểu; 2 xã đã nộp: 1/2 xã đã đạt tất cả, xã Bình còn chỉ tiêu chưa đạt."),
        ("", "", "abc", "; 3 xã (An, Bình và Cam) chưa nộp biểu."),
    ],
)
def test_who_has_not_reported_is_said_before_any_share(met, not_met, silent, said) -> None:
    """The share is of those that have."""
    standing = LedStanding(4, 2, tuple(met), tuple(not_met), (), tuple(silent))
    found = sentences.led_sentence("Phòng Thử", standing, UNITS, 3)
    assert found == f"Phòng Thử chủ trì 4 chỉ tiêu thuộc 2 tiêu chí{said}"


@pytest.mark.parametrize(
    ("met", "not_met", "said"),
    [
        ("", "", "; chưa áp dụng cho xã nào."),
        ("", "c", ", áp dụng cho 1/42 xã; chưa xã nào đạt tất cả, xã Cam còn chỉ tiêu chưa đạt."),
        ("a", "", ", áp dụng cho 1/42 xã; xã An đã đạt tất cả."),
    ],
)
def test_communes_that_it_does_not_apply_to_are_not_said_to_meet_it(met, not_met, said) -> None:
    """3.10 bound one xã of 42."""
    standing = LedStanding(1, 1, tuple(met), tuple(not_met), ())
    found = sentences.led_sentence("Sở Thử", standing, UNITS, 42)
    assert found == f"Sở Thử chủ trì 1 chỉ tiêu thuộc 1 tiêu chí{said}"


@pytest.mark.parametrize(
    ("topics", "instead"),
    [
        ((), "."),
        (("nguon-luc",), ", mà theo dõi nguồn lực và nợ đọng xây dựng cơ bản."),
        (("dieu-phoi", "nguon-luc"), ", mà điều phối chung cả chương trình và theo dõi nguồn lực và nợ đọng xây dựng cơ bản."),
    ],
)  # fmt: skip
def test_a_department_that_leads_nothing_says_what_it_looks_after(topics, instead) -> None:
    """It is never said to lead 0 of anything."""
    said = sentences.leads_none("Phòng Thử", "QĐ 1", topics)
    assert said == f"Phòng Thử không chủ trì chỉ tiêu nào của bộ tiêu chí QĐ 1{instead}"


@pytest.mark.parametrize(
    ("communes", "counted", "gap_count", "few_may_stay", "said"),
    [
        (2, 2, 108, True, "phải giảm thêm 108 hộ"),
        (2, 1, 59, False, "ít nhất 59 hộ"),
        (2, 1, 1.26, True, "ít nhất phải giảm thêm 1,2 hộ"),
        (1, 0, float("nan"), True, "chưa đạt"),
        (1, 1, 1.5, False, "1,5 hộ"),
        (1200, 1200, 1234, False, "1.234 hộ"),
    ],
)
def test_what_is_missing_is_a_count_where_there_is_one(communes, counted, gap_count, few_may_stay, said) -> None:
    """A sum that leaves a commune out says “ít nhất”; where some may stay it is not read as all there are."""
    level = {"comparator": "<=" if few_may_stay else ">=", "target": 5.0, "count_unit": "hộ"}
    assert sentences.missing_amount({"communes": communes, "counted": counted, "gap_count": gap_count}, level) == said


@pytest.mark.parametrize(
    ("conference", "states", "said"),
    [
        ("", [], "Kỳ này không theo dõi kết luận hội nghị nào."),
        ("24/12/2020", [], "Hội nghị 24/12/2020 không giao riêng nội dung nào."),
        ("24/12/2020", ["hoàn thành"], "Hội nghị 24/12/2020 giao 1 nội dung, hoàn thành."),
        ("24/12/2020", ["không đạt", "không đạt"], "Hội nghị 24/12/2020 giao 2 nội dung, đều không đạt."),
        ("24/12/2020", ["chưa hoàn thành", "hoàn thành", "hoàn thành"], "Hội nghị 24/12/2020 giao 3 nội dung: 2 hoàn thành và 1 chưa hoàn thành."),
    ],
)  # fmt: skip
def test_what_the_conference_gave_and_how_it_stands(conference, states, said) -> None:
    """No conclusions this season, none for this department, one, all alike, mixed."""
    assert sentences.conclusions_sentence(conference, states) == said


@pytest.mark.parametrize(
    ("lacking", "asked", "said"),
    [
        ([], 0, ""),
        ([], 1, "Đã có biểu của xã."),
        ([], 9, "Đã có biểu của cả 9 xã."),
        (["An"], 9, "Chưa có biểu dùng được của 1/9 xã: An."),
        (["A", "B", "C", "D", "E"], 9, "Chưa có biểu dùng được của 5/9 xã."),
    ],
)
def test_who_has_not_sent_a_form(lacking, asked, said) -> None:
    """Up to four are named."""
    assert sentences.forms_sentence("xã", lacking, asked) == said


def test_communes_that_await_nothing() -> None:
    """They are named, so that nobody thinks they were forgotten."""
    assert sentences.nothing_awaited(["An", "Bình"]) == "Không có nội dung nào chờ giải quyết: An và Bình."
    assert sentences.nothing_awaited([]) == ""


def test_communes_are_called_by_their_kind() -> None:
    """A phường is no xã, alone or among others."""
    town = replace(UNITS["b"], kind="phường")
    assert communes([town]) == "phường Bình" and communes([UNITS["a"]]) == "xã An"
    assert communes([town, UNITS["a"], UNITS["c"]]) == "3 phường, xã (Bình, An và Cam)"
