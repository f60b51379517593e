"""Whose form a file is: by what it says of itself, held against its name; never a choice between two."""

import pytest

from ntm_lib.errors import IntakeError
from ntm_lib.intake.form import FORM_VERSION
from ntm_lib.intake.respondents import Directory, Known, guess_from_name, identify
from ntm_lib.text import name_key
from tests.unit.builders import nfd

COMMUNES = Directory(
    (
        Known("huong-phu", ("xã Hương Phú", "Hương Phú"), "20170"),
        Known("huong-huu", ("xã Hương Hữu", "Hương Hữu"), "20173"),
        Known("thuong-quang", ("xã Thượng Quảng", "Thượng Quảng"), "20176"),
        Known("thuong-lo", ("xã Thượng Lộ", "Thượng Lộ"), "20164"),
        Known("thuong-long", ("xã Thượng Long", "Thượng Long"), ""),
        Known("huong-son", ("xã Hương Sơn", "Hương Sơn"), ""),
        Known("huong-son-khe-tre", ("thị trấn Hương Sơn Khe Tre", "Hương Sơn Khe Tre"), ""),
        Known("tan-hoa", ("xã Tân Hòa", "Tân Hòa"), ""),
        Known("tan-hoa-2", ("xã Tân Hóa", "Tân Hóa"), ""),
    )
)
DEPARTMENTS = Directory(
    (
        Known("kt-ht", ("Phòng Kinh tế và Hạ tầng", "Phòng KT-HT")),
        Known("tc-kh", ("Phòng Tài chính – Kế hoạch", "Phòng TC-KH")),
    )
)


def whose(file_name="", known=COMMUNES, **identity):
    return identify(identity, file_name, known)


def refused(file_name="", **identity):
    with pytest.raises(IntakeError) as error:
        whose(file_name, **identity)
    return error.value.check, str(error.value)


def checks(respondent):
    return [check for check, _ in respondent.remarks]


# By what the form says


@pytest.mark.parametrize(
    "identity",
    [
        {"respondent": "huong-phu"},
        {"unit_code": "20170"},
        {"unit_name": "Hương Phú"},
        {"unit_name": "xã Hương Phú"},
        {"unit_name": "XÃ  HƯƠNG PHÚ"},
        {"unit_name": nfd("xã Hương Phú")},
        {"respondent": "huong-phu", "unit_code": "20170", "unit_name": "xã Hương Phú", "form_version": FORM_VERSION},
    ],
)
def test_an_id_a_code_or_a_name_says_whose_form_it_is(identity):
    """Each of them is enough, however the name is typed; nothing is remarked."""
    found = whose("huong-phu.xlsx", **identity)
    assert (found.respondent, found.remarks) == ("huong-phu", ())


@pytest.mark.parametrize("name", ["Thương Quảng", "Thượng Quãng", "thuong quang", "xã Thương Quảng", "Xa Thuong Quang"])
def test_a_name_with_other_marks_is_recognised_and_said(name):
    """A name that fits one unit but for its marks is that unit's; the remark gives the right spelling."""
    found = whose("thuong-quang.xlsx", unit_name=name)
    assert found.respondent == "thuong-quang"
    ((check, message),) = found.remarks
    assert check == "T21" and f"“{name}”" in message and "xã Thượng Quảng" in message


@pytest.mark.parametrize("stated", ["HUONG-PHU", "Hương Phú", "huong phu"])
def test_an_id_may_be_typed_as_people_type(stated):
    """The name in the place of the id, or the id in capitals, is understood."""
    assert whose("huong-phu.xlsx", respondent=stated).respondent == "huong-phu"


def test_an_id_that_nobody_has_is_said():
    """A form whose name is clear but whose id was overwritten is taken by its name, with a remark."""
    found = whose("huong-phu.xlsx", respondent="HP-01", unit_name="Hương Phú")
    assert found.respondent == "huong-phu"
    ((check, message),) = found.remarks
    assert check == "T21" and "“HP-01”" in message and "huong-phu" in message


