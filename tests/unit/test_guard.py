"""What the guard says of a file before any parser opens it."""

import random
import struct
import zipfile

import pytest

from ntm_lib.errors import IntakeError
from ntm_lib.intake.reading.form_reader import read_form
from ntm_lib.spreadsheet import guard
from ntm_lib.spreadsheet.guard import inspect
from tests.unit.form_files import (
    DATA,
    MAIN,
    RELATIONS,
    grid,
    indicators,
    layout,
    ole,
    package,
    parts_of,
    sheet_xml,
    with_part,
    xlsb,
    xlsx,
)

FORM = indicators({"indicator": "1.1", "numerator": 5})
PLAIN = xlsx(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))


def refused(content):
    """Return check and message with which the file is refused."""
    with pytest.raises(IntakeError) as error:
        inspect(content)
    return error.value.check, str(error.value)


# What it is


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (FORM, "xlsx"),
        (PLAIN, "xlsx"),
        (xlsb({"S1": [["a"]]}), "xlsb"),
        ((DATA / "form.xls").read_bytes(), "xls"),
        ((DATA / "form.ods").read_bytes(), "ods"),
        (ole("Book"), "xls"),  # as Excel 95 named it
    ],
    ids=["form", "plain", "xlsb", "xls", "ods", "xls of 1995"],
)
def test_a_spreadsheet_is_known_by_its_content(content, kind):
    """Whatever a file is named, its bytes say which kind of spreadsheet it is."""
    assert inspect(content).kind == kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (package({"word/document.xml": "<w/>"}), "tài liệu Word"),
        (package({"ppt/presentation.xml": "<p/>"}), "trình chiếu"),
        (package({"mimetype": "application/vnd.oasis.opendocument.text"}), "tài liệu LibreOffice loại khác"),
        (package({"huong-huu.xlsx": FORM}), "tệp nén"),
        (package({}), "tệp nén"),
        (ole("WordDocument"), "tài liệu Office cũ loại khác"),
        (ole("PowerPoint Document"), "tài liệu Office cũ loại khác"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "ảnh"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "ảnh"),
        (b"{\\rtf1\\ansi Kinh gui", "văn bản RTF"),
        (b"Rar!\x1a\x07\x01\0", "tệp nén RAR"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "tệp nén 7z"),
        ("Mã chỉ tiêu,Tử số\n1.1,5\n".encode(), "văn bản hoặc CSV"),
        ("Mã chỉ tiêu\tTử số\n".encode("utf-16"), "văn bản hoặc CSV"),
        ("\ufeff<!DOCTYPE html><html>".encode(), "trang web hoặc XML"),
        (b"  <HTML><table>", "trang web hoặc XML"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "trang web hoặc XML"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "dữ liệu lạ"),
        (b"\0" * 1000, "dữ liệu lạ"),
    ],
)  # fmt: skip
def test_another_kind_of_file_is_named_for_what_it_is(content, words):
    """A Word file, a picture or a CSV under the name of a form is refused with its true kind and what to send instead."""
    check, message = refused(content)
    assert check == "T02"
    assert f"mà là {words}" in message and message.endswith("lưu dạng .xlsx.")


def test_an_empty_file_is_said_to_be_empty():
    """0 bytes are what a broken download leaves: said so, with what to do."""
    check, message = refused(b"")
    assert check == "T01" and "0 byte" in message


def test_a_package_with_backslashes_is_a_spreadsheet():
    """Some programs of Windows write xl\\workbook.xml; what they carry along is looked at all the same."""
    content = package(
        {name.replace("/", "\\"): part for name, part in parts_of(FORM).items()} | {"xl\\vbaProject.bin": b""}
    )
    found = inspect(content)
    assert (found.kind, found.has_macro) == ("xlsx", True)
    assert read_form(content, [layout.INDICATORS]).rows[layout.INDICATORS.title][0].number("numerator") == 5


# Damage


