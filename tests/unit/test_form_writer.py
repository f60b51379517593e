"""The form as Excel gets it: what is open, what is locked, what may be entered, how it prints."""

import zipfile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from ntm_lib.errors import ReportError
from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_print import page_breaks
from ntm_lib.intake.blank.form_style import FONT, SIZE, height
from ntm_lib.intake.blank.form_writer import FormContent, form_bytes, write_form
from ntm_lib.intake.reading.form_reader import read_form
from ntm_lib.terms import terms_of
from tests.unit.builders import identity

SHEET = layout.INDICATORS
NAMES = [field.name for field in SHEET.fields]
FIRST = 5  # the first row below the headings, as Excel counts
ROWS = (
    {"band": "Tiêu chí 11. Hộ nghèo"},
    {"indicator": "11.1", "level": "≤ 5", "computed": "percent", "blocked": "assessed assessed_by"},
    {"indicator": "12.1", "computed": "percent", "numerator": 681, "denominator": 701},
    {"indicator": "10.1", "computed": "money", "numerator": 100260, "denominator": 2785},
    {"indicator": "9.1", "blocked": "numerator denominator", "value": 3},
    {"indicator": "1.1", "blocked": "numerator denominator value", "assessed": "Đạt"},
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A form with a row of each kind, on disk."""
    path = tmp_path_factory.mktemp("form") / "a.xlsx"
    rows = {SHEET.title: ROWS, layout.DEBTS.title: [{"project": layout.DEBT_TOTAL, "printed": "project"}]}
    named = identity(unit_name="xã An & Bình", form_version="2", criteria_set="bo-thu", cut_off="20/12/2023")
    content = FormContent(
        "Biểu thử", named, layout.COMMUNE_SHEETS, rows, office="Văn phòng Thử", instructions=["Ghi số."]
    )
    write_form(path, content)
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def page(book):
    return book[SHEET.title]


def cell(page, code, field):
    """Return the cell of a field in the row of an indicator."""
    row = next(r for r in range(FIRST, FIRST + len(ROWS)) if page.cell(r, 1).value == code)
    return page.cell(row, NAMES.index(field) + 1)


def validations_of(page, at):
    return [v for v in page.data_validations.dataValidation if at.coordinate in v.sqref]


def colour(at):
    return at.fill.fgColor.rgb


# Open, locked, blocked


@pytest.mark.parametrize(
    ("code", "field", "is_locked"),
    [
        ("11.1", "indicator", True), ("11.1", "level", True), ("11.1", "last_value", True),
        ("11.1", "numerator", False), ("11.1", "denominator", False), ("11.1", "value", False), ("11.1", "assessed", True),
        ("9.1", "numerator", True), ("9.1", "denominator", True), ("9.1", "value", False), ("9.1", "assessed", False),
        ("1.1", "numerator", True), ("1.1", "value", True), ("1.1", "assessed", False), ("1.1", "note", False),
    ],
)  # fmt: skip
def test_only_what_applies_to_a_row_is_open(page, code, field, is_locked):
    """Printed cells and cells that do not apply are locked on a protected sheet, all others can be filled in."""
    assert page.protection.sheet and not page.protection.password
    assert cell(page, code, field).protection.locked is is_locked


def test_a_cell_that_does_not_apply_looks_like_no_other(page):
    """Blocked, printed and open cells have three different grounds."""
    grounds = {
        colour(cell(page, "9.1", "numerator")),
        colour(cell(page, "9.1", "level")),
        colour(cell(page, "9.1", "value")),
    }
    assert len(grounds) == 3


def test_an_entry_the_office_has_made_is_locked(book):
    """The line of the total debt keeps its name; the works below it are named by the commune."""
    page = book[layout.DEBTS.title]
    assert (page["A5"].value, page["A5"].protection.locked, page["A6"].protection.locked) == (
        layout.DEBT_TOTAL,
        True,
        False,
    )


def test_rows_may_be_added_and_resized_but_nothing_else(page):
    """The protection lets people insert rows and change heights and widths; openpyxl says False for what is allowed."""
    allowed = {name for name in ("insertRows", "formatRows", "formatColumns", "deleteColumns", "formatCells", "sort") if not getattr(page.protection, name)}  # fmt: skip
    assert allowed == {"insertRows", "formatRows", "formatColumns"}


# Rates that compute themselves


@pytest.mark.parametrize(("code", "shown"), [("12.1", 97.15), ("10.1", 36.0)])
def test_a_rate_is_a_live_formula_with_its_result(path, page, code, shown):
    """681/701 is stored as 97,15 per cent and 100.260/2.785 as 36 million, so a program that does not compute shows it too."""
    at = cell(page, code, "value")
    assert at.value.startswith("=IFERROR(IF(OR(")
    stored = openpyxl.load_workbook(path, data_only=True)[SHEET.title][at.coordinate].value
    assert stored == shown


def test_a_rate_without_its_parts_is_an_empty_text(path, page):
    """The formula of an unfilled row is stored as an empty text, as Excel does it, not as a formula nobody computed."""
    at = cell(page, "11.1", "value")
    with zipfile.ZipFile(path) as parts:
        xml = parts.read("xl/worksheets/sheet2.xml").decode()
    start = xml.index(f'<c r="{at.coordinate}"')
    assert ' t="str"><f>' in xml[start : start + 60] and "<v></v>" in xml[start : start + 200]
    grid = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(SHEET.title).to_python(skip_empty_area=False)
    assert grid[at.row - 1][at.column - 1] == ""


def test_a_rate_that_is_known_without_its_parts_replaces_the_formula(tmp_path):
    """A value given for a computed row stands in the cell as a number."""
    content = FormContent(
        "Biểu", identity(), [SHEET], {SHEET.title: [{"indicator": "11.1", "computed": "percent", "value": 12.5}]}
    )
    write_form(tmp_path / "a.xlsx", content)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")[SHEET.title].cell(FIRST, NAMES.index("value") + 1).value == 12.5


def test_bands_and_formulas_are_read_as_nothing(path):
    """The reader takes the entered values only: no row for a band, no value for the form's own formula."""
    form = read_form(path.read_bytes(), layout.COMMUNE_SHEETS)
    assert form.problems == []
    assert [row.text("indicator") for row in form.rows[SHEET.title]] == ["11.1", "12.1", "10.1", "9.1", "1.1"]
    assert [row.number("value") for row in form.rows[SHEET.title]] == [None, None, None, 3.0, None]


# Lists, limits, prompts, marks


def test_every_choice_is_a_list_of_its_words(book):
    """Each column of a choice has a drop-down with exactly the words of its tier, a prompt and a refusal in words."""
    for sheet in layout.COMMUNE_SHEETS:
        page = book[sheet.title]
        for field in layout.CHOICES:
            words = layout.offered(field, terms_of("huyện", ""))
            if field not in [f.name for f in sheet.fields] or not (sheet.spare_rows or sheet is SHEET):
                continue
            column = [f.name for f in sheet.fields].index(field) + 1
            found = [
                v
                for v in page.data_validations.dataValidation
                if v.sqref.ranges and min(r.min_col for r in v.sqref.ranges) == column
            ]
            assert [v.formula1 for v in found] == [f'"{",".join(words)}"'], (sheet.title, field)
            assert found[0].errorStyle in (None, "stop") and found[0].prompt and found[0].error.startswith("Chỉ chọn: ")


def test_numbers_and_days_have_limits(book, page):
    """A number is 0 or more, a day a day; both say so before and after in Vietnamese."""
    (number,) = validations_of(page, cell(page, "12.1", "numerator"))
    assert (number.type, number.operator, number.formula1) == ("decimal", "greaterThanOrEqual", "0")
    assert "không ghi phần trăm" in number.prompt and "từ 0 trở lên" in number.error
    villages = book[layout.VILLAGES.title]
    (day,) = validations_of(villages, villages.cell(FIRST, [f.name for f in layout.VILLAGES.fields].index("as_of") + 1))
    assert (day.type, day.errorStyle or "stop") == ("date", "stop")
    assert day.error == "Ghi ngày/tháng/năm, ví dụ 20/12/2023."  # a day of the form's own season


@pytest.mark.parametrize(
    ("code", "field"), [("9.1", "numerator"), ("1.1", "value"), ("11.1", "assessed"), ("11.1", "level")]
)
def test_no_prompt_asks_for_what_does_not_apply(page, code, field):
    """A blocked or printed cell has neither list nor prompt."""
    assert validations_of(page, cell(page, code, field)) == []


def test_a_tier_may_be_another_than_those_offered(book):
    """The list of tiers is an offer: a word that is not in it is taken after a warning."""
    page = book[layout.DOSSIERS.title]
    (tier,) = validations_of(page, page["A5"])
    assert (tier.type, tier.errorStyle, listed(book, tier)) == (
        "list",
        "warning",
        ["NTM", "NTM nâng cao", "NTM kiểu mẫu"],
    )


def listed(book, validation):
    """Return the words that a list takes from the hidden sheet of lists."""
    sheet, _, cells = validation.formula1.partition("!")
    assert book[sheet.strip("'")].sheet_state == "hidden"
    return [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]


def test_a_list_keeps_words_that_have_commas(tmp_path):
    """Headings, criteria and agencies are taken from cells: a list within a rule is split at each comma."""
    lists = {
        (layout.NOTES.title, "criteria"): ["3 Thủy lợi và phòng, chống thiên tai", "4 Điện"],
        (layout.NOTES.title, "agencies"): ["Sở Văn hóa, Thể thao và Du lịch"],
    }
    write_form(tmp_path / "a.xlsx", FormContent("Biểu", identity(), layout.COMMUNE_SHEETS, lists=lists))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    page, names = book[layout.NOTES.title], [f.name for f in layout.NOTES.fields]
    found = {name: validations_of(page, page.cell(FIRST, names.index(name) + 1)) for name in names}
    offered = {name: listed(book, *rules) for name, rules in found.items() if rules}
    assert offered == {"heading": [*layout.NOTE_HEADINGS], **{name: words for (_, name), words in lists.items()}}
    assert {rule.errorStyle for rules in found.values() for rule in rules} == {"warning"}
    assert not [w for words in layout.CHOICES.values() for w in words if "," in w]  # these stand within their rules


def test_a_numerator_over_its_denominator_turns_red_in_rows_of_shares_only(page):
    """The mark covers numerator and denominator of every share and no other cell, and compares the row's own two cells."""
    marks = [
        (str(r.sqref), rule.formula[0])
        for r in page.conditional_formatting
        for rule in r.rules
        if rule.formula and ">$I" in rule.formula[0]
    ]
    row = cell(page, "11.1", "numerator").row
    assert marks == [(f"H{row}:I{row + 1}", f"AND(ISNUMBER($H{row}),ISNUMBER($I{row}),$H{row}>$I{row})")]


# Print, panes, properties


def test_codes_and_names_stay_in_view_and_the_header_on_every_page(book, page):
    """The panes are frozen below the headings and beside the names; the row of headings is printed on each page."""
    assert page.freeze_panes == "D5"
    assert book[layout.MEASURES.title].freeze_panes == "C5"
    assert page.print_title_rows == "$4:$4"


def test_every_sheet_prints_on_a4_as_wide_as_the_page(path, book):
    """A4 on its side, one page wide, with unit, sheet and page in the footer; the "&" of a name is no command there."""
    for number, page in enumerate(book, start=1):
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
        assert page.sheet_properties.pageSetUpPr.fitToPage and page.page_setup.fitToWidth in (None, 1)
        with zipfile.ZipFile(path) as parts:
            xml = parts.read(f"xl/worksheets/sheet{number}.xml").decode()
        footer = (
            xml.partition("<oddFooter>")[2].partition("</oddFooter>")[0].replace("&quot;", '"').replace("&amp;", "&")
        )
        font = '&"Times New Roman"&10'
        assert footer == f"&L{font}Xã An && Bình&C{font}{page.title}&R{font}Trang &P/&N"


def test_a_criterion_is_not_torn_apart_between_pages():
    """A new page begins before the band whose rows no longer fit; a criterion longer than a page just begins on a new one."""
    # 139 units of width are as wide as A4 within its margins, less than 1 %: nothing is scaled, a page holds about 519 points
    widths, head = [139.0], [20.0, 20.0, 10.0, 50.0]
    rows = [20.0, 300.0, 20.0, 90.0, 20.0, 90.0, 20.0, 700.0, 20.0, 100.0]  # bands at 4, 6, 8, 10, 12
    # First page: 100 + 320, 110 more is too much. Second: 50 + 110 + 110; the long one begins on a third, the last on a fourth.
    assert page_breaks(widths, head + rows, [4, 6, 8, 10, 12], header_row=3) == [6, 10, 12]


def test_a_text_is_given_a_line_for_what_fits_into_its_column():
    """40 units are 210 points. An n is half the type size, so of "nnnn " (27 points) seven fit on a line in Times: 14 need two.

    A stand-in is a quarter wider and its lines 1.2 of the size: of 33.75 points six fit, and 14 need three, which are higher than those
    two. For one line either way Times needs more.
    """
    line = height("Đạt", 40)
    assert line == pytest.approx(1.32 * SIZE)
    assert height(" ".join(["nnnn"] * 6), 40) == line
    three_lines = height(" ".join(["nnnn"] * 14), 40)
    assert three_lines == pytest.approx(3 * 1.2 * SIZE) and three_lines > 2 * line
    assert height("Đạt\nĐạt", 40) == 2 * line


def test_whose_form_it_is_stands_in_the_file_and_on_the_first_sheet(path, book):
    """Unit, season and version are properties of the file, and the first sheet shows them with the office and what to do."""
    kept = {p.name: p.value for p in book.custom_doc_props.props}
    assert kept == {
        "ntm_form": layout.COMMUNE_FORM, "ntm_form_version": "2", "ntm_respondent": "an-binh", "ntm_season": "2021",
        "ntm_criteria_set": "bo-thu",
    }  # fmt: skip
    first = book[layout.IDENTITY_SHEET]
    shown = [c.value for row in first for c in row if c.value]
    assert {"Văn phòng Thử", "Biểu thử", "an-binh", "1. Ghi số.", "Ô để ghi"} <= set(shown)
    assert read_form(path.read_bytes(), layout.COMMUNE_SHEETS).identity["attempt"] == "1"


@pytest.mark.parametrize(
    ("label", "is_locked"), [("Mã đơn vị", True), ("Kỳ báo cáo", True), ("Lần nộp", False), ("Người lập biểu", False)]
)
def test_of_the_identity_only_the_respondents_own_entries_are_open(book, label, is_locked):
    """Who sends it and for the how-manieth time can be entered; unit and season can not be overwritten."""
    first = book[layout.IDENTITY_SHEET]
    row = next(c.row for c in first["A"] if c.value == label)
    assert first.cell(row, 2).protection.locked is is_locked


# Bytes and files


def test_a_form_is_written_whole_or_not_at_all(tmp_path):
    """Where the file can't be put in place, what was there stays, nothing is left beside it, and the place is named."""
    target = tmp_path / "a.xlsx"
    target.mkdir()
    (target / "x").touch()
    with pytest.raises(ReportError, match=r"Không ghi được .*a\.xlsx"):
        write_form(target, FormContent("Biểu", identity(), [SHEET]))
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.xlsx", "x"]


def test_the_file_is_the_bytes(tmp_path):
    """write_form puts exactly form_bytes on disk, and the same content gives the same bytes."""
    content = FormContent("Biểu", identity(), layout.COMMUNE_SHEETS, {SHEET.title: ROWS})
    write_form(tmp_path / "new" / "a.xlsx", content)
    assert (tmp_path / "new" / "a.xlsx").read_bytes() == form_bytes(content) == form_bytes(content)


def test_the_first_file_of_a_process_is_as_the_later_ones() -> None:
    """What all files start from is not changed by writing one."""
    before = dict(FONT)
    form_bytes(FormContent("Biểu", identity(), layout.COMMUNE_SHEETS, {SHEET.title: ROWS}))
    assert before == FONT
