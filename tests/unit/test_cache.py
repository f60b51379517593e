"""The cache of checked forms: the same tables as read anew, read again only when something they rest on has changed, never in the way."""

import random
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

import ntm_lib
from ntm_lib.files import sha256
from ntm_lib.intake import cache
from ntm_lib.intake.cache import cached_submissions
from ntm_lib.intake.submissions import TABLES, Submissions, read_submissions
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT
from tests.second_district import make_second_district, write_all_forms, write_commune_form

SEASON = "2030-06"


@pytest.fixture
def book(tmp_path) -> Workbook:
    folder = make_second_district(tmp_path / "sổ")
    write_all_forms(folder)
    return Workbook.open(folder)


def seasons(book: Workbook) -> list:
    return book.seasons_until(book.season(SEASON))


def assert_same(one: Submissions, other: Submissions) -> None:
    for field in fields(Submissions):
        pd.testing.assert_frame_equal(getattr(one, field.name), getattr(other, field.name))


@pytest.fixture
def read_names(monkeypatch) -> list[list[str]]:
    """The seasons that were read from forms, a list a time."""
    names: list[list[str]] = []

    def noted(book, chosen, workers=None):
        names.append([season.name for season in chosen])
        return read_submissions(book, chosen, workers)

    monkeypatch.setattr(cache, "read_submissions", noted)
    return names


def test_cached_tables_are_the_tables_read(book, read_names) -> None:
    """Values, types and order; the second time no form is read."""
    plain = read_submissions(book, seasons(book))
    assert_same(cached_submissions(book, seasons(book)), plain)
    assert_same(cached_submissions(book, seasons(book)), plain)
    assert read_names == [["2029", SEASON]]


def test_the_projects_own_forms_come_out_of_the_cache_unchanged(submissions, tmp_path) -> None:
    """All six seasons with every kind of table filled."""
    folder = tmp_path / "sổ"
    for part in ("reference", "submissions", "conclusions"):
        shutil.copytree(ROOT / "data" / part, folder / "data" / part)
    shutil.copy(ROOT / "data" / "workbook.toml", folder / "data")
    book = Workbook.open(folder)
    chosen = book.seasons_until(book.season("2021"))
    for _ in range(2):
        assert_same(cached_submissions(book, chosen), submissions)


def test_only_the_season_that_changed_is_read_again(book, read_names) -> None:
    """The other's tables stay; rows come in the order of the seasons all the same."""
    cached_submissions(book, seasons(book))
    write_commune_form(book.root, "2029", "nam-hoa", (1, 2), "Đạt", 0)
    found = cached_submissions(book, seasons(book))
    assert read_names == [["2029", SEASON], ["2029"]]
    assert_same(found, read_submissions(book, seasons(book)))
    assert len(list((book.data_folder / "cache" / "2029").iterdir())) == 1  # what is no longer true is gone


@pytest.mark.parametrize(
    "change",
    [
        lambda book: (book.corrections_folder.mkdir(), (book.corrections_folder / f"{SEASON}.csv").write_text("x")),
        lambda book: (book.reference_folder / "measures.csv").write_bytes((book.reference_folder / "measures.csv").read_bytes() + b"\n"),
        lambda book: (book.submissions_folder / SEASON / "thư.docx").write_text("x", encoding="utf-8"),
        lambda book: (book.submissions_folder / SEASON / "nam-hoa.xlsx").unlink(),
        lambda book: (book.submissions_folder / SEASON / "nam-hoa.xlsx").rename(book.submissions_folder / SEASON / "khac.xlsx"),
        lambda book: shutil.copy(book.submissions_folder / SEASON / "nam-hoa.xlsx", book.submissions_folder / SEASON / "nam-hoa .xlsx"),
    ],
)  # fmt: skip
def test_whatever_the_tables_rest_on_makes_another_key(book, change) -> None:
    """Corrections, reference data, a stray file, a form taken away, renamed or there twice."""
    before = cache._key(book, book.season(SEASON))
    change(book)
    assert cache._key(Workbook.open(book.root), book.season(SEASON)) != before


