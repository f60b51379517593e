"""Reads thiet-lap.xlsx back: whose it is, from which files it was made, and the rows of its sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ntm_lib.errors import IntakeError, WorkbookError
from ntm_lib.intake import form
from ntm_lib.intake.reading.entries import plain_text
from ntm_lib.intake.reading.sheet_finder import Table, find_tables
from ntm_lib.reference.excel import Sheet
from ntm_lib.setup.annex_sheet import Pasted, is_annex_sheet, pasted_annexes
from ntm_lib.setup.changes import MARK, ReadRow
from ntm_lib.setup.sheets import NAMES_OF, SHEETS, VERSION, SettingSheet
from ntm_lib.setup.writer import DROP, FILES, INFO, LISTS, PLACES_LABEL, ROW_ID, VERSION_LABEL
from ntm_lib.spot import Spot
from ntm_lib.spreadsheet.any_kind import open_apart
from ntm_lib.spreadsheet.opened import Grid, Opened, column_letters
from ntm_lib.text import spelling_key, word_key

_ROW_ID, _DROP = "row_id", "drop"
_WHAT_TO_DO = "Lấy tệp mới bằng `ntm setup` rồi chép các ô đã sửa sang."
_LAYOUT = tuple(
    form.Sheet(
        sheet.title,
        sheet.intro,
        (
            form.Field(ROW_ID, _ROW_ID, 0),
            form.Field(DROP, _DROP, 0),
            *(form.Field(c.heading, c.name, c.width) for c in sheet.columns),
        ),
        needed=(sheet.columns[0].name,),
    )
    for sheet in SHEETS
)


@dataclass(frozen=True)
class ReadSheet:
    """A sheet as read: the columns it has, and its rows."""

    columns: tuple[str, ...]
    rows: Sequence[ReadRow]


@dataclass
class ReadSetup:
    """thiet-lap.xlsx as read: the places it names, what it says of its making, its sheets by the layout's title, the annexes pasted into it; and faults.

    `made_of` has the sha256 of each file by path, `marks` those of the rows of each sheet by title, `names` what was shown, by kind and id
    (of a period, what `lasting_keys` has for it).
    """

    places: str
    made_of: Mapping[str, str]
    marks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sheets: dict[str, ReadSheet] = field(default_factory=dict)
    faults: list[WorkbookError] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    annexes: Sequence[Pasted] = ()


def read_setup(path: Path) -> ReadSetup:
    """Return what `path` holds; raise WorkbookError if it can't be read, or is no file of settings of this version."""
    try:
        opened, _ = open_apart(str(path), _WHAT_TO_DO)
    except IntakeError as error:
        raise WorkbookError(f"{path.name}: {error}") from None
    said = _said(opened)
    if VERSION_LABEL not in said or FILES not in opened.grids:
        raise WorkbookError(
            f"{path.name} không phải là tệp thiết lập, hoặc đã mất trang “{INFO}”, “{FILES}”. {_WHAT_TO_DO}"
        )
    if said[VERSION_LABEL] != VERSION:
        raise WorkbookError(
            f"{path.name} là tệp thiết lập bản {said[VERSION_LABEL]}, chương trình dùng bản {VERSION}. {_WHAT_TO_DO}"
        )
    told = {plain_text(row[0]): "".join(map(plain_text, row[1:])) for row in opened.grids[FILES]}
    titles = {word_key(title): title for title in told}
    marks = {sheet.title: _marks(told.pop(titles.get(word_key(sheet.title), ""), "")) for sheet in SHEETS}
    found = ReadSetup(said.get(PLACES_LABEL, ""), told, marks, _names(opened.grids.get(LISTS, ())))
    tables = find_tables(
        {t: g for t, g in opened.grids.items() if t not in (INFO, FILES, LISTS) and not is_annex_sheet(t, g)}, _LAYOUT
    )
    for sheet in SHEETS:
        _read_sheet(found, sheet, tables[sheet.title], opened, path.name)
    found.annexes = [*pasted_annexes(opened, path.name)]
    return found


