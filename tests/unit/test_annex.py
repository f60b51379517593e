"""Annexes of decisions taken apart: levels, indicators, and a question or a remark on every cell that is neither."""

import json
import re
from collections.abc import Sequence
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_lib.reference.criteria_files import described_sets, load_criteria_set
from ntm_lib.reference.indicators import Level
from ntm_lib.reference.levels import COLUMNS as LEVEL_COLUMNS
from ntm_lib.reference.levels import Scope, load_levels, most_specific
from ntm_lib.reference.regions import REGIONS
from ntm_lib.setup.annex import Districts, Known, ReadAnnex, annex_rows, known_figures, read_annex, set_entry, set_rows
from ntm_lib.setup.annex.cells import Cells
from ntm_lib.setup.annex.wording import Condition, UnclearError, Written, written
from ntm_lib.setup.set_sources import set_sources
from ntm_lib.spreadsheet.rich_text import Run
from ntm_lib.spreadsheet.styles import Format
from ntm_lib.tables import rows_of
from ntm_lib.text import figure_text, name_key
from ntm_lib.workbook import Workbook
from tests.unit.annexes import ALL, LEFT, UP, opened, pasted
from tests.unit.builders import REFERENCE, SET_ID, indicator, write_csv, write_workbook, yes_no

Rows = Sequence[Sequence[object]]
BELOW = {"by region": 2, "by group": 3, "pages": 4, "village": 1, "by year": 2, "sub-rows": 1}  # where the rows begin
PIECES = (
    "", UP, LEFT, "Nơi nhận:", "1", "2.1", "2.1. Tỷ lệ hộ", "a) Đường xã", "- Có điện", "a", "-", "I", "Tiêu chí 5", "Giao thông", "3. Thủy lợi", "≥ 95 %", "95%", "Đạt", "Không",
    "Dưới 5%", "≥ 98% (≥ 60% nước sạch)", "UBND tỉnh quy định", "Không quy định", "50 (năm 2021: 39)", "Ghi chú: (1)", "TT", "Chỉ tiêu", "Nội dung", "Xã nhóm 1", "Vùng núi", 0.5, 17.1, 2, "lạ",
)  # fmt: skip


def left_over(rows: Rows, below: int, read: ReadAnnex) -> list[tuple[int, int, object]]:
    """Return the cells that nothing of what was read accounts for."""
    said = [*read.questions, *read.remarks]
    names = [
        text
        for i in read.indicators
        for text in (i.criterion_no, i.criterion_name, i.indicator, i.indicator_name, i.component_name, i.target_text)
    ]
    levels = {(level.row, level.column) for level in read.levels}

    def is_in_names(text: str) -> bool:
        if re.fullmatch("[a-zđ-]", text):  # the mark of a sub-row
            return True
        words = re.sub(r"^\s*((tiêu chí|chỉ tiêu) )?[\d.,]*[.)]?\s*([a-zđ]\)|[-–])?\s*", "", text, flags=re.I)
        return any(" ".join(words.split()) in name for name in names)

    return [
        (row, column, rows[row][column])
        for row, column in product(range(below, len(rows)), range(max(map(len, rows))))
        if column < len(rows[row]) and rows[row][column] not in ("", UP, LEFT)
        and (row, column) not in levels
        and not any(
            s.covers == "annex" or (s.row, s.column) == (row, column) or (s.covers == "row" and s.row == row) or (s.covers == "column" and s.column == column)
            for s in said
        )
        and not is_in_names(str(rows[row][column]))
    ]  # fmt: skip


@pytest.mark.parametrize("style", ALL)
def test_every_cell_of_an_annex_is_accounted_for(style: str) -> None:
    read = read_annex(*pasted(ALL[style]), None)
    assert left_over(ALL[style], BELOW[style], read) == []


def test_a_whole_decision_is_read_from_its_table_to_its_signature() -> None:
    """What stands above the table and below it is no level, and no question."""
    head = [("ỦY BAN NHÂN DÂN", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("QUYẾT ĐỊNH", "", "", "")]
    foot = [("Nơi nhận:", "", "", "TM. ỦY BAN NHÂN DÂN"), ("- Như Điều 2;", "", "", ""), ("", "", "", "Nguyễn Văn A")]
    rows = [*head, *ALL["village"], *foot]
    read = read_annex(*pasted(rows), None)
    assert read.questions == [] and left_over(rows, len(head) + 1, read) == []
    assert levels_of(read) == levels_of(read_annex(*pasted(ALL["village"]), None))


@given(st.data())
@settings(deadline=None)
def test_no_cell_is_dropped_silently(data: st.DataObject) -> None:
    style = data.draw(st.sampled_from(sorted(ALL)))
    rows = [list(row) for row in ALL[style]]
    for _ in range(data.draw(st.integers(1, 6))):
        row = data.draw(st.integers(BELOW[style], len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[row]) - 1))
        rows[row][column] = data.draw(st.sampled_from(PIECES))
    whole = tidied(rows)
    read = read_annex(*opened(whole), None)
    assert left_over(whole, BELOW[style], read) == []


def tidied(rows: Rows) -> Rows:
    """Return rows of which each mark of a merged cell goes on from one that is there, as rectangles that do not overlap."""
    found = [list(row) for row in rows]
    for r, row in enumerate(found):
        for c, value in enumerate(row):
            is_beside_above = (c and row[c - 1] == UP) or (
                r and c + 1 < len(found[r - 1]) and found[r - 1][c + 1] == LEFT
            )
            if (value == LEFT and (not c or row[c - 1] in ("", UP))) or (
                value == UP and (is_beside_above or not found[r - 1][c] or found[r - 1][c] == LEFT)
            ):
                row[c] = ""
    return found


LevelText = tuple[str, str, str, float, str, str, object]


def levels_of(read: ReadAnnex) -> list[LevelText]:
    """Return the levels: figure, comparator, number, group, region, and the years if the annex names them."""
    return [
        (
            v.indicator,
            v.component,
            v.comparator,
            v.target,
            v.group,
            v.region,
            (v.from_year, v.to_year) if v.from_year else "",
        )
        for v in read.levels
    ]


def known_of(set_id: str) -> list[Known]:
    sets = REFERENCE / "criteria"
    levels = load_levels(REFERENCE / "levels.csv", lambda: described_sets(sets))
    return known_figures(load_criteria_set(sets, set_id, levels.get(set_id, ())))


