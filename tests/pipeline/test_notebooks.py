"""Notebooks stay short, clean and runnable by hand."""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbconvert.preprocessors import ExecutePreprocessor
from papermill import inspect_notebook

from ntm_lib.publishing.parameters import declared_parameters
from tests import forked
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LOOPS_AND_LOGIC = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try)


def cells_of(path: Path) -> list[nbformat.NotebookNode]:
    return nbformat.read(path, as_version=4).cells


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    """No output and no execution count is kept."""
    assert not [c for c in cells_of(path) if c.get("outputs") or c.get("execution_count")]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_a_notebook_holds_no_logic(path: Path) -> None:
    """At most a dozen cells; no def, class, loop or branch: load, say, show."""
    cells = cells_of(path)
    assert len(cells) <= 12
    for cell in cells:
        if cell.cell_type == "code":
            assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, LOOPS_AND_LOGIC)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_parameters_come_first_and_are_typed(path: Path) -> None:
    """The first code cell is the one tagged `parameters`; every parameter has a type and a default of that type."""
    first = next(c for c in cells_of(path) if c.cell_type == "code")
    assert first.metadata.get("tags") == ["parameters"]
    assert all(type(p.default) is p.type for p in declared_parameters(path).values())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_a_notebook_runs_from_top_to_bottom_as_an_analyst_opens_it(path: Path) -> None:
    """With its own defaults, from the notebooks folder, without papermill; every page part shows HTML.

    What docs/huong-dan.md has an analyst type at the end of the district's notebook, a cell each, shows a table.
    """
    typed = what_the_guide_has_an_analyst_type() if path.stem == "district_overview" else []
    notebook = nbformat.read(path, as_version=4)
    own = len(notebook.cells)
    notebook.cells += [nbformat.v4.new_code_cell(code) for code in typed]
    ExecutePreprocessor(timeout=120).preprocess(notebook, {"metadata": {"path": str(path.parent)}})
    shown = [o for c in notebook.cells[:own] for o in c.get("outputs", []) if "text/html" in o.get("data", {})]
    assert len(shown) >= 2
    for cell in notebook.cells[own:]:
        (output,) = cell.outputs
        assert output["data"]["text/html"].count("<tr") > 1


def what_the_guide_has_an_analyst_type() -> list[str]:
    guide = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
    section = guide.partition("## 11. ")[2].partition("\n## ")[0]
    typed = re.findall(r"^```python\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert len(typed) == 5
    return typed


def papermill(*arguments: str, cwd: Path) -> str:
    """Run papermill's own command and return what it printed."""
    run = forked.run(arguments, cwd, program="papermill")
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.parametrize(
    ("cwd", "options"), [(ROOT, ()), (Path("/"), ("--cwd", str(ROOT / "docs")))],
    ids=["root", "elsewhere"],
)  # fmt: skip
def test_papermill_runs_a_notebook_wherever_its_workbook_is_above(
    tmp_path: Path, cwd: Path, options: tuple[str, ...]
) -> None:
    """From the project's root, or with a folder given; a season typed as a number is that season."""
    notebook, out = ROOT / "notebooks" / "commune_report.ipynb", tmp_path / "out.ipynb"
    papermill(str(notebook), str(out), "-p", "commune", "thuong-long", "-p", "season", "2020", *options, cwd=cwd)
    shown = out.read_text(encoding="utf-8")
    assert "Xã Thượng Long" in shown and "năm 2020" in shown


def test_papermill_says_what_each_parameter_is() -> None:
    """`--help-notebook` prints a sentence beside every parameter of the notebook; each of the others has one too."""
    for path in NOTEBOOKS:
        told = inspect_notebook(path)
        assert set(told) == set(declared_parameters(path))
        assert all(len(parameter["help"]) > 10 for parameter in told.values()), path.name
    printed = papermill("--help-notebook", str(NOTEBOOKS[0]), cwd=ROOT)
    assert all(parameter["help"] in printed for parameter in inspect_notebook(NOTEBOOKS[0]).values())


def test_the_guide_shows_the_parameters_as_they_are() -> None:
    guide = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
    cell = next(c for c in cells_of(ROOT / "notebooks" / "commune_report.ipynb") if c.cell_type == "code")
    assert "".join(f"   {line}\n" for line in cell.source.splitlines()) in guide
