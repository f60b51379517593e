"""The settings of a workbook: data/workbook.toml, its places and seasons, checked as far as the file alone can be."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from ntm_lib.errors import WorkbookError
from ntm_lib.files import file_hash
from ntm_lib.places import id_fault
from ntm_lib.reference.regions import REGIONS, region_key
from ntm_lib.reference.settings import Day, Name, Strict, Words, Year, checked, read_settings
from ntm_lib.terms import AGENCY_FOLDERS, DISTRICT, PROVINCE, TIERS, Terms, terms_of

SETTINGS = "data/workbook.toml"
OWN_FOLDERS = {
    "data",
    "manifests",
    "xa",
    "tinh",
    "bieu",
    "kiem-tra",
    *AGENCY_FOLDERS.values(),
}  # beside the places' in a folder of reports


Region = Annotated[str, AfterValidator(region_key)]  # a key of REGIONS; in the file also its name
_DAY_DIGITS = 10  # of 2020-12-24


class Period(Strict):
    """What a place is for a time: from a day (None: always) until the day before the next period's."""

    since: Day | None = Field(default=None, alias="from")
    name: Name
    tier: str  # ntm_lib.terms.TIERS
    parent: Words = ""  # the province of a district
    office: Words
    communes: tuple[str, ...] = Field(strict=False)
    region: Region = ""
    province_row: str = ""  # its name in data/reference/province-progress.csv

    @property
    def province(self) -> str:
        """The province it lies in, or is."""
        return self.parent or self.name

    @property
    def full_name(self) -> str:
        """The name with that of the province it lies in: "huyện Nam Đông, tỉnh Thừa Thiên Huế"."""
        return ", ".join(filter(None, [self.name, self.parent]))

    def has_begun(self, day: date) -> bool:
        return self.since is None or self.since <= day

    @property
    def terms(self) -> Terms:
        return terms_of(self.tier, self.name, self.parent)


class Place(Strict):
    """A place the workbook is kept for, through its periods, oldest first; `id` names its folder where there are several."""

    id: str = Field(default="", pattern="^[a-z0-9-]*$")
    period: tuple[Period, ...] = Field(strict=False, min_length=1)

    def on(self, day: date) -> Period:
        """Return its period on `day`; a day before the first is taken for one of the first: no season has one."""
        return next((p for p in reversed(self.period) if p.has_begun(day)), self.period[0])

    @property
    def last(self) -> Period:
        return self.period[-1]


class District(Strict):
    """How a place of one period, a district, was written before there were periods: [district]."""

    id: str = Field(default="", pattern="^[a-z0-9-]*$")
    name: Name
    province: Name
    office: Words
    communes: tuple[str, ...] = Field(strict=False)
    region: Region = ""
    province_row: str = ""

    @property
    def place(self) -> Place:
        own = Period(
            name=self.name, tier=DISTRICT, parent=self.province, office=self.office, communes=self.communes,
            region=self.region, province_row=self.province_row,
        )  # fmt: skip
        return Place(id=self.id, period=(own,))


class Season(Strict):
    """One reporting season. `name` is a text ("2021", "2021-06"); `year` chooses the levels of the criteria set."""

    name: str
    year: Year
    criteria_set: str
    cut_off: Day
    conference: Day | None = None
    compare_with: str | None = None
    conclusions: str | None = None
    target_year: Year | None = None  # year by whose end missing levels are to be reached; else Seasons.target_year
    cut_off_illustrative: bool = False
    conference_illustrative: bool = False

    @property
    def conclusions_date(self) -> date | None:
        """The day of the conference whose conclusions it follows up: their file's name begins with it; None if it follows up none."""
        try:
            return date.fromisoformat((self.conclusions or "")[:_DAY_DIGITS])
        except ValueError:
            return None


class _File(Strict):
    current_season: str
    season: tuple[Season, ...] = Field(strict=False)


class _OfDistrict(_File):
    district: District


class _OfDistricts(_File):
    district: tuple[District, ...] = Field(strict=False)


class _OfPlaces(_File):
    place: tuple[Place, ...] = Field(strict=False, min_length=1)


@dataclass(frozen=True)
class Settings:
    """What data/workbook.toml says; `is_of_several` if each place has a folder of its own, whose name is its id."""

    current_season: str
    season: tuple[Season, ...]
    places: tuple[Place, ...]
    is_of_several: bool


def read_settings_file(root: Path) -> tuple[Settings, str]:
    """Return the settings of the workbook in `root`, and the hash of their file; raise WorkbookError that says which is wrong and how."""
    path = root / SETTINGS
    try:
        sha = file_hash(path)
        raw = read_settings(path)  # after its hash: what is read can't be older
    except FileNotFoundError:
        raise WorkbookError(
            f"Không thấy {path}. Chạy lệnh trong thư mục của sổ dữ liệu, hoặc chỉ ra bằng --workbook."
        ) from None
    if "place" in raw:
        if "district" in raw:
            raise WorkbookError(f"{path}: có cả [[place]] và district. Chỉ giữ [[place]].")
        of_places = checked(_OfPlaces, raw, str(path))
        _check_periods(path, of_places)
        file: _File = of_places
        places, is_of_several = of_places.place, len(of_places.place) > 1
    elif isinstance(raw.get("district"), list):
        of_districts = checked(_OfDistricts, raw, str(path))
        file, places, is_of_several = of_districts, tuple(d.place for d in of_districts.district), True
    else:
        of_one = checked(_OfDistrict, raw, str(path))
        file, places, is_of_several = of_one, (of_one.district.place,), False
    settings = Settings(file.current_season, file.season, places, is_of_several)
    _check_names_of_files(path, settings)
    _check_regions(path, settings, "district.region" if "district" in raw else "place.period.region")
    _check_target_years(path, settings.season)
    return settings, sha


