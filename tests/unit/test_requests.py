"""Whom the communes' requests are for: by the form, by what they speak of, or the office that coordinates."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ntm_lib.analysis.requests import (
    AddressedRequest,
    Addressing,
    addressed_requests,
    asking_communes,
    requests,
    requests_to,
)
from ntm_lib.intake.form import NOTE_HEADINGS, REQUESTS
from ntm_lib.presentation.words.requests import UNADDRESSED, addressee, as_shown
from ntm_lib.reference.departments import Department
from ntm_lib.schemas import NOTES
from ntm_lib.season_data import addressing
from ntm_lib.tables import records, rows_of
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT
from tests.unit.builders import nfd

MAIN = Workbook.open(ROOT)
OFFICE = "van-phong-dieu-phoi"
BY = addressing(MAIN, MAIN.season("2021"))
ALONE = replace(BY, agencies=[replace(agency, topics=()) for agency in BY.agencies])


def note(text, unit_id="an", heading=REQUESTS, place="B9", **named):
    said = {"unit_id": unit_id, "unit_name": "An", "season": "2021", "heading": heading, "text": text, "cell": place}
    return said | named


def asked(by: Addressing, text: str, **named) -> AddressedRequest:
    (row,) = rows_of(addressed_requests(NOTES.frame([note(text, **named)]), by), AddressedRequest)
    return row


@pytest.mark.parametrize(
    ("text", "criteria", "agencies"),
    [
        ("Đề nghị bố trí vốn nâng cấp trạm y tế xã.", "15", "y-te"),
        ("Đề nghị phòng chuyên môn hướng dẫn thủ tục thành lập hợp tác xã.", "13", "nn-ptnt"),
        ("Đề nghị huyện hỗ trợ xóa số nhà tạm còn lại trong năm 2022.", "9", "kt-ht"),
        ("Xin hỗ trợ HTX và nước sạch", "13;17", "nn-ptnt"),
        ("Sửa chữa nhà văn hóa thôn 3", "6", "vh-tt;kt-ht"),  # not criterion 16, Văn hóa
        ("Cấp bảo hiểm y tế cho hộ cận nghèo", "11;15", "y-te;ld-tbxh"),
        ("Bổ sung giáo viên", "14", "gd-dt"),  # who leads a part of 14 besides is not named after it
        ("Hỗ trợ đạt tiêu chí 5, 17.6 và 10", "5;10;17", "gd-dt;nn-ptnt;y-te"),
        ("Hỗ trợ hoàn thành tiêu chí số 19", "19", "quan-su;cong-an"),
        ("Đề nghị Phòng NN và PTNT hướng dẫn xây trạm y tế", "15", "nn-ptnt"),  # who is named is asked
        ("Đề nghị LĐ-TBXH mở lớp dạy nghề", "12", "ld-tbxh"),
        ("Đề nghị Trung tâm Y tế cử bác sĩ", "15", "y-te"),
        ("Bố trí vốn trả nợ đọng", "", "tc-kh"),
        (nfd("Đề nghị nâng cấp trạm Y TẾ"), "15", "y-te"),
    ],
)
def test_older_forms_ask_whom_their_words_name(text, criteria, agencies):
    """By number, by the name of a criterion, by words of the file, by an agency's name: the longest words first."""
    row = asked(BY, text)
    assert (row["criteria"], row["agencies"], row["basis"]) == (criteria, agencies, "content")


@pytest.mark.parametrize(
    ("text", "criteria"),
    [
        ("Bố trí kinh phí cho tiêu chí 9, 5 tỷ đồng", "9"),
        ("Bố trí kinh phí cho tiêu chí 9, 1,5 tỷ đồng", "9"),
        ("Hỗ trợ tiêu chí 5 và 15 phòng học", "5"),
        ("Hỗ trợ TC9", "9"),
        ("Hỗ trợ các tiêu chí: 9, 11", "9;11"),
        ("Hỗ trợ tiêu chí số 9 và số 11", "9;11"),
        ("Hỗ trợ tiêu chí 9 và 11 Hộ nghèo", "9;11"),  # its name, no amount of households
        ("Hỗ trợ tiêu chí 9 và 11 hộ", "9"),
        ("Hỗ trợ tiêu chí 9,11 và 17", "9;11;17"),
    ],
)
def test_a_list_of_criteria_ends_where_an_amount_stands(text, criteria):
    """However the list is written: nobody is asked about the criterion whose number is an amount of money or of things."""
    row = asked(BY, text)
    assert (row["criteria"], row["agencies"]) == (criteria, ";".join(BY.of_criteria(criteria.split(";"))))


