"""Sentences of a department's page, made from the same results as its tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from ntm_lib.analysis.department import LedStanding
from ntm_lib.presentation.numbers import number
from ntm_lib.presentation.wording import joined

Row = Mapping[str, Any]
_NAMED = 4  # so many communes are named in a sentence; more are counted


def leads_none(name: str, decision: str) -> str:
    """Return the sentence for a department that leads no indicator."""
    return f"{name} không chủ trì chỉ tiêu nào của bộ tiêu chí {decision}."


def led_sentence(name: str, decision: str, standing: LedStanding, names: Mapping[str, str]) -> str:
    """Return what a department leads and where all of it is met; `names` are the communes' names by unit_id."""
    if not standing.indicators:
        return leads_none(name, decision)
    lead = f"{name} chủ trì {standing.indicators} chỉ tiêu thuộc {standing.criteria} tiêu chí"
    if len(standing.met) == standing.communes:
        return f"{lead}; {_all(standing.communes)} đã đạt tất cả."
    parts = [f"{len(standing.met)}/{standing.communes} xã đã đạt tất cả" if standing.met else "chưa xã nào đạt tất cả"]
    if standing.not_met:
        parts.append(f"{_communes(standing.not_met, names)} còn chỉ tiêu chưa đạt")
    if standing.unknown:
        parts.append(f"{_communes(standing.unknown, names)} chưa có đủ số liệu")
    return f"{lead}; {', '.join(parts)}."


def _all(count: int) -> str:
    return f"cả {count} xã" if count > 1 else "xã duy nhất"


def _communes(unit_ids: Sequence[str], names: Mapping[str, str]) -> str:
    """Return "xã Hương Hữu", "2 xã (Hương Hữu và Thượng Long)" or "7 xã"."""
    if len(unit_ids) == 1:
        return f"xã {names[unit_ids[0]]}"
    named = f" ({joined([names[i] for i in unit_ids])})" if len(unit_ids) <= _NAMED else ""
    return f"{len(unit_ids)} xã{named}"


def missing_amount(row: Row, count_unit: str) -> str:
    """Return what a row of missing_totals lacks: "13 nhà ở 3 xã"; "chưa đạt ở 1 xã" where no gap is a count."""
    where = f"ở {row['communes']} xã"
    if not row["counted"]:
        return f"chưa đạt {where}"
    least = "ít nhất " if row["counted"] < row["communes"] else ""
    return f"{least}{number(row['gap_count'], 1)} {count_unit} {where}"
