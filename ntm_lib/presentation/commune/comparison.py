"""A commune beside the others of its place: the strip of key measures, and communes of a similar size. Bands, not ranks."""

from collections.abc import Sequence
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.comparison import ComparedFigure, ComparedValue, similar_communes
from ntm_lib.analysis.gaps import OpenGap
from ntm_lib.analysis.pace import Coded
from ntm_lib.analysis.yearly_points import yearly_seasons
from ntm_lib.presentation.charts.strip import End, Row, placed
from ntm_lib.presentation.frame.html import NOTHING, Part, render
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.words.criteria import RESULT_WORDS, target_phrase
from ntm_lib.presentation.words.numbers import MISSING, beside, in_unit, number
from ntm_lib.presentation.words.standing import count_of_criteria
from ntm_lib.reference.indicators import SEVERAL, Level
from ntm_lib.reference.levels import Figure
from ntm_lib.schemas import CommuneSummary
from ntm_lib.tables import rows_of
from ntm_lib.text import joined, season_text, sentence_case


class StripRow(TypedDict):
    """A key measure: value, level and the place's value in words, and a picture of all communes with the labels beneath it."""

    name: str
    unit: str
    value: str
    result: str
    level: str
    place_value: str
    last_value: str  # the commune's in the season before, "" if that is not known or not comparable
    missing: int  # communes without a value
    row: Row | None  # None if there is nothing to draw
    labels: list[tuple[End, str]]
    alt: str


class CommuneValues(TypedDict):
    """A commune with its values of the key measures, in their order."""

    name: str
    is_own: bool
    values: list[str]


class ShownValue(TypedDict):
    """A value in words, and whether it reaches the level."""

    text: str
    result: str


class PeerRow(TypedDict):
    """A key measure in communes of a similar size."""

    name: str
    unit: str
    level: str
    cells: list[ShownValue]


_OPEN_FIRST = ("not_met", "unknown", "met", "not_applicable")
_NO_WHOLE = (
    "không có số chung"  # of growths, or of shares without counts, there is no sum: the communes' figures are known
)
_NOT_BOUND: ShownValue = {"text": "–", "result": "not_applicable"}  # a commune that the indicator does not bind


def _measures(view: CommuneView) -> list[ComparedFigure]:
    """Return the key measures that bind the commune."""
    return [row for row in rows_of(view.comparison.measures, ComparedFigure) if _figure(row) in view.levels]


def strip_part(view: CommuneView) -> Part:
    """The commune among the communes of the place in the key measures, with each one's level and the place's value.

    Nothing where the set has no key measure, the commune no value, or the place no other commune.
    """
    if not is_compared(view):
        return NOTHING
    values, before = rows_of(view.comparison.values, ComparedValue), _season_before(view)
    rows = {
        _figure(measure): _strip_row(view, measure, [row for row in values if _figure(row) == _figure(measure)], before)
        for measure in _measures(view)
    }
    open_first = sorted(rows, key=lambda figure: _OPEN_FIRST.index(rows[figure]["result"]))
    measures = [rows[figure] for figure in open_first]
    return render(
        "commune/strip.html.j2",
        view.comparison.values,
        RESULT_WORDS=view.result_words,
        title=_title(view, rows),
        unit_name=view.unit.name,
        place=view.terms.place,
        measures=measures,
        communes=_all_values(view, open_first),
        season=view.season.name,
        before=before if any(row["last_value"] for row in measures) else "",
    )


def is_compared(view: CommuneView) -> bool:
    """Return whether there are others to compare the commune with, and it has something to compare: a key measure with a value or a verdict."""
    own = view.comparison.values["unit_id"] == view.unit.unit_id
    is_alone = len(view.workbook.communes(view.season)) == 1
    return not is_alone and bool((view.comparison.values.loc[own, "result"] != "unknown").any())


def _figure(row: Coded) -> Figure:
    return row["indicator"], row["component"]


def _season_before(view: CommuneView) -> str:
    """Return the season before this one that closes its year under the same set; "" if there is none."""
    seasons = yearly_seasons(view.workbook, view.season)
    return seasons[-2].name if len(seasons) > 1 else ""


def _value_in(view: CommuneView, figure: Figure, season: str) -> float | None:
    """Return the commune's own value of a comparable season; None if it gave none, or was others then."""
    found = [point.value for point in view.points_of(figure) if point.season.name == season and not point.is_summed]
    return found[0] if found else None


