"""Annexes of decisions taken apart: levels, indicators, and a question or a remark on every cell that is neither."""

import re
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_lib.setup.annex.reading import read_annex
from ntm_lib.setup.annex.result import ReadAnnex
from tests.unit.annexes import ALL, LEFT, UP, opened, pasted

Rows = Sequence[Sequence[object]]
BELOW = {"by region": 2, "by group": 3, "pages": 4, "village": 1, "by year": 2, "sub-rows": 1}  # where the rows begin
PIECES = (
    "", UP, LEFT, "1", "2.1", "2.1. Tỷ lệ hộ", "a) Đường xã", "- Có điện", "a", "-", "I", "Tiêu chí 5", "Giao thông", "3. Thủy lợi", "≥ 95 %", "95%", "Đạt", "Không",
    "Dưới 5%", "≥ 98% (≥ 60% nước sạch)", "UBND tỉnh quy định", "Không quy định", "50 (năm 2021: 39)", "Ghi chú: (1)", "TT", "Chỉ tiêu", "Nội dung", "Xã nhóm 1", "Vùng núi", 0.5, 17.1, 2, "lạ",
)  # fmt: skip


def left_over(rows: Rows, below: int, read: ReadAnnex) -> list[tuple[int, int, object]]:
    """Return the cells that nothing of what was read accounts for."""
    said = [*read.questions, *read.remarks]
    names = [
        text
        for i in read.indicators
        for text in (i.criterion_no, i.criterion_name, i.indicator, i.indicator_name, i.component_name, i.target_text)
    ]
    levels = {(level.row, level.column) for level in read.levels}

    def is_in_names(text: str) -> bool:
        if re.fullmatch("[a-zđ-]", text):  # the mark of a sub-row
            return True
        words = re.sub(r"^\s*((tiêu chí|chỉ tiêu) )?[\d.,]*[.)]?\s*([a-zđ]\)|[-–])?\s*", "", text, flags=re.I)
        return any(" ".join(words.split()) in name for name in names)

    return [
        (row, column, rows[row][column])
        for row, column in product(range(below, len(rows)), range(max(map(len, rows))))
        if column < len(rows[row]) and rows[row][column] not in ("", UP, LEFT)
        and not (row, column) in levels
        and not any(
            (s.row, s.column) == (row, column) or (s.covers == "row" and s.row == row) or (s.covers == "column" and s.column == column)
            for s in said
        )
        and not is_in_names(str(rows[row][column]))
    ]  # fmt: skip


@pytest.mark.parametrize("style", ALL)
def test_every_cell_of_an_annex_is_accounted_for(style: str) -> None:
    read = read_annex(*pasted(ALL[style]), None)
    assert left_over(ALL[style], BELOW[style], read) == []


@given(st.data())
@settings(deadline=None)
def test_no_cell_is_dropped_silently(data: st.DataObject) -> None:
    style = data.draw(st.sampled_from(sorted(ALL)))
    rows = [list(row) for row in ALL[style]]
    for _ in range(data.draw(st.integers(1, 6))):
        row = data.draw(st.integers(BELOW[style], len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[row]) - 1))
        rows[row][column] = data.draw(st.sampled_from(PIECES))
    whole = tidied(rows)
    read = read_annex(*opened(whole), None)
    assert left_over(whole, BELOW[style], read) == []


def tidied(rows: Rows) -> Rows:
    """Return rows of which each mark of a merged cell goes on from one that is there, as rectangles that do not overlap."""
    found = [list(row) for row in rows]
    for r, row in enumerate(found):
        for c, value in enumerate(row):
            is_beside_above = (
                c and row[c - 1] == UP or (r and c + 1 < len(found[r - 1]) and found[r - 1][c + 1] == LEFT)
            )
            if (value == LEFT and (not c or row[c - 1] in ("", UP))) or (
                value == UP and (is_beside_above or not found[r - 1][c] or found[r - 1][c] == LEFT)
            ):
                row[c] = ""
    return found
