"""What a cell's style says of its value: a percentage, a day, how it is shown; and the font it is written in."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from operator import eq, ge, gt, le, lt, ne

from ntm_lib.spreadsheet.old_letters import OLD_FONT
from ntm_lib.spreadsheet.package import Attributes, Parts, parse
from ntm_lib.spreadsheet.rich_text import Run, run_with
from ntm_lib.text import clean

# ECMA-376 part 1, 18.8.30: what the numbers below 164 stand for, if the file does not say otherwise
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "d/m/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "d/m/yyyy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", **dict.fromkeys([*range(27, 37), *range(50, 59), 71, 72, 81], "d/m/yyyy"),
    61: "#,##0", 62: "#,##0.00", 67: "0%", 68: "0.00%", 69: "# ?/?", 70: "# ??/??", 73: "d-mmm", 74: "mmm-yy", 75: "h:mm", 76: "h:mm:ss", 77: "d/m/yyyy h:mm", 78: "mm:ss", 79: "[h]:mm:ss", 80: "mm:ss.0",
}  # fmt: skip
_SHOWN_AS_IT_STANDS = re.compile(r'"[^"]*"|\\.|_.|\*.')
_IN_BRACKETS = re.compile(r"\[(?!(?:h+|m+|s+)\])[^]]*\]", re.IGNORECASE)  # a colour, a condition, a language
_PLAIN = ("", "general", "standard", "@")  # some programs put General into German
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_DAY_OR_TIME = re.compile(r"(?=.*[dmyhs])[dmyhsbge\[\]/:.,'\-\s0@apm]+")
_HALF_DAY = re.compile(r"am/pm|a/p")
_THOUSANDS = re.compile(r"[0#?],+(?![0#?,])")  # a comma behind the last digit leaves three of them out
_GENERAL = re.compile("general|standard", re.IGNORECASE)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
# Of what is written besides the number's own digits, digits are "\1", their separators "\2": see _with_digits
_MORE_DIGITS = re.compile("[0#?.]\2*\1|\1\2*[0#?.]|^[^0#?]*\1[^0#?]*$")
_MOVED_POINT = re.compile("[0#?]\2(?![0#?]{3}(?![0#?]))[0#?]")  # 12.5 of 125; before three digits it only groups them
_WORDS, _DIGIT = re.compile(r'"[^"]*[^\W\d_]{2}'), re.compile("[0#?]|general|[dmyhs]", re.IGNORECASE)
_FRACTION = re.compile(r"[#0?]*\s*[#?0]+/([#?0]+|\d+)")
_WORTH_REMEMBERING = 1_000_000  # bytes; an honest one has a tenth of them
_LAST_DAY = 2_958_466  # of Excel, 31/12/9999, and one
_HOLDS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_START, _START_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)


@dataclass(frozen=True)
class Format:
    """How a number is shown: its code as far as it says something, in lower case."""

    code: str = ""
    is_altering: bool = False  # it shows another number than is stored: 1080 for 1080000, 700 for 7
    has_words: bool = False  # it shows words in place of some numbers: [=1]"Đạt";[=0]"Chưa đạt"

    @property
    def says_something(self) -> bool:
        return self.is_altering or self.has_words or self.code not in _PLAIN

    @property
    def is_percent(self) -> bool:
        return "%" in self.code

    @property
    def is_moment(self) -> bool:
        return self.says_something and _DAY_OR_TIME.fullmatch(self.code) is not None


@lru_cache(maxsize=1_000)
def format_of(code: str) -> Format:
    """Return the format in which a positive number is shown: 0.0% is a percentage, but not 0.0" %", which only puts a sign behind it."""
    stripped = _bare(code).partition(";")[0].lower().strip()
    written = _with_digits(sections(code)[0])
    is_altering = any(sign.search(written) for sign in (_MORE_DIGITS, _MOVED_POINT)) or _THOUSANDS.search(stripped)
    has_words = any(_WORDS.search(part) and not _DIGIT.search(_bare(part)) for part in sections(code))
    return Format(stripped, bool(is_altering) and not _DAY_OR_TIME.fullmatch(stripped), has_words)


def _bare(code: str) -> str:
    """Return a code without what is shown as it stands, colours, conditions and languages."""
    return _IN_BRACKETS.sub("", _SHOWN_AS_IT_STANDS.sub("", code))


def sections(code: str) -> list[str]:
    """Return the parts of a format: for positive numbers, for negative ones, for zero, for texts; as many as it has."""
    ends = [at for at, sign in enumerate(_LITERAL.sub(lambda found: "~" * len(found[0]), code)) if sign == ";"]
    return [code[begin + 1 : end] for begin, end in pairwise([-1, *ends, len(code)])]


def hides(code: str) -> str:
    """Return the kinds of numbers of which a format shows nothing: any of "+", "-" and "0"."""
    parts = sections(code)
    if len(parts) == 1:
        return ""
    positive, negative, zero = [*parts, parts[0]][:3]
    return "".join(sign for sign, part in (("+", positive), ("-", negative), ("0", zero)) if not part)


def _with_digits(section: str) -> str:
    """Return a part of a format with "\\1" for each digit that it writes as it stands, "\\2" for separators, and ~ for what else."""
    bare = _GENERAL.sub("0", _IN_BRACKETS.sub("", section))
    return _LITERAL.sub(
        lambda found: "".join(
            "\1" if c.isdigit() else "\2" if c in "., \xa0\u202f" else "~" for c in found[1] or found[2] or ""
        ),
        bare,
    )


def has_condition(code: str) -> bool:
    """Return whether a format depends on the number: [<1]0%;0 shows 0.5 as 50% and 3 as 3."""
    return _CONDITION.search(code) is not None


def format_for(code: str, number: float) -> Format:
    """Return the format in which a number is shown by a code with conditions: the first part of which the condition holds, else the last."""
    parts = sections(code)
    for part in parts:
        condition = _CONDITION.search(_SHOWN_AS_IT_STANDS.sub("", part))
        if condition is None or _HOLDS[condition[1]](number, float(condition[2])):
            return format_of(part)
    return format_of(parts[-1])


@dataclass
class Styles:
    """The cell styles of a workbook by number: the format of each that has one, an old font, a line through it, what it does not show.

    `fonts` are those of the whole workbook, for texts in pieces.
    """

    formats: dict[int, Format] = field(default_factory=dict)
    old_fonts: dict[int, str] = field(default_factory=dict)
    percents: frozenset[int] = frozenset()
    moments: frozenset[int] = frozenset()
    conditional: dict[int, str] = field(default_factory=dict)  # codes of formats that depend on the number
    struck: frozenset[int] = frozenset()
    unseen: dict[int, str] = field(default_factory=dict)  # of which numbers nothing is shown: see `hides`
    unseen_texts: frozenset[int] = frozenset()
    fonts: Sequence[Run] = ()

    def __post_init__(self) -> None:
        self.telling = frozenset(self.old_fonts) | self.struck | frozenset(self.unseen) | self.unseen_texts


def read_styles(parts: Parts, path: str) -> Styles:
    """Return the styles in the part at `path`, none if there is no such part; raise IntakeError if it is not well-formed."""
    xml = parts.get(path, b"")
    if not xml:
        return Styles()
    return _styles_in(xml) if len(xml) < _WORTH_REMEMBERING else _styles_in.__wrapped__(xml)


@lru_cache(maxsize=8)
def _styles_in(xml: bytes) -> Styles:
    """Remember them: the forms of a season have the same."""
    codes: dict[str, str] = {}
    fonts: list[Run] = []
    cells: list[tuple[str, str]] = []  # of each cell style the numbers of its format and font
    section = ""

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal section
        if tag in ("numFmts", "fonts", "fills", "borders", "cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            section = tag
        elif tag == "numFmt" and section == "numFmts":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif section == "fonts" and tag == "font":
            fonts.append(Run(""))
        elif section == "fonts" and fonts:
            fonts[-1] = run_with(fonts[-1], tag, attributes)
        elif section == "cellXfs" and tag == "xf":
            cells.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))

    parse(xml, start)
    return styles_of(codes, fonts, cells)


def styles_of(codes: Mapping[str, str], fonts: Sequence[Run], cells: Sequence[tuple[str, str]]) -> Styles:
    """Return the styles of a workbook from the codes of its own formats, its fonts, and of each cell style the numbers of both."""
    known = {str(number): code for number, code in _BUILT_IN.items()} | dict(codes)
    by_font = {str(number): font.font for number, font in enumerate(fonts) if OLD_FONT.match(font.font)}
    struck = {str(number) for number, font in enumerate(fonts) if font.is_struck}
    own = {n: known[number] for n, (number, _) in enumerate(cells) if known.get(number)}
    conditional = {n: code for n, code in own.items() if has_condition(code)}
    formats = {n: format_of(code) for n, code in own.items() if n not in conditional}
    formats = {n: found for n, found in formats.items() if found.says_something}
    return Styles(
        formats,
        {n: by_font[font] for n, (_, font) in enumerate(cells) if font in by_font},
        frozenset(n for n, found in formats.items() if found.is_percent),
        frozenset(n for n, found in formats.items() if found.is_moment and not found.is_percent),
        conditional,
        frozenset(n for n, (_, font) in enumerate(cells) if font in struck),
        {n: hidden for n, code in own.items() if (hidden := hides(code))},
        frozenset(n for n, code in own.items() if sections(code)[3:] == [""]),
        fonts,
    )


def moment(serial: float, *, is_1904: bool = False) -> datetime | None:
    """Return the moment that Excel keeps as a number of days; None if it has none for it. Between whole seconds the nearest counts."""
    if not 0 <= serial < _LAST_DAY:
        return None
    start = _START_1904 if is_1904 else _START
    days = serial + 1 if serial < 60 and not is_1904 else serial  # Excel has a 29/2/1900
    with suppress(OverflowError):  # of 1904, or rounded up
        return start + timedelta(seconds=round(days * 86_400))
    return None


def shown(value: object, code: str = "") -> str:
    """Return as text what a person sees in a cell with the format `code`, if it holds no text: 26/3, 12/2021, 1.10.

    A day has the parts that the format has, day before month, as dates are written in Vietnam.
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
    if "[h" in code:  # hours beyond a day
        seconds = (value - _START).total_seconds()
        return f"{seconds // 3600:.0f}:{value:%M}"
    code = _HALF_DAY.sub("", code)
    has_time = "h" in code or "s" in code
    minutes = re.sub(r"h+[:\W]*m+|m+[:\W]*s+", "", code)  # next to hours or seconds m stands for minutes
    parts = [str(part) for sign, part in (("d", value.day), ("m", value.month), ("y", value.year)) if sign in minutes]
    if has_time:
        return " ".join(filter(None, ["/".join(parts), f"{value:%H:%M}"]))
    return "/".join(parts or [str(value.day), str(value.month), str(value.year)])


def _shown_number(value: float, code: str) -> str:
    """A number of a format that is not plain is shown as it is kept."""
    plain = re.fullmatch(r"[#,]*(0*)(?:\.(0+))?(%?)", code)
    if plain and code:
        digits = len(plain[2] or "")
        width = len(plain[1]) + (digits + 1 if digits else 0)
        return f"{value * 100 if plain[3] else value:0{width}.{digits}f}{plain[3]}"
    if "e+" in code or "e-" in code:
        return f"{value:.{len(code.partition('e')[0].partition('.')[2])}E}"
    fraction = _FRACTION.fullmatch(code)
    if fraction and not value.is_integer():
        return _as_fraction(value, fraction[1])
    return str(int(value)) if value.is_integer() else f"{value:.15g}"


def _as_fraction(value: float, below: str) -> str:
    """Return 1/2, 3 1/4: with as many digits below as the format has, or with just that denominator."""
    if below.isdecimal() and int(below):
        parts = int(below)
        rest = round(abs(value) * parts)
    else:
        near = Fraction(abs(value)).limit_denominator(10 ** min(len(below), 3) - 1)
        rest, parts = near.numerator, near.denominator
    whole, rest = divmod(rest, parts)
    said = " ".join([str(whole)] * bool(whole) + [f"{rest}/{parts}"] * bool(rest)) or "0"
    return f"-{said}" if value < 0 and said != "0" else said
