"""Levels by scope: data/reference/levels.csv, one row one level that an indicator, or a component of it, is compared with.

A row holds for a scope: the province, the group of communes and the region that it names, any of them or none (the decree sets one
level for all). Of the rows that fit a commune in a year the most specific one decides: more parts beat fewer, then one with the
province before one with the group before one with the region. Two rows that would still tie are refused. Where none fits there is
no level: that of another scope is never used.

A row that has ended is not followed by a less specific one: the level was the province's (or the region's), and nobody has told what it
is now, so there is none for that year. Else communes would pass, or fail, by the decree's level because the province's was entered for
"2016-2020". Only whoever set the level may go on with a less specific row: one that begins after the other has ended. Before the
first year of a row the others decide.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from ntm_lib.errors import WorkbookError, fault
from ntm_lib.reference.files import read_rows
from ntm_lib.reference.gazetteer import province_key, province_names
from ntm_lib.reference.regions import REGIONS
from ntm_lib.reference.sheet_titles import row_of
from ntm_lib.reference.validity import years_of, years_said
from ntm_lib.spot import Spot
from ntm_lib.tables import field_names
from ntm_lib.text import did_you_mean

FILE = "levels.csv"
COMPARATORS = (">=", "<=", "==")
WHOLE_COUNTRY = "cả nước"
_BEGINS_AS_DOCUMENT = re.compile(
    r"(QĐ|NQ|TT|NĐ|HD|KH|CV|Quyết định|Nghị quyết|Thông tư|Nghị định|Hướng dẫn|Kế hoạch|Công văn)\s", re.I
)
_DOCUMENT = re.compile(r"https?://\S+ \(((?:QĐ|TT|NĐ) [^;]+)\)")  # an address, and the document that is found there
REVERSED = {">=": "<=", "<=": ">="}
NUMERIC = ("percent", "number", "money", "growth")  # types of value that are compared with a number


class Number(TypedDict):
    """What any row that holds a level says of it."""

    indicator: str
    component: str
    comparator: str
    target: float
    source: str
    checked_by: str
    note: str


class _Row(Number):
    """A row of levels.csv. Empty years are NaN."""

    criteria_set: str
    province: str
    group: str
    region: str
    from_year: float
    to_year: float
    confirmed: str  # as written: true or false


COLUMNS = field_names(_Row)
Figure = tuple[str, str]  # indicator and component


@dataclass(frozen=True)
class Scope:
    """Where a commune stands in one season: its province as people write it ("tỉnh Bắc Kạn"), its group and its region; "" if not known."""

    province: str = ""
    group: str = ""
    region: str = ""

    @property
    def words(self) -> str:
        """The scope in words: "tỉnh Bắc Kạn, nhóm 2, vùng Bắc Trung Bộ"; "cả nước" if it names nothing."""
        return ", ".join(filter(None, self._parts("", ""))) or WHOLE_COUNTRY

    def words_of_lacking(self, has_groups: bool) -> str:
        """Return for whom a level is lacking, with what is not known of the communes: "tỉnh Bắc Kạn, chưa khai nhóm, chưa khai vùng"."""
        return ", ".join(filter(None, self._parts("chưa khai nhóm" if has_groups else "", "chưa khai vùng")))

    def _parts(self, without_group: str, without_region: str) -> tuple[str, str, str]:
        group = f"nhóm {self.group}" if self.group else without_group
        return self.province, group, f"vùng {REGIONS[self.region]}" if self.region else without_region


@dataclass(frozen=True)
class ScopedLevel:
    """One level and the scope it holds for. `place` says where it stands, for messages; `scope` is None where its file names none at all."""

    indicator: str
    component: str
    scope: Scope | None
    years: tuple[int, int]
    comparator: str
    target: float
    source: str
    is_confirmed: bool
    checked_by: str
    note: str
    place: Spot

    @property
    def figure(self) -> Figure:
        return self.indicator, self.component

    @property
    def group(self) -> str:
        return self.scope.group if self.scope else ""

    @property
    def _parts(self) -> tuple[str, str, str]:
        scope = self.scope or Scope()
        return province_key(scope.province), scope.group, scope.region

    @property
    def rank(self) -> tuple[int, ...]:
        """How specific it is: the number of parts, then province before group before region."""
        named = [int(bool(part)) for part in self._parts]
        return sum(named), *named

    @property
    def told(self) -> str:
        """The row by what it says, for messages: "trang “Mức”: 10.1, tỉnh Bắc Kạn, năm 2021 (…)"; of a file of the first layout where it stands."""
        if self.scope is None:
            return str(self.place)
        figure = " ".join(filter(None, self.figure))
        return row_of(FILE, ", ".join(filter(None, [figure, self.scope.words, years_said(*self.years)])), self.place)

    @property
    def is_provincial(self) -> bool:
        return self.scope is not None and bool(self.scope.province)

    def has_begun(self, year: int) -> bool:
        return self.years[0] <= year

    def holds_in(self, year: int) -> bool:
        return self.has_begun(year) and year <= self.years[1]

    def gives_way_to(self, other: "ScopedLevel") -> bool:
        """Return whether `other`, which fits the same commune, is of whoever set this level and for the years after it."""
        return self.years[1] < other.years[0] and self.is_provincial == other.is_provincial

    def fits(self, commune: Scope) -> bool:
        """Return whether every part that it names is the commune's."""
        own = (province_key(commune.province), commune.group, commune.region)
        return all(not part or part == other for part, other in zip(self._parts, own, strict=True))

    def ties_with(self, other: "ScopedLevel") -> bool:
        """Return whether both could decide over the same figure for the same commune and year."""
        same = (self.figure, self._parts) == (other.figure, other._parts)
        return same and self.years[0] <= other.years[1] and other.years[0] <= self.years[1]

    def scope_words(self, commune: Scope) -> str:
        """Return its scope in words, the province as the commune's own papers name it; "" where its file names no scope."""
        if self.scope is None:
            return ""
        return Scope(commune.province if self.scope.province else "", self.scope.group, self.scope.region).words


