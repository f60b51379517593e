"""Files are replaced whole: a reader sees the old one or the new one, never half of one."""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from functools import lru_cache
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from ntm_lib.errors import ReportError

_OF_THE_SYSTEM = ("thumbs.db", "desktop.ini")  # Windows puts them there

# Where a cell begins: at the start of a text, and where a spreadsheet splits that is told another separator than ours
_CELL = r"""(^|[;\t\r\n][\s"]*+)"""
# What begins a formula, in full width, too: some editions of Excel take that for the same
_FORMULA = r"(?='*[=+@＝＋－＠\t\r-])"
_RUNS, _MADE_INERT = re.compile(_CELL + _FORMULA), re.compile(f"{_CELL}'{_FORMULA}")


def visible(folder: Path) -> list[Path]:
    """Return what lies in `folder` by name, without hidden files, what the system put there and lock files of an open Excel or LibreOffice."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [p for p in found if not p.name.startswith(("~$", ".")) and p.name.lower() not in _OF_THE_SYSTEM]


def put_file(source: Path, target: Path) -> None:
    """Flush `source`, a file that was written in the same folder, to disk and put it in place of `target`; raise ReportError if that can't be."""
    try:
        with source.open("rb+") as file:
            os.fsync(file.fileno())
        source.replace(target)
    except OSError as error:
        raise not_written(target, error) from error


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, flush it to disk, and put it in place; raise ReportError if the place can't be written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise not_written(path, error) from error


def not_written(path: Path, error: OSError) -> ReportError:
    """Return the error that says why a file could not be written, and what to do."""
    return ReportError(
        f"Không ghi được {path}: {error.strerror}. Đóng tệp nếu đang mở, kiểm tra quyền ghi và dung lượng đĩa."
    )


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def fingerprint(content: Any) -> str:
    """Return the sha256 of `content` (texts, numbers, lists and dicts of them), the same on every computer."""
    return sha256(json.dumps(content, sort_keys=True).encode("ascii"))


def file_hashes(paths: Iterable[Path], root: Path) -> dict[str, str]:
    """Return the sha256 of each file by its path below `root`, in that order; "" for one that can't be read. Times play no part."""
    return {path.relative_to(root).as_posix(): _file_hash(path) for path in sorted(paths)}


def _file_hash(path: Path) -> str:
    try:
        return sha256(path.read_bytes())
    except OSError:
        return ""


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return `table` as a CSV that Excel opens right: UTF-8 with BOM, comma, decimal point, dates as 2021-12-20.

    Text is always in quotes, and inert: no part of it is a formula where a spreadsheet splits at semicolons, tabs or lines.
    """
    columns = [map(_csv_cell, [name, *table[name].tolist()]) for name in table.columns]
    return "".join(",".join(row) + "\r\n" for row in zip(*columns, strict=True)).encode("utf-8-sig")


def _csv_cell(value: Any) -> str:
    if isinstance(value, str):
        return _csv_text(value)
    if isinstance(value, float):
        return "" if isnan(value) else f"{value:.10g}"
    if value is None or pd.isna(value):
        return ""
    return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)


@lru_cache(maxsize=10_000)
def _csv_text(text: str) -> str:
    """Remember what stands in one column over and over: names, seasons, files."""
    quoted = inert(text).replace('"', '""')
    return f'"{quoted}"' if text else ""


def inert(text: str) -> str:
    """Return `text` with an apostrophe before whatever a spreadsheet would run as a formula; as_typed takes it out again."""
    return _RUNS.sub(r"\1'", text)


def as_typed(text: str) -> str:
    """Return what `inert` was given."""
    return _MADE_INERT.sub(r"\1", text)
