"""The rows of an annex taken apart into criteria, indicators and their parts, with the cells in which their levels stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ntm_lib.intake.reading.entries import quoted
from ntm_lib.setup.annex.cells import Cells
from ntm_lib.setup.annex.columns import Column, Layout, Places, Role, layout_at
from ntm_lib.setup.annex.result import Known, Question, Remark
from ntm_lib.spreadsheet.opened import Place
from ntm_lib.text import joined, spelling_key

_HEAD = re.compile(r"(tiêu chí(?: số)?|chỉ tiêu(?: số)?)?\s*(\d{1,2}(?:[.,]\d{1,2})*)([.):–-]*)(?:\s+(.*)|$)", re.I)
_MARK = re.compile(r"([a-zđ])[.)]\s*(.*)|[-–—+•*]\s*(.*)|[a-zđ]()")  # a) b) and dashes
_SECTION = re.compile(r"([IVX]+|[A-Z])[.)]?|(?:[Pp]hần|PHẦN|[Mm]ục|MỤC)\b.*")
_NOTE = re.compile(r"\(?\*+\)?|ghi chú|chú thích|lưu ý|\(\d\) ", re.I)
_GOES_ON = re.compile(r"\s*\(tiếp.*\)$", re.I)
LEADING = (Role.NUMBER, Role.CRITERION, Role.NAME)
NO_HEADING = "Không thấy tiêu đề của bảng. Dán cả dòng tiêu đề của phụ lục, ví dụ: TT, Tên tiêu chí, Nội dung tiêu chí, Chỉ tiêu."


@dataclass
class Draft:
    """An indicator, or a part of one, as its rows write it: `code` is "" where none is written, `parts` are its sub-rows a), b), -."""

    criterion_no: str
    criterion_name: str
    code: str
    name: str
    at: Place
    unit: str = ""
    levels: list[tuple[Place, list[Column]]] = field(default_factory=list)  # where one stands, and for which columns
    parts: list["Draft"] = field(default_factory=list)
    more: list[Place] = field(default_factory=list)  # where its text goes on


@dataclass
class _Lead:
    """What stands before the levels of a row; `at` is where its number stands, or its text."""

    at: Place
    criterion_no: str = ""
    criterion_name: str = ""
    code: str = ""
    ordinal: str = ""  # a number within the criterion
    has_mark: bool = False
    places: dict[str, Place] = field(default_factory=dict)  # of the criterion's number and name
    words: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return " ".join(filter(None, self.words))


class Rows:
    """An annex, walked from its first heading on: `drafts` are its indicators; what is not one of them is remarked on or asked about."""

    def __init__(self, cells: Cells, places: Places, known: Sequence[Known] | None) -> None:
        self.cells, self.places, self.known = cells, places, known
        self.drafts: list[Draft] = []
        self.questions: list[Question] = []
        self.remarks: list[Remark] = []
        self.criteria: dict[str, Place] = {}  # where each begins
        self.has_level_columns = False
        self.criterion_no = self.criterion_name = ""
        self._is_in_notes = False
        layout, row = None, 0
        while row < cells.height:
            if found := layout_at(cells, row, places):
                self._head(found, is_first=layout is None)
                layout, row = found, found.below
                continue
            if layout and cells.own_columns(row):
                self._row(layout, row)
            row += 1
        if layout is None:
            self._ask((0, 0), NO_HEADING)

    def _ask(self, at: Place, text: str, covers: Literal["cell", "row", "column"] = "cell") -> None:
        self.questions.append(Question(*at, text, covers))

    def _head(self, layout: Layout, *, is_first: bool) -> None:
        self.has_level_columns |= bool(layout.of(Role.LEVEL))
        said = {remark.text for remark in (*self.questions, *self.remarks)}
        self.questions += [question for question in layout.questions if question.text not in said]
        self.remarks += [remark for remark in layout.remarks if remark.text not in said]
        if not is_first:
            rows = range(layout.first, layout.below)
            self.remarks += [Remark(row, 0, "Tiêu đề bảng lặp lại.", "row") for row in rows]

    def _row(self, layout: Layout, row: int) -> None:
        lead, levels = self._lead(layout, row), self._levels(layout, row)
        own = {place for place, _ in levels if place[0] == row}
        if not own and self._is_aside(layout, row, lead, is_under=bool(levels)):
            return
        self._is_in_notes = False
        self._ask_of_the_rest(layout, row)
        is_new = self._criterion(layout, lead, row)
        has_content = lead.code or (lead.name and layout.of(Role.CRITERION))
        names_criterion = is_new or lead.criterion_no or lead.criterion_name
        if is_new is None or (names_criterion and not own and not has_content):
            return  # asked about, or a criterion's own row
        draft = Draft(self.criterion_no, self.criterion_name, lead.code, lead.name, lead.at, levels=levels)
        draft.unit = " ".join(self.cells.filled(row, column) for column in layout.of(Role.UNIT))
        self._place(draft, lead, has_own=bool(own), layout=layout)

    def _ask_of_the_rest(self, layout: Layout, row: int) -> None:
        """Ask about the cells of a row in columns that have no heading."""
        for column in self.cells.own_columns(row):
            text = "Cột này không có tiêu đề, nên cả cột chưa đọc. Ghi tiêu đề cho cột, “Ghi chú” nếu không phải mức."
            if column not in layout.columns and not any(q.column == column and q.text == text for q in self.questions):
                self._ask((row, column), text, "column")

    def _lead(self, layout: Layout, row: int) -> _Lead:
        columns = [column for column in sorted(layout.of(*LEADING)) if self.cells.text(row, column)]
        lead = _Lead((row, columns[-1] if columns else 0))
        for column in columns:
            if fault := self.cells.fault(row, column):
                self._ask((row, column), fault)
            else:
                self._read_lead(lead, layout, (row, column), layout.columns[column].role)
        return lead

    def _read_lead(self, lead: _Lead, layout: Layout, at: Place, role: Role) -> None:
        """Note what a cell before the levels says: numbers, marks of sub-rows, words."""
        text = self.cells.text(*at)
        head, mark = _HEAD.fullmatch(text), _MARK.fullmatch(text)
        number = head[2].replace(",", ".") if head else ""
        is_whole = "." not in number and head is not None
        is_numbering = head is not None and bool(role is Role.NUMBER or head[1] or head[3] or not head[4])
        rest = (head[4] or "") if head else ""
        is_within = role is Role.NAME and bool(layout.of(Role.NUMBER, Role.CRITERION))
        if number and not is_whole and lead.code in ("", number):
            lead.code, lead.at, text = number, at, rest
        elif is_whole and is_numbering and is_within and not lead.code:
            lead.ordinal, text = number, rest
        elif is_whole and is_numbering and not is_within and lead.criterion_no in ("", number.lstrip("0")):
            lead.criterion_no, lead.places["number"], text = number.lstrip("0") or "0", at, rest
        elif mark and role is not Role.CRITERION:
            lead.has_mark, text = True, mark[2] or mark[3] or ""
        if role is Role.CRITERION and text:
            lead.criterion_name, lead.places["name"] = f"{lead.criterion_name} {text}".strip(), at
        else:
            lead.words.append(text)

    def _levels(self, layout: Layout, row: int) -> list[tuple[Place, list[Column]]]:
        """Return where the levels of a row stand, those of merged cells from above among them, and for which columns each is."""
        for role in (Role.LEVEL, Role.COMMON):
            columns = [layout.columns[index] for index in layout.of(role)]
            found: dict[Place, list[Column]] = {}
            for column in columns:
                place = self.cells.origin(row, column.index)
                if place[0] >= layout.below and place[1] in layout.of(role) and self.cells.text(*place):
                    found.setdefault(place, []).append(column)
            if found:
                for_all = [Column(columns[0].index, role, "")]
                is_for_all = len(columns) > 1 and not any(column.year for column in columns)
                return [(at, for_all if is_for_all and len(own) == len(columns) else own) for at, own in found.items()]
        return []

    def _is_aside(self, layout: Layout, row: int, lead: _Lead, *, is_under: bool) -> bool:
        """Return whether a row without levels of its own is a title within the table or a note below it; remark on it then."""
        own = self.cells.own_columns(row)
        first = self.cells.text(row, own[0])
        if _NOTE.match(first) or (self._is_in_notes and not lead.code):
            self._is_in_notes = True
            self.remarks.append(Remark(row, own[0], f"Ghi chú, không đọc: {quoted(first)}.", "row"))
            return True
        is_wide = len(own) == 1 and self.cells.span(row, own[0]) > max(2, len(layout.columns) // 2)
        is_title = own[0] in layout.of(Role.NUMBER) and _SECTION.fullmatch(first) is not None
        if is_under or lead.criterion_no or lead.code or lead.has_mark or not (is_wide or is_title):
            return False
        title = " ".join(self.cells.text(row, column) for column in own)
        self.remarks.append(Remark(row, own[0], f"Dòng nhóm, không đọc: {quoted(title)}.", "row"))
        return True

    def _criterion(self, layout: Layout, lead: _Lead, row: int) -> bool | None:
        """Note the criterion that a row begins; return whether it begins one, None if that can't be told."""
        no, name = lead.criterion_no, lead.criterion_name
        columns = layout.of(Role.CRITERION)
        if no and columns and all(self.cells.is_covered(row, column) for column in columns):
            self.remarks.append(Remark(*lead.places["number"], f"{no} là số thứ tự của dòng, không phải số tiêu chí."))
            no = ""
        if not columns and no:
            name = lead.name
        own = [
            k for k in self.known or () if no == k.criterion_no or spelling_key(name) == spelling_key(k.criterion_name)
        ]
        if not no and not name:
            return self._criterion_of(lead)
        if not no and spelling_key(_GOES_ON.sub("", name)) == spelling_key(self.criterion_name):
            no = self.criterion_no
        if not no and self.known is not None:
            if not own:
                self._ask(
                    lead.at, f"Không rõ {quoted(name)} là tiêu chí nào của bộ. Ghi số của tiêu chí vào cột TT.", "row"
                )
                return None
            no = own[0].criterion_no
        if not no:
            no = str(1 + max(map(int, self.criteria), default=0))
            self.remarks.append(Remark(*lead.at, f"Tiêu chí {quoted(name)} không ghi số; lấy số {no} theo thứ tự."))
        if no == self.criterion_no:
            at = lead.places.get("name", lead.at)
            self.remarks.append(Remark(*at, f"Tiêu chí {no} nhắc lại.", "cell" if columns else "row"))
            return self._criterion_of(lead)
        self.criterion_no, self.criterion_name = no, name or (own[0].criterion_name if own else "")
        self.criteria.setdefault(no, lead.at)
        if lead.code and lead.code.partition(".")[0] != no:
            self._ask(
                lead.at,
                f"Chỉ tiêu {lead.code} đứng ở tiêu chí {no}, nên cả dòng chưa đọc. Sửa lại một trong hai số.",
                "row",
            )
            return None
        return True

    def _criterion_of(self, lead: _Lead) -> bool | None:
        """Note the criterion that the number of a row's indicator names, if it is another one than that of the rows above."""
        no = lead.code.partition(".")[0] or self.criterion_no
        if no == self.criterion_no and no:
            return False
        own = [known for known in self.known or () if known.criterion_no == no]
        if not own:
            what = (
                f"Không thấy tiêu chí {no} của chỉ tiêu {lead.code}" if no else "Không rõ dòng này thuộc tiêu chí nào"
            )
            self._ask(lead.at, f"{what}, nên cả dòng chưa đọc. Ghi số và tên tiêu chí ở trước.", "row")
            return None
        self.criterion_no, self.criterion_name = no, own[0].criterion_name
        self.criteria.setdefault(no, lead.at)
        return True

    def _place(self, draft: Draft, lead: _Lead, *, has_own: bool, layout: Layout) -> None:
        """Take a row's draft as an indicator, as a part of the one above, or as more of its text."""
        last = self.drafts[-1] if self.drafts and self.drafts[-1].criterion_no == draft.criterion_no else None
        goes_on = last is not None and bool(last.code) and not draft.code and not lead.ordinal
        if lead.ordinal and not draft.code:
            own = {k.indicator for k in self.known or () if k.criterion_no == draft.criterion_no}
            draft.code = lead.ordinal if lead.ordinal in own else f"{draft.criterion_no}.{lead.ordinal.lstrip('0')}"
            self.remarks.append(
                Remark(*lead.at, f"Chỉ tiêu {lead.ordinal} của tiêu chí {draft.criterion_no} lấy mã {draft.code}.")
            )
        if not draft.name:
            self._ask(
                draft.at,
                "Dòng này không có nội dung chỉ tiêu, nên chưa đọc. Ghi nội dung, hoặc gộp ô với dòng trên.",
                "row",
            )
        elif last and goes_on and not has_own and draft.levels:
            last.name += f"; {draft.name}" if lead.has_mark else f" {draft.name}"
            last.more.append(draft.at)
        elif last and goes_on and not has_own and not lead.has_mark:
            self._ask(
                draft.at, f"{quoted(draft.name)} không có mức. Ghi mức, hoặc gộp vào ô nội dung ở dòng trên.", "row"
            )
        elif last and goes_on and lead.has_mark:
            last.parts.append(draft)
        else:
            self.drafts.append(draft)
        blank = [
            c
            for c in layout.of(Role.LEVEL)
            if (draft.at[0], c) == self.cells.origin(draft.at[0], c) and not self.cells.text(draft.at[0], c)
        ]
        if has_own and blank and not layout.of(Role.COMMON):
            headings = joined([layout.columns[column].heading for column in blank])
            self._ask((draft.at[0], blank[0]), f"Ô ở cột {headings} trống. Ghi mức, hoặc “Không quy định”.")
