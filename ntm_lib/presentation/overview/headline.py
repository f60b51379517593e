"""The top of a place's page: who has not reported, the answers to a leader's first questions, what changed; and the place's measures."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.decisions import broken_promises
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
from ntm_lib.presentation.frame.html import NOTHING, Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.overview import words as said
from ntm_lib.presentation.overview.answers import Answer, answer, standing_answers, why_not_compared
from ntm_lib.presentation.overview.decisions import decided, decisions_of
from ntm_lib.presentation.overview.missed import apart, by_commune
from ntm_lib.presentation.overview.waited_for import waited_for
from ntm_lib.presentation.shared import fallen as shared
from ntm_lib.presentation.shared.respondents import awaited, not_reported
from ntm_lib.presentation.words.breaks import break_reason
from ntm_lib.presentation.words.numbers import MISSING, in_unit, number, share_of
from ntm_lib.presentation.words.pace import pace_word
from ntm_lib.presentation.words.standing import (
    NO_FORM,
    TABLE_MARK,
    full_communes,
    short_total_change,
    some_names,
    tabled_share,
    total_change,
)
from ntm_lib.reference.units import in_present_terms, present_names
from ntm_lib.schemas import NOT_KEPT, PromiseState
from ntm_lib.text import season_text
from ntm_lib.workbook import Season
from ntm_lib.workbook.reference import Measure, measure_figure
from ntm_lib.workbook.series import Series

_SAME_SPAN = 45  # days by which two spans between cut-offs may differ and still be compared


class MeasureRow(TypedDict):
    """A measure of the whole district; all but name and value are "" where there is nothing to say."""

    name: str
    value: str
    counts: str
    change: str
    missing: str  # how many communes miss the level, and whether they will reach it at their present pace
    partial: str  # in how many communes it is known, if not in all
    published: str


@dataclass(frozen=True)
class Comparison:
    """What the season is compared with, or why it is compared with none."""

    before: DistrictStanding | None
    change: str = ""  # "tăng 4 tiêu chí so với năm 2020"
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
        reason = f"Địa giới đã đổi sau {season_text(earlier.name)}: số tiêu chí không cộng được qua sáp nhập, nên không so sánh."
        return Comparison(None, reason=reason)
    communes = view.workbook.communes(view.season)
    before = in_present_terms(view.results.of(earlier.name).communes, view.workbook.units, communes)
    own, past = compared_standings(view.now.communes, before, view.criteria_set)
    if not past.commune_count:
        return Comparison(None)  # why is said commune by commune
    least, most = change_of_total(own, past)
    change, short = total_change(least, most, earlier.name), short_total_change(least, most)
    if own.commune_count < standing.commune_count:
        change += f" ở {number(own.commune_count)}/{number(standing.commune_count)} xã so sánh được"
    if past.tabled_total:
        change += f" (kỳ ấy {tabled_share(past)})"
        short += "" if short == "–" else TABLE_MARK
    return Comparison(past, change, short_change=short)


def headline(view: SeasonView) -> Part:
    """Who has not reported, up to four answers, and what changed."""
    standing = district_standing(view.now.communes, view.criteria_set)
    compared = comparison(view, standing)
    return render(
        "overview/headline.html.j2",
        view.results,
        not_reported=not_reported(view),
        answers=_answers(view, standing, compared),
        changed=_changed(view, compared),
        waited_for=waited_for(view),
    )


def _changed(view: SeasonView, compared: Comparison) -> str:
    """Return what changed since the season compared with; why the whole place is not compared goes before what is said of communes."""
    if not_at_all := why_not_compared(view.workbook, view.season):
        return not_at_all
    return " ".join(filter(None, [compared.reason, changed_sentence(view)]))


def changed_sentence(view: SeasonView) -> str:
    """Return which communes newly meet which criteria, and which have lost some, since the season compared with."""
    gained, fallen, ruled = (
        {unit.full_name: labels for unit, labels in by_commune(view, which)}
        for which in (shared.gained, shared.lost, shared.by_rule)
    )
    compared, communes = view.season.compare_with or "", view.now.communes
    is_open = bool((communes.loc[communes["figures_given"] > 0, "criteria_unknown"] > 0).any())
    lost = said.fallen_sentence(fallen, ruled, compared, apart(view), len(communes), is_open=is_open)
    return " ".join(filter(None, [said.gained_sentence(gained, compared), lost]))


def measures(view: SeasonView) -> Part:
    """Return the place's measures with their movement, and how the communes that miss a level move towards it; nothing if there are none."""
    rows = _measures(view)
    if not rows:
        return NOTHING
    return render(
        "overview/measures.html.j2",
        view.results,
        place=view.terms.place,
        measures=rows,
        compare_with=view.season.compare_with,
        has_published=any(m["published"] for m in rows),
    )


