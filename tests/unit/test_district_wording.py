"""The sentences of the district's page, branch by branch."""

from datetime import date
from types import SimpleNamespace

import pytest

from ntm_lib.analysis.district import DistrictStanding, RecognitionBesideNow
from ntm_lib.presentation.overview import words as said
from ntm_lib.presentation.overview.answers import why_not_compared
from ntm_lib.presentation.words.promises import promise_sentence
from ntm_lib.presentation.words.standing import (
    full_communes,
    mean_phrase,
    share_of_communes,
    short_total_change,
    some_names,
    standing_sentence,
    total_change,
)
from tests.unit.builders import season

CUT_OFF = date(2021, 12, 20)


def standing(**fields):
    """Return nine communes at 161 criteria: four at 19, four at 15–18 and one undecided, unless `fields` say otherwise."""
    usual = {
        "commune_count": 9, "silent": 0, "met_total": 161, "unknown_total": 1, "mean": 161 / 9,
        "bands": (("19", 4), ("15–18", 4), ("10–14", 0)), "undecided": 1, "criteria_total": 19, "full_count": 4, "maybe_full": 1,
    }  # fmt: skip
    return DistrictStanding(**(usual | fields))


COMPLETE = {"unknown_total": 0, "undecided": 0, "maybe_full": 0}


@pytest.mark.parametrize(
    ("fields", "change", "sentence"),
    [
        (
            {},
            "tăng ít nhất 4 tiêu chí so với năm 2020",
            "Đến 20/12/2021, 9 xã của huyện Thử đạt ít nhất 161 tiêu chí, bình quân ít nhất 17,8 tiêu chí/xã, tăng ít nhất 4 tiêu chí "
            "so với năm 2020: 4 xã đạt 19 tiêu chí, 4 xã đạt 15–18 tiêu chí và 1 xã chưa xác định được nhóm. Còn 1 tiêu chí chưa có số liệu.",
        ),
        (
            COMPLETE | {"met_total": 1710, "commune_count": 90, "mean": 19.0, "bands": (("19", 90),)},
            "",
            "Đến 20/12/2021, 90 xã của huyện Thử đạt 1.710 tiêu chí, bình quân 19,0 tiêu chí/xã: 90 xã đạt 19 tiêu chí.",
        ),
        (
            COMPLETE | {"met_total": 146, "commune_count": 8, "silent": 1, "mean": 18.25, "bands": (("19", 5), ("15–18", 3))},
            "",
            "Đến 20/12/2021, 8/9 xã của huyện Thử có kết quả đạt 146 tiêu chí, bình quân 18,3 tiêu chí/xã: 5 xã đạt 19 tiêu chí và 3 xã đạt 15–18 tiêu chí.",
        ),
    ],
)  # fmt: skip
def test_the_standing_is_said_in_the_provinces_format(fields, change, sentence):
    """Total, mean, change and the bands that occur; with an unknown criterion, total and mean are lower bounds."""
    assert standing_sentence("huyện Thử", CUT_OFF, standing(**fields), change) == sentence


@pytest.mark.parametrize(
    ("fields", "phrase"), [({}, "ít nhất 4/9 xã"), (COMPLETE, "4/9 xã"), (COMPLETE | {"full_count": 0}, "0/9 xã")]
)
def test_communes_that_meet_all_are_counted(fields, phrase):
    """Only a commune whose unknown criteria could make it full makes the count a lower bound."""
    assert full_communes(standing(**fields)) == phrase


@pytest.mark.parametrize(
    ("least", "most", "phrase", "short"),
    [
        (4, 4, "tăng 4 tiêu chí so với năm 2020", "▲ 4"),
        (4, 6, "tăng ít nhất 4 tiêu chí so với năm 2020", "ít nhất ▲ 4"),
        (-2, -2, "giảm 2 tiêu chí so với năm 2020", "▼ 2"),
        (-5, -2, "giảm ít nhất 2 tiêu chí so với năm 2020", "ít nhất ▼ 2"),
        (0, 0, "không đổi so với năm 2020", "0"),
        (0, 3, "không giảm, có thể tăng đến 3 tiêu chí so với năm 2020", "–"),
        (-3, 0, "không tăng, có thể giảm đến 3 tiêu chí so với năm 2020", "–"),
        (-1, 2, "chưa rõ tăng hay giảm so với năm 2020", "–"),
    ],
)  # fmt: skip
def test_a_change_is_said_as_far_as_it_is_known(least, most, phrase, short):
    """An exact change is said plainly, a bounded one as a bound, and one of unknown direction as unknown."""
    assert total_change(least, most, "2020") == phrase
    assert short_total_change(least, most) == short


