"""The parts of a commune's report, in the order they are read."""

from typing import Any

from ntm_lib.analysis.history import count_history
from ntm_lib.analysis.status import fallen_criteria
from ntm_lib.presentation import charts, promise_wording, wording
from ntm_lib.presentation.data_notes import commune_notes
from ntm_lib.presentation.html import Part, render
from ntm_lib.presentation.promise_rows import base_label, conference_day, display_rows, season_label
from ntm_lib.presentation.view import CommuneView
from ntm_lib.schemas import records
from ntm_lib.text import natural_key

Row = dict[str, Any]


def header(view: CommuneView) -> Part:
    """Banner and title: the commune, its code, the district, the season and the state of the figures."""
    unit, district = view.unit, view.workbook.district
    parent = unit.parent_on(view.season.cut_off) or f"{district.name}, {district.province}"
    subtitle = [
        wording.sentence_case(parent),
        f"mùa {view.season.name}",
        wording.figures_status(view.statuses, view.season),
        f"mã hành chính {unit.code}" if unit.code else f"mã đơn vị {unit.unit_id}",
    ]
    return render(
        "header.html.j2",
        title=unit.title,
        subtitle=subtitle,
        status=wording.status_banner(view.issue_date),
        illustrative=wording.illustrative_banner(view.is_illustrative, view.compares_illustrative),
    )


def headline(view: CommuneView) -> Part:
    """Count, change, recognition, one sentence, and the strip of all criteria."""
    row = view.summary
    label = view.criterion_label
    missing = [label(n) for n in _numbers(row["missing_criteria"])]
    unknown = [label(n) for n in _numbers(row["unknown_criteria"])]
    fallen = [label(n) for n in fallen_criteria(view.results.criteria, view.unit.unit_id, view.season)]
    return render(
        "commune_headline.html.j2",
        count=wording.count_of_criteria(row),
        rest=wording.rest_of_criteria(row),
        change=wording.sentence_case(wording.change_phrase(row, view.season)),
        dossier=wording.sentence_case(wording.dossier_phrase(row)),
        recognition=wording.sentence_case(wording.recognition_phrase(row)),
        sentence=wording.headline_sentence(view.unit.full_name, row, view.season, missing, unknown, fallen),
        criteria=[
            {"number": c["criterion_no"], "name": c["criterion_name"], "result": c["result"]}
            for c in view.criterion_rows
        ],
        illustrative=view.compares_illustrative,
    )


def missing(view: CommuneView) -> Part:
    """Each criterion that is not met or unknown: the failing indicators, how much is missing, who leads."""
    rows: list[Row] = []
    for criterion in view.criterion_rows:
        if criterion["result"] not in ("not_met", "unknown"):
            continue
        open_ones = [
            c
            for c in view.components
            if c["criterion_no"] == criterion["criterion_no"] and c["result"] in ("not_met", "unknown")
        ]
        for place, component in enumerate(open_ones):
            level = view.levels[component["indicator"], component["component"]]
            rows.append(
                {
                    "first": place == 0,
                    "span": len(open_ones),
                    "number": criterion["criterion_no"],
                    "name": criterion["criterion_name"],
                    "indicator": component["indicator"],
                    "indicator_name": level["component_name"] or level["indicator_name"],
                    "value": wording.value_phrase(component, level),
                    "level": wording.level_phrase(level),
                    "gap": wording.sentence_case(wording.gap_phrase(component, level)),
                    "leads": view.leads([component["indicator"]]),
                }
            )
    return render("missing.html.j2", heading="Tiêu chí còn thiếu", rows=rows, illustrative=view.is_illustrative)


def conclusions(view: CommuneView) -> Part:
    """The last conference's conclusions for this commune, judged, with the figures and the rule that judged each."""
    if view.workbook.conclusions(view.season) is None:
        heading, empty = (
            "Kết luận hội nghị trước",
            "Sổ dữ liệu không có kết luận hội nghị nào để theo dõi trong mùa này.",
        )
    else:
        heading, empty = f"Kết luận hội nghị {conference_day(view)}", "Không có kết luận nào giao riêng cho xã."
    promises = view.own_promises
    return render(
        "conclusions.html.j2",
        heading=heading,
        rows=display_rows(view, promises, view.unit.unit_id, is_linked=False),
        counts=promise_wording.counts_phrase(promises["state"]),
        base=base_label(view),
        season=season_label(view),
        illustrative=view.compares_illustrative,
        empty=empty,
    )


