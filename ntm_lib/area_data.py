"""What is known of all districts of a workbook in one season: what the pages above the districts read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ntm_lib.errors import ReportError
from ntm_lib.files import fingerprint
from ntm_lib.schemas import COMMUNE_SUMMARY
from ntm_lib.season_data import load_season
from ntm_lib.workbook import District, Season, Workbook
from ntm_lib.workbook import hold as hold_workbook

PLACE = ["province", "district_id", "district_name"]


@dataclass(frozen=True)
class AreaData:
    """One season of several districts: COMMUNE_SUMMARY of all communes that are known, headed by the columns of PLACE.

    `absent` are the ids of the districts whose figures could not be had.
    """

    season: str
    communes: pd.DataFrame
    absent: tuple[str, ...] = ()

    def of_province(self, province: str, districts: list[District]) -> "AreaData":
        """Return the cut of one province."""
        own = {district.id for district in districts if district.province == province}
        rows = self.communes[self.communes["province"] == province].reset_index(drop=True)
        return AreaData(self.season, rows, tuple(i for i in self.absent if i in own))

    def fingerprint(self) -> str:
        return fingerprint([self.season, list(self.absent), self.communes.to_csv(index=False)])


def area_data(workbook: Workbook, season: Season, reports: Path) -> AreaData:
    """Return the districts' figures from the tables of their last builds, below `reports`."""
    parts, absent = [], []
    for district in workbook.districts:
        table = _published(reports / district.id / "data" / f"{COMMUNE_SUMMARY.name}.csv")
        if table is None:
            absent.append(district.id)
        else:
            parts.append(_placed(table, district))
    return AreaData(season.name, _joined(parts), tuple(absent))


def _published(path: Path) -> pd.DataFrame | None:
    """Return a district's table of communes as it was published; None if there is none."""
    kinds = {column.name: column.kind for column in COMMUNE_SUMMARY.columns}
    texts = {name: "str" for name, kind in kinds.items() if kind == "text"}
    empty = {name: [""] for name, kind in kinds.items() if kind != "text"}
    try:
        table = pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=empty, encoding="utf-8-sig")
    except (OSError, ValueError):
        return None
    return COMMUNE_SUMMARY.validate(table)


def _placed(table: pd.DataFrame, district: District) -> pd.DataFrame:
    place = {"province": district.province, "district_id": district.id, "district_name": district.name}
    return table.assign(**place)[[*PLACE, *table.columns]]


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    none = _placed(COMMUNE_SUMMARY.frame([]), District(name="", province="", office="", communes=()))
    return pd.concat(parts or [none], ignore_index=True)


_held: AreaData | None = None


def hold(workbook: Workbook, data: AreaData) -> None:
    """Have `load_area` return `data` in this process from now on, and `Workbook.open` `workbook`."""
    global _held  # noqa: PLW0603 - a report's process holds the data of its one report
    _held = data
    hold_workbook(workbook)


def load_area(workbook: Workbook, season: Season, province: str = "") -> AreaData:
    """Return what is known of all districts in `season`, or of those of one province.

    In a build the process holds it already; else the forms of every district are read, where they have changed.
    """
    if _held is not None:
        if _held.season != season.name:
            raise ReportError(f"Sổ tay đòi số liệu mùa {season.name}, nhưng báo cáo này được giao mùa {_held.season}.")
        return _held
    parts = [_placed(table, district) for district, table in _summaries(workbook, season)]
    data = AreaData(season.name, _joined(parts))
    return data.of_province(province, workbook.districts) if province else data


def _summaries(workbook: Workbook, season: Season) -> Iterator[tuple[District, pd.DataFrame]]:
    for district in workbook.districts:
        data = load_season(workbook.of_district(district.id), season)
        yield district, data.results.of(season.name).communes
