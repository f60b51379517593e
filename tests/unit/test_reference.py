"""Reference data: units, criteria sets, conclusions, recognition and who leads what."""

import os
import re
import tomllib
import unicodedata
from datetime import date

import pandas as pd
import pytest

from ntm_lib.errors import UnknownNameError, WorkbookError
from ntm_lib.reference.cells import parse_date, parse_number
from ntm_lib.reference.conclusions import COLUMNS as CONCLUSION_COLUMNS
from ntm_lib.reference.conclusions import concerning_commune, led_by_department, load_conclusions
from ntm_lib.reference.criteria_files import described_sets, load_criteria_set
from ntm_lib.reference.departments import leads_of, load_departments, load_leads
from ntm_lib.reference.files import read_reference
from ntm_lib.reference.levels import Scope, load_levels
from ntm_lib.reference.recognition import load_recognition, recognition_on
from ntm_lib.reference.units import load_units, predecessors, unit_faults
from tests.unit.builders import (
    MADE_UP_SET,
    MAIN,
    REFERENCE,
    SET_ID,
    UNIT_COLUMNS,
    UNITS,
    indicator,
    made_up_set,
    nfd,
    write_csv,
)
from tests.unit.builders import write_set as write_made_up_set

CRITERIA = REFERENCE / "criteria"
QD_1980 = "xa-ntm-2016-2020"
DECISIONS = [
    "unit_id",
    "tier",
    "standard_year",
    "decision_no",
    "decision_date",
    "signed_after",
    "signed_by",
    "note",
    "source",
]


@pytest.fixture
def units(workbook):
    return workbook.units


@pytest.fixture
def recognition(workbook):
    return workbook.recognition


@pytest.fixture
def items(workbook):
    return workbook.conclusions(workbook.season("2021"))


@pytest.fixture
def leads(workbook):
    return workbook.leads


# Files


def test_codes_keep_their_leading_zero_and_names_come_out_composed(tmp_path):
    """Every cell of a reference file is text in one normal form."""
    path = write_csv(tmp_path / "a.csv", ["code", "name"], [{"code": "00123", "name": nfd("Thượng  Lộ")}])
    assert read_reference(path, ["code"]).to_dict("records") == [{"code": "00123", "name": "Thượng Lộ"}]


def test_a_file_saved_by_excel_is_read(tmp_path):
    """The mark that Excel puts before a UTF-8 file doesn't become a part of the first column's name."""
    path = tmp_path / "a.csv"
    path.write_text("code,name\n1,Lộ\n", encoding="utf-8-sig")
    assert list(read_reference(path, ["code", "name"]).columns) == ["code", "name"]


SAVED = "code;measure;value;day;is_on\r\n00123;Tân Phú;41,2;31/12/2020;TRUE\r\n17.10;a,b;1234;3/4/2020;\r\n;;;;\r\n"
AS_SAVED = [("00123", "Tân Phú", 41.2, date(2020, 12, 31), "true"), ("17.10", "a,b", 1234, date(2020, 4, 3), "")]
SAVED_KINDS = {"value": "number", "day": "date", "is_on": "flag"}


@pytest.mark.parametrize(
    "content",
    [
        SAVED.encode("utf-8-sig"),
        SAVED.encode("utf-16"),
        SAVED.replace("3/4/2020", "2020-04-03").replace(";", "\t").encode("utf-16"),  # "Unicode Text"
        SAVED.replace("\r\n", "\r").encode("utf-8"),
        SAVED.replace("Tân Phú", '"Tân\r\nPhú"').encode("utf-8"),
        ("\r\n" + SAVED.replace("code;measure", '" Code ";MEASURE')).encode("utf-8"),
        SAVED.replace("3/4/2020", "2020-04-03").replace(",", ".").replace("a.b", '"a,b"').replace(";", ",").encode("utf-8"),
    ],
    ids=["semicolon", "semicolon-utf16", "unicode-text", "old-mac", "line-break", "headings", "comma"],
)  # fmt: skip
def test_a_table_saved_by_excel_in_any_country_is_one_table(tmp_path, content):
    """Semicolons with decimal commas, tabs in UTF-16, days and TRUE as Excel rewrites them: the same cells, and codes stay as they were typed."""
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    table = read_reference(path, ["code", "measure", "value", "day", "is_on"], kinds=SAVED_KINDS)
    assert [tuple(row.values()) for row in table.to_dict("records")] == AS_SAVED


@pytest.mark.parametrize(
    ("mark", "text", "value"),
    [
        (".", "17.234", 17.234), (".", "24,2", 24.2), (".", "1,234", None), (".", "16.172552", 16.172552), ("", "17,5", 17.5),
        (",", "17,234", 17.234), (",", "24.2", 24.2), (",", "1.234", None), (",", "1.234,5", None), ("", "1.234", None), ("", "1,234", None),
    ],
)  # fmt: skip
def test_a_number_that_reads_in_two_ways_is_refused(mark, text, value):
    """The file's own decimal mark decides; the other one before three digits could part thousands, and nothing is guessed."""
    if value is None:
        with pytest.raises(WorkbookError, match=f"{text}”"):
            parse_number(text, "ô", mark)
    else:
        assert parse_number(text, "ô", mark) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("count", "-1"), ("count", "14.5"), ("count", "9999999999999"), ("year", "2030?"), ("year", "20"), ("year", "10000"),
        ("flag", "có"), ("date", "hôm nay"), ("figure", "1,234"), ("figure", "1.2.3"),
    ],
)  # fmt: skip
def test_a_cell_of_another_kind_is_named_with_file_row_and_column(tmp_path, kind, text):
    """The message says where to look, as Excel counts its rows, and what stands there."""
    path = write_csv(tmp_path / "a.csv", ["id", "x"], [{"id": "1"}, {}, {"id": "3", "x": text}])
    with pytest.raises(WorkbookError, match=rf"a\.csv, dòng 4 \(3\), cột x: .*“{re.escape(text)}”"):
        read_reference(path, ["id", "x"], kinds={"x": kind})


