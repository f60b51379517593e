"""Who was asked for a form this season and has not reported: named first on every page that counts what others said."""

import pandas as pd

from ntm_lib.analysis import quality
from ntm_lib.intake.blank.blank_form import leading_departments
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.numbers import number
from ntm_lib.presentation.words.standing import ALL_NAMED, NO_FORM, some_names
from ntm_lib.schemas import PromiseState
from ntm_lib.text import sentence_case


def asked(view: SeasonView, kind: str) -> list[str]:
    """Return the ids of the communes, or of the departments that lead a conclusion, who were asked for a form; `kind` as in FORMS."""
    if kind == "commune":
        return [unit.unit_id for unit in view.workbook.communes(view.season)]
    return [department.department_id for department in leading_departments(view.workbook, view.season)]


def without_form(view: SeasonView, kind: str) -> list[str]:
    """Return the ids of those asked who sent no form that can be used; a commune's that is left blank is none."""
    forms, found, season = view.submissions.forms, view.submissions.findings, view.season.name
    states = quality.submission_states(
        asked(view, kind), kind, forms[forms["season"] == season], found[found["season"] == season]
    )
    absent = set(states.loc[states["state"] != quality.USED, "respondent"])
    if kind == "commune":
        absent |= {unit.unit_id for unit in view.silent}
    return [name for name in states["respondent"] if name in absent]


def not_reported(view: SeasonView) -> str:
    """Return "Chưa nộp biểu: xã Thượng Quảng; Phòng KT-HT."; "" if all have reported."""
    communes = [view.units[unit_id].full_name for unit_id in without_form(view, "commune")]
    agencies = [view.answering(name).short_name for name in without_form(view, "department")]
    named = [_named(communes, "xã"), _named(agencies, "cơ quan")]
    said = "; ".join(filter(None, named))
    return f"{sentence_case(NO_FORM)}: {said}." if said else ""


def _named(names: list[str], what: str) -> str:
    """Return the names; of more than are named one by one how many they are, with the first: "13 xã (xã A, … và 2 xã khác)"."""
    said = some_names(names, ALL_NAMED, what)
    return said if len(names) <= ALL_NAMED else f"{number(len(names))} {what} ({said})"


def awaited(view: SeasonView) -> pd.Series:
    """Return which rows of PROMISES nobody can judge yet, because the form of who answers, or of the commune spoken of, is not there."""
    absent = {*without_form(view, "commune"), *without_form(view, "department")}
    promises = view.promises
    of_absent = promises["respondent"].isin(absent) | promises["unit_id"].isin(absent)
    return (promises["state"] == PromiseState.UNKNOWN) & of_absent
