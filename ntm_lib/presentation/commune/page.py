"""A commune's report, part by part in the order it is read; each is one cell of notebooks/commune_report.ipynb."""

from collections.abc import Callable

from ntm_lib.presentation.commune.comparison import is_compared, peers_part, strip_part
from ntm_lib.presentation.commune.detail import (
    counts_of_years,
    criteria,
    history,
    own_words,
    proposals,
    proposed_rows,
    seasons_matrix,
    seasons_of_set,
    villages,
)
from ntm_lib.presentation.commune.first_screen import first_screen, headline
from ntm_lib.presentation.commune.merger import formers, merger_part
from ntm_lib.presentation.commune.pace import is_pace_known, pace_part
from ntm_lib.presentation.commune.trace import has_sources, shown_earlier, trace
from ntm_lib.presentation.commune.trajectories import trajectories_part
from ntm_lib.presentation.frame.commentary import commentary
from ntm_lib.presentation.frame.header import page_header
from ntm_lib.presentation.frame.html import NOTHING, Part, render, together
from ntm_lib.presentation.frame.links import commune_brief
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.shared import drafted
from ntm_lib.presentation.shared.data_notes import commune_notes
from ntm_lib.presentation.shared.money import has_money, money_part
from ntm_lib.presentation.shared.promise_rows import base_label, display_rows, season_label
from ntm_lib.presentation.shared.reliability import reliability_part
from ntm_lib.presentation.words.season import figures_status
from ntm_lib.text import season_text, sentence_case

# Where the page's table of contents leads, in the page's order, and whether the section is there
CONTENTS: dict[str, tuple[str, Callable[[CommuneView], bool]]] = {
    "theo-doi": ("Kết luận hội nghị", lambda view: len(view.own_promises) + len(view.agencies_promises) > 0),
    "toc-do": ("Tiến độ so với mức chuẩn", is_pace_known),
    drafted.ANCHOR: (drafted.TITLE, lambda view: bool(proposed_rows(view))),
    "so-voi-cac-xa": ("So với các xã", is_compared),
    "qua-cac-ky": ("Qua các kỳ", lambda view: len(seasons_of_set(view)) > 1),
    "qua-cac-nam": ("Qua các năm", lambda view: len(seasons_of_set(view)) < 2 <= len(counts_of_years(view))),
    "truoc-sap-nhap": ("Trước khi sáp nhập", lambda view: bool(formers(view))),
    "nguon-luc": ("Nguồn lực", has_money),
    "cac-tieu-chi": ("Mọi chỉ tiêu", lambda view: view.has_results),
    "ghi-chu": ("Ghi chú dữ liệu", lambda _: True),
    "nguon": ("Nguồn số liệu", has_sources),
}

# What stands in the page and is printed only if its box is ticked (theme.css)
_PRINTED_ON_REQUEST = {
    "dat": "chỉ tiêu đã đạt, kết luận đã hoàn thành",
    "bang-so": "bảng số của các biểu đồ",
    "nguon": "nguồn của từng số liệu",
}


def opening(view: CommuneView) -> Part:
    """The first screen, how reliable its figures are, the office's own words if there are any, and the page's contents."""
    return together(
        header(view),
        headline(view),
        first_screen(view),
        reliability_part(view),
        commentary(view, view.unit.unit_id),
        render(
            "frame/contents.html.j2", contents={a: title for a, (title, is_there) in CONTENTS.items() if is_there(view)}
        ),
        render("frame/print_choice.html.j2", choices=_PRINTED_ON_REQUEST),
    )


def header(view: CommuneView) -> Part:
    """Banner and title: the commune, its code, what it belongs to, the season and the state of the figures."""
    return page_header(view, view.unit.title, subtitle(view), brief=commune_brief(view.unit.unit_id))


def subtitle(view: CommuneView) -> list[str]:
    """Return what stands below the commune's name."""
    unit = view.unit
    parent = unit.parent_on(view.season.cut_off) or view.place.full_name
    return [
        sentence_case(parent),
        season_text(view.season.name),
        figures_status(view.statuses, view.season, is_tabled=view.is_tabled),
        f"mã hành chính {unit.code}" if unit.code else f"mã đơn vị {unit.unit_id}",
    ]


def promises(view: CommuneView) -> Part:
    """Every conclusion the commune answers for, judged, those not kept first, and those of agencies about it; nothing if there is none."""
    others = view.agencies_promises
    if view.own_promises.empty and others.empty:
        return NOTHING
    return render(
        "commune/promises.html.j2",
        view.results,
        kind=view.unit.kind,
        conclusions=view.conclusions_day,
        rows=display_rows(view, view.own_promises, view.unit.unit_id),
        others=display_rows(view, others, view.unit.unit_id),
        base=base_label(view),
        season=season_label(view),
    )


def outlook(view: CommuneView) -> Part:
    """How fast each missing figure moves, and the draft of what the conference may conclude."""
    return together(pace_part(view), proposals(view))


def comparison(view: CommuneView) -> Part:
    """The commune among the communes of its place, and beside those of a similar size."""
    return together(strip_part(view), peers_part(view))


def development(view: CommuneView) -> Part:
    """The seasons side by side: each criterion, the count, and the four measures with level and needed path."""
    over_years = render("commune/abreast.html.j2", left=seasons_matrix(view), right=history(view))
    return together(over_years, trajectories_part(view), merger_part(view))


def local(view: CommuneView) -> Part:
    """Villages, money and debts, and what the commune itself writes."""
    return together(villages(view), money_part(view), own_words(view))


def closing(view: CommuneView) -> Part:
    """Every indicator, what a careful reader must know of the data, and where each figure stands."""
    notes = render("frame/notes.html.j2", notes=commune_notes(view))
    return together(criteria(view), notes, trace(view, shown_earlier(view)))
