"""The sheet of thiet-lap.xlsx into which a decision's annex is pasted, and what it adds to levels, indicators and sets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xlsxwriter.worksheet import Worksheet

from ntm_lib.errors import UnknownNameError, WorkbookError, fault
from ntm_lib.intake.blank.form_style import Styles
from ntm_lib.intake.reading.entries import plain_text
from ntm_lib.reference.cells import parse_year
from ntm_lib.reference.files import check_id
from ntm_lib.reference.gazetteer import province_key
from ntm_lib.reference.gazetteer.lists import SNAPSHOTS, units_of_list
from ntm_lib.reference.levels import check_province
from ntm_lib.setup.annex import (
    Districts,
    ReadAnnex,
    ReadIndicator,
    annex_rows,
    known_figures,
    read_annex,
    set_entry,
    set_rows,
)
from ntm_lib.setup.annex_levels import AnnexFindings, AnnexLevels, change
from ntm_lib.setup.changes import NewRow, SheetChanges
from ntm_lib.setup.contents import band_text
from ntm_lib.setup.sheets import INDICATORS, LEVELS, SETS, SETS_SHEET
from ntm_lib.setup.values import Names
from ntm_lib.spot import Spot
from ntm_lib.spreadsheet.opened import Grid, Marks, Opened, column_letters
from ntm_lib.terms import DISTRICT
from ntm_lib.text import CELLS, name_key, shown_cells, spelling_key
from ntm_lib.workbook import Workbook

TITLE = "Dán phụ lục"
INTRO = "Dán bảng của quyết định như nó vốn có, từ ô A14: số chỉ tiêu, nội dung, mức theo vùng hay nhóm xã. Nhiều phụ lục thì chép thêm trang này."
LABELS = {
    "set_id": "Bộ tiêu chí",
    "name": "Tên bộ (chỉ khi là bộ mới)",
    "tier": "Danh hiệu (chỉ khi là bộ mới)",
    "province": "Tỉnh đã ban hành (trống: trung ương)",
    "from_year": "Từ năm",
    "to_year": "Đến năm",
    "source": "Số, ngày quyết định",
    "checked_by": "Ai đối chiếu, ngày",
}
FIRST_LABEL, PASTE_ROW = 3, 13  # from 0
_VALUE = 2
_BELOW = "Dán bảng từ dòng dưới đây:"
_BLOCK_ROWS = 60  # somewhere in them is the block
_ONE_YEAR = "“{}” không phải là một năm. Ghi một năm, ví dụ 2021; năm cuối ghi ở “Đến năm”, không biết thì để trống."
_LEAST = 3  # labels of the block by which its sheet is known, whatever it is called
_MARK_OF_NOTE = re.compile(r"\s*(\((\*+|\d)\)|\*+)$")
_WITHOUT_NUMBER = ("boolean", "text")  # value types


def write_annex_sheet(page: Worksheet, styles: Styles, sets: str) -> None:
    """Write the empty sheet; `sets` is the range of the criteria sets to choose from."""
    page.hide_gridlines(2)
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 30)
    page.set_column(2, 8, 24)
    page.write(0, 0, TITLE, styles.title)
    page.write(1, 0, INTRO, styles.hint)
    for row, label in enumerate(LABELS.values(), start=FIRST_LABEL):
        page.merge_range(row, 0, row, 1, label, styles.label)
        page.merge_range(row, _VALUE, row, _VALUE + 2, None, styles.entry)
    page.data_validation(
        FIRST_LABEL, _VALUE, FIRST_LABEL, _VALUE, {"validate": "list", "source": sets, "error_type": "information"}
    )
    page.write(PASTE_ROW - 1, 0, _BELOW, styles.office)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)


@dataclass(frozen=True)
class Pasted:
    """An annex pasted into a sheet: what its block says, by the keys of LABELS, each with its cell, and the annex as read."""

    title: str
    said: Mapping[str, str]
    cells: Mapping[str, Spot]
    grid: Grid
    marks: Marks


@dataclass(frozen=True)
class _Read:
    """An annex of a new set as read: what its block says, and the sheet's name."""

    annex: Pasted
    said: Mapping[str, str]
    read: ReadAnnex


