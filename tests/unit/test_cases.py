"""Forms that were read wrongly once, and forms saved again by other programs: what each says is what the sound form says.

tests/cases/README.md has the traits and where they were met.
"""

import re
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from ntm_lib.errors import IntakeError
from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.entries import Doubtful
from ntm_lib.intake.reading.form_reader import Form, read_form
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.tables import records
from ntm_lib.workbook import Workbook
from tests.sound_form import DEBTS, FOLLOW_UP, INDICATORS, NOTES, VILLAGES
from tests.unit.builders import MAIN
from tests.unit.form_files import package, parts_of

CASES = Path(__file__).parents[1] / "cases"
SOUND = CASES / "forms" / "sound.xlsx"  # of version 2 of the form, as the cases are
SHIPPED = CASES.parents[1] / "data" / "submissions" / "2021" / "huong-huu.xlsx"
COMPUTED = "value"  # a cell of the form's own formula, which some programs keep as a number

Said = dict[tuple[str, int, str], object]


def read(path: Path) -> Form:
    return read_form(path.read_bytes(), layout.COMMUNE_SHEETS)


def said(form: Form) -> Said:
    """Return every value of a form by sheet, row and field, printed names apart."""
    return {
        (title, row.index, name): value
        for title, rows in form.rows.items()
        for row in rows
        for name, value in row.values.items()
        if name not in layout.PRINTED_TEXTS
    }


def problems(form: Form) -> list[tuple[str, str]]:
    return [(problem.check, problem.cell) for problem in form.problems]


@pytest.fixture(scope="module")
def sound() -> Form:
    return read(SOUND)


def other_than(sound: Form, form: Form) -> Said:
    """Return what `form` says otherwise, None for what it lacks; a kept value of the form's own formula is no other."""
    own, all_of_it = said(sound), said(form)
    return {
        key: all_of_it.get(key)
        for key in own.keys() | all_of_it.keys()
        if own.get(key) != all_of_it.get(key) and not (key[2] == COMPUTED and key not in own)
    }


@pytest.mark.parametrize(
    "name",
    ["charref-v.xlsx", "v-newline-string.xlsx", "workbook22.xlsx", "styles2.xlsx", "shared-formula-last.xlsx", "float-residue.xlsx", "numfmt9.xlsx"],
)  # fmt: skip
def test_what_was_read_wrongly_is_read_as_the_sound_form(sound: Form, name: str) -> None:
    """References, comments and lines within a value, parts of other names, formulas in another order: the same figures, nothing remarked."""
    form = read(CASES / "forms" / name)
    assert other_than(sound, form) == {} and problems(form) == problems(sound)
    assert form.identity == sound.identity and form.cut_off == sound.cut_off


@pytest.mark.parametrize(
    ("name", "check", "cell", "words"),
    [
        ("macrosheet.xlsm", "T07", "", "“Macro1”"),
        ("comment-range.xlsx", "B11", "H20", "“gộp”"),
        ("WORKBOOK-stream.xls", "T10", "", ".xls"),
    ],
)
def test_what_is_beside_the_figures_costs_a_remark(sound: Form, name: str, check: str, cell: str, words: str) -> None:
    """A sheet of macros, a comment over a range, a stream in capitals: all figures, and one remark."""
    form = read(CASES / "forms" / name)
    assert other_than(sound, form) == {}
    (new,) = [problem for problem in form.problems if (problem.check, problem.cell) not in problems(sound)]
    assert (new.check, new.cell) == (check, cell) and words in new.message


def test_an_older_form_says_all_that_the_shipped_one_does(sound: Form) -> None:
    """But for the columns that it has not, of which nothing is missed."""
    form = read(SHIPPED)
    assert other_than(sound, form) == {(NOTES, 8, "criteria"): "9 Nhà ở dân cư"}
    assert problems(sound) == problems(form) == []
    assert (sound.identity["form_version"], form.identity["form_version"]) == ("2", layout.FORM_VERSION)


def test_an_error_that_excel_has_not_costs_its_cell(sound: Form) -> None:
    form = read(CASES / "forms" / "error-value.xlsx")
    assert other_than(sound, form) == {(INDICATORS, 8, "numerator"): None}
    assert [p for p in problems(form) if p not in problems(sound)] == [("O07", "H9")]


