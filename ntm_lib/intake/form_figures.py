"""The figures of one form as observations: read, corrected where an analyst overruled them, and compared with each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from string import ascii_uppercase

from ntm_lib.intake import checks
from ntm_lib.intake import form as layout
from ntm_lib.intake.corrections import Corrections, told
from ntm_lib.intake.doubts import settle
from ntm_lib.intake.findings import CHECKS, ERROR
from ntm_lib.intake.form_report import FormReport, named_otherwise
from ntm_lib.intake.observations import FIELDS, Asked, Figure, Key, TakenFigure, entered, read_figure
from ntm_lib.intake.printed_level import is_outdated
from ntm_lib.intake.reading.entries import quoted
from ntm_lib.intake.reading.form_reader import FormRow, Problem
from ntm_lib.reference.commune_groups import FILE as GROUPS
from ntm_lib.reference.levels import FILE as LEVELS
from ntm_lib.reference.levels import Scope
from ntm_lib.reference.sheet_titles import sheet_of
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import Finding
from ntm_lib.workbook.reference import Relation

SHEETS = (layout.INDICATORS, layout.MEASURES)


@dataclass(frozen=True)
class Expected:
    """What a season expects of the figures in a form of one scope; `others` are the indicators of its set that don't bind the commune."""

    asked: Mapping[layout.Sheet, Mapping[Key, Asked]]
    others: Mapping[Key, Asked]
    scope: Scope
    relations: list[Relation]
    criteria_set: str
    cut_off: date


