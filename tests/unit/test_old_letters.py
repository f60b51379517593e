"""Text of before Unicode is told from Vietnamese, and from every other language and name that stands in a form."""

import csv
import re
import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_lib.spreadsheet.old_letters import from_1258, from_mojibake, from_tcvn3, from_vni, in_font, likely_meant
from ntm_lib.spreadsheet.syllables import is_common, is_syllable
from tests.conftest import ROOT, without
from tests.examples import examples

# Written by hand from the tables of TCVN 5712 and VNI: what stands for each letter
TCVN3 = dict(
    zip(
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        strict=True,
    )
)
VNI = dict(
    zip(
        ["à", "á", "ả", "ã", "ạ", "ă", "ằ", "ắ", "ẳ", "ẵ", "ặ", "â", "ầ", "ấ", "ẩ", "ẫ", "ậ", "đ", "è", "é", "ẻ", "ẽ", "ẹ", "ê", "ề", "ế", "ể", "ễ", "ệ", "ì", "í", "ỉ", "ĩ", "ị", "ò", "ó", "ỏ", "õ", "ọ", "ô", "ồ", "ố", "ổ", "ỗ", "ộ", "ơ", "ờ", "ớ", "ở", "ỡ", "ợ", "ù", "ú", "ủ", "ũ", "ụ", "ư", "ừ", "ứ", "ử", "ữ", "ự", "ỳ", "ý", "ỷ", "ỹ", "ỵ", "Đ"],
        ["aø", "aù", "aû", "aõ", "aï", "aê", "aè", "aé", "aú", "aü", "aë", "aâ", "aà", "aá", "aå", "aã", "aä", "ñ", "eø", "eù", "eû", "eõ", "eï", "eâ", "eà", "eá", "eå", "eã", "eä", "ì", "í", "æ", "ó", "ò", "oø", "où", "oû", "oõ", "oï", "oâ", "oà", "oá", "oå", "oã", "oä", "ô", "ôø", "ôù", "ôû", "ôõ", "ôï", "uø", "uù", "uû", "uõ", "uï", "ö", "öø", "öù", "öû", "öõ", "öï", "yø", "yù", "yû", "yõ", "î", "Ñ"],
        strict=True,
    )
)  # fmt: skip


def in_tcvn3(text: str) -> str:
    """Capitals with a tone have no code of their own: a font of capitals draws the small letter's."""
    return "".join(TCVN3.get(c, TCVN3.get(c.lower(), c)) for c in text)


def in_vni(text: str) -> str:
    return "".join(VNI.get(c, VNI.get(c.lower(), c)) for c in text)