@pytest.mark.parametrize(
    "identity",
    [
        {},
        {"unit_name": "Hương"},
        {"unit_name": "Hương Hòa"},
        {"respondent": "huong"},
        {"unit_code": "99999"},
        {"unit_name": "Tan Hoa"},  # Tân Hòa or Tân Hóa?
        {"unit_name": "Hương Hòa", "unit_code": "20170"},  # the code had belonged to another
        {"unit_name": "xã"},
    ],
)
def test_a_form_that_names_no_unit_or_two_is_refused(identity):
    """No name, a name of nobody, or one that fits two: the message repeats what stands there and what could be meant."""
    check, message = refused("huong-phu.xlsx", **identity)
    assert check == "T13" and "không chỉ rõ một đơn vị" in message
    assert all(f"“{identity[key]}”" in message for key in ("respondent", "unit_name") if key in identity)


def test_a_near_name_is_offered():
    """The message offers the nearest names, it does not take one."""
    _, message = refused(unit_name="Thượng Nong")
    assert "Có phải là: " in message and "Thượng Long" in message


def test_an_exact_name_is_not_in_doubt_for_one_like_it():
    """Tân Hòa typed with its marks is Tân Hòa, though Tân Hóa has the same letters."""
    assert whose("tan-hoa.xlsx", unit_name="Tân Hòa").respondent == "tan-hoa"
    assert whose("tan-hoa-2.xlsx", unit_name="Tân Hóa").respondent == "tan-hoa-2"


def test_an_id_settles_a_name_that_fits_two():
    """ "Tan Hoa" beside the id tan-hoa-2 is Tân Hóa: both say so together, with a remark on the name."""
    found = whose("tan-hoa-2.xlsx", respondent="tan-hoa-2", unit_name="Tan Hoa")
    assert (found.respondent, checks(found)) == ("tan-hoa-2", ["T21"])


@pytest.mark.parametrize(
    "identity",
    [
        {"respondent": "huong-phu", "unit_name": "xã Hương Hữu"},
        {"respondent": "huong-phu", "unit_code": "20173"},
        {"unit_code": "20173", "unit_name": "Hương Phú"},
        {"respondent": "huong-phu", "unit_code": "20170", "unit_name": "Thương Quảng"},
    ],
)
def test_a_form_that_names_two_units_is_refused(identity):
    """Where id, code and name point to different communes none of them is believed."""
    check, message = refused("huong-phu.xlsx", **identity)
    assert check == "T13" and "chỉ các đơn vị khác nhau" in message


def test_a_department_is_found_like_a_commune():
    """A department's form is known by its id, its name or its short name."""
    for identity in ({"respondent": "kt-ht"}, {"unit_name": "Phòng Kinh tế và Hạ tầng"}, {"unit_name": "phòng kt-ht"}):
        assert whose("kt-ht.xlsx", DEPARTMENTS, **identity).respondent == "kt-ht"


def test_an_older_version_of_the_form_is_remarked():
    """A form of another version is taken, with a remark."""
    found = whose("huong-phu.xlsx", respondent="huong-phu", form_version="1")
    assert checks(found) == ["T19"]


# By its name


@pytest.mark.parametrize("file_name", ["huong-phu.xlsx", "huong-phu.XLSX", "huong-phu.xls", "thư mục/huong-phu.xlsx"])
def test_a_file_named_by_the_id_needs_no_remark(file_name):
    """The suffix and its case do not matter."""
    assert whose(file_name, respondent="huong-phu").remarks == ()


COPIES = [
    "huong-phu (1).xlsx",
    "huong-phu(2).xlsx",
    "huong-phu - Copy.xlsx",
    "huong-phu - Copy (2).xlsx",
    "huong-phu_copy.xlsx",
    "huong-phu - bản sao.XLSX",
    "Huong-Phu Ban sao (3).xlsx",
    "huong-phu (1) (2).xlsx",
    "Copy of huong-phu.xlsx",
    "Bản sao của huong-phu.xlsx",
    nfd("Hương Phú - Bản sao.xlsx"),
    "Hương Phú.xlsx",
    "Biểu NTM 2021 xã Hương Phú.xlsx",
    "bieu_bao_cao_huong_phu_2021.xlsx",
]


