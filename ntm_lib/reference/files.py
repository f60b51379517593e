"""How a reference file is read: a CSV as Excel saves it in any country, every cell as NFC text, so that no code loses a leading zero.
Or, where there is none, Excel's own .xlsx of that name: `excel`.

Comma, semicolon (Excel with Vietnamese settings) or tab (Excel's "Unicode Text") separates cells; the one that finds the columns is taken.
A column is text unless its kind says otherwise; what a cell may not say is refused with file, row and column.
"""

import csv
import errno
import os
import stat
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from ntm_lib.errors import WorkbookError, fault
from ntm_lib.files import read_file, reason
from ntm_lib.places import id_fault
from ntm_lib.reference import excel
from ntm_lib.reference.cells import MARKS, PARSERS, SIGNS, heading
from ntm_lib.reference.sheet_titles import sheet_of
from ntm_lib.spot import Spot
from ntm_lib.spreadsheet.opened import column_letters
from ntm_lib.tables import Row, field_names, rows_of
from ntm_lib.text import clean, did_you_mean, slug

_BETWEEN = "".join(MARKS) + '" '  # no text of a cell
_LONGEST_CELL = 32_767  # characters: Excel's own limit
_SAVE = "Lưu lại tệp dưới dạng CSV UTF-8."
_MEASURES = f"Xem cột “Mã số liệu” ở {sheet_of('measures.csv')}."
LISTED = {
    "unit_id": f"Xem cột “Mã xã” ở {sheet_of('units.csv')}.", "department_id": f"Xem cột “Mã cơ quan” ở {sheet_of('departments.csv')}.",
    "measure": _MEASURES, "plus": _MEASURES, "minus": _MEASURES,
}  # where to look up what a column may have  # fmt: skip


def resolved_folder(path: Path) -> Path:
    """Return the folder's absolute path, whether it is there or not; raise WorkbookError if it can't be one, or no page could name it."""
    try:
        found = path.resolve()
        str(found).encode("utf-8")
        with suppress(FileNotFoundError):
            if not stat.S_ISDIR(found.stat().st_mode):
                raise NotADirectoryError(errno.ENOTDIR, "")
        return found
    except FileNotFoundError:
        why = "thư mục hiện tại không còn nữa"
    except RuntimeError:
        why = "các liên kết dẫn vòng về nhau"
    except (OSError, ValueError) as error:
        why = reason(error)
    raise WorkbookError(f"Không dùng được thư mục {path}: {why}. Chọn hoặc đổi tên thư mục khác.")


def file_text(path: Path) -> str:
    """Return the text of the file, UTF-8 or (as its first bytes say) UTF-16; raise as `read_file` does, also where it is neither."""
    return _decoded(path, read_file(path))


def _decoded(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WorkbookError(f"Không đọc được {path}: dòng {line} không phải mã UTF-8. {_save(path)}") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise WorkbookError(f"Không đọc được {path}: dòng {line} có ký tự NUL, không phải là chữ. {_save(path)}")
    return text


def _save(path: Path) -> str:
    return _SAVE if path.suffix == ".csv" else "Lưu lại tệp dưới dạng văn bản, mã hóa UTF-8."


EXCEL = ".xlsx"


def table_file(path: Path) -> Path:
    """Return the file that stands for the table `path`, a CSV: itself, or Excel's own of that name if only that is there.

    Of such a file it is that file. Raises WorkbookError if both are there: nobody knows which one is kept up.
    """
    workbook = path.with_suffix(EXCEL)
    if path == workbook or not os.path.lexists(workbook):
        return path
    if os.path.lexists(path):
        raise WorkbookError(
            f"{path.parent}: có cả {path.name} và {workbook.name}, không biết bảng nào đúng. Giữ một tệp, chuyển tệp kia ra khỏi thư mục."
        )
    return workbook


@dataclass(frozen=True)
class _Table:
    """A table as its file has it: the headings, the rows below by line (each as many cleaned cells as there are headings).

    `mark` is the decimal mark of the file's numbers; of a workbook of Excel there are the sheet and the letters of its columns.
    """

    file: str
    names: list[str]
    rows: Mapping[int, list[str]] = field(default_factory=dict)
    mark: str = "."
    sheet: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)

    def spot(self, line: int, named: str = "") -> Spot:
        return Spot(self.file, line, named, sheet=self.sheet, letters=self.letters)


