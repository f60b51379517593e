"""A workbook that goes on from an older one, over a merger or a change of tier: what it holds, apart from conclusions still open."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from ntm_lib.new_workbook.agencies import agencies
from ntm_lib.new_workbook.carried_files import found_files
from ntm_lib.new_workbook.carried_settings import carried_settings
from ntm_lib.new_workbook.carried_tables import (
    Row,
    carried_agencies,
    carried_parents,
    carried_resources,
    carried_units,
    rows_of_file,
    table_bytes,
    with_rows,
)
from ntm_lib.new_workbook.common import REFERENCE, rows_of, shipped_files
from ntm_lib.new_workbook.contents import (
    EMPTY_TABLES,
    OWN_FOLDERS,
    Contents,
    FirstSeason,
    agencies_of,
    as_kept,
    parent_rows,
    unit_rows,
)
from ntm_lib.new_workbook.old_places import last_season
from ntm_lib.new_workbook.settings import tier
from ntm_lib.new_workbook.units import LAST_DAY, Units
from ntm_lib.reference.criteria_files import described_sets
from ntm_lib.reference.departments import COMMUNES
from ntm_lib.reference.files import EXCEL, file_text, table_file
from ntm_lib.terms import KINDS
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.settings import SETTINGS

_SETS = f"{REFERENCE}/criteria/sets.toml"


def carried_contents(old: Workbook, units: Units, season: FirstSeason, conclusions: str) -> tuple[Contents, list[str]]:
    """Return the workbook for `units`, whose places are those of the older one in its order, and what of the older one is left.

    `conclusions` names the file of those still open, "" if there are none; that file is not among the contents.
    """
    data_names = {place.id: f"data/districts/{place.id}" if len(old.places) > 1 else "data" for place in old.places}
    found = found_files(old, data_names)
    files: dict[str, bytes | Path] = {**found.kept}
    files |= {
        name: content for name, content in shipped_files().items() if name.endswith(".ipynb") and name not in files
    }
    for name, columns in EMPTY_TABLES.items():
        if f"{REFERENCE}/{name}{EXCEL}" not in files:
            files.setdefault(f"{REFERENCE}/{name}.csv", table_bytes((), columns))
    changed = dict(_tables(old, units, season)) | dict(_new_set(old, season.set_id))
    for name in changed:  # a table that was kept in Excel and gets more rows goes on as CSV
        files.pop(str(PurePosixPath(name).with_suffix(EXCEL)), None)
    files |= changed
    files[SETTINGS] = carried_settings(old, units, season, conclusions).encode("utf-8")
    folders = [
        f"{data}/{name}" for data in data_names.values() for name in (f"submissions/{season.name}", *OWN_FOLDERS)
    ]
    return Contents(files, tuple(folders)), found.left


def _tables(old: Workbook, units: Units, season: FirstSeason) -> Iterator[tuple[str, bytes]]:
    """Yield the tables of which rows are added or filled in."""
    folder = old.reference_folder
    ended = {unit.unit_id for unit in units.units.values() if unit.valid_to}
    communes = {unit.unit_id for place in units.places for unit in units.communes(place)}
    yield f"{REFERENCE}/units.csv", carried_units(folder / "units.csv", unit_rows(units), communes)
    yield f"{REFERENCE}/unit-parents.csv", carried_parents(folder / "unit-parents.csv", parent_rows(units), ended)
    new, ends = _agencies(old, units, season)
    path = folder / "departments.csv"
    yield f"{REFERENCE}/departments.csv", carried_agencies(path, new, ends, tier(units.places[0]))
    if breaks := _breaks(old):
        path = folder / "breaks.csv"
        yield (
            f"{REFERENCE}/breaks.csv",
            table_bytes([*rows_of_file(path, ("date", "kind"), {"date": "date"}), *breaks], breaks[0]),
        )
    if table_file(path := folder / "resources.csv").exists():
        common = rows_of(shipped_files()[f"{REFERENCE}/resources.csv"])
        yield f"{REFERENCE}/resources.csv", carried_resources(path, common)


def _breaks(old: Workbook) -> list[Row]:
    """Return the common breaks since the last season that the older workbook does not have: no figure goes across one unsaid."""
    last = last_season(old).cut_off.isoformat()
    own = {
        (row["date"], row["kind"])
        for row in rows_of_file(old.reference_folder / "breaks.csv", ("date", "kind"), {"date": "date"})
    }
    return [
        row
        for row in rows_of(shipped_files()[f"{REFERENCE}/breaks.csv"])
        if row["date"] > last and (row["date"], row["kind"]) not in own
        and row["indicator_or_measure"] in {"", *old.measures["measure"]}
    ]  # fmt: skip


def _agencies(old: Workbook, units: Units, season: FirstSeason) -> tuple[list[Row], dict[str, str]]:
    """Return the agencies that are new, and the last days of those that ended, by id.

    With the tier all of it ends. Within a tier those end, and come to be, of which agencies.csv has it so since the last season.
    """
    last, now = last_season(old), agencies_of(units, season)
    tiers = {place.on(last.cut_off).tier for place in old.places}
    if tiers.isdisjoint(map(tier, units.places)):
        return now, {i: LAST_DAY.isoformat() for i in old.departments if i != COMMUNES}
    listed = [row for own in tiers for row in agencies(own, KINDS[own], last.cut_off)]
    before = [row for row in listed if row["valid_from"] <= last.cut_off.isoformat()]
    is_now, was = {row["department_id"] for row in now}, {row["department_id"] for row in before}
    return (
        [row for row in now if row["department_id"] not in was],
        {row["department_id"]: row["valid_to"] for row in before if row["department_id"] not in is_now},
    )


def _new_set(old: Workbook, set_id: str) -> Iterator[tuple[str, bytes]]:
    """Yield what the older workbook lacks of the new season's criteria set: its file, levels, measures; nothing if it has the set."""
    folder, common = old.reference_folder, shipped_files()
    if set_id in described_sets(folder / "criteria"):
        return
    name = f"{REFERENCE}/criteria/{set_id}.csv"
    yield name, as_kept(name, common[name])
    described = re.split(r"(?m)^(?=\[)", common[_SETS].decode("utf-8"))
    own = next(text for text in described if text.startswith(f"[{set_id}]"))
    yield _SETS, f"{file_text(folder / 'criteria' / 'sets.toml').rstrip()}\n\n{own}".encode()
    measures = {row["measure"] for row in rows_of_file(folder / "measures.csv", ("measure", "name"))}
    for table in ("measures", "levels", "key-measures", "relations"):
        rows = [row for row in rows_of(common[f"{REFERENCE}/{table}.csv"]) if row["criteria_set"] == set_id]
        measures |= {row["measure"] for row in rows if table == "measures"}
        rows = [row for row in rows if _names_known(row, measures)]
        content = with_rows(folder / f"{table}.csv", rows)
        if content is not None:
            yield f"{REFERENCE}/{table}.csv", content


def _names_known(row: Row, measures: Collection[str]) -> bool:
    return {row.get("plus", ""), row.get("minus", "")} <= {"", *measures}
