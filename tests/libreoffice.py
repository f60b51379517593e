"""The real LibreOffice, started by tests/by_hand.py: what it did with a file is kept by the file's content."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import without
from tests.made import found

BY_HAND = Path(__file__).with_name("by_hand.py")


def python_with_uno(soffice: str) -> str | None:
    """Return the Python that has LibreOffice's module: beside the program, or in its own folder."""
    for folder in (Path(soffice).parent, Path(soffice).resolve().parent):
        for name in ("python3", "python"):
            python = folder / name
            if python.exists() and not subprocess.call([str(python), "-c", "import uno"], stderr=subprocess.DEVNULL):
                return str(python)
    return None


@pytest.fixture(scope="module")
def office() -> tuple[str, str]:
    """The program, and the Python that has its module."""
    soffice = shutil.which("soffice")
    if soffice is None:
        without("LibreOffice is not installed (Debian: libreoffice-calc-nogui python3-uno)")
    python = python_with_uno(soffice)
    if python is None:
        without("LibreOffice has no Python with the module uno (Debian: python3-uno)")
    return soffice, python


def work(office: tuple[str, str], folder: Path, jobs: list[dict], environment: dict[str, str]) -> list[dict]:
    """Return what came of the jobs, now or in an earlier run: of the same files, program, fonts and doings.

    Of what the system brings for all programs (ICU, HarfBuzz) a change is not seen: CI, which keeps nothing, looks afresh.
    """

    def find() -> tuple[list[dict], list[bytes]]:
        done = worked_on(office, folder, jobs, environment)
        return done, [Path(job["save"]).read_bytes() for job in jobs if "save" in job]

    program, fontconfig = Path(office[0]).resolve(), Path(environment["FONTCONFIG_FILE"])
    doings = [job | {"open": "", "save": "save" in job} for job in jobs]
    there = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in sorted(program.parent.iterdir())]
    told = [
        json.dumps([str(program), there, doings]).encode(),
        Path(__file__).read_bytes(),
        BY_HAND.read_bytes(),
        fontconfig.read_text("utf-8").replace(str(fontconfig.parent), "").encode(),
        *(font.read_bytes() for font in sorted((fontconfig.parent / "fonts").iterdir())),
        *(Path(job["open"]).suffix.encode() + Path(job["open"]).read_bytes() for job in jobs),
    ]
    results, saved = found(told, find)
    for job, content in zip([job for job in jobs if "save" in job], saved, strict=True):
        Path(job["save"]).write_bytes(content)
    return results


def worked_on(office: tuple[str, str], folder: Path, jobs: list[dict], environment: dict[str, str]) -> list[dict]:
    """Return what came of the jobs, in one start of LibreOffice."""
    soffice, python = office
    asked = {"soffice": soffice, "profile": str(folder / "profile"), "jobs": jobs}
    (folder / "jobs.json").write_text(json.dumps(asked), encoding="utf-8")
    command = [python, str(BY_HAND), str(folder / "jobs.json"), str(folder / "results.json")]
    environment |= {"LC_ALL": "C.UTF-8"}  # in the locale C it finds no folder whose name has an accent
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))
