"""The parts of an xlsx or xlsb, found as Excel finds them: by what each part says it is related to, never by their usual names.

The rules are those of ECMA-376 part 2 (Open Packaging Conventions): targets are relative to the part that names them, in any case,
percent-encoded or not; some programs of Windows write backslashes.
"""

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote
from xml.parsers import expat

from ntm_lib.errors import IntakeError

Attributes = dict[str, str]
Parts = Mapping[str, bytes]  # of a package, by path in lower case
SAVE_AGAIN = "Mở tệp gốc bằng Excel, lưu dạng .xlsx."
NO_DTD = f"Tệp khai DTD, điều bảng tính bình thường không có, nên không đọc. {SAVE_AGAIN}"
HAS_PASSWORD = "Tệp đặt mật khẩu mở. Bỏ mật khẩu (File → Info → Protect Workbook), lưu lại."
_WORKBOOK = "officeDocument"


@dataclass(frozen=True)
class Relation:
    """What a part is related to: the kind (the last word of its address), and the path of a part, or an address outside."""

    kind: str
    target: str
    is_external: bool = False


def part_path(name: str) -> str:
    """Return a part's path in a zip as it is compared."""
    return posixpath.normpath(unquote(name.replace("\\", "/")).lower()).lstrip("/.")


def related(parts: Parts, part: str) -> dict[str, Relation]:
    """Return the relations of `part` ("" for the package), by id; raise IntakeError if that can't be read."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, Relation] = {}

    def start(tag: str, attributes: Attributes) -> None:
        if tag != "Relationship":
            return
        kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
        if attributes.get("TargetMode") == "External":
            found[attributes.get("Id", "")] = Relation(kind, target, True)
        else:
            whole = target if target.startswith(("/", "\\")) else f"{folder}/{target}"
            found[attributes.get("Id", "")] = Relation(kind, part_path(whole))

    if path in parts:
        parse(parts[path], start)
    return found


def of_kind(relations: Mapping[str, Relation], kind: str) -> list[str]:
    """Return the targets of one kind within the package."""
    return [r.target for r in relations.values() if r.kind == kind and not r.is_external]


def first_of_kind(parts: Parts, relations: Mapping[str, Relation], kind: str) -> str:
    """Return the first target of a kind that is there, "" if none is: a relation may have outlived its part."""
    return next((path for path in of_kind(relations, kind) if path in parts), "")


def main_part(parts: Parts) -> str:
    """Return the path of the workbook (or document) a package is about; where it does not say, the usual one; "" if there is none."""
    stated = of_kind(related(parts, ""), _WORKBOOK)
    usual = [name for name in ("xl/workbook.xml", "xl/workbook.bin") if name in parts]
    return next((path for path in [*stated, *usual] if path in parts), "")


@lru_cache(maxsize=1_000)
def local(name: str) -> str:
    """Return a tag's or attribute's name without the prefix of its namespace."""
    return name.rpartition(":")[2]


def parse(
    xml: bytes,
    start: Callable[[str, Attributes], None],
    text: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
    *,
    is_mixed: bool = False,
) -> None:
    """Run the handlers over `xml`, tags without prefix; raise IntakeError if it is not well-formed XML of a workbook.

    Only tags with the prefix of the first one are taken, if not `is_mixed`: others may be named alike (x15:workbookPr), and so may
    those of an extLst.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    prefix: str | None = None
    beside = 0  # how deep in what is passed over
    own: dict[str, str] = {}  # tag: its name, "" of what is not ours

    def start_own(tag: str, attributes: Attributes) -> None:
        nonlocal prefix, beside
        name = own.get(tag)
        if name is None:
            its_prefix, _, name = tag.rpartition(":")
            prefix = its_prefix if prefix is None else prefix
            name = own[tag] = name if is_mixed or its_prefix == prefix or name == "extLst" else ""
        if beside or (name == "extLst" and not is_mixed):
            beside += 1
        elif name:
            start(name, attributes)

    def end_own(tag: str) -> None:
        nonlocal beside
        if beside:
            beside -= 1
        elif end is not None and (name := own[tag]):
            end(name)

    parser.StartElementHandler, parser.EndElementHandler = start_own, end_own
    parser.CharacterDataHandler = text
    run_parser(parser, xml)


def run_parser(parser: expat.XMLParserType, xml: bytes) -> None:
    """Run `parser` over the whole of `xml`; raise IntakeError (T01) if it is not well-formed, or what a handler met makes no sense."""

    def refuse(*_: object) -> None:
        raise IntakeError("T06", NO_DTD)

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        message = "Tệp hỏng bên trong, không đọc được. Mở bằng Excel, lưu lại dạng .xlsx."
        raise IntakeError("T01", message) from error
