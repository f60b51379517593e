"""The agencies of a new workbook, from agencies.csv: those of the tier that there are at the date or will be later.

None leads anything yet, unless a source says so.
"""

from collections.abc import Collection
from datetime import date
from functools import cache

from ntm_lib.new_workbook.common import HERE, rows_of
from ntm_lib.terms import ANY_KIND

COLUMNS = ("department_id", "name", "short_name", "topics", "has_report", "valid_from", "valid_to", "source")


@cache
def _all_agencies() -> list[dict[str, str]]:
    return rows_of((HERE / "agencies.csv").read_bytes())


def agency_ids() -> set[str]:
    """Return the ids of all agencies of any tier and date: no unit may take one."""
    return {row["department_id"] for row in _all_agencies()}


def agencies(tier: str, kinds: Collection[str], day: date) -> list[dict[str, str]]:
    """Return the rows of departments.csv for places of a tier: `kinds` are those of the places ("huyện", "thị xã"; "tỉnh", "thành phố").

    Later agencies are among them with the day they begin: a second season must not be left without any. Names with a kind in them name that of the places, or "cấp huyện", "cấp tỉnh" where they are of several.
    """
    kind = next(iter(kinds)) if len(kinds) == 1 else ANY_KIND[tier]
    found = []
    for row in _all_agencies():
        has_kind = not row["kinds"] or set(row["kinds"].split(";")) & set(kinds)
        is_over = row["valid_to"] != "" and date.fromisoformat(row["valid_to"]) < day
        if row["tier"] == tier and has_kind and not is_over:
            found.append({name: row[name].format(kind=kind) for name in COLUMNS})
    return found
