"""What a cell of thiet-lap.xlsx holds, and what is stored for it in a file: both ways, and one normal form to compare them in."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from ntm_lib.csv_file import as_typed
from ntm_lib.errors import WorkbookError, fault
from ntm_lib.reference.cells import PARSERS, YEARS, parse_date, parse_number
from ntm_lib.reference.excel import MARK
from ntm_lib.reference.files import check_id
from ntm_lib.setup.sheets import PERIODS, Column
from ntm_lib.spot import Spot
from ntm_lib.text import clean, did_you_mean, in_quotes, name_key, names_in, spelling_key, word_key

Cell = str | float | date
NUMBERS = ("number", "count", "year")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([.,][0-9]{3})+")  # of a count: 12.350 is no fraction
_NOWHERE = Spot("", 0)
_NOTICE = re.compile(
    r"([a-z0-9-]+/)?[0-9]{4}-[0-9]{2}-[0-9]{2}[A-Za-z0-9_-]*"
)  # as its file is named, after the id of a place


_ID_IN_BRACKETS = re.compile(r".*\(([^()]+)\)")


@dataclass(frozen=True)
class Names:
    """The names of what a workbook gives ids to, by kind (ntm_lib.setup.sheets.UNITS and so on) and id.

    `earlier` are those that a file of settings was written with, where they were others.
    """

    of: Mapping[str, Mapping[str, str]]
    earlier: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def with_names(self, kind: str, more: Mapping[str, str]) -> "Names":
        """Return the names with these, too; what has a name already keeps it."""
        return replace(self, of={**self.of, kind: {**more, **self.of[kind]}})

    @property
    def as_written(self) -> "Names":
        """The names that the file of settings was written with."""
        return Names({kind: {**own, **self.earlier.get(kind, {})} for kind, own in self.of.items()})

    def shown(self, kind: str, name: str) -> str:
        """Return an id as people choose it: "Hương Xuân (huong-xuan)"; one without a name, or whose name is the id, as it is."""
        found = self.of[kind].get(name, "")
        return f"{found} ({name})" if found and found != name and kind != PERIODS else found or name

    def ids(self, kind: str) -> dict[str, str]:
        """Return the ids by what people may write for them: as shown, now or when the file was written, the id alone, and the name where only one has it."""
        names, then = self.of[kind], self.as_written
        keys = [name_key(name) for name in names.values()]
        found = {name_key(name): i for i, name in names.items() if keys.count(name_key(name)) == 1}
        shown = {spelling_key(own.shown(kind, i)): i for own in (self, then) for i in names}
        return found | shown | {spelling_key(i): i for i in names}


def normal(column: Column, text: str, mark: str = ".") -> str:
    """Return a stored text in the form in which it is compared: numbers without needless digits, days as 2020-12-24, known words as the file has them.

    `mark` is the file's decimal mark. What can't be read stays as it is: it is named when the file is read.
    """
    text = as_typed(clean(text))
    with suppress(WorkbookError):
        if column.kind in NUMBERS:
            value = parse_number(text, _NOWHERE, mark)
            return "" if value is None else f"{value:.15g}"
        if column.kind == "date":
            day = parse_date(text, _NOWHERE, mark)
            return "" if day is None else day.isoformat()
    if column.is_list:
        return ";".join(names_in(text))
    return next((own for own in column.words if word_key(text) in (word_key(own), word_key(column.words[own]))), text)  # fmt: skip


def shown(column: Column, stored: str, names: Names) -> Cell:
    """Return what a cell shows for a stored text in its normal form."""
    if not stored:
        return ""
    with suppress(ValueError):
        if column.kind in NUMBERS:
            return float(stored)
        if column.kind == "date":
            return date.fromisoformat(stored)
    parts = names_in(stored) if column.is_list else (stored,)
    if column.names_of:
        return "; ".join(names.shown(column.names_of, part) for part in parts if part)
    return column.words.get(stored, "; ".join(parts))


def stored(column: Column, text: str, where: Spot, names: Names) -> str:
    """Return what is stored for the text of a cell, in its normal form; raise WorkbookError that names `where` if it can't be."""
    if not text:
        return ""
    if column.kind == "date":
        return _day(column, text, where)
    if column.kind in NUMBERS:
        whole = text.replace(".", "").replace(",", "") if column.kind == "count" and _GROUPED.fullmatch(text) else text
        return f"{PARSERS[column.kind](whole, where, MARK):.15g}"
    if column.words:
        return _word(column, text, where)
    if column.kind == "id":
        check_id(text, where)
    if column.kind == "day":
        return _notice(text, where)
    if column.names_of:
        return ";".join(dict.fromkeys(_id(part, column, where, names) for part in names_in(text)))
    return normal(column, text)


def _notice(text: str, where: Spot) -> str:
    with suppress(WorkbookError):
        return str(parse_date(text, where, ","))
    if not _NOTICE.fullmatch(text):
        raise fault(where, f"{in_quotes(text[:60])} không phải là ngày của một thông báo. Ghi như 2020-12-24.")
    return text


def _word(column: Column, text: str, where: Spot) -> str:
    found = normal(column, text)
    if found not in column.words:
        raise fault(
            where, f"{in_quotes(text[:60])} không có trong danh sách. {did_you_mean(text, column.words.values())}"
        )
    return found


def _id(part: str, column: Column, where: Spot, names: Names) -> str:
    known, own = names.ids(column.names_of), names.of[column.names_of]
    bracketed = _ID_IN_BRACKETS.fullmatch(part)
    found = known.get(spelling_key(part)) or known.get(name_key(part))
    if found is None and bracketed and bracketed[1] in own:  # of a name that is no longer its own
        found = bracketed[1]
    if found is not None or column.is_free:
        return found or part
    alike = [i for i, name in own.items() if name_key(name) == name_key(part)]
    if alike:
        raise fault(where, f"có {len(alike)} tên {in_quotes(part[:60])}. Ghi mã: {' hoặc '.join(alike)}.")
    hint = "Nhiều tên thì ghi cách nhau bằng dấu “;”. " if column.is_list else ""
    near = did_you_mean(part, [names.shown(column.names_of, i) for i in own], "Chọn trong danh sách của ô.")
    raise fault(where, f"không có {in_quotes(part[:60])}. {hint}{near}")


def _day(column: Column, text: str, where: Spot) -> str:
    is_year = re.fullmatch(r"[0-9]{4}", text) and YEARS[0] <= int(text) <= YEARS[1]
    try:
        return text if is_year else normal(column, str(parse_date(text, where, ",")))
    except WorkbookError:
        what = f"{in_quotes(text[:60])} không phải là ngày có trong lịch. Ghi ngày/tháng/năm, ví dụ 28/02/2023."
        raise fault(where, what) from None
