"""The words of a drafted conclusion, in the manner of a conference's notice."""

import pytest

from ntm_lib.analysis.proposals import NEW_RULE
from ntm_lib.presentation.words.proposals import proposal_note, proposal_sentence

LABELS = {"5": "5 Trường học", "9": "9 Nhà ở dân cư"}
NAMES = {"an-binh": "xã An Bình", "hoa-son": "xã Hòa Sơn"}
MEASURES = {
    "poor": {"proposal": "Giảm tỷ lệ hộ nghèo", "value_type": "percent", "unit": "% hộ", "count_unit": "hộ"},
    "income": {"proposal": "Nâng cao thu nhập", "value_type": "money", "unit": "triệu đồng/người/năm", "count_unit": "triệu đồng"},
    "removed": {"proposal": "Xóa {count} nhà tạm", "value_type": "number", "unit": "nhà", "count_unit": "nhà"},
    "added": {"proposal": "Không để phát sinh nhà tạm", "value_type": "number", "unit": "nhà", "count_unit": "nhà"},
}  # fmt: skip
EMPTY = {
    "lead": "ubnd-xa", "communes": "an-binh", "unit_id": "an-binh", "criterion_no": "", "kind": "", "measure": "", "comparator": "", "target": "", "summary": "",
    "count": float("nan"), "value": float("nan"), "about": "", "origin": "illustrative",
}  # fmt: skip


def test_what_goes_on_by_another_set_names_it() -> None:
    """Criteria counted and numbered by a set that no longer holds are not taken for the season's."""
    item = EMPTY | {"kind": "task", "summary": "Phấn đấu tiêu chí 2 Giao thông", "about": "1.2"}
    said = proposal_sentence(item, LABELS, NAMES, MEASURES, other_set="Bộ cũ giai đoạn 2021–2025")
    assert said == "Tiếp tục thực hiện, theo Bộ cũ giai đoạn 2021–2025: Phấn đấu tiêu chí 2 Giao thông"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"kind": "maintain", "target": "15"}, "Duy trì, nâng cao chất lượng 15 tiêu chí đã đạt"),
        ({"kind": "maintain", "target": "15", "criterion_no": "5;9", "deadline_year": "2022"},
         "Duy trì, nâng cao chất lượng 15 tiêu chí đã đạt, trong đó tiêu chí 5 Trường học và 9 Nhà ở dân cư theo mức mới của năm 2022"),
        ({"kind": "criterion", "criterion_no": "9"}, "Tập trung đạt chuẩn tiêu chí 9 Nhà ở dân cư"),
        ({"kind": "criterion", "criterion_no": "5;9"}, "Tập trung đạt chuẩn các tiêu chí 5 Trường học và 9 Nhà ở dân cư"),
        (
            {"kind": "criterion", "criterion_no": "9", "lead": "kt-ht", "communes": "an-binh;hoa-son"},
            "Chỉ đạo, hướng dẫn xã An Bình và xã Hòa Sơn đạt tiêu chí 9 Nhà ở dân cư",
        ),
        (
            {"kind": "measure", "measure": "poor", "comparator": "<=", "target": "12.6", "count": 84.0, "value": 13.8},
            "Giảm tỷ lệ hộ nghèo còn 12,6% (84 hộ)",
        ),
        ({"kind": "measure", "measure": "poor", "comparator": "decrease", "value": 1.18}, "Giảm tỷ lệ hộ nghèo (hiện 1,2%)"),
        (
            {"kind": "measure", "measure": "income", "comparator": "increase", "value": 37.9},
            "Nâng cao thu nhập (hiện 37,9 triệu đồng/người/năm)",
        ),
        ({"kind": "measure", "measure": "income", "comparator": "increase"}, "Nâng cao thu nhập"),
        ({"kind": "measure", "measure": "removed", "comparator": ">=", "target": "7", "count": 7.0, "value": 7.0}, "Xóa 7 nhà tạm"),
        ({"kind": "measure", "measure": "added", "comparator": "==", "target": "0", "count": 0.0}, "Không để phát sinh nhà tạm"),
        ({"kind": "village", "measure": "Thôn 9", "target": "thôn NTM kiểu mẫu"}, "Chỉ đạo “Thôn 9” đạt chuẩn thôn NTM kiểu mẫu"),
        (
            {"kind": "task", "measure": "Thôn 3", "about": "thôn NTM kiểu mẫu"},
            "Hoàn thiện hồ sơ đề nghị công nhận “Thôn 3” đạt chuẩn thôn NTM kiểu mẫu",
        ),
        ({"kind": "tier", "comparator": "reach", "target": "NTM nâng cao"}, "Hoàn thiện hồ sơ, đề nghị công nhận xã đạt chuẩn NTM nâng cao"),
        ({"kind": "tier", "comparator": "progress", "target": "NTM nâng cao"}, "Triển khai các giải pháp xây dựng xã đạt chuẩn NTM nâng cao"),
        ({"kind": "task", "summary": "Lập kế hoạch", "about": "1.2"}, "Tiếp tục thực hiện: Lập kế hoạch"),
        ({"kind": "task", "criterion_no": "9"}, "Bổ sung số liệu còn thiếu của tiêu chí 9 Nhà ở dân cư"),
        ({"kind": "criterion", "criterion_no": "77"}, "Tập trung đạt chuẩn tiêu chí 77"),
    ],
)  # fmt: skip
def test_each_kind_of_item_has_its_sentence(row, sentence) -> None:
    """One and several criteria, counts, directions, villages, tiers and tasks left over each read as the notice would say it."""
    assert proposal_sentence(EMPTY | row, LABELS, NAMES, MEASURES) == sentence


