"""Findings in words: where each stands, grouped by who has to act, long lists shortened."""

from pathlib import PurePosixPath
from typing import TypedDict

import pandas as pd

from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.forms import sheet_name
from ntm_lib.schemas import Finding
from ntm_lib.tables import rows_of
from ntm_lib.text import sentence_case

MOST = 100  # rows of one group on a page; the CSV has them all
LONG = 40  # rows of one severity that are still read as one table
_NOBODY = "Chưa rõ đơn vị"


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
    return f"{sheet_name(sheet)}, ô {cell}" if cell else f"trang {sheet_name(sheet)}"


def finding_line(finding: Finding) -> str:
    """Return a finding on one line: severity, check, file, sheet, cell, what is wrong and what to do."""
    where = " ".join(filter(None, [_file(finding), finding["sheet"], finding["cell"]]))
    return f"{finding['severity'].upper()} {finding['check']} {where}: {finding['message']}"


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
    """Return the groups of by_group in words."""
    groups: list[FindingGroup] = []
    for name, own in by_group(view, findings):
        found = rows_of(own, Finding)
        shown: list[ShownFinding] = [
            {**finding, "figure": _figure(view, finding), "place": place(finding)} for finding in found[:MOST]
        ]
        groups.append({"name": name, "count": len(found), "rows": shown, "rest": len(found) - len(shown)})
    return groups


def _group(view: SeasonView, finding: Finding) -> str:
    if finding["unit_id"]:
        return sentence_case(view.respondent_name(finding["unit_id"]))
    return _of_all(view) if finding["source_file"].startswith("../") else _NOBODY


def _of_all(view: SeasonView) -> str:
    return f"Chung của {view.terms.place}"


def _figure(view: SeasonView, finding: Finding) -> str:
    return view.figure_label(finding["indicator"], finding["component"]) if finding["indicator"] else ""
