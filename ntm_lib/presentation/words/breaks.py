"""Sentences on breaks of series: what is not compared, and why."""

from ntm_lib.presentation.words.numbers import day
from ntm_lib.reference.breaks import Break


def break_reason(broken: Break) -> str:
    """Return "áp dụng chuẩn nghèo mới từ ngày 01/01/2022 (nguồn: NĐ 07/2021/NĐ-CP)"."""
    return f"{broken['text']} từ ngày {day(broken['date'])} (nguồn: {broken['source']})"


def break_sentence(broken: Break, season: str) -> str:
    """Return the sentence on a series that begins anew after `season`: a year may have two, on both sides of the break."""
    return f"Không so với mùa {season} trở về trước vì {break_reason(broken)}."