def test_what_is_there_and_cant_be_read_is_not_absent(tmp_path):
    """A folder, a link that leads nowhere or round in a circle, a device or a pipe in a file's place is named, also where the file is optional."""
    made = {name: tmp_path / f"{name}.csv" for name in ("folder", "nowhere", "circle", "device", "pipe", "huge")}
    made["folder"].mkdir()
    made["nowhere"].symlink_to(tmp_path / "absent")
    made["circle"].symlink_to(made["circle"])
    made["device"].symlink_to("/dev/zero")
    os.mkfifo(made["pipe"])
    with made["huge"].open("wb") as file:
        file.truncate(4_000_000_000)
    for path in [*made.values(), tmp_path / ("x" * 300), tmp_path / "a\0"]:
        with pytest.raises(WorkbookError, match=r"Không đọc được .*\. (Kiểm tra|Chuyển)"):
            read_reference(path, ["id"], optional=True)


def test_a_row_that_ends_early_has_empty_cells(tmp_path):
    """A row without its last commas gives empty texts, not the word nan."""
    path = tmp_path / "a.csv"
    path.write_text("code,name,checked_by\n1,Lộ\n", encoding="utf-8")
    assert read_reference(path, ["checked_by"])["checked_by"].tolist() == [""]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, ["Không có tệp", "a.csv"]),
        (b"", ["Không đọc được", "a.csv", "tệp trống", "code, name"]),
        ("code,name\n1,Lộ\n".encode("utf-16-le"), ["Không đọc được", "a.csv", "dòng 2", "CSV UTF-8"]),
        ("code,name\n1,a\n2,Tân Phú\n".encode("cp1258"), ["Không đọc được", "a.csv", "dòng 3", "CSV UTF-8"]),
        (b"code,name\n1,\0\n", ["Không đọc được", "a.csv", "dòng 2", "NUL"]),
        (b'code,name\n1,a\n2,"b\n3,c\n', ["Không đọc được", "a.csv", "dòng 3", "ngoặc kép"]),
        (b'code,name\n1,"a"b\n', ["Không đọc được", "a.csv", "dòng 2", "ngoặc kép"]),
        (b"code,name\n1," + b"x" * 1_000_000 + b"\n", ["Không đọc được", "a.csv", "dòng 2", "quá dài"]),
        (b"x" * 1_000_000, ["Không đọc được", "a.csv", "dòng 1", "quá dài"]),
        (b"code,name,CODE \n1,a,2\n", ["a.csv", "hai cột code"]),
        (b"code,name\n1,a\n2,b,c\n", ["a.csv", "dòng 3", "“,” trong ngoặc kép"]),
        (b"code,name,\n1,a,\n2,b,c\n", ["a.csv", "dòng 3", "thêm tiêu đề cột"]),
        (b"code\n1\n", ["a.csv", "thiếu cột: name"]),
    ],
)
def test_a_reference_file_that_cant_be_used_is_named(tmp_path, content, said):
    """An absent, empty, wrongly encoded or incomplete file is an error that names the file and what to do."""
    if content is not None:
        (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(WorkbookError) as error:
        read_reference(tmp_path / "a.csv", ["code", "name"])
    assert all(words in str(error.value) for words in said)


def test_an_optional_file_may_be_absent(tmp_path):
    """An optional file that is not there gives a table with its columns and no rows."""
    table = read_reference(tmp_path / "a.csv", ["year", "value"], optional=True)
    assert (list(table.columns), len(table)) == (["year", "value"], 0)


def test_a_table_read_before_is_nobody_elses(tmp_path):
    """Of the same content, here or elsewhere, it is the same; what is done to it, or written to the file since, is its own."""
    path, other = (write_csv(tmp_path / f"{n}" / "x.csv", ["a"], [{"a": "1"}]) for n in (1, 2))
    first = read_reference(path, ["a"])
    first["a"], first["b"] = "2", "3"
    for again in (read_reference(path, ["a"]), read_reference(other, ["a"])):
        assert again.to_dict("list") == {"a": ["1"]}
    missing = read_reference(tmp_path / "none.csv", ["a"], optional=True)
    missing["b"] = ""
    assert list(read_reference(tmp_path / "none.csv", ["a"], optional=True)) == ["a"]
    write_csv(path, ["a"], [{"a": "4"}])
    assert read_reference(path, ["a"])["a"].tolist() == ["4"] and read_reference(other, ["a"])["a"].tolist() == ["1"]
    for wrong in (path, other):  # it is named where it lies
        with pytest.raises(WorkbookError, match=f"{wrong} thiếu cột: c"):
            read_reference(wrong, ["a", "c"])


def test_a_set_of_another_content_is_another_set(tmp_path):
    """Its file, what sets.toml says of it, and its levels: each is seen on the next opening; unchanged it is read once."""
    first = made_up_set(tmp_path, [indicator("1.1", target="70")])
    assert load_criteria_set(tmp_path, SET_ID) is load_criteria_set(tmp_path, SET_ID)
    assert made_up_set(tmp_path, [indicator("1.1", target="80")]).levels(2021)["target"].tolist() == [80]
    assert first.levels(2021)["target"].tolist() == [70]
    path = tmp_path / "sets.toml"
    path.write_text(path.read_text("utf-8").replace("decision = ", 'decision = "QĐ khác" # '), "utf-8")
    assert load_criteria_set(tmp_path, SET_ID).decision == "QĐ khác" != first.decision


def test_dates_and_numbers_of_reference_files():
    """Dates are ISO, numbers have a decimal point, and an empty cell is nothing, not 0."""
    assert (parse_date("2020-12-24", "ô"), parse_date("", "ô")) == (date(2020, 12, 24), None)
    assert (parse_number("24.2", "ô"), parse_number("0", "ô"), parse_number("", "ô")) == (24.2, 0.0, None)


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_date, "12/24/2020"),
        (parse_date, "3/4/2020"),
        (parse_date, "2020"),
        (parse_date, "0001-01-01"),
        (parse_date, "2021-02-29"),
        (parse_date, "20201224"),
        (parse_number, "1,234"),
        (parse_number, "tám mươi"),
        (parse_number, "2030x"),
    ],
)
def test_a_bad_date_or_number_is_named_with_its_place(parse, text):
    """What is neither a date nor a number is refused with the place and the text."""
    with pytest.raises(WorkbookError, match=f"units.csv, đơn vị a: .*“{text}”"):
        parse(text, "units.csv, đơn vị a")


