"""Summary tables of many communes: what their columns, rows and marks are taken for; what can't be told is a question, never a result."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_lib.intake.summary.answers_file import Given, answers_bytes, key_of, read_answers
from ntm_lib.intake.summary.page import Page
from ntm_lib.intake.summary.preview import preview
from ntm_lib.intake.summary.questions import Key
from ntm_lib.intake.summary.reading import Summary, read_summary, results_of
from ntm_lib.intake.summary.wanted import Wanted, wanted_of
from ntm_lib.spreadsheet.opened import Marks, Opened, place
from ntm_lib.spreadsheet.rich_text import Run
from ntm_lib.spreadsheet.styles import format_for
from ntm_lib.text import natural_key, spelling_key
from ntm_lib.workbook import Season, Workbook
from tests import summary_tables as tables
from tests.examples import examples
from tests.summary_tables import COMMUNES, LETTERHEAD, NUMBERS, Rows, book, matrix, opened, table


@pytest.fixture(scope="module")
def wanted(workbook: Workbook) -> Wanted:
    return wanted_of(workbook, workbook.season("2020"))


def read(content: bytes, wanted: Wanted, answers: Mapping[Key, str] = {}) -> Summary:
    return read_summary(opened(content), wanted, answers)


def codes(summary: Summary) -> dict[str, str]:
    """What each column of the first table is taken for: a code or, in words, why not."""
    return {c.heading: c.code if c.kind == "result" else c.kind for c in summary.tables[0].columns}


def counted(summary: Summary) -> dict[str, int]:
    return dict(Counter(said.result for said in summary.said))


def notes(summary: Summary) -> list[str]:
    return [f"{note.cell}: {note.text}" for note in summary.notes]


def asked(summary: Summary) -> list[str]:
    return [f"{q.cell}: {q.text}" for q in summary.answers.open]


def answer(summary: Summary, words: str, text: str) -> dict[Key, str]:
    """The answer `text` to the question in which the words stand."""
    asked = summary.answers.asked.values()
    found = next(
        q for q in [*(q for q in asked if q.shown == words), *summary.answers.open] if words in f"{q.shown} {q.text}"
    )
    return {found.key: text}


def small(heads: Sequence[object], *rows: Sequence[object]) -> bytes:
    """A table with TT, names and these columns; a row is a name and its marks."""
    return table([["TT", "Tên xã", *heads], *([n, *row] for n, row in enumerate(rows, start=1))])


# The matrix


def test_the_plain_matrix(wanted: Wanted) -> None:
    """19 columns of numbers are the criteria, x is met, blank is unknown; the counts of the notice come out: 14 + 13 + 16 + 6 x 19 = 157."""
    summary = read(table(matrix()), wanted)
    assert counted(summary) == {"met": 157} and summary.tables[0].blanks == 9 * 19 - 157
    assert notes(summary) == [] and [question[:3] for question in asked(summary)] == ["C5:"]  # are blanks not met?
    row = next(r for r in results_of(summary, wanted) if (r["unit_id"], r["criterion_no"]) == ("huong-huu", "14"))
    assert (row["sheet"], row["cell"], row["as_written"], row["indicator"]) == ("Sheet1", "P8", "x", "")


@pytest.mark.parametrize(
    ("met", "otherwise"),
    [("Đ", "KĐ"), (1, 0), ("Đạt", "Chưa đạt"), ("có", "không"), ("+", "-"), ("ĐẠT ", " cđ"), ("✓", "Cơ bản đạt")],
)
def test_marks_of_two_kinds(met: str, otherwise: str, wanted: Wanted) -> None:
    """What says that a criterion is not met counts as that."""
    assert counted(read(table(matrix(met, otherwise)), wanted)) == {"met": 157, "not_met": 14}


def test_the_styles_of_offices(wanted: Wanted) -> None:
    """Three rows of headings with a row of column numbers; names in place of numbers, by district; indicators below criteria."""
    rows = read(tables.two_rows(), wanted)
    assert [c.code for c in rows.tables[0].columns if c.kind == "result"] == [str(n) for n in NUMBERS]
    assert counted(rows) == {"met": 17 * 9} and len(asked(rows)) == 2
    assert notes(rows) == ["U18: ghi 1 xã đạt, đếm trong bảng được 0"]
    names = read(tables.by_name(), wanted)
    assert counted(names) == {"met": 18 * 9}
    assert [row.name for row in names.tables[0].left_out["của huyện khác"]] == ["A Ngo", "Hương Phong", "Hồng Hạ"]
    assert notes(names) == ["B11: “Huyện Nam Đông (9 xã + 01 thị trấn)”: ghi 10 xã, trong bảng có 9"]
    levels = read(tables.two_levels(), wanted)
    assert list(codes(levels).values()) == ["tt", "name", "4.1", "4.2", "4", "17.8", "17", "count"]
    assert asked(levels) == ["G7: Ký hiệu “C” trong bảng nghĩa là gì?"]


def test_answers_are_taken(wanted: Wanted) -> None:
    """A mark, and a column that holds nothing but "Chưa đạt", count as people say; one in capitals and another Unicode form is the same."""
    levels = read(tables.two_levels(), wanted)
    told = read(tables.two_levels(), wanted, answer(levels, "Ký hiệu", "CHƯA ĐẠT"))
    assert counted(told) == {"met": 34} and len(asked(told)) == 1  # then the column holds nothing else
    both = read(tables.two_levels(), wanted, answer(levels, "Ký hiệu", "chưa đạt") | answer(told, "ghi sẵn", "có"))
    assert counted(both) == {"met": 34, "not_met": 9} and asked(both) == []
    unused = read(tables.two_levels(), wanted, answer(levels, "Ký hiệu", "không dùng"))
    assert counted(unused) == {"met": 34} and asked(unused) == []


# Layouts of one criterion


def test_one_criterion_with_what_is_expected(wanted: Wanted) -> None:
    """What is expected by the end of next year is no result; the count that a formula states is compared."""
    summary = read(tables.l1(), wanted)
    assert Counter(said.code for said in summary.said) == {"4.1": 9, "4.2": 9, "4": 8}
    assert {c.why for c in summary.tables[0].columns if c.kind == "left"} == {"dự kiến, không phải kết quả"}
    assert notes(summary) == ["C17: “9/11 xã đạt”: ghi 11 xã, trong bảng có 10"]


def test_another_years_state_is_no_result(wanted: Wanted) -> None:
    summary = read(tables.l1(2019), wanted)
    assert summary.said == [] and {c.why for c in summary.tables[0].columns if c.kind == "left"} == {
        "của năm 2019",
        "dự kiến, không phải kết quả",
    }


def test_two_programmes_side_by_side(wanted: Wanted) -> None:
    """Only the season's own set and tier is taken; the same on a second sheet is taken once."""
    summary = read(tables.l2(), wanted)
    assert counted(summary) == {"met": 5, "not_met": 4} and summary.twice == 9
    assert {said.code for said in summary.said} == {"17.8"}
    higher = replace(wanted, tier="NTM nâng cao")
    assert [c.heading for c in read(tables.l2(), higher).tables[0].columns if c.kind == "result"] == [
        "Kết quả / NTM nâng cao / 2016-2020"
    ]


def test_a_list_of_those_that_have_met(wanted: Wanted) -> None:
    """Being in the list is met, not being in it unknown; a year after the season's, and no year at all, are said."""
    summary = read(tables.l4(), wanted)
    assert {(s.unit_id, s.code, s.result, s.as_written) for s in summary.said} == {
        ("huong-huu", "7", "met", "2018"), ("thuong-nhat", "7", "met", "có tên"), ("huong-son", "7", "met", "có tên"),
    }  # fmt: skip
    assert [n for n in notes(summary) if not n.startswith(":")] == [
        "E8: “trước 2015” không phải một năm", "B5: đạt năm 2021, sau năm 2020: không lấy",
    ] or len(notes(summary)) == 3  # fmt: skip
    lacking = read(tables.l4("DANH SÁCH XÃ CHƯA ĐẠT TIÊU CHÍ SỐ 7"), wanted)
    assert counted(lacking) == {"not_met": 3}
    for title in (
        "CHỢ NÔNG THÔN, TIÊU CHÍ SỐ 7",
        "DANH SÁCH THEO DÕI MỨC ĐỘ ĐẠT TIÊU CHÍ SỐ 7",
        "DANH SÁCH XÃ ĐỀ NGHỊ ĐẠT TIÊU CHÍ SỐ 7",
    ):
        assert read(tables.l4(title), wanted).said == []


def test_the_year_of_reaching_beside_marks(wanted: Wanted) -> None:
    """A year stands with the result; one that is after the season's says that it was not met by then."""
    summary = read(
        small(
            ["Đạt tiêu chí số 7", "Năm đạt"], ["Hương Hữu", "x", 2018], ["Thượng Lộ", "x", 2021], ["Hương Sơn", "x", ""]
        ),
        wanted,
    )
    assert {s.unit_id: str(s.year) for s in summary.said} == {"huong-huu": "2018.0", "huong-son": "nan"}
    assert notes(summary) == ["C3: đạt năm 2021, sau năm 2020: không lấy"]


def test_a_table_of_one_commune(wanted: Wanted) -> None:
    """The verdicts of the season's column are results, its figures are none; plans never are."""
    summary = read(tables.l5("BIỂU 10 năm 2021, xã Hương Hữu"), wanted)
    assert {(s.code, s.result) for s in summary.said} == {("1", "met"), ("1.1", "met"), ("2.1", "not_met")}
    assert {s.unit_id for s in summary.said} == {"huong-huu"}
    assert "E8: “chưa rõ” không phải đạt hay chưa đạt: không lấy" in notes(summary)
    half = replace(wanted, is_half_year=True)
    assert {s.code for s in read(tables.l5("Biểu 10 năm 2020, xã Hương Hữu"), half).said} == {"1", "1.1", "2.1"}
    assert read(tables.l5("Biểu 10 năm 2022, xã Hương Hữu"), wanted).said == []


