"""Which conclusions of an older workbook are still open, and what becomes of them where communes were merged or agencies ended.

One that goes to the commune its unit became a part of is a task there: it is judged by what that commune reports, since no figure of
the whole is one of the part. What has no single commune or agency to go to has no lead: somebody has to decide.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from string import ascii_lowercase

import pandas as pd

from ntm_lib.reference.conclusions import COLUMNS, Conclusion
from ntm_lib.reference.departments import COMMUNES, Department
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import Promise, PromiseState
from ntm_lib.tables import rows_of
from ntm_lib.text import natural_key

_NAMED = 4  # units of one line


@dataclass(frozen=True)
class Change:
    """What is different on `day`, the new season's cut-off: units and agencies, the ids of its communes."""

    day: date
    units: Mapping[str, Unit]
    communes: Collection[str]
    agencies: Mapping[str, Department]

    def commune(self, unit_id: str) -> str:
        """Return the commune that a unit is on the day, or became a part of as a whole; "" if there is no single one in the place."""
        while not self.units[unit_id].valid_on(self.day):
            successors = self.units[unit_id].successors
            if len(successors) != 1:
                return ""
            unit_id = successors[0]
        return unit_id if unit_id in self.communes else ""

    def agency(self, department_id: str) -> str:
        """Return the agency that goes on with another's tasks: itself, or the one named as its successor; "" if there is none."""
        own = self.agencies.get(department_id)
        for _ in self.agencies:  # no longer than there are: they may name each other in a circle
            if own is None or own.valid_on(self.day):
                break
            own = self.agencies.get(own.successor)
        return own.department_id if own and own.valid_on(self.day) else ""

    def lost(self, unit_ids: Iterable[str]) -> list[str]:
        """Return those of the units that no single commune of the place goes on with."""
        return [unit_id for unit_id in unit_ids if not self.commune(unit_id)]

    def outside(self, unit_ids: Iterable[str]) -> list[str]:
        """Return those of them that became something besides which the workbook does not follow: a phường, a commune elsewhere."""
        return [unit_id for unit_id in self.lost(unit_ids) if set(self.units[unit_id].successors) - set(self.communes)]


@dataclass(frozen=True)
class OpenConclusions:
    """The conclusions still open, one Conclusion per row; those that wait for a decision, by the reason: their items."""

    items: pd.DataFrame
    waiting: Mapping[str, Sequence[str]] = field(default_factory=dict)


def open_items(items: pd.DataFrame, promises: pd.DataFrame, year: int) -> list[tuple[Conclusion, list[str]]]:
    """Return the items that `promises` (PROMISES; none: not judged yet) do not call done, or due in `year` or later, each with its open units.

    An item without units concerns the whole place.
    """
    judged = [
        ((item, row["respondent"], row["unit_id"]), row["state"])
        for row in rows_of(promises, Promise)
        for item in (row["item"], *row["also_in"].split(";"))
    ]
    done, of_whole = (
        {key for key, state in judged if state == PromiseState.DONE},
        {i for (i, _, unit), _ in judged if not unit},
    )
    found = []
    for item in sorted(rows_of(items, Conclusion), key=lambda i: natural_key(i["item"])):
        named, goes_on = _parts(item["communes"]), int(item["deadline_year"] or 0) >= year
        asked = [""] if item["item"] in of_whole or not named else named  # whom it was judged for
        left = [unit for unit in asked if goes_on or (item["item"], _respondent(item, unit), unit) not in done]
        if left:
            found.append((item, named if left == [""] else left))
    return found


def _respondent(item: Conclusion, unit_id: str) -> str:
    return unit_id if item["lead"] == COMMUNES else item["lead"]


def carried_conclusions(found: Sequence[tuple[Conclusion, list[str]]], change: Change, notice: str) -> OpenConclusions:
    """Return what `found` (of `open_items`) is on the day of `change`; `notice` names where it comes from ("kết luận 24/12/2020")."""
    rows: list[Conclusion] = []
    waiting: dict[str, list[str]] = {}
    taken = {item["item"] for item, _ in found}
    for item, units in found:
        for number, (row, reason) in enumerate(_carried(item, units, change, notice)):
            name = item["item"] if number == 0 else _free(item["item"], taken)
            taken.add(name)
            own: Conclusion = {**row, "item": name}
            rows.append(own)
            if reason:
                waiting.setdefault(reason, []).append(own["item"])
    kept = {row["item"] for row in rows}
    for row in rows:
        row["same_as"], row["related_to"] = (
            ";".join(i for i in _parts(t) if i in kept) for t in (row["same_as"], row["related_to"])
        )
    return OpenConclusions(pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype="str"), waiting)


