"""Which places a workbook that goes on from an older one is for: what each of the older one's places is at the new cut-off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ntm_lib.errors import UnknownNameError, WorkbookError
from ntm_lib.new_workbook.contents import FirstSeason
from ntm_lib.new_workbook.settings import tier
from ntm_lib.new_workbook.units import NewPlace, Units
from ntm_lib.reference.gazetteer.changes import became
from ntm_lib.reference.gazetteer.find import Place, find_places, former_places
from ntm_lib.reference.gazetteer.lists import REFORM, in_sentence, merged_provinces
from ntm_lib.terms import PROVINCE
from ntm_lib.workbook import Period, Season, Workbook

_SINCE = "2025-07"  # the list since the reform


def refuse_earlier(old: Workbook, season: FirstSeason) -> None:
    """Raise WorkbookError if `season` does not come after all seasons of the older workbook."""
    last = last_season(old)
    if season.name in old.seasons or season.cut_off <= last.cut_off:
        raise WorkbookError(
            f"Sổ cũ đã có kỳ {last.name}, chốt số liệu {last.cut_off:%d/%m/%Y}: kỳ mới phải sau kỳ ấy. "
            f"Ghi bằng --season một năm, tháng khác, chốt số liệu sau ngày ấy (đang ghi {season.name}, chốt {season.cut_off:%d/%m/%Y})."
        )


def last_season(old: Workbook) -> Season:
    """Return the season with the latest cut-off."""
    return max(old.seasons.values(), key=lambda season: season.cut_off)


def places_since(old: Workbook, day: date) -> list[Place]:
    """Return what each place of the older workbook is on `day`: itself, the province that took over its communes, or the district.

    Raises UnknownNameError for one that the lists do not know, or that went to several; WorkbookError if several became one.
    """
    found = [_since(place.on(day), day) for place in old.places]
    if len(set(found)) < len(found):
        names = "; ".join(dict.fromkeys(place.title for place in found))
        raise WorkbookError(
            f"Sổ cũ có {len(old.places)} nơi, mỗi nơi một thư mục biểu; ngày {day:%d/%m/%Y} các nơi ấy cùng thuộc {names}. Chưa gộp được sổ nhiều nơi "
            f'thành một nơi: lập sổ mới không có --from (--place "{names}"), sổ cũ giữ để xem lại.'
        )
    return found


def _since(period: Period, day: date) -> Place:
    words = period.full_name
    found = [place for place in find_places(words, day) if place.is_province == (period.tier == PROVINCE)]
    if len(found) == 1:
        return found[0]
    ended = former_places(words, day)
    names = became(ended[-1], day) if ended else []
    if ended and day >= REFORM:
        names = [in_sentence(merged_provinces()[ended[-1].province_code])]
    if len(names) == 1:
        return next(place for place in find_places(names[0], day) if place.is_province == (day >= REFORM))
    what = f"nay thuộc {'; '.join(names)}" if names else "không có trong danh sách đơn vị hành chính"
    raise UnknownNameError(f"{words} của sổ cũ: ngày {day:%d/%m/%Y} {what}. Ghi rõ nơi của sổ mới bằng --place.")


def is_same(period: Period, new: NewPlace) -> bool:
    """Return whether a place is what it was in an older period: of the same name, tier and province."""
    parent = "" if new.place.is_province else new.place.province
    return (period.name, period.tier, period.parent) == (new.place.full_name, tier(new), parent)


def as_chosen(old: Workbook, units: Units) -> Units:
    """Return `units` with places that are still the same without the communes which the older workbook knew and had left out."""
    places = []
    for place, new in zip(old.places, units.places, strict=True):
        own = {unit_id for period in place.period for unit_id in period.communes}
        left_out = set(old.units) - own if is_same(place.last, new) else set()
        kept = tuple(key for key in new.communes if units.units[key].unit_id not in left_out)
        places.append(replace(new, communes=kept))
    return replace(units, places=tuple(places))


def refuse_other_places(old: Workbook, units: Units) -> None:
    """Raise WorkbookError for a place that has no unit of the older workbook, nor what one became, of whatever kind."""
    last = last_season(old).cut_off
    for new, place in zip(units.places, old.places, strict=True):
        inside = {(unit.snapshot, unit.code) for unit in new.place.units}
        found = [unit for unit in units.units.values() if unit.unit_id in place.on(last).communes]
        if not any(unit.key in inside or inside.intersection((_SINCE, code) for code in unit.became) for unit in found):
            raise WorkbookError(
                f"{new.place.title} không có xã nào của {place.on(last).full_name} trong sổ cũ. Sửa --place, hoặc bỏ --place để chương trình tự tìm."
            )


def asked_places(old: Workbook, asked: Sequence[Place]) -> list[Place]:
    """Return the places that --place named; raise WorkbookError unless there is one for each place of the older workbook."""
    if len(asked) != len(old.places):
        raise WorkbookError(
            f"Sổ cũ có {len(old.places)} nơi, --place ghi {len(asked)} nơi. Ghi --place cho từng nơi theo thứ tự trong data/workbook.toml của sổ cũ."
        )
    return list(asked)
