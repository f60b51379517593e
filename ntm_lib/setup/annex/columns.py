"""The heading of an annex: what each column holds, and for whom the levels in it are."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from ntm_lib.reference.regions import region_key
from ntm_lib.setup.annex.cells import Cells
from ntm_lib.setup.annex.result import Said
from ntm_lib.spreadsheet.opened import Place
from ntm_lib.text import clean, in_quotes, joined, name_key, spelling_key

_LONGEST = 90  # letters of a heading
_DEEPEST = 4  # rows


class Role(Enum):
    """What a column holds."""

    NUMBER = "số thứ tự"
    CRITERION = "tên tiêu chí"
    NAME = "nội dung chỉ tiêu"
    UNIT = "đơn vị tính"
    LEVEL = "mức"
    COMMON = "mức chung"
    ELSEWHERE = "mức của huyện khác"
    ASIDE = "không dùng"


# How a heading begins, the longer phrases first: "Nội dung tiêu chí", "Chỉ tiêu chung"
_HEADINGS = {
    Role.NUMBER: ("tt", "stt", "số tt", "số thứ tự"),
    Role.CRITERION: ("tên tiêu chí", "tiêu chí", "nhóm tiêu chí"),
    Role.NAME: ("nội dung", "tên chỉ tiêu", "mã chỉ tiêu", "số chỉ tiêu", "tiêu chí thành phần"),
    Role.UNIT: ("đơn vị tính", "đvt", "đơn vị"),
    Role.COMMON: ("chỉ tiêu chung", "mức chung", "quy định chung", "chung"),
    Role.LEVEL: ("chỉ tiêu", "mức", "yêu cầu", "quy định", "tiêu chuẩn", "chuẩn"),
    Role.ASIDE: (
        "ghi chú", "cơ quan", "sở", "ngành", "đơn vị phụ trách", "đơn vị hướng dẫn", "đơn vị chủ trì", "đơn vị theo dõi", "phụ trách", "phân công",
        "văn bản", "căn cứ", "hướng dẫn", "phương pháp", "mã số",
    ),
}  # fmt: skip
_PHRASES = sorted(((phrase, role) for role, own in _HEADINGS.items() for phrase in own), key=lambda p: -len(p[0]))
_ROLES = [(re.compile(rf"{re.escape(spelling_key(phrase))}(?!\w)"), role) for phrase, role in _PHRASES]
_COLUMN_NO = re.compile(r"\(?([A-Z]|\d{1,2})\)?")
_YEAR = re.compile(r"(?:(?:(?:mức|chỉ tiêu) )?năm )?(20\d\d)", re.I)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_GROUP = re.compile(r"(?:nhóm|(?:khu vực|kv)(?= )) ?(\S{1,4})", re.I)
_LEVEL_OF = re.compile(r"^(chỉ tiêu|mức)( quy định| áp dụng| đạt)?( cho| của| đối với)? (?=\S)", re.I)
_FOR_SOME = re.compile(
    r"(?<!theo )\b(vùng|khu vực|nhóm|miền|đặc biệt|bãi ngang|hải đảo|biên giới|đồng bằng|còn lại)\b", re.I
)
_ONLY_FOR = re.compile(
    r"\b(đối với|áp dụng cho|các xã|xã thuộc|vùng|khu vực|miền|đặc biệt|bãi ngang|hải đảo|biên giới|đồng bằng|còn lại)\b|\bnhóm (xã|\d|[IVX]+\b)",
    re.I,
)
_OF_DISTRICTS = re.compile(
    r"^(mức )?(đối với |cho )?(các )?(xã )?(thuộc |của |ở )?(các )?(huyện(?=\s*:)\s*:|địa bàn )?", re.I
)
_OF_COMMUNES = re.compile(r"^(đối với )?(các )?(xã )?(thuộc )?", re.I)


@dataclass(frozen=True)
class Column:
    """One column; of levels: the groups and regions that they are for, and the year, if the heading names any."""

    index: int
    role: Role
    heading: str
    scopes: tuple[tuple[str, str], ...] = (("", ""),)  # group and region
    year: int | None = None


@dataclass
class Layout:
    """The columns of an annex from one heading to the next; `below` is the first row under the heading."""

    first: int
    below: int
    columns: dict[int, Column] = field(default_factory=dict)
    said: Said = field(default_factory=Said)

    def of(self, *roles: Role) -> list[int]:
        return [index for index, column in self.columns.items() if column.role in roles]


@dataclass(frozen=True)
class Districts:
    """The districts that headings may name, by name_key: the workbook's own, and the others of the province."""

    own: Collection[str] = ()
    others: Collection[str] = ()

    def are_own(self, text: str) -> bool | None:
        """Return whether a heading names districts, all the workbook's own among them; False if it names others only, None if it names none, or some of the own."""
        keys = {name_key(part) for part in re.split(r"\s*(?:[,;+]|\bvà\b)\s*", _OF_DISTRICTS.sub("", clean(text)))}
        if not keys or not keys <= {*self.own, *self.others}:
            return None
        return True if keys >= {*self.own} else None if keys & {*self.own} else False


