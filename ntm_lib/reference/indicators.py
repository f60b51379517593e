"""Indicators of criteria sets: each row what an indicator, or a component of it, is and how it is decided.

A row's `rule` says how:

- `level`: the value is compared with a number of data/reference/levels.csv, by scope and year (ntm_lib.reference.levels);
- `answer`: the decree asks yes or no; the form answers Đạt or Chưa đạt;
- `assessed`: the level is the province's to set, or unknown; the form's Đạt or Chưa đạt stands, with who assessed it.

Where a level fits a commune it decides, whatever the row's rule but `answer`; where none does, the form's verdict stands. An indicator
with several rows for one year has several components, and is met only if each is (QĐ 1980, 17.1).

Files of the first layout hold the numbers themselves (`comparator`, `target`), for the years from `level_from_year` to
`level_to_year`: these are levels that name no scope.
"""

from collections.abc import Iterable
from typing import TypedDict

from ntm_lib.spot import Spot
from ntm_lib.tables import field_names
from ntm_lib.text import names_in

RULES = ("level", "answer", "assessed")
VALUE_TYPES = ("percent", "number", "money", "growth", "boolean", "text")
OFFICE = "office"  # `binds` of a row that binds only the communes which the office names (binding-indicators.csv)
TENTHS = ("km", "ha")  # counts of these are no whole numbers: for files that do not say so themselves (is_whole)
CHECKED, UNCHECKED, SECONDARY, UNSOURCED = "checked", "unchecked", "secondary", "unsourced"
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


class IndicatorRow(Indicator):
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
    place: Spot  # where it stands in the set's file


class Level(IndicatorRow):
    """An indicator, or a component of it, and how it is decided for communes of one scope in one year.

    `rule` is the effective one: level where a level fits, else answer or assessed. `comparator`, `target`, `source` and how far it was
    checked are then those of the level. `scope` is the level's in words, "" where there is none; `decision` the document that set it, ""
    where that is the set's own. `lacking_for` is the communes' scope in
    words where a level is needed and none fits, with the year where one fits in others, else ""; `has_other_years` says that one fits in other years only. `is_binding`: the
    commune must meet it. `may_not_bind`: it is for some groups, and the commune's is not known. `is_broken`: there is a level, but the value rests on two years that can't be compared, so the verdict stands.
    `is_open`: the office decides whom it binds, and has not said so of anybody. `is_provincial`: the province set the level; `is_below_floor`: it asks for less than the decree.
    """

    scope: str
    decision: str
    lacking_for: str
    has_other_years: bool
    is_binding: bool
    may_not_bind: bool
    is_broken: bool
    is_open: bool
    is_below_floor: bool
    is_provincial: bool


COLUMNS = [*field_names(Indicator), "confirmed"]  # true or false: whether a second source has the level
FIRST_LAYOUT = ("comparator", "target", "level_from_year", "level_to_year")  # columns that files of it have besides


def lacking_for(level: Level, year: int) -> str:
    """Return for whom a level is needed that nobody has stated: communes of a scope, or a year of the season; "" if it is stated."""
    has_run_out = level["has_other_years"] and level["rule"] == "assessed"
    return level["lacking_for"] or (f"năm {year}" if has_run_out else "")


def not_lacking(levels: Iterable[Level]) -> list[Level]:
    """Return those of the levels that there are: one that is lacking has no source to speak of."""
    return [level for level in levels if not level["lacking_for"]]


def condition(level: Level) -> str:
    """Return for whom alone a level is, as forms and pages say it, where it is not known whether that is the commune; "" for others."""
    if level["is_open"]:
        return "nếu văn phòng quy định phải đạt (văn phòng chưa ghi đơn vị nào phải đạt)"
    if not level["is_binding"]:
        return "nếu văn phòng quy định phải đạt"
    return f"nếu thuộc nhóm {' hoặc '.join(names_in(level['groups']))}" if level["may_not_bind"] else ""


def source_kind(level: Level) -> str:
    """Return how far a level was checked: compared with its document (CHECKED), of a province's document that nobody is named to have
    compared it with (UNCHECKED), from a SECONDARY source, or UNSOURCED."""
    if level["checked_by"]:
        return CHECKED
    if not level["is_confirmed"]:
        return UNSOURCED
    return UNCHECKED if level["is_provincial"] else SECONDARY


def binds_group(groups: str, group: str) -> bool:
    """Return whether a row for `groups` binds a commune of `group`; one whose group is not known may be bound by any."""
    return not groups or not group or group in names_in(groups)
