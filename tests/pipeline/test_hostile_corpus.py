"""A season's folder full of broken and hostile forms: each costs what it must, and nothing else."""

import re
import unicodedata
from collections import Counter
from typing import Any

import pandas as pd
import pytest

from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.intake.findings import CHECKS
from ntm_lib.intake.submissions import Submissions, read_submissions
from ntm_lib.tables import records
from ntm_lib.workbook import Workbook
from tests.hostile_corpus import CASES, SOUND, UNITS, Places, hostile_corpus
from tests.hostile_forms import ALL
from tests.sound_form import stated

FOREIGN = re.compile(
    r"Traceback|Error\b|Exception|None\b|\bnan\b|\binf\b|object at|line \d|not |\bthe\b", re.IGNORECASE
)


class Corpus:
    """The folder as read: findings by unit, what the sound form says, and what must be found in each bad one."""

    def __init__(self, submissions: Submissions, findings: pd.DataFrame, expected: dict[str, Places]) -> None:
        self.submissions, self.findings, self.expected = submissions, findings, expected
        self.sound = stated(submissions, SOUND)

    def of(self, unit_id: str) -> list[dict[str, Any]]:
        rows = records(self.findings)
        return [r for r in rows if r["unit_id"] == unit_id or (not r["unit_id"] and unit_id in r["source_file"])]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    folder, expected = hostile_corpus()
    workbook = Workbook.open(folder)
    seasons = list(workbook.seasons.values())
    submissions = read_submissions(workbook, seasons)
    findings = season_findings(workbook, seasons[1], submissions, assess_seasons(workbook, submissions, seasons))
    return Corpus(submissions, findings, expected)


def test_there_are_enough_of_them() -> None:
    """At least 80 cases, each with a name of its own."""
    assert len(CASES) >= 80 and len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("unit_id", UNITS, ids=[case.name for case in CASES])
def test_a_bad_form_costs_what_it_must_and_no_more(corpus: Corpus, unit_id: str) -> None:
    """Exactly the findings named, at their cells; every figure that is not named as lost or changed comes through unchanged."""
    case = UNITS[unit_id]
    found = corpus.of(unit_id)
    assert Counter((r["check"], r["sheet"], r["cell"]) for r in found) == corpus.expected[unit_id], found
    expected = {} if case.lost == ALL else {k: v for k, v in corpus.sound.items() if k not in case.lost}
    assert stated(corpus.submissions, unit_id) == expected | dict(case.changed)


def test_the_sound_form_among_them_is_read_in_full(corpus: Corpus) -> None:
    """The neighbour of all these has no finding, 15 observations and 13 other statements."""
    assert corpus.of(SOUND) == []
    assert Counter(table for table, _ in corpus.sound) == {
        "observations": 15, "villages": 2, "dossiers": 1, "follow_up": 2, "resources": 4, "debts": 2, "notes": 2,
    }  # fmt: skip
    assert corpus.sound["observations", "1.10"][:3] == (680, 700, 97.142857)


def test_an_error_leaves_no_value_and_a_warning_takes_none(corpus: Corpus) -> None:
    """No figure with an open error has a value; severity is that of the catalogue."""
    observed = corpus.submissions.observations.set_index(["unit_id", "indicator", "component"])["value"]
    for row in records(corpus.findings):
        assert row["severity"] == CHECKS[row["check"]].severity
        key = row["unit_id"], row["indicator"], row["component"]
        if row["severity"] == "lỗi" and row["indicator"] and row["check"] != "O05" and key in observed:
            is_beside = row["check"] == "O01" and row["cell"].startswith("J") and row["figure"].count("/")
            assert pd.isna(observed[key]) or is_beside, row


def test_every_message_is_vietnamese_and_free_of_the_programs_words(corpus: Corpus) -> None:
    """Each finding has a sentence a person understands: Vietnamese, in NFC, and not from a program's inside."""
    assert len(corpus.findings) > 150
    for message in corpus.findings["message"]:
        own_words = re.sub("“.*?”", "", message)
        assert re.search(r"[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ]", own_words, re.IGNORECASE), message
        assert not FOREIGN.search(own_words), message
        assert message.strip().endswith((".", "?", "”")) and unicodedata.is_normalized("NFC", message)


def test_every_finding_names_a_file(corpus: Corpus) -> None:
    """A finding without a file could not be sent back; a cell comes with its sheet."""
    assert corpus.findings["source_file"].ne("").all()
    assert corpus.findings.loc[corpus.findings["cell"] != "", "sheet"].ne("").all()
