"""Whatever is written in a form stays text: in pages, in CSV files, in the workbook that goes back."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from openpyxl import load_workbook

from ntm_lib.csv_file import as_typed, csv_bytes
from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import FormContent, write_form
from ntm_lib.intake.corrections import COLUMNS
from tests.conftest import Build, ntm
from tests.examples import examples
from tests.hostile_words import FORMULAS, MARKUP, TEXTS
from tests.second_district import COMMUNES, SET_ID, make_second_district, write_all_forms
from tests.unit.builders import write_csv

SEASON = "2030-06"


def hostile_form(path: Path, unit_id: str) -> None:
    """Write a form that has each of TEXTS wherever text is taken from, and in cells for numbers and choices."""
    code, name = COMMUNES[unit_id]
    rows = [{"indicator": i, "status": "Ước", "origin": "Báo cáo", "assessed_by": t, "evidence": t, "note": t} for i, t in zip(
        ("1.1", "2.1", "3.1"), (MARKUP[0], MARKUP[1], FORMULAS[0]), strict=True)]  # fmt: skip
    rows[0] |= {"numerator": 170, "denominator": 200}
    rows[1] |= {"assessed": "Đạt"}
    rows[2] |= {"numerator": 1}
    rows += [{"indicator": text, "numerator": text, "assessed": text} for text in TEXTS]
    tables = {
        layout.INDICATORS.title: rows,
        layout.VILLAGES.title: [{"village": t, "tier": t, "criteria_met": 1, "as_of": t, "note": t} for t in TEXTS],
        layout.DOSSIERS.title: [{"tier": t, "dossier_state": "Cơ bản đạt", "note": t} for t in TEXTS],
        layout.RESOURCES.title: [{"resource": t, "planned": 1, "note": t} for t in TEXTS],
        layout.DEBTS.title: [{"project": t, "debt_now": 1, "note": t} for t in TEXTS],
        layout.FOLLOW_UP.title: [{"item": t, "evidence": t} for t in TEXTS],
        layout.NOTES.title: [{"heading": t, "text": t} for t in TEXTS],
    }
    identity = {"respondent": unit_id, "unit_name": name, "unit_code": code, "season": SEASON, "criteria_set": SET_ID}
    identity |= {"compiled_by": MARKUP[0], "attempt": FORMULAS[0]}
    write_form(path, FormContent(MARKUP[0], identity, layout.COMMUNE_SHEETS, tables))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    district = make_second_district(tmp_path_factory.mktemp("hostile") / "so")
    write_all_forms(district)
    folder = district / "data" / "submissions" / SEASON
    (folder / "dong-lam.xlsx").unlink()
    hostile_form(folder / "<img src=x onerror=hacked()>.xlsx", "dong-lam")
    (folder / "=cmd|'<b>hacked'!A1.xlsx").write_bytes(b"PK")
    reason = {
        "unit_id": "tay-son",
        "indicator": "1.1",
        "field": "numerator",
        "old": "96",
        "new": "97",
        "reason": MARKUP[0],
    }
    write_csv(district / "data" / "corrections" / f"{SEASON}.csv", COLUMNS, [
        reason | {"who": FORMULAS[0], "date": MARKUP[1]},
        reason | {"old": MARKUP[2], "who": FORMULAS[1], "date": "x"},
        {"unit_id": MARKUP[0], "check": FORMULAS[0]},
    ])  # fmt: skip
    run = ntm("build", cwd=district)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "\u202e" not in run.stdout and "Traceback" not in run.stdout + run.stderr
    checked = ntm("check", "--season", SEASON, cwd=district)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    return Build(district / "reports" / SEASON, SEASON, run.stdout)


# Where a row is, made of letters of the name it stands for; nothing in it can act.
ANCHOR = re.compile(r"(\.\./xa/[a-z-]+\.html)?#[a-z0-9-]+")
# A page's title in print is one string of CSS with nothing in it but letters, digits, spaces and escapes.
RUNNING_TITLE = re.compile(r'@page \{ @bottom-center \{ content: "(?:[\w ]|\\[0-9a-f]+ )*"; \} \}')


def test_no_page_runs_what_a_form_says(built: Build) -> None:
    """No element, attribute, style or script of any page comes from a form; the words are there to be read, as text."""
    seen = ""
    for path in built.pages:
        tree = html.document_fromstring(path.read_bytes().decode("utf-8"))
        for element in tree.iter():
            for name, value in element.attrib.items():
                assert not name.startswith("on") and not re.match(
                    r"\s*(javascript|vbscript|data:text)", value, re.IGNORECASE
                )
                if name in ("src", "href", "style", "srcset") and not ANCHOR.fullmatch(value):
                    assert "hacked" not in value
            if element.tag in ("script", "style", "iframe", "object", "embed"):
                assert "hacked" not in (element.text or "") or RUNNING_TITLE.fullmatch(element.text)
        seen += tree.text_content()
    assert MARKUP[0] in seen and "{{7*7}}" in seen and "</style></script>" in seen
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", seen)


def test_no_csv_holds_a_formula(built: Build) -> None:
    """A spreadsheet program that opens the tables finds text: no cell starts as a formula does, unless it is a number."""
    files = sorted(built.folder.rglob("*.csv"))
    found = 0
    for path in files:
        text = path.read_bytes().decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                found += "cmd" in cell
                assert not runs_elsewhere(cell), (path.name, cell)
                assert not cell.startswith(("=", "+", "@", "＝", "＋", "－", "＠", "\t", "\r")), (path.name, cell)
                assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell), (path.name, cell)
    assert len(files) >= 6 and found > 10


def test_the_workbook_that_goes_back_holds_no_formula_of_the_form(built: Build) -> None:
    """The returned form shows the words of the form as text; its only formulas compute from its own cells."""
    returned = sorted(built.folder.rglob("*.xlsx"))
    assert returned
    for path in returned:
        for page in load_workbook(path).worksheets:
            for row in page.iter_rows():
                for cell in row:
                    assert cell.data_type != "f" or not re.search(r"cmd|\||HYPERLINK|\[", str(cell.value)), cell
                    assert (
                        cell.hyperlink is None
                        or (cell.hyperlink.target or "").startswith("#")
                        or cell.hyperlink.location
                    )


def runs_elsewhere(text: str) -> list[str]:
    """Return the parts of a text that would be formulas in a spreadsheet that splits at semicolons, tabs and lines."""
    parts = [part.lstrip(' "') for part in re.split(r"[;\t\r\n]", text)[1:]]
    return [part for part in parts if part.startswith(tuple("=+-@＝＋－＠"))]


PIECES = ("x", " ", ";", ",", "\t", "\r", "\n", '"', "'", *"=+-@＝＋－＠", "1")


@settings(max_examples=examples(500), deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.one_of(st.none(), st.floats(-1e9, 1e9)))
@example("x;=1+1;y", -1.5)
@example('x;"=1+1"', None)
@example("x\r\n=1+1", 1.0)
@example("'=1", 1.0)
def test_no_part_of_a_text_runs_wherever_a_spreadsheet_splits_it(text: str, number: float | None) -> None:
    """Text and headings are in quotes, numbers are not; split at ; or tabs or lines no part is a formula; read again it is what was typed."""
    table = pd.DataFrame({"before": [number], "a;=1": [text]})
    made = csv_bytes(table).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(made, newline="")))
    assert [len(row) for row in rows] == [2, 2]
    assert made.startswith('"before","a;\'=1"\r\n')
    shown, cell = rows[1]
    assert shown == ("" if number is None else f"{number:.10g}")
    assert made.endswith(f'{shown},"{cell.replace(chr(34), chr(34) * 2)}"\r\n') or not text
    assert not cell.startswith(tuple("=+-@＝＋－＠\t\r")) and not runs_elsewhere(cell)
    assert as_typed(cell) == text


@pytest.mark.parametrize("text", TEXTS)
def test_a_table_gives_the_text_back_as_it_was(text: str) -> None:
    """A CSV read again holds the text itself, with an apostrophe before what would be a formula, and no other cell moves."""
    table = pd.DataFrame({"before": ["x"], "text": [f'{text}"\n,;'], "after": [-1.5]})
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"), newline="")))
    assert rows == [
        ["before", "text", "after"],
        ["x", ("'" if text[0] in "=+-@＝＋－＠" else "") + f'{text}"\n,;', "-1.5"],
    ]
