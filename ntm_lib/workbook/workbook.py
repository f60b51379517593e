"""The workbook: one folder with data/workbook.toml, its reference data, forms and notebooks. The one door in."""

import os
import unicodedata
from collections import Counter
from copy import copy
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from ntm_lib.errors import UnknownNameError, WorkbookError, fault
from ntm_lib.files import file_hash, file_hashes, is_file, read_file, visible
from ntm_lib.handed import handed
from ntm_lib.reference.conclusions import load_conclusions
from ntm_lib.reference.departments import COMMUNES, Department, department_key
from ntm_lib.reference.files import EXCEL, LISTED, check_id, resolved_folder, table_file
from ntm_lib.reference.units import Unit, ancestors, told_apart
from ntm_lib.terms import ANY_PLACE
from ntm_lib.text import clean, did_you_mean, name_key, season_text, slug
from ntm_lib.workbook.names import named
from ntm_lib.workbook.scopes import Scopes
from ntm_lib.workbook.seasons import Seasons
from ntm_lib.workbook.settings import SETTINGS, Period, Place, Season, Settings, read_settings_file
from ntm_lib.workbook.writing import JOURNAL, STOPPED

_CRITERIA = "data/reference/criteria"
_PLACES = "Xem các mục [[place]] của tệp ấy."


