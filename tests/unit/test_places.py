"""Names that come from data: which may name a file, where they lead, and what a received file's copy is called."""

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ntm_lib.errors import PlaceError
from ntm_lib.places import LONGEST_NAME, id_fault, inside, is_link, name_fault, safe_name

names = st.text(max_size=300) | st.text(alphabet="./\\:ab \0\n", max_size=12)


@given(names)
@example("..")
@example("a/../../b")
@example("C:\\x")
@example("//server/share")
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    """Whatever the text: it is refused, or the path lies below the folder under that very name."""
    folder = Path("/somewhere/sổ")
    try:
        path = inside(folder, name)
    except PlaceError as error:
        assert "Đổi tên rồi chạy lại" in str(error)
    else:
        assert Path(os.path.normpath(path)) == path and path.is_relative_to(folder) and path != folder
        assert path.relative_to(folder).as_posix() == name


@pytest.mark.parametrize("name", ["huong-huu", "2021-06", "2021_06", "A", "x" * LONGEST_NAME])
def test_an_id_of_letters_digits_and_dashes_is_taken(name: str) -> None:
    assert id_fault(name) == "" == name_fault(name)


@pytest.mark.parametrize(
    "name", ["", "kỳ", "a b", "a.b", "a/b", "..", "x" * 121, "a\n", "con", "Nul", "COM1", "lpt9", "１２"]
)
def test_other_ids_are_not(name: str) -> None:
    """Nor the names that Windows keeps for devices."""
    assert id_fault(name)


@pytest.mark.parametrize(
    "name", ["con.txt", "aux .x", "CONIN$", "com¹", "a.", "a ", " a", "a:b", "a|b", "a\x1fb", "a\ud800"]
)
def test_names_that_windows_can_not_hold_are_refused(name: str) -> None:
    assert name_fault(name)


@pytest.mark.parametrize("name", ["common", "console.html", "nul-1", "Biểu xã.xlsx", "a.b.c", "(1)"])
def test_names_like_those_are_taken(name: str) -> None:
    assert name_fault(name) == ""


def test_a_link_on_the_way_is_refused_and_one_above_is_not(tmp_path: Path) -> None:
    """The folder itself was named by somebody who meant it."""
    (tmp_path / "real" / "below").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "x").symlink_to(tmp_path / "nowhere")
    assert inside(tmp_path / "link", "below/a.html") == tmp_path / "link" / "below" / "a.html"
    for name in ("link/below/a.html", "real/x", "real/x/y"):
        with pytest.raises(PlaceError, match=r"(link|x) là liên kết tới nơi khác .*--output"):
            inside(tmp_path, name)
    assert is_link(tmp_path / "link") and not is_link(tmp_path / "real") and not is_link(tmp_path / "none")


@given(names)
@example("Biểu " * 60 + ".xlsx")
@example("ồ" * 200)
@example("con.xlsx")
@example("..xlsx")
@example("")
def test_what_a_received_file_is_called_never_refuses_its_copy(name: str) -> None:
    """The copy's name is one that every system takes and every disk holds."""
    safe = safe_name(name)
    assert name_fault(safe) == "" and len(safe.encode("utf-8")) <= 220


def test_copies_are_told_apart() -> None:
    """A name that can stay stays; two that had to be changed alike get two names, with the suffix they had."""
    assert safe_name("Biểu xã Hương Hữu (1).xlsx") == "Biểu xã Hương Hữu (1).xlsx"
    one, two = safe_name("a:b.xlsx"), safe_name("a?b.xlsx")
    assert one != two and one.startswith("a_b-") and one.endswith(".xlsx")
