"""Makes an xlsx of a form that came as .xls, .xlsb or .ods, so that its cells can be marked: values, comments, what is merged or hidden.

How the sender's file looks is not taken over; widths follow what is written, and the rows of a table have borders.
"""

from collections.abc import Set
from datetime import datetime, time

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.opened import Grid, Marks, Opened, Place
from ntm_lib.intake.reading.sheet_finder import find_tables
from ntm_lib.intake.returned.inert_copy import InertCopy, set_text

_NARROW, _WIDE = 8, 44  # of a column, in letters
_LEAST_FILLED = 3  # cells of a row of a table
_DAY, _PERCENT = "dd/mm/yyyy", "0.##%"
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
    """Return by sheet the cells with a formula of a rate, its numerator or denominator beside it."""
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
    for row, values in enumerate(grid):
        is_table = sum(value != "" for value in values) >= _LEAST_FILLED
        for column, value in enumerate(values):
            cell = page.cell(row + 1, column + 1)
            cell.font, cell.alignment = Font(name=_FONT, size=11), Alignment(wrap_text=True, vertical="top")
            if is_table:
                cell.border = Border(_LINE, _LINE, _LINE, _LINE)
            if isinstance(value, str):
                if value:
                    set_text(cell, value)
            elif (row, column) not in rates:
                cell.value = value if isinstance(value, datetime | time | int | float | bool) else str(value)
                cell.number_format = (
                    _DAY if isinstance(value, datetime) else _PERCENT if (row, column) in marks.percents else "General"
                )
    for (row, column), text in marks.comments.items():
        page.cell(row + 1, column + 1).comment = Comment(text, "")
    for column in range(len(grid[0]) if grid else 0):
        longest = max((len(str(values[column])) for values in grid[3:]), default=0)
        page.column_dimensions[get_column_letter(column + 1)].width = min(_WIDE, max(_NARROW, longest))
        page.column_dimensions[get_column_letter(column + 1)].hidden = column in marks.hidden_columns
    for row in marks.hidden_rows & set(range(len(grid))):
        page.row_dimensions[row + 1].hidden = True
    for (top, left), (bottom, right) in marks.merged:
        if bottom < len(grid) and (bottom, right) > (top, left):
            page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
