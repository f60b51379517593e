"""`ntm import`: a table of many communes is previewed, asked about, written all or none, listed and taken out; by hand in LibreOffice, too."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from ntm_lib.intake.summary.answers_file import answers_bytes, key_of, read_answers
from ntm_lib.intake.summary.reading import read_summary
from ntm_lib.intake.summary.store import read_tabled, tables_of
from ntm_lib.intake.summary.wanted import wanted_of
from ntm_lib.workbook import Workbook
from tests import fonts, summary_tables
from tests.conftest import copied_workbook, ntm
from tests.libreoffice import office, work
from tests.several_districts import make_several_districts
from tests.summary_tables import l1, matrix, opened, table

__all__ = ["office"]  # a fixture


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the project's workbook, without forms."""
    found = copied_workbook(tmp_path / "sổ")
    shutil.rmtree(found / "data" / "submissions")
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_from_the_preview_to_the_undoing(root: Path, tmp_path: Path) -> None:
    """Without a yes nothing of the workbook changes; with one the results are kept, once; taken out again they lie in the backup."""
    path = tmp_path / "Bảng tổng hợp 2020.xlsx"
    path.write_bytes(table(matrix("Đ", "KĐ")))
    before = files(root)
    run = ntm("import", str(path), "--season", "2020", cwd=root)
    assert run.returncode == 1 and "Cột C–U: tiêu chí 1–19" in run.stdout and "157 đạt, 14 chưa đạt" in run.stdout
    assert "--yes" in run.stdout and run.stdout.splitlines()[-1] == "Chưa ghi gì." and files(root) == before
    assert (tmp_path / "Bảng tổng hợp 2020-cach-hieu.xlsx").exists()
    run = ntm("import", str(path), "--season", "2020", "--yes", cwd=root)
    assert run.returncode == 0 and "Đã ghi 171 kết quả vào năm 2020" in run.stdout
    workbook = Workbook.open(root)
    (kept,) = tables_of(workbook)
    tabled = read_tabled(workbook, workbook.season("2020"))
    assert len(tabled.rows) == 171 and not tabled.findings
    row = next(row for row in tabled.rows if (row["unit_id"], row["criterion_no"]) == ("huong-huu", "15"))
    assert (row["result"], row["as_written"], row["sheet"], row["cell"]) == ("not_met", "KĐ", "Sheet1", "Q8")
    assert (root / "data" / row["source_file"]).read_bytes() == path.read_bytes()
    second = path.with_name("Bảng (1).xlsx")
    second.write_bytes(path.read_bytes())
    for same in (path, second):
        run = ntm("import", str(same), "--season", "2020", "--yes", cwd=root)
        assert run.returncode == 1 and f"--undo {kept.table_id}" in run.stderr
    run = ntm("import", "--list", cwd=root)
    assert run.returncode == 0 and f"{kept.table_id}: năm 2020, {path.name}" in run.stdout
    run = ntm("import", "--undo", kept.table_id, cwd=root)
    assert run.returncode == 0 and "data/backup" in run.stdout and tables_of(Workbook.open(root)) == []
    after = files(root)
    assert {name: after[name] for name in before} == before
    assert ntm("import", "--list", cwd=root).stdout == "Chưa nhập bảng tổng hợp nào.\n"