def most_specific(levels: Iterable[ScopedLevel], commune: Scope, year: int) -> ScopedLevel | None:
    """Return the level of one figure that decides for a commune in `year`; None if none fits it, or a more specific one has ended."""
    begun = [level for level in levels if level.has_begun(year) and level.fits(commune)]
    found = max((level for level in begun if level.holds_in(year)), key=lambda level: level.rank, default=None)
    if found is None or any(level.rank > found.rank and not level.gives_way_to(found) for level in begun):
        return None
    return found


def floor_of(levels: Iterable[ScopedLevel], commune: Scope, year: int) -> ScopedLevel | None:
    """Return the decree's level for the commune: what would decide if no province had set its own."""
    return most_specific([level for level in levels if not level.is_provincial], commune, year)


def named_document(source: str) -> str:
    """Return the document that a source names, alone or after its address: "TT 52/2026/TT-BTC, 14/5/2026, điều 4"; "" if it names none."""
    found = _DOCUMENT.fullmatch(source)
    return found[1] if found else source if _BEGINS_AS_DOCUMENT.match(source) else ""


def is_easier(level: ScopedLevel, floor: ScopedLevel) -> bool:
    """Return whether `level` asks for less than `floor`: a province may ask for more only. Both are of one figure."""
    if floor.comparator == "==":
        return level.comparator != "==" or level.target != floor.target
    return level.target < floor.target if floor.comparator == ">=" else level.target > floor.target


def load_levels(path: Path, sets: Callable[[], Iterable[str]]) -> dict[str, list[ScopedLevel]]:
    """Return the levels of levels.csv by criteria set, {} if there is no such file; `sets` gives those that sets.toml knows.

    Raises WorkbookError naming file and row for a cell that can't be used, a province that the gazetteer does not know, years the
    wrong way round, and two levels of which neither is the more specific.
    """
    rows = read_rows(
        path,
        _Row,
        named=("indicator", "component"),
        kinds={
            "from_year": "year",
            "to_year": "year",
            "target": "number",
            "confirmed": "flag",
            "region": "region",
            "comparator": "sign",
        },
        allowed={"comparator": COMPARATORS},
        required=("criteria_set", "indicator", "comparator", "target", "confirmed"),
        optional=True,
    )
    if not rows:
        return {}
    known, found = list(sets()), defaultdict[str, list[ScopedLevel]](list)
    for where, row in rows:
        if row["criteria_set"] not in known:
            raise fault(
                where.in_column("criteria_set"),
                f"không có bộ “{row['criteria_set']}” trong sets.toml. {did_you_mean(row['criteria_set'], known)}",
            )
        found[row["criteria_set"]].append(_level(row, where))
    for levels in found.values():
        refuse_ties(levels)
    return dict(found)


def _level(cells: _Row, where: Spot) -> ScopedLevel:
    check_province(cells["province"], where.in_column("province"))
    if not cells["source"]:  # then it is neither, whatever its cells say: counted by check D08
        cells = {**cells, "confirmed": "false", "checked_by": ""}
    first, last = years_of(cells["from_year"], cells["to_year"])
    if first > last:
        raise fault(where.in_column("from_year", "to_year"), f"from_year {first} sau to_year {last}. Đổi lại hai năm.")
    scope = Scope(cells["province"], cells["group"], cells["region"])
    return scoped_level(cells, scope, (first, last), cells["confirmed"] == "true", where)


