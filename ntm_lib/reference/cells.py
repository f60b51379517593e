"""What stands in a cell of a reference file: a number, a day, a year. What could be read in two ways is refused, never guessed."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from ntm_lib.errors import fault
from ntm_lib.reference.regions import REGIONS, region_key
from ntm_lib.spot import Spot
from ntm_lib.text import clean, did_you_mean

MARKS = {",": ".", ";": ",", "\t": ""}  # the decimal mark by separator of cells; either with a tab
YEARS = (1900, 2199)


def heading(text: object) -> str:
    """Return the name of the column that a cell of the heading row gives it: "From year" is from_year."""
    return clean(text).casefold().replace(" ", "_")


def parse_date(text: str, where: Spot, mark: str = ".") -> date | None:
    """Return the day in `text`, None if it is empty; raise WorkbookError naming `where` if it is not a day.

    2020-12-24, or as Excel writes it again 24/12/2020; 3/4/2020 is the third of April only in a file of Vietnamese Excel (`mark` ",").
    """
    if not text:
        return None
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    if parts := iso or re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text):
        first, second, third = map(int, parts.groups())
        year, month, day = (first, second, third) if iso else (third, second, first)
        with suppress(ValueError):
            found = date(year, month, day)
            if not iso and mark != "," and day != month and day <= 12:
                raise fault(
                    where,
                    f"ngày “{text}” đọc được hai cách. Ghi năm-tháng-ngày: {found} hoặc {year}-{day:02}-{month:02}.",
                )
            if YEARS[0] <= year <= YEARS[1]:
                return found
    form = "ngày/tháng/năm, ví dụ 24/12/2020" if mark == "," else "năm-tháng-ngày, ví dụ 2020-12-24"
    raise fault(where, f"ngày “{text[:60]}” không đúng dạng {form}.")


def _day_of_year(month: int, day: int) -> Callable[[str, Spot, str], date | None]:
    """Return a parser of days that takes a bare year ("2021") for that day of it."""

    def parse(text: str, where: Spot, mark: str) -> date | None:
        is_year = re.fullmatch(r"[0-9]{4}", text) and YEARS[0] <= int(text) <= YEARS[1]
        return date(int(text), month, day) if is_year else parse_date(text, where, mark)

    return parse


def parse_number(text: str, where: Spot, mark: str = ".") -> float | None:
    """Return the number in `text`, None if it is empty; raise WorkbookError naming `where` if it is none, or could be one of two.

    `mark` is the file's own decimal mark. The other one is taken for it too, but not before three digits: "1,234" may group thousands.
    """
    if not text:
        return None
    found = re.fullmatch(r"(-?[0-9]{1,15})(?:([.,])([0-9]{1,15}))?", text)
    if not found:
        raise fault(where, f"“{text[:60]}” không phải là số. Ghi số trơn, ví dụ 1234 hoặc 24{mark or ','}5.")
    whole, own, decimals = found.groups()
    if own and own != mark and len(decimals) == 3:
        raise fault(
            where, f"số “{text}” đọc được hai cách. Ghi {whole}{decimals} hoặc {whole}{mark or own}{decimals}0."
        )
    return float(f"{whole}.{decimals or 0}")


def _whole(text: str, where: Spot, mark: str, least: int, most: float, example: str) -> int | None:
    value = parse_number(text, where, mark)
    if value is None or (value == int(value) and least <= value <= most):
        return None if value is None else int(value)
    raise fault(where, f"“{text}” không dùng được. Ghi {example}.")


def _count(text: str, where: Spot, mark: str) -> int | None:
    return _whole(text, where, mark, 0, 1e12, "một số đếm từ 0 trở lên, ví dụ 14")


def parse_year(text: str, where: Spot, mark: str = ".") -> int | None:
    return _whole(text, where, mark, *YEARS, "một năm, ví dụ 2021")


def _flag(text: str, where: Spot, mark: str) -> str:
    """Excel writes true as TRUE."""
    if text.casefold() not in ("", "true", "false"):
        raise fault(where, f"“{text[:60]}” không dùng được. Ghi true hoặc false.")
    return text.casefold()


def _figure(text: str, where: Spot, mark: str) -> str:
    if not re.fullmatch(r"-?[0-9.,]+", text):
        return text
    return f"{parse_number(text, where, mark):.15g}"


def _region(text: str, where: Spot, mark: str) -> str:
    key = region_key(text)
    if key and key not in REGIONS:
        near = did_you_mean(text, [*REGIONS, *REGIONS.values()], f"Ghi một trong: {', '.join(REGIONS)}.")
        raise fault(where, f"“{text[:60]}” không có. {near}")
    return key


def _text(text: str, where: Spot, mark: str) -> str:
    return text


SIGNS = {"≥": ">=", "≤": "<=", "=": "=="}  # as people write them; Excel takes == for a formula
PARSERS: dict[str, Callable[[str, Spot, str], Any]] = {
    "text": _text, "day": _text, "number": parse_number, "count": _count, "year": parse_year, "date": parse_date, "flag": _flag, "figure": _figure,
    "first_day": _day_of_year(1, 1), "last_day": _day_of_year(12, 31), "region": _region, "sign": _text,
}  # fmt: skip
