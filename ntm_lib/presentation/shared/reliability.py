"""One statement on how far the figures of a page can be relied on: said once a page, in full on the page on data quality."""

from collections.abc import Iterable
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.assessment import lacks_value
from ntm_lib.analysis.quality import finding_counts
from ntm_lib.intake.findings import ERROR, NOT_SENT, WARNING
from ntm_lib.intake.form import INDICATORS
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.links import QUALITY_PAGE
from ntm_lib.presentation.frame.view import CommuneView, DepartmentView, SeasonView
from ntm_lib.presentation.words.numbers import number
from ntm_lib.reference.indicators import CHECKED, UNSOURCED, Level, not_lacking, source_kind
from ntm_lib.schemas import ComponentResult
from ntm_lib.tables import rows_of
from ntm_lib.text import joined


class Reliability(TypedDict):
    """What is said, a clause each: faults of the forms, values missing, made-up values, levels compared with their document; and the link to all of it."""

    clauses: list[str]
    link: str


def reliability(view: SeasonView, base: str = "../") -> Reliability:
    """Return how reliable the figures of a page are: of a commune its own, of a department those it leads, else all of the place.

    `base` as in presentation.links.
    """
    match view:
        case CommuneView():
            components, levels = view.components, list(view.levels.values())
        case DepartmentView() if view.bases:
            components = rows_of(view.led, ComponentResult)
            levels = [level for (indicator, _), level in view.levels.items() if indicator in view.bases]
        case _:
            components, levels = rows_of(view.now.components, ComponentResult), list(view.common_levels.values())
    clauses = [_faults(view), _missing(components), _made_up(components), _checked(levels)]
    return {"clauses": [clause for clause in clauses if clause], "link": f"{base}{QUALITY_PAGE}"}


def reliability_part(view: SeasonView, base: str = "../") -> Part:
    """Return the statement as one sentence with its link."""
    return render("shared/reliability.html.j2", reliability=reliability(view, base))


def _faults(view: SeasonView) -> str:
    """Return the errors and warnings still open in the forms that the page's figures come from, and in the data that stand behind all of them.

    Who sent no form is named elsewhere and is no fault of a form.
    """
    findings = view.findings[view.findings["check"] != NOT_SENT]
    of_forms = (findings["source_file"] != "") & ~findings["source_file"].str.startswith("../")
    if isinstance(view, CommuneView):
        if not view.has_figures:
            return f"{view.unit.kind} chưa có biểu dùng được"
        is_own = findings["unit_id"] == view.unit.unit_id
        return _open(f"biểu của {view.unit.kind}", findings[is_own & of_forms], findings[is_own & ~of_forms])
    if len(view.silent) == len(view.workbook.communes(view.season)):
        return "chưa xã nào có biểu dùng được"
    whose, forms = "các biểu", findings[of_forms]
    if isinstance(view, DepartmentView) and view.bases:
        of_all = (forms["indicator"] == "") & forms["sheet"].isin(["", INDICATORS.title])
        is_own = forms["unit_id"] == view.department.department_id
        is_shown = forms["indicator"].isin(list(view.bases)) | of_all | is_own
        whose, forms = "số liệu dùng ở trang này", forms[is_shown]
    return _open(whose, forms, findings[~of_forms])


def _open(whose: str, forms: pd.DataFrame, others: pd.DataFrame) -> str:
    """Return "các biểu còn 7 cảnh báo, dữ liệu nền còn 1 cảnh báo chưa xử lý"; of the data behind the forms only where there is a fault."""
    of_forms, of_others = _counts(forms), _counts(others)
    behind = f"dữ liệu nền còn {of_others} chưa xử lý" if of_others else ""
    if of_forms and behind:
        return f"{whose} còn {of_forms}, {behind}"
    said = f"{whose} còn {of_forms} chưa xử lý" if of_forms else f"{whose} không còn lỗi, cảnh báo nào"
    return "; ".join(filter(None, [said, behind]))


def _counts(findings: pd.DataFrame) -> str:
    is_open = finding_counts(findings).groupby("severity")["open"].sum()
    return joined([f"{number(int(is_open[name]))} {name}" for name in (ERROR, WARNING) if is_open.get(name, 0)])


def _missing(components: Iterable[ComponentResult]) -> str:
    lacking = [lacks_value(row) for row in components]
    missing, asked = number(sum(lacking)), number(len(lacking))
    return f"{missing}/{asked} giá trị chưa có số liệu" if any(lacking) else f"có đủ {asked} giá trị" if lacking else ""


def _made_up(components: Iterable[ComponentResult]) -> str:
    """Return how many of the values given are illustrative; "" if none is."""
    origins = [row["origin"] for row in components if row["origin"] and not lacks_value(row)]
    made_up = origins.count("illustrative")
    if made_up == len(origins):
        return "số liệu minh họa" if origins else ""
    return f"{number(made_up)}/{number(len(origins))} giá trị là số minh họa" if made_up else ""


def _checked(levels: Iterable[Level]) -> str:
    known = not_lacking(levels)
    checked, unsourced = (sum(source_kind(level) == kind for level in known) for kind in (CHECKED, UNSOURCED))
    doubt = f", {number(unsourced)} mức chưa có nguồn nào xác nhận" if unsourced else ""
    return f"{number(checked)}/{number(len(known))} mức quy định đã đối chiếu văn bản{doubt}" if known else ""
