"""A commune's words stay its words: on no page do they stand as a tier, a verdict or a heading, or without quotation marks."""

import json
import re
import shutil
from pathlib import Path

import pytest
from lxml import html
from openpyxl import load_workbook

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import HEADER_ROW
from ntm_lib.intake.submissions import Submissions, read_submissions
from ntm_lib.presentation.agency import page as department_page
from ntm_lib.presentation.commune import page as commune_page
from ntm_lib.presentation.overview import page as district_page
from ntm_lib.presentation.quality import page as quality_page
from ntm_lib.tables import records
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT
from tests.views import commune_view, department_view, season_view

SEASON, COMMUNE, DEPARTMENT = "2021", "thuong-long", "kt-ht"
CLAIM = "NTM – ĐÃ ĐƯỢC TỈNH CÔNG NHẬN NGÀY 1/1/2021"
BROKEN_OUT = f"x” {CLAIM} „y‟ “z"  # would end a quotation and begin another
MARK = "tỉnh công nhận ngày"
HEADINGS = ("h1", "h2", "h3", "h4", "caption", "dt", "figcaption", "summary", "title")
READY = "Huyện thẩm tra đạt"
FIRST_ROW = HEADER_ROW + 2  # openpyxl counts from 1
# What stands in the rows of sheets whose rows are the commune's own: one with a name from the list, one with the claim for it
OWN_ROWS = {
    layout.DOSSIERS: [{"tier": CLAIM, "dossier_state": READY}, {"tier": "NTM", "dossier_state": READY}],
    layout.VILLAGES: [
        {"village": CLAIM, "tier": "thôn NTM kiểu mẫu", "dossier_state": READY},
        {"village": BROKEN_OUT, "tier": "Thôn NTM  kiểu mẫu", "dossier_state": "Cơ bản đạt"},
        {"village": "Thôn 1", "tier": CLAIM, "dossier_state": READY},
    ],
    layout.DEBTS: [{"project": layout.DEBT_TOTAL, "debt_now": 5}, {"project": CLAIM, "debt_now": 5}],
    layout.NOTES: [{"heading": CLAIM, "text": CLAIM}, {"heading": layout.NOTE_HEADINGS[2], "text": BROKEN_OUT}],
}


def claim_everywhere(path: Path) -> None:
    """Write the claim wherever the form takes text that is not chosen from a list, and as the name of a sheet."""
    book = load_workbook(path)
    for sheet in (*layout.COMMUNE_SHEETS, *layout.DEPARTMENT_SHEETS):
        if sheet.title not in book.sheetnames:
            continue
        page, columns = book[sheet.title], {field.name: n for n, field in enumerate(sheet.fields, start=1)}
        own = OWN_ROWS.get(sheet, [])
        for number in range(FIRST_ROW, page.max_row + 1):
            if sheet in OWN_ROWS:
                for name, column in columns.items():
                    cell = own[number - FIRST_ROW].get(name) if number - FIRST_ROW < len(own) else None
                    page.cell(number, column).value = cell
            for name in {"evidence", "note", "assessed_by"} & columns.keys():
                if page.cell(number, 1).value:
                    page.cell(number, columns[name]).value = BROKEN_OUT if number % 2 else CLAIM
    if layout.VILLAGES.title in book.sheetnames:
        book[layout.VILLAGES.title].title = "Đã được tỉnh công nhận ngày"
    book.save(path)


@pytest.fixture(scope="module")
def claimed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workbook, Submissions]:
    root = tmp_path_factory.mktemp("claims")
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("received", "cache"))
    forms = root / "data" / "submissions" / SEASON
    claim_everywhere(forms / f"{COMMUNE}.xlsx")
    claim_everywhere(forms / "phong" / f"{DEPARTMENT}.xlsx")
    book = Workbook.open(root)
    return book, read_submissions(book, [book.season("2020"), book.season(SEASON)])


@pytest.fixture(scope="module")
def pages(claimed: tuple[Workbook, Submissions]) -> dict[str, html.HtmlElement]:
    book, submissions = claimed
    everywhere = season_view(book, SEASON, submissions)
    views = {
        "commune_report": (commune_page, commune_view(book, SEASON, COMMUNE, submissions)),
        "department_report": (department_page, department_view(book, SEASON, DEPARTMENT, submissions)),
        "coordination": (department_page, department_view(book, SEASON, "van-phong-dieu-phoi", submissions)),
        "money": (department_page, department_view(book, SEASON, "tc-kh", submissions)),
        "district_overview": (district_page, everywhere),
        "data_quality": (quality_page, everywhere),
    }
    return {name: rendered(name, module, view) for name, (module, view) in views.items()}


