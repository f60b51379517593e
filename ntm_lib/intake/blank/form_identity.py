"""The first sheet of a form: whose it is, how to fill it in, what the colours mean."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ntm_lib.intake.blank.form_content import FormContent
from ntm_lib.intake.blank.form_print import set_up_page
from ntm_lib.intake.blank.form_style import Styles, height
from ntm_lib.intake.form import IDENTITY, IDENTITY_ENTRIES, IDENTITY_SHEET

FIRST_ROW = 3  # zero-based: office, title, a row for the warning, then the identity
_WIDTHS = (24, 54, 64)  # label, value, what the value means
_LEGEND = (
    ("entry", "Ô để ghi"),
    ("legend_to_fill", "Ô để ghi, còn trống"),
    ("value", "Ô in sẵn, đã khóa"),
    ("blocked", "Ô không dùng cho dòng này, đã khóa"),
    ("legend_wrong", "Tử số lớn hơn mẫu số: kiểm tra lại"),
)
_DEFAULTS = {"attempt": "1"}
# Shown when the cell is chosen. Beside an empty cell the words would be taken for its value.
_LIMITS: dict[str, dict[str, Any]] = {
    "attempt": {
        "validate": "integer",
        "criteria": ">=",
        "value": 1,
        "input_title": "Lần nộp",
        "input_message": "Nộp lần đầu ghi 1; nộp lại ghi 2, 3…",
        "error_title": "Cần một số",
        "error_message": "Ghi số từ 1 trở lên.",
    },
    "compiled_by": {
        "validate": "any",
        "input_title": "Người lập biểu",
        "input_message": "Ghi họ và tên, chức vụ, số điện thoại.",
    },
}


def write_identity(page: Worksheet, content: FormContent, styles: Styles) -> None:
    """Fill the first sheet of `content`'s form."""
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.write_string(0, 0, content.office, styles.office)
    page.set_row(0, 20)
    page.write_string(1, 0, content.title, styles.title)
    page.set_row(1, 26)
    page.write_string(2, 0, content.warning, styles.warning)
    for row, key in enumerate(IDENTITY, start=FIRST_ROW):
        _write_entry(page, row, key, content, styles)
    below = _write_instructions(page, FIRST_ROW + len(IDENTITY) + 1, content.instructions, styles)
    _write_legend(page, below, styles)
    set_up_page(page, content.identity.get("unit_name", ""), IDENTITY_SHEET)
    page.fit_to_pages(1, 1)


def _write_entry(page: Worksheet, row: int, key: str, content: FormContent, styles: Styles) -> None:
    text = content.identity.get(key, _DEFAULTS.get(key, ""))
    page.set_row(row, max(20, height(text, _WIDTHS[1] - 2) + 3))
    page.write_string(row, 0, IDENTITY[key], styles.label)
    page.write_string(row, 1, text, styles.entry if key in IDENTITY_ENTRIES else styles.value)
    if key in _LIMITS:
        page.data_validation(row, 1, row, 1, _LIMITS[key])
    if key == "criteria_set":
        page.write_string(row, 2, content.set_name, styles.hint)


def _write_instructions(page: Worksheet, row: int, instructions: Sequence[str], styles: Styles) -> int:
    """Write the numbered instructions from `row` on; return the row after the empty one below them."""
    if not instructions:
        return row
    page.write_string(row, 0, "Cách ghi", styles.heading)
    page.set_row(row, 22)
    for number, sentence in enumerate(instructions, start=1):
        text = f"{number}. {sentence}"
        page.merge_range(row + number, 0, row + number, len(_WIDTHS) - 1, text, styles.plain)
        page.set_row(row + number, height(text, sum(_WIDTHS)) + 3)
    return row + len(instructions) + 2


def _write_legend(page: Worksheet, row: int, styles: Styles) -> None:
    page.write_string(row, 0, "Màu của ô", styles.heading)
    page.set_row(row, 22)
    for number, (name, meaning) in enumerate(_LEGEND, start=row + 1):
        page.write_blank(number, 0, None, getattr(styles, name))
        page.write_string(number, 1, meaning, styles.meaning)
        page.set_row(number, 20)
