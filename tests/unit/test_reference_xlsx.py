"""Tables of reference data kept in Excel: what a cell says, what is refused at its cell, which file stands for a table."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from ntm_lib.errors import WorkbookError, together
from ntm_lib.intake.corrections import corrections_file, load_corrections
from ntm_lib.intake.findings import FindingList
from ntm_lib.reference.files import read_reference, table_file
from ntm_lib.tables import records
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.reference import _TABLES
from tests import fonts
from tests.conftest import copied_workbook
from tests.libreoffice import office, work  # noqa: F401 - a fixture
from tests.unit.builders import SET_ID, in_excel, write_csv, write_workbook
from tests.unit.form_files import sheet_xml, xlsx

COLUMNS = ["code", "name", "share", "day"]
KINDS = {"share": "number", "day": "date", "is_new": "flag", "from_year": "year", "sum": "figure", "since": "first_day"}
DAY = datetime(2020, 12, 24)


def write(path: Path, *rows, sheet="Mức", formats=(), also=lambda book, page: None) -> Path:
    """Write rows from A1 on; `formats` are those of cells by address, of days d/m/yyyy unless they say otherwise."""
    formats = {"": {"num_format": "d/m/yyyy"}, **dict(formats)}
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        made = {at: book.add_format(own) for at, own in formats.items()}
        page = book.add_worksheet(sheet)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                at = f"{chr(65 + column)}{row + 1}"
                given = made.get(at, made[""] if isinstance(value, date) else None)
                if value is not None:
                    page.write(row, column, value, given)
        also(book, page)
    return path


def table(folder: Path, *rows, columns=COLUMNS, **options) -> list[dict[str, object]]:
    """Return the rows of a table in Excel with these rows below its headings."""
    write(folder / "a.xlsx", columns, *rows, **options)
    return records(read_reference(folder / "a.csv", COLUMNS, kinds=KINDS))


def refused(folder: Path, *rows, **options) -> WorkbookError:
    with pytest.raises(WorkbookError) as error:
        table(folder, *rows, **options)
    return error.value


@pytest.mark.parametrize(
    ("heading", "value", "form", "said"),
    [
        ("code", "17.1", "", "17.1"),
        ("code", 17.1, "", "17.1"),
        ("code", 17.1, "0.00", "17.10"),  # the number lost its zero, what is seen has it
        ("code", "00123", "", "00123"),
        ("code", 123, "00000", "00123"),
        ("code", 1234, "#,##0", "1234"),
        ("code", 36.0, "", "36"),
        ("code", 0.1 + 0.2, "", "0.3"),
        ("code", "  Hoà\u00a0 Sơn ", "", "Hoà Sơn"),
        ("share", 36.0, "", 36.0),
        ("share", 12.125, "", 12.125),  # as a text it could be twelve thousand
        ("share", 0.00005, "", 0.00005),
        ("share", 12.345678, "0.0", 12.345678),
        ("share", "12,5", "", 12.5),
        ("share", 0.95, "0%", 95.0),
        ("share", 0.285, "0.0%", 28.5),
        ("sum", 0.95, "0%", "95"),
        ("sum", 1234.125, "#,##0", "1234.125"),
        ("sum", "tăng", "", "tăng"),
        ("from_year", 2021, "", 2021.0),
        ("since", 2021, "", date(2021, 1, 1)),
        ("since", DAY, "", date(2020, 12, 24)),
        ("day", DAY, "", date(2020, 12, 24)),
        ("day", DAY, "yyyy-mm-dd hh:mm", date(2020, 12, 24)),
        ("day", "24/12/2020", "", date(2020, 12, 24)),
        ("note", DAY, "", "2020-12-24"),  # of the office's own column nothing is known
        ("is_new", True, "", "true"),
        ("is_new", "False", "", "false"),
    ],
)  # fmt: skip
def test_a_cell_says_what_a_person_sees(tmp_path, heading, value, form, said):
    """A text as it stands, a code as it is shown, all of a number, a share in points, a day; of a number only one reading."""
    columns = [*COLUMNS, *([] if heading in COLUMNS else [heading])]
    cells = [value if name == heading else None for name in columns]
    at = f"{chr(65 + columns.index(heading))}2"
    (row,) = table(tmp_path, cells, columns=columns, formats={at: {"num_format": form}} if form else {})
    assert row[heading] == said and type(row[heading]) is type(said)


@pytest.mark.parametrize(
    ("column", "value", "form", "words"),
    [
        ("A", datetime(2026, 1, 2), {}, "đã đổi chữ ở ô này thành ngày, giờ (hiện “2/1/2026”). Định dạng ô là Text"),
        ("A", datetime(2026, 1, 2), {"num_format": "d-mmm"}, "(hiện “2/1”)"),
        ("C", DAY, {}, "thành ngày, giờ"),
        ("D", DAY, {"num_format": "mmm-yy"}, "hiện “12/2020”, không đủ ngày, tháng, năm"),
        ("D", 0.5, {"num_format": "h:mm"}, "không đủ ngày, tháng, năm"),
        ("D", "3/4/2020", {}, "đọc được hai cách"),
        ("D", 44189, {}, "không đúng dạng năm-tháng-ngày"),
        ("C", "1.234", {}, "đọc được hai cách"),
        ("C", "95%", {}, "không phải là số"),
        ("E", 0.95, {"num_format": "0%"}, "“95%” không phải là số"),  # a count of something is no share
        ("C", True, {}, "“TRUE” không phải là số"),
        ("C", 7, {"num_format": '0"00"'}, "định dạng làm hiện ra số khác"),
        ("B", "cũ", {"font_strikeout": True}, "có chữ gạch ngang"),
        ("C", 5, {"font_strikeout": True}, "có chữ gạch ngang"),
        ("B", "#N/A", {}, "giá trị lỗi của Excel (#N/A)"),
        ("B", "X· H­¬ng S¬n", {}, "có lẽ là “Xã Hương Sơn”"),
    ],
)  # fmt: skip
def test_what_is_in_doubt_is_refused_at_its_cell(tmp_path, column, value, form, words):
    """A code that became a day, half a day, a number that is two, a line through it, old letters: the sheet, the cell, what to do."""
    cells, columns = [value if name == column else None for name in "ABCDE"], [*COLUMNS, "from_year"]
    error = refused(tmp_path, ["1", "x"], cells, columns=columns, formats={f"{column}3": form} if form else {})
    assert str(error).startswith(f"a.xlsx, trang “Mức”, ô {column}3: ") and words in str(error)
    assert error.at is not None and (error.at.file, error.at.sheet, error.at.line) == ("a.xlsx", "Mức", 3)
    assert error.at.cells == [f"{column}3"] and error.parts == (error,)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('<c r="B2"><f>A2</f></c>', "chưa có giá trị đã tính"),
        ('<c r="B2" t="str"><f>[1]Trang!A1</f><v>x</v></c>', "lấy dữ liệu từ ngoài tệp"),
        ('<c r="B2" t="e"><v>#REF!</v></c>', "giá trị lỗi của Excel (#REF!)"),
        ('<c r="B2" t="e"></c>', "giá trị lỗi của Excel"),
        ('<c r="B2" t="b"><v>có</v></c>', "trong tệp bị hỏng"),
    ],
)
def test_a_cell_without_a_value_of_its_own_is_refused(tmp_path, cell, words):
    """A formula that was never computed or reaches out of the file, an error, a damaged cell; a formula with its value is the value."""
    names = "".join(f'<c r="{chr(65 + n)}1" t="inlineStr"><is><t>{name}</t></is></c>' for n, name in enumerate(COLUMNS))
    computed = '<c r="A2" t="str"><f>LEFT("17.10",4)</f><v>17.1</v></c>'

    def read(cells):
        sheet = sheet_xml(f'<row r="1">{names}</row><row r="2">{cells}</row>')
        (tmp_path / "a.xlsx").write_bytes(xlsx(sheet, names=["Mức"]))
        return read_reference(tmp_path / "a.csv", COLUMNS)

    with pytest.raises(WorkbookError, match=r"^a\.xlsx, trang “Mức”, ô B2: ") as error:
        read(computed + cell)
    assert words in str(error.value)
    assert read(computed)["code"].tolist() == ["17.1"]


def test_letters_of_an_old_font_are_read(tmp_path):
    """What its font says for certain is no doubt: .VnTime holds TCVN3."""
    (row,) = table(tmp_path, ["1", "X· H­¬ng S¬n"], formats={"B2": {"font_name": ".VnTime"}})
    assert row["name"] == "Xã Hương Sơn"


@pytest.mark.parametrize(
    ("at", "before", "is_refused"), [("A2", "17.1", True), ("C2", "12", True), ("C2", "x", True), ("B2", "km", False)]
)
def test_a_small_digit_behind_a_number_is_refused(tmp_path, at, before, is_refused):
    """The mark of a footnote makes another code, another number; a small 2 behind letters is a text."""

    def also(book, page):
        page.write_rich_string(at, before, book.add_format({"font_script": 1}), "2")

    if is_refused:
        error = refused(tmp_path, ["1"], also=also)
        assert str(error).startswith(f"a.xlsx, trang “Mức”, ô {at}: ô có chữ viết nhỏ ở trên hoặc dưới (“{before}2”)")
    else:
        assert table(tmp_path, ["1"], also=also)[0]["name"] == f"{before}2"


def test_a_line_through_a_part_of_a_text_is_refused(tmp_path):
    """Nobody knows whether what is left is meant."""

    def also(book, page):
        page.write_rich_string("B2", "còn ", book.add_format({"font_strikeout": True}), "bỏ")

    assert str(refused(tmp_path, ["1"], also=also)).startswith("a.xlsx, trang “Mức”, ô B2: ô có chữ gạch ngang")


def test_the_heading_row_is_found_and_lines_are_those_of_excel(tmp_path):
    """Titles and blank lines above, headings as people write them, hidden rows, columns and empty sheets: all is read, and named."""

    def also(book, page):
        page.set_row(4, None, None, {"hidden": True})
        page.set_column("B:B", None, None, {"hidden": True})
        page.merge_range("A1:D1", "Mức của tỉnh")
        book.add_worksheet("Trống").hide()

    rows = [[None], ["Nguồn", "code"], [], [" Code", "NAME", "share", "Day"], ["1", "ẩn", 1], [], ["2", "b", "x"]]
    write(tmp_path / "a.xlsx", *rows[:-1], also=also)
    found = read_reference(tmp_path / "a.csv", COLUMNS, placed=True)
    assert [(where.line, where.named, name) for where, name in found["name"].items()] == [(5, "1", "ẩn")]
    write(tmp_path / "a.xlsx", *rows, also=also)
    with pytest.raises(WorkbookError, match=r"^a\.xlsx, trang “Mức”, ô C7: “x” không phải là số"):
        read_reference(tmp_path / "a.csv", COLUMNS, kinds=KINDS)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["1", "a"], ["1", "a"]], "a.xlsx, trang “Mức”, ô A3, B3: “1 / a” bị lặp"),
        ([["1", ""]], "a.xlsx, trang “Mức”, ô B2: còn trống"),
        ([["1", "c"]], "a.xlsx, trang “Mức”, ô B2: “c” không có"),
        ([["1", "a", None, None, "cạnh bảng"]], "a.xlsx, trang “Mức”, ô E2: có chữ ngoài các cột có tiêu đề"),
    ],
)
def test_faults_of_a_table_are_told_at_their_cells(tmp_path, rows, words):
    """What a CSV is refused for is refused of Excel's own, at its cell."""
    write(tmp_path / "a.xlsx", COLUMNS, *rows)
    options = {"required": ("name",), "allowed": {"name": ("a", "b")}, "key": ("code", "name")}
    with pytest.raises(WorkbookError) as error:
        read_reference(tmp_path / "a.csv", COLUMNS, **options)
    assert str(error.value).startswith(words)


