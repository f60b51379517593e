"""Criteria met now and not met last season: what a commune gained, and where another rule or a summary table has part in it."""

import pytest
from lxml import html

from ntm_lib.intake.form import INDICATORS
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.intake.summary.store import write_table
from ntm_lib.presentation.commune.first_screen import headline
from ntm_lib.presentation.shared.fallen import gained
from ntm_lib.reference import levels as by_scope
from ntm_lib.workbook import Workbook
from tests.unit.builders import SET_ID, WORKBOOK_TOML, indicator, send_form, write_csv, write_workbook, yes_no
from tests.views import commune_view, season_view

CRITERIA = (
    indicator("1.1"),  # 80 in both years; it rose
    indicator("2.1"),  # 80, 60 from 2021 on; it stayed at 65
    indicator("3.1"),  # nothing was known of it in 2020
    indicator("4.1"),  # met in both years
    yes_no("5.1", may_not_apply="true"),  # failed in 2020, and does not apply now
    indicator("6.1"),  # 80; one figure rose, the other does not apply any more
    yes_no("6.2", may_not_apply="true"),
    yes_no("7.1", may_not_apply="true"),  # failed beside 7.2 that was met; does not apply now
    indicator("7.2"),
    yes_no("8.1"),  # failed in 2020; a table of 2021 says that it is met
    indicator("9.1"),  # 80; it rose, but is counted another way since 2021
)
LEVELS = (
    *({"indicator": code, "target": "80"} for code in ("1.1", "3.1", "4.1", "6.1", "7.2", "9.1")),
    {"indicator": "2.1", "target": "80", "to_year": "2020"},
    {"indicator": "2.1", "target": "60", "from_year": "2021"},
)
FIGURES = {
    "1.1": (70, 90),
    "2.1": (65, 65),
    "3.1": ("", 90),
    "4.1": (90, 90),
    "6.1": (70, 90),
    "7.2": (90, 90),
    "9.1": (70, 90),
}
VERDICTS = {"5.1": ("Chưa đạt", "Không áp dụng"), "6.2": ("Chưa đạt", "Không áp dụng"), "7.1": ("Chưa đạt", "Không áp dụng"), "8.1": ("Chưa đạt", "")}  # fmt: skip
BREAK = {
    "date": "2021-01-01",
    "indicator_or_measure": f"{SET_ID}/9.1",
    "kind": "poverty-line",
    "text": "đổi chuẩn",
    "source": "NĐ thử",
}
STATED = {
    "unit_id": "an-binh", "unit_name": "An Bình", "season": "", "criterion_no": "8", "indicator": "", "result": "met",
    "as_written": "x", "year": float("nan"), "table_id": "", "source_file": "", "sheet": "TH", "cell": "D9",
}  # fmt: skip
CHANGED = "mức, nhóm, cách tính hoặc diện áp dụng đổi"


@pytest.fixture
def book(tmp_path):
    toml = WORKBOOK_TOML.replace('communes = ["an-binh", "hoa-son"]', 'communes = ["an-binh"]')
    write_workbook(tmp_path, toml, levels=CRITERIA, layout="", breaks=[BREAK])
    rows = [{"criteria_set": SET_ID, "comparator": ">=", "confirmed": "false"} | row for row in LEVELS]
    write_csv(tmp_path / "data" / "reference" / "levels.csv", by_scope.COLUMNS, rows)
    made = Workbook.open(tmp_path)
    for place, year in enumerate(("2020", "2021")):
        forms = [
            {
                "indicator": code,
                "numerator": FIGURES.get(code, ("", ""))[place],
                "denominator": 100 if code in FIGURES else "",
                "assessed": VERDICTS.get(code, ("", ""))[place],
                "status": "Ước",
                "origin": "Báo cáo",
            }
            for code in (row["indicator"] for row in CRITERIA)
        ]
        send_form(made, "an-binh", {INDICATORS.title: forms}, season=year)
    write_table(made, made.season("2021"), "thang-12", [STATED], "Tổng hợp.xlsx", b"PK table", None, {}, {})
    return made


def test_what_a_commune_newly_meets_is_named_with_what_else_moved_it(book):
    """1 and 6 rose by the commune's own figures; 2, 7 and 9 only by rules; 3 was not known before, 5 does not apply: neither was gained."""
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    named = [
        "1 Tiêu chí 1",
        f"2 Tiêu chí 2 (do {CHANGED})",
        "6 Tiêu chí 6",
        f"7 Tiêu chí 7 (do {CHANGED})",
        "8 Tiêu chí 8 (theo bảng tổng hợp)",
        f"9 Tiêu chí 9 (do {CHANGED})",
    ]
    own = commune_view(book, "2021", "an-binh", sent)
    assert gained(season_view(book, "2021", sent), "an-binh") == gained(own, "an-binh") == named
    assert f"mới đạt {', '.join(named[:-1])} và {named[-1]}" in " ".join(
        html.fromstring(headline(own)._repr_html_()).text_content().split()
    )


def test_nothing_is_gained_without_a_season_to_compare_with(book):
    """Nor under another set."""
    sent = read_submissions(book, [book.season("2020")])
    assert gained(season_view(book, "2020", sent), "an-binh") == []
