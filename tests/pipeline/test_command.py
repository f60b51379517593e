"""The `ntm` command: what it says, where, and with which exit status."""

from pathlib import Path

import pytest

from tests.conftest import Build, ntm


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "--season", "1999"], "Không có mùa báo cáo “1999”"),
        (["build", "--commune", "Thương Quảng"], "Có phải là: Thượng Quảng"),
        (["build", "--commune", "20999"], "Không có xã “20999” trong mùa 2021"),
        (["build", "--workers", "0"], "giá trị của --workers phải là số nguyên từ 1 trở lên"),
        (["build", "--comune", "x"], "không có tùy chọn --comune. Có phải là --commune?"),
        (["dung"], "không có lệnh này. Các lệnh: forms, check, plan, build, status."),
        (["build", "--commune"], "tùy chọn --commune cần một giá trị đi kèm"),
        (["build", "--commune", "Hương", "Hữu"], "đặt trong ngoặc kép"),
        ([], "Cách dùng: ntm [TÙY CHỌN] LỆNH"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_vietnamese_sentence(arguments: list[str], said: str) -> None:
    """Nothing is built; the message says what is wrong and what there is."""
    run = ntm(*arguments)
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_outside_a_workbook_it_says_what_to_do(tmp_path: Path) -> None:
    """In an empty folder the message names the file it looked for and the option to use."""
    run = ntm("build", cwd=tmp_path)
    assert run.returncode == 2
    assert "workbook.toml" in run.stderr and "--workbook" in run.stderr


def test_lines_name_files_and_units_whole(built: Build) -> None:
    """Off a terminal each report is one unwrapped line with the unit and the whole path; the last line names the index."""
    lines = built.stdout.splitlines()
    for page in [*(built.folder / "xa").glob("*.html"), *(built.folder / "phong").glob("*.html")]:
        assert [line for line in lines if line.endswith(f": {page.resolve()}")]
    assert lines[-1] == f"Xong 19/19. Trang huyện: {built.folder.resolve() / 'index.html'}"


def test_help_is_in_vietnamese() -> None:
    """`ntm build --help` explains each option in Vietnamese."""
    run = ntm("build", "--help")
    assert run.returncode == 0
    assert "Dựng báo cáo của một mùa" in run.stdout


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    """Where a file stands in the way of a folder, the message names the place and says what to do; exit status 1."""
    (tmp_path / "data").write_text("một tệp, không phải thư mục", encoding="utf-8")
    run = ntm("build", "--commune", "huong-son", "--output", str(tmp_path))
    assert run.returncode == 1
    assert f"Không ghi được {tmp_path / 'data'}" in run.stderr
    assert "Traceback" not in run.stderr
