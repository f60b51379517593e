"""How a table of reference data is read that somebody keeps in Excel: its only sheet, the headings in whichever row they stand.

A cell is what a person sees in it. A form has findings for what is doubtful; a table has none, so all that a form reads with a
remark is refused here at its cell, but letters of an old font, which are certain. Hidden rows and columns are read, as in a form.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

from ntm_lib.errors import IntakeError, WorkbookError, fault
from ntm_lib.reference.cells import heading
from ntm_lib.spot import Spot
from ntm_lib.spreadsheet.any_kind import open_apart
from ntm_lib.spreadsheet.formulas import leaves_file
from ntm_lib.spreadsheet.old_letters import likely_meant
from ntm_lib.spreadsheet.opened import ERRORS, Grid, Marks, Place, address, column_letters
from ntm_lib.text import clean, in_quotes

MARK = ""  # no mark of decimals is the file's own: a text "1,234" could be two numbers
_HEADINGS = 1_000  # rows, of which one has the headings
_NAMED = 5
_NUMBERS = ("number", "count", "year", "figure")
_SHARES = ("number", "figure")  # a column of shares holds points: of a cell that shows 95% it takes 95
_DAYS = ("date", "first_day", "last_day", "day")
_TO_DO = "Mở bằng Excel rồi lưu lại, hoặc lưu bảng ra tệp mới."
_AS_TEXT = "Định dạng ô là Text (Văn bản) rồi ghi lại."


class Sheet:
    """The sheet of a file that has cells; the rows of its table."""

    def __init__(self, file: str, title: str, grid: Grid, marks: Marks) -> None:
        self.file, self.title, self.grid, self.marks = file, title, grid, marks
        self.told = (
            marks.damaged | marks.errors | marks.uncomputed | marks.struck | marks.formulas.keys() | marks.runs.keys()
        )

    def headings(self, columns: Collection[str]) -> int:
        """Return which row, from 0, has the most of `columns`; of several the first, of none the first with a text."""
        rows = self.grid[:_HEADINGS]
        texts = [{heading(cell) for cell in row if isinstance(cell, str) and cell} for row in rows]
        return max(range(len(rows)), key=lambda n: (len(texts[n] & set(columns)), bool(texts[n])))

    def spot(self, at: Place, name: str = "") -> Spot:
        """Return the spot of a cell in the column `name`."""
        return Spot(self.file, at[0] + 1, "", (name,), self.title, {name: column_letters(at[1])})

    def texts(self, top: int, names: Sequence[str], kinds: Mapping[str, str]) -> dict[int, list[str]]:
        """Return the rows below the headings by line, as `PARSERS` read them; raise WorkbookError at a cell that can't be taken.

        `kinds` are those of the columns the table must have, in which a day is none but in one of days: 2.1 is a code. In others it may be.
        """
        self.refuse_merged(top, names)
        return {
            index + 1: [self.text((index, at), names[at], kinds.get(names[at], "day")) for at in range(len(names))]
            for index in range(top + 1, len(self.grid))
        }

    def refuse_merged(self, top: int, names: Sequence[str]) -> None:
        """Raise WorkbookError at the first merged cells below the row `top`, in columns that have a name."""
        for (first, left), (last, right) in self.marks.merged:
            columns = [name for name in names[left : right + 1] if name]
            if last > top and first < len(self.grid) and columns:
                cells = f"{address(first, left)}:{address(last, right)}"
                what = f"các ô {cells} bị gộp, không rõ ô nào ghi gì. Bỏ gộp, ghi từng ô."
                raise fault(self.spot((max(first, top + 1), left), columns[0]), what)

    def text(self, at: Place, name: str, kind: str) -> str:
        """Return what a person sees in the cell of the column `name`; raise WorkbookError at it if that can't be taken."""
        raw = self.grid[at[0]][at[1]]
        if (at in self.told or raw in ERRORS) and (why := self._lost(at, raw)):
            raise fault(self.spot(at, name), why)
        if raw == "":
            return ""
        if isinstance(raw, str):
            raw = self.marks.in_unicode(at, raw)
            why = _spoilt(raw) or self._raised(at, raw, kind)
        else:
            why = self._altered(at, raw, kind)
        if why:
            raise fault(self.spot(at, name), why)
        return clean(raw) if isinstance(raw, str) else self._written(at, raw, kind)

    def _lost(self, at: Place, raw: object) -> str:
        """Return why a cell, whatever it holds, does not say what is meant; "" if it does."""
        marks = self.marks
        if at in marks.damaged:
            return "ô này trong tệp bị hỏng. Ghi lại số hoặc chữ."
        if at in marks.errors or raw in ERRORS:
            return f"ô mang giá trị lỗi của Excel ({raw or '#N/A'}). Sửa công thức hoặc ghi thẳng giá trị; chưa có thì để trống."
        if at in marks.uncomputed:
            return "ô có công thức nhưng chưa có giá trị đã tính. Mở bằng Excel, lưu lại, hoặc ghi thẳng giá trị."
        if leaves_file(marks.formulas.get(at, "")):
            return "ô lấy dữ liệu từ ngoài tệp, giá trị lưu lần cuối có thể đã cũ. Ghi thẳng giá trị."
        if at in marks.struck or any(run.is_struck and run.text.strip() for run in marks.runs.get(at, ())):
            return "ô có chữ gạch ngang. Xóa hẳn chữ ấy, hoặc bỏ gạch ngang."
        return ""

    def _raised(self, at: Place, raw: str, kind: str) -> str:
        """Return that a part of a number, a day or a code is written small: 17.1 with the mark of a footnote is not 17.11; "" else."""
        is_small = any(run.is_raised and run.text.strip() for run in self.marks.runs.get(at, ()))
        if is_small and (kind in (*_NUMBERS, *_DAYS) or not any(map(str.isalpha, raw))):
            return (
                f"ô có chữ viết nhỏ ở trên hoặc dưới ({in_quotes(clean(raw)[:60])}). Xóa phần ấy, hoặc ghi ở cột khác."
            )
        return ""

    def _altered(self, at: Place, raw: object, kind: str) -> str:
        """Return why a number or day is not what a person typed; "" if it is."""
        if isinstance(raw, datetime | time):
            seen = self.marks.seen(at, raw)
            if kind not in _DAYS:
                return f"Excel đã đổi chữ ở ô này thành ngày, giờ (hiện {in_quotes(seen)}). {_AS_TEXT}"
            if isinstance(raw, time) or seen.count("/") != 2:  # of 12/2021 the day is Excel's, of 24/12 the year
                return f"ô hiện {in_quotes(seen)}, không đủ ngày, tháng, năm. Ghi lại đủ, ví dụ 2020-12-24."
        elif at in self.marks.formats and self.marks.formats[at].is_altering:
            seen = in_quotes(self.marks.seen(at, raw))
            return f"ô lưu một số nhưng định dạng làm hiện ra số khác ({seen}). Chọn định dạng General rồi ghi lại."
        return ""

    def _written(self, at: Place, raw: object, kind: str) -> str:
        """Return what a person sees of a number or day: a day as ISO; of a number in a column of numbers all of it, in one way only."""
        if isinstance(raw, datetime):
            return raw.date().isoformat()
        if kind not in _NUMBERS or isinstance(raw, bool) or not isinstance(raw, int | float):
            return self.marks.seen(at, raw)
        if at in self.marks.percents:
            if kind not in _SHARES:
                return self.marks.seen(at, raw)
            raw *= 100
        text = f"{Decimal(f'{raw:.15g}'):f}"
        may_group = len(text.partition(".")[2]) == 3  # a point before three digits: 1.2340 can't
        return f"{text}0" if may_group else text


