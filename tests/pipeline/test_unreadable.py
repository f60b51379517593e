"""What is there and can't be read is never taken for absent: the command names it and does nothing, or a form's finding does; none waits for it."""

import os
import shutil
from pathlib import Path

import pytest

from ntm_lib.places import name_fault
from tests.pipeline.test_nothing_else import POSIX_ONLY, SEASON, run
from tests.second_district import make_second_district, write_all_forms
from tests.unit.test_files import strange

PLACES = (
    f"data/corrections/{SEASON}.csv", f"data/commentary/{SEASON}/nam-hoa.md", "data/reference/units.csv", "data/reference/relations.csv",
    "data/reference/criteria/thu-2030.csv", "notebooks/method.ipynb", "data/workbook.toml",
)  # fmt: skip
KINDS = ("folder", "pipe", "device", "loop", "link to nowhere")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_second_district(tmp_path_factory.mktemp("made") / "sổ")
    write_all_forms(folder)
    return folder


def put(path: Path, kind: str) -> None:
    """Put something that is no file in the place of what a command reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    if kind[0] == "l":
        path.symlink_to(path if kind == "loop" else path.parent / "nowhere")
    else:
        strange(path.parent, kind).rename(path)


@POSIX_ONLY
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_a_file_of_the_offices_that_can_not_be_read_is_named(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture, place: str, kind: str
) -> None:
    """Status 2, the file's name and what to do, and nothing is written but the cache's own."""
    book = tmp_path / "sổ"
    shutil.copytree(made, book)
    put(book / place, kind)
    assert run(book, "plan") == 2
    said = capsys.readouterr().err
    assert f"Không đọc được {book / place}: " in said and said.rstrip().endswith(".")
    assert not (book / "reports").exists()


@POSIX_ONLY
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="only root can be somebody else for a while")
@pytest.mark.parametrize("place", [f"data/corrections/{SEASON}.csv", "data/corrections", "data/reference/units.csv"])
def test_what_one_has_no_right_to_read_is_named(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture, place: str
) -> None:
    """Corrections that a colleague's settings keep from being read are not taken for none: the uncorrected figure would go out."""
    book = tmp_path / "sổ"
    shutil.copytree(made, book)
    (book / place).parent.mkdir(parents=True, exist_ok=True)
    if not (book / place).exists():
        (book / place).touch() if "." in place else (book / place).mkdir()
    for folder in (tmp_path, *list(tmp_path.parents)[:3]):  # so that anybody gets there
        folder.chmod(0o711)
    run(book, "plan")  # what is imported late is there then
    capsys.readouterr()
    (book / place).chmod(0)
    os.seteuid(65534)
    try:
        assert run(book, "plan") == 2
    finally:
        os.seteuid(0)
    said = capsys.readouterr().err
    assert f"Không đọc được {book / place}: " in said and "không có quyền. Kiểm tra quyền đọc" in said


@POSIX_ONLY
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "folder"])
def test_a_folder_of_the_offices_that_is_none_is_named(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture, kind: str
) -> None:
    """What lies in the place of a folder is not taken for an empty one."""
    book = tmp_path / "sổ"
    shutil.copytree(made, book)
    put(book / "data" / "corrections", kind)
    assert run(book, "plan") == 2
    assert f"Không đọc được {book / 'data' / 'corrections'}: " in capsys.readouterr().err


@POSIX_ONLY
@pytest.mark.parametrize("kind", KINDS)
def test_a_form_that_can_not_be_read_is_a_finding(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture, kind: str
) -> None:
    """Of its own; the other forms are checked."""
    book = tmp_path / "sổ"
    shutil.copytree(made, book)
    put(book / "data" / "submissions" / SEASON / "nam-hoa.xlsx", kind)
    run(book, "check")
    findings = (book / "reports" / SEASON / "kiem-tra" / "findings.csv").read_text("utf-8-sig")
    assert "T20" in findings and f"{SEASON}/nam-hoa.xlsx" in findings
    assert "dùng được biểu của 2/3 xã" in capsys.readouterr().out


@POSIX_ONLY
def test_a_form_of_four_gigabytes_is_read_by_nobody(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """Neither by a parser nor by the command itself, which would run out of memory: a finding, also on the second run, from the cache."""
    book = tmp_path / "sổ"
    shutil.copytree(made, book)
    with (book / "data" / "submissions" / SEASON / "nam-hoa.xlsx").open("wb") as file:
        file.truncate(4_000_000_000)
    run(book, "check")
    assert "T04" in capsys.readouterr().out
    for _ in range(2):
        assert run(book, "plan") == 1  # its report can't be built
        assert "Xã Nam Hòa: không dựng được – " in capsys.readouterr().out


def test_a_notebook_too_large_to_read_is_planned_as_one_that_can_not_be_built(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """It is named, not counted among those to be built, and the status says so."""
    book = tmp_path / "sổ"
    shutil.copytree(made, book)
    with (book / "notebooks" / "method.ipynb").open("wb") as file:
        file.truncate(4_000_000_000)
    assert run(book, "plan") == 1
    said = capsys.readouterr().out
    assert "Phương pháp: không dựng được – " in said and said.rstrip().endswith("giữ nguyên 0, không dựng được 1.")


@pytest.mark.parametrize("name", ["Biểu " * 35 + ".xlsx", "con.xlsx", "a:b?.xlsx"])
def test_a_received_forms_own_name_never_refuses_it(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture, name: str
) -> None:
    """Too long for a second name beside it, or none that Windows knows: it is read, and its copy bears a safe name."""
    book = tmp_path / "sổ"
    shutil.copytree(made, book)
    path = book / "data" / "submissions" / SEASON / "nam-hoa.xlsx"
    path.rename(path.with_name(name))
    run(book, "check")
    assert "dùng được biểu của 3/3 xã" in capsys.readouterr().out
    copies = [p.name for p in (book / "reports" / SEASON / "kiem-tra" / "tra-lai").glob("*.xlsx")]
    assert copies and all(name_fault(copy) == "" for copy in copies)
