"""What a cell's style says of its value: a percentage, a day, how it is shown; and the font it is written in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache

from ntm_lib.intake.reading.old_letters import OLD_FONT
from ntm_lib.intake.reading.package import Attributes, Parts, parse
from ntm_lib.text import clean

# ECMA-376 part 1, 18.8.30: what the numbers below 164 stand for, if the file does not say otherwise
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "d/m/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "d/m/yyyy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", **dict.fromkeys([*range(27, 37), *range(50, 59)], "d/m/yyyy"),
}  # fmt: skip
_SHOWN_AS_IT_STANDS = re.compile(r'"[^"]*"|\\.|_.|\*.')
_IN_BRACKETS = re.compile(r"\[(?!(?:h+|m+|s+)\])[^]]*\]", re.IGNORECASE)  # a colour, a condition, a language
_LAST_DAY = 2_958_466  # of Excel, 31/12/9999, and one
_START, _START_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)


@dataclass(frozen=True)
class Format:
    """How a number is shown: its code as far as it says something, in small letters."""

    code: str = ""

    @property
    def says_something(self) -> bool:
        return self.code not in ("", "general", "@")

    @property
    def is_percent(self) -> bool:
        return "%" in self.code

    @property
    def is_moment(self) -> bool:
        return any(letter in self.code for letter in "dmyhs") and self.says_something


@lru_cache(maxsize=1_000)
def format_of(code: str) -> Format:
    """Return the format in which a positive number is shown: 0,0% is a percentage, but not 0,0" %", which only puts a sign behind it."""
    return Format(_IN_BRACKETS.sub("", _SHOWN_AS_IT_STANDS.sub("", code)).partition(";")[0].lower().strip())


@dataclass
class Styles:
    """The cell styles of a workbook by number: the format of each that has one; the font where it is one of the old kind."""

    formats: dict[int, Format] = field(default_factory=dict)
    old_fonts: dict[int, str] = field(default_factory=dict)
    percents: frozenset[int] = frozenset()
    moments: frozenset[int] = frozenset()


def read_styles(parts: Parts, path: str) -> Styles:
    """Return the styles in the part at `path`, none if there is no such part; raise IntakeError if it is not well-formed."""
    return _styles_in(parts[path]) if path in parts else Styles()


@lru_cache(maxsize=8)
def _styles_in(xml: bytes) -> Styles:
    """Remember them: the forms of a season have the same."""
    codes: dict[str, str] = {}
    fonts: list[str] = []
    cells: list[tuple[str, str]] = []  # of each cell style the numbers of its format and font
    section = ""

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal section
        if tag in ("numFmts", "fonts", "fills", "borders", "cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            section = tag
        elif tag == "numFmt" and section == "numFmts":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif section == "fonts" and tag == "font":
            fonts.append("")
        elif section == "fonts" and tag in ("name", "rFont") and fonts:
            fonts[-1] = attributes.get("val", "")
        elif section == "cellXfs" and tag == "xf":
            cells.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))

    parse(xml, start)
    return styles_of(codes, fonts, cells)


def styles_of(codes: Mapping[str, str], fonts: Sequence[str], cells: Sequence[tuple[str, str]]) -> Styles:
    """Return the styles of a workbook from the codes of its own formats, its fonts' names, and of each cell style the numbers of both."""
    known = {str(number): code for number, code in _BUILT_IN.items()} | dict(codes)
    by_font = {str(number): name for number, name in enumerate(fonts) if OLD_FONT.match(name)}
    formats = {n: format_of(known[number]) for n, (number, _) in enumerate(cells) if known.get(number)}
    formats = {n: found for n, found in formats.items() if found.says_something}
    return Styles(
        formats,
        {n: by_font[font] for n, (_, font) in enumerate(cells) if font in by_font},
        frozenset(n for n, found in formats.items() if found.is_percent),
        frozenset(n for n, found in formats.items() if found.is_moment and not found.is_percent),
    )


def moment(serial: float, *, is_1904: bool = False) -> datetime | None:
    """Return the moment that Excel keeps as a number of days; None if it has none for it. Between whole seconds the nearest counts."""
    if not 0 <= serial < _LAST_DAY:
        return None
    start = _START_1904 if is_1904 else _START
    days = serial + 1 if serial < 60 and not is_1904 else serial  # Excel has a 29/2/1900
    return start + timedelta(seconds=round(days * 86_400))


def shown(value: object, code: str = "") -> str:
    """Return as text what a person sees in a cell with the format `code` who did not type a text: 26/3, 12/2021, 1.10.

    Of a day its parts that the format has, day before month, as dates are written in Vietnam.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | time):
        return _shown_moment(value, code)
    if isinstance(value, int | float):
        return _shown_number(float(value), code)
    return clean(value)


def _shown_moment(value: datetime | time, code: str) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    has_time = "h" in code or "s" in code
    minutes = re.sub(r"h+[:\W]*m+|m+[:\W]*s+", "", code)  # beside hours or seconds m stands for minutes
    parts = [str(part) for sign, part in (("d", value.day), ("m", value.month), ("y", value.year)) if sign in minutes]
    if has_time:
        return " ".join(filter(None, ["/".join(parts), f"{value:%H:%M}"]))
    return "/".join(parts or [str(value.day), str(value.month), str(value.year)])


def _shown_number(value: float, code: str) -> str:
    """A number of a format that is not plain is shown as it is kept."""
    if re.fullmatch(r"[#,]*0*(\.0+)?%?", code) and code:
        digits = len(code.rstrip("%").partition(".")[2])
        return f"{value * 100:.{digits}f}%" if code.endswith("%") else f"{value:.{digits}f}"
    return str(int(value)) if value.is_integer() else f"{value:.15g}"
