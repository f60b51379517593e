"""A summary table as a whole: every sheet of the file, what they say together, and what becomes a season's results."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntm_lib.intake.summary.blanks import read_blanks
from ntm_lib.intake.summary.columns import NAME, RESULT
from ntm_lib.intake.summary.headings import find_heading, words
from ntm_lib.intake.summary.listed import read_listed
from ntm_lib.intake.summary.one_commune import CommuneTable
from ntm_lib.intake.summary.page import Page
from ntm_lib.intake.summary.questions import OTHER, Answers, Key, Question
from ntm_lib.intake.summary.table import Note, Said, Table, TableReader
from ntm_lib.intake.summary.totals import compare_totals
from ntm_lib.intake.summary.turned import commune_columns, turned, why_not_turned
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.schemas import TabledResult
from ntm_lib.spreadsheet.opened import Opened
from ntm_lib.text import in_quotes, name_key

_PICTURE = "không có ô nào có chữ; nếu là ảnh chụp bảng thì phải gõ lại thành ô"
_BY_DISTRICT = "mỗi dòng là một huyện, không phải một xã: chỉ có số đếm, không có kết quả của từng xã"
_BY_GROUP = "đếm số xã theo nhóm, không có kết quả của từng xã"
_TURNED = "xã nằm ở cột, tiêu chí ở dòng. Chép bảng, dán đặc biệt kiểu Transpose (hoán đổi hàng, cột) sang trang khác rồi nhập trang ấy"
_NO_COMMUNE = "không có dòng nào là xã của kỳ"
_NO_NAMES = "không thấy cột tên xã; chọn cột ấy trong tệp cách hiểu"
_NO_HEADING = "không thấy dòng tiêu đề có TT (STT) hoặc Tên xã"


@dataclass
class Summary:
    """What was read: the tables by sheet, the results that are taken, the notes, and the answers with what is still open."""

    tables: list[Table]
    said: list[Said]
    notes: list[Note]
    answers: Answers
    twice: int = 0  # results that two sheets or rows state alike
    communes: set[str] = field(default_factory=set)


def read_summary(opened: Opened, wanted: Wanted, given: Mapping[Key, str]) -> Summary:
    """Return what the sheets of a file say of the season's communes; what can't be told is a question of `answers`, never an error."""
    answers = Answers(given)
    pages = [Page(title, grid, opened.marks[title]) for title, grid in opened.grids.items()]
    notes = [Note(title, "", "trang biểu đồ, hộp thoại: không đọc") for title in opened.foreign]
    tables = [_table(page, wanted, answers) for page in pages]
    hidden = {page.title for page in pages if page.marks.is_hidden}
    if any(table.said for table in tables if table.sheet not in hidden):
        for table in tables:
            if table.sheet in hidden:
                table.said, table.refused = [], "trang ẩn, đã đọc trang đang hiện"
    notes += [note for table in tables for note in table.notes]
    notes += [note for page in pages for note in _hidden_parts(page)]
    return _together(tables, notes, answers)


def _table(page: Page, wanted: Wanted, answers: Answers) -> Table:
    heading = find_heading(page)
    if heading and (communes := commune_columns(heading, wanted)):
        if why := why_not_turned(page, heading, communes, wanted):
            return Table(page, refused=f"{why}; {_TURNED}")
        page, heading = turned(page, heading, communes)
    if not any(page.filled(row) for row in page.by_row):
        return Table(page, refused=_PICTURE)
    if heading is None:
        return Table(page, refused=_NO_HEADING)
    one = CommuneTable(page, heading, wanted, answers)
    if one.is_one:
        return one.read()
    reader = TableReader(page, heading, wanted, answers)
    table = reader.read()
    if not table.communes or (page.is_turned and not reader.of(RESULT)):
        table.refused = table.refused or (_TURNED if page.is_turned else _why_none(reader))
        return table
    read_blanks(reader)
    read_listed(reader)
    compare_totals(reader)
    return table


def _why_none(reader: TableReader) -> str:
    """Return the reason why a table has nothing of any commune."""
    parts = " / ".join(words(column.heading) for column in reader.table.columns)
    names = [name_key(row.name) for row, _ in reader.found]
    texts = words(
        " ".join(
            reader.page.text(row, column)
            for row in range(reader.heading.body, reader.page.height)
            for column in range(min(3, reader.page.width))
        )
    )
    if "nhom 1" in f"{parts} {texts}" or "nhom i" in f"{parts} {texts}":
        return _BY_GROUP
    is_by_district = (
        "so xa" in parts or "huyen" in parts or any(name == name_key(reader.wanted.place) for name in names)
    )
    if is_by_district:
        return _BY_DISTRICT
    return _NO_COMMUNE if reader.of(NAME) else _NO_NAMES


def _hidden_parts(page: Page) -> list[Note]:
    """Return the note on columns and rows that nobody sees: they are read as the others are."""
    columns, rows = len([c for c in page.marks.hidden_columns if c < page.width]), len(page.marks.hidden_rows)
    return [Note(page.title, "", f"{columns} cột và {rows} dòng bị ẩn vẫn được đọc")] if columns or rows else []


def _together(tables: list[Table], notes: list[Note], answers: Answers) -> Summary:
    """Return what the tables say together: what two state alike is taken once; of what they state differently nothing, unless people choose a sheet."""
    found: dict[tuple[str, str], list[Said]] = {}
    for table in tables:
        for said in table.said:
            found.setdefault((said.unit_id, said.code), []).append(said)
    clashes = {key: own for key, own in found.items() if len({said.result for said in own}) > 1}
    sheets = sorted({said.sheet for own in clashes.values() for said in own if len({s.sheet for s in own}) > 1})
    chosen = ""
    if sheets:
        text = f"Các trang {', '.join(map(in_quotes, sheets))} ghi khác nhau về cùng một xã, cùng một tiêu chí. Lấy trang nào?"
        chosen = answers.of(
            Question(OTHER, "", "", " + ".join(sheets), text, tuple(sheets), "không lấy những chỗ khác nhau")
        )
    taken = []
    for key, own in found.items():
        kept = [said for said in own if key in clashes and said.sheet == chosen] or own
        if len({said.result for said in kept}) == 1:
            taken.append(kept[0])
        else:
            cells = " và ".join(f"{said.sheet}!{said.cell} ({said.as_written})" for said in kept)
            notes.append(Note("", "", f"ghi khác nhau ở {cells}: chưa lấy"))
    twice = sum(len(own) - 1 for key, own in found.items() if key not in clashes)
    communes = set().union(*(table.communes for table in tables if not table.refused))
    return Summary(tables, taken, notes, answers, twice, communes)


def results_of(summary: Summary, wanted: Wanted) -> list[TabledResult]:
    """Return what is taken, one TabledResult each; season, id and file are set where they are kept (ntm_lib.intake.summary.store)."""
    return [
        {
            "unit_id": said.unit_id,
            "unit_name": wanted.communes[said.unit_id],
            "season": "",
            "criterion_no": wanted.criterion_of[said.code],
            "indicator": "" if wanted.criterion_of[said.code] == said.code else said.code,
            "result": said.result,
            "as_written": said.as_written,
            "year": said.year,
            "table_id": "",
            "source_file": "",
            "sheet": said.sheet,
            "cell": said.cell,
        }
        for said in summary.said
    ]
