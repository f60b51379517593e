"""How decisions write a level: "≥ 95 %", "không quá 5 %", "Từ 36 triệu đồng/người trở lên", "Đạt", "UBND cấp tỉnh quy định cụ thể"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from ntm_lib.intake.reading.entries import EntryError, number_in, quoted
from ntm_lib.text import clean, figure_text


class UnclearError(ValueError):
    """What can't be read for certain; the text says what could be meant and what to write instead."""


@dataclass(frozen=True)
class Condition:
    """One number of a cell. `comparator` is "" where none is written; `words` is what stands beside the number, its unit among it."""

    number: float
    comparator: str = ""
    is_percent: bool = False
    words: str = ""
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True)
class Written:
    """What a cell says: a yes or no is asked for ("Đạt"), another office sets the level, there is none, "Không", or numbers."""

    kind: Literal["answer", "assessed", "none", "no", "numbers"]
    conditions: tuple[Condition, ...] = ()


_FULL_WIDTH: dict[int, int | str] = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
_SIGNS = _FULL_WIDTH | {ord("≧"): "≥", ord("⩾"): "≥", ord("≦"): "≤", ord("⩽"): "≤"}
_SPELT = (("> =", "≥"), (">=", "≥"), ("=>", "≥"), ("< =", "≤"), ("<=", "≤"), ("=<", "≤"), ("==", "="), ("m2", "m²"), ("uỷ", "ủy"), ("Uỷ", "Ủy"))  # fmt: skip
_BEFORE = {
    ">=": ("≥", "từ", "tối thiểu", "ít nhất", "không dưới", "không thấp hơn", "không ít hơn", "không nhỏ hơn", "lớn hơn hoặc bằng"),
    "<=": ("≤", "không quá", "tối đa", "không vượt quá", "không trên", "không cao hơn", "không lớn hơn", "nhỏ hơn hoặc bằng"),
    "==": ("=", "bằng", "đúng"),
    "<": ("<", "dưới", "nhỏ hơn", "thấp hơn", "ít hơn"),
    ">": (">", "trên", "lớn hơn", "cao hơn", "nhiều hơn", "hơn"),
}  # fmt: skip
_AFTER = {">=": ("trở lên", "hoặc hơn"), "<=": ("trở xuống", "trở lại")}
_FILLERS = ("đạt", "có", "mức", "tỷ lệ", "tỉ lệ", "là", "đạt tỷ lệ", "phải đạt", "có từ", "đạt từ")
_COUNTED = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_NONE = ("không quy định", "không áp dụng", "không yêu cầu", "không xét", "không bắt buộc", "không đánh giá")
_SET_BY = re.compile(r"(ubnd|ủy ban nhân dân|hđnd|\bbộ\b|\bsở\b|cấp tỉnh|cấp huyện).*quy định|quy định.*(ubnd|ủy ban nhân dân|hđnd|\bbộ\b|\bsở\b)", re.I)  # fmt: skip
_ANSWER = re.compile(r"(đạt|có|hoàn thành)\b", re.I)
_EXPLAINED = re.compile(r"(đạt|có)( chuẩn| yêu cầu| quy định)? ?[(:]", re.I)  # Đạt (50 đến dưới 70 điểm)
# Words that make more of a number than that it is to be reached
_TURNS = re.compile(r"\b(trừ|nếu|riêng|so với|đối với|hoặc|giảm|tăng|đến|tới|và|mỗi|giữa|gấp|không|chưa|còn)\b", re.I)
_LABEL = re.compile(
    r"\b(mức|mức độ|loại|cấp|cấp độ|hạng|bậc|điều|khoản|năm|giai đoạn|tháng|quý)\s*$", re.I
)  # mức độ 2, năm 2025
_NUMBER = re.compile(r"(?<![\w.,+-])[+-]?\d+(?:[.,]\d+)*(?: \d{3}\b)*(?:,\d+)?", re.A)
_YEAR = re.compile(r"(?:\bđến )?(?:\bnăm )?\b(20\d\d) ?[:=] ?", re.I)
_PER_CENT = re.compile(r"\s*(%|phần trăm)", re.I)
_MARKS = " .,;:()–—-+•*"
_BULLET = re.compile(r"^\s*[–—\-+•*](?!\d)")


