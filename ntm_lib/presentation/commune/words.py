"""Sentences of a commune's page, made from the same results as its tables."""

from collections.abc import Mapping, Sequence

from ntm_lib.presentation.words.fallen import BY_RULE
from ntm_lib.presentation.words.numbers import day
from ntm_lib.presentation.words.standing import has_results, known_change, met_phrase
from ntm_lib.schemas import CommuneSummary
from ntm_lib.text import joined
from ntm_lib.workbook import Season

_MOST_NAMED = 2  # missing criteria that one sentence can name


def headline_sentence(
    unit: str,
    row: CommuneSummary,
    season: Season,
    missing: Sequence[str],
    unknown: Mapping[str, Sequence[str]],
    lost: Sequence[str],
    by_rule: Sequence[str],
    *,
    has_gaps: bool = True,
) -> str:
    """Return the one sentence that says where a commune stands.

    `missing` are "9 Nhà ở dân cư (còn 7 nhà)", nearest to done first; of more than two only the nearest is named, if
    forms tell how near any is (`has_gaps`). `unknown` are
    "9 Nhà ở dân cư" by what is said of them, `lost` and `by_rule` are those of shared.fallen.
    """
    if not has_results(row):
        return f"Đến {day(season.cut_off)}, {unit} chưa có số liệu của tiêu chí nào: chưa có biểu dùng được, hoặc biểu còn để trống."
    sentence = f"Đến {day(season.cut_off)}, {unit} {met_phrase(row)}"
    if change := known_change(row, season):
        sentence += f", {change}"
    if row["criteria_not_applicable"]:
        sentence += f", thêm {row['criteria_not_applicable']} tiêu chí không áp dụng được tính là đạt"
    if missing:
        nearest = f", gần đạt nhất là {missing[0]}" if has_gaps else ""
        named = f": {joined(missing)}" if len(missing) <= _MOST_NAMED else nearest
        sentence += f"; còn {len(missing)} tiêu chí chưa đạt{named}"
    elif not unknown:
        sentence += "; không còn tiêu chí nào chưa đạt"
    for word, labels in unknown.items():
        sentence += f"; {len(labels)} tiêu chí {word}: {joined(labels)}"
    sentence += "."
    for start, labels in (("Mùa trước đạt, nay chưa đạt", lost), (BY_RULE, by_rule)):
        sentence += f" {start}: {joined(labels)}." if labels else ""
    return sentence