class Workbook(Scopes, Seasons):
    """Everything a stage may know of one workbook. Reference data is read when first asked for, and hashed before, on opening.

    A workbook of one place is at once that place's. One of several gives each place a workbook of its own (`of_place`), with the
    same seasons and reference data and the forms below data/districts/<id>. What a place is, a season asks for: `place_in`.
    """

    def __init__(self, root: Path, settings: Settings, sha: str) -> None:
        self.root = root
        self.places = list(settings.places)
        self._place = None if settings.is_of_several else settings.places[0]
        self._has_folders = settings.is_of_several  # one for each place
        self.seasons = {season.name: season for season in settings.season}
        self.current_season = settings.current_season
        self._criteria_files = [
            f"{_CRITERIA}/{n}" for n in ("sets.toml", *(f"{s.criteria_set}.csv" for s in settings.season))
        ]
        self._hashes = self._reference_hashes() | {SETTINGS: sha}
        self._conclusions: dict[tuple[Path, str], pd.DataFrame] = {}  # by file and its content

    @classmethod
    def open(cls, folder: str | Path = "", place: str = "") -> "Workbook":
        """Return the workbook in `folder`, or that of one of its places by id. Without a folder: that of the current one or above.

        In a build it is the one handed to the notebook. Raises WorkbookError that says which setting is wrong and how,
        UnknownNameError for a place it does not have.
        """
        root = _folder_above() if folder == "" else resolved_folder(Path(folder))
        given = handed(cls)
        if given is not None and (given.root, given.place_id) == (root, place):
            return given
        if os.path.lexists(root / JOURNAL):
            raise WorkbookError(STOPPED)
        workbook = cls(root, *read_settings_file(root))
        workbook._check_names(root / SETTINGS)
        workbook._check_borders()
        workbook.check_reference()
        workbook.check_measures()
        return workbook.of_place(place) if place else workbook

    def _check_names(self, path: Path) -> None:
        ids = [place.id for place in self.places]
        if self._has_folders and (not ids or "" in ids or len(set(ids)) < len(ids)):
            raise WorkbookError(
                f"{path}: mỗi mục [[place]] (hoặc [[district]]) cần một id riêng (chữ thường, số, gạch nối)."
            )
        periods = [period for place in self.places for period in place.period]
        for day in sorted({period.since or date.min for period in periods}):
            current = [period for place in self.places if (period := place.on(day)).has_begun(day)]
            on_day = Counter(unit_id for period in current for unit_id in period.communes)
            twice = [unit_id for unit_id, times in on_day.items() if times > 1]
            if twice:
                raise WorkbookError(f"{path}: đơn vị {', '.join(twice)} được ghi hai lần trong communes. Bỏ một lần.")
        self._check_names_of_provinces(path)
        for unit_id in dict.fromkeys(unit_id for period in periods for unit_id in period.communes):
            if unit_id not in self.units:
                near = did_you_mean(unit_id, self.units, LISTED["unit_id"])
                raise WorkbookError(f"{path}: không có đơn vị “{unit_id}” ở {self.sheet_of('units.csv')}. {near}")
            check_id(unit_id, self.units[unit_id].row.in_column("unit_id"))
            if unit_id in self.departments:
                raise WorkbookError(
                    f"{path}: mã “{unit_id}” vừa là của xã, vừa là của một cơ quan ({self.sheet_of('departments.csv')}) nên không biết biểu là của ai. "
                    f"Đặt mã khác cho cơ quan, ví dụ “phong-{unit_id}”."
                )
        for season in self.seasons.values():
            earlier = self.seasons.get(season.compare_with or "")
            if earlier is not None and earlier.cut_off >= season.cut_off:
                raise WorkbookError(
                    f"{path}: kỳ “{season.name}” so với kỳ “{earlier.name}” (compare_with), mà kỳ ấy không chốt số liệu trước nó. Ghi một kỳ trước, hoặc bỏ dòng này."
                )
        for name in [self.current_season, *(s.compare_with for s in self.seasons.values() if s.compare_with)]:
            if name not in self.seasons:
                raise WorkbookError(f"{path}: không có kỳ “{name}”. {did_you_mean(name, self.seasons)}")

    def _check_names_of_provinces(self, path: Path) -> None:
        spelt: dict[str, str] = {}
        for province in self.provinces:
            other = spelt.setdefault(slug(province), province)
            if other != province:
                raise WorkbookError(
                    f"{path}: một tỉnh ghi hai cách, “{other}” và “{province}”. Ghi thống nhất một cách."
                )

    def _check_borders(self) -> None:
        """Refuse a commune that another went into and that has seasons before and after: a unit is one set of borders, its series would cross."""
        days: dict[str, list[date]] = {}
        for place in self.places:
            for season in self.seasons.values():
                for unit_id in place.on(season.cut_off).communes:
                    if self.units[unit_id].valid_on(season.cut_off):
                        days.setdefault(unit_id, []).append(season.cut_off)
        ended = [(unit, unit.valid_to, own) for unit in self.units.values() if unit.valid_to for own in unit.successors]
        for unit, last, own in ended:
            if own in days and min(days[own]) <= last < max(days[own]):
                raise fault(unit.row, _across(unit, last, self.units[own]))

    def check_season(self, season: Season) -> None:
        """Read the levels and the conclusions of `season`; raise WorkbookError or UnknownNameError for what can't be used."""
        self.check_levels(season)
        if not self.is_of_several:
            self.conclusions(season)

    @property
    def place(self) -> Place:
        """The place whose workbook this is; raises WorkbookError if it is that of several."""
        if self._place is None:
            known = ", ".join(place.last.name for place in self.places)
            raise WorkbookError(
                f"Sổ dữ liệu này có {len(self.places)} {ANY_PLACE}. Chọn một {ANY_PLACE} bằng --place: {known}."
            )
        return self._place

    def place_in(self, season: Season) -> Period:
        """Return what the place is at the cut-off of `season`: name, tier, office, communes, the words for it."""
        return self.place.on(season.cut_off)

    def periods(self, season: Season) -> dict[str, Period]:
        """Return the same of every place, by id."""
        return {place.id: place.on(season.cut_off) for place in self.places}

    @property
    def is_of_several(self) -> bool:
        return self._place is None

    @property
    def place_id(self) -> str:
        """The id of the place whose workbook this is; "" if the workbook has one place only, or is that of all."""
        return self._place.id if self._place and self._has_folders else ""

    def of_each_place(self) -> "list[Workbook]":
        """Return the workbook of each place; this one alone if it is that of one place."""
        return [self.of_place(place.id) for place in self.places] if self.is_of_several else [self]

    def of_place(self, name: str) -> "Workbook":
        """Return the workbook of one of the places, by its id or one of its names; what was read so far is shared."""
        found = named(
            name,
            self.places,
            lambda p: (p.id, *(own.name for own in p.period)),
            lambda p: tuple(text for own in p.period for text in (own.name, name_key(own.name))),
            name_key,
        )
        if found is None:
            known = [p.id or p.last.name for p in self.places]
            raise UnknownNameError(
                f"Không có {ANY_PLACE} nào tên “{name}” trong data/workbook.toml. {did_you_mean(name, known, _PLACES)}"
            )
        own = copy(self)
        own._place = found
        return own

    @property
    def provinces(self) -> list[str]:
        """The provinces of the places through all periods, each once, in workbook.toml's order."""
        return list(dict.fromkeys(period.province for place in self.places for period in place.period))

    def province(self, name: str) -> str:
        """Return the province of this name as data/workbook.toml writes it, however it is typed; raises UnknownNameError."""
        provinces = self.provinces
        found = named(name, provinces, lambda p: (clean(p),), lambda p: (p, name_key(p)), name_key)
        if found is None:
            wanted = clean(name)
            raise UnknownNameError(
                f"Không có tỉnh “{wanted}” trong data/workbook.toml. {did_you_mean(wanted, provinces, _PLACES)}"
            )
        return found

    @property
    def data_name(self) -> str:
        """Where the place's own data lies, below the workbook's folder: "data", or "data/districts/<id>"."""
        return f"data/districts/{self.place_id}" if self.place_id else "data"

    @property
    def data_folder(self) -> Path:
        return self.root / self.data_name

    @property
    def submissions_folder(self) -> Path:
        return self.data_folder / "submissions"

    @property
    def corrections_folder(self) -> Path:
        return self.data_folder / "corrections"

    @property
    def received_folder(self) -> Path:
        """Every form that was read, kept by its content."""
        return self.data_folder / "received"

    @property
    def notebooks_folder(self) -> Path:
        return self.root / "notebooks"

    def conclusions(self, season: Season) -> pd.DataFrame | None:
        """Return the conclusions that `season` follows up, as they are now, or None if it follows up none."""
        if season.conclusions is None:
            return None
        path = self.conclusions_file(season)
        read = path, file_hash(path)  # asked for again and again; in Excel each reading takes a process
        if read not in self._conclusions:
            measures = set(self.measures["measure"])
            self._conclusions[read] = load_conclusions(path, self.units, self.departments, measures)
        return self._conclusions[read]

    def conclusions_file(self, season: Season) -> Path:
        """Return the file of the conclusions that `season` follows up."""
        return table_file(self.data_folder / "conclusions" / f"{season.conclusions}.csv")

    def reference_hashes(self, season: Season) -> dict[str, str]:
        """Return the sha256 of all that `season` may rest on besides the forms, by path: of criteria sets, those in use until then.

        All but the conclusions are as they were when the workbook was opened: what is read of them later can't be older.
        """
        seasons = self.seasons_until(season)
        sets = {f"{_CRITERIA}/{s.criteria_set}" for s in seasons}
        used = {f"{_CRITERIA}/sets.toml", *(f"{name}{suffix}" for name in sets for suffix in (".csv", EXCEL))}
        opened = {n: sha for n, sha in self._hashes.items() if n in used or not n.startswith(f"{_CRITERIA}/")}
        conclusions = {self.conclusions_file(s) for s in seasons if s.conclusions}
        return opened | file_hashes(conclusions, self.root)

    def is_as_opened(self) -> bool:
        """Return whether no file of the reference data has changed since the workbook was opened."""
        return self._hashes == self._reference_hashes()

    def _reference_hashes(self) -> dict[str, str]:
        folder = self.root / "data" / "reference"
        # Criteria files under the names they are opened by, too: a disk that ignores case may list them otherwise
        criteria = {self.root / name for name in self._criteria_files} | set(visible(self.root / _CRITERIA))
        inside = [path for path in visible(folder) if is_file(path)]
        return file_hashes([self.root / SETTINGS, *inside, *criteria], self.root)

    def commentary_folder(self, season: Season) -> Path:
        return self.data_folder / "commentary" / season.name

    def commentary(self, season: Season, page: str) -> str:
        """Return the office's words for a page in Markdown, NFC; "" if there are none. Bytes that are no text are no words: see the plan.

        Raises UnreadableError if the file is there and can't be read.
        """
        try:
            text = read_file(self.commentary_folder(season) / f"{page}.md").decode("utf-8-sig")
        except (FileNotFoundError, UnicodeDecodeError):
            return ""
        return unicodedata.normalize("NFC", text)

    def communes(self, season: Season) -> list[Unit]:
        """Return the communes of the place within the borders of the season's cut-off, in workbook.toml's order.

        Where a name repeats among them, it says which: "Minh Quán (huyện A)".
        """
        day = season.cut_off
        own = [self.units[i] for i in self.place_in(season).communes if self.units[i].valid_on(day)]
        return told_apart(own, day)

    @property
    def own_units(self) -> list[Unit]:
        """The units of units.csv that are the place's: those its periods list and what these were before; of one place or of all, every one."""
        if not self.place_id:
            return list(self.units.values())
        listed = dict.fromkeys(unit_id for period in self.place.period for unit_id in period.communes)
        found = {own.unit_id: own for i in listed for own in (self.units[i], *ancestors(self.units, i))}
        return list(found.values())

    def nearest_above(self, unit: Unit, day: date) -> str:
        """Return the name of what `unit` lay in on `day`: its own parent, else the place of then."""
        return unit.nearest_on(day) or self.place.on(day).name

    def departments_in(self, season: Season) -> dict[str, Department]:
        """Return the departments that there are at the cut-off of `season`, by id, in departments.csv's order."""
        return {i: found for i, found in self.departments.items() if found.valid_on(season.cut_off)}

    def agencies_in(self, season: Season) -> dict[str, Department]:
        """Return the same without the communes' own committees: those that a commune may ask for something."""
        return {i: found for i, found in self.departments_in(season).items() if i != COMMUNES}

    def leads_in(self, season: Season) -> pd.DataFrame:
        """Return the rows of `leads` that name one of these."""
        return self.leads[self.leads["department_id"].isin([*self.departments_in(season)])].reset_index(drop=True)

    def resources_in(self, season: Season) -> pd.DataFrame:
        """Return the rows of `resources` that are asked for at the place's tier in `season`, by the names they have there."""
        terms = self.place_in(season).terms
        own = self.resources[self.resources["tier"].isin(["", terms.tier])].reset_index(drop=True)
        return own.assign(name=own["name"].map(terms.source).astype("str"))

    def commune(self, name: str, season: Season) -> Unit:
        """Return the commune of `season` with this id, code or name, however the name is typed; raises UnknownNameError."""
        wanted, communes = clean(str(name)), self.communes(season)
        if not wanted:
            raise UnknownNameError("Tên xã để trống. Ghi tên, mã đơn vị hoặc mã hành chính của xã.")
        bare = self.units
        found = named(
            wanted,
            communes,
            lambda u: (u.unit_id, u.code, bare[u.unit_id].full_name),
            lambda u: (u.name, u.full_name, bare[u.unit_id].name, bare[u.unit_id].full_name),
            name_key,
        )
        if found is None:
            near = did_you_mean(wanted, [u.name for u in communes], f"Xem cột “Tên” ở {self.sheet_of('units.csv')}.")
            raise UnknownNameError(f"Không có xã “{wanted}” trong {season_text(season.name)}. {near}")
        return found

    def departments_with_page(self, season: Season) -> list[Department]:
        """Return the departments that have a page in `season`: has_report, and something to say."""
        own = self.departments_in(season).values()
        return [d for d in own if d.has_report and self._has_something_to_say(d, season)]

    def departments_without_matter(self, season: Season) -> list[Department]:
        """Return the departments with has_report that get no page, for want of anything they lead or answer for in `season`."""
        return [
            d
            for d in self.departments_in(season).values()
            if d.has_report and not self._has_something_to_say(d, season)
        ]

    def _has_something_to_say(self, department: Department, season: Season) -> bool:
        """Return whether the department leads an indicator, has a topic of its own, or is named in the conclusions followed up."""
        name, leads = department.department_id, self.leads
        if (
            department.topics
            or ((leads["department_id"] == name) & (leads["criteria_set"] == season.criteria_set)).any()
        ):
            return True
        items = self.conclusions(season)
        return items is not None and _speaks_of(items, name)

    def department(self, name: str) -> Department:
        """Return the department with this id, name or short name, however the name is typed; raises UnknownNameError."""
        wanted, departments = clean(name), list(self.departments.values())
        if not wanted:
            raise UnknownNameError("Tên cơ quan để trống. Ghi tên, tên ngắn hoặc mã cơ quan.")
        found = named(
            wanted, departments, lambda d: (d.department_id,), lambda d: (d.name, d.short_name), department_key
        )
        if found is None:
            known = [text for d in departments for text in (d.department_id, d.short_name)]
            near = did_you_mean(wanted, known, "Xem cột “Mã cơ quan”, “Tên ngắn” ở trang ấy.")
            raise UnknownNameError(f"Không có cơ quan “{wanted}” ở {self.sheet_of('departments.csv')}. {near}")
        return found


