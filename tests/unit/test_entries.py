"""What people type in a cell: read where it can only mean one thing, refused where it can mean two."""

from datetime import date, datetime

import pytest

from ntm_lib.intake.entries import read_entry
from tests.unit.builders import nfd


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (84, 84),
        (35.4, 35.4),
        (0, 0),
        ("84", 84),
        ("1978", 1978),
        ("35,4", 35.4),
        ("35.4", 35.4),
        ("1978,5", 1978.5),
        ("1.978,5", 1978.5),  # Vietnamese
        ("1,978.5", 1978.5),  # English
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1234,567", 1234.567),  # four digits before it: no group of thousands
        ("0,125", 0.125),  # no number begins with a group of 0 thousands
        (" 35,4 ", 35.4),
    ],
)
def test_a_number_is_read_in_either_style(raw, number):
    """Vietnamese and English writing are both read, as a number or as text, wherever only one reading is possible."""
    assert read_entry("numerator", raw) == number


@pytest.mark.parametrize("raw", ["1,234", "1.234", "12.500", "350,000"])
def test_an_ambiguous_number_is_refused(raw):
    """One mark before three digits may part thousands or decimals: it is named, not guessed."""
    with pytest.raises(ValueError, match=f"Không rõ dấu trong “{raw}”"):
        read_entry("denominator", raw)


@pytest.mark.parametrize(
    "raw",
    [
        "không có",
        "12%",
        "12 hộ",
        "84/707",
        "1.2.3",
        "1,23,456",
        "1.978.5",
        "1e3",
        "nan",
        "-",
        "½",
        True,
        date(2021, 5, 1),
    ],
)
def test_what_is_no_number_is_refused(raw):
    """Words, shares, fractions, broken groups and days are not numbers; nothing is cut out of them."""
    with pytest.raises(ValueError, match="không phải là số"):
        read_entry("figure", raw)


@pytest.mark.parametrize(
    "raw",
    [
        "05/12/2021",
        "5/12/2021",
        "5-12-2021",
        "5.12.2021",
        " 05/12/2021 ",
        date(2021, 12, 5),
        datetime(2021, 12, 5, 7, 30),
    ],
)
def test_a_day_is_read_day_first(raw):
    """5/12/2021 is the fifth of December, as a date of Excel or as text."""
    assert read_entry("as_of", raw) == date(2021, 12, 5)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("31/02/2021", "không có trong lịch"),
        ("12/24/2020", "không có trong lịch"),  # month first
        ("12/2021", "không phải là ngày"),
        ("2021-12-05T", "không phải là ngày"),
        ("05/12/21", "không phải là ngày"),  # of which century?
        (2021, "không phải là ngày"),
    ],
)
def test_what_is_no_day_is_refused(raw, said):
    """A day that isn't in the calendar, or only half a date, is named with what to write."""
    with pytest.raises(ValueError, match=f"“{raw}” {said}"):
        read_entry("as_of", raw)


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("Đạt", "met"),
        ("chưa  đạt", "not_met"),
        (nfd("CƠ BẢN ĐẠT"), "basically_met"),
        ("Không áp dụng", "not_applicable"),
    ],
)
def test_a_choice_is_read_however_it_is_typed(typed, chosen):
    """Case, spaces and Unicode form don't matter; what is chosen becomes the data's own word."""
    assert read_entry("assessed", typed) == chosen


@pytest.mark.parametrize("typed", ["Có", "x", "Đạt chuẩn", "Dat", 1])
def test_a_word_that_is_not_in_the_list_is_refused(typed):
    """Only the list's own words are answers; the message names them."""
    with pytest.raises(ValueError, match=f"“{typed}” không có trong danh sách. Chọn một trong: Đạt, Chưa đạt"):
        read_entry("assessed", typed)


@pytest.mark.parametrize("raw", [None, "", "   ", "\u00a0"])
@pytest.mark.parametrize("field", ["numerator", "as_of", "assessed", "note"])
def test_an_empty_cell_is_nothing(field, raw):
    """A cell with nothing in it, or only spaces, is empty for every kind of field."""
    assert read_entry(field, raw) is None


@pytest.mark.parametrize(
    ("raw", "text"), [(3.0, "3"), (17.1, "17.1"), ("  thôn   10 ", "thôn 10"), (datetime(2021, 1, 2), "2021-01-02")]
)
def test_a_text_field_takes_what_was_typed_as_text(raw, text):
    """A village typed as the number 3 is "3", not "3.0"."""
    assert read_entry("village", raw) == text
