"""How a commune's criteria changed since the season compared with, as all pages name it: what it gained, what it lost, and what only
another rule fails.
"""

from ntm_lib.analysis.fallen import FallenCriterion
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.fallen import CHANGED, reason
from ntm_lib.presentation.words.standing import BY_TABLE
from ntm_lib.text import joined


def gained(view: SeasonView, unit_id: str) -> list[str]:
    """Return the labels of what the commune newly meets, with what else than its own figures may have moved it."""
    labels = []
    for found in view.gained(unit_id):
        notes = filter(None, [f"do {CHANGED}" if found.is_by_rule else "", BY_TABLE if found.is_tabled else ""])
        note = "; ".join(notes)
        labels.append(f"{view.criterion_label(found.criterion_no)}{f' ({note})' if note else ''}")
    return labels


def lost(view: SeasonView, unit_id: str) -> list[str]:
    """Return the labels of what the commune itself lost, with the rule where that changed besides."""
    return [_said(view, unit_id, found) for found in view.fallen(unit_id) if found.is_lost]


def by_rule(view: SeasonView, unit_id: str) -> list[str]:
    """Return what only another rule fails: "17 Môi trường (mức 17.1 tăng từ 95% lên 98%)"."""
    return [_said(view, unit_id, found) for found in view.fallen(unit_id) if not found.is_lost]


def _said(view: SeasonView, unit_id: str, fallen: FallenCriterion) -> str:
    reasons = []
    for found in fallen.figures:
        figure = found.now["indicator"], found.now["component"]
        if found.is_lost == fallen.is_lost:
            reasons.append(reason(found, view.figure_label(*figure), view.level_of(unit_id, figure)))
    whence = _whence(fallen)
    named, label = joined(list(dict.fromkeys(filter(None, reasons)))), view.criterion_label(fallen.criterion_no)
    said = "; ".join(filter(None, [whence, named]))
    return f"{label} ({said})" if said else label


def _whence(fallen: FallenCriterion) -> str:
    """Return which of the two results rests on a summary table; "" if neither does."""
    if not fallen.figures:
        return f"cả hai kỳ {BY_TABLE}" if fallen.was_tabled else f"nay {BY_TABLE}"
    return f"kỳ trước {BY_TABLE}" if fallen.was_tabled else ""
