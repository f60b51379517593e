"""Judged promises as rows that templates/promises.html.j2 shows, on pages of communes, departments and places."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from math import nan
from string import ascii_uppercase
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.promise_rules import worst_first
from ntm_lib.analysis.yearly_points import promise_series
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words import promises as promise_wording
from ntm_lib.presentation.words.breaks import border_reason, break_reason
from ntm_lib.presentation.words.numbers import day
from ntm_lib.presentation.words.promise_reasons import rule_sentence
from ntm_lib.presentation.words.standing import BY_TABLE
from ntm_lib.reference.units import first_named, predecessors
from ntm_lib.schemas import TABLED, Finding, Promise, PromiseState
from ntm_lib.tables import rows_of
from ntm_lib.terms import KINDS_OF_AGENCY
from ntm_lib.text import in_quotes, season_text, sentence_case


class Related(TypedDict):
    """Another respondent's promise linked with one, and where it is shown."""

    text: str
    href: str


class ShownPromise(TypedDict):
    """A promise in words; an href is "" where there is nothing to lead to."""

    anchor: str
    state: PromiseState
    who: str
    who_href: str
    reference: str
    deadline: str
    summary: str
    words: str  # of the notice
    target: str
    base: str
    base_href: str
    now: str
    as_of: str
    now_href: str
    sentence: str
    note: str
    related: list[Related]


def display_rows(view: SeasonView, promises: pd.DataFrame, here: str = "", base: str = "../") -> list[ShownPromise]:
    """Return the rows of PROMISES `promises` in words: those not kept first, otherwise in the notice's order.

    `here` is the unit or department whose page it is ("" for the place's page), `base` as in presentation.links.
    """
    rows = sorted(rows_of(promises, Promise), key=worst_first)
    by_item = _by_item(view.promises)
    return [_Shown(view, row, by_item, here, base).row() for row in rows]


def season_label(view: SeasonView) -> str:
    return sentence_case(season_text(view.season.name))


def base_label(view: SeasonView) -> str:
    """Return the heading of the column of base figures."""
    found = view.workbook.base_season(view.season)
    return sentence_case(season_text(found.name)) if found else "Kỳ gốc"


def when_phrase(view: SeasonView, deadline_year: float = nan) -> str:
    """Return the figures' date: "Hết năm 2021" for the season that judges its year ("Ước hết năm 2021" before its last day), else "Đến 30/6/2021"; of a promise whose deadline is
    over "Hạn 2020 đã qua; đến 20/12/2021".
    """
    season = view.season
    if deadline_year < season.year:
        return f"Hạn {int(deadline_year)} đã qua; đến {day(season.cut_off)}"
    if not view.workbook.judges_year(season):
        return f"Đến {day(season.cut_off)}"
    return f"Hết năm {season.year}" if season.cut_off >= date(season.year, 12, 31) else f"Ước hết năm {season.year}"