@pytest.mark.parametrize(
    "text", ["nan", "inf", "1_000", "1e5", "1e999", "9" * 400, "１２", "²", "+5", " 5", "0x10", ".5", "5.", "--5"]
)
def test_only_digits_are_a_number(text):
    """What only a programming language takes for a number is refused: a level of "nan" would never be met."""
    with pytest.raises(WorkbookError):
        parse_number(text, "ô")


# Units


@pytest.mark.parametrize(
    ("unit_id", "day", "valid"),
    [
        ("huong-hoa", date(2019, 12, 31), True),
        ("huong-hoa", date(2020, 1, 1), False),
        ("huong-xuan", date(2019, 12, 31), False),
        ("huong-xuan", date(2020, 1, 1), True),
        ("huong-xuan", date(2025, 6, 30), True),
        ("huong-xuan", date(2025, 7, 1), False),
        ("nam-dong-2025", date(2025, 7, 1), True),
    ],
)
def test_a_unit_is_valid_from_its_first_to_its_last_day(units, unit_id, day, valid):
    """Hương Xuân was made on 1/1/2020 and ended on 30/6/2025; both days count."""
    assert units[unit_id].valid_on(day) is valid


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("20161", "khe-tre", "khe-tre-2025"),
        ("20179", "huong-xuan", "nam-dong-2025"),
        ("20182", "huong-huu", "long-quang-2025"),
    ],
)
def test_a_code_used_again_is_another_unit(units, code, before, after):
    """After 1/7/2025 three codes belong to new communes; the two units of one code stay two."""
    holders = {
        day: [unit.unit_id for unit in units.values() if unit.code == code and unit.valid_on(day)]
        for day in (date(2025, 6, 30), date(2025, 7, 1))
    }
    assert holders == {date(2025, 6, 30): [before], date(2025, 7, 1): [after]}


@pytest.mark.parametrize(
    ("day", "parent"),
    [
        (date(2024, 12, 31), "huyện Nam Đông, tỉnh Thừa Thiên Huế"),
        (date(2025, 1, 1), "huyện Phú Lộc, thành phố Huế"),
        (date(2025, 7, 1), ""),
    ],
)
def test_a_unit_says_what_it_belonged_to_on_a_day(units, day, parent):
    """Hương Sơn was in Nam Đông until the end of 2024 and in Phú Lộc for half a year; after that nothing is known."""
    assert units["huong-son"].parent_on(day) == parent


def test_huong_xuan_was_made_of_two_communes(units):
    """The communes merged into Hương Xuân are found, and its census figures are their sums."""
    hoa, giang = predecessors(units, "huong-xuan")
    assert (hoa.unit_id, giang.unit_id) == ("huong-hoa", "huong-giang")
    # 2.314 + 1.276 people, 661 + 372 households (census of 1/4/2019)
    assert (units["huong-xuan"].population, units["huong-xuan"].households) == (3590, 1033)


def test_a_unit_is_named_in_a_sentence_and_in_a_heading(units):
    """The kind of unit is written small in a sentence and large at the head of a page."""
    assert (units["huong-huu"].full_name, units["huong-huu"].title) == ("xã Hương Hữu", "Xã Hương Hữu")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*UNITS, UNITS[0]], ["dòng 4", "“an-binh” bị lặp"]),
        ([UNITS[0] | {"valid_from": "1/2/2020"}], ["dòng 2 (an-binh)", "“1/2/2020”", "2020-02-01 hoặc 2020-01-02"]),
        ([UNITS[0] | {"name": ""}], ["dòng 2 (an-binh)", "cột name", "còn trống"]),
    ],
)
def test_a_fault_in_the_units_is_named(tmp_path, rows, said):
    """A repeated id, a bad date or a missing name is refused with file and unit."""
    parents = write_csv(tmp_path / "unit-parents.csv", ["unit_id", "parent", "valid_from", "valid_to"])
    with pytest.raises(WorkbookError) as error:
        load_units(write_csv(tmp_path / "units.csv", UNIT_COLUMNS, rows), parents)
    assert all(words in str(error.value) for words in ["units.csv", *said])


