"""`ntm forms`: which blank forms it writes where, what it says, and what it refuses."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import read_form
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT, fresh_ntm, ntm
from tests.second_district import COMMUNES, make_second_district, write_commune_form

COMMUNES_2021 = (
    "huong-huu", "huong-loc", "huong-phu", "huong-son", "huong-xuan", "thuong-lo", "thuong-long", "thuong-nhat", "thuong-quang",
)  # fmt: skip
LEADING = ("co-quan-huyen", "gd-dt", "kt-ht", "ld-tbxh", "tn-mt", "van-phong-dieu-phoi")


def tree(folder: Path) -> list[str]:
    """Return the files a person sees; the list of what was written is hidden."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("[!.]*") if p.is_file())


def test_each_commune_and_each_leading_department_gets_its_form(tmp_path: Path) -> None:
    """One file a respondent, named by its id, with its own identity; a line a form with the whole path, and a last one."""
    run = ntm("forms", "--season", "2021", "--output", str(tmp_path))
    assert run.returncode == 0, run.stderr
    assert tree(tmp_path) == sorted([*(f"{c}.xlsx" for c in COMMUNES_2021), *(f"phong/{d}.xlsx" for d in LEADING)])
    lines = run.stdout.splitlines()
    for path in tmp_path.rglob("*.xlsx"):
        sheets = layout.DEPARTMENT_SHEETS if path.parent.name == "phong" else layout.COMMUNE_SHEETS
        form = read_form(path.read_bytes(), sheets)
        assert (form.identity["respondent"], form.identity["season"], form.problems) == (path.stem, "2021", [])
        assert [line for line in lines if line.endswith(f"{form.identity['unit_name']}: {path}")]
    assert lines[-1] == f"Xong 15/15 biểu trắng năm 2021: {tmp_path}"


def test_last_seasons_values_stand_in_the_form(tmp_path: Path) -> None:
    """11.1 of Hương Hữu shows the value of 2020 that the reports of 2020 show."""
    assert ntm("forms", "--commune", "Hương Hữu", "--output", str(tmp_path)).returncode == 0
    page = openpyxl.load_workbook(tmp_path / "huong-huu.xlsx")[layout.INDICATORS.title]
    shown = {row[0].value: row[6].value for row in page.iter_rows()}  # by code, the column "Kỳ trước"
    workbook = Workbook.open(ROOT)
    before = read_submissions(workbook, [workbook.season("2020")]).observations
    value = before[(before["unit_id"] == "huong-huu") & (before["indicator"] == "11.1")]["value"].item()
    assert (shown["Mã chỉ tiêu"], shown["11.1"]) == ("Kỳ trước", round(value, 2))


def test_named_communes_only(tmp_path: Path) -> None:
    """With --commune there is a form for each commune named, however it is typed, and none for a department."""
    run = ntm("forms", "--commune", "huong huu", "--commune", "20188", "--output", str(tmp_path))
    assert (run.returncode, tree(tmp_path)) == (0, ["huong-huu.xlsx", "thuong-long.xlsx"])


def test_the_same_forms_are_written_again(tmp_path: Path) -> None:
    """A second run changes no byte."""
    for name in ("a", "b"):
        assert ntm("forms", "--commune", "Hương Lộc", "--output", str(tmp_path / name)).returncode == 0
    assert (tmp_path / "a" / "huong-loc.xlsx").read_bytes() == (tmp_path / "b" / "huong-loc.xlsx").read_bytes()


def test_it_warns_when_many_levels_have_no_source(tmp_path: Path) -> None:
    """Of the 50 levels that QĐ 1980 has for 2021, 22 have none: said once, with the file to mend, and no failure."""
    run = ntm("forms", "--commune", "Hương Hữu", "--output", str(tmp_path))
    warnings = [line for line in run.stdout.splitlines() if line.startswith("CẢNH BÁO")]
    assert run.returncode == 0 and len(warnings) == 1
    assert "22/50 mức" in warnings[0] and "xa-ntm-2016-2020.csv" in warnings[0]


@pytest.mark.parametrize("below", ["", "2021", "2021/phong", "2030/moi"])
def test_blank_forms_are_kept_out_of_the_submissions(below: str) -> None:
    """Into the folder of filled forms nothing is written: exit status 2, and why."""
    folder = ROOT / "data" / "submissions"
    before = tree(folder)
    run = ntm("forms", "--commune", "Hương Hữu", "--output", str(folder / below))
    assert run.returncode == 2
    assert "ở đó có dữ liệu của sổ" in run.stderr and "Traceback" not in run.stderr
    assert tree(folder) == before


def test_a_link_into_the_submissions_is_seen_through(tmp_path: Path) -> None:
    """A folder elsewhere that is only another name of the submissions is refused too."""
    district = make_second_district(tmp_path / "huyen")
    (district / "data" / "submissions").mkdir()
    (tmp_path / "khac").symlink_to(district / "data" / "submissions")
    run = ntm("forms", "--workbook", str(district), "--output", str(tmp_path / "khac"))
    assert run.returncode == 2 and tree(district / "data" / "submissions") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--season", "1999"], "Không có kỳ báo cáo “1999”"),
        (["--commune", "Thương Quảng"], "Có phải là: Thượng Quảng"),
    ],
)
def test_an_unknown_name_ends_with_2(arguments: list[str], said: str, tmp_path: Path) -> None:
    """Nothing is written; the message says what there is."""
    run = ntm("forms", *arguments, "--output", str(tmp_path))
    assert (run.returncode, tree(tmp_path)) == (2, [])
    assert said in run.stderr


def test_a_form_that_can_not_be_written_stops_no_other(tmp_path: Path) -> None:
    """Where a folder stands in a form's place, it is named, the other forms are written, and the exit status is 1."""
    (tmp_path / "huong-loc.xlsx").mkdir()
    run = ntm("forms", "--output", str(tmp_path))
    assert run.returncode == 1
    assert f"LỖI xã Hương Lộc: Không ghi được {tmp_path / 'huong-loc.xlsx'}" in run.stdout
    assert len(tree(tmp_path)) == 14 and "Xong 14/15 biểu trắng" in run.stdout


def test_another_district_gets_its_own_forms_and_takes_them_back(tmp_path: Path) -> None:
    """Without --output they lie in the workbook's reports; sent back untouched they are read without an error, all values missing."""
    district = make_second_district(tmp_path)
    write_commune_form(district, "2029", "dong-lam", (170, 200), "Đạt", 0)
    run = ntm("forms", "--season", "2030-06", "--workbook", str(district))
    assert run.returncode == 0, run.stderr
    written = district / "reports" / "2030-06" / "bieu"
    assert tree(written) == sorted(f"{unit_id}.xlsx" for unit_id in COMMUNES)
    shutil.copytree(written, district / "data" / "submissions" / "2030-06")
    workbook = Workbook.open(district)
    sent = read_submissions(workbook, [workbook.season("2030-06")])
    assert set(sent.findings["severity"]) <= {"cảnh báo", "lưu ý"}
    assert set(sent.forms["respondent"]) == set(COMMUNES) and sent.observations["value"].isna().all()


def test_the_module_runs_as_the_command_does() -> None:
    """`python -m ntm_lib.cli` is the same command; its help names forms in Vietnamese."""
    command = [sys.executable, "-m", "ntm_lib.cli", "--help"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert (run.returncode, run.stdout) == (0, fresh_ntm("--help").stdout)
    assert re.search(r"forms +Xuất biểu trắng", run.stdout)