def test_a_table_of_one_commune_that_does_not_say_whose(wanted: Wanted) -> None:
    """Commune and year are asked where the table does not state them."""
    first = read(tables.l5("KẾT QUẢ THỰC HIỆN"), wanted)
    assert first.tables[0].refused == "chưa rõ là của xã nào" and len(asked(first)) == 2
    given = answer(first, "của xã nào", "Thượng Lộ") | answer(first, "không ghi năm", "có")
    assert {s.unit_id for s in read(tables.l5("KẾT QUẢ THỰC HIỆN"), wanted, given).said} == {"thuong-lo"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (tables.l3(), "mỗi dòng là một huyện"), (tables.l6(), "đếm số xã theo nhóm"), (tables.l7(), "mỗi dòng là một huyện"),
        (table([]), "nếu là ảnh chụp"), (table([["Ghi nhớ"], ["họp ngày mai"]]), "không thấy dòng tiêu đề"),
        (small(["1"], ["Hồng Hạ", "x"]), "không có dòng nào là xã của kỳ"), (table([["TT", "Ai"], [1, "x"]]), "không thấy cột tên xã"),
    ],
)  # fmt: skip
def test_tables_that_are_refused(content: bytes, why: str, wanted: Wanted) -> None:
    """Counts by district or group, pictures, other texts: the reason is said, nothing is taken."""
    summary = read(content, wanted)
    assert why in summary.tables[0].refused and summary.said == []
    assert why in "\n".join(preview(summary, wanted))


# Columns


def test_what_headings_are_taken_for(wanted: Wanted) -> None:
    """Numbers and names in any writing; what contradicts itself, is numbered in Roman numerals or not in the set is a question."""
    taken = {
        "Tiêu chí số 4": "4", "TC 05": "5", "(6)": "6", "7. Chợ": "7", "Tiêu chí\nGIAO  THÔNG": "2", "Hoàn thành tiêu chí số 9 về nhà ở": "9",
        "17.8": "17.8", "Đạt nội dung 4,1": "4.1", "Chỉ tiêu 17.1": "17.1", "18 - Hệ thống chính trị": "18", "Quốc phòng và an ninh": "19",
        "Thuỷ lợi": "3", "Tiêu chí theo QĐ 318/2022 số 10": "open", "IV": "open", "25": "open", "4. Giao thông": "open", "Tiêu chí 4, tiêu chí 5": "open",
        "Xếp loại": "left", "11 Hộ nghèo": "11", "5 không 3 sạch": "open", "4 Giao thông": "open", "Xã đạt chuẩn NTM": "left", "Số tiêu chí chưa đạt": "left", "Kế hoạch 2021: TC 8": "left", "Đăng ký tiêu chí 8": "left", "TC 8 cùng kỳ năm trước": "left",
        "TC 8 năm 2019": "left", "NTM nâng cao: TC 8": "left", "TC 8 giai đoạn 2021-2025": "left", "Dân số": "left", "Năm đạt chuẩn": "year",
    }  # fmt: skip
    summary = read(
        small(
            [*taken],
            [
                "Hương Hữu",
                *["x" if kind != "left" or text != "Dân số" else 1000 for text, kind in taken.items()],
            ],
        ),
        wanted,
    )
    assert {h: k for h, k in codes(summary).items() if h not in ("TT", "Tên xã")} == {
        " ".join(h.split()): k for h, k in taken.items()
    }


def test_two_levels_that_contradict(wanted: Wanted) -> None:
    """An indicator below another criterion, and a heading below a criterion that nobody knows, are asked about."""
    rows = [
        ["TT", "Tên xã", "Tiêu chí 4", None, "Tiêu chí 5"],
        [None, None, "5.1", "Tỷ lệ hộ", "Chưa đạt"],
        [1, "Hương Hữu", "x", "x", "x"],
        [2, "Hương Sơn", "", "", "không"],
    ]
    summary = read(table(rows, ["C1:D1", "A1:A2", "B1:B2"]), wanted)
    assert [c.kind for c in summary.tables[0].columns[2:]] == ["open", "open", "result"]
    assert [(s.unit_id, s.code, s.result) for s in summary.said] == [("huong-huu", "5", "not_met")]


def test_headings_that_are_not_merged(wanted: Wanted) -> None:
    """A level that is written once, over the first of its columns, holds for those beside it; a date above the table for none."""
    rows = [
        [None, None, "Lũy kế đến hết năm 2020", None, "Dự kiến đến hết năm 2021", None], ["TT", "Tên xã", "4.1", "4.2", "4.1", "4.2"], [1, "Hương Hữu", "x", "x", "x", "x"],
    ]  # fmt: skip
    assert list(codes(read(table(rows), wanted)).values()) == ["tt", "name", "4.1", "4.2", "left", "left"]
    dated = [
        [None, None, None, "Nam Đông, ngày 2 tháng 12 năm 2020", "x"],
        ["TT", "Tên xã", "4", "Ghi chú"],
        [1, "Hương Hữu", "x"],
    ]
    assert list(codes(read(table(dated), wanted)).values())[:3] == ["tt", "name", "4"]
    merged = [
        ["TT", "Tên xã", "Tiêu chí 4", None, None],
        [None, None, "4.1", "4.2", "5"],
        [1, "Hương Hữu", "x", "x", "x"],
    ]
    assert list(codes(read(table(merged, ["C1:D1"]), wanted)).values())[2:] == ["4.1", "4.2", "5"]
    deep = [["TT", "Tên xã", "Kết quả"], *[[None, None, "Đánh giá"]] * 3, [None, None, "4"], [1, "Hương Hữu", "x"]]
    assert list(codes(read(table(deep), wanted)).values())[2:] == ["4"]
    side = [["TT", "Tên xã", "Ghi chú", None], [None, None, None, "4"], [1, "Hương Hữu", "", "x"]]
    assert list(codes(read(table(side), wanted)).values()) == ["tt", "name", "remark", "4"]


def test_without_numbers_of_rows(wanted: Wanted) -> None:
    """A table without TT is found by the heading of its names, which is no word that only begins a text."""
    rows = [["Các xã"], ["Xã", "1", "2"], ["Hương Hữu", "x", ""]]
    assert counted(read(table(rows), wanted)) == {"met": 1}


def test_figures_are_no_results(wanted: Wanted) -> None:
    """A column of numbers is left out, 1 and 0 in it too; numbers among marks are passed over and said."""
    summary = read(
        small(["2", "3", "4"], ["Hương Hữu", 95.5, "x", "x"], ["Hương Sơn", 1, "80%", ""], ["Thượng Lộ", 0, "x", ""]),
        wanted,
    )
    assert [c.why for c in summary.tables[0].columns if c.kind == "left"] == [
        "là số liệu, không phải kết quả đạt hay chưa đạt"
    ]
    assert notes(summary) == ["D3: 1 ô của cột ghi số, không phải kết quả: không lấy"] and counted(summary) == {
        "met": 3
    }


def test_two_columns_of_one_criterion(wanted: Wanted) -> None:
    """Which of two columns counts is asked, and answered by choosing; so is a half year's in a season of the whole year, and an estimate beside it."""
    content = small(
        ["TC 4", "Tiêu chí số 4", "TC 5: thực hiện 6 tháng", "TC 5: ước thực hiện cả năm"],
        ["Hương Hữu", "x", "", "x", "x"],
    )
    summary = read(content, wanted)
    assert summary.said == [] and len(asked(summary)) == 4
    given = answer(summary, "TC 4", "không dùng") | answer(summary, "TC 5: ước thực hiện cả năm", "tiêu chí 5")
    assert {(s.code, s.cell) for s in read(content, wanted, given).said} == {("5", "F2")}


def test_a_chosen_column_is_taken(wanted: Wanted) -> None:
    """People may say what any column is, the names' among them; an answer whose heading has changed fits no more, and is said."""
    content = table([["TT", "Nơi", "Điện lưới"], [1, "Hương Hữu", "x"]])
    first = read(content, wanted)
    given = answer(first, "Nơi", "tên xã") | answer(first, "Điện lưới", "tiêu chí 4")
    assert counted(read(content, wanted, given)) == {"met": 1}
    changed = read(table([["TT", "Nơi", "Điện lực"], [1, "Hương Hữu", "x"]]), wanted, given)
    assert changed.said == [] and any("không còn khớp" in line for line in preview(changed, wanted))
    nonsense = read(content, wanted, given | answer(first, "Điện lưới", "tiêu chí 99"))
    assert nonsense.said == [] and len(nonsense.answers.unfitting) == 1


# Rows and names


def test_names_are_matched_exactly(wanted: Wanted) -> None:
    """Kind, blanks, capitals, the place of a tone mark and the Unicode form do not matter; a name that is alike is asked about."""
    written = ["XÃ  HƯƠNG HỮU ", "Hương Sơn*", "Thương Quảng", "Thượng Longg", "Hương", "Khe Tre", "Hương Xuân Hạ"]
    summary = read(small(["4"], *([name, "x"] for name in written)), wanted)
    assert {s.unit_id for s in summary.said} == {"huong-huu", "huong-son"}
    assert [q.shown for q in summary.answers.open] == ["Thương Quảng", "Thượng Longg"]
    assert [r.name for r in summary.tables[0].left_out["không phải xã của kỳ"]] == [
        "Hương",
        "Khe Tre",
        "Hương Xuân Hạ",
    ]
    given = answer(summary, "Thương Quảng", "Thượng Quảng") | answer(summary, "Thượng Longg", "không dùng")
    assert len(read(small(["4"], *([name, "x"] for name in written)), wanted, given).said) == 3


def test_a_name_of_before_a_merger_is_asked_about(wanted: Wanted) -> None:
    """Hương Hòa and Hương Giang became Hương Xuân on 1/1/2020: a table of the season that names them does not say what it means."""
    summary = read(small(["4"], ["Hương Hoà", "x"], ["Hương Giang", ""]), wanted)
    assert summary.said == [] and "có phải Hương Xuân không" in asked(summary)[0]