def _check_periods(path: Path, file: _OfPlaces) -> None:
    """Refuse periods that do not follow one another, of no known tier or without what their tier needs, and seasons before the first."""
    for place, period, where in _periods(path, file.place):
        if period.tier not in TIERS:
            raise WorkbookError(
                f"{where}: tier “{period.tier[:60]}” không có. Ghi “{DISTRICT}” (cả thị xã, thành phố thuộc tỉnh, quận) hoặc “{PROVINCE}” (cả thành phố trực thuộc trung ương)."
            )
        if period.tier == DISTRICT and not period.parent:
            raise WorkbookError(f"{where}: tier “{DISTRICT}” cần mục parent, tên tỉnh của nó. Ghi vào.")
        if period.tier == PROVINCE and period.parent:
            raise WorkbookError(
                f"{where}: tier “{PROVINCE}” không thuộc tỉnh nào, mà parent ghi “{period.parent}”. Bỏ dòng parent."
            )
        if period.since is None and period is not place.period[0]:
            raise WorkbookError(f"{where}: thiếu ngày bắt đầu (from). Chỉ thời kỳ đầu được để trống ngày ấy.")
    for place in file.place:
        for earlier, later in pairwise(place.period):
            if earlier.since is not None and later.since is not None and later.since <= earlier.since:
                raise WorkbookError(
                    f"{path}: {place.last.name}: thời kỳ từ {later.since:%d/%m/%Y} ghi sau thời kỳ từ {earlier.since:%d/%m/%Y}. Xếp theo ngày, mỗi ngày một thời kỳ."
                )
        first = place.period[0].since
        for season in file.season:
            if first is not None and season.cut_off < first:
                raise WorkbookError(
                    f"{path}: kỳ “{season.name}” chốt số liệu {season.cut_off:%d/%m/%Y}, trước thời kỳ đầu ({first:%d/%m/%Y}) của {place.period[0].name}. "
                    "Thêm thời kỳ trước đó, hoặc bỏ dòng from của thời kỳ đầu."
                )


def _periods(path: Path, places: tuple[Place, ...]) -> Iterator[tuple[Place, Period, str]]:
    """Yield each period with its place, and with the words for where it stands."""
    for number, place in enumerate(places, start=1):
        for n, period in enumerate(place.period, start=1):
            yield place, period, f"{path}, place {place.id or f'thứ {number}'}, period thứ {n}"


def _check_regions(path: Path, settings: Settings, setting: str) -> None:
    """Refuse a place of a region that is none; `setting` is how the file calls it."""
    for region in (period.region for place in settings.places for period in place.period):
        if region and region not in REGIONS:
            known = ", ".join(f"{key} ({name})" for key, name in REGIONS.items())
            raise WorkbookError(
                f"{path}: mục “{setting}” ghi “{region[:60]}”, không có vùng ấy. Ghi một trong: {known}."
            )


def _check_target_years(path: Path, seasons: tuple[Season, ...]) -> None:
    """Refuse a season that looks back: what is missing now can't be reached by the end of a year before."""
    for season in seasons:
        if season.target_year is not None and season.target_year < season.year:
            raise WorkbookError(
                f"{path}: kỳ “{season.name}” ghi target_year {season.target_year}, trước năm {season.year} của kỳ. Ghi năm {season.year} hoặc một năm sau, hoặc bỏ dòng target_year."
            )


def _check_names_of_files(path: Path, file: Settings) -> None:
    """Refuse settings that could not name files and folders on every system, would lead out of them, or name two alike."""
    for kind, names in (
        ("tên kỳ", [s.name for s in file.season]),
        ("criteria_set", [s.criteria_set for s in file.season]),
        ("conclusions", [s.conclusions for s in file.season if s.conclusions is not None]),
        ("mã nơi", [p.id for p in file.places if p.id]),
    ):
        for name in names:
            if fault := id_fault(name):
                raise WorkbookError(
                    f"{path}: {kind} “{name[:200]}” {fault}, vì nó đặt tên cho tệp và thư mục. Đổi lại."
                )
    if own := {p.id for p in file.places} & OWN_FOLDERS:
        raise WorkbookError(f"{path}: mã nơi “{min(own)}” trùng tên thư mục của sổ báo cáo. Đặt mã khác.")
    seasons = Counter(season.name.casefold() for season in file.season)  # capitals make no other folder on Windows
    if repeated := [name for name, times in seasons.items() if times > 1]:
        raise WorkbookError(f"{path}: kỳ {', '.join(repeated)} được khai hai lần. Đặt tên khác nhau cho từng kỳ.")