def _marks(text: str) -> list[str]:
    return [text[at : at + MARK] for at in range(0, len(text), MARK)] if len(text) % MARK == 0 else []


def _names(grid: Grid) -> dict[str, dict[str, str]]:
    """Return the names that the lists to choose from offered, by kind and id."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in NAMES_OF}
    for row in grid:
        texts = [*map(plain_text, row), *[""] * 2 * len(NAMES_OF)]
        for kind, text, name in zip(NAMES_OF, texts, texts[len(NAMES_OF) :], strict=False):
            if name:
                found[kind][name] = text.removesuffix(f" ({name})")
    return found


def _said(opened: Opened) -> dict[str, str]:
    """Return what the first sheet says, by label."""
    grid = opened.grids.get(INFO, ())
    labels = {spelling_key(label): label for label in (PLACES_LABEL, VERSION_LABEL)}
    return {
        labels[spelling_key(plain_text(row[0]))]: plain_text(row[1])
        for row in grid
        if len(row) > 1 and spelling_key(plain_text(row[0])) in labels
    }


def _read_sheet(found: ReadSetup, sheet: SettingSheet, tables: Sequence[Table], opened: Opened, file: str) -> None:
    if not tables:
        found.remarks.append(f"Không có trang “{sheet.title}”: giữ nguyên những gì sổ đang có.")
        return
    if len(tables) > 1:
        names = ", ".join(f"“{table.title}”" for table in tables)
        found.faults.append(WorkbookError(f"Có {len(tables)} trang “{sheet.title}”: {names}. Chỉ để lại một trang."))
        return
    (table,) = tables
    if not table.likeness:
        found.faults.append(
            WorkbookError(
                f"Trang “{table.title}” không thấy dòng tiêu đề có cột “{sheet.columns[0].heading}”. {_WHAT_TO_DO}"
            )
        )
        return
    for name, places in table.columns.items():
        if len(places) > 1:
            heading = form.Sheet.field(next(s for s in _LAYOUT if s.title == sheet.title), name).heading
            found.faults.append(WorkbookError(f"Trang “{table.title}” có hai cột “{heading}”. Bỏ một cột."))
            return
    lacking = [f"“{column.heading}”" for column in sheet.columns if column.name not in table.columns]
    if lacking:
        found.remarks.append(
            f"Trang “{table.title}” không có cột {', '.join(lacking)}: giữ nguyên những gì sổ đang có. Tiêu đề đã sửa thì ghi lại như cũ."
        )
    page = Sheet(file, table.title, opened.grids[table.title], opened.marks[table.title])
    found.sheets[sheet.title] = _rows(found, sheet, table, page)


def _rows(found: ReadSetup, sheet: SettingSheet, table: Table, page: Sheet) -> ReadSheet:
    columns = {name: places[0] for name, places in table.columns.items()}
    letters = {name: column_letters(at) for name, at in columns.items()}
    kinds = {c.name: c.kind for c in sheet.columns}
    rows = []
    named = {at: name for name, at in columns.items()}
    try:
        page.refuse_merged(table.header_row, [named.get(at, "") for at in range(max(named) + 1)])
    except WorkbookError as error:
        found.faults.append(error)
    for index in range(table.header_row + 1, len(page.grid)):
        texts, spot = {}, Spot(page.file, index + 1, sheet=page.title, letters=letters)
        for name, at in columns.items():
            try:
                texts[name] = page.text((index, at), name, kinds.get(name, "text"))
            except WorkbookError as error:
                found.faults.append(error)
        if {name for name, text in texts.items() if text} - {*sheet.offered}:
            row_id, _, mark = texts.pop(_ROW_ID, "").rpartition(
                " "
            )  # the name of a file of conclusions may have spaces
            rows.append(ReadRow(row_id, texts.pop(_DROP, ""), texts, spot, mark))
    return ReadSheet(tuple(name for name in columns if name in kinds), rows)
