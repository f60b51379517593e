"""Keeps what summary tables state: a folder for each import below the place's data, written whole, taken out whole.

data/imports/<season>/<table_id>/: results.csv (TABLED_RESULTS), the table as it came, the answers to what was asked about it, and
about.json, which says what was written; of a season that came with it the settings of before. results.csv is read anew each time, as reference data is: a row may be mended by hand.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import NamedTuple

import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from ntm_lib.csv_file import as_typed, csv_bytes
from ntm_lib.errors import NtmError, ReportError, UnknownNameError
from ntm_lib.files import file_hash, read_file, sha256, visible
from ntm_lib.intake.findings import FindingList
from ntm_lib.places import id_fault, inside, is_link, safe_name
from ntm_lib.reference.files import EXCEL, read_reference
from ntm_lib.schemas import TABLED_RESULTS, Finding, TabledResult
from ntm_lib.tables import field_names, rows_of
from ntm_lib.text import did_you_mean, season_text
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.writing import write_all

FOLDER = "imports"
RESULTS_FILE, ABOUT_FILE, ANSWERS_FILE = "results.csv", "about.json", "cach-hieu.xlsx"
CHECK = "D24"
_OWN_NAMES = {PurePath(name).stem for name in (RESULTS_FILE, ABOUT_FILE, ANSWERS_FILE)}
_COLUMNS = field_names(TabledResult)
_REQUIRED = ("unit_id", "season", "criterion_no", "result")
_RESULTS = next(column.allowed for column in TABLED_RESULTS.columns if column.name == "result")


class _About(BaseModel):
    """What about.json says."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    original_name: str
    day: date
    files: dict[str, str]  # sha256 of all else that was written, by name
    settings: dict[str, str] = {}  # of what was written elsewhere for the season, by the path below the workbook


class KeptTable(NamedTuple):
    """An import: its id and season, the name of the table as it came, the day, and how many results it states; `fault` says why it can't be used."""

    table_id: str
    season: str
    original_name: str
    day: date | None
    counts: Mapping[str, int]
    fault: str = ""


@dataclass(frozen=True)
class Tabled:
    """What the summary tables of a season state, and what is wrong with them."""

    rows: Sequence[TabledResult]
    findings: Sequence[Finding]


def write_table(
    workbook: Workbook,
    season: Season,
    table_id: str,
    rows: Sequence[TabledResult],
    original_name: str,
    original: bytes,
    answers: bytes | None,
    more_files: Mapping[str, bytes],
    as_read: Mapping[str, bytes],
) -> str:
    """Keep an import of `season`, and write `more_files` (by their path below the workbook) with it; return the backup's folder, "" if none was needed.

    `as_read` is what these were made of: files that are another by now are not written over.

    All is written or none. Of `rows`, season, table_id and source_file are set here. Raises ReportError if the id is taken or something can't be written.
    """
    if fault := id_fault(table_id):
        raise ReportError(f"Mã bảng “{table_id[:60]}” không dùng được: {fault}. Đặt mã khác.")
    folder = f"{workbook.data_name}/{FOLDER}/{season.name}/{table_id}"
    if any(table.table_id == table_id for table in tables_of(workbook)):
        raise ReportError(
            f"Đã có bảng mã {table_id}. Gỡ bảng ấy bằng {undo_command(workbook, table_id)}, hoặc đặt mã khác."
        )
    kept_name = safe_name(original_name)
    if PurePath(kept_name).stem.casefold() in _OWN_NAMES:
        kept_name = f"bang-{kept_name}"
    source = f"{FOLDER}/{season.name}/{table_id}/{kept_name}"
    own: list[TabledResult] = [
        {**row, "season": season.name, "table_id": table_id, "source_file": source} for row in rows
    ]
    files = {RESULTS_FILE: csv_bytes(TABLED_RESULTS.frame(own)), kept_name: original}
    if answers is not None:
        files[ANSWERS_FILE] = answers
    files |= {_before(path): as_read[path] for path in more_files}
    hashes, others = ({name: sha256(content) for name, content in of.items()} for of in (files, more_files))
    about = _About(original_name=original_name, day=date.today(), files=hashes, settings=others)
    files[ABOUT_FILE] = about.model_dump_json(indent=1).encode("utf-8")
    own_files = {f"{folder}/{name}": content for name, content in files.items()}
    expected = dict.fromkeys(own_files, "") | {path: sha256(content) for path, content in as_read.items()}
    return str(write_all(workbook.root, own_files | dict(more_files), expected) or "")


