"""Files of a workbook are changed all or none, whenever the program is stopped and whatever stands in the way."""

import errno
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from ntm_lib.errors import PlaceError, ReportError, WorkbookError
from ntm_lib.files import sha256
from ntm_lib.lock import locked
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.writing import BACKUP, JOURNAL, finish_writing, write_all

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
BEFORE = {"data/workbook.toml": b"old settings", "data/reference/units.csv": b"old units", "data/units.xlsx": b"goes"}
FILES = {
    "data/workbook.toml": b"new settings", "data/reference/units.csv": b"new units", "data/imports/2022/t/results.csv": b"comes", "data/units.xlsx": None,
}  # fmt: skip
AFTER = {name: content for name, content in FILES.items() if content is not None}
ON_POSIX = pytest.mark.skipif(os.name == "nt", reason="nothing is forked there")


class Clock(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Clock":
        return cls(2030, 1, 2, 3, 4, 5)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return filled(tmp_path / "sổ")


def filled(root: Path) -> Path:
    for name, content in BEFORE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def found(folder: Path) -> dict[str, bytes]:
    """Return what is there but for hidden files and backups."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith(BACKUP)}


def test_all_is_written_and_what_was_before_is_kept(root: Path) -> None:
    """With what the caller has read, also what it does not change; a second time nothing is done, no folder made."""
    backup = write_all(root, FILES, {name: sha256(content) for name, content in BEFORE.items()} | {"data/none.csv": ""})
    assert backup is not None and backup.parent == root / BACKUP
    assert (found(root), found(backup)) == (AFTER, BEFORE)
    assert write_all(root, FILES) is None
    assert finish_writing(root) is None
    assert [path.name for path in (root / BACKUP).iterdir() if path.is_dir()] == [backup.name]


def stopped_at(root: Path, step: int, do: Callable[[Path], object]) -> bool:
    """Have a process do it that is killed before the step of this number which touches the disk; return whether it came so far."""
    child = os.fork()
    if not child:
        left = step

        def count(event: str, arguments: tuple) -> None:
            nonlocal left
            if event in ("open", "os.mkdir", "os.rename", "os.remove") and str(root) in str(arguments[0]):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            do(root)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@ON_POSIX
def test_killed_at_any_step_nothing_has_changed_or_the_rest_is_done(tmp_path: Path) -> None:
    """Nothing is done with the workbook before; the backup is whole as soon as anything has changed."""
    step, unfinished = 0, 0
    while stopped_at(root := filled(tmp_path / str(step)), step, lambda root: write_all(root, FILES)):
        if (root / JOURNAL).exists():
            unfinished += 1
            with pytest.raises(WorkbookError, match="`ntm setup` để ghi nốt"):
                Workbook.open(root)
            with pytest.raises(ReportError, match="`ntm setup` để ghi nốt"):
                write_all(root, {"data/x": b""})
            backup = finish_writing(root)
            assert backup is not None and (found(backup), found(root)) == (BEFORE, AFTER)
            assert not [path for path in root.rglob(".*.tmp") if BACKUP not in str(path)]
        assert not (root / JOURNAL).exists() and found(root) in (BEFORE, AFTER)
        step += 1
    assert found(root) == AFTER and unfinished > len(FILES)


@ON_POSIX
def test_the_rest_may_be_interrupted_too(tmp_path: Path) -> None:
    root, step = unfinished(tmp_path / "sổ"), 0
    while stopped_at(copy := shutil.copytree(root, tmp_path / str(step)), step, finish_writing):
        finish_writing(copy)
        assert found(copy) == AFTER and not (copy / JOURNAL).exists()
        step += 1
    assert found(copy) == AFTER and step > len(FILES)


def unfinished(root: Path) -> Path:
    """Return a workbook that has its journal, and nothing of it done."""
    step = 0
    while stopped_at(filled(root), step, lambda root: write_all(root, FILES)) and not (root / JOURNAL).exists():
        shutil.rmtree(root)
        step += 1
    assert found(root) == BEFORE
    return root


@ON_POSIX
def test_what_somebody_changes_meanwhile_is_named_and_kept(tmp_path: Path) -> None:
    """Nothing is written until it is out of the way; nor from a journal that can't be read."""
    root = unfinished(tmp_path / "sổ")
    units = root / "data" / "reference" / "units.csv"
    units.write_bytes(b"by hand")
    with pytest.raises(ReportError, match=r"units\.csv đã bị sửa sau khi lần ghi trước bị ngắt"):
        finish_writing(root)
    assert found(root) == BEFORE | {"data/reference/units.csv": b"by hand"}
    backup = next(path for path in (root / BACKUP).iterdir() if path.is_dir())
    shutil.copy(backup / "data" / "reference" / "units.csv", units)
    journal = (root / JOURNAL).read_bytes()
    for bad in (b"", b"{}", b"[]", b'{"backup": "x", "files": [1]}', journal[:-9], journal.replace(b'"bmV3', b'"cmV3')):
        (root / JOURNAL).write_bytes(bad)
        with pytest.raises(ReportError, match="đã hỏng nên không ghi nốt được"):
            finish_writing(root)
    (root / JOURNAL).write_bytes(journal)
    assert finish_writing(root) == backup and found(root) == AFTER


def test_what_is_not_as_it_was_read_is_named(root: Path) -> None:
    for name in ("data/reference/units.csv", "data/new.csv"):
        with pytest.raises(ReportError, match=f"{Path(name).name} vừa bị sửa trong lúc chương trình làm việc"):
            write_all(root, FILES, {name: sha256(b"as it was read")})
    assert found(root) == BEFORE and not (root / BACKUP).exists()


def test_what_is_saved_at_the_last_moment_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody saves a file when others are written already: these are put back, and it is named."""
    units, plain = root / "data" / "reference" / "units.csv", Path.replace

    def replace(path: Path, target: Path) -> Path:
        if target.name == "workbook.toml" and BACKUP not in str(target):
            units.write_bytes(b"by hand")
        return plain(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(ReportError, match=r"units\.csv vừa bị sửa trong lúc chương trình làm việc nên chưa ghi gì"):
        write_all(root, FILES)
    assert found(root) == BEFORE | {"data/reference/units.csv": b"by hand"} and not (root / JOURNAL).exists()


def test_no_link_is_written_through_and_none_of_two_writes_at_once(root: Path, tmp_path: Path) -> None:
    with locked(root / BACKUP, ".lock"), pytest.raises(ReportError, match="Đang có một lần ghi khác"):
        write_all(root, FILES)
    (tmp_path / "elsewhere").mkdir()
    (root / "data" / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("data/link/x.csv", "../x.csv", "data/../../x.csv"):
        with pytest.raises(PlaceError):
            write_all(root, FILES | {name: b"x"})
    assert found(root) == BEFORE and not [*(tmp_path / "elsewhere").iterdir()]


@pytest.mark.parametrize(
    ("refused", "is_left"),
    [
        ({"2030-01-02-030405-2": 1}, False),  # the backup's folder
        ({".unfinished.json": 1}, False),
        ({"units.csv": 2}, False),  # in the backup it can be written
        ({"units.xlsx": 1}, False),
        ({"units.csv": 2, "workbook.toml": 3}, True),  # nor can be put back what was written
    ],
)
def test_where_a_place_can_not_be_written_all_is_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, refused: dict[str, int], is_left: bool
) -> None:
    """Or it is said that it is not, and the rest is done later. The second backup of a second has a name of its own."""
    (root / BACKUP / "2030-01-02-030405").mkdir(parents=True)
    times: Counter[str] = Counter()

    def refusing(plain: Callable[..., object]) -> Callable[..., object]:
        def act(path: Path, *arguments: object, **options: object) -> object:
            name = Path(str(arguments[0] if arguments else path)).name
            times[name] += 1
            if times[name] >= refused.get(name, 99):
                raise OSError(errno.EROFS, "")
            return plain(path, *arguments, **options)

        return act

    with monkeypatch.context() as patch:
        patch.setattr("ntm_lib.workbook.writing.datetime", Clock)
        for name in ("mkdir", "replace", "unlink"):
            patch.setattr(Path, name, refusing(getattr(Path, name)))
        with pytest.raises(ReportError, match="ghi nốt" if is_left else "ổ đĩa chỉ cho đọc"):
            write_all(root, FILES)
    assert (root / JOURNAL).exists() == is_left
    assert found(root) == BEFORE or is_left
    assert finish_writing(root) if is_left else write_all(root, FILES)
    assert found(root) == AFTER
