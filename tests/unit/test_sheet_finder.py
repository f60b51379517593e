"""Tables found in workbooks that people have worked on: sheets and columns by what stands there, not by where."""

import pytest

from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import read_form
from ntm_lib.intake.reading.sheet_finder import find_tables
from ntm_lib.text import slug
from tests.unit.builders import nfd
from tests.unit.form_files import entries, form_of, grid, read_sheet, said

INDICATORS, MEASURES, DOSSIERS, VILLAGES = layout.INDICATORS, layout.MEASURES, layout.DOSSIERS, layout.VILLAGES
ROW = {"indicator": "1.1", "component": "c", "numerator": 5, "denominator": 8, "status": "Ước", "origin": "Báo cáo"}
READ = {
    "indicator": "1.1",
    "component": "c",
    "numerator": 5.0,
    "denominator": 8.0,
    "status": "ước",
    "origin": "reported",
}
TABLE = grid(INDICATORS, ROW)
BLANK = grid(INDICATORS, {"indicator": "1.1", "component": "c", "origin": "Báo cáo"})


def read(*sheets, **titled):
    """Read a form of which only the indicators are asked for."""
    return read_sheet(form_of(dict(sheets) | titled), INDICATORS)


# Sheets


@pytest.mark.parametrize("title", ["Chỉ tiêu", "CHỈ TIÊU", nfd("Chỉ tiêu"), "  chỉ  tiêu "])
def test_a_sheet_is_found_by_its_title(title):
    """Case, Unicode form and spaces of the title do not matter, and need no remark."""
    form = read((title, TABLE))
    assert (entries(form, INDICATORS.title), form.problems) == ([READ], [])
    assert form.titles == {INDICATORS.title: title}


@pytest.mark.parametrize("title", ["Sheet3", "Chi tieu", "xã Hương Phú", "Chỉ tiêu (2)", "a'b & <c>"])
def test_a_renamed_sheet_is_found_by_its_headings(title):
    """A sheet of another name is known by its headings: its figures count, its cells have its own title, a remark says so."""
    form = read((title, [["Ghi chú"], *TABLE]), ("Khác", [["một", "hai"]]))
    assert entries(form, INDICATORS.title) == [READ]
    assert form.titles == {INDICATORS.title: title}
    assert [(p.check, p.sheet) for p in form.problems] == [("B08", title), ("B11", "Khác")]


def test_each_sheet_is_found_among_those_like_it():
    """With all titles gone, indicators and measures, dossiers and villages are told apart by their headings."""
    rows = {
        INDICATORS: [{"indicator": "1.1", "numerator": 1}],
        MEASURES: [{"indicator": "households", "value": 2}],
        DOSSIERS: [{"tier": "NTM", "dossier_state": "Chưa đạt"}],
        VILLAGES: [{"village": "3", "tier": "kiểu mẫu", "dossier_state": "Cơ bản đạt"}],
    }
    sheets = {f"Trang {n}": grid(sheet, *own) for n, (sheet, own) in enumerate(rows.items())}
    form = read_form(form_of(dict(reversed(sheets.items()))), list(rows))
    assert form.titles == {sheet.title: f"Trang {n}" for n, sheet in enumerate(rows)}
    assert [len(form.rows[sheet.title]) for sheet in rows] == [1, 1, 1, 1]
    assert {p.check for p in form.problems} == {"B08"}


def test_sheets_whose_titles_were_exchanged_are_known_by_their_headings():
    """Indicators under the title of the measures and the other way round: each is read as what it is, and that is said."""
    form = read_form(form_of({"Chỉ tiêu": grid(MEASURES, {"indicator": "households", "value": 2}), "Số liệu khác": TABLE}), [INDICATORS, MEASURES])  # fmt: skip
    assert (entries(form, INDICATORS.title), entries(form, MEASURES.title)) == (
        [READ],
        [{"indicator": "households", "value": 2.0}],
    )
    assert [(p.check, p.sheet) for p in form.problems] == [("B08", "Số liệu khác"), ("B08", "Chỉ tiêu")]


def test_a_sheet_of_other_content_is_left_alone():
    """A sheet of the commune's own, with a heading or two like ours, is not taken for one of the form's."""
    form = read(("Bảng của xã", [["Mã chỉ tiêu", "Tử số", "Ghi chú", "Diện tích", "Sản lượng"], ["1.1", 99, "", 3, 4]]))
    assert form.rows == {}
    assert [(p.check, p.lost_sheet) for p in form.problems] == [("B01", "Chỉ tiêu"), ("B11", "")]


@pytest.mark.parametrize("order", [1, -1])
def test_a_copied_sheet_with_the_same_entries_is_one(order):
    """A sheet copied within the file changes nothing while both say the same; the one of the right name counts."""
    form = read(*[("Chỉ tiêu", TABLE), ("Chỉ tiêu (2)", TABLE)][::order])
    assert (entries(form, INDICATORS.title), form.problems) == ([READ], [])
    assert form.titles == {INDICATORS.title: "Chỉ tiêu"}


