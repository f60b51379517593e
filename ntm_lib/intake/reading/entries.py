"""What people type in a cell, read as the field's type. What can't be read for certain is refused, never guessed."""

import re
from datetime import date, datetime
from functools import cache, lru_cache

from ntm_lib.intake.form import ALSO_READ, CHOICES, DATE_FIELDS, NUMBER_FIELDS, accepted, offered
from ntm_lib.terms import Terms
from ntm_lib.text import clean, figure_text, in_quotes, slug, spelling_key


class Percent(float):
    """A share that was typed as a percentage, in points: 12.5 for "12,5%"."""


class Doubtful(str):
    """A text that is probably of an old encoding: what it probably says. It counts for nothing until somebody confirms it."""


class EntryError(ValueError):
    """A cell that can't be read; `check` is the id of the check it fails, the text says what to write instead."""

    def __init__(self, check: str, message: str) -> None:
        super().__init__(message)
        self.check = check


Value = str | float | date | None

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")  # day first, as dates are written in Vietnam
_PLAIN = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"([+-]?\d+)[.,](\d+)")
_VIETNAMESE = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")  # 1.978,5
_ENGLISH = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")  # 1,978.5
_SPACED = re.compile(r"[+-]?[1-9]\d{0,2}( \d{3})+(,\d+)?")  # 1 978,5
_TWO_COUNTS = re.compile(r"[+-]?[1-9]\d{2}( [1-9]\d{2})+(,\d+)?")  # 704 707: two counts, or one
_LONGEST_QUOTE = 60
_TOO_LARGE = 1e15  # nothing a commune reports is; text of 400 digits would be infinite


def read_entry(field: str, raw: object, *, is_percent: bool = False) -> Value:
    """Return a cell of `field` as text, number (float, Percent) or date; None if it is empty.

    `is_percent` says that the cell has a percent format: Excel keeps 12.5% as 0.125 then. Raises EntryError with a
    Vietnamese sentence that says what stands there and what to write instead.
    """
    text = plain_text(raw)
    if not text:
        return None
    if field in NUMBER_FIELDS:
        return _number(field, raw, text, is_percent=is_percent)
    if field in DATE_FIELDS:
        return read_day(raw)
    if field in CHOICES:
        return _choice(field, text)
    return text


def plain_text(raw: object) -> str:
    """Return a cell as text; a whole number without ".0", a day as ISO."""
    if isinstance(raw, str):
        return _clean_short(raw) if len(raw) <= _LONGEST_QUOTE else clean(raw)
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return clean(raw.date().isoformat() if isinstance(raw, datetime) else raw)


@lru_cache(maxsize=10_000)
def _clean_short(text: str) -> str:
    """Remember texts that recur: Đạt, Báo cáo, BC số 12."""
    return clean(text)


def written(field: str, value: object, terms: Terms | None = None) -> str:
    """Return a value of `read_entry` for `field` as people write it in the form, of a tier if it is known: "Đạt", "12,5", "2021-12-20"."""
    if field in CHOICES:
        return next(
            word for word in (offered(field, terms) if terms else accepted(field)) if CHOICES[field][word] == value
        )
    return figure_text(value) if isinstance(value, float) else plain_text(value)


def quoted(raw: object, longest: int = _LONGEST_QUOTE) -> str:
    """Return a cell's content for a message: in quotes, shortened when it is longer than that."""
    text = plain_text(raw)
    return in_quotes(f"{text[:longest]}…" if len(text) > longest else text)


def asked_about(meant: str) -> str:
    """Return the probable reading of a text in doubt, in quotes: nearly always whole, for a person must say whether it is right."""
    return quoted(meant, 500)


def _number(field: str, raw: object, text: str, *, is_percent: bool) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        number = Percent(as_typed(raw * 100)) if is_percent else as_typed(raw)
    else:
        number = number_in(text)
    if not abs(number) < _TOO_LARGE:  # neither is "not a number"
        raise EntryError("O01", f"{quoted(raw)} không phải là số dùng được. Ghi lại số đúng.")
    if isinstance(number, Percent) and field != "value":
        raise EntryError(
            "O03",
            f"Ô này cần một số đếm, đang ghi phần trăm ({figure_text(number)} %). Ghi số đếm; tỷ lệ do phần mềm tính.",
        )
    return number


def as_typed(number: float) -> float:
    """Return the number a person would have typed for what a computer calculated: 704 for 703.9999999999999, 0 for -1.4e-14."""
    number = float(number)
    return number if number and number.is_integer() else float(f"{round(number, 9):.14g}") + 0.0


def number_in(text: str) -> float:
    """Return the number a person typed, in either style; Percent if a % stands behind it."""
    if text.endswith("%"):
        share = text[:-1].rstrip()
        if not share[-1:].isdigit():
            raise _no_number(text)
        return Percent(number_in(share))
    if _PLAIN.fullmatch(text):
        return float(text) + 0.0  # -0 is 0
    decimal = _DECIMAL.fullmatch(text)
    if decimal and len(decimal[2]) == 3 and len(decimal[1].lstrip("+-")) <= 3 and decimal[1].lstrip("+-0"):
        raise EntryError(
            "O02",
            f"Không rõ dấu trong {quoted(text)} là dấu phân nhóm nghìn hay dấu thập phân. Ghi lại, không dùng dấu phân nhóm.",
        )
    if decimal:
        return float(f"{decimal[1]}.{decimal[2]}") + 0.0
    if _VIETNAMESE.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(text):
        return float(text.replace(",", ""))
    if _TWO_COUNTS.fullmatch(text):
        raise EntryError("O02", f"Không rõ {quoted(text)} là một số hay nhiều số. Ghi lại một số, không có dấu cách.")
    if _SPACED.fullmatch(text):
        return float(text.replace(" ", "").replace(",", "."))
    raise _no_number(text)


def _no_number(text: str) -> EntryError:
    return EntryError(
        "O01", f"{quoted(text)} không phải là số. Ghi số; chưa có số liệu thì để trống; bằng không thì ghi 0."
    )


def read_day(raw: object) -> date:
    """Return the day in a cell: a date of Excel, or day/month/year as text; raise EntryError otherwise."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = plain_text(raw)
    written = _DAY.fullmatch(text)
    if written is None:
        raise EntryError("O04", f"{quoted(text)} không phải là ngày. Ghi ngày/tháng/năm, ví dụ 20/12/2021.")
    day, month, year = (int(part) for part in written.groups())
    try:
        return date(year, month, day)
    except ValueError:
        message = f"{quoted(text)} không có trong lịch. Ghi ngày/tháng/năm, ví dụ 20/12/2021."
        raise EntryError("O04", message) from None


@cache
def _words(field: str) -> dict[str, str]:
    """Return the accepted words for a choice: by spelling key, and without marks ("chua dat"); no two are alike in this."""
    words = CHOICES[field] | ALSO_READ.get(field, {})
    bare = {slug(word).replace("-", " "): value for word, value in words.items()}
    return bare | {spelling_key(word): value for word, value in words.items()}


def _choice(field: str, text: str) -> str:
    value = _words(field).get(spelling_key(text))
    if value is None:
        raise EntryError(
            "O05", f"{quoted(text)} không có trong danh sách. Chọn một trong: {', '.join(accepted(field))}."
        )
    return value
