"""What is said of the changes of thiet-lap.xlsx: on the screen before they are written, and in the copy with the faulty cells marked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ntm_lib.errors import WorkbookError
from ntm_lib.intake.findings import FindingList
from ntm_lib.intake.returned.returned_form import returned_form
from ntm_lib.reference.validity import years_said
from ntm_lib.schemas import FINDINGS
from ntm_lib.setup.changes import SheetChanges
from ntm_lib.setup.setup import Taken
from ntm_lib.setup.sheets import LEVELS, Column
from ntm_lib.setup.values import Names, shown
from ntm_lib.spot import Spot
from ntm_lib.text import CELLS, figure_text

_MOST = 400  # changes of one sheet that are told one by one
_LONGEST = 60
_NO_END = 9999  # of years_said
_CHECK = "K01"
_TOLD = (
    "Sửa trong chính tệp này, ở các ô được tô màu và có chú thích, lưu, đóng tệp rồi chạy lại ntm setup với tệp này. Trang này không cần xóa.",
    "Chưa có gì được ghi vào sổ, kể cả các ô không có lỗi.",
)


def change_lines(taken: Taken) -> Iterator[str]:
    """Yield what would change, sheet by sheet: a line for the sheet, then one for each cell, new row and row that goes."""
    for own in taken.changes.values():
        if own:
            lines = list(_lines(own, taken.names))
            counts = (
                (sum(map(len, own.cells.values())), "ô sửa"),
                (len(own.added), "dòng thêm"),
                (len(own.removed), "dòng bỏ"),
            )
            yield f"{own.sheet.title}: {', '.join(f'{count} {what}' for count, what in counts if count)}"
            yield from (f"  - {line}" for line in lines[:_MOST])
            if len(lines) > _MOST:
                yield f"  - và {len(lines) - _MOST} thay đổi nữa"


def _lines(own: SheetChanges, names: Names) -> Iterator[str]:
    for row_id, cells in own.cells.items():
        for name, now in cells.items():
            column, spot = own.sheet.column(name), own.spots[row_id].in_column(name)
            was = own.before[row_id][name]
            where = ", ".join(filter(None, [_at(own, spot), _named(own, own.before[row_id], names), column.heading]))
            yield f"{where}: {_said(column, was, names)} → {_said(column, now, names)}"
    for row in own.added:
        more = (
            " ".join(_text(LEVELS.column(n), row.values.get(n, ""), names) for n in ("comparator", "target"))
            if own.sheet is LEVELS
            else ""
        )
        yield f"trang “{row.spot.sheet}”, dòng {row.spot.line}, thêm: {_named(own, row.values, names)}{more and ': ' + more}"
    for row_id in own.removed:
        yield f"bỏ: {_named(own, own.before[row_id], names)}"


def _at(own: SheetChanges, spot: Spot) -> str:
    """Return the cell of a change, with its sheet if that is another one than the sheet that changes: an annex."""
    if spot.sheet == own.sheet.title and spot.cells:
        return f"ô {', '.join(spot.cells)}"
    return spot.in_file if spot.cells else replace(spot, columns=()).in_file


def _named(own: SheetChanges, values: object, names: Names) -> str:
    assert isinstance(values, dict)
    parts = [_text(own.sheet.column(name), values.get(name, ""), names) for name in own.sheet.key]
    if own.sheet is LEVELS:
        parts[-1] = years_said(int(values.get("from_year") or 0), int(values.get("to_year") or _NO_END))
    return " / ".join(filter(None, parts))


def _said(column: Column, stored: str, names: Names) -> str:
    text = _text(column, stored, names)
    return f"“{text[:_LONGEST]}…”" if len(text) > _LONGEST else f"“{text}”" if text else "(trống)"


def _text(column: Column, stored: str, names: Names) -> str:
    cell = shown(column, stored, names)
    if isinstance(cell, float):
        return figure_text(cell)
    return cell if isinstance(cell, str) else f"{cell:%d/%m/%Y}"


def fault_lines(faults: Sequence[WorkbookError]) -> Iterator[str]:
    """Yield each fault with its sheet and cell."""
    for error in faults:
        yield f"{_place(error)}{_what(error)}"


def _place(error: WorkbookError) -> str:
    return f"{error.at.in_file}: " if error.at else ""


def _what(error: WorkbookError) -> str:
    return str(error).removeprefix(f"{error.at}: ") if error.at else str(error)


def marked_copy(original: bytes, path: Path, faults: Sequence[WorkbookError]) -> bytes:
    """Return a copy of the file of settings with the faulty cells marked and a list of them as its first sheet."""
    findings = FindingList("")
    for error in faults:
        sheet, cells = (error.at.sheet, CELLS.join(error.at.cells) or f"B{error.at.line}") if error.at else ("", "")
        findings.add(_CHECK, _what(error), path.name, sheet, cells)
    return returned_form(original, FINDINGS.frame(findings.rows), f"Thiết lập sổ báo cáo – {path.name}", told=_TOLD)
