"""Files of a workbook are changed all or none, whenever the program is stopped and whatever stands in the way."""

from pathlib import Path

from ntm_lib.setup.writing import finish_writing, write_all


def test_all_is_written_and_what_was_before_is_kept(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_bytes(b"old")
    (tmp_path / "data" / "c.csv").write_bytes(b"gone")
    backup = write_all(tmp_path, {"data/a.csv": b"new", "data/x/y/b.csv": b"b", "data/c.csv": None})
    assert (
        backup
        and (backup / "data" / "a.csv").read_bytes() == b"old"
        and (backup / "data" / "c.csv").read_bytes() == b"gone"
    )
    assert (tmp_path / "data" / "a.csv").read_bytes() == b"new"
    assert write_all(tmp_path, {"data/a.csv": b"new", "data/c.csv": None}) is None
    assert finish_writing(tmp_path) is None
