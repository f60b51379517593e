"""Reading what is a plain file and naming what is not; replacing files whole, with patience, through no link; deleting only one's own."""

import errno
import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from ntm_lib.errors import UnreadableError
from ntm_lib.files import file_hash, file_hashes, read_file, reason, remove_file, replace_file, sha256, visible

NOBODY = 65534
POSIX = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes and devices in folders")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "a.csv"), "không có quyền"),
        (OSError(errno.ENOSPC, "No space left on device"), "đĩa đã đầy"),
        (IsADirectoryError(errno.EISDIR, "Is a directory"), "ở đó là một thư mục"),
        (ValueError("embedded null byte"), "tên có ký tự không dùng được"),
        (OSError(errno.EXDEV, "Invalid cross-device link"), "hệ thống báo “Invalid cross-device link”"),
        (OSError("lạ"), "hệ thống báo “lạ”"),
    ],
)
def test_a_reason_of_the_system_is_said_in_vietnamese(error: Exception, said: str) -> None:
    """What a person meets in an office has words of our own; the rest is quoted."""
    assert reason(error) == said


def strange(folder: Path, kind: str) -> Path:
    """Return a path where something lies that can't be read as a file."""
    path = folder / "x.csv"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "loop":
            path.symlink_to(path)
        case "link to nowhere":
            path.symlink_to(folder / "nowhere")
        case "below a file":
            path.write_bytes(b"")
            path = path / "y.csv"
        case "below a link to nowhere":  # a share that is not there now
            path.symlink_to(folder / "nowhere")
            path = path / "y.csv"
    return path


@POSIX
@pytest.mark.parametrize(
    "kind", ["folder", "pipe", "device", "loop", "link to nowhere", "below a file", "below a link to nowhere"]
)
def test_what_is_there_and_is_no_plain_file_is_named(tmp_path: Path, kind: str) -> None:
    """It is not taken for absent, and not waited for; the message says where, why and what to do."""
    path = strange(tmp_path, kind)
    for read in (read_file, file_hash):
        with pytest.raises(UnreadableError, match=r"Không đọc được .*x\.csv.*: .*rồi chạy lại\."):
            read(path)


def test_what_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none" / "x")
    assert file_hash(tmp_path / "x") == "" and file_hashes([tmp_path / "x"], tmp_path) == {"x": ""}
    assert visible(tmp_path / "none") == []
    (tmp_path / "share").symlink_to(tmp_path / "not mounted")
    with pytest.raises(UnreadableError, match="share: liên kết tới nơi không có"):
        visible(tmp_path / "share" / "2021")


def test_a_sparse_file_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    """Its size is looked at before."""
    with (tmp_path / "x").open("wb") as file:
        file.truncate(4_000_000_000)
    with pytest.raises(UnreadableError, match="lớn 4000 MB, quá 100 MB") as raised:
        read_file(tmp_path / "x")
    assert raised.value.is_too_large and file_hash(tmp_path / "x") == "4000000000 byte"


def test_reading_takes_the_memory_of_the_file_not_of_the_limit(tmp_path: Path) -> None:
    """A limit of 100 MB is not 100 MB of memory for each small file; a file that does not tell its size is read to its end."""
    (tmp_path / "x").write_bytes(b"abc" * 1000)
    tracemalloc.start()
    content = read_file(tmp_path / "x")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert content == b"abc" * 1000 and most < 1_000_000
    if Path("/proc/version").exists():
        assert read_file(Path("/proc/version")).startswith(b"Linux")


def as_nobody(code: str, path: Path) -> "subprocess.Popen[str]":
    """Run `code` with `path` in a process of a user without any rights, if this is one who has them all."""
    begin = "import os, sys; from pathlib import Path; from ntm_lib.files import *\n"
    lower = f"os.geteuid() or (os.setgroups([]), os.setgid({NOBODY}), os.setuid({NOBODY}))\n"
    command = [sys.executable, "-c", f"{begin}{lower}path = Path(sys.argv[1])\n{code}", str(path)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that every user reaches."""
    for folder in (tmp_path, *(place for place in tmp_path.parents if "pytest" in str(place))):
        folder.chmod(0o755)
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    return folder


@POSIX
def test_a_file_without_the_right_to_read_it_is_named(open_folder: Path) -> None:
    """The kind of file that was ignored: corrections that only their author may read."""
    path = open_folder / "2021.csv"
    path.write_bytes(b"x")
    path.chmod(0)
    said, _ = as_nobody("file_hash(path)", path).communicate(timeout=60)
    assert "UnreadableError: Không đọc được" in said and "2021.csv: không có quyền. Kiểm tra quyền đọc" in said


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs files of two users")
def test_a_file_that_is_held_for_a_moment_is_replaced_all_the_same(open_folder: Path) -> None:
    """As on Windows, where a file that somebody looks at can't be replaced: here, for a while, only its owner may replace it."""
    path = open_folder / "x.html"
    path.write_bytes(b"old")
    open_folder.chmod(0o1777)
    with as_nobody("print('ready', flush=True); replace_file(path, b'new'); print('done')", path) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(0.3)
        assert path.read_bytes() == b"old"
        open_folder.chmod(0o777)
        assert process.stdout.read() == "done\n"
    assert path.read_bytes() == b"new" and list(open_folder.iterdir()) == [path]


@POSIX
def test_a_place_that_stays_refused_is_named(open_folder: Path) -> None:
    """After a bounded time, with what to do, and nothing is left behind."""
    open_folder.chmod(0o555)
    said, _ = as_nobody("replace_file(path, b'new')", open_folder / "x.html").communicate(timeout=60)
    assert "ReportError: Không ghi được" in said and "kiểm tra quyền ghi" in said and list(open_folder.iterdir()) == []


def test_a_file_is_not_written_through_a_link(tmp_path: Path) -> None:
    """Neither through one in its place, nor through one where the unfinished file would lie."""
    victim, path = tmp_path / "victim", tmp_path / "x.html"
    victim.write_bytes(b"kept")
    path.symlink_to(victim)
    (tmp_path / f".x.html.ntm-{os.getpid()}.tmp").symlink_to(victim)
    replace_file(path, b"new")
    assert victim.read_bytes() == b"kept" and path.read_bytes() == b"new" and not path.is_symlink()


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    """The name of the unfinished file has room, too."""
    path = tmp_path / ("ồ" * 60 + ".html")
    replace_file(path, b"x")
    assert path.read_bytes() == b"x"


def test_only_what_was_written_is_deleted(tmp_path: Path) -> None:
    """A file with other content, a folder and a file nobody has the hash of stay; what is gone already is gone."""
    path = tmp_path / "x"
    path.write_bytes(b"edited")
    assert not remove_file(path, sha256(b"written")) and not remove_file(path, "") and path.exists()
    assert remove_file(path, sha256(b"edited")) and not path.exists()
    assert remove_file(path, sha256(b"edited")) and remove_file(path, "")
    path.mkdir()
    assert not remove_file(path, sha256(b"edited")) and path.is_dir()


@POSIX
def test_a_file_that_can_not_be_deleted_is_named(open_folder: Path) -> None:
    path = open_folder / "x"
    path.write_bytes(b"x")
    path.chmod(0o644)
    open_folder.chmod(0o555)
    said, _ = as_nobody("remove_file(path, sha256(b'x'))", path).communicate(timeout=60)
    assert f"ReportError: Không xóa được {path}" in said and path.exists()