def check_province(name: str, where: Spot) -> None:
    """Raise WorkbookError naming `where` if `name` is not "" and no province of Vietnam, of whatever year."""
    if name and province_key(name) not in province_names():
        near = did_you_mean(name, province_names().values(), "Ghi tên tỉnh, ví dụ Bắc Kạn.")
        raise fault(where, f"không có tỉnh “{name}” trong danh mục hành chính. {near}")


def scoped_level(
    cells: Number, scope: Scope | None, years: tuple[int, int], is_confirmed: bool, place: Spot
) -> ScopedLevel:
    """Return the level that a row holds: of levels.csv, or of a criteria file of the first layout."""
    return ScopedLevel(
        indicator=cells["indicator"],
        component=cells["component"],
        scope=scope,
        years=years,
        comparator=cells["comparator"],
        target=cells["target"],
        source=cells["source"],
        is_confirmed=is_confirmed,
        checked_by=cells["checked_by"],
        note=cells["note"],
        place=place,
    )


def refuse_ties(levels: Sequence[ScopedLevel]) -> None:
    """Raise WorkbookError that names both of two levels of one set of which neither is the more specific."""
    by_figure: dict[Figure, list[ScopedLevel]] = defaultdict(list)
    for level in levels:
        for other in by_figure[level.figure]:
            if level.ties_with(other) and not (
                level.scope is None and other.scope is None
            ):  # files of the first layout: told when used
                raise WorkbookError(
                    f"{other.place} và {level.place}: hai mức cùng phạm vi áp dụng cho cùng năm. Bỏ một dòng, hoặc sửa from_year, to_year.",
                    level.place,
                )
        by_figure[level.figure].append(level)


class Kind(TypedDict):
    """What a criteria file says of an indicator that its levels must agree with."""

    indicator: str
    component: str
    value_type: str
    rule: str


def check_levels(levels: Sequence[ScopedLevel], kinds: Iterable[Kind], set_id: str, groups: Sequence[str]) -> None:
    """Raise WorkbookError naming the row of a level that its set can't have: an indicator, component or group it does not know, a number
    for a yes or no, a share that is none, or a comparator that turns the decree's round. Levels of the first layout opened as they were."""
    types = {(k["indicator"], k["component"]): "" if k["rule"] == "answer" else k["value_type"] for k in kinds}
    decreed: dict[Figure, ScopedLevel] = {}
    for level in levels:
        if level.scope is not None:
            _check_level(level, level.scope, types, set_id, groups)
        if not level.is_provincial:
            decreed.setdefault(level.figure, level)
    for level in levels:
        floor = decreed.get(level.figure)
        if floor is not None and level.scope is not None and REVERSED.get(floor.comparator) == level.comparator:
            raise fault(
                level.place.in_column("comparator"),
                f"{level.comparator} ngược với {floor.comparator} của {floor.place}. Sửa một trong hai.",
            )


def _check_level(
    level: ScopedLevel, scope: Scope, types: Mapping[Figure, str], set_id: str, groups: Sequence[str]
) -> None:
    if level.figure not in types:
        is_known = level.indicator in {indicator for indicator, _ in types}
        if is_known:
            own = [component or "để trống" for indicator, component in types if indicator == level.indicator]
            what = f"chỉ tiêu {level.indicator} không có thành phần “{level.component}”. Cột component ghi một trong: {', '.join(own)}."
            raise fault(level.place.in_column("component"), what)
        raise fault(
            level.place.in_column("indicator"),
            f"bộ {set_id} không có chỉ tiêu “{level.indicator}”. Sửa lại đúng mã; Excel có thể đã đổi mã thành ngày tháng.",
        )
    if types[level.figure] not in NUMERIC:
        raise fault(
            level.place,
            f"chỉ tiêu trả lời Đạt hay Chưa đạt, không xét bằng con số. Bỏ dòng này, hoặc sửa rule, value_type trong tệp của bộ {set_id}.",
        )
    if types[level.figure] == "percent" and not 0 <= level.target <= 100:
        raise fault(level.place.in_column("target"), f"{level.target:g} không phải là tỷ lệ từ 0 đến 100. Sửa lại mức.")
    if scope.group and scope.group not in groups:
        raise fault(level.place.in_column("group"), unknown_group(scope.group, groups))


def unknown_group(group: str, groups: Sequence[str]) -> str:
    """Return the words on a group of communes that is none of its set's `groups`."""
    known = f"các nhóm là {', '.join(groups)}" if groups else "bộ này không chia nhóm xã (groups trong sets.toml)"
    return f"không có nhóm “{group}”; {known}. Sửa lại."