def test_levels_by_region_go_by_the_sets_own_direction_and_components() -> None:
    read = read_annex(*pasted(ALL["by region"]), known_of("xa-ntm-2016-2020"))
    assert read.questions == []
    assert levels_of(read) == [
        ("4.2", "", ">=", 95, "", "TDMNPB", ""),
        ("4.2", "", ">=", 98, "", "BTB", ""),
        ("4.2", "", ">=", 98, "", "TN", ""),
        ("9.1", "", "==", 0, "", "", ""),
        ("10.1", "", ">=", 36, "", "TDMNPB", ""),
        ("10.1", "", ">=", 36, "", "BTB", ""),
        ("10.1", "", ">=", 41, "", "TN", ""),
        ("11.1", "", "<=", 12, "", "TDMNPB", ""),
        ("11.1", "", "<=", 5, "", "BTB", ""),
        ("11.1", "", "<=", 7, "", "TN", ""),
        ("15.3", "", "<=", 26.7, "", "TDMNPB", ""),
        ("15.3", "", "<=", 24.2, "", "BTB", ""),
        ("15.3", "", "<=", 31.4, "", "TN", ""),
        ("17.1", "nuoc-hop-ve-sinh", ">=", 90, "", "TDMNPB", ""),
        ("17.1", "nuoc-sach", ">=", 50, "", "TDMNPB", ""),
        ("17.1", "nuoc-hop-ve-sinh", ">=", 98, "", "BTB", ""),
        ("17.1", "nuoc-sach", ">=", 60, "", "BTB", ""),
        ("17.1", "nuoc-hop-ve-sinh", ">=", 95, "", "TN", ""),
        ("17.1", "nuoc-sach", ">=", 50, "", "TN", ""),
    ]
    assert [i.target_text for i in read.indicators][:3] == ["Đạt", "Đạt", "UBND cấp tỉnh quy định cụ thể"]
    said = {(remark.row, remark.column): remark.text for remark in read.remarks}
    assert said[8, 4] == "Mức không ghi dấu đọc là “≤” như bộ tiêu chí."
    assert "10.1" in said[7, 2] and "Chỉ tiêu chung" in said[0, 3]


def test_a_set_of_its_own_by_group_of_communes() -> None:
    read = read_annex(*pasted(ALL["by group"], above=[("Bộ tiêu chí", "xa-ntm"), ("Tỉnh", "Huế")]), None)
    assert read.questions == [] and read.groups == ("1", "2", "3") and read.criteria_total == 3
    assert levels_of(read) == [
        ("2.1", "", ">=", 100, "1", "", ""),
        ("2.1", "", ">=", 100, "2", "", ""),
        ("2.1", "", ">=", 80, "3", "", ""),
        ("2.2", "", ">=", 2, "1", "", ""),
        ("2.2", "", ">=", 1, "2", "", ""),
        ("3.1", "", ">=", 10, "1", "", ""),
        ("3.1", "", ">=", 9.5, "2", "", ""),
        ("3.1", "", ">=", 9.5, "3", "", ""),
        ("3.2", "", ">=", 70, "1", "", ""),
        ("3.3", "", ">=", 3, "1", "", ""),
        ("3.3", "", ">=", 2, "2", "", ""),
        ("3.3", "", ">=", 1, "3", "", ""),
    ]
    assert [(i.indicator, i.value_type, i.rule, i.unit, i.groups) for i in read.indicators] == [
        ("1.1", "boolean", "answer", "", ()),
        ("2.1", "percent", "level", "%", ()),
        ("2.2", "number", "level", "trường", ("1", "2")),
        ("3.1", "growth", "level", "%/năm", ()),
        ("3.2", "money", "assessed", "triệu đồng/người", ()),
        ("3.3", "number", "level", "sản phẩm", ()),
    ]
    assert (read.levels[0].row, read.levels[0].column, read.levels[0].as_written) == (6, 4, "100%")


def test_pages_with_their_headings_and_codes_that_excel_has_shortened() -> None:
    read = read_annex(*pasted(ALL["pages"]), known_of("xa-ntm-2021-2025"))
    assert read.questions == []
    assert levels_of(read) == [
        ("17.2", "", ">=", 100, "", "", ""),
        ("17.9", "", ">=", 85, "", "", ""),
        ("17.10", "", ">=", 98, "", "", ""),
        ("17.11", "", ">=", 30, "", "", ""),
    ]
    assert read.indicators[0].indicator_name.endswith("quy định về bảo vệ môi trường")
    assert [i.target_text for i in read.indicators[4:]] == ["UBND cấp huyện quy định cụ thể", "Đạt quy định"]
    assert (9, 2, "Excel bỏ số 0 ở cuối: 17.1 đọc là 17.10.") in {(r.row, r.column, r.text) for r in read.remarks}


def test_a_village_set_gets_codes_in_order_and_levels_by_year() -> None:
    read = read_annex(*pasted(ALL["village"]), None)
    assert read.questions == []
    assert levels_of(read) == [
        ("1.1", "", ">=", 80, "", "", ""),
        ("2.1", "", ">=", 39, "", "", (2021, 2021)),
        ("2.1", "", ">=", 42, "", "", (2022, 2022)),
        ("2.1", "", ">=", 50, "", "", (2023, None)),
        ("2.2", "", ">=", 1, "", "", ""),
        ("3.1", "", ">=", 90, "", "", ""),
    ]
    assert [(i.indicator, i.rule, i.target_text) for i in read.indicators if i.rule == "answer"] == [
        ("1.2", "answer", "Đạt"),
        ("3.2", "answer", "Có"),
        ("3.3", "answer", "Có"),
    ]
    assert "Chỉ tiêu không ghi mã; lấy mã 1.1 theo thứ tự." in {remark.text for remark in read.remarks}


def test_criteria_in_rows_of_their_own_and_levels_in_a_column_for_each_year() -> None:
    read = read_annex(*pasted(ALL["by year"]), None)
    assert read.questions == []
    by_year = {(v[0], v[6]): (v[2], v[3]) for v in levels_of(read)}
    assert by_year == {
        ("10.1", (2021, 2021)): (">=", 39), ("10.1", (2022, 2022)): (">=", 42), ("10.1", (2023, 2023)): (">=", 44),
        ("11.1", (2021, 2021)): ("<=", 5), ("11.1", (2022, 2022)): ("<=", 5), ("11.1", (2023, 2023)): ("<=", 5),
        ("12.1", (2021, 2021)): (">=", 70), ("12.1", (2022, 2022)): (">=", 72.5), ("12.1", (2023, 2023)): (">=", 75),
    }  # fmt: skip
    assert [(i.criterion_no, i.criterion_name, i.value_type) for i in read.indicators] == [
        ("10", "Thu nhập", "money"), ("11", "Nghèo đa chiều", "percent"), ("12", "Lao động", "percent"),
    ]  # fmt: skip