def texts_of_the_field() -> list[str]:
    """Return the names of the criteria, indicators, measures and conclusions of the project's own files."""
    found = set()
    for folder in ("reference", "conclusions"):
        for path in (ROOT / "data" / folder).rglob("*.csv"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                found |= {unicodedata.normalize("NFC", cell) for row in csv.reader(file) for cell in row}
    return sorted(text for text in found if not text.isascii() and len(text) < 400)


FIELD = texts_of_the_field()
# A few words of each of the nineteen criteria
CRITERIA = [
    "quy hoạch chung xây dựng xã",
    "đường thôn được cứng hóa",
    "diện tích đất được tưới tiêu",
    "hộ sử dụng điện thường xuyên",
    "trường học đạt chuẩn",
    "nhà văn hóa, khu thể thao",
    "chợ nông thôn",
    "điểm phục vụ bưu chính",
    "nhà tạm, dột nát",
    "thu nhập bình quân đầu người",
    "tỷ lệ hộ nghèo",
    "lao động có việc làm",
    "hợp tác xã hoạt động có hiệu quả",
    "phổ cập giáo dục",
    "bảo hiểm y tế",
    "thôn đạt tiêu chuẩn văn hóa",
    "nước hợp vệ sinh",
    "cán bộ xã đạt chuẩn",
    "quốc phòng và an ninh",
]
PEOPLES = [
    "K'Ho",
    "Cơ Tu",
    "Ê Đê",
    "Gié Triêng",
    "Xơ Đăng",
    "Rơ Măm",
    "Brâu",
    "Bru - Vân Kiều",
    "Hrê",
    "Co",
    "Mnông",
    "Xtiêng",
    "Chu Ru",
    "Ra Glai",
    "Gia Rai",
    "Ba Na",
    "Chăm",
    "Khơ Mú",
    "Ơ Đu",
    "La Chí",
    "Lô Lô",
    "Pà Thẻn",
    "Si La",
    "Cơ Ho",
    "Pa Cô",
    "Tà Ôi",
    "Pa Kô",
    "Krông Pắc",
    "Krông Nô",
    "Đắk Lắk",
    "Y Moan Ênuôl",
    "H'Hen Niê",
    "Mlô",
    "Kpă",
    "Ksor",
    "Buôn Ma Thuột",
    "A Lưới",
    "A Roàng",
    "Plei Ôp",
    "Xôp",
    "Xốp Cộp",
    "Mường Tè",
    "Sìn Hồ",
    "Êban",
    "Ngok Réo",
]
OTHERS = [
    "Café",
    "El Niño",
    "São Paulo",
    "Müller",
    "José",
    "Hôtel",
    "naïve",
    "crème brûlée",
    "Ångström",
    "Ðà Nẵng",
    "Honda®",
    "Windows™",
    "5 µm",
    "10 m²",
    "25 °C",
    "±5 %",
    "½",
    "«nông thôn mới»",
    "“chuẩn”",
    "§ 5",
    "§5",
    "· Đạt",
    "Đạt – chưa đạt",
    "BC số 12/BC-UBND",
    "CO₂",
    "3 × 4",
    "có 3 hộ",
    "có nhà",
    "bé",
    "hé",
    "thé",
    "cá, tôm",
    "bò, dê",
    "nhà cô Tám",
    "trò",
    "má",
    "ô nhà",
    "Châu Ô",
    "ngõ hẻm",
    "hoà",
    "thuỷ",
    "tròn",
]


@pytest.mark.parametrize("encoded", [in_tcvn3, in_vni])
def test_the_words_of_every_criterion_are_read_in_both(encoded) -> None:
    """By their letters alone, in a sentence of a few words."""
    for words in CRITERIA:
        assert likely_meant(encoded(words)) == words


@pytest.mark.parametrize("encoded", [in_tcvn3, in_vni])
def test_the_texts_of_the_field_are_read_in_both(encoded) -> None:
    """Never as something else; not told are a few of which every word is Vietnamese either way (hé, hộ) and single abbreviations."""
    told = {text: likely_meant(encoded(text)) for text in FIELD if not re.search("[²½–“”…≥≤]|'s", text)}
    wrong = {text: read for text, read in told.items() if read and read.casefold() != text.casefold()}
    missed = [text for text, read in told.items() if not read]
    assert wrong == {} and len(missed) <= len(told) / 20, (wrong, missed)


@pytest.mark.parametrize("text", [*FIELD, *PEOPLES, *OTHERS])
def test_what_is_unicode_is_left_alone(text: str) -> None:
    """Vietnamese, the names of other peoples and places, other languages, signs."""
    assert likely_meant(text) == likely_meant(unicodedata.normalize("NFD", text)) == ""


@pytest.mark.parametrize("words", CRITERIA)
def test_spoilt_text_is_read_back(words: str) -> None:
    """UTF-8 that somebody took for Western European."""
    for spoilt in (words.encode().decode("latin-1"), words.encode().decode("cp1252", "surrogateescape")):
        if not re.search("[\udc80-\udcff]", spoilt):
            assert from_mojibake(spoilt) == likely_meant(spoilt) == words


@given(st.sampled_from(sorted({word for text in FIELD for word in re.findall(r"[^\W\d_]+", text)})), st.sampled_from([in_tcvn3, in_vni]))  # fmt: skip
@settings(max_examples=examples(300), deadline=None)
def test_the_tables_lead_back(word: str, encoded) -> None:
    """Each letter of either table is the one of the standard."""
    assert {in_tcvn3: from_tcvn3, in_vni: from_vni}[encoded](encoded(word.lower())) == word.lower()


@pytest.mark.parametrize(
    ("text", "font", "seen"),
    [
        ("Th«n 3", ".VnTime", "Thôn 3"),
        ("th«n 3", ".VnTimeH", "THÔN 3"),  # a font of capitals
        ("Thoân 3", "VNI-Times", "Thôn 3"),
        ("§ Ø v", "Wingdings", "• • •"),
        ("Trường số 3", "Wingdings", "Trường số 3"),
        ("704 3", "Webdings", "704 3"),
        ("³ 80%", "Symbol", "≥ 80%"),
        ("Symbol 80", "Symbol", "Symbol 80"),
        ("Th«n 3", "Arial", "Th«n 3"),
        ("Thôn 3", ".VnTime", "Thôn 3"),  # typed in Unicode, the font left as it was
        ("Đường thôn", "VNI-Times", "Đường thôn"),
        ("nhà văn hóa", ".VnArial", "nhà văn hóa"),
        ("BC 12", ".VnTime", "BC 12"),
        ("", ".VnTime", ""),
    ],
)
def test_the_font_tells_what_is_seen(text: str, font: str, seen: str) -> None:
    assert in_font(text, font) == seen


@pytest.mark.parametrize(
    "word", ["nghiêng", "giếng", "quyền", "khuỷu", "hoá", "hóa", "thuỷ", "gì", "gìn", "tiếng", "oanh", "ướt", "xoè"]
)
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["caf", "xaõ", "laø", "krông", "mlô", "ênuôl", "dat̃", "ạap", "thoôn", "bac", "đêt"])
def test_what_is_no_syllable_is_known(word: str) -> None:
    """Other languages, a tone on the wrong vowel, p, t and c without their tones."""
    assert not is_syllable(word)