def is_annex_sheet(title: str, grid: Grid) -> bool:
    """Return whether a sheet is one to paste an annex into: by its name, or, of a renamed one, by the labels of its block."""
    return spelling_key(title).startswith(spelling_key(TITLE)) or len(_block(grid)) >= _LEAST


def _block(grid: Grid) -> dict[str, tuple[int, int, str]]:
    """Return row, column and text of what stands beside each label of the block, by its key; "" is that of the line below which the annex is."""
    keys = {spelling_key(label): key for key, label in {**LABELS, "": _BELOW}.items()}
    found: dict[str, tuple[int, int, str]] = {}
    for row, line in enumerate(grid[:_BLOCK_ROWS]):
        texts = [(at, text) for at, cell in enumerate(line) if (text := plain_text(cell))]
        key = keys.get(spelling_key(texts[0][1])) if texts else None
        if key is not None and key not in found:
            found[key] = (row, *(texts[1] if len(texts) > 1 else (texts[0][0] + _VALUE, "")))
    return found


def pasted_annexes(opened: Opened, file: str) -> Iterator[Pasted]:
    """Yield the annexes that were pasted into a file of settings; none of a sheet whose place for it is empty."""
    for title, grid in opened.grids.items():
        if not is_annex_sheet(title, grid):
            continue
        block = _block(grid)
        top = max((row + 1 for row, _, _ in block.values()), default=0)
        if any(plain_text(cell) for row in grid[top:] for cell in row):
            said = {key: text for key, (_, _, text) in block.items()}
            cells = {
                key: Spot(file, row + 1, sheet=title, columns=(key,), letters={key: column_letters(at)})
                for key, (row, at, _) in block.items()
            }
            blank = [[""] * len(line) for line in grid[:top]]
            yield Pasted(title, said, cells, [*blank, *grid[top:]], opened.marks[title])


def take_annexes(
    workbook: Workbook, annexes: Sequence[Pasted], file: str, changes: Mapping[str, SheetChanges], names: Names
) -> AnnexFindings:
    """Add what the annexes say to `changes` (by sheet title); return what could not be read, and what is to be said.

    Several annexes of one new set make one set of all their criteria; its name and tier need to stand in one of them only.
    """
    found = AnnexFindings()
    levels, made = AnnexLevels(changes[LEVELS.title], found), dict[str, list[_Read]]()
    for annex in annexes:
        own = _take(workbook, annex, annexes, file, changes, names, levels, found)
        if own:
            made.setdefault(own.said["set_id"], []).append(own)
    levels.finish()
    for parts in made.values():
        _make_set(parts, file, changes, found)
    return found


def new_sets(annexes: Sequence[Pasted], names: Names) -> dict[str, str]:
    """Return the ids, with "" for a name, of the sets that annexes make."""
    return dict.fromkeys({_set_id(annex, names) for annex in annexes} - {"", *names.of[SETS]}, "")


def _set_id(annex: Pasted, names: Names) -> str:
    """Return the set that an annex is of: as the workbook writes it, if it has it."""
    said = annex.said.get("set_id", "")
    return names.ids(SETS).get(spelling_key(said), said)


def _take(
    workbook: Workbook,
    annex: Pasted,
    annexes: Sequence[Pasted],
    file: str,
    changes: Mapping[str, SheetChanges],
    names: Names,
    levels: AnnexLevels,
    found: AnnexFindings,
) -> _Read | None:
    """Take one of the annexes; return it if it is of a new set."""
    said, at = {**annex.said, "set_id": _set_id(annex, names)}, Spot(file, FIRST_LABEL + 1, sheet=annex.title)
    for key in ("name", "tier"):
        said[key] = said.get(key) or next(
            filter(None, (other.said.get(key) for other in annexes if _set_id(other, names) == said["set_id"])), ""
        )
    is_new = said["set_id"] in new_sets([annex], names)
    faults = [*_faults_of_block(annex, said, is_new, at)]
    if faults:
        found.faults += faults
        return None
    from_year, to_year = (parse_year(said.get(key, ""), at) for key in ("from_year", "to_year"))
    try:
        known = None if is_new else workbook.criteria_set(said["set_id"])
    except (UnknownNameError, WorkbookError) as error:
        found.faults.append(fault(annex.cells["set_id"], str(error)))
        return None
    read = read_annex(
        annex.grid,
        annex.marks,
        known_figures(known) if known else None,
        known.groups if known else (),
        (from_year, to_year),
        _districts(workbook, said.get("province", "")),
    )
    takes_words = known is not None and _holds_for_all(workbook, said, from_year)
    _tell(read, annex.title, file, found, takes_words=takes_words)
    if read.questions:
        return None
    rows = annex_rows(
        read, said["set_id"], said.get("province", ""), from_year, to_year, said["source"], said.get("checked_by", "")
    )
    spots = [
        Spot(
            file, level.row + 1, sheet=annex.title, letters=dict.fromkeys(LEVELS_COLUMNS, column_letters(level.column))
        )
        for level in read.levels
    ]
    for row, spot in zip(rows, spots, strict=True):
        levels.put(row, spot)
    if takes_words:
        for indicator in read.indicators:
            spot = Spot(file, indicator.row + 1, sheet=annex.title)
            _put_words(changes[INDICATORS.title], indicator, said, spot, found)
    return _Read(annex, said, read) if is_new else None


