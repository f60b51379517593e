"""Settings in Excel: what thiet-lap.xlsx shows, what is taken back of it, and what is refused, at its cell."""

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ntm_lib.errors import WorkbookError
from ntm_lib.files import file_hashes
from ntm_lib.reference.sheet_titles import CHECKED_BY, CRITERIA_TITLE, SHEET_TITLES, UNIT_HEADINGS
from ntm_lib.setup.annex_sheet import FIRST_LABEL, LABELS, PASTE_ROW, TITLE, pasted_annexes, take_annexes
from ntm_lib.setup.changes import NewRow, SheetChanges
from ntm_lib.setup.contents import read_contents
from ntm_lib.setup.setup import Taken, setup_file, take_back
from ntm_lib.setup.sheets import COMPARATORS, FILE, SETS, SHEETS
from ntm_lib.setup.toml_files import edit_settings
from ntm_lib.setup.values import Names
from ntm_lib.setup.words import change_lines, fault_lines
from ntm_lib.setup.writer import DROP, HEADER_ROW
from ntm_lib.spot import Spot
from ntm_lib.spreadsheet.opened import Marks, Opened
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.writing import write_all
from tests.carried import run
from tests.conftest import ROOT, ntm
from tests.second_district import make_second_district
from tests.several_districts import make_several_districts
from tests.two_tiers import make_two_tiers

LEVELS, COMMUNES, SEASONS, PLACES = "data/reference/levels.csv", "data/reference/units.csv", "Kỳ", "Nơi"
Edit = Callable[[Worksheet], None]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """thiet-lap.xlsx of the shipped workbook."""
    return setup_file(Workbook.open(ROOT))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The settings of the shipped workbook in a folder of its own, without forms."""
    shutil.copytree(ROOT / "data/reference", tmp_path / "so/data/reference")
    shutil.copytree(ROOT / "data/conclusions", tmp_path / "so/data/conclusions")
    shutil.copy(ROOT / "data/workbook.toml", tmp_path / "so/data/workbook.toml")
    return tmp_path / "so"


def column(page: Worksheet, heading: str) -> int:
    """Return the column of a heading, from 1."""
    return next(c.column for c in page[HEADER_ROW + 1] if c.value == heading)


def put(page: Worksheet, row: int, **cells: object) -> None:
    """Write cells by heading; _ stands for a space."""
    for heading, value in cells.items():
        page.cell(row, column(page, heading.replace("_", " "))).value = value


def row_of(page: Worksheet, heading: str, *texts: object) -> int:
    """Return the first row with these texts in the column and those to its right."""
    first = column(page, heading)
    return next(
        row
        for row in range(HEADER_ROW + 2, page.max_row + 1)
        if all(page.cell(row, first + n).value == text for n, text in enumerate(texts))
    )


def free_row(page: Worksheet) -> int:
    """Return the first row without an id: where a person adds one."""
    return next(row for row in range(HEADER_ROW + 2, page.max_row + 2) if not page.cell(row, 1).value)


def edited(given: bytes, folder: Path, **edits: Edit) -> Path:
    """Return the file of settings with sheets edited as in Excel; the names of the edits are the titles, _ for a space."""
    path = folder / FILE
    path.write_bytes(given)
    file = load_workbook(path)
    for title, edit in edits.items():
        edit(file[title.replace("_", " ")])
    file.save(path)
    return path


def taken(given: bytes, book: Path, **edits: Edit) -> Taken:
    return take_back(Workbook.open(book), edited(given, book, **edits))


def written(given: bytes, book: Path, **edits: Edit) -> Taken:
    """Take edits back without a fault, and write them."""
    found = taken(given, book, **edits)
    assert [*fault_lines(found.faults)] == []
    write_all(book, found.new.files, found.contents.hashes)
    return found


def refused(given: bytes, book: Path, **edits: Edit) -> list[str]:
    """Return the faults of edits that can't be taken back, of which nothing may be written."""
    found = taken(given, book, **edits)
    assert found.faults
    return [*fault_lines(found.faults)]


