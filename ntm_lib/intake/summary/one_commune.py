"""A table of one commune, a row for each criterion and indicator (Biểu 10): its column of results becomes the commune's results."""

import re

from ntm_lib.intake.summary import marks
from ntm_lib.intake.summary.columns import is_part_of_year, left_out
from ntm_lib.intake.summary.headings import Heading, is_number_heading, title_years, words
from ntm_lib.intake.summary.page import Page
from ntm_lib.intake.summary.questions import NO, OTHER, UNUSED, YES, Answers, Question
from ntm_lib.intake.summary.table import Note, Said, Table
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.text import season_text, slug

_JUDGED = re.compile(r"\b(danh gia|ket luan|dat chua dat)\b")
_FEWEST = 3  # rows with a code of the set, by which the layout is known


class CommuneTable:
    """Reads such a table."""

    def __init__(self, page: Page, heading: Heading, wanted: Wanted, answers: Answers) -> None:
        self.page, self.heading, self.wanted, self.answers = page, heading, wanted, answers
        numbers = [c for c, path in enumerate(heading.paths) if path and is_number_heading(path[-1])]
        self.number = numbers[0] if numbers else 0
        self.rows = {row: code for row in range(heading.body, page.height) if (code := self._code(row))}

    def _code(self, row: int) -> str:
        text = self.page.text(row, self.number).rstrip(".").replace(",", ".")
        return text if text in self.wanted.criterion_of and self.page.is_filled(row, self.number) else ""

    @property
    def is_one(self) -> bool:
        """Return whether the rows are those of criteria and indicators; those of communes may be numbered 1.1 and so on, too."""
        has_codes = len(self.rows) >= _FEWEST and any("." in code for code in self.rows.values())
        return has_codes and not any(self._is_commune(row) for row in self.rows)

    def _is_commune(self, row: int) -> bool:
        return any(self.wanted.named(self.page.text(row, column)) for column in self.page.filled(row))

    def read(self) -> Table:
        """Return the table; refused where it does not say whose it is, or has no column of the season's results."""
        table = Table(self.page)
        unit_id, column = self._commune(), self._column(table)
        if not unit_id or column is None:
            table.refused = (
                "chưa rõ là của xã nào"
                if not unit_id
                else f"không có cột đánh giá kết quả, hoặc chưa rõ là của {season_text(self.wanted.season.name)}"
            )
            return table
        table.communes.add(unit_id)
        for row, code in self.rows.items():
            text = self.page.text(row, column)
            result = marks.said(text)
            if result in marks.WORDS:
                table.said.append(Said(unit_id, code, result, text, self.page.title, self.page.address(row, column)))
            elif result == marks.BLANK:
                table.blanks += 1
            else:
                table.notes.append(
                    Note(
                        self.page.title,
                        self.page.address(row, column),
                        f"“{text}” không phải đạt hay chưa đạt: không lấy",
                    )
                )
        return table

    def _commune(self) -> str:
        """Return the commune that the lines above the table, or the sheet's name, tell; else what people say."""
        text = f"-{slug(' '.join([*self.heading.above, self.page.title]))}-"
        named = {unit_id: f"-{slug(name)}-" for unit_id, name in self.wanted.titles.items()}
        met = [
            i
            for i, name in named.items()
            if name in text and not any(name != o and name in o and o in text for o in named.values())
        ]
        if len(met) == 1:
            return met[0]
        question = Question(
            OTHER,
            self.page.title,
            "",
            "xã",
            "Bảng này là của xã nào?",
            (*self.wanted.titles.values(), UNUSED),
            "chưa lấy bảng này",
        )
        answer = self.answers.of(question)
        return next((i for i, name in self.wanted.titles.items() if name == answer), "")

    def _column(self, table: Table) -> int | None:
        """Return the column of verdicts on the season's results; None if there is none. Plans, other years and figures are left out and said."""
        fitting = []
        for column, path in enumerate(self.heading.paths):
            why = left_out(path, self.wanted)
            if path and why in ("của kỳ trước", "") and _JUDGED.search(words(path[-1])):
                fitting.append(column)
            elif why:
                table.notes.append(
                    Note(
                        self.page.title,
                        self.page.address(self.heading.bottom, column),
                        f"{self.heading.heading(column)}: {why}",
                    )
                )
        if fitting and not self._is_of_season():
            return None
        halves = [column for column in fitting if is_part_of_year(self.heading.paths[column])]
        whole = [column for column in fitting if column not in halves]
        found = halves if self.wanted.is_half_year else whole
        return found[0] if len(found) == 1 else None

    def _is_of_season(self) -> bool:
        """Return whether "last year" and "six months" are those of the season: by the year that the table is of, else as people say."""
        season, years = self.wanted.season, title_years(self.heading.above)
        if years:
            return season.year + (not self.wanted.is_half_year) in years
        text = f"Bảng không ghi năm. Cột kết quả đúng là của {season_text(season.name)}?"
        return self.answers.of(Question(OTHER, self.page.title, "", "năm", text, (YES, NO), "chưa lấy bảng này")) == YES