ENDED = {"unit_id": "c", "name": "C", "kind": "xã", "code": "00003", "valid_to": "2025-06-30", "successor": "d"}
BEGUN = {"unit_id": "d", "name": "D", "kind": "xã", "code": "00003", "valid_from": "2025-07-01"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"households": "-5", "population": "-1"}, ["(c), cột population: số âm", "(c), cột households: số âm"]),
        ({"valid_from": "2026"}, ["(c), cột valid_to: 2025-06-30 trước “Từ ngày” 2026-01-01"]),
        ({"valid_to": ""}, ["(c), cột valid_to: còn trống mà đã có “Nhập vào” d"]),
        ({"kind": "thôn"}, ["(c), cột kind: “thôn” không có.", "thị trấn"]),
        ({"valid_to": "2024"}, ["(c), cột successor: ngày 01/01/2025", "không có d (đơn vị ấy chỉ có từ 01/07/2025)"]),
        ({"successor": "b"}, ["không có b (đơn vị ấy chỉ có đến hết 31/12/2019)"]),
        ({"valid_from": "2026", "population": "-1"}, ["(c), cột population", "(c), cột valid_to"]),
    ],
)  # fmt: skip
def test_what_cant_be_right_in_a_units_row_is_told_with_its_column(tmp_path, changed, said):
    """Workbooks with such rows opened before, and do; only successors that are not there are refused, with row and column."""
    parents = write_csv(tmp_path / "unit-parents.csv", ["unit_id", "parent", "valid_from", "valid_to"])
    others = [BEGUN, {"unit_id": "b", "name": "B", "kind": "xã", "valid_to": "2019"},
              {"unit_id": "e", "name": "E", "kind": "xã", "code": "00003", "note": "chờ xác nhận: đổi tên"}]  # fmt: skip
    columns = [*UNIT_COLUMNS, "population", "households", "note"]

    def loaded(**changed):
        return load_units(write_csv(tmp_path / "units.csv", columns, [ENDED | changed, *others]), parents)

    assert not [fault for units in (loaded(),) for unit in units.values() for fault in unit_faults(unit, units)]
    units = loaded(**changed)
    faults = [f"{where}: {what}" for unit in units.values() for where, what in unit_faults(unit, units)]
    assert all(words in " ".join(faults) for words in said)
    with pytest.raises(WorkbookError, match=r"dòng 2 \(c\), cột successor: không có đơn vị kế thừa hoa-soon\."):
        loaded(**changed | {"successor": "d;hoa-soon"})


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("Xã", "xã"), ("Thị trấn", "thị trấn"), (" THỊ  TRẤN ", "thị trấn"), ("đặc\u00a0khu", "đặc khu"), (unicodedata.normalize("NFD", "Phường"), "phường")],
)  # fmt: skip
def test_a_kind_is_known_however_it_is_typed(tmp_path, typed, kind):
    """Excel writes the first letter of a cell large."""
    parents = write_csv(tmp_path / "unit-parents.csv", ["unit_id", "parent", "valid_from", "valid_to"])
    units = load_units(write_csv(tmp_path / "units.csv", UNIT_COLUMNS, [UNITS[0] | {"kind": typed}]), parents)
    assert units["an-binh"].kind == kind


def test_a_bare_year_is_its_first_or_its_last_day(tmp_path):
    """As an office's own column may have it: an agency from 2021 until the end of 2024."""
    columns = ["department_id", "name", "short_name", "topics", "has_report", "valid_from", "valid_to"]
    rows = [{"department_id": "p", "name": "Phòng P", "short_name": "P", "valid_from": "2021", "valid_to": "2024"}]
    found = load_departments(write_csv(tmp_path / "departments.csv", columns, rows))["p"]
    assert (found.valid_from, found.valid_to) == (date(2021, 1, 1), date(2024, 12, 31))
    for text in ("21", "3021", "2021-13"):
        path = write_csv(tmp_path / "departments.csv", columns, [rows[0] | {"valid_to": text}])
        with pytest.raises(WorkbookError, match=f"dòng 2 .*cột valid_to: ngày “{text}” không đúng dạng"):
            load_departments(path)


# Criteria sets


def test_every_set_has_a_file_and_every_file_a_set():
    """sets.toml and the folder name the same sets."""
    described = tomllib.loads((CRITERIA / "sets.toml").read_text(encoding="utf-8"))
    assert sorted(described) == sorted(path.stem for path in CRITERIA.glob("*.csv"))


@pytest.mark.parametrize("set_id", sorted(path.stem for path in CRITERIA.glob("*.csv")))
def test_every_set_loads(set_id):
    """Each shipped file passes its own checks and numbers its criteria without a gap."""
    numbers = list(load_criteria_set(CRITERIA, set_id).criteria()["criterion_no"])
    assert all(numbers) and len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("set_id", "year", "criteria", "indicators"),
    [
        (QD_1980, 2016, 19, 49),
        (QD_1980, 2020, 19, 49),
        (QD_1980, 2021, 19, 49),
        ("xa-ntm-2021-2025", 2022, 19, 57),
        ("xa-ntm-nang-cao-2021-2025", 2022, 19, 75),
    ],
)
def test_sets_have_as_many_criteria_and_indicators_as_their_decrees(set_id, year, criteria, indicators):
    """QĐ 1980: 19 criteria and 49 indicators; QĐ 318: 19 and 57, nâng cao 19 and 75."""
    levels = load_criteria_set(CRITERIA, set_id).levels(year)
    assert (levels["criterion_no"].nunique(), levels["indicator"].nunique()) == (criteria, indicators)


