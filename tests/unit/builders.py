"""Small inputs for the tests: a workbook of two made-up communes in a folder, its forms, and rows of the declared tables."""

import csv
import re
import shutil
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import xlsxwriter

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import FormContent, write_form
from ntm_lib.reference import conclusions, indicators
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.criteria_files import load_criteria_set
from ntm_lib.reference.recognition import Decision
from ntm_lib.schemas import COMMUNE_SUMMARY, CRITERION_RESULTS, OBSERVATIONS
from ntm_lib.tables import field_names
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.reference import KeyMeasure, Measure, Relation

MAIN = Path(__file__).resolve().parents[2]  # the project's own workbook: published reference data
REFERENCE = MAIN / "data" / "reference"
SET_ID = "bo-thu"

WORKBOOK_TOML = f"""
current_season = "2021"

[district]
name = "huyện Thử"
province = "tỉnh Mẫu"
office = "Văn phòng Điều phối huyện Thử"
communes = ["an-binh", "hoa-son"]

[[season]]
name = "2020"
year = 2020
criteria_set = "{SET_ID}"
cut_off = 2020-12-15

[[season]]
name = "2021"
year = 2021
criteria_set = "{SET_ID}"
cut_off = 2021-12-20
compare_with = "2020"
"""
UNITS = (
    {"unit_id": "an-binh", "code": "90001", "name": "An Bình", "kind": "xã"},
    {"unit_id": "hoa-son", "code": "90002", "name": "Hòa Sơn", "kind": "xã"},
)
UNIT_COLUMNS = ["unit_id", "code", "name", "kind", "valid_from", "valid_to", "successor"]


def nfd(text: str) -> str:
    """Return `text` as macOS and some keyboards write it: letters and marks apart."""
    return unicodedata.normalize("NFD", text)


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, object]] = ()) -> Path:
    """Write `rows` under `columns`; what a row does not name is an empty cell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def in_excel(path: Path) -> Path:
    """Put Excel's own file in the place of a CSV: what looks like a number or a day is one, but a code that would lose a zero."""
    found = path.with_suffix(".xlsx")
    with path.open(encoding="utf-8-sig", newline="") as file, xlsxwriter.Workbook(str(found)) as book:
        page, day = book.add_worksheet("Bảng"), book.add_format({"num_format": "dd/mm/yyyy"})
        for row, cells in enumerate(csv.reader(file)):
            for column, text in enumerate(cells):
                if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                    page.write_datetime(row, column, datetime.fromisoformat(text), day)
                elif re.fullmatch(r"-?\d+(\.\d+)?", text) and f"{float(text):.15g}" == text:
                    page.write_number(row, column, float(text))
                elif text:
                    page.write_string(row, column, text)
    path.unlink()
    return found


def indicator(code: str, **cells: str) -> dict[str, str]:
    """Return one row of a criteria file: 80 per cent of the households, unless `cells` says otherwise."""
    number = code.partition(".")[0]
    usual = {
        "criterion_no": number, "criterion_name": f"Tiêu chí {number}", "indicator": code, "indicator_name": f"Chỉ tiêu {code}",
        "value_type": "percent", "unit": "% hộ", "rule": "level", "comparator": ">=", "target": "80", "target_text": "80",
        "may_not_apply": "false", "count_unit": "hộ", "confirmed": "false",
    }  # fmt: skip
    return usual | cells


def yes_no(code: str, **cells: str) -> dict[str, str]:
    """Return one row of a criteria file that asks Đạt or Chưa đạt."""
    asked = {"value_type": "boolean", "unit": "", "rule": "answer", "comparator": "", "target": "", "count_unit": ""}
    return indicator(code, **(asked | cells))


# Four criteria: a share, a count with an answer, one that may not apply, and one with two components as QĐ 1980's 17.1.
MADE_UP_SET = (
    indicator("1.1", unit="% km", count_unit="km"),
    indicator("2.1", value_type="number", unit="nhà", comparator="==", target="0", count_unit="nhà"),
    yes_no("2.2"),
    yes_no("3.1", rule="assessed", may_not_apply="true"),
    indicator("4.1", component="hop-ve-sinh", component_name="Nước hợp vệ sinh", target="98"),
    indicator("4.1", component="nuoc-sach", component_name="Nước sạch", target="60"),
)


