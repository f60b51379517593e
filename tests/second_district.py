"""A second, made-up district: three communes, three criteria of its own, two seasons. Another data folder, not other code."""

import shutil
from pathlib import Path
from typing import Any

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import FormContent, write_form
from tests.conftest import ROOT, ntm
from tests.made import made

# Code and name by unit_id
COMMUNES = {"dong-lam": ("00123", "Đồng Lâm"), "tay-son": ("01234", "Tây Sơn"), "nam-hoa": ("00089", "Nam Hòa")}
SET_ID = "thu-2030"

WORKBOOK_TOML = """
current_season = "2030-06"

[district]
name = "huyện Thử"
province = "tỉnh Thử"
office = "Văn phòng Thử"
communes = ["dong-lam", "tay-son", "nam-hoa"]

[[season]]
name = "2029"
year = 2029
criteria_set = "thu-2030"
cut_off = 2029-12-31

[[season]]
name = "2030-06"
year = 2030
criteria_set = "thu-2030"
cut_off = 2030-06-30
compare_with = "2029"
"""

SETS_TOML = """
[thu-2030]
name = "Bộ tiêu chí thử"
decision = "QĐ thử 1/2030"
tier = "NTM"
criteria_total = 3
complete = true
bands = [[3, 3], [0, 2]]
"""

CRITERIA = (
    "criterion_no,criterion_name,indicator,component,indicator_name,component_name,value_type,unit,rule,comparator,target,target_text,"
    "level_from_year,level_to_year,may_not_apply,numerator_name,denominator_name,count_unit,note,source,confirmed,checked_by\n"
    "1,Nước,1.1,,Hộ có nước,,percent,% hộ,level,>=,90,90,,,false,Số hộ có nước,Tổng số hộ,hộ,,thử,true,Ban thử\n"
    "2,Chợ,2.1,,Xã có chợ,,boolean,,answer,,,Đạt,,,true,,,,,thử,true,\n"
    "3,Cầu tạm,3.1,,Cầu tạm còn lại,,number,cầu,level,<=,1,1,,,false,Số cầu tạm,,cầu,,thử,true,\n"
)

HEADS = {
    "departments.csv": "department_id,name,short_name,topics,has_report\nphong-thu,Phòng Thử,Phòng Thử,,true\n",
    "indicator-leads.csv": "criteria_set,indicator,department_id,basis\nthu-2030,1.1,phong-thu,quyết định thử\n",
    "recognition.csv": "unit_id,tier,standard_year,decision_no,decision_date,signed_after,signed_by,note,source\n",
    "measures.csv": "measure,name,indicator,component,value_type,unit,numerator_name,denominator_name,count_unit,is_yearly,proposal\n",
    "unit-parents.csv": "unit_id,parent,valid_from,valid_to,source\n",
}


def make_second_district(folder: Path) -> Path:
    """Write the workbook of the made-up district below `folder`, without forms, and return it."""
    reference = folder / "data" / "reference"
    (reference / "criteria").mkdir(parents=True)
    (folder / "data" / "workbook.toml").write_text(WORKBOOK_TOML, encoding="utf-8")
    (reference / "criteria" / "sets.toml").write_text(SETS_TOML, encoding="utf-8")
    (reference / "criteria" / f"{SET_ID}.csv").write_text(CRITERIA, encoding="utf-8")
    units = "".join(f"{unit_id},{code},{name},xã,,,\n" for unit_id, (code, name) in COMMUNES.items())
    HEADS["units.csv"] = "unit_id,code,name,kind,valid_from,valid_to,successor\n" + units
    for name, text in HEADS.items():
        (reference / name).write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return folder


def write_commune_form(
    workbook: Path,
    season: str,
    unit_id: str,
    water: tuple[float | None, float | None],
    market: str,
    bridges: float | None,
) -> Path:
    """Write one commune's form: households with water of all, the answer on the market, temporary bridges."""
    code, name = COMMUNES[unit_id]
    common: dict[str, Any] = {"status": "Ước", "origin": "Báo cáo"}
    rows = [
        {"criterion_no": "1", "indicator": "1.1", "numerator": water[0], "denominator": water[1], **common},
        {"criterion_no": "2", "indicator": "2.1", "assessed": market, **common},
        {"criterion_no": "3", "indicator": "3.1", "numerator": bridges, **common},
    ]
    identity = {"respondent": unit_id, "unit_name": name, "unit_code": code, "season": season, "criteria_set": SET_ID}
    path = workbook / "data" / "submissions" / season / f"{unit_id}.xlsx"
    write_form(path, FormContent(name, identity, layout.COMMUNE_SHEETS, {layout.INDICATORS.title: rows}))
    return path


def write_all_forms(workbook: Path) -> None:
    """Write both seasons: Đồng Lâm rises from 2 to 3 of 3; Tây Sơn has no planned market; Nam Hòa falls and leaves a gap."""
    write_commune_form(workbook, "2029", "dong-lam", (170, 200), "Đạt", 0)
    write_commune_form(workbook, "2030-06", "dong-lam", (180, 200), "Đạt", 1)
    write_commune_form(workbook, "2029", "tay-son", (95, 100), "Không áp dụng", 0)
    write_commune_form(workbook, "2030-06", "tay-son", (96, 100), "Không áp dụng", 0)
    write_commune_form(workbook, "2029", "nam-hoa", (50, 50), "Đạt", 1)
    write_commune_form(workbook, "2030-06", "nam-hoa", (None, 50), "Đạt", 2)


def built_second_district(folder: Path) -> Path:
    """Write a copy of the district with all forms and a build of its last season into `folder`, and return it."""
    return Path(shutil.copytree(made("second-district", _build), folder))


def _build(folder: Path) -> None:
    write_all_forms(make_second_district(folder))
    run = ntm("build", cwd=folder)
    assert run.returncode == 0, run.stdout + run.stderr
