"""Made-up communes in made-up districts and provinces, as many as a benchmark wants, and the small table of each.

Every name starts with "Mẫu" (a sample) or "Thử" (a trial): no real place is called so. Everything follows from a commune's number.
"""

import csv
import random
from dataclasses import dataclass
from pathlib import Path

COMMUNES_A_DISTRICT = 20
DISTRICTS_A_PROVINCE = 20
SEASONS = tuple(str(year) for year in range(2016, 2022))
INDICATORS = (
    "Thu nhập",
    "Hộ nghèo",
    "Nước sạch",
    "Đường cứng",
    "Bảo hiểm y tế",
    "Nhà kiên cố",
    "Lao động",
    "Trường chuẩn",
)
COLUMNS = ("commune_code", "commune", "district", "province", "season", "indicator", "value", "target")

_FIRST = (
    "An", "Bình", "Cẩm", "Diên", "Đông", "Gia", "Hòa", "Kim", "Lộc", "Minh",
    "Nam", "Phú", "Quang", "Sơn", "Tân", "Thanh", "Trường", "Vân", "Xuân", "Yên",
)  # fmt: skip
_SECOND = (
    "Bắc", "Cát", "Dương", "Điền", "Giang", "Hải", "Hưng", "Khê", "Lâm", "Mỹ",
    "Ngọc", "Phong", "Quý", "Sa", "Thịnh", "Thủy", "Trà", "Trung", "Vinh", "Xá",
)  # fmt: skip
_THIRD = (
    "Ba", "Bảy", "Bốn", "Chín", "Công", "Định", "Đồi", "Hai", "Hạ", "Hậu", "Hữu", "Mười", "Năm",
    "Nhất", "Rừng", "Sáu", "Suối", "Tả", "Tám", "Thượng", "Tiền", "Trên", "Trưa", "Ven", "Vườn",
)  # fmt: skip
MOST = len(_FIRST) * len(_SECOND) * len(_THIRD)


@dataclass(frozen=True)
class Commune:
    """A made-up commune: number from 0, code of five digits (many with zeros in front), the id its files are named by."""

    number: int
    code: str
    unit_id: str
    name: str
    district: str
    province: str

    @property
    def full_name(self) -> str:
        return f"xã {self.name}"


def made_up_communes(count: int) -> list[Commune]:
    """Return `count` communes, all with names, codes and ids of their own; raise ValueError if there are not so many names."""
    if count > MOST:
        raise ValueError(f"There are names for {MOST} communes, not for {count}.")
    return [_commune(number) for number in range(count)]


def _commune(number: int) -> Commune:
    district = number // COMMUNES_A_DISTRICT
    province = district // DISTRICTS_A_PROVINCE
    rest, first = divmod(number, len(_FIRST))
    third, second = divmod(rest, len(_SECOND))
    return Commune(
        number=number,
        code=f"{number + 1:05d}",
        unit_id=f"mau-{number + 1:05d}",
        name=f"Mẫu {_FIRST[first]} {_SECOND[second]} {_THIRD[third]}",
        district=f"huyện Thử {_SECOND[district % len(_SECOND)]} {_THIRD[district // len(_SECOND)]}",
        province=f"tỉnh Thử {_THIRD[province]}",
    )


def values(commune: Commune) -> dict[tuple[str, str], float]:
    """Return the commune's values by season and indicator, with one decimal."""
    dice = random.Random(commune.code)
    return {(season, name): dice.randint(200, 999) / 10 for season in SEASONS for name in INDICATORS}


def targets(commune: Commune) -> dict[str, float]:
    """Return what each of the commune's indicators is to reach."""
    dice = random.Random(f"target {commune.code}")
    return {name: dice.randint(500, 999) / 10 for name in INDICATORS}


def write_tables(folder: Path, communes: list[Commune]) -> None:
    """Write the small CSV of each commune, which the fixed notebook reads, as <code>.csv into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for commune in communes:
        aim = targets(commune)
        about = (commune.code, commune.name, commune.district, commune.province)
        with (folder / f"{commune.code}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(
                (*about, season, name, value, aim[name]) for (season, name), value in values(commune).items()
            )
