"""Vietnamese in encodings from before Unicode (TCVN3, VNI), or spoilt on the way (UTF-8 read as Western European).

Such text is Latin-1 to every program; only its font shows it right. Which it is, is told by the font's name, else by whether its words
become Vietnamese syllables: docs/decisions/0019-old-letters.md.
"""

import re
import unicodedata
from functools import cache, lru_cache

from ntm_lib.spreadsheet.syllables import is_common, is_syllable

OLD_FONT = re.compile(
    r"\.vn|vni[- ]|symbol$|wingdings|webdings", re.IGNORECASE
)  # .VnTime holds TCVN3, VNI-Times the letters of VNI
_SYMBOLS = str.maketrans("£³¹»®´¸±·°", "≤≥≠≈→×÷±•°")  # of the font Symbol, as far as they are met in texts

_TCVN3_CODES = "µ¸¶·¹ ¨»¾¼½Æ ©ÇÊÈÉË ®ÌÐÎÏÑ ªÒÕÓÔÖ ×ÝØÜÞ ßãáâä «åèæçé ¬êíëìî ïóñòô \u00adõøö÷ù úýûüþ ¡¢§£¤¥¦".replace(
    " ", ""
)
_TCVN3_LETTERS = "àáảãạ ăằắẳẵặ âầấẩẫậ đèéẻẽẹ êềếểễệ ìíỉĩị òóỏõọ ôồốổỗộ ơờớởỡợ ùúủũụ ưừứửữự ỳýỷỹỵ ĂÂĐÊÔƠƯ".replace(
    " ", ""
)
_TCVN3 = dict(zip(_TCVN3_CODES, _TCVN3_LETTERS, strict=True))
_SIGN = re.compile("[" + "".join(code for code in _TCVN3 if not code.isalpha()) + "]")  # a code that is not a letter

# VNI: a letter, and behind it one that stands for its marks
_VNI_ALONE = {"ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_BREVES = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_HATS = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}

_UNICODE_ONLY = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9\u0300-\u036f]")
_WORD = re.compile(r"[^\s\x21-\x26\x28-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e\u2010-\u2026\u2022]+")
_ONE_BYTE = ("cp1252", "cp1258", "mac_roman")  # Western European, Vietnamese of Windows, an old Apple
_LEADS = bytes.fromhex("c3 c4 c5 c6 cc cd e1")  # with which UTF-8 begins the letters of Vietnamese
_LOST_SPACE = re.compile("([ÃĂ]|áº|á»|Ãƒ Â|ÃƒÂ) (?=[^ ])")
_LOST_LETTER = re.compile(r"^(?!.*(?:https?:|www\.)).*(?:[^\W\d_]|^)\?+[^\W\d_]", re.IGNORECASE)
_SHORT = 200  # letters of a text that is worth remembering
_UNITS = ("µm", "µs")  # micrometres, as they stand


@cache
def _vni() -> dict[str, str]:
    """Return the meaning of each letter of VNI with its mark, or of each mark that is a letter of its own."""
    pairs = dict(_VNI_ALONE)
    for base in "aeouôöy":
        letter = _VNI_ALONE.get(base, base)
        pairs |= {base + mark: letter + tone for mark, tone in _VNI_TONES.items()}
    pairs |= {f"a{mark}": f"ă{tone}" for mark, tone in _VNI_BREVES.items()}
    for base, letter in zip("aeo", "âêô", strict=True):
        pairs |= {base + mark: letter + tone for mark, tone in _VNI_HATS.items()}
    found = {code: unicodedata.normalize("NFC", letter) for code, letter in pairs.items()}
    capitals = {code.upper(): letter.upper() for code, letter in found.items()}
    mixed = {code[0].upper() + code[1:]: letter.upper() for code, letter in found.items() if len(code) > 1}
    return capitals | mixed | found


@cache
def _utf_8_in_letters() -> re.Pattern[str]:
    """Return the pattern of Vietnamese UTF-8 that was taken for letters of one byte: a first byte's, then a later one's."""
    pairs = "|".join(f"[{_letters(_LEADS, code)}][{_letters(bytes(range(0x80, 0xC0)), code)}]" for code in _ONE_BYTE)
    return re.compile(f"{pairs}|{_LOST_SPACE.pattern}")


def _letters(codes: bytes, encoding: str) -> str:
    return "".join(re.escape(codes[n : n + 1].decode(encoding, "ignore") or chr(codes[n])) for n in range(len(codes)))


@cache
def _vni_code() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _vni()), key=len, reverse=True)))


def from_tcvn3(text: str) -> str:
    """Return text of TCVN3 in Unicode; letters that TCVN3 has not stay."""
    return "".join(_TCVN3.get(letter, letter) for letter in text)


def from_vni(text: str) -> str:
    """Return text of VNI in Unicode; letters that VNI has not stay."""
    return _vni_code().sub(lambda found: _vni()[found[0]], text)


def from_mojibake(text: str) -> str:
    """Return the UTF-8 text that somebody took for letters of one byte, once or twice; the text itself if nobody did.

    Words that lost a letter on the way stay as they are.
    """
    if not _utf_8_in_letters().search(text):
        return text
    spellings = (text, _LOST_SPACE.sub("\\1\xa0", text))  # what stands behind Ã in à is often taken for a space
    found = {_read_as_utf_8(spelling, encoding) for spelling in spellings for encoding in _ONE_BYTE}
    likely = [
        read for read in found if read not in spellings and _UNICODE_ONLY.search(read) and _is_mostly_vietnamese(read)
    ]
    return max(likely, key=lambda read: (_likelihood(read), read), default=text)


def _read_as_utf_8(text: str, encoding: str) -> str:
    """Return the text with every word put right that thereby becomes Vietnamese."""
    return " ".join(_word_as_utf_8(word, encoding) for word in text.split(" "))


