"""The `ntm` command: what it says, where, and with which exit status."""

import os
import resource
import shlex
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest

from ntm_lib.cli import main
from tests.conftest import ROOT, Build, fresh_ntm, ntm
from tests.second_district import make_second_district, write_all_forms

NTM = str(Path(sys.executable).with_name("ntm"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "--season", "1999"], "Không có kỳ báo cáo “1999”"),
        (["build", "--commune", "Thương Quảng"], "Có phải là: Thượng Quảng"),
        (["build", "--commune", "20999"], "Không có xã “20999” trong năm 2021"),
        (["build", "--workers", "0"], "giá trị của --workers phải là số nguyên từ 1 trở lên"),
        (["build", "--comune", "x"], "không có tùy chọn --comune. Có phải là --commune?"),
        (["dung"], "không có lệnh này. Các lệnh: new, setup, import, forms, check, plan, build, status."),
        (["build", "--commune"], "tùy chọn --commune cần một giá trị đi kèm"),
        (["build", "--commune", "Hương", "Hữu"], "đặt trong ngoặc kép"),
        ([], "Cách dùng: ntm [TÙY CHỌN] LỆNH"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_vietnamese_sentence(arguments: list[str], said: str) -> None:
    """Nothing is built; the message says what is wrong and what there is."""
    run = ntm(*arguments)
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_outside_a_workbook_it_says_what_to_do(tmp_path: Path) -> None:
    """In an empty folder the message names the file it looked for and the option to use."""
    run = ntm("build", cwd=tmp_path)
    assert run.returncode == 2
    assert "workbook.toml" in run.stderr and "--workbook" in run.stderr


def test_lines_name_files_and_units_whole(built: Build) -> None:
    """Off a terminal each report is one unwrapped line with the unit and the whole path; the last line names the index."""
    lines = built.stdout.splitlines()
    for page in [*(built.folder / "xa").glob("*.html"), *(built.folder / "phong").glob("*.html")]:
        assert [line for line in lines if line.endswith(f": {page.resolve()}")]
    count = len(built.pages)
    assert lines[-1] == f"Xong {count}/{count}. Trang huyện: {built.folder.resolve() / 'index.html'}"


def test_help_is_in_vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    """`ntm build --help` explains each option in Vietnamese, whatever encoding Python was told to print in."""
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    run = fresh_ntm("build", "--help")
    assert run.returncode == 0
    assert "Dựng báo cáo của một kỳ" in run.stdout


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    """Where a file stands in the way of a folder, the message names the place and says what to do; exit status 1."""
    (tmp_path / "data").write_text("một tệp, không phải thư mục", encoding="utf-8")
    (tmp_path / "run-log.jsonl").write_text(
        '{"time": "", "run": ""}\n', encoding="utf-8"
    )  # of a build that was stopped
    run = ntm("build", "--commune", "huong-son", "--output", str(tmp_path))
    assert run.returncode == 1
    assert f"Không ghi được {tmp_path / 'data'}" in run.stderr
    assert "Traceback" not in run.stderr


EMPTY, LONG, NO_CHARACTER = "đang để trống", "x" * 300, "\udcff"
ARGUMENTS = [
    *(([option, ""], EMPTY) for option in ("--season", "--commune", "--district", "--output", "--workbook")),
    (["--season", NO_CHARACTER], "Không có kỳ báo cáo “\\udcff”"),
    (["--season", "a\nb"], "Không có kỳ báo cáo “a"),
    (["--commune", NO_CHARACTER], "Không có xã “\\udcff”"),
    (["--district", NO_CHARACTER], "Không có nơi nào tên “\\udcff”"),
    (["--issue", "0001-01-01"], "trước ngày chốt số liệu"),
    (["--issue", "00/00/0000"], "phải là một ngày"),
    (["--issue", "31/12/9999"], "sau năm 2199"),
    ([f"-{NO_CHARACTER}"], "không có tùy chọn -\\udcff"),
    *(
        ([option, place], "Không dùng được thư mục ")
        for option in ("--output", "--workbook")
        for place in (LONG, "/" + "a/" * 3000, NO_CHARACTER, "/dev/null", "/dev/null/x", "loop", "loop/x")
    ),
    (["--workbook", "/nowhere"], "Không thấy "),
]


@pytest.mark.parametrize(("arguments", "said"), ARGUMENTS)
def test_any_argument_is_answered_in_a_sentence(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Empty texts, bytes that are no characters, names too long, links in a circle, files for folders, days no office has: each is told, with 2."""
    make_second_district(tmp_path)
    (tmp_path / "loop").symlink_to("loop")
    with chdir(tmp_path), pytest.raises(SystemExit) as ended:
        main(["plan", *arguments])
    shown = capsys.readouterr()
    assert (ended.value.code, shown.out) == (2, "")
    assert said in shown.err and "Lỗi không lường trước" not in shown.err


@pytest.mark.parametrize("address", ["garbage", "tls://", "tcp://[::1", "tcp://a b:1", "tcp://10.0.0.1", "ucx://a:1", "tcp://a:1/x", "inproc://"])  # fmt: skip
def test_an_address_that_is_none_is_told(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What can't be a scheduler's address is refused before anybody is called."""
    make_second_district(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["build", "--workbook", str(tmp_path), "--scheduler", address])
    assert ended.value.code == 2
    assert f"Địa chỉ “{address}” của --scheduler không dùng được" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["tls://127.0.0.1:9", "tcp://127.0.0.1:99999", "tcp://no.such.host.invalid:1"])
def test_a_scheduler_nobody_can_reach_is_told(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No certificates for tls://, no such port, no such host: the message says what to check."""
    monkeypatch.setattr("ntm_lib.publishing.cluster.CONNECT_SECONDS", 1)
    make_second_district(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["build", "--workbook", str(tmp_path), "--scheduler", address])
    assert ended.value.code == 1
    assert f"Không nối được tới {address}" in capsys.readouterr().err


def shell(command: str, cwd: Path = ROOT, **environment: str) -> tuple[int, bytes, str]:
    """Run a shell's line with $NTM as the command; return its status, what it printed and what it said of errors."""
    run = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=cwd, capture_output=True, timeout=300, check=False, env=os.environ | {"NTM": NTM} | environment,
    )  # fmt: skip
    return run.returncode, run.stdout, run.stderr.decode("utf-8")


@pytest.mark.parametrize("environment", [{}, {"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "utf-16"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])  # fmt: skip
def test_what_is_not_shown_on_a_terminal_is_utf8(environment: dict[str, str]) -> None:
    """A file or a pipe gets the same UTF-8 on every system, as Notepad, Excel and the next program read it."""
    status, out, err = shell('"$NTM" nix 2>&1', **environment)
    assert (status, err) == (2, "")
    assert "không có lệnh này" in out.decode("utf-8")


@pytest.mark.parametrize(
    ("command", "expected", "said"),
    [
        ('"$NTM" --version >&-', 0, ""),
        ('"$NTM" --version <&- >&- 2>&-', 0, ""),
        ('"$NTM" --version > /dev/full', 1, "Không đọc hoặc ghi được màn hình"),
        ('"$NTM" --version > /dev/full 2>&1', 1, ""),
        ('"$NTM" nix 2> /dev/full', 2, ""),
        ('(sleep 1; "$NTM" --version) | true', 1, ""),
        ('mkdir "$HOME/gone" && cd "$HOME/gone" && rmdir "$HOME/gone" && "$NTM" plan', 2, "thư mục hiện tại không còn nữa"),
    ],
)  # fmt: skip
def test_streams_that_are_shut_full_or_cut_end_in_no_traceback(
    command: str, expected: int, said: str, tmp_path: Path
) -> None:
    """Whatever the output leads to, and from whatever folder, the status tells and nothing else is printed."""
    status, _, err = shell(command, HOME=str(tmp_path))
    assert status == expected and (said in err if said else err == "")


def test_a_closed_stream_gives_its_number_to_no_file() -> None:
    """With all three closed, the next file that is opened is none of 0, 1 and 2: what a library prints goes nowhere."""
    code = "from ntm_lib.cli.console import open_streams; open_streams(); import os; os._exit(os.open('/dev/null', 0))"
    run = subprocess.run(["bash", "-c", f'"{sys.executable}" -c "{code}" <&- >&- 2>&-'], check=False)
    assert run.returncode > 2


@pytest.mark.parametrize("megabytes", [60, 150, 250, 300])
def test_too_little_memory_is_said(tmp_path: Path, megabytes: int) -> None:
    """Wherever the memory ends, while libraries are loaded or later, the message says what to do."""
    most = megabytes * 1_000_000
    run = subprocess.run(
        [NTM, "build", "--output", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)),
    )  # fmt: skip
    assert run.returncode == 1
    assert "bộ nhớ" in run.stderr and "Traceback" not in run.stderr


def test_what_nobody_foresaw_is_a_sentence_and_on_request_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The analyst reads what happened and what to do; the engineer asks for the rest with NTM_TRACEBACK."""
    monkeypatch.setattr("ntm_lib.cli.plan.open_season", lambda *_: 1 / 0)
    for wanted in (False, True):
        if wanted:
            monkeypatch.setenv("NTM_TRACEBACK", "1")
        with pytest.raises(SystemExit) as ended:
            main(["plan", "--workbook", str(tmp_path)])
        shown = capsys.readouterr().err
        assert ended.value.code == 1
        assert "Lỗi không lường trước: ZeroDivisionError" in shown and "NTM_TRACEBACK=1" in shown
        assert ("Traceback" in shown) is wanted


GARBAGE = dict.fromkeys(("MPLBACKEND", "SOURCE_DATE_EPOCH", "OMP_NUM_THREADS", "TZ", "COLUMNS"), "garbage")


@pytest.mark.parametrize("more", [{}, pytest.param({"PYTHONOPTIMIZE": "2", "MPLCONFIGDIR": "/proc/nowhere"}, marks=pytest.mark.slow)])  # fmt: skip
def test_the_environment_ends_no_build(tmp_path: Path, more: dict[str, str]) -> None:
    """Settings of other programs that are garbage, no home, no place for temporary files, no docstrings, warnings as errors: the pages are built."""
    write_all_forms(make_second_district(tmp_path))
    (tmp_path / "numpy.py").write_text("raise SystemExit('not ours')", encoding="utf-8")
    others = {"PYTHONWARNINGS": "error", "TMPDIR": "/proc/nowhere", "LC_ALL": "C", **GARBAGE, **more}
    status, out, _ = shell(f'unset HOME; "$NTM" {"build" if more else "plan"}', cwd=tmp_path, **others)
    assert status == 0 and "huyện Thử" in out.decode("utf-8")


@pytest.mark.parametrize(
    ("home", "zone"),
    [("~", "UTC+24"), ("/proc/nowhere", "/nowhere"), ("", ":/etc/passwd"), ("/proc/nowhere", "x" * 5_000), ("~", "")],
)
def test_a_home_folder_that_cant_be_written_is_no_matter(tmp_path: Path, home: str, zone: str) -> None:
    """The libraries' own words about it are not met, and what they were given instead is taken away; nor is a time zone that is none."""
    others = {
        "TZ": "UTC+24",
        "HOME": home,
        "TMPDIR": str(tmp_path),
        "MPLCONFIGDIR": home,
        "IPYTHONDIR": "/proc/nowhere",
    }
    probe = "import ntm_lib.cli, matplotlib.font_manager; from IPython.paths import get_ipython_dir; import datetime, os; datetime.datetime.now().astimezone(); assert not os.environ.get('TZ'); print(get_ipython_dir())"
    status, out, err = shell(f"{shlex.quote(sys.executable)} -W error -c {shlex.quote(probe)}", **others)
    assert (status, err) == (0, "") and str(tmp_path) in out.decode()
    assert list(tmp_path.iterdir()) == []
