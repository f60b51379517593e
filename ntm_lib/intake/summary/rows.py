"""What each row of a summary table is: a commune's, a group's, a total; and in which district it stands."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ntm_lib.intake.summary.headings import Heading, is_name_heading, words
from ntm_lib.intake.summary.page import Page
from ntm_lib.intake.summary.questions import NO, OTHER, YES, Answers, Question
from ntm_lib.intake.summary.titles import doubt
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.spreadsheet.opened import SOME_FORMULA
from ntm_lib.text import in_quotes, name_key, season_text, spelling_key

UNKNOWN = "?"  # the district of rows below a group of which nobody has said which district it is, or whether it is of the season

_END = re.compile(r"^(nguoi lap|nguoi kiem tra|thu truong|noi nhan|tm|kt|chu tich|pho chu tich|xac nhan|ghi chu)\b")
_SIGNED = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b")
_TOTAL = re.compile(
    r"^((tong|cong|luy ke|binh quan|trung binh|ty le|so xa)|toan (huyen|tinh|thi xa|thanh pho|quan))( .*)?$"
)
_GROUP_NUMBER = re.compile(r"[IVXLA-H]+\.?")
_GROUP = re.compile(
    r"(?:[IVX\d]+\s*[.)]\s*)?(?:(huyện|thị xã|thành phố|quận|tỉnh|h\.|tx\.?|tp\.?)\s+)?(.+?)(?:\s*[(:,].*|\s+[–-]\s.*|\s+\d+\s*(?:/|xã).*)?",
    re.IGNORECASE,
)
_NUMBER_OF_GROUP = re.compile(r"^\s*[IVXLA-H\d]+\s*[.)]\s*")
_NAME = re.compile(r"[^\W\d].*[^\W\d]")
_NO_DISTRICT = re.compile(
    r"^(nhom|cac|xa|vung|khu vuc|cum|mien|so xa|danh sach|nhung|don vi|dat|chua|phan dau|dang ky|ve dich|con lai|tieu chi|loai|\d)"
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_COMMUNE = re.compile(r"\bxã\b", re.IGNORECASE)
_NO_VALUE = "(công thức chưa có giá trị)"


@dataclass(frozen=True)
class Row:
    """A commune's row: its number from 0, the name as written, the key of the district it stands under ("" if the table says none)."""

    index: int
    name: str
    district: str


@dataclass(frozen=True)
class Total:
    """A row of a total or a group's: its number, and the rows of communes it stands for are those before (a total) or after it (a group)."""

    index: int
    is_group: bool
    group: int  # number of the group