def test_a_password_anywhere_in_the_file_is_one() -> None:
    with pytest.raises(IntakeError) as refused:
        read(CASES / "forms" / "filepass-later.xls")
    assert refused.value.check == "T03" and "Bỏ mật khẩu" in str(refused.value)


def test_names_that_excel_made_days_are_read_as_typed_and_asked_about(sound: Form) -> None:
    """A village called 26/3 and a work called 2/9: day and month as they were typed, and a question at each."""
    form = read(CASES / "forms" / "text-as-date.xlsx")
    values = said(form)
    assert (values[VILLAGES, 4, "village"], values[DEBTS, 5, "project"]) == ("26/3", "2/9")
    asked = [problem for problem in form.problems if problem.check == "O09"]
    assert {(problem.sheet, problem.cell) for problem in asked} >= {(VILLAGES, "A5"), (DEBTS, "A6")}
    assert all("định dạng ô là Text" in problem.message for problem in asked)


def test_old_letters_are_told_by_their_font_and_asked_about_without(sound: Form) -> None:
    """With the font: in Unicode, and a remark that shows it; without it: a finding that shows what it probably says."""
    form = read(CASES / "forms" / "tcvn3.xlsx")
    values = said(form)
    assert values[INDICATORS, 17, "note"] == "Số liệu của điện lực, đã rà soát"
    assert values[VILLAGES, 4, "village"] == "Thôn 3"
    assert values[NOTES, 4, "text"] == "Xã đã làm xong đường thôn 3; người dân hiến 300 m2 đất"
    assert isinstance(values[INDICATORS, 5, "assessed_by"], Doubtful) and isinstance(
        values[INDICATORS, 17, "evidence"], Doubtful
    )
    new = [problem for problem in form.problems if (problem.check, problem.cell) not in problems(sound)]
    assert {(p.check, p.sheet, p.cell) for p in new} == {
        ("O10", INDICATORS, "Q18"), ("O10", VILLAGES, "A5"), ("O10", NOTES, "B5"), ("O11", INDICATORS, "L6"), ("O11", INDICATORS, "P18"),
    }  # fmt: skip
    assert all("“" in problem.message for problem in new)
    assert "“Phòng Kinh tế”" in next(p.message for p in new if p.cell == "L6")


SAVED = sorted(path.name for path in (CASES / "saved_again").iterdir() if path.suffix not in (".js", ".sh"))


@pytest.mark.parametrize("name", SAVED)
def test_a_form_saved_again_by_another_program_says_the_same(sound: Form, name: str) -> None:
    """LibreOffice, Gnumeric, openpyxl, ExcelJS, xlsx-populate and SheetJS, in every kind that the guide says is supported."""
    form = read(CASES / "saved_again" / name)
    assert other_than(sound, form) == {}
    new = [p for p in problems(form) if p not in problems(sound)]
    assert new == ([("T10", "")] if name.endswith((".xls", ".xlsb")) else [])
    assert form.identity == sound.identity and form.cut_off == sound.cut_off


def test_every_program_that_the_guide_names_is_tried() -> None:
    guide = (CASES.parents[1] / "docs" / "huong-dan.md").read_text(encoding="utf-8")
    programs = {name.partition(".")[0] for name in SAVED}
    assert len(SAVED) == 13 and all(program in guide.casefold() for program in programs), programs


def own_workbook(folder: Path) -> Workbook:
    shutil.copytree(MAIN / "data", folder / "data", ignore=shutil.ignore_patterns("received", "cache"))
    return Workbook.open(folder)


