"""`ntm new`: from nothing to blank forms and pages, with the real command."""

import os
import pty
import random
import resource
import select
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from ntm_lib.new_workbook.common import shipped_files
from ntm_lib.reference.gazetteer.find import Place, places_of
from ntm_lib.reference.gazetteer.packed import FOLDER
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT, fresh_ntm, ntm

NTM = str(Path(sys.executable).with_name("ntm"))
TWO_MINUTES = 120
PATIENCE = 600  # seconds that a process may take on a computer with other things to do


def new(folder: Path, place: str, year: str, *more: str) -> str:
    """Make a workbook; return what the command printed."""
    run = ntm("new", str(folder), "--place", place, "--season", year, *more, cwd=folder.parent)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--place", "Châu Thành", "--season", "2020"], "“Châu Thành” là tên của 10 nơi:\n  huyện Châu Thành, tỉnh Tây Ninh\n"),
        (["--place", "huyện Nam Đông", "--season", "2026"], "xã Khe Tre, thành phố Huế; xã Nam Đông, thành phố Huế; xã Long Quảng, thành phố Huế"),
        (["--place", "Na Rì", "--season", "2008"], "ghi một năm từ 2009 đến 2030"),
        (["--place", "Na Rì", "--season", "2023", "--cut-off", "31/12/2022"], "không thuộc năm 2023"),
        (["--place", "Na Rì", "--season", "2023", "--cut-off", "cuối năm"], "giá trị của --cut-off phải là một ngày"),
        (["--place", "Na Rì", "--season", "2023", "--with", "làng"], "Không có loại đơn vị “làng”"),
        (["--place", "Quận 1", "--season", "2020"], "chỉ có 10 phường"),
        (["--place", "Na Rì", "--season", "2023-06", "--cut-off", "31/12/2023"], "không thuộc tháng 06/2023"),
        (["--place", "Na Rì"], "thiếu tùy chọn --season"),
        (["--season", "2023"], "thiếu tùy chọn --place"),
    ],
)  # fmt: skip
def test_what_can_not_be_made_is_refused_with_2_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    """Also what could only be asked about on a terminal."""
    run = ntm("new", "sổ", *arguments, cwd=tmp_path)
    assert run.returncode == 2 and said in run.stderr, run.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_folder_must_be_empty(tmp_path: Path) -> None:
    """It is said before any place is looked for; what is there stays as it is."""
    (tmp_path / "biểu.xlsx").write_bytes(b"x")
    run = ntm("new", ".", "--place", "không có nơi này", "--season", "2023", cwd=tmp_path)
    assert run.returncode == 2 and "đã có biểu.xlsx" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["biểu.xlsx"]


def test_from_nothing_to_blank_forms_is_two_commands(tmp_path: Path) -> None:
    """The second is the one that the first prints; the two need less than two minutes of a processor, and seconds as a rule."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    made = fresh_ntm("new", "Sổ Na Rì", "--place", "Na Rì, Bắc Kạn", "--season", "2023", cwd=tmp_path)
    assert "Đã lập sổ cho huyện Na Rì, tỉnh Bắc Kạn, năm 2023: 16 xã." in made.stdout
    command = next(line for line in made.stdout.splitlines() if "ntm forms" in line).strip()
    assert command == f'ntm forms --workbook "{tmp_path / "Sổ Na Rì"}"'
    run = fresh_ntm("forms", "--workbook", str(tmp_path / "Sổ Na Rì"), cwd=tmp_path)
    assert run.returncode == 0 and "Xong 16/16 biểu trắng năm 2023" in run.stdout
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime < TWO_MINUTES
    assert len(list((tmp_path / "Sổ Na Rì" / "reports/2023/bieu").glob("*.xlsx"))) == 16


def test_what_is_said_to_lack_is_what_the_workbook_lacks(tmp_path: Path) -> None:
    """The indicators without a level for the place's region, by name; that nobody leads any, and nothing of the agencies that have no page until then."""
    said = new(tmp_path / "sổ", "Na Rì, Bắc Kạn", "2023")
    book = Workbook.open(tmp_path / "sổ")
    season = book.season("2023")
    (lacking,) = book.lacking(season).levels
    codes = list(dict.fromkeys(indicator for indicator, _ in lacking.figures))
    assert f"{len(codes)} chỉ tiêu ({', '.join(codes)})" in said and "vùng Trung du và miền núi phía Bắc" in said
    assert "57/57 chỉ tiêu chờ phân công chủ trì" in said and "has_report" not in said
    assert "vùng Trung du và miền núi phía Bắc" in lacking.whom and len(lacking.units) == 16


