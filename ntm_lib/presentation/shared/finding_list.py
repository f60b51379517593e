"""Findings in words: where each stands, grouped by who has to act, long lists shortened."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TypedDict, TypeVar

import pandas as pd

from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.forms import sheet_name
from ntm_lib.presentation.words.standing import some_names
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import Finding
from ntm_lib.tables import rows_of
from ntm_lib.text import sentence_case, shown_cells

MOST = 100  # rows of one group on a page; the CSV has them all
LONG = 40  # rows of one severity that are still read as one table
FEW = 3  # findings with the same words that are still told one by one
_NAMED = 3  # places named of those that are told together
_NOBODY, _MANY = "Chưa rõ đơn vị", "Nhiều đơn vị"


FindingRow = TypeVar("FindingRow", bound=Finding)


class ShownFinding(Finding):
    """A finding in words: `figure` names the indicator, `place` says where it stands."""

    place: str


class FindingGroup(TypedDict):
    """The findings of one group of by_group, at most MOST of them, and how many more there are."""

    name: str
    count: int
    rows: list[ShownFinding]
    rest: int


def place(finding: Finding) -> str:
    """Return the place of a finding: "Chỉ tiêu, ô G12", "trang Nợ đọng", the file's name, or a file of data/ with its line."""
    name, sheet, cell = _file(finding), finding["sheet"], finding["cell"]
    if name.startswith("data/"):
        word = "dòng" if name.startswith("data/corrections/") else "mục"
        return f"{name}, {word} {cell}" if cell else name
    if not sheet:
        return f"tệp {PurePosixPath(name).name}" if name else ""
    return f"{sheet_name(sheet)}, ô {shown_cells(cell)}" if cell else f"trang {sheet_name(sheet)}"


def finding_lines(findings: Sequence[Finding], units: Mapping[str, Unit]) -> list[str]:
    """Return findings on one line each; more than FEW that say the same, but for the unit's name, are one line with their number."""
    lines = []
    for same in _alike(findings, lambda finding: (finding["severity"], finding["check"], _message(finding, units))):
        first = same[0]
        if len(same) <= FEW:
            lines += [finding_line(finding) for finding in same]
        else:
            lines.append(
                f"{first['severity'].upper()} {first['check']} ở {len(same)} chỗ ({_some([_where(f) for f in same])}): {_message(first, units)}"
            )
    return lines


def _message(finding: Finding, units: Mapping[str, Unit]) -> str:
    """Return the message with the unit's own name left out: "Chưa có biểu của xã: …" is the same of all."""
    unit = units.get(finding["unit_id"])
    return finding["message"].replace(unit.full_name, unit.kind) if unit else finding["message"]


def _alike(findings: Sequence[FindingRow], key: Callable[[FindingRow], Hashable]) -> list[list[FindingRow]]:
    """Return the findings in lists of those with one key, in the order of each list's first."""
    found: dict[Hashable, list[FindingRow]] = {}
    for finding in findings:
        found.setdefault(key(finding), []).append(finding)
    return list(found.values())


def _some(places: Sequence[str]) -> str:
    """Return the first places, and how many more there are."""
    named = list(dict.fromkeys(filter(None, places)))
    rest = len(named) - _NAMED
    return ", ".join(named[:_NAMED]) + (f" và {rest} chỗ khác" if rest > 0 else "")


def _where(finding: Finding) -> str:
    return " ".join(filter(None, [_file(finding), finding["sheet"], shown_cells(finding["cell"])]))


def finding_line(finding: Finding) -> str:
    """Return a finding on one line: severity, check, file, sheet, cell, what is wrong and what to do."""
    return f"{finding['severity'].upper()} {finding['check']} {_where(finding)}: {finding['message']}"


def _file(finding: Finding) -> str:
    """Return the file as a person finds it: a form below data/submissions, any other file below the workbook's folder."""
    name = str(finding["source_file"])
    return f"data/{name.removeprefix('../')}" if name.startswith("../") else name


def by_group(view: SeasonView, findings: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return `findings` by who has to act: communes in the season's order, departments, then the others."""
    own = findings.assign(group=[_group(view, finding) for finding in rows_of(findings, Finding)])
    order = [
        *(unit.title for unit in view.workbook.communes(view.season)),
        *(sentence_case(d.name) for d in view.workbook.departments.values()),
        _NOBODY,
        _of_all(view),
    ]
    names = sorted(own["group"].unique(), key=lambda name: order.index(name) if name in order else len(order))
    return [(name, own[own["group"] == name]) for name in names]


def grouped(view: SeasonView, findings: pd.DataFrame) -> list[FindingGroup]:
    """Return the groups of by_group in words. What more than FEW units have in the same words is one line in a group before theirs;
    so is what one unit has in more than FEW places, in its own.
    """
    units = findings["unit_id"].where(findings["unit_id"] != "")
    said = [_message(finding, view.workbook.units) for finding in rows_of(findings, Finding)]
    alike = [findings["check"], pd.Series(said, index=findings.index, dtype="str"), findings["accepted"]]
    shared = units.groupby(alike).transform("nunique") > FEW
    groups = [_together(view, rows_of(findings[shared], Finding))] if shared.any() else []
    return [
        *groups,
        *(_group_shown(view, name, rows_of(own, Finding)) for name, own in by_group(view, findings[~shared])),
    ]


def _together(view: SeasonView, found: Sequence[Finding]) -> FindingGroup:
    """Return the group of what many units have: a line for each wording, which names some of the units."""
    rows: list[ShownFinding] = []
    for same in _alike(found, lambda finding: _wording(view, finding)):
        names = list(dict.fromkeys(view.respondent_name(finding["unit_id"]) for finding in same))
        where = f"{len(names)} đơn vị: {some_names(names, of='đơn vị')}"
        message = _message(same[0], view.workbook.units)
        rows.append({**same[0], "message": message, "figure": _one_figure(view, same), "place": where})
    return {"name": _MANY, "count": len(found), "rows": rows[:MOST], "rest": max(0, len(rows) - MOST)}


def _group_shown(view: SeasonView, name: str, found: Sequence[Finding]) -> FindingGroup:
    rows: list[ShownFinding] = []
    for same in _alike(found, lambda finding: _wording(view, finding)):
        if len(same) <= FEW:
            rows += [{**finding, "figure": _figure(view, finding), "place": place(finding)} for finding in same]
        else:
            where = f"{len(same)} chỗ: {_some([place(finding) for finding in same])}"
            rows.append({**same[0], "figure": _one_figure(view, same), "place": where})
    return {"name": name, "count": len(found), "rows": rows[:MOST], "rest": max(0, len(rows) - MOST)}


def _wording(view: SeasonView, finding: Finding) -> tuple[str, str, str]:
    return finding["check"], _message(finding, view.workbook.units), finding["accepted"]


def _one_figure(view: SeasonView, same: Sequence[Finding]) -> str:
    """Return the figure that findings are about, "" if they are about several."""
    figures = {_figure(view, finding) for finding in same}
    return figures.pop() if len(figures) == 1 else ""


def _group(view: SeasonView, finding: Finding) -> str:
    if finding["unit_id"]:
        return sentence_case(view.respondent_name(finding["unit_id"]))
    return _of_all(view) if finding["source_file"].startswith("../") else _NOBODY


def _of_all(view: SeasonView) -> str:
    return f"Chung của {view.terms.place}"


def _figure(view: SeasonView, finding: Finding) -> str:
    return view.figure_label(finding["indicator"], finding["component"]) if finding["indicator"] else ""
