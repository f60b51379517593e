"""Findings in lists: what many say in the same words is one line with their number."""

from datetime import date

import pytest

from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.method.page import sources
from ntm_lib.presentation.shared.data_notes import season_notes
from ntm_lib.presentation.shared.finding_list import FEW, finding_lines, grouped
from ntm_lib.presentation.shared.lacking import lacking_lines, lead_lines, no_agency, unconfirmed_lines
from ntm_lib.schemas import FINDINGS, Finding
from ntm_lib.season_data import load_season
from ntm_lib.tables import rows_of
from ntm_lib.workbook import Workbook
from tests.conftest import ntm
from tests.unit.builders import (
    DEPARTMENTS,
    SET_ID,
    UNIT_COLUMNS,
    WORKBOOK_TOML,
    conclusion_items,
    observations,
    small_workbook,
    write_csv,
    write_workbook,
    yes_no,
)
from tests.unit.builders import UNITS as COMMUNES
from tests.unit.test_district_parts import view_of

UNITS = [{"unit_id": f"xa-{n}", "code": f"{10000 + n}", "name": f"Số {n}", "kind": "xã"} for n in range(5)]


def finding(unit_id="", message="Sửa ô này.", cell="G1", **more):
    return {
        "severity": "cảnh báo", "check": "S10", "unit_id": unit_id, "season": "2021", "source_file": f"2021/{unit_id or 'a'}.xlsx",
        "sheet": "Chỉ tiêu", "cell": cell, "message": message, "accepted": "",
    } | more  # fmt: skip


def rows(*found):
    return rows_of(FINDINGS.frame(list(found)), Finding)


def book_of_five(root) -> Workbook:
    listed = ", ".join(f'"{unit["unit_id"]}"' for unit in UNITS)
    toml = WORKBOOK_TOML.replace('"an-binh", "hoa-son"', listed)
    return Workbook.open(write_workbook(root, toml, UNITS, levels=[yes_no("1.1")]))


def test_more_than_a_few_alike_are_one_line_with_their_number():
    """Three are told one by one; the fourth makes it one line. Another severity, another wording stay apart."""
    cells = [f"G{n}" for n in range(1, FEW + 2)]
    assert len(finding_lines(rows(*[finding(cell=c) for c in cells[:FEW]]), {})) == FEW
    lines = finding_lines(
        rows(*[finding(cell=c) for c in cells], finding(message="Khác."), finding(severity="lỗi", cell="G9")), {}
    )
    assert (
        lines[0]
        == "CẢNH BÁO S10 ở 4 chỗ (2021/a.xlsx Chỉ tiêu G1, 2021/a.xlsx Chỉ tiêu G2, 2021/a.xlsx Chỉ tiêu G3 và 1 chỗ khác): Sửa ô này."
    )
    assert len(lines) == 3


def test_what_every_commune_has_in_its_own_name_is_one_line(tmp_path):
    """“Chưa có biểu của xã Số 1” of five communes is “Chưa có biểu của xã” once."""
    book = book_of_five(tmp_path)
    absent = [
        finding(u["unit_id"], f"Chưa có biểu của xã {u['name']}: nhắc xã.", "", check="T18", sheet="") for u in UNITS
    ]
    (line,) = finding_lines(rows(*absent), book.units)
    assert line.startswith("CẢNH BÁO T18 ở 5 chỗ (") and line.endswith("Chưa có biểu của xã: nhắc xã.")


