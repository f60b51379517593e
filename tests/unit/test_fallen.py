"""Criteria met last season and not now: what a commune lost, and what only another rule fails; index and commune page tell the same."""

import re

import pytest

from ntm_lib.analysis.fallen import fallen_criteria
from ntm_lib.intake.form import INDICATORS
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.presentation.commune import first_screen
from ntm_lib.presentation.overview.attention import attention
from ntm_lib.presentation.overview.headline import headline
from ntm_lib.presentation.overview.matrix import matrix
from ntm_lib.presentation.shared.promise_rows import display_rows
from ntm_lib.reference import levels as by_scope
from ntm_lib.workbook import Workbook
from tests.unit.builders import (
    SET_ID,
    WORKBOOK_TOML,
    conclusion_items,
    indicator,
    send_form,
    write_csv,
    write_workbook,
    yes_no,
)
from tests.views import commune_view, season_view

# of each criterion: what decides it, its share in 2020 and in 2021
CRITERIA = (
    indicator("1.1"),  # 60 for all, 80 from 2021 on
    indicator("2.1"),  # no level until 2021
    indicator("3.1"),  # 50 for group 1, 70 for group 2
    indicator("4.1"),  # 50 in both years
    indicator("5.1", comparator="<="),  # the series breaks in between
    indicator("6.1", comparator="<="),  # 20, 10 from 2021 on
    yes_no("7.1", may_not_apply="true"),
    indicator("8.1"),  # 60, 80 from 2021 on, as 1.1; but it fell below both
    indicator("9.1", groups="2"),
    indicator("9.2", rule="assessed"),
)
FIGURES = {"1.1": (65, 65), "2.1": (65, 65), "3.1": (60, 60), "4.1": (60, 40), "5.1": (10, 15), "6.1": (15, 15), "8.1": (70, 50), "9.1": ("", 30)}  # fmt: skip
VERDICTS = {"2.1": ("Đạt", ""), "7.1": ("Không áp dụng", "Chưa đạt"), "9.2": ("Đạt", "Đạt")}
LEVELS = (
    {"indicator": "1.1", "target": "60", "to_year": "2020"},
    {"indicator": "1.1", "target": "80", "from_year": "2021"},
    {"indicator": "2.1", "target": "80", "from_year": "2021"},
    {"indicator": "3.1", "target": "50", "group": "1"},
    {"indicator": "3.1", "target": "70", "group": "2"},
    {"indicator": "4.1", "target": "50"},
    {"indicator": "5.1", "target": "12", "comparator": "<="},
    {"indicator": "6.1", "target": "20", "comparator": "<=", "to_year": "2020"},
    {"indicator": "6.1", "target": "10", "comparator": "<=", "from_year": "2021"},
    {"indicator": "8.1", "target": "60", "to_year": "2020"},
    {"indicator": "8.1", "target": "80", "from_year": "2021"},
    {"indicator": "9.1", "target": "50"},
)
GROUPS = ({"unit_id": "an-binh", "group": "1", "to_year": "2020"}, {"unit_id": "an-binh", "group": "2", "from_year": "2021"})  # fmt: skip
BREAK = {"date": "2021-01-01", "indicator_or_measure": f"{SET_ID}/5.1", "kind": "poverty-line", "text": "đổi chuẩn nghèo", "source": "NĐ thử"}  # fmt: skip
NEW_GROUP = "xã chuyển từ nhóm 1 sang nhóm 2"
WHY = {
    "1": f"{NEW_GROUP}, mức 1.1 tăng từ 60% lên 80%",
    "2": f"{NEW_GROUP}, 2.1 trước theo đánh giá, nay theo mức 80%",
    "3": f"{NEW_GROUP}, mức 3.1 tăng từ 50% lên 70%",
    "4": "",
    "5": "5.1 không so được vì đổi chuẩn nghèo từ ngày 01/01/2021 (nguồn: NĐ thử)",
    "6": f"{NEW_GROUP}, mức 6.1 giảm từ 20% xuống 10%",
    "7": f"{NEW_GROUP}, 7.1 trước không xét, nay theo đánh giá",
    "8": "",
    "9": f"{NEW_GROUP}, 9.1 trước không xét, nay theo mức 50%",
}


