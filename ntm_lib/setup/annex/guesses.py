"""What an indicator of a new set is, from its words: its type, unit, and what is counted for it. All of it is told, to be looked at."""

import re
from collections.abc import Sequence, Set

from ntm_lib.setup.annex.result import Known
from ntm_lib.setup.annex.rows import Draft
from ntm_lib.setup.annex.wording import Condition, Written

_SHARE = re.compile(r"t[ỷỉ] lệ\s+", re.I)
_GROWTH = re.compile(r"(tốc độ|mức|tỷ lệ) tăng", re.I)
_MONEY = re.compile(
    r"bình quân.*(triệu|nghìn|tỷ) đồng|thu nhập bình quân", re.I | re.S
)  # divided by a number of people
_TYPES = {
    "percent": "tỷ lệ %",
    "number": "số",
    "money": "triệu đồng",
    "growth": "tốc độ tăng so với năm trước",
    "boolean": "Đạt hay Chưa đạt",
}


def guessed(code: str, draft: Draft, component: tuple[str, str], entries: Sequence[Written]) -> Known:
    """Return what an indicator of a new set, or a component of it, is taken for; `component` is its id and name."""
    conditions = [condition for entry in entries for condition in entry.conditions]
    kinds = {entry.kind for entry in entries}
    name = draft.name if not component[0] else component[1]
    value_type = _value_type(name, f"{draft.unit} {' '.join(c.words for c in conditions)}", conditions, kinds)
    beside = draft.unit or next((c.words for c in conditions if c.words), "")
    unit = {"percent": "%", "growth": "%/năm", "money": beside or "triệu đồng", "number": beside}.get(value_type, "")
    rule = "assessed" if kinds & {"assessed", "none"} else "level" if conditions else "answer"
    return Known(
        draft.criterion_no,
        draft.criterion_name,
        code,
        component[0],
        draft.name,
        component[1],
        value_type,
        unit,
        rule,
        "",
    )


def _value_type(name: str, beside: str, conditions: Sequence[Condition], kinds: Set[str]) -> str:
    is_share = _SHARE.match(name) is not None or any(c.is_percent for c in conditions) or "%" in beside
    is_money = _MONEY.search(f"{name} {beside}") is not None and (not beside.strip() or "đồng" in beside.lower())
    if not conditions and not ((is_share or is_money) and "assessed" in kinds):
        return "boolean"
    if _GROWTH.match(name):
        return "growth"
    if is_share:
        return "percent"
    return "money" if is_money else "number"


def said_of(figure: Known) -> str:
    """Return the remark on what an indicator was taken for."""
    unit = f" ({figure.unit})" if figure.unit and figure.value_type == "number" else ""
    return (
        f"Chỉ tiêu {figure.indicator} {figure.component}".strip() + f" được hiểu là {_TYPES[figure.value_type]}{unit}."
    )
