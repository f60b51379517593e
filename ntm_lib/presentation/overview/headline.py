"""The top of the district's page: the answers to a leader's first questions, the bands and the district's measures."""

from dataclasses import dataclass
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.district import (
    DistrictMeasure,
    DistrictStanding,
    change_of_total,
    compared_standings,
    district_measure,
    district_standing,
    is_same_ground,
    promise_counts,
    recognition_beside_now,
    summed,
)
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.overview import words as said
from ntm_lib.presentation.overview.answers import Answer, answer, standing_answers, why_not_compared
from ntm_lib.presentation.overview.attention import fallen_by_commune, lead_names, most_missed_criteria, not_compared
from ntm_lib.presentation.overview.bands import UNDECIDED
from ntm_lib.presentation.shared.fallen import lost
from ntm_lib.presentation.shared.respondents import awaited, not_reported
from ntm_lib.presentation.words.breaks import break_reason
from ntm_lib.presentation.words.numbers import MISSING, in_unit, number, share_of
from ntm_lib.presentation.words.standing import (
    NO_FORM,
    SOME_BY_TABLE,
    TABLE_MARK,
    full_communes,
    share_of_communes,
    short_total_change,
    some_names,
    standing_sentence,
    tabled_share,
    total_change,
)
from ntm_lib.reference.units import in_present_terms, present_names
from ntm_lib.schemas import NOT_KEPT, PromiseState
from ntm_lib.text import joined, natural_key
from ntm_lib.workbook import Season
from ntm_lib.workbook.reference import Measure, measure_figure
from ntm_lib.workbook.series import Series


class BandRow(TypedDict):
    """The communes of a band, or of all, now and in the season compared with."""

    label: str
    count: str
    share: str
    before: str


class MeasureRow(TypedDict):
    """A measure of the whole district; all but name and value are "" where there is nothing to say."""

    name: str
    value: str
    counts: str
    change: str
    partial: str  # in how many communes it is known, if not in all
    published: str


@dataclass(frozen=True)
class Comparison:
    """What the season is compared with, or why it is compared with none."""

    before: DistrictStanding | None
    change: str = ""  # "tăng 4 tiêu chí so với mùa 2020"
    short_change: str = "–"  # "▲ 4"
    reason: str = ""


def comparison(view: SeasonView, standing: DistrictStanding) -> Comparison:
    """Return the comparison of the season with the one before."""
    reason = why_not_compared(view.workbook, view.season)
    if reason or view.season.compare_with is None:
        return Comparison(None, reason=reason)
    earlier = view.workbook.season(view.season.compare_with)
    now, then = ({unit.unit_id for unit in view.workbook.communes(season)} for season in (view.season, earlier))
    former = present_names(view.workbook.units, view.workbook.communes(view.season))
    if now != {former.get(unit_id, unit_id) for unit_id in then}:
        reason = f"Địa giới đã đổi sau mùa {earlier.name}: số tiêu chí không cộng được qua sáp nhập, nên không so sánh."
        return Comparison(None, reason=reason)
    communes = view.workbook.communes(view.season)
    before = in_present_terms(view.results.of(earlier.name).communes, view.workbook.units, communes)
    own, past = compared_standings(view.now.communes, before, view.criteria_set)
    if not past.commune_count:
        return Comparison(None, reason=f"Chưa so sánh được xã nào với mùa {earlier.name}.")
    least, most = change_of_total(own, past)
    change, short = total_change(least, most, earlier.name), short_total_change(least, most)
    if own.commune_count < standing.commune_count:
        change += f" ở {number(own.commune_count)}/{number(standing.commune_count)} xã so sánh được"
    if past.tabled_total:
        change += f" (mùa ấy {tabled_share(past)})"
        short += "" if short == "–" else TABLE_MARK
    return Comparison(past, change, short_change=short)


def headline(view: SeasonView) -> Part:
    """Up to six answers, one sentence, bands and measures."""
    standing = district_standing(view.now.communes, view.criteria_set)
    compared = comparison(view, standing)
    quoted = [about for about in view.measures.values() if not pd.isna(about["quoted_decimals"])]
    measures = [_measure(view, about) for about in quoted]
    return render(
        "overview/headline.html.j2",
        view.results,
        not_reported=not_reported(view),
        place=view.terms.place,
        answers=_answers(view, standing, compared),
        sentence=standing_sentence(
            view.place.name, view.season.cut_off, standing, compared.change, view.result_words["unknown"]
        ),
        reason=compared.reason,
        bands=_bands(standing, compared.before),
        bands_tabled=_bands_tabled(view, standing, compared.before),
        compared=view.season.compare_with if compared.before else "",
        measures=measures,
        compare_with=view.season.compare_with,
        has_published=any(m["published"] for m in measures),
    )