def _make_set(parts: Sequence[_Read], file: str, changes: Mapping[str, SheetChanges], found: AnnexFindings) -> None:
    """Add a new set of the criteria and indicators of one or several annexes."""
    first = parts[0]
    for other in parts[1:]:
        for key in ("name", "tier"):
            if other.said[key] != first.said[key]:
                what = f"“{other.said[key][:60]}” khác với “{first.said[key][:60]}” ở trang “{first.annex.title}”, cùng một bộ mới. Ghi như nhau, hoặc chỉ ghi ở một trang."
                found.faults.append(fault(other.annex.cells[key], what))
    whole = replace(
        first.read,
        levels=[level for part in parts for level in part.read.levels],
        indicators=[indicator for part in parts for indicator in part.read.indicators],
    )
    sources = "; ".join(dict.fromkeys(part.said["source"] for part in parts))
    entry = _as_text(set_entry(whole, first.said["name"], sources, first.said["tier"]))
    set_id, at = first.said["set_id"], first.annex.cells["set_id"]
    changes[SETS_SHEET.title].added.append(NewRow(entry | {"set_id": set_id}, "", at))
    spots: dict[tuple[str, str], Spot] = {}
    for part in parts:
        rows = set_rows(part.read, part.said["source"], part.said.get("checked_by", ""))
        for row, indicator in zip(rows, part.read.indicators, strict=True):
            spot = Spot(file, indicator.row + 1, sheet=part.annex.title)
            other_spot = spots.setdefault((indicator.indicator, indicator.component), spot)
            if other_spot.sheet != spot.sheet:
                what = f"chỉ tiêu {indicator.indicator} đã có ở {other_spot.in_file}. Bỏ một chỗ."
                found.faults.append(fault(spot, what))
            changes[INDICATORS.title].added.append(NewRow({**row, "criteria_set": set_id}, "", spot))


def _districts(workbook: Workbook, province: str) -> Districts:
    """Return the districts of a decision's province: the workbook's own, and the others of the lists."""
    own = {
        name_key(period.name)
        for place in workbook.places
        for period in place.period
        if period.tier == DISTRICT and province_key(period.province) == province_key(province)
    }
    listed = {
        name_key(unit.district)
        for snapshot in SNAPSHOTS
        for unit in units_of_list(snapshot)
        if own and unit.district and province_key(unit.province) == province_key(province)
    }
    return Districts(own, listed - own)


def _faults_of_block(annex: Pasted, said: Mapping[str, str], is_new: bool, at: Spot) -> Iterator[WorkbookError]:
    """Yield what the block above an annex lacks, or can't say."""
    for key in ("set_id", "source", *(("name", "tier") if is_new else ())):
        if not said.get(key):
            new = f"“{said['set_id']}” là bộ mới. " if key in ("name", "tier") else ""
            yield fault(annex.cells.get(key, at), f"còn trống. {new}Điền “{LABELS[key]}” của phụ lục đã dán.")
    years = dict[str, int]()
    for key in ("from_year", "to_year"):
        try:
            years[key] = parse_year(said.get(key, ""), at) or 0
        except WorkbookError:
            yield fault(annex.cells[key], _ONE_YEAR.format(said[key][:60]))
    if 0 < years.get("to_year", 0) < years.get("from_year", 0):
        yield fault(annex.cells["to_year"], "trước “Từ năm”. Đổi lại hai năm.")
    try:
        check_province(said.get("province", ""), annex.cells.get("province", at))
        if is_new:
            check_id(said["set_id"], annex.cells["set_id"])
    except WorkbookError as error:
        yield error


