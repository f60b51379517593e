"""Kinds of pages: each is described once, and what the description says is there."""

from pathlib import Path

import pytest

from ntm_lib.presentation import kinds
from ntm_lib.publishing.parameters import declared_parameters
from ntm_lib.workbook import settings

ROOT = Path(__file__).parents[2]
EACH = pytest.mark.parametrize("kind", kinds.ALL, ids=lambda kind: f"{kind.page('x')} by {kind.notebook}")


@EACH
def test_a_kind_has_its_notebook_its_module_and_its_room(kind):
    """The notebook calls the module that the kind names, and its parameters say which subject it is about."""
    notebook = ROOT / "notebooks" / kind.notebook
    code = notebook.read_text(encoding="utf-8")
    assert f"from ntm_lib.presentation.{kind.room} import {kind.module}" in code
    room = ROOT / "ntm_lib" / "presentation" / kind.room
    assert (room / f"{kind.module}.py").is_file() and (room / "templates").is_dir()
    declared = declared_parameters(notebook)
    assert {"season", "issued"} <= set(declared) and (not kind.parameter or kind.parameter in declared)


@EACH
def test_the_offices_words_stand_where_a_kind_has_them(kind):
    """A page of a kind that takes them shows them, by its notebook or by one of its parts; no other does."""
    notebook = (ROOT / "notebooks" / kind.notebook).read_text(encoding="utf-8")
    module = (ROOT / "ntm_lib" / "presentation" / kind.room / f"{kind.module}.py").read_text(encoding="utf-8")
    assert ("commentary(view, " in notebook + module) is kind.has_words


def test_no_notebook_and_no_room_is_without_a_kind():
    """A notebook that no kind names would never be run; a room without one would never be seen."""
    assert {path.name for path in (ROOT / "notebooks").glob("*.ipynb")} == {kind.notebook for kind in kinds.ALL}
    parts = {"words", "frame", "charts", "shared", "__pycache__"}
    rooms = {path.name for path in (ROOT / "ntm_lib" / "presentation").iterdir() if path.is_dir()} - parts
    assert rooms == {kind.room for kind in kinds.ALL}


@EACH
def test_a_kind_has_one_place_for_its_pages(kind):
    """Pages lie in a folder, or the one page has a name; no district may take that folder's name."""
    assert bool(kind.folder) != bool(kind.file)
    assert not kind.folder or kind.folder in settings.OWN_FOLDERS
    assert all((ROOT / "ntm_lib" / "presentation" / style).is_file() for style in kind.styles)


def test_no_two_pages_of_a_build_lie_in_one_place():
    """A district's pages, and the pages above, have addresses and keys of their own."""
    for own in ((*kinds.IN_DISTRICT, kinds.DISTRICT_INDEX), (*kinds.ABOVE_DISTRICTS, kinds.AREA_INDEX)):
        assert len({kind.page("x") for kind in own}) == len({kind.key.format(id="x") for kind in own}) == len(own)


@pytest.mark.parametrize(
    ("province", "file"),
    [
        ("tỉnh Mẫu Bắc", "tinh-mau-bac"),
        ("Con", "con-"),  # a name that Windows keeps for itself
        ("tỉnh " + "rất dài " * 20, "tinh-rat-dai-rat-dai"),
    ],
)
def test_a_province_names_a_file_on_every_system(province, file):
    """A name that would not do is cut and told apart by its hash."""
    assert kinds.province_id(province).startswith(file) and len(kinds.province_id(province)) < 75


def test_the_list_of_pages_is_up_to_date():
    """docs/pages.md is what `make docs` renders."""
    assert (ROOT / "docs" / "pages.md").read_text(encoding="utf-8") == kinds.pages_table()