def test_of_a_filled_and_a_blank_copy_the_filled_one_counts():
    """A blank copy, in which only the office's words are printed, is no second opinion; neither is a blank original."""
    form = read(("Chỉ tiêu", TABLE), ("Chỉ tiêu (2)", BLANK))
    assert (entries(form, INDICATORS.title), form.problems) == ([READ], [])
    form = read(("Chỉ tiêu", BLANK), ("Bản nháp", TABLE))
    assert (entries(form, INDICATORS.title), [p.check for p in form.problems]) == ([READ], ["B08"])


def test_a_blank_copy_of_the_debts_is_blank():
    """The total's name is printed in the sheet of debts: it makes no entry of a row without a figure."""
    total = {"project": layout.DEBT_TOTAL, "origin": "Báo cáo"}
    sheets = {"Nợ đọng": grid(layout.DEBTS, total | {"debt_now": 5}), "Nợ đọng (2)": grid(layout.DEBTS, total)}
    form = read_sheet(form_of(sheets), layout.DEBTS)
    assert (form.rows["Nợ đọng"][0].number("debt_now"), form.problems) == (5, [])


@pytest.mark.parametrize("changed", [{"numerator": 6}, {"note": "số mới"}, {"indicator": "1.2"}, {"numerator": None}])
def test_two_copies_that_differ_are_both_refused(changed):
    """Two sheets with the same headings and different entries: which counts is not for the program to say."""
    form = read(("Chỉ tiêu", TABLE), ("Chỉ tiêu (2)", grid(INDICATORS, ROW | changed)))
    assert form.rows == {}
    (problem,) = form.problems
    assert (problem.check, problem.lost_sheet) == ("B04", "Chỉ tiêu")
    assert "“Chỉ tiêu”, “Chỉ tiêu (2)”" in problem.message


def test_the_same_share_as_a_number_and_as_a_percentage_is_the_same():
    """Copies that differ only in how a value is typed do not differ."""
    form = read(("Chỉ tiêu", grid(INDICATORS, {"indicator": "1.1", "value": "12,5%"})), ("Bản 2", grid(INDICATORS, {"indicator": "1.1", "value": 12.5})))  # fmt: skip
    assert (form.rows["Chỉ tiêu"][0].number("value"), form.problems) == (12.5, [])


def test_the_list_we_sent_back_is_no_sheet_of_theirs():
    """The list of findings in a returned form is not read, whatever stands in it."""
    listed = [line[:6] for line in grid(INDICATORS, {"indicator": "9.9", "level": "Đạt"})]
    form = read(("Cần sửa", listed), ("Chỉ tiêu", TABLE))
    assert (entries(form, INDICATORS.title), form.problems) == ([READ], [])
    form = read(("Cần sửa", [*listed, ["", "", "", "", "", "", "xã đã sửa"]]), ("Chỉ tiêu", TABLE))
    assert [(p.check, p.cell) for p in form.problems] == [("B11", "G3")]
    form = read(("Cần sửa", [*listed, [1, "lỗi"], ["", "", "", "", "xã đã sửa"]]), ("Chỉ tiêu", TABLE))
    assert [(p.check, p.cell) for p in form.problems] == [("B11", "E4")]


def test_our_own_lists_are_no_words_of_the_commune():
    """The hidden sheet of what lists offer is neither a table nor a sheet that somebody added."""
    form = read(("Danh mục", [["Kết quả nổi bật", "9 Nhà ở dân cư"]]), ("Chỉ tiêu", TABLE))
    assert (entries(form, INDICATORS.title), form.problems) == ([READ], [])


# Columns of a later form


NOTES = layout.NOTES
REQUEST = {"heading": layout.REQUESTS, "text": "Xin vốn."}


@pytest.mark.parametrize(("version", "checks"), [("2", []), ("", []), ("ba", []), ("3", ["B03"]), ("4", ["B03"])])
def test_only_a_form_that_had_a_column_can_have_lost_it(version, checks):
    """An older form, or one that does not say which it is, is read as it was sent out."""
    older = [line[:2] for line in grid(NOTES, REQUEST)]
    form = read_sheet(form_of({NOTES.title: older}, form_version=version), NOTES)
    assert ([p.check for p in form.problems], entries(form, NOTES.title)) == (checks, [REQUEST])


def test_an_older_sheet_is_known_by_the_headings_it_had():
    """Without its title the sheet of an older form is found as that of a newer one is."""
    for width in (2, 4):
        form = read_sheet(form_of({"Sheet3": [line[:width] for line in grid(NOTES, REQUEST)]}), NOTES)
        assert ([p.check for p in form.problems], entries(form, NOTES.title)) == (["B08"], [REQUEST])


# Headings


def test_headings_without_marks_are_read():
    """A heading typed without diacritics is the heading, where only one is like it."""
    plain = [
        ["Ma chi tieu", "Thanh phan", "Tu so", "MAU SO", "Dat/Chua dat", "Ghi chu"],
        ["1.1", "c", 5, 8, "Đạt", "x"],
    ]
    form = read(("Chỉ tiêu", plain))
    assert entries(form, INDICATORS.title) == [
        {"indicator": "1.1", "component": "c", "numerator": 5, "denominator": 8, "assessed": "met", "note": "x"}
    ]
    assert [p.check for p in form.problems] == ["B03"]