def in_north_central(set_id, year):
    """Return the levels of a shipped set as they bind the communes of Bắc Trung Bộ."""
    levels = load_levels(REFERENCE / "levels.csv", lambda: described_sets(CRITERIA))
    return load_criteria_set(CRITERIA, set_id, levels[set_id]).levels(year, Scope(region="BTB"))


def test_indicator_17_1_of_qd_1980_has_two_components():
    """Hygienic water at 98 per cent, of which clean water 60; no other indicator has more than one level a year."""
    levels = in_north_central(QD_1980, 2020)
    several = levels[levels.duplicated("indicator", keep=False)]
    assert list(zip(several["indicator"], several["component"], several["target"], strict=True)) == [
        ("17.1", "nuoc-hop-ve-sinh", 98.0),
        ("17.1", "nuoc-sach", 60.0),
    ]


@pytest.mark.parametrize(
    ("year", "rule", "target"), [(2016, "assessed", None), (2019, "assessed", None), (2020, "level", 36), (2021, "level", 36)]
)  # fmt: skip
def test_income_goes_by_assessment_before_2020(year, rule, target):
    """36 million is the level of 2020 and holds on in season 2021; before it the form's assessment decides."""
    levels = in_north_central(QD_1980, year).set_index("indicator")
    found = levels.loc["10.1", "target"]
    assert levels.loc["10.1", "rule"] == rule
    assert pd.isna(found) if target is None else found == target


def test_indicators_stand_in_the_order_of_their_numbers(tmp_path):
    """A file sorted as text still gives criterion 2 before 10 and indicator 1.2 before 1.10."""
    made_up = made_up_set(tmp_path, [indicator(code) for code in ("10.1", "1.10", "1.2", "2.1")])
    assert list(made_up.levels(2020)["indicator"]) == ["1.2", "1.10", "2.1", "10.1"]
    assert list(made_up.criteria()["criterion_no"]) == ["1", "2", "10"]


@pytest.mark.parametrize(("set_id", "criteria"), [("xa-ntm-2009-2015-partial", 19), ("xa-ntm-2026-2030-partial", 10)])
def test_a_set_known_in_part_has_a_verdict_on_each_criterion(set_id, criteria):
    """Its criteria can be counted, though most of its indicators are not known."""
    found = load_criteria_set(CRITERIA, set_id)
    levels = found.levels(2015)
    verdicts = levels[levels["is_verdict"]]
    assert not found.complete and len(verdicts) == criteria == verdicts["criterion_no"].nunique()
    assert set(verdicts["rule"]) == {"assessed"} and (verdicts["indicator"] == verdicts["criterion_no"]).all()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"rule": "đoán"}, ["cột rule", "“đoán”", "level, answer, assessed"]),
        ({"value_type": "%"}, ["cột value_type", "“%”"]),
        ({"confirmed": "có"}, ["cột confirmed", "“có”"]),
        ({"may_not_apply": ""}, ["cột may_not_apply"]),
        ({"comparator": ">"}, ["cột comparator", "“>”", ">="]),
        ({"target": ""}, ["cột target"]),
        ({"target": "tám mươi"}, ["cột target", "“tám mươi”"]),
    ],
)
def test_a_fault_in_a_criteria_file_is_named(tmp_path, cells, said):
    """A bad cell is refused in Vietnamese with the file, the indicator, the column and what may stand there."""
    with pytest.raises(WorkbookError) as error:
        made_up_set(tmp_path, [indicator("1.1", **cells)])
    assert all(words in str(error.value) for words in [f"{SET_ID}.csv", "1.1", *said])


def test_two_levels_for_one_year_are_refused(tmp_path):
    """An indicator with two levels in one year is a fault of the file, not a choice of the program."""
    rows = [indicator("1.1", level_to_year="2020"), indicator("1.1", level_from_year="2020", target="90")]
    made_up = made_up_set(tmp_path, rows)
    assert made_up.levels(2019)["target"].tolist() == [80]
    with pytest.raises(WorkbookError, match=r"dòng 3: chỉ tiêu 1\.1 có hai mức cho năm 2020"):
        made_up.levels(2020)


def test_a_year_for_which_an_indicator_has_no_row_is_told(tmp_path):
    """A file of the first layout states years; without a row for the season's the criteria could not be counted."""
    set_ = made_up_set(tmp_path, [indicator("1.1", level_to_year="2020"), indicator("2.1")])
    with pytest.raises(WorkbookError, match=r"chỉ tiêu 1\.1 không có mức cho năm 2021"):
        set_.levels(2021)


def test_a_criterion_lost_from_a_file_is_noticed(tmp_path):
    """A file with fewer criteria than sets.toml states is refused, with both numbers."""
    made_up = made_up_set(tmp_path, MADE_UP_SET, criteria_total="5", bands="[[5, 5], [0, 4]]")
    with pytest.raises(WorkbookError, match=r"có 4 tiêu chí cho năm 2020, sets\.toml ghi 5"):
        made_up.levels(2020)


def test_an_unknown_set_is_refused_with_a_suggestion():
    """A mistyped set is answered with the nearest known one."""
    with pytest.raises(UnknownNameError, match="Có phải là: xa-ntm-2016-2020"):
        load_criteria_set(CRITERIA, "xa-ntm-2016-202")


