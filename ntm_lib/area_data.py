"""What is known of all districts of a workbook in one season: what the pages above the districts read."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import pandas as pd

from ntm_lib.errors import NtmError, ReportError, UnreadableError
from ntm_lib.files import fingerprint, read_file
from ntm_lib.handed import handed
from ntm_lib.schemas import COMMUNE_SUMMARY, INDICATOR_RESULTS, TABLED
from ntm_lib.season_data import load_season
from ntm_lib.text import season_text
from ntm_lib.workbook import Period, Season, Workbook

PLACE = ["province", "district_id", "district_name"]


@dataclass(frozen=True)
class AreaData:
    """One season of several districts, of one province if it names one: COMMUNE_SUMMARY of all communes that are known, headed by the columns of PLACE.

    All else is about districts, by their ids.
    """

    season: str
    communes: pd.DataFrame
    absent: tuple[str, ...] = ()  # whose figures could not be had
    stale: tuple[str, ...] = ()  # whose figures may be those of an earlier build, since the last one failed
    unlinked: tuple[str, ...] = ()  # that have no page yet
    # ước, chính thức, thẩm tra, "" for a value without: the statuses of the figures; empty without any
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    province: str = ""

    @property
    def without_figures(self) -> tuple[str, ...]:
        """The districts that are absent, and those of whose communes no value is known: no form of theirs has come."""
        known = set(self.communes.loc[self.communes["figures_given"] > 0, "district_id"])
        return (
            *self.absent,
            *(i for i in dict.fromkeys(self.communes["district_id"]) if i not in known and not self.statuses.get(i)),
        )

    def of_province(self, province: str, districts: Mapping[str, Period]) -> "AreaData":
        """Return the cut of one province; `districts` are those of all, by id."""
        own = {i for i, district in districts.items() if district.province == province}
        return replace(
            self,
            province=province,
            communes=self.communes[self.communes["province"] == province].reset_index(drop=True),
            absent=tuple(i for i in self.absent if i in own),
            stale=tuple(i for i in self.stale if i in own),
            unlinked=tuple(i for i in self.unlinked if i in own),
            statuses={i: words for i, words in self.statuses.items() if i in own},
        )

    def fingerprint(self) -> str:
        about = [self.season, self.absent, self.stale, self.unlinked, dict(self.statuses)]
        return fingerprint([about, self.communes.to_csv(index=False)])


def area_data(
    workbook: Workbook, season: Season, reports: Path, failed: Collection[str] = (), changed: Collection[str] = ()
) -> AreaData:
    """Return the districts' figures from the tables of their last builds, below `reports`.

    Figures of another season, criteria set or cut-off are not taken: nothing is added up across these. `failed` are the districts
    whose build has failed this time, `changed` those whose tables are not as their build wrote them: these are not taken either.
    """
    tables, statuses = {}, {}
    districts = workbook.periods(season)
    for district_id in districts:
        folder = reports / district_id / "data"
        table = _published(folder)
        if table is not None and district_id not in changed and _is_of(table, season):
            tables[district_id] = table
            statuses[district_id] = _statuses(folder)
    tables = _sound(tables)
    ids = list(districts)
    return AreaData(
        season.name,
        _joined([_placed(tables[i], i, districts[i]) for i in ids if i in tables]),
        absent=tuple(i for i in ids if i not in tables),
        stale=tuple(i for i in ids if i in tables and i in failed),
        unlinked=tuple(i for i in ids if not (reports / i / "index.html").exists()),
        statuses={i: words for i, words in statuses.items() if i in tables},
    )


def _published(folder: Path) -> pd.DataFrame | None:
    """Return a district's table of communes as it was published; None if there is none that can be read."""
    kinds = {column.name: column.kind for column in COMMUNE_SUMMARY.columns}
    texts = {name: "str" for name, kind in kinds.items() if kind == "text"}
    empty = {name: [""] for name, kind in kinds.items() if kind != "text"}
    path = folder / f"{COMMUNE_SUMMARY.name}.csv"
    try:
        table = pd.read_csv(
            BytesIO(read_file(path)), dtype=texts, keep_default_na=False, na_values=empty, encoding="utf-8-sig"
        )
    except (OSError, ValueError, UnreadableError):
        return None
    return table if set(kinds) <= set(table.columns) else None


