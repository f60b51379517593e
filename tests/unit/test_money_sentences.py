"""Sentences on money and debts, branch by branch."""

import pandas as pd
import pytest

from ntm_lib.analysis.money import TOTAL, SourceMoney, debts_by_commune, money_by_source
from ntm_lib.intake.form import DEBT_TOTAL
from ntm_lib.presentation.words import money as sentences
from ntm_lib.presentation.words.money import Speaker
from ntm_lib.schemas import DEBTS, RESOURCES
from ntm_lib.tables import rows_of
from tests.unit.builders import season
from tests.unit.test_money import SOURCES, debt, money

ONE, ALL = Speaker("xã An", 1), Speaker("các xã", 3)
SEASON = season("2021")


def said(speaker: Speaker, *rows: dict[str, object], sources: pd.DataFrame = SOURCES) -> str:
    return sentences.money_sentence(speaker, SEASON, money_by_source(RESOURCES.frame(list(rows)), sources))


def test_a_commune_with_all_figures() -> None:
    """Mobilised and disbursed with their share of the plan, and the largest source."""
    rows = [money("an", "huyen", 100, 90, 60), money("an", "xa", 100, 60, 40), money("an", "tong", 200, 150, 100)]
    assert said(ONE, *rows) == (
        "Đến 20/12/2021, xã An đã huy động 150 triệu đồng, bằng 75% kế hoạch năm; đã giải ngân 100 triệu đồng, bằng 50% kế hoạch năm."
        " Nguồn lớn nhất: ngân sách huyện (60%)."
    )


def test_figures_of_a_part_of_the_communes_say_so() -> None:
    """Two of three communes give a total, one of them what it disbursed."""
    text = said(ALL, money("an", "tong", 200, 150, 100), money("binh", "tong", 100, 90))
    assert "đã huy động 240 triệu đồng (số của 2/3 xã), bằng 80% kế hoạch năm" in text
    assert "đã giải ngân 100 triệu đồng (số của 1/3 xã), bằng 50% kế hoạch năm." in text


def test_a_share_of_the_plan_says_of_how_many_communes_it_is() -> None:
    """29.700 are of two communes; 9.700 of 10.000 are of the one that states a plan as well, and so is what was disbursed."""
    text = said(ALL, money("an", "tong", 10000, 9700, 5000), money("binh", "tong", None, 20000, 1000))
    assert text == (
        "Đến 20/12/2021, các xã đã huy động 29.700 triệu đồng (số của 2/3 xã); ở 1 xã có cả hai số, bằng 97% kế hoạch năm;"
        " đã giải ngân 6.000 triệu đồng (số của 2/3 xã); ở 1 xã có cả hai số, bằng 50% kế hoạch năm."
    )


def total_of(*rows: dict[str, object]) -> SourceMoney:
    return next(
        row
        for row in rows_of(money_by_source(RESOURCES.frame(list(rows)), SOURCES), SourceMoney)
        if row["resource"] == TOTAL
    )


def test_the_figure_on_top_says_of_how_many_communes_share_and_sum_are() -> None:
    """Of all communes nothing is added; else the sum has its communes, and the share its own where they are fewer."""
    an, binh, cam = (money(unit, "tong", 100, 90, 60) for unit in ("an", "binh", "cam"))
    assert sentences.disbursed_note(ALL, total_of(an, binh, cam)) == "180 triệu đồng"
    assert sentences.disbursed_note(ALL, total_of(an, binh)) == "120 triệu đồng (số của 2/3 xã)"
    unplanned = money("binh", "tong", None, 90, 60)
    assert sentences.disbursed_note(ALL, total_of(an, unplanned)) == (
        "ở 1 xã có cả hai số; đã giải ngân 120 triệu đồng (số của 2/3 xã)"
    )


@pytest.mark.parametrize(
    ("own", "total", "text"),
    [
        ({"huyen": 1200}, 3500, ""),  # where the other 2.300 are from is not known
        ({"huyen": 1200, "xa": 2300}, 3500, " Nguồn lớn nhất: ngân sách xã (66%)."),
        ({"huyen": 1200, "xa": 2299.6}, 3500, " Nguồn lớn nhất: ngân sách xã (66%)."),  # rounding, as in S06
        ({"huyen": 1200, "xa": 2299.4}, 3500, ""),
        ({"huyen": 3500}, 3500, " Nguồn lớn nhất: ngân sách huyện (100%)."),
        ({"huyen": 3490, "xa": 10}, 3500, " Nguồn lớn nhất: ngân sách huyện (99,7%)."),  # not all of it
    ],
)
def test_a_largest_source_is_named_only_where_the_sources_make_up_the_total(own, total, text) -> None:
    """A part of the sources says nothing of the largest one."""
    rows = [money("an", name, None, amount) for name, amount in own.items()]
    assert said(ONE, *rows, money("an", "tong", None, total)).partition("chưa có số giải ngân.")[2] == text


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([], "Xã An chưa có số tổng cộng nguồn lực bằng tiền."),
        ([money("an", "huyen", 10, 10)], "Xã An chưa có số tổng cộng nguồn lực bằng tiền."),
        ([money("an", "tong", None, 150)], "Đến 20/12/2021, xã An đã huy động 150 triệu đồng; chưa có số giải ngân."),
        ([money("an", "tong", 0, 0, 0)], "Đến 20/12/2021, xã An đã huy động 0 triệu đồng; đã giải ngân 0 triệu đồng."),
    ],
)
def test_what_is_not_stated_is_said_and_not_put_as_0(rows, text) -> None:
    """No total, no plan, nothing disbursed yet; a stated 0 is a 0."""
    assert said(ONE, *rows) == text