def lines(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8-sig").splitlines()


def changed_lines(book: Path, name: str) -> list[tuple[str, str]]:
    """Return the lines of a file that differ from the shipped one's, with these."""
    before, after = lines(ROOT / name), lines(book / name)
    assert len(before) == len(after)
    return [(old, new) for old, new in zip(before, after, strict=True) if old != new]


# Round trip


def made_in_words(folder: Path, *arguments: str) -> Path:
    run("new", str(folder / "so"), *arguments, cwd=folder)
    return folder / "so"


MAKERS: dict[str, Callable[[Path], Path]] = {
    "shipped": lambda folder: ROOT,
    "second district": make_second_district,
    "several districts": make_several_districts,
    "two tiers": make_two_tiers,
    "a district": lambda folder: made_in_words(folder, "--place", "Na Rì, Bắc Kạn", "--season", "2023"),
    "a province": lambda folder: made_in_words(folder, "--place", "thành phố Huế", "--season", "2026"),
}


@pytest.mark.parametrize("name", MAKERS)
def test_settings_to_excel_and_back_are_the_same(name: str, tmp_path: Path) -> None:
    """What nobody has changed changes nothing, whatever the workbook; saved by another program, too."""
    found = MAKERS[name](tmp_path)
    workbook = Workbook.open(found if isinstance(found, Path) else tmp_path)
    path = tmp_path / FILE
    path.write_bytes(setup_file(workbook))
    load_workbook(path).save(tmp_path / "again.xlsx")
    for file in (path, tmp_path / "again.xlsx"):
        back = take_back(workbook, file)
        assert [*fault_lines(back.faults)] == [] and back.remarks == [] and back.is_empty and back.new.files == {}


def test_a_newcomer_is_led_to_what_comes_first(tmp_path: Path) -> None:
    """The first sheet names every sheet in the order of the tabs, and what the place lacks; the sets of its seasons stand before others."""
    found = MAKERS["a district"](tmp_path)
    path = tmp_path / FILE
    path.write_bytes(setup_file(Workbook.open(found if isinstance(found, Path) else tmp_path)))
    file = load_workbook(path)
    info = [[cell.value for cell in row] for row in file["Hướng dẫn"].iter_rows(max_col=3)]
    listed = info[next(n for n, row in enumerate(info) if row[0] == "Trang") + 1 :]
    groups = ["Làm trước", "Khi có văn bản", "Ít khi phải sửa"]
    shown = [title for title in file.sheetnames[1:] if file[title].sheet_state == "visible"]
    assert [row[0] for row in listed if row[2]] == shown and [row[0] for row in listed if not row[2]] == groups
    lacking = "Chưa khai mức cho tỉnh Bắc Kạn, vùng Trung du và miền núi phía Bắc: 4.2, 6.3, "
    assert lacking in next(row[2] for row in listed if row[0] == "Mức") and lacking in file["Mức"]["B3"].value
    assert {file[title].cell(HEADER_ROW + 2, 3).value for title in ("Bộ tiêu chí", "Chỉ tiêu")} == {"xa-ntm-2021-2025"}
    page = file["Kỳ"]
    told = {str(rule.sqref)[0]: rule.prompt for rule in page.data_validations.dataValidation if rule.prompt}
    hints = {c.column_letter: c.comment.text for c in page[HEADER_ROW + 1] if c.comment}
    assert hints == {"B": "Ghi x để bỏ dòng ấy khỏi sổ."} | told  # a heading's hint is told in its cells, too


def test_every_comparison_of_the_conclusions_is_shown_in_words(given: bytes) -> None:
    page = load_workbook(BytesIO(given))["Kết luận"]
    shown = {row[column(page, "So sánh") - 1].value for row in page.iter_rows(min_row=HEADER_ROW + 2)} - {None}
    assert {"giữ", "≤"} <= shown <= {*COMPARATORS.values()}


def test_every_column_of_the_files_is_shown_or_kept() -> None:
    """A column that somebody may want to change is not left out by mistake."""
    left_out = {
        "indicator_name_en", "criterion_name_en", "targets_other_regions", "in_notice", "level_from_year", "level_to_year",
        "comparator", "target",
    }  # fmt: skip
    for sheet in SHEETS:
        for path in ROOT.glob(sheet.path.format("*", data="data") if "{" in sheet.path else sheet.path):
            if path.suffix == ".csv":
                names = lines(path)[0].split(",")
                assert set(names) - {c.name for c in sheet.columns} <= left_out, path


# Edits


def test_an_edit_changes_its_cell_only(given: bytes, book: Path) -> None:
    """A number, a source and a word of a list: three cells of one row; all other bytes stay."""

    def edit(page: Worksheet) -> None:
        row = row_of(page, "Bộ tiêu chí", "xa-ntm-2016-2020", "15.1")
        put(page, row, Mức=86.5, Nguồn="QĐ của tỉnh", Có_nguồn_thứ_cấp="không")

    found = written(given, book, Mức=edit)
    ((old, new),) = changed_lines(book, LEVELS)
    assert (old.split(",")[:9], new.split(",")[:9]) == (old.split(",")[:9], old.split(",")[:9])
    assert new.split(",")[9:12] == ["86.5", "QĐ của tỉnh", "false"]
    assert [*found.new.files] == [LEVELS]
    assert "86,5" in "\n".join(change_lines(found))
    assert not taken(setup_file(Workbook.open(book)), book).faults


def test_rows_are_added_and_dropped(given: bytes, book: Path) -> None:
    """A new row names what was just added in another sheet; a row with x goes; one that was deleted outright goes, too."""

    def agency(page: Worksheet) -> None:
        put(page, free_row(page), Mã_cơ_quan="phong-moi", Tên="Phòng Mới", Tên_ngắn="Phòng Mới", Có_trang_riêng="có")

    def lead(page: Worksheet) -> None:
        put(
            page,
            free_row(page),
            Bộ_tiêu_chí="xa-ntm-2016-2020",
            Mã_chỉ_tiêu="3.1",
            Cơ_quan="Phòng Mới (phong-moi)",
            Căn_cứ="thử",
        )
        page.cell(HEADER_ROW + 2, column(page, DROP)).value = "x"

    def short(page: Worksheet) -> None:
        page.delete_rows(HEADER_ROW + 2)

    written(given, book, Cơ_quan=agency, Chủ_trì=lead, Chữ_viết_tắt=short)
    workbook = Workbook.open(book)
    assert workbook.departments["phong-moi"].has_report
    leads = workbook.leads[workbook.leads["department_id"] == "phong-moi"]
    assert leads["indicator"].tolist() == ["3.1"]
    shipped = Workbook.open(ROOT)
    assert len(workbook.leads) == len(shipped.leads)
    assert shipped.abbreviations.keys() - workbook.abbreviations.keys() == {"NTM"}


def test_a_season_is_added(given: bytes, book: Path) -> None:
    """The season of the next year, made the current one; the settings keep their comments."""

    def edit(page: Worksheet) -> None:
        put(page, row_of(page, "Tên kỳ", "2021"), Kỳ_đang_làm=None)
        put(
            page,
            free_row(page),
            Kỳ_đang_làm="có",
            Tên_kỳ="2022",
            Năm=2022,
            Bộ_tiêu_chí="xa-ntm-2021-2025",
            Ngày_chốt_số_liệu="20/12/2022",
            So_với_kỳ="2021",
        )

    written(given, book, Kỳ=edit)
    workbook = Workbook.open(book)
    assert workbook.current_season == "2022" and workbook.season("2022").cut_off.isoformat() == "2022-12-20"
    before, after = (ROOT / "data/workbook.toml").read_text("utf-8"), (book / "data/workbook.toml").read_text("utf-8")
    assert after.startswith(before.replace('current_season = "2021"', 'current_season = "2022"').rstrip("\n"))


def test_a_commune_changes_its_place(given: bytes, book: Path) -> None:
    """A commune of the place that leaves it, and one that comes: the list of the settings follows the sheet of communes."""

    def edit(page: Worksheet) -> None:
        put(page, row_of(page, "Mã xã", "huong-giang"), Thuộc_nơi=None)
        put(page, row_of(page, "Mã xã", "khe-tre"), Thuộc_nơi="huyện Nam Đông")

    written(given, book, Xã=edit)
    communes = Workbook.open(book).places[0].last.communes
    assert "huong-giang" not in communes and communes[-1] == "khe-tre"


def test_a_new_unit_joins_a_new_period(given: bytes, book: Path) -> None:
    """A period that does not exist yet is named by the communes of the same file."""

    def period(page: Worksheet) -> None:
        put(
            page,
            free_row(page),
            Mã_nơi="nam-dong",
            Từ_ngày="01/07/2025",
            Tên="thành phố Huế",
            Cấp="tỉnh",
            Cơ_quan_lập_báo_cáo="Văn phòng",
            Vùng="Bắc Trung Bộ",
        )

    def communes(page: Worksheet) -> None:
        put(page, row_of(page, "Mã xã", "khe-tre-2025"), Thuộc_nơi="thành phố Huế")
        put(
            page,
            free_row(page),
            Mã_xã="xa-moi",
            Tên="Xã Mới",
            Loại="xã",
            Thuộc_nơi="thành phố Huế",
            Từ_ngày="01/07/2025",
            Dân_số=1200,
        )

    written(given, book, Nơi=period, Xã=communes)
    place = Workbook.open(book).places[0]
    assert place.last.name == "thành phố Huế" and place.last.communes == ("khe-tre-2025", "xa-moi")


def test_conclusions_of_a_new_notice(given: bytes, book: Path) -> None:
    """A day that no file has makes a file; the season that follows it up names it."""

    def item(page: Worksheet) -> None:
        row = free_row(page)
        put(
            page,
            row,
            Thông_báo="2021-12-28",
            Mục="1",
            Chủ_trì="UBND xã (ubnd-xa)",
            Xã="Hương Hữu",
            Loại="nhiệm vụ",
            So_sánh="xong",
            Nội_dung="Làm xong",
        )
        page.cell(row, column(page, "Hạn, năm")).value = 2022

    written(given, book, Kết_luận=item)
    assert "2021-12-28.csv" in {p.name for p in (book / "data/conclusions").iterdir()}
    _, row = lines(book / "data/conclusions/2021-12-28.csv")
    assert "huong-huu" in row and "ubnd-xa" in row and "2022" in row


# What is refused


def bad_number(page: Worksheet) -> None:
    put(page, HEADER_ROW + 2, Mức="khoảng 90")


def bad_name(page: Worksheet) -> None:
    put(page, free_row(page), Xã="Hương Lạ", Danh_hiệu="NTM")


def empty(page: Worksheet) -> None:
    put(page, HEADER_ROW + 2, Tên=None)


def twice(page: Worksheet) -> None:
    put(page, free_row(page), Viết_tắt="NTM", Đầy_đủ="nông thôn mới")


def too_much(page: Worksheet) -> None:
    put(page, row_of(page, "Bộ tiêu chí", "xa-ntm-2016-2020", "15.1"), Mức=120)


def formula(page: Worksheet) -> None:
    put(page, HEADER_ROW + 2, Mức="=1+1")


def no_current(page: Worksheet) -> None:
    put(page, row_of(page, "Tên kỳ", "2021"), Kỳ_đang_làm=None)


@pytest.mark.parametrize(
    ("title", "edit", "told"),
    [
        ("Mức", bad_number, "trang “Mức”, ô L5: “khoảng 90” không phải là số"),
        ("Công nhận", bad_name, "không có “Hương Lạ”"),
        ("Cơ quan", empty, "trang “Cơ quan”, ô D5: còn trống"),
        ("Chữ viết tắt", twice, "“NTM” đã có ở dòng khác"),
        ("Mức", too_much, "120 không phải là tỷ lệ từ 0 đến 100"),
        ("Mức", formula, "ô có công thức nhưng chưa có giá trị đã tính"),
        ("Kỳ", no_current, "đúng một kỳ phải ghi “có”"),
    ],
    ids=["number", "name", "empty", "twice", "share", "formula", "current"],
)
def test_what_can_not_be_taken_back_is_named_at_its_cell(
    title: str, edit: Edit, told: str, given: bytes, book: Path
) -> None:
    """Sheet, cell, what is wrong: whether the cell alone shows it or only the whole workbook."""
    (only,) = refused(given, book, **{title: edit})
    assert told in only and f"trang “{title}”" in only.replace("Trang", "trang")


def test_what_people_write_wrong_is_told_with_what_to_write(given: bytes, book: Path) -> None:
    """A name that two units have, names without semicolons, an id that can name no file, a notice that is no day."""

    def communes(page: Worksheet) -> None:
        put(page, HEADER_ROW + 2, Đến_hết_ngày="31/6/2025")
        put(page, free_row(page), Mã_xã="Xã Mới", Tên="Xã Mới", Loại="xã")

    def conclusions(page: Worksheet) -> None:
        put(page, HEADER_ROW + 2, Xã="Hương Hữu, Thượng Long")
        put(page, free_row(page), Thông_báo="ngày 5", Mục="1", Loại="nhiệm vụ", Nội_dung="x")

    told = refused(
        given,
        book,
        Công_nhận=lambda page: put(page, free_row(page), Xã="Khe Tre", Danh_hiệu="NTM"),
        Xã=communes,
        Nơi=lambda page: put(page, HEADER_ROW + 2, Mã_nơi="Nam Đông"),
        Cơ_quan=lambda page: put(page, HEADER_ROW + 2, Bỏ_dòng="?"),
        Kết_luận=conclusions,
        Giả_định=lambda page: page.merge_cells("D5:D6"),
    )
    assert told == [
        "trang “Giả định”, ô D5: các ô D5:D6 bị gộp, không rõ ô nào ghi gì. Bỏ gộp, ghi từng ô.",
        "trang “Nơi”, ô C5: mã “Nam Đông” chỉ được có chữ thường không dấu, số và gạch nối, ví dụ “nam-dong”.",
        "trang “Xã”, ô I5: “31/6/2025” không phải là ngày có trong lịch. Ghi ngày/tháng/năm, ví dụ 28/02/2023.",
        "trang “Xã”, ô C20: mã “Xã Mới” chỉ được có chữ thường không dấu, số và gạch nối, ví dụ “xa-moi”.",
        "trang “Cơ quan”, ô B5: cột “Bỏ dòng” ghi “?”. Ghi x nếu bỏ dòng này, hoặc để trống.",
        "trang “Công nhận”, ô C17: có 2 tên “Khe Tre”. Ghi mã: khe-tre hoặc khe-tre-2025.",
        "trang “Kết luận”, ô H5: không có “Hương Hữu, Thượng Long”. Nhiều tên thì ghi cách nhau bằng dấu “;”. Có phải là: Hương Hữu (huong-huu)?",
        "trang “Kết luận”, ô C57: “ngày 5” không phải là ngày của một thông báo. Ghi như 2020-12-24.",
        "trang “Giả định”, ô D6: còn trống. Điền ô này.",
    ]


def test_rows_stay_in_the_file_and_place_they_are_of(given: bytes, book: Path) -> None:
    """A conclusion can't be moved to another notice, nor given to a place that is none; a second place needs other folders."""

    def conclusions(page: Worksheet) -> None:
        put(page, HEADER_ROW + 2, Thông_báo="28/12/2021")
        put(page, free_row(page), Thông_báo="a-luoi/2021-12-28", Mục="1", Loại="nhiệm vụ", Nội_dung="x")

    def place(page: Worksheet) -> None:
        put(
            page, free_row(page), Mã_nơi="a-luoi", Tên="huyện A Lưới", Cấp="huyện", Thuộc_tỉnh="Huế", Cơ_quan_lập_báo_cáo="x"
        )  # fmt: skip

    assert refused(given, book, Kết_luận=conclusions, Nơi=place) == [
        "trang “Kết luận”, ô C5: dòng này không chuyển sang chỗ khác được. Bỏ nó (ghi x ở “Bỏ dòng”), thêm một dòng mới.",
        "trang “Kết luận”, ô C57: không có nơi “a-luoi” trong sổ. Ghi 2021-12-28.",
        "trang “Nơi”, ô C6: sổ của một nơi và sổ của nhiều nơi để tệp ở thư mục khác nhau, không chuyển ở đây được. Lập sổ mới bằng `ntm new`.",
    ]


def test_what_the_workbook_refuses_is_said_in_the_words_of_the_sheets(given: bytes, book: Path) -> None:
    """Sheets, cells and headings, not files, lines and columns; also where the row that is wrong now was not touched."""

    def levels(page: Worksheet) -> None:
        for row, year in enumerate((2018, 2019), start=free_row(page)):
            put(
                page, row, Bộ_tiêu_chí="xa-ntm-2021-2025", Mã_chỉ_tiêu="15.1", Tỉnh="Huế", Từ_năm=year, So_sánh="≥", Mức=90,
                Có_nguồn_thứ_cấp="có",
            )  # fmt: skip

    def criteria_set(page: Worksheet) -> None:
        put(
            page, free_row(page), Mã_bộ="bo-moi", Tên="Bộ mới", Quyết_định="QĐ", Danh_hiệu="NTM", Số_tiêu_chí=5, Đã_đủ_chỉ_tiêu="không",
            Các_nhóm_số_tiêu_chí="5; 0–4",
        )  # fmt: skip

    opened = refused(
        given,
        book,
        Mức=levels,
        Cơ_quan=lambda page: put(page, row_of(page, "Mã cơ quan", "ld-tbxh"), Bỏ_dòng="x"),
    )
    checked = refused(
        given,
        book,
        Bộ_tiêu_chí=criteria_set,
        Kỳ=lambda page: put(page, row_of(page, "Tên kỳ", "2021"), Kết_luận_theo_dõi="24/12/2021"),
        Xã=lambda page: put(page, row_of(page, "Mã xã", "huong-hoa"), Đến_hết_ngày=None),
    )
    assert opened + checked == [
        "trang “Chủ trì”, ô E28: “ld-tbxh” không có. Xem cột “Mã cơ quan” ở trang “Cơ quan”.",
        "trang “Mức”, dòng 189: trang “Mức”, dòng 188 (15.1) và trang “Mức”, dòng 189 (15.1): hai mức cùng phạm vi áp dụng cho cùng năm. Bỏ một dòng, hoặc sửa “Từ năm”, “Đến năm”.",
        "trang “Xã”, ô I10: còn trống mà đã có “Nhập vào” huong-xuan. Ghi ngày cuối của đơn vị, hoặc để trống “Nhập vào”.",
        "Bộ bo-moi chưa có chỉ tiêu nào. Ghi ở trang “Chỉ tiêu”, hoặc dán phụ lục vào trang “Dán phụ lục”.",
        "Chưa có kết luận nào của thông báo 2021-12-24. Ghi ở trang “Kết luận”, hoặc sửa cột “Kết luận theo dõi” của trang “Kỳ”.",
    ]


@pytest.mark.parametrize(
    ("removed", "cells", "told"),
    [
        (["0.0", "1.0"], {}, "Trang “Nơi”: phải còn ít nhất một nơi."),
        (["1.0"], {}, "sổ của một nơi và sổ của nhiều nơi để tệp ở thư mục khác nhau"),
        ([], {"1.0": {"id": "c"}}, "mã nơi đặt tên cho thư mục của nơi ấy"),
        ([], {}, "ô C9: còn trống. Ghi mã của nơi có thời kỳ này."),
    ],
)
@pytest.mark.parametrize("form", ["place", "district"])
def test_places_keep_their_folders(form: str, removed: list[str], cells: dict[str, dict[str, str]], told: str) -> None:
    """The files of several places lie in folders named after them: their ids stay, and neither one place nor none is left."""
    period = "[[place.period]]\n" if form == "place" else ""
    text = 'current_season = "2021"\n' + "".join(f'[[{form}]]\nid = "{i}"\n{period}name = "{i}"\n' for i in "ab")
    at = Spot("x.xlsx", 5, sheet=PLACES, letters={"id": "C"})
    new = [] if removed or cells else [NewRow({"name": "c"}, "", replace(at, line=9))]
    sheets = {sheet.title: sheet for sheet in SHEETS}
    before = {"0.0": {"id": "a"}, "1.0": {"id": "b"}}
    changes = {
        PLACES: SheetChanges(sheets[PLACES], before, cells, new, removed, dict.fromkeys(before, at)),
        SEASONS: SheetChanges(sheets[SEASONS], {"0": {"name": "2021", "is_current": "true"}}),
        "Xã": SheetChanges(sheets["Xã"]),
    }
    _, (fault, *_) = edit_settings(text.encode(), changes)
    assert told in str(fault)


# Annexes


def paste(page: Worksheet, rows: Sequence[Sequence[object]], **said: object) -> None:
    """Paste a table below the block of the sheet, and fill in the block by key."""
    for number, key in enumerate(LABELS):
        if key in said:
            page.cell(FIRST_LABEL + 1 + number, 3).value = said[key]
    for row, cells in enumerate(rows, start=PASTE_ROW + 1):
        for at, value in enumerate(cells, start=1):
            page.cell(row, at).value = value


ANNEX = (
    ("TT", "Tên tiêu chí", "Nội dung tiêu chí", "Chỉ tiêu"),
    ("2", "Giao thông", "2.2. Tỷ lệ đường thôn, bản, ấp và đường liên thôn được cứng hóa", "≥ 60%"),
    ("", "", "2.3. Tỷ lệ đường ngõ, xóm sạch và không lầy lội vào mùa mưa", "100%"),
)
BLOCK = {
    "set_id": "xa-ntm-2016-2020", "province": "Thừa Thiên Huế", "from_year": 2017, "source": "QĐ thử của tỉnh", "checked_by": "Ban thử, 1/12/2021",
}  # fmt: skip


def test_a_pasted_annex_becomes_levels(given: bytes, book: Path) -> None:
    """Levels with the scope, source and years of the block; pasted again they change nothing."""

    def edit(page: Worksheet) -> None:
        paste(page, ANNEX, **BLOCK)

    written(given, book, Dán_phụ_lục=edit)
    added = lines(book / LEVELS)[len(lines(ROOT / LEVELS)) :]
    assert [line.split(",")[1:10] for line in added] == [
        ["2.2", "", "Thừa Thiên Huế", "", "", "2017", "", ">=", "60"],
        ["2.3", "", "Thừa Thiên Huế", "", "", "2017", "", ">=", "100"],
    ]
    workbook = Workbook.open(book)
    levels = workbook.levels(workbook.season("2021"), workbook.units["huong-huu"]).set_index("indicator")
    assert levels.loc["2.2", "target"] == 60 and levels.loc["2.2", "checked_by"] == "Ban thử, 1/12/2021"
    assert take_back(workbook, edited(setup_file(workbook), book, Dán_phụ_lục=edit)).new.files == {}


def test_an_annex_takes_over_from_the_level_before(given: bytes, book: Path) -> None:
    """A level that has held without a first year ends the year before the annex begins; a later one is asked about, not overwritten."""
    annex = (
        ANNEX[0],
        (
            "12",
            "Lao động có việc làm",
            "12.1. Tỷ lệ người có việc làm trên dân số trong độ tuổi lao động có khả năng tham gia lao động",
            "≥ 93%",
        ),
    )
    block = {**BLOCK, "province": None, "from_year": 2020}
    old = [line for line in lines(ROOT / LEVELS) if line.startswith("xa-ntm-2016-2020,12.1,,,,,,,")]
    found = written(given, book, Dán_phụ_lục=lambda page: paste(page, annex, **block))
    assert "Đến năm: (trống) → “2019”" in "\n".join(change_lines(found))
    new = [line for line in lines(book / LEVELS) if line.startswith("xa-ntm-2016-2020,12.1,,,,,")]
    assert len(old) == 1 and [line.split(",")[6:10] for line in new] == [
        ["", "2019", ">=", old[0].split(",")[9]],
        ["2020", "", ">=", "93"],
    ]
    again = setup_file(Workbook.open(book))
    (told,) = refused(
        again, book, Dán_phụ_lục=lambda page: paste(page, annex, **{**block, "from_year": 2018, "source": "QĐ khác"})
    )
    assert "đã có mức cùng phạm vi từ năm 2020" in told


def test_what_an_annex_says_in_words_is_told(given: bytes, book: Path) -> None:
    """“Đạt” is no level: which indicators the annex leaves to the form's verdict is said by name."""

    def edit(page: Worksheet) -> None:
        paste(
            page,
            [
                *ANNEX,
                (
                    "",
                    "",
                    "2.4. Tỷ lệ km đường trục chính nội đồng đảm bảo vận chuyển hàng hóa thuận tiện quanh năm",
                    "Đạt",
                ),
                (
                    "4",
                    "Điện",
                    "4.2. Tỷ lệ hộ sử dụng điện thường xuyên, an toàn từ các nguồn",
                    "UBND tỉnh quy định sau",
                ),
            ],
            **BLOCK,
        )

    found = taken(given, book, Dán_phụ_lục=edit)
    assert [*fault_lines(found.faults)] == []
    assert "Không thành mức bằng số, biểu vẫn hỏi Đạt hay Chưa đạt: 2.4 “Đạt”." in found.remarks[-1]
    assert "Phụ lục chưa cho mức của 4.2 “UBND tỉnh quy định sau”" in found.remarks[-1]


def test_the_words_of_an_annex_are_kept(given: bytes, book: Path) -> None:
    """A yes-or-no indicator left to the province goes by its words from then on; a bare “Đạt” does not take away what the set says."""
    rows = [
        ("TT", "Tên tiêu chí", "Nội dung tiêu chí", "Chỉ tiêu"),
        ("6", "Cơ sở vật chất văn hóa", "6.1. Xã có nhà văn hóa hoặc hội trường đa năng và sân thể thao phục vụ sinh hoạt văn hóa, thể thao của toàn xã", "Đạt (từ 200 chỗ)"),
        ("1", "Quy hoạch", "1.1. Có quy hoạch chung xây dựng xã được phê duyệt và được công bố công khai đúng thời hạn", "Đạt"),
    ]  # fmt: skip
    block = {**BLOCK, "from_year": 2016}
    later = taken(given, book, Dán_phụ_lục=lambda page: paste(page, rows, **{**block, "from_year": 2020}))
    assert later.is_empty and "6.1 “Đạt (từ 200 chỗ)”" in later.remarks[-1]  # earlier seasons have the set, too
    found = written(given, book, Dán_phụ_lục=lambda page: paste(page, rows, **block))
    said = "\n".join(change_lines(found))
    assert "6.1, Cách xét: “theo đánh giá” → “có hay không”" in said and said.count("Cách xét") == 1, said
    assert "Không thành mức" not in "\n".join(found.remarks)
    workbook = Workbook.open(book)
    level = workbook.levels(workbook.season("2021"), workbook.units["huong-huu"]).set_index("indicator").loc["6.1"]
    assert (level["rule"], level["target_text"], level["source"]) == ("answer", "Đạt (từ 200 chỗ)", BLOCK["source"])
    elsewhere = take_back(
        workbook,
        edited(
            setup_file(workbook), book, Dán_phụ_lục=lambda page: paste(page, rows, **{**block, "province": "Bắc Kạn"})
        ),
    )
    assert elsewhere.new.files == {}


def test_a_question_of_an_annex_stops_all(given: bytes, book: Path) -> None:
    """What is not understood is a question at its cell; nothing is written while it is open, of other sheets neither."""

    def edit(page: Worksheet) -> None:
        paste(page, [*ANNEX, ("", "", "2.4. Đường trục chính nội đồng", "Theo tình hình")], **BLOCK)

    (told,) = refused(given, book, Dán_phụ_lục=edit)
    assert told.startswith("trang “Dán phụ lục”, ô D17")


NEW_SET = {"set_id": "bo-moi", "name": "Bộ mới", "tier": "NTM"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"source": ""}, "ô C10: còn trống. Điền “Số, ngày quyết định”"),
        ({"from_year": "2021-2025"}, "ô C8: “2021-2025” không phải là một năm. Ghi một năm, ví dụ 2021; năm cuối"),
        ({"to_year": "2016"}, "ô C9: trước “Từ năm”"),
        ({"province": "Nam Đông"}, "ô C7: không có tỉnh “Nam Đông”"),
        (NEW_SET | {"set_id": "Bộ mới"}, "ô C4: mã “Bộ mới” chỉ được có chữ thường không dấu"),
        (NEW_SET | {"tier": ""}, "ô C6: còn trống. “bo-moi” là bộ mới. Điền “Danh hiệu"),
    ],
)
def test_a_block_that_says_too_little_or_wrong_is_named(said: dict[str, str], told: str) -> None:
    """What a level or set would be made without is asked for in the block, not at each level."""
    own = {key: str(value) for key, value in (BLOCK | said).items()}
    block = [[label, "", own.get(key, "")] for key, label in LABELS.items()]
    opened = Opened()
    opened.add("Dán phụ lục", [["", "", ""]] * FIRST_LABEL + block + [["TT", "", ""]], Marks())
    names = Names({SETS: {"xa-ntm-2016-2020": ""}})
    changes = {sheet.title: SheetChanges(sheet) for sheet in SHEETS}
    found = take_annexes(Workbook.open(ROOT), [*pasted_annexes(opened, FILE)], FILE, changes, names)
    (line,) = fault_lines(found.faults)
    assert line.startswith(f"trang “Dán phụ lục”, {told}")


