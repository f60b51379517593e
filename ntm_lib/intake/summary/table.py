"""One table of a sheet: what it says of each commune of the season."""

import re
from dataclasses import dataclass, field
from math import isnan, nan

from ntm_lib.intake.summary import marks
from ntm_lib.intake.summary.column_choice import ColumnChoice
from ntm_lib.intake.summary.columns import DISTRICT, NAME, OPEN, RESULT, TT, YEAR, Column, code_of_title
from ntm_lib.intake.summary.headings import Heading, words
from ntm_lib.intake.summary.names import Names
from ntm_lib.intake.summary.page import Page
from ntm_lib.intake.summary.questions import NO, OTHER, UNUSED, YES, Answers, Question
from ntm_lib.intake.summary.rows import Row, RowReader, Total
from ntm_lib.intake.summary.titles import is_of_season, is_of_set, meaning_told
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.spreadsheet.opened import Place
from ntm_lib.text import clean, in_quotes, season_text

_MARKS = marks.WORDS
_HAVE_MET = re.compile(r"\bdat (chuan )?(tieu chi|chi tieu|noi dung)\b")
_STANDING = re.compile(r"\b(muc do|tinh hinh|theo doi|tien do)\b")
_IS_COUNT = re.compile(r"\d+|FALSE")  # a sum, or a box that nobody has ticked
_NOT_MET = re.compile("chưa|không đ|kđ|cđ")


@dataclass(frozen=True)
class Said:
    """What one cell says of a commune's criterion or indicator. `year` is that of reaching, NaN where the table has none."""

    unit_id: str
    code: str
    result: str
    as_written: str
    sheet: str
    cell: str
    year: float = nan


@dataclass(frozen=True)
class Note:
    """Something that is said of a table: where, and what."""

    sheet: str
    cell: str
    text: str


