"""Whatever names, ids, manifests and links say: a command writes and deletes in the folders declared for it, and nowhere else."""

import hashlib
import json
import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from ntm_lib import cli
from tests.second_district import built_second_district, write_commune_form
from tests.several_districts import built_several_districts

SEASON = "2030-06"
REPORTS = f"reports/{SEASON}"
# What docs/security.md says of each command, and what the page says of all: below these it may write
DECLARED = {
    "plan": ("data/cache",),
    "status": (),
    "check": ("data/received", f"{REPORTS}/kiem-tra"),
    "forms": (f"{REPORTS}/bieu",),
    "build": ("data/cache", "data/received", REPORTS),
}
NAMES = (
    "../submissions", "..", ".", "", "../../..", "/", "{elsewhere}", "C:\\x", "C:x", "a/b", "a\\b", "con", "NUL", "com1", "a" * 121, "a\nb",
    "\x01", "kỳ", "a ", " a", "a.", "a:b", "a*b", "a?b", "../../elsewhere/x", f"{SEASON}/../../../elsewhere", "..%2f..", "~", "$HOME",
)  # fmt: skip

POSIX_ONLY = pytest.mark.skipif(
    os.name == "nt", reason="links need a right of their own there, and there are no pipes among files"
)

Case = Callable[[Path, Path], None]  # the workbook, and a folder elsewhere with files of its own


