"""A file of settings that is older than the workbook: which of its rows somebody changed, and which rows of now these are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from ntm_lib.errors import WorkbookError, fault
from ntm_lib.setup.changes import ReadRow, mark_of, marks_of
from ntm_lib.setup.contents import SettingRow, SetupContents
from ntm_lib.setup.reader import ReadSetup
from ntm_lib.setup.sheets import SettingSheet
from ntm_lib.setup.values import Names, stored

_FEW = 8


@dataclass
class Changed:
    """What somebody changed in a sheet: rows, each with the id that it has now; ids of rows deleted there; rows that the workbook has otherwise by now, or not at all; and how many deleted ones."""

    rows: list[ReadRow] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    lost: list[ReadRow] = field(default_factory=list)
    lost_deleted: int = 0


def stale_files(sheet: SettingSheet, contents: SetupContents, read: ReadSetup) -> list[str]:
    """Return the files of a sheet that are not as they were when the file of settings was made: changed, new, or gone."""
    now = contents.files[sheet.title]
    folder = PurePosixPath(sheet.path).parent.name
    once = [path for path in read.made_of if sheet.file_column and PurePosixPath(path).parent.name == folder]
    return [
        *(path for path in now if contents.hashes[path] != read.made_of.get(path, "")),
        *(path for path in once if path not in contents.hashes),
    ]


def changed_rows(
    sheet: SettingSheet, written: Sequence[SettingRow], read: Sequence[ReadRow], had: Sequence[str], names: Names
) -> Changed:
    """Return what somebody changed in a sheet older than its files; `had` are the marks of the rows that it was written with.

    A row that nobody has changed in the files since is found by its mark. What is in the files by now needs no change.
    """
    found, now = Changed(), marks_of(sheet, written, names.as_written)
    for row in read:
        is_as_given = row.mark == mark_of(sheet.columns, row.texts) and not row.drop
        is_blank = not any(row.texts.values()) and not row.drop
        if is_as_given or is_blank or _is_done(sheet, written, row, names):
            continue
        if row.mark and row.mark not in now:
            found.lost.append(row)
        else:
            found.rows.append(replace(row, row_id=now.get(row.mark, "")))
    deleted = {*had} - {row.mark for row in read}
    found.deleted = [row_id for mark, row_id in now.items() if mark in deleted]
    found.lost_deleted = len(deleted - now.keys())
    return found


def _is_done(sheet: SettingSheet, written: Sequence[SettingRow], row: ReadRow, names: Names) -> bool:
    """Return whether the workbook is as a row asks for: it was taken back before."""
    columns = [column for column in sheet.columns if column.name in row.texts]
    try:
        values = {c.name: stored(c, row.texts[c.name], row.spot.in_column(c.name), names) for c in columns}
    except WorkbookError:
        return False
    if not row.drop:
        return any(_has(own, values) for own in written)
    key = {name: values[name] for name in sheet.key if name in values}
    return len(key) == len(sheet.key) and not any(_has(own, key) for own in written)


def _has(row: SettingRow, values: Mapping[str, str]) -> bool:
    return all(row.values[name] == value for name, value in values.items())


def lost_rows(lost: Sequence[ReadRow], stale: Sequence[str]) -> WorkbookError:
    """Return the fault that rows changed here were changed in the files, too."""
    lines = [str(row.spot.line) for row in lost]
    more = f" và {len(lines) - _FEW} dòng nữa" if len(lines) > _FEW else ""
    what = f"{', '.join(stale)} đã đổi từ khi lập tệp thiết lập này, ở cả dòng {', '.join(lines[:_FEW])}{more} của trang này"
    return fault(lost[0].spot, f"{what}. Lấy tệp mới bằng `ntm setup`, ghi lại các dòng ấy vào đó.")