def read_reference(
    path: Path,
    columns: Sequence[str],
    *,
    kinds: Mapping[str, str] | None = None,
    allowed: Mapping[str, Collection[str]] | None = None,
    required: Collection[str] = (),
    key: Sequence[str] = (),
    named: Sequence[str] = (),
    optional: bool = False,
    placed: bool = False,
    content: bytes | None = None,
) -> pd.DataFrame:
    """Return the table at `path`, a CSV or the .xlsx in its place (`table_file`), without empty rows; columns beyond `columns` are kept.

    `kinds` are those of columns that are not text, whether the file must have them or not: number (float64; of an Excel cell that shows 95% it is 95), count and year (float64, or
    int64 if `required`), date (datetime.date or None), first_day and last_day (the same; of a year that day), region (a key of REGIONS; in the file also its name), sign (>=, <=, ==; in the file also ≥, ≤, =), flag ("true", "false" or ""), text (a column the file may lack), figure (text; a number in it is written with a
    decimal point), day (text; a day of Excel is written 2020-12-24). `allowed` are the texts a column may have besides "". `required` columns have no empty cell, and no two rows have the same `key`.

    Its index counts from 0, or, if `placed`, has the Spot of each row, called after the columns `named`, else by its key.
    `content` is that of the CSV, where it was read already.

    Raises WorkbookError that names file, row and column, also for a file that is absent, unless it is `optional`: then the table has no rows.
    """
    file, kinds = table_file(path), kinds or {}
    words = tuple((name, tuple(texts)) for name, texts in (allowed or {}).items())
    asked = _Asked(tuple(columns), tuple(kinds.items()), words, frozenset(required), tuple(key), tuple(named), placed)
    try:
        if file.suffix == EXCEL:
            return _checked(file, _of_excel(file, columns, kinds), asked)
        whole = read_file(file) if content is None else content
        return _checked_csv(Called(file.name, file), whole, asked).copy(deep=False)
    except FileNotFoundError:
        if not optional:
            hint = "" if path.parent.name == "reference" else ", hoặc sửa tên của nó trong data/workbook.toml"
            raise WorkbookError(
                f"Không có tệp {path}. Chép lại tệp này, tạo tệp có dòng tiêu đề {','.join(columns)}{hint}."
            ) from None
        return _absent(path.name, asked).copy(deep=False)


@dataclass(frozen=True)
class _Asked:
    """What `read_reference` is asked for."""

    columns: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    allowed: tuple[tuple[str, tuple[str, ...]], ...]
    required: frozenset[str]
    key: tuple[str, ...]
    named: tuple[str, ...]
    placed: bool


@dataclass(frozen=True)
class Called:
    """A file that is told from others by its name alone, wherever it lies: what was made of the same content is the same."""

    name: str
    path: Path = field(compare=False)


@lru_cache(maxsize=200)
def _checked_csv(file: Called, content: bytes, asked: _Asked) -> pd.DataFrame:
    """Return the table that a CSV of this content is: a command opens a workbook several times, and an analysis many times."""
    return _checked(file.path, _of_csv(file.path, asked.columns, content), asked)


@lru_cache(maxsize=100)
def _absent(name: str, asked: _Asked) -> pd.DataFrame:
    """Return the table without rows that a file stands for which is not there."""
    return _checked(Path(name), _Table(name, list(asked.columns)), asked)


