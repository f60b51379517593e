"""What people type in a cell: read where it can only mean one thing, refused where it can mean two."""

from datetime import date, datetime, time, timedelta

import pytest

from ntm_lib.intake.form import ALSO_READ, CHOICES, FOLLOW_UP
from ntm_lib.intake.reading.entries import EntryError, Percent, quoted, read_entry, written
from ntm_lib.text import slug
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
        ("1 978,5", 1978.5),
        ("12 345", 12345),
        ("112 000", 112000),
        ("1\u00a0978", 1978),  # an unbreakable space, as LibreOffice groups thousands
        ("1\u202f234\u202f567", 1234567),  # a narrow one
        ("\ufeff\u200b 12", 12),  # invisible marks from a copied table
        ("\u200e-3\u200e", -3),
        ("+5", 5),
        ("１２", 12),  # full-width digits of an Asian keyboard
        ("0012", 12),
        (-1.5e14, -1.5e14),
    ],
)
def test_a_number_is_read_in_either_style(raw, number):
    """Vietnamese and English writing are both read, as a number or as text, wherever only one reading is possible."""
    assert read_entry("numerator", raw) == number


@pytest.mark.parametrize("raw", ["1,234", "1.234", "12.500", "350,000", "-1,234"])
def test_an_ambiguous_number_is_refused(raw):
    """One mark before three digits may part thousands or decimals: it is named, not guessed."""
    with pytest.raises(EntryError, match=f"Không rõ dấu trong “{raw}”") as refused:
        read_entry("denominator", raw)
    assert refused.value.check == "O02"


@pytest.mark.parametrize(
    "raw",
    [
        "không có",
        "không",
        "x",
        "n/a",
        "12 hộ",
        "12,",
        ",5",
        "1 97",
        "1978 500",
        "5-",
        "%",
        "12%%",
        "- %",
        "½ %",
        "9" * 400,  # more than a number can be
        float("inf"),
        float("nan"),
        float("-inf"),
        1e300,
        time(7, 30),
        timedelta(hours=30),
        "84/707",
        "1.2.3",
        "1,23,456",
        "1.978.5",
        "0 500",
        "0.123.456",
        "1e3",
        "nan",
        "-",
        "½",
        True,
        date(2021, 5, 1),
    ],
)
def test_what_is_no_number_is_refused(raw):
    """Words, fractions, broken groups, days and hours are not numbers; nothing is cut out of them."""
    with pytest.raises(EntryError, match="không phải là số") as refused:
        read_entry("figure", raw)
    assert refused.value.check == "O01" and quoted(raw) in str(refused.value)


@pytest.mark.parametrize(
    ("raw", "is_percent", "points"),
    [
        ("12,5%", False, 12.5),
        ("12.5 %", False, 12.5),
        ("1.978,5 %", False, 1978.5),
        (0.125, True, 12.5),  # as Excel keeps 12,5 %
        (1, True, 100),
        (0, True, 0),
        ("12,5%", True, 12.5),  # a text is not multiplied again
        (0.07, True, 7),  # not 7.000000000000001
    ],
)
def test_a_percentage_is_read_in_points(raw, is_percent, points):
    """12,5 % is 12.5 however it is typed or kept, and is known for a percentage."""
    value = read_entry("value", raw, is_percent=is_percent)
    assert value == points and isinstance(value, Percent)


@pytest.mark.parametrize("raw", ["12,5", 12.5, 0.125, "0,125"])
def test_a_number_without_a_percent_sign_is_no_percentage(raw):
    """Without a sign and a format nothing says that a share is meant: the number is taken as it is, for the checks to question."""
    assert type(read_entry("value", raw)) is float


@pytest.mark.parametrize("field", ["numerator", "denominator", "figure", "criteria_met", "planned", "debt_now"])
@pytest.mark.parametrize(("raw", "is_percent"), [("12,5%", False), (0.125, True)])
def test_a_percentage_is_no_count(field, raw, is_percent):
    """Where a count is asked for a percentage is refused, not cut down to its number."""
    with pytest.raises(EntryError, match=r"phần trăm \(12,5 %\)") as refused:
        read_entry(field, raw, is_percent=is_percent)
    assert refused.value.check == "O03"


