"""A second, made-up district: three communes, three criteria of its own, two seasons. Another data folder, not other code."""

import shutil
from pathlib import Path
from typing import Any

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import FormContent, write_form
from tests.conftest import ntm
from tests.made import made
from tests.unit.builders import indicator, write_workbook, yes_no

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

LEVELS = (
    indicator("1.1", criterion_name="Nước", indicator_name="Hộ có nước", target="90", target_text="90",
              numerator_name="Số hộ có nước", denominator_name="Tổng số hộ", source="thử", confirmed="true", checked_by="Ban thử"),
    yes_no("2.1", criterion_name="Chợ", indicator_name="Xã có chợ", target_text="Đạt", may_not_apply="true", source="thử", confirmed="true"),
    indicator("3.1", criterion_name="Cầu tạm", indicator_name="Cầu tạm còn lại", value_type="number", unit="cầu", comparator="<=",
              target="1", target_text="1", numerator_name="Số cầu tạm", count_unit="cầu", source="thử", confirmed="true"),
)  # fmt: skip


def make_second_district(folder: Path) -> Path:
    """Write the workbook of the made-up district below `folder`, without forms, and return it."""
    office = {"department_id": "phong-thu", "name": "Phòng Thử", "short_name": "Phòng Thử", "has_report": "true"}
    lead = {"criteria_set": SET_ID, "indicator": "1.1", "department_id": "phong-thu", "basis": "quyết định thử"}
    return write_workbook(
        folder,
        WORKBOOK_TOML,
        [{"unit_id": unit_id, "code": code, "name": name, "kind": "xã"} for unit_id, (code, name) in COMMUNES.items()],
        levels=LEVELS,
        set_id=SET_ID,
        about={"name": '"Bộ tiêu chí thử"', "decision": '"QĐ thử 1/2030"', "bands": "[[3, 3], [0, 2]]"},
        departments=[office],
        indicator_leads=[lead],
        measures=(),
        notebooks=True,
    )


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
