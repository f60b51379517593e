"""No text that people read has a word that docs/glossary.md says is not to be used."""

import ast
import re
from collections.abc import Iterable, Iterator
from io import BytesIO

import openpyxl
import pytest

from ntm_lib.intake.blank.blank_form import commune_form, department_form, leading_departments
from ntm_lib.intake.blank.form_writer import form_bytes
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT

TEXTS = (
    "README.md", "docs/commands.md", "docs/huong-dan.md", "docs/kiem-tra.md", "docs/tep-du-lieu.md", "notebooks/*.ipynb", "data/workbook.toml",
    "data/conclusions/*.csv", "data/illustrative/*.csv", "data/reference/**/*.csv", "ntm_lib/**/*.j2", "ntm_lib/new_workbook/**/*.csv",
    "ntm_lib/new_workbook/**/*.ipynb",
)  # fmt: skip
# Where such a word may stand, and why
PHRASES = {"mùa mưa": "the rainy season", "chưa rõ nhóm xã nào": "a group of the decree's, not a band"}
FILES = {
    "ntm_lib/text.py": "what headings and words of a list were called once is still read",
    "ntm_lib/intake/season_reader.py": "people write “mùa” before the name of a season",
}


def _words() -> dict[str, str]:
    """Return what to write instead, by the words that are not to be used."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    section = text.partition("## Not to be used\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return dict(rows[2:])


WORDS = _words()
_FOUND = re.compile(
    rf"(?<!\w)({'|'.join(sorted((re.escape(w.replace(' %', '%')) for w in WORDS), key=len, reverse=True))})(?!\w)"
)
_PHRASES = re.compile("|".join(PHRASES))


def offences(text: str) -> list[str]:
    """Return the words of `text` that are not to be used: in any case, "điểm %" without its space, too."""
    low = " ".join(text.lower().replace(" %", "%").split())
    return [word.replace("%", " %") if word not in WORDS else word for word in _FOUND.findall(_PHRASES.sub("", low))]


def literals(source: str) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module, docstrings too, with their lines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def faults(texts: Iterable[tuple[int, str]], name: str) -> list[str]:
    return [f"{name}:{line}: “{word}”, write “{WORDS[word]}”" for line, text in texts for word in offences(text)]


def test_the_texts_of_the_program() -> None:
    found = []
    for path in sorted((ROOT / "ntm_lib").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        found += [] if name in FILES else faults(literals(path.read_text(encoding="utf-8")), name)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("pattern", TEXTS)
def test_the_files_that_people_read(pattern: str) -> None:
    paths, found = sorted(ROOT.glob(pattern)), list[str]()
    for path in paths:
        found += faults(
            enumerate(path.read_text(encoding="utf-8").splitlines(), start=1), path.relative_to(ROOT).as_posix()
        )
    assert paths and not found, "\n".join(found)


def test_the_blank_forms(workbook: Workbook) -> None:
    season = workbook.season("2021")
    forms = {
        "commune": commune_form(workbook, season, workbook.communes(season)[0], OBSERVATIONS.frame([])),
        "agency": department_form(workbook, season, leading_departments(workbook, season)[0]),
    }
    for name, form in forms.items():
        book = openpyxl.load_workbook(BytesIO(form_bytes(form)))
        cells = ((f"{name}, {sheet.title}", cell) for sheet in book for row in sheet.iter_rows() for cell in row)
        found = [f"{sheet}!{cell.coordinate}: {cell.value}" for sheet, cell in cells if offences(str(cell.value or ""))]
        assert not found, "\n".join(found)


@pytest.mark.parametrize("word", WORDS)
def test_a_planted_word_is_found(word: str) -> None:
    """With file and line, in any case and beside other marks; a word that only begins like it is another."""
    planted = f'x = 1\ny = f"{{x}} {word.capitalize()}, rồi"'
    assert faults(literals(planted), "a.py") == [f"a.py:2: “{word}”, write “{WORDS[word]}”"]
    assert not offences(f"{word}x")


def test_no_exception_is_idle() -> None:
    for name in FILES:
        assert faults(literals((ROOT / name).read_text(encoding="utf-8")), name)
    source = "\n".join(path.read_text(encoding="utf-8") for pattern in TEXTS for path in ROOT.glob(pattern))
    assert all(phrase in source for phrase in PHRASES)
