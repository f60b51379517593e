"""Texts whose reading a person must confirm: what the analyst confirmed is taken, the rest stays off every page."""

from ntm_lib.intake.corrections import CONFIRMED, Corrections, why
from ntm_lib.intake.form import Sheet
from ntm_lib.intake.form_report import FormReport
from ntm_lib.intake.reading.entries import Doubtful, quoted
from ntm_lib.schemas import Finding


def settle(report: FormReport, sheets: tuple[Sheet, ...], corrections: Corrections, findings: list[Finding]) -> None:
    """Put what was confirmed into the form's rows and take out what was not; a row that loses its name is left out.

    `findings` are those of the form so far: a doubt that was settled is accepted in its own.
    """
    for sheet in sheets:
        for row in (rows := report.rows(sheet)):
            for name, value in [item for item in row.values.items() if isinstance(item[1], Doubtful)]:
                said, correction = corrections.confirmed(report.unit_id, name, str(value), report.findings)
                row.values.pop(name)
                if correction is not None:
                    row.values[name] = said
                    _accept(findings, report.title(sheet), row.cells(name), quoted(said), why(correction))
        rows[:] = [row for row in rows if all(name in row.values for name in sheet.needed)]


def _accept(findings: list[Finding], sheet: str, cells: list[str], said: str, reason: str) -> None:
    for finding in findings:
        if finding["check"] == CONFIRMED and finding["sheet"] == sheet and finding["cell"] in cells:
            finding["accepted"] = reason
            finding["message"] = (
                f"Chữ ở ô này gõ bằng bảng mã cũ hoặc bị hỏng; đọc là {said} theo xác nhận. Lần sau gõ Unicode."
            )
