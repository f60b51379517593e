"""What the sheets of thiet-lap.xlsx show: the rows of a workbook's own files, each with the id by which it is found again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ntm_lib.files import file_hash, visible
from ntm_lib.reference.criteria_files import described_sets
from ntm_lib.reference.files import EXCEL, raw_rows, table_file
from ntm_lib.reference.gazetteer import province_key
from ntm_lib.reference.indicators import Level, lacking_for
from ntm_lib.reference.settings import read_settings
from ntm_lib.setup.set_sources import set_sources
from ntm_lib.setup.sheets import (
    AGENCIES,
    COMMUNES,
    FIGURES,
    PERIODS,
    PLACES,
    SEASONS,
    SETS,
    SETS_SHEET,
    SHEETS,
    UNITS,
    SettingSheet,
)
from ntm_lib.setup.values import Names, normal
from ntm_lib.tables import rows_of
from ntm_lib.text import clean
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.reference import Measure
from ntm_lib.workbook.settings import Period, Place

_CRITERIA = "data/reference/criteria"


@dataclass(frozen=True)
class SettingRow:
    """One row: its id in the file ("14", a line; "0.1", a period of a place), and the stored texts of its columns in their normal form."""

    row_id: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class SetupContents:
    """The rows of each sheet and the paths of its files, by its title; names by kind; and the sha256 of each file that was read, by path."""

    files: Mapping[str, Sequence[str]]
    rows: Mapping[str, Sequence[SettingRow]]
    names: Names
    hashes: Mapping[str, str]
    places: str  # the names of the places: whose settings these are
    sources: Mapping[str, str]  # how far the levels of each criteria set were checked, in words
    lacking: str  # which levels the current season needs and nobody has stated, in words; "" if none


def read_contents(workbook: Workbook) -> SetupContents:
    """Return what the files of `workbook` hold. Raises WorkbookError for a file that can't be read."""
    files, rows, hashes = dict[str, list[str]](), dict[str, list[SettingRow]](), dict[str, str]()
    for sheet in SHEETS:
        files[sheet.title], rows[sheet.title] = [], []
        for part, path in files_of(sheet, workbook):
            file = table_file(workbook.root / path).relative_to(workbook.root).as_posix()
            hashes[file] = file_hash(workbook.root / file)
            files[sheet.title].append(file)
            rows[sheet.title] += _rows(sheet, workbook, part, path)
    files[COMMUNES.title].append(PLACES.path)  # which communes belong to which place
    return SetupContents(
        files, rows, names_of(workbook), hashes, places_of(workbook), set_sources(workbook), _lacking(workbook)
    )


def places_of(workbook: Workbook) -> str:
    """Return the names of a workbook's places: "huyện Nam Đông, tỉnh Thừa Thiên Huế"."""
    return "; ".join(place.last.full_name for place in workbook.places)


def _lacking(workbook: Workbook) -> str:
    """Return the levels that the current season needs and nobody has stated, by whose they are: "Chưa khai mức cho tỉnh Bắc Kạn: 4.2, 6.3."."""
    named: dict[str, dict[str, None]] = {}
    for own in workbook.of_each_place():
        season = own.season(own.current_season)
        for level in rows_of(own.common_levels(season), Level):
            if (whom := lacking_for(level, season.year)) and level["is_binding"]:
                named.setdefault(whom, {})[level["indicator"]] = None
    said = "; ".join(f"{whom}: {', '.join(codes)}" for whom, codes in named.items())
    return f"Chưa khai mức cho {said}." if said else ""


def files_of(sheet: SettingSheet, workbook: Workbook) -> Iterator[tuple[str, str]]:
    """Yield the files that a sheet shows, whether they are there or not: what stands for "{}" in the path, as cells are read, and the path."""
    if not sheet.file_column:
        yield "", sheet.path
    elif sheet.file_column == "criteria_set":
        for set_id in described_sets(workbook.root / _CRITERIA):
            yield set_id, sheet.path.format(set_id)
    else:
        for own in workbook.of_each_place():
            for path in visible(own.data_folder / "conclusions"):
                if path.suffix in (".csv", EXCEL):
                    name = clean(path.stem)
                    part = f"{own.place_id}/{name}" if own.place_id else name
                    yield part, f"{own.data_name}/conclusions/{path.stem}.csv"


def _rows(sheet: SettingSheet, workbook: Workbook, part: str, path: str) -> Iterator[SettingRow]:
    if sheet is PLACES:
        yield from _periods(workbook)
    elif sheet is SEASONS:
        yield from _seasons(workbook)
    elif sheet is SETS_SHEET:
        yield from _sets(workbook)
    else:
        yield from _lines(sheet, workbook, part, path)