def test_an_annex_is_found_where_it_was_pasted(given: bytes, book: Path) -> None:
    """Over the line that says where, beside a column more, of a set written in capitals."""

    def edit(page: Worksheet) -> None:
        paste(page, ANNEX, **BLOCK | {"set_id": "XA-NTM-2016-2020"})
        page.delete_rows(PASTE_ROW)
        for cells in [*page.merged_cells.ranges]:
            page.unmerge_cells(str(cells))
        page.insert_cols(1)

    assert [row.values["target"] for row in written(given, book, Dán_phụ_lục=edit).changes["Mức"].added] == [
        "60",
        "100",
    ]


def test_a_level_of_an_annex_does_not_undo_an_edit(given: bytes, book: Path) -> None:
    """The same level in the annex and in the sheet of levels: nobody knows which number is meant."""
    annex = (ANNEX[0], ("15", "Y tế", "15.1. Tỷ lệ người dân tham gia bảo hiểm y tế", "≥ 90%"))
    told = refused(
        given,
        book,
        Dán_phụ_lục=lambda page: paste(page, annex, **BLOCK | {"province": None, "from_year": None}),
        Mức=lambda page: put(page, row_of(page, "Bộ tiêu chí", "xa-ntm-2016-2020", "15.1"), Mức=70),
    )
    (line,) = told
    assert re.fullmatch(
        "trang “Dán phụ lục”, ô D15: mức này đã ghi hay sửa ở trang “Mức”, ô L[0-9]+. Bỏ một chỗ.", line
    )


