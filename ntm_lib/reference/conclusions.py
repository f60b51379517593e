"""Conclusions of a review conference: one item a promise, as data/conclusions/<date>.csv has them."""

import re
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from ntm_lib.errors import WorkbookError
from ntm_lib.files import as_typed
from ntm_lib.reference.files import parse_number, read_reference
from ntm_lib.schemas import records
from ntm_lib.text import did_you_mean

COLUMNS = [
    "item", "notice_point", "lead", "supports", "communes", "focus_communes", "criteria_set", "criterion_no", "indicator", "kind",
    "measure", "comparator", "target", "deadline_year", "deadline_stated", "same_as", "related_to", "summary", "note",
]  # fmt: skip
KINDS = ("task", "maintain", "tier", "village", "criterion", "measure")
_NUMBERED, _UNNUMBERED = ("<=", ">=", "=="), ("increase", "decrease")
_COMPARATORS = {
    "measure": (*_NUMBERED, *_UNNUMBERED),
    "tier": ("reach", "progress"),
    "village": ("reach", "build"),
}  # kinds judged by it; the others' is not read


def load_conclusions(
    path: Path, units: Collection[str], departments: Collection[str], measures: Collection[str]
) -> pd.DataFrame:
    """Return the items, all cells text; `lead`, `supports`, `communes`, `focus_communes`, `criterion_no` and
    `related_to` are lists joined by ";" of department ids, unit ids, criteria or items.

    Raises WorkbookError on a repeated item, an unknown kind, and any unit, department or measure that does not exist:
    an item that names nobody would silently be followed up by nobody. So it does on a comparator, a number or a deadline by
    which the item could not be judged. A drafted file is taken as a build writes it (ntm_lib.files.as_typed).
    """
    items = read_reference(path, COLUMNS).map(as_typed)
    if items["item"].duplicated().any():
        raise WorkbookError(f"{path.name}: mục {items.loc[items['item'].duplicated(), 'item'].iloc[0]} bị lặp.")
    strange = items[~items["kind"].isin(KINDS)]
    if not strange.empty:
        raise WorkbookError(
            f"{path.name}, mục {strange.iloc[0]['item']}: loại “{strange.iloc[0]['kind']}” không có; chỉ nhận {', '.join(KINDS)}."
        )
    for item in records(items):
        where = f"{path.name}, mục {item['item']}"
        _check_names(item, units, departments, measures, where)
        _check_terms(item, where)
    return items


def _check_names(
    item: dict[str, str], units: Collection[str], departments: Collection[str], measures: Collection[str], where: str
) -> None:
    known = {"communes": units, "focus_communes": units, "lead": departments, "supports": departments}
    if item["kind"] == "measure":
        known["measure"] = measures
    for column, names in known.items():
        for name in filter(None, item[column].split(";")):
            if name not in names:
                raise WorkbookError(f"{where}, cột {column}: không có “{name}”. {did_you_mean(name, names)}")


def _check_terms(item: dict[str, str], where: str) -> None:
    """Refuse what an item could not be judged by."""
    known = _COMPARATORS.get(item["kind"])
    comparator, year = item["comparator"], item["deadline_year"]
    if known and comparator not in known:
        raise WorkbookError(f"{where}, cột comparator: không có “{comparator}”; chỉ nhận {', '.join(known)}.")
    if known and comparator in _NUMBERED and parse_number(item["target"], f"{where}, cột target") is None:
        raise WorkbookError(f"{where}, cột target: chưa ghi con số. Ghi số, hoặc dùng increase, decrease.")
    if year and not re.fullmatch(r"\d{4}", year):
        raise WorkbookError(f"{where}, cột deadline_year: “{year}” không phải là năm, ví dụ 2021.")
    if item["deadline_stated"] not in ("", "no", "yes"):
        raise WorkbookError(f"{where}, cột deadline_stated: không có “{item['deadline_stated']}”; chỉ nhận yes, no.")


def concerning_commune(items: pd.DataFrame, unit_id: str) -> pd.DataFrame:
    """Return the items the commune itself answers for (led by the commune), in the notice's order."""
    led_by_commune = items["lead"].eq("ubnd-xa")
    names_commune = items["communes"].str.split(";").map(lambda ids: unit_id in ids)
    return items[led_by_commune & names_commune].reset_index(drop=True)


def led_by_department(items: pd.DataFrame, department_id: str) -> pd.DataFrame:
    """Return the items a department leads, in the notice's order."""
    return items[items["lead"].eq(department_id)].reset_index(drop=True)