LEVELS_COLUMNS = tuple(column.name for column in LEVELS.columns)


def _tell(read: ReadAnnex, title: str, file: str, found: AnnexFindings, *, takes_words: bool) -> None:
    for question in read.questions:
        letters = {"cell": column_letters(question.column)}
        found.faults.append(
            fault(Spot(file, question.row + 1, columns=("cell",), sheet=title, letters=letters), question.text)
        )
    cells: dict[str, list[str]] = {}
    for said in read.remarks:
        cells.setdefault(said.text, []).append(f"{column_letters(said.column)}{said.row + 1}")
    found.remarks += [f"trang “{title}”, ô {shown_cells(CELLS.join(own))}: {text}" for text, own in cells.items()]
    leveled = {level.indicator for level in read.levels}
    without = [i for i in read.indicators if i.target_text and i.indicator not in leveled]
    by_words = [i for i in without if takes_words and i.is_answer and i.value_type in _WITHOUT_NUMBER]
    asked, lacking = ([i for i in without if (i.rule == "level") is own and i not in by_words] for own in (False, True))
    rest = f" Không thành mức bằng số, biểu vẫn hỏi Đạt hay Chưa đạt: {_quoted(asked)}." if asked else ""
    rest += f" Phụ lục chưa cho mức của {_quoted(lacking)}: mức đang có của sổ giữ nguyên." if lacking else ""
    found.remarks.append(f"trang “{title}”: đọc được {len(read.levels)} mức của {len(read.indicators)} chỉ tiêu.{rest}")


def _quoted(indicators: Sequence[ReadIndicator]) -> str:
    return "; ".join(f"{i.indicator} “{i.target_text}”" for i in indicators)


def _as_text(entry: Mapping[str, object]) -> dict[str, str]:
    """Return what sets.toml is to say as the sheet of sets writes it."""
    found = {}
    for name, value in entry.items():
        if name == "bands":
            found[name] = ";".join(band_text(low, high) for low, high in value)  # type: ignore[attr-defined]
        elif isinstance(value, list):
            found[name] = ";".join(map(str, value))
        else:
            found[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return found


def _holds_for_all(workbook: Workbook, said: Mapping[str, str], from_year: int | None) -> bool:
    """Return whether what a decision says in words holds for every place and season of the workbook: it stands in the set, which has no scopes or years."""
    years = [season.year for season in workbook.seasons.values() if season.criteria_set == said["set_id"]]
    is_of_all_places = not said.get("province") or {province_key(said["province"])} == set(
        map(province_key, workbook.provinces)
    )
    return is_of_all_places and all(year >= (from_year or 0) for year in years)


def _put_words(
    own: SheetChanges, indicator: ReadIndicator, said: Mapping[str, str], spot: Spot, found: AnnexFindings
) -> None:
    """Let a yes-or-no indicator go by the words that a decision has for it: "Đạt (loại khá trở lên)"; a bare "Đạt" takes no wording away."""
    text = _MARK_OF_NOTE.sub("", indicator.target_text)
    for row_id, now in own.before.items():
        is_it = (now["criteria_set"], now["indicator"]) == (said["set_id"], indicator.indicator)
        if not (is_it and indicator.is_answer and now["value_type"] in _WITHOUT_NUMBER):
            continue
        is_told = spelling_key(text) in (spelling_key(now["target_text"]), spelling_key("Đạt"))
        if now["rule"] == "assessed" or not is_told or now["confirmed"] != "true":
            words = now["target_text"] if now["rule"] == "answer" and is_told else text
            named = {"rule": "answer", "target_text": words, "source": said["source"], "confirmed": "true"}
            named |= {"checked_by": said["checked_by"]} if said.get("checked_by") else {}
            change(own, row_id, {name: new for name, new in named.items() if new != now[name]}, spot, found)
