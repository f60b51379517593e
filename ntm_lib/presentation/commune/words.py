"""Sentences of a commune's page, made from the same results as its tables."""

from collections.abc import Mapping, Sequence

from ntm_lib.presentation.words.fallen import BY_RULE
from ntm_lib.presentation.words.numbers import day
from ntm_lib.presentation.words.standing import (
    BY_TABLE,
    NOT_MET_BY_TABLE,
    by_table,
    has_results,
    known_change,
    met_phrase,
    some_names,
    with_gaps,
)
from ntm_lib.schemas import CommuneSummary
from ntm_lib.text import joined
from ntm_lib.workbook import Season

_MOST_NAMED = 2  # missing criteria that one sentence can name


def headline_sentence(
    unit: str,
    row: CommuneSummary,
    season: Season,
    missing: Sequence[tuple[str, str]],
    unknown: Mapping[str, Sequence[str]],
    gained: Sequence[str],
    lost: Sequence[str],
    by_rule: Sequence[str],
    trends: Sequence[str] = (),
) -> str:
    """Return the one sentence that says where a commune stands.

    `missing` are "9 Nhà ở dân cư" and "còn 7 nhà", nearest to done first; of more than two only the nearest is named. `unknown` are
    "9 Nhà ở dân cư" by what is said of them, `gained`, `lost` and `by_rule` are those of shared.fallen, `trends` say of
    what fails whether it moves slower or faster year after year.
    """
    if not has_results(row):
        return f"Đến {day(season.cut_off)}, {unit} chưa nộp biểu dùng được (hoặc biểu còn để trống): chưa biết tiêu chí nào đạt."
    sentence = f"Đến {day(season.cut_off)}, {unit} {met_phrase(row)}"
    if row["criteria_not_applicable"]:
        sentence += f", trong đó {row['criteria_not_applicable']} tiêu chí không áp dụng được tính là đạt"
    if change := known_change(row, season):
        sentence += f", {change}"
    if gained:
        sentence += f" (mới đạt {joined(gained)})" if change else f", mới đạt {joined(gained)}"
    if missing:
        sentence += f"; còn {len(missing)} tiêu chí chưa đạt{_named(row, missing)}"
    elif not unknown:
        sentence += "; không còn tiêu chí nào chưa đạt"
    for word, labels in unknown.items():
        sentence += f"; {len(labels)} tiêu chí {word}: {joined(labels)}"
    sentence += "."
    for start, labels in (("Kỳ trước đạt, nay chưa đạt", lost), (BY_RULE, by_rule)):
        sentence += f" {start}: {joined(labels)}." if labels else ""
    return f"{sentence} {'; '.join(trends)}." if trends else sentence


def _named(row: CommuneSummary, missing: Sequence[tuple[str, str]]) -> str:
    """Return the missing criteria; of those that only a summary table fails nobody knows which is nearest, and a count by it has said so."""
    if all(gap == NOT_MET_BY_TABLE for _, gap in missing):
        note = "" if by_table(row) == BY_TABLE else f" {BY_TABLE}"
        return f"{note}: {some_names([label for label, _ in missing], _MOST_NAMED + 1, 'tiêu chí')}"
    return f": {with_gaps(missing)}" if len(missing) <= _MOST_NAMED else f", gần đạt nhất là {with_gaps(missing[:1])}"