def recognition(recognised=(), uncertain=(), not_full=(), waiting=(), unknown=()):
    return RecognitionBesideNow(recognised, uncertain, not_full, unknown, waiting)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (recognition(), "Đã ký quyết định công nhận đến 20/12/2021: 0/4 xã."),
        (
            recognition(("A", "B")),
            "Đã ký quyết định công nhận đến 20/12/2021: 2/4 xã. Không xã nào đã được công nhận mà hiện có tiêu chí chưa đạt.",
        ),
        (
            recognition(("A", "B"), unknown=("B",)),
            "Đã ký quyết định công nhận đến 20/12/2021: 2/4 xã. Đã được công nhận, nay chưa đủ số liệu để biết còn đạt đủ hay không: B.",
        ),
        (
            recognition(("A", "B"), ("C",), ("B",), ("C", "D")),
            "Đã ký quyết định công nhận đến 20/12/2021: 2/4 xã; chưa rõ ngày ký: C. Đã được công nhận mà hiện không đạt đủ 19/19 tiêu "
            "chí: B. Đạt đủ 19/19 tiêu chí mà chưa rõ hoặc chưa có quyết định: C và D.",
        ),
    ],
)  # fmt: skip
def test_recognition_stands_beside_what_is_met(given, sentence):
    """Decisions signed, unclear ones, and where recognition and today's count part ways."""
    assert said.recognition_sentence(given, 4, 19, CUT_OFF) == sentence


NEW, LATE = "kỳ ấy khác địa giới", "kỳ này chưa nộp biểu"


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, "Chưa có kỳ trước để so sánh."),
        ({"compare_with": "2020", "criteria_set": "khac"}, "Năm 2020 theo bộ tiêu chí khác, không so sánh."),
        ({"compare_with": "2020"}, ""),
    ],
)
def test_a_season_is_compared_under_one_criteria_set_only(settings, reason):
    """Without an earlier season, or with one of another set, the reason is said."""
    assert why_not_compared(SimpleNamespace(season=season), season("2021", **settings)) == reason


@pytest.mark.parametrize(
    ("fallen", "ruled", "apart", "sentence"),
    [
        ({}, {}, {LATE: ["xã A", "xã B"]}, f"Chưa so sánh được xã nào với năm 2020: {LATE}."),
        (
            {},
            {},
            {LATE: ["xã A"], NEW: ["xã B"]},
            f"Chưa so sánh được xã nào với năm 2020: xã A ({LATE}); xã B ({NEW}).",
        ),
        ({}, {}, {}, "Không xã nào mất tiêu chí đã đạt năm 2020."),
        (
            {},
            {"xã B": ["9 Nhà ở (mức 9.1 tăng từ 95% lên 98%)"]},
            {},
            "Không xã nào mất tiêu chí đã đạt năm 2020. "
            "Nay chưa đạt, không tính là mất vì mức, nhóm, cách tính hoặc diện áp dụng đổi: xã B (9 Nhà ở (mức 9.1 tăng từ 95% lên 98%)).",
        ),
        (
            {"xã B": ["9 Nhà ở", "11 Hộ nghèo"]},
            {},
            {NEW: ["xã A"]},
            f"Không còn đạt: xã B (9 Nhà ở và 11 Hộ nghèo). Chưa so sánh được xã A ({NEW}).",
        ),
    ],
)
def test_what_fell_is_said_or_why_it_can_not_be(fallen, ruled, apart, sentence):
    """A commune that can't be compared is never said to have kept its criteria."""
    assert said.fallen_sentence(fallen, ruled, "2020", apart, 2) == sentence