@pytest.mark.parametrize("share", [0.002, 0.1, 0.5, 0.9, 0.99, 0.9999])
def test_a_file_cut_short_is_damaged(share):
    """A form of which the end did not arrive is refused as damaged, wherever it was cut."""
    check, message = refused(FORM[: int(len(FORM) * share)])
    assert check in ("T01", "T02") and "Mở" in message


def test_an_old_file_cut_short_is_damaged():
    """An .xls of which only the first sector arrived is no other Office file: it is damaged."""
    assert refused((DATA / "form.xls").read_bytes()[:512])[0] == "T01"


def test_any_flipped_bit_of_a_part_is_found():
    """Every part carries a checksum: a changed bit is refused as damage, or it stands where nothing of the parts is."""
    dice = random.Random(20211220)
    same = parts_of(FORM)
    found = 0
    for _ in range(300):
        content = bytearray(FORM)
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        try:
            parts = inspect(bytes(content)).parts
        except IntakeError as error:
            found += 1
            assert error.check in ("T01", "T02", "T03", "T04")
        else:
            assert {name: parts[name.lower()] for name in same} == same
    assert found > 200  # nine tenths of the file are the parts themselves


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "lzma"])
def test_a_way_of_packing_that_no_office_program_uses_is_damage(method):
    """Only what Excel itself can open is unpacked."""
    assert refused(package(parts_of(FORM), method))[0] == "T01"


@pytest.mark.parametrize("second", ["xl/worksheets/sheet1.xml", "XL/Worksheets/Sheet1.xml"])
def test_two_parts_of_one_name_are_refused(second):
    """Two parsers might look at two different ones: neither is taken."""
    content = package(
        {"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": "<a/>", "Xl/worKsheets/sHeet1.xml": "<b/>"}
    )
    content = content.replace(b"Xl/worKsheets/sHeet1.xml", second.encode())
    check, message = refused(content)
    assert check == "T01" and "hai phần cùng tên" in message


def test_a_list_of_parts_that_was_shortened_is_damage():
    """Parts that the list at a zip's end leaves out are not passed over: the form would lack a sheet."""
    content = bytearray(FORM)
    at = content.rindex(b"PK\5\6")
    number = int.from_bytes(content[at + 10 : at + 12], "little")
    content[at + 8 : at + 12] = (number + 1).to_bytes(2, "little") * 2
    check, message = refused(bytes(content))
    assert check == "T01" and "thiếu phần" in message


def test_a_zip_of_the_64_bit_kind_is_read():
    """Where a zip leaves the number of its parts to its 64-bit record, they are not taken for lost."""
    content = bytearray(FORM)
    at = content.rindex(b"PK\5\6")
    content[at + 8 : at + 12] = b"\xff\xff\xff\xff"
    assert inspect(bytes(content)).kind == "xlsx"


# Passwords


@pytest.mark.parametrize("name", ["password.xls", "password.ods"])
def test_a_file_under_a_password_is_named_so(name):
    """A file that asks for a password is not called damaged: the message says to take the password off."""
    with pytest.raises(IntakeError) as error:
        read_form((DATA / name).read_bytes(), layout.COMMUNE_SHEETS)
    check, message = error.value.check, str(error.value)
    assert check == "T03" and "Bỏ mật khẩu" in message


def test_an_encrypted_xlsx_is_named_so():
    """Excel keeps an xlsx under a password in a file of the old kind."""
    assert refused(ole("EncryptionInfo", "EncryptedPackage"))[0] == "T03"


def test_a_zip_under_a_password_is_named_so():
    """The flag of an encrypted part in the zip's directory is enough: nothing is unpacked."""
    content = bytearray(FORM)
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused(bytes(content))[0] == "T03"


def test_words_in_a_sheet_do_not_make_a_file_another_one():
    """A cell that reads "EncryptedPackage" or "WordDocument" changes nothing: only the file's directory counts."""
    content = (DATA / "form.xls").read_bytes()
    text = "xEncryptedPackage WordDocument".encode("utf-16-le")
    assert inspect(content + text.ljust(512, b"\0")).kind == "xls"


# Bombs


