"""A made-up workbook with every kind of row, and one sound form of it that the tests of bad forms start from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook as Book
from openpyxl import load_workbook

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.blank_form import commune_form
from ntm_lib.intake.blank.form_writer import HEADER_ROW, FormContent, form_bytes
from ntm_lib.reference import conclusions
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.workbook import Workbook
from tests.unit.builders import DEPARTMENTS, SET_ID, indicator, write_csv, write_workbook, yes_no

INDICATORS, MEASURES, DOSSIERS, FOLLOW_UP, VILLAGES, RESOURCES, DEBTS, NOTES = (s.title for s in layout.COMMUNE_SHEETS)
HOUSEHOLDS, PEOPLE = 700, 2800
MODEL = "thôn NTM kiểu mẫu"
ROAD = "Đường thôn 3"
LABELS = {"status": "Ước", "origin": "Báo cáo"}

_WATER = {"numerator_name": "Số hộ có nước", "denominator_name": "Tổng số hộ", "count_unit": "hộ"}
CRITERIA = (
    indicator("1.1", unit="% km", count_unit="km", numerator_name="Số km đạt", denominator_name="Tổng số km"),
    indicator("1.2", numerator_name="Số hộ có điện", denominator_name="Tổng số hộ"),
    indicator("1.10", numerator_name="Số hộ có nhà đạt chuẩn", denominator_name="Tổng số hộ"),
    indicator("2.1", value_type="number", unit="nhà", comparator="<=", target="5", count_unit="nhà", numerator_name="Số nhà tạm"),
    yes_no("2.2"),
    yes_no("3.1", rule="assessed", may_not_apply="true"),
    indicator("3.2", rule="assessed", comparator="", target="", count_unit="km", numerator_name="Số km", denominator_name="Tổng km"),
    indicator("4.1", value_type="money", unit="triệu đồng/người/năm", target="36", count_unit="triệu đồng", numerator_name="Tổng thu nhập", denominator_name="Dân số"),
    indicator("5.1", component="hop-ve-sinh", component_name="Nước hợp vệ sinh", target="90", **_WATER),
    indicator("5.1", component="nuoc-sach", component_name="Nước sạch", target="60", **_WATER),
)  # fmt: skip
_MEASURES = (
    ("households", "Tổng số hộ", "number", "hộ", "Tổng số hộ", "", "hộ"),
    ("population", "Dân số", "number", "người", "Dân số", "", "người"),
    ("clean_water_pct", "Dân số dùng nước sạch", "percent", "% người", "Số người dùng nước sạch", "Dân số", "người"),
    ("temporary_houses_new", "Nhà tạm phát sinh", "number", "nhà", "Nhà tạm phát sinh", "", "nhà"),
    ("temporary_houses_removed", "Nhà tạm đã xóa", "number", "nhà", "Nhà tạm đã xóa", "", "nhà"),
)
_TOML = f"""
current_season = "2021"