def undo_command(workbook: Workbook, table_id: str) -> str:
    """Return what is typed to take a table out again."""
    return f"ntm import --undo {table_id}" + (f" --place {workbook.place_id}" if workbook.place_id else "")


def undo_table(workbook: Workbook, table_id: str) -> str:
    """Move an import's files into the backup, and return the backup's folder; nothing is deleted.

    The settings are again as they were before it, if nobody has changed them since and nothing else is of the season that it added.
    Raises UnknownNameError for an id there is none of, ReportError if a file of it is not as it was written: nothing is moved then.
    """
    found = next((path for path in _folders(workbook) if path.name == table_id), None)
    if found is None:
        known = [path.name for path in _folders(workbook)]
        raise UnknownNameError(f"Không có bảng nào mã “{table_id[:60]}”. {did_you_mean(table_id, known)}")
    about = _about(found)
    changed = [name for name, sha in about.files.items() if file_hash(inside(found, name)) != sha]
    if changed:
        raise ReportError(
            f"{found}: {', '.join(changed)} không còn như lúc nhập nên không gỡ tự động. Xem lại rồi tự chuyển thư mục này ra khỏi {FOLDER}."
        )
    folder = found.relative_to(workbook.root).as_posix()
    names = {**about.files, ABOUT_FILE: file_hash(found / ABOUT_FILE)}
    expected = {f"{folder}/{name}": sha for name, sha in names.items()}
    others = about.settings if _is_alone(workbook, found, about) else {}
    back = {path: read_file(inside(found, _before(path))) for path in others}
    backup = write_all(workbook.root, dict.fromkeys(expected) | back, expected | others)
    with suppress(OSError):  # somebody put something else there
        found.rmdir()
    return str(backup or "")


def _before(path: str) -> str:
    """Return the name of the file in an import's folder that has what stood at `path` before."""
    return f"truoc-{PurePath(path).name}"


def _is_alone(workbook: Workbook, found: Path, about: _About) -> bool:
    """Return whether no other import, form, correction, commentary or place has the season of an import, and the settings are as it wrote them."""
    is_changed = any(file_hash(workbook.root / path) != sha for path, sha in about.settings.items())
    season = found.parent.name
    kept = (workbook.submissions_folder / season, workbook.received_folder / season)
    own = (f"corrections/{season}.csv", f"corrections/{season}{EXCEL}", f"commentary/{season}")
    has_more = any(path.exists() for path in (*kept, *(workbook.data_folder / name for name in own)))
    return not (is_changed or has_more or len(workbook.places) > 1) and _folders(workbook, season) == [found]


def tables_of(workbook: Workbook) -> list[KeptTable]:
    """Return all imports of the place, by season and id."""
    return [_kept(workbook, path) for path in _folders(workbook)]


def _kept(workbook: Workbook, path: Path) -> KeptTable:
    season = path.parent.name
    try:
        about = _about(path)
        results = _table(path)["result"].value_counts()
        return KeptTable(
            path.name, season, about.original_name, about.day, {name: int(results.get(name, 0)) for name in _RESULTS}
        )
    except NtmError as error:
        return KeptTable(path.name, season, "", None, {}, str(error))


