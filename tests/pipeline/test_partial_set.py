"""A season of 2026, under a set known in part, from filled forms to pages."""

import re
import shutil
from pathlib import Path

import pytest

from ntm_lib.intake.form import INDICATORS, MEASURES
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT, ntm
from tests.unit.builders import UNITS, send_form, write_workbook

PARTIAL = "xa-ntm-2026-2030-partial"
SAID = "Bộ tiêu chí quốc gia về nông thôn mới giai đoạn 2026–2030 mới biết một phần: 4/47 chỉ tiêu."
TOML = f"""
current_season = "2026"

[[place]]
id = "thu"
[[place.period]]
name = "thành phố Huế"
tier = "tỉnh"
parent = ""
office = "Văn phòng Điều phối NTM"
region = "BTB"
communes = ["an-binh", "hoa-son"]

[[season]]
name = "2025"
year = 2025
criteria_set = "xa-ntm-2021-2025"
cut_off = 2025-12-15

[[season]]
name = "2026"
year = 2026
criteria_set = "{PARTIAL}"
cut_off = 2026-08-31
compare_with = "2025"
"""
LABELS = {"status": "Ước", "origin": "Báo cáo"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Workbook]:
    root = write_workbook(tmp_path_factory.mktemp("2026"), TOML, UNITS, notebooks=True)
    reference = root / "data" / "reference"
    shutil.rmtree(reference / "criteria")
    shutil.copytree(ROOT / "data" / "reference" / "criteria", reference / "criteria")
    for name in ("levels", "measures", "key-measures", "relations", "breaks"):
        shutil.copy(ROOT / "data" / "reference" / f"{name}.csv", reference)
    book = Workbook.open(root)
    for unit_id, now, verdict in (("an-binh", 44, "Đạt"), ("hoa-son", 42, "Đạt")):
        verdicts = [{"indicator": str(n), "assessed": verdict} for n in range(1, 11)]
        growth = {"indicator": "3.1", "numerator": now, "denominator": 40}
        rows = [row | LABELS for row in (*verdicts, growth, {"indicator": "3.6", "assessed": "Chưa đạt"})]
        poor = {"indicator": "poor_households_pct", "numerator": 20, "denominator": 700} | LABELS
        send_form(book, unit_id, {INDICATORS.title: rows, MEASURES.title: [poor]}, season="2026")
        before = {"indicator": "poor_households_pct", "numerator": 30, "denominator": 700} | LABELS
        houses = {"indicator": "9.1", "value": 23} | LABELS
        send_form(book, unit_id, {INDICATORS.title: [houses], MEASURES.title: [before]}, season="2025")
    run = ntm("build", "--workbook", str(root), "--output", str(root / "pages"))
    assert run.returncode == 0, run.stdout + run.stderr
    return root / "pages", book


def page(built: tuple[Path, Workbook], name: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", (built[0] / name).read_text(encoding="utf-8")).split())


def test_every_page_says_once_that_the_set_is_known_in_part(built: tuple[Path, Workbook]) -> None:
    pages = [path.relative_to(built[0]).as_posix() for path in built[0].rglob("*.html")]
    assert len(pages) >= 4
    for name in pages:
        assert page(built, name).count(SAID) == 1, name


def test_a_growth_below_its_level_decides_over_the_verdict(built: tuple[Path, Workbook]) -> None:
    """3.6 is answered "chưa đạt" in both forms and binds nobody."""
    assert "đạt 10/10 tiêu chí" in page(built, "xa/an-binh.html")
    failing = page(built, "xa/hoa-son.html")
    assert "đạt 9/10 tiêu chí" in failing and "5%/năm" in failing and "thiếu 4,5 điểm phần trăm" in failing
    assert "nan" not in re.split(r"[^a-z]+", failing.lower())


def test_the_measures_of_two_sets_are_compared(built: tuple[Path, Workbook]) -> None:
    index = page(built, "index.html")
    assert "Tỷ lệ hộ nghèo 2,86% 40/1.400 hộ giảm 1,43 điểm phần trăm" in index


def test_the_season_before_counts_its_gap_in_houses(built: tuple[Path, Workbook]) -> None:
    root = built[1].root
    run = ntm("build", "--workbook", str(root), "--season", "2025", "--output", str(root / "pages-2025"))
    assert run.returncode == 0, run.stdout + run.stderr
    text = " ".join(
        re.sub(r"<[^>]+>", " ", (root / "pages-2025" / "xa" / "an-binh.html").read_text(encoding="utf-8")).split()
    )
    assert "còn 23 nhà" in text and "mới biết một phần" not in text
