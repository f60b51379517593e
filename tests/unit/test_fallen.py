"""Criteria met last season and not now: what a commune lost, and what only another rule fails; index and commune page tell the same."""

import re

import pytest

from ntm_lib.analysis.fallen import fallen_criteria
from ntm_lib.intake.form import INDICATORS
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.presentation.commune import first_screen
from ntm_lib.presentation.overview.headline import headline
from ntm_lib.presentation.overview.matrix import matrix
from ntm_lib.presentation.shared.fallen import by_rule, lost
from ntm_lib.presentation.shared.promise_rows import display_rows
from ntm_lib.reference import levels as by_scope
from ntm_lib.text import joined
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
    indicator("4.2"),  # 60, 80 from 2021 on; but 4.1 fell
    indicator("5.1", comparator="<="),  # the series breaks in between
    indicator("6.1", comparator="<="),  # 20, 10 from 2021 on
    yes_no("7.1", may_not_apply="true"),
    indicator("8.1"),  # 60, 80 from 2021 on, as 1.1; but it fell below both
    indicator("9.1", groups="2"),
    indicator("9.2", rule="assessed"),
    indicator("10.1"),  # 60, 80 from 2021 on; it fell, but not below 60
    indicator("11.1"),  # no level until 2021; it fell below that
    indicator("12.1"),  # 95, no level from 2021 on; it fell below 95
    indicator("13.1"),  # 95, no level from 2021 on; it still reaches 95
    indicator("14.1"),  # none of the two seasons has a level
)
FIGURES = {"1.1": (65, 65), "2.1": (65, 65), "3.1": (60, 60), "4.1": (60, 40), "4.2": (65, 65), "5.1": (10, 15), "6.1": (15, 18), "8.1": (70, 50), "9.1": ("", 30), "10.1": (85, 65), "11.1": (98, 50), "12.1": (98, 50), "13.1": (98, 97), "14.1": (50, 60)}  # fmt: skip
VERDICTS = {"2.1": ("Đạt", ""), "7.1": ("Không áp dụng", "Chưa đạt"), "9.2": ("Đạt", "Đạt"), "11.1": ("Đạt", ""), "12.1": ("", "Chưa đạt"), "13.1": ("", "Chưa đạt"), "14.1": ("Đạt", "Chưa đạt")}  # fmt: skip
LEVELS = (
    {"indicator": "1.1", "target": "60", "to_year": "2020"},
    {"indicator": "1.1", "target": "80", "from_year": "2021"},
    {"indicator": "2.1", "target": "80", "from_year": "2021"},
    {"indicator": "3.1", "target": "50", "group": "1"},
    {"indicator": "3.1", "target": "70", "group": "2"},
    {"indicator": "4.1", "target": "50"},
    {"indicator": "4.2", "target": "60", "to_year": "2020"},
    {"indicator": "4.2", "target": "80", "from_year": "2021"},
    {"indicator": "5.1", "target": "12", "comparator": "<="},
    {"indicator": "6.1", "target": "20", "comparator": "<=", "to_year": "2020"},
    {"indicator": "6.1", "target": "10", "comparator": "<=", "from_year": "2021"},
    {"indicator": "8.1", "target": "60", "to_year": "2020"},
    {"indicator": "8.1", "target": "80", "from_year": "2021"},
    {"indicator": "9.1", "target": "50"},
    {"indicator": "10.1", "target": "60", "to_year": "2020"},
    {"indicator": "10.1", "target": "80", "from_year": "2021"},
    {"indicator": "11.1", "target": "95", "from_year": "2021"},
    {"indicator": "12.1", "target": "95", "to_year": "2020"},
    {"indicator": "13.1", "target": "95", "to_year": "2020"},
)
GROUPS = ({"unit_id": "an-binh", "group": "1", "to_year": "2020"}, {"unit_id": "an-binh", "group": "2", "from_year": "2021"})  # fmt: skip
BREAK = {"date": "2021-01-01", "indicator_or_measure": f"{SET_ID}/5.1", "kind": "poverty-line", "text": "đổi chuẩn nghèo", "source": "NĐ thử"}  # fmt: skip
NEW_GROUP = " do chuyển từ nhóm 1 sang nhóm 2"
LOST = [
    "4 Tiêu chí 4",
    "8 Tiêu chí 8",
    "10 Tiêu chí 10 (mức 10.1 tăng từ 60% lên 80%, số liệu giảm từ 85% xuống 65%)",
    "11 Tiêu chí 11 (11.1 trước theo đánh giá, nay theo mức 95%, số liệu giảm từ 98% xuống 50%)",
    "12 Tiêu chí 12",
    "14 Tiêu chí 14",
]
BY_RULE = [
    "1 Tiêu chí 1 (mức 1.1 tăng từ 60% lên 80%)",
    "2 Tiêu chí 2 (2.1 trước theo đánh giá, nay theo mức 80%)",
    f"3 Tiêu chí 3 (mức 3.1 tăng từ 50% lên 70%{NEW_GROUP})",
    "5 Tiêu chí 5 (5.1 không so được vì đổi chuẩn nghèo từ ngày 01/01/2021 (nguồn: NĐ thử))",
    "6 Tiêu chí 6 (mức 6.1 giảm từ 20% xuống 10%, số liệu tăng từ 15% lên 18%)",
    "7 Tiêu chí 7 (7.1 trước không áp dụng, nay theo đánh giá)",
    f"9 Tiêu chí 9 (9.1 trước không xét, nay theo mức 50%{NEW_GROUP})",
    "13 Tiêu chí 13 (13.1 trước theo mức 95%, nay theo đánh giá, số liệu giảm từ 98% xuống 97%)",
]


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
    rows = [{"criteria_set": SET_ID, "comparator": ">=", "confirmed": "false"} | row for row in LEVELS]
    write_csv(reference / "levels.csv", by_scope.COLUMNS, rows)
    write_csv(reference / "commune-groups.csv", ["unit_id", "group", "from_year", "to_year", "source"], GROUPS)
    kept = {"item": "1.1", "notice_point": "1", "kind": "maintain", "comparator": "keep", "target": "14", "deadline_year": "2021"}  # fmt: skip
    (tmp_path / "data" / "conclusions").mkdir()
    conclusion_items(kept | {"summary": "Giữ 14 tiêu chí", "criterion_no": "1", "deadline_stated": "yes"}).to_csv(
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
    """All fourteen criteria were held in 2020 and fail in 2021; six of them the commune lost, of two the level changed besides."""
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    place, own = season_view(book, "2021", sent), commune_view(book, "2021", "an-binh", sent)
    for view in (place, own):
        assert lost(view, "an-binh") == LOST
        assert by_rule(view, "an-binh") == BY_RULE
    assert f"Kỳ trước đạt, nay chưa đạt: {joined(LOST)}." in text(first_screen.headline(own))
    assert f"Không còn đạt: xã An Bình ({joined(LOST)})." in text(headline(place))
    assert matrix(place)._repr_html_().count(", kỳ trước đạt</span>") == len(LOST)
    ruled = "Nay chưa đạt, không tính là mất vì mức, nhóm, cách tính hoặc diện áp dụng đổi: "
    assert f"{ruled}{joined(BY_RULE)}." in text(first_screen.headline(own))
    assert f"{ruled}xã An Bình ({joined(BY_RULE)})." in text(headline(place))


def test_a_group_that_was_not_stated_is_no_move(book, tmp_path):
    """Nor is one that stayed the same: the level is named alone."""
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    results, now, then = season_view(book, "2021", sent).results, book.season("2021"), book.season("2020")
    for rows in (GROUPS[1:], [{"unit_id": "an-binh", "group": "2"}]):
        write_csv(tmp_path / "data" / "reference" / "commune-groups.csv", ["unit_id", "group", "from_year", "to_year", "source"], rows)  # fmt: skip
        found = fallen_criteria(Workbook.open(tmp_path), results, now, then)["an-binh"]
        assert [figure.groups for criterion in found for figure in criterion.figures] == [None] * 15


def test_a_promise_to_keep_is_broken_by_what_was_lost_only(book):
    """Criterion 1 was promised by its level to come, so it counts; the others of another rule do not."""
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    place = season_view(book, "2021", sent)
    (row,) = display_rows(place, place.promises)
    assert row["sentence"] == (
        "Trong 14 tiêu chí đã đạt năm 2020, nay chưa đạt: 1 Tiêu chí 1, 4 Tiêu chí 4, 8 Tiêu chí 8, 10 Tiêu chí 10, 11 Tiêu chí 11, 12 Tiêu chí 12 và 14 Tiêu chí 14; "
        "không so được vì mức, nhóm, cách tính hoặc diện áp dụng đổi: 2 Tiêu chí 2, 3 Tiêu chí 3, 5 Tiêu chí 5, 6 Tiêu chí 6, 7 Tiêu chí 7, 9 Tiêu chí 9 và 13 Tiêu chí 13."
    )


def test_nothing_falls_without_a_season_of_the_same_set_before(book):
    """2020 has none before it; and a season of another set is not compared with."""
    sent = read_submissions(book, book.seasons_until(book.season("2021")))
    results, now = season_view(book, "2021", sent).results, book.season("2021")
    other = book.season("2020").model_copy(update={"criteria_set": "bo-cu"})
    for earlier in (None, other):
        assert not fallen_criteria(book, results, now, earlier)