def test_a_setting_missing_from_sets_toml_is_named(tmp_path):
    """A set without its tier is refused with the set and the setting."""
    with pytest.raises(WorkbookError, match=rf"sets\.toml, bộ {SET_ID}: mục “tier” thiếu mục này"):
        made_up_set(tmp_path, tier="")


@pytest.mark.parametrize("bands", ["[[4]]", "[4, 3]", "4"])
def test_bands_that_are_no_pairs_are_named(tmp_path, bands):
    """Bands written wrongly in sets.toml are an error a person can read."""
    with pytest.raises(WorkbookError, match=r"sets\.toml"):
        made_up_set(tmp_path, bands=bands)


@pytest.mark.parametrize(
    ("count", "band"),
    [(19, "19"), (18, "15–18"), (15, "15–18"), (14, "10–14"), (10, "10–14"), (9, "5–9"), (5, "5–9"), (4, "dưới 5"), (0, "dưới 5")],
)  # fmt: skip
def test_a_count_falls_in_its_band(count, band):
    """The bands are 19, 15-18, 10-14, 5-9 and under 5, each with its own ends."""
    assert load_criteria_set(CRITERIA, QD_1980).band(count) == band


@pytest.mark.parametrize(
    ("least", "most", "band"),
    [(15, 18, "15–18"), (19, 19, "19"), (18, 19, "chưa xác định"), (14, 15, "chưa xác định"), (0, 19, "chưa xác định")],
)
def test_a_count_between_two_bands_has_none(least, most, band):
    """While unknown criteria could carry a count into the next band, the band is undecided."""
    assert load_criteria_set(CRITERIA, QD_1980).band_between(least, most) == band


def test_bands_are_listed_from_the_highest_down():
    """A report lists the bands as people read them."""
    labels = load_criteria_set(CRITERIA, QD_1980).band_labels()
    assert labels == ["19", "15–18", "10–14", "5–9", "dưới 5"]


@pytest.mark.parametrize("bands", ["[[4, 4], [0, 2]]", "[[4, 4], [2, 3], [0, 3]]", "[]"])
def test_a_count_without_a_band_is_a_fault_of_the_set(tmp_path, bands):
    """A hole between two bands, or a count in both, is named when the set is read."""
    with pytest.raises(WorkbookError, match=rf"sets\.toml, bộ {SET_ID}: [0-3] tiêu chí phải thuộc đúng một nhóm"):
        made_up_set(tmp_path, bands=bands)


def test_an_unreadable_sets_toml_is_named(tmp_path):
    """A sets.toml that is absent or broken is an error that names it."""
    with pytest.raises(WorkbookError, match=r"sets\.toml"):
        load_criteria_set(tmp_path, SET_ID)
    write_made_up_set(tmp_path)
    (tmp_path / "sets.toml").write_text("[bo-thu", encoding="utf-8")
    with pytest.raises(WorkbookError, match=r"sets\.toml"):
        load_criteria_set(tmp_path, SET_ID)


# Conclusions


def test_the_notice_of_24_12_2020_has_52_items(items):
    """The notice's 13 points are 52 items, each with its own number."""
    per_point = items.groupby("notice_point").size()
    # Counted in the notice: 5 + 7 + 4 + 5 + 5 + 7 + 8 + 2 + 2 + 2 + 3 + 1 + 1 = 52
    expected = [5, 7, 4, 5, 5, 7, 8, 2, 2, 2, 3, 1, 1]
    assert [per_point[str(point)] for point in range(1, 14)] == expected
    assert items["item"].is_unique and len(items) == 52


@pytest.mark.parametrize(
    ("unit_id", "expected"),
    [
        ("huong-huu", "1.1 1.2 1.3 1.4 1.5 4.1 4.2 4.3 4.4 4.5"),
        ("huong-loc", "1.1 1.2 1.3 1.4 1.5 3.1 3.2 3.3 3.4 7.7"),
        ("huong-phu", "1.1 1.2 1.3 1.4 1.5 7.1 7.2 7.3 7.4 7.5 7.6 7.8"),
        ("thuong-quang", "1.1 1.2 1.3 1.4 1.5 7.1 7.2 7.3 7.4 7.5 7.8"),
        ("huong", ""),
    ],
)
def test_a_commune_answers_for_its_own_items(items, unit_id, expected):
    """The items are those that name the commune and that it leads; what a department leads (8.2, 9.2) is not among them."""
    assert " ".join(concerning_commune(items, unit_id)["item"]) == expected


def test_a_department_answers_for_what_it_leads(items):
    """Phòng Kinh tế và Hạ tầng leads point 10; where it only supports (6.6), the commune answers."""
    assert list(led_by_department(items, "kt-ht")["item"]) == ["10.1", "10.2"]