def opened_annexes(**sheets: tuple[Sequence[Sequence[object]], dict[str, str]]) -> Opened:
    """Return a file with annexes by the names of their sheets, _ for a space: each a table, and what its block says."""
    opened = Opened()
    for title, (rows, said) in sheets.items():
        block = [[label, "", said.get(key, "")] for key, label in LABELS.items()]
        lines = [[TITLE], [""], [""], *block, [""], ["Dán bảng từ dòng dưới đây:"], *rows]
        width = max(map(len, lines))
        opened.add(title.replace("_", " "), [[*line, *[""] * (width - len(line))] for line in lines], Marks())
    return opened


def annexed(opened: Opened, names: Names | None = None) -> tuple[dict[str, SheetChanges], list[str], Sequence[str]]:
    """Return what annexes change in the shipped workbook, the faults, and what is told."""
    workbook = Workbook.open(ROOT)
    changes = {sheet.title: SheetChanges(sheet) for sheet in SHEETS}
    known = names or read_contents(workbook).names
    found = take_annexes(workbook, [*pasted_annexes(opened, FILE)], FILE, changes, known)
    return changes, [*fault_lines(found.faults)], found.remarks


def test_an_annex_is_known_by_its_block_whatever_its_sheet_is_called() -> None:
    """A sheet renamed after the province is read; one that only has some of the words is none."""
    said = {key: str(value) for key, value in BLOCK.items()}
    opened = opened_annexes(PL_tỉnh=(ANNEX, said))
    opened.add("Ghi chú", [["Bộ tiêu chí", "xa-ntm"], ["Từ năm", "2021"], ["Việc", "x"]], Marks())
    changes, faults, _ = annexed(opened)
    assert faults == [] and [row.spot.sheet for row in changes["Mức"].added] == ["PL tỉnh", "PL tỉnh"]


