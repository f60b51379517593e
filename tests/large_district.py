"""A made-up district of any number of communes with 19 criteria, each a yes or no: to see that a page for 200 still works."""

import shutil
from functools import partial
from math import ceil, sqrt
from pathlib import Path

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import FormContent, write_form
from ntm_lib.text import slug
from tests.conftest import ntm
from tests.made import made
from tests.unit.builders import SET_ID, write_workbook, yes_no

FIRST = ("Hương", "Thượng", "Bình", "An", "Hòa", "Tân", "Phú", "Lộc", "Quảng", "Đông")
SECOND = (
    "Sơn", "Phú", "Lộc", "Xuân", "Hữu", "Giang", "Long", "Nhật", "Thủy", "Điền", "Mỹ", "Hải", "Thành", "Vinh", "Đức", "Ngọc",
    "Trạch", "Khê", "Lâm", "Nghĩa",
)  # fmt: skip
NAMES = [f"{first} {second}" for second in SECOND for first in FIRST]
CRITERIA = 19
SEASON = "2031"

TOML = """
current_season = "2031"

[district]
name = "huyện Lớn"
province = "tỉnh Mẫu"
office = "Văn phòng Điều phối huyện Lớn"
communes = [{communes}]

[[season]]
name = "2030"
year = 2030
criteria_set = "{set_id}"
cut_off = 2030-12-20

[[season]]
name = "2031"
year = 2031
criteria_set = "{set_id}"
cut_off = 2031-12-20
compare_with = "2030"
"""


def answer(commune: int, criterion: int, season: str = SEASON) -> str:
    """Return what the form of the commune numbered from 0 says of a criterion; "" leaves it open.

    A criterion fails where commune and criterion, multiplied, leave 1 by 7; the year before also where they leave 2. One
    commune in 25 leaves criterion 17 open.
    """
    rest = commune * criterion % 7
    if criterion == 17 and commune % 25 == 3 and season == SEASON:
        return ""
    return "Chưa đạt" if rest == 1 or (rest == 2 and season != SEASON) else "Đạt"


def make_large_district(root: Path, count: int) -> Path:
    """Write the workbook of `count` communes with the forms of its last season and, of every fifth commune, the one before."""
    names = NAMES[:count]
    across = ceil(sqrt(count))
    ids = [slug(name) for name in names]
    units = [
        {"unit_id": i, "code": str(10000 + n), "name": name, "kind": "xã", "lat": 16 - n // across * 0.05, "lon": 107 + n % across * 0.05}
        for n, (i, name) in enumerate(zip(ids, names, strict=True))
    ]  # fmt: skip
    communes = ", ".join(f'"{i}"' for i in ids)
    levels = [yes_no(f"{n}.1") for n in range(1, CRITERIA + 1)]
    lead = {"criteria_set": SET_ID, "department_id": "kinh-te", "basis": "thử"}
    write_workbook(
        root,
        TOML.format(communes=communes, set_id=SET_ID),
        units,
        levels=levels,
        about={"bands": "[[19, 19], [15, 18], [10, 14], [5, 9], [0, 4]]"},
        indicator_leads=[{"indicator": level["indicator"], **lead} for level in levels],
        notebooks=True,
    )
    for number, (unit_id, name) in enumerate(zip(ids, names, strict=True)):
        for season in (SEASON, "2030") if number % 5 == 0 else (SEASON,):
            _write_form(root, season, unit_id, name, number)
    return root


def large_district(count: int) -> Path:
    """Return the workbook of so many communes: not to be changed."""
    return made(f"large-{count}", partial(make_large_district, count=count))


def built_large_district() -> Path:
    """Return the workbook of 200 communes with a build for one of them: not to be changed."""
    return made("large-200-built", _build)


def _build(folder: Path) -> None:
    shutil.copytree(large_district(200), folder, dirs_exist_ok=True)
    run = ntm("build", "--commune", "huong-son", cwd=folder)
    assert run.returncode == 0, run.stdout + run.stderr


def _write_form(root: Path, season: str, unit_id: str, name: str, number: int) -> None:
    rows = [
        {"criterion_no": str(n), "indicator": f"{n}.1", "assessed": answer(number, n, season), "status": "Ước", "origin": "Báo cáo"}
        for n in range(1, CRITERIA + 1)
    ]  # fmt: skip
    identity = {
        "form": layout.COMMUNE_FORM, "respondent": unit_id, "unit_name": name, "unit_code": str(10000 + number),
        "season": season, "criteria_set": SET_ID,
    }  # fmt: skip
    path = root / "data" / "submissions" / season / f"{unit_id}.xlsx"
    write_form(path, FormContent(name, identity, layout.COMMUNE_SHEETS, {layout.INDICATORS.title: rows}))