@dataclass
class Table:
    """What was read of one sheet. `refused` says why nothing was taken; `blanks` counts the cells that say nothing."""

    page: Page
    columns: list[Column] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    communes: set[str] = field(default_factory=set)
    blanks: int = 0
    left_out: dict[str, list[Row]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    refused: str = ""

    @property
    def sheet(self) -> str:
        return self.page.title


class TableReader:
    """Reads the table below one heading, of one row a commune."""

    def __init__(self, page: Page, heading: Heading, wanted: Wanted, answers: Answers) -> None:
        self.page, self.heading, self.wanted, self.answers = page, heading, wanted, answers
        self.table = Table(page)
        self.title_code = code_of_title([*heading.above, page.title], wanted)
        self.found: list[tuple[Row, int]] = []
        self.totals: list[Total] = []
        self.units: dict[int, str] = {}
        self.told = ""  # the line by which an x may say that something is not met
        self.meanings: dict[Place, str] = {}  # what each mark says, of all communes of the table

    def read(self) -> Table:
        """Return the table with what it says of the season's communes."""
        choice = ColumnChoice(self.page, self.heading, self.wanted, self.answers, self.title_code)
        self.table.columns = choice.columns
        has_year = any(str(self.wanted.season.year) in column.heading for column in self.of(RESULT))
        if not has_year and not is_of_season(self.page.title, self.heading, self.wanted, self.answers):
            self.table.refused = f"chưa rõ có phải kết quả của {season_text(self.wanted.season.name)}"
            return self.table
        if not is_of_set(self.page.title, choice.columns, self.wanted, self.answers):
            self.table.refused = f"chưa rõ có phải theo {self.wanted.set_name}"
            return self.table
        name = choice.name_column()
        if name is None:
            return self.table
        reader = RowReader(
            self.page, self.heading, self.wanted, self.answers, self._first_column(), name, self._district()
        )
        reader.read()
        self.found, self.totals = reader.rows, reader.totals
        self.told = meaning_told([*self.heading.above, self.page.title], self._other_texts())
        if reader.second:
            self.note((reader.second, name), "từ dòng này là một bảng khác: không đọc. Tách ra trang riêng")
        names = Names(self.page, name, self.wanted, self.answers)
        other_years = self._rows_of_other_years()
        self.units = names.find([row for row, _ in self.found if row not in other_years])
        if other_years:
            names.left_out["của năm khác"] = other_years
        self.table.left_out, self.table.communes = names.left_out, set(self.units.values())
        self.table.columns = choice.settled([row.index for row, _ in self.found])
        self._leave_out_split_rows(reader, name)
        for column in self.of(RESULT):
            self._read_column(column)
        if self.units and self.of(RESULT) and not any(map(self._is_written_in, self.of(RESULT))):
            self.note(None, "các cột tiêu chí không có chữ nào. Nếu bảng tô màu ô thay cho ký hiệu: ghi x vào các ô ấy")
        self._read_list(name)
        return self.table

    def _is_written_in(self, column: Column) -> bool:
        return any(self.page.is_filled(row.index, column.index) for row, _ in self.found)

    def _rows_of_other_years(self) -> list[Row]:
        """Return the rows that a column "Năm" says are of another year; beside one result it may be the year of reaching."""
        columns = [column.index for column in self.table.columns if words(column.heading) == "nam"]
        if len({column.code for column in self.of(RESULT)}) < 2:
            return []
        own = str(self.wanted.season.year)
        years = [(row, self.page.text(row.index, column)) for row, _ in self.found for column in columns]
        return [row for row, year in years if len(year) == 4 and year.isdigit() and year != own]

    def _other_texts(self) -> list[str]:
        """Return what stands from the heading on besides names and marks of communes, and in comments; of a turned sheet all of its titles, too."""
        rows = {row.index for row, _ in self.found if self.wanted.named(row.name)}
        results = {column.index for column in self.of(RESULT)}
        told = [
            self.page.text(row, column)
            for row in sorted(self.page.by_row)
            for column in self.page.filled(row)
            if row >= self.heading.top and not (row in rows and column in results)
        ]
        return told + [clean(comment) for comment in self.page.marks.comments.values()]

    def of(self, kind: str) -> list[Column]:
        return [column for column in self.table.columns if column.kind == kind]

    def note(self, at: Place | None, text: str) -> None:
        self.table.notes.append(Note(self.page.title, self.page.address(*at) if at else "", text))

    def _leave_out_split_rows(self, reader: RowReader, name: int) -> None:
        """Leave out communes that take up several rows: which of them is the result (planned, done) nothing tells."""
        for index, above in reader.nameless:
            texts = [self.page.text(index, column.index) for column in self.of(RESULT)]
            if above in self.units and any(
                marks.said(text) in _MARKS and not _IS_COUNT.fullmatch(text) for text in texts
            ):
                self.note(
                    (above, name), f"xã chiếm nhiều dòng (đến dòng {index + 1}): chưa lấy. Để mỗi xã một dòng kết quả"
                )
                del self.units[above]

    def _district(self) -> int | None:
        return next((column.index for column in self.of(DISTRICT)), None)

    def _first_column(self) -> int:
        """Return the column of the numbers by which groups are told, that of the names where there is none."""
        return next((column.index for column in self.table.columns if column.kind in (TT, NAME)), 0)

    # Cells

    def _read_column(self, column: Column) -> None:
        """Take over what one column says of the communes."""
        texts = {row.index: self._text(row.index, column) for row, _ in self.found}
        minus = marks.NOT_MET if "+" in texts.values() else marks.UNCLEAR
        unclear = marks.doubtful(texts.values())
        for row, text in texts.items():
            mark = marks.said(text, minus=minus, is_told=bool(self.told) and not column.says_not, unclear=unclear)
            self.meanings[row, column.index] = self._meant(row, column, text, mark)
        own = self.units
        results = {row: self.meanings[row, column.index] for row in own}
        if figures := [row for row in own if results[row] == marks.NUMBER]:
            self.note((figures[0], column.index), f"{len(figures)} ô của cột ghi số, không phải kết quả: không lấy")
        taken = {row: result for row, result in results.items() if result in _MARKS}
        self.table.blanks += len(own) - len(taken)
        if (
            len(taken) > 1
            and set(taken.values()) == {marks.NOT_MET}
            and not (column.says_not or self.told)
            and not self._is_assessed(column, taken, texts)
        ):
            self.table.blanks += len(taken)
            return
        years = {row: self._year(row) for row in taken}
        for row, result in taken.items():
            if years[row] > self.wanted.season.year and result == marks.MET:
                self.note(
                    (row, column.index),
                    f"đạt năm {years[row]:.0f}, sau {season_text(self.wanted.season.name)}: không lấy",
                )
            else:
                self.take(own[row], column.code, result, texts[row], (row, column.index), years[row])

    def take(self, unit_id: str, code: str, result: str, text: str, at: Place, year: float = nan) -> None:
        self.table.said.append(Said(unit_id, code, result, text, self.page.title, self.page.address(*at), year))

    def _text(self, row: int, column: Column) -> str:
        """Return the mark in a cell; "" with a note where it has no value to take, or is merged with others."""
        at = self.page.first(row, column.index)
        problem = ""
        if at != (row, column.index) or at in self.page.merged.values():
            problem = "ô gộp nhiều ô: chưa lấy. Bỏ gộp, ghi từng ô"
        elif at in self.page.marks.uncomputed:
            problem = "công thức chưa có giá trị: chưa lấy. Mở bảng bằng Excel, lưu lại"
        elif at in self.page.marks.errors:
            problem = "ô lỗi: chưa lấy"
        if problem and row in self.units and at == (row, column.index):
            self.note(at, problem)
        return "" if problem else self.page.text(row, column.index)

    def _meant(self, row: int, column: Column, text: str, mark: str) -> str:
        if mark == marks.UNCLEAR and row in self.units:
            mark = self._asked(row, column, text)
        if column.says_not and mark in _MARKS:
            is_said = mark == marks.MET or _NOT_MET.match(text.casefold())
            return marks.NOT_MET if is_said else marks.BLANK
        return mark

    def _asked(self, row: int, column: Column, text: str) -> str:
        """Return what people say a mark of the table means; it is asked once, where it is first met."""
        same = next(
            (q for q in self.answers.asked.values() if (q.kind, q.sheet, q.shown) == (OTHER, self.page.title, text)),
            None,
        )
        why = f" Bảng ghi {in_quotes(self.told)}." if self.told else ""
        question = same or Question(
            OTHER, self.page.title, self.page.address(row, column.index), text, f"Ký hiệu {in_quotes(text)} trong bảng nghĩa là gì?{why}", (*_MARKS.values(), UNUSED), "chưa lấy"
        )  # fmt: skip
        answer = self.answers.of(question)
        return next((result for result, word in _MARKS.items() if word == answer), marks.BLANK)

    def _is_assessed(self, column: Column, taken: dict[int, str], texts: dict[int, str]) -> bool:
        """Return whether somebody has said that a column that holds nothing but "Chưa đạt" was filled in, not left as it came."""
        written, cell = texts[next(iter(taken))], self.page.address(self.heading.bottom, column.index)
        text = f"Cột {in_quotes(column.heading)} chỉ ghi {in_quotes(written)} ở cả {len(taken)} xã. Đã đánh giá thật, không phải ghi sẵn?"
        shown = f"{column.heading}: {written}"
        return (
            self.answers.of(Question(OTHER, self.page.title, cell, shown, text, (YES, NO), "coi là chưa có số liệu"))
            == YES
        )

    def _year(self, row: int) -> float:
        """Return the year of reaching that the row has, NaN if it has none, or is about several things."""
        columns = self.of(YEAR)
        if not columns or len({column.code for column in self.of(RESULT)}) > 1:
            return nan
        text = self.page.text(row, columns[0].index)
        if text and not (text.isdigit() and len(text) == 4):
            self.note((row, columns[0].index), f"{in_quotes(text)} không phải một năm")
        return float(text) if text.isdigit() and len(text) == 4 else nan

    # A list of those that have met

    def _read_list(self, name: int) -> None:
        """Take the communes of a list of those that have met what the title names: who is not in it is unknown."""
        title = words(" ".join([*self.heading.above, self.page.title]))
        is_list = "danh sach" in title and _HAVE_MET.search(title) and not _STANDING.search(title)
        if self.of(RESULT) or self.of(OPEN) or not self.title_code or not is_list:
            return
        self.note(
            None,
            f"danh sách: có tên là {self.wanted.label(self.title_code)} được ghi ở tiêu đề; không có tên là chưa có số liệu",
        )
        result = marks.NOT_MET if "chua dat" in title or "khong dat" in title else marks.MET
        for row, unit_id in self.units.items():
            year = self._year(row)
            if year > self.wanted.season.year:
                self.note((row, name), f"đạt năm {year:.0f}, sau {season_text(self.wanted.season.name)}: không lấy")
            else:
                self.take(
                    unit_id, self.title_code, result, "có tên" if isnan(year) else f"{year:.0f}", (row, name), year
                )
