"""Looks at a file before any parser does: what it really is, how large it would become, and what it carries along.

Measured reasons are in docs/decisions/0009-reading-unknown-files.md: one far cell in a file of 5 KB makes the parser abort, a zip of
500 KB keeps it busy for a minute.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO

from ntm_lib.errors import IntakeError
from ntm_lib.spreadsheet.package import HAS_PASSWORD, NO_DTD, SAVE_AGAIN, main_part, part_path, related

FILE_BYTES = 20_000_000
UNPACKED_BYTES = 100_000_000
UNPACKED_RATIO = 200  # only looked at above UNPACKED_SMALL: repeated cells of a small sheet pack well
UNPACKED_SMALL = 5_000_000
ENTRIES = 2_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "văn bản RTF"),
    (b"\x89PNG", "ảnh"),
    (b"\xff\xd8\xff", "ảnh"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
)
_DOCTYPES = (b"<!DOCTYPE", b"<" + "!DOCTYPE".encode("utf-16-be"))  # the second in UTF-16 of either byte order
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16: what Excel saves as "Unicode Text"
_HEAD = 10_000  # bytes, of a part's XML in which its first tag stands
_PACKED_AS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OTHER_PACKAGES = (("word/", "tài liệu Word"), ("ppt/", "trình chiếu"), ("mimetype", "tài liệu LibreOffice loại khác"))
_BASIC = ("basic/", "scripts/")  # macros in an .ods; with "/" behind, or it is only a list of none
_MANIFEST = "META-INF/manifest.xml"
_ROOT_OF_WORKBOOK = re.compile(rb"<(?:\w+:)?workbook[\s>/]")
_FROM_OUTSIDE = {"externalLink", "connections", "queryTable", "externalLinkPath"}
_NOT_STATED = 0xFFFF  # stands elsewhere, in a zip of the 64-bit kind
_OTHER_STREAMS = ("worddocument", "powerpoint document", "visiodocument")
_DIRECTORY_ENTRY, _STREAM_NAME = 128, 64  # bytes, in the directory of an OLE file


@dataclass(frozen=True)
class Inspected:
    """What the look gave: the kind (xlsx, xlsb, xls, ods), a zip's parts by path in lower case, and what it carries along."""

    kind: str
    parts: Mapping[str, bytes] = field(default_factory=dict)
    has_macro: bool = False
    has_external: bool = False  # it takes figures from outside: another workbook, a database, a web page


def inspect(content: bytes) -> Inspected:
    """Return the kind and parts of `content`; raise IntakeError (T01 to T06) if it must not be parsed."""
    if not content:
        raise IntakeError("T01", f"Tệp rỗng (0 byte). {SAVE_AGAIN}")
    if len(content) > FILE_BYTES:
        raise IntakeError("T04", f"Tệp lớn {len(content) / 1e6:.0f} MB, quá 20 MB. Bỏ ảnh, trang thừa, lưu lại.")
    if content.startswith(_OLE):
        return _inspect_ole(content)
    if content.startswith(b"PK"):
        return _inspect_zip(content)
    raise IntakeError("T02", f"Tệp không phải bảng tính Excel mà là {_kind_of(content)}. {SAVE_AGAIN}")


def _kind_of(content: bytes) -> str:
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        return "trang web hoặc XML đổi đuôi"
    is_text = content.startswith(_BYTE_ORDER_MARKS) or b"\0" not in head
    return "văn bản hoặc CSV đổi đuôi" if is_text else "dữ liệu lạ"


def _inspect_ole(content: bytes) -> Inspected:
    starts = range(0, len(content), _DIRECTORY_ENTRY)
    streams = {content[at : at + _STREAM_NAME].decode("utf-16-le", "replace").rstrip("\0").lower() for at in starts}
    if "encryptedpackage" in streams:
        raise IntakeError("T03", HAS_PASSWORD)
    if "workbook" in streams or "book" in streams:
        return Inspected("xls")
    if not streams.isdisjoint(_OTHER_STREAMS):
        raise IntakeError("T02", f"Tệp không phải bảng tính Excel mà là tài liệu Office cũ loại khác. {SAVE_AGAIN}")
    raise IntakeError("T01", f"Tệp hỏng, gửi dở dang hoặc không phải bảng tính. {SAVE_AGAIN}")


