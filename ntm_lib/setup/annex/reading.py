"""An annex read: its indicators and levels, with a question at each cell that can't be told for certain, and a remark on what was inferred."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from ntm_lib.intake.reading.entries import quoted
from ntm_lib.reference.regions import REGIONS
from ntm_lib.setup.annex.cells import Cells
from ntm_lib.setup.annex.codes import coded, of_another_set
from ntm_lib.setup.annex.columns import Column, Districts, Places
from ntm_lib.setup.annex.guesses import guessed, said_of
from ntm_lib.setup.annex.judgement import components_of, core, sign_of
from ntm_lib.setup.annex.result import Known, ReadAnnex, ReadIndicator, ReadLevel, Remark, Said
from ntm_lib.setup.annex.rows import Draft, Rows
from ntm_lib.setup.annex.whole import ask_of_empty_criteria, untied, within_years
from ntm_lib.setup.annex.wording import Condition, UnclearError, Written
from ntm_lib.spreadsheet.opened import Grid, Marks, Place
from ntm_lib.text import joined, spelling_key

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def read_annex(
    grid: Grid,
    marks: Marks,
    known: Sequence[Known] | None,
    groups: Sequence[str] = (),
    years: tuple[int | None, int | None] = (None, None),
    districts: Districts | None = None,
) -> ReadAnnex:
    """Return what the annex in a sheet holds, from its heading on; rows above the heading are not looked at.

    `known` are the figures of its criteria set (known_figures), None if the set is to be made of the annex; `groups` are the set's groups
    of communes: a new set without them takes those that the heading names. `years` are the first and the last of the annex. Of columns
    by `districts` that of the workbook's own is taken. Raises nothing: what can't be read is a question.
    """
    cells = Cells(grid, marks)
    rows = Rows(cells, Places(REGIONS, groups, known is None, districts or Districts()), known)
    if question := of_another_set(rows.drafts, known):
        return ReadAnnex(questions=[question])
    reading = _Reading(cells, known, rows.has_level_columns, rows.said, rows.notes)
    for code, draft in coded(rows.drafts, cells, known, rows.said):
        reading.indicator(code, draft)
    levels = within_years(untied(reading.levels, rows.said), years, rows.said)
    ask_of_empty_criteria(rows.criteria.places, reading.indicators, rows.said)
    return ReadAnnex(
        levels,
        reading.indicators,
        sorted(set(rows.said.questions), key=_by_place),
        sorted(set(rows.said.remarks), key=_by_place),
    )


def _by_place(said: Remark) -> tuple[int, int, str]:
    return said.row, said.column, said.text


@dataclass
class _Entry:
    """A level's cell that was read."""

    place: Place
    columns: list[Column]
    written: Written
    text: str


