"""Forms in the real LibreOffice: filled in by hand and saved there, they are read as they were meant."""

import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.blank_form import commune_form
from ntm_lib.intake.blank.form_writer import HEADER_ROW, FormContent, write_form
from ntm_lib.intake.reading.form_reader import Form, read_form
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.workbook import Workbook
from tests import fonts
from tests.conftest import ROOT
from tests.libreoffice import office, work

__all__ = ["office"]  # a fixture

INDICATORS, MEASURES, FOLLOW_UP, VILLAGES = layout.INDICATORS, layout.MEASURES, layout.FOLLOW_UP, layout.VILLAGES
RESOURCES, DEBTS, NOTES = layout.RESOURCES, layout.DEBTS, layout.NOTES
FILLED = ROOT / "data" / "submissions" / "2021" / "huong-xuan.xlsx"
FOLLOWED_UP = ROOT / "data" / "submissions" / "2021" / "phong" / "ld-tbxh.xlsx"
# As wide as Times New Roman, and what Debian calls its package
TIMES = (
    ("Liberation Serif", "fonts-liberation"),
    ("Nimbus Roman", "fonts-urw-base35"),
    ("Tinos", "fonts-croscore"),
)

# What a person types: sheet, which row (its code, or its number among the rows), field, text; and what it means.
TYPED = (
    (INDICATORS, "1.1", "assessed", "Đạt", "met"),
    (INDICATORS, "1.1", "assessed_by", "Phòng KT-HT", "Phòng KT-HT"),
    (INDICATORS, "1.1", "status", "Chính thức", "chính thức"),
    (INDICATORS, "2.1", "numerator", "5,5", 5.5),
    (INDICATORS, "2.1", "denominator", "5,6", 5.6),
    (INDICATORS, "2.1", "assessed", "Chưa đạt", "not_met"),
    (INDICATORS, "7.1", "assessed", "Không áp dụng", "not_applicable"),
    (INDICATORS, "9.1", "value", "0", 0.0),
    (INDICATORS, "10.1", "numerator", "100.260,5", 100260.5),
    (INDICATORS, "10.1", "denominator", "2785", 2785.0),
    (INDICATORS, "11.1", "numerator", "101", 101.0),
    (INDICATORS, "11.1", "denominator", "701", 701.0),
    (INDICATORS, "11.1", "status", "Ước", "ước"),
    (INDICATORS, "11.1", "note", "Rà soát cuối năm: giảm 12 hộ, còn vướng ở thôn 9", "Rà soát cuối năm: giảm 12 hộ, còn vướng ở thôn 9"),
    (INDICATORS, "15.3", "value", "12,5%", 12.5),
    (MEASURES, "households", "value", "701", 701.0),
    (FOLLOW_UP, "1.1", "state", "Đang thực hiện", "đang thực hiện"),
    (FOLLOW_UP, "1.1", "as_of", "05/12/2021", date(2021, 12, 5)),
    (FOLLOW_UP, "1.1", "evidence", "Báo cáo số 12/BC-UBND", "Báo cáo số 12/BC-UBND"),
    (VILLAGES, 0, "village", "3", "3"),
    (VILLAGES, 0, "tier", "thôn NTM kiểu mẫu", "thôn NTM kiểu mẫu"),
    (VILLAGES, 0, "criteria_met", "7", 7.0),
    (VILLAGES, 0, "criteria_total", "10", 10.0),
    (VILLAGES, 0, "dossier_state", "Huyện thẩm tra đạt", "huyện thẩm tra đạt"),
    (VILLAGES, 0, "as_of", "10/12/2021", date(2021, 12, 10)),
    (RESOURCES, "tinh", "planned", "1.250", 1250.0),
    (RESOURCES, "tinh", "disbursed", "1190,5", 1190.5),
    (DEBTS, 0, "debt_now", "0", 0.0),
    (NOTES, 0, "text", "Thôn 9 làm xong 2,4 km đường; bà con hiến 300 m² đất.", "Thôn 9 làm xong 2,4 km đường; bà con hiến 300 m² đất."),
)  # fmt: skip
# In an English LibreOffice these stay texts, and mean the same.
TYPED_ABROAD = (
    (INDICATORS, "2.2", "numerator", "12,5", 12.5),
    (INDICATORS, "2.2", "denominator", "15", 15.0),
    (FOLLOW_UP, "1.2", "as_of", "26/02/2021", date(2021, 2, 26)),
)
COMPILED_BY = "Nguyễn Văn A, công chức địa chính"
DEFAULT_HEIGHT = 15.0  # points, of a row without a height of its own
# Printed or blocked: nobody may change them.
LOCKED = (
    (INDICATORS, "3.1", "level", "≥ 10"),
    (INDICATORS, "1.1", "indicator", "1.9"),
    (INDICATORS, "1.1", "numerator", "5"),
    (INDICATORS, "3.1", "assessed", "Đạt"),
    (DEBTS, 0, "project", "Khác"),
)


