"""Counts that a summary table states, compared with what was counted in it: a difference is said, and stops nothing."""

import re
from collections.abc import Collection

from ntm_lib.intake.summary import marks
from ntm_lib.intake.summary.columns import COUNT, RESULT, Column
from ntm_lib.intake.summary.headings import words
from ntm_lib.intake.summary.rows import Total, rows_below
from ntm_lib.intake.summary.table import TableReader
from ntm_lib.text import in_quotes

_OF_COMMUNES = re.compile(r"\d+\s*/\s*(\d+)(?:\s*xã)?")
_KINDS = re.compile(r"(\d+)\s*(?:xã|thị trấn|phường)", re.IGNORECASE)
_SHARE = re.compile(r"\b(ty le|ti le|binh quan|trung binh)\b")
_WHOLE = re.compile(r"(\d{1,4})(?:\s*/\s*\d+|\s*(?:tc|tiêu chí))?", re.IGNORECASE)


def compare_totals(reader: TableReader) -> None:
    """Note where stated counts differ from the marks of the table, by commune and by total row."""
    for column in reader.table.columns:
        if column.kind == COUNT:
            _compare_communes(reader, column)
    for total in reader.totals:
        _compare_total(reader, total)
    totals, counts = {total.index for total in reader.totals}, {c.index for c in reader.of(COUNT)}
    compared = counts | {c.index for c in reader.of(RESULT)}
    stated = {(row, c) for row in totals for c in compared} | {(row, c) for row in reader.units for c in counts}
    lacking = sorted(stated & reader.page.marks.uncomputed)
    if lacking:
        reader.note(lacking[0], f"{len(lacking)} ô tổng là công thức chưa có giá trị: không so được")


def _compare_communes(reader: TableReader, count: Column) -> None:
    """Compare the count that a commune's row states with its criteria met; only where the table has every criterion."""
    own = whole_matrix(reader)
    for row in reader.units if own else ():
        stated = _WHOLE.fullmatch(reader.page.text(row, count.index))
        said = [reader.meanings[row, c.index] for c in own]
        counted = {said.count(marks.MET), said.count(marks.MET) + said.count(marks.NOT_APPLICABLE)}
        if stated and int(stated[1]) not in counted:
            reader.note((row, count.index), f"ghi {stated[1]} tiêu chí đạt, đếm trong dòng được {min(counted)}")


def whole_matrix(reader: TableReader) -> list[Column]:
    """Return the columns of what is met, one for every criterion of the set; [] if one is lacking."""
    criterion_of = reader.wanted.criterion_of
    own = [c for c in reader.of(RESULT) if criterion_of[c.code] == c.code and not c.says_not]
    return own if {c.code for c in own} == set(criterion_of.values()) else []


def stated_counts(reader: TableReader, row: int) -> set[int]:
    """Return the counts of criteria met that a commune's row states: 16, "16/19", "16 TC"."""
    found = (_WHOLE.fullmatch(reader.page.text(row, column.index)) for column in reader.of(COUNT))
    return {int(count[1]) for count in found if count}


def _compare_total(reader: TableReader, total: Total) -> None:
    group, every = rows_below(reader.found, total), [row.index for row, _ in reader.found]
    scopes = [group] if total.is_group else [every, group]
    is_share = any(_SHARE.search(words(reader.page.text(total.index, c))) for c in reader.page.filled(total.index)[:2])
    for column in range(reader.page.width):
        text = reader.page.text(total.index, column) if reader.page.is_filled(total.index, column) else ""
        own = next((c for c in reader.of(RESULT) if c.index == column), None)
        communes = _stated_communes(text, is_group=total.is_group)
        if communes and communes not in map(len, scopes):
            reader.note((total.index, column), f"{in_quotes(text)}: ghi {communes} xã, trong bảng có {len(scopes[0])}")
        elif own and not is_share and (found := re.match(r"(\d{1,4})(?=\s*(/|xã|$))", text)):
            counted = [_met(reader, own, rows) for rows in scopes]
            if int(found[1]) not in counted:
                reader.note((total.index, column), f"ghi {found[1]} xã đạt, đếm trong bảng được {counted[0]}")


def _stated_communes(text: str, *, is_group: bool) -> int:
    """Return the number of communes that a total's text states: of "142/143 xã" the 143, of "(19 xã + 01 thị trấn)" the sum; 0 if none."""
    if found := _OF_COMMUNES.search(text):
        return int(found[1])
    return sum(map(int, _KINDS.findall(text))) if is_group else 0


def _met(reader: TableReader, column: Column, rows: Collection[int]) -> int:
    return sum(reader.meanings[row, column.index] == marks.MET for row in rows)
