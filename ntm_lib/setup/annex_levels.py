"""What the levels of annexes change among those of a workbook: each takes the years that it names, the old one goes on in the others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ntm_lib.errors import WorkbookError, fault
from ntm_lib.reference.cells import YEARS
from ntm_lib.reference.gazetteer import province_key
from ntm_lib.setup.changes import NewRow, SheetChanges
from ntm_lib.setup.sheets import LEVEL_COMPARATORS, LEVELS
from ntm_lib.spot import Spot

_ELSEWHERE = "mức này đã ghi hay sửa ở {}. Bỏ một chỗ."
_KEPT = ("comparator", "target", "to_year", "source", "confirmed", "checked_by")
_Values = Mapping[str, str]


@dataclass
class AnnexFindings:
    """What pasted annexes could not be read for, and what is said of how they were read."""

    faults: list[WorkbookError] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass
class _Old:
    """A level of the workbook that annexes cut: the parts of its years that they leave it, the annex's level that takes its row, and where the last one stands."""

    parts: list[_Values]
    spot: Spot
    taken_by: _Values = field(default_factory=dict)


class AnnexLevels:
    """Puts the levels of annexes into the changes of the sheet of levels, once all are there (`finish`)."""

    def __init__(self, own: SheetChanges, found: AnnexFindings) -> None:
        self._own, self._found = own, found
        self._by_hand = [(row.values, row.spot) for row in own.added]
        self._put: list[tuple[_Values, Spot]] = []
        self._old: dict[str, _Old] = {}

    def put(self, row: _Values, spot: Spot) -> None:
        """Take one level. One that another place of the file has, too, or that an old one of a later year follows, is a fault.

        One without a last year ends as the old one of its first year does: a later level may have cut that.
        """
        at = spot.in_column("target")
        same = [now for _, now in self._now() if _scope(now) == _scope(row) and _years(now)[0] == _years(row)[0]]
        if same and not row["to_year"]:
            row = {**row, "to_year": same[0]["to_year"]}
        for other, where in (*self._by_hand, *self._put):
            if _scope(other) == _scope(row) and _overlap(other, row):
                self._found.faults.append(fault(at, _ELSEWHERE.format(where.in_column("target").in_file)))
                return
        old = {row_id: now for row_id, now in self._now() if _scope(now) == _scope(row) and _overlap(now, row)}
        later = [now for now in old.values() if _years(now)[0] > _years(row)[0]]
        if later:
            what = f"đã có mức cùng phạm vi từ năm {later[0]['from_year']}. Ghi “Từ năm”, “Đến năm” của phụ lục cho không trùng, hoặc bỏ dòng kia ở trang “{LEVELS.title}”."
            self._found.faults.append(fault(at, what))
            return
        self._put.append((row, spot))
        is_new = True
        for row_id, now in old.items():
            known = self._old.setdefault(row_id, _Old([now], spot))
            known.parts = [part for own in known.parts for part in _without(own, row)]
            known.spot = spot
            if _years(now)[0] == _years(row)[0]:
                known.taken_by, is_new = row, False
        if is_new:
            self._own.added.append(NewRow(dict(row), "", spot))

    def _now(self) -> Iterator[tuple[str, _Values]]:
        for row_id, before in self._own.before.items():
            if row_id not in self._own.removed:
                yield row_id, {**before, **self._own.cells.get(row_id, {})}

    def finish(self) -> None:
        """Change the rows of the old levels, and add rows for the years after an annex in which these go on."""
        now = dict(self._now())
        for row_id, old in self._old.items():
            first = old.taken_by or old.parts.pop(0)
            names = _KEPT if old.taken_by else ("to_year",)
            new = {name: first[name] for name in names if first[name] and first[name] != now[row_id][name]}
            change(self._own, row_id, new, old.spot, self._found)
            for part in old.parts:
                self._own.added.append(NewRow(dict(part), "", old.spot))
                years = f"từ năm {part['from_year']}" + (f" đến năm {part['to_year']}" if part["to_year"] else "")
                level = f"{LEVEL_COMPARATORS.get(part['comparator'], part['comparator'])} {part['target'].replace('.', ',')}"
                self._found.remarks.append(
                    f"{old.spot.in_column('target').in_file}: {years} mức của {part['indicator']} vẫn là mức cũ ({level}): phụ lục không nói đến các năm ấy."
                )


def change(own: SheetChanges, row_id: str, changed: _Values, spot: Spot, found: AnnexFindings) -> None:
    """Change cells of a row as an annex says; a fault where somebody has changed them, too."""
    edited = own.cells.get(row_id, {})
    if twice := changed.keys() & edited.keys():
        where = own.spots[row_id].in_column(*sorted(twice)).in_file
        found.faults.append(fault(spot.in_column("target"), _ELSEWHERE.format(where)))
    elif changed:
        own.cells[row_id] = {**edited, **changed}
        own.spots[row_id] = spot


def _scope(values: _Values) -> tuple[str, ...]:
    """Return for what and whom a level is; the province however it is written."""
    named = [values.get(name, "") for name in ("criteria_set", "indicator", "component", "group", "region")]
    return *named, province_key(values.get("province", ""))


def _years(values: _Values) -> tuple[int, int]:
    return int(values.get("from_year") or 0), int(values.get("to_year") or YEARS[1])


def _overlap(one: _Values, other: _Values) -> bool:
    (first, last), (from_year, to_year) = _years(one), _years(other)
    return first <= to_year and from_year <= last


def _without(old: _Values, row: _Values) -> Iterator[_Values]:
    """Yield an old level for the years that another one leaves it, before and after."""
    (first, last), (from_year, to_year) = _years(old), _years(row)
    if not _overlap(old, row):
        yield old
        return
    if first < from_year:
        yield {**old, "to_year": str(from_year - 1)}
    if to_year < last:
        yield {**old, "from_year": str(to_year + 1)}
