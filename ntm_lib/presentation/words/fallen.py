"""Criteria that were met in the season compared with and fail now, in words; what only another rule fails is no loss, and why is said."""

from collections.abc import Sequence
from dataclasses import dataclass

from ntm_lib.analysis.fallen import Ruled
from ntm_lib.presentation.words.numbers import level_in_unit
from ntm_lib.reference.indicators import Level
from ntm_lib.schemas import ComponentResult

BY_RULE = "Nay chưa đạt chỉ vì quy định đổi, không phải xã giảm"


@dataclass(frozen=True)
class FallenCriterion:
    """A criterion of one commune. `why` says by which rule it fails now; "" where the commune itself lost it."""

    number: str
    label: str
    why: str


def lost(fallen: Sequence[FallenCriterion]) -> list[str]:
    """Return the labels of what the commune itself lost."""
    return [found.label for found in fallen if not found.why]


def by_rule(fallen: Sequence[FallenCriterion]) -> list[str]:
    """Return what only another rule fails: "17 Môi trường (mức 17.1 tăng từ 95% lên 98%)"."""
    return [f"{found.label} ({found.why})" for found in fallen if found.why]


def rule_change(ruled: Ruled, label: str, level: Level) -> str:
    """Return by which rule a figure was judged and is now; `label` names it, `level` is its row of the set."""
    now, before = ruled.now, ruled.before
    if before is None or before["rule"] != now["rule"]:
        return f"{label} trước {_rule(before, level)}, nay {_rule(now, level)}"
    moved = "tăng từ {} lên {}" if now["target"] > before["target"] else "giảm từ {} xuống {}"
    return f"mức {label} {moved.format(_target(before, level), _target(now, level))}"


def _rule(row: ComponentResult | None, level: Level) -> str:
    if row is None:
        return "không xét"
    return f"theo mức {_target(row, level)}" if row["rule"] == "level" else "theo đánh giá"


def _target(row: ComponentResult, level: Level) -> str:
    return level_in_unit(row["target"], level["value_type"], level["unit"])
