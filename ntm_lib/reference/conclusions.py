"""Conclusions of a review conference: one item per promise, as data/conclusions/<date>.csv has them."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

import pandas as pd

from ntm_lib.csv_file import as_typed
from ntm_lib.errors import fault
from ntm_lib.reference.cells import parse_number
from ntm_lib.reference.departments import COMMUNES
from ntm_lib.reference.files import LISTED, read_reference
from ntm_lib.reference.units import Unit
from ntm_lib.spot import Spot
from ntm_lib.tables import field_names, rows_of
from ntm_lib.text import did_you_mean, joined, names_in


class Conclusion(TypedDict):
    """An item of the conclusions, all text.

    `lead`, `supports`, `communes`, `focus_communes`, `criterion_no` and `related_to` are lists joined by ";" of department ids, unit
    ids, criteria or items. `new_rule` is "yes" where `target` is a level of the series after a break that lies before its deadline.
    `quote` is what the notice itself says of the item, `summary` the office's short words for it.
    """

    item: str
    notice_point: str
    lead: str
    supports: str
    communes: str
    focus_communes: str
    criteria_set: str
    criterion_no: str
    indicator: str
    kind: str
    measure: str
    comparator: str
    target: str
    new_rule: str
    deadline_year: str
    deadline_stated: str
    same_as: str
    related_to: str
    summary: str
    quote: str
    note: str


COLUMNS = field_names(Conclusion)
_NEEDED = [name for name in COLUMNS if name not in ("new_rule", "quote")]  # older files do not have these
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
    """Return the items, one Conclusion per row.

    Raises WorkbookError on a repeated item, an unknown kind, and any unit, department or measure that does not exist:
    an item that names nobody would silently be followed up by nobody. So it does on a comparator, a number or a deadline by
    which the item could not be judged. A drafted file is taken as a build writes it (ntm_lib.files.as_typed). Without a
    `notice_point` it is what the item's number begins with.
    """
    items = read_reference(
        path,
        _NEEDED,
        kinds={"comparator": "sign", "target": "figure", "new_rule": "text", "quote": "text", "deadline_year": "year"},
        allowed={"kind": KINDS, "new_rule": ("no", "yes"), "deadline_stated": ("no", "yes")},
        required=("item", "kind", "summary"),
        key=("item",),
        placed=True,
    )
    spots, items = list(items.index), items.reset_index(drop=True)
    years = ["" if pd.isna(year) else f"{year:.0f}" for year in items["deadline_year"]]
    items = items.assign(deadline_year=pd.Series(years, dtype="str")).map(as_typed)
    is_told = items["notice_point"] != ""
    items["notice_point"] = items["notice_point"].where(is_told, items["item"].str.replace(r"\..*", "", regex=True))
    for spot, item in zip(spots, rows_of(items, Conclusion), strict=True):
        where = spot.called(f"mục {item['item']}")
        _check_names(item, units, departments, measures, where)
        _check_terms(item, where)
    return items


def _check_names(
    item: Conclusion, units: Collection[str], departments: Collection[str], measures: Collection[str], where: Spot
) -> None:
    named = [
        ("communes", item["communes"], units, "unit_id"),
        ("focus_communes", item["focus_communes"], units, "unit_id"),
        ("lead", item["lead"], departments, "department_id"),
        ("supports", item["supports"], departments, "department_id"),
    ]
    if item["kind"] == "measure":
        named.append(("measure", item["measure"], measures, "measure"))
    for column, text, names, listed in named:
        for name in filter(None, text.split(";")):
            if name not in names:
                near = did_you_mean(name, names, LISTED[listed])
                raise fault(where.in_column(column), f"không có “{name}”. {near}")


def _check_terms(item: Conclusion, where: Spot) -> None:
    """Refuse what an item could not be judged by."""
    known = _COMPARATORS.get(item["kind"])
    comparator = item["comparator"]
    if known and comparator not in known:
        raise fault(where.in_column("comparator"), f"không có “{comparator}”; chỉ nhận {', '.join(known)}.")
    if known and comparator in _NUMBERED and parse_number(item["target"], where.in_column("target")) is None:
        raise fault(where.in_column("target"), "chưa ghi con số. Ghi số, hoặc dùng increase, decrease.")


def concerning_commune(items: pd.DataFrame, unit_id: str) -> pd.DataFrame:
    """Return the items the commune itself answers for (led by the commune), in the notice's order."""
    led_by_commune = items["lead"].eq(COMMUNES)
    names_commune = items["communes"].str.split(";").map(lambda ids: unit_id in ids)
    return items[led_by_commune & names_commune].reset_index(drop=True)


def focused_on(items: pd.DataFrame | None, unit_id: str) -> frozenset[str]:
    """Return the items that name a commune as one they are about first of all (`focus_communes`)."""
    rows = [] if items is None else rows_of(items, Conclusion)
    return frozenset(row["item"] for row in rows if unit_id in row["focus_communes"].split(";"))


def absent_communes(item: Conclusion, communes: Sequence[Unit], units: Mapping[str, Unit]) -> str:
    """Return "xã Trấn Ninh và xã Liên Hội (không có ở kỳ này)" of an item none of whose communes is one of `communes`, the season's.

    "" if one of them is, or it names none: it is about the whole place then.
    """
    named = names_in(item["communes"])
    if not named or any(unit.unit_id in named for unit in communes):
        return ""
    return f"{joined([units[unit_id].full_name for unit_id in named])} (không có ở kỳ này)"


def led_by_department(items: pd.DataFrame, department_id: str) -> pd.DataFrame:
    """Return the items a department leads, in the notice's order."""
    return items[items["lead"].eq(department_id)].reset_index(drop=True)
