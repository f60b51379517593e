"""Opens a commune's xlsx so that it can be marked and written again, with nothing in the copy that runs, links or fetches.

Taken over are cells, styles, layout, lists, protection, print set-up and comments. Left behind are macros, links, names, tables,
drawings, pivots and everything outside the file; a formula that does more than calculate with the file's own cells becomes text.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.comments.comment_sheet import CommentSheet
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import StringProperty
from openpyxl.packaging.relationship import get_dependents
from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook.properties import CalcProperties
from openpyxl.workbook.views import BookView
from openpyxl.worksheet._reader import VALUE_TAG, WorkSheetParser, WorksheetReader
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import COMMENTS_NS
from openpyxl.xml.functions import fromstring

from ntm_lib.spreadsheet.formulas import is_harmless, leaves_file
from ntm_lib.spreadsheet.opened import AREA, place
from ntm_lib.spreadsheet.sheet_pass import number_in

XML_BYTES = 10_000_000  # of a file, unpacked: openpyxl takes 6 s and 150 MB for so much; a form has 0.1 MB

_OWN_PROPERTY = "ntm_"  # how the names of the form's own properties begin

_FORMULA_STARTS = ("=", "+", "-", "@")
_FORMULA_CELL = re.compile(r'<c r="([A-Z]+\d+)"( s="\d+")?>(<f[^>]*>[^<]*</f>)<v ?/?>(?:</v>)?</c>')
_FIXED_DAY = datetime(2020, 1, 1)

AnyCell = Cell | MergedCell  # as openpyxl types what `Worksheet.cell` returns
Stored = tuple[str, str | None]  # kind and text of the value that a formula last gave


@dataclass
class InertCopy:
    """An opened workbook, and by sheet title and cell what its formulas last gave (openpyxl writes them without)."""

    book: Workbook
    stored: dict[str, dict[str, Stored]] = field(default_factory=dict)


def open_inert(content: bytes) -> InertCopy:
    """Return the xlsx as an inert copy; whatever openpyxl raises is raised if it is damaged, too large or of another kind."""
    reader = _Reader(BytesIO(content), keep_links=False, rich_text=True)
    parts = (part for part in reader.archive.infolist() if not part.filename.lower().startswith("xl/media/"))
    if sum(part.file_size for part in parts) > XML_BYTES:
        raise ValueError("too large to be marked")
    reader.read()
    book: Workbook = reader.wb
    if not any(page._cells for page in book.worksheets):
        raise ValueError("no cell was understood")  # e.g. the strict variant of the format
    book.views, book.calculation, book.code_name = [BookView()], CalcProperties(fullCalcOnLoad=True), None
    for page in book.worksheets:
        _settle_formulas(page, reader.stored[page.title], reader.titles)
        _drop_rules(page, reader.titles)
    return InertCopy(book, reader.stored)


def set_text(cell: AnyCell, text: str) -> None:
    """Put `text` into the cell as text, also where it looks like a formula."""
    cell.value = text
    cell.data_type = "s"
    _quote(cell)


def packed(copy: InertCopy, title: str) -> bytes:
    """Return the workbook as xlsx; the same content gives the same bytes."""
    copy.book.properties = DocumentProperties(creator=None, title=title, created=_FIXED_DAY, modified=_FIXED_DAY)
    plain, result = BytesIO(), BytesIO()
    ExcelWriter(copy.book, ZipFile(plain, "w")).save()  # Workbook.save would write the time of day
    stored = {page.path[1:]: copy.stored.get(page.title, {}) for page in copy.book.worksheets}
    with ZipFile(plain) as parts, ZipFile(result, "w") as package:
        for name in parts.namelist():
            content = parts.read(name)
            if stored.get(name):
                content = _with_stored(content.decode(), stored[name]).encode()
            entry = ZipInfo(name)
            entry.create_system = 0  # it would tell Windows from Linux
            package.writestr(entry, content, ZIP_DEFLATED)
    return result.getvalue()


def _with_stored(xml: str, stored: dict[str, Stored]) -> str:
    def filled(cell: re.Match[str]) -> str:
        kind, value = stored.get(cell[1], ("n", None))
        if value is None or kind not in ("n", "str", "b", "e"):
            return cell[0]
        return f'<c r="{cell[1]}"{cell[2] or ""} t="{kind}">{cell[3]}<v>{escape(value)}</v></c>'

    return _FORMULA_CELL.sub(filled, xml)


def _quote(cell: AnyCell) -> None:
    """Keep text that looks like a formula from becoming one when somebody edits the cell."""
    cell.quotePrefix = cell.quotePrefix or str(cell.value).startswith(_FORMULA_STARTS)


def _settle_formulas(page: Worksheet, stored: dict[str, Stored], titles: list[str]) -> None:
    for cell in page._cells.values():
        if cell.data_type == "s":
            _quote(cell)
        elif cell.data_type == "f":
            value = cell.value
            formula = value if isinstance(value, str) else str(getattr(value, "text", None) or "=TABLE()")
            reach = cell.coordinate if isinstance(value, str) else getattr(value, "ref", "")
            if reach != cell.coordinate or not is_harmless(formula, titles):
                _replace(cell, formula, *stored.get(cell.coordinate, ("", None)))


def _replace(cell: AnyCell, formula: str, kind: str, given: str | None) -> None:
    """Put in place of a formula what it last gave; where it took that from elsewhere, the formula as a text, to be looked at."""
    number = number_in(given or "") if kind == "n" else None
    if given is None or leaves_file(formula):
        set_text(cell, formula)
    elif number is not None:
        cell.value = number
    elif kind == "b":
        cell.value = given == "1"
    else:
        set_text(cell, given)


def _drop_rules(page: Worksheet, titles: list[str]) -> None:
    """Leave out drop-downs, limits and conditional formats with a formula that does more than calculate."""
    page.data_validations.dataValidation = [
        rule
        for rule in page.data_validations.dataValidation
        if all(is_harmless(str(formula), titles) for formula in (rule.formula1, rule.formula2) if formula)
    ]
    kept = ConditionalFormattingList()
    for formatting in page.conditional_formatting:
        for rule in formatting.rules:
            has_scale = rule.colorScale or rule.dataBar or rule.iconSet  # whose formulas are elsewhere
            if not has_scale and all(is_harmless(str(formula), titles) for formula in rule.formula):
                kept.add(str(formatting.sqref), rule)
    page.conditional_formatting = kept


class _Parser(WorkSheetParser):
    """Keeps each number as it is written, a day too, and what each formula last gave."""

    def __init__(self, source: Any, shared_strings: Any, epoch: datetime) -> None:
        super().__init__(source, shared_strings, epoch=epoch, rich_text=True)  # no date formats: a day stays a number
        self.stored: dict[str, Stored] = {}

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        written = element.findtext(VALUE_TAG)
        if cell["data_type"] == "f":
            self.stored[element.get("r", "")] = element.get("t", "n"), written
        elif cell["data_type"] == "n":
            cell["value"] = written or None
        elif cell["value"] == "":
            cell |= {"value": None, "data_type": "n"}
        elif isinstance(cell["value"], CellRichText) and not all(str(run).strip() for run in cell["value"]):
            cell["value"] = str(cell["value"])  # openpyxl would lose the spaces of a run that has nothing else
        return cell


class _Sheet(WorksheetReader):
    """Binds what a copy keeps of a sheet; links and tables are not bound."""

    parser: Any

    def __init__(self, page: Worksheet, source: Any, shared_strings: Any, epoch: datetime) -> None:
        super().__init__(page, source, shared_strings, data_only=False, rich_text=True)
        self.parser = _Parser(source, shared_strings, epoch)

    def bind_merged_cells(self) -> None:
        """Keep the ranges only: openpyxl would go through all their cells and drop what is in them."""
        merged = self.parser.merged_cells
        ranges: Any = [CellRange(cell.ref) for cell in merged.mergeCell] if merged else []
        self.ws.merged_cells = ranges

    def bind_hyperlinks(self) -> None:
        pass

    def bind_tables(self) -> None:
        pass


class _Reader(ExcelReader):
    """Reads the parts a copy keeps."""

    wb: Any
    parser: Any

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.titles: list[str] = []
        self.stored: dict[str, dict[str, Stored]] = {}

    def read_properties(self) -> None:
        pass

    def read_custom(self) -> None:
        """Keep the form's own properties; where a program wrote some that openpyxl can't read, none."""
        with suppress(Exception):
            super().read_custom()
        kept: Any = self.wb.custom_doc_props
        kept.props = [p for p in kept.props if isinstance(p, StringProperty) and p.name.startswith(_OWN_PROPERTY)]

    def read_workbook(self) -> None:
        super().read_workbook()
        self.titles = [sheet.name for sheet in self.parser.sheets]
        names = self.parser.defined_names
        names.definedName = [
            name
            for name in names.definedName
            if name.is_reserved in ("Print_Titles", "Print_Area") and is_harmless(str(name.value), self.titles)
        ]

    def read_worksheets(self) -> None:
        for sheet, relation in self.parser.find_sheets():
            if not relation.Type.endswith("/worksheet"):
                continue
            page = self.wb.create_sheet(sheet.name)
            with self.archive.open(relation.target) as source:
                bound = _Sheet(page, source, self.shared_strings, self.wb.epoch)
                bound.bind_all()
            page.sheet_state = sheet.state
            page.legacy_drawing = None
            self.stored[page.title] = bound.parser.stored
            self._read_comments(page, relation.target)

    def _read_comments(self, page: Worksheet, part: str) -> None:
        folder, _, name = part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self.valid_files:
            return
        for relation in get_dependents(self.archive, relations).find(COMMENTS_NS):
            tree: Any = fromstring(self.archive.read(relation.target))
            sheet: Any = CommentSheet.from_tree(tree)
            for reference, comment in sheet.comments:
                row, column = place(reference)
                if row >= 0 and (row + 1) * (column + 1) <= AREA:
                    page.cell(row + 1, column + 1).comment = comment