def test_a_new_workbook_is_built_without_a_form(tmp_path: Path) -> None:
    """Every page comes out, of each commune and of the place; the check finds no error."""
    new(tmp_path / "sổ", "Nam Đông, Thừa Thiên Huế", "2020")
    check = ntm("check", cwd=tmp_path / "sổ")
    assert check.returncode == 0 and "Cộng: 0 lỗi, " in check.stdout
    build = ntm("build", "--workers", "2", cwd=tmp_path / "sổ")
    assert build.returncode == 0, build.stdout + build.stderr
    pages = tmp_path / "sổ" / "reports" / "2020"
    assert len(list((pages / "xa").glob("*.html"))) == 18  # with the briefs
    assert "huyện Nam Đông" in (pages / "index.html").read_text(encoding="utf-8")


def test_several_places_are_one_workbook(tmp_path: Path) -> None:
    """A province of before the reform is its districts; a place named besides is one more."""
    said = new(tmp_path / "sổ", "tỉnh Bắc Kạn", "2023", "--place", "Nam Đông, Huế", "--with", "thị-trấn,phường")
    assert "104 xã" in said and "thị trấn" in said and "phường" in said
    book = Workbook.open(tmp_path / "sổ")
    assert len(book.places) == 9 and book.is_of_several
    assert (tmp_path / "sổ" / "data/districts/nam-dong/submissions/2023").is_dir()
    forms = ntm("forms", "--district", "nam-dong", "--commune", "Khe Tre", cwd=tmp_path / "sổ")
    assert forms.returncode == 0 and "Xong 1/1" in forms.stdout, forms.stdout + forms.stderr


def on_terminal(answers: list[str], *arguments: str, cwd: Path) -> tuple[int, str]:
    """Run the command on a terminal, with the answers typed ahead; return its exit status and what stood on the screen."""
    ours, its = pty.openpty()
    with subprocess.Popen([NTM, "new", *arguments], cwd=cwd, stdin=its, stdout=its, stderr=its) as process:
        os.close(its)
        os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
        shown = b""
        with suppress(OSError):  # the other end is closed
            while select.select([ours], [], [], PATIENCE)[0]:
                if not (part := os.read(ours, 10_000)):
                    break
                shown += part
            else:
                process.terminate()  # it asks for more than was typed
        status = process.wait(PATIENCE)
    os.close(ours)
    return status, shown.decode().replace("\r\n", "\n")


def test_on_a_terminal_it_asks_which_place_is_meant(tmp_path: Path) -> None:
    status, shown = on_terminal(["0", "x", "4", "1"], "sổ", "--place", "Châu Thành", "--season", "2023", cwd=tmp_path)
    assert status == 0, shown
    assert (
        "  4. huyện Châu Thành, tỉnh Bến Tre" in shown
        and "khác nhau ở" in shown
        and shown.count("Gõ một số từ 1 đến") == 2
    )
    assert Workbook.open(tmp_path / "sổ").places[0].last.full_name == "huyện Châu Thành, tỉnh Bến Tre"


@pytest.mark.parametrize(
    ("answers", "communes"),
    [(["1"], 21), (["2"], 16), (["3", "2", "2", *"1111111"], 21)],
)
def test_on_a_terminal_it_asks_which_list_stands(tmp_path: Path, answers: list[str], communes: int) -> None:
    """All units that differ as the one list has them, as the other, or each by itself."""
    status, shown = on_terminal(answers, "sổ", "--place", "Na Rì", "--season", "2020", cwd=tmp_path)
    assert status == 0, shown
    assert "khác nhau ở 9 đơn vị" in shown and "xã Vũ Loan: mã 02137" in shown
    book = Workbook.open(tmp_path / "sổ")
    names = {unit.name for unit in book.communes(book.season("2020"))}
    assert len(names) == communes
    assert {"Vũ Loan", "Văn Vũ"} & names == ({"Vũ Loan"} if answers == ["1"] else {"Văn Vũ"})