def test_a_sentence_that_holds_a_heading_is_no_heading():
    """Only a cell that is the heading, and not a long one, makes a column."""
    row = ["Tử số và mẫu số", "Tử số " * 12, *TABLE[0]]
    form = read(("Chỉ tiêu", [row, ["a", "b", *TABLE[1]]]))
    assert entries(form, INDICATORS.title) == [READ] and {p.check for p in form.problems} == {"B11"}


def test_the_header_is_the_row_with_most_headings():
    """A line above that has some of the headings, such as a remark on how to fill them in, is not the header."""
    form = read(("Chỉ tiêu", [["Mã chỉ tiêu", "Tử số", "Mẫu số"], ["1.1", 99, 99], *TABLE]))
    assert (entries(form, INDICATORS.title), form.problems) == ([READ], [])


def test_no_two_headings_of_a_sheet_are_alike_without_marks():
    """That a heading may be typed without diacritics needs headings that differ in more than these."""
    for sheet in layout.COMMUNE_SHEETS:
        headings = [slug(f.heading) for f in sheet.fields]
        assert len(set(headings)) == len(headings)


def test_of_two_headers_the_first_counts():
    """Where a column is gone and the header stands twice, the table begins at the first."""
    short = [line[:-1] for line in TABLE]
    form = read(("Chỉ tiêu", [*short, short[0]]))
    assert form.rows[INDICATORS.title][0].values == READ


def test_a_header_repeated_below_is_no_second_table():
    """Headings again, as at the top of a page, and numbers of columns, (1) (2) (3), are no rows; those around them are read."""
    numbers = [f"({n})" for n in range(1, len(TABLE[0]) + 1)]
    form = read(
        (
            "Chỉ tiêu",
            [TABLE[0], numbers, TABLE[1], TABLE[0], *grid(INDICATORS, {"indicator": "1.2", "numerator": 2})[1:]],
        )
    )
    read_rows = {row.text("indicator"): row.number("numerator") for row in form.rows[INDICATORS.title]}
    assert read_rows == {"1.1": 5, "1.2": 2} and form.problems == []


def test_swapped_columns_go_with_their_headings():
    """Numerator and denominator changed places, headings and all: the figures stay what they are."""
    swapped = [[*row[:7], row[8], row[7], *row[9:]] for row in TABLE]
    row = read(("Chỉ tiêu", swapped)).rows[INDICATORS.title][0]
    assert (row.number("numerator"), row.number("denominator")) == (5, 8)
    assert (row.cell("numerator"), row.cell("denominator")) == ("I2", "H2")


@pytest.mark.parametrize(
    ("left", "right", "number", "problems"),
    [
        (5, None, 5, []),
        (None, 5, 5, []),
        (5, 5, 5, []),
        (5, "5", 5, []),
        (None, None, None, []),
        (5, 6, None, [("B12", "R2")]),
        (5, "?", 5, [("O01", "R2")]),
    ],
)
def test_of_two_columns_with_one_heading_the_filled_one_counts(left, right, number, problems):
    """A column that was copied, heading and all, is one while it says one thing; two values are a finding, not a choice."""
    cells = grid(INDICATORS, ROW | {"numerator": left})
    twins = [[*cells[0], "Tử số"], [*cells[1], right]]
    form = read(("Chỉ tiêu", twins))
    row = form.rows[INDICATORS.title][0]
    assert (row.number("numerator"), said(form)) == (number, problems)
    assert sorted(row.cells("numerator")) == ["H2", "R2"]
    if left is None and number is not None:
        assert row.cell("numerator") == "R2"  # where the value stands


def test_find_tables_names_the_titled_sheet_first():
    """Of several sheets with a table's headings the one of its title comes first, whatever their order."""
    tables = find_tables({"Nháp": TABLE, "Chỉ tiêu": TABLE}, [INDICATORS])
    assert [table.title for table in tables[INDICATORS.title]] == ["Chỉ tiêu", "Nháp"]
    assert find_tables({"Trang": TABLE}, []) == {}


def test_ten_thousand_sheets_are_looked_through():
    """A workbook of very many sheets is slow for nobody: the right one is found among them."""
    sheets = {f"Trang {n}": [["x", "y"], [1, 2]] for n in range(10_000)} | {"Chỉ tiêu": TABLE}
    assert len(find_tables(sheets, layout.COMMUNE_SHEETS)[INDICATORS.title]) == 1


@pytest.mark.parametrize(("village", "is_row"), [("(1)", False), ("(3)", True)])
def test_a_row_of_somebodys_own_words_is_no_heading_unless_all_of_it_is(village, is_row):
    """A village may be called as it likes: only a whole row of numbers, or of headings, is none."""
    own = {"village": village, "tier": "thôn NTM kiểu mẫu" if is_row else "(2)", "note": "(3)"}
    form = read_sheet(form_of({"Thôn": [*grid(layout.VILLAGES, own), grid(layout.VILLAGES)[0]]}), layout.VILLAGES)
    assert ([row["village"] for row in entries(form, "Thôn")] == [village]) is is_row