@pytest.mark.parametrize("file_name", COPIES)
def test_a_copy_is_known_by_the_name_in_it(file_name):
    """What browsers, Windows and people add around the name does not hide whose file it is."""
    assert guess_from_name(file_name, COMMUNES) == "huong-phu"


@pytest.mark.parametrize("file_name", [*COPIES, "Biểu 2021.xlsx", "Sheet1.xlsx"])
def test_another_name_is_remarked_with_the_right_one(file_name):
    """A file of another name is taken for what the form says, and the remark gives the name to use."""
    ((check, message),) = whose(file_name, respondent="huong-phu").remarks
    assert check == "T11" and "huong-phu.xlsx" in message


@pytest.mark.parametrize(
    "file_name",
    [
        "huong-huu.xlsx",
        "Hương Hữu.xlsx",
        "huong-huu (1).xlsx",
        "Biểu xã Hương Hữu - cuối năm.xlsx",
        "NTM_thuong-quang_2021.xlsx",
    ],
)
def test_a_file_under_another_units_name_is_refused(file_name):
    """A form of Hương Phú in a file that names another commune may be either's: it is nobody's until somebody looks."""
    check, message = refused(file_name, respondent="huong-phu")
    assert check == "T14"
    assert file_name in message and "xã Hương Phú" in message


@pytest.mark.parametrize(
    ("file_name", "meant"),
    [
        ("thuong-lo.xlsx", "thuong-lo"),
        ("Thượng Long cuối năm.xlsx", "thuong-long"),  # not Thượng Lộ
        ("Huong Son 2021.xlsx", "huong-son"),
        ("Huong Son Khe Tre 2021.xlsx", "huong-son-khe-tre"),  # not Hương Sơn, which is part of it
        ("Hương Phú gửi thay Hương Hữu.xlsx", ""),
        ("bieu Tan Hoa.xlsx", ""),
        ("Hương.xlsx", ""),
        ("xlsx", ""),
        (".xlsx", ""),
        ("", ""),
    ],
)
def test_a_name_stands_for_one_unit_or_for_none(file_name, meant):
    """A part of a word, or two names in one, is nobody's."""
    assert guess_from_name(file_name, COMMUNES) == meant


def test_a_file_that_names_both_units_is_only_remarked():
    """A file name in which the form's own unit stands beside another contradicts nothing."""
    found = whose("Hương Phú (mẫu của Hương Hữu).xlsx", respondent="huong-phu")
    assert checks(found) == ["T11"]


# Whole names, and names of others


PROVINCE = Directory(
    (
        Known("huong-huu", ("xã Hương Hữu", "Hương Hữu"), "20182"),
        Known("huong-phu", ("xã Hương Phú", "Hương Phú"), "20164"),
        Known("huong-xuan", ("xã Hương Xuân", "Hương Xuân"), "20179", ("Hương Hòa", "Hương Giang", "Nam Đông")),
        Known("thuong-quang", ("xã Thượng Quảng", "Thượng Quảng"), "20173"),
    ),
    lambda: {name_key(name) for name in ("Phú Vang", "Hương Thọ", "Thương Quảng", "Hương Hữu", "Hương Phú")},
)


@pytest.mark.parametrize(
    "name",
    ["Xã Hương Hữu, huyện Nam Đông", "UBND xã Hương Hữu", "Ủy ban nhân dân xã Hương Hữu - huyện Nam Đông", "Hương Hữu (Nam Đông)", "XÃ HƯƠNG HỮU, TỈNH THỪA THIÊN HUẾ",
     "Ban chỉ đạo xây dựng nông thôn mới xã Hương Hữu", "xã Hương Hữu huyện Nam Đông"],
)  # fmt: skip
def test_what_stands_around_a_name_does_not_matter(name):
    """Who writes, what it is and what it belongs to are taken off; nothing is remarked."""
    assert whose("huong-huu.xlsx", PROVINCE, respondent="huong-huu", unit_code="20182", unit_name=name).remarks == ()


