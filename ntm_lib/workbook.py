"""The workbook: one folder with data/workbook.toml, its reference data, forms and notebooks. The one door in."""

import os
import unicodedata
from collections import Counter
from copy import copy
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd
from pydantic import Field

from ntm_lib.errors import UnknownNameError, WorkbookError
from ntm_lib.files import file_hash, file_hashes, is_file, read_file, visible
from ntm_lib.places import id_fault
from ntm_lib.reference.boundaries import Ring, load_boundaries
from ntm_lib.reference.conclusions import load_conclusions
from ntm_lib.reference.criteria import VALUE_TYPES, CriteriaSet, load_criteria_set
from ntm_lib.reference.departments import Department, department_key, load_departments, load_leads
from ntm_lib.reference.files import check_id, read_reference, resolved_folder
from ntm_lib.reference.province import load_province_progress
from ntm_lib.reference.recognition import load_recognition
from ntm_lib.reference.settings import Day, Strict, Words, Year, checked, read_settings
from ntm_lib.reference.units import Unit, load_units
from ntm_lib.tables import records
from ntm_lib.text import clean, did_you_mean, name_key, slug

_TOML = "data/workbook.toml"
_OWN_FOLDERS = {
    "data",
    "manifests",
    "xa",
    "phong",
    "tinh",
    "bieu",
    "kiem-tra",
}  # beside the districts' in a folder of reports
_CRITERIA = "data/reference/criteria"


_TABLES = (
    "units", "departments", "leads", "recognition", "measures", "key_measures", "abbreviations", "assumptions", "resources",
    "relations", "published_counts", "published_district", "province_progress",
)  # fmt: skip


class District(Strict):
    """A district the workbook is kept for; `id` names its folder where there are several."""

    id: str = Field(default="", pattern="^[a-z0-9-]*$")
    name: Words
    province: Words
    office: Words
    communes: tuple[str, ...] = Field(strict=False)
    province_row: str = ""


class Season(Strict):
    """One reporting season. `name` is a text ("2021", "2021-06"); `year` chooses the levels of the criteria set."""

    name: str
    year: Year
    criteria_set: str
    cut_off: Day
    conference: Day | None = None
    compare_with: str | None = None
    conclusions: str | None = None
    target_year: Year | None = None  # year by whose end missing levels are to be reached; the next one if not given
    cut_off_illustrative: bool = False
    conference_illustrative: bool = False


class _WorkbookFile(Strict):
    current_season: str
    district: District
    season: tuple[Season, ...] = Field(strict=False)


class _WorkbookOfSeveral(_WorkbookFile):
    district: tuple[District, ...] = Field(strict=False)  # type: ignore[assignment]


def _check_names_of_files(path: Path, file: _WorkbookFile) -> None:
    """Refuse settings that could not name files and folders on every system, would lead out of them, or name two alike."""
    districts = file.district if isinstance(file, _WorkbookOfSeveral) else (file.district,)
    for kind, names in (
        ("tên mùa", [s.name for s in file.season]),
        ("criteria_set", [s.criteria_set for s in file.season]),
        ("conclusions", [s.conclusions for s in file.season if s.conclusions is not None]),
        ("mã huyện", [d.id for d in districts if d.id]),
    ):
        for name in names:
            if fault := id_fault(name):
                raise WorkbookError(
                    f"{path}: {kind} “{name[:200]}” {fault}, vì nó đặt tên cho tệp và thư mục. Đổi lại."
                )
    for setting in ("name", "province"):
        if not all(getattr(d, setting) for d in districts):
            raise WorkbookError(f"{path}: mục “district.{setting}” phải có chữ. Ghi vào.")
    if own := {d.id for d in districts} & _OWN_FOLDERS:
        raise WorkbookError(f"{path}: mã huyện “{min(own)}” trùng tên thư mục của sổ báo cáo. Đặt mã khác.")
    seasons = Counter(season.name.casefold() for season in file.season)  # capitals make no other folder on Windows
    if repeated := [name for name, times in seasons.items() if times > 1]:
        raise WorkbookError(f"{path}: mùa {', '.join(repeated)} được khai hai lần. Đặt tên khác nhau cho từng mùa.")