@dataclass(frozen=True)
class Worked:
    """The forms after LibreOffice, and what the cells typed into showed there."""

    blank: FormContent
    by_hand: Form
    abroad: Form
    shown: list[str]
    before: Path
    after: Path
    by_hand_path: Path


def row_number(content: FormContent, sheet: layout.Sheet, row: str | int) -> int:
    """Return the row, from 0, in which the writer puts a line of the content."""
    if isinstance(row, int):
        return HEADER_ROW + 1 + row
    codes = [line.get(sheet.needed[0]) for line in content.rows[sheet.title]]
    return HEADER_ROW + 1 + codes.index(row)


def cell(content: FormContent, sheet: layout.Sheet, row: str | int, field: str) -> str:
    names = [column.name for column in sheet.fields]
    return xl_rowcol_to_cell(row_number(content, sheet, row), names.index(field))


def keys(content: FormContent, typed) -> list[list[str]]:
    return [[sheet.title, cell(content, sheet, row, field), text] for sheet, row, field, text, *_ in typed]


@pytest.fixture(scope="module")
def worked(workbook: Workbook, office: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Worked:
    """One start of LibreOffice for all: a blank form filled in by hand, again as abroad, a filled form only saved."""
    folder = tmp_path_factory.mktemp("libreoffice")
    season = workbook.season("2021")
    content = commune_form(workbook, season, workbook.commune("huong-huu", season), OBSERVATIONS.frame([]))
    blank = folder / "blank.xlsx"
    write_form(blank, content)
    first = [[layout.IDENTITY_SHEET, *typed] for typed in (("B6", "huong-phu"), ("B13", "2"), ("B14", COMPILED_BY))]
    typed = [*keys(content, LOCKED), *keys(content, TYPED), *first]
    jobs = [
        {"open": str(blank), "save": str(folder / "by-hand.xlsx"), "type": typed},
        {"open": str(blank), "save": str(folder / "abroad.xlsx"), "type": keys(content, TYPED_ABROAD), "foreign": True},
        {"open": str(FILLED), "save": str(folder / "saved.xlsx"), "type": []},
    ]
    results = work(office, folder, jobs, fonts.only(folder))
    return Worked(
        blank=content,
        by_hand=read_form((folder / "by-hand.xlsx").read_bytes(), layout.COMMUNE_SHEETS),
        abroad=read_form((folder / "abroad.xlsx").read_bytes(), layout.COMMUNE_SHEETS),
        shown=results[0]["shown"],
        before=FILLED,
        after=folder / "saved.xlsx",
        by_hand_path=folder / "by-hand.xlsx",
    )


def entries(form: Form, content: FormContent) -> dict[tuple[str, int, str], object]:
    """Return what is entered in a form by sheet, row and field, without what the office printed."""
    printed = {
        (sheet.title, HEADER_ROW + 1 + index, name)
        for sheet in content.sheets
        for index, row in enumerate(content.rows.get(sheet.title, ()))
        for name, value in row.items()
        if value is not None
    }
    return {
        (sheet.title, row.index, name): value
        for sheet in content.sheets
        for row in form.rows[sheet.title]
        for name, value in row.values.items()
        if (sheet.title, row.index, name) not in printed
    }


def test_what_is_typed_by_hand_is_read_back_without_loss(worked: Worked) -> None:
    """Numbers with a comma, a percentage, choices, dates and Vietnamese texts mean what was typed, and nothing else is there."""
    expected = {
        (sheet.title, row_number(worked.blank, sheet, row), field): value for sheet, row, field, _, value in TYPED
    }
    assert worked.by_hand.problems == []
    assert entries(worked.by_hand, worked.blank) == expected
    printed = {key: text for key, text in worked.blank.identity.items() if text}
    assert worked.by_hand.identity == printed | {"attempt": "2", "compiled_by": COMPILED_BY}


def test_what_an_english_program_leaves_as_text_is_read_all_the_same(worked: Worked) -> None:
    """ "12,5" and "26/02/2021" typed where they are no number and no date there are still 12.5 and the day."""
    expected = {
        (sheet.title, row_number(worked.blank, sheet, row), field): value
        for sheet, row, field, _, value in TYPED_ABROAD
    }
    assert (worked.abroad.problems, entries(worked.abroad, worked.blank)) == ([], expected)


def test_a_printed_or_blocked_cell_refuses_what_is_typed(worked: Worked) -> None:
    """Codes, levels, the identity and cells that do not apply to a row keep what the office printed."""
    assert worked.shown[: len(LOCKED)] == ["≥ 80", "1.1", "", "", layout.DEBT_TOTAL]
    assert worked.by_hand.identity["respondent"] == "huong-huu"


@pytest.mark.parametrize(("family", "package"), TIMES, ids=[family.replace(" ", "-") for family, _ in TIMES])
def test_no_text_is_cut_off(office: tuple[str, str], tmp_path: Path, family: str, package: str) -> None:
    """In each font that stands in for Times New Roman every row is as high as LibreOffice finds its text to need, or higher."""
    stand_ins = [
        ("Times New Roman", family),
        ("Times New Roman", "DejaVu Serif"),
    ]  # that one where there is no Vietnamese
    environment = fonts.only(tmp_path, stand_ins, fonts.files_of(family, package))
    assert fonts.found(environment, "Times New Roman") == family
    jobs = [{"open": str(form), "save": str(tmp_path / form.name), "type": []} for form in (FILLED, FOLLOWED_UP)]
    for job, result in zip(jobs, work(office, tmp_path, jobs, environment), strict=True):
        book = openpyxl.load_workbook(job["open"])
        given = {(page.title, row): height.height for page in book for row, height in page.row_dimensions.items()}
        too_low = [
            (sheet, row)
            for sheet, row, needed in result["heights"]  # in hundredths of a millimetre
            if needed / 100 * 72 / 25.4 > (given.get((sheet, row)) or DEFAULT_HEIGHT) + 0.5
        ]
        assert (len(result["heights"]) > 20, too_low) == (True, [])


def test_rates_are_shown_as_they_are_filled_in(worked: Worked) -> None:
    """The form's own formula has computed 101 of 701 households as 14,41 and 100.260,5 million of 2.785 people as 36."""
    grid = CalamineWorkbook.from_path(str(worked.by_hand_path)).get_sheet_by_name(INDICATORS.title).to_python()
    column = [f.name for f in INDICATORS.fields].index("value")
    shown = {code: grid[row_number(worked.blank, INDICATORS, code)][column] for code in ("11.1", "10.1", "2.2")}
    assert shown == {"11.1": 14.41, "10.1": 36, "2.2": ""}


def test_saving_a_filled_form_in_libreoffice_changes_nothing(worked: Worked) -> None:
    """Every value of every sheet, and everything the reader takes from them, is the same before and after."""
    before, after = (read_form(path.read_bytes(), layout.COMMUNE_SHEETS) for path in (worked.before, worked.after))
    assert (after.identity, after.problems, after.rows) == (before.identity, before.problems, before.rows)
    books = [CalamineWorkbook.from_path(str(path)) for path in (worked.before, worked.after)]
    assert books[0].sheet_names == books[1].sheet_names
    for title in books[0].sheet_names:
        grids = [book.get_sheet_by_name(title).to_python(skip_empty_area=False) for book in books]
        assert trimmed(grids[0]) == trimmed(grids[1]), title


def test_the_file_still_says_whose_it_is_in_its_properties(worked: Worked) -> None:
    """The machine-readable identity survives LibreOffice."""
    with zipfile.ZipFile(worked.by_hand_path) as parts:
        custom = parts.read("docProps/custom.xml").decode()
    assert 'name="ntm_respondent"' in custom and "huong-huu" in custom


def trimmed(grid: list[list[object]]) -> list[list[object]]:
    """Return the grid without empty cells and rows at its ends; how many of these a program writes says nothing."""
    rows = [list(row) for row in grid]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows
