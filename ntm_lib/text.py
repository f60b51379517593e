"""Vietnamese text as people type it: one normal form, one key to compare by, one slug."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache

_FEW = 8  # names that a message lists
CELLS = ", "  # between the cells of one finding
_NAMED_CELLS = 3
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_DIGITS = re.compile("([0-9]{1,18})")
_CALLED_NOW = {"mùa": "kỳ", "việc phải làm": "nhiệm vụ"}  # in forms and thiet-lap.xlsx of before
_LOOKALIKES = str.maketrans("ðɖ", "đđ")  # Ð and Ɖ are other letters that look like Đ
_INNER_MARKS = str.maketrans("“”„‟", "‘’‚‛")
_KIND_OF_UNIT = re.compile(r"^(xã|thị trấn|phường|đặc khu|huyện|thị xã|quận|tỉnh|thành phố)\s+", re.IGNORECASE)
_ZEROS = re.compile(r"(?<![0-9.,])0+(?=[0-9])")
_KIND_OF_VILLAGE = re.compile(r"^(thôn|bản|ấp)\s+", re.IGNORECASE)


_PART_ENDS = re.compile(r",? (?:và|hoặc) |, ")


def clean(value: object) -> str:
    """Return `value` as NFC text with single ordinary spaces and without invisible marks; None becomes the empty text.

    Invisible are control characters and those of Unicode's category Cf: zero-width spaces, byte order marks, and the marks
    that turn the direction of the text after them.
    """
    if value is None:
        return ""
    text = without_invisible(str(value))  # marks first: a space or an accent behind one is then seen
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_invisible(text: str) -> str:
    """Return `text` without its invisible marks; its spaces and lines stay as they are."""
    if text.isprintable():
        return text
    return text.translate(_VISIBLE)


class _Visible(dict[int, int | None]):
    """What becomes of each character, by its code, found out when first met."""

    def __missing__(self, code: int) -> int | None:
        is_invisible = unicodedata.category(chr(code)) in ("Cc", "Cf") and not chr(code).isspace()
        self[code] = None if is_invisible else code
        return self[code]


_VISIBLE = _Visible()


@lru_cache(maxsize=100_000)
def spelling_key(text: str) -> str:
    """Return the key by which two spellings of one text are equal.

    Case, Unicode form, spaces and the place of the tone mark ("Hoà" and "Hòa") do not matter. The letters and the tone
    itself do: "Thương" and "Thượng" stay two words.
    """
    return " ".join(_tone_last(word) for word in clean(text).casefold().translate(_LOOKALIKES).split())


@lru_cache(maxsize=100_000)
def word_key(text: str) -> str:
    """Return the spelling key of a heading, a sheet's title or a word of a list; what it was called once is the same: "Mùa trước", "Kỳ trước"."""
    key = f" {spelling_key(text)} "
    for once, now in _CALLED_NOW.items():
        key = key.replace(f" {spelling_key(once)} ", f" {spelling_key(now)} ")
    return key.strip()


def name_key(name: str) -> str:
    """Return the spelling key of a unit's name without a leading "xã", "huyện" and the like."""
    return spelling_key(_KIND_OF_UNIT.sub("", clean(name)))


def village_key(name: str) -> str:
    """Return the spelling key of a village of one commune: "3", "Thôn 3" and "thôn 03" are one village, "thôn 30" is another."""
    return _ZEROS.sub("", spelling_key(_KIND_OF_VILLAGE.sub("", clean(name))))


def _tone_last(word: str) -> str:
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", word):
        (tones if char in _TONES else letters).append(char)
    return "".join(letters + tones)


def shortened(text: str, most: int = 60) -> str:
    """Return a text of at most `most` letters: a longer one is cut where a part of it ends, before "," "và" or "hoặc", else after a word."""
    if len(text) <= most:
        return text
    start = text[:most]
    ends = [end.start() for end in _PART_ENDS.finditer(start) if end.start() >= most // 2]
    return f"{start[: ends[-1]] if ends else start.rpartition(' ')[0]}…"


def in_quotes(text: str) -> str:
    """Return the words of others as a quotation, “…”, which no mark within them ends."""
    return f"“{text.translate(_INNER_MARKS)}”"


def figure_text(value: float, digits: int = 10) -> str:
    """Return a number for a message: at most `digits` significant digits, more where it would look like 100 and is not, a comma for the
    decimals, no grouping.
    """
    while digits < 10 and float(f"{value:.{digits}g}") == 100 != value:
        digits += 1
    return f"{value:.{digits}g}".replace(".", ",")


def shown_cells(cell: str) -> str:
    """Return the cells of a finding as people read them: at most three of "K9, K12, …" by name, the others counted."""
    cells = cell.split(CELLS)
    rest = len(cells) - _NAMED_CELLS
    return CELLS.join(cells[:_NAMED_CELLS]) + (f" và {rest} ô khác" if rest > 0 else "")


def slug(name: str) -> str:
    """Return the name for a file or a link: "Hương Hữu" becomes "huong-huu"."""
    plain = clean(name).casefold().translate(_LOOKALIKES).replace("đ", "d")
    ascii_only = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def did_you_mean(wrong: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a closing sentence for an error message: the known words nearest to `wrong`, three at most, whatever its case and marks.

    All that are known, if they are few; where none is near, else `otherwise`, which says where they stand, or the first of them.
    """
    known = list(known)
    plain = slug(wrong) or wrong
    by_key = {slug(name) or name: name for name in reversed(known)}  # of two alike the first
    if plain in by_key:
        return f"Có phải là: {by_key[plain]}?"
    near = get_close_matches(wrong, known) or [by_key[key] for key in get_close_matches(plain, by_key)]
    asked = f"Có phải là: {', '.join(near)}? " if near else ""
    if not known:
        return f"Chưa khai báo tên nào. {otherwise}".strip()
    if len(known) <= _FEW:
        return f"{asked}Các tên dùng được: {', '.join(known)}."
    return asked.strip() or otherwise or f"Các tên dùng được: {', '.join(known[:_FEW])} và {len(known) - _FEW} tên nữa."


def natural_key(code: str) -> tuple[tuple[int, int, str], ...]:
    """Return the sort key that puts indicator 17.2 before 17.10, and both as text."""
    parts = _DIGITS.split(code)  # every second one is a number
    return tuple((0, int(p), "") if n % 2 else (1, 0, p) for n, p in enumerate(parts) if p)


def names_in(cell: str) -> tuple[str, ...]:
    """Return the names that a cell lists, joined by ";", each once."""
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in cell.split(";")))))


def joined(parts: Sequence[str]) -> str:
    """Return "9, 10 và 11"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} và {parts[-1]}"


def season_text(name: str | None) -> str:
    """Return how people call a season by its name: "năm 2021" where that is a year, else "kỳ 2021-06"."""
    return f"{'năm' if name and name.isdigit() else 'kỳ'} {name}"


def sentence_case(text: str) -> str:
    """Return `text` with its first letter in upper case and the others as they are."""
    return text[:1].upper() + text[1:]
