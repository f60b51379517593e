"""Fills the project's own commune form for made-up communes, some hundred a second.

xlsx writing is shared: one form is written in full, with marks where a commune's own words and numbers belong, and the others
are that file with other words in these places. Everything follows from commune and season, so the same form has the same bytes.
"""

import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from html import escape
from io import BytesIO

from made_up_communes import Commune

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.blank_form import commune_form
from ntm_lib.intake.blank.form_cells import computed_result
from ntm_lib.intake.blank.form_content import BAND, COMPUTED, Cell, FormContent, Row
from ntm_lib.intake.blank.form_writer import form_bytes
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.workbook import Season, Workbook

_SAME = {"status": "Ước", "origin": "Minh họa", "evidence": "BC số 12", "self_assessment": "Đạt"}
_FAULTS = ("n/a", "1,234", -5, "không có")
_MARKED = Commune(-1, "DAUMAXA", "dau-don-vi", "Dấu Tên Xã", "", "")
_EPOCH = (1980, 1, 1, 0, 0, 0)


class FormMaker:
    """Makes the filled forms of one season of a workbook."""

    def __init__(self, workbook: Workbook, season: Season, faulty: float = 0.0) -> None:
        """`faulty` is the share of forms that get one cell which the intake must object to."""
        self.workbook, self.season, self.faulty = workbook, season, faulty
        levels = workbook.common_levels(season)
        self.types = dict(zip(levels["indicator"], levels["value_type"], strict=True))

    def form(self, commune: Commune) -> bytes:
        """Return the commune's form as an xlsx."""
        if self.dice(commune, "fault").random() < self.faulty:
            return form_bytes(self.content(commune, has_fault=True))
        words = self._words(commune)
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
            for name, text, is_marked in self._members:
                own = self._mark.sub(lambda found: words[found.group()], text) if is_marked else text
                book.writestr(zipfile.ZipInfo(name, _EPOCH), own, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def content(self, commune: Commune, *, has_fault: bool = False) -> FormContent:
        """Return what the commune's form holds, as the library's own writer takes it."""
        content = self._blank(commune)
        rows = self._asked(content)
        answers = self.answers(commune, rows)
        if has_fault:
            dice = self.dice(commune, "faulty cell")
            dice.choice([answer for answer in answers if "numerator" in answer])["numerator"] = dice.choice(_FAULTS)
        return _filled(content, rows, answers)

    def answers(self, commune: Commune, rows: list[Row]) -> list[dict[str, Cell]]:
        """Return what the commune enters in each of `rows`."""
        households = self.dice(commune, "households", with_season=False).randint(300, 1200)
        dice = self.dice(commune, "answers")
        return [self._answer(row, households, dice) for row in rows]

    def shares(self, commune: Commune) -> list[Decimal]:
        """Return the shares, in per cent, that follow from what the commune's form says; computed apart from the library."""
        answers = self.answers(commune, self._rows)
        return [
            100 * Decimal(answer["numerator"]) / Decimal(answer["denominator"])  # type: ignore[arg-type]
            for row, answer in zip(self._rows, answers, strict=True)
            if row.get(COMPUTED) == "percent"
        ]

    def dice(self, commune: Commune, what: str, *, with_season: bool = True) -> random.Random:
        return random.Random(f"{what} {commune.unit_id} {self.season.name if with_season else ''}")

    def _answer(self, row: Row, households: int, dice: random.Random) -> dict[str, Cell]:
        indicator = str(row["indicator"])
        match row.get(COMPUTED) or self.types.get(indicator, "number"):
            case "percent":
                return {"numerator": round(households * dice.uniform(0.55, 1)), "denominator": households}
            case "money":
                return {"numerator": round(households * dice.uniform(25, 60)), "denominator": households}
            case "number" if indicator in ("households", "population"):
                return {"value": households * (1 if indicator == "households" else 4)}
            case "number":
                return {"value": dice.randint(0, 9)}
        return {"assessed": "Chưa đạt" if dice.random() < 0.1 else "Đạt", "assessed_by": "UBND xã"}

    def _blank(self, commune: Commune) -> FormContent:
        unit = Unit(
            commune.unit_id, commune.code, commune.name, "xã", None, None, "", None, None, None, None, parents=()
        )
        return commune_form(self.workbook, self.season, unit, OBSERVATIONS.frame([]))

    def _asked(self, content: FormContent) -> list[Row]:
        sheets = (layout.INDICATORS, layout.MEASURES)
        return [row for sheet in sheets for row in content.rows[sheet.title] if BAND not in row]

    # The one form that is written in full

    @cached_property
    def _marks(self) -> list[dict[str, Cell]]:
        """A word or a number of its own for each cell that a commune fills in, such that computed cells differ, too."""
        rows = self._asked(self._blank(_MARKED))
        numbers: dict[str, Callable[[int], Cell]] = {
            "numerator": lambda at: 7_000_000_000 * (at + 1) + 1,
            "denominator": lambda at: 900_000_001 + at,
            "value": lambda at: 8_000_000_000_001 + at,
        }
        return [
            {name: numbers[name](at) if name in numbers else f"dau-{name}-{at}." for name in answer}
            for at, answer in enumerate(self.answers(_MARKED, rows))
        ]

    @cached_property
    def _members(self) -> list[tuple[str, str, bool]]:
        """The files in the xlsx: name, text, and whether there are marks in it."""
        content = self._blank(_MARKED)
        with zipfile.ZipFile(BytesIO(form_bytes(_filled(content, self._asked(content), self._marks)))) as book:
            texts = {name: book.read(name).decode("utf-8") for name in book.namelist()}
        return [(name, text, bool(self._mark.search(text))) for name, text in texts.items()]

    @cached_property
    def _mark(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(mark) for mark in sorted(self._words(_MARKED), key=len, reverse=True)))

    @cached_property
    def _rows(self) -> list[Row]:
        return self._asked(self._blank(_MARKED))

    def _words(self, commune: Commune) -> dict[str, str]:
        """Return what stands in the commune's form in place of each mark."""
        words = {_MARKED.name: escape(commune.name), _MARKED.code: commune.code, _MARKED.unit_id: commune.unit_id}
        for row, marks, answer in zip(self._rows, self._marks, self.answers(commune, self._rows), strict=True):
            words |= {str(marks[name]): str(answer[name]) for name in answer}
            if row.get(COMPUTED):
                words[_result(row, marks)] = _result(row, answer)
        return words


def _result(row: Row, answer: dict[str, Cell]) -> str:
    return f"<v>{computed_result({**row, **answer})}</v>"


def _filled(content: FormContent, rows: list[Row], answers: list[dict[str, Cell]]) -> FormContent:
    """Return `content` with `answers` entered in `rows`, which are some of its own."""
    entered = {id(row): answer for row, answer in zip(rows, answers, strict=True)}
    new = {
        title: [{**row, **_SAME, **entered[id(row)]} if id(row) in entered else row for row in of_sheet]
        for title, of_sheet in content.rows.items()
    }
    return replace(content, rows=new)
