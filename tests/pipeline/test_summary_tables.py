"""A new office's first build: last year's matrix, a form of one commune, a table that fills a gap; every page says what goes by a table."""

import csv
import shutil
from pathlib import Path

import pytest
from lxml import html

from ntm_lib.intake.summary.store import undo_table, write_table
from ntm_lib.text import clean
from ntm_lib.workbook import Workbook
from tests.conftest import ntm
from tests.second_district import COMMUNES, make_second_district, write_commune_form

LAST = {"dong-lam": ("met", "met", "not_met"), "tay-son": ("met", "met", "met"), "nam-hoa": ("met", "not_met", "met")}
NOW = {"dong-lam": (None, None, "met"), "tay-son": ("not_met", "met", "met")}
LETTERS = {"met": "Đ", "not_met": "KĐ"}


def matrix(results: dict[str, tuple[str | None, ...]]) -> list[dict[str, object]]:
    """Return what a matrix of communes by criteria states, as the reader of tables hands it over."""
    return [
        {
            "unit_id": unit_id, "unit_name": COMMUNES[unit_id][1], "season": "", "criterion_no": str(n), "indicator": "", "result": result,
            "as_written": LETTERS[result], "year": float("nan"), "table_id": "", "source_file": "", "sheet": "Tổng hợp", "cell": f"{'CDE'[n - 1]}{line}",
        }
        for line, (unit_id, own) in enumerate(results.items(), start=8)
        for n, result in enumerate(own, start=1)
        if result
    ]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    root = make_second_district(tmp_path_factory.mktemp("bang") / "sổ")
    write_commune_form(root, "2030-06", "dong-lam", (180, 200), "Đạt", None)
    book = Workbook.open(root)
    for season, table_id, name, rows in (
        ("2029", "cuoi-2029", "Tong hop 2029.xlsx", matrix(LAST)),
        ("2030-06", "giua-2030", "6 thang.xlsx", matrix(NOW)),
    ):
        write_table(book, book.season(season), table_id, rows, name, b"PK", None, {}, {})
    run = ntm("build", cwd=root)
    assert run.returncode == 0, run.stdout + run.stderr
    return root


@pytest.fixture(scope="module")
def pages(folder) -> dict[str, html.HtmlElement]:
    reports = folder / "reports" / "2030-06"
    return {
        p.relative_to(reports).as_posix(): html.fromstring(p.read_text(encoding="utf-8"))
        for p in reports.rglob("*.html")
    }


def said(pages, page: str) -> str:
    for style in pages[page].xpath("//style | //script"):
        style.drop_tree()
    return clean(" ".join(pages[page].itertext()))


def section(pages, page: str, section_id: str) -> str:
    (found,) = pages[page].xpath(f"//section[@aria-labelledby='{section_id}']")
    return clean(" ".join(found.itertext()))


# The counts, once more from the files


FORM = {"dong-lam": {"1": "met", "2": "met"}}  # as the form above says; its bridges are left blank