def _word_as_utf_8(word: str, encoding: str) -> str:
    once = _as_utf_8(word, encoding)
    twice = _as_utf_8(once, encoding) or once
    words = [found for found in _WORD.findall(twice) if not found.isascii()]
    return twice if words and all(is_syllable(w) or _is_abbreviation(w) for w in words) else word


def _as_utf_8(word: str, encoding: str) -> str:
    """Return the text whose bytes of UTF-8 are those of `word` in the encoding; "" if they are none."""
    try:
        # the encodings leave numbers out, which programs keep as they are
        raw = b"".join(c.encode("latin-1") if 0x80 <= ord(c) < 0xA0 else c.encode(encoding) for c in word)
        return unicodedata.normalize("NFC", raw.decode("utf-8")) if not word.isascii() else ""
    except UnicodeError:
        return ""


def from_1258(text: str) -> str:
    """Return Vietnamese of Windows (1258) that somebody took for Western European: ðaÞ is đã; the text itself if it is none."""
    try:
        return unicodedata.normalize("NFC", text.encode("cp1252").decode("cp1258"))
    except UnicodeError:
        return text


def _is_mostly_vietnamese(text: str) -> bool:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return 2 * sum(map(is_syllable, words)) >= len(words) > 0


_TICKS = {  # ticks and crosses among the pictures, by the letter that stands for them
    "wingdings": {"ü": "✓", "þ": "☑", "û": "✗", "ý": "☒", "x": "☒"},
    "wingdings 2": {"P": "✓", "R": "☑", "O": "✗", "Q": "☒", "S": "☒", "T": "☒"},
    "webdings": {"a": "✓", "r": "✗", "g": "■", "c": "☐"},
}


def in_font(text: str, font: str) -> str:
    """Return `text` as a person sees it in `font`: in Unicode, if the font is an old one and the text is written for it."""
    if not OLD_FONT.match(font):
        return text
    if _UNICODE_ONLY.search(text):
        return text
    if font.lower().startswith("w"):  # pictures in place of letters, as lists pasted from Word have them
        ticks = _TICKS.get(font.lower(), {})
        return re.sub(r"(?<!\S)[^\d\s](?!\S)", lambda found: ticks.get(chr(ord(found[0]) & 0xFF), "•"), text)
    if text.isascii():
        return text
    if font.lower() == "symbol":
        return text.translate(_SYMBOLS)
    is_tcvn3 = font.startswith(".")
    read = from_tcvn3(text) if is_tcvn3 else from_vni(text)
    if _likelihood(read) < _likelihood(text):  # typed in Unicode, and the font chosen by mistake
        return text
    return read.upper() if is_tcvn3 and font.endswith("H") else read  # .VnTimeH has capitals only


def likely_meant(text: str) -> str:
    """Return the probable reading of `text`, if by its letters it is of an old encoding or spoilt; "" if it is not.

    It is, if reading it so makes a Vietnamese syllable of every word with a letter beyond ASCII, of one at least that is none as it
    stands. Within other text a word is, if it becomes a syllable and has a sign in it that is not a letter: ®· for đã.
    """
    if text.isascii() and "?" not in text:
        return ""
    return _likely_meant(text) if len(text) <= _SHORT else _likely_meant.__wrapped__(text)


@lru_cache(maxsize=10_000)
def _likely_meant(text: str) -> str:
    """Remember texts that recur."""
    if sum(_LOST_LETTER.search(word) is not None for word in text.split()) > 1:
        return text  # ph?n kh?i: what it said is lost
    spoilt = from_mojibake(text)
    if spoilt != text:
        return spoilt
    if not _UNICODE_ONLY.search(text):
        sensible = [read for read in (from_tcvn3(text), from_vni(text), from_1258(text)) if _makes_sense(text, read)]
        if sensible:
            return max(sensible, key=_likelihood)
    if not _SIGN.search(text):
        return ""
    read = _WORD.sub(lambda found: _meant_word(found[0]), text)
    return read if read != text else ""


def _makes_sense(text: str, read: str) -> bool:
    """Return whether the words that reading changes make sense only then: one was not a syllable, or two become common words."""
    pairs = list(zip(_WORD.findall(text), _WORD.findall(read), strict=False))
    changed = [(old, new) for old, new in pairs if old != new and not _is_abbreviation(new)]
    left = any(
        old == new and not is_syllable(old) and any(c.isalpha() and not c.isascii() for c in old) for old, new in pairs
    )
    if left or any(old in _UNITS or not is_syllable(new) for old, new in changed):
        return False
    gained = sum(is_common(new) and not is_common(old) for old, new in changed)
    strange = [new for old, new in changed if re.search("[A-Za-z]", old) and not is_syllable(old)]
    stranger = any(
        re.search("[A-Za-z]", old) and not is_syllable(old, is_tone_free=True) and (len(new) > 2 or is_common(new))
        for old, new in changed
    )
    return stranger or any(map(is_common, strange)) or gained > 1


def _is_abbreviation(word: str) -> bool:
    return 1 < len(word) <= 6 and word.isalpha() and word.isupper()  # QĐ, LĐ


def _meant_word(word: str) -> str:
    read = from_tcvn3(word)
    has_sign = len(word) > 1 and _SIGN.search(word)
    is_meant = is_syllable(read) or ("§" in word and _is_abbreviation(read))  # Q§ for QĐ
    return read if has_sign and is_meant and word not in _UNITS else word


def _likelihood(text: str) -> tuple[int, int]:
    """Return the numbers of words that are Vietnamese syllables and that are common, to compare two readings by."""
    words = _WORD.findall(text)
    return sum(map(is_syllable, words)), sum(map(is_common, words))
