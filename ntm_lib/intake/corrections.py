"""What an analyst overrules or accepts, from data/corrections/<season>.csv. The forms themselves are never edited.

A row with `field` and `new` overrules what the form says; a row with `check` accepts a warning or a remark (never an error, lỗi).
Either takes effect only while the form still says `old`. Every row needs a reason, a name and a day.

Two errors can be lifted by a person who has looked (docs/decisions/0010-findings-and-corrections.md): O11 with `old` what the text
probably says and `new` what it says; and the question whose a form is, with `unit_id` whose, and `old` the file's sha256.
"""

import os
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

import pandas as pd

from ntm_lib.intake.findings import CHECKS, ERROR, FindingList
from ntm_lib.intake.observations import FIELDS, TakenFigure
from ntm_lib.intake.reading.entries import EntryError, Value, asked_about, read_day, read_entry, written
from ntm_lib.reference.files import read_reference, table_file
from ntm_lib.schemas import Correction, Finding, Observation
from ntm_lib.tables import field_names, rows_of
from ntm_lib.text import figure_text
from ntm_lib.workbook import Season, Workbook


class _Line(TypedDict):
    """A line of the file."""

    unit_id: str
    indicator: str
    component: str
    field: str
    old: str
    new: str
    check: str
    reason: str
    who: str
    date: str


COLUMNS = field_names(_Line)
CONFIRMED = "O11"  # a text that nobody but a person can be sure of
OWNED = "T13"  # whose a form is
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_HASH = re.compile("[0-9a-f]{12,64}")
LIFTED = (CONFIRMED, OWNED)  # errors that a row can lift
APPLIED, REFUSED = "áp dụng", "từ chối"

Figure = tuple[str, str, str]  # unit_id, indicator, component


@dataclass
class Corrections:
    """The season's corrections; the `state` of each is set as it is tried, "" until then."""

    rows: list[Correction] = field(default_factory=list)
    by_figure: dict[Figure, list[Correction]] = field(default_factory=dict)
    name: str = ""  # the file, for findings

    def overrule(
        self, figure: Figure, entries: dict[str, Any], unreadable: dict[str, str], findings: FindingList
    ) -> list[Correction]:
        """Change `entries` of a figure as the corrections say; return the rows that were applied.

        `unreadable` is what stands in the cells that could not be read; a field that is overruled is taken out of it.
        """
        applied = []
        for row in self.by_figure.get(figure, []):
            name, old = row["field"], row["old"]
            given = entries.get(name)
            stands = unreadable[name] if name in unreadable else "" if given is None else written(name, given)
            if not (old == stands if name in unreadable else _is(name, old, given)):
                row["state"] = REFUSED
                now = f"“{stands}”" if stands else "trống"
                message = f"Dòng {row['line']}: giá trị cũ “{old}” không còn đúng, biểu nay ghi {now}; không sửa. Xem lại dòng này."
                findings.add("C01", message, self.name, "", str(row["line"]), *figure)
                continue
            unreadable.pop(name, None)
            new = read_entry(name, row["new"])
            if new is None:
                entries.pop(name, None)
            else:
                entries[name] = new
            row["state"] = APPLIED
            applied.append(row)
        return applied

    def confirmed(self, unit_id: str, field: str, meant: str, findings: FindingList) -> tuple[Value, Correction | None]:
        """Return a text of an old encoding as a row confirms it, and the row, which is applied; None if there is none.

        `old` is as the finding shows it; where `new` is the same, the text itself is meant. A word that the field has not is a finding.
        """
        for row in self.rows:
            is_about = row["check"] == CONFIRMED and row["unit_id"] == unit_id and row["state"] != REFUSED
            if is_about and asked_about(row["old"]) == asked_about(meant):
                try:
                    said = read_entry(field, meant if asked_about(row["new"]) == asked_about(meant) else row["new"])
                except EntryError as error:
                    row["state"] = REFUSED
                    message = f"Dòng {row['line']}, cột new: {error} Xem lại dòng này."
                    findings.add("C01", message, self.name, cell=str(row["line"]), unit_id=unit_id)
                    continue
                row["state"] = APPLIED
                return said, row
        return None, None

    def owner(self, sha256: str, known: Collection[str]) -> tuple[str, str]:
        """Return the owner, among `known`, that a row names for the file of that hash, and why; empty texts if none. The row is applied."""
        for row in self.rows:
            if (
                row["check"] == OWNED
                and row["unit_id"] in known
                and row["old"]
                and sha256.startswith(row["old"].lower())
                and row["state"] != REFUSED
            ):
                row["state"] = APPLIED
                return row["unit_id"], why(row)
        return "", ""

    def report_unused(self, findings: FindingList) -> None:
        """Note each row that met no figure, and each that lifts an error and met none."""
        for row in self.rows:
            if row["state"] == "" and row["check"] in LIFTED:
                row["state"] = REFUSED
                message = f"Dòng {row['line']}: {row['check']} ghi “{row['old']}” không còn trong biểu nào của “{row['unit_id']}”; không dùng. Xem lại dòng này."
                findings.add("C01", message, self.name, cell=str(row["line"]), unit_id=row["unit_id"])
            elif row["state"] == "" and not row["check"]:
                row["state"] = REFUSED
                message = f"Dòng {row['line']}: không tìm thấy chỉ tiêu “{row['indicator']}” trong biểu của “{row['unit_id']}”; không sửa. Xem lại mã."
                findings.add("C01", message, self.name, cell=str(row["line"]), unit_id=row["unit_id"])

    def finished(self) -> list[Correction]:
        """Return all rows. accept_findings tells whether an acceptance meets a finding."""
        return [{**row, "state": row["state"] or APPLIED} for row in self.rows]


