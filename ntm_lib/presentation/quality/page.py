"""The parts of the page on data quality, in the order they are read."""

from collections import Counter
from collections.abc import Sequence
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis import quality
from ntm_lib.intake.blank.blank_form import leading_departments
from ntm_lib.intake.corrections import APPLIED, corrections_said
from ntm_lib.intake.findings import ERROR, REMARK, SEVERITIES, WARNING
from ntm_lib.presentation.frame.header import page_header
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.quality.completeness import kind_table, matrix_rows, share, total_of, unanswered_rows
from ntm_lib.presentation.quality.reminders import commune_reminder, department_reminder
from ntm_lib.presentation.shared.change_rows import changed_forms, corrected, reason
from ntm_lib.presentation.shared.finding_list import LONG, FindingGroup, by_group, grouped, place
from ntm_lib.presentation.shared.tabled import tabled_sentences
from ntm_lib.presentation.words.numbers import day, number
from ntm_lib.presentation.words.season import figures_status
from ntm_lib.reference.indicators import CHECKED, SECONDARY, UNCHECKED, UNSOURCED, Level, not_lacking, source_kind
from ntm_lib.reference.sheet_titles import CHECKED_BY
from ntm_lib.schemas import Finding
from ntm_lib.tables import rows_of
from ntm_lib.text import joined, season_text, sentence_case

_BLANK = "Biểu chưa ghi số liệu nào."
_REASONS = 3  # errors of a form without any figure that can be read which a letter names
_STATE_WORDS = {quality.UNUSABLE: "đã gửi, chưa dùng được", quality.ABSENT: "chưa gửi"}
_WHAT_IT_MEANS = {
    ERROR: "số ấy, dòng ấy hoặc cả biểu chưa được tính cho đến khi sửa",
    WARNING: "vẫn tính, nhưng phải xem lại",
    REMARK: "để biết",
}


class AbsentRow(TypedDict):
    """A respondent without a form that can be used."""

    name: str
    word: str
    files: list[str]
    reasons: list[str]


class Letter(TypedDict):
    """A letter to copy."""

    name: str
    paragraphs: list[str]


class MissingValues(TypedDict):
    """What a commune's form leaves open."""

    name: str
    figures: list[str]


class SeverityFindings(TypedDict):
    """The open findings of one severity, by who has to act."""

    name: str
    count: int
    meaning: str
    groups: list[FindingGroup]
    is_long: bool


class CorrectionRow(TypedDict):
    """What the office overruled or accepted; `refusal` is "" if it took effect."""

    line: int
    name: str
    what: str
    why: str
    state: str
    refusal: str


class LevelsRow(TypedDict):
    """A criterion's levels by how far they were checked."""

    label: str
    unsourced: str
    secondary: str
    checked: str
    checked_by: str


def header(view: SeasonView) -> Part:
    """Banner and title of the page."""
    subtitle = [
        *([sentence_case(view.place.parent)] if view.place.parent else []),
        season_text(view.season.name),
        figures_status(view.statuses, view.season, is_tabled=view.is_tabled),
        view.criteria_set.decision,
    ]
    return page_header(view, f"Chất lượng số liệu {view.place.name}", subtitle)


def headline(view: SeasonView) -> Part:
    """Who answered, how many values there are, how many findings are open, how much is illustrative; and one sentence."""
    states = _commune_states(view)
    used = int((states["state"] == quality.USED).sum())
    kinds = quality.value_kinds(_values(view))
    given, asked, illustrative = (int(kinds[name].sum()) for name in ("given", "asked", "illustrative"))
    *open_counts, accepted = _counts(view.findings)
    is_open = dict(zip(SEVERITIES, open_counts, strict=True))
    return render(
        "quality/headline.html.j2",
        view.results,
        used=used,
        communes=len(states),
        given=given,
        asked=asked,
        given_share=share(given, asked),
        is_open=is_open,
        others=_others(is_open[REMARK], accepted),
        illustrative_share=share(illustrative, given),
        counts=f"{number(illustrative)}/{number(given)} giá trị" if given else "",
        sentence=_sentence(view, states, given, asked, is_open),
    )


def _sentence(view: SeasonView, states: pd.DataFrame, given: int, asked: int, is_open: dict[str, int]) -> str:
    fixed = " (ngày minh họa)" if view.season.cut_off_illustrative else ""
    lacking = [view.units[i].name for i in states.loc[states["state"] != quality.USED, "respondent"]]
    used = len(states) - len(lacking)
    text = f"{sentence_case(season_text(view.season.name))}, chốt số liệu {day(view.season.cut_off)}{fixed}: "
    text += f"{used}/{len(states)} xã đã có biểu dùng được" + (f", còn thiếu {joined(lacking)}; " if lacking else "; ")
    missing = asked - given
    text += f"còn {number(missing)} giá trị chưa có số; " if missing else "giá trị nào cũng có số; "
    open_ones = [f"{number(is_open[s])} {s}" for s in (ERROR, WARNING) if is_open[s]]
    return text + (f"{joined(open_ones)} chưa xử lý." if open_ones else "không còn lỗi, cảnh báo nào chưa xử lý.")


