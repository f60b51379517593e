"""Criteria sets: versioned files in data/reference/criteria, each row what an indicator, or a component of it, is and how it is decided.

A row's `rule` says how:

- `level`: the value is compared with a number of data/reference/levels.csv, by scope and year (ntm_lib.reference.levels);
- `answer`: the decree asks yes or no; the form answers Đạt or Chưa đạt;
- `assessed`: the level is the province's to set, or unknown; the form's Đạt or Chưa đạt stands, with who assessed it.

Where a level fits a commune it decides, whatever the row's rule but `answer`; where none does, the form's verdict stands. An indicator
with several rows for one year has several components, and is met only if each is (QĐ 1980, 17.1).

Files of the first layout hold the numbers themselves (`comparator`, `target`), for the years from `level_from_year` to
`level_to_year`: these are levels that name no scope.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import nan
from pathlib import Path
from typing import Annotated, TypedDict

import pandas as pd
from pydantic import Field

from ntm_lib.errors import UnknownNameError, WorkbookError
from ntm_lib.reference.files import read_reference
from ntm_lib.reference.levels import (
    COMPARATORS,
    FILE,
    Figure,
    Scope,
    ScopedLevel,
    check_levels,
    most_specific,
    refuse_ties,
)
from ntm_lib.reference.settings import Strict, checked, read_settings
from ntm_lib.reference.validity import years_of
from ntm_lib.tables import field_names, rows_of
from ntm_lib.text import did_you_mean, natural_key

UNDECIDED_BAND = "chưa xác định"
SETS = "sets.toml"
RULES = ("level", "answer", "assessed")
VALUE_TYPES = ("percent", "number", "money", "growth", "boolean", "text")
OFFICE = "office"  # `binds` of a row that binds only the communes which the office names (binding-indicators.csv)
TENTHS = ("km", "ha")  # counts of these are no whole numbers: for files that do not say so themselves (is_whole)
PARTIAL_RULE = "Kết quả của mỗi tiêu chí là đánh giá của văn phòng; chỉ tiêu đã biết mà xã phải đạt và chưa đạt thì tiêu chí chưa đạt."
NOWHERE = Scope()
CHECKED, SECONDARY, UNSOURCED = "checked", "secondary", "unsourced"
SEVERAL = "several"  # the rule of a figure whose communes have different levels, where one row stands for all of them


class Indicator(TypedDict):
    """What every criteria file says of an indicator or a component of it. Empty numbers are NaN."""

    criterion_no: str
    criterion_name: str
    indicator: str
    component: str
    indicator_name: str
    component_name: str
    value_type: str
    unit: str
    rule: str
    target_text: str
    may_not_apply: bool
    numerator_name: str
    denominator_name: str
    count_unit: str
    note: str
    source: str
    checked_by: str


class _Row(Indicator):
    """A row of CriteriaSet.rows: `is_whole` says whether counts are whole, `groups` which groups of communes it binds, "" for all;
    `binds` is OFFICE where it binds only communes that the office names. `is_verdict`: the row is a criterion of a set known in part, as
    the office judges it. The other fields are those of the first layout."""

    is_whole: bool
    groups: str
    binds: str
    is_verdict: bool
    comparator: str
    target: float
    level_from_year: float
    level_to_year: float
    is_confirmed: bool


class Level(_Row):
    """An indicator, or a component of it, and how it is decided for communes of one scope in one year.

    `rule` is the effective one: level where a level fits, else answer or assessed. `comparator`, `target`, `source` and how far it was
    checked are then those of the level. `scope` is the level's in words, "" where there is none. `lacking_for` is the communes' scope in
    words where a level is needed and none fits, else ""; `has_other_years` says that one fits in other years only. `is_binding`: the
    commune must meet it. `may_not_bind`: it is for some groups, and the commune's is not known. `is_broken`: there is a level, but the value rests on two years that can't be compared, so the verdict stands.
    """

    scope: str
    lacking_for: str
    has_other_years: bool
    is_binding: bool
    may_not_bind: bool
    is_broken: bool


class _Bound(TypedDict):
    is_binding: bool
    may_not_bind: bool
    is_broken: bool


class Criterion(TypedDict):
    """A criterion of a set."""

    criterion_no: str
    criterion_name: str


COLUMNS = [*field_names(Indicator), "confirmed"]  # true or false: whether a second source has the level
FIRST_LAYOUT = ("comparator", "target", "level_from_year", "level_to_year")  # columns that files of it have besides


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
            for number in levels["criterion_no"]:
                if number not in judged:
                    raise WorkbookError(
                        f"{self.set_id}.csv: bộ mới biết một phần (complete = false) cần một dòng cho cả tiêu chí {number}, có indicator là {number}. "
                        "Thêm dòng ấy, hoặc bổ sung đủ chỉ tiêu rồi ghi complete = true."
                    )
        repeated = levels[levels.duplicated(["indicator", "component"])]
        if not repeated.empty:
            raise WorkbookError(
                f"{self.set_id}.csv: chỉ tiêu {repeated.iloc[0]['indicator']} có hai mức cho năm {year}. Sửa level_from_year, level_to_year."
            )
        absent = sorted(set(self.rows["indicator"]) - set(levels["indicator"]), key=natural_key)
        if absent:
            raise WorkbookError(
                f"{self.set_id}.csv: chỉ tiêu {', '.join(absent)} không có mức cho năm {year}. Thêm dòng cho năm ấy."
            )
        if levels["criterion_no"].nunique() != self.criteria_total:
            raise WorkbookError(
                f"{self.set_id}.csv: có {levels['criterion_no'].nunique()} tiêu chí cho năm {year}, sets.toml ghi {self.criteria_total}. Sửa tệp của bộ, hoặc criteria_total."
            )

    def _rows_of(self, year: int) -> pd.DataFrame:
        holds = (self.rows["level_from_year"].fillna(-1) <= year) & (self.rows["level_to_year"].fillna(9999) >= year)
        return self.rows[holds].reset_index(drop=True)

    def holding(self, year: int, scope: Scope = NOWHERE) -> pd.DataFrame:
        """Return the same as `levels`, whether or not the set is whole in `year`: what is known of a year to come."""
        if (year, scope) not in self._levels:
            binding = [row for row in rows_of(self._rows_of(year), _Row) if _binds(row["groups"], scope.group)]
            rows = [self._effective(row, year, scope) for row in binding]
            self._levels[year, scope] = pd.DataFrame(rows, columns=pd.Index(field_names(Level)))
        return self._levels[year, scope].copy(deep=False)

    @cached_property
    def _numbers_of(self) -> dict[Figure, list[ScopedLevel]]:
        found: dict[Figure, list[ScopedLevel]] = defaultdict(list)
        for number in self.numbers:
            found[number.figure].append(number)
        return found

    @property
    def files(self) -> list[str]:
        """The files below the workbook that say how far its levels were checked: its own, and levels.csv if its numbers are there."""
        own = f"data/reference/criteria/{self.set_id}.csv"
        return [own, f"data/reference/{FILE}"] if any(n.scope is not None for n in self.numbers) else [own]

    def numbers_of(self, figure: Figure) -> Sequence[ScopedLevel]:
        """Return the levels of one figure, for all scopes and years."""
        return self._numbers_of.get(figure, ())

    def _effective(self, row: _Row, year: int, scope: Scope) -> Level:
        numbers = self.numbers_of((row["indicator"], row["component"]))
        found = most_specific(numbers, scope, year)
        bound: _Bound = {
            "is_binding": row["binds"] != OFFICE,
            "may_not_bind": bool(row["groups"]) and not scope.group,
            "is_broken": False,
        }
        if found is None:
            others = not pd.isna(row["level_to_year"]) or any(number.fits(scope) for number in numbers)
            own: Level = {**row, "target": nan, "scope": "", "lacking_for": "", "has_other_years": others, **bound}
            if row["rule"] != "level":
                return own
            lacking: Level = {**own, "rule": "assessed", "lacking_for": scope.words_of_lacking(bool(self.groups))}
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
            "scope": found.scope_words(scope),
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


def not_lacking(levels: Iterable[Level]) -> list[Level]:
    """Return those of the levels that there are: one that is lacking has no source to speak of."""
    return [level for level in levels if not level["lacking_for"]]


def source_kind(level: Level) -> str:
    """Return how far a level was checked: compared with the decree (CHECKED), from a SECONDARY source, or UNSOURCED."""
    if level["checked_by"]:
        return CHECKED
    return SECONDARY if level["is_confirmed"] else UNSOURCED


def partial_words(criteria_set: CriteriaSet) -> str:
    """Return what every form and page made under a set known in part says of it; "" for a whole set."""
    if criteria_set.complete:
        return ""
    known, total = criteria_set.known_indicators, criteria_set.indicators_total
    count = f"{known}/{total}" if total else str(known)
    return f"{criteria_set.name} mới biết một phần: {count} chỉ tiêu. {PARTIAL_RULE}"


def groups_of(text: str) -> tuple[str, ...]:
    """Return the groups that a cell `groups` names, joined by ";"."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _binds(groups: str, group: str) -> bool:
    """Return whether a row for `groups` binds a commune of `group`; one whose group is not known may be bound by any."""
    return not groups or not group or group in groups_of(groups)