def _answers(view: SeasonView, standing: DistrictStanding, compared: Comparison) -> list[Answer]:
    """Return the answers to a leader's first questions."""
    full, before = f"{standing.criteria_total}/{standing.criteria_total}", compared.before
    past = f" ({tabled_share(before)})" if before and before.tabled_total else ""
    earlier = f"mùa {view.season.compare_with}: {full_communes(before)}{past}" if before else ""
    signed = recognition_beside_now(view.now.communes)
    unclear = f"chưa rõ ngày ký: {some_names(signed.uncertain, 3)}" if signed.uncertain else ""
    not_full = (
        f"hiện không đủ {full}: {some_names(signed.recognised_not_full, 3)}" if signed.recognised_not_full else ""
    )
    return [
        *standing_answers(
            standing,
            len(signed.recognised),
            compared.change,
            earlier,
            (unclear, not_full),
            has_decisions=bool(len(view.workbook.recognition)),
            unknown=view.result_words["unknown"],
        ),
        _fallen_answer(view),
        _missed_answer(view, standing),
        *([_promise_answer(view)] if len(view.promises) else []),
    ]


def _fallen_answer(view: SeasonView) -> Answer:
    label = "Xã có tiêu chí nay không còn đạt"
    apart = len(not_compared(view))
    if apart == len(view.now.communes):
        return answer(label, "chưa so sánh được")
    fallen = fallen_by_commune(view, lost)
    value = f"{number(len(fallen))} xã" if fallen else "không có"
    named = some_names([f"{unit.name}: {joined(labels)}" for unit, labels in fallen], 2)
    return answer(
        label,
        value,
        named or f"so với mùa {view.season.compare_with}",
        f"{number(apart)} xã chưa so sánh được" if apart else "",
    )


def _missed_answer(view: SeasonView, standing: DistrictStanding) -> Answer:
    is_alone = standing.all_communes == 1
    label = "Tiêu chí chưa đạt" if is_alone else "Tiêu chí nhiều xã chưa đạt nhất"
    missed = most_missed_criteria(view)
    if not missed:
        word = view.result_words["unknown"]
        unknown = f"còn {number(standing.unknown_total)} tiêu chí {word}" if standing.unknown_total else ""
        not_sent = f"{number(standing.silent)} xã {NO_FORM}" if standing.silent else ""
        return answer(label, "chưa thấy" if unknown or not_sent else "không có", unknown, not_sent)
    top = [m for m in missed if m.communes == missed[0].communes]
    value = joined([m.label for m in top]) if len(top) < 3 else f"{number(len(top))} tiêu chí"
    which = "" if len(top) < 3 else f"gồm {joined(sorted([m.number for m in top], key=natural_key))}"
    count = f"{'mỗi tiêu chí ' if len(top) > 1 else ''}{number(missed[0].communes)}/{number(standing.commune_count)} xã"
    return answer(
        label,
        value,
        which,
        "" if is_alone else count,
        SOME_BY_TABLE if any(m.is_tabled for m in top) else "",
        f"chủ trì: {said.leads_phrase(lead_names(top)) or 'chưa phân công'}",
    )


def _promise_answer(view: SeasonView) -> Answer:
    label = "Nội dung kết luận chưa thực hiện được"
    waiting = awaited(view)
    counts = promise_counts(view.promises[~waiting])
    total, open_ones = sum(counts.values()), sum(counts[state] for state in NOT_KEPT)
    not_sent = f"{number(int(waiting.sum()))} nội dung nữa chưa xét vì {NO_FORM}" if waiting.any() else ""
    if not total:
        return answer(label, MISSING, not_sent, link=f"#{links.PROMISES}")
    others = [f"{number(counts[state])} {state}" for state in (*NOT_KEPT, PromiseState.UNKNOWN) if counts[state]]
    return answer(label, f"{number(open_ones)}/{number(total)}", *others, not_sent, link=f"#{links.PROMISES}")


