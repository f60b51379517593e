"""A made-up workbook of one place in two periods: a district with its departments until 30/6/2025, then the province above its communes.

Two communes of 2024 were merged into one of 2025; beside it stand two new ones whose names repeat. Agencies, conclusions, money and
dossiers are of their time. `words_of_districts` finds what a reader of the second season should not meet.
"""

import re
import shutil
import unicodedata
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import FormContent, write_form
from ntm_lib.reference.conclusions import COLUMNS
from tests.conftest import ntm
from tests.made import made
from tests.unit.builders import SET_ID, indicator, write_csv, write_workbook, yes_no

OLD, NEW = "2024", "2025-12"
DISTRICT, PROVINCE = "huyện Thử", "tỉnh Mẫu"
WORKBOOK_TOML = f"""
current_season = "{NEW}"

[[place]]
[[place.period]]
name = "{DISTRICT}"
tier = "huyện"
parent = "{PROVINCE}"
office = "Văn phòng Điều phối NTM {DISTRICT}"
region = "BTB"
communes = ["an-binh", "hoa-son"]
[[place.period]]
from = 2025-07-01
name = "{PROVINCE}"
tier = "tỉnh"
office = "Văn phòng Điều phối NTM {PROVINCE}"
region = "BTB"
communes = ["an-binh-2025", "minh-quan-phuong", "minh-quan"]

[[season]]
name = "{OLD}"
year = 2024
criteria_set = "{SET_ID}"
cut_off = 2024-12-20

[[season]]
name = "2025-08"
year = 2025
criteria_set = "{SET_ID}"
cut_off = 2025-08-31
conference = 2025-09-10

[[season]]
name = "{NEW}"
year = 2025
criteria_set = "{SET_ID}"
cut_off = 2025-12-20
compare_with = "2025-08"
conclusions = "2025-09-10"
"""
_LAST_DAY, _FIRST_DAY = "2025-06-30", "2025-07-01"
UNITS = (
    {"unit_id": "an-binh", "code": "90001", "name": "An Bình", "kind": "thị trấn", "valid_to": _LAST_DAY, "successor": "an-binh-2025"},
    {"unit_id": "hoa-son", "code": "90002", "name": "Hòa Sơn", "kind": "xã", "valid_to": _LAST_DAY, "successor": "an-binh-2025"},
    {"unit_id": "an-binh-2025", "code": "90001", "name": "An Bình", "kind": "xã", "valid_from": _FIRST_DAY},
    {"unit_id": "minh-quan-phuong", "code": "90011", "name": "Minh Quán", "kind": "phường", "valid_from": _FIRST_DAY},
    {"unit_id": "minh-quan", "code": "90012", "name": "Minh Quán", "kind": "xã", "valid_from": _FIRST_DAY},
)  # fmt: skip
DEPARTMENTS = (
    {"department_id": "phong-kt", "name": "Phòng Kinh tế", "short_name": "Phòng KT", "has_report": "true", "topics": "dieu-phoi;nguon-luc", "valid_to": _LAST_DAY},
    {"department_id": "so-nnmt", "name": "Sở Nông nghiệp và Môi trường", "short_name": "Sở NN&MT", "has_report": "true", "topics": "dieu-phoi;nguon-luc", "valid_from": _FIRST_DAY},
    {"department_id": "ubnd-xa", "name": "Ủy ban nhân dân xã", "short_name": "UBND xã"},
)  # fmt: skip
LEADS = (
    {"criteria_set": SET_ID, "indicator": "1.1", "department_id": "phong-kt", "basis": "quyết định thử"},
    {"criteria_set": SET_ID, "indicator": "1.1", "department_id": "so-nnmt", "basis": "thông lệ, chờ xác nhận"},
)
RESOURCES = (
    {"resource": "huyen", "name": "Ngân sách huyện", "unit": "triệu đồng", "tier": "huyện"},
    {"resource": "tinh", "name": "Ngân sách tỉnh", "unit": "triệu đồng"},
    {"resource": "tong", "name": "Tổng cộng bằng tiền", "unit": "triệu đồng"},
)
MEASURES = (
    {"measure": "households", "name": "Số hộ", "value_type": "number", "unit": "hộ", "count_unit": "hộ"},
    {"measure": "water", "name": "Hộ có nước", "indicator": "1.1", "value_type": "percent", "unit": "%", "count_unit": "hộ", "quoted_decimals": "1"},
)  # fmt: skip
LEVELS = (
    indicator("1.1", indicator_name="Hộ có nước", numerator_name="Số hộ có nước", denominator_name="Tổng số hộ"),
    yes_no("2.1", indicator_name="Xã có chợ"),
)
_ITEM = {"notice_point": "1", "deadline_year": "2025", "deadline_stated": "yes", "criteria_set": SET_ID, "communes": "an-binh-2025"}  # fmt: skip
ITEMS = (
    {"item": "1.1", "lead": "ubnd-xa", "kind": "measure", "measure": "water", "comparator": ">=", "target": "95", "summary": "Tăng hộ có nước"},
    {"item": "1.2", "lead": "ubnd-xa", "kind": "tier", "comparator": "reach", "target": "NTM", "summary": "Đạt chuẩn NTM"},
    {"item": "2.1", "lead": "so-nnmt", "kind": "task", "communes": "", "summary": "Chỉ đạo chung"},
    {"item": "2.2", "lead": "so-nnmt", "kind": "task", "supports": "ubnd-xa", "summary": "Giúp xã làm hồ sơ"},
)  # fmt: skip


