"""Columns that name a commune's criteria in one cell: "Các tiêu chí chưa đạt: 5, 6, 10".

Who is named is told by the cell; the rest follows only where the count of the row, or a person, says that the list is whole.
"""

import re
from collections.abc import Iterator

from ntm_lib.intake.summary import marks
from ntm_lib.intake.summary.columns import LISTED, MISSING, REMARK, Column, code_of, lacks
from ntm_lib.intake.summary.questions import NO, OTHER, YES, Question
from ntm_lib.intake.summary.table import TableReader
from ntm_lib.intake.summary.totals import stated_counts
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.text import clean, in_quotes, natural_key, spelling_key

Codes = frozenset[str]

# "Tiêu chí chưa đạt: 2, 5" before the list itself
_SAYS_FIRST = re.compile(r"^(?:còn\s+)?(?:\d+\s+)?(?:(?:các|những)\s+)?(?:tiêu chí|tc)?(?:\s+còn)?\s*(?:chưa đạt|không đạt|thiếu|đạt)\s*(?:là)?\s*:?\s*", re.IGNORECASE)  # fmt: skip
_BETWEEN = re.compile(r"\s*(?:[;,+]|\bvà\b|\s&\s|\.\s|\s[-–]\s(?!\d)|(?<=\d)\s(?=\d))\s*")
_NONE = {"không", "0", "-", "–", "không có", "không còn"}
_ALL = {"tất cả", "tất cả các tiêu chí"}
_UNTIL = re.compile(r"(?:từ\s+)?(?:tiêu chí|tc)?\s*(\d{1,2})\s*(?:-|–|đến)\s*(?:tiêu chí|tc)?\s*(\d{1,2})")
_PAIR = re.compile(r"(\d{1,2})[.,](\d{1,2})")  # 5,6: two criteria, or the number that Excel makes of them
_WORD = re.compile(r"^(?:tiêu chí|tc|số)\s*(?:số)?\s*(?=\d)", re.IGNORECASE)
_WITH_NAME = re.compile(
    r"[^()\d]*\((?:tc|tiêu chí)?\s*(\d{1,2})\)|(\d{1,2})\s*\([^()\d]*\)", re.IGNORECASE
)  # Thu nhập (10), 10 (thu nhập)


def read_listed(reader: TableReader) -> None:
    """Take over what the columns that name criteria say of the communes, and remarks that begin like one: "Tiêu chí chưa đạt: 2, 5"."""
    for column in [*reader.of(LISTED), *reader.of(MISSING), *reader.of(REMARK)]:
        _read_column(reader, column)


def _read_column(reader: TableReader, column: Column) -> None:
    every = frozenset(reader.wanted.criterion_of.values())
    named, other = (marks.MET, marks.NOT_MET) if column.kind == LISTED else (marks.NOT_MET, marks.MET)
    lists = {row: _lists(reader, row, column) for row in reader.units}
    counts = {row: stated_counts(reader, row) for row in reader.units}
    fitting = {row: [codes for codes in found if _fits(codes, counts[row], column, reader.wanted)] for row, found in lists.items()}  # fmt: skip
    uncounted = [row for row, found in lists.items() if len(found) == 1 and not counts[row]]
    is_whole = bool(uncounted) and _is_whole(reader, column, other)
    for row, found in lists.items():
        at = (row, column.index)
        if not found:
            continue
        if counts[row] and not fitting[row]:
            reader.note(at, f"{in_quotes(_text(reader, row, column))} không khớp với số tiêu chí đạt của dòng ({_stated(counts[row])}, bộ có {len(every)}): chưa lấy dòng này")  # fmt: skip
        elif len(kept := fitting[row] or found) > 1:
            ways = " hay ".join(", ".join(sorted(codes, key=natural_key)) for codes in kept)
            reader.note(at, f"{in_quotes(_text(reader, row, column))} có thể là {ways}: chưa lấy. Ghi rõ từng tiêu chí")
        else:
            text, unit_id = _text(reader, row, column) or "(trống)", reader.units[row]
            criteria = {reader.wanted.criterion_of[code] for code in kept[0]}
            said = dict.fromkeys(kept[0], named)
            if named == marks.NOT_MET:  # a criterion is not met when one of its indicators is not
                said |= dict.fromkeys(criteria, named)
            if fitting[row] or is_whole:
                said |= dict.fromkeys(every - criteria, other)
            for code in sorted(said, key=natural_key):
                reader.take(unit_id, code, said[code], text, at)


