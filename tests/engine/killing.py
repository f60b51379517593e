"""Builds that are killed, and how a tree of reports is compared before, between and after."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.conftest import ntm
from tests.engine.small import until
from tests.forked import Command
from tests.made import made
from tests.second_district import built_second_district, write_commune_form

NTM = [sys.executable, "-m", "ntm_lib.cli"]
SEASON = "2030-06"
PUBLISHED = (".html", ".csv")  # manifests and executed notebooks hold times


class TwoStates:
    """A workbook before and after one commune sent its form again, and what an undisturbed build makes of each."""

    def __init__(self, folder: Path) -> None:
        self.before = built_second_district(folder / "before")
        self.after = Path(shutil.copytree(made("second-district-after", changed), folder / "after"))

    def copy(self, folder: Path) -> Path:
        """Return a workbook with the reports of before and the forms of after: all is to be built that the form changes."""
        shutil.copytree(self.before, folder)
        for part in ("submissions", "received"):
            shutil.rmtree(folder / "data" / part)
            shutil.copytree(self.after / "data" / part, folder / "data" / part)
        return folder


def changed(folder: Path) -> None:
    folder.rmdir()
    built_second_district(folder)
    write_commune_form(folder, SEASON, "nam-hoa", (49, 50), "Đạt", 1)
    build(folder)


def build(workbook: Path, *arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = ntm("build", "--workbook", str(workbook), *arguments, cwd=workbook)
    assert done.returncode == status, done.stdout + done.stderr
    return done


@contextmanager
def building(workbook: Path, *arguments: str) -> Iterator[Command]:
    """Yield a build at work."""
    process = Command(("build", "--workbook", str(workbook), *arguments), workbook, log=workbook.with_name("build.log"))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def kill_at(workbook: Path, seconds: float) -> bool:
    """Start a build, kill its parent after so many seconds; return whether it was still at work. All its children are gone then."""
    with building(workbook) as process:
        time.sleep(seconds)
        children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        was_at_work = process.poll() is None
        process.kill()
        process.wait()
        _, alive = psutil.wait_procs(children, timeout=5)
        assert not alive, [child.cmdline() for child in alive]
    return was_at_work


def at_work(process: Command, workbook: Path, state: str = "running") -> list[psutil.Process]:
    """Return the report processes of a build, once a first report has come into `state`."""
    log = workbook / "reports" / SEASON / "run-log.jsonl"
    before = log.read_text("utf-8").count(f'"{state}"')
    until(lambda: log.read_text("utf-8").count(f'"{state}"') > before, 60)
    parent = psutil.Process(process.pid)
    found: list[psutil.Process] = []
    until(lambda: bool(found.extend(c for c in parent.children() if c.cmdline() == parent.cmdline()) or found))
    return found


def tree(reports: Path) -> dict[str, bytes]:
    """Return what is published below `reports`."""
    files = [path for path in sorted(reports.rglob("*")) if path.suffix in PUBLISHED]
    return {path.relative_to(reports).as_posix(): path.read_bytes() for path in files}