def counted(folder: Path, season: str, form: dict[str, dict[str, str]]) -> dict[str, tuple[int, int, int, int]]:
    """Return met, not met and unknown criteria of each commune, and how many are a table's, from the form and the CSV of the import."""
    (path,) = (folder / "data" / "imports" / season).glob("*/results.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        stated = {(row["unit_id"], row["criterion_no"]): row["result"] for row in csv.DictReader(file)}
    found = {}
    for unit_id in COMMUNES:
        own = form.get(unit_id, {})
        results = [own.get(n) or stated.get((unit_id, n), "unknown") for n in "123"]
        tabled = sum(n not in own and (unit_id, n) in stated for n in "123")
        found[unit_id] = (*(results.count(word) for word in ("met", "not_met", "unknown")), tabled)
    return found


def test_the_counts_are_those_of_form_and_table(folder, pages) -> None:
    now, before = counted(folder, "2030-06", FORM), counted(folder, "2029", {})
    assert now == {"dong-lam": (3, 0, 0, 1), "tay-son": (2, 1, 0, 3), "nam-hoa": (0, 0, 3, 0)}
    with (folder / "reports" / "2030-06" / "data" / "commune-summary.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        rows = {row["unit_id"]: row for row in csv.DictReader(file)}
    names = ("criteria_met", "criteria_not_met", "criteria_unknown", "criteria_tabled")
    assert {unit_id: tuple(int(row[name]) for name in names) for unit_id, row in rows.items()} == now
    changes = {i: row["criteria_met_change"] for i, row in rows.items()}
    assert changes == {i: str(now[i][0] - before[i][0]) if not now[i][2] else "" for i in rows}
    assert {row["origin_vi"] for row in rows.values()} == {"bảng tổng hợp", ""}
    matrix = pages["index.html"].xpath("//table[contains(@class, 'matrix')]/tbody/tr")
    shown = [[clean(cell.text_content()) for cell in row.xpath("./th | ./td")][:3] for row in matrix]
    assert shown == [["Đồng Lâm", "3/3*", "▲ 1*"], ["Tây Sơn", "2/3*", "▼ 1*"]]


# What pages say


@pytest.mark.parametrize(
    ("page", "part", "sentences"),
    [
        ("xa/dong-lam.html", "tom-tat", ["Tiêu chí đạt 3/3 1 tiêu chí theo bảng tổng hợp", "▲ tăng 1 so với năm 2029 theo bảng tổng hợp", "đạt 3/3 tiêu chí (1 tiêu chí theo bảng tổng hợp)", "3* ● ▲ Cầu tạm: đạt, theo bảng tổng hợp, mới đạt", "* theo bảng tổng hợp"]),
        ("xa/dong-lam.html", "cac-tieu-chi", ["3 Cầu tạm ● đạt theo bảng tổng hợp 6 thang.xlsx, trang “Tổng hợp”, ô E8", "3.1 Cầu tạm còn lại Không quá 1 cầu Chưa có số liệu – chưa có số liệu"]),
        ("xa/dong-lam.html", "qua-cac-ky", ["3 Cầu tạm ○* chưa đạt, theo bảng tổng hợp ●* đạt, theo bảng tổng hợp", "2/3* 3/3*"]),
        ("xa/dong-lam.html", "qua-cac-nam", ["Hình vuông: có kết quả theo bảng tổng hợp, kỳ 2029 và 2030-06", "2 bảng tổng hợp: năm 2029", "biểu của xã và bảng tổng hợp"]),
        ("xa/dong-lam.html", "de-xuat", ["Duy trì, nâng cao chất lượng 3 tiêu chí đã đạt"]),
        ("xa/dong-lam.html", "nguon", ["3 Cầu tạm Đạt (ghi “Đ”)", "Đồng Lâm, năm 2029 3 tiêu chí"]),
        ("xa/tay-son.html", "tom-tat", ["2/3 1 chưa đạt Chưa nộp biểu; theo bảng tổng hợp", "xã Tây Sơn chưa nộp biểu; theo bảng tổng hợp đạt 2/3 tiêu chí", "Kỳ trước đạt, nay chưa đạt: 1 Nước (cả hai kỳ theo bảng tổng hợp)"]),
        ("xa/tay-son.html", "con-thieu", ["1 Nước chưa rõ* Phòng Thử", "* Chưa đạt theo bảng tổng hợp"]),
        ("xa/tay-son.html", "can-quyet", ["(chưa đủ căn cứ về tiến độ, hoặc năm qua ngược chiều): 1 Nước (chưa đạt theo bảng tổng hợp)", "Ấn định ngày nộp biểu: xã mới có kết quả theo bảng tổng hợp"]),
        ("xa/tay-son.html", "cac-tieu-chi", ["Tất cả tiêu chí Bộ tiêu chí", "1 Nước ○ chưa đạt ô C9 2"]),
        ("xa/tay-son.html", "ghi-chu", ["Tất cả. Chỉ tiêu chưa có số liệu", "“6 thang.xlsx” (mã giua-2030): dùng cho 3 tiêu chí của Tây Sơn"]),
        ("xa/nam-hoa.html", "tom-tat", ["Chưa nộp biểu", "kỳ này chưa nộp biểu", "Năm 2029 xã đạt 2/3 tiêu chí (theo bảng tổng hợp), phải giữ; khi ấy chưa đạt 2 "]),
        ("index.html", "tom-tat", ["Chưa nộp biểu: xã Tây Sơn và xã Nam Hòa", "4/6 kết quả theo bảng tổng hợp", "kỳ ấy mọi kết quả theo bảng tổng hợp", "Không còn đạt: xã Tây Sơn (1 Nước (cả hai kỳ theo bảng tổng hợp))"]),
        ("index.html", "xa-dang-cho", ["Phòng Thử 1 1"]),
        ("index.html", "xa-can-quyet", ["Tây Sơn 2/3* ", "1 Nước ▼ (chưa đạt theo bảng tổng hợp)", "* theo bảng tổng hợp"]),
        ("index.html", "cac-xa", ["4/6 kết quả theo bảng tổng hợp, của 2 xã"]),
        ("index.html", "ba-viec", ["tính từ biểu của xã hoặc theo bảng tổng hợp", "Tây Sơn chưa nộp biểu; theo bảng tổng hợp: 2/3"]),
        ("chat-luong.html", "chua-nop", ["Bảng tổng hợp “6 thang.xlsx” (mã giua-2030): dùng cho 4 tiêu chí của Đồng Lâm và Tây Sơn"]),
        ("phuong-phap.html", "cach-dem", ["Theo bảng tổng hợp", "Bảng không cho số liệu"]),
        ("phong/phong-thu.html", "ghi-chu", ["Các chỉ tiêu ở trang này xét theo biểu"]),
    ],
)  # fmt: skip
def test_a_page_says_what_goes_by_a_table(pages, page, part, sentences) -> None:
    text = section(pages, page, part)
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_a_result_leads_to_its_cell(pages) -> None:
    """The place of each result is a link to its row among the sources of the page."""
    tree = pages["xa/tay-son.html"]
    links = [a.get("href") for a in tree.xpath("//a[contains(@href, '#nguon-bang-')]")]
    assert links == [f"#nguon-bang-tieu-chi-{n}" for n in "123"]
    rows = [clean(tree.get_element_by_id(link[1:]).text_content()) for link in links]
    assert all(
        f"ô {cell}, “Tổng hợp”" in row and "6 thang.xlsx" in row
        for row, cell in zip(rows, ("C9", "D9", "E9"), strict=True)
    )


def test_the_tables_results_are_a_table_of_the_season(folder) -> None:
    with (folder / "reports" / "2030-06" / "data" / "tabled-results.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    assert [(row["unit_id"], row["cell"]) for row in rows] == [
        ("dong-lam", "E8"),
        ("tay-son", "C9"),
        ("tay-son", "D9"),
        ("tay-son", "E9"),
    ]


# An import that is changed or taken out


def test_a_changed_or_withdrawn_table_rebuilds_what_rests_on_it(folder, tmp_path) -> None:
    """The page of the commune concerned and those of the place; another commune's stays. Taken out, its page says what it said before."""
    root = Path(shutil.copytree(folder, tmp_path / "sổ"))
    path = root / "data" / "imports" / "2030-06" / "giua-2030" / "results.csv"
    content = path.read_bytes()
    path.write_bytes(
        content.replace('"Tây Sơn","2030-06","1",,"not_met"'.encode(), '"Tây Sơn","2030-06","1",,"met"'.encode())
    )
    assert path.read_bytes() != content
    plan = ntm("plan", cwd=root).stdout
    assert "Xã Tây Sơn: dựng, vì đổi số liệu" in plan and "Xã Đồng Lâm" not in plan and "Xã Nam Hòa" not in plan
    path.write_bytes(content.replace(b'"tay-son"', b'"tay-sonn"', 1))
    told = ntm("check", cwd=root).stdout
    assert "CẢNH BÁO D24 data/imports/2030-06/giua-2030/results.csv" in told and "Dòng 3 không được dùng" in told
    path.write_bytes(content)
    assert "không có gì thay đổi" in ntm("plan", cwd=root).stdout
    undo_table(Workbook.open(root), "giua-2030")
    assert ntm("build", "--commune", "tay-son", cwd=root).returncode == 0
    page = root / "reports" / "2030-06" / "xa" / "tay-son.html"
    assert "Chưa nộp biểu</strong>" in page.read_text(encoding="utf-8")
    table = root / "reports" / "2030-06" / "data" / "tabled-results.csv"
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == 1