def make_two_tiers(root: Path) -> Path:
    """Write the workbook without forms and return its folder."""
    write_workbook(
        root,
        WORKBOOK_TOML,
        UNITS,
        levels=LEVELS,
        about={"bands": "[[2, 2], [1, 1], [0, 0]]"},
        departments=DEPARTMENTS,
        indicator_leads=LEADS,
        resources=RESOURCES,
        measures=MEASURES,
        key_measures=({"criteria_set": SET_ID, "indicator": "1.1", "name": "Hộ có nước", "is_trajectory": "true"},),
        notebooks=True,
    )
    write_csv(root / "data" / "conclusions" / "2025-09-10.csv", COLUMNS, [_ITEM | item for item in ITEMS])
    return root


def write_commune_form(root: Path, season: str, unit_id: str, name: str, water: int, dossier: str) -> None:
    """Write a commune's form of 100 households, of which `water` have water; the state of its dossier as typed."""
    common: dict[str, Any] = {"status": "Ước", "origin": "Báo cáo"}
    rows = {
        layout.INDICATORS.title: [
            {"indicator": "1.1", "numerator": water, "denominator": 100, **common},
            {"indicator": "2.1", "assessed": "Chưa đạt", **common},
        ],
        layout.MEASURES.title: [{"indicator": "households", "value": 100, **common}],
        layout.DOSSIERS.title: [{"tier": "NTM", "dossier_state": dossier, "as_of": date(2024, 12, 1)}],
        layout.FOLLOW_UP.title: [{"item": "1.2", "dossier_state": dossier}] if season == NEW else [],
        layout.VILLAGES.title: [{"village": "Thôn 1", "tier": "thôn NTM kiểu mẫu", "dossier_state": dossier}],
        layout.RESOURCES.title: [{"resource": "tinh", "planned": 10, "mobilised": 8, "disbursed": 5}],
        layout.DEBTS.title: [{"project": layout.DEBT_TOTAL, "debt_now": 7}],
        layout.NOTES.title: [{"heading": layout.REQUESTS, "text": "Xin hỗ trợ"}],
    }
    identity = {"respondent": unit_id, "unit_name": name, "season": season, "criteria_set": SET_ID}
    path = root / "data" / "submissions" / season / f"{unit_id}.xlsx"
    write_form(path, FormContent(name, identity, layout.COMMUNE_SHEETS, rows))