def test_names_within_their_district(wanted: Wanted) -> None:
    """Of two communes of one name that of the place's district is taken; where the table names no district it is asked, if it is of several."""
    ben_tre = replace(
        wanted,
        communes={"a": "Mỹ Thạnh", "b": "Thanh Hoà"},
        titles={"a": "Mỹ Thạnh", "b": "Thanh Hoà"},
        parents={"a": "nam đông", "b": "nam đông"},
        elsewhere=frozenset({"mỹ thạnh", "mỹ thạnh an", "an đức"}),
    )
    ben_tre = replace(
        ben_tre,
        parents=dict.fromkeys("ab", next(iter(wanted.parents.values()))),
        elsewhere=frozenset(map(spelling_key, ("Mỹ Thạnh", "Mỹ Thạnh An", "An Đức"))),
    )
    rows: Rows = [
        ["TT", "Tên xã", "4"],
        ["I", "Huyện Nam Đông 2/2 xã"],
        [1, "Mỹ Thạnh ", "x"],
        [2, "Thanh Hòa", "x"],
        ["II", "TP. Bến Tre"],
        [1, "Mỹ Thạnh", ""],
        [2, "Mỹ Thạnh An", "x"],
    ]
    by_district = read(table(rows), ben_tre)
    assert {(s.unit_id, s.cell) for s in by_district.said} == {("a", "C3"), ("b", "C4")} and asked(by_district) == []
    flat = read(table([row for row in rows if row[0] not in ("I", "II")]), ben_tre)
    assert {s.unit_id for s in flat.said} == {"b"} and len(asked(flat)) == 2
    assert len(read(table([rows[0], *rows[2:4]]), ben_tre).said) == 2  # of this district alone


def test_groups_that_name_no_district(wanted: Wanted) -> None:
    """Bands and groups say nothing of the district; a name alone is asked about, unless another group is the place's own."""
    rows: Rows = [
        ["TT", "Tên xã", "4"],
        ["I", "Nhóm 1: xã đạt 19 tiêu chí"],
        [1, "Hương Hữu", "x"],
        ["II", "Thượng Đông"],
        [2, "Hương Sơn", "x"],
    ]
    summary = read(table(rows), wanted)
    assert {s.unit_id for s in summary.said} == {
        "huong-huu"
    } and "B4: Nhóm “Thượng Đông” có phải là huyện Nam Đông không?" in asked(summary)
    for text, units in (("có", {"huong-huu", "huong-son"}), ("không", {"huong-huu"})):
        assert {s.unit_id for s in read(table(rows), wanted, answer(summary, "Thượng Đông", text)).said} == units
    own = read(table([*rows, ["III", "Nam Đông"], [1, "Thượng Lộ", "x"]]), wanted)
    assert {s.unit_id for s in own.said} == {"huong-huu", "thuong-lo"} and asked(own) == []
    province = replace(wanted, has_districts=False)
    assert len(read(table([*rows, ["III", "Huyện A Lưới"], [1, "Thượng Lộ", "x"]]), province).said) == 3


def test_groups_by_standing_are_no_districts(wanted: Wanted) -> None:
    """ "I. Xã đạt chuẩn (03 xã)" is no name of a district; a row of shares is no count."""
    heads = ["TT", "Tên xã", *(f"TC{n}" for n in NUMBERS)]
    rows: Rows = [
        heads, ["I. Xã đạt chuẩn (01 xã)"], [1, "Hương Phú", *["Đ"] * 19], ["II. Xã đạt từ 15 đến 18 tiêu chí"], [2, "Hương Hữu", *["Đ"] * 15, *["KĐ"] * 4],
        [None, "Tổng cộng", *[2] * 15, *[1] * 4], [None, "Tỷ lệ (%)", *[100] * 15, *[50] * 4],
    ]  # fmt: skip
    summary = read(table(rows, ["A2:U2", "A4:U4"]), wanted)
    assert (notes(summary), asked(summary)) == ([], []) and counted(summary) == {"met": 34, "not_met": 4}


def test_a_group_whose_formula_has_no_value(wanted: Wanted) -> None:
    """It is asked whose group it is; a mark, or a count, that is a formula without a value is said at its cell."""
    rows: Rows = [
        ["TT", "Tên xã", "4", "5", "Ghi chú"],
        ["I", '="Huyện X "&COUNTA(C3:C4)'],
        [1, "Hương Hữu", "x", '=IF(C3="x","x","")'],
        [2, "Hương Sơn", "", "#N/A"],
    ]
    content = opened(table(rows))
    content.marks["Sheet1"].uncomputed |= {(1, 1), (2, 3)}
    content.marks["Sheet1"].errors |= {(3, 3)}
    summary = read_summary(content, wanted, {})
    assert summary.said == [] and "công thức chưa có giá trị" in asked(summary)[0]
    told = read_summary(content, wanted, answer(summary, "công thức chưa có giá trị", "có"))
    assert {s.unit_id for s in told.said} == {"huong-huu"}
    assert [n.split(":")[0] for n in notes(told)] == ["D3", "D4"]
    content.marks["Sheet1"].formulas.clear()  # of kinds of files that do not tell them
    content.marks["Sheet1"].uncomputed.clear()
    content.grids["Sheet1"] = [
        [0.0 if at == (1, 1) else v for at, v in (((r, c), v) for c, v in enumerate(row))]
        for r, row in enumerate(content.grids["Sheet1"])
    ]
    assert "“công thức”" in asked(read_summary(content, wanted, {}))[0]


def test_a_commune_twice(wanted: Wanted) -> None:
    """The same twice is taken once; what differs is said at both cells and not taken."""
    summary = read(small(["4", "5"], ["Hương Hữu", "x", "Đ"], ["xã Hương Hữu", "x", "KĐ"]), wanted)
    assert [s.code for s in summary.said] == ["4"] and summary.twice == 1
    assert notes(summary) == [": ghi khác nhau ở Sheet1!D2 (Đ) và Sheet1!D3 (KĐ): chưa lấy"]


def test_sheets_that_differ(wanted: Wanted) -> None:
    """Which sheet counts is asked; a hidden one does not, unless no other has a table."""
    rows, others = [["TT", "Tên xã", "4"], [1, "Hương Hữu", "Đ"]], [["TT", "Tên xã", "4"], [1, "Hương Hữu", "KĐ"]]
    both = book({"Danh sách": (rows, ()), "Tổng hợp": (others, ())})
    summary = read(both, wanted)
    assert summary.said == [] and len(asked(summary)) == 1
    assert counted(read(both, wanted, answer(summary, "Lấy trang nào", "Tổng hợp"))) == {"not_met": 1}
    hidden = read(book({"Danh sách": (rows, ()), "Tổng hợp": (others, ())}, hidden=["Tổng hợp"]), wanted)
    assert counted(hidden) == {"met": 1} and hidden.tables[1].refused.startswith("trang ẩn")
    third = read(
        book(
            {
                "A": (rows, ()),
                "B": (others, ()),
                "C": ([["TT", "Tên xã", "4"], [1, "Hương Hữu", "Đ"], [2, "Hương Sơn", "Đ"]], ()),
            }
        ),
        wanted,
    )
    assert {s.unit_id for s in third.said} == {"huong-son"}
    son = [["TT", "Tên xã", "4"], [1, "Hương Hữu", ""], [2, "Hương Sơn", "Đ"]]
    pairs = book({"A": (rows, ()), "B": ([*others, [2, "Hương Sơn", "KĐ"], [3, "Thượng Lộ", "Đ"]], ()), "C": (son, ())})
    chosen = read(pairs, wanted, answer(read(pairs, wanted), "Lấy trang nào", "A"))
    assert {s.unit_id for s in chosen.said} == {"huong-huu", "thuong-lo"}
    assert notes(chosen) == [": ghi khác nhau ở B!C3 (KĐ) và C!C3 (Đ): chưa lấy"]
    alone = read(book({"Ghi chú": ([["x"]], ()), "Tổng hợp": (rows, ())}, hidden=["Tổng hợp"]), wanted)
    assert counted(alone) == {"met": 1}


def test_totals_are_compared(wanted: Wanted) -> None:
    """A stated count that differs from what was counted is said at its cell, by commune only where every criterion is there; it stops nothing."""
    rows = matrix("Đ", "KĐ", (19, 19, 14, 13, 16, 19, 19, 19, 19))
    rows[6][-1] = 20
    rows += [["", "TỔNG CỘNG", *[9] * 4, 8], ["", "Tỷ lệ", "100%"], ["", "Lũy kế", "9/10 xã"]]
    assert notes(read(table(rows), wanted)) == [
        "V7: ghi 20 tiêu chí đạt, đếm trong dòng được 19".replace("V7", "V7"), "G15: ghi 8 xã đạt, đếm trong bảng được 9",
        "C17: “9/10 xã”: ghi 10 xã, trong bảng có 9",
    ]  # fmt: skip
    content = opened(small(["4", "Số tiêu chí đạt"], ["Hương Hữu", "x", "=COUNTA(C2)"], ["Tổng", "=COUNTA(C2)"]))
    content.marks["Sheet1"].uncomputed |= {(1, 3), (2, 2)}
    assert notes(read_summary(content, wanted, {})) == ["D2: 2 ô tổng là công thức chưa có giá trị: không so được"]
    some = read(small(["4", "Số tiêu chí đạt"], ["Hương Hữu", "x", 14]), wanted)
    assert notes(some) == [] and counted(some) == {"met": 1}


def test_what_ends_a_table(wanted: Wanted) -> None:
    """Signatures end it, totals do not; communes called Cộng Hòa or Tổng Cọt are no totals."""
    rows: Rows = [
        ["TT", "Tên xã", "4"],
        [None, "Cộng", 1],
        [1, "Cộng Hòa", "x"],
        [2, "Tổng Cọt", "x"],
        ["Nam Đông, ngày 2 tháng 12 năm 2020"],
        [3, "Hương Hữu", "x"],
    ]
    own = replace(
        wanted,
        communes={"c": "Cộng Hòa", "t": "Tổng Cọt", **wanted.communes},
        titles={"c": "Cộng Hòa", "t": "Tổng Cọt", **wanted.titles},
        parents=dict.fromkeys(["c", "t", *wanted.communes], ""),
    )
    assert {s.unit_id for s in read(table(rows), own).said} == {"c", "t"}


# What files hold


def test_merged_struck_and_old_letters(wanted: Wanted) -> None:
    """A mark over several cells and one that is struck through are not taken; a text in an old font is read as it is seen."""
    content = opened(
        table(
            [["TT", "Tên xã", "4", "5", "6"], [1, "Hương Hữu", "x", None, "x"], [2, "H­¬ng S¬n", "§", "KĐ", "x"]],
            ["C2:D2"],
        )
    )
    content.marks["Sheet1"].struck.add((1, 4))
    content.marks["Sheet1"].runs[2, 2] = [Run("§", ".VnTime")]
    summary = read_summary(content, wanted, {})
    assert {(s.unit_id, s.code, s.result) for s in summary.said} == {
        ("huong-son", "4", "met"),
        ("huong-son", "5", "not_met"),
        ("huong-son", "6", "met"),
    }
    assert notes(summary) == ["C2: ô gộp nhiều ô: chưa lấy. Bỏ gộp, ghi từng ô"]


