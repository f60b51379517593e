"""What a commune was before a merger: the units it was made of, season by season side by side, and what their figures add up to."""

from typing import TypedDict

from ntm_lib.analysis.merger import Former, Sum, former_units, last_season_before, sums_before
from ntm_lib.presentation.frame.html import NOTHING, Part, render
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.words.numbers import day, in_unit, share_of
from ntm_lib.presentation.words.standing import count_of_criteria
from ntm_lib.reference.units import ancestors
from ntm_lib.tables import rows_of
from ntm_lib.text import joined, season_text, sentence_case
from ntm_lib.workbook import Season
from ntm_lib.workbook.reference import Measure

ANCHOR = "truoc-sap-nhap"


class FormerRow(TypedDict):
    """A unit of then: its counts by season, what it still lacked in its last one, and how it was recognised."""

    name: str
    until: str
    counts: list[str]
    missing: str
    recognition: str


class SumRow(TypedDict):
    """A figure: what the units of then make together, or why they make no sum."""

    name: str
    value: str
    parts: str


def formers(view: CommuneView) -> list[Former]:
    """Return the units the commune was made of, the latest merger's first."""
    return former_units(view.workbook.units, view.unit.unit_id, view.results.communes, view.workbook.recognition)


def merger_part(view: CommuneView) -> Part:
    """The standing of each unit of then by season, never added; and the figures that may be. Nothing of a commune that no merger made."""
    found = formers(view)
    if not found:
        return NOTHING
    past = view.workbook.seasons_until(view.season)
    seasons = [s for s in past if any(s.name in former.standings for former in found)]
    last = last_season_before(view.workbook.units, view.unit.unit_id, past, view.submissions.observations)
    return render(
        "commune/merger.html.j2",
        view.results,
        unit=view.unit.full_name,
        seasons=[s.name for s in seasons],
        rows=[_former(view, former, seasons) for former in found],
        season=last.name if last else "",
        not_summed=_not_summed(view, found, last),
        sums=[_sum(view, row) for row in _sums(view, last)] if last else [],
    )


def _former(view: CommuneView, former: Former, seasons: list[Season]) -> FormerRow:
    counts = [former.standings.get(season.name) for season in seasons]
    last = next((row for row in reversed(counts) if row), None)
    lacking = last["missing_criteria"].replace(";", ", ") if last else ""
    signed = former.recognition
    year = f", chuẩn năm {signed.standard_year}" if signed.standard_year else ""
    return {
        "name": former.unit.title,
        "until": f"đến {day(former.unit.valid_to)}" if former.unit.valid_to else "",
        "counts": [count_of_criteria(row) if row else "–" for row in counts],
        "missing": f"{season_text(last['season'])}: {lacking or 'không còn'}" if last else "không có biểu",
        "recognition": f"{signed.tier}{year}" if signed.tier else view.not_recognised,
    }


def _not_summed(view: CommuneView, found: list[Former], last: Season | None) -> str:
    """Return why nothing, or not everything, of the latest merger's units may be summed: who was split, who has no form; "" if all is well."""
    latest = {unit.unit_id for unit in view.predecessors(view.unit.unit_id)}
    own = [former for former in found if former.unit.unit_id in latest]
    split = [former.unit.full_name for former in own if not former.is_whole]
    absent = [former.unit.full_name for former in own if not _has_form(view, former, last)]
    parts = [f"chỉ một phần của {joined(split)} thuộc về {view.unit.full_name}"] if split else []
    parts += [f"{joined(absent)} không có biểu{f' {season_text(last.name)}' if last else ''}"] if absent else []
    return "; ".join(parts)


def _has_form(view: CommuneView, former: Former, last: Season | None) -> bool:
    """Return whether there are figures of the unit, or of one that it was made of, in the season whose figures are added up."""
    ids = [former.unit.unit_id, *(unit.unit_id for unit in ancestors(view.workbook.units, former.unit.unit_id))]
    table = view.submissions.observations
    return last is not None and bool((table["unit_id"].isin(ids) & (table["season"] == last.name)).any())


def _sums(view: CommuneView, last: Season) -> list[Sum]:
    measures = rows_of(view.workbook.measures_of(last.criteria_set), Measure)
    return sums_before(view.workbook.units, view.unit.unit_id, last, view.submissions.observations, measures)


def _sum(view: CommuneView, row: Sum) -> SumRow:
    measure, units = row.measure, view.workbook.units
    kind, unit = measure["value_type"], measure["unit"]

    def said(value: float, numerator: float | None, denominator: float | None) -> str:
        counts = share_of(numerator, denominator) if kind == "percent" else ""
        return f"{in_unit(value, kind, unit)}{f' ({counts})' if counts else ''}"

    parts = [f"{units[name].name} {said(p.value, p.numerator, p.denominator)}" for name, p in row.parts.items()]
    if row.point is not None:
        value = said(row.point.value, row.point.numerator, row.point.denominator)
    else:
        lacking = joined([units[name].full_name for name in row.missing])
        value = f"không cộng: {lacking} không có số liệu này" if lacking else "không cộng: có xã chỉ một phần thuộc về"
    return {"name": sentence_case(measure["name"]), "value": value, "parts": "; ".join(parts)}
