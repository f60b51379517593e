"""Decisions that recognise a commune as meeting a tier: the year of the standard and the day of signing are two things."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypedDict

import pandas as pd

from ntm_lib.reference.files import read_reference
from ntm_lib.tables import field_names, rows_of
from ntm_lib.text import spelling_key

TIERS = ("NTM", "NTM nâng cao", "NTM kiểu mẫu")  # from the lowest to the highest
_RANKS = {spelling_key(tier): rank for rank, tier in enumerate(TIERS, start=1)}


def tier_rank(tier: str) -> int:
    """Return the place of a tier from the lowest, 1, however it is spelled; above all for one that is not of TIERS, 0 for none ("")."""
    return _RANKS.get(spelling_key(tier), len(TIERS) + 1) if tier else 0


class Decision(TypedDict):
    """A decision that recognises a commune; `signed_after` and `signed_by` bound the day of signing where it is not known exactly."""

    unit_id: str
    tier: str
    standard_year: str
    decision_no: str
    decision_date: date | None
    signed_after: date | None
    signed_by: date | None
    note: str
    source: str


@dataclass(frozen=True)
class RecognitionState:
    """What is known of a commune's recognition on one day.

    `tier` is the highest tier certainly signed by then ("" if none); `uncertain` are higher tiers that may have been.
    """

    tier: str
    standard_year: str
    decision_no: str
    decision_date: date | None
    note: str
    uncertain: tuple[str, ...]


def load_recognition(path: Path, units: Collection[str]) -> pd.DataFrame:
    """Return the decisions, one Decision per row; raise WorkbookError on a unit or tier that does not exist."""
    return read_reference(
        path,
        field_names(Decision),
        kinds=dict.fromkeys(("decision_date", "signed_after", "signed_by"), "date"),
        allowed={"unit_id": units, "tier": TIERS},
        required=("unit_id", "tier"),
    )


def recognition_on(recognition: pd.DataFrame, unit_id: str, day: date) -> RecognitionState:
    """Return the recognition of `unit_id` on `day`; a decision whose day is not known counts only from `signed_by`."""
    own = rows_of(recognition[recognition["unit_id"] == unit_id], Decision)
    own.sort(key=lambda r: TIERS.index(r["tier"]))
    signed = [r for r in own if (latest := r["signed_by"] or r["decision_date"]) is not None and latest <= day]
    highest = signed[-1] if signed else None
    above = own[own.index(highest) + 1 :] if highest else own
    # Open from below: with no earliest day known, the decision may have been signed at any time before.
    maybe = [r["tier"] for r in above if (first := r["signed_after"] or r["decision_date"]) is None or first <= day]
    if highest is None:
        return RecognitionState("", "", "", None, "", tuple(maybe))
    return RecognitionState(
        highest["tier"],
        highest["standard_year"],
        highest["decision_no"],
        highest["decision_date"],
        highest["note"],
        tuple(maybe),
    )
