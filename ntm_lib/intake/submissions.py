"""All forms of a season as tables: observations, dossiers, villages, follow-up, notes, and findings on what could not be read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import pandas as pd

from ntm_lib.errors import IntakeError
from ntm_lib.intake import form as layout
from ntm_lib.intake.form_reader import Form, FormRow, read_form
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import DOSSIERS, FINDINGS, FOLLOW_UP, NOTES, OBSERVATIONS, VILLAGES, Table, records
from ntm_lib.text import clean, spelling_key
from ntm_lib.workbook import Season, Workbook

Row = dict[str, object]
DEPARTMENT_FOLDER = "phong"


@dataclass(frozen=True)
class Submissions:
    """What the forms of one or more seasons hold; each table as declared in ntm_lib.schemas."""

    observations: pd.DataFrame
    dossiers: pd.DataFrame
    villages: pd.DataFrame
    follow_up: pd.DataFrame
    notes: pd.DataFrame
    findings: pd.DataFrame

    def unreadable(self, unit_id: str, season: str) -> list[str]:
        """Return why the unit's form of that season can't be used as a whole; empty if it can, or if none was sent."""
        whole = self.findings[(self.findings["severity"] == "lỗi") & (self.findings["cell"] == "")]
        own = whole[(whole["unit_id"] == unit_id) & (whole["season"] == season)]
        return list(own["message"])


_TABLES: Mapping[str, Table] = {
    "observations": OBSERVATIONS,
    "dossiers": DOSSIERS,
    "villages": VILLAGES,
    "follow_up": FOLLOW_UP,
    "notes": NOTES,
    "findings": FINDINGS,
}


def read_submissions(workbook: Workbook, seasons: Iterable[Season]) -> Submissions:
    """Return the forms of `seasons`. A form that can't be read costs findings, never the other forms."""
    rows: dict[str, list[Row]] = {name: [] for name in _TABLES}
    for season in seasons:
        reader = _SeasonReader(workbook, season)
        reader.read()
        for name in rows:
            rows[name] += reader.rows[name]
    return Submissions(**{f.name: _TABLES[f.name].frame(rows[f.name]) for f in fields(Submissions)})


def form_files(workbook: Workbook, season: Season) -> list[Path]:
    """Return the forms of `season`, communes first, by name; lock files of an open Excel ("~$...") are no forms."""
    folder = workbook.submissions_folder / season.name
    found = [*sorted(folder.glob("*.xlsx")), *sorted((folder / DEPARTMENT_FOLDER).glob("*.xlsx"))]
    return [path for path in found if not path.name.startswith("~$")]