def test_a_season_that_the_workbook_does_not_have(root: Path, tmp_path: Path) -> None:
    """Last year's table of a new office adds its season: said before, written with the table; the first season is compared with it then."""
    path, settings = tmp_path / "nam2015.xlsx", root / "data" / "workbook.toml"
    path.write_bytes(l1(2015))
    text = settings.read_text("utf-8")
    run = ntm("import", str(path), "--season", "2015", cwd=root)
    assert run.returncode == 1 and "Sổ chưa có kỳ 2015" in run.stdout and "kỳ 2016 so với kỳ này" in run.stdout
    assert settings.read_text("utf-8") == text
    run = ntm("import", str(path), "--season", "2015", "--cut-off", "15/12/2015", "--yes", cwd=root)
    assert run.returncode == 0, run.stdout + run.stderr
    workbook = Workbook.open(root)
    season = workbook.season("2015")
    assert (season.criteria_set, f"{season.cut_off}", season.compare_with) == (
        "xa-ntm-2009-2015-partial",
        "2015-12-15",
        None,
    )
    assert workbook.season("2016").compare_with == "2015" and len(read_tabled(workbook, season).rows) == 15
    lines = settings.read_text("utf-8").splitlines()
    assert [line for line in text.splitlines() if line not in lines] == []
    (kept,) = tables_of(workbook)
    added = settings.read_text("utf-8")
    settings.write_text(f"{added}# đã sửa\n", "utf-8")
    assert "Năm 2015 vẫn còn" in ntm("import", "--undo", kept.table_id, cwd=root).stdout
    assert settings.read_text("utf-8") == f"{added}# đã sửa\n"  # somebody has changed them since
    settings.write_text(text, "utf-8")
    assert ntm("import", str(path), "--season", "2015", "--yes", cwd=root).returncode == 0
    assert "vẫn còn" not in ntm("import", "--undo", tables_of(Workbook.open(root))[0].table_id, cwd=root).stdout
    assert settings.read_text("utf-8") == text  # the season went with the table
    path.write_bytes(l1(2022))
    run = ntm("import", str(path), "--season", "2022", "--set", "xa-ntm-nang-cao-2021-2025", cwd=root)
    assert run.returncode == 1 and "bộ xa-ntm-nang-cao-2021-2025" in run.stdout and "so với" not in run.stdout


def test_a_season_before_the_place(root: Path, tmp_path: Path) -> None:
    """A season that the settings can't have is refused by what is wrong with them, and nothing is written."""
    path, settings = tmp_path / "nam2015.xlsx", root / "data" / "workbook.toml"
    path.write_bytes(l1(2015))
    text = settings.read_text("utf-8").replace("[[place.period]]", "[[place.period]]\nfrom = 2016-01-01", 1)
    settings.write_text(text, "utf-8")
    run = ntm("import", str(path), "--season", "2015", "--yes", cwd=root)
    assert (
        run.returncode == 2 and f"Không thêm được kỳ 2015. {settings}: kỳ “2015” chốt số liệu 31/12/2015" in run.stderr
    )
    assert settings.read_text("utf-8") == text and not (root / "data" / "imports").exists()