class _Shown:
    """One promise on one page."""

    def __init__(
        self, view: SeasonView, promise: Promise, by_item: Mapping[str, list[Promise]], here: str, base: str
    ) -> None:
        self.view, self.promise, self.by_item, self.here, self.base = view, promise, by_item, here, base
        self.measure = view.measures.get(promise["measure"])

    def row(self) -> ShownPromise:
        promise, measure = self.promise, self.measure
        when = when_phrase(self.view, promise["deadline_year"])
        return {
            "anchor": anchor(promise, self.here),
            "state": promise["state"],
            "who": self._who(),
            "who_href": self._page(promise["unit_id"] if self._is_own() else promise["respondent"]),
            "reference": sentence_case(promise_wording.reference_phrase(promise)),
            "deadline": promise_wording.deadline_phrase(promise),
            "summary": promise["summary"],
            "words": promise_wording.told_in_full(promise),
            "target": promise_wording.target_phrase(promise, measure),
            "base": promise_wording.base_phrase(promise, measure),
            "base_href": self._base_source(),
            "now": promise_wording.now_phrase(promise, measure),
            "as_of": day(promise["as_of"]),
            "now_href": self._source(),
            "sentence": rule_sentence(
                promise, measure, when, self._called(), self.view.criterion_label, self._broken(), self._unread()
            ),
            "note": self._note(),
            "related": self._related(),
        }

    def _broken(self) -> str:
        """Return which break keeps the promise's figure, or one of its criterion, from being compared with its base or level, or whose borders
        are others; "" if neither decides.
        """
        promise, season, book = self.promise, self.view.season, self.view.workbook
        if promise["rule"] == "no_same_borders":
            drawn = first_named(book.units, promise["unit_id"])
            return border_reason(drawn, predecessors(book.units, drawn.unit_id))
        is_criterion = promise["kind"] == "criterion" and bool(promise["ruled"])
        if not is_criterion and (promise["kind"] != "measure" or promise["rule"] not in ("no_series", "no_base")):
            return ""
        series = promise_series(book.breaks, book.measures, season, book.seasons.get(promise["base_season"]))
        figure, year = (promise["indicator"], promise["component"]), promise["deadline_year"]
        found = series.broken(figure)
        if found is None and promise["rule"] == "no_series":  # its level is of a rule to come
            found = series.coming(figure, season.year if pd.isna(year) else int(year))
        return break_reason(found) if found else ""

    def _unread(self) -> str:
        """Return what is wrong with the respondent's answer where it has filled in a cell that can't be read; "" if it has not."""
        if self.promise["rule"] != "no_statement" or not self.promise["cell"]:
            return ""
        place = (self.promise["source_file"], self.promise["sheet"], self.promise["cell"].strip(ascii_uppercase))
        refused = (row for row in rows_of(self.view.findings, Finding) if row["check"].startswith("O"))
        return next(
            (
                row["message"]
                for row in refused
                if (row["source_file"], row["sheet"], row["cell"].strip(ascii_uppercase)) == place
            ),
            "",
        )

    def _is_own(self) -> bool:
        return self.promise["respondent"] == self.here

    def _who(self) -> str:
        """Return the respondent and the commune spoken of, or those that are none of the season; on the page of one of them only the other."""
        unit = self.view.units.get(self.promise["unit_id"])
        if unit and self.promise["respondent_kind"] == "commune":
            return unit.title
        name = "" if self._is_own() else self.view.answering(self.promise["respondent"]).short_name
        if unit and unit.unit_id == self.here:
            return name
        about = unit.full_name if unit else self.view.absent_communes.get(self.promise["item"], "")
        return " – ".join(filter(None, [name, about])) or f"Toàn {self.view.terms.place}"

    def _called(self) -> str:
        """Return the word for the respondent in a sentence: "xã", "thị trấn", "phòng", "sở", or "đơn vị" for other offices."""
        if self.promise["respondent_kind"] == "commune":
            return self.view.units[self.promise["respondent"]].kind
        name = self.view.answering(self.promise["respondent"]).name
        return next((kind for kind in KINDS_OF_AGENCY if name.casefold().startswith(f"{kind} ")), "đơn vị")

    def _page(self, who: str, at: str = "") -> str:
        """Return the address of a unit's or department's page; "" if it has none."""
        if who == self.here:
            return f"#{at}" if at else ""
        if who in self.view.units:
            return links.commune_page(who, self.base, at)
        return self.view.agency_page(who, self.base, at)

    def _source(self) -> str:
        """Return the link to what decided on the commune's page; "" for what a department states, or if nothing did."""
        promise = self.promise
        if promise["state"] == PromiseState.UNKNOWN:
            return ""
        if promise["kind"] == "measure":
            return self._page(promise["unit_id"], links.figure_anchor(promise["indicator"], promise["component"]))
        if promise["kind"] in ("maintain", "criterion"):
            first = promise["lost"] or promise["not_met"] or promise["kept"] or promise["met"]
            return self._page(promise["unit_id"], links.criterion_anchor(first.partition(";")[0]))
        if village := self._village():
            return self._page(promise["unit_id"], links.statement_anchor("thon", village))
        if not promise["cell"] or promise["respondent_kind"] == "department":
            return ""
        return self._page(promise["respondent"], links.statement_anchor("ket-luan", promise["item"]))

    def _base_source(self) -> str:
        """Return the link to the figure that a promise of the commune's own starts from."""
        promise = self.promise
        if pd.isna(promise["base_value"]) or not promise["indicator"] or promise["respondent_kind"] == "department":
            return ""
        figure = self.view.base_figure(promise)
        return self._page(promise["unit_id"], links.figure_anchor(*figure, promise["base_season"])) if figure else ""

    def _village(self) -> str:
        """Return the village's name as the form has it; "" if no row of villages decided."""
        if self.promise["kind"] != "village":
            return ""
        table, promise = self.view.submissions.villages, self.promise
        place = [promise["source_file"], promise["sheet"], promise["cell"]]
        own = table[(table[["source_file", "sheet", "cell"]] == place).all(axis=1)]
        return str(own["village"].iloc[0]) if len(own) else ""

    def _note(self) -> str:
        """Return the respondent's additions: its own word beside a computed figure, the evidence, the note."""
        promise = self.promise
        is_computed = promise["kind"] in ("measure", "maintain", "criterion")
        own = promise_wording.statement(promise) if is_computed else ""
        parts = [
            f"Có kết quả {BY_TABLE}" if promise["origin"] == TABLED else "",
            f"{sentence_case(self._called())} báo: {own}" if own else "",
            f"Minh chứng: {in_quotes(promise['evidence'])}" if promise["evidence"] else "",
            f"{sentence_case(self._called())} ghi: {in_quotes(promise['note'])}" if promise["note"] else "",
        ]
        return ". ".join(filter(None, parts))

    def _related(self) -> list[Related]:
        """Return the promises of others linked with this one, about the same commune or about all."""
        found: list[Related] = []
        for other in (row for item in promise_wording.listed(self.promise["related_to"]) for row in self.by_item[item]):
            units = {other["unit_id"], self.promise["unit_id"]}
            if len(units) == 1 or "" in units:
                found.append({"text": self._name(other), "href": self._page(other["respondent"], _anchor_there(other))})
        return found

    def _name(self, other: Promise) -> str:
        if other["respondent_kind"] == "commune":
            return f"mục {other['item']}, {self.view.units[other['respondent']].full_name}"
        return f"mục {other['item']}, {self.view.answering(other['respondent']).short_name}"


def anchor(promise: Promise, here: str) -> str:
    """Return the id of a promise's row: with the commune's id wherever a page may hold one item for several communes."""
    return links.promise_anchor(promise["item"], "" if promise["unit_id"] == here else promise["unit_id"])


def _by_item(promises: pd.DataFrame) -> dict[str, list[Promise]]:
    """Return the promises by each item that names them."""
    found: dict[str, list[Promise]] = defaultdict(list)
    for row in rows_of(promises, Promise):
        for item in (row["item"], *promise_wording.listed(row["also_in"])):
            found[item].append(row)
    return found


def _anchor_there(promise: Promise) -> str:
    """Return the id of its row on the respondent's own page."""
    return anchor(promise, promise["respondent"])