def band_label(low: int, high: int) -> str:
    if low == high:
        return str(low)
    return f"dưới {high + 1}" if low == 0 else f"{low}–{high}"


class _About(Strict):
    """What sets.toml says of a set."""

    name: str
    decision: str
    tier: str
    criteria_total: int = Field(ge=1, le=999)
    complete: bool
    bands: tuple[Annotated[tuple[int, int], Field(strict=False)], ...] = Field(strict=False)
    groups: tuple[str, ...] = Field(default=(), strict=False)
    indicators_total: int = Field(default=0, ge=0, le=999)


def load_criteria_set(folder: Path, set_id: str, levels: Sequence[ScopedLevel] = ()) -> CriteriaSet:
    """Return the set `set_id` of `folder`, with its `levels` of levels.csv; raise UnknownNameError or WorkbookError naming file, row and column."""
    described = described_sets(folder)
    if set_id not in described:
        raise UnknownNameError(f"Không có bộ tiêu chí “{set_id}” trong {SETS}. {did_you_mean(set_id, described)}")
    about = checked(_About, described[set_id], f"{SETS}, bộ {set_id}")
    for count in range(about.criteria_total + 1):
        if sum(low <= count <= high for low, high in about.bands) != 1:
            raise WorkbookError(
                f"{SETS}, bộ {set_id}: {count} tiêu chí phải thuộc đúng một nhóm của bands. "
                f"Ghi các cặp [thấp nhất, cao nhất] từ 0 đến {about.criteria_total}, ví dụ [[19, 19], [0, 18]]."
            )
    rows = _load_rows(folder / f"{set_id}.csv")
    rows["is_verdict"] = (rows["indicator"] == rows["criterion_no"]) & (not about.complete)
    written = rows_of(rows, _Row)
    _check_groups(written, set_id, about.groups)
    numbers = [
        *(_written_in(set_id, row) for row in written if row["rule"] == "level" and not pd.isna(row["target"])),
        *levels,
    ]
    check_levels(numbers, written, set_id, about.groups)
    refuse_ties(numbers)
    return CriteriaSet(set_id=set_id, rows=rows, numbers=numbers, **dict(about))