def write_set(
    folder: Path,
    rows: Sequence[Mapping[str, str]] = MADE_UP_SET,
    set_id: str = SET_ID,
    layout: str = "first",
    **about: str,
) -> Path:
    """Write sets.toml and the set's file into `folder`; `about` are settings in TOML's own writing.

    The file has the first layout, with the numbers in it, or else the one whose numbers are in levels.csv.
    """
    total = len({row["criterion_no"] for row in rows})
    usual = {
        "name": '"Bộ thử"', "decision": '"QĐ thử"', "tier": '"NTM"', "criteria_total": str(total), "complete": "true",
        "bands": f"[[{total}, {total}], [0, {total - 1}]]",
    }  # fmt: skip
    if layout == "first":
        named = [*indicators.COLUMNS, *indicators.FIRST_LAYOUT, *(name for row in rows for name in row)]
        write_csv(folder / f"{set_id}.csv", list(dict.fromkeys(named)), rows)
    else:
        columns = [*indicators.COLUMNS, "is_whole", "groups", "binds"]
        written = [{name: row[name] for name in columns if name in row} for row in rows]
        write_csv(folder / f"{set_id}.csv", columns, written)
    settings = "\n".join(f"{key} = {value}" for key, value in (usual | about).items() if value)
    (folder / "sets.toml").write_text(f"[{set_id}]\n{settings}\n", encoding="utf-8")
    return folder


def made_up_set(folder: Path, rows: Sequence[Mapping[str, str]] = MADE_UP_SET, **about: str) -> CriteriaSet:
    """Return the set as loaded from files in `folder`."""
    return load_criteria_set(write_set(folder, rows, **about), SET_ID)


# Files of data/reference that every workbook has, with the columns they must have
REFERENCE_COLUMNS = {
    "units": UNIT_COLUMNS,
    "unit-parents": ["unit_id", "parent", "valid_from", "valid_to"],
    "departments": ["department_id", "name", "short_name", "topics", "has_report"],
    "indicator-leads": ["criteria_set", "indicator", "department_id", "basis"],
    "recognition": field_names(Decision),
    "measures": field_names(Measure),
}
# ... and of two that a workbook may have
OPTIONAL_COLUMNS = {"key-measures": field_names(KeyMeasure), "relations": field_names(Relation)}
DEPARTMENTS = ({"department_id": "kinh-te", "name": "Phòng Kinh tế", "short_name": "Phòng KT"},)
MEASURES = ({"measure": "hop-tac-xa", "name": "hop-tac-xa", "value_type": "number", "unit": "hợp tác xã"},)


