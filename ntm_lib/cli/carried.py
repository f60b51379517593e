"""What `ntm new --from` says of the workbook it made: what was carried over, what was left, what waits for somebody to decide."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath

from ntm_lib.analysis.open_conclusions import Change, OpenConclusions, carried_conclusions, why_lost
from ntm_lib.new_workbook.contents import Contents, FirstSeason, unit_rows
from ntm_lib.new_workbook.old_places import last_season
from ntm_lib.new_workbook.units import Units
from ntm_lib.new_workbook.words import some, waiting
from ntm_lib.presentation.words.numbers import day
from ntm_lib.publishing.manifest import days_of_issue
from ntm_lib.reference.conclusions import Conclusion
from ntm_lib.reference.gazetteer.changes import name_in_list
from ntm_lib.reference.gazetteer.lists import REFORM, list_name
from ntm_lib.reference.units import Unit, line_of
from ntm_lib.text import names_in, season_text
from ntm_lib.workbook import Workbook

Found = list[tuple[Conclusion, list[str]]]  # conclusions still open, each with its units
_COUNTED = {
    "submissions": "tệp biểu đã nộp",
    "received": "bản biểu đã nhận",
    "imports": "tệp của bảng tổng hợp",
    "corrections": "tệp sửa số liệu",
    "commentary": "lời của văn phòng",
    "conclusions": "tệp kết luận",
}


def carried_by_place(
    book: Workbook, season_name: str, found: Mapping[str, Found]
) -> Iterator[tuple[Workbook, OpenConclusions]]:
    """Yield the workbook of each place with its open conclusions as they are in the new season."""
    for place_id, own_found in found.items():
        own = book.of_place(place_id) if book.is_of_several else book
        season = own.season(season_name)
        yield (
            own,
            carried_conclusions(
                own_found, _change(own, season_name), f"kết luận {day(season.conclusions_date) or season.conclusions}"
            ),
        )


def _change(own: Workbook, season_name: str) -> Change:
    season = own.season(season_name)
    communes = {unit.unit_id for unit in own.communes(season)}
    return Change(season.cut_off, own.units, communes, own.departments)


def told(
    old: Workbook, book: Workbook, units: Units, season: FirstSeason, contents: Contents, left: Sequence[str], found: Mapping[str, Found]
) -> Iterator[tuple[str, Iterable[str]]]:  # fmt: skip
    """Yield the headings of what is said, each with its lines."""
    carried = list(carried_by_place(book, season.name, found)) if book.season(season.name).conclusions else []
    yield (
        "Đã chuyển từ sổ cũ",
        [*_counts(old, book, contents), *_became(old, book, season.name), *_conclusions(carried, season.name)],
    )
    stays = [*([some(left)] if left else []), *_issued(old)]
    if stays:
        yield "Không chép (sổ cũ còn nguyên)", stays
    yield (
        "Chờ xác nhận",
        [
            *waiting(units, season),
            *_unlike_the_lists(old, book, units),
            *_without_commune(old, book, season.name),
            *_undecided(carried),
        ],
    )


def _counts(old: Workbook, book: Workbook, contents: Contents) -> Iterator[str]:
    yield f"{len(old.seasons)} kỳ: {some(list(old.seasons))}."
    yield f"{len(old.units)} đơn vị giữ mã cũ, {len(book.units) - len(old.units)} đơn vị thêm từ danh mục."
    copied = [PurePosixPath(name).parts for name, content in contents.files.items() if not isinstance(content, bytes)]
    counts = Counter(part for parts in copied for part in parts[1:-1] if part in _COUNTED)
    if counts:
        yield ", ".join(f"{counts[name]} {words}" for name, words in _COUNTED.items() if counts[name]) + "."


def _issued(old: Workbook) -> Iterator[str]:
    """Yield a line for each season of which an edition was issued: it stays where it is, and a build in the new workbook is a draft."""
    for name in old.seasons:
        folders = [old.root / "reports" / name, *(old.root / "reports" / name / p.id for p in old.places if p.id)]
        days = sorted({issued for folder in folders for issued in days_of_issue(folder, name)})
        if days:
            said = ", ".join(day(date.fromisoformat(issued)) for issued in days)
            yield f"Bản phát hành {season_text(name)} (ngày {said}) ở lại sổ cũ: dựng lại kỳ ấy trong sổ mới là bản nháp, trừ khi ghi --issue"


def _communes_then(old: Workbook, book: Workbook) -> Iterator[tuple[Workbook, list[Unit]]]:
    """Yield each place of the new workbook with the communes of its last season in the older one."""
    for then in old.of_each_place():
        own = book.of_place(then.place.id) if book.is_of_several else book
        yield own, [own.units[unit.unit_id] for unit in then.communes(last_season(then))]


def _became(old: Workbook, book: Workbook, season_name: str) -> Iterator[str]:
    """Yield a line for each commune that communes of the older workbook became a part of."""
    for own, communes in _communes_then(old, book):
        change, into = _change(own, season_name), dict[str, list[str]]()
        for unit in communes:
            if change.commune(unit.unit_id) not in ("", unit.unit_id):
                into.setdefault(change.commune(unit.unit_id), []).append(unit.full_name)
        yield from (f"{', '.join(names)} → {own.units[new].full_name}." for new, names in into.items())


def _unlike_the_lists(old: Workbook, book: Workbook, units: Units) -> Iterator[str]:
    """Yield a line for each unit of which the older workbook has another name, or another successor, than the lists: what it says stands."""
    successors = {row["unit_id"]: names_in(row["successor"]) for row in unit_rows(units)}
    for new in units.units.values():
        unit = old.units.get(new.unit_id)
        if unit is None:
            continue
        if name_in_list(unit.name) != name_in_list(new.listed.name):
            yield f"{unit.row}: sổ cũ ghi {unit.full_name}, danh sách {list_name(new.listed.snapshot)} ghi {new.listed.kind} {new.listed.name} cùng mã {unit.code}; giữ tên của sổ cũ."
        listed = successors[new.unit_id]
        if unit.successors and not line_of(book.units, unit.unit_id).issuperset(listed):
            ours, theirs = (
                ", ".join(book.units[i].full_name + f" ({i})" for i in ids) for ids in (unit.successors, listed)
            )
            yield f"{unit.row}: {unit.full_name} theo sổ cũ nhập vào {ours}, theo danh sách 7/2025 vào {theirs}; giữ như sổ cũ. Xem nghị quyết, sửa “Nhập vào” nếu danh sách đúng."


def _without_commune(old: Workbook, book: Workbook, season_name: str) -> Iterator[str]:
    """Yield which communes of then have no single one here now, with the new ones that may be theirs where the lists do not tell."""
    for own, communes in _communes_then(old, book):
        change = _change(own, season_name)
        lost = change.lost(unit.unit_id for unit in communes)
        inside = [
            unit_id for unit_id in lost if unit_id not in change.outside(lost)
        ]  # the others are lacking (lacking_lines)
        if inside:
            yield f"{why_lost(inside, change)}."
        if any(not own.units[unit_id].successors for unit_id in lost):
            is_listed = change.day < REFORM  # else the lists tell what the units before them became
            new = [
                u.full_name for u in own.communes(own.season(season_name)) if is_listed and u.unit_id not in old.units
            ]
            more = f" Xã có trong danh sách mà sổ cũ không có: {some(new)}." if new else ""
            yield (
                f"Đơn vị nào đã sáp nhập thì ghi “Đến hết ngày”, “Nhập vào” ở {own.sheet_of('units.csv')}; "
                f"xã nhận nó mà giữ tên cũng là đơn vị mới, một dòng với mã và “Từ ngày” mới.{more}"
            )


def _conclusions(carried: Collection[tuple[Workbook, OpenConclusions]], season_name: str) -> Iterator[str]:
    for own, conclusions in carried:
        name = own.season(season_name).conclusions
        yield f"{len(conclusions.items)} kết luận còn mở: {own.data_name}/conclusions/{name}.csv."


def _undecided(carried: Collection[tuple[Workbook, OpenConclusions]]) -> Iterator[str]:
    for _, conclusions in carried:
        for reason, items in conclusions.waiting.items():
            yield f"Kết luận chưa có ai chủ trì, mục {some(items)}: {reason}. Ghi cột “Chủ trì” (và “Xã”) ở trang “Kết luận”."