def _answers(view: SeasonView, standing: DistrictStanding, compared: Comparison) -> list[Answer]:
    """Return the answers to a leader's first questions."""
    full, before = f"{standing.criteria_total}/{standing.criteria_total}", compared.before
    past = f" ({tabled_share(before)})" if before and before.tabled_total else ""
    earlier = f"{season_text(view.season.compare_with)}: {full_communes(before)}{past}" if before else ""
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
            (_newly_recognised(view, signed.recognised) if before else "", unclear, not_full),
            has_decisions=bool(len(view.workbook.recognition)),
            unknown=view.result_words["unknown"],
        ),
        *([_promise_answer(view)] if len(view.promises) else []),
        *_measure_answer(view),
        _decisions_answer(view),
    ]


def _newly_recognised(view: SeasonView, recognised: Collection[str]) -> str:
    """Return the names of communes recognised since the season compared with; one that may have been before is none of them."""
    compared = view.season.compare_with or ""
    communes = view.workbook.communes(view.season)
    before = recognition_beside_now(in_present_terms(view.results.of(compared).communes, view.workbook.units, communes))
    new = [name for name in recognised if name not in (*before.recognised, *before.uncertain)]
    return f"mới có so với {season_text(compared)}: {some_names(new, 3)}" if new else ""


def _measure_answer(view: SeasonView) -> list[Answer]:
    """Return the answer on the first of the place's measures that communes have a level to reach in; none if no measure has one."""
    for row in _measures(view):
        if row["missing"]:
            missing = f"xã chưa đạt mức: {row['missing']}"
            return [answer(row["name"], row["value"], row["partial"], row["change"], missing, link="#chi-tieu-chung")]
    return []


def _decisions_answer(view: SeasonView) -> Answer:
    """Return how many lines the list of what the conference is to decide has, and how many figures, conclusions and requests are in the main ones."""
    found, asking = decisions_of(view), view.data.requests
    to_set = (*found.to_answer, *found.to_set, *found.new_rule, *found.too_slow)
    kinds = [
        (len(found.to_reach), "giao đạt {} chỉ tiêu"),
        (len(to_set), "mức giao {} chỉ tiêu"),
        (len(found.without_figures), "bổ sung số liệu {} chỉ tiêu"),
        (sum(broken_promises(view.promises)), "gia hạn {} nội dung"),
        (len(asking), "{} đề nghị"),
    ]
    notes = [text.format(number(count)) for count, text in kinds if count]
    lines = len(decided(view))
    value = f"{number(lines)} nhóm nội dung" if lines else "không có"
    return answer("Trình hội nghị cho ý kiến", value, *notes, link="#can-quyet" if lines else "")


def _promise_answer(view: SeasonView) -> Answer:
    label = "Nội dung kết luận không đạt, chưa hoàn thành"
    waiting = awaited(view)
    counts = promise_counts(view.promises[~waiting])
    total, open_ones = sum(counts.values()), sum(counts[state] for state in NOT_KEPT)
    not_sent = f"{number(int(waiting.sum()))} nội dung nữa chưa xét vì {NO_FORM}" if waiting.any() else ""
    if not total:
        return answer(label, MISSING, not_sent, link=f"#{links.PROMISES}")
    others = [f"{number(counts[state])} {state}" for state in (*NOT_KEPT, PromiseState.UNKNOWN) if counts[state]]
    return answer(label, f"{number(open_ones)}/{number(total)}", *others, not_sent, link=f"#{links.PROMISES}")


