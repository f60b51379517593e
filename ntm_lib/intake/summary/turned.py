"""A table with a column for each commune, a row for each criterion: read with rows and columns exchanged, if it is plain."""

import re
from collections.abc import Sequence

from ntm_lib.intake.summary import marks
from ntm_lib.intake.summary.columns import PLAN, is_part_of_year, lacks, left_out
from ntm_lib.intake.summary.headings import Heading, words
from ntm_lib.intake.summary.page import Page
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.text import in_quotes, name_key

_MARKS = set(marks.WORDS)
_DISTRICT = re.compile(r"(huyện|thị xã|thành phố|quận|tx\.?|tp\.?)\s+(.+)", re.IGNORECASE)


def commune_columns(heading: Heading, wanted: Wanted) -> list[int]:
    """Return the columns whose lowest heading is a commune's name, [] unless there are several."""
    found = [column for column, path in enumerate(heading.paths) if path and wanted.named(path[-1])]
    return found if len(found) > 1 else []


def turned(page: Page, heading: Heading, communes: Sequence[int]) -> tuple[Page, Heading]:
    """Return the sheet with rows and columns exchanged, and its heading: what stands left of the communes."""
    first = communes[0]
    while first > 1 and _has_marks(page, heading, first - 1):
        first -= 1  # a commune whose name is not known
    texts = [[page.text(row, column) for column in range(first)] for row in range(page.height)]
    paths = tuple(tuple(dict.fromkeys(filter(None, row))) if at >= heading.top else () for at, row in enumerate(texts))
    return page.turned(heading.top), Heading(0, first - 1, first, paths, heading.above)


def _has_marks(page: Page, heading: Heading, column: int) -> bool:
    texts = [page.text(row, column) for row in range(heading.body, page.height)]
    return any(marks.said(text) in _MARKS and not text.isdigit() for text in texts)


def why_not_turned(page: Page, heading: Heading, communes: Sequence[int], wanted: Wanted) -> str:
    """Return what makes such a table say more than marks of the season's communes: periods or groups above them, titles between the rows; "" if nothing does."""
    units = [unit for column in communes for unit in wanted.named(heading.paths[column][-1])]
    if len(set(units)) < len(communes):
        return "một xã có nhiều cột"
    for part in dict.fromkeys(part for column in communes for part in heading.paths[column][:-1]):
        if why := _says_more(part, wanted):
            return f"trên các xã ghi {in_quotes(part)}: {why}"
    for row in range(heading.body, page.height):
        filled = page.filled(row)
        if sum(bool(wanted.named(page.text(row, column))) for column in filled) > 1:
            return f"từ dòng {row + 1} là một bảng khác"
        is_title = filled and filled[-1] < communes[0]
        if is_title and (why := _says_more(page.text(row, filled[-1]), wanted)) and page.text(row, filled[0]) != "":
            return f"dòng {row + 1} ghi {in_quotes(page.text(row, filled[-1]))}: {why}"
    return ""


def _says_more(text: str, wanted: Wanted) -> str:
    district = _DISTRICT.fullmatch(text)
    if district and name_key(district[2]) != name_key(wanted.place):
        return "nơi khác"
    if lacks(text):
        return "chưa đạt"
    if PLAN.search(words(text)):
        return "không phải kết quả"
    if is_part_of_year([text]) and not wanted.is_half_year:
        return "số liệu trong năm"
    return left_out([text], wanted)