def _ends(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?:^|(?<=[\s(≥≤<>=]))({'|'.join(map(re.escape, longest_first))})\s*$", re.I)


_OPENING = _ends(phrase for phrases in _BEFORE.values() for phrase in phrases)
_CLOSING = _ends(phrase for phrases in _AFTER.values() for phrase in phrases)
_FILLING = _ends(_FILLERS)
_IN_WORDS = re.compile(rf"\b(tối thiểu|ít nhất|không quá|tối đa) ({'|'.join(_COUNTED)})\b(?! \d)", re.I)
_SIGN_OF = {phrase: sign for table in (_BEFORE, _AFTER) for sign, phrases in table.items() for phrase in phrases}


def of_number(number: float, *, is_percent: bool) -> Written:
    """Return what a cell says that holds a number."""
    return Written("numbers", (Condition(number, is_percent=is_percent),))


def written(text: str) -> Written:
    """Return what the text of a level's cell says, lines and all; raise UnclearError where that is not certain."""
    lines = [spelt(line) for line in text.splitlines()]
    whole = " ".join(lines).strip(" .;,")
    if not whole.strip(_MARKS):
        raise UnclearError(
            f"{quoted(text)} có thể là không quy định, hoặc như ô bên cạnh. Ghi “Không quy định”, hoặc ghi mức."
        )
    if not re.search(r"\d", whole):
        return _without_number(whole)
    return Written("answer") if _EXPLAINED.match(whole) else Written("numbers", _numbers(lines))


def _without_number(text: str) -> Written:
    low = text.lower()
    if low in ("không", "không có", "không còn"):
        return Written("no")
    if low.startswith(_NONE):
        return Written("none")
    if _ANSWER.match(text):
        return Written("answer")
    if _SET_BY.search(text):
        return Written("assessed")
    raise UnclearError(
        f"Không rõ {quoted(text)} là mức nào. Nếu chỉ hỏi đạt hay chưa đạt thì ghi “Đạt”, có thể thêm lời trong ngoặc: “Đạt (loại khá trở lên)”; "
        "nếu là số thì ghi dấu và số: “≥ 95 %”; nếu cơ quan khác quy định thì ghi: “UBND cấp tỉnh quy định cụ thể”."
    )


def spelt(line: str) -> str:
    """Return a line in one spelling: ordinary signs and spaces, ≥ and ≤, "ít nhất 1" for "ít nhất một"."""
    text = clean(line.translate(_SIGNS))
    for typed, meant in _SPELT:
        text = text.replace(typed, meant)
    return _IN_WORDS.sub(lambda found: f"{found[1]} {_COUNTED.index(found[2].lower()) + 1}", text)


def _numbers(lines: list[str]) -> tuple[Condition, ...]:
    if _YEAR.search(" ".join(lines)):
        return _by_year(" ".join(lines))
    parts: list[str] = []
    for part in (part for line in lines for part in re.split("[();]", line)):
        if parts and not (_NUMBER.search(part) and _NUMBER.search(parts[-1])):
            parts[-1] += f" {part}"  # a line that was broken, or a unit in brackets
        else:
            parts.append(part)
    return tuple(map(_condition, parts))


def _by_year(text: str) -> tuple[Condition, ...]:
    """Return the levels of "50 (năm 2021: 39; năm 2022: 42)": what stands before the years holds from the year after the last of them."""
    base, *found = _YEAR.split(text)
    years = [int(year) for year in found[::2]]
    if years != [*range(years[0], years[0] + len(years))]:
        raise UnclearError(
            f"Các năm trong {quoted(text)} không liền nhau. Ghi đủ từng năm: “năm 2021: 39; năm 2022: 42”."
        )
    by_year = [replace(_condition(part), from_year=y, to_year=y) for y, part in zip(years, found[1::2], strict=True)]
    later = [replace(_condition(base), from_year=years[-1] + 1)] if _NUMBER.search(base) else []
    return (*by_year, *later)


def _condition(part: str) -> Condition:
    """Return the one number of a part of a cell."""
    text = " ".join(_BULLET.sub("", part).strip(" .,;:()").split())
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) != 1:
        raise UnclearError(f"Không đọc được {quoted(text)} thành một mức. Ghi một dấu và một số, ví dụ “≥ 95 %”.")
    before, after = text[: numbers[0].start()], text[numbers[0].end() :]
    try:
        number = number_in(numbers[0][0])
    except EntryError as error:
        raise UnclearError(str(error)) from None
    per_cent = _PER_CENT.match(after)
    after = (after[per_cent.end() :] if per_cent else after).strip(" .,;:")
    opening, closing = _OPENING.search(before), _CLOSING.search(after)
    before = before[: opening.start()] if opening else before
    after = after[: closing.start()] if closing else after
    if _LABEL.search(before) and not per_cent:
        raise UnclearError(
            f"Không rõ số trong {quoted(text)} là mức phải đạt hay là tên gọi. Nếu chỉ hỏi đạt hay chưa đạt thì ghi “Đạt ({text})”."
        )
    words = " ".join(f"{_FILLING.sub('', before.strip(_MARKS))} {after}".split()).strip(" .,;:")
    if _TURNS.search(words) or re.search(r"[\d≥≤<>=]|^[^/\w]|^[²³]", words):
        raise UnclearError(
            f"Không rõ {quoted(words)} đổi mức trong {quoted(text)} ra sao. Ghi một dấu và một số, ví dụ “≥ 95 %”."
        )
    signs = [_SIGN_OF[found[1].lower()] for found in (opening, closing) if found]
    is_from = opening is not None and opening[1].lower() == "từ"
    sign = signs[-1] if is_from else _one_sign(signs, text)
    if sign in ("<", ">"):
        raise UnclearError(_strictly(sign, number, text))
    return Condition(number, sign, bool(per_cent), words)


def _one_sign(signs: list[str], text: str) -> str:
    if len(set(signs)) > 1:
        raise UnclearError(f"Hai dấu trong {quoted(text)} trái nhau. Ghi một dấu và một số, ví dụ “≥ 95 %”.")
    return signs[0] if signs else ""


def _strictly(sign: str, number: float, text: str) -> str:
    """Return the question on a bound that is not reached itself: levels know ≥, ≤ and =."""
    own, side = ("≤", "nhỏ") if sign == "<" else ("≥", "lớn")
    bound = figure_text(number)
    return f"{quoted(text)} không gồm chính số {bound}; mức chỉ ghi được bằng ≥, ≤ hoặc =. Ghi “{own} {bound}” nếu đúng {bound} cũng đạt, hoặc “{own}” và một số {side} hơn."
