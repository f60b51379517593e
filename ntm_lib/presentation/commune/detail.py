"""The details of a commune's report: every criterion and indicator, the seasons side by side, villages, the commune's own words."""

from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.assessment import lacks_value
from ntm_lib.analysis.history import FROM_BOTH, FROM_TABLES, CountOfYear, count_history
from ntm_lib.analysis.proposals import Proposal
from ntm_lib.analysis.requests import AddressedRequest
from ntm_lib.presentation.charts.history import USUAL, criteria_history
from ntm_lib.presentation.charts.theme import Size
from ntm_lib.presentation.commune.trace import source_link, tabled_place
from ntm_lib.presentation.frame.html import NOTHING, Part, render
from ntm_lib.presentation.frame.links import criterion_anchor, statement_anchor, tabled_anchor
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.shared.drafted import drafted_part
from ntm_lib.presentation.words.breaks import part_name
from ntm_lib.presentation.words.criteria import ASSESSED_WORDS, RESULT_WORDS, value_phrase
from ntm_lib.presentation.words.forms import by_headings
from ntm_lib.presentation.words.numbers import MISSING, day, number
from ntm_lib.presentation.words.requests import addressee
from ntm_lib.presentation.words.season import when_counted
from ntm_lib.presentation.words.standing import BY_TABLE, known_change, met_phrase, short_count
from ntm_lib.reference.departments import COMMUNES
from ntm_lib.reference.indicators import Level
from ntm_lib.reference.units import in_present_terms
from ntm_lib.schemas import CommuneSummary, ComponentResult, CriterionResult, Note, Village
from ntm_lib.tables import rows_of
from ntm_lib.text import in_quotes, joined, sentence_case
from ntm_lib.workbook import Season


class IndicatorRow(TypedDict):
    """An indicator, or one of its components, under its criterion."""

    code: str
    name: str
    level: str
    scope: str  # for whom the level is; "" if its file names nobody
    value: str
    result: str
    word: str  # what the result is called where its usual word would say something else
    gap: str
    own: str  # the commune's own verdict
    differs: bool
    source: str
    tabled: "Tabled | None"


class Tabled(TypedDict):
    """What a summary table states, and where."""

    said: str
    place: str
    cell: str  # the same without file and sheet, where these are one
    link: str


class CriterionRows(TypedDict):
    """A criterion with its indicators."""

    number: str
    anchor: str
    name: str
    result: str
    word: str  # what is said of one without a result
    is_tabled: bool  # the result rests on a summary table
    tabled: Tabled | None
    indicators: list[IndicatorRow]


class SeasonsRow(TypedDict):
    """A criterion's results over the seasons."""

    label: str
    anchor: str
    results: list[tuple[str, bool]]  # and whether it rests on a summary table


class HistoryChart(TypedDict):
    """The counts over the years as a picture, and what units and sets are called in it."""

    source: str
    alt: str
    title: str
    names: dict[str, str]
    set_names: dict[str, str]


class VillageRow(TypedDict):
    """A village on the way to a tier: criteria met now and last season, and the dossier."""

    name: str
    tier: str
    now: str
    source: str
    before: str
    dossier: str
    as_of: str
    note: str


def criteria(view: CommuneView) -> Part:
    """Every criterion with its indicators: level, value, result, the commune's own verdict, and the cell it stands in.

    Nothing of a commune of which nothing is known: its page is no list of blanks. Of one known by a summary table alone the criteria.
    """
    if not view.has_results:
        return NOTHING
    rows: list[CriterionRows] = []
    for criterion in view.criterion_rows:
        own = [c for c in view.components if c["criterion_no"] == criterion["criterion_no"]] if view.has_figures else []
        rows.append(
            {
                "number": criterion["criterion_no"],
                "anchor": criterion_anchor(criterion["criterion_no"]),
                "name": criterion["criterion_name"],
                "result": criterion["result"],
                "word": view.unknown_words.get(criterion["criterion_no"], ""),
                "is_tabled": bool(criterion["table_id"]),
                "tabled": _tabled(view, criterion["criterion_no"]),
                "indicators": [_indicator(view, c) for c in own],
            }
        )
    return render(
        "commune/criteria.html.j2",
        view.now,
        is_partial=not view.criteria_set.complete,
        criteria=rows,
        has_indicators=view.has_figures,
        set_name=view.criteria_set.name,
        decision=view.criteria_set.decision,
    )