@dataclass
class _Reading:
    """What was read so far."""

    cells: Cells
    known: Sequence[Known] | None
    has_level_columns: bool
    said: Said
    notes: Collection[str]  # marks of notes below the table: 1, *
    levels: list[ReadLevel] = field(default_factory=list)
    indicators: list[ReadIndicator] = field(default_factory=list)

    def indicator(self, code: str, draft: Draft) -> None:
        """Read one indicator with its parts."""
        if len(draft.parts) == 1 and not draft.levels:
            (part,) = draft.parts
            draft = Draft(
                draft.criterion_no,
                draft.criterion_name,
                draft.code,
                f"{draft.name}: {part.name}",
                draft.at,
                part.unit,
                part.levels,
            )
        pieces = [*([draft] if draft.levels or not draft.parts else []), *draft.parts]
        own = None if self.known is None else [k for k in self.known if k.indicator == code]
        for number, piece in enumerate(pieces):
            entries = self._entries(piece, is_answer=bool(own) and all(k.rule == "answer" for k in own or ()))
            if own is None:
                component = (_LETTERS[number : number + 1] or str(number), piece.name) if len(pieces) > 1 else ("", "")
                figures: Sequence[Known] = [guessed(code, draft, component, _binding(entries))]
                self.said.remark(piece.at, said_of(figures[0]))
            else:
                figures = self._meant(own, piece, pieces)
            if not piece.levels and self.has_level_columns:
                self.said.ask(
                    piece.at,
                    f"{quoted(piece.name)} không có mức. Ghi mức, “Đạt”, hoặc “UBND cấp tỉnh quy định cụ thể”.",
                )
            for entry in entries:
                self._levels(figures, entry, entries)
            self.indicators += [_indicator(draft, piece, figure, entries) for figure in figures]

    def _entries(self, piece: Draft, *, is_answer: bool) -> list[_Entry]:
        """Return the cells of an indicator that can be read; ask about the others."""
        found = []
        for place, columns in piece.levels:
            text = self.cells.text(*place)
            try:
                starts = spelling_key(text).startswith((spelling_key("đạt"), spelling_key("có")))
                written = Written("answer") if is_answer and starts else self.cells.level(*place, self.notes)
            except UnclearError as error:
                self.said.ask(place, str(error))
            else:
                found.append(_Entry(place, columns, written, text))
        return found

    def _meant(self, own: Sequence[Known], piece: Draft, pieces: Sequence[Draft]) -> Sequence[Known]:
        """Return the components of the set's indicator that a row is about; ask where that can't be told."""
        if len(pieces) == 1 or (len(own) == 1 and piece is pieces[0]):
            return own
        others = [figure for figure in own for other in pieces[1:] if core(figure) in other.name.lower()]
        if piece is pieces[0] and (left := [figure for figure in own if figure not in others]):
            return left[:1]
        found = [figure for figure in own if figure.component and core(figure) in piece.name.lower()]
        if len(found) == 1:
            return found
        named = joined([quoted(core(figure)) for figure in own if figure.component]) or "một mức"
        text = f"Không rõ dòng này là nội dung nào; bộ xét chỉ tiêu này theo {named}. Ghi lại theo bộ."
        self.said.ask(piece.at, text, "row")
        return []

    def _levels(self, figures: Sequence[Known], entry: _Entry, entries: Sequence[_Entry]) -> None:
        """Note the levels that a cell says."""
        has_number = any(other.written.kind == "numbers" for other in entries)
        try:
            is_by_number = any(f.rule == "level" or (f.rule != "answer" and has_number) for f in figures)
            if entry.written.kind == "answer" and is_by_number:
                raise UnclearError(
                    f"Chỉ tiêu này xét bằng số, ô này ghi {quoted(entry.text)}. Ghi mức bằng số, hoặc “Không quy định”."
                )
            found = self._conditions(figures, entry)
        except UnclearError as error:
            self.said.ask(entry.place, str(error))
            return
        for figure, condition, sign in found:
            for column in entry.columns:
                years = (column.year, column.year) if column.year else (condition.from_year, condition.to_year)
                self.levels += [
                    ReadLevel(
                        indicator=figure.indicator,
                        component=figure.component,
                        comparator=sign,
                        target=condition.number,
                        group=group,
                        region=region,
                        row=entry.place[0],
                        column=entry.place[1],
                        as_written=entry.text,
                        from_year=years[0],
                        to_year=years[1],
                    )
                    for group, region in column.scopes
                ]

    def _conditions(self, figures: Sequence[Known], entry: _Entry) -> list[tuple[Known, Condition, str]]:
        """Return each number of a cell with its figure and comparator; raise UnclearError where that can't be told."""
        conditions = entry.written.conditions
        if entry.written.kind == "no":
            if any(figure.comparator not in ("<=", "==") for figure in figures):
                raise UnclearError("“Không” có thể là số 0 hay không quy định. Ghi “= 0”, hoặc “Không quy định”.")
            conditions = tuple(Condition(0) for _ in figures)
        if not conditions or not figures:
            return []
        pairs, found = components_of(conditions, figures), []
        if len(figures) > 1 and not any(condition.words for condition in conditions):
            self._say(entry, f"Đọc theo thứ tự nội dung của bộ: {joined([core(figure) for figure in figures])}.")
        for figure, condition in pairs:
            sign, said = sign_of(condition, figure)
            if said:
                self._say(entry, said)
            if condition.from_year and condition.to_year is None:
                self._say(entry, f"Số đứng trước các năm là mức từ năm {condition.from_year}.")
            found.append((figure, condition, sign))
        return found

    def _say(self, entry: _Entry, text: str) -> None:
        """Remark on a cell, once in a row."""
        if not any(said.row == entry.place[0] and said.text == text for said in self.said.remarks):
            self.said.remark(entry.place, text)


def _groups(entries: Sequence[_Entry], *, is_bound: bool) -> set[str]:
    """Return the groups of communes for which there is something to reach, or for which the annex says that there is nothing."""
    own = [entry for entry in entries if (entry.written.kind != "none") == is_bound]
    return {group for entry in own for column in entry.columns for group, _ in column.scopes if group}


def _binding(entries: Sequence[_Entry]) -> list[Written]:
    """Return what the cells say, but for those by which a group of communes is not bound at all."""
    free = _groups(entries, is_bound=False)
    return [entry.written for entry in entries if not (free and entry.written.kind == "none")]


def _indicator(draft: Draft, piece: Draft, figure: Known, entries: Sequence[_Entry]) -> ReadIndicator:
    return ReadIndicator(
        criterion_no=draft.criterion_no,
        criterion_name=draft.criterion_name,
        indicator=figure.indicator,
        component=figure.component,
        indicator_name=draft.name,
        component_name=figure.component_name if piece is draft else piece.name,
        value_type=figure.value_type,
        unit=figure.unit,
        rule=figure.rule,
        target_text="; ".join(dict.fromkeys(entry.text for entry in entries if entry.written.kind != "numbers")),
        row=piece.at[0],
        groups=tuple(sorted(_groups(entries, is_bound=True))) if _groups(entries, is_bound=False) else (),
        is_answer={entry.written.kind for entry in entries} == {"answer"} and len({e.text for e in entries}) == 1,
    )