def _is_of(table: pd.DataFrame, season: Season) -> bool:
    wanted = {"season": season.name, "criteria_set": season.criteria_set, "cut_off": season.cut_off.isoformat()}
    return bool((table[list(wanted)].astype(str) == list(wanted.values())).all(axis=None))


def _statuses(folder: Path) -> tuple[str, ...]:
    """Return the statuses of a district's values: ước, chính thức, thẩm tra, "" if none is stated; none if unreadable."""
    path = folder / f"{INDICATOR_RESULTS.name}.csv"
    try:
        table = pd.read_csv(
            BytesIO(read_file(path)),
            dtype="str",
            usecols=["result", "status", "origin"],
            keep_default_na=False,
            encoding="utf-8-sig",
        )
    except (OSError, ValueError, UnreadableError):
        return ()
    is_given = (table["result"] != "unknown") & (table["origin"] != TABLED)
    return tuple(sorted(set(table.loc[is_given, "status"])))


def _sound(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables that are as declared, in declared types. All are looked at together: one by one takes seconds."""
    if not tables:
        return {}
    try:
        whole = COMMUNE_SUMMARY.validate(pd.concat(tables.values(), ignore_index=True))
    except NtmError:
        return {key: table for key, raw in tables.items() if (table := _validated(raw)) is not None}
    ends = pd.Series([len(table) for table in tables.values()]).cumsum()
    starts = [0, *ends[:-1]]
    return {key: whole.iloc[start:end] for key, start, end in zip(tables, starts, ends, strict=True)}


def _validated(table: pd.DataFrame) -> pd.DataFrame | None:
    try:
        return COMMUNE_SUMMARY.validate(table)
    except NtmError:
        return None


def _placed(table: pd.DataFrame, district_id: str, district: Period | None = None) -> pd.DataFrame:
    province, name = (district.province, district.name) if district else ("", "")
    place = {"province": province, "district_id": district_id, "district_name": name}
    return table.assign(**place)[[*PLACE, *table.columns]]


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    none = _placed(COMMUNE_SUMMARY.frame([]), "")
    return pd.concat(parts or [none], ignore_index=True)


def load_area(workbook: Workbook, season: Season, province: str = "") -> AreaData:
    """Return the data of all districts in `season`, or of those of one province, by its name as the workbook has it.

    In a build it is what was handed to the notebook; else the forms of every district are read, where they have changed. A
    district that can't be assessed is absent.
    """
    given = handed(AreaData)
    if given is not None:
        if (given.season, given.province) != (season.name, province):
            raise ReportError(
                f"Sổ tay đòi số liệu kỳ {season.name} của {province or 'mọi tỉnh'}, nhưng báo cáo này được giao {season_text(given.season)} "
                f"của {given.province or 'mọi tỉnh'}. Sửa sổ tay cho đúng tham số."
            )
        return given
    districts = {i: own for i, own in workbook.periods(season).items() if province in ("", own.province)}
    found = dict(_assessed(workbook, season, districts))
    return AreaData(
        season.name,
        _joined([_placed(table, i, districts[i]) for i, (table, _) in found.items()]),
        absent=tuple(i for i in districts if i not in found),
        statuses={i: statuses for i, (_, statuses) in found.items()},
        province=province,
    )


def _assessed(
    workbook: Workbook, season: Season, districts: Iterable[str]
) -> Iterator[tuple[str, tuple[pd.DataFrame, tuple[str, ...]]]]:
    for district in districts:
        try:
            now = load_season(workbook.of_place(district), season).results.of(season.name)
        except NtmError:
            continue
        given = now.components.loc[now.components["result"] != "unknown", "status"]
        yield district, (now.communes, tuple(sorted(set(given))))