def _strip_row(view: CommuneView, measure: ComparedFigure, values: list[ComparedValue], before: str) -> StripRow:
    level = view.levels[_figure(measure)]
    own = next(row for row in values if row["unit_id"] == view.unit.unit_id)
    others = [row["value"] for row in values if row is not own and not pd.isna(row["value"])]
    value = None if pd.isna(own["value"]) else own["value"]
    last = _value_in(view, _figure(measure), before)
    target = level["target"] if level["rule"] == "level" else None
    of_place = None if pd.isna(measure["place_value"]) else measure["place_value"]
    said, asked, whole = _judged_value(own, level), _asked(view, _figure(measure)), short_value(of_place, level)
    if of_place is None and measure["communes_missing"] < measure["communes"]:
        whole = _NO_WHOLE
    elif of_place is not None:
        whole += _counted(measure, level)
    then = "" if last is None else short_value(last, level)
    row = placed(value, last, others, of_place, target, level["comparator"])
    parts = [
        f"{view.unit.kind} {said}{f' ({season_text(before)}: {then})' if then else ''}",
        f"mức: {asked.lower()}",
        f"{view.terms.place} {whole}",
    ]
    if others:
        least, most = (short_value(other, level) for other in (min(others), max(others)))
        parts.append(f"{len(others)} xã khác " + (f"từ {least} đến {most}" if least != most else least))
    return {
        "name": measure["name"],
        "unit": short_unit(level),
        "value": said,
        "result": own["result"],
        "level": asked,
        "place_value": whole,
        "last_value": then,
        "missing": measure["communes_missing"],
        "row": row,
        "labels": _labels(row, level) if row else [],
        "alt": f"{measure['name']}: {'; '.join(parts)}.",
    }


def _labels(row: Row, level: Level) -> list[tuple[End, str]]:
    """Return the labels beneath a strip, the last one with the unit: "35,4" and "51,5 triệu đồng", "7–0 nhà"."""
    said = ["–".join(dict.fromkeys(short_value(value, level) for value in end.values)) for end in row.ends]
    said[-1:] = [f"{last} {short_unit(level)}".strip() for last in said[-1:]]
    return list(zip(row.ends, said, strict=True))


def _counted(measure: ComparedFigure, level: Level) -> str:
    """Return what the place's value is, in brackets: a mean of communes for a count, and of how many, where not all are in it."""
    counted, whole = measure["communes_counted"], measure["communes"]
    parts = [
        "bình quân một xã" if level["value_type"] == "number" else "",
        f"{counted}/{whole} xã" if counted < whole else "",
    ]
    said = ", ".join(filter(None, parts))
    return f" ({said})" if said else ""


def short_value(value: float | None, level: Level) -> str:
    """Return a value as it stands in a column whose heading names the unit: "37,9", "13,8%"; never as its level when it misses it."""
    if level["rule"] != "level":
        return in_unit(value, level["value_type"], "")
    return beside(value, level["value_type"], "", level["comparator"], level["target"]).value


def _judged_value(row: ComparedValue, level: Level) -> str:
    """Return the same with the verdict, where it is that and not the number that decides: "7,5; theo đánh giá: đạt"."""
    said = short_value(row["value"], level)
    is_said = level["is_broken"] and row["result"] != "unknown" and not pd.isna(row["value"])
    return f"{said}; theo đánh giá: {RESULT_WORDS[row['result']]}" if is_said else said


def short_level(level: Level) -> str:
    """Return a level for such a column: "Từ 36 trở lên"; "Theo đánh giá" where it is no number, or not what decides."""
    if level["rule"] != "level" and not level["is_broken"]:
        return "Theo đánh giá"
    said = target_phrase(level["comparator"], level["target"], level["value_type"], "")
    return f"{said}; theo đánh giá" if level["is_broken"] else said


def _asked(view: CommuneView, figure: Figure) -> str:
    """Return the commune's level for a column beside other communes; it says that it is the commune's where theirs differ."""
    theirs_differ = view.common_levels[figure]["rule"] == SEVERAL
    return short_level(view.levels[figure]) + (f" ({view.unit.kind} này)" if theirs_differ else "")


def short_unit(level: Level) -> str:
    """Return the unit that heads such a column: "triệu đồng", "nhà", "%/năm"; "" for a share, whose values say it themselves."""
    if level["value_type"] == "growth":
        return level["unit"]
    return "" if level["value_type"] == "percent" else level["count_unit"]


def _title(view: CommuneView, rows: dict[Figure, StripRow]) -> str:
    """Return the sentence over the strip: how many of the measures reach their level, which is farthest, what is missing; apart from them
    what a verdict decides.
    """
    name = sentence_case(view.unit.full_name)
    judged = {f: r for f, r in rows.items() if view.levels[f]["rule"] == "assessed" and r["result"] != "unknown"}
    said = [_by_number(view, {figure: row for figure, row in rows.items() if figure not in judged})]
    said += [f"{_in_sentence(row['name'])} {_verdict(view, figure, row)}" for figure, row in judged.items()]
    return f"{name}{': ' if not said[0] else ' '}{'; '.join(filter(None, said))}."