def _bands(standing: DistrictStanding, before: DistrictStanding | None) -> list[BandRow]:
    """Return each band with its communes now and before; the undecided ones and the sum last. None of one commune: its count says it."""
    if standing.all_communes == 1:
        return []
    past = dict(before.bands) if before else {}
    rows = [(label, count, past.get(label)) for label, count in standing.bands]
    if standing.undecided or (before and before.undecided):
        rows.append((UNDECIDED, standing.undecided, before.undecided if before else None))
    if standing.silent:
        rows.append((NO_FORM, standing.silent, None))
    rows.append(("Tổng số xã", standing.all_communes, before.commune_count if before else None))
    return [
        {
            "label": label,
            "count": number(count),
            "share": share_of_communes(count, standing.all_communes),
            "before": "" if then is None else number(then),
        }
        for label, count, then in rows
    ]


def _bands_tabled(view: SeasonView, standing: DistrictStanding, before: DistrictStanding | None) -> str:
    """Return how many results rest on summary tables, now and in the season compared with: " (mùa 2022: mọi kết quả …)"; "" if none do."""
    past = tabled_share(before) if before else ""
    parts = [tabled_share(standing), f"mùa {view.season.compare_with}: {past}" if past else ""]
    said = "; ".join(filter(None, parts))
    return f" ({said})" if said else ""


def _measure(view: SeasonView, about: Measure) -> MeasureRow:
    name, decimals = about["measure"], int(about["quoted_decimals"])
    value_type, unit = about["value_type"], about["unit"]
    now = district_measure(view.submissions.observations, view.season.name, *measure_figure(about), value_type)
    past = _past_measure(view, about)
    counts = share_of(now.numerator, now.denominator) if value_type == "percent" else ""
    communes = len(view.workbook.communes(view.season))
    return {
        "name": about["name"],
        "value": in_unit(now.value, value_type, unit, decimals),
        "counts": f"{counts} {about['count_unit']}" if counts else "",
        "change": _measure_change(view, about, now, past),
        "partial": ""
        if now.communes_with_value == communes
        else f"tính từ số của {now.communes_with_value}/{communes} xã",
        "published": _published(view, name, value_type, unit, now.value),
    }


def _past_measure(view: SeasonView, about: Measure) -> DistrictMeasure:
    """Return the measure in the season compared with, under whichever indicator that season's set has it; empty if it has none."""
    before = view.measures_in(view.season.compare_with).get(about["measure"]) if view.season.compare_with else None
    if before is None or before["value_type"] != about["value_type"]:
        return summed([], about["value_type"])
    indicator, component = measure_figure(before)
    season = view.season.compare_with or ""
    return district_measure(view.submissions.observations, season, indicator, component, about["value_type"])


def _measure_change(view: SeasonView, about: Measure, now: DistrictMeasure, past: DistrictMeasure) -> str:
    """Return the measure's movement in words; a sum over a part of the communes is not compared with a sum over all.

    Nor is anything across a break of the series, or with another place, and then why.
    """
    if view.season.compare_with is None or past.value is None or now.value is None:
        return ""
    earlier = view.workbook.season(view.season.compare_with)
    if reason := _other_place(view, earlier):
        return f"không so vì {reason}"
    series = Series(view.workbook.breaks, view.workbook.measures, view.season, earlier)
    broken = series.broken(measure_figure(about))
    if broken is not None:
        return f"không so vì {break_reason(broken)}"
    whole = len(view.workbook.communes(view.season)), len(view.workbook.communes(earlier))
    if (now.communes_with_value, past.communes_with_value) != whole:
        return "chưa đủ số liệu các xã"
    decimals = int(about["quoted_decimals"])
    return said.measure_change(now.value, past.value, about["value_type"], about["unit"], decimals)


def _other_place(view: SeasonView, earlier: Season) -> str:
    """Return why the place of the earlier season is not the same as the season's; "" if it is."""
    then = view.workbook.place_in(earlier)
    ids = [[unit.unit_id for unit in view.workbook.communes(season)] for season in (earlier, view.season)]
    if then.tier == view.place.tier and is_same_ground(view.workbook.units, *ids):
        return ""
    if then.name == view.place.name:
        return f"địa giới đã đổi sau mùa {earlier.name}"
    return f"mùa {earlier.name} là số của {then.name}"


def _published(view: SeasonView, measure: str, value_type: str, unit: str, computed: float | int | None) -> str:
    """Return the figure a source publishes for the district that year, and whether the forms give the same."""
    table = view.workbook.published_figures
    own = table[(table["year"] == view.season.year) & (table["measure"] == measure)]
    if own.empty or not view.workbook.closes_year(view.season):
        return ""
    value = float(own["value"].iloc[0])
    decimals = len(repr(value).partition(".")[2])
    agrees = number(computed, decimals) == number(value, decimals)
    return f"{in_unit(value, value_type, unit, decimals)} ({'khớp' if agrees else 'khác'})"
