"""A build may be killed at any moment: what is published is old or new, each file whole, and the next build ends as if nothing had been."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.engine.killing import SEASON, TwoStates, at_work, build, building, kill_at, tree


@pytest.fixture(scope="module")
def states(tmp_path_factory) -> TwoStates:
    return TwoStates(tmp_path_factory.mktemp("states"))


def assert_old_or_new(now: dict[str, bytes], states: TwoStates) -> None:
    old, new = tree(states.before / "reports" / SEASON), tree(states.after / "reports" / SEASON)
    assert set(now) == set(old) == set(new)
    half = [name for name, content in now.items() if content not in (old[name], new[name])]
    assert not half


def killed_again_and_again(states: TwoStates, folder: Path, count: int) -> None:
    """Kill `count` builds, each of which goes on where the one before was stopped, then let one end."""
    workbook = states.copy(folder)
    started = time.monotonic()
    build(states.after, "--force")
    whole, dice, killed = time.monotonic() - started, random.Random(count), 0
    while killed < count:
        was_at_work = kill_at(workbook, dice.uniform(0, whole))
        killed += was_at_work
        whole *= 1 if was_at_work else 0.8  # a build takes less time than it took before
        assert_old_or_new(tree(workbook / "reports" / SEASON), states)
        if tree(workbook / "reports" / SEASON) == tree(states.after / "reports" / SEASON):
            build(states.before, "--force", "--output", str(workbook / "reports" / SEASON))  # all to do again
    build(workbook)
    assert tree(workbook / "reports" / SEASON) == tree(states.after / "reports" / SEASON)
    assert not list((workbook / "reports").rglob(".*.tmp"))
    assert "không có gì thay đổi" in build(workbook).stdout


def test_a_build_whose_parent_is_killed_goes_on_the_next_time(states: TwoStates, tmp_path: Path) -> None:
    """Three times here; thirty times in `make test-slow`."""
    killed_again_and_again(states, tmp_path / "workbook", 3)


@pytest.mark.slow
def test_thirty_kills(states: TwoStates, tmp_path: Path) -> None:
    """SIGKILL of the parent at thirty random moments of a build."""
    killed_again_and_again(states, tmp_path / "workbook", 30)


def test_a_killed_report_process_is_named_and_the_others_go_on(states: TwoStates, tmp_path: Path) -> None:
    """Whatever child of the build is killed: that report fails or is made, the rest is published, the next build mends it."""
    workbook = states.copy(tmp_path / "workbook")
    with building(workbook, "--force", "--workers", "1") as process:
        victim = at_work(process, workbook, "published")[0]
        os.kill(victim.pid, signal.SIGKILL)
        output, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "dừng đột ngột (tín hiệu SIGKILL)" in output and "Có 1 báo cáo lỗi" in output
    build(workbook)
    assert tree(workbook / "reports" / SEASON) == tree(states.after / "reports" / SEASON)


def test_ctrl_c_ends_cleanly_within_two_seconds(states: TwoStates, tmp_path: Path) -> None:
    """The analyst is told; what is finished stays; no process is left behind; the next build goes on."""
    workbook = states.copy(tmp_path / "workbook")
    with building(workbook, "--force", "--workers", "2") as process:
        page = workbook / "reports" / SEASON / "xa" / "nam-hoa.html"
        at_work(process, workbook)
        children = psutil.Process(process.pid).children(recursive=True)
        os.kill(process.pid, signal.SIGINT)
        started = time.monotonic()
        output, _ = process.communicate(timeout=30)
        assert time.monotonic() - started < 2
    assert process.returncode == 1
    assert "Đã dừng theo yêu cầu" in output and "Traceback" not in output
    _, alive = psutil.wait_procs(children, timeout=1)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE] and page.exists()
    assert_old_or_new(tree(workbook / "reports" / SEASON), states)
    build(workbook)
    assert tree(workbook / "reports" / SEASON) == tree(states.after / "reports" / SEASON)


def test_of_two_builds_at_once_the_second_stops(states: TwoStates, tmp_path: Path) -> None:
    """It says so and touches nothing; the first ends well."""
    workbook = states.copy(tmp_path / "workbook")
    notebook = workbook / "notebooks" / "method.ipynb"
    own = notebook.read_text(encoding="utf-8")
    held = "import pathlib, time\\nwhile not pathlib.Path('go').exists(): time.sleep(0.05)\\n"
    notebook.write_text(own.replace('"page.header(view)"', f'"{held}", "page.header(view)"'), "utf-8")
    with building(workbook, "--force") as first:
        at_work(first, workbook)
        second = build(workbook, status=1)
        assert "Đang có một lần dựng khác" in second.stderr
        (notebook.parent / "go").touch()
        first.communicate(timeout=120)
    assert first.returncode == 0
    notebook.write_text(own, encoding="utf-8")
    build(workbook)
    assert tree(workbook / "reports" / SEASON) == tree(states.after / "reports" / SEASON)


def test_a_lock_left_by_a_killed_build_holds_nobody_up(states: TwoStates, tmp_path: Path) -> None:
    """The file stays, the lock is gone with the process."""
    workbook = states.copy(tmp_path / "workbook")
    kill_at(workbook, 1.0)
    build(workbook)


def test_a_clock_that_was_moved_back_changes_nothing(states: TwoStates, tmp_path: Path) -> None:
    """Under a clock of 2001 nothing is built again, a changed form is, and both come out the same to the byte."""
    faketime = "/usr/bin/faketime"
    if not Path(faketime).exists():
        from tests.conftest import without  # noqa: PLC0415

        without("faketime is not installed")
    workbook = states.copy(tmp_path / "workbook")
    command = [
        faketime,
        "2001-01-01 08:00:00",
        sys.executable,
        "-m",
        "ntm_lib.cli",
        "build",
        "--workbook",
        str(workbook),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=workbook)
    assert done.returncode == 0, done.stdout + done.stderr
    assert tree(workbook / "reports" / SEASON) == tree(states.after / "reports" / SEASON)
    again = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=workbook)
    assert "không có gì thay đổi" in again.stdout
    assert "không có gì thay đổi" in build(workbook).stdout
