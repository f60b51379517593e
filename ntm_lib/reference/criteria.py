"""Criteria sets: versioned files in data/reference/criteria, each row one level that an indicator is compared with.

A row's `rule` says how it is decided:

- `level`: the value is compared with `target` by `comparator`;
- `answer`: the decree asks yes or no; the form answers Đạt or Chưa đạt;
- `assessed`: the level is the province's to set, or unknown; the form's Đạt or Chưa đạt stands, with who assessed it.

An indicator with several rows for one year has several components, and is met only if each is (QĐ 1980, 17.1).
`level_from_year` and `level_to_year` bound the years a row holds for (QĐ 1980, 10.1: 36 million is the level of 2020).
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, TypedDict

import pandas as pd
from pydantic import Field

from ntm_lib.errors import UnknownNameError, WorkbookError
from ntm_lib.reference.files import read_reference
from ntm_lib.reference.settings import Strict, checked, read_settings
from ntm_lib.tables import field_names, rows_of
from ntm_lib.text import did_you_mean, natural_key

UNDECIDED_BAND = "chưa xác định"
RULES = ("level", "answer", "assessed")
VALUE_TYPES = ("percent", "number", "money", "boolean", "text")
COMPARATORS = (">=", "<=", "==")


class Level(TypedDict):
    """A row of a criteria file: one level an indicator, or one of its components, is compared with. Empty numbers are NaN."""

    criterion_no: str
    criterion_name: str
    indicator: str
    component: str
    indicator_name: str
    component_name: str
    value_type: str
    unit: str
    rule: str
    comparator: str
    target: float
    target_text: str
    level_from_year: float
    level_to_year: float
    may_not_apply: bool
    numerator_name: str
    denominator_name: str
    count_unit: str
    note: str
    source: str
    confirmed: str  # as written: true or false
    checked_by: str
    is_confirmed: bool


class Criterion(TypedDict):
    """A criterion of a set."""

    criterion_no: str
    criterion_name: str


COLUMNS = [name for name in field_names(Level) if name != "is_confirmed"]


@dataclass(frozen=True)
class CriteriaSet:
    """One version of a criteria set.

    `rows` has one Level per row, one per (indicator, component, years).
    """

    set_id: str
    name: str
    decision: str
    tier: str
    criteria_total: int
    complete: bool
    bands: tuple[tuple[int, int], ...]
    rows: pd.DataFrame

    def levels(self, year: int) -> pd.DataFrame:
        """Return the rows that hold in `year`, one per (indicator, component), in the set's order; chosen and checked once.

        Raises WorkbookError if the file is only a part of the set: its criteria could not be counted.
        """
        if year not in self._levels:
            self._levels[year] = self._levels_of(year)
        return self._levels[year].copy(deep=False)

    @cached_property
    def _levels(self) -> dict[int, pd.DataFrame]:
        return {}

    def _levels_of(self, year: int) -> pd.DataFrame:
        if not self.complete:
            raise WorkbookError(
                f"Bộ tiêu chí {self.set_id} mới có một phần chỉ tiêu, chưa dùng để đánh giá được. Chọn bộ khác, hoặc bổ sung đủ rồi ghi complete = true."
            )
        levels = self.holding(year)
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
        return levels

    def holding(self, year: int) -> pd.DataFrame:
        """Return the rows that hold in `year`, whether or not the set is whole then: what is known of a year to come."""
        holds = (self.rows["level_from_year"].fillna(-1) <= year) & (self.rows["level_to_year"].fillna(9999) >= year)
        return self.rows[holds].reset_index(drop=True)

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


def load_criteria_set(folder: Path, set_id: str) -> CriteriaSet:
    """Return the set `set_id` of `folder`; raise UnknownNameError or WorkbookError naming file, row and column."""
    try:
        described = read_settings(folder / "sets.toml")
    except FileNotFoundError:
        raise WorkbookError(f"Không có tệp {folder / 'sets.toml'}. Chép lại tệp này.") from None
    if set_id not in described:
        raise UnknownNameError(f"Không có bộ tiêu chí “{set_id}” trong sets.toml. {did_you_mean(set_id, described)}")
    about = checked(_About, described[set_id], f"sets.toml, bộ {set_id}")
    for count in range(about.criteria_total + 1):
        if sum(low <= count <= high for low, high in about.bands) != 1:
            raise WorkbookError(
                f"sets.toml, bộ {set_id}: {count} tiêu chí phải thuộc đúng một nhóm của bands. "
                f"Ghi các cặp [thấp nhất, cao nhất] từ 0 đến {about.criteria_total}, ví dụ [[19, 19], [0, 18]]."
            )
    return CriteriaSet(set_id=set_id, rows=_load_rows(folder / f"{set_id}.csv"), **dict(about))


def _load_rows(path: Path) -> pd.DataFrame:
    rows = read_reference(
        path,
        COLUMNS,
        kinds={
            "target": "number",
            "level_from_year": "year",
            "level_to_year": "year",
            "may_not_apply": "flag",
            "confirmed": "flag",
        },
        allowed={"rule": RULES, "value_type": VALUE_TYPES, "comparator": COMPARATORS},
        required=(
            "criterion_no", "criterion_name", "indicator", "indicator_name", "rule", "value_type", "confirmed", "may_not_apply",
        ),
        key=("indicator", "component", "level_from_year", "level_to_year"),
    )  # fmt: skip
    for row in rows_of(rows, Level):
        if row["rule"] == "level" and (not row["comparator"] or pd.isna(row["target"])):
            raise WorkbookError(
                f"{path.name}, chỉ tiêu {row['indicator']}{row['component'] and ' ' + row['component']}: cách xét “level” cần cột comparator "
                f"({', '.join(COMPARATORS)}) và cột target là một số. Điền hai ô."
            )
    rows["may_not_apply"] = rows["may_not_apply"] == "true"
    rows["is_confirmed"] = rows["confirmed"] == "true"
    order = sorted(
        range(len(rows)),
        key=lambda i: (natural_key(str(rows["criterion_no"][i])), natural_key(str(rows["indicator"][i]))),
    )
    return rows.iloc[order].reset_index(drop=True)