def _others(remarks: int, accepted: int) -> str:
    """Return the words on remarks and accepted findings; "" if there are none."""
    parts = [f"{number(remarks)} lưu ý"] if remarks else []
    parts += [f"{number(accepted)} điều đã chấp nhận hoặc đã sửa"] if accepted else []
    return f"Ngoài ra có {joined(parts)}." if parts else ""


def absent(view: SeasonView) -> Part:
    """Communes and departments without a form that can be used, each with a letter to copy; and files that are nobody's."""
    communes = _commune_states(view)
    departments = _agency_states(view)
    rows: list[AbsentRow] = []
    letters: list[Letter] = []
    for state in rows_of(pd.concat([communes, departments], ignore_index=True), quality.SubmissionState):
        if state["state"] == quality.USED:
            continue
        name, unit = view.respondent_name(state["respondent"]), view.units.get(state["respondent"])
        found = (state["files"], state["reasons"])
        letter = (
            commune_reminder(view, unit, *found)
            if unit
            else department_reminder(view, view.workbook.departments[state["respondent"]], *found)
        )
        rows.append(
            {
                "name": sentence_case(name),
                "word": _STATE_WORDS[state["state"]],
                "files": state["files"],
                "reasons": state["reasons"],
            }
        )
        letters.append({"name": name, "paragraphs": letter})
    return render(
        "quality/absent.html.j2",
        view.now,
        sentences=[
            _answered(communes, "xã"),
            _answered(departments, "cơ quan chủ trì kết luận"),
            *(f"Bảng tổng hợp {sentence}" for sentence in tabled_sentences(view, view.season.name)),
        ],
        rows=rows,
        letters=letters,
        unclaimed=rows_of(quality.unclaimed_files(view.findings), Finding),
        has_set_dates=not (view.season.cut_off_illustrative or view.season.conference_illustrative),
    )


def _answered(states: pd.DataFrame, who: str) -> str:
    """Return the number of `who` with a form that counts, in words; "" if none is asked."""
    lacking = int((states["state"] != quality.USED).sum())
    if states.empty:
        return ""
    if not lacking:
        return f"{'Cả ' if len(states) > 1 else ''}{len(states)} {who} đã có biểu dùng được."
    sent = int((states["state"] == quality.UNUSABLE).sum())
    parts = [f"{lacking - sent} chưa gửi"] if lacking > sent else []
    parts += [f"{sent} đã gửi nhưng chưa dùng được"] if sent else []
    return f"Còn {lacking}/{len(states)} {who} chưa có biểu dùng được: {joined(parts)}."


def completeness(view: SeasonView) -> Part:
    """The matrix of communes by criteria, what is missing by name, and what kind the given values are."""
    values = _values(view)
    found = quality.completeness(values)
    states = _commune_states(view)
    used = set(states.loc[states["state"] == quality.USED, "respondent"])
    of_agencies = _agency_states(view)
    answering = used | set(of_agencies.loc[of_agencies["state"] == quality.USED, "respondent"])
    missing: list[MissingValues] = [
        {
            "name": str(name),
            "figures": [view.figure_label(v["indicator"], v["component"]) for v in rows_of(own, quality.AskedValue)],
        }
        for (unit_id, name), own in values[~values["is_given"]].groupby(["unit_id", "unit_name"], sort=False)
        if unit_id in used
    ]
    return render(
        "quality/completeness.html.j2",
        view.now,
        criteria=view.criteria,
        has_measures=bool((found["part"] == quality.MEASURES_PART).any()),
        rows=matrix_rows(view, found, used),
        missing=missing,
        unanswered=unanswered_rows(view, quality.unanswered_promises(view.promises, answering)),
        has_asked=bool(view.promises["respondent"].isin(list(answering)).any()),
        has_forms=_has_forms(view),
        kinds=kind_table(values, total_of(view)),
    )


def findings(view: SeasonView) -> Part:
    """Findings counted by who has to act, then each severity in full; accepted ones apart."""
    is_open = view.findings["accepted"] == ""
    severities: list[SeverityFindings] = []
    for severity in SEVERITIES:
        own = view.findings[is_open & (view.findings["severity"] == severity)]
        groups = grouped(view, own)
        severities.append(
            {
                "name": severity,
                "count": len(own),
                "meaning": _WHAT_IT_MEANS[severity],
                "groups": groups,
                "is_long": sum(len(group["rows"]) + group["rest"] for group in groups) > LONG,
            }
        )
    counted = [(name, _counts(own)) for name, own in by_group(view, view.findings)]
    named = {name for name, _ in counted}
    clean = [unit.name for unit in view.workbook.communes(view.season) if unit.title not in named]
    return render(
        "quality/findings.html.j2",
        view.now,
        counted=[*counted, ("Cộng", _counts(view.findings))] if counted else [],
        clean=joined(clean),
        severities=severities,
        accepted=grouped(view, view.findings[~is_open]),
        accepted_count=int((~is_open).sum()),
    )