def _inspect_zip(content: bytes) -> Inspected:
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise IntakeError("T01", f"Tệp hỏng hoặc gửi dở dang. {SAVE_AGAIN}") from error
    parts, names = package.infolist(), {part_path(name) for name in package.namelist()}
    unpacked = sum(part.file_size for part in parts)
    is_bomb = unpacked > UNPACKED_SMALL and unpacked > UNPACKED_RATIO * len(content)
    if len(parts) > ENTRIES or unpacked > UNPACKED_BYTES or is_bomb:
        message = f"Tệp bung ra lớn bất thường ({unpacked / 1e6:.0f} MB, {len(parts)} phần) nên không đọc. {SAVE_AGAIN}"
        raise IntakeError("T04", message)
    if any(part.flag_bits & 0x1 for part in parts):
        raise IntakeError("T03", HAS_PASSWORD)
    if len(names) < len(parts):  # two parsers may take two different ones
        raise IntakeError("T01", f"Tệp hỏng: có hai phần cùng tên. {SAVE_AGAIN}")
    # zipfile passes over the parts that a shortened directory leaves out
    if _stated_number(content) not in (len(parts), _NOT_STATED):
        raise IntakeError("T01", f"Tệp hỏng: thiếu phần. {SAVE_AGAIN}")
    kind = "ods" if _is_open_document(package, names) else ""
    contents = {part_path(part.filename): _read_part(package, part.filename) for part in parts}
    for name, part in contents.items():  # a picture may declare one, and so do the macros of LibreOffice
        if not kind and not name.endswith(".svg") and part[:_HEAD].lstrip(_BEFORE_XML).startswith(b"<"):
            _refuse_dtd(part)
    links = _kinds_of_links(contents)
    return Inspected(
        kind or _kind_of_package(contents),
        contents,
        has_macro="vbaProject" in links
        or any(name.endswith("vbaproject.bin") or name.startswith(_BASIC) for name in names),
        has_external=not links.isdisjoint(_FROM_OUTSIDE),
    )


def _kinds_of_links(parts: Mapping[str, bytes]) -> set[str]:
    """Return the kinds of relations that parts of the package have."""
    found = set[str]()
    for name in parts:
        folder, _, last = name.rpartition("/")
        if folder.endswith("_rels") and last.endswith(".rels"):
            part = posixpath.join(folder.removesuffix("_rels"), last.removesuffix(".rels"))
            with suppress(IntakeError):  # of a picture, say: what is read is looked at where it is read
                found |= {relation.kind for relation in related(parts, part).values()}
    return found


def _stated_number(content: bytes) -> int:
    """Return the number of parts of a zip, by the record at its end."""
    at = content.rfind(b"PK\5\6")
    return int.from_bytes(content[at + 10 : at + 12], "little")


def _is_open_document(package: zipfile.ZipFile, names: set[str]) -> bool:
    kinds = [_read_part(package, name) for name in ("mimetype", _MANIFEST) if name in package.namelist()]
    if not kinds or b"opendocument.spreadsheet" not in kinds[0]:
        return False
    if _MANIFEST in package.namelist() and b"encryption-data" in _read_part(package, _MANIFEST):
        raise IntakeError("T03", HAS_PASSWORD)
    return True


def _kind_of_package(parts: Mapping[str, bytes]) -> str:
    main = main_part(parts)
    if main.endswith(".bin"):
        return "xlsb"
    if main and _ROOT_OF_WORKBOOK.search(parts[main][:_HEAD].replace(b"\0", b"")):
        return "xlsx"
    known = (kind for start, kind in _OTHER_PACKAGES if any(name.startswith(start) for name in parts))
    raise IntakeError("T02", f"Tệp không phải bảng tính Excel mà là {next(known, 'tệp nén')}. {SAVE_AGAIN}")


def _read_part(package: zipfile.ZipFile, name: str) -> bytes:
    """Return one part of the package; raise IntakeError if it is damaged: what is read is what was written, to the checksum."""
    try:
        if package.getinfo(name).compress_type not in _PACKED_AS:
            raise zipfile.BadZipFile("packed as no office program does")
        return package.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, ValueError) as error:
        raise IntakeError("T01", f"Tệp hỏng ở phần {name}. {SAVE_AGAIN}") from error


def _refuse_dtd(xml: bytes) -> None:
    if any(doctype in xml for doctype in _DOCTYPES):
        raise IntakeError("T06", NO_DTD)
