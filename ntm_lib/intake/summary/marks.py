"""What a mark in a summary table says: x, Đ, KĐ, Đạt, Chưa đạt, 1, 0."""

import re
from collections.abc import Collection, Iterable

from ntm_lib.text import clean, spelling_key

MET, NOT_MET, NOT_APPLICABLE = "met", "not_met", "not_applicable"
BLANK, NUMBER, UNCLEAR = (
    "blank",
    "number",
    "unclear",
)  # unknown; a figure, which is no result; a mark that has to be asked about
WORDS = {MET: "đạt", NOT_MET: "chưa đạt", NOT_APPLICABLE: "không áp dụng"}
_SIGNS = {"x", "×", "✓", "✔", "√", "☑", "1", "+", "true", "0", "☐", "false"}  # of which a table may say what they mean
_SAID = {
    MET: ("x", "×", "✓", "✔", "√", "☑", "đ", "đạt", "đạt chuẩn", "đã đạt", "hoàn thành", "đã hoàn thành", "1", "có", "+", "true"),
    NOT_MET: ("kđ", "cđ", "chưa đạt", "không đạt", "chưa hoàn thành", "không hoàn thành", "cơ bản đạt", "0", "không", "chưa", "☐", "false"),
    NOT_APPLICABLE: ("kad", "không áp dụng"),
}  # fmt: skip
_BY_KEY = {spelling_key(word): result for result, words in _SAID.items() for word in words}
_NUMBER = re.compile(r"[-+]?\d[\d.,\s]*\s*%?|\d+\s*/\s*\d+")
_FIGURE_BEHIND = re.compile(r"\s*\([\d.,\s/]+%?\)$")  # Đạt (85%)


def doubtful(texts: Iterable[str]) -> frozenset[str]:
    """Return the signs that may mean something else in a column with these texts: x beside another sign of what is met, 1 and 0 beside words."""
    keys = set(map(_key, texts)) - {"", "-", "–"}
    crosses, digits = keys & {"x", "×"}, keys & {"1", "0"}
    others = {key for key in keys - crosses if _BY_KEY.get(key) == MET or key == "v"}
    words = {key for key in keys - digits if key in _BY_KEY}
    return frozenset((crosses if others else set()) | (digits if words else set()))


def _key(text: str) -> str:
    return spelling_key(_FIGURE_BEHIND.sub("", clean(text)).strip(" ."))


def said(text: str, *, minus: str = UNCLEAR, is_told: bool = False, unclear: Collection[str] = ()) -> str:
    """Return what a mark says: met, not_met, not_applicable, or that it is blank, a number, unclear.

    `minus` is what "-" says there; signs are unclear where the table tells itself what they mean, and those in `unclear` (`doubtful`).
    """
    key = _key(text)
    if not key:
        return BLANK
    if key in ("-", "–"):
        return minus
    if key in unclear or (is_told and key in _SIGNS):
        return UNCLEAR
    if key in _BY_KEY:
        return _BY_KEY[key]
    return NUMBER if _NUMBER.fullmatch(key) else UNCLEAR
