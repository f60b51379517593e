"""The small Excel file beside a summary table in which people say what the program could not tell; it is read back with our reader."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ntm_lib.intake.blank.form_style import FONT, Styles, height
from ntm_lib.intake.summary.questions import COLUMN, NAME, OTHER, Answers, Key, Question
from ntm_lib.spreadsheet.opened import Opened
from ntm_lib.spreadsheet.styles import shown
from ntm_lib.text import spelling_key

NAME_OF_FILE = "{stem}-cach-hieu.xlsx"
_LISTS = "Danh mục"
_HEADINGS = ("Kỳ", "Trang", "Ô", "Ghi trong bảng", "Câu hỏi, ví dụ", "Đang hiểu là", "Chọn lại")
_WIDTHS = (8, 18, 8, 34, 60, 26, 26)
_ANSWER = len(_HEADINGS) - 1
_INTRO = {
    COLUMN: "Mỗi cột của bảng một dòng. Đúng thì để trống cột cuối; chưa đúng, hoặc chưa rõ, thì chọn. Rồi lưu lại, chạy lại lệnh.",
    NAME: "Tên xã chưa rõ. Chọn xã, hoặc “không dùng”. Rồi lưu lại, chạy lại lệnh.",
    OTHER: "Các câu hỏi khác. Chọn câu trả lời ở cột cuối. Rồi lưu lại, chạy lại lệnh.",
}
_NOT_NOW = "lần này không hỏi"
_A4 = 9  # Excel's number of it
_FIRST_ROW = 3  # below title, intro and headings


class Given(NamedTuple):
    """An answer as its file has it: of which season, where it stands, what stood in the table, what was asked."""

    season: str
    kind: str
    sheet: str
    cell: str
    shown: str
    text: str
    answer: str


def answers_bytes(answers: Answers, title: str, season: str, older: Sequence[Given] = ()) -> bytes:
    """Return the file with every question and the answers given so far. The same questions and answers give the same bytes.

    The questions are of `season`; `older` are answers of another one, or to what was not asked this time: they are kept below.
    """
    buffer = BytesIO()
    with xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "default_format_properties": FONT,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    ) as book:
        book.set_properties({"title": title, "created": datetime(2020, 1, 1)})
        styles, lists = Styles(book), dict[tuple[str, ...], str]()
        pages = {kind: book.add_worksheet(kind) for kind in (COLUMN, NAME, OTHER)}
        hidden = book.add_worksheet(_LISTS)
        hidden.hide()
        for question in answers.asked.values():
            if question.choices not in lists:
                letter, last = xlsxwriter.utility.xl_col_to_name(len(lists)), len(question.choices)
                hidden.write_column(0, len(lists), question.choices)
                lists[question.choices] = f"='{_LISTS}'!${letter}$1:${letter}${last}"
        for kind, page in pages.items():
            asked = [question for question in answers.asked.values() if question.kind == kind]
            _write_page(page, f"{title} – {kind}", _INTRO[kind], asked, season, answers, styles, lists)
            for row, given in enumerate((own for own in older if own.kind == kind), start=_FIRST_ROW + len(asked)):
                for column, text in enumerate(
                    (given.season, given.sheet, given.cell, given.shown, given.text, _NOT_NOW, given.answer)
                ):
                    page.write_string(row, column, text, styles.value if column < _ANSWER else styles.entry)
    return buffer.getvalue()


def _write_page(
    page: Worksheet, title: str, intro: str, asked: Sequence[Question], season: str, answers: Answers, styles: Styles, lists: Mapping[tuple[str, ...], str]
) -> None:  # fmt: skip
    page.write_string(0, 0, title, styles.title)
    page.merge_range(1, 0, 1, _ANSWER, intro, styles.intro)
    page.set_row(1, height(intro, sum(_WIDTHS)) + 3)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    for column, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(_FIRST_ROW - 1, column, heading, styles.header)
    for row, question in enumerate(asked, start=_FIRST_ROW):
        cells = (season, question.sheet, question.cell, question.shown, question.text, question.taken_for)
        for column, text in enumerate(cells):
            page.write_string(row, column, text, styles.value if column < _ANSWER - 1 else styles.label)
        page.write_string(row, _ANSWER, answers.given.get(question.key, ""), styles.entry)
        page.data_validation(row, _ANSWER, row, _ANSWER, {"validate": "list", "source": lists[question.choices]})
        page.set_row(row, max(height(text, width) for text, width in zip(cells, _WIDTHS, strict=False)) + 5)
        if question.is_doubt:
            cell = xlsxwriter.utility.xl_rowcol_to_cell(row, _ANSWER)
            page.conditional_format(cell, {"type": "blanks", "format": styles.to_fill})
    page.freeze_panes(_FIRST_ROW, 0)
    if any(question in answers.open for question in asked):  # of several the last: the columns have the fewest doubts
        page.activate()


def key_of(given: Given) -> Key:
    """Return the question that an answer was given to."""
    return given.kind, given.sheet, given.cell, spelling_key(given.shown)


def read_answers(opened: Opened) -> list[Given]:
    """Return what such a file says, "" where there is no answer yet; empty if it is none of ours."""
    found: list[Given] = []
    for kind in (COLUMN, NAME, OTHER):
        if kind not in opened.grids:
            continue
        columns = dict[str, int]()
        for row in opened.grids[kind]:
            texts = [shown(value) for value in row]
            if {*_HEADINGS[2:4], _HEADINGS[-1]} <= set(texts):
                columns = {text: column for column, text in enumerate(texts)}
            elif columns:
                said = [texts[columns[name]] if name in columns else "" for name in (*_HEADINGS[:5], _HEADINGS[-1])]
                found.append(Given(said[0], kind, *said[1:]))
    return found
