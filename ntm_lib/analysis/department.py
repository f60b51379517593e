"""What one department leads, over all communes: where all of it is met, and what is missing as counts."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.assessment import combine


@dataclass(frozen=True)
class LedStanding:
    """How the indicators of one department stand; communes as unit_ids, in the order of the table, without those that none applies to."""

    indicators: int
    criteria: int  # criteria that these indicators belong to
    met: tuple[str, ...]  # communes where each of them that applies is met
    not_met: tuple[str, ...]  # communes where one is not met
    unknown: tuple[str, ...]  # communes where none is failed and one has no value
    silent: tuple[str, ...] = ()  # communes that have not reported; they are in none of the others

    @property
    def communes(self) -> int:
        """How many of the communes they apply to have reported."""
        return len(self.met) + len(self.not_met) + len(self.unknown)


class MissingTotal(TypedDict):
    """What the district lacks of one indicator or component.

    Each commune has to reach the level itself, so its gap is not made up by another's surplus.
    """

    indicator: str
    component: str
    communes: int  # those that fail it
    counted: int  # of these, those whose gap is a count
    gap_count: float  # the sum of these gaps, in the indicator's count unit; empty if there is none


def led_standing(led: pd.DataFrame, silent: Collection[str] = ()) -> LedStanding:
    """Return the standing over `led`: COMPONENT_RESULTS of one season, of the indicators that the department leads.

    `silent` are the unit_ids of communes that have not reported.
    """
    results = {str(unit_id): combine(list(own)) for unit_id, own in led.groupby("unit_id", sort=False)["result"]}

    def those(wanted: str) -> tuple[str, ...]:
        return tuple(unit_id for unit_id, result in results.items() if result == wanted and unit_id not in silent)

    return LedStanding(
        indicators=led["indicator"].nunique(),
        criteria=led["criterion_no"].nunique(),
        met=those("met"),
        not_met=those("not_met"),
        unknown=those("unknown"),
        silent=tuple(i for i, result in results.items() if i in silent and result != "not_applicable"),
    )


def missing_totals(led: pd.DataFrame) -> pd.DataFrame:
    """Return one MissingTotal per row: each indicator or component that a commune fails, in the order of `led`."""
    is_failed = led["result"].eq("not_met")
    gaps = led[["indicator", "component"]].assign(is_failed=is_failed, gap_count=led["gap_count"].where(is_failed))
    totals = gaps.groupby(["indicator", "component"], sort=False).agg(
        communes=("is_failed", "sum"), counted=("gap_count", "count"), gap_count=("gap_count", "sum")
    )
    totals = totals.assign(gap_count=totals["gap_count"].where(totals["counted"] > 0))
    return totals[totals["communes"] > 0].reset_index()
