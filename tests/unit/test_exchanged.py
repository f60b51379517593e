"""D11 of figures: a form that has another commune's, told within its season and by the census of the sheet “Xã”."""

import pytest

from ntm_lib.analysis.exchanged import note_beside_census, note_same_figures
from ntm_lib.analysis.last_season import paired
from ntm_lib.intake.findings import FindingList
from ntm_lib.workbook import Workbook
from tests.unit.builders import UNITS, observations, season, small_workbook, write_workbook

SEASON = season("2021")


def form(unit_id, figures, name="2021"):
    """Return rows of one form: each figure (numerator, denominator, value)."""
    return [
        {"unit_id": unit_id, "season": name, "indicator": code, "numerator": part, "denominator": whole, "value": value,
         "source_file": f"{name}/{unit_id}.xlsx", "sheet": "Chỉ tiêu", "cell": "G7"}
        for code, (part, whole, value) in figures.items()
    ]  # fmt: skip


def shares(count, start=0):
    return {f"1.{n}": (100 + n + start, 700 + start, 100 * (100 + n + start) / (700 + start)) for n in range(count)}


def same(tmp_path, first, second):
    """Return the findings on the forms of An Bình and Hòa Sơn of one season."""
    findings, types = (
        FindingList("2021"),
        {(code, ""): "percent" for code in (*first, *second) if code.startswith("1.")},
    )
    rows = observations(*form("an-binh", first), *form("hoa-son", second))
    note_same_figures(findings, rows, types, small_workbook(tmp_path), SEASON)
    return {row["unit_id"]: row["message"] for row in findings.rows}


def test_two_forms_of_one_season_with_the_same_figures_are_told(tmp_path):
    """A form of Hòa Sơn that is An Bình's under another name, in the first season: at both, with how many figures, and whose."""
    told = same(tmp_path, shares(22), shares(20) | {"1.20": (1, 9, 100 / 9), "1.21": (2, 9, 200 / 9)})
    assert set(told) == {"an-binh", "hoa-son"}
    assert told["hoa-son"].startswith("20/22 số khác 0 trong biểu giống hệt biểu của xã An Bình cùng kỳ")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (shares(19), shares(19)),  # too few
        (shares(22), shares(19) | shares(3, start=50) | {"1.19": (1, 9, 100 / 9), "1.20": (2, 9, 200 / 9)}),
        (shares(22), shares(22, start=1)),
        ({f"1.{n}": (0, 700, 0) for n in range(25)}, {f"1.{n}": (0, 700, 0) for n in range(25)}),  # none has any
        ({f"1.{n}": (None, None, 100) for n in range(25)}, {f"1.{n}": (None, None, 100) for n in range(25)}),  # 100 %, without counts
        ({f"2.{n}": (None, None, 0) for n in range(25)}, {f"2.{n}": (None, None, 0) for n in range(25)}),
    ],
)  # fmt: skip
def test_forms_that_have_something_in_common_are_not(tmp_path, first, second):
    """Fewer than twenty figures, less than nine tenths of them, counts of 0 and shares without counts prove no copy."""
    assert same(tmp_path, first, second) == {}


CENSUS = {"an-binh": (700, 2800), "hoa-son": (420, 1600)}


def beside_census(tmp_path, households, population, census=CENSUS, before=()):
    """Return the findings on a form of An Bình with these households and people."""
    units = [unit | dict(zip(("households", "population"), census[unit["unit_id"]], strict=True)) for unit in UNITS]
    book = Workbook.open(write_workbook(tmp_path, units=units))
    stocks = {"households": (None, None, households), "population": (None, None, population)}
    last = {"households": (None, None, 690), "population": (None, None, 2790)} if before else {}
    rows = observations(*form("an-binh", stocks), *form("an-binh", last, "2020"))
    findings, now = FindingList("2021"), season("2021", compare_with="2020")
    note_beside_census(findings, rows, paired(rows, now, book), book, now)
    return [row["message"] for row in findings.rows]


def test_households_of_another_communes_census_are_told_in_a_first_season(tmp_path):
    """Far from its own, near to one other's: whose the form may be, and which sheet has the census."""
    (told,) = beside_census(tmp_path, 430, 1620)
    assert "khác hẳn số của đơn vị ở trang “Xã”, units.csv, mà gần như của xã Hòa Sơn" in told


@pytest.mark.parametrize(
    ("households", "population", "more"),
    [
        (720, 2850, {}),  # its own
        (560, 2300, {}),  # nobody's
        (430, None, {}),  # one figure alone
        (430, 1700, {}),  # people not near enough
        (430, 1620, {"census": {"an-binh": (700, 2800), "hoa-son": ("", "")}}),
        (430, 1620, {"before": ("2020",)}),  # last season tells
    ],
)
def test_other_households_are_not(tmp_path, households, population, more):
    """What is its own, nobody's, half known, or compared with last season is no other commune's."""
    assert beside_census(tmp_path, households, population, **more) == []