def test_what_was_read_with_reference_data_of_before_is_not_kept(book) -> None:
    """It was edited after the workbook was opened, as in JupyterLab: figures are of the workbook that is held, the next one reads anew."""
    assert book.units["nam-hoa"].name == "Nam Hòa"
    path = book.reference_folder / "units.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Nam Hòa", "Nam Hoa Mới"), encoding="utf-8")
    plain = read_submissions(Workbook.open(book.root), seasons(book))
    assert "Nam Hoa Mới" in set(plain.observations["unit_name"])
    assert set(cached_submissions(book, seasons(book)).observations["unit_name"]) >= {"Nam Hòa"}
    assert not (book.data_folder / "cache").exists()
    for _ in range(2):
        assert_same(cached_submissions(Workbook.open(book.root), seasons(book)), plain)


def test_code_is_what_was_imported(book, monkeypatch, tmp_path) -> None:
    """Not what lies on the disk now: in a Python that was started before an upgrade the old code reads."""
    before = cache._key(book, book.season(SEASON))
    (tmp_path / "new").mkdir()
    monkeypatch.setattr(cache.ntm_lib, "__file__", str(tmp_path / "new" / "__init__.py"))
    assert cache._key(book, book.season(SEASON)) == before


def test_all_code_that_reading_imports_is_in_the_key() -> None:
    """Whatever module of the library a reading goes through, a change in it makes another key."""
    code = "import sys, ntm_lib.intake.submissions; print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('ntm_lib')))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    package = Path(ntm_lib.__file__).parent
    imported = {Path(file).relative_to(package).as_posix() for file in run.stdout.split()}
    assert len(imported) > 40 and imported <= set(cache._CODE_HASHES) and all(cache._CODE_HASHES.values())


def test_lock_files_and_the_systems_own_make_no_other_key(book) -> None:
    """LibreOffice, Excel, Finder and Windows put them beside a file that is looked at."""
    before = cache._key(book, book.season(SEASON))
    for name in (".~lock.units.csv#", "~$units.csv", ".DS_Store", "Thumbs.db"):
        (book.reference_folder / name).write_text("x", encoding="utf-8")
    assert cache._key(Workbook.open(book.root), book.season(SEASON)) == before


def test_times_of_files_make_no_other_key(book) -> None:
    before = cache._key(book, book.season(SEASON))
    for path in book.root.rglob("*"):
        path.touch()
    assert cache._key(Workbook.open(book.root), book.season(SEASON)) == before


def kept(book: Workbook, season: str = SEASON) -> list[Path]:
    return sorted((book.data_folder / "cache" / season).iterdir())


@pytest.mark.parametrize("flips", [12, pytest.param(40, marks=pytest.mark.slow)])
def test_a_damaged_cache_is_read_past(book, read_names, flips) -> None:
    """One bit flipped anywhere, a file cut short, emptied or gone: the forms are read again, and a sound file takes its place."""
    plain = read_submissions(book, seasons(book))
    cached_submissions(book, seasons(book))
    sound = kept(book)[0].read_bytes()
    dice = random.Random(13)
    damaged = [sound[:100], b"", *(flipped(sound, dice.randrange(8 * len(sound))) for _ in range(flips))]
    for content in damaged:
        read_names.clear()
        kept(book)[0].write_bytes(content)
        found = cached_submissions(book, [book.season(SEASON)])
        assert read_names == [[SEASON]]
        pd.testing.assert_frame_equal(found.observations, cache._of(plain, SEASON).observations)
        assert kept(book)[0].read_bytes() == sound