@pytest.mark.parametrize(
    ("rows", "also", "words"),
    [
        ([], lambda book, page: None, "tệp trống. Ghi dòng tiêu đề: code, name, share, day."),
        ([COLUMNS], lambda book, page: book.add_worksheet("Cũ").write("A1", "x"), "có 2 trang có chữ (“Mức”, “Cũ”)"),
        ([["code", "name"]], lambda book, page: None, "thiếu cột: share, day"),
        ([["name", *COLUMNS]], lambda book, page: None, "có hai cột name"),
        ([COLUMNS, ["1"]], lambda book, page: page.merge_range("A2:A3", "1"), "ô A2: các ô A2:A3 bị gộp"),
        ([COLUMNS, ["1"]], lambda book, page: page.merge_range("A1:A2", "code"), "ô A2: các ô A1:A2 bị gộp"),
    ],
)
def test_a_sheet_that_is_no_table_is_refused(tmp_path, rows, also, words):
    """Nothing in it, two sheets, columns that are not there or twice, merged cells: what, where, what to do."""
    write(tmp_path / "a.xlsx", *rows, also=also)
    with pytest.raises(WorkbookError) as error:
        read_reference(tmp_path / "a.csv", COLUMNS)
    assert words in str(error.value) and "a.xlsx" in str(error.value)


