"""The text of a cell that is stored in pieces, each in letters of its own: shared by the sheets, or in the cell itself."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from ntm_lib.spreadsheet.package import Attributes, Parts, parse

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how a text keeps a character that XML has not
_HALVES = re.compile("[\ud800-\udfff]")


class Run(NamedTuple):
    """A piece of a text: its font, "" if it has its cell's; whether it is struck through; whether it is raised or lowered."""

    text: str
    font: str = ""
    is_struck: bool = False
    is_raised: bool = False

    @property
    def is_plain(self) -> bool:
        return not (self.font or self.is_struck or self.is_raised)


def run_with(run: Run, tag: str, attributes: Attributes) -> Run:
    """Return `run` with what a tag says of its letters."""
    match tag:
        case "rFont" | "name":
            return run._replace(font=attributes.get("val", ""))
        case "strike":
            return run._replace(is_struck=attributes.get("val", "1") not in ("0", "false"))
        case "vertAlign":
            return run._replace(is_raised=attributes.get("val") in ("superscript", "subscript"))
    return run


def text_in(stored: str) -> str:
    """Return a text as it was before characters that XML has not were escaped in it; half a character, which no file can hold, is "�"."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), stored) if "_x" in stored else stored
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _HALVES.search(text) else text


class RichText:
    """Collects one text from the tags in which it stands; how a Chinese word is spoken (rPh) is not part of it."""

    def __init__(self) -> None:
        self.pieces: list[Run] = []
        self.run = Run("")  # what is said of the piece that is being read
        self.is_text = self.is_spoken = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "t":
            self.is_text = not self.is_spoken
        elif tag == "r":
            self.run = Run("")
        elif tag == "rPh":
            self.is_spoken = True
        else:
            self.run = run_with(self.run, tag, attributes)

    def text(self, data: str) -> None:
        if self.is_text:
            self.pieces.append(self.run._replace(text=data))

    def end(self, tag: str) -> None:
        if tag == "t":
            self.is_text = False
        elif tag == "rPh":
            self.is_spoken = False

    @property
    def whole(self) -> str:
        return text_in("".join(piece.text for piece in self.pieces))

    @property
    def runs(self) -> list[Run]:
        """The pieces, if anything is said of any of them."""
        if all(piece.is_plain for piece in self.pieces):
            return []
        return [piece._replace(text=text_in(piece.text)) for piece in self.pieces]


@dataclass
class SharedTexts:
    """The texts that a workbook's sheets share, by number; and the runs of those of which anything is said."""

    texts: list[str] = field(default_factory=list)
    runs: dict[int, list[Run]] = field(default_factory=dict)


def read_shared_texts(parts: Parts, path: str) -> SharedTexts:
    """Return the texts in the part at `path`, none if there is no such part; raise IntakeError if it is not well-formed."""
    xml = parts.get(path, b"")
    if not xml:
        return SharedTexts()
    found, current = SharedTexts(), RichText()

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal current
        if tag == "si":
            current = RichText()
        else:
            current.start(tag, attributes)

    def end(tag: str) -> None:
        if tag != "si":
            current.end(tag)
            return
        if current.runs:
            found.runs[len(found.texts)] = current.runs
        found.texts.append(current.whole)

    def text(data: str) -> None:
        current.text(data)

    parse(xml, start, text, end)
    return found