[district]
name = "huyện Thử"
province = "tỉnh Mẫu"
office = "Văn phòng Điều phối huyện Thử"
communes = [{{communes}}]

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
conclusions = "2020-12-24"
"""


def make_workbook(root: Path, names: dict[str, str]) -> Workbook:
    """Write a workbook of the communes `names` (name by unit_id), each of 700 households and 2.800 people, and open it."""
    units = [
        {"unit_id": unit_id, "code": str(90001 + n), "name": name, "kind": "xã", "households": HOUSEHOLDS, "population": PEOPLE}
        for n, (unit_id, name) in enumerate(names.items())
    ]  # fmt: skip
    columns = ["measure", "name", "value_type", "unit", "numerator_name", "denominator_name", "count_unit"]
    measures = [dict(zip(columns, row, strict=True)) for row in _MEASURES]
    houses = {
        "measure": "temporary_houses",
        "name": "Nhà tạm còn lại",
        "indicator": "2.1",
        "value_type": "number",
        "none_left": "nhà tạm",
    }
    sources = [("trung-uong", "triệu đồng"), ("xa", "triệu đồng"), ("tong", "triệu đồng"), ("ngay-cong", "công")]
    write_workbook(
        root,
        _TOML.format(communes=", ".join(f'"{name}"' for name in names)),
        units,
        levels=CRITERIA,
        departments=[*DEPARTMENTS, {"department_id": "ubnd-xa", "name": "UBND xã", "short_name": "UBND xã"}],
        measures=[*measures, houses],
        relations=[
            {"criteria_set": SET_ID, "kind": "part", "whole": "5.1/hop-ve-sinh", "part": "5.1/nuoc-sach"},
            {"criteria_set": SET_ID, "kind": "stock", "whole": "2.1", "plus": "temporary_houses_new", "minus": "temporary_houses_removed"},
        ],
        resources=[{"resource": name, "name": name, "unit": unit} for name, unit in sources],
    )  # fmt: skip
    given = {"notice_point": "1", "communes": ";".join(names), "lead": "ubnd-xa", "summary": "Việc đã giao"}
    items = [{"item": "1.1", "kind": "task"}, {"item": "1.2", "kind": "tier", "comparator": "reach"}]
    items.append({"item": "2.1", "kind": "task", "lead": "kinh-te"})
    write_csv(root / "data" / "conclusions" / "2020-12-24.csv", conclusions.COLUMNS, [given | item for item in items])
    return Workbook.open(root)


@cache
def _blank(workbook: Workbook, season: str) -> FormContent:
    """Return the blank form of the first commune; but for the identity all have the same."""
    unit = workbook.communes(workbook.season(season))[0]
    return commune_form(workbook, workbook.season(season), unit, OBSERVATIONS.frame([]))


class SoundForm:
    """The form of one commune, filled in without a fault; cells are named by sheet, row and field."""

    def __init__(self, workbook: Workbook, unit_id: str, season: str = "2021") -> None:
        content, unit = _blank(workbook, season), workbook.units[unit_id]
        named = {"respondent": unit_id, "unit_name": unit.full_name, "unit_code": unit.code}
        content = replace(content, title=f"Biểu báo cáo NTM năm {season} – {unit.full_name}")
        self.unit_id, self.content, self.identity = unit_id, content, dict(content.identity) | named
        self.rows: dict[str, list[dict[str, Any]]] = {t: [dict(r) for r in rows] for t, rows in content.rows.items()}
        self._fill()

    def _fill(self) -> None:
        for row, part, whole in (("1.1", 9.5, 10), ("1.2", 665, 700), ("1.10", 680, 700), ("3.2", 8, 10), ("4.1", 112000, 2800),
                                 ("5.1/hop-ve-sinh", 690, 700), ("5.1/nuoc-sach", 500, 700)):  # fmt: skip
            self.put(INDICATORS, row, numerator=part, denominator=whole, **LABELS)
        self.put(INDICATORS, "1.2", self_assessment="Đạt", evidence="Hồ sơ điện", note="Số của điện lực")
        self.put(INDICATORS, "2.1", value=3, **LABELS)
        self.put(INDICATORS, "2.2", assessed="Đạt", assessed_by="UBND xã", **LABELS)
        self.put(INDICATORS, "3.1", assessed="Không áp dụng", **LABELS)
        self.put(INDICATORS, "3.2", assessed="Đạt")
        for row, value in (
            ("households", 700),
            ("population", 2800),
            ("temporary_houses_new", 0),
            ("temporary_houses_removed", 2),
        ):
            self.put(MEASURES, row, value=value, **LABELS)  # fmt: skip
        self.put(MEASURES, "clean_water_pct", numerator=2500, denominator=2800, **LABELS)
        if self.rows[FOLLOW_UP][0].get("item"):
            self.put(FOLLOW_UP, "1.1", state="Đang thực hiện", figure=12, as_of=date(2021, 12, 15))
            self.put(FOLLOW_UP, "1.2", criteria_met=3, criteria_total=5, dossier_state="Xã tự đánh giá đạt")
        stated = {"criteria_total": 10, "dossier_state": "Cơ bản đạt", "as_of": date(2021, 12, 10), "origin": "Báo cáo"}
        self.rows[VILLAGES] = [
            {"village": name, "tier": MODEL, "criteria_met": met} | stated for name, met in (("thôn 3", 7), ("9", 5))
        ]
        self.rows[DOSSIERS] = [{"tier": "NTM", "dossier_state": "Huyện thẩm tra đạt", "as_of": date(2021, 12, 10)}]
        for row, planned, mobilised, disbursed in (
            ("trung-uong", 100, 90, 80),
            ("xa", 50, 40, 40),
            ("tong", 150, 130, 120),
        ):
            self.put(RESOURCES, row, planned=planned, mobilised=mobilised, disbursed=disbursed)  # fmt: skip
        self.put(RESOURCES, "ngay-cong", planned=300, mobilised=250)
        debt = {"debt_start": 500, "debt_new": 100, "debt_paid": 200, "debt_now": 400}
        self.rows[DEBTS] = [self.rows[DEBTS][0] | debt, {"project": ROAD} | debt]
        self.put(NOTES, 0, text="Xã làm xong đường thôn 3.")
        self.put(NOTES, 2, text="Thiếu vốn đối ứng.")

    def place(self, sheet: str, row: str | int) -> int:
        """Return a row's index: by its number, or by its code, name, source, village."""
        if isinstance(row, int):
            return row
        code, _, component = row.partition("/")
        for index, fields in enumerate(self.rows[sheet]):
            names = {str(fields.get(n)) for n in ("indicator", "item", "resource", "village", "project", "tier")}
            if code in names and component in ("", fields.get("component")):
                return index
        raise KeyError(row)

    def put(self, sheet: str, row: str | int, **fields: Any) -> None:
        """Enter values, as people see them, into fields of a row."""
        self.rows[sheet][self.place(sheet, row)].update(fields)

    def cell(self, sheet: str, row: str | int, field: str) -> str:
        """Return the address of a field's cell: the writer puts the fields side by side, the rows below the heading."""
        columns = [f.name for f in next(s for s in layout.COMMUNE_SHEETS if s.title == sheet).fields]
        return f"{chr(65 + columns.index(field))}{HEADER_ROW + 2 + self.place(sheet, row)}"

    def header(self, sheet: str, field: str) -> str:
        """Return the address of a field's heading."""
        return f"{self.cell(sheet, 0, field)[0]}{HEADER_ROW + 1}"

    def written(self) -> bytes:
        """Return the form as the office's own writer makes it."""
        content = self.content
        sheets = {"sheets": content.sheets, "rows": self.rows, "identity": self.identity}
        return form_bytes(
            FormContent(content.title, office=content.office, instructions=content.instructions, **sheets)
        )

    def edited(self, edit: Callable[[Book], object]) -> bytes:
        """Return the form after somebody worked on it in a spreadsheet program."""
        book = load_workbook(BytesIO(self.written()))
        edit(book)
        saved = BytesIO()
        book.save(saved)
        return saved.getvalue()