@dataclass(frozen=True)
class Places:
    """The regions by key and the groups of communes that headings may name; of a set that is made, any group that says it is one."""

    regions: Mapping[str, str]
    groups: Sequence[str]
    is_open: bool
    districts: Districts = Districts()

    def knows(self, text: str) -> bool:
        """Return whether a heading says for which communes its levels are."""
        return bool(self.named(text)) or self.districts.are_own(text) is not None

    def named(self, text: str) -> tuple[tuple[str, str], ...]:
        """Return the groups and regions that a heading names, () if it is none or not all of it is known."""
        text = _LEVEL_OF.sub("", text)
        if whole := self._one(text):
            return (whole,)
        parts = [self._one(part) for part in re.split(r"\s*(?:[,;+]|\bvà\b)\s*", self._spread(text))]
        return tuple(part for part in parts if part) if all(parts) else ()

    def _spread(self, text: str) -> str:
        """Return "nhóm 2, nhóm 3" for "nhóm 2, 3"."""
        return re.sub(r"(?<=[,;+à]) ?(?=(\d|[IV]+)\b)", " nhóm ", text) if "nhóm" in text.lower() else text

    def _one(self, text: str) -> tuple[str, str] | None:
        if (region := region_key(text)) in self.regions:
            return "", region
        for group in self.groups:
            if _group_key(text) in (_group_key(group), _group_key(f"nhóm {group}")):
                return group, ""
        own = _OF_COMMUNES.sub("", clean(text))
        if self.is_open and not self.groups and (named := _GROUP.fullmatch(own)):
            return (_ROMAN.get(named[1].lower(), named[1]) if own.lower().startswith("nhóm") else own), ""
        return None


def _group_key(text: str) -> str:
    """Return the key by which "Xã nhóm I", "các xã thuộc nhóm 1" and "nhóm 1" are one group."""
    words = spelling_key(_OF_COMMUNES.sub("", clean(text))).replace("kv ", spelling_key("khu vực") + " ").split()
    return " ".join(
        _ROMAN.get(word, word) if n and words[0] == spelling_key("nhóm") else word for n, word in enumerate(words)
    )


def layout_at(cells: Cells, row: int, places: Places) -> Layout | None:
    """Return what the columns hold if a heading begins in this row, else None."""
    if not _is_heading(cells, row, places):
        return None
    below = row + 1
    while below < min(cells.height, row + _DEEPEST) and _goes_on(cells, row, below, places):
        below += 1
    layout = Layout(row, below)
    for index in range(cells.width):
        pieces = list(dict.fromkeys(filter(None, (cells.filled(r, index) for r in range(row, below)))))
        if pieces:
            lowest = max(r for r in range(row, below) if cells.filled(r, index))
            layout.columns[index] = _column(layout, (lowest, index), pieces, places)
    if below < cells.height and _numbers_columns(cells, below):
        layout.below += 1
    _settle(layout)
    return layout


def _role(text: str) -> Role | None:
    key = spelling_key(text)
    role = next((role for phrase, role in _ROLES if phrase.match(key)), None) if len(text) <= _LONGEST else None
    return None if role in (Role.NUMBER, Role.CRITERION) and re.search(r"\d", text) else role


def _is_heading(cells: Cells, row: int, places: Places) -> bool:
    texts = {cells.filled(row, column) for column in range(cells.width)} - {""}
    roles = {_role(text) or (Role.LEVEL if places.knows(text) else None) for text in texts}
    return bool(roles & {Role.LEVEL, Role.COMMON}) and bool(roles & {Role.NUMBER, Role.CRITERION, Role.NAME})


def is_for_some(title: str) -> bool:
    """Return whether a title between rows says for which communes the levels below it are; not "Nhóm tiêu chí hạ tầng"."""
    return bool(_ONLY_FOR.search(title))


def heads_another(cells: Cells, row: int) -> bool:
    """Return whether a row is the heading of a table without levels, as one of who is in charge: "TT", "Cơ quan", "Tiêu chí"."""
    texts = [cells.filled(row, column) for column in cells.own_columns(row)]
    return len(texts) > 1 and _role(texts[0]) is Role.NUMBER


def _goes_on(cells: Cells, first: int, row: int, places: Places) -> bool:
    """Return whether a row is still of the heading that begins at `first`: it divides columns of levels, and names nothing else."""
    own = cells.own_columns(row)
    others = [c for c in range(cells.width) if _role(cells.filled(first, c)) not in (Role.LEVEL, Role.COMMON, None)]
    if not own or set(own) & set(others):
        return False
    is_under = any(cells.is_covered(row, c) and cells.origin(row, c)[0] >= first for c in others)
    return is_under or any(places.knows(cells.text(row, c)) or _YEAR.fullmatch(cells.text(row, c)) for c in own)