def test_a_hidden_sheet_is_named_as_such(tmp_path):
    """Who does not see the second sheet is told that it is hidden."""
    write(
        tmp_path / "a.xlsx",
        COLUMNS,
        also=lambda book, page: (other := book.add_worksheet("Cũ"), other.write("A1", "x"), other.hide()),
    )
    with pytest.raises(WorkbookError, match=r"“Cũ” \(bị ẩn\)"):
        read_reference(tmp_path / "a.csv", COLUMNS)


def test_a_file_that_is_no_spreadsheet_is_refused_with_its_name(tmp_path):
    """The reader of forms says why; its file is named."""
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.4")
    with pytest.raises(WorkbookError, match=r"a\.xlsx: "):
        read_reference(tmp_path / "a.csv", COLUMNS)


def test_one_file_stands_for_a_table(tmp_path):
    """The CSV, or Excel's own; both are an error that names both; a file that changed is read anew."""
    path = tmp_path / "a.csv"
    assert table_file(path) == path
    first = table(tmp_path, ["1", "a"])
    assert table(tmp_path, ["1", "b"]) != first
    assert table_file(path) == table_file(path.with_suffix(".xlsx")) == path.with_suffix(".xlsx")
    write_csv(path, COLUMNS)
    with pytest.raises(WorkbookError, match=r"có cả a\.csv và a\.xlsx.*Giữ một tệp"):
        read_reference(path, COLUMNS, optional=True)