def test_several_annexes_make_one_new_set() -> None:
    """The second adds its criteria, indicators and levels; name and tier may stand in one of them; what both have is a fault."""
    first = (ANNEX[0], ("1", "Giao thông", "1.1. Tỷ lệ đường xã được nhựa hóa hoặc bê tông hóa", "100%"))
    second = (ANNEX[0], ("2", "Điện", "2.1. Tỷ lệ hộ có điện an toàn", "≥ 95%"))
    said = NEW_SET | {"source": "QĐ 1"}
    bare = {"set_id": NEW_SET["set_id"], "source": "QĐ 2"}
    changes, faults, _ = annexed(opened_annexes(Dán_phụ_lục=(first, said), Dán_phụ_lục_2=(second, bare)))
    assert faults == []
    (made,) = changes["Bộ tiêu chí"].added
    assert (made.values["name"], made.values["criteria_total"], made.values["bands"]) == ("Bộ mới", "2", "2;0–1")
    assert made.values["decision"] == "QĐ 1; QĐ 2"
    rows = [(row.values["indicator"], row.values["source"]) for row in changes["Chỉ tiêu"].added]
    assert rows == [("1.1", "QĐ 1"), ("2.1", "QĐ 2")] and len(changes["Mức"].added) == 2
    _, faults, _ = annexed(
        opened_annexes(Dán_phụ_lục=(first, said), Dán_phụ_lục_2=(first, bare | {"name": "Tên khác"}))
    )
    assert any("chỉ tiêu 1.1 đã có ở trang “Dán phụ lục”, dòng 15" in line for line in faults)
    assert any("“Tên khác” khác với “Bộ mới” ở trang “Dán phụ lục”" in line for line in faults)


