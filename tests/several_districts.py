"""A made-up workbook of several districts in two provinces, three communes each: what a ministry's or a province's office would keep."""

import shutil
from pathlib import Path

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import FormContent, write_form
from tests.conftest import ntm
from tests.made import made
from tests.unit.builders import SET_ID, write_workbook, yes_no

SEASON = "2031"
CRITERIA = 3
# District id: province, name, and its communes as id and name; two communes bear one name
DISTRICTS = {
    "bac-song": ("tỉnh Mẫu Bắc", "huyện Bắc Sông", {"an-binh": "An Bình", "an-khe": "An Khê", "an-son": "An Sơn"}),
    "nam-song": ("tỉnh Mẫu Bắc", "huyện Nam Sông", {"an-binh-nam": "An Bình", "tan-phu": "Tân Phú", "tan-my": "Tân Mỹ"}),
    "dong-nui": ("tỉnh Mẫu Nam", "huyện Đông Núi", {"hoa-lac": "Hòa Lạc", "hoa-thuy": "Hòa Thủy", "hoa-vang": "Hòa Vang"}),
}  # fmt: skip

TOML_HEAD = 'current_season = "2031"\n'
TOML_DISTRICT = """
[[district]]
id = "{id}"
name = "{name}"
province = "{province}"
office = "Văn phòng {name}"
communes = [{communes}]
"""
TOML_SEASON = f"""
[[season]]
name = "2031"
year = 2031
criteria_set = "{SET_ID}"
cut_off = 2031-12-20
"""


def answer(commune: int, criterion: int) -> str:
    """Return what the form of a district's commune numbered from 0 says: commune 0 meets all, 1 all but one, 2 all but two."""
    return "Đạt" if criterion > commune else "Chưa đạt"


def make_several_districts(root: Path) -> Path:
    """Write the workbook with all forms and return its folder."""
    heads = [
        TOML_DISTRICT.format(id=i, name=name, province=province, communes=", ".join(f'"{u}"' for u in communes))
        for i, (province, name, communes) in DISTRICTS.items()
    ]
    named = [pair for _, _, communes in DISTRICTS.values() for pair in communes.items()]
    write_workbook(
        root,
        TOML_HEAD + "".join(heads) + TOML_SEASON,
        units=[{"unit_id": i, "code": str(20000 + n), "name": name, "kind": "xã"} for n, (i, name) in enumerate(named)],
        levels=[yes_no(f"{n}.1") for n in range(1, CRITERIA + 1)],
        about={"bands": "[[3, 3], [2, 2], [0, 1]]"},
        indicator_leads=[{"criteria_set": SET_ID, "indicator": "1.1", "department_id": "kinh-te", "basis": "thử"}],
        notebooks=True,
    )
    for district, (_, _, communes) in DISTRICTS.items():
        for number, (unit_id, name) in enumerate(communes.items()):
            write_commune_form(root, district, unit_id, name, [answer(number, n) for n in range(1, CRITERIA + 1)])
    return root


def built_several_districts(folder: Path) -> Path:
    """Write a copy of the workbook with its build into `folder`, and return it."""
    return Path(shutil.copytree(made("several-districts", _build), folder))


def _build(folder: Path) -> None:
    run = ntm("build", cwd=make_several_districts(folder))
    assert run.returncode == 0, run.stdout + run.stderr


def write_commune_form(root: Path, district: str, unit_id: str, name: str, answers: list[str]) -> None:
    rows = [
        {"criterion_no": str(n), "indicator": f"{n}.1", "assessed": own, "status": "Ước", "origin": "Báo cáo"}
        for n, own in enumerate(answers, start=1)
    ]
    identity = {
        "form": layout.COMMUNE_FORM, "respondent": unit_id, "unit_name": name, "unit_code": "", "season": SEASON, "criteria_set": SET_ID,
    }  # fmt: skip
    path = root / "data" / "districts" / district / "submissions" / SEASON / f"{unit_id}.xlsx"
    write_form(path, FormContent(name, identity, layout.COMMUNE_SHEETS, {layout.INDICATORS.title: rows}))
