"""What an xlsx says of its cells beside their values: formulas, errors, percent formats, hidden rows, merged ranges, comments.

The parser gives values only; the package's XML has the rest (each sheet's in ntm_lib.intake.reading.sheet_marks).
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from ntm_lib.intake.reading.sheet_marks import AREA, Attributes, Marks, Place, SheetPass, place, run_parser

__all__ = ["AREA", "Marks", "place", "read_marks"]

_BUILT_IN_PERCENT = ("9", "10")
_SHOWN_AS_IT_STANDS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^]]*\]')  # in a number format

Parts = Mapping[str, bytes]  # of a package, by path in lower case


def read_marks(parts: Parts) -> dict[str, Marks]:
    """Return the marks of every sheet by its name; raise IntakeError if a sheet reaches too far or the package is damaged."""
    percents = _percent_styles(parts)
    links = _relations(parts, "xl/workbook.xml")
    found: dict[str, Marks] = {}

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            title = attributes.get("name", "")
            target = links.get(_local(attributes).get("id", ""), ("", ""))[1]
            marks = found[title] = Marks(is_hidden=attributes.get("state", "visible") != "visible")
            if target in parts:
                SheetPass(marks, percents, title).run(parts[target])
                marks.comments = _comments(parts, target)

    _parse(parts["xl/workbook.xml"], start)
    return found


def _comments(parts: Parts, sheet: str) -> dict[Place, str]:
    """Return the comments of a sheet, whole; those of a conversation as it is kept by the newer Excel."""
    notes, threads = dict[Place, str](), dict[Place, str]()
    for kind, target in _relations(parts, sheet).values():
        if target in parts and kind.endswith("/comments"):
            notes |= _read_comments(parts[target], "t")
        elif target in parts and kind.endswith("/threadedComment"):
            threads |= _read_comments(parts[target], "text")
    return notes | threads


def _read_comments(xml: bytes, text_tag: str) -> dict[Place, str]:
    found: dict[Place, list[str]] = {}
    at: list[Place] = []
    is_text = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal is_text
        if tag in ("comment", "threadedComment"):
            at[:] = [place(attributes["ref"])]
            found.setdefault(at[0], []).append("\n")
        is_text = tag == text_tag

    def text(data: str) -> None:
        if is_text and at:
            found[at[0]].append(data)

    _parse(xml, start, text)
    return {where: "".join(parts).strip() for where, parts in found.items()}


def _percent_styles(parts: Parts) -> set[str]:
    """Return the numbers of the cell styles that show a percentage."""
    if "xl/styles.xml" not in parts:
        return set()
    formats, styles = {*_BUILT_IN_PERCENT}, set[str]()
    in_cells, style = False, 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal in_cells, style
        if tag == "numFmt" and _shows_percent(attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        elif tag == "xf" and in_cells:
            if attributes.get("numFmtId") in formats:
                styles.add(str(style))
            style += 1
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            in_cells = tag == "cellXfs"

    _parse(parts["xl/styles.xml"], start)
    return styles


def _shows_percent(code: str) -> bool:
    """Return whether a positive number is shown times 100: 0,0% but not 0,0" %", which only puts a sign behind the number."""
    return "%" in _SHOWN_AS_IT_STANDS.sub("", code).partition(";")[0]


def _relations(parts: Parts, part: str) -> dict[str, tuple[str, str]]:
    """Return what `part` links to by id: the kind of link, and the target's path in the package in lower case."""
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "").lower()
            whole = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), whole)

    if path in parts:
        _parse(parts[path], start)
    return found


def _local(attributes: Attributes) -> Attributes:
    """Return the attributes without the prefix of their namespace."""
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


def _parse(xml: bytes, start: Callable[[str, Attributes], None], text: Callable[[str], None] | None = None) -> None:
    """Run the handlers over `xml`, tags without prefix; raise IntakeError if it is no well-formed XML of a workbook."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    parser.CharacterDataHandler = text
    run_parser(parser, xml)
