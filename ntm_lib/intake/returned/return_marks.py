"""The marks of a returned form: colours and comments of the faulty cells, put in and, when the form comes again, taken out."""

import math
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from ntm_lib.intake.findings import REMARK
from ntm_lib.intake.form import COMMUNE_COMMENT, RETURN_PREFIXES, RETURN_SHEET
from ntm_lib.intake.reading.table_reader import commune_words
from ntm_lib.intake.returned.inert_copy import AnyCell
from ntm_lib.intake.returned.return_list import FILLS, Listed
from ntm_lib.text import spelling_key

_TO_FIX, _TO_NOTE = RETURN_PREFIXES
_AUTHOR = "Sổ báo cáo NTM"
_LINES = 5  # findings in one comment
_OWN_LENGTH = 20_000  # Excel takes 32.767 characters
_ALWAYS = "1=1"  # the formula of our conditional formats


def remove_earlier_marks(book: Workbook) -> None:
    """Take away what an earlier return put into the book: its list, colours and comments; what is the commune's stays."""
    for page in book.worksheets:
        if spelling_key(page.title) == spelling_key(RETURN_SHEET):
            book.remove(page)
            continue
        _remove_colours(page)
        for cell in page._cells.values():
            if cell.comment is not None:
                own = commune_words(cell.comment.text)
                cell.comment = _comment(own, cell.comment.author) if own.strip() else None


def _remove_colours(page: Worksheet) -> None:
    """Give each cell we coloured the fill of a cell of its column that is alike in all else; if there is none, no fill."""
    marked, fills = [], dict[tuple[int, ...], Any]()
    for cell in page._cells.values():
        if _is_ours(cell):
            marked.append(cell)
        else:
            fills.setdefault(_look(cell), cell.fill)
    for cell in marked:
        cell.fill = copy(fills.get(_look(cell), PatternFill()))
    _set_formats(page, [(cells, rule) for cells, rule in _formats(page) if not _is_our_rule(rule)])


def _is_ours(cell: AnyCell) -> bool:
    fill = cell.fill
    return fill.fill_type == "solid" and str(fill.fgColor.rgb).upper() in FILLS.values()


def _look(cell: Any) -> tuple[int, ...]:
    style = cell._style
    numbers = (style.fontId, style.borderId, style.numFmtId, style.alignmentId, style.protectionId)
    return coordinate_to_tuple(cell.coordinate)[1], *numbers


def mark(findings: Sequence[Listed]) -> None:
    """Colour and comment the cells of `findings`, which come worst first."""
    by_cell: dict[tuple[Worksheet, int, int], list[Listed]] = {}
    for finding in findings:
        if finding.page is not None:
            for place in finding.places:
                by_cell.setdefault((finding.page, *place), []).append(finding)
    coloured: dict[Worksheet, dict[str, list[str]]] = {}
    for (page, row, column), found in by_cell.items():
        cell, severity = page.cell(row, column), found[0].severity
        cell.fill = PatternFill("solid", fgColor=FILLS[severity])
        own = f"{COMMUNE_COMMENT}{cell.comment.text}" if cell.comment is not None else ""
        cell.comment = _comment(_text(found) + own[:_OWN_LENGTH], _AUTHOR)
        coloured.setdefault(page, {}).setdefault(severity, []).append(cell.coordinate)
    for page, cells in coloured.items():
        _colour_over_formats(page, cells)


def _text(found: Sequence[Listed]) -> str:
    lines = [f"{_TO_NOTE if f.severity == REMARK else _TO_FIX}{f.message} ({f.check})" for f in found[:_LINES]]
    if len(found) > _LINES:
        lines.append(f"Còn {len(found) - _LINES} điều nữa ở trang “{RETURN_SHEET}”.")
    return "\n".join(lines)


def _comment(text: str, author: str) -> Comment:
    """Return a comment with a box that shows all of `text`, up to half a screen."""
    lines = sum(max(1, math.ceil(len(line) / 50)) for line in text.split("\n"))
    return Comment(text, author, height=min(24 + 18 * lines, 480), width=360)


def _colour_over_formats(page: Worksheet, cells: Mapping[str, Sequence[str]]) -> None:
    """Put the colours above the sheet's conditional formats, which would hide them: the form tints the cells that wait."""
    formats = _formats(page)
    if not formats:
        return
    for _, rule in formats:
        rule.priority += len(FILLS)
    ours = []
    for priority, (severity, marked) in enumerate(cells.items(), start=1):
        style = DifferentialStyle(fill=PatternFill("solid", bgColor=FILLS[severity]))
        ours.append((" ".join(marked), Rule("expression", formula=[_ALWAYS], dxf=style, priority=priority)))
    _set_formats(page, ours + formats)


def _is_our_rule(rule: Rule) -> bool:
    fill = rule.dxf.fill if rule.dxf is not None else None
    colours = {str(fill.fgColor.rgb).upper(), str(fill.bgColor.rgb).upper()} if isinstance(fill, PatternFill) else set()
    return rule.formula == [_ALWAYS] and bool(colours & {*FILLS.values()})


def _formats(page: Worksheet) -> list[tuple[str, Rule]]:
    return [(str(formatting.sqref), rule) for formatting in page.conditional_formatting for rule in formatting.rules]


def _set_formats(page: Worksheet, formats: Sequence[tuple[str, Rule]]) -> None:
    page.conditional_formatting = ConditionalFormattingList()
    for cells, rule in formats:
        page.conditional_formatting.add(cells, rule)