@pytest.mark.parametrize(
    "name", ["Hương Hưu", "xã Huong Huu", "Hương Hữuu, huyện Nam Đông", "VP xã Hương Hữu và các thôn"]
)
def test_a_spelling_of_the_own_name_is_a_remark(name):
    found = whose("huong-huu.xlsx", PROVINCE, respondent="huong-huu", unit_code="20182", unit_name=name)
    assert (found.respondent, checks(found)) == ("huong-huu", ["T21"])


@pytest.mark.parametrize("name", ["Hương Hòa", "xã Hương Giang (cũ)", "xã Nam Đông"])
def test_what_a_unit_was_made_of_or_became_is_a_remark(name):
    found = whose("huong-xuan.xlsx", PROVINCE, respondent="huong-xuan", unit_code="20179", unit_name=name)
    assert (found.respondent, checks(found)) == ("huong-xuan", ["T21"])


@pytest.mark.parametrize(
    ("own", "name"),
    [
        ("huong-huu", "Xã Hương Phú, huyện Nam Đông"),  # of the same district
        ("huong-huu", "UBND xã Phú Vang"),  # of another
        ("huong-huu", "Hương Thọ (cũ)"),
        ("huong-huu", "Hương Hòa (cũ)"),  # no predecessor of its own
        ("huong-huu", "xã Hương Hòa"),
        ("huong-huu", "Bình Điền"),  # nobody's that is known
        ("thuong-quang", "Thương Quảng"),  # its own but for a mark, but another's exactly
    ],
)
def test_another_units_name_is_a_question(own, name):
    """Id and code say one thing, the name another: the form is nobody's until somebody has asked."""
    code = {"huong-huu": "20182", "thuong-quang": "20173"}[own]
    with pytest.raises(IntakeError) as error:
        whose(f"{own}.xlsx", PROVINCE, respondent=own, unit_code=code, unit_name=name)
    assert error.value.check == "T13" and name in str(error.value)


def test_the_province_is_asked_for_only_where_a_name_is_met_that_is_not_the_own():
    def asked():
        raise AssertionError

    known = Directory(PROVINCE, asked)
    assert whose("huong-huu.xlsx", known, respondent="huong-huu", unit_name="xã Hương Hữu").remarks == ()


def test_a_departments_name_keeps_its_dash():
    assert whose("tc-kh.xlsx", DEPARTMENTS, unit_name="Phòng Tài chính – Kế hoạch").remarks == ()


# A name that is another unit's

HUE = frozenset(map(name_key, ("Hương Phú", "Khe Tre", "Hương Long", "Hương Lộc", "Thượng Long")))
KHE_TRE = Directory(
    [
        Known("huong-loc", ("xã Hương Lộc", "Hương Lộc"), "1", ("Hương Xưa", "Khe Tre"), "Khe Tre"),
        Known("thuong-long", ("xã Thượng Long", "Thượng Long"), "2", (), "Khe Tre"),
    ],
    lambda: HUE,
)


@pytest.mark.parametrize(
    ("unit", "name", "check"),
    [
        ("huong-loc", "xã Hương Xưa", "T21"),  # of which it was made
        ("huong-loc", "Khe Tre", "T21"),  # of which it was made, whoever is so called today
        ("thuong-long", "Khe Tre", "T13"),  # what it became later; today somebody else's name
        ("thuong-long", "phường Hương Long", "T13"),
        ("thuong-long", "Huong Long", "T13"),  # without marks
        ("thuong-long", "Thuong Long", "T21"),
        ("thuong-long", "Thương Lông", "T21"),
        ("thuong-long", "UBND huyện Nam Đông", "T21"),
    ],
)
def test_a_name_of_another_unit_is_a_question(unit, name, check):
    """What it was is a remark; the name of somebody who lives that day a question, with its marks or without."""
    try:
        found = checks(whose(f"{unit}.xlsx", KHE_TRE, respondent=unit, unit_name=name))
    except IntakeError as error:
        found = [error.check]
    assert found == ([check] if check else [])


@pytest.mark.parametrize(
    "name", ["xã Hương Hữu, xã Hương Phú", "Hương Hữu - Hương Phú", "Hương Hữu, Hương Phú", "Hương Hữu và xã Hương Phú"]
)
def test_two_units_in_one_name_are_a_question(name):
    """What follows a comma is a unit's parent, or another unit."""
    assert refused(respondent="huong-huu", unit_name=name)[0] == "T13"