def open_sheet(path: Path, columns: Sequence[str]) -> Sheet:
    """Return the only sheet with cells of the workbook of Excel at `path`; raise WorkbookError if it can't be read, or there are more."""
    try:
        opened, _ = open_apart(str(path), _TO_DO)
    except IntakeError as error:
        raise WorkbookError(f"{path}: {error}") from None
    filled = {title: grid for title, grid in opened.grids.items() if any(clean(cell) for row in grid for cell in row)}
    if not filled:
        raise WorkbookError(f"Không đọc được {path}: tệp trống. Ghi dòng tiêu đề: {', '.join(columns)}.")
    if len(filled) > 1:
        hidden = {title: " (bị ẩn)" for title in filled if opened.marks[title].is_hidden}
        named = ", ".join(f"{in_quotes(title)}{hidden.get(title, '')}" for title in list(filled)[:_NAMED])
        raise WorkbookError(
            f"{path}: có {len(filled)} trang có chữ ({named}), không biết trang nào là bảng. Chỉ để lại một trang."
        )
    [(title, grid)] = filled.items()
    return Sheet(path.name, title, grid, opened.marks[title])


def _spoilt(text: str) -> str:
    """Return that a text is of an old encoding, and what it probably says; "" if it is not."""
    if not (meant := likely_meant(text)):
        return ""
    return f"chữ gõ bằng bảng mã cũ hoặc bị hỏng, có lẽ là {in_quotes(meant[:500])}. Gõ lại bằng Unicode (phông Times New Roman)."