def _lines(sheet: SettingSheet, workbook: Workbook, part: str, path: str) -> Iterator[SettingRow]:
    table = raw_rows(workbook.root / path, [c.name for c in sheet.columns], {c.name: c.kind for c in sheet.columns})
    listed = _periods_of_units(workbook) if sheet is COMMUNES else {}
    for line, cells in table.rows.items():
        if any(cells.values()):
            values = {c.name: normal(c, cells.get(c.name, ""), table.mark) for c in sheet.columns}
            if sheet.file_column:
                values[sheet.file_column] = part
            if sheet is COMMUNES:
                values["periods"] = ";".join(listed.get(values["unit_id"], ()))
            yield SettingRow(f"{part}:{line}" if part else str(line), values)


def lasting_keys(periods: Sequence[SettingRow]) -> dict[str, str]:
    """Return what tells each period from others in every version of the settings, by its key: the id of its place, and its first day."""
    return {row.row_id: f"{row.values['id']}/{row.values['from']}" for row in periods}


def period_key(place: int, period: int) -> str:
    return f"{place}.{period}"


def _each_period(workbook: Workbook) -> Iterator[tuple[str, Place, Period]]:
    for number, place in enumerate(workbook.places):
        for at, period in enumerate(place.period):
            yield period_key(number, at), place, period


def _periods_of_units(workbook: Workbook) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, _, period in _each_period(workbook):
        for unit_id in period.communes:
            found.setdefault(unit_id, []).append(key)
    return found


def _periods(workbook: Workbook) -> Iterator[SettingRow]:
    for key, place, period in _each_period(workbook):
        values = {
            "id": place.id, "from": _text(period.since), "name": period.name, "tier": period.tier, "parent": period.parent,
            "office": period.office, "region": period.region, "province_row": period.province_row,
        }  # fmt: skip
        yield SettingRow(key, values)


def _seasons(workbook: Workbook) -> Iterator[SettingRow]:
    for number, season in enumerate(workbook.seasons.values()):
        own = {name: _text(value) for name, value in season}
        own |= {name: "" for name in ("cut_off_illustrative", "conference_illustrative") if own[name] == "false"}
        is_current = "true" if season.name == workbook.current_season else ""
        yield SettingRow(str(number), {c.name: own.get(c.name, is_current) for c in SEASONS.columns})


def _sets(workbook: Workbook) -> Iterator[SettingRow]:
    for set_id, about in read_settings(workbook.root / SETS_SHEET.path).items():
        own = {name: _text(value) for name, value in about.items()} | {"set_id": set_id}
        own["bands"] = ";".join(band_text(*band) for band in about["bands"])
        yield SettingRow(set_id, {c.name: own.get(c.name, "") for c in SETS_SHEET.columns})


def band_text(low: int, high: int) -> str:
    """Return a band of counts as people write it: "15–18"."""
    return str(low) if low == high else f"{low}–{high}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ";".join(map(str, value))
    return str(value or "")


def names_of(workbook: Workbook) -> Names:
    """Return the names that the sheets show beside ids."""
    labels = [(key, period) for key, _, period in _each_period(workbook)]
    names = [period.name for _, period in labels]
    return Names(
        {
            UNITS: {unit.unit_id: unit.name for unit in workbook.units.values()},
            AGENCIES: {d.department_id: d.short_name for d in workbook.departments.values()},
            SETS: dict.fromkeys(described_sets(workbook.root / _CRITERIA), ""),
            PERIODS: {
                key: period.name
                if names.count(period.name) == 1
                else f"{period.full_name} (từ {_text(period.since) or 'đầu'})"
                for key, period in labels
            },
            FIGURES: {row["measure"]: row["name"] for row in reversed(rows_of(workbook.measures, Measure))},
        }
    )


def own_sets_first(workbook: Workbook, rows: Sequence[SettingRow], column: str) -> list[SettingRow]:
    """Return the rows, those of the criteria sets of the workbook's seasons first; `column` has the set."""
    sets = {season.criteria_set for season in workbook.seasons.values()}
    return sorted(rows, key=lambda row: row.values[column] not in sets)


def own_levels_first(workbook: Workbook, rows: Sequence[SettingRow]) -> list[SettingRow]:
    """Return the rows of the sheet of levels, those that may decide for a commune of the workbook first, in the file's order else."""
    sets = {season.criteria_set for season in workbook.seasons.values()}
    regions = {p.region for place in workbook.places for p in place.period} | {
        u.region for u in workbook.units.values()
    }
    provinces = {province_key(province) for province in workbook.provinces}

    def rank(row: SettingRow) -> tuple[bool, bool]:
        is_own = row.values["criteria_set"] in sets and row.values["region"] in ("", *regions)
        return province_key(row.values["province"]) not in provinces, not is_own

    return sorted(rows, key=rank)