TOLD = {"notice_point": "1", "summary": "Việc đã giao"}
GIVEN = {"kind": "measure", "measure": "hop-tac-xa", "comparator": ">=", "target": "2"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"item": "1.1", "kind": "task"}, {"item": "1.1", "kind": "task"}], r"dòng 3 \(1\.1\).*bị lặp"),
        ([{"item": "1.2", "kind": "hứa"}], r"dòng 2 \(1\.2\), cột kind: “hứa” không có"),
        (
            [{"item": "1.3", "kind": "task", "communes": "an-binh;hoa-soon"}],
            r"dòng 2 \(mục 1\.3\).*“hoa-soon”.*hoa-son",
        ),
        ([{"item": "1.4", "kind": "task", "lead": "kinh-tee"}], r"dòng 2 \(mục 1\.4\).*“kinh-tee”.*kinh-te"),
        ([{"item": "1.5", "kind": "measure", "measure": "ngheo"}], r"dòng 2 \(mục 1\.5\).*“ngheo”"),
        ([{"item": "1.6", **GIVEN, "target": "hai"}], r"dòng 2 \(mục 1\.6\).*“hai”"),
        ([{"item": "1.6", **GIVEN, "target": ""}], r"dòng 2 \(mục 1\.6\).*chưa ghi con số"),
        ([{"item": "1.7", **GIVEN, "comparator": "<>"}], r"dòng 2 \(mục 1\.7\).*“<>”.*increase"),
        (
            [{"item": "1.7", "kind": "tier", "comparator": "progres"}],
            r"dòng 2 \(mục 1\.7\).*“progres”.*reach, progress",
        ),
        ([{"item": "1.7", "kind": "village", "comparator": ""}], r"dòng 2 \(mục 1\.7\).*reach, build"),
        (
            [{"item": "1.8", "kind": "task", "deadline_year": "quý I/2021"}],
            r"dòng 2 \(1\.8\), cột deadline_year: “quý I/2021”",
        ),
        (
            [{"item": "1.9", "kind": "task", "deadline_stated": "có"}],
            r"dòng 2 \(1\.9\), cột deadline_stated: “có”.*no, yes",
        ),
        ([{"item": "1.10", "kind": "task", "summary": ""}], r"dòng 2 \(1\.10\), cột summary: còn trống. Điền"),
        ([GIVEN | {"item": "1.12", "new_rule": "co"}], r"dòng 2 \(1\.12\), cột new_rule: “co” không có. "),
    ],
)
def test_a_fault_in_the_conclusions_is_named(tmp_path, rows, said):
    """What can't be followed up, judged or shown is refused with file and item: unknown names, no number, a deadline that is no year, no words."""
    path = write_csv(tmp_path / "2020-12-24.csv", CONCLUSION_COLUMNS, [TOLD | row for row in rows])
    with pytest.raises(WorkbookError, match=rf"2020-12-24\.csv.*{said}"):
        load_conclusions(path, ["an-binh", "hoa-son"], ["kinh-te", "ubnd-xa"], ["hop-tac-xa"])


@pytest.mark.parametrize(
    "row",
    [
        GIVEN,
        GIVEN | {"new_rule": "yes"},
        GIVEN | {"comparator": "decrease", "target": ""},
        {"kind": "tier", "comparator": "progress"},
        {"kind": "village", "comparator": "build", "deadline_year": "2021", "deadline_stated": "yes"},
        {"kind": "maintain", "comparator": "keep", "target": "met", "deadline_year": "2021", "deadline_stated": "no"},
    ],
)
def test_a_conclusion_that_can_be_judged_is_taken(tmp_path, row):
    """A number to reach, a direction, progress, a deadline or none: each is taken as it stands."""
    path = write_csv(tmp_path / "2020-12-24.csv", CONCLUSION_COLUMNS, [TOLD | {"item": "1.1"} | row])
    (item,) = load_conclusions(path, [], [], ["hop-tac-xa"]).to_dict("records")
    assert {name: item[name] for name in row} == row


def test_without_a_point_an_item_is_of_the_one_its_number_begins_with(tmp_path):
    """As the pages read the other items of one promise."""
    rows = [{"item": item, "kind": "task", "summary": "Việc", "notice_point": point} for item, point in (("4.3", ""), ("5.1", "3"))]  # fmt: skip
    path = write_csv(tmp_path / "2020-12-24.csv", CONCLUSION_COLUMNS, rows)
    assert list(load_conclusions(path, [], [], [])["notice_point"]) == ["4", "3"]


def test_a_file_of_conclusions_from_before_new_rules_and_quotes_is_read(tmp_path):
    columns = [name for name in CONCLUSION_COLUMNS if name not in ("new_rule", "quote")]
    path = write_csv(tmp_path / "2020-12-24.csv", columns, [TOLD | GIVEN | {"item": "1.1"}])
    read = load_conclusions(path, [], [], ["hop-tac-xa"])
    assert read[["new_rule", "quote"]].to_numpy().tolist() == [["", ""]]


def test_every_quote_is_what_the_notice_says_in_the_point_of_its_item():
    notice = (MAIN / "tests/published/notice-2020-12-24.txt").read_text(encoding="utf-8")
    points = dict(re.findall(r"(?m)^(\d+)\. (.+)$", notice))
    items = pd.read_csv(MAIN / "data/conclusions/2020-12-24.csv", dtype=str, keep_default_na=False).to_dict("records")
    assert (len(items), len(points)) == (52, 13)
    assert [i["item"] for i in items if not i["quote"] or i["quote"] not in points[i["notice_point"]]] == []


# Recognition