def _verdict(view: CommuneView, figure: Figure, row: StripRow) -> str:
    reason = view.not_compared(figure)
    unused = f", con số không xét với mức vì {reason}" if reason else ""
    return f"{RESULT_WORDS[row['result']]} theo đánh giá{unused}"


def _by_number(view: CommuneView, rows: dict[Figure, StripRow]) -> str:
    """Return "đạt mức ở 8 trên 12 số liệu; cách mức quy định nhiều nhất: …", with what has no value and what nobody has judged; "" if there are no rows."""
    unknown = {figure: row["name"] for figure, row in rows.items() if row["result"] == "unknown"}
    absent = [name for figure, name in unknown.items() if rows[figure]["value"] == MISSING]
    unjudged = [name for figure, name in unknown.items() if rows[figure]["value"] != MISSING]
    count, reached = len(rows) - len(unjudged), sum(row["result"] in ("met", "not_applicable") for row in rows.values())
    if rows and len(absent) == len(rows):
        return "chưa có số liệu nào để so với các xã khác"
    farthest = "" if reached == count else _farthest(view, rows)
    parts = [
        f"đạt mức ở {f'cả {count}' if reached == count else f'{reached} trên {count}'} số liệu" if count else "",
        f"cách mức quy định nhiều nhất: {_in_sentence(farthest)}" if farthest else "",
    ]
    for names, said in ((absent, "chưa có"), (unjudged, "chưa xét được")):
        parts.append(f"{len(names)} số liệu {said}: {joined([_in_sentence(name) for name in names])}" if names else "")
    return "; ".join(filter(None, parts))


def _in_sentence(name: str) -> str:
    """Return a name as it stands within a sentence: "Tỷ lệ hộ nghèo" begins in lower case, "BHYT" does not."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _farthest(view: CommuneView, rows: dict[Figure, StripRow]) -> str:
    """Return the name of the key measure with the largest part of its whole still open; "" if none has one."""
    efforts = {_figure(gap): gap["effort"] for gap in rows_of(view.gaps, OpenGap) if not pd.isna(gap["effort"])}
    open_ones = [figure for figure in rows if figure in efforts]
    return rows[max(open_ones, key=lambda figure: efforts[figure])]["name"] if open_ones else ""


def _all_values(view: CommuneView, figures: Sequence[Figure]) -> list[CommuneValues]:
    """Return every commune's values, for the table of the numbers."""
    shown = _shown_values(view)
    return [
        {
            "name": unit.name,
            "is_own": unit.unit_id == view.unit.unit_id,
            "values": [shown.get((unit.unit_id, *figure), _NOT_BOUND)["text"] for figure in figures],
        }
        for unit in view.workbook.communes(view.season)
    ]


def _shown_values(view: CommuneView) -> dict[tuple[str, str, str], ShownValue]:
    """Return the value of every commune and key measure by (unit_id, indicator, component)."""
    return {
        (row["unit_id"], *_figure(row)): {
            "text": _judged_value(row, view.level_of(row["unit_id"], _figure(row))),
            "result": row["result"],
        }
        for row in rows_of(view.comparison.values, ComparedValue)
    }


def peers_part(view: CommuneView) -> Part:
    """The commune beside the three of the place nearest by households: criteria met and the key measures. No ranks.

    Nothing where nothing is known of the commune, or of none beside it how large it is.
    """
    peers = [view.unit.unit_id, *similar_communes(view.households, view.unit.unit_id)]
    if not view.has_figures or len(peers) == 1:
        return NOTHING
    summaries = {row["unit_id"]: row for row in rows_of(view.results.of(view.season.name).communes, CommuneSummary)}
    shown = _shown_values(view)
    rows: list[PeerRow] = []
    for measure in _measures(view):
        figure = _figure(measure)
        level = view.levels[figure]
        cells = [shown.get((unit_id, *figure), _NOT_BOUND) for unit_id in peers]
        asked = _asked(view, figure)
        rows.append({"name": measure["name"], "unit": short_unit(level), "level": asked, "cells": cells})
    return render(
        "commune/peers.html.j2",
        view.comparison.values,
        RESULT_WORDS=view.result_words,
        communes=[view.units[i].name for i in peers],
        households=[f"{number(view.households[i])} hộ" if i in view.households else MISSING for i in peers],
        counts=[count_of_criteria(summaries[i]) for i in peers],
        rows=rows,
    )