def test_a_workbook_without_a_total_row_has_no_total() -> None:
    """Sources of other lists are not added behind the reader's back."""
    assert said(ONE, money("an", "huyen", 10, 10), sources=SOURCES[SOURCES["resource"] != "tong"]).startswith(
        "Xã An chưa có"
    )


def debts(speaker: Speaker, *rows: tuple[float | None, float | None]) -> str:
    names = ["an", "binh", "cam", "dong", "en"]
    table = [debt(names[n], DEBT_TOTAL, now, debt_start=start) for n, (start, now) in enumerate(rows)]
    return sentences.debt_sentence(speaker, debts_by_commune(DEBTS.frame(table)))


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([], "Xã An chưa có số liệu về nợ đọng xây dựng cơ bản."),
        ([(None, None)], "Xã An chưa có số liệu về nợ đọng xây dựng cơ bản."),
        ([(0, 0)], "Xã An không còn nợ đọng xây dựng cơ bản."),
        ([(120, 0)], "Xã An không còn nợ đọng xây dựng cơ bản, giảm 120 triệu đồng so với đầu năm."),
        ([(220, 240)], "Xã An còn nợ đọng xây dựng cơ bản 240 triệu đồng, tăng 20 triệu đồng so với đầu năm."),
        ([(220, 220)], "Xã An còn nợ đọng xây dựng cơ bản 220 triệu đồng, bằng đầu năm."),
        ([(None, 240)], "Xã An còn nợ đọng xây dựng cơ bản 240 triệu đồng."),
    ],
)
def test_what_a_commune_owes(rows, text) -> None:
    """Unknown, none, paid off, more, the same, and without the figure of the year's start."""
    assert debts(ONE, *rows) == text


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([], "Các xã chưa có số liệu về nợ đọng xây dựng cơ bản."),
        ([(0, 0), (0, 0), (0, 0)], "Không xã nào còn nợ đọng xây dựng cơ bản."),
        ([(0, 0)], "1/3 xã có số liệu về nợ đọng xây dựng cơ bản, xã ấy không còn nợ đọng; 2 xã chưa có số liệu."),
        ([(0, 0), (0, 0)], "2/3 xã có số liệu về nợ đọng xây dựng cơ bản, các xã ấy không còn nợ đọng; 1 xã chưa có số liệu."),
        (
            [(220, 240), (None, 5), (230, 100)],
            "Nợ đọng xây dựng cơ bản còn 345 triệu đồng ở 3/3 xã (An 240, Cam 100 và Binh 5), ở 2 xã có cả hai số, giảm 110 triệu đồng so với đầu năm.",
        ),
        (
            [(220, 240), (0, 0), (230, 100)],
            "Nợ đọng xây dựng cơ bản còn 340 triệu đồng ở 2/3 xã (An 240 và Cam 100), giảm 110 triệu đồng so với đầu năm.",
        ),
        ([(0, 50), (0, 0)], "2/3 xã có số liệu về nợ đọng xây dựng cơ bản, còn nợ 50 triệu đồng ở 1 xã (An 50), tăng 50 triệu đồng so với đầu năm; 1 xã chưa có số liệu."),
    ],
)  # fmt: skip
def test_what_all_communes_owe(rows, text) -> None:
    """A commune without a figure is neither in debt nor free of it."""
    assert debts(ALL, *rows) == text


def test_many_debtors_are_counted_and_not_named() -> None:
    """Five communes are told by their number."""
    assert "ở 5 xã, bằng đầu năm; 4 xã chưa có số liệu." in debts(Speaker("các xã", 9), *[(10, 10)] * 5)


@pytest.mark.parametrize(
    ("owed", "text"),
    [
        ([0], "1/3 xã có số liệu, không còn nợ"),
        ([5, 0], "2/3 xã có số liệu, còn nợ ở 1 xã"),
        ([5, 0, 5], "ở 2 xã"),
        ([0, 0, 0], "không xã nào còn nợ"),
    ],
)
def test_the_debt_on_top_says_how_many_communes_stated_it(owed, text) -> None:
    """A sum of 0 of one commune is not the debt of all."""
    table = [debt(name, DEBT_TOTAL, now) for name, now in zip(("an", "binh", "cam"), owed, strict=False)]
    assert sentences.debt_note(ALL, debts_by_commune(DEBTS.frame(table))) == text


@pytest.mark.parametrize(("is_one", "start"), [(True, "Dòng"), (False, "Xã Cam: dòng")])
def test_a_total_that_is_not_the_sum_is_told_with_both(is_one, start) -> None:
    """On a commune's own page its name is not repeated."""
    row = {"unit_name": "Cam", "figure": "mobilised", "stated": 1510.5, "summed": 1500}
    assert sentences.total_difference(row, is_one) == (
        f"{start} “Tổng cộng bằng tiền”, đã huy động, ghi 1.510,5; các nguồn cộng lại 1.500."
    )
    assert sentences.debt_difference(row, is_one) == f"{start} tổng nợ đọng ghi 1.510,5; các công trình cộng lại 1.500."
