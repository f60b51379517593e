"""What the district's page and the pages above it say alike: the answers about where communes stand, and why nothing is compared."""

from collections.abc import Sequence
from typing import TypedDict

from ntm_lib.analysis.district import DistrictStanding
from ntm_lib.presentation.words.numbers import MISSING, number
from ntm_lib.presentation.words.standing import (
    NO_DECISIONS,
    at_least,
    full_communes,
    mean_phrase,
    reported,
    share_of_communes,
    tabled_share,
)
from ntm_lib.text import season_text, sentence_case
from ntm_lib.workbook import Season, Workbook


class Answer(TypedDict):
    """The answer to one of a leader's first questions; `link` is "" if it leads nowhere."""

    label: str
    value: str
    note: str
    link: str


def answer(label: str, value: str, *notes: str, link: str = "") -> Answer:
    return {"label": label, "value": value, "note": "; ".join(filter(None, notes)), "link": link}


def full_label(counts: DistrictStanding) -> str:
    return f"Xã đạt đủ {counts.criteria_total}/{counts.criteria_total} tiêu chí"


def standing_answers(
    counts: DistrictStanding,
    recognised: int,
    change: str,
    earlier: str = "",
    on_recognition: Sequence[str] = (),
    *,
    has_decisions: bool = True,
    unknown: str = MISSING,
) -> list[Answer]:
    """Return the answers on communes that meet all criteria, on recognised ones, and on the mean.

    `change` is how the criteria met have changed, `earlier` how many communes met all of them; `on_recognition` are further notes.
    `unknown` is said of criteria without a result. Without any decision in the workbook (`has_decisions`) nobody is said not to be recognised.
    """
    communes = counts.commune_count
    share = "" if counts.is_unknown else share_of_communes(counts.full_count, communes)
    maybe = f"{number(counts.maybe_full)} xã chưa xác định, còn tiêu chí {unknown}" if counts.maybe_full else ""
    label = "Xã đã có quyết định công nhận"
    recognition = answer(label, "chưa rõ", NO_DECISIONS)
    if has_decisions:
        signed = share_of_communes(recognised, counts.all_communes)
        recognition = answer(label, of_all(recognised, counts.all_communes, "xã"), signed, *on_recognition)
    met = f"{at_least(counts)}{number(counts.met_total)}"
    tabled = tabled_share(counts)
    mean = answer(
        "Bình quân tiêu chí/xã", mean_phrase(counts), reported(counts), f"tổng {met} tiêu chí", tabled, change
    )
    if counts.is_unknown:
        mean = answer(mean["label"], "chưa rõ", "chưa tiêu chí nào có kết quả")
    elif counts.all_communes == 1:  # it is the mean
        mean = answer("Tiêu chí đạt", f"{met}/{counts.criteria_total}", tabled, change)
    return [
        answer(full_label(counts), full_communes(counts), reported(counts), share, maybe, tabled, earlier),
        recognition,
        mean,
    ]  # fmt: skip


def of_all(count: int, whole: int, word: str) -> str:
    return f"{number(count)}/{number(whole)} {word}"


def why_not_compared(workbook: Workbook, season: Season) -> str:
    """Return the reason why `season` is compared with no other: none came before, or by another criteria set; else empty."""
    if season.compare_with is None:
        return "Chưa có kỳ trước để so sánh."
    if workbook.season(season.compare_with).criteria_set != season.criteria_set:
        return f"{sentence_case(season_text(season.compare_with))} theo bộ tiêu chí khác, không so sánh."
    return ""