@pytest.mark.parametrize(
    ("labels", "leads", "sentence"),
    [
        (["9 Nhà ở"], {"9": ["Phòng KT-HT"]}, "Có nhiều xã chưa đạt nhất là tiêu chí 9 Nhà ở: 3/9 xã; đơn vị chủ trì: Phòng KT-HT."),
        (["9 Nhà ở", "11 Hộ nghèo"], {"9": [], "11": []}, "Có nhiều xã chưa đạt nhất là tiêu chí 9 Nhà ở và 11 Hộ nghèo: mỗi tiêu chí 3/9 xã; chưa phân công đơn vị chủ trì."),
        (["9 Nhà ở", "11 Hộ nghèo"], {"9": [], "11": ["Phòng LĐ-TBXH"]}, "Có nhiều xã chưa đạt nhất là tiêu chí 9 Nhà ở và 11 Hộ nghèo: mỗi tiêu chí 3/9 xã; đơn vị chủ trì: tiêu chí 9: chưa phân công; tiêu chí 11: Phòng LĐ-TBXH."),
        (["9 Nhà ở", "11 Hộ nghèo"], {"9": ["Phòng A"], "11": ["Phòng A"]}, "Có nhiều xã chưa đạt nhất là tiêu chí 9 Nhà ở và 11 Hộ nghèo: mỗi tiêu chí 3/9 xã; đơn vị chủ trì: Phòng A."),
    ],
)  # fmt: skip
def test_the_criterion_that_fails_most_is_named_with_who_leads_it(labels, leads, sentence):
    """One, or several that share the place; nobody leads a criterion that another's lead is named for."""
    assert said.most_missed_sentence(labels, 3, 9, leads) == sentence


def test_that_nothing_fails_is_said_only_when_it_is_known():
    """With criteria that have no figures, none is known to fail: that is less than that none does."""
    assert said.none_missed_sentence(standing(**COMPLETE)) == "Không có tiêu chí nào chưa đạt."
    assert (
        said.none_missed_sentence(standing(unknown_total=12))
        == "Chưa thấy tiêu chí nào chưa đạt; còn 12 tiêu chí chưa có số liệu."
    )
    silent = standing(unknown_total=12, silent=2)
    assert (
        said.none_missed_sentence(silent)
        == "Chưa thấy tiêu chí nào chưa đạt; còn 12 tiêu chí chưa có số liệu và 2 xã chưa nộp biểu."
    )


@pytest.mark.parametrize(
    ("now", "before", "value_type", "decimals", "phrase"),
    [
        (4.13, 4.65, "percent", 2, "giảm 0,52 điểm phần trăm"),
        (43.5, 41.2, "money", 1, "tăng 2,3 triệu đồng"),
        (41.24, 41.2, "money", 1, "không đổi"),
    ],
)
def test_a_measure_tells_how_it_moved(now, before, value_type, decimals, phrase):
    """Shares move in points of per cent, money in its unit; a change too small to be seen is none."""
    assert said.measure_change(now - before, value_type, "triệu đồng", decimals) == phrase


@pytest.mark.parametrize(
    ("moved", "before", "phrase"),
    [
        (-0.52, -1.71, "chậm hơn năm 2020 (1,71)"),
        (-1.71, -0.52, "nhanh hơn năm 2020 (0,52)"),
        (-0.52, -0.524, "bằng năm 2020"),
        (-0.52, 0.3, "năm 2020 tăng 0,3 điểm phần trăm"),
        (-0.52, 0, "năm 2020 không đổi"),
        (0, -1.71, "năm 2020 giảm 1,71 điểm phần trăm"),
    ],
)
def test_a_movement_stands_beside_that_of_the_year_before(moved, before, phrase):
    """Faster or slower only where both go the same way."""
    assert said.beside_year_before(moved, before, "2020", "percent", "%", 2) == phrase


