"""The form that goes back to the commune: a copy of its own file with the faulty cells marked, and a list of them as first sheet."""

import re
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pandas as pd
from openpyxl import Workbook

from ntm_lib.intake.corrections import LIFTED
from ntm_lib.intake.findings import SEVERITIES
from ntm_lib.intake.form import FOR_OFFICE
from ntm_lib.intake.respondents import NAMED_OTHERWISE
from ntm_lib.intake.returned.inert_copy import InertCopy, open_inert, packed
from ntm_lib.intake.returned.plain_copy import plain_copy
from ntm_lib.intake.returned.return_list import Listed, write_list
from ntm_lib.intake.returned.return_marks import mark, remove_earlier_marks
from ntm_lib.schemas import Finding
from ntm_lib.spreadsheet.any_kind import open_file
from ntm_lib.spreadsheet.guard import inspect
from ntm_lib.spreadsheet.opened import place
from ntm_lib.tables import rows_of
from ntm_lib.text import CELLS, clean, spelling_key

NEVER_OPENED = ("T01", "T02", "T03", "T04", "T05", "T06", "T08")  # such a file may be hostile

_MESSAGE_LENGTH = 2_000
_HAS_OFFICE_PART = (*LIFTED, NAMED_OTHERWISE, "B16", "D14")
_LISTED = 1_000  # findings; nobody reads more
_MERGED = 2_000  # ranges of a sheet that are looked at
_HOW_TO = "Sửa trong chính tệp này, ở các ô được tô màu và có chú thích, rồi lưu và gửi lại. Trang này không cần xóa."
_NO_CELL = "Không có ô nào được tô màu: làm theo danh sách dưới đây rồi gửi lại."
_NOT_MARKED = "Không đánh dấu được ngay trong tệp đã gửi. Sửa tệp đã gửi theo danh sách dưới đây rồi gửi lại tệp ấy; tệp này chỉ để xem."
_OTHER_KIND = "Biểu gửi đến không phải .xlsx nên được chép sang tệp này; công thức được thay bằng số đã tính, ô tỷ lệ để trống không cần điền."
_WHAT_IT_MEANS = (
    "Lỗi: số liệu ấy chưa được tính cho đến khi sửa. Cảnh báo: vẫn tính, nhưng phải xem lại. Lưu ý: để biết."
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def returned_form(
    original: bytes,
    findings: pd.DataFrame,
    title: str,
    advice: str = "",
    told: Sequence[str] = (_HOW_TO, _WHAT_IT_MEANS),
) -> bytes:
    """Return the xlsx to send back for the file `original`: an inert copy of it, with `findings` (schemas.FINDINGS) marked and listed.

    `title` names the unit and the season, `advice` is one more sentence above the list, below what is `told` of every such copy. Findings that were accepted are left
    out. A file that can't or must not be opened gives a workbook with the list alone. The same input gives the same bytes.
    """
    rows = [row for row in rows_of(findings, Finding) if not row["accepted"]]
    rows.sort(key=lambda row: SEVERITIES.index(row["severity"]))
    more = f"Còn {len(rows) - _LISTED} điều nữa chưa nêu; sửa các điều dưới đây trước." if len(rows) > _LISTED else ""
    (how_to, *rest), heading = told, _plain(title)
    lines = (*rest, _plain(advice), more)
    may_be_opened = not any(row["check"] in NEVER_OPENED for row in rows)
    with suppress(Exception):  # from a damaged file openpyxl raises anything
        if may_be_opened:
            return _marked(original, rows[:_LISTED], heading, (how_to, *lines))
    book = Workbook()
    book.remove(book.worksheets[0])
    write_list(book, _in_order(book, rows[:_LISTED]), heading, (_NOT_MARKED, *lines))
    return packed(InertCopy(book), heading)


def _marked(original: bytes, rows: Sequence[Finding], heading: str, lines: Sequence[str]) -> bytes:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")  # on what it leaves behind
        inspected = inspect(original)
        if inspected.kind == "xlsx":
            form = open_inert(original)
        else:
            form, lines = plain_copy(open_file(original, inspected)), (_OTHER_KIND, *lines)
        remove_earlier_marks(form.book)
        listed = _in_order(form.book, rows)
        mark(listed)
        if not any(finding.places for finding in listed):
            lines = tuple(_NO_CELL if line == _HOW_TO else line for line in lines)
        write_list(form.book, listed, heading, lines)
        return packed(form, heading)


def _plain(text: object) -> str:
    """Return `text` on one line, without what a cell can't hold, and no longer than people read."""
    plain = _NOT_XML.sub("", clean(text))
    return plain if len(plain) <= _MESSAGE_LENGTH else f"{plain[:_MESSAGE_LENGTH]}…"


def _in_order(book: Workbook, rows: Sequence[Finding]) -> list[Listed]:
    """Return the findings with their places: worst first, then those of the whole file, then as they stand in the file."""
    sheets = _Sheets(book)

    def order(finding: Listed) -> tuple[int, int, int, int, str]:
        severity, number = SEVERITIES.index(finding.severity), sheets.number(finding.sheet)
        return severity, number, *finding.first, finding.check

    return sorted((sheets.located(row) for row in rows), key=order)


def _for_commune(check: str, message: str) -> str:
    """Return a message without the sentence for the office at its end."""
    return message.rpartition(FOR_OFFICE)[0] or message if check in _HAS_OFFICE_PART else message


class _Sheets:
    """The sheets of a book by title, and how far each reaches."""

    def __init__(self, book: Workbook) -> None:
        self.pages = {page.title: page for page in book.worksheets}
        self.reach = {title: (page.max_row, page.max_column) for title, page in self.pages.items()}

    def title(self, sheet: str) -> str:
        """Return the title that `sheet` names; "" if it is none or could be two."""
        if sheet in self.pages:
            return sheet
        alike = [title for title in self.pages if spelling_key(title) == spelling_key(sheet)]
        return alike[0] if len(alike) == 1 else ""

    def number(self, sheet: str) -> int:
        """Return the place of the sheet in the book, -1 for the whole file; one that is not there comes last."""
        title = self.title(sheet)
        return [*self.pages].index(title) if title else len(self.pages) if sheet else -1

    def located(self, row: Finding) -> Listed:
        """Return the finding with the cells to mark, if there are any."""
        title = self.title(row["sheet"])
        check, cell, message = (_plain(text) for text in (row["check"], row["cell"], row["message"]))
        finding = Listed(row["severity"], check, title or _plain(row["sheet"]), cell, _for_commune(check, message))
        found = filter(None, (self._place(title, one) for one in cell.split(CELLS)))
        places = tuple(dict.fromkeys(found))
        return replace(finding, page=self.pages[title], places=places) if places else finding

    def _place(self, title: str, cell: str) -> tuple[int, int] | None:
        """Return row and column of a cell, from 1, of a merged range its first; None if the sheet has no such cell."""
        try:
            number, column = (index + 1 for index in place(cell))
        except ValueError:
            return None
        last_row, last_column = self.reach.get(title, (0, 0))
        if not (1 <= number <= last_row and column <= last_column):
            return None
        for merged in [*self.pages[title].merged_cells][:_MERGED]:
            if merged.min_row <= number <= merged.max_row and merged.min_col <= column <= merged.max_col:
                number, column = merged.min_row, merged.min_col
        return number, column
