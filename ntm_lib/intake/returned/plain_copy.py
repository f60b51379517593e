"""Makes an xlsx of a form that came as .xls, .xlsb or .ods, so that its cells can be marked: values, comments, what is merged or hidden.

How the sender's file looks is not taken over; widths follow what is written, and the rows of a table have borders.
"""

from collections.abc import Sequence, Set
from datetime import datetime, time

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.sheet_finder import find_tables
from ntm_lib.intake.returned.inert_copy import InertCopy, set_text
from ntm_lib.spreadsheet.old_letters import in_font
from ntm_lib.spreadsheet.opened import Grid, Marks, Opened, Place
from ntm_lib.spreadsheet.rich_text import Run

_NARROW, _WIDE = 8, 44  # of a column, in letters
_MOST_COLUMNS = 60  # of a table of ours
_MERGED = 1_000  # ranges, and cells of one, that are merged again
_LEAST_FILLED = 3  # cells of a row of a table
_LINE = Side("thin", color="FF8A96A3")
_FONT = "Times New Roman"


def plain_copy(opened: Opened) -> InertCopy:
    """Return the sheets of a file as a workbook.

    A formula is replaced by what it last gave; that of a rate by nothing, for it would no longer be true once a part beside it is mended.
    """
    book, rates = Workbook(), _rates(opened)
    book.remove(book.worksheets[0])
    for title, grid in opened.grids.items():
        page = book.create_sheet(title)
        page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight = "landscape", 9, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        _write(page, grid, opened.marks[title], rates.get(title, set()))
        page.sheet_state = "hidden" if opened.marks[title].is_hidden else "visible"
    return InertCopy(book)


def _rates(opened: Opened) -> dict[str, set[Place]]:
    """Return, by sheet, the cells with the formula of a rate, its numerator or denominator beside it."""
    found: dict[str, set[Place]] = {}
    for tables in find_tables(opened.grids, (*layout.COMMUNE_SHEETS, *layout.DEPARTMENT_SHEETS)).values():
        for table in tables:
            grid, columns = opened.grids[table.title], table.columns
            parts = [*columns.get("numerator", ()), *columns.get("denominator", ())]
            found.setdefault(table.title, set()).update(
                (row, column)
                for row, column in opened.marks[table.title].formulas
                if row < len(grid)
                and column in columns.get("value", ())
                and any(grid[row][part] != "" for part in parts)
            )
    return found


def _write(page: Worksheet, grid: Grid, marks: Marks, rates: Set[Place]) -> None:
    widths: dict[int, int] = {}
    for row, values in enumerate(grid):
        filled = [column for column, value in enumerate(values) if value != ""]
        is_table = len(filled) >= _LEAST_FILLED and filled[-1] < _MOST_COLUMNS
        for column in range(filled[0], filled[-1] + 1) if is_table else filled:
            cell = page.cell(row + 1, column + 1)
            _write_cell(cell, values[column], (row, column), marks, rates)
            if is_table:
                cell.border = Border(_LINE, _LINE, _LINE, _LINE)
                widths[column] = max(widths.get(column, _NARROW), len(str(values[column])))
    for (row, column), text in marks.comments.items():
        page.cell(row + 1, column + 1).comment = Comment(text, "")
    for column, width in widths.items():
        page.column_dimensions[get_column_letter(column + 1)].width = min(_WIDE, width)
    for column in marks.hidden_columns & set(range(len(grid[0]) if grid else 0)):
        page.column_dimensions[get_column_letter(column + 1)].hidden = True
    for row in marks.hidden_rows & set(range(len(grid))):
        page.row_dimensions[row + 1].hidden = True
    for (top, left), (bottom, right) in marks.merged[:_MERGED]:
        is_worth_it = (bottom - top + 1) * (right - left + 1) <= _MERGED and (bottom, right) > (top, left)
        if bottom < len(grid) and is_worth_it:
            page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)


def _write_cell(cell: Cell | MergedCell, value: object, at: Place, marks: Marks, rates: Set[Place]) -> None:
    cell.font, cell.alignment = Font(name=_FONT, size=11), Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        if at in marks.runs:
            _write_runs(cell, marks.runs[at])
        elif value:
            set_text(cell, value)
    elif at not in rates and not (
        at in marks.formats and marks.formats[at].is_altering
    ):  # of which the commune is asked
        cell.font = Font(name=_FONT, size=11, strike=at in marks.struck)
        cell.value = value if isinstance(value, datetime | time | int | float | bool) else str(value)
        cell.number_format = _format(value, at, marks)


def _write_runs(cell: Cell | MergedCell, runs: Sequence[Run]) -> None:
    """Write a text in pieces: in Unicode, for the font is another here, and struck through or raised as it was."""
    texts = [(in_font(run.text, run.font), run) for run in runs if run.text]
    if not any(run.is_struck or run.is_raised for _, run in texts):
        set_text(cell, "".join(text for text, _ in texts))
        return
    pieces = []
    for text, run in texts:
        font = InlineFont(rFont=_FONT, sz=11, strike=run.is_struck, vertAlign="superscript" if run.is_raised else None)
        pieces.append(TextBlock(font, ILLEGAL_CHARACTERS_RE.sub("", text)))
    cell.value = CellRichText(pieces)


def _format(value: object, at: Place, marks: Marks) -> str:
    """Return the cell's number format: that of the sender's file, if it has one."""
    if at in marks.formats and marks.formats[at].says_something:
        return marks.formats[at].code
    usual = {datetime: "dd/mm/yyyy", time: "hh:mm"}
    return usual.get(type(value), "0.##%" if at in marks.percents else "General")