def criteria(view: CommuneView) -> Part:
    """Every criterion with its indicators: level, value, result, the commune's own verdict, and the cell it stands in."""
    rows = []
    for criterion in view.criterion_rows:
        own = [c for c in view.components if c["criterion_no"] == criterion["criterion_no"]]
        rows.append(
            {
                "number": criterion["criterion_no"],
                "name": criterion["criterion_name"],
                "result": criterion["result"],
                "indicators": [_indicator(view, c) for c in own],
            }
        )
    return render(
        "criteria.html.j2",
        criteria=rows,
        set_name=view.criteria_set.name,
        decision=view.criteria_set.decision,
        illustrative=view.is_illustrative,
    )


def _indicator(view: CommuneView, component: Row) -> Row:
    level = view.levels[component["indicator"], component["component"]]
    gap = wording.gap_phrase(component, level) if level["rule"] == "level" and component["result"] == "not_met" else ""
    return {
        "code": component["indicator"],
        "name": f"{level['indicator_name']}{' – ' + level['component_name'] if level['component_name'] else ''}",
        "level": wording.level_phrase(level),
        "value": wording.value_phrase(component, level),
        "result": component["result"],
        "gap": gap,
        "own": wording.ASSESSED_WORDS[component["self_assessment"]],
        "differs": component["self_assessment_differs"],
        "source": f"{component['sheet']}, ô {component['cell']}" if component["cell"] else "",
    }


def history(view: CommuneView) -> Part:
    """The count over the years; no line crosses a change of criteria set or of borders."""
    book, summary = view.workbook, view.results.communes
    # One point a year: a mid-year season gives way to the season that closes its year, unless it is this very season.
    yearly = [s.name for s in book.seasons_until(view.season) if book.closes_year(s) or s.name == view.season.name]
    counts = summary[summary["season"].isin(yearly)]
    table = count_history(counts, book.published_counts, book.units, view.unit.unit_id, view.years)
    set_names = {set_id: view.workbook.criteria_set(set_id).decision for set_id in table["criteria_set"].unique()}
    title = _history_title(view, table["criteria_set"].nunique() > 1, table["unit_id"].nunique() > 1)
    alt = "Biểu đồ số tiêu chí đạt qua các năm: " + "; ".join(
        f"{r['unit_name']} năm {r['year']}: {'ít nhất ' if r['criteria_unknown'] else ''}{r['criteria_met']} ({set_names[r['criteria_set']]}, {r['basis']})"
        for r in records(table)
    )
    chart = charts.criteria_history(
        table, view.criteria_set.criteria_total, title, alt, set_names, illustrative=view.compares_illustrative
    )
    paragraphs = [
        "Điểm đặc: đếm từ biểu của xã. Điểm rỗng: số đã công bố hoặc suy ra. Tam giác: ít nhất, vì còn tiêu chí chưa có số liệu. Vạch chấm: đổi bộ tiêu chí hoặc địa giới, hai bên không so với nhau."
    ]
    return render(
        "section.html.j2",
        anchor="qua-cac-nam",
        heading="Số tiêu chí đạt qua các năm",
        paragraphs=paragraphs,
        parts=[chart],
    )


def _history_title(view: CommuneView, sets_changed: bool, borders_changed: bool) -> str:
    title = f"{wording.sentence_case(view.unit.full_name)} đạt {wording.count_of_criteria(view.summary)} tiêu chí năm {view.season.year}"
    change = wording.change_phrase(view.summary, view.season)
    title += f", {change.lstrip('▲▼ ')}" if "chưa" not in change else ""
    if borders_changed:
        title += "; trước khi sáp nhập, các xã cũ được vẽ riêng"
    elif sets_changed:
        title += "; số đếm theo bộ tiêu chí cũ không so được với bộ hiện nay"
    return title + (" (số liệu minh họa)" if view.compares_illustrative else "")


def notes(view: CommuneView) -> Part:
    """What a careful reader must know of the data, and the commune's own words."""
    table = view.submissions.notes
    own = table[(table["unit_id"] == view.unit.unit_id) & (table["season"] == view.season.name)]
    return render("notes.html.j2", notes=commune_notes(view), texts=records(own))


def _numbers(text: str) -> list[str]:
    return sorted((n for n in text.split(";") if n), key=natural_key)
