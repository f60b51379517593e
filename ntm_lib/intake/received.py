"""Keeps every form that was read, by its content, so that nothing sent is lost and a later edition can be held against it.

data/received/<season>/<respondent>/<number>-<hash>.xlsx: numbered in the order they were first read.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ntm_lib.errors import ReportError, UnreadableError
from ntm_lib.files import read_file, replace_file, sha256, visible
from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.entries import written
from ntm_lib.intake.reading.form_reader import Form
from ntm_lib.intake.reading.parsers import SHEETS, read_forms
from ntm_lib.intake.season_folder import form_path
from ntm_lib.places import inside, is_link
from ntm_lib.schemas import CHANGES, records
from ntm_lib.workbook import Season, Workbook

_HASH_DIGITS = 16
_NAME = re.compile(r"[0-9]+-[0-9a-f]{16}\.[a-z]+")


def keep_forms(workbook: Workbook, forms: pd.DataFrame) -> None:
    """Copy every form of FORMS that counts and is not the newest kept edition; raise ReportError if the place can't be written."""
    try:
        for row in records(forms[forms["is_used"]]):
            _keep(workbook, row)
    except UnreadableError as error:
        raise ReportError(str(error)) from error


def _keep(workbook: Workbook, row: Mapping[str, Any]) -> None:
    editions = _editions(workbook, row["season"], row["respondent"])
    name = row["sha256"][:_HASH_DIGITS]
    if editions and _hash_of(editions[-1]) == name:
        return
    number = _number_of(editions[-1]) + 1 if editions else 1
    source = form_path(workbook, workbook.season(row["season"]), row["source_file"])
    kept = f"{row['season']}/{row['respondent']}/{number}-{name}{source.suffix.lower()}"
    replace_file(inside(workbook.root, f"{workbook.data_name}/received/{kept}"), _content(source, row["sha256"]))


def _content(source: Path, expected: str) -> bytes:
    try:
        content = read_file(source)
    except FileNotFoundError as error:
        raise ReportError(f"Không đọc lại được {source}: tệp vừa bị chuyển đi hoặc xóa. Chạy lại.") from error
    if sha256(content) != expected:
        raise ReportError(f"{source} vừa bị thay trong lúc đang kiểm tra. Chạy lại.")
    return content


def form_changes(workbook: Workbook, season: Season, forms: pd.DataFrame) -> pd.DataFrame:
    """Return CHANGES: what each form of `season` that counts says otherwise than the edition read before it.

    An edition that can't be read any more, or is not to the last bit what was kept, tells nothing.
    """
    own = records(forms[(forms["season"] == season.name) & forms["is_used"]])
    try:
        pairs = [(row, _previous(workbook, row)) for row in own]
    except UnreadableError:  # named when the forms are kept
        pairs = []
    again = [(row, earlier) for row, earlier in pairs if earlier is not None]
    requests = []
    for row, earlier in again:
        requests += [(str(earlier), row["kind"]), (str(form_path(workbook, season, row["source_file"])), row["kind"])]
    readings = list(read_forms(requests))
    rows: list[dict[str, object]] = []
    for (row, earlier), before, after in zip(again, readings[::2], readings[1::2], strict=True):
        is_kept = before.sha256[:_HASH_DIGITS] == _hash_of(earlier)
        if is_kept and before.form is not None and after.form is not None:
            given = {"respondent": row["respondent"], "season": season.name}
            rows += [given | change for change in _compare(row["kind"], before.form, after.form)]
    return CHANGES.frame(rows)


def _editions(workbook: Workbook, season: str, respondent: str) -> list[Path]:
    """Return the kept editions, oldest first; raise UnreadableError if they can't be looked at."""
    found = visible(workbook.received_folder / season / respondent)
    kept = (path for path in found if _NAME.fullmatch(path.name) and path.is_file() and not is_link(path))
    return sorted(kept, key=_number_of)


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
