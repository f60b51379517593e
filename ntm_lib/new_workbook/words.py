"""What `ntm new` says of the workbook it made: what waits to be confirmed, and what to do next."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from ntm_lib.new_workbook.contents import FirstSeason
from ntm_lib.new_workbook.units import NewPlace, Units, why
from ntm_lib.reference.gazetteer.changes import MOVED, Difference
from ntm_lib.reference.gazetteer.find import Place
from ntm_lib.reference.gazetteer.lists import REFORM, SNAPSHOTS, around, list_name
from ntm_lib.text import season_text

_NAMED = 12  # units of one line


def made(units: Units, season: FirstSeason, folder: Path) -> str:
    """Return the sentence that says what was made, and where."""
    kinds = Counter(unit.listed.kind for place in units.places for unit in units.communes(place))
    communes = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    names = some([place.place.title for place in units.places], "; ")
    former = sum(unit.listed.snapshot == "2025-03" for unit in units.units.values()) if season.cut_off >= REFORM else 0
    made_of = f", {former} đơn vị cũ trước 01/07/2025" if former else ""
    return f"Đã lập sổ cho {names}, {season_text(season.name)}: {communes}{made_of}. Thư mục: {folder}"


def next_commands(folder: Path, places: Sequence[str]) -> list[str]:
    """Return the commands that come next: settings first; of several places, whose ids `places` are, each sends and checks forms of its own."""
    one = f" --place {places[0]}" if len(places) > 1 else ""
    return [
        f'ntm setup --workbook "{folder}"',
        *(f'ntm {name}{one} --workbook "{folder}"' for name in ("forms", "check")),
        f'ntm build --workbook "{folder}"',
    ]


def each_place(places: Sequence[str]) -> str:
    """Return what is said below the commands of several places; "" of one."""
    return f"Lệnh forms và check chạy cho từng nơi: {some(places)}." if len(places) > 1 else ""


def waiting(units: Units, season: FirstSeason, left_out: Sequence[Place] = ()) -> Iterator[str]:
    """Yield what the lists of units do not tell for the season's cut-off, and what was taken by custom."""
    day = f"{season.cut_off:%d/%m/%Y}"
    if not season.is_cut_off_given:
        yield f"Ngày chốt số liệu {day} là ngày cuối của kỳ, lấy mặc định: sửa ở trang “Kỳ”."
    before, _ = around(season.cut_off)
    if not before:
        first = next(iter(SNAPSHOTS))
        yield f"Không có danh sách đơn vị hành chính trước năm {first}: các xã lấy theo danh sách {first}, xem lại từng xã tại ngày {day}."
    elif before == list(SNAPSHOTS)[-1]:
        yield f"Các xã lấy theo danh sách {list_name(before)}, chưa có danh sách mới hơn: thay đổi từ đó đến {day} thì sửa ở trang “Xã”."
    for place in units.places:
        yield from _differing(place)
    if left_out:
        yield f"Không có đơn vị nào thuộc loại được chọn nên không đưa vào sổ: {some([p.full_name for p in left_out])}."
    yield "Tên các cơ quan ghi theo quy định chung: sửa theo tên ở địa phương, ở trang “Cơ quan”."


def _differing(place: NewPlace) -> Iterator[str]:
    """Yield where the lists differ on a place's units; equal remarks are one line."""

    def remark(difference: Difference) -> tuple[str, str]:
        is_alike = difference.what == MOVED or difference.here is None or difference.there is None
        return difference.what, why(difference, place.place, place.other) if is_alike else ""

    for (_, text), same in groupby(sorted(place.waiting, key=remark), key=remark):
        found = [(d.here or d.there, d) for d in same]
        if text:
            names = some([f"{unit.kind} {unit.name}" for unit, _ in found if unit])
            yield f"{place.place.full_name}: {names} {text}."
        else:
            each = [f"{u.kind} {u.name} {why(d, place.place, place.other)}" for u, d in found if u]
            yield f"{place.place.full_name}: {some(each, '; ')}."


def some(names: Sequence[str], between: str = ", ") -> str:
    """Return the first names, and how many there are besides."""
    more = f" và {len(names) - _NAMED} nữa" if len(names) > _NAMED else ""
    return between.join(names[:_NAMED]) + more