def test_where_nobody_leads_the_field_named_the_request_stays_about_that_field():
    """Who answers may follow from a further field of the file; the criteria of that one have nothing to do with it."""
    own = [r["indicator"] for r in BY.indicators if r["criterion_no"] == "15"]
    health = [agency for agency in BY.agencies if agency.department_id != "y-te"]
    unled = replace(BY, leads={**BY.leads, **dict.fromkeys(own, ())}, agencies=health)
    rule = {"words": "phòng khám", "fields": "y tế;nhà ở"}
    row = asked(replace(unled, words=[rule]), "Xây phòng khám")
    assert (row["criteria"], row["agencies"], row["basis"]) == ("15", "kt-ht", "content")
    row = asked(replace(unled, words=[{**rule, "fields": "y tế"}]), "Xây phòng khám")
    assert (row["criteria"], row["agencies"], row["basis"]) == ("15", OFFICE, "none")


@pytest.mark.parametrize(
    "text", ["Đề nghị sớm bố trí kinh phí.", "Xã đã đạt 15/19 tiêu chí.", "Xin điện thoại", "Hỗ trợ tiêu chí 25", "?"]
)
def test_what_names_nobody_goes_to_the_office_that_coordinates(text):
    assert (asked(BY, text)["agencies"], asked(BY, text)["basis"]) == (OFFICE, "none")


def test_the_form_goes_before_the_words():
    """Its agencies, else who leads its criteria; of a criterion that nobody leads the words are asked."""
    text = "Nâng cấp trạm y tế"
    assert asked(BY, text, agencies="kt-ht;tc-kh", criteria="15")["agencies"] == "kt-ht;tc-kh"
    by_criterion = asked(BY, text, criteria="9")
    assert (by_criterion["criteria"], by_criterion["agencies"], by_criterion["basis"]) == ("9", "kt-ht", "form")
    without = replace(BY, leads={**BY.leads, "9.1": (), "9.2": ()})
    row = asked(without, text, criteria="9")
    assert (row["criteria"], row["agencies"], row["basis"]) == ("9", "y-te", "content")


def test_only_requests_are_addressed():
    """Results and difficulties ask for nothing; a heading of the commune's own neither; the form's heading however it is typed."""
    rows = [
        note("trạm y tế", heading=h, place=f"B{n}") for n, h in enumerate((*NOTE_HEADINGS, "Khác", REQUESTS.upper()))
    ]
    found = addressed_requests(NOTES.frame(rows), BY)
    assert [*found["cell"]] == ["B2", "B4"]
    assert list(addressed_requests(NOTES.frame([]), BY).columns) == list(found.columns)


def test_in_a_set_with_health_beside_culture_the_agency_of_that_name_is_asked():
    """Of who leads the criterion that has the word, those named after it; where nobody leads it, the agency that is."""
    names = {"y-te": "Sở Y tế", "gd-dt": "Sở Giáo dục và Đào tạo", "vh": "Sở Văn hóa, Thể thao và Du lịch"}
    agencies = [Department(i, name, name) for i, name in names.items()]
    coded = {
        "criterion_no": "5",
        "criterion_name": "Văn hóa, giáo dục, y tế",
        "indicator": "5",
        "indicator_name": "Cả tiêu chí",
    }
    words = rows_of(MAIN.request_words, dict)
    by = Addressing([coded], {"5": [*names]}, agencies, words)
    assert asked(by, "Xây trạm y tế")["agencies"] == "y-te"
    assert asked(by, "Hỗ trợ tiêu chí 5")["agencies"] == "y-te;gd-dt;vh"
    assert asked(replace(by, leads={}), "Xây trạm y tế")["agencies"] == "y-te"
    assert asked(replace(by, leads={}), "Xây cầu treo")["agencies"] == ""


