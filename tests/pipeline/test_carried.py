"""`ntm new --from`: workbooks that go on over the reform of 1/7/2025, with the real command, from the older workbook to pages."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from ntm_lib.reference.conclusions import COLUMNS
from ntm_lib.workbook import Workbook
from tests.carried import NEW, carried_workbook, hashes, run
from tests.conftest import ntm
from tests.two_tiers import words_of_form
from tests.unit.builders import WORKBOOK_TOML, write_csv, write_workbook

CARRIED = "2020-12-24-chuyen-2026"


def said(path: Path) -> str:
    return " ".join(html.document_fromstring(path.read_bytes().decode("utf-8")).text_content().split())


@pytest.fixture(scope="module")
def hue() -> Path:
    return carried_workbook()


def test_what_was_carried_and_what_waits_is_said(hue: Path) -> None:
    told = (hue / "said.txt").read_text(encoding="utf-8")
    for words in (
        "Đã lập sổ cho thành phố Huế, năm 2026: 19 xã",
        "6 kỳ: 2016, 2017, 2018, 2019, 2020, 2021.",
        "15 đơn vị giữ mã cũ",
        "64 tệp biểu đã nộp, 1 tệp kết luận.",
        "xã Hương Hữu, xã Thượng Long, xã Thượng Quảng → xã Long Quảng.",
        f"22 kết luận còn mở: data/conclusions/{CARRIED}.csv.",
        "mục 12.1: Phòng Giáo dục và Đào tạo không còn từ 01/07/2025, chưa ghi cơ quan kế tục.",
        "data/illustrative/",
        "5 kết luận chưa phân công chủ trì (mục 11.1, 11.2, 11.3, 12.1 và 13.1)",
        "Xong 19/19 biểu trắng năm 2026",
        "Cộng: 0 lỗi, ",
        "Xong 45/45.",
    ):
        assert words in told, words


def test_figures_of_the_old_units_are_summed_where_all_went_whole(hue: Path) -> None:
    """Nam Đông and Long Quảng from 2021; Khe Tre not, since the town never had a form."""
    pages = hue / "moi" / "reports" / NEW / "xa"
    nam_dong, long_quang, khe_tre = (
        said(pages / f"{name}-2025.html") for name in ("nam-dong", "long-quang", "khe-tre")
    )
    assert f"Tổng số hộ{(362 + 1041 + 590) / 1000:.3f} hộ" in nam_dong  # thousands, told apart by a dot
    assert "Hương Sơn 362 hộ; Hương Xuân 1.041 hộ; Thượng Nhật 590 hộ" in nam_dong
    for text in (nam_dong, long_quang):
        assert "Trước khi sáp nhập" in text and "không cộng:" not in text
    assert "thị trấn Khe Tre không có biểu" in khe_tre
    assert "Tổng số hộkhông cộng: thị trấn Khe Tre không có số liệu này" in khe_tre
    assert "Hương Hữu" in long_quang and "Hương Hữu" not in khe_tre


def test_a_page_of_an_older_season_is_that_of_the_older_workbook(hue: Path, build_of) -> None:
    """To the last byte but for the trace id: it is a hash of all reference data, and the new workbook has more units and agencies."""
    old, new = build_of("2021").folder, hue / "moi" / "reports" / "2021"
    for name in ("xa/huong-huu.html", "phong/gd-dt.html", "chat-luong.html", "phuong-phap.html"):
        found = []
        for folder in (old, new):
            text = (folder / name).read_text(encoding="utf-8")
            (trace,) = set(re.findall(r'class="edition">([0-9a-f]{8})<', text))
            found.append(text.replace(trace, "…"))
        assert found[0] == found[1], name


def test_open_conclusions_stand_on_the_page_of_the_successor(hue: Path) -> None:
    """With their item, notice and the unit of then; as a task, since no figure of the whole is one of the part."""
    book = Workbook.open(hue / "moi")
    season = book.season(NEW)
    items = book.conclusions(season)
    assert items is not None and season.conclusions == CARRIED
    page = said(hue / "moi" / "reports" / NEW / "xa" / "long-quang-2025.html")
    assert "Xóa 16 nhà tạm (mục 5.4, kết luận 24/12/2020; khi ấy: xã Thượng Long)" in page
    row = items.set_index("item").loc["5.4"]
    assert (row["communes"], row["kind"], row["lead"]) == ("long-quang-2025", "task", "ubnd-xa")
    assert "khi ấy xét theo: measure temporary_houses_removed >= 16" in row["note"]
    assert "4.4" not in set(items["item"])  # done: 14 of 14 houses
    index = said(hue / "moi" / "reports" / NEW / "index.html")
    assert "Chưa phân công" in index


def test_what_was_typed_wrong_writes_nothing(hue: Path, tmp_path: Path) -> None:
    old = str(hue / "cu")
    shutil.copytree(hue / "cu", tmp_path / "so")
    for arguments, words in (
        (["x", "--from", old, "--season", "2021"], "kỳ mới phải sau kỳ ấy"),
        (["x", "--from", old, "--season", NEW, "--place", "Na Rì"], "từ 01/07/2025 không còn cấp huyện"),
        (["x", "--from", old, "--season", NEW, "--place", "Lào Cai"], "không có xã nào của huyện Nam Đông"),
        (["x", "--from", old, "--season", "2021-06"], "chốt số liệu sau ngày ấy (đang ghi 2021-06, chốt 30/06/2021)"),
        (
            ["x", "--from", "không có", "--season", NEW],
            "không phải là sổ dữ liệu: không có data/workbook.toml. Ghi ở --from",
        ),
        (["x", "--from", "so/data", "--season", NEW], "Ghi ở --from thư mục có thư mục data của sổ cũ"),
        (["so", "--from", "so", "--season", NEW], "không được là một, không được nằm trong nhau"),
        (["so/x", "--from", "so", "--season", NEW], "không được nằm trong nhau"),
        ([".", "--from", "so", "--season", NEW], "không được nằm trong nhau"),
        (["so", "--from", old, "--season", NEW], "đã có data"),
    ):
        done = ntm("new", *arguments, cwd=tmp_path)
        assert done.returncode == 2 and words in done.stderr, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["so"] and hashes(tmp_path / "so") == hashes(hue / "cu")


def test_what_the_lists_do_not_tell_is_asked_for(tmp_path: Path) -> None:
    """A commune of 2019 that no list has, beside a new one: nobody guesses that one became the other. Wards are told with their option."""
    toml = WORKBOOK_TOML.partition('[[season]]\nname = "2021"')[0].replace("2020", "2019").replace("2021", "2019")
    for old, new in (
        ("Thử", "Nam Đông"),
        ("Mẫu", "Thừa Thiên Huế"),
        ("an-binh", "huong-hoa"),
        ("hoa-son", "huong-phu"),
    ):
        toml = toml.replace(old, new)
    units = [
        {"unit_id": i, "name": name, "kind": "xã"}
        for i, name in (("huong-hoa", "Hương Hòa"), ("huong-phu", "Hương Phú"))
    ]
    write_workbook(tmp_path / "cu", toml, units)
    told = run("new", "moi", "--from", "cu", "--season", "2020", cwd=tmp_path)
    assert "xã Hương Hòa không có trong sổ kỳ này." in told
    assert "Xã có trong danh sách mà sổ cũ không có: " in told and "xã Hương Xuân" in told
    run("new", "phong-dien", "--place", "Phong Điền, Thừa Thiên Huế", "--season", "2023", cwd=tmp_path)
    told = run("new", "hue", "--from", "phong-dien", "--season", NEW, cwd=tmp_path)
    assert (
        "xã Phong Mỹ, xã Phong Xuân nay là phường Phong Điền. Muốn theo dõi cả các đơn vị ấy: lập lại với --with phường."
        in told
    )


def test_a_workbook_of_ntm_new_goes_on_over_a_merger_of_provinces(tmp_path: Path) -> None:
    """Na Rì, Bắc Kạn, 2024, with the notice of its conference and nothing followed up yet: Thái Nguyên in 2026."""
    run("new", "cu", "--place", "Na Rì, Bắc Kạn", "--season", "2024", cwd=tmp_path)
    toml = tmp_path / "cu" / "data" / "workbook.toml"
    text = toml.read_text(encoding="utf-8").replace("# conference = 2024-12-25 ", "conference = 2024-12-25 ")
    toml.write_text(text, encoding="utf-8")
    usual = {"notice_point": "1", "kind": "task", "comparator": "done", "target": "yes", "deadline_stated": "no"}
    rows = (
        {
            "item": "1.1",
            "lead": "ubnd-xa",
            "communes": "kim-hy;cu-le",
            "summary": "Lập kế hoạch",
            "deadline_year": "2025",
        },
        {"item": "1.2", "lead": "gd-dt", "communes": "kim-hy", "summary": "Rà soát trường"},
        {"item": "1.3", "lead": "van-phong-dieu-phoi", "communes": "", "summary": "Tổng hợp"},
    )
    write_csv(tmp_path / "cu/data/conclusions/2024-12-25.csv", COLUMNS, [usual | row for row in rows])
    path = tmp_path / "cu/data/reference/departments.csv"
    departments = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    successor = departments["department_id"].map({"gd-dt": "gd-dt-tinh"}).fillna("")
    departments.assign(successor=successor).to_csv(path, index=False)
    told = run("new", "moi", "--from", "cu", "--season", NEW, cwd=tmp_path)
    assert "Đã lập sổ cho tỉnh Thái Nguyên, năm 2026: 77 xã" in told and "3 kết luận còn mở" in told
    assert "mục 1.3: Văn phòng Điều phối NTM huyện không còn từ 01/07/2025" in told and "mục 1.2" not in told
    book = Workbook.open(tmp_path / "moi")
    items = book.conclusions(book.season(NEW))
    assert items is not None
    assert [tuple(row) for row in items[["item", "lead", "communes"]].to_numpy()] == [
        ("1.1", "ubnd-xa", "van-lang-thai-nguyen-1;tran-phu-2025"), ("1.2", "gd-dt-tinh", "van-lang-thai-nguyen-1"), ("1.3", "", ""),
    ]  # fmt: skip
    assert {book.units[i].name for i in ("van-lang-thai-nguyen-1", "tran-phu-2025")} == {"Văn Lang", "Trần Phú"}
    check = run("check", cwd=tmp_path / "moi")
    assert "0/77 xã" in check and "Cộng: 0 lỗi" in check
    assert "Xong 1/1" in run("forms", "--commune", "tran-phu-2025", cwd=tmp_path / "moi")
    asked = words_of_form(tmp_path / "moi" / "reports" / NEW / "bieu" / "tran-phu-2025.xlsx")
    assert "Lập kế hoạch (mục 1.1, kết luận 25/12/2024; khi ấy: xã Kim Hỷ, xã Cư Lễ)" in asked
