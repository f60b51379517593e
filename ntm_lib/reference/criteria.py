"""Criteria sets: versions of the criteria, and how each binds communes of a scope in a year."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import nan
from typing import TypedDict

import pandas as pd

from ntm_lib.errors import WorkbookError, fault
from ntm_lib.reference.indicators import OFFICE, IndicatorRow, Level, binds_group
from ntm_lib.reference.levels import (
    FILE,
    Figure,
    Scope,
    ScopedLevel,
    floor_of,
    is_easier,
    most_specific,
    named_document,
)
from ntm_lib.reference.sheet_titles import CRITERIA_TITLE, SHEET_TITLES
from ntm_lib.spot import Spot
from ntm_lib.tables import field_names, rows_of
from ntm_lib.text import natural_key

UNDECIDED_BAND = "chưa xác định"
PARTIAL_RULE = "Kết quả của mỗi tiêu chí là đánh giá của văn phòng; chỉ tiêu đã biết mà xã phải đạt còn chưa đạt, hay chưa có số liệu, thì tiêu chí cũng vậy."
NOWHERE = Scope()


class _Bound(TypedDict):
    is_binding: bool
    may_not_bind: bool
    is_broken: bool
    is_open: bool
    is_below_floor: bool
    is_provincial: bool


class Criterion(TypedDict):
    """A criterion of a set."""

    criterion_no: str
    criterion_name: str


@dataclass(frozen=True)
class CriteriaSet:
    """One version of a criteria set. One that is not `complete` is known in part: each criterion has a row of its own, whose `indicator`
    is the criterion's number and which is the office's verdict; beside it stand the indicators that are known.

    `rows` has one row per indicator and component (of the first layout: and years); `numbers` are the levels they are compared with;
    `groups` are those of communes for which a decree of this set has levels of their own, () where it has none.
    """

    set_id: str
    name: str
    decision: str
    tier: str
    criteria_total: int
    complete: bool
    bands: tuple[tuple[int, int], ...]
    rows: pd.DataFrame
    groups: tuple[str, ...] = ()
    indicators_total: int = 0  # of the decree, where the file does not have them all
    numbers: Sequence[ScopedLevel] = field(default=(), repr=False)

    def levels(self, year: int, scope: Scope = NOWHERE) -> pd.DataFrame:
        """Return the set as it binds communes of `scope` in `year`, one Level per (indicator, component), in the set's order; made once.

        Raises WorkbookError if the criteria could not be counted: the file does not have all of them, or, of a set known in part, no row
        for one of them.
        """
        if year not in self._checked_years:
            self._check_year(year)
            self._checked_years.add(year)
        return self.holding(year, scope)

    @cached_property
    def _checked_years(self) -> set[int]:
        return set()

    @cached_property
    def _levels(self) -> dict[tuple[int, Scope], pd.DataFrame]:
        return {}

    def _check_year(self, year: int) -> None:
        levels = self._rows_of(year)
        if not self.complete:
            judged = set(levels.loc[levels["is_verdict"], "criterion_no"])
            for place, number in zip(levels["place"], levels["criterion_no"], strict=True):
                if number not in judged:
                    raise fault(
                        place.called(""),
                        f"bộ mới biết một phần (complete = false) cần một dòng cho cả tiêu chí {number}, có indicator là {number}. "
                        "Thêm dòng ấy, hoặc bổ sung đủ chỉ tiêu rồi ghi complete = true.",
                    )
        repeated = levels[levels.duplicated(["indicator", "component"])]
        if not repeated.empty:
            raise fault(
                repeated.iloc[0]["place"].called(""),
                f"chỉ tiêu {repeated.iloc[0]['indicator']} có hai mức cho năm {year}. Sửa level_from_year, level_to_year.",
            )
        absent = sorted(set(self.rows["indicator"]) - set(levels["indicator"]), key=natural_key)
        if absent:
            raise WorkbookError(
                f"{self.file}: chỉ tiêu {', '.join(absent)} không có mức cho năm {year}. Thêm dòng cho năm ấy."
            )
        if levels["criterion_no"].nunique() != self.criteria_total:
            raise WorkbookError(
                f"{self.file}: có {levels['criterion_no'].nunique()} tiêu chí cho năm {year}, sets.toml ghi {self.criteria_total}. Sửa tệp của bộ, hoặc criteria_total."
            )

    def _rows_of(self, year: int) -> pd.DataFrame:
        holds = (self.rows["level_from_year"].fillna(-1) <= year) & (self.rows["level_to_year"].fillna(9999) >= year)
        return self.rows[holds].reset_index(drop=True)

    def holding(self, year: int, scope: Scope = NOWHERE) -> pd.DataFrame:
        """Return the same as `levels`, whether or not the set is whole in `year`: what is known of a year to come."""
        if (year, scope) not in self._levels:
            binding = [
                row for row in rows_of(self._rows_of(year), IndicatorRow) if binds_group(row["groups"], scope.group)
            ]
            rows = [self._effective(row, year, scope) for row in binding]
            self._levels[year, scope] = pd.DataFrame(rows, columns=pd.Index(field_names(Level)))
        return self._levels[year, scope].copy(deep=False)

    @cached_property
    def growths(self) -> tuple[Figure, ...]:
        """The figures that are computed from two years."""
        rows = self.rows[self.rows["value_type"] == "growth"]
        return tuple(zip(rows["indicator"], rows["component"], strict=True))

    @cached_property
    def _numbers_of(self) -> dict[Figure, list[ScopedLevel]]:
        found: dict[Figure, list[ScopedLevel]] = defaultdict(list)
        for number in self.numbers:
            found[number.figure].append(number)
        return found

    @property
    def file(self) -> str:
        """The name of its own file."""
        place: Spot = self.rows["place"].tolist()[0]
        return place.file

    @property
    def sheets(self) -> str:
        """Where people write how far its levels were checked: its own sheet, and that of the levels if its numbers are there, with the files."""
        others = list(dict.fromkeys(number.place.file for number in self.numbers if number.scope is not None))
        titles = [CRITERIA_TITLE, *(SHEET_TITLES[FILE] for _ in others[:1])]
        return f"trang {', '.join(f'“{title}”' for title in titles)} ({', '.join([self.file, *others])})"

    def numbers_of(self, figure: Figure) -> Sequence[ScopedLevel]:
        """Return the levels of one figure, for all scopes and years."""
        return self._numbers_of.get(figure, ())

    def _effective(self, row: IndicatorRow, year: int, scope: Scope) -> Level:
        numbers = self.numbers_of((row["indicator"], row["component"]))
        found = most_specific(numbers, scope, year)
        floor = floor_of(numbers, scope, year)
        is_provincial = found is not None and found.is_provincial
        bound: _Bound = {
            "is_binding": row["binds"] != OFFICE,
            "may_not_bind": bool(row["groups"]) and not scope.group,
            "is_broken": False,
            "is_open": False,
            "is_below_floor": found is not None and floor is not None and is_easier(found, floor),
            "is_provincial": is_provincial,
        }
        if found is None:
            of_other_years = any(number.fits(scope) for number in numbers)
            own: Level = {
                **row,
                "target": nan,
                "scope": "",
                "decision": named_document(row["source"]),
                "lacking_for": "",
                "has_other_years": of_other_years or not pd.isna(row["level_to_year"]),
                **bound,
            }
            if row["rule"] != "level":
                return own
            whom = scope.words_of_lacking(bool(self.groups)) + (f", năm {year}" if of_other_years else "")
            lacking: Level = {**own, "rule": "assessed", "comparator": "", "lacking_for": whom}
            return {**lacking, "is_confirmed": False, "checked_by": ""}
        return {
            **row,
            "rule": "level",
            "comparator": found.comparator,
            "target": found.target,
            "source": found.source,
            "is_confirmed": found.is_confirmed,
            "checked_by": found.checked_by,
            "note": found.note or row["note"],
            "scope": ", ".join(filter(None, [found.scope_words(scope), _ungrouped(numbers, scope, year)])),
            "decision": found.source if is_provincial else named_document(found.source),
            "lacking_for": "",
            "has_other_years": False,
            **bound,
        }

    @property
    def known_indicators(self) -> int:
        """How many indicators the file has: of a set known in part, those beside the criteria's own rows."""
        return int(self.rows.loc[~self.rows["is_verdict"], "indicator"].nunique())

    def criteria(self) -> pd.DataFrame:
        """Return the criteria, one Criterion per row, in the set's order."""
        return self.rows[field_names(Criterion)].drop_duplicates("criterion_no").reset_index(drop=True)

    def band(self, count: int) -> str:
        """Return the label of the band `count` criteria fall in: "19", "15–18"; "dưới 5" for a band that starts at 0."""
        return next(band_label(low, high) for low, high in self.bands if low <= count <= high)

    def band_between(self, least: int, most: int) -> str:
        """Return the band of a count known to lie between two bounds, or UNDECIDED_BAND if these fall in two bands."""
        return self.band(least) if self.band(least) == self.band(most) else UNDECIDED_BAND

    def band_labels(self) -> list[str]:
        return [band_label(low, high) for low, high in self.bands]


def _ungrouped(numbers: Sequence[ScopedLevel], commune: Scope, year: int) -> str:
    """Return the words for a commune whose group is not known where the level of some group could be its own; else ""."""
    grouped = [level for level in numbers if level.group and level.has_begun(year)] if not commune.group else []
    may_be = any(level.fits(replace(commune, group=level.group)) for level in grouped)
    return "chưa khai nhóm xã" if may_be else ""


def partial_words(criteria_set: CriteriaSet) -> str:
    """Return what every form and page made under a set known in part says of it; "" for a whole set."""
    if criteria_set.complete:
        return ""
    known, total = criteria_set.known_indicators, criteria_set.indicators_total
    count = f"{known}/{total}" if total else str(known)
    return f"{criteria_set.name} mới biết một phần: {count} chỉ tiêu. {PARTIAL_RULE}"


def band_label(low: int, high: int) -> str:
    if low == high:
        return str(low)
    return f"dưới {high + 1}" if low == 0 else f"{low}–{high}"