def test_what_two_agencies_are_called_names_neither():
    same = [Department("a", "Phòng Kinh tế huyện", "Phòng Kinh tế"), Department("b", "Phòng Kinh tế", "Phòng KT")]
    by = Addressing([], {}, same, [])
    assert asked(by, "Đề nghị Phòng Kinh tế giúp")["agencies"] == ""
    assert asked(by, "Đề nghị Phòng KT giúp")["agencies"] == "b"


@given(
    text=st.text(min_size=1, max_size=60)
    | st.sampled_from([r["words"].replace(";", " ") for r in records(MAIN.request_words)])
)
@settings(deadline=None)
def test_every_request_has_an_addressee(text):
    """One agency at least of the season's, whatever is written; where no office coordinates, none and it says so."""
    assume(not requests(NOTES.frame([note(text)])).empty)
    row = asked(BY, text)
    known = {a.department_id for a in BY.agencies}
    assert row["agencies"] and {*row["agencies"].split(";")} <= known
    assert (row["basis"] == "none") <= (row["agencies"] == OFFICE)
    alone = asked(ALONE, text)
    assert (alone["agencies"] == "") == (alone["basis"] == "none")


@pytest.mark.parametrize("season", [*MAIN.seasons])
def test_every_word_of_the_file_finds_an_agency_of_the_shipped_workbook(season):
    """But for money and what no set of the season has, each row leads to somebody; no word stands in two rows."""
    by = addressing(MAIN, MAIN.season(season))
    words = [word for row in records(MAIN.request_words) for word in row["words"].split(";")]
    assert len({*words}) == len(words)
    assert [word for word in words if asked(by, word)["basis"] != "content"] == []


def test_requests_by_agency_and_communes_by_agency():
    """An agency sees what asks it; a commune stands once under each it asks, and under nobody where nobody is known."""
    rows = [
        note("trạm y tế", "an"),
        note("nhà tạm", "an", place="B10"),
        note("trạm y tế nữa", "an", place="B11"),
        note("gì đó", "ba"),
        note("nhà ở", "ca"),
    ]
    found = addressed_requests(NOTES.frame(rows), replace(BY, agencies=[a for a in BY.agencies if not a.topics]))
    assert asking_communes(found) == {"y-te": ["an"], "kt-ht": ["an", "ca"], "": ["ba"]}
    assert [*requests_to("y-te", found)["cell"]] == ["B9", "B11"]
    assert requests_to("tn-mt", found).empty


@pytest.mark.parametrize(
    ("agencies", "criteria", "basis", "shown", "to"),
    [
        ("kt-ht", "", "form", "“Xin”", "gửi Phòng KT-HT"),
        ("kt-ht", "9", "form", "“Xin” (tiêu chí 9)", "gửi Phòng KT-HT (tiêu chí 9)"),
        (
            "kt-ht;tn-mt",
            "9;17",
            "content",
            "“Xin” (tiêu chí 9 và 17; theo nội dung)",
            "gửi Phòng KT-HT và Phòng TN&MT (tiêu chí 9 và 17; theo nội dung)",
        ),
        (OFFICE, "", "none", "“Xin” (xã chưa nêu cơ quan)", "gửi Văn phòng Điều phối NTM (xã chưa nêu cơ quan)"),
        ("", "", "none", "“Xin” (xã chưa nêu cơ quan)", UNADDRESSED),
    ],
)
def test_how_a_page_says_whom_it_is_for_and_what_it_is_about(agencies, criteria, basis, shown, to):
    row = {"text": "Xin", "criteria": criteria, "agencies": agencies, "basis": basis}
    assert (as_shown(row), addressee(row, MAIN.departments)) == (shown, to)


@pytest.mark.parametrize(
    "text",
    ["Không có.", "không", "-", "…", "Không có kiến nghị, đề xuất gì", "Không có ý kiến gì thêm.", "Không phát sinh"],
)
def test_who_writes_that_there_is_none_asks_for_nothing(text):
    """Nobody is to answer a dash; a request that begins with the same words stays one."""
    real = note("Không có nước sạch, đề nghị bố trí vốn.", place="B10")
    assert requests(NOTES.frame([note(text), real]))["text"].tolist() == ["Không có nước sạch, đề nghị bố trí vốn."]
    assert requests(NOTES.frame([note(text)])).empty and requests(NOTES.frame([])).empty