def test_answers_are_given_in_excel(root: Path, tmp_path: Path) -> None:
    """What is chosen in the file beside the table counts when the command is run again, and is kept with the import."""
    path, answers = tmp_path / "bang.xlsx", tmp_path / "bang-cach-hieu.xlsx"
    path.write_bytes(summary_tables.two_levels())
    run = ntm("import", str(path), "--season", "2020", cwd=root)
    assert "Ký hiệu “C” trong bảng nghĩa là gì?" in run.stdout and f"trả lời trong {answers}" in run.stdout
    book = openpyxl.load_workbook(answers)
    page = book["Khác"]
    assert [cell.value for cell in page[4]][:4] == ["2020", "Sheet1", "G7", "C"]
    page["G4"] = "đạt"
    book.save(answers)
    given = answers.read_bytes()
    run = ntm("import", str(path), "--season", "2020", "--yes", cwd=root)
    assert run.returncode == 0 and "Đã ghi 43 kết quả" in run.stdout and answers.read_bytes() == given
    (kept,) = tables_of(Workbook.open(root))
    inside = read_answers(opened((root / "data" / "imports" / "2020" / kept.table_id / "cach-hieu.xlsx").read_bytes()))
    assert [own.answer for own in inside if own.answer] == ["đạt"]
    others = table([["Sổ tay"]])
    answers.write_bytes(others)
    run = ntm("import", str(path), "--season", "2019", cwd=root)
    assert "không phải tệp của lệnh này" in run.stdout and answers.read_bytes() == others
    answers.write_bytes(b"not a spreadsheet")
    run = ntm("import", str(path), "--season", "2019", cwd=root)
    assert run.returncode == 2 and "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([], 2, "ghi một trong"), (["x.xlsx", "--list"], 2, "ghi một trong"), (["khong-co.xlsx"], 2, "không thấy tệp khong-co.xlsx"),
        (["bang.csv"], 2, "lưu dạng .xlsx rồi chạy lại"), (["anh.xlsx"], 1, "nếu là ảnh chụp"), (["bang.xlsx", "--season", "1999"], 2, "Không lập được kỳ “1999”"),
        (["bang.xlsx", "--season", "2020", "--set", "x"], 2, "sổ đã có kỳ 2020"), (["bang.xlsx", "--season", "2022", "--set", "khong-co"], 2, "Không có bộ tiêu chí"),
        (["--undo", "khong-co"], 2, "Không có bảng nào mã “khong-co”"), (["bang.xlsx", "--season", "2026"], 2, "sổ không có xã nào"),
    ],
)  # fmt: skip
def test_what_can_not_be_done(arguments: list[str], status: int, said: str, root: Path) -> None:
    """Wrong usage, other files, unknown names: one sentence, and nothing is written."""
    (root / "bang.csv").write_text("TT;Tên xã;1\n1;Hương Hữu;x\n", encoding="utf-8")
    (root / "anh.xlsx").write_bytes(table([]))
    (root / "bang.xlsx").write_bytes(table(matrix()))
    before = files(root / "data")
    run = ntm("import", *arguments, cwd=root)
    assert run.returncode == status and said in run.stdout + run.stderr and files(root / "data") == before


def test_of_several_places_one_is_named(tmp_path: Path) -> None:
    """Each place has tables of its own."""
    root = make_several_districts(tmp_path / "sổ")
    run = ntm("import", "--list", cwd=root)
    assert run.returncode == 2 and "--place" in run.stderr
    place = Workbook.open(root).places[0].id
    assert ntm("import", "--list", "--place", place, cwd=root).returncode == 0


def test_saved_by_libreoffice(workbook: Workbook, office: tuple[str, str], tmp_path: Path) -> None:
    """A table that LibreOffice has saved says the same; the answers file takes what is chosen there."""
    wanted = wanted_of(workbook, workbook.season("2020"))
    contents = {
        "matrix": table(matrix("Đ", "KĐ")),
        "rows": summary_tables.two_rows(),
        "l1": l1(),
        "l2": summary_tables.l2(),
        "levels": summary_tables.two_levels(),
    }
    read = {name: read_summary(opened(content), wanted, {}) for name, content in contents.items()}
    contents["answers"] = answers_bytes(read["levels"].answers, "Cách hiểu", "2020")
    typed = {"answers": [["Khác", "G4", "chưa đạt"]]}
    jobs = []
    for name, content in contents.items():
        (tmp_path / f"{name}.xlsx").write_bytes(content)
        jobs.append(
            {
                "open": str(tmp_path / f"{name}.xlsx"),
                "save": str(tmp_path / f"{name}-saved.xlsx"),
                "type": typed.get(name, []),
            }
        )
    work(office, tmp_path, jobs, fonts.only(tmp_path))
    for name, before in read.items():
        after = read_summary(opened((tmp_path / f"{name}-saved.xlsx").read_bytes()), wanted, {})
        assert after.said == before.said and after.notes == before.notes, name
        assert after.answers.asked.keys() == before.answers.asked.keys(), name
    found = read_answers(opened((tmp_path / "answers-saved.xlsx").read_bytes()))
    given = {key_of(own): own.answer for own in found}
    assert [answer for answer in given.values() if answer] == ["chưa đạt"]
    assert (
        len(read_summary(opened(contents["levels"]), wanted, given).answers.open) == 1
    )  # then the column holds nothing else