def test_a_file_too_large_is_not_opened():
    """Above 20 MB nothing is looked at."""
    check, message = refused(b"PK" + bytes(guard.FILE_BYTES))
    assert check == "T04" and "20 MB" in message


def test_a_bomb_by_ratio_is_refused():
    """6 MB of spaces in 6 KB: refused before a byte is unpacked."""
    content = with_part(PLAIN, "xl/media/a.xml", " " * 6_000_000)
    assert len(content) < 10_000
    check, message = refused(content)
    assert check == "T04" and "6 MB" in message


def test_a_small_sheet_may_pack_well():
    """Repeated cells pack a thousandfold: below 5 MB unpacked that is no bomb."""
    assert inspect(with_part(PLAIN, "xl/worksheets/sheet1.xml", sheet_xml(" " * 4_900_000))).kind == "xlsx"


def test_a_bomb_by_total_is_refused():
    """More than 100 MB unpacked is refused also where it is not packed well."""
    noise = random.Random(1).randbytes(600_000)
    content = package(parts_of(PLAIN) | {f"xl/media/{n}.bin": noise + bytes(20_000_000) for n in range(6)})
    assert 3_000_000 < len(content) < guard.FILE_BYTES
    assert refused(content)[0] == "T04"


def test_a_bomb_by_number_is_refused():
    """More than 2,000 parts are refused."""
    check, message = refused(package(parts_of(PLAIN) | {f"a/{n}": b"" for n in range(2_000)}))
    assert check == "T04" and "2005 phần" in message


def test_a_part_that_lies_about_its_size_is_damage():
    """A part that claims 10 bytes and unpacks to more is refused by its checksum, at 10 bytes."""
    content = bytearray(with_part(PLAIN, "xl/worksheets/sheet1.xml", " " * 1_000_000))
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/worksheets/sheet1.xml"))
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    assert refused(bytes(content))[0] == "T01"


# What it carries along


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("path", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/core.xml", "_rels/.rels", "xl/worksheets/_rels/sheet1.xml.rels"])  # fmt: skip
def test_a_dtd_is_refused_in_every_part(path, encoding):
    """No part of a workbook declares a DTD; one that does could unpack to billions of laughs."""
    laughs = f'<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;">]><worksheet xmlns="{MAIN}">&m;</worksheet>'
    assert refused(with_part(FORM, path, laughs.encode(encoding)))[0] == "T06"


def test_a_macro_is_reported_and_the_figures_are_read():
    """A form saved as .xlsm is read; the macro is only named."""
    form = read_form(with_part(FORM, "xl/vbaProject.bin", b"Attribut"), [layout.INDICATORS])
    assert [(p.check, "macro" in p.message) for p in form.problems] == [("T07", True)]
    assert form.rows[layout.INDICATORS.title][0].number("numerator") == 5


@pytest.mark.parametrize(
    ("part", "kind", "target"),
    [
        ("xl/_rels/workbook.xml.rels", "externalLink", "externalLinks/externalLink1.xml"),
        ("xl/_rels/workbook.xml.rels", "connections", "connections.xml"),
        ("xl/_rels/workbook.xml.rels", "queryTable", "../queryTables/queryTable1.xml"),
    ],
)
def test_what_is_taken_from_outside_is_reported_and_the_stored_figures_are_read(part, kind, target):
    """A form that takes figures from another workbook, a database or a query is read as it was last stored; the link is only named."""
    link = f'<Relationship Id="x" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    content = with_part(FORM, part, lambda xml: xml.replace("</Relationships>", link))
    form = read_form(content, [layout.INDICATORS])
    assert [(p.check, "tệp khác" in p.message) for p in form.problems] == [("T09", True)]
    assert form.rows[layout.INDICATORS.title][0].number("numerator") == 5


def test_an_honest_large_form_is_let_through():
    """The limits are far from what a commune may send: 20,000 filled rows pass."""
    rows = [{"indicator": f"1.{n}", "numerator": n, "note": "đã rà soát"} for n in range(20_000)]
    assert inspect(indicators(*rows)).kind == "xlsx"
    assert len(grid(layout.INDICATORS, *rows)) == 20_001
