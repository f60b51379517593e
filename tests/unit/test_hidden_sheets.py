"""A sheet in view is taken before one that is hidden; a hidden one alone is read and said."""

import pytest

from ntm_lib.errors import IntakeError
from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import read_form
from tests.sound_form import INDICATORS, SoundForm, make_workbook


@pytest.fixture
def form(tmp_path):
    return SoundForm(make_workbook(tmp_path, {"an-binh": "An Bình", "hoa-son": "Hòa Sơn"}), "an-binh")


def read(form, edit):
    return read_form(form.edited(edit), layout.COMMUNE_SHEETS)


def numerator(found, code="1.2"):
    return next(row.number("numerator") for row in found.rows[INDICATORS] if row.text("indicator") == code)


def said(found):
    return [(problem.check, problem.sheet) for problem in found.problems]


def copied(form, *, old_title, new_title, hide, number=640):
    """Copy the sheet of indicators under another title, change a figure in the copy, and hide one of the two."""

    def edit(book):
        page = book[INDICATORS]
        copy = book.copy_worksheet(page)
        page.title, copy.title = old_title, new_title
        copy[form.cell(INDICATORS, "1.2", "numerator")] = number
        book[hide].sheet_state = "hidden"

    return edit


@pytest.mark.parametrize("hidden_title", [INDICATORS, "Bản cũ"])
def test_the_sheet_in_view_is_read_whatever_the_titles(form, hidden_title):
    """The right title on a hidden sheet does not outweigh the one that people see."""
    in_view = "Chỉ tiêu mới" if hidden_title == INDICATORS else INDICATORS
    found = read(form, copied(form, old_title=hidden_title, new_title=in_view, hide=hidden_title))
    assert numerator(found) == 640
    assert ("B14", hidden_title) in said(found) and not {"B04", "B09"} & {check for check, _ in said(found)}


def test_a_hidden_sheet_alone_is_read_and_said(form):
    found = read(form, lambda book: setattr(book[INDICATORS], "sheet_state", "hidden"))
    assert numerator(found) == 665 and ("B09", INDICATORS) in said(found)


def test_two_in_view_that_differ_are_still_a_question(form):
    def edit(book):
        copy = book.copy_worksheet(book[INDICATORS])
        copy[form.cell(INDICATORS, "1.2", "numerator")] = 640

    found = read(form, edit)
    assert ("B04", INDICATORS) in said(found) and INDICATORS not in found.rows


def test_an_empty_hidden_copy_costs_no_word(form):
    """Templates carry hidden helpers; what says nothing is not spoken of."""

    def edit(book):
        copy = book.copy_worksheet(book[layout.VILLAGES.title])
        copy.sheet_state = "hidden"
        for row in copy.iter_rows(min_row=5):
            for cell in row:
                cell.value = None

    assert said(read(form, edit)) == []


def test_a_hidden_identity_of_another_commune_is_not_asked(form):
    """A left-over that nobody sees does not make the form two communes'; one that is seen does."""

    def edit(book):
        copy = book.copy_worksheet(book[layout.IDENTITY_SHEET])
        copy.title = "Thông tin cũ"
        for row in copy.iter_rows():
            for cell in row:
                if cell.value == "an-binh":
                    cell.value = "hoa-son"
        copy.sheet_state = "hidden"

    found = read(form, edit)
    assert found.identity["respondent"] == "an-binh" and ("B14", "Thông tin cũ") in said(found)

    def shown(book):
        edit(book)
        book["Thông tin cũ"].sheet_state = "visible"

    with pytest.raises(IntakeError, match="khác nhau ở hai chỗ"):
        read(form, shown)
