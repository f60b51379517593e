"""Columns that name a commune's criteria in one cell: "Các tiêu chí chưa đạt: 5, 6, 10".

Who is named is told by the cell; the rest follows only where the count of the row, or a person, says that the list is whole.
"""

import re
from collections.abc import Iterator

from ntm_lib.intake.summary import marks
from ntm_lib.intake.summary.columns import LISTED, MISSING, REMARK, Column, is_short_for, lacks
from ntm_lib.intake.summary.questions import NO, OTHER, YES, Question
from ntm_lib.intake.summary.table import TableReader
from ntm_lib.intake.summary.totals import stated_counts
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.text import clean, in_quotes, natural_key, spelling_key

Codes = frozenset[str]

# "Tiêu chí chưa đạt: 2, 5", "Còn 2 TC chưa đạt: 5, 10" before the list itself
_SAYS_FIRST = re.compile(r"^(?:còn\s+)?(?:\d+\s+)?(?:(?:các|những)\s+)?(?:tiêu chí|tc)?(?:\s+còn)?\s*(?:chưa đạt|không đạt|còn thiếu|thiếu|đã đạt|đạt)\s*(?:là)?\s*(:?)\s*", re.IGNORECASE)  # fmt: skip
_ONLY_SAYS_WHAT = re.compile(r"^(?:\d+\s+)?(?:(?:các|những)\s+)?(?:tiêu chí|tc)\s*:\s*", re.IGNORECASE)  # 02 TC: 5, 6
_BETWEEN = re.compile(r"\s*(?:[;,+]|\bvà\b|\s&\s|\.\s(?=\S)|\s[-–]\s(?!\d)|(?<=\d)\s(?=\d)|\s(?=\d{1,2}[.)]\s\D))\s*")
_NONE = {"không", "0", "-", "–", "không có", "không còn"}
_ALL = {"tất cả", "tất cả các tiêu chí"}
_KIND = r"(?:tiêu chí|tc|chỉ tiêu|ct)\s*(?:số|thứ)?|số"
_UNTIL = re.compile(rf"(?:từ\s+)?(?:{_KIND})?\s*(\d{{1,2}})\s*(?:-|–|đến)\s*(?:{_KIND})?\s*(\d{{1,2}})", re.IGNORECASE)
_PAIR = re.compile(r"(\d{1,2})[.,](\d{1,2})")  # 5,6: two criteria, or the number that Excel makes of them
_CODE = r"0?(\d{1,2}(?:\.\d{1,2})?)"
_NUMBERED = re.compile(
    rf"(?:{_KIND})?\s*[:.]?\s*\(?{_CODE}\)?(?:\s*[.:)–-]?\s*(\D+))?", re.IGNORECASE
)  # TC 10, 10. Thu nhập
_BEHIND = re.compile(rf"(\D+?)\s*\((?:{_KIND})?\s*{_CODE}\)", re.IGNORECASE)  # Thu nhập (10)


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
    found = lists_of(text, reader.wanted, says_not=column.kind != LISTED)
    if not found and column.kind != REMARK:
        reader.note((row, column.index), f"{in_quotes(text)}: không rõ là những tiêu chí nào, chưa lấy. Ghi số của từng tiêu chí, ví dụ 5, 6, 10")  # fmt: skip
    return found


def says_first(text: str) -> bool:
    """Return whether a remark begins with what is not met: "Tiêu chí chưa đạt: 2, 5"."""
    found = _SAYS_FIRST.match(clean(text))
    return found is not None and lacks(found[0])


def lists_of(text: str, wanted: Wanted, *, says_not: bool = True) -> list[Codes]:
    """Return the lists of criteria and indicators that a text may be; none if a part of it is neither.

    `says_not` is what the column says of them: words before the list that say the contrary make it none.
    """
    if spelling_key(text) in map(spelling_key, _NONE):
        return [frozenset()]
    if spelling_key(text) in map(spelling_key, _ALL):
        return [frozenset(wanted.criterion_of.values())]
    text = _ONLY_SAYS_WHAT.sub("", clean(text))
    first = _SAYS_FIRST.match(text)
    rest = text[first.end() if first else 0 :].strip(" .-–")
    if first and (lacks(first[0]) != says_not or (not first[1] and rest.isdigit())):  # "Còn thiếu 1" counts
        return []
    parts = list(_parts(rest, wanted))
    if len(parts) == 1:
        return list(map(frozenset, parts[0]))
    return [frozenset().union(*(ways[0] for ways in parts))] if parts and all(parts) else []


def _parts(text: str, wanted: Wanted) -> Iterator[list[set[str]]]:
    """Yield what each part of a list may be; names that have commas or "và" of their own are kept together."""
    if _PAIR.fullmatch(text):
        yield _pair(text, wanted)
        return
    cuts = [(0, 0), *(found.span() for found in _BETWEEN.finditer(text)), (len(text), len(text))]
    at = 0
    while at < len(cuts) - 1:
        ends = range(len(cuts) - 1, at, -1)
        end = next((n for n in ends if _code_of(text[cuts[at][1] : cuts[n][0]], wanted)), at + 1)
        if piece := text[cuts[at][1] : cuts[end][0]]:
            yield _one(piece, wanted)
        at = end


def _one(piece: str, wanted: Wanted) -> list[set[str]]:
    """Return what one part of a list may be: a criterion, an indicator, criteria from one to another; nothing if it is none."""
    if span := _UNTIL.fullmatch(piece):
        first, last = int(span[1]), int(span[2])
        between = {str(number) for number in range(first, last + 1)}
        if not between or not between <= wanted.criterion_of.keys():
            return []
        return (
            [between] if "đến" in piece.casefold() or last - first == 1 else [between, {str(first), str(last)}]
        )  # alone it may name two
    code = _code_of(piece, wanted)
    return [{code}] if code else []


def _code_of(piece: str, wanted: Wanted) -> str:
    """Return the code that a text names and nothing else: by number, by name, or by both where they agree; "" if it is none."""
    found = _NUMBERED.fullmatch(piece) or _BEHIND.fullmatch(piece)
    if found is None:
        return wanted.by_name.get(spelling_key(piece), "")
    code, name = (found[1], found[2] or "") if found.re is _NUMBERED else (found[2], found[1])
    name = name.strip(" ()")
    is_named = not name or wanted.by_name.get(spelling_key(name)) == code or is_short_for(name, code, wanted)
    return code if code in wanted.criterion_of and is_named else ""


def _pair(text: str, wanted: Wanted) -> list[set[str]]:
    """Return what "5,6" may be: criteria 5 and 6, or indicator 5.6; and "5,1" is 5 and 10, whose 0 Excel drops: lists go up."""
    first, second = (part.lstrip("0") for part in text.replace(",", ".").split("."))
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
