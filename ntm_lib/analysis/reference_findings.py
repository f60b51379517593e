"""Checks of the season against what the workbook's own files say: villages, conclusions, the province's table, its tier."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pandas as pd

from ntm_lib.analysis.assessment import meets
from ntm_lib.analysis.district import district_standing
from ntm_lib.intake.findings import FindingList
from ntm_lib.reference.conclusions import Conclusion
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.gazetteer import official_names
from ntm_lib.reference.sheet_titles import UNIT_HEADINGS, row_of, sheet_of
from ntm_lib.reference.units import Unit, in_present_terms, unit_faults
from ntm_lib.reference.villages import Villages as DatedVillages
from ntm_lib.schemas import Observation, Village
from ntm_lib.spot import Spot
from ntm_lib.tables import rows_of
from ntm_lib.terms import DISTRICT, DISTRICTS_ENDED, PROVINCE
from ntm_lib.text import figure_text, in_quotes, joined, names_in, season_text, sentence_case
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.reference import Measure, measure_figure
from ntm_lib.workbook.series import Series

_AGENCIES = "departments.csv"
_LATITUDES, _LONGITUDES = (6, 24), (102, 118)  # of Vietnam with its islands, in degrees


def note_ended_villages(findings: FindingList, dated: DatedVillages, villages: pd.DataFrame, season: Season) -> None:
    """D17: a village that a form names is there at the cut-off, by villages.csv; one that only took another name is."""
    for row in rows_of(villages[villages["season"] == season.name], Village):
        ended = dated.ended(row["unit_id"], row["village"], season.cut_off)
        if ended is None or dated.is_renamed(ended):
            continue
        now = [dated.name_on(row["unit_id"], name, season.cut_off) for name in names_in(ended["successor"])]
        then = (
            f"nay {'là' if len(now) > 1 else 'thuộc'} {joined(now)}. Ghi thôn ấy thay cho dòng này."
            if now
            else "không có thôn kế thừa. Bỏ dòng này, hoặc sửa tên."
        )
        message = f"{in_quotes(row['village'])} chỉ có đến hết ngày {ended['valid_to']:%d/%m/%Y} ({sheet_of('villages.csv')}), {then}"
        findings.add_at("D17", message, row)


def note_units(findings: FindingList, workbook: Workbook, season: Season) -> None:
    """D20: what the rows of the place's units say can be right, and no two communes of the season have one point, which a map would show,
    or one code."""
    communes = workbook.communes(season)
    points: dict[tuple[float, float], Unit] = {}
    codes: dict[str, Unit] = {}
    found = [(unit, *fault) for unit in workbook.own_units for fault in faults_of_unit(unit, workbook.units)]
    found += [(unit, *fault) for unit in communes for fault in _faults_beside_others(unit, points, codes)]
    for unit, where, what in found:
        message = f"{unit_row(unit, where)}: {what}"
        findings.add("D20", message, f"../reference/{where.file}", unit_id=unit.unit_id)


def unit_row(unit: Unit, where: Spot) -> str:
    """Return the words for some cells of a unit's row: "Trang “Xã”: xã Hương Phú, cột “Vĩ độ” (units.csv, dòng 7)"."""
    headings = [UNIT_HEADINGS[column] for column in where.columns]
    return sentence_case(row_of("units.csv", unit.full_name, where, headings))


def faults_of_unit(unit: Unit, units: Mapping[str, Unit]) -> Iterator[tuple[Spot, str]]:
    """Yield what can't be right in the row of a unit: kind, number, days, successor, a point outside Vietnam, its kind in its name, a code that is none."""
    yield from unit_faults(unit, units)
    if unit.lat is not None and unit.lon is not None and not _is_in_vietnam(unit.lat, unit.lon):
        yield (
            unit.row.in_column("lat", "lon"),
            f"điểm {figure_text(unit.lat)}; {figure_text(unit.lon)} không ở Việt Nam. Ghi vĩ độ (8 đến 24) ở “Vĩ độ”, kinh độ (102 đến 115) ở “Kinh độ”, hoặc để trống.",
        )
    if unit.name.casefold().startswith(f"{unit.kind} ") and unit.name not in official_names():
        yield (
            unit.row.in_column("name"),
            f"“{unit.name}” lặp lại loại đơn vị ở cột “Loại”. Bỏ chữ “{unit.kind}” ở đầu tên.",
        )
    if unit.code and not re.fullmatch("[0-9]{5}", unit.code):
        example = f", ví dụ {unit.code:0>5}" if re.fullmatch("[0-9]{1,4}", unit.code) else ""
        yield (
            unit.row.in_column("code"),
            f"“{unit.code[:60]}” không phải là mã hành chính cấp xã. Ghi đủ 5 chữ số, cả số 0 ở đầu mà Excel bỏ{example}; chưa biết thì để trống.",
        )


def _is_in_vietnam(lat: float, lon: float) -> bool:
    return _LATITUDES[0] <= lat <= _LATITUDES[1] and _LONGITUDES[0] <= lon <= _LONGITUDES[1]


def _faults_beside_others(
    unit: Unit, points: dict[tuple[float, float], Unit], codes: dict[str, Unit]
) -> Iterator[tuple[Spot, str]]:
    """Yield what is wrong with a commune beside the ones before it, which `points` and `codes` have."""
    if unit.lat is not None and unit.lon is not None:
        other = points.setdefault((unit.lat, unit.lon), unit)
        if other is not unit:
            yield (
                unit.row.in_column("lat", "lon"),
                f"trùng tọa độ của {other.full_name}. Sửa tọa độ của một trong hai, hoặc để trống.",
            )
    other = codes.setdefault(unit.code, unit) if unit.code else unit
    if other is not unit:
        yield unit.row.in_column("code"), f"{other.full_name} cũng có mã {unit.code}. Sửa mã của một trong hai."