def test_a_table_printed_for_another_is_told():
    """Somebody put it into the file: each commune is named once, with its sheets. Of its own, or of nobody known, nothing is said."""
    heads = {
        "Chỉ tiêu": "Biểu báo cáo NTM năm 2021 – xã Hương Phú – Chỉ tiêu",
        "Thôn": "Biểu – xã Hương Phú – Thôn",
        "Hồ sơ": "Biểu – xã Hương Hữu – Hồ sơ",
        "Ý kiến": "Biểu của ai",
    }
    found = identify({"respondent": "huong-huu", "unit_name": "Hương Hữu"}, "huong-huu.xlsx", COMMUNES, heads)
    ((check, message),) = found.remarks
    assert check == "D11" and "Trang “Chỉ tiêu”, “Thôn” in tên xã Hương Phú" in message


def test_a_town_may_have_the_name_of_its_district():
    """Xã Hồng Thủy belongs to huyện A Lưới, of which thị trấn A Lưới is a part: no second unit is named."""
    known = Directory(
        (Known("a-luoi", ("thị trấn A Lưới", "A Lưới")), Known("hong-thuy", ("xã Hồng Thủy", "Hồng Thủy"))),
        above={name_key("A Lưới")},
    )
    for name in ("xã Hồng Thủy, huyện A Lưới", "Hồng Thủy - A Lưới", "UBND xã Hồng Thủy, A Lưới"):
        heads = {"Thôn": "UBND huyện A Lưới – huyện A Lưới – A Lưới – Thôn"}
        found = identify({"respondent": "hong-thuy", "unit_name": name}, "hong-thuy.xlsx", known, heads)
        assert (found.respondent, [check for check, _ in found.remarks if check != "T21"]) == ("hong-thuy", [])


def test_a_departments_name_may_hold_anothers():
    """Phòng Kinh tế và Hạ tầng beside Phòng Kinh tế: the exact name is not in doubt."""
    known = Directory(
        (Known("kt", ("Phòng Kinh tế", "P. KT")), Known("kt-ht", ("Phòng Kinh tế và Hạ tầng", "Phòng KT-HT")))
    )
    assert whose("kt-ht.xlsx", known, respondent="kt-ht", unit_name="Phòng Kinh tế và Hạ tầng").remarks == ()


@pytest.mark.parametrize(
    "name", ["Phòng Tài chính và Kế hoạch", "Phòng Tài chính & Kế hoạch", "Phòng Tài chính - Kế hoạch"]
)
def test_and_may_be_a_sign_in_the_name_of_an_office(name):
    """Nobody's form is refused for a dash."""
    assert whose("tc-kh.xlsx", DEPARTMENTS, respondent="tc-kh", unit_name=name).remarks == ()


def test_an_office_within_a_department_may_be_named_with_it():
    """In either order: an office often sits in a department, whose own name has an "và" in it; so it may with a dash in a heading."""
    known = Directory(
        (
            Known("nn-ptnt", ("Phòng Nông nghiệp và Phát triển nông thôn", "Phòng NN&PTNT")),
            Known("vp", ("Văn phòng Điều phối NTM huyện", "VPĐP")),
            Known("nv", ("Phòng Nội vụ", "P. NV")),
            Known("nv-ld", ("Phòng Nội vụ – Lao động", "P. NV-LĐ")),
        )
    )
    for name in (
        "Phòng Nông nghiệp và Phát triển nông thôn - Văn phòng Điều phối NTM huyện",
        "Phòng Nông nghiệp và Phát triển nông thôn",
    ):
        assert whose("nn-ptnt.xlsx", known, respondent="nn-ptnt", unit_name=name).respondent == "nn-ptnt"
    heads = {"Ý kiến": "Biểu theo dõi – Phòng Nội vụ – Lao động – Ý kiến"}
    assert (
        identify({"respondent": "nv-ld", "unit_name": "Phòng Nội vụ – Lao động"}, "nv-ld.xlsx", known, heads).remarks
        == ()
    )
