"""Blank forms filled in through the real LibreOffice, as a commune does: figures where the row asks for them, else a verdict."""

from collections.abc import Mapping
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.blank_form import commune_form
from ntm_lib.intake.blank.form_content import BAND, BLOCKED, COMPUTED, Row
from ntm_lib.intake.blank.form_writer import HEADER_ROW
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.workbook import Season, Workbook
from tests import fonts
from tests.libreoffice import work

Typed = Mapping[tuple[str, str], Mapping[str, str]]  # by sheet and code of the row: the text typed into a field
_USUAL = {"status": "Ước", "origin": "Báo cáo"}


def fill_in(
    office: tuple[str, str], folder: Path, workbook: Workbook, season: Season, by_commune: Mapping[str, Typed]
) -> None:
    """Fill in the blank forms of these communes in one start of LibreOffice, and put them into the season's folder.

    Every indicator is filled in as met, 95 of 100 or Đạt, but for what a commune's own rows say.
    """
    blanks, sent = workbook.root / "reports" / season.name / "bieu", workbook.submissions_folder / season.name
    sent.mkdir(parents=True, exist_ok=True)
    jobs = [
        {
            "open": str(blanks / f"{unit_id}.xlsx"),
            "save": str(sent / f"{unit_id}.xlsx"),
            "type": _keys(workbook, season, unit_id, own),
        }
        for unit_id, own in by_commune.items()
    ]
    folder.mkdir(parents=True)
    work(office, folder, jobs, fonts.only(folder))


def _keys(workbook: Workbook, season: Season, unit_id: str, own: Typed) -> list[list[str]]:
    """Return the cells and what is typed into them, as tests/by_hand.py takes them."""
    content = commune_form(workbook, season, workbook.commune(unit_id, season), OBSERVATIONS.frame([]))
    found = []
    for sheet in layout.COMMUNE_SHEETS:
        names = [field.name for field in sheet.fields]
        for at, row in enumerate(content.rows.get(sheet.title, ())):
            code = "/".join(filter(None, [str(row.get(sheet.needed[0], "")), str(row.get("component") or "")]))
            typed = own.get((sheet.title, code), _as_met(row) if sheet is layout.INDICATORS else {})
            found += [
                [sheet.title, xl_rowcol_to_cell(HEADER_ROW + 1 + at, names.index(name)), text]
                for name, text in typed.items()
            ]
    for (title, code), typed in own.items():  # rows below the printed ones: the first, the second, by number
        if code.startswith("#"):
            names = [field.name for field in next(s for s in layout.COMMUNE_SHEETS if s.title == title).fields]
            below = HEADER_ROW + 1 + len(content.rows.get(title, ())) + int(code[1:])
            found += [[title, xl_rowcol_to_cell(below, names.index(name)), text] for name, text in typed.items()]
    return found


def _as_met(row: Row) -> dict[str, str]:
    """Return what is typed into a row of the indicators: of a level "at most" none of 100 is had."""
    if BAND in row:
        return {}
    blocked, is_most = str(row.get(BLOCKED) or "").split(), str(row["level"]).startswith("≤")
    if row.get(COMPUTED):
        figures = {"numerator": "0" if is_most else "95", "denominator": "100"}
        if row[COMPUTED] != "percent":
            figures = {"numerator": "110", "denominator": "100"} if row[COMPUTED] == "growth" else {"numerator": "9900", "denominator": "100"}  # fmt: skip
    elif "value" not in blocked:
        figures = {"value": "0" if is_most or row["level"] == "0" else "100"}
    else:
        figures = {}
    verdict = {} if "assessed" in blocked else {"assessed": "Đạt"}
    return {**figures, **verdict, **_USUAL}