def test_the_page_puts_what_many_units_share_before_their_own(tmp_path):
    """Five communes share one wording; one has four cells of another; what is about nobody is never shared."""
    book = book_of_five(tmp_path)
    view = view_of(book, *observations().to_dict("records"))
    shared = [finding(u["unit_id"]) for u in UNITS]
    own = [finding("xa-0", "Riêng.", cell=f"H{n}", indicator="1.1") for n in range(4)]
    nobody = [finding(message="Không của ai.", cell=f"K{n}") for n in range(5)]
    groups = grouped(view, FINDINGS.frame([*shared, *own, *nobody]))
    assert [(g["name"], g["count"], len(g["rows"])) for g in groups] == [
        ("Nhiều đơn vị", 5, 1),
        ("Xã Số 0", 4, 1),
        ("Chưa rõ đơn vị", 5, 1),
    ]
    assert groups[0]["rows"][0]["place"] == "5 đơn vị: xã Số 0, xã Số 1, xã Số 2, xã Số 3 và xã Số 4"
    assert groups[1]["rows"][0]["place"].startswith(
        "4 chỗ: Chỉ tiêu, ô H0, Chỉ tiêu, ô H1, Chỉ tiêu, ô H2 và 1 chỗ khác"
    )
    assert groups[1]["rows"][0]["figure"] == "1.1"


def test_what_a_workbook_lacks_is_a_line_each(tmp_path):
    """Leads, key measures, decisions, positions, and, once anything is led, departments that were to have a page."""
    book = small_workbook(tmp_path)
    total = book.common_levels(book.season("2021"))["indicator"].nunique()
    names = ["Phòng P", "Phòng Q"]
    departments = [
        {"department_id": name[-1].lower(), "name": name, "short_name": name, "has_report": "true"} for name in names
    ]
    departments[1] |= {"valid_to": "2021-06-30"}
    columns = ["department_id", "name", "short_name", "topics", "has_report", "valid_from", "valid_to"]
    write_csv(book.reference_folder / "departments.csv", columns, departments)
    others = [
        "Chưa khai số liệu để so các xã của bộ " + SET_ID, "Sổ chưa ghi quyết định công nhận nào", "2/2 xã chưa có vị trí",
    ]  # fmt: skip

    def lines(*led_by):
        rows = [{"criteria_set": SET_ID, "indicator": "1.1", "department_id": name} for name in led_by]
        write_csv(book.reference_folder / "indicator-leads.csv", ["criteria_set", "indicator", "department_id", "basis"], rows)  # fmt: skip
        opened = Workbook.open(tmp_path)
        found = list(lacking_lines(opened, opened.season("2021")))
        assert [line.split(" (")[0] for line in found[-3:]] == others
        assert found[:-3] == list(lead_lines(opened, opened.season("2021")))
        return found[:-3]

    where = "(ghi ở trang “Chủ trì”, indicator-leads.csv)"
    nobody = f"{total}/{total} chỉ tiêu chờ phân công chủ trì {where}, cơ quan có trang khi đã được phân công."
    assert lines() == [nobody]
    # Phòng Q has ended: what it led is led by nobody now, but not unassigned
    assert lines("q") == [
        f"{total - 1}/{total} chỉ tiêu chờ phân công chủ trì {where}.",
        f"1/{total} chỉ tiêu giao cho cơ quan không có ở kỳ này (Phòng Q, chỉ có đến hết ngày 30/06/2021: 1 chỉ tiêu): "
        "thêm ở trang “Chủ trì”, indicator-leads.csv, dòng của cơ quan chủ trì lúc ấy, để nguyên dòng cũ vì kỳ khác vẫn theo đó.",
    ]
    assert lines("q", "p") == lines("p") == [f"{total - 1}/{total} chỉ tiêu chờ phân công chủ trì {where}."]
    write_csv(book.reference_folder / "departments.csv", columns, [departments[0], departments[1] | {"valid_to": ""}])
    one, other = lines("q")
    assert one.startswith(f"{total - 1}/{total}") and other.endswith("không có trang: Phòng P.")