def _measures(view: SeasonView) -> list[MeasureRow]:
    """Return the measures that are told of a whole place, in the order of measures.csv."""
    return [_measure(view, about) for about in view.measures.values() if not pd.isna(about["quoted_decimals"])]


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
        "change": _change_said(view, about, _movement(view, about, now, past)),
        "missing": _missing(view, about),
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


def _change_said(view: SeasonView, about: Measure, moved: float | str) -> str:
    """Return a movement in words, beside that of the year before where that is known."""
    if isinstance(moved, str):
        return moved
    before, decimals = _movement_before(view, about), int(about["quoted_decimals"])
    own = said.measure_change(moved, about["value_type"], about["unit"], decimals)
    if isinstance(before, str) or view.compared is None:
        return own
    return f"{own}, {said.beside_year_before(moved, before, view.compared.name, about['value_type'], about['unit'], decimals)}"


def _movement(view: SeasonView, about: Measure, now: DistrictMeasure, past: DistrictMeasure) -> float | str:
    """Return the measure's movement since the season compared with; or why it is not told, "" where there is nothing to compare.

    A sum over a part of the communes is not compared with a sum over all, nor is anything across a break of the series, or with another place.
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
    return now.value - past.value


def _movement_before(view: SeasonView, about: Measure) -> float | str:
    """Return the movement of the season compared with, as _movement does of this one; "" where it went over another length of time."""
    if view.compared is None or _other_place(view, view.compared) or not _as_long(view):
        return ""
    then = replace(view, season=view.compared)
    before = then.measures_in(then.season.name).get(about["measure"])
    if before is None or before["value_type"] != about["value_type"]:
        return ""
    figure, value_type = measure_figure(before), before["value_type"]
    now = district_measure(then.submissions.observations, then.season.name, *figure, value_type)
    return _movement(then, before, now, _past_measure(then, before))


def _as_long(view: SeasonView) -> bool:
    """Return whether the season lies as long after the one compared with as that does after its own: half a year is no slower year."""
    days = [s.cut_off for s in (view.season, view.compared) if s]
    earlier = view.workbook.seasons.get(view.compared.compare_with or "") if view.compared else None
    if earlier is None:
        return False
    spans = [(days[0] - days[1]).days, (days[1] - earlier.cut_off).days]
    return abs(spans[0] - spans[1]) <= _SAME_SPAN


def _missing(view: SeasonView, about: Measure) -> str:
    """Return how many communes miss the measure's level, and what their pace leads to: "3 xã: 2 chưa kịp năm 2022, 1 kịp đạt năm 2022"."""
    figure = measure_figure(about)
    table = view.now.components
    own = table[(table["indicator"] == figure[0]) & (table["component"] == figure[1])]
    if own.empty:
        return ""
    failing = list(own.loc[own["result"] == "not_met", "unit_id"])
    if not failing:
        return "không có" if not own["result"].eq("unknown").any() else "chưa thấy"
    words = Counter(pace_word(row) for row in (view.paces(u).get(figure) for u in failing) if row)
    each = ", ".join(f"{count} xã {word}" if len(words) > 1 else word for word, count in words.items())
    least = "ít nhất " if own["result"].eq("unknown").any() else ""
    return f"{least}{number(len(failing))} xã{f' ({each})' if each else ''}"


def _other_place(view: SeasonView, earlier: Season) -> str:
    """Return why the place of the earlier season is not the same as the season's; "" if it is."""
    then = view.workbook.place_in(earlier)
    ids = [[unit.unit_id for unit in view.workbook.communes(season)] for season in (earlier, view.season)]
    if then.tier == view.place.tier and is_same_ground(view.workbook.units, *ids):
        return ""
    if then.name == view.place.name:
        return f"địa giới đã đổi sau {season_text(earlier.name)}"
    return f"{season_text(earlier.name)} là số của {then.name}"


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
