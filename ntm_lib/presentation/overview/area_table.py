"""The provinces, or the districts of one, beside each other: their communes by band as bars, and all counts as a table."""

from collections.abc import Sequence
from typing import TypedDict

from markupsafe import Markup

from ntm_lib.analysis.area import PlaceStanding
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.overview import area_words as area
from ntm_lib.presentation.overview.area_view import AreaView, Place
from ntm_lib.presentation.overview.bands import occupied_bands
from ntm_lib.presentation.words.numbers import MISSING, number
from ntm_lib.presentation.words.season import figures_status
from ntm_lib.presentation.words.standing import NO_FORM, mean_phrase, share_of_communes, tabled_share
from ntm_lib.text import season_text, sentence_case

NO_FIGURE = "–"
ROOM_FOR_DIGIT = 0.045  # share of a bar, on a phone too


class BarPart(TypedDict):
    """A band within a bar; `text` is "" where it has no room."""

    count: int
    text: str
    shade: str
    is_undecided: bool


class Bar(TypedDict):
    """The communes of a place, cut into their bands."""

    name: str
    link: str
    count: str
    said: str
    parts: list[BarPart]


class Cell(TypedDict):
    """A count in words, and the value by which its column is sorted: "" for none."""

    text: str
    value: float | str


class PlaceRow(TypedDict):
    """A district or province in the table."""

    name: str
    link: str
    remark: str
    illustrative: bool
    cells: list[Cell]


def bands(view: AreaView) -> Part:
    """Return one bar per row, cut into the bands; nothing unless two rows have communes to compare."""
    known = [place for place in view.standings.values() if place.counts.commune_count]
    if len(known) < 2:
        return Part(Markup(""))
    rows = [_bar(place.name, place.link, view.standings[place.key]) for place in view.places]
    return render(
        "overview/area_bands.html.j2",
        view.data.communes[["origin"]],
        title=area.bands_title(view),
        legend=occupied_bands(view.whole.counts),
        rows=[*rows, _bar("Cộng", "", view.whole)],
    )


def _bar(name: str, link: str, place: PlaceStanding) -> Bar:
    count, found = place.counts.commune_count, occupied_bands(place.counts)
    return {
        "name": name,
        "link": link,
        "count": number(count) if count else MISSING,
        "said": "; ".join(f"{band['label']}: {number(band['count'])} xã" for band in found),
        "parts": [
            {
                "count": band["count"],
                "text": _in_bar(band["count"], count),
                "shade": band["shade"],
                "is_undecided": band["is_undecided"],
            }
            for band in found
        ],
    }


def _in_bar(count: int, whole: int) -> str:
    """Return the number of communes of a part of a bar; empty where it has no room."""
    text = number(count)
    return text if count >= ROOM_FOR_DIGIT * len(text) * whole else ""


def standing(view: AreaView) -> Part:
    """Return the table: a row per province or district, the total last."""
    total = view.criteria_set.criteria_total
    labels = [label for label in view.criteria_set.band_labels() if label != str(total)]  # that one is "Đạt đủ"
    heads = {
        **({"districts": f"{sentence_case(view.district_word)} có số liệu"} if view.is_by_province else {}),
        "communes": "Số xã",
        "full": f"Đạt đủ {total}/{total}",
        "share": "Tỷ lệ đạt đủ",
        "mean": "Bình quân tiêu chí/xã",
        **({"change": f"± {season_text(view.season.compare_with)}"} if area.change(view) else {}),
        **{label: Markup('Nhóm <span class="whole">{}</span>').format(label) for label in labels},
        **({"undecided": "Chưa xếp nhóm (thiếu số liệu)"} if view.whole.counts.undecided else {}),
        **({"unknown": "Tiêu chí thiếu số liệu"} if view.whole.counts.unknown_total else {}),
        "recognised": "Xã đã công nhận",
    }
    return render(
        "overview/area_standing.html.j2",
        view.data.communes,
        title=sentence_case(f"các {view.place_word}"),
        place_word=view.place_word,
        heads=list(heads.values()),
        rows=[_row(view, place, list(heads)) for place in view.places],
        total=_cells(view, view.whole, [*view.districts], list(heads)),
        caption=f"Số xã của các {view.place_word} theo số tiêu chí đạt, {_as_of(view)}{_by_table(view)}{_over_how_many(view)}",
    )


def _by_table(view: AreaView) -> str:
    """Return how many results rest on summary tables, as it follows the day; "" if none do."""
    share = tabled_share(view.whole.counts)
    return f"; {share}" if share else ""


def _over_how_many(view: AreaView) -> str:
    """Return the note on the communes that the column of changes covers, if not all."""
    is_part = 0 < view.whole.compared < view.whole.counts.commune_count
    return "; ± chỉ tính các xã so sánh được" if is_part and area.change(view) else ""


def _as_of(view: AreaView) -> str:
    status = figures_status(view.statuses, view.season, is_tabled=view.is_tabled)
    return status[:1].lower() + status[1:]


def _row(view: AreaView, place: Place, columns: list[str]) -> PlaceRow:
    own = view.standings[place.key]
    is_mixed = any(not other.compares_illustrative for other in view.standings.values() if other.counts.commune_count)
    is_absent = set(place.districts) <= set(view.data.absent)
    return {
        "name": place.name,
        "link": place.link,
        "remark": MISSING if is_absent else _remark(own),
        "illustrative": own.compares_illustrative and is_mixed,
        "cells": _cells(view, own, place.districts, columns),
    }


def _remark(place: PlaceStanding) -> str:
    """Return why there is nothing to count in a place; "" where there is."""
    if not place.counts.all_communes:
        return "không có xã"
    return "" if place.counts.commune_count else NO_FORM


def _cells(view: AreaView, place: PlaceStanding, districts: Sequence[str], columns: Sequence[str]) -> list[Cell]:
    """Return text and sort value of each of `columns`; where there is no commune, only the districts are counted."""
    counts = place.counts
    least, whole = "ít nhất ", f"/{number(counts.all_communes)} có kết quả" if counts.silent else ""
    known = len(set(districts) - set(view.data.without_figures))
    cells: dict[str, tuple[str, float]] = {
        "districts": (f"{number(known)}/{number(len(districts))}", known),
        "communes": (f"{number(counts.commune_count)}{whole}", counts.commune_count),
        "full": (f"{least if counts.maybe_full else ''}{number(counts.full_count)}", counts.full_count),
        "share": (share_of_communes(counts.full_count, counts.commune_count, least=1), counts.full_count / max(counts.commune_count, 1)),
        "mean": (mean_phrase(counts), counts.mean),
        "change": (area.short_change(place), place.change),
        **{label: (number(count), count) for label, count in counts.bands},
        "undecided": (number(counts.undecided), counts.undecided),
        "unknown": (number(counts.unknown_total), counts.unknown_total),
        "recognised": (number(place.recognised), place.recognised),
    }  # fmt: skip
    empty: Cell = {"text": NO_FIGURE, "value": ""}
    hidden = set(columns) - {"districts"} if not counts.commune_count else {"change"} if not place.compared else set()
    return [empty if c in hidden else {"text": cells[c][0], "value": cells[c][1]} for c in columns]
