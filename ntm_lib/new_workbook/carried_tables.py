"""Reference tables of a workbook that goes on from an older one: the older one's rows, what they lacked, and new rows below."""

import csv
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

from ntm_lib.new_workbook.agencies import COLUMNS as AGENCY_COLUMNS
from ntm_lib.new_workbook.contents import PARENT_COLUMNS, UNIT_COLUMNS
from ntm_lib.new_workbook.units import LAST_DAY
from ntm_lib.reference.departments import COMMUNES
from ntm_lib.reference.files import read_reference
from ntm_lib.reference.gazetteer.lists import REFORM
from ntm_lib.reference.units import WAITING
from ntm_lib.reference.validity import DAYS
from ntm_lib.text import names_in, slug

Row = dict[str, str]
_FIGURES = dict.fromkeys(("population", "households", "area_km2", "lat", "lon"), "figure")
_OF_COMMUNES = ("lat", "lon", "region")
_FILLED = "ngày kết thúc, đơn vị kế thừa: danh sách 7/2025"


def rows_of_file(path: Path, columns: Collection[str], kinds: Mapping[str, str] | None = None) -> list[Row]:
    """Return the rows of an older table as texts: days as 2025-06-30, figures with a decimal point; none if there is no such file."""
    table = read_reference(path, list(columns), kinds=kinds, optional=True)
    return [{str(name): _text(cell) for name, cell in row.items()} for row in table.to_dict("records")]


def _text(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell)


def table_bytes(rows: Iterable[Row], columns: Collection[str]) -> bytes:
    """Return a table with the columns of its first row and the usual ones, with the mark by which Excel knows UTF-8.

    What somebody wrote is written again as it is, "==" and "-" as well.
    """
    kept, text = list(rows), StringIO()
    names = dict.fromkeys([*(name for row in kept[:1] for name in row), *columns])
    writer = csv.DictWriter(text, list(names), restval="")
    writer.writeheader()
    writer.writerows(kept)
    return text.getvalue().encode("utf-8-sig")


def carried_units(path: Path, new: Iterable[Row], communes: Collection[str]) -> bytes:
    """Return units.csv: of the older units only what is empty is filled in, when they ended and what they became.

    What the older workbook says otherwise stands. Of `communes`, those of the new season, position and region are filled in, too. A unit
    that no list has, made between the last two, goes on as the units that it was made of do in the lists, if they all went to one.
    """
    rows = {row["unit_id"]: row for row in rows_of_file(path, ("unit_id", "name", "kind"), {**DAYS, **_FIGURES})}
    older, listed = list(rows.values()), dict[str, str]()
    for row in new:
        listed[row["unit_id"]] = row["successor"]
        own = rows.setdefault(row["unit_id"], row)
        if own is row:
            continue
        if row["successor"] and not own.get("successor") and own.get("valid_to", "") in ("", row["valid_to"]):
            _fill(own, row["successor"])
        own["valid_to"] = own.get("valid_to") or (row["valid_to"] if own.get("successor") == row["successor"] else "")
        if own["unit_id"] in communes:
            own |= {name: own.get(name) or row[name] for name in _OF_COMMUNES}
    for unit_id, became in _made_between(older, listed).items():
        own = rows[unit_id]
        if len(became) == 1 and became <= rows.keys() and _may_end(own) and not own.get("successor"):
            _fill(own, *became)
            own["valid_to"] = LAST_DAY.isoformat()
    for row in [*rows.values()][len(older) :]:
        if same := [own["unit_id"] for own in older if own.get("code") == row["code"] and _is_at_once(own, row)]:
            row["note"] = f"{WAITING}: cùng mã với {', '.join(same)}, đổi tên hay sáp nhập"
    return table_bytes(rows.values(), UNIT_COLUMNS)


def _fill(row: Row, successor: str) -> None:
    row |= {"successor": successor, "note": "; ".join(filter(None, [row.get("note", ""), _FILLED]))}


def _may_end(row: Row) -> bool:
    """Return whether the unit ended with the reform, or was made before it and has no end yet."""
    first, last = row.get("valid_from", ""), row.get("valid_to", "")
    return last == LAST_DAY.isoformat() or ("" < first <= LAST_DAY.isoformat() and not last)


def _made_between(older: Iterable[Row], listed: Mapping[str, str]) -> dict[str, set[str]]:
    """Return by unit that no list has what the older units merged into it became in the lists, by `listed`."""
    found: dict[str, set[str]] = {}
    for row in older:
        for unit_id in names_in(row.get("successor", "")):
            if unit_id not in listed and listed.get(row["unit_id"]):
                found.setdefault(unit_id, set()).add(listed[row["unit_id"]])
    return found


def _is_at_once(one: Row, other: Row) -> bool:
    first = max(own.get("valid_from", "") for own in (one, other))
    return first <= min(own.get("valid_to") or "9999" for own in (one, other))


def carried_parents(path: Path, new: Iterable[Row], ended: Collection[str]) -> bytes:
    """Return unit-parents.csv: a unit that had none gets all of its rows, one that lived on (not in `ended`) the rows from the reform on."""
    rows = rows_of_file(path, ("unit_id", "parent"), DAYS)
    known = {row["unit_id"] for row in rows}
    later = [row for row in new if row["unit_id"] not in known or row["valid_from"] == REFORM.isoformat()]
    has_later = {row["unit_id"] for row in later if row["unit_id"] not in ended}
    for row in rows:
        row["valid_to"] = row["valid_to"] or (
            (REFORM - timedelta(days=1)).isoformat() if row["unit_id"] in has_later else ""
        )
    stated = {(row["unit_id"], row["valid_from"]) for row in rows}
    rows += [row for row in later if (row["unit_id"], row["valid_from"]) not in stated]
    return table_bytes(rows, PARENT_COLUMNS)


def carried_agencies(path: Path, new: Iterable[Mapping[str, str]], ended: Mapping[str, str], tier: str) -> bytes:
    """Return departments.csv: the older agencies, of which those in `ended` end on the day it gives, and new ones.

    A new agency with the id of one that has ended bears its tier's name behind it ("gd-dt-tinh").
    """
    rows = rows_of_file(path, ("department_id", "name"), DAYS)
    known = {row["department_id"] for row in rows}
    for row in rows:
        is_of_communes = row["department_id"] == COMMUNES  # goes on, whatever becomes of a commune
        row["valid_to"] = "" if is_of_communes else row.get("valid_to") or ended.get(row["department_id"], "")
    for agency in new:
        agency_id = agency["department_id"]
        if agency_id in known & set(ended):
            rows.append({**agency, "department_id": f"{agency_id}-{slug(tier)}"})
        elif agency_id not in known:
            rows.append(dict(agency))
    return table_bytes(rows, AGENCY_COLUMNS)


def carried_resources(path: Path, common: Iterable[Row]) -> bytes:
    """Return resources.csv: a source of money that is one tier's only is asked for at that tier, as in a new workbook."""
    tiers = {row["resource"]: row["tier"] for row in common}
    rows = rows_of_file(path, ("resource", "name"))
    return table_bytes(({**row, "tier": row.get("tier") or tiers.get(row["resource"], "")} for row in rows), ())


def with_rows(path: Path, common: Iterable[Row]) -> bytes | None:
    """Return a table by criteria set with these rows below its own; None if there is nothing to add."""
    more = list(common)
    if not more:
        return None
    rows = rows_of_file(path, ("criteria_set", "indicator"), {"target": "figure"})
    return table_bytes([*rows, *more], list(more[0]))