def test_conclusions_that_nobody_leads_or_no_figure_tells_are_named(tmp_path):
    """No form asks for them, so whoever reads the line has to write a lead, the communes, the measure."""
    toml = WORKBOOK_TOML + 'conclusions = "2020-12-24-chuyen-2021"\n'
    communes = {"department_id": "ubnd-xa", "name": "Ủy ban nhân dân xã", "short_name": "UBND xã"}
    book = Workbook.open(write_workbook(tmp_path, toml, departments=(*DEPARTMENTS, communes)))
    assert book.season("2021").conclusions_date == date(2020, 12, 24)
    items = conclusion_items(
        {"item": "1.1", "kind": "task", "lead": ""}, {"item": "1.2", "kind": "task", "lead": "kinh-te"},
        {"item": "1.3", "kind": "task", "communes": ";"}, {"item": "1.4", "kind": "measure", "comparator": "increase"},
    )  # fmt: skip
    write_csv(
        book.data_folder / "conclusions/2020-12-24-chuyen-2021.csv", list(items.columns), items.to_dict("records")
    )
    said = " ".join(lacking_lines(book, book.season("2021")))
    assert (
        "1 kết luận chưa phân công chủ trì (mục 1.1): ghi cột “Chủ trì” ở trang “Kết luận” (2020-12-24-chuyen-2021.csv)"
        in said
    )
    assert "1 kết luận giao cho xã mà chưa ghi xã nào (mục 1.3): ghi cột “Xã”" in said
    assert "1 kết luận theo dõi bằng con số mà chưa ghi số liệu nào (mục 1.4): ghi cột “Số liệu”" in said


def test_assumptions_without_words_and_communes_that_became_nothing_are_named(tmp_path):
    """Workbooks with them open; the first say nothing on the page, the others are in no later season."""
    units = [COMMUNES[0] | {"valid_to": "2020-12-31"}, *COMMUNES[1:]]
    texts = [{"id": "1", "text": "Số hộ là của điều tra."}, {"id": "2", "text": ""}]
    book = Workbook.open(write_workbook(tmp_path, units=units, assumptions=texts))
    said = " ".join(lacking_lines(book, book.season("2021")))
    assert "1 giả định chưa ghi lời" in said and "1 đơn vị đã hết hiệu lực mà chưa ghi nhập vào đâu (xã " in said
    assert "hết hiệu lực" not in " ".join(lacking_lines(book, book.season("2020")))
    season = book.season("2021")
    shown = str(sources(SeasonView(book, season, load_season(book, season))).markup)
    assert shown.count("<li value=") == 1


@pytest.mark.parametrize("validity", [{"valid_to": "2021-12-19"}, {"valid_from": "2022-01-01"}])
def test_a_season_without_any_agency_says_so(tmp_path, validity):
    """All have ended, or none has begun: the commands say what to do, the place's page says why it has no agency. "ubnd-xa" is none."""
    communes = {"department_id": "ubnd-xa", "name": "Ủy ban nhân dân xã", "short_name": "UBND xã"}
    write_workbook(tmp_path, departments=(DEPARTMENTS[0] | validity, communes))
    book = Workbook.open(tmp_path)
    said = "Không có cơ quan nào tại ngày chốt số liệu 20/12/2021 nên không có trang, biểu của cơ quan."
    first, *_ = lacking_lines(book, book.season("2021"))
    assert first.startswith(said) and "“Đến hết ngày” ở trang “Cơ quan”" in first
    season = book.season("2021")
    view = SeasonView(book, season, load_season(book, season))
    assert dict(season_notes(view))["Các phòng"] == said
    assert bool(no_agency(book, book.season("2020"))) is ("valid_from" in validity)


def test_units_that_wait_and_levels_of_the_province_are_told_until_they_are_stated(tmp_path):
    """What `ntm new` left open is said by every command, not once; a level that only the province can set is one of these."""
    levels = [yes_no("1.1") | {"value_type": "percent", "rule": "assessed"}]
    toml = WORKBOOK_TOML.replace('"an-binh", "hoa-son"', ", ".join(f'"{unit["unit_id"]}"' for unit in UNITS))
    book = Workbook.open(write_workbook(tmp_path, toml, UNITS, levels=levels))
    units = [UNITS[0] | {"note": "chờ xác nhận: mang tên khác"}, *UNITS[1:]]
    write_csv(book.reference_folder / "units.csv", [*UNIT_COLUMNS, "note"], units)
    book = Workbook.open(tmp_path)
    said = list(lacking_lines(book, book.season("2021")))
    assert said[0].startswith("1 chỉ tiêu chưa có mức của tỉnh (1.1): theo đánh giá")
    assert any(
        line.startswith("1 đơn vị chờ xác nhận (cột “Ghi chú” ở trang “Xã”, units.csv: xã Số 0)") for line in said
    )