def test_an_installed_wheel_has_all_it_needs(tmp_path: Path) -> None:
    """Built and unpacked elsewhere, without the project beside it: a workbook and its blank forms come out of the wheel alone."""
    source = tmp_path / "source"
    shutil.copytree(ROOT / "ntm_lib", source / "ntm_lib", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(tmp_path)]  # fmt: skip
    subprocess.run(pip, cwd=source, check=True, timeout=PATIENCE)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    assert {f"ntm_lib/new_workbook/common/{name}" for name in shipped_files()} <= names
    assert {f"ntm_lib/reference/gazetteer/{path.name}" for path in FOLDER.glob("*.xz")} <= names
    assert wheel.stat().st_size < 2_000_000
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "installed")}
    for arguments in (("new", "sổ", "--place", "Na Rì", "--season", "2023"), ("forms", "--workbook", "sổ", "--commune", "Kim Hỷ")):  # fmt: skip
        run = subprocess.run(
            [sys.executable, "-m", "ntm_lib.cli", *arguments],
            cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout + run.stderr
    assert (tmp_path / "sổ/reports/2023/bieu/kim-hy.xlsx").exists()


# Places drawn by seed


def drawn(snapshot: str) -> list[Place]:
    """Return twenty districts of a list that have a commune, the same in every run."""
    having = [p for p in places_of(snapshot) if not p.is_province and any(unit.kind == "xã" for unit in p.units)]
    return random.Random(16).sample(having, 20)


DISTRICTS = [(place.title, day) for snapshot, day in (("2020", date(2020, 12, 31)), ("2023-05", date(2023, 12, 31)), ("2025-03", date(2025, 6, 30))) for place in drawn(snapshot)]  # fmt: skip
PROVINCES = [(place.title, date(2026, 12, 31)) for place in places_of("2025-07") if place.is_province]


@pytest.mark.slow
@pytest.mark.parametrize(("place", "day"), [*DISTRICTS, *PROVINCES])
def test_any_place_gets_forms_and_a_plan(tmp_path: Path, place: str, day: date) -> None:
    """A workbook opens, its first commune gets a form, and a build without any form is planned whole."""
    new(tmp_path / "sổ", place, str(day.year), "--cut-off", day.isoformat())
    book = Workbook.open(tmp_path / "sổ")
    season = book.season(book.current_season)
    book.check_season(season)
    first = book.communes(season)[0]
    forms = ntm("forms", "--commune", first.unit_id, cwd=tmp_path / "sổ")
    assert forms.returncode == 0, forms.stdout + forms.stderr
    plan = ntm("plan", cwd=tmp_path / "sổ")
    assert plan.returncode == 0, plan.stdout + plan.stderr
    assert book.place_in(season).full_name == place


@pytest.mark.slow
def test_the_whole_country_opens_and_is_planned(tmp_path: Path) -> None:
    """34 provinces, 2.621 communes, after the reform."""
    said = new(tmp_path / "sổ", "cả nước", "2026")
    assert "2621 xã" in said
    book = Workbook.open(tmp_path / "sổ")
    season = book.season("2026")
    assert len(book.places) == 34
    assert sum(len(book.of_place(place.id).communes(season)) for place in book.places) == 2_621
    plan = ntm("plan", cwd=tmp_path / "sổ")
    assert plan.returncode == 0, plan.stdout + plan.stderr


def test_the_guide_quotes_what_the_commands_print(tmp_path: Path) -> None:
    """Chapters 3 and 4 of the guide: every line of the screen that they show is one of the command's."""
    chapter = (ROOT / "docs/huong-dan.md").read_text("utf-8").split("\n## 3.")[1].split("\n### 4.1")[0]
    shown = {line for block in chapter.split("```")[1::2] for line in block.strip().splitlines() if line != "  …"}
    typed = {'ntm new so-ba-thuoc --place "Bá Thước, Thanh Hóa" --season 2023', "ntm setup", ""}
    printed = new(tmp_path / "so-ba-thuoc", "Bá Thước, Thanh Hóa", "2023")
    printed += ntm("setup", cwd=tmp_path / "so-ba-thuoc").stdout
    assert shown - typed <= set(printed.replace(str(tmp_path), "…").splitlines()) and len(shown - typed) > 8