@pytest.mark.parametrize(
    ("unit_id", "day", "tier", "signed", "uncertain"),
    [
        # Thượng Nhật: standard of 2020, decision 739 signed on 8/4/2021
        ("thuong-nhat", date(2020, 12, 31), "", None, ()),
        ("thuong-nhat", date(2021, 4, 7), "", None, ()),
        ("thuong-nhat", date(2021, 4, 8), "NTM", date(2021, 4, 8), ()),
        # Thượng Quảng: signed some day from 14/8/2019 to 8/4/2021
        ("thuong-quang", date(2019, 8, 13), "", None, ()),
        ("thuong-quang", date(2019, 8, 14), "", None, ("NTM",)),
        ("thuong-quang", date(2020, 12, 15), "", None, ("NTM",)),
        ("thuong-quang", date(2021, 4, 8), "NTM", None, ()),
        # Hương Xuân: NTM from its predecessors, nâng cao published on 23/3/2022
        ("huong-xuan", date(2020, 12, 15), "NTM", None, ()),
        ("huong-xuan", date(2021, 12, 20), "NTM", None, ("NTM nâng cao",)),
        ("huong-xuan", date(2022, 3, 23), "NTM nâng cao", None, ()),
        ("huong-huu", date(2021, 12, 20), "", None, ()),
    ],
)
def test_recognition_is_what_was_signed_by_the_day(recognition, unit_id, day, tier, signed, uncertain):
    """A decision counts from the day it is certainly signed; until then it may only be called uncertain."""
    state = recognition_on(recognition, unit_id, day)
    assert (state.tier, state.decision_date, state.uncertain) == (tier, signed, uncertain)


def test_the_year_of_the_standard_is_not_the_day_of_signing(recognition):
    """Thượng Nhật meets the standard of 2020 by a decision of 2021; the two are told apart."""
    state = recognition_on(recognition, "thuong-nhat", date(2021, 12, 20))
    assert (state.standard_year, state.decision_no, state.decision_date) == ("2020", "739/QĐ-UBND", date(2021, 4, 8))


def test_huong_son_keeps_its_recognition_of_2015(recognition):
    """What is recognised doesn't depend on what is met now: Hương Sơn stands recognised while it meets 16."""
    state = recognition_on(recognition, "huong-son", date(2020, 12, 15))
    assert (state.tier, state.standard_year, state.decision_date) == ("NTM", "2015", date(2015, 11, 20))


def test_only_higher_tiers_are_uncertain(tmp_path):
    """Once nâng cao is certain, an NTM decision of unknown day leaves nothing in doubt."""
    rows = [
        {"unit_id": "a", "tier": "NTM nâng cao", "signed_after": "2020-01-01", "signed_by": "2020-01-01"},
        {"unit_id": "a", "tier": "NTM"},
    ]
    recognition = load_recognition(write_csv(tmp_path / "recognition.csv", DECISIONS, rows), ["a"])
    assert recognition_on(recognition, "a", date(2021, 1, 1)).uncertain == ()


def test_a_known_day_of_signing_needs_no_bounds(tmp_path):
    """signed_after and signed_by are for days not known exactly; decision_date alone is enough."""
    rows = [{"unit_id": "a", "tier": "NTM", "decision_date": "2020-06-23"}]
    recognition = load_recognition(write_csv(tmp_path / "recognition.csv", DECISIONS, rows), ["a"])
    assert recognition_on(recognition, "a", date(2020, 6, 22)).uncertain == ()
    assert recognition_on(recognition, "a", date(2020, 6, 23)).tier == "NTM"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"unit_id": "a", "tier": "NTM nang cao"}, r"dòng 2 \(a\), cột tier: “NTM nang cao”"),
        ({"unit_id": "b", "tier": "NTM"}, r"dòng 2 \(b\), cột unit_id: “b” không có"),
    ],
)
def test_an_unknown_tier_or_unit_is_refused(tmp_path, row, said):
    """A decision for a tier or a unit that doesn't exist is an error that names file and unit."""
    path = write_csv(tmp_path / "recognition.csv", DECISIONS, [row])
    with pytest.raises(WorkbookError, match=rf"recognition\.csv, {said}"):
        load_recognition(path, ["a"])


# Who leads


@pytest.mark.parametrize(
    ("indicators", "expected"),
    [
        (["14.3"], ["Phòng LĐ-TBXH"]),
        (["14.1"], ["Phòng GD&ĐT"]),
        (["14.2"], ["Phòng GD&ĐT"]),
        (["6.3"], ["Phòng KT-HT", "Phòng VH&TT"]),
        (["14.1", "14.2", "14.3"], ["Phòng GD&ĐT", "Phòng LĐ-TBXH"]),
        (["99.9"], []),
        ([], []),
    ],
)
def test_leads_go_by_indicator(leads, indicators, expected):
    """Trained labour (14.3) is led by Lao động, the rest of criterion 14 by Giáo dục; 6.3 has two leads, each named once."""
    assert leads_of(leads, QD_1980, indicators) == expected


def test_leads_of_one_set_say_nothing_of_another(leads):
    """Indicator 14.3 of another set has no lead until somebody names one."""
    assert leads_of(leads, "xa-ntm-2021-2025", ["14.3"]) == []


def test_every_indicator_of_qd_1980_has_a_lead(leads):
    """No missing indicator of the assessed set goes without somebody to ask."""
    indicators = set(load_criteria_set(CRITERIA, QD_1980).levels(2020)["indicator"])
    assert indicators - set(leads.loc[leads["criteria_set"] == QD_1980, "indicator"]) == set()


def test_a_lead_that_is_no_department_is_refused(tmp_path):
    """A department that departments.csv doesn't have is named with the file."""
    rows = [{"criteria_set": SET_ID, "indicator": "1.1", "department_id": "kinh-tee", "basis": ""}]
    path = write_csv(tmp_path / "indicator-leads.csv", list(rows[0]), rows)
    with pytest.raises(WorkbookError, match=r"indicator-leads\.csv, dòng 2 .*cột department_id: “kinh-tee” không có"):
        load_leads(path, {})
