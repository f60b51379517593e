"""Whether the lines above a table say that it is of the season: of its year, programme and tier, and no plan."""

import re
from collections.abc import Iterable, Sequence

from ntm_lib.intake.summary.columns import PLAN, Column, is_part_of_year, lacks, left_out, not_in_set
from ntm_lib.intake.summary.headings import Heading, title_years, words
from ntm_lib.intake.summary.questions import NO, OTHER, YES, Answers, Question
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.text import in_quotes, season_text

_OF_ANOTHER_PAPER = re.compile(
    r"\b(quyet dinh|qd|nghi quyet|nq|cong van|cv|kem theo|bc ubnd)\b|(?<!den )\bngay( \d+)? (thang|\d)"
)
_YEAR = re.compile(r"20\d\d")
_MARK_EXPLAINED = re.compile(r"\b(dấu|ký hiệu|kí hiệu|đánh (?!giá)|(?<!đất )trống|[xv])\b|[+✓]")
_X_IS_MET = re.compile(r"\bx\b\W*(là\s+)?(tiêu chí\s+)?(đã\s+)?đạt")
_WHOLE_YEAR = re.compile(r"\b(31 12|thang 12|ca nam)\b")
_DONE = re.compile(r"ket qua \w")


def is_of_season(sheet: str, heading: Heading, wanted: Wanted, answers: Answers) -> bool:
    """Return whether nothing above the table, nor the sheet's name, says that it is of something else; else what people say."""
    if wanted.season.year in title_years(heading.above):
        lines = [line for line in heading.above if not left_out([line], wanted).startswith("của năm")]
    else:
        lines = list(heading.above)
    for line in [sheet, *lines]:  # a title is often copied from one sheet to the next
        why = doubt(line, wanted)
        if why:
            text = f"{in_quotes(line)}: {why}. Bảng đúng là kết quả của {season_text(wanted.season.name)}?"
            if answers.of(Question(OTHER, sheet, "", line, text, (YES, NO), "chưa lấy bảng này")) != YES:
                return False
    return True


def is_of_set(sheet: str, columns: Sequence[Column], wanted: Wanted, answers: Answers) -> bool:
    """Return whether no column has the number after the set's last criterion; else what people say: another set numbers otherwise."""
    count = len(set(wanted.criterion_of.values()))
    other = not_in_set(str(count + 1))
    if all(column.why != other for column in columns):
        return True
    text = f"Bảng có tiêu chí {count + 1}, bộ của {season_text(wanted.season.name)} chỉ có {count}. Bảng đúng là theo {wanted.set_name}?"
    return answers.of(Question(OTHER, sheet, "", f"tiêu chí {count + 1}", text, (YES, NO), "chưa lấy bảng này")) == YES


def meaning_told(above: Iterable[str], others: Iterable[str]) -> str:
    """Return the line of a title, or of a note anywhere else, by which an x may say that something is not met; "" if there is none."""
    told = (line for line in others if _MARK_EXPLAINED.search(line.casefold()))
    return next((line for line in [*above, *told] if _may_lack(line)), "")


def _may_lack(line: str) -> bool:
    text = line.casefold()
    has_both = "chưa đạt" in text or "không đạt" in text
    return lacks(line) or (has_both and bool(_MARK_EXPLAINED.search(text)) and not _X_IS_MET.search(text))


def doubt(line: str, wanted: Wanted) -> str:
    """Return the reason why a title may be of something else than the season's results; "" if there is none."""
    if _OF_ANOTHER_PAPER.search(words(line)):
        return ""
    if is_part_of_year([line]) and not wanted.is_half_year:
        return "số liệu trong năm"
    if wanted.is_half_year and _WHOLE_YEAR.search(words(line)):
        return "số liệu cả năm"
    plan, is_of_one_year = PLAN.search(words(line)), len(set(_YEAR.findall(line))) < 2
    if plan and is_of_one_year and _DONE.search(words(line)[: plan.start()]) and not plan[0].startswith("du "):
        return ""  # the results of a plan; not what they are expected to be, nor results and a plan
    return left_out([line], wanted)