def test_several_errors_are_one_with_parts(tmp_path):
    """What two tables rest on is told once; whoever marks cells gets each with its own."""
    one, other = refused(tmp_path, ["1", "#N/A"]), refused(tmp_path, ["1", None, "x"])
    both = together([together([one, other]), one])
    assert str(both) == f"{one}\n{other}" and [part.at for part in both.parts] == [one.at, other.at] and both.at is None


def test_the_shipped_tables_are_the_same_in_excel(tmp_path, workbook):
    """Every table of the project, criteria sets and conclusions too: equal frames, levels but for where they stand."""
    root = copied_workbook(tmp_path)
    files = [
        in_excel(path)
        for path in sorted(root.glob("data/*/**/*.csv"))
        if "submissions" not in path.parts and "illustrative" not in path.parts
    ]
    assert len(files) > 20 and not list((root / "data" / "reference").rglob("*.csv"))
    book = Workbook.open(root)
    for name in _TABLES:
        own, kept = getattr(book, name), getattr(workbook, name)
        if isinstance(kept, pd.DataFrame):
            pd.testing.assert_frame_equal(own.reset_index(drop=True), kept.reset_index(drop=True))
        else:
            assert str(own).replace(".xlsx", ".csv").replace("trang “Bảng”, ", "").replace(
                "sheet='Bảng'", "sheet=''"
            ) == str(kept)
    for season in workbook.seasons.values():
        frames = [b.criteria_set(season.criteria_set).rows.drop(columns="place") for b in (book, workbook)]
        pd.testing.assert_frame_equal(*frames)
        book.check_season(season)
    season = workbook.season("2021")
    pd.testing.assert_frame_equal(book.conclusions(season), workbook.conclusions(season))
    named = [{name for name, sha in b.reference_hashes(season).items() if sha} for b in (book, workbook)]
    assert named[0] == {name.replace(".csv", ".xlsx") for name in named[1]}


def test_a_table_that_changes_its_kind_or_content_is_seen(tmp_path):
    """Hashes name the file that is there, of a criteria set too: a page is built again when the table was edited in Excel."""
    root = write_workbook(tmp_path)
    files = [in_excel(root / "data" / "reference" / name) for name in ("measures.csv", f"criteria/{SET_ID}.csv")]
    book = Workbook.open(root)
    before = book.reference_hashes(book.season("2021"))
    assert book.is_as_opened() and all(before[path.relative_to(root).as_posix()] for path in files)
    for path in files:
        content = path.read_bytes()
        path.write_bytes(content + b" ")
        assert not book.is_as_opened()
        path.write_bytes(content)


def test_corrections_may_be_kept_in_excel(tmp_path):
    """Days as Excel has them, a title above: a row is told with its own line, in the file that is there."""
    book = Workbook.open(write_workbook(tmp_path))
    season = book.season("2021")
    names = ["unit_id", "indicator", "component", "field", "old", "new", "check", "reason", "who", "date"]
    path = book.corrections_folder / "2021.xlsx"
    path.parent.mkdir(parents=True)
    given = ["an-binh", 1.1, None, "value", 0.95, 96, None, "xem lại", "A", DAY]
    write(path, ["Sửa số năm 2021"], names, given, ["an-binh", "1.1", None, None, None, None, None, "x", "A", DAY])
    findings = FindingList("2021")
    found = load_corrections(book, season, findings)
    assert corrections_file(book, season) == path and found.name == "../corrections/2021.xlsx"
    assert [(row["line"], row["old"], row["new"], row["date"]) for row in found.rows[:1]] == [
        (3, "0.95", "96", "2020-12-24")
    ]
    assert [(row["source_file"], row["cell"]) for row in findings.rows] == [("../corrections/2021.xlsx", "4")]


