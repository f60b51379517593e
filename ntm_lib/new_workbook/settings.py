"""The settings of a new workbook: data/workbook.toml, with its comments for the analyst."""

import json
from collections.abc import Sequence
from datetime import date
from textwrap import wrap

from ntm_lib.new_workbook.units import NewPlace, Units, why
from ntm_lib.reference.gazetteer.lists import REFORM
from ntm_lib.reference.regions import REGIONS
from ntm_lib.terms import DISTRICT, PROVINCE

_HEAD = """\
# Sổ báo cáo do lệnh `ntm new` lập: nơi nào, xã nào, kỳ báo cáo nào, bộ tiêu chí nào, chốt số liệu ngày nào.
# Sửa tệp này bằng Notepad hoặc JupyterLab rồi lưu lại; dòng bắt đầu bằng dấu # là lời ghi chú.
"""
_SEASON = """
[[season]]
name = {name}
year = {year}
criteria_set = {set_id} # tệp data/reference/criteria/{set_id_plain}.csv
cut_off = {cut_off} # ngày chốt số liệu{doubt}
# conference = {conference}        # ngày hội nghị, khi đã định
# compare_with = "{before}"          # kỳ trước, khi đã khai kỳ ấy ở một mục [[season]] riêng
# conclusions = "{before}-12-25"     # tệp data/conclusions/{before}-12-25.csv: kết luận hội nghị năm trước, nếu có
"""
_DOUBT = ": chờ xác nhận, mặc định là ngày cuối của kỳ"


def settings_text(units: Units, season: str, year: int, set_id: str, cut_off: date, is_cut_off_given: bool) -> str:
    """Return data/workbook.toml as text."""
    parts = [_HEAD, f"\ncurrent_season = {quoted(season)}\n"]
    parts += [_place(units, place, len(units.places) > 1) for place in units.places]
    parts.append(
        _SEASON.format(
            name=quoted(season),
            year=year,
            set_id=quoted(set_id),
            set_id_plain=set_id,
            cut_off=cut_off.isoformat(),
            doubt="" if is_cut_off_given else _DOUBT,
            before=year - 1,
            conference=usual_conference(cut_off),
        )
    )
    return "".join(parts)


def usual_conference(cut_off: date) -> str:
    """Return a day for the conference that nobody has set yet: 25 December, of a mid-year season its cut-off, while the place is what it is."""
    return (cut_off.replace(day=25) if cut_off.month == 12 else cut_off).isoformat()


def tier(place: NewPlace) -> str:
    return PROVINCE if place.place.is_province else DISTRICT


def office(place: NewPlace) -> str:
    return f"Văn phòng Điều phối Nông thôn mới {place.place.full_name}"


def _place(units: Units, place: NewPlace, is_of_several: bool) -> str:
    lines = ["", "[[place]]"]
    lines += [f"id = {quoted(place.place_id)} # đặt tên thư mục, không đổi về sau"] if is_of_several else []
    return "\n".join([*lines, *period_lines(units, place, REFORM if place.place.is_province else None)]) + "\n"


def period_lines(units: Units, place: NewPlace, since: date | None) -> list[str]:
    """Return the lines of a place's period from `since` on, None for always."""
    region = units.region_of(place)
    lines = ["[[place.period]]"]
    lines += [f"from = {since.isoformat()}"] if since else []
    lines += [f"name = {quoted(place.place.full_name)}", f"tier = {quoted(tier(place))}"]
    lines += [] if place.place.is_province else [f"parent = {quoted(place.place.province)}"]
    lines += [f"office = {quoted(office(place))}"]
    if region:
        lines += [f"region = {quoted(region)} # {REGIONS[region]}, các vùng của QĐ 1980/2016"]
    else:
        lines += ["# Các xã thuộc nhiều vùng (theo tỉnh cũ): vùng của từng xã ghi ở cột region của units.csv."]
    lines += doubts(place)
    return [*lines, *commune_lines([unit.unit_id for unit in units.communes(place)])]


def commune_lines(unit_ids: Sequence[str]) -> list[str]:
    """Return the lines that list the communes of a period."""
    communes = ", ".join(map(quoted, unit_ids))
    return ["communes = [", *wrap(communes, 116, initial_indent="    ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False), "]"]  # fmt: skip


def doubts(place: NewPlace) -> Sequence[str]:
    """Return the comment that says which units wait to be confirmed: what people correct right below it."""
    if not place.waiting:
        return []
    lines = ["# Chờ xác nhận: danh sách đơn vị hành chính trước và sau ngày chốt số liệu khác nhau ở các đơn vị sau."]
    for difference in place.waiting:
        unit = difference.here or difference.there
        if unit is not None:
            lines.append(f"# - {unit.kind} {unit.name}: {why(difference, place.place, place.other)}.")
    return [*lines, "# Thêm hoặc bớt mã xã (cột unit_id của units.csv) cho đúng tại ngày chốt số liệu."]


def quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)
