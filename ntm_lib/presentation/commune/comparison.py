"""A commune beside the others of its district: the strip of key measures, and communes of a similar size. Bands, not ranks."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ntm_lib.analysis.comparison import similar_communes
from ntm_lib.analysis.gaps import open_gaps
from ntm_lib.presentation.charts.strip import strip
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.words.criteria import target_phrase
from ntm_lib.presentation.words.numbers import MISSING, beside, in_unit, number
from ntm_lib.presentation.words.standing import count_of_criteria
from ntm_lib.schemas import CommuneSummary
from ntm_lib.tables import records, rows_of
from ntm_lib.text import joined, sentence_case

Row = Any


def strip_part(view: CommuneView) -> Part:
    """The commune among the communes of the district in the key measures, with each one's level and the district's value."""
    rows = records(view.comparison.values)
    measures = [
        _measure(view, measure, [r for r in rows if _figure(r) == _figure(measure)])
        for measure in records(view.comparison.measures)
    ]
    return render(
        "commune/strip.html.j2",
        title=_title(view, measures),
        unit_name=view.unit.name,
        measures=measures,
        communes=_all_values(view, measures),
        season=view.season.name,
        illustrative="illustrative" in set(view.comparison.values["origin"]),
    )


def _figure(row: Row) -> tuple[str, str]:
    return row["indicator"], row["component"]


def _measure(view: CommuneView, measure: Row, values: list[Row]) -> Row:
    own = next(row for row in values if row["unit_id"] == view.unit.unit_id)
    others = [row["value"] for row in values if row is not own and not pd.isna(row["value"])]
    target: float | None = None if pd.isna(measure["target"]) else measure["target"]
    district: float | None = None if pd.isna(measure["district_value"]) else measure["district_value"]
    shown = {
        "name": measure["name"],
        "unit": short_unit(measure),
        "value": short_value(own["value"], measure),
        "result": own["result"],
        "level": short_level(measure),
        "district": short_value(district, measure),
        "missing": measure["communes_missing"],
        "gap": own,
        "measure": measure,
    }
    value: float | None = None if pd.isna(own["value"]) else own["value"]
    return shown | {
        "source": strip(value, others, district, target, measure["comparator"]),
        "alt": _alt(shown, others, measure),
    }


def short_value(value: float | None, measure: Mapping) -> str:
    """Return a value as it stands in a column whose heading names the unit: "37,9", "13,8%"; never as its level when it misses it."""
    if measure["rule"] != "level":
        return in_unit(value, measure["value_type"], "")
    return beside(value, measure["value_type"], "", measure["comparator"], measure["target"]).value


def short_level(measure: Mapping) -> str:
    """Return a level for such a column: "Từ 36 trở lên"; "theo đánh giá" where it is no number."""
    return (
        target_phrase(measure["comparator"], measure["target"], measure["value_type"], "")
        if measure["rule"] == "level"
        else "Theo đánh giá"
    )


def short_unit(measure: Mapping) -> str:
    """Return the unit that heads such a column: "triệu đồng", "nhà"; "" for a share, whose values say it themselves."""
    return "" if measure["value_type"] == "percent" else str(measure["count_unit"])


def _alt(shown: Row, others: list[float], measure: Row) -> str:
    parts = [f"xã {shown['value']}", f"mức: {shown['level'].lower()}", f"huyện {shown['district']}"]
    if others:
        least, most = (short_value(value, measure) for value in (min(others), max(others)))
        parts.append(f"{len(others)} xã khác " + (f"từ {least} đến {most}" if least != most else least))
    return f"{shown['name']}: {'; '.join(parts)}."


def _title(view: CommuneView, measures: list[Row]) -> str:
    """Return the sentence over the strip: how many of the measures reach their level, which is farthest, what is missing."""
    name, count = sentence_case(view.unit.full_name), len(measures)
    results = [m["result"] for m in measures]
    reached = sum(result in ("met", "not_applicable") for result in results)
    unknown = [m["name"] for m in measures if m["result"] == "unknown"]
    if len(unknown) == count:
        return f"{name} chưa có số liệu nào để so với các xã khác."
    if reached == count:
        return f"{name} đạt mức ở cả {count} số liệu."
    text = f"{name} đạt mức ở {reached} trên {count} số liệu"
    farthest = _farthest(view, measures)
    if farthest:
        text += f"; xa mức nhất: {_in_sentence(farthest)}"
    if unknown:
        text += f"; {len(unknown)} số liệu chưa có: {joined([_in_sentence(n) for n in unknown])}"
    return text + "."


def _in_sentence(name: str) -> str:
    """Return a name as it stands within a sentence: "Tỷ lệ hộ nghèo" begins small, "BHYT" does not."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _farthest(view: CommuneView, measures: list[Row]) -> str:
    """Return the name of the key measure with the largest part of its whole still open, "" if none has one."""
    gaps = open_gaps(view.now.components, view.criteria_set.levels(view.season.year), view.households)
    efforts = {(r["indicator"], r["component"]): r["effort"] for r in records(gaps) if not pd.isna(r["effort"])}
    names = {(m["measure"]["indicator"], m["measure"]["component"]): m["name"] for m in measures}
    open_ones = [figure for figure in names if figure in efforts]
    return names[max(open_ones, key=lambda figure: efforts[figure])] if open_ones else ""


def _all_values(view: CommuneView, measures: list[Row]) -> list[Row]:
    """Return {name, is_own, values} a commune, for the table of the numbers."""
    shown = _shown_values(view)
    figures = [(m["measure"]["indicator"], m["measure"]["component"]) for m in measures]
    return [
        {
            "name": unit.name,
            "is_own": unit.unit_id == view.unit.unit_id,
            "values": [shown[unit.unit_id, *figure]["text"] for figure in figures],
        }
        for unit in view.workbook.communes(view.season)
    ]


def _shown_values(view: CommuneView) -> dict[tuple[str, str, str], Row]:
    """Return {text, result} by (unit_id, indicator, component), for every commune and key measure."""
    measures = {(m["indicator"], m["component"]): m for m in records(view.comparison.measures)}
    return {
        (row["unit_id"], row["indicator"], row["component"]): {
            "text": short_value(row["value"], measures[row["indicator"], row["component"]]),
            "result": row["result"],
        }
        for row in records(view.comparison.values)
    }


def peers_part(view: CommuneView) -> Part:
    """The commune beside the three of the district nearest by households: criteria met and the key measures. No ranks."""
    peers = [view.unit.unit_id, *similar_communes(view.households, view.unit.unit_id)]
    summaries = {row["unit_id"]: row for row in rows_of(view.results.of(view.season.name).communes, CommuneSummary)}
    shown = _shown_values(view)
    rows = [
        {
            "name": m["name"],
            "unit": short_unit(m),
            "level": short_level(m),
            "cells": [shown[i, m["indicator"], m["component"]] for i in peers],
        }
        for m in records(view.comparison.measures)
    ]
    return render(
        "commune/peers.html.j2",
        communes=[view.workbook.units[i].name for i in peers],
        households=[f"{number(view.households[i])} hộ" if i in view.households else MISSING for i in peers],
        counts=[count_of_criteria(summaries[i]) for i in peers],
        rows=rows,
        illustrative="illustrative" in set(view.comparison.values["origin"]),
    )
