"""`ntm check` as an analyst uses it: what it says, what it writes, the way of a form out, back, corrected and in again."""

import io
import os
import re
import signal
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.intake import form as layout
from ntm_lib.intake.received import form_changes
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT, ntm
from tests.forked import Command
from tests.second_district import make_second_district, write_all_forms, write_commune_form
from tests.unit.builders import in_excel

SEASON = "2030-06"
RETURNED = Path("reports") / SEASON / "kiem-tra" / "tra-lai"


@pytest.fixture
def district(tmp_path):
    """The made-up district with both seasons' forms; Đồng Lâm's numerator is larger than its denominator."""
    folder = make_second_district(tmp_path / "Huyện thử")
    write_all_forms(folder)
    write_commune_form(folder, SEASON, "dong-lam", (190, 180), "Đạt", 1)
    return folder


def check(folder, *arguments):
    return ntm("check", "--workbook", str(folder), *arguments)


def found(folder):
    path = folder / "reports" / SEASON / "kiem-tra" / "findings.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def cell_of(book, sheet, code, heading):
    """Return the cell of a figure, found by its code and its column's heading."""
    page = book[sheet]
    header = next(row for row in page.iter_rows() if any(c.value == "Mã chỉ tiêu" for c in row))
    columns = {c.value: c.column for c in header}
    row = next(r for r in page.iter_rows(min_row=header[0].row + 1) if r[columns["Mã chỉ tiêu"] - 1].value == code)
    return page.cell(row[0].row, columns[heading])


def test_the_shipped_forms_have_no_error(tmp_path):
    """The season that comes with the project ends with 0: warnings alone are no failure, and each commune has its line."""
    run = ntm("check", "--season", "2021", "--output", str(tmp_path))
    assert run.returncode == 0, run.stdout + run.stderr
    assert "dùng được biểu của 9/9 xã" in run.stdout
    assert "\nLỖI" not in run.stdout
    table = pd.read_csv(tmp_path / "findings.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert "lỗi" not in set(table["severity"]) and "cảnh báo" in set(table["severity"])


def test_no_shipped_form_is_taken_for_another_communes():
    """D11 is no false alarm in any of the six seasons; the first has none before it."""
    book = Workbook.open(ROOT)
    seasons = book.seasons_until(book.season("2021"))
    submissions = read_submissions(book, seasons)
    results = assess_seasons(book, submissions, seasons)
    for season in seasons:
        found = season_findings(book, season, submissions, results)
        assert found.loc[found["check"] == "D11", "message"].tolist() == []


def test_an_error_is_named_whole_on_a_line_of_its_own(district):
    """The line has severity, check, file, sheet, cell, what is wrong and what to do; the status is 1."""
    run = check(district)
    assert run.returncode == 1
    (line,) = [line for line in run.stdout.splitlines() if line.startswith("LỖI")]
    assert line.startswith(f"LỖI S03 {SEASON}/dong-lam.xlsx Chỉ tiêu H")
    assert "Tử số 190 lớn hơn mẫu số 180" in line and "Ghi lại" in line


def test_a_season_that_is_not_there_is_wrong_usage(district):
    """Nothing was checked, so the status is 2."""
    run = check(district, "--season", "1999")
    assert run.returncode == 2 and "Không có kỳ báo cáo “1999”" in run.stderr


def test_the_original_is_never_touched(district):
    """After a check every file of the submissions has the bytes it had, and no file more is there."""
    before = {p: p.read_bytes() for p in (district / "data" / "submissions").rglob("*") if p.is_file()}
    check(district)
    assert before == {p: p.read_bytes() for p in (district / "data" / "submissions").rglob("*") if p.is_file()}


def test_a_form_goes_back_is_corrected_and_is_in_order(district):
    """The copy marks the cell; corrected in the copy and sent again, the form has no error, and the change is told cell by cell."""
    check(district)
    copy = openpyxl.load_workbook(district / RETURNED / "dong-lam.xlsx")
    assert copy.sheetnames[0] == layout.RETURN_SHEET
    wrong = cell_of(copy, "Chỉ tiêu", "1.1", "Tử số")
    assert wrong.value == 190 and wrong.comment.text.startswith(layout.RETURN_PREFIXES[0])
    assert wrong.fill.fgColor.rgb not in ("00000000", "FFFFFFFF")
    wrong.value = 170
    label = next(c for row in copy["Thông tin"].iter_rows() for c in row if c.value == "Lần nộp")
    copy["Thông tin"].cell(label.row, label.column + 1).value = "2"
    # The first file stays where it is: the higher "Lần nộp" counts
    copy.save(district / "data" / "submissions" / SEASON / "dong-lam (1).xlsx")
    run = check(district)
    assert run.returncode == 0, run.stdout
    assert set(found(district).query("unit_id == 'dong-lam' and check == 'T17'")["source_file"]) == {
        f"{SEASON}/dong-lam.xlsx"
    }
    workbook = Workbook.open(district)
    season = workbook.season(SEASON)
    submissions = read_submissions(workbook, [season])
    changes = form_changes(workbook, season, submissions.forms)
    told = [(r.row, r.field, r.before, r.after) for r in changes.itertuples()]
    assert ("1.1", "Tử số", "190", "170") in told
    assert {row for row, *_ in told} == {"1.1"}


def test_a_copy_of_an_earlier_check_does_not_outlive_its_findings(district):
    """Once a form has no finding, its old copy is gone, so that nobody mails it."""
    check(district)
    assert (district / RETURNED / "dong-lam.xlsx").exists()
    before = found(district)
    assert len(before[before["unit_id"] == "dong-lam"])
    form = openpyxl.load_workbook(district / RETURNED / "dong-lam.xlsx")
    cell_of(form, "Chỉ tiêu", "1.1", "Tử số").value = 179
    form.save(district / "data" / "submissions" / SEASON / "dong-lam.xlsx")
    check(district)
    left = found(district)
    assert left[left["unit_id"] == "dong-lam"].empty == (not (district / RETURNED / "dong-lam.xlsx").exists())
    assert "S03" not in set(left["check"])


def test_a_place_that_can_not_be_written_is_named(district, tmp_path):
    """The summary is printed all the same; the status is 1."""
    blocked = tmp_path / "kết quả"
    blocked.mkdir()
    (blocked / "tra-lai").write_text("a file, no folder", encoding="utf-8")
    run = check(district, "--output", str(blocked))
    assert run.returncode == 1
    assert "Không ghi được" in run.stdout and "Xã Đồng Lâm" in run.stdout
    assert f"Danh sách đầy đủ: {blocked / 'findings.csv'}" in run.stdout
    (blocked / "findings.csv").unlink()
    (blocked / "findings.csv").symlink_to(tmp_path / "elsewhere")
    run = check(district, "--output", str(blocked))
    assert run.returncode == 1 and "Danh sách đầy đủ" not in run.stdout  # what lies there is not this check's


def test_a_broken_file_costs_its_own_commune_only(district):
    """With one form cut off and one of another type, the third is checked as ever, and both files are named."""
    folder = district / "data" / "submissions" / SEASON
    (folder / "tay-son.xlsx").write_bytes((folder / "tay-son.xlsx").read_bytes()[:3000])
    (folder / "nam-hoa.xlsx").write_bytes(b"%PDF-1.7\n")
    run = check(district)
    assert run.returncode == 1
    assert f"LỖI T01 {SEASON}/tay-son.xlsx" in run.stdout and f"LỖI T02 {SEASON}/nam-hoa.xlsx" in run.stdout
    assert "LỖI S03" in run.stdout
    assert sorted(p.name for p in (district / RETURNED).glob("*.xlsx")) == [
        "dong-lam.xlsx",
        "nam-hoa.xlsx",
        "tay-son.xlsx",
    ]


def whole(path):
    """Return whether an output file can be opened to its end."""
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str, encoding="utf-8-sig").shape[1] > 5
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as parts:
        return parts.testzip() is None