def test_an_annex_of_another_set_is_one_question(given: bytes, book: Path) -> None:
    """Most of its codes are none of the set's, as of a set known in part: what to do is said once, not at each row."""
    rows = [ANNEX[0], *(("3", "Thủy lợi", f"3.{n}. Chỉ tiêu thử {n}", "≥ 60%") for n in range(11, 18))]
    (told,) = refused(given, book, Dán_phụ_lục=lambda page: paste(page, rows, **BLOCK))
    assert told.startswith("trang “Dán phụ lục”, ô C15: Bộ đã chọn không có 7 trong 7 chỉ tiêu của phụ lục (3.11, 3.12")
    made = taken(
        given,
        book,
        Dán_phụ_lục=lambda page: paste(
            page, rows, **{**BLOCK, "set_id": "bo-thu", "name": "Bộ thử", "tier": "xã nông thôn mới"}
        ),
    )
    assert [*fault_lines(made.faults)] == []


def test_a_new_set_is_made_of_an_annex(given: bytes, book: Path) -> None:
    """Criteria, indicators and levels of a tier that no file had: a season can be assessed under them."""
    annex = (
        ("TT", "Tên tiêu chí", "Nội dung tiêu chí", "Chỉ tiêu"),
        ("1", "Giao thông", "1.1. Tỷ lệ đường xã được nhựa hóa hoặc bê tông hóa", "100%"),
        ("", "", "1.2. Có biển báo giao thông", "Đạt"),
        ("2", "Thu nhập", "2.1. Thu nhập bình quân đầu người (triệu đồng/người/năm)", "≥ 60"),
    )

    def edit(page: Worksheet) -> None:
        paste(page, annex, set_id="nang-cao-thu", name="Bộ nâng cao thử", tier="NTM nâng cao", source="QĐ thử")

    written(given, book, Dán_phụ_lục=edit)
    made = Workbook.open(book).criteria_set("nang-cao-thu")
    assert made.criteria_total == 2 and made.rows["indicator"].tolist() == ["1.1", "1.2", "2.1"]
    levels = made.levels(2021).set_index("indicator")
    assert (levels.loc["1.1", "target"], levels.loc["2.1", "target"], levels.loc["1.2", "rule"]) == (100, 60, "answer")


# Whose file, of which day


def info(page: Worksheet, **said: str) -> None:
    """Write values beside labels of the first sheet."""
    for row in page.iter_rows(max_row=5):
        for label, value in said.items():
            if row[0].value == label.replace("_", " "):
                row[1].value = value


def test_settings_of_another_workbook_are_refused(given: bytes, book: Path, tmp_path: Path) -> None:
    """Nothing of another district's file is taken, however alike it is."""
    other = make_second_district(tmp_path / "khac")
    path = edited(given, book)
    with pytest.raises(WorkbookError, match="là thiết lập của sổ khác"):
        take_back(Workbook.open(other), path)


def test_an_old_version_is_refused(given: bytes, book: Path) -> None:
    """A file of a layout that is no more is told what to do."""
    path = edited(given, book, Hướng_dẫn=lambda page: info(page, Phiên_bản="0"))
    with pytest.raises(WorkbookError, match="bản 0, chương trình dùng bản 1"):
        take_back(Workbook.open(book), path)


@pytest.mark.parametrize("content", [b"", b"khong phai Excel", b"PK\x03\x04"])
def test_what_is_no_file_of_settings_is_refused(content: bytes, book: Path) -> None:
    """Whatever somebody names, it is told what it is."""
    path = book / FILE
    path.write_bytes(content)
    with pytest.raises(WorkbookError, match=FILE):
        take_back(Workbook.open(book), path)


def test_two_copies_of_one_file(given: bytes, book: Path) -> None:
    """The second of two people's copies adds its own changes; a row that both have changed is named, and nothing is written then."""

    def first(page: Worksheet) -> None:
        page.delete_rows(row_of(page, "Bộ tiêu chí", "xa-ntm-2016-2020", "15.1"))
        put(page, row_of(page, "Bộ tiêu chí", "xa-ntm-2016-2020", "9.2"), Mức=79)

    def second(page: Worksheet) -> None:
        put(page, row_of(page, "Bộ tiêu chí", "xa-ntm-2016-2020", "12.1"), Ghi_chú="của người thứ hai")

    def both(page: Worksheet) -> None:
        second(page)
        put(page, row_of(page, "Bộ tiêu chí", "xa-ntm-2016-2020", "9.2"), Mức=78)

    written(given, book, Mức=first)
    (told,) = refused(given, book, Mức=both, Cơ_quan=lambda page: put(page, HEADER_ROW + 2, Tên="Văn phòng khác"))
    assert "data/reference/levels.csv đã đổi từ khi lập tệp thiết lập này, ở cả dòng" in told and "trang “Mức”" in told
    assert Workbook.open(book).departments == Workbook.open(ROOT).departments
    found = written(given, book, Mức=second)
    assert [*found.changes["Mức"].cells.values()] == [{"note": "của người thứ hai"}] and not found.changes[
        "Mức"
    ].removed
    assert len(lines(book / LEVELS)) == len(lines(ROOT / LEVELS)) - 1


def test_what_somebody_else_wrote_meanwhile_is_kept(given: bytes, book: Path) -> None:
    """Another sheet's file may have changed in Notepad: only sheets whose own file changed are asked about."""
    path = book / "data/reference/abbreviations.csv"
    path.write_bytes(path.read_bytes() + "KH,kế hoạch\r\n".encode())
    found = written(given, book, Cơ_quan=lambda page: put(page, HEADER_ROW + 2, Tên="Văn phòng khác"))
    assert [*found.new.files] == ["data/reference/departments.csv"]


