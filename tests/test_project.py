"""The repository keeps its own promises: locks, environments, rendered docs, reproducible forms."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distribution, distributions, packages_distributions
from pathlib import Path
from typing import Any

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ntm_lib.cli import ntm as command
from ntm_lib.intake.findings import checks_page
from ntm_lib.schemas import data_dictionary
from tests.conftest import LONG, ROOT, without
from tests.unit.conftest import NOT_FAST

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
RUN_TIME = [*PROJECT["dependencies"], *EXTRAS["build"], *EXTRAS["dask"]]
LOCKS = ("requirements.lock", "requirements-dev.lock")  # what reports need; that and what developers need


def split(requirement: str) -> tuple[str, str]:
    """Return name and range of "papermill[all]>=2.7"."""
    name, bounds = re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[.*\])?\s*(.*)", requirement).groups()
    return name.lower(), bounds.replace(" ", "")


def pins(lock: str) -> dict[str, set[str]]:
    """Return the versions of each package of a lock, with the system each is for."""
    lines = re.findall(r"^([a-z0-9._-]+)(?:\[.*?\])?(==[^\\]+)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.M)
    return {name: {rest.strip() for other, rest in lines if other == name} for name, _ in lines}


def needed(requirements: list[str]) -> set[str]:
    """Return the packages that must be installed for these on this computer, by what the installed ones say of themselves."""
    found: set[tuple[str, str]] = set()
    left = [Requirement(requirement) for requirement in requirements]
    while left:
        asked = left.pop()
        for key in {(canonicalize_name(asked.name), extra) for extra in ("", *asked.extras)} - found:
            found.add(key)
            inner = map(Requirement, distribution(asked.name).requires or ())
            left += [r for r in inner if r.marker is None or r.marker.evaluate({"extra": key[1]})]
    return {name for name, _ in found}


def test_the_conda_route_has_the_packages_and_ranges_of_a_report() -> None:
    """environment.yml names what reports need, and pytest, with the bounds of pyproject.toml."""
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").split("dependencies:")[1].splitlines()
    packages = [line.split("#")[0].strip().removeprefix("- ") for line in lines]
    listed = dict(split(package) for package in packages if package)
    assert listed.pop("python").startswith(PROJECT["requires-python"])
    listed.pop("pip", None)
    assert listed == dict(split(requirement) for requirement in (*RUN_TIME, EXTRAS["dev"][0]))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_pinned_with_hashes_and_without_an_index(lock: str) -> None:
    """The locks name no server; each package has one version and at least one hash."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text and "index" not in re.sub(r"^[a-z0-9-]*index[a-z0-9-]*==.*$", "", text, flags=re.M)
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(blocks) > 50
    for block in blocks:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==\S+", block) and "--hash=sha256:" in block, block[:60]


def test_reports_are_installed_with_what_they_need_and_no_more() -> None:
    """The lock of `make reports` has all that its packages ask for on this computer, and nothing that is there for developers."""
    asked = needed(RUN_TIME)
    installed = {canonicalize_name(found.name) for found in distributions()}
    assert asked <= set(pins("requirements.lock")) and set(pins("requirements.lock")) & installed <= asked
    assert len(asked) > 50 and not asked & {"pytest", "playwright", "mypy", "ruff"}


