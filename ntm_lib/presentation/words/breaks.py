"""Sentences on breaks of series: what is not compared, and why."""

from ntm_lib.presentation.words.numbers import day
from ntm_lib.reference.breaks import Break


def break_reason(broken: Break) -> str:
    """Return "áp dụng chuẩn nghèo mới từ ngày 01/01/2022 (nguồn: NĐ 07/2021/NĐ-CP)"."""
    return f"{coming_change(broken)} (nguồn: {broken['source']})"


def coming_change(broken: Break) -> str:
    """Return the same for a draft, which names no sources: "áp dụng chuẩn nghèo mới từ ngày 01/01/2022"."""
    return f"{broken['text']} từ ngày {day(broken['date'])}"


def coming_sentence(broken: Break, year: int) -> str:
    """Return the sentence on a figure that no pace to the end of `year` is said of: its series breaks before."""
    return f"Không tính tốc độ đến năm {year} vì {break_reason(broken)}."


def new_set_sentence(decision: str, broken: Break) -> str:
    """Return the sentence that says by which set levels, paces and drafts are, and which replaces it before the target year is over."""
    return f"Mức, tốc độ và dự thảo theo bộ tiêu chí của {decision}; {break_reason(broken)}."


def break_sentence(broken: Break, season: str) -> str:
    """Return the sentence on a series that begins anew after `season`: a year may have two, on both sides of the break."""
    return f"Không so với mùa {season} trở về trước vì {break_reason(broken)}."
