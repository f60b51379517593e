"""Why a criterion that was met in the season compared with fails now, where another rule has part in it: in words."""

import pandas as pd

from ntm_lib.analysis.assessment import meets
from ntm_lib.analysis.fallen import FallenFigure
from ntm_lib.presentation.words.breaks import break_reason
from ntm_lib.presentation.words.numbers import beside, level_in_unit
from ntm_lib.reference.indicators import Level
from ntm_lib.schemas import ComponentResult

CHANGED = "mức, nhóm, cách tính hoặc diện áp dụng đổi"
BY_RULE = f"Nay chưa đạt, không tính là mất vì {CHANGED}"


def reason(figure: FallenFigure, label: str, level: Level) -> str:
    """Return by which rule a figure was judged and is now, and how far it fell besides; "" where the rule of then fails it too.

    "mức 1.1 tăng từ 60% lên 80%, số liệu giảm từ 85% xuống 65%". `label` names it, `level` is its row of the set.
    """
    if figure.broken:
        return f"{label} không so được vì {break_reason(figure.broken)}"
    if not figure.is_by_rule:
        return ""
    group = " do chuyển từ nhóm {} sang nhóm {}".format(*figure.groups) if figure.groups else ""
    return f"{_rule_change(figure, label, level)}{group}{_fall(figure, level)}"


def _rule_change(figure: FallenFigure, label: str, level: Level) -> str:
    now, before = figure.now, figure.compared
    if before is None or before["rule"] != now["rule"]:
        earlier = _rule(before, level) if before else "không áp dụng" if figure.before else "không xét"
        return f"{label} trước {earlier}, nay {_rule(now, level)}"
    is_up = now["target"] > before["target"]
    return f"mức {label} {_moved(_target(before, level), _target(now, level), is_up)}"


def _fall(figure: FallenFigure, level: Level) -> str:
    """Return how the value moved away from the level besides, "" if it did not or is not known."""
    now, before = figure.now, figure.compared
    if before is None:
        return ""
    ruling = now if now["rule"] == "level" else before
    change = now["value"] - before["value"]
    if pd.isna(change) or meets(now["value"], ruling["comparator"], before["value"]):
        return ""
    shown = beside(
        now["value"], level["value_type"], level["unit"], ruling["comparator"], ruling["target"], before["value"]
    )
    return f", số liệu {_moved(shown.others[0], shown.value, change > 0)}"


def _moved(before: str, now: str, is_up: bool) -> str:
    return f"tăng từ {before} lên {now}" if is_up else f"giảm từ {before} xuống {now}"


def _rule(row: ComponentResult, level: Level) -> str:
    return f"theo mức {_target(row, level)}" if row["rule"] == "level" else "theo đánh giá"


def _target(row: ComponentResult, level: Level) -> str:
    return level_in_unit(row["target"], level["value_type"], level["unit"])