def test_what_the_library_imports_is_asked_for() -> None:
    """Every package that ntm_lib imports is one of pyproject.toml's own, not there by chance because another needs it."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "ntm_lib").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level]
    modules = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"ntm_lib"}
    owners = packages_distributions()
    imported = {canonicalize_name(owners[module][0]) for module in modules}
    assert imported <= {split(requirement)[0] for requirement in RUN_TIME}


def test_developers_have_the_very_versions_of_reports() -> None:
    """What both locks name has one version in both; the developers' has all of the other's, and all that pyproject.toml asks for."""
    reports, developers = (pins(lock) for lock in LOCKS)
    assert {name: developers.get(name) for name in reports} == reports
    assert {split(requirement)[0] for requirement in (*RUN_TIME, *EXTRAS["dev"])} <= set(developers)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_an_environment_that_a_link_leads_to_is_left_alone(tmp_path: Path) -> None:
    """It is another folder's, also if a run was cut off while it made that: nothing is installed there, marked or removed; what to do is said."""
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / ".half-made").touch()
    (tmp_path / ".venv").symlink_to(theirs)
    for target in ("reports", "lint"):
        run = subprocess.run(
            ["make", target], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert run.returncode == 2 and "Gỡ liên kết (rm .venv)" in run.stdout and "[1/3]" not in run.stdout
    assert [path.name for path in theirs.iterdir()] == [".half-made"]


def test_the_data_dictionary_is_the_declared_schema() -> None:
    """docs/data-dictionary.md is what `make docs` renders."""
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == data_dictionary()


def test_every_command_and_option_is_documented() -> None:
    """README and the user guide name every `ntm` command; docs/commands.md names every option, and none that does not exist."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    guide = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
    context = click.Context(command)
    names = command.list_commands(context)
    for name in names:
        sub = command.get_command(context, name)
        assert f"ntm {name}" in readme and f"ntm {name}" in guide
        options = {o for p in sub.params for o in p.opts if o.startswith("--")}
        assert options <= set(re.findall(r"--[a-z-]+", commands))
    assert set(re.findall(r"\bntm ([a-z]+)\b", readme + guide + commands)) - {"lib"} <= set(names)


def test_the_illustrative_forms_are_what_the_generator_writes(tmp_path: Path) -> None:
    """Running the generator again gives every shipped form to the byte, and no other."""
    script = ROOT / "data" / "illustrative" / "make_forms.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, timeout=120)
    shipped = ROOT / "data" / "submissions"
    made = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*.xlsx")}
    assert made == {p.relative_to(shipped): p.read_bytes() for p in shipped.rglob("*.xlsx")}
    assert len(made) > 60


def test_every_value_of_the_shipped_forms_has_an_origin(submissions) -> None:
    """Published or illustrative, never passed off as reported; a value without an origin would look real."""
    rows = submissions.observations
    valued = rows[rows["numerator"].notna() | (rows["assessed"] != "")]
    assert set(valued["origin"]) == {"published", "illustrative"}
    assert set(rows.loc[rows["origin"] == "published", "indicator"]) == {"households", "population"}


def test_the_shipped_forms_are_read_without_an_error(submissions) -> None:
    """The forms that come with the project are whole and in their layout; what their figures lack is a warning at most."""
    assert "lỗi" not in set(submissions.findings["severity"])
    assert set(submissions.findings["check"]) <= {
        "S01"
    }  # Hương Phú leaves 17.2 open on purpose; 2016 has no earlier houses


def test_the_checks_are_documented() -> None:
    """docs/kiem-tra.md is what `make docs` renders."""
    assert (ROOT / "docs" / "kiem-tra.md").read_text(encoding="utf-8") == checks_page()


def test_a_clone_has_the_same_bytes_on_windows(tmp_path: Path) -> None:
    """Git as it is set up on Windows, which writes texts with CRLF, gives every file to the byte."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        without("Not a clone, or git is not installed")

    def git(*arguments: str, **options: Any) -> str:
        command = ["git", "-c", "safe.directory=*", *arguments]
        run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, **options)
        return run.stdout

    clone = tmp_path / "clone"
    git("clone", "--quiet", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", str(ROOT), str(clone))
    tree = [line.split(maxsplit=3) for line in git("ls-tree", "-r", "-z", "HEAD", cwd=clone).rstrip("\0").split("\0")]
    paths = [path for *_, path in tree]
    written = git("hash-object", "--no-filters", "--stdin-paths", cwd=clone, input="\n".join(paths)).split()
    assert dict(zip(paths, written, strict=True)) == {path: sha for _, _, sha, path in tree}
    assert len(paths) > 500


def test_what_the_tests_call_by_name_is_there() -> None:
    """A module that was renamed would begin last, or be taken for a fast one."""
    assert [name for name in LONG if not (ROOT / "tests" / name).exists()] == []
    for name in NOT_FAST:
        module, _, test = name.partition("::")
        assert f"def {test}" in (ROOT / "tests" / "unit" / module).read_text("utf-8"), name