class FormFigures:
    """Takes the figures of one form."""

    def __init__(self, report: FormReport, expected: Expected, corrections: Corrections) -> None:
        self.report, self.expected, self.corrections = report, expected, corrections
        # Cells with an error by figure and field: what stands there, and the finding
        self.unreadable: dict[Key, dict[str, tuple[str, Finding]]] = {}
        self.excused: set[Key] = set()  # figures without a value that a finding already reports

    def note_problems(self, problems: Iterable[Problem], sheets: tuple[layout.Sheet, ...]) -> None:
        """Note what the reader of the form could not take over, each at the figure it belongs to, and settle what is in doubt."""
        noted = []
        for problem in problems:
            key, name = self._figure_at(problem.sheet, problem.cell)
            finding = self.report.finding(problem.check, problem.message, problem.sheet, problem.cell, *key)
            noted.append(finding)
            if name in FIELDS and CHECKS[problem.check].severity == ERROR:
                self.unreadable.setdefault(key, {})[name] = (problem.entry, finding)
        settle(self.report, sheets, self.corrections, noted)
        for key, fields in self.unreadable.items():
            self.unreadable[key] = {name: cell for name, cell in fields.items() if not cell[1]["accepted"]}

    def take(self, unit: Unit) -> list[TakenFigure]:
        """Return the figures of the form; note what is wrong with them."""
        by_sheet = {sheet: self._take_sheet(sheet) for sheet in SHEETS}
        rows = {key: row for own in by_sheet.values() for key, row in own.items()}
        self._check(unit, by_sheet, rows)
        return list(rows.values())

    def _figure_at(self, title: str, cell: str) -> tuple[Key, str]:
        """Return the figure and field that a cell of the file's sheet `title` belongs to; empty texts if to none."""
        row = self._figure_rows.get((title, cell.lstrip(ascii_uppercase)))
        name = next((name for name in row.columns if cell in row.cells(name)), "") if row else ""
        return (_key(row), name) if row and name else (("", ""), "")

    @cached_property
    def _figure_rows(self) -> dict[tuple[str, str], FormRow]:
        """The rows of figures by the file's sheet title and the row's number as people see it."""
        return {
            (self.report.title(sheet), str(row.index + 1)): row for sheet in SHEETS for row in self.report.rows(sheet)
        }

    def _take_sheet(self, sheet: layout.Sheet) -> dict[Key, TakenFigure]:
        title, asked = self.report.title(sheet), self.expected.asked[sheet]
        names = {key: about.name for key, about in asked.items()}
        by_key: dict[Key, list[FormRow]] = {}
        for row in self.report.rows(sheet):
            by_key.setdefault(_key(row), []).append(row)
        taken: dict[Key, TakenFigure] = {}
        for key, rows in by_key.items():
            cells = [row.cell("indicator") for row in rows]
            if sheet is layout.INDICATORS and key in self.expected.others:
                self._note_not_binding(key, rows, title)
            elif key not in asked:
                for cell in cells:
                    self.report.unknown(checks.code(key), title, cell)
            elif len(rows) > 1:
                message = f"{asked[key].label} có {len(rows)} dòng ({', '.join(cells)}); chưa dòng nào được tính. Chỉ để lại một dòng."
                self.report.finding("B06", message, title, cells[0], *key)
                self.excused.add(key)
            elif other := named_otherwise(key, rows[0].text("indicator_name"), names):
                message = f"Dòng mang mã của {asked[key].label} nhưng in tên của {asked[other].label}; chưa được tính. Chép lại mã và tên theo biểu đã nhận, rồi xem số thuộc dòng nào."
                self.report.finding("B15", message, title, cells[0], *key)
                self.excused.add(key)
            else:
                self._note_outdated(key, asked[key], rows[0], title)
                taken[key] = self._observation(key, asked[key], rows[0], title)
        return taken

    def _note_not_binding(self, key: Key, rows: Iterable[FormRow], title: str) -> None:
        """D14: a row of an indicator that does not bind the commune is told if anything was filled in, and never used."""
        label, group = self.expected.others[key].label, self.expected.scope.group
        for row in rows:
            filled = [name for name in (*FIELDS, "self_assessment") if name in row.values]
            if filled:
                message = f"{label} không áp dụng cho xã nhóm {group}; số ghi ở dòng này không được tính. Xóa dòng.{layout.FOR_OFFICE}nếu nhóm của xã sai thì sửa ở {sheet_of(GROUPS)}."
                self.report.finding("D14", message, title, row.cell(filled[0]), *key)

    def _note_outdated(self, key: Key, asked: Asked, row: FormRow, title: str) -> None:
        """B16: the level printed is the one that holds: it may have been changed after the form was sent out."""
        printed = row.text("level")
        if is_outdated(printed, asked.level):
            message = f"{asked.label}: biểu in mức {quoted(printed)}, mức đang áp dụng cho xã là {quoted(asked.level)}. Kết quả xét theo mức đang áp dụng, không phải sửa số.{layout.FOR_OFFICE}nếu mức đang áp dụng sai thì sửa ở {sheet_of(LEVELS)}."
            self.report.finding("B16", message, title, row.cell("level"), *key)

    def _observation(self, key: Key, asked: Asked, row: FormRow, title: str) -> TakenFigure:
        entries, unreadable = entered(row), {name: text for name, (text, _) in self.unreadable.get(key, {}).items()}
        correction = self._correct(key, entries, unreadable)
        figure = read_figure(entries, asked, unreadable)
        for check, name, message in figure.faults:
            said = f"Sau khi sửa số theo data/corrections: {message}" if correction else message
            self.report.finding(check, said, title, row.cell(name) or row.cell("indicator"), *key)
        if unreadable or any(CHECKS[check].severity == ERROR for check, _, _ in figure.faults):
            self.excused.add(key)
        return {
            "indicator": key[0],
            "component": key[1],
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "value": figure.value,
            "assessed": figure.assessed,
            "cut_off": self.report.form.cut_off or self.expected.cut_off,
            "correction": correction,
            "label": asked.label,
            "assessed_by": row.text("assessed_by"),
            "self_assessment": row.text("self_assessment"),
            "status": row.text("status"),
            "origin": row.text("origin"),
            "evidence": row.text("evidence"),
            "note": row.text("note"),
            "numerator_cell": row.cell("numerator"),
            "denominator_cell": row.cell("denominator"),
            "assessed_cell": row.cell("assessed"),
            "status_cell": row.cell("status"),
            "origin_cell": row.cell("origin"),
            **self.report.source(title, row.cell(_entry_field(figure, asked, row))),
        }

    def _correct(self, key: Key, entries: dict[str, float | str], unreadable: dict[str, str]) -> str:
        """Overrule `entries` as the analyst wrote; the finding on a cell that was overruled is settled. Return what was done."""
        report = self.report
        applied = self.corrections.overrule((report.unit_id, *key), entries, unreadable, report.findings)
        for row in applied:
            if row["field"] in self.unreadable.get(key, {}):
                self.unreadable[key][row["field"]][1]["accepted"] = f"đã sửa: {told(row)}"
        return "; ".join(told(row) for row in applied)

    def _check(
        self, unit: Unit, by_sheet: Mapping[layout.Sheet, Mapping[Key, TakenFigure]], rows: Mapping[Key, TakenFigure]
    ) -> None:
        report, expected = self.report, self.expected
        lost = {problem.lost_sheet for problem in report.form.problems}
        for sheet, own in by_sheet.items():
            if sheet.title not in lost:
                report.faults(checks.check_missing(expected.asked[sheet], own, self.excused, report.title(sheet)))
        asked = {key: about for own in expected.asked.values() for key, about in own.items()}
        report.faults(checks.check_totals(asked, rows))
        report.faults(checks.check_parts(expected.relations, expected.criteria_set, rows))
        report.faults(checks.check_labels(rows.values()))
        place = report.form.identity_cells.get("cut_off", ("", ""))
        report.faults(checks.check_early(rows.values(), report.form.cut_off, expected.cut_off, place))
        report.faults(checks.check_demography(rows, unit))


def _key(row: FormRow) -> Key:
    return row.text("indicator"), row.text("component")


def _entry_field(figure: Figure, asked: Asked, row: FormRow) -> str:
    """Return the field whose cell the figure is traced to: where its number, else its answer, stands or should stand."""
    answer = "assessed" if "assessed" in row.columns else "value"
    if asked.value_type in ("boolean", "text"):
        return answer
    if "numerator" in figure.entered or "value" in figure.entered:
        return "numerator" if "numerator" in figure.entered else "value"
    if asked.rule == "assessed":
        return answer
    if asked.value_type == "number" and "value" in row.columns:
        return "value"
    return "assessed" if "assessed" in figure.entered else "numerator"