class _SeasonReader:
    """Collects the rows of one season's forms."""

    def __init__(self, workbook: Workbook, season: Season) -> None:
        self.workbook = workbook
        self.season = season
        self.communes = {unit.unit_id: unit for unit in workbook.communes(season)}
        self.value_types = _value_types(workbook, season)
        self.rows: dict[str, list[Row]] = {name: [] for name in _TABLES}

    def read(self) -> None:
        present = set()
        for path in form_files(self.workbook, self.season):
            try:
                if path.parent.name == DEPARTMENT_FOLDER:
                    self._read_department(path)
                else:
                    present.add(path.stem)
                    self._read_commune(path)
            except IntakeError as error:
                self._finding("lỗi", path, "", "", str(error))
        for unit_id, unit in self.communes.items():
            if unit_id not in present:
                path = self.workbook.submissions_folder / self.season.name / f"{unit_id}.xlsx"
                self._finding(
                    "cảnh báo",
                    path,
                    "",
                    "",
                    f"Chưa có biểu của {unit.full_name}: mọi chỉ tiêu của xã là chưa có số liệu. Nhắc xã nộp biểu.",
                )

    def _read_commune(self, path: Path) -> None:
        unit = self.communes.get(path.stem)
        if unit is None:
            raise IntakeError(
                f"Không có xã nào của mùa {self.season.name} có mã “{path.stem}”. Đặt lại tên tệp theo mã đơn vị, ví dụ {next(iter(self.communes))}.xlsx."
            )
        form = read_form(path, layout.COMMUNE_SHEETS)
        self._check_identity(form, path, unit.unit_id)
        self._refuse_without_indicators(form)
        self._report_problems(form, path)
        cut_off = self._cut_off(form)
        for sheet in (layout.INDICATORS, layout.MEASURES):
            self._take_observations(form, sheet, path, unit, cut_off)
        self._take(form, layout.DOSSIERS, "dossiers", path, self._unit_fields(unit))
        self._take(form, layout.VILLAGES, "villages", path, self._unit_fields(unit))
        self._take(
            form,
            layout.FOLLOW_UP,
            "follow_up",
            path,
            {"respondent": unit.unit_id, "unit_id": unit.unit_id, "season": self.season.name},
        )
        self._take(form, layout.NOTES, "notes", path, self._unit_fields(unit))

    def _read_department(self, path: Path) -> None:
        if path.stem not in self.workbook.departments:
            raise IntakeError(
                f"Không có phòng nào có mã “{path.stem}” trong departments.csv. Đặt lại tên tệp theo mã của phòng."
            )
        form = read_form(path, layout.DEPARTMENT_SHEETS)
        self._check_identity(form, path, path.stem)
        self._report_problems(form, path)
        self._take(form, layout.FOLLOW_UP, "follow_up", path, {"respondent": path.stem, "season": self.season.name})

    def _check_identity(self, form: Form, path: Path, expected: str) -> None:
        given, season = form.identity.get("respondent", ""), form.identity.get("season", "")
        if given != expected:
            raise IntakeError(
                f"Tệp {path.name} ghi mã đơn vị “{given}” ở trang “{layout.IDENTITY_SHEET}”, khác tên tệp. Kiểm tra xem có gửi nhầm biểu của đơn vị khác không."
            )
        if season != self.season.name:
            raise IntakeError(
                f"Tệp {path.name} là biểu của mùa “{season}”, không phải mùa {self.season.name}. Gửi biểu của mùa {self.season.name}."
            )

    def _cut_off(self, form: Form) -> date:
        try:
            return date.fromisoformat(form.identity.get("cut_off", ""))
        except ValueError:
            return self.season.cut_off

    def _unit_fields(self, unit: Unit) -> Row:
        return {"unit_id": unit.unit_id, "unit_name": unit.name, "season": self.season.name}

    def _take_observations(self, form: Form, sheet: layout.Sheet, path: Path, unit: Unit, cut_off: date) -> None:
        seen: dict[tuple[str, str], list[FormRow]] = {}
        for row in form.rows.get(sheet.title, []):
            seen.setdefault((row.text("indicator"), row.text("component")), []).append(row)
        for (indicator, component), rows in seen.items():
            cell = rows[0].cells["indicator"]
            if (indicator, component) not in self.value_types:
                self._finding(
                    "cảnh báo",
                    path,
                    sheet.title,
                    cell,
                    f"Mã chỉ tiêu “{' '.join([indicator, component]).strip()}” không có trong bộ tiêu chí của mùa; dòng này không được tính.",
                )
            elif len(rows) > 1:
                others = ", ".join(row.cells["indicator"] for row in rows)
                self._finding(
                    "lỗi",
                    path,
                    sheet.title,
                    cell,
                    f"Chỉ tiêu {indicator} có {len(rows)} dòng ({others}). Chỉ để lại một dòng.",
                )
            else:
                self.rows["observations"].append(self._observation(rows[0], sheet, path, unit, cut_off))

    def _observation(self, row: FormRow, sheet: layout.Sheet, path: Path, unit: Unit, cut_off: date) -> Row:
        indicator, component = row.text("indicator"), row.text("component")
        numerator, denominator = row.number("numerator"), row.number("denominator")
        entry = "assessed" if numerator is None and row.text("assessed") else "numerator"
        return self._unit_fields(unit) | {
            "indicator": indicator,
            "component": component,
            "numerator": numerator,
            "denominator": denominator,
            "value": computed_value(self.value_types[indicator, component], numerator, denominator),
            "cut_off": cut_off,
            **{
                name: row.text(name)
                for name in ("assessed", "assessed_by", "self_assessment", "status", "origin", "evidence", "note")
            },
            **self._source(path, sheet.title, row.cells.get(entry, "")),
        }

    def _take(self, form: Form, sheet: layout.Sheet, table: str, path: Path, given: Row) -> None:
        declared = _TABLES[table]
        taken: dict[tuple[str, ...], list[Row]] = {}
        for row in form.rows.get(sheet.title, []):
            values = {name: v for name, v in row.values.items() if name in declared.column_names and v is not None}
            record = values | given | self._source(path, sheet.title, row.cells[sheet.needed[-1]])
            taken.setdefault(tuple(spelling_key(str(record.get(name, ""))) for name in declared.key), []).append(record)
        for repeats in taken.values():
            if len(repeats) == 1:
                self.rows[table] += repeats
                continue
            cells = ", ".join(str(record["cell"]) for record in repeats)
            message = (
                f"Cùng một nội dung có {len(repeats)} dòng ({cells}); chưa dòng nào được tính. Chỉ để lại một dòng."
            )
            self._finding("cảnh báo", path, sheet.title, str(repeats[0]["cell"]), message)

    def _refuse_without_indicators(self, form: Form) -> None:
        for problem in form.problems:
            if problem.sheet == layout.INDICATORS.title and problem.is_whole_sheet:
                raise IntakeError(f"Trang “{problem.sheet}”: {problem.message}")

    def _report_problems(self, form: Form, path: Path) -> None:
        for problem in form.problems:
            self._finding("cảnh báo", path, problem.sheet, problem.cell, problem.message)

    def _finding(self, severity: str, path: Path, sheet: str, cell: str, message: str) -> None:
        is_commune = path.parent.name != DEPARTMENT_FOLDER and path.stem in self.communes
        unit_id = path.stem if is_commune else ""
        finding: Row = {"severity": severity, "unit_id": unit_id, "season": self.season.name, "message": message}
        finding |= self._source(path, sheet, cell)
        if finding not in self.rows["findings"]:
            self.rows["findings"].append(finding)

    def _source(self, path: Path, sheet: str, cell: str) -> Row:
        return {
            "source_file": clean(path.relative_to(self.workbook.submissions_folder).as_posix()),
            "sheet": sheet,
            "cell": cell,
        }


def computed_value(value_type: str, numerator: float | None, denominator: float | None) -> float | None:
    """Return the value from what was entered: per cent, money a head, or the number itself; None if a part is missing.

    A denominator of 0 gives None: there is nothing to take a share of.
    """
    if numerator is None or value_type in ("boolean", "text"):
        return None
    if value_type == "number":
        return numerator
    if not denominator:
        return None
    return numerator / denominator * (100 if value_type == "percent" else 1)


def _value_types(workbook: Workbook, season: Season) -> dict[tuple[str, str], str]:
    levels = workbook.criteria_set(season.criteria_set).levels(season.year)
    measures = workbook.measures[workbook.measures["indicator"] == ""]
    types = {(r["indicator"], r["component"]): r["value_type"] for r in records(levels)}
    return types | {(r["measure"], r["component"]): r["value_type"] for r in records(measures)}
