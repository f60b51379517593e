"""A level as forms print it, and whether a form that came back prints another one than the one that holds now."""

import re

from ntm_lib.reference.indicators import Level, condition
from ntm_lib.terms import PROVINCE
from ntm_lib.text import figure_text, sentence_case

_SIGNS = {">=": "≥ ", "<=": "≤ ", "==": ""}
_NO_LEVEL = {"UBND cấp tỉnh quy định cụ thể": "{} quy định", "?": "Chưa rõ mức"}
_NUMBER = re.compile(r"[≥≤]?\d+(,\d+)?")


def level_text(level: Level, province: str = PROVINCE) -> str:
    """Return the level as people write it: "≥ 70", "≤ 24,2", "0", "Đạt", "Tỉnh quy định"; with the condition that the page says, too.

    `province` as in `Terms.province`.
    """
    return ", ".join(filter(None, [_text(level, province), condition(level)]))


def _text(level: Level, province: str) -> str:
    if level["rule"] == "level" or level["is_broken"]:
        return _SIGNS[level["comparator"]] + figure_text(level["target"])
    if level["lacking_for"]:
        return "Chưa khai mức"
    text = level["target_text"]
    return _NO_LEVEL[text].format(sentence_case(province)) if text in _NO_LEVEL else text


def is_outdated(printed: str, now: str) -> bool:
    """Return whether a form prints a level other than `now` (level_text): another number, or a number where the other has none.

    A form that prints nothing, or the same in other words, is not.
    """
    return bool(printed) and _number(printed) != _number(now)


def _number(text: str) -> str:
    """Return a level that is a number, without spaces and without its condition; "" for one in words."""
    plain = text.partition(", nếu")[0].replace(" ", "").replace(".", ",").removesuffix("%")
    return plain if _NUMBER.fullmatch(plain) else ""