def _about(path: Path) -> _About:
    try:
        return _About.model_validate_json(read_file(path / ABOUT_FILE))
    except (FileNotFoundError, ValidationError) as error:
        raise ReportError(
            f"{path}: {ABOUT_FILE} thiếu hoặc hỏng nên không biết đã ghi gì. Chuyển thư mục này ra ngoài, nhập lại bảng."
        ) from error


def table_files(workbook: Workbook, season: Season) -> list[Path]:
    """Return the files that `read_tabled` reads: Excel's own may stand for a CSV."""
    found = [path / RESULTS_FILE for path in _folders(workbook, season.name)]
    return [file for path in found for file in (path, path.with_suffix(EXCEL)) if file.exists()]


def _folders(workbook: Workbook, season: str = "") -> list[Path]:
    """Return the folders of all imports, or of those of one season."""
    top = workbook.data_folder / FOLDER
    seasons = [top / season] if season else visible(top)
    return [
        path for folder in seasons if not is_link(folder) and (season or folder.is_dir()) for path in visible(folder)
    ]


def read_tabled(workbook: Workbook, season: Season) -> Tabled:
    """Return the results that the season's summary tables state of its communes, criteria and indicators.

    What names something the season does not have is not used, nor is a file that can't be read: a finding (D24) says so.
    """
    findings, rows, has = FindingList(season.name), list[TabledResult](), None
    for path in _folders(workbook, season.name):
        place = f"../{path.relative_to(workbook.data_folder).as_posix()}/{RESULTS_FILE}"
        try:
            table = _table(path)
        except NtmError as error:
            findings.add(CHECK, f"Không dùng kết quả nào của bảng này: {error}", place)
            continue
        has = has or _Season(workbook, season)
        for where, row in zip(table.index, rows_of(table, TabledResult), strict=True):
            if fault := has.fault(row, path.name):
                findings.add(CHECK, f"Dòng {where.line} không được dùng: {fault}", place, cell=str(where.line))
            else:
                rows.append(row)
    return Tabled(rows, findings.rows)


def _table(folder: Path) -> pd.DataFrame:
    """Return an import's results, by where they stand in its file; raise WorkbookError if it can't be read."""
    path = inside(folder, RESULTS_FILE)
    found = read_reference(
        path,
        _COLUMNS,
        kinds={"year": "year"},
        allowed={"result": _RESULTS},
        required=_REQUIRED,
        key=("unit_id", "criterion_no", "indicator"),
        placed=True,
    )
    texts = [name for name in _COLUMNS if name != "year"]
    return found.assign(**{name: found[name].map(as_typed).astype("str") for name in texts})


class _Season:
    """What a row may name in a season."""

    def __init__(self, workbook: Workbook, season: Season) -> None:
        self.name = season.name
        self.communes = [unit.unit_id for unit in workbook.communes(season)]
        rows = workbook.criteria_set(season.criteria_set).rows
        self.criterion_of = dict(zip(rows["indicator"], rows["criterion_no"], strict=True))

    def fault(self, row: TabledResult, table_id: str) -> str:
        """Return what is wrong with a row of an import, and what to do; "" if nothing is."""
        unit_id, number, indicator = row["unit_id"], row["criterion_no"], row["indicator"]
        if (row["season"], row["table_id"]) != (self.name, table_id):
            return f"ghi {season_text(row['season'])}, bảng “{row['table_id']}”, không phải của thư mục này. Nhập lại bảng."
        if unit_id not in self.communes:
            return f"kỳ này không có xã “{unit_id}”. {did_you_mean(unit_id, self.communes)}"
        if number not in self.criterion_of.values():
            return f"bộ tiêu chí của kỳ không có tiêu chí “{number}”. Sửa số tiêu chí, hoặc bỏ dòng."
        if indicator and self.criterion_of.get(indicator) != number:
            return f"tiêu chí {number} không có chỉ tiêu “{indicator}”. Sửa mã chỉ tiêu, hoặc bỏ dòng."
        return ""