def files(folder: Path) -> dict[Path, str]:
    """Return the hash of every file below `folder`; links are told by where they lead, and not followed."""
    found = {}
    for place, folders, names in os.walk(folder):
        for name in [*names, *folders]:
            path = Path(place, name)
            if path.is_symlink():
                found[path] = f"-> {path.readlink()}"
            elif path.is_file():
                found[path] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workbook in which every command has run once, and files elsewhere."""
    folder = tmp_path_factory.mktemp("made")
    workbook = built_second_district(folder / "sổ")
    (workbook / "data" / "submissions" / SEASON / "x.xlsx").write_bytes(b"%PDF")  # so that a marked copy goes back
    for command in ("build", "check", "forms"):
        run(workbook, command)
    (folder / "elsewhere").mkdir()
    for name in ("x.html", "x.json", "x.xlsx", "index.html"):
        (folder / "elsewhere" / name).write_text("kept", encoding="utf-8")
    return folder


def run(workbook: Path, command: str) -> int:
    """Run a command in this process, where whatever is not foreseen fails the test; return its status."""

    def raised(error: Exception) -> NoReturn:
        raise error

    with pytest.raises(SystemExit) as ended, pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "last_words", raised)
        cli.main([command, "--workbook", str(workbook)])
    assert ended.value.code in (0, 1, 2)
    return ended.value.code


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def quoted(name: str, elsewhere: Path) -> str:
    return json.dumps(name.format(elsewhere=elsewhere), ensure_ascii=False)


def season(name: str) -> Case:
    return lambda book, elsewhere: replaced(book / "data" / "workbook.toml", f'"{SEASON}"', quoted(name, elsewhere))


def setting(key: str, name: str) -> Case:
    def change(book: Path, elsewhere: Path) -> None:
        toml = book / "data" / "workbook.toml"
        text = re.sub(rf"^{key} = .*\n", "", toml.read_text(encoding="utf-8"), flags=re.M)
        toml.write_text(text.replace("year = 2030\n", f"year = 2030\n{key} = {quoted(name, elsewhere)}\n"), "utf-8")

    return change


def district(name: str) -> Case:
    def change(book: Path, elsewhere: Path) -> None:
        replaced(book / "data" / "workbook.toml", "[district]\n", f"[[district]]\nid = {quoted(name, elsewhere)}\n")

    return change


def unit(name: str) -> Case:
    def change(book: Path, elsewhere: Path) -> None:
        own = name.format(elsewhere=elsewhere).replace("\n", " ")
        replaced(book / "data" / "workbook.toml", '"nam-hoa"', json.dumps(own, ensure_ascii=False))
        replaced(book / "data" / "reference" / "units.csv", "nam-hoa,", f"{own},")

    return change


def agency(name: str) -> Case:
    def change(book: Path, elsewhere: Path) -> None:
        for file in ("departments.csv", "indicator-leads.csv"):
            own = name.format(elsewhere=elsewhere).replace("\n", " ")
            replaced(book / "data" / "reference" / file, "phong-thu", own)

    return change


def manifest(key: str, page: str, sha_of: str = "elsewhere/x.html") -> Case:
    """A manifest of a report that the season no longer has, which says of itself what it likes; the hash is right."""

    def change(book: Path, elsewhere: Path) -> None:
        folder = book / REPORTS / "manifests"
        record = json.loads((folder / "nam-hoa.json").read_text(encoding="utf-8"))
        record |= {"key": key.format(elsewhere=elsewhere), "page": page.format(elsewhere=elsewhere)}
        record["edition"]["page_sha256"] = hashlib.sha256((book.parent / sha_of).read_bytes()).hexdigest()
        (folder / "x.json").write_text(json.dumps(record), encoding="utf-8")

    return change


def build_manifest(page: str) -> Case:
    def change(book: Path, elsewhere: Path) -> None:
        path = book / REPORTS / "manifest.json"
        record = json.loads(path.read_text(encoding="utf-8"))
        record["written"][page.format(elsewhere=elsewhere)] = ""
        path.write_text(json.dumps(record), encoding="utf-8")

    return change


def written_list(below: str, name: str) -> Case:
    def change(book: Path, elsewhere: Path) -> None:
        sha = hashlib.sha256((elsewhere / "x.xlsx").read_bytes()).hexdigest()
        (book / REPORTS / below / ".ntm-written.json").write_text(json.dumps({name: [sha]}), encoding="utf-8")

    return change


def link(place: str) -> Case:
    """What lies at `place` is moved elsewhere, and a link leads there."""

    def change(book: Path, elsewhere: Path) -> None:
        path, target = book / place, elsewhere / "moved"
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.rename(target)
        elif path.suffix:
            target.write_text("kept", encoding="utf-8")
        else:
            target.mkdir()
        path.symlink_to(target)

    return change


LINKS = (
    "data/cache", f"data/cache/{SEASON}", "data/received", f"data/received/{SEASON}", f"data/received/{SEASON}/nam-hoa", "reports", REPORTS,
    *(f"{REPORTS}/{name}" for name in ("xa", "phong", "data", "manifests", "kiem-tra", "kiem-tra/tra-lai", "bieu", "index.html", "manifest.json")),
    *(f"{REPORTS}/{name}" for name in ("xa/nam-hoa.html", "xa/nam-hoa.ipynb", "xa/nam-hoa.failed.ipynb", "data/forms.csv", "run-log.jsonl")),
    *(f"{REPORTS}/{name}" for name in (".build.lock", "bieu/nam-hoa.xlsx", "kiem-tra/findings.csv", "kiem-tra/tra-lai/nam-hoa.xlsx")),
    *(f"{REPORTS}/{name}" for name in ("manifests/nam-hoa.json", "bieu/.ntm-written.json", "kiem-tra/tra-lai/.ntm-written.json")),
    f"data/submissions/{SEASON}", f"data/submissions/{SEASON}/nam-hoa.xlsx", "data", "data/corrections", "data/commentary",
)  # fmt: skip
CASES: list[tuple[str, Case]] = [
    *((f"season {n!r}", season(n)) for n in NAMES),
    *((f"criteria set {n!r}", setting("criteria_set", n)) for n in NAMES),
    *((f"conclusions {n!r}", setting("conclusions", n)) for n in NAMES),
    *((f"district {n!r}", district(n)) for n in (*NAMES, "data", "xa")),
    *((f"unit {n!r}", unit(n)) for n in NAMES if n),
    *((f"agency {n!r}", agency(n)) for n in NAMES if n),
    *((f"page {n!r}", manifest("x", n)) for n in (*NAMES, "../../../elsewhere/x.html", "xa/../../../../elsewhere/x.html", "{elsewhere}/x.html")),
    *((f"key {n!r}", manifest(n, "xa/x.html")) for n in (*NAMES, "../../../../elsewhere/x", "{elsewhere}/x")),
    ("page of somebody's", manifest("x", "kiem-tra/y.html")),
    *((f"written {n!r}", build_manifest(n)) for n in ("../../../elsewhere/x.html", "/dev/zero", "{elsewhere}/x.html")),
    *((f"list {b} {n!r}", written_list(b, n)) for b in ("bieu", "kiem-tra/tra-lai") for n in ("../../../../elsewhere/x.xlsx", "../../../../../elsewhere/x.xlsx", "/x.xlsx")),
    *((f"link {p}", link(p)) for p in LINKS),
]  # fmt: skip


def test_a_district_among_several_is_not_built_through_a_link(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """Its folder of reports leads elsewhere: it is named, what is due of the others is built, and what lies there stays."""
    book = built_several_districts(tmp_path / "sổ")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.html").write_text("kept", encoding="utf-8")
    folder = book / "reports" / "2031"
    shutil.rmtree(folder / "bac-song")
    (folder / "bac-song").symlink_to(elsewhere)
    (folder / "nam-song" / "index.html").unlink()
    assert run(book, "build") == 1
    said = capsys.readouterr().out
    assert (
        "LỖI" in said and "bac-song là liên kết tới nơi khác" in said and (folder / "nam-song" / "index.html").exists()
    )
    assert [path.name for path in elsewhere.iterdir()] == ["index.html"]
    assert (elsewhere / "index.html").read_text(encoding="utf-8") == "kept"


def test_files_that_no_build_wrote_are_not_replaced(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """A folder with files of somebody's, another season's reports, another workbook, the own data however the way there is written."""
    shutil.copytree(made, tmp_path / "x", symlinks=True)
    book, site = tmp_path / "x" / "sổ", tmp_path / "site"
    shutil.copytree(book, tmp_path / "other")
    site.mkdir()
    for name in ("forms.csv", "findings.csv"):
        (site / name).write_text("kept", encoding="utf-8")
    (tmp_path / "way").symlink_to(book / "data")
    (book / "data").rename(tmp_path / "real")
    (book / "data").symlink_to(tmp_path / "real")
    shutil.copytree(book / REPORTS, book / "reports" / "2029")
    for path in (book / "reports" / "2029" / "manifests").glob("*.json"):
        replaced(path, f'"season": "{SEASON}"', '"season": "2029"')
    before = files(tmp_path)
    places = (
        "site",
        "way",
        "way/new",
        "real/submissions",
        "x/sổ",
        "x/sổ/notebooks/x",
        "x",
        "x/sổ/reports/2029",
        "other",
        "other/data/x",
    )
    for command, target in [*(("build", place) for place in places), ("check", "site"), ("check", "other/data")]:
        with pytest.raises(SystemExit) as ended:
            cli.main([command, "--workbook", str(book), "--output", str(tmp_path / target)])
        assert ended.value.code == 2 and "cho --output" in capsys.readouterr().err, target
    assert files(tmp_path) == before


def check(made: Path, folder: Path, name: str, case: Case, commands: tuple[str, ...]) -> None:
    """Try one case in a copy of what was made; assert that nothing changed but where each command may write."""
    shutil.copytree(made, folder, symlinks=True)
    book = (folder / "sổ").resolve()
    case(book, folder / "elsewhere")
    for number, command in enumerate(commands):
        form = book / "data" / "submissions" / SEASON / "nam-hoa.xlsx"
        if not any(path.is_symlink() for path in (form, *form.parents)):  # so that each command has something to do
            write_commune_form(book, SEASON, "nam-hoa", (40 + number, 50), "Đạt", 1 + number)
        before = files(folder)
        run(book, command)
        after = files(folder)
        allowed = [book / place for place in DECLARED[command]]
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        strange = {path for path in changed if not any(path.is_relative_to(place) for place in allowed)}
        assert not strange, (name, command, strange)
    shutil.rmtree(folder)


FOUND = (
    "season '../submissions'", "season '../../..'", "page '../../../elsewhere/x.html'", f"link data/cache/{SEASON}", "link data/received",
    "link reports", f"link {REPORTS}/xa", "page of somebody's",
)  # fmt: skip


def sample(most: int) -> list[str]:
    """Return the names of the faults that were found, and some of the others."""
    return [*FOUND, *random.Random(13).sample(sorted(dict(CASES).keys() - set(FOUND)), most)]


@pytest.mark.parametrize(
    ("commands", "names"),
    [
        (("plan", "status", "check", "forms"), sample(2)),
        (("build",), sample(1)),
        pytest.param(("plan", "status", "check", "forms"), list(dict(CASES)), marks=pytest.mark.slow),
        pytest.param(("build",), list(dict(CASES)), marks=pytest.mark.slow),
    ],
    ids=["looking", "building", "looking, all", "building, all"],
)
def test_commands_change_nothing_else(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture, commands: tuple[str, ...], names: list[str]
) -> None:
    """Names in every place, manifests, lists and links: all of them in the slow tests, a sample in the others."""
    assert len(CASES) > 200
    for number, name in enumerate(names):
        check(made, tmp_path / str(number), name, dict(CASES)[name], commands)
        capsys.readouterr()


@pytest.mark.parametrize("name", ["../submissions", "..", "/tmp/x", "a" * 121, "kỳ 1"])
def test_a_season_that_can_not_name_a_folder_is_refused(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture, name: str
) -> None:
    """With status 2 and what a name may contain, before anything is looked at."""
    shutil.copytree(made, tmp_path / "x", symlinks=True)
    season(name)(tmp_path / "x" / "sổ", tmp_path)
    assert run(tmp_path / "x" / "sổ", "plan") == 2
    assert (
        f"tên kỳ “{name}” chỉ được có chữ không dấu, số, gạch nối, gạch dưới, tối đa 120 ký tự"
        in capsys.readouterr().err
    )


def test_a_page_that_somebody_edited_is_not_taken_away(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """Its report is no longer one of the season's: what is not as it was written stays and is named, each time, until it is gone."""
    shutil.copytree(made, tmp_path / "x", symlinks=True)
    book = tmp_path / "x" / "sổ"
    unit("nam-hoa-moi")(book, tmp_path)
    page = book / REPORTS / "xa" / "nam-hoa.html"
    page.write_text(page.read_text("utf-8") + "<!-- ghi tay -->", encoding="utf-8")
    for _ in range(2):
        capsys.readouterr()
        shutil.rmtree(book / "data" / "cache", ignore_errors=True)
        (book / REPORTS / "index.html").unlink()
        run(book, "build")
        assert (
            "Để lại xa/nam-hoa.html: không còn đúng như chương trình đã ghi" in capsys.readouterr().out
            and page.exists()
        )
    page.unlink()
    (book / REPORTS / "index.html").unlink()
    run(book, "build")
    assert not (book / REPORTS / "manifests" / "nam-hoa.json").exists()


def test_spreadsheets_that_people_changed_are_not_replaced(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """A blank form that was filled in where it lay, a marked copy with a note: named, left alone, the others are written; status 1."""
    shutil.copytree(made, tmp_path / "x", symlinks=True)
    book = tmp_path / "x" / "sổ"
    for command, place in (("forms", f"{REPORTS}/bieu/nam-hoa.xlsx"), ("check", f"{REPORTS}/kiem-tra/tra-lai/x.xlsx")):
        (book / place).write_bytes(b"a person's work")
        assert run(book, command) == 1
        assert f"Không ghi đè {(book / place).resolve()}" in capsys.readouterr().out
        assert (book / place).read_bytes() == b"a person's work"
        (book / place).unlink()
        assert run(book, command) == (0 if command == "forms" else 1) and (book / place).exists()
