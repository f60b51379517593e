"""The catalogue of checks: complete, readable, and what the code raises."""

import re
from pathlib import Path

import pytest

from ntm_lib.intake.findings import CHECKS, MOST_ALIKE, NOT_SENT, SEVERITIES, FindingList, checks_page
from ntm_lib.schemas import FINDINGS
from tests.conftest import ROOT

SOURCES = [path for path in (ROOT / "ntm_lib").rglob("*.py") if path.name != "findings.py"]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
RAISED = set(re.findall(r'"([TBOSDCK]\d\d)"', CODE)) | ({NOT_SENT} if "_finding(NOT_SENT," in CODE else set())


def test_every_check_is_raised_and_every_raised_check_is_listed():
    """What the catalogue promises is done somewhere in the code, and the code raises nothing that can't be looked up."""
    assert set(CHECKS) == RAISED


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.check_id)
def test_a_check_has_a_severity_a_rule_and_an_example(check):
    """Each check says in Vietnamese what must hold and shows a case; only an error stops a form."""
    assert check.severity in SEVERITIES
    assert check.rule.endswith(".") and len(check.rule) > 15 and check.example
    assert check.severity == "lỗi" or not check.stops_form
    assert not re.search(r"\b(the|and|is|must|cell|value)\b", check.rule + check.example)


def test_the_page_of_checks_is_the_catalogue():
    """docs/kiem-tra.md is what `make docs` renders: each check one row under its heading."""
    page = (ROOT / "docs" / "kiem-tra.md").read_text(encoding="utf-8")
    assert page == checks_page()
    assert re.findall(r"^\| ([A-Z]\d\d) \|", page, flags=re.M) == list(CHECKS)


def test_the_page_tells_which_checks_cost_the_whole_form():
    """A reader sees at a glance where nothing of a form counts."""
    stopping = re.findall(r"^\| ([A-Z]\d\d) \| lỗi \(cả biểu\) \|", checks_page(), flags=re.M)
    assert stopping == [check_id for check_id, check in CHECKS.items() if check.stops_form]
    assert {"T01", "T13", "T15", "T16"} <= set(stopping)


def test_make_docs_renders_the_page():
    """`make docs` is the one command for both rendered pages."""
    assert "ntm_lib.intake.findings docs/kiem-tra.md" in Path(ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_same_finding_is_kept_once():
    """The same words on the same cell are one finding; another cell, another message are others."""
    findings = FindingList("2021")
    first = findings.add("O01", "không phải là số.", "2021/a.xlsx", "Chỉ tiêu", "G7", "a", "1.1")
    assert findings.add("O01", "không phải là số.", "2021/a.xlsx", "Chỉ tiêu", "G7") is first
    findings.add("O01", "không phải là số.", "2021/a.xlsx", "Chỉ tiêu", "G8")
    findings.add("O02", "không rõ dấu.", "2021/a.xlsx", "Chỉ tiêu", "G7")
    assert [row["cell"] for row in findings.rows] == ["G7", "G8", "G7"]
    assert (first["severity"], first["indicator"], first["accepted"]) == ("lỗi", "1.1", "")


def test_a_sheet_full_of_one_fault_is_told_in_a_hundred_rows_and_a_count():
    """Of one check in one sheet at most MOST_ALIKE cells are named; one more row says how many there are beside."""
    findings = FindingList("2021")
    for number in range(MOST_ALIKE + 25):
        findings.add("B07", "Mã lạ.", "2021/a.xlsx", "Chỉ tiêu", f"A{number}")
        findings.add("B07", "Mã lạ.", "2021/a.xlsx", "Số liệu khác", "A1")
    own = [row for row in findings.rows if row["sheet"] == "Chỉ tiêu"]
    assert len(own) == MOST_ALIKE + 1 and len(findings.rows) == MOST_ALIKE + 2
    assert own[-1]["cell"] == "" and "còn 25 chỗ nữa" in own[-1]["message"]
    assert len(FINDINGS.frame(findings.rows)) == MOST_ALIKE + 2


def test_faults_of_whole_files_are_never_cut_short():
    """Thousands of missing forms are thousands of findings."""
    findings = FindingList("2021")
    for number in range(3 * MOST_ALIKE):
        findings.add("T18", "Chưa có biểu.", f"2021/{number}.xlsx")
    assert len(findings.rows) == 3 * MOST_ALIKE