def test_a_sheet_of_any_form_is_survived(wanted: Wanted) -> None:
    """Two hundred columns, everything merged, hidden columns, texts pasted from Word: read or refused in words."""
    wide = [["TT", "Tên xã", *NUMBERS, *[f"Cột {n}" for n in range(200)]], [1, "Hương Hữu", *["x"] * 19, *[12.5] * 200]]
    assert counted(read(table(wide), wanted)) == {"met": 19}
    assert read(table([["BẢNG TỔNG HỢP"], []], ["A1:Z50"]), wanted).said == []
    large = [["TT", "Tên xã", *[""] * 998], *[[""] * 1000] * 300, ["x"] * 1000]
    many = Opened({"S": large}, {"S": Marks(merged=[((1, 0), (10**6, 10**4))] * 3)})
    assert read_summary(many, wanted, {}).said == []
    hidden = read(book({"S": (matrix(), ())}, hidden_columns="D:F"), wanted)
    assert counted(hidden) == {"met": 157} and notes(hidden) == [": 3 cột và 0 dòng bị ẩn vẫn được đọc"]
    word = small(["Tiêu chí\r\nsố\xa04", "Tiêu\nchí 5"], ["Hương\nHữu\xa0", "\nx", "Đạt\r\n"])
    assert counted(read(word, wanted)) == {"met": 2}
    chart = Opened({}, {}, foreign=["Biểu đồ"])
    assert notes(read_summary(chart, wanted, {})) == [": trang biểu đồ, hộp thoại: không đọc"]


def test_the_year_that_a_title_states(wanted: Wanted) -> None:
    """A title with another year is asked about; years of decisions and programmes are none."""
    content = table([["BẢNG TỔNG HỢP NĂM 2019"], ["TT", "Tên xã", "4"], [1, "Hương Hữu", "x"]])
    summary = read(content, wanted)
    assert summary.said == [] and summary.tables[0].refused == "chưa rõ có phải kết quả của năm 2020"
    assert counted(read(content, wanted, answer(summary, "NĂM 2019", "có"))) == {"met": 1}
    others = [
        ["(Kèm theo Quyết định số 1 năm 2019)", "giai đoạn 2016-2020"],
        ["TT", "Tên xã", "4"],
        [1, "Hương Hữu", "x"],
    ]
    assert counted(read(table(others), wanted)) == {"met": 1}
    column = [["Số liệu đến năm 2021"], ["TT", "Tên xã", "TC 4 năm 2020"], [1, "Hương Hữu", "x"]]
    assert counted(read(table(column), wanted)) == {"met": 1}


def test_not_applicable_and_unclear_marks(wanted: Wanted) -> None:
    """ "Không áp dụng" is a result of its own; "-" beside x, o or v is asked about once for the sheet."""
    summary = read(
        small(["7", "8"], ["Hương Hữu", "KAD", "-"], ["Hương Sơn", "x", "-"], ["Thượng Lộ", "x", "x"]), wanted
    )
    assert counted(summary) == {"not_applicable": 1, "met": 3} and asked(summary) == [
        "D2: Ký hiệu “-” trong bảng nghĩa là gì?"
    ]


# The season that is asked for


def test_what_a_season_asks_for(workbook: Workbook) -> None:
    """Sets known in part have criteria alone as verdicts; the middle of a year is told from its end; sets without years in their name."""
    partial = wanted_of(
        workbook, Season(name="2015", year=2015, criteria_set="xa-ntm-2009-2015-partial", cut_off=date(2015, 12, 31))
    )
    assert partial.criterion_of["4"] == "4" and partial.criterion_of["4.2"] == "4" and not partial.is_half_year
    assert "Hương Hòa" in partial.communes.values() and partial.label("4.2") == "chỉ tiêu 4.2"
    half = wanted_of(
        workbook, Season(name="2022-06", year=2022, criteria_set="xa-ntm-2021-2025", cut_off=date(2022, 6, 30))
    )
    assert half.is_half_year and half.programme == ("2021", "2025")
    nameless = replace(partial, programme=("", ""))
    assert counted(read(small(["TC 4 giai đoạn 2001-2005"], ["Hương Lộc", "x"]), nameless)) == {"met": 1}
    assert counted(read(small(["TC 4: thực hiện 6 tháng"], ["Hương Lộc", "x"]), half)) == {"met": 1}
    whole = read(table([["Kết quả đến 31/12/2022"], ["TT", "Tên xã", "4"], [1, "Hương Lộc", "x"]]), half)
    assert whole.said == [] and "số liệu cả năm" in asked(whole)[0]


# The answers file and the preview


def test_the_answers_file_is_read_back(wanted: Wanted) -> None:
    """Every question stands in it with what may be chosen; what was answered stays when it is written again. The same gives the same bytes."""
    summary = read(tables.two_levels(), wanted)
    content = answers_bytes(summary.answers, "Cách hiểu", "2020")
    assert content == answers_bytes(read(tables.two_levels(), wanted).answers, "Cách hiểu", "2020")
    assert {*map(key_of, read_answers(opened(content)))} == summary.answers.asked.keys()
    given = answer(summary, "Ký hiệu", "chưa đạt")
    again = answers_bytes(read(tables.two_levels(), wanted, given).answers, "Cách hiểu", "2020")
    assert {key_of(own): own.answer for own in read_answers(opened(again)) if own.answer} == given
    assert read_answers(opened(table(matrix()))) == []
    short = book({"Khác": ([["Ô", "Ghi trong bảng", "Chọn lại"], ["B2", "x", "đạt"]], ())})
    assert read_answers(opened(short)) == [Given("", "Khác", "", "B2", "x", "", "đạt")]


def test_the_preview_says_what_was_taken_for_what(wanted: Wanted) -> None:
    """Columns in groups, rows and columns left out with the reason, results, what is lacking, what is open."""
    lines = "\n".join(preview(read(tables.l1(), wanted), wanted))
    for words in (
        "Năm 2020 (huyện Nam Đông, chốt số liệu 15/12/2020)", "Trang “Sheet1”: 9/9 xã.", "Cột C–E: tiêu chí 4; chỉ tiêu 4.1, 4.2", "Cột F–H: không dùng – dự kiến",
        "Bỏ 1 dòng, của huyện khác: Hương Phong (dòng 6)", "26 đạt, 0 chưa đạt, 0 không áp dụng; 1 ô không có kết quả",
    ):  # fmt: skip
        assert words in lines
    many = "\n".join(
        preview(
            read(
                small(["4", "6", "5"], ["Hương Hữu", "x"], *([f"Thượng Lo{c}", "x"] for c in "abcdeghiklmnop")), wanted
            ),
            wanted,
        )
    )
    assert "và 2 điều nữa" in many and "Cột C–E: tiêu chí 4, 6, 5" in many and "Không có trong bảng: Hương Xuân" in many
    assert "kết quả ghi hai lần như nhau" in "\n".join(preview(read(tables.l2(), wanted), wanted))
    assert "tiêu chí 1–19" in "\n".join(preview(read(table([*LETTERHEAD[2:], *matrix()[4:]]), wanted), wanted))
    assert len(COMMUNES) == len(wanted.communes)


# Tables that are more than one, or something else than they seem


def test_numbers_with_abbreviations(wanted: Wanted) -> None:
    """ "1 QH", "2 GT" and so on are the criteria where they are all of the set, in its order; a part of them is asked about."""
    heads = [f"{n}\n{''.join(word[0] for word in name.split())}" for n, name in zip(NUMBERS, tables.NAMES, strict=True)]
    assert counted(read(small(heads, ["Hương Hữu", *["x"] * 19]), wanted)) == {"met": 19}
    assert read(small(heads[:5], ["Hương Hữu", *["x"] * 5]), wanted).said == []


def test_abbreviations_alone_are_one_question(wanted: Wanted) -> None:
    """As many columns side by side as the set has criteria: asked about once, taken in order only when somebody says so."""
    heads = [f"{''.join(word[0] for word in name.split()).upper()}." for name in tables.NAMES]
    content = small(heads, ["Hương Hữu", *["x"] * 13, *[""] * 6], ["Hương Sơn", *["x"] * 12, *[""] * 7])
    first = read(content, wanted)
    assert first.said == [] and asked(first) == ["C1: 19 cột C–U (“QH.” … “QPVAN.”) là tiêu chí 1–19 theo thứ tự?"]
    taken = read(content, wanted, answer(first, "theo thứ tự", "có"))
    assert stated(taken) == (13, []) and codes(taken)["GT."] == "2" and asked(taken) == []
    others = read(content, wanted, answer(first, "theo thứ tự", "không"))
    assert others.said == [] and len(asked(others)) == 13


def test_names_as_offices_write_them(wanted: Wanted) -> None:
    """Numbers, bodies and parents around a name do not matter; another kind of unit of the same name is another unit, a former one asked about."""
    written = [
        "1. Xã Hương Hữu",
        "UBND xã Hương Sơn",
        "- Thượng Lộ, huyện Nam Đông",
        "Thị trấn Hương Phú",
        "Hương Lộc (trước đây)",
    ]
    summary = read(table([["Tên xã", "4"], *([name, "x"] for name in written)]), wanted)
    assert {s.unit_id for s in summary.said} == {"huong-huu", "huong-son", "thuong-lo"}
    assert [r.name for why in summary.tables[0].left_out.values() for r in why] == [
        "Thị trấn Hương Phú",
        "Hương Lộc (trước đây)",
    ]


