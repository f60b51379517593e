"""Changes in words: cells of a form that came again, and what the office overruled or accepted."""

from typing import TypedDict

import pandas as pd

from ntm_lib.intake import form as layout
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.shared.finding_list import MOST
from ntm_lib.schemas import Change, Correction
from ntm_lib.tables import rows_of
from ntm_lib.text import in_quotes, natural_key, sentence_case

_EMPTY = "không có giá trị"
_CHOSEN = {*layout.NUMBER_FIELDS, *layout.DATE_FIELDS, *layout.CHOICES}
_FREE = {f.heading for sheet in layout.COMMUNE_SHEETS for f in sheet.fields if f.name not in _CHOSEN}


class ChangedForm(TypedDict):
    """A form that came again: whose, how many entries differ, at most MOST of them in words, and how many more there are."""

    name: str
    count: int
    rows: list[Change]
    rest: int


def changed_forms(view: SeasonView, changes: pd.DataFrame) -> list[ChangedForm]:
    """Return the forms that came again, with what changed in them; `changes` are rows of CHANGES."""
    forms: list[ChangedForm] = []
    for respondent, own in changes.groupby("respondent", sort=False):
        sheets = list(own["sheet"].unique())
        found = sorted(
            rows_of(own, Change), key=lambda change: (sheets.index(change["sheet"]), natural_key(change["row"]))
        )
        rows = [_in_words(view, change) for change in found[:MOST]]
        name = sentence_case(view.respondent_name(str(respondent)))
        forms.append({"name": name, "count": len(found), "rows": rows, "rest": len(found) - len(rows)})
    return forms


def _in_words(view: SeasonView, change: Change) -> Change:
    return {
        **change,
        "row": _row_label(view, change["sheet"], change["row"]),
        "before": _entry(change["field"], change["before"]),
        "after": _entry(change["field"], change["after"]),
    }


def _entry(heading: str, text: str) -> str:
    """Return what was entered, words not chosen from a list in quotation marks."""
    return _EMPTY if not text else in_quotes(text) if heading in _FREE else text


def _row_label(view: SeasonView, sheet: str, row: str) -> str:
    """Return the label of a row of CHANGES, with names for the codes."""
    first, _, second = row.partition(" ")
    if (first, second) in view.levels or first in view.measures:
        return view.figure_label(first, second)
    if sheet == layout.RESOURCES.title and row in view.resource_names:
        return view.resource_names[row]
    if sheet == layout.FOLLOW_UP.title and first in set(view.promises["item"]):
        return ", ".join(filter(None, [f"mục {first}", second and in_quotes(view.respondent_name(second))]))
    return in_quotes(row)


def corrected(view: SeasonView, row: Correction) -> str:
    """Return the effect of a row of CORRECTIONS in words: "11.1, cột Tử số: 84 → 48", "chấp nhận D01 của 9.1 (3)"."""
    figure = view.figure_label(row["indicator"], row["component"]) if row["indicator"] else ""
    if row["check"]:
        return " ".join(
            filter(None, [f"chấp nhận {row['check']}", figure and f"của {figure}", row["old"] and f"({row['old']})"])
        )
    column = f", cột {layout.INDICATORS.field(row['field']).heading}" if row["field"] else ""
    return f"{figure or 'chưa rõ chỉ tiêu'}{column}: {row['old'] or 'trống'} → {row['new'] or 'trống'}"


def reason(row: Correction) -> str:
    """Return the reason, author and day of a row of CORRECTIONS, as far as it states them."""
    signed = ", ".join(filter(None, [row["who"], row["date"]]))
    return " ".join(filter(None, [row["reason"], signed and f"({signed})"]))
