"""Spreadsheets that go out: which of an earlier run are taken away, and what is said of those that stay."""

import json
from pathlib import Path

import pytest

from ntm_lib.publishing.outgoing import LIST, OutgoingFolder

OURS, THEIRS = "2023, huyện A, tỉnh Mẫu", "2023, huyện B, tỉnh Mẫu"


@pytest.mark.parametrize(
    ("owner", "earlier", "gone"),
    [(OURS, THEIRS, []), (OURS, OURS, ["x.xlsx"]), ("", THEIRS, ["x.xlsx"]), (OURS, None, []), ("", None, ["x.xlsx"])],
    ids=["another's", "its own", "folder of one owner", "older list", "older list of one owner"],
)
def test_only_the_same_owners_files_are_taken_away(tmp_path: Path, owner: str, earlier: str | None, gone: list[str]):
    """In a folder of several places or seasons each run takes away its own; what a list without owners names may be anybody's, and is told."""
    OutgoingFolder(tmp_path, owner=earlier or "").put("x.xlsx", b"x")
    if earlier is None:
        listed = json.loads((tmp_path / LIST).read_text(encoding="ascii"))
        (tmp_path / LIST).write_text(
            json.dumps({name: own["hashes"] for name, own in listed.items()}), encoding="ascii"
        )
    folder = OutgoingFolder(tmp_path, owner=owner)
    folder.put("y.xlsx", b"y")
    found, left = folder.remove_all_but({"y.xlsx"})
    assert found == gone
    assert ["x.xlsx: không rõ của nơi, kỳ nào" in said for said in left] == [True] * (owner == OURS and earlier is None)
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == sorted({"x.xlsx", "y.xlsx"} - set(gone))


def test_only_what_was_deleted_is_named_and_what_stays_as_long_as_it_does(tmp_path: Path):
    """A file that a person moved or renamed, a link that leads nowhere: not deleted, not named so. A changed one is told in each run."""
    names = ["moved", "linked", "changed", "old"]
    for name in names:
        OutgoingFolder(tmp_path).put(f"{name}.xlsx", b"blank")
    (tmp_path / "moved.xlsx").rename(tmp_path / "đã gửi.xlsx")
    (tmp_path / "linked.xlsx").unlink()
    (tmp_path / "linked.xlsx").symlink_to(tmp_path / "nowhere")
    (tmp_path / "changed.xlsx").write_bytes(b"filled in")
    runs = [OutgoingFolder(tmp_path).remove_all_but(set()) for _ in range(3)]
    assert [gone for gone, _ in runs] == [["old.xlsx"], [], []]
    assert runs[0][1] == runs[1][1] == runs[2][1]
    changed, linked = runs[0][1]
    assert "changed.xlsx: đã có người sửa" in changed and "linked.xlsx là liên kết" in linked
    (tmp_path / "changed.xlsx").unlink()
    assert OutgoingFolder(tmp_path).remove_all_but(set()) == ([], [linked])