@pytest.fixture
def book(tmp_path):
    toml = WORKBOOK_TOML.replace('communes = ["an-binh", "hoa-son"]', 'communes = ["an-binh"]')
    write_workbook(
        tmp_path,
        f'{toml}conclusions = "2020-12-24"\n',
        levels=CRITERIA,
        layout="",
        about={"groups": '["1", "2"]'},
        commune_groups=GROUPS,
        breaks=[BREAK],
        departments=[{"department_id": "ubnd-xa", "name": "UBND xã", "short_name": "UBND xã"}],
    )
    reference = tmp_path / "data" / "reference"
    rows = [{"criteria_set": SET_ID, "comparator": ">=", "confirmed": "true"} | row for row in LEVELS]
    write_csv(reference / "levels.csv", by_scope.COLUMNS, rows)
    write_csv(reference / "commune-groups.csv", ["unit_id", "group", "from_year", "to_year", "source"], GROUPS)
    kept = {"item": "1.1", "notice_point": "1", "kind": "maintain", "comparator": "keep", "target": "9", "deadline_year": "2021"}  # fmt: skip
    (tmp_path / "data" / "conclusions").mkdir()
    conclusion_items(kept | {"summary": "Giữ 9 tiêu chí", "criterion_no": "1", "deadline_stated": "yes"}).to_csv(
        tmp_path / "data" / "conclusions" / "2020-12-24.csv", index=False
    )
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
    return made


def text(part):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", part._repr_html_()))


def test_what_only_another_rule_fails_is_no_loss(book):
    """All nine criteria were held in 2020 and fail in 2021; two of them the commune lost."""
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    place, own = season_view(book, "2021", sent), commune_view(book, "2021", "an-binh", sent)
    assert {found.number: found.why for found in own.fallen("an-binh")} == WHY
    assert own.fallen("an-binh") == place.fallen("an-binh")
    lost = "4 Tiêu chí 4 và 8 Tiêu chí 8"
    assert f"Mùa trước đạt, nay chưa đạt: {lost}." in text(first_screen.headline(own))
    assert f"nay chưa đạt: xã An Bình ({lost})." in text(attention(place, 3))
    assert f"An Bình: {lost}" in text(headline(place))
    assert matrix(place)._repr_html_().count(", mùa trước đạt</span>") == 2
    ruled = "Nay chưa đạt chỉ vì quy định đổi, không phải xã giảm: "
    for part in (first_screen.headline(own), attention(place, 3)):
        said = text(part).partition(ruled)[2]
        assert all(why in said for why in WHY.values())


def test_a_promise_to_keep_is_broken_by_what_was_lost_only(book):
    """Criterion 1 was promised by its level to come, so it counts; the others of another rule do not."""
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    place = season_view(book, "2021", sent)
    (row,) = display_rows(place, place.promises)
    assert row["sentence"] == (
        "Giữ 0/9 tiêu chí đã đạt mùa 2020; nay chưa đạt: 1 Tiêu chí 1, 4 Tiêu chí 4 và 8 Tiêu chí 8; "
        "không so được vì mức, nhóm xã hoặc cách tính đổi: 2 Tiêu chí 2, 3 Tiêu chí 3, 5 Tiêu chí 5, 6 Tiêu chí 6, 7 Tiêu chí 7 và 9 Tiêu chí 9."
    )


def test_nothing_falls_without_a_season_of_the_same_set_before(book):
    """2020 has none before it; and a season of another set is not compared with."""
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    results, now = season_view(book, "2021", sent).results, book.season("2021")
    other = book.season("2020").model_copy(update={"criteria_set": "bo-cu"})
    for earlier in (None, other):
        assert not fallen_criteria(book, results, now, earlier)