def test_a_percentage_that_can_be_read_two_ways_is_refused():
    """ "1,234%" is as unclear as "1,234"."""
    with pytest.raises(EntryError, match="Không rõ dấu trong “1,234”"):
        read_entry("value", "1,234%")


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
        "０５/１２/２０２１",
        "\u200e05/12/2021",
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
        (44550, "không phải là ngày"),  # a day of which Excel lost the format
        ("cuối tháng 12", "không phải là ngày"),
        ("5/12/2021 và 6/12/2021", "không phải là ngày"),
        (True, "không phải là ngày"),
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
        ("Dat", "met"),  # without marks, where one word only is like it
        ("CHUA DAT", "not_met"),
        ("khong ap dung", "not_applicable"),
        ("\u200bĐạt\u200b", "met"),
    ],
)
def test_a_choice_is_read_however_it_is_typed(typed, chosen):
    """Case, spaces and Unicode form don't matter; what is chosen becomes the data's own word."""
    assert read_entry("assessed", typed) == chosen


def test_no_two_words_of_a_list_are_alike_without_marks():
    """That a word may be typed without diacritics needs words that differ in more than these."""
    for field, words in CHOICES.items():
        both = [*words, *ALSO_READ.get(field, {})]
        assert len({slug(word) for word in both}) == len(both)


def test_what_a_sheets_own_line_says_is_read():
    """The line above the answers to conclusions names them in other words than the list; whoever writes these is understood."""
    said = FOLLOW_UP.intro.partition(": ")[2].partition(", số liệu")[0].replace(" hay ", ", ").split(", ")
    assert [read_entry("state", word) for word in said] == ["hoàn thành", "đang thực hiện", "chưa thực hiện"]
    for typed in ("Đã hoàn thành", "ĐÃ HOÀN THÀNH ", nfd("đã hoàn thành"), "da hoan thanh"):
        assert read_entry("state", typed) == "hoàn thành"
    assert read_entry("dossier_state", "Tỉnh đã công nhận") == "tỉnh công nhận"


@pytest.mark.parametrize("typed", ["Có", "x", "Đạt chuẩn", "Đát", "chưa", "Chua-dat", True, 1])
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
    ("raw", "text"),
    [
        (3.0, "3"),
        (17.1, "17.1"),
        ("  thôn   10 ", "thôn 10"),
        (datetime(2021, 1, 2), "2021-01-02"),
        (date(2021, 1, 2), "2021-01-02"),
        (time(7, 30), "07:30:00"),
        (True, "True"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("thôn\u202e 3", "thôn 3"),  # a mark that turns the direction of what follows
        ("dòng một\ndòng hai", "dòng một dòng hai"),
    ],
)
def test_a_text_field_takes_what_was_typed_as_text(raw, text):
    """A village typed as the number 3 is "3", not "3.0"."""
    assert read_entry("village", raw) == text


@pytest.mark.parametrize(
    ("field", "typed"), [("assessed", "Chưa đạt"), ("value", "12,5"), ("numerator", "-3"), ("note", "đã rà soát"), ("as_of", "2021-12-05")]
)  # fmt: skip
def test_a_value_is_written_as_people_write_it(field, typed):
    """What was read is told as it would be typed in the form; a day as in files."""
    value = date(2021, 12, 5) if field == "as_of" else read_entry(field, typed)
    assert written(field, value) == typed


def test_a_long_entry_is_quoted_in_part():
    """A message repeats what stands in the cell, but not a whole page of it."""
    assert quoted("a" * 60) == f"“{'a' * 60}”"
    assert quoted("a" * 61) == f"“{'a' * 60}…”"


def test_two_counts_in_a_cell_are_asked_about():
    """704 707 may be one number with its thousands apart, or a numerator and its denominator."""
    with pytest.raises(EntryError, match="một số hay nhiều số") as refused:
        read_entry("numerator", "704 707")
    assert refused.value.check == "O02"
