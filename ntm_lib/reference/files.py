"""How a reference file is read: a CSV as Excel saves it in any country, every cell as NFC text, so that no code loses a leading zero.

Comma, semicolon (Excel with Vietnamese settings) or tab (Excel's "Unicode Text") separates cells; the one that finds the columns is taken.
A column is text unless its kind says otherwise; what a cell may not say is refused with file, row and column.
"""

import csv
import errno
import stat
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from ntm_lib.errors import WorkbookError
from ntm_lib.files import read_file, reason
from ntm_lib.places import id_fault
from ntm_lib.reference.cells import MARKS, PARSERS
from ntm_lib.tables import Row, field_names, rows_of
from ntm_lib.text import clean, did_you_mean, slug

_LONGEST_CELL = 32_767  # characters: Excel's own limit
_SAVE = "Lưu lại tệp dưới dạng CSV UTF-8."
_MEASURES = "Xem cột measure của measures.csv."
LISTED = {
    "unit_id": "Xem cột unit_id của units.csv.", "department_id": "Xem cột department_id của departments.csv.",
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
    content = read_file(path)
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


def read_reference(
    path: Path,
    columns: Sequence[str],
    *,
    kinds: Mapping[str, str] | None = None,
    allowed: Mapping[str, Collection[str]] | None = None,
    required: Collection[str] = (),
    key: Sequence[str] = (),
    optional: bool = False,
    keep_empty: bool = False,
    numbered: bool = False,
) -> pd.DataFrame:
    """Return the CSV at `path`, without empty rows unless `keep_empty`; columns beyond `columns` are kept.

    `kinds` are those of columns that are not text, whether the file must have them or not: number (float64), count and year (float64, or
    int64 if `required`), date (datetime.date or None), first_day and last_day (the same; of a year that day), region (a key of REGIONS; in the file also its name), flag ("true", "false" or ""), text (a column the file may lack), figure (text; a number in it is written with a
    decimal point). `allowed` are the texts a column may have besides "". `required` columns have no empty cell, and no two rows have the same `key`.

    Its index counts from 0, or, if `numbered`, it has the lines of the file as Excel counts them.

    Raises WorkbookError that names file, row and column, also for a file that is absent, unless it is `optional`: then the table has no rows.
    """
    try:
        names, rows, mark = _cells(path, columns)
    except FileNotFoundError:
        if not optional:
            hint = "" if path.parent.name == "reference" else ", hoặc sửa tên của nó trong data/workbook.toml"
            raise WorkbookError(
                f"Không có tệp {path}. Chép lại tệp này, tạo tệp có dòng tiêu đề {','.join(columns)}{hint}."
            ) from None
        names, rows, mark = list(columns), {}, "."
    missing = [name for name in columns if name not in names]
    if missing:
        raise WorkbookError(
            f"Tệp {path} thiếu cột: {', '.join(missing)}. Sửa dòng tiêu đề, hoặc thêm cột nếu tệp làm theo bản cũ."
        )
    filled = {n: row for n, row in rows.items() if keep_empty or any(row)}  # Excel leaves rows of nothing but commas
    table = {name: [row[at] for row in filled.values()] for at, name in enumerate(names) if name}
    table |= {name: [""] * len(filled) for name in kinds or {} if name not in table}
    named = [" / ".join(filter(None, own)) for own in zip(*(table[name] for name in key or columns[:1]), strict=True)]
    places = [f"{path.name}, dòng {n}{f' ({own[:60]})' if own else ''}" for n, own in zip(filled, named, strict=True)]
    _refuse_repeated({name: table[name] for name in key}, places)
    kinds, allowed = kinds or {}, allowed or {}
    typed = {
        name: _typed(
            texts,
            [f"{p}, cột {name}" for p in places],
            LISTED.get(name, ""),
            kinds.get(name),
            allowed.get(name),
            name in required,
            mark,
        )
        for name, texts in table.items()
    }
    return pd.DataFrame(typed).set_axis(list(filled), axis=0) if numbered else pd.DataFrame(typed)


def read_rows(path: Path, kind: type[Row], *, named: Sequence[str], **options: Any) -> list[tuple[str, Row]]:
    """Return the rows of a reference file, each after where it stands: "villages.csv, dòng 4 (an-binh / thôn 3)".

    `kind` has the columns, `named` are those that tell a row in messages, `options` are those of `read_reference`.
    """
    table = read_reference(path, field_names(kind), numbered=True, **options)
    return [
        (f"{path.name}, dòng {line} ({' / '.join(row[name] for name in named if row[name])[:60]})", row)
        for line, row in zip(table.index, rows_of(table, kind), strict=True)
    ]


@dataclass(frozen=True)
class RawTable:
    """A reference file as it is written: headings, cleaned cells by the line as Excel counts it, and the decimal mark of its numbers."""

    columns: list[str]
    rows: dict[int, dict[str, str]]
    mark: str


def raw_rows(path: Path, columns: Collection[str]) -> RawTable:
    """Return the CSV at `path` as it is written; without rows if there is none. `columns` are some that it has, by which its separator is known. Raises WorkbookError if it can't be read."""
    try:
        names, rows, mark = _cells(path, columns)
    except FileNotFoundError:
        return RawTable([], {}, ".")
    return RawTable(names, {n: dict(zip(names, row, strict=True)) for n, row in rows.items()}, mark)


def _cells(path: Path, columns: Collection[str]) -> tuple[list[str], dict[int, list[str]], str]:
    """Return the headings, the rows below by number (each as many cleaned cells as there are headings), and the decimal mark of the file's numbers."""
    text = file_text(path)
    rows: list[list[str]] = []
    try:
        first = text.lstrip().splitlines()[:1]
        found = {c: {_heading(h) for row in csv.reader(first, delimiter=c) for h in row} for c in MARKS}
        comma = max(MARKS, key=lambda c: len(found[c] & set(columns)))
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
    names = [_heading(name) for name in rows[top]]
    twice = [name for name in names if name and names.count(name) > 1]
    if twice:
        raise WorkbookError(f"Tệp {path} có hai cột {twice[0]}. Bỏ hoặc đổi tên một cột.")
    below = dict(enumerate(rows[top + 1 :], start=top + 2))
    for number, row in below.items():
        if any(cell and not (names[at] if at < len(names) else "") for at, cell in enumerate(row)):
            raise WorkbookError(
                f"{path.name}, dòng {number}: có ô nằm ngoài các cột có tiêu đề. Đặt chữ có dấu “{comma}” trong ngoặc kép, hoặc thêm tiêu đề cột."
            )
    return names, {n: (row + [""] * len(names))[: len(names)] for n, row in below.items()}, MARKS[comma]


def _heading(text: str) -> str:
    return clean(text).casefold().replace(" ", "_")


def _refuse_repeated(key: Mapping[str, Sequence[str]], places: Sequence[str]) -> None:
    seen: set[tuple[str, ...]] = set()
    for place, *values in zip(places, *key.values(), strict=True):
        if values and tuple(values) in seen:
            given = " / ".join(values)
            raise WorkbookError(f"{place}, cột {', '.join(key)}: “{given[:60]}” bị lặp. Bỏ hoặc sửa một dòng.")
        seen.add(tuple(values))


def _typed(
    texts: Sequence[str],
    places: Sequence[str],
    listed: str,
    kind: str | None,
    allowed: Collection[str] | None,
    is_required: bool,
    mark: str,
) -> pd.Series:
    for text, place in zip(texts, places, strict=True):
        if is_required and not text:
            raise WorkbookError(f"{place}: còn trống. Điền ô này.")
        if text and allowed is not None and text not in allowed:
            raise WorkbookError(f"{place}: “{text[:60]}” không có. {did_you_mean(text, allowed, listed)}")
    if kind is None:
        return pd.Series(texts, dtype="str")
    values = [PARSERS[kind](text, place, mark) for text, place in zip(texts, places, strict=True)]
    types: dict[str, Any] = {
        "text": "str",
        "flag": "str",
        "figure": "str",
        "region": "str",
        "number": "float64",
    } | dict.fromkeys(("date", "first_day", "last_day"), object)
    return pd.Series(values, dtype=types.get(kind, "int64" if is_required else "float64"))


def check_id(text: str, where: str) -> None:
    """Raise WorkbookError naming `where` if `text` is not an id: it names files and addresses, also on disks that ignore case."""
    if not text or text != slug(text) or id_fault(text):
        raise WorkbookError(
            f"{where}: mã “{text}” chỉ được có chữ thường không dấu, số và gạch nối, ví dụ “{slug(text) or 'huong-huu'}”."
        )