def test_another_table_below_or_beside(wanted: Wanted) -> None:
    """A heading that comes again is passed over; another table, below or at the right, is not read with this one's columns."""
    head = ["TT", "Tên xã", "4", "5"]
    again = read(table([head, [1, "Hương Hữu", "x", ""], head, [2, "Hương Sơn", "x", ""]]), wanted)
    assert {s.unit_id for s in again.said} == {"huong-huu", "huong-son"} and notes(again) == []
    below = read(
        table([head, [1, "Hương Hữu", "x", ""], ["TT", "Tên xã", "Dự kiến 5"], [2, "Hương Sơn", "x", ""]]), wanted
    )
    assert {s.unit_id for s in below.said} == {"huong-huu"} and notes(below)[0].startswith(
        "B3: từ dòng này là một bảng khác"
    )
    beside = read(table([[*head, None, *head], [1, "Hương Hữu", "x", "", None, 5, "Hương Sơn", "", "x"]]), wanted)
    assert [(s.unit_id, s.code) for s in beside.said] == [("huong-huu", "4")]
    assert {c.why for c in beside.tables[0].columns[4:]} == {"thuộc bảng khác ở bên phải"}
    two = read(table([["TT", "Đơn vị", "Tên xã", "4"], [1, "Huyện Nam Đông", "Hương Hữu", "x"]]), wanted)
    assert [(s.unit_id, s.code) for s in two.said] == [("huong-huu", "4")]


def test_communes_in_columns(wanted: Wanted) -> None:
    """A column a commune is read as if it were turned; cells keep their addresses, titles above count, totals at the right are compared."""
    names = [COMMUNES[2], COMMUNES[4]]
    rows: list[list[object]] = [
        ["KẾT QUẢ NĂM 2020"],
        ["STT", "Tên tiêu chí", "Kết quả các xã", None, "Số xã đạt"],
        [None, None, *names, None],
    ]
    rows.append(["I. HẠ TẦNG"])
    for number, name in zip(NUMBERS, tables.NAMES, strict=True):
        short = {17: "Môi trường và ATTP"}.get(number, name)
        rows.append([number, short, "x", "KĐ" if number == 9 else "x", 2 if number < 19 else 1])
    rows += [["Tổng số", None, 19, 18], [None, None, None, "Người lập biểu"]]
    merged = ["A2:A3", "B2:B3", "C2:D2", "E2:E3", "A4:E4", "A24:B24"]
    summary = read(table(rows, merged), wanted)
    assert counted(summary) == {"met": 37, "not_met": 1} and asked(summary) == []
    (failed,) = [said for said in summary.said if said.result == "not_met"]
    assert (failed.unit_id, failed.code, failed.cell) == ("huong-son", "9", "D13")
    assert notes(summary) == ["E13: ghi 2 xã đạt, đếm trong bảng được 1", "E23: ghi 1 xã đạt, đếm trong bảng được 2"]
    assert "  Dòng 5–23: tiêu chí 1–19" in preview(summary, wanted)
    last_year = [["KẾT QUẢ NĂM 2019"], *rows[1:]]
    assert read(table(last_year, merged), wanted).said == []
    few = [["TT", "Tiêu chí", "Hương Hữu", "Hương Sơn"], ["a", "Quy hoạch xã", "đã lập", "đang lập"]]
    assert "Transpose" in read(table(few), wanted).tables[0].refused


@pytest.mark.parametrize(
    "title",
    [
        "ĐĂNG KÝ TIÊU CHÍ PHẤN ĐẤU NĂM 2020",
        "Bảng tiêu chí 6 tháng đầu năm 2020",
        "XÃ NÔNG THÔN MỚI NÂNG CAO NĂM 2020",
        "Giai đoạn 2021-2025",
        "Kết quả đến ngày 31/12/2019",
        "Kết quả đến 30/6/2020",
        "Số liệu tính đến tháng 8 năm 2020",
        "DỰ KIẾN KẾT QUẢ NĂM 2020",
        "KẾT QUẢ ĐẦU NĂM 2020",
        "KẾT QUẢ ĐĂNG KÝ TIÊU CHÍ NĂM 2020",
    ],
)
def test_titles_of_something_else(title: str, wanted: Wanted) -> None:
    """Plans, a part of the year, another tier, programme or year: nothing is taken until somebody says that it is the season's."""
    content = table([[title], ["TT", "Tên xã", "4"], [1, "Hương Hữu", "x"]])
    summary = read(content, wanted)
    assert summary.said == [] and len(asked(summary)) == 1
    assert counted(read(content, wanted, answer(summary, title, "có"))) == {"met": 1}


@pytest.mark.parametrize(
    "title",
    [
        "KẾT QUẢ THỰC HIỆN KẾ HOẠCH NĂM 2020",
        "Nam Đông, ngày 5 tháng 1 năm 2021",
        "(Kèm theo Báo cáo số 1/BC-UBND ngày 5/1/2021)",
        "Kết quả năm 2020 so với 2019",
        "KẾT QUẢ CHỈ TIÊU 17.8 NĂM 2020",
    ],
)
def test_titles_of_the_season(title: str, wanted: Wanted) -> None:
    """What was planned and done, days of signing and of other papers raise no doubt."""
    assert counted(read(table([[title], ["TT", "Tên xã", "4"], [1, "Hương Hữu", "x"]]), wanted)) == {"met": 1}


def test_a_group_of_the_whole_province(wanted: Wanted) -> None:
    """The province's name over all rows is no district, and a district's name in a column may be shortened."""
    rows = [
        ["TT", "Tên xã", "Huyện", "4"],
        ["I", "TỈNH THỪA THIÊN HUẾ"],
        [1, "Hương Hữu", "H. Nam Đông", "x"],
        [2, "Hương Sơn", "", "x"],
    ]
    assert {s.unit_id for s in read(table(rows), wanted).said} == {"huong-huu", "huong-son"}
    town = [*rows[:2], ["II", "Thành phố Thừa Thiên Huế"], [1, "Hương Hữu", "", "x"]]
    assert read(table(town), wanted).said == []


def test_a_commune_of_several_rows(wanted: Wanted) -> None:
    """What was planned and what was done, a row each: which is which nothing tells, so neither is taken; a row of sums is none of these."""
    rows = [
        ["TT", "Tên xã", "Chia ra", "4"],
        [1, "Hương Hữu", "KH", "x"],
        [None, None, "TH", "Đ"],
        [2, "Hương Sơn", "TH", "x"],
        [None, None, None, 1],
    ]
    for merged in ((), ("B2:B3",)):
        summary = read(table(rows, merged), wanted)
        assert {s.unit_id for s in summary.said} == {"huong-son"}
        assert notes(summary) == ["B2: xã chiếm nhiều dòng (đến dòng 3): chưa lấy. Để mỗi xã một dòng kết quả"]


# Tables that say the contrary, or are of something else


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("TỔNG HỢP CÁC TIÊU CHÍ CHƯA ĐẠT NĂM 2020", ""),
        ("(x: chưa đạt)", ""),
        ("Kết quả năm 2020", "Ghi chú: đánh dấu x là tiêu chí chưa đạt, ô trống là đạt"),
        ("Kết quả năm 2020", "o: đạt; x: không đạt"),
    ],
)
def test_an_x_may_say_that_something_is_not_met(above: str, below: str, wanted: Wanted) -> None:
    """A title of what is not met, a note on the marks: what a sign means is asked, once; answered, each counts as that."""
    content = table(
        [[above], ["TT", "Tên xã", "4", "5"], [1, "Hương Hữu", "x", 1], [2, "Hương Sơn", "x", "KĐ"], [below]]
    )
    summary = read(content, wanted)
    assert counted(summary) == {"not_met": 1} and len(asked(summary)) == 2 and (below or above) in asked(summary)[0]
    told = read(content, wanted, answer(summary, "Ký hiệu “x”", "chưa đạt") | answer(summary, "Ký hiệu “1”", "đạt"))
    assert counted(told) == {"not_met": 3, "met": 1} and asked(told) == []


@pytest.mark.parametrize("note", ["x: đạt; ô trống: chưa đạt", "Dấu x là đạt, chưa đạt thì để trống", "5 xã chưa đạt"])
def test_notes_that_say_what_marks_mean_anyway(note: str, wanted: Wanted) -> None:
    rows = [["TT", "Tên xã", "4"], [1, "Hương Hữu", "x"], [note]]
    assert counted(read(table(rows), wanted)) == {"met": 1}


def test_headings_of_what_is_not_met(wanted: Wanted) -> None:
    """ "Chưa đạt" over several columns holds for each; "Đạt/Chưa đạt" only names the marks."""
    both = read(small(["TC 4 (Đạt/Chưa đạt)"], ["Hương Hữu", "Đạt"], ["Hương Sơn", "Chưa đạt"]), wanted)
    assert counted(both) == {"met": 1, "not_met": 1}
    rows = [["TT", "Tên xã", "Tiêu chí chưa đạt", None], [None, None, "4", "5"], [1, "Hương Hữu", "x", ""]]
    assert counted(read(table(rows, ["C1:D1"]), wanted)) == {"not_met": 1}


def test_a_table_by_another_set(wanted: Wanted) -> None:
    """A number beyond the set's last criterion: whether the table goes by the season's set is asked before anything is taken."""
    content = small(["18", "19", "20"], ["Hương Hữu", "x", "x", "x"])
    summary = read(content, wanted)
    assert summary.said == [] and "chưa rõ có phải theo" in summary.tables[0].refused
    assert counted(read(content, wanted, answer(summary, "tiêu chí 20", "có"))) == {"met": 2}


def test_sheets_of_several_years_below_one_title(wanted: Wanted) -> None:
    """A title that was copied from sheet to sheet does not make last year's sheet the season's."""
    rows = [["KẾT QUẢ NĂM 2020"], ["TT", "Tên xã", "4", "5"], [1, "Hương Hữu", "x", ""]]
    later = [*rows[:2], [1, "Hương Hữu", "x", "x"]]
    summary = read(book({"2020": (rows, ()), "2021": (later, ())}), wanted)
    assert [s.code for s in summary.said] == ["4"] and asked(summary)[0].startswith(": “2021”: của năm 2021")


# Columns, rows and cells as offices have them


@pytest.mark.parametrize("heading", ["Tên xã, TT", "Địa bàn", "Xã NTM"])
def test_names_below_another_heading(heading: str, wanted: Wanted) -> None:
    """A column that holds the names of communes is theirs, whatever it is headed."""
    rows = [["S\nTT", heading, "4"], [1, "Hương Hữu", "x"], [2, "TT Hương Sơn", "x"], [3, "Thượng Lộ", ""]]
    assert counted(read(table(rows), wanted)) == {"met": 2}
    led = [["TT", heading, "Đơn vị", "4"], [1, "Hương Hữu", "Phòng A", "x"], [2, "Hương Sơn", "Phòng B", "x"]]
    assert counted(read(table(led), wanted)) == {"met": 2}