_FIELD_WORDS = {"numerator": "tử số", "denominator": "mẫu số", "value": "giá trị", "assessed": "đánh giá"}


def corrections_file(workbook: Workbook, season: Season) -> Path:
    """Return the path of the season's corrections, whether or not there are any; raise WorkbookError if there are two files."""
    return table_file(workbook.corrections_folder / f"{season.name}.csv")


def corrections_said(workbook: Workbook, season: Season) -> str:
    """Return the same as people find it: "data/corrections/2021.xlsx"; where there is none, of either kind that there may be."""
    path = corrections_file(workbook, season)
    name = path.name if os.path.lexists(path) else f"{season.name}.xlsx (hoặc .csv)"
    return f"{workbook.data_name}/corrections/{name}"


def load_corrections(workbook: Workbook, season: Season, findings: FindingList) -> Corrections:
    """Return the season's corrections; a row that is not complete is a finding (C02) and is left out.

    Raises WorkbookError if the file can't be read.
    """
    path = corrections_file(workbook, season)
    corrections = Corrections(name=f"../corrections/{path.name}")
    table = read_reference(path, COLUMNS, kinds={"date": "day"}, optional=True, placed=True)
    for where, row in zip(table.index, rows_of(table, _Line), strict=True):
        line = where.line
        entry: Correction = {**row, "season": season.name, "line": line, "state": ""}
        fault = _fault(entry, workbook)
        if fault:
            findings.add("C02", f"Dòng {line}: {fault}", corrections.name, cell=str(line), unit_id=entry["unit_id"])
            check = entry["check"] if entry["check"] in CHECKS else ""
            corrections.rows.append({**entry, "field": "", "check": check, "state": REFUSED})
            continue
        corrections.rows.append(entry)
        if entry["field"]:
            corrections.by_figure.setdefault((entry["unit_id"], entry["indicator"], entry["component"]), []).append(
                entry
            )
    return corrections


