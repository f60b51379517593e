"""Disks that are full, and places that can't be written: said clearly, nothing half-written, exit status 1."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ntm_lib.errors import ReportError
from ntm_lib.workbook.writing import JOURNAL, write_all
from tests.conftest import without
from tests.engine.killing import SEASON, TwoStates, build, tree


@pytest.fixture(scope="module")
def states(tmp_path_factory) -> TwoStates:
    return TwoStates(tmp_path_factory.mktemp("states"))


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """Mount something at `folder` (made if absent) while the block runs."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        without(f"nothing can be mounted here: {done.stderr}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def whole(reports: Path, states: TwoStates) -> None:
    """Assert that every page there is one that an undisturbed build makes, every notebook whole, and no temporary file left."""
    known = set(tree(states.before / "reports" / SEASON).values()) | set(
        tree(states.after / "reports" / SEASON).values()
    )
    assert {name for name, content in tree(reports).items() if content not in known} <= {"index.html"}
    for book in reports.rglob("*.ipynb"):
        assert json.loads(book.read_bytes())["cells"], book
    assert not list(reports.rglob(".*.tmp"))


@pytest.mark.parametrize(
    "kilobytes", [pytest.param(40, marks=pytest.mark.slow), 200, pytest.param(400, marks=pytest.mark.slow)]
)
def test_a_full_disk_costs_reports_and_halves_none(states: TwoStates, tmp_path: Path, kilobytes: int) -> None:
    """On disks of several sizes: the message names the file and the cause, what fitted is whole, with room again all is built."""
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs") as small:
        done = build(states.after, "--output", str(small), status=1)
        assert "đĩa đã đầy" in done.stdout + done.stderr
        said = [line for line in (done.stdout + done.stderr).splitlines() if "đĩa đã đầy" in line]
        assert said and all(
            "Không ghi được" in line and "kiểm tra quyền ghi và dung lượng đĩa" in line for line in said
        )
        assert "Traceback" not in done.stdout + done.stderr
        whole(small, states)
        subprocess.run(["mount", "-o", "remount,size=50m", str(small)], check=True)
        build(states.after, "--output", str(small))
        assert tree(small) == tree(states.after / "reports" / SEASON)


def test_a_read_only_place_is_said_at_once(states: TwoStates, tmp_path: Path) -> None:
    """Nothing is built in vain: the build stops before it begins, with status 1, and the old reports stay."""
    target = tmp_path / "ro"
    shutil.copytree(states.before / "reports" / SEASON, target)
    with mounted(target, "--bind", str(target)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(target)], check=True)
        done = build(states.after, "--output", str(target), status=1)
        assert "Không ghi được" in done.stderr and "ổ đĩa chỉ cho đọc" in done.stderr
        assert tree(target) == tree(states.before / "reports" / SEASON)


def test_a_read_only_workbook_costs_the_cache_only(states: TwoStates, tmp_path: Path) -> None:
    """Where data can't be written, forms are read each time and kept nowhere, and the reports are built elsewhere."""
    workbook = states.copy(tmp_path / "workbook")
    shutil.rmtree(workbook / "data" / "cache", ignore_errors=True)
    shutil.rmtree(workbook / "data" / "received", ignore_errors=True)
    with mounted(workbook, "--bind", str(workbook)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(workbook)], check=True)
        done = build(workbook, "--output", str(tmp_path / "out"))
        assert "CẢNH BÁO Chưa giữ hoặc chưa so được bản biểu đã đọc" in done.stdout
    assert (tmp_path / "out" / "index.html").exists()


def test_a_locked_target_file_fails_its_report_only(states: TwoStates, tmp_path: Path) -> None:
    """A page that can't be replaced (here a folder bears its name) is named; the others are built."""
    workbook = states.copy(tmp_path / "workbook")
    page = workbook / "reports" / SEASON / "xa" / "nam-hoa.html"
    page.unlink()
    page.mkdir()
    done = build(workbook, "--force", status=1)
    assert "LỖI Xã Nam Hòa: Không ghi được" in done.stdout and "Có 1 báo cáo lỗi" in done.stdout
    page.rmdir()
    build(workbook)
    assert tree(workbook / "reports" / SEASON) == tree(states.after / "reports" / SEASON)


def test_what_fails_at_the_last_moment_leaves_the_edition_of_before(states: TwoStates, tmp_path: Path) -> None:
    """The executed notebook can't be put in its place (a folder bears its name): the old page is there, and still the one shown."""
    workbook = states.copy(tmp_path / "workbook")
    reports = workbook / "reports" / SEASON
    page = (reports / "xa" / "nam-hoa.html").read_bytes()
    (reports / "xa" / "nam-hoa.ipynb").unlink()
    (reports / "xa" / "nam-hoa.ipynb").mkdir()
    done = build(workbook, status=1)
    assert "LỖI Xã Nam Hòa: Không ghi được" in done.stdout and "nam-hoa.ipynb" in done.stdout
    assert (reports / "xa" / "nam-hoa.html").read_bytes() == page
    assert "lỗi, đang hiển thị bản trước" in (reports / "index.html").read_text("utf-8")
    (reports / "xa" / "nam-hoa.ipynb").rmdir()
    build(workbook)
    assert tree(workbook / "reports" / SEASON) == tree(states.after / "reports" / SEASON)


def test_a_full_disk_leaves_settings_as_they_were(tmp_path: Path) -> None:
    """Wherever the disk ends, before or between the files: all is as it was, and with room again all is written."""
    old = {"data/a.csv": b"a" * 36_000, "data/b.csv": b"b" * 4_000, "data/c.csv": b"c" * 4_000, "data/d.csv": b"d"}
    new = {
        "data/a.csv": b"A" * 36_000,
        "data/b.csv": b"B" * 36_000,
        "data/x/new.csv": b"x" * 9_000,
        "data/c.csv": b"C" * 90_000,
        "data/d.csv": None,
    }
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=50m", "tmpfs") as small:
        for kilobytes in range(8, 480, 8):
            root = small / str(kilobytes)
            (root / "data").mkdir(parents=True)
            for name, content in old.items():
                (root / name).write_bytes(content)
            used = shutil.disk_usage(small).used // 1024
            subprocess.run(["mount", "-o", f"remount,size={used + kilobytes}k", str(small)], check=True)
            try:
                write_all(root, new)
            except ReportError as error:
                assert "đĩa đã đầy" in str(error) and "ghi nốt" not in str(error)
                assert {name: (root / name).read_bytes() for name in old} == old and not (
                    root / "data" / "new.csv"
                ).exists()
                subprocess.run(["mount", "-o", "remount,size=50m", str(small)], check=True)
                write_all(root, new)
            subprocess.run(["mount", "-o", "remount,size=50m", str(small)], check=True)
            assert not (root / JOURNAL).exists()
            assert {name: (root / name).read_bytes() for name, content in new.items() if content} == {
                n: c for n, c in new.items() if c
            }
