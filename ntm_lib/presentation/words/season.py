"""What a page is and of which season: a draft or issued, illustrative or not, its figures estimates or not, and as of which day."""

from collections.abc import Sequence
from datetime import date

from ntm_lib.presentation.words.numbers import day
from ntm_lib.presentation.words.standing import BY_TABLE
from ntm_lib.text import joined, season_text
from ntm_lib.workbook import Season


def status_banner(issued: date | None) -> str:
    """Return the status of a page: a draft until it is issued with a date, and no official report either way."""
    status = f"PHÁT HÀNH NGÀY {day(issued)}" if issued else "BẢN NHÁP – CHƯA PHÁT HÀNH"
    return f"{status} · Tài liệu phục vụ hội nghị – không thay thế báo cáo chính thức"


def illustrative_banner(is_now: bool, is_earlier: bool) -> str:
    """Return the banner's words on illustrative values: of this season, of the earlier ones only, or nothing."""
    if is_now:
        return "SỐ LIỆU MINH HỌA, không phải số liệu thật của xã"
    return "SỐ LIỆU MINH HỌA ở các kỳ trước, không phải số liệu thật của xã" if is_earlier else ""


def when_counted(year: int, season: str) -> str:
    """Return "năm 2021" for a season that is called by its year, or a year without one; "kỳ 2025-06" for another."""
    return f"năm {year}" if season in ("", str(year)) else season_text(season)


def figures_status(statuses: Sequence[str], season: Season, *, is_tabled: bool = False) -> str:
    """Return the kind and day of the season's figures; `statuses` has the status of each given value, "" if it has none.

    Without any, what a summary table gives (`is_tabled`) is named: results without figures.
    """
    present = [s for s in ("ước", "chính thức", "thẩm tra") if s in set(statuses)]
    kind = (
        f"Số liệu {'ước' if 'ước' in present else joined(present)}"
        if present
        else f"Kết quả {BY_TABLE}"
        if is_tabled
        else "Chưa có số liệu"
    )
    if statuses and not present:
        kind = "Số liệu chưa ghi trạng thái,"
    elif "" in statuses and "ước" not in present:  # these may be estimates
        kind += ", một phần chưa ghi trạng thái,"
    return f"{kind} đến {day(season.cut_off)}"
