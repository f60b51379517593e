"""Keeps every form that was read, by its content, so that nothing sent is lost and a later edition can be compared with it.

data/received/<season>/<respondent>/<number>-<hash>.xlsx: numbered in the order they were first read.
"""

import re
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

import pandas as pd

from ntm_lib.errors import ReportError, UnreadableError
from ntm_lib.files import file_hash, read_file, replace_file, sha256, visible
from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.entries import written
from ntm_lib.intake.reading.form_reader import Form
from ntm_lib.intake.reading.parsers import SHEETS, read_forms
from ntm_lib.intake.season_folder import form_path
from ntm_lib.places import inside, is_link
from ntm_lib.schemas import CHANGES, Change, FormRecord
from ntm_lib.tables import rows_of
from ntm_lib.terms import Terms
from ntm_lib.workbook import Season, Workbook

_HASH_DIGITS = 16
_NAME = re.compile(
    rf"([0-9]{{1,9}})-([0-9a-f]{{{_HASH_DIGITS}}})(?![0-9a-f]).*", re.IGNORECASE
)  # whatever other systems made of the rest


class _Changed(TypedDict):
    """A row of CHANGES, respondent and season left out."""

    sheet: str
    row: str
    field: str
    cell: str
    before: str
    after: str


def keep_forms(workbook: Workbook, forms: pd.DataFrame) -> None:
    """Copy every form of FORMS that counts and is not the newest kept edition.

    Raises ReportError, once all that can be kept is, with the first thing that went wrong: a place that can't be written, or an
    edition that is needed for comparing and is not to the last bit what was kept.
    """
    faults = [fault for row in rows_of(forms[forms["is_used"]], FormRecord) if (fault := _keep(workbook, row))]
    if faults:
        more = f" (còn {len(faults) - 1} biểu khác cũng chưa giữ hoặc chưa so được)" if len(faults) > 1 else ""
        raise ReportError(faults[0] + more)


def _keep(workbook: Workbook, row: FormRecord) -> str:
    """Keep the form of `row` and look at the edition before it; return what went wrong, "" if nothing did."""
    try:
        editions = _editions(workbook, row["season"], row["respondent"])
        if not editions or _hash_of(editions[-1]) != row["sha256"][:_HASH_DIGITS] or _fault(editions[-1]):
            number = _number_of(editions[-1]) + 1 if editions else 1
            source = form_path(workbook, workbook.season(row["season"]), row["source_file"])
            name = f"{number}-{row['sha256'][:_HASH_DIGITS]}{source.suffix.lower()}"
            kept = f"{workbook.data_name}/received/{row['season']}/{row['respondent']}/{name}"
            replace_file(inside(workbook.root, kept), _content(source, row["sha256"]))
        earlier = _previous(workbook, row)
    except (ReportError, UnreadableError) as error:
        return str(error)
    return _fault(earlier) if earlier else ""


def _fault(edition: Path) -> str:
    """Return the reason why `edition` can't be compared, in Vietnamese; "" if it is to the last bit what was kept."""
    why = "ở đó là liên kết"
    if not is_link(edition):
        try:
            if file_hash(edition)[:_HASH_DIGITS] == _hash_of(edition):
                return ""
            why = "đã bị sửa hoặc hỏng từ khi giữ"
        except UnreadableError as error:
            why = error.why
    return f"Không so được với bản nộp trước {edition}: {why}. Thay lại đúng tệp đã nộp, hoặc chuyển nó ra khỏi thư mục đó."


def _content(source: Path, expected: str) -> bytes:
    try:
        content = read_file(source)
    except FileNotFoundError as error:
        raise ReportError(f"Không đọc lại được {source}: tệp vừa bị chuyển đi hoặc xóa. Chạy lại.") from error
    if sha256(content) != expected:
        raise ReportError(f"{source} vừa bị thay trong lúc đang kiểm tra. Chạy lại.")
    return content


def form_changes(workbook: Workbook, season: Season, forms: pd.DataFrame) -> pd.DataFrame:
    """Return CHANGES: how each form of `season` that counts differs from the edition read before it.

    An edition that is not to the last bit what was kept tells nothing; `keep_forms` names it.
    """
    pairs = []
    for row in rows_of(forms[(forms["season"] == season.name) & forms["is_used"]], FormRecord):
        with suppress(UnreadableError):  # named when the forms are kept
            pairs.append((row, _previous(workbook, row)))
    again = [(row, earlier) for row, earlier in pairs if earlier is not None and not is_link(earlier)]
    requests = []
    for row, earlier in again:
        requests += [(str(earlier), row["kind"]), (str(form_path(workbook, season, row["source_file"])), row["kind"])]
    readings = list(read_forms(requests))
    rows: list[Change] = []
    for (row, earlier), before, after in zip(again, readings[::2], readings[1::2], strict=True):
        is_kept = before.sha256[:_HASH_DIGITS] == _hash_of(earlier)
        if is_kept and before.found is not None and after.found is not None:
            rows += [
                {"respondent": row["respondent"], "season": season.name, **change}
                for change in _compare(row["kind"], before.found, after.found, workbook.place_in(season).terms)
            ]
    return CHANGES.frame(rows)


def _editions(workbook: Workbook, season: str, respondent: str) -> list[Path]:
    """Return the files named like kept editions, oldest first; raise UnreadableError if the folder can't be looked at."""
    found = visible(workbook.received_folder / season / respondent)
    return sorted((path for path in found if _NAME.fullmatch(path.name)), key=_number_of)


def _number_of(edition: Path) -> int:
    found = _NAME.fullmatch(edition.name)
    return int(found[1]) if found else 0


def _hash_of(edition: Path) -> str:
    found = _NAME.fullmatch(edition.name)
    return found[2].lower() if found else ""


def _previous(workbook: Workbook, row: FormRecord) -> Path | None:
    """Return the last edition that by its name differs from the form of `row`, None if there is none."""
    editions = _editions(workbook, row["season"], row["respondent"])
    while editions and _hash_of(editions[-1]) == row["sha256"][:_HASH_DIGITS]:
        editions.pop()
    return editions[-1] if editions else None


def _compare(kind: str, before: Form, after: Form, terms: Terms) -> list[_Changed]:
    changes: list[_Changed] = []
    for sheet in SHEETS[kind]:
        old, new = _entries(sheet, before, terms), _entries(sheet, after, terms)
        for key in dict.fromkeys([*old, *new]):
            was, now = old.get(key, ("", ""))[0], new.get(key, ("", ""))
            if was != now[0]:
                row, name = key
                heading = sheet.field(name).heading
                changes.append(
                    {"sheet": sheet.title, "row": row, "field": heading, "cell": now[1], "before": was, "after": now[0]}
                )
    return changes


def _entries(sheet: layout.Sheet, form: Form, terms: Terms) -> dict[tuple[str, str], tuple[str, str]]:
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
                found[named, field.name] = (written(field.name, value, terms), row.cell(field.name))
    return found