def test_every_common_word_is_a_syllable() -> None:
    words = {word for text in CRITERIA for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()}
    assert all(is_syllable(word) and is_common(word) for word in words), [w for w in words if not is_common(w)]


def test_the_table_of_tcvn3_is_that_of_the_c_library() -> None:
    """glibc knows the standard, TCVN 5712, as TCVN."""
    iconv = shutil.which("iconv")
    if iconv is None:
        without("iconv is not installed (Debian: libc-bin)")
    pairs = [(old, new) for old in map(chr, range(0xA1, 0x100)) if (new := from_tcvn3(old)) != old]
    letters = "".join(old for old, _ in pairs).encode("latin-1")
    told = subprocess.run([iconv, "-f", "TCVN", "-t", "UTF-8"], input=letters, capture_output=True, check=True)
    assert len(pairs) > 70 and "".join(new for _, new in pairs) == unicodedata.normalize("NFC", told.stdout.decode())


@pytest.mark.parametrize("words", [words for words in CRITERIA if not words.isascii()])
def test_other_spoilt_letters_are_asked_about(words: str) -> None:
    """UTF-8 taken for Vietnamese of Windows, for an old Apple, twice for Western European; Vietnamese of Windows taken for Western European."""
    twice = words.encode().decode("latin-1").encode().decode("latin-1")
    assert likely_meant(words.encode().decode("mac_roman")) == likely_meant(twice) == words


def test_vietnamese_of_windows_is_asked_about() -> None:
    """Its bytes taken for Western European; its own letters for UTF-8 read byte by byte."""
    assert likely_meant("ÐýõÌng thôn ðaÞ laÌm xong") == "Đường thôn đã làm xong"
    assert likely_meant("thĂ´n Ä‘Ă£ lĂ\xa0m xong") == "thôn đã làm xong"
    assert from_1258("Đ") == "Đ"


def test_a_lost_space_or_letter_is_asked_about() -> None:
    assert likely_meant("lÃ m xong, há»£p tÃ¡c xÃ£") == "làm xong, hợp tác xã"
    assert likely_meant("???ng thôn ?ã làm xong, nhân dân ph?n kh?i") == "???ng thôn ?ã làm xong, nhân dân ph?n kh?i"
    assert likely_meant("Thôn nào? Thôn 3? Xem http://a.vn?x=1 và http://b.vn?y=2") == ""