# What people do to a workbook of Excel


def test_sheets_may_be_renamed_moved_or_gone(given: bytes, book: Path) -> None:
    """A sheet is known by its headings; one that is gone changes nothing, and that is said; so does a column."""
    path = edited(given, book)
    file = load_workbook(path)
    file["Mức"].title, file["Cơ quan"].sheet_state = "Mức của tỉnh", "hidden"
    file.move_sheet("Kỳ", 5)
    del file["Giả định"]
    page = file["Mức của tỉnh"]
    page.insert_rows(1, 3)
    page.delete_cols(column_at(page, "Ghi chú"))
    file.save(path)
    found = take_back(Workbook.open(book), path)
    assert [*fault_lines(found.faults)] == [] and found.new.files == {}
    assert found.remarks == [
        "Trang “Mức của tỉnh” không có cột “Ghi chú”: giữ nguyên những gì sổ đang có. Tiêu đề đã sửa thì ghi lại như cũ.",
        "Không có trang “Giả định”: giữ nguyên những gì sổ đang có.",
    ]


def column_at(page: Worksheet, heading: str) -> int:
    return next(c.column for row in page.iter_rows(max_row=20) for c in row if c.value == heading)


def test_what_is_renamed_is_the_same_everywhere_in_the_file(given: bytes, book: Path) -> None:
    """A place and an agency get other names in the file, its other sheets show the old ones: taken again it changes nothing, and is no open work."""

    def agency(page: Worksheet) -> None:
        put(page, row_of(page, "Mã cơ quan", "ld-tbxh"), Tên_ngắn="Phòng LĐ-TB&XH")

    def place(page: Worksheet) -> None:
        put(page, HEADER_ROW + 2, Tên="huyện Nam Đông mới")

    path = edited(given, book, Cơ_quan=agency, Nơi=place)
    first = take_back(Workbook.open(book), path)
    assert [*fault_lines(first.faults)] == [] and {*first.new.files} == {
        "data/workbook.toml",
        "data/reference/departments.csv",
    }
    write_all(book, first.new.files, first.contents.hashes)
    again = take_back(Workbook.open(book), path)
    assert again.is_empty and not again.faults

    file = load_workbook(path)
    page = file["Xã"]
    put(page, row_of(page, "Mã xã", "huong-loc"), Số_hộ=700)
    file.save(path)
    units = take_back(Workbook.open(book), path).changes["Xã"]
    assert [*units.cells.values()] == [{"households": "700"}] and not units.faults


def test_a_place_kept_by_a_colleague_is_not_taken_back(given: bytes, book: Path) -> None:
    """Which communes belong to the place stands in another file than their rows: an older sheet “Xã” does not undo it."""
    path = book / "data/workbook.toml"
    path.write_text(path.read_text("utf-8").replace('    "huong-hoa", "huong-giang",\n', '    "huong-hoa",\n'), "utf-8")
    found = taken(given, book, Xã=lambda page: put(page, row_of(page, "Mã xã", "huong-loc"), Số_hộ=700))
    assert [*found.new.files] == [COMMUNES]


def test_a_row_copied_with_its_id_is_a_new_row(given: bytes, book: Path) -> None:
    """People copy a whole row and change it: the copy is new, the original stays as it is."""

    def edit(page: Worksheet) -> None:
        row, free = row_of(page, "Bộ tiêu chí", "xa-ntm-2016-2020", "15.1"), free_row(page)
        for at in range(1, page.max_column + 1):
            page.cell(free, at).value = page.cell(row, at).value
        put(page, free, Tỉnh="Thừa Thiên Huế", Mức=95)

    found = written(given, book, Mức=edit)
    assert len(found.changes["Mức"].added) == 1 and not found.changes["Mức"].cells
    assert lines(book / LEVELS)[:-1] == lines(ROOT / LEVELS)


def test_rows_sorted_or_pasted_without_the_hidden_id_are_the_same_rows(given: bytes, book: Path) -> None:
    """The arrow of a heading sorts what is seen, cut and paste takes what is seen: the id in the hidden column stays behind."""

    def sort(page: Worksheet) -> None:
        rows = [[cell.value for cell in row[1:]] for row in page.iter_rows(HEADER_ROW + 2, free_row(page) - 1)]
        for at, cells in enumerate(sorted(rows, key=lambda cells: str(cells[2]), reverse=True), start=HEADER_ROW + 2):
            for column_number, value in enumerate(cells, start=2):
                page.cell(at, column_number).value = value

    def cut(page: Worksheet) -> None:
        free = free_row(page)
        for at in range(2, page.max_column + 1):
            page.cell(free, at).value, page.cell(HEADER_ROW + 2, at).value = page.cell(HEADER_ROW + 2, at).value, None

    found = written(given, book, Xã=sort, Cơ_quan=cut)
    assert found.is_empty and not found.new.files


def test_two_sheets_of_one_kind_are_asked_about(given: bytes, book: Path) -> None:
    """Nobody knows which of two copies of a sheet is meant."""
    path = edited(given, book)
    file = load_workbook(path)
    file.copy_worksheet(file["Cơ quan"])
    file.save(path)
    (told,) = fault_lines(take_back(Workbook.open(book), path).faults)
    assert told.startswith("Có 2 trang “Cơ quan”")


def test_what_received_forms_use_stays(given: bytes, book: Path) -> None:
    """Codes of seasons, sets, indicators, communes and agencies that forms came in for can't be changed or dropped."""
    for respondent in ("huong-huu", "ld-tbxh"):
        kept = book / "data/received/2021" / respondent / "1-0123456789abcdef.xlsx"
        kept.parent.mkdir(parents=True)
        kept.write_bytes(b"")
    told = refused(
        given,
        book,
        Xã=lambda page: put(page, row_of(page, "Mã xã", "huong-huu"), Mã_xã="huong-huu-2"),
        Cơ_quan=lambda page: put(page, row_of(page, "Mã cơ quan", "ld-tbxh"), Bỏ_dòng="x"),
        Kỳ=lambda page: page.delete_rows(row_of(page, "Tên kỳ", "2021")),
        Chỉ_tiêu=lambda page: put(page, row_of(page, "Bộ tiêu chí", "xa-ntm-2016-2020"), Mã_chỉ_tiêu="1.9"),
    )
    assert [line for line in told if "đã nhận dùng mã này" in line] == told[:4]


def test_a_table_kept_in_excel_becomes_the_csv(given: bytes, book: Path) -> None:
    """A table that somebody keeps as .xlsx is shown; once it changes here the CSV takes its place, and the .xlsx is in the backup."""
    path = book / "data/reference/abbreviations.xlsx"
    with xlsxwriter.Workbook(path) as file:
        page = file.add_worksheet()
        for row, cells in enumerate(
            [["Từ viết tắt của sổ", ""], ["short", "full"], ["NTM", "nông thôn mới"], ["KH", "kế hoạch"]]
        ):
            page.write_row(row, 0, cells)
    path.with_suffix(".csv").unlink()
    workbook = Workbook.open(book)
    settings = setup_file(workbook)
    found = written(
        settings, book, Chữ_viết_tắt=lambda page: put(page, row_of(page, "Viết tắt", "KH"), Đầy_đủ="kế hoạch năm")
    )
    assert not path.exists() and Workbook.open(book).abbreviations == {"NTM": "nông thôn mới", "KH": "kế hoạch năm"}
    assert [*(book / "data/backup").rglob("abbreviations.xlsx")]
    assert found.new.files["data/reference/abbreviations.xlsx"] is None


