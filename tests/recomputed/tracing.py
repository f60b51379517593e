"""Where a page's table of sources sends its reader, followed into the real forms."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tests.recomputed.forms import (
    NUMERATOR,
    VALUE,
    VERDICT,
    Figure,
    Level,
    Line,
    Season,
    figure,
    form,
    levels,
    measures,
    seasons,
    table,
)
from tests.recomputed.pages import Block
from tests.recomputed.written import MISSING, cut, day, figures, in_unit, number

CELL = re.compile(r"ô ([A-Z])(\d+), (.+)")
MONEY = (("kế hoạch", "Kế hoạch năm"), ("huy động", "Đã huy động"), ("giải ngân", "Đã giải ngân"))
DEBT = (
    ("đầu năm", "Nợ đầu năm"),
    ("phát sinh", "Phát sinh trong năm"),
    ("đã trả", "Đã trả trong năm"),
    ("còn", "Còn nợ"),
)


@dataclass(frozen=True)
class Source:
    """One row of the table of sources: what it says, and the line of the form it names."""

    anchor: str
    label: str
    shown: str
    standing: str
    line: Line
    column: str  # heading of the cell named

    @cached_property
    def season(self) -> Season:
        return seasons()[self.line.file.partition("/")[0]]

    @cached_property
    def level(self) -> Level | None:
        return levels(self.season.year).get((self.line.text("Mã chỉ tiêu"), self.line.text("Thành phần")))

    @cached_property
    def kind(self) -> str:
        return self.level.kind if self.level else measures()[self.line.text("Mã số liệu")]["value_type"]

    @cached_property
    def figure(self) -> Figure:
        return figure(self.line, self.kind)

    @property
    def is_figure(self) -> bool:
        return self.line.sheet in ("Chỉ tiêu", "Số liệu khác")

    @cached_property
    def expected(self) -> str:
        """Return what the row has to say, word for word, from the cells of the form alone."""
        return figure_said(self) if self.is_figure else statement_said(self.line)

    def is_said_by(self, text: str) -> bool:
        """Return whether `text` begins with the cell's value, at one decimal or as many as tell it from its level."""
        if not self.is_figure:
            if text == MISSING:
                return not stated_count(self.line)
            return all(figure in figures(self.expected) for figure in figures(text))
        found = self.figure
        if found.value is None:
            return text.startswith(found.verdict or MISSING.capitalize())
        values = {in_unit(found.value, self.kind, "", decimals) for decimals in range(1, 5)}
        return figures(text)[0] in values and all(number(count) in text for count in self.counts if "(" in text)

    @property
    def counts(self) -> list[Fraction]:
        return [c for c in (self.figure.numerator, self.figure.denominator) if c is not None]

    @property
    def expected_standing(self) -> str:
        parts = [self.line.text("Trạng thái số liệu"), self.line.text("Nguồn gốc")]
        return ", ".join(part.lower() for part in parts if part) if self.expected != MISSING.capitalize() else ""

    @property
    def own_anchor(self) -> str:
        """Return the anchor that the figure's links must lead to: nguon-17-1-nuoc-sach, nguon-2020-11-1."""
        code = self.line.text("Mã chỉ tiêu") or self.line.text("Mã số liệu").replace("_", "-")
        season = self.season.name if f", năm {self.season.name}" in self.label else ""
        return "-".join(filter(None, ["nguon", season, code.replace(".", "-"), self.line.text("Thành phần")]))

    @property
    def name(self) -> str:
        """Return the figures that the row's name has to hold: the code of an indicator, the item of a conclusion."""
        short = [
            m["name"]
            for m in table("reference/key-measures.csv")
            if self.level and (m["indicator"], m["component"]) == self.level.key
        ]
        if self.level:
            return f"{self.level.key[0]} {short[0] if short else cut(self.level.row['indicator_name'])}"
        kept = ("Mục", "Tên thôn", "Công trình", "Nguồn lực", "Tên số liệu")
        # Below the name of a share the form says what its counts are.
        return next((str(self.line[heading]).partition("\n")[0] for heading in kept if self.line[heading]), "")

    @property
    def is_named(self) -> bool:
        """Return whether the row bears the name of the line it leads to; a commune's whole debt is called "tổng số"."""
        name = {"Tổng nợ đọng xây dựng cơ bản": "tổng số"}.get(self.name, self.name)
        return name.casefold() in self.label.casefold()

    @property
    def expected_column(self) -> str:
        return {"percent": NUMERATOR, "money": NUMERATOR, "number": VALUE}.get(self.kind, VERDICT)


def sources(read: list[Block]) -> list[Source]:
    """Return the rows of the table of sources, each with the line of the form that its file, sheet and cell name."""
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for block in read:
        if block.section == "nguon" and block.tag in ("td", "th") and block.column not in ("heading", "caption"):
            rows.setdefault((block.table, block.anchor, block.row), {})[block.column] = block.text
    found = []
    for (caption, anchor, label), cells in rows.items():
        stated = re.search(r"tệp (\S+\.xlsx)", caption)
        file = stated.group(1) if stated else cells["Tệp"]
        column, row, sheet = CELL.fullmatch(cells["Ô, trang"]).groups()
        line = next(line for line in form(file)[sheet] if line.row == int(row))
        heading = next(h for h, place in line.columns.items() if place == ord(column) - ord("A"))
        origin = re.search(r"nguồn gốc: (.+)$", caption)
        kind = cells["Trạng thái"] + f", {origin[1]}" if origin else cells["Trạng thái, nguồn gốc"]
        found.append(Source(anchor, label, cells["Giá trị"], kind.removeprefix(", "), line, heading))
    return found


def figure_said(source: Source) -> str:
    """Return "11,88% = 84/707", "3 nhà", "27 triệu đồng/người/năm = 75.195/2.785; Chưa đạt", "Đạt"."""
    found, kind = source.figure, source.kind
    if found.value is None:
        return found.verdict or MISSING.capitalize()
    unit = source.level.unit if source.level else measures()[source.line.text("Mã số liệu")]["unit"]
    counts = f" = {number(found.numerator)}/{number(found.denominator)}" if kind != "number" else ""
    return f"{in_unit(found.value, kind, unit, 2)}{counts}{'; ' if found.verdict else ''}{found.verdict}"


def statement_said(line: Line) -> str:
    for sheet, parts in (("Nguồn lực", MONEY), ("Nợ đọng", DEBT)):
        if line.sheet == sheet:
            return ", ".join(f"{word} {number(line.number(h))}" for word, h in parts if line.number(h) is not None)
    text = ", ".join(
        filter(None, [line.text("Kết quả").lower(), stated_figure(line), stated_count(line), stated_dossier(line)])
    )
    return f"{text} ({day(line.day())})" if line.day() else text


def stated_figure(line: Line) -> str:
    return number(line.number("Số liệu"), 2) if line.number("Số liệu") is not None else ""


def stated_count(line: Line) -> str:
    met, total = line.number("Số tiêu chí đạt"), line.number("Trên tổng số")
    return "" if met is None else f"{number(met)}{'' if total is None else f'/{number(total)}'} tiêu chí"


def stated_dossier(line: Line) -> str:
    state = line.text("Trạng thái hồ sơ")
    return f"hồ sơ {state[:1].lower()}{state[1:]}" if state else ""