def test_sub_rows_are_components_or_more_of_the_text() -> None:
    read = read_annex(*pasted(ALL["sub-rows"]), None)
    assert read.questions == []
    assert [(i.indicator, i.component, i.indicator_name, i.component_name) for i in read.indicators] == [
        ("2.1", "a", "Đường xã", "Tỷ lệ km đường xã được nhựa hóa"),
        ("2.1", "b", "Đường xã", "Tỷ lệ km đường xã có đèn chiếu sáng"),
        ("2.2", "", "Đường thôn; ít nhất được cứng hóa; đi lại thuận tiện quanh năm", ""),
        ("3.1", "", "Đất sản xuất nông nghiệp: Tỷ lệ diện tích được tưới, tiêu chủ động", ""),
    ]
    assert [v[:4] for v in levels_of(read)] == [
        ("2.1", "a", ">=", 90), ("2.1", "b", ">=", 50), ("2.2", "", ">=", 100), ("3.1", "", ">=", 80),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "comparator", "number", "is_percent", "words"),
    [
        ("≥ 95 %", ">=", 95, True, ""),
        (">=95%", ">=", 95, True, ""),
        ("=> 95%", ">=", 95, True, ""),
        ("≧95 %", ">=", 95, True, ""),
        ("＞＝９５％", ">=", 95, True, ""),
        ("95%", "", 95, True, ""),
        ("Từ 95% trở lên", ">=", 95, True, ""),
        ("Từ 5 % trở xuống", "<=", 5, True, ""),
        ("từ 95%", ">=", 95, True, ""),
        ("Tối thiểu 95%", ">=", 95, True, ""),
        ("không quá\n5 %", "<=", 5, True, ""),
        ("≤5%", "<=", 5, True, ""),
        ("= 100 phần trăm", "==", 100, True, ""),
        ("Đạt 100%", "", 100, True, ""),
        ("0", "", 0, False, ""),
        ("≥ 36 triệu đồng/người", ">=", 36, False, "triệu đồng/người"),
        ("≥ 36\ntriệu đồng\n(trên một người)", ">=", 36, False, "triệu đồng trên một người"),
        ("36", "", 36, False, ""),
        ("≥ 1 mô hình", ">=", 1, False, "mô hình"),
        ("≥ 01", ">=", 1, False, ""),
        ("Có ít nhất hai mô hình", ">=", 2, False, "mô hình"),
        ("≥ 1.978,5", ">=", 1978.5, False, ""),
        ("≥ 1,5 lần", ">=", 1.5, False, "lần"),
        ("≥ 4m2/người", ">=", 4, False, "m²/người"),
        ("Đạt từ 80 điểm trở lên", ">=", 80, False, "điểm"),
        ("- 9,5%/năm", "", 9.5, True, "/năm"),
    ],
)
def test_a_level_is_read_as_decisions_write_it(
    text: str, comparator: str, number: float, is_percent: bool, words: str
) -> None:
    assert written(text) == Written("numbers", (Condition(number, comparator, is_percent, words),))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Đạt", "answer"), ("Đạt quy định", "answer"), ("Có", "answer"), ("Đạt (50 đến dưới 70 điểm)", "answer"), ("Đạt chuẩn (≥ 80 điểm)", "answer"),
        ("UBND cấp huyện quy định cụ thể", "assessed"), ("Theo quy định của Uỷ ban nhân dân tỉnh", "assessed"),
        ("Không", "no"), ("không còn", "no"), ("Không quy định", "none"), ("Không áp dụng.", "none"),
    ],
)  # fmt: skip
def test_a_cell_without_a_level_is_read_as_what_it_asks(text: str, kind: str) -> None:
    assert written(text) == Written(kind)