def _checked(file: Path, found: _Table, asked: _Asked) -> pd.DataFrame:
    kinds, allowed = dict(asked.kinds), {name: dict.fromkeys(texts) for name, texts in asked.allowed}
    missing = [name for name in asked.columns if name not in found.names]
    if missing:
        raise WorkbookError(
            f"Tệp {file} thiếu cột: {', '.join(missing)}. Sửa dòng tiêu đề, hoặc thêm cột nếu tệp làm theo bản cũ."
        )
    filled = {n: row for n, row in found.rows.items() if any(row)}  # Excel leaves rows of nothing but commas
    table = {name: [row[at] for row in filled.values()] for at, name in enumerate(found.names) if name}
    table |= {name: [""] * len(filled) for name in kinds if name not in table}
    telling = zip(*(table[name] for name in asked.named or asked.key or asked.columns[:1]), strict=True)
    spots = [found.spot(n, " / ".join(filter(None, own))) for n, own in zip(filled, telling, strict=True)]
    _refuse_repeated({name: table[name] for name in asked.key}, spots)
    typed = {
        name: _typed(name, texts, spots, kinds.get(name), allowed.get(name), name in asked.required, found.mark)
        for name, texts in table.items()
    }
    return pd.DataFrame(typed).set_axis(pd.Index(spots, dtype=object), axis=0) if asked.placed else pd.DataFrame(typed)


def read_rows(path: Path, kind: type[Row], *, named: Sequence[str], **options: Any) -> list[tuple[Spot, Row]]:
    """Return the rows of a reference file, each after where it stands.

    `kind` has the columns, `named` are those that tell a row in messages, `options` are those of `read_reference`.
    """
    table = read_reference(path, field_names(kind), named=named, placed=True, **options)
    return list(zip(table.index, rows_of(table, kind), strict=True))


@dataclass(frozen=True)
class RawTable:
    """A table as it is written: its rows by line, each as cleaned cells by column, and the decimal mark of its numbers."""

    rows: Mapping[int, Mapping[str, str]]
    mark: str = "."


def raw_rows(path: Path, columns: Sequence[str], kinds: Mapping[str, str]) -> RawTable:
    """Return the table at `path` (a CSV, or the .xlsx in its place) as it is written, without rows if there is none.

    `columns` are some that it may have, `kinds` those that are not text. Raises WorkbookError if it can't be read.
    """
    file = table_file(path)
    try:
        found = _of_excel(file, columns, kinds) if file.suffix == EXCEL else _of_csv(file, columns, read_file(file))
    except FileNotFoundError:
        return RawTable({})
    return RawTable({n: dict(zip(found.names, row, strict=True)) for n, row in found.rows.items()}, found.mark)


def _of_csv(path: Path, columns: Collection[str], content: bytes) -> _Table:
    text = _decoded(path, content)
    rows: list[list[str]] = []
    try:
        comma = separator(text, columns)
        for row in csv.reader(StringIO(text, newline=""), delimiter=comma, strict=True):
            if any(len(cell) > _LONGEST_CELL for cell in row):
                raise csv.Error("limit")
            rows.append([clean(cell) for cell in row])
    except csv.Error as error:
        what = "có ô quá dài" if "limit" in str(error) else "có dấu ngoặc kép không đóng, hoặc còn chữ sau dấu đóng"
        raise WorkbookError(f"Không đọc được {path}: dòng {len(rows) + 1} {what}. Sửa dòng này; {_SAVE}") from None
    top = next((n for n, row in enumerate(rows) if any(row)), None)
    if top is None:
        raise WorkbookError(f"Không đọc được {path}: tệp trống. Ghi dòng tiêu đề: {', '.join(columns)}.")
    names = [heading(name) for name in rows[top]]
    below = dict(enumerate(rows[top + 1 :], start=top + 2))
    _check_headings(path, names)
    for number, row in below.items():
        if any(cell and not (names[at] if at < len(names) else "") for at, cell in enumerate(row)):
            raise fault(
                Spot(path.name, number),
                f"có ô nằm ngoài các cột có tiêu đề. Đặt chữ có dấu “{comma}” trong ngoặc kép, hoặc thêm tiêu đề cột.",
            )
    rows_below = {n: (row + [""] * len(names))[: len(names)] for n, row in below.items()}
    return _Table(path.name, names, rows_below, MARKS[comma])