def test_promises_that_changed_places_with_their_names_are_two_findings(tmp_path: Path) -> None:
    """Two codes of conclusions exchanged while the texts stayed: neither row counts."""
    book = openpyxl.load_workbook(SOUND)
    first, second = (row[0] for row in book[FOLLOW_UP].iter_rows() if row[0].value in ("1.1", "1.2"))
    first.value, second.value = second.value, first.value
    workbook = own_workbook(tmp_path)
    book.save(workbook.submissions_folder / "2021" / "huong-huu.xlsx")
    read_in = read_submissions(workbook, [workbook.season("2021")])
    asked = [f for f in records(read_in.findings) if f["check"] == "B15"]
    assert {f["cell"] for f in asked} == {first.coordinate, second.coordinate}
    own = read_in.follow_up[read_in.follow_up["respondent"] == "huong-huu"]
    assert not {"1.1", "1.2"} & set(own["item"])


@pytest.mark.parametrize(
    ("name", "check", "cell", "words"),
    [
        ("half-pair.xlsx", "S01", "H9", "tử số"),
        ("another-communes-name.xlsx", "T13", "", "Hương Phú"),
    ],
)
def test_what_only_the_season_knows_is_asked(tmp_path: Path, name: str, check: str, cell: str, words: str) -> None:
    """A numerator missing beside a verdict, at its cell; a form that names another commune is refused."""
    workbook = own_workbook(tmp_path)
    shutil.copy(CASES / "forms" / name, workbook.submissions_folder / "2021" / "huong-huu.xlsx")
    findings = records(read_submissions(workbook, [workbook.season("2021")]).findings)
    own = [f for f in findings if f["check"] == check and f["source_file"].endswith("huong-huu.xlsx")]
    assert any(f["cell"] == cell and words in f["message"] for f in own), findings


def test_a_label_may_have_a_colon_and_a_note_beside_it(tmp_path: Path) -> None:
    """The identity is found; a comment on it is told; without the texts that the sheets share the file is damaged."""
    form_cell = read(SOUND).identity_cells["compiled_by"][1]
    book = openpyxl.load_workbook(SOUND)
    page = book[layout.IDENTITY_SHEET]
    for row in page.iter_rows():
        for cell in row:
            if cell.value in layout.IDENTITY.values():
                cell.value = f"{cell.value} :"
    page["B6"].comment = Comment("Xã xin đổi mã", "xã")
    page["B7"].comment = Comment(f"{layout.RETURN_PREFIXES[0]} xem lại", "phòng")
    page[form_cell].value = "NguyÔn V¨n §øc"
    path = tmp_path / "huong-huu.xlsx"
    book.save(path)
    form = read(path)
    assert form.identity["respondent"] == "huong-huu"
    assert [p.message for p in form.problems if p.check == "B11"] == ["Chú thích của xã: “Xã xin đổi mã”"]
    assert ("O10", form_cell) in problems(form) and "compiled_by" not in form.identity
    parts = parts_of(SOUND.read_bytes())
    del parts["xl/sharedStrings.xml"]
    path.write_bytes(package(parts))
    with pytest.raises(IntakeError) as refused:
        read(path)
    assert refused.value.check == "T01" and "mất chữ" in str(refused.value)


def test_a_code_of_which_excel_made_a_day_is_the_code(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SOUND)
    cell = next(row[0] for row in book[INDICATORS].iter_rows() if row[0].value == "2.1")
    cell.value, cell.number_format = date(2021, 1, 2), "d.m"
    path = tmp_path / "a.xlsx"
    book.save(path)
    form = read(path)
    assert [("O09", cell.coordinate)] == [p for p in problems(form) if p[0] == "O09"]
    assert [row.text("indicator") for row in form.rows[INDICATORS] if row.index == cell.row - 1] == ["2.1"]


def test_a_figure_whose_cell_is_damaged_is_lost_and_said(sound: Form) -> None:
    """A shared text of no number: not the number of the text."""
    parts = parts_of(SOUND.read_bytes())
    path = next(name for name, part in parts.items() if b'r="H9"' in part and b'r="J9"' in part)
    parts[path] = re.sub(rb'<c r="H9"( s="\d+")?[^>]*>.*?</c>', rb'<c r="H9"\1 t="s"><v>64000</v></c>', parts[path])
    form = read_form(package(parts), layout.COMMUNE_SHEETS)
    assert other_than(sound, form) == {(INDICATORS, 8, "numerator"): None}
    assert [p for p in problems(form) if p not in problems(sound)] == [("O07", "H9")]
