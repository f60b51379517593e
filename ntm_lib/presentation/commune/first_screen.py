"""The first screen of a commune's report: where it stands, what is missing, which promises were kept, what to decide."""

from typing import Any

from ntm_lib.analysis.proposals import feasible
from ntm_lib.analysis.status import fallen_criteria
from ntm_lib.presentation.commune.decisions import decisions
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.links import criterion_anchor, promise_anchor
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.shared.promise_rows import ORDER
from ntm_lib.presentation.words import wording
from ntm_lib.presentation.words.numbers import MISSING
from ntm_lib.presentation.words.promises import counts_phrase, now_phrase
from ntm_lib.schemas import records

Row = dict[str, Any]


def headline(view: CommuneView) -> Part:
    """Count, change, dossier, recognition, the strip of all criteria, and one sentence."""
    row = view.summary
    fallen = [view.criterion_label(n) for n in fallen_criteria(view.results.criteria, view.unit.unit_id, view.season)]
    open_ones = open_criteria(view)
    return render(
        "commune/headline.html.j2",
        count=wording.count_of_criteria(row),
        rest=wording.rest_of_criteria(row),
        change=wording.sentence_case(wording.change_phrase(row, view.season)),
        dossier=wording.sentence_case(wording.dossier_phrase(row)),
        recognition=wording.sentence_case(wording.recognition_phrase(row)),
        sentence=wording.headline_sentence(
            view.unit.full_name,
            row,
            view.season,
            [f"{o['label']} ({o['gap']})" for o in open_ones if o["result"] == "not_met"],
            [o["label"] for o in open_ones if o["result"] == "unknown"],
            fallen,
        ),
        criteria=[
            {
                "number": c["criterion_no"],
                "name": c["criterion_name"],
                "result": c["result"],
                "anchor": criterion_anchor(c["criterion_no"]),
            }
            for c in view.criterion_rows
        ],
        illustrative=view.compares_illustrative,
    )


def open_criteria(view: CommuneView) -> list[Row]:
    """Return the criteria not met or unknown, nearest to done first: number, label, result, gap in words, leads, and their components."""
    rows = records(view.gaps)
    found = []
    for number in dict.fromkeys(row["criterion_no"] for row in rows):
        own = [row for row in rows if row["criterion_no"] == number]
        components = [view.component(row["indicator"], row["component"]) for row in own]
        failing = [c for c in components if c["result"] == "not_met"]
        found.append(
            {
                "number": number,
                "label": view.criterion_label(number),
                "anchor": criterion_anchor(number),
                "result": "not_met" if failing else "unknown",
                "gap": "; ".join(dict.fromkeys(_gap(view, c, len(failing) > 1) for c in failing or components)),
                "leads": view.leads([c["indicator"] for c in components]),
                "components": components,
                "is_feasible": feasible(failing, view.pace_of),
            }
        )
    return found


def _gap(view: CommuneView, component: Row, is_one_of_several: bool) -> str:
    text = wording.gap_phrase(component, view.levels[component["indicator"], component["component"]])
    return f"{component['indicator']} {text}" if is_one_of_several else text


def first_screen(view: CommuneView) -> Part:
    """What is missing beside what was promised, and below both what the conference is to decide."""
    open_ones = open_criteria(view)
    own = sorted(records(view.own_promises), key=lambda row: ORDER.index(row["state"]))
    return render(
        "commune/first_screen.html.j2",
        missing=open_ones,
        conclusions=view.conclusions_day,
        counts=counts_phrase(row["state"] for row in own),
        promises=[_promise(view, row) for row in own if row["kind"] != "task" and row["state"] != MISSING],
        others=_others(own),
        decisions=decisions(view, open_ones),
        illustrative=view.compares_illustrative,
    )


def _others(own: list[Row]) -> list[Row]:
    """Return what has no figure to show, a line a state: tasks, and whatever nothing is known of; each with its items."""
    lines = []
    for state in dict.fromkeys(row["state"] for row in own):
        items = [row["item"] for row in own if row["state"] == state and (row["kind"] == "task" or state == MISSING)]
        if items:
            lines.append({"state": state, "items": [{"item": i, "anchor": promise_anchor(i)} for i in items]})
    return lines


def _promise(view: CommuneView, row: Row) -> Row:
    return {
        "state": row["state"],
        "summary": row["summary"],
        "anchor": promise_anchor(row["item"]),
        "now": now_phrase(row, view.measures.get(row["measure"])),
    }