def _indicator(view: CommuneView, component: ComponentResult) -> IndicatorRow:
    level = view.levels[component["indicator"], component["component"]]
    gap = view.gap_said(component) if level["rule"] == "level" and component["result"] == "not_met" else ""
    return {
        "code": component["indicator"],
        "name": f"{level['indicator_name']}{' – ' + level['component_name'] if level['component_name'] else ''}",
        "level": _level(view, level),
        "scope": component["scope"],
        "value": value_phrase(component, level, view.assessor(component["assessed_by"])),
        "result": component["result"],
        "word": _word(view, component, level),
        "gap": gap,
        "own": ASSESSED_WORDS[component["self_assessment"]],
        "differs": component["self_assessment_differs"],
        "source": source_link(view, component["indicator"], component["component"]),
        "tabled": _tabled(view, component["criterion_no"], component["indicator"]),
    }


def _tabled(view: CommuneView, criterion_no: str, indicator: str = "") -> Tabled | None:
    row = view.tabled.get((criterion_no, indicator))
    if row is None:
        return None
    return {
        "said": RESULT_WORDS[row["result"]],
        "place": tabled_place(row),
        "cell": f"ô {row['cell']}",
        "link": f"#{tabled_anchor(criterion_no, indicator)}",
    }


def _word(view: CommuneView, component: ComponentResult, level: Level) -> str:
    """Return why a result is open though the commune has given its figure, or that nobody said whom the indicator binds; else ""."""
    if level["is_open"]:
        return "chưa quy định"
    is_undecided = component["result"] == "unknown" and not lacks_value(component)
    return view.gap_said(component) if is_undecided else ""


def _level(view: CommuneView, level: Level) -> str:
    """Return the level in words, with the reason where the figures of two years can't be compared."""
    figure = level["indicator"], level["component"]
    said, reason = view.level_said(view.unit.unit_id, figure), view.not_compared(figure)
    return f"{said} vì {reason}" if reason else said


def seasons_matrix(view: CommuneView) -> Part:
    """Every criterion over the seasons of this commune, with a break where the criteria set changes; never across a merger.

    Nothing where there is one season only: the table of all criteria says the same.
    """
    own = _own(view, view.results.criteria)
    seasons = _seasons(view)
    same_set = seasons_of_set(view)
    if len(same_set) < 2:
        return NOTHING
    results = {
        (r["season"], r["criterion_no"]): (r["result"], bool(r["table_id"])) for r in rows_of(own, CriterionResult)
    }
    counts = {r["season"]: r for r in rows_of(_own(view, view.results.communes), CommuneSummary)}
    former = [part_name(unit) for unit in view.predecessors(view.unit.unit_id)]
    rows: list[SeasonsRow] = [
        {
            "label": view.criterion_label(c["criterion_no"]),
            "anchor": criterion_anchor(c["criterion_no"]) if view.has_results else "",
            "results": [results[s.name, c["criterion_no"]] for s in same_set],
        }
        for c in view.criteria
    ]
    return render(
        "commune/seasons_matrix.html.j2",
        view.results,
        RESULT_WORDS=view.result_words,
        kind=view.unit.kind,
        seasons=[s.name for s in same_set],
        left_out=[s.name for s in seasons if s not in same_set],
        former=joined(former),
        rows=rows,
        totals=[short_count(counts[s.name]) for s in same_set],
        counts_not_applicable=any(counts[s.name]["criteria_not_applicable"] for s in same_set),
        is_tabled=any(is_tabled for row in rows for _, is_tabled in row["results"]),
    )