def test_another_seasons_tables_are_read_past(book, read_names) -> None:
    """A file whose name was changed to another season's key is not believed, though its hash is right."""
    cached_submissions(book, seasons(book))
    other, own = kept(book, "2029")[0], kept(book)[0]
    own.unlink()
    (own.parent / f"{own.name[:16]}{other.name[16:]}").write_bytes(other.read_bytes())
    read_names.clear()
    found = cached_submissions(book, [book.season(SEASON)])
    assert read_names == [[SEASON]] and set(found.observations["season"]) == {SEASON}


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("change", [
    lambda tables: {**tables, "observations": tables["observations"].rename(columns={"value": "wert"})},
    lambda tables: {**tables, "observations": tables["observations"].assign(value="7")},
    lambda tables: {name: table for name, table in tables.items() if name != "notes"},
    lambda tables: dict.fromkeys(tables, b"no parquet"),
])  # fmt: skip
def test_tables_of_another_schema_are_read_past(book, read_names, change) -> None:
    """Even where the file is what its name says, as another version of the program could have written it: columns, types, tables, kind."""
    cached_submissions(book, seasons(book))
    (path,) = kept(book)
    tables = change({name: getattr(cached_submissions(book, [book.season(SEASON)]), name) for name in TABLES})
    with ZipFile(path, "w") as package:
        package.comment = path.name[:16].encode()
        for name, table in tables.items():
            package.writestr(name, table if isinstance(table, bytes) else table.to_parquet(index=False))
    path.rename(path.with_name(f"{path.name[:16]}-{sha256(path.read_bytes())}.zip"))
    assert_same(cached_submissions(book, seasons(book)), read_submissions(book, seasons(book)))
    assert read_names == [["2029", SEASON], [SEASON]]


def test_nothing_but_the_caches_own_is_deleted(book) -> None:
    """What people or other programs put beside it stays, also under a name of its kind but with other content, and whatever a link leads to."""
    cached_submissions(book, seasons(book))
    folder = book.data_folder / "cache" / SEASON
    strange = {
        folder / "note.txt": b"a",
        folder / f"{'a' * 16}-{'b' * 64}.zip": b"c",
        folder / "0123456789abcdef" / "observations.parquet": b"d",
    }
    for path, content in strange.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    victim = book.root.parent / "nơi khác"
    victim.mkdir()
    own = kept(book)
    write_commune_form(book.root, SEASON, "nam-hoa", (1, 2), "Đạt", 0)
    cached_submissions(book, seasons(book))
    assert {path: path.read_bytes() for path in strange} == strange
    assert len([path for path in kept(book) if path not in own]) == 1 and len(kept(book)) == 4
    folder.rename(victim / SEASON)
    folder.symlink_to(victim / SEASON)
    before = {path: path.read_bytes() for path in victim.rglob("*") if path.is_file()}
    write_commune_form(book.root, SEASON, "nam-hoa", (2, 3), "Đạt", 0)
    assert_same(cached_submissions(book, seasons(book)), read_submissions(book, seasons(book)))
    assert {path: path.read_bytes() for path in victim.rglob("*") if path.is_file()} == before


def test_where_nothing_can_be_written_forms_are_read_each_time(book, read_names) -> None:
    (book.data_folder / "cache").write_text("a file, no folder", encoding="utf-8")
    for _ in range(2):
        assert_same(cached_submissions(book, seasons(book)), read_submissions(book, seasons(book)))
    assert len(read_names) == 2


def test_a_form_replaced_while_it_is_read_is_not_kept(book, monkeypatch) -> None:
    """Its tables would lie under the hash of the form before."""

    def replaced(own, chosen, workers=None):
        found = read_submissions(own, chosen, workers)
        write_commune_form(own.root, SEASON, "nam-hoa", (3, 50), "Đạt", 0)
        return found

    monkeypatch.setattr(cache, "read_submissions", replaced)
    cached_submissions(book, seasons(book))
    assert not (book.data_folder / "cache" / SEASON).exists() and (book.data_folder / "cache" / "2029").exists()