def note_easy_targets(findings: FindingList, workbook: Workbook, season: Season, observations: pd.DataFrame) -> None:
    """D10: a conclusion's number that the commune had already reached in the base season ("==" is to be kept, not reached).

    A figure of before a break of its series says nothing of a number set for after it.
    """
    items = workbook.conclusions(season)
    if items is None:
        return
    file = workbook.conclusions_file(season).name
    base = in_present_terms(
        observations[observations["season"] == season.compare_with], workbook.units, workbook.communes(season)
    )
    values = {(row["unit_id"], row["indicator"], row["component"]): row["value"] for row in rows_of(base, Observation)}
    earlier = workbook.seasons.get(season.compare_with or "", season)
    own = rows_of(workbook.measures_of(earlier.criteria_set), Measure)
    known = {m["measure"]: measure_figure(m) for m in own}
    now = {m["measure"]: measure_figure(m) for m in rows_of(workbook.measures_of(season.criteria_set), Measure)}
    series = Series(workbook.breaks, workbook.measures, season, earlier)
    broken = {measure for measure, figure in now.items() if series.broken(figure)}
    communes = {unit.unit_id for unit in workbook.communes(season)}
    is_number = (
        (items["kind"] == "measure")
        & items["comparator"].isin([">=", "<="])
        & (items["target"] != "")
        & ~items["measure"].isin(broken)
    )
    for item in rows_of(items[is_number], Conclusion):
        for unit_id in [name for name in item["communes"].split(";") if name in communes]:
            value = values.get((unit_id, *known.get(item["measure"], ("", ""))))
            if value is not None and not pd.isna(value) and meets(value, item["comparator"], float(item["target"])):
                message = f"Mục {item['item']} giao {item['summary']}: kỳ trước đã là {figure_text(value, 4)}. Xem lại mục tiêu trong tệp kết luận."
                findings.add("D10", message, f"../conclusions/{file}", cell=item["item"], unit_id=unit_id)


def note_province(
    findings: FindingList, communes: pd.DataFrame, criteria_set: CriteriaSet, workbook: Workbook, season: Season
) -> None:
    """D07: the district's total is that of the province's table of the same year."""
    table, place = workbook.province_progress, workbook.place_in(season)
    own = table[
        (table["unit_name"] == place.province_row)
        & table["as_of"].str.startswith(str(season.year))
        & table["criteria_met_total"].notna()
    ]
    standing = district_standing(communes, criteria_set)
    if own.empty or standing.unknown_total or standing.silent:
        return
    published = int(own.sort_values("as_of")["criteria_met_total"].iloc[-1])
    if published != standing.met_total:
        message = f"Các biểu cho {standing.met_total} tiêu chí toàn {place.terms.place}, bảng của {place.terms.province} ghi {published}. Đối chiếu trước khi báo cáo."
        findings.add("D07", message, f"../reference/{workbook.reference_file('province-progress.csv')}")


def tier_faults(workbook: Workbook, season: Season) -> list[tuple[str, str]]:
    """Return (file below the workbook's data, sentence): a place, and agencies, of a tier that there is not any more in `season`."""
    agencies = f"reference/{workbook.reference_file(_AGENCIES)}"
    found = [("workbook.toml", tier_fault(workbook, season)), (agencies, agencies_fault(workbook, season))]
    return [(file, said) for file, said in found if said]


def agencies_fault(workbook: Workbook, season: Season) -> str:
    """Return that a season of a province has agencies of districts; "" if nothing."""
    agencies = [d.name for d in workbook.departments_in(season).values() if d.has_report and _is_of_district(d.name)]
    if workbook.place_in(season).tier != PROVINCE or not agencies:
        return ""
    last = DISTRICTS_ENDED - timedelta(days=1)
    return (
        f"{sentence_case(season_text(season.name))} là của cấp {PROVINCE} mà còn {len(agencies)} cơ quan mang tên cấp huyện ({joined(agencies[:3])}"
        f"{'…' if len(agencies) > 3 else ''}). Ghi “Đến hết ngày” {last:%d/%m/%Y} cho các cơ quan ấy ở {workbook.sheet_of(_AGENCIES)}, thêm các sở, ngành."
    )


def _is_of_district(name: str) -> bool:
    plain = name.casefold()
    return plain.startswith("phòng ") or plain.endswith(f" {DISTRICT}")


def tier_fault(workbook: Workbook, season: Season) -> str:
    """Return what is wrong with the tier of the place in `season`: a district with communes after there were none; "" if nothing."""
    place = workbook.place_in(season)
    if place.tier != DISTRICT or season.cut_off < DISTRICTS_ENDED or not workbook.communes(season):
        return ""
    return (
        f"{sentence_case(season_text(season.name))} chốt số liệu {season.cut_off:%d/%m/%Y}, khi không còn cấp huyện (từ {DISTRICTS_ENDED:%d/%m/%Y}), mà {place.name} vẫn khai là cấp huyện. "
        f"Thêm ở trang “Nơi” (workbook.toml) một thời kỳ từ {DISTRICTS_ENDED:%d/%m/%Y}, cấp “{PROVINCE}”."
    )