def _speaks_of(items: pd.DataFrame, department_id: str) -> bool:
    """Return whether a department leads one of these conclusions, or helps with it."""
    helps = items["supports"].str.split(";").map(lambda names: department_id in names)
    return bool((items["lead"].eq(department_id) | helps).any())


def as_it_is_now(workbook: Workbook) -> Workbook:
    """Return the workbook, opened again if its reference data has changed since: a build of many places goes on for hours."""
    return workbook if workbook.is_as_opened() else Workbook.open(workbook.root, workbook.place_id)


def _across(unit: Unit, last: date, successor: Unit) -> str:
    """Return what to do with `successor`, a commune of seasons before and after `unit` went into it on the day after `last`."""
    own, since = successor.unit_id, last + timedelta(days=1)
    new = f"{own}-{since.year}"
    return (
        f"nhập vào {own} từ {since:%d/%m/%Y}, mà {own} là xã của các kỳ cả trước và sau ngày ấy: số của hai địa giới sẽ bị nối làm một. "
        f"Nếu {own} chỉ có từ ngày ấy: ghi “Từ ngày” {since} ở dòng của nó ({successor.row}). Nếu {successor.full_name} có từ trước và giữ tên: ghi “Đến hết ngày” {last}, “Nhập vào” {new} ở dòng {own}; "
        f"thêm dòng {new} cùng tên, cùng mã hành chính, “Từ ngày” {since}, ghi “Thuộc nơi” ở dòng ấy; sửa “Nhập vào” của {unit.unit_id} thành {new} (trang “Xã”, units.csv)."
    )


def _folder_above() -> Path:
    """Return the nearest folder from the current one upwards that holds a workbook: a notebook is run from here or there."""
    here = resolved_folder(Path())
    for folder in (here, *here.parents):
        if os.path.isfile(folder / SETTINGS):  # noqa: PTH113 - False also for what may not be looked into
            return folder
    raise WorkbookError(
        f"Không thấy {SETTINGS} trong {here} và các thư mục trên nó. "
        "Chạy sổ tay trong thư mục của sổ dữ liệu, hoặc ghi thư mục ấy vào tham số workbook (với papermill: --cwd, hoặc -p workbook)."
    )