def _seasons(view: CommuneView) -> list[Season]:
    """Return the seasons of this commune, under any name, from the first in which something is known of it."""
    table = _own(view, view.results.communes)
    known = table[table["criteria_unknown"] < table["criteria_total"]]
    own = [s for s in view.workbook.seasons_until(view.season) if s.name in set(table["season"])]
    first = next((n for n, s in enumerate(own) if s.name in set(known["season"])), len(own))
    return own[first:]


def _own(view: CommuneView, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of this commune, those of a former name or kind too."""
    same = in_present_terms(table, view.workbook.units, [view.unit])
    return same[same["unit_id"] == view.unit.unit_id]


def seasons_of_set(view: CommuneView) -> list[Season]:
    """Return those of the season's criteria set: what the table of criteria over the seasons shows."""
    return [s for s in _seasons(view) if s.criteria_set == view.season.criteria_set]


def history(view: CommuneView) -> Part:
    """The count over the years; no line crosses a change of criteria set or of borders. Nothing where there is one count only."""
    table = counts_of_years(view)
    if len(table) < 2:
        return NOTHING
    rows, drawn = rows_of(table, CountOfYear), history_chart(view)
    chart = render(
        "commune/history.html.j2",
        view.results,
        **drawn,
        rows=rows,
        has_predecessors=len({row["unit_id"] for row in rows}) > 1,
    )
    tabled = [row["season"] for row in rows if row["basis"] in (FROM_BOTH, FROM_TABLES)]
    paragraphs = [
        f"Điểm đặc: đếm từ biểu của {view.unit.kind}. Điểm rỗng: số đã công bố hoặc suy ra. Tam giác: ít nhất, vì còn tiêu chí {view.result_words['unknown']}. Vạch chấm: đổi bộ tiêu chí hoặc địa giới, hai bên không so với nhau."
    ]
    paragraphs += [f"Hình vuông: có kết quả {BY_TABLE}, kỳ {joined(list(dict.fromkeys(tabled)))}."] if tabled else []
    return render(
        "frame/section.html.j2",
        anchor="qua-cac-nam",
        heading="Số tiêu chí đạt qua các năm",
        paragraphs=paragraphs,
        parts=[chart],
    )


def history_chart(view: CommuneView, size: Size = USUAL) -> HistoryChart:
    """Return the chart of the counts of at least two years, `size` inches wide and high."""
    table = counts_of_years(view)
    rows = rows_of(table, CountOfYear)
    sets = [view.workbook.criteria_set(set_id) for set_id in table["criteria_set"].unique()]
    set_names = {own.set_id: own.decision for own in sets}
    title = _history_title(view, table["criteria_set"].nunique() > 1, table["unit_id"].nunique() > 1)
    formers = view.former_names(view.unit.unit_id)
    names = {r["unit_id"]: formers.get(r["unit_id"], r["unit_name"]) for r in rows}
    alt = "Biểu đồ số tiêu chí đạt qua các năm: " + "; ".join(
        f"{names[r['unit_id']]} {when_counted(r['year'], r['season'])}: {'ít nhất ' if r['criteria_unknown'] else ''}{r['criteria_met']} ({', '.join(filter(None, [set_names[r['criteria_set']], r['basis']]))})"
        for r in rows
    )
    total = max(own.criteria_total for own in (view.criteria_set, *sets))
    return {
        "source": criteria_history(table, view.unit.unit_id, total, size),
        "alt": alt,
        "title": title,
        "names": names,
        "set_names": set_names,
    }


def counts_of_years(view: CommuneView) -> pd.DataFrame:
    """Return analysis.history.count_history of the commune."""
    book, summary = view.workbook, view.results.communes
    # One point a year: a mid-year season gives way to the season that closes its year, unless it is this very season.
    yearly = [s.name for s in book.seasons_until(view.season) if book.closes_year(s) or s.name == view.season.name]
    counts = summary[summary["season"].isin(yearly)]
    return count_history(counts, book.published_counts, book.units, view.unit.unit_id, view.years)


def history_said(view: CommuneView) -> str:
    """Return what the chart of the counts shows of this season: "Xã Hương Hữu đạt 16/19 tiêu chí năm 2021, tăng 2"."""
    count = met_phrase(view.summary) if view.has_results else "chưa có số liệu"
    title = f"{sentence_case(view.unit.full_name)} {count} {when_counted(view.season.year, view.season.name)}"
    if change := known_change(view.summary, view.season):
        title += f", {change}"
    return title


def _history_title(view: CommuneView, sets_changed: bool, borders_changed: bool) -> str:
    title = history_said(view)
    if borders_changed:
        title += "; trước khi sáp nhập, các xã cũ được vẽ riêng"
    elif sets_changed:
        title += "; số đếm theo bộ tiêu chí cũ không so được với bộ hiện nay"
    return title + (" (số liệu minh họa)" if view.results.is_illustrative else "")


def villages(view: CommuneView) -> Part:
    """Villages on the way to a tier, as the commune states them, with last season's statement."""
    table = _own(view, view.submissions.villages)
    earlier = rows_of(table[table["season"] == (view.season.compare_with or "")], Village)

    def stated_before(row: Village) -> str:
        """What last season's form says of the village, which may have had another name then; of several merged since, of each by its name."""
        told, own = view.workbook.season(view.season.compare_with or view.season.name).cut_off, view.unit.unit_id
        found = view.workbook.villages.all_stated(earlier, own, row["village"], row["tier"], told, view.season.cut_off)
        if all(last is None for _, last in found):
            return "–"
        counts = [(name, _stated_count(last) if last else MISSING) for name, last in found]
        return counts[0][1] if len(counts) == 1 else "; ".join(f"{in_quotes(name)} {count}" for name, count in counts)

    rows: list[VillageRow] = [
        {
            "name": in_quotes(r["village"]),
            "tier": r["tier"],
            "now": _stated_count(r),
            "source": f"#{statement_anchor('thon', r['village'])}",
            "before": stated_before(r),
            "dossier": view.terms.dossier_state(r["dossier_state"]) or MISSING,
            "as_of": day(r["as_of"]),
            "note": in_quotes(r["note"]) if r["note"] else "",
        }
        for r in rows_of(view.own(table), Village)
    ]
    return render(
        "commune/villages.html.j2",
        view.results,
        kind=view.unit.kind,
        rows=rows,
        season=view.season,
    )


def _stated_count(row: Village) -> str:
    total = f"/{number(row['criteria_total'])}" if row["criteria_total"] == row["criteria_total"] else ""
    return f"{number(row['criteria_met'])}{total}" if row["criteria_met"] == row["criteria_met"] else MISSING


def proposals(view: CommuneView) -> Part:
    """The draft of what the conference may conclude for the commune; nothing if it is empty."""
    return drafted_part(view, proposed_rows(view))


def proposed_rows(view: CommuneView) -> list[Proposal]:
    """Return the items of the draft that are for the commune itself."""
    return [r for r in rows_of(view.proposed, Proposal) if r["unit_id"] == view.unit.unit_id and r["lead"] == COMMUNES]


def own_words(view: CommuneView) -> Part:
    """What the commune itself writes of results, difficulties and proposals, by the form's headings; of a request whom it is for."""
    agencies = view.workbook.departments
    asked = {
        (r["source_file"], r["cell"]): addressee(r, agencies) for r in rows_of(view.data.requests, AddressedRequest)
    }
    notes = rows_of(view.own(view.submissions.notes), Note)
    groups = by_headings(notes, lambda note: asked.get((note["source_file"], note["cell"]), ""))
    return render("commune/own_words.html.j2", groups=groups, unit=view.unit.full_name)