def write_agency_form(root: Path, folder: str) -> None:
    """Write the agency's form of the second season into the folder of that name."""
    rows = {
        layout.FOLLOW_UP.title: [{"item": "2.1", "state": "Chưa thực hiện"}],
        layout.NOTES.title: [{"heading": layout.NOTE_HEADINGS[0], "text": "Đã làm"}],
    }
    identity = {"respondent": "so-nnmt", "unit_name": DEPARTMENTS[1]["name"], "season": NEW, "criteria_set": SET_ID}
    path = root / "data" / "submissions" / NEW / folder / "so-nnmt.xlsx"
    write_form(path, FormContent("Sở", identity, layout.DEPARTMENT_SHEETS, rows))


def write_forms(root: Path) -> None:
    """Write what has come: of the second season one commune has sent nothing, one a word that its list has not."""
    write_commune_form(root, OLD, "an-binh", "thị trấn An Bình", 50, "Huyện thẩm tra đạt")
    write_commune_form(root, OLD, "hoa-son", "xã Hòa Sơn", 60, "Chưa đạt")
    write_commune_form(root, "2025-08", "an-binh-2025", "xã An Bình", 70, "Chưa đạt")
    write_commune_form(root, NEW, "an-binh-2025", "xã An Bình", 75, "Tỉnh thẩm tra đạt")
    write_commune_form(root, NEW, "minh-quan", "xã Minh Quán", 90, "Đã nộp đâu đó")
    write_agency_form(root, "co-quan")
    columns = ["unit_id", "indicator", "component", "field", "old", "new", "check", "reason", "who", "date"]
    rows = [{"unit_id": "an-binh-2025", "indicator": "1.1", "field": "numerator", "old": "9", "new": "8", "reason": "thử", "who": "A", "date": "2025-12-21"}]  # fmt: skip
    write_csv(root / "data" / "corrections" / f"{NEW}.csv", columns, rows)


def built_two_tiers(folder: Path) -> Path:
    """Write a copy of the workbook with forms and the builds, blank forms and checks of both seasons into `folder`; what was said is in said-<season>.txt."""
    return Path(shutil.copytree(made("two-tiers", _build), folder))


def _build(folder: Path) -> None:
    write_forms(make_two_tiers(folder))
    for season in (OLD, NEW):
        said = []
        for command in ("forms", "check", "plan", "build", "status"):
            run = ntm(command, "--season", season, cwd=folder)
            assert run.returncode in (0, 1) and "Traceback" not in run.stderr, run.stdout + run.stderr
            said.append(f"$ {command}\n{run.stdout}{run.stderr}")
        (folder / f"said-{season}.txt").write_text("\n".join(said), encoding="utf-8")


# Words

_DISTRICT = re.compile(r"\b(huyện|thị xã|quận)\b")
_DEPARTMENT = re.compile(r"(?<!văn )(?<!quốc )\bphòng\b(?! (chống|khám|bệnh|ngừa|cháy|học|thủ))")


def words_of_districts(text: str, quoted: tuple[str, ...] = ()) -> list[str]:
    """Return where `text` speaks of districts or their departments, with some words around it; `quoted` are names of then, which may stand."""
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    for name in quoted:
        plain = plain.replace(name.casefold(), "…")
    found = [*_DISTRICT.finditer(plain), *_DEPARTMENT.finditer(plain)]
    return [plain[max(0, match.start() - 40) : match.end() + 40] for match in found]


def words_of_form(path: Path) -> str:
    """Return every word in a form: cells, lists, prompts, properties."""
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode("utf-8") for name in package.namelist() if name.endswith(".xml")]
    attributes = [value for part in parts for value in re.findall(r'(?:prompt|promptTitle|error)="([^"]*)"', part)]
    return " ".join([*(re.sub(r"<[^>]*>", " ", part) for part in parts), *attributes])
