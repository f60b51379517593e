"""What the columns of one table are taken for: by their headings, by what people say, and by what stands in them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import islice

from ntm_lib.intake.summary import marks
from ntm_lib.intake.summary.columns import (
    COUNT,
    KINDS,
    LEFT,
    LISTED,
    MISSING,
    NAME,
    OPEN,
    RESULT,
    TT,
    UNKNOWN_CODE,
    Column,
    classify,
    is_estimate,
    is_part_of_year,
    number_in_front,
)
from ntm_lib.intake.summary.headings import Heading
from ntm_lib.intake.summary.page import Page
from ntm_lib.intake.summary.questions import COLUMN, NO, OTHER, UNUSED, YES, Answers, Question
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.text import in_quotes

_MARKS = set(marks.WORDS)
_FEWEST = 2  # names of communes, by which a column is theirs whatever its heading
_LETTERS = 3  # of a sign: KĐ, KĐG
_SMALL = re.compile(r"1?\d")  # no criterion has more indicators
_ONE_NUMBER = re.compile(r"\d{1,2}(\s*/\s*\d{1,2})?")
_EXAMPLES = 3  # of what stands in a column


class ColumnChoice:
    """Decides what the columns of one table are."""

    def __init__(self, page: Page, heading: Heading, wanted: Wanted, answers: Answers, title_code: str) -> None:
        self.page, self.heading, self.wanted, self.answers = page, heading, wanted, answers
        used = [column for column in range(page.width) if self._is_used(column)]
        found = [classify(column, heading.paths[column], wanted, title_code) for column in used]
        self.columns = [self._answered(column) for column in self._numbered(found)]

    def name_column(self) -> int | None:
        """Return the column of the communes' names, None if there is none: of several that with most communes of the season.

        What stands right of a second one is another table beside this one, and left out.
        """
        names = [column.index for column in self.columns if column.kind == NAME]
        counts = {column.index: self._communes(column.index) for column in self.columns if column.kind in (NAME, OPEN)}
        if (
            not any(counts[column] for column in names) and max(counts.values(), default=0) >= _FEWEST
        ):  # headed "Địa bàn" or the like
            names = [max(counts, key=lambda column: counts[column])]
            self.columns = [replace(c, kind=NAME, why="") if c.index in names else c for c in self.columns]
        if not names:
            return None
        own = max(names, key=lambda column: counts[column])
        second = next((column for column in names if column > own), self.page.width)
        numbers = [column.index for column in self.columns if column.kind == TT and own < column.index < second]
        end = min([second, *numbers])
        self.columns = [
            replace(column, kind=LEFT, why="thuộc bảng khác ở bên phải") if column.index >= end else column
            for column in self.columns
        ]
        return own

    def _communes(self, column: int) -> int:
        """Return how many cells of a column hold the name of a commune of the season."""
        return sum(bool(self.wanted.named(self.page.text(row, column))) for row in self._rows(column))

    def _is_used(self, column: int) -> bool:
        """Return whether anything stands in a column from the heading on."""
        return bool(self.heading.paths[column]) or self.page.by_column.get(column, [-1])[-1] >= self.heading.top

    def _rows(self, column: int) -> list[int]:
        return [row for row in self.page.by_column.get(column, ()) if row >= self.heading.body]

    def _numbered(self, columns: Sequence[Column]) -> list[Column]:
        """Take columns headed "1 QH", "2 GT" and so on for the criteria, where they are exactly those of the set, in its order."""
        numbers = {column.index: number_in_front(column.path) for column in columns if column.kind in (OPEN, RESULT)}
        numbers = {index: number for index, number in numbers.items() if number}
        if list(numbers.values()) != list(dict.fromkeys(self.wanted.criterion_of.values())):
            return list(columns)
        return [
            replace(column, kind=RESULT, code=numbers[column.index], why="") if column.index in numbers else column
            for column in columns
        ]

    def _answered(self, column: Column) -> Column:
        """Return a column as somebody has said what it is, else as it is."""
        answer = self.answers.of(replace(self._question(column), is_doubt=False))
        labels = {self.wanted.label(code): code for code in self.wanted.criterion_of}
        if answer in labels:
            return replace(column, kind=RESULT, code=labels[answer], why="", is_chosen=True)
        kinds = {word: kind for kind, word in KINDS.items()}
        return replace(column, kind=kinds[answer], why="đã chọn", is_chosen=True) if answer else column

    def _question(self, column: Column) -> Question:
        """Return what may be said of a column: what it is taken for, or that it can't be told."""
        filled = (self.page.text(row, column.index) for row in self._rows(column.index))
        example = f"Ví dụ: {', '.join(dict.fromkeys(islice(filter(None, filled), _EXAMPLES)))}"
        choices = (*KINDS.values(), *map(self.wanted.label, self.wanted.criterion_of))
        return Question(
            COLUMN,
            self.page.title,
            self.page.address(self.heading.bottom, column.index),
            column.heading,
            f"{column.why}. {example}".removeprefix(". "),
            choices,
            self.wanted.label(column.code) if column.kind == RESULT else KINDS.get(column.kind, UNUSED),
            is_doubt=column.kind == OPEN,
        )

    def settled(self, rows: Sequence[int]) -> list[Column]:
        """Return the columns, decided by what stands in them in the communes' rows: figures are left out, columns without any mark are not asked about, nor two for one thing taken."""
        has_part = any(is_part_of_year(column.path) for column in self.columns)
        self.columns = self._in_order(self.columns, rows)
        settled = []
        for column in self.columns:
            texts = [self.page.text(row, column.index) for row in rows]
            said = [marks.said(text) for text in texts]
            filled = set(said) - {marks.BLANK}
            if column.kind == RESULT and not column.is_chosen and has_part and is_estimate(column.path):
                column = replace(column, kind=OPEN, why="ước cả năm, cạnh cột thực hiện trong năm")  # noqa: PLW2901
            if column.kind in (RESULT, OPEN) and _are_figures(texts, said):
                column = replace(column, kind=LEFT, why="là số liệu, không phải kết quả đạt hay chưa đạt")  # noqa: PLW2901
            elif column.kind == OPEN and not _may_be_marks(texts, filled):
                column = replace(column, kind=LEFT, why="không có kết quả")  # noqa: PLW2901
            if (
                column.kind in (LISTED, MISSING)
                and filled
                and not column.is_chosen
                and all(not text or _ONE_NUMBER.fullmatch(text) for text in texts)
            ):
                why = "mỗi ô chỉ một số: số đếm, hay số của tiêu chí"
                column = replace(column, kind=COUNT) if column.kind == LISTED else replace(column, kind=OPEN, why=why)  # noqa: PLW2901
            settled.append(column)
        settled = self._not_counts(settled, rows)
        found = [self._one_of_two(column, settled) for column in settled]
        for column in found:
            self.answers.settle(self._question(column))
        return found

    def _in_order(self, columns: Sequence[Column], rows: Sequence[int]) -> list[Column]:
        """Ask once about as many columns of marks side by side as the set has criteria: "QH", "GT", "TL" may be these in order."""
        criteria = list(dict.fromkeys(self.wanted.criterion_of.values()))
        unknown = [column for column in columns if column.kind == OPEN and column.why == UNKNOWN_CODE]
        indices = [column.index for column in unknown]
        are_marks = [
            _may_be_marks(texts, set(map(marks.said, texts)) - {marks.BLANK})
            for texts in ([self.page.text(row, index) for row in rows] for index in indices)
        ]
        is_run = len(indices) == len(criteria) and indices[-1] - indices[0] == len(indices) - 1
        if not is_run or sum(are_marks) * 2 < len(indices) or any(column.kind == RESULT for column in columns):
            return list(columns)
        first, last = unknown[0].heading, unknown[-1].heading
        text = f"{len(indices)} cột {self.page.span(indices)} ({in_quotes(first)} … {in_quotes(last)}) là tiêu chí {criteria[0]}–{criteria[-1]} theo thứ tự?"
        cell = self.page.address(self.heading.bottom, indices[0])
        answer = self.answers.of(Question(OTHER, self.page.title, cell, f"{first} … {last}", text, (YES, NO), UNUSED))
        if answer == NO:
            return list(columns)
        codes = dict(zip(indices, criteria, strict=True))
        wait = f"chờ trả lời: có phải tiêu chí {criteria[0]}–{criteria[-1]} không"
        kind, why = (RESULT, "") if answer else (LEFT, wait)
        return [
            replace(c, kind=kind, code=codes[c.index] if answer else "", why=why) if c.index in codes else c
            for c in columns
        ]

    def _not_counts(self, columns: Sequence[Column], rows: Sequence[int]) -> list[Column]:
        """Ask about columns of 1 and 0 where others of criteria hold small counts: of indicators met, perhaps."""
        texts = {column.index: {self.page.text(row, column.index) for row in rows} - {""} for column in columns}
        own = [column for column in columns if column.kind in (RESULT, LEFT) and column.code and not column.is_chosen]
        small = [column for column in own if column.kind == LEFT and all(map(_SMALL.fullmatch, texts[column.index]))]
        doubtful = [
            c.index for c in own if small and c.kind == RESULT and texts[c.index] and texts[c.index] <= {"0", "1"}
        ]
        why = f"chỉ ghi 1, 0; cột {in_quotes(small[0].heading)} ghi số đếm" if small else ""
        return [replace(c, kind=OPEN, why=why) if c.index in doubtful else c for c in columns]

    def _one_of_two(self, column: Column, columns: Sequence[Column]) -> Column:
        same = [c for c in columns if c.kind == RESULT and (c.code, c.says_not) == (column.code, column.says_not)]
        if column.kind != RESULT or len(same) == 1:
            return column
        cells = ", ".join(self.page.address(self.heading.bottom, c.index) for c in same)
        return replace(column, kind=OPEN, why=f"{len(same)} cột cùng là {self.wanted.label(column.code)} ({cells})")


def _may_be_marks(texts: Sequence[str], filled: Collection[str]) -> bool:
    """Return whether a column may hold marks: some that are known, or signs of a few letters alone."""
    are_short = all(len(text) <= _LETTERS for text in texts)
    return bool(filled) and {*filled} <= {*_MARKS, marks.UNCLEAR} and (are_short or not _MARKS.isdisjoint(filled))


def _are_figures(texts: Sequence[str], said: Sequence[str]) -> bool:
    """Return whether a column holds numbers, 1 and 0 among them: no marks."""
    read_as_marks = {text for text, mark in zip(texts, said, strict=True) if mark in _MARKS}
    return marks.NUMBER in said and read_as_marks <= {"0", "1"}