def test_two_rows_of_headings_beside_the_names(wanted: Wanted) -> None:
    rows = [["Tên xã", "Tiêu chí", None], [None, "4", "5"], ["Hương Hữu", "x", "x"]]
    assert counted(read(table(rows), wanted)) == {"met": 2}


def test_a_heading_of_several_criteria(wanted: Wanted) -> None:
    """A range, or two numbers, are not the first of them; nor does a title with a range name one."""
    summary = read(small(["Tiêu chí 1-3", "TC 4, 5", "TC 6 và 7"], ["Hương Hữu", "x", "x", "x"]), wanted)
    assert summary.said == [] and len(asked(summary)) == 3
    rows = [["KẾT QUẢ TIÊU CHÍ 1 - 19"], ["TT", "Tên xã", "Kết quả"], [1, "Hương Hữu", "x"]]
    assert read(table(rows), wanted).said == []


def test_communes_numbered_below_their_district(wanted: Wanted) -> None:
    """1.1, 1.2 are numbers of rows here, no indicators of one commune."""
    names = [[f"1.{n}", name, "x"] for n, name in enumerate(COMMUNES, start=1)]
    content = table([["TT", "Tên xã", "4"], ["1", "Huyện Nam Đông"], *names])
    assert counted(read(content, wanted)) == {"met": 9}


def test_figures_in_words(wanted: Wanted) -> None:
    """A figure behind a verdict does not matter; "2/4" is a figure; "14/19" in the column of counts is one of 14."""
    content = small(["2", "3"], ["Hương Hữu", "Đạt (85,5%)", "2/4"], ["Hương Sơn", "Chưa đạt (60%)", "4/4"])
    summary = read(content, wanted)
    assert counted(summary) == {"met": 1, "not_met": 1} and asked(summary) == []
    rows = matrix()
    for row, text in ((5, "18/19"), (6, "19 tiêu chí"), (7, "14/19")):
        rows[row][-1] = text
    assert notes(read(table(rows), wanted)) == ["V6: ghi 18 tiêu chí đạt, đếm trong dòng được 19"]


def test_cells_without_a_text(wanted: Wanted) -> None:
    """Colours in place of marks are said; a zero that is not shown is blank; a name that is a formula without a value is no commune's second row."""
    assert "tô màu" in notes(read(small(["4", "5"], ["Hương Hữu", "", ""]), wanted))[0]
    content = opened(small(["4"], ["Hương Hữu", 1], ["=B9", 1], ["Hương Sơn", 0]))
    content.marks["Sheet1"].unseen.add((3, 2))
    content.marks["Sheet1"].uncomputed.add((2, 1))
    summary = read_summary(content, wanted, {})
    assert counted(summary) == {"met": 1} and summary.tables[0].blanks == 1
    assert "(công thức chưa có giá trị) (dòng 3)" in "\n".join(preview(summary, wanted))


def test_signs_that_the_heading_explains(wanted: Wanted) -> None:
    """ "(Đ/K)" below a criterion says only how it is marked; a column of signs that nobody knows is asked about, one of texts left out."""
    rows = [
        ["TT", "Tên xã", "TC 4", "Nước", "Người"],
        [None, None, "(Đ/K)", None, None],
        [1, "Hương Hữu", "K", "K", "Lan"],
    ]
    summary = read(table(rows), wanted)
    assert [c.kind for c in summary.tables[0].columns[2:]] == ["result", "open", "open"]
    rows[2][4] = "Ông An phụ trách"
    assert [c.kind for c in read(table(rows), wanted).tables[0].columns[2:]] == ["result", "open", "left"]


def test_rows_that_are_not_one_communes(wanted: Wanted) -> None:
    """Of two communes in one cell nothing is taken; boxes that nobody ticked, below the last name, are no second row of it."""
    content = small(["4"], ["Hương Hữu, Hương Sơn", "x"], ["Thượng Lộ", True], ["", False], ["", False])
    summary = read(content, wanted)
    assert {s.unit_id for s in summary.said} == {"thuong-lo"} and notes(summary) == []
    assert [*summary.tables[0].left_out] == ["ghi tên nhiều xã; để mỗi xã một dòng"]


@pytest.mark.parametrize(
    "between", [["KẾ HOẠCH NĂM 2021"], ["II", "Dự kiến năm 2021"], ["II", "Năm 2019"], [None, "Phấn đấu đến năm 2021"]]
)
def test_rows_of_a_plan_or_another_year(between: list[str], wanted: Wanted) -> None:
    """A row between that says so leaves out those below it, until somebody says that they are the season's."""
    content = table(
        [
            ["Kết quả năm 2020"],
            ["TT", "Tên xã", "4"],
            [1, "Hương Hữu", "x"],
            between,
            [2, "Hương Sơn", "x"],
            [],
            ["Số liệu năm 2020"],
        ]
    )
    summary = read(content, wanted)
    assert {s.unit_id for s in summary.said} == {"huong-huu"} and len(asked(summary)) == 1
    assert [*summary.tables[0].left_out] == ["thuộc nhóm chưa rõ"]
    assert counted(read(content, wanted, answer(summary, "Các dòng dưới", "có"))) == {"met": 2}


def test_groups_by_standing(wanted: Wanted) -> None:
    """In which year the communes of a group reached the standard says nothing of their marks."""
    rows = [
        ["TT", "Tên xã", "4"],
        ["I", "Các xã đạt chuẩn năm 2018"],
        [1, "Hương Hữu", "x"],
        ["II", "Năm 2020"],
        [2, "Hương Sơn", "x"],
    ]
    summary = read(table(rows), wanted)
    assert counted(summary) == {"met": 2} and asked(summary) == []
    within = [["TT", "Tên xã", "4"], ["I", "Huyện A Lưới"], ["Các xã đạt chuẩn năm 2018"], [1, "Hương Hữu", "x"]]
    assert [*read(table(within), wanted).tables[0].left_out] == ["của huyện khác"]


def test_a_row_for_each_year(wanted: Wanted) -> None:
    """A column "Năm" tells rows of other years; beside the marks of one criterion it may be the year of reaching."""
    rows = [["Hương Hữu", 2019, "x", "x"], ["Hương Hữu", 2020, "x", ""], ["Hương Sơn", 2019, "x", ""]]
    summary = read(small(["Năm", "4", "5"], *rows), wanted)
    assert [(s.unit_id, s.cell) for s in summary.said] == [("huong-huu", "D3")]
    assert [row.index for row in summary.tables[0].left_out["của năm khác"]] == [1, 3]
    assert counted(read(small(["Năm", "4"], ["Hương Hữu", 2019, "x"]), wanted)) == {"met": 1}


def test_counts_of_indicators_are_no_results(wanted: Wanted) -> None:
    """Of columns of small numbers one may hold 1 and 0 alone: it is asked about, as "Số chỉ tiêu đạt" is left out."""
    content = small(["1", "2", "Số chỉ tiêu đạt TC 3"], ["Hương Hữu", 1, 4, 1], ["Hương Sơn", 0, 2, 0])
    summary = read(content, wanted)
    assert [c.kind for c in summary.tables[0].columns[2:]] == ["open", "left", "left"]
    assert counted(read(content, wanted, answer(summary, "1", "tiêu chí 1"))) == {"met": 1, "not_met": 1}
    assert counted(read(small(["1", "2"], ["Hương Hữu", 1, 36.5]), wanted)) == {"met": 1}


def test_a_unit_whose_name_is_a_number(wanted: Wanted) -> None:
    ward = replace(wanted, communes={"p": "10"}, titles={"p": "10"}, kinds={"p": "phường"}, parents={"p": ""})
    assert counted(read(table([["TT", "Phường", "4"], [1, 10, "x"], [2, 11, "x"]]), ward)) == {"met": 1}


def test_a_note_below_the_table(wanted: Wanted) -> None:
    """A text merged across the table below its last commune is no group of another district."""
    rows = [["TT", "Tên xã", "4"], [1, "Hương Hữu", "x"], ["Số liệu do các xã tự đánh giá"]]
    summary = read(table(rows, ["A3:C3"]), wanted)
    assert counted(summary) == {"met": 1} and asked(summary) == []


def test_a_sheet_with_spaces_in_its_name(wanted: Wanted) -> None:
    """What was answered about it is found again."""
    summary = read(book({" NTM  xã ": ([["TT", "Tên xã", "4"], [1, "Hương Hữu", "C"]], ())}), wanted)
    again = read_answers(opened(answers_bytes(summary.answers, "Cách hiểu", "2020")))
    assert {*map(key_of, again)} == summary.answers.asked.keys()


TEXTS = [
    "",
    "",
    "",
    "x",
    "Đ",
    "KĐ",
    "Chưa đạt",
    "C",
    "1",
    "0",
    "95.5",
    "-",
    "TT",
    "STT",
    "Tên xã",
    "Huyện",
    "Đơn vị",
    "Tiêu chí số 4",
    "4",
    "4.1",
    "Điện",
    "IV",
    "Tổng",
    "Ghi chú",
    "Năm đạt",
    "Dự kiến 2021",
    "Năm 2019",
    "6 tháng",
    "Huyện Nam Đông 9/9 xã",
    "Huyện A Lưới (1 xã)",
    "I",
    "II",
    "Hương Hữu",
    "Xã Hương Sơn ",
    "Thương Quảng",
    "Hương Hòa",
    "Danh sách xã đạt tiêu chí số 7",
    "Người lập biểu",
    "A",
    "(1)",
    "Th«n",
    "=?",
    "\u200b",
]


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(TEXTS), min_size=6, max_size=6), max_size=9),
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 5), st.integers(0, 3), st.integers(0, 3)), max_size=3),
    st.booleans(),
)
def test_whatever_a_sheet_holds(
    wanted: Wanted, rows: list[list[str]], merged: list[tuple[int, int, int, int]], is_headed: bool
) -> None:
    """No sheet is too odd to be read; every result stands at a cell that says it, of a commune of the season, once; answers chosen blindly do no harm."""
    rows = (
        [
            ["TT", "Tên xã", "4", "5", "Huyện", "Năm đạt"],
            *([n, name, *row[2:]] for n, (name, row) in enumerate(zip(COMMUNES, rows, strict=False))),
        ]
        if is_headed
        else rows
    )
    grid = [[95.5 if text == "95.5" else "" if text == "=?" else text for text in row] for row in rows]
    own = Marks(merged=[((r, c), (r + h, c + w)) for r, c, h, w in merged])
    own.uncomputed = {(r, c) for r, row in enumerate(rows) for c, text in enumerate(row) if text == "=?"}
    file = Opened({"S": grid}, {"S": own})
    first = read_summary(file, wanted, {})
    for summary in (first, read_summary(file, wanted, {q.key: q.choices[0] for q in first.answers.open})):
        assert len({(s.unit_id, s.code) for s in summary.said}) == len(summary.said)
        for said in summary.said:
            row, column = place(said.cell)
            assert said.unit_id in wanted.communes and said.code in wanted.criterion_of
            assert said.as_written in (Page("S", grid, own).text(row, column), "có tên")
        assert list(preview(summary, wanted))
    assert {*map(key_of, read_answers(opened(answers_bytes(first.answers, "x", "2020"))))} == {
        (kind, sheet, cell, shown) for kind, sheet, cell, shown in first.answers.asked
    }


