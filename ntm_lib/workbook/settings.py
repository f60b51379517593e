"""The settings of a workbook: data/workbook.toml, its districts and seasons, checked as far as the file alone can be."""

from collections import Counter
from pathlib import Path

from pydantic import Field

from ntm_lib.errors import WorkbookError
from ntm_lib.files import file_hash
from ntm_lib.places import id_fault
from ntm_lib.reference.settings import Day, Strict, Words, Year, checked, read_settings

SETTINGS = "data/workbook.toml"
OWN_FOLDERS = {
    "data",
    "manifests",
    "xa",
    "phong",
    "tinh",
    "bieu",
    "kiem-tra",
}  # beside the districts' in a folder of reports


class District(Strict):
    """A district the workbook is kept for; `id` names its folder where there are several."""

    id: str = Field(default="", pattern="^[a-z0-9-]*$")
    name: Words
    province: Words
    office: Words
    communes: tuple[str, ...] = Field(strict=False)
    province_row: str = ""
    region: str = ""  # a key of ntm_lib.reference.levels.REGIONS


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


class Settings(Strict):
    current_season: str
    district: District
    season: tuple[Season, ...] = Field(strict=False)


class SettingsOfSeveral(Settings):
    district: tuple[District, ...] = Field(strict=False)  # type: ignore[assignment]


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
    kind = SettingsOfSeveral if isinstance(raw.get("district"), list) else Settings
    settings = checked(kind, raw, str(path))
    _check_names_of_files(path, settings)
    return settings, sha


def _check_names_of_files(path: Path, file: Settings) -> None:
    """Refuse settings that could not name files and folders on every system, would lead out of them, or name two alike."""
    districts = file.district if isinstance(file, SettingsOfSeveral) else (file.district,)
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
    if own := {d.id for d in districts} & OWN_FOLDERS:
        raise WorkbookError(f"{path}: mã huyện “{min(own)}” trùng tên thư mục của sổ báo cáo. Đặt mã khác.")
    seasons = Counter(season.name.casefold() for season in file.season)  # capitals make no other folder on Windows
    if repeated := [name for name, times in seasons.items() if times > 1]:
        raise WorkbookError(f"{path}: mùa {', '.join(repeated)} được khai hai lần. Đặt tên khác nhau cho từng mùa.")