def described_sets(folder: Path) -> dict[str, object]:
    """Return what sets.toml of `folder` says of each set, by id; raise WorkbookError if it is not there or can't be read."""
    try:
        return read_settings(folder / SETS)
    except FileNotFoundError:
        raise WorkbookError(f"Không có tệp {folder / SETS}. Chép lại tệp này.") from None


def _load_rows(path: Path) -> pd.DataFrame:
    rows = read_reference(
        path,
        COLUMNS,
        kinds={
            "target": "number",
            "level_from_year": "year",
            "level_to_year": "year",
            "may_not_apply": "flag",
            "is_whole": "flag",
            "confirmed": "flag",
            "binds": "text",
        },
        allowed={"binds": (OFFICE,), "rule": RULES, "value_type": VALUE_TYPES, "comparator": COMPARATORS},
        required=(
            "criterion_no", "criterion_name", "indicator", "indicator_name", "rule", "value_type", "confirmed", "may_not_apply",
        ),
        key=("indicator", "component", "level_from_year", "level_to_year"),
    )  # fmt: skip
    is_first_layout = "comparator" in rows.columns
    if not is_first_layout:
        rows["comparator"] = ""
    for row in rows_of(rows, _Row):
        if is_first_layout and row["rule"] == "level" and (not row["comparator"] or pd.isna(row["target"])):
            raise WorkbookError(
                f"{path.name}, {_named(row)}: cách xét “level” cần cột comparator "
                f"({', '.join(COMPARATORS)}) và cột target là một số. Điền hai ô."
            )
    if "groups" not in rows.columns:
        rows["groups"] = ""
    tenths = rows["count_unit"].isin(TENTHS)
    rows["is_whole"] = ~tenths if is_first_layout else rows["is_whole"] != "false"
    rows["may_not_apply"] = rows["may_not_apply"] == "true"
    rows["is_confirmed"] = rows.pop("confirmed") == "true"
    order = sorted(
        range(len(rows)),
        key=lambda i: (natural_key(str(rows["criterion_no"][i])), natural_key(str(rows["indicator"][i]))),
    )
    return rows.iloc[order].reset_index(drop=True)


def _check_groups(rows: Sequence[_Row], set_id: str, groups: Sequence[str]) -> None:
    """Raise WorkbookError if a row binds a group that the set does not have, or nothing of a criterion binds one."""
    for row in rows:
        unknown = sorted(set(groups_of(row["groups"])) - set(groups))
        if unknown:
            raise WorkbookError(
                f"{set_id}.csv, {_named(row)}, cột groups: không có nhóm “{unknown[0]}”; groups của bộ trong {SETS}: {', '.join(groups) or 'không có'}. Sửa một trong hai."
            )
    for group in groups:
        bound = {row["criterion_no"] for row in rows if _binds(row["groups"], group)}
        for row in rows:
            if row["criterion_no"] not in bound:
                raise WorkbookError(
                    f"{set_id}.csv: tiêu chí {row['criterion_no']} không có chỉ tiêu nào cho xã nhóm {group}. Sửa cột groups."
                )


def _named(row: _Row) -> str:
    return f"chỉ tiêu {row['indicator']}{row['component'] and ' ' + row['component']}"


def _written_in(set_id: str, row: _Row) -> ScopedLevel:
    """Return the level that a row of the first layout holds."""
    return ScopedLevel(
        indicator=row["indicator"],
        component=row["component"],
        scope=None,
        years=years_of(row["level_from_year"], row["level_to_year"]),
        comparator=row["comparator"],
        target=row["target"],
        source=row["source"],
        is_confirmed=row["is_confirmed"],
        checked_by=row["checked_by"],
        note=row["note"],
        place=f"{set_id}.csv, {_named(row)}",
    )
