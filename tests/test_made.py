"""What is made once a machine is made anew when anything that it is made from has changed."""

from pathlib import Path

import pytest

from tests import made
from tests.conftest import ROOT, Build

FILES = (
    "ntm_lib/a.py", "ntm_lib/pages/theme.css", "notebooks/a.ipynb", "data/workbook.toml", "data/submissions/2021/a.xlsx", "tests/maker.py",
    "tests/unit/builders.py", "pyproject.toml", "requirements-dev.lock",
)  # fmt: skip
OTHERS = (
    "tests/unit/test_a.py",
    "data/cache/a.zip",
    "data/received/2021/a.xlsx",
    "ntm_lib/__pycache__/a.pyc",
    "README.md",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (*FILES, *OTHERS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a", encoding="utf-8")
    return tmp_path


def state(project: Path) -> str:
    return made.content(project, made.inputs(project))


@pytest.mark.parametrize("name", FILES)
def test_a_change_of_any_input_is_another_state(project: Path, name: str) -> None:
    """One letter, another name, one more file or one less: none is the state of before."""
    path = project / name
    states = [state(project)]
    path.write_text("b", encoding="utf-8")
    states.append(state(project))
    path.unlink()
    states.append(state(project))
    (path.parent / "maker_2.py").write_text("a", encoding="utf-8")
    states.append(state(project))
    assert len(set(states)) == (4 if "/" in name else 3)  # beside the folders nothing more is read


@pytest.mark.parametrize("name", OTHERS)
def test_what_nothing_is_made_from_changes_nothing(project: Path, name: str) -> None:
    before = state(project)
    (project / name).write_text("b", encoding="utf-8")
    assert state(project) == before


def test_a_build_reads_nothing_else(built: Build) -> None:
    """Every file of the project that the build of a season opened, or looked for in vain, is one whose change is seen."""
    workbook = built.folder.parents[1]
    roots = (workbook, ROOT)
    opened = [Path(line) for line in (workbook.parent / "read.txt").read_text("utf-8").splitlines()]
    below = {path.relative_to(root).as_posix() for path in opened for root in roots if path.is_relative_to(root)}
    below = {
        b
        for b in below
        if not b.startswith((".venv/", ".pytest_cache/", "reports/", *made.RESULTS)) and "__pycache__" not in b
    }
    assert {"data/workbook.toml", "data/reference/units.csv", "notebooks/method.ipynb"} <= below
    assert [name for name in below if not made.is_input(name)] == []


def test_no_module_of_tests_makes_anything_for_others() -> None:
    """Its change would not be seen: what makes is in a module beside the tests."""
    modules = [path for path in (ROOT / "tests").rglob("test_*.py") if path.name != "test_made.py"]
    assert [path.name for path in modules if "tests.made" in path.read_text("utf-8")] == []


def test_what_was_changed_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what is as it was left is not; of many states the last are kept."""
    monkeypatch.setattr(made, "KEPT", tmp_path)
    times = []

    def make(folder: Path) -> None:
        times.append(1)
        (folder / "a.txt").write_text("a", encoding="utf-8")

    for _ in range(2):
        page = made.made("pages", make) / "a.txt"
    assert len(times) == 1
    page.write_text("b", encoding="utf-8")
    assert (made.made("pages", make) / "a.txt").read_text("utf-8") == "a" and len(times) == 2
    for number in range(made.MOST_KEPT + 2):
        (tmp_path / f"old-{number}").mkdir()
    made.forget_old_states()
    assert len(list(tmp_path.iterdir())) == made.MOST_KEPT


def test_findings_are_kept_until_a_test_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same content they are found once; after a failure, or once they are gone, they are found again."""
    monkeypatch.setattr(made, "FOUND", tmp_path)
    monkeypatch.setattr(made, "_used", [])
    times = []

    def find(page: bytes = b"a") -> int:
        return made.found([b"browser", page], lambda: times.append(1) or len(times))

    assert [find(), find(), find(b"b"), find()] == [1, 1, 2, 1]
    made.forget_findings()
    assert [find(), find()] == [3, 3] and len(list(tmp_path.iterdir())) == 1
    for kept in tmp_path.iterdir():
        kept.unlink()
    assert find() == 4