def _free(item: str, taken: Collection[str]) -> str:
    """Return the item with the first letter that no other has: "5.4b"."""
    return next(name for letter in ascii_lowercase[1:] if (name := f"{item}{letter}") not in taken)


def _carried(item: Conclusion, units: Sequence[str], change: Change, notice: str) -> Iterator[tuple[Conclusion, str]]:
    """Yield the one to three rows that an item becomes, each with the reason why it waits for a decision, "" if it does not."""
    now = {unit: change.commune(unit) for unit in units}
    same, moved = ([u for u in units if now[u] and (now[u] == u) == is_same] for is_same in (True, False))
    lost = [unit for unit in units if not now[unit]]
    if item["lead"] == COMMUNES:
        if same:
            yield _row(item, same, [], change, notice), ""
        if moved:
            yield _task(_row(item, moved, moved, change, notice)), ""
        if lost or not units:
            yield (
                _unled(_row(item, [], lost, change, notice), item["lead"], change),
                why_lost(lost, change) or "chưa ghi xã nào",
            )
        return
    if same or moved or not lost:
        row = _row(item, [*same, *moved], moved, change, notice)
        if change.agency(item["lead"]):
            yield _task(row) if moved or lost else row, ""
        else:
            yield _unled(row, item["lead"], change), _why_ended(item["lead"], change)
    if lost:
        yield _unled(_row(item, [], lost, change, notice), item["lead"], change), why_lost(lost, change)


def _row(item: Conclusion, units: Iterable[str], changed: Sequence[str], change: Change, notice: str) -> Conclusion:
    """Return the item for what `units` are now; its summary says where it comes from and which units it was given, of those that changed.

    One that says so already, carried over before, is left as it is. The old notice's own words stay in its file: they speak of then.
    """
    names = [change.units[unit].full_name for unit in changed]
    then = f"; khi ấy: {', '.join(names) if len(names) <= _NAMED else f'{len(names)} xã'}" if names else ""
    return {
        **item,
        "lead": change.agency(item["lead"]),
        "supports": _joined(map(change.agency, _parts(item["supports"]))),
        "note": _noted(
            item["note"], "khi ấy phối hợp", [i for i in _parts(item["supports"]) if not change.agency(i)], change
        ),
        "communes": _joined(map(change.commune, units)),
        "focus_communes": _joined(map(change.commune, _parts(item["focus_communes"]))),
        "summary": item["summary"]
        if notice in item["summary"]
        else f"{item['summary']} (mục {item['item']}, {notice}{then})",
        "quote": "",
    }


def _task(row: Conclusion) -> Conclusion:
    """Return the item as a task, with what it was to be judged by in its note."""
    if row["kind"] == "task":
        return row
    level = " ".join(filter(None, [row["kind"], row["measure"], row["comparator"], row["target"]]))
    note = "; ".join(filter(None, [row["note"], f"khi ấy xét theo: {level}"]))
    return {**row, "kind": "task", "measure": "", "comparator": "done", "target": "yes", "note": note}


def _unled(row: Conclusion, lead: str, change: Change) -> Conclusion:
    """Return the item without a lead, with the one that it had in its note."""
    task = _task(row)
    return {**task, "lead": "", "note": _noted(task["note"], "khi ấy chủ trì", _parts(lead), change)}


def _noted(note: str, words: str, agencies: Sequence[str], change: Change) -> str:
    """Return the note with the names of agencies that the row no longer has."""
    names = ", ".join(change.agencies[i].name if i in change.agencies else i for i in agencies)
    return "; ".join(filter(None, [note, f"{words}: {names}" if names else ""]))


def why_lost(units: Sequence[str], change: Change) -> str:
    """Return what became of units that have no single commune here, those of one fate together."""
    told: dict[str, list[str]] = {}
    for unit in (change.units[unit_id] for unit_id in units):
        names = [change.units[successor].full_name for successor in unit.successors]
        told.setdefault(f"nay là {', '.join(names)}" if names else "không có trong sổ kỳ này", []).append(
            unit.full_name
        )
    return "; ".join(f"{', '.join(names)} {fate}" for fate, names in told.items())


def _why_ended(department_id: str, change: Change) -> str:
    own = change.agencies.get(department_id)
    if own is None:
        return "chưa ghi cơ quan chủ trì"
    until = f" từ {own.valid_to + timedelta(days=1):%d/%m/%Y}" if own.valid_to else ""
    return f"{own.name} không còn{until}, chưa ghi cơ quan kế tục"


def _parts(names: str) -> list[str]:
    return [name for name in names.split(";") if name]


def _joined(names: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(filter(None, names)))