def test_a_kill_at_any_moment_leaves_whole_files(district):
    """Killed at eight moments, also while it writes, each output file is whole, and the next check ends as ever."""
    started = time.monotonic()
    check(district)
    usual = time.monotonic() - started
    for part in range(8):
        run = Command(("check", "--workbook", str(district)), district)
        time.sleep(usual * (0.2 + 0.1 * part))
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        outputs = [p for p in (district / "reports").rglob("*") if p.suffix in (".csv", ".xlsx")]
        outputs += (district / "data" / "received").rglob("*.xlsx")
        assert outputs and all(whole(path) for path in outputs)
    assert check(district).returncode == 1 and len(found(district))


def test_tables_kept_in_excel_give_the_same_findings(district):
    """Whichever file stands for a table, the findings are the same; they name the file that is there, and in it the cell."""
    units = district / "data" / "reference" / "units.csv"
    units.write_text(units.read_text("utf-8").replace(",xã,", ",làng,", 1), "utf-8")
    check(district)
    before = found(district)
    for path in sorted((district / "data").glob("reference/**/*.csv")):
        in_excel(path)
    run, now = check(district), found(district)
    assert run.stderr == "" and "levels.csv" not in run.stdout
    (named,) = now.loc[now["check"] == "D20", ["source_file", "message"]].to_numpy().tolist()
    assert named[0] == "../reference/units.xlsx" and re.search(
        "units.xlsx, trang “Bảng”, ô [A-Z]+2\\): “làng” không có", named[1]
    )
    assert before["source_file"].tolist() == now["source_file"].str.replace("units.xlsx", "units.csv").tolist()
    others = now.columns.difference(["source_file", "message"])
    assert now[others].equals(before[others])
