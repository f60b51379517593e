"""The project's own workbook carried on to Huế in 2026, as the tests of `ntm new --from` look at it."""

import hashlib
from pathlib import Path

from tests.conftest import copied_workbook, ntm
from tests.made import made

NEW = "2026"


def run(*arguments: str, cwd: Path) -> str:
    done = ntm(*arguments, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def hashes(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _carry(folder: Path) -> None:
    """Carry the project's own workbook from Nam Đông, 2016 to 2021, to Huế in 2026; build it without a form of its own, and a page of 2021."""
    old = copied_workbook(folder / "cu")
    before = hashes(old)
    told = [run("new", "moi", "--from", "cu", "--season", NEW, cwd=folder)]
    assert hashes(old) == before
    told += [run(command, cwd=folder / "moi") for command in ("forms", "check", "build")]
    run("build", "--season", "2021", "--commune", "Hương Hữu", cwd=folder / "moi")
    (folder / "said.txt").write_text("\n".join(told), encoding="utf-8")


def carried_workbook() -> Path:
    """Return the folder with both workbooks ("cu", "moi") and what the commands said: to be looked at, not to be changed."""
    return made("carried", _carry)