def _fault(row: Correction, workbook: Workbook) -> str:
    """Return the fault of a row, "" if it has none."""
    given = (("reason", row["reason"]), ("who", row["who"]), ("date", row["date"]))
    missing = [name for name, text in given if not text]
    if missing:
        return f"thiếu cột {', '.join(missing)}. Ghi lý do, người sửa và ngày."
    try:
        date.fromisoformat(row["date"]) if _ISO.fullmatch(row["date"]) else read_day(row["date"])
    except ValueError as error:
        return (
            f"cột date: {error}"
            if isinstance(error, EntryError)
            else f"cột date: “{row['date']}” không có trong lịch. Ghi ngày/tháng/năm."
        )
    if bool(row["field"]) == bool(row["check"]):
        return "ghi field (sửa số) hoặc check (chấp nhận cảnh báo), chỉ một trong hai."
    if row["unit_id"] and row["unit_id"] not in workbook.units and row["unit_id"] not in workbook.departments:
        return f"không có đơn vị “{row['unit_id']}”. Ghi mã đơn vị."
    if row["check"] == CONFIRMED and not (row["unit_id"] and row["old"] and row["new"]):
        return f"xác nhận {CONFIRMED} cần unit_id, old (chữ mà sổ đoán) và new (chữ đúng)."
    if row["check"] == OWNED and not (row["unit_id"] and _HASH.fullmatch(row["old"].lower())):
        return f"{OWNED} cần unit_id (biểu của ai) và old (ít nhất 12 ký tự đầu mã băm của tệp, như phát hiện {OWNED} ghi)."
    if row["check"]:
        return _fault_of_acceptance(row["check"])
    if row["field"] not in FIELDS or not row["unit_id"] or not row["indicator"]:
        return f"sửa số cần unit_id, indicator và field là một trong {', '.join(FIELDS)}."
    try:
        read_entry(row["field"], row["new"])
    except EntryError as error:
        return f"cột new: {error}"
    return ""


def _fault_of_acceptance(check: str) -> str:
    if check not in CHECKS:
        return f"không có kiểm tra “{check}”. Ghi mã đứng bên phát hiện, ví dụ D01."
    hint = f" (biểu của ai thì ghi {OWNED})" if check == "T14" else ""
    if CHECKS[check].severity == ERROR and check not in LIFTED:
        return f"{check} là lỗi, không chấp nhận được{hint}; sửa số hoặc xin biểu khác."
    return ""


def _is(name: str, text: str, value: object) -> bool:
    """Return whether `text` says what was read from a cell."""
    try:
        return read_entry(name, text) == value
    except EntryError:
        return False


def told(row: Correction) -> str:
    """Return the change a row made and its reason: "tử số 681 → 680: xã báo lại (Lan, 2021-12-22)"."""
    return f"{_FIELD_WORDS[row['field']]} {row['old'] or 'trống'} → {row['new'] or 'trống'}: {why(row)}"


def why(row: Correction) -> str:
    """Return the reason of a row, with who gave it and when."""
    return f"{row['reason']} ({row['who']}, {row['date']})"


def said(observation: Observation | TakenFigure) -> str:
    """Return an observation in words, as `figure` of FINDINGS has it: "681/701", "3", "Đạt"; "" if nothing."""
    numbers = (observation["numerator"], observation["denominator"], observation["value"])
    part, whole, value = (None if pd.isna(number) else figure_text(number) for number in numbers)
    if part is not None and whole is not None:
        return f"{part}/{whole}"
    return value or (written("assessed", observation["assessed"]) if observation["assessed"] else "")


def accept_findings(findings: list[Finding], corrections: Iterable[Correction]) -> list[Correction]:
    """Fill `accepted` of the findings that a row of CORRECTIONS accepts; return the rows that met none."""
    unmet = []
    for row in corrections:
        if not row["check"] or row["state"] == REFUSED or row["check"] in LIFTED:
            continue
        met = [finding for finding in findings if _concerns(row, finding)]
        for finding in met:
            finding["accepted"] = finding["accepted"] or why(row)
        if not met:
            unmet.append(row)
    return unmet


def _concerns(row: Correction, finding: Finding) -> bool:
    """Return whether a row speaks of a finding: same check, same unit, same figure, and the form still says `old`."""
    return (
        row["check"] == finding["check"]
        and row["unit_id"] == finding["unit_id"]
        and row["indicator"] == finding["indicator"]
        and row["component"] == finding["component"]
        and row["old"] == finding["figure"]
        and finding["severity"] != ERROR
    )