@pytest.mark.parametrize(
    ("more", "is_told"),
    [
        ({}, True),
        ({"valid_to": "2025-06-30"}, True),
        ({"valid_to": "2025-02-28"}, False),
        ({"note": "chờ xác nhận: có trong danh sách 5/2023"}, False),  # told in a line of its own
        ({"name": "Đồng Tiến"}, False),  # the lists know no such unit
        ({"code": "", "parent": "thị xã Văn Quan, tỉnh Lạng Sơn"}, True),
        ({"code": "", "parent": "tỉnh Lạng Sơn"}, True),
        ({"code": "", "parent": "huyện Na Rì, tỉnh Lạng Sơn"}, False),  # no such unit is there
        ({"code": ""}, False),  # nor in the place
    ],
)
def test_communes_that_the_next_list_no_longer_has_are_told(tmp_path, more, is_told):
    """The list of 3/2025 has no Đồng Giáp any more; units.csv has it on that day. Each season is told so, not only the first."""
    toml = WORKBOOK_TOML.replace('"an-binh", "hoa-son"', '"dong-giap", "ngoai"').replace("2021", "2024").replace("2020", "2023")  # fmt: skip
    units = [{"unit_id": "dong-giap", "code": "06295", "name": "Đồng Giáp", "kind": "xã", **more}, {"unit_id": "ngoai", "code": "90001", "name": "Ngoài", "kind": "xã"}]  # fmt: skip
    parents = [{"unit_id": "dong-giap", "parent": units[0].pop("parent")}] if "parent" in more else []
    book = Workbook.open(write_workbook(tmp_path, toml, units, unit_parents=parents))
    told = [line for line in lacking_lines(book, book.season("2024")) if "danh sách 3/2025" in line]
    assert len(told) == is_told and all("1 đơn vị không có trong danh sách 3/2025 (xã Đồng Giáp)" in t for t in told)


def test_what_bears_the_code_of_a_unit_that_is_gone_is_named(tmp_path):
    """Of the lists' own change of 2025 the name that has its code is known; a season of before the first list is silent. What waits to be
    confirmed by its note is told by `ntm forms`, too: who gets a form depends on it."""
    toml = WORKBOOK_TOML.replace('"an-binh", "hoa-son"', '"kim-giang"')
    units = [{"unit_id": "kim-giang", "code": "00373", "name": "Kim Giang", "kind": "phường"}]
    units += [
        {
            "unit_id": "moi",
            "code": "90001",
            "name": "Mới",
            "kind": "xã",
            "note": "chờ xác nhận: có trong danh sách 3/2025",
        }
    ]
    for years, count in ((("2021", "2024"), 1), (("2021", "2018"), 0), (("2021", "2026"), 0)):
        root = tmp_path / years[1]
        book = Workbook.open(write_workbook(root, toml.replace("2020", str(int(years[1]) - 1)).replace(*years), units))
        waiting, *lines = unconfirmed_lines(book, book.season(years[1]))
        assert len(lines) == count and all(
            "phường Kim Giang (mã 00373 nay là phường Hạ Đình)" in line for line in lines
        )
        said = ntm("forms", "--season", years[1], "--workbook", str(root)).stdout
        assert said.count("Kim Giang (mã 00373") == count and said.count(f"CẢNH BÁO: {waiting}") == 1


def test_a_complete_workbook_lacks_nothing(workbook):
    """The shipped one has everything but leads of its own decree: no line on what is there."""
    said = " ".join(lacking_lines(workbook, workbook.season("2021")))
    assert "vị trí" not in said and "quyết định công nhận" not in said and "has_report" not in said
