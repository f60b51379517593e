"""Villages by date: data/reference/villages.csv, for those that came to be, ended or were renamed (NĐ 185/2026/NĐ-CP).

The file is optional and need not name every village: one that it does not name is taken to be there on every day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TypedDict

from ntm_lib.errors import fault
from ntm_lib.reference.files import read_rows
from ntm_lib.reference.units import Unit, names_of
from ntm_lib.reference.validity import DAYS, covers
from ntm_lib.schemas import Village
from ntm_lib.spot import Spot
from ntm_lib.text import names_in, spelling_key, village_key


class DatedVillage(TypedDict):
    """A village of a commune and the days between which it bears its name, None for a side without end.

    `successor` is the name of the village of the same commune that it was merged into or renamed to; of one that was split, the names
    of all, joined by ";"; empty if it has none.
    """

    unit_id: str
    village: str
    valid_from: date | None
    valid_to: date | None  # its last day
    successor: str
    source: str


@dataclass(frozen=True)
class Villages:
    """The dated villages of a workbook."""

    rows: Sequence[DatedVillage] = ()

    def ended(self, unit_id: str, village: str, day: date) -> DatedVillage | None:
        """Return the row of a village that no longer bears this name on `day`; None if it does, or the file does not name it."""
        own = self._by_name.get((unit_id, village_key(village)), [])
        is_there = any(covers(row["valid_from"], row["valid_to"], day) for row in own)
        over = [row for row in own if row["valid_to"] is not None and row["valid_to"] < day]
        return None if is_there or not over else max(over, key=lambda row: row["valid_to"] or date.min)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[DatedVillage]]:
        found: dict[tuple[str, str], list[DatedVillage]] = {}
        for row in self.rows:
            found.setdefault((row["unit_id"], village_key(row["village"])), []).append(row)
        return found

    def is_renamed(self, row: DatedVillage) -> bool:
        """Return whether a village that ended only took another name: its successor began after it and succeeds no other."""
        if len(names_in(row["successor"])) > 1:
            return False
        successor = village_key(row["successor"])
        own = [other for other in self.rows if other["unit_id"] == row["unit_id"]]
        merged = [other for other in own if successor in map(village_key, names_in(other["successor"]))]
        named, last = self._by_name.get((row["unit_id"], successor), []), row["valid_to"] or date.max
        return len(merged) == 1 and any((other["valid_from"] or date.min) > last for other in named)

    def name_on(self, unit_id: str, village: str, day: date) -> str:
        """Return the name of a village on `day`, followed from successor to successor; its last one where it ended without one, or was split."""
        return self.names_until(unit_id, village, day)[-1]

    def stated(
        self, rows: Iterable[Village], unit_id: str, village: str, tier: str, told: date, day: date
    ) -> Village | None:
        """Return the row of `rows` that speaks of a village of a commune, under the name it has on `day` or one of before, and of a tier.

        None if there is none, or several: of villages merged into one since the rows were `told`, none stands for it.
        """
        found = self.all_stated(rows, unit_id, village, tier, told, day)
        return found[0][1] if len(found) == 1 else None

    def all_stated(
        self, rows: Iterable[Village], unit_id: str, village: str, tier: str, told: date, day: date
    ) -> list[tuple[str, Village | None]]:
        """Return what `rows`, of the day `told`, say of each village that is one on `day`, and of a tier: its name then, and None if nothing.

        A village is spoken of under its name of `told`, or one that it takes on until `day`: a form may write the new name before its day.
        So one that lives on and takes in another, of which the rows say nothing, is one row, its own.
        """
        name, tier = village_key(self.name_on(unit_id, village, day)), spelling_key(tier)
        of_tier = [row for row in rows if row["unit_id"] == unit_id and spelling_key(row["tier"]) == tier]
        spoken = {village_key(self.name_on(unit_id, row["village"], told)) for row in of_tier}
        there = [r for r in self.rows if r["unit_id"] == unit_id and covers(r["valid_from"], r["valid_to"], told)]
        silent = [row["village"] for row in there if spoken.isdisjoint(self._keys_until(unit_id, row["village"], day))]
        found = [*((row["village"], row) for row in of_tier), *((then, None) for then in silent)]
        return [(then, row) for then, row in found if village_key(self.name_on(unit_id, then, day)) == name]

    def _keys_until(self, unit_id: str, village: str, day: date) -> list[str]:
        return [village_key(name) for name in self.names_until(unit_id, village, day)]

    def names_until(self, unit_id: str, village: str, day: date) -> list[str]:
        """Return a village's name and those it took on until `day`; where they lead round in a circle the last one is there twice."""
        names, seen = [village], {village_key(village)}
        while (row := self.ended(unit_id, names[-1], day)) is not None and len(names_in(row["successor"])) == 1:
            names.append(row["successor"])
            if village_key(row["successor"]) in seen:
                break
            seen.add(village_key(row["successor"]))
        return names


def load_villages(path: Path, units: dict[str, Unit]) -> Villages:
    """Return the dated villages, none if the file is absent; those of a commune that only got another name or kind are the later unit's too.

    Raises WorkbookError that names file and row for an unknown commune, an end before the beginning, a successor of a village
    that has not ended, and villages that succeed each other in a circle.
    """
    rows = read_rows(
        path,
        DatedVillage,
        named=("unit_id", "village"),
        kinds=DAYS,
        allowed={"unit_id": units},
        required=("unit_id", "village"),
        key=("unit_id", "village", "valid_from"),
        optional=True,
    )
    for where, row in rows:
        if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
            raise fault(where, "valid_to trước valid_from. Sửa một ngày.")
        if row["successor"] and row["valid_to"] is None:
            raise fault(where, "có successor mà chưa có valid_to. Ghi ngày cuối của thôn này.")
    villages = Villages(_under_all_names([row for _, row in rows], units))
    for where, row in rows:
        _refuse_circle(villages, row, where)
    return villages


def _under_all_names(rows: list[DatedVillage], units: dict[str, Unit]) -> list[DatedVillage]:
    """Return the rows, and as the later unit's those of its former names that it does not have itself."""
    found = {(row["unit_id"], village_key(row["village"]), row["valid_from"]): row for row in rows}
    for unit_id in units if rows else ():
        for former in names_of(units, unit_id)[1:]:
            for row in (row for row in rows if row["unit_id"] == former):
                own = DatedVillage(**{**row, "unit_id": unit_id})
                found.setdefault((unit_id, village_key(row["village"]), row["valid_from"]), own)
    return list(found.values())


def _refuse_circle(villages: Villages, row: DatedVillage, where: Spot) -> None:
    """Refuse villages that on some day have all ended and succeed each other in a circle: a name could be followed for ever.

    A circle begins on the day after the last day of one of its villages.
    """
    if row["valid_to"] is None:
        return
    day = row["valid_to"] + timedelta(days=1)
    names = villages.names_until(row["unit_id"], row["village"], day)
    if len({village_key(name) for name in names}) < len(names):
        line = " → ".join(names)
        raise fault(
            where,
            f"ngày {day:%d/%m/%Y} các thôn kế thừa nhau thành vòng ({line}). Sửa cột successor, valid_from hoặc valid_to.",
        )