def test_several_numbers_of_one_cell() -> None:
    assert [(c.number, c.words) for c in written("- Nước hợp vệ sinh: ≥ 98%\n- Nước sạch: ≥ 60%").conditions] == [
        (98, "Nước hợp vệ sinh"),
        (60, "Nước sạch"),
    ]
    assert [(c.number, c.from_year, c.to_year) for c in written("năm 2021: 39\nnăm 2022: ≥ 42").conditions] == [
        (39, 2021, 2021),
        (42, 2022, 2022),
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("-", "Không quy định"), ("Dưới 5%", "Ghi “≤ 5” nếu đúng 5 cũng đạt"), ("> 95", "Ghi “≥ 95” nếu đúng 95 cũng đạt"), ("Khá", "UBND cấp tỉnh quy định cụ thể"),
        ("≥ 1.500", "Không rõ dấu trong “1.500”"), ("80-100%", "Không rõ “-100%” đổi mức"), ("≥ 95% (trừ hộ nghèo)", "Không rõ “trừ hộ nghèo”"),
        ("Đạt chuẩn mức độ 2", "ghi “Đạt (Đạt chuẩn mức độ 2)”"), ("Từ năm 2021 đến năm 2025: 95", "Không rõ số trong “Từ năm 2021”"),
        ("≥ 30 % (đến năm 2025)", "Không rõ số trong “đến năm 2025”"), ("24/24 giờ", "Ghi một dấu và một số"), ("2021-2025: 95 %", "Không rõ “-”"),
        ("³ 95%", "Không rõ “³”"), ("tối đa 5% trở lên", "trái nhau"), ("Từ 50 đến dưới 70 điểm", "Ghi một dấu và một số"), ("năm 2021: 39; năm 2023: 45", "không liền nhau"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_asked(text: str, meant: str) -> None:
    with pytest.raises(UnclearError, match=re.escape(meant)):
        written(text)


HEADING = ("TT", "Tên tiêu chí", "Nội dung tiêu chí", "Chỉ tiêu")
KNOWN = [
    Known("2", "Giao thông", "2.1", "", "Đường xã được nhựa hóa", "", "percent", "% km", "assessed", ""),
    Known("2", "Giao thông", "2.2", "", "Đường thôn được cứng hóa", "", "percent", "% km", "level", ">="),
    Known("9", "Nhà ở dân cư", "9.1", "", "Nhà tạm, dột nát", "", "number", "nhà", "level", "=="),
    Known("10", "Thu nhập", "10.1", "", "Thu nhập bình quân đầu người", "", "money", "triệu đồng/người", "level", ">="),
    Known("11", "Nghèo đa chiều", "11.1", "", "Tỷ lệ nghèo đa chiều", "", "percent", "% hộ", "level", "<="),
    Known("13", "Tổ chức sản xuất", "13.1", "", "Hợp tác xã hiệu quả", "", "boolean", "", "answer", ""),
    Known("18", "Tăng trưởng", "18.1", "", "Tốc độ tăng thu nhập", "", "growth", "%/năm", "level", ">="),
    Known("17", "Môi trường", "17.1", "sinh", "Nước hợp vệ sinh và nước sạch", "Nước hợp vệ sinh", "percent", "% hộ", "level", ">="),
    Known("17", "Môi trường", "17.1", "sach", "Nước hợp vệ sinh và nước sạch", "Trong đó: nước sạch", "percent", "% hộ", "level", ">="),
]  # fmt: skip
ROADS = ("2", "Giao thông", "2.2. Đường thôn", "≥ 80%")


def asked(rows: Rows, known: Sequence[Known] | None = KNOWN, **more: object) -> list[tuple[int, int, str]]:
    """Return the questions on the rows of an annex."""
    return [(q.row, q.column, q.text) for q in read_annex(*opened(rows), known, **more).questions]


@pytest.mark.parametrize(
    ("row", "column", "meant"),
    [
        (("2", "Giao thông", "2.2. Đường thôn", "≤ 80%"), 3, "Bộ ghi ≥ cho chỉ tiêu này, phụ lục ghi ngược lại"),
        (("2", "Giao thông", "2.2. Đường thôn", "0,95"), 3, "0,95 có thể là 0,95 % hay 95 %"),
        (("2", "Giao thông", "2.2. Đường thôn", 0.95), 3, "0,95 có thể là 0,95 % hay 95 %"),
        (("18", "Tăng trưởng", "18.1. Tốc độ tăng thu nhập", 0.095), 3, "0,095 có thể là 0,095 % hay 9,5 %"),
        (("2", "Giao thông", "2.2. Đường thôn", "≥ 120%"), 3, "120 không phải là tỷ lệ"),
        (("2", "Giao thông", "2.2. Đường thôn", "≥ 3 tuyến"), 3, "Chỉ tiêu này là tỷ lệ, phụ lục ghi “tuyến”"),
        (("2", "Giao thông", "2.2. Đường thôn", "Đạt"), 3, "Chỉ tiêu này xét bằng số, ô này ghi “Đạt”"),
        (("2", "Giao thông", "2.2. Đường thôn", "Không"), 3, "“Không” có thể là số 0 hay không quy định"),
        (("2", "Giao thông", "2.2. Đường thôn", "-"), 3, "“-” có thể là không quy định"),
        (("2", "Giao thông", "2.2. Đường thôn", ""), 2, "“Đường thôn” không có mức"),
        (("2", "Giao thông", "2.2. Đường thôn", "80% (70% trục thôn)"), 3, "Ô này có 2 số"),
        (("2", "Giao thông", "2.1. Đường xã", "0"), 3, "0 không ghi dấu, không rõ là ít nhất hay nhiều nhất"),
        (("2", "Giao thông", "2.5. Đường ngõ, xóm", "≥ 80%"), 2, "Bộ không có chỉ tiêu 2.5; tiêu chí 2 của bộ có: 2.1 và 2.2"),
        (("2", "Giao thông", "2.2. Đường xã được nhựa hóa", "≥ 80%"), 2, "Chỉ tiêu 2.2 của bộ là “Đường thôn được cứng hóa”"),
        (("2", "Giao thông", "Cầu và cống", "≥ 80%"), 2, "Không rõ “Cầu và cống” là chỉ tiêu nào của tiêu chí 2"),
        (("3", "Thủy lợi", "2.2. Đường thôn", "≥ 80%"), 2, "Chỉ tiêu 2.2 đứng ở tiêu chí 3"),
        (("", "", "4.1. Hệ thống điện", "Đạt"), 2, "Không thấy tiêu chí 4 của chỉ tiêu 4.1"),
        (("", "", "Hệ thống điện", "Đạt"), 2, "Không rõ dòng này thuộc tiêu chí nào"),
        (("", "Điện", "Hệ thống điện", "Đạt"), 2, "Không rõ “Điện” là tiêu chí nào của bộ"),
        (("2", "Giao thông", "1", ""), 2, "Dòng này không có nội dung chỉ tiêu"),
        (("2", "Giao thông", "", "≥ 80%"), 1, "Dòng này không có nội dung chỉ tiêu"),
        (("9", "Nhà ở dân cư", "9.1. Nhà tạm, dột nát", "≤ 1%"), 3, "Bộ tính chỉ tiêu này theo nhà, phụ lục ghi %"),
        (("10", "Thu nhập", "10.1. Thu nhập bình quân đầu người", "≥ 36.000.000 đồng"), 3, "Số tiền tính theo triệu đồng"),
        (("10", "Thu nhập", "10.1. Thu nhập bình quân đầu người", 36000000), 3, "Số tiền tính theo triệu đồng"),
        (("13", "Tổ chức sản xuất", "13.1. Hợp tác xã", "≥ 1 hợp tác xã"), 3, "Bộ xét chỉ tiêu này bằng Đạt hay Chưa đạt"),
        (("17", "Môi trường", "17.1. Nước hợp vệ sinh và nước sạch", "≥ 95%"), 3, "Bộ xét chỉ tiêu này theo 2 nội dung"),
        (("17", "Môi trường", "17.1. Nước hợp vệ sinh và nước sạch", "≥ 95% hộ (≥ 60% hộ)"), 3, "“≥ … nước sạch”"),
    ],
)  # fmt: skip
def test_a_question_stands_at_the_cell_and_says_what_to_write(row: Sequence[object], column: int, meant: str) -> None:
    questions = asked([HEADING, row])
    assert (1, column) in {q[:2] for q in questions}
    assert any(meant in text for *_, text in questions), questions


@pytest.mark.parametrize(
    ("rows", "at", "meant"),
    [
        ([HEADING, ROADS, (UP, UP, "2.2. Đường thôn", "≥ 70%")], (2, 2), "Chỉ tiêu 2.2 đã có ở dòng trên"),
        ([HEADING, ROADS, (UP, UP, "Đường ngõ", "≥ 70%")], (2, 2), "không có mã, các chỉ tiêu khác"),
        ([HEADING, ROADS, (UP, UP, "và sạch quanh năm", "")], (2, 2), "“và sạch quanh năm” không có mức"),
        ([HEADING, ROADS, (UP, UP, "- Trục thôn", "≥ 70%")], (2, 2), "Không rõ dòng này là nội dung nào"),
        ([HEADING, ROADS, ("10", "Thu nhập", "", "")], (2, 1), "Tiêu chí 10 chưa có chỉ tiêu nào đọc được"),
        ([HEADING, ROADS, ("2", "Thủy lợi", "2.1. Đường xã", "≥ 80%")], (2, 2), "Tiêu chí 2 ở trên là “Giao thông”, ở đây là “Thủy lợi”"),
        ([HEADING, ("2", "Giao thông", "2.9. Cầu", ""), (UP, UP, "- Cầu cứng", "≥ 70%")], (2, 2), "Dòng này thuộc dòng chưa đọc ở trên"),
        ([(*HEADING, LEFT), (UP, UP, UP, "Vùng núi", "Tây Nguyên"), (*ROADS, "≥ 60%")], (1, 3), "Không rõ cột “Chỉ tiêu – Vùng núi”"),
        ([(*HEADING[:3], "Chỉ tiêu vùng núi"), ROADS], (0, 3), "Không rõ cột “Chỉ tiêu vùng núi” là mức cho những xã nào"),
        ([(*HEADING, "Vùng núi"), (*ROADS, "≥ 60%")], (0, 4), "Không rõ cột “Vùng núi” là mức cho những xã nào"),
        ([(*HEADING, "Bắc Trung Bộ"), (*ROADS, "≥ 60%")], (0, 3), "Các cột “Chỉ tiêu” và “Bắc Trung Bộ” đều có thể là mức"),
        ([(*HEADING, "Mức cũ"), (*ROADS, "≥ 60%")], (0, 3), "Các cột “Chỉ tiêu” và “Mức cũ” đều có thể là mức"),
        ([(*HEADING, ""), (*ROADS, "lạ"), ("", "", "", "", "lạ")], (1, 4), "Cột này không có tiêu đề"),
        ([("TT", "Nội dung", "Bắc Trung Bộ", "BTB"), ("2", "Giao thông", "", ""), ("2.2", "Đường thôn", "≥ 80%", "≥ 70%")], (2, 3), "đã có mức cho cùng những xã này ở ô C3"),
        ([("TT", "Nội dung", "Bắc Trung Bộ", "Tây Nguyên"), ("2", "Giao thông", "", ""), ("2.2", "Đường thôn", "≥ 80%", "")], (2, 3), "Ô ở cột Tây Nguyên trống"),
        ([("TT", "Nội dung", "2021", "Mức năm 2022"), ("2", "Giao thông", "", ""), ("2.2", "Đường thôn", "≥ 80%", "≥ 81%")], (2, 2), "có mức của năm 2021; phụ lục này áp dụng từ năm 2022"),
        ([], (0, 0), "Không thấy tiêu đề của bảng"),
    ],
)  # fmt: skip
def test_a_question_on_rows_and_columns(rows: Rows, at: tuple[int, int], meant: str) -> None:
    questions = asked(rows, years=(2022, None))
    assert any(q[:2] == at and meant in q[2] for q in questions), questions


def test_only_the_number_is_asked_about_where_the_set_asks_yes_or_no() -> None:
    rows = [
        ("TT", "Nội dung", "Xã nhóm 1", "Xã nhóm 2"),
        ("13", "Tổ chức sản xuất", "", ""),
        ("13.1", "Hợp tác xã hiệu quả", "≥ 2 HTX", "Đạt"),
    ]
    assert [q[:2] for q in asked(rows, groups=("1", "2"))] == [(2, 2)]


def test_it_is_asked_what_roman_numbers_are() -> None:
    rows = [
        ("TT", "Nội dung", "Yêu cầu"),
        ("I", "GIAO THÔNG", ""),
        ("1", "Đường thôn sạch", "Đạt"),
        ("2", "Có đèn đường", "Đạt"),
    ]
    (question,) = asked(rows, None)
    assert question[:2] == (1, 0) and "Không rõ “I GIAO THÔNG” là tiêu chí hay nhóm tiêu chí" in question[2]


def test_what_a_cell_shows_and_does_not_say() -> None:
    grid, marks = opened([HEADING, *[("2", "Giao thông", "2.2. Đường thôn", value) for value in ("≥ 80%", 80, 80, 80, date(2026, 2, 1), "95%1", "4 m2", True)]])  # fmt: skip
    marks.runs[1, 3] = [Run("≥ 80%", is_struck=True), Run("≥ 90%")]
    marks.struck.add((2, 3))
    marks.uncomputed.add((3, 3))
    marks.formats[4, 3] = Format("0,", is_altering=True)
    marks.runs[6, 3] = [Run("95%"), Run("2", is_raised=True)]
    marks.runs[7, 3] = [Run("4 m"), Run("2", is_raised=True)]
    cells = Cells(grid, marks)
    for row, meant in (
        (1, "gạch ngang"),
        (2, "gạch ngang"),
        (3, "công thức"),
        (4, "Định dạng ô"),
        (5, "thành ngày"),
        (6, "“²”"),
        (8, "True"),
    ):
        with pytest.raises(UnclearError, match=meant):
            cells.level(row, 3)
    assert cells.text(1, 3) == "≥ 90%" and cells.level(7, 3) == Written("numbers", (Condition(4, words="m²"),))


def test_old_fonts_are_read_as_they_are_seen() -> None:
    grid, marks = opened([HEADING, ("2", "Giao thông", "2.2. §\xadêng th«n", "³ 80%")])
    marks.runs[1, 2] = [Run("2.2. §\xadêng th«n", ".VnTime")]
    marks.runs[1, 3] = [Run("³", "Symbol"), Run(" 80%")]
    read = read_annex(grid, marks, KNOWN)
    assert levels_of(read) == [("2.2", "", ">=", 80, "", "", "")]
    assert read.indicators[0].indicator_name == "Đường thôn" and not read.questions


def test_a_code_that_excel_made_a_day_is_asked_about() -> None:
    rows = [("TT", "Nội dung", "Chỉ tiêu"), ("2", "Giao thông", ""), (date(2026, 1, 2), "Đường thôn", "≥ 80%")]
    assert (2, 0, "Excel đã đổi nội dung ô này thành ngày. Định dạng ô là Văn bản (Text) rồi ghi lại.") in asked(rows)


@pytest.mark.parametrize(
    ("heading", "scopes"),
    [
        ("Xã nhóm 2, 3", [("2", ""), ("3", "")]),
        ("Nhóm I và nhóm II", [("1", ""), ("2", "")]),
        ("Đối với các xã khu vực III", [("Khu vực III", "")]),
        ("Chỉ tiêu vùng Bắc Trung Bộ", [("", "BTB")]),
        ("Mức áp dụng cho xã nhóm 3", [("3", "")]),
        ("Bắc Trung Bộ, Tây Nguyên", [("", "BTB"), ("", "TN")]),
        ("Trung du và miền núi phía Bắc", [("", "TDMNPB")]),
        ("TDMN phía Bắc", [("", "TDMNPB")]),
        ("Vùng Trung du miền núi phía Bắc", [("", "TDMNPB")]),
        ("Đồng bằng sông CL", [("", "DBSCL")]),
        ("vùng đồng bằng sông Hồng", [("", "DBSH")]),
    ],
)
def test_a_heading_names_groups_and_regions(heading: str, scopes: list[tuple[str, str]]) -> None:
    rows = [("TT", "Nội dung", heading), ("2", "Giao thông", ""), ("2.2", "Đường thôn", "≥ 80%")]
    read = read_annex(*opened(rows), KNOWN, groups=("1", "2", "3", "Khu vực III"))
    assert [(v.group, v.region) for v in read.levels] == scopes and not read.questions


def test_groups_below_a_region_and_headings_without_merged_cells() -> None:
    rows = [
        ("Phụ lục", "", "", "", ""),
        ("TT", "Nội dung", "Chỉ tiêu theo vùng (%)", "", ""),
        ("", "", "Bắc Trung Bộ", "Tây Nguyên", LEFT),
        ("", "", "", "Xã nhóm 1", "Xã nhóm 2"),
        ("2", "Giao thông", "", "", ""),
        ("2.2", "Đường thôn", "≥ 80%", "≥ 70%", "≥ 60%"),
    ]
    read = read_annex(*opened(rows), KNOWN, groups=("1", "2"))
    assert [v[3:6] for v in levels_of(read)] == [(80, "", "BTB"), (70, "1", "TN"), (60, "2", "TN")]
    assert not read.questions


def test_a_new_set_takes_the_groups_that_its_heading_names() -> None:
    rows = [
        ("TT", "Nội dung", "Xã nhóm I", "Xã khu vực III"),
        ("1", "Điện", "", ""),
        ("1.1", "Hệ thống điện", "Đạt", "Đạt"),
    ]
    read = read_annex(*opened(rows), None)
    assert read.groups == () and not read.questions
    rows[2] = ("1.1", "Số hộ có điện", "≥ 10 hộ", "≥ 5 hộ")
    assert read_annex(*opened(rows), None).groups == ("1", "khu vực III")


@pytest.mark.parametrize(
    "rows",
    [
        [("TT", "Chỉ tiêu", "Mức đạt"), ("2", "Giao thông", ""), ("2.2", "Đường thôn", "≥ 80%")],
        [("Tiêu chí", "Chỉ tiêu", "Yêu cầu"), ("Tiêu chí số 2: Giao thông", "2,2 Đường thôn", "≥ 80%")],
        [("TT", "Tiêu chí", "Chỉ tiêu chung"), ("2", "Giao thông", ""), ("2.2", "Đường thôn", "≥ 80%")],
        [("TT", "Nội dung", "Chỉ tiêu"), ("2", "Giao thông", ""), ("2", "Giao thông (tiếp)", ""), ("2.2", "Đường thôn", "≥ 80%")],
        [("Nội dung", "Chỉ tiêu"), ("2. Giao thông", ""), ("2.2. Đường thôn", "≥ 80%")],
        [HEADING, ("", "giao  thông", "2.2) Đường thôn", "≥ 80%")],
        [HEADING, ("", "", "2.2. Đường thôn", "≥ 80%")],
        [HEADING, ("2", "Giao thông", "", ""), (2.2, UP, "Đường thôn", "≥ 80%"), ("", "Giao thông (tiếp)", "", "")],
        [("TT", "Tên tiêu chí", "Nội dung", "Chỉ tiêu chung", "Bắc Trung Bộ"), ("2", "Giao thông", "2.2 Đường thôn", "≥ 80%", "")],
        [HEADING, ("2", "Giao thông", "Đường thôn được cứng hóa", "≥ 80%")],
        [HEADING, ("2", "Giao thông", LEFT, LEFT), ("", "", "2.2 Đường thôn", "≥ 80%")],
        [HEADING, ("Tiêu chí 2. Giao thông", LEFT, LEFT, LEFT), ("", "", "2.2 Đường thôn", "≥ 80%")],
        [HEADING, ("Phần thứ hai", LEFT, LEFT, LEFT), ROADS],
    ],
)  # fmt: skip
def test_one_level_in_many_layouts(rows: Rows) -> None:
    read = read_annex(*opened(rows), KNOWN)
    assert levels_of(read) == [("2.2", "", ">=", 80, "", "", "")]
    assert [i.criterion_name.casefold() for i in read.indicators] == ["giao thông"] and not read.questions


def test_numbers_of_rows_and_numbers_within_a_criterion_are_no_criteria() -> None:
    rows = [
        ("TT", "Tiêu chí", "Nội dung", LEFT, "Yêu cầu"),
        ("1", "Giao thông", "1", "Đường ngõ, xóm sạch", "Đạt"),
        ("2", UP, "02", "Đường trục thôn sạch", "Đạt"),
        ("3", "Điện", "1", "Hộ dùng điện an toàn", "Đạt"),
        ("", "Nhà ở", "- Nhà bền vững", LEFT, "Đạt"),
    ]
    read = read_annex(*opened(rows), None)
    assert [(i.criterion_no, i.criterion_name, i.indicator) for i in read.indicators] == [
        ("1", "Giao thông", "1.1"), ("1", "Giao thông", "1.2"), ("3", "Điện", "3.1"), ("4", "Nhà ở", "4.1"),
    ]  # fmt: skip
    said = {remark.text for remark in read.remarks}
    assert "2 là số thứ tự của dòng, không phải số tiêu chí." in said
    assert "Tiêu chí “Nhà ở” không ghi số; lấy số 4 theo thứ tự." in said


def test_sub_rows_of_components_that_the_set_has() -> None:
    rows = [
        HEADING,
        ("17", "Môi trường", "17.1. Nước hợp vệ sinh và nước sạch", "≥ 98%"),
        (UP, UP, "- Trong đó: nước sạch", "≥ 60%"),
    ]
    assert [v[:4] for v in levels_of(read_annex(*opened(rows), KNOWN))] == [
        ("17.1", "sinh", ">=", 98),
        ("17.1", "sach", ">=", 60),
    ]
    rows[1] = ("17", "Môi trường", "17.1. Nước", "")
    rows.insert(2, (UP, UP, "- Tỷ lệ hộ dùng nước hợp vệ sinh", "≥ 98%"))
    assert [v[:4] for v in levels_of(read_annex(*opened(rows), KNOWN))] == [
        ("17.1", "sinh", ">=", 98),
        ("17.1", "sach", ">=", 60),
    ]


def test_an_answer_with_figures_in_it_is_an_answer_where_the_set_asks_for_one() -> None:
    rows = [HEADING, ("13", "Tổ chức sản xuất", "13.1. Hợp tác xã hiệu quả", "Đạt từ 80 điểm trở lên")]
    (indicator,) = read_annex(*opened(rows), KNOWN).indicators
    assert (indicator.rule, indicator.target_text) == ("answer", "Đạt từ 80 điểm trở lên")


def test_what_a_number_is_in_a_new_set() -> None:
    cells = {
        "Tỷ lệ hộ nghèo": "≤ 5", "Số vụ tai nạn": "≤ 3 vụ", "Diện tích cây xanh": "≥ 4 m²/người", "Tốc độ tăng thu nhập": "≥ 9,5%",
        "Vốn huy động": "≥ 500 triệu đồng", "Tỷ lệ đường xã": "UBND tỉnh quy định", "Thu nhập bình quân": "Không quy định",
        "Thu nhập bình quân so với lúc được công nhận": "≥ 1,5 lần", "Thu nhập bình quân đầu người": "UBND tỉnh quy định",
    }  # fmt: skip
    rows = [HEADING, *(("1", "Chung", name, level) for name, level in cells.items())]
    read = read_annex(*opened(rows), None)
    assert [(i.value_type, i.unit, i.rule) for i in read.indicators] == [
        ("percent", "%", "level"), ("number", "vụ", "level"), ("number", "m²/người", "level"), ("growth", "%/năm", "level"),
        ("number", "triệu đồng", "level"), ("percent", "%", "assessed"), ("boolean", "", "assessed"),
        ("number", "lần", "level"), ("money", "triệu đồng", "assessed"),
    ]  # fmt: skip


def test_a_read_annex_becomes_a_set_that_opens(tmp_path: Path) -> None:
    read = read_annex(*pasted(ALL["by group"]), None)
    source = "QĐ 12/QĐ-UBND ngày 1/2/2026"
    rows = set_rows(read, source, "")
    write_csv(tmp_path / "bo.csv", list(rows[0]), rows)
    write_csv(tmp_path / "levels.csv", LEVEL_COLUMNS, annex_rows(read, "bo", "Huế", 2026, 2030, source, "An 3/3/2026"))
    entry = set_entry(read, "Bộ của tỉnh", "QĐ 12", "NTM nâng cao")
    (tmp_path / "sets.toml").write_text("[bo]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in entry.items()))
    criteria_set = load_criteria_set(tmp_path, "bo", load_levels(tmp_path / "levels.csv", lambda: ["bo"])["bo"])
    levels = criteria_set.levels(2027, Scope("tỉnh Huế", "3"))
    assert list(levels["indicator"]) == ["1.1", "2.1", "3.1", "3.2", "3.3"]
    assert [level["checked_by"] for level in rows_of(levels, Level) if level["target"] == 80] == ["An 3/3/2026"]
    assert known_figures(criteria_set)[1].comparator == ">=" and criteria_set.criteria_total == 3


def test_the_words_for_what_is_counted() -> None:
    names = {
        "Tỷ lệ hộ chăn nuôi có chuồng trại hợp vệ sinh (nếu có)": "≥ 70%", "Tỷ lệ km đường được nhựa hóa": "≥ 70%", "Thu nhập bình quân đầu người": "≥ 36",
        "Tốc độ tăng thu nhập": "≥ 9%", "Có mô hình": "≥ 1 mô hình", "Số trường đạt chuẩn": "≥ 2 trường", "Xã có chợ": "Đạt",
    }  # fmt: skip
    rows = set_rows(read_annex(*opened([HEADING, *(("1", "Chung", *item) for item in names.items())]), None), "", "")
    assert [(r["numerator_name"], r["denominator_name"], r["count_unit"], r["is_whole"]) for r in rows] == [
        ("Số hộ chăn nuôi có chuồng trại hợp vệ sinh", "Tổng số hộ chăn nuôi", "hộ", "true"),
        ("Tử số", "Mẫu số", "", "false"),
        ("Tổng số tiền trong năm (triệu đồng)", "Số người", "triệu đồng", "false"),
        ("Số năm nay", "Số năm trước", "", "false"),
        ("Số mô hình", "", "mô hình", "false"),
        ("Số trường đạt chuẩn", "", "trường", "true"),
        ("", "", "", "false"),
    ]
    assert {r["confirmed"] for r in rows} == {"false"}  # without a source nothing is confirmed


@pytest.mark.parametrize(
    "set_id", ["xa-ntm-2016-2020", "xa-ntm-2021-2025", "xa-ntm-nang-cao-2021-2025", "xa-ntm-kieu-mau-2018-2020", "xa-ntm-kieu-mau-2021-2025"]
)  # fmt: skip
def test_an_annex_that_writes_a_set_as_it_is_reads_back_as_the_set(set_id: str) -> None:
    known, signs = known_of(set_id), {">=": "≥", "<=": "không quá", "==": "="}
    sets = REFERENCE / "criteria"
    levels = load_levels(REFERENCE / "levels.csv", lambda: described_sets(sets)).get(set_id, [])
    rows: list[Sequence[object]] = [("TT", "Tên tiêu chí", "Nội dung tiêu chí", LEFT, *REGIONS.values())]
    expected = []
    for code in dict.fromkeys(figure.indicator for figure in known):
        own = [figure for figure in known if figure.indicator == code]
        cells = []
        for region in REGIONS:
            found = [
                (f, most_specific((v for v in levels if v.figure == (code, f.component)), Scope(region=region), 2020))
                for f in own
            ]
            expected += [(code, f.component, v.comparator, v.target, region) for f, v in found if v]
            lines = [
                f"{signs[v.comparator]} {figure_text(v.target)}{' %' if f.value_type == 'percent' else ''} {f.component_name}".strip()
                for f, v in found
                if v
            ]
            cells.append("\n".join(lines) or ("Đạt" if own[0].rule == "answer" else "UBND cấp tỉnh quy định cụ thể"))
        is_first = all(row[0] != own[0].criterion_no for row in rows)
        rows.append(
            (
                own[0].criterion_no if is_first else UP,
                own[0].criterion_name if is_first else UP,
                code,
                own[0].name,
                *cells,
            )
        )
    read = read_annex(*opened(rows), known)
    assert read.questions == []
    assert [(v.indicator, v.component, v.comparator, v.target, v.region) for v in read.levels] == expected
    assert [(i.indicator, i.component, i.rule) for i in read.indicators] == [
        (k.indicator, k.component, k.rule) for k in known
    ]


def test_a_set_says_how_many_of_its_levels_have_a_source_and_who_checked_them(tmp_path: Path) -> None:
    levels = [
        indicator("1.1", confirmed="true", checked_by="An 3/3/2026"), indicator("2.1", confirmed="true"), indicator("3.1"),
        indicator("4.1", checked_by="An 3/3/2026"),
    ]  # fmt: skip
    workbook = Workbook.open(write_workbook(tmp_path, levels=levels))
    said = "4 mức: 3 có nguồn, 1 chưa có nguồn xác nhận; 2 đã đối chiếu với văn bản (An 3/3/2026)"
    assert set_sources(workbook) == {SET_ID: said}
    assert set_sources(Workbook.open(write_workbook(tmp_path, levels=[yes_no("1.1")]))) == {SET_ID: "chưa có mức nào"}
    unchecked = Workbook.open(write_workbook(tmp_path, levels=[indicator("1.1")]))
    assert set_sources(unchecked)[SET_ID].endswith("1 chưa có nguồn xác nhận; chưa ai đối chiếu với văn bản")


def test_a_criterion_of_one_indicator_may_repeat_its_own_number() -> None:
    """“11. Tỷ lệ nghèo” of criterion 11, which has one indicator in the set, is that one: 11.1."""
    read = read_annex(*opened([HEADING, ("11", "Nghèo đa chiều", "11. Tỷ lệ nghèo đa chiều", "≤ 4%")]), KNOWN)
    assert [(level.indicator, level.target) for level in read.levels] == [("11.1", 4.0)] and not read.questions


def test_levels_in_columns_of_districts() -> None:
    """The column that names the workbook's district is for its communes; those of other districts are not used; some of the own ones are asked about."""
    rows = [
        ("TT", "Tên tiêu chí", "Nội dung tiêu chí", "Chỉ tiêu", LEFT),
        (UP, UP, UP, "Các xã thuộc Hóc Môn, Củ Chi", "Các xã thuộc Cần Giờ"),
        ("2", "Giao thông", "2.2. Tỷ lệ đường thôn, bản, ấp và đường liên thôn được cứng hóa", "≥ 90%", "≥ 70%"),
    ]
    grid, marks = opened(rows)
    districts = Districts({name_key("Hóc Môn")}, {name_key("Củ Chi"), name_key("Cần Giờ")})
    read = read_annex(grid, marks, KNOWN, districts=districts)
    assert [(level.indicator, level.target, level.group, level.region) for level in read.levels] == [
        ("2.2", 90, "", "")
    ]
    assert list(read.questions) == []
    assert any("là mức của huyện khác: không dùng" in remark.text for remark in read.remarks)
    both = Districts({name_key("Hóc Môn"), name_key("Cần Giờ")}, {name_key("Củ Chi")})
    assert {q.column for q in read_annex(grid, marks, KNOWN, districts=both).questions} == {3, 4}


def test_titles_notes_and_other_tables_around_an_annex() -> None:
    """A title between two tables is none of them; a note's mark is remarked on at its level; a table of who is in charge is not read."""
    heads = ("TT", "Tên tiêu chí", "Nội dung tiêu chí", "Mức đạt")
    rows = [
        heads,
        ("2", "Giao thông", "2.2. Tỷ lệ đường thôn, bản, ấp và đường liên thôn được cứng hóa", "≥ 60%"),
        ("II. KINH TẾ VÀ TỔ CHỨC SẢN XUẤT",),
        heads,
        ("10", "Thu nhập", "Thu nhập bình quân đầu người", "≥ 36 triệu đồng/người (*)"),
        ("Ghi chú:",),
        ("(*) Mức áp dụng cho năm 2019",),
        ("TT", "Cơ quan", "Tiêu chí"),
        ("1", "Sở Xây dựng", "1, 9"),
        ("2", "Sở Công Thương", "4"),
    ]
    read = read_annex(*opened(rows), KNOWN)
    assert list(read.questions) == [] and [(level.indicator, level.target) for level in read.levels] == [
        ("2.2", 60),
        ("10.1", 36),
    ]
    said = {(remark.row, remark.column): remark.text for remark in read.remarks}
    assert said[2, 0].startswith("Dòng nhóm, không đọc") and "Có dấu (*): chú thích ở ô A7" in said[4, 3]
    assert said[7, 0] == said[9, 0] == "Bảng khác, không có cột mức: không đọc."
    assert left_over(rows, 1, read) == []


def test_titles_that_say_for_whom_are_asked_about() -> None:
    """The levels below them are not those of all communes; a group of criteria is nobody's."""
    rows = [
        ("TT", "Tên tiêu chí", "Nội dung tiêu chí", "Chỉ tiêu"),
        ("A. ĐỐI VỚI XÃ KHU VỰC III", LEFT, LEFT, LEFT),
        ("2", "Giao thông", "2.2. Tỷ lệ đường thôn, bản, ấp và đường liên thôn được cứng hóa", "≥ 60%"),
        ("B. NHÓM TIÊU CHÍ VĂN HÓA - XÃ HỘI", LEFT, LEFT, LEFT),
    ]
    (question,) = read_annex(*opened(rows), KNOWN).questions
    assert question.row == 1 and "không rõ các mức dưới dòng này cho những xã nào" in question.text


def test_a_criterion_of_another_name_is_asked_about() -> None:
    """14 of the set is another criterion than the annex's 14: its levels would be those of other things."""
    rows = [
        ("TT", "Tên tiêu chí", "Nội dung tiêu chí", "Chỉ tiêu"),
        ("14", "Y tế", "14.2. Tỷ lệ dân số được quản lý sức khỏe", "≥ 90%"),
    ]
    read = read_annex(*opened(rows), known_of("xa-ntm-2016-2020"))
    assert list(read.levels) == [] and read.questions[0].text.startswith(
        "Tiêu chí 14 của bộ là “Giáo dục và đào tạo”, phụ lục ghi “Y tế”"
    )


def test_marks_of_notes_are_no_numbers_and_a_level_may_be_merged_over_districts() -> None:
    heads = ("TT", "Tên tiêu chí", "Nội dung tiêu chí", "Huyện Quan Hóa", "Huyện Bá Thước")
    rows = [
        heads,
        ("2", "Giao thông", "2.2. Tỷ lệ đường thôn, bản, ấp và đường liên thôn được cứng hóa", "≥ 95% (1)", LEFT),
        ("(1) Xã đặc biệt khó khăn: ≥ 60%",),
    ]
    districts = Districts({name_key("Bá Thước")}, {name_key("Quan Hóa")})
    read = read_annex(*opened(rows), KNOWN, districts=districts)
    assert list(read.questions) == [] and [(level.indicator, level.target) for level in read.levels] == [("2.2", 95)]