def test_a_criterion_to_be_reached_is_named_with_what_is_missing() -> None:
    """As the commune's page names it where the same is laid before the conference."""
    item, gaps = EMPTY | {"kind": "criterion", "criterion_no": "5;9"}, {("an-binh", "9"): "còn 7 nhà"}
    said = "Tập trung đạt chuẩn các tiêu chí 5 Trường học và 9 Nhà ở dân cư (còn 7 nhà)"
    assert proposal_sentence(item, LABELS, NAMES, MEASURES, gaps) == said


@pytest.mark.parametrize(
    ("row", "start"),
    [
        ({"criterion_no": "5;9"}, "Phấn đấu các tiêu chí 5 Trường học và 9 Nhà ở dân cư"),
        ({"criterion_no": "9", "lead": "kt-ht"}, "Chỉ đạo, hướng dẫn xã An Bình phấn đấu tiêu chí 9 Nhà ở dân cư"),
        ({"about": "poor", "value": 13.8}, "Giảm tỷ lệ hộ nghèo"),
    ],
)
def test_what_a_new_rule_decides_has_its_day_and_no_number_of_today(row, start) -> None:
    """Neither what is missing by the old rule nor the figure by it stands in the item."""
    item = EMPTY | {"kind": "task", "measure": NEW_RULE, "deadline_year": "2022", "unit_id": "an-binh"} | row
    changes = ["đổi chuẩn nghèo từ ngày 01/01/2022", "đổi bộ tiêu chí từ ngày 08/3/2022"]
    assert proposal_sentence(item, LABELS, NAMES, MEASURES, {("an-binh", "9"): "còn 7 nhà"}, changes) == (
        f"{start}; mức giao năm 2022 do hội nghị quyết định theo quy định mới: {'; '.join(changes)}"
    )


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ({}, "Dự thảo tự động từ số liệu năm 2021; từ số liệu minh họa"),
        ({"origin": "reported"}, "Dự thảo tự động từ số liệu năm 2021"),
        ({"origin": "", "summary": "Việc", "about": "1.2"}, "Dự thảo tự động từ số liệu năm 2021; tiếp mục 1.2 của kết luận trước"),
    ],
)  # fmt: skip
def test_each_item_says_where_it_comes_from(row, note) -> None:
    """Whoever edits the file sees the season, illustrative figures, and the old item that goes on."""
    assert proposal_note(EMPTY | row, "2021") == note