class RowReader:
    """Goes through the rows below the heading."""

    def __init__(
        self,
        page: Page,
        heading: Heading,
        wanted: Wanted,
        answers: Answers,
        first_column: int,
        name: int,
        district: int | None,
    ) -> None:
        self.page, self.heading, self.wanted, self.answers = page, heading, wanted, answers
        self.second = 0  # the row in which another table begins below this one
        self.first_column, self.name, self.district = first_column, name, district
        self.rows: list[tuple[Row, int]] = []  # with the number of their group
        self.nameless: list[
            tuple[int, int]
        ] = []  # rows without a name of their own, each with the commune's row above it
        self.totals: list[Total] = []

    def read(self) -> None:
        """Collect the rows below the heading, to the signatures or the heading of another table; the same heading may come again."""
        end = next(
            (index for index in range(self.heading.body, self.page.height) if self._ends(index)), self.page.height
        )
        indices = [index for index in range(self.heading.body, end) if not self._is_heading(index)]
        rows = (index for index in indices if self.page.is_filled(index, self.name) and not self._is_group(index))
        last = max(rows, default=0)
        has_own = any(self._is_own(name_key(found[2])) for found in self._groups(indices))
        current, group = "", 0
        for index in indices:
            name = self._name(index)
            is_covered = self.page.first(index, self.name)[0] < index
            if self.rows and (not name or is_covered):
                self.nameless.append((index, self.rows[-1][0].index))
            if is_covered:
                continue
            if self._is_group(index):
                group += 1
                named = self._district_of(index, has_own=has_own) if index <= last else ""
                is_kept = self._is_title(index) and not named and current != UNKNOWN  # it stands within a district
                current = current if is_kept else named
                self.totals.append(Total(index, True, group))
            elif any(_TOTAL.search(words(text)) for text in self._texts(index)[:2]) and not self.wanted.named(name):
                self.totals.append(Total(index, False, group))
            elif _NAME.search(name) or self.wanted.named(name):
                self.rows.append((Row(index, name, self._own_district(index) or current), group))

    def _ends(self, index: int) -> bool:
        """Return whether the table ends above a row: with signatures, or where another one begins."""
        texts = [words(text) for text in self._texts(index)]
        if self._is_heading(index) and texts != [words(text) for text in self._own_heading()]:
            self.second = index
            return True
        is_signed = any(_END.search(text) or _SIGNED.search(text) for text in texts[:2])
        return is_signed and not self.wanted.named(self._name(index))

    def _is_heading(self, index: int) -> bool:
        return is_name_heading(self._name(index)) and len(self.page.filled(index)) > 1

    def _own_heading(self) -> list[str]:
        """Return the texts of the heading's row that has the heading of the names."""
        rows = range(self.heading.top, self.heading.bottom + 1)
        return self._texts(
            next(
                (row for row in rows if (row, self.name) not in self.page.merged and self._name(row)), self.heading.top
            )
        )

    def _texts(self, index: int) -> list[str]:
        return [self.page.text(index, column) for column in self.page.filled(index)]

    def _name(self, index: int) -> str:
        is_lost = self.page.first(index, self.name) in self.page.marks.uncomputed
        return _NO_VALUE if is_lost else self.page.text(index, self.name)

    def _own_district(self, index: int) -> str:
        found = _GROUP.fullmatch(self.page.text(index, self.district)) if self.district is not None else None
        return name_key(found[2]) if found else ""

    def _groups(self, indices: Sequence[int]) -> Iterator[re.Match[str]]:
        for index in indices:
            if self._is_group(index) and (found := _GROUP.fullmatch(self._group_text(index))):
                yield found

    def _group_text(self, index: int) -> str:
        return self._name(index) or next(iter(self._texts(index)), "")

    def _is_group(self, index: int) -> bool:
        """Return whether a row is the heading of a group: numbered I, II or A, B, merged across the table, or with a district's name."""
        if self._is_title(index):
            return True
        number = self.page.text(index, self.first_column) if self.first_column < self.name else ""
        at = self.page.first(index, self.name)
        is_across = self.page.across.get(at, 0) > self.name and at[1] <= self.name
        found = _GROUP.fullmatch(self._group_text(index))
        is_district = found is not None and bool(found[1]) and not self.wanted.named(self._name(index))
        return bool(_GROUP_NUMBER.fullmatch(number)) or is_across or is_district

    def _is_title(self, index: int) -> bool:
        """Return whether nothing stands in a row but a text with a year: the rows below it are of that."""
        texts = self._texts(index)
        return len(texts) == 1 and bool(_YEAR.search(texts[0])) and not self.wanted.named(texts[0])

    def _is_of_season(self, index: int) -> bool:
        """Return whether a group's row does not say that the rows below are of a plan or another year; else what people say.

        Groups of communes by their standing (xã đạt chuẩn năm 2018) say nothing of the marks in them.
        """
        text = self._group_text(index)
        why = "" if _COMMUNE.search(text) else doubt(text, self.wanted)
        if not why:
            return True
        at = self.page.first(index, self.name if self._name(index) else self.page.filled(index)[0])
        asked = f"{in_quotes(text)}: {why}. Các dòng dưới đúng là kết quả của {season_text(self.wanted.season.name)}?"
        taken_for = "chưa lấy các dòng của nhóm"
        return (
            self.answers.of(Question(OTHER, self.page.title, self.page.address(*at), text, asked, (YES, NO), taken_for))
            == YES
        )

    def _is_own(self, key: str) -> bool:
        return key == name_key(self.wanted.place) or key in self.wanted.parents.values()

    def _district_of(self, index: int, *, has_own: bool) -> str:
        """Return the key of the district that a group's row names; "" if it names none, UNKNOWN while nobody has said."""
        at = self.page.first(index, self.name)
        text = self._group_text(index)
        if not self._is_of_season(index):
            return UNKNOWN
        if at in self.page.marks.uncomputed or text.isdigit():  # a formula that some programs save as 0
            text = ""
        found = _GROUP.fullmatch(text)
        if (
            not self.wanted.has_districts
            or _YEAR.search(text)
            or (text and _NO_DISTRICT.search(words(_NUMBER_OF_GROUP.sub("", text))) and not (found and found[1]))
        ):
            return ""
        key = name_key(found[2]) if found else ""
        if found and spelling_key(f"{found[1]} {found[2]}") == spelling_key(self.wanted.province):
            return ""
        if found and (self._is_own(key) or found[1] or has_own):
            return key
        formula = self.page.marks.formulas.get(at, SOME_FORMULA)
        shown = text or (formula if formula != SOME_FORMULA else "công thức")
        asked = f"Nhóm {in_quotes(shown)} có phải là {self.wanted.place} không?"
        if not text:
            asked += " Ô này là công thức chưa có giá trị; hoặc mở bảng bằng Excel, lưu lại rồi chạy lại."
        answer = self.answers.of(
            Question(
                OTHER, self.page.title, self.page.address(*at), shown, asked, (YES, NO), "chưa lấy các dòng của nhóm"
            )
        )
        return {YES: name_key(self.wanted.place), NO: key or "-"}.get(answer, UNKNOWN)


def rows_below(found: Collection[tuple[Row, int]], total: Total) -> list[int]:
    """Return the numbers of the communes' rows that belong to the group of a total."""
    return [row.index for row, group in found if group == total.group]