def _text(reader: TableReader, row: int, column: Column) -> str:
    return reader.page.text(row, column.index) if reader.page.is_filled(row, column.index) else ""


def _lists(reader: TableReader, row: int, column: Column) -> list[Codes]:
    """Return what a cell may name, most often one list; none where it says nothing, or not clearly. Blank is none named where the count says so."""
    text = _text(reader, row, column)
    if column.kind == REMARK and not says_first(text):
        return []
    if not text:
        is_none = _fits(frozenset(), stated_counts(reader, row), column, reader.wanted)
        return [frozenset()] if is_none else []
    found = lists_of(text, reader.wanted)
    if not found:
        reader.note((row, column.index), f"{in_quotes(text)}: không rõ là những tiêu chí nào, chưa lấy. Ghi số của từng tiêu chí, ví dụ 5, 6, 10")  # fmt: skip
    return found


def says_first(text: str) -> bool:
    """Return whether a remark begins with what is not met: "Tiêu chí chưa đạt: 2, 5"."""
    found = _SAYS_FIRST.match(clean(text))
    return found is not None and lacks(found[0])


def lists_of(text: str, wanted: Wanted) -> list[Codes]:
    """Return the lists of criteria and indicators that a text may be; none if a part of it is neither."""
    if spelling_key(text) in map(spelling_key, _NONE):
        return [frozenset()]
    if spelling_key(text) in map(spelling_key, _ALL):
        return [frozenset(wanted.criterion_of.values())]
    parts = list(_parts(_SAYS_FIRST.sub("", clean(text)).strip(" .-–"), wanted))
    lists: list[set[str]] = [set()]
    for ways in parts:
        lists = [before | way for before in lists for way in ways]
    return list(dict.fromkeys(map(frozenset, lists))) if parts else []


def _parts(text: str, wanted: Wanted) -> Iterator[list[set[str]]]:
    """Yield what each part of a list may be; names that have commas of their own are kept together."""
    if _PAIR.fullmatch(text):
        yield _pair(text, wanted)
        return
    pieces = [piece for piece in _BETWEEN.split(text) if piece]
    while pieces:
        whole = (end for end in range(len(pieces), 1, -1) if spelling_key(", ".join(pieces[:end])) in wanted.by_name)
        end = next(whole, 1)
        yield _one(", ".join(pieces[:end]), wanted)
        pieces = pieces[end:]


def _one(piece: str, wanted: Wanted) -> list[set[str]]:
    """Return what one part of a list may be: a criterion, an indicator, criteria from one to another; nothing if it is none."""
    if span := _UNTIL.fullmatch(piece.casefold()):
        first, last = int(span[1]), int(span[2])
        between = {str(number) for number in range(first, last + 1)}
        if not between or not between <= wanted.criterion_of.keys():
            return []
        return [between] if "đến" in piece.casefold() or last - first == 1 else [between, {str(first), str(last)}]
    bare = _WORD.sub("", piece)
    named = _WITH_NAME.fullmatch(bare)
    code = (named[1] or named[2]) if named else code_of(bare, wanted)[0]
    return [{code}] if code in wanted.criterion_of else []


def _pair(text: str, wanted: Wanted) -> list[set[str]]:
    """Return what "5,6" may be: criteria 5 and 6, or indicator 5.6; and "5,1" is 5 and 10, whose 0 Excel drops: lists go up."""
    first, second = text.replace(",", ".").split(".")
    ways = [{first, second if int(second) > int(first) else f"{second}0"}, {f"{first}.{second}"}]
    return [way for way in ways if way <= wanted.criterion_of.keys()]


def _fits(codes: Codes, counts: set[int], column: Column, wanted: Wanted) -> bool:
    """Return whether a list and the count of criteria met of its row make up all criteria."""
    listed = len({wanted.criterion_of[code] for code in codes})
    return (listed if column.kind == LISTED else len(set(wanted.criterion_of.values())) - listed) in counts


def _is_whole(reader: TableReader, column: Column, other: str) -> bool:
    """Return whether somebody has said that what the lists do not name is the opposite."""
    at, heading = reader.page.address(reader.heading.bottom, column.index), column.heading
    text = f"Cột {in_quotes(heading)}: tiêu chí không nêu tên là {marks.WORDS[other]}?"
    asked = Question(OTHER, reader.page.title, at, heading, text, (YES, NO), "chưa có số liệu")
    return reader.answers.of(asked) == YES


def _stated(counts: set[int]) -> str:
    return ", ".join(map(str, sorted(counts)))
