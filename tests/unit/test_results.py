"""All seasons put together: which have communes, and what is said if none has."""

import pytest

from ntm_lib.analysis.results import assess_seasons
from ntm_lib.errors import WorkbookError
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.workbook import Workbook
from tests.conftest import ntm
from tests.second_district import make_second_district, write_all_forms


@pytest.fixture
def folder(tmp_path):
    root = make_second_district(tmp_path / "sổ")
    write_all_forms(root)
    return root


def replaced(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_district_without_communes_is_told_what_to_write(folder) -> None:
    """`ntm build` ends with status 2 and a sentence, and makes nothing."""
    replaced(folder / "data" / "workbook.toml", 'communes = ["dong-lam", "tay-son", "nam-hoa"]', "communes = []")
    run = ntm("build", "--workbook", str(folder), cwd=folder)
    assert run.returncode == 2
    assert (
        "không có xã nào còn hiệu lực" in run.stderr and "“Thuộc nơi”" in run.stderr and "Traceback" not in run.stderr
    )
    assert not list((folder / "reports").rglob("*.html"))


def test_a_season_before_any_commune_has_no_rows(folder) -> None:
    """All communes founded in 2030: the season of 2029 is left out, that of 2030 is whole."""
    units = folder / "data" / "reference" / "units.csv"
    head, *rows = units.read_text(encoding="utf-8").splitlines()
    at = head.split(",").index("valid_from")
    changed = [",".join([*cells[:at], "2030-01-01", *cells[at + 1 :]]) for cells in (row.split(",") for row in rows)]
    units.write_text("\n".join([head, *changed]) + "\n", encoding="utf-8")
    book = Workbook.open(folder)
    seasons = book.seasons_until(book.season("2030-06"))
    results = assess_seasons(book, read_submissions(book, seasons), seasons)
    assert set(results.communes["season"]) == {"2030-06"} and len(results.communes) == 3
    with pytest.raises(WorkbookError, match="Năm 2029: không có xã nào"):
        assess_seasons(book, read_submissions(book, seasons[:1]), seasons[:1])


def test_a_commune_named_twice_is_a_fault_of_the_workbook(folder) -> None:
    """Its figures would count twice; given twice to a command, it is built once."""
    run = ntm("plan", "--workbook", str(folder), "--commune", "nam-hoa", "--commune", "Nam Hòa", cwd=folder)
    assert run.returncode == 0 and run.stdout.count("Xã Nam Hòa: dựng") == 1
    replaced(folder / "data" / "workbook.toml", '"tay-son", "nam-hoa"]', '"tay-son", "nam-hoa", "tay-son"]')
    run = ntm("build", "--workbook", str(folder), cwd=folder)
    assert run.returncode == 2 and "đơn vị tay-son được ghi hai lần" in run.stderr