# The command


def failing(*arguments: str, cwd: Path) -> str:
    """Run a command that ends with status 1; return what it says."""
    done = ntm(*arguments, cwd=cwd)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_command_from_file_to_workbook(book: Path, tmp_path: Path) -> None:
    """A file, an edit with a fault and its marked copy, the edit put right there, the change told, written only after a yes."""
    assert "Đã lập" in run("setup", cwd=book)
    path = book / FILE
    file = load_workbook(path)
    put(file["Mức"], row_of(file["Mức"], "Bộ tiêu chí", "xa-ntm-2016-2020", "15.1"), Mức="khoảng 86")
    file.save(path)
    before = file_hashes([book / LEVELS], book)
    assert "đổi tên thành thiet-lap (cũ).xlsx" in run("setup", cwd=book)
    (book / "thiet-lap (cũ).xlsx").replace(path)
    failed = failing("setup", FILE, cwd=book)
    assert "LỖI: trang “Mức”, ô" in failed and "“khoảng 86” không phải là số" in failed
    copy = book / "thiet-lap (cần sửa).xlsx"
    file = load_workbook(copy)
    page = file["Mức"]
    cell = page.cell(row_of(page, "Bộ tiêu chí", "xa-ntm-2016-2020", "15.1"), column(page, "Mức"))
    assert cell.comment is not None and "không phải là số" in cell.comment.text
    cell.value = 86
    file.save(copy)
    assert "thiet-lap (cần sửa 2).xlsx" in failing("setup", FILE, cwd=book)
    asked = failing("setup", str(copy), cwd=book)
    assert "Mức: 1 ô sửa" in asked and "“85” → “86”" in asked and "Chưa ghi gì." in asked
    assert file_hashes([book / LEVELS], book) == before
    done = run("setup", str(copy), "--yes", cwd=book)
    assert "Đã ghi 1 tệp: data/reference/levels.csv" in done
    assert "thiet-lap (cần sửa 2).xlsx, thiet-lap.xlsx đã được thay bằng thiet-lap (cần sửa).xlsx, chuyển vào" in done
    assert sorted(kept.name for kept in book.rglob("data/backup/*/thiet*")) == ["thiet-lap (cần sửa 2).xlsx", FILE]
    assert not path.exists() and "còn khác" not in run("setup", cwd=book)
    ((old, new),) = changed_lines(book, LEVELS)
    assert ",85," in old and ",86," in new
    assert "Không có gì thay đổi" in run("setup", str(copy), cwd=book)


def test_messages_name_the_sheets_there_are() -> None:
    """Where a message sends people to enter something, there is a sheet of that title that shows that file."""
    own = {sheet.path.rpartition("/")[2]: sheet.title for sheet in SHEETS if "{" not in sheet.path}
    assert {file: own[file] for file in SHEET_TITLES} == SHEET_TITLES
    headings = {sheet.title: {column.name: column.heading for column in sheet.columns} for sheet in SHEETS}
    assert headings["Xã"] | UNIT_HEADINGS == headings["Xã"]
    assert all(headings[title]["checked_by"] == CHECKED_BY for title in (CRITERIA_TITLE, SHEET_TITLES["levels.csv"]))


def test_a_merger_is_entered_in_one_go(given: bytes, book: Path) -> None:
    """A new unit is named by its predecessors in the same sheet, by its bare id; what was written is known as written afterwards."""

    def edit(page: Worksheet) -> None:
        put(page, free_row(page), Mã_xã="huong-moi-2022", Tên="Hương Mới", Loại="xã", Từ_ngày="01/01/2022")
        for unit_id in ("huong-phu", "huong-loc"):
            put(page, row_of(page, "Mã xã", unit_id), Đến_hết_ngày="31/12/2021", Nhập_vào="huong-moi-2022")

    path = edited(given, book, Xã=edit)
    first = take_back(Workbook.open(book), path)
    assert [*fault_lines(first.faults)] == []
    write_all(book, first.new.files, first.contents.hashes)
    assert Workbook.open(book).units["huong-phu"].successors == ("huong-moi-2022",)
    again = take_back(Workbook.open(book), path)
    assert again.is_empty and not again.faults


def test_common_files_do_not_make_it_this_workbooks(given: bytes, book: Path, tmp_path: Path) -> None:
    """Two new workbooks share levels and sets: the file of one is none of the other's."""
    run("new", str(tmp_path / "khac"), "--place", "Na Rì, Bắc Kạn", "--season", "2023", cwd=tmp_path)
    run("new", str(tmp_path / "nay"), "--place", "Ba Bể, Bắc Kạn", "--season", "2023", cwd=tmp_path)
    path = tmp_path / FILE
    path.write_bytes(setup_file(Workbook.open(tmp_path / "khac")))
    with pytest.raises(WorkbookError, match="là thiết lập của sổ khác"):
        take_back(Workbook.open(tmp_path / "nay"), path)


def test_leads_wait_to_be_chosen(given: bytes, book: Path) -> None:
    """Indicators of the current season's set without a lead stand in “Chủ trì” with their names; a row in which no agency is chosen says nothing."""
    path = book / "data/reference/indicator-leads.csv"
    old = lines(path)
    path.write_text("\n".join(line for line in old if not line.startswith("xa-ntm-2016-2020,12.1,")) + "\n", "utf-8")
    workbook = Workbook.open(book)
    page = load_workbook(BytesIO(setup_file(workbook)))["Chủ trì"]
    row = next(r for r in range(5, page.max_row + 1) if page.cell(r, 4).value == "12.1")
    assert page.cell(row, 3).value == "xa-ntm-2016-2020" and page.cell(row, 5).value is None
    assert str(page.cell(row, 7).value).startswith("Tỷ lệ người có việc làm") and not page.cell(row, 1).value
    assert take_back(workbook, edited(setup_file(workbook), book)).is_empty

    def choose(page: Worksheet) -> None:
        put(page, row, **{"Cơ quan": "Phòng LĐ-TBXH (ld-tbxh)"})

    found = take_back(workbook, edited(setup_file(workbook), book, Chủ_trì=choose))
    assert [*fault_lines(found.faults)] == [] and "thêm: xa-ntm-2016-2020 / 12.1" in "\n".join(change_lines(found))


def test_figures_of_conclusions_are_named(given: bytes, book: Path) -> None:
    """A figure is chosen by its name; what another kind of item has in that column stays as it is."""
    page = load_workbook(BytesIO(given))["Kết luận"]
    texts = [page.cell(row, column(page, "Số liệu")).value for row in range(5, page.max_row + 1)]
    assert "Tỷ lệ hộ nghèo (poor_households_pct)" in texts and "thôn 9" in texts

    def edit(page: Worksheet) -> None:
        row = row_of(page, "Số liệu", "Tỷ lệ hộ nghèo (poor_households_pct)")
        put(page, row, **{"Số liệu": "Thu nhập bình quân đầu người"})

    found = taken(given, book, Kết_luận=edit)
    assert [*fault_lines(found.faults)] == [] and "income_per_capita" in "\n".join(change_lines(found))