def test_what_was_not_kept_is_said_first():
    """The states that occur, the worst first, and how many there are in all."""
    counts = {"hoàn thành": 71, "đang thực hiện": 5, "chưa hoàn thành": 21, "không đạt": 13, "chưa có số liệu": 3}
    assert promise_sentence(counts | {"chưa có số liệu": 1}, "các phòng", 12).endswith(
        "71 hoàn thành. 12 nội dung nữa chưa xét được vì chưa nộp biểu."
    )
    assert (
        promise_sentence({}, "các phòng", 3) == "3 nội dung giao cho các xã, các phòng chưa xét được vì chưa nộp biểu."
    )
    sentence = "Trong 113 nội dung giao cho các xã, các phòng: 13 không đạt, 21 chưa hoàn thành, 3 chưa có số liệu, 5 đang thực hiện và 71 hoàn thành."
    assert promise_sentence(counts, "các phòng") == sentence


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ((17.444, 77.78, 17.227, 63.92), "Huyện Thử bình quân 17,4 tiêu chí/xã, cao hơn bình quân toàn tỉnh (17,2); 77,8% số xã đạt chuẩn, cao hơn toàn tỉnh (63,9%)."),
        ((13.76, 23.53, 17.227, 63.92), "Huyện Thử bình quân 13,8 tiêu chí/xã, thấp hơn bình quân toàn tỉnh (17,2); 23,5% số xã đạt chuẩn, thấp hơn toàn tỉnh (63,9%)."),
        ((17.20, 63.94, 17.227, 63.92), "Huyện Thử bình quân 17,2 tiêu chí/xã, bằng bình quân toàn tỉnh; 63,9% số xã đạt chuẩn, bằng toàn tỉnh."),
    ],
)  # fmt: skip
def test_the_district_is_held_against_the_province(figures, sentence):
    """Higher, lower, or equal as far as the figures are shown."""
    assert said.province_sentence("Huyện Thử", *figures) == sentence


@pytest.mark.parametrize(
    ("year", "sentence"),
    [
        (2020, "Số liệu do tỉnh công bố, đến 31/12/2020."),
        (
            2021,
            "Số liệu do tỉnh công bố, đến 31/12/2020, một năm trước năm 2021: chỉ để đối chiếu, không phải kết quả kỳ này.",
        ),
        (
            2024,
            "Số liệu do tỉnh công bố, đến 31/12/2020, 4 năm trước năm 2024: chỉ để đối chiếu, không phải kết quả kỳ này.",
        ),
    ],
)
def test_an_older_table_of_the_province_is_said_to_be_older(year, sentence):
    """A table of an earlier year is for comparison only."""
    assert said.province_day(date(2020, 12, 31), year, str(year)) == sentence


@pytest.mark.parametrize(
    ("communes", "text"),
    [((), ""), (("A",), "A"), (("A", "B", "C"), "A, B và C"), (("A", "B", "C", "D"), "A, B và 2 xã khác")],
)
def test_many_communes_are_counted_not_named(communes, text):
    """Of more than can be named, the first are, and the others are counted."""
    assert some_names(communes, shown=3) == text


def test_there_is_no_share_of_nothing():
    """Nor of so few communes that one of them would be more than five points."""
    assert [share_of_communes(4, whole) for whole in (0, 19, 20)] == ["", "", "20%"]


@pytest.mark.parametrize(
    ("count", "whole", "text"),
    [
        (7998, 8000, "99,98%"),
        (1, 8000, "0,01%"),
        (8000, 8000, "100%"),
        (0, 8000, "0%"),
        (1999, 2000, "99,95%"),
        (1, 10**9, "0,0000001%"),
    ],
)
def test_a_share_of_many_never_looks_like_all_or_none(count, whole, text):
    """Two communes of 8,000 that fail are not rounded away, nor is one of a thousand million."""
    assert share_of_communes(count, whole) == text


@pytest.mark.parametrize(
    ("mean", "text"), [(161 / 9, "17,9"), (19.0, "19,0"), (18.96, "18,96"), (18.9, "18,9"), (18.9999999, "19,0000")]
)
def test_a_mean_short_of_all_criteria_does_not_look_like_all(mean, text):
    """5,313 criteria of 280 communes are 18,98 of 19, not 19,0; of what may be more, no more is said than is known: 2,25 is no "ít nhất 2,3"."""
    assert mean_phrase(standing(**COMPLETE, mean=mean)) == text
    assert mean_phrase(standing(mean=5313 / 280)) == "ít nhất 18,9"
    assert [mean_phrase(standing(mean=own)) for own in (36 / 16, 43 / 16, 2.3)] == [f"ít nhất 2,{n}" for n in (2, 6, 3)]