def stated(submissions: Any, unit_id: str, season: str = "2021") -> dict[tuple[str, str], tuple[object, ...]]:
    """Return every figure and statement of a commune that came through, by table and name; without those that hold no value."""
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    names = {
        "observations": (["indicator", "component"], ["numerator", "denominator", "value", "assessed", "status", "note"]),
        "villages": (["village"], ["criteria_met", "criteria_total", "dossier_state", "as_of"]),
        "dossiers": (["tier"], ["dossier_state", "as_of"]),
        "follow_up": (["item"], ["state", "figure", "criteria_met", "criteria_total", "dossier_state", "as_of"]),
        "resources": (["resource"], ["planned", "mobilised", "disbursed"]),
        "debts": (["project"], ["debt_start", "debt_new", "debt_paid", "debt_now"]),
        "notes": (["heading"], ["text"]),
    }  # fmt: skip
    for table, (keys, columns) in names.items():
        frame = getattr(submissions, table)
        for row in frame[(frame["unit_id"] == unit_id) & (frame["season"] == season)].to_dict("records"):
            if table == "observations" and pd.isna(row["value"]) and not row["assessed"]:
                continue
            values = tuple(_plain(row[column]) for column in columns)
            found[table, "/".join(str(row[k]) for k in keys if row[k])] = values
    return found


def _plain(value: Any) -> object:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return round(value, 6) if isinstance(value, float) else value
