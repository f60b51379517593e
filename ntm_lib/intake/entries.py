"""What people type in a cell, read as the field's type. What can't be read for certain is refused, never guessed."""

import re
from datetime import date, datetime

from ntm_lib.intake.form import CHOICES, DATE_FIELDS, NUMBER_FIELDS
from ntm_lib.text import clean, spelling_key

Value = str | float | date | None

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")  # day first, as dates are written in Vietnam
_PLAIN = re.compile(r"\d+")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_VIETNAMESE = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")  # 1.978,5
_ENGLISH = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")  # 1,978.5


def read_entry(field: str, raw: object) -> Value:
    """Return a cell of `field` as text, number (float) or date; None if it is empty.

    Raises ValueError with a Vietnamese sentence that says what stands there and what to write instead.
    """
    if isinstance(raw, str):
        raw = clean(raw)
    if raw is None or raw == "":
        return None
    if field in NUMBER_FIELDS:
        return _number(raw)
    if field in DATE_FIELDS:
        return _day(raw)
    if field in CHOICES:
        return _choice(field, plain_text(raw))
    return plain_text(raw)


def plain_text(raw: object) -> str:
    """Return a cell as text; a whole number without ".0", a day as ISO."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    return clean(raw)


def _number(raw: object) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    text = plain_text(raw)
    if _PLAIN.fullmatch(text):
        return float(text)
    decimal = _DECIMAL.fullmatch(text)
    if decimal and len(decimal[2]) == 3 and len(decimal[1]) <= 3 and decimal[1] != "0":
        raise ValueError(
            f"Không rõ dấu trong “{text}” là dấu phân nhóm nghìn hay dấu thập phân. Ghi lại, không dùng dấu phân nhóm."
        )
    if decimal:
        return float(f"{decimal[1]}.{decimal[2]}")
    if _VIETNAMESE.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(text):
        return float(text.replace(",", ""))
    raise ValueError(f"“{text}” không phải là số. Ghi số; chưa có số liệu thì để trống.")


def _day(raw: object) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = plain_text(raw)
    written = _DAY.fullmatch(text)
    if written is None:
        raise ValueError(f"“{text}” không phải là ngày. Ghi ngày/tháng/năm, ví dụ 20/12/2021.")
    day, month, year = (int(part) for part in written.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"“{text}” không có trong lịch. Ghi ngày/tháng/năm, ví dụ 20/12/2021.") from None


def _choice(field: str, text: str) -> str:
    words = {spelling_key(word): value for word, value in CHOICES[field].items()}
    if spelling_key(text) not in words:
        raise ValueError(f"“{text}” không có trong danh sách. Chọn một trong: {', '.join(CHOICES[field])}.")
    return words[spelling_key(text)]