def write_workbook(
    root: Path,
    toml: str = WORKBOOK_TOML,
    units: Sequence[Mapping[str, object]] = UNITS,
    levels: Sequence[Mapping[str, str]] = MADE_UP_SET,
    set_id: str = SET_ID,
    about: Mapping[str, str] | None = None,
    notebooks: bool = False,
    layout: str = "first",
    **tables: Sequence[Mapping[str, object]],
) -> Path:
    """Write a whole small workbook into `root` and return `root`: the one writer of them for all tests.

    `levels` and `about` are those of write_set; `tables` are further files of data/reference by name, _ for -, or those written
    otherwise (`departments=...`); with `notebooks` the project's own are copied, so that its pages can be built.
    """
    reference = root / "data" / "reference"
    write_set(reference / "criteria", levels, set_id, layout, **(about or {}))
    usual = {"units": units, "departments": DEPARTMENTS, "measures": MEASURES}
    given = dict.fromkeys(REFERENCE_COLUMNS, ()) | usual | {name.replace("_", "-"): own for name, own in tables.items()}
    for name, rows in given.items():
        known = (REFERENCE_COLUMNS | OPTIONAL_COLUMNS).get(name, [])
        columns = dict.fromkeys([*known, *(column for row in rows for column in row)])
        write_csv(reference / f"{name}.csv", list(columns), rows)
    (root / "data" / "workbook.toml").write_text(toml, encoding="utf-8")
    if notebooks:
        shutil.copytree(MAIN / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return root


def small_workbook(root: Path) -> Workbook:
    return Workbook.open(write_workbook(root))


def identity(unit_id: str = "an-binh", season: str = "2021", **more: str) -> dict[str, str]:
    return {"form": layout.COMMUNE_FORM, "respondent": unit_id, "season": season} | more


def send_form(
    workbook: Workbook,
    unit_id: str,
    rows: Mapping[str, Sequence[Mapping[str, object]]],
    *,
    season: str = "2021",
    **named: str,
) -> Path:
    """Put a commune's form where the workbook looks for it; `named` overrides what the form says of itself."""
    path = workbook.submissions_folder / season / f"{unit_id}.xlsx"
    content = FormContent("Biểu thử", identity(unit_id, season) | named, layout.COMMUNE_SHEETS, rows)
    write_form(path, content)
    return path


def raw_form(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], **named: str) -> Path:
    """Write a form as somebody may have left it: each sheet exactly the grid given, from A1 on."""
    grids = {layout.IDENTITY_SHEET: [[layout.IDENTITY[k], v] for k, v in identity(**named).items()], **sheets}
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        as_day = book.add_format({"num_format": "dd/mm/yyyy"})
        for title, grid in grids.items():
            page = book.add_worksheet(title)
            for row, values in enumerate(grid):
                for column, value in enumerate(values):
                    if isinstance(value, date):
                        page.write_datetime(row, column, datetime(value.year, value.month, value.day), as_day)
                    elif value is not None:
                        page.write(row, column, value)
    return path


def season(name: str, **settings: object) -> Season:
    usual = {"name": name, "year": int(name), "criteria_set": SET_ID, "cut_off": date(int(name), 12, 20)}
    return Season.model_validate(usual | settings)


def observations(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Return OBSERVATIONS; a row of commune "an-binh" in season 2021 unless it says otherwise."""
    usual = {"unit_id": "an-binh", "unit_name": "An Bình", "season": "2021", "component": ""}
    return OBSERVATIONS.frame([usual | dict(row) for row in rows])


def criterion(number: str, result: str, **fields: object) -> dict[str, object]:
    """Return a row of CRITERION_RESULTS of commune "an-binh" in season 2021 unless `fields` say otherwise."""
    return {
        "unit_id": "an-binh", "unit_name": "An Bình", "season": "2021", "criteria_set": SET_ID, "criterion_no": number,
        "criterion_name": f"Tiêu chí {number}", "result": result, "self_assessment_differs": False,
    } | fields  # fmt: skip


def criteria_table(*rows: Mapping[str, object]) -> pd.DataFrame:
    return CRITERION_RESULTS.frame(list(rows))


def summary(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Return COMMUNE_SUMMARY; of the four counts a row states those that are not 0."""
    usual = {
        "unit_id": "an-binh", "unit_name": "An Bình", "season": "2021", "criteria_set": SET_ID, "criteria_met": 0,
        "criteria_not_met": 0, "criteria_unknown": 0, "criteria_not_applicable": 0, "criteria_total": 19, "figures_given": 1, "criteria_tabled": 0, "band": "dưới 5",
    }  # fmt: skip
    return COMMUNE_SUMMARY.frame([usual | dict(row) for row in rows])


def conclusion_items(*rows: Mapping[str, str]) -> pd.DataFrame:
    """Return conclusions given to commune "an-binh" unless a row says otherwise, all cells text."""
    given = {"notice_point": "1", "lead": "ubnd-xa", "communes": "an-binh", "summary": "Việc đã giao"}
    usual = dict.fromkeys(conclusions.COLUMNS, "") | given
    return pd.DataFrame([usual | dict(row) for row in rows])