def test_a_table_typed_in_libreoffice_is_read(office, tmp_path):  # noqa: F811
    """A code, a share, a number and a day as an office in Vietnam types them; a code of which the program made a day is refused."""
    write(tmp_path / "a.xlsx", ["Mức của tỉnh"], COLUMNS)
    typed = [
        ["Mức", at, text]
        for at, text in {"A3": "17.1", "C3": "95%", "D3": "24/12/2020", "A4": "11", "C4": "12,5"}.items()
    ]
    own = [
        {"open": str(tmp_path / "a.xlsx"), "save": str(tmp_path / f"{n}.xlsx"), "type": cells}
        for n, cells in enumerate((typed, [*typed, ["Mức", "A5", "2/1"]]))
    ]
    work(office, tmp_path, own, fonts.only(tmp_path))
    rows = records(read_reference(tmp_path / "0.csv", COLUMNS, kinds=KINDS))
    assert [(row["code"], row["share"], row["day"]) for row in rows] == [("17.1", 95.0, DAY.date()), ("11", 12.5, None)]
    with pytest.raises(WorkbookError, match=r"^1\.xlsx, trang “Mức”, ô A5: Excel đã đổi chữ ở ô này thành ngày"):
        read_reference(tmp_path / "1.csv", COLUMNS, kinds=KINDS)


@pytest.mark.parametrize("is_in_excel", [False, True])
def test_each_fault_carries_its_spot(tmp_path, is_in_excel):
    """Of every table the row and the column, in Excel the cell: whoever marks it reads no sentence."""
    suffix = ".xlsx" if is_in_excel else ".csv"
    years = {"from_year": "2022", "to_year": "2021"}
    level = {"criteria_set": SET_ID, "indicator": "1.1", "comparator": ">=", "target": "60", "confirmed": "false"}
    blank = dict.fromkeys(
        ("component", "province", "group", "region", "from_year", "to_year", "source", "checked_by", "note"), ""
    )
    root = write_workbook(
        tmp_path,
        recognition=[{"unit_id": "an-bin", "tier": "NTM"}],
        key_measures=[{"criteria_set": SET_ID, "indicator": "1.1"}],
        relations=[{"criteria_set": SET_ID, "kind": "stock", "whole": "1.1"}],
        commune_groups=[{"unit_id": "an-binh", "group": "1", "source": "", **years}],
        villages=[
            {"unit_id": "an-binh", "village": "Một", "valid_from": "", "valid_to": "", "successor": "Hai", "source": ""}
        ],
        breaks=[{"date": "2022-01-01", "indicator_or_measure": "nha", "kind": "method", "text": "đổi", "source": "TT"}],
    )
    write_csv(root / "data/reference/levels.csv", [*level, *blank], [{**blank, **level, "province": "tỉnh Mẫu"}])
    for path in sorted((root / "data" / "reference").glob("*.csv")) if is_in_excel else ():
        in_excel(path)
    with pytest.raises(WorkbookError) as error:
        Workbook.open(root)
    found = {part.at.file: part.at for part in error.value.parts}
    assert {file: (at.line, at.columns) for file, at in found.items()} == {
        f"recognition{suffix}": (2, ("unit_id",)), f"key-measures{suffix}": (2, ("name",)), f"relations{suffix}": (2, ()),
        f"commune-groups{suffix}": (2, ()), f"villages{suffix}": (2, ()), f"breaks{suffix}": (2, ("indicator_or_measure",)),
        f"levels{suffix}": (2, ("province",)),
    }  # fmt: skip
    assert all(str(part).startswith(str(part.at)) for part in error.value.parts)
    assert found[f"breaks{suffix}"].cells == (["B2"] if is_in_excel else [])


@pytest.mark.parametrize(("typed", "meant"), [("=", "=="), ("≥", ">="), ("≤", "<="), (">=", ">=")])
def test_a_comparison_is_read_as_people_write_it(tmp_path: Path, typed: str, meant: str) -> None:
    """Excel takes == for a formula: nobody could write it into a table kept there."""
    write(tmp_path / "a.xlsx", ["code", "sign"], ["1.1", typed])
    found = read_reference(tmp_path / "a.csv", ["code", "sign"], kinds={"sign": "sign"}, allowed={"sign": [meant]})
    assert found["sign"].tolist() == [meant]
