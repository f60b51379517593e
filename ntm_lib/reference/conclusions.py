"""Conclusions of a review conference: one item a promise, as data/conclusions/<date>.csv has them."""

from pathlib import Path

import pandas as pd

from ntm_lib.errors import WorkbookError
from ntm_lib.reference.files import read_reference

COLUMNS = [
    "item", "notice_point", "lead", "supports", "communes", "focus_communes", "criteria_set", "criterion_no", "indicator", "kind",
    "measure", "comparator", "target", "deadline_year", "deadline_stated", "same_as", "related_to", "summary", "note",
]  # fmt: skip
KINDS = ("task", "maintain", "tier", "village", "criterion", "measure")


def load_conclusions(path: Path) -> pd.DataFrame:
    """Return the items, all cells text; `lead`, `supports`, `communes`, `focus_communes`, `criterion_no` and
    `related_to` are lists joined by ";" of department ids, unit ids, criteria or items.

    Raises WorkbookError on a repeated item or an unknown kind.
    """
    items = read_reference(path, COLUMNS)
    if items["item"].duplicated().any():
        raise WorkbookError(f"{path.name}: mục {items.loc[items['item'].duplicated(), 'item'].iloc[0]} bị lặp.")
    strange = items[~items["kind"].isin(KINDS)]
    if not strange.empty:
        raise WorkbookError(
            f"{path.name}, mục {strange.iloc[0]['item']}: loại “{strange.iloc[0]['kind']}” không có; chỉ nhận {', '.join(KINDS)}."
        )
    return items


def concerning_commune(items: pd.DataFrame, unit_id: str) -> pd.DataFrame:
    """Return the items the commune itself answers for (led by the commune), in the notice's order."""
    led_by_commune = items["lead"].eq("ubnd-xa")
    names_commune = items["communes"].str.split(";").map(lambda ids: unit_id in ids)
    return items[led_by_commune & names_commune].reset_index(drop=True)


def led_by_department(items: pd.DataFrame, department_id: str) -> pd.DataFrame:
    """Return the items a department leads, in the notice's order."""
    return items[items["lead"].eq(department_id)].reset_index(drop=True)