# Empty cells


def test_empty_cells_of_a_matrix_of_x(wanted: Wanted) -> None:
    """Unknown until somebody says that they mean "not met"; where rows state counts, only of those that go with them."""
    heads = [*(f"TC{n}" for n in NUMBERS), "Tổng số"]
    rows = [
        ["Hương Hữu", *tables.marks(14), 14],
        ["Hương Sơn", *tables.marks(16), 16],
        ["Hương Phú", *tables.marks(18), 19],
    ]
    content = small(heads, *rows)
    first = read(content, wanted)
    assert counted(first) == {"met": 48} and first.tables[0].blanks == 9
    (question,) = asked(first)
    assert (
        question.startswith("C1: Bảng chỉ đánh dấu tiêu chí đạt. Ô trống nghĩa là chưa đạt?") and "2/3 xã" in question
    )
    taken = read(content, wanted, answer(first, "Ô trống nghĩa là", "có"))
    assert stated(taken) == (14, ["15", "16", "17", "18", "19"]) and stated(taken, "huong-phu") == (18, [])
    assert counted(taken) == {"met": 48, "not_met": 8} and taken.tables[0].blanks == 1
    plain = read(small(heads[:-1], *(row[:-1] for row in rows)), wanted)
    assert asked(plain) == []
    assert counted(read(small(heads[:-1], *(row[:-1] for row in rows)), wanted, answer(plain, "(trống)", "có"))) == {
        "met": 48,
        "not_met": 9,
    }
    mixed = read(small(heads, ["Hương Hữu", *tables.marks(14)[:-1], "KĐ", 14]), wanted)
    assert asked(mixed) == [] and all(q.shown != "(trống)" for q in mixed.answers.asked.values())


# Criteria named in one cell


def stated(summary: Summary, name: str = "huong-huu") -> tuple[int, list[str]]:
    """How many criteria of a commune are met, and which are not."""
    own = [said for said in summary.said if said.unit_id == name]
    return sum(said.result == "met" for said in own), [said.code for said in own if said.result == "not_met"]


@pytest.mark.parametrize(
    ("count", "text", "missing"),
    [
        (15, "5, 6, 10, 11", ["5", "6", "10", "11"]),
        ("15/19", "TC 5; TC6 và 10 + 11", ["5", "6", "10", "11"]),
        (15, "Tiêu chí số 5 (Trường học), TC 9, 10, 11", ["5", "9", "10", "11"]),
        (17, "Trường học; Cơ sở vật chất văn hóa", ["5", "6"]),
        (18, "Thu nhập (10)", ["10"]),
        (17, "Thu nhập, Hộ nghèo", ["10", "11"]),
        (17, 5.6, ["5", "6"]),  # typed 5,6
        (17, 9.1, ["9", "10"]),  # typed 9,10: Excel drops the 0
        (15, "TC 5-8", ["5", "6", "7", "8"]),
        (17, "5-8", ["5", "8"]),
        (16, "5\n6\n10", ["5", "6", "10"]),
        (19, "Không", []),
        (19, "", []),
        (18, "5.1", ["5", "5.1"]),  # an indicator's criterion is not met either
        (17, "Còn 2 tiêu chí chưa đạt: 5, 10.", ["5", "10"]),
    ],
)
def test_criteria_that_a_cell_names(count: int | str, text: str | float, missing: list[str], wanted: Wanted) -> None:
    """What the list names is not met; as the count of the row says that the list is whole, the rest is met."""
    summary = read(small(["Số TC đạt", "Các tiêu chí chưa đạt"], ["Hương Hữu", count, text]), wanted)
    met, not_met = stated(summary)
    assert sorted(not_met, key=natural_key) == missing and met == 19 - len({code.split(".")[0] for code in missing})
    assert (notes(summary), asked(summary)) == ([], [])
    assert {said.cell for said in summary.said} <= {"D2"}


@pytest.mark.parametrize(
    ("count", "text", "why"),
    [
        (16, "5, 6", "D2: “5, 6” không khớp với số tiêu chí đạt của dòng (16, bộ có 19): chưa lấy dòng này"),
        (15, "5, 6, đường, 10", "D2: “5, 6, đường, 10”: không rõ là những tiêu chí nào"),
        (17, "5, 20", "D2: “5, 20”: không rõ là những tiêu chí nào"),
    ],
)
def test_lists_that_are_not_clear_are_left(count: int, text: str, why: str, wanted: Wanted) -> None:
    """A list that does not go with its count, or names what is none, gives nothing of its row; a cell says so."""
    summary = read(
        small(["Số TC đạt", "Tiêu chí chưa đạt"], ["Hương Hữu", count, text], ["Hương Sơn", 18, "6"]), wanted
    )
    assert stated(summary) == (0, []) and stated(summary, "huong-son") == (18, ["6"])
    assert [note.startswith(why) for note in notes(summary)] == [True]


def test_a_list_without_a_count_tells_what_it_names(wanted: Wanted) -> None:
    """The rest is unknown until somebody says that the list is whole; "5,1" may be several and is left; a blank says nothing."""
    content = small(
        ["Tiêu chí chưa đạt"], ["Hương Hữu", "9, 10"], ["Hương Sơn", "5,1"], ["Hương Phú", ""], ["Thượng Lộ", "không"]
    )
    summary = read(content, wanted)
    assert stated(summary) == (0, ["9", "10"]) and len(summary.said) == 2
    assert asked(summary) == ["C1: Cột “Tiêu chí chưa đạt”: tiêu chí không nêu tên là đạt?"]
    assert notes(summary) == ["C3: “5,1” có thể là 5, 10 hay 5.1: chưa lấy. Ghi rõ từng tiêu chí"]
    whole = read(content, wanted, answer(summary, "không nêu tên", "có"))
    assert stated(whole) == (17, ["9", "10"]) and stated(whole, "thuong-lo") == (19, [])
    assert "huong-phu" not in {said.unit_id for said in whole.said}


@pytest.mark.parametrize(
    ("heads", "kinds"),
    [
        (["Tiêu chí đã đạt"], ["listed"]),
        (["Tên các tiêu chí chưa đạt"], ["missing"]),
        (["Các tiêu chí còn thiếu"], ["missing"]),
        (["TC chưa đạt"], ["missing"]),
        (["Số tiêu chí chưa đạt"], ["left"]),
        (["Các tiêu chí phấn đấu đạt năm 2021"], ["left"]),
        (["Tiêu chí 5 chưa đạt"], ["5"]),
        (["Các tiêu chí chưa đạt năm 2019"], ["left"]),
    ],
)
def test_headings_of_lists(heads: list[str], kinds: list[str], wanted: Wanted) -> None:
    """A column names criteria, counts them, or is of one; what is planned, or of another year, is left out."""
    taken = codes(read(small(heads, ["Hương Hữu", "x"]), wanted))
    assert [taken[head] for head in heads] == kinds


def test_one_number_a_cell_may_be_a_count(wanted: Wanted) -> None:
    """ "Tiêu chí đạt: 15" counts; of "Tiêu chí chưa đạt: 3" nobody can tell whether it counts or names, until somebody says."""
    counts = read(small(["Tiêu chí đạt"], ["Hương Hữu", 15], ["Hương Sơn", "16/19"]), wanted)
    assert codes(counts)["Tiêu chí đạt"] == "count" and counts.said == []
    content = small(["Tiêu chí chưa đạt"], ["Hương Hữu", 3], ["Hương Sơn", 5])
    asked_first = read(content, wanted)
    assert asked_first.said == [] and "số đếm, hay số của tiêu chí" in asked(asked_first)[0]
    named = read(content, wanted, answer(asked_first, "Tiêu chí chưa đạt", "tên các tiêu chí chưa đạt"))
    assert stated(named) == (0, ["3"]) and stated(named, "huong-son") == (0, ["5"])


def test_a_list_beside_a_matrix_and_in_a_remark(wanted: Wanted) -> None:
    """A remark that begins "Tiêu chí chưa đạt" is read like a list; where it speaks against a mark, neither is taken."""
    heads = [*(f"TC{number}" for number in NUMBERS), "Tổng số", "Ghi chú"]
    row = ["Hương Hữu", *("" if n in (5, 10) else "x" for n in NUMBERS), 17, "Tiêu chí chưa đạt: 5, 10"]
    summary = read(small(heads, row, ["Hương Sơn", *(["x"] * 19), 19, "Xã chỉ đạo điểm"]), wanted)
    assert stated(summary) == (17, ["5", "10"]) and stated(summary, "huong-son") == (19, [])
    assert summary.twice == 17 and notes(summary) == []
    clash = read(small(heads, [*row[:-1], "Tiêu chí chưa đạt: 5, 11"]), wanted)
    assert stated(clash) == (17, ["5"])
    assert any("ghi khác nhau ở Sheet1!M2 (x) và" in note for note in notes(clash))


# What marks are, and what says so


