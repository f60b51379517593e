"""Keeps every form that was read, by its content, so that nothing sent is lost and a later edition can be held against it.

data/received/<season>/<respondent>/<number>-<hash>.xlsx: numbered in the order they were first read.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ntm_lib.errors import ReportError
from ntm_lib.files import replace_file, sha256
from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.entries import written
from ntm_lib.intake.reading.form_reader import Form
from ntm_lib.intake.reading.parsers import SHEETS, read_forms
from ntm_lib.intake.season_folder import form_path
from ntm_lib.schemas import CHANGES, records
from ntm_lib.workbook import Season, Workbook

_HASH_DIGITS = 16
_NAME = re.compile(r"[0-9]+-[0-9a-f]{16}\.[a-z]+")


def keep_forms(workbook: Workbook, forms: pd.DataFrame) -> None:
    """Copy every form of FORMS that counts and is not the newest kept edition; raise ReportError if the place can't be written."""
    for row in records(forms[forms["is_used"]]):
        editions = _editions(workbook, row["season"], row["respondent"])
        name = row["sha256"][:_HASH_DIGITS]
        if editions and _hash_of(editions[-1]) == name:
            continue
        number = _number_of(editions[-1]) + 1 if editions else 1
        source = form_path(workbook, workbook.season(row["season"]), row["source_file"])
        folder = _folder(workbook, row["season"], row["respondent"])
        replace_file(folder / f"{number}-{name}{source.suffix.lower()}", _content(source, row["sha256"]))


def _content(source: Path, expected: str) -> bytes:
    try:
        content = source.read_bytes()
    except OSError as error:
        raise ReportError(f"Không đọc lại được {source}: {error.strerror}. Kiểm tra tệp rồi chạy lại.") from error
    if sha256(content) != expected:
        raise ReportError(f"{source} vừa bị thay trong lúc đang kiểm tra. Chạy lại.")
    return content


def form_changes(workbook: Workbook, season: Season, forms: pd.DataFrame) -> pd.DataFrame:
    """Return CHANGES: what each form of `season` that counts says otherwise than the edition read before it.

    An edition that can't be read any more tells nothing.
    """
    own = records(forms[(forms["season"] == season.name) & forms["is_used"]])
    pairs = [(row, _previous(workbook, row)) for row in own]
    again = [(row, earlier) for row, earlier in pairs if earlier is not None]
    requests = []
    for row, earlier in again:
        requests += [(str(earlier), row["kind"]), (str(form_path(workbook, season, row["source_file"])), row["kind"])]
    readings = list(read_forms(requests))
    rows: list[dict[str, object]] = []
    for (row, _), before, after in zip(again, readings[::2], readings[1::2], strict=True):
        if before.form is not None and after.form is not None:
            given = {"respondent": row["respondent"], "season": season.name}
            rows += [given | change for change in _compare(row["kind"], before.form, after.form)]
    return CHANGES.frame(rows)


def _folder(workbook: Workbook, season: str, respondent: str) -> Path:
    return workbook.received_folder / season / respondent


def _editions(workbook: Workbook, season: str, respondent: str) -> list[Path]:
    """Return the kept editions, oldest first."""
    folder = _folder(workbook, season, respondent)
    inside = folder.iterdir() if folder.is_dir() else ()
    return sorted((path for path in inside if path.is_file() and _NAME.fullmatch(path.name)), key=_number_of)


def _number_of(edition: Path) -> int:
    return int(edition.stem.partition("-")[0])


def _hash_of(edition: Path) -> str:
    return edition.stem.partition("-")[2]


def _previous(workbook: Workbook, row: Mapping[str, Any]) -> Path | None:
    """Return the edition read before the form of `row`, None if there is none."""
    editions = _editions(workbook, row["season"], row["respondent"])
    if editions and _hash_of(editions[-1]) == row["sha256"][:_HASH_DIGITS]:
        editions.pop()
    return editions[-1] if editions else None


def _compare(kind: str, before: Form, after: Form) -> list[dict[str, object]]:
    changes: list[dict[str, object]] = []
    for sheet in SHEETS[kind]:
        old, new = _entries(sheet, before), _entries(sheet, after)
        for key in dict.fromkeys([*old, *new]):
            was, now = old.get(key, ("", ""))[0], new.get(key, ("", ""))
            if was != now[0]:
                row, name = key
                heading = sheet.field(name).heading
                changes.append(
                    {"sheet": sheet.title, "row": row, "field": heading, "cell": now[1], "before": was, "after": now[0]}
                )
    return changes


def _entries(sheet: layout.Sheet, form: Form) -> dict[tuple[str, str], tuple[str, str]]:
    """Return text and cell of every filled entry by what names its row and its field."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    times: dict[str, int] = {}
    for row in form.rows.get(sheet.title, []):
        name = " ".join(filter(None, [row.text(n) for n in (*sheet.needed, "component", "unit_id") if n != "text"]))
        times[name] = times.get(name, 0) + 1
        named = name if times[name] == 1 else f"{name} ({times[name]})"
        for field in sheet.fields:
            value = row.values.get(field.name)
            if field.is_entry and value is not None:
                found[named, field.name] = (written(field.name, value), row.cell(field.name))
    return found
