"""The project's own workbook with what goes wrong in a season: no form, half a form, no history, hostile words."""

from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook as Book

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import HEADER_ROW
from tests.conftest import copied_workbook
from tests.hostile_words import HIDDEN, MARKUP

SEASON = "2021"
NO_FORM, HALF, FIRST_SEASON, HOSTILE = "huong-loc", "huong-phu", "thuong-quang", "huong-son"
EDGE_COMMUNES = (NO_FORM, HALF, FIRST_SEASON, HOSTILE)
HOSTILE_DEPARTMENT = "kt-ht"
EDGE_PAGES = (
    *(f"xa/{c}.html" for c in EDGE_COMMUNES),
    *(f"xa/{c}.tom-tat.html" for c in EDGE_COMMUNES),
    f"phong/{HOSTILE_DEPARTMENT}.html",
    f"phong/{HOSTILE_DEPARTMENT}.tom-tat.html",
    "chat-luong.html",
    "index.html",
)
LONG = "dài" * 1700  # one word of 5,100 letters
WORDS = tuple(word for hostile in (*MARKUP, HIDDEN) for word in (hostile, LONG))
FIRST_ROW = HEADER_ROW + 2  # openpyxl counts from 1


def make_edge_cases(root: Path) -> Path:
    """Write the workbook into `root` and return `root`."""
    copied_workbook(root)
    forms = root / "data" / "submissions"
    (forms / SEASON / f"{NO_FORM}.xlsx").unlink()
    for earlier in forms.glob(f"*/{FIRST_SEASON}.xlsx"):
        if earlier.parent.name != SEASON:
            earlier.unlink()
    change(forms / SEASON / f"{HALF}.xlsx", leave_half)
    change(forms / SEASON / f"{HOSTILE}.xlsx", write_hostile_words)
    change(forms / SEASON / "phong" / f"{HOSTILE_DEPARTMENT}.xlsx", write_hostile_words)
    commentary = root / "data" / "commentary" / SEASON
    commentary.mkdir(parents=True, exist_ok=True)
    words = "\n\n".join((*WORDS, f"| a | b |\n|---|---|\n| {LONG} | {MARKUP[0]} |", f"## {MARKUP[1]}", f"- {LONG}"))
    (commentary / f"{HOSTILE}.md").write_text(words, encoding="utf-8")
    return root


def change(path: Path, edit: Callable[[Book], None]) -> None:
    """Open a form, let `edit` change it, and save it in its place."""
    book = load_workbook(path)
    edit(book)
    book.save(path)


def columns(sheet: layout.Sheet, *names: str) -> list[int]:
    """Return where the fields stand, counted from 1."""
    return [number for number, column in enumerate(sheet.fields, start=1) if column.name in names]


def leave_half(book: Book) -> None:
    """Empty every other row of indicators and measures: what was counted, what was assessed."""
    for sheet in (layout.INDICATORS, layout.MEASURES):
        entries = columns(sheet, "numerator", "denominator", "value", "assessed", "assessed_by")
        for row in range(FIRST_ROW, book[sheet.title].max_row + 1, 2):
            for column in entries:
                book[sheet.title].cell(row, column).value = None


def write_hostile_words(book: Book) -> None:
    """Write hostile words wherever a form takes free text and the row is in use; other cells keep their values."""
    words = cycle(WORDS)
    for sheet in (*layout.COMMUNE_SHEETS, *layout.DEPARTMENT_SHEETS):
        if sheet.title not in book.sheetnames:
            continue
        key = columns(sheet, sheet.needed[0])[0]
        free = columns(sheet, "evidence", "note", "assessed_by", "text", "village", "project")
        for row in range(FIRST_ROW, book[sheet.title].max_row + 1):
            if book[sheet.title].cell(row, key).value:
                for column in free:
                    book[sheet.title].cell(row, column).value = next(words)