@pytest.mark.parametrize(
    "title",
    [
        "Các tiêu chí còn thiếu của các xã năm 2020",
        "Tiêu chí còn nợ năm 2020",
        "Các tiêu chí còn lại phải thực hiện",
        "Tiêu chí chưa thực hiện",
    ],
)
def test_a_table_of_what_is_lacking_is_asked_about(title: str, wanted: Wanted) -> None:
    """An x in it may mean that a criterion is not met: nothing is taken before somebody says what it means."""
    rows = [[title], *tables.matrix()[4:]]
    summary = read(table(rows), wanted)
    assert summary.said == [] and any("Ký hiệu “x” trong bảng nghĩa là gì?" in question for question in asked(summary))
    over = [["TT", "Tên xã", "Các tiêu chí còn thiếu", None], [None, None, "4", "5"], [1, "Hương Hữu", "x", ""]]
    assert counted(read(table(over, ["C1:D1"]), wanted)) == {"not_met": 1}


def test_a_comment_may_tell_what_marks_mean(wanted: Wanted) -> None:
    grid = [["TT", "Tên xã", "TC4"], [1, "Hương Hữu", "x"]]
    marks = Marks(comments={place("C1"): "x: chưa đạt"})
    summary = read_summary(Opened({"Sheet1": grid}, {"Sheet1": marks}), wanted, {})
    assert summary.said == [] and len(asked(summary)) == 1


@pytest.mark.parametrize(
    ("font", "tick", "cross"), [("Wingdings", "ü", "û"), ("Wingdings 2", "P", "O"), ("Webdings", "a", "r")]
)
def test_ticks_and_crosses_are_told_apart(font: str, tick: str, cross: str, wanted: Wanted) -> None:
    """A tick is met; what a cross means is asked."""
    grid = [["TT", "Tên xã", "TC4", "TC5"], [1, "Hương Hữu", tick, cross]]
    marks = Marks(runs={place("C2"): [Run(tick, font)], place("D2"): [Run(cross, font)]})
    summary = read_summary(Opened({"Sheet1": grid}, {"Sheet1": marks}), wanted, {})
    assert [(said.code, said.result) for said in summary.said] == [("4", "met")]
    assert asked(summary) == ["D2: Ký hiệu “✗” trong bảng nghĩa là gì?"]


def test_a_number_that_is_shown_as_a_word_is_asked_about(wanted: Wanted) -> None:
    """[=1]"Chưa đạt";[=0]"Đạt" shows the contrary of what 1 and 0 are taken for elsewhere."""
    grid = [["TT", "Tên xã", "TC4"], [1, "Hương Hữu", 0.0]]
    marks = Marks(formats={place("C2"): format_for('[=1]"Chưa đạt";[=0]"Đạt";General', 0)})
    summary = read_summary(Opened({"Sheet1": grid}, {"Sheet1": marks}), wanted, {})
    assert summary.said == [] and len(asked(summary)) == 1
    assert not format_for('0" TC"', 3).has_words and not format_for("dd/mm/yyyy", 3).has_words


def test_answers_to_what_is_not_asked_now_are_kept(wanted: Wanted) -> None:
    """Of another season, say: they stand below the questions of now, as they were."""
    first = read(small(["TC4"], ["Hương Lạ", "x"]), wanted)
    given = Given("2019", "Tên", "Tổng hợp", "B9", "Điền Hà", "có phải Điền Hạ không?", "Điền Hạ")
    found = read_answers(opened(answers_bytes(first.answers, "Cách hiểu", "2020", [given])))
    assert given in [own._replace(text=given.text) for own in found]
    assert len(found) == len(first.answers.asked) + 1


@pytest.mark.parametrize(("sign", "other"), [("✓", "×"), ("Đ", "x"), ("Đạt", 0), ("Đạt", 1)])
def test_a_sign_beside_another_of_the_same_meaning_is_asked_about(sign: str, other: str | int, wanted: Wanted) -> None:
    """x beside ✓ may mean that a criterion is not met; 0 beside words may be a formula without its value."""
    summary = read(small(["TC4"], ["Hương Hữu", sign], ["Hương Sơn", other], ["Hương Phú", sign]), wanted)
    assert counted(summary) == {"met": 2} and asked(summary) == [f"C3: Ký hiệu “{other}” trong bảng nghĩa là gì?"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["Kết quả năm 2019", None, "Kết quả năm 2020", None], []),
        (["Kết quả năm 2020", None, "Kế hoạch năm 2021", None], []),
        (["Huyện A Lưới", None, "Huyện Nam Đông", None], []),
        (["Chưa đạt (x)", None, None, None], []),
        ([None] * 4, [["B", "Các tiêu chí chưa đạt"], [3, "Thủy lợi", "x", "x", "x", "x"]]),
        ([None] * 4, [["Ghi chú: dấu x là chưa đạt"]]),
        ([None] * 4, [["TT", "Tiêu chí", *COMMUNES[4:8]], [3, "Thủy lợi", "x", "", "", "x"]]),
    ],
)
def test_a_turned_table_that_says_more_is_refused(
    above: list[object], below: list[list[object]], wanted: Wanted
) -> None:
    """Periods, districts and states above the communes, titles and other tables between the rows: nothing is taken, the reason is said."""
    rows = [
        ["TT", "Tiêu chí", *above],
        [None, None, *COMMUNES[:4]],
        [1, "Quy hoạch", "x", "x", "x", "x"],
        [2, "Giao thông", "x", "", "x", "x"],
        *below,
    ]
    summary = read(table(rows, ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]), wanted)
    assert summary.said == [] and "Transpose" in summary.tables[0].refused and ";" in summary.tables[0].refused


def test_the_first_commune_of_a_turned_table_may_be_misspelt(wanted: Wanted) -> None:
    rows = [["TT", "Tiêu chí", "Hương Hửu", "Hương Sơn", "Hương Phú"], [1, "Quy hoạch", "Đạt", "Đạt", "Chưa đạt"]]
    summary = read(table(rows), wanted)
    assert counted(summary) == {"met": 1, "not_met": 1} and "C1: “Hương Hửu” có thể là xã khác" in asked(summary)[0]


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("Các tiêu chí đạt", "Chưa đạt: 5, 6"),
        ("Các tiêu chí đạt", "tất cả các tiêu chí trừ tiêu chí 5"),
        ("Các tiêu chí chưa đạt", "5, 6; đã đạt tiêu chí 7"),
        ("Các tiêu chí chưa đạt", "không (đã đạt cả tiêu chí 19)"),
        ("Tên tiêu chí đạt thêm trong năm", "5, 6"),
        ("Ghi chú", "Còn thiếu 1"),
        ("Ghi chú", "Còn thiếu kinh phí tiêu chí 2"),
        ("Ghi chú", "Không đạt chuẩn NTM nâng cao tiêu chí 7"),
        ("Ghi chú", "Chưa đạt NTM nâng cao: tiêu chí 5, 6"),
    ],
)
def test_words_that_are_more_than_a_list_give_nothing(head: str, text: str, wanted: Wanted) -> None:
    """A number is taken out of no other words: they may say the contrary."""
    summary = read(small(["Số TC đạt", head], ["Hương Hữu", 18, text]), wanted)
    assert summary.said == []


def test_columns_beside_a_list(wanted: Wanted) -> None:
    """Counts of what is not met and reasons are no lists, nor counts of what is met."""
    rows = [
        ["TT", "Tên xã", "Tiêu chí chưa đạt", None, None],
        [None, None, "Số tiêu chí", "Tên tiêu chí", "Nguyên nhân"],
        [1, "Hương Hữu", 2, "5, 6", "tiêu chí 10 nâng chất"],
    ]
    summary = read(table(rows, ["A1:A2", "B1:B2", "C1:E1"]), wanted)
    kinds = [c.kind for c in summary.tables[0].columns]
    assert kinds == ["tt", "name", "left", "missing", "left"] and stated(summary) == (0, ["5", "6"])


def test_a_legend_anywhere_is_seen(wanted: Wanted) -> None:
    for at in (1, 3):
        legend = [*[None] * at, "Chú thích: x - chưa đạt"]
        summary = read(table([["TT", "Tên xã", "TC4"], [1, "Hương Hữu", "x"], [], legend]), wanted)
        assert summary.said == [] and len(asked(summary)) == 1, at


def test_a_mark_over_several_cells_is_not_blank(wanted: Wanted) -> None:
    heads = ["TT", "Tên xã", *(f"TC{n}" for n in NUMBERS)]
    rows = [heads, [1, "Hương Hữu", "x", None, *["x"] * 16, ""], [2, "Hương Sơn", *["x"] * 18, ""]]
    first = read(table(rows, ["C2:D2"]), wanted)
    taken = read(table(rows, ["C2:D2"]), wanted, answer(first, "(trống)", "có"))
    assert stated(taken, "huong-son") == (18, ["19"]) and stated(taken) == (16, ["19"])


def test_what_lists_of_met_criteria_say(wanted: Wanted) -> None:
    """What is named is met, the rest not met where the count says so; all, a range the set does not have, and signs between names."""
    heads = ["Số TC đạt", "Các tiêu chí đã đạt"]
    rows = [
        ["Hương Hữu", 3, "1, 2; 4"],
        ["Hương Sơn", 19, "tất cả"],
        ["Hương Phú", 3, "18-25"],
        ["Thượng Lộ", 2, "5,; 6"],
    ]
    summary = read(small(heads, *rows), wanted)
    assert stated(summary)[0] == 3 and len(stated(summary)[1]) == 16 and stated(summary, "huong-son") == (19, [])
    assert stated(summary, "huong-phu") == (0, []) and stated(summary, "thuong-lo")[0] == 2
    assert [note[:3] for note in notes(summary)] == ["D4:"]


@pytest.mark.parametrize("part", ["Số liệu 6 tháng đầu năm", "kế hoạch"])
def test_parts_of_the_year_above_communes(part: str, wanted: Wanted) -> None:
    rows = [["TT", "Tiêu chí", part, None], [None, None, *COMMUNES[:2]], [1, "Quy hoạch", "x", "x"]]
    assert read(table(rows, ["A1:A2", "B1:B2", "C1:D1"]), wanted).said == []


def test_a_commune_with_two_columns(wanted: Wanted) -> None:
    rows = [["TT", "Tiêu chí", "Hương Hữu", "xã Hương Hữu"], [1, "Quy hoạch", "x", ""]]
    assert "một xã có nhiều cột" in read(table(rows), wanted).tables[0].refused
