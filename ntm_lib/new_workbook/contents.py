"""Everything that a new workbook holds: files by their path below its folder, and the folders that are empty yet."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from ntm_lib.csv_file import csv_bytes
from ntm_lib.new_workbook.agencies import COLUMNS as AGENCY_COLUMNS
from ntm_lib.new_workbook.agencies import agencies
from ntm_lib.new_workbook.common import REFERENCE, shipped_files
from ntm_lib.new_workbook.settings import settings_text, tier
from ntm_lib.new_workbook.units import LAST_DAY, SINCE, NewUnit, Units
from ntm_lib.reference.gazetteer.lists import REFORM, in_sentence

_BOM = "\ufeff".encode()
_SOURCE = "danh mục đơn vị hành chính của Tổng cục Thống kê, danh sách {list} (theo bản của chương trình; tọa độ, diện tích vietnamadminunits 1.0.4)"
UNIT_COLUMNS = (
    "unit_id", "code", "name", "kind", "valid_from", "valid_to", "successor", "population", "households", "census_year",
    "area_km2", "lat", "lon", "region", "note", "source",
)  # fmt: skip
PARENT_COLUMNS = ("unit_id", "parent", "valid_from", "valid_to", "source")
EMPTY_TABLES = {
    "indicator-leads": ("criteria_set", "indicator", "department_id", "basis"),
    "recognition": ("unit_id", "tier", "standard_year", "decision_no", "decision_date", "signed_after", "signed_by", "note", "source"),
    "commune-groups": ("unit_id", "group", "from_year", "to_year", "source"),
}  # fmt: skip
OWN_FOLDERS = ("conclusions", "corrections", "commentary")


@dataclass(frozen=True)
class FirstSeason:
    """The one season of a new workbook."""

    name: str
    year: int
    set_id: str
    cut_off: date
    is_cut_off_given: bool


@dataclass(frozen=True)
class Contents:
    """Files by their path in the workbook, as bytes or as the file that is copied; and folders without files."""

    files: dict[str, bytes | Path]
    folders: tuple[str, ...]


def contents(units: Units, season: FirstSeason) -> Contents:
    """Return all files and empty folders of the workbook."""
    departments = agencies_of(units, season)
    common = {name: as_kept(name, content) for name, content in shipped_files().items()}
    files: dict[str, bytes | Path] = {}
    files |= {f"{REFERENCE}/{name}.csv": _table(columns, ()) for name, columns in EMPTY_TABLES.items()}
    files |= common | dict(_notebooks(common, units, season, departments))
    files[f"{REFERENCE}/units.csv"] = _table(UNIT_COLUMNS, unit_rows(units))
    files[f"{REFERENCE}/unit-parents.csv"] = _table(PARENT_COLUMNS, parent_rows(units))
    files[f"{REFERENCE}/departments.csv"] = _table(AGENCY_COLUMNS, departments)
    settings = settings_text(units, season.name, season.year, season.set_id, season.cut_off, season.is_cut_off_given)
    files["data/workbook.toml"] = settings.encode("utf-8")
    own = [f"data/districts/{p.place_id}" for p in units.places] if len(units.places) > 1 else ["data"]
    folders = [f"{data}/{name}" for data in own for name in (f"submissions/{season.name}", *OWN_FOLDERS)]
    return Contents(files, tuple(folders))


def agencies_of(units: Units, season: FirstSeason) -> list[dict[str, str]]:
    """Return the agencies of the workbook's places, of each tier that they have."""
    rows: dict[str, dict[str, str]] = {}
    for own_tier in dict.fromkeys(tier(place) for place in units.places):
        kinds = {place.place.kind for place in units.places if tier(place) == own_tier}
        rows |= {row["department_id"]: row for row in agencies(own_tier, kinds, season.cut_off)}
    return list(rows.values())


def as_kept(name: str, content: bytes) -> bytes:
    """Return a common file as a workbook keeps it: a CSV with the mark by which Excel knows UTF-8."""
    return _BOM + content.removeprefix(_BOM) if name.endswith(".csv") else content


def _notebooks(
    common: Mapping[str, bytes], units: Units, season: FirstSeason, departments: Sequence[Mapping[str, str]]
) -> Iterator[tuple[str, bytes]]:
    """Yield the notebooks with parameters that this workbook has: opened in JupyterLab they run as they are."""
    first = units.places[0]
    defaults = {
        "season": season.name,
        "district": first.place_id if len(units.places) > 1 else "",
        "commune": next((unit.unit_id for unit in units.communes(first)), ""),
        "department": departments[0]["department_id"],
    }
    for name, content in common.items():
        if name.endswith(".ipynb"):
            text = content.decode("utf-8")
            for parameter, value in defaults.items():
                text = re.sub(rf'(?<="{parameter}: str = \\")[^"\\]*(?=\\")', value, text)
            yield name, text.encode("utf-8")


def unit_rows(units: Units) -> Iterator[dict[str, str]]:
    """Yield the rows of units.csv."""
    ids = {unit.code: unit.unit_id for unit in units.units.values() if _is_new(unit)}
    for unit in units.units.values():
        listed = unit.listed
        successors = [ids[code] for code in unit.became if code in ids]
        yield {
            "unit_id": unit.unit_id,
            "code": unit.code,
            "name": listed.name,
            "kind": listed.kind,
            "valid_from": _day(unit.valid_from),
            "valid_to": _day(unit.valid_to),
            "successor": ";".join(successors),
            "area_km2": listed.area_km2,
            "lat": unit.point[0],
            "lon": unit.point[1],
            "region": unit.region,
            "note": unit.note or ("tách thành nhiều đơn vị" if len(successors) > 1 else ""),
            "source": _SOURCE.format(list=listed.snapshot),
        }


def _is_new(unit: NewUnit) -> bool:
    return unit.valid_from == REFORM


def parent_rows(units: Units) -> Iterator[dict[str, str]]:
    """Yield what each unit belongs to at its time; one that the reform left as it was had a district until then, and has a province since."""
    for unit in units.units.values():
        for listed in filter(None, (unit.listed, unit.across)):
            above = filter(None, (in_sentence(listed.district), in_sentence(listed.province)))
            is_since = listed.snapshot == SINCE
            yield {
                "unit_id": unit.unit_id,
                "parent": ", ".join(above),
                "valid_from": _day(REFORM) if is_since else "",
                "valid_to": "" if is_since else _day(LAST_DAY),
                "source": _SOURCE.format(list=listed.snapshot),
            }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return a CSV of the workbook: columns of text, headings first, also where there are no rows."""
    return csv_bytes(pd.DataFrame([{c: row.get(c, "") for c in columns} for row in rows], columns=list(columns), dtype="str"))  # fmt: skip
