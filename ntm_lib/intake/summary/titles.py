"""Whether the lines above a table say that it is of the season: of its year, programme and tier, and no plan."""

import re

from ntm_lib.intake.summary.columns import is_part_of_year, left_out
from ntm_lib.intake.summary.headings import Heading, title_years, words
from ntm_lib.intake.summary.questions import NO, OTHER, YES, Answers, Question
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.text import in_quotes

_OF_ANOTHER_PAPER = re.compile(
    r"\b(quyet dinh|qd|nghi quyet|nq|cong van|cv|kem theo|bc ubnd)\b|(?<!den )\bngay( \d+)? (thang|\d)"
)
_YEAR = re.compile(r"20\d\d")


def is_of_season(sheet: str, heading: Heading, wanted: Wanted, answers: Answers) -> bool:
    """Return whether nothing above the table, nor the sheet's name, says that it is of something else; else what people say."""
    if wanted.season.year in title_years(heading.above):
        lines = [line for line in heading.above if not left_out([line], wanted).startswith("của năm")]
    else:
        lines = [sheet, *heading.above]
    for line in lines:
        why = "" if _OF_ANOTHER_PAPER.search(words(line)) else _doubt(line, wanted)
        if why:
            text = f"{in_quotes(line)}: {why}. Bảng đúng là kết quả của mùa {wanted.season.name}?"
            if answers.of(Question(OTHER, sheet, "", line, text, (YES, NO), "chưa lấy bảng này")) != YES:
                return False
    return True


def _doubt(line: str, wanted: Wanted) -> str:
    """Return the reason why a title may be of something else than the season's results; "" if there is none."""
    if is_part_of_year([line]) and not wanted.is_half_year:
        return "số liệu trong năm"
    why = left_out([line], wanted)
    is_done = (
        "ket qua" in words(line) and len(set(_YEAR.findall(line))) < 2
    )  # the results of a plan; not results and a plan
    return "" if is_done and why.endswith("không phải kết quả") else why