class Workbook:
    """Everything a stage may know of one workbook. Reference data is read when first asked for, and hashed before, on opening.

    A workbook of one district is at once that district's. One of several gives each district a workbook of its own
    (`of_district`), with the same seasons and reference data and the forms below data/districts/<id>.
    """

    def __init__(self, root: Path, file: _WorkbookFile, sha: str) -> None:
        _check_names_of_files(root / _TOML, file)
        self.root = root
        self.districts = list(file.district) if isinstance(file, _WorkbookOfSeveral) else [file.district]
        self._district = None if isinstance(file, _WorkbookOfSeveral) else file.district
        self.seasons = {season.name: season for season in file.season}
        self.current_season = file.current_season
        self._criteria_files = [
            f"{_CRITERIA}/{n}" for n in ("sets.toml", *(f"{s.criteria_set}.csv" for s in file.season))
        ]
        self._hashes = self._reference_hashes() | {_TOML: sha}

    @classmethod
    def open(cls, folder: str | Path = "", district: str = "") -> "Workbook":
        """Return the workbook in `folder`, or that of one of its districts by id. Without a folder: that of the current one or above.

        Raises WorkbookError that says which setting is wrong and how, UnknownNameError for a district it does not have.
        """
        root = _folder_above() if folder == "" else resolved_folder(Path(folder))
        if _held is not None and (_held.root, _held.district_id) == (root, district):
            return _held
        path = root / _TOML
        try:
            sha = file_hash(path)
            raw = read_settings(path)  # after its hash: what is read can't be older
        except FileNotFoundError:
            raise WorkbookError(
                f"Không thấy {path}. Chạy lệnh trong thư mục của sổ dữ liệu, hoặc chỉ ra bằng --workbook."
            ) from None
        kind = _WorkbookOfSeveral if isinstance(raw.get("district"), list) else _WorkbookFile
        workbook = cls(root, checked(kind, raw, str(path)), sha)
        workbook._check_names(path)
        workbook._check_reference()
        return workbook.of_district(district) if district else workbook

    def _check_names(self, path: Path) -> None:
        ids = [district.id for district in self.districts]
        if self._district is None and (not ids or "" in ids or len(set(ids)) < len(ids)):
            raise WorkbookError(f"{path}: mỗi mục [[district]] cần một id riêng (chữ thường, số, gạch nối).")
        communes = [unit_id for district in self.districts for unit_id in district.communes]
        twice = [unit_id for unit_id, times in Counter(communes).items() if times > 1]
        if twice:
            raise WorkbookError(f"{path}: xã {', '.join(twice)} được ghi hai lần trong communes. Bỏ một lần.")
        spelt: dict[str, str] = {}
        for province in (district.province for district in self.districts):
            if spelt.setdefault(slug(province), province) != province:
                other = spelt[slug(province)]
                raise WorkbookError(
                    f"{path}: một tỉnh ghi hai cách, “{other}” và “{province}”. Ghi thống nhất một cách."
                )
        for unit_id in self.units:
            check_id(unit_id, "units.csv")
        for unit_id in communes:
            if unit_id not in self.units:
                raise WorkbookError(
                    f"{path}: không có đơn vị “{unit_id}” trong units.csv. {did_you_mean(unit_id, self.units)}"
                )
            if unit_id in self.departments:
                raise WorkbookError(
                    f"{path}: mã “{unit_id}” vừa là của xã, vừa là của phòng trong departments.csv nên không biết biểu là của ai. "
                    f"Đặt mã khác cho phòng, ví dụ “phong-{unit_id}”."
                )
        for season in self.seasons.values():
            earlier = self.seasons.get(season.compare_with or "")
            if earlier is not None and earlier.cut_off >= season.cut_off:
                raise WorkbookError(
                    f"{path}: mùa “{season.name}” so với mùa “{earlier.name}” (compare_with), mà mùa ấy không chốt số liệu trước nó. Ghi một mùa trước, hoặc bỏ dòng này."
                )
        for name in [self.current_season, *(s.compare_with for s in self.seasons.values() if s.compare_with)]:
            if name not in self.seasons:
                raise WorkbookError(f"{path}: không có mùa “{name}”. {did_you_mean(name, self.seasons)}")

    def _check_reference(self) -> None:
        """Read every table of data/reference, so that a fault is told before anything is done, the first one of each file."""
        faults: list[str] = []
        for name in _TABLES:
            try:
                getattr(self, name)
            except WorkbookError as error:
                faults.append(str(error))
        if faults:  # what two tables rest on is told once
            raise WorkbookError("\n".join(dict.fromkeys(faults)))

    def check_season(self, season: Season) -> None:
        """Read the levels and the conclusions of `season`; raise WorkbookError or UnknownNameError for what can't be used."""
        criteria_set = self.criteria_set(season.criteria_set)
        criteria_set.levels(season.year)
        codes = set(criteria_set.rows["indicator"])
        for file, table in (("indicator-leads.csv", self.leads), ("key-measures.csv", self.key_measures)):
            own = table.loc[table["criteria_set"] == criteria_set.set_id, "indicator"]
            unknown = own[~own.isin(codes)]
            if len(unknown):
                raise WorkbookError(
                    f"{file}: bộ {criteria_set.set_id} không có chỉ tiêu “{unknown.iloc[0]}” (cột indicator). "
                    "Sửa lại đúng mã; Excel có thể đã đổi mã thành ngày tháng."
                )
        if not self.is_of_several:
            self.conclusions(season)

    @property
    def district(self) -> District:
        """The district whose workbook this is; raises WorkbookError if it is that of several."""
        if self._district is None:
            raise WorkbookError(f"Sổ dữ liệu này có {len(self.districts)} huyện. Chọn một huyện bằng --district.")
        return self._district

    @property
    def is_of_several(self) -> bool:
        return self._district is None

    @property
    def district_id(self) -> str:
        """The id of the district whose workbook this is; "" if the workbook has one district only, or is that of all."""
        return self._district.id if self._district else ""

    def of_district(self, district: str) -> "Workbook":
        """Return the workbook of one of the districts, by its id or name; what was read so far is shared."""
        found = [d for d in self.districts if clean(district) in (d.id, d.name)] or [
            d for d in self.districts if name_key(d.name) == name_key(district)
        ]
        if len(found) != 1:
            known = [d.id or d.name for d in self.districts]
            raise UnknownNameError(
                f"Không có huyện “{district}” trong data/workbook.toml. {did_you_mean(district, known)}"
            )
        own = copy(self)
        own._district = found[0]
        return own

    @property
    def provinces(self) -> list[str]:
        """The provinces of the districts, each once, in workbook.toml's order."""
        return list(dict.fromkeys(district.province for district in self.districts))

    def province(self, name: str) -> str:
        """Return the province of this name as data/workbook.toml writes it, however it is typed; raises UnknownNameError."""
        provinces = self.provinces
        wanted = clean(name)
        readings = (
            [p for p in provinces if wanted == clean(p)],
            [p for p in provinces if name_key(wanted) == name_key(p)],
            [p for p in provinces if wanted.isascii() and slug(wanted) in (slug(p), slug(name_key(p)))],
        )
        for found in readings:
            if len(found) == 1:
                return found[0]
        raise UnknownNameError(f"Không có tỉnh “{wanted}” trong data/workbook.toml. {did_you_mean(wanted, provinces)}")

    @property
    def data_name(self) -> str:
        """Where the district's own data lies, below the workbook's folder: "data", or "data/districts/<id>"."""
        return f"data/districts/{self.district_id}" if self.district_id else "data"

    @property
    def data_folder(self) -> Path:
        return self.root / self.data_name

    @property
    def reference_folder(self) -> Path:
        return self.root / "data" / "reference"

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
    def cache_folder(self) -> Path:
        """Checked observations, kept so that forms are read once; may be deleted at any time."""
        return self.data_folder / "cache"

    @property
    def notebooks_folder(self) -> Path:
        return self.root / "notebooks"

    @cached_property
    def units(self) -> dict[str, Unit]:
        return load_units(self.reference_folder / "units.csv", self.reference_folder / "unit-parents.csv")

    @cached_property
    def departments(self) -> dict[str, Department]:
        return load_departments(self.reference_folder / "departments.csv")

    @cached_property
    def leads(self) -> pd.DataFrame:
        return load_leads(self.reference_folder / "indicator-leads.csv", self.departments)

    @cached_property
    def recognition(self) -> pd.DataFrame:
        return load_recognition(self.reference_folder / "recognition.csv", self.units)

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Figures that the conclusions speak of, text: measure, name, indicator, component, value_type, unit, count_unit, is_yearly, proposal.

        `is_yearly` is "true" for a figure counted anew from every 1 January (houses removed in the year); `proposal` is how a draft
        of conclusions asks for it ("Xóa {count} nhà tạm"), empty if it is never proposed.
        """
        return read_reference(
            self.reference_folder / "measures.csv",
            ["measure", "name", "indicator", "component", "value_type", "unit", "count_unit", "is_yearly", "proposal"],
            kinds={"is_yearly": "flag"},
            allowed={"value_type": VALUE_TYPES},
            required=("measure", "name", "value_type"),
            key=("measure",),
        )

    @cached_property
    def key_measures(self) -> pd.DataFrame:
        """The dozen figures in which communes are compared, in the order they are shown: criteria_set, indicator, component, name,
        is_trajectory ("true" for one whose course over the seasons is drawn) and verb (what is done to it, where it is neither
        "tăng" nor "giảm")."""
        columns = ["criteria_set", "indicator", "component", "name", "is_trajectory", "verb"]
        return read_reference(
            self.reference_folder / "key-measures.csv",
            columns,
            kinds={"is_trajectory": "flag"},
            required=("criteria_set", "indicator", "name"),
            key=columns[:3],
            optional=True,
        )

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """Abbreviations that reports may use, by their short form."""
        columns = ["short", "full"]
        path = self.reference_folder / "abbreviations.csv"
        rows = records(read_reference(path, columns, required=columns, key=("short",), optional=True))
        return {row["short"]: row["full"] for row in rows}

    @cached_property
    def assumptions(self) -> pd.DataFrame:
        """What is assumed where the sources are silent, in Vietnamese: id, text; no rows if the file is absent."""
        path = self.reference_folder / "assumptions.csv"
        return read_reference(path, ["id", "text"], key=("id",), optional=True)

    @cached_property
    def resources(self) -> pd.DataFrame:
        """Sources of money, work and land the form asks for: resource, name, unit; no rows if the file is absent."""
        columns = ["resource", "name", "unit"]
        path = self.reference_folder / "resources.csv"
        return read_reference(path, columns, required=columns, key=("resource",), optional=True)

    @cached_property
    def relations(self) -> pd.DataFrame:
        """How figures of one commune hang together: criteria_set, kind (part, stock), whole, part, plus, minus; codes as "17.1/nuoc-sach"."""
        columns = ["criteria_set", "kind", "whole", "part", "plus", "minus"]
        path = self.reference_folder / "relations.csv"
        measures = set(self.measures["measure"])
        allowed = {"kind": ("part", "stock"), "plus": measures, "minus": measures}
        relations = read_reference(path, columns, allowed=allowed, required=columns[:3], optional=True)
        unfit = relations[(relations["kind"] == "stock") & ((relations["plus"] == "") | (relations["minus"] == ""))]
        if len(unfit):
            raise WorkbookError(
                f"{path.name}, {unfit['whole'].iloc[0]}: loại stock cần cả cột plus và minus. Điền hai mã."
            )
        return relations

    @cached_property
    def published_counts(self) -> pd.DataFrame:
        """Criteria counts that sources publish, or that follow from them: unit_id, year, criteria_set, criteria_met, basis, source, note."""
        return read_reference(
            self.reference_folder / "published-counts.csv",
            ["unit_id", "year", "criteria_set", "criteria_met", "basis", "source", "note"],
            kinds={"year": "year", "criteria_met": "count"},
            allowed={"unit_id": self.units},
            required=("unit_id", "year", "criteria_set", "criteria_met"),
            key=("unit_id", "year", "criteria_set"),
            optional=True,
        )

    @cached_property
    def published_district(self) -> pd.DataFrame:
        """Figures of the whole district that sources publish: year (int), measure, value (float), source."""
        return read_reference(
            self.reference_folder / "published-district.csv",
            ["year", "measure", "value", "source"],
            kinds={"year": "year", "value": "number"},
            required=("year", "measure", "value"),
            key=("year", "measure"),
            optional=True,
        )

    @cached_property
    def province_progress(self) -> pd.DataFrame:
        """The province's own table by district: see load_province_progress."""
        return load_province_progress(self.reference_folder / "province-progress.csv")

    @cached_property
    def boundaries(self) -> dict[str, tuple[Ring, ...]]:
        """Outer rings of communes by unit_id, if the user has put data/reference/boundaries.geojson there; else empty."""
        return load_boundaries(self.reference_folder / "boundaries.geojson", self.units)

    def season(self, name: str) -> Season:
        """Return the season called `name`; raise UnknownNameError with the names there are."""
        name = str(name)  # `papermill -p season 2020` gives a number
        if name not in self.seasons:
            raise UnknownNameError(
                f"Không có mùa báo cáo “{name}” trong data/workbook.toml. {did_you_mean(name, self.seasons)}"
            )
        return self.seasons[name]

    def seasons_until(self, season: Season) -> list[Season]:
        """Return the seasons up to and with `season`, oldest first, by cut-off."""
        return sorted((s for s in self.seasons.values() if s.cut_off <= season.cut_off), key=lambda s: s.cut_off)

    def closes_year(self, season: Season) -> bool:
        """Return whether `season` is the last of its year: a year's published figures are held against this one only."""
        return all(s.cut_off <= season.cut_off for s in self.seasons.values() if s.year == season.year)

    def judges_year(self, season: Season) -> bool:
        """Return whether promises of the season's year are judged by it: it closes the year, and not before the last quarter.

        A mid-year season is the last of its year, too, until the season of the year's end is declared.
        """
        return self.closes_year(season) and season.cut_off >= date(season.year, 10, 1)

    def base_season(self, season: Season) -> Season | None:
        """Return the season whose conference gave the conclusions that `season` follows up; else the season compared with."""
        for other in self.seasons.values():
            if season.conclusions and other.conference and other.conference.isoformat() == season.conclusions:
                return other
        return self.seasons.get(season.compare_with or "")

    def criteria_set(self, set_id: str) -> CriteriaSet:
        """Return a criteria set by id, read once."""
        if set_id not in self._criteria_sets:
            self._criteria_sets[set_id] = load_criteria_set(self.reference_folder / "criteria", set_id)
        return self._criteria_sets[set_id]

    @cached_property
    def _criteria_sets(self) -> dict[str, CriteriaSet]:
        return {}

    def conclusions(self, season: Season) -> pd.DataFrame | None:
        """Return the conclusions that `season` follows up, or None if it follows up none."""
        if season.conclusions is None:
            return None
        path = self._conclusions_file(season)
        return load_conclusions(path, self.units, self.departments, set(self.measures["measure"]))

    def _conclusions_file(self, season: Season) -> Path:
        return self.data_folder / "conclusions" / f"{season.conclusions}.csv"

    def reference_hashes(self, season: Season) -> dict[str, str]:
        """Return the sha256 of what anything about `season` may rest on beside the forms, by path: of criteria sets, those in use until then.

        All but the conclusions are as they were when the workbook was opened: what is read of them later can't be older.
        """
        seasons = self.seasons_until(season)
        used = {f"{_CRITERIA}/{name}" for name in ("sets.toml", *(f"{s.criteria_set}.csv" for s in seasons))}
        opened = {n: sha for n, sha in self._hashes.items() if n in used or not n.startswith(f"{_CRITERIA}/")}
        conclusions = {self._conclusions_file(s) for s in seasons if s.conclusions}
        return opened | file_hashes(conclusions, self.root)

    def is_as_opened(self) -> bool:
        """Return whether no file of the reference data has changed since the workbook was opened."""
        return self._hashes == self._reference_hashes()

    def _reference_hashes(self) -> dict[str, str]:
        folder = self.root / "data" / "reference"
        # Criteria files under the names they are opened by, too: a disk that tells no capitals apart may list them otherwise
        criteria = {self.root / name for name in self._criteria_files} | set(visible(self.root / _CRITERIA))
        inside = [path for path in visible(folder) if is_file(path)]
        return file_hashes([self.root / _TOML, *inside, *criteria], self.root)

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
        """Return the communes of the district within the borders of the season's cut-off, in workbook.toml's order."""
        return [self.units[i] for i in self.district.communes if self.units[i].valid_on(season.cut_off)]

    def commune(self, name: str, season: Season) -> Unit:
        """Return the commune of `season` with this id, code or name, however the name is typed.

        A name without marks ("huong huu") is taken if it fits one commune only; raises UnknownNameError otherwise.
        """
        communes = self.communes(season)
        wanted = clean(str(name))
        if not wanted:
            raise UnknownNameError("Tên xã để trống. Ghi tên, mã đơn vị hoặc mã hành chính của xã.")
        readings = (
            [u for u in communes if wanted in (u.unit_id, u.code)],
            [u for u in communes if name_key(wanted) == name_key(u.name)],
            [u for u in communes if wanted.isascii() and slug(wanted) in (slug(u.name), slug(u.full_name))],
        )
        for found in readings:
            if len(found) == 1:
                return found[0]
        raise UnknownNameError(
            f"Không có xã “{wanted}” trong mùa {season.name}. {did_you_mean(wanted, [u.name for u in communes])}"
        )

    def department(self, name: str) -> Department:
        """Return the department with this id, name or short name, however the name is typed.

        A name without marks ("phong kinh te va ha tang") is taken if it fits one department only; raises UnknownNameError
        otherwise.
        """
        departments = list(self.departments.values())
        wanted = clean(name)
        if not wanted:
            raise UnknownNameError("Tên phòng, cơ quan để trống. Ghi tên, tên tắt hoặc mã trong departments.csv.")
        readings = (
            [d for d in departments if wanted == d.department_id],
            [
                d
                for d in departments
                if department_key(wanted) in (department_key(d.name), department_key(d.short_name))
            ],
            [d for d in departments if wanted.isascii() and slug(wanted) in (slug(d.name), slug(d.short_name))],
        )
        for found in readings:
            if len(found) == 1:
                return found[0]
        known = [text for d in departments for text in (d.department_id, d.short_name)]
        raise UnknownNameError(
            f"Không có phòng, cơ quan “{wanted}” trong departments.csv. {did_you_mean(wanted, known)}"
        )


def as_it_is_now(workbook: Workbook) -> Workbook:
    """Return the workbook, opened again if its reference data has changed since: a build of many districts goes on for hours."""
    return workbook if workbook.is_as_opened() else Workbook.open(workbook.root, workbook.district_id)


def _folder_above() -> Path:
    """Return the nearest folder from the current one upwards that holds a workbook: a notebook is run from here or there."""
    here = resolved_folder(Path())
    for folder in (here, *here.parents):
        if os.path.isfile(folder / _TOML):  # noqa: PTH113 - False also for what may not be looked into
            return folder
    raise WorkbookError(
        f"Không thấy {_TOML} trong {here} và các thư mục trên nó. "
        "Chạy sổ tay trong thư mục của sổ dữ liệu, hoặc ghi thư mục ấy vào tham số workbook (với papermill: --cwd, hoặc -p workbook)."
    )


_held: Workbook | None = None


def hold(workbook: Workbook) -> None:
    """Have `Workbook.open` return `workbook` for its folder in this process from now on, with what it has read so far."""
    global _held  # noqa: PLW0603 - a report's process holds the workbook of its one report
    _held = workbook