def rendered(notebook: str, module: object, view: object) -> html.HtmlElement:
    """Return the parts of a page that its notebook shows."""
    path = ROOT / "notebooks" / f"{notebook}.ipynb"
    source = path if path.exists() else ROOT / "notebooks" / "department_report.ipynb"
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    parts = re.findall(r"page\.(\w+)\(view\)", "\n".join("".join(cell["source"]) for cell in cells))
    assert len(parts) > 4
    return html.fromstring("<main>" + "".join(getattr(module, part)(view)._repr_html_() for part in parts) + "</main>")


def unquoted(text: str) -> str:
    """Return what of `text` stands outside quotation marks."""
    outside, depth = "", 0
    for char in text:
        depth += (char == "“") - (char == "”")
        assert depth >= 0, text  # a mark of the commune's has ended the quotation
        outside += char if depth == 0 else ""
    assert depth == 0, text
    return outside


def test_a_claim_is_nowhere_but_in_quotation_marks(pages: dict[str, html.HtmlElement]) -> None:
    """Names of villages and works, notes, evidence, opinions, who assessed, names of sheets: on every page quoted, never a heading."""
    found = dict.fromkeys(pages, 0)
    for name, page in pages.items():
        for element in page.iter():
            own = [element.text or "", *(child.tail or "" for child in element)]
            said = [*own, *(element.get(a, "") for a in ("alt", "title", "aria-label"))]
            if not any(MARK in text.casefold() for text in said):
                continue
            block = next(
                e
                for e in (element, *element.iterancestors())
                if e.tag in ("p", "li", "td", "th", "dd", "div", *HEADINGS)
            )
            assert not [e.tag for e in (element, *element.iterancestors()) if e.tag in HEADINGS], (
                name,
                block.text_content(),
            )
            assert MARK not in unquoted(block.text_content()).casefold(), (name, block.tag, block.text_content())
            found[name] += 1
    assert found["commune_report"] > 30
    assert all(found[name] for name in ("department_report", "coordination", "money", "data_quality")), found


def test_a_claim_is_no_tier(claimed: tuple[Workbook, Submissions], pages: dict[str, html.HtmlElement]) -> None:
    """A tier that is not in the list is a finding with file, sheet and cell, and counts for nothing; one in the list is taken as it is listed."""
    _, submissions = claimed
    now = submissions.dossiers[
        (submissions.dossiers["season"] == SEASON) & (submissions.dossiers["unit_id"] == COMMUNE)
    ]
    assert now["tier"].tolist() == ["NTM"]
    villages = submissions.villages[
        (submissions.villages["season"] == SEASON) & (submissions.villages["unit_id"] == COMMUNE)
    ]
    assert villages["tier"].tolist() == ["thôn NTM kiểu mẫu"] * 2
    refused = [f for f in records(submissions.findings) if f["check"] == "O05" and CLAIM in f["message"]]
    assert [(f["source_file"], f["sheet"], f["cell"]) for f in refused] == [
        (f"{SEASON}/{COMMUNE}.xlsx", layout.DOSSIERS.title, f"A{FIRST_ROW}"),
        (f"{SEASON}/{COMMUNE}.xlsx", "Đã được tỉnh công nhận ngày", f"B{FIRST_ROW + 2}"),
    ]
    first = pages["commune_report"].xpath("string(//section[contains(@class, 'headline')])")
    assert "NTM: huyện thẩm tra đạt" in first


def test_a_draft_quotes_what_the_commune_calls_a_village(claimed: tuple[Workbook, Submissions]) -> None:
    """The drafted conclusions name a village in the commune's words only in quotation marks."""
    book, submissions = claimed
    draft = commune_view(book, SEASON, COMMUNE, submissions).proposed
    said = [text for text in draft["summary"] if MARK in text.casefold()]
    assert len(said) == 2
    assert not [text for text in said if MARK in unquoted(text).casefold()]