def separator(text: str, columns: Collection[str]) -> str:
    """Return what separates the cells of a CSV: what finds most of these columns in its first line that has a text in a cell."""
    first = [next((line for line in text.splitlines() if clean(line).strip(_BETWEEN)), "")]
    found = {c: {heading(h) for row in csv.reader(first, delimiter=c) for h in row} for c in MARKS}
    return max(MARKS, key=lambda c: len(found[c] & set(columns)))


def _of_excel(path: Path, columns: Sequence[str], kinds: Mapping[str, str]) -> _Table:
    sheet = excel.open_sheet(path, columns)
    top = sheet.headings(columns)
    names = [heading(cell) for cell in sheet.grid[top]]
    _check_headings(path, names)
    rows = sheet.texts(top, names, dict.fromkeys(columns, "text") | dict(kinds))
    letters = {name: column_letters(at) for at, name in enumerate(names)}
    for line, row in rows.items():
        beside = [at for at, cell in enumerate(row) if cell and not names[at]]
        if beside:
            raise fault(
                sheet.spot((line - 1, beside[0])), "có chữ ngoài các cột có tiêu đề. Thêm tiêu đề cột, hoặc xóa chữ ấy."
            )
    return _Table(path.name, names, rows, excel.MARK, sheet.title, letters)


def _check_headings(path: Path, names: Sequence[str]) -> None:
    twice = [name for name in names if name and names.count(name) > 1]
    if twice:
        raise WorkbookError(f"Tệp {path} có hai cột {twice[0]}. Bỏ hoặc đổi tên một cột.")


def _refuse_repeated(key: Mapping[str, Sequence[str]], spots: Sequence[Spot]) -> None:
    seen: set[tuple[str, ...]] = set()
    for spot, *values in zip(spots, *key.values(), strict=True):
        if values and tuple(values) in seen:
            raise fault(spot.in_column(*key), f"“{' / '.join(values)[:60]}” bị lặp. Bỏ hoặc sửa một dòng.")
        seen.add(tuple(values))


def _typed(
    name: str,
    texts: Sequence[str],
    spots: Sequence[Spot],
    kind: str | None,
    allowed: Collection[str] | None,
    is_required: bool,
    mark: str,
) -> pd.Series:
    texts = [SIGNS.get(text, text) for text in texts] if kind == "sign" else texts
    for text, spot in zip(texts, spots, strict=True):
        if is_required and not text:
            raise fault(spot.in_column(name), "còn trống. Điền ô này.")
        if text and allowed is not None and text not in allowed:
            near = did_you_mean(text, allowed, LISTED.get(name, ""))
            raise fault(spot.in_column(name), f"“{text[:60]}” không có. {near}")
    if kind is None:
        return pd.Series(texts, dtype="str")
    values = [PARSERS[kind](text, spot.in_column(name), mark) for text, spot in zip(texts, spots, strict=True)]
    types: dict[str, Any] = dict.fromkeys(("text", "flag", "figure", "region", "day", "sign"), "str") | {
        "number": "float64"
    }
    types |= dict.fromkeys(("date", "first_day", "last_day"), object)
    return pd.Series(values, dtype=types.get(kind, "int64" if is_required else "float64"))


def check_id(text: str, where: Spot) -> None:
    """Raise WorkbookError naming `where` if `text` is not an id: it names files and addresses, also on disks that ignore case."""
    if not text or text != slug(text) or id_fault(text):
        example = slug(text) or "huong-huu"
        raise fault(where, f"mã “{text}” chỉ được có chữ thường không dấu, số và gạch nối, ví dụ “{example}”.")
