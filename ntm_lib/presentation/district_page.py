"""The parts of the district's page, in the order they are read."""

from typing import Any

from ntm_lib.analysis.district import (
    DistrictMeasure,
    DistrictStanding,
    district_measure,
    district_standing,
    most_missed,
)
from ntm_lib.analysis.status import fallen_criteria
from ntm_lib.presentation import wording
from ntm_lib.presentation.data_notes import season_notes
from ntm_lib.presentation.html import Part, render
from ntm_lib.presentation.numbers import day, fixed, in_unit, number, percent, share_of, signed
from ntm_lib.presentation.view import SeasonView
from ntm_lib.schemas import records

# The measures the province and the district quote, with the decimals they are published with.
HEADLINE_MEASURES = (
    ("poor_households_pct", 2),
    ("income_per_capita_mvnd", 1),
    ("health_insurance_pct", 2),
    ("temporary_houses", 0),
)


def header(view: SeasonView) -> Part:
    """Banner and title of the district's page."""
    subtitle = [
        wording.sentence_case(view.workbook.district.province),
        f"mùa {view.season.name}",
        wording.figures_status(view.statuses, view.season),
    ]
    if view.season.conference:
        note = " (ngày minh họa)" if view.season.conference_illustrative else ""
        subtitle.append(f"hội nghị {day(view.season.conference)}{note}")
    title = f"Tiến độ nông thôn mới {view.workbook.district.name}"
    return render(
        "header.html.j2",
        title=title,
        subtitle=subtitle,
        status=wording.status_banner(view.issue_date),
        illustrative=wording.illustrative_banner(view.is_illustrative, view.compares_illustrative),
    )


def headline(view: SeasonView) -> Part:
    """Total, mean and bands in the province's own format, beside what was signed and what the province published."""
    standing = district_standing(view.now.communes, view.criteria_set)
    before = view.results.of(view.season.compare_with or "")
    least = "ít nhất " if standing.unknown_total else ""
    measures = [_measure(view, name, decimals) for name, decimals in HEADLINE_MEASURES if name in view.measures]
    return render(
        "district_headline.html.j2",
        standing=standing,
        mean=f"{least}{fixed(standing.mean, 1)}",
        total=f"{least}{number(standing.met_total)}",
        total_note=f"{standing.unknown_total} tiêu chí chưa có số liệu" if standing.unknown_total else "",
        sentence=_sentence(view, standing, least),
        before=_before(view, before.communes.empty, standing),
        measures=measures,
        has_published=any(m["published"] for m in measures),
        recognised=_recognised(view),
        province=_province(view),
        illustrative=view.compares_illustrative,
    )


def _sentence(view: SeasonView, standing: DistrictStanding, least: str) -> str:
    bands = [f"{count} xã đạt {label} tiêu chí" for label, count in standing.bands if count]
    bands += [f"{standing.undecided} xã chưa xác định được nhóm"] if standing.undecided else []
    total = f"{least}{number(standing.met_total)} tiêu chí, bình quân {least}{fixed(standing.mean, 1)} tiêu chí/xã"
    return f"Đến {day(view.season.cut_off)}, {view.workbook.district.name} có {standing.commune_count} xã với {total}: {wording.joined(bands)}."


def _before(view: SeasonView, is_absent: bool, standing: DistrictStanding) -> str:
    if is_absent or view.season.compare_with is None:
        return "Chưa có mùa trước để so sánh."
    earlier = view.workbook.season(view.season.compare_with)
    if earlier.criteria_set != view.season.criteria_set:
        return f"Mùa {earlier.name} theo bộ tiêu chí khác, không so sánh."
    past = district_standing(view.results.of(earlier.name).communes, view.workbook.criteria_set(earlier.criteria_set))
    text = f"Mùa {earlier.name}: {number(past.met_total)} tiêu chí trên {past.commune_count} xã, bình quân {fixed(past.mean, 1)}."
    borders = [{unit.unit_id for unit in view.workbook.communes(season)} for season in (earlier, view.season)]
    if borders[0] != borders[1]:
        text += " Địa giới đã đổi giữa hai mùa: số tiêu chí không cộng được qua sáp nhập."
    elif standing.unknown_total or past.unknown_total:
        text += " Chưa tính mức tăng giảm vì còn tiêu chí chưa có số liệu."
    else:
        text += f" Tăng giảm: {signed(standing.met_total - past.met_total)} tiêu chí."
    return text


def _measure(view: SeasonView, name: str, decimals: int) -> dict[str, str]:
    about = view.measures[name]
    indicator, value_type, unit = about["indicator"] or name, about["value_type"], about["unit"]
    table = view.submissions.observations
    now = district_measure(table, view.season.name, indicator, about["component"], value_type)
    past = district_measure(table, view.season.compare_with or "", indicator, about["component"], value_type)
    counts = share_of(now.numerator, now.denominator) if value_type == "percent" else ""
    communes = len(view.workbook.communes(view.season))
    return {
        "name": about["name"],
        "value": in_unit(now.value, value_type, unit, decimals),
        "counts": f"{counts} {about['count_unit']}" if counts else "",
        "change": _measure_change(view, now, past, about, decimals),
        "partial": ""
        if now.communes_with_value == communes
        else f" ({now.communes_with_value}/{communes} xã có số liệu)",
        "published": _published(view, name, value_type, unit, now.value),
    }


