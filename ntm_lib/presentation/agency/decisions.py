"""What a conference is to decide for one department, from its promises, its gaps, its communes' proposals and what it looks after."""

from collections.abc import Iterator

from ntm_lib.analysis.money import debts_by_commune
from ntm_lib.analysis.pace import target_year
from ntm_lib.presentation.agency.awaited import own_promises, proposals
from ntm_lib.presentation.agency.topics import lacking_forms
from ntm_lib.presentation.agency.words import communes
from ntm_lib.presentation.frame.view import DepartmentView
from ntm_lib.presentation.words.numbers import number
from ntm_lib.presentation.words.wording import joined

CUSTOM = "thông lệ"  # how the basis of a lead begins that no document gives
_SLOW = ("too_slow", "away")

Decision = tuple[str, str]


def decisions(view: DepartmentView) -> list[Decision]:
    """Return (what is to be decided, about what); empty if nothing is."""
    custom = sum(basis.startswith(CUSTOM) for basis in view.bases.values())
    asking = [view.workbook.units[unit_id].name for unit_id in proposals(view)]
    found = [
        (f"Quyết mức giao: tiến độ hiện nay chưa đủ để đạt năm {target_year(view.season)}", "; ".join(_slow(view))),
        ("Gia hạn hay giao lại kết luận không đạt", _items(view, "không đạt")),
        ("Đôn đốc hay lùi hạn kết luận chậm", _items(view, "chậm")),
        ("Yêu cầu bổ sung số liệu", "; ".join(_unknown(view))),
        *_of_topics(view),
        ("Trả lời kiến nghị", communes(asking) if asking else ""),
        ("Xác nhận phân công chủ trì đang theo thông lệ", f"{custom} chỉ tiêu" if custom else ""),
    ]
    return [(what, about) for what, about in found if about]


def _items(view: DepartmentView, state: str) -> str:
    own = own_promises(view)
    items = dict.fromkeys(own.loc[own["state"] == state, "item"])
    return f"mục {joined(list(items))}" if items else ""


def _slow(view: DepartmentView) -> Iterator[str]:
    pace = view.pace[view.pace["state"].isin(_SLOW) & view.pace["indicator"].isin(list(view.bases))]
    for (indicator, component), own in pace.groupby(["indicator", "component"], sort=False):
        yield f"{view.short_name(str(indicator), str(component))} ở {communes(list(own['unit_name']))}"


def _unknown(view: DepartmentView) -> Iterator[str]:
    missing = view.gaps[view.gaps["result"] == "unknown"]
    for (indicator, component), own in missing.groupby(["indicator", "component"], sort=False):
        yield f"{view.short_name(str(indicator), str(component))} của {communes(list(own['unit_name']))}"


def _of_topics(view: DepartmentView) -> Iterator[Decision]:
    if "nguon-luc" in view.department.topics:
        debts = view.submissions.debts
        owed = debts_by_commune(debts[debts["season"] == view.season.name])["debt_now"]
        about = f"{number(owed.sum(), 1)} triệu đồng ở {(owed > 0).sum()} xã" if owed.sum() > 0 else ""
        yield "Nguồn và thời hạn trả nợ đọng xây dựng cơ bản", about
    if "dieu-phoi" in view.department.topics:
        broken = view.promises[view.promises["state"] == "không đạt"]
        of_communes = int((broken["respondent_kind"] == "commune").sum())
        parts = [f"{of_communes} của xã"] if of_communes else []
        parts += [f"{len(broken) - of_communes} của phòng, cơ quan"] if len(broken) > of_communes else []
        yield "Xử lý kết luận không đạt trong toàn huyện", joined(parts)
        lacking = [*lacking_forms(view, "commune"), *lacking_forms(view, "department")]
        yield "Ấn định ngày nộp biểu", f"{len(lacking)} biểu chưa có hoặc chưa dùng được" if lacking else ""
