"""Sentences on breaks of series: what is not compared, and why."""

from collections.abc import Sequence

from ntm_lib.presentation.words.numbers import day
from ntm_lib.reference.breaks import Break
from ntm_lib.reference.units import Unit
from ntm_lib.text import joined, season_text


def break_reason(broken: Break) -> str:
    """Return "áp dụng chuẩn nghèo mới từ ngày 01/01/2022 (nguồn: NĐ 07/2021/NĐ-CP)"."""
    return f"{coming_change(broken)} (nguồn: {broken['source']})"


def border_reason(unit: Unit, former: Sequence[Unit]) -> str:
    """Return "xã nhập thêm Đồng Giáp và một phần Tràng Các từ ngày 01/12/2024" of one that kept its name, else of what it was made."""
    others = [part_name(other) for other in former if other.name != unit.name]
    verb = "nhập thêm" if len(others) < len(former) else "lập trên cơ sở"
    how = f"{verb} {joined(others)}" if others else "đổi địa giới"
    return f"{unit.kind} {how} từ ngày {day(unit.valid_from)}"


def part_name(former: Unit) -> str:
    """Return "một phần Tràng Các" of a unit that went to several, else its name."""
    return f"một phần {former.name}" if len(former.successors) > 1 else former.name


def coming_change(broken: Break) -> str:
    """Return the same for a draft, which names no sources: "áp dụng chuẩn nghèo mới từ ngày 01/01/2022"."""
    return f"{broken['text']} từ ngày {day(broken['date'])}"


def coming_sentence(broken: Break, year: int) -> str:
    """Return the sentence on a figure of which is not said what `year` takes: its series breaks before the end of it."""
    return f"Chưa tính được còn phải làm bao nhiêu đến năm {year} vì {break_reason(broken)}."


def new_set_sentence(decision: str, broken: Break) -> str:
    """Return the sentence that says by which set levels, paces and drafts are, and which replaces it before the target year is over."""
    return f"Mức, tốc độ và dự thảo theo bộ tiêu chí của {decision}; {break_reason(broken)}."


def break_sentence(broken: Break, season: str) -> str:
    """Return the sentence on a series that begins anew after `season`: a year may have two, on both sides of the break."""
    return f"Không so với {season_text(season)} trở về trước vì {break_reason(broken)}."
