"""The method page says all that it has to say."""

import re

from ntm_lib.analysis.promise_rules import RULES
from ntm_lib.presentation.method import text as method_text
from ntm_lib.schemas import PROMISE_STATES
from tests.conftest import ROOT


def test_every_assumption_of_the_log_is_told_in_vietnamese(workbook) -> None:
    """assumptions.csv has one sentence an entry of docs/assumptions.md, under its number, in its order."""
    log = (ROOT / "docs" / "assumptions.md").read_text(encoding="utf-8")
    assert list(workbook.assumptions["id"]) == re.findall(r"^### (\d+)\. ", log, flags=re.M)
    for text in workbook.assumptions["text"]:
        assert text[0].isupper() or text.startswith("“"), text
        assert text.endswith(".") and ". " not in text, text


def test_every_state_of_a_promise_is_explained() -> None:
    """In the order in which they are shown everywhere."""
    assert tuple(state for state, _ in method_text.PROMISES) == PROMISE_STATES


def test_every_rule_stands_under_what_it_judges() -> None:
    """A new rule needs a heading; a heading without a rule is stale."""
    assert {rule.partition("_")[0] for rule in RULES} == set(method_text.RULE_KINDS)


def test_the_files_named_exist() -> None:
    """Each place the page sends a reader to is there."""
    for _, file, _ in (*method_text.FILES, *method_text.FILES_OF_LEVELS):
        assert (ROOT / file).exists(), file
