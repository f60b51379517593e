"""What a cell of a form is there for, and what Excel then lets people enter: drop-downs, limits, prompts, marks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ntm_lib.intake.blank.form_content import BAND, BLOCKED, COMPUTED, PRINTED, Row
from ntm_lib.intake.blank.form_style import Styles
from ntm_lib.intake.form import DATE_FIELDS, NUMBER_FIELDS, SEVERAL, Field, Sheet, offered
from ntm_lib.intake.observations import computed_value
from ntm_lib.terms import Terms

Span = tuple[int, int]  # first and last row, from 0

TO_FILL = (
    "numerator", "denominator", "value", "assessed", "state", "planned", "mobilised", "disbursed",
    "debt_start", "debt_new", "debt_paid", "debt_now",
)  # fmt: skip
_GROUPED_FROM = 1000
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
_PROMPTS = {
    "numerator": "Ghi số đếm (số hộ, số người, số km…), không ghi phần trăm. Chưa có số liệu thì để trống.",
    "denominator": "Ghi tổng số (tổng số hộ, dân số…). Chưa có số liệu thì để trống.",
    "value": "Ghi số. Chưa có số liệu thì để trống; chỉ ghi 0 khi đúng là không có.",
    "assessed": "Chọn kết quả đánh giá, và ghi cơ quan đánh giá ở ô bên. Chưa đánh giá thì để trống.",
    "self_assessment": "Chọn kết quả xã tự đánh giá.",
    "status": "Ước: còn có thể thay đổi. Chính thức: đã chốt. Thẩm tra: cơ quan {place} đã thẩm tra.",
    "origin": "Số liệu của xã, của {agency}: Báo cáo. Số đã công bố ở văn bản khác: Công bố.",
    "state": "Chọn kết quả thực hiện đến ngày chốt số liệu.",
    "dossier_state": "Chọn bước mà hồ sơ đã tới.",
    "tier": "Chọn danh hiệu trong danh sách.",
    "heading": "Chọn một đề mục.",
    "criteria": "Chọn tiêu chí mà kiến nghị nói tới. Nhiều tiêu chí: ghi các số, cách nhau bằng dấu chấm phẩy (9; 11).",
    "agencies": "Chọn {agency} được đề nghị. Nhiều cơ quan: ghi tên, cách nhau bằng dấu chấm phẩy.",
    "figure": "Ghi số liệu kết quả, nếu có. Chưa có thì để trống.",
}
_CHOOSE = "Chọn trong danh sách"
_FREE = "Danh hiệu, đề mục này không có trong danh sách."
_SEVERAL = "Không có trong danh sách. Ghi nhiều tên cách nhau bằng dấu chấm phẩy thì bấm để giữ lại."
_MONEY_PROMPT = "Ghi theo đơn vị tính của dòng. Không có thì ghi 0; chưa biết thì để trống."
_NUMBER_PROMPT = "Ghi số từ 0 trở lên. Chưa có số liệu thì để trống."
_COMPUTED_PROMPT = "Tự tính từ tử số và mẫu số, không phải ghi. Chỉ khi thiếu tử số, mẫu số mới ghi giá trị đè vào đây."


def kind_of(column: Field, row: Row | None) -> str:
    """Return printed, blocked, computed or open; `row` is None for a spare row, where everything is open."""
    if row is None:
        return "open"
    if column.name in _names(row, BLOCKED):
        return "blocked"
    if not column.is_entry or column.name in _names(row, PRINTED):
        return "printed"
    return "computed" if column.name == "value" and row.get(COMPUTED) else "open"


def _names(row: Row, key: str) -> list[str]:
    return str(row.get(key) or "").split()


def computed_formula(row: Row, numerator: str, denominator: str) -> str:
    """Return the formula of the value, from the addresses of its parts; empty while one is empty or not a number."""
    factor, less = ("" if row[COMPUTED] == "money" else "100*"), ("-100" if row[COMPUTED] == "growth" else "")
    share = f"ROUND({factor}{numerator}/{denominator}{less},2)"
    return f'=IFERROR(IF(OR({numerator}="",{denominator}=""),"",{share}),"")'


def computed_result(row: Row) -> float | str:
    """Return the result of the formula for the numbers of `row`."""
    numerator, denominator = row.get("numerator"), row.get("denominator")
    if not isinstance(numerator, int | float) or not isinstance(denominator, int | float) or not denominator:
        return ""
    value = computed_value(str(row[COMPUTED]), numerator, denominator)
    return "" if value is None else round(value, 2)


def add_limits(
    page: Worksheet, sheet: Sheet, rows: Sequence[Row | None], first_row: int, styles: Styles, terms: Terms, day: str,
    lists: Mapping[tuple[str, str], str],
) -> None:  # fmt: skip
    """Add drop-downs, limits and marks to the open cells of `rows` (None for a spare row), the first of which is `first_row`.

    `day` is the example of how a day is written: one of the season. `lists` are the ranges of what is offered that is no choice, by
    sheet title and field.
    """
    for column, of_column in enumerate(sheet.fields):
        kinds = ["" if row is not None and BAND in row else kind_of(of_column, row) for row in rows]
        for kind in ("open", "computed"):
            spans = _spans(first_row + i for i, found in enumerate(kinds) if found == kind)
            offers = lists.get((sheet.title, of_column.name), "")
            limit = _limit(of_column, terms, day, offers, is_computed=kind == "computed")
            if spans and limit:
                cells = [[first, column, last, column] for first, last in spans]
                first, last = spans[0]
                page.data_validation(first, column, last, column, limit | {"other_cells": cells[1:]})
        _mark_to_fill(page, column, of_column, kinds, rows, first_row, styles)
        _group_thousands(page, column, of_column, kinds, first_row, styles)
    _mark_too_large(page, sheet, rows, first_row, styles)


def _limit(column: Field, terms: Terms, day: str, offers: str, *, is_computed: bool) -> dict[str, Any]:
    """Return xlsxwriter's options for the column's limit; empty if anything may be written."""
    words = [*offered(column.name, terms)]
    shown = {"input_title": column.heading[:32], "input_message": _prompt(column.name, terms, is_computed=is_computed)}
    if words:
        refusal = {"error_title": _CHOOSE, "error_message": f"Chỉ chọn: {', '.join(words)}."}
        return shown | refusal | {"validate": "list", "source": words, "error_type": "stop"}
    if offers:
        refusal = {"error_title": _CHOOSE, "error_message": _SEVERAL if column.name in SEVERAL else _FREE}
        return shown | refusal | {"validate": "list", "source": offers, "error_type": "warning"}
    if column.name in NUMBER_FIELDS:
        message = "Ghi số từ 0 trở lên, không kèm chữ; chưa có số liệu thì để trống."
        refusal = {"error_title": "Cần một số", "error_message": message}
        return shown | refusal | {"validate": "decimal", "criteria": ">=", "value": 0}
    if column.name in DATE_FIELDS:
        message = f"Ghi ngày/tháng/năm{f', ví dụ {day}' if day else ''}."
        refusal = {"error_title": "Cần một ngày", "error_message": message, "input_message": message}
        return shown | refusal | {"validate": "date", "criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST}
    return {}


def _prompt(name: str, terms: Terms, *, is_computed: bool) -> str:
    if is_computed:
        return _COMPUTED_PROMPT
    is_money = name.startswith("debt_") or name in ("planned", "mobilised", "disbursed")
    return _MONEY_PROMPT if is_money else terms.said(_PROMPTS.get(name, _NUMBER_PROMPT))


def _mark_to_fill(
    page: Worksheet, column: int, of_column: Field, kinds: list[str], rows: Sequence[Row | None], first_row: int,
    styles: Styles,
) -> None:  # fmt: skip
    """Tint the empty cells that wait for an entry; spare rows need none."""
    if of_column.name in TO_FILL:
        waiting = (first_row + i for i, kind in enumerate(kinds) if kind == "open" and rows[i] is not None)
        _mark(page, column, column, _spans(waiting), {"type": "blanks", "format": styles.to_fill})


def _group_thousands(
    page: Worksheet, column: int, of_column: Field, kinds: list[str], first_row: int, styles: Styles
) -> None:
    """Show 41200 as 41.200. The cell itself keeps the general format: only there Excel keeps a "12,5%" as a percentage."""
    if of_column.name in NUMBER_FIELDS:
        spans = _spans(first_row + i for i, kind in enumerate(kinds) if kind in ("open", "computed"))
        if spans:
            cell = xl_rowcol_to_cell(spans[0][0], column)
            rule = f"=AND(ISNUMBER({cell}),{cell}>={_GROUPED_FROM},{cell}=INT({cell}))"
            _mark(page, column, column, spans, {"type": "formula", "criteria": rule, "format": styles.grouped})


def _mark_too_large(page: Worksheet, sheet: Sheet, rows: Sequence[Row | None], first_row: int, styles: Styles) -> None:
    """Turn numerator and denominator of a share red while the numerator is the larger one."""
    names = [column.name for column in sheet.fields]
    spans = _spans(first_row + i for i, row in enumerate(rows) if row is not None and row.get(COMPUTED) == "percent")
    if spans:
        left, right = names.index("numerator"), names.index("denominator")
        numerator, denominator = (xl_rowcol_to_cell(spans[0][0], c, col_abs=True) for c in (left, right))
        rule = f"=AND(ISNUMBER({numerator}),ISNUMBER({denominator}),{numerator}>{denominator})"
        _mark(page, left, right, spans, {"type": "formula", "criteria": rule, "format": styles.wrong})


def _mark(page: Worksheet, left: int, right: int, spans: list[Span], rule: dict[str, Any]) -> None:
    if spans:
        ranges = " ".join(xl_range(first, left, last, right) for first, last in spans)
        page.conditional_format(spans[0][0], left, spans[0][1], right, rule | {"multi_range": ranges})


def _spans(rows: Iterable[int]) -> list[Span]:
    """Return ascending row numbers as runs of neighbours."""
    spans: list[Span] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    return spans