def _numbers_columns(cells: Cells, row: int) -> bool:
    """Return whether a row numbers the columns: (1) (2) (3), or A B 1 2."""
    texts = [cells.text(row, column) for column in cells.own_columns(row)]
    found = [match[1] for text in texts if (match := _COLUMN_NO.fullmatch(text))]
    digits = [int(number) for number in found if number.isdigit()]
    return len(texts) == len(found) > 2 and digits == [*range(1, len(digits) + 1)]


def _column(layout: Layout, at: Place, pieces: Sequence[str], places: Places) -> Column:
    """Return what a column holds whose heading has these pieces, from above, the last of them at `at`; note what is not known of it."""
    heading = " – ".join(pieces)
    scopes = [scope for piece in pieces for scope in places.named(piece)]
    years = [int(match[1]) for piece in pieces if (match := _YEAR.fullmatch(piece))]
    roles = [role for piece in pieces if (role := _role(piece)) and not places.knows(piece)]
    are_own = next((found for p in pieces if (found := places.districts.are_own(p)) is not None), None)
    if are_own is False:
        layout.said.remark(at, f"Cột {in_quotes(heading)} là mức của huyện khác: không dùng.", "column")
        return Column(at[1], Role.ELSEWHERE, heading)
    role = roles[-1] if roles else Role.LEVEL if scopes or years or are_own else Role.ASIDE
    strange = [p for p in pieces if not (places.knows(p) or _YEAR.fullmatch(p) or _role(p) or p.startswith("("))]
    if not scopes:
        strange += [piece for piece in pieces if _FOR_SOME.search(piece)]
    if strange and (role in (Role.LEVEL, Role.COMMON) or not roles):
        known = joined([*places.regions.values(), *(f"nhóm {group}" for group in places.groups)])
        layout.said.ask(
            at,
            f"Không rõ cột {in_quotes(heading)} là mức cho những xã nào, nên cả cột chưa đọc. Ghi tên vùng hoặc nhóm xã của bộ ({known}) vào tiêu đề; "
            "nếu là mức cho mọi xã thì ghi “Chỉ tiêu”; nếu không phải mức thì ghi “Ghi chú”.",
            "column",
        )
        return Column(at[1], Role.ASIDE, heading)
    if role is Role.ASIDE:
        layout.said.remark(at, f"Cột {in_quotes(heading)} không dùng.", "column")
    if role is Role.UNIT:
        layout.said.remark(at, f"Cột {in_quotes(heading)} là đơn vị của mức.", "column")
    return Column(at[1], role, heading, _together(scopes), years[-1] if years else None)


def _together(scopes: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the scopes of a column: a group below a region is that group of the region."""
    groups, regions = [g for g, _ in scopes if g] or [""], [r for _, r in scopes if r] or [""]
    return tuple((group, region) for region in regions for group in groups)


def _settle(layout: Layout) -> None:
    """Decide what depends on the other columns: "Chỉ tiêu" is a name beside "Mức"; a level for all is one beside those of regions."""

    def take(index: int, role: Role) -> None:
        layout.columns[index] = replace(layout.columns[index], role=role)

    plain = [
        c.index for c in layout.columns.values() if c.role is Role.LEVEL and c.scopes == (("", ""),) and not c.year
    ]
    scoped = [index for index in layout.of(Role.LEVEL) if index not in plain]
    if not layout.of(Role.NAME):
        called = [index for index in plain if spelling_key(layout.columns[index].heading) == spelling_key("chỉ tiêu")]
        names = called if len(plain) + len(scoped) > len(called) else layout.of(Role.CRITERION)
        for index in names:
            take(index, Role.NAME)
        plain = [index for index in plain if index not in names]
    if len(plain) > 1 or (plain and scoped):
        headings = joined([in_quotes(layout.columns[index].heading) for index in [*plain, *scoped]])
        text = (
            f"Các cột {headings} đều có thể là mức, nên chưa đọc cột không ghi vùng, nhóm xã. Giữ một cột mức, cột khác ghi tiêu đề “Ghi chú”; "
            "hoặc ghi “Chỉ tiêu chung” cho mức dùng ở dòng không có mức theo vùng, nhóm xã."
        )
        for index in plain:
            layout.said.ask((layout.first, index), text, "column")
            take(index, Role.ASIDE)
    if not layout.of(Role.LEVEL):
        for index in layout.of(Role.COMMON):
            take(index, Role.LEVEL)
    for index in layout.of(Role.COMMON):
        text = f"Mức ở cột {in_quotes(layout.columns[index].heading)} chỉ dùng ở dòng không có mức theo vùng, nhóm xã."
        layout.said.remark((layout.first, index), text, "column")