def _measure_change(
    view: SeasonView, now: DistrictMeasure, past: DistrictMeasure, about: dict[str, Any], decimals: int
) -> str:
    """Return how the measure moved; a sum over a part of the communes is not held against a sum over all."""
    if view.season.compare_with is None or past.value is None or now.value is None:
        return ""
    earlier = view.workbook.season(view.season.compare_with)
    whole = len(view.workbook.communes(view.season)), len(view.workbook.communes(earlier))
    if (now.communes_with_value, past.communes_with_value) != whole:
        return "chưa so sánh: chưa đủ số liệu các xã"
    return wording.measure_change(now.value, past.value, about["value_type"], about["unit"], decimals, view.season)


def _published(view: SeasonView, measure: str, value_type: str, unit: str, computed: float | int | None) -> str:
    """Return the figure a source publishes for the district that year, and whether the forms give the same."""
    table = view.workbook.published_district
    own = table[(table["year"] == view.season.year) & (table["measure"] == measure)]
    if own.empty or not view.workbook.closes_year(view.season):
        return ""
    value = float(own["value"].iloc[0])
    decimals = len(repr(value).partition(".")[2])
    agrees = computed is not None and round(computed, decimals) == value
    return f"{in_unit(value, value_type, unit, decimals)} ({'khớp' if agrees else 'khác'})"


def _recognised(view: SeasonView) -> str:
    communes = view.now.communes
    signed = communes.loc[communes["recognised_tier"] != "", "unit_name"]
    maybe = communes.loc[(communes["recognised_tier"] == "") & (communes["recognition_uncertain"] != ""), "unit_name"]
    text = f"Đã ký quyết định đến {day(view.season.cut_off)}: {len(signed)}/{len(communes)} xã ({percent(100 * len(signed) / len(communes))})"
    if len(maybe):
        text += f"; chưa rõ ngày ký: {wording.joined(list(maybe))}"
    return text + "."


def _province(view: SeasonView) -> str:
    """Return the province's own figures for the district in the season's year, said to be the province's."""
    table = view.workbook.province_progress
    own = table[
        (table["unit_name"] == view.workbook.district.province_row)
        & table["as_of"].str.startswith(str(view.season.year))
    ]
    if own.empty or not view.workbook.closes_year(view.season):
        return ""
    row = own.iloc[0]
    met, count, recognised = int(row["criteria_met_total"]), int(row["commune_count"]), int(row["standard_count"])
    as_of = "/".join(reversed(row["as_of"].split("-")))
    return (
        f"Số của tỉnh đến {as_of}: {number(met)} tiêu chí trên {count} xã, bình quân {fixed(met / count, 1)}; "
        f"{recognised}/{count} xã “đạt chuẩn” ({percent(100 * recognised / count)}). Đây là số tỉnh công bố, đặt cạnh số xã đã ký quyết định ở trên."
    )


def communes(view: SeasonView) -> Part:
    """The matrix of communes by criteria, with count, change and recognition."""
    now = view.now
    rows = []
    for commune in records(now.communes):
        row = {str(k): v for k, v in commune.items()}
        own = now.criteria[now.criteria["unit_id"] == row["unit_id"]]
        results = dict(zip(own["criterion_no"], own["result"], strict=True))
        fallen = fallen_criteria(view.results.criteria, row["unit_id"], view.season)
        rows.append(
            {
                "name": row["unit_name"],
                "unit_id": row["unit_id"],
                "count": wording.count_of_criteria(row),
                "change": wording.short_change(row, view.season),
                "results": [results[c["criterion_no"]] for c in view.criteria],
                "fallen": wording.joined([view.criterion_label(n) for n in fallen]),
                "dossier": wording.sentence_case(wording.dossier_phrase(row)),
                "recognition": wording.sentence_case(wording.recognition_phrase(row)),
            }
        )
    return render(
        "district_communes.html.j2",
        criteria=view.criteria,
        rows=rows,
        season=view.season,
        illustrative=view.compares_illustrative,
    )


def attention(view: SeasonView) -> Part:
    """What fell, and which criteria fail in most communes with who leads them."""
    fallen = [
        f"{unit.full_name}: {wording.joined([view.criterion_label(n) for n in numbers])}"
        for unit in view.workbook.communes(view.season)
        if (numbers := fallen_criteria(view.results.criteria, unit.unit_id, view.season))
    ]
    rows: list[dict[str, Any]] = []
    for row in records(most_missed(view.now.criteria)):
        failing = view.now.criteria[
            (view.now.criteria["criterion_no"] == row["criterion_no"]) & (view.now.criteria["result"] == "not_met")
        ]
        open_ones = view.now.components[
            (view.now.components["criterion_no"] == row["criterion_no"]) & (view.now.components["result"] == "not_met")
        ]
        leads = view.leads(list(open_ones["indicator"].unique()))
        rows.append(
            {
                "label": view.criterion_label(str(row["criterion_no"])),
                "count": row["communes"],
                "communes": wording.joined(list(failing["unit_name"])),
                "leads": leads,
            }
        )
    return render(
        "district_attention.html.j2",
        fallen=fallen,
        rows=rows,
        season=view.season,
        illustrative=view.compares_illustrative,
    )


def notes(view: SeasonView) -> Part:
    """What a careful reader must know of the data."""
    return render("notes.html.j2", notes=season_notes(view), texts=[])
