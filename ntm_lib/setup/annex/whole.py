"""What is asked when all of an annex was read: levels that stand twice, of other years, criteria without an indicator."""

from collections.abc import Iterable, Mapping, Sequence

from ntm_lib.intake.reading.entries import quoted
from ntm_lib.setup.annex.result import ReadIndicator, ReadLevel, Said
from ntm_lib.spreadsheet.opened import Place, address


def untied(levels: Sequence[ReadLevel], said: Said) -> list[ReadLevel]:
    """Return the levels without those that stand again for one figure, scope and year; ask about these."""
    kept: list[ReadLevel] = []
    for level in levels:
        first = next((other for other in kept if _ties(level, other)), None)
        if first is None:
            kept.append(level)
        else:
            where = address(first.row, first.column)
            text = f"Chỉ tiêu {level.indicator} đã có mức cho cùng những xã này ở ô {where}. Bỏ một trong hai."
            said.ask((level.row, level.column), text)
    return kept


def _ties(one: ReadLevel, other: ReadLevel) -> bool:
    figures = [(v.indicator, v.component, v.group, v.region) for v in (one, other)]
    first, last = (one.from_year or 0, one.to_year or 9999), (other.from_year or 0, other.to_year or 9999)
    return figures[0] == figures[1] and first[0] <= last[1] and last[0] <= first[1]


def within_years(levels: Sequence[ReadLevel], years: tuple[int | None, int | None], said: Said) -> list[ReadLevel]:
    """Return the levels without those of years in which the annex does not hold; ask about these."""
    first, last = years[0] or 0, years[1] or 9999
    kept = [v for v in levels if (v.from_year or first) <= last and (v.to_year or last) >= first]
    span = " ".join(f"{word} năm {year}" for word, year in zip(("từ", "đến"), years, strict=True) if year)
    for level in levels:
        if level not in kept:
            text = f"{quoted(level.as_written)} có mức của năm {level.from_year}; phụ lục này áp dụng {span}. Bỏ mức ấy, hoặc sửa các năm của phụ lục."
            said.ask((level.row, level.column), text)
    return kept


def ask_of_empty_criteria(criteria: Mapping[str, Place], indicators: Iterable[ReadIndicator], said: Said) -> None:
    """Ask about criteria of which no indicator could be read, unless their row is asked about already."""
    read = {indicator.criterion_no for indicator in indicators}
    asked = {question.row for question in said.questions if question.covers == "row"}
    for no, place in criteria.items():
        if no not in read and place[0] not in asked:
            text = f"Tiêu chí {no} chưa có chỉ tiêu nào đọc được. Ghi nội dung và mức, hoặc bỏ dòng này."
            said.ask(place, text, "row")
