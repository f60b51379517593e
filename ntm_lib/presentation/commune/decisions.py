"""What a conference is to decide for one commune, from its gaps, its promises, its dossier and its own proposals."""

from typing import Any

from ntm_lib.analysis.pace import target_year
from ntm_lib.analysis.proposals import moved_on
from ntm_lib.intake.form import NOTE_HEADINGS
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.presentation.words.wording import joined
from ntm_lib.schemas import records
from ntm_lib.text import in_quotes, spelling_key

PROPOSALS = NOTE_HEADINGS[2]  # what a commune asks for
READY = "huyện thẩm tra đạt"

Row = dict[str, Any]


def decisions(view: CommuneView, open_ones: list[Row]) -> list[tuple[str, str]]:
    """Return (what is to be decided, about what); empty if nothing is. `open_ones` are commune_first.open_criteria."""
    year = target_year(view.season)
    reach = [o["label"] for o in open_ones if o["result"] == "not_met" and o["is_feasible"]]
    late = [o["label"] for o in open_ones if o["result"] == "not_met" and not o["is_feasible"]]
    late += [view.criterion_label(number) for number in moved_on(view.criterion_rows, view.components, view.pace_of)]
    unknown = [o["label"] for o in open_ones if o["result"] == "unknown"]
    found = [
        (f"Giao đạt chuẩn năm {year}", joined(reach)),
        (f"Quyết mức giao: tiến độ hiện nay chưa đủ để đạt năm {year}", joined(late)),
        ("Yêu cầu xã bổ sung số liệu", joined(unknown)),
        ("Gia hạn hay giao lại kết luận không đạt", _broken(view)),
        ("Cho ý kiến hồ sơ huyện đã thẩm tra", joined(_ready(view))),
        ("Trả lời kiến nghị của xã", " ".join(in_quotes(text) for text in _proposals(view))),
    ]
    return [(what, about) for what, about in found if about]


def _broken(view: CommuneView) -> str:
    own = view.own_promises
    items = own.loc[own["state"] == "không đạt", "item"]
    return f"mục {joined(list(items))}" if len(items) else ""


def _ready(view: CommuneView) -> list[str]:
    """Return tiers and villages whose dossier the district has appraised and whose recognition is not yet signed."""
    own = records(view.own(view.submissions.dossiers))
    villages = records(view.own(view.submissions.villages))
    tiers = [r["tier"] for r in own if r["dossier_state"] == READY]
    return tiers + [f"{in_quotes(r['village'])} ({r['tier']})" for r in villages if r["dossier_state"] == READY]


def _proposals(view: CommuneView) -> list[str]:
    table = view.own(view.submissions.notes)
    return list(table.loc[table["heading"].map(spelling_key) == spelling_key(PROPOSALS), "text"])
