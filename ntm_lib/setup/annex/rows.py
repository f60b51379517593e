"""The rows of an annex taken apart into criteria, indicators and their parts, with the cells in which their levels stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ntm_lib.intake.reading.entries import quoted
from ntm_lib.setup.annex.cells import Cells
from ntm_lib.setup.annex.columns import Column, Layout, Places, Role, heads_another, is_for_some, layout_at
from ntm_lib.setup.annex.criteria import Criteria
from ntm_lib.setup.annex.leads import Lead, lead_of
from ntm_lib.setup.annex.result import Known, Said
from ntm_lib.spreadsheet.opened import Place, address
from ntm_lib.text import joined

_SECTION = re.compile(r"([IVX]+|[A-Z])[.)]?|[IVX]+[.)]\s+\D.*|(?:[Pp]hần|PHẦN|[Mm]ục|MỤC)\b.*")
_NOTE = re.compile(r"\(?\*+\)?|ghi chú|chú thích|lưu ý|\(\d\) ", re.I)
_MARK_OF_NOTE = re.compile(r"\((\*+|\d)\)")
_SIGNED = re.compile(r"Nơi nhận|NƠI NHẬN|(TM|KT|TL|TUQ)\.")  # begins what stands below a decision
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


class Rows:
    """An annex, walked from its first heading on: `drafts` are its indicators; what is not one of them is remarked on or asked about."""

    def __init__(self, cells: Cells, places: Places, known: Sequence[Known] | None) -> None:
        self.cells, self.known = cells, known
        self.drafts: list[Draft] = []
        self.said = Said()
        self.criteria = Criteria(known, self.said)
        self.has_level_columns = False
        self._is_in_notes = self._is_signed = self._is_of_another = False
        self.notes: dict[str, Place] = {}  # where the note of a mark stands: (1), (*)
        self._section: tuple[Place, str] | None = None  # the last title numbered I, II
        layout, row = None, 0
        while row < cells.height:
            if found := layout_at(cells, row, places):
                self._head(found, is_first=layout is None)
                layout, row = found, found.below
                continue
            if layout and (own := cells.own_columns(row)):
                self._is_of_another = self._is_of_another or heads_another(cells, row)
                if self._is_of_another:
                    self.said.remark((row, own[0]), "Bảng khác, không có cột mức: không đọc.", "row")
                    row += 1
                    continue
                self._is_signed |= any(_SIGNED.match(cells.text(row, column)) for column in own)
                if self._is_signed:
                    self.said.remark((row, own[0]), "Dưới bảng là nơi nhận, chữ ký: không đọc.", "row")
                else:
                    self._row(layout, row)
            row += 1
        if layout is None:
            self.said.ask((0, 0), NO_HEADING)
        self._remark_on_notes()

    def _remark_on_notes(self) -> None:
        """Remark on each level that a note below the table is about: it may be another level for some."""
        pieces = [piece for draft in self.drafts for piece in (draft, *draft.parts)]
        for place in dict.fromkeys(place for piece in pieces for place, _ in piece.levels):
            for mark, at in self.notes.items():
                if f"({mark})" in self.cells.text(*place):
                    text = f"Có dấu ({mark}): chú thích ở ô {address(*at)} không đọc; nó đổi mức thì sửa mức ở ô này."
                    self.said.remark(place, text)

    def _head(self, layout: Layout, *, is_first: bool) -> None:
        self._is_signed = self._is_of_another = False
        self.has_level_columns |= bool(layout.of(Role.LEVEL))
        said = {remark.text for remark in (*self.said.questions, *self.said.remarks)}
        self.said.questions += [question for question in layout.said.questions if question.text not in said]
        self.said.remarks += [remark for remark in layout.said.remarks if remark.text not in said]
        for row in () if is_first else range(layout.first, layout.below):
            self.said.remark((row, 0), "Tiêu đề bảng lặp lại.", "row")

    def _row(self, layout: Layout, row: int) -> None:
        lead, levels = lead_of(self.cells, layout, row, self.said), self._levels(layout, row)
        own = {place for place, _ in levels if place[0] == row}
        if not own and self._is_aside(layout, row, lead, is_under=bool(levels)):
            return
        self._is_in_notes = False
        self._ask_of_the_rest(layout, row)
        self._ask_of_section(layout, lead, has_own=bool(own))
        is_new = self._criterion(layout, lead, row)
        has_content = lead.code or lead.ordinal or (lead.name and layout.of(Role.CRITERION))
        names_criterion = is_new or lead.criterion_no or lead.criterion_name
        if is_new is None or (names_criterion and not own and not has_content):
            return  # asked about, or a criterion's own row
        draft = Draft(self.criteria.no, self.criteria.name, lead.code, lead.name, lead.at, levels=levels)
        draft.unit = " ".join(self.cells.filled(row, column) for column in layout.of(Role.UNIT))
        self._place(draft, lead, has_own=bool(own), layout=layout)

    def _ask_of_the_rest(self, layout: Layout, row: int) -> None:
        """Ask about the cells of a row in columns that have no heading."""
        for column in self.cells.own_columns(row):
            text = "Cột này không có tiêu đề, nên cả cột chưa đọc. Ghi tiêu đề cho cột, “Ghi chú” nếu không phải mức."
            if column not in layout.columns and not any(
                q.column == column and q.text == text for q in self.said.questions
            ):
                self.said.ask((row, column), text, "column")

    def _ask_of_section(self, layout: Layout, lead: Lead, *, has_own: bool) -> None:
        """Ask what I, II are in a new set whose rows 1, 2 have levels: titles over criteria, or the criteria themselves."""
        if self._section and self.known is None and has_own and lead.criterion_no and not layout.of(Role.CRITERION):
            at, title = self._section
            text = f"Không rõ {quoted(title)} là tiêu chí hay nhóm tiêu chí, vì dòng {lead.criterion_no} ở dưới đã có mức. Nếu là tiêu chí thì ghi số 1, 2, 3 và mã chỉ tiêu 1.1, 1.2; nếu là nhóm thì bỏ dòng này."
            self.said.ask(at, text, "row")
            self._section = None

    def _levels(self, layout: Layout, row: int) -> list[tuple[Place, list[Column]]]:
        """Return where the levels of a row stand, those of merged cells from above among them, and for which columns each is."""
        for role in (Role.LEVEL, Role.COMMON):
            columns = [layout.columns[index] for index in layout.of(role)]
            found: dict[Place, list[Column]] = {}
            for column in columns:
                place = self.cells.origin(row, column.index)
                if place[0] >= layout.below and place[1] in layout.of(role, Role.ELSEWHERE) and self.cells.text(*place):
                    found.setdefault(place, []).append(column)
            if found:
                for_all = [Column(columns[0].index, role, "")]
                is_for_all = len(columns) > 1 and not any(column.year for column in columns)
                return [(at, for_all if is_for_all and len(own) == len(columns) else own) for at, own in found.items()]
        return []

    def _is_aside(self, layout: Layout, row: int, lead: Lead, *, is_under: bool) -> bool:
        """Return whether a row without levels of its own is a title within the table or a note below it; remark on it then."""
        own = self.cells.own_columns(row)
        first = self.cells.text(row, own[0])
        if _NOTE.match(first) or (self._is_in_notes and not lead.code):
            self._is_in_notes = True
            if found := _MARK_OF_NOTE.match(first):
                self.notes.setdefault(found[1], (row, own[0]))
            self.said.remark((row, own[0]), f"Ghi chú, không đọc: {quoted(first)}.", "row")
            return True
        is_wide = len(own) == 1 and self.cells.span(row, own[0]) > max(2, len(layout.columns) // 2)
        is_title = own[0] in layout.of(Role.NUMBER) and _SECTION.fullmatch(first) is not None
        if is_under or lead.criterion_no or lead.code or lead.has_mark or not (is_wide or is_title):
            return False
        title = " ".join(self.cells.text(row, column) for column in own)
        if is_for_some(title):
            text = f"{quoted(title)}: không rõ các mức dưới dòng này cho những xã nào. Chép phần ấy sang một trang “Dán phụ lục” khác, ghi vùng hoặc nhóm xã vào tiêu đề cột mức; mức cho mọi xã thì bỏ dòng này."
            self.said.ask((row, own[0]), text, "row")
            return True
        self._section = ((row, own[0]), title) if is_title else self._section
        self.said.remark((row, own[0]), f"Dòng nhóm, không đọc: {quoted(title)}.", "row")
        return True

    def _criterion(self, layout: Layout, lead: Lead, row: int) -> bool | None:
        """Return whether a row begins a criterion, None if that can't be told."""
        columns = layout.of(Role.CRITERION)
        if lead.criterion_no and columns and all(self.cells.origin(row, column)[0] < row for column in columns):
            self.said.remark(
                lead.places["number"], f"{lead.criterion_no} là số thứ tự của dòng, không phải số tiêu chí."
            )
            lead.criterion_no = ""
        is_own_row = bool(lead.criterion_no) and not columns
        return self.criteria.begins(lead, lead.criterion_no, lead.name if is_own_row else lead.criterion_name)

    def _place(self, draft: Draft, lead: Lead, *, has_own: bool, layout: Layout) -> None:
        """Take a row's draft as an indicator, as a part of the one above, or as more of its text."""
        last = self.drafts[-1] if self.drafts and self.drafts[-1].criterion_no == draft.criterion_no else None
        goes_on = last is not None and bool(last.code) and not draft.code and not lead.ordinal
        if lead.ordinal and not draft.code:
            own = {k.indicator for k in self.known or () if k.criterion_no == draft.criterion_no}
            is_number_again = (
                len(own) == 1 and lead.ordinal == draft.criterion_no
            )  # "11. Nghèo đa chiều" of criterion 11
            code = lead.ordinal if lead.ordinal in own else f"{draft.criterion_no}.{lead.ordinal.lstrip('0')}"
            draft.code = min(own) if is_number_again else code
            self.said.remark(lead.at, f"Chỉ tiêu {lead.ordinal} của tiêu chí {draft.criterion_no} lấy mã {draft.code}.")
        if not draft.name:
            self.said.ask(
                draft.at,
                "Dòng này không có nội dung chỉ tiêu, nên chưa đọc. Ghi nội dung, hoặc gộp ô với dòng trên.",
                "row",
            )
        elif last and goes_on and not has_own and draft.levels:
            last.name += f"; {draft.name}" if lead.has_mark else f" {draft.name}"
            last.more.append(draft.at)
        elif last and goes_on and not has_own and not lead.has_mark:
            self.said.ask(
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
            self.said.ask((draft.at[0], blank[0]), f"Ô ở cột {headings} trống. Ghi mức, hoặc “Không quy định”.")
