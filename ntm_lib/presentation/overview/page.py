"""The parts of a place's page, in the order they are read: one sheet for the meeting table, then the details."""

from markupsafe import Markup

from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.header import page_header
from ntm_lib.presentation.frame.html import NOTHING, Part, render, together
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.overview.communes_at_issue import communes_at_issue
from ntm_lib.presentation.overview.decisions import place_decisions
from ntm_lib.presentation.overview.headline import headline, measures
from ntm_lib.presentation.overview.matrix import matrix, standing_table
from ntm_lib.presentation.overview.missed import missed_criteria
from ntm_lib.presentation.overview.promise_board import promise_board, promise_summary
from ntm_lib.presentation.overview.province_table import province, province_rows
from ntm_lib.presentation.overview.tile_map import has_boundaries, real_map, tile_map
from ntm_lib.presentation.shared.data_notes import season_notes
from ntm_lib.presentation.shared.reliability import reliability_part
from ntm_lib.presentation.words.numbers import day
from ntm_lib.presentation.words.season import figures_status
from ntm_lib.text import season_text, sentence_case

__all__ = ["communes", "header", "notes", "promise_board", "province", "sheet"]

MATRIX_ON_SHEET = (
    25  # communes whose matrix fits on one A4 page with the rest of the sheet; of more it stands in the details
)
MAP_ON_SHEET = 12  # communes whose tiles fit on the sheet


def header(view: SeasonView) -> Part:
    """Banner and title of the place's page."""
    subtitle = [
        *([sentence_case(view.place.parent)] if view.place.parent else []),
        season_text(view.season.name),
        figures_status(view.statuses, view.season, is_tabled=view.is_tabled),
    ]
    if view.season.conference:
        note = " (ngày minh họa)" if view.season.conference_illustrative else ""
        subtitle.append(f"hội nghị {day(view.season.conference)}{note}")
    title = f"Tiến độ nông thôn mới {view.place.name}"
    return page_header(view, title, subtitle)


def sheet(view: SeasonView) -> Part:
    """What prints on two A4 sheets for the meeting table: answers, communes at issue, who is waited for, what to decide, measures, matrix,
    promises, map."""
    count = len(view.now.communes)
    beside = [
        *([tile_map(view)] if count <= MAP_ON_SHEET else []),
        *([promise_summary(view)] if len(view.promises) else []),
    ]
    return render(
        "overview/sheet.html.j2",
        is_large=count > MAP_ON_SHEET,
        contents=_contents(view),
        first=[headline(view), communes_at_issue(view), reliability_part(view, base=""), place_decisions(view)],
        parts=[
            *(part for part in (measures(view),) if part is not NOTHING),
            *([matrix(view)] if count <= MATRIX_ON_SHEET else []),
        ],
        beside=[part for part in beside if part is not NOTHING],
    )


def _contents(view: SeasonView) -> dict[str, str]:
    """Return the headings of the details by anchor."""
    return {
        **({links.PROMISES: "Kết luận hội nghị"} if len(view.promises) else {}),
        "chua-dat": "Tiêu chí chưa đạt",
        "ba-viec": "Đạt, hồ sơ, công nhận",
        **({"toan-tinh": "So với toàn tỉnh"} if province_rows(view) else {}),
        "bao-cao": "Các báo cáo",
        "ghi-chu": "Ghi chú dữ liệu",
    }


def communes(view: SeasonView) -> Part:
    """All criteria that fail, the communes' dossiers and recognition; with matrix and map, if these are too large for the sheet."""
    count = len(view.now.communes)
    return together(
        *([matrix(view)] if count > MATRIX_ON_SHEET else []),
        missed_criteria(view),
        standing_table(view),
        *([real_map(view)] if has_boundaries(view) else [tile_map(view)] if count > MAP_ON_SHEET else []),
    )


def notes(view: SeasonView) -> Part:
    """What a careful reader must know of the data, and where the method is."""
    method = Markup('Xem trang <a href="{}">Cách tính và nguồn số liệu</a>.').format(links.METHOD_PAGE)
    return render("frame/notes.html.j2", notes=[*season_notes(view), ("Cách tính", method)])