def _counts(own: pd.DataFrame) -> list[int]:
    """Return the numbers of open findings, by severity, and of accepted ones."""
    counts = quality.finding_counts(own)
    is_open = counts.groupby("severity")["open"].sum()
    return [*(int(is_open.get(severity, 0)) for severity in SEVERITIES), int(counts["accepted"].sum())]


def changes(view: SeasonView) -> Part:
    """Cells that a form which came again says otherwise, and what the office overruled or accepted."""
    changed = view.data.changes
    corrections: list[CorrectionRow] = [
        {
            "line": row["line"],
            "name": sentence_case(view.respondent_name(row["unit_id"]))
            if row["unit_id"]
            else f"Toàn {view.terms.place}",
            "what": corrected(view, row),
            "why": reason(row),
            "state": row["state"],
            "refusal": row["refusal"],
        }
        for row in rows_of(view.corrections, quality.SettledCorrection)
    ]
    return render(
        "quality/changes.html.j2",
        view.now,
        forms=changed_forms(view, changed),
        count=len(changed),
        has_forms=_has_forms(view),
        corrections=corrections,
        applied=sum(row["state"] == APPLIED for row in corrections),
        file=corrections_said(view.workbook, view.season),
    )


def levels(view: SeasonView) -> Part:
    """Which levels nobody has compared with the decree, criterion by criterion, and who has compared the others."""
    found = not_lacking(view.common_levels.values())
    rows: list[LevelsRow] = []
    for criterion_no in dict.fromkeys(level["criterion_no"] for level in found):
        own = [level for level in found if level["criterion_no"] == criterion_no]
        rows.append(
            {
                "label": view.criterion_label(criterion_no),
                "unsourced": _labels(view, own, UNSOURCED),
                "secondary": _labels(view, own, SECONDARY, UNCHECKED),
                "checked": _labels(view, own, CHECKED),
                "checked_by": joined(list(dict.fromkeys(filter(None, (level["checked_by"] for level in own))))),
            }
        )
    return render(
        "quality/levels.html.j2",
        decision=view.criteria_set.decision,
        column=CHECKED_BY,
        sheets=view.criteria_set.sheets,
        total=len(found),
        counts=Counter(map(source_kind, found)),
        rows=rows,
    )


def _labels(view: SeasonView, levels: Sequence[Level], *kinds: str) -> str:
    own = [level for level in levels if source_kind(level) in kinds]
    return joined([view.figure_label(level["indicator"], level["component"]) for level in own])


def _values(view: SeasonView) -> pd.DataFrame:
    observations = view.submissions.observations
    own = observations[observations["season"] == view.season.name]
    return quality.asked_values(view.now.components, own, view.workbook.measures_of(view.criteria_set.set_id))


def _has_forms(view: SeasonView) -> bool:
    forms = view.submissions.forms
    return bool((forms["is_used"] & forms["season"].eq(view.season.name)).any())


def _commune_states(view: SeasonView) -> pd.DataFrame:
    """Return SubmissionState of every commune; a form without any figure or answer counts as none of use, as on the other pages."""
    states = _states(view, [unit.unit_id for unit in view.workbook.communes(view.season)], "commune")
    silent = {unit.unit_id for unit in view.silent}
    is_blank = states["respondent"].isin(silent) & (states["state"] == quality.USED)
    states.loc[is_blank, "state"] = quality.UNUSABLE
    reasons = [_why_blank(view, files) for files in states["files"]]
    states.loc[is_blank, "reasons"] = pd.Series(reasons, index=states.index, dtype=object)
    return states


def _why_blank(view: SeasonView, files: Sequence[str]) -> list[str]:
    """Return the open errors of a commune's `files`, at most _REASONS of them; that they say nothing if there are none."""
    own = view.findings[(view.findings["accepted"] == "") & (view.findings["severity"] == ERROR)]
    errors = rows_of(own[own["source_file"].isin(files)], Finding)
    said = [sentence_case(f"{place(error)}: {error['message']}") for error in errors[:_REASONS]]
    more = [f"Còn {number(len(errors) - _REASONS)} lỗi khác."] if len(errors) > _REASONS else []
    return [*said, *more] or [_BLANK]


def _agency_states(view: SeasonView) -> pd.DataFrame:
    """Return SubmissionState of every agency that leads a conclusion."""
    leading = leading_departments(view.workbook, view.season)
    return _states(view, [d.department_id for d in leading], "department")


def _states(view: SeasonView, respondents: list[str], kind: str) -> pd.DataFrame:
    forms = view.submissions.forms
    return quality.submission_states(respondents, kind, forms[forms["season"] == view.season.name], view.findings)
